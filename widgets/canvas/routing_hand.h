#pragma once
#include "widgets/canvas/routing.h"

#include <QPointF>

#include <vector>

namespace faultline::canvas {

/// The corners of a line whose course is given: straight from box to box, or through the waypoints of the job, with right angles or a
/// curve as its shape says. `beside`: how many straight lines join the same two boxes already; it keeps beside them.
std::vector<QPointF> routeByHand(const RouteJob& job, int beside);
/// Points of a smooth line that leaves and arrives at right angles to the sides of its boxes.
std::vector<QPointF> routeCurve(QPointF a, Side from, QPointF b, Side to);

}  // namespace faultline::canvas
