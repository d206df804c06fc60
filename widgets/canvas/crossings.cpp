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
void Crossings::open(const Line& line) {
    for (const Piece& piece : line.pieces)
        m_pieces.query(spanOf(piece.a, piece.b), [&](std::uint64_t owner, int, const QRectF&) { m_open.insert(std::uint32_t(owner)); });
}

void Crossings::set(LinkId id, const Route* route, bool isCurve) {
    const auto known = m_lines.find(id);
    if (known != m_lines.end() && route && known->second.isCurve == isCurve && known->second.points == route->points()) return;
    if (known != m_lines.end()) {
        open(known->second);
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
    open(line);
    m_open.insert(id.value);
}

std::vector<LinkId> Crossings::update() {
    std::vector<LinkId> changed;
    for (auto it = m_open.takeFrom(m_lines); it != m_lines.end(); it = m_open.takeFrom(m_lines)) {
        auto& [id, line] = *it;
        std::vector<double> hops = hopsOf(id, line);
        if (hops == line.hops) continue;
        line.hops = std::move(hops);
        changed.push_back(id);
    }
    return changed;
}

std::vector<double> Crossings::hopsOf(LinkId id, const Line& line) const {
    constexpr double room = Route::hopRadius + 3, headRoom = room + 12;
    std::vector<double> hops;
    for (const Piece& piece : line.pieces) {
        const QPointF along = piece.b - piece.a;
        const double length = std::hypot(along.x(), along.y());
        m_pieces.query(spanOf(piece.a, piece.b), [&](std::uint64_t owner, int index, const QRectF&) {
            if (owner == id.value) return;
            const Line& otherLine = m_lines.at({std::uint32_t(owner)});
            const Piece& other = otherLine.pieces[std::size_t(index)];
            const bool over = piece.isLevel() && other.isUpright(), under = piece.isUpright() && other.isLevel();
            if (under || (!over && id.value < owner)) return;
            const QPointF across = other.b - other.a, between = other.a - piece.a;
            const double area = along.x() * across.y() - along.y() * across.x();
            if (std::abs(area) < 1e-6) return;
            const double t = (between.x() * across.y() - between.y() * across.x()) / area;
            const double u = (between.x() * along.y() - between.y() * along.x()) / area;
            if (t < 0 || t > 1 || u < 0 || u > 1) return;
            const double span = std::hypot(across.x(), across.y());
            if (!line.isCurve && (t * length < room || (1 - t) * length < room)) return;
            if (!otherLine.isCurve && (u * span < 2 || (1 - u) * span < 2)) return;
            const double at = piece.at + t * length;
            if (at > room && at < line.length - headRoom) hops.push_back(at);
        });
    }
    std::sort(hops.begin(), hops.end());
    return hops;
}

}  // namespace faultline::canvas
