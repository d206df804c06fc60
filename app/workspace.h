#pragma once
#include "model/design/document.h"
#include "model/runtime/frame.h"

#include <QMainWindow>
#include <QTimer>

namespace faultline::canvas {
class CanvasWidget;
}
namespace faultline::inspector {
class Inspector;
}
namespace faultline::palette {
class Palette;
}
namespace faultline::widgets {
class ChartsPanel;
}

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
    Toast& toast() { return *m_toast; }
    /// In the order of the View menu.
    QList<QDockWidget*> docks() const { return m_docks; }
    /// The arrangement a new user sees, which depends on the room there is.
    void resetLayout();

private:
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* panel, Qt::DockWidgetArea area, QWidget* controls = nullptr);
    void connectPanels();
    void showFrame(const runtime::FramePtr& frame);
    void showDesign();

    design::DesignDocument& m_document;
    RunController& m_run;
    canvas::CanvasWidget* m_canvas;
    palette::Palette* m_palette;
    inspector::Inspector* m_inspector;
    widgets::ChartsPanel* m_charts;
    Toast* m_toast;
    QList<QDockWidget*> m_docks;
    QTimer m_designTimer;   // single shot: names and colours of the charts follow the document
};

}  // namespace faultline::app
