#include "widgets/canvas/legend.h"

#include "widgets/canvas/dots.h"
#include "widgets/canvas/paint.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace faultline::canvas {
namespace {

constexpr int legendWidth = 240;
constexpr int legendHeader = 28;
constexpr int legendRow = 19;

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
    return {entry(RequestClass::Read, false, false, Legend::tr("read")),       entry(RequestClass::Read, true, false, Legend::tr("answer: ok")),
            entry(RequestClass::Write, false, false, Legend::tr("write")),     entry(RequestClass::Read, true, true, Legend::tr("answer: failed")),
            entry(RequestClass::Static, false, false, Legend::tr("static file")), entry(RequestClass::HealthCheck, false, false, Legend::tr("check, sample"))};
}

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("dotLegend"));
    setAccessibleName(tr("What the dots mean"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Each dot is one real request. Click to fold or unfold."));
}

QString Legend::rule() const {
    return m_trueTime ? tr("Dots move in simulated time.") : tr("Half a second a link, one after another.");
}

QString Legend::share() const {
    return m_sampling > 1 ? tr("Shown: one request in %1.").arg(widgets::formatCount(m_sampling)) : tr("Every request is shown.");
}

void Legend::setTrueTime(bool trueTime) {
    if (trueTime == m_trueTime) return;
    m_trueTime = trueTime;
    update();
}

void Legend::setSampling(double sampling) {
    const qint64 rounded = std::llround(std::max(1.0, sampling));
    if (rounded == m_sampling) return;
    m_sampling = rounded;
    update();
}

void Legend::setOpen(bool open) {
    if (open == m_open) return;
    m_open = open;
    const int bottom = geometry().bottom();
    resize(sizeHint());
    move(x(), bottom - height() + 1);
    update();
}

QSize Legend::sizeHint() const {
    if (!m_open) return {84, legendHeader};
    return {legendWidth, legendHeader + 3 * legendRow + 2 * 16 + 12};
}

void Legend::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    QColor ground = t.raised;
    ground.setAlpha(238);
    p.setPen(QPen(hasFocus() ? t.focusRing : m_hover ? t.borderStrong : t.border, hasFocus() ? 1.6 : 1));
    p.setBrush(ground);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    p.setFont(widgets::smallStrongFont());
    p.setPen(t.text);
    p.drawText(QRectF(12, 0, width() - 34, legendHeader), Qt::AlignVCenter | Qt::AlignLeft, m_open ? tr("One dot, one request") : tr("Dots"));
    widgets::drawIcon(p, QRectF(width() - 24, legendHeader / 2.0 - 7, 14, 14), m_open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up"), t.muted);
    if (!m_open) return;
    p.setFont(widgets::smallFont());
    const auto entries = legendEntries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double x = i % 2 == 0 ? 18 : 122;
        const double y = legendHeader + 8 + double(i / 2) * legendRow;
        paintDot(p, {x, y}, 3.6, entries[i].dot, t);
        p.setPen(t.text);
        p.drawText(QRectF(x + 10, y - 10, 92, 20), Qt::AlignVCenter | Qt::AlignLeft, entries[i].text);
    }
    p.setPen(t.muted);
    const double y = legendHeader + 3 * legendRow + 4;
    p.drawText(QRectF(12, y, width() - 20, 16), Qt::AlignVCenter | Qt::AlignLeft, rule());
    p.drawText(QRectF(12, y + 16, width() - 20, 16), Qt::AlignVCenter | Qt::AlignLeft, share());
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
