#include "widgets/canvas/crossings.h"

#include "widgets/canvas/routing.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::canvas {

bool Crossings::Piece::isLevel() const { return std::abs(a.y() - b.y()) < 0.5; }
bool Crossings::Piece::isUpright() const { return std::abs(a.x() - b.x()) < 0.5; }

const std::vector<double>& Crossings::hops(LinkId id) const {
    static const std::vector<double> none;
    const auto line = m_lines.find(id);
    return line == m_lines.end() ? none : line->second.hops;
}

/// What crosses a line has to be looked at again.
void Crossings::open(LinkId id, const Line& line) {
    ++m_opened;
    for (const Piece& piece : line.pieces)
        m_pieces.any(spanOf(piece.a, piece.b), [&](std::uint64_t owner) {
            const LinkId other{std::uint32_t(owner)};
            if (other.value >= m_seen.size()) m_seen.resize(std::size_t(other.value) + other.value / 2 + 16, 0);
            if (other != id && std::exchange(m_seen[other.value], m_opened) != m_opened) m_met.emplace_back(other, id);
            return false;   // all of them
        });
}

void Crossings::set(LinkId id, const Route* route, bool isCurve) {
    const auto known = m_lines.find(id);
    if (known != m_lines.end() && route && known->second.isCurve == isCurve && known->second.points == route->points()) return;
    if (known != m_lines.end()) {
        open(id, known->second);
        m_altered.push_back(id);
        m_pieces.remove(id.value);
    }
    if (!route || route->isEmpty()) {
        if (known != m_lines.end()) m_lines.erase(known);
        return;
    }
    Line& line = m_lines[id];
    line.isCurve = isCurve;
    line.length = route->length();
    line.pieces.clear();
    line.points = route->points();
    const auto& points = line.points;
    std::vector<QRectF> spans;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        // The rounding of a corner is no piece of its own: too short to be crossed.
        if (!isCurve && route->lengths()[i + 1] - route->lengths()[i] < 4) continue;
        line.pieces.push_back({points[i], points[i + 1], route->lengths()[i]});
        spans.push_back(spanOf(points[i], points[i + 1]));
    }
    m_pieces.set(id.value, spans);
    open(id, line);
    m_altered.push_back(id);
}

std::vector<LinkId> Crossings::update() {
    const auto unique = [](auto& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    unique(m_altered);
    unique(m_met);
    std::vector<LinkId> changed;
    const auto note = [&](LinkId id, Line& line) {
        std::sort(line.leaps.begin(), line.leaps.end(), [](const Leap& a, const Leap& b) { return a.at < b.at; });
        const bool same = std::equal(line.leaps.begin(), line.leaps.end(), line.hops.begin(), line.hops.end(), [](const Leap& leap, double at) { return leap.at == at; });
        if (same) return;
        line.hops.clear();
        for (const Leap& leap : line.leaps) line.hops.push_back(leap.at);
        changed.push_back(id);
    };
    for (const LinkId id : m_altered) {
        const auto line = m_lines.find(id);
        if (line == m_lines.end()) continue;
        findAll(id, line->second);
        note(id, line->second);
    }
    for (auto it = m_met.begin(); it != m_met.end();) {
        const LinkId id = it->first;
        const auto line = m_lines.find(id);
        const bool isKnown = line != m_lines.end() && !std::binary_search(m_altered.begin(), m_altered.end(), id);
        for (; it != m_met.end() && it->first == id; ++it)
            if (isKnown) findOver(id, line->second, it->second);
        if (isKnown) note(id, line->second);
    }
    m_altered.clear();
    m_met.clear();
    return changed;
}

/// Adds the place where one piece leaps over another, if it does.
void Crossings::addLeap(std::vector<Leap>& leaps, LinkId id, const Line& line, const Piece& piece, LinkId otherId, const Line& otherLine, const Piece& other) {
    constexpr double room = Route::hopRadius + 3, headRoom = room + 12;
    const bool over = piece.isLevel() && other.isUpright(), under = piece.isUpright() && other.isLevel();
    if (under || (!over && id < otherId)) return;
    const QPointF along = piece.b - piece.a, across = other.b - other.a, between = other.a - piece.a;
    const double area = along.x() * across.y() - along.y() * across.x();
    if (std::abs(area) < 1e-6) return;
    const double t = (between.x() * across.y() - between.y() * across.x()) / area;
    const double u = (between.x() * along.y() - between.y() * along.x()) / area;
    if (t < 0 || t > 1 || u < 0 || u > 1) return;
    const double length = std::hypot(along.x(), along.y()), span = std::hypot(across.x(), across.y());
    if (!line.isCurve && (t * length < room || (1 - t) * length < room)) return;
    if (!otherLine.isCurve && (u * span < 2 || (1 - u) * span < 2)) return;
    const double at = piece.at + t * length;
    if (at > room && at < line.length - headRoom) leaps.push_back({at, otherId});
}

void Crossings::findAll(LinkId id, Line& line) const {
    line.leaps.clear();
    for (const Piece& piece : line.pieces)
        m_pieces.query(spanOf(piece.a, piece.b), [&](std::uint64_t owner, int index, const QRectF&) {
            const LinkId otherId{std::uint32_t(owner)};
            if (otherId == id) return;
            const Line& other = m_lines.at(otherId);
            addLeap(line.leaps, id, line, piece, otherId, other, other.pieces[std::size_t(index)]);
        });
}

/// The leaps over one other line alone.
void Crossings::findOver(LinkId id, Line& line, LinkId otherId) const {
    std::erase_if(line.leaps, [&](const Leap& leap) { return leap.over == otherId; });
    const auto other = m_lines.find(otherId);
    if (other == m_lines.end()) return;
    for (const Piece& piece : line.pieces) {
        const QRectF span = spanOf(piece.a, piece.b);
        for (const Piece& across : other->second.pieces)
            if (areasTouch(span, spanOf(across.a, across.b))) addLeap(line.leaps, id, line, piece, otherId, other->second, across);
    }
}

}  // namespace faultline::canvas
