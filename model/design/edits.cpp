#include "model/design/edits.h"

#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/design/draft.h"
#include "model/design/layers.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

namespace faultline::design {

namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

constexpr qreal editSmallest = 24;
constexpr int editLongestName = 200;

QString editLabel(const char* text) {
    return QCoreApplication::translate("design", text);
}

/// What has to go with the parts named, until nothing more has.
void editClosure(const Design& design, std::set<ComponentId>& components, std::set<LinkId>& links) {
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [id, link] : design.links())
            if ((components.contains(link->from) || components.contains(link->to)) && links.insert(id).second) grown = true;
        for (const auto& [id, part] : design.components())
            if ((components.contains(part->container) || components.contains(part->attachedTo) || links.contains(part->inLine)) &&
                components.insert(id).second)
                grown = true;
    }
}

/// Takes mentions of removed components out of the properties of a component; a row of a table that names one goes as a whole,
/// since a rule about nobody would mean everybody.
void editForget(const catalog::ComponentKind& kind, const std::set<ComponentId>& removed, Component& part) {
    const auto names = [&](const PropertySpec& spec, const Value& value) {
        return spec.type == PropertyType::Component && removed.contains({static_cast<std::uint32_t>(value.toInt())});
    };
    for (const PropertySpec& spec : kind.properties) {
        if (!part.properties.contains(spec.key)) continue;
        const Value value = part.properties.value(spec.key);
        if (names(spec, value)) {
            part.properties.remove(spec.key);
        } else if (spec.type == PropertyType::Table) {
            TableRows rows = value.toTable();
            const auto gone = std::remove_if(rows.begin(), rows.end(), [&](const TableRow& row) {
                for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c)
                    if (names(spec.columns[c], row[c])) return true;
                return false;
            });
            if (gone == rows.end()) continue;
            rows.erase(gone, rows.end());
            part.properties.set(spec.key, std::move(rows));
        }
    }
}

Result<void> editCheckReference(const Design& design, const PropertySpec& spec, const Value& value) {
    if (spec.type == PropertyType::Table) {
        for (const TableRow& row : value.toTable())
            for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c)
                if (const Result<void> ok = editCheckReference(design, spec.columns[c], row[c]); !ok) return ok;
        return {};
    }
    if (spec.type != PropertyType::Component || value.toInt() == 0) return {};
    const std::int64_t id = value.toInt();
    const Component* named = id > 0 && id <= 0xFFFF'FFFF ? design.component({static_cast<std::uint32_t>(id)}) : nullptr;
    if (!named) return fail({FL_TR("design", "There is no component %1"), {std::to_string(id)}});
    if (!spec.kinds.empty() &&
        std::none_of(spec.kinds.begin(), spec.kinds.end(), [&](const char* kind) { return named->kind == kind; }))
        return fail({FL_TR("design", "%1 is of the wrong kind for this"), {words(named->name)}});
    return {};
}

Result<void> editCheckAddress(const Design& design, const std::vector<ComponentId>& ids, const Value& value) {
    if (value.toInt() == 0) return fail(FL_TR("design", "0.0.0.0 is not the address of anything"));
    if (ids.size() > 1) return fail(FL_TR("design", "Two components cannot have the same address"));
    for (const auto& [id, part] : design.components())
        if (std::find(ids.begin(), ids.end(), id) == ids.end() && part->properties.value("address") == value)
            return fail({FL_TR("design", "%1 is the address of %2"),
                         {formatIPv4(static_cast<std::uint32_t>(value.toInt())), words(part->name)}});
    return {};
}

Result<void> editUnknownProperty(const std::string& name, std::string_view key, const std::vector<PropertySpec>& specs) {
    std::vector<std::string> known;
    for (const PropertySpec& spec : specs) known.emplace_back(spec.key);
    std::string near;
    for (const std::string& k : nearest(key, known)) near += (near.empty() ? "" : ", ") + k;
    if (near.empty()) return fail({FL_TR("design", "%1 has no property \"%2\""), {name, excerpt(key)}});
    return fail({FL_TR("design", "%1 has no property \"%2\"; did you mean %3?"), {name, excerpt(key), near}});
}

}  // namespace

Change removeParts(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids,
                   const std::vector<LinkId>& linkIds) {
    std::set<ComponentId> components;
    std::set<LinkId> links;
    for (const ComponentId id : ids)
        if (design.component(id)) components.insert(id);
    for (const LinkId id : linkIds)
        if (design.link(id)) links.insert(id);
    const QString label =
        components.size() == 1
            ? editLabel(QT_TRANSLATE_NOOP("design", "Delete %1")).arg(design.component(*components.begin())->name)
        : components.empty() ? editLabel(QT_TRANSLATE_NOOP("design", "Delete link"))
                             : editLabel(QT_TRANSLATE_NOOP("design", "Delete %1 components")).arg(components.size());
    editClosure(design, components, links);

    Draft draft(design, catalog);
    for (const LinkId id : links) draft.remove(id);
    for (const ComponentId id : components) draft.remove(id);
    for (const auto& [id, part] : design.components())
        if (const catalog::ComponentKind* kind = catalog.find(part->kind); kind && !components.contains(id))
            draft.alter(id, [&](Component& c) { editForget(*kind, components, c); });
    return draft.change(label);
}

Change moveBy(const Design& design, const std::vector<ComponentId>& ids, QPointF distance) {
    const std::set<ComponentId> chosen(ids.begin(), ids.end());
    std::set<ComponentId> moves;
    // Steps are made here, not found by comparing two designs: this is done for each move of a mouse that drags.
    Change change;
    QString name;
    for (const ComponentId id : chosen) {
        const auto found = design.components().find(id);
        if (found == design.components().end()) continue;
        const ComponentPtr& part = found->second;
        if (isLocked(design, *part) || part->attachedTo.isValid() || part->inLine.isValid()) continue;
        bool isInsideChosen = false;
        std::size_t left = design.components().size();
        for (const Component* outer = design.component(part->container); outer && left > 0;
             outer = design.component(outer->container), --left)
            isInsideChosen = isInsideChosen || (chosen.contains(outer->id) && !isLocked(design, *outer));
        if (isInsideChosen) continue;
        Component copy = *part;
        copy.rect.translate(distance);
        name = copy.name;
        moves.insert(id);
        if (!(copy == *part)) change.steps.emplace_back(ComponentStep{part, std::make_shared<const Component>(std::move(copy))});
    }
    // Whether it goes along: it is moved, or in or on something that does.
    const auto isCarried = [&](ComponentId id) {
        std::vector<ComponentId> open{id};
        for (std::size_t i = 0; i < open.size() && i <= design.components().size(); ++i) {
            if (moves.contains(open[i])) return true;
            const Component* part = design.component(open[i]);
            if (!part) continue;
            if (part->container.isValid()) open.push_back(part->container);
            if (part->attachedTo.isValid()) open.push_back(part->attachedTo);
        }
        return false;
    };
    for (const auto& [id, link] : design.links()) {
        if (link->waypoints.empty() || !isCarried(link->from) || !isCarried(link->to)) continue;
        Link copy = *link;
        for (QPointF& point : copy.waypoints) point += distance;
        if (!(copy == *link)) change.steps.emplace_back(LinkStep{link, std::make_shared<const Link>(std::move(copy))});
    }
    change.label = moves.size() == 1 ? editLabel(QT_TRANSLATE_NOOP("design", "Move %1")).arg(name)
                                     : editLabel(QT_TRANSLATE_NOOP("design", "Move %1 components")).arg(moves.size());
    return change;
}

Change resize(const Design& design, ComponentId id, QRectF sceneRect) {
    const Component* part = design.component(id);
    if (!part) return {};
    const QRectF old = design.sceneRect(id);
    QRectF rect = sceneRect.normalized();
    // What is inside stays where it is in the scene; the box cannot become smaller than it.
    QRectF inside;
    const std::vector<ComponentId> children = design.childrenOf(id);
    for (const ComponentId child : children) inside |= design.component(child)->rect;
    if (!inside.isEmpty()) {
        inside.translate(old.topLeft());
        // A badge in the header asks for no more room above it than it has.
        const qreal above = std::min(hostHeader, inside.top() - old.top()),
                    before = std::min(hostPadding, inside.left() - old.left());
        rect.setLeft(std::min(rect.left(), inside.left() - before));
        rect.setTop(std::min(rect.top(), inside.top() - above));
        rect.setRight(
            std::max(rect.right(), inside.right() + std::min(hostPadding, std::max(0.0, old.right() - inside.right()))));
        rect.setBottom(
            std::max(rect.bottom(), inside.bottom() + std::min(hostPadding, std::max(0.0, old.bottom() - inside.bottom()))));
    }
    if (rect.width() < editSmallest) {
        const qreal width = std::min(editSmallest, old.width());
        if (rect.left() != old.left())
            rect.setLeft(rect.right() - width);
        else
            rect.setWidth(width);
    }
    if (rect.height() < editSmallest) {
        const qreal height = std::min(editSmallest, old.height());
        if (rect.top() != old.top())
            rect.setTop(rect.bottom() - height);
        else
            rect.setHeight(height);
    }
    Design after = design;
    const QPointF shift = rect.topLeft() - old.topLeft();
    Component copy = *part;
    copy.rect = QRectF(part->rect.topLeft() + shift, rect.size());
    after.setComponent(id, std::make_shared<const Component>(std::move(copy)));
    if (!shift.isNull()) {
        for (const ComponentId child : children) {
            Component inner = *design.component(child);
            inner.rect.translate(-shift);
            after.setComponent(child, std::make_shared<const Component>(std::move(inner)));
        }
    }
    return difference(design, after, editLabel(QT_TRANSLATE_NOOP("design", "Resize %1")).arg(part->name));
}

Result<Change> rename(const Design& design, ComponentId id, const QString& name) {
    const Component* part = design.component(id);
    if (!part) return fail(FL_TR("design", "The component does not exist any more"));
    const QString wanted = name.simplified();
    if (wanted.isEmpty()) return fail(FL_TR("design", "A name cannot be empty"));
    if (wanted.size() > editLongestName)
        return fail({FL_TR("design", "A name has at most %1 characters"), {std::to_string(editLongestName)}});
    if (const Component* other = design.componentByName(wanted); other && other->id != id)
        return fail({FL_TR("design", "There is another component called %1"), {words(other->name)}});
    for (const auto& [otherId, other] : design.components())
        if (otherId != id && other->name.compare(wanted, Qt::CaseInsensitive) == 0)
            return fail({FL_TR("design", "There is another component called %1"), {words(other->name)}});
    Design after = design;
    Component copy = *part;
    copy.name = wanted;
    after.setComponent(id, std::make_shared<const Component>(std::move(copy)));
    return difference(design, after, editLabel(QT_TRANSLATE_NOOP("design", "Rename %1 to %2")).arg(part->name, wanted));
}

Result<Change> setProperty(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids,
                           std::string_view key, const Value& value) {
    Draft draft(design, catalog);
    QString label;
    for (const ComponentId id : ids) {
        const Component* part = design.component(id);
        const catalog::ComponentKind* kind = draft.kindOf(id);
        if (!part || !kind) return fail(FL_TR("design", "The component does not exist any more"));
        const PropertySpec* spec = kind->property(key);
        if (!spec) return tl::unexpected<Problem>(editUnknownProperty(words(part->name), key, kind->properties).error());
        if (const Result<void> ok = catalog::checkValue(*spec, value); !ok) return tl::unexpected<Problem>(ok.error());
        if (const Result<void> ok = editCheckReference(design, *spec, value); !ok) return tl::unexpected<Problem>(ok.error());
        if (spec->type == PropertyType::Component && value.toInt() == id.value)
            return fail({FL_TR("design", "%1 cannot name itself"), {words(part->name)}});
        if (spec->type == PropertyType::Address && key == "address")
            if (const Result<void> ok = editCheckAddress(design, ids, value); !ok) return tl::unexpected<Problem>(ok.error());
        const bool isSubnet = kind->shape == catalog::Shape::Zone && key == "subnet" && !value.toText().empty();
        if (isSubnet && !parseSubnet(value.toText()))
            return fail({FL_TR("design", "\"%1\" is not a subnet: write it as 10.0.1.0/24"), {excerpt(value.toText())}});
        const Subnet left = draft.subnetOf(id);
        draft.alter(id, [&](Component& c) {
            if (value == unsetValue(*kind, c.software, key))
                c.properties.remove(key);
            else
                c.properties.set(key, value);
        });
        // What is in a zone follows it into its new subnet.
        if (isSubnet && !(draft.subnetOf(id) == left))
            for (const ComponentId child : design.childrenOf(id)) draft.giveAddress(child, left);
        label = editLabel(QT_TRANSLATE_NOOP("design", "Change %1 of %2"))
                    .arg(QCoreApplication::translate(spec->label.context, spec->label.source), part->name);
    }
    if (ids.size() > 1) label = editLabel(QT_TRANSLATE_NOOP("design", "Change %1 components")).arg(ids.size());
    return draft.change(label);
}

Result<Change> setSoftware(const Design& design, const catalog::Catalog& catalog, ComponentId id, const std::string& software) {
    const Component* part = design.component(id);
    const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
    if (!part || !kind) return fail(FL_TR("design", "The component does not exist any more"));
    if (!software.empty()) {
        std::string known;
        bool isKnown = false;
        for (const catalog::SoftwarePreset& preset : kind->software) {
            isKnown = isKnown || software == preset.name;
            known += (known.empty() ? "" : ", ") + std::string(preset.name);
        }
        if (!isKnown)
            return fail({FL_TR("design", "%1 cannot be \"%2\"; it can be: %3"), {words(part->name), excerpt(software), known}});
    }
    Draft draft(design, catalog);
    draft.alter(id, [&](Component& c) { c.software = software; });
    return draft.change(editLabel(QT_TRANSLATE_NOOP("design", "Change software of %1")).arg(part->name));
}

Result<Change> setLinkProperty(const Design& design, const catalog::Catalog& catalog, const std::vector<LinkId>& ids,
                               std::string_view key, const Value& value) {
    const std::vector<PropertySpec>& specs = catalog::linkProperties();
    const auto spec = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& s) { return key == s.key; });
    if (spec == specs.end()) return tl::unexpected<Problem>(editUnknownProperty("A link", key, specs).error());
    if (const Result<void> ok = catalog::checkValue(*spec, value); !ok) return tl::unexpected<Problem>(ok.error());
    Draft draft(design, catalog);
    for (const LinkId id : ids) {
        const Link* link = design.link(id);
        if (!link) return fail(FL_TR("design", "The link does not exist any more"));
        Link copy = *link;
        if (value == spec->defaultValue)
            copy.properties.remove(key);
        else
            copy.properties.set(key, value);
        if (!(copy == *link)) draft.put(std::move(copy));
    }
    return draft.change(editLabel(QT_TRANSLATE_NOOP("design", "Change %1 of a link"))
                            .arg(QCoreApplication::translate(spec->label.context, spec->label.source)));
}

Change setSettings(const Design& design, const DocumentSettings& settings) {
    Design after = design;
    after.setSettings(settings);
    return difference(design, after, editLabel(QT_TRANSLATE_NOOP("design", "Change document")));
}

}  // namespace faultline::design
