#include "model/storage/zip_container.h"
#include "tests/support/test_main.h"

#include <QtEndian>

#include <functional>

using namespace faultline;
using storage::ZipEntry;
using storage::ZipLimits;

namespace {

quint32 zipTestCrc(const QByteArray& data) {
    quint32 crc = 0xFFFFFFFFu;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

/// One entry of a zip written by hand, with every field a liar may alter.
struct RawEntry {
    QByteArray name;
    QByteArray data;
    quint16 flags = 0x0800;
    quint16 method = 0;
    qint64 size = -1;  // -1: the true one
    qint64 localSize = -1;
    QByteArray localName{};  // empty: the same
    qint64 offset = -1;
    QByteArray packed{};  // empty: the data itself
    qint64 crc = -1;
};

struct RawEnd {
    int count = -1;
    QByteArray before{}, after{}, comment{};
    QByteArray betweenDirectoryAndEnd{};
};

QByteArray word(qint64 value) {
    QByteArray out(2, '\0');
    qToLittleEndian(static_cast<quint16>(value), out.data());
    return out;
}
QByteArray wide(qint64 value) {
    QByteArray out(4, '\0');
    qToLittleEndian(static_cast<quint32>(value), out.data());
    return out;
}

QByteArray rawZip(const QList<RawEntry>& entries, const RawEnd& end = {}) {
    QByteArray out = end.before;
    QByteArray directory;
    for (const RawEntry& entry : entries) {
        const QByteArray packed = entry.packed.isEmpty() ? entry.data : entry.packed;
        const QByteArray crc = wide(entry.crc < 0 ? zipTestCrc(entry.data) : entry.crc);
        const qint64 size = entry.size < 0 ? entry.data.size() : entry.size;
        const QByteArray localName = entry.localName.isEmpty() ? entry.name : entry.localName;
        const qint64 offset = entry.offset < 0 ? out.size() : entry.offset;
        out += "PK\x03\x04" + word(20) + word(entry.flags) + word(entry.method) + word(0) + word(0x21) + crc +
               wide(packed.size()) + wide(entry.localSize < 0 ? size : entry.localSize) + word(localName.size()) + word(0) +
               localName + packed;
        directory += "PK\x01\x02" + word(20) + word(20) + word(entry.flags) + word(entry.method) + word(0) + word(0x21) + crc +
                     wide(packed.size()) + wide(size) + word(entry.name.size()) + word(0) + word(0) + word(0) + word(0) +
                     wide(0) + wide(offset) + entry.name;
    }
    const qint64 at = out.size();
    const qint64 count = end.count < 0 ? entries.size() : end.count;
    out += directory + end.betweenDirectoryAndEnd + "PK\x05\x06" + word(0) + word(0) + word(count) + word(count) +
           wide(directory.size()) + wide(at) + word(end.comment.size()) + end.comment;
    return out + end.after;
}

const QByteArray zipTestType("application/vnd.faultline+zip");

QList<RawEntry> withType(const RawEntry& entry) {
    return {{QByteArray("mimetype"), zipTestType}, entry};
}

}  // namespace

class ZipContainerTest : public QObject {
    Q_OBJECT

    static std::vector<ZipEntry> sample() {
        return {{QStringLiteral("mimetype"), zipTestType},
                {QStringLiteral("design.json"),
                 QByteArray("{\"format\": 1, \"components\": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}").repeated(4)},
                {QStringLiteral("thumbnail.png"), QByteArray::fromHex("89504e470d0a1a0a00ff00ff")}};
    }
    static QString error(const QByteArray& bytes, const ZipLimits& limits = {}) {
        const auto result = storage::readZip(bytes, limits);
        return result ? QString() : QString::fromStdString(result.error().plain());
    }
    static bool says(const QByteArray& bytes, const char* words, const ZipLimits& limits = {}) {
        const QString text = error(bytes, limits);
        const bool found = text.contains(QString::fromUtf8(words));
        if (!found) qWarning() << "expected" << words << "but got" << text;
        return found;
    }

private slots:
    void roundTrip() {
        const auto bytes = storage::writeZip(sample());
        QVERIFY(bytes.has_value());
        const auto read = storage::readZip(*bytes);
        QVERIFY2(read.has_value(), qPrintable(error(*bytes)));
        QVERIFY(*read == sample());
    }
    void theTypeCanBeReadAtAFixedPlace() {
        const auto bytes = storage::writeZip(sample());
        QCOMPARE(bytes->mid(30, 8), QByteArray("mimetype"));
        QCOMPARE(bytes->mid(38, zipTestType.size()), zipTestType);
    }
    void theSameEntriesGiveTheSameBytes() {
        qputenv("TZ", "Asia/Tokyo");
        const auto first = storage::writeZip(sample());
        qputenv("TZ", "UTC");
        QVERIFY(*first == *storage::writeZip(sample()));
    }
    void emptyAndBigEntries() {
        std::vector<ZipEntry> entries = sample();
        QByteArray noise(3 << 20, '\0');
        quint32 state = 1;
        for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
        entries.push_back({QStringLiteral("empty"), {}});
        entries.push_back({QStringLiteral("noise"), noise});
        entries.push_back({QStringLiteral("gr\u00fc\u00dfe/\u65e5\u672c"), "x"});
        const auto bytes = storage::writeZip(entries);
        QVERIFY(bytes.has_value());
        const auto read = storage::readZip(*bytes);
        QVERIFY2(read.has_value(), qPrintable(error(*bytes)));
        QVERIFY(*read == entries);
    }
    void whatIsWrittenIsNeverTakenForABomb() {
        for (const qint64 size : {(1ll << 20) + 1, 4ll << 20, 64ll << 20}) {
            std::vector<ZipEntry> entries = sample();
            entries.push_back({QStringLiteral("run.json"), QByteArray(size, ' ')});
            const auto bytes = storage::writeZip(entries);
            QVERIFY(bytes.has_value());
            const auto read = storage::readZip(*bytes);
            QVERIFY2(read.has_value(), qPrintable(error(*bytes)));
            QVERIFY(*read == entries);
        }
    }
    void refusesToWriteWhatItWouldNotRead() {
        const auto refused = [](std::vector<ZipEntry> entries) { return !storage::writeZip(entries).has_value(); };
        QVERIFY(refused({}));
        QVERIFY(refused({{QStringLiteral("design.json"), "{}"}}));
        std::vector<ZipEntry> entries = sample();
        entries.push_back({QStringLiteral("Design.JSON"), "{}"});
        QVERIFY(refused(entries));
        entries.back() = {QStringLiteral("../x"), "{}"};
        QVERIFY(refused(entries));
        entries.back() = {QStringLiteral("big"), QByteArray((64 << 20) + 1, 'x')};
        QVERIFY(refused(entries));
    }

    void everyTruncationIsRefused() {
        const QByteArray bytes = *storage::writeZip(sample());
        for (qsizetype length = 0; length < bytes.size(); ++length) {
            QVERIFY2(!storage::readZip(bytes.left(length)), QByteArray::number(length).constData());
        }
    }
    void everyFlipIsRefusedOrHarmless() {
        const QByteArray bytes = *storage::writeZip(sample());
        int refused = 0;
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            for (const int mask : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
                QByteArray broken = bytes;
                broken[at] = static_cast<char>(broken[at] ^ mask);
                const auto read = storage::readZip(broken);
                if (!read) {
                    QVERIFY(!read.error().plain().empty());
                    ++refused;
                } else {
                    QVERIFY2(*read == sample(), qPrintable(QStringLiteral("byte %1 mask %2").arg(at).arg(mask)));
                }
            }
        }
        QVERIFY(refused > bytes.size() * 5);
    }
    void removedAndDoubledBytesAreRefused() {
        const QByteArray bytes = *storage::writeZip(sample());
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            QByteArray less = bytes;
            less.remove(at, 1);
            const auto without = storage::readZip(less);
            QVERIFY(!without || *without == sample());
            QByteArray more = bytes;
            more.insert(at, bytes[at]);
            const auto with = storage::readZip(more);
            QVERIFY(!with || *with == sample());
        }
    }
    void noiseNeverCrashes() {
        const QByteArray bytes = *storage::writeZip(sample());
        quint32 state = 7;
        const auto draw = [&state] { return (state = state * 1664525 + 1013904223) >> 8; };
        for (int i = 0; i < 4000; ++i) {
            QByteArray broken = bytes;
            for (quint32 n = draw() % 6 + 1; n > 0; --n) {
                broken[static_cast<qsizetype>(draw() % static_cast<quint32>(broken.size()))] = static_cast<char>(draw());
            }
            const auto read = storage::readZip(broken);
            QVERIFY(!read || *read == sample());
        }
    }

    void notAZip() {
        QVERIFY(says({}, "not a zip file"));
        QVERIFY(says("hello", "not a zip file"));
        QVERIFY(says(QByteArray(1000, '\0'), "not a zip file"));
        QVERIFY(says("PK\x03\x04", "does not end as"));
        QVERIFY(says(rawZip({}), "does not begin with \"mimetype\""));
    }
    void theRawWriterOfThisTestIsRight() {
        const auto read = storage::readZip(rawZip(withType({"design.json", "{}"})));
        QVERIFY(read.has_value());
        QCOMPARE(read->at(1).data, QByteArray("{}"));
    }
    void theFirstEntryIsTheType() {
        QVERIFY(says(rawZip({{"design.json", "{}"}, {"mimetype", zipTestType}}), "does not begin with \"mimetype\""));
        QVERIFY(says(rawZip({{"word/document.xml", "<x/>"}}), "not a Faultline project"));
        RawEntry moved{"mimetype", zipTestType};
        // The directory lists it first, the bytes do not.
        QByteArray swapped = rawZip({{"design.json", "{}"}, moved});
        QVERIFY(!storage::readZip(swapped));
    }
    void junkAroundIsRefused() {
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {-1, "#!/bin/sh\n"}), "not a zip file"));
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {-1, {}, "trailing"}), "does not end as"));
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {-1, {}, {}, "a comment"}), "does not end as"));
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {-1, {}, {}, {}, "gap"}), "damaged"));
    }
    void lyingCounts() {
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {65'000}), "damaged"));
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {1}), "damaged"));
        QVERIFY(says(rawZip(withType({"design.json", "{}"}), {0}), "damaged"));
    }
    void tooManyEntries() {
        QList<RawEntry> entries{{"mimetype", zipTestType}};
        for (int i = 0; i < 5000; ++i) entries.append({QByteArray::number(i), "x"});
        QVERIFY(says(rawZip(entries), "too many entries"));
    }
    void lyingSizes() {
        RawEntry entry{"design.json", "{}"};
        entry.size = entry.localSize = 2'000'000'000;
        QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside the file is too large"));
        entry.size = entry.localSize = 1000;
        QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside it is not whole"));
        entry.size = entry.localSize = 1;
        QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside it is not whole"));
        entry.size = 2;
        entry.localSize = 3;
        QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside it is not whole"));

        // Deflated: the library itself would hand out less or more without an error.
        const QByteArray plain("{\"a\": 1, \"b\": 2, \"c\": 3}");
        const QByteArray zlib = qCompress(plain);
        RawEntry deflated{"design.json", plain};
        deflated.method = 8;
        deflated.packed = zlib.mid(6, zlib.size() - 10);
        QVERIFY(storage::readZip(rawZip(withType(deflated))).has_value());
        for (const qint64 size : {plain.size() + 1, plain.size() - 1, qsizetype{1}, qsizetype{1'000'000}}) {
            deflated.size = deflated.localSize = size;
            QVERIFY(says(rawZip(withType(deflated)), "\"design.json\" inside it is not whole"));
        }
        deflated.size = deflated.localSize = -1;
        deflated.crc = 12345;
        QVERIFY(says(rawZip(withType(deflated)), "\"design.json\" inside it is not whole"));
    }
    void wrongPlaces() {
        for (const qint64 offset : {qint64{1}, qint64{0}, qint64{50'000}, qint64{0xFFFFFFFF}, qint64{0x7FFFFFFF}}) {
            RawEntry entry{"design.json", "{}"};
            entry.offset = offset;
            QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside it is not whole"));
        }
        // Two entries that share one piece of data, the trick of the overlapping bomb.
        RawEntry first{"aaa", "{}"};
        RawEntry second{"aaa", "{}"};
        second.offset = 30 + 8 + zipTestType.size();
        QVERIFY(!storage::readZip(rawZip({{"mimetype", zipTestType}, first, second})));
    }
    void theTwoNamesMustBeOne() {
        RawEntry entry{"design.json", "{}"};
        entry.localName = "desigm.json";
        QVERIFY(says(rawZip(withType(entry)), "\"design.json\" inside it is not whole"));
    }
    void encryptedAndUnknownMethods() {
        for (const quint16 flag : {0x0801, 0x0840, 0x2800}) {
            RawEntry entry{"design.json", "{}"};
            entry.flags = flag;
            QVERIFY(says(rawZip(withType(entry)), "is encrypted"));
        }
        for (const quint16 method : {1, 9, 12, 14, 93, 95, 99}) {
            RawEntry entry{"design.json", "{}"};
            entry.method = method;
            QVERIFY(says(rawZip(withType(entry)), "is compressed in a way"));
        }
    }
    void bombs() {
        const QByteArray zeros(32 << 20, '\0');
        const QByteArray zlib = qCompress(zeros, 9);
        RawEntry bomb{"design.json", zeros};
        bomb.method = 8;
        bomb.packed = zlib.mid(6, zlib.size() - 10);
        bomb.crc = 0;
        QVERIFY(says(rawZip(withType(bomb)), "grows suspiciously"));
        // The same, lying that it is small.
        bomb.size = bomb.localSize = 1000;
        QVERIFY(says(rawZip(withType(bomb)), "\"design.json\" inside it is not whole"));
        // Many entries that are each allowed.
        ZipLimits limits;
        limits.entryBytes = 1000;
        limits.totalBytes = 3000;
        QList<RawEntry> entries{{"mimetype", zipTestType}};
        for (int i = 0; i < 4; ++i) entries.append({QByteArray::number(i), QByteArray(900, 'x')});
        QVERIFY(says(rawZip(entries), "holds too much", limits));
        QVERIFY(says(rawZip(withType({"x", QByteArray(1001, 'x')})), "\"x\" inside the file is too large", limits));
    }
    void duplicates() {
        const auto twice = [](const char* a, const char* b) { return rawZip({{"mimetype", zipTestType}, {a, "1"}, {b, "2"}}); };
        QVERIFY(says(twice("design.json", "design.json"), "holds \"design.json\" twice"));
        QVERIFY(says(twice("design.json", "DESIGN.json"), "holds \"DESIGN.json\" twice"));
        QVERIFY(says(twice("\xC3\xA9.json", "e\xCC\x81.json"), "twice"));
        QVERIFY(says(twice("stra\xC3\x9F"
                           "e",
                           "STRASSE"),
                     "twice"));
        QVERIFY(says(twice("mimetype", "x"), "twice"));
        QVERIFY(storage::readZip(twice("a", "b")).has_value());
    }
    void hostileNames() {
        for (const QByteArray& name :
             {QByteArray("../evil"), QByteArray("/etc/passwd"), QByteArray("C:/x"), QByteArray("..\\w"), QByteArray("d/../../e"),
              QByteArray("a\nb"), QByteArray("a\0b", 3), QByteArray(""), QByteArray("."), QByteArray("a//b"),
              QByteArray("folder/"), QByteArray("\xFF\xFE"), QByteArray("\xC0\xAF"), QByteArray("a/./b"), QByteArray("\x7F"),
              QByteArray(300, 'n'), QByteArray(60'000, 'n')}) {
            QVERIFY2(says(rawZip(withType({name, "x"})), "a name that is not allowed"), name.left(50).constData());
        }
    }
    void anotherLibrarysLocatorIsIgnored() {
        // A zip64 locator hidden in the data must not show another directory than the one that was checked.
        const QByteArray fakeEnd = QByteArray("PK\x06\x06") + QByteArray(52, '\0');
        QByteArray locator("PK\x06\x07");
        locator += wide(0) + wide(30 + 8 + zipTestType.size() + 30 + 1) + wide(0) + wide(1);
        const QByteArray bytes = rawZip(withType({"x", fakeEnd + locator}));
        const auto read = storage::readZip(bytes);
        QVERIFY(!read || read->at(1).data == fakeEnd + locator);
    }
};

FAULTLINE_TEST(ZipContainerTest)
#include "zip_container_test.moc"
