#pragma once
#include "model/validation/case.h"

#include <QDialog>
#include <QTimer>

#include <atomic>
#include <thread>
#include <vector>

class QProgressBar;
class QPushButton;

namespace faultline::app {

class HelpText;

/// What the simulation was held to and what came out, beside what is simulated and what is not; the cases can be run again here, short,
/// on threads of their own. GUI thread.
class TrustDialog : public QDialog {
    Q_OBJECT
public:
    /// `cases`: what "Run it now" runs.
    TrustDialog(std::vector<validation::Case> cases, QWidget* parent);
    ~TrustDialog() override;

signals:
    /// The cases have been run here.
    void finished();

private:
    void showTable(const std::vector<validation::Verdict>& verdicts, const QString& whence);
    void startOrStop();
    void poll();
    void stop();

    const std::vector<validation::Case> m_cases;
    HelpText* m_table;
    QProgressBar* m_progress;
    QPushButton* m_run;
    QTimer m_timer;   ///< only while the cases run
    std::jthread m_thread;
    std::atomic<int> m_done{0}, m_all{0};
    std::atomic<bool> m_isStopped{false}, m_isFinished{false};
    std::vector<validation::Verdict> m_verdicts;   ///< of the thread, until it has finished
};

}  // namespace faultline::app
