#include "widgets/canvas/strokes.h"

#include "widgets/common/theme.h"

#include <QPainter>
#include <QTransform>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

constexpr double strokesWidth = 4;         ///< pixels of the window
constexpr qint64 strokesStay = 2500;       ///< ms after the pen was lifted: long enough to say a sentence about it
constexpr qint64 strokesFade = 800;        ///< ms from then on
constexpr int strokesInterval = 33;        ///< ms between two steps of fading

}  // namespace

Strokes::Strokes(QWidget* viewport) : QObject(viewport), m_viewport(viewport) {
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Strokes::step);
}

void Strokes::begin(QPointF scene) { m_strokes.push_back({QPolygonF({scene}), -1}); }

void Strokes::add(QPointF scene) {
    if (m_strokes.empty() || m_strokes.back().lifted >= 0) return;   // taken away meanwhile
    m_strokes.back().line << scene;
    m_viewport->update();
}

void Strokes::lift() {
    if (m_strokes.empty() || m_strokes.back().lifted >= 0) return;
    m_strokes.back().lifted = m_clock.elapsed();
    step();
}

void Strokes::clear() {
    m_timer.stop();
    m_strokes.clear();
    m_viewport->update();
}

void Strokes::setFading(bool fading) {
    m_fading = fading;
    for (Stroke& stroke : m_strokes)
        if (stroke.lifted >= 0) stroke.lifted = m_clock.elapsed();
    step();
    m_viewport->update();
}

double Strokes::opacity(const Stroke& stroke) const {
    if (!m_fading || stroke.lifted < 0) return 1;
    const double over = static_cast<double>(m_clock.elapsed() - stroke.lifted - strokesStay);
    return over <= 0 ? 1 : !m_motion ? 0 : std::max(0.0, 1 - over / double(strokesFade));
}

/// Takes away what has faded, and waits for what is next.
void Strokes::step() {
    m_timer.stop();
    if (!m_fading) return;
    std::erase_if(m_strokes, [this](const Stroke& stroke) { return opacity(stroke) <= 0; });
    qint64 next = -1;
    for (const Stroke& stroke : m_strokes) {
        if (stroke.lifted < 0) continue;
        const qint64 wait = std::max<qint64>(strokesInterval, stroke.lifted + strokesStay - m_clock.elapsed());
        next = next < 0 ? wait : std::min(next, wait);
    }
    if (next >= 0) m_timer.start(static_cast<int>(next));
    m_viewport->update();
}

void Strokes::paint(QPainter& p, const QTransform& toView) const {
    const widgets::Theme& t = widgets::theme();
    p.save();
    p.setBrush(Qt::NoBrush);
    for (const Stroke& stroke : m_strokes) {
        const QPolygonF line = toView.map(stroke.line);
        p.setOpacity(opacity(stroke));
        // A rim keeps it visible over whatever is below.
        for (const auto& [color, width] : {std::pair(t.canvas, strokesWidth + 3), std::pair(t.accent, strokesWidth)}) {
            p.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            if (line.size() == 1)
                p.drawPoint(line.first());
            else
                p.drawPolyline(line);
        }
    }
    p.restore();
}

}  // namespace faultline::canvas
