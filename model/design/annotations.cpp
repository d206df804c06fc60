#include "model/design/annotations.h"

#include "model/design/arrange.h"
#include "model/design/draft.h"
#include "model/design/edits.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>

namespace faultline::design {
namespace {

constexpr qreal annotationsMargin = 24;   ///< between a frame and what it is put around
constexpr qreal annotationsTitle = 40;    ///< above it, for its title

QString annotationsLabel(const char* text) { return QCoreApplication::translate("design", text); }

// QRectF knows no rectangle without area: an arrow may be level.
bool annotationsCover(const QRectF& outer, const QRectF& inner) {
    return outer.left() <= inner.left() && outer.top() <= inner.top() && outer.right() >= inner.right() && outer.bottom() >= inner.bottom();
}

QRectF annotationsAround(const Design& design, const std::vector<ComponentId>& ids) {
    QRectF all;
    for (const ComponentId id : ids) {
        const QRectF rect = design.sceneRect(id);
        all = all.isNull() ? rect : all.united(rect);
    }
    return all;
}

bool annotationsFree(const Component& part) { return !part.attachedTo.isValid() && !part.inLine.isValid(); }

/// The container that all of them have in common; invalid: none.
ComponentId annotationsOwner(const Design& design, const std::vector<ComponentId>& ids) {
    ComponentId owner = ids.empty() ? ComponentId{} : design.component(ids.front())->container;
    for (const ComponentId id : ids)
        if (design.component(id)->container != owner) return {};
    return owner;
}

}  // namespace

bool isAnnotation(std::string_view kind) {
    constexpr std::array<std::string_view, 5> kinds{"note", "text", "frame", "arrow", "shape"};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

QLineF arrowLine(const catalog::ComponentKind& kind, const Component& part, const QRectF& rect) {
    const std::string from = effectiveValue(kind, part, "from").toText();
    if (from == "top_left") return {rect.topLeft(), rect.bottomRight()};
    if (from == "top_right") return {rect.topRight(), rect.bottomLeft()};
    if (from == "bottom_right") return {rect.bottomRight(), rect.topLeft()};
    return {rect.bottomLeft(), rect.topRight()};
}

Change setArrow(const Design& design, const catalog::Catalog& catalog, ComponentId id, const QLineF& line) {
    const Component* part = design.component(id);
    const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
    if (!kind || kind->shape != catalog::Shape::Arrow) return {};
    Component copy = *part;
    const QPointF origin = design.sceneRect(id).topLeft() - part->rect.topLeft();
    copy.rect = QRectF(line.p1(), line.p2()).normalized().translated(-origin);
    const bool left = line.x1() <= line.x2(), top = line.y1() <= line.y2();
    copy.properties.set("from", std::string(top ? "top" : "bottom") + (left ? "_left" : "_right"));
    Design after = design;
    after.setComponent(id, std::make_shared<const Component>(std::move(copy)));
    return difference(design, after, annotationsLabel(QT_TRANSLATE_NOOP("design", "Move %1")).arg(part->name));
}

std::vector<ComponentId> withWhatLiesWithin(const Design& design, const std::vector<ComponentId>& ids) {
    std::vector<std::pair<QRectF, bool>> areas;   // frames take all, containers the annotations on them
    std::set<ComponentId> all;
    for (const ComponentId id : ids) {
        const Component* part = design.component(id);
        if (!part) continue;
        all.insert(id);
        const bool isFrame = part->kind == "frame";
        if (isFrame || (!isAnnotation(part->kind) && !design.childrenOf(id).empty())) areas.emplace_back(design.sceneRect(id), isFrame);
    }
    if (areas.empty()) return {all.begin(), all.end()};
    for (const auto& [id, part] : design.components()) {
        if (all.contains(id) || !annotationsFree(*part)) continue;
        const bool note = isAnnotation(part->kind);
        const QRectF rect = design.sceneRect(id);
        if (std::any_of(areas.begin(), areas.end(), [&](const auto& area) { return (area.second || note) && annotationsCover(area.first, rect); }))
            all.insert(id);
    }
    std::vector<ComponentId> out;
    for (const ComponentId id : all) {   // what its container takes along is not named again
        const Component* part = design.component(id);
        const bool given = std::find(ids.begin(), ids.end(), id) != ids.end();
        bool along = false;
        std::size_t left = design.components().size();
        for (ComponentId outer = part->container; outer.isValid() && left > 0; --left) {
            along = along || all.contains(outer);
            const Component* next = design.component(outer);
            outer = next ? next->container : ComponentId{};
        }
        if (given || !along) out.push_back(id);
    }
    return out;
}

Result<Change> group(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, const std::string& kindId) {
    const catalog::ComponentKind* kind = catalog.find(kindId);
    const std::vector<ComponentId> parts = placedByHand(design, ids);
    if (!kind || parts.empty()) return fail(FL_TR("design", "Select what is to be grouped first"));
    const QRectF around = annotationsAround(design, parts).adjusted(-annotationsMargin, -annotationsTitle, annotationsMargin, annotationsMargin);
    const bool holds = kind->isContainer();
    Placement where{.scenePosition = around.topLeft()};
    if (const ComponentId owner = annotationsOwner(design, parts); owner.isValid())
        where = placementFor(design, catalog, *kind, around.topLeft(), owner, {});
    const ComponentId made = design.nextComponentId();
    const Result<Change> added = addComponent(design, catalog, kindId, where);
    if (!added) return added;
    Design after = design;
    added->apply(after);
    resize(after, made, around).apply(after);
    if (holds)
        for (const ComponentId id : parts) {
            if (isAnnotation(design.component(id)->kind)) continue;   // lies on it, and is moved along
            const Result<Change> into = place(after, catalog, id, {.scenePosition = design.sceneRect(id).topLeft(), .container = made});
            if (!into) return into;
            into->apply(after);
        }
    return difference(design, after, annotationsLabel(QT_TRANSLATE_NOOP("design", "Group %1 components")).arg(parts.size()));
}

Result<Change> ungroup(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids) {
    Design after = design;
    std::vector<ComponentId> gone;
    for (const ComponentId id : ids) {
        const Component* part = after.component(id);
        const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        if (!kind || !(kind->isContainer() || kind->shape == catalog::Shape::Frame)) continue;
        if (holdsLocked(after, id)) return fail({FL_TR("design", "%1 is locked, or holds what is"), {words(part->name)}});
        const ComponentId outer = part->container;
        for (const ComponentId child : after.childrenOf(id)) {
            const QPointF corner = after.sceneRect(child).topLeft();
            const catalog::ComponentKind* childKind = catalog.find(after.component(child)->kind);
            if (!childKind) continue;
            Result<Change> out = place(after, catalog, child, {.scenePosition = corner, .container = outer});
            if (!out) out = place(after, catalog, child, {.scenePosition = corner});
            if (!out) return out;
            out->apply(after);
        }
        gone.push_back(id);
    }
    if (gone.empty()) return fail(FL_TR("design", "Select the frame, zone or server that is to be taken apart"));
    removeParts(after, catalog, gone, {}).apply(after);
    return difference(design, after, annotationsLabel(QT_TRANSLATE_NOOP("design", "Ungroup")));
}

Result<Change> turnInto(const Design& design, const catalog::Catalog& catalog, ComponentId id, const std::string& kindId, ComponentId target) {
    const Component* part = design.component(id);
    const catalog::ComponentKind* kind = catalog.find(kindId);
    if (!part || !kind) return fail(FL_TR("design", "The component does not exist any more"));
    const QRectF rect = design.sceneRect(id);
    const std::string said = part->properties.value("text").toText();
    QString name = said.empty() ? part->name : QString::fromStdString(said).section(QLatin1Char('\n'), 0, 0).trimmed().left(200);
    if (name.isEmpty()) name = part->name;
    Design after = design;
    removeParts(design, catalog, {id}, {}).apply(after);
    const bool keepsSize = kind->isContainer() || kind->isAnnotation();
    const QSizeF size = keepsSize ? rect.size() : QSizeF(kind->width, kind->height);
    const QRectF there(rect.center() - QPointF(size.width() / 2, size.height() / 2), size);
    const ComponentId made = after.nextComponentId();
    const Result<Change> added = addComponent(after, catalog, kindId, placementFor(after, catalog, *kind, there.topLeft(), target, {}));
    if (!added) return added;
    added->apply(after);
    if (keepsSize) resize(after, made, there).apply(after);
    if (after.componentByName(name) == nullptr)
        if (const Result<Change> named = rename(after, made, name)) named->apply(after);
    if (!said.empty() && kind->property("text"))
        if (const Result<Change> text = setProperty(after, catalog, {made}, "text", Value(said))) text->apply(after);
    if (!part->style.isUsual()) {
        Component copy = *after.component(made);
        copy.style = part->style;
        after.setComponent(made, std::make_shared<const Component>(std::move(copy)));
    }
    return difference(design, after, annotationsLabel(QT_TRANSLATE_NOOP("design", "Turn %1 into something else")).arg(part->name));
}

Change setCollapsed(const Design& design, const std::vector<ComponentId>& ids, bool collapsed) {
    Design after = design;
    QString name;
    for (const ComponentId id : ids) {
        const Component* part = design.component(id);
        if (!part || part->collapsed == collapsed) continue;
        Component copy = *part;
        copy.collapsed = collapsed;
        name = copy.name;
        after.setComponent(id, std::make_shared<const Component>(std::move(copy)));
    }
    const char* label = collapsed ? QT_TRANSLATE_NOOP("design", "Collapse %1") : QT_TRANSLATE_NOOP("design", "Expand %1");
    return difference(design, after, annotationsLabel(label).arg(name));
}

}  // namespace faultline::design
