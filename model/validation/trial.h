#pragma once
#include "model/runtime/simulation.h"
#include "model/sim/behaviour.h"

#include <QByteArray>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace faultline::validation {

/// One client's request as the client saw it.
struct Seen {
    SimTime start = 0, end = 0;
    sim::CallClass kind = sim::CallClass::Read;
    sim::Outcome outcome = sim::Outcome::Ok;
    double latency() const { return static_cast<double>(end - start) / 1e9; }  ///< seconds
};

/// A run of a design from the text of its file, with commands as `faultline run --at` takes them, and questions about how it went.
/// Times and latencies are in simulated seconds. A command that cannot be carried out ends the run; problem() says why.
class Trial {
public:
    Trial(const catalog::Catalog& catalog, const QByteArray& design, std::uint64_t seed = 1);

    /// "20s kill web-2"; before the run comes there.
    Trial& at(const std::string& command);
    /// Goes on to `seconds`, with the commands when their time comes.
    Trial& run(double seconds);
    /// The same, asking `look` every so often (and at the end) with the present time.
    Trial& run(double seconds, double every, const std::function<void(double)>& look);
    bool isSound() const { return m_problem.empty(); }
    const std::string& problem() const { return m_problem; }

    /// All requests that have ended, by their start.
    const std::vector<Seen>& requests();
    /// How many requests that started in [from, to) ended with `outcome`.
    std::size_t count(sim::Outcome outcome, double from = 0, double to = std::numeric_limits<double>::infinity());
    /// How many of them ended otherwise than well.
    std::size_t failures(double from = 0, double to = std::numeric_limits<double>::infinity());
    std::size_t ended(double from = 0, double to = std::numeric_limits<double>::infinity());
    /// Shortest and longest time of those with this outcome; {0, 0} without one.
    std::pair<double, double> span(sim::Outcome outcome, double from = 0, double to = std::numeric_limits<double>::infinity());

    /// When `event` happened to the component for the first time at or after `from`; -1: never.
    double when(const char* component, const char* event, double from = 0) const;
    /// Calls that ended at a component so far.
    std::uint64_t calls(const char* component) const;
    /// Requests of clients that were sent to a component so far, health checks not among them.
    std::uint64_t requestsTo(const char* component) const;
    /// Mean number waiting in a component over [from, to), whole seconds.
    double meanQueue(const char* component, int from, int to) const;
    /// What a component shows of itself now; 0 when it does not show it.
    double metric(const char* component, const char* key) const;
    sim::Status status(const char* component) const;
    const runtime::ReplicationReport replication(const char* database) const;
    runtime::Report report() const { return m_simulation->report(); }
    runtime::Simulation& simulation() { return *m_simulation; }
    const runtime::Simulation& simulation() const { return *m_simulation; }

private:
    void collect();
    sim::Slot slot(const char* component) const;
    bool advance(SimTime until);

    struct Open {
        SimTime start = -1;
        sim::CallClass kind = sim::CallClass::Read;
    };
    std::unique_ptr<runtime::Simulation> m_simulation;
    std::vector<runtime::CommandText> m_commands;
    std::size_t m_next = 0;
    std::vector<Open> m_open;  ///< by number of the request
    std::vector<Seen> m_seen;
    std::vector<std::uint64_t> m_sentTo;  ///< by component
    bool m_isSorted = true;
    std::string m_problem;
};

}  // namespace faultline::validation
