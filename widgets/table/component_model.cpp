#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/common/badges.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/table/part_model.h"

#include <algorithm>

namespace faultline::table {
namespace {

/// Where a component would go that is given to `target`: into or onto it; none: it is neither possible.
std::optional<design::Placement> placementIn(const design::Design& design, const catalog::Catalog& catalog, const design::Component& component,
                                             ComponentId target) {
    const catalog::ComponentKind* kind = catalog.find(component.kind);
    if (!kind || target == component.id) return std::nullopt;
    const design::Placement placement = design::placementFor(design, catalog, *kind, design.sceneRect(target).center(), target, {});
    if (placement.container != target && placement.attachTo != target) return std::nullopt;
    if (!design::canPlace(design, catalog, *kind, placement, component.id)) return std::nullopt;
    return placement;
}

}  // namespace

ComponentModel::ComponentModel(design::DesignDocument& document, QObject* parent) : PartModel(document, parent) { sync(); }

int ComponentModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ComponentModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name: return tr("Name");
        case Kind: return tr("Kind");
        case Software: return tr("Software");
        case Place: return tr("In or on");
        case Address: return tr("Address");
        case OnLayer: return tr("Layer");
        case Status: return tr("State");
        default: return {};
    }
}

std::vector<std::uint32_t> ComponentModel::presentIds() const {
    std::vector<std::uint32_t> ids;
    ids.reserve(design().components().size());
    for (const auto& [id, component] : design().components()) ids.push_back(id.value);
    return ids;
}

QString ComponentModel::placeText(const design::Component& component) const {
    if (const design::Component* holder = design().component(component.container)) return holder->name;
    if (const design::Component* target = design().component(component.attachedTo)) return target->name;
    if (const design::Link* link = design().link(component.inLine)) {
        const design::Component *from = design().component(link->from), *to = design().component(link->to);
        if (from && to) return tr("%1 \u2192 %2").arg(from->name, to->name);
    }
    return {};
}

QString ComponentModel::text(std::uint32_t id, int column) const {
    const design::Component* component = design().component({id});
    if (!component) return {};
    const catalog::ComponentKind* kind = catalog().find(component->kind);
    switch (column) {
        case Name: return component->name;
        case Kind: return kind ? widgets::say(kind->label) : QString::fromStdString(component->kind);
        case Software:
            if (!component->software.empty()) return QString::fromStdString(component->software);
            return kind && !kind->software.empty() ? QString::fromUtf8(kind->software.front().name) : QString();
        case Place: return placeText(*component);
        case Address: {
            const std::uint32_t address = design::addressOf(design(), catalog(), {id});
            static const catalog::PropertySpec spec{.label = {}, .type = catalog::PropertyType::Address};
            return address == 0 ? QString() : QString::fromStdString(catalog::formatValue(spec, Value(std::int64_t{address})));
        }
        case OnLayer: return layerText(component->layer);
        case Status: {
            const runtime::ComponentStatus* status = frame() ? frame()->component({id}) : nullptr;
            if (!status || !kind || !kind->create) return {};
            return status->why.isEmpty() ? widgets::stateLabel(status->state) : tr("%1: %2").arg(widgets::stateLabel(status->state), status->why);
        }
        default: return {};
    }
}

QVariant ComponentModel::sortValue(std::uint32_t id, int column) const {
    if (column == Address) return design::addressOf(design(), catalog(), {id});
    if (column != Status) return text(id, column);
    // What fails comes first.
    const runtime::ComponentStatus* status = frame() ? frame()->component({id}) : nullptr;
    using runtime::State;
    static constexpr std::array order{State::Down, State::Failing, State::Frozen, State::Starting, State::Strained, State::Ok, State::Idle};
    return status ? static_cast<int>(std::find(order.begin(), order.end(), status->state) - order.begin()) : static_cast<int>(order.size());
}

QVariant ComponentModel::decoration(std::uint32_t id, int column) const {
    const design::Component* component = design().component({id});
    if (!component) return {};
    if (column == Name) return widgets::icon(QString::fromStdString(component->kind));
    const runtime::ComponentStatus* status = column == Status && frame() ? frame()->component({id}) : nullptr;
    const catalog::ComponentKind* kind = catalog().find(component->kind);
    const auto sign = status && kind && kind->create ? widgets::badgeOf(status->state) : std::nullopt;
    return sign ? QVariant(badge(*sign)) : QVariant();
}

bool ComponentModel::isEditable(std::uint32_t id, int column) const {
    const design::Component* component = design().component({id});
    const catalog::ComponentKind* kind = component ? catalog().find(component->kind) : nullptr;
    if (!kind || design::isLocked(design(), *component)) return false;
    switch (column) {
        case Name: return true;
        case OnLayer: return hasLayers();
        case Software: return kind->software.size() > 1;
        case Place: return !component->inLine.isValid();
        case Address: return component->properties.contains("address");   // what is in a host has its host's
        default: return false;
    }
}

QStringList ComponentModel::choices(const QModelIndex& index) const {
    const design::Component* component = design().component({idAt(index.row())});
    const catalog::ComponentKind* kind = component ? catalog().find(component->kind) : nullptr;
    QStringList list;
    if (index.column() == OnLayer) return layerNames();
    if (kind && index.column() == Software)
        for (const catalog::SoftwarePreset& preset : kind->software) list << QString::fromUtf8(preset.name);
    if (kind && index.column() == Place) {
        for (const auto& [id, other] : design().components())
            if (placementIn(design(), catalog(), *component, id)) list << other->name;
        list.sort(Qt::CaseInsensitive);
        list.prepend(QString());
    }
    return list;
}

Result<design::Change> ComponentModel::moveInto(const design::Component& component, const QString& place) const {
    if (place.isEmpty()) {
        // Beside what it was in, where it can be seen.
        ComponentId outermost = component.container.isValid() ? component.container : component.attachedTo;
        while (design().component(outermost) && design().component(outermost)->container.isValid()) outermost = design().component(outermost)->container;
        const QRectF from = design().sceneRect(outermost.isValid() ? outermost : component.id);
        return design::place(design(), catalog(), component.id, {.scenePosition = from.bottomLeft() + QPointF(0, 24)});
    }
    const design::Component* target = design().componentByName(place);
    if (!target) return fail({FL_TR("table", "There is no component \"%1\""), {excerpt(place.toStdString())}});
    const std::optional<design::Placement> placement = placementIn(design(), catalog(), component, target->id);
    if (!placement) return fail({FL_TR("table", "%1 cannot go into or onto %2"), {component.name.toStdString(), target->name.toStdString()}});
    return design::place(design(), catalog(), component.id, *placement);
}

Result<design::Change> ComponentModel::edit(std::uint32_t id, int column, const QString& text) const {
    const design::Component& component = *design().component({id});
    switch (column) {
        case Name: return design::rename(design(), {id}, text);
        case Software: return design::setSoftware(design(), catalog(), {id}, text.toStdString());
        case Place: return moveInto(component, text);
        case OnLayer: return putOnLayer({{id}}, {}, text);
        case Address: {
            const catalog::PropertySpec* spec = catalog().find(component.kind)->property("address");
            if (!spec) return design::Change{};
            const Result<Value> value = catalog::parseValue(*spec, text.toStdString());
            if (!value) return tl::unexpected<Problem>(value.error());
            return design::setProperty(design(), catalog(), {ComponentId{id}}, "address", *value);
        }
        default: return design::Change{};
    }
}

}  // namespace faultline::table
