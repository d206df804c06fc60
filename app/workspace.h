#pragma once
#include "model/design/document.h"
#include "model/runtime/frame.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>

namespace faultline::canvas {
class CanvasWidget;
}
namespace faultline::layers {
class LayersPanel;
}
namespace faultline::inspector {
class Inspector;
}
namespace faultline::pages {
class PageBar;
}
namespace faultline::palette {
class Palette;
}
namespace faultline::table {
class TablePanel;
}
namespace faultline::transport {
class Transport;
}
namespace faultline::widgets {
class ChartsPanel;
}

class QToolBar;

namespace faultline::app {

class RunController;
class Toast;

/// The panels around the canvas: what can be moved, hidden and restored. It passes frames to the panels and what they ask for to the
/// run, and connects the panels with each other. GUI thread.
class Workspace : public QMainWindow {
    Q_OBJECT
public:
    Workspace(design::DesignDocument& document, RunController& run, QWidget* parent = nullptr);
    ~Workspace() override;

    canvas::CanvasWidget& canvas() { return *m_canvas; }
    palette::Palette& palette() { return *m_palette; }
    inspector::Inspector& inspector() { return *m_inspector; }
    widgets::ChartsPanel& charts() { return *m_charts; }
    transport::Transport& transport() { return *m_transport; }
    table::TablePanel& table() { return *m_table; }
    layers::LayersPanel& layers() { return *m_layers; }
    pages::PageBar& pages() { return *m_pageBar; }
    QToolBar* bar() const { return m_bar; }
    Toast& toast() { return *m_toast; }
    /// In the order of the View menu.
    QList<QDockWidget*> docks() const { return m_docks; }
    /// The arrangement a new user sees, which depends on the room there is.
    void resetLayout();

private:
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area, QWidget* controls = nullptr);
    void addBar();
    void showTabs();
    void connectPanels();
    void connectTransport();
    void showRun();
    void setRate(double perSecond, bool done);
    void showFrame(const runtime::FramePtr& frame);
    void showDesign();

    design::DesignDocument& m_document;
    RunController& m_run;
    canvas::CanvasWidget* m_canvas;
    palette::Palette* m_palette;
    inspector::Inspector* m_inspector;
    widgets::ChartsPanel* m_charts;
    transport::Transport* m_transport;
    table::TablePanel* m_table;
    layers::LayersPanel* m_layers;
    pages::PageBar* m_pageBar;
    QToolBar* m_bar = nullptr;
    std::unique_ptr<design::Gesture> m_rateGesture;   // while the slider of the rate is dragged
    Toast* m_toast;
    QList<QDockWidget*> m_docks;
    QTimer m_tabTimer;      // single shot: docks come and go several at once
    QTimer m_designTimer;   // single shot: names and colours of the charts follow the document
};

}  // namespace faultline::app
