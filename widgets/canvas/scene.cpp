#include "widgets/canvas/scene.h"

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

constexpr double sceneCell = 256;
constexpr double sceneAround = 12;   ///< what the line of a link may touch beside itself: its arrow, its width

std::int32_t sceneCellOf(double v) { return std::int32_t(std::floor(v / sceneCell)); }

void sceneAddCells(std::vector<std::uint64_t>& cells, const QRectF& area) {
    for (std::int32_t x = sceneCellOf(area.left()); x <= sceneCellOf(area.right()); ++x)
        for (std::int32_t y = sceneCellOf(area.top()); y <= sceneCellOf(area.bottom()); ++y)
            cells.push_back(std::uint64_t(std::uint32_t(x)) << 32 | std::uint32_t(y));
}

void sceneUnique(std::vector<std::uint64_t>& cells) {
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
}

bool sceneTouches(const QRectF& a, const QRectF& b) {
    return a.left() <= b.right() && b.left() <= a.right() && a.top() <= b.bottom() && b.top() <= a.bottom();
}

}  // namespace

CanvasScene::CanvasScene(const Picture& picture, QObject* parent) : QGraphicsScene(parent), m_picture(picture) {}

CanvasScene::~CanvasScene() = default;

void CanvasScene::unlist(PartItem& item) {
    for (const std::uint64_t key : item.m_cells) {
        const auto cell = m_cells.find(key);
        if (cell == m_cells.end()) continue;
        std::vector<PartItem*>& listed = cell->second;
        if (const auto at = std::find(listed.begin(), listed.end(), &item); at != listed.end()) {
            *at = listed.back();
            listed.pop_back();
        }
        if (listed.empty()) m_cells.erase(cell);
    }
    item.m_cells.clear();
}

void CanvasScene::list(PartItem& item, std::vector<std::uint64_t> cells) {
    sceneUnique(cells);
    if (cells == item.m_cells) return;
    unlist(item);
    for (const std::uint64_t key : cells) m_cells[key].push_back(&item);
    item.m_cells = std::move(cells);
}

void CanvasScene::place(PartItem& item, const NodePart& node, double z) {
    item.m_z = z;
    if (node.hidden) return unlist(item);
    const QRectF bounds = node.bounds();
    if (bounds == item.m_bounds && !item.m_cells.empty()) return;
    item.m_bounds = bounds;
    std::vector<std::uint64_t> cells;
    sceneAddCells(cells, bounds);
    list(item, std::move(cells));
}

void CanvasScene::place(PartItem& item, const LinkPart& link) {
    item.m_z = linkZ;
    if (link.hidden) return unlist(item);
    item.m_bounds = link.bounds();
    std::vector<std::uint64_t> cells;
    const auto& corners = link.route.corners();
    for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        sceneAddCells(cells, QRectF(corners[i], corners[i + 1]).normalized().adjusted(-sceneAround, -sceneAround, sceneAround, sceneAround));
    if (!link.labelRect.isNull()) sceneAddCells(cells, link.labelRect.adjusted(-2, -2, 2, 2));
    list(item, std::move(cells));
}

void CanvasScene::sync() {
    const auto eraseGone = [&](auto& items, auto isThere) {
        for (auto it = items.begin(); it != items.end();) {
            if (isThere(it->first)) {
                ++it;
                continue;
            }
            unlist(*it->second);
            it = items.erase(it);
        }
    };
    eraseGone(m_nodes, [&](ComponentId id) { return m_picture.node(id) != nullptr; });
    eraseGone(m_links, [&](LinkId id) { return m_picture.link(id) != nullptr; });
    const auto& order = m_picture.order();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const NodePart& node = *m_picture.node(order[i]);
        auto& item = m_nodes[order[i]];
        if (!item) item = std::make_unique<PartItem>(order[i], LinkId{}, m_picture);
        // Places in the order, squeezed so that any number of parts fits between two levels.
        place(*item, node, (node.isGround() ? containerZ : nodeZ) + 900.0 * double(i) / double(order.size()));
    }
    for (const auto& [id, link] : m_picture.links()) {
        auto& item = m_links[id];
        if (!item) item = std::make_unique<PartItem>(ComponentId{}, id, m_picture);
        place(*item, link);
    }
}

void CanvasScene::sync(const std::vector<ComponentId>& components, const std::vector<LinkId>& links) {
    for (const ComponentId id : components)
        if (const auto item = m_nodes.find(id); item != m_nodes.end()) place(*item->second, *m_picture.node(id), item->second->m_z);
    for (const LinkId id : links)
        if (const auto item = m_links.find(id); item != m_links.end()) place(*item->second, *m_picture.link(id));
}

std::vector<const PartItem*> CanvasScene::partsIn(const QRectF& area) const {
    std::vector<const PartItem*> parts;
    ++m_query;
    const auto take = [&](const PartItem* item) {
        if (item->m_seen == m_query) return;
        item->m_seen = m_query;
        if (sceneTouches(item->m_bounds, area)) parts.push_back(item);
    };
    const double squares = (area.width() / sceneCell + 1) * (area.height() / sceneCell + 1);
    if (squares > double(m_cells.size())) {   // more than there are: each is looked at once
        for (const auto& [key, listed] : m_cells)
            for (const PartItem* item : listed) take(item);
    } else {
        std::vector<std::uint64_t> cells;
        sceneAddCells(cells, area);
        for (const std::uint64_t key : cells)
            if (const auto cell = m_cells.find(key); cell != m_cells.end())
                for (const PartItem* item : cell->second) take(item);
    }
    std::sort(parts.begin(), parts.end(), [](const PartItem* a, const PartItem* b) { return a->m_z != b->m_z ? a->m_z < b->m_z : a->m_link < b->m_link; });
    return parts;
}

}  // namespace faultline::canvas
