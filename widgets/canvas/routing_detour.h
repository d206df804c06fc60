#pragma once
#include "widgets/canvas/routing.h"

namespace faultline::canvas {

/// The cheapest way of horizontal and vertical pieces from `a` (on that side of `boxA`) to `b` that passes through none of `boxes`,
/// nor through its own two; empty: there is none. Looks along the edges of everything there; the larger boxes count where there are
/// too many.
std::vector<QPointF> detour(QPointF a, Side from, const QRectF& boxA, QPointF b, Side to, const QRectF& boxB, std::vector<QRectF> boxes);

}  // namespace faultline::canvas
