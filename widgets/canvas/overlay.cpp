#include "model/design/layers.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/drop_state.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/strokes.h"
#include "widgets/canvas/view.h"
#include "widgets/common/badges.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

/// What CanvasView paints above the drawing, in view pixels: it belongs to the window, never to an export.
namespace faultline::canvas {
namespace {

constexpr std::size_t overlayMany = 200;   ///< selected ones that are outlined plainly

using widgets::Theme;

QPainterPath overlayOutline(const CanvasView& view, const NodePart& node, double grow) {
    if (node.form == Form::Arrow) return view.viewportTransform().map(outlineOf(node, grow / view.zoom()));
    const QRectF r = view.toView(node.rect).adjusted(-grow, -grow, grow, grow);
    double radius = node.isContainer() ? hostRadius : cardRadius;
    if (node.form == Form::Pill || node.form == Form::Seal || node.form == Form::Eye) radius = node.rect.height() / 2;
    if (node.form == Form::Tab || (node.isAnnotation() && node.form != Form::Frame)) radius = 5;
    QPainterPath path;
    path.addRoundedRect(r, radius * view.zoom() + grow, radius * view.zoom() + grow);
    return path;
}

void overlayChip(QPainter& p, QPointF topLeft, const QString& text, const QColor& fill, const QColor& ink, const QColor& edge, QRect within) {
    const QFont font = widgets::uiFont(12, QFont::Medium);
    const QFontMetricsF metrics(font);
    const double most = std::max(80.0, within.width() - 24.0);
    const QRectF words = metrics.boundingRect(QRectF(0, 0, std::min(most, 360.0) - 20, 400), Qt::TextWordWrap | Qt::AlignLeft, text);
    QRectF box(topLeft, QSizeF(std::ceil(words.width()) + 20, std::ceil(words.height()) + 12));
    box.moveLeft(std::clamp(box.left(), 8.0, std::max(8.0, within.right() - 8.0 - box.width())));
    box.moveTop(std::clamp(box.top(), 8.0, std::max(8.0, within.bottom() - 8.0 - box.height())));
    p.setPen(edge.isValid() ? QPen(edge, 1) : QPen(Qt::NoPen));
    p.setBrush(fill);
    p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    p.setPen(ink);
    p.setFont(font);
    p.drawText(box.adjusted(10, 6, -9, -6), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter, text);
}

}  // namespace

void CanvasView::paintOverlay(QPainter& p) {
    if (m_picture.nodes().empty() && !m_drop) paintEmpty(p);
    paintMarked(p);
    paintSelection(p);
    paintDots(p);
    m_strokes->paint(p, viewportTransform());
    if (!m_interaction && !m_drop) paintHover(p);
    if (m_interaction) m_interaction->paint(p);
    if (m_drop) paintDrop(p);
    paintLocks(p);
    paintHidden(p);
    paintBanner(p);
    paintHint(p);
    if (hasFocusRing() && m_focusByKeys && m_selection.isEmpty()) {
        p.setPen(QPen(widgets::theme().focusRing, 2));
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1));
    }
}

/// What was found: tinted, with a broken outline, so that it is told from what is selected.
void CanvasView::paintMarked(QPainter& p) {
    if (m_marked.empty()) return;
    const QColor color = widgets::theme().of(widgets::State::Strained).fill;
    QColor fill = color;
    fill.setAlpha(36);
    QPen pen(color, 2);
    pen.setDashPattern({4, 2});
    for (const ComponentId id : m_marked) {
        const NodePart* node = m_picture.node(id);
        if (!node || node->hidden || m_selection.contains(id)) continue;
        p.setPen(pen);
        p.setBrush(node->isContainer() ? QBrush(Qt::NoBrush) : QBrush(fill));
        p.drawPath(overlayOutline(*this, *node, 3));
    }
}

void CanvasView::paintSelection(QPainter& p) {
    const Theme& t = widgets::theme();
    const QRectF seen(viewport()->rect());
    // Hundreds are outlined plainly: nobody looks at the roundness of each, and a rubber band is to follow the mouse.
    if (m_selection.components.size() + m_selection.links.size() > overlayMany) return m_outlines.paint(p, m_selection, viewportTransform(), viewport()->rect(), t.selection);
    p.save();
    p.setTransform(viewportTransform());
    for (const LinkId id : m_selection.links)
        if (const LinkPart* link = m_picture.link(id); link && !link->hidden) {
            paintLinkHighlight(p, *link, t.selection);
            paintLinkLabel(p, *link, paintContext());
        }
    p.restore();
    p.setBrush(Qt::NoBrush);
    for (const ComponentId id : m_selection.components) {
        const NodePart* node = m_picture.node(id);
        if (!node || node->hidden || !seen.intersects(toView(node->bounds()))) continue;
        p.setPen(QPen(t.selection, 2));
        p.drawPath(overlayOutline(*this, *node, 3));
        if (id == m_selection.current && hasFocusRing()) {  // where the keyboard is
            QColor halo = t.focusRing;
            halo.setAlpha(70);
            p.setPen(QPen(halo, 4));
            p.drawPath(overlayOutline(*this, *node, 6));
        }
    }
    paintLinkHandles(p);
    const NodePart* single = m_picture.node(m_selection.single());
    if (!single || m_interaction) return;
    if (isResizable(*single)) {
        p.setPen(QPen(t.selection, 1.5));
        p.setBrush(t.canvas);
        for (const auto& [edges, rect] : resizeHandles(*single)) p.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 2, 2);
    }
    paintFold(p, *single);
    if (single->canBeKilled() && m_tool == Tool::Select) paintPower(p, *single);
}

/// A small lock on what is selected or under the mouse and cannot be moved.
void CanvasView::paintLocks(QPainter& p) {
    const Theme& t = widgets::theme();
    const auto paintLock = [&](const NodePart& node) {
        if (!node.component->locked && !node.outOfReach) return;
        const QRectF r = toView(node.rect);
        const QRectF sign(r.bottomRight() - QPointF(10, 10), QSizeF(20, 20));
        if (!sign.intersects(QRectF(viewport()->rect()))) return;
        p.setPen(QPen(t.borderStrong, 1));
        p.setBrush(t.raised);
        p.drawEllipse(sign);
        widgets::drawIcon(p, sign.adjusted(4, 4, -4, -4), QStringLiteral("lock"), t.text);
    };
    if (m_selection.components.size() > overlayMany) {
        for (const ComponentId id : m_outlines.lockedOf(m_selection)) paintLock(*m_picture.node(id));
    } else {
        for (const ComponentId id : m_selection.components)
            if (const NodePart* node = m_picture.node(id); node && !node->hidden) paintLock(*node);
    }
    const NodePart* hovered = m_picture.node(m_hoverNode);
    if (hovered && !m_selection.contains(m_hoverNode)) paintLock(*hovered);
}

/// Says that something is there and not shown.
void CanvasView::paintHidden(QPainter& p) {
    QStringList groups, layers;
    for (const catalog::Group group : m_picture.hidden()) groups << widgets::say(catalog::groupLabel(group));
    for (const int layer : design::hiddenLayers(design())) layers << tr("layer %1").arg(design::layerName(design(), layer).left(40));
    if (groups.isEmpty() && layers.isEmpty()) return;
    const QString all = (groups + layers).join(QStringLiteral(", "));
    const Theme& t = widgets::theme();
    overlayChip(p, {12, 12}, groups.isEmpty() ? tr("Not shown: %1. Ctrl+Shift+L shows the layers.").arg(all) : tr("Not shown: %1. The View menu shows it.").arg(all), t.raised, t.text, t.borderStrong,
                viewport()->rect());
}

void CanvasView::paintPower(QPainter& p, const NodePart& node) {
    const Theme& t = widgets::theme();
    const QRectF r = powerButton(node);
    const NodeLive* live = m_live.node(node.id);
    const bool off = live && live->operatorDown;
    const bool hot = m_hover.what == Hit::What::Power && m_hover.node == node.id;
    const QColor bad = t.of(widgets::State::Failing).fill;
    const QColor good = t.of(widgets::State::Ok).text;
    const QColor ink = off ? good : t.of(widgets::State::Failing).text;
    p.setPen(QPen(t.canvas, 3));
    p.setBrush(t.raised);
    p.drawEllipse(r);
    p.setPen(QPen(hot ? (off ? good : bad) : t.borderStrong, 1.2));
    p.setBrush(hot ? (off ? t.of(widgets::State::Ok).fill : bad) : t.raised);
    p.drawEllipse(r.adjusted(0.5, 0.5, -0.5, -0.5));
    const QColor sign = hot ? (t.dark ? t.background : QColor(Qt::white)) : ink;
    widgets::drawIcon(p, QRectF(r.center() - QPointF(7, 7), QSizeF(14, 14)), QStringLiteral("power"), sign);
}

void CanvasView::paintHover(QPainter& p) {
    const Theme& t = widgets::theme();
    if (const LinkPart* link = m_tool == Tool::Marker ? nullptr : m_picture.link(m_hover.link)) {
        p.save();
        p.setTransform(viewportTransform());
        if (!m_selection.contains(link->id)) paintLinkHighlight(p, *link, m_tool == Tool::Break ? t.dropBad : t.accent);
        paintLinkLabel(p, *link, paintContext());
        p.restore();
    }
    const NodePart* node = m_picture.node(m_hoverNode);
    if (!node || m_tool == Tool::Marker) return;
    if (m_tool == Tool::Break) {
        if (!node->canBeKilled()) return;
        const NodeLive* live = m_live.node(node->id);
        p.setPen(QPen(live && live->operatorDown ? t.of(widgets::State::Ok).fill : t.dropBad, 2));
        p.setBrush(Qt::NoBrush);
        p.drawPath(overlayOutline(*this, *node, 3));
        return;
    }
    if (!m_selection.contains(node->id)) {
        p.setPen(QPen(t.accent, 1.2));
        p.setBrush(Qt::NoBrush);
        p.drawPath(overlayOutline(*this, *node, 1));
    }
    const auto handles = linkHandles(*node);
    for (const QPointF& handle : handles) {
        const bool hot = m_hover.what == Hit::What::LinkHandle && std::hypot(handle.x() - m_pointer.x(), handle.y() - m_pointer.y()) < 9;
        p.setPen(QPen(t.canvas, 1.5));
        p.setBrush(t.accent);
        p.drawEllipse(handle, hot ? 6.5 : 4.5, hot ? 6.5 : 4.5);
    }
    paintFold(p, *node);
    if (node->canBeKilled()) paintPower(p, *node);
}

/// What passes below a label or a firewall is not seen there: both stay readable however much passes.
bool CanvasView::isCovered(const Dot& dot) const {
    const LinkId between = m_picture.link(dot.hop.link) ? dot.hop.link : m_picture.linkBetween(dot.hop.from, dot.hop.to);
    const LinkPart* link = m_picture.link(between);
    const auto isGone = [&](ComponentId id) {
        const NodePart* node = m_picture.node(m_picture.shownFor(id));
        return !node || node->hidden;
    };
    if (!link) return isGone(dot.hop.from) || isGone(dot.hop.to);
    return link->hidden || (showsLabel(*link, paintContext()) && link->labelRect.contains(dot.at)) || m_picture.isUnderPill(between, dot.at);
}

void CanvasView::paintDots(QPainter& p) {
    if (!m_dots->isMoving() || m_picture.hidden().contains(catalog::Group::Traffic)) return;
    const Theme& t = widgets::theme();
    const QRectF seen = QRectF(viewport()->rect()).adjusted(-8, -8, 8, 8);
    const double size = std::clamp(zoom(), 0.6, 1.6) * 3.2;
    const Dot* named = nullptr;
    QPointF namedAt;
    double nearest = 10;
    const std::vector<Dot> dots = m_dots->dots(m_picture, (size + 2) / zoom());
    p.setPen(QPen(t.canvas, 1));
    const bool mayName = underMouse() && !m_interaction && !m_drop;
    for (const Dot& dot : dots) {
        const QPointF at = toView(dot.at);
        if (!seen.contains(at) || isCovered(dot)) continue;
        if (mayName)
            if (const double distance = std::hypot(at.x() - m_pointer.x(), at.y() - m_pointer.y()); distance < nearest) {
                nearest = distance;
                named = &dot;
                namedAt = at;
            }
        paintDot(p, at, size, dot, t);
    }
    if (!named) return;
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(t.text, 1.2));
    p.drawEllipse(namedAt, size + 4, size + 4);
    overlayChip(p, namedAt + QPointF(12, 12), describeDot(*named, m_picture), t.raised, t.text, t.borderStrong, viewport()->rect());
}

void CanvasView::paintDrop(QPainter& p) {
    const Theme& t = widgets::theme();
    const DropState& drop = *m_drop;
    const bool ok = drop.why.isEmpty();
    const ComponentId target = drop.placement.container.isValid() ? drop.placement.container : drop.placement.attachTo;
    if (ok) paintTarget(p, target, drop.between.isValid() ? drop.between : drop.placement.inLine);
    if (!drop.parts.isEmpty()) return paintParts(p, drop);
    if (!drop.kind) return;
    // Where it would go into something it finds its own place there: only its sign is shown.
    const NodePart* into = m_picture.node(target);
    const bool finds = ok && (drop.placement.inLine.isValid() || (into && into->form != Form::Zone));
    const QSizeF size(drop.kind->width, drop.kind->height);
    const QRectF ghost = finds ? QRectF(toView(drop.scene) - QPointF(22, 22), QSizeF(44, 44))
                               : toView(QRectF(drop.placement.scenePosition, size));
    QColor fill = ok ? t.accent : t.dropBad;
    fill.setAlpha(34);
    if (finds) fill = t.raised;
    QPen pen(ok ? t.accent : t.dropBad, 1.5);
    pen.setDashPattern({4, 3});
    p.setPen(pen);
    p.setBrush(fill);
    p.drawRoundedRect(ghost, cardRadius * zoom(), cardRadius * zoom());
    const double side = std::min(28.0, ghost.height() * 0.5);
    widgets::drawIcon(p, QRectF(ghost.center() - QPointF(side / 2, side / 2), QSizeF(side, side)), QString::fromUtf8(drop.kind->id),
                      ok ? t.accent : t.dropBad);
}

void CanvasView::paintTarget(QPainter& p, ComponentId id, LinkId link) {
    const Theme& t = widgets::theme();
    QColor fill = t.dropOk;
    fill.setAlpha(26);
    if (const NodePart* node = m_picture.node(id)) {
        p.setPen(QPen(t.dropOk, 2.5));
        p.setBrush(fill);
        p.drawPath(overlayOutline(*this, *node, 2));
    }
    if (const LinkPart* part = m_picture.link(link)) {
        p.save();
        p.setTransform(viewportTransform());
        paintLinkHighlight(p, *part, t.dropOk);
        p.restore();
    }
}

void CanvasView::paintBanner(QPainter& p) {
    const Theme& t = widgets::theme();
    if (m_tool == Tool::Select) return;
    const bool breaks = m_tool == Tool::Break;
    const QString text = breaks ? tr("Break tool: click what should fail. Esc ends") : m_strokes->isFading() ? tr("Marker: what you draw fades. Esc ends, Shift+M lets it stay") : tr("Marker: Esc takes it away, Shift+M lets it fade");
    const QFont font = widgets::uiFont(13, QFont::DemiBold);
    const double width = QFontMetricsF(font).horizontalAdvance(text) + 52;
    const QRectF box((viewport()->width() - width) / 2, 12, width, 32);
    p.setPen(Qt::NoPen);
    const QColor fill = breaks ? t.of(widgets::State::Failing).text : t.accent;
    p.setBrush(fill);
    p.drawRoundedRect(box, 16, 16);
    const QColor ink = breaks ? (t.dark ? t.background : QColor(Qt::white)) : t.onAccent;
    widgets::drawIcon(p, QRectF(box.left() + 14, box.center().y() - 8, 16, 16), breaks ? QStringLiteral("bolt") : QStringLiteral("marker"), ink);
    p.setFont(font);
    p.setPen(ink);
    p.drawText(box.adjusted(38, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
    p.setPen(QPen(fill, 2));
    p.setBrush(Qt::NoBrush);
    p.drawRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1));
}

void CanvasView::paintEmpty(QPainter& p) {
    const Theme& t = widgets::theme();
    const QPointF middle = QRectF(viewport()->rect()).center();
    widgets::drawIcon(p, QRectF(middle - QPointF(20, 64), QSizeF(40, 40)), QStringLiteral("server"), t.disabled);
    p.setPen(t.text);
    p.setFont(widgets::titleFont());
    p.drawText(QRectF(0, middle.y() - 12, viewport()->width(), 24), Qt::AlignCenter, tr("Drag a component here to begin"));
    p.setPen(t.muted);
    p.setFont(widgets::bodyFont());
    p.drawText(QRectF(0, middle.y() + 14, viewport()->width(), 22), Qt::AlignCenter, tr("or right-click for the list of components"));
}

void CanvasView::paintHint(QPainter& p) {
    if (m_hint.text.isEmpty()) return;
    const Theme& t = widgets::theme();
    const widgets::StateColors& bad = t.of(widgets::State::Failing);
    const QPointF at = QPointF(m_hint.at) + QPointF(14, 18);
    if (m_hint.bad)
        overlayChip(p, at, m_hint.text, widgets::blended(bad.soft, t.canvas), bad.text, bad.fill, viewport()->rect());
    else
        overlayChip(p, at, m_hint.text, t.raised, t.text, t.borderStrong, viewport()->rect());
}

}  // namespace faultline::canvas
