#pragma once
#include "widgets/canvas/view.h"

namespace faultline::canvas {

/// Moving the selection by arrow keys: one undo step from the first press until the keys are let go.
struct CanvasView::Nudge {
    design::Gesture gesture;
    std::vector<ComponentId> ids;     ///< what is selected
    std::vector<ComponentId> moved;   ///< with what goes along
    QPointF distance;
};

}  // namespace faultline::canvas
