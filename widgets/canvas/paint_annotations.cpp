#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

/// What is on the drawing alone: notes, texts, frames, arrows, shapes.
namespace faultline::canvas {
namespace {

using widgets::Theme;

constexpr double annotationsTextScale = 0.28;  ///< below: no text at all
constexpr double annotationsHead = 11;         ///< length of the head of an arrow
constexpr double annotationsRadius = 8;

/// One line of a text, with what of the paragraph follows from it on.
struct AnnotationsLine {
    QString words, rest;
    double height = 0, ascent = 0;
};

/// Lines of at most `width`; more than fit into `most` units are not worked out.
std::vector<AnnotationsLine> annotationsLines(const QString& text, const QFont& font, double width, double most) {
    std::vector<AnnotationsLine> lines;
    const QFontMetricsF metrics(font);
    double used = 0;
    for (const QString& paragraph : text.split(QLatin1Char('\n'))) {
        if (used > most) break;
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        bool any = false;
        for (QTextLine line = layout.createLine(); line.isValid() && used <= most; line = layout.createLine()) {
            line.setLineWidth(width);
            lines.push_back({paragraph.mid(line.textStart(), line.textLength()), paragraph.mid(line.textStart()), line.height(), line.ascent()});
            used += line.height();
            any = true;
        }
        layout.endLayout();
        if (any) continue;
        lines.push_back({{}, {}, metrics.height(), metrics.ascent()});
        used += metrics.height();
    }
    return lines;
}

/// Whole lines only: the last one that fits says by its dots that there is more.
void annotationsText(QPainter& p, const QRectF& room, const QString& text, const QFont& font, const QColor& color, bool centred) {
    if (room.width() < 4) return;
    p.setFont(font);
    p.setPen(color);
    const QFontMetricsF metrics(font);
    std::vector<AnnotationsLine> lines = annotationsLines(text, font, room.width(), std::max(room.height(), metrics.height() + 1));
    std::size_t shown = 0;
    double height = 0;
    while (shown < lines.size() && height + lines[shown].height <= room.height() + 1) height += lines[shown++].height;
    if (shown == 0 && !lines.empty()) height = lines[shown++].height;   // a line that is cut says more than none
    if (shown < lines.size() && shown > 0)
        lines[shown - 1].words = metrics.elidedText(lines[shown - 1].rest + QStringLiteral(" \u2026"), Qt::ElideRight, room.width());
    double y = centred ? room.center().y() - height / 2 : room.top();
    for (std::size_t i = 0; i < shown; ++i) {
        const QString words = lines[i].words.trimmed();
        const double x = centred ? room.center().x() - metrics.horizontalAdvance(words) / 2 : room.left();
        p.drawText(QPointF(x, y + lines[i].ascent), centred ? words : lines[i].words);
        y += lines[i].height;
    }
}

QPen annotationsPen(const NodePart& node, const QColor& usual, double width, const Theme& t) {
    // A line that is chosen is to be seen in every theme.
    const QColor color = node.style.line ? colorOf(*node.style.line) : usual;
    const bool none = color.alpha() == 0;
    QPen pen(none ? color : node.style.line ? widgets::readable(color, t.canvas, 1.5) : color, width);
    applyDash(pen, node.style.dash);
    return none ? QPen(Qt::NoPen) : pen;
}

QColor annotationsBehind(const QColor& fill, const Theme& t) { return fill.alpha() == 0 ? t.canvas : widgets::blended(fill, t.canvas); }

void annotationsNote(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const QRectF r = node.rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const double fold = std::min({12.0, r.width() / 3, r.height() / 3});
    QPainterPath paper;
    paper.moveTo(r.topLeft());
    paper.lineTo(r.right() - fold, r.top());
    paper.lineTo(r.right(), r.top() + fold);
    paper.lineTo(r.bottomRight());
    paper.lineTo(r.bottomLeft());
    paper.closeSubpath();
    const QColor fill = chosenColor(node.style.fill, t.note);
    p.setPen(annotationsPen(node, t.noteBorder, 1, t));
    p.setBrush(fill);
    p.drawPath(paper);
    p.setBrush(Qt::NoBrush);
    p.drawPolyline(QPolygonF({QPointF(r.right() - fold, r.top()), QPointF(r.right() - fold, r.top() + fold), QPointF(r.right(), r.top() + fold)}));
    if (c.scale < annotationsTextScale) return;
    const bool usual = !node.style.fill && !node.style.text;
    annotationsText(p, r.adjusted(10, 8, -10, -6), node.text.isEmpty() ? node.name : node.text, wordsFont(node),
                    usual ? t.noteText : inkOn(annotationsBehind(fill, t), node.style, t).text, false);
}

void annotationsWords(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const QColor fill = chosenColor(node.style.fill, Qt::transparent);
    const bool isBox = fill.alpha() > 0 || (node.style.line && *node.style.line != design::Style::none);
    if (isBox) {
        p.setPen(annotationsPen(node, Qt::transparent, 1.5, t));
        p.setBrush(fill);
        p.drawRoundedRect(node.rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    if (c.scale < annotationsTextScale) return;
    const double margin = isBox ? 6 : 2;
    annotationsText(p, node.rect.adjusted(margin, margin, -margin, -margin), node.text.isEmpty() ? node.name : node.text, wordsFont(node),
                    inkOn(annotationsBehind(fill, t), node.style, t).text, false);
}

void annotationsFrame(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const QColor fill = chosenColor(node.style.fill, Qt::transparent);
    p.setPen(annotationsPen(node, t.borderStrong, 1.5, t));
    p.setBrush(fill);
    p.drawRoundedRect(node.rect.adjusted(0.75, 0.75, -0.75, -0.75), annotationsRadius, annotationsRadius);
    if (c.scale < annotationsTextScale) return;
    QFont font = nameFont(node);
    // From afar as large as it has to be to be read, as far as there is room.
    font.setPixelSize(std::max(font.pixelSize(), static_cast<int>(std::min(20.0, 11 / c.scale))));
    p.setFont(font);
    p.setPen(inkOn(annotationsBehind(fill, t), node.style, t).text);
    p.drawText(QPointF(node.rect.left() + 12, node.rect.top() + 4 + font.pixelSize()),
               QFontMetricsF(font).elidedText(node.name, Qt::ElideRight, node.rect.width() - 24));
}

void annotationsHeadAt(QPainter& p, QPointF tip, QPointF from, double length) {
    const double d = std::hypot(tip.x() - from.x(), tip.y() - from.y());
    if (d < 0.1) return;
    const QPointF along = (tip - from) / d, side(-along.y(), along.x());
    p.drawPolygon(QPolygonF({tip, tip - along * length + side * length * 0.42, tip - along * length - side * length * 0.42}));
}

void annotationsArrow(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    QPen pen = annotationsPen(node, t.text, 2, t);
    if (pen.style() == Qt::NoPen) pen = QPen(t.text, 2);   // an arrow is but its line
    const QLineF& line = node.line;
    const double head = std::min(annotationsHead, line.length() / 2);
    const QPointF along = line.length() > 0 ? (line.p2() - line.p1()) / line.length() : QPointF();
    const bool end = node.variant != "none", both = node.variant == "both";
    p.setPen(pen);
    p.setBrush(Qt::NoBrush);
    p.drawLine(both ? line.p1() + along * head * 0.8 : line.p1(), end ? line.p2() - along * head * 0.8 : line.p2());
    p.setPen(Qt::NoPen);
    p.setBrush(pen.color());
    if (end) annotationsHeadAt(p, line.p2(), line.p1(), head);
    if (both) annotationsHeadAt(p, line.p1(), line.p2(), head);
}

void annotationsShape(QPainter& p, const NodePart& node, const PaintContext& c) {
    const Theme& t = c.theme;
    const QRectF r = node.rect.adjusted(0.75, 0.75, -0.75, -0.75);
    const QColor fill = chosenColor(node.style.fill, t.card);
    p.setPen(annotationsPen(node, t.borderStrong, 1.5, t));
    p.setBrush(fill);
    QRectF room = r.adjusted(6, 4, -6, -4);
    if (node.variant == "ellipse") {
        p.drawEllipse(r);
        room = r.adjusted(r.width() * 0.14, r.height() * 0.14, -r.width() * 0.14, -r.height() * 0.14);
    } else if (node.variant == "diamond") {
        const QPointF m = r.center();
        p.drawPolygon(QPolygonF({{m.x(), r.top()}, {r.right(), m.y()}, {m.x(), r.bottom()}, {r.left(), m.y()}}));
        room = r.adjusted(r.width() / 4, r.height() / 4, -r.width() / 4, -r.height() / 4);
    } else if (node.variant == "cylinder") {
        const double lid = std::min(16.0, r.height() / 3);
        QPainterPath body;
        body.moveTo(r.left(), r.top() + lid / 2);
        body.arcTo(QRectF(r.left(), r.top(), r.width(), lid), 180, -180);
        body.lineTo(r.right(), r.bottom() - lid / 2);
        body.arcTo(QRectF(r.left(), r.bottom() - lid, r.width(), lid), 0, -180);
        body.closeSubpath();
        p.drawPath(body);
        p.setBrush(Qt::NoBrush);
        p.drawArc(QRectF(r.left(), r.top(), r.width(), lid), 180 * 16, 180 * 16);
        room.setTop(r.top() + lid);
    } else {
        const double radius = node.variant == "rounded" ? std::min({12.0, r.width() / 2, r.height() / 2}) : 0;
        p.drawRoundedRect(r, radius, radius);
    }
    if (c.scale < annotationsTextScale) return;
    annotationsText(p, room, node.text.isEmpty() ? node.name : node.text, wordsFont(node), inkOn(annotationsBehind(fill, t), node.style, t).text, true);
}

}  // namespace

void paintAnnotation(QPainter& painter, const NodePart& node, const PaintContext& context) {
    switch (node.form) {
    case Form::Note: return annotationsNote(painter, node, context);
    case Form::Text: return annotationsWords(painter, node, context);
    case Form::Frame: return annotationsFrame(painter, node, context);
    case Form::Arrow: return annotationsArrow(painter, node, context);
    case Form::Plain: return annotationsShape(painter, node, context);
    default: break;
    }
}

}  // namespace faultline::canvas
