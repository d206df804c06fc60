#include "model/design/arrange.h"

#include "model/design/annotations.h"
#include "model/design/draft.h"
#include "model/design/edits.h"
#include "model/design/layers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace faultline::design {
namespace {

QString arrangeLabel(const char* text) { return QCoreApplication::translate("design", text); }

QPointF arrangeShift(const QRectF& from, const QRectF& around, Alignment alignment) {
    switch (alignment) {
    case Alignment::Left: return {around.left() - from.left(), 0};
    case Alignment::Centre: return {around.center().x() - from.center().x(), 0};
    case Alignment::Right: return {around.right() - from.right(), 0};
    case Alignment::Top: return {0, around.top() - from.top()};
    case Alignment::Middle: return {0, around.center().y() - from.center().y()};
    case Alignment::Bottom: return {0, around.bottom() - from.bottom()};
    }
    return {};
}

/// One of those that are placed by hand, with what goes along: what lies in a frame, and the annotations on a container.
struct ArrangePart {
    ComponentId id;
    std::vector<ComponentId> with;   ///< itself too; nothing that is locked
};

/// What goes along with another of them is not placed by itself.
std::vector<ArrangePart> arrangeParts(const Design& design, const std::vector<ComponentId>& ids) {
    std::vector<ArrangePart> parts;
    std::set<ComponentId> along;
    for (const ComponentId id : placedByHand(design, ids)) {
        ArrangePart part{id, withWhatLiesWithin(design, {id})};
        for (const ComponentId other : part.with)
            if (other != id) along.insert(other);
        std::erase_if(part.with, [&](ComponentId other) { return isLocked(design, *design.component(other)); });
        parts.push_back(std::move(part));
    }
    std::erase_if(parts, [&](const ArrangePart& part) { return along.contains(part.id); });
    return parts;
}

/// Moves a component with what goes along, and lets its container hold it still.
void arrangeMove(Design& design, const catalog::Catalog& catalog, ComponentId id, QPointF by, const std::vector<ComponentId>& with) {
    if (by.isNull()) return;
    moveBy(design, with, by).apply(design);
    Draft draft(design, catalog);
    draft.fit(id);
    draft.change({}).apply(design);
}

bool arrangeResizable(const catalog::ComponentKind& kind) {
    return kind.isContainer() || (kind.isAnnotation() && kind.shape != catalog::Shape::Arrow);
}

ComponentId arrangeOwner(const Component& part) { return part.attachedTo.isValid() ? part.attachedTo : part.container; }

void arrangeSetOrder(Component& part, int order) { part.order = std::clamp(order, -largestOrder, largestOrder); }

/// Moves each of `ids` so that its middle goes where `to` says, and its arrow and links with it.
Change arrangeMap(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids,
                  const std::function<QPointF(QPointF)>& to, const char* label) {
    const std::vector<ComponentId> placed = placedByHand(design, withWhatLiesWithin(design, ids));
    Design after = design;
    std::set<ComponentId> moved;
    for (const ComponentId id : placed) {
        const Component* part = design.component(id);
        if (isLocked(design, *part)) continue;
        moved.insert(id);
        const catalog::ComponentKind* kind = catalog.find(part->kind);
        const QRectF rect = design.sceneRect(id);
        if (kind && kind->shape == catalog::Shape::Arrow) {
            const QLineF line = arrowLine(*kind, *part, rect);
            setArrow(after, catalog, id, {to(line.p1()), to(line.p2())}).apply(after);
        } else {
            const QPointF by = to(rect.center()) - rect.center();
            arrangeMove(after, catalog, id, {std::round(by.x()), std::round(by.y())}, {id});
        }
    }
    const auto goesAlong = [&](ComponentId id) {
        std::size_t left = design.components().size() + 1;
        for (const Component* part = design.component(id); part && left > 0; part = design.component(arrangeOwner(*part)), --left)
            if (moved.contains(part->id)) return true;
        return false;
    };
    for (const auto& [id, link] : design.links()) {
        if (link->waypoints.empty() || !goesAlong(link->from) || !goesAlong(link->to)) continue;
        Link copy = *link;
        for (QPointF& point : copy.waypoints) point = to(point);
        after.setLink(id, std::make_shared<const Link>(std::move(copy)));
    }
    return difference(design, after, arrangeLabel(label).arg(placed.size()));
}

QRectF arrangeAround(const Design& design, const std::vector<ComponentId>& ids) {
    QRectF around;
    for (const ComponentId id : placedByHand(design, ids)) around |= design.sceneRect(id);
    return around;
}

/// One step up (or down) among what it overlaps and has the same owner; how the parts of equal order are drawn decides the rest.
void arrangeStep(Design& after, ComponentId id, bool forward) {
    const Component self = *after.component(id);
    const QRectF rect = after.sceneRect(id);
    std::vector<std::pair<int, ComponentId>> others;   // in the order of drawing
    for (const auto& [otherId, other] : after.components())
        if (otherId != id && arrangeOwner(*other) == arrangeOwner(self) && other->layer == self.layer && !other->inLine.isValid() && after.sceneRect(otherId).intersects(rect))
            others.emplace_back(other->order, otherId);
    std::sort(others.begin(), others.end());
    if (!forward) std::reverse(others.begin(), others.end());
    const std::pair own(self.order, id);
    const auto next = std::find_if(others.begin(), others.end(), [&](const auto& other) { return forward ? other > own : other < own; });
    if (next == others.end()) return;
    const int way = forward ? 1 : -1;
    int order = next->first + way;
    const auto set = [&after](ComponentId which, int to) {
        Component copy = *after.component(which);
        arrangeSetOrder(copy, to);
        after.setComponent(which, std::make_shared<const Component>(std::move(copy)));
    };
    set(id, order);
    for (auto it = next + 1; it != others.end(); ++it) {   // those beyond stay beyond
        if (forward ? it->first > order : it->first < order) break;
        order += way;
        set(it->second, order);
    }
}

}  // namespace

std::vector<ComponentId> placedByHand(const Design& design, const std::vector<ComponentId>& ids) {
    const std::set<ComponentId> chosen(ids.begin(), ids.end());
    std::vector<ComponentId> out;
    for (const ComponentId id : chosen) {
        const Component* part = design.component(id);
        if (!part || part->attachedTo.isValid() || part->inLine.isValid()) continue;
        bool goesAlong = false;
        std::size_t left = design.components().size();
        for (const Component* outer = design.component(part->container); outer && left > 0;
             outer = design.component(outer->container), --left)
            goesAlong = goesAlong || chosen.contains(outer->id);
        if (!goesAlong) out.push_back(id);
    }
    return out;
}

Change align(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, Alignment alignment) {
    const std::vector<ArrangePart> placed = arrangeParts(design, ids);
    if (placed.size() < 2) return {};
    QRectF around;
    for (const ArrangePart& part : placed) around |= design.sceneRect(part.id);
    Design after = design;
    for (const auto& [id, with] : placed)
        if (!isLocked(design, *design.component(id))) arrangeMove(after, catalog, id, arrangeShift(design.sceneRect(id), around, alignment), with);
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Align %1 components")).arg(placed.size()));
}

Change distribute(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, Direction direction) {
    std::vector<ArrangePart> placed = arrangeParts(design, ids);
    if (placed.size() < 3) return {};
    const bool across = direction == Direction::Across;
    const auto begin = [&](const QRectF& r) { return across ? r.left() : r.top(); };
    const auto length = [&](const QRectF& r) { return across ? r.width() : r.height(); };
    std::stable_sort(placed.begin(), placed.end(), [&](const ArrangePart& a, const ArrangePart& b) {
        const QRectF p = design.sceneRect(a.id), q = design.sceneRect(b.id);
        return begin(p) + length(p) / 2 < begin(q) + length(q) / 2;
    });
    const QRectF first = design.sceneRect(placed.front().id), last = design.sceneRect(placed.back().id);
    double between = begin(last) - (begin(first) + length(first));
    for (std::size_t i = 1; i + 1 < placed.size(); ++i) {
        if (isLocked(design, *design.component(placed[i].id))) return {};
        between -= length(design.sceneRect(placed[i].id));
    }
    const double gap = between / static_cast<double>(placed.size() - 1);
    double at = begin(first) + length(first) + gap;
    Design after = design;
    for (std::size_t i = 1; i + 1 < placed.size(); ++i) {
        const QRectF rect = design.sceneRect(placed[i].id);
        const double by = at - begin(rect);
        arrangeMove(after, catalog, placed[i].id, across ? QPointF(by, 0) : QPointF(0, by), placed[i].with);
        at += length(rect) + gap;
    }
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Distribute %1 components")).arg(placed.size()));
}

Change mirror(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, Direction direction) {
    const QRectF around = arrangeAround(design, ids);
    const bool across = direction == Direction::Across;
    const QPointF twice(around.left() + around.right(), around.top() + around.bottom());
    return arrangeMap(
        design, catalog, ids, [&](QPointF p) { return across ? QPointF(twice.x() - p.x(), p.y()) : QPointF(p.x(), twice.y() - p.y()); },
        QT_TRANSLATE_NOOP("design", "Flip %1 components"));
}

Change quarterTurn(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids) {
    const QPointF c = arrangeAround(design, ids).center();
    return arrangeMap(
        design, catalog, ids, [c](QPointF p) { return c + QPointF(c.y() - p.y(), p.x() - c.x()); },
        QT_TRANSLATE_NOOP("design", "Turn %1 components"));
}

Change snapToGrid(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, double step) {
    Design after = design;
    int count = 0;
    for (const auto& [id, with] : arrangeParts(design, ids)) {
        if (isLocked(design, *design.component(id))) continue;
        const QPointF at = design.sceneRect(id).topLeft();
        const QPointF to(std::round(at.x() / step) * step, std::round(at.y() / step) * step);
        count += at != to;
        arrangeMove(after, catalog, id, to - at, with);
    }
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Snap %1 components to the grid")).arg(count));
}

Change sameSize(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, ComponentId model) {
    if (!design.component(model)) return {};
    const QSizeF size = design.sceneRect(model).size();
    Design after = design;
    int count = 0;
    for (const ComponentId id : ids) {
        const Component* part = after.component(id);
        const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        if (!kind || !arrangeResizable(*kind) || isLocked(design, *part) || id == model) continue;
        resize(after, id, QRectF(after.sceneRect(id).topLeft(), size)).apply(after);
        Draft draft(after, catalog);
        draft.fit(id);
        draft.change({}).apply(after);
        ++count;
    }
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Give %1 components the same size")).arg(count + 1));
}

Change bringTo(const Design& design, const std::vector<ComponentId>& ids, Layer layer) {
    std::vector<ComponentId> chosen;
    for (const ComponentId id : ids)
        if (design.component(id)) chosen.push_back(id);
    std::stable_sort(chosen.begin(), chosen.end(), [&](ComponentId a, ComponentId b) {
        return design.component(a)->order < design.component(b)->order;
    });
    const bool up = layer == Layer::Front || layer == Layer::Forward;
    const bool oneStep = layer == Layer::Forward || layer == Layer::Backward;
    if (up == oneStep) std::reverse(chosen.begin(), chosen.end());
    Design after = design;
    QString name;
    for (const ComponentId id : chosen) {
        Component part = *after.component(id);
        if (oneStep) {
            name = part.name;
            arrangeStep(after, id, up);
            continue;
        }
        bool alone = true;
        int least = largestOrder, most = -largestOrder;
        for (const auto& [otherId, other] : after.components()) {
            if (otherId == id || arrangeOwner(*other) != arrangeOwner(part) || other->layer != part.layer) continue;
            alone = false;
            least = std::min(least, other->order);
            most = std::max(most, other->order);
        }
        const bool isThere = alone || (layer == Layer::Front ? part.order > most : part.order < least);
        if (isThere) continue;
        arrangeSetOrder(part, layer == Layer::Front ? most + 1 : least - 1);
        name = part.name;
        after.setComponent(id, std::make_shared<const Component>(std::move(part)));
    }
    const char* label = layer == Layer::Front     ? QT_TRANSLATE_NOOP("design", "Bring %1 to the front")
                        : layer == Layer::Back    ? QT_TRANSLATE_NOOP("design", "Send %1 to the back")
                        : layer == Layer::Forward ? QT_TRANSLATE_NOOP("design", "Bring %1 forward")
                                                  : QT_TRANSLATE_NOOP("design", "Send %1 backward");
    return difference(design, after, arrangeLabel(label).arg(name));
}

Change setLocked(const Design& design, const std::vector<ComponentId>& ids, bool locked) {
    Design after = design;
    QString name;
    for (const ComponentId id : ids) {
        const Component* part = design.component(id);
        if (!part || part->locked == locked) continue;
        Component copy = *part;
        copy.locked = locked;
        name = copy.name;
        after.setComponent(id, std::make_shared<const Component>(std::move(copy)));
    }
    return difference(design, after, arrangeLabel(locked ? QT_TRANSLATE_NOOP("design", "Lock %1") : QT_TRANSLATE_NOOP("design", "Unlock %1")).arg(name));
}

bool holdsLocked(const Design& design, ComponentId id) {
    std::vector<ComponentId> open{id};
    for (std::size_t i = 0; i < open.size() && open.size() <= design.components().size(); ++i) {
        const Component* part = design.component(open[i]);
        if (!part) continue;
        if (isLocked(design, *part)) return true;
        for (const ComponentId inner : design.childrenOf(open[i])) open.push_back(inner);
        for (const ComponentId on : design.attachmentsOf(open[i])) open.push_back(on);
    }
    return false;
}

}  // namespace faultline::design
