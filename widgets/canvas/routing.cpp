#include "widgets/canvas/routing.h"

#include "widgets/canvas/routing_detour.h"
#include "widgets/canvas/routing_hand.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

namespace faultline::canvas {
namespace {

using Corners = std::vector<QPointF>;

constexpr double routingStub = 20;      ///< how far a line goes straight before it may bend
constexpr double routingClear = 20;     ///< distance kept when going around something
constexpr double routingInside = 18;    ///< the same within a host
constexpr double routingTight = 8;      ///< the least, where there is no room for more
constexpr double routingNarrow = 40;    ///< what it costs to pass so near
constexpr double routingLeaving = 150;  ///< what it costs to leave the host that both ends are in
constexpr double routingBend = 36;      ///< what a bend costs, in units of length
constexpr double routingCrossing = 420; ///< what passing through something costs
constexpr double routingText = 60;      ///< what crossing a header costs
constexpr std::array routingSides{Side::East, Side::South, Side::West, Side::North};

bool routingHorizontal(Side side) { return side == Side::East || side == Side::West; }

QPointF routingAnchor(const QRectF& r, Side side, double offset = 0) {
    switch (side) {
    case Side::North: return {r.center().x() + offset, r.top()};
    case Side::South: return {r.center().x() + offset, r.bottom()};
    case Side::East: return {r.right(), r.center().y() + offset};
    case Side::West: return {r.left(), r.center().y() + offset};
    }
    return r.center();
}

/// Ways between two ends that both leave horizontally; +1: to the right, -1: to the left. `lanes` are heights free of both boxes;
/// `edgeA` and `edgeB` where what is around each end stops on the side it leaves; `clear` how far from there a line keeps.
void routingAlong(std::vector<Corners>& ways, QPointF a, int leaveA, QPointF b, int leaveB, const std::vector<double>& lanes, double edgeA,
                  double edgeB, double clear, double tight) {
    if (leaveA == leaveB) {  // around one side of both
        for (const double distance : {clear, std::min(clear, tight)}) {
            const double x = leaveA > 0 ? std::max(edgeA, edgeB) + distance : std::min(edgeA, edgeB) - distance;
            ways.push_back({a, {x, a.y()}, {x, b.y()}, b});
        }
        return;
    }
    const double gap = (b.x() - a.x()) * leaveA;
    if (gap >= 8 && std::abs(a.y() - b.y()) < 0.5) {
        ways.push_back({a, b});
        return;
    }
    if (gap >= 2 * 12) {
        const double reach = std::min(routingStub, gap / 2) * leaveA;
        const bool apart = (edgeB - edgeA) * leaveA > 8;
        for (const double x : {apart ? (edgeA + edgeB) / 2 : (a.x() + b.x()) / 2, a.x() + reach, b.x() - reach}) ways.push_back({a, {x, a.y()}, {x, b.y()}, b});
    }
    const double xa = a.x() + routingStub * leaveA;
    const double xb = b.x() + routingStub * leaveB;
    for (const double y : lanes) ways.push_back({a, {xa, a.y()}, {xa, y}, {xb, y}, {xb, b.y()}, b});
}

/// The ways between two ends that leave on these sides; `moreY` and `moreX` are further heights and widths to pass along.
std::vector<Corners> routingWays(const RouteJob& job, QPointF a, Side from, QPointF b, Side to, const std::vector<double>& moreX = {},
                                 const std::vector<double>& moreY = {}) {
    std::vector<Corners> ways;
    const QRectF& ra = job.from.outer;
    const QRectF& rb = job.to.outer;
    const bool sharesHost = ra == job.from.rect && rb == job.to.rect && !job.from.within.isNull();
    const double clear = sharesHost ? routingInside : routingClear;
    const double tight = sharesHost ? routingTight : routingClear;
    const auto edge = [](const QRectF& r, Side side) {
        return side == Side::North ? r.top() : side == Side::South ? r.bottom() : side == Side::East ? r.right() : r.left();
    };
    const auto sign = [](Side side) { return side == Side::East || side == Side::South ? 1 : -1; };
    const auto flip = [](QPointF p) { return QPointF(p.y(), p.x()); };
    if (routingHorizontal(from) && routingHorizontal(to)) {
        const double above = std::min(ra.top(), rb.top()) - routingClear, below = std::max(ra.bottom(), rb.bottom()) + routingClear;
        const double between = ra.bottom() < rb.top() ? (ra.bottom() + rb.top()) / 2 : (rb.bottom() + ra.top()) / 2;
        std::vector<double> lanes{between, above, below};
        lanes.insert(lanes.end(), moreY.begin(), moreY.end());
        routingAlong(ways, a, sign(from), b, sign(to), lanes, edge(ra, from), edge(rb, to), clear, tight);
    } else if (!routingHorizontal(from) && !routingHorizontal(to)) {
        const double left = std::min(ra.left(), rb.left()) - routingClear, right = std::max(ra.right(), rb.right()) + routingClear;
        const double between = ra.right() < rb.left() ? (ra.right() + rb.left()) / 2 : (rb.right() + ra.left()) / 2;
        std::vector<double> lanes{between, left, right};
        lanes.insert(lanes.end(), moreX.begin(), moreX.end());
        routingAlong(ways, flip(a), sign(from), flip(b), sign(to), lanes, edge(ra, from), edge(rb, to), clear, tight);
        for (Corners& way : ways)
            for (QPointF& p : way) p = flip(p);
    } else {
        const bool swap = !routingHorizontal(from);
        const QPointF corner = swap ? QPointF(a.x(), b.y()) : QPointF(b.x(), a.y());
        const double leave = swap ? (corner.y() - a.y()) * sign(from) : (corner.x() - a.x()) * sign(from);
        const double arrive = swap ? (corner.x() - b.x()) * sign(to) : (corner.y() - b.y()) * sign(to);
        if (leave >= 10 && arrive >= 10) ways.push_back({a, corner, b});
    }
    return ways;
}

double routingLength(const Corners& corners) {
    double length = 0;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        length += std::abs(corners[i + 1].x() - corners[i].x()) + std::abs(corners[i + 1].y() - corners[i].y());
    return length;
}

int routingBends(const Corners& corners) {
    int bends = 0;
    for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
        const QPointF in = corners[i] - corners[i - 1];
        const QPointF out = corners[i + 1] - corners[i];
        bends += std::abs(in.x() * out.y() - in.y() * out.x()) > 0.01;
    }
    return bends;
}

QRectF routingSpan(QPointF a, QPointF b) {
    return QRectF(QPointF(std::min(a.x(), b.x()), std::min(a.y(), b.y())), QPointF(std::max(a.x(), b.x()), std::max(a.y(), b.y())));
}

bool routingMeets(const QRectF& box, const QRectF& span) {
    return span.left() < box.right() - 1 && box.left() + 1 < span.right() + 0.01 && span.top() < box.bottom() - 1 &&
           box.top() + 1 < span.bottom() + 0.01;
}

}  // namespace

void Router::addObstacle(std::uint32_t owner, const QRectF& rect) {
    m_grid.add(rect.adjusted(-6, -6, 6, 6));
    m_owners.push_back(owner);
}

void Router::addText(const QRectF& rect) {
    m_grid.add(rect);
    m_owners.push_back(0);
}

void Router::setMoving(const std::vector<std::pair<std::uint32_t, QRectF>>& boxes, const std::vector<QRectF>& texts) {
    m_movingGrid = {};
    m_movingOwners.clear();
    for (const auto& [owner, rect] : boxes) {
        m_movingGrid.add(rect.adjusted(-6, -6, 6, 6));
        m_movingOwners.push_back(owner);
    }
    for (const QRectF& rect : texts) {
        m_movingGrid.add(rect);
        m_movingOwners.push_back(0);
    }
}

double Router::cost(const Corners& corners, const RouteJob& job, double limit) const {
    double sum = routingLength(corners) + routingBend * routingBends(corners);
    for (std::size_t i = 0; i + 1 < corners.size() && sum < limit; ++i) {
        const QRectF span = routingSpan(corners[i], corners[i + 1]);
        saw(span);
        if (routingMeets(job.from.rect, span)) sum += 2 * routingCrossing;
        if (routingMeets(job.to.rect, span)) sum += 2 * routingCrossing;
        if (i > 0 && i + 2 < corners.size()) {
            const QRectF near = span.adjusted(-11, -11, 11, 11);
            if (near.intersects(job.from.rect) || near.intersects(job.to.rect)) sum += routingNarrow;
            const bool shares = !job.from.within.isNull() && job.from.within == job.to.within;
            if (shares && !job.from.within.adjusted(2, 2, -2, -2).contains(span)) sum += routingLeaving;
        }
        query(span, [&](std::uint32_t owner, const QRectF&) {
            if (owner == 0)
                sum += routingText;
            else if (isInTheWay(owner, job))
                sum += routingCrossing;
        });
    }
    return sum;
}

bool Router::isInTheWay(std::uint32_t owner, const RouteJob& job) {
    const auto among = [&](const std::vector<std::uint32_t>& owners) { return std::find(owners.begin(), owners.end(), owner) != owners.end(); };
    return owner != 0 && !among(job.from.inside) && !among(job.to.inside);
}

struct Router::Lanes {
    std::vector<double> x, y;
};

Router::Lanes Router::lanesAround(const Corners& corners, const RouteJob& job) const {
    Lanes lanes;
    constexpr std::size_t most = 8;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
        const QRectF span = routingSpan(corners[i], corners[i + 1]);
        saw(span);
        query(span, [&](std::uint32_t owner, const QRectF& r) {   // a little larger than the box itself
            if (!isInTheWay(owner, job) || lanes.x.size() >= most) return;
            lanes.x.insert(lanes.x.end(), {r.left() - 8, r.right() + 8});
            lanes.y.insert(lanes.y.end(), {r.top() - 8, r.bottom() + 8});
        });
    }
    return lanes;
}

RouteSides Router::chooseSides(const RouteJob& job) const {
    RouteSides choice;
    double least = 1e18, leastLength = 1e18;
    Corners chosen, shortest;
    const auto tryAll = [&](const Lanes& lanes) {
        for (const Side from : routingSides)
            for (const Side to : routingSides)
                for (Corners& way : routingWays(job, routingAnchor(job.from.rect, from), from, routingAnchor(job.to.rect, to), to, lanes.x, lanes.y)) {
                    const double c = cost(way, job, least);
                    if (const double plain = routingLength(way) + routingBend * routingBends(way); plain < leastLength - 0.01) {
                        leastLength = plain;
                        shortest = way;
                    }
                    if (c >= least - 0.01) continue;
                    least = c;
                    choice = {from, to};
                    chosen = std::move(way);
                }
    };
    tryAll({});
    // Where the shortest way leads through something, ways along its edges may be better than those found so far.
    if (const Lanes lanes = lanesAround(shortest, job); !lanes.x.empty()) tryAll(lanes);
    if (const Lanes lanes = lanesAround(chosen, job); !lanes.x.empty()) tryAll(lanes);
    return choice;
}

Corners Router::best(const RouteJob& job, QPointF a, Side from, QPointF b, Side to) const {
    Corners chosen, shortest;
    double least = 1e18, leastLength = 1e18;
    const auto tryAll = [&](const Lanes& lanes) {
        for (Corners& way : routingWays(job, a, from, b, to, lanes.x, lanes.y)) {
            const double c = cost(way, job, least);
            if (const double plain = routingLength(way) + routingBend * routingBends(way); plain < leastLength - 0.01) {
                leastLength = plain;
                shortest = way;
            }
            if (c >= least - 0.01) continue;
            least = c;
            chosen = std::move(way);
        }
    };
    tryAll({});
    if (const Lanes lanes = lanesAround(shortest, job); !lanes.x.empty()) tryAll(lanes);
    if (const Lanes lanes = lanesAround(chosen, job); !lanes.x.empty()) tryAll(lanes);
    if (!chosen.empty()) {
        Corners other = around(job, chosen, from, to);
        return !other.empty() && cost(other, job, least) < least - 0.01 ? other : chosen;
    }
    if (routingHorizontal(from) != routingHorizontal(to)) {  // spread ends no longer leave room for one bend: leave it by two
        const QPointF corner = routingHorizontal(from) ? QPointF(b.x(), a.y()) : QPointF(a.x(), b.y());
        return {a, corner, b};
    }
    return {a, b};
}

namespace {

/// One end of a link on a side of a box.
struct RoutingEnd {
    std::size_t job = 0;
    bool isFrom = false;
    double towards = 0;  ///< where the other end is, along the side
    double across = 0;   ///< how far away it is
};
using RoutingSideKey = std::pair<std::uint32_t, Side>;

struct RoutingOffsets {
    double from = 0, to = 0;
    int fromCount = 1, toCount = 1;
};

double routingAlongSide(QPointF p, Side side) { return routingHorizontal(side) ? p.y() : p.x(); }

/// Spreads the ends on one side of a box along it, in the order of where they go.
void routingSpread(Side side, std::vector<RoutingEnd>& ends, const std::vector<RouteJob>& jobs, std::vector<RoutingOffsets>& offsets) {
    std::sort(ends.begin(), ends.end(), [&](const RoutingEnd& a, const RoutingEnd& b) {
        if (std::abs(a.towards - b.towards) > 0.5) return a.towards < b.towards;
        return jobs[a.job].id != jobs[b.job].id ? jobs[a.job].id < jobs[b.job].id : a.isFrom < b.isFrom;
    });
    const RouteEnd& end = ends.front().isFrom ? jobs[ends.front().job].from : jobs[ends.front().job].to;
    const double length = routingHorizontal(side) ? end.rect.height() : end.rect.width();
    const double spacing = std::min(16.0, std::max(2.0, (length - 12) / double(ends.size())));
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const double offset = (double(i) - double(ends.size() - 1) / 2) * spacing;
        RoutingOffsets& o = offsets[ends[i].job];
        (ends[i].isFrom ? o.from : o.to) = offset;
        (ends[i].isFrom ? o.fromCount : o.toCount) = int(ends.size());
    }
}

/// A short jog between two ends that face each other is straightened by moving the one that is alone on its side.
void routingStraighten(const RouteJob& job, Side from, Side to, RoutingOffsets& offsets) {
    const bool facing = (from == Side::East && to == Side::West) || (from == Side::West && to == Side::East) ||
                        (from == Side::North && to == Side::South) || (from == Side::South && to == Side::North);
    if (!facing) return;
    const double a = routingAlongSide(routingAnchor(job.from.rect, from, offsets.from), from);
    const double b = routingAlongSide(routingAnchor(job.to.rect, to, offsets.to), to);
    const auto room = [](const QRectF& r, Side side) { return (routingHorizontal(side) ? r.height() : r.width()) / 2 - 8; };
    const bool fromMayMove = offsets.fromCount == 1 && std::abs(offsets.from + b - a) <= room(job.from.rect, from);
    const bool toMayMove = offsets.toCount == 1 && std::abs(offsets.to + a - b) <= room(job.to.rect, to);
    const bool fromIsLarger = room(job.from.rect, from) > room(job.to.rect, to);
    if (fromMayMove && (fromIsLarger || !toMayMove))
        offsets.from += b - a;
    else if (toMayMove)
        offsets.to += a - b;
}

/// Keeps the middle pieces of different lines apart that would lie on each other.
class RoutingLanes {
public:
    void spread(Corners& corners) {
        for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
            const bool vertical = std::abs(corners[i].x() - corners[i + 1].x()) < 0.01;
            if (i > 0 && i + 2 < corners.size()) move(corners, i, vertical);
            take(corners[i], corners[i + 1], vertical);
        }
    }

private:
    struct Piece {
        double at, from, to;
    };
    using Bucket = std::map<int, std::vector<Piece>>;

    bool isFree(bool vertical, double at, double from, double to) const {
        const Bucket& pieces = m_pieces[vertical];
        const int key = int(std::floor(at / 16));
        for (int k = key - 1; k <= key + 1; ++k) {
            const auto bucket = pieces.find(k);
            if (bucket == pieces.end()) continue;
            for (const Piece& piece : bucket->second)
                if (std::abs(piece.at - at) < 8 && piece.from < to - 2 && from < piece.to - 2) return false;
        }
        return true;
    }
    void move(Corners& corners, std::size_t i, bool vertical) {
        const QPointF a = corners[i], b = corners[i + 1];
        const double at = vertical ? a.x() : a.y();
        const double from = vertical ? std::min(a.y(), b.y()) : std::min(a.x(), b.x());
        const double to = vertical ? std::max(a.y(), b.y()) : std::max(a.x(), b.x());
        const auto coordinate = [&](QPointF p) { return vertical ? p.x() : p.y(); };
        for (const double shift : {0.0, 10.0, -10.0, 20.0, -20.0, 30.0, -30.0}) {
            const double moved = at + shift;
            // The pieces before and after must keep their direction and some length.
            const auto keeps = [&](double other) { return (other - at) * (other - moved) > 0 && std::abs(other - moved) >= 8; };
            if (shift != 0 && (!keeps(coordinate(corners[i - 1])) || !keeps(coordinate(corners[i + 2])))) continue;
            if (!isFree(vertical, moved, from, to)) continue;
            (vertical ? corners[i].rx() : corners[i].ry()) = moved;
            (vertical ? corners[i + 1].rx() : corners[i + 1].ry()) = moved;
            return;
        }
    }
    void take(QPointF a, QPointF b, bool vertical) {
        const double at = vertical ? a.x() : a.y();
        const QRectF span = routingSpan(a, b);
        m_pieces[vertical][int(std::floor(at / 16))].push_back(
            vertical ? Piece{at, span.top(), span.bottom()} : Piece{at, span.left(), span.right()});
    }

    Bucket m_pieces[2];
};

}  // namespace

void RouteMemo::forgetNear(const std::vector<Obstacle>& now) {
    const auto before = [](const Obstacle& a, const Obstacle& b) {
        const auto key = [](const Obstacle& o) { return std::tuple(o.first, o.second.x(), o.second.y(), o.second.width(), o.second.height()); };
        return key(a) < key(b);
    };
    std::vector<Obstacle> sorted = now, changed;
    std::sort(sorted.begin(), sorted.end(), before);
    std::set_symmetric_difference(sorted.begin(), sorted.end(), m_obstacles.begin(), m_obstacles.end(), std::back_inserter(changed), before);
    constexpr std::size_t many = 400;   // then looking at each costs more than it saves
    if (changed.size() > many) {
        constexpr std::size_t most = 4;
        m_former.push_back({std::exchange(m_obstacles, std::move(sorted)), std::exchange(m_entries, {})});
        const auto same = std::find_if(m_former.begin(), m_former.end(), [&](const Former& former) { return former.obstacles == m_obstacles; });
        if (same != m_former.end()) {
            m_entries = std::move(same->entries);
            m_former.erase(same);
        } else if (m_former.size() > most) {
            m_former.erase(m_former.begin());
        }
        return;
    }
    m_obstacles = std::move(sorted);
    const auto touched = [&](const QRectF& saw) {
        return std::any_of(changed.begin(), changed.end(), [&](const Obstacle& o) {   // also of no height, as a line is
            return o.second.left() <= saw.right() && saw.left() <= o.second.right() && o.second.top() <= saw.bottom() && saw.top() <= o.second.bottom();
        });
    };
    std::erase_if(m_entries, [&](const auto& entry) { return touched(entry.second.sidesSaw) || (entry.second.hasWay && touched(entry.second.waySaw)); });
}

std::map<std::uint32_t, Corners> Router::route(const std::vector<RouteJob>& jobs, RouteMemo* memo) const {
    RouteMemo own;
    RouteMemo& known = memo ? *memo : own;
    if (memo) {
        std::vector<RouteMemo::Obstacle> now;
        for (std::size_t i = 0; i < m_owners.size(); ++i) now.emplace_back(m_owners[i], m_grid.rect(int(i)));
        known.forgetNear(now);
    }
    const auto isRouted = [](const RouteJob& job) { return job.waypoints.empty() && job.shape != design::LinkShape::Straight; };
    std::map<RoutingSideKey, std::vector<RoutingEnd>> sides;
    std::vector<RouteMemo::Entry*> entries(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!isRouted(jobs[i])) continue;
        RouteMemo::Entry& entry = known.m_entries[jobs[i].id];
        entries[i] = &entry;
        if (entry.sidesSaw.isNull() || !(entry.job == jobs[i])) {
            m_saw = {};
            entry = {.job = jobs[i], .sides = chooseSides(jobs[i]), .sidesSaw = {}, .hasWay = false, .a = {}, .b = {}, .way = {}, .waySaw = {}};
            entry.sidesSaw = m_saw;
        }
        const QPointF a = jobs[i].from.rect.center(), b = jobs[i].to.rect.center();
        const double far = std::abs(a.x() - b.x()) + std::abs(a.y() - b.y());
        sides[{jobs[i].from.owner, entry.sides.from}].push_back({i, true, routingAlongSide(b, entry.sides.from), far});
        sides[{jobs[i].to.owner, entry.sides.to}].push_back({i, false, routingAlongSide(a, entry.sides.to), far});
    }
    std::vector<RoutingOffsets> offsets(jobs.size());
    for (auto& [key, ends] : sides) routingSpread(key.second, ends, jobs, offsets);
    std::map<std::uint32_t, Corners> result;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> straight;   // how many between two already
    RoutingLanes lanes;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const RouteJob& job = jobs[i];
        if (!isRouted(job)) {
            const int beside = job.waypoints.empty() ? straight[std::minmax(job.from.owner, job.to.owner)]++ : 0;
            result[job.id] = routeByHand(job, beside);
            continue;
        }
        RouteMemo::Entry& entry = *entries[i];
        const RouteSides at = entry.sides;
        routingStraighten(job, at.from, at.to, offsets[i]);
        const QPointF a = routingAnchor(job.from.rect, at.from, offsets[i].from), b = routingAnchor(job.to.rect, at.to, offsets[i].to);
        if (job.shape == design::LinkShape::Curved) {
            result[job.id] = routeCurve(a, at.from, b, at.to);
            continue;
        }
        if (!entry.hasWay || entry.a != a || entry.b != b) {
            m_saw = {};
            entry.way = best(job, a, at.from, b, at.to);
            entry.waySaw = m_saw;
            entry.a = a;
            entry.b = b;
            entry.hasWay = true;
        }
        Corners corners = entry.way;
        lanes.spread(corners);
        result[job.id] = std::move(corners);
    }
    return result;
}

Corners Router::around(const RouteJob& job, const Corners& corners, Side from, Side to) const {
    const auto meets = [&](const QRectF& area, std::vector<QRectF>& found) {
        saw(area);
        query(area, [&](std::uint32_t owner, const QRectF& rect) {
            if (isInTheWay(owner, job)) found.push_back(rect.adjusted(2, 2, -2, -2));
        });
    };
    std::vector<QRectF> hit;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) meets(routingSpan(corners[i], corners[i + 1]), hit);
    if (hit.empty()) return {};
    constexpr double reach = 160;   // how far out a way is looked for
    std::vector<QRectF> boxes;
    QRectF area = job.from.outer.united(job.to.outer);
    for (const QRectF& box : hit) area = area.united(box);
    meets(area.adjusted(-reach, -reach, reach, reach), boxes);
    return detour(corners.front(), from, job.from.rect, corners.back(), to, job.to.rect, boxes);
}

}  // namespace faultline::canvas
