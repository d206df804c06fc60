#include "widgets/canvas/minimap.h"

#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace faultline::canvas {
namespace {

constexpr int minimapWidth = 200, minimapHeight = 132;
constexpr double minimapMargin = 8;

QColor minimapColor(const CanvasView& view, const NodePart& node) {
    const widgets::Theme& t = widgets::theme();
    if (const NodeLive* live = view.live().node(node.id)) {
        if (live->state == runtime::State::Failing) return t.of(widgets::State::Failing).fill;
        if (live->state == runtime::State::Strained) return t.of(widgets::State::Strained).fill;
        if (live->state == runtime::State::Down) return t.of(widgets::State::Down).fill;
    }
    return t.muted;
}

}  // namespace

Minimap::Minimap(CanvasView& view, QWidget* parent) : QWidget(parent), m_view(view) {
    setObjectName(QStringLiteral("minimap"));
    setAccessibleName(tr("Overview"));
    setToolTip(tr("The whole design. Press or drag to go there."));
    setFixedSize(minimapWidth, minimapHeight);
    setCursor(Qt::PointingHandCursor);
    hide();
    const auto again = [this] { update(); };
    connect(view.horizontalScrollBar(), &QScrollBar::valueChanged, this, again);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, again);
    connect(&view, &CanvasView::zoomChanged, this, again);
    connect(&view, &CanvasView::drawingChanged, this, again);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, again);
}

/// All of the drawing and of what is seen has room.
QTransform Minimap::toMap() const {
    const QRectF all = m_view.picture().bounds().united(m_view.seenScene()).adjusted(-1, -1, 1, 1);
    const QRectF room = QRectF(rect()).adjusted(minimapMargin, minimapMargin, -minimapMargin, -minimapMargin);
    const double scale = std::min(room.width() / all.width(), room.height() / all.height());
    QTransform out;
    out.translate(room.center().x(), room.center().y());
    out.scale(scale, scale);
    out.translate(-all.center().x(), -all.center().y());
    return out;
}

void Minimap::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.border, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    p.setClipRect(rect().adjusted(4, 4, -4, -4));
    const QTransform map = toMap();
    for (const auto& [id, link] : m_view.picture().links()) {
        if (link.hidden || link.route.isEmpty()) continue;
        p.setPen(QPen(t.border, 1));
        p.drawLine(map.map(link.route.at(0)), map.map(link.route.at(1)));
    }
    for (const ComponentId id : m_view.picture().order()) {
        const NodePart& node = *m_view.picture().node(id);
        if (node.hidden || node.form == Form::Arrow || node.form == Form::Text) continue;
        const QColor color = minimapColor(m_view, node);
        QRectF r = map.mapRect(node.rect);
        if (r.width() < 2) r.setWidth(2);
        if (r.height() < 2) r.setHeight(2);
        p.setPen(node.isGround() ? QPen(t.borderStrong, 1) : QPen(Qt::NoPen));
        p.setBrush(node.isGround() ? QBrush(Qt::NoBrush) : QBrush(m_view.selection().contains(id) ? t.selection : color));
        p.drawRoundedRect(r, 1.5, 1.5);
    }
    p.setPen(QPen(t.accent, 1.5));
    p.setBrush(t.selectionFill);
    p.drawRoundedRect(map.mapRect(m_view.seenScene()), 2, 2);
}

void Minimap::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    m_view.centerOn(toMap().inverted().map(event->position()));
    m_view.viewport()->update();
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton)) return;
    m_view.centerOn(toMap().inverted().map(event->position()));
    m_view.viewport()->update();
}

void Minimap::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
    emit closeRequested();
}

}  // namespace faultline::canvas
