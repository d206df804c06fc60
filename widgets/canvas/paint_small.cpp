#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/common/fonts.h"

#include <QPainter>
#include <QPainterPath>

namespace faultline::canvas {
namespace {

using runtime::State;
using widgets::Theme;

constexpr std::int64_t smallSoon = 30 * 24 * 3600;  ///< a certificate that ends within this is to be renewed now

/// The sign of a state on something too small for a card's badge; a state that is well says nothing.
void smallBadge(QPainter& p, const NodePart& node, const NodeLive& live, const PaintContext& c) {
    if (live.state == State::Ok || live.state == State::Idle) return;
    const QRectF corner(node.rect.right() - 9, node.rect.top() - 5, 14, 14);
    paintBadge(p, corner, live.state, c, c.theme.canvas);
}

void smallNamed(QPainter& p, const NodePart& node, const PaintContext& c, const NodeLive* live) {
    const Theme& t = c.theme;
    const QRectF r = node.rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const bool dead = live && live->state == State::Down;
    QPainterPath body;
    if (node.form == Form::Pill) {
        body.addRoundedRect(r, r.height() / 2, r.height() / 2);
    } else {  // a tab stands on the edge it guards
        constexpr double radius = 6;
        body.moveTo(r.bottomLeft());
        body.lineTo(r.left(), r.top() + radius);
        body.quadTo(r.topLeft(), QPointF(r.left() + radius, r.top()));
        body.lineTo(r.right() - radius, r.top());
        body.quadTo(r.topRight(), QPointF(r.right(), r.top() + radius));
        body.lineTo(r.bottomRight());
        body.closeSubpath();
    }
    const bool fails = live && live->state == State::Failing;
    QPen pen(fails ? t.of(widgets::State::Failing).fill : chosenColor(node.style.line, t.wire), 1.2);
    applyDash(pen, node.style.dash);
    if (dead) pen.setDashPattern({4, 3});
    const QColor fill = dead ? widgets::blended(t.of(widgets::State::Down).soft, t.canvas) : chosenColor(node.style.fill, t.card);
    const Ink ink = inkOn(fill.alpha() ? fill : t.canvas, dead ? design::Style{} : node.style, t);
    p.setPen(pen);
    p.setBrush(fill);
    p.drawPath(body);
    const QRectF icon(r.left() + 7, r.center().y() - 8, 16, 16);
    paintIcon(p, icon, node.icon, dead ? t.of(widgets::State::Down).fill : ink.muted, c);
    if (dead) paintSlash(p, icon.adjusted(-2, -2, 2, 2), c);
    if (c.scale >= 0.28) {
        const QFont font = widgets::smallStrongFont();
        p.setFont(font);
        p.setPen(dead ? t.muted : ink.text);
        p.drawText(QPointF(r.left() + smallIconSpan, r.center().y() + font.pixelSize() * 0.36), node.name);
    }
}

void smallRound(QPainter& p, const NodePart& node, const PaintContext& c, const NodeLive* live) {
    const Theme& t = c.theme;
    const bool dead = live && live->state == State::Down;
    QColor fill = chosenColor(node.style.fill, t.card);
    QColor edge = chosenColor(node.style.line, t.wire);
    QColor ink = inkOn(fill.alpha() ? fill : t.canvas, node.style, t).muted;
    QString icon = node.icon;
    bool broken = dead;
    if (node.kind && node.kind->shape == catalog::Shape::Seal) {
        switch (certificateState(node, c.date)) {
        case CertificateState::Valid:
            if (!node.style.line) edge = t.locked;
            ink = widgets::readable(t.locked, fill.alpha() ? fill : t.canvas, 3);
            break;
        case CertificateState::ExpiresSoon:
            edge = t.of(widgets::State::Strained).fill;
            ink = t.of(widgets::State::Strained).text;
            fill = widgets::blended(t.of(widgets::State::Strained).soft, t.canvas);
            break;
        case CertificateState::Expired:
        case CertificateState::NotYet:
            edge = t.of(widgets::State::Failing).fill;
            ink = t.of(widgets::State::Failing).text;
            fill = widgets::blended(t.of(widgets::State::Failing).soft, t.canvas);
            icon = QStringLiteral("certificate-off");
            broken = true;
            break;
        }
    }
    p.setPen(QPen(t.canvas, 3));  // a halo sets it off from the edge it sits on
    p.setBrush(fill);
    p.drawEllipse(node.rect.adjusted(0.5, 0.5, -0.5, -0.5));
    QPen pen(edge, 1.5);
    if (dead) pen.setDashPattern({3, 2});
    p.setPen(pen);
    p.drawEllipse(node.rect.adjusted(1, 1, -1, -1));
    paintIcon(p, QRectF(node.rect.center() - QPointF(8, 8), QSizeF(16, 16)), icon, ink, c);
    if (broken) paintSlash(p, node.rect.adjusted(5, 5, -5, -5), c);
}

}  // namespace

CertificateState certificateState(const NodePart& node, std::int64_t date) {
    if (node.notBefore && *node.notBefore > 0 && date < *node.notBefore) return CertificateState::NotYet;
    if (!node.notAfter || *node.notAfter <= 0) return CertificateState::Valid;
    if (date >= *node.notAfter) return CertificateState::Expired;
    return *node.notAfter - date < smallSoon ? CertificateState::ExpiresSoon : CertificateState::Valid;
}

void paintSmall(QPainter& painter, const NodePart& node, const PaintContext& context) {
    const NodeLive* live = context.live ? context.live->node(node.id) : nullptr;
    if (node.form == Form::Tab || node.form == Form::Pill)
        smallNamed(painter, node, context, live);
    else
        smallRound(painter, node, context, live);
    if (live) smallBadge(painter, node, *live, context);
}

}  // namespace faultline::canvas
