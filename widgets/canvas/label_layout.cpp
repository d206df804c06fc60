#include "widgets/canvas/label_layout.h"

#include "widgets/canvas/metrics.h"
#include "widgets/canvas/routing.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::canvas {
namespace {

/// What an area belongs to, as part of its key.
enum class LabelKeep : std::uint64_t { Node, Edge, Line, Head, Label };

std::uint64_t labelKey(LabelKeep what, std::uint32_t id) { return std::uint64_t(what) << 32 | id; }
LabelKeep labelWhat(std::uint64_t key) { return LabelKeep(key >> 32); }
std::uint32_t labelId(std::uint64_t key) { return std::uint32_t(key); }

/// Where a label may be: on its line or beside it, best first.
std::vector<QPointF> labelPlaces(const Route& route, bool isCurve, double width, bool hasPill) {
    const auto& corners = route.corners();
    std::vector<std::pair<double, QPointF>> places;
    if (isCurve) {   // on it, where there is nothing else
        std::vector<QPointF> on;
        for (const double share : {0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8}) on.push_back(route.at(share));
        for (const double share : {0.5, 0.3, 0.7})
            for (const double aside : {-1.0, 1.0}) on.push_back(route.at(share) + QPointF(0, aside * (labelHeight + (hasPill ? pillHeight : 0)) / 2 + aside * 5));
        return on;
    }
    for (std::size_t k = 0; k + 1 < corners.size(); ++k) {
        const double length = std::hypot(corners[k + 1].x() - corners[k].x(), corners[k + 1].y() - corners[k].y());
        const bool horizontal = std::abs(corners[k + 1].y() - corners[k].y()) < 1;
        for (const double share : {0.5, 0.3, 0.7, 0.15, 0.85}) {
            const double score = length * (horizontal ? 1.0 : 0.8) - std::abs(share - 0.5) * length;
            const QPointF on = corners[k] + (corners[k + 1] - corners[k]) * share;
            if (length >= (horizontal ? width + 24 : labelHeight + 8)) places.push_back({score, on});
            // Beside the line where there is no room on it.
            if (length < 16) continue;
            const QPointF aside = horizontal ? QPointF(0, labelHeight / 2 + 5) : QPointF(width / 2 + 6, 0);
            places.push_back({score - 1000, on - (horizontal ? aside : -aside)});
            places.push_back({score - 1010, on + (horizontal ? aside : -aside)});
            if (!horizontal || !hasPill) continue;
            const QPointF overPill(0, labelHeight / 2 + pillHeight / 2 + 3);
            places.push_back({score - 900, on - overPill});
            places.push_back({score - 905, on + overPill});
        }
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<QPointF> sorted;
    for (const auto& [score, centre] : places) sorted.push_back(centre);
    return sorted;
}

}  // namespace

/// The labels that looked at an area look again.
void LabelLayout::open(const QRectF& area, LinkId after) {
    m_looked.any(area, [&](std::uint64_t owner) {
        if (owner > after.value) m_open.insert(std::uint32_t(owner));
        return false;   // all of them
    });
}

RectGrid& LabelLayout::gridOf(std::uint64_t key) {
    return labelWhat(key) == LabelKeep::Edge || labelWhat(key) == LabelKeep::Line ? m_crossed : m_taken;
}

void LabelLayout::replace(std::uint64_t key, const std::vector<QRectF>& rects) {
    RectGrid& grid = gridOf(key);
    const std::vector<QRectF> known = grid.rects(key);
    if (!grid.set(key, rects)) return;
    const auto openOthers = [&](const std::vector<QRectF>& areas, const std::vector<QRectF>& unless) {
        for (const QRectF& area : areas)
            if (std::find(unless.begin(), unless.end(), area) == unless.end()) open(area);
    };
    openOthers(known, rects);
    openOthers(rects, known);
}

void LabelLayout::setNode(ComponentId id, const std::vector<QRectF>& taken, const std::vector<QRectF>& edges) {
    replace(labelKey(LabelKeep::Node, id.value), taken);
    std::vector<QRectF> wide;
    for (const QRectF& edge : edges) wide.push_back(edge.normalized().adjusted(-1, -1, 1, 1));
    replace(labelKey(LabelKeep::Edge, id.value), wide);
}

void LabelLayout::setLink(LinkId id, const Route* route, const Label& label) {
    std::vector<QRectF> pieces, head;
    if (route && !route->isEmpty()) {
        const auto& corners = route->corners();
        for (std::size_t k = 0; k + 1 < corners.size(); ++k) pieces.push_back(spanOf(corners[k], corners[k + 1]).adjusted(-1, -1, 1, 1));
        head.push_back(QRectF(route->at(1) - QPointF(9, 9), QSizeF(18, 18)));
    }
    const auto lineKey = labelKey(LabelKeep::Line, id.value);
    const bool moved = pieces != m_crossed.rects(lineKey);
    replace(lineKey, pieces);
    replace(labelKey(LabelKeep::Head, id.value), head);
    if (!route) {
        replace(labelKey(LabelKeep::Label, id.value), {});
        m_looked.remove(id.value);
        m_lines.erase(id);
        return;
    }
    Line& line = m_lines[id];
    const bool same = !moved && line.route && line.label == label;
    line.route = route;
    line.label = label;
    if (!same) m_open.insert(id.value);
}

std::vector<LinkId> LabelLayout::update() {
    std::vector<LinkId> changed;
    for (auto it = m_open.takeFrom(m_lines); it != m_lines.end(); it = m_open.takeFrom(m_lines)) {
        auto& [id, line] = *it;
        std::vector<QRectF> looked;
        const QRectF place = placeOf(id, line, looked);
        m_looked.set(id.value, looked);
        if (place == line.place) continue;
        for (const QRectF& area : {line.place, place})   // the younger ones have more room now, or less
            if (!area.isNull()) open(area, id);
        line.place = place;
        m_taken.set(labelKey(LabelKeep::Label, id.value), place.isNull() ? std::vector<QRectF>() : std::vector{place});
        changed.push_back(id);
    }
    return changed;
}

QRectF LabelLayout::place(LinkId id) const {
    const auto line = m_lines.find(id);
    return line == m_lines.end() ? QRectF() : line->second.place;
}

QRectF LabelLayout::placeOf(LinkId id, const Line& line, std::vector<QRectF>& looked) const {
    return placeLabel(*line.route, line.label, [&](const QRectF& rect, int enough) {
        looked.push_back(rect);
        // An older label alone is in the way of a younger one.
        if (m_taken.any(rect, [&](std::uint64_t key) { return labelWhat(key) != LabelKeep::Label || labelId(key) < id.value; })) return -1;
        int crossed = 0;
        m_crossed.queryUntil(rect, [&](std::uint64_t key, int, const QRectF&) {
            crossed += key != labelKey(LabelKeep::Line, id.value);
            return crossed >= enough;
        });
        return crossed;
    });
}

QRectF placeLabel(const Route& route, const LabelLayout::Label& label, const std::function<int(const QRectF&, int)>& crossed) {
    QRectF best;
    if (label.size.isEmpty() || route.isEmpty()) return best;
    int tried = 0, fewest = 1000;
    for (const QPointF& centre : labelPlaces(route, label.isCurve, label.size.width(), label.hasPill)) {
        const QRectF rect(QPointF(centre.x() - label.size.width() / 2, centre.y() - label.size.height() / 2), label.size);
        const int count = crossed(rect, fewest);
        if (count < 0) continue;
        if (count < fewest) {
            fewest = count;
            best = rect;
        }
        if (count == 0 || ++tried == 12) break;
    }
    return best;
}

}  // namespace faultline::canvas
