#pragma once
#include "widgets/canvas/view.h"

namespace faultline::canvas {

/// Moving the selection by arrow keys: one undo step from the first press until the keys are let go.
struct CanvasView::Nudge {
    design::Gesture gesture;
    std::vector<ComponentId> ids;
    QPointF distance;
};

}  // namespace faultline::canvas
