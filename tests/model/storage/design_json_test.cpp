#include "model/storage/design_json.h"
#include "model/design/edits.h"
#include "model/storage/json_text.h"
#include "tests/support/sample_design.h"
#include "tests/support/test_main.h"

#include <QFile>

#include <functional>

using namespace faultline;
using design::Design;
using tests::sampleDesign;
using tests::testCatalog;

class DesignJsonTest : public QObject {
    Q_OBJECT

    static QString error(const QByteArray& json) {
        const Result<Design> design = storage::readDesign(json, testCatalog());
        return design ? QStringLiteral("(read)") : QString::fromStdString(design.error().plain());
    }
    static QString error(const QJsonObject& object) { return error(storage::formatJson(object)); }

    /// The sample with something altered in it.
    using Alter = std::function<void(QJsonObject&)>;
    static QJsonObject altered(const Alter& alter) {
        QJsonObject object = storage::designToJson(sampleDesign(), testCatalog());
        alter(object);
        return object;
    }
    static Alter inList(const char* list, int index, const Alter& alter) {
        return [=](QJsonObject& top) {
            QJsonArray array = top.value(QLatin1String(list)).toArray();
            QJsonObject part = array.at(index).toObject();
            alter(part);
            array.replace(index, part);
            top.insert(QLatin1String(list), array);
        };
    }
    static Alter set(const char* key, QJsonValue value) {
        return [=](QJsonObject& object) { object.insert(QLatin1String(key), value); };
    }
    static Alter property(const char* key, QJsonValue value) {
        return [=](QJsonObject& object) {
            QJsonObject properties = object.value(QLatin1String("properties")).toObject();
            properties.insert(QLatin1String(key), value);
            object.insert(QLatin1String("properties"), properties);
        };
    }
    static Alter without(const char* key) {
        return [=](QJsonObject& object) { object.remove(QLatin1String(key)); };
    }
    static QJsonArray many(int count, const std::function<QJsonObject(int)>& make) {
        QJsonArray array;
        for (int i = 0; i < count; ++i) array.append(make(i));
        return array;
    }

private slots:
    void theSampleIsSound() {
        for (const Problem& problem : design::check(sampleDesign(), testCatalog())) QFAIL(problem.plain().c_str());
    }
    void roundTrip() {
        const QByteArray json = storage::writeDesign(sampleDesign(), testCatalog());
        const Result<Design> read = storage::readDesign(json, testCatalog());
        QVERIFY2(read.has_value(), qPrintable(error(json)));
        QVERIFY(*read == sampleDesign());
        QCOMPARE(read->lastComponentId(), 20u);
        QCOMPARE(read->lastLinkId(), 9u);
        QCOMPARE(storage::writeDesign(*read, testCatalog()), json);
    }
    void anEmptyDesign() {
        const Result<Design> read = storage::readDesign(storage::writeDesign(Design(), testCatalog()), testCatalog());
        QVERIFY(read && *read == Design());
        QVERIFY(storage::readDesign(R"({"format": "faultline-design", "version": 1})", testCatalog()).has_value());
    }
    void whatTheFileLooksLike() {
        const QByteArray json = storage::writeDesign(sampleDesign(), testCatalog());
        for (const char* words :
             {"\"timeout\": \"1500000001ns\"", "\"inter\": \"2500ms\"", "\"memory\": \"1536MiB\"", "\"writes\": \"12.5%\"",
              "\"address\": \"10.0.0.5\"", "\"not_after\": \"2026-11-20T18:45:00Z\"", "\"link_rate\": \"100Mbit/s\"",
              "\"rate\": 1234.5", "\"verify\": false", "\"start_time\": \"2026-11-20T18:45:00Z\"", "\"seed\": 42",
              "\"rect\": [300, 0.1, 168, 64]", "\"comment\": \"https\"", "\"browser\": \"any\"", "\"duplex\": \"half\"",
              "\"order\": -3", "\"collapsed\": true", "\"fill\": \"#dbeafe\"", "\"line\": \"none\"", "\"text_size\": 14",
              "\"shape\": \"curved\"", "\"dash\": \"dotted\""}) {
            QVERIFY2(json.contains(words), words + json);
        }
        // Objects are written with their keys in order and what is not set is left out.
        QVERIFY(json.contains("{\"id\": 9, \"kind\": \"database\", \"name\": \"db-2\", \"rect\": [900, 0, 168, 64]}"));
    }
    void theExampleOfTheDocumentationOpensAsItIs() {
        QFile file(tests::sourcePath(QStringLiteral("resources/format/README.md")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        const qsizetype from = text.indexOf("```json\n") + 8;
        const QByteArray json = text.mid(from, text.indexOf("```", from) - from);
        const Result<Design> read = storage::readDesign(json, testCatalog());
        QVERIFY2(read.has_value(), qPrintable(error(json)));
        QCOMPARE(storage::writeDesign(*read, testCatalog()), json);
    }
    void largeSeeds() {
        for (const std::uint64_t seed :
             {std::uint64_t{0}, std::uint64_t{1} << 53, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}}) {
            Design design;
            design::DocumentSettings settings;
            settings.seed = seed;
            design.setSettings(settings);
            const Result<Design> read = storage::readDesign(storage::writeDesign(design, testCatalog()), testCatalog());
            QVERIFY(read);
            QCOMPARE(read->settings().seed, seed);
        }
    }
    void unknownKeysAreKeptAtEveryLevel() {
        const QJsonObject more{{QStringLiteral("deep"), QJsonArray{1, QJsonObject{{QStringLiteral("x"), true}}}}};
        const QJsonObject before = altered([&](QJsonObject& top) {
            set("future", more)(top);
            inList("components", 1, set("future", more))(top);
            inList("components", 1, property("future", more))(top);
            inList("links", 2, set("future", more))(top);
            inList("links", 2, property("future", more))(top);
        });
        const Result<Design> read = storage::readDesign(storage::formatJson(before), testCatalog());
        QVERIFY2(read.has_value(), qPrintable(error(before)));
        QCOMPARE(storage::designToJson(*read, testCatalog()), before);
    }
    void unknownKeysStayThroughAnEdit() {
        const Design before = sampleDesign();
        const auto change = design::setProperty(before, testCatalog(), {ComponentId{1}}, "rate", Value(7.0));
        QVERIFY(change.has_value());
        Design after = before;
        change->apply(after);
        const QByteArray json = storage::writeDesign(after, testCatalog());
        QVERIFY(json.contains("\"browser\": \"any\""));
        QVERIFY(json.contains("\"rate\": 7"));
    }
    void cellsOfAlteredTablesAreNotMixedUp() {
        const Design before = sampleDesign();
        const auto change =
            design::setProperty(before, testCatalog(), {ComponentId{10}}, "rules", Value(TableRows{{"in", 80, 0, "accept"}}));
        QVERIFY(change.has_value());
        Design after = before;
        change->apply(after);
        QVERIFY(!storage::writeDesign(after, testCatalog()).contains("https\"}"));
    }
    void missingCellsGetTheirDefaults() {
        const auto read = storage::readDesign(
            storage::formatJson(
                altered(inList("components", 8, property("rules", QJsonArray{QJsonObject{{QStringLiteral("port"), 22}}})))),
            testCatalog());
        QVERIFY(read.has_value());
        QVERIFY(read->component({10})->properties.value("rules") == Value(TableRows{{"in", 22, 0, "accept"}}));
    }
    void theOrderInTheFileDoesNotMatter() {
        const QJsonObject turned = altered([](QJsonObject& top) {
            for (const char* list : {"components", "links"}) {
                QJsonArray array;
                for (const QJsonValue& part : top.value(QLatin1String(list)).toArray()) array.prepend(part);
                top.insert(QLatin1String(list), array);
            }
        });
        const Result<Design> read = storage::readDesign(storage::formatJson(turned), testCatalog());
        QVERIFY2(read.has_value(), qPrintable(error(turned)));
        QVERIFY(*read == sampleDesign());
    }
    void placesAreCountedAsInTheFile() {
        // The first in the file has the last id.
        QJsonObject turned = altered([](QJsonObject& top) {
            QJsonArray array;
            for (const QJsonValue& part : top.value(QLatin1String("components")).toArray()) array.prepend(part);
            top.insert(QLatin1String("components"), array);
        });
        inList("components", 10, set("container", 99))(turned);  // users
        QVERIFY2(error(turned).startsWith(QStringLiteral("components[10].container: ")), qPrintable(error(turned)));
    }

    void wrongFiles_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const Alter& alter, const char* says) {
            QTest::newRow(name) << storage::formatJson(altered(alter)) << QString::fromUtf8(says);
        };
        const auto component = [](int index, const Alter& alter) { return inList("components", index, alter); };
        const auto link = [](int index, const Alter& alter) { return inList("links", index, alter); };
        row("no format", without("format"), "not a Faultline design");
        row("other format", set("format", QStringLiteral("excalidraw")), "not a Faultline design");
        row("newer", set("version", 2), "version: The file was written by a newer version of Faultline: its format is 2");
        row("version 0", set("version", 0), "version: 0 is out of range");
        row("version text", set("version", QStringLiteral("1")), "version: A whole number is expected here");
        row("no version", without("version"), "version: This is missing");
        row("title", set("title", 5), "title: A text in quotes is expected here");
        row("long title", set("title", QString(3000, u'x')), "title: The text is too long");
        row("start", set("start_time", QStringLiteral("yesterday")), "start_time: \"yesterday\" is not a date");
        row("seed", set("seed", -1), "seed: -1 is out of range");
        row("seed fraction", set("seed", 1.5), "seed: A whole number is expected here");
        row("seed text", set("seed", QStringLiteral("99999999999999999999")), "seed: A whole number is expected here");
        row("components no list", set("components", QJsonObject()), "components: A list in [ ] is expected here");
        row("links no list", set("links", 7), "links: A list in [ ] is expected here");
        row("last id", set("last_component_id", 1e18), "last_component_id: ");
        row("component no object", set("components", QJsonArray{5}), "components[0]: An object in { } is expected here");
        row("order", component(3, set("order", 2'000'000)), "components[3].order: A whole number from -1000000 to 1000000");
        row("collapsed", component(3, set("collapsed", 1)), "components[3].collapsed: true or false");
        row("style", component(3, set("style", QJsonObject{{QStringLiteral("fill"), QStringLiteral("red")}})),
            "components[3].style.fill: A colour in quotes");
        row("layer of no number", component(3, set("layer", QStringLiteral("Back"))), "components[3].layer: The number of a layer is expected here");
        row("layer that is not there", component(3, set("layer", 99)), "components[3].layer: There is no layer 99");
        row("layer of a link", link(0, set("layer", 98)), "links[0].layer: There is no layer 98");
        const auto layers = [&](const QJsonArray& list) { return set("layers", list); };
        const auto named = [](int id, const char* name) { return QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("name"), QLatin1String(name)}}; };
        row("layers no list", set("layers", 7), "layers: ");
        row("layer no object", layers({4}), "layers[0]: A layer is an object in { }");
        row("layer without number", layers({QJsonObject{{QStringLiteral("name"), QStringLiteral("Back")}}}), "layers[0].id: The number of a layer");
        row("layer without name", layers({QJsonObject{{QStringLiteral("id"), 1}}}), "layers[0].name: A layer needs a name");
        row("two layers of one number", layers({named(1, "Back"), named(1, "Front")}), "layers[1].id: Another layer has the number 1 already");
        row("two layers of one name", layers({named(1, "Back"), named(2, "back")}), "layers[1].name: There is another layer called back");
        row("background in front", layers({named(1, "Back"), QJsonObject{{QStringLiteral("id"), 0}}}), "layers[1].id: Layer 0, the background, comes before");
        row("hidden layer", layers({QJsonObject{{QStringLiteral("id"), 0}, {QStringLiteral("hidden"), 1}}}), "layers[0].hidden: true or false");
        row("shape", link(0, set("shape", QStringLiteral("wavy"))), "links[0].shape: \"orthogonal\", \"straight\" or \"curved\"");
        row("style of a link", link(0, set("style", 7)), "links[0].style: A style is an object");
        row("no id", component(3, without("id")), "components[3].id: This is missing");
        row("id 0", component(3, set("id", 0)), "components[3].id: 0 is out of range");
        row("id negative", component(3, set("id", -4)), "components[3].id: -4 is out of range");
        row("id huge", component(3, set("id", 4e9)), "components[3].id: 4000000000 is out of range");
        row("id fraction", component(3, set("id", 4.5)), "components[3].id: A whole number is expected here");
        row("id text", component(3, set("id", QStringLiteral("4"))), "components[3].id: A whole number");
        row("id twice", component(3, set("id", 1)), "components[3].id: Another component has the id 1 already");
        row("no kind", component(3, without("kind")), "components[3].kind: This is missing");
        row("unknown kind", component(3, set("kind", QStringLiteral("web_sevrer"))),
            "components[3].kind: There is no kind of component called \"web_sevrer\"; the nearest is \"web_server\"");
        row("kind list", component(3, set("kind", QJsonArray())), "components[3].kind: A text in quotes");
        row("no name", component(3, without("name")), "components[3].name: This is missing");
        row("empty name", component(3, set("name", QStringLiteral("  "))), "components[3].name: The name is empty");
        row("name twice", component(3, set("name", QStringLiteral("LB-1"))),
            "components[3].name: Another component is called \"LB-1\" already");
        row("name of 201", component(3, set("name", QString(201, u'n'))),
            "components[3].name: The text is too long: at most 200");
        row("name of 7 MB", component(3, set("name", QString(7'000'000, u'n'))), "components[3].name: The text is too long");
        row("no rect", component(3, without("rect")), "components[3].rect: This is missing");
        row("rect short", component(3, set("rect", QJsonArray{1, 2, 3})), "components[3].rect: 4 numbers of at most");
        row("rect text", component(3, set("rect", QJsonArray{1, 2, 3, QStringLiteral("4")})),
            "components[3].rect: 4 numbers of at most");
        row("rect far", component(3, set("rect", QJsonArray{1e300, 2, 3, 4})), "components[3].rect: 4 numbers of at most");
        row("rect negative", component(3, set("rect", QJsonArray{1, 2, -3, 4})),
            "components[3].rect: A width or height is negative");
        row("locked", component(3, set("locked", 1)), "components[3].locked: true or false");
        row("software", component(1, set("software", QStringLiteral("Gopher"))), "components[1].software: ");
        row("container missing", component(4, set("container", 99)), "components[4].container: There is no component 99");
        row("container wrong", component(4, set("container", 1)), "components[4].container: ");
        row("container self", component(4, set("container", 6)), "components[4].container: ");
        row("attached missing", component(2, set("attached_to", 99)), "components[2].attached_to: There is no component 99");
        row("attached wrong", component(2, set("attached_to", 9)), "components[2].attached_to: ");
        row("in line missing", component(8, set("in_line", 99)), "components[8].in_line: There is no link 99");
        row("in two places", component(2, set("container", 6)), "components[2]: ");
        row("properties list", component(0, set("properties", QJsonArray())), "components[0].properties: An object in { }");
        row("duration number", component(0, property("timeout", 5)), "components[0].properties.timeout: A duration in quotes");
        row("duration apples", component(0, property("timeout", QStringLiteral("12 apples"))),
            "components[0].properties.timeout: \"12 apples\" is not a duration");
        row("duration range", component(0, property("timeout", QStringLiteral("1h"))),
            "components[0].properties.timeout: 1h is too large: at most 10m");
        row("number text", component(0, property("rate", QStringLiteral("400"))),
            "components[0].properties.rate: A number is expected here");
        row("number range", component(0, property("rate", -1)), "components[0].properties.rate: -1");
        row("null", component(0, property("rate", QJsonValue::Null)), "components[0].properties.rate: A number is expected here");
        row("share", component(0, property("writes", QStringLiteral("120%"))), "components[0].properties.writes: ");
        row("bool", component(0, property("verify", QStringLiteral("yes"))), "components[0].properties.verify: true or false");
        row("integer", component(1, property("fall", 2.5)), "components[1].properties.fall: A whole number");
        row("choice", component(1, property("balance", QStringLiteral("random"))),
            "components[1].properties.balance: \"random\" is not one of");
        row("address", component(1, property("address", QStringLiteral("10.0.0"))),
            "components[1].properties.address: \"10.0.0\" is not an IPv4");
        row("address range", component(1, property("address", 7)), "components[1].properties.address: An address in quotes");
        row("date", component(2, property("not_after", QStringLiteral("2026-02-30"))), "components[2].properties.not_after: ");
        row("size", component(4, property("memory", QStringLiteral("many"))),
            "components[4].properties.memory: \"many\" is not a size");
        row("bandwidth", component(6, property("link_rate", true)), "components[6].properties.link_rate: A bandwidth in quotes");
        row("component property", component(6, property("source", 99)),
            "components[6].properties.source: There is no component 99");
        row("component property text", component(6, property("source", QStringLiteral("db-2"))),
            "components[6].properties.source: The id of");
        row("table no list", component(8, property("rules", QStringLiteral("all"))),
            "components[8].properties.rules: A list of rows");
        row("row no object", component(8, property("rules", QJsonArray{1})), "components[8].properties.rules[0]: An object");
        row("cell", component(8, property("rules", QJsonArray{QJsonObject(), QJsonObject{{QStringLiteral("port"), 70'000}}})),
            "components[8].properties.rules[1].port: 70000 is too large");
        row("cell type",
            component(8, property("rules", QJsonArray{QJsonObject{{QStringLiteral("port"), QStringLiteral("443")}}})),
            "components[8].properties.rules[0].port: A whole number");
        row("cell reference", component(8, property("rules", QJsonArray{QJsonObject{{QStringLiteral("source"), 99}}})),
            "components[8].properties.rules[0].source: There is no component 99");
        row("link no object", set("links", QJsonArray{QStringLiteral("x")}), "links[0]: An object");
        row("link no id", link(1, without("id")), "links[1].id: This is missing");
        row("link id twice", link(1, set("id", 1)), "links[1].id: Another link has the id 1 already");
        row("link from", link(1, set("from", 99)), "links[1].from: There is no component 99");
        row("link to", link(1, set("to", 99)), "links[1].to: There is no component 99");
        row("link no to", link(1, without("to")), "links[1].to: This is missing");
        row("link self", link(1, set("to", 1)), "links[1]: ");
        row("link port", link(1, set("to_port", QStringLiteral("ftp"))), "links[1].to_port: ");
        row("link no port", link(1, without("from_port")), "links[1].from_port: This is missing");
        row("link number", link(1, set("number", 70'000)), "links[1].number: 70000 is out of range: 0 to 65535");
        row("link property", link(0, property("loss", QStringLiteral("-1%"))), "links[0].properties.loss: \"-1%\" is negative");
        row("waypoints", link(0, set("waypoints", QJsonArray{QJsonArray{1, 2}, QJsonArray{1}})),
            "links[0].waypoints[1]: A point such as");
        row("many waypoints", link(0, set("waypoints", many(1001, [](int) { return QJsonObject(); }))),
            "links[0].waypoints: There are too many");
        row("many rows", component(8, property("rules", many(10'001, [](int) { return QJsonObject(); }))),
            "components[8].properties.rules: There are too many");
        row("many components", set("components", many(20'001, [](int) { return QJsonObject(); })),
            "components: There are too many");
        row("many links", set("links", many(50'001, [](int) { return QJsonObject(); })), "links: There are too many");
        QTest::newRow("no object") << QByteArray("[1, 2]") << QStringLiteral("not a Faultline design");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("ends too early");
        QTest::newRow("deep") << QByteArray(1'000'000, '[') << QStringLiteral("nested too deeply");
        QTest::newRow("key twice") << QByteArray(R"({"format": "faultline-design", "version": 1, "version": 1})")
                                   << QStringLiteral("version: The key is there twice");
        QTest::newRow("NaN") << QByteArray(R"({"format": "faultline-design", "version": NaN})")
                             << QStringLiteral("line 1, column 43: A JSON value is expected here");
        QTest::newRow("infinite") << QByteArray(R"({"format": "faultline-design", "version": 1e999})")
                                  << QStringLiteral("version: The number 1e999 is out of range");
    }
    void wrongFiles() {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const QString got = error(json);
        QVERIFY2(got.contains(says), qPrintable(got));
        QVERIFY(got.size() < 400);
        QVERIFY(!got.contains(QStringLiteral("%1")) && !got.contains(QStringLiteral("%2")));
    }
    void namesOf200AreRead() {
        const QJsonObject object = altered(inList("components", 3, set("name", QString(200, u'n'))));
        QCOMPARE(error(object), QStringLiteral("(read)"));
    }
    void circlesAndTowers() {
        const auto zones = [](int count, const std::function<int(int)>& container) {
            return altered(set("components", many(count, [&](int i) {
                                   QJsonObject zone{{QStringLiteral("id"), i + 1},
                                                    {QStringLiteral("kind"), QStringLiteral("zone")},
                                                    {QStringLiteral("name"), QString::number(i)},
                                                    {QStringLiteral("rect"), QJsonArray{0, 0, 1, 1}}};
                                   if (container(i) > 0) zone.insert(QStringLiteral("container"), container(i));
                                   return zone;
                               })));
        };
        // Twenty thousand, so that a walk of each to the top would not end in the time a test has.
        QVERIFY(error(zones(2, [](int i) {
                    return 2 - i;
                })).startsWith(QStringLiteral("components[0].container: The component is in or on something that is")));
        QVERIFY(error(zones(20'000, [](int i) { return (i + 1) % 20'000 + 1; })).contains(QStringLiteral("in or on itself")));
        QVERIFY(error(zones(20'000, [](int i) { return i == 0 ? 1 : i; })).contains(QStringLiteral("in or on itself")));
        QVERIFY(error(zones(20'000, [](int i) { return i; })).contains(QStringLiteral("nested too deeply")));
    }
    void largeDesignsAreRead() {
        const QJsonObject object = altered([](QJsonObject& top) {
            set("components", many(20'000, [](int i) {
                    return QJsonObject{{QStringLiteral("id"), i + 1},
                                       {QStringLiteral("kind"), QStringLiteral("web_server")},
                                       {QStringLiteral("name"), QString::number(i)},
                                       {QStringLiteral("rect"), QJsonArray{i, 0, 1, 1}}};
                }))(top);
            set("links", QJsonArray())(top);
        });
        const QByteArray json = storage::formatJson(object);
        QCOMPARE(error(json), QStringLiteral("(read)"));
    }

    void everyTruncationIsRefused() {
        const QByteArray json = storage::writeDesign(sampleDesign(), testCatalog()).trimmed();
        for (qsizetype length = 0; length < json.size(); ++length)
            QVERIFY(!storage::readDesign(json.left(length), testCatalog()));
    }
    void noiseGivesADesignOrASentence() {
        const QByteArray json = storage::writeDesign(sampleDesign(), testCatalog());
        quint32 state = 11;
        const auto draw = [&state] { return (state = state * 1664525 + 1013904223) >> 8; };
        const char alphabet[] = "0123456789-.eE{}[],:\"\\ntrufalse ";
        int read = 0;
        for (int i = 0; i < 3000; ++i) {
            QByteArray broken = json;
            for (quint32 n = draw() % 3 + 1; n > 0; --n) {
                broken[static_cast<qsizetype>(draw() % static_cast<quint32>(broken.size()))] =
                    alphabet[draw() % (sizeof alphabet - 1)];
            }
            const Result<Design> design = storage::readDesign(broken, testCatalog());
            if (!design) {
                QVERIFY(!design.error().plain().empty());
                continue;
            }
            ++read;
            QVERIFY(design::check(*design, testCatalog()).empty());
            const Result<Design> again = storage::readDesign(storage::writeDesign(*design, testCatalog()), testCatalog());
            QVERIFY(again && *again == *design);
        }
        QVERIFY(read > 100);
    }
    void whatEditsMakeCanBeReadAgain() {
        quint32 state = 3;
        const auto draw = [&state](std::size_t below) {
            return static_cast<std::size_t>((state = state * 1664525 + 1013904223) >> 8) % below;
        };
        const auto& kinds = testCatalog().kinds();
        Design design;
        const auto any = [&]() -> ComponentId {
            if (design.components().empty()) return {};
            return std::next(design.components().begin(), static_cast<std::ptrdiff_t>(draw(design.components().size())))->first;
        };
        for (int i = 0; i < 1500; ++i) {
            Result<design::Change> change = tl::unexpected(Problem());
            switch (draw(8)) {
                case 0:
                case 1: {
                    const catalog::ComponentKind& kind = kinds[draw(kinds.size())];
                    const QPointF where(static_cast<double>(draw(2000)), static_cast<double>(draw(2000)));
                    change = design::addComponent(design, testCatalog(), kind.id,
                                                  design::placementFor(design, testCatalog(), kind, where, any(), {}));
                    break;
                }
                case 2:
                case 6:
                case 7:
                    change = design::connect(design, testCatalog(), any(), any());
                    break;
                case 3:
                    change = design::moveBy(design, {any()}, QPointF(static_cast<double>(draw(50)), 0.5));
                    break;
                case 4:
                    change = design::place(design, testCatalog(), any(), design::Placement{QPointF(5, 5), any(), {}, {}});
                    break;
                default:
                    if (draw(4) == 0) change = design::removeParts(design, testCatalog(), {any()}, {});
                    break;
            }
            if (change) change->apply(design);
            if (i % 50 != 0) continue;
            const QByteArray json = storage::writeDesign(design, testCatalog());
            const Result<Design> read = storage::readDesign(json, testCatalog());
            QVERIFY2(read.has_value(), qPrintable(error(json)));
            QVERIFY(*read == design);
            QCOMPARE(read->nextComponentId().value, design.nextComponentId().value);
        }
        QVERIFY(design.components().size() > 50);
        QVERIFY2(design.links().size() > 3, QByteArray::number(static_cast<qsizetype>(design.links().size())).constData());
    }
};

FAULTLINE_TEST(DesignJsonTest)
#include "design_json_test.moc"
