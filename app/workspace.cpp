#include "app/workspace.h"

#include "app/app_settings.h"
#include "app/dock_title.h"
#include "app/run_controller.h"
#include "app/toast.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/charts/charts_panel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/palette.h"

#include <QDockWidget>

namespace faultline::app {
namespace {

constexpr int workspacePalette = 200;
constexpr int workspaceInspector = 300;
constexpr int workspaceLower = 240;

}  // namespace

Workspace::Workspace(design::DesignDocument& document, RunController& run, QWidget* parent)
    : QMainWindow(parent),
      m_document(document),
      m_run(run),
      m_canvas(new canvas::CanvasWidget(document, this)),
      m_palette(new palette::Palette(document.catalog(), this)),
      m_inspector(new inspector::Inspector(document, this)),
      m_charts(new widgets::ChartsPanel(this)),
      m_toast(new Toast(m_canvas)) {
    setWindowFlags(Qt::Widget);   // a page of the window, not a window of its own
    setObjectName(QStringLiteral("workspace"));
    setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCentralWidget(m_canvas);
    addDock(QStringLiteral("palette"), tr("Components"), m_palette, Qt::LeftDockWidgetArea);
    addDock(QStringLiteral("inspector"), tr("Properties"), m_inspector, Qt::RightDockWidgetArea);
    addDock(QStringLiteral("charts"), tr("Charts"), m_charts, Qt::BottomDockWidgetArea, m_charts->header());
    m_palette->setClosedGroups(settings::closedGroups());
    m_charts->setWindow(settings::chartWindow());
    m_canvas->setMotion(settings::motion());
    m_designTimer.setSingleShot(true);
    m_designTimer.setInterval(0);
    connect(&m_designTimer, &QTimer::timeout, this, &Workspace::showDesign);
    connectPanels();
    showDesign();
    resetLayout();
}

Workspace::~Workspace() = default;

QDockWidget* Workspace::addDock(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area, QWidget* controls) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    new DockTitle(dock, controls);
    addDockWidget(area, dock);
    m_docks.append(dock);
    return dock;
}

void Workspace::resetLayout() {
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    const auto area = [](const QDockWidget* dock) {
        if (dock->objectName() == QLatin1String("palette")) return Qt::LeftDockWidgetArea;
        return dock->objectName() == QLatin1String("inspector") ? Qt::RightDockWidgetArea : Qt::BottomDockWidgetArea;
    };
    QList<QDockWidget*> columns, rows;
    QList<int> widths, heights;
    for (QDockWidget* dock : m_docks) {
        dock->setFloating(false);
        addDockWidget(area(dock), dock);
        dock->show();
        if (area(dock) == Qt::BottomDockWidgetArea) {
            rows.append(dock);
            heights.append(workspaceLower);
        } else {
            columns.append(dock);
            widths.append(dock->objectName() == QLatin1String("palette") ? workspacePalette : workspaceInspector);
        }
    }
    resizeDocks(columns, widths, Qt::Horizontal);
    resizeDocks(rows, heights, Qt::Vertical);
}

void Workspace::connectPanels() {
    using canvas::CanvasWidget;
    using inspector::Inspector;
    connect(m_canvas, &CanvasWidget::selectionChanged, m_inspector, &Inspector::setSelection);
    connect(m_canvas, &CanvasWidget::actRequested, &m_run, &RunController::act);
    connect(m_canvas, &CanvasWidget::linkActRequested, &m_run, &RunController::actOnLink);
    connect(m_canvas, &CanvasWidget::statusText, m_toast, &Toast::hold);
    connect(m_canvas, &CanvasWidget::activated, this, [this] {
        QDockWidget* dock = findChild<QDockWidget*>(QStringLiteral("inspector"));
        dock->show();
        dock->raise();
        m_inspector->setFocus();
    });
    connect(m_palette, &palette::Palette::kindActivated, m_canvas, &CanvasWidget::addAtCentre);
    connect(m_palette, &palette::Palette::closedGroupsChanged, this, [](const QStringList& groups) { settings::setClosedGroups(groups); });
    connect(m_inspector, &Inspector::actRequested, &m_run, &RunController::act);
    connect(m_inspector, &Inspector::linkActRequested, &m_run, &RunController::actOnLink);
    connect(m_inspector, &Inspector::activated, this, [this](ComponentId id) { m_canvas->select({id}); });
    connect(m_inspector, &Inspector::linkActivated, this, [this](LinkId id) { m_canvas->select({}, {id}); });
    connect(m_charts, &widgets::ChartsPanel::windowChanged, this, [](int seconds) { settings::setChartWindow(seconds); });
    connect(&m_run, &RunController::frameCame, this, &Workspace::showFrame);
    connect(&m_document, &design::DesignDocument::changed, this, [this] { m_designTimer.start(); });
    connect(&m_document, &design::DesignDocument::replaced, this, &Workspace::showDesign);
}

void Workspace::showFrame(const runtime::FramePtr& frame) {
    m_canvas->setFrame(frame);
    m_inspector->setFrame(frame);
    if (frame) m_charts->append(*frame);
    else m_charts->clear();
}

void Workspace::showDesign() { m_charts->setDesign(m_document.design(), m_document.catalog()); }

}  // namespace faultline::app
