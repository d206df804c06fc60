#pragma once
#include "model/design/link_edits.h"
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

    friend bool operator==(const RouteEnd&, const RouteEnd&) = default;
};

struct RouteJob {
    std::uint32_t id = 0;
    RouteEnd from, to;
    std::vector<QPointF> waypoints;        ///< set by hand: the line goes through them
    design::LinkShape shape = design::LinkShape::Orthogonal;

    friend bool operator==(const RouteJob&, const RouteJob&) = default;
};

/// The sides of its boxes on which a line leaves and arrives.
struct RouteSides {
    Side from = Side::East, to = Side::West;
};

/// What a Router found out, for the next time: what nothing has changed for is not looked for again. With or without it the lines
/// are the same.
class RouteMemo {
    friend class Router;
    struct Entry {
        RouteJob job;
        RouteSides sides;
        QRectF sidesSaw;                   ///< where obstacles were looked for
        bool hasWay = false;
        QPointF a, b;
        std::vector<QPointF> way;
        QRectF waySaw;
    };
    using Obstacle = std::pair<std::uint32_t, QRectF>;

    void forgetNear(const std::vector<Obstacle>& now);

    /// What was known before a large change, for when it is taken back or done again.
    struct Former {
        std::vector<Obstacle> obstacles;
        std::map<std::uint32_t, Entry> entries;
    };

    std::map<std::uint32_t, Entry> m_entries;
    std::vector<Obstacle> m_obstacles;     ///< sorted
    std::vector<Former> m_former;          ///< the newest last
};

/// Finds the corners of lines between boxes: horizontal and vertical pieces, few bends, around what stands in the way, ends spread
/// along the sides they share, parallel pieces kept apart; or straight lines and curves, where that is wanted. The same input gives
/// the same lines.
class Router {
public:
    void addObstacle(std::uint32_t owner, const QRectF& rect);
    /// Something better not crossed, whoever it belongs to: a header.
    void addText(const QRectF& rect);
    /// Obstacles of what is being moved, which are others each time: they replace those set before.
    void setMoving(const std::vector<std::pair<std::uint32_t, QRectF>>& boxes, const std::vector<QRectF>& texts);
    /// The corners by job id; of a curve, many points of it.
    std::map<std::uint32_t, std::vector<QPointF>> route(const std::vector<RouteJob>& jobs, RouteMemo* memo = nullptr) const;

private:
    struct Lanes;
    double cost(const std::vector<QPointF>& corners, const RouteJob& job, double limit) const;
    static bool isInTheWay(std::uint32_t owner, const RouteJob& job);
    /// Calls visit(owner, rect) for each obstacle and text that touches `area`.
    template <class Visit> void query(const QRectF& area, Visit&& visit) const {
        m_grid.query(area, [&](int number) { visit(m_owners[std::size_t(number)], m_grid.rect(number)); });
        if (!m_movingOwners.empty()) m_movingGrid.query(area, [&](int number) { visit(m_movingOwners[std::size_t(number)], m_movingGrid.rect(number)); });
    }
    RouteSides chooseSides(const RouteJob& job) const;
    std::vector<QPointF> best(const RouteJob& job, QPointF a, Side from, QPointF b, Side to) const;
    /// A way around everything, found by searching; empty: none, or nothing is in the way of `corners`.
    std::vector<QPointF> around(const RouteJob& job, const std::vector<QPointF>& corners, Side from, Side to) const;
    void saw(const QRectF& area) const { m_saw = m_saw.isNull() ? area : m_saw.united(area); }
    /// Heights and widths just beside what `corners` passes through.
    Lanes lanesAround(const std::vector<QPointF>& corners, const RouteJob& job) const;

    RectGrid m_grid, m_movingGrid;
    std::vector<std::uint32_t> m_owners, m_movingOwners;   ///< by number in the grid; 0: a text
    mutable QRectF m_saw;                  ///< where obstacles were looked for since it was emptied
};

}  // namespace faultline::canvas
