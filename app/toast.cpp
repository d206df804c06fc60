#include "app/toast.h"

#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace faultline::app {
namespace {

constexpr int toastMargin = 14;
constexpr int toastBelow = 62;      // to the lower edge: above what stands there
constexpr int toastPadding = 12;
constexpr int toastHeight = 32;
constexpr int toastIcon = 16;

}  // namespace

Toast::Toast(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    parent->installEventFilter(this);
    hide();
}

void Toast::say(const QString& text, bool warning) {
    m_text = text;
    m_warning = warning;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    if (text.isEmpty()) return;
    m_timer.start(2500 + static_cast<int>(std::min<qsizetype>(text.size(), 120)) * 45);
    place();
}

void Toast::hold(const QString& text) {
    if (text.isEmpty() && m_timer.isActive()) return;   // another sentence has taken its place meanwhile
    say(text);
    m_timer.stop();
}

void Toast::place() {
    const int icon = m_warning ? toastIcon + 8 : 0;
    const int wanted = 2 * toastPadding + icon + static_cast<int>(std::ceil(QFontMetricsF(widgets::bodyFont()).horizontalAdvance(m_text))) + 2;
    const int width = std::min(wanted, parentWidget()->width() - 2 * toastMargin);
    setGeometry((parentWidget()->width() - width) / 2, parentWidget()->height() - toastHeight - std::min(toastBelow, parentWidget()->height() / 4), width, toastHeight);
    raise();
    update();
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) place();
    return QWidget::eventFilter(watched, event);
}

void Toast::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(rect()).adjusted(1, 1, -1, -2);
    widgets::drawCardShadow(painter, card, 8, t.shadow);
    painter.setPen(QPen(t.border, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(card, 8, 8);
    double left = toastPadding;
    if (m_warning) {
        widgets::drawIcon(painter, QRectF(left, (height() - toastIcon) / 2.0, toastIcon, toastIcon), QStringLiteral("warning"),
                          t.of(widgets::State::Strained).fill);
        left += toastIcon + 8;
    }
    painter.setPen(t.text);
    painter.setFont(widgets::bodyFont());
    const QRectF room(left, 0, width() - left - toastPadding, height() - 1);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, QFontMetricsF(painter.font()).elidedText(m_text, Qt::ElideRight, room.width()));
}

}  // namespace faultline::app
