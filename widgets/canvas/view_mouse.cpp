#include "model/design/edits.h"
#include "widgets/canvas/bend_gesture.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/annotation_gestures.h"
#include "widgets/canvas/gestures.h"
#include "widgets/canvas/link_gesture.h"
#include "widgets/canvas/nudge.h"
#include "widgets/canvas/rename_editor.h"
#include "widgets/canvas/view.h"
#include "widgets/common/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace faultline::canvas {
namespace {

QCursor mouseBreakCursor() {
    // The point of the bolt is where it strikes.
    QPixmap pixmap = widgets::iconPixmap(QStringLiteral("bolt"), widgets::theme().of(widgets::State::Failing).fill, 26);
    return QCursor(pixmap, 11, 22);
}

}  // namespace

void CanvasView::updateCursor() {
    if (dynamic_cast<PanGesture*>(m_interaction.get()))
        viewport()->setCursor(Qt::ClosedHandCursor);
    else if (m_spaceHeld)
        viewport()->setCursor(Qt::OpenHandCursor);
    else if (m_tool == Tool::Break)
        viewport()->setCursor(mouseBreakCursor());
    else if (m_interaction)
        return;
    else if (m_hover.what == Hit::What::LinkHandle || m_hover.what == Hit::What::LinkEnd)
        viewport()->setCursor(Qt::CrossCursor);
    else if (m_hover.what == Hit::What::Bend)
        viewport()->setCursor(Qt::SizeAllCursor);
    else if (m_tool == Tool::Marker)
        viewport()->setCursor(Qt::CrossCursor);
    else if (m_hover.what == Hit::What::Power || m_hover.what == Hit::What::Fold || m_hover.what == Hit::What::Link)
        viewport()->setCursor(Qt::PointingHandCursor);
    else if (m_hover.what == Hit::What::ResizeHandle)
        viewport()->setCursor(m_hover.edges == Qt::LeftEdge || m_hover.edges == Qt::RightEdge ? Qt::SizeAllCursor
                              : m_hover.edges == (Qt::TopEdge | Qt::LeftEdge) || m_hover.edges == (Qt::BottomEdge | Qt::RightEdge)
                                  ? Qt::SizeFDiagCursor
                                  : Qt::SizeBDiagCursor);
    else
        viewport()->setCursor(Qt::ArrowCursor);
}

void CanvasView::refreshHover(QPoint view) {
    m_pointer = view;
    const Hit hit = hitAt(view);
    const ComponentId node = hit.node;
    const bool repaint = !(hit == m_hover) || node != m_hoverNode || m_dots->isMoving();
    m_hover = hit;
    m_hoverNode = node;
    if (!repaint) return;
    updateCursor();
    viewport()->update();
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
    event->accept();
    endNudge();
    m_pointer = event->pos();
    m_pointerModifiers = event->modifiers();
    m_isPressed = true;
    releaseHint();
    setFocus(Qt::MouseFocusReason);
    m_focusByKeys = false;
    const Pointer pointer = pointerAt(event->pos(), event->modifiers());
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceHeld))
        return start(std::make_unique<PanGesture>(*this, pointer));
    if (event->button() != Qt::LeftButton) {
        if (event->button() != Qt::RightButton) return;
        cancelInteraction();
        m_right = {.pressed = event->pos()};
        return;
    }
    if (m_interaction) return m_interaction->press(pointer);
    refreshHover(event->pos());
    const Hit hit = m_hover;
    if (m_tool == Tool::Break) return pressBreak(hit, pointer);
    if (m_tool == Tool::Marker) return start(std::make_unique<MarkerGesture>(*this, pointer));
    pressSelect(pointer, hit);
}

void CanvasView::pressBreak(const Hit& hit, const Pointer& pointer) {
    if (hit.link.isValid()) return cutOrMend(hit.link);
    if (hit.node.isValid() && m_picture.node(hit.node)->canBeKilled()) return kill(hit.node);
    if (!hit.node.isValid()) return start(std::make_unique<PanGesture>(*this, pointer));
    hint(pointer.view, tr("This cannot fail: click a server, a process or a link."), true);
    keepHint();
}

void CanvasView::pressSelect(const Pointer& pointer, const Hit& hit) {
    const bool adds = pointer.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
    switch (hit.what) {
    case Hit::What::Power: return kill(hit.node);
    case Hit::What::Fold: return fold({hit.node}, !m_picture.node(hit.node)->collapsed);
    case Hit::What::LinkHandle:
        if (adds) break;
        setSelection(selectionOf(hit.node));
        return start(std::make_unique<LinkGesture>(*this, hit.node, pointer.scene, false));
    case Hit::What::ResizeHandle:
        if (m_readOnly) return;
        if (m_picture.node(hit.node)->form == Form::Arrow) return start(std::make_unique<ArrowGesture>(*this, pointer, hit.node, hit.edges == Qt::LeftEdge));
        start(std::make_unique<ResizeGesture>(*this, pointer, hit.node, hit.edges));
        return;
    case Hit::What::LinkEnd:
    case Hit::What::Bend: pressLinkHandle(hit, pointer); return;
    case Hit::What::Link: {
        Selection selection = adds ? m_selection : selectionOf(hit.link);
        if (adds && !selection.links.erase(hit.link)) selection.links.insert(hit.link);
        setSelection(selection);
        return;
    }
    case Hit::What::Nothing: {
        const Selection before = adds ? m_selection : Selection{};
        setSelection(before);
        return start(std::make_unique<BandGesture>(*this, pointer, before));
    }
    case Hit::What::Node: break;
    }
    Selection selection = m_selection;
    const bool leaves = adds && selection.contains(hit.node);   // when it turns out to be a click, not a drag
    if (leaves) {
        // stays as it is until then
    } else if (adds) {
        selection.components.insert(hit.node);
        selection.current = hit.node;
    } else if (!selection.contains(hit.node)) {
        selection = selectionOf(hit.node);
    } else {
        selection.current = hit.node;
    }
    setSelection(selection);
    start(std::make_unique<MoveGesture>(*this, pointer, hit.node, leaves));
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
    event->accept();
    m_pointer = event->pos();
    m_pointerModifiers = event->modifiers();
    if (m_right.pressed && !m_right.dragged && !m_interaction && (event->pos() - *m_right.pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_right.dragged = true;
        start(std::make_unique<PanGesture>(*this, pointerAt(*m_right.pressed)));
    }
    if (m_interaction)
        m_interaction->move(pointerAt(event->pos(), event->modifiers()));
    else
        refreshHover(event->pos());
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    event->accept();
    m_isPressed = false;
    if (event->button() == Qt::RightButton) return releaseRight(event->pos());
    if (!m_interaction) return;
    const Pointer pointer = pointerAt(event->pos(), event->modifiers());
    if (m_interaction->release(pointer)) endInteraction();
    refreshHover(event->pos());
}

void CanvasView::releaseRight(QPoint view) {
    if (!m_right.pressed) return;
    m_right.pressed.reset();
    if (m_right.dragged) {
        if (dynamic_cast<PanGesture*>(m_interaction.get())) endInteraction();
        refreshHover(view);
    } else if (std::exchange(m_right.menuAsked, false)) {
        openMenu(view);
    }
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
    event->accept();
    if (event->button() != Qt::LeftButton || m_tool != Tool::Select || m_interaction) return mousePressEvent(event);
    const Hit hit = hitAt(event->pos());
    if (hit.what == Hit::What::Power) return kill(hit.node);
    if (hit.what == Hit::What::Bend && removeWaypoint(hit.link, pointerAt(event->pos()).scene)) return refreshHover(event->pos());
    if (hit.what == Hit::What::Node) {
        cancelInteraction();
        setSelection(selectionOf(hit.node));
        rename(hit.node);
    } else if (hit.what == Hit::What::Link || hit.what == Hit::What::Bend) {
        cancelInteraction();
        setSelection(selectionOf(hit.link));
        rename(hit.link);
    } else {
        mousePressEvent(event);
    }
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    event->accept();
    const bool zooms = event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier);
    const bool touchpad = event->phase() != Qt::NoScrollPhase && !event->pixelDelta().isNull();
    if (!zooms && touchpad) return panBy(event->pixelDelta());
    if (!zooms && event->modifiers() & Qt::ShiftModifier) {
        const int by = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
        return panBy({by / 2, 0});
    }
    const QPoint delta = event->angleDelta();
    const int steps = delta.y() != 0 ? delta.y() : delta.x();
    if (steps != 0) zoomAt(event->position().toPoint(), std::pow(1.2, steps / 120.0));
    refreshHover(event->position().toPoint());
}

void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
    event->accept();
    // Asked for when the button is pressed here, when it is let go elsewhere: in both cases nobody knows before that it is no drag.
    if (event->reason() == QContextMenuEvent::Mouse && m_right.pressed) {
        m_right.menuAsked = true;
        return;
    }
    if (event->reason() == QContextMenuEvent::Mouse && std::exchange(m_right.dragged, false)) return;
    QPoint at = event->pos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const NodePart* node = m_picture.node(m_selection.current);
        at = node ? toView(node->rect).center().toPoint() : viewport()->rect().center();
    }
    openMenu(at);
}

void CanvasView::openMenu(QPoint at) {
    cancelInteraction();
    Hit hit = hitAt(at);
    if (hit.what == Hit::What::LinkEnd || hit.what == Hit::What::Bend) hit.what = Hit::What::Link;
    if (hit.what == Hit::What::LinkHandle || hit.what == Hit::What::Power || hit.what == Hit::What::ResizeHandle || hit.what == Hit::What::Fold)
        hit.what = Hit::What::Node;
    if (hit.what == Hit::What::Node && !m_selection.contains(hit.node)) setSelection(selectionOf(hit.node));
    if (hit.what == Hit::What::Link && !m_selection.contains(hit.link)) setSelection(selectionOf(hit.link));
    if (hit.what == Hit::What::Nothing) setSelection({});
    menuFor(hit, at)->popup(viewport()->mapToGlobal(at));
}

bool CanvasView::viewportEvent(QEvent* event) {
    switch (event->type()) {
    case QEvent::ToolTip:
        showToolTip(static_cast<QHelpEvent*>(event));
        return true;
    case QEvent::Leave:
        if (!m_interaction) {
            m_hover = {};
            m_hoverNode = {};
            viewport()->update();
        }
        break;
    case QEvent::NativeGesture: {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture) break;
        zoomAt(gesture->position().toPoint(), 1 + gesture->value());
        return true;
    }
    case QEvent::Gesture:
        if (const auto* pinch = static_cast<QPinchGesture*>(static_cast<QGestureEvent*>(event)->gesture(Qt::PinchGesture))) {
            zoomAt(viewport()->mapFromGlobal(pinch->hotSpot().toPoint()), pinch->scaleFactor());
            return true;
        }
        break;
    default: break;
    }
    return QGraphicsView::viewportEvent(event);
}

QString CanvasView::describe(const Hit& hit) const {
    if (const LinkPart* link = m_picture.link(hit.link)) {
        const NodePart* from = m_picture.node(link->link->from);
        const NodePart* to = m_picture.node(link->link->to);
        if (!from || !to) return {};
        // What is written there may be cut short, and stands where the port was.
        const QString& own = link->link->label;
        const QString label = own.isEmpty() ? link->label : tr("%1 (%2)").arg(own, design::linkLabel(design(), catalog(), link->id));
        QString text = tr("%1 \u2192 %2: %3").arg(from->component->name.left(60), to->component->name.left(60), label);
        if (link->lock == LinkPart::Lock::Open) text += QLatin1Char('\n') + tr("Plain text: whoever listens can read it.");
        if (link->lock == LinkPart::Lock::Closed) text += QLatin1Char('\n') + tr("Encrypted.");
        text += layerWords(link->link->layer);
        const LinkLive* live = m_live.link(link->id);
        if (live && !live->up) {
            const QString a = from->component->name.left(60), b = to->component->name.left(60);
            text += QLatin1Char('\n') + (live->oneWay == 0 ? tr("Cut: nothing passes.")
                                                           : tr("Cut one way: nothing gets from %1 to %2.").arg(live->oneWay > 0 ? a : b, live->oneWay > 0 ? b : a));
        }
        if (m_frame)
            for (const runtime::LinkStatus& status : m_frame->links)
                if (status.id == link->id && status.up) text += QLatin1Char('\n') + tr("%1 calls").arg(widgets::formatRate(status.rate));
        return text;
    }
    const NodePart* node = m_picture.node(hit.node);
    if (!node) return {};
    QString text = node->component->name;
    if (node->kind) text += QLatin1Char('\n') + widgets::say(node->kind->label);
    if (!node->secondRaw.isEmpty() && (!node->kind || node->secondRaw != widgets::say(node->kind->label))) text += QStringLiteral(" \u00b7 ") + node->secondRaw;
    text += layerWords(node->component->layer);
    if (node->notAfter && node->kind->shape == catalog::Shape::Seal) {
        switch (certificateState(*node, paintContext().date)) {
        case CertificateState::Expired: text += QLatin1Char('\n') + tr("Expired: who verifies it refuses the connection."); break;
        case CertificateState::ExpiresSoon: text += QLatin1Char('\n') + tr("Expires within 30 days."); break;
        case CertificateState::NotYet: text += QLatin1Char('\n') + tr("Not valid yet."); break;
        case CertificateState::Valid: break;
        }
    }
    if (const NodeLive* live = m_live.node(hit.node); live && live->state != runtime::State::Idle) {
        text += QLatin1Char('\n') + stateName(live->state);
        if (!live->role.isEmpty()) text += QStringLiteral(" \u00b7 ") + live->role;
        if (!live->why.isEmpty()) text += QLatin1Char('\n') + live->why;
    }
    return text;
}

void CanvasView::showToolTip(QHelpEvent* event) {
    Hit hit = hitAt(event->pos());
    if (hit.what == Hit::What::Nothing) hit = hitAt(event->pos(), false, true);   // what is locked is told of as well
    if (m_interaction || hit.what == Hit::What::Nothing) return QToolTip::hideText();
    if (hit.what == Hit::What::Power) {
        const NodeLive* live = m_live.node(hit.node);
        return QToolTip::showText(event->globalPos(), live && live->operatorDown ? tr("Restore (K)") : tr("Kill (K)"), viewport());
    }
    if (hit.what == Hit::What::Fold)
        return QToolTip::showText(event->globalPos(), m_picture.node(hit.node)->collapsed ? tr("Expand (Ctrl+End)") : tr("Collapse (Ctrl+Home)"), viewport());
    if (hit.what == Hit::What::LinkHandle)
        return QToolTip::showText(event->globalPos(), tr("Drag to another component to link them (C), or to where a new one is to be; a click on a dot adds the next one (Ctrl+arrow)"), viewport());
    if (hit.what == Hit::What::LinkEnd)
        return QToolTip::showText(event->globalPos(), tr("Drag to another component (C, Shift+C)"), viewport());
    if (hit.what == Hit::What::Bend) {
        const design::Link* link = design().link(hit.link);
        const bool isThere = link && waypointAt(*link, pointerAt(event->pos()).scene, 9 / zoom()) >= 0;
        return QToolTip::showText(event->globalPos(), isThere ? tr("Drag to bend the link elsewhere; a double click takes the bend out") : tr("Drag to bend the link (Enter); a double click labels it"), viewport());
    }
    QToolTip::showText(event->globalPos(), describe(hit), viewport());
}

}  // namespace faultline::canvas
