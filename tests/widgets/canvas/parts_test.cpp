#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/view.h"

using namespace faultline;
using tests::Robot;

namespace {

/// Two linked components as a stencil carries them.
QByteArray partsPair() {
    design::DesignDocument document(tests::testCatalog());
    tests::Sample sample(document);
    const ComponentId lb = sample.add("load_balancer", {1000, 1000}), web = sample.add("web_server", {1300, 1000});
    sample.link(lb, web);
    return design::copyParts(document.design(), {lb, web});
}

bool partsDrop(Robot& robot, const QByteArray& parts, QPoint where) {
    QMimeData data;
    data.setData(QLatin1String(canvas::partsMimeType), parts);
    QDragEnterEvent enter(where, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(robot.canvas.view()->viewport(), &enter);
    QDragMoveEvent over(where, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(robot.canvas.view()->viewport(), &over);
    robot.canvas.view()->viewport()->grab();   // the ghost is painted
    QDropEvent drop(QPointF(where), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(robot.canvas.view()->viewport(), &drop);
    return drop.isAccepted();
}

}  // namespace

/// Several components at once, dragged from the palette.
class PartsTest : public QObject {
    Q_OBJECT
private slots:
    void aStencilIsDroppedInOneMoveAndOneStep() {
        Robot robot;
        robot.sample.add("load_balancer", {600, 600});   // it has the name of one of the parts
        const std::size_t before = robot.design().components().size();
        const QPoint where = robot.at({304, 208});
        QVERIFY(partsDrop(robot, partsPair(), where));
        QCOMPARE(robot.design().components().size(), before + 2);
        QCOMPARE(robot.design().links().size(), std::size_t{1});
        QCOMPARE(robot.canvas.selectedComponents().size(), std::size_t{2});
        QSet<QString> names;
        QRectF all;
        for (const auto& [id, component] : robot.design().components()) names.insert(component->name);
        for (const ComponentId id : robot.canvas.selectedComponents()) all = all.united(robot.design().sceneRect(id));
        QCOMPARE(names.size(), qsizetype(before + 2));
        QVERIFY2((all.center() - QPointF(304, 208)).manhattanLength() < 16, "its middle is where it was dropped");
        robot.document.undo();
        QCOMPARE(robot.design().components().size(), before);
        QVERIFY(robot.design().links().empty());
    }

    void whatIsNoStencilSaysWhy() {
        Robot robot;
        QVERIFY(!partsDrop(robot, "nonsense", robot.at({300, 200})));
        QVERIFY(robot.design().components().empty());
    }

    void addedByKeyItFindsAFreePlace() {
        Robot robot;
        robot.canvas.addPartsAtCentre(partsPair());
        robot.canvas.addPartsAtCentre(partsPair());
        QCOMPARE(robot.design().components().size(), std::size_t{4});
        QList<QRectF> places;
        for (const auto& [id, component] : robot.design().components()) {
            for (const QRectF& other : places) QVERIFY(!other.intersects(component->rect));
            places.append(component->rect);
        }
    }

    void nothingIsAddedToAMomentThatIsPast() {
        Robot robot;
        robot.canvas.setReadOnly(true);
        QVERIFY(!partsDrop(robot, partsPair(), robot.at({300, 200})));
        robot.canvas.addPartsAtCentre(partsPair());
        QVERIFY(robot.design().components().empty());
    }
};

FAULTLINE_TEST(PartsTest)
#include "parts_test.moc"
