#include "model/design/layers.h"

#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/export.h"

#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolTip>

using namespace faultline;
using tests::Robot;

namespace {

/// A host with a process, and a database that is called, on a canvas with two layers.
struct LayeredRobot : Robot {
    ComponentId host = sample.add("server", {100, 100}), web = sample.into("web_server", host, {24, 60}), db = sample.add("database", {760, 200});
    LinkId link = sample.link(web, db);
    int one = add("One"), two = add("Two");

    int add(const char* name) {
        document.apply(*design::addLayer(document.design(), QLatin1String(name)));
        return document.design().settings().layers.back().id;
    }
    void put(ComponentId id, int layer) { document.apply(design::toLayer(document.design(), {id}, {}, layer)); }
    void show(int layer, bool shown) { document.apply(design::showLayer(document.design(), layer, shown)); }
    void lock(int layer, bool locked) { document.apply(design::lockLayer(document.design(), layer, locked)); }
    bool isShown(ComponentId id) { return !view().picture().node(id)->hidden; }
    bool isShown(LinkId id) { return !view().picture().link(id)->hidden; }
    std::vector<ComponentId> selected() { return canvas.selectedComponents(); }
    QPoint inHost(ComponentId id) { return canvas.componentRect(id).bottomLeft() + QPoint(30, -12); }
};

}  // namespace

/// Layers of the drawing under real mouse and key events.
class CanvasLayersTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsOnAHiddenLayerCannotBeHitAndComesBack() {
        LayeredRobot r;
        r.put(r.host, r.one);
        const QPoint at = r.middle(r.web);
        r.click(at);
        QCOMPARE(r.selected(), std::vector{r.web});
        r.show(r.one, false);
        QVERIFY(r.selected().empty());
        QVERIFY(!r.isShown(r.host) && !r.isShown(r.web) && !r.isShown(r.link) && r.isShown(r.db));
        r.click(at);
        QVERIFY(r.selected().empty());
        r.key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(r.selected(), std::vector{r.db});
        r.document.undo();
        QVERIFY(r.isShown(r.web) && r.isShown(r.link));
        r.click(at);
        QCOMPARE(r.selected(), std::vector{r.web});
    }

    void whatIsFittedIsWhatIsShown() {
        LayeredRobot r;
        const ComponentId far = r.sample.add("database", {9000, 9000});
        r.put(far, r.one);
        r.key(Qt::Key_1, Qt::ShiftModifier);
        const double all = r.canvas.zoom();
        r.show(r.one, false);
        r.key(Qt::Key_1, Qt::ShiftModifier);
        QVERIFY(r.canvas.zoom() > 4 * all);
    }

    void theCanvasSaysWhatIsNotShown() {
        LayeredRobot r;
        const QImage before = r.canvas.grab().toImage();
        r.show(r.two, false);   // nothing is on it: the words alone are new
        const QImage after = r.canvas.grab().toImage();
        const QRect corner(0, 0, 380, 48);
        QVERIFY(before.copy(corner) != after.copy(corner));
        tests::keepPicture(after, QStringLiteral("hidden-layer"));
    }

    void whatIsOnALockedLayerIsPassedOver() {
        LayeredRobot r;
        r.put(r.host, r.one);
        r.put(r.web, 0);
        r.lock(r.one, true);
        const design::Design before = r.design();
        r.click(r.inHost(r.host));
        QVERIFY(r.selected().empty());
        r.dragAndRelease(r.inHost(r.host), r.inHost(r.host) + QPoint(80, 80));   // a rubber band, not a move
        QVERIFY(r.design() == before);
        r.click(r.middle(r.web));   // what is in it is on another
        QCOMPARE(r.selected(), std::vector{r.web});
        r.key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(r.selected(), (std::vector{r.web, r.db}));
        for (int i = 0; i < 5; ++i) {
            r.key(Qt::Key_Tab);
            QVERIFY(r.selected() != std::vector{r.host});
        }
    }

    void whatIsSelectedWhenItsLayerIsLockedIsLetGo() {
        LayeredRobot r;
        r.put(r.db, r.one);
        r.click(r.middle(r.db));
        r.lock(r.one, true);
        QVERIFY(r.selected().empty());
        r.lock(r.one, false);
        r.click(r.middle(r.db));
        QCOMPARE(r.selected(), std::vector{r.db});
    }

    void nothingOnALockedLayerIsMovedOrDeleted() {
        LayeredRobot r;
        r.put(r.db, r.one);
        r.document.apply(design::toLayer(r.design(), {}, {r.link}, r.one));
        r.lock(r.one, true);
        const design::Design before = r.design();
        QSignalSpy told(&r.canvas, &canvas::CanvasWidget::statusText);
        r.canvas.select({r.db});   // as the table does it
        r.key(Qt::Key_Delete);
        QVERIFY(told.last().first().toString().contains(QStringLiteral("layer One, which is locked")));
        r.key(Qt::Key_Right);
        QVERIFY(told.last().first().toString().contains(QStringLiteral("layer One, which is locked")));
        r.dragAndRelease(r.middle(r.db), r.middle(r.db) + QPoint(0, 120));
        r.canvas.select({}, {r.link});
        r.key(Qt::Key_Delete);
        r.click(r.canvas.linkPoint(r.link));
        QVERIFY(r.canvas.selectedLinks().empty());
        QVERIFY(r.design() == before);
        r.key(Qt::Key_B);   // a run heeds no layers: what is locked still fails
        QSignalSpy killed(&r.canvas, &canvas::CanvasWidget::actRequested);
        r.click(r.middle(r.db));
        QCOMPARE(killed.size(), 1);
    }

    void whatIsNotShownAndGoesTooIsTold() {
        LayeredRobot r;
        r.put(r.web, r.one);
        r.show(r.one, false);
        QSignalSpy told(&r.canvas, &canvas::CanvasWidget::statusText);
        r.click(r.inHost(r.host));
        r.key(Qt::Key_Delete);
        QVERIFY(!r.design().component(r.host) && !r.design().component(r.web));
        QVERIFY(told.last().first().toString().contains(QStringLiteral("not shown went too: 1")));
    }

    void aLayerIsReadAloud() {
        LayeredRobot r;
        const auto said = [&] { return r.view().describe({.what = canvas::Hit::What::Node, .node = r.db}); };
        QVERIFY(!said().contains(QStringLiteral("layer")));
        r.put(r.db, r.one);
        QVERIFY(said().contains(QStringLiteral("On the layer One")));
        r.lock(r.one, true);
        QVERIFY(said().contains(QStringLiteral("On the layer One, which is locked")));
        // A tool tip says it also of what cannot be selected.
        const QPoint at = r.middle(r.db);
        QCOMPARE(r.view().hitAt(at).what, canvas::Hit::What::Nothing);
        QHelpEvent help(QEvent::ToolTip, at, r.viewport()->mapToGlobal(at));
        QApplication::sendEvent(r.viewport(), &help);
        QVERIFY(QToolTip::text().contains(QStringLiteral("which is locked")));
        QToolTip::hideText();
    }

    void newThingsGoToTheCurrentLayer() {
        LayeredRobot r;
        r.document.setCurrentLayer(r.two);
        QVERIFY(r.dropKind("web_server", {500, 560}));
        const ComponentId made = r.newest();
        QCOMPARE(r.part(made).layer, r.two);
        r.dragAndRelease(r.rightEdge(made), r.middle(r.db));
        QCOMPARE(r.design().link({r.design().lastLinkId()})->layer, r.two);
        r.canvas.addAtCentre(QStringLiteral("dns"));
        QCOMPARE(r.part(r.newest()).layer, r.two);
        r.click(r.middle(made));
        r.key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(r.part(r.newest()).layer, r.two);
        r.show(r.two, false);
        QVERIFY(r.dropKind("web_server", {300, 640}));
        QCOMPARE(r.part(r.newest()).layer, 0);   // where it is seen
    }

    void duplicatesStayOnTheirLayer() {
        LayeredRobot r;
        r.put(r.db, r.one);
        r.click(r.middle(r.db));
        r.key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(r.part(r.newest()).layer, r.one);
        r.key(Qt::Key_C, Qt::ControlModifier);
        r.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(r.part(r.newest()).layer, r.one);
        r.canvas.arrange(canvas::Arrange::Group);
        QCOMPARE(r.part(r.newest()).kind, std::string("frame"));
        QCOMPARE(r.part(r.newest()).layer, r.one);
    }

    void theMenuMovesToALayer() {
        LayeredRobot r;
        r.click(r.middle(r.db));
        const auto choose = [&](const QString& text) {
            QMenu* menu = r.view().menuFor(r.view().hitAt(r.middle(r.db)), r.middle(r.db));
            for (QAction* action : menu->findChildren<QAction*>())
                if (action->text() == text) action->trigger();
            delete menu;
        };
        const int steps = r.undoCount();
        choose(QStringLiteral("Two"));
        QCOMPARE(r.part(r.db).layer, r.two);
        QCOMPARE(r.undoCount(), steps + 1);
        choose(QStringLiteral("A new layer"));
        QCOMPARE(r.part(r.db).layer, r.design().settings().layers.back().id);
        QCOMPARE(r.design().settings().layers.size(), 3u);
        QCOMPARE(r.undoCount(), steps + 2);
        r.document.undo();
        QCOMPARE(r.design().settings().layers.size(), 2u);
    }

    void allOfALayerIsSelected() {
        LayeredRobot r;
        r.put(r.host, r.one);
        r.document.apply(design::toLayer(r.design(), {}, {r.link}, r.one));
        r.canvas.selectLayer(r.one);
        QCOMPARE(r.selected(), (std::vector{r.host, r.web}));
        QCOMPARE(r.canvas.selectedLinks(), std::vector{r.link});
        QSignalSpy told(&r.canvas, &canvas::CanvasWidget::statusText);
        r.canvas.selectLayer(r.two);
        QVERIFY(r.selected().empty());
        QVERIFY(told.last().first().toString().contains(QStringLiteral("Nothing is on the layer Two")));
    }

    void theFrontLayerIsHit() {
        LayeredRobot r;
        const ComponentId below = r.sample.add("web_server", {300, 500}), above = r.sample.add("web_server", {340, 520});
        const QPoint both = (r.canvas.componentRect(below) & r.canvas.componentRect(above)).center();
        r.click(both);
        QCOMPARE(r.selected(), std::vector{above});
        r.put(below, r.two);
        r.click(both);
        QCOMPARE(r.selected(), std::vector{below});
        r.put(above, r.two);
        r.put(below, r.one);
        r.click(both);
        QCOMPARE(r.selected(), std::vector{above});
        r.document.apply(design::moveLayer(r.design(), r.one, 1));
        r.click(both);
        QCOMPARE(r.selected(), std::vector{below});
    }

    void aFirewallGoesWithItsLink() {
        LayeredRobot r;
        const ComponentId wall = r.sample.inLine("firewall", r.link);
        r.document.apply(design::toLayer(r.design(), {}, {r.link}, r.one));
        QCOMPARE(r.part(wall).layer, r.one);
        r.put(wall, 0);
        r.show(r.one, false);
        QVERIFY(!r.isShown(wall) && !r.isShown(r.link) && r.isShown(r.web));
    }

    void whatIsFoundIsShown() {
        LayeredRobot r;
        r.put(r.host, r.one);
        r.put(r.web, r.two);
        r.show(r.one, false);
        r.show(r.two, false);
        const int steps = r.undoCount();
        r.canvas.openFind();
        auto* edit = r.canvas.findChild<QLineEdit*>(QStringLiteral("findEdit"));
        QTest::keyClicks(edit, r.part(r.web).name);
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(r.isShown(r.web));
        QCOMPARE(r.selected(), std::vector{r.web});
        QCOMPARE(r.undoCount(), steps + 1);
    }

    void thePictureIsThatOfAFreshOneWhateverIsDone() {
        Robot r;
        const tests::SampleSite site(r.document);
        for (const char* name : {"One", "Two", "Three"}) r.document.apply(*design::addLayer(r.design(), QLatin1String(name)));
        const auto isFresh = [&] {
            canvas::Picture fresh;
            fresh.sync(r.design(), r.document.catalog());
            const canvas::Picture& now = r.view().picture();
            for (const auto& [id, node] : fresh.nodes())
                if (node.hidden != now.node(id)->hidden || node.outOfReach != now.node(id)->outOfReach || node.rect != now.node(id)->rect) return false;
            for (const auto& [id, link] : fresh.links()) {
                const canvas::LinkPart& other = *now.link(id);
                if (link.hidden != other.hidden || link.outOfReach != other.outOfReach) return false;
                if (!link.hidden && (link.hops != other.hops || link.labelRect != other.labelRect || link.route.corners() != other.route.corners())) return false;
            }
            return fresh.order() == now.order();
        };
        std::vector<ComponentId> ids;
        for (const auto& [id, part] : r.design().components()) ids.push_back(id);
        for (std::size_t i = 0; i < 60; ++i) {
            const int layer = static_cast<int>(i * 7 % 4);
            switch (i % 5) {
            case 0: r.document.apply(design::toLayer(r.design(), {ids[i * 5 % ids.size()], ids[i * 3 % ids.size()]}, {}, layer)); break;
            case 1: r.document.apply(design::showLayer(r.design(), layer, i % 3 == 0)); break;
            case 2: r.document.apply(design::lockLayer(r.design(), layer, i % 2 == 0)); break;
            case 3: r.document.apply(design::moveLayer(r.design(), layer, i % 2 ? 1 : -1)); break;
            default: r.document.undo();
            }
            QVERIFY2(isFresh(), qPrintable(QString::number(i)));
        }
    }

    void exportsLeaveOutWhatIsHidden() {
        LayeredRobot r;
        const auto picture = [&] { return canvas::renderDesign(r.design(), r.document.catalog()); };
        const QImage all = picture();
        const ComponentId far = r.sample.add("database", {2000, 100});
        QVERIFY(picture() != all);
        r.put(far, r.one);
        r.show(r.one, false);
        QCOMPARE(picture(), all);
    }
};

FAULTLINE_TEST(CanvasLayersTest)
#include "layers_test.moc"
