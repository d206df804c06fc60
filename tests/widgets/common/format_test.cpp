#include "widgets/common/format.h"

#include "tests/support/test_main.h"

#include <cmath>
#include <limits>

using namespace faultline::widgets;

namespace {

// The texts are written with a plain space where the function puts a no-break space.
QString plain(QString text) {
    return text.replace(QChar(0x00A0), u' ');
}

}  // namespace

class FormatTest : public QObject {
    Q_OBJECT
private slots:
    void shortNumber_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        const auto row = [](double value, const char* text) { QTest::newRow(text) << value << QString::fromUtf8(text); };
        row(0, "0");
        row(0.3449, "0.34");
        row(0.0012, "0.0012");
        row(0.999, "1");
        row(4.24, "4.2");
        row(9.96, "10");
        row(42.4, "42");
        row(412.3, "412");
        row(999.4, "999");
        row(999.6, "1k");
        row(1234, "1.2k");
        row(12345, "12k");
        row(3'420'000, "3.4M");
        row(1.1e9, "1.1G");
        row(-1234, "\u22121.2k");
        row(std::nan(""), "\u2013");
    }
    void shortNumber() {
        QFETCH(double, value);
        QTEST(formatShort(value), "text");
    }

    void rates() {
        QCOMPARE(formatRate(412), QStringLiteral("412/s"));
        QCOMPARE(formatRate(1200), QStringLiteral("1.2k/s"));
        QCOMPARE(plain(formatShort(3, QStringLiteral("cores"))), QStringLiteral("3 cores"));
        QCOMPARE(formatRate(std::nan("")), QStringLiteral("\u2013"));
    }

    void latency_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        const auto row = [](double seconds, const char* text) { QTest::newRow(text) << seconds << QString::fromUtf8(text); };
        row(0, "0 ms");
        row(180e-9, "180 ns");
        row(250e-6, "250 \u00B5s");
        row(0.0182, "18 ms");
        row(0.0042, "4.2 ms");
        row(0.9996, "1 s");
        row(1.239, "1.24 s");
        row(12.34, "12.3 s");
        row(59.97, "1 min");
        row(200, "3 min 20 s");
        row(7500, "2 h 5 min");
        row(-0.05, "\u221250 ms");
    }
    void latency() {
        QFETCH(double, seconds);
        QTEST(plain(formatLatency(seconds)), "text");
    }

    void percent() {
        QCOMPARE(plain(formatPercent(0.974)), QStringLiteral("97.4 %"));
        QCOMPARE(plain(formatPercent(0)), QStringLiteral("0 %"));
        QCOMPARE(plain(formatPercent(1)), QStringLiteral("100 %"));
        QCOMPARE(plain(formatPercent(0.00001)), QStringLiteral("< 0.1 %"));
        QCOMPARE(plain(formatPercent(0.99999)), QStringLiteral("> 99.9 %"));
        QCOMPARE(plain(formatPercentShort(0.974)), QStringLiteral("97 %"));
    }

    void sizes() {
        QCOMPARE(plain(formatBytes(100)), QStringLiteral("100 B"));
        QCOMPARE(plain(formatBytes(512.0 * 1024 * 1024)), QStringLiteral("512 MiB"));
        QCOMPARE(plain(formatBytes(1.5 * 1024 * 1024 * 1024)), QStringLiteral("1.5 GiB"));
        QCOMPARE(plain(formatBits(1e9)), QStringLiteral("1 Gbit/s"));
        QCOMPARE(plain(formatBits(9600)), QStringLiteral("9.6 kbit/s"));
    }

    void clock() {
        QCOMPARE(formatClock(0), QStringLiteral("0:00.000"));
        QCOMPARE(formatClock(12 * faultline::second + 345 * faultline::millisecond), QStringLiteral("0:12.345"));
        QCOMPARE(formatClock(12 * faultline::second + 345'999'999), QStringLiteral("0:12.345"));  // never ahead of the run
        QCOMPARE(formatClock(faultline::hour + 2 * faultline::minute + 3 * faultline::second), QStringLiteral("1:02:03.000"));
        QCOMPARE(formatClockShort(62 * faultline::second), QStringLiteral("1:02"));
        QCOMPARE(formatClockShort(62'500 * faultline::millisecond), QStringLiteral("1:02.500"));
    }

    void speed() {
        QCOMPARE(formatSpeed(0.001), QStringLiteral("0.001x"));
        QCOMPARE(formatSpeed(0.5), QStringLiteral("0.5x"));
        QCOMPARE(formatSpeed(10), QStringLiteral("10x"));
        QCOMPARE(formatSpeed(std::numeric_limits<double>::infinity()), QStringLiteral("max"));
    }

    void count() {
        QCOMPARE(plain(formatCount(999)), QStringLiteral("999"));
        QCOMPARE(plain(formatCount(1'234'567)), QStringLiteral("1 234 567"));
        QCOMPARE(plain(formatCount(-1234)), QStringLiteral("\u22121 234"));
    }
};

FAULTLINE_TEST(FormatTest)
#include "format_test.moc"
