#include "model/storage/design_schema.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/design_json.h"
#include "model/storage/project_file.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/json_schema.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace faultline;
using namespace faultline::storage;
using tests::JsonSchema;

namespace {

JsonSchema designRules() { return JsonSchema(designSchema(kinds::allKinds())); }

storage::Project schemaExample(const QString& path) {
    auto project = loadProject(path, kinds::allKinds());
    if (!project) qFatal("%s: %s", qPrintable(path), project.error().plain().c_str());
    return std::move(*project);
}

QJsonObject schemaSecured() {
    return designToJson(schemaExample(tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline"))).design, kinds::allKinds());
}

QByteArray schemaRead(const char* name) {
    QFile file(tests::sourcePath(QStringLiteral("resources/format/") + QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The first component of a kind, altered.
QJsonObject schemaWith(const char* kind, const std::function<void(QJsonObject&)>& alter) {
    QJsonObject design = schemaSecured();
    QJsonArray components = design[QLatin1String("components")].toArray();
    for (qsizetype i = 0; i < components.size(); ++i) {
        QJsonObject component = components[i].toObject();
        if (component[QLatin1String("kind")].toString() != QLatin1String(kind)) continue;
        alter(component);
        components[i] = component;
        design[QLatin1String("components")] = components;
        return design;
    }
    qFatal("no %s", kind);
}

std::function<void(QJsonObject&)> schemaSet(const char* key, const QJsonValue& value) {
    return [=](QJsonObject& component) { component[QLatin1String(key)] = value; };
}

std::function<void(QJsonObject&)> schemaSetProperty(const char* key, const QJsonValue& value) {
    return [=](QJsonObject& component) {
        QJsonObject properties = component[QLatin1String("properties")].toObject();
        properties[QLatin1String(key)] = value;
        component[QLatin1String("properties")] = properties;
    };
}

}  // namespace

class DesignSchemaTest : public QObject {
    Q_OBJECT

private slots:
    /// `faultline schema design` and `faultline schema run` write them anew.
    void theStoredSchemasAreCurrent() {
        QVERIFY2(schemaRead("design.schema.json") == schemaText(designSchema(kinds::allKinds())), "resources/format/design.schema.json is out of date");
        QVERIFY2(schemaRead("run.schema.json") == schemaText(runSchema()), "resources/format/run.schema.json is out of date");
    }

    void everyExampleFits() {
        const JsonSchema rules = designRules();
        int seen = 0;
        for (const char* folder : {"examples", "resources/stencils"}) {
            const QDir dir(tests::sourcePath(QLatin1String(folder)));
            for (const QString& name : dir.entryList({QStringLiteral("*.faultline"), QStringLiteral("*.json")}, QDir::Files)) {
                const QStringList wrong = rules.check(designToJson(schemaExample(dir.filePath(name)).design, kinds::allKinds()));
                QVERIFY2(wrong.isEmpty(), qPrintable(name + QLatin1Char(' ') + wrong.value(0)));
                ++seen;
            }
        }
        QVERIFY(seen >= 15);
    }

    void whatEditsLeadToFits() {
        const JsonSchema rules = designRules();
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            tests::Dice dice(seed);
            design::DesignDocument document(kinds::allKinds());
            for (int i = 0; i < 150; ++i) document.apply(tests::randomEdit(document.design(), kinds::allKinds(), dice));
            const QStringList wrong = rules.check(designToJson(document.design(), kinds::allKinds()));
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(wrong.value(0))));
        }
    }

    void everyDefaultOfEveryKindFits() {
        const JsonSchema rules = designRules();
        for (const catalog::ComponentKind& kind : kinds::allKinds().kinds()) {
            design::Component component;
            component.id = {1};
            component.kind = kind.id;
            component.name = QStringLiteral("one");
            component.rect = QRectF(0, 0, 10, 10);
            const auto set = [&](const std::vector<catalog::PropertySpec>& specs, Settings& into) {
                for (const catalog::PropertySpec& spec : specs) {
                    Value value = spec.defaultValue;
                    if (spec.type == catalog::PropertyType::Table) {
                        TableRow row;
                        for (const catalog::PropertySpec& column : spec.columns) row.push_back(column.defaultValue);
                        value = Value(TableRows{row});
                    }
                    into.set(spec.key, value);
                }
            };
            set(kind.properties, component.properties);
            design::Design design;
            design.setComponent(component.id, std::make_shared<const design::Component>(component));
            const QStringList wrong = rules.check(designToJson(design, kinds::allKinds()));
            QVERIFY2(wrong.isEmpty(), qPrintable(QString::fromUtf8(kind.id) + QLatin1Char(' ') + wrong.value(0)));
        }
    }

    void aRunFits() {
        SavedRun run;
        run.start = schemaExample(tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline"))).design;
        run.now = 90 * second;
        run.fingerprint = "0123456789abcdef";
        run.log.push_back({20 * second, "kill #3"});
        const JsonSchema rules(runSchema(), {designSchema(kinds::allKinds())});
        QJsonObject json = QJsonDocument::fromJson(writeRun(run, kinds::allKinds())).object();
        QCOMPARE(rules.check(json), QStringList());
        json[QLatin1String("log")] = QJsonArray{QJsonObject{{QStringLiteral("at"), 20}, {QStringLiteral("command"), QStringLiteral("kill #3")}}};
        QCOMPARE(rules.check(json).size(), 1);
        QJsonObject start = json[QLatin1String("design")].toObject();
        start[QLatin1String("vresion")] = 1;
        json[QLatin1String("design")] = start;
        QCOMPARE(rules.check(json).size(), 2);
    }

    void whatIsWrongIsCaught_data() {
        QTest::addColumn<QJsonObject>("design");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QJsonObject& design, const char* says) { QTest::newRow(name) << design << QString::fromUtf8(says); };
        const auto top = [](const char* key, const QJsonValue& value) {
            QJsonObject design = schemaSecured();
            design[QLatin1String(key)] = value;
            return design;
        };
        row("property of another kind", schemaWith("web_server", schemaSetProperty("balance", QStringLiteral("roundrobin"))), ".properties.balance: nothing may be here");
        row("misspelt property", schemaWith("load_balancer", schemaSetProperty("ballance", QStringLiteral("roundrobin"))), ".properties.ballance");
        row("no such choice", schemaWith("load_balancer", schemaSetProperty("balance", QStringLiteral("round robin"))), ".properties.balance");
        row("no such kind", schemaWith("load_balancer", schemaSet("kind", QStringLiteral("balancer"))), ".kind");
        row("duration as a number", schemaWith("load_balancer", schemaSetProperty("inter", 2000)), ".properties.inter");
        row("duration without a unit", schemaWith("load_balancer", schemaSetProperty("inter", QStringLiteral("2"))), ".properties.inter");
        row("software of another kind", schemaWith("load_balancer", schemaSet("software", QStringLiteral("MySQL 8.0"))), ".software");
        row("unknown key", schemaWith("server", schemaSet("colour", QStringLiteral("red"))), ".colour");
        row("empty name", schemaWith("server", schemaSet("name", QString())), ".name");
        row("no name", schemaWith("server", [](QJsonObject& c) { c.remove(QStringLiteral("name")); }), ".name: is missing");
        row("id as text", schemaWith("server", schemaSet("id", QStringLiteral("1"))), ".id");
        row("id of nothing", schemaWith("server", schemaSet("id", 0)), ".id");
        row("three numbers", schemaWith("server", schemaSet("rect", QJsonArray{1, 2, 3})), ".rect");
        row("five numbers", schemaWith("server", schemaSet("rect", QJsonArray{1, 2, 3, 4, 5})), ".rect");
        row("negative width", schemaWith("server", schemaSet("rect", QJsonArray{1, 2, -3, 4})), ".rect[2]");
        row("in and on", schemaWith("certificate", schemaSet("container", 1)), "may not be here");
        row("unknown cell", schemaWith("firewall", schemaSetProperty("rules", QJsonArray{QJsonObject{{QStringLiteral("prot"), 443}}})), ".properties.rules[0].prot");
        row("another format", top("format", QStringLiteral("design")), "format");
        row("another version", top("version", 2), "version");
        row("unknown key at the top", top("seeds", 3), "seeds");
        row("half a seed", top("seed", 1.5), "seed");
        row("no date", top("start_time", QStringLiteral("tomorrow")), "start_time");
        row("links as an object", top("links", QJsonObject()), "links");
        row("a link without ends", top("links", QJsonArray{QJsonObject{{QStringLiteral("id"), 1}}}), "links[0].from");
    }
    void whatIsWrongIsCaught() {
        QFETCH(const QJsonObject, design);
        QFETCH(const QString, says);
        const QStringList wrong = designRules().check(design);
        QVERIFY2(wrong.join(QLatin1Char('\n')).contains(says), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void anUnknownKeywordIsNoPass() {
        QVERIFY(JsonSchema({{QStringLiteral("type"), QStringLiteral("string")}}).check(QStringLiteral("a")).isEmpty());
        QVERIFY(!JsonSchema({{QStringLiteral("typ"), QStringLiteral("string")}}).check(QStringLiteral("a")).isEmpty());
    }
};

FAULTLINE_TEST(DesignSchemaTest)
#include "design_schema_test.moc"
