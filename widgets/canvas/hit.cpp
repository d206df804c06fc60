#include "model/design/layers.h"
#include "widgets/canvas/bend_gesture.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/view.h"

#include <QApplication>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

constexpr double hitPowerRadius = 11;
constexpr double hitFoldRadius = 9;
constexpr double foldTitleLeft = 12;    ///< scene units from the edge to what is written or drawn first
constexpr double hitHandleRadius = 9;   ///< of the mouse; what is drawn is smaller
constexpr double hitEdgeBand = 4;       ///< inside the edge of a card, from where a drag makes a link
constexpr double hitResizeSize = 10;
constexpr double hitLink = 6;

double hitDistance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

}  // namespace

QRectF CanvasView::powerButton(const NodePart& node) const {
    const QRectF r = toView(node.rect);
    QPointF centre = r.topRight() + QPointF(2, -2);
    if (node.form == Form::Tab || node.form == Form::Pill) centre = QPointF(r.right() + 4, r.center().y());
    if (node.form == Form::Eye || node.form == Form::Seal) centre = r.bottomRight() + QPointF(4, 2);
    return QRectF(centre - QPointF(hitPowerRadius, hitPowerRadius), QSizeF(2 * hitPowerRadius, 2 * hitPowerRadius));
}

std::vector<QPointF> CanvasView::linkHandles(const NodePart& node) const {
    if (m_readOnly || m_tool != Tool::Select || node.isAnnotation() || node.form == Form::Tab || node.form == Form::Pill ||
        node.form == Form::Seal || !node.kind || node.kind->shape == catalog::Shape::Zone)
        return {};
    const QRectF r = toView(node.rect);
    if (r.width() < 40) return {r.center() + QPointF(r.width() / 2, 0)};
    return {{r.center().x(), r.top()}, {r.right(), r.center().y()}, {r.center().x(), r.bottom()}, {r.left(), r.center().y()}};
}

bool CanvasView::isResizable(const NodePart& node) const {
    return !m_readOnly && m_tool == Tool::Select && (node.isSizable() || node.form == Form::Arrow) && !design::isLocked(design(), *node.component);
}

QRectF CanvasView::foldButton(const NodePart& node) const {
    if (m_readOnly || m_tool != Tool::Select || !(node.isContainer() || node.collapsed)) return {};
    const QRectF r = toView(node.rect);
    const double down = node.collapsed ? r.height() / 4 : std::min((node.form == Form::Host ? hostHeaderHeight : frameTitleHeight) / 2 * zoom(), r.height() / 4);
    // Beside the first letter or sign of the title, however small that is drawn.
    const double left = r.left() + std::min(0.0, foldTitleLeft * zoom() - hitFoldRadius - 2);
    return QRectF(QPointF(left, r.top() + down) - QPointF(hitFoldRadius, hitFoldRadius), QSizeF(2 * hitFoldRadius, 2 * hitFoldRadius));
}

std::vector<std::pair<Qt::Edges, QRectF>> CanvasView::resizeHandles(const NodePart& node) const {
    std::vector<std::pair<Qt::Edges, QRectF>> handles;
    const auto add = [&](Qt::Edges edges, QPointF at) {
        handles.push_back({edges, QRectF(at - QPointF(hitResizeSize / 2, hitResizeSize / 2), QSizeF(hitResizeSize, hitResizeSize))});
    };
    if (node.form == Form::Arrow) {   // its two ends: the beginning is the left one, whatever its direction
        add(Qt::LeftEdge, toView(node.line.p1()));
        add(Qt::RightEdge, toView(node.line.p2()));
        return handles;
    }
    const QRectF r = toView(node.rect).adjusted(-3, -3, 3, 3);
    add(Qt::TopEdge | Qt::LeftEdge, r.topLeft());
    add(Qt::TopEdge | Qt::RightEdge, r.topRight());
    add(Qt::BottomEdge | Qt::RightEdge, r.bottomRight());
    add(Qt::BottomEdge | Qt::LeftEdge, r.bottomLeft());
    return handles;
}

Hit CanvasView::hitAt(QPoint view, bool nodesOnly, bool withLocked) const {
    const bool reachesAll = withLocked || nodesOnly || m_tool != Tool::Select;
    const QPointF scene = pointerAt(view).scene;
    Hit hit;
    if (!nodesOnly) {
        if (const NodePart* node = m_picture.node(m_selection.single()); node && isResizable(*node))
            for (const auto& [edges, rect] : resizeHandles(*node)) {
                // The upper right corner belongs to the power button, the handle is left of it.
                if (!rect.adjusted(-2, -2, 2, 2).contains(view) || (node->canBeKilled() && powerButton(*node).contains(view))) continue;
                // Drawn small, the chevron comes near the upper left one: what is nearer is meant.
                if (const QRectF fold = foldButton(*node); !fold.isNull() && hitDistance(fold.center(), view) < hitDistance(rect.center(), view)) continue;
                return {.what = Hit::What::ResizeHandle, .node = node->id, .link = {}, .edges = edges};
            }
        std::vector<ComponentId> shown{m_hoverNode};
        if (m_selection.single() != m_hoverNode) shown.push_back(m_selection.single());
        for (const ComponentId id : shown) {
            const NodePart* node = m_picture.node(id);
            if (!node) continue;
            if (const QRectF fold = foldButton(*node); !fold.isNull() && hitDistance(fold.center(), view) <= hitFoldRadius)
                return {.what = Hit::What::Fold, .node = id};
            if (node->canBeKilled() && hitDistance(powerButton(*node).center(), view) <= hitPowerRadius)
                return {.what = Hit::What::Power, .node = id};
            if (id == m_hoverNode)
                for (const QPointF& handle : linkHandles(*node))
                    if (hitDistance(handle, view) <= hitHandleRadius) return {.what = Hit::What::LinkHandle, .node = id};
        }
    }
    if (!nodesOnly)
        if (const Hit handle = linkHandleAt(view); handle.what != Hit::What::Nothing) return handle;
    const double reach = hitLink / zoom();
    const auto parts = m_scene.partsIn(QRectF(scene - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)));
    const NodePart* container = nullptr;
    const LinkPart* link = nullptr;
    double nearest = reach;
    for (auto it = parts.rbegin(); it != parts.rend(); ++it) {
        if (const NodePart* node = (*it)->node()) {
            if (!node->covers(scene, reach) || (node->outOfReach && !reachesAll)) continue;
            if (node->isGround()) {
                if (!container) container = node;
                continue;
            }
            hit = {.what = Hit::What::Node, .node = node->id};
            const bool small = node->isSmall();
            hit.onName = !small && scene.x() > node->rect.left() + cardTextLeft;
            const QRectF inner = toView(node->rect).adjusted(hitEdgeBand, hitEdgeBand, -hitEdgeBand, -hitEdgeBand);
            if (!nodesOnly && !small && !inner.contains(view) && inner.height() > 24 && !linkHandles(*node).empty())
                hit.what = Hit::What::LinkHandle;
            return hit;
        }
        if (const LinkPart* part = (*it)->linkPart(); part && !nodesOnly && (reachesAll || !part->outOfReach)) {
            const double distance = showsLabel(*part, paintContext()) && part->labelRect.contains(scene)
                                        ? 0
                                        : part->route.nearest(scene).second;
            if (distance > nearest) continue;
            nearest = distance;
            link = part;
        }
    }
    if (link) return {.what = Hit::What::Link, .node = {}, .link = link->id};
    if (container) {
        hit = {.what = Hit::What::Node, .node = container->id};
        hit.onName = scene.y() < container->rect.top() + (container->form == Form::Host ? hostHeaderHeight : frameTitleHeight);
        if (!nodesOnly && container->form == Form::Host && !linkHandles(*container).empty()) {
            const QRectF inner = toView(container->rect).adjusted(hitEdgeBand, hitEdgeBand, -hitEdgeBand, -hitEdgeBand);
            if (!inner.contains(view) && inner.height() > 40) hit.what = Hit::What::LinkHandle;
        }
    }
    return hit;
}

ComponentId CanvasView::targetAt(QPointF scene, const std::vector<ComponentId>& except) const {
    const auto parts = m_scene.partsIn(QRectF(scene - QPointF(1, 1), QSizeF(2, 2)));
    ComponentId container;
    for (auto it = parts.rbegin(); it != parts.rend(); ++it) {
        const NodePart* node = (*it)->node();
        if (!node || node->isAnnotation() || !node->rect.contains(scene)) continue;
        const bool isDragged = std::any_of(except.begin(), except.end(), [&](ComponentId id) { return m_picture.isWithin(node->id, id); });
        if (isDragged) continue;
        if (!node->isContainer()) return node->id;
        if (!container.isValid()) container = node->id;
    }
    return container;
}

LinkId CanvasView::linkAt(QPointF scene) const {
    const double reach = 12 / zoom();
    LinkId found;
    double nearest = reach;
    for (const PartItem* part : m_scene.partsIn(QRectF(scene - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)))) {
        const LinkPart* link = part->linkPart();
        if (!link) continue;
        const double distance = link->route.nearest(scene).second;
        if (distance > nearest) continue;
        nearest = distance;
        found = link->id;
    }
    return found;
}

}  // namespace faultline::canvas
