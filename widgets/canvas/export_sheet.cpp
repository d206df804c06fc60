#include "widgets/canvas/export_sheet.h"

#include "widgets/canvas/export.h"
#include "widgets/canvas/paint.h"
#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <set>

namespace faultline::canvas {
namespace {

constexpr double sheetTitleHeight = 34;   ///< with the gap below it
constexpr double sheetGap = 14;           ///< between the drawing and the legend
constexpr double sheetRow = 22;
constexpr double sheetLine = 44;          ///< room of a line, of a sign, with the gap behind it
constexpr double sheetSign = 20;
constexpr double sheetBetween = 20;

QString sheetTr(const char* text) { return QCoreApplication::translate("canvas", text); }
double sheetRoom(bool isLine) { return isLine ? sheetLine : sheetSign; }
QFont sheetTitleFont() { return widgets::uiFont(20, QFont::DemiBold); }

}  // namespace

ExportSheet::ExportSheet(const Picture& picture, const Live* live, const QRectF& drawn, const PictureOptions& options) {
    QRectF all = drawn;
    m_title = options.title.simplified();
    if (!m_title.isEmpty()) {
        const QFontMetricsF metrics(sheetTitleFont());
        // A title that is much longer than the drawing is wide is cut rather than making a picture of nothing.
        m_title = metrics.elidedText(m_title, Qt::ElideRight, std::max(drawn.width(), 480.0));
        m_titleRect = QRectF(drawn.left() + 12, drawn.top() - sheetTitleHeight + 6, std::ceil(metrics.horizontalAdvance(m_title)) + 1, 26);
        all = all.united(m_titleRect);
    }
    if (options.legend) {
        collect(picture, live);
        const double right = layOut(drawn);
        if (!m_entries.empty()) all = all.united(QRectF(QPointF(drawn.left(), drawn.bottom()), QPointF(right, m_entries.back().rect.bottom())));
    }
    const double margin = options.margin;
    all.adjust(-margin, -margin, margin, margin);
    m_area = QRectF(QPointF(std::floor(all.left()), std::floor(all.top())), QPointF(std::ceil(all.right()), std::ceil(all.bottom())));
}

void ExportSheet::collect(const Picture& picture, const Live* live) {
    const auto add = [this](Sign sign, const QString& text, runtime::State state = runtime::State::Ok) { m_entries.push_back({sign, text, state, {}}); };
    std::set<LinkLook> looks;
    std::set<LinkPart::Lock> locks;
    for (const auto& [id, link] : picture.links()) {
        if (link.hidden || link.route.isEmpty()) continue;
        looks.insert(link.look);
        if (!link.label.isEmpty()) locks.insert(link.lock);
    }
    if (looks.contains(LinkLook::Traffic) || looks.contains(LinkLook::Resolve)) add(Sign::Line, sheetTr("calls"));
    if (looks.contains(LinkLook::Replication)) add(Sign::Replication, sheetTr("copies its data from"));
    if (looks.contains(LinkLook::Observation)) add(Sign::Observation, sheetTr("reports to"));
    if (locks.contains(LinkPart::Lock::Closed)) add(Sign::Encrypted, sheetTr("encrypted"));
    if (locks.contains(LinkPart::Lock::Open)) add(Sign::Plain, sheetTr("not encrypted"));
    std::set<catalog::Shape> shapes;
    std::set<runtime::State> states;
    for (const auto& [id, node] : picture.nodes()) {
        if (node.hidden) continue;
        if (node.kind) shapes.insert(node.kind->shape);
        const NodeLive* now = live ? live->node(id) : nullptr;
        if (now && widgets::badgeOf(now->state)) states.insert(now->state);
    }
    if (shapes.contains(catalog::Shape::Shield)) add(Sign::Firewall, sheetTr("firewall"));
    if (shapes.contains(catalog::Shape::Seal)) add(Sign::Certificate, sheetTr("certificate"));
    if (shapes.contains(catalog::Shape::Eye)) add(Sign::Agent, sheetTr("monitoring"));
    for (const runtime::State state : states) add(Sign::State, stateName(state), state);
}

/// Rows as wide as the drawing; returns how far right the widest goes.
double ExportSheet::layOut(const QRectF& drawn) {
    const QFontMetricsF metrics(widgets::smallFont());
    const double left = drawn.left() + 12, right = std::max(drawn.right() - 12, left + 240);
    double x = left, y = drawn.bottom() + sheetGap, widest = left;
    for (Entry& entry : m_entries) {
        const double width = sheetRoom(entry.isLine()) + std::ceil(metrics.horizontalAdvance(entry.text));
        if (x > left && x + width > right) {
            x = left;
            y += sheetRow;
        }
        entry.rect = QRectF(x, y, width, sheetRow);
        x += width + sheetBetween;
        widest = std::max(widest, entry.rect.right());
    }
    return widest;
}

QStringList ExportSheet::legend() const {
    QStringList out;
    for (const Entry& entry : m_entries) out.append(entry.text);
    return out;
}

void ExportSheet::paint(QPainter& painter, const PaintContext& context) const {
    const widgets::Theme& t = context.theme;
    if (!m_title.isEmpty()) {
        painter.setFont(sheetTitleFont());
        painter.setPen(t.text);
        painter.drawText(QPointF(m_titleRect.left(), m_titleRect.top() + QFontMetricsF(painter.font()).ascent()), m_title);
    }
    if (m_entries.empty()) return;
    painter.setPen(QPen(t.border, 1));
    const double y = m_entries.front().rect.top() - sheetGap / 2;
    painter.drawLine(QPointF(m_entries.front().rect.left(), y), QPointF(m_area.right() - (m_entries.front().rect.left() - m_area.left()), y));
    for (const Entry& entry : m_entries) paintEntry(painter, entry, context);
}

void ExportSheet::paintEntry(QPainter& painter, const Entry& entry, const PaintContext& context) const {
    const widgets::Theme& t = context.theme;
    const double middle = entry.rect.center().y();
    const QRectF sign(entry.rect.left(), middle - 7, 14, 14);
    const auto line = [&](const QColor& color, const QList<qreal>& dashes, Qt::PenCapStyle cap) {
        QPen pen(color, 1.8, Qt::SolidLine, cap);
        if (!dashes.isEmpty()) pen.setDashPattern(dashes);
        painter.setPen(pen);
        const QPointF tip(entry.rect.left() + sheetLine - 8, middle);
        painter.drawLine(QPointF(entry.rect.left(), middle), tip - QPointF(6, 0));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF({tip, tip - QPointF(7, 3.6), tip - QPointF(7, -3.6)}));
    };
    const auto icon = [&](const char* name, const QColor& color) { paintIcon(painter, sign, QLatin1String(name), color, context); };
    switch (entry.sign) {
        case Sign::Line: line(t.wire, {}, Qt::FlatCap); break;
        case Sign::Replication: line(t.wireReplication, {5, 3.5}, Qt::FlatCap); break;
        case Sign::Observation: line(t.wireObservation, {0.1, 3}, Qt::RoundCap); break;
        case Sign::Encrypted: icon("lock", t.locked); break;
        case Sign::Plain: icon("lock-open", t.unlocked); break;
        case Sign::Firewall: icon("firewall", t.text); break;
        case Sign::Certificate: icon("certificate", t.text); break;
        case Sign::Agent: icon("monitoring_agent", t.text); break;
        case Sign::State: paintBadge(painter, sign, entry.state, context); break;
    }
    painter.setFont(widgets::smallFont());
    painter.setPen(t.muted);
    painter.drawText(QPointF(entry.rect.left() + sheetRoom(entry.isLine()), middle + painter.font().pixelSize() * 0.36), entry.text);
}

}  // namespace faultline::canvas
