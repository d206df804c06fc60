#include "widgets/common/badges.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include <algorithm>
#include <cmath>

namespace faultline::widgets {

namespace {

constexpr qreal badgesDetail = 22;

// Shapes on a unit square, so that one description serves every size.
QPainterPath badgesOctagon(const QRectF& r) {
    QPolygonF polygon;
    const qreal cut = r.width() * 0.29;
    polygon << QPointF(r.left() + cut, r.top()) << QPointF(r.right() - cut, r.top()) << QPointF(r.right(), r.top() + cut)
            << QPointF(r.right(), r.bottom() - cut) << QPointF(r.right() - cut, r.bottom()) << QPointF(r.left() + cut, r.bottom())
            << QPointF(r.left(), r.bottom() - cut) << QPointF(r.left(), r.top() + cut);
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    return path;
}

QPainterPath badgesTriangle(const QRectF& r) {
    // Taller than the square by a little: a triangle looks smaller than a circle in the same box.
    QPolygonF polygon;
    polygon << QPointF(r.center().x(), r.top() + r.height() * 0.04) << QPointF(r.right(), r.bottom() - r.height() * 0.06)
            << QPointF(r.left(), r.bottom() - r.height() * 0.06);
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    return path;
}

QPainterPath badgesOutline(State state, const QRectF& r) {
    QPainterPath path;
    switch (state) {
        case State::Strained:
            return badgesTriangle(r);
        case State::Failing:
            return badgesOctagon(r);
        case State::Unknown:
            path.addRoundedRect(r, r.width() * 0.3, r.height() * 0.3);
            return path;
        case State::Ok:
        case State::Down:
        case State::Frozen:
        case State::Starting:
        case State::Idle:
            path.addEllipse(r);
            return path;
    }
    return path;
}

QPen badgesPen(const QColor& color, qreal width) {
    return QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

void badgesTick(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    p.setPen(badgesPen(color, s * 0.12));
    p.setBrush(Qt::NoBrush);
    QPainterPath tick(QPointF(r.left() + s * 0.29, r.top() + s * 0.52));
    tick.lineTo(r.left() + s * 0.44, r.top() + s * 0.67);
    tick.lineTo(r.left() + s * 0.72, r.top() + s * 0.36);
    p.drawPath(tick);
}

void badgesBang(QPainter& p, const QRectF& r, const QColor& color, qreal top, qreal bottom) {
    const qreal s = r.width();
    const qreal x = r.center().x();
    const qreal width = s * 0.13;
    p.setPen(badgesPen(color, width));
    p.drawLine(QPointF(x, r.top() + s * top), QPointF(x, r.top() + s * (bottom - 0.24)));
    p.setPen(Qt::NoPen);
    p.setBrush(color);
    p.drawEllipse(QPointF(x, r.top() + s * bottom), width * 0.56, width * 0.56);
}

void badgesCross(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    const QPointF c = r.center();
    const qreal d = s * 0.18;
    p.setPen(badgesPen(color, s * 0.13));
    p.drawLine(c - QPointF(d, d), c + QPointF(d, d));
    p.drawLine(c + QPointF(-d, d), c + QPointF(d, -d));
}

void badgesPower(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    const QPointF c = r.center() + QPointF(0, s * 0.02);
    p.setPen(badgesPen(color, s * 0.12));
    p.setBrush(Qt::NoBrush);
    const qreal d = s * 0.24;
    p.drawArc(QRectF(c.x() - d, c.y() - d, 2 * d, 2 * d), 130 * 16, 280 * 16);
    p.drawLine(QPointF(c.x(), c.y() - s * 0.28), QPointF(c.x(), c.y() - s * 0.04));
}

void badgesFlake(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    p.setPen(badgesPen(color, s * 0.085));
    const QPointF c = r.center();
    for (int arm = 0; arm < 6; ++arm) {
        p.save();
        p.translate(c);
        p.rotate(arm * 60.0);
        p.drawLine(QPointF(0, 0), QPointF(0, -s * 0.36));
        if (s >= 14) {  // the twigs would fill up below that
            p.drawLine(QPointF(0, -s * 0.22), QPointF(s * 0.09, -s * 0.31));
            p.drawLine(QPointF(0, -s * 0.22), QPointF(-s * 0.09, -s * 0.31));
        }
        p.restore();
    }
}

void badgesQuestion(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    const QPointF c = r.center();
    p.setPen(badgesPen(color, s * 0.12));
    p.setBrush(Qt::NoBrush);
    QPainterPath hook(QPointF(c.x() - s * 0.15, c.y() - s * 0.12));
    hook.cubicTo(c.x() - s * 0.15, c.y() - s * 0.36, c.x() + s * 0.19, c.y() - s * 0.36, c.x() + s * 0.16, c.y() - s * 0.12);
    hook.cubicTo(c.x() + s * 0.14, c.y() + s * 0.0, c.x(), c.y() - s * 0.01, c.x(), c.y() + s * 0.1);
    p.drawPath(hook);
    p.setPen(Qt::NoPen);
    p.setBrush(color);
    p.drawEllipse(QPointF(c.x(), c.y() + s * 0.28), s * 0.075, s * 0.075);
}

void badgesClock(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    p.setPen(badgesPen(color, s * 0.1));
    const QPointF c = r.center();
    p.drawLine(c, c - QPointF(0, s * 0.24));
    p.drawLine(c, c + QPointF(s * 0.16, s * 0.1));
}

void badgesDash(QPainter& p, const QRectF& r, const QColor& color) {
    const qreal s = r.width();
    p.setPen(badgesPen(color, s * 0.1));
    p.drawLine(r.center() - QPointF(s * 0.16, 0), r.center() + QPointF(s * 0.16, 0));
}

// Lines instead of a brush pattern: a pattern is a bitmap in device pixels and comes out wrong when scaled or exported.
void badgesHatch(QPainter& p, const QPainterPath& outline, const QColor& color) {
    p.save();
    p.setClipPath(outline, Qt::IntersectClip);
    const QRectF r = outline.boundingRect();
    const qreal step = std::max(2.5, r.width() / 5);
    p.setPen(QPen(color, std::max(0.6, r.width() * 0.05)));
    for (qreal x = r.left() - r.height(); x < r.right(); x += step) {
        p.drawLine(QPointF(x, r.bottom()), QPointF(x + r.height(), r.top()));
    }
    p.restore();
}

void badgesSign(QPainter& p, const QRectF& r, State state, const Theme& t) {
    const QColor paper = t.dark ? QColor(0x0F1420) : QColor(Qt::white);
    switch (state) {
        case State::Ok:
            badgesTick(p, r, paper);
            break;
        case State::Strained:
            badgesBang(p, r, t.dark ? paper : QColor(0x3F1D00), 0.37, 0.8);
            break;
        case State::Failing:
            badgesCross(p, r, t.dark ? paper : QColor(Qt::white));
            break;
        case State::Down:
            if (r.width() >= badgesDetail) {  // below that the two signs would be one blot
                badgesPower(p, r, t.of(State::Failing).fill);
            }
            break;
        case State::Frozen:
            badgesFlake(p, r, t.dark ? paper : QColor(0x053B57));
            break;
        case State::Unknown:
            badgesQuestion(p, r, t.of(State::Unknown).text);
            break;
        case State::Starting:
            badgesClock(p, r, t.of(State::Starting).text);
            break;
        case State::Idle:
            badgesDash(p, r, t.of(State::Idle).text);
            break;
    }
}

}  // namespace

QString stateLabel(State state) {
    switch (state) {
        case State::Ok:
            return QCoreApplication::translate("badges", "OK");
        case State::Strained:
            return QCoreApplication::translate("badges", "Strained");
        case State::Failing:
            return QCoreApplication::translate("badges", "Failing");
        case State::Down:
            return QCoreApplication::translate("badges", "Down");
        case State::Frozen:
            return QCoreApplication::translate("badges", "Frozen");
        case State::Unknown:
            return QCoreApplication::translate("badges", "Not monitored");
        case State::Starting:
            return QCoreApplication::translate("badges", "Starting");
        case State::Idle:
            return QCoreApplication::translate("badges", "Idle");
    }
    return {};
}

std::optional<State> badgeOf(runtime::State state) {
    switch (state) {
        case runtime::State::Ok:
            return State::Ok;
        case runtime::State::Strained:
            return State::Strained;
        case runtime::State::Failing:
            return State::Failing;
        case runtime::State::Down:
            return State::Down;
        case runtime::State::Frozen:
            return State::Frozen;
        case runtime::State::Starting:
        case runtime::State::Idle:
            break;
    }
    return std::nullopt;
}

QString stateLabel(runtime::State state) {
    const auto badge = badgeOf(state);
    return stateLabel(badge ? *badge : state == runtime::State::Starting ? State::Starting : State::Idle);
}

void drawStateBadge(QPainter& painter, const QRectF& rect, State state, const Theme& theme, const QColor& behind) {
    const qreal side = std::min(rect.width(), rect.height());
    const qreal inset = side * 0.06;
    const QRectF r(rect.center().x() - side / 2 + inset, rect.center().y() - side / 2 + inset, side - 2 * inset,
                   side - 2 * inset);
    const StateColors& colors = theme.of(state);
    const QPainterPath outline = badgesOutline(state, r);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (behind.isValid()) {
        painter.setPen(badgesPen(behind, side * 0.24));
        painter.setBrush(behind);
        painter.drawPath(outline);
    }
    const bool hollow = state == State::Down || state == State::Unknown || state == State::Starting || state == State::Idle;
    const QColor body = hollow ? blended(colors.soft, theme.surface) : colors.fill;
    // The rounding of the corners comes from the pen's joins.
    const qreal round = side * (hollow ? 0.09 : 0.1);
    painter.setPen(badgesPen(hollow ? colors.fill : body, round));
    painter.setBrush(body);
    const QRectF inner = r.adjusted(round / 2, round / 2, -round / 2, -round / 2);
    const QPainterPath shape = badgesOutline(state, inner);
    painter.drawPath(shape);
    if (state == State::Unknown) {
        QColor lines = colors.fill;
        lines.setAlphaF(0.45F);
        badgesHatch(painter, shape, lines);
    }
    badgesSign(painter, r, state, theme);
    if (state == State::Down) {
        const bool alone = r.width() < badgesDetail;
        painter.setPen(badgesPen(theme.of(State::Failing).fill, side * (alone ? 0.17 : 0.11)));
        const qreal d = r.width() * (alone ? 0.29 : 0.35);
        painter.drawLine(r.center() + QPointF(-d, d), r.center() + QPointF(d, -d));
    }
    painter.restore();
}

QPixmap stateBadgePixmap(State state, const Theme& theme, int size, qreal dpr) {
    const int device = int(std::ceil(size * dpr));
    QPixmap pixmap(device, device);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawStateBadge(painter, QRectF(0, 0, device, device), state, theme);
    painter.end();
    pixmap.setDevicePixelRatio(dpr);
    return pixmap;
}

PillStyle neutralPill(const Theme& theme) {
    PillStyle style;
    style.fill = theme.hover;
    style.border = theme.border;
    style.text = theme.muted;
    return style;
}

PillStyle statePill(State state, const Theme& theme) {
    PillStyle style;
    style.fill = theme.of(state).soft;
    style.text = theme.of(state).text;
    return style;
}

namespace {

constexpr qreal badgesPillGap = 4;

qreal badgesPillPadding(const PillStyle& style) {
    return std::round(style.height * 0.38);
}
qreal badgesPillIcon(const PillStyle& style) {
    return style.icon.isEmpty() ? 0 : style.height - 6;
}

}  // namespace

QSizeF pillSize(const QString& text, const PillStyle& style) {
    const QFont font = uiFont(style.fontPixels, style.weight);
    const qreal textWidth = style.tabular ? tabularWidth(font, text) : QFontMetricsF(font).horizontalAdvance(text);
    const qreal gap = style.icon.isEmpty() || text.isEmpty() ? 0 : badgesPillGap;
    return {std::ceil(std::max<qreal>(style.height, textWidth + badgesPillIcon(style) + gap + 2 * badgesPillPadding(style))),
            qreal(style.height)};
}

void drawPill(QPainter& painter, const QRectF& rect, const QString& text, const PillStyle& style) {
    const QFont font = uiFont(style.fontPixels, style.weight);
    const QSizeF wanted = pillSize(text, style);
    const qreal width = std::min(wanted.width(), rect.width());
    const QRectF body(rect.center().x() - width / 2, rect.center().y() - wanted.height() / 2, width, wanted.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(style.border.isValid() ? QPen(style.border, 1) : QPen(Qt::NoPen));
    painter.setBrush(style.fill);
    const qreal half = style.border.isValid() ? 0.5 : 0;
    const qreal radius = body.height() / 2;
    painter.drawRoundedRect(body.adjusted(half, half, -half, -half), radius, radius);
    const qreal iconSide = badgesPillIcon(style);
    qreal left = body.left() + badgesPillPadding(style);
    if (text.isEmpty() && iconSide > 0) {
        left = body.center().x() - iconSide / 2;
    }
    if (iconSide > 0) {
        drawIcon(painter, QRectF(left, body.center().y() - iconSide / 2, iconSide, iconSide), style.icon,
                 style.iconColor.isValid() ? style.iconColor : style.text);
        left += iconSide + badgesPillGap;
    }
    painter.setFont(font);
    painter.setPen(style.text);
    const QRectF room(left, body.top(), body.right() - badgesPillPadding(style) - left, body.height());
    if (style.tabular) {
        drawTabularText(painter, room, Qt::AlignVCenter | Qt::AlignLeft, text);
    } else {
        const QFontMetricsF metrics(font);
        const QString shown =
            metrics.horizontalAdvance(text) <= room.width() + 0.5 ? text : metrics.elidedText(text, Qt::ElideRight, room.width());
        const qreal base = room.center().y() + (metrics.capHeight()) / 2;
        painter.drawText(QPointF(left, base), shown);
    }
    painter.restore();
}

State utilisationState(double share) {
    return share < 0.7 ? State::Ok : share < 0.9 ? State::Strained : State::Failing;
}

void drawMeter(QPainter& painter, const QRectF& rect, double share, const Theme& theme, const State* state) {
    const double filled = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
    const qreal radius = rect.height() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.track);
    painter.drawRoundedRect(rect, radius, radius);
    if (filled > 0) {
        painter.setBrush(theme.of(state != nullptr ? *state : utilisationState(filled)).fill);
        const qreal width = std::max(rect.height(), rect.width() * filled);
        painter.drawRoundedRect(QRectF(rect.topLeft(), QSizeF(width, rect.height())), radius, radius);
    }
    painter.restore();
}

void drawCardShadow(QPainter& painter, const QRectF& card, qreal radius, const QColor& shadow) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    for (const qreal spread : {2.0, 1.0, 0.0}) {
        QColor color = shadow;
        color.setAlphaF(float(shadow.alphaF() / 2.2));
        painter.setBrush(color);
        painter.drawRoundedRect(card.adjusted(-spread, 1 - spread, spread, 1.5 + spread), radius + spread, radius + spread);
    }
    painter.restore();
}

}  // namespace faultline::widgets
