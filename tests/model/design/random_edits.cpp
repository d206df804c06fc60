#include "tests/model/design/random_edits.h"

#include "model/design/annotations.h"
#include "model/design/arrange.h"
#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"

namespace faultline::tests {

using namespace design;

std::size_t Dice::roll(std::size_t below) {
    m_state = m_state * 6364136223846793005ull + 1442695040888963407ull;
    return below == 0 ? 0 : static_cast<std::size_t>(m_state >> 33) % below;
}

namespace {

Change take(const Result<Change>& result) {
    return result ? *result : Change{};
}

ComponentId anyComponent(const Design& design, Dice& dice) {
    if (design.components().empty()) return {};
    return std::next(design.components().begin(), static_cast<std::ptrdiff_t>(dice.roll(design.components().size())))->first;
}

LinkId anyLink(const Design& design, Dice& dice) {
    if (design.links().empty()) return {};
    return std::next(design.links().begin(), static_cast<std::ptrdiff_t>(dice.roll(design.links().size())))->first;
}

Placement anyPlacement(const Design& design, const catalog::Catalog& catalog, const catalog::ComponentKind& kind, Dice& dice) {
    const QPointF at(static_cast<double>(dice.roll(2000)) - 500, static_cast<double>(dice.roll(1500)) - 400);
    const ComponentId target = anyComponent(design, dice);
    const LinkId link = anyLink(design, dice);
    switch (dice.roll(6)) {
        case 0:
            return {.scenePosition = at, .container = target, .attachTo = {}, .inLine = {}};
        case 1:
            return {.scenePosition = at, .container = {}, .attachTo = target, .inLine = {}};
        case 2:
            return {.scenePosition = at, .container = {}, .attachTo = {}, .inLine = link};
        case 3:
            return {.scenePosition = at, .container = {}, .attachTo = {}, .inLine = {}};
        default:
            return placementFor(design, catalog, kind, at, target, dice.roll(2) ? link : LinkId{});
    }
}

Value anyValue(const Design& design, const catalog::PropertySpec& spec, Dice& dice) {
    switch (spec.type) {
        case catalog::PropertyType::Bool:
            return dice.roll(2) == 0;
        case catalog::PropertyType::Choice:
            return spec.choices[dice.roll(spec.choices.size())].key;
        case catalog::PropertyType::Component:
            return std::int64_t{anyComponent(design, dice).value};
        case catalog::PropertyType::Text:
            return "text " + std::to_string(dice.roll(100));
        case catalog::PropertyType::Share:
            return static_cast<double>(dice.roll(101)) / 100;
        case catalog::PropertyType::Number:
            return static_cast<double>(dice.roll(1000)) / 8;
        case catalog::PropertyType::Table: {
            TableRows rows;
            for (std::size_t r = dice.roll(4); r > 0; --r) {
                TableRow row;
                for (const catalog::PropertySpec& column : spec.columns) row.push_back(anyValue(design, column, dice));
                rows.push_back(std::move(row));
            }
            return rows;
        }
        default:
            return static_cast<std::int64_t>(dice.roll(40) * 25);
    }
}

Change anyPropertyEdit(const Design& design, const catalog::Catalog& catalog, Dice& dice) {
    const ComponentId id = anyComponent(design, dice);
    const Component* part = design.component(id);
    if (!part) return {};
    const catalog::ComponentKind& kind = *catalog.find(part->kind);
    if (kind.properties.empty()) return {};
    const catalog::PropertySpec& spec = kind.properties[dice.roll(kind.properties.size())];
    const Value value = dice.roll(4) ? anyValue(design, spec, dice) : spec.defaultValue;
    return take(setProperty(design, catalog, {id}, spec.key, value));
}

/// Layers come and go, are shown, locked and put in order, and parts go from one to the other.
Change anyLayerEdit(const Design& design, Dice& dice) {
    const std::vector<DrawingLayer> all = layersOf(design);
    const int layer = all[dice.roll(all.size())].id;
    switch (dice.roll(7)) {
        case 0: return all.size() < 6 ? take(addLayer(design)) : removeLayer(design, layer);
        case 1: return take(renameLayer(design, layer, QStringLiteral("layer %1").arg(dice.roll(9))));
        case 2: return showLayer(design, layer, dice.roll(3) > 0);
        case 3: return lockLayer(design, layer, dice.roll(4) == 0);
        case 4: return moveLayer(design, layer, static_cast<int>(dice.roll(5)) - 2);
        default: return toLayer(design, {anyComponent(design, dice)}, {anyLink(design, dice)}, layer);
    }
}

/// What is on the drawing alone: looks, groups, order, arrows, layers.
Change anyLook(const Design& design, const catalog::Catalog& catalog, Dice& dice) {
    const ComponentId one = anyComponent(design, dice), other = anyComponent(design, dice);
    switch (dice.roll(10)) {
        case 8:
        case 9:
            return anyLayerEdit(design, dice);
        case 0: {
            const std::uint32_t color = static_cast<std::uint32_t>(dice.roll(0x100'0001));
            const int size = static_cast<int>(dice.roll(97));
            return restyle(design, {one, other}, {anyLink(design, dice)}, [&](Style& style) {
                style.fill = color;
                style.textSize = size < Style::smallestText ? 0 : size;
            });
        }
        case 1:
            return take(group(design, catalog, {one, other}, dice.roll(2) ? "frame" : "zone"));
        case 2:
            return take(ungroup(design, catalog, {one}));
        case 3:
            return setCollapsed(design, {one}, dice.roll(2) == 0);
        case 4:
            return bringTo(design, {one, other}, dice.roll(2) ? Layer::Forward : Layer::Backward);
        case 5:
            return dice.roll(2) ? mirror(design, catalog, {one, other}, Direction::Down) : quarterTurn(design, catalog, {one, other});
        case 6:
            return snapToGrid(design, catalog, {one, other}, 16);
        default:
            return setArrow(design, catalog, one, QLineF(0, 0, static_cast<double>(dice.roll(200)) - 100, static_cast<double>(dice.roll(3)) * 40));
    }
}

}  // namespace

Change randomEdit(const Design& design, const catalog::Catalog& catalog, Dice& dice) {
    const ComponentId one = anyComponent(design, dice), other = anyComponent(design, dice);
    const LinkId link = anyLink(design, dice);
    const double dx = static_cast<double>(dice.roll(400)) - 200, dy = static_cast<double>(dice.roll(400)) - 200;
    switch (dice.roll(22)) {
        case 0:
        case 1:
        case 2: {
            std::size_t index = dice.roll(catalog.kinds().size());
            if (catalog.kinds()[index].isAnnotation()) index = dice.roll(catalog.kinds().size());   // more of what can be linked
            const catalog::ComponentKind& kind = catalog.kinds()[index];
            return take(addComponent(design, catalog, kind.id, anyPlacement(design, catalog, kind, dice)));
        }
        case 3:
        case 4:
        case 5:
            return take(connect(design, catalog, one, other));
        case 6:
            return moveBy(design, {one, other}, QPointF(dx, dy));
        case 7:
            if (const Component* part = design.component(one))
                return take(place(design, catalog, one, anyPlacement(design, catalog, *catalog.find(part->kind), dice)));
            return {};
        case 8:
            return resize(design, one, design.sceneRect(one).adjusted(dx / 4, dy / 4, dx, dy));
        case 9:
            return take(rename(design, one, QStringLiteral("name %1").arg(dice.roll(30))));
        case 10:
        case 11:
            return anyPropertyEdit(design, catalog, dice);
        case 12: {
            const auto& specs = catalog::linkProperties();
            const catalog::PropertySpec& spec = specs[dice.roll(specs.size())];
            return take(setLinkProperty(design, catalog, {link}, spec.key, anyValue(design, spec, dice)));
        }
        case 13:
            return take(pasteParts(design, catalog, copyParts(design, {one, other}),
                                   dice.roll(2) ? std::optional(QPointF(dx, dy)) : std::nullopt));
        case 19:
        case 20:
            return anyLook(design, catalog, dice);
        case 14:
            return dice.roll(3) ? removeParts(design, catalog, {}, {link}) : removeParts(design, catalog, {one}, {});
        case 15:
            if (const Link* present = design.link(link))
                return take(dice.roll(2) ? reconnect(design, catalog, link, present->from, one) : reconnect(design, catalog, link, one, present->to));
            return {};
        case 16:
            if (dice.roll(2)) return take(reverseLink(design, catalog, link));
            return setLinkShape(design, {link}, static_cast<LinkShape>(dice.roll(3)));
        case 17:
            return dice.roll(4) ? take(connect(design, catalog, one, other)) : removeAndHeal(design, catalog, {one}, {});
        case 18:
            if (dice.roll(2)) return take(putBetween(design, catalog, one, link));
            return setWaypoints(design, link, std::vector<QPointF>(dice.roll(4), QPointF(dx, dy)));
        default: {
            DocumentSettings settings = design.settings();
            settings.seed = dice.roll(10);
            settings.title = QStringLiteral("title %1").arg(dice.roll(5));
            return setSettings(design, settings);
        }
    }
}

}  // namespace faultline::tests
