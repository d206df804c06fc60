#pragma once
#include "model/core/fingerprint.h"
#include "model/core/problem.h"
#include "model/sim/blueprint.h"
#include "model/sim/call.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::sim {

class Context;

/// A figure or word a behaviour shows of itself; read only, never part of the run.
struct Status {
    double utilisation = -1;          ///< 0..1 now; -1: the CPU share of the process is used
    double queue = 0;                 ///< calls waiting
    Literal role;                     ///< "primary", "replica", "%1/%2 UP"
    std::vector<std::string> roleArguments;
    bool strained = false;            ///< works, but not well
    bool failing = false;
    Literal why;                      ///< the sentence behind strained or failing
    std::vector<std::string> whyArguments;
    // databases
    std::uint8_t databaseRole = 0;    ///< 0 none, 1 primary (writable), 2 replica, 3 read-only without a source
    double secondsBehind = -2;        ///< -1: NULL; -2: not a replica
    double transactionsBehind = 0;
    struct Interval {
        std::uint32_t origin = 0;         ///< server on which the transactions were first committed
        std::uint64_t from = 0, to = 0;   ///< inclusive
        friend bool operator==(const Interval&, const Interval&) = default;
    };
    std::vector<Interval> executed;         ///< what it has
    std::vector<Interval> received;         ///< the same with what is in its relay log
    std::vector<Interval> acknowledgedSet;  ///< what it told its clients is done
    std::uint64_t acknowledged = 0;         ///< how many those are
    /// What a monitoring service knows of what one agent watches.
    struct Observation {
        std::uint32_t agent = 0;
        SimTime heard = 0;                  ///< when its last sample came in
        bool isSilent = false;
        double cpu = 0, memory = 0, disk = 0;   ///< 0..1
        double rate = -1, failed = -1;      ///< requests a second in the logs, and the share of them that failed; -1: no logs are shipped
        double connections = 0;
    };
    /// And what it saw of something it asks itself.
    struct Probe {
        std::uint32_t target = 0;
        SimTime seen = 0;
        bool isOk = false;
        double milliseconds = 0;
        double certificateDays = -1;        ///< -1: it saw none
    };
    /// One server behind a load balancer, as HAProxy's statistics page counts it, since the process started.
    struct Server {
        std::uint32_t slot = 0;
        const char* state = "";             ///< "UP", "DOWN", "DRAIN", "MAINT", "no check"
        std::uint32_t passed = 0, needed = 0;   ///< checks: 2/3 while going down, 1/2 while coming up
        bool isBackup = false;
        std::uint32_t weight = 0;
        std::uint32_t sessions = 0, sessionsMax = 0, queue = 0, queueMax = 0;
        std::uint64_t sessionsTotal = 0;
        std::uint32_t rate = 0, rateMax = 0;    ///< sessions in the last full second, and the most in one
        std::uint64_t connectErrors = 0, responseErrors = 0, retries = 0, redispatches = 0;
        std::uint64_t checksFailed = 0, timesDown = 0;
        SimTime downtime = 0;
        SimTime changed = 0;                ///< when its state changed last
    };
    std::vector<Server> servers;
    std::vector<Observation> observations;
    std::vector<Probe> probes;
    std::vector<std::pair<const char*, double>> metrics;   ///< by MetricSpec::key
};

/// What a component does: its process. It holds all its state by value, so that clone() is a full copy, and nothing in it points
/// into a World. Called by the World alone, on the thread that runs it. It learns of others only through calls.
class Behaviour {
public:
    virtual ~Behaviour() = default;
    virtual std::unique_ptr<Behaviour> clone() const = 0;

    /// Reads properties and wires; first called before start(), again whenever they change (also while it is down). State stays.
    virtual void configure(Context&) {}
    /// The process starts: at time 0, after a restore, after being added.
    virtual void start(Context&) {}
    /// The process died (its calls, jobs and timers are gone already): forget what lived in its memory.
    virtual void stop(Context&) {}

    /// Whether the client of this encrypted call ends the handshake when it sees the certificate shown at this date (unix seconds): it then
    /// sends no request, so that the call arrives with its first message of the handshake and onCall() has to refuse it.
    virtual bool isHandshakeRefused(const Call&, std::int64_t /*date*/) const { return false; }
    /// A call arrived; answer it now or later.
    virtual void onCall(Context&, Call&) {}
    /// A call of mine ended (answered, refused, timed out); it is given back afterwards.
    virtual void onAnswer(Context&, Call&) {}
    /// The caller of a call I hold has gone away.
    virtual void onCallerGone(Context&, Call&) {}
    /// A delay I asked for has passed; the call's phase says what for.
    virtual void onDelay(Context&, Call&) {}
    /// A CPU job of a call has finished.
    virtual void onCpu(Context&, Call&) {}
    /// The deadline of a task of mine has passed.
    virtual void onDeadline(Context&, Call&) {}
    /// A timer of mine.
    virtual void onTimer(Context&, std::uint16_t /*tag*/, std::uint64_t /*payload*/) {}
    /// An operator's act ("promote", "drain"); false: it knows no such verb. `why` says why it cannot be done now.
    virtual bool act(Context&, std::string_view /*verb*/, Problem& /*why*/) { return false; }
    /// Somebody gave the address that I am to a machine, or took it from one, by a command on that machine.
    virtual void onAssigned(Context&, Slot /*machine*/, bool /*given*/) {}

    virtual void status(const Context&, Status&) const {}
    /// Adds its state (without counters) to a digest.
    virtual void hash(Fingerprint&) const {}
};

/// Gives a behaviour class its clone().
template <class Derived> class BehaviourOf : public Behaviour {
public:
    std::unique_ptr<Behaviour> clone() const override { return std::make_unique<Derived>(static_cast<const Derived&>(*this)); }
};

}  // namespace faultline::sim
