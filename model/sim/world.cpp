#include "model/sim/world.h"

#include "model/sim/world_hot.h"

#include <algorithm>

namespace faultline::sim {

namespace {

/// Sets World::m_recording while something happens.
class RecordingScope {
public:
    RecordingScope(Recording*& place, Recording& recording) : m_place(place) { m_place = &recording; }
    ~RecordingScope() { m_place = nullptr; }
    RecordingScope(const RecordingScope&) = delete;
    RecordingScope& operator=(const RecordingScope&) = delete;

private:
    Recording*& m_place;
};

bool sameWires(const std::vector<Wire>& a, const std::vector<Wire>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Wire& x, const Wire& y) {
        return std::string_view(x.port) == y.port && std::string_view(x.targetKind) == y.targetKind &&
               std::string_view(x.protocol) == y.protocol && x.target == y.target && x.route == y.route && x.address == y.address &&
               x.local == y.local && x.shared == y.shared;
    });
}

bool sameAttachments(const std::vector<Attachment>& a, const std::vector<Attachment>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Attachment& x, const Attachment& y) {
        return x.slot == y.slot && std::string_view(x.kind) == y.kind && (x.settings == y.settings || *x.settings == *y.settings);
    });
}

}  // namespace

bool Setup::sameAs(const Setup& other) const {
    return slot == other.slot && std::string_view(kind) == other.kind && (settings == other.settings || *settings == *other.settings) && host == other.host &&
           isHost == other.isHost && cores == other.cores && resources == other.resources && address == other.address && outside == other.outside &&
           startUp == other.startUp && backlog == other.backlog && neighbours == other.neighbours && sameWires(wires, other.wires) &&
           sameAttachments(attachments, other.attachments);
}

namespace {

/// What a connection to the present process is known by: its epoch; by way of a shared address also whose process it is, so that a
/// connection to one machine is none to the next.
std::uint32_t connectionTo(const ComponentState& callee, const Route& route) {
    return route.shared == none ? callee.epoch : callee.epoch ^ callee.setup->slot << 12;
}

}  // namespace

ComponentState::ComponentState(const ComponentState& other)
    : setup(other.setup), behaviour(other.behaviour ? other.behaviour->clone() : nullptr), epoch(other.epoch), power(other.power),
      killed(other.killed), frozen(other.frozen), isHost(other.isHost), halted(other.halted), backlog(other.backlog),
      logged(other.logged), loggedFailed(other.loggedFailed), inFlight(other.inFlight), announced(other.announced), memoryPerCall(other.memoryPerCall), working(other.working),
      load(other.load), room(other.room), cpuEvent(other.cpuEvent), cpu(other.cpu),
      leaked(other.leaked), leakSince(other.leakSince), memoryEvent(other.memoryEvent), written(other.written),
      diskBusyUntil(other.diskBusyUntil),
      filter(other.filter), isFilter(other.isFilter), isShared(other.isShared), holder(other.holder), closed(other.closed),
      network(other.network), deferred(other.deferred) {}

World::World(const Blueprint& blueprint, Recording& recording) : m_seed(blueprint.seed), m_startTime(blueprint.startTime) {
    adopt(blueprint, recording);
}

World::World(const Blueprint& blueprint) : m_seed(blueprint.seed), m_startTime(blueprint.startTime) {
    Recording unread;
    adopt(blueprint, unread);
}

World::World(const World& other)
    : m_now(other.m_now), m_seed(other.m_seed), m_startTime(other.m_startTime), m_sequence(other.m_sequence),
      m_requests(other.m_requests), m_requestsInFlight(other.m_requestsInFlight), m_eventsDone(other.m_eventsDone),
      m_networkEpoch(other.m_networkEpoch), m_queue(other.m_queue), m_ring(other.m_ring), m_ringHead(other.m_ringHead),
      m_ringEnd(other.m_ringEnd), m_calls(other.m_calls), m_timerLists(other.m_timerLists), m_onHost(other.m_onHost), m_links(other.m_links), m_routes(other.m_routes), m_floods(other.m_floods),
      m_fingerprint(other.m_fingerprint) {
    m_components.reserve(other.m_components.size());
    for (const auto& state : other.m_components) m_components.push_back(state ? std::make_unique<ComponentState>(*state) : nullptr);
}

// --- the clock

void World::growRing() { m_ring.resize(m_ring.size() * 2 + 16); }

void World::happenNow(const EventBody& body) { happenAtOnce(body); }

void World::scheduleCall(Call& call, SimTime time) { scheduleAs(call, time, eventOf(call.state)); }

SimTime World::nextEvent() const {
    if (m_ringHead != m_ringEnd) return m_now;
    m_queue.prepare();
    return m_queue.topTime();
}

void World::closeBins(SimTime upTo) {
    while (m_recording->nextBin() <= upTo) {
        // What is asked at the end of a second is asked at that time, however the run is cut into pieces.
        if (m_recording->nextBin() > m_now) m_now = m_recording->nextBin();
        m_recording->closeBin(*this);
    }
}

bool World::runBefore(SimTime until, Recording& recording, std::uint64_t maximumEvents) {
    const RecordingScope scope(m_recording, recording);
    closeBins(m_now);
    for (std::uint64_t done = 0; doNext(until); ++done)
        if (done + 1 >= maximumEvents) return false;
    closeBins(until);
    if (until > m_now) m_now = until;
    return true;
}

bool World::step(Recording& recording, SimTime notAfter) {
    const RecordingScope scope(m_recording, recording);
    const SimTime next = nextEvent();
    if (next == never || next > notAfter) return false;
    while (doNext(next + 1)) {
    }
    return true;
}

void World::dispatch(const EventBody& body) {
    const auto type = static_cast<Type>(body.type);
    if (type == Type::TimerList) {
        timerListDue(body.target);
        return;
    }
    countEvent(body.type, body.target, body.generation);
    switch (type) {
    case Type::HostCpu:
        cpuDue(body.target);
        return;
    case Type::Timer: {
        ComponentState* state = m_components[body.target].get();
        if (!state || state->epoch != body.generation || deferIfFrozen(body.target, body)) return;
        Context context(*this, body.target);
        state->behaviour->onTimer(context, body.tag, body.payload);
        return;
    }
    case Type::Memory:
        if (m_components[body.target]) memoryDue(body.target, body.generation != 0);
        return;
    case Type::Started: {
        ComponentState* state = m_components[body.target].get();
        if (state && state->epoch == body.generation && state->power == Power::Starting) finishStart(body.target);
        return;
    }
    default:
        if (Call* call = m_calls.find({body.target, body.generation})) dispatchCall(type, *call);
    }
}

void World::dispatchRare(Type type, Call& call) {
    switch (type) {
    case Type::Syn:
        connect(call);
        break;
    case Type::Accept:
        if (call.state != CallState::Backlog || deferIfFrozen(call, type)) break;
        if (at(call.callee).backlog > 0) --at(call.callee).backlog;
        takeIn(call, at(call.callee));
        break;
    case Type::Retransmit:
        if (call.has(Call::Reply)) {
            sendReply(call);
        } else {
            call.set(Call::NewConnection, false);
            connect(call);
        }
        break;
    case Type::Gone:
    case Type::CpuDone: {
        if (call.state != CallState::AtCallee || deferIfFrozen(call, type)) break;
        Context context(*this, call.callee);
        Behaviour& callee = *at(call.callee).behaviour;
        if (type == Type::CpuDone)
            callee.onCpu(context, call);
        else
            callee.onCallerGone(context, call);
        break;
    }
    case Type::Timeout:
        callTimedOut(call);
        break;
    default: break;
    }
}

bool World::deferIfFrozen(Slot slot, const EventBody& body) {
    ComponentState& state = at(slot);
    if (!state.halted) return false;
    state.deferred.push_back(body);
    return true;
}

// --- calls

Call& World::startCall(Slot caller, const CallSpec& spec) {
    Call& call = m_calls.take();
    call.caller = caller;
    call.route = spec.route;
    call.kind = spec.kind;
    call.parent = spec.parent;
    call.request = spec.request;
    call.client = spec.client;
    call.key = spec.key;
    call.tag = spec.tag;
    call.version = spec.version;
    call.started = m_now;
    call.connectTimeout = spec.connectTimeout;
    call.calleeEpoch = spec.connection;
    if (const Call* parent = m_calls.find(spec.parent)) {
        call.request = parent->request;
        if (!call.client) call.client = parent->client;
        if (!call.key) call.key = parent->key;
    }
    call.set(Call::NewConnection, spec.connection == 0);
    call.set(Call::Tls, spec.tls);
    call.set(Call::Verify, spec.verify);
    if (spec.connectOnly) call.phase = Call::connectOnly;
    call.set(Call::Counted, spec.kind != CallClass::Replication);   // a replica's waiting for news is no request of its source
    if (spec.responseTimer != noTimerList) armTimer(call, spec.responseTimer);
    if (spec.route == none || spec.route >= m_routes.size()) {
        failConnect(call, Outcome::HostUnreachable, {&reason::noRoute, 0, 0}, m_now);
        return call;
    }
    call.callee = m_routes[spec.route].callee;
    connectQuickly(call);
    return call;
}

void World::connect(Call& call) {
    chooseWay(call);
    Route& route = freshRoute(call.route);
    const bool udp = route.transport != Transport::Tcp;
    const bool fresh = call.has(Call::NewConnection) || udp;
    const Route::Finding& found = fresh ? route.fresh : route.established;
    if (fresh) countHits(found);
    ++call.attempts;
    switch (found.verdict) {
    case Route::Verdict::Open: {
        const ComponentState& callee = at(call.callee);
        if (fresh) {
            if (route.isAttacked && !udp && !isAdmitted(call, route)) return;
            call.calleeEpoch = connectionTo(callee, route);
            if (!udp && callee.halted && callee.backlog > callee.setup->backlog) {
                scheduleSyn(call, {&reason::backlogFull, call.callee, 0}, false);
                return;
            }
            if (!udp && call.connectTimeout && route.out + route.back > call.connectTimeout) {
                failConnect(call, Outcome::ConnectionTimeout, {&reason::noAnswer, call.callee, 0}, call.started + call.connectTimeout);
                return;
            }
        }
        // The rest of the exchange as a firewall on the way counts it: acknowledgement, data, the end and its acknowledgement.
        if (!udp) countHits(route.established, fresh ? 4 : 2);
        if (call.phase == Call::connectOnly) {
            failConnect(call, Outcome::Ok, {}, m_now + drawDelay(call, route, false, false) + (udp ? 0 : route.back));
            return;
        }
        send(call, drawDelay(call, route, false, fresh && !udp));
        return;
    }
    case Route::Verdict::Refused:
        traceHop(call, false, m_now + route.out, true);
        countLink(route, false);
        failConnect(call, fresh ? Outcome::ConnectionRefused : Outcome::ConnectionReset, found.cause, m_now + route.out + route.back);
        return;
    case Route::Verdict::Silent:
    case Route::Verdict::Unreachable:
        if (call.attempts == 1) {
            traceHop(call, false, m_now + route.out, true);
            countLink(route, false);
        }
        if (udp) {
            call.state = CallState::Lost;
            call.cause = found.cause;
        } else if (fresh) {
            scheduleSyn(call, found.cause, found.verdict == Route::Verdict::Unreachable);
        } else {
            stall(call, false, found.cause);
        }
        return;
    case Route::Verdict::NoWay:
        failConnect(call, Outcome::HostUnreachable, found.cause, m_now);
        return;
    }
}

void World::scheduleSyn(Call& call, const Cause& cause, bool unreachable) {
    // Linux >= 6.5 repeats a SYN five times about a second apart and then doubles the pause; an address that nobody answers ARP for
    // fails after three probes (both measured).
    constexpr SimTime pause = 1'024 * millisecond;
    constexpr SimTime arpFailure = 3'060 * millisecond;
    constexpr SimTime systemTimeout = 127 * second;
    call.state = CallState::Connecting;
    call.cause = cause;
    SimTime deadline = call.started + (call.connectTimeout ? call.connectTimeout : systemTimeout);
    Outcome outcome = Outcome::ConnectionTimeout;
    if (unreachable && call.started + arpFailure < deadline) {
        deadline = call.started + arpFailure;
        outcome = Outcome::HostUnreachable;
    }
    const int tries = call.attempts;
    SimTime wait = pause * std::min(tries, 5);
    for (int extra = 6; extra <= tries && extra < 12; ++extra) wait += pause << (extra - 5);
    const SimTime next = std::max(call.started + wait, m_now + 1);
    if (next >= deadline)
        failConnect(call, outcome, cause, std::max(deadline, m_now));
    else
        scheduleCall(call, next);
}

void World::failConnect(Call& call, Outcome outcome, const Cause& cause, SimTime time) {
    call.outcome = outcome;
    call.cause = cause;
    call.state = CallState::Answering;
    scheduleCall(call, time);
}

void World::deliver(Call& call) {
    Route& route = freshRoute(call.route);
    const bool udp = route.transport != Transport::Tcp;
    const bool fresh = call.has(Call::NewConnection) || udp;
    const Route::Finding& found = fresh ? route.fresh : route.established;
    if (found.verdict == Route::Verdict::Refused) {
        failConnect(call, fresh ? Outcome::ConnectionRefused : Outcome::ConnectionReset, found.cause, m_now + route.back);
        return;
    }
    if (found.verdict != Route::Verdict::Open) {
        connect(call);   // retransmitted, or given up
        return;
    }
    ComponentState& callee = at(call.callee);
    if (fresh) {
        call.calleeEpoch = connectionTo(callee, route);
    } else if (call.calleeEpoch != connectionTo(callee, route)) {
        failConnect(call, Outcome::ConnectionReset, {&reason::processKilled, call.callee, 0}, m_now + route.back);
        return;
    }
    if (callee.halted) {
        if (fresh && !udp && callee.backlog > callee.setup->backlog) {
            scheduleSyn(call, {&reason::backlogFull, call.callee, 0}, false);
            return;
        }
        ++callee.backlog;
        call.state = CallState::Backlog;
        callee.deferred.push_back(callBody(call, Type::Accept));
        return;
    }
    takeIn(call, callee);
}

void World::stall(Call& call, bool reply, const Cause& cause) {
    // TCP retransmission: from 200 ms, doubled each time, at most two minutes (RFC 6298 and Linux).
    if (call.state != CallState::Stalled) call.attempts = 0;
    call.state = CallState::Stalled;
    call.set(Call::Reply, reply);
    call.cause = cause;
    SimTime pause = (200 * millisecond) << std::min<int>(call.attempts, 9);
    if (pause > 2 * minute) pause = 2 * minute;
    ++call.attempts;
    scheduleCall(call, m_now + pause);
}

void World::leaveCallee(Call& call) { letGo(call); }

void World::answer(Call& call, Outcome outcome, const Cause& cause) {
    assert(call.state == CallState::AtCallee && call.route != none);
    letGo(call);
    ComponentState& callee = at(call.callee);
    if (call.has(Call::Counted)) {
        m_recording->ended(call.callee, m_now - call.arrived, outcome);
        ++callee.logged;
        if (outcome != Outcome::Ok) ++callee.loggedFailed;
    } else {
        --m_recording->of(call.callee).arrived;   // a client that left during the handshake is no request
    }
    call.outcome = outcome;
    call.cause = cause;
    // It has been renewed meanwhile: the connection is not kept.
    if (call.calleeEpoch != connectionTo(callee, m_routes[call.route])) [[unlikely]] call.calleeEpoch = 0;
    if (call.has(Call::Orphan))
        release(call);
    else
        replyQuickly(call);
}

void World::sendReply(Call& call) { replyQuickly(call); }

void World::stallReply(Call& call, const Route& route) {
    if (route.transport != Transport::Tcp) {
        call.state = CallState::Lost;
        call.cause = route.established.cause;
    } else {
        const Outcome outcome = call.outcome;
        stall(call, true, route.established.cause);
        call.outcome = outcome;
    }
}

void World::abandon(Call& call, bool tellCallee) {
    disarmTimer(call);
    call.set(Call::Orphan);
    switch (call.state) {
    case CallState::Connecting:
    case CallState::Stalled:
    case CallState::Lost:
        release(call);
        break;
    case CallState::AtCallee:
        if (tellCallee && call.route != none) {
            const Route& route = freshRoute(call.route);
            if (route.established.verdict == Route::Verdict::Open) {
                const EventBody body = callBody(call, Type::Gone);
                if (route.out == 0)
                    happenNow(body);
                else
                    schedule(m_now + route.out, body);
            }
        }
        break;
    default: break;   // it goes on, and its answer meets nobody
    }
}

void World::callTimedOut(Call& call) {
    ComponentState& caller = at(call.caller);
    if (caller.halted) {
        caller.deferred.push_back(callBody(call, Type::Timeout));
        return;
    }
    Context context(*this, call.caller);
    if (call.route == none && call.caller == call.callee) {
        caller.behaviour->onDeadline(context, call);
        return;
    }
    if (call.has(Call::Orphan) || (call.state == CallState::Answering && !call.has(Call::Scheduled))) return;
    const bool connecting = call.state == CallState::Connecting;
    const bool knowsWhy = connecting || call.state == CallState::Stalled || call.state == CallState::Lost;
    if (!knowsWhy || !call.cause.reason) {
        const ComponentState* callee = component(call.callee);
        call.cause = {callee && callee->halted ? &reason::processFrozen : &reason::noAnswer, call.callee, 0};
    }
    call.outcome = connecting ? Outcome::ConnectionTimeout : Outcome::ResponseTimeout;
    const CallHandle handle = m_calls.handle(call.index);
    caller.behaviour->onAnswer(context, call);
    if (Call* still = m_calls.find(handle)) abandon(*still, true);
}

void World::release(Call& call) { giveBack(call); }

void World::endTask(Call& call, Outcome outcome, const Cause& cause) {
    assert(call.state == CallState::AtCallee && call.caller == call.callee);
    letGo(call);
    if (call.has(Call::Counted)) {
        m_recording->ended(call.callee, m_now - call.arrived, outcome);
        m_recording->requestEnded(outcome, cause);
        --m_requestsInFlight;
        if (m_recording->traces(call.request)) {
            RecordedHop hop;
            hop.request = call.request;
            hop.from = hop.to = call.callee;
            hop.left = hop.arrives = m_now;
            hop.kind = call.kind;
            hop.returning = hop.last = true;
            hop.outcome = outcome;
            m_recording->addHop(hop);
        }
    }
    release(call);
}

SimTime World::drawVariable(Call& call, const Route& route, bool back, bool connecting, SimTime delay) {
    constexpr SimTime lostSyn = 1'024 * millisecond;
    constexpr SimTime lostData = 200 * millisecond;
    Random& random = at(call.caller).network;
    const int messages = connecting ? (call.has(Call::Tls) ? 5 : 3) : 1;
    for (const PathElement& element : route.path) {
        if (element.type != PathElement::Type::Link || element.index >= m_links.size()) continue;
        LinkState& link = m_links[element.index];
        for (int message = 0; message < messages; ++message) {
            // Connecting, the messages go there and back in turn; the first and the last one go there.
            const LinkQuality& way = (message % 2 == 1) != (element.reversed != back) ? link.wayBack : link;
            if (way.jitter) delay += static_cast<SimTime>(random.uniform() * static_cast<double>(way.jitter));
            for (int lost = 0; way.loss > 0 && lost < 6 && random.chance(way.loss); ++lost)
                delay += (message == 0 && connecting ? lostSyn : lostData) << lost;
        }
        const int direction = element.reversed != back ? 1 : 0;
        if (const std::int64_t bandwidth = direction == 1 ? link.wayBack.bandwidth : link.bandwidth; bandwidth > 0) {
            const std::int64_t bits = back ? 12'000 * 8 : 1'000 * 8;   // a page, a request
            SimTime& busyUntil = link.busyUntil[direction];
            const SimTime begin = std::max(busyUntil, m_now);
            busyUntil = begin + bits * second / bandwidth;
            delay += busyUntil - m_now;
        }
    }
    return delay;
}

void World::writeHop(const Call& call, bool returning, SimTime arrives, bool lost) {
    RecordedHop hop;
    hop.request = call.request;
    hop.from = returning ? call.callee : call.caller;
    hop.to = returning ? call.caller : call.callee;
    hop.link = m_routes[call.route].linkId;
    hop.left = m_now;
    hop.arrives = arrives;
    hop.kind = call.kind;
    hop.returning = returning;
    hop.lost = lost;
    hop.outcome = call.outcome;
    const Call* parent = returning ? m_calls.find(call.parent) : nullptr;
    const bool isLast = parent && parent->caller == parent->callee;   // what it served was the client's own: it has its answer
    const Route& route = m_routes[call.route];
    if (route.shared != none && route.secondLink) {   // by way of the shared address
        RecordedHop first = hop;
        first.to = hop.from = m_routes[route.shared].callee;
        first.arrives = hop.left = m_now + (arrives - m_now) / 2;
        (returning ? first : hop).link = route.secondLink;
        m_recording->addHop(first);
    }
    hop.last = isLast;
    m_recording->addHop(hop);
}

// --- timers of constant delay

TimerListId World::timerList(SimTime delay) {
    for (std::size_t i = 0; i < m_timerLists.size(); ++i)
        if (m_timerLists[i].delay == delay) return static_cast<TimerListId>(i);
    m_timerLists.push_back({});
    m_timerLists.back().delay = delay;
    return static_cast<TimerListId>(m_timerLists.size() - 1);
}

void World::armTimer(Call& call, TimerListId list) {
    disarmTimer(call);
    TimerListState& timers = m_timerLists[list];
    call.timerList = list;
    call.timerAt = m_now + timers.delay;
    call.timerOrder = nextOrder();
    call.timerPrevious = timers.tail;
    call.timerNext = none;
    if (timers.tail != none)
        m_calls[timers.tail].timerNext = call.index;
    else
        timers.head = call.index;
    timers.tail = call.index;
    if (timers.node == none)
        timers.node = m_queue.push(call.timerAt, call.timerOrder, {static_cast<std::uint8_t>(Type::TimerList), 0, 0, list, 0, 0});
}

void World::unlinkTimer(Call& call) {
    // The list's entry in the heap may now be early: timerListDue() puts it right when it comes up. That is cheaper than moving it.
    TimerListState& timers = m_timerLists[call.timerList];
    (call.timerPrevious != none ? m_calls[call.timerPrevious].timerNext : timers.head) = call.timerNext;
    (call.timerNext != none ? m_calls[call.timerNext].timerPrevious : timers.tail) = call.timerPrevious;
    call.timerPrevious = call.timerNext = none;
    call.timerList = noTimerList;
}

void World::timerListDue(std::uint32_t list) {
    TimerListState& timers = m_timerLists[list];
    timers.node = none;
    if (timers.head == none) return;
    const auto put = [&] {
        const Call& head = m_calls[m_timerLists[list].head];
        m_timerLists[list].node = m_queue.push(head.timerAt, head.timerOrder,
                                               {static_cast<std::uint8_t>(Type::TimerList), 0, 0, list, 0, 0});
    };
    Call& call = m_calls[timers.head];
    if (call.timerAt != m_now || call.timerOrder != m_firedOrder) {
        put();
        return;
    }
    countEvent(static_cast<std::uint64_t>(Type::TimerList), call.index, call.generation);
    disarmTimer(call);
    if (m_timerLists[list].head != none) put();
    callTimedOut(call);
}

// --- processor sharing

void World::startJob(Call& call, SimTime work) {
    assert(call.state == CallState::AtCallee && call.jobPosition == none);
    call.work = work;
    if (work <= 0) {
        happenNow(callBody(call, Type::CpuDone));
        return;
    }
    const Slot host = at(call.callee).setup->host;
    ProcessorShare& cpu = at(host).cpu;
    cpu.advance(m_now);
    cpu.start(m_calls, call.index, work, nextOrder());
    rescheduleCpu(host);
}

void World::removeJob(Call& call) {
    const Slot host = at(call.callee).setup->host;
    ProcessorShare& cpu = at(host).cpu;
    cpu.advance(m_now);
    cpu.remove(m_calls, call.jobPosition);
    rescheduleCpu(host);
}

void World::rescheduleCpu(Slot host) {
    if (m_cpuInEvent == host) return;
    ComponentState& state = at(host);
    const SimTime next = state.cpu.nextFinish();
    if (next == never) {
        if (state.cpuEvent != none) m_queue.remove(state.cpuEvent);
        state.cpuEvent = none;
    } else if (state.cpuEvent != none) {
        m_queue.rekey(state.cpuEvent, std::max(next, m_now), nextOrder());
    } else {
        state.cpuEvent = schedule(std::max(next, m_now), {static_cast<std::uint8_t>(Type::HostCpu), 0, 0, host, 0, 0});
    }
}

void World::cpuDue(Slot host) {
    ComponentState& state = at(host);
    state.cpuEvent = none;
    state.cpu.advance(m_now);
    m_cpuInEvent = host;
    while (state.cpu.hasFinished()) {
        Call& call = m_calls[state.cpu.front()];
        state.cpu.remove(m_calls, 0);
        m_recording->of(call.callee).cpu += call.work;
        Context context(*this, call.callee);
        at(call.callee).behaviour->onCpu(context, call);
    }
    m_cpuInEvent = 0;
    rescheduleCpu(host);
}

// --- from outside

std::uint64_t World::event(Slot slot, const EventType& type, const Cause& cause, Slot other, std::string text, bool isCommand) {
    RecordedEvent recorded;
    recorded.time = m_now;
    recorded.component = slot;
    recorded.type = &type;
    recorded.cause = cause;
    recorded.other = other;
    recorded.text = std::move(text);
    recorded.isCommand = isCommand;
    return m_recording->add(std::move(recorded));
}

Status World::status(Slot slot) const {
    Status status;
    const ComponentState* state = component(slot);
    if (!state || !state->behaviour) return status;
    // A Context only reads through a const behaviour's status().
    const Context context(const_cast<World&>(*this), slot);
    state->behaviour->status(context, status);
    return status;
}

bool World::isHostUp(Slot slot) const {
    const ComponentState* state = component(slot);
    if (!state) return false;
    const ComponentState* host = component(state->setup->host);
    return host && (host == state ? !state->isHost || state->power == Power::Running : host->power == Power::Running);
}

bool World::isFrozen(Slot slot) const {
    const ComponentState* state = component(slot);
    return state && state->halted;
}

bool World::isRunning(Slot slot) const {
    const ComponentState* state = component(slot);
    return state && state->power == Power::Running && isHostUp(slot) && !state->halted;
}

Fingerprint World::stateHash() const {
    Fingerprint hash;
    for (const auto& state : m_components) {
        if (!state) continue;
        hash.add(state->setup->slot);
        hash.add(static_cast<std::uint64_t>(state->power) | (state->killed ? 16u : 0u) | (state->frozen ? 32u : 0u));
        hash.add(state->inFlight);
        state->behaviour->hash(hash);
    }
    for (const LinkState& link : m_links)
        if (link.exists) hash.add(link.id * 4ull + (link.up[0] ? 1 : 0) + (link.up[1] ? 2 : 0));
    return hash;
}

}  // namespace faultline::sim
