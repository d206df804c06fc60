#pragma once
#include "model/core/result.h"
#include "model/sim/behaviour.h"
#include "model/sim/host.h"
#include "model/sim/recording.h"

#include <map>
#include <memory>
#include <vector>

namespace faultline::sim {

/// What a caller asks the World to do for it.
struct CallSpec {
    RouteId route = none;
    CallClass kind = CallClass::Read;
    CallHandle parent;
    SimTime connectTimeout = 0;           ///< 0: the system's own (about two minutes)
    TimerListId responseTimer = noTimerList;
    std::uint32_t connection = 0;         ///< epoch of the callee's process the connection is to; 0: a new connection is made
    bool tls = false;
    bool verify = false;
    bool connectOnly = false;             ///< ends Ok as soon as it is connected; the process of the callee hears nothing of it
    std::uint64_t request = 0;            ///< taken from the parent when there is one
    std::uint32_t client = 0;
    std::uint32_t key = 0;
    std::uint16_t tag = 0;
    std::uint64_t version = 0;
};

/// Names a timer set with Context::after.
struct TimerId {
    std::uint32_t node = none;
    std::uint32_t serial = 0;
};

enum class Power : std::uint8_t { Running, Starting, Dead };

/// The running state of one component.
struct ComponentState {
    std::shared_ptr<const Setup> setup;
    std::unique_ptr<Behaviour> behaviour;
    std::uint32_t epoch = 1;              ///< raised by every kill, restore and removal; stale events are dropped
    Power power = Power::Running;
    bool killed = false;                  ///< by hand
    bool frozen = false;                  ///< by hand
    bool isHost = false;
    bool halted = false;                  ///< it or its host is frozen
    std::uint32_t backlog = 0;            ///< accepted while frozen
    std::uint64_t logged = 0, loggedFailed = 0;   ///< calls it has ended, as its own log tells
    std::uint32_t inFlight = 0;
    std::uint32_t announced = 0;          ///< epoch of the last process of it whose end its machine told everybody who was connected
    std::int64_t memoryPerCall = 0;       ///< as its setup says
    std::uint32_t working = 0;            ///< its busy workers, if they hold memory
    std::int64_t load = 0;                ///< of a host: bytes held for calls by all on it
    std::int64_t room = unlimited;        ///< of a host: how large that may become
    static constexpr std::int64_t unlimited = INT64_MAX;
    std::uint32_t cpuEvent = none;
    ProcessorShare cpu;                   ///< of a host or a free-standing component
    std::int64_t leaked = 0;              ///< bytes a process has grown by until `leakSince`
    SimTime leakSince = 0;
    std::uint32_t memoryEvent = none;     ///< of a host: when it runs out of memory
    std::int64_t written = 0;             ///< bytes put on the disk of a host
    SimTime diskBusyUntil = 0;
    Filter filter;                        ///< of a firewall
    bool isFilter = false;
    bool isShared = false;                ///< an address that others take over from each other
    Slot holder = 0;                      ///< who has that address now; 0: nobody
    std::uint8_t closed = 0;              ///< 1: it does not listen for plain traffic, 2: nor for encrypted
    Random network;
    std::vector<EventBody> deferred;      ///< what waits for the end of a freeze, in order

    ComponentState() = default;
    ComponentState(const ComponentState& other);
    ComponentState& operator=(const ComponentState&) = delete;
};

/// The whole state of a simulation: a value. A copy goes on by itself and, given the same commands, ends the same. One thread.
/// Events happen in the total order (time, priority, sequence).
class World {
public:
    /// Starts everything in `blueprint` at time 0; what happens then is told to `recording`.
    World(const Blueprint& blueprint, Recording& recording);
    /// The same when nobody wants to read what happened at time 0 (capacities, first gauges).
    explicit World(const Blueprint& blueprint);
    World(const World& other);
    World(World&&) noexcept = default;
    World& operator=(World&&) noexcept = default;
    World& operator=(const World& other) {
        if (this != &other) *this = World(other);
        return *this;
    }
    ~World() = default;

    SimTime now() const { return m_now; }
    std::int64_t startTime() const { return m_startTime; }
    /// Does every event before `until` and sets the clock to it. Stops early, with false, after `maximumEvents`.
    bool runBefore(SimTime until, Recording& recording, std::uint64_t maximumEvents = ~0ull);
    /// Does the next instant's events (one step); false: nothing will ever happen.
    bool step(Recording& recording, SimTime notAfter = never);
    /// Time of the next event; `never` without one.
    SimTime nextEvent() const;

    /// Takes over a changed design between two events: what stays keeps its state, what is gone fails its calls as a real removal
    /// would, what is new starts cold.
    /// `tellsEdits`: write down of each component that it was changed.
    /// `altered`: the only routes that differ from those of the blueprint adopted before; null: any may.
    void adopt(const Blueprint& blueprint, Recording& recording, bool tellsEdits = true, const std::vector<RouteId>* altered = nullptr);

    // What can be done from outside. The error says why it cannot be carried out.
    Result<void> kill(Slot slot, Recording& recording);
    Result<void> restore(Slot slot, Recording& recording);
    Result<void> freeze(Slot slot, Recording& recording);
    Result<void> thaw(Slot slot, Recording& recording);
    /// Cuts or mends a link; direction 0: from its `from` end, 1: back, 2: both.
    Result<void> setLinkUp(std::uint32_t link, int direction, bool up, Recording& recording);
    /// An act of the kind's own ("promote", "drain" ...).
    Result<void> act(Slot slot, std::string_view verb, Recording& recording);

    const ComponentState* component(Slot slot) const {
        return slot < m_components.size() ? m_components[slot].get() : nullptr;
    }
    const std::vector<std::unique_ptr<ComponentState>>& components() const { return m_components; }
    const LinkState* link(std::uint32_t id) const { return id < m_links.size() && m_links[id].exists ? &m_links[id] : nullptr; }
    Status status(Slot slot) const;
    bool isRunning(Slot slot) const;      ///< process up and its host too, not frozen
    bool isHostUp(Slot slot) const;
    bool isFrozen(Slot slot) const;
    std::uint32_t callsInUse() const { return m_calls.used(); }
    std::uint64_t eventsDone() const { return m_eventsDone; }
    /// Bytes that all on a host hold now; of a process: that it holds.
    std::int64_t memoryUsed(Slot slot) const;
    /// Bytes on the disk of a host.
    std::int64_t diskUsed(Slot host) const;
    std::uint64_t requestsInFlight() const { return m_requestsInFlight; }
    /// Digest of every event so far.
    const Fingerprint& fingerprint() const { return m_fingerprint; }
    /// Digest of the state without counters and random streams.
    Fingerprint stateHash() const;

private:
    friend class Context;
    enum class Type : std::uint8_t { Syn, Deliver, Accept, Answer, Retransmit, Gone, Delay, CpuDone, Timeout, HostCpu, TimerList, Timer, Started, Memory };
    static constexpr Type lastOfCall = Type::Timeout;   // what comes behind it is not about a call
    struct TimerListState {
        SimTime delay = 0;
        std::uint32_t head = none, tail = none;
        std::uint32_t node = none;
    };
    struct RingEntry {
        std::uint64_t order;
        EventBody body;
    };

    std::uint64_t nextOrder() { return ++m_sequence; }
    std::uint32_t schedule(SimTime at, const EventBody& body) { return m_queue.push(at, nextOrder(), body); }
    /// The one event of a call: what its state says.
    void scheduleCall(Call& call, SimTime at);
    void scheduleAs(Call& call, SimTime at, Type type);
    void happenNow(const EventBody& body);
    void happenAtOnce(const EventBody& body);
    void growRing();
    void cancelPending(Call& call) {
        if (!call.has(Call::Scheduled)) return;
        call.set(Call::Scheduled, false);
        m_queue.removeCall(call.index);
    }
    void pushCall(Call& call, SimTime at) {
        call.set(Call::Scheduled);
        m_queue.pushCall(at, nextOrder(), call.index);
    }
    static EventBody callBody(const Call& call, Type type) {
        return {static_cast<std::uint8_t>(type), 0, 0, call.index, call.generation, 0};
    }
    static Type eventOf(CallState state) {
        constexpr Type types[] = {Type::Syn,    Type::Syn,   Type::Deliver, Type::Retransmit,
                                  Type::Accept, Type::Delay, Type::Answer,  Type::Syn};
        return types[static_cast<std::size_t>(state)];
    }
    void countEvent(std::uint64_t type, std::uint32_t target, std::uint32_t generation);
    void dispatch(const EventBody& body);
    void dispatchCall(Type type, Call& call);
    void dispatchRare(Type type, Call& call);
    bool doNext(SimTime before);
    void closeBins(SimTime upTo);
    bool deferIfFrozen(Slot slot, const EventBody& body);
    bool deferIfFrozen(const Call& call, Type type) {
        return at(call.callee).halted && deferIfFrozen(call.callee, callBody(call, type));
    }

    // calls
    Call& startCall(Slot caller, const CallSpec& spec);
    void connect(Call& call);
    void connectQuickly(Call& call);
    void failConnect(Call& call, Outcome outcome, const Cause& cause, SimTime at);
    void scheduleSyn(Call& call, const Cause& cause, bool unreachable);
    void send(Call& call, SimTime delay);
    void deliver(Call& call);
    void deliverQuickly(Call& call);
    void takeIn(Call& call, ComponentState& callee);
    void stall(Call& call, bool reply, const Cause& cause);
    void answer(Call& call, Outcome outcome, const Cause& cause);
    void sendReply(Call& call);
    void replyQuickly(Call& call);
    void stallReply(Call& call, const Route& route);
    void deliverAnswer(Call& call);
    void abandon(Call& call, bool tellCallee);
    void callTimedOut(Call& call);
    void release(Call& call);
    void giveBack(Call& call);
    void leaveCallee(Call& call);
    void letGo(Call& call);
    void endTask(Call& call, Outcome outcome, const Cause& cause);
    SimTime drawDelay(Call& call, Route& route, bool back, bool connecting);
    bool isHandshakeRefused(const Call& call) const {
        const ComponentState* callee = component(call.callee);
        return callee && callee->behaviour && callee->behaviour->isHandshakeRefused(call, m_startTime + m_now / second);
    }
    SimTime drawVariable(Call& call, const Route& route, bool back, bool connecting, SimTime delay);
    void traceHop(const Call& call, bool returning, SimTime arrives, bool lost) {
        if (m_recording->traces(call.request)) [[unlikely]] writeHop(call, returning, arrives, lost);
    }
    void writeHop(const Call& call, bool returning, SimTime arrives, bool lost);
    void countLink(const Route& route, bool ok) {
        if (route.linkId) m_recording->countLink(route.linkId, ok);
        if (route.secondLink) [[unlikely]] m_recording->countLink(route.secondLink, ok);
    }

    // timers of constant delay
    TimerListId timerList(SimTime delay);
    void armTimer(Call& call, TimerListId list);
    void disarmTimer(Call& call) {
        if (call.timerList != noTimerList) unlinkTimer(call);
    }
    void unlinkTimer(Call& call);
    void timerListDue(std::uint32_t list);

    // processor sharing
    void startJob(Call& call, SimTime work);
    void removeJob(Call& call);
    void rescheduleCpu(Slot host);
    void cpuDue(Slot host);

    // memory and disk (world_resources.cpp)
    void grow(ComponentState& state);
    void holdMemory(ComponentState& process);
    void setWorking(Slot slot, std::uint32_t workers);
    void noteMemory(Slot host);
    static std::int64_t heldByLoad(const ComponentState& process) {
        return process.memoryPerCall * process.inFlight + process.setup->resources.memoryPerWorker * process.working;
    }
    void watchMemory(Slot host);
    void memoryDue(Slot host, bool isByLoad);
    SimTime useDisk(Slot host, SimTime usual, std::uint32_t operations);

    // attacks (world_network.cpp)
    struct Flood {
        Slot attacker = 0;
        RouteId route = none;
        double rate = 0;
    };
    double synLossOf(const Route& route) const;
    bool isAdmitted(Call& call, const Route& route);
    void setFlood(Slot attacker, const std::vector<RouteId>& routes, double rate);

    // network
    Route& freshRoute(RouteId id) {
        Route& route = m_routes[id];
        if (route.epoch != m_networkEpoch) [[unlikely]] refresh(route);
        return route;
    }
    void refresh(Route& route);
    void chooseWay(Call& call);
    void judge(const Route& route, bool established, Route::Finding& finding) const;
    bool passPath(const Route& route, bool back, RuleState state, Route::Finding& finding) const;
    void countHits(const Route::Finding& finding, std::uint32_t packets = 1);
    void networkChanged() { ++m_networkEpoch; }

    // power
    void killProcess(Slot slot, bool silently);
    void beginStart(Slot slot);
    void updateHalted(Slot slot);
    void pauseJobs(Slot slot);
    void resumeJobs(Slot slot);
    void finishStart(Slot slot);
    Result<ComponentState*> find(Slot slot);
    void addComponent(const std::shared_ptr<const Setup>& setup);
    void takeSetup(Slot slot, const std::shared_ptr<const Setup>& setup, bool tells);
    void removeComponent(Slot slot);
    /// What runs on a host, without itself, in slot order.
    const std::vector<Slot>& onHost(Slot host) const;
    void setHost(Slot slot, Slot before, Slot after);
    ComponentState& at(Slot slot) { return *m_components[slot]; }
    std::uint64_t event(Slot slot, const EventType& type, const Cause& cause = {}, Slot other = 0, std::string text = {},
                        bool isCommand = false);

    SimTime m_now = 0;
    std::uint64_t m_seed = 1;
    std::int64_t m_startTime = 0;
    std::uint64_t m_sequence = 0;
    std::uint64_t m_requests = 0;
    std::uint64_t m_requestsInFlight = 0;
    std::uint64_t m_eventsDone = 0;
    std::uint32_t m_networkEpoch = 1;
    mutable EventQueue m_queue;             ///< asked for its first event, it puts it where it is at hand
    std::vector<RingEntry> m_ring;          ///< what happens at this very instant, in order: from the head up to the end
    std::uint32_t m_ringHead = 0, m_ringEnd = 0;
    CallPool m_calls;
    std::vector<TimerListState> m_timerLists;
    std::vector<std::unique_ptr<ComponentState>> m_components;
    std::vector<std::vector<Slot>> m_onHost;   ///< by host
    std::vector<LinkState> m_links;
    std::vector<Route> m_routes;
    std::vector<Flood> m_floods;            ///< of SYNs whose senders do not exist
    Fingerprint m_fingerprint;
    Slot m_cpuInEvent = 0;
    std::uint64_t m_firedOrder = 0;         ///< order of the event being done
    Recording* m_recording = nullptr;       ///< only while something happens
};

}  // namespace faultline::sim
