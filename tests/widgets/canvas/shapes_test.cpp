#include "model/design/annotations.h"
#include "model/design/style.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/strokes.h"
#include "widgets/canvas/export.h"
#include "widgets/canvas/guides.h"
#include "widgets/canvas/look.h"

#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>

#include <memory>

using namespace faultline;
using canvas::Arrange;
using tests::Robot;

namespace {

void shapesStyle(Robot& robot, const std::vector<ComponentId>& ids, const std::function<void(design::Style&)>& alter) {
    robot.document.apply(design::restyle(robot.design(), ids, {}, alter));
}

QColor shapesPixel(Robot& robot, QPointF scene) { return robot.viewport()->grab().toImage().pixelColor(robot.at(scene)); }

}  // namespace

class ShapesTest : public QObject {
    Q_OBJECT
private slots:
    void cleanup() { canvas::CanvasWidget::setDefaultStyles({}); }

    // ---- looks

    void aChosenFillIsPaintedAndItsWordsAreReadable() {
        for (const auto mode : {widgets::ThemeManager::Mode::Light, widgets::ThemeManager::Mode::Dark}) {
            widgets::ThemeManager::instance().setMode(mode);
            const widgets::Theme& t = widgets::theme();
            for (const std::uint32_t fill : {0x000000u, 0xFFFFFFu, 0x777777u, 0xDBEAFEu, 0x0D9488u, 0xFF0000u}) {
                design::Style style;
                style.fill = fill;
                const canvas::Ink ink = canvas::inkOn(canvas::colorOf(fill), style, t);
                QVERIFY2(widgets::contrast(ink.text, canvas::colorOf(fill)) >= 4.5, qPrintable(QString::number(fill, 16)));
                QVERIFY(widgets::contrast(ink.muted, canvas::colorOf(fill)) >= 4.5);
                style.text = fill;   // the worst choice
                QVERIFY(widgets::contrast(canvas::inkOn(canvas::colorOf(fill), style, t).text, canvas::colorOf(fill)) >= 4.5);
            }
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {200, 200});
        shapesStyle(robot, {web}, [](design::Style& style) { style.fill = 0x3366CC; });
        QCOMPARE(shapesPixel(robot, robot.design().sceneRect(web).topLeft() + QPointF(120, 8)).rgb() & 0xFFFFFF, 0x3366CCu);
        robot.document.undo();
        QVERIFY((shapesPixel(robot, robot.design().sceneRect(web).topLeft() + QPointF(120, 8)).rgb() & 0xFFFFFF) != 0x3366CCu);
    }

    void aStateIsToldBeforeAChosenLook() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {200, 200});
        shapesStyle(robot, {web}, [](design::Style& style) {
            style.fill = 0x3366CC;
            style.line = 0x00FF00;
        });
        auto frame = tests::healthyFrame(robot.design());
        frame->components.front().state = runtime::State::Down;
        robot.canvas.setFrame(frame);
        robot.view().showLiveNow();
        QVERIFY((shapesPixel(robot, robot.design().sceneRect(web).topLeft() + QPointF(120, 8)).rgb() & 0xFFFFFF) != 0x3366CCu);
    }

    void copiesAndPastesLooks() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {100, 100}), b = robot.sample.add("database", {400, 100}), c = robot.sample.add("note", {100, 300});
        const LinkId link = robot.sample.link(a, b);
        shapesStyle(robot, {a}, [](design::Style& style) { style.fill = 0xDBEAFE; style.dash = design::Style::Dash::Dashed; });
        robot.canvas.select({a});
        robot.canvas.copyStyle();
        robot.canvas.select({b, c}, {link});
        const int steps = robot.undoCount();
        robot.canvas.pasteStyle();
        QCOMPARE(robot.undoCount(), steps + 1);
        for (const ComponentId id : {b, c}) QVERIFY(robot.part(id).style == robot.part(a).style);
        QVERIFY(robot.design().link(link)->style.dash == design::Style::Dash::Dashed);
        robot.canvas.resetStyle();
        QVERIFY(robot.part(b).style.isUsual());
        robot.document.undo();
        QVERIFY(!robot.part(b).style.isUsual());
        robot.canvas.setReadOnly(true);
        robot.canvas.resetStyle();
        QVERIFY(!robot.part(b).style.isUsual());
    }

    void newOnesLookAsWasSet() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {100, 100});
        shapesStyle(robot, {a}, [](design::Style& style) { style.fill = 0xCCFBF1; });
        robot.canvas.select({a});
        QSignalSpy changed(&robot.canvas, &canvas::CanvasWidget::defaultStylesChanged);
        robot.canvas.setDefaultStyle();
        QCOMPARE(changed.count(), 1);
        QVERIFY(robot.dropKind("web_server", robot.at({700, 400})));
        QCOMPARE(*robot.part(robot.newest()).style.fill, 0xCCFBF1u);
        QVERIFY(robot.dropKind("database", robot.at({700, 200})));
        QVERIFY(robot.part(robot.newest()).style.isUsual());
        const QByteArray kept = canvas::CanvasWidget::defaultStyles();
        canvas::CanvasWidget::setDefaultStyles({});
        canvas::CanvasWidget::setDefaultStyles(kept);
        robot.canvas.addAtCentre(QStringLiteral("web_server"));
        QCOMPARE(*robot.part(robot.newest()).style.fill, 0xCCFBF1u);
    }

    // ---- annotations

    void aFrameIsTakenByItsTitleAndTakesAlongWhatIsIn() {
        Robot robot;
        const ComponentId frame = robot.sample.add("frame", {96, 96});   // 360 x 240
        const ComponentId web = robot.sample.add("web_server", {160, 180});
        robot.click(robot.at({300, 300}));   // inside, beside everything
        QVERIFY(robot.canvas.selectedComponents().empty());
        robot.click(robot.middle(web));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{web});
        robot.dragFreely(robot.at({200, 108}), robot.at({280, 188}));
        QCOMPARE(robot.design().sceneRect(frame).topLeft(), QPointF(176, 176));
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(240, 260));
        robot.document.undo();
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(160, 180));
        robot.canvas.select({frame});
        robot.key(Qt::Key_Right);
        robot.key(Qt::Key_Escape);   // lets the arrow keys end
        QVERIFY(robot.design().sceneRect(web).left() - robot.design().sceneRect(frame).left() == 64);
        robot.canvas.select({frame});
        robot.canvas.duplicate();
        QCOMPARE(robot.design().components().size(), std::size_t{4});
    }

    void aRubberBandBeginsInsideAFrame() {
        Robot robot;
        robot.sample.add("frame", {96, 96});
        const ComponentId web = robot.sample.add("web_server", {160, 180});
        robot.dragAndRelease(robot.at({130, 150}), robot.at({400, 300}));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{web});
    }

    void theEndsOfAnArrowAreDragged() {
        Robot robot;
        const ComponentId arrow = robot.sample.add("arrow", {200, 200});   // from (200, 264) to (360, 200)
        robot.click(robot.at({280, 232}));   // on its line
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{arrow});
        const int steps = robot.undoCount();
        robot.dragAndRelease(robot.at({360, 200}), robot.at({480, 400}));
        QCOMPARE(robot.view().picture().node(arrow)->line, QLineF(200, 264, 480, 400));
        robot.dragAndRelease(robot.at({200, 264}), robot.at({600, 400}));   // past the other end, level
        QCOMPARE(robot.view().picture().node(arrow)->line, QLineF(600, 400, 480, 400));
        QCOMPARE(robot.undoCount(), steps + 2);
        robot.click(robot.at({540, 400}));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{arrow});
        robot.dragAndRelease(robot.at({540, 400}), robot.at({540, 480}));
        QCOMPARE(robot.view().picture().node(arrow)->line, QLineF(600, 480, 480, 480));
        robot.click(robot.at({520, 300}));   // in no rectangle of it
        QVERIFY(robot.canvas.selectedComponents().empty());
    }

    void theMarkerLeavesNothing() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {200, 200});
        const QImage before = robot.viewport()->grab().toImage();
        const int steps = robot.undoCount();
        robot.canvas.setReadOnly(true);   // also over a moment that is past
        robot.key(Qt::Key_M);
        QCOMPARE(robot.canvas.tool(), canvas::Tool::Marker);
        robot.dragAndRelease(robot.middle(web), robot.at({600, 400}));
        QCOMPARE(robot.view().strokes().size(), std::size_t{1});
        QVERIFY(robot.viewport()->grab().toImage() != before);
        robot.key(Qt::Key_Escape);
        QCOMPARE(robot.canvas.tool(), canvas::Tool::Select);
        QVERIFY(robot.view().strokes().isEmpty());
        QCOMPARE(robot.undoCount(), steps);
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(200, 200));
    }

    void strokesFadeWhereThatIsChosen() {
        Robot robot;
        robot.key(Qt::Key_M);
        robot.dragAndRelease(robot.at({200, 200}), robot.at({600, 400}));
        QVERIFY(!robot.view().strokes().isWaiting());   // they stay, and nothing waits
        const QImage stays = robot.viewport()->grab().toImage();
        robot.canvas.setMarkerFades(true);
        QVERIFY(robot.viewport()->grab().toImage() != stays);   // it says so
        QVERIFY(robot.view().strokes().isWaiting());
        robot.drag(robot.at({200, 500}), robot.at({600, 500}));   // what is being drawn stays
        QTRY_COMPARE(robot.view().strokes().size(), std::size_t{1});
        QVERIFY(!robot.view().strokes().isWaiting());
        robot.release(robot.at({600, 500}));
        QVERIFY(robot.view().strokes().isWaiting());
        QTRY_VERIFY(robot.view().strokes().isEmpty());
        QVERIFY(!robot.view().strokes().isWaiting());   // and costs nothing any more
        QCOMPARE(robot.canvas.tool(), canvas::Tool::Marker);
        robot.dragAndRelease(robot.at({200, 200}), robot.at({600, 400}));
        robot.canvas.setMarkerFades(false);
        QVERIFY(!robot.view().strokes().isWaiting());
        QCOMPARE(robot.view().strokes().size(), std::size_t{1});
    }

    void theChevronLeavesTheTitleAlone() {
        Robot robot;
        const ComponentId zone = robot.sample.add("zone", {100, 100});
        robot.canvas.select({zone});
        for (const double zoom : {1.0, 0.6, 0.3}) {
            robot.view().zoomTo(zoom);
            const canvas::NodePart& node = *robot.view().picture().node(zone);
            const double title = robot.view().toView(node.rect).left() + 12 * zoom;   // where its first letter begins
            QVERIFY(robot.view().foldButton(node).right() < title);
            const QPoint chevron = robot.view().foldButton(node).center().toPoint();
            robot.move(robot.view().toView(node.rect).topLeft().toPoint() + QPoint(2, 2));
            robot.click(chevron);
            QVERIFY(robot.part(zone).collapsed);
            robot.document.undo();
        }
    }

    void turnsAnAnnotationIntoAComponentByMenu() {
        Robot robot;
        const ComponentId shape = robot.sample.add("shape", {200, 200});
        const std::unique_ptr<QMenu> menu(robot.view().menuFor({.what = canvas::Hit::What::Node, .node = shape}, {}));
        QAction* into = nullptr;
        for (QMenu* inner : menu->findChildren<QMenu*>())
            if (inner->title() == QStringLiteral("Turn into"))
                for (QAction* action : inner->actions())
                    if (action->text() == QString::fromUtf8(tests::testCatalog().find("database")->label.source)) into = action;
        QVERIFY(into);
        into->trigger();
        QVERIFY(!robot.design().component(shape));
        QCOMPARE(robot.part(robot.newest()).kind, std::string("database"));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{robot.newest()});
    }

    void wordsAreEditedInPlace() {
        Robot robot;
        const ComponentId note = robot.sample.add("note", {200, 200}), frame = robot.sample.add("frame", {500, 96});
        QTest::mouseDClick(robot.viewport(), Qt::LeftButton, {}, robot.middle(note));
        auto* editor = robot.viewport()->findChild<QPlainTextEdit*>(QStringLiteral("wordsEditor"));
        QVERIFY(editor && editor->isVisible());
        QTest::keyClicks(editor, QStringLiteral("one"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTest::keyClicks(editor, QStringLiteral("two"));
        const int steps = robot.undoCount();
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(robot.part(note).properties.value("text").toText(), std::string("one\ntwo"));
        QCOMPARE(robot.undoCount(), steps + 1);
        robot.canvas.select({note});
        robot.key(Qt::Key_F2);
        QPointer<QPlainTextEdit> second = robot.viewport()->findChildren<QPlainTextEdit*>(QStringLiteral("wordsEditor")).last();
        QTest::keyClicks(second, QStringLiteral("never mind"));
        QTest::keyClick(second, Qt::Key_Escape);
        QCOMPARE(robot.part(note).properties.value("text").toText(), std::string("one\ntwo"));
        robot.canvas.select({frame});
        robot.key(Qt::Key_F2);
        auto* title = robot.viewport()->findChild<QLineEdit*>(QStringLiteral("renameEditor"));
        QVERIFY(title);
        QTest::keyClicks(title, QStringLiteral("Data centre"));
        QTest::keyClick(title, Qt::Key_Return);
        QCOMPARE(robot.part(frame).name, QStringLiteral("Data centre"));
    }

    void annotationsAreHiddenWithTheirGroup() {
        Robot robot;
        const ComponentId frame = robot.sample.add("frame", {96, 96}), arrow = robot.sample.add("arrow", {600, 200});
        robot.canvas.setHiddenGroups({catalog::Group::Annotation});
        robot.click(robot.at({200, 108}));
        QVERIFY(robot.canvas.selectedComponents().empty());
        robot.canvas.setHiddenGroups({});
        robot.canvas.selectAll();
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{frame, arrow}));
    }

    // ---- containers

    void collapsesToACardWithTheWorstState() {
        Robot robot;
        const ComponentId users = robot.sample.add("users", {40, 200}), server = robot.sample.add("server", {400, 100});
        const ComponentId web = robot.sample.into("web_server", server), db = robot.sample.into("database", server);
        const LinkId in = robot.sample.link(users, web), within = robot.sample.link(web, db);
        auto frame = tests::healthyFrame(robot.design());
        for (auto& status : frame->components)
            if (status.id == db) status.state = runtime::State::Down;
        robot.canvas.setFrame(frame);
        robot.canvas.select({web});
        robot.canvas.arrange(Arrange::Collapse);
        QVERIFY(!robot.part(server).collapsed);   // a web server does not fold
        robot.canvas.select({web, server});
        const int steps = robot.undoCount();
        robot.canvas.arrange(Arrange::Collapse);
        QCOMPARE(robot.undoCount(), steps + 1);
        const canvas::Picture& picture = robot.view().picture();
        QVERIFY(picture.node(web)->hidden && picture.node(db)->hidden);
        QVERIFY(picture.link(within)->hidden && !picture.link(in)->hidden);
        const QRectF card = picture.node(server)->rect;
        QCOMPARE(card.size(), QSizeF(168, 64));
        QVERIFY(card.adjusted(-2, -2, 2, 2).contains(picture.link(in)->route.at(1)));
        QCOMPARE(robot.view().live().node(server)->state, runtime::State::Failing);
        QVERIFY(robot.view().live().node(server)->why.contains(robot.part(db).name));
        auto worse = tests::healthyFrame(robot.design());   // of two that are down it is always the same one
        for (auto& status : worse->components)
            if (status.id == db || status.id == web) status.state = runtime::State::Down;
        robot.canvas.setFrame(worse);
        QVERIFY(web < db);
        QTRY_COMPARE(robot.view().live().node(web)->state, runtime::State::Down);
        QVERIFY(robot.view().live().node(server)->why.contains(robot.part(web).name));
        robot.canvas.setFrame(frame);
        QTRY_COMPARE(robot.view().live().node(web)->state, runtime::State::Ok);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{server});
        QCOMPARE(picture.node(server)->second, QStringLiteral("2 inside"));
        tests::keepPicture(robot.viewport()->grab().toImage(), QStringLiteral("collapsed"));
        robot.document.undo();
        QVERIFY(!picture.node(web)->hidden);
        QCOMPARE(robot.view().live().node(server)->state, runtime::State::Ok);
        robot.document.redo();
        robot.canvas.select({db});   // stands for what it is in
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{server});
    }

    void theChevronFolds() {
        Robot robot;
        const ComponentId server = robot.sample.add("server", {400, 100});
        robot.sample.into("web_server", server);
        const QRectF before = robot.design().sceneRect(server);
        robot.move(robot.at(before.topLeft() + QPointF(100, 20)));
        const auto fold = [&] { return robot.view().foldButton(*robot.view().picture().node(server)).center().toPoint(); };
        robot.click(fold());
        QVERIFY(robot.part(server).collapsed);
        robot.move(robot.middle(server));
        robot.click(fold());
        QVERIFY(!robot.part(server).collapsed);
        QCOMPARE(robot.design().sceneRect(server), before);
    }

    void whatIsDroppedOnACollapsedServerGoesIn() {
        Robot robot;
        const ComponentId server = robot.sample.add("server", {400, 100});
        robot.canvas.select({server});
        robot.canvas.arrange(Arrange::Collapse);
        QVERIFY(robot.dropKind("web_server", robot.middle(server)));
        QCOMPARE(robot.part(robot.newest()).container, server);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{server});
    }

    void groupsAndUngroupsByMenuCommands() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {100, 200}), b = robot.sample.add("database", {400, 200});
        robot.canvas.select({a, b});
        robot.canvas.arrange(Arrange::Group);
        const ComponentId frame = robot.newest();
        QCOMPARE(robot.part(frame).kind, std::string("frame"));
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{frame});
        robot.canvas.enterGroup();
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        robot.canvas.leaveGroup();
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{frame});
        robot.canvas.arrange(Arrange::Ungroup);
        QVERIFY(!robot.design().component(frame));
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{a, b}));
    }

    // ---- order and grid

    void selectsOneSortOnly() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {100, 200}), b = robot.sample.add("database", {400, 200});
        const LinkId link = robot.sample.link(a, b);
        robot.canvas.selectComponentsOnly();
        QCOMPARE(robot.canvas.selectedComponents(), (std::vector{a, b}));
        QVERIFY(robot.canvas.selectedLinks().empty());
        robot.canvas.selectLinksOnly();
        QVERIFY(robot.canvas.selectedComponents().empty());
        QCOMPARE(robot.canvas.selectedLinks(), std::vector{link});
    }

    void theGridIsChosen() {
        Robot robot;
        const ComponentId web = robot.sample.add("web_server", {200, 200});
        QSignalSpy changed(&robot.canvas, &canvas::CanvasWidget::snapSettingsChanged);
        canvas::SnapSettings coarse;
        coarse.step = 48;
        robot.canvas.setSnapSettings(coarse);
        QCOMPARE(changed.count(), 1);
        robot.dragAndRelease(robot.middle(web), robot.middle(web) + QPoint(30, 5));
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(240, 192));
        canvas::SnapSettings off = coarse;
        off.grid = off.guides = false;
        robot.canvas.setSnapSettings(off);
        robot.dragAndRelease(robot.middle(web), robot.middle(web) + QPoint(13, 7));
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(253, 199));
        const QImage dots = robot.viewport()->grab().toImage();
        off.gridShown = false;
        robot.canvas.setSnapSettings(off);
        QVERIFY(robot.viewport()->grab().toImage() != dots);
        robot.canvas.setSnapSettings(coarse);
        robot.canvas.select({web});
        robot.canvas.arrange(Arrange::ToGrid);
        QCOMPARE(robot.design().sceneRect(web).topLeft(), QPointF(240, 192));
    }

    void resizingStopsAtTheSizeOfAnother() {
        Robot robot;
        robot.sample.add("note", {700, 100});   // 200 wide as all notes
        const ComponentId note = robot.sample.add("note", {100, 100});
        const QSizeF usual = robot.design().sceneRect(note).size();
        robot.document.apply(design::resize(robot.design(), note, QRectF(100, 100, 300, 200)));
        robot.canvas.select({note});
        const QPoint corner = robot.at({402, 302});
        robot.drag(corner, robot.at(QPointF(100, 100) + QPointF(usual.width() + 5, usual.height() + 6)));
        robot.release(robot.at(QPointF(100, 100) + QPointF(usual.width() + 5, usual.height() + 6)));
        QCOMPARE(robot.design().sceneRect(note).size(), usual);
        QVERIFY(!canvas::nearestSize(100, {QRectF(0, 0, 107, 5)}, true, 6));
        QCOMPARE(canvas::nearestSize(100, {QRectF(0, 0, 96, 5), QRectF(0, 0, 103, 5)}, true, 6)->size, 103.0);
    }

    // ---- pictures, and extremes

    void everyLookInBothThemes() {
        Robot robot;
        const ComponentId zone = robot.sample.add("zone", {40, 40}), server = robot.sample.into("server", zone, {60, 60});
        const ComponentId web = robot.sample.into("web_server", server), db = robot.sample.add("database", {560, 120});
        const ComponentId frame = robot.sample.add("frame", {520, 60}), note = robot.sample.add("note", {60, 420}), words = robot.sample.add("text", {300, 420});
        const ComponentId plain = robot.sample.add("shape", {520, 420}), arrow = robot.sample.add("arrow", {700, 420}), tiny = robot.sample.add("shape", {900, 420});
        const LinkId link = robot.sample.link(web, db);
        robot.sample.rename(words, QString(200, QLatin1Char('w')));
        robot.sample.rename(frame, QString(200, QLatin1Char('f')));
        robot.sample.rename(plain, QString(200, QLatin1Char('p')));
        robot.document.apply(design::resize(robot.design(), tiny, QRectF(900, 420, 8, 8)));
        std::uint32_t color = 0x204060;
        for (const ComponentId id : {zone, server, web, db, frame, note, words, plain, arrow, tiny})
            shapesStyle(robot, {id}, [&](design::Style& style) {
                style.fill = color = (color * 5 + 0x333) & 0xFFFFFF;
                style.line = 0xDB2777;
                style.textSize = int(6 + color % 60);
                style.dash = static_cast<design::Style::Dash>(1 + color % 3);
            });
        robot.document.apply(design::restyle(robot.design(), {}, {link}, [](design::Style& style) { style = {{}, 0x0D9488, 0x7C3AED, 24, design::Style::Dash::Dotted}; }));
        for (const auto mode : {widgets::ThemeManager::Mode::Light, widgets::ThemeManager::Mode::Dark}) {
            widgets::ThemeManager::instance().setMode(mode);
            robot.canvas.setFrame(tests::healthyFrame(robot.design()));
            robot.view().showLiveNow();
            tests::keepPicture(robot.viewport()->grab().toImage(), mode == widgets::ThemeManager::Mode::Dark ? QStringLiteral("looks-dark") : QStringLiteral("looks-light"));
            for (const double zoom : {0.1, 0.3, 0.7, 4.0}) {
                robot.view().zoomTo(zoom);
                robot.viewport()->grab();
            }
            robot.view().zoomTo(1);
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        const QByteArray svg = canvas::svgOf(robot.design(), tests::testCatalog(), {}, {});
        QVERIFY(svg.contains("#db2777"));
        QVERIFY(svg.contains("#0d9488"));
    }
};

FAULTLINE_TEST(ShapesTest)
#include "shapes_test.moc"
