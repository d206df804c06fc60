#include "model/exchange/png_chunk.h"
#include "tests/support/test_main.h"

#include <QtEndian>

using namespace faultline;

namespace {

quint32 pngTestCrc(const QByteArray& data) {
    quint32 crc = 0xFFFFFFFFu;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

QByteArray pngTestWord(quint32 value) {
    QByteArray out(4, '\0');
    qToBigEndian(value, out.data());
    return out;
}

QByteArray chunk(const QByteArray& type, const QByteArray& data) {
    return pngTestWord(static_cast<quint32>(data.size())) + type + data + pngTestWord(pngTestCrc(type + data));
}

const QByteArray signature("\x89PNG\r\n\x1a\n", 8);
const QByteArray head = chunk("IHDR", QByteArray::fromHex("00000001000000010800000000"));
const QByteArray body = chunk("IDAT", qCompress(QByteArray(2, '\0')).mid(4));
const QByteArray tail = chunk("IEND", {});
const QByteArray ourWords("faultline\0\1", 11);

/// One black pixel.
QByteArray picture() {
    return signature + head + body + tail;
}

}  // namespace

class PngChunkTest : public QObject {
    Q_OBJECT

    static QString error(const QByteArray& png) {
        const auto result = exchange::extractDesign(png);
        if (!result) return QString::fromStdString(result.error().plain());
        return *result ? QStringLiteral("(a design)") : QStringLiteral("(none)");
    }

private slots:
    void roundTrip() {
        for (const QByteArray& payload :
             {QByteArray("{\"a\":  1}\n\n  "), QByteArray(), QByteArray("\0\xFF\0", 3), QByteArray(5 << 20, 'x')}) {
            const auto png = exchange::embedDesign(picture(), payload);
            QVERIFY(png.has_value());
            const auto back = exchange::extractDesign(*png);
            QVERIFY2(back.has_value() && back->has_value(), qPrintable(error(*png)));
            QVERIFY(**back == payload);
        }
    }
    void thePictureStaysAPicture() {
        const QByteArray png = *exchange::embedDesign(picture(), "{}");
        QVERIFY(png.startsWith(signature + head + body));
        QVERIFY(png.endsWith(tail));
        const QByteArray type = png.mid((signature + head + body).size() + 4, 4);
        QVERIFY(type[0] >= 'a');                    // ancillary
        QVERIFY(type[1] >= 'a');                    // private
        QVERIFY(type[2] >= 'A' && type[2] <= 'Z');  // reserved
        QVERIFY(type[3] >= 'a');                    // safe to copy
        const QByteArray ours = png.mid((signature + head + body).size());
        QCOMPARE(ours.mid(8, 11), ourWords);
        QCOMPARE(ours.left(ours.size() - tail.size()).right(4),
                 pngTestWord(pngTestCrc(ours.left(ours.size() - tail.size() - 4).mid(4))));
    }
    void anEarlierDesignIsReplaced() {
        const QByteArray once = *exchange::embedDesign(picture(), "first");
        const QByteArray twice = *exchange::embedDesign(once, "second");
        QCOMPARE(**exchange::extractDesign(twice), QByteArray("second"));
        QCOMPARE(twice.count("flTd"), 1);
        QCOMPARE(twice, *exchange::embedDesign(picture(), "second"));
    }
    void anEarlierDamagedDesignIsReplaced() {
        QByteArray broken = *exchange::embedDesign(picture(), "first");
        broken[broken.indexOf("faultline")] = 'F';
        QVERIFY(!exchange::extractDesign(broken));
        QCOMPARE(**exchange::extractDesign(*exchange::embedDesign(broken, "second")), QByteArray("second"));
    }
    void aChunkMovedByAnotherToolIsFound() {
        const QByteArray ours = chunk("flTd", ourWords + qCompress(QByteArray("moved")).mid(4));
        QCOMPARE(**exchange::extractDesign(signature + head + ours + body + tail), QByteArray("moved"));
    }

    void notAPng() {
        for (const QByteArray& bytes : {QByteArray(), QByteArray("hello"), QByteArray("\x89PNG"),
                                        QByteArray("\xFF\xD8\xFF\xE0 JFIF"), QByteArray(100, '\0'), QByteArray("GIF89a")}) {
            QCOMPARE(error(bytes), QStringLiteral("This is not a PNG picture"));
            QVERIFY(!exchange::embedDesign(bytes, "{}"));
        }
    }
    void noDesignInside() {
        QCOMPARE(error(picture()), QStringLiteral("(none)"));
        const QString says = QString::fromStdString(exchange::noDesignInPicture().plain());
        QVERIFY(says.contains(QStringLiteral("without a design")));
        QVERIFY(says.contains(QStringLiteral("some programs remove")));
    }
    void damagedOrCutOff() {
        QCOMPARE(error(signature), QStringLiteral("The picture is damaged or cut off"));
        QCOMPARE(error(signature + body + tail), QStringLiteral("The picture is damaged or cut off"));
        QCOMPARE(error(signature + head + head + tail), QStringLiteral("The picture is damaged or cut off"));
        QCOMPARE(error(signature + head + body), QStringLiteral("The picture is damaged or cut off"));
        QCOMPARE(error(signature + head + pngTestWord(0xFFFFFFFF) + "IDAT" + QByteArray(50, 'x')),
                 QStringLiteral("The picture is damaged or cut off"));
        QVERIFY(!exchange::embedDesign(signature + head, "{}"));
    }
    void damagedDesigns() {
        const QByteArray zlib = qCompress(QByteArray("{\"a\": 1}")).mid(4);
        const QString damaged = QStringLiteral("The design inside the picture is damaged");
        const auto with = [](const QByteArray& data) { return signature + head + body + chunk("flTd", data) + tail; };
        QCOMPARE(error(with(ourWords + zlib)), QStringLiteral("(a design)"));
        QCOMPARE(error(with({})), damaged);
        QCOMPARE(error(with(ourWords)), damaged);
        QCOMPARE(error(with(QByteArray("somebody\0\1", 10) + zlib)), damaged);
        QCOMPARE(error(with(ourWords + zlib.chopped(1))), damaged);
        QCOMPARE(error(with(ourWords + zlib.left(3))), damaged);
        QCOMPARE(error(with(ourWords + zlib + "x")), damaged);
        QCOMPARE(error(with(ourWords + "not zlib at all")), damaged);
        QCOMPARE(error(signature + head + chunk("flTd", ourWords + zlib) + chunk("flTd", ourWords + zlib) + tail), damaged);
        QVERIFY(error(with(QByteArray("faultline\0\2", 11) + zlib)).contains(QStringLiteral("newer version")));
    }
    void limitsBothWays() {
        const QString says = QStringLiteral("too large to be carried");
        QByteArray noise((4 << 20) + 100'000, '\0');
        quint32 state = 1;
        for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
        auto refused = exchange::embedDesign(picture(), noise);
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().plain()).contains(says));
        QVERIFY(exchange::embedDesign(picture(), noise.left(4'000'000)).has_value());
        refused = exchange::embedDesign(picture(), QByteArray((64 << 20) + 1, ' '));
        QVERIFY(!refused);

        const QByteArray bomb = qCompress(QByteArray((64 << 20) + 1, '\0'), 9).mid(4);
        QVERIFY(bomb.size() < 100'000);
        QVERIFY(error(signature + head + chunk("flTd", ourWords + bomb) + tail).contains(says));
        QVERIFY(error(signature + head + chunk("flTd", ourWords + noise) + tail).contains(says));
        const QByteArray most = qCompress(QByteArray(64 << 20, '\0'), 9).mid(4);
        QCOMPARE(error(signature + head + chunk("flTd", ourWords + most) + tail), QStringLiteral("(a design)"));
    }

    void everyTruncationIsRefused() {
        const QByteArray png = *exchange::embedDesign(picture(), "{\"components\": []}");
        for (qsizetype length = 0; length < png.size(); ++length) QVERIFY(!exchange::extractDesign(png.left(length)));
    }
    void everyFlipIsRefused() {
        const QByteArray payload("{\"components\": [1, 2, 3]}");
        const QByteArray png = *exchange::embedDesign(picture(), payload);
        for (qsizetype at = 0; at < png.size(); ++at) {
            for (const int mask : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
                QByteArray broken = png;
                broken[at] = static_cast<char>(broken[at] ^ mask);
                QVERIFY2(!exchange::extractDesign(broken), qPrintable(QStringLiteral("byte %1 mask %2").arg(at).arg(mask)));
            }
        }
    }
    void noiseNeverCrashes() {
        const QByteArray payload("{\"components\": [1, 2, 3]}");
        const QByteArray png = *exchange::embedDesign(picture(), payload);
        quint32 state = 7;
        const auto draw = [&state] { return (state = state * 1664525 + 1013904223) >> 8; };
        for (int i = 0; i < 5000; ++i) {
            QByteArray broken = png;
            for (quint32 n = draw() % 6 + 1; n > 0; --n) {
                broken[static_cast<qsizetype>(draw() % static_cast<quint32>(broken.size()))] = static_cast<char>(draw());
            }
            if (draw() % 3 == 0) broken.remove(static_cast<qsizetype>(draw() % 100), static_cast<qsizetype>(draw() % 10));
            const auto back = exchange::extractDesign(broken);
            QVERIFY(!back || (*back && **back == payload));
            (void)exchange::embedDesign(broken, payload);
        }
    }
};

FAULTLINE_TEST(PngChunkTest)
#include "png_chunk_test.moc"
