#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/link_gesture.h"
#include "widgets/canvas/view.h"

#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace faultline;
using tests::Robot;

class KeysTest : public QObject {
    Q_OBJECT
private slots:
    void tabWalksAndLeavesAtTheEnd() {
        design::DesignDocument document(tests::testCatalog());
        tests::Sample sample(document);
        QWidget window;
        QVBoxLayout layout(&window);
        canvas::CanvasWidget canvas(document);
        QPushButton button;
        layout.addWidget(&canvas);
        layout.addWidget(&button);
        window.resize(900, 600);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const ComponentId a = sample.add("users", {96, 96}), b = sample.add("server", {400, 96});
        const ComponentId inside = sample.into("web_server", b), last = sample.add("dns", {96, 400});
        canvas.view()->setFocus();
        for (const ComponentId expected : {a, b, inside, last}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(canvas.selectedComponents(), std::vector{expected});
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        QCOMPARE(canvas.selectedComponents(), std::vector{inside});
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(canvas.view()->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(!canvas.view()->hasFocus());
    }

    void arrowsNudgeAsOneStep() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96});
        robot.canvas.select({a});
        const int steps = robot.undoCount();
        QTest::keyPress(robot.canvas.view(), Qt::Key_Right);
        QTest::keyPress(robot.canvas.view(), Qt::Key_Right);
        QTest::keyPress(robot.canvas.view(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyRelease(robot.canvas.view(), Qt::Key_Right);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(98, 104));
        QCOMPARE(robot.undoCount(), steps + 1);
        robot.document.undo();
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
    }

    void escapeTakesANudgeBack() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96});
        robot.canvas.select({a});
        QTest::keyPress(robot.canvas.view(), Qt::Key_Right);
        QTest::keyPress(robot.canvas.view(), Qt::Key_Escape);
        QCOMPARE(robot.design().sceneRect(a).topLeft(), QPointF(96, 96));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
    }

    void linksByKeysAlone() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {96, 96}), lb = robot.sample.add("load_balancer", {400, 96});
        const ComponentId web = robot.sample.add("web_server", {400, 300});
        robot.canvas.select({users});
        robot.key(Qt::Key_C);
        auto* view = &robot.view();
        auto* gesture = dynamic_cast<canvas::LinkGesture*>(view->interaction());
        QVERIFY(gesture);
        QCOMPARE(gesture->target(), lb);
        robot.key(Qt::Key_Tab);
        QCOMPARE(gesture->target(), web);
        robot.key(Qt::Key_Up);
        QCOMPARE(gesture->target(), lb);
        robot.key(Qt::Key_Return);
        QCOMPARE(robot.design().links().size(), 1u);
        QCOMPARE(robot.design().links().begin()->second->to, lb);
        robot.canvas.select({lb});
        robot.key(Qt::Key_C);
        robot.key(Qt::Key_Escape);
        QCOMPARE(robot.design().links().size(), 1u);
        QVERIFY(!view->interaction());
        robot.canvas.select({lb});
        robot.key(Qt::Key_C);
        robot.click(robot.middle(web));
        QCOMPARE(robot.design().links().size(), 2u);
        QVERIFY(!view->interaction());
    }

    void renames() {
        Robot robot;
        const ComponentId a = robot.sample.add("users", {96, 96}), b = robot.sample.add("dns", {400, 96});
        robot.canvas.select({a});
        for (const Qt::Key key : {Qt::Key_F2, Qt::Key_Return}) {
            robot.key(key);
            auto* editor = robot.viewport()->findChild<QLineEdit*>(QStringLiteral("renameEditor"));
            QVERIFY(editor && editor->isVisible());
            editor->setText(QStringLiteral("someone"));
            QTest::keyClick(editor, Qt::Key_Escape);
            QCOMPARE(robot.part(a).name, QStringLiteral("users-1"));
            QTRY_VERIFY(!robot.viewport()->findChild<QLineEdit*>(QStringLiteral("renameEditor")));
        }
        robot.key(Qt::Key_F2);
        auto* editor = robot.viewport()->findChild<QLineEdit*>(QStringLiteral("renameEditor"));
        editor->setText(robot.part(b).name);             // taken: it stays open and says so
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(editor->isVisible());
        QVERIFY(!robot.view().hintText().isEmpty());
        QCOMPARE(robot.part(a).name, QStringLiteral("users-1"));
        editor->setText(QStringLiteral("\u4f60\u597d"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(robot.part(a).name, QStringLiteral("\u4f60\u597d"));
        QVERIFY(robot.canvas.view()->hasFocus());
    }

    void clipboardAndDuplicate() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        const std::size_t components = robot.design().components().size(), links = robot.design().links().size();
        robot.canvas.select({site.server1});
        robot.key(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(robot.design().components().size() > components);
        const std::vector<ComponentId> copies = robot.canvas.selectedComponents();
        QCOMPARE(copies.size(), 1u);
        QVERIFY(copies.front() != site.server1);
        QCOMPARE(robot.part(copies.front()).kind, "server");
        robot.document.undo();
        QCOMPARE(robot.design().components().size(), components);
        robot.canvas.select({site.note});
        robot.key(Qt::Key_X, Qt::ControlModifier);
        QVERIFY(!robot.design().component(site.note));
        robot.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(robot.design().components().size(), components);
        robot.key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(robot.canvas.selectedComponents().size(), components);
        QCOMPARE(robot.canvas.selectedLinks().size(), links);
        robot.key(Qt::Key_Delete);
        QVERIFY(robot.design().components().empty());
        QGuiApplication::clipboard()->setText(QStringLiteral("{not json"));
        robot.key(Qt::Key_V, Qt::ControlModifier);       // says why, does nothing
        QVERIFY(robot.design().components().empty());
    }

    void killsTheSelection() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {400, 96});
        const ComponentId note = robot.sample.add("note", {96, 300});
        robot.canvas.select({a, b, note});
        QSignalSpy acts(&robot.canvas, &canvas::CanvasWidget::actRequested);
        robot.key(Qt::Key_K);
        QCOMPARE(acts.count(), 2);
        auto frame = tests::healthyFrame(robot.design());
        for (auto& status : frame->components) status.operatorDown = status.id == a;
        robot.canvas.setFrame(frame);
        acts.clear();
        robot.key(Qt::Key_K);                            // one is dead: the other one follows
        QCOMPARE(acts.count(), 1);
        QCOMPARE(acts.last().at(0).value<ComponentId>(), b);
        QCOMPARE(acts.last().at(1).toString(), QStringLiteral("kill"));
    }

    void zoomKeys() {
        Robot robot;
        robot.sample.add("web_server", {96, 96});
        robot.key(Qt::Key_Plus);
        QCOMPARE(robot.canvas.zoom(), 1.2);
        robot.key(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(robot.canvas.zoom(), 1.0);
        robot.key(Qt::Key_Minus);
        QVERIFY(robot.canvas.zoom() < 0.9);
        robot.key(Qt::Key_Exclam, Qt::ShiftModifier);
        QCOMPARE(robot.canvas.zoom(), 1.25);
    }

    void readOnlyChangesNothing() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        robot.canvas.setReadOnly(true);
        const design::Design before = robot.design();
        robot.canvas.select({site.balancer});
        for (const Qt::Key key : {Qt::Key_Delete, Qt::Key_Left, Qt::Key_C, Qt::Key_F2}) robot.key(key);
        robot.key(Qt::Key_D, Qt::ControlModifier);
        robot.key(Qt::Key_X, Qt::ControlModifier);
        robot.dragAndRelease(robot.middle(site.users), robot.middle(site.users) + QPoint(100, 100));
        robot.dragAndRelease(robot.rightEdge(site.users), robot.middle(site.balancer));
        QVERIFY(robot.design() == before);
    }
};

FAULTLINE_TEST(KeysTest)
#include "keys_test.moc"
