#include "model/exchange/graph_layout.h"

#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/layout.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace faultline::exchange {
namespace {

using design::Component;
using design::Design;

constexpr double layoutPoints = 72;       ///< of Graphviz an inch; one is a scene unit here
constexpr double layoutHeader = 40, layoutPadding = 12, layoutZonePadding = 24;
constexpr double layoutMargin = 48;       ///< of a cluster: room for the header
constexpr double layoutGrid = 8;
constexpr double layoutApart = 48;        ///< from what stays

bool layoutIsBadge(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    const Component* part = design.component(id);
    const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
    return kind && kind->shape == catalog::Shape::Eye && part->container.isValid();
}

/// What is laid out, and how it is nested.
class LayoutTree {
public:
    LayoutTree(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids) : m_design(design), m_catalog(catalog) {
        std::vector<ComponentId> wanted = ids;
        if (wanted.empty())
            for (const auto& [id, part] : design.components()) wanted.push_back(id);
        for (const ComponentId id : design::placedByHand(design, wanted))
            if (takes(id)) m_roots[design.component(id)->container].push_back(id);
    }

    /// By the container they have in common.
    const std::map<ComponentId, std::vector<ComponentId>>& roots() const { return m_roots; }
    std::vector<ComponentId> held(ComponentId id) const {
        std::vector<ComponentId> out;
        const catalog::ComponentKind* kind = m_catalog.find(m_design.component(id)->kind);
        if (!kind || !kind->isContainer()) return out;
        for (const ComponentId child : m_design.childrenOf(id))
            if (takes(child)) out.push_back(child);
        return out;
    }
    QSizeF sizeOf(ComponentId id) const { return m_design.component(id)->rect.size(); }

private:
    bool takes(ComponentId id) const {
        const Component* part = m_design.component(id);
        return part && !part->attachedTo.isValid() && !part->inLine.isValid() && !layoutIsBadge(m_design, m_catalog, id) && !design::holdsLocked(m_design, id) && !design::isHidden(m_design, *part);
    }

    const Design& m_design;
    const catalog::Catalog& m_catalog;
    std::map<ComponentId, std::vector<ComponentId>> m_roots;
};

QString layoutName(ComponentId id) { return QStringLiteral("c%1").arg(id.value); }

void layoutWrite(QString& out, const LayoutTree& tree, ComponentId id, std::set<ComponentId>& nodes) {
    const std::vector<ComponentId> held = tree.held(id);
    if (held.empty()) {
        const QSizeF size = tree.sizeOf(id);
        out += QStringLiteral("%1 [width=%2, height=%3];\n").arg(layoutName(id)).arg(size.width() / layoutPoints, 0, 'f', 3).arg(size.height() / layoutPoints, 0, 'f', 3);
        nodes.insert(id);
        return;
    }
    out += QStringLiteral("subgraph cluster_%1 {\n").arg(layoutName(id));
    for (const ComponentId child : held) layoutWrite(out, tree, child, nodes);
    out += QStringLiteral("}\n");
}

/// The node that stands for an end of a link: itself, the host it is a badge of, or the first one in it; invalid: none is there.
ComponentId layoutNodeFor(const Design& design, const LayoutTree& tree, const std::set<ComponentId>& nodes, ComponentId id) {
    for (int depth = 0; depth < 16 && id.isValid(); ++depth) {
        const Component* part = design.component(id);
        if (!part) return {};
        std::vector<ComponentId> open{id};
        for (std::size_t i = 0; i < open.size() && i < 1000; ++i) {
            if (nodes.contains(open[i])) return open[i];
            for (const ComponentId child : tree.held(open[i])) open.push_back(child);
        }
        id = part->attachedTo.isValid() ? part->attachedTo : part->container;
        const Component* outer = design.component(id);
        if (outer && tree.held(id).empty() && !nodes.contains(id)) return {};
    }
    return {};
}

/// How strongly a link pulls its ends together: traffic is what a drawing is read along.
int layoutWeight(const Design& design, const catalog::Catalog& catalog, const design::Link& link) {
    for (const ComponentId party : {link.to, design::listenerIn(design, catalog, link.to, link.toPort)}) {
        const Component* part = design.component(party);
        const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        const catalog::PortSpec* port = kind ? kind->port(link.toPort) : nullptr;
        if (port) return port->role == catalog::PortRole::Traffic ? 4 : 1;
    }
    return 2;
}

QRectF layoutRounded(QPointF centre, QSizeF size) {
    const auto onGrid = [](double v) { return std::round(v / layoutGrid) * layoutGrid; };
    return QRectF(QPointF(onGrid(centre.x() - size.width() / 2), onGrid(centre.y() - size.height() / 2)), size);
}

/// Where a component and all it holds comes to, from where the nodes are.
QRectF layoutPlace(const Design& design, const catalog::Catalog& catalog, const LayoutTree& tree, const std::map<ComponentId, QPointF>& centres,
                   ComponentId id, design::Places& places) {
    const std::vector<ComponentId> held = tree.held(id);
    if (held.empty()) {
        const auto at = centres.find(id);
        if (at == centres.end()) return {};
        return places[id] = layoutRounded(at->second, tree.sizeOf(id));
    }
    QRectF inside;
    for (const ComponentId child : held) inside |= layoutPlace(design, catalog, tree, centres, child, places);
    if (inside.isNull()) return {};
    const catalog::ComponentKind* kind = catalog.find(design.component(id)->kind);
    const double padding = kind->shape == catalog::Shape::Host ? layoutPadding : layoutZonePadding;
    QRectF rect = inside.adjusted(-padding, -(layoutHeader + padding), padding, padding);
    const double missing = kind->width - rect.width();
    if (missing > 0) rect.adjust(-missing / 2, 0, missing / 2, 0);
    return places[id] = rect;
}

}  // namespace

QByteArray layoutQuestion(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, Flow flow) {
    const LayoutTree tree(design, catalog, ids);
    QString out = QStringLiteral("digraph {\nrankdir=%1;\ncompound=true;\nsplines=false;\nnodesep=0.45;\nranksep=%2;\n"
                                 "node [shape=box, fixedsize=true, label=\"\"];\ngraph [margin=%3];\n")
                      .arg(flow == Flow::LeftToRight ? QStringLiteral("LR") : QStringLiteral("TB"), flow == Flow::LeftToRight ? QStringLiteral("1.3") : QStringLiteral("0.9"))
                      .arg(layoutMargin);
    std::set<ComponentId> nodes;
    for (const auto& [container, roots] : tree.roots())
        for (const ComponentId id : roots) layoutWrite(out, tree, id, nodes);
    if (nodes.empty()) return {};
    for (const auto& [id, link] : design.links()) {
        const ComponentId from = layoutNodeFor(design, tree, nodes, link->from), to = layoutNodeFor(design, tree, nodes, link->to);
        if (!from.isValid() || !to.isValid() || from == to) continue;
        out += QStringLiteral("%1 -> %2 [weight=%3];\n").arg(layoutName(from), layoutName(to)).arg(layoutWeight(design, catalog, *link));
    }
    return (out + QStringLiteral("}\n")).toUtf8();
}

Result<design::Change> layoutAnswer(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, const QByteArray& json) {
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonArray objects = document.object().value(QLatin1String("objects")).toArray();
    std::map<ComponentId, QPointF> centres;
    for (const QJsonValue& value : objects) {
        const QString name = value[QLatin1String("name")].toString();
        const QStringList pos = value[QLatin1String("pos")].toString().split(QLatin1Char(','));
        if (!name.startsWith(QLatin1Char('c')) || pos.size() != 2) continue;
        bool isNumber = false, isX = false, isY = false;
        const ComponentId id{name.mid(1).toUInt(&isNumber)};
        const QPointF at(pos[0].toDouble(&isX), -pos[1].toDouble(&isY));   // upwards there
        if (isNumber && isX && isY && std::isfinite(at.x()) && std::isfinite(at.y()) && std::abs(at.x()) < 1e6 && std::abs(at.y()) < 1e6) centres[id] = at;
    }
    if (centres.empty()) return faultline::fail(FL_TR("exchange", "Graphviz gave no answer that could be read"));
    const LayoutTree tree(design, catalog, ids);
    design::Places all;
    for (const auto& [container, roots] : tree.roots()) {
        design::Places places;
        QRectF now, before;
        for (const ComponentId id : roots) {
            const QRectF rect = layoutPlace(design, catalog, tree, centres, id, places);
            if (rect.isNull()) continue;
            now |= rect;
            before |= design.sceneRect(id);
        }
        if (now.isNull()) continue;
        QPointF shift = layoutRounded(before.topLeft(), {}).topLeft() - now.topLeft();
        // Below whatever stays and would be covered.
        for (bool moved = true; moved;) {
            moved = false;
            for (const auto& [id, part] : design.components()) {
                if (part->container != container || part->attachedTo.isValid() || part->inLine.isValid() || all.contains(id) || places.contains(id) ||
                    layoutIsBadge(design, catalog, id))
                    continue;
                const QRectF stays = design.sceneRect(id), block = now.translated(shift);
                if (!stays.adjusted(-8, -8, 8, 8).intersects(block)) continue;
                shift.ry() += stays.bottom() + layoutApart - block.top();
                moved = true;
            }
        }
        for (auto& [id, rect] : places) all[id] = rect.translated(shift);
    }
    return design::putAll(design, catalog, all, QCoreApplication::translate("design", "Lay out"));
}

}  // namespace faultline::exchange
