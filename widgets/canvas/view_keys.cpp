#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/canvas/gestures.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/nudge.h"
#include "widgets/canvas/rename_editor.h"
#include "widgets/canvas/view.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

std::optional<QPointF> keysDirection(int key) {
    switch (key) {
    case Qt::Key_Left: return QPointF(-1, 0);
    case Qt::Key_Right: return QPointF(1, 0);
    case Qt::Key_Up: return QPointF(0, -1);
    case Qt::Key_Down: return QPointF(0, 1);
    default: return std::nullopt;
    }
}

/// Components in reading order, what is in and on each right after it.
void keysWalk(const Picture& picture, ComponentId outer, std::vector<ComponentId>& order) {
    std::vector<ComponentId> held = picture.held(outer);
    std::stable_sort(held.begin(), held.end(), [&](ComponentId a, ComponentId b) {
        const QRectF p = picture.node(a)->rect, q = picture.node(b)->rect;
        return std::abs(p.top() - q.top()) > 32 ? p.top() < q.top() : p.left() < q.left();
    });
    for (const ComponentId id : held) {
        if (picture.node(id)->canBeTaken()) order.push_back(id);
        keysWalk(picture, id, order);
    }
}

std::vector<ComponentId> keysOrder(const Picture& picture) {
    std::vector<ComponentId> order;
    keysWalk(picture, {}, order);
    for (const auto& [id, node] : picture.nodes())
        if (node.form == Form::Pill && node.canBeTaken()) order.push_back(id);
    return order;
}

}  // namespace

/// Tab walks the components; the answer is false beyond the last one, where it leaves the canvas: nobody is caught in it.
bool CanvasView::stepSelection(bool next) {
    const std::vector<ComponentId> order = keysOrder(m_picture);
    const auto at = std::find(order.begin(), order.end(), m_selection.current);
    std::optional<ComponentId> step;
    if (at == order.end()) {
        if (!order.empty()) step = next ? order.front() : order.back();
    } else if (next ? at + 1 != order.end() : at != order.begin()) {
        step = next ? *(at + 1) : *(at - 1);
    }
    if (!step) return false;
    endNudge();
    setSelection(selectionOf(*step));
    reveal(*step);
    return true;
}

bool CanvasView::event(QEvent* event) {
    // Single letters are ours while the canvas has the focus, whatever shortcuts the window has on them.
    if (event->type() == QEvent::ShortcutOverride && takesKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool tabs = (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) && !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
        if (tabs && ((m_interaction && m_interaction->key(key)) || (!m_interaction && stepSelection(key->key() == Qt::Key_Tab)))) {
            key->accept();
            return true;
        }
    }
    return QGraphicsView::event(event);
}

bool CanvasView::takesKey(const QKeyEvent& event) const {
    const bool plain = !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (m_interaction && event.key() == Qt::Key_Escape) return true;
    if (plain && keysDirection(event.key())) return true;
    if (event.modifiers() == Qt::ControlModifier && keysDirection(event.key())) return true;
    switch (event.key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return plain || event.modifiers() == Qt::ControlModifier;
    case Qt::Key_Return:
    case Qt::Key_Enter: return plain;
    case Qt::Key_F2: return event.modifiers() == Qt::NoModifier;
    case Qt::Key_H: return plain && m_gap.has_value();
    case Qt::Key_L: return plain;
    case Qt::Key_Escape: return m_tool != Tool::Select || !m_selection.isEmpty();
    case Qt::Key_Space: return m_spaceHeld || (plain && viewport()->underMouse());
    case Qt::Key_C:
    case Qt::Key_K:
    case Qt::Key_B: return plain;
    case Qt::Key_M: return event.modifiers() == Qt::NoModifier;
    default: return event.matches(QKeySequence::Copy) || event.matches(QKeySequence::Cut) || event.matches(QKeySequence::Paste) ||
                    event.matches(QKeySequence::SelectAll) || event.matches(QKeySequence::Delete);
    }
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        releaseHint();
        if (cancelInteraction() || cancelNudge()) return event->accept();
        if (m_tool != Tool::Select) {
            setTool(Tool::Select);
            return event->accept();
        }
        if (!m_selection.isEmpty()) {
            setSelection({});
            return event->accept();
        }
        return event->ignore();
    }
    if (dragsOtherwise(*event)) return event->accept();
    if (m_interaction && m_interaction->key(event)) return event->accept();
    if (canvasKey(event)) return event->accept();
    event->ignore();
}

bool CanvasView::canvasKey(QKeyEvent* event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool ctrl = modifiers == Qt::ControlModifier;
    const bool plain = modifiers == Qt::NoModifier;
    if (const auto direction = keysDirection(event->key()); direction && !(modifiers & (Qt::ControlModifier | Qt::AltModifier))) {
        if (m_selection.components.empty())
            panBy((-*direction * 48).toPoint());
        else if (mayEdit())
            nudge(*direction, modifiers & Qt::ShiftModifier);
        return true;
    }
    if (const auto direction = keysDirection(event->key()); direction && ctrl) {
        endNudge();
        return addNext(m_selection.single(), *direction), true;
    }
    if (event->key() == Qt::Key_Shift || event->key() == Qt::Key_Control || event->key() == Qt::Key_Alt || event->key() == Qt::Key_Meta) return false;
    endNudge();
    if (event->matches(QKeySequence::SelectAll)) return selectAll(), true;
    if (event->matches(QKeySequence::Copy)) return copy(), true;
    if (event->matches(QKeySequence::Cut)) return cut(), true;
    if (event->matches(QKeySequence::Paste)) return paste(), true;
    switch (event->key()) {
    case Qt::Key_Space:
        if (event->isAutoRepeat()) return true;
        m_spaceHeld = true;
        updateCursor();
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (!plain && !ctrl) return false;
        return deleteSelection(ctrl), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (modifiers & Qt::AltModifier) {
            if (m_selection.current.isValid()) emit activated(m_selection.current);
            return true;
        }
        if (shapedLink()) return editLinks(LinkEdit::Bend), true;
        [[fallthrough]];
    case Qt::Key_F2: return shapedLink() || m_selection.current.isValid() ? (renameSelected(), true) : false;
    case Qt::Key_C:
        if (modifiers == Qt::ShiftModifier && shapedLink()) return editLinks(LinkEdit::MoveBeginning), true;
        return plain ? (startLink(), true) : false;
    case Qt::Key_H: return plain && m_gap ? (heal(), true) : false;
    case Qt::Key_L: return plain ? (editLinks(LinkEdit::Next), true) : false;
    case Qt::Key_K: return plain ? (toggleKill(), true) : false;
    case Qt::Key_B: return plain ? (setTool(m_tool == Tool::Break ? Tool::Select : Tool::Break), true) : false;
    case Qt::Key_M: return plain ? (setTool(m_tool == Tool::Marker ? Tool::Select : Tool::Marker), true) : false;
    case Qt::Key_D: return ctrl ? (duplicate(), true) : false;
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomTo(zoom() * 1.2), true;
    case Qt::Key_Minus: return zoomTo(zoom() / 1.2), true;
    case Qt::Key_0:
    case Qt::Key_ParenRight: return zoomTo(1), true;
    case Qt::Key_1:
    case Qt::Key_Exclam:
        if (!(modifiers & Qt::ShiftModifier)) return false;
        return zoomToFit(), true;
    case Qt::Key_2:
    case Qt::Key_At:
        if (!(modifiers & Qt::ShiftModifier)) return false;
        return zoomToSelection(), true;
    default: return false;
    }
}

/// A key that alters what a drag does alters it at once, before the mouse moves on.
bool CanvasView::dragsOtherwise(const QKeyEvent& event) {
    const bool alters = event.key() == Qt::Key_Alt || event.key() == Qt::Key_Control || event.key() == Qt::Key_Shift;
    if (!alters || !m_interaction || !m_isPressed) return false;
    m_pointerModifiers = event.modifiers();
    m_interaction->move(pointerAt(m_pointer, m_pointerModifiers));
    return true;
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
    if (event->isAutoRepeat() || dragsOtherwise(*event)) return event->accept();
    if (event->key() == Qt::Key_Space) {
        m_spaceHeld = false;
        updateCursor();
    } else if (keysDirection(event->key())) {
        endNudge();
    } else {
        return event->ignore();
    }
    event->accept();
}

/// One unit, or to the next step of the grid.
void CanvasView::nudge(QPointF direction, bool coarse) {
    const bool allLocked = std::all_of(m_selection.components.begin(), m_selection.components.end(),
                                       [&](ComponentId id) { return design::isLocked(design(), *m_picture.node(id)->component); });
    if (allLocked) return tell(whyLocked(*m_selection.components.begin()));
    if (!m_nudge || !m_nudge->gesture.isRunning() || m_nudge->ids != m_selection.componentList()) {
        endNudge();
        m_nudge.reset(new Nudge{.gesture{m_document, QString()}, .ids = m_selection.componentList(), .moved = along(), .distance = {}});
    }
    m_nudge->distance += direction * (coarse ? double(m_snap.step) : 1.0);
    m_nudge->gesture.update(design::moveBy(m_nudge->gesture.start(), m_nudge->moved, m_nudge->distance));
    reveal(m_selection.current);
}

void CanvasView::endNudge() {
    if (!m_nudge) return;
    const std::unique_ptr<Nudge> nudge = std::move(m_nudge);
    nudge->gesture.commit();
}

bool CanvasView::cancelNudge() {
    const bool any = m_nudge != nullptr;
    m_nudge.reset();
    return any;
}

void CanvasView::focusInEvent(QFocusEvent* event) {
    QGraphicsView::focusInEvent(event);
    m_focusByKeys = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
}

void CanvasView::focusOutEvent(QFocusEvent* event) {
    QGraphicsView::focusOutEvent(event);
    endNudge();
    m_spaceHeld = false;
    updateCursor();
    viewport()->update();
}

}  // namespace faultline::canvas
