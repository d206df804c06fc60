#include "widgets/canvas/picture.h"

#include "model/core/units.h"
#include "model/design/annotations.h"
#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/common/fonts.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cstring>

namespace faultline::canvas {
namespace {

using catalog::Shape;

Form pictureForm(const catalog::ComponentKind* kind, const design::Component& c, const design::Design& design,
                 const catalog::Catalog& catalog) {
    if (!kind) return Form::Card;
    const bool on = c.attachedTo.isValid() && design.component(c.attachedTo);
    const design::Component* outer = design.component(c.container);
    const catalog::ComponentKind* outerKind = outer ? catalog.find(outer->kind) : nullptr;
    const bool inHost = outerKind && outerKind->shape == Shape::Host;
    switch (kind->shape) {
    case Shape::Host: return c.collapsed ? Form::Card : Form::Host;
    case Shape::Zone: return c.collapsed ? Form::Card : Form::Zone;
    case Shape::Note: return Form::Note;
    case Shape::Frame: return Form::Frame;
    case Shape::Text: return Form::Text;
    case Shape::Arrow: return Form::Arrow;
    case Shape::Plain: return Form::Plain;
    case Shape::Shield: return c.inLine.isValid() && design.link(c.inLine) ? Form::Pill : on ? Form::Tab : Form::Card;
    case Shape::Seal: return on ? Form::Seal : Form::Card;
    case Shape::Eye: return on || inHost ? Form::Eye : Form::Card;
    case Shape::Card: return on ? Form::Seal : Form::Card;  // application files on their server
    }
    return Form::Card;
}

QString pictureSoftware(const catalog::ComponentKind& kind, const design::Component& c) {
    if (!c.software.empty()) return QString::fromStdString(c.software);
    return kind.software.empty() ? QString() : QString::fromUtf8(kind.software.front().name);
}

QString pictureSecondLine(const NodePart& node, const design::Design& design, const catalog::Catalog& catalog) {
    if (!node.kind) return QString::fromStdString(node.component->kind);
    if (node.collapsed) return QCoreApplication::translate("canvas", "%1 inside").arg(node.inside);
    const QString software = pictureSoftware(*node.kind, *node.component);
    QString address;
    if (const std::uint32_t a = node.kind->needsAddress ? design::addressOf(design, catalog, node.id) : 0)
        address = QString::fromStdString(formatIPv4(a));
    if (node.form == Form::Host || node.form == Form::Zone) return address;
    const design::Component* outer = design.component(node.component->container);
    const bool own = !outer || !catalog.find(outer->kind) || catalog.find(outer->kind)->shape != Shape::Host;
    if (!software.isEmpty() && own && !address.isEmpty()) return QStringLiteral("%1 \u00b7 %2").arg(software, address);
    if (!software.isEmpty()) return software;
    return own && !address.isEmpty() ? address : widgets::say(node.kind->label);
}

/// Among what has the same owner the layer counts before the order on it.
int pictureOrder(const design::Design& design, const design::Component& part) {
    return design::layerRank(design, part.layer) * (2 * design::largestOrder + 1) + part.order;
}

/// A name may hold line breaks or 200 letters; a card has one line.
QString pictureElided(const QString& text, const QFont& font, double width) {
    return QFontMetricsF(font).elidedText(text.simplified(), Qt::ElideMiddle, std::max(0.0, width));
}

void pictureWords(NodePart& node) {
    const double width = node.rect.width();
    const QString& full = node.component->name;
    switch (node.form) {
    case Form::Host: node.name = pictureElided(full, nameFont(node), width - hostNameLeft - hostRight(node.rounds)); break;
    case Form::Frame:
    case Form::Zone: node.name = pictureElided(full, nameFont(node), width - 24); break;
    case Form::Tab:
    case Form::Pill: node.name = pictureElided(full, widgets::smallStrongFont(), smallNameWidth); break;
    case Form::Card: node.name = pictureElided(full, nameFont(node), width - cardTextLeft - cardTextRight); break;
    case Form::Note:
    case Form::Plain:
    case Form::Text:
    case Form::Arrow:
    case Form::Seal:
    case Form::Eye: node.name = full.simplified(); break;
    }
    const double room = width - (node.form == Form::Host ? hostNameLeft + hostRight(node.rounds) : cardTextLeft + 12);
    // What it is counts more than where it is.
    const bool fits = QFontMetricsF(widgets::smallFont()).horizontalAdvance(node.second) <= room;
    node.second = pictureElided(fits || node.software.isEmpty() ? node.second : node.software, widgets::smallFont(), room);
}

}  // namespace

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
    const auto it = m_nodes.find(id);
    return it == m_nodes.end() ? nullptr : &it->second;
}

const LinkPart* Picture::link(LinkId id) const {
    const auto it = m_links.find(id);
    return it == m_links.end() ? nullptr : &it->second;
}

LinkId Picture::linkBetween(ComponentId a, ComponentId b) const {
    const auto it = m_between.find(std::minmax(a, b));
    return it == m_between.end() ? LinkId{} : it->second;
}

const std::vector<ComponentId>& Picture::held(ComponentId id) const {
    static const std::vector<ComponentId> none;
    const auto it = m_held.find(id);
    return it == m_held.end() ? none : it->second;
}

ComponentId Picture::shownFor(ComponentId id) const {
    ComponentId shown = id;
    if (m_collapsed.empty()) return shown;
    for (std::size_t steps = 0; id.isValid() && steps <= m_nodes.size(); ++steps) {
        const NodePart* part = node(id);
        if (!part) break;
        if (m_collapsed.contains(part->component->container)) shown = part->component->container;
        id = part->owner;
    }
    return shown;
}

bool Picture::isWithin(ComponentId id, ComponentId outer) const {
    for (std::size_t steps = 0; id.isValid() && steps <= m_nodes.size(); ++steps) {
        if (id == outer) return true;
        const NodePart* part = node(id);
        id = part ? part->owner : ComponentId{};
    }
    return false;
}

QRectF Picture::bounds() const {
    QRectF all;
    for (const auto& [id, part] : m_nodes)
        if (!part.hidden) all = all.united(part.rect);
    for (const auto& [id, part] : m_links)
        if (!part.hidden) all = all.united(part.route.bounds());
    return all;
}

std::vector<QRectF> Picture::sync(const design::Design& design, const catalog::Catalog& catalog, const std::set<ComponentId>* moving) {
    m_moving = moving ? std::optional(*moving) : std::nullopt;
    m_still.reset();
    Nodes nodesBefore;
    Links linksBefore;
    nodesBefore.swap(m_nodes);
    linksBefore.swap(m_links);
    layOutNodes(design, catalog, nodesBefore);
    layOutLinks(design, catalog, linksBefore, moving);
    hideParts(design);
    layOutPills();
    const Altered altered = alteredSince(nodesBefore, linksBefore);
    layOutHops(linksBefore, altered);
    layOutLabels(linksBefore, altered);
    sortNodes();

    std::vector<QRectF> dirty;
    const auto same = [](const NodePart& a, const NodePart& b) {
        return a.rect == b.rect && a.form == b.form && a.component->name == b.component->name && a.name == b.name &&
               a.second == b.second && a.guarded == b.guarded && a.rounds == b.rounds && a.text == b.text && a.notAfter == b.notAfter &&
               a.notBefore == b.notBefore && a.kind == b.kind && a.layer == b.layer && a.hidden == b.hidden && a.style == b.style &&
               a.line == b.line && a.variant == b.variant;
    };
    for (const auto& [id, part] : m_nodes) {
        const auto old = nodesBefore.find(id);
        if (old != nodesBefore.end() && same(old->second, part)) continue;
        dirty.push_back(part.bounds());
        if (old != nodesBefore.end()) dirty.push_back(old->second.bounds());
    }
    for (const auto& [id, part] : nodesBefore)
        if (!m_nodes.contains(id)) dirty.push_back(part.bounds());
    for (const auto& [id, part] : m_links) {
        const auto old = linksBefore.find(id);
        if (old != linksBefore.end() && old->second.route.corners() == part.route.corners() && old->second.look == part.look &&
            old->second.label == part.label && old->second.labelRect == part.labelRect && old->second.lock == part.lock &&
            old->second.hidden == part.hidden && old->second.hops == part.hops && old->second.style == part.style)
            continue;
        dirty.push_back(part.bounds());
        if (old != linksBefore.end()) dirty.push_back(old->second.bounds());
    }
    for (const auto& [id, part] : linksBefore)
        if (!m_links.contains(id)) dirty.push_back(part.bounds());
    return dirty;
}

/// The parts that moved, the outer ones first, are placed anew.
void Picture::followNodes(const std::vector<ComponentId>& ids, const design::Design& design, const catalog::Catalog& catalog) {
    Nodes before;
    for (const ComponentId id : ids) {
        NodePart& node = m_nodes.at(id);
        before.emplace(id, node);
        node.component = design.components().at(id);
        node.guarded = false;
        node.rounds = 0;
    }
    for (auto& [id, old] : before) old.component = m_nodes.at(id).component;   // its words are the same as long as its width is
    for (const ComponentId id : ids) {
        NodePart& node = m_nodes.at(id);
        if (node.form == Form::Pill) continue;   // goes with its link
        layOutNode(node, design, catalog, before);
        layOutHeld(node);
    }
}

std::optional<Picture::Followed> Picture::follow(const design::Design& design, const catalog::Catalog& catalog, const design::Change& change,
                                                 const std::set<ComponentId>* moving) {
    if (!moving || !m_moving || *m_moving != *moving || !change.onlyMoves()) return std::nullopt;
    Followed followed;
    std::vector<ComponentId> changed = change.componentIds();
    const std::set<ComponentId> named(changed.begin(), changed.end());
    const auto isIn = [&](ComponentId id) {   // another of them
        const NodePart* part = node(id);
        for (std::size_t depth = 0; part && depth < 16; ++depth) {
            if (named.contains(part->owner)) return true;
            part = node(part->owner);
        }
        return false;
    };
    std::erase_if(changed, isIn);
    for (std::size_t i = 0; i < changed.size(); ++i)   // grows by what each holds: the outer ones come first
        changed.insert(changed.end(), held(changed[i]).begin(), held(changed[i]).end());
    const std::set<ComponentId> touched(changed.begin(), changed.end());
    const auto isAtOne = [&](ComponentId id) { return touched.contains(id) || touched.contains(shownFor(id)); };
    for (const ComponentId id : changed) {
        const NodePart* part = node(id);
        // A container that grows with what is dragged in it has an inside that does not move.
        if (!part || !isMoving(id) || part->form == Form::Frame || part->form == Form::Pill) return std::nullopt;
        followed.dirty.push_back(part->bounds());
    }
    const std::vector<LinkId> bent = change.linkIds();
    for (const auto& [id, link] : m_links)
        if (isAtOne(link.link->from) || isAtOne(link.link->to) || std::binary_search(bent.begin(), bent.end(), id)) followed.links.push_back(id);
    const auto look = [&](LinkId id) {
        followed.dirty.push_back(m_links.at(id).bounds());
        if (const auto pills = m_pills.find(id); pills != m_pills.end())
            for (const ComponentId pill : pills->second) followed.dirty.push_back(m_nodes.at(pill).bounds());
    };
    for (const LinkId id : followed.links) look(id);
    if (m_followed.empty()) m_followed = followed.dirty;
    followNodes(changed, design, catalog);
    followLinks(followed.links, design, changed);
    for (const ComponentId id : changed) followed.dirty.push_back(m_nodes.at(id).bounds());
    for (const LinkId id : followed.links) {
        look(id);
        if (const auto pills = m_pills.find(id); pills != m_pills.end()) changed.insert(changed.end(), pills->second.begin(), pills->second.end());
    }
    followed.components = std::move(changed);
    return followed;
}

void Picture::layOutNodes(const design::Design& design, const catalog::Catalog& catalog, const Nodes& before) {
    m_held.clear();
    m_pills.clear();
    m_collapsed.clear();
    for (const auto& [id, component] : design.components()) {
        NodePart& node = m_nodes[id];
        node.id = id;
        node.component = component;
        node.kind = catalog.find(component->kind);
        node.form = pictureForm(node.kind, *component, design, catalog);
        node.owner = node.form == Form::Pill ? ComponentId{} : component->attachedTo.isValid() ? component->attachedTo : component->container;
        if (!design.component(node.owner)) node.owner = {};
        node.collapsed = node.kind && node.kind->isContainer() && node.form == Form::Card;
        if (node.collapsed) m_collapsed.insert(id);
        if (node.form == Form::Pill)
            m_pills[component->inLine].push_back(id);
        else
            m_held[node.owner].push_back(id);
    }
    foldNodes();
    // From the outside in, so that each finds its owner placed. Whatever hangs in a circle of owners is left where it is.
    std::vector<ComponentId> next = held({});
    int depth = 0;
    for (; !next.empty(); ++depth) {
        std::vector<ComponentId> inner;
        for (const ComponentId id : next) {
            NodePart& node = m_nodes[id];
            node.depth = depth;
            if (const NodePart* outer = Picture::node(node.owner)) node.layer = outer->layer;
            node.layer.push_back(pictureOrder(design, *node.component));
            layOutNode(node, design, catalog, before);
        }
        for (const ComponentId id : next) {
            layOutHeld(m_nodes[id]);
            inner.insert(inner.end(), held(id).begin(), held(id).end());
        }
        next = std::move(inner);
    }
    for (auto& [id, frame] : m_nodes) {   // right above the innermost container it lies in, below what that holds
        if (frame.form != Form::Frame) continue;
        const NodePart* on = nullptr;
        for (const auto& [other, node] : m_nodes)
            if (node.isContainer() && node.rect.contains(frame.rect) && (!on || node.depth > on->depth)) on = &node;
        if (!on) continue;
        const int order = frame.layer.back();
        frame.layer = on->layer;
        frame.layer.push_back(order);
    }
    for (const auto& [link, pills] : m_pills)
        for (const ComponentId id : pills) layOutNode(m_nodes[id], design, catalog, before);
}

void Picture::layOutNode(NodePart& node, const design::Design& design, const catalog::Catalog& catalog, const Nodes& before) {
    const bool small = node.isSmall();
    if (!small) {
        const NodePart* outer = Picture::node(node.owner);
        node.rect = node.component->rect.translated(outer ? outer->rect.topLeft() : QPointF());
        if (node.collapsed) {
            node.rect.setSize(QSizeF(168, 64));
        } else if (node.form != Form::Arrow && (node.rect.width() < 8 || node.rect.height() < 8)) {
            const QSizeF natural = node.kind ? QSizeF(node.kind->width, node.kind->height) : QSizeF(168, 64);
            node.rect.setSize(natural);
        }
    }
    node.icon = node.kind ? QString::fromUtf8(node.kind->id) : QStringLiteral("question");
    for (const ComponentId id : held(node.id)) {
        const Form form = m_nodes[id].form;
        node.guarded = node.guarded || form == Form::Tab;
        node.rounds += form == Form::Seal || form == Form::Eye;
    }

    const auto old = before.find(node.id);
    const bool known = old != before.end() && old->second.component == node.component && old->second.form == node.form &&
                       old->second.rounds == node.rounds &&
                       (small || old->second.rect.width() == node.rect.width());
    node.style = old != before.end() && old->second.component == node.component ? old->second.style : node.component->style;
    if (node.form == Form::Arrow) node.line = design::arrowLine(*node.kind, *node.component, node.rect);
    if (known) {
        node.variant = old->second.variant;
        node.notBefore = old->second.notBefore;
        node.notAfter = old->second.notAfter;
        node.text = old->second.text;
    } else if (node.kind) {
        if (node.kind->shape == Shape::Seal)
            for (const catalog::PropertySpec& spec : node.kind->properties) {
                if (spec.type != catalog::PropertyType::DateTime) continue;
                const bool begins = std::strstr(spec.key, "before") || std::strstr(spec.key, "from");
                (begins ? node.notBefore : node.notAfter) = design::effectiveValue(*node.kind, *node.component, spec.key).toInt();
            }
        if (node.form == Form::Arrow) node.variant = design::effectiveValue(*node.kind, *node.component, "heads").toText();
        if (node.form == Form::Plain) node.variant = design::effectiveValue(*node.kind, *node.component, "outline").toText();
        if (node.form == Form::Note || node.form == Form::Plain || node.form == Form::Text)
            node.text = QString::fromStdString(design::effectiveValue(*node.kind, *node.component, "text").toText());
    }
    // The second line depends on the host as well, so it is always read again; measuring text is what costs.
    node.second = pictureSecondLine(node, design, catalog);
    node.software = node.kind ? pictureSoftware(*node.kind, *node.component) : QString();
    const QString rawSecond = node.second;
    if (known && old->second.secondRaw == rawSecond) {
        node.name = old->second.name;
        node.second = old->second.second;
    } else {
        pictureWords(node);
    }
    node.secondRaw = rawSecond;
    if (small) {
        const double text = QFontMetricsF(widgets::smallStrongFont()).horizontalAdvance(node.name);
        const bool named = node.form == Form::Tab || node.form == Form::Pill;
        const QSizeF size = named ? QSizeF(smallIconSpan + text + 10, node.form == Form::Tab ? tabHeight : pillHeight)
                                  : QSizeF(roundSize, roundSize);
        node.rect.setSize(size);
    }
}

/// Places tabs, seals and eyes on their owner.
void Picture::layOutHeld(const NodePart& owner) {
    double tabLeft = owner.rect.left() + 14;
    double roundRight = owner.rect.right() - 12;
    double roundLeft = owner.rect.left() + 12;
    for (const ComponentId id : held(owner.id)) {
        NodePart& node = m_nodes[id];
        QRectF& rect = node.rect;
        if (node.form == Form::Tab) {
            // Measured here as well: the owner is laid out first, and a tab needs its width to leave room for the next.
            const QString name = pictureElided(node.component->name, widgets::smallStrongFont(), smallNameWidth);
            const double width = smallIconSpan + QFontMetricsF(widgets::smallStrongFont()).horizontalAdvance(name) + 10;
            rect = QRectF(tabLeft, owner.rect.top() - tabHeight + 1, width, tabHeight);
            tabLeft += width + 6;
        } else if (node.form == Form::Seal || node.form == Form::Eye) {
            if (owner.form == Form::Host) {  // in the corner of the header
                rect = QRectF(roundRight - roundSize, owner.rect.top() + (hostHeaderHeight - roundSize) / 2, roundSize, roundSize);
                roundRight -= roundSize + 4;
            } else {                         // under the icon, on the edge: figures and badge keep their places
                rect = QRectF(roundLeft, owner.rect.bottom() - roundSize / 2 - 3, roundSize, roundSize);
                roundLeft += roundSize + 4;
            }
        }
    }
}

/// From the back to the front: containers, cards, what stands in links; among these by the order people gave them, and what is in or on
/// something right above it.
void Picture::sortNodes() {
    m_order.clear();
    for (const auto& [id, part] : m_nodes) m_order.push_back(id);
    const auto tier = [](const NodePart& node) {
        if (node.isGround()) return 0;
        return node.form == Form::Pill ? 2 : node.form == Form::Text || node.form == Form::Arrow ? 3 : 1;
    };
    std::sort(m_order.begin(), m_order.end(), [&](ComponentId a, ComponentId b) {
        const NodePart& p = m_nodes.at(a);
        const NodePart& q = m_nodes.at(b);
        if (tier(p) != tier(q)) return tier(p) < tier(q);
        if (p.layer != q.layer) return p.layer < q.layer;
        return p.form != q.form ? p.form < q.form : a < b;
    });
}

/// Counts what collapsed containers hold.
void Picture::foldNodes() {
    for (const auto& [id, part] : m_nodes) {
        std::size_t steps = 0;
        for (ComponentId outer = m_collapsed.empty() ? ComponentId{} : part.component->container; outer.isValid() && steps <= m_nodes.size(); ++steps) {
            const auto it = m_nodes.find(outer);
            if (it == m_nodes.end()) break;
            it->second.inside += it->second.collapsed;
            outer = it->second.component->container;
        }
    }
}

void Picture::hideParts(const design::Design& design) {
    const std::set<int> layers = design::hiddenLayers(design);
    const auto isLayerHidden = [&](const NodePart* node) {   // its own, or that of what it is in or on
        for (std::size_t depth = 0; node && !layers.empty() && depth <= m_nodes.size(); ++depth) {
            if (layers.contains(node->component->layer)) return true;
            node = Picture::node(node->owner);
        }
        return false;
    };
    const auto isHidden = [&](const NodePart& node) {
        return (node.kind && m_hidden.contains(node.kind->group)) || shownFor(node.id) != node.id || isLayerHidden(&node);
    };
    for (auto& [id, node] : m_nodes) {
        node.hidden = isHidden(node);
        node.outOfReach = design::isLayerLocked(design, node.component->layer);
        node.guardShown = node.guarded && !m_hidden.contains(catalog::Group::Security);
    }
    if (!m_collapsed.empty())
        for (const auto& [link, pills] : m_pills)
            if (const LinkPart* part = Picture::link(link); part && part->route.isEmpty())
                for (const ComponentId id : pills) m_nodes[id].hidden = true;
    for (auto& [id, link] : m_links) {
        const NodePart* from = node(shownFor(link.link->from));
        const NodePart* to = node(shownFor(link.link->to));
        const bool byLayer = layers.contains(link.link->layer) || isLayerHidden(node(link.link->from)) || isLayerHidden(node(link.link->to));
        link.hidden = link.route.isEmpty() || !from || !to || from->hidden || to->hidden || byLayer ||
                      (link.look == LinkLook::Observation && m_hidden.contains(catalog::Group::Monitoring));
        link.outOfReach = design::isLayerLocked(design, link.link->layer);
        if (const auto pills = m_pills.find(id); byLayer && pills != m_pills.end())
            for (const ComponentId pill : pills->second) m_nodes[pill].hidden = true;
    }
}

}  // namespace faultline::canvas
