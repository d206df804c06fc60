#include "model/storage/design_json.h"

#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/style.h"
#include "model/storage/json_part.h"
#include "model/storage/json_text.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace faultline::storage {
namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

constexpr qsizetype designMostComponents = 20'000;
constexpr qsizetype designMostLinks = 50'000;
constexpr int designDeepest = 64;  // components inside each other
constexpr qsizetype designMostLayers = design::mostLayers + 1;  // and the background
constexpr qsizetype designMostWaypoints = 1'000;
constexpr qsizetype designMostRows = 10'000;
constexpr qint64 designLargestId = 10'000'000;
constexpr double designLargestPlace = 10'000'000;
constexpr qsizetype designLongestName = 200;
constexpr qsizetype designLongestTitle = 2'000;
constexpr qsizetype designLongestText = 1'000'000;
constexpr qint64 designExactInteger = 1ll << 53;  // larger ones are not safe in other readers of JSON

const QLatin1String designFormatName("faultline-design");
const QLatin1String designPropertiesKey("properties");

std::string designIndexed(const char* list, qsizetype index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
}

// ---- writing

/// Table cells that were not known when the file was read are written back as long as the table has as many rows.
void designMergeRows(QJsonArray& rows, const QJsonArray& unknown) {
    if (rows.size() != unknown.size()) return;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        QJsonObject row = rows.at(i).toObject();
        const QJsonObject more = unknown.at(i).toObject();
        for (auto it = more.begin(); it != more.end(); ++it) {
            if (!row.contains(it.key())) row.insert(it.key(), it.value());
        }
        rows.replace(i, row);
    }
}

/// Puts the known properties over the ones that were kept.
void designWriteProperties(QJsonObject& part, const std::vector<PropertySpec>& specs, const Settings& settings) {
    QJsonObject out = part.value(designPropertiesKey).toObject();
    for (const PropertySpec& spec : specs) {
        const QString key = QLatin1String(spec.key);
        const QJsonValue kept = out.take(key);
        const Value& value = settings.value(spec.key);
        if (value.isNull()) continue;
        QJsonValue written = valueToJson(spec, value);
        if (spec.type == PropertyType::Table && kept.isArray()) {
            QJsonArray rows = written.toArray();
            designMergeRows(rows, kept.toArray());
            written = rows;
        }
        out.insert(key, written);
    }
    part.remove(designPropertiesKey);
    if (!out.isEmpty()) part.insert(designPropertiesKey, out);
}

void designWriteId(QJsonObject& out, const char* key, std::uint32_t id) {
    if (id != 0) out.insert(QLatin1String(key), static_cast<qint64>(id));
}

void designWriteText(QJsonObject& out, const char* key, const QString& text) {
    if (!text.isEmpty()) out.insert(QLatin1String(key), text);
}

QJsonObject designWriteComponent(const design::Component& component, const catalog::Catalog& catalog) {
    QJsonObject out = component.extra;
    designWriteId(out, "id", component.id.value);
    designWriteText(out, "kind", QString::fromStdString(component.kind));
    designWriteText(out, "name", component.name);
    designWriteText(out, "software", QString::fromStdString(component.software));
    designWriteId(out, "container", component.container.value);
    designWriteId(out, "attached_to", component.attachedTo.value);
    designWriteId(out, "in_line", component.inLine.value);
    const QRectF& rect = component.rect;
    out.insert(QLatin1String("rect"), QJsonArray{rect.x(), rect.y(), rect.width(), rect.height()});
    if (component.locked) out.insert(QLatin1String("locked"), true);
    design::writeLook(out, component);
    if (const catalog::ComponentKind* kind = catalog.find(component.kind)) {
        designWriteProperties(out, kind->properties, component.properties);
    }
    return out;
}

QJsonObject designWriteLink(const design::Link& link) {
    QJsonObject out = link.extra;
    designWriteId(out, "id", link.id.value);
    designWriteId(out, "from", link.from.value);
    designWriteId(out, "to", link.to.value);
    designWriteText(out, "from_port", QString::fromStdString(link.fromPort));
    designWriteText(out, "to_port", QString::fromStdString(link.toPort));
    if (link.number != 0) out.insert(QLatin1String("number"), link.number);
    designWriteProperties(out, catalog::linkProperties(), link.properties);
    if (!link.waypoints.empty()) {
        QJsonArray points;
        for (const QPointF& point : link.waypoints) points.append(QJsonArray{point.x(), point.y()});
        out.insert(QLatin1String("waypoints"), points);
    }
    design::writeLook(out, link);
    return out;
}

// ---- reading

Text designExpected(PropertyType type) {
    switch (type) {
        case PropertyType::Bool:
            return FL_TR("storage", "true or false is expected here");
        case PropertyType::Integer:
            return FL_TR("storage", "A whole number is expected here");
        case PropertyType::Number:
            return FL_TR("storage", "A number is expected here");
        case PropertyType::Duration:
            return FL_TR("storage", "A duration in quotes such as \"200ms\" is expected here");
        case PropertyType::Size:
            return FL_TR("storage", "A size in quotes such as \"512MiB\" is expected here");
        case PropertyType::Bandwidth:
            return FL_TR("storage", "A bandwidth in quotes such as \"100Mbit/s\" is expected here");
        case PropertyType::Share:
            return FL_TR("storage", "A share in quotes such as \"20%\" is expected here");
        case PropertyType::Component:
            return FL_TR("storage", "The id of a component is expected here");
        case PropertyType::Address:
            return FL_TR("storage", "An address in quotes such as \"10.0.0.5\" is expected here");
        case PropertyType::DateTime:
            return FL_TR("storage", "A date in quotes such as \"2026-11-20T18:45:00Z\" is expected here");
        case PropertyType::Table:
            return FL_TR("storage", "A list of rows in [ ] is expected here");
        case PropertyType::Text:
        case PropertyType::Choice:
            break;
    }
    return FL_TR("storage", "A text in quotes is expected here");
}

std::optional<qint64> designWholeNumber(const QJsonValue& json) {
    if (!json.isDouble() || (json.toInteger(0) == 0 && json.toInteger(1) == 1)) return std::nullopt;
    return json.toInteger();
}

/// The value of a property that is no table, by its type alone.
Result<Value> designReadScalar(const PropertySpec& spec, const QJsonValue& json) {
    const auto wrong = [&spec] { return fail(designExpected(spec.type)); };
    switch (spec.type) {
        case PropertyType::Bool:
            if (!json.isBool()) return wrong();
            return Value(json.toBool());
        case PropertyType::Integer:
        case PropertyType::Component: {
            const std::optional<qint64> number = designWholeNumber(json);
            if (!number) return wrong();
            if (spec.type == PropertyType::Component && (*number < 0 || *number > designLargestId)) return wrong();
            return Value(static_cast<std::int64_t>(*number));
        }
        case PropertyType::Number:
            if (!json.isDouble()) return wrong();
            return Value(json.toDouble());
        case PropertyType::Text:
            if (!json.isString()) return wrong();
            if (json.toString().size() > designLongestText) {
                return fail(
                    Text(FL_TR("storage", "The text is too long: at most %1 characters"), {std::to_string(designLongestText)}));
            }
            return Value(json.toString().toStdString());
        default: {
            if (!json.isString()) return wrong();
            Result<Value> value = catalog::parseValue(spec, json.toString().toStdString());
            return value;
        }
    }
}

Result<Value> designReadChecked(const PropertySpec& spec, const QJsonValue& json) {
    Result<Value> value = designReadScalar(spec, json);
    if (!value) return value;
    if (const Result<void> ok = catalog::checkValue(spec, *value); !ok) return tl::unexpected(ok.error());
    return value;
}

/// Reads one file; the first problem ends it.
class DesignReader {
public:
    DesignReader(const catalog::Catalog& catalog, std::string path) : m_catalog(catalog), m_prefix(std::move(path)) {}

    Result<design::Design> read(const QJsonObject& object) {
        design::Design design;
        JsonPart top(object, {}, m_problem);
        if (top.text("format", designLongestName, Need::Optional) != designFormatName) {
            return fail(
                FL_TR("storage", "This is JSON, but not a Faultline design: it does not say \"format\": \"faultline-design\""),
                m_prefix);
        }
        readVersion(top);
        if (!m_problem) readSettings(top, design);
        const QJsonArray components = top.array("components", designMostComponents);
        const QJsonArray links = top.array("links", designMostLinks);
        const auto lastComponent = top.integer("last_component_id", 0, designLargestId, Need::Optional);
        const auto lastLink = top.integer("last_link_id", 0, designLargestId, Need::Optional);
        for (qsizetype i = 0; i < components.size() && !m_problem; ++i) readComponent(components.at(i), i, design);
        for (qsizetype i = 0; i < links.size() && !m_problem; ++i) readLink(links.at(i), i, design);
        if (!m_problem) {
            design.reserveIds(static_cast<std::uint32_t>(lastComponent), static_cast<std::uint32_t>(lastLink));
            design::DocumentSettings settings = design.settings();
            settings.extra = top.rest();
            design.setSettings(std::move(settings));
            checkDepth(design);
            const std::vector<Problem> problems = m_problem ? std::vector<Problem>() : design::check(design, m_catalog, 1);
            if (!problems.empty()) m_problem = Problem(problems.front().what, inFile(problems.front().where));
        }
        if (!m_problem) return design;
        if (!m_prefix.empty()) m_problem->where = m_problem->where.empty() ? m_prefix : m_prefix + "." + m_problem->where;
        return tl::unexpected(*m_problem);
    }

private:
    void readVersion(JsonPart& top) {
        const qint64 version = top.integer("version", 1, std::numeric_limits<qint64>::max(), Need::Required);
        if (version > designFormatVersion) {
            top.wrong(Text(FL_TR("storage",
                                 "The file was written by a newer version of Faultline: its format is %1, and %2 is the newest "
                                 "that is known here"),
                           {std::to_string(version), std::to_string(designFormatVersion)}),
                      "version");
        }
    }

    void readSettings(JsonPart& top, design::Design& design) {
        design::DocumentSettings settings;
        settings.title = top.text("title", designLongestTitle, Need::Optional);
        settings.description = top.text("description", designLongestText, Need::Optional);
        if (const QString start = top.text("start_time", 100, Need::Optional); !start.isEmpty()) {
            const Result<std::int64_t> time = parseDateTime(start.toStdString());
            if (time)
                settings.startTime = *time;
            else
                top.wrong(time.error().what, "start_time");
        }
        const Result<std::uint64_t> seed = takeSeed(top);
        if (seed)
            settings.seed = *seed;
        else
            top.wrong(seed.error().what, "seed");
        Result<std::vector<design::DrawingLayer>> layers = design::layersFromJson(top.array("layers", designMostLayers));
        if (layers)
            settings.layers = std::move(*layers);
        else
            top.wrong(layers.error().what, "layers" + layers.error().where);
        design.setSettings(std::move(settings));
    }

    static Result<std::uint64_t> takeSeed(JsonPart& top) {
        if (!top.contains("seed")) return std::uint64_t{1};
        if (top.rest().value(QLatin1String("seed")).isString()) {
            bool ok = false;
            const std::uint64_t seed = top.text("seed", 20, Need::Required).toULongLong(&ok);
            if (ok) return seed;
            return fail(FL_TR("storage", "A whole number is expected here"));
        }
        return static_cast<std::uint64_t>(top.integer("seed", 0, std::numeric_limits<qint64>::max(), Need::Required));
    }

    static std::uint32_t takeId(JsonPart& part, const char* key, Need need) {
        return static_cast<std::uint32_t>(part.integer(key, 1, designLargestId, need));
    }

    void readComponent(const QJsonValue& json, qsizetype index, design::Design& design) {
        JsonPart part(json.toObject(), designIndexed("components", index), m_problem);
        if (!json.isObject())
            return part.wrong(FL_TR("storage", "An object in { } is expected here"), designIndexed("components", index));
        design::Component component;
        component.id = {takeId(part, "id", Need::Required)};
        component.kind = part.text("kind", designLongestName, Need::Required).toStdString();
        component.name = part.text("name", designLongestName, Need::Required);
        component.software = part.text("software", designLongestName, Need::Optional).toStdString();
        component.container = {takeId(part, "container", Need::Optional)};
        component.attachedTo = {takeId(part, "attached_to", Need::Optional)};
        component.inLine = {takeId(part, "in_line", Need::Optional)};
        const std::vector<double> rect = part.numbers("rect", 4, designLargestPlace);
        component.rect = QRectF(rect[0], rect[1], rect[2], rect[3]);
        component.locked = part.flag("locked");
        if (m_problem) return;
        if (rect[2] < 0 || rect[3] < 0) part.wrong(FL_TR("storage", "A width or height is negative"), part.at("rect"));
        const catalog::ComponentKind* kind = m_catalog.find(component.kind);
        if (kind == nullptr) return part.wrong(unknownKind(component.kind), part.at("kind"));
        checkName(part, component.name);
        if (design.component(component.id) != nullptr) {
            part.wrong(Text(FL_TR("storage", "Another component has the id %1 already"), {std::to_string(component.id.value)}),
                       part.at("id"));
        }
        QJsonObject kept;
        component.properties = readProperties(part, kind->properties, kept);
        component.extra = part.rest();
        if (const Result<void> look = design::takeLook(component.extra, component); !look)
            part.wrong(look.error().what, part.at(look.error().where));
        if (!kept.isEmpty()) component.extra.insert(designPropertiesKey, kept);
        if (m_problem) return;
        m_componentIndex.insert(component.id.value, index);
        design.setComponent(component.id, std::make_shared<const design::Component>(component));
    }

    void readLink(const QJsonValue& json, qsizetype index, design::Design& design) {
        JsonPart part(json.toObject(), designIndexed("links", index), m_problem);
        if (!json.isObject())
            return part.wrong(FL_TR("storage", "An object in { } is expected here"), designIndexed("links", index));
        design::Link link;
        link.id = {takeId(part, "id", Need::Required)};
        link.from = {takeId(part, "from", Need::Required)};
        link.to = {takeId(part, "to", Need::Required)};
        link.fromPort = part.text("from_port", designLongestName, Need::Required).toStdString();
        link.toPort = part.text("to_port", designLongestName, Need::Required).toStdString();
        link.number = static_cast<int>(part.integer("number", 0, 65'535, Need::Optional));
        const QJsonArray points = part.array("waypoints", designMostWaypoints);
        for (qsizetype i = 0; i < points.size(); ++i) {
            const std::optional<std::vector<double>> point = numbersFromJson(points.at(i), 2, designLargestPlace);
            if (point)
                link.waypoints.emplace_back(point->at(0), point->at(1));
            else
                part.wrong(FL_TR("storage", "A point such as [120, 80] is expected here"),
                           part.at(designIndexed("waypoints", i)));
        }
        if (m_problem) return;
        if (design.link(link.id) != nullptr) {
            part.wrong(Text(FL_TR("storage", "Another link has the id %1 already"), {std::to_string(link.id.value)}),
                       part.at("id"));
        }
        QJsonObject kept;
        link.properties = readProperties(part, catalog::linkProperties(), kept);
        link.extra = part.rest();
        if (const Result<void> look = design::takeLook(link.extra, link); !look)
            part.wrong(look.error().what, part.at(look.error().where));
        if (!kept.isEmpty()) link.extra.insert(designPropertiesKey, kept);
        if (m_problem) return;
        m_linkIndex.insert(link.id.value, index);
        design.setLink(link.id, std::make_shared<const design::Link>(link));
    }

    void checkName(JsonPart& part, const QString& name) {
        if (name.trimmed().isEmpty()) return part.wrong(FL_TR("storage", "The name is empty"), part.at("name"));
        const QString key = name.toCaseFolded();
        if (m_names.contains(key)) {
            part.wrong(Text(FL_TR("storage", "Another component is called \"%1\" already"), {excerpt(name.toStdString())}),
                       part.at("name"));
        }
        m_names.insert(key);
    }

    /// Bounds the walks from a component to what it is in, which the check and everything behind it do for every component.
    void checkDepth(const design::Design& design) {
        const auto outside = [&design](const design::Component& part) {
            return design.component(part.container.isValid() ? part.container : part.attachedTo);
        };
        for (const auto& [id, part] : design.components()) {
            const design::Component* outer = part.get();
            for (int depth = 0; outer != nullptr && depth <= designDeepest; ++depth) outer = outside(*outer);
            if (outer == nullptr) continue;
            std::size_t left = design.components().size();
            for (; outer != nullptr && left > 0; --left) outer = outside(*outer);
            const char* const key = part->container.isValid() ? ".container" : ".attached_to";
            m_problem = Problem(outer != nullptr ? FL_TR("storage", "The component is in or on something that is in or on itself")
                                                 : FL_TR("storage", "The component is nested too deeply"),
                                designIndexed("components", m_componentIndex.value(id.value)) + key);
            return;
        }
    }

    Text unknownKind(const std::string& id) const {
        std::vector<std::string> known;
        for (const catalog::ComponentKind& kind : m_catalog.kinds()) known.emplace_back(kind.id);
        const std::vector<std::string> near = nearest(id, known, 1);
        if (near.empty()) return Text(FL_TR("storage", "There is no kind of component called \"%1\""), {excerpt(id)});
        return Text(FL_TR("storage", "There is no kind of component called \"%1\"; the nearest is \"%2\""),
                    {excerpt(id), near.front()});
    }

    /// What is known goes into the settings, the rest into `kept`.
    Settings readProperties(JsonPart& part, const std::vector<PropertySpec>& specs, QJsonObject& kept) {
        Settings settings;
        kept = part.object(designPropertiesKey.data());
        for (const PropertySpec& spec : specs) {
            if (m_problem) return settings;
            const QJsonValue json = kept.take(QLatin1String(spec.key));
            if (json.isUndefined()) continue;
            const std::string where = part.at(designPropertiesKey.data()) + "." + spec.key;
            if (spec.type != PropertyType::Table) {
                Result<Value> value = designReadChecked(spec, json);
                if (value)
                    settings.set(spec.key, std::move(*value));
                else
                    part.wrong(value.error().what, where);
                continue;
            }
            QJsonArray unknown;
            settings.set(spec.key, Value(readTable(part, spec, json, where, unknown)));
            if (!unknown.isEmpty()) kept.insert(QLatin1String(spec.key), unknown);
        }
        return settings;
    }

    /// `unknown` gets what is not known of each row, and stays empty when everything is.
    TableRows readTable(JsonPart& part, const PropertySpec& spec, const QJsonValue& json, const std::string& where,
                        QJsonArray& unknown) {
        TableRows rows;
        const QJsonArray array = json.toArray();
        if (!json.isArray() || array.size() > designMostRows) {
            part.wrong(json.isArray() ? Text(FL_TR("storage", "There are too many: %1, at most %2 are read"),
                                             {std::to_string(array.size()), std::to_string(designMostRows)})
                                      : designExpected(spec.type),
                       where);
            return rows;
        }
        QJsonArray rests;
        bool anyRest = false;
        for (qsizetype i = 0; i < array.size() && !m_problem; ++i) {
            const std::string rowWhere = where + "[" + std::to_string(i) + "]";
            if (!array.at(i).isObject()) part.wrong(FL_TR("storage", "An object in { } is expected here"), rowWhere);
            QJsonObject cells = array.at(i).toObject();
            TableRow row;
            for (const PropertySpec& column : spec.columns) {
                const QJsonValue cell = cells.take(QLatin1String(column.key));
                Result<Value> value = cell.isUndefined() ? Result<Value>(column.defaultValue) : designReadChecked(column, cell);
                if (value)
                    row.push_back(std::move(*value));
                else
                    part.wrong(value.error().what, rowWhere + "." + column.key);
            }
            anyRest = anyRest || !cells.isEmpty();
            rests.append(cells);
            rows.push_back(std::move(row));
        }
        if (anyRest) unknown = rests;
        return rows;
    }

    /// The check counts components and links in the order of their ids; the file may hold them in another.
    std::string inFile(const std::string& where) const {
        for (const auto& [list, indices] : {std::pair("components[", &m_componentIndex), std::pair("links[", &m_linkIndex)}) {
            const std::string_view head(list);
            const std::size_t close = where.find(']');
            if (!where.starts_with(head) || close == std::string::npos) continue;
            bool ok = false;
            const qsizetype nth = QString::fromStdString(where.substr(head.size(), close - head.size())).toLongLong(&ok);
            if (!ok || nth < 0 || nth >= indices->size()) break;
            return std::string(head) + std::to_string(std::next(indices->begin(), nth).value()) + where.substr(close);
        }
        return where;
    }

    const catalog::Catalog& m_catalog;
    const std::string m_prefix;
    std::optional<Problem> m_problem;
    QSet<QString> m_names;
    QMap<std::uint32_t, qsizetype> m_componentIndex, m_linkIndex;  // id -> place in the file
};

}  // namespace

QJsonValue valueToJson(const PropertySpec& spec, const Value& value) {
    switch (spec.type) {
        case PropertyType::Bool:
            return value.toBool();
        case PropertyType::Integer:
        case PropertyType::Component:
            return static_cast<qint64>(value.toInt());
        case PropertyType::Number:
            return value.toNumber();
        case PropertyType::Table: {
            QJsonArray rows;
            for (const TableRow& row : value.toTable()) {
                QJsonObject cells;
                for (std::size_t i = 0; i < spec.columns.size() && i < row.size(); ++i) {
                    cells.insert(QLatin1String(spec.columns[i].key), valueToJson(spec.columns[i], row[i]));
                }
                rows.append(cells);
            }
            return rows;
        }
        default:
            return QString::fromStdString(catalog::formatValue(spec, value));
    }
}

QJsonObject designToJson(const design::Design& design, const catalog::Catalog& catalog) {
    const design::DocumentSettings& settings = design.settings();
    QJsonObject out = settings.extra;
    out.insert(QLatin1String("format"), designFormatName);
    out.insert(QLatin1String("version"), designFormatVersion);
    designWriteText(out, "title", settings.title);
    designWriteText(out, "description", settings.description);
    designWriteText(out, "start_time", QString::fromStdString(formatDateTime(settings.startTime)));
    const bool exact = settings.seed <= static_cast<std::uint64_t>(designExactInteger);
    out.insert(QLatin1String("seed"),
               exact ? QJsonValue(static_cast<qint64>(settings.seed)) : QJsonValue(QString::number(settings.seed)));
    if (!settings.layers.empty()) out.insert(QLatin1String("layers"), design::layersToJson(settings.layers));
    designWriteId(out, "last_component_id", design.lastComponentId());
    designWriteId(out, "last_link_id", design.lastLinkId());
    QJsonArray components;
    for (const auto& [id, component] : design.components()) components.append(designWriteComponent(*component, catalog));
    out.insert(QLatin1String("components"), components);
    QJsonArray links;
    for (const auto& [id, link] : design.links()) links.append(designWriteLink(*link));
    out.insert(QLatin1String("links"), links);
    return out;
}

Result<design::Design> designFromJson(const QJsonObject& object, const catalog::Catalog& catalog, const std::string& path) {
    return DesignReader(catalog, path).read(object);
}

QByteArray writeDesign(const design::Design& design, const catalog::Catalog& catalog) {
    return formatJson(designToJson(design, catalog));
}

Result<design::Design> readDesign(const QByteArray& json, const catalog::Catalog& catalog) {
    const Result<QJsonValue> value = parseJson(json);
    if (!value) return tl::unexpected(value.error());
    if (!value->isObject())
        return fail(FL_TR("storage", "This is JSON, but not a Faultline design: a design is an object in { }"));
    return designFromJson(value->toObject(), catalog);
}

}  // namespace faultline::storage
