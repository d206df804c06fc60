#pragma once
#include "model/design/document.h"
#include "model/exchange/graph_layout.h"

#include <QObject>

namespace faultline::canvas {
class CanvasWidget;
}

namespace faultline::app {

/// Lays out the selection, or all, of a document with Graphviz, which runs beside the program; what it comes to glides there as one
/// undo step. What was edited meanwhile is kept. GUI thread.
class AutoLayout : public QObject {
    Q_OBJECT
public:
    AutoLayout(design::DesignDocument& document, canvas::CanvasWidget& canvas, QObject* parent);

    /// A second one takes the place of the first.
    void start(exchange::Flow flow);
    void cancel();
    bool isRunning() const { return m_dot.isRunning(); }

signals:
    void runningChanged(bool running);
    /// A sentence about how it went; a failure is a warning.
    void told(const QString& text, bool warning);

private:
    void take(const QByteArray& json);

    design::DesignDocument& m_document;
    canvas::CanvasWidget& m_canvas;
    exchange::DotProcess m_dot;
    std::vector<ComponentId> m_ids;
};

}  // namespace faultline::app
