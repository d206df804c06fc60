#pragma once
#include "model/design/document.h"
#include "widgets/canvas/interaction.h"

#include <QLineF>
#include <QPolygonF>

namespace faultline::canvas {

/// Drags one end of an arrow; Shift keeps to steps of 45 degrees, Alt off the grid.
class ArrowGesture : public Interaction {
public:
    ArrowGesture(CanvasView& view, const Pointer& start, ComponentId id, bool beginning);
    ~ArrowGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;

private:
    QPointF m_start;
    ComponentId m_id;
    bool m_beginning;
    QLineF m_line;
    design::Gesture m_gesture;
};

/// Draws a stroke of the marker over the drawing; nothing of it gets into the design.
class MarkerGesture : public Interaction {
public:
    MarkerGesture(CanvasView& view, const Pointer& start);
    ~MarkerGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    bool edits() const override { return false; }
    bool scrollsAtEdge() const override { return false; }
};

}  // namespace faultline::canvas
