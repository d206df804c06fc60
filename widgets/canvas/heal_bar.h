#pragma once
#include <QTimer>
#include <QWidget>

class QPushButton;

namespace faultline::canvas {

/// Offers to link what a deletion has cut apart: a button over the canvas that goes away by itself. GUI thread.
class HealBar : public QWidget {
    Q_OBJECT
public:
    explicit HealBar(QWidget* parent);

    /// Shows what is offered; empty: nothing is.
    void offer(const QString& text);

signals:
    void accepted();
    /// Its size hint is another one now.
    void resized();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPushButton* m_button;
    QTimer m_timer;   // single shot
};

}  // namespace faultline::canvas
