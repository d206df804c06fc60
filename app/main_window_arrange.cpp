#include "app/main_window.h"
#include "app/app_settings.h"
#include "app/workspace.h"
#include "model/design/layers.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/layers/layers_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include <array>

/// The Arrange menu, and what the View menu shows and hides.
namespace faultline::app {
namespace {

using canvas::Arrange;

struct ArrangeAction {
    const char* name;
    Arrange what;
};

constexpr ArrangeAction arrangeActions[] = {
    {"alignLeft", Arrange::Left},           {"alignCentre", Arrange::Centre},     {"alignRight", Arrange::Right},
    {"alignTop", Arrange::Top},             {"alignMiddle", Arrange::Middle},     {"alignBottom", Arrange::Bottom},
    {"distributeAcross", Arrange::Across},  {"distributeDown", Arrange::Down},    {"sameSize", Arrange::SameSize},
    {"flipAcross", Arrange::FlipAcross},    {"flipDown", Arrange::FlipDown},      {"quarterTurn", Arrange::QuarterTurn},
    {"toGrid", Arrange::ToGrid},            {"toFront", Arrange::Front},          {"toBack", Arrange::Back},
    {"forward", Arrange::Forward},          {"backward", Arrange::Backward},      {"group", Arrange::Group},
    {"groupZone", Arrange::GroupZone},      {"groupHost", Arrange::GroupHost},    {"ungroup", Arrange::Ungroup},
    {"collapse", Arrange::Collapse},        {"expand", Arrange::Expand},          {"lock", Arrange::Lock},
};

constexpr std::array arrangeGroups{catalog::Group::Traffic, catalog::Group::Security, catalog::Group::Monitoring, catalog::Group::Annotation};
constexpr std::array arrangeGroupNames{"showTraffic", "showSecurity", "showMonitoring", "showAnnotation"};

/// What has to be selected first.
QString arrangeNeeds(Arrange what) {
    switch (what) {
    case Arrange::Lock:
    case Arrange::Front:
    case Arrange::Back:
    case Arrange::Forward:
    case Arrange::Backward:
    case Arrange::ToGrid:
    case Arrange::Group:
    case Arrange::GroupZone:
    case Arrange::GroupHost: return MainWindow::tr("Select a component first");
    case Arrange::Ungroup: return MainWindow::tr("Select a frame, zone or server first");
    case Arrange::Collapse: return MainWindow::tr("Select an expanded server or zone first");
    case Arrange::Expand: return MainWindow::tr("Select a collapsed server or zone first");
    case Arrange::Across:
    case Arrange::Down: return MainWindow::tr("Select three components first");
    case Arrange::SameSize: return MainWindow::tr("Select two containers or annotations first");
    default: return MainWindow::tr("Select two components first");
    }
}

}  // namespace

void MainWindow::buildArrangeMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Arrange"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    const auto arrange = [&](const char* name, const QString& text, Arrange what, const QKeySequence& keys, const char* icon = nullptr) {
        QAction* action = add(menu, name, text, icon, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, [canvas, what] { canvas->arrange(what); });
    };
    arrange("alignLeft", tr("Align &left"), Arrange::Left, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Left));
    arrange("alignCentre", tr("Align &centre"), Arrange::Centre, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_X));
    arrange("alignRight", tr("Align &right"), Arrange::Right, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Right));
    arrange("alignTop", tr("Align &top"), Arrange::Top, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Up));
    arrange("alignMiddle", tr("Align &middle"), Arrange::Middle, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_M));
    arrange("alignBottom", tr("Align &bottom"), Arrange::Bottom, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Down));
    menu->addSeparator();
    arrange("distributeAcross", tr("Distribute &horizontally"), Arrange::Across, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_H));
    arrange("distributeDown", tr("Distribute &vertically"), Arrange::Down, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_V));
    arrange("sameSize", tr("&Same size"), Arrange::SameSize, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_S));
    arrange("toGrid", tr("Snap to the &grid"), Arrange::ToGrid, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_G));
    menu->addSeparator();
    arrange("flipAcross", tr("Flip hori&zontally"), Arrange::FlipAcross, QKeySequence(Qt::SHIFT | Qt::Key_H));
    arrange("flipDown", tr("Flip verticall&y"), Arrange::FlipDown, QKeySequence(Qt::SHIFT | Qt::Key_V));
    arrange("quarterTurn", tr("T&urn by a quarter"), Arrange::QuarterTurn, QKeySequence(Qt::SHIFT | Qt::Key_R));
    for (const char* name : {"flipAcross", "flipDown", "quarterTurn"}) action(QLatin1String(name))->setToolTip(tr("Alters where they stand; each stays upright"));
    menu->addSeparator();
    arrange("toFront", tr("To the &front"), Arrange::Front, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    arrange("toBack", tr("To the bac&k"), Arrange::Back, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    arrange("forward", tr("One step to the fro&nt"), Arrange::Forward, QKeySequence(Qt::CTRL | Qt::Key_BracketRight));
    arrange("backward", tr("One step to the b&ack"), Arrange::Backward, QKeySequence(Qt::CTRL | Qt::Key_BracketLeft));
    menu->addSeparator();
    arrange("group", tr("Grou&p"), Arrange::Group, QKeySequence(Qt::CTRL | Qt::Key_G));
    arrange("groupZone", tr("Group into a zone"), Arrange::GroupZone, {});
    arrange("groupHost", tr("Group into a server"), Arrange::GroupHost, {});
    arrange("ungroup", tr("Ungroup"), Arrange::Ungroup, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U));
    arrange("collapse", tr("Collapse"), Arrange::Collapse, QKeySequence(Qt::CTRL | Qt::Key_Home));
    arrange("expand", tr("Expand"), Arrange::Expand, QKeySequence(Qt::CTRL | Qt::Key_End));
    const auto plain = [&](const char* name, const QString& text, const QKeySequence& keys, void (canvas::CanvasWidget::*slot)()) {
        QAction* action = add(menu, name, text, nullptr, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, slot);
    };
    plain("enterGroup", tr("Go into the group"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_End), &canvas::CanvasWidget::enterGroup);
    plain("leaveGroup", tr("Go out of the group"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Home), &canvas::CanvasWidget::leaveGroup);
    menu->addSeparator();
    arrange("lock", tr("L&ock"), Arrange::Lock, QKeySequence(Qt::CTRL | Qt::Key_L), "lock");
    menu->addSeparator();
    buildLayersMenu(menu);
    buildLayoutMenu(menu);
    buildLinksMenu(menu);
    connect(&m_document, &design::DesignDocument::changed, this, &MainWindow::showArrange);
}

void MainWindow::showArrange() {
    const bool open = !showsWelcome();
    for (const ArrangeAction& entry : arrangeActions)
        widgets::allow(action(QLatin1String(entry.name)), open && m_workspace->canvas().canArrange(entry.what), arrangeNeeds(entry.what));
    const bool locked = m_workspace->canvas().isSelectionLocked();
    QAction* lock = action(QStringLiteral("lock"));
    lock->setText(locked ? tr("Unl&ock") : tr("L&ock"));
    lock->setIcon(widgets::icon(locked ? QStringLiteral("lock-open") : QStringLiteral("lock")));
}

void MainWindow::buildLayersMenu(QMenu* arrange) {
    QMenu* menu = arrange->addMenu(widgets::icon(QStringLiteral("layers")), tr("La&yers"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    const auto plain = [&](const char* name, const QString& text, auto&& what) {
        QAction* action = add(menu, name, text);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, this, what);
        return action;
    };
    plain("addLayer", tr("&Add a layer"), [this] {
        QDockWidget* dock = m_workspace->findChild<QDockWidget*>(QStringLiteral("layers"));
        dock->show();
        dock->raise();
        m_workspace->layers().addLayer();
    });
    plain("toNewLayer", tr("Move the selection to a &new layer"), [canvas] { canvas->toNewLayer(); });
    plain("toCurrentLayer", tr("&Move the selection to the current layer"), [this, canvas] { canvas->toLayer(m_document.currentLayer()); });
    plain("selectCurrentLayer", tr("&Select what is on the current layer"), [this, canvas] { canvas->selectLayer(m_document.currentLayer()); });
    menu->addSeparator();
    QMenu* to = menu->addMenu(tr("Move the selection &to"));
    connect(to, &QMenu::aboutToShow, this, [this, to, canvas] {
        to->clear();
        for (const design::DrawingLayer& layer : design::layersOf(m_document.design())) {
            QString name = design::layerName(m_document.design(), layer.id).left(60);
            QAction* action = to->addAction(name.replace(QLatin1Char('&'), QLatin1String("&&")));
            action->setEnabled(!canvas->selectedComponents().empty() || !canvas->selectedLinks().empty());
            connect(action, &QAction::triggered, canvas, [canvas, id = layer.id] { canvas->toLayer(id); });
        }
    });
}

void MainWindow::buildShowMenu(QMenu* view) {
    QMenu* menu = view->addMenu(widgets::icon(QStringLiteral("eye")), tr("S&how"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    for (std::size_t i = 0; i < arrangeGroups.size(); ++i) {
        const catalog::Group group = arrangeGroups[i];
        QAction* show = add(menu, arrangeGroupNames[i], widgets::say(catalog::groupLabel(group)), nullptr, QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i))));
        show->setCheckable(true);
        show->setChecked(true);
        m_editing->addAction(show);
        connect(show, &QAction::toggled, canvas, [canvas, group](bool on) {
            std::set<catalog::Group> hidden = canvas->hiddenGroups();
            if (on) hidden.erase(group);
            else hidden.insert(group);
            canvas->setHiddenGroups(hidden);
        });
        connect(canvas, &canvas::CanvasWidget::hiddenGroupsChanged, show, [canvas, show, group] { show->setChecked(!canvas->hiddenGroups().contains(group)); });
    }
}

void MainWindow::buildLookActions(QMenu* edit) {
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    const auto look = [&](const char* name, const QString& text, const char* icon, const QKeySequence& keys, void (canvas::CanvasWidget::*slot)()) {
        QAction* action = add(edit, name, text, icon, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, slot);
    };
    edit->addSeparator();
    look("copyStyle", tr("Copy the loo&k"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &canvas::CanvasWidget::copyStyle);
    look("pasteStyle", tr("Paste the l&ook"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), &canvas::CanvasWidget::pasteStyle);
    look("resetStyle", tr("Re&set the look"), nullptr, {}, &canvas::CanvasWidget::resetStyle);
    look("defaultStyle", tr("Ne&w ones look like this"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), &canvas::CanvasWidget::setDefaultStyle);
    canvas::CanvasWidget::setDefaultStyles(settings::defaultStyles());
    connect(canvas, &canvas::CanvasWidget::defaultStylesChanged, this, [] { settings::setDefaultStyles(canvas::CanvasWidget::defaultStyles()); });
    edit->addSeparator();
    QAction* marker = add(edit, "marker", tr("&Marker"), "marker", QKeySequence(Qt::Key_M));
    marker->setCheckable(true);
    marker->setToolTip(tr("Draws over the drawing, to show something; Esc takes it away"));
    m_editing->addAction(marker);
    connect(marker, &QAction::triggered, canvas, [canvas](bool on) { canvas->setTool(on ? canvas::Tool::Marker : canvas::Tool::Select); });
    QAction* fades = add(edit, "markerFades", tr("Marker strokes fade awa&y"), nullptr, QKeySequence(Qt::SHIFT | Qt::Key_M));
    fades->setCheckable(true);
    m_editing->addAction(fades);
    connect(fades, &QAction::toggled, canvas, &canvas::CanvasWidget::setMarkerFades);
    connect(fades, &QAction::triggered, this, &settings::setMarkerFades);
    fades->setChecked(settings::markerFades());
    connect(canvas, &canvas::CanvasWidget::toolChanged, marker, [marker](canvas::Tool now) { marker->setChecked(now == canvas::Tool::Marker); });
}

void MainWindow::buildGridMenu(QMenu* view) {
    QMenu* menu = view->addMenu(tr("&Grid and guides"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    canvas->setSnapSettings(settings::snap());
    const auto toggle = [&](const char* name, const QString& text, bool canvas::SnapSettings::*member, const QKeySequence& keys = {}) {
        QAction* action = add(menu, name, text, nullptr, keys);
        action->setCheckable(true);
        m_editing->addAction(action);
        action->setChecked(canvas->snapSettings().*member);
        connect(action, &QAction::toggled, canvas, [canvas, member](bool on) {
            canvas::SnapSettings now = canvas->snapSettings();
            now.*member = on;
            canvas->setSnapSettings(now);
        });
        connect(canvas, &canvas::CanvasWidget::snapSettingsChanged, action, [action, canvas, member] { action->setChecked(canvas->snapSettings().*member); });
    };
    toggle("gridShown", tr("Show the &grid"), &canvas::SnapSettings::gridShown, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G));
    toggle("gridSnap", tr("&Snap to the grid"), &canvas::SnapSettings::grid);
    toggle("guides", tr("Snap to &others"), &canvas::SnapSettings::guides);
    QMenu* steps = menu->addMenu(tr("S&tep of the grid"));
    auto* group = new QActionGroup(this);
    for (const int step : {4, 8, 12, 16, 24, 32, 48}) {
        QAction* action = add(steps, qPrintable(QStringLiteral("gridStep%1").arg(step)), QString::number(step));
        action->setCheckable(true);
        group->addAction(action);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, [canvas, step] {
            canvas::SnapSettings now = canvas->snapSettings();
            now.step = step;
            canvas->setSnapSettings(now);
        });
        const auto show = [action, canvas, step] { action->setChecked(canvas->snapSettings().step == step); };
        connect(canvas, &canvas::CanvasWidget::snapSettingsChanged, action, show);
        show();
    }
    connect(canvas, &canvas::CanvasWidget::snapSettingsChanged, this, [canvas] { settings::setSnap(canvas->snapSettings()); });
}

}  // namespace faultline::app
