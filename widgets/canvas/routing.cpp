#include "widgets/canvas/routing.h"

#include "widgets/canvas/routing_detour.h"

#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <tuple>

namespace faultline::canvas {
namespace {

using Corners = std::vector<QPointF>;
using Points = std::span<const QPointF>;

/// One of many ways that are looked at: a few corners, in place.
struct Way {
    std::array<QPointF, 6> points;
    std::size_t count = 0;

    Way() = default;
    Way(std::initializer_list<QPointF> corners) : count(corners.size()) { std::copy(corners.begin(), corners.end(), points.begin()); }
    operator Points() const { return {points.data(), count}; }
};

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

/// Ways between two ends that both leave horizontally; +1: to the right, -1: to the left. `lanes` are heights free of both boxes;
/// `edgeA` and `edgeB` where what is around each end stops on the side it leaves; `clear` how far from there a line keeps.
void routingAlong(std::vector<Way>& ways, QPointF a, int leaveA, QPointF b, int leaveB, const std::vector<double>& lanes, double edgeA,
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
void routingWays(std::vector<Way>& ways, const RouteJob& job, QPointF a, Side from, QPointF b, Side to, const std::vector<double>& moreX = {},
                                 const std::vector<double>& moreY = {}) {
    const std::size_t first = ways.size();
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
    if (leavesLevel(from) && leavesLevel(to)) {
        const double above = std::min(ra.top(), rb.top()) - routingClear, below = std::max(ra.bottom(), rb.bottom()) + routingClear;
        const double between = ra.bottom() < rb.top() ? (ra.bottom() + rb.top()) / 2 : (rb.bottom() + ra.top()) / 2;
        std::vector<double> lanes{between, above, below};
        lanes.insert(lanes.end(), moreY.begin(), moreY.end());
        routingAlong(ways, a, sign(from), b, sign(to), lanes, edge(ra, from), edge(rb, to), clear, tight);
    } else if (!leavesLevel(from) && !leavesLevel(to)) {
        const double left = std::min(ra.left(), rb.left()) - routingClear, right = std::max(ra.right(), rb.right()) + routingClear;
        const double between = ra.right() < rb.left() ? (ra.right() + rb.left()) / 2 : (rb.right() + ra.left()) / 2;
        std::vector<double> lanes{between, left, right};
        lanes.insert(lanes.end(), moreX.begin(), moreX.end());
        routingAlong(ways, flip(a), sign(from), flip(b), sign(to), lanes, edge(ra, from), edge(rb, to), clear, tight);
        for (std::size_t i = first; i < ways.size(); ++i)
            for (QPointF& p : ways[i].points) p = flip(p);
    } else {
        const bool swap = !leavesLevel(from);
        const QPointF corner = swap ? QPointF(a.x(), b.y()) : QPointF(b.x(), a.y());
        const double leave = swap ? (corner.y() - a.y()) * sign(from) : (corner.x() - a.x()) * sign(from);
        const double arrive = swap ? (corner.x() - b.x()) * sign(to) : (corner.y() - b.y()) * sign(to);
        if (leave >= 10 && arrive >= 10) ways.push_back({a, corner, b});
    }
}

double routingLength(Points corners) {
    double length = 0;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        length += std::abs(corners[i + 1].x() - corners[i].x()) + std::abs(corners[i + 1].y() - corners[i].y());
    return length;
}

int routingBends(Points corners) {
    int bends = 0;
    for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
        const QPointF in = corners[i] - corners[i - 1];
        const QPointF out = corners[i + 1] - corners[i];
        bends += std::abs(in.x() * out.y() - in.y() * out.x()) > 0.01;
    }
    return bends;
}

bool routingMeets(const QRectF& box, const QRectF& span) {
    return span.left() < box.right() - 1 && box.left() + 1 < span.right() + 0.01 && span.top() < box.bottom() - 1 &&
           box.top() + 1 < span.bottom() + 0.01;
}

double routingPlainCost(Points corners) { return routingLength(corners) + routingBend * routingBends(corners); }

/// What a line costs, but for what it passes through on its way; never less than `plain`, which its length and bends cost.
double routingCostAlone(Points corners, const RouteJob& job, double plain) {
    double sum = plain;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
        const QRectF span = spanOf(corners[i], corners[i + 1]);
        if (routingMeets(job.from.rect, span)) sum += 2 * routingCrossing;
        if (routingMeets(job.to.rect, span)) sum += 2 * routingCrossing;
        if (i == 0 || i + 2 >= corners.size()) continue;
        const QRectF near = span.adjusted(-11, -11, 11, 11);
        if (near.intersects(job.from.rect) || near.intersects(job.to.rect)) sum += routingNarrow;
        const bool shares = !job.from.within.isNull() && job.from.within == job.to.within;
        if (shares && !job.from.within.adjusted(2, 2, -2, -2).contains(span)) sum += routingLeaving;
    }
    return sum;
}

bool routingIsInTheWay(std::uint32_t owner, const RouteJob& job) {
    const auto among = [&](const std::vector<std::uint32_t>& owners) { return std::find(owners.begin(), owners.end(), owner) != owners.end(); };
    return !among(job.from.inside) && !among(job.to.inside);
}

std::uint64_t routingBoxOf(std::uint32_t owner) { return std::uint64_t(owner) * 2; }
std::uint64_t routingTextOf(std::uint32_t owner) { return std::uint64_t(owner) * 2 + 1; }
bool routingIsText(std::uint64_t key) { return key % 2 != 0; }

}  // namespace

QPointF routeAnchor(const QRectF& r, Side side, double offset) {
    switch (side) {
    case Side::North: return {r.center().x() + offset, r.top()};
    case Side::South: return {r.center().x() + offset, r.bottom()};
    case Side::East: return {r.right(), r.center().y() + offset};
    case Side::West: return {r.left(), r.center().y() + offset};
    }
    return r.center();
}

bool Router::setObstacle(std::uint32_t owner, const std::optional<QRectF>& box, const std::optional<QRectF>& text, std::vector<QRectF>* altered) {
    constexpr double room = 6;   // a line keeps so far away
    Obstacle next{box ? std::optional(box->adjusted(-room, -room, room, room)) : std::nullopt, text};
    Obstacle& known = m_obstacles[owner];
    const auto replace = [&](std::optional<QRectF>& before, const std::optional<QRectF>& now, std::uint64_t key) {
        if (before == now) return false;
        for (const auto& area : {before, now})
            if (area && altered) altered->push_back(*area);
        m_grid.set(key, now ? std::vector<QRectF>{*now} : std::vector<QRectF>{});
        before = now;
        return true;
    };
    const bool otherBox = replace(known.box, next.box, routingBoxOf(owner)), otherText = replace(known.text, next.text, routingTextOf(owner));
    if (!known.box && !known.text) m_obstacles.erase(owner);
    return otherBox || otherText;
}

/// What `corners` passes through costs, at least until that is more than `limit`.
double Router::costOfObstacles(Points corners, const RouteJob& job, double limit, std::vector<QRectF>& saw) const {
    int boxes = 0, texts = 0;
    const auto cost = [&] { return routingCrossing * boxes + routingText * texts; };
    for (std::size_t i = 0; i + 1 < corners.size() && cost() < limit; ++i) {
        const QRectF span = spanOf(corners[i], corners[i + 1]);
        saw.push_back(span);
        m_grid.query(span, [&](std::uint64_t key, int, const QRectF&) {
            if (routingIsText(key))
                ++texts;
            else
                boxes += routingIsInTheWay(std::uint32_t(key / 2), job);
        });
    }
    return cost();
}

/// The obstacles in an area, by owner: the order must not depend on when they were set.
std::vector<QRectF> Router::inTheWay(const RouteJob& job, const QRectF& area, std::vector<QRectF>& saw) const {
    std::vector<std::pair<std::uint64_t, QRectF>> found;
    saw.push_back(area);
    m_grid.query(area, [&](std::uint64_t key, int, const QRectF& rect) {
        if (!routingIsText(key) && routingIsInTheWay(std::uint32_t(key / 2), job)) found.emplace_back(key, rect);
    });
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<QRectF> rects;
    for (const auto& [key, rect] : found) rects.push_back(rect);
    return rects;
}

struct Router::Lanes {
    std::vector<double> x, y;
};

Router::Lanes Router::lanesAround(const Corners& corners, const RouteJob& job, std::vector<QRectF>& saw) const {
    Lanes lanes;
    constexpr std::size_t most = 8;
    for (std::size_t i = 0; i + 1 < corners.size() && lanes.x.size() < most; ++i) {
        for (const QRectF& r : inTheWay(job, spanOf(corners[i], corners[i + 1]), saw)) {   // a little larger than the box itself
            if (lanes.x.size() >= most) break;
            lanes.x.insert(lanes.x.end(), {r.left() - 8, r.right() + 8});
            lanes.y.insert(lanes.y.end(), {r.top() - 8, r.bottom() + 8});
        }
    }
    return lanes;
}

/// A search for the cheapest way: between two points, or on whatever sides.
struct Router::Search {
    struct Between {
        QPointF a, b;
        RouteSides sides;
    };
    std::vector<Between> between;
    RouteSides sides;
    double least = 1e18, leastLength = 1e18;
    Corners chosen, shortest;
};

void Router::tryWays(Search& search, const RouteJob& job, const Lanes& lanes, std::vector<QRectF>& saw) const {
    struct Candidate {
        std::size_t way = 0;
        RouteSides sides;
        double least = 0;            ///< what it costs by length and bends, until its cost alone is known
        std::int64_t rank = 0;       ///< the same, in sixteenths
        bool isKnown = false;
        void setLeast(double cost) {
            least = cost;
            rank = std::llround(cost * 16);
        }
    };
    std::vector<Way> ways;
    std::vector<Candidate> candidates;
    for (const Search::Between& ends : search.between) {
        routingWays(ways, job, ends.a, ends.sides.from, ends.b, ends.sides.to, lanes.x, lanes.y);
        while (candidates.size() < ways.size()) candidates.push_back({.way = candidates.size(), .sides = ends.sides});
    }
    for (Candidate& candidate : candidates) {
        const Points way = ways[candidate.way];
        candidate.setLeast(routingPlainCost(way));
        if (candidate.least < search.leastLength - 0.01) {
            search.leastLength = candidate.least;
            search.shortest.assign(way.begin(), way.end());
        }
    }
    std::erase_if(candidates, [&](const Candidate& candidate) { return candidate.least >= search.least - 0.01; });
    // The cheapest first: once one is free, nobody looks at what is in the way of the others. Those alike in the order they have. What
    // one costs alone is worked out when its turn comes by the least it may be.
    const auto isLater = [](const Candidate& a, const Candidate& b) {
        return std::tie(a.rank, a.isKnown, a.way) > std::tie(b.rank, b.isKnown, b.way);
    };
    std::make_heap(candidates.begin(), candidates.end(), isLater);
    while (!candidates.empty()) {
        std::pop_heap(candidates.begin(), candidates.end(), isLater);
        Candidate& candidate = candidates.back();
        const Points way = ways[candidate.way];
        if (double(candidate.rank - 1) / 16 >= search.least) break;   // nor is any that comes later cheaper
        if (candidate.least >= search.least - 0.01) {
            candidates.pop_back();
            continue;
        }
        if (!candidate.isKnown) {
            candidate.isKnown = true;
            candidate.setLeast(routingCostAlone(way, job, candidate.least));
            std::push_heap(candidates.begin(), candidates.end(), isLater);
            continue;
        }
        const double cost = candidate.least + costOfObstacles(way, job, search.least - candidate.least, saw);
        if (cost < search.least - 0.01) {
            search.least = cost;
            search.sides = candidate.sides;
            search.chosen.assign(way.begin(), way.end());
        }
        candidates.pop_back();
    }
}

void Router::search(Search& search, const RouteJob& job, std::vector<QRectF>& saw) const {
    tryWays(search, job, {}, saw);
    // Where the shortest way leads through something, ways along its edges may be better than those found so far.
    if (const Lanes lanes = lanesAround(search.shortest, job, saw); !lanes.x.empty()) tryWays(search, job, lanes, saw);
    if (const Lanes lanes = lanesAround(search.chosen, job, saw); !lanes.x.empty()) tryWays(search, job, lanes, saw);
}

RouteSides Router::chooseSides(const RouteJob& job, std::vector<QRectF>& saw) const {
    Search all;
    for (const Side from : routingSides)
        for (const Side to : routingSides) all.between.push_back({routeAnchor(job.from.rect, from), routeAnchor(job.to.rect, to), {from, to}});
    search(all, job, saw);
    return all.sides;
}

Corners Router::way(const RouteJob& job, QPointF a, Side from, QPointF b, Side to, std::vector<QRectF>& saw) const {
    Search one;
    one.between.push_back({a, b, {from, to}});
    search(one, job, saw);
    if (!one.chosen.empty()) {
        Corners other = around(job, one.chosen, from, to, saw);
        const bool isCheaper = !other.empty() && routingCostAlone(other, job, routingPlainCost(other)) + costOfObstacles(other, job, one.least, saw) < one.least - 0.01;
        return isCheaper ? other : one.chosen;
    }
    if (leavesLevel(from) != leavesLevel(to)) {  // spread ends no longer leave room for one bend: leave it by two
        const QPointF corner = leavesLevel(from) ? QPointF(b.x(), a.y()) : QPointF(a.x(), b.y());
        return {a, corner, b};
    }
    return {a, b};
}

/// A way around everything, found by searching; empty: none, or nothing is in the way of `corners`.
Corners Router::around(const RouteJob& job, const Corners& corners, Side from, Side to, std::vector<QRectF>& saw) const {
    QRectF area = job.from.outer.united(job.to.outer);
    bool isHit = false;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        for (const QRectF& box : inTheWay(job, spanOf(corners[i], corners[i + 1]), saw)) {
            area = area.united(box.adjusted(2, 2, -2, -2));
            isHit = true;
        }
    if (!isHit) return {};
    constexpr double reach = 160;   // how far out a way is looked for
    std::vector<QRectF> boxes;
    for (const QRectF& box : inTheWay(job, area.adjusted(-reach, -reach, reach, reach), saw)) boxes.push_back(box.adjusted(2, 2, -2, -2));
    return detour(corners.front(), from, job.from.rect, corners.back(), to, job.to.rect, boxes);
}

}  // namespace faultline::canvas
