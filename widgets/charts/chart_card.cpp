#include "widgets/charts/chart_card.h"

#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::widgets {
namespace {

constexpr double cardPadding = 10;
constexpr double cardHeader = 26;
constexpr double cardLane = 12;
constexpr double cardTimeAxis = 18;
constexpr double cardBand = 16;
constexpr double cardGap = 14;         // between two plots
constexpr double cardLabelHeight = 14;
constexpr double cardLabelGap = 6;     // between the end of a line and its label
constexpr double cardSign = 8;         // of an event

QColor cardSignColor(ChartMark::Sign sign, const Theme& t) {
    switch (sign) {
        case ChartMark::Sign::Command: return t.accent;
        case ChartMark::Sign::Bad: return t.of(State::Failing).fill;
        case ChartMark::Sign::Good: return t.of(State::Ok).fill;
        case ChartMark::Sign::Warning: return t.of(State::Strained).fill;
        case ChartMark::Sign::Info: break;
    }
    return t.muted;
}

/// The sign of an event, centred on x: a flag for what the user did, a triangle down or up, a diamond, a dot.
void cardDrawSign(QPainter& painter, ChartMark::Sign sign, double x, double bottom, const QColor& color) {
    QPainterPath path;
    const double s = cardSign, top = bottom - s;
    switch (sign) {
        case ChartMark::Sign::Command:
            painter.fillRect(QRectF(x - 0.75, top - 1, 1.5, s + 1), color);
            path.addPolygon(QPolygonF({{x, top - 1}, {x + 7, top + 1.75}, {x, top + 4.5}}));
            break;
        case ChartMark::Sign::Bad: path.addPolygon(QPolygonF({{x - s / 2, top + 1}, {x + s / 2, top + 1}, {x, bottom}})); break;
        case ChartMark::Sign::Good: path.addPolygon(QPolygonF({{x - s / 2, bottom}, {x + s / 2, bottom}, {x, top + 1}})); break;
        case ChartMark::Sign::Warning:
            path.addPolygon(QPolygonF({{x, top}, {x + s / 2, top + s / 2}, {x, bottom}, {x - s / 2, top + s / 2}}));
            break;
        case ChartMark::Sign::Info: path.addEllipse(QPointF(x, bottom - s / 2), 2.5, 2.5); break;
    }
    painter.fillPath(path, color);
}

/// Of several signs at one place the one that matters most is drawn.
int cardSignWeight(ChartMark::Sign sign) {
    switch (sign) {
        case ChartMark::Sign::Command: return 4;
        case ChartMark::Sign::Bad: return 3;
        case ChartMark::Sign::Good: return 2;
        case ChartMark::Sign::Warning: return 1;
        case ChartMark::Sign::Info: break;
    }
    return 0;
}

}  // namespace

ChartCard::ChartCard(const QString& title, QWidget* parent) : PlotSurface(parent), m_title(title), m_button(new QToolButton(this)) {
    setAccessibleName(title);
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_button->setAutoRaise(true);
    m_button->setFixedSize(22, 22);
    m_button->setIconSize({14, 14});
    m_button->setCursor(Qt::ArrowCursor);
    setMaximised(false);
    connect(m_button, &QToolButton::clicked, this, &ChartCard::maximiseAsked);
}

void ChartCard::setMaximised(bool maximised) {
    m_button->setIcon(icon(maximised ? QStringLiteral("chevron-down") : QStringLiteral("fit")));
    m_button->setToolTip(maximised ? tr("Show all charts") : tr("Show this chart alone"));
    m_button->setAccessibleName(m_button->toolTip());
}

void ChartCard::setEvents(const std::vector<ChartMark>* marks, const std::vector<ChartFault>* faults) {
    m_marks = marks;
    m_faults = faults;
}

void ChartCard::setData(ChartData data) {
    m_data = std::move(data);
    arrange();
    viewport()->update();
}

void ChartCard::setCrosshair(std::optional<double> time) {
    if (m_crosshair == time) return;
    m_crosshair = time;
    for (std::size_t i = 0; i < m_areas.size(); ++i) arrangeLabels(m_data.plots[i], m_areas[i]);
    viewport()->update();
}

double ChartCard::xOf(double time) const {
    const double length = std::max(1e-9, m_data.to - m_data.from);
    return m_span.left() + (time - m_data.from) / length * m_span.width();
}

QString ChartCard::valueText(const ChartPlot& plot, const ChartLine& line) const {
    const double value = m_crosshair && line.valueAt ? line.valueAt(*m_crosshair) : line.last;
    return std::isnan(value) ? QStringLiteral("\u2013") : plot.format(value);
}

/// Everything that depends on size and data: axes, margins, label places, and the lines in pixels.
void ChartCard::arrange() {
    const QSizeF size = viewport()->size();
    const QFont font = smallFont();
    const QFontMetricsF metrics(font);
    const std::size_t plots = m_data.empty.isEmpty() ? m_data.plots.size() : 0;
    const double bandsHeight = plots > 0 ? static_cast<double>(m_data.bands.size()) * cardBand + (m_data.bands.empty() ? 0 : 4) : 0;
    const double top = cardHeader + cardLane;
    const double room = size.height() - top - bandsHeight - cardTimeAxis - cardGap * (plots > 1 ? static_cast<double>(plots) - 1 : 0);
    const double height = plots > 0 ? std::max(12.0, room / static_cast<double>(plots)) : 0;

    m_areas.assign(plots, {});
    double left = 0, right = 0;
    for (std::size_t i = 0; i < plots; ++i) {
        const ChartPlot& plot = m_data.plots[i];
        double largest = 0;
        for (const ChartLine& line : plot.lines)
            for (const ChartPoint& point : line.points)
                if (point.value > largest) largest = point.value;
        const int most = std::clamp(static_cast<int>(height / 30), 1, 6);
        if (plot.fixedTop > 0) {
            m_areas[i].ticks.top = plot.fixedTop;
            const int parts = most >= 4 ? 4 : most >= 2 ? 2 : 1;
            for (int n = 0; n <= parts; ++n) m_areas[i].ticks.at.push_back(plot.fixedTop * n / parts);
        } else {
            m_areas[i].ticks = valueTicks(largest, plot.smallestTop, most);
        }
        for (const double tick : m_areas[i].ticks.at) left = std::max(left, metrics.horizontalAdvance(plot.format(tick)));
        for (const ChartLine& line : plot.lines) {
            const double value = std::max(tabularWidth(font, plot.format(m_areas[i].ticks.top)), tabularWidth(font, plot.format(line.last)));
            right = std::max(right, metrics.horizontalAdvance(line.name + QLatin1Char(' ')) + value);
        }
    }
    for (const ChartBand& band : m_data.bands) right = std::max(right, metrics.horizontalAdvance(band.name));
    const double plotLeft = cardPadding + left + 6;
    const double labels = std::clamp(right + 2, 30.0, std::max(30.0, size.width() * 0.34));
    m_span = QRectF(plotLeft, top, std::max(20.0, size.width() - plotLeft - labels - cardLabelGap - cardPadding), 0);

    std::vector<QRectF> rects;
    double y = top;
    for (Area& area : m_areas) {
        area.rect = QRectF(m_span.left(), y, m_span.width(), height);
        rects.push_back(area.rect);
        y += height + cardGap;
    }
    if (plots > 0) y -= cardGap;
    m_bandRects.clear();
    if (plots > 0) {
        y += m_data.bands.empty() ? 0 : 4;
        for (std::size_t i = 0; i < m_data.bands.size(); ++i, y += cardBand)
            m_bandRects.push_back(QRectF(m_span.left(), y + 1, m_span.width(), cardBand - 2));
    }
    m_span.setBottom(std::max(y, top));
    m_lane = QRectF(m_span.left(), cardHeader, m_span.width(), cardLane);

    setPlots(rects);
    for (std::size_t i = 0; i < plots; ++i) {
        const ChartPlot& plot = m_data.plots[i];
        std::vector<PlotLine> lines;
        for (const ChartLine& line : plot.lines) {
            PlotLine out{{}, line.color, line.width, line.style};
            out.points.reserve(static_cast<qsizetype>(line.points.size()));
            for (const ChartPoint& p : line.points)
                out.points.append({xOf(p.time) - m_span.left(), height * (1 - p.value / m_areas[i].ticks.top)});
            lines.push_back(std::move(out));
        }
        setLines(i, lines);
        arrangeLabels(plot, m_areas[i]);
    }
}

void ChartCard::arrangeLabels(const ChartPlot& plot, Area& area) const {
    std::vector<double> wished;
    area.labels.clear();
    for (const ChartLine& line : plot.lines) {
        // Places follow the last values, not the crosshair: a label that jumps cannot be read.
        double share = std::isnan(line.last) ? 0 : line.last / area.ticks.top;
        wished.push_back(area.rect.bottom() - std::clamp(share, 0.0, 1.0) * area.rect.height());
        area.labels.push_back({line.name, valueText(plot, line), line.textColor, 0});
    }
    const std::vector<double> places = spreadLabels(wished, cardLabelHeight, area.rect.top() - 5, area.rect.bottom() + 4);
    for (std::size_t i = 0; i < places.size(); ++i) area.labels[i].y = places[i];
}

QStringList ChartCard::readOut() const {
    QStringList out;
    for (const Area& area : m_areas)
        for (const Label& label : area.labels) out.append(tr("%1: %2").arg(label.name, label.value));
    return out;
}

// ---- painting ------------------------------------------------------------------------------------------------------------------

void ChartCard::paintBelow(QPainter& painter) {
    const Theme& t = theme();
    painter.fillRect(QRectF(viewport()->rect()), t.surface);
    painter.setFont(smallStrongFont());
    painter.setPen(t.text);
    const double titleRight = viewport()->width() - 30;
    const QRectF header(cardPadding, 0, titleRight - cardPadding, cardHeader);
    painter.drawText(header, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(smallStrongFont()).elidedText(m_title, Qt::ElideRight, header.width()));
    if (!m_data.empty.isEmpty()) return;

    painter.save();
    painter.setClipRect(QRectF(m_span.left() - 1, m_lane.top(), m_span.width() + 2, m_span.bottom() - m_lane.top()));
    if (m_faults) {
        QColor shade = t.faultBand;   // the lines are the news
        shade.setAlphaF(shade.alphaF() * 0.7f);
        QPainterPath times;   // where several are broken at once it is no darker, or nothing else could be read
        times.setFillRule(Qt::WindingFill);
        for (const ChartFault& fault : *m_faults) {
            if (fault.to < m_data.from || fault.from > m_data.to) continue;
            const double a = std::round(xOf(std::max(fault.from, m_data.from))), b = std::round(xOf(std::min(fault.to, m_data.to)));
            times.addRect(QRectF(a, std::floor(m_span.top()), std::max(1.0, b - a), std::ceil(m_span.height())));
        }
        painter.fillPath(times, shade);
    }
    painter.restore();

    painter.setFont(smallFont());
    const QFontMetricsF metrics(smallFont());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < m_areas.size(); ++i) {
        const Area& area = m_areas[i];
        for (const double tick : area.ticks.at) {
            const double y = std::round(area.rect.bottom() - tick / area.ticks.top * area.rect.height());
            painter.setPen(QPen(tick == 0 ? t.border : t.chartGrid, 1));
            painter.drawLine(QPointF(area.rect.left(), y), QPointF(area.rect.right(), y));
            painter.setPen(t.chartAxisText);
            const QString text = m_data.plots[i].format(tick);
            painter.drawText(QPointF(area.rect.left() - 6 - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text);
        }
        painter.setPen(t.muted);
        if (area.rect.height() >= 30) painter.drawText(QPointF(area.rect.left() + 4, area.rect.top() + 12), m_data.plots[i].caption);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    paintTimeAxis(painter);
    paintBands(painter);
}

/// The time under the crosshair as it stands on the time axis.
QRectF ChartCard::crosshairPill(QString* text, PillStyle* style) const {
    if (!m_crosshair || *m_crosshair < m_data.from || *m_crosshair > m_data.to) return {};
    const Theme& t = theme();
    *style = neutralPill(t);
    style->fill = t.text;
    style->text = t.surface;
    style->border = QColor();
    style->height = 16;
    style->tabular = true;
    *text = formatClockShort(static_cast<SimTime>(std::llround(*m_crosshair * 1000)) * millisecond);
    const QSizeF size = pillSize(*text, *style);
    const double left = std::clamp(xOf(*m_crosshair) - size.width() / 2, 2.0, std::max(2.0, viewport()->width() - size.width() - 2));
    return QRectF(left, m_span.bottom() + 1, size.width(), size.height());
}

void ChartCard::paintTimeAxis(QPainter& painter) const {
    const Theme& t = theme();
    QString pillText;
    PillStyle pillStyle;
    const QRectF pill = crosshairPill(&pillText, &pillStyle);
    const QFontMetricsF metrics(smallFont());
    const double widest = metrics.horizontalAdvance(formatClockShort(static_cast<SimTime>(m_data.to * second))) + 14;
    painter.setPen(t.chartAxisText);
    double free = 0;
    for (const double tick : timeTicks(m_data.from, m_data.to, std::max(2, static_cast<int>(m_span.width() / widest)))) {
        const QString text = formatClockShort(static_cast<SimTime>(std::llround(tick * 1000)) * millisecond);
        const double width = metrics.horizontalAdvance(text);
        const double x = std::clamp(xOf(tick) - width / 2, m_span.left() - 10, m_span.right() + 4 - width);
        if (x < free) continue;
        free = x + width + 8;
        if (x + width + 3 > pill.left() && x - 3 < pill.right()) continue;
        painter.drawText(QPointF(x, m_span.bottom() + cardTimeAxis - 5), text);
    }
}

void ChartCard::paintBands(QPainter& painter) const {
    const QFontMetricsF metrics(smallFont());
    for (std::size_t i = 0; i < m_bandRects.size(); ++i) {
        const QRectF& row = m_bandRects[i];
        painter.save();
        painter.setClipRect(row);
        for (const ChartBand::Span& span : m_data.bands[i].spans) {
            const double a = xOf(std::max(span.from, m_data.from)), b = xOf(std::min(span.to, m_data.to));
            const QRectF rect(a, row.top(), b - a, row.height());
            if (rect.width() <= 0) continue;
            painter.fillRect(rect, span.fill);
            if (span.hatched) painter.fillRect(rect, QBrush(span.ink, Qt::BDiagPattern));
            const double width = metrics.horizontalAdvance(span.text);
            if (width + 8 > rect.width()) continue;
            if (span.hatched) painter.fillRect(QRectF(rect.left() + 2, rect.top(), width + 4, rect.height()), span.fill);
            painter.setPen(span.ink);
            painter.drawText(QPointF(rect.left() + 4, rect.center().y() + metrics.capHeight() / 2), span.text);
        }
        painter.restore();
    }
}

void ChartCard::paintAbove(QPainter& painter) {
    if (!m_data.empty.isEmpty()) {
        paintEmpty(painter);
        return;
    }
    paintMarks(painter);
    paintLabels(painter);
    paintCrosshair(painter);
}

void ChartCard::paintMarks(QPainter& painter) const {
    if (!m_marks) return;
    const Theme& t = theme();
    struct Group {
        double x = 0;
        const ChartMark* mark = nullptr;
    };
    std::vector<Group> groups;
    for (const ChartMark& mark : *m_marks) {
        if (mark.time < m_data.from || mark.time > m_data.to) continue;
        const double x = xOf(mark.time);
        if (!groups.empty() && x - groups.back().x < cardSign + 1) {
            if (cardSignWeight(mark.sign) > cardSignWeight(groups.back().mark->sign)) groups.back().mark = &mark;
        } else {
            groups.push_back({x, &mark});
        }
    }
    for (const Group& group : groups) {
        const QColor color = cardSignColor(group.mark->sign, t);
        QColor line = color;
        line.setAlphaF(0.45f);
        painter.setPen(QPen(line, 1, group.mark->sign == ChartMark::Sign::Command ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(QPointF(group.x, m_lane.bottom()), QPointF(group.x, m_span.bottom()));
        cardDrawSign(painter, group.mark->sign, group.x, m_lane.bottom() - 1, color);
    }
}

void ChartCard::paintLabels(QPainter& painter) const {
    const QFont font = smallFont();
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const double left = m_span.right() + cardLabelGap, right = viewport()->width() - cardPadding;
    const auto row = [&](const QString& name, const QString& value, const QColor& color, double y) {
        painter.setPen(color);
        const double valueWidth = value.isEmpty() ? 0 : tabularWidth(font, value) + 4;
        const QString shown = metrics.elidedText(name, Qt::ElideRight, std::max(8.0, right - left - valueWidth));
        painter.drawText(QPointF(left, y + metrics.capHeight() / 2), shown);
        if (value.isEmpty()) return;
        painter.setFont(smallStrongFont());
        drawTabularText(painter, QRectF(left, y - 7, right - left, 14), Qt::AlignRight | Qt::AlignVCenter, value);
        painter.setFont(font);
    };
    for (const Area& area : m_areas)
        for (const Label& label : area.labels) row(label.name, label.value, label.color, label.y);
    for (std::size_t i = 0; i < m_bandRects.size(); ++i) row(m_data.bands[i].name, {}, m_data.bands[i].textColor, m_bandRects[i].center().y());
}

void ChartCard::paintCrosshair(QPainter& painter) const {
    if (!m_crosshair || *m_crosshair < m_data.from || *m_crosshair > m_data.to) return;
    const Theme& t = theme();
    const double x = xOf(*m_crosshair);
    painter.setPen(QPen(t.chartCrosshair, 1));
    painter.drawLine(QPointF(std::round(x) + 0.5, m_lane.top()), QPointF(std::round(x) + 0.5, m_span.bottom()));
    for (std::size_t i = 0; i < m_areas.size(); ++i) {
        for (const ChartLine& line : m_data.plots[i].lines) {
            const double value = line.valueAt ? line.valueAt(*m_crosshair) : std::numeric_limits<double>::quiet_NaN();
            if (std::isnan(value)) continue;
            const double y = m_areas[i].rect.bottom() - value / m_areas[i].ticks.top * m_areas[i].rect.height();
            painter.setPen(QPen(t.surface, 1.5));
            painter.setBrush(line.color);
            painter.drawEllipse(QPointF(x, y), 3.5, 3.5);
        }
    }
    QString text;
    PillStyle style;
    const QRectF pill = crosshairPill(&text, &style);
    drawPill(painter, pill, text, style);
}

void ChartCard::paintEmpty(QPainter& painter) const {
    const Theme& t = theme();
    painter.setFont(smallFont());
    painter.setPen(t.muted);
    const QRectF room = QRectF(viewport()->rect()).adjusted(16, cardHeader, -16, -8);
    painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, m_data.empty);
}

// ---- mouse ---------------------------------------------------------------------------------------------------------------------

void ChartCard::resizeEvent(QResizeEvent* event) {
    PlotSurface::resizeEvent(event);
    m_button->move(viewport()->width() - m_button->width() - 4, 2);
    arrange();
}

std::vector<const ChartMark*> ChartCard::marksAt(QPointF position) const {
    std::vector<const ChartMark*> out;
    if (!m_marks || position.y() < m_lane.top() - 4 || position.y() > m_lane.bottom() + 4) return out;
    for (const ChartMark& mark : *m_marks)
        if (mark.time >= m_data.from && mark.time <= m_data.to && std::abs(xOf(mark.time) - position.x()) <= cardSign) out.push_back(&mark);
    return out;
}

void ChartCard::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const bool inside = m_data.empty.isEmpty() && at.x() >= m_span.left() - 4 && at.x() <= m_span.right() + 4;
    if (!inside) {
        emit pointed(std::numeric_limits<double>::quiet_NaN());
        return;
    }
    const double share = std::clamp((at.x() - m_span.left()) / std::max(1.0, m_span.width()), 0.0, 1.0);
    emit pointed(m_data.from + share * (m_data.to - m_data.from));
    const std::vector<const ChartMark*> marks = marksAt(at);
    if (marks.empty()) {
        QToolTip::hideText();
        return;
    }
    constexpr std::size_t most = 8;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(most, marks.size()); ++i)
        lines.append(tr("%1  %2").arg(formatClockShort(static_cast<SimTime>(std::llround(marks[i]->time * 1000)) * millisecond), marks[i]->text));
    if (marks.size() > most) lines.append(tr("and %n more", nullptr, static_cast<int>(marks.size() - most)));
    QToolTip::showText(event->globalPosition().toPoint(), lines.join(QLatin1Char('\n')), this);
}

void ChartCard::mouseDoubleClickEvent(QMouseEvent*) { emit maximiseAsked(); }

void ChartCard::leaveEvent(QEvent* event) {
    PlotSurface::leaveEvent(event);
    emit pointed(std::numeric_limits<double>::quiet_NaN());
}

/// The whole text of the label at a place, where there was no room for it.
QString ChartCard::labelAt(QPointF position) const {
    if (position.x() < m_span.right()) return {};
    for (std::size_t i = 0; i < m_areas.size(); ++i)
        for (const Label& label : m_areas[i].labels)
            if (std::abs(label.y - position.y()) <= cardLabelHeight / 2) return tr("%1: %2").arg(label.name, label.value);
    return {};
}

bool ChartCard::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = labelAt(QPointF(help->pos()));
        if (!text.isEmpty()) QToolTip::showText(help->globalPos(), text, this);
        else event->ignore();
        return true;
    }
    if (event->type() == QEvent::Leave) emit pointed(std::numeric_limits<double>::quiet_NaN());
    return PlotSurface::viewportEvent(event);
}

}  // namespace faultline::widgets
