#pragma once
#include "model/design/document.h"
#include "widgets/canvas/interaction.h"

#include <QElapsedTimer>
#include <QTimer>

#include <map>

namespace faultline::canvas {

/// Lets components glide to where a change puts them, which is one undo step in the end. A press puts everything there at once; Esc
/// leaves nothing.
class GlideGesture : public Interaction {
public:
    static constexpr int duration = 260;   ///< ms

    GlideGesture(CanvasView& view, design::Change change);
    ~GlideGesture() override;
    void move(const Pointer&) override {}
    bool release(const Pointer&) override { return false; }
    void press(const Pointer&) override { finish(); }
    bool hasMoved() const override { return false; }
    bool scrollsAtEdge() const override { return false; }

private:
    void step();
    void finish();

    design::Change m_change;
    design::Gesture m_gesture;
    QTimer m_timer;
    QElapsedTimer m_clock;
};

}  // namespace faultline::canvas
