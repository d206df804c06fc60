#include "model/design/link_edits.h"
#include "model/design/style.h"

#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class LinkEditsTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    void done(const Result<Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        const Design before = m_design;
        change->apply(m_design);
        const std::vector<Problem> problems = check(m_design, m_catalog);
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().plain().c_str());
        Design back = m_design;   // every edit has its inverse
        change->inverse().apply(back);
        QVERIFY(back == before);
    }
    ComponentId add(const char* kind, const Placement& where = {}) {
        const ComponentId id = m_design.nextComponentId();
        done(addComponent(m_design, m_catalog, kind, where));
        return id;
    }
    LinkId link(ComponentId from, ComponentId to) {
        const LinkId id = m_design.nextLinkId();
        done(design::connect(m_design, m_catalog, from, to));
        return id;
    }
    const Link& at(LinkId id) const { return *m_design.link(id); }
    template <class T> static QString refusal(const Result<T>& result) {
        return result ? QStringLiteral("(possible)") : QString::fromStdString(result.error().what.plain());
    }
    static Placement onto(ComponentId id) { return {.scenePosition = {}, .container = {}, .attachTo = id, .inLine = {}}; }
    static Placement inLine(LinkId id) { return {.scenePosition = {}, .container = {}, .attachTo = {}, .inLine = id}; }

private slots:
    void init() { m_design = Design(); }

    void theShapeIsALookAndNoPartOfTheModel() {
        const LinkId one = link(add("users"), add("load_balancer"));
        QCOMPARE(at(one).shape, LinkShape::Orthogonal);
        const Change curved = setLinkShape(m_design, {one, LinkId{99}}, LinkShape::Curved);
        QVERIFY(!curved.touchesModel());
        done(curved);
        QCOMPARE(at(one).shape, LinkShape::Curved);
        QVERIFY(setLinkShape(m_design, {one}, LinkShape::Curved).isEmpty());
        done(setLinkShape(m_design, {one}, LinkShape::Orthogonal));
        QJsonObject json;
        writeLook(json, at(one));
        QVERIFY(json.isEmpty());   // as a file that never heard of it
    }

    void waypointsAreSetAndCleared() {
        const LinkId one = link(add("users"), add("load_balancer"));
        const Change bent = setWaypoints(m_design, one, {{10, 20}, {30, 40}});
        QVERIFY(!bent.touchesModel());
        done(bent);
        QCOMPARE(at(one).waypoints.size(), std::size_t(2));
        done(clearWaypoints(m_design, {one}));
        QVERIFY(at(one).waypoints.empty());
        QVERIFY(clearWaypoints(m_design, {one}).isEmpty());
        QVERIFY(setWaypoints(m_design, LinkId{77}, {{1, 1}}).isEmpty());
    }

    void anEndIsPutElsewhereAndTheRestIsKept() {
        const ComponentId users = add("users"), first = add("load_balancer"), second = add("load_balancer");
        const LinkId one = link(users, first);
        const ComponentId wall = add("firewall", inLine(one));
        done(setLinkProperty(m_design, m_catalog, {one}, catalog::linkProperties().front().key, Value(std::int64_t{5'000'000})));
        done(setWaypoints(m_design, one, {{10, 20}}));
        const Settings properties = at(one).properties;
        done(reconnect(m_design, m_catalog, one, users, second));
        QCOMPARE(at(one).to, second);
        QCOMPARE(at(one).properties, properties);
        QVERIFY(at(one).waypoints.empty());
        QCOMPARE(m_design.component(wall)->inLine, one);
        QVERIFY(reconnect(m_design, m_catalog, one, users, second)->isEmpty());
    }

    void thePortIsChosenAgainWhereItMustBe() {
        const ComponentId users = add("users"), plain = add("load_balancer"), secure = add("load_balancer"), dns = add("dns");
        add("certificate", onto(secure));
        const LinkId one = link(users, plain);
        QCOMPARE(at(one).toPort, "http");
        done(reconnect(m_design, m_catalog, one, users, secure));
        QCOMPARE(at(one).toPort, "https");
        done(setLinkPort(m_design, m_catalog, one, "https", "https", 8443));
        done(reconnect(m_design, m_catalog, one, users, dns));
        QCOMPARE(at(one).toPort, "dns");
        QCOMPARE(at(one).number, 0);
    }

    void aPortChosenByHandStaysWhereItFits() {
        const ComponentId users = add("users"), one = add("load_balancer"), two = add("load_balancer");
        const LinkId id = link(users, one);
        done(setLinkPort(m_design, m_catalog, id, "http", "http", 8080));
        done(reconnect(m_design, m_catalog, id, users, two));
        QCOMPARE(at(id).toPort, "http");
        QCOMPARE(at(id).number, 8080);
    }

    void endsThatDoNotFitAreRefusedWithAReason() {
        const ComponentId users = add("users"), lb = add("load_balancer"), db = add("database");
        const LinkId id = link(users, lb);
        QVERIFY(refusal(reconnect(m_design, m_catalog, id, users, db)) != QLatin1String("(possible)"));
        QCOMPARE(refusal(reconnect(m_design, m_catalog, id, lb, lb)), QStringLiteral("A link from a component to itself is not possible"));
        QCOMPARE(refusal(reconnect(m_design, m_catalog, LinkId{44}, users, lb)), QStringLiteral("The link does not exist any more"));
        const ComponentId second = add("load_balancer");
        link(users, second);
        QCOMPARE(refusal(reconnect(m_design, m_catalog, id, users, second)), QStringLiteral("users-1 and lb-2 are linked already"));
    }

    void aLinkIsReversedWhereTheKindsAllowIt() {
        const ComponentId a = add("database"), b = add("database");
        const LinkId id = link(a, b);
        const ComponentId wall = add("firewall", inLine(id));
        done(setWaypoints(m_design, id, {{10, 20}, {30, 40}}));
        done(reverseLink(m_design, m_catalog, id));
        QCOMPARE(at(id).from, b);
        QCOMPARE(at(id).to, a);
        QCOMPARE(at(id).waypoints, (std::vector<QPointF>{{30, 40}, {10, 20}}));
        QCOMPARE(m_design.component(wall)->inLine, id);
        const LinkId oneWay = link(add("users"), add("load_balancer"));
        QVERIFY(refusal(reverseLink(m_design, m_catalog, oneWay)) != QLatin1String("(possible)"));
    }

    void removingOneInTheMiddleHealsTheChain() {
        const ComponentId users = add("users"), lb = add("load_balancer"), one = add("web_server"), two = add("web_server");
        const LinkId first = link(users, lb);
        link(lb, one);
        link(lb, two);
        done(setLinkProperty(m_design, m_catalog, {first}, catalog::linkProperties().front().key, Value(std::int64_t{5'000'000})));
        const Settings properties = at(first).properties;
        const std::vector<Heal> heals = healingOf(m_design, m_catalog, {lb});
        QCOMPARE(heals.size(), std::size_t(2));
        QCOMPARE(heals[0].from, users);
        QCOMPARE(heals[0].to, one);
        QCOMPARE(heals[1].to, two);
        done(removeAndHeal(m_design, m_catalog, {lb}, {}));
        QVERIFY(!m_design.component(lb));
        QCOMPARE(m_design.links().size(), std::size_t(2));
        QCOMPARE(at(first).to, one);
        QCOMPARE(at(first).properties, properties);
    }

    void healingGoesThroughAllThatIsRemovedAndStopsWhereKindsForbidIt() {
        const ComponentId users = add("users"), lb = add("load_balancer"), web = add("web_server"), db = add("database");
        link(users, lb);
        link(lb, web);
        link(web, db);
        QVERIFY(healingOf(m_design, m_catalog, {web}).empty());        // a balancer calls no database
        QVERIFY(healingOf(m_design, m_catalog, {lb, web}).empty());    // nor do users
        QVERIFY(healingOf(m_design, m_catalog, {db}).empty());         // the last one leaves no gap
        QCOMPARE(healingOf(m_design, m_catalog, {lb}).size(), std::size_t(1));
        const Change plain = removeParts(m_design, m_catalog, {web}, {});
        Design a = m_design, b = m_design;
        plain.apply(a);
        removeAndHeal(m_design, m_catalog, {web}, {}).apply(b);
        QVERIFY(a == b);
    }

    void aComponentSplitsALink() {
        const ComponentId users = add("users"), web = add("web_server");
        const LinkId id = link(users, web);
        const ComponentId wall = add("firewall", inLine(id));
        done(setLinkShape(m_design, {id}, LinkShape::Straight));
        const ComponentId lb = m_design.nextComponentId();
        done(addBetween(m_design, m_catalog, "load_balancer", {}, {}, id));
        QCOMPARE(at(id).from, users);
        QCOMPARE(at(id).to, lb);
        QCOMPARE(m_design.component(wall)->inLine, id);
        const LinkId on{m_design.lastLinkId()};
        QCOMPARE(at(on).from, lb);
        QCOMPARE(at(on).to, web);
        QCOMPARE(at(on).shape, LinkShape::Straight);
    }

    void whatCannotStandBetweenSaysWhy() {
        const ComponentId users = add("users"), web = add("web_server"), db = add("database");
        const LinkId id = link(users, web);
        QVERIFY(refusal(addBetween(m_design, m_catalog, "database", {}, {}, id)) != QLatin1String("(possible)"));
        QVERIFY(refusal(putBetween(m_design, m_catalog, db, id)) != QLatin1String("(possible)"));
        QCOMPARE(m_design.links().size(), std::size_t(1));
        QVERIFY(standsBetween(*m_catalog.find("database")));
        QVERIFY(!standsBetween(*m_catalog.find("note")));
        QVERIFY(!standsBetween(*m_catalog.find("firewall")));
        const ComponentId lb = add("load_balancer");
        done(putBetween(m_design, m_catalog, lb, id));
        QCOMPARE(at(id).to, lb);
    }
};

FAULTLINE_TEST(LinkEditsTest)
#include "link_edits_test.moc"
