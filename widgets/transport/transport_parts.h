#pragma once
#include "model/core/sim_time.h"

#include <QWidget>

namespace faultline::transport {

/// The simulated clock in figures that stay where they are.
class ClockLabel : public QWidget {
    Q_OBJECT
public:
    explicit ClockLabel(QWidget* parent = nullptr);
    SimTime time() const { return m_time; }
    void setTime(SimTime time);
    QString text() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    SimTime m_time = 0;
};

/// Says how fast the run really is when that is not what was asked for; long where there is room, short where there is not.
class SpeedNotice : public QWidget {
    Q_OBJECT
public:
    explicit SpeedNotice(QWidget* parent = nullptr);
    /// An empty text hides it. `warning`: in the colours of a strained state.
    void setTexts(const QString& longText, const QString& shortText, bool warning);
    /// What is shown at the present width.
    QString shownText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_long, m_short;
    bool m_warning = false;
};

}  // namespace faultline::transport
