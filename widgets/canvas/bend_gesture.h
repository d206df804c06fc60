#pragma once
#include "model/design/document.h"
#include "widgets/canvas/interaction.h"
#include "widgets/canvas/picture.h"

#include <optional>
#include <vector>

namespace faultline::canvas {

/// A point at which a link can be bent: a waypoint, or the middle of a piece between two.
struct BendHandle {
    QPointF at;           ///< scene
    int waypoint = -1;    ///< its number; -1: the middle of a piece
    int piece = -1;       ///< of the corners of an orthogonal line, else of the waypoints and ends
    /// Of a piece of an orthogonal line: whether it is moved up and down (true) or sideways.
    bool level = false;
};

/// The handles of a link in the order of its course. Pieces that are shorter than `least` (scene units) have none, nor those whose
/// middle something stands on.
std::vector<BendHandle> bendHandles(const LinkPart& link, const Picture& picture, double least);
/// The waypoints of a link when a handle of it is at `to`.
std::vector<QPointF> bentTo(const LinkPart& link, const BendHandle& handle, QPointF to);
/// Without those that lie in line with the ones before and after: they bend nothing.
std::vector<QPointF> withoutIdle(std::vector<QPointF> waypoints);
/// The waypoint within `reach` of a point; -1: none.
int waypointAt(const design::Link& link, QPointF scene, double reach);

/// Bends a link: by dragging a handle, or by keys, where Tab goes from handle to handle, arrows move, Delete takes a waypoint out and
/// Enter confirms. One undo step; Esc leaves nothing.
class BendGesture : public Interaction {
public:
    /// Drags handle `index` of bendHandles().
    BendGesture(CanvasView& view, LinkId link, int index, const Pointer& start);
    /// By keys.
    BendGesture(CanvasView& view, LinkId link);
    ~BendGesture() override;
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    void press(const Pointer& pointer) override;
    bool key(QKeyEvent* event) override;
    void paint(QPainter& painter) override;
    bool hasMoved() const override { return m_moved; }

    /// The handle the keys move.
    int focus() const { return m_focus; }

private:
    std::vector<BendHandle> handles() const;
    QPointF snapped(QPointF at, bool free) const;
    void bend(QPointF to);
    void takeHold(int index);
    void removeFocused();
    void finish();

    LinkId m_link;
    bool m_byKeys;
    int m_focus = 0;
    LinkPart m_before;                     ///< as it was when the handle was taken
    BendHandle m_handle;
    QPointF m_grip;                        ///< from the pointer to the handle
    QPoint m_startView;
    QPointF m_to;
    bool m_moved = false;
    std::optional<design::Gesture> m_gesture;
};

}  // namespace faultline::canvas
