#include "model/design/annotations.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/exchange/deflate.h"
#include "model/exchange/drawio.h"
#include "model/exchange/drawio_style.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QRegularExpression>
#include <QUrl>
#include <QXmlStreamWriter>

#include <algorithm>

namespace faultline::exchange {
namespace {

using design::Component;
using design::Design;

constexpr double writeBadge = 32;   // side of what sits on another

QString writeId(ComponentId id) { return QStringLiteral("c%1").arg(id.value); }

QString writeLayerId(int layer) { return layer == 0 ? QStringLiteral("1") : QStringLiteral("layer%1").arg(layer); }

QString writeCompact(const QJsonObject& object) { return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)); }

class DrawioWriter {
public:
    DrawioWriter(const Design& design, const catalog::Catalog& catalog, const QJsonObject& json, QXmlStreamWriter& xml) : m_design(design), m_catalog(catalog), m_xml(xml) {
        for (const QJsonValue& value : json[QLatin1String("components")].toArray()) m_components.insert(value[QLatin1String("id")].toInt(), value.toObject());
        for (const QJsonValue& value : json[QLatin1String("links")].toArray()) m_links.insert(value[QLatin1String("id")].toInt(), value.toObject());
        m_settings = json;
        m_settings.remove(QLatin1String("components"));
        m_settings.remove(QLatin1String("links"));
    }

    /// The page; `number` from 1.
    void write(int number) {
        m_xml.writeStartElement(QStringLiteral("diagram"));
        m_xml.writeAttribute(QStringLiteral("id"), number == 1 ? QStringLiteral("faultline") : QStringLiteral("faultline-%1").arg(number));
        m_xml.writeAttribute(QStringLiteral("name"), m_design.settings().title.isEmpty() ? QStringLiteral("Page-%1").arg(number) : m_design.settings().title);
        m_xml.writeStartElement(QStringLiteral("mxGraphModel"));
        for (const char* on : {"grid", "guides", "connect", "arrows"}) m_xml.writeAttribute(QLatin1String(on), QStringLiteral("1"));
        m_xml.writeAttribute(QStringLiteral("gridSize"), QStringLiteral("8"));
        m_xml.writeStartElement(QStringLiteral("root"));
        m_xml.writeEmptyElement(QStringLiteral("mxCell"));
        m_xml.writeAttribute(QStringLiteral("id"), QStringLiteral("0"));
        for (const design::DrawingLayer& layer : design::layersOf(m_design)) this->layer(layer);
        inside({});
        for (const auto& [id, component] : m_design.components())
            if (component->attachedTo.isValid() || component->inLine.isValid()) box(*component);
        for (const auto& [id, link] : m_design.links()) edge(*link);
        for (int open = 0; open < 3; ++open) m_xml.writeEndElement();   // root, mxGraphModel, diagram
    }

private:
    /// `style`: as it is written, so that it is known later what was altered.
    void begin(const QString& id, const QString& label, const QJsonObject& own, const QString& style = {}) {
        m_xml.writeStartElement(QStringLiteral("object"));
        m_xml.writeAttribute(QStringLiteral("id"), id);
        m_xml.writeAttribute(QStringLiteral("label"), label.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>")));
        m_xml.writeAttribute(QStringLiteral("faultline"), writeCompact(own));
        if (!style.isEmpty()) m_xml.writeAttribute(QStringLiteral("faultline_style"), style);
    }

    /// The background carries the settings of the design.
    void layer(const design::DrawingLayer& layer) {
        if (layer.id == 0) begin(writeLayerId(0), {}, m_settings);
        m_xml.writeEmptyElement(QStringLiteral("mxCell"));
        if (layer.id != 0) {
            m_xml.writeAttribute(QStringLiteral("id"), writeLayerId(layer.id));
            m_xml.writeAttribute(QStringLiteral("value"), layer.name);
        }
        if (layer.locked) m_xml.writeAttribute(QStringLiteral("style"), QStringLiteral("locked=1;"));
        if (layer.hidden) m_xml.writeAttribute(QStringLiteral("visible"), QStringLiteral("0"));
        m_xml.writeAttribute(QStringLiteral("parent"), QStringLiteral("0"));
        if (layer.id == 0) m_xml.writeEndElement();
    }

    /// Outer ones first: draw.io paints in the order of the file.
    void inside(ComponentId container) {
        for (const auto& [id, component] : m_design.components()) {
            if (component->container != container || component->attachedTo.isValid() || component->inLine.isValid()) continue;
            box(*component);
            inside(id);
        }
    }

    QRectF place(const Component& component) {
        if (component.inLine.isValid()) {
            const design::Link* link = m_design.link(component.inLine);
            const QPointF middle = link ? (m_design.sceneRect(link->from).center() + m_design.sceneRect(link->to).center()) / 2 : QPointF();
            return {middle - QPointF(48, 14), QSizeF(96, 28)};
        }
        const catalog::ComponentKind* kind = m_catalog.find(component.kind);
        const bool rests = component.attachedTo.isValid() || (kind && (kind->shape == catalog::Shape::Eye || kind->shape == catalog::Shape::Seal));
        if (!rests) return component.rect;
        const ComponentId owner = component.attachedTo.isValid() ? component.attachedTo : component.container;
        const QSizeF size = owner.isValid() && m_design.component(owner) ? m_design.sceneRect(owner).size() : QSizeF();
        const int number = m_resting[owner]++;
        return {size.width() - (number + 1) * (writeBadge + 4), -writeBadge / 2, writeBadge, writeBadge};
    }

    void box(const Component& component) {
        const catalog::ComponentKind* kind = m_catalog.find(component.kind);
        if (!kind) return;
        if (kind->shape == catalog::Shape::Arrow) return arrow(component, *kind);
        QString label = component.name;
        if (kind->isAnnotation()) {
            const Value text = component.properties.value("text");
            if (!text.isNull()) label = QString::fromStdString(text.toText());
        }
        const QString style = drawioShape(*kind, component);
        begin(writeId(component.id), label, m_components.value(static_cast<int>(component.id.value)), style);
        m_xml.writeStartElement(QStringLiteral("mxCell"));
        m_xml.writeAttribute(QStringLiteral("style"), style);
        m_xml.writeAttribute(QStringLiteral("vertex"), QStringLiteral("1"));
        const ComponentId owner = component.attachedTo.isValid() ? component.attachedTo : component.container;
        m_xml.writeAttribute(QStringLiteral("parent"), owner.isValid() && !component.inLine.isValid() ? writeId(owner) : writeLayerId(component.layer));
        geometry(place(component));
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }

    void geometry(const QRectF& rect) {
        m_xml.writeEmptyElement(QStringLiteral("mxGeometry"));
        m_xml.writeAttribute(QStringLiteral("x"), QString::number(rect.x()));
        m_xml.writeAttribute(QStringLiteral("y"), QString::number(rect.y()));
        m_xml.writeAttribute(QStringLiteral("width"), QString::number(rect.width()));
        m_xml.writeAttribute(QStringLiteral("height"), QString::number(rect.height()));
        m_xml.writeAttribute(QStringLiteral("as"), QStringLiteral("geometry"));
    }

    /// A connection whose ends hang free.
    void arrow(const Component& component, const catalog::ComponentKind& kind) {
        const QString style = drawioShape(kind, component);
        begin(writeId(component.id), {}, m_components.value(static_cast<int>(component.id.value)), style);
        m_xml.writeStartElement(QStringLiteral("mxCell"));
        m_xml.writeAttribute(QStringLiteral("style"), style);
        m_xml.writeAttribute(QStringLiteral("edge"), QStringLiteral("1"));
        m_xml.writeAttribute(QStringLiteral("parent"), writeLayerId(component.layer));
        m_xml.writeStartElement(QStringLiteral("mxGeometry"));
        m_xml.writeAttribute(QStringLiteral("relative"), QStringLiteral("1"));
        m_xml.writeAttribute(QStringLiteral("as"), QStringLiteral("geometry"));
        const QLineF line = design::arrowLine(kind, component, component.rect);
        for (const auto& [as, point] : {std::pair("sourcePoint", line.p1()), std::pair("targetPoint", line.p2())}) {
            m_xml.writeEmptyElement(QStringLiteral("mxPoint"));
            m_xml.writeAttribute(QStringLiteral("x"), QString::number(point.x()));
            m_xml.writeAttribute(QStringLiteral("y"), QString::number(point.y()));
            m_xml.writeAttribute(QStringLiteral("as"), QLatin1String(as));
        }
        m_xml.writeEndElement();
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }

    void edge(const design::Link& link) {
        const int number = design::portNumber(m_design, m_catalog, link.id);
        const QString label = !link.label.isEmpty() ? link.label : number ? QString::number(number) : QString();
        begin(QStringLiteral("l%1").arg(link.id.value), label, m_links.value(static_cast<int>(link.id.value)), drawioEdge(link));
        m_xml.writeStartElement(QStringLiteral("mxCell"));
        m_xml.writeAttribute(QStringLiteral("style"), drawioEdge(link));
        m_xml.writeAttribute(QStringLiteral("edge"), QStringLiteral("1"));
        m_xml.writeAttribute(QStringLiteral("parent"), writeLayerId(link.layer));
        m_xml.writeAttribute(QStringLiteral("source"), writeId(link.from));
        m_xml.writeAttribute(QStringLiteral("target"), writeId(link.to));
        m_xml.writeStartElement(QStringLiteral("mxGeometry"));
        m_xml.writeAttribute(QStringLiteral("relative"), QStringLiteral("1"));
        m_xml.writeAttribute(QStringLiteral("as"), QStringLiteral("geometry"));
        if (!link.waypoints.empty()) {
            m_xml.writeStartElement(QStringLiteral("Array"));
            m_xml.writeAttribute(QStringLiteral("as"), QStringLiteral("points"));
            for (const QPointF& point : link.waypoints) {
                m_xml.writeEmptyElement(QStringLiteral("mxPoint"));
                m_xml.writeAttribute(QStringLiteral("x"), QString::number(point.x()));
                m_xml.writeAttribute(QStringLiteral("y"), QString::number(point.y()));
            }
            m_xml.writeEndElement();
        }
        m_xml.writeEndElement();
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }

    const Design& m_design;
    const catalog::Catalog& m_catalog;
    QMap<int, QJsonObject> m_components, m_links;
    QJsonObject m_settings;
    std::map<ComponentId, int> m_resting;   // how many sit on an owner already
    QXmlStreamWriter& m_xml;
};

// ---- other people's text ----

/// How a language wants words written between quotation marks; line breaks are given by themselves.
using WriteEscape = QString (*)(const QString&);

/// Mermaid reads HTML and its own entities there (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters), and
/// Markdown: what begins like a list ("1. web", "- web") would be refused as one.
QString writeForMermaid(const QString& words) {
    static const QRegularExpression listed(QStringLiteral("^(?:\\d+[.)]|[-+*])(?= |$)"));
    const QString line = words.simplified();
    const qsizetype marker = listed.match(line).capturedEnd() - 1;   // the last sign of it; none: below 0
    QString out;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (i == marker) out += QStringLiteral("#%1;").arg(c.unicode());
        else if (c == QLatin1Char('"')) out += QLatin1String("#quot;");
        else if (QStringLiteral("#&<>`;\\").contains(c)) out += QStringLiteral("#%1;").arg(c.unicode());
        else out += c;
    }
    return out;
}

/// Between quotation marks Graphviz takes a backslash for the beginning of a command.
QString writeForGraphviz(const QString& words) {
    return words.simplified().replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
}

QString writeQuoted(const QString& escaped) { return QLatin1Char('"') + escaped + QLatin1Char('"'); }

/// What is drawn by itself; what sits on another is told by its owner's label.
bool writeStands(const Design& design, const Component& component) {
    return !design::isAnnotation(component.kind) && !component.inLine.isValid() && !(component.attachedTo.isValid() && design.component(component.attachedTo));
}

QString writeLabel(const Design& design, const Component& component, WriteEscape escape, const QString& newline) {
    QString label = escape(component.name);
    for (const ComponentId id : design.attachmentsOf(component.id)) label += newline + QLatin1Char('+') + escape(design.component(id)->name);
    return label;
}

QString writeEdgeLabel(const Design& design, const catalog::Catalog& catalog, const design::Link& link) {
    const int number = design::portNumber(design, catalog, link.id);
    QString label = !link.label.isEmpty() ? link.label : number ? QString::number(number) : QString();
    for (const ComponentId id : design.inLineOf(link.id)) label += (label.isEmpty() ? QString() : QStringLiteral(" ")) + design.component(id)->name;
    return label;
}

bool writeHolds(const Design& design, const catalog::Catalog& catalog, const Component& component) {
    const catalog::ComponentKind* kind = catalog.find(component.kind);
    return kind && kind->isContainer() && !design.childrenOf(component.id).empty();
}

void writeMermaid(QString& out, const Design& design, const catalog::Catalog& catalog, ComponentId container, int depth) {
    const QString indent(2 * depth, QLatin1Char(' '));
    for (const auto& [id, component] : design.components()) {
        if (component->container != container || !writeStands(design, *component)) continue;
        const QString label = writeQuoted(writeLabel(design, *component, writeForMermaid, QStringLiteral("<br>")));
        if (writeHolds(design, catalog, *component)) {
            out += indent + QStringLiteral("subgraph %1[%2]\n").arg(writeId(id), label);
            writeMermaid(out, design, catalog, id, depth + 1);
            out += indent + QStringLiteral("end\n");
        } else {
            out += indent + writeId(id) + (component->kind == "database" ? QStringLiteral("[(%1)]\n") : QStringLiteral("[%1]\n")).arg(label);
        }
    }
}

/// An edge of Graphviz ends at a node: a group is named by one in it.
ComponentId writeNodeOf(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    for (int depth = 0; depth < 16; ++depth) {
        const Component* component = design.component(id);
        if (!component || !writeHolds(design, catalog, *component)) break;
        ComponentId next;
        for (const ComponentId child : design.childrenOf(id))
            if (writeStands(design, *design.component(child))) {
                next = child;
                break;
            }
        if (!next.isValid()) break;
        id = next;
    }
    return id;
}

void writeGraphviz(QString& out, const Design& design, const catalog::Catalog& catalog, ComponentId container, int depth) {
    const QString indent(2 * depth, QLatin1Char(' '));
    for (const auto& [id, component] : design.components()) {
        if (component->container != container || !writeStands(design, *component)) continue;
        const QString label = writeQuoted(writeLabel(design, *component, writeForGraphviz, QStringLiteral("\\n")));
        if (writeHolds(design, catalog, *component)) {
            out += indent + QStringLiteral("subgraph cluster_%1 {\n").arg(writeId(id)) + indent + QStringLiteral("  label=%1;\n").arg(label);
            writeGraphviz(out, design, catalog, id, depth + 1);
            out += indent + QStringLiteral("}\n");
        } else {
            out += indent + QStringLiteral("%1 [label=%2%3];\n").arg(writeId(id), label, component->kind == "database" ? QStringLiteral(", shape=cylinder") : QString());
        }
    }
}

}  // namespace

QByteArray writeDrawio(const std::vector<DrawioDesign>& pages, const catalog::Catalog& catalog) {
    QByteArray out;
    QXmlStreamWriter xml(&out);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(1);
    xml.writeStartElement(QStringLiteral("mxfile"));
    xml.writeAttribute(QStringLiteral("host"), QStringLiteral("Faultline"));
    int number = 0;
    for (const DrawioDesign& page : pages) DrawioWriter(*page.design, catalog, page.json, xml).write(++number);
    xml.writeEndDocument();
    return out;
}

QByteArray mermaidText(const design::Design& design, const catalog::Catalog& catalog) {
    QString out = QStringLiteral("flowchart LR\n");
    writeMermaid(out, design, catalog, {}, 1);
    for (const auto& [id, link] : design.links()) {
        const QString label = writeEdgeLabel(design, catalog, *link);
        const bool back = link->heads == design::LinkHeads::Start;   // there is no arrow that points back alone
        const char* line = link->heads == design::LinkHeads::None ? "---" : link->heads == design::LinkHeads::Both ? "<-->" : "-->";
        out += QStringLiteral("  %1 %2%3 %4\n").arg(writeId(back ? link->to : link->from), QLatin1String(line),
                                                  label.isEmpty() ? QString() : QStringLiteral("|%1|").arg(writeQuoted(writeForMermaid(label))),
                                                  writeId(back ? link->from : link->to));
    }
    return out.toUtf8();
}

QByteArray graphvizText(const design::Design& design, const catalog::Catalog& catalog) {
    QString out = QStringLiteral("digraph {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=rounded, fontname=\"Inter\"];\n");
    writeGraphviz(out, design, catalog, {}, 1);
    for (const auto& [id, link] : design.links()) {
        const ComponentId from = writeNodeOf(design, catalog, link->from), to = writeNodeOf(design, catalog, link->to);
        QString more = QStringLiteral("label=%1").arg(writeQuoted(writeForGraphviz(writeEdgeLabel(design, catalog, *link))));
        switch (link->heads) {
        case design::LinkHeads::End: break;
        case design::LinkHeads::Start: more += QLatin1String(", dir=back"); break;
        case design::LinkHeads::Both: more += QLatin1String(", dir=both"); break;
        case design::LinkHeads::None: more += QLatin1String(", dir=none"); break;
        }
        if (from != link->from) more += QStringLiteral(", ltail=cluster_%1").arg(writeId(link->from));
        if (to != link->to) more += QStringLiteral(", lhead=cluster_%1").arg(writeId(link->to));
        out += QStringLiteral("  %1 -> %2 [%3];\n").arg(writeId(from), writeId(to), more);
    }
    return (out + QStringLiteral("}\n")).toUtf8();
}

QByteArray compressedDrawio(const QByteArray& drawing) {
    const QByteArray begin = "<mxGraphModel", end = "</mxGraphModel>";
    QByteArray out;
    qsizetype done = 0;
    for (qsizetype from = drawing.indexOf(begin); from >= 0; from = drawing.indexOf(begin, done)) {
        const qsizetype to = drawing.indexOf(end, from);
        if (to < 0) return drawing;
        const QByteArray model = drawing.mid(from, to + end.size() - from);
        const std::optional<QByteArray> packed = deflated(QUrl::toPercentEncoding(QString::fromUtf8(model), "!'()*"), Wrapping::None);
        if (!packed) return drawing;
        out += drawing.mid(done, from - done).trimmed() + packed->toBase64();
        done = to + end.size();
    }
    return out + drawing.mid(done).trimmed() + '\n';
}

}  // namespace faultline::exchange
