#include "widgets/canvas/dots.h"
#include "widgets/canvas/paint.h"

#include <QPainter>

namespace faultline::canvas {

void paintDot(QPainter& p, QPointF at, double radius, const Dot& dot, const widgets::Theme& t) {
    using runtime::RequestClass;
    p.setPen(QPen(t.canvas, 1));
    if (dot.failed) {
        p.setBrush(t.dotFailed);
        p.drawEllipse(at, radius + 1.5, radius + 1.5);
        p.setPen(QPen(t.dark ? t.background : QColor(Qt::white), radius * 0.4, Qt::SolidLine, Qt::RoundCap));
        const double d = radius * 0.5;
        p.drawLine(at - QPointF(d, d), at + QPointF(d, d));
        p.drawLine(at - QPointF(d, -d), at + QPointF(d, -d));
        return;
    }
    if (dot.hop.returning) {
        p.setBrush(t.dotOk);
        p.drawEllipse(at, radius, radius);
        return;
    }
    switch (dot.hop.kind) {
    case RequestClass::Static:
        p.setBrush(t.dotStatic);
        p.drawRect(QRectF(at - QPointF(radius, radius) * 0.95, QSizeF(radius, radius) * 1.9));
        return;
    case RequestClass::Read: p.setBrush(t.dotRead); break;
    case RequestClass::Write:
        p.setBrush(t.dotWrite);
        p.drawConvexPolygon(QPolygonF({at - QPointF(0, radius * 1.35), at + QPointF(radius * 1.35, 0), at + QPointF(0, radius * 1.35),
                                       at - QPointF(radius * 1.35, 0)}));
        return;
    case RequestClass::Dns:
    case RequestClass::HealthCheck:
    case RequestClass::Replication:
    case RequestClass::Observation:
        p.setBrush(t.dotOther);
        p.drawEllipse(at, radius * 0.75, radius * 0.75);
        return;
    }
    p.drawEllipse(at, radius, radius);
}

}  // namespace faultline::canvas
