#include "model/exchange/drawio_style.h"

#include "model/design/link_edits.h"

#include <QHash>

#include <algorithm>

namespace faultline::exchange {
namespace {

using design::Style;

QString styleUsual(const catalog::ComponentKind& kind, const design::Component& component) {
    switch (kind.shape) {
    case catalog::Shape::Host: return QStringLiteral("rounded=1;arcSize=4;whiteSpace=wrap;html=1;container=1;collapsible=0;verticalAlign=top;align=left;spacingLeft=12;fontStyle=1;fillColor=#F8FAFC;strokeColor=#CBD5E1;");
    case catalog::Shape::Zone: return QStringLiteral("rounded=1;arcSize=4;whiteSpace=wrap;html=1;container=1;collapsible=0;verticalAlign=top;align=left;spacingLeft=12;dashed=1;fillColor=#F1F5F9;strokeColor=#94A3B8;");
    case catalog::Shape::Note: return QStringLiteral("shape=note;whiteSpace=wrap;html=1;size=14;align=left;verticalAlign=top;spacing=8;fillColor=#FEF9C3;strokeColor=#EAB308;");
    case catalog::Shape::Frame: return QStringLiteral("rounded=1;absoluteArcSize=1;arcSize=16;whiteSpace=wrap;html=1;verticalAlign=top;align=left;spacingLeft=12;fontStyle=1;fillColor=none;strokeColor=#94A3B8;");
    case catalog::Shape::Text: return QStringLiteral("text;html=1;whiteSpace=wrap;align=left;verticalAlign=top;fontSize=14;");
    case catalog::Shape::Arrow: {
        const std::string heads = design::effectiveValue(kind, component, "heads").toText();
        return QStringLiteral("html=1;rounded=0;strokeWidth=2;endArrow=%1;startArrow=%2;endFill=1;startFill=1;strokeColor=#1E293B;")
            .arg(heads == "none" ? QStringLiteral("none") : QStringLiteral("block"), heads == "both" ? QStringLiteral("block") : QStringLiteral("none"));
    }
    case catalog::Shape::Plain: {
        const std::string outline = design::effectiveValue(kind, component, "outline").toText();
        const char* shape = outline == "ellipse"    ? "ellipse;"
                            : outline == "diamond"  ? "rhombus;"
                            : outline == "cylinder" ? "shape=cylinder3;boundedLbl=1;size=10;"
                            : outline == "rounded"  ? "rounded=1;"
                                                    : "rounded=0;";
        return QLatin1String(shape) + QStringLiteral("whiteSpace=wrap;html=1;fillColor=#FFFFFF;strokeColor=#94A3B8;");
    }
    case catalog::Shape::Shield: return QStringLiteral("rounded=1;whiteSpace=wrap;html=1;fillColor=#E2E8F0;strokeColor=#64748B;");
    case catalog::Shape::Seal:
    case catalog::Shape::Eye: return QStringLiteral("ellipse;whiteSpace=wrap;html=1;fontSize=9;fillColor=#FFFFFF;strokeColor=#64748B;");
    case catalog::Shape::Card: break;
    }
    if (std::string_view(kind.id) == "database") return QStringLiteral("shape=cylinder3;whiteSpace=wrap;html=1;boundedLbl=1;size=10;fillColor=#FFFFFF;strokeColor=#94A3B8;");
    return QStringLiteral("rounded=1;whiteSpace=wrap;html=1;fillColor=#FFFFFF;strokeColor=#94A3B8;");
}

QString styleLine(design::LinkShape shape) {
    switch (shape) {
    case design::LinkShape::Straight: return QStringLiteral("edgeStyle=none;rounded=0;");
    case design::LinkShape::Curved: return QStringLiteral("edgeStyle=orthogonalEdgeStyle;curved=1;");
    case design::LinkShape::Orthogonal: break;
    }
    return QStringLiteral("edgeStyle=orthogonalEdgeStyle;rounded=1;jumpStyle=arc;jumpSize=9;");
}

/// The entries that say what was chosen; later ones of a key win.
QString styleChosen(const Style& style) {
    QString out;
    const auto color = [&](const char* key, const std::optional<std::uint32_t>& value) {
        if (!value) return;
        const QString text = *value == Style::none ? QStringLiteral("none") : QStringLiteral("#%1").arg(*value, 6, 16, QLatin1Char('0')).toUpper();
        out += QStringLiteral("%1=%2;").arg(QLatin1String(key), text);
    };
    color("fillColor", style.fill);
    color("strokeColor", style.line);
    color("fontColor", style.text);
    if (style.textSize > 0) out += QStringLiteral("fontSize=%1;").arg(style.textSize);
    if (style.dash == Style::Dash::Solid) out += QStringLiteral("dashed=0;");
    if (style.dash == Style::Dash::Dashed) out += QStringLiteral("dashed=1;");
    if (style.dash == Style::Dash::Dotted) out += QStringLiteral("dashed=1;dashPattern=1 3;");
    return out;
}

QHash<QString, QString> styleEntries(const QString& style) {
    QHash<QString, QString> entries;
    for (const QString& entry : style.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        entries.insert(entry.section(QLatin1Char('='), 0, 0), entry.section(QLatin1Char('='), 1));
    return entries;
}

std::optional<std::uint32_t> styleColor(QString text, bool mayBeNone) {
    if (text.startsWith(QLatin1String("light-dark("))) text = text.mid(11).section(QLatin1Char(','), 0, 0).trimmed();
    if (mayBeNone && text == QLatin1String("none")) return Style::none;
    if (text.size() == 4) text = QStringLiteral("#%1%1%2%2%3%3").arg(text[1]).arg(text[2]).arg(text[3]);
    if (text.size() != 7 || text[0] != QLatin1Char('#')) return std::nullopt;
    bool ok = false;
    const std::uint32_t rgb = text.mid(1).toUInt(&ok, 16);
    return ok ? std::optional(rgb) : std::nullopt;
}

}  // namespace

QString drawioShape(const catalog::ComponentKind& kind, const design::Component& component) {
    return styleUsual(kind, component) + styleChosen(component.style);
}

QString drawioEdge(const design::Link& link) {
    const bool atEnd = link.heads == design::LinkHeads::End || link.heads == design::LinkHeads::Both;
    const bool atStart = link.heads == design::LinkHeads::Start || link.heads == design::LinkHeads::Both;
    return styleLine(link.shape) + QStringLiteral("html=1;") + (atEnd ? QLatin1String("endArrow=block;endFill=1;") : QLatin1String("endArrow=none;")) +
           (atStart ? QLatin1String("startArrow=block;startFill=1;") : QLatin1String()) + QStringLiteral("strokeColor=#64748B;fontSize=10;") +
           styleChosen(link.style);
}

design::LinkHeads drawioHeads(const QString& style) {
    const QHash<QString, QString> entries = styleEntries(style);
    const QString none = QStringLiteral("none");
    const bool atEnd = entries.value(QStringLiteral("endArrow")) != none;   // a line has a head at its end unless it is told otherwise
    const bool atStart = entries.value(QStringLiteral("startArrow"), none) != none;
    if (atEnd) return atStart ? design::LinkHeads::Both : design::LinkHeads::End;
    return atStart ? design::LinkHeads::Start : design::LinkHeads::None;
}

design::LinkShape drawioLine(const QString& style) {
    const QStringList words = style.split(QLatin1Char(';'));
    if (words.contains(QLatin1String("curved=1"))) return design::LinkShape::Curved;
    const bool hasStyle = std::any_of(words.begin(), words.end(), [](const QString& word) {
        return word.startsWith(QLatin1String("edgeStyle=")) && word != QLatin1String("edgeStyle=none");
    });
    return hasStyle ? design::LinkShape::Orthogonal : design::LinkShape::Straight;
}

Style styleOfDrawio(const QString& text) {
    const QHash<QString, QString> entries = styleEntries(text);
    Style style;
    style.fill = styleColor(entries.value(QStringLiteral("fillColor")), true);
    style.line = styleColor(entries.value(QStringLiteral("strokeColor")), true);
    style.text = styleColor(entries.value(QStringLiteral("fontColor")), false);
    const int size = qRound(entries.value(QStringLiteral("fontSize")).toDouble());
    if (size >= Style::smallestText && size <= Style::largestText) style.textSize = size;
    if (entries.value(QStringLiteral("dashed")) == QLatin1String("1"))
        style.dash = entries.value(QStringLiteral("dashPattern")).startsWith(QLatin1String("1 ")) ? Style::Dash::Dotted : Style::Dash::Dashed;
    else if (entries.value(QStringLiteral("dashed")) == QLatin1String("0"))
        style.dash = Style::Dash::Solid;
    return style;
}

Style styleAlteredIn(const Style& own, const QString& written, const QString& now) {
    if (written.isEmpty() || written == now) return own;
    const Style before = styleOfDrawio(written), after = styleOfDrawio(now);
    Style out = own;
    if (after.fill != before.fill) out.fill = after.fill;
    if (after.line != before.line) out.line = after.line;
    if (after.text != before.text) out.text = after.text;
    if (after.textSize != before.textSize) out.textSize = after.textSize;
    if (after.dash != before.dash) out.dash = after.dash;
    return out;
}

std::string annotationOfDrawio(const QString& style, std::string& outline) {
    const QHash<QString, QString> entries = styleEntries(style);
    const QString shape = entries.value(QStringLiteral("shape"));
    if (shape == QLatin1String("note")) return "note";
    if (entries.contains(QStringLiteral("text")) || shape == QLatin1String("text")) return "text";
    outline = entries.value(QStringLiteral("rounded")) == QLatin1String("1") ? "rounded" : "rectangle";
    if (entries.contains(QStringLiteral("ellipse")) || shape == QLatin1String("ellipse") || shape == QLatin1String("doubleEllipse")) outline = "ellipse";
    if (entries.contains(QStringLiteral("rhombus")) || shape == QLatin1String("rhombus")) outline = "diamond";
    if (shape.startsWith(QLatin1String("cylinder")) || shape == QLatin1String("datastore")) outline = "cylinder";
    return "shape";
}

}  // namespace faultline::exchange
