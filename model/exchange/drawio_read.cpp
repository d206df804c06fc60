#include "model/design/link_edits.h"
#include "model/exchange/deflate.h"
#include "model/exchange/drawio.h"
#include "model/exchange/png_chunk.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>

namespace faultline::exchange {
namespace {

using design::Design;

constexpr std::size_t readMostCells = 20'000;

QString readPlain(QString text) {
    static const QRegularExpression breaks(QStringLiteral("<(br|/p|/div|/li)[^>]*>"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression tags(QStringLiteral("<[^>]*>"));
    text.replace(breaks, QStringLiteral("\n")).remove(tags);
    for (const auto& [entity, character] : {std::pair("&nbsp;", " "), std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""),
                                            std::pair("&#39;", "'"), std::pair("&amp;", "&")})
        text.replace(QLatin1String(entity), QLatin1String(character));
    return text.trimmed();
}

/// The line of a connection, by the words of its style.
design::LinkShape readShape(const QString& style) {
    const QStringList words = style.split(QLatin1Char(';'));
    if (words.contains(QLatin1String("curved=1"))) return design::LinkShape::Curved;
    const bool hasStyle = std::any_of(words.begin(), words.end(), [](const QString& word) {
        return word.startsWith(QLatin1String("edgeStyle=")) && word != QLatin1String("edgeStyle=none");
    });
    return hasStyle ? design::LinkShape::Orthogonal : design::LinkShape::Straight;
}

struct ReadCell {
    QString id, parent, label, style, source, target;
    bool vertex = false, edge = false, relative = false;
    QRectF rect;
    std::vector<QPointF> points;
    QJsonObject own;
};

/// One <mxGraphModel>: its cells in the order of the file.
class CellReader {
public:
    explicit CellReader(const QByteArray& xml) : m_xml(xml) {}

    Result<std::vector<ReadCell>> read() {
        while (!m_xml.atEnd()) {
            m_xml.readNext();
            if (m_xml.isEndElement() && (m_xml.name() == QLatin1String("object") || m_xml.name() == QLatin1String("UserObject"))) m_outer = ReadCell();
            if (m_xml.isStartElement()) element();
            if (m_cells.size() > readMostCells) return fail(Text(FL_TR("exchange", "The drawing is too large: at most %1 shapes are read"), {std::to_string(readMostCells)}));
        }
        if (m_xml.hasError())
            return fail(Text(FL_TR("exchange", "The drawing is damaged: %1"), {m_xml.errorString().toStdString()}),
                        "line " + std::to_string(m_xml.lineNumber()) + ", column " + std::to_string(m_xml.columnNumber()));
        return std::move(m_cells);
    }

private:
    static double number(QStringView text) { return std::clamp(text.toDouble(), -1e6, 1e6); }

    void element() {
        const QXmlStreamAttributes attributes = m_xml.attributes();
        const auto text = [&attributes](const char* name) { return attributes.value(QLatin1String(name)).toString(); };
        if (m_xml.name() == QLatin1String("object") || m_xml.name() == QLatin1String("UserObject")) {
            m_outer = ReadCell();
            m_outer.id = text("id");
            m_outer.label = text("label");
            m_outer.own = QJsonDocument::fromJson(text("faultline").toUtf8()).object();
        } else if (m_xml.name() == QLatin1String("mxCell")) {
            ReadCell cell = m_outer;
            if (cell.id.isEmpty()) cell.id = text("id");
            if (m_outer.id.isEmpty()) cell.label = text("value");
            cell.parent = text("parent");
            cell.style = text("style");
            cell.source = text("source");
            cell.target = text("target");
            cell.vertex = attributes.value(QLatin1String("vertex")) == QLatin1String("1");
            cell.edge = attributes.value(QLatin1String("edge")) == QLatin1String("1");
            m_cells.push_back(std::move(cell));
        } else if (m_xml.name() == QLatin1String("mxGeometry") && !m_cells.empty()) {
            m_cells.back().relative = attributes.value(QLatin1String("relative")) == QLatin1String("1");
            m_cells.back().rect = QRectF(number(attributes.value(QLatin1String("x"))), number(attributes.value(QLatin1String("y"))),
                                         number(attributes.value(QLatin1String("width"))), number(attributes.value(QLatin1String("height"))));
        } else if (m_xml.name() == QLatin1String("mxPoint") && !m_cells.empty() && m_cells.back().edge && !attributes.hasAttribute(QLatin1String("as"))) {
            m_cells.back().points.emplace_back(number(attributes.value(QLatin1String("x"))), number(attributes.value(QLatin1String("y"))));
        }
    }

    QXmlStreamReader m_xml;
    std::vector<ReadCell> m_cells;
    ReadCell m_outer;   // the <object> around a cell; no id: none
};

/// The model of the first page, and its name.
Result<QByteArray> readModel(const QByteArray& bytes, QString& name) {
    QXmlStreamReader xml(bytes);
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        if (xml.name() == QLatin1String("mxGraphModel")) return bytes;   // written out
        if (xml.name() != QLatin1String("diagram")) continue;
        name = xml.attributes().value(QLatin1String("name")).toString();
        QString packed;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isCharacters()) packed += xml.text();
            if (xml.isStartElement() || xml.isEndElement()) break;
        }
        if (xml.isStartElement()) return bytes;
        if (packed.trimmed().isEmpty()) return fail(FL_TR("exchange", "The first page of the drawing is empty"));
        bool tooLarge = false;
        const std::optional<QByteArray> plain = inflated(QByteArray::fromBase64(packed.trimmed().toLatin1()), largestPlainDesign, tooLarge, Wrapping::None);
        if (tooLarge) return fail(FL_TR("exchange", "The drawing is too large"));
        if (!plain) return fail(FL_TR("exchange", "The first page of the drawing is damaged: it cannot be unpacked"));
        return QByteArray::fromPercentEncoding(*plain);
    }
    if (xml.hasError())
        return fail(Text(FL_TR("exchange", "The drawing is damaged: %1"), {xml.errorString().toStdString()}),
                    "line " + std::to_string(xml.lineNumber()) + ", column " + std::to_string(xml.columnNumber()));
    return fail(FL_TR("exchange", "The drawing has no page"));
}

bool readHasWord(const QString& words, const QString& word) {
    if (word.size() < 2) return false;
    qsizetype at = -1;
    while ((at = words.indexOf(word, at + 1)) >= 0) {
        const bool begins = at == 0 || !words[at - 1].isLetterOrNumber();
        const qsizetype end = at + word.size();
        // "web-1", "Servers" and "nginx2" are meant as well.
        const bool ends = end == words.size() || !words[end].isLetter() || (words[end] == QLatin1Char('s') && (end + 1 == words.size() || !words[end + 1].isLetter()));
        if (begins && ends) return true;
    }
    return false;
}

}  // namespace

bool looksLikeDrawio(const QByteArray& bytes) {
    const QByteArray start = bytes.left(2048);
    return start.contains("<mxfile") || start.contains("<mxGraphModel");
}

Result<DrawioPage> readDrawio(const QByteArray& bytes) {
    DrawioPage page;
    const Result<QByteArray> model = readModel(bytes, page.name);
    if (!model) return tl::unexpected(model.error());
    Result<std::vector<ReadCell>> cells = CellReader(*model).read();
    if (!cells) return tl::unexpected(cells.error());
    QHash<QString, std::size_t> edges;
    for (ReadCell& cell : *cells) {
        if (cell.edge) {
            edges.insert(cell.id, page.edges.size());
            page.edges.push_back({cell.id, readPlain(cell.label), cell.style, cell.source, cell.target, std::move(cell.points), std::move(cell.own)});
        } else if (cell.vertex) {
            const auto label = edges.constFind(cell.parent);   // a label that sits on a connection
            if (label != edges.cend() && cell.own.isEmpty()) {
                if (page.edges[*label].text.isEmpty()) page.edges[*label].text = readPlain(cell.label);
                continue;
            }
            page.boxes.push_back({cell.id, cell.parent, readPlain(cell.label), cell.style, cell.rect, std::move(cell.own)});
        } else if (!cell.own.isEmpty()) {
            page.settings = std::move(cell.own);
        }
    }
    if (page.boxes.empty()) return fail(FL_TR("exchange", "The first page of the drawing holds no shapes"));
    return page;
}

QJsonObject ownDesign(const DrawioPage& page) {
    QJsonObject design = page.settings;
    design.insert(QLatin1String("format"), QStringLiteral("faultline-design"));
    if (!design.contains(QLatin1String("version"))) design.insert(QLatin1String("version"), 1);
    QHash<QString, int> ids;   // by cell
    QSet<int> used;
    QSet<QString> names;
    int last = 0;
    for (const DrawioBox& box : page.boxes) last = std::max(last, box.own[QLatin1String("id")].toInt());
    for (const DrawioBox& box : page.boxes) {
        if (box.own.isEmpty()) continue;
        int id = box.own[QLatin1String("id")].toInt();
        if (id <= 0 || used.contains(id)) id = ++last;   // a copy made in draw.io
        used.insert(id);
        ids.insert(box.id, id);
    }
    QJsonArray components, links;
    for (const DrawioBox& box : page.boxes) {
        if (box.own.isEmpty()) continue;
        QJsonObject own = box.own;
        own.insert(QLatin1String("id"), ids.value(box.id));
        const bool rests = own.contains(QLatin1String("attached_to")) || own.contains(QLatin1String("in_line"));
        QString name = box.text.section(QLatin1Char('\n'), 0, 0).left(200);
        if (own[QLatin1String("kind")].toString() == QLatin1String("note")) {
            QJsonObject properties = own[QLatin1String("properties")].toObject();
            if (!box.text.isEmpty() && box.text != own[QLatin1String("name")].toString()) properties.insert(QLatin1String("text"), box.text);
            if (!properties.isEmpty()) own.insert(QLatin1String("properties"), properties);
            name = own[QLatin1String("name")].toString();
        }
        if (name.isEmpty()) name = own[QLatin1String("name")].toString();
        const QString base = name;
        for (int n = 2; names.contains(name.toCaseFolded()); ++n) name = QStringLiteral("%1-%2").arg(base).arg(n);
        names.insert(name.toCaseFolded());
        own.insert(QLatin1String("name"), name);
        if (rests) {
            if (own.contains(QLatin1String("attached_to")) && ids.contains(box.parent)) own.insert(QLatin1String("attached_to"), ids.value(box.parent));
        } else {
            const QJsonArray was = own[QLatin1String("rect")].toArray();
            const bool small = box.style.startsWith(QLatin1String("ellipse"));   // drawn at its owner's corner, wherever it is
            if (!small && was.size() == 4)
                own.insert(QLatin1String("rect"), QJsonArray{box.rect.x(), box.rect.y(), std::max(24.0, box.rect.width()), std::max(24.0, box.rect.height())});
            if (ids.contains(box.parent))
                own.insert(QLatin1String("container"), ids.value(box.parent));
            else
                own.remove(QLatin1String("container"));
        }
        components.append(own);
    }
    int lastLink = 0;
    QSet<int> usedLinks;
    for (const DrawioEdge& edge : page.edges) {
        const int from = ids.value(edge.from), to = ids.value(edge.to), id = edge.own[QLatin1String("id")].toInt();
        if (edge.own.isEmpty() || from == 0 || to == 0 || usedLinks.contains(id)) continue;
        if (edge.own[QLatin1String("from")].toInt() != from || edge.own[QLatin1String("to")].toInt() != to) continue;   // linked anew
        usedLinks.insert(id);
        lastLink = std::max(lastLink, id);
        QJsonObject own = edge.own;
        QJsonArray points;
        for (const QPointF& point : edge.points) points.append(QJsonArray{point.x(), point.y()});
        if (points.isEmpty()) own.remove(QLatin1String("waypoints"));
        else own.insert(QLatin1String("waypoints"), points);
        const design::LinkShape shape = readShape(edge.style);
        if (shape == design::LinkShape::Orthogonal) own.remove(QLatin1String("shape"));
        else own.insert(QLatin1String("shape"), design::shapeName(shape));
        links.append(own);
    }
    // What stood in a link that is gone stands free.
    for (qsizetype i = 0; i < components.size(); ++i) {
        QJsonObject own = components[i].toObject();
        if (own.contains(QLatin1String("in_line")) && !usedLinks.contains(own[QLatin1String("in_line")].toInt())) {
            own.remove(QLatin1String("in_line"));
            components[i] = own;
        }
    }
    design.insert(QLatin1String("components"), components);
    design.insert(QLatin1String("links"), links);
    design.insert(QLatin1String("last_component_id"), std::max(last, design[QLatin1String("last_component_id")].toInt()));
    design.insert(QLatin1String("last_link_id"), std::max(lastLink, design[QLatin1String("last_link_id")].toInt()));
    return design;
}

std::string kindNamed(const catalog::Catalog& catalog, const QString& text, const QString& style) {
    const QString words = text.toCaseFolded();
    std::string best;
    qsizetype length = 0;
    const auto consider = [&](const QString& word, const char* kind) {
        const QString folded = word.toCaseFolded();
        if (folded.size() <= length || !readHasWord(words, folded)) return;
        best = kind;
        length = folded.size();
    };
    for (const catalog::ComponentKind& kind : catalog.kinds()) {
        consider(QString::fromUtf8(kind.label.source), kind.id);
        for (const char* alias : kind.aliases) consider(QString::fromUtf8(alias), kind.id);
        for (const catalog::SoftwarePreset& preset : kind.software) consider(QString::fromUtf8(preset.name), kind.id);
    }
    if (!best.empty()) return best;
    constexpr std::array looks{std::pair("firewall", "firewall"),      std::pair("load_balanc", "load_balancer"), std::pair("cylinder", "database"),
                               std::pair("database", "database"),      std::pair("route_53", "dns"),              std::pair("certificate", "certificate"),
                               std::pair("umlActor", "users"),         std::pair("shape=actor", "users"),         std::pair("users", "users"),
                               std::pair("server", "server"),          std::pair("shape=note", "note")};
    for (const auto& [part, kind] : looks)
        if (style.contains(QLatin1String(part), Qt::CaseInsensitive) && catalog.find(kind)) return kind;
    return {};
}

namespace {

/// Puts the shapes and connections of others onto a design by the rules of any edit.
class ForeignParts {
public:
    ForeignParts(Design& design, const catalog::Catalog& catalog, const DrawioPage& page) : m_design(design), m_catalog(catalog), m_page(page) {}

    std::vector<Text> add() {
        for (const DrawioBox& box : m_page.boxes) {
            if (box.own.isEmpty()) continue;
            if (const design::Component* known = ofName(box)) m_ids.insert(box.id, known->id);
        }
        for (const DrawioBox& box : m_page.boxes) m_holders.insert(box.parent);
        const ComponentId before{m_design.lastComponentId()};
        for (const DrawioBox& box : m_page.boxes)
            if (box.own.isEmpty()) addBox(box);
        for (const DrawioEdge& edge : m_page.edges) addEdge(edge);
        if (m_design.lastComponentId() != before.value) design::giveAddresses(m_design, m_catalog).apply(m_design);
        return std::move(m_notes);
    }

private:
    const design::Component* ofName(const DrawioBox& box) const {
        const design::Component* byId = m_design.component({static_cast<std::uint32_t>(box.own[QLatin1String("id")].toInt())});
        const design::Component* byName = m_design.componentByName(box.text.section(QLatin1Char('\n'), 0, 0));
        return byName ? byName : byId;
    }

    bool put(const std::string& kind, const DrawioBox& box, const design::Placement& where) {
        const ComponentId id = m_design.nextComponentId();
        const Result<design::Change> change = design::addComponent(m_design, m_catalog, kind, where);
        if (!change) return false;
        change->apply(m_design);
        m_ids.insert(box.id, id);
        const QString name = box.text.section(QLatin1Char('\n'), 0, 0).left(200);
        if (!name.isEmpty() && kind != "note") {
            QString unique = name;
            for (int n = 2; m_design.componentByName(unique); ++n) unique = QStringLiteral("%1-%2").arg(name).arg(n);
            if (const auto renamed = design::rename(m_design, id, unique)) renamed->apply(m_design);
        }
        if (kind == "note")
            if (const auto text = design::setProperty(m_design, m_catalog, {id}, "text", Value(box.text.toStdString()))) text->apply(m_design);
        const catalog::ComponentKind* known = m_catalog.find(kind);
        if ((known->isContainer() || kind == "note") && box.rect.width() > 40 && box.rect.height() > 40)
            design::resize(m_design, id, QRectF(where.scenePosition, box.rect.size())).apply(m_design);
        return true;
    }

    void addBox(const DrawioBox& box) {
        std::string kind = kindNamed(m_catalog, box.text, box.style);
        const bool holds = m_holders.contains(box.id);
        const catalog::ComponentKind* known = m_catalog.find(kind);
        if (holds && !(known && known->isContainer())) kind = "zone";
        if (kind.empty()) kind = "note";
        if (kind == "note" && box.text.isEmpty()) return;   // a line, a frame: nothing to say
        const ComponentId outer = m_ids.value(box.parent);
        const QPointF origin = outer.isValid() ? m_design.sceneRect(outer).topLeft() : QPointF();
        design::Placement where;
        where.scenePosition = origin + box.rect.topLeft();
        where.container = outer;
        if (outer.isValid() && put(kind, box, where)) return;
        where.container = {};
        if (outer.isValid()) {   // onto it, if not into it
            design::Placement onto;
            onto.scenePosition = where.scenePosition;
            onto.attachTo = outer;
            if (put(kind, box, onto)) return;
        }
        if (put(kind, box, where)) return;
        if (put("note", box, where)) return;
        m_notes.emplace_back(FL_TR("exchange", "\"%1\" could not be taken over"), std::vector{box.text.left(60).toStdString()});
    }

    void addEdge(const DrawioEdge& edge) {
        const ComponentId from = m_ids.value(edge.from), to = m_ids.value(edge.to);
        if (!from.isValid() || !to.isValid()) return;
        for (const auto& [id, link] : m_design.links())
            if (link->from == from && link->to == to && !edge.own.isEmpty()) return;   // ours, read already
        for (const auto& [a, b] : {std::pair(from, to), std::pair(to, from)}) {
            const Result<design::Change> change = design::connect(m_design, m_catalog, a, b);
            if (!change) continue;
            const LinkId made = m_design.nextLinkId();
            change->apply(m_design);
            design::setLinkShape(m_design, {made}, readShape(edge.style)).apply(m_design);
            return;
        }
        m_notes.emplace_back(FL_TR("exchange", "The connection from %1 to %2 means nothing here and was left out"),
                             std::vector{m_design.component(from)->name.toStdString(), m_design.component(to)->name.toStdString()});
    }

    Design& m_design;
    const catalog::Catalog& m_catalog;
    const DrawioPage& m_page;
    QHash<QString, ComponentId> m_ids;
    QSet<QString> m_holders;
    std::vector<Text> m_notes;
};

}  // namespace

std::vector<Text> addForeign(design::Design& design, const catalog::Catalog& catalog, const DrawioPage& page) {
    return ForeignParts(design, catalog, page).add();
}

}  // namespace faultline::exchange
