#include "widgets/canvas/picture.h"

#include "model/core/units.h"
#include "model/design/annotations.h"
#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/picture_update.h"
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

void Picture::layOutNodes(const design::Design& design, const catalog::Catalog& catalog, const Nodes& before) {
    m_now.held.clear();
    m_now.pills.clear();
    m_now.collapsed.clear();
    m_now.frames.clear();
    for (const auto& [id, component] : design.components()) {
        NodePart& node = m_now.nodes[id];
        node.id = id;
        node.component = component;
        node.kind = catalog.find(component->kind);
        node.form = pictureForm(node.kind, *component, design, catalog);
        node.owner = node.form == Form::Pill ? ComponentId{} : component->attachedTo.isValid() ? component->attachedTo : component->container;
        if (!design.component(node.owner)) node.owner = {};
        node.collapsed = node.kind && node.kind->isContainer() && node.form == Form::Card;
        if (node.collapsed) m_now.collapsed.insert(id);
        if (node.form == Form::Frame) m_now.frames.push_back(id);
        if (node.form == Form::Pill)
            m_now.pills[component->inLine].push_back(id);
        else
            m_now.held[node.owner].push_back(id);
    }
    foldNodes();
    // From the outside in, so that each finds its owner placed. Whatever hangs in a circle of owners is left where it is.
    std::vector<ComponentId> next = held({});
    int depth = 0;
    for (; !next.empty(); ++depth) {
        std::vector<ComponentId> inner;
        for (const ComponentId id : next) {
            NodePart& node = m_now.nodes[id];
            node.depth = depth;
            if (const NodePart* outer = Picture::node(node.owner)) node.layer = outer->layer;
            node.layer.push_back(pictureOrder(design, *node.component));
            layOutNode(node, design, catalog, before);
        }
        for (const ComponentId id : next) {
            layOutHeld(m_now.nodes[id]);
            inner.insert(inner.end(), held(id).begin(), held(id).end());
        }
        next = std::move(inner);
    }
    layerFrames(design);
    for (const auto& [link, pills] : m_now.pills)
        for (const ComponentId id : pills) layOutNode(m_now.nodes[id], design, catalog, before);
}

/// A frame lies right above the innermost container it is drawn in, below what that holds. Whether one lies elsewhere now.
bool Picture::layerFrames(const design::Design& design) {
    bool altered = false;
    for (const ComponentId id : m_now.frames) {
        NodePart& frame = m_now.nodes[id];
        const NodePart* on = node(frame.owner);
        for (const auto& [other, node] : m_now.nodes)
            if (node.isContainer() && node.rect.contains(frame.rect) && (!on || node.depth > on->depth)) on = &node;
        std::vector<int> layer = on ? on->layer : std::vector<int>();
        layer.push_back(pictureOrder(design, *frame.component));
        altered = altered || layer != frame.layer;
        frame.layer = std::move(layer);
    }
    return altered;
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
        const Form form = m_now.nodes[id].form;
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
        NodePart& node = m_now.nodes[id];
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
    m_now.order.clear();
    for (const auto& [id, part] : m_now.nodes) m_now.order.push_back(id);
    const auto tier = [](const NodePart& node) {
        if (node.isGround()) return 0;
        return node.form == Form::Pill ? 2 : node.form == Form::Text || node.form == Form::Arrow ? 3 : 1;
    };
    std::sort(m_now.order.begin(), m_now.order.end(), [&](ComponentId a, ComponentId b) {
        const NodePart& p = m_now.nodes.at(a);
        const NodePart& q = m_now.nodes.at(b);
        if (tier(p) != tier(q)) return tier(p) < tier(q);
        if (p.layer != q.layer) return p.layer < q.layer;
        return p.form != q.form ? p.form < q.form : a < b;
    });
}

/// Counts what collapsed containers hold.
void Picture::foldNodes() {
    for (const auto& [id, part] : m_now.nodes) {
        std::size_t steps = 0;
        for (ComponentId outer = m_now.collapsed.empty() ? ComponentId{} : part.component->container; outer.isValid() && steps <= m_now.nodes.size(); ++steps) {
            const auto it = m_now.nodes.find(outer);
            if (it == m_now.nodes.end()) break;
            it->second.inside += it->second.collapsed;
            outer = it->second.component->container;
        }
    }
}

/// By its own layer, or that of what it is in or on.
bool Picture::isLayerHidden(const NodePart* node, const std::set<int>& layers) const {
    for (std::size_t depth = 0; node && !layers.empty() && depth <= m_now.nodes.size(); ++depth) {
        if (layers.contains(node->component->layer)) return true;
        node = Picture::node(node->owner);
    }
    return false;
}

void Picture::hideNodes(const design::Design& design) {
    const std::set<int> layers = design::hiddenLayers(design);
    for (auto& [id, node] : m_now.nodes) {
        node.hidden = (node.kind && m_hidden.contains(node.kind->group)) || shownFor(id) != id || isLayerHidden(&node, layers);
        node.outOfReach = design::isLayerLocked(design, node.component->layer);
        node.guardShown = node.guarded && !m_hidden.contains(catalog::Group::Security);
    }
    for (const auto& [id, pills] : m_now.pills) {   // what stands in a link that is not drawn
        const design::Link* link = design.link(id);
        if (!link) continue;
        const bool folded = shownFor(link->from) == shownFor(link->to);
        const bool byLayer = layers.contains(link->layer) || isLayerHidden(node(link->from), layers) || isLayerHidden(node(link->to), layers);
        if (!folded && !byLayer) continue;
        for (const ComponentId pill : pills) m_now.nodes[pill].hidden = true;
    }
}

// ---- Following the design

namespace {

bool pictureSame(const NodePart& a, const NodePart& b) {
    return a.rect == b.rect && a.form == b.form && a.component->name == b.component->name && a.name == b.name && a.second == b.second &&
           a.guarded == b.guarded && a.guardShown == b.guardShown && a.rounds == b.rounds && a.text == b.text && a.notAfter == b.notAfter &&
           a.notBefore == b.notBefore && a.kind == b.kind && a.layer == b.layer && a.hidden == b.hidden && a.outOfReach == b.outOfReach && a.style == b.style &&
           a.line == b.line && a.variant == b.variant;
}

}  // namespace

/// Those given and all they hold, the outer ones first, each once.
std::vector<ComponentId> Picture::withHeld(std::vector<ComponentId> ids) const {
    const std::set<ComponentId> named(ids.begin(), ids.end());
    const auto isInAnother = [&](ComponentId id) {
        const NodePart* part = node(id);
        for (std::size_t depth = 0; part && depth < 16; ++depth) {
            if (named.contains(part->owner)) return true;
            part = node(part->owner);
        }
        return false;
    };
    std::erase_if(ids, isInAnother);
    for (std::size_t i = 0; i < ids.size() && ids.size() <= m_now.nodes.size(); ++i) {
        const std::vector<ComponentId>& inner = held(ids[i]);
        ids.insert(ids.end(), inner.begin(), inner.end());
    }
    return ids;
}

/// What merely stands elsewhere is placed anew, with what it holds.
void Picture::moveNodes(PictureUpdate& update, const std::vector<ComponentId>& ids, const design::Design& design, const catalog::Catalog& catalog) {
    update.moved = withHeld(ids);
    Nodes before;
    for (const ComponentId id : update.moved) {
        NodePart& node = m_now.nodes.at(id);
        before.emplace(id, node);
        node.component = design.components().at(id);
        node.guarded = false;
        node.rounds = 0;
    }
    bool frames = false;
    for (const ComponentId id : update.moved) {
        NodePart& node = m_now.nodes.at(id);
        NodePart& old = before.at(id);
        old.component = node.component;   // its words are the same as long as its width is
        frames = frames || node.isGround();
        if (node.form == Form::Pill) {    // goes with its link
            update.open.push_back(node.component->inLine);
            continue;
        }
        layOutNode(node, design, catalog, before);
        layOutHeld(node);
    }
    for (const ComponentId id : update.moved)
        if (const NodePart& old = before.at(id); !pictureSame(old, m_now.nodes.at(id))) update.touch(old);
    if (!update.moved.empty()) {
        const auto shiftOf = [&](ComponentId id) { return m_now.nodes.at(id).rect.topLeft() - before.at(id).rect.topLeft(); };
        const QPointF shift = shiftOf(update.moved.front());
        const bool isOne = std::all_of(update.moved.begin(), update.moved.end(), [&](ComponentId id) {
            const NodePart& node = m_now.nodes.at(id);
            return node.form == Form::Pill || (shiftOf(id) == shift && node.rect.size() == before.at(id).rect.size());
        });
        if (isOne) update.shift = shift;
    }
    if (frames && !m_now.frames.empty() && layerFrames(design)) {
        for (const ComponentId id : m_now.frames) update.touch(m_now.nodes.at(id));
        sortNodes();
        update.isWhole = true;
    }
}

/// Everything is placed anew; what is the same is found by comparing.
void Picture::replaceNodes(PictureUpdate& update, const design::Design& design, const catalog::Catalog& catalog) {
    const Nodes before = std::exchange(m_now.nodes, {});
    const bool afresh = before.empty() && !m_former.empty();   // then what was known of them is elsewhere
    layOutNodes(design, catalog, afresh ? m_former.back().nodes : before);
    hideNodes(design);
    sortNodes();
    for (auto& [id, part] : m_now.nodes) {
        update.moved.push_back(id);
        const auto old = before.find(id);
        if (old != before.end() && part.form == Form::Pill) part.rect.moveCenter(old->second.rect.center());   // until its link has its line
        if (old == before.end())
            update.nodes.insert(id);
        else if (!pictureSame(old->second, part))
            update.touch(old->second);
    }
    for (const auto& [id, part] : before) {
        if (m_now.nodes.contains(id)) continue;
        update.dirty.push_back(part.bounds());
        m_goneNodes.insert(id);
    }
}

}  // namespace faultline::canvas
