#include "widgets/canvas/route_layout.h"

#include "widgets/canvas/routing_hand.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace faultline::canvas {
namespace {

double layoutAlongSide(QPointF p, Side side) { return leavesLevel(side) ? p.y() : p.x(); }

bool layoutIsUpright(QPointF a, QPointF b) { return std::abs(a.x() - b.x()) < 0.01; }

/// Whether two parallel pieces would be drawn on each other, or nearly.
bool layoutIsBeside(const QRectF& piece, const QRectF& other, bool upright) {
    constexpr double apart = 8, ends = 2;   // what merely meets at its ends does not lie on it
    return upright ? std::abs(piece.left() - other.left()) < apart && piece.top() < other.bottom() - ends && other.top() < piece.bottom() - ends
                   : std::abs(piece.top() - other.top()) < apart && piece.left() < other.right() - ends && other.left() < piece.right() - ends;
}

/// Where pieces are that could lie beside one.
QRectF layoutAround(const QRectF& piece, bool upright) { return upright ? piece.adjusted(-8, 0, 8, 0) : piece.adjusted(0, -8, 0, 8); }

using Pieces = std::array<std::vector<QRectF>, 2>;

Pieces layoutPieces(const std::vector<QPointF>& corners) {
    Pieces pieces;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        pieces[layoutIsUpright(corners[i], corners[i + 1])].push_back(spanOf(corners[i], corners[i + 1]));
    return pieces;
}

bool layoutContains(const std::vector<QRectF>& areas, const QRectF& area) { return std::find(areas.begin(), areas.end(), area) != areas.end(); }

}  // namespace

void RouteLayout::Seen::set(std::vector<QRectF> found) {
    const auto key = [](const QRectF& r) { return std::tuple(r.x(), r.y(), r.width(), r.height()); };
    std::sort(found.begin(), found.end(), [&](const QRectF& a, const QRectF& b) { return key(a) < key(b); });
    found.erase(std::unique(found.begin(), found.end(), [&](const QRectF& a, const QRectF& b) { return key(a) == key(b); }), found.end());
    around = {};
    bool isFirst = true;
    for (const QRectF& area : found)
        around = std::exchange(isFirst, false) ? area : spanOf({std::min(around.left(), area.left()), std::min(around.top(), area.top())},
                                                               {std::max(around.right(), area.right()), std::max(around.bottom(), area.bottom())});
    areas.assign(found.begin(), found.end());
}

bool RouteLayout::Seen::touches(const QRectF& area) const {
    return !areas.empty() && areasTouch(around, area) && std::any_of(areas.begin(), areas.end(), [&](const QRectF& seen) { return areasTouch(seen, area); });
}

void RouteLayout::setObstacle(std::uint32_t owner, const std::optional<QRectF>& box, const std::optional<QRectF>& text) {
    m_router.setObstacle(owner, box, text, &m_altered);
}

const std::vector<QPointF>& RouteLayout::corners(std::uint32_t id) const {
    static const std::vector<QPointF> none;
    const auto line = m_lines.find(id);
    return line == m_lines.end() ? none : line->second.corners;
}

void RouteLayout::list(const Line& line) {
    for (const RouteEnd* end : {&line.job.from, &line.job.to}) {
        m_at[end->owner].insert(line.job.id);
        m_ownersOpen.insert(end->owner);
    }
    if (line.job.isRouted() || !line.job.waypoints.empty()) return;
    const Pair pair = std::pair(std::min(line.job.from.owner, line.job.to.owner), std::max(line.job.from.owner, line.job.to.owner));
    m_straight[pair].insert(line.job.id);
    m_pairsOpen.insert(pair);
}

void RouteLayout::unlist(const Line& line) {
    for (const RouteEnd* end : {&line.job.from, &line.job.to}) {
        if (const auto at = m_at.find(end->owner); at != m_at.end()) {
            at->second.erase(line.job.id);
            if (at->second.empty()) m_at.erase(at);
        }
        m_ownersOpen.insert(end->owner);
    }
    const Pair pair = std::pair(std::min(line.job.from.owner, line.job.to.owner), std::max(line.job.from.owner, line.job.to.owner));
    const auto straight = m_straight.find(pair);
    if (straight == m_straight.end() || straight->second.erase(line.job.id) == 0) return;
    m_pairsOpen.insert(pair);
    if (straight->second.empty()) m_straight.erase(straight);
}

void RouteLayout::setJob(const RouteJob& job) {
    Line& line = m_lines[job.id];
    if (line.job == job) return;
    if (line.job.id == job.id) unlist(line);
    line.job = job;
    list(line);
    line.hasWay = false;
    if (job.isRouted()) {
        m_byHand.erase(job.id);
        m_sidesOpen.insert(job.id);
        m_wayOpen.insert(job.id);
    } else {
        m_sidesOpen.erase(job.id);
        m_wayOpen.erase(job.id);
        m_byHand.insert(job.id);
        line.sidesSaw = line.waySaw = {};
    }
    if (!job.isRouted() || job.shape == design::LinkShape::Curved) {
        take(job.id, line, {});
        for (RectGrid& looked : m_looked) looked.remove(job.id);
    }
}

void RouteLayout::removeJob(std::uint32_t id) {
    const auto it = m_lines.find(id);
    if (it == m_lines.end()) return;
    unlist(it->second);
    take(id, it->second, {});
    for (RectGrid& looked : m_looked) looked.remove(id);
    m_lines.erase(it);
    for (Ids* open : {&m_sidesOpen, &m_wayOpen, &m_byHand, &m_changed}) open->erase(id);
}

std::vector<std::uint32_t> RouteLayout::update() {
    forgetAltered();
    chooseSides();
    for (const std::uint32_t owner : std::exchange(m_ownersOpen, {})) spreadEnds(owner);
    for (const std::uint32_t id : std::exchange(m_wayOpen, {})) findWay(m_lines.at(id));
    layOutByHand();
    giveWay();
    const std::vector<std::uint32_t> changed(m_changed.begin(), m_changed.end());
    m_changed.clear();
    return changed;
}

/// Opens what looked where an obstacle came, went or moved.
void RouteLayout::forgetAltered() {
    constexpr std::size_t many = 400;   // then looking at each costs more than it saves
    const bool all = m_altered.size() > many;
    const auto isAltered = [&](const Seen& saw) {
        return all || std::any_of(m_altered.begin(), m_altered.end(), [&](const QRectF& area) { return saw.touches(area); });
    };
    if (!m_altered.empty())
        for (auto& [id, line] : m_lines) {
            if (!line.job.isRouted()) continue;
            if (isAltered(line.sidesSaw)) m_sidesOpen.insert(id);
            if (!line.hasWay || !isAltered(line.waySaw)) continue;
            line.hasWay = false;
            m_wayOpen.insert(id);
        }
    m_altered.clear();
}

void RouteLayout::chooseSides() {
    for (const std::uint32_t id : std::exchange(m_sidesOpen, {})) {
        Line& line = m_lines.at(id);
        std::vector<QRectF> saw;
        const RouteSides sides = m_router.chooseSides(line.job, saw);
        line.sidesSaw.set(std::move(saw));
        if (sides == line.sides) continue;
        line.sides = sides;
        line.hasWay = false;
        m_wayOpen.insert(id);
        m_ownersOpen.insert(line.job.from.owner);
        m_ownersOpen.insert(line.job.to.owner);
    }
}

/// Spreads the ends on each side of a box along it.
void RouteLayout::spreadEnds(std::uint32_t owner) {
    const auto at = m_at.find(owner);
    if (at == m_at.end()) return;
    std::array<std::vector<End>, 4> sides;
    for (const std::uint32_t id : at->second) {
        const Line& line = m_lines.at(id);
        if (!line.job.isRouted()) continue;
        const QPointF from = line.job.from.rect.center(), to = line.job.to.rect.center();
        if (line.job.from.owner == owner) sides[std::size_t(line.sides.from)].push_back({id, true, layoutAlongSide(to, line.sides.from)});
        if (line.job.to.owner == owner) sides[std::size_t(line.sides.to)].push_back({id, false, layoutAlongSide(from, line.sides.to)});
    }
    for (const Side side : {Side::North, Side::East, Side::South, Side::West}) spreadSide(side, sides[std::size_t(side)]);
}

/// In the order of where they go.
void RouteLayout::spreadSide(Side side, std::vector<End>& ends) {
    if (ends.empty()) return;
    std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) {
        const auto key = [](const End& end) { return std::tuple(std::llround(end.towards), end.id, end.isFrom); };
        return key(a) < key(b);
    });
    const RouteJob& first = m_lines.at(ends.front().id).job;
    const QRectF& rect = ends.front().isFrom ? first.from.rect : first.to.rect;
    const double length = leavesLevel(side) ? rect.height() : rect.width();
    const double spacing = std::min(16.0, std::max(2.0, (length - 12) / double(ends.size())));
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const double offset = (double(i) - double(ends.size() - 1) / 2) * spacing;
        Offsets& offsets = m_lines.at(ends[i].id).offsets;
        const Offsets before = offsets;
        (ends[i].isFrom ? offsets.from : offsets.to) = offset;
        (ends[i].isFrom ? offsets.fromCount : offsets.toCount) = int(ends.size());
        if (!(offsets == before)) m_wayOpen.insert(ends[i].id);
    }
}

/// A short jog between two ends that face each other is straightened by moving the one that is alone on its side.
void RouteLayout::straighten(const RouteJob& job, RouteSides at, Offsets& offsets) const {
    const auto faces = [&](Side from, Side to) { return (at.from == from && at.to == to) || (at.from == to && at.to == from); };
    if (!faces(Side::East, Side::West) && !faces(Side::North, Side::South)) return;
    const double a = layoutAlongSide(routeAnchor(job.from.rect, at.from, offsets.from), at.from);
    const double b = layoutAlongSide(routeAnchor(job.to.rect, at.to, offsets.to), at.to);
    const auto room = [](const QRectF& r, Side side) { return (leavesLevel(side) ? r.height() : r.width()) / 2 - 8; };
    const bool fromMayMove = offsets.fromCount == 1 && std::abs(offsets.from + b - a) <= room(job.from.rect, at.from);
    const bool toMayMove = offsets.toCount == 1 && std::abs(offsets.to + a - b) <= room(job.to.rect, at.to);
    const bool fromIsLarger = room(job.from.rect, at.from) > room(job.to.rect, at.to);
    if (fromMayMove && (fromIsLarger || !toMayMove))
        offsets.from += b - a;
    else if (toMayMove)
        offsets.to += a - b;
}

void RouteLayout::findWay(Line& line) {
    const RouteJob& job = line.job;
    Offsets offsets = line.offsets;
    straighten(job, line.sides, offsets);
    const QPointF a = routeAnchor(job.from.rect, line.sides.from, offsets.from), b = routeAnchor(job.to.rect, line.sides.to, offsets.to);
    if (line.hasWay && line.a == a && line.b == b) return;
    line.a = a;
    line.b = b;
    line.hasWay = true;
    if (job.shape == design::LinkShape::Curved) return setCorners(line, routeCurve(a, line.sides.from, b, line.sides.to));
    std::vector<QRectF> saw;
    line.way = m_router.way(job, a, line.sides.from, b, line.sides.to, saw);
    line.waySaw.set(std::move(saw));
    m_lanesOpen.insert(job.id);
}

void RouteLayout::layOutByHand() {
    for (const Pair& pair : std::exchange(m_pairsOpen, {}))
        if (const auto straight = m_straight.find(pair); straight != m_straight.end()) m_byHand.insert(straight->second.begin(), straight->second.end());
    for (const std::uint32_t id : std::exchange(m_byHand, {})) {
        Line& line = m_lines.at(id);
        int beside = 0;   // how many between the two already
        if (line.job.waypoints.empty()) {
            const Ids& all = m_straight.at(std::pair(std::min(line.job.from.owner, line.job.to.owner), std::max(line.job.from.owner, line.job.to.owner)));
            beside = int(std::distance(all.begin(), all.find(id)));
        }
        setCorners(line, routeByHand(line.job, beside));
    }
}

/// The older line keeps its place: what one does concerns but those after it.
void RouteLayout::giveWay() {
    for (auto it = m_lanesOpen.takeFrom(m_lines); it != m_lines.end(); it = m_lanesOpen.takeFrom(m_lines)) {
        auto& [id, line] = *it;
        if (!line.job.isRouted() || line.job.shape == design::LinkShape::Curved) continue;
        Pieces looked;
        Corners corners = givingWay(id, line.way, looked);
        for (std::size_t upright = 0; upright < looked.size(); ++upright) m_looked[upright].set(id, looked[upright]);
        if (corners == line.corners && m_taken.contains(id)) continue;
        take(id, line, corners);
        setCorners(line, std::move(corners));
    }
}

/// A way whose middle pieces are moved aside where they would lie on those of older lines.
RouteLayout::Corners RouteLayout::givingWay(std::uint32_t id, Corners corners, Pieces& looked) const {
    Pieces own;
    const auto isFree = [&](const QRectF& piece, bool upright) {
        looked[upright].push_back(layoutAround(piece, upright));
        for (const QRectF& other : own[upright])
            if (layoutIsBeside(piece, other, upright)) return false;
        bool free = true;
        m_pieces[upright].query(layoutAround(piece, upright), [&](std::uint64_t owner, int, const QRectF& other) {
            if (free && owner < id && layoutIsBeside(piece, other, upright)) free = false;
        });
        return free;
    };
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
        const bool upright = layoutIsUpright(corners[i], corners[i + 1]);
        if (i > 0 && i + 2 < corners.size()) {
            const auto across = [&](QPointF p) { return upright ? p.x() : p.y(); };
            const double at = across(corners[i]);
            for (const double shift : {0.0, 10.0, -10.0, 20.0, -20.0, 30.0, -30.0}) {
                // The pieces before and after must keep their direction and some length.
                const auto keeps = [&](double other) { return (other - at) * (other - at - shift) > 0 && std::abs(other - at - shift) >= 8; };
                if (shift != 0 && (!keeps(across(corners[i - 1])) || !keeps(across(corners[i + 2])))) continue;
                const QPointF aside = upright ? QPointF(shift, 0) : QPointF(0, shift);
                if (!isFree(spanOf(corners[i] + aside, corners[i + 1] + aside), upright)) continue;
                corners[i] += aside;
                corners[i + 1] += aside;
                break;
            }
        }
        own[upright].push_back(spanOf(corners[i], corners[i + 1]));
    }
    return corners;
}

/// Notes where the pieces of a line are now, and opens the younger lines that looked there.
void RouteLayout::take(std::uint32_t id, const Line& line, const Corners& corners) {
    const bool was = m_taken.contains(id);
    if (!was && corners.empty()) return;
    const Pieces before = layoutPieces(was ? line.corners : Corners()), now = layoutPieces(corners);
    for (std::size_t upright = 0; upright < now.size(); ++upright) {
        const auto open = [&](const std::vector<QRectF>& pieces, const std::vector<QRectF>& unless) {
            for (const QRectF& piece : pieces)
                if (!layoutContains(unless, piece))
                    m_looked[upright].any(piece, [&](std::uint64_t owner) {
                        if (owner > id) m_lanesOpen.insert(std::uint32_t(owner));
                        return false;   // all of them
                    });
        };
        open(before[upright], now[upright]);
        open(now[upright], before[upright]);
        m_pieces[upright].set(id, now[upright]);
    }
    if (corners.empty())
        m_taken.erase(id);
    else
        m_taken.insert(id);
}

void RouteLayout::setCorners(Line& line, Corners corners) {
    if (line.corners == corners) return;
    line.corners = std::move(corners);
    m_changed.insert(line.job.id);
}

}  // namespace faultline::canvas
