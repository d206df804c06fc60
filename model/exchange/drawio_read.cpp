#include "model/design/annotations.h"
#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "model/design/pages.h"
#include "model/exchange/deflate.h"
#include "model/exchange/drawio.h"
#include "model/exchange/drawio_layers.h"
#include "model/exchange/drawio_style.h"
#include "model/exchange/drawio_text.h"
#include "model/exchange/png_chunk.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QXmlStreamReader>

#include <algorithm>

namespace faultline::exchange {
namespace {

using design::Design;

constexpr std::size_t readMostCells = 20'000;

auto readTooLarge() { return fail(Text(FL_TR("exchange", "The drawing is too large: at most %1 shapes are read"), {std::to_string(readMostCells)})); }

struct ReadCell {
    QString id, parent, label, style, source, target;
    bool vertex = false, edge = false, relative = false, hidden = false;
    QRectF rect;
    QPointF offset;
    QStringList attributes;   // of the <object> around it, which are not draw.io's
    std::vector<QPointF> points;
    std::optional<QPointF> begins, ends;
    QJsonObject own;
    QString written;
};

/// One <mxGraphModel>: its cells in the order of the file.
class CellReader {
public:
    /// `page`: which <diagram> of the file, from 0; -1: there is but a model.
    CellReader(const QByteArray& xml, int page) : m_xml(xml), m_page(page) {}

    Result<std::vector<ReadCell>> read() {
        while (!m_xml.atEnd()) {
            m_xml.readNext();
            if (m_xml.isStartElement() && m_xml.name() == QLatin1String("diagram")) ++m_at;
            if (m_at != m_page) continue;
            if (m_xml.isEndElement() && (m_xml.name() == QLatin1String("object") || m_xml.name() == QLatin1String("UserObject"))) m_outer = ReadCell();
            if (m_xml.isStartElement()) element();
            if (m_cells.size() > readMostCells) return readTooLarge();
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
            m_outer.hidden = text("visible") == QLatin1String("0");
            const bool fills = text("placeholders") == QLatin1String("1");
            for (const QXmlStreamAttribute& attribute : attributes) {
                const QString key = attribute.name().toString();
                if (fills) m_outer.label.replace(QLatin1Char('%') + key + QLatin1Char('%'), attribute.value().toString());
                static const QSet<QString> known{QStringLiteral("id"), QStringLiteral("label"), QStringLiteral("placeholders"), QStringLiteral("visible"),
                                                 QStringLiteral("faultline"), QStringLiteral("faultline_style")};
                if (!known.contains(key) && !attribute.value().isEmpty()) m_outer.attributes.append(key);
            }
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
            cell.hidden = cell.hidden || attributes.value(QLatin1String("visible")) == QLatin1String("0");
            m_cells.push_back(std::move(cell));
        } else if (m_xml.name() == QLatin1String("mxGeometry") && !m_cells.empty()) {
            m_cells.back().relative = attributes.value(QLatin1String("relative")) == QLatin1String("1");
            m_cells.back().rect = QRectF(number(attributes.value(QLatin1String("x"))), number(attributes.value(QLatin1String("y"))),
                                         number(attributes.value(QLatin1String("width"))), number(attributes.value(QLatin1String("height"))));
        } else if (m_xml.name() == QLatin1String("mxPoint") && !m_cells.empty()) {
            const QPointF point(number(attributes.value(QLatin1String("x"))), number(attributes.value(QLatin1String("y"))));
            const auto as = attributes.value(QLatin1String("as"));
            if (as == QLatin1String("offset")) m_cells.back().offset = point;
            if (!m_cells.back().edge) return;
            if (as.isEmpty()) m_cells.back().points.push_back(point);
            if (as == QLatin1String("sourcePoint")) m_cells.back().begins = point;
            if (as == QLatin1String("targetPoint")) m_cells.back().ends = point;
        }
    }

    QXmlStreamReader m_xml;
    std::vector<ReadCell> m_cells;
    ReadCell m_outer;   // the <object> around a cell; no id: none
    int m_page, m_at = -1;
};

/// A page of a file: packed, or written out.
struct ReadPage {
    QString name, packed;
    bool writtenOut = false;
};

Result<std::vector<ReadPage>> readPages(const QByteArray& bytes) {
    QXmlStreamReader xml(bytes);
    std::vector<ReadPage> pages;
    bool inPage = false;
    while (!xml.atEnd()) {
        xml.readNext();
        const bool isPage = xml.name() == QLatin1String("diagram");
        if (xml.isStartElement() && isPage) {
            pages.push_back({xml.attributes().value(QLatin1String("name")).toString(), {}, false});
            inPage = true;
        } else if (xml.isEndElement() && isPage) {
            inPage = false;
        } else if (xml.isStartElement() && xml.name() == QLatin1String("mxGraphModel")) {
            if (!inPage) return std::vector<ReadPage>{};   // but a model
            pages.back().writtenOut = true;
        } else if (xml.isCharacters() && inPage && !pages.back().writtenOut) {
            pages.back().packed += xml.text();
        }
    }
    if (xml.hasError())
        return fail(Text(FL_TR("exchange", "The drawing is damaged: %1"), {xml.errorString().toStdString()}),
                    "line " + std::to_string(xml.lineNumber()) + ", column " + std::to_string(xml.columnNumber()));
    if (pages.empty()) return fail(FL_TR("exchange", "The drawing has no page"));
    return pages;
}

Result<QByteArray> readUnpacked(const QString& packed) {
    bool tooLarge = false;
    const std::optional<QByteArray> plain = inflated(QByteArray::fromBase64(packed.trimmed().toLatin1()), largestPlainDesign, tooLarge, Wrapping::None);
    if (tooLarge) return fail(FL_TR("exchange", "The drawing is too large"));
    if (!plain) return fail(FL_TR("exchange", "A page of the drawing is damaged: it cannot be unpacked"));
    return QByteArray::fromPercentEncoding(*plain);
}

/// Sorts the cells of a page into boxes and connections, and their labels to them.
void readCells(std::vector<ReadCell> cells, DrawioPage& page) {
    QHash<QString, std::size_t> edges;
    QSet<QString> hidden;
    std::optional<QString> root;   // what the layers are in
    for (ReadCell& cell : cells) {
        const bool isGround = !cell.vertex && !cell.edge;
        if (isGround && !root && cell.parent.isEmpty()) {
            root = cell.id;
        } else if (isGround && root && cell.parent == *root) {
            page.layers.push_back({cell.id, drawioWords(cell.label, cell.style).simplified(), cell.hidden, drawioEntry(cell.style, "locked") == QLatin1String("1")});
            cell.hidden = false;
        }
        if (cell.hidden || hidden.contains(cell.parent)) hidden.insert(cell.id);
        const QString words = drawioWords(cell.label, cell.style);
        if (cell.edge) {
            edges.insert(cell.id, page.edges.size());
            DrawioEdge edge{cell.id, cell.parent, cell.style, cell.source, cell.target, {}, std::move(cell.points), std::move(cell.own), cell.written, cell.begins, cell.ends};
            if (!words.isEmpty()) edge.labels.push_back({words, cell.rect.x()});
            page.edges.push_back(std::move(edge));
        } else if (cell.vertex) {
            const auto label = edges.constFind(cell.parent);   // a label that sits on a connection
            if (label != edges.cend() && cell.own.isEmpty()) {
                if (!words.isEmpty()) page.edges[*label].labels.push_back({words, cell.rect.x()});
                continue;
            }
            DrawioBox box{cell.id, cell.parent, words, cell.style, cell.rect, std::move(cell.own), cell.written};
            box.relative = cell.relative;
            box.offset = cell.offset;
            box.hidden = hidden.contains(cell.id);
            box.attributes = std::move(cell.attributes);
            page.boxes.push_back(std::move(box));
        } else if (!cell.own.isEmpty()) {
            page.settings = std::move(cell.own);
        }
    }
}

}  // namespace

bool looksLikeDrawio(const QByteArray& bytes) {
    const QByteArray start = bytes.left(2048);
    return start.contains("<mxfile") || start.contains("<mxGraphModel");
}

std::optional<QByteArray> drawioInPicture(const QByteArray& picture) {
    if (looksLikePng(picture)) {
        for (const char* keyword : {"mxfile", "mxGraphModel"})   // the second is that of older versions
            if (std::optional<QByteArray> text = pictureText(picture, keyword)) {
                if (text->trimmed().startsWith('<')) return text;
                return QByteArray::fromPercentEncoding(text->replace('+', ' '));
            }
        return std::nullopt;
    }
    if (!picture.left(4096).contains("<svg")) return std::nullopt;
    QXmlStreamReader xml(picture);
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        const QByteArray content = xml.attributes().value(QLatin1String("content")).toUtf8();
        if (content.trimmed().startsWith('<')) return content;
        if (content.startsWith("%3C")) return QByteArray::fromPercentEncoding(content);
        break;
    }
    return std::nullopt;
}

Result<std::vector<DrawioPage>> readDrawio(const QByteArray& bytes) {
    const Result<std::vector<ReadPage>> pages = readPages(bytes);
    if (!pages) return tl::unexpected(pages.error());
    if (pages->size() > design::mostPages) return fail(Text(FL_TR("exchange", "The drawing has too many pages: at most %1 are read"), {std::to_string(design::mostPages)}));
    std::vector<DrawioPage> out;
    std::size_t all = 0;
    for (int at = 0; at < std::max<int>(1, static_cast<int>(pages->size())); ++at) {
        DrawioPage page;
        QByteArray unpacked;
        int wanted = -1;   // the file is but a model
        if (!pages->empty()) {
            const ReadPage& one = (*pages)[static_cast<std::size_t>(at)];
            page.name = one.name;
            wanted = one.writtenOut ? at : -1;
            if (!one.writtenOut && one.packed.trimmed().isEmpty()) continue;
            if (!one.writtenOut) {
                Result<QByteArray> model = readUnpacked(one.packed);
                if (!model) return tl::unexpected(model.error());
                unpacked = std::move(*model);
            }
        }
        Result<std::vector<ReadCell>> cells = CellReader(unpacked.isEmpty() ? bytes : unpacked, wanted).read();
        if (!cells) return tl::unexpected(cells.error());
        all += cells->size();
        if (all > readMostCells) return readTooLarge();
        readCells(std::move(*cells), page);
        if (!page.boxes.empty() || !page.edges.empty() || !page.settings.isEmpty()) out.push_back(std::move(page));
    }
    if (out.empty()) return fail(FL_TR("exchange", "The drawing holds no shapes"));
    return out;
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

/// What stands at a link of ours now; a number alone is that of its port, which was written by itself.
void readLabel(QJsonObject& own, const DrawioEdge& edge) {
    const QLatin1String key("label");
    QString now;
    for (const DrawioLabel& label : edge.labels) now += (now.isEmpty() ? QString() : QStringLiteral(" ")) + label.text;
    now = now.simplified().left(design::longestLinkLabel);
    bool isNumber = false;
    now.toInt(&isNumber);
    if (now == own.value(key).toString() || (isNumber && !own.contains(key))) return;
    if (now.isEmpty() || isNumber)
        own.remove(key);
    else
        own.insert(key, now);
}

/// Notes the layer of a part of ours; the background needs no note.
void readLayer(QJsonObject& own, int layer) {
    if (layer == 0)
        own.remove(QLatin1String("layer"));
    else
        own.insert(QLatin1String("layer"), layer);
}

}  // namespace

QJsonObject ownDesign(const DrawioPage& page) {
    QJsonObject design = page.settings;
    static const QRegularExpression unnamed(QStringLiteral("^Page-\\d+$"));
    const QString title = design.value(QLatin1String("title")).toString();
    if (!page.name.isEmpty() && !unnamed.match(page.name).hasMatch() && page.name.simplified() != title.simplified())
        design.insert(QLatin1String("title"), page.name.simplified());
    const DrawioLayers layers = layersOf(page);
    if (layers.layers.empty())
        design.remove(QLatin1String("layers"));
    else
        design.insert(QLatin1String("layers"), design::layersToJson(layers.layers));
    QSet<int> there{0};
    for (const design::DrawingLayer& layer : layers.layers) there.insert(layer.id);
    QHash<QString, std::pair<int, int>> moved;   // by cell: the layer it was on and is on, where these differ
    const auto putOnLayer = [&](QJsonObject& own, const QString& cell, const QString& parent) {
        const int before = own.value(QLatin1String("layer")).toInt();
        int now = there.contains(before) ? before : 0;
        if (const auto layer = layers.ids.constFind(parent); layer != layers.ids.cend()) now = *layer;
        // In a container it goes along with it.
        if (const auto outer = moved.constFind(parent); outer != moved.cend() && outer->first == before) now = outer->second;
        if (now != before) moved.insert(cell, {before, now});
        readLayer(own, now);
    };
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
        putOnLayer(own, box.id, box.parent);
        const bool rests = own.contains(QLatin1String("attached_to")) || own.contains(QLatin1String("in_line"));
        QString name = box.text.section(QLatin1Char('\n'), 0, 0).left(200);
        readStyle(own, box.written, box.style);
        const std::string kind = own[QLatin1String("kind")].toString().toStdString();
        if (design::isAnnotation(kind) && kind != "frame") {
            QJsonObject properties = own[QLatin1String("properties")].toObject();
            const QString had = properties.value(QLatin1String("text")).toString(own.value(QLatin1String("name")).toString());
            if (!box.text.isEmpty() && box.text != had.trimmed()) properties.insert(QLatin1String("text"), box.text);
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
        putOnLayer(own, edge.id, edge.parent);
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
        putOnLayer(own, edge.id, edge.parent);
        QJsonArray points;
        for (const QPointF& point : edge.points) points.append(QJsonArray{point.x(), point.y()});
        if (points.isEmpty()) own.remove(QLatin1String("waypoints"));
        else own.insert(QLatin1String("waypoints"), points);
        const design::LinkShape shape = drawioLine(edge.style);
        if (shape == design::LinkShape::Orthogonal) own.remove(QLatin1String("shape"));
        else own.insert(QLatin1String("shape"), design::shapeName(shape));
        const design::LinkHeads heads = drawioHeads(edge.style);
        if (heads == design::LinkHeads::End) own.remove(QLatin1String("heads"));
        else own.insert(QLatin1String("heads"), design::headsName(heads));
        readLabel(own, edge);
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

}  // namespace faultline::exchange
