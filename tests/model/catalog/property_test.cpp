#include "model/catalog/property.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::catalog;

Q_DECLARE_METATYPE(PropertySpec)

class PropertyTest : public QObject {
    Q_OBJECT

    static PropertySpec spec(PropertyType type, double minimum = 0, double maximum = 1e9, const char* unit = "") {
        return {.key = "key",
                .label = {"test", "Key"},
                .type = type,
                .minimum = minimum,
                .maximum = maximum,
                .choices = {{"roundrobin", {"test", "Round robin"}}, {"first", {"test", "First"}}},
                .unit = unit};
    }

private slots:
    void readsAndWrites_data() {
        QTest::addColumn<PropertySpec>("property");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("written");
        const auto row = [](const char* name, const PropertySpec& property, const char* typed, const char* written) {
            QTest::newRow(name) << property << QString::fromUtf8(typed) << QString::fromUtf8(written);
        };
        row("yes", spec(PropertyType::Bool), "On", "yes");
        row("no", spec(PropertyType::Bool), "false", "no");
        row("integer", spec(PropertyType::Integer), " 42 ", "42");
        row("prefix", spec(PropertyType::Integer), "1.5k", "1500");
        row("number", spec(PropertyType::Number), "0.25", "0.25");
        row("duration", spec(PropertyType::Duration), "200 ms", "200ms");
        row("size", spec(PropertyType::Size, 0, 1e12), "2 GiB", "2GiB");
        row("bandwidth", spec(PropertyType::Bandwidth, 0, 1e12), "100 Mbit/s", "100Mbit/s");
        row("share", spec(PropertyType::Share, 0, 1), "20%", "20%");
        row("text keeps its spaces", spec(PropertyType::Text), " a b ", " a b ");
        row("choice by label", spec(PropertyType::Choice), "round ROBIN", "roundrobin");
        row("component", spec(PropertyType::Component), "7", "7");
        row("no component", spec(PropertyType::Component), "", "0");
        row("address", spec(PropertyType::Address), "10.0.0.1", "10.0.0.1");
        row("date", spec(PropertyType::DateTime), "2026-11-20", "2026-11-20T00:00:00Z");
    }
    void readsAndWrites() {
        QFETCH(PropertySpec, property);
        QFETCH(QString, typed);
        QFETCH(QString, written);
        const Result<Value> value = parseValue(property, typed.toStdString());
        QVERIFY2(value, value ? "" : value.error().plain().c_str());
        QCOMPARE(QString::fromStdString(formatValue(property, *value)), written);
        QVERIFY(checkValue(property, *value));
        const Result<Value> again = parseValue(property, written.toStdString());
        QVERIFY(again && *again == *value);
    }

    void refuses_data() {
        QTest::addColumn<PropertySpec>("property");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const PropertySpec& property, const char* typed, const char* says) {
            QTest::newRow(name) << property << QString::fromUtf8(typed) << QString::fromUtf8(says);
        };
        row("bool", spec(PropertyType::Bool), "maybe", "neither yes nor no");
        row("half", spec(PropertyType::Integer), "1.5", "not a whole number");
        row("huge", spec(PropertyType::Integer), "99999999999999999999", "");
        row("too small", spec(PropertyType::Integer, 1, 9, "cores"), "0", "at least 1 cores");
        row("too large", spec(PropertyType::Duration, 0, 5e9), "6s", "at most 5s");
        row("nan", spec(PropertyType::Number), "nan", "");
        row("choice", spec(PropertyType::Choice), "random", "roundrobin, first");
        row("address", spec(PropertyType::Address), "10.0.0", "IPv4");
        row("table", spec(PropertyType::Table), "x", "row by row");
    }
    void refuses() {
        QFETCH(PropertySpec, property);
        QFETCH(QString, typed);
        QFETCH(QString, says);
        const Result<Value> value = parseValue(property, typed.toStdString());
        QVERIFY(!value);
        QVERIFY2(QString::fromStdString(value.error().plain()).contains(says), value.error().plain().c_str());
    }

    void checksTypeRangeAndRows() {
        QVERIFY(!checkValue(spec(PropertyType::Integer), Value("5")));
        QVERIFY(!checkValue(spec(PropertyType::Integer), Value()));
        QVERIFY(!checkValue(spec(PropertyType::Number), Value(qQNaN())));
        QVERIFY(checkValue(spec(PropertyType::Number), Value(5)));
        QVERIFY(!checkValue(spec(PropertyType::Choice), Value("Round robin")));  // a label is not what is stored
        PropertySpec table = spec(PropertyType::Table);
        table.columns = {spec(PropertyType::Integer, 1, 5), spec(PropertyType::Choice)};
        QVERIFY(checkValue(table, TableRows{{1, "first"}}));
        QVERIFY(!checkValue(table, TableRows{{1}}));
        const Result<void> wrong = checkValue(table, TableRows{{1, "first"}, {9, "first"}});
        QVERIFY(!wrong);
        QVERIFY2(wrong.error().plain().find("row 2") != std::string::npos, wrong.error().plain().c_str());
        QCOMPARE(formatValue(table, TableRows{{1, "first"}}), std::string("1 row"));
    }

    void saysItsRange() {
        QCOMPARE(describeRange(spec(PropertyType::Integer, 1, 64, "cores")).plain(), std::string("1 to 64 cores"));
        QCOMPARE(describeRange(spec(PropertyType::Duration, 1e6, 60e9)).plain(), std::string("1ms to 1m"));
        QCOMPARE(describeRange(spec(PropertyType::Number, 2, std::numeric_limits<double>::max())).plain(),
                 std::string("at least 2"));
        QVERIFY(describeRange(spec(PropertyType::Number, 0, std::numeric_limits<double>::max())).isEmpty());
        QVERIFY(describeRange(spec(PropertyType::Text)).isEmpty());
    }

    void fitsAreByRoleProtocolAndDirection() {
        const Catalog& catalog = tests::testCatalog();
        const auto kind = [&](const char* id) -> const ComponentKind& { return *catalog.find(id); };
        const std::vector<Fit> fits = linkFits(kind("users"), kind("web_server"));
        QCOMPARE(fits.size(), std::size_t{2});
        QCOMPARE(std::string(fits.front().in->key), std::string("https"));  // the caller's order
        QVERIFY(linkFits(kind("web_server"), kind("users")).empty());
        QVERIFY(linkFits(kind("certificate"), kind("load_balancer")).empty());  // attaching is no link
        QVERIFY(attachFit(kind("certificate"), kind("load_balancer")).in);
        QVERIFY(!attachFit(kind("certificate"), kind("database")).in);
        QVERIFY(hostFit(kind("web_server"), kind("server")).in);
        QVERIFY(!hostFit(kind("server"), kind("web_server")).in);
        QVERIFY(!catalog.find("nonsense"));
        QVERIFY(!kind("users").property("nonsense") && !kind("users").port("nonsense"));
    }

    void linkDefaultsAreInRange() {
        for (const PropertySpec& property : linkProperties()) {
            QVERIFY2(checkValue(property, property.defaultValue), property.key);
            QVERIFY(!property.help.isEmpty());
        }
    }
};

FAULTLINE_TEST(PropertyTest)
#include "property_test.moc"
