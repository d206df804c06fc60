#include "widgets/canvas/annotation_gestures.h"

#include "model/design/annotations.h"
#include "widgets/canvas/strokes.h"
#include "widgets/canvas/view.h"

#include <cmath>
#include <numbers>

namespace faultline::canvas {

ArrowGesture::ArrowGesture(CanvasView& view, const Pointer& start, ComponentId id, bool beginning)
    : Interaction(view), m_start(start.scene), m_id(id), m_beginning(beginning), m_line(view.picture().node(id)->line),
      m_gesture(view.document(), QString()) {
    view.setMoving(std::set<ComponentId>{id});
}

ArrowGesture::~ArrowGesture() {
    m_gesture.cancel();
    m_view.setMoving(std::nullopt);
}

void ArrowGesture::move(const Pointer& pointer) {
    QLineF line = m_line;
    const QPointF fixed = m_beginning ? line.p2() : line.p1();
    QPointF end = (m_beginning ? line.p1() : line.p2()) + pointer.scene - m_start;
    if (pointer.modifiers & Qt::ShiftModifier) {
        const QPointF way = end - fixed;
        constexpr double step = std::numbers::pi / 4;
        const double angle = std::round(std::atan2(way.y(), way.x()) / step) * step, length = std::hypot(way.x(), way.y());
        end = fixed + QPointF(std::round(length * std::cos(angle)), std::round(length * std::sin(angle)));
    } else {
        end = pointer.isFree() ? QPointF(std::round(end.x()), std::round(end.y())) : m_view.onGrid(end);
    }
    m_beginning ? line.setP1(end) : line.setP2(end);
    m_gesture.update(design::setArrow(m_gesture.start(), m_view.catalog(), m_id, line));
}

bool ArrowGesture::release(const Pointer& pointer) {
    move(pointer);
    m_gesture.commit();
    return true;
}

MarkerGesture::MarkerGesture(CanvasView& view, const Pointer& start) : Interaction(view) {
    view.strokes().begin(start.scene);
}

MarkerGesture::~MarkerGesture() { m_view.strokes().lift(); }

void MarkerGesture::move(const Pointer& pointer) {
    m_view.strokes().add(pointer.scene);
}

bool MarkerGesture::release(const Pointer& pointer) {
    move(pointer);
    return true;
}

}  // namespace faultline::canvas
