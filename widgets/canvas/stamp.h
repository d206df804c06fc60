#pragma once
#include "widgets/canvas/paint.h"

#include <QPainter>
#include <QPixmapCache>

#include <cmath>

namespace faultline::canvas {

/// Draws what looks the same in many places from a pixmap made once, on whole pixels; in an export it is drawn anew, as vectors.
/// `key` must say everything the look depends on but size, scale and theme; `paint` draws into the rectangle it is given.
template <class Paint>
void stamp(QPainter& painter, const PaintContext& context, const QString& key, const QRectF& rect, Paint&& paint) {
    if (context.vectorIcons) {
        paint(painter, rect);
        return;
    }
    const double ratio = context.ratio;
    const QString full = QStringLiteral("canvas %1 %2x%3 %4 %5")
                             .arg(key)
                             .arg(rect.width(), 0, 'f', 2)
                             .arg(rect.height(), 0, 'f', 2)
                             .arg(ratio, 0, 'f', 4)
                             .arg(context.theme.dark);
    QPixmap pixmap;
    if (!QPixmapCache::find(full, &pixmap)) {
        pixmap = QPixmap(int(std::ceil(rect.width() * ratio)) + 1, int(std::ceil(rect.height() * ratio)) + 1);
        pixmap.fill(Qt::transparent);
        QPainter p(&pixmap);
        p.setRenderHint(QPainter::Antialiasing);
        p.scale(ratio, ratio);
        paint(p, QRectF(QPointF(), rect.size()));
        p.end();
        QPixmapCache::insert(full, pixmap);
    }
    const double device = painter.device()->devicePixelRatioF();
    const QPointF at = painter.worldTransform().map(rect.topLeft()) * device;
    pixmap.setDevicePixelRatio(device);
    painter.setWorldMatrixEnabled(false);
    painter.drawPixmap(QPointF(std::round(at.x()), std::round(at.y())) / device, pixmap);
    painter.setWorldMatrixEnabled(true);
}

}  // namespace faultline::canvas
