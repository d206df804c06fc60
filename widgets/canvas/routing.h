#pragma once
#include "model/design/link_edits.h"
#include "widgets/canvas/rect_grid.h"

#include <QPointF>
#include <QRectF>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
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

    friend bool operator==(const RouteEnd&, const RouteEnd&) = default;
};

struct RouteJob {
    std::uint32_t id = 0;
    RouteEnd from, to;
    std::vector<QPointF> waypoints;        ///< set by hand: the line goes through them
    design::LinkShape shape = design::LinkShape::Orthogonal;

    /// Whether its way is looked for, not given by hand.
    bool isRouted() const { return waypoints.empty() && shape != design::LinkShape::Straight; }

    friend bool operator==(const RouteJob&, const RouteJob&) = default;
};

/// The sides of its boxes on which a line leaves and arrives.
struct RouteSides {
    Side from = Side::East, to = Side::West;

    friend bool operator==(const RouteSides&, const RouteSides&) = default;
};

inline bool leavesLevel(Side side) { return side == Side::East || side == Side::West; }

/// The least rectangle around two points; of no width or height when they are in line.
inline QRectF spanOf(QPointF a, QPointF b) {
    return {QPointF(std::min(a.x(), b.x()), std::min(a.y(), b.y())), QPointF(std::max(a.x(), b.x()), std::max(a.y(), b.y()))};
}

/// Where the end of a line touches a side, `offset` from its middle.
QPointF routeAnchor(const QRectF& rect, Side side, double offset = 0);

/// Finds a way for one line between two boxes: horizontal and vertical pieces, few bends, around what stands in the way. The same
/// obstacles give the same way, in whatever order they were set.
class Router {
public:
    /// What lines at `owner` alone may cross, and what had better not be crossed by any, as a header; either may be absent. Replaces
    /// those set before. Returns whether that is something else, and appends the areas that are to `altered`.
    bool setObstacle(std::uint32_t owner, const std::optional<QRectF>& box, const std::optional<QRectF>& text, std::vector<QRectF>* altered = nullptr);

    /// Both append the areas in which they looked for obstacles to `saw`: the answer is the same as long as nothing alters there.
    RouteSides chooseSides(const RouteJob& job, std::vector<QRectF>& saw) const;
    /// The corners from `a` on the one side to `b` on the other.
    std::vector<QPointF> way(const RouteJob& job, QPointF a, Side from, QPointF b, Side to, std::vector<QRectF>& saw) const;

private:
    struct Lanes;
    struct Search;
    /// The obstacles `corners` passes through, by owner.
    std::vector<QRectF> inTheWay(const RouteJob& job, const QRectF& area, std::vector<QRectF>& saw) const;
    /// Heights and widths just beside what `corners` passes through.
    Lanes lanesAround(const std::vector<QPointF>& corners, const RouteJob& job, std::vector<QRectF>& saw) const;
    double costOfObstacles(std::span<const QPointF> corners, const RouteJob& job, double limit, std::vector<QRectF>& saw) const;
    void tryWays(Search& search, const RouteJob& job, const Lanes& lanes, std::vector<QRectF>& saw) const;
    void search(Search& search, const RouteJob& job, std::vector<QRectF>& saw) const;
    std::vector<QPointF> around(const RouteJob& job, const std::vector<QPointF>& corners, Side from, Side to, std::vector<QRectF>& saw) const;

    RectGrid m_grid;   ///< boxes by 2 * owner, texts by 2 * owner + 1
    struct Obstacle {
        std::optional<QRectF> box, text;
    };
    std::unordered_map<std::uint32_t, Obstacle> m_obstacles;
};

}  // namespace faultline::canvas
