#pragma once
#include "model/runtime/command.h"
#include "model/runtime/frame.h"

#include <memory>
#include <vector>

namespace faultline::runtime {

struct EngineOptions {
    std::uint64_t seed = 1;
    int maximumDots = 300;
};

/// The running simulation of one document: a worker thread that owns its World, its own Design and its Recording alone.
/// Every member may be called from the GUI thread; none blocks on the simulation.
class Engine {
public:
    Engine(const catalog::Catalog& catalog, design::Design design, EngineOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void play();
    void pause();
    /// Runs until the next event that a person could see (paused).
    void step();
    /// Simulated seconds a second, 0.001 ..; 0: as fast as possible.
    void setSpeed(double speed);
    /// Back to time 0 of the design as it is now, with this seed; keeps playing or pausing as it was.
    void reset(design::Design design, std::uint64_t seed);
    /// Done between two events at the present simulated time; Command::at is stamped by the engine.
    void post(Command command);
    /// An edit of the document: adopted by the run.
    void post(design::Change change);

    /// The newest frame, merged since the last take(); null when nothing is new. Call every 16 ms while needsPolling().
    FramePtr take();
    /// Whether frames are coming: it plays, or a command is unanswered.
    bool needsPolling() const;

    /// The run so far as it is saved. Waits for the worker (milliseconds).
    SavedRun run() const;
    /// Does a saved run again, as fast as it goes, and pauses where it was saved; orders given meanwhile wait for that, but for a
    /// reset. A log that does not end in `document` does not belong to it: then an event says so and the run is at time 0 of `document`.
    /// A fingerprint that is another one than the saved one is told by an event.
    void resume(SavedRun saved, design::Design document);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}  // namespace faultline::runtime
