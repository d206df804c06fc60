#include "model/core/units.h"
#include "tests/support/test_main.h"

#include <bit>
#include <clocale>
#include <cmath>
#include <cstring>

using faultline::SimTime;

class UnitsTest : public QObject {
    Q_OBJECT

    // Our own generator, so that a failure repeats.
    std::uint64_t m_state = 0x2545F4914F6CDD1Dull;
    std::uint64_t draw() {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return m_state;
    }
    // Small and large alike: the number of bits is drawn first.
    std::int64_t drawAmount() {
        const auto bits = draw() % 63 + 1;
        return static_cast<std::int64_t>(draw() & ((std::uint64_t{1} << bits) - 1));
    }

    template <class T>
    static QString what(const faultline::Result<T>& result) {
        return result ? QStringLiteral("(read)") : QString::fromStdString(result.error().plain());
    }

private slots:
    void durations_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const char* text, qint64 value) { QTest::newRow(text) << QByteArray(text) << value; };
        row("2s", 2'000'000'000);
        row("200 ms", 200'000'000);
        row("  200ms\t", 200'000'000);
        row("1.5h", 5'400'000'000'000);
        row("250us", 250'000);
        row("250\xC2\xB5s", 250'000);
        row("250\xCE\xBCs", 250'000);
        row("200\xC2\xA0ms", 200'000'000);
        row("10ns", 10);
        row("1m 30s", 90'000'000'000);
        row("1h30m", 5'400'000'000'000);
        row("1d 2h 3m 4s 5ms 6us 7ns", 93'784'005'006'007);
        row("0.3ms", 300'000);
        row("1.5s", 1'500'000'000);
        row(".5s", 500'000'000);
        row("5.s", 5'000'000'000);
        row("5", 5'000'000'000);
        row("0.000000001", 1);
        row("100000d 48000h", 8'812'800'000'000'000'000);
        row("0.1s", 100'000'000);
        row("0", 0);
        row("0ns", 0);
        row("2 Seconds", 2'000'000'000);
        row("3 min", 180'000'000'000);
        row("1 day", 86'400'000'000'000);
        row("0.1000000000000000000000000000000000s", 100'000'000);
        row("00000000000000000000000000000000000000007s", 7'000'000'000);
        row("9223372036854775807ns", std::numeric_limits<qint64>::max());
        row("9223372036.854775807s", std::numeric_limits<qint64>::max());
    }
    void durations() {
        QFETCH(QByteArray, text);
        QFETCH(qint64, expected);
        const auto result = faultline::parseDuration(text.toStdString());
        QVERIFY2(result.has_value(), qPrintable(what(result)));
        QCOMPARE(*result, expected);
    }

    void wrongDurations_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* text, const char* says) {
            QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(says);
        };
        const char* const generic = "is not a duration: use a number with ns, us, ms, s, m, h or d, such as 200ms";
        row("12 apples", "\"12 apples\" is not a duration: use a number with ns, us, ms, s, m, h or d, such as 200ms");
        row("", "is missing");
        row("   ", "is missing");
        row("-1s", "\"-1s\" is negative: a duration is zero or more");
        row("\xE2\x88\x92"
            "1s",
            "is negative");
        row("nan", generic);
        row("inf", generic);
        row("-", generic);
        row("1e3s", generic);
        row("0x10s", generic);
        row("1,5s", "write fractions with a point");
        row("1..5s", generic);
        row("1.2.3s", generic);
        row("s", generic);
        row(".s", generic);
        row("5 s x", generic);
        row("1m 30", generic);
        row("30s 1m", "from the longest unit to the shortest");
        row("1s 1s", "from the longest unit to the shortest");
        row("0.1ns", "finer than a nanosecond");
        row("0.0000000001s", "finer than a nanosecond");
        row("0.0000000000000000000000000000001d", "finer than a nanosecond");
        row("9223372036854775808ns", "is too long");
        row("9223372036854775807s", "is too long");
        row("300000d", "is too long");
        row("1.333333333333h", "finer than a nanosecond");
        row("100000d 200000h 1000000000s", "is too long");
        row("99999999999999999999999999999999999999999999999999999999999999999999s", "is too long");
    }
    void wrongDurations() {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto result = faultline::parseDuration(text.toStdString());
        QVERIFY(!result);
        QVERIFY2(what(result).contains(says), qPrintable(what(result)));
    }

    void messagesDoNotQuoteMegabytes() {
        const std::string huge(10'000'000, 'x');
        QVERIFY(what(faultline::parseDuration(huge)).size() < 200);
        QVERIFY(what(faultline::parseSize("7" + huge)).size() < 200);
        QVERIFY(what(faultline::parseNumber(huge)).size() < 200);
        QVERIFY(what(faultline::parseDateTime(std::string(1000, '\n') + "x\ny")).size() < 200);
    }
    void zeroBytesAreNoEnd() {
        QVERIFY(!faultline::parseDuration(std::string_view("5s\0x", 4)));
        QVERIFY(!faultline::parseNumber(std::string_view("5\0", 2)));
        QVERIFY(!faultline::parseIPv4(std::string_view("1.2.3.4\0", 8)));
    }

    void writesDurations() {
        using faultline::formatDuration;
        QCOMPARE(formatDuration(0), std::string("0s"));
        QCOMPARE(formatDuration(2'000'000'000), std::string("2s"));
        QCOMPARE(formatDuration(1'500'000'000), std::string("1500ms"));
        QCOMPARE(formatDuration(90'000'000'000), std::string("90s"));
        QCOMPARE(formatDuration(60'000'000'000), std::string("1m"));
        QCOMPARE(formatDuration(1), std::string("1ns"));
        QCOMPARE(formatDuration(86'400'000'000'000), std::string("1d"));
        QCOMPARE(formatDuration(faultline::never), std::string("9223372036854775807ns"));
        QCOMPARE(formatDuration(std::numeric_limits<SimTime>::min()), std::string("-9223372036854775808ns"));
        QCOMPARE(formatDuration(-2'000'000'000), std::string("-2s"));
    }
    void sizes() {
        using faultline::parseSize;
        QCOMPARE(parseSize("512MiB").value_or(-1), std::int64_t{512} << 20);
        QCOMPARE(parseSize("2 GiB").value_or(-1), std::int64_t{2} << 30);
        QCOMPARE(parseSize("10kB").value_or(-1), std::int64_t{10'000});
        QCOMPARE(parseSize("10 kb").value_or(-1), std::int64_t{10'000});
        QCOMPARE(parseSize("1.5GB").value_or(-1), std::int64_t{1'500'000'000});
        QCOMPARE(parseSize("1.1GiB").value_or(-1), std::int64_t{1'181'116'006});
        QCOMPARE(parseSize("100").value_or(-1), std::int64_t{100});
        QCOMPARE(parseSize("0").value_or(-1), std::int64_t{0});
        QCOMPARE(parseSize("9223372036854775807").value_or(-1), std::numeric_limits<std::int64_t>::max());
        QVERIFY(!parseSize("9223372036854775808"));
        QVERIFY(!parseSize("8192PiB"));
        QCOMPARE(parseSize("8191PiB").value_or(-1), std::int64_t{8191} << 50);
        QVERIFY(!parseSize("0.5B"));
        for (const char* bad : {"", "-1MiB", "nan", "inf", "MiB", "1 MiB 2", "1,5MiB", "1e3", "0x10", "5 apples", "12ms"}) {
            const auto result = parseSize(bad);
            QVERIFY2(!result, bad);
            QVERIFY2(what(result).contains(QStringLiteral("size")), bad);
        }
        QCOMPARE(what(parseSize("5 apples")),
                 QStringLiteral("\"5 apples\" is not a size: use a number with B, KiB, MiB, GiB, kB, MB or GB, such as 512MiB"));
        QCOMPARE(faultline::formatSize(std::int64_t{512} << 20), std::string("512MiB"));
        QCOMPARE(faultline::formatSize(1500), std::string("1500B"));
        QCOMPARE(faultline::formatSize(10'000), std::string("10kB"));
        QCOMPARE(faultline::formatSize(0), std::string("0B"));
    }
    void bandwidths() {
        using faultline::parseBandwidth;
        QCOMPARE(parseBandwidth("1Gbit/s").value_or(-1), std::int64_t{1'000'000'000});
        QCOMPARE(parseBandwidth("100 Mbit/s").value_or(-1), std::int64_t{100'000'000});
        QCOMPARE(parseBandwidth("10Mbps").value_or(-1), std::int64_t{10'000'000});
        QCOMPARE(parseBandwidth("10mbps").value_or(-1), std::int64_t{10'000'000});
        QCOMPARE(parseBandwidth("9600").value_or(-1), std::int64_t{9600});
        QCOMPARE(parseBandwidth("2.5Gbit").value_or(-1), std::int64_t{2'500'000'000});
        QCOMPARE(parseBandwidth("10MB/s").value_or(-1), std::int64_t{80'000'000});
        QCOMPARE(parseBandwidth("10Mb/s").value_or(-1), std::int64_t{10'000'000});
        for (const char* bad : {"", "-1", "nan", "Mbit/s", "5 apples", "0.5bit/s", "99999999999Tbit/s", "1,5Gbit/s"}) {
            const auto result = parseBandwidth(bad);
            QVERIFY2(!result, bad);
            QVERIFY2(what(result).contains(QStringLiteral("bandwidth")), bad);
        }
        QCOMPARE(faultline::formatBandwidth(1'000'000'000), std::string("1Gbit/s"));
        QCOMPARE(faultline::formatBandwidth(9600), std::string("9600bit/s"));
        QCOMPARE(faultline::formatBandwidth(0), std::string("0bit/s"));
    }
    void numbers() {
        using faultline::parseNumber;
        QCOMPARE(parseNumber("400").value_or(-1), 400.0);
        QCOMPARE(parseNumber("1.5k").value_or(-1), 1500.0);
        QCOMPARE(parseNumber("2M").value_or(-1), 2e6);
        QCOMPARE(parseNumber("2 M").value_or(-1), 2e6);
        QCOMPARE(parseNumber("0.2").value_or(-1), 0.2);
        QCOMPARE(parseNumber("1.1k").value_or(-1), 1100.0);  // 1.1 * 1000 in doubles would be 1100.0000000000002
        QCOMPARE(parseNumber("1e3").value_or(-1), 1000.0);
        QCOMPARE(parseNumber("1e3k").value_or(-1), 1e6);
        QCOMPARE(parseNumber("-2.5").value_or(0), -2.5);
        for (const char* bad : {"", "-", "nan", "inf", "-inf", "NaN", "infinity", "1e999", "0x10", "1,5", "1.5.5", "k",
                                "5 apples", "1e", "1ek", "+5", "1e99999999999999999999k", "--5"}) {
            const auto result = parseNumber(bad);
            QVERIFY2(!result, bad);
            QVERIFY2(what(result).contains(QStringLiteral("number")), bad);
        }
        QCOMPARE(faultline::formatNumber(100000), std::string("100000"));
        QCOMPARE(faultline::formatNumber(0.2), std::string("0.2"));
        QCOMPARE(faultline::formatNumber(0), std::string("0"));
        QCOMPARE(faultline::formatNumber(1e300), std::string("1e+300"));
    }
    void shares() {
        using faultline::parseShare;
        QCOMPARE(parseShare("20%").value_or(-1), 0.2);
        QCOMPARE(parseShare("20 %").value_or(-1), 0.2);
        QCOMPARE(parseShare("0.2").value_or(-1), 0.2);
        QCOMPARE(parseShare("12.5%").value_or(-1), 0.125);
        QCOMPARE(parseShare("100%").value_or(-1), 1.0);
        QCOMPARE(parseShare("0").value_or(-1), 0.0);
        for (const char* bad : {"", "%", "-1%", "20", "100.1%", "nan", "nan%", "inf%", "1,5%", "5 apples", "20%%"}) {
            const auto result = parseShare(bad);
            QVERIFY2(!result, bad);
        }
        QVERIFY(what(parseShare("20")).contains(QStringLiteral("more than the whole")));
        QCOMPARE(faultline::formatShare(0.2), std::string("20%"));
        QCOMPARE(faultline::formatShare(1), std::string("100%"));
        QCOMPARE(faultline::formatShare(0), std::string("0%"));
        QCOMPARE(faultline::formatShare(0.125), std::string("12.5%"));
        QCOMPARE(faultline::formatShare(0.001), std::string("0.1%"));
        QCOMPARE(faultline::formatShare(0.0001), std::string("0.01%"));
    }
    void addresses() {
        using faultline::parseIPv4;
        QCOMPARE(parseIPv4("8.8.8.8").value_or(0), 0x08080808u);
        QCOMPARE(parseIPv4(" 10.0.0.5 ").value_or(0), 0x0A000005u);
        QCOMPARE(parseIPv4("255.255.255.255").value_or(0), 0xFFFFFFFFu);
        QCOMPARE(parseIPv4("0.0.0.0").value_or(1), 0u);
        for (const char* bad : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.04", "010.0.0.1", "1.2.3.", "1..2.3", "a.b.c.d",
                                "1.2.3.4:80", "1.2.3.-4", "1 .2.3.4", "0001.2.3.4", "99999999999.1.1.1"}) {
            QVERIFY2(!parseIPv4(bad), bad);
        }
        for (int i = 0; i < 2000; ++i) {
            const auto address = static_cast<std::uint32_t>(draw());
            QCOMPARE(parseIPv4(faultline::formatIPv4(address)).value_or(~address), address);
        }
    }
    void dates() {
        using faultline::formatDateTime;
        using faultline::parseDateTime;
        QCOMPARE(parseDateTime("1970-01-01").value_or(-1), std::int64_t{0});
        QCOMPARE(parseDateTime("2026-11-20").value_or(-1), std::int64_t{1'795'132'800});
        QCOMPARE(parseDateTime("2026-11-20T18:45:00Z").value_or(-1), std::int64_t{1'795'200'300});
        QCOMPARE(parseDateTime("2026-11-20 18:45").value_or(-1), std::int64_t{1'795'200'300});
        QCOMPARE(parseDateTime("2026-11-20 18:45:07").value_or(-1), std::int64_t{1'795'200'307});
        QCOMPARE(parseDateTime("2024-02-29").value_or(-1), std::int64_t{1'709'164'800});
        QCOMPARE(parseDateTime("1969-12-31T23:59:59Z").value_or(0), std::int64_t{-1});
        for (const char* bad :
             {"", "2026-13-01", "2026-00-01", "2026-02-29", "2026-11-31", "2026-11-20T24:00", "2026-11-20T18:60",
              "2026-11-20T18:45:60Z", "2026-11-20T", "2026-11-20T18", "2026-11-20T18:45:00+01:00", "26-11-20", "2026/11/20",
              "20.11.2026", "2026-11-20Zx", "12026-11-20", "tomorrow"}) {
            QVERIFY2(!parseDateTime(bad), bad);
        }
        QVERIFY(what(parseDateTime("2026-02-29")).contains(QStringLiteral("does not exist")));
        QCOMPARE(formatDateTime(1'795'200'300), std::string("2026-11-20T18:45:00Z"));
        QCOMPARE(formatDateTime(-1), std::string("1969-12-31T23:59:59Z"));
        QCOMPARE(formatDateTime(std::numeric_limits<std::int64_t>::max()), std::string("9999-12-31T23:59:59Z"));
        QCOMPARE(formatDateTime(std::numeric_limits<std::int64_t>::min()), std::string("0000-01-01T00:00:00Z"));
        for (int i = 0; i < 5000; ++i) {
            const auto moment = static_cast<std::int64_t>(draw() % 315'569'520'000ull) - 62'167'219'200;
            QCOMPARE(parseDateTime(formatDateTime(moment)).value_or(moment + 1), moment);
        }
    }

    void amountsRoundTrip() {
        for (int i = 0; i < 20'000; ++i) {
            const std::int64_t unit = i % 3 == 0 ? 1'000'000 : i % 3 == 1 ? 1 << 20 : 1;
            std::int64_t amount = drawAmount();
            if (unit > 1) amount = amount / unit * unit;
            QCOMPARE(faultline::parseDuration(faultline::formatDuration(amount)).value_or(-1), amount);
            QCOMPARE(faultline::parseSize(faultline::formatSize(amount)).value_or(-1), amount);
            QCOMPARE(faultline::parseBandwidth(faultline::formatBandwidth(amount)).value_or(-1), amount);
        }
    }
    void doublesRoundTrip() {
        for (int i = 0; i < 20'000; ++i) {
            const double any = std::bit_cast<double>(draw());
            if (std::isfinite(any)) QCOMPARE(faultline::parseNumber(faultline::formatNumber(any)).value_or(any + 1), any);
            const double whole = static_cast<double>(drawAmount());
            QCOMPARE(faultline::parseNumber(faultline::formatNumber(whole)).value_or(-1), whole);
            double share = static_cast<double>(draw() >> 11) * 0x1p-53;
            if (i % 2 == 0) share = static_cast<double>(draw() % 10'001) / 10'000;
            if (i % 7 == 0) share *= 1e-20;
            QCOMPARE(std::bit_cast<quint64>(faultline::parseShare(faultline::formatShare(share)).value_or(-1)),
                     std::bit_cast<quint64>(share));
        }
    }
    void theLocaleDoesNotMatter() {
        const std::string before = std::setlocale(LC_ALL, nullptr);
        for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
            if (std::setlocale(LC_ALL, locale) == nullptr) continue;
            QCOMPARE(faultline::parseNumber("1.5").value_or(-1), 1.5);
            QCOMPARE(faultline::formatNumber(1.5), std::string("1.5"));
            QCOMPARE(faultline::formatShare(0.125), std::string("12.5%"));
        }
        std::setlocale(LC_ALL, before.c_str());
    }
    void noiseNeverCrashes() {
        const char alphabet[] = "0123456789..--eE kKMGTiBbitps/sumhdn%TZ:,\xC2\xA0\xFF";
        for (int i = 0; i < 50'000; ++i) {
            std::string text;
            for (auto n = draw() % 12; n > 0; --n) text += alphabet[draw() % (sizeof alphabet - 1)];
            const auto duration = faultline::parseDuration(text);
            if (duration) QVERIFY(*duration >= 0);
            const auto size = faultline::parseSize(text);
            if (size) QVERIFY(*size >= 0);
            const auto share = faultline::parseShare(text);
            if (share) QVERIFY(*share >= 0 && *share <= 1);
            const auto number = faultline::parseNumber(text);
            if (number) QVERIFY(std::isfinite(*number));
            (void)faultline::parseBandwidth(text);
            (void)faultline::parseIPv4(text);
            (void)faultline::parseDateTime(text);
        }
    }
    void excerptsAreCutAtWholeCharacters() {
        QCOMPARE(faultline::excerpt("abc"), std::string("abc"));
        QCOMPARE(faultline::excerpt("a\nb"), std::string("a b"));
        QCOMPARE(faultline::excerpt("\xC3\xA4\xC3\xA4\xC3\xA4", 3), std::string("\xC3\xA4..."));
        QCOMPARE(faultline::excerpt(std::string(100, 'x')).size(), std::size_t{63});
    }
};

FAULTLINE_TEST(UnitsTest)
#include "units_test.moc"
