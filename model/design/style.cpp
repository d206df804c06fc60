#include "model/design/style.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace faultline::design {
namespace {

const QLatin1String styleKey("style");
const QLatin1String styleNone("none");

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
    QJsonObject json = part.extra.value(styleKey).toObject();
    for (const char* known : {"fill", "line", "text", "text_size", "dash"}) json.remove(QLatin1String(known));
    const QJsonObject set = styleToJson(style);
    for (auto it = set.begin(); it != set.end(); ++it) json.insert(it.key(), it.value());
    if (json.isEmpty())
        copy.extra.remove(styleKey);
    else
        copy.extra.insert(styleKey, json);
    return std::make_shared<const Part>(std::move(copy));
}

template <class Part>
Style styleOfPart(const Part& part) {
    const auto it = part.extra.constFind(styleKey);
    return it == part.extra.constEnd() ? Style{} : styleFromJson(it->toObject());
}

}  // namespace

Style styleOf(const Component& part) { return styleOfPart(part); }
Style styleOf(const Link& link) { return styleOfPart(link); }

QJsonObject styleToJson(const Style& style) {
    QJsonObject json;
    for (const StyleColor& color : styleColors)
        if (const auto& value = style.*color.member) json.insert(QLatin1String(color.key), styleText(*value));
    if (style.textSize > 0) json.insert(QLatin1String("text_size"), style.textSize);
    for (const auto& [dash, word] : styleDashes)
        if (style.dash == dash) json.insert(QLatin1String("dash"), QLatin1String(word));
    return json;
}

Style styleFromJson(const QJsonObject& json) {
    Style style;
    for (const StyleColor& color : styleColors) style.*color.member = styleColor(json.value(QLatin1String(color.key)), color.mayBeNone);
    const int size = json.value(QLatin1String("text_size")).toInt();
    if (size >= Style::smallestText && size <= Style::largestText) style.textSize = size;
    const QString dash = json.value(QLatin1String("dash")).toString();
    for (const auto& [value, word] : styleDashes)
        if (dash == QLatin1String(word)) style.dash = value;
    return style;
}

Result<void> checkStyle(const QJsonValue& value) {
    if (!value.isObject()) return fail(FL_TR("design", "A style is an object in { }"));
    const QJsonObject json = value.toObject();
    for (const StyleColor& color : styleColors) {
        const QJsonValue given = json.value(QLatin1String(color.key));
        if (given.isUndefined() || styleColor(given, color.mayBeNone)) continue;
        return fail(FL_TR("design", "A colour in quotes such as \"#3366CC\" is expected here"), color.key);
    }
    if (const QJsonValue size = json.value(QLatin1String("text_size")); !size.isUndefined())
        if (size.toInt() < Style::smallestText || size.toInt() > Style::largestText)
            return fail({FL_TR("design", "A size of text from %1 to %2 is expected here"),
                         {std::to_string(Style::smallestText), std::to_string(Style::largestText)}},
                        "text_size");
    if (const QJsonValue dash = json.value(QLatin1String("dash")); !dash.isUndefined())
        if (std::none_of(styleDashes.begin(), styleDashes.end(), [&](const auto& one) { return dash.toString() == QLatin1String(one.second); }))
            return fail(FL_TR("design", "\"solid\", \"dashed\" or \"dotted\" is expected here"), "dash");
    return {};
}

Change restyle(const Design& design, const std::vector<ComponentId>& components, const std::vector<LinkId>& links,
               const std::function<void(Style&)>& alter) {
    Change change;
    QString name;
    const auto altered = [&](const auto& part) {
        const Style before = styleOf(part);
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
        if (step.before || !step.after || step.after->extra.contains(styleKey)) return;
        if (const Style style = styleFor(kind); !style.isUsual()) step.after = styleRestyled(*step.after, style);
    };
    for (Step& step : change.steps) {
        if (auto* part = std::get_if<ComponentStep>(&step); part && part->after) give(*part, part->after->kind);
        if (auto* link = std::get_if<LinkStep>(&step)) give(*link, "link");
    }
    return change;
}

}  // namespace faultline::design
