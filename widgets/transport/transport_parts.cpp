#include "widgets/transport/transport_parts.h"

#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace faultline::transport {

namespace {

widgets::PillStyle partsPill(bool warning) {
    const widgets::Theme& t = widgets::theme();
    widgets::PillStyle style = warning ? widgets::statePill(widgets::State::Strained, t) : widgets::neutralPill(t);
    style.height = 22;
    style.fontPixels = 12;
    style.tabular = true;
    if (warning) style.icon = QStringLiteral("warning");
    return style;
}

}  // namespace

ClockLabel::ClockLabel(QWidget* parent) : QWidget(parent) {
    setFont(widgets::uiFont(17, QFont::DemiBold));
    setToolTip(tr("Simulated time since the start of the run"));
    setAccessibleName(tr("Simulated time"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ClockLabel::setTime(SimTime time) {
    if (time == m_time) return;
    const qsizetype length = text().size();
    m_time = time;
    if (text().size() != length) updateGeometry();
    update();
}

QString ClockLabel::text() const {
    return widgets::formatClock(m_time);
}

QSize ClockLabel::sizeHint() const {
    // The width of the length, not of the figures: nothing beside it moves while it runs.
    const qreal width =
        std::max(widgets::tabularWidth(font(), text()), widgets::tabularWidth(font(), QStringLiteral("00:00.000")));
    return {int(std::ceil(width)), 28};
}

void ClockLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    const QString all = text();
    const qsizetype dot = all.lastIndexOf(u'.');
    painter.setPen(widgets::theme().text);
    widgets::drawTabularText(painter, rect(), Qt::AlignLeft | Qt::AlignVCenter, all.left(dot));
    // The fraction runs too fast to be read: it is there, and quiet.
    const qreal left = widgets::tabularWidth(font(), all.left(dot));
    painter.setPen(widgets::theme().muted);
    widgets::drawTabularText(painter, QRectF(rect()).adjusted(left, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, all.mid(dot));
}

SpeedNotice::SpeedNotice(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void SpeedNotice::setTexts(const QString& longText, const QString& shortText, bool warning) {
    if (longText == m_long && shortText == m_short && warning == m_warning) return;
    m_long = longText;
    m_short = shortText;
    m_warning = warning;
    setAccessibleName(longText);
    setToolTip(longText);
    updateGeometry();
    update();
}

QString SpeedNotice::shownText() const {
    return widgets::pillSize(m_long, partsPill(m_warning)).width() <= width() ? m_long : m_short;
}

QSize SpeedNotice::sizeHint() const {
    return m_long.isEmpty() ? QSize(0, 28) : QSize(int(widgets::pillSize(m_long, partsPill(m_warning)).width()), 28);
}

QSize SpeedNotice::minimumSizeHint() const {
    return m_short.isEmpty() ? QSize(0, 28) : QSize(int(widgets::pillSize(m_short, partsPill(m_warning)).width()), 28);
}

void SpeedNotice::paintEvent(QPaintEvent*) {
    if (m_long.isEmpty()) return;
    QPainter painter(this);
    const widgets::PillStyle style = partsPill(m_warning);
    const QString text = shownText();
    const qreal width = std::min<qreal>(widgets::pillSize(text, style).width(), rect().width());
    widgets::drawPill(painter, QRectF(0, 0, width, height()), text, style);
}

}  // namespace faultline::transport
