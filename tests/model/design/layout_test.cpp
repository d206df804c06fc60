#include "model/design/layout.h"

#include "model/design/arrange.h"
#include "model/design/link_edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class LayoutTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    ComponentId add(const char* kind, QPointF at, ComponentId container = {}) {
        const ComponentId id = m_design.nextComponentId();
        const auto change = addComponent(m_design, m_catalog, kind, {.scenePosition = at, .container = container, .attachTo = {}, .inLine = {}});
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
        return id;
    }
    QRectF rect(ComponentId id) const { return m_design.sceneRect(id); }
    void tidy(const std::vector<ComponentId>& ids = {}) {
        const Change change = tidyUp(m_design, m_catalog, ids);
        QVERIFY(!change.touchesModel());
        change.apply(m_design);
        QVERIFY(check(m_design, m_catalog).empty());
    }
    void nothingOverlaps() const {
        for (const auto& [a, one] : m_design.components())
            for (const auto& [b, two] : m_design.components())
                if (a < b && one->container == two->container) QVERIFY2(!rect(a).intersects(rect(b)), qPrintable(one->name + QStringLiteral(" ") + two->name));
    }

private slots:
    void init() { m_design = Design(); }

    void rowsAndColumnsAreStraightenedInTheirOrder() {
        const ComponentId a = add("users", {40, 100}), b = add("load_balancer", {300, 117}), c = add("web_server", {610, 92});
        const ComponentId d = add("web_server", {600, 211});
        tidy();
        QCOMPARE(rect(a).center().y(), rect(b).center().y());
        QCOMPARE(rect(b).center().y(), rect(c).center().y());
        QCOMPARE(rect(c).center().x(), rect(d).center().x());
        QVERIFY(rect(a).right() < rect(b).left() && rect(b).right() < rect(c).left() && rect(c).bottom() < rect(d).top());
        QCOMPARE(rect(b).left() - rect(a).right(), rect(c).left() - rect(b).right());
        QCOMPARE(rect(a).left(), 40.0);   // it begins where it was
    }

    void whatIsOnAHiddenLayerStays() {
        const ComponentId a = add("users", {40, 100}), b = add("load_balancer", {300, 117}), unseen = add("web_server", {610, 92});
        DocumentSettings settings = m_design.settings();
        settings.layers.push_back({.id = 1, .name = QStringLiteral("Later"), .hidden = true, .locked = false, .extra = {}});
        m_design.setSettings(settings);
        Component part = *m_design.component(unseen);
        part.layer = 1;
        m_design.setComponent(unseen, std::make_shared<const Component>(part));
        tidy();
        QCOMPARE(rect(a).center().y(), rect(b).center().y());
        QCOMPARE(rect(unseen).topLeft(), QPointF(610, 92));
    }

    void gapsBelowEachOtherBecomeEqual() {
        const ComponentId a = add("dns", {40, 0}), b = add("dns", {46, 100}), c = add("dns", {38, 230}), d = add("dns", {41, 300});
        tidy();
        const double gap = rect(b).top() - rect(a).bottom();
        QCOMPARE(rect(c).top() - rect(b).bottom(), gap);
        QCOMPARE(rect(d).top() - rect(c).bottom(), gap);
        QVERIFY(gap >= 24);
    }

    void whatOverlapsIsTakenApart() {
        for (int i = 0; i < 9; ++i) add("dns", QPointF(100 + 13 * i, 100 + 9 * i));
        tidy();
        nothingOverlaps();
    }

    void notesStandInNoRowAndAreNotCovered() {
        const ComponentId a = add("dns", {40, 100}), b = add("dns", {300, 112}), c = add("dns", {560, 95});
        const ComponentId note = add("note", {170, 300}), covered = add("note", {300, 130});
        const QRectF was = rect(note);
        tidy();
        QCOMPARE(rect(note), was);
        QCOMPARE(rect(b).left() - rect(a).right(), rect(c).left() - rect(b).right());
        QVERIFY(rect(covered).top() > rect(b).bottom());
        nothingOverlaps();
    }

    void doneTwiceItChangesNothingMore() {
        std::uint32_t dice = 11;
        for (int round = 0; round < 20; ++round) {
            m_design = Design();
            const ComponentId host = add("server", {500, 200});
            add("web_server", {}, host);
            add("database", {}, host);
            add("agent", {}, host);
            for (int i = 0; i < 8; ++i) {
                dice = dice * 1664525 + 1013904223;
                add(i % 3 ? "load_balancer" : "server", QPointF(dice / 64 % 900, dice / 4096 % 700));
            }
            for (int passes = 0; passes < 4 && !tidyUp(m_design, m_catalog, {}).isEmpty(); ++passes) tidy();
            nothingOverlaps();
            QVERIFY(tidyUp(m_design, m_catalog, {}).isEmpty());
        }
    }

    void whatIsLockedStays() {
        const ComponentId a = add("dns", {40, 100}), b = add("dns", {300, 117}), c = add("dns", {310, 130});
        setLocked(m_design, {b}, true).apply(m_design);
        const QRectF was = rect(b);
        tidy();
        QCOMPARE(rect(b), was);
        QCOMPARE(rect(a).center().y(), was.center().y());
        nothingOverlaps();
        Q_UNUSED(c)
    }

    void aContainerAloneMeansWhatItHolds() {
        const ComponentId zone = add("zone", {0, 0});
        resize(m_design, zone, {0, 0, 900, 600}).apply(m_design);
        const ComponentId a = add("server", {60, 100}, zone), b = add("server", {340, 111}, zone);
        const ComponentId outside = add("dns", {1200, 17});
        tidy({zone});
        QCOMPARE(rect(a).center().y(), rect(b).center().y());
        QCOMPARE(rect(outside).topLeft(), QPointF(1200, 17));
        QCOMPARE(rect(zone), QRectF(0, 0, 900, 600));
    }

    void bendsGoAlongOrGo() {
        const ComponentId a = add("users", {0, 0}), b = add("load_balancer", {400, 0});
        const LinkId link = m_design.nextLinkId();
        design::connect(m_design, m_catalog, a, b)->apply(m_design);
        setWaypoints(m_design, link, {{200, 200}}).apply(m_design);
        putAll(m_design, m_catalog, {{a, rect(a).translated(10, 20)}, {b, rect(b).translated(10, 20)}, {ComponentId{99}, {}}}, {}).apply(m_design);
        QCOMPARE(m_design.link(link)->waypoints, (std::vector<QPointF>{{210, 220}}));
        const Change apart = putAll(m_design, m_catalog, {{a, rect(a).translated(-50, 0)}}, {});
        QVERIFY(!apart.touchesModel());
        apart.apply(m_design);
        QVERIFY(m_design.link(link)->waypoints.empty());
    }

    void containersGrowAndBadgesKeepToTheirCorner() {
        const ComponentId host = add("server", {0, 0});
        const ComponentId web = add("web_server", {}, host), agent = add("agent", {}, host);
        const double right = rect(host).right() - rect(agent).right();
        putAll(m_design, m_catalog, {{host, QRectF(100, 100, 500, 300)}, {web, QRectF(160, 200, 168, 64)}}, {}).apply(m_design);
        QCOMPARE(rect(host), QRectF(100, 100, 500, 300));
        QCOMPARE(rect(web).topLeft(), QPointF(160, 200));
        QCOMPARE(rect(host).right() - rect(agent).right(), right);
        putAll(m_design, m_catalog, {{web, QRectF(560, 200, 168, 64)}}, {}).apply(m_design);   // its host is not named
        QVERIFY(rect(host).contains(rect(web)));
    }
};

FAULTLINE_TEST(LayoutTest)
#include "layout_test.moc"
