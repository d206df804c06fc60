#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/view.h"

#include <QLineEdit>
#include <QMenu>
#include <QNativeGestureEvent>
#include <QPointingDevice>

using namespace faultline;
using tests::Robot;

class MouseTest : public QObject {
    Q_OBJECT
private slots:
    void clickSelects() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {100, 100}), b = robot.sample.add("dns", {400, 100});
        QSignalSpy spy(&robot.canvas, &canvas::CanvasWidget::selectionChanged);
        robot.click(robot.middle(a));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        robot.click(robot.middle(b), Qt::ShiftModifier);
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{a, b}));
        robot.click(robot.middle(a), Qt::ShiftModifier);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
        robot.click(robot.at({700, 500}));
        QVERIFY(robot.canvas.selectedComponents().empty());
        QCOMPARE(spy.count(), 4);
    }

    void rubberBandSelects() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {100, 100}), b = robot.sample.add("dns", {400, 100}), c = robot.sample.add("dns", {700, 400});
        robot.dragAndRelease(robot.at({60, 60}), robot.at({600, 200}));
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{a, b}));
        robot.dragAndRelease(robot.at({660, 360}), robot.at({720, 420}), Qt::ShiftModifier);
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{a, b, c}));
        robot.drag(robot.at({60, 60}), robot.at({300, 200}));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        robot.key(Qt::Key_Escape);
        QVERIFY(robot.canvas.selectedComponents().empty());
    }

    void movingSnapsAndUndoes() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96});
        const int before = robot.undoCount();
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(101, 50));
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(200, 144));
        QCOMPARE(robot.undoCount(), before + 1);
        robot.document.undo();
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
    }

    void severalMoveTogether() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96}), b = robot.sample.add("dns", {400, 304});
        robot.canvas.select({a, b});
        robot.dragAndRelease(robot.middle(a), robot.middle(a) + QPoint(80, 80));
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(176, 176));
        QCOMPARE(robot.design().sceneRect(b).topLeft(), QPointF(480, 384));
    }

    void escapeLeavesNothing() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96}), b = robot.sample.add("dns", {400, 96});
        const design::Design before = robot.design();
        const int steps = robot.undoCount();
        robot.drag(robot.middle(a), robot.at({300, 500}));
        QVERIFY(!(robot.design() == before));
        robot.key(Qt::Key_Escape);
        QVERIFY(robot.design() == before);
        robot.release(robot.at({300, 500}));
        QVERIFY(robot.design() == before);
        robot.drag(robot.rightEdge(a), robot.middle(b));
        robot.key(Qt::Key_Escape);
        robot.release(robot.middle(b));
        QVERIFY(robot.design() == before);
        QCOMPARE(robot.undoCount(), steps);
    }

    void dropsFromThePalette() {
        Robot robot;
        QVERIFY(robot.dropKind("server", robot.at({400, 300})));
        const ComponentId server = robot.newest();
        QCOMPARE(robot.part(server).kind, "server");
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{server});
        QVERIFY(robot.design().sceneRect(server).contains(QPointF(400, 300)));
        QVERIFY(robot.dropKind("web_server\nApache", robot.middle(server)));
        const ComponentId web = robot.newest();
        QCOMPARE(robot.part(web).container, server);
        QCOMPARE(robot.part(web).software, "Apache");
        QVERIFY(robot.dropKind("firewall", robot.canvas.componentRect(server).topLeft() + QPoint(60, 20)));
        QCOMPARE(robot.part(robot.newest()).attachedTo, server);
    }

    void dropsOntoALinkStandInLine() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 200}), lb = robot.sample.add("load_balancer", {600, 200});
        const LinkId link = robot.sample.link(users, lb);
        QVERIFY(robot.dropKind("firewall", robot.canvas.linkPoint(link)));
        QCOMPARE(robot.part(robot.newest()).inLine, link);
        QVERIFY(robot.dropKind("certificate", robot.middle(lb)));
        QCOMPARE(robot.part(robot.newest()).attachedTo, lb);
    }

    void dropsThatCannotBeSayWhy() {
        Robot robot;
        const design::Design before = robot.design();
        QVERIFY(!robot.dropKind("no_such_kind", robot.at({400, 300})));
        QVERIFY(robot.design() == before);
        QVERIFY(!robot.view().hintText().isEmpty());
        robot.canvas.setReadOnly(true);
        QVERIFY(!robot.dropKind("server", robot.at({400, 300})));
        QVERIFY(robot.design() == before);
    }

    void nestsAndTakesOutByDragging() {
        Robot robot;
        const ComponentId server = robot.sample.add("server", {600, 96}), web = robot.sample.add("web_server", {96, 96});
        const int before = robot.undoCount();
        robot.drag(robot.middle(web), robot.middle(server));
        QVERIFY(!robot.part(web).container.isValid());   // a running simulation sees nothing of it before the release
        robot.release(robot.middle(server));
        QCOMPARE(robot.part(web).container, server);
        QCOMPARE(robot.undoCount(), before + 1);
        QVERIFY(robot.design().sceneRect(server).contains(robot.design().sceneRect(web)));
        const QPointF inside = robot.design().sceneRect(web).topLeft();
        robot.dragAndRelease(robot.canvas.componentRect(server).topLeft() + QPoint(60, 20),
                             robot.canvas.componentRect(server).topLeft() + QPoint(60, 100));
        QCOMPARE(robot.design().sceneRect(web).topLeft(), inside + QPointF(0, 80));
        robot.dragAndRelease(robot.middle(web), robot.at({200, 500}));
        QVERIFY(!robot.part(web).container.isValid());
        QVERIFY(robot.design().sceneRect(web).contains(QPointF(200, 500)));
    }

    void aSealIsDraggedElsewhere() {
        Robot robot;
        const ComponentId a = robot.sample.add("load_balancer", {96, 200}), b = robot.sample.add("load_balancer", {600, 200});
        const ComponentId seal = robot.sample.onto("certificate", a);
        robot.dragAndRelease(robot.middle(seal), robot.middle(b));
        QCOMPARE(robot.part(seal).attachedTo, b);
        robot.dragAndRelease(robot.middle(seal), robot.at({400, 500}));
        QVERIFY(!robot.part(seal).attachedTo.isValid());
    }

    void dragFromTheEdgeLinks() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 200}), lb = robot.sample.add("load_balancer", {600, 200});
        robot.dragAndRelease(robot.rightEdge(users), robot.middle(lb));
        QCOMPARE(robot.design().links().size(), 1u);
        const design::Link& link = *robot.design().links().begin()->second;
        QCOMPARE(link.from, users);
        QCOMPARE(link.to, lb);
        QCOMPARE(robot.canvas.selectedLinks(), std::vector{link.id});
        robot.dragAndRelease(robot.rightEdge(users), robot.at({400, 500}));   // onto nothing: nothing
        QCOMPARE(robot.design().links().size(), 1u);
    }

    void impossibleLinksSayWhy() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 200}), database = robot.sample.add("database", {600, 200});
        robot.dragAndRelease(robot.rightEdge(users), robot.middle(database));
        QVERIFY(robot.design().links().empty());
        const QString why = robot.view().hintText();
        QVERIFY2(why.contains(QLatin1String("users-1")) || why.contains(QLatin1String("db-1")), qPrintable(why));
    }

    void linkIsSelectedAndDeleted() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        robot.click(robot.canvas.linkPoint(site.toWeb2, 0.5));
        QCOMPARE(robot.canvas.selectedLinks(), std::vector{site.toWeb2});
        robot.key(Qt::Key_Delete);
        QVERIFY(!robot.design().link(site.toWeb2));
        robot.document.undo();
        QVERIFY(robot.design().link(site.toWeb2));
    }

    void resizesByHandles() {
        Robot robot;
        const ComponentId zone = robot.sample.add("zone", {96, 96});
        const QRectF before = robot.design().sceneRect(zone);
        robot.click(robot.at(before.topLeft() + QPointF(40, 14)));
        const QPoint corner = robot.canvas.componentRect(zone).bottomRight() + QPoint(4, 4);
        robot.dragAndRelease(corner, corner + QPoint(80, 44));
        QCOMPARE(robot.design().sceneRect(zone).size(), before.size() + QSizeF(80, 44));
        robot.document.undo();
        QCOMPARE(robot.design().sceneRect(zone), before);
    }

    void theRightButtonDragsTheViewAndAClickOpensTheMenu() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {300, 300});
        const auto ask = [&](QPoint at, QContextMenuEvent::Reason reason) {
            QContextMenuEvent event(reason, at, robot.viewport()->mapToGlobal(at));
            QApplication::sendEvent(robot.viewport(), &event);
        };
        const auto menu = [&] { return robot.view().findChild<QMenu*>(); };
        const QPointF there = robot.view().picture().node(web)->rect.center();
        const design::Design before = robot.design();
        for (const bool early : {true, false}) {   // the menu is asked for when it is pressed, or when it is let go
            const QPoint from = robot.middle(web);
            robot.press(from, {}, Qt::RightButton);
            if (early) ask(from, QContextMenuEvent::Mouse);
            for (int i = 1; i <= 8; ++i) robot.move(from + QPoint(10, 5) * i);
            QCOMPARE(robot.viewport()->cursor().shape(), Qt::ClosedHandCursor);
            robot.release(from + QPoint(80, 40), {}, Qt::RightButton);
            if (!early) ask(from + QPoint(80, 40), QContextMenuEvent::Mouse);
            QVERIFY(!menu());
            QVERIFY((robot.at(there) - from - QPoint(80, 40)).manhattanLength() <= 2);   // whole pixels
            QVERIFY(robot.design() == before);
        }
        for (const bool early : {true, false}) {
            const QPoint at = robot.middle(web);
            robot.press(at, {}, Qt::RightButton);
            if (early) ask(at, QContextMenuEvent::Mouse);
            QVERIFY(!menu());
            robot.release(at, {}, Qt::RightButton);
            if (!early) ask(at, QContextMenuEvent::Mouse);
            QVERIFY(menu() && menu()->isVisible());
            QCOMPARE(robot.canvas.selectedComponents(), std::vector{web});
            delete menu();
        }
        ask({}, QContextMenuEvent::Keyboard);   // the key of the menu
        QVERIFY(menu());
        delete menu();
    }

    void panAndZoomKeepWhatIsUnderTheCursor() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96});
        const QPoint before = robot.middle(a);
        robot.press(robot.at({500, 500}), {}, Qt::MiddleButton);
        robot.move(robot.at({500, 500}) + QPoint(60, -40));
        robot.release(robot.at({500, 500}), {}, Qt::MiddleButton);
        QCOMPARE(robot.middle(a), before + QPoint(60, -40));
        const QPoint cursor = robot.middle(a);
        for (int i = 0; i < 3; ++i) {
            QWheelEvent wheel(cursor, robot.viewport()->mapToGlobal(QPointF(cursor)), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
            QApplication::sendEvent(robot.viewport(), &wheel);
        }
        QVERIFY(qAbs(robot.canvas.zoom() - 1.728) < 0.001);
        QVERIFY((robot.middle(a) - cursor).manhattanLength() <= 4);
        robot.canvas.zoomTo100();
        QCOMPARE(robot.canvas.zoom(), 1.0);
        robot.canvas.zoomToFit();
        QVERIFY(robot.viewport()->rect().contains(robot.canvas.componentRect(a)));
    }

    void whatIsAddedByKeysLeavesRoomForALink() {
        Robot robot;
        for (int i = 0; i < 4; ++i) robot.canvas.addAtCentre(QStringLiteral("web_server"));
        for (const auto& [a, one] : robot.design().components())
            for (const auto& [b, other] : robot.design().components()) QVERIFY(a == b || !one->rect.adjusted(-39, -39, 39, 39).intersects(other->rect));
    }

    void touchpadsPanAndPinch() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96});
        const QPoint before = robot.middle(a);
        const auto turn = [&](QPoint pixels, QPoint angle, Qt::KeyboardModifiers modifiers, Qt::ScrollPhase phase) {
            QWheelEvent wheel(before, robot.viewport()->mapToGlobal(QPointF(before)), pixels, angle, Qt::NoButton, modifiers, phase, false);
            QApplication::sendEvent(robot.viewport(), &wheel);
        };
        turn({7, -5}, {14, -10}, {}, Qt::ScrollUpdate);   // two fingers
        QCOMPARE(robot.middle(a), before + QPoint(7, -5));
        QCOMPARE(robot.canvas.zoom(), 1.0);
        turn({-7, 5}, {-14, 10}, {}, Qt::ScrollUpdate);
        turn({}, {0, 120}, Qt::ShiftModifier, Qt::NoScrollPhase);   // a wheel that pans sideways
        QCOMPARE(robot.middle(a), before + QPoint(60, 0));
        turn({}, {0, -120}, Qt::ShiftModifier, Qt::NoScrollPhase);
        turn({0, 3}, {0, 6}, Qt::ControlModifier, Qt::ScrollUpdate);   // finer than a notch
        QVERIFY(robot.canvas.zoom() > 1.0 && robot.canvas.zoom() < 1.02);
        robot.canvas.zoomTo100();
        const QPoint cursor = robot.middle(a);
        QNativeGestureEvent pinch(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(), 2, cursor, cursor, robot.viewport()->mapToGlobal(QPointF(cursor)), 0.25, {});
        QApplication::sendEvent(robot.viewport(), &pinch);
        QVERIFY(qAbs(robot.canvas.zoom() - 1.25) < 0.001);
        QVERIFY((robot.middle(a) - cursor).manhattanLength() <= 4);
    }

    void powerButtonKillsAndRestores() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {300, 200});
        QSignalSpy spy(&robot.canvas, &canvas::CanvasWidget::actRequested);
        robot.move(robot.middle(web));
        robot.click(robot.power(web));
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.last().at(0).value<ComponentId>(), web);
        QCOMPARE(spy.last().at(1).toString(), QStringLiteral("kill"));
        auto frame = tests::healthyFrame(robot.design());
        frame->components[0].state = runtime::State::Down;
        frame->components[0].operatorDown = true;
        robot.canvas.setFrame(frame);
        robot.move(robot.middle(web));
        robot.click(robot.power(web));
        QCOMPARE(spy.last().at(1).toString(), QStringLiteral("restore"));
        robot.click(robot.middle(web));                  // a plain click only selects
        QCOMPARE(spy.count(), 2);
    }

    void breakToolKillsWhatIsClicked() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        robot.canvas.setFrame(tests::healthyFrame(robot.design()));
        QSignalSpy acts(&robot.canvas, &canvas::CanvasWidget::actRequested);
        QSignalSpy cuts(&robot.canvas, &canvas::CanvasWidget::linkActRequested);
        robot.key(Qt::Key_B);
        QCOMPARE(robot.canvas.tool(), canvas::Tool::Break);
        robot.click(robot.middle(site.web1));
        QCOMPARE(acts.count(), 1);
        QCOMPARE(acts.last().at(0).value<ComponentId>(), site.web1);
        robot.click(robot.canvas.linkPoint(site.toWeb2, 0.5));
        QCOMPARE(cuts.count(), 1);
        QCOMPARE(cuts.last().at(1).toString(), QStringLiteral("cut"));
        QVERIFY(robot.canvas.selectedComponents().empty());
        robot.key(Qt::Key_Escape);
        QCOMPARE(robot.canvas.tool(), canvas::Tool::Select);
        robot.click(robot.middle(site.web1));
        QCOMPARE(acts.count(), 1);
    }

    void doubleClickRenames() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {300, 200});
        QTest::mouseDClick(robot.viewport(), Qt::LeftButton, {}, robot.middle(a));
        auto* editor = robot.viewport()->findChild<QLineEdit*>(QStringLiteral("renameEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("shoppers"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(robot.part(a).name, QStringLiteral("shoppers"));
    }

    void contextMenuOffersWhatFits() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        auto* view = qobject_cast<canvas::CanvasView*>(robot.canvas.view());
        const auto texts = [](QMenu* menu) {
            QStringList list;
            for (const QAction* action : menu->actions()) list << action->text();
            return list;
        };
        const std::unique_ptr<QMenu> onDatabase(view->menuFor({.what = canvas::Hit::What::Node, .node = site.db1}, {}));
        QVERIFY(texts(onDatabase.get()).contains(QStringLiteral("Promote")));
        QVERIFY(texts(onDatabase.get()).contains(QStringLiteral("Rename")));
        QSignalSpy acts(&robot.canvas, &canvas::CanvasWidget::actRequested);
        for (QAction* action : onDatabase->actions())
            if (action->text() == QLatin1String("Promote")) action->trigger();
        QCOMPARE(acts.last().at(1).toString(), QStringLiteral("promote"));
        const std::unique_ptr<QMenu> onLink(view->menuFor({.what = canvas::Hit::What::Link, .link = site.toWeb1}, {}));
        QVERIFY(texts(onLink.get()).contains(QStringLiteral("Cut the link")));
        const std::unique_ptr<QMenu> onGround(view->menuFor({}, {}));
        QVERIFY(texts(onGround.get()).contains(QStringLiteral("Select all")));
    }
};

FAULTLINE_TEST(MouseTest)
#include "mouse_test.moc"
