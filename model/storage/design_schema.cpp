#include "model/storage/design_schema.h"

#include "model/storage/design_json.h"
#include "model/storage/json_text.h"
#include "model/design/style.h"

#include <QJsonArray>

#include <limits>
#include <set>

namespace faultline::storage {
namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

const QLatin1String schemaDialect("https://json-schema.org/draft/2020-12/schema");
const QLatin1String schemaDesignId("urn:faultline:design:1");
const QLatin1String schemaRunId("urn:faultline:run:1");

// As the reader has them (design_json.cpp); a test holds a file at each limit against both.
constexpr int schemaMostComponents = 20'000;
constexpr int schemaMostLinks = 50'000;
constexpr int schemaMostWaypoints = 1'000;
constexpr int schemaMostRows = 10'000;
constexpr int schemaLargestId = 10'000'000;
constexpr int schemaLargestPlace = 10'000'000;
constexpr int schemaLongestName = 200;
constexpr char schemaLargeNumber[] = "^[0-9]{1,20}$";

QString schemaKey(const char* text) { return QString::fromUtf8(text); }

QJsonObject schemaRef(const QString& name) { return {{schemaKey("$ref"), QStringLiteral("#/$defs/") + name}}; }

QJsonObject schemaNumbers(const char* type, double minimum, double maximum) {
    QJsonObject out{{schemaKey("type"), schemaKey(type)}};
    if (minimum > std::numeric_limits<double>::lowest()) out.insert(schemaKey("minimum"), minimum);
    if (maximum < std::numeric_limits<double>::max()) out.insert(schemaKey("maximum"), maximum);
    return out;
}

QJsonObject schemaString(int longest, int shortest = 0) {
    QJsonObject out{{schemaKey("type"), schemaKey("string")}, {schemaKey("maxLength"), longest}};
    if (shortest > 0) out.insert(schemaKey("minLength"), shortest);
    return out;
}

QJsonObject schemaPattern(const char* pattern, const char* example) {
    return {{schemaKey("type"), schemaKey("string")}, {schemaKey("pattern"), schemaKey(pattern)}, {schemaKey("examples"), QJsonArray{schemaKey(example)}}};
}

/// An object that has these keys and no others.
QJsonObject schemaObject(const QJsonObject& properties, const QStringList& required = {}) {
    QJsonObject out{{schemaKey("type"), schemaKey("object")}, {schemaKey("properties"), properties}, {schemaKey("additionalProperties"), false}};
    if (!required.isEmpty()) out.insert(schemaKey("required"), QJsonArray::fromStringList(required));
    return out;
}

/// The keys are the names of the types of property in the README of the format.
QJsonObject schemaUnits() {
    return {{schemaKey("duration"), schemaPattern(R"(^(\d+(\.\d+)? ?(ns|us|ms|s|m|h|d)( |$))+$)", "200ms")},
            {schemaKey("size"), schemaPattern(R"(^\d+(\.\d+)? ?(B|kB|[MGTP]B|[KMGTP]iB)$)", "512MiB")},
            {schemaKey("bandwidth"), schemaPattern(R"(^\d+(\.\d+)? ?[kMGT]?bit/s$)", "100Mbit/s")},
            {schemaKey("share"), schemaPattern(R"(^(100(\.0+)?|\d{1,2}(\.\d+)?) ?%$)", "20%")},
            {schemaKey("address"), schemaPattern(R"(^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$)", "10.0.0.5")},
            {schemaKey("date"), schemaPattern(R"(^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?Z?)?$)", "2026-11-20T18:45:00Z")},
            {schemaKey("id"), schemaNumbers("integer", 1, schemaLargestId)},
            {schemaKey("reference"), schemaNumbers("integer", 0, schemaLargestId)}};
}

QJsonObject schemaProperties(const std::vector<PropertySpec>& specs);

QJsonObject schemaProperty(const PropertySpec& spec) {
    const auto type = [&]() -> QJsonObject {
        switch (spec.type) {
            case PropertyType::Bool:
                return {{schemaKey("type"), schemaKey("boolean")}};
            case PropertyType::Integer:
                return schemaNumbers("integer", spec.minimum, spec.maximum);
            case PropertyType::Number:
                return schemaNumbers("number", spec.minimum, spec.maximum);
            case PropertyType::Duration:
                return schemaRef(schemaKey("duration"));
            case PropertyType::Size:
                return schemaRef(schemaKey("size"));
            case PropertyType::Bandwidth:
                return schemaRef(schemaKey("bandwidth"));
            case PropertyType::Share:
                return schemaRef(schemaKey("share"));
            case PropertyType::Address:
                return schemaRef(schemaKey("address"));
            case PropertyType::DateTime:
                return schemaRef(schemaKey("date"));
            case PropertyType::Component:
                return schemaRef(schemaKey("reference"));
            case PropertyType::Choice: {
                QJsonArray choices;
                for (const catalog::Choice& choice : spec.choices) choices.append(schemaKey(choice.key));
                return {{schemaKey("enum"), choices}};
            }
            case PropertyType::Table:
                return {{schemaKey("type"), schemaKey("array")}, {schemaKey("maxItems"), schemaMostRows}, {schemaKey("items"), schemaProperties(spec.columns)}};
            case PropertyType::Text:
                break;
        }
        return {{schemaKey("type"), schemaKey("string")}};
    };
    QJsonObject out = type();
    out.insert(schemaKey("title"), schemaKey(spec.label.source));
    if (spec.help.source && *spec.help.source) out.insert(schemaKey("description"), schemaKey(spec.help.source));
    if (*spec.unit) out.insert(schemaKey("$comment"), schemaKey(spec.unit));
    if (!spec.defaultValue.isNull()) out.insert(schemaKey("default"), valueToJson(spec, spec.defaultValue));
    return out;
}

QJsonObject schemaProperties(const std::vector<PropertySpec>& specs) {
    QJsonObject properties;
    for (const PropertySpec& spec : specs) properties.insert(schemaKey(spec.key), schemaProperty(spec));
    return schemaObject(properties);
}

/// What only components of one kind have.
QJsonObject schemaKind(const catalog::ComponentKind& kind) {
    QJsonObject properties{{schemaKey("properties"), schemaProperties(kind.properties)}};
    QJsonArray software;
    for (const catalog::SoftwarePreset& preset : kind.software) software.append(schemaKey(preset.name));
    properties.insert(schemaKey("software"), software.isEmpty() ? QJsonValue(false) : QJsonValue(QJsonObject{{schemaKey("enum"), software}}));
    return {{schemaKey("title"), schemaKey(kind.label.source)}, {schemaKey("description"), schemaKey(kind.help.source)}, {schemaKey("properties"), properties}};
}

QJsonObject schemaPoint(const QJsonArray& axes) {
    const auto size = axes.size();
    return {{schemaKey("type"), schemaKey("array")}, {schemaKey("prefixItems"), axes}, {schemaKey("items"), false}, {schemaKey("minItems"), size}};
}

/// How a component or link looks, as far as somebody chose it.
QJsonObject schemaStyle() {
    const QJsonObject colour = schemaPattern("^#[0-9a-fA-F]{6}$", "#ccfbf1");
    const QJsonObject colourOrNone = schemaPattern("^(#[0-9a-fA-F]{6}|none)$", "#ccfbf1");
    return schemaObject({{schemaKey("fill"), colourOrNone},
                         {schemaKey("line"), colourOrNone},
                         {schemaKey("text"), colour},
                         {schemaKey("text_size"), schemaNumbers("integer", design::Style::smallestText, design::Style::largestText)},
                         {schemaKey("dash"), QJsonObject{{schemaKey("enum"), QJsonArray{schemaKey("solid"), schemaKey("dashed"), schemaKey("dotted")}}}}});
}

QJsonObject schemaLayerId() { return schemaNumbers("integer", 0, design::largestLayerId); }

/// One of the layers; the background has no name of its own.
QJsonObject schemaLayer() {
    const QJsonObject flag{{schemaKey("type"), schemaKey("boolean")}};
    QJsonObject out = schemaObject({{schemaKey("id"), schemaLayerId()},
                                    {schemaKey("name"), schemaString(design::longestLayerName, 1)},
                                    {schemaKey("hidden"), flag},
                                    {schemaKey("locked"), flag}},
                                   {schemaKey("id")});
    out.insert(schemaKey("anyOf"), QJsonArray{QJsonObject{{schemaKey("required"), QJsonArray{schemaKey("name")}}},
                                              QJsonObject{{schemaKey("properties"), QJsonObject{{schemaKey("id"), QJsonObject{{schemaKey("const"), 0}}}}}}});
    return out;
}

QJsonObject schemaComponent(const catalog::Catalog& catalog) {
    QJsonArray kinds, byKind;
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        kinds.append(schemaKey(kind.id));
        byKind.append(QJsonObject{{schemaKey("if"), QJsonObject{{schemaKey("properties"), QJsonObject{{schemaKey("kind"), QJsonObject{{schemaKey("const"), schemaKey(kind.id)}}}}}}},
                             {schemaKey("then"), schemaRef(QStringLiteral("kind-") + schemaKey(kind.id))}});
    }
    const QJsonObject place = schemaNumbers("number", -schemaLargestPlace, schemaLargestPlace);
    const QJsonObject length = schemaNumbers("number", 0, schemaLargestPlace);
    QJsonObject out = schemaObject({{schemaKey("id"), schemaRef(schemaKey("id"))},
                               {schemaKey("kind"), QJsonObject{{schemaKey("enum"), kinds}}},
                               {schemaKey("name"), schemaString(schemaLongestName, 1)},
                               {schemaKey("rect"), schemaPoint({place, place, length, length})},
                               {schemaKey("software"), schemaString(schemaLongestName)},
                               {schemaKey("container"), schemaRef(schemaKey("id"))},
                               {schemaKey("attached_to"), schemaRef(schemaKey("id"))},
                               {schemaKey("in_line"), schemaRef(schemaKey("id"))},
                               {schemaKey("locked"), QJsonObject{{schemaKey("type"), schemaKey("boolean")}}},
                               {schemaKey("order"), schemaNumbers("integer", -design::largestOrder, design::largestOrder)},
                               {schemaKey("layer"), schemaLayerId()},
                               {schemaKey("collapsed"), QJsonObject{{schemaKey("type"), schemaKey("boolean")}}},
                               {schemaKey("style"), schemaStyle()},
                               {schemaKey("properties"), QJsonObject{{schemaKey("type"), schemaKey("object")}}}},
                              {schemaKey("id"), schemaKey("kind"), schemaKey("name"), schemaKey("rect")});
    out.insert(schemaKey("allOf"), byKind);
    QJsonArray places;
    for (const auto& [one, other] : {std::pair("container", "attached_to"), std::pair("container", "in_line"), std::pair("attached_to", "in_line")})
        places.append(QJsonObject{{schemaKey("required"), QJsonArray{schemaKey(one), schemaKey(other)}}});
    out.insert(schemaKey("not"), QJsonObject{{schemaKey("anyOf"), places}});
    return out;
}

QJsonObject schemaLink(const catalog::Catalog& catalog) {
    std::set<std::string> in, out;
    for (const catalog::ComponentKind& kind : catalog.kinds())
        for (const catalog::PortSpec& port : kind.ports) (port.direction == catalog::PortDirection::In ? in : out).insert(port.key);
    const auto ports = [](const std::set<std::string>& keys) {
        QJsonArray names;
        for (const std::string& name : keys) names.append(QString::fromStdString(name));
        return QJsonObject{{schemaKey("enum"), names}};
    };
    const QJsonObject place = schemaNumbers("number", -schemaLargestPlace, schemaLargestPlace);
    return schemaObject({{schemaKey("id"), schemaRef(schemaKey("id"))},
                         {schemaKey("from"), schemaRef(schemaKey("id"))},
                         {schemaKey("to"), schemaRef(schemaKey("id"))},
                         {schemaKey("from_port"), ports(out)},
                         {schemaKey("to_port"), ports(in)},
                         {schemaKey("number"), schemaNumbers("integer", 0, 65'535)},
                         {schemaKey("waypoints"), QJsonObject{{schemaKey("type"), schemaKey("array")},
                                                   {schemaKey("maxItems"), schemaMostWaypoints},
                                                   {schemaKey("items"), schemaPoint({place, place})}}},
                         {schemaKey("shape"), QJsonObject{{schemaKey("enum"), QJsonArray{schemaKey("orthogonal"), schemaKey("straight"), schemaKey("curved")}}}},
                         {schemaKey("heads"), QJsonObject{{schemaKey("enum"), QJsonArray{schemaKey("end"), schemaKey("start"), schemaKey("both"), schemaKey("none")}}}},
                         {schemaKey("label"), schemaString(design::longestLinkLabel)},
                         {schemaKey("layer"), schemaLayerId()},
                         {schemaKey("style"), schemaStyle()},
                         {schemaKey("properties"), schemaProperties(catalog::linkProperties())}},
                        {schemaKey("id"), schemaKey("from"), schemaKey("to"), schemaKey("from_port"), schemaKey("to_port")});
}

QJsonObject schemaSeed() {
    return {{schemaKey("anyOf"), QJsonArray{schemaNumbers("integer", 0, 9'007'199'254'740'992.0), schemaPattern(schemaLargeNumber, "18446744073709551615")}}};
}

}  // namespace

QJsonObject designSchema(const catalog::Catalog& catalog) {
    QJsonObject parts = schemaUnits();
    parts.insert(schemaKey("layer"), schemaLayer());
    parts.insert(schemaKey("component"), schemaComponent(catalog));
    parts.insert(schemaKey("link"), schemaLink(catalog));
    for (const catalog::ComponentKind& kind : catalog.kinds()) parts.insert(QStringLiteral("kind-") + schemaKey(kind.id), schemaKind(kind));
    const auto list = [](const char* of, int most) {
        return QJsonObject{{schemaKey("type"), schemaKey("array")}, {schemaKey("maxItems"), most}, {schemaKey("items"), schemaRef(schemaKey(of))}};
    };
    QJsonObject out = schemaObject({{schemaKey("$schema"), QJsonObject{{schemaKey("type"), schemaKey("string")}}},
                               {schemaKey("format"), QJsonObject{{schemaKey("const"), schemaKey("faultline-design")}}},
                               {schemaKey("version"), QJsonObject{{schemaKey("const"), designFormatVersion}}},
                               {schemaKey("title"), schemaString(2'000)},
                               {schemaKey("description"), schemaString(1'000'000)},
                               {schemaKey("start_time"), schemaRef(schemaKey("date"))},
                               {schemaKey("seed"), schemaSeed()},
                               {schemaKey("layers"), list("layer", design::mostLayers + 1)},
                               {schemaKey("last_component_id"), schemaRef(schemaKey("reference"))},
                               {schemaKey("last_link_id"), schemaRef(schemaKey("reference"))},
                               {schemaKey("components"), list("component", schemaMostComponents)},
                               {schemaKey("links"), list("link", schemaMostLinks)}},
                              {schemaKey("format"), schemaKey("version")});
    out.insert(schemaKey("$schema"), schemaDialect);
    out.insert(schemaKey("$id"), schemaDesignId);
    out.insert(schemaKey("title"), schemaKey("A design of Faultline (design.json)"));
    out.insert(schemaKey("$defs"), parts);
    return out;
}

QJsonObject runSchema() {
    const QJsonObject line = schemaObject({{schemaKey("at"), schemaRef(schemaKey("duration"))}, {schemaKey("command"), schemaString(100'000, 1)}}, {schemaKey("at"), schemaKey("command")});
    QJsonObject out = schemaObject({{schemaKey("format"), QJsonObject{{schemaKey("const"), schemaKey("faultline-run")}}},
                               {schemaKey("version"), QJsonObject{{schemaKey("const"), 1}}},
                               {schemaKey("seed"), schemaPattern(schemaLargeNumber, "1")},
                               {schemaKey("now"), schemaRef(schemaKey("duration"))},
                               {schemaKey("fingerprint"), schemaPattern("^[0-9a-f]{16}$", "0123456789abcdef")},
                               {schemaKey("log"), QJsonObject{{schemaKey("type"), schemaKey("array")}, {schemaKey("items"), line}}},
                               {schemaKey("design"), QJsonObject{{schemaKey("$ref"), schemaDesignId}}}},
                              {schemaKey("format"), schemaKey("version"), schemaKey("seed"), schemaKey("now"), schemaKey("design")});
    out.insert(schemaKey("$schema"), schemaDialect);
    out.insert(schemaKey("$id"), schemaRunId);
    out.insert(schemaKey("title"), schemaKey("A saved run of Faultline (run.json)"));
    out.insert(schemaKey("$defs"), QJsonObject{{schemaKey("duration"), schemaUnits().value(schemaKey("duration"))}});
    return out;
}

QByteArray schemaText(const QJsonObject& schema) { return formatJson(schema); }

}  // namespace faultline::storage
