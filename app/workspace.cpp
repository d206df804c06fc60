#include "app/workspace.h"

#include "app/app_settings.h"
#include "app/dock_title.h"
#include "app/run_controller.h"
#include "app/toast.h"
#include "model/design/edits.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/charts/charts_panel.h"
#include "widgets/inspector/inspector.h"
#include "widgets/layers/layers_panel.h"
#include "widgets/pages/page_bar.h"
#include "widgets/palette/palette.h"
#include "widgets/table/table_panel.h"
#include "widgets/transport/transport.h"

#include <QAction>
#include <QDockWidget>
#include <QLayout>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace faultline::app {
namespace {

constexpr int workspacePalette = 200;
constexpr int workspaceInspector = 300;
constexpr int workspaceLower = 240;

/// A component that sends the clients' requests.
struct TrafficSource {
    ComponentId id;
    double rate = 0;
};

std::vector<TrafficSource> trafficSources(const design::Design& design, const catalog::Catalog& catalog) {
    std::vector<TrafficSource> out;
    for (const auto& [id, component] : design.components()) {
        const catalog::ComponentKind* kind = catalog.find(component->kind);
        if (kind && kind->group == catalog::Group::Traffic && kind->property("rate"))
            out.push_back({id, design::effectiveValue(*kind, *component, "rate").toNumber()});
    }
    return out;
}

double totalRate(const std::vector<TrafficSource>& sources) {
    return std::accumulate(sources.begin(), sources.end(), 0.0, [](double sum, const TrafficSource& source) { return sum + source.rate; });
}

}  // namespace

Workspace::Workspace(design::DesignDocument& document, RunController& run, QWidget* parent)
    : QMainWindow(parent),
      m_document(document),
      m_run(run),
      m_canvas(new canvas::CanvasWidget(document, this)),
      m_palette(new palette::Palette(document.catalog(), this)),
      m_inspector(new inspector::Inspector(document, this)),
      m_charts(new widgets::ChartsPanel(this)),
      m_transport(new transport::Transport(this)),
      m_table(new table::TablePanel(document, this)),
      m_layers(new layers::LayersPanel(document, this)),
      m_pageBar(new pages::PageBar(document, this)),
      m_toast(new Toast(m_canvas)) {
    setWindowFlags(Qt::Widget);   // a page of the window, not a window of its own
    setObjectName(QStringLiteral("workspace"));
    setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_pageBar);
    setCentralWidget(centre);
    m_tabTimer.setSingleShot(true);
    m_tabTimer.setInterval(0);
    connect(&m_tabTimer, &QTimer::timeout, this, &Workspace::showTabs);
    addBar();
    addDock(QStringLiteral("palette"), tr("Components"), m_palette, Qt::LeftDockWidgetArea);
    addDock(QStringLiteral("inspector"), tr("Properties"), m_inspector, Qt::RightDockWidgetArea);
    addDock(QStringLiteral("layers"), tr("Layers"), m_layers, Qt::RightDockWidgetArea, m_layers->header());
    addDock(QStringLiteral("charts"), tr("Charts"), m_charts, Qt::BottomDockWidgetArea, m_charts->header());
    addDock(QStringLiteral("table"), tr("Table"), m_table, Qt::BottomDockWidgetArea, m_table->header());
    m_palette->setClosedGroups(settings::closedGroups());
    m_charts->setWindow(settings::chartWindow());
    m_canvas->setMotion(settings::motion());
    m_designTimer.setSingleShot(true);
    m_designTimer.setInterval(0);
    connect(&m_designTimer, &QTimer::timeout, this, &Workspace::showDesign);
    connectPanels();
    connectTransport();
    showDesign();
    showRun();
    resetLayout();
}

Workspace::~Workspace() = default;

void Workspace::addBar() {
    m_bar = addToolBar(tr("Run bar"));
    m_bar->setObjectName(QStringLiteral("bar"));
    m_bar->setMovable(false);
    m_bar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_bar->setContentsMargins(0, 0, 0, 0);
    m_bar->layout()->setContentsMargins(0, 0, 6, 0);
    m_bar->setIconSize({18, 18});
    m_bar->addWidget(m_transport);
}

QDockWidget* Workspace::addDock(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area, QWidget* controls) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    new DockTitle(dock, controls);
    addDockWidget(area, dock);
    // What is asked for comes to the front of those it shares its place with.
    connect(dock->toggleViewAction(), &QAction::triggered, dock, [dock, panel](bool shown) {
        if (!shown) return;
        dock->raise();
        panel->setFocus(Qt::ShortcutFocusReason);
    });
    for (const auto signal : {&QDockWidget::visibilityChanged, &QDockWidget::topLevelChanged}) connect(dock, signal, &m_tabTimer, qOverload<>(&QTimer::start));
    connect(dock, &QDockWidget::dockLocationChanged, &m_tabTimer, qOverload<>(&QTimer::start));
    m_docks.append(dock);
    return dock;
}

/// What has its name on a tab does not say it again.
void Workspace::showTabs() {
    for (QDockWidget* dock : m_docks) {
        const QList<QDockWidget*> others = tabifiedDockWidgets(dock);
        const bool tabbed = std::any_of(others.begin(), others.end(), [](const QDockWidget* other) { return !other->isHidden(); });
        static_cast<DockTitle*>(dock->titleBarWidget())->setTabbed(tabbed && !dock->isFloating());
    }
}

void Workspace::resetLayout() {
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    const auto area = [](const QDockWidget* dock) {
        if (dock->objectName() == QLatin1String("palette")) return Qt::LeftDockWidgetArea;
        return dock->objectName() == QLatin1String("inspector") || dock->objectName() == QLatin1String("layers") ? Qt::RightDockWidgetArea : Qt::BottomDockWidgetArea;
    };
    QList<QDockWidget*> columns, rows;
    QList<int> widths, heights;
    for (QDockWidget* dock : m_docks) {
        dock->setFloating(false);
        addDockWidget(area(dock), dock);
        const bool onRequest = dock->objectName() == QLatin1String("layers");
        dock->setVisible(dock->objectName() != QLatin1String("table") && !onRequest);
        if (onRequest) continue;   // below the properties, when it is asked for
        if (area(dock) == Qt::BottomDockWidgetArea && !rows.empty()) {
            tabifyDockWidget(rows.first(), dock);
        } else if (area(dock) == Qt::BottomDockWidgetArea) {
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
    connect(m_canvas, &CanvasWidget::selectionChanged, m_table, &table::TablePanel::setSelection);
    connect(m_table, &table::TablePanel::selected, m_canvas, &CanvasWidget::select);
    connect(m_table, &table::TablePanel::addRequested, m_canvas, [this](const QString& kind) { m_canvas->addAtCentre(kind); });
    connect(m_canvas, &CanvasWidget::selectionChanged, m_layers, &layers::LayersPanel::setSelection);
    connect(m_layers, &layers::LayersPanel::moveRequested, m_canvas, &CanvasWidget::toLayer);
    connect(m_layers, &layers::LayersPanel::selectRequested, m_canvas, &CanvasWidget::selectLayer);
    connect(m_layers, &layers::LayersPanel::told, m_toast, [this](const QString& sentence) { m_toast->say(sentence); });
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

void Workspace::connectTransport() {
    using transport::Transport;
    connect(m_transport, &Transport::playRequested, &m_run, [this] { m_run.setPlaying(true); });
    connect(m_transport, &Transport::pauseRequested, &m_run, [this] { m_run.setPlaying(false); });
    connect(m_transport, &Transport::stepRequested, &m_run, &RunController::step);
    connect(m_transport, &Transport::resetRequested, &m_run, &RunController::reset);
    connect(m_transport, &Transport::speedChanged, &m_run, &RunController::setSpeed);
    connect(m_transport, &Transport::seedChanged, &m_run, &RunController::setSeed);
    connect(m_transport, &Transport::rateChanging, this, [this](double rate) { setRate(rate, false); });
    connect(m_transport, &Transport::rateChanged, this, [this](double rate) { setRate(rate, true); });
    connect(&m_run, &RunController::changed, this, &Workspace::showRun);
}

void Workspace::showRun() {
    m_transport->setPlaying(m_run.isPlaying());
    m_transport->setSpeed(m_run.speed());
    m_transport->setSeed(m_run.seed());
}

/// All users together shall start so many requests a second: each group keeps its part. A drag of the slider is one undo step.
void Workspace::setRate(double perSecond, bool done) {
    if (!m_rateGesture) m_rateGesture = std::make_unique<design::Gesture>(m_document, tr("Change the traffic"));
    const design::Design& start = m_rateGesture->start();
    const std::vector<TrafficSource> sources = trafficSources(start, m_document.catalog());
    const double sum = totalRate(sources);
    design::Change change;
    for (const TrafficSource& source : sources) {
        const double part = sum > 0 ? source.rate / sum : 1.0 / static_cast<double>(sources.size());
        Result<design::Change> one = design::setProperty(start, m_document.catalog(), {source.id}, "rate", Value(perSecond * part));
        if (one) change = design::joined(std::move(change), *one);
    }
    m_rateGesture->update(change);
    if (!done) return;
    m_rateGesture->commit();
    m_rateGesture.reset();
}

void Workspace::showFrame(const runtime::FramePtr& frame) {
    m_canvas->setFrame(frame);
    m_inspector->setFrame(frame);
    m_table->setFrame(frame);
    if (frame) m_charts->append(*frame);
    else m_charts->clear();
    m_transport->setTime(frame ? frame->now : 0);
    m_transport->setTrueSpeed(frame ? frame->trueSpeed : 0, frame && frame->playing && frame->behind);
}

void Workspace::showDesign() {
    m_charts->setDesign(m_document.design(), m_document.catalog());
    const std::vector<TrafficSource> sources = trafficSources(m_document.design(), m_document.catalog());
    m_transport->setRateUnavailable(sources.empty() ? tr("Add users first: nobody sends requests yet.") : QString());
    if (!m_rateGesture) m_transport->setRate(totalRate(sources));
}

}  // namespace faultline::app
