#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/workspace.h"
#include "model/design/annotations.h"
#include "model/design/arrange.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/layers/layers_panel.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/theme.h"
#include "widgets/palette/command_palette.h"
#include "widgets/palette/shortcut_sheet.h"

#include <QAction>
#include <QDockWidget>
#include <QGraphicsView>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPointer>
#include <QToolBar>
#include <QToolButton>

#include <cmath>
#include <memory>
#include <set>

using namespace faultline;
using namespace faultline::app;
using design::Design;
using palette::Command;

namespace {

/// A window with an empty design; goes when the test ends, whatever is unsaved in it.
std::unique_ptr<MainWindow> commandsWindow() {
    auto window = std::make_unique<MainWindow>(tests::testCatalog());
    window->resize(1280, 800);
    window->show();
    window->newDesign();
    if (!QTest::qWaitForWindowActive(window.get())) qFatal("The window does not become active");
    window->workspace().canvas().view()->setFocus();
    return window;
}

/// Ctrl+K, the letters, Enter.
void commandsDo(MainWindow& window, const QString& letters) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
    auto* edit = window.findChild<QLineEdit*>(QStringLiteral("commandEdit"));
    QVERIFY(edit && edit->isVisible() && edit->hasFocus());
    QTest::keyClicks(edit, letters);
    QTest::keyClick(edit, Qt::Key_Return);
}

}  // namespace

class CommandsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance())); }
    void init() { settings::forgetWindow(); }

    void fewLettersFindIt_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("first");
        QTest::newRow("all") << "" << "Align left";
        QTest::newRow("begins") << "dist" << "Distribute horizontally";
        QTest::newRow("two words, any order") << "ver dis" << "Distribute vertically";
        QTest::newRow("initials") << "dv" << "Distribute vertically";
        QTest::newRow("letters in order") << "dstrv" << "Distribute vertically";
        QTest::newRow("other words") << "mysql" << "Add database";
        QTest::newRow("nothing") << "zzz" << "";
    }
    void fewLettersFindIt() {
        QFETCH(QString, query);
        QFETCH(QString, first);
        QList<Command> all;
        for (const char* title : {"Align left", "Distribute horizontally", "Distribute vertically", "Add database"})
            all.append({.title = QLatin1String(title), .group = {}, .keys = {}, .icon = {}, .words = {}, .enabled = true, .run = {}});
        all.last().words = QStringLiteral("mysql postgres");
        const QList<Command> found = palette::matchingCommands(all, query);
        QCOMPARE(found.isEmpty() ? QString() : found.first().title, first);
    }

    void whatCannotBeDoneNowComesLast() {
        QList<Command> all;
        for (const char* title : {"Align left", "Align centre", "Add database"})
            all.append({.title = QLatin1String(title), .group = {}, .keys = {}, .icon = {}, .words = {}, .enabled = true, .run = {}});
        all.first().enabled = false;
        QCOMPARE(palette::matchingCommands(all, {}).last().title, QStringLiteral("Align left"));
        QCOMPARE(palette::matchingCommands(all, QStringLiteral("align")).first().title, QStringLiteral("Align centre"));
        QCOMPARE(palette::matchingCommands(all, QStringLiteral("align left")).first().title, QStringLiteral("Align left"));
    }

    void addsAndGoesByKeysAlone() {
        const auto window = commandsWindow();
        commandsDo(*window, QStringLiteral("add database"));
        QCOMPARE(window->document().design().components().size(), 1u);
        QCOMPARE(window->document().design().components().begin()->second->kind, std::string("database"));
        QVERIFY(window->workspace().canvas().view()->hasFocus());
        commandsDo(*window, QStringLiteral("web server"));
        QCOMPARE(window->document().design().components().size(), 2u);
        const ComponentId database = window->document().design().components().begin()->first;
        QVERIFY(window->workspace().canvas().selectedComponents() != std::vector{database});
        commandsDo(*window, QStringLiteral("go db"));
        QCOMPARE(window->workspace().canvas().selectedComponents(), std::vector{database});
        commandsDo(*window, QStringLiteral("undo"));
        QCOMPARE(window->document().design().components().size(), 1u);
    }

    void whatIsOffSaysWhy() {
        const auto window = commandsWindow();
        const auto why = [&](const QString& title) {
            QTest::keyClick(window->workspace().canvas().view(), Qt::Key_K, Qt::ControlModifier);
            auto* edit = window->findChild<QLineEdit*>(QStringLiteral("commandEdit"));
            QTest::keyClicks(edit, title);
            const QList<Command>& shown = window->findChild<palette::CommandPalette*>()->shown();
            const QString said = shown.isEmpty() || shown.first().title != title ? QStringLiteral("?") : shown.first().whyNot;
            if (!said.isEmpty()) QTest::keyClick(edit, Qt::Key_Return);   // does nothing
            if (!said.isEmpty() && !edit->accessibleDescription().endsWith(said)) return QStringLiteral("not read");
            QTest::keyClick(edit, Qt::Key_Escape);
            return said;
        };
        QCOMPARE(why(QStringLiteral("Align left")), QStringLiteral("Select two components first"));
        QCOMPARE(why(QStringLiteral("Distribute vertically")), QStringLiteral("Select three components first"));
        QCOMPARE(why(QStringLiteral("Reverse a link")), QStringLiteral("Select one link first"));
        QCOMPARE(why(QStringLiteral("Stop the layout")), QStringLiteral("No layout is running"));
        QCOMPARE(why(QStringLiteral("Revert to saved")), QStringLiteral("It was never saved"));
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("web_server", {96, 96}), b = sample.add("database", {304, 304});
        window->workspace().canvas().select({a, b});
        QCOMPARE(why(QStringLiteral("Align left")), QString());
        const auto every = window->findChildren<QAction*>();
        window->workspace().canvas().clearSelection();
        for (const QAction* action : every)   // nothing is off without a word
            if (!action->isEnabled() && !action->text().isEmpty() && !action->objectName().isEmpty() && !action->objectName().startsWith(QLatin1String("layer")))
                QVERIFY2(!widgets::whyNot(*action).isEmpty(), qPrintable(action->objectName()));
        window->showWelcome();
        QVERIFY(!window->action(QStringLiteral("alignLeft"))->isEnabled());
    }

    void everyActionWithItsKeyIsThere() {
        const auto window = commandsWindow();
        window->action(QStringLiteral("commands"))->trigger();
        auto* shown = window->findChild<palette::CommandPalette*>();
        QVERIFY(shown);
        const auto has = [&](const QString& title, const QString& keys) {
            return std::any_of(shown->shown().begin(), shown->shown().end(), [&](const Command& c) { return c.title == title && c.keys == keys; });
        };
        QVERIFY(has(QStringLiteral("Align left"), QStringLiteral("Ctrl+Shift+Left")));
        QVERIFY(has(QStringLiteral("Find"), QStringLiteral("Ctrl+F")));
        QVERIFY(has(QStringLiteral("Full screen"), QStringLiteral("F11")));
        QVERIFY(has(QStringLiteral("Add DNS"), QString()) && has(QStringLiteral("Add load balancer"), QString()));
        QVERIFY(std::any_of(shown->shown().begin(), shown->shown().end(),
                            [](const Command& c) { return c.title.startsWith(QLatin1String("Open example: ")); }));
        QTest::keyClick(window->findChild<QLineEdit*>(QStringLiteral("commandEdit")), Qt::Key_Escape);
        QVERIFY(!shown->isVisible());
        QVERIFY(window->workspace().canvas().view()->hasFocus());
    }

    void whatCannotBeDoneIsNotDone() {
        const auto window = commandsWindow();
        commandsDo(*window, QStringLiteral("align left"));    // nothing is selected
        auto* shown = window->findChild<palette::CommandPalette*>();
        QVERIFY(shown->isVisible());
        QCOMPARE(window->document().undoStack().count(), 0);
    }

    void theSheetIsSearchedByNameAndKey() {
        const auto window = commandsWindow();
        QTest::keyClick(window->workspace().canvas().view(), Qt::Key_Question);
        QPointer<palette::ShortcutSheet> sheet = window->findChild<palette::ShortcutSheet*>();
        QVERIFY(sheet && sheet->isVisible());
        QVERIFY(sheet->shown().size() > 40);
        const auto* list = sheet->findChild<QListView*>();
        QCOMPARE(list->indexAt(QPoint(10, 5)).row(), 0);   // it begins with the first heading
        auto* edit = sheet->findChild<QLineEdit*>(QStringLiteral("shortcutEdit"));
        QTest::keyClicks(edit, QStringLiteral("full"));
        QCOMPARE(sheet->shown().first().title, QStringLiteral("Full screen"));
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("ctrl+k"));
        QCOMPARE(sheet->shown().size(), 1);
        QCOMPARE(sheet->shown().first().title, QStringLiteral("Command palette"));
        delete sheet;
    }

    void shortcutsOfTheMenusWork() {
        const auto window = commandsWindow();
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("web_server", {96, 96}), b = sample.add("database", {304, 304});
        auto* view = window->workspace().canvas().view();
        QVERIFY(!window->action(QStringLiteral("alignLeft"))->isEnabled());
        window->workspace().canvas().select({a, b});
        QVERIFY(window->action(QStringLiteral("alignLeft"))->isEnabled());
        QTest::keyClick(view, Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(window->document().design().sceneRect(b).left(), 96.0);
        QTest::keyClick(view, Qt::Key_L, Qt::ControlModifier);
        QVERIFY(window->document().design().component(a)->locked && window->document().design().component(b)->locked);
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(window->document().design().components().size(), 2u);
        QTest::keyClick(view, Qt::Key_L, Qt::ControlModifier);
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!window->document().design().component(a)->locked);
        QVERIFY(window->document().design().component(a)->order > 0);
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(window->findChild<QLineEdit*>(QStringLiteral("findEdit"))->hasFocus());
    }

    void groupsAreHiddenAndTheOverviewShownByMenu() {
        const auto window = commandsWindow();
        canvas::CanvasWidget& canvas = window->workspace().canvas();
        QTest::keyClick(canvas.view(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(canvas.hiddenGroups(), std::set{catalog::Group::Security});
        QVERIFY(!window->action(QStringLiteral("showSecurity"))->isChecked());
        window->action(QStringLiteral("showSecurity"))->trigger();
        QVERIFY(canvas.hiddenGroups().empty());
        window->action(QStringLiteral("minimap"))->trigger();
        QVERIFY(canvas.hasMinimap());
        QTest::keyClick(canvas.view(), Qt::Key_F11);
        QVERIFY(window->isFullScreen());
        QTest::keyClick(canvas.view(), Qt::Key_F11);
        QVERIFY(!window->isFullScreen());
    }

    void whatIsSelectedIsArrangedByKeys() {
        const auto window = commandsWindow();
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("web_server", {97, 95}), b = sample.add("database", {403, 304});
        const design::Design& design = window->document().design();
        auto* view = window->workspace().canvas().view();
        const auto rect = [&](ComponentId id) { return design.sceneRect(id); };
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers) {
            window->workspace().canvas().select({a, b});
            const int steps = window->document().undoStack().count();
            QTest::keyClick(view, key, modifiers);
            return window->document().undoStack().count() - steps;
        };
        QCOMPARE(press(Qt::Key_G, Qt::AltModifier | Qt::ShiftModifier), 1);   // onto the grid
        QCOMPARE(rect(a).topLeft(), QPointF(96, 96));
        const QRectF left = rect(a), right = rect(b);
        QCOMPARE(press(Qt::Key_H, Qt::ShiftModifier), 1);                     // flipped
        QVERIFY(rect(a).left() > rect(b).left() && rect(a).top() == left.top());
        QCOMPARE(press(Qt::Key_V, Qt::ShiftModifier), 1);
        QVERIFY(rect(a).top() > rect(b).top());
        QCOMPARE(press(Qt::Key_R, Qt::ShiftModifier), 1);                     // turned by a quarter
        QVERIFY(std::abs(rect(a).center().x() - rect(b).center().x()) < right.left() - left.left());
        QCOMPARE(press(Qt::Key_G, Qt::ControlModifier), 1);                   // grouped
        const ComponentId frame{design.lastComponentId()};
        QCOMPARE(design.component(frame)->kind, std::string("frame"));
        QTest::keyClick(view, Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!design.component(frame));
        const ComponentId over = sample.add("web_server", rect(a).topLeft() + QPointF(8, 8));
        window->workspace().canvas().select({over});
        QTest::keyClick(view, Qt::Key_BracketLeft, Qt::ControlModifier);      // below what it covers
        QVERIFY(design.component(over)->order < design.component(a)->order);
        QTest::keyClick(view, Qt::Key_BracketRight, Qt::ControlModifier);
        QVERIFY(design.component(over)->order > design.component(a)->order);
    }

    void aServerIsFoldedByKeys() {
        const auto window = commandsWindow();
        tests::Sample sample(window->document());
        const ComponentId host = sample.add("server", {96, 96});
        const ComponentId web = sample.into("web_server", host, {24, 60});
        canvas::CanvasWidget& canvas = window->workspace().canvas();
        canvas.select({host});
        QTest::keyClick(canvas.view(), Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(window->document().design().component(host)->collapsed);
        QTest::keyClick(canvas.view(), Qt::Key_End, Qt::ControlModifier);
        QVERIFY(!window->document().design().component(host)->collapsed);
        QTest::keyClick(canvas.view(), Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(canvas.selectedComponents(), std::vector{web});
        QTest::keyClick(canvas.view(), Qt::Key_Home, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(canvas.selectedComponents(), std::vector{host});
    }

    void layersAreMadeByKeysAlone() {
        const auto window = commandsWindow();
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("web_server", {96, 96}), b = sample.add("database", {304, 304});
        canvas::CanvasWidget& canvas = window->workspace().canvas();
        canvas.view()->setFocus();
        QTest::keyClick(canvas.view(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        layers::LayersPanel& panel = window->workspace().layers();
        QTRY_VERIFY(panel.isVisible());
        QVERIFY(panel.view().hasFocus());
        QTest::keyClick(window->findChild<QToolButton*>(QStringLiteral("layerAdd")), Qt::Key_Space);
        QTRY_VERIFY(panel.view().findChild<QLineEdit*>());
        QTest::keyClick(panel.view().findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_VERIFY(!panel.view().findChild<QLineEdit*>());
        const design::Design& design = window->document().design();
        QCOMPARE(design.settings().layers.size(), 1u);
        canvas.select({b});
        window->action(QStringLiteral("toCurrentLayer"))->trigger();
        QCOMPARE(design.component(b)->layer, 1);
        canvas.select({a});
        QTest::keyClick(&panel.view(), Qt::Key_Space);   // the eye of the new layer
        QVERIFY(design.settings().layers.front().hidden);
        QTest::keyClick(canvas.view(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(canvas.selectedComponents(), std::vector{a});
        QTest::keyClick(&panel.view(), Qt::Key_Space);
        window->action(QStringLiteral("selectCurrentLayer"))->trigger();
        QCOMPARE(canvas.selectedComponents(), std::vector{b});
        canvas.select({a, b});
        window->action(QStringLiteral("toNewLayer"))->trigger();
        QCOMPARE(design.component(a)->layer, 2);
        window->document().undo();
        QCOMPARE(design.component(a)->layer, 0);
        QCOMPARE(design.settings().layers.size(), 1u);
    }

    void aPresentationShowsTheDrawingAlone() {
        auto window = commandsWindow();
        Workspace& workspace = window->workspace();
        tests::Sample(window->document()).add("web_server", {96, 96});
        std::set<QDockWidget*> before;   // not the table and the layers: they are shown on request
        for (QDockWidget* dock : workspace.docks())
            if (dock->isVisible()) before.insert(dock);
        QCOMPARE(before.size(), 3u);
        QTest::keyClick(workspace.canvas().view(), Qt::Key_F5);
        QVERIFY(window->isFullScreen() && !window->menuBar()->isVisible());
        for (const QDockWidget* dock : workspace.docks()) QVERIFY(!dock->isVisible());
        QVERIFY(workspace.bar()->isVisible());
        workspace.canvas().selectAll();
        QTest::keyClick(workspace.canvas().view(), Qt::Key_Escape);   // what is selected comes first
        QVERIFY(window->isFullScreen());
        QTest::keyClick(workspace.canvas().view(), Qt::Key_Z, Qt::ControlModifier);   // the keys still work
        QVERIFY(window->document().design().components().empty() && !window->document().isModified());
        QTest::keyClick(workspace.canvas().view(), Qt::Key_Escape);
        QVERIFY(!window->isFullScreen() && window->menuBar()->isVisible());
        for (QDockWidget* dock : workspace.docks()) QCOMPARE(dock->isVisible(), before.contains(dock));
        QVERIFY(!window->action(QStringLiteral("present"))->isChecked());
        QTest::keyClick(workspace.canvas().view(), Qt::Key_F5);
        QPointer<MainWindow> shut = window.release();
        shut->close();                                                  // what is remembered is what was there before
        QTRY_VERIFY(!shut);
        const auto next = commandsWindow();
        QVERIFY(next->workspace().docks().first()->isVisible());
    }

    void theGridIsRemembered() {
        const canvas::SnapSettings before = settings::snap();
        {
            const auto window = commandsWindow();
            window->action(QStringLiteral("guides"))->setChecked(true);
            window->action(QStringLiteral("guides"))->trigger();
            window->action(QStringLiteral("gridStep24"))->trigger();
            QVERIFY(!window->workspace().canvas().snapSettings().guides);
            QTest::keyClick(window->workspace().canvas().view(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
            QCOMPARE(window->workspace().canvas().snapSettings().gridShown, !before.gridShown);
        }
        const auto window = commandsWindow();
        QCOMPARE(window->workspace().canvas().snapSettings().step, 24);
        QVERIFY(!window->workspace().canvas().snapSettings().guides);
        QVERIFY(!window->action(QStringLiteral("guides"))->isChecked());
        QVERIFY(window->action(QStringLiteral("gridStep24"))->isChecked());
        settings::setSnap(before);
    }

    void shapesByKeys() {
        const auto window = commandsWindow();
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("server", {100, 100}), b = sample.add("database", {500, 100});
        canvas::CanvasWidget& canvas = window->workspace().canvas();
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(canvas.view(), key, modifiers); };
        canvas.select({a, b});
        press(Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(window->document().design().components().size(), std::size_t{3});
        press(Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(window->document().design().components().size(), std::size_t{2});
        canvas.select({a});
        press(Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(window->document().design().component(a)->collapsed);
        press(Qt::Key_End, Qt::ControlModifier);
        QVERIFY(!window->document().design().component(a)->collapsed);
        const Design before = window->document().design();
        canvas.select({a, b});
        press(Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(!(window->document().design() == before));
        press(Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(window->document().design() == before);
        press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(canvas.selectedComponents().empty());
        press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(canvas.selectedComponents().size(), std::size_t{2});
        press(Qt::Key_M, {});
        QVERIFY(window->action(QStringLiteral("marker"))->isChecked());
        press(Qt::Key_Escape, {});
        QVERIFY(!window->action(QStringLiteral("marker"))->isChecked());
    }

    void looksRight() {
        for (const bool dark : {false, true}) {
            widgets::ThemeManager::instance().setMode(dark ? widgets::ThemeManager::Mode::Dark : widgets::ThemeManager::Mode::Light);
            const auto window = commandsWindow();
            const tests::SampleSite site(window->document());
            window->workspace().canvas().zoomToFit();
            window->action(QStringLiteral("commands"))->trigger();
            QTest::keyClicks(window->findChild<QLineEdit*>(QStringLiteral("commandEdit")), QStringLiteral("al"));
            tests::keepPicture(window->grab().toImage(), dark ? QStringLiteral("commands-dark") : QStringLiteral("commands-light"));
            window->action(QStringLiteral("shortcuts"))->trigger();
            auto* sheet = window->findChild<palette::ShortcutSheet*>();
            QVERIFY(sheet);
            tests::keepPicture(sheet->grab().toImage(), dark ? QStringLiteral("shortcuts-dark") : QStringLiteral("shortcuts-light"));
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }
};

FAULTLINE_TEST(CommandsTest)
#include "commands_test.moc"
