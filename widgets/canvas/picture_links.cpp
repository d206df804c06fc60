#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/picture.h"
#include "widgets/canvas/routing.h"
#include "widgets/common/fonts.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
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

/// What lines go around: boxes, and headers, which they had better not cross.
void Picture::addObstacles(Router& router, const std::set<ComponentId>* except) const {
    const auto isMeant = [&](ComponentId id) { return shownFor(id) == id && !(except && except->contains(id)); };
    for (const auto& [id, node] : m_nodes)
        if (pictureLinksIsBox(node) && isMeant(id)) router.addObstacle(id.value, pictureLinksBox(node));
    for (const auto& [id, node] : m_nodes)
        if ((node.form == Form::Tab || node.form == Form::Host) && isMeant(id)) router.addText(headerOf(node));
}

void Picture::layOutLinks(const design::Design& design, const catalog::Catalog&, const Links& before,
                          const std::set<ComponentId>* moving) {
    Router router;
    addObstacles(router, nullptr);
    std::vector<RouteJob> jobs;
    m_between.clear();
    for (const auto& [id, link] : design.links()) {
        if (!node(link->from) || !node(link->to)) continue;
        m_between.emplace(std::minmax(link->from, link->to), id);
        LinkPart& part = m_links[id];
        part.id = id;
        part.link = link;
        part.shape = link->shape;
        pictureLinksDescribe(part, *this);
        const auto old = before.find(id);
        part.style = old != before.end() && old->second.link == link ? old->second.style : link->style;
        const ComponentId from = shownFor(link->from), to = shownFor(link->to);
        if (from == to) continue;   // both in what is collapsed
        if (moving && old != before.end() && old->second.link->waypoints == link->waypoints && old->second.shape == part.shape &&
            old->second.link->from == link->from && old->second.link->to == link->to && !isMoving(link->from) && !isMoving(link->to)) {
            part.route = old->second.route;
            continue;
        }
        // Bends were made for where its ends really are.
        const bool folded = from != link->from || to != link->to;
        jobs.push_back({id.value, pictureLinksEnd(*this, from, to), pictureLinksEnd(*this, to, from), folded ? std::vector<QPointF>() : link->waypoints, part.shape});
    }
    // While something moves most links are not asked for: what is known of them is kept.
    for (auto& [id, corners] : router.route(jobs, moving ? nullptr : &m_memo)) {
        LinkPart& part = m_links[{id}];
        const auto old = before.find(part.id);
        if (old != before.end() && old->second.route.corners() == corners && old->second.shape == part.shape)
            part.route = old->second.route;
        else
            part.route = Route(std::move(corners), part.shape == design::LinkShape::Curved ? 0 : 8);
    }
}

namespace {

/// A straight piece of a drawn line.
struct PictureLinksPiece {
    LinkId link;
    QPointF a, b;
    double at;   ///< length from the beginning of the line to `a`
};

bool pictureLinksLevel(const PictureLinksPiece& piece) { return std::abs(piece.a.y() - piece.b.y()) < 0.5; }
bool pictureLinksUpright(const PictureLinksPiece& piece) { return std::abs(piece.a.x() - piece.b.x()) < 0.5; }

/// The one of two crossing pieces that leaps: the level one over the upright one, else the younger.
bool pictureLinksLeaps(const PictureLinksPiece& piece, const PictureLinksPiece& other) {
    if (pictureLinksLevel(piece) && pictureLinksUpright(other)) return true;
    if (pictureLinksUpright(piece) && pictureLinksLevel(other)) return false;
    return piece.link > other.link;
}

}  // namespace

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

bool Picture::Altered::touches(const QRectF& area) const {
    return all || std::any_of(places.begin(), places.end(), [&](const QRectF& place) {   // also of no height, as a line is
               return place.left() <= area.right() && area.left() <= place.right() && place.top() <= area.bottom() && area.top() <= place.bottom();
           });
}

/// Where something stood, ran or was written that does not now, or the other way round.
Picture::Altered Picture::alteredSince(const Nodes& nodes, const Links& links) {
    constexpr std::size_t most = 120;
    Altered altered;
    altered.places = std::exchange(m_followed, {});
    const auto addNode = [&](const NodePart& node) { altered.places.push_back(node.bounds()); };
    const auto addLink = [&](const LinkPart& link) {
        altered.links.insert(link.id);
        const auto& points = link.route.points();
        for (std::size_t i = 0; i + 1 < points.size(); ++i) altered.places.push_back(QRectF(points[i], points[i + 1]).normalized().adjusted(-10, -10, 10, 10));
        if (!link.labelRect.isNull()) altered.places.push_back(link.labelRect);
    };
    for (const auto& [id, node] : m_nodes) {
        const auto old = nodes.find(id);
        const bool same = old != nodes.end() && old->second.rect == node.rect && old->second.form == node.form && old->second.hidden == node.hidden;
        if (same) continue;
        addNode(node);
        if (old != nodes.end()) addNode(old->second);
        if (altered.places.size() > most) return {{}, {}, true};
    }
    for (const auto& [id, node] : nodes)
        if (!m_nodes.contains(id)) addNode(node);
    for (const auto& [id, link] : m_links) {
        const auto old = links.find(id);
        const bool same = old != links.end() && old->second.route.corners() == link.route.corners() && old->second.shape == link.shape &&
                          old->second.hidden == link.hidden && old->second.label == link.label && old->second.lock == link.lock &&
                          old->second.style == link.style && (isMoving(link.link->from) || isMoving(link.link->to)) == old->second.hopless;
        if (same) continue;
        addLink(link);
        if (old != links.end()) addLink(old->second);
        if (altered.places.size() > most) return {{}, {}, true};
    }
    for (const auto& [id, link] : links)
        if (!m_links.contains(id)) addLink(link);
    altered.all = altered.places.size() > most;
    return altered;
}

/// Finds where lines cross, and which of the two leaps over the other. Nothing leaps at its ends: there is no room. What is being
/// dragged leaps when it is let go.
void Picture::layOutHops(const Links& before, const Altered& altered) {
    constexpr double room = Route::hopRadius + 3, headRoom = room + 12;
    RectGrid grid;
    std::vector<PictureLinksPiece> pieces;
    std::set<LinkId> open;   // where it is to be found out anew
    QRectF around;
    for (auto& [id, link] : m_links) {
        link.hopless = isMoving(link.link->from) || isMoving(link.link->to);
        if (!altered.all && !altered.links.contains(id) && !altered.touches(link.route.bounds())) {
            link.hops = before.at(id).hops;
            continue;
        }
        link.hops.clear();
        open.insert(id);
        around = around.united(link.route.bounds().adjusted(-1, -1, 1, 1));
    }
    for (const auto& [id, link] : m_links) {
        if (link.hidden || link.route.isEmpty() || link.hopless || !link.route.bounds().adjusted(-1, -1, 1, 1).intersects(around)) continue;
        const auto& points = link.route.points();
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            // The rounding of a corner is no piece of its own: too short to be crossed.
            if (link.shape != design::LinkShape::Curved && link.route.lengths()[i + 1] - link.route.lengths()[i] < 4) continue;
            pieces.push_back({id, points[i], points[i + 1], link.route.lengths()[i]});
            grid.add(QRectF(points[i], points[i + 1]).normalized());
        }
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const PictureLinksPiece& piece = pieces[i];
        if (!open.contains(piece.link)) continue;
        LinkPart& link = m_links[piece.link];
        const QPointF along = piece.b - piece.a;
        grid.query(QRectF(piece.a, piece.b).normalized(), [&](int number) {
            const PictureLinksPiece& other = pieces[std::size_t(number)];
            if (other.link == piece.link || !pictureLinksLeaps(piece, other)) return;
            const QPointF across = other.b - other.a, between = other.a - piece.a;
            const double area = along.x() * across.y() - along.y() * across.x();
            if (std::abs(area) < 1e-6) return;
            const double t = (between.x() * across.y() - between.y() * across.x()) / area;
            const double u = (between.x() * along.y() - between.y() * along.x()) / area;
            if (t < 0 || t > 1 || u < 0 || u > 1) return;
            const double length = std::hypot(along.x(), along.y()), span = std::hypot(across.x(), across.y());
            const bool straight = link.shape != design::LinkShape::Curved;
            if (straight && (t * length < room || (1 - t) * length < room)) return;
            if (m_links[other.link].shape != design::LinkShape::Curved && (u * span < 2 || (1 - u) * span < 2)) return;
            const double at = piece.at + t * length;
            if (at > room && at < link.route.length() - headRoom) link.hops.push_back(at);
        });
    }
    for (const LinkId id : open) std::sort(m_links[id].hops.begin(), m_links[id].hops.end());
}

/// Puts in-line firewalls on their link: one in the middle of its longest piece, several along the whole way.
void Picture::layOutPills() {
    for (const auto& [link, pills] : m_pills) layOutPillsOf(link, pills);
}

void Picture::layOutPillsOf(LinkId linkId, const std::vector<ComponentId>& ids) {
    const LinkPart* link = Picture::link(linkId);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        NodePart& node = m_nodes[ids[i]];
        QPointF centre;
        if (!link || link->route.isEmpty()) {
            centre = node.component->rect.center();
        } else if (ids.size() == 1 && link->shape != design::LinkShape::Curved) {
            const auto& corners = link->route.corners();
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
            centre = link->route.at(double(i + 1) / double(ids.size() + 1));
        }
        node.rect.moveCenter(centre);
    }
}

bool Picture::isUnderPill(LinkId link, QPointF scene) const {
    const auto found = m_pills.find(link);
    return found != m_pills.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](ComponentId id) { return m_nodes.at(id).rect.contains(scene); });
}

namespace {

/// Where a label may be: on its line or beside it, best first.
std::vector<QPointF> pictureLinksLabelPlaces(const Route& route, bool isCurve, double width, bool hasPill) {
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

/// All that the place of its label depends on lies in here.
QRectF Picture::labelReach(const LinkPart& link) const {
    const QFont font = labelFont(link.style);
    const double width = textWidth(link.label, font) + 40, height = 2 * font.pixelSize() + 2 * pillHeight;
    return link.route.bounds().adjusted(-width, -height, width, height);
}

/// Looks for each label the place on its line where it covers nothing else, and no other line if that can be.
void Picture::layOutLabels(const Links& before, Altered altered) {
    RectGrid taken, pieces;
    std::vector<LinkId> owners;   // of the pieces
    for (const auto& [id, node] : m_nodes) {
        if (shownFor(id) != id || node.form == Form::Arrow) continue;
        const double header = node.form == Form::Host ? hostHeaderHeight : 26;
        taken.add(node.isGround() ? QRectF(node.rect.topLeft(), QSizeF(node.rect.width(), header)) : node.rect);
        if (node.form != Form::Host && node.form != Form::Zone) continue;
        // Nor does a label lie on the edge of a container, if that can be.
        const QRectF& r = node.rect;
        for (const QRectF& edge : {QRectF(r.topLeft(), r.bottomLeft()), QRectF(r.topRight(), r.bottomRight()), QRectF(r.bottomLeft(), r.bottomRight())}) {
            pieces.add(edge.normalized().adjusted(-1, -1, 1, 1));
            owners.push_back({});
        }
    }
    for (const auto& [id, link] : m_links) {
        if (link.route.isEmpty()) continue;
        const auto& corners = link.route.corners();
        for (std::size_t k = 0; k + 1 < corners.size(); ++k) {
            pieces.add(QRectF(corners[k], corners[k + 1]).normalized().adjusted(-1, -1, 1, 1));
            owners.push_back(id);
        }
        taken.add(QRectF(link.route.at(1) - QPointF(9, 9), QSizeF(18, 18)));  // its arrow
    }
    for (auto& [id, link] : m_links) {
        const auto isFree = [&](const QRectF& rect) {
            bool free = true;
            taken.query(rect, [&](int) { free = false; });
            return free;
        };
        const auto crossed = [&, self = id](const QRectF& rect) {
            int count = 0;
            pieces.query(rect, [&](int number) { count += owners[std::size_t(number)] != self; });
            return count;
        };
        const auto old = before.find(id);
        if (old != before.end() && !altered.all && !altered.links.contains(id) && !altered.touches(labelReach(link))) {
            link.labelRect = old->second.labelRect;
        } else {
            layOutLabel(link, isFree, crossed);
            if (old != before.end() && old->second.labelRect != link.labelRect) {   // those that come later have more room now, or less
                for (const QRectF& place : {old->second.labelRect, link.labelRect})
                    if (!place.isNull()) altered.places.push_back(place);
            }
        }
        if (!link.labelRect.isNull()) taken.add(link.labelRect);
    }
}

/// The first place that is free and where it crosses least.
template <class IsFree, class Crossed> void Picture::layOutLabel(LinkPart& link, IsFree isFree, Crossed crossed) {
    link.labelRect = {};
    if (link.label.isEmpty() || link.route.isEmpty()) return;
    const bool usual = link.style.textSize == 0;
    const double text = usual ? textWidth(link.label, widgets::smallFont()) : QFontMetricsF(labelFont(link.style)).horizontalAdvance(link.label);
    const double width = text + (link.lock == LinkPart::Lock::None ? 12 : 26);
    const double height = usual ? labelHeight : std::max(labelHeight, labelFont(link.style).pixelSize() + 7.0);
    int tried = 0, fewest = 1000;
    for (const QPointF& centre : pictureLinksLabelPlaces(link.route, link.shape == design::LinkShape::Curved, width, m_pills.contains(link.id))) {
        const QRectF rect(centre.x() - width / 2, centre.y() - height / 2, width, height);
        if (!isFree(rect)) continue;
        const int count = crossed(rect);
        if (count < fewest) {
            fewest = count;
            link.labelRect = rect;
        }
        if (count == 0 || ++tried == 12) break;
    }
}

// ---- While something is dragged

void Picture::followLinks(const std::vector<LinkId>& ids, const design::Design& design, const std::vector<ComponentId>& touched) {
    const std::set<ComponentId> moved(touched.begin(), touched.end());
    if (!m_still) {
        m_still = std::make_unique<Router>();
        addObstacles(*m_still, &moved);
    }
    std::vector<std::pair<std::uint32_t, QRectF>> boxes;
    std::vector<QRectF> texts;
    for (const ComponentId id : touched) {
        const NodePart& node = m_nodes.at(id);
        if (shownFor(id) != id) continue;
        if (pictureLinksIsBox(node)) boxes.emplace_back(id.value, pictureLinksBox(node));
        if (node.form == Form::Tab || node.form == Form::Host) texts.push_back(headerOf(node));
    }
    m_still->setMoving(boxes, texts);
    std::vector<RouteJob> jobs;
    for (const LinkId id : ids) {
        LinkPart& part = m_links.at(id);
        part.link = design.links().at(id);
        const ComponentId from = shownFor(part.link->from), to = shownFor(part.link->to);
        if (from == to) continue;
        const bool folded = from != part.link->from || to != part.link->to;
        jobs.push_back({id.value, pictureLinksEnd(*this, from, to), pictureLinksEnd(*this, to, from), folded ? std::vector<QPointF>() : part.link->waypoints, part.shape});
    }
    for (auto& [id, corners] : m_still->route(jobs)) {
        LinkPart& part = m_links.at({id});
        part.route = Route(std::move(corners), part.shape == design::LinkShape::Curved ? 0 : 8);
        part.hops.clear();
    }
    for (const LinkId id : ids) {
        if (const auto pills = m_pills.find(id); pills != m_pills.end()) layOutPillsOf(id, pills->second);
        const auto isFree = [&](const QRectF& rect) {
            return std::none_of(m_nodes.begin(), m_nodes.end(), [&](const auto& entry) {
                const NodePart& node = entry.second;
                return !node.hidden && node.form != Form::Arrow && (node.isGround() ? headerOf(node) : node.rect).intersects(rect);
            });
        };
        layOutLabel(m_links.at(id), isFree, [](const QRectF&) { return 0; });
    }
}

}  // namespace faultline::canvas
