#pragma once
#include <QWidget>

namespace faultline::canvas {

/// One line in the corner of the canvas that says what the dots mean and how they move; a click folds it away. What has no room is
/// left to its tool tip. GUI thread.
class Legend : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget* parent);

    /// At this speed dots move in true simulated time.
    void setTrueTime(bool trueTime);
    /// One request in so many is shown; 1: all.
    void setSampling(double sampling);
    /// How wide it may become.
    void setRoom(int width);
    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    QSize sizeHint() const override;

signals:
    /// Its size hint is another one now.
    void resized();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString rule() const;
    QString share() const;
    /// The sentences behind the signs, as many as there is room for.
    QStringList words() const;
    void refresh();

    bool m_open = true;
    bool m_trueTime = false;
    bool m_hover = false;
    qint64 m_sampling = 1;
    int m_room = 10'000;
};

}  // namespace faultline::canvas
