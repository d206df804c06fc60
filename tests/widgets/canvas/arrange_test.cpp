#include "model/design/arrange.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/guides.h"

#include <QMenu>

#include <memory>

using namespace faultline;
using canvas::Arrange;
using tests::Robot;

namespace {

/// Does what a person does: chooses an entry of the context menu of a component.
void arrangeChoose(Robot& robot, ComponentId on, const QString& text) {
    const std::unique_ptr<QMenu> menu(robot.view().menuFor({.what = canvas::Hit::What::Node, .node = on}, {}));
    for (QAction* action : menu->findChildren<QAction*>())
        if (action->text() == text) return action->trigger();
    qFatal("There is no %s", qPrintable(text));
}

}  // namespace

class ArrangeTest : public QObject {
    Q_OBJECT
private slots:
    void alignsEachWayAsOneStep_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QPointF>("first");    // where the upper left of two comes to stand
        QTest::addColumn<QPointF>("second");
        QTest::newRow("left") << "Align left" << QPointF(96, 96) << QPointF(96, 304);
        QTest::newRow("centre") << "Align centre" << QPointF(200, 96) << QPointF(200, 304);
        QTest::newRow("right") << "Align right" << QPointF(304, 96) << QPointF(304, 304);
        QTest::newRow("top") << "Align top" << QPointF(96, 96) << QPointF(304, 96);
        QTest::newRow("middle") << "Align middle" << QPointF(96, 200) << QPointF(304, 200);
        QTest::newRow("bottom") << "Align bottom" << QPointF(96, 304) << QPointF(304, 304);
    }
    void alignsEachWayAsOneStep() {
        QFETCH(QString, entry);
        QFETCH(QPointF, first);
        QFETCH(QPointF, second);
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {304, 304});
        robot.click(robot.middle(a));
        robot.click(robot.middle(b), Qt::ShiftModifier);
        const int steps = robot.undoCount();
        arrangeChoose(robot, b, entry);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), first);
        QCOMPARE(robot.design().sceneRect(b).topLeft(), second);
        QCOMPARE(robot.undoCount(), steps + 1);
        robot.document.undo();
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        QCOMPARE(robot.design().sceneRect(b).topLeft(), QPointF(304, 304));
    }

    void distributesToEqualGaps() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {0, 96}), b = robot.sample.add("web_server", {200, 200});
        const ComponentId c = robot.sample.add("web_server", {700, 300});
        robot.canvas.select({a, b, c});
        arrangeChoose(robot, a, QStringLiteral("Distribute horizontally"));
        const QRectF p = robot.design().sceneRect(a), q = robot.design().sceneRect(b), r = robot.design().sceneRect(c);
        QCOMPARE(p.left(), 0.0);
        QCOMPARE(r.left(), 700.0);
        QCOMPARE(q.left() - p.right(), r.left() - q.right());
        QCOMPARE(q.top(), 200.0);
        robot.canvas.select({a, b});
        QVERIFY(!robot.canvas.canArrange(Arrange::Across));
    }

    void sameSizeIsThatOfTheLast() {
        Robot robot;
        const ComponentId a = robot.sample.add("zone", {96, 40}), b = robot.sample.add("zone", {600, 40});
        robot.document.apply(design::resize(robot.design(), b, QRectF(600, 40, 320, 240)));
        robot.click(robot.at({130, 54}));
        robot.click(robot.at({640, 54}), Qt::ShiftModifier);
        arrangeChoose(robot, b, QStringLiteral("Same size"));
        QCOMPARE(robot.design().sceneRect(a), QRectF(96, 40, 320, 240));
        QCOMPARE(robot.design().sceneRect(b), QRectF(600, 40, 320, 240));
    }

    void aLockedOneStaysWhatever() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {304, 304});
        robot.click(robot.middle(a));
        arrangeChoose(robot, a, QStringLiteral("Lock"));
        QVERIFY(robot.part(a).locked);
        robot.canvas.select({a});
        QVERIFY(robot.canvas.isSelectionLocked());
        const design::Design locked = robot.design();
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(120, 40));
        robot.key(Qt::Key_Right);
        robot.key(Qt::Key_Delete);
        QVERIFY(robot.design() == locked);
        robot.canvas.selectAll();
        robot.key(Qt::Key_Delete);                       // the others go
        QVERIFY(robot.design().component(a));
        QVERIFY(!robot.design().component(b));
        robot.document.undo();
        robot.canvas.select({a, b});
        robot.canvas.arrange(Arrange::Left);             // it counts, and stays
        QCOMPARE(robot.design().sceneRect(a).left(), 96.0);
        QCOMPARE(robot.design().sceneRect(b).left(), 96.0);
        robot.canvas.select({a});
        arrangeChoose(robot, a, QStringLiteral("Unlock"));
        robot.key(Qt::Key_Delete);
        QVERIFY(!robot.design().component(a));
    }

    void whatHoldsALockedOneIsNotDeleted() {
        Robot robot;
        const ComponentId server = robot.sample.add("server", {96, 96}), web = robot.sample.into("web_server", server);
        robot.canvas.select({web});
        robot.canvas.arrange(Arrange::Lock);
        QSignalSpy told(&robot.canvas, &canvas::CanvasWidget::statusText);
        robot.canvas.select({server});
        robot.key(Qt::Key_Delete);
        QVERIFY(robot.design().component(server));
        QVERIFY(told.last().at(0).toString().contains(QLatin1String("server-1")));
    }

    void theFrontOneIsHit() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {200, 120});
        const QPoint both = robot.at({230, 140});
        robot.click(both);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
        robot.canvas.select({a});
        arrangeChoose(robot, a, QStringLiteral("To the front"));
        robot.canvas.clearSelection();
        robot.click(both);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        arrangeChoose(robot, a, QStringLiteral("To the back"));
        robot.canvas.clearSelection();
        robot.click(both);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
    }

    void whatIsInAContainerStaysAboveIt() {
        Robot robot;
        const ComponentId zone = robot.sample.add("zone", {96, 96});
        robot.document.apply(design::resize(robot.design(), zone, QRectF(96, 96, 500, 400)));
        const ComponentId server = robot.sample.into("server", zone, {40, 60});
        robot.canvas.select({server});
        robot.canvas.arrange(Arrange::Back);
        robot.canvas.select({zone});
        robot.canvas.arrange(Arrange::Front);
        robot.canvas.clearSelection();
        robot.click(robot.canvas.componentRect(server).topLeft() + QPoint(60, 20));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{server});
    }

    void ctrlDragCopies() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96});
        const int steps = robot.undoCount();
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(240, 160), Qt::ControlModifier);
        QCOMPARE(robot.design().components().size(), 2u);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        QCOMPARE(robot.design().sceneRect(robot.newest()).topLeft(), QPointF(336, 256));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{robot.newest()});
        QCOMPARE(robot.undoCount(), steps + 1);
        robot.drag(robot.middle(a), robot.middle(a) + QPoint(0, 240), Qt::ControlModifier);
        robot.key(Qt::Key_Escape);
        QCOMPARE(robot.design().components().size(), 2u);
    }

    void ctrlDragIntoAHostCopiesIntoIt() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {96, 96}), server = robot.sample.add("server", {500, 96});
        robot.dragAndRelease(robot.middle(web), robot.middle(server), Qt::ControlModifier);
        QVERIFY(!robot.part(web).container.isValid());
        QCOMPARE(robot.part(robot.newest()).container, server);
    }

    void ctrlClickStillTogglesOnRelease() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {304, 304});
        robot.canvas.select({a, b});
        robot.click(robot.middle(a), Qt::ControlModifier);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
        robot.click(robot.middle(a), Qt::ControlModifier);
        QCOMPARE(robot.canvas.selectedComponents().size(), 2u);
    }

    void shiftDragKeepsTheAxis() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96});
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(200, 30), Qt::ShiftModifier);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(296, 96));
    }

    void altDragCopies() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96});
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(240, 160), Qt::AltModifier);
        QCOMPARE(robot.design().components().size(), 2u);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        QCOMPARE(robot.design().sceneRect(robot.newest()).topLeft(), QPointF(336, 256));
        const QPoint from = robot.middle(a), to = from + QPoint(0, 240);
        robot.drag(from, to, Qt::AltModifier);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        QTest::keyRelease(robot.canvas.view(), Qt::Key_Alt, Qt::AltModifier);   // it is moved after all, at once
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 336));
        QTest::keyPress(robot.canvas.view(), Qt::Key_Alt);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        robot.release(to, Qt::AltModifier);
        QCOMPARE(robot.design().components().size(), 3u);
    }

    void ctrlOnTheWaySuspendsGridAndGuides() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96});
        robot.sample.add("web_server", {400, 296});
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(3, 197));
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 296));
        robot.dragFreely(robot.middle(a), robot.middle(a) + QPoint(13, 3));
        QCOMPARE(robot.design().components().size(), 2u);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(109, 299));
    }

    void guidesFindEqualGaps() {
        const std::vector<QRectF> others{{0, 0, 100, 50}, {150, 0, 100, 50}};
        const canvas::Snap after = canvas::snapToNeighbours({304, 20, 100, 50}, others, 6);
        QVERIFY(after.across);
        QCOMPARE(after.shift.x(), -4.0);                 // 250 + 50
        QCOMPARE(after.lines.size(), 2u);
        QVERIFY(after.lines[0].isGap && after.lines[1].isGap);
        const canvas::Snap between = canvas::snapToNeighbours({98, 20, 40, 50}, {{0, 0, 90, 50}, {150, 0, 100, 50}}, 6);
        QCOMPARE(between.shift.x(), 2.0);                // 10 on either side
        const canvas::Snap down = canvas::snapToNeighbours({20, 304, 50, 100}, {{0, 0, 50, 100}, {0, 150, 50, 100}}, 6);
        QVERIFY(!down.across);
        QCOMPARE(down.shift.y(), -4.0);
        QVERIFY(!canvas::snapToNeighbours({330, 90, 100, 51}, others, 6).across);
    }

    void dragsToAnEqualGap() {
        Robot robot;
        robot.sample.add("web_server", {96, 96});
        robot.sample.add("web_server", {325, 101});      // a gap of 61, off the grid
        const ComponentId c = robot.sample.add("web_server", {700, 304});
        robot.drag(robot.middle(c), robot.at({325 + 168 + 61 + 84 + 3, 110 + 32}));
        tests::keepPicture(robot.canvas.grab().toImage(), QStringLiteral("guides"));
        robot.release(robot.at({325 + 168 + 61 + 84 + 3, 110 + 32}));
        QCOMPARE(robot.design().sceneRect(c).left(), 325.0 + 168 + 61);
    }

    void ctrlArrowAddsTheNextLinked() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 300});
        robot.canvas.select({users});
        const int steps = robot.undoCount();
        robot.key(Qt::Key_Right, Qt::ControlModifier);
        const ComponentId lb = robot.newest();
        QCOMPARE(robot.part(lb).kind, std::string("load_balancer"));
        QCOMPARE(robot.design().links().size(), 1u);
        QCOMPARE(robot.design().links().begin()->second->from, users);
        QCOMPARE(robot.design().links().begin()->second->to, lb);
        QVERIFY(robot.design().sceneRect(lb).left() > robot.design().sceneRect(users).right());
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{lb});
        QCOMPARE(robot.undoCount(), steps + 1);
        robot.key(Qt::Key_Down, Qt::ControlModifier);
        const ComponentId web1 = robot.newest();
        QCOMPARE(robot.part(web1).kind, std::string("web_server"));
        QVERIFY(robot.design().sceneRect(web1).top() > robot.design().sceneRect(lb).bottom());
        robot.canvas.select({lb});
        robot.key(Qt::Key_Down, Qt::ControlModifier);    // one more of them, beside the first
        const ComponentId web2 = robot.newest();
        QCOMPARE(robot.part(web2).kind, std::string("web_server"));
        QVERIFY(!robot.design().sceneRect(web1).intersects(robot.design().sceneRect(web2)));
        QCOMPARE(robot.design().links().size(), 3u);
        robot.document.undo();
        QCOMPARE(robot.design().links().size(), 2u);
        QVERIFY(!robot.design().component(web2));
    }

    void aClickOnADotAddsTheNextLinked() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {300, 300});
        const canvas::NodePart& node = *robot.view().picture().node(users);
        robot.move(robot.middle(users));
        for (const QPointF& handle : robot.view().linkHandles(node)) {
            if (handle.x() < robot.view().toView(node.rect).right() - 1) continue;
            const int steps = robot.undoCount();
            robot.move(handle.toPoint());
            robot.click(handle.toPoint());
            QCOMPARE(robot.undoCount(), steps + 1);
            QCOMPARE(robot.design().links().size(), std::size_t{1});
            QCOMPARE(robot.design().links().begin()->second->from, users);
            QVERIFY(robot.design().sceneRect(robot.canvas.selectedComponents().front()).left() > robot.design().sceneRect(users).right());
            robot.document.undo();
            QCOMPARE(robot.design().components().size(), std::size_t{1});
            return;
        }
        QFAIL("There is no dot at its right");
    }

    void aLinkDroppedOnNothingAsksWhatIsToBeThere() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {300, 300});
        const QRectF rect = robot.design().sceneRect(users);
        robot.move(robot.middle(users));
        const QPoint edge = robot.at(QPointF(rect.right() - 1, rect.center().y())), there = robot.at(QPointF(700, 500));
        const auto menu = [&] { return robot.view().findChild<QMenu*>(QStringLiteral("nextMenu")); };
        robot.dragAndRelease(edge, there);
        QVERIFY(menu() && menu()->isVisible());
        tests::keepPicture(menu()->grab().toImage(), QStringLiteral("next-menu"));
        QTest::keyClick(menu(), Qt::Key_Escape);
        QTRY_VERIFY(!menu());
        QCOMPARE(robot.design().components().size(), std::size_t{1});
        const int steps = robot.undoCount();
        robot.move(robot.middle(users));
        robot.dragAndRelease(edge, there);
        QVERIFY(menu());
        const QString first = menu()->actions().at(2)->text();
        QTest::keyClick(menu(), Qt::Key_Return);
        QTRY_COMPARE(robot.design().components().size(), std::size_t{2});
        QCOMPARE(robot.undoCount(), steps + 1);
        QCOMPARE(robot.design().links().size(), std::size_t{1});
        const ComponentId made = robot.canvas.selectedComponents().front();
        QVERIFY2(QLineF(robot.design().sceneRect(made).center(), QPointF(700, 500)).length() < 16, qPrintable(first));
    }

    void theMenuAddsAnyNextKind() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 300});
        robot.canvas.select({users});
        arrangeChoose(robot, users, QStringLiteral("Web server"));
        QCOMPARE(robot.part(robot.newest()).kind, std::string("web_server"));
        QCOMPARE(robot.design().links().size(), 1u);
    }

    void ctrlArrowOnANoteSaysWhyNot() {
        Robot robot;
        const ComponentId note = robot.sample.add("note", {96, 300});
        robot.canvas.select({note});
        QSignalSpy told(&robot.canvas, &canvas::CanvasWidget::statusText);
        robot.key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(robot.design().components().size(), 1u);
        QVERIFY(!told.isEmpty() && told.last().at(0).toString().contains(QLatin1String("note-1")));
    }

    void zoomsToTheSelection() {
        Robot robot;
        const ComponentId far = robot.sample.add("web_server", {4000, 3000});
        robot.sample.add("web_server", {0, 0});
        robot.canvas.select({far});
        robot.canvas.view()->centerOn(0, 0);
        robot.key(Qt::Key_2, Qt::ShiftModifier);
        QVERIFY(robot.viewport()->rect().contains(robot.canvas.componentRect(far)));
        QCOMPARE(robot.canvas.zoom(), 2.0);
        robot.key(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(robot.canvas.zoom(), 1.0);
        robot.key(Qt::Key_1, Qt::ShiftModifier);
        QVERIFY(robot.canvas.zoom() < 0.5);
    }

    void whatIsFittedKeepsOutOfTheBars() {
        Robot robot({700, 400});
        const ComponentId host = robot.sample.add("server", {0, 0});
        robot.document.apply(design::resize(robot.design(), host, QRectF(0, 0, 300, 900)));
        robot.canvas.zoomToFit();
        const QRect box = robot.canvas.componentRect(host);
        for (const QWidget* bar : robot.canvas.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
            if (bar != robot.canvas.view() && bar->isVisible()) QVERIFY2(box.bottom() < bar->y(), bar->metaObject()->className());
        QVERIFY(robot.viewport()->rect().contains(box));
    }

    void whatIsHiddenIsNotTidied() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {40, 100}), b = robot.sample.add("load_balancer", {300, 117}), note = robot.sample.add("note", {600, 92});
        const QRectF where = robot.design().sceneRect(note);
        robot.canvas.setMotion(false);
        robot.canvas.setHiddenGroups({catalog::Group::Annotation});
        robot.canvas.tidyUp();
        QCOMPARE(robot.design().sceneRect(a).center().y(), robot.design().sceneRect(b).center().y());
        QCOMPARE(robot.design().sceneRect(note), where);
    }

    void hiddenGroupsCannotBeHitAndComeBack() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        const QPoint at = robot.middle(site.firewall);
        robot.click(at);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{site.firewall});
        const design::Design before = robot.design();
        robot.canvas.setHiddenGroups({catalog::Group::Security, catalog::Group::Monitoring});
        QVERIFY(robot.canvas.selectedComponents().empty());
        for (const auto& [id, node] : robot.view().picture().nodes()) QVERIFY(!node.guardShown);   // nor its bricks
        robot.click(at);
        QVERIFY(robot.canvas.selectedComponents().empty());
        robot.canvas.selectAll();
        for (const ComponentId id : robot.canvas.selectedComponents()) {
            QVERIFY(robot.part(id).kind != "firewall");
            QVERIFY(robot.part(id).kind != "certificate");
            QVERIFY(robot.part(id).kind != "agent");
        }
        robot.canvas.clearSelection();
        tests::keepPicture(robot.canvas.grab().toImage(), QStringLiteral("hidden"));
        robot.canvas.setHiddenGroups({});
        robot.click(at);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{site.firewall});
        QVERIFY(robot.design() == before);
    }

    void lockedLooksLocked() {
        for (const auto mode : {widgets::ThemeManager::Mode::Light, widgets::ThemeManager::Mode::Dark}) {
            widgets::ThemeManager::instance().setMode(mode);
            Robot robot({700, 400});
            const tests::SampleSite site(robot.document);
            robot.canvas.zoomToFit();
            robot.canvas.select({site.web1, site.server2});
            robot.canvas.arrange(Arrange::Lock);
            const bool light = mode == widgets::ThemeManager::Mode::Light;
            tests::keepPicture(robot.canvas.grab().toImage(), light ? QStringLiteral("locked-light") : QStringLiteral("locked-dark"));
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }
};

FAULTLINE_TEST(ArrangeTest)
#include "arrange_test.moc"
