#include "model/design/draft.h"
#include "model/design/edits.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstring>

namespace faultline::design {

namespace {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::Shape;

const ComponentKind* placingKind(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    const Component* part = design.component(id);
    return part ? catalog.find(part->kind) : nullptr;
}

std::string placingLabel(const ComponentKind& kind) {
    std::string label = kind.label.source;
    if (label.size() > 1 && !(label[1] >= 'A' && label[1] <= 'Z')) label[0] = static_cast<char>(QChar::toLower(label[0]));
    return label;
}

/// The kinds a child of `kind` can be put onto or into, for a sentence: "load balancer, web server".
std::string placingTargets(const catalog::Catalog& catalog, const ComponentKind& kind, PortRole role) {
    std::string list;
    for (const ComponentKind& target : catalog.kinds()) {
        const catalog::Fit fit = role == PortRole::Attach ? catalog::attachFit(kind, target) : catalog::hostFit(kind, target);
        if (fit.in) list += (list.empty() ? "" : ", ") + placingLabel(target);
    }
    return list;
}

bool placingStandsInLine(const ComponentKind& kind) {
    return std::any_of(kind.ports.begin(), kind.ports.end(), [](const catalog::PortSpec& port) {
        return port.role == PortRole::Attach && port.direction == PortDirection::Out && std::strcmp(port.protocol, "guard") == 0;
    });
}

/// How many of `others` use the same port of the target; `self` does not count.
int placingUsed(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& others, ComponentId target,
                const catalog::PortSpec& port, ComponentId self) {
    int used = 0;
    const ComponentKind* targetKind = placingKind(design, catalog, target);
    for (const ComponentId other : others) {
        const ComponentKind* kind = placingKind(design, catalog, other);
        if (other == self || !kind || !targetKind) continue;
        const catalog::Fit fit =
            port.role == PortRole::Attach ? catalog::attachFit(*kind, *targetKind) : catalog::hostFit(*kind, *targetKind);
        if (fit.in == &port) ++used;
    }
    return used;
}

Result<void> placingCheckAttach(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind,
                                ComponentId target, ComponentId self) {
    const Component* part = design.component(target);
    const ComponentKind* targetKind = placingKind(design, catalog, target);
    if (!part || !targetKind) return fail(FL_TR("design", "What it is to be put onto does not exist any more"));
    const catalog::Fit fit = catalog::attachFit(kind, *targetKind);
    if (!fit.in) {
        const std::string targets = placingTargets(catalog, kind, PortRole::Attach);
        if (targets.empty()) return fail({FL_TR("design", "A %1 is not put onto anything"), {placingLabel(kind)}});
        return fail({FL_TR("design", "A %1 cannot be put onto %2; it goes onto one of these: %3"),
                     {placingLabel(kind), words(part->name), targets}});
    }
    if (fit.in->most > 0 && placingUsed(design, catalog, design.attachmentsOf(target), target, *fit.in, self) >= fit.in->most)
        return fail({FL_TR("design", "%1 has a %2 already"), {words(part->name), placingLabel(kind)}});
    return {};
}

Result<void> placingCheckContainer(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind,
                                   ComponentId container, ComponentId self) {
    const Component* part = design.component(container);
    const ComponentKind* outerKind = placingKind(design, catalog, container);
    if (!part || !outerKind) return fail(FL_TR("design", "What it is to be put into does not exist any more"));
    const catalog::Fit fit = catalog::hostFit(kind, *outerKind);
    if (!fit.in || !outerKind->isContainer()) {
        const std::string targets = placingTargets(catalog, kind, PortRole::Host);
        if (targets.empty()) return fail({FL_TR("design", "A %1 does not go into anything"), {placingLabel(kind)}});
        return fail({FL_TR("design", "A %1 cannot be put into %2; it goes into one of these: %3"),
                     {placingLabel(kind), words(part->name), targets}});
    }
    if (fit.in->most > 0 && placingUsed(design, catalog, design.childrenOf(container), container, *fit.in, self) >= fit.in->most)
        return fail({FL_TR("design", "%1 has no room for another %2"), {words(part->name), placingLabel(kind)}});
    return {};
}

Result<void> placingCheck(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind,
                          const Placement& where, ComponentId self) {
    if (where.attachTo.isValid() + where.container.isValid() + where.inLine.isValid() > 1)
        return fail(FL_TR("design", "A component is in, on or in line with one thing only"));
    if (where.attachTo.isValid()) return placingCheckAttach(design, catalog, kind, where.attachTo, self);
    if (where.container.isValid()) return placingCheckContainer(design, catalog, kind, where.container, self);
    if (where.inLine.isValid()) {
        if (!design.link(where.inLine)) return fail(FL_TR("design", "The link does not exist any more"));
        if (!placingStandsInLine(kind))
            return fail({FL_TR("design", "A %1 cannot stand in a link; a firewall can"), {placingLabel(kind)}});
    }
    return {};
}

/// Puts an existing part of the draft where the placement says; its rules were checked.
void placingPut(Draft& draft, ComponentId id, const Placement& where) {
    const ComponentKind& kind = *draft.kindOf(id);
    const ComponentId oldContainer = draft.design().component(id)->container;
    const QRectF old = draft.design().component(id)->rect;
    const bool staysInside = where.container.isValid() && oldContainer == where.container;
    const ComponentKind* outer = draft.kindOf(where.container);
    const bool wasBadge = kind.shape == Shape::Eye && oldContainer.isValid();
    const bool wasOn = draft.design().component(id)->attachedTo.isValid() || draft.design().component(id)->inLine.isValid();
    const QSizeF size = wasBadge || wasOn || old.isNull() || (old.isEmpty() && kind.shape != Shape::Arrow) ? QSizeF(kind.width, kind.height) : old.size();

    draft.alter(id, [&](Component& c) {
        c.container = where.container;
        c.attachedTo = where.attachTo;
        c.inLine = where.inLine;
        if (staysInside && kind.shape == Shape::Eye) return;
        const QPointF origin = draft.design().sceneRect(where.container).topLeft();
        const bool isOn = where.attachTo.isValid() || where.inLine.isValid();
        c.rect = QRectF(isOn ? QPointF() : where.scenePosition - origin, size);
    });
    if (outer && outer->shape == Shape::Host && !staysInside)
        draft.stackInto(where.container, id);
    else
        draft.fit(id);
}

ComponentId placingAcceptorIn(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind,
                              ComponentId host) {
    for (const ComponentId id : processesIn(design, catalog, host))
        if (placingCheckAttach(design, catalog, kind, id, {})) return id;
    return {};
}

}  // namespace

Result<void> canPlace(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind, const Placement& where,
                      ComponentId self) {
    return placingCheck(design, catalog, kind, where, self);
}

Placement placementFor(const Design& design, const catalog::Catalog& catalog, const ComponentKind& kind, QPointF scenePosition,
                       ComponentId target, LinkId overLink) {
    std::size_t left = design.components().size() + 1;
    ComponentId id = target;
    while (const Component* part = left-- > 0 ? design.component(id) : nullptr) {
        if (placingCheckAttach(design, catalog, kind, id, {}))
            return {.scenePosition = scenePosition, .container = {}, .attachTo = id, .inLine = {}};
        if (placingCheckContainer(design, catalog, kind, id, {})) {
            // A link drawn over a zone is nearer to the eye than the zone.
            if (overLink.isValid() && placingStandsInLine(kind)) break;
            return {.scenePosition = scenePosition, .container = id, .attachTo = {}, .inLine = {}};
        }
        const ComponentKind* outer = placingKind(design, catalog, id);
        if (outer && outer->shape == Shape::Host)
            if (const ComponentId inside = placingAcceptorIn(design, catalog, kind, id); inside.isValid())
                return {.scenePosition = scenePosition, .container = {}, .attachTo = inside, .inLine = {}};
        if (part->inLine.isValid() && !overLink.isValid()) overLink = part->inLine;
        id = part->attachedTo.isValid() ? part->attachedTo : part->container;
    }
    if (overLink.isValid() && design.link(overLink) && placingStandsInLine(kind))
        return {.scenePosition = scenePosition, .container = {}, .attachTo = {}, .inLine = overLink};
    return {.scenePosition = scenePosition, .container = {}, .attachTo = {}, .inLine = {}};
}

Result<Change> addComponent(const Design& design, const catalog::Catalog& catalog, const std::string& kindId,
                            const Placement& where, const std::string& software) {
    const ComponentKind* kind = catalog.find(kindId);
    if (!kind) return fail({FL_TR("design", "There is no kind of component called \"%1\""), {excerpt(kindId)}});
    if (const Result<void> ok = placingCheck(design, catalog, *kind, where, {}); !ok) return tl::unexpected<Problem>(ok.error());
    if (!software.empty() && std::none_of(kind->software.begin(), kind->software.end(),
                                          [&](const catalog::SoftwarePreset& preset) { return software == preset.name; }))
        return fail({FL_TR("design", "A %1 cannot be \"%2\""), {placingLabel(*kind), excerpt(software)}});

    Draft draft(design, catalog);
    Component part;
    part.id = design.nextComponentId();
    part.kind = kindId;
    part.name = draft.freeName(QString::fromUtf8(*kind->namePrefix ? kind->namePrefix : kind->id));
    part.software = software;
    const QString name = part.name;
    const ComponentId id = part.id;
    draft.put(std::move(part));
    placingPut(draft, id, where);
    draft.giveSubnet(id);
    draft.giveAddress(id);
    return draft.change(QCoreApplication::translate("design", "Add %1").arg(name));
}

Result<Change> place(const Design& design, const catalog::Catalog& catalog, ComponentId id, const Placement& where) {
    const Component* part = design.component(id);
    const ComponentKind* kind = placingKind(design, catalog, id);
    if (!part || !kind) return fail(FL_TR("design", "The component does not exist any more"));
    std::size_t left = design.components().size() + 1;
    for (ComponentId outer = where.attachTo.isValid() ? where.attachTo : where.container; outer.isValid() && left > 0; --left) {
        if (outer == id) return fail({FL_TR("design", "%1 cannot be put into or onto itself"), {words(part->name)}});
        const Component* next = design.component(outer);
        if (!next) break;
        outer = next->attachedTo.isValid() ? next->attachedTo : next->container;
    }
    if (const Result<void> ok = placingCheck(design, catalog, *kind, where, id); !ok) return tl::unexpected<Problem>(ok.error());

    Draft draft(design, catalog);
    const ComponentKind* oldOuter = placingKind(design, catalog, part->container);
    const bool wasFree = !part->attachedTo.isValid() && !part->inLine.isValid() && (!oldOuter || oldOuter->shape == Shape::Zone);
    const bool leaves = wasFree && where.container != part->container;
    const std::optional<Subnet> leftSubnet = leaves ? std::optional(draft.subnetOf(part->container)) : std::nullopt;
    placingPut(draft, id, where);
    draft.giveAddress(id, leftSubnet);
    return draft.change(QCoreApplication::translate("design", "Move %1").arg(part->name));
}

Change giveAddresses(const Design& design, const catalog::Catalog& catalog) {
    Draft draft(design, catalog);
    for (const auto& [id, part] : design.components())  // first: they decide about the addresses in them
        if (part->properties.value("subnet").toText().empty()) draft.giveSubnet(id);
    for (const auto& [id, part] : design.components())
        if (part->properties.value("address").toInt() == 0) draft.giveAddress(id);
    return draft.change(QCoreApplication::translate("design", "Give addresses"));
}

}  // namespace faultline::design
