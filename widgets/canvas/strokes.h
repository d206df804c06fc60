#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QPolygonF>
#include <QTimer>

#include <vector>

class QPainter;
class QTransform;
class QWidget;

namespace faultline::canvas {

/// What the marker has drawn over the drawing, in scene coordinates; no part of the document. Strokes stay until clear(), or fade away
/// some seconds after the pen was lifted; no timer runs while none is about to. GUI thread.
class Strokes : public QObject {
    Q_OBJECT
public:
    /// `viewport` is painted again when something of it is another.
    explicit Strokes(QWidget* viewport);

    void begin(QPointF scene);
    void add(QPointF scene);
    void lift();
    void clear();
    bool isEmpty() const { return m_strokes.empty(); }
    std::size_t size() const { return m_strokes.size(); }
    /// Those that are there begin to fade now, or stay.
    void setFading(bool fading);
    bool isFading() const { return m_fading; }
    /// Without it they vanish at once when their time is over.
    void setMotion(bool motion) { m_motion = motion; }
    bool isWaiting() const { return m_timer.isActive(); }
    void paint(QPainter& painter, const QTransform& toView) const;

private:
    struct Stroke {
        QPolygonF line;
        qint64 lifted = -1;   ///< by m_clock; -1: it is being drawn
    };
    double opacity(const Stroke& stroke) const;
    void step();

    QWidget* m_viewport;
    std::vector<Stroke> m_strokes;
    QElapsedTimer m_clock;
    QTimer m_timer;   // single shot
    bool m_fading = false;
    bool m_motion = true;
};

}  // namespace faultline::canvas
