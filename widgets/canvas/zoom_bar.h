#pragma once
#include <QWidget>

class QToolButton;

namespace faultline::canvas {

/// Zoom buttons in the corner of the canvas: out, the present zoom (a click: 100 %), in, fit. GUI thread.
class ZoomBar : public QWidget {
    Q_OBJECT
public:
    explicit ZoomBar(QWidget* parent);
    void setZoom(double zoom);

signals:
    void outRequested();
    void inRequested();
    void naturalRequested();
    void fitRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* m_percent;
};

}  // namespace faultline::canvas
