#include "widgets/canvas/svg_text.h"

#include <QFont>
#include <QPainterPath>
#include <QStringList>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace faultline::canvas {
namespace {

const QLatin1String svgFallback("sans-serif");

double svgNumber(const QXmlStreamAttributes& attributes, const char* name) { return attributes.value(QLatin1String(name)).toDouble(); }

QString svgPathData(const QPainterPath& path) {
    QString out;
    const auto point = [](const QPainterPath::Element& e) { return QStringLiteral("%1,%2").arg(e.x, 0, 'f', 2).arg(e.y, 0, 'f', 2); };
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element element = path.elementAt(i);
        switch (element.type) {
            case QPainterPath::MoveToElement: out += (i ? QStringLiteral("ZM") : QStringLiteral("M")) + point(element); break;
            case QPainterPath::LineToElement: out += QLatin1Char('L') + point(element); break;
            case QPainterPath::CurveToElement:
                out += QLatin1Char('C') + point(element) + QLatin1Char(' ') + point(path.elementAt(i + 1)) + QLatin1Char(' ') + point(path.elementAt(i + 2));
                i += 2;
                break;
            case QPainterPath::CurveToDataElement: break;
        }
    }
    return out.isEmpty() ? out : out + QLatin1Char('Z');
}

QFont svgFont(const QXmlStreamAttributes& attributes) {
    QFont font(attributes.value(QLatin1String("font-family")).toString());
    font.setPixelSize(std::max(1, qRound(svgNumber(attributes, "font-size"))));
    if (const int weight = attributes.value(QLatin1String("font-weight")).toInt(); weight > 0) font.setWeight(static_cast<QFont::Weight>(weight));
    font.setItalic(attributes.value(QLatin1String("font-style")) == QLatin1String("italic"));
    return font;
}

/// The size in the pixels of its view box: in millimetres, rounded, programs would add a row that nothing is painted on.
void svgWriteRoot(QXmlStreamWriter& writer, const QXmlStreamAttributes& attributes) {
    const QStringList box = attributes.value(QLatin1String("viewBox")).toString().split(QLatin1Char(' '));
    writer.writeStartElement(QStringLiteral("svg"));
    for (const QXmlStreamAttribute& attribute : attributes) {
        const QString name = attribute.qualifiedName().toString();
        const int side = name == QLatin1String("width") ? 2 : name == QLatin1String("height") ? 3 : -1;
        writer.writeAttribute(name, side > 0 && box.size() == 4 ? box[side] : attribute.value().toString());
    }
}

/// Copies the drawing; `write` does what is done instead of a text.
template <class Write> QByteArray svgRewritten(const QByteArray& svg, Write write) {
    QByteArray out;
    QXmlStreamReader reader(svg);
    reader.setNamespaceProcessing(false);
    QXmlStreamWriter writer(&out);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == QLatin1String("text")) {
            const QXmlStreamAttributes attributes = reader.attributes();
            write(writer, attributes, reader.readElementText());
        } else if (reader.isStartElement() && reader.name() == QLatin1String("svg")) {
            svgWriteRoot(writer, reader.attributes());
        } else if (reader.tokenType() != QXmlStreamReader::Invalid) {
            writer.writeCurrentToken(reader);
        }
    }
    return reader.hasError() ? svg : out;
}

}  // namespace

QByteArray svgWithOutlines(const QByteArray& svg) {
    return svgRewritten(svg, [](QXmlStreamWriter& writer, const QXmlStreamAttributes& attributes, const QString& text) {
        QPainterPath path;
        path.addText(svgNumber(attributes, "x"), svgNumber(attributes, "y"), svgFont(attributes), text);
        writer.writeEmptyElement(QStringLiteral("path"));
        for (const char* kept : {"fill", "fill-opacity", "stroke", "transform"})
            if (attributes.hasAttribute(QLatin1String(kept))) writer.writeAttribute(QLatin1String(kept), attributes.value(QLatin1String(kept)).toString());
        writer.writeAttribute(QStringLiteral("fill-rule"), QStringLiteral("nonzero"));
        writer.writeAttribute(QStringLiteral("aria-label"), text);
        writer.writeAttribute(QStringLiteral("d"), svgPathData(path));
    });
}

QByteArray svgWithFallbackFonts(const QByteArray& svg) {
    return svgRewritten(svg, [](QXmlStreamWriter& writer, const QXmlStreamAttributes& attributes, const QString& text) {
        writer.writeStartElement(QStringLiteral("text"));
        for (const QXmlStreamAttribute& attribute : attributes) {
            QString value = attribute.value().toString();
            if (attribute.qualifiedName() == QLatin1String("font-family") && !value.contains(svgFallback))
                value = QStringLiteral("%1, Helvetica, Arial, %2").arg(value, svgFallback);
            writer.writeAttribute(attribute.qualifiedName().toString(), value);
        }
        writer.writeCharacters(text);
        writer.writeEndElement();
    });
}

}  // namespace faultline::canvas
