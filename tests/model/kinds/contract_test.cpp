#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <set>

using namespace faultline;
using catalog::ComponentKind;
using catalog::PropertySpec;
using catalog::PropertyType;

/// What every kind owes the rest of the program.
class ContractTest : public QObject {
    Q_OBJECT
private slots:
    void kindsAreNamedOnce();
    void helpIsThere();
    void defaultsAreAllowed();
    void valuesSurviveAsText();
    void presetsNameTheirProperties();
    void iconsExist();
    void portsMakeSense();
    void actsAreComplete();
    void eachRunsAlone();
    void everyNounOfTheAssignmentIsFound_data();
    void everyNounOfTheAssignmentIsFound();
};

namespace {

void forEachSpec(const ComponentKind& kind, const std::function<void(const PropertySpec&)>& visit) {
    for (const PropertySpec& spec : kind.properties) {
        visit(spec);
        for (const PropertySpec& column : spec.columns) visit(column);
    }
}

bool isSnakeCase(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

QString shown(const ComponentKind& kind) {
    return QString::fromLatin1(kind.id);
}

/// As the palette searches: in the label, the id, the aliases and the names of the programs, case aside.
bool palette(const ComponentKind& kind, const QString& word) {
    QStringList names{QString::fromUtf8(kind.label.source),
                      QString::fromLatin1(kind.id).replace(QLatin1Char('_'), QLatin1Char(' '))};
    for (const char* alias : kind.aliases) names << QString::fromUtf8(alias);
    for (const catalog::SoftwarePreset& preset : kind.software) names << QString::fromUtf8(preset.name);
    return std::any_of(names.begin(), names.end(), [&](const QString& name) { return name.contains(word, Qt::CaseInsensitive); });
}

}  // namespace

void ContractTest::kindsAreNamedOnce() {
    std::set<std::string> ids, prefixes;
    for (const ComponentKind& kind : kinds::allKinds().kinds()) {
        QVERIFY2(isSnakeCase(kind.id), kind.id);
        QVERIFY2(ids.insert(kind.id).second, kind.id);
        QVERIFY2(prefixes.insert(kind.namePrefix).second, kind.namePrefix);
        QVERIFY2(!kind.label.isEmpty(), kind.id);
        std::set<std::string> keys;
        for (const PropertySpec& spec : kind.properties) {
            QVERIFY2(isSnakeCase(spec.key), spec.key);
            QVERIFY2(keys.insert(spec.key).second, spec.key);
        }
    }
    QCOMPARE(ids.size(), 22u);
}

void ContractTest::helpIsThere() {
    for (const ComponentKind& kind : kinds::allKinds().kinds()) {
        QVERIFY2(std::strlen(kind.help.source) > 80, kind.id);
        forEachSpec(kind, [&](const PropertySpec& spec) {
            const std::string where = std::string(kind.id) + "." + spec.key;
            QVERIFY2(!spec.label.isEmpty(), where.c_str());
            QVERIFY2(!spec.help.isEmpty(), where.c_str());
        });
        for (const catalog::ActionSpec& action : kind.actions)
            QVERIFY2(!action.help.isEmpty() && !action.label.isEmpty(), action.verb);
    }
}

void ContractTest::defaultsAreAllowed() {
    for (const ComponentKind& kind : kinds::allKinds().kinds())
        forEachSpec(kind, [&](const PropertySpec& spec) {
            const Result<void> ok = catalog::checkValue(spec, spec.defaultValue);
            QVERIFY2(ok.has_value(), (std::string(kind.id) + "." + spec.key + ": " + (ok ? "" : ok.error().plain())).c_str());
        });
}

void ContractTest::valuesSurviveAsText() {
    for (const ComponentKind& kind : kinds::allKinds().kinds())
        forEachSpec(kind, [&](const PropertySpec& spec) {
            if (spec.type == PropertyType::Table) return;
            const Result<Value> read = catalog::parseValue(spec, catalog::formatValue(spec, spec.defaultValue));
            const std::string where = std::string(kind.id) + "." + spec.key;
            QVERIFY2(read.has_value(), where.c_str());
            QVERIFY2(read->toNumber() == spec.defaultValue.toNumber() && read->toText() == spec.defaultValue.toText(),
                     where.c_str());
        });
}

void ContractTest::presetsNameTheirProperties() {
    for (const ComponentKind& kind : kinds::allKinds().kinds())
        for (const catalog::SoftwarePreset& preset : kind.software)
            for (const auto& [key, value] : preset.values) {
                const PropertySpec* spec = kind.property(key);
                QVERIFY2(spec != nullptr, key);
                QVERIFY2(catalog::checkValue(*spec, value).has_value(), (std::string(preset.name) + "." + key).c_str());
            }
}

void ContractTest::iconsExist() {
    for (const ComponentKind& kind : kinds::allKinds().kinds())
        QVERIFY2(QFile::exists(tests::sourcePath(QStringLiteral("resources/icons/kinds/%1.svg").arg(shown(kind)))), kind.id);
}

void ContractTest::portsMakeSense() {
    // Every way out leads into some kind, and every way in is used by some kind.
    const auto& all = kinds::allKinds().kinds();
    for (const ComponentKind& kind : all)
        for (const catalog::PortSpec& port : kind.ports) {
            const bool fits = std::any_of(all.begin(), all.end(), [&](const ComponentKind& other) {
                return std::any_of(other.ports.begin(), other.ports.end(), [&](const catalog::PortSpec& end) {
                    return end.direction != port.direction && end.role == port.role &&
                           std::strcmp(end.protocol, port.protocol) == 0;
                });
            });
            QVERIFY2(fits, (std::string(kind.id) + "." + port.key).c_str());
        }
}

void ContractTest::actsAreComplete() {
    for (const ComponentKind& kind : kinds::allKinds().kinds()) {
        const auto has = [&](const char* verb) {
            return std::any_of(kind.actions.begin(), kind.actions.end(),
                               [&](const catalog::ActionSpec& a) { return std::strcmp(a.verb, verb) == 0; });
        };
        QCOMPARE(has("kill"), has("restore"));
        QCOMPARE(has("freeze"), has("thaw"));
        if (has("kill")) QVERIFY2(kind.create != nullptr || kind.shape == catalog::Shape::Zone, kind.id);
        std::vector<std::string_view> verbs;
        for (const catalog::ActionSpec& action : kind.actions) {
            QVERIFY2(std::find(verbs.begin(), verbs.end(), action.verb) == verbs.end(), action.verb);
            verbs.emplace_back(action.verb);
            QVERIFY2(!*action.ends || has(action.ends), action.verb);
            for (const catalog::ActionEffect& effect : action.effects) {
                const std::string_view path = effect.key;
                const PropertySpec* spec = kind.property(path.substr(0, path.find('.')));
                QVERIFY2(spec != nullptr, effect.key);
                // What alters something has an act that takes it back.
                QVERIFY2(std::any_of(kind.actions.begin(), kind.actions.end(),
                                     [&](const catalog::ActionSpec& a) { return std::strcmp(a.ends, action.verb) == 0; }),
                         action.verb);
                if (path.find('.') == std::string_view::npos && effect.how == catalog::ActionEffect::How::Set)
                    QVERIFY2(catalog::checkValue(*spec, effect.value).has_value(), action.verb);
            }
        }
    }
}

void ContractTest::eachRunsAlone() {
    for (const ComponentKind& kind : kinds::allKinds().kinds()) {
        if (kind.create == nullptr) continue;
        tests::BlueprintBuilder builder;
        builder.add(kind.id);
        tests::Rig one(builder.build(7)), two(builder.build(7));
        for (tests::Rig* rig : {&one, &two}) {
            rig->run(5 * second);
            if (std::strcmp(kind.id, "users") != 0) {
                QVERIFY2(rig->world.kill(1, rig->recording).has_value(), kind.id);
                rig->run(6 * second);
                QVERIFY2(rig->world.restore(1, rig->recording).has_value(), kind.id);
            }
            rig->run(10 * second);
        }
        QCOMPARE(one.world.fingerprint(), two.world.fingerprint());
        QCOMPARE(one.world.stateHash(), two.world.stateHash());
        const sim::World copy(one.world);
        QCOMPARE(copy.stateHash(), one.world.stateHash());
        // It shows only what it declares.
        for (const auto& figure : one.world.status(1).metrics) {
            const char* key = figure.first;
            QVERIFY2(std::any_of(kind.metrics.begin(), kind.metrics.end(),
                                 [&](const auto& m) { return std::strcmp(m.key, key) == 0; }),
                     key);
        }
    }
}

void ContractTest::everyNounOfTheAssignmentIsFound_data() {
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char* word, const char* kind) {
        QTest::newRow(word) << QString::fromUtf8(word) << QString::fromLatin1(kind);
    };
    row("user", "users");
    row("browser", "users");
    row("internet", "users");
    row("domain name", "dns");
    row("DNS", "dns");
    row("A record", "dns");
    row("www", "dns");
    row("foobar.com", "dns");
    row("server", "server");
    row("host", "server");
    row("load balancer", "load_balancer");
    row("load-balancer cluster", "load_balancer");
    row("HAProxy", "load_balancer");
    row("reverse proxy", "load_balancer");
    row("active-active", "load_balancer");
    row("active-passive", "load_balancer");
    row("web server", "web_server");
    row("Nginx", "web_server");
    row("Apache", "web_server");
    row("application server", "app_server");
    row("app server", "app_server");
    row("PHP-FPM", "app_server");
    row("Node.js", "app_server");
    row("Gunicorn", "app_server");
    row("application files", "app_files");
    row("code base", "app_files");
    row("website source code", "app_files");
    row("database", "database");
    row("MySQL", "database");
    row("MariaDB", "database");
    row("primary", "database");
    row("replica", "database");
    row("master", "database");
    row("slave", "database");
    row("primary-replica", "database");
    row("master/slave", "database");
    row("Redis", "cache");
    row("Memcached", "cache");
    row("Orchestrator", "failover_manager");
    row("automatic failover", "failover_manager");
    row("firewall", "firewall");
    row("SSL certificate", "certificate");
    row("TLS", "certificate");
    row("HTTPS", "certificate");
    row("SSL termination", "certificate");
    row("monitoring client", "monitoring_agent");
    row("monitoring agent", "monitoring_agent");
    row("data collector", "monitoring_agent");
    row("monitoring service", "monitoring_service");
    row("Sumo Logic", "monitoring_service");
    row("SumoLogic", "monitoring_service");
    row("Datadog", "monitoring_service");
    row("New Relic", "monitoring_service");
    row("QPS", "monitoring_service");
    row("subnet", "zone");
    row("comment", "note");
    row("free text", "text");
    row("section", "frame");
    row("arrow", "arrow");
    row("rectangle", "shape");
}

void ContractTest::everyNounOfTheAssignmentIsFound() {
    QFETCH(QString, word);
    QFETCH(QString, kind);
    const ComponentKind* expected = kinds::allKinds().find(kind.toStdString());
    QVERIFY(expected != nullptr);
    QVERIFY(palette(*expected, word));
}

FAULTLINE_TEST(ContractTest)
#include "contract_test.moc"
