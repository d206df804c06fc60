#pragma once
#include "model/sim/context.h"
#include "model/sim/world.h"

/// The path every call takes when nothing is wrong, inlined into the loop and into its few ways in; what is rare is behind a call.
/// For the World's own sources alone.
namespace faultline::sim {

#define FAULTLINE_HOT [[gnu::always_inline]] inline

FAULTLINE_HOT void World::happenAtOnce(const EventBody& body) {
    if (m_ringEnd == m_ring.size()) [[unlikely]] growRing();
    RingEntry& entry = m_ring[m_ringEnd++];
    entry.order = nextOrder();
    entry.body = body;
}

/// Schedules the one event of a call, of which the caller knows what it is.
FAULTLINE_HOT void World::scheduleAs(Call& call, SimTime time, Type type) {
    if (time <= m_now)
        happenAtOnce(callBody(call, type));
    else
        pushCall(call, time);
}

FAULTLINE_HOT void World::countEvent(std::uint64_t type, std::uint32_t target, std::uint32_t generation) {
    ++m_eventsDone;
    m_fingerprint.add((static_cast<std::uint64_t>(m_now) * 0x9FB21C651E98DF25ull) ^
                      (target | static_cast<std::uint64_t>(generation) << 32) ^ (type << 58));
}

FAULTLINE_HOT void World::send(Call& call, SimTime delay) {
    call.state = CallState::InTransit;
    countLink(m_routes[call.route], true);
    traceHop(call, false, m_now + delay, false);
    scheduleAs(call, m_now + delay, Type::Deliver);
}

FAULTLINE_HOT SimTime World::drawDelay(Call& call, Route& route, bool back, bool connecting) {
    SimTime delay = back ? route.back : route.out;
    if (connecting) delay += route.out + route.back;
    // TLS 1.3: one more round trip, unless the client leaves in the middle of it.
    if (connecting && call.has(Call::Tls) && !isHandshakeRefused(call)) delay += route.out + route.back;
    if (route.variable) [[unlikely]] delay = drawVariable(call, route, back, connecting, delay);
    return delay;
}

/// Over an existing connection that nothing hinders, at once; else as connect() sees fit.
FAULTLINE_HOT void World::connectQuickly(Call& call) {
    Route& route = freshRoute(call.route);
    if (call.has(Call::NewConnection) || !route.isPlain || route.established.verdict != Route::Verdict::Open) {
        connect(call);
        return;
    }
    ++call.attempts;
    send(call, drawDelay(call, route, false, false));
}

FAULTLINE_HOT void World::takeIn(Call& call, ComponentState& callee) {
    call.state = CallState::AtCallee;
    call.arrived = m_now;
    ++callee.inFlight;
    if (callee.memoryPerCall) [[unlikely]] holdMemory(callee);
    ++m_recording->of(call.callee).arrived;
    Context context(*this, call.callee);
    callee.behaviour->onCall(context, call);
}

/// A request arrives: taken in when nothing hinders it; else deliver() sees what is.
FAULTLINE_HOT void World::deliverQuickly(Call& call) {
    Route& route = freshRoute(call.route);
    const bool fresh = call.has(Call::NewConnection);
    const Route::Finding& found = fresh ? route.fresh : route.established;
    ComponentState* callee = m_components[call.callee].get();
    if (!route.isPlain || found.verdict != Route::Verdict::Open || callee->halted || (!fresh && call.calleeEpoch != callee->epoch)) [[unlikely]] {
        deliver(call);
        return;
    }
    if (fresh) call.calleeEpoch = callee->epoch;
    takeIn(call, *callee);
}

FAULTLINE_HOT void World::letGo(Call& call) {
    cancelPending(call);
    if (call.jobPosition != none) removeJob(call);
    ComponentState& callee = at(call.callee);
    --callee.inFlight;
    if (callee.memoryPerCall)
        if (ComponentState* host = m_components[callee.setup->host].get()) host->load -= callee.memoryPerCall;   // it may be gone already
}

FAULTLINE_HOT void World::giveBack(Call& call) {
    disarmTimer(call);
    cancelPending(call);
    m_calls.giveBack(call);
}

FAULTLINE_HOT void World::replyQuickly(Call& call) {
    Route& route = freshRoute(call.route);
    const Route::Verdict verdict = route.established.verdict;
    if (verdict == Route::Verdict::Silent || verdict == Route::Verdict::Unreachable) [[unlikely]] {
        stallReply(call, route);
        return;
    }
    const SimTime delay = drawDelay(call, route, true, false);
    call.state = CallState::Answering;
    traceHop(call, true, m_now + delay, false);
    scheduleAs(call, m_now + delay, Type::Answer);
}

FAULTLINE_HOT void World::deliverAnswer(Call& call) {
    if (call.parent.index < m_calls.size()) __builtin_prefetch(&m_calls[call.parent.index]);   // the caller is about to look at it
    ComponentState* caller = m_components[call.caller].get();
    if (call.has(Call::Orphan)) {
        release(call);
        return;
    }
    if (caller->halted) [[unlikely]] {
        caller->deferred.push_back(callBody(call, Type::Answer));
        return;
    }
    disarmTimer(call);
    Context context(*this, call.caller);
    caller->behaviour->onAnswer(context, call);
    giveBack(call);
}

FAULTLINE_HOT void World::dispatchCall(Type type, Call& call) {
    switch (type) {
    case Type::Deliver:
        if (call.state == CallState::InTransit) deliverQuickly(call);
        break;
    case Type::Answer:
        if (call.state == CallState::Answering) deliverAnswer(call);
        break;
    case Type::Delay: {
        if (call.state != CallState::AtCallee) break;
        ComponentState& callee = at(call.callee);
        if (callee.halted) [[unlikely]] {
            callee.deferred.push_back(callBody(call, type));
            break;
        }
        Context context(*this, call.callee);
        callee.behaviour->onDelay(context, call);
        break;
    }
    default: dispatchRare(type, call);
    }
}

FAULTLINE_HOT bool World::doNext(SimTime before) {
    if (m_ringHead == m_ringEnd || m_queue.horizon() <= m_now)
        m_queue.prepare([this](std::uint32_t soon) { __builtin_prefetch(&m_calls[soon]); });
    const SimTime time = m_queue.topTime();
    Type type;
    Call* call;
    if (m_ringHead != m_ringEnd && (time > m_now || m_queue.topOrder() > m_ring[m_ringHead].order)) {
        if (m_now >= before) return false;
        const RingEntry& next = m_ring[m_ringHead++];
        m_firedOrder = next.order;
        type = static_cast<Type>(next.body.type);
        if (type > lastOfCall) {
            const EventBody body = next.body;
            if (m_ringHead == m_ringEnd) m_ringHead = m_ringEnd = 0;
            dispatch(body);
            return true;
        }
        const CallHandle handle{next.body.target, next.body.generation};
        if (m_ringHead == m_ringEnd) m_ringHead = m_ringEnd = 0;
        countEvent(static_cast<std::uint64_t>(type), handle.index, handle.generation);
        call = &m_calls[handle.index];
        if (call->generation != handle.generation || call->state == CallState::Free) return true;
    } else {
        if (time >= before) return false;
        if (time >= m_recording->nextBin()) [[unlikely]] closeBins(time);
        m_now = time;
        m_firedOrder = m_queue.topOrder();
        const EventQueue::Ref ref = m_queue.top();
        if (ref.isNode()) {
            const EventBody body = m_queue.body(ref.number());
            m_queue.pop();
            dispatch(body);
            return true;
        }
        m_queue.pop();
        call = &m_calls[ref.number()];
        call->set(Call::Scheduled, false);
        type = eventOf(call->state);
        countEvent(static_cast<std::uint64_t>(type), call->index, call->generation);
    }
    dispatchCall(type, *call);
    return true;
}

#undef FAULTLINE_HOT

}  // namespace faultline::sim
