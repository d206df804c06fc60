#include "model/runtime/compile.h"
#include "model/runtime/edit_text.h"
#include "model/runtime/wording.h"
#include "model/sim/recording.h"
#include "model/sim/world.h"
#include "model/storage/design_json.h"
#include "tests/validation/random_run.h"

#include <algorithm>
#include <cmath>

namespace faultline::tests {

namespace {

constexpr std::uint64_t mostAtOnce = 3'000'000;   ///< events; more within a tenth of a second, and the run is given up
constexpr std::uint32_t mostWaiting = 10'000'000; ///< more in a queue than there ever were calls: it went below zero

/// Looks at a run from step to step.
class Watcher {
public:
    explicit Watcher(const runtime::Simulation& simulation) : m_simulation(simulation) {}

    std::string look() {
        const sim::World& world = m_simulation.world();
        const sim::Recording& recording = m_simulation.recording();
        if (world.now() < m_now) return "time went back";
        if (world.nextEvent() < world.now()) return "an event lies in the past";
        if (recording.requestsStarted() != recording.requestsEnded() + world.requestsInFlight())
            return "requests: started " + std::to_string(recording.requestsStarted()) + ", ended " + std::to_string(recording.requestsEnded()) +
                   ", in flight " + std::to_string(world.requestsInFlight());
        std::string wrong = events(recording);
        for (const auto& state : world.components()) {
            if (!wrong.empty()) break;
            if (!state) continue;
            wrong = component(*state, state->setup->slot);
            if (!wrong.empty()) wrong = m_simulation.wording().name(state->setup->slot) + ": " + wrong;
        }
        m_now = world.now();
        return wrong;
    }

private:
    std::string events(const sim::Recording& recording) {
        for (; m_events < recording.events().size(); ++m_events) {
            const sim::RecordedEvent& event = recording.events()[m_events];
            if (event.time < m_lastEvent || event.time > m_simulation.now()) return "an event was written down at a wrong time";
            if (event.before >= event.number) return "an event has its cause in the future";
            m_lastEvent = event.time;
        }
        return {};
    }

    std::string component(const sim::ComponentState& state, sim::Slot slot) {
        const sim::World& world = m_simulation.world();
        const auto& records = m_simulation.recording().components();
        if (slot < records.size()) {
            const sim::ComponentRecord& record = records[slot];
            const std::uint64_t done = record.ended + record.lost;
            // Work of its own is in flight as well, without ever having arrived.
            if (record.arrived < done || record.arrived > done + state.inFlight)
                return "arrived " + std::to_string(record.arrived) + ", ended " + std::to_string(record.ended) + ", lost " + std::to_string(record.lost) +
                       ", in flight " + std::to_string(state.inFlight);
            std::uint64_t sum = 0;
            for (const std::uint64_t count : record.byOutcome) sum += count;
            if (sum != record.ended) return "its outcomes do not sum up";
            if (record.queue.maximum > mostWaiting || record.busy.maximum > mostWaiting) return "a queue went below zero";
        }
        if (state.inFlight > world.callsInUse()) return "more in flight than there are calls";
        const sim::Status status = world.status(slot);
        if (!(status.queue >= 0) || status.queue > mostWaiting) return "its queue is " + std::to_string(status.queue);
        if (!(status.utilisation <= 1 + 1e-9)) return "its utilisation is " + std::to_string(status.utilisation);
        for (const auto& [key, value] : status.metrics)
            if (!std::isfinite(value)) return std::string(key) + " is no number";
        if (!(status.transactionsBehind >= 0)) return "transactions behind below zero";
        return processor(state, slot);
    }

    std::string processor(const sim::ComponentState& state, sim::Slot slot) {
        if (state.setup->host != slot) return {};
        const sim::World& world = m_simulation.world();
        m_processors.resize(std::max<std::size_t>(m_processors.size(), slot + 1));
        Processor& before = m_processors[slot];
        const SimTime out = state.cpu.handedOutAt(world.now());
        const std::uint32_t cores = std::max(before.cores, state.cpu.cores());
        const bool isTooMuch = out < before.out || out - before.out > static_cast<SimTime>(cores) * (world.now() - before.at);
        before = {world.now(), out, state.cpu.cores()};
        return isTooMuch ? "more CPU time was handed out than it has" : std::string();
    }

    struct Processor {
        SimTime at = 0, out = 0;
        std::uint32_t cores = 0;
    };
    const runtime::Simulation& m_simulation;
    SimTime m_now = 0, m_lastEvent = 0;
    std::size_t m_events = 0;
    std::vector<Processor> m_processors;
};

/// Does the commands when their time comes; those that are impossible (their part was left out) are passed over. `pieces`: how long
/// it runs at a time. False: too much happens to go on.
template <class Look> bool play(runtime::Simulation& simulation, const RandomRun& run, SimTime pieces, const Look& look) {
    const auto runTo = [&](SimTime until) {
        while (simulation.now() < until) {
            if (!simulation.runBefore(std::min(until, simulation.now() + pieces), mostAtOnce)) return false;
            if (!look()) return true;
        }
        return true;
    };
    for (const runtime::CommandText& command : run.commands) {
        if (command.at > run.duration) break;
        if (!runTo(command.at)) return false;
        (void)simulation.perform(command);
        if (!look()) return true;
    }
    return runTo(run.duration);
}

bool isEdit(const runtime::CommandText& command) {
    return command.text.starts_with("set ") || command.text.starts_with("edit ") || command.text.starts_with("rate ");
}

}  // namespace

std::string violation(const catalog::Catalog& catalog, const RandomRun& run) {
    const Result<design::Design> design = storage::readDesign(run.design, catalog);
    if (!design) return {};
    // Once, looked at from all sides; a copy made after the last command goes on alone.
    runtime::Simulation first(catalog, *design, run.seed);
    Watcher watcher(first);
    std::string wrong;
    std::unique_ptr<sim::World> copy;
    const SimTime last = run.commands.empty() ? 0 : run.commands.back().at;
    const bool isWhole = play(first, run, 100 * millisecond, [&] {
        wrong = watcher.look();
        if (!copy && first.now() > last) copy = std::make_unique<sim::World>(first.world());
        return wrong.empty();
    });
    if (!wrong.empty()) return "at " + std::to_string(static_cast<double>(first.now()) / 1e9) + " s: " + wrong;
    if (!isWhole) return {};   // a storm of its own making: nothing wrong, but too long for a test
    if (copy) {
        sim::Recording own;
        copy->runBefore(run.duration, own);
        if (copy->fingerprint().text() != first.fingerprint() || !(copy->stateHash().text() == first.world().stateHash().text()))
            return "a copy made at a checkpoint ended otherwise";
    }
    // Its log, done again in one go.
    RandomRun again = run;
    again.commands.clear();
    for (const auto& [at, text] : first.log()) again.commands.push_back({at, text});
    runtime::Simulation second(catalog, first.start(), run.seed);
    play(second, again, run.duration, [] { return true; });
    if (second.fingerprint() != first.fingerprint()) return "the log, done again, gave another run";
    if (!(second.design() == first.design())) return "the log, done again, ended in another design";
    // The same, while the design that is there already is adopted over and over.
    if (std::any_of(run.commands.begin(), run.commands.end(), isEdit) || copy == nullptr) return {};
    sim::Recording own;
    runtime::Compiler compiler(catalog, run.seed);
    sim::World adopting(compiler.compile(*design), own);
    RandomRun early = run;
    early.commands.clear();
    runtime::Simulation plain(catalog, *design, run.seed);
    for (SimTime now = 0; now < run.duration; now += 130 * millisecond) {
        adopting.runBefore(now, own, mostAtOnce);
        adopting.adopt(compiler.compile(*design), own);
    }
    adopting.runBefore(run.duration, own, mostAtOnce);
    if (!play(plain, early, run.duration, [] { return true; })) return {};
    if (adopting.fingerprint().text() != plain.fingerprint()) return "adopting an empty difference changed the run";
    return {};
}

}  // namespace faultline::tests
