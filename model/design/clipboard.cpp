#include "model/design/draft.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/style.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <set>

namespace faultline::design {

namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

constexpr qsizetype clipboardLargest = 16 << 20;
constexpr qreal clipboardOffset = 24;

QString clipboardKey(const char* key) {
    return QString::fromLatin1(key);
}

QJsonValue clipboardWrite(const Value& value) {
    if (const bool* b = std::get_if<bool>(&value.data)) return *b;
    if (const auto* i = std::get_if<std::int64_t>(&value.data)) return static_cast<qint64>(*i);
    if (const double* d = std::get_if<double>(&value.data)) return *d;
    if (const auto* s = std::get_if<std::string>(&value.data)) return QString::fromStdString(*s);
    if (const auto* t = std::get_if<TableRows>(&value.data)) {
        QJsonArray rows;
        for (const TableRow& row : *t) {
            QJsonArray cells;
            for (const Value& cell : row) cells.append(clipboardWrite(cell));
            rows.append(cells);
        }
        return rows;
    }
    return {};
}

/// Reads a value as its property wants it; null when it is of another type.
Value clipboardRead(const PropertySpec& spec, const QJsonValue& json) {
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
                for (qsizetype c = 0; c < cells.size() && c < static_cast<qsizetype>(spec.columns.size()); ++c)
                    row.push_back(clipboardRead(spec.columns[static_cast<std::size_t>(c)], cells[c]));
                rows.push_back(std::move(row));
            }
            return rows;
        }
        default:
            return json.isDouble() ? Value(std::int64_t{json.toInteger()}) : Value();
    }
}

QJsonObject clipboardWrite(const Settings& settings) {
    QJsonObject json;
    for (const auto& [key, value] : settings.entries()) json.insert(QString::fromStdString(key), clipboardWrite(value));
    return json;
}

Settings clipboardReadSettings(const std::vector<PropertySpec>& specs, const QJsonObject& json) {
    Settings settings;
    for (const PropertySpec& spec : specs) {
        const auto it = json.constFind(clipboardKey(spec.key));
        if (it == json.constEnd()) continue;
        const Value value = clipboardRead(spec, *it);
        if (catalog::checkValue(spec, value)) settings.set(spec.key, value);  // what is not fit is left at its default
    }
    return settings;
}

QJsonArray clipboardWrite(const QRectF& rect) {
    return {rect.x(), rect.y(), rect.width(), rect.height()};
}

QRectF clipboardReadRect(const QJsonValue& json) {
    const QJsonArray n = json.toArray();
    const QRectF rect(n.at(0).toDouble(), n.at(1).toDouble(), n.at(2).toDouble(), n.at(3).toDouble());
    const bool isSane = std::abs(rect.x()) < 1e6 && std::abs(rect.y()) < 1e6 && rect.width() >= 0 && rect.width() < 1e6 &&
                        rect.height() >= 0 && rect.height() < 1e6;
    return isSane ? rect : QRectF();
}

std::uint32_t clipboardReadId(const QJsonValue& json) {
    const qint64 id = json.toInteger();
    return id > 0 && id <= 0xFFFF'FFFF ? static_cast<std::uint32_t>(id) : 0;
}

/// Where the object that begins at `from` ends, one behind its brace; -1: nowhere.
qsizetype clipboardEnd(const QByteArray& text, qsizetype from) {
    int depth = 0;
    bool quoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == '{')
            ++depth;
        else if (!quoted && text[i] == '}' && --depth == 0)
            return i + 1;
    }
    return -1;
}

/// The object of copied parts in a text that may have words, fences or other braces around it; empty: none that can be read.
QJsonObject clipboardParts(const QByteArray& text) {
    constexpr int mostTries = 100;
    qsizetype from = text.indexOf('{');
    for (int tries = 0; from >= 0 && tries < mostTries; ++tries) {
        const qsizetype end = clipboardEnd(text, from);
        const QJsonObject object = end < 0 ? QJsonObject() : QJsonDocument::fromJson(text.mid(from, end - from)).object();
        if (object.contains(clipboardKey("faultline_parts"))) return object;
        from = text.indexOf('{', object.isEmpty() ? from + 1 : end);
    }
    return {};
}

/// What chats and mails do to a text, undone: lines broken and quoted, typographic quotes, spaces that do not break.
QByteArray clipboardStraightened(const QByteArray& text) {
    QString words = QString::fromUtf8(text);
    static const QRegularExpression breaks(QStringLiteral("\\s*\\r?\\n(?:[>|] ?)*"));
    static const QRegularExpression quotes(QStringLiteral("[\u201C\u201D\u201E\u00AB\u00BB]"));
    words.replace(breaks, QStringLiteral(" ")).replace(quotes, QStringLiteral("\""));
    words.replace(QChar(QChar::Nbsp), QLatin1Char(' ')).replace(QLatin1String("&quot;"), QLatin1String("\"")).replace(QLatin1String("&amp;"), QLatin1String("&"));
    return words.toUtf8();
}

/// Adds what the clipboard holds to a draft, under new ids.
class Paster {
public:
    Paster(const Design& design, const catalog::Catalog& catalog, int layer)
        : m_design(design),
          m_catalog(catalog),
          m_draft(design, catalog),
          m_layer(layer) {}

    Result<Change> run(const QJsonObject& root, std::optional<QPointF> scenePosition) {
        readLayers(root);
        for (const QJsonValue& json : root.value(clipboardKey("components")).toArray())
            if (const Result<void> ok = addPart(json.toObject()); !ok) return tl::unexpected<Problem>(ok.error());
        if (m_parts.empty()) return fail(FL_TR("design", "The clipboard holds no components"));
        for (const QJsonValue& json : root.value(clipboardKey("links")).toArray()) addLink(json.toObject());
        resolvePlaces(scenePosition);
        resolveReferences();
        for (const auto& [id, json] : m_parts) m_draft.giveSubnet(id);  // first: they decide about the addresses in them
        for (const auto& [id, json] : m_parts) m_draft.giveAddress(id);
        const std::vector<Problem> problems = check(m_draft.design(), m_catalog);
        const std::vector<Problem> before = check(m_design, m_catalog);
        if (problems.size() > before.size()) return tl::unexpected<Problem>(problems.back());
        const QString label =
            m_parts.size() == 1
                ? QCoreApplication::translate("design", "Paste %1").arg(m_draft.design().component(m_parts.begin()->first)->name)
                : QCoreApplication::translate("design", "Paste %1 components").arg(m_parts.size());
        return m_draft.change(label);
    }

private:
    /// A layer is the same in another document when it has the same name. What is pasted is to be seen and taken.
    void readLayers(const QJsonObject& root) {
        const QJsonObject names = root.value(clipboardKey("layers")).toObject();
        for (auto it = names.begin(); it != names.end(); ++it) {
            const int old = it.key().toInt();
            const std::optional<int> here = old == 0 ? std::optional(0) : layerNamed(m_design, it.value().toString());
            if (here && !isLayerHidden(m_design, *here) && !isLayerLocked(m_design, *here)) m_layers.emplace(old, *here);
        }
    }

    int layerFor(int old) const {
        const auto it = m_layers.find(old);
        return it == m_layers.end() ? m_layer : it->second;
    }

    Result<void> addPart(const QJsonObject& json) {
        const std::string kindId = json.value(clipboardKey("kind")).toString().toStdString();
        const catalog::ComponentKind* kind = m_catalog.find(kindId);
        if (!kind) return fail({FL_TR("design", "There is no kind of component called \"%1\""), {excerpt(kindId)}});
        const std::uint32_t oldId = clipboardReadId(json.value(clipboardKey("id")));
        if (oldId == 0 || m_newIds.contains(oldId))
            return fail(FL_TR("design", "The clipboard is damaged: an id is missing or there twice"));
        Component part;
        part.id = m_draft.design().nextComponentId();
        part.kind = kindId;
        const QString name = json.value(clipboardKey("name")).toString().simplified().left(200);
        part.name = name.isEmpty() || m_draft.design().componentByName(name) ? freeNameLike(name, *kind) : name;
        const std::string software = json.value(clipboardKey("software")).toString().toStdString();
        if (std::any_of(kind->software.begin(), kind->software.end(),
                        [&](const catalog::SoftwarePreset& preset) { return software == preset.name; }))
            part.software = software;
        part.rect = clipboardReadRect(json.value(clipboardKey("rect")));
        if (part.rect.isEmpty()) part.rect.setSize(QSizeF(kind->width, kind->height));
        part.properties = clipboardReadSettings(kind->properties, json.value(clipboardKey("properties")).toObject());
        part.locked = json.value(clipboardKey("locked")).toBool();
        part.extra = json.value(clipboardKey("extra")).toObject();
        QJsonObject look = json;
        static_cast<void>(takeLook(look, part));   // what makes no sense is passed over
        part.layer = layerFor(part.layer);
        m_newIds.emplace(oldId, part.id);
        m_parts.emplace(part.id, json);
        m_draft.put(std::move(part));
        return {};
    }

    /// "web-1" taken: "web-2"; "Front" taken: "Front-1".
    QString freeNameLike(const QString& name, const catalog::ComponentKind& kind) const {
        if (name.isEmpty()) return m_draft.freeName(QString::fromUtf8(kind.namePrefix));
        qsizetype end = name.size();
        while (end > 0 && name[end - 1].isDigit()) --end;
        const bool isNumbered = end > 1 && end < name.size() && name[end - 1] == QLatin1Char('-');
        return m_draft.freeName((isNumbered ? name.left(end - 1) : name).left(180));
    }

    void addLink(const QJsonObject& json) {
        const auto from = m_newIds.find(clipboardReadId(json.value(clipboardKey("from"))));
        const auto to = m_newIds.find(clipboardReadId(json.value(clipboardKey("to"))));
        const std::uint32_t oldId = clipboardReadId(json.value(clipboardKey("id")));
        if (from == m_newIds.end() || to == m_newIds.end() || oldId == 0) return;
        Link link;
        link.id = m_draft.design().nextLinkId();
        link.from = from->second;
        link.to = to->second;
        link.fromPort = json.value(clipboardKey("from_port")).toString().toStdString();
        link.toPort = json.value(clipboardKey("to_port")).toString().toStdString();
        link.number = json.value(clipboardKey("number")).toInt();
        link.properties = clipboardReadSettings(catalog::linkProperties(), json.value(clipboardKey("properties")).toObject());
        for (const QJsonValue& point : json.value(clipboardKey("waypoints")).toArray())
            link.waypoints.emplace_back(point.toArray().at(0).toDouble(), point.toArray().at(1).toDouble());
        link.extra = json.value(clipboardKey("extra")).toObject();
        QJsonObject look = json;
        static_cast<void>(takeLook(look, link));
        link.layer = layerFor(link.layer);
        m_newLinks.emplace(oldId, link.id);
        m_draft.put(std::move(link));
    }

    void resolvePlaces(std::optional<QPointF> scenePosition) {
        std::vector<ComponentId> free;    // they stand by themselves, at the scene position they were copied from
        std::vector<ComponentId> guests;  // pasted back into the container they were copied from
        for (const auto& [id, json] : m_parts) {
            const std::uint32_t container = clipboardReadId(json.value(clipboardKey("container")));
            const auto inside = m_newIds.find(container);
            const auto on = m_newIds.find(clipboardReadId(json.value(clipboardKey("attached_to"))));
            const auto inLine = m_newLinks.find(clipboardReadId(json.value(clipboardKey("in_line"))));
            const catalog::ComponentKind& kind = *m_draft.kindOf(id);
            if (inside != m_newIds.end()) {
                m_draft.alter(id, [&](Component& c) { c.container = inside->second; });
            } else if (on != m_newIds.end()) {
                m_draft.alter(id, [&](Component& c) { c.attachedTo = on->second; });
            } else if (inLine != m_newLinks.end()) {
                m_draft.alter(id, [&](Component& c) { c.inLine = inLine->second; });
            } else if (!scenePosition && m_design.component({container}) &&
                       canPlace(m_draft.design(), m_catalog, kind,
                                {.scenePosition = {}, .container = {container}, .attachTo = {}, .inLine = {}})) {
                guests.push_back(id);
            } else {
                free.push_back(id);
                if (kind.shape == catalog::Shape::Eye)
                    m_draft.alter(id, [&](Component& c) { c.rect.setSize(QSizeF(kind.width, kind.height)); });
            }
        }
        QRectF bounds;
        for (const ComponentId id : free) bounds |= m_draft.design().component(id)->rect;
        const QPointF shift = scenePosition ? *scenePosition - bounds.topLeft() : QPointF(clipboardOffset, clipboardOffset);
        for (const ComponentId id : free) m_draft.alter(id, [&](Component& c) { c.rect.translate(shift); });
        for (const ComponentId id : guests) putBack(id, clipboardReadId(m_parts.at(id).value(clipboardKey("container"))));
        for (const auto& [oldId, id] : m_newLinks) {
            Link link = *m_draft.design().link(id);
            if (link.waypoints.empty()) continue;
            for (QPointF& point : link.waypoints) point += shift;
            m_draft.put(std::move(link));
        }
    }

    void putBack(ComponentId id, std::uint32_t container) {
        const catalog::ComponentKind* outer = m_draft.kindOf({container});
        m_draft.alter(id, [&](Component& c) {
            c.container = {container};
            c.rect.translate(QPointF(clipboardOffset, clipboardOffset) - m_draft.design().sceneRect({container}).topLeft());
        });
        if (outer->shape == catalog::Shape::Host)
            m_draft.stackInto({container}, id);
        else
            m_draft.fit(id);
    }

    /// What pointed at something that was copied too points at the copy; the rest stays if it fits this document.
    void resolveReferences() {
        const auto resolve = [&](const PropertySpec& spec, const Value& value) -> Value {
            const std::uint32_t old = static_cast<std::uint32_t>(value.toInt());
            if (const auto it = m_newIds.find(old); it != m_newIds.end()) return std::int64_t{it->second.value};
            const Component* named = m_design.component({old});
            const bool fits = named && (spec.kinds.empty() || std::any_of(spec.kinds.begin(), spec.kinds.end(),
                                                                          [&](const char* k) { return named->kind == k; }));
            return fits ? value : Value(0);
        };
        for (const auto& [id, json] : m_parts) {
            for (const PropertySpec& spec : m_draft.kindOf(id)->properties) {
                const Settings& settings = m_draft.design().component(id)->properties;
                if (!settings.contains(spec.key)) continue;
                Value value = settings.value(spec.key);
                if (spec.type == PropertyType::Component) {
                    value = resolve(spec, value);
                } else if (spec.type == PropertyType::Table) {
                    TableRows rows = value.toTable();
                    std::erase_if(rows, [&](TableRow& row) {
                        for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c) {
                            if (spec.columns[c].type != PropertyType::Component || row[c].toInt() == 0) continue;
                            row[c] = resolve(spec.columns[c], row[c]);
                            if (row[c].toInt() == 0) return true;  // a rule about nobody would mean everybody
                        }
                        return false;
                    });
                    value = std::move(rows);
                } else {
                    continue;
                }
                m_draft.alter(id, [&](Component& c) { c.properties.set(spec.key, value); });
            }
        }
    }

    const Design& m_design;
    const catalog::Catalog& m_catalog;
    Draft m_draft;
    const int m_layer;             ///< of what has none that is known here
    std::map<int, int> m_layers;   ///< by what they were where the parts come from
    std::map<std::uint32_t, ComponentId> m_newIds;
    std::map<std::uint32_t, LinkId> m_newLinks;
    std::map<ComponentId, QJsonObject> m_parts;
};

}  // namespace

QByteArray copyParts(const Design& design, const std::vector<ComponentId>& ids) {
    std::set<ComponentId> chosen;
    for (const ComponentId id : ids)
        if (design.component(id)) chosen.insert(id);
    const auto isInLineOfChosen = [&](const Component& part) {
        const Link* link = design.link(part.inLine);
        return link && chosen.contains(link->from) && chosen.contains(link->to);
    };
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [id, part] : design.components())
            if ((chosen.contains(part->container) || chosen.contains(part->attachedTo) || isInLineOfChosen(*part)) &&
                chosen.insert(id).second)
                grown = true;
    }
    QJsonArray components, links;
    QJsonObject layers;
    const auto note = [&](int layer) { layers.insert(QString::number(layer), layer == 0 ? QString() : layerName(design, layer)); };
    for (const ComponentId id : chosen) {
        const Component& part = *design.component(id);
        note(part.layer);
        const bool isInside = chosen.contains(part.container);
        QJsonObject json{{clipboardKey("id"), static_cast<qint64>(id.value)},
                         {clipboardKey("kind"), QString::fromStdString(part.kind)},
                         {clipboardKey("name"), part.name},
                         {clipboardKey("software"), QString::fromStdString(part.software)},
                         {clipboardKey("container"), static_cast<qint64>(part.container.value)},
                         {clipboardKey("attached_to"), static_cast<qint64>(part.attachedTo.value)},
                         {clipboardKey("in_line"), static_cast<qint64>(part.inLine.value)},
                         {clipboardKey("rect"), clipboardWrite(isInside ? part.rect : design.sceneRect(id))},
                         {clipboardKey("properties"), clipboardWrite(part.properties)},
                         {clipboardKey("locked"), part.locked},
                         {clipboardKey("extra"), part.extra}};
        writeLook(json, part);
        components.append(json);
    }
    for (const auto& [id, link] : design.links()) {
        if (!chosen.contains(link->from) || !chosen.contains(link->to)) continue;
        note(link->layer);
        QJsonArray waypoints;
        for (const QPointF& point : link->waypoints) waypoints.append(QJsonArray{point.x(), point.y()});
        QJsonObject json{{clipboardKey("id"), static_cast<qint64>(id.value)},
                         {clipboardKey("from"), static_cast<qint64>(link->from.value)},
                         {clipboardKey("to"), static_cast<qint64>(link->to.value)},
                         {clipboardKey("from_port"), QString::fromStdString(link->fromPort)},
                         {clipboardKey("to_port"), QString::fromStdString(link->toPort)},
                         {clipboardKey("number"), link->number},
                         {clipboardKey("properties"), clipboardWrite(link->properties)},
                         {clipboardKey("waypoints"), waypoints},
                                 {clipboardKey("extra"), link->extra}};
        writeLook(json, *link);
        links.append(json);
    }
    return QJsonDocument(QJsonObject{{clipboardKey("faultline_parts"), 1},
                                     {clipboardKey("layers"), layers},
                                     {clipboardKey("components"), components},
                                     {clipboardKey("links"), links}})
        .toJson(QJsonDocument::Compact);
}

Result<Change> pasteParts(const Design& design, const catalog::Catalog& catalog, const QByteArray& text,
                          std::optional<QPointF> scenePosition, int layer) {
    if (text.size() > clipboardLargest) return fail(FL_TR("design", "The clipboard holds too much to paste"));
    if (!text.contains("faultline_parts")) return fail(FL_TR("design", "The clipboard holds no components"));
    QJsonObject root = clipboardParts(text);
    if (root.isEmpty()) root = clipboardParts(clipboardStraightened(text));
    if (root.isEmpty()) return fail(FL_TR("design", "The clipboard holds a copy of components that is cut off or altered: copy them again"));
    if (root.value(clipboardKey("faultline_parts")).toInt() != 1)
        return fail(FL_TR("design", "The clipboard was filled by a newer version of Faultline"));
    return Paster(design, catalog, layer).run(root, scenePosition);
}

}  // namespace faultline::design
