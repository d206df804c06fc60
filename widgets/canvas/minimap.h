#pragma once
#include <QPixmap>
#include <QTransform>
#include <QWidget>

namespace faultline::canvas {

class CanvasView;

/// The whole drawing, small, with a frame around what is seen; a press or drag moves the view there. GUI thread.
class Minimap : public QWidget {
    Q_OBJECT
public:
    Minimap(CanvasView& view, QWidget* parent);
    /// Where a place of the drawing is shown.
    QPointF fromScene(QPointF scene) const { return toMap().map(scene); }

signals:
    void closeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QTransform toMap() const;

    CanvasView& m_view;
};

}  // namespace faultline::canvas
