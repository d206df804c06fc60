#pragma once
#include "model/design/document.h"
#include "model/design/edits.h"
#include "widgets/canvas/guides.h"
#include "widgets/canvas/interaction.h"
#include "widgets/canvas/selection.h"

#include <QRectF>

#include <map>
#include <optional>
#include <vector>

namespace faultline::canvas {

/// Moves the view with the mouse.
class PanGesture : public Interaction {
public:
    PanGesture(CanvasView& view, const Pointer& start) : Interaction(view), m_last(start.view) {}
    void move(const Pointer& pointer) override;
    bool release(const Pointer&) override { return true; }
    bool scrollsAtEdge() const override { return false; }
    bool edits() const override { return false; }

private:
    QPoint m_last;
};

/// Selects what a rubber band touches, added to `before`.
class BandGesture : public Interaction {
public:
    BandGesture(CanvasView& view, const Pointer& start, Selection before);
    ~BandGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    void paint(QPainter& painter) override;
    bool hasMoved() const override { return m_moved; }
    bool edits() const override { return false; }

private:
    QRectF band() const;

    QPointF m_start, m_now;   ///< scene
    QPoint m_startView;
    Selection m_before;
    bool m_moved = false;
    bool m_done = false;
};

/// Moves the selection, or with Ctrl a copy of it; Shift keeps it on one axis, Alt off the grid and the guides. While it stays where it belongs it moves live; over something it would go into, onto or in line with, a ghost
/// follows the mouse and the change is made on release, so that a running simulation never sees half a drag.
class MoveGesture : public Interaction {
public:
    /// `clicked`: what was pressed; a press without a move selects it alone, or, with `leaves`, takes it out of the selection.
    MoveGesture(CanvasView& view, const Pointer& start, ComponentId clicked, bool leaves = false);
    ~MoveGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    void paint(QPainter& painter) override;
    bool hasMoved() const override { return m_gesture.has_value(); }
    bool edits() const override { return false; }   ///< a click is none; a read-only design is checked when it begins to move

private:
    bool begin();
    QPointF snapped(QPointF distance, bool free);
    std::vector<QRectF> neighbours() const;
    LinkId splitAt(const Pointer& pointer) const;
    void click();
    void releaseCopy(const Pointer& pointer);
    /// What what is dragged would land on or in.
    struct Below {
        ComponentId component;
        LinkId link;
    };
    Below below(QPointF scene) const;
    design::Placement placementOf(ComponentId id, const Below& below) const;
    bool isWhereItWas(ComponentId id, const design::Placement& placement) const;

    Pointer m_start;
    ComponentId m_clicked;
    bool m_leaves;
    std::vector<ComponentId> m_ids;            ///< what moves, without what moves along
    std::map<ComponentId, QRectF> m_rects;     ///< where they were drawn
    std::optional<design::Gesture> m_gesture;
    QPointF m_distance;
    bool m_isGhost = false;
    bool m_copies = false;
    design::Placement m_placement;             ///< of the first one, where it would go now
    LinkId m_between;                          ///< the link it would split
    std::vector<Guide> m_guides;
    bool m_isLocked = false;
};

/// Drags a corner of a container or annotation; stops at the size of another one nearby.
class ResizeGesture : public Interaction {
public:
    ResizeGesture(CanvasView& view, const Pointer& start, ComponentId id, Qt::Edges edges);
    ~ResizeGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    void paint(QPainter& painter) override;

private:
    void sizeAsOthers(QRectF& rect, QPointF distance);

    QPointF m_start;
    ComponentId m_id;
    Qt::Edges m_edges;
    QRectF m_rect;
    std::vector<Guide> m_guides;
    design::Gesture m_gesture;
};

}  // namespace faultline::canvas
