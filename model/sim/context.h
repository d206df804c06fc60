#pragma once
#include "model/sim/world.h"

namespace faultline::sim {

/// Memory and disk of a host, bytes; a size of 0: no limit.
struct HostMeasures {
    std::int64_t memoryUsed = 0, memory = 0, diskUsed = 0, disk = 0;
};

/// What a behaviour may do, for one component; made for each visit, holds nothing.
class Context {
public:
    Context(World& world, Slot self) : m_world(world), m_self(self) {}

    SimTime now() const { return m_world.m_now; }
    /// Simulated date, unix seconds.
    std::int64_t date() const { return m_world.m_startTime + m_world.m_now / second; }
    Slot self() const { return m_self; }
    const Setup& setup() const { return *m_world.at(m_self).setup; }
    const Settings& values() const { return setup().values(); }
    /// The stream of a purpose of this component, from its beginning; keep it in the behaviour.
    Random random(Purpose purpose) const { return Random(m_world.m_seed, m_self, purpose); }
    CallPool& calls() { return m_world.m_calls; }
    Call* find(CallHandle handle) { return m_world.m_calls.find(handle); }
    CallHandle handle(const Call& call) const { return {call.index, call.generation}; }

    // --- calls to others
    /// Sends a call; its end comes as onAnswer, always later than this returns.
    Call& call(const CallSpec& spec) { return m_world.startCall(m_self, spec); }
    /// Drops a call of mine: it may go on as an orphan, I hear no more of it. A stale handle does nothing.
    void abandon(CallHandle handle) {
        if (Call* call = find(handle)) m_world.abandon(*call, true);
    }
    /// The list of timers with this delay, for CallSpec::responseTimer and arm(); ask in configure().
    TimerListId timer(SimTime delay) { return m_world.timerList(delay); }
    /// Network time of one exchange on a new TCP connection over a route, without TLS, if nothing is in the way.
    SimTime roundTrip(RouteId route) {
        const Route& r = m_world.freshRoute(route);
        return r.out + r.back;
    }

    // --- calls of others, at me
    /// Ends a call I hold. It must be in none of my queues any more.
    void answer(Call& call, Outcome outcome, const Cause& cause = {}) { m_world.answer(call, outcome, cause); }
    /// onDelay comes for it after `delay`; one at a time for a call.
    void delay(Call& call, SimTime delay) {
        assert(call.state == CallState::AtCallee);
        m_world.cancelPending(call);
        m_world.pushCall(call, now() + delay);
    }
    void cancelDelay(Call& call) { m_world.cancelPending(call); }
    /// onCpu comes for it when it has had `work` CPU nanoseconds of my host; one job at a time for a call.
    void cpu(Call& call, SimTime work) { m_world.startJob(call, work); }

    /// Sends so many SYNs a second over each of these ways, without ever completing a connection; replaces what was sent before.
    void flood(const std::vector<RouteId>& routes, double perSecond) { m_world.setFlood(m_self, routes, perSecond); }
    std::uint16_t portOf(RouteId route) const { return m_world.m_routes[route].port; }

    // --- the disk of my host
    /// How long something that usually waits `usual` for the disk waits now, behind what is queued there, on a disk that may be slow;
    /// it takes `operations` of what the disk does in a second.
    SimTime diskTime(SimTime usual, std::uint32_t operations);
    /// Nothing can be written any more.
    bool isDiskFull() const;
    void wroteToDisk(std::int64_t bytes);

    // --- work of my own
    /// A task: a call from me to me, without network. A client's request when `kind` is Static, Read or Write (it gets a number).
    Call& begin(CallClass kind);
    /// Ends a task of mine; of a client's request this is its outcome.
    void finish(Call& task, Outcome outcome, const Cause& cause = {}) { m_world.endTask(task, outcome, cause); }
    /// onDeadline comes for the task when the list's delay has passed.
    void arm(Call& task, TimerListId list) { m_world.armTimer(task, list); }
    void disarm(Call& task) { m_world.disarmTimer(task); }

    // --- timers
    TimerId after(SimTime delay, std::uint16_t tag, std::uint64_t payload = 0);
    void cancel(TimerId& timer);

    // --- what people see
    std::uint64_t event(const EventType& type, const Cause& cause = {}, Slot other = 0, std::string text = {}) {
        return m_world.event(m_self, type, cause, other, std::move(text));
    }
    /// How many of `capacity` places are busy; averaged over time as the utilisation.
    void busy(std::uint32_t count, std::uint32_t capacity) {
        ComponentRecord& record = m_world.m_recording->of(m_self);
        record.busy.set(now(), count);
        record.capacity = capacity;
    }
    /// So many of my workers are at work now, and hold memory if that is set.
    void working(std::uint32_t workers) { m_world.setWorking(m_self, workers); }
    /// A client's request is tried for the first time or again.
    void attempted() { m_world.m_recording->attempted(); }
    /// An answer was older than what the client itself had written.
    void sawStale() { m_world.m_recording->sawStale(); }
    void queued(std::uint32_t count) { m_world.m_recording->of(m_self).queue.set(now(), count); }
    /// Sets the rules of this firewall.
    void setFilter(std::vector<FirewallRule> rules, const RuleAction (&policy)[3]);
    /// Makes me an address that others share, held by `holder`; 0: by nobody.
    void setHolder(Slot holder);
    /// A command on a machine that I reached gave it the address that `address` is, or took it away there.
    void assignAddress(Slot address, Slot machine, bool given);
    /// Whether a connection that I keep, to the process with this epoch, is open as far as my machine has heard: one whose process ended
    /// was closed by the other machine, if that lives and can be heard.
    bool isOpen(RouteId route, std::uint32_t connection) const;
    /// What I do not listen for: 1 plain traffic, 2 encrypted, 3 both. Connections that exist stay.
    void setClosed(std::uint8_t which);
    /// A new process takes over without a gap: what I work on I finish, connections that nobody uses now are closed, timers are gone.
    void renew() { ++m_world.at(m_self).epoch; }
    /// The way as it is drawn, of a call that went by way of a shared address; else its own.
    RouteId drawnRoute(const Call& call) const {
        const RouteId shared = call.route == none ? none : m_world.m_routes[call.route].shared;
        return shared != none ? shared : call.route;
    }
    /// Whom the way is drawn to: of a shared address that, not who has it.
    Slot drawnCallee(const Call& call) const {
        const RouteId drawn = drawnRoute(call);
        return drawn == none ? call.callee : m_world.m_routes[drawn].callee;
    }
    const Filter& filter() const { return m_world.at(m_self).filter; }

    // --- what an agent on this host can measure
    double hostUtilisation() const;      ///< CPU of my host, 0..1, at this instant
    /// CPU time my host has handed out so far, in core-nanoseconds; differences of it are its mean utilisation.
    SimTime hostCpuTime() const;
    std::uint32_t hostCores() const;
    std::uint32_t hostJobs() const;
    HostMeasures hostMeasures() const;
    /// The certificate that the end of an encrypted call of mine has shown; null without one.
    const Settings* shownCertificate(const Call& answer) const {
        const ComponentState* state = m_world.component(answer.callee);
        if (!state || !answer.has(Call::Tls)) return nullptr;
        for (const Attachment& attached : state->setup->attachments)
            if (std::string_view(attached.kind) == "certificate") return attached.settings.get();
        return nullptr;
    }
    /// Calls a neighbour holds now, as its open connections show.
    std::uint32_t neighbourConnections(Slot neighbour) const {
        const ComponentState* state = m_world.component(neighbour);
        return state ? state->inFlight : 0;
    }
    /// Kind id of a neighbour, as its process list tells; empty when there is none.
    std::string_view neighbourKind(Slot neighbour) const {
        const ComponentState* state = m_world.component(neighbour);
        return state ? std::string_view(state->setup->kind) : std::string_view();
    }
    bool isNeighbourRunning(Slot neighbour) const { return m_world.isRunning(neighbour); }
    /// Whether the process exists, frozen or not, as `killall -0` asks on its machine.
    bool isProcessAlive(Slot neighbour) const {
        const ComponentState* state = m_world.component(neighbour);
        return state && state->power == Power::Running && m_world.isHostUp(neighbour);
    }
    /// Whether its machine runs.
    bool isMachineRunning(Slot neighbour) const;
    bool isMachineFrozen(Slot neighbour) const;
    /// Requests a neighbour has ended so far and how many of them failed, as its log tells.
    std::pair<std::uint64_t, std::uint64_t> neighbourLog(Slot neighbour) const;

private:
    World& m_world;
    Slot m_self;
};

}  // namespace faultline::sim
