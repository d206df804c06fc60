#pragma once
#include "model/runtime/command.h"
#include "model/runtime/report.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::sim {
class Recording;
class World;
}  // namespace faultline::sim

namespace faultline::runtime {

class Faults;
class Wording;

/// A running simulation of a design on the thread of its caller: its own Design, what it was compiled to, the World, the
/// Recording and the log of commands. Same design, seed and commands: same run.
class Simulation {
public:
    using Log = std::vector<std::pair<SimTime, std::string>>;  ///< formatCommand texts, in the order they were done

    /// At time 0, before anything happened. The catalogue must outlive it.
    Simulation(const catalog::Catalog& catalog, design::Design design, std::uint64_t seed);
    ~Simulation();
    Simulation(Simulation&&) noexcept;
    Simulation& operator=(Simulation&&) noexcept;

    SimTime now() const;
    std::uint64_t seed() const;
    /// The design as it is now, and as it was at time 0.
    const design::Design& design() const;
    const design::Design& start() const;
    const catalog::Catalog& catalog() const;

    /// Does every event before `until` and sets the clock to it. Stops early, with false, after about `maximumEvents`.
    bool runBefore(SimTime until, std::uint64_t maximumEvents = ~std::uint64_t{0});
    void runUntil(SimTime until) { runBefore(until); }
    /// Does the rest of an instant that runBefore() stopped in: only then can the run so far be repeated.
    void finishInstant();
    /// Time of the next event; `never` without one.
    SimTime nextEvent() const;

    /// Done now, before other events of this instant, and logged. Command::at is not looked at. The error says why it cannot be
    /// carried out; then nothing is logged.
    Result<void> perform(const Command& command);
    /// The same for a command in words, resolved against the design as it is now.
    Result<void> perform(const CommandText& command);

    /// What became of it so far; `file` is passed through.
    Report report(std::string file = {}) const;
    const Log& log() const;
    /// The run up to the end of the present instant.
    SavedRun saved();
    /// 16 hexadecimal digits.
    std::string fingerprint() const;

    /// Names of everything that was ever part of it.
    const Wording& wording() const;
    /// The faults that last now and are no state of the World: properties with other values.
    const Faults& faults() const;
    /// Whether what goes over a link is encrypted.
    bool isEncrypted(LinkId link) const;
    const sim::World& world() const;
    sim::Recording& recording();
    const sim::Recording& recording() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A command of a script that could not be carried out.
struct ScriptFailure {
    SimTime at = 0;
    std::string text;
    Problem problem;
};
/// Called about ten times a wall-clock second while a script runs; false ends the run there.
using ScriptProgress = std::function<bool(SimTime now, SimTime duration)>;

/// Runs a simulation to `duration`, with the commands when their time comes: by time, then in the order given, before other
/// events of that instant. Those after `duration` are left out. Ends at the first that cannot be carried out.
std::optional<ScriptFailure> runScript(Simulation& simulation, std::vector<CommandText> commands, SimTime duration,
                                       const ScriptProgress& progress = {});

}  // namespace faultline::runtime
