#pragma once
#include "widgets/canvas/rect_grid.h"

#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <map>
#include <vector>

namespace faultline::canvas {

enum class Side : std::uint8_t { North, East, South, West };

/// One end of a line to be drawn: the box it touches and everything that contains the box (by obstacle owner number).
struct RouteEnd {
    std::uint32_t owner = 0;               ///< who it is: ends with one owner share its sides
    QRectF rect;
    QRectF outer;                          ///< the largest thing around it that does not hold the other end; else `rect`
    QRectF within;                         ///< the innermost host it is in; null: none
    std::vector<std::uint32_t> inside;     ///< owners of obstacles this end may cross: itself, its containers
};

struct RouteJob {
    std::uint32_t id = 0;
    RouteEnd from, to;
    std::vector<QPointF> waypoints;        ///< set by hand: the line goes through them as it is
};

/// Finds the corners of lines between boxes: horizontal and vertical pieces, few bends, around what stands in the way where that is
/// cheap, ends spread along the sides they share, parallel pieces kept apart. The same input gives the same lines.
class Router {
public:
    void addObstacle(std::uint32_t owner, const QRectF& rect);
    /// Something better not crossed, whoever it belongs to: a header.
    void addText(const QRectF& rect);
    /// The corners by job id.
    std::map<std::uint32_t, std::vector<QPointF>> route(const std::vector<RouteJob>& jobs) const;

private:
    struct Choice;
    struct Lanes;
    double cost(const std::vector<QPointF>& corners, const RouteJob& job, double limit) const;
    Choice chooseSides(const RouteJob& job) const;
    std::vector<QPointF> best(const RouteJob& job, QPointF a, Side from, QPointF b, Side to) const;
    /// Heights and widths just beside what `corners` passes through.
    Lanes lanesAround(const std::vector<QPointF>& corners, const RouteJob& job) const;

    RectGrid m_grid;
    std::vector<std::uint32_t> m_owners;   ///< by number in the grid; 0: a text
};

}  // namespace faultline::canvas
