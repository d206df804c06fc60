#include "widgets/canvas/heal_bar.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace faultline::canvas {

HealBar::HealBar(QWidget* parent) : QWidget(parent), m_button(new QPushButton(this)) {
    constexpr int patience = 12'000;   // ms
    setObjectName(QStringLiteral("healBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 6, 6, 6);
    row->setSpacing(4);
    m_button->setObjectName(QStringLiteral("heal"));
    m_button->setIcon(widgets::icon(QStringLiteral("connect")));
    m_button->setFocusPolicy(Qt::NoFocus);
    m_button->setCursor(Qt::PointingHandCursor);
    m_button->setToolTip(tr("What was deleted stood between them (H)"));
    connect(m_button, &QPushButton::clicked, this, &HealBar::accepted);
    row->addWidget(m_button);
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus);
    close->setIcon(widgets::icon(QStringLiteral("close")));
    close->setToolTip(tr("Leave the gap"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    row->addWidget(close);
    m_timer.setSingleShot(true);
    m_timer.setInterval(patience);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

void HealBar::offer(const QString& text) {
    if (text.isEmpty()) {
        m_timer.stop();
        return hide();
    }
    m_button->setText(tr("%1 (H)").arg(text));
    setAccessibleName(text);
    show();
    raise();
    m_timer.start();
    emit resized();
}

void HealBar::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.borderStrong, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace faultline::canvas
