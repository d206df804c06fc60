#include "widgets/canvas/picture.h"

#include "model/design/edits.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/picture_update.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace faultline::canvas {

bool NodePart::canBeKilled() const {
    return kind && std::any_of(kind->actions.begin(), kind->actions.end(),
                               [](const catalog::ActionSpec& action) { return std::strcmp(action.verb, "kill") == 0; });
}

bool NodePart::covers(QPointF scene, double reach) const {
    if (form == Form::Arrow) {
        const QPointF along = line.p2() - line.p1(), to = scene - line.p1();
        const double length = QPointF::dotProduct(along, along);
        const double share = length > 0 ? std::clamp(QPointF::dotProduct(to, along) / length, 0.0, 1.0) : 0;
        const QPointF away = to - along * share;
        return QPointF::dotProduct(away, away) <= reach * reach;
    }
    if (!rect.contains(scene)) return false;
    // A frame is taken by its title or its edge: what lies in it stays free to choose.
    return form != Form::Frame || scene.y() < rect.top() + frameTitleHeight || !rect.adjusted(reach, reach, -reach, -reach).contains(scene);
}

const NodePart* Picture::node(ComponentId id) const {
    const auto it = m_now.nodes.find(id);
    return it == m_now.nodes.end() ? nullptr : &it->second;
}

const LinkPart* Picture::link(LinkId id) const {
    const auto it = m_now.links.find(id);
    return it == m_now.links.end() ? nullptr : &it->second;
}

LinkId Picture::linkBetween(ComponentId a, ComponentId b) const {
    const auto it = m_now.between.find(std::minmax(a, b));
    return it == m_now.between.end() ? LinkId{} : it->second;
}

const std::vector<ComponentId>& Picture::held(ComponentId id) const {
    static const std::vector<ComponentId> none;
    const auto it = m_now.held.find(id);
    return it == m_now.held.end() ? none : it->second;
}

ComponentId Picture::shownFor(ComponentId id) const {
    ComponentId shown = id;
    if (m_now.collapsed.empty()) return shown;
    for (std::size_t steps = 0; id.isValid() && steps <= m_now.nodes.size(); ++steps) {
        const NodePart* part = node(id);
        if (!part) break;
        if (m_now.collapsed.contains(part->component->container)) shown = part->component->container;
        id = part->owner;
    }
    return shown;
}

bool Picture::isWithin(ComponentId id, ComponentId outer) const {
    for (std::size_t steps = 0; id.isValid() && steps <= m_now.nodes.size(); ++steps) {
        if (id == outer) return true;
        const NodePart* part = node(id);
        id = part ? part->owner : ComponentId{};
    }
    return false;
}

QRectF Picture::bounds() const {
    QRectF all;
    for (const auto& [id, part] : m_now.nodes)
        if (!part.hidden) all = all.united(part.rect);
    for (const auto& [id, part] : m_now.links)
        if (!part.hidden) all = all.united(part.route.bounds());
    return all;
}

void Picture::setHidden(std::set<catalog::Group> groups) {
    if (m_hidden == groups) return;
    m_hidden = std::move(groups);
    m_looksAtAll = true;
}

/// Whether it, or what it is in or on, is being dragged.
bool Picture::isMoving(ComponentId id) const {
    if (!m_moving) return false;
    for (std::size_t depth = 0; id.isValid() && depth < 16; ++depth) {
        if (m_moving->contains(id)) return true;
        const NodePart* part = node(id);
        id = part ? part->owner : ComponentId{};
    }
    return false;
}

// ---- Following the design

void PictureUpdate::touch(const NodePart& node) {
    if (nodes.insert(node.id).second) dirty.push_back(node.bounds());
}

void PictureUpdate::touch(const LinkPart& link) {
    if (links.insert(link.id).second && !link.route.isEmpty()) dirty.push_back(link.bounds());
}

namespace {

/// Whether the second is the first, but somewhere else.
bool pictureOnlyMoved(const design::Component& before, const design::Component& after) {
    design::Component moved = before;
    moved.rect = after.rect;
    return moved == after;
}

bool pictureOnlyBent(const design::Link& before, const design::Link& after) {
    design::Link bent = before;
    bent.waypoints = after.waypoints;
    return bent == after;
}

/// Calls both(id, a, b) for what is in both maps, one(id) for what is in but one of them.
template <class A, class B, class Both, class One> void pictureCompare(const A& a, const B& b, Both both, One one) {
    auto i = a.begin();
    auto j = b.begin();
    while (i != a.end() || j != b.end()) {
        if (j == b.end() || (i != a.end() && i->first < j->first)) {
            one((i++)->first);
        } else if (i == a.end() || j->first < i->first) {
            one((j++)->first);
        } else {
            both(i->first, i->second, j->second);
            ++i;
            ++j;
        }
    }
}

}  // namespace

/// What is not as the picture has it.
Picture::Difference Picture::differenceTo(const design::Design& design) const {
    Difference difference;
    difference.onlyMoves = m_now.layers == design.settings().layers;
    pictureCompare(
        m_now.nodes, design.components(),
        [&](ComponentId id, const NodePart& node, const design::ComponentPtr& now) {
            if (node.component == now) return;
            ++difference.count;
            difference.components.push_back(id);
            difference.onlyMoves = difference.onlyMoves && pictureOnlyMoved(*node.component, *now);
        },
        [&](ComponentId) {
            ++difference.count;
            difference.onlyMoves = false;
        });
    pictureCompare(
        m_now.links, design.links(),
        [&](LinkId id, const LinkPart& link, const design::LinkPtr& now) {
            if (link.link == now) return;
            difference.links.push_back(id);
            difference.onlyMoves = difference.onlyMoves && pictureOnlyBent(*link.link, *now);
        },
        [&](LinkId) { difference.onlyMoves = false; });
    return difference;
}

Picture::Difference Picture::differenceOf(const design::Change& change) {
    Difference difference;
    difference.components = change.componentIds();
    difference.count = difference.components.size();
    difference.links = change.linkIds();
    difference.onlyMoves = change.onlyMoves();
    return difference;
}

/// Whether a state is the one of a design.
bool Picture::isOf(const State& state, const design::Design& design) const {
    bool same = state.hidden == m_hidden && state.layers == design.settings().layers && state.nodes.size() == design.components().size();
    const auto differs = [&](auto) { same = false; };
    if (same)
        pictureCompare(state.nodes, design.components(), [&](ComponentId, const NodePart& node, const auto& now) { same = same && node.component == now; }, differs);
    if (same) pictureCompare(state.links, design.links(), [&](LinkId, const LinkPart& link, const auto& now) { same = same && link.link == now; }, differs);
    return same;
}

/// All that painting it may touch.
QRectF Picture::painted() const {
    QRectF all;
    for (const auto& [id, part] : m_now.nodes) all = all.united(part.bounds());
    for (const auto& [id, part] : m_now.links) all = all.united(part.bounds());
    return all;
}

/// A large edit that is taken back or done again finds what was known before. Else that is put away and everything begins anew.
bool Picture::bringBack(const design::Design& design) {
    constexpr std::size_t most = 3;
    const auto known = std::find_if(m_former.begin(), m_former.end(), [&](const State& state) { return isOf(state, design); });
    const bool isKnown = known != m_former.end();
    State next;
    if (isKnown) {
        next = std::move(*known);
        m_former.erase(known);
    }
    if (!m_isStale && m_dragged.empty()) m_former.push_back(std::exchange(m_now, std::move(next)));
    else m_now = std::move(next);
    if (m_former.size() > most) m_former.erase(m_former.begin());
    m_lateNodes.clear();
    m_goneNodes.clear();
    m_lateLinks.clear();
    m_goneLinks.clear();
    m_dragged.clear();
    m_isStale = !isKnown;
    return isKnown;
}

Picture::Altered Picture::sync(const design::Design& design, const catalog::Catalog& catalog, const std::set<ComponentId>* moving,
                               const design::Change* change) {
    ++m_revision;
    constexpr std::size_t many = 200;   // components: then it is cheaper to begin anew, and worth to keep what was
    m_moving = moving ? std::optional(*moving) : std::nullopt;
    if (!moving) m_still.reset();
    PictureUpdate update;
    const Difference difference = change ? differenceOf(*change) : differenceTo(design);
    update.isWhole = std::exchange(m_looksAtAll, false) || !difference.onlyMoves;
    if (!moving && difference.count > many) {
        const QRectF before = painted();
        if (bringBack(design)) return {{}, {}, {before, painted()}, true};
        update.dirty.push_back(before);
        update.isWhole = true;
    }
    if (update.isWhole) {
        replaceNodes(update, design, catalog);
        replaceLinks(update, design);
    } else {
        moveNodes(update, difference.components, design, catalog);
        moveLinks(update, difference.links, design);
    }
    if (moving)
        dragLinks(update);
    else
        layOutLinks(update);
    m_now.hidden = m_hidden;
    m_now.layers = design.settings().layers;
    for (const ComponentId id : update.nodes)
        if (const NodePart* part = node(id)) update.dirty.push_back(part->bounds());
    for (const LinkId id : update.links)
        if (const LinkPart* part = link(id)) update.dirty.push_back(part->bounds());
    return {{update.nodes.begin(), update.nodes.end()}, {update.links.begin(), update.links.end()}, std::move(update.dirty), update.isWhole};
}

}  // namespace faultline::canvas
