#include "widgets/canvas/outlines.h"

#include <QPainter>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace faultline::canvas {
namespace {

/// Calls visit(index) for the place of each of `ids` among `parts`; both are in order.
template <class Ids, class Parts, class Visit> void outlinesEach(const Ids& ids, const Parts& parts, Visit visit) {
    std::size_t at = 0;
    for (const auto id : ids) {
        while (at < parts.size() && parts[at].id < id) ++at;
        if (at == parts.size()) return;
        if (parts[at].id == id) visit(at);
    }
}

}  // namespace

void Outlines::follow() {
    if (std::exchange(m_revision, m_picture.revision()) == m_picture.revision()) return;
    m_isDrawn = false;
    m_nodes.clear();
    m_links.clear();
    m_locked.clear();
    for (const auto& [id, node] : m_picture.nodes()) {
        // A container is meant when all of it is in the band; else every band inside it would take it along.
        const bool whole = node.isGround() || node.form == Form::Arrow;
        const QRectF rect = node.form == Form::Arrow ? QRectF(node.line.p1(), node.line.p2()).normalized() : node.rect;
        m_nodes.push_back({id, !node.canBeTaken() ? Node::Taken::Never : whole ? Node::Taken::Whole : Node::Taken::Touched, rect});
        if (!node.hidden && (node.component->locked || node.outOfReach)) m_locked.push_back(id);
    }
    for (const auto& [id, link] : m_picture.links()) {
        const auto& corners = link.route.corners();
        const bool isDrawn = !link.route.isEmpty();
        m_links.push_back({id, isDrawn && link.canBeTaken(), isDrawn ? corners.front() : QPointF(), isDrawn ? corners.back() : QPointF()});
    }
}

Selection Outlines::within(const QRectF& area, const Selection& before) {
    follow();
    const double left = area.left(), right = area.right(), top = area.top(), bottom = area.bottom();
    const auto contains = [&](QPointF p) { return p.x() >= left && p.x() <= right && p.y() >= top && p.y() <= bottom; };
    std::vector<ComponentId> components = before.components.list();
    std::vector<LinkId> links = before.links.list();
    for (const Node& node : m_nodes) {
        if (node.taken == Node::Taken::Never) continue;
        const bool isIn = node.taken == Node::Taken::Whole ? contains(node.rect.topLeft()) && contains(node.rect.bottomRight()) : area.intersects(node.rect);
        if (isIn) components.push_back(node.id);
    }
    for (const Link& link : m_links)
        if (link.canBeTaken && contains(link.from) && contains(link.to)) links.push_back(link.id);
    Selection selection{IdSet<ComponentId>(std::move(components)), IdSet<LinkId>(std::move(links)), before.current};
    if (!selection.contains(selection.current)) selection.current = selection.components.empty() ? ComponentId{} : *selection.components.begin();
    return selection;
}

std::vector<ComponentId> Outlines::lockedOf(const Selection& selection) {
    follow();
    std::vector<ComponentId> both;
    std::set_intersection(m_locked.begin(), m_locked.end(), selection.components.begin(), selection.components.end(), std::back_inserter(both));
    return both;
}

void Outlines::addLine(QPoint from, QPoint to, std::uint32_t part) {
    const QRect span(QPoint(std::min(from.x(), to.x()), std::min(from.y(), to.y())), QPoint(std::max(from.x(), to.x()), std::max(from.y(), to.y())));
    const QRect seen = span & m_view;
    if (seen.isEmpty()) return;
    if (span.width() > 1 && span.height() > 1)
        m_slants.push_back({QLine(from, to), part});
    else if (span.height() > 1)
        m_bars.push_back({true, seen.left(), seen.top(), seen.bottom(), part});
    else
        m_bars.push_back({false, seen.top(), seen.left(), seen.right(), part});
}

void Outlines::draw(const QTransform& transform, const QRect& view) {
    if (std::exchange(m_isDrawn, true) && m_transform == transform && m_view == view) return;
    m_transform = transform;
    m_view = view;
    m_bars.clear();
    m_slants.clear();
    std::uint32_t part = 0;
    for (const auto& [id, node] : m_picture.nodes()) {
        if (!node.hidden) {
            const QRect r = transform.mapRect(node.rect).adjusted(-2, -2, 2, 2).toRect();
            for (const auto& [from, to] : {std::pair(r.topLeft(), r.topRight()), std::pair(r.topRight(), r.bottomRight()),
                                           std::pair(r.bottomLeft(), r.bottomRight()), std::pair(r.topLeft(), r.bottomLeft())})
                addLine(from, to, part);
        }
        ++part;
    }
    for (const auto& [id, link] : m_picture.links()) {
        const auto& corners = link.route.corners();
        if (!link.hidden && !link.route.isEmpty()) {
            QPoint from = transform.map(corners.front()).toPoint();
            for (std::size_t i = 1; i < corners.size(); ++i) {
                const QPoint to = transform.map(corners[i]).toPoint();
                if (to != from) addLine(from, to, part);
                from = to;
            }
        }
        ++part;
    }
    std::sort(m_bars.begin(), m_bars.end(), [](const Bar& a, const Bar& b) { return std::tie(a.isUpright, a.at, a.from) < std::tie(b.isUpright, b.at, b.from); });
}

void Outlines::paint(QPainter& painter, const Selection& selection, const QTransform& transform, const QRect& view, const QColor& color) {
    follow();
    draw(transform, view);
    std::vector<char> isSelected(m_nodes.size() + m_links.size(), 0);
    outlinesEach(selection.components, m_nodes, [&](std::size_t i) { isSelected[i] = 1; });
    outlinesEach(selection.links, m_links, [&](std::size_t i) { isSelected[m_nodes.size() + i] = 1; });
    // What lies on each other is filled once: of thousands seen from afar most does.
    std::vector<QRect> rects;
    const Bar* last = nullptr;
    int to = 0;
    const auto fill = [&] {
        if (last) rects.push_back(last->isUpright ? QRect(QPoint(last->at, last->from), QPoint(last->at, to)) : QRect(QPoint(last->from, last->at), QPoint(to, last->at)));
    };
    for (const Bar& bar : m_bars) {
        if (!isSelected[bar.part]) continue;
        if (last && last->isUpright == bar.isUpright && last->at == bar.at && bar.from <= to + 1) {
            to = std::max(to, bar.to);
            continue;
        }
        fill();
        last = &bar;
        to = bar.to;
    }
    fill();
    std::vector<QLine> lines;
    for (const Slant& slant : m_slants)
        if (isSelected[slant.part]) lines.push_back(slant.line);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRects(rects.data(), int(rects.size()));
    painter.setPen(QPen(color, 1));
    painter.drawLines(lines.data(), int(lines.size()));
    painter.restore();
}

}  // namespace faultline::canvas
