#pragma once
#include <QWidget>

namespace faultline::canvas {

/// Says what the dots mean, in a corner of the canvas; a click folds it away and it remembers that for the session. GUI thread.
class Legend : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget* parent);

    /// At this speed dots move in true simulated time.
    void setTrueTime(bool trueTime);
    /// One request in so many is shown; 1: all.
    void setSampling(double sampling);
    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString rule() const;
    QString share() const;

    bool m_open = true;
    bool m_trueTime = false;
    bool m_hover = false;
    qint64 m_sampling = 1;
};

}  // namespace faultline::canvas
