#pragma once
#include "widgets/canvas/open_ids.h"
#include "widgets/canvas/routing.h"

#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace faultline::canvas {

/// The lines of many links together: each finds a way (Router), ends are spread along the side they share, parallel pieces are kept
/// apart, the younger line giving way; or straight lines and curves, where that is wanted. What was found is kept: update() looks
/// again only at the lines that something altered concerns. The same obstacles and jobs give the same lines, whatever came before.
class RouteLayout {
public:
    /// See Router::setObstacle().
    void setObstacle(std::uint32_t owner, const std::optional<QRectF>& box, const std::optional<QRectF>& text);
    void setJob(const RouteJob& job);
    void removeJob(std::uint32_t id);
    /// Finds the lines anew. Returns the jobs whose corners are others now, rising.
    std::vector<std::uint32_t> update();
    /// Those update() found; of a curve, many points of it. Empty: there is no such job.
    const std::vector<QPointF>& corners(std::uint32_t id) const;

private:
    using Corners = std::vector<QPointF>;
    using Ids = std::set<std::uint32_t>;
    /// How far from the middle of its sides a line begins and ends, and how many lines share each of them.
    struct Offsets {
        double from = 0, to = 0;
        int fromCount = 1, toCount = 1;
        friend bool operator==(const Offsets&, const Offsets&) = default;
    };
    /// Where obstacles were looked for.
    struct Seen {
        std::vector<QRectF> areas;
        QRectF around;
        void set(std::vector<QRectF> found);
        bool touches(const QRectF& area) const;
    };
    struct Line {
        RouteJob job;
        RouteSides sides;
        Seen sidesSaw;
        Offsets offsets;
        bool hasWay = false;
        QPointF a, b;       ///< its ends
        Corners way;        ///< from end to end, before it gives way to others
        Seen waySaw;
        Corners corners;
    };
    /// One end of a line on a side of a box.
    struct End {
        std::uint32_t id = 0;
        bool isFrom = false;
        double towards = 0;   ///< where the other end is, along the side
    };
    using Pair = std::pair<std::uint32_t, std::uint32_t>;

    void unlist(const Line& line);
    void list(const Line& line);
    void forgetAltered();
    void chooseSides();
    void spreadEnds(std::uint32_t owner);
    void spreadSide(Side side, std::vector<End>& ends);
    void straighten(const RouteJob& job, RouteSides at, Offsets& offsets) const;
    void findWay(Line& line);
    void layOutByHand();
    void giveWay();
    Corners givingWay(std::uint32_t id, Corners corners, std::array<std::vector<QRectF>, 2>& looked) const;
    void take(std::uint32_t id, const Line& line, const Corners& corners);
    void setCorners(Line& line, Corners corners);

    Router m_router;
    std::map<std::uint32_t, Line> m_lines;
    std::unordered_map<std::uint32_t, Ids> m_at;      ///< lines by the owner of an end
    std::map<Pair, Ids> m_straight;                   ///< straight ones by the owners of their ends
    /// Pieces of the lines that give way, and where each looked whether there are others: the level and the upright ones.
    std::array<RectGrid, 2> m_pieces{RectGrid(2048, 16), RectGrid(16, 2048)}, m_looked{RectGrid(2048, 16), RectGrid(16, 2048)};
    std::unordered_set<std::uint32_t> m_taken;        ///< lines in m_pieces

    // What has to be done by update().
    std::vector<QRectF> m_altered;   ///< areas of obstacles
    Ids m_sidesOpen, m_wayOpen, m_byHand, m_changed;
    OpenIds m_lanesOpen;
    std::set<std::uint32_t> m_ownersOpen;
    std::set<Pair> m_pairsOpen;
};

}  // namespace faultline::canvas
