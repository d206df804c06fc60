#pragma once
#include "model/design/document.h"
#include "model/runtime/engine.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>

namespace faultline::app {

/// Keeps the run of the page that is shown, and what the others' runs were when they were left: coming back does them again up to there,
/// and goes on when they were playing. It starts a run, hands edits and commands to it, and fetches its frames while there are any to come. No
/// timer runs while the run is paused and everything is answered. GUI thread.
class RunController : public QObject {
    Q_OBJECT
public:
    explicit RunController(design::DesignDocument& document, QObject* parent = nullptr);
    ~RunController() override;

    /// A new run of the document as it is now, from time 0, paused.
    void restart();
    /// Does a saved run of the document as it is now again and pauses where it was saved.
    void resume(runtime::SavedRun saved);
    /// What is known of the run; null before its first frame.
    const runtime::FramePtr& frame() const { return m_frame; }
    bool isPlaying() const { return m_playing; }
    /// Simulated seconds a second; 0: as fast as possible.
    double speed() const { return m_speed; }
    std::uint64_t seed() const { return m_seed; }
    /// Whether the timer that fetches frames runs.
    bool isPolling() const { return m_timer.isActive(); }
    /// The run as it is saved.
    runtime::SavedRun run() const { return m_engine->run(); }
    /// The runs of all pages that were begun, by page.
    std::map<int, runtime::SavedRun> runs() const;
    /// Gives a page that is not shown the run it was saved with.
    void park(int page, runtime::SavedRun saved) { m_parked[page] = {std::move(saved), false}; }

public slots:
    void setPlaying(bool playing);
    void step();
    /// Back to time 0; keeps playing or pausing.
    void reset();
    void setSpeed(double speed);
    /// The seed belongs to the document: it is edited there, undoably, and the run begins again with it.
    void setSeed(quint64 seed);
    void act(faultline::ComponentId id, const QString& verb);
    void actOnLink(faultline::LinkId id, const QString& verb);

signals:
    void frameCame(const faultline::runtime::FramePtr& frame);
    /// Playing, speed or seed was changed.
    void changed();

private:
    void post(const design::Change& change);
    void poll();
    void expect();
    void leavePage();
    void showPage();

    /// The run of a page that is not shown.
    struct Parked {
        runtime::SavedRun run;
        bool playing = false;
    };
    std::map<int, Parked> m_parked;
    std::optional<runtime::SavedRun> m_resuming;   ///< what is being done again, as long as nothing else was asked for
    design::DesignDocument& m_document;
    std::unique_ptr<runtime::Engine> m_engine;
    runtime::FramePtr m_frame;
    QTimer m_timer;
    bool m_playing = false;
    bool m_hasBegun = false;   ///< played, stepped, resumed, or something was done to it
    double m_speed = 1;
    std::uint64_t m_seed = 1;
};

}  // namespace faultline::app
