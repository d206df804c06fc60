#include "widgets/canvas/scene.h"

#include <QPainter>
#include <QPainterPathStroker>
#include <QStyleOptionGraphicsItem>

#include <algorithm>

namespace faultline::canvas {

void PartItem::place(const QRectF& bounds, double z) {
    if (bounds != m_bounds) {
        prepareGeometryChange();
        m_bounds = bounds;
    }
    if (z != zValue()) setZValue(z);
}

QPainterPath PartItem::shape() const {
    if (const NodePart* part = node()) return outlineOf(*part);
    QPainterPath path;
    if (const LinkPart* part = linkPart()) {
        QPainterPathStroker stroker;
        stroker.setWidth(12);
        path = stroker.createStroke(part->route.path(0, part->route.length()));
    }
    return path;
}

void PartItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const PaintContext context{.theme = widgets::theme(), .scale = option->levelOfDetailFromTransform(painter->worldTransform())};
    if (const NodePart* part = node()) paintNode(*painter, *part, context);
    if (const LinkPart* part = linkPart()) paintLink(*painter, *part, context);
}

CanvasScene::CanvasScene(const Picture& picture, QObject* parent) : QGraphicsScene(parent), m_picture(picture) {
    // Everything moves while it is dragged, and a few thousand boxes are looked through faster than a tree is kept.
    setItemIndexMethod(NoIndex);
}

CanvasScene::~CanvasScene() = default;

PartItem& CanvasScene::itemFor(ComponentId id) {
    auto& item = m_nodes[id];
    if (!item) {
        item = std::make_unique<PartItem>(id, LinkId{}, m_picture);
        addItem(item.get());
    }
    return *item;
}

PartItem& CanvasScene::itemFor(LinkId id) {
    auto& item = m_links[id];
    if (!item) {
        item = std::make_unique<PartItem>(ComponentId{}, id, m_picture);
        addItem(item.get());
    }
    return *item;
}

void CanvasScene::sync() {
    std::erase_if(m_nodes, [&](const auto& entry) { return !m_picture.node(entry.first); });
    std::erase_if(m_links, [&](const auto& entry) { return !m_picture.link(entry.first); });
    const auto& order = m_picture.order();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const NodePart& node = *m_picture.node(order[i]);
        // Places in the order, squeezed so that any number of parts fits between two levels.
        const double share = 900.0 * double(i) / double(order.size());
        PartItem& item = itemFor(order[i]);
        item.place(node.bounds(), (node.isGround() ? containerZ : nodeZ) + share);
        item.setVisible(!node.hidden);
    }
    for (const auto& [id, link] : m_picture.links()) {
        PartItem& item = itemFor(id);
        item.place(link.bounds(), linkZ);
        item.setVisible(!link.hidden);
    }
}

std::vector<const PartItem*> CanvasScene::partsIn(const QRectF& area) const {
    std::vector<const PartItem*> parts;
    for (const QGraphicsItem* item : items(area, Qt::IntersectsItemBoundingRect, Qt::AscendingOrder))
        parts.push_back(static_cast<const PartItem*>(item));
    return parts;
}

}  // namespace faultline::canvas
