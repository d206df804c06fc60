#include "widgets/canvas/glide_gesture.h"

#include "widgets/canvas/view.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

namespace faultline::canvas {
namespace {

constexpr int glideInterval = 16;   // ms

/// The change on its way: `share` of 1 is all of it. Links bend where they did until it is done.
design::Change glidePart(const design::Change& change, double share) {
    design::Change part{change.label, {}};
    for (const design::Step& step : change.steps) {
        const auto* moved = std::get_if<design::ComponentStep>(&step);
        if (!moved || !moved->before || !moved->after) continue;
        design::Component between = *moved->after;
        const QRectF &a = moved->before->rect, &b = moved->after->rect;
        between.rect = QRectF(a.topLeft() + (b.topLeft() - a.topLeft()) * share,
                              QSizeF(a.width() + (b.width() - a.width()) * share, a.height() + (b.height() - a.height()) * share));
        part.steps.emplace_back(design::ComponentStep{moved->before, std::make_shared<const design::Component>(std::move(between))});
    }
    return part;
}

}  // namespace

GlideGesture::GlideGesture(CanvasView& view, design::Change change) : Interaction(view), m_change(std::move(change)), m_gesture(view.document(), m_change.label) {
    const std::vector<ComponentId> ids = m_change.componentIds();
    view.setMoving(std::set<ComponentId>(ids.begin(), ids.end()));
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { step(); });
    m_clock.start();
    m_timer.start(glideInterval);
}

GlideGesture::~GlideGesture() {
    m_gesture.cancel();
    m_view.setMoving(std::nullopt);
}

void GlideGesture::step() {
    const double t = std::min(1.0, double(m_clock.elapsed()) / duration);
    if (t >= 1 || !m_gesture.isRunning()) return finish();
    m_gesture.update(glidePart(m_change, 1 - std::pow(1 - t, 3)));   // quick at first
}

/// It is gone when this returns.
void GlideGesture::finish() {
    m_timer.stop();
    m_gesture.update(m_change);
    m_gesture.commit();
    m_view.endInteraction();
}

}  // namespace faultline::canvas
