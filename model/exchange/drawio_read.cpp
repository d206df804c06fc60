#include "model/design/annotations.h"
#include "model/design/link_edits.h"
#include "model/exchange/deflate.h"
#include "model/exchange/drawio.h"
#include "model/exchange/drawio_style.h"
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
#include <cmath>

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
    std::optional<QPointF> begins, ends;
    QJsonObject own;
    QString written;
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
            m_outer.written = text("faultline_style");
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
        } else if (m_xml.name() == QLatin1String("mxPoint") && !m_cells.empty() && m_cells.back().edge) {
            const QPointF point(number(attributes.value(QLatin1String("x"))), number(attributes.value(QLatin1String("y"))));
            const auto as = attributes.value(QLatin1String("as"));
            if (as.isEmpty()) m_cells.back().points.push_back(point);
            if (as == QLatin1String("sourcePoint")) m_cells.back().begins = point;
            if (as == QLatin1String("targetPoint")) m_cells.back().ends = point;
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
            page.edges.push_back({cell.id, readPlain(cell.label), cell.style, cell.source, cell.target, std::move(cell.points), std::move(cell.own), cell.written, cell.begins, cell.ends});
        } else if (cell.vertex) {
            const auto label = edges.constFind(cell.parent);   // a label that sits on a connection
            if (label != edges.cend() && cell.own.isEmpty()) {
                if (page.edges[*label].text.isEmpty()) page.edges[*label].text = readPlain(cell.label);
                continue;
            }
            page.boxes.push_back({cell.id, cell.parent, readPlain(cell.label), cell.style, cell.rect, std::move(cell.own), cell.written});
        } else if (!cell.own.isEmpty()) {
            page.settings = std::move(cell.own);
        }
    }
    if (page.boxes.empty()) return fail(FL_TR("exchange", "The first page of the drawing holds no shapes"));
    return page;
}

namespace {

/// Takes over what was altered of the look of a part of ours.
void readStyle(QJsonObject& own, const QString& written, const QString& now) {
    const QLatin1String key("style");
    const design::Style before = design::styleFromJson(own.value(key).toObject());
    const design::Style after = styleAlteredIn(before, written, now);
    if (before == after) return;
    if (after.isUsual())
        own.remove(key);
    else
        own.insert(key, design::styleToJson(after));
}

/// An arrow of ours, with its ends where they are now.
QJsonObject readArrow(const DrawioEdge& edge) {
    QJsonObject own = edge.own;
    if (!edge.begins || !edge.ends) return own;
    const QLineF line(*edge.begins, *edge.ends);
    const QRectF rect = QRectF(line.p1(), line.p2()).normalized();
    own.insert(QLatin1String("rect"), QJsonArray{rect.x(), rect.y(), rect.width(), rect.height()});
    // Of a level or upright line either corner will do: only what is wrong is altered.
    QJsonObject properties = own[QLatin1String("properties")].toObject();
    const QString from = properties[QLatin1String("from")].toString(QStringLiteral("bottom_left"));
    const bool top = from.startsWith(QLatin1String("top")), left = from.endsWith(QLatin1String("left"));
    const QPointF corner(left ? rect.left() : rect.right(), top ? rect.top() : rect.bottom());
    if (corner == line.p1()) return own;
    properties.insert(QLatin1String("from"), QStringLiteral("%1_%2").arg(line.y1() <= line.y2() ? QStringLiteral("top") : QStringLiteral("bottom"),
                                                                          line.x1() <= line.x2() ? QStringLiteral("left") : QStringLiteral("right")));
    own.insert(QLatin1String("properties"), properties);
    return own;
}

}  // namespace

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
        readStyle(own, box.written, box.style);
        const std::string kind = own[QLatin1String("kind")].toString().toStdString();
        if (design::isAnnotation(kind) && kind != "frame") {
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
    for (const DrawioEdge& edge : page.edges) {   // arrows: connections that connect nothing
        const int id = edge.own[QLatin1String("id")].toInt();
        if (!edge.own.contains(QLatin1String("kind")) || id <= 0 || used.contains(id)) continue;
        used.insert(id);
        last = std::max(last, id);
        QJsonObject own = readArrow(edge);
        readStyle(own, edge.written, edge.style);
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
        readStyle(own, edge.written, edge.style);
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
        if (kind.isAnnotation()) continue;   // a word such as "text" or "box" says nothing
        consider(QString::fromUtf8(kind.label.source), kind.id);
        for (const char* alias : kind.aliases) consider(QString::fromUtf8(alias), kind.id);
        for (const catalog::SoftwarePreset& preset : kind.software) consider(QString::fromUtf8(preset.name), kind.id);
    }
    if (!best.empty()) return best;
    constexpr std::array looks{std::pair("firewall", "firewall"),      std::pair("load_balanc", "load_balancer"), std::pair("cylinder", "database"),
                               std::pair("database", "database"),      std::pair("route_53", "dns"),              std::pair("certificate", "certificate"),
                               std::pair("umlActor", "users"),         std::pair("shape=actor", "users"),         std::pair("users", "users"),
                               std::pair("server", "server")};
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

    /// Colours that were chosen there; black on white is nobody's choice.
    void takeLook(ComponentId id, const QString& style, bool note) {
        design::Style look = styleOfDrawio(style);
        if (look.fill == 0xFFFFFFu || (!note && look.fill == design::Style::none)) look.fill.reset();
        if (look.line == 0u) look.line.reset();
        if (look.text == 0u) look.text.reset();
        if (look.textSize == 12) look.textSize = 0;
        design::restyle(m_design, {id}, {}, [&](design::Style& own) { own = look; }).apply(m_design);
    }

    bool put(const std::string& kind, const DrawioBox& box, const design::Placement& where, const std::string& outline = "rectangle") {
        const ComponentId id = m_design.nextComponentId();
        const Result<design::Change> change = design::addComponent(m_design, m_catalog, kind, where);
        if (!change) return false;
        change->apply(m_design);
        m_ids.insert(box.id, id);
        const QString name = box.text.section(QLatin1Char('\n'), 0, 0).left(200);
        const bool note = design::isAnnotation(kind);
        if (!name.isEmpty() && (!note || kind == "frame")) {
            QString unique = name;
            for (int n = 2; m_design.componentByName(unique); ++n) unique = QStringLiteral("%1-%2").arg(name).arg(n);
            if (const auto renamed = design::rename(m_design, id, unique)) renamed->apply(m_design);
        }
        const catalog::ComponentKind* known = m_catalog.find(kind);
        const auto set = [&](const char* key, const std::string& value) {
            if (known->property(key) == nullptr) return;
            if (const auto given = design::setProperty(m_design, m_catalog, {id}, key, Value(value))) given->apply(m_design);
        };
        if (note) set("text", box.text.isEmpty() ? " " : box.text.toStdString());   // a shape without words keeps none
        if (kind == "shape") set("outline", outline);
        takeLook(id, box.style, note);
        if ((known->isContainer() || note) && box.rect.width() >= 8 && box.rect.height() >= 8)
            design::resize(m_design, id, QRectF(where.scenePosition, box.rect.size())).apply(m_design);
        return true;
    }

    void addBox(const DrawioBox& box) {
        std::string kind = kindNamed(m_catalog, box.text, box.style);
        const bool holds = m_holders.contains(box.id);
        const catalog::ComponentKind* known = m_catalog.find(kind);
        if (holds && !(known && known->isContainer())) kind = "zone";
        std::string outline = "rectangle";
        const std::string plain = annotationOfDrawio(box.style, outline);
        if (kind.empty() || plain == "text" || plain == "note") kind = plain;
        if (kind == "text" && box.text.isEmpty()) return;   // nothing is seen of it
        const ComponentId outer = m_ids.value(box.parent);
        const QPointF origin = outer.isValid() ? m_design.sceneRect(outer).topLeft() : QPointF();
        design::Placement where;
        where.scenePosition = origin + box.rect.topLeft();
        where.container = outer;
        if (outer.isValid() && put(kind, box, where, outline)) return;
        where.container = {};
        if (outer.isValid()) {   // onto it, if not into it
            design::Placement onto;
            onto.scenePosition = where.scenePosition;
            onto.attachTo = outer;
            if (put(kind, box, onto)) return;
        }
        if (put(kind, box, where, outline)) return;
        if (put(plain, box, where, outline)) return;
        m_notes.emplace_back(FL_TR("exchange", "\"%1\" could not be taken over"), std::vector{box.text.left(60).toStdString()});
    }

    void addEdge(const DrawioEdge& edge) {
        const ComponentId from = m_ids.value(edge.from), to = m_ids.value(edge.to);
        if (edge.own.contains(QLatin1String("kind"))) return;   // an arrow of ours
        if (!from.isValid() || !to.isValid()) return addArrow(edge, from, to);
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
        addArrow(edge, from, to);
        m_notes.emplace_back(FL_TR("exchange", "The connection from %1 to %2 means nothing here: it is an arrow now"),
                             std::vector{m_design.component(from)->name.toStdString(), m_design.component(to)->name.toStdString()});
    }

    /// A line that is no link, from the edge of what it begins at to the edge of what it ends at.
    void addArrow(const DrawioEdge& edge, ComponentId from, ComponentId to) {
        if (!edge.own.isEmpty()) return;
        const QRectF a = m_design.sceneRect(from), b = m_design.sceneRect(to);
        const bool begins = from.isValid() || edge.begins, ends = to.isValid() || edge.ends;
        if (!begins || !ends || m_catalog.find("arrow") == nullptr) return;
        QLineF line(from.isValid() ? a.center() : *edge.begins, to.isValid() ? b.center() : *edge.ends);
        const auto leave = [](const QRectF& rect, QPointF towards) {
            const QPointF way = towards - rect.center();
            const double scale = std::max(std::abs(way.x()) / std::max(1.0, rect.width() / 2), std::abs(way.y()) / std::max(1.0, rect.height() / 2));
            return scale > 1 ? rect.center() + way / scale : rect.center();
        };
        const QLineF whole = line;
        if (from.isValid()) line.setP1(leave(a, whole.p2()));
        if (to.isValid()) line.setP2(leave(b, whole.p1()));
        const ComponentId id = m_design.nextComponentId();
        const auto added = design::addComponent(m_design, m_catalog, "arrow", {.scenePosition = line.p1()});
        if (!added) return;
        added->apply(m_design);
        design::setArrow(m_design, m_catalog, id, line).apply(m_design);
        takeLook(id, edge.style, true);
        if (edge.style.contains(QLatin1String("endArrow=none")))
            if (const auto heads = design::setProperty(m_design, m_catalog, {id}, "heads", Value("none"))) heads->apply(m_design);
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
