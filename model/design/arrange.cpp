#include "model/design/arrange.h"

#include "model/design/draft.h"
#include "model/design/edits.h"

#include <QCoreApplication>

#include <algorithm>
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

/// Moves a component and lets its container hold it still.
void arrangeMove(Design& design, const catalog::Catalog& catalog, ComponentId id, QPointF by) {
    if (by.isNull()) return;
    moveBy(design, {id}, by).apply(design);
    Draft draft(design, catalog);
    draft.fit(id);
    draft.change({}).apply(design);
}

bool arrangeResizable(const catalog::ComponentKind& kind) { return kind.isContainer() || kind.shape == catalog::Shape::Note; }

ComponentId arrangeOwner(const Component& part) { return part.attachedTo.isValid() ? part.attachedTo : part.container; }

constexpr int arrangeLargestOrder = 1'000'000;

void arrangeSetOrder(Component& part, int order) {
    if (order == 0)
        part.extra.remove(QLatin1String("order"));
    else
        part.extra.insert(QLatin1String("order"), std::clamp(order, -arrangeLargestOrder, arrangeLargestOrder));
}

}  // namespace

int orderOf(const Component& part) {
    return std::clamp(part.extra.value(QLatin1String("order")).toInt(), -arrangeLargestOrder, arrangeLargestOrder);
}

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
    const std::vector<ComponentId> placed = placedByHand(design, ids);
    if (placed.size() < 2) return {};
    QRectF around;
    for (const ComponentId id : placed) around |= design.sceneRect(id);
    Design after = design;
    for (const ComponentId id : placed)
        if (!design.component(id)->locked) arrangeMove(after, catalog, id, arrangeShift(design.sceneRect(id), around, alignment));
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Align %1 components")).arg(placed.size()));
}

Change distribute(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, Direction direction) {
    std::vector<ComponentId> placed = placedByHand(design, ids);
    if (placed.size() < 3) return {};
    const bool across = direction == Direction::Across;
    const auto begin = [&](const QRectF& r) { return across ? r.left() : r.top(); };
    const auto length = [&](const QRectF& r) { return across ? r.width() : r.height(); };
    std::stable_sort(placed.begin(), placed.end(), [&](ComponentId a, ComponentId b) {
        const QRectF p = design.sceneRect(a), q = design.sceneRect(b);
        return begin(p) + length(p) / 2 < begin(q) + length(q) / 2;
    });
    const QRectF first = design.sceneRect(placed.front()), last = design.sceneRect(placed.back());
    double between = begin(last) - (begin(first) + length(first));
    for (std::size_t i = 1; i + 1 < placed.size(); ++i) {
        if (design.component(placed[i])->locked) return {};
        between -= length(design.sceneRect(placed[i]));
    }
    const double gap = between / static_cast<double>(placed.size() - 1);
    double at = begin(first) + length(first) + gap;
    Design after = design;
    for (std::size_t i = 1; i + 1 < placed.size(); ++i) {
        const QRectF rect = design.sceneRect(placed[i]);
        const double by = at - begin(rect);
        arrangeMove(after, catalog, placed[i], across ? QPointF(by, 0) : QPointF(0, by));
        at += length(rect) + gap;
    }
    return difference(design, after, arrangeLabel(QT_TRANSLATE_NOOP("design", "Distribute %1 components")).arg(placed.size()));
}

Change sameSize(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, ComponentId model) {
    if (!design.component(model)) return {};
    const QSizeF size = design.sceneRect(model).size();
    Design after = design;
    int count = 0;
    for (const ComponentId id : ids) {
        const Component* part = after.component(id);
        const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        if (!kind || !arrangeResizable(*kind) || part->locked || id == model) continue;
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
        return orderOf(*design.component(a)) < orderOf(*design.component(b));
    });
    if (layer == Layer::Back) std::reverse(chosen.begin(), chosen.end());
    Design after = design;
    QString name;
    for (const ComponentId id : chosen) {
        Component part = *after.component(id);
        bool alone = true;
        int least = arrangeLargestOrder, most = -arrangeLargestOrder;
        for (const auto& [otherId, other] : after.components()) {
            if (otherId == id || arrangeOwner(*other) != arrangeOwner(part)) continue;
            alone = false;
            least = std::min(least, orderOf(*other));
            most = std::max(most, orderOf(*other));
        }
        const bool isThere = alone || (layer == Layer::Front ? orderOf(part) > most : orderOf(part) < least);
        if (isThere) continue;
        arrangeSetOrder(part, layer == Layer::Front ? most + 1 : least - 1);
        name = part.name;
        after.setComponent(id, std::make_shared<const Component>(std::move(part)));
    }
    const char* label = layer == Layer::Front ? QT_TRANSLATE_NOOP("design", "Bring %1 to the front")
                                              : QT_TRANSLATE_NOOP("design", "Send %1 to the back");
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
        if (part->locked) return true;
        for (const ComponentId inner : design.childrenOf(open[i])) open.push_back(inner);
        for (const ComponentId on : design.attachmentsOf(open[i])) open.push_back(on);
    }
    return false;
}

}  // namespace faultline::design
