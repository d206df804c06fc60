#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/stamp.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace faultline::canvas {
namespace {

using widgets::Theme;

constexpr double linksArrow = 8;  ///< length of the head

QPen linksPen(const LinkPart& link, const LinkLive* live, const Theme& t) {
    QColor color = t.wire;
    double width = 1.6;
    if (link.look == LinkLook::Replication) color = t.wireReplication;
    if (link.look == LinkLook::Observation) color = t.wireObservation;
    if (link.style.line && *link.style.line != design::Style::none) color = widgets::readable(colorOf(*link.style.line), t.canvas, 1.8);
    const int level = live ? live->level : 0;
    if (level > 0 && link.look != LinkLook::Observation) {
        width += 0.35 * level;
        const double mix = 0.2 * level;
        const QColor busy = link.look == LinkLook::Replication ? t.wireReplication : t.wireBusy;
        color = QColor::fromRgbF(float(color.redF() * (1 - mix) + busy.redF() * mix), float(color.greenF() * (1 - mix) + busy.greenF() * mix),
                                 float(color.blueF() * (1 - mix) + busy.blueF() * mix));
    }
    if (live && (!live->up || live->failing)) color = t.wireDown;
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);   // corners are drawn round already: round joins would cost a fifth of all painting
    if (link.look == LinkLook::Replication) pen.setDashPattern({5, 3.5});
    if (link.look == LinkLook::Observation) {
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.1, 3});
    }
    applyDash(pen, link.style.dash);
    if (live && !live->up) {   // a cut is told before what was chosen
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({3, 3});
    }
    return pen;
}

/// The stretches of a line that touch `seen`, as lengths from its beginning: of a long line that crosses a corner of the view a
/// piece is drawn, not all of it.
std::vector<std::pair<double, double>> linksSeen(const LinkPart& link, const QRectF& seen, double end) {
    if (seen.isNull() || seen.contains(link.route.bounds())) return {{0, end}};
    constexpr double around = 12;   // its width, and what it leaps
    const QRectF area = seen.adjusted(-around, -around, around, around);
    std::vector<std::pair<double, double>> stretches;
    const auto& points = link.route.points();
    const auto& lengths = link.route.lengths();
    for (std::size_t i = 0; i + 1 < points.size() && lengths[i] < end; ++i) {
        const QPointF a = points[i], b = points[i + 1];
        if (std::min(a.x(), b.x()) > area.right() || std::max(a.x(), b.x()) < area.left() || std::min(a.y(), b.y()) > area.bottom() ||
            std::max(a.y(), b.y()) < area.top())
            continue;
        double from = lengths[i], to = std::min(end, lengths[i + 1]);
        // Of a level or upright piece only what is near: those are long.
        const auto shorten = [&](double start, double stop, double least, double most) {
            const double before = start < stop ? least - start : start - most, beyond = start < stop ? stop - most : least - stop;
            from += std::max(0.0, before);
            to = std::min(to, lengths[i + 1] - std::max(0.0, beyond));
        };
        if (a.y() == b.y()) shorten(a.x(), b.x(), area.left(), area.right());
        else if (a.x() == b.x()) shorten(a.y(), b.y(), area.top(), area.bottom());
        if (from >= to) continue;
        if (!stretches.empty() && stretches.back().second >= from)
            stretches.back().second = to;
        else
            stretches.emplace_back(from, to);
    }
    return stretches;
}

void linksHead(QPainter& painter, QPointF tip, QPointF back, double length, const QPen& pen) {
    const double d = std::hypot(tip.x() - back.x(), tip.y() - back.y());
    if (d <= 0.1) return;
    const QPointF along = (tip - back) / d;
    const QPointF side(-along.y(), along.x());
    const double half = 3.2 + pen.widthF() * 0.5;
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawPolygon(QPolygonF({tip, tip - along * length + side * half, tip - along * length - side * half}));
}

/// An arrow out of the sign of a cut: the way that is shut.
void linksOneWay(QPainter& painter, QPointF centre, double angle, const Theme& t) {
    painter.save();
    painter.translate(centre);
    painter.rotate(angle * 180 / std::numbers::pi);
    painter.setPen(QPen(t.canvas, 1.2));
    painter.setBrush(t.wireDown);
    painter.drawPolygon(QPolygonF({{20, 0}, {11, -6.5}, {11, 6.5}}));
    painter.drawRect(QRectF(21, -7, 3, 14));
    painter.restore();
}

}  // namespace

void paintLink(QPainter& painter, const LinkPart& link, const PaintContext& context) {
    if (link.route.isEmpty()) return;
    const LinkLive* live = context.live ? context.live->link(link.id) : nullptr;
    QPen pen = linksPen(link, live, context.theme);
    if (context.thin) {
        pen.setWidth(1);
        pen.setCosmetic(true);
    }
    const double length = link.route.length();
    const double head = std::min(linksArrow + pen.widthF(), length / 2);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const design::LinkHeads heads = link.link->heads;
    const bool atEnd = heads == design::LinkHeads::End || heads == design::LinkHeads::Both;
    const bool atStart = heads == design::LinkHeads::Start || heads == design::LinkHeads::Both;
    const double begin = atStart ? head - 1 : 0;
    for (auto [from, to] : linksSeen(link, context.seen, atEnd ? length - head + 1 : length)) {
        from = std::max(from, begin);
        if (from >= to) continue;
        if (from > 0 && pen.style() == Qt::CustomDashLine) {   // the dashes lie where they lay
            QPen moved = pen;
            moved.setDashOffset(from / pen.widthF());
            painter.setPen(moved);
        }
        painter.drawPath(link.route.path(from, to, link.hops));
    }
    if (atEnd) linksHead(painter, link.route.at(1), link.route.at(1 - head / length), head, pen);
    if (atStart) linksHead(painter, link.route.at(0), link.route.at(head / length), head, pen);
    if (live && !live->up) {  // a cut is seen at any size, and not by its colour alone
        QPointF middle = link.route.at(0.5);
        double angle = 0;
        const double room = live->oneWay == 0 ? 11 : 27;
        for (const double share : {0.5, 0.35, 0.65, 0.2, 0.8}) {  // beside the label, not below it
            middle = link.route.at(share);
            angle = link.route.angleAt(share);
            if (!link.labelRect.adjusted(-room, -room, room, room).contains(middle)) break;
        }
        painter.setPen(QPen(context.theme.wireDown, 1.5));
        painter.setBrush(context.theme.canvas);
        painter.drawEllipse(middle, 10, 10);
        paintIcon(painter, QRectF(middle - QPointF(7, 7), QSizeF(14, 14)), QStringLiteral("cut"), context.theme.wireDown, context);
        if (live->oneWay != 0) linksOneWay(painter, middle, live->oneWay > 0 ? angle : angle + std::numbers::pi, context.theme);
    }
}

bool showsLabel(const LinkPart& link, const PaintContext& context) {
    constexpr double least = 0.35;   // below it is no text
    return !link.labelRect.isNull() && (context.labels || (context.scale >= least && !link.link->label.isEmpty()));
}

void paintLinkLabel(QPainter& painter, const LinkPart& link, const PaintContext& context) {
    if (link.label.isEmpty() || link.route.isEmpty()) return;
    const Theme& t = context.theme;
    QRectF rect = link.labelRect;
    const QFont font = labelFont(link.style);
    const bool lock = link.lock != LinkPart::Lock::None;
    if (rect.isNull()) {
        const double width = QFontMetricsF(font).horizontalAdvance(link.label) + (lock ? 26 : 12);
        rect = QRectF(link.route.at(0.5) - QPointF(width / 2, labelHeight / 2), QSizeF(width, labelHeight));
    }
    const bool closed = link.lock == LinkPart::Lock::Closed;
    stamp(painter, context, QStringLiteral("label %1 %2 %3 %4").arg(int(link.lock)).arg(font.pixelSize()).arg(link.style.text.value_or(design::Style::none)).arg(link.label), rect, [&](QPainter& p, const QRectF& all) {
        p.setPen(QPen(t.border, 1));
        p.setBrush(t.canvas);
        p.drawRoundedRect(all.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
        double x = all.left() + 6;
        if (lock) {
            widgets::drawIcon(p, QRectF(x - 1, all.center().y() - 6, 12, 12), closed ? QStringLiteral("lock") : QStringLiteral("lock-open"),
                              closed ? t.locked : t.unlocked);
            x += 14;
        }
        p.setFont(font);
        p.setPen(link.style.text ? inkOn(t.canvas, link.style, t).text : lock && !closed ? t.unlocked : t.muted);
        p.drawText(QPointF(x, all.center().y() + font.pixelSize() * 0.36), link.label);
    });
}

void paintLinkHighlight(QPainter& painter, const LinkPart& link, const QColor& color) {
    if (link.route.isEmpty()) return;
    painter.setPen(QPen(color, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(link.route.path(0, link.route.length(), link.hops));
}

void paintGrid(QPainter& painter, const QRectF& area, const PaintContext& context) {
    if (context.grid <= 0) return;
    double step = context.grid;
    while (step * context.scale < 14) step *= 2;
    if (step > 200) return;
    // Whole pixels without smoothing: thousands of round points would cost more than all the rest.
    const double size = std::max(1.0, std::round(1.3 * context.ratio / context.scale)) / context.ratio;
    std::vector<QRectF> points;
    for (double x = std::floor(area.left() / step) * step; x <= area.right(); x += step)
        for (double y = std::floor(area.top() / step) * step; y <= area.bottom(); y += step) points.push_back({x, y, size, size});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(context.theme.grid);
    painter.drawRects(points.data(), int(points.size()));
    painter.setRenderHint(QPainter::Antialiasing);
}

}  // namespace faultline::canvas
