#pragma once
#include <QPoint>
#include <QPointF>
#include <Qt>

class QKeyEvent;
class QPainter;

namespace faultline::canvas {

class CanvasView;

/// The mouse as an interaction sees it.
struct Pointer {
    QPoint view;                       ///< in the viewport
    QPointF scene;
    Qt::KeyboardModifiers modifiers;

    /// Whether neither grid nor neighbours hold what is sized or bent.
    bool isFree() const { return modifiers & (Qt::AltModifier | Qt::ControlModifier); }
};

/// One running gesture of mouse or keyboard: from a press to its release, or until Esc. Destroying it without release() leaves nothing
/// behind (edits go through a design::Gesture). GUI thread; owned by the view.
class Interaction {
public:
    explicit Interaction(CanvasView& view) : m_view(view) {}
    virtual ~Interaction() = default;
    Interaction(const Interaction&) = delete;
    Interaction& operator=(const Interaction&) = delete;

    virtual void move(const Pointer& pointer) = 0;
    /// The button was let go: does what the gesture is for. False: it goes on.
    virtual bool release(const Pointer& pointer) = 0;
    /// A press while it goes on without a button.
    virtual void press(const Pointer&) {}
    /// A key while it runs; false: not for it. Esc never comes here.
    virtual bool key(QKeyEvent*) { return false; }
    /// What it shows above the drawing; the painter is in view coordinates.
    virtual void paint(QPainter&) {}
    /// Whether the pointer went anywhere since the press.
    virtual bool hasMoved() const { return true; }
    /// Whether the view should scroll when the pointer is at its edge.
    virtual bool scrollsAtEdge() const { return true; }
    /// Whether it needs an unlocked design.
    virtual bool edits() const { return true; }

protected:
    CanvasView& m_view;
};

}  // namespace faultline::canvas
