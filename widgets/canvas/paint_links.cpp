#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/common/fonts.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace faultline::canvas {
namespace {

using widgets::Theme;

constexpr double linksArrow = 8;  ///< length of the head

QPen linksPen(const LinkPart& link, const LinkLive* live, const Theme& t) {
    QColor color = t.wire;
    double width = 1.6;
    if (link.look == LinkLook::Replication) color = t.wireReplication;
    if (link.look == LinkLook::Observation) color = t.wireObservation;
    const int level = live ? live->level : 0;
    if (level > 0 && link.look != LinkLook::Observation) {
        width += 0.35 * level;
        const double mix = 0.2 * level;
        const QColor busy = link.look == LinkLook::Replication ? t.wireReplication : t.wireBusy;
        color = QColor::fromRgbF(float(color.redF() * (1 - mix) + busy.redF() * mix), float(color.greenF() * (1 - mix) + busy.greenF() * mix),
                                 float(color.blueF() * (1 - mix) + busy.blueF() * mix));
    }
    if (live && (!live->up || live->failing)) color = t.wireDown;
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (link.look == LinkLook::Replication) pen.setDashPattern({5, 3.5});
    if (link.look == LinkLook::Observation) {
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.1, 3});
    }
    if (live && !live->up) pen.setDashPattern({3, 3});
    return pen;
}

}  // namespace

void paintLink(QPainter& painter, const LinkPart& link, const PaintContext& context) {
    if (link.route.isEmpty()) return;
    const LinkLive* live = context.live ? context.live->link(link.id) : nullptr;
    const QPen pen = linksPen(link, live, context.theme);
    const double length = link.route.length();
    const double head = std::min(linksArrow + pen.widthF(), length / 2);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(link.route.path(0, length - head + 1));
    const QPointF tip = link.route.at(1);
    const QPointF back = link.route.at(1 - head / length);
    const double d = std::hypot(tip.x() - back.x(), tip.y() - back.y());
    if (d > 0.1) {
        const QPointF along = (tip - back) / d;
        const QPointF side(-along.y(), along.x());
        const double half = 3.2 + pen.widthF() * 0.5;
        painter.setPen(Qt::NoPen);
        painter.setBrush(pen.color());
        painter.drawPolygon(QPolygonF({tip, tip - along * head + side * half, tip - along * head - side * half}));
    }
    if (live && !live->up) {  // a cut is seen at any size, and not by its colour alone
        const QPointF middle = link.route.at(0.5);
        painter.setPen(QPen(context.theme.wireDown, 1.5));
        painter.setBrush(context.theme.canvas);
        painter.drawEllipse(middle, 10, 10);
        paintIcon(painter, QRectF(middle - QPointF(7, 7), QSizeF(14, 14)), QStringLiteral("cut"), context.theme.wireDown, context);
    }
}

void paintLinkLabel(QPainter& painter, const LinkPart& link, const PaintContext& context) {
    if (link.label.isEmpty() || link.route.isEmpty()) return;
    const Theme& t = context.theme;
    QRectF rect = link.labelRect;
    const QFont font = widgets::smallFont();
    const bool lock = link.lock != LinkPart::Lock::None;
    if (rect.isNull()) {
        const double width = QFontMetricsF(font).horizontalAdvance(link.label) + (lock ? 26 : 12);
        rect = QRectF(link.route.at(0.5) - QPointF(width / 2, labelHeight / 2), QSizeF(width, labelHeight));
    }
    painter.setPen(QPen(t.border, 1));
    painter.setBrush(t.canvas);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    double x = rect.left() + 6;
    if (lock) {
        const bool closed = link.lock == LinkPart::Lock::Closed;
        paintIcon(painter, QRectF(x - 1, rect.center().y() - 6, 12, 12), closed ? QStringLiteral("lock") : QStringLiteral("lock-open"),
                  closed ? t.locked : t.unlocked, context);
        x += 14;
    }
    painter.setFont(font);
    painter.setPen(lock && link.lock == LinkPart::Lock::Open ? t.unlocked : t.muted);
    painter.drawText(QPointF(x, rect.center().y() + font.pixelSize() * 0.36), link.label);
}

void paintLinkHighlight(QPainter& painter, const LinkPart& link, const QColor& color) {
    if (link.route.isEmpty()) return;
    painter.setPen(QPen(color, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(link.route.path(0, link.route.length()));
}

void paintGrid(QPainter& painter, const QRectF& area, const PaintContext& context) {
    double step = 24;
    while (step * context.scale < 14) step *= 2;
    if (step > 200) return;
    std::vector<QPointF> points;
    for (double x = std::floor(area.left() / step) * step; x <= area.right(); x += step)
        for (double y = std::floor(area.top() / step) * step; y <= area.bottom(); y += step) points.push_back({x, y});
    painter.setPen(QPen(context.theme.grid, 1.6 / context.scale, Qt::SolidLine, Qt::RoundCap));
    painter.drawPoints(points.data(), int(points.size()));
}

}  // namespace faultline::canvas
