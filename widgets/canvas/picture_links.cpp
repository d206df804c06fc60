#include "model/design/layers.h"
#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/picture_update.h"
#include "widgets/common/fonts.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <utility>

namespace faultline::canvas {
namespace {

using catalog::PortRole;
using catalog::PortSpec;

/// The port a link uses at its callee, else at its caller, else at a process of either host; null when none has it.
const PortSpec* pictureLinksPort(const Picture& picture, const design::Link& link) {
    const auto find = [&](ComponentId id, const std::string& key) -> const PortSpec* {
        const NodePart* node = picture.node(id);
        if (!node || !node->kind) return nullptr;
        if (const PortSpec* port = node->kind->port(key)) return port;
        for (const ComponentId inner : picture.held(id))
            if (const NodePart* part = picture.node(inner); part && part->kind)
                if (const PortSpec* port = part->kind->port(key)) return port;
        return nullptr;
    };
    const PortSpec* port = find(link.to, link.toPort);
    return port ? port : find(link.from, link.fromPort);
}

QString pictureLinksProtocol(const char* protocol) {
    const QString name = QString::fromUtf8(protocol);
    if (name == QLatin1String("mysql")) return QStringLiteral("MySQL");
    return name.size() <= 5 ? name.toUpper() : name;
}

/// A label is one line: of a long one so much as does not cover the drawing.
QString pictureLinksShort(const QString& label) {
    constexpr qsizetype most = 48;
    return label.size() <= most ? label : label.left(most - 1).trimmed() + QChar(0x2026);
}

void pictureLinksDescribe(LinkPart& part, const Picture& picture) {
    const PortSpec* port = pictureLinksPort(picture, *part.link);
    const int number = part.link->number > 0 ? part.link->number : port ? port->number : 0;
    const QString protocol = port ? pictureLinksProtocol(port->protocol) : QString();
    part.look = LinkLook::Traffic;
    if (port && port->role == PortRole::Replicate) part.look = LinkLook::Replication;
    if (port && port->role == PortRole::Observe) part.look = LinkLook::Observation;
    if (port && port->role == PortRole::Resolve) part.look = LinkLook::Resolve;
    const QString what = part.look == LinkLook::Replication ? QCoreApplication::translate("canvas", "replication") : protocol;
    part.label = number > 0 ? QStringLiteral("%1 %2").arg(number).arg(what).trimmed() : what;
    if (!part.link->label.isEmpty()) part.label = pictureLinksShort(part.link->label);
    part.lock = LinkPart::Lock::None;
    if (port && qstrcmp(port->protocol, "https") == 0) part.lock = LinkPart::Lock::Closed;
    if (port && qstrcmp(port->protocol, "http") == 0) part.lock = LinkPart::Lock::Open;
}

RouteEnd pictureLinksEnd(const Picture& picture, ComponentId id, ComponentId other) {
    RouteEnd end;
    end.owner = id.value;
    const NodePart* node = picture.node(id);
    end.rect = end.outer = node->rect;
    for (std::size_t depth = 0; node && depth < 16; ++depth) {
        end.inside.push_back(node->id.value);
        if (node->form != Form::Zone && !picture.isWithin(other, node->id)) end.outer = node->rect;
        if (node->form == Form::Host && node->id != id && end.within.isNull()) end.within = node->rect;
        node = picture.node(node->owner);
    }
    return end;
}

}  // namespace

QRectF Picture::headerOf(const NodePart& node) const {
    if (node.form != Form::Host) return node.rect;
    const double width = hostNameLeft + std::max(textWidth(node.name, widgets::strongFont()), 70.0);
    return {node.rect.topLeft(), QSizeF(std::min(width, node.rect.width()), hostHeaderHeight)};
}

double Picture::textWidth(const QString& text, const QFont& font) const {
    constexpr qsizetype most = 20'000;
    const QString key = QString(QChar(char16_t(font.weight()))) + QChar(char16_t(font.pixelSize())) + text;
    const auto known = m_widths.constFind(key);
    if (known != m_widths.constEnd()) return *known;
    if (m_widths.size() > most) m_widths.clear();
    return *m_widths.insert(key, QFontMetricsF(font).horizontalAdvance(text));
}

namespace {

bool pictureLinksIsBox(const NodePart& node) {
    return node.form == Form::Card || node.form == Form::Host || node.form == Form::Note || node.form == Form::Plain;
}

QRectF pictureLinksBox(const NodePart& node) { return node.rect.adjusted(0, node.guarded ? -tabHeight : 0, 0, 0); }

}  // namespace

/// What of it lines go around, and what they had better not cross.
void Picture::setSpace(RouteLayout& routes, const NodePart& node) const {
    std::optional<QRectF> box, text;
    if (shownFor(node.id) == node.id) {
        if (pictureLinksIsBox(node)) box = pictureLinksBox(node);
        if (node.form == Form::Tab || node.form == Form::Host) text = headerOf(node);
    }
    routes.setObstacle(node.id.value, box, text);
}

/// What of it labels do not cover.
void Picture::keepFree(const NodePart& node) {
    std::vector<QRectF> taken, edges;
    if (shownFor(node.id) == node.id && node.form != Form::Arrow) {
        const QRectF& r = node.rect;
        taken.push_back(node.isGround() ? QRectF(r.topLeft(), QSizeF(r.width(), node.form == Form::Host ? hostHeaderHeight : 26)) : r);
        // Nor does a label lie on the edge of a container, if that can be.
        if (node.isContainer()) edges = {QRectF(r.topLeft(), r.bottomLeft()), QRectF(r.topRight(), r.bottomRight()), QRectF(r.bottomLeft(), r.bottomRight())};
    }
    m_now.labels.setNode(node.id, taken, edges);
}

/// Nothing: both its ends are in what is collapsed.
std::optional<RouteJob> Picture::jobOf(const LinkPart& link) const {
    const ComponentId from = shownFor(link.link->from), to = shownFor(link.link->to);
    if (from == to) return std::nullopt;
    // Bends were made for where its ends really are.
    const bool folded = from != link.link->from || to != link.link->to;
    return RouteJob{link.id.value, pictureLinksEnd(*this, from, to), pictureLinksEnd(*this, to, from),
                    folded ? std::vector<QPointF>() : link.link->waypoints, link.shape};
}

LabelLayout::Label Picture::labelOf(const LinkPart& link) const {
    LabelLayout::Label label{{}, link.shape == design::LinkShape::Curved, m_now.pills.contains(link.id)};
    if (link.label.isEmpty()) return label;
    const QFont font = link.style.textSize == 0 ? widgets::smallFont() : labelFont(link.style);
    const double height = link.style.textSize == 0 ? labelHeight : std::max(labelHeight, font.pixelSize() + 7.0);
    label.size = {textWidth(link.label, font) + (link.lock == LinkPart::Lock::None ? 12 : 26), height};
    return label;
}

bool Picture::isHidden(const LinkPart& link, const std::set<int>& layers) const {
    const ComponentId from = shownFor(link.link->from), to = shownFor(link.link->to);
    return from == to || m_now.nodes.at(from).hidden || m_now.nodes.at(to).hidden || layers.contains(link.link->layer) ||
           isLayerHidden(node(link.link->from), layers) || isLayerHidden(node(link.link->to), layers) ||
           (link.look == LinkLook::Observation && m_hidden.contains(catalog::Group::Monitoring));
}

// ---- What of them follows the design

/// Those that are bent otherwise, and those at what moved.
void Picture::moveLinks(PictureUpdate& update, const std::vector<LinkId>& ids, const design::Design& design) {
    const auto goesAlong = [&](LinkId id) {   // its bends moved as far as all else did
        const auto part = m_now.links.find(id);
        if (!update.shift || part == m_now.links.end()) return false;
        const auto& before = part->second.link->waypoints;
        const auto& now = design.links().at(id)->waypoints;
        return std::equal(before.begin(), before.end(), now.begin(), now.end(), [&](QPointF a, QPointF b) { return a + *update.shift == b; });
    };
    for (const LinkId id : ids)
        if (!goesAlong(id)) update.bent.insert(id);
    std::set<LinkId> open(ids.begin(), ids.end());
    open.insert(update.open.begin(), update.open.end());
    for (const ComponentId id : update.moved)
        if (const auto at = m_now.linksAt.find(id); at != m_now.linksAt.end()) open.insert(at->second.begin(), at->second.end());
    std::erase_if(open, [&](LinkId id) { return !m_now.links.contains(id); });
    for (const LinkId id : open) m_now.links.at(id).link = design.links().at(id);
    update.open.assign(open.begin(), open.end());
}

void Picture::replaceLinks(PictureUpdate& update, const design::Design& design) {
    const auto isDrawn = [&](const design::Link& link) { return node(link.from) && node(link.to); };
    for (auto it = m_now.links.begin(); it != m_now.links.end();) {
        const design::Link* link = design.link(it->first);
        if (link && isDrawn(*link)) {
            ++it;
            continue;
        }
        update.dirty.push_back(it->second.bounds());
        m_goneLinks.insert(it->first);
        it = m_now.links.erase(it);
    }
    m_now.between.clear();
    m_now.linksAt.clear();
    update.open.clear();
    const std::set<int> layers = design::hiddenLayers(design);
    for (const auto& [id, link] : design.links()) {
        if (!isDrawn(*link)) continue;
        m_now.between.emplace(std::minmax(link->from, link->to), id);
        m_now.linksAt[link->from].push_back(id);
        m_now.linksAt[link->to].push_back(id);
        const auto [at, isNew] = m_now.links.try_emplace(id);
        LinkPart& part = at->second;
        LinkPart now;
        now.id = id;
        now.link = link;
        now.shape = link->shape;
        pictureLinksDescribe(now, *this);
        now.style = link->style;
        now.hidden = isHidden(now, layers);
        now.outOfReach = design::isLayerLocked(design, link->layer);
        if (isNew || part.look != now.look || part.label != now.label || part.lock != now.lock || part.hidden != now.hidden || part.shape != now.shape ||
            part.link->heads != link->heads || !(part.style == now.style))
            update.touch(part);
        if (isNew) update.links.insert(id);
        if (isNew || part.shape != now.shape || part.link->waypoints != link->waypoints || part.link->from != link->from || part.link->to != link->to)
            update.bent.insert(id);
        if (part.shape == now.shape) now.route = std::move(part.route);
        now.hops = std::move(part.hops);
        now.labelRect = part.labelRect;
        part = std::move(now);
        update.open.push_back(id);
    }
}

// ---- How they are drawn

/// Puts in-line firewalls on their link: one in the middle of its longest piece, several along the whole way.
void Picture::layOutPills(PictureUpdate& update, const LinkPart& link) {
    const auto found = m_now.pills.find(link.id);
    if (found == m_now.pills.end()) return;
    const std::vector<ComponentId>& ids = found->second;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        NodePart& node = m_now.nodes.at(ids[i]);
        QPointF centre;
        if (link.route.isEmpty()) {
            centre = node.component->rect.center();
        } else if (ids.size() == 1 && link.shape != design::LinkShape::Curved) {
            const auto& corners = link.route.corners();
            double longest = -1;
            for (std::size_t k = 0; k + 1 < corners.size(); ++k) {
                const QPointF d = corners[k + 1] - corners[k];
                // A pill is wide: it sits better on a horizontal piece.
                const double length = std::abs(d.x()) * 1.2 + std::abs(d.y());
                if (length <= longest) continue;
                longest = length;
                centre = (corners[k] + corners[k + 1]) / 2;
            }
        } else {
            centre = link.route.at(double(i + 1) / double(ids.size() + 1));
        }
        QRectF rect = node.rect;
        rect.moveCenter(centre);
        if (rect == node.rect) continue;
        update.touch(node);
        node.rect = rect;
    }
}

bool Picture::isUnderPill(LinkId link, QPointF scene) const {
    const auto found = m_now.pills.find(link);
    return found != m_now.pills.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](ComponentId id) { return m_now.nodes.at(id).rect.contains(scene); });
}

void Picture::drawLine(PictureUpdate& update, LinkPart& link, const std::vector<QPointF>& corners) {
    if (link.route.corners() == corners) return;
    update.touch(link);
    link.route = corners.empty() ? Route() : Route(corners, link.shape == design::LinkShape::Curved ? 0 : 8);
}

void Picture::drawLeaps(PictureUpdate& update, LinkId id) {
    LinkPart& link = m_now.links.at(id);
    const std::vector<double>& hops = m_now.crossings.hops(id);
    if (link.hops == hops) return;
    update.touch(link);
    link.hops = hops;
}

void Picture::drawLabel(PictureUpdate& update, LinkPart& link, const QRectF& place) {
    if (link.labelRect == place) return;
    update.touch(link);
    link.labelRect = place;
}

/// All lines as they are when nothing is being dragged: what this edit, and those during a drag, left to look at.
void Picture::layOutLinks(PictureUpdate& update) {
    std::set<ComponentId> nodes(update.moved.begin(), update.moved.end());
    std::set<LinkId> links(update.open.begin(), update.open.end());
    nodes.merge(m_lateNodes);
    links.merge(m_lateLinks);
    links.merge(m_dragged);
    if (std::exchange(m_isStale, false)) {
        for (const auto& [id, node] : m_now.nodes) nodes.insert(id);
        for (const auto& [id, link] : m_now.links) links.insert(id);
    }
    m_lateNodes.clear();
    m_lateLinks.clear();
    m_dragged.clear();
    for (const ComponentId id : std::exchange(m_goneNodes, {})) {
        if (m_now.nodes.contains(id)) continue;
        m_now.routes.setObstacle(id.value, std::nullopt, std::nullopt);
        m_now.labels.setNode(id, {}, {});
    }
    for (const LinkId id : std::exchange(m_goneLinks, {})) {
        if (m_now.links.contains(id)) continue;
        m_now.routes.removeJob(id.value);
        m_now.crossings.set(id, nullptr, false);
        m_now.labels.setLink(id, nullptr, {});
    }
    std::erase_if(nodes, [&](ComponentId id) { return !m_now.nodes.contains(id); });
    std::erase_if(links, [&](LinkId id) { return !m_now.links.contains(id); });

    for (const ComponentId id : nodes) setSpace(m_now.routes, m_now.nodes.at(id));
    for (const LinkId id : links) {
        if (const std::optional<RouteJob> job = jobOf(m_now.links.at(id)))
            m_now.routes.setJob(*job);
        else
            m_now.routes.removeJob(id.value);
    }
    for (const std::uint32_t id : m_now.routes.update()) links.insert({id});
    for (const LinkId id : links) {
        LinkPart& link = m_now.links.at(id);
        drawLine(update, link, m_now.routes.corners(id.value));
        layOutPills(update, link);
        if (const auto pills = m_now.pills.find(id); pills != m_now.pills.end()) nodes.insert(pills->second.begin(), pills->second.end());
        m_now.crossings.set(id, link.hidden ? nullptr : &link.route, link.shape == design::LinkShape::Curved);
        m_now.labels.setLink(id, &link.route, labelOf(link));
    }
    for (const LinkId id : m_now.crossings.update()) drawLeaps(update, id);
    for (const LinkId id : links) drawLeaps(update, id);
    for (const ComponentId id : nodes) keepFree(m_now.nodes.at(id));
    for (const LinkId id : m_now.labels.update()) links.insert(id);
    for (const LinkId id : links) drawLabel(update, m_now.links.at(id), m_now.labels.place(id));
}

/// What goes along with both its ends stays as it is.
void Picture::shiftLine(PictureUpdate& update, LinkPart& link, QPointF shift) {
    update.touch(link);
    link.route.translate(shift);
    if (!link.labelRect.isNull()) link.labelRect.translate(shift);
    layOutPills(update, link);
    m_dragged.insert(link.id);
    m_still->routes.removeJob(link.id.value);
    m_now.crossings.set(link.id, nullptr, false);
    drawLeaps(update, link.id);
}

/// While something is dragged only the links at it find new ways, as if there were no others. Nothing leaps over them.
void Picture::dragLinks(PictureUpdate& update) {
    m_lateNodes.insert(update.moved.begin(), update.moved.end());
    m_lateLinks.insert(update.open.begin(), update.open.end());
    m_isStale = m_isStale || update.isWhole;
    const auto setStill = [&](const NodePart& node) {
        setSpace(m_still->routes, node);
        m_still->nodes.set(node.id.value, {node.isGround() ? headerOf(node) : node.rect});
    };
    if (!m_still) {
        m_still = std::make_unique<Still>();
        for (const auto& [id, node] : m_now.nodes) setStill(node);
    } else {
        for (const ComponentId id : update.moved) setStill(m_now.nodes.at(id));
    }
    for (const ComponentId id : m_goneNodes) {
        if (m_now.nodes.contains(id)) continue;
        m_still->routes.setObstacle(id.value, std::nullopt, std::nullopt);
        m_still->nodes.remove(id.value);
    }
    std::vector<LinkId> drawn;
    const std::set<ComponentId> moved(update.moved.begin(), update.moved.end());
    for (const LinkId id : update.open) {
        LinkPart& link = m_now.links.at(id);
        if (update.shift && !update.bent.contains(id) && moved.contains(link.link->from) && moved.contains(link.link->to)) {
            shiftLine(update, link, *update.shift);
            continue;
        }
        layOutPills(update, link);
        if (!isMoving(link.link->from) && !isMoving(link.link->to) && !update.bent.contains(id)) continue;
        drawn.push_back(id);
        if (const std::optional<RouteJob> job = jobOf(link))
            m_still->routes.setJob(*job);
        else
            m_still->routes.removeJob(id.value);
    }
    for (const LinkId id : m_goneLinks)
        if (!m_now.links.contains(id)) m_still->routes.removeJob(id.value);
    for (const std::uint32_t id : m_still->routes.update()) drawn.push_back({id});
    const auto covers = [&](const NodePart& node, const QRectF& rect) {
        return !node.hidden && node.form != Form::Arrow && (node.isGround() ? headerOf(node) : node.rect).intersects(rect);
    };
    const auto isCovered = [&](const QRectF& rect) {
        if (m_still->nodes.any(rect, [&](std::uint64_t id) {
                const NodePart& node = m_now.nodes.at({std::uint32_t(id)});
                return node.form != Form::Pill && covers(node, rect);
            }))
            return true;
        // Those go with their links, which are being drawn.
        return std::any_of(m_now.pills.begin(), m_now.pills.end(), [&](const auto& entry) {
            return std::any_of(entry.second.begin(), entry.second.end(), [&](ComponentId id) { return covers(m_now.nodes.at(id), rect); });
        });
    };
    for (const LinkId id : drawn) {
        LinkPart& link = m_now.links.at(id);
        m_dragged.insert(id);
        drawLine(update, link, m_still->routes.corners(id.value));
        layOutPills(update, link);
        m_now.crossings.set(id, nullptr, false);
        drawLeaps(update, id);
        drawLabel(update, link, placeLabel(link.route, labelOf(link), [&](const QRectF& rect, int) { return isCovered(rect) ? -1 : 0; }));
    }
    for (const LinkId id : m_now.crossings.update()) drawLeaps(update, id);
}

}  // namespace faultline::canvas
