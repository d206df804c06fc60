#include "widgets/inspector/parts.h"

#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QTextLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace faultline::inspector {

namespace {

constexpr int partsStateRow = 24;
constexpr int partsFigureRow = 36;

}  // namespace

ClampedText::ClampedText(int lines, bool reserve, QWidget* parent) : QWidget(parent), m_lines(lines), m_reserve(reserve) {
    setFont(widgets::smallFont());
    QSizePolicy policy(QSizePolicy::Preferred, reserve ? QSizePolicy::Fixed : QSizePolicy::Preferred);
    policy.setHeightForWidth(!reserve);
    setSizePolicy(policy);
}

void ClampedText::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setAccessibleName(text);
    if (!m_reserve) updateGeometry();
    update();
}

QStringList ClampedText::linesFor(int width, bool* cut) const {
    QStringList lines;
    if (cut) *cut = false;
    const QFontMetrics metrics(font());
    for (const QString& paragraph : m_text.split(QLatin1Char('\n'))) {
        QTextLayout layout(paragraph, font());
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            if (lines.size() == m_lines) {
                if (cut) *cut = true;
                lines.last() = metrics.elidedText(lines.last() + paragraph.mid(line.textStart()), Qt::ElideRight, width);
                layout.endLayout();
                return lines;
            }
            lines += paragraph.mid(line.textStart(), line.textLength());
        }
        layout.endLayout();
    }
    return lines;
}

QSize ClampedText::sizeHint() const {
    return {120, m_reserve ? m_lines * QFontMetrics(font()).lineSpacing() : heightForWidth(std::max(120, width()))};
}

int ClampedText::heightForWidth(int width) const {
    return static_cast<int>(m_reserve ? m_lines : linesFor(width).size()) * QFontMetrics(font()).lineSpacing();
}

void ClampedText::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(widgets::theme().muted);
    bool cut = false;
    int y = 0;
    const int step = QFontMetrics(font()).lineSpacing();
    for (const QString& line : linesFor(width(), &cut)) {
        painter.drawText(QRect(0, y, width(), step), Qt::AlignLeft | Qt::AlignVCenter, line);
        y += step;
    }
    const QString tip = cut ? QStringLiteral("<qt>%1</qt>").arg(m_text.toHtmlEscaped()) : QString();
    if (toolTip() != tip) setToolTip(tip);
}

PartRow::PartRow(QWidget* parent) : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PartRow::show(const QString& icon, const QString& name, const QString& second, const QString& toolTip) {
    m_icon = icon;
    m_second = second;
    setText(name);
    setAccessibleName(second.isEmpty() ? name : name + QLatin1Char(' ') + second);
    setToolTip(toolTip);
    update();
}

void PartRow::setQuiet(bool quiet) {
    m_quiet = quiet;
    update();
}

void PartRow::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
    if (isDown() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isDown() ? t.pressed : t.hover);
        painter.drawRoundedRect(area, 6, 6);
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.focusRing, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area, 6, 6);
    }
    QRect inner = rect().adjusted(m_quiet ? 2 : 6, 0, -6, 0);
    const QColor color = !isEnabled() ? t.disabled : m_quiet ? t.muted : t.text;
    if (!m_icon.isEmpty()) {
        const int size = m_quiet ? 14 : 16;
        widgets::drawIcon(painter, QRectF(inner.left(), (height() - size) / 2.0, size, size), m_icon, m_quiet ? t.muted : t.text);
        inner.setLeft(inner.left() + size + 8);
    }
    if (!m_second.isEmpty()) {
        painter.setFont(widgets::smallFont());
        painter.setPen(t.muted);
        const QFontMetrics metrics(painter.font());
        const QString shown = metrics.elidedText(m_second, Qt::ElideRight, inner.width() / 2);
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, shown);
        inner.setRight(inner.right() - metrics.horizontalAdvance(shown) - 8);
    }
    painter.setFont(m_quiet ? widgets::uiFont(12) : widgets::bodyFont());
    painter.setPen(color);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font()).elidedText(text(), Qt::ElideRight, inner.width()));
}

Heading::Heading(const QString& text, QWidget* parent) : QWidget(parent) {
    const widgets::Theme& t = widgets::theme();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(10);
    auto* rule = new QWidget(this);
    rule->setFixedHeight(1);
    QPalette line = rule->palette();
    line.setColor(QPalette::Window, t.border);
    rule->setPalette(line);
    rule->setAutoFillBackground(true);
    layout->addWidget(rule);
    auto* label = new QLabel(text, this);
    label->setFont(widgets::uiFont(12, QFont::DemiBold));
    layout->addWidget(label);
}

QLabel* smallLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(widgets::smallFont());
    QPalette quiet = label->palette();
    quiet.setColor(QPalette::WindowText, widgets::theme().muted);
    label->setPalette(quiet);
    return label;
}

NowBlock::NowBlock(QWidget* parent) : QWidget(parent), m_why(new ClampedText(2, true, this)), m_servers(new QLabel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, partsStateRow + 6 + partsFigureRow + 4, 0, 0);
    layout->addWidget(m_why);
    layout->addWidget(m_servers);
    m_servers->setObjectName(QStringLiteral("servers"));
    m_servers->setFont(widgets::smallFont());
    m_servers->setTextFormat(Qt::RichText);
    m_servers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);   // long names do not make the panel wider
    m_servers->setToolTip(tr("As HAProxy counts them: sessions now (most at once), its queue, sessions begun in the last second, failed connections "
                             "and answers"));
    m_servers->hide();
    setObjectName(QStringLiteral("now"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void NowBlock::showComponent(const runtime::ComponentStatus* status) {
    showServers(status ? status->servers : std::vector<runtime::ServerStatus>());
    if (!status) return show(-1, tr("Not in the run yet"), {}, {}, {});
    std::vector<Figure> figures{{tr("Requests"), widgets::formatRate(status->rate)},
                                {tr("Failed"), widgets::formatRate(status->failedRate), -1, status->failedRate > 0}};
    if (status->utilisation >= 0)
        figures.push_back({tr("Busy"), widgets::formatPercentShort(status->utilisation), status->utilisation});
    figures.push_back({tr("Queue"), widgets::formatShort(status->queue)});
    const auto badge = widgets::badgeOf(status->state);
    show(badge ? static_cast<int>(*badge) : -1, widgets::stateLabel(status->state), status->role, std::move(figures), status->why);
}

void NowBlock::showServers(const std::vector<runtime::ServerStatus>& servers) {
    if (servers == m_shownServers) return;
    m_shownServers = servers;
    QString html;
    if (!servers.empty()) {
        const widgets::Theme& t = widgets::theme();
        const auto row = [](const QStringList& cells, const QString& color) {
            QString text = QStringLiteral("<tr>");
            for (qsizetype i = 0; i < cells.size(); ++i)
                text += QStringLiteral("<td align='%1' style='padding-right:6px; white-space:nowrap; color:%2'>%3</td>")
                            .arg(i < 2 ? QStringLiteral("left") : QStringLiteral("right"), color, cells[i].toHtmlEscaped());
            return text + QStringLiteral("</tr>");
        };
        html = QStringLiteral("<table cellspacing='0'>") +
               row({tr("Server"), tr("State"), tr("Sessions"), tr("Queue"), tr("Rate"), tr("Errors")}, t.muted.name());
        for (const runtime::ServerStatus& server : servers)
            html += row({server.name, server.state, QStringLiteral("%1 (%2)").arg(server.sessions).arg(server.sessionsMax), QString::number(server.queue),
                         QString::number(server.rate), QString::number(server.errors)},
                        (server.isUp ? t.text : t.of(widgets::State::Down).text).name());
        html += QStringLiteral("</table>");
    }
    m_servers->setText(html);
    m_servers->setVisible(!html.isEmpty());
    updateGeometry();
}

void NowBlock::showLink(const runtime::LinkStatus* status) {
    showServers({});
    if (!status) return show(-1, tr("Not in the run yet"), {}, {}, {});
    show(static_cast<int>(status->up ? widgets::State::Ok : widgets::State::Down), status->up ? tr("Up") : tr("Cut"),
         status->encrypted ? tr("Encrypted") : tr("Plain text"),
         {{tr("Calls"), widgets::formatRate(status->rate)},
          {tr("Failed"), widgets::formatRate(status->failedRate), -1, status->failedRate > 0}},
         {});
}

void NowBlock::show(int badge, const QString& state, const QString& role, std::vector<Figure> figures, const QString& why) {
    m_why->setText(why);
    if (badge == m_badge && state == m_stateText && role == m_role && figures == m_figures) return;
    m_badge = badge;
    m_stateText = state;
    m_role = role;
    m_figures = std::move(figures);
    setAccessibleName(role.isEmpty() ? state : tr("%1, %2").arg(state, role));
    update();
}

void NowBlock::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRect row(0, 0, width(), partsStateRow);
    if (m_badge >= 0) {
        widgets::drawStateBadge(painter, QRectF(0, (partsStateRow - 18) / 2.0, 18, 18), static_cast<widgets::State>(m_badge), t);
        row.setLeft(26);
    }
    if (!m_role.isEmpty()) {
        const widgets::PillStyle pill = widgets::neutralPill(t);
        const QSizeF size = widgets::pillSize(m_role, pill);
        const qreal wide = std::min(size.width(), width() * 0.55);
        widgets::drawPill(painter, QRectF(width() - wide, (partsStateRow - size.height()) / 2, wide, size.height()), m_role,
                          pill);
        row.setRight(static_cast<int>(width() - wide - 8));
    }
    painter.setFont(widgets::strongFont());
    painter.setPen(m_badge >= 0 ? t.of(static_cast<widgets::State>(m_badge)).text : t.muted);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font()).elidedText(m_stateText, Qt::ElideRight, row.width()));
    if (m_figures.empty()) return;
    const qreal each = width() / static_cast<qreal>(m_figures.size());
    const qreal top = partsStateRow + 6;
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const Figure& figure = m_figures[i];
        const QRectF cell(std::round(each * static_cast<qreal>(i)), top, each - 6, partsFigureRow);
        painter.setFont(widgets::smallFont());
        painter.setPen(t.muted);
        painter.drawText(QRectF(cell.left(), cell.top(), cell.width(), 14), Qt::AlignLeft | Qt::AlignVCenter, figure.label);
        painter.setFont(widgets::strongFont());
        painter.setPen(figure.isBad ? t.of(widgets::State::Failing).text : t.text);
        widgets::drawTabularText(painter, QRectF(cell.left(), cell.top() + 14, cell.width(), 18),
                                 Qt::AlignLeft | Qt::AlignVCenter, figure.value);
        if (figure.share >= 0)
            widgets::drawMeter(painter, QRectF(cell.left(), cell.bottom() - 3, cell.width() - 4, 3), figure.share, t);
    }
}

}  // namespace faultline::inspector
