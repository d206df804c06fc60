#include "widgets/canvas/legend.h"

#include "widgets/canvas/dots.h"
#include "widgets/canvas/paint.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace faultline::canvas {
namespace {

constexpr int legendHeight = 28;
constexpr int legendPadding = 10;
constexpr int legendGap = 12;
constexpr int legendDot = 13;       ///< a dot with the room behind it
constexpr int legendFold = 20;      ///< the arrow that folds it

struct LegendEntry {
    Dot dot;
    QString text;
};

std::vector<LegendEntry> legendEntries() {
    using runtime::RequestClass;
    const auto entry = [](RequestClass kind, bool returning, bool failed, const QString& text) {
        LegendEntry e;
        e.dot.hop.kind = kind;
        e.dot.hop.returning = returning;
        e.dot.failed = failed;
        e.text = text;
        return e;
    };
    return {entry(RequestClass::Read, false, false, Legend::tr("read")),   entry(RequestClass::Write, false, false, Legend::tr("write")),
            entry(RequestClass::Static, false, false, Legend::tr("file")), entry(RequestClass::HealthCheck, false, false, Legend::tr("check")),
            entry(RequestClass::Read, true, false, Legend::tr("ok")),      entry(RequestClass::Read, true, true, Legend::tr("failed"))};
}

double legendWidth(const QString& text) { return QFontMetricsF(widgets::smallFont()).horizontalAdvance(text); }

double legendSignsWidth() {
    double width = 2 * legendPadding + legendFold;
    for (const LegendEntry& entry : legendEntries()) width += legendDot + legendWidth(entry.text) + legendGap;
    return width;
}

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("dotLegend"));
    setAccessibleName(tr("What the dots mean"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    refresh();
}

QString Legend::rule() const { return m_trueTime ? tr("simulated time") : tr("half a second a link"); }

QString Legend::share() const { return m_sampling > 1 ? tr("1 request in %1").arg(widgets::formatCount(m_sampling)) : tr("every request"); }

QStringList Legend::words() const {
    QStringList fitting;
    double width = legendSignsWidth();
    for (const QString& text : {rule(), share()}) {
        width += legendWidth(text) + legendGap;
        if (width <= m_room) fitting << text;
    }
    return fitting;
}

void Legend::refresh() {
    const QString speed = m_trueTime ? tr("Dots move in true simulated time.")
                                     : tr("A dot takes half a second a link, one link after another; at 0.01x and below, true simulated time.");
    const QString count = m_sampling > 1 ? tr("One request in %1 is shown.").arg(widgets::formatCount(m_sampling)) : tr("Every request is shown.");
    setToolTip(tr("Each dot is one real request: on its way its class, on the way back its outcome.") + QLatin1Char('\n') + speed +
               QLatin1Char('\n') + count);
    emit resized();
    update();
}

void Legend::setTrueTime(bool trueTime) {
    if (trueTime == m_trueTime) return;
    m_trueTime = trueTime;
    refresh();
}

void Legend::setSampling(double sampling) {
    const qint64 rounded = std::llround(std::max(1.0, sampling));
    if (rounded == m_sampling) return;
    m_sampling = rounded;
    refresh();
}

void Legend::setRoom(int width) {
    if (width == m_room) return;
    m_room = width;
    update();
}

void Legend::setOpen(bool open) {
    if (open == m_open) return;
    m_open = open;
    refresh();
}

QSize Legend::sizeHint() const {
    if (!m_open) return {int(std::ceil(legendWidth(tr("Dots")))) + 2 * legendPadding + legendFold, legendHeight};
    double width = legendSignsWidth();
    for (const QString& text : words()) width += legendWidth(text) + legendGap;
    return {std::min(int(std::ceil(width)), m_room), legendHeight};
}

void Legend::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(hasFocus() ? t.focusRing : m_hover ? t.borderStrong : t.border, hasFocus() ? 1.6 : 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    p.setFont(widgets::smallFont());
    const double middle = legendHeight / 2.0;
    double x = legendPadding;
    const auto write = [&](const QString& text, const QColor& color) {
        p.setPen(color);
        p.drawText(QPointF(x, middle + p.font().pixelSize() * 0.36), text);
        x += legendWidth(text) + legendGap;
    };
    if (!m_open) {
        write(tr("Dots"), t.text);
    } else {
        for (const LegendEntry& entry : legendEntries()) {
            paintDot(p, {x + 4, middle}, 3.6, entry.dot, t);
            x += legendDot;
            write(entry.text, t.text);
        }
        for (const QString& text : words()) {
            p.setPen(QPen(t.border, 1));
            p.drawLine(QPointF(x - legendGap / 2.0, 7), QPointF(x - legendGap / 2.0, legendHeight - 7));
            write(text, t.muted);
        }
    }
    widgets::drawIcon(p, QRectF(width() - legendFold - 2, middle - 7, 14, 14),
                      m_open ? QStringLiteral("chevron-left") : QStringLiteral("chevron-right"), t.muted);
}

void Legend::mousePressEvent(QMouseEvent* event) {
    event->accept();
    if (event->button() == Qt::LeftButton) setOpen(!m_open);
}

void Legend::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space && event->key() != Qt::Key_Return) return QWidget::keyPressEvent(event);
    setOpen(!m_open);
}

void Legend::enterEvent(QEnterEvent*) {
    m_hover = true;
    update();
}

void Legend::leaveEvent(QEvent*) {
    m_hover = false;
    update();
}

}  // namespace faultline::canvas
