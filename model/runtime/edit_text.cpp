#include "model/runtime/edit_text.h"

#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/style.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <charconv>
#include <cmath>

namespace faultline::runtime {

namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

QString editKey(const char* key) {
    return QString::fromLatin1(key);
}

QJsonValue editWrite(const Value& value) {
    if (const bool* b = std::get_if<bool>(&value.data)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&value.data)) return static_cast<qint64>(*i);
    if (const double* d = std::get_if<double>(&value.data)) return *d;
    if (const auto* s = std::get_if<std::string>(&value.data)) return QString::fromStdString(*s);
    QJsonArray rows;
    for (const TableRow& row : value.toTable()) {
        QJsonArray cells;
        for (const Value& cell : row) cells.append(editWrite(cell));
        rows.append(cells);
    }
    return rows;
}

/// Null when it is of another type than its property.
Value editRead(const PropertySpec& spec, const QJsonValue& json) {
    switch (spec.type) {
        case PropertyType::Bool:
            return json.isBool() ? Value(json.toBool()) : Value();
        case PropertyType::Number:
        case PropertyType::Share:
            return json.isDouble() ? Value(json.toDouble()) : Value();
        case PropertyType::Text:
        case PropertyType::Choice:
            return json.isString() ? Value(json.toString().toStdString()) : Value();
        case PropertyType::Table: {
            if (!json.isArray()) return {};
            TableRows rows;
            for (const QJsonValue& jsonRow : json.toArray()) {
                const QJsonArray cells = jsonRow.toArray();
                TableRow row;
                for (std::size_t c = 0; c < spec.columns.size(); ++c)
                    row.push_back(editRead(spec.columns[c], cells.at(static_cast<qsizetype>(c))));
                rows.push_back(std::move(row));
            }
            return rows;
        }
        default:
            return json.isDouble() ? Value(std::int64_t{json.toInteger()}) : Value();
    }
}

QJsonObject editWrite(const Settings& settings) {
    QJsonObject json;
    for (const auto& [key, value] : settings.entries()) json.insert(QString::fromStdString(key), editWrite(value));
    return json;
}

Result<Settings> editReadSettings(const std::vector<PropertySpec>& specs, const QJsonObject& json) {
    Settings settings;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const std::string key = it.key().toStdString();
        const auto spec = std::find_if(specs.begin(), specs.end(), [&](const PropertySpec& s) { return key == s.key; });
        if (spec == specs.end()) return fail({FL_TR("command", "There is no property called \"%1\""), {excerpt(key)}});
        Value value = editRead(*spec, *it);
        if (const Result<void> ok = catalog::checkValue(*spec, value); !ok) return tl::unexpected<Problem>(ok.error());
        settings.set(key, std::move(value));
    }
    return settings;
}

qint64 editNumber(std::uint32_t id) {
    return static_cast<qint64>(id);
}

std::uint32_t editReadId(const QJsonValue& json) {
    const qint64 id = json.toInteger();
    return id > 0 && id < 0xFFFF'FFFF ? static_cast<std::uint32_t>(id) : 0;
}

QJsonObject editWrite(const design::Component& part) {
    QJsonObject json{{editKey("id"), editNumber(part.id.value)},
                     {editKey("kind"), QString::fromStdString(part.kind)},
                     {editKey("name"), part.name},
                     {editKey("rect"), QJsonArray{part.rect.x(), part.rect.y(), part.rect.width(), part.rect.height()}}};
    if (!part.software.empty()) json.insert(editKey("software"), QString::fromStdString(part.software));
    if (part.container.isValid()) json.insert(editKey("container"), editNumber(part.container.value));
    if (part.attachedTo.isValid()) json.insert(editKey("attached_to"), editNumber(part.attachedTo.value));
    if (part.inLine.isValid()) json.insert(editKey("in_line"), editNumber(part.inLine.value));
    if (!part.properties.entries().empty()) json.insert(editKey("properties"), editWrite(part.properties));
    if (part.locked) json.insert(editKey("locked"), true);
    design::writeLook(json, part);
    if (!part.extra.isEmpty()) json.insert(editKey("extra"), part.extra);
    return json;
}

QJsonObject editWrite(const design::Link& link) {
    QJsonObject json{{editKey("id"), editNumber(link.id.value)},
                     {editKey("from"), editNumber(link.from.value)},
                     {editKey("to"), editNumber(link.to.value)},
                     {editKey("from_port"), QString::fromStdString(link.fromPort)},
                     {editKey("to_port"), QString::fromStdString(link.toPort)}};
    if (link.number != 0) json.insert(editKey("number"), link.number);
    if (!link.properties.entries().empty()) json.insert(editKey("properties"), editWrite(link.properties));
    QJsonArray points;
    for (const QPointF& point : link.waypoints) points.append(QJsonArray{point.x(), point.y()});
    if (!points.isEmpty()) json.insert(editKey("waypoints"), points);
    design::writeLook(json, link);
    if (!link.extra.isEmpty()) json.insert(editKey("extra"), link.extra);
    return json;
}

QJsonObject editWrite(const design::DocumentSettings& settings) {
    QJsonObject json{{editKey("title"), settings.title},
            {editKey("description"), settings.description},
            {editKey("start_time"), static_cast<qint64>(settings.startTime)},
            {editKey("seed"), QString::number(settings.seed)},
            {editKey("extra"), settings.extra}};
    if (!settings.layers.empty()) json.insert(editKey("layers"), design::layersToJson(settings.layers));
    return json;
}

Result<design::Component> editReadComponent(const QJsonObject& json, const catalog::Catalog& catalog) {
    design::Component part;
    part.id = {editReadId(json.value(editKey("id")))};
    part.kind = json.value(editKey("kind")).toString().toStdString();
    part.name = json.value(editKey("name")).toString();
    part.software = json.value(editKey("software")).toString().toStdString();
    part.container = {editReadId(json.value(editKey("container")))};
    part.attachedTo = {editReadId(json.value(editKey("attached_to")))};
    part.inLine = {editReadId(json.value(editKey("in_line")))};
    const QJsonArray n = json.value(editKey("rect")).toArray();
    part.rect = QRectF(n.at(0).toDouble(), n.at(1).toDouble(), n.at(2).toDouble(), n.at(3).toDouble());
    part.locked = json.value(editKey("locked")).toBool();
    part.extra = json.value(editKey("extra")).toObject();
    QJsonObject look = json;
    if (const Result<void> ok = design::takeLook(look, part); !ok) return tl::unexpected<Problem>(ok.error());
    const catalog::ComponentKind* kind = catalog.find(part.kind);
    if (!kind) return fail({FL_TR("command", "There is no kind of component called \"%1\""), {excerpt(part.kind)}});
    Result<Settings> properties = editReadSettings(kind->properties, json.value(editKey("properties")).toObject());
    if (!properties) return tl::unexpected<Problem>(properties.error());
    part.properties = std::move(*properties);
    return part;
}

Result<design::Link> editReadLink(const QJsonObject& json) {
    design::Link link;
    link.id = {editReadId(json.value(editKey("id")))};
    link.from = {editReadId(json.value(editKey("from")))};
    link.to = {editReadId(json.value(editKey("to")))};
    link.fromPort = json.value(editKey("from_port")).toString().toStdString();
    link.toPort = json.value(editKey("to_port")).toString().toStdString();
    link.number = json.value(editKey("number")).toInt();
    for (const QJsonValue& point : json.value(editKey("waypoints")).toArray())
        link.waypoints.emplace_back(point.toArray().at(0).toDouble(), point.toArray().at(1).toDouble());
    link.extra = json.value(editKey("extra")).toObject();
    QJsonObject look = json;
    if (const Result<void> ok = design::takeLook(look, link); !ok) return tl::unexpected<Problem>(ok.error());
    Result<Settings> properties = editReadSettings(catalog::linkProperties(), json.value(editKey("properties")).toObject());
    if (!properties) return tl::unexpected<Problem>(properties.error());
    link.properties = std::move(*properties);
    return link;
}

tl::unexpected<Problem> editDamaged() {
    return fail(FL_TR("command", "This is no edit as a log holds it"));
}

Result<void> editReadParts(const QJsonObject& root, const catalog::Catalog& catalog, design::Design& after) {
    for (const QJsonValue& value : root.value(editKey("components")).toArray()) {
        const QJsonObject json = value.toObject();
        const ComponentId id{editReadId(json.value(editKey("id")))};
        if (!id.isValid()) return editDamaged();
        if (json.value(editKey("removed")).toBool()) {
            after.setComponent(id, nullptr);
            continue;
        }
        Result<design::Component> part = editReadComponent(json, catalog);
        if (!part) return tl::unexpected<Problem>(part.error());
        after.setComponent(id, std::make_shared<const design::Component>(std::move(*part)));
    }
    for (const QJsonValue& value : root.value(editKey("links")).toArray()) {
        const QJsonObject json = value.toObject();
        const LinkId id{editReadId(json.value(editKey("id")))};
        if (!id.isValid()) return editDamaged();
        if (json.value(editKey("removed")).toBool()) {
            after.setLink(id, nullptr);
            continue;
        }
        Result<design::Link> link = editReadLink(json);
        if (!link) return tl::unexpected<Problem>(link.error());
        after.setLink(id, std::make_shared<const design::Link>(std::move(*link)));
    }
    if (root.contains(editKey("settings"))) {
        const QJsonObject json = root.value(editKey("settings")).toObject();
        design::DocumentSettings settings;
        settings.title = json.value(editKey("title")).toString();
        settings.description = json.value(editKey("description")).toString();
        settings.startTime = json.value(editKey("start_time")).toInteger();
        settings.seed = json.value(editKey("seed")).toString().toULongLong();
        settings.extra = json.value(editKey("extra")).toObject();
        Result<std::vector<design::DrawingLayer>> layers = design::layersFromJson(json.value(editKey("layers")).toArray());
        if (!layers) return tl::unexpected<Problem>(layers.error());
        settings.layers = std::move(*layers);
        after.setSettings(std::move(settings));
    }
    return {};
}

/// A cell as a person writes it: text by the rules of its column, or a plain JSON value.
Result<Value> editReadCell(const PropertySpec& column, const QJsonValue& json, const design::Design& design) {
    if (json.isUndefined()) return column.defaultValue;
    if (json.isString()) {
        const std::string text = json.toString().toStdString();
        if (column.type != PropertyType::Component || text.empty()) return catalog::parseValue(column, text);
        const design::Component* named = componentByWord(design, text);
        if (!named) return fail({FL_TR("command", "There is no component called \"%1\""), {excerpt(text)}});
        return Value(std::int64_t{named->id.value});
    }
    Value value = editRead(column, json);
    if (const Result<void> ok = catalog::checkValue(column, value); !ok) return tl::unexpected<Problem>(ok.error());
    return value;
}

}  // namespace

const design::Component* componentByWord(const design::Design& design, std::string_view word) {
    if (word.size() > 1 && word.front() == '#') {
        std::uint32_t id = 0;
        const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), id);
        if (error == std::errc() && end == word.data() + word.size()) return design.component({id});
    }
    return design.componentByName(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size())));
}

std::string changeText(const design::Change& change) {
    const auto gone = [](std::uint32_t id) { return QJsonObject{{editKey("id"), editNumber(id)}, {editKey("removed"), true}}; };
    QJsonObject root;
    QJsonArray components, links;
    for (const design::Step& step : design::joined({}, change).steps) {
        if (const auto* part = std::get_if<design::ComponentStep>(&step))
            components.append(part->after ? editWrite(*part->after) : gone(part->before->id.value));
        else if (const auto* link = std::get_if<design::LinkStep>(&step))
            links.append(link->after ? editWrite(*link->after) : gone(link->before->id.value));
        else
            root.insert(editKey("settings"), editWrite(std::get<design::SettingsStep>(step).after));
    }
    if (!components.isEmpty()) root.insert(editKey("components"), components);
    if (!links.isEmpty()) root.insert(editKey("links"), links);
    return QJsonDocument(root).toJson(QJsonDocument::Compact).toStdString();
}

Result<design::Change> changeFromText(std::string_view json, const design::Design& design, const catalog::Catalog& catalog) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) return editDamaged();
    design::Design after = design;
    if (const Result<void> ok = editReadParts(document.object(), catalog, after); !ok) return tl::unexpected<Problem>(ok.error());
    const std::vector<Problem> problems = design::check(after, catalog, 1);
    if (!problems.empty() && design::check(design, catalog, 1).empty()) return tl::unexpected<Problem>(problems.front());
    return design::difference(design, after, {});
}

Result<Value> tableFromText(const PropertySpec& spec, std::string_view json, const design::Design& design) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isArray())
        return fail(
            {FL_TR("command", "%1 is a table: its rows are written as JSON, [{\"column\": \"value\"}, ...]"), {spec.key}});
    TableRows rows;
    for (const QJsonValue& jsonRow : document.array()) {
        const QJsonObject object = jsonRow.toObject();
        const QJsonArray list = jsonRow.toArray();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const std::string key = it.key().toStdString();
            if (std::none_of(spec.columns.begin(), spec.columns.end(),
                             [&](const PropertySpec& column) { return key == column.key; }))
                return fail({FL_TR("command", "%1 has no column called \"%2\""), {spec.key, excerpt(key)}});
        }
        TableRow row;
        for (std::size_t c = 0; c < spec.columns.size(); ++c) {
            const auto at = static_cast<qsizetype>(c);
            const QJsonValue cell = jsonRow.isObject() ? object.value(editKey(spec.columns[c].key))
                                    : at < list.size() ? list.at(at)
                                                       : QJsonValue(QJsonValue::Undefined);
            Result<Value> value = editReadCell(spec.columns[c], cell, design);
            if (!value) return tl::unexpected<Problem>(value.error());
            row.push_back(std::move(*value));
        }
        rows.push_back(std::move(row));
    }
    Value table(std::move(rows));
    if (const Result<void> ok = catalog::checkValue(spec, table); !ok) return tl::unexpected<Problem>(ok.error());
    return table;
}

std::string tableText(const PropertySpec& spec, const Value& value) {
    QJsonArray rows;
    for (const TableRow& row : value.toTable()) {
        QJsonObject object;
        for (std::size_t c = 0; c < spec.columns.size() && c < row.size(); ++c) {
            const PropertySpec& column = spec.columns[c];
            const bool isNamed = column.type == PropertyType::Component && row[c].toInt() != 0;
            object.insert(editKey(column.key),
                          isNamed ? QJsonValue(QStringLiteral("#%1").arg(row[c].toInt())) : editWrite(row[c]));
        }
        rows.append(object);
    }
    return QJsonDocument(rows).toJson(QJsonDocument::Compact).toStdString();
}

}  // namespace faultline::runtime
