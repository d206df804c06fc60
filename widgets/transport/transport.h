#pragma once
#include "model/core/sim_time.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace faultline::transport {

class ClockLabel;
class RateControl;
class SpeedNotice;

/// The bar that runs the simulation: play and pause, step, reset, speed, the simulated clock, traffic and seed. It shows
/// what it is told and
/// says what the user wants; setting a value never emits a signal. GUI thread.
class Transport : public QWidget {
    Q_OBJECT
public:
    explicit Transport(QWidget* parent = nullptr);
    ~Transport() override;

    /// The speeds offered, in order; 0, the last one, is as fast as possible.
    static const QList<double>& speeds();

    bool isPlaying() const { return m_playing; }
    double speed() const { return m_speed; }
    quint64 seed() const { return m_seed; }
    double rate() const;
    SimTime time() const;
    /// The sentence about the true speed; empty while the run keeps up.
    QString notice() const;

public slots:
    void setPlaying(bool playing);
    void setTime(faultline::SimTime time);
    /// Simulated seconds a second; 0: as fast as possible. Any value, also one that is not offered.
    void setSpeed(double speed);
    /// What the run really manages; `behind`: less than was asked for.
    void setTrueSpeed(double speed, bool behind);
    void setSeed(quint64 seed);
    /// Requests a second of all users together.
    void setRate(double perSecond);
    /// Why there is no traffic to control ("Add users first"); empty: there is.
    void setRateUnavailable(const QString& reason);
    /// One step faster or slower among speeds(), as if chosen.
    void faster();
    void slower();

signals:
    void playRequested();
    void pauseRequested();
    void stepRequested();
    void resetRequested();
    void speedChanged(double speed);
    void seedChanged(quint64 seed);
    void rateChanged(double perSecond);
    /// While the slider is dragged; rateChanged follows.
    void rateChanging(double perSecond);

private:
    QWidget* makeRun();
    QWidget* makeSpeed();
    QWidget* makeSeed();
    QToolButton* makeButton(const QString& icon, const QString& name, const QString& tip);
    void toggle();
    void chooseSpeed(double speed);
    void acceptSeed();
    void showPlaying();
    void showNotice();

    QPushButton* m_play;
    QToolButton* m_step;
    QToolButton* m_reset;
    ClockLabel* m_clock;
    QComboBox* m_speedBox;
    SpeedNotice* m_notice;
    RateControl* m_rate;
    QLineEdit* m_seedField;
    bool m_playing = false;
    double m_speed = 1;
    double m_trueSpeed = 0;
    bool m_behind = false;
    quint64 m_seed = 1;
};

}  // namespace faultline::transport
