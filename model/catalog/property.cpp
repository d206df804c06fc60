#include "model/catalog/property.h"

#include "model/core/units.h"

#include <cctype>
#include <charconv>
#include <cmath>

namespace faultline::catalog {

namespace {

std::string propertyRangeText(const PropertySpec& spec, double bound) {
    switch (spec.type) {
        case PropertyType::Duration:
            return formatDuration(static_cast<SimTime>(bound));
        case PropertyType::Size:
            return formatSize(static_cast<std::int64_t>(bound));
        case PropertyType::Bandwidth:
            return formatBandwidth(static_cast<std::int64_t>(bound));
        case PropertyType::Share:
            return formatShare(bound);
        default:
            return *spec.unit ? formatNumber(bound) + " " + spec.unit : formatNumber(bound);
    }
}

Result<void> propertyCheckRange(const PropertySpec& spec, double number) {
    if (!(number >= spec.minimum))
        return fail({FL_TR("catalog", "%1 is too small: at least %2"),
                     {propertyRangeText(spec, number), propertyRangeText(spec, spec.minimum)}});
    if (!(number <= spec.maximum))
        return fail({FL_TR("catalog", "%1 is too large: at most %2"),
                     {propertyRangeText(spec, number), propertyRangeText(spec, spec.maximum)}});
    return {};
}

std::string propertyTrimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    return std::string(text);
}

std::string propertyLower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

Result<Value> propertyParseBool(const std::string& text) {
    const std::string t = propertyLower(text);
    for (const char* word : {"yes", "true", "on", "1"})
        if (t == word) return Value(true);
    for (const char* word : {"no", "false", "off", "0"})
        if (t == word) return Value(false);
    return fail({FL_TR("catalog", "\"%1\" is neither yes nor no"), {excerpt(text)}});
}

Result<Value> propertyParseInteger(const std::string& text) {
    std::int64_t integer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error == std::errc() && end == text.data() + text.size()) return Value(integer);
    const Result<double> number = parseNumber(text);
    if (!number) return tl::unexpected<Problem>(number.error());
    if (*number != std::floor(*number) || std::abs(*number) > 9e15)
        return fail({FL_TR("catalog", "%1 is not a whole number"), {excerpt(text)}});
    return Value(static_cast<std::int64_t>(*number));
}

Result<Value> propertyParseChoice(const PropertySpec& spec, const std::string& text) {
    std::string known;
    for (const Choice& choice : spec.choices) {
        if (propertyLower(text) == propertyLower(choice.key) || propertyLower(text) == propertyLower(choice.label.source))
            return Value(choice.key);
        known += (known.empty() ? "" : ", ") + std::string(choice.key);
    }
    return fail({FL_TR("catalog", "\"%1\" is not one of: %2"), {excerpt(text), known}});
}

template <class T>
Result<Value> propertyWrap(Result<T> parsed) {
    if (!parsed) return tl::unexpected<Problem>(parsed.error());
    return Value(*parsed);
}

}  // namespace

Result<Value> parseValue(const PropertySpec& spec, std::string_view rawText) {
    const std::string text = propertyTrimmed(rawText);
    Result<Value> value = Value();
    switch (spec.type) {
        case PropertyType::Bool:
            value = propertyParseBool(text);
            break;
        case PropertyType::Integer:
            value = propertyParseInteger(text);
            break;
        case PropertyType::Number:
            value = propertyWrap(parseNumber(text));
            break;
        case PropertyType::Duration:
            value = propertyWrap(parseDuration(text));
            break;
        case PropertyType::Size:
            value = propertyWrap(parseSize(text));
            break;
        case PropertyType::Bandwidth:
            value = propertyWrap(parseBandwidth(text));
            break;
        case PropertyType::Share:
            value = propertyWrap(parseShare(text));
            break;
        case PropertyType::DateTime:
            value = propertyWrap(parseDateTime(text));
            break;
        case PropertyType::Text:
            value = Value(std::string(rawText));
            break;
        case PropertyType::Choice:
            value = propertyParseChoice(spec, text);
            break;
        case PropertyType::Component:
            value = text.empty() ? Result<Value>(Value(0)) : propertyParseInteger(text);
            break;
        case PropertyType::Address: {
            const Result<std::uint32_t> address = parseIPv4(text);
            if (!address) return tl::unexpected<Problem>(address.error());
            value = Value(static_cast<std::int64_t>(*address));
            break;
        }
        case PropertyType::Table:
            return fail(FL_TR("catalog", "a table is edited row by row"));
    }
    if (!value) return value;
    if (const Result<void> ok = checkValue(spec, *value); !ok) return tl::unexpected<Problem>(ok.error());
    return value;
}

Text describeRange(const PropertySpec& spec) {
    switch (spec.type) {
        case PropertyType::Integer:
        case PropertyType::Number:
        case PropertyType::Duration:
        case PropertyType::Size:
        case PropertyType::Bandwidth:
            break;
        default:
            return {};
    }
    constexpr double endless = 1e300;
    if (spec.maximum < endless) {
        PropertySpec bare = spec;  // the unit is said once
        bare.unit = "";
        return {FL_TR("catalog", "%1 to %2"), {propertyRangeText(bare, spec.minimum), propertyRangeText(spec, spec.maximum)}};
    }
    return spec.minimum > 0 ? Text(FL_TR("catalog", "at least %1"), {propertyRangeText(spec, spec.minimum)}) : Text();
}

std::string formatValue(const PropertySpec& spec, const Value& value) {
    if (value.isNull()) return {};
    switch (spec.type) {
        case PropertyType::Bool:
            return value.toBool() ? "yes" : "no";
        case PropertyType::Integer:
        case PropertyType::Component:
            return std::to_string(value.toInt());
        case PropertyType::Number:
            return formatNumber(value.toNumber());
        case PropertyType::Duration:
            return formatDuration(value.toInt());
        case PropertyType::Size:
            return formatSize(value.toInt());
        case PropertyType::Bandwidth:
            return formatBandwidth(value.toInt());
        case PropertyType::Share:
            return formatShare(value.toNumber());
        case PropertyType::DateTime:
            return formatDateTime(value.toInt());
        case PropertyType::Address:
            return formatIPv4(static_cast<std::uint32_t>(value.toInt()));
        case PropertyType::Text:
        case PropertyType::Choice:
            return value.toText();
        case PropertyType::Table:
            return std::to_string(value.toTable().size()) + (value.toTable().size() == 1 ? " row" : " rows");
    }
    return {};
}

Result<void> checkValue(const PropertySpec& spec, const Value& value) {
    const auto wrongType = [&] { return fail({FL_TR("catalog", "%1 has a value of the wrong type"), {spec.key}}); };
    switch (spec.type) {
        case PropertyType::Bool:
            return std::holds_alternative<bool>(value.data) ? Result<void>() : wrongType();
        case PropertyType::Number:
        case PropertyType::Share:
            if (!std::holds_alternative<double>(value.data) && !std::holds_alternative<std::int64_t>(value.data))
                return wrongType();
            return propertyCheckRange(spec, value.toNumber());
        case PropertyType::Integer:
        case PropertyType::Duration:
        case PropertyType::Size:
        case PropertyType::Bandwidth:
            if (!std::holds_alternative<std::int64_t>(value.data)) return wrongType();
            return propertyCheckRange(spec, static_cast<double>(value.toInt()));
        case PropertyType::DateTime:
        case PropertyType::Address:
        case PropertyType::Component:
            return std::holds_alternative<std::int64_t>(value.data) ? Result<void>() : wrongType();
        case PropertyType::Text:
            return std::holds_alternative<std::string>(value.data) ? Result<void>() : wrongType();
        case PropertyType::Choice: {
            if (!std::holds_alternative<std::string>(value.data)) return wrongType();
            const Result<Value> parsed = propertyParseChoice(spec, value.toText());
            if (!parsed) return tl::unexpected<Problem>(parsed.error());
            if (!(*parsed == value))  // a label, or other letters: understood when typed, but not what is stored
                return fail({FL_TR("catalog", "\"%1\" is to be written as %2"), {excerpt(value.toText()), parsed->toText()}});
            return {};
        }
        case PropertyType::Table: {
            if (!std::holds_alternative<TableRows>(value.data)) return wrongType();
            std::size_t index = 0;
            for (const TableRow& row : value.toTable()) {
                ++index;
                if (row.size() != spec.columns.size())
                    return fail({FL_TR("catalog", "row %1 has %2 cells instead of %3"),
                                 {std::to_string(index), std::to_string(row.size()), std::to_string(spec.columns.size())}});
                for (std::size_t c = 0; c < row.size(); ++c)
                    if (const Result<void> ok = checkValue(spec.columns[c], row[c]); !ok)
                        return fail({FL_TR("catalog", "row %1, %2: %3"),
                                     {std::to_string(index), spec.columns[c].key, ok.error().plain()}});
            }
            return {};
        }
    }
    return {};
}

}  // namespace faultline::catalog
