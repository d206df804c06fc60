#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"

#include <QAccessible>

using namespace faultline;
using tests::Robot;

/// What a screen reader is told of the drawing.
class AccessibleTest : public QObject {
    Q_OBJECT

    static QAccessibleInterface* item(QAccessibleInterface* list, const QString& name) {
        for (int i = 0; i < list->childCount(); ++i)
            if (list->child(i)->text(QAccessible::Name).startsWith(name)) return list->child(i);
        return nullptr;
    }

private slots:
    void partsAreItemsWithNameAndPlace() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {100, 100}), web = robot.sample.add("web_server", {500, 100}, "shop");
        robot.sample.link(users, web);
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(robot.canvas.view());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 3);
        QAccessibleInterface* shop = item(list, QStringLiteral("shop"));
        QVERIFY(shop);
        QCOMPARE(shop->role(), QAccessible::ListItem);
        QCOMPARE(shop->parent(), list);
        QCOMPARE(list->indexOfChild(shop), 1);
        QVERIFY2(shop->text(QAccessible::Description).contains(QStringLiteral("Web server")), qPrintable(shop->text(QAccessible::Description)));
        const QRect drawn = robot.canvas.componentRect(web);
        QCOMPARE(shop->rect().center(), robot.viewport()->mapToGlobal(drawn.center()));
        QCOMPARE(list->childAt(shop->rect().center().x(), shop->rect().center().y()), shop);
        QVERIFY(list->child(2)->text(QAccessible::Name).contains(QStringLiteral("shop")));   // the link says both ends
        QVERIFY(!list->child(3));
    }

    void selectingIsSeenAndDone() {
        Robot robot;
        const ComponentId one = robot.sample.add("web_server", {100, 100}, "one"), two = robot.sample.add("web_server", {500, 100}, "two");
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(robot.canvas.view());
        robot.canvas.select({two});
        QVERIFY(item(list, QStringLiteral("two"))->state().selected);
        QVERIFY(!item(list, QStringLiteral("one"))->state().selected);
        QCOMPARE(list->focusChild(), item(list, QStringLiteral("two")));
        QVERIFY(list->focusChild()->state().focused);
        item(list, QStringLiteral("one"))->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{one});
    }

    void whatIsGoneOrHiddenIsNoItem() {
        Robot robot;
        const ComponentId one = robot.sample.add("web_server", {100, 100}, "one");
        robot.sample.add("note", {500, 100});
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(robot.canvas.view());
        QAccessibleInterface* kept = item(list, QStringLiteral("one"));
        robot.canvas.setHiddenGroups({catalog::Group::Annotation});
        QCOMPARE(list->childCount(), 1);
        robot.canvas.select({one});
        robot.canvas.deleteSelection();
        QCOMPARE(list->childCount(), 0);
        QVERIFY(!kept->isValid());
        QCOMPARE(kept->text(QAccessible::Name), QString());
        robot.document.undo();
        QCOMPARE(item(list, QStringLiteral("one"))->text(QAccessible::Name), QStringLiteral("one"));
    }
};

FAULTLINE_TEST(AccessibleTest)
#include "accessible_test.moc"
