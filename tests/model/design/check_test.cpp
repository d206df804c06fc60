#include "model/design/edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

#include <functional>

using namespace faultline;
using namespace faultline::design;

using Spoil = std::function<void(Design&)>;
Q_DECLARE_METATYPE(Spoil)

/// A good design of users 1 -> lb 2 (certificate 3 on it) and a server 4 with web 5 and database 6; each row spoils one thing.
class CheckTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_good;

    template <class F>
    static Spoil component(std::uint32_t id, F how) {
        return [id, how](Design& design) {
            Component copy = *design.component({id});
            how(copy);
            design.setComponent({id}, std::make_shared<const Component>(copy));
        };
    }
    template <class F>
    static Spoil link(F how) {
        return [how](Design& design) {
            Link copy = *design.link({1});
            how(copy);
            design.setLink({1}, std::make_shared<const Link>(copy));
        };
    }

private slots:
    void initTestCase() {
        const auto add = [&](const char* kind, const Placement& where) {
            addComponent(m_good, m_catalog, kind, where)->apply(m_good);
        };
        add("users", {});
        add("load_balancer", {});
        add("certificate", {.scenePosition = {}, .container = {}, .attachTo = {2}, .inLine = {}});
        add("server", {});
        add("web_server", {.scenePosition = {}, .container = {4}, .attachTo = {}, .inLine = {}});
        add("database", {.scenePosition = {}, .container = {4}, .attachTo = {}, .inLine = {}});
        design::connect(m_good, m_catalog, {1}, {2})->apply(m_good);
        QVERIFY(check(m_good, m_catalog).empty());
    }

    void findsWhatIsWrong_data() {
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, Spoil spoil, const char* where, const char* what) {
            QTest::newRow(name) << spoil << QString::fromLatin1(where) << QString::fromLatin1(what);
        };
        row("kind", component(5, [](Component& c) { c.kind = "web_serve"; }), "components[4].kind", "did you mean web_server");
        row("no name", component(5, [](Component& c) { c.name.clear(); }), "components[4].name", "empty");
        row("same name", component(5, [](Component& c) { c.name = QStringLiteral("LB-1"); }), "components[4].name",
            "another component");
        row("software", component(2, [](Component& c) { c.software = "x"; }), "components[1].software", "cannot be");
        row("nan", component(2, [](Component& c) { c.rect = QRectF(qQNaN(), 0, 1, 1); }), "components[1].rect", "sensible");
        row("negative size", component(2, [](Component& c) { c.rect = QRectF(0, 0, -1, 1); }), "components[1].rect", "sensible");
        row("no container", component(5, [](Component& c) { c.container = {77}; }), "components[4].container", "no component 77");
        row("wrong container", component(5, [](Component& c) { c.container = {1}; }), "components[4].container",
            "cannot be put into");
        row("itself", component(4, [](Component& c) { c.container = {4}; }), "components[3].container", "in or on itself");
        row("wrong target", component(3, [](Component& c) { c.attachedTo = {6}; }), "components[2].attached_to",
            "cannot be put onto");
        row("no target", component(3, [](Component& c) { c.attachedTo = {66}; }), "components[2].attached_to", "no component 66");
        row("no link",
            component(3,
                      [](Component& c) {
                          c.attachedTo = {};
                          c.inLine = {9};
                      }),
            "components[2].in_line", "no link 9");
        row("two places", component(3, [](Component& c) { c.container = {4}; }), "components[2]", "one thing only");
        row("range", component(2, [](Component& c) { c.properties.set("inter", 1); }), "components[1].properties.inter",
            "too small");
        row("type", component(2, [](Component& c) { c.properties.set("inter", "2s"); }), "components[1].properties.inter",
            "wrong type");
        row("unknown", component(2, [](Component& c) { c.properties.set("intr", 1); }), "components[1].properties.intr",
            "no property");
        row("reference", component(6, [](Component& c) { c.properties.set("source", 99); }), "components[5].properties.source",
            "no component 99");
        row("reference kind", component(6, [](Component& c) { c.properties.set("source", 5); }),
            "components[5].properties.source", "wrong kind");
        row("address", component(4, [](Component& c) { c.properties.set("address", (10 << 24) + 11); }),
            "components[3].properties.address", "lb-1");
        row("from", link([](Link& l) { l.from = {99}; }), "links[0].from", "no component 99");
        row("to", link([](Link& l) { l.to = {99}; }), "links[0].to", "no component 99");
        row("loop", link([](Link& l) { l.to = l.from; }), "links[0]", "to itself");
        row("from port", link([](Link& l) { l.fromPort = "x"; }), "links[0].from_port", "no port");
        row("to port", link([](Link& l) { l.toPort = "certificate"; }), "links[0].to_port", "no port");
        row("no fit", link([](Link& l) { l.toPort = "http"; }), "links[0].to_port", "do not fit");
        row("number", link([](Link& l) { l.number = 65536; }), "links[0].number", "port number");
        row("latency", link([](Link& l) { l.properties.set("latency", Value(-5)); }), "links[0].properties.latency", "too small");
        row("waypoint", link([](Link& l) { l.waypoints = {QPointF(qInf(), 0)}; }), "links[0].waypoints", "sensible");
        row(
            "link twice",
            [](Design& d) {
                Link copy = *d.link({1});
                copy.id = {2};
                d.setLink({2}, std::make_shared<const Link>(copy));
            },
            "links[1]", "linked already");
    }
    void findsWhatIsWrong() {
        QFETCH(Spoil, spoil);
        QFETCH(QString, where);
        QFETCH(QString, what);
        Design design = m_good;
        spoil(design);
        const std::vector<Problem> problems = check(design, m_catalog);
        QVERIFY(!problems.empty());
        QCOMPARE(QString::fromStdString(problems.front().where), where);
        QVERIFY2(problems.front().plain().find(what.toStdString()) != std::string::npos, problems.front().plain().c_str());
    }

    void survivesEveryDanglingId() {
        Design design = m_good;
        design.setComponent({2}, nullptr);
        design.setComponent({4}, nullptr);
        QVERIFY(check(design, m_catalog).size() >= 4);
        QCOMPARE(design.sceneRect({5}), design.component({5})->rect);
        QVERIFY(!hostOf(design, m_catalog, {5}).isValid());
        Design cycle = m_good;
        for (const auto& [a, b] : {std::pair(4u, 5u), std::pair(5u, 4u)}) {
            Component copy = *cycle.component({a});
            copy.container = {b};
            cycle.setComponent({a}, std::make_shared<const Component>(copy));
        }
        QVERIFY(!check(cycle, m_catalog).empty());
        (void)cycle.sceneRect({4});
        (void)processesIn(cycle, m_catalog, {4});
        (void)addressOf(cycle, m_catalog, {5});
    }
};

FAULTLINE_TEST(CheckTest)
#include "check_test.moc"
