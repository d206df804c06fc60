#include "widgets/canvas/zoom_bar.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <cmath>

namespace faultline::canvas {

ZoomBar::ZoomBar(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(0);
    const auto add = [&](const QString& icon, const QString& tip, auto signal) {
        auto* button = new QToolButton(this);
        button->setAutoRaise(true);
        button->setFixedHeight(26);
        button->setFocusPolicy(Qt::NoFocus);
        button->setCursor(Qt::PointingHandCursor);
        if (!icon.isEmpty()) button->setIcon(widgets::icon(icon));
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        connect(button, &QToolButton::clicked, this, signal);
        row->addWidget(button);
        return button;
    };
    add(QStringLiteral("minus"), tr("Zoom out (-)"), &ZoomBar::outRequested);
    m_percent = add({}, tr("Zoom to 100 % (Ctrl+0)"), &ZoomBar::naturalRequested);
    m_percent->setFont(widgets::smallFont());
    m_percent->setFixedWidth(48);
    add(QStringLiteral("plus"), tr("Zoom in (+)"), &ZoomBar::inRequested);
    add(QStringLiteral("fit"), tr("Fit everything (Shift+1)"), &ZoomBar::fitRequested);
    setZoom(1);
    resize(sizeHint());
}

void ZoomBar::setZoom(double zoom) { m_percent->setText(tr("%1\u00a0%").arg(std::lround(zoom * 100))); }

void ZoomBar::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.border, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace faultline::canvas
