#include "model/design/style.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <utility>

namespace faultline::design {
namespace {

const QLatin1String styleKey("style"), styleSizeKey("text_size"), styleDashKey("dash");
const QLatin1String styleOrderKey("order"), styleCollapsedKey("collapsed"), styleShapeKey("shape"), styleLayerKey("layer");
const QLatin1String styleHeadsKey("heads"), styleLabelKey("label");
const QLatin1String styleNone("none");

constexpr std::array styleShapes{std::pair(LinkShape::Orthogonal, "orthogonal"), std::pair(LinkShape::Straight, "straight"),
                                 std::pair(LinkShape::Curved, "curved")};

constexpr std::array styleHeads{std::pair(LinkHeads::End, "end"), std::pair(LinkHeads::Start, "start"), std::pair(LinkHeads::Both, "both"),
                                std::pair(LinkHeads::None, "none")};

constexpr std::array styleDashes{std::pair(Style::Dash::Solid, "solid"), std::pair(Style::Dash::Dashed, "dashed"),
                                 std::pair(Style::Dash::Dotted, "dotted")};

struct StyleColor {
    const char* key;
    std::optional<std::uint32_t> Style::*member;
    bool mayBeNone;
};
constexpr std::array styleColors{StyleColor{"fill", &Style::fill, true}, StyleColor{"line", &Style::line, true},
                                 StyleColor{"text", &Style::text, false}};

std::optional<std::uint32_t> styleColor(const QJsonValue& json, bool mayBeNone) {
    const QString text = json.toString();
    if (mayBeNone && text == styleNone) return Style::none;
    if (text.size() != 7 || text[0] != QLatin1Char('#')) return std::nullopt;
    bool ok = false;
    const std::uint32_t rgb = text.mid(1).toUInt(&ok, 16);
    return ok ? std::optional(rgb) : std::nullopt;
}

QString styleText(std::uint32_t color) {
    return color == Style::none ? QString(styleNone) : QStringLiteral("#%1").arg(color, 6, 16, QLatin1Char('0'));
}

template <class Part>
std::shared_ptr<const Part> styleRestyled(const Part& part, const Style& style) {
    Part copy = part;
    copy.style = style;
    return std::make_shared<const Part>(std::move(copy));
}

/// Says what is wrong with a style in a file; the place is the key in it ("fill").
Result<void> styleCheck(const QJsonObject& json) {
    for (const StyleColor& color : styleColors) {
        const QJsonValue given = json.value(QLatin1String(color.key));
        if (given.isUndefined() || styleColor(given, color.mayBeNone)) continue;
        return fail(FL_TR("design", "A colour in quotes such as \"#3366CC\" is expected here"), color.key);
    }
    if (const QJsonValue size = json.value(styleSizeKey); !size.isUndefined())
        if (size.toInt() < Style::smallestText || size.toInt() > Style::largestText)
            return fail({FL_TR("design", "A size of text from %1 to %2 is expected here"),
                         {std::to_string(Style::smallestText), std::to_string(Style::largestText)}},
                        "text_size");
    if (const QJsonValue dash = json.value(styleDashKey); !dash.isUndefined())
        if (std::none_of(styleDashes.begin(), styleDashes.end(), [&](const auto& one) { return dash.toString() == QLatin1String(one.second); }))
            return fail(FL_TR("design", "\"solid\", \"dashed\" or \"dotted\" is expected here"), "dash");
    return {};
}

Result<void> styleTakeLayer(QJsonObject& json, int& layer) {
    const QJsonValue given = json.take(styleLayerKey);
    if (given.isUndefined()) return {};
    const int number = given.toInt(-1);
    if (number < 0 || number > largestLayerId) return fail(FL_TR("design", "The number of a layer is expected here"), "layer");
    layer = number;
    return {};
}

void styleWrite(QJsonObject& json, const Style& style) {
    const QJsonObject known = styleToJson(style);
    if (known.isEmpty()) return;
    QJsonObject all = json.value(styleKey).toObject();
    for (auto it = known.begin(); it != known.end(); ++it) all.insert(it.key(), it.value());
    json.insert(styleKey, all);
}

Result<void> styleTake(QJsonObject& json, Style& style) {
    const QJsonValue value = json.take(styleKey);
    if (value.isUndefined()) return {};
    if (!value.isObject()) return fail(FL_TR("design", "A style is an object in { }"), "style");
    QJsonObject rest = value.toObject();
    style = styleFromJson(rest);
    const Result<void> ok = styleCheck(rest);
    for (const StyleColor& color : styleColors) rest.remove(QLatin1String(color.key));
    rest.remove(styleSizeKey);
    rest.remove(styleDashKey);
    if (!rest.isEmpty()) json.insert(styleKey, rest);
    return ok ? Result<void>() : fail(ok.error().what, "style." + ok.error().where);
}

}  // namespace

QJsonObject styleToJson(const Style& style) {
    QJsonObject json;
    for (const StyleColor& color : styleColors)
        if (const auto& value = style.*color.member) json.insert(QLatin1String(color.key), styleText(*value));
    if (style.textSize > 0) json.insert(styleSizeKey, style.textSize);
    for (const auto& [dash, word] : styleDashes)
        if (style.dash == dash) json.insert(styleDashKey, QLatin1String(word));
    return json;
}

Style styleFromJson(const QJsonObject& json) {
    Style style;
    for (const StyleColor& color : styleColors) style.*color.member = styleColor(json.value(QLatin1String(color.key)), color.mayBeNone);
    const int size = json.value(styleSizeKey).toInt();
    if (size >= Style::smallestText && size <= Style::largestText) style.textSize = size;
    const QString dash = json.value(styleDashKey).toString();
    for (const auto& [value, word] : styleDashes)
        if (dash == QLatin1String(word)) style.dash = value;
    return style;
}

QString shapeName(LinkShape wanted) {
    for (const auto& [shape, word] : styleShapes)
        if (shape == wanted) return QLatin1String(word);
    return {};
}

QString headsName(LinkHeads wanted) {
    for (const auto& [heads, word] : styleHeads)
        if (heads == wanted) return QLatin1String(word);
    return {};
}

void writeLook(QJsonObject& json, const Component& part) {
    if (part.order != 0) json.insert(styleOrderKey, part.order);
    if (part.collapsed) json.insert(styleCollapsedKey, true);
    if (part.layer != 0) json.insert(styleLayerKey, part.layer);
    styleWrite(json, part.style);
}

void writeLook(QJsonObject& json, const Link& link) {
    if (link.shape != LinkShape::Orthogonal) json.insert(styleShapeKey, shapeName(link.shape));
    if (link.heads != LinkHeads::End) json.insert(styleHeadsKey, headsName(link.heads));
    if (!link.label.isEmpty()) json.insert(styleLabelKey, link.label);
    if (link.layer != 0) json.insert(styleLayerKey, link.layer);
    styleWrite(json, link.style);
}

Result<void> takeLook(QJsonObject& json, Component& part) {
    Result<void> ok;
    if (const QJsonValue order = json.take(styleOrderKey); !order.isUndefined()) {
        constexpr int noNumber = largestOrder + 1;
        if (const int number = order.toInt(noNumber); std::abs(number) <= largestOrder)
            part.order = number;
        else
            ok = fail({FL_TR("design", "A whole number from %1 to %2 is expected here"),
                       {std::to_string(-largestOrder), std::to_string(largestOrder)}},
                      "order");
    }
    if (const QJsonValue collapsed = json.take(styleCollapsedKey); !collapsed.isUndefined()) {
        part.collapsed = collapsed.toBool();
        if (ok && !collapsed.isBool()) ok = fail(FL_TR("design", "true or false is expected here"), "collapsed");
    }
    if (const Result<void> layer = styleTakeLayer(json, part.layer); ok && !layer) ok = layer;
    const Result<void> style = styleTake(json, part.style);
    return ok ? style : ok;
}

Result<void> takeLook(QJsonObject& json, Link& link) {
    Result<void> ok;
    if (const QJsonValue given = json.take(styleShapeKey); !given.isUndefined()) {
        const auto known = std::find_if(styleShapes.begin(), styleShapes.end(),
                                        [&](const auto& one) { return given.toString() == QLatin1String(one.second); });
        if (known != styleShapes.end())
            link.shape = known->first;
        else
            ok = fail(FL_TR("design", "\"orthogonal\", \"straight\" or \"curved\" is expected here"), "shape");
    }
    if (const QJsonValue given = json.take(styleHeadsKey); !given.isUndefined()) {
        const auto known = std::find_if(styleHeads.begin(), styleHeads.end(),
                                        [&](const auto& one) { return given.toString() == QLatin1String(one.second); });
        if (known != styleHeads.end())
            link.heads = known->first;
        else if (ok)
            ok = fail(FL_TR("design", "\"end\", \"start\", \"both\" or \"none\" is expected here"), "heads");
    }
    if (const QJsonValue given = json.take(styleLabelKey); !given.isUndefined()) {
        if (given.isString() && given.toString().size() <= longestLinkLabel)
            link.label = given.toString().simplified();
        else if (ok)
            ok = fail({FL_TR("design", "A text of at most %1 characters is expected here"), {std::to_string(longestLinkLabel)}}, "label");
    }
    if (const Result<void> layer = styleTakeLayer(json, link.layer); ok && !layer) ok = layer;
    const Result<void> style = styleTake(json, link.style);
    return ok ? style : ok;
}

Change restyle(const Design& design, const std::vector<ComponentId>& components, const std::vector<LinkId>& links,
               const std::function<void(Style&)>& alter) {
    Change change;
    QString name;
    const auto altered = [&](const auto& part) {
        const Style& before = part.style;
        Style after = before;
        alter(after);
        return before == after ? nullptr : styleRestyled(part, after);
    };
    for (const ComponentId id : std::set(components.begin(), components.end())) {   // each once
        const auto it = design.components().find(id);
        if (it == design.components().end()) continue;
        if (auto after = altered(*it->second)) change.steps.emplace_back(ComponentStep{it->second, std::move(after)});
    }
    for (const LinkId id : std::set(links.begin(), links.end())) {
        const auto it = design.links().find(id);
        if (it == design.links().end()) continue;
        if (auto after = altered(*it->second)) change.steps.emplace_back(LinkStep{it->second, std::move(after)});
    }
    const auto* only = change.steps.size() == 1 ? std::get_if<ComponentStep>(&change.steps.front()) : nullptr;
    change.label = only ? QCoreApplication::translate("design", "Change the look of %1").arg(only->after->name)
                        : QCoreApplication::translate("design", "Change the look");
    return change;
}

Change withStyle(Change change, const std::function<Style(const std::string&)>& styleFor) {
    const auto give = [&](auto& step, const std::string& kind) {
        if (step.before || !step.after || !step.after->style.isUsual()) return;
        if (const Style style = styleFor(kind); !style.isUsual()) step.after = styleRestyled(*step.after, style);
    };
    for (Step& step : change.steps) {
        if (auto* part = std::get_if<ComponentStep>(&step); part && part->after) give(*part, part->after->kind);
        if (auto* link = std::get_if<LinkStep>(&step)) give(*link, "link");
    }
    return change;
}

}  // namespace faultline::design
