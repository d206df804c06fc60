#include "app/main_window.h"

#include "app/app_settings.h"
#include "app/help_dialog.h"
#include "app/trust_dialog.h"
#include "app/workspace.h"
#include "model/validation/run_cases.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/inspector.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::app {
namespace {

using canvas::CanvasWidget;

/// The speeds that Slower and Faster go through; 0: as fast as possible.
constexpr std::array menuSpeeds{0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0, 0.0};

}  // namespace

QAction* MainWindow::add(QMenu* menu, const char* name, const QString& text, const char* icon) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QLatin1String(name));
    if (icon) action->setIcon(widgets::icon(QLatin1String(icon)));
    addAction(action);
    return action;
}

QAction* MainWindow::add(QMenu* menu, const char* name, const QString& text, const char* icon, const QKeySequence& keys) {
    QAction* action = add(menu, name, text, icon);
    action->setShortcut(keys);
    return action;
}

void MainWindow::buildFileMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    connect(add(menu, "new", tr("&New"), "new", QKeySequence::New), &QAction::triggered, this, &MainWindow::newDesign);
    connect(add(menu, "newTemplate", tr("New from &template\u2026"), nullptr, QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_N)), &QAction::triggered, this,
            &MainWindow::newFromTemplate);
    connect(add(menu, "newWindow", tr("New &window"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)), &QAction::triggered, this,
            &MainWindow::openWindow);
    connect(add(menu, "open", tr("&Open\u2026"), "open", QKeySequence::Open), &QAction::triggered, this, &MainWindow::open);
    connect(add(menu, "openWindow", tr("Open in a new win&dow\u2026"), nullptr, QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O)), &QAction::triggered, this,
            &MainWindow::openInNewWindow);
    QMenu* recent = menu->addMenu(widgets::icon(QStringLiteral("history")), tr("Open &recent"));
    recent->setObjectName(QStringLiteral("recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
    connect(add(menu, "welcome", tr("Examples and &start page"), nullptr), &QAction::triggered, this, [this] {
        if (mayReplace()) showWelcome();
    });
    menu->addSeparator();
    QAction* saving = add(menu, "save", tr("&Save"), "save", QKeySequence::Save);
    connect(saving, &QAction::triggered, this, &MainWindow::save);
    QAction* savingAs = add(menu, "saveAs", tr("Save &as\u2026"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    connect(savingAs, &QAction::triggered, this, &MainWindow::saveAs);
    QAction* reverting = add(menu, "revert", tr("Re&vert to saved"), nullptr);
    connect(reverting, &QAction::triggered, this, &MainWindow::revert);
    QAction* exporting = add(menu, "export", tr("&Export as picture, drawing, PDF\u2026"), "export", QKeySequence(Qt::CTRL | Qt::Key_E));
    connect(exporting, &QAction::triggered, this, &MainWindow::exportPicture);
    QAction* printing = add(menu, "print", tr("&Print\u2026"), nullptr, QKeySequence::Print);
    connect(printing, &QAction::triggered, this, &MainWindow::print);
    for (QAction* action : {saving, savingAs, exporting, printing}) m_editing->addAction(action);
    menu->addSeparator();
    connect(add(menu, "close", tr("&Close window"), "close", QKeySequence(Qt::CTRL | Qt::Key_W)), &QAction::triggered, this, &QWidget::close);
    connect(add(menu, "quit", tr("&Quit"), nullptr, QKeySequence(Qt::CTRL | Qt::Key_Q)), &QAction::triggered, qApp, &QApplication::closeAllWindows);
}

void MainWindow::fillRecentMenu(QMenu* menu) {
    menu->clear();
    for (const QString& path : settings::recentFiles()) {
        QAction* action = menu->addAction(QFileInfo(path).fileName());
        action->setToolTip(tr("%1\nWith Ctrl: in a new window").arg(QDir::toNativeSeparators(path)));
        action->setEnabled(QFileInfo::exists(path));
        connect(action, &QAction::triggered, this, [this, path] {
            openOrRaise(path, QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier) ? Where::NewWindow : Where::Here);
        });
    }
    menu->setToolTipsVisible(true);
    if (menu->isEmpty()) menu->addAction(tr("No file was opened yet"))->setEnabled(false);
    else {
        menu->addSeparator();
        connect(menu->addAction(tr("Forget these files")), &QAction::triggered, this, [] { settings::clearRecentFiles(); });
    }
}

void MainWindow::buildEditMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Edit"));
    CanvasWidget* canvas = &m_workspace->canvas();
    QAction* undo = m_document.undoStack().createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(widgets::icon(QStringLiteral("undo")));
    QAction* redo = m_document.undoStack().createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("redo"));
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    redo->setIcon(widgets::icon(QStringLiteral("redo")));
    const auto canUndo = [undo](bool can) { widgets::allow(undo, can, tr("Nothing was changed yet")); };
    const auto canRedo = [redo](bool can) { widgets::allow(redo, can, tr("Nothing was taken back")); };
    connect(&m_document.undoStack(), &QUndoStack::canUndoChanged, undo, canUndo);
    connect(&m_document.undoStack(), &QUndoStack::canRedoChanged, redo, canRedo);
    canUndo(false);
    canRedo(false);
    menu->addAction(undo);
    menu->addAction(redo);
    menu->addSeparator();
    const auto edit = [&](const char* name, const QString& text, const char* icon, const QKeySequence& keys, void (CanvasWidget::*slot)()) {
        QAction* action = add(menu, name, text, icon, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, slot);
        return action;
    };
    edit("cut", tr("Cu&t"), "cut", QKeySequence::Cut, &CanvasWidget::cut);
    edit("copy", tr("&Copy"), "copy", QKeySequence::Copy, &CanvasWidget::copy);
    QAction* picture = add(menu, "copyPicture", tr("Copy as p&icture"), nullptr, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_C));
    m_editing->addAction(picture);
    connect(picture, &QAction::triggered, this, qOverload<>(&MainWindow::copyPicture));
    edit("paste", tr("&Paste"), "paste", QKeySequence::Paste, &CanvasWidget::paste);
    edit("duplicate", tr("&Duplicate"), "duplicate", QKeySequence(Qt::CTRL | Qt::Key_D), &CanvasWidget::duplicate);
    edit("delete", tr("De&lete"), "delete", QKeySequence::Delete, &CanvasWidget::deleteSelection);
    menu->addSeparator();
    QAction* stencil = add(menu, "saveStencil", tr("Save selection as &stencil\u2026"));
    m_editing->addAction(stencil);
    connect(stencil, &QAction::triggered, this, qOverload<>(&MainWindow::saveStencil));
    QAction* importing = add(menu, "importStencil", tr("I&mport a stencil\u2026"));
    m_editing->addAction(importing);
    connect(importing, &QAction::triggered, this, &MainWindow::importStencil);
    menu->addSeparator();
    edit("selectAll", tr("Select &all"), "select", QKeySequence::SelectAll, &CanvasWidget::selectAll);
    edit("selectComponents", tr("Select all co&mponents"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I), &CanvasWidget::selectComponentsOnly);
    edit("selectLinks", tr("Select all link&s"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), &CanvasWidget::selectLinksOnly);
    edit("find", tr("&Find\u2026"), "search", QKeySequence::Find, &CanvasWidget::openFind);
    edit("rename", tr("Re&name, label a link"), "edit", QKeySequence(Qt::Key_F2), &CanvasWidget::rename);
    edit("link", tr("L&ink to\u2026"), "connect", QKeySequence(Qt::Key_C), &CanvasWidget::startLink);
    buildLookActions(menu);
    menu->addSeparator();
    buildPagesMenu(menu);
    connect(canvas, &CanvasWidget::selectionChanged, this, &MainWindow::showSelection);
    buildArrangeMenu();
}

void MainWindow::showSelection() {
    const bool open = !showsWelcome();
    const bool components = open && !m_workspace->canvas().selectedComponents().empty();
    const bool any = open && (components || !m_workspace->canvas().selectedLinks().empty());
    for (const char* name : {"cut", "copy", "duplicate", "saveStencil", "toggleKill", "freeze"}) widgets::allow(action(QLatin1String(name)), components, tr("Select a component first"));
    for (const char* name : {"copyStyle", "pasteStyle", "resetStyle", "defaultStyle", "toNewLayer", "toCurrentLayer"})
        widgets::allow(action(QLatin1String(name)), any, tr("Select something first"));
    for (const char* name : {"enterGroup", "leaveGroup"}) widgets::allow(action(QLatin1String(name)), components, tr("Select a component first"));
    const bool isOne = open && m_workspace->canvas().selectedComponents().size() == 1;
    const bool isOneLink = open && !components && m_workspace->canvas().selectedLinks().size() == 1;
    widgets::allow(action(QStringLiteral("link")), isOne, tr("Select one component first"));
    widgets::allow(action(QStringLiteral("rename")), isOne || isOneLink, tr("Select one component or link first"));
    widgets::allow(action(QStringLiteral("delete")), any, tr("Select something first"));
    showArrange();
    showLinks();
    showPages();
}

void MainWindow::buildViewMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    CanvasWidget* canvas = &m_workspace->canvas();
    const auto view = [&](const char* name, const QString& text, const char* icon, const QList<QKeySequence>& keys, void (CanvasWidget::*slot)()) {
        QAction* action = add(menu, name, text, icon);
        action->setShortcuts(keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, slot);
    };
    view("zoomIn", tr("Zoom &in"), "zoom-in", {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)}, &CanvasWidget::zoomIn);
    view("zoomOut", tr("Zoom &out"), "zoom-out", {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, &CanvasWidget::zoomOut);
    view("zoom100", tr("&100 %"), nullptr, {QKeySequence(Qt::CTRL | Qt::Key_0), QKeySequence(Qt::SHIFT | Qt::Key_0)}, &CanvasWidget::zoomTo100);
    view("zoomToFit", tr("&Fit the design"), "fit", {QKeySequence(Qt::CTRL | Qt::Key_9), QKeySequence(Qt::SHIFT | Qt::Key_1), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H)}, &CanvasWidget::zoomToFit);
    view("zoomToSelection", tr("Fit the &selection"), nullptr, {QKeySequence(Qt::SHIFT | Qt::Key_2)}, &CanvasWidget::zoomToSelection);
    QAction* map = add(menu, "minimap", tr("&Overview"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    map->setCheckable(true);
    m_editing->addAction(map);
    connect(map, &QAction::toggled, canvas, &CanvasWidget::setMinimap);
    connect(canvas, &CanvasWidget::minimapChanged, map, &QAction::setChecked);
    QAction* full = add(menu, "fullScreen", tr("F&ull screen"), nullptr, QKeySequence(Qt::Key_F11));
    full->setCheckable(true);
    connect(full, &QAction::triggered, this, [this](bool on) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on)); });
    connect(menu, &QMenu::aboutToShow, full, [this, full] { full->setChecked(isFullScreen()); });
    QAction* presentation = add(menu, "present", tr("&Presentation"), nullptr, QKeySequence(Qt::Key_F5));
    presentation->setCheckable(true);
    m_editing->addAction(presentation);
    connect(presentation, &QAction::triggered, this, &MainWindow::present);
    menu->addSeparator();
    buildShowMenu(menu);
    buildGridMenu(menu);

    QMenu* panels = menu->addMenu(widgets::icon(QStringLiteral("sidebar")), tr("&Panels"));
    for (QDockWidget* dock : m_workspace->docks()) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setObjectName(QStringLiteral("panel.") + dock->objectName());
        if (dock->objectName() == QLatin1String("table")) toggle->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_T));
        if (dock->objectName() == QLatin1String("layers")) toggle->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
        m_editing->addAction(toggle);
        panels->addAction(toggle);
        addAction(toggle);
    }
    panels->addSeparator();
    QAction* reset = add(panels, "resetLayout", tr("&Reset the layout"), "reset");
    m_editing->addAction(reset);
    connect(reset, &QAction::triggered, this, [this] {
        settings::forgetWindow();
        m_workspace->resetLayout();
    });

    QMenu* theme = menu->addMenu(widgets::icon(QStringLiteral("palette")), tr("&Theme"));
    auto* themes = new QActionGroup(this);
    const std::array<QString, 3> names{tr("As the &system"), tr("&Light"), tr("&Dark")};
    for (int i = 0; i < 3; ++i) {
        QAction* action = add(theme, i == 0 ? "themeSystem" : i == 1 ? "themeLight" : "themeDark", names[static_cast<std::size_t>(i)]);
        action->setCheckable(true);
        action->setChecked(static_cast<int>(widgets::ThemeManager::instance().mode()) == i);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] { chooseTheme(i); });
    }
    theme->addSeparator();
    QAction* colourBlind = add(theme, "colourBlind", tr("Colours for the &colour-blind"));
    colourBlind->setCheckable(true);
    connect(colourBlind, &QAction::triggered, this, [](bool on) {
        widgets::ThemeManager::instance().setForColourBlind(on);
        settings::setColourBlind(on);
    });
    connect(theme, &QMenu::aboutToShow, this, [themes, colourBlind] {   // another window may have changed it
        themes->actions().at(static_cast<int>(widgets::ThemeManager::instance().mode()))->setChecked(true);
        colourBlind->setChecked(widgets::ThemeManager::instance().isForColourBlind());
    });
    colourBlind->setChecked(widgets::ThemeManager::instance().isForColourBlind());
    QAction* motion = add(menu, "motion", tr("&Gliding movements"));
    motion->setCheckable(true);
    motion->setChecked(settings::motion());
    connect(motion, &QAction::toggled, this, [this](bool on) {
        settings::setMotion(on);
        m_workspace->canvas().setMotion(on);
    });
}

void MainWindow::chooseTheme(int mode) {
    const auto chosen = static_cast<widgets::ThemeManager::Mode>(mode);
    widgets::ThemeManager::instance().setMode(chosen);
    settings::setThemeMode(chosen);
}

// ---- run -----------------------------------------------------------------------------------------------------------------------

void MainWindow::buildRunMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Run"));
    const auto run = [&](const char* name, const QString& text, const char* icon, const QKeySequence& keys) {
        QAction* action = add(menu, name, text, icon, keys);
        m_editing->addAction(action);
        return action;
    };
    connect(run("play", tr("&Play"), "play", QKeySequence(Qt::Key_P)), &QAction::triggered, this, [this] { m_run.setPlaying(!m_run.isPlaying()); });
    connect(run("step", tr("&Step to the next event"), "step", QKeySequence(Qt::Key_Period)), &QAction::triggered, &m_run, &RunController::step);
    connect(run("reset", tr("Back to the &start"), "reset", QKeySequence(Qt::CTRL | Qt::Key_R)), &QAction::triggered, &m_run, &RunController::reset);
    menu->addSeparator();
    connect(run("slower", tr("S&lower"), nullptr, QKeySequence(Qt::Key_BracketLeft)), &QAction::triggered, this, [this] { changeSpeed(-1); });
    connect(run("faster", tr("&Faster"), nullptr, QKeySequence(Qt::Key_BracketRight)), &QAction::triggered, this, [this] { changeSpeed(1); });
    QMenu* speeds = menu->addMenu(widgets::icon(QStringLiteral("speed")), tr("Sp&eed"));
    auto* group = new QActionGroup(this);
    for (const double speed : menuSpeeds) {
        QAction* action = speeds->addAction(speed > 0 ? widgets::formatSpeed(speed) : tr("As fast as possible"));
        action->setCheckable(true);
        action->setData(speed);
        group->addAction(action);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, this, [this, speed] { m_run.setSpeed(speed); });
    }
    connect(speeds, &QMenu::aboutToShow, this, [this, group] {
        for (QAction* action : group->actions()) action->setChecked(action->data().toDouble() == m_run.speed());
    });
    menu->addSeparator();
    connect(run("seed", tr("See&d of chance\u2026"), "dice", {}), &QAction::triggered, this, &MainWindow::askSeed);
}

void MainWindow::connectRun() {
    connect(&m_run, &RunController::changed, this, &MainWindow::showRun);
    showRun();
}

void MainWindow::showRun() {
    QAction* play = action(QStringLiteral("play"));
    play->setText(m_run.isPlaying() ? tr("&Pause") : tr("&Play"));
    play->setIcon(widgets::icon(m_run.isPlaying() ? QStringLiteral("pause") : QStringLiteral("play")));
}

void MainWindow::changeSpeed(int steps) {
    const double now = m_run.speed() > 0 ? m_run.speed() : 1e9;
    const auto order = [](double speed) { return speed > 0 ? speed : 1e9; };
    int nearest = 0;
    for (int i = 0; i < static_cast<int>(menuSpeeds.size()); ++i)
        if (std::abs(std::log(order(menuSpeeds[static_cast<std::size_t>(i)]) / now)) <
            std::abs(std::log(order(menuSpeeds[static_cast<std::size_t>(nearest)]) / now)))
            nearest = i;
    m_run.setSpeed(menuSpeeds[static_cast<std::size_t>(std::clamp(nearest + steps, 0, static_cast<int>(menuSpeeds.size()) - 1))]);
}

void MainWindow::askSeed() {
    bool ok = false;
    const QString text = QInputDialog::getText(this, tr("Seed of chance"),
                                               tr("The same design, seed and commands give the same run.\nA new seed starts the run again."),
                                               QLineEdit::Normal, QString::number(m_run.seed()), &ok);
    if (!ok) return;
    const quint64 seed = text.trimmed().toULongLong(&ok);
    if (ok) m_run.setSeed(seed);
}

// ---- break ---------------------------------------------------------------------------------------------------------------------

void MainWindow::buildBreakMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Break"));
    CanvasWidget* canvas = &m_workspace->canvas();
    QAction* kill = add(menu, "toggleKill", tr("&Kill or restore"), "power", QKeySequence(Qt::Key_K));
    connect(kill, &QAction::triggered, canvas, &CanvasWidget::toggleKill);
    QAction* freeze = add(menu, "freeze", tr("&Freeze or thaw"), "snowflake");
    connect(freeze, &QAction::triggered, this, [this] { act("freeze", "frozen", "thaw"); });
    menu->addSeparator();
    QAction* tool = add(menu, "breakTool", tr("&Break tool"), "break", QKeySequence(Qt::Key_B));
    tool->setCheckable(true);
    tool->setIconText(tr("Break"));
    tool->setToolTip(tr("Every click kills or restores, until Esc"));
    connect(tool, &QAction::triggered, canvas, [canvas](bool on) { canvas->setTool(on ? canvas::Tool::Break : canvas::Tool::Select); });
    connect(canvas, &CanvasWidget::toolChanged, tool, [tool](canvas::Tool now) { tool->setChecked(now == canvas::Tool::Break); });
    for (QAction* action : {kill, freeze, tool}) m_editing->addAction(action);
}

/// What one does all the time has a button beside the run.
void MainWindow::fillBar() {
    QToolBar* bar = m_workspace->bar();
    bar->addSeparator();
    for (const char* name : {"undo", "redo", "breakTool"}) {
        QAction* shown = action(QLatin1String(name));
        bar->addAction(shown);
        auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(shown));
        const bool named = shown->objectName() == QLatin1String("breakTool");
        button->setToolButtonStyle(named ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    }
}

void MainWindow::act(const char* verb, const char*, const char* instead) {
    for (const ComponentId id : m_workspace->canvas().selectedComponents()) {
        const runtime::ComponentStatus* status = m_run.frame() ? m_run.frame()->component(id) : nullptr;
        const bool frozen = status && status->state == runtime::State::Frozen;
        m_run.act(id, QLatin1String(frozen ? instead : verb));
    }
}

// ---- help ----------------------------------------------------------------------------------------------------------------------

void MainWindow::buildHelpMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    const auto show = [this](const QString& title, const QString& markdown) { (new HelpDialog(title, markdown, this))->show(); };
    connect(add(menu, "simulated", tr("&What is simulated, and what is not"), "info"), &QAction::triggered, this, [this, show] {
        QFile file(QStringLiteral(":/help/what-is-simulated.md"));
        const bool ok = file.open(QIODevice::ReadOnly);
        show(tr("What is simulated, and what is not"), ok ? QString::fromUtf8(file.readAll()) : QString());
    });
    connect(add(menu, "trust", tr("Can I &trust this?"), "check"), &QAction::triggered, this, [this] { (new TrustDialog(validation::allCases(m_catalog), this))->show(); });
    QAction* commands = add(menu, "commands", tr("&Command palette\u2026"), "search", QKeySequence(Qt::CTRL | Qt::Key_K));
    connect(commands, &QAction::triggered, this, &MainWindow::openCommands);
    QAction* keys = add(menu, "shortcuts", tr("&Keyboard shortcuts"), "keyboard");
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
    connect(keys, &QAction::triggered, this, &MainWindow::showShortcuts);
    menu->addSeparator();
    connect(add(menu, "about", tr("&About Faultline")), &QAction::triggered, this, [show] {
        show(tr("About Faultline"),
             tr("# Faultline %1\n\nDraw a web infrastructure, send it traffic, break it, and see what happens.\n\n"
                "Free software under the GNU General Public License, version 3 or later. It comes without any warranty.\n\n"
                "Made with Qt %2, Qt Charts, QuaZip and tl::expected. Icons: Tabler (MIT). Typeface: Inter (OFL).")
                 .arg(QStringLiteral(FAULTLINE_VERSION), QString::fromLatin1(qVersion())));
    });
}

}  // namespace faultline::app
