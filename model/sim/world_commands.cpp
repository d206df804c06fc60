#include "model/sim/context.h"
#include "model/sim/world.h"

#include <algorithm>

/// What is done to a World from outside: power, freezing, links, and taking over a changed design.
namespace faultline::sim {

namespace {

class CommandScope {
public:
    CommandScope(Recording*& place, Recording& recording) : m_place(place), m_before(place) { m_place = &recording; }
    ~CommandScope() { m_place = m_before; }
    CommandScope(const CommandScope&) = delete;
    CommandScope& operator=(const CommandScope&) = delete;

private:
    Recording*& m_place;
    Recording* m_before;
};

}  // namespace

Result<ComponentState*> World::find(Slot slot) {
    if (slot >= m_components.size() || !m_components[slot])
        return fail({FL_TR("command", "there is no component %1 in the run"), {std::to_string(slot)}});
    return m_components[slot].get();
}

const std::vector<Slot>& World::onHost(Slot host) const {
    static const std::vector<Slot> nothing;
    return host < m_onHost.size() ? m_onHost[host] : nothing;
}

/// 0: none.
void World::setHost(Slot slot, Slot before, Slot after) {
    if (before != slot && before < m_onHost.size()) std::erase(m_onHost[before], slot);
    if (after == slot || after == 0) return;
    if (after >= m_onHost.size()) m_onHost.resize(after + 1);
    std::vector<Slot>& slots = m_onHost[after];
    slots.insert(std::lower_bound(slots.begin(), slots.end(), slot), slot);
}

void World::killProcess(Slot slot, bool silently) {
    ComponentState& state = at(slot);
    if (!silently) state.announced = state.epoch;   // its kernel closes its connections; that of a dead machine says nothing
    ++state.epoch;
    state.power = Power::Dead;
    state.deferred.clear();
    state.backlog = 0;
    networkChanged();
    for (std::uint32_t i = 0; i < m_calls.size(); ++i) {
        Call& call = m_calls[i];
        if (call.state == CallState::Free) continue;
        if (call.callee == slot && (call.state == CallState::AtCallee || call.state == CallState::Backlog)) {
            const bool held = call.state == CallState::AtCallee;
            if (held)
                leaveCallee(call);
            else
                cancelPending(call);
            call.queuePrevious = call.queueNext = none;
            call.set(Call::Paused, false);
            if (held && call.route != none) ++m_recording->of(slot).lost;
            if (call.route == none) {   // a task of its own: a request ends as aborted, other work is nobody's
                if (call.has(Call::Counted)) {
                    m_recording->ended(slot, m_now - call.arrived, Outcome::Aborted);
                    m_recording->requestEnded(Outcome::Aborted, {&reason::processKilled, slot, 0});
                    --m_requestsInFlight;
                }
                release(call);
                continue;
            }
            if (call.has(Call::Orphan)) {
                release(call);
                continue;
            }
            if (silently) {
                call.state = CallState::Lost;
                call.cause = {&reason::hostDown, state.setup->host, 0};
            } else {
                call.outcome = Outcome::ConnectionReset;
                call.cause = {&reason::processKilled, slot, 0};
                sendReply(call);
            }
        }
        if (call.state != CallState::Free && call.caller == slot && call.route != none && !call.has(Call::Orphan)) abandon(call, !silently);
    }
    ComponentRecord& record = m_recording->of(slot);
    record.busy.set(m_now, 0);
    record.queue.set(m_now, 0);
    Context context(*this, slot);
    state.behaviour->stop(context);
    state.leaked = 0;
    watchMemory(state.setup->host);
}

void World::beginStart(Slot slot) {
    ComponentState& state = at(slot);
    ++state.epoch;
    state.power = Power::Starting;
    if (state.setup->startUp <= 0) {
        finishStart(slot);
        return;
    }
    schedule(m_now + state.setup->startUp, {static_cast<std::uint8_t>(Type::Started), 0, 0, slot, state.epoch, 0});
}

void World::finishStart(Slot slot) {
    ComponentState& state = at(slot);
    state.power = Power::Running;
    state.leaked = 0;
    state.leakSince = m_now;
    watchMemory(state.setup->host);
    if (state.power != Power::Running) return;   // there was no memory for it
    networkChanged();
    event(slot, state.isHost ? event::hostUp : event::started);
    Context context(*this, slot);
    state.behaviour->start(context);
    if (!state.isHost) return;
    for (const Slot inside : onHost(slot))
        if (!at(inside).killed) beginStart(inside);
}

Result<void> World::kill(Slot slot, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    const Result<ComponentState*> found = find(slot);
    if (!found) return tl::unexpected<Problem>(found.error());
    ComponentState& state = **found;
    if (state.killed) return fail(FL_TR("command", "it is killed already"));
    state.killed = true;
    event(slot, state.isHost ? event::hostDown : event::killed, {}, 0, {}, true);
    if (state.isHost)
        for (const Slot inside : onHost(slot))
            if (at(inside).power != Power::Dead) {
                m_recording->of(inside).lastEvent = m_recording->of(slot).lastEvent;
                killProcess(inside, true);
            }
    if (state.power != Power::Dead) killProcess(slot, state.isHost);
    return {};
}

Result<void> World::restore(Slot slot, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    const Result<ComponentState*> found = find(slot);
    if (!found) return tl::unexpected<Problem>(found.error());
    ComponentState& state = **found;
    if (!state.killed) return fail(FL_TR("command", "it is not killed"));
    state.killed = false;
    event(slot, event::restored, {}, 0, {}, true);
    if (isHostUp(slot) || state.isHost) beginStart(slot);
    return {};
}

void World::pauseJobs(Slot slot) {
    for (std::uint32_t i = 0; i < m_calls.size(); ++i) {
        Call& call = m_calls[i];
        if (call.state == CallState::Free || call.callee != slot || call.jobPosition == none) continue;
        ProcessorShare& cpu = at(at(slot).setup->host).cpu;
        cpu.advance(m_now);
        const SimTime left = cpu.remaining(call.jobPosition);
        m_recording->of(slot).cpu += call.work - left;
        removeJob(call);
        call.work = left;
        call.set(Call::Paused);
    }
}

void World::resumeJobs(Slot slot) {
    for (std::uint32_t i = 0; i < m_calls.size(); ++i) {
        Call& call = m_calls[i];
        if (call.state == CallState::Free || call.callee != slot || !call.has(Call::Paused)) continue;
        call.set(Call::Paused, false);
        startJob(call, call.work);
    }
}

void World::updateHalted(Slot slot) {
    ComponentState& state = at(slot);
    const ComponentState* host = component(state.setup->host);
    const bool halted = state.frozen || (host && host->frozen);
    if (halted == state.halted) return;
    state.halted = halted;
    networkChanged();
    if (halted) {
        pauseJobs(slot);
        return;
    }
    resumeJobs(slot);
    for (const EventBody& body : state.deferred) happenNow(body);
    state.deferred.clear();
}

Result<void> World::freeze(Slot slot, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    const Result<ComponentState*> found = find(slot);
    if (!found) return tl::unexpected<Problem>(found.error());
    if ((*found)->frozen) return fail(FL_TR("command", "it is frozen already"));
    (*found)->frozen = true;
    event(slot, event::frozen, {}, 0, {}, true);
    updateHalted(slot);
    if ((*found)->isHost)
        for (const Slot inside : onHost(slot)) updateHalted(inside);
    return {};
}

Result<void> World::thaw(Slot slot, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    const Result<ComponentState*> found = find(slot);
    if (!found) return tl::unexpected<Problem>(found.error());
    if (!(*found)->frozen) return fail(FL_TR("command", "it is not frozen"));
    (*found)->frozen = false;
    event(slot, event::thawed, {}, 0, {}, true);
    updateHalted(slot);
    if ((*found)->isHost)
        for (const Slot inside : onHost(slot)) updateHalted(inside);
    return {};
}

Result<void> World::setLinkUp(std::uint32_t id, int direction, bool up, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    if (!link(id)) return fail({FL_TR("command", "there is no link %1 in the run"), {std::to_string(id)}});
    LinkState& state = m_links[id];
    bool changed = false;
    for (int d = 0; d < 2; ++d) {
        if (direction != 2 && direction != d) continue;
        changed = changed || state.up[d] != up;
        state.up[d] = up;
    }
    if (!changed) return fail(up ? FL_TR("command", "the link is whole") : FL_TR("command", "the link is cut already"));
    networkChanged();
    event(state.from, up ? event::linkMended : event::linkCut, {}, state.to, {}, true);
    return {};
}

Result<void> World::act(Slot slot, std::string_view verb, Recording& recording) {
    const CommandScope scope(m_recording, recording);
    const Result<ComponentState*> found = find(slot);
    if (!found) return tl::unexpected<Problem>(found.error());
    if ((*found)->power != Power::Running) return fail(FL_TR("command", "it is not running"));
    if ((*found)->halted) return fail(FL_TR("command", "it is frozen"));
    Context context(*this, slot);
    Problem why;
    if (!(*found)->behaviour->act(context, verb, why)) {
        if (why.what.isEmpty()) return fail({FL_TR("command", "it cannot \"%1\""), {std::string(verb)}});
        return tl::unexpected<Problem>(std::move(why));
    }
    return {};
}

// --- a changed design

void World::addComponent(const std::shared_ptr<const Setup>& setup) {
    const Slot slot = setup->slot;
    if (slot >= m_components.size()) m_components.resize(slot + 1);
    m_components[slot] = std::make_unique<ComponentState>();
    ComponentState& state = *m_components[slot];
    state.setup = setup;
    setHost(slot, 0, setup->host);
    state.isHost = setup->isHost;
    state.behaviour = setup->create();
    state.network = Random(m_seed, slot, Purpose::Network);
    state.cpu.setCores(setup->cores);
    state.cpu.setHogs(setup->resources.hogs);
    state.cpu.advance(m_now);
    state.leakSince = m_now;
    state.memoryPerCall = setup->resources.memoryPerCall;
}

void World::takeSetup(Slot slot, const std::shared_ptr<const Setup>& setup, bool tells) {
    ComponentState& state = at(slot);
    grow(state);
    const bool moved = state.setup->host != setup->host;
    const bool recored = state.setup->cores != setup->cores || state.setup->resources.hogs != setup->resources.hogs;
    const bool told = !(*state.setup->settings == *setup->settings);
    const bool wasRunning = state.power == Power::Running;
    if (moved) killProcess(slot, false);   // its machine is another one: it is set up there anew
    if (moved) setHost(slot, state.setup->host, setup->host);
    state.setup = setup;
    state.memoryPerCall = setup->resources.memoryPerCall;   // what is held for present calls is counted anew with the rest of the host
    if (recored) {
        state.cpu.advance(m_now);
        state.cpu.setCores(setup->cores);
        state.cpu.setHogs(setup->resources.hogs);
        rescheduleCpu(slot);
    }
    if (told && tells) event(slot, event::edited, {}, 0, {}, true);
    if (moved && wasRunning && !state.killed) {
        updateHalted(slot);
        if (isHostUp(slot)) beginStart(slot);
    }
}

void World::removeComponent(Slot slot) {
    event(slot, event::removed, {}, 0, {}, true);
    ComponentState& state = at(slot);
    if (state.power != Power::Dead) killProcess(slot, state.isHost);
    // Calls that still name it as their caller were dropped; those on their way to it meet an address that nobody has.
    if (state.cpuEvent != none) m_queue.remove(state.cpuEvent);
    if (state.memoryEvent != none) m_queue.remove(state.memoryEvent);
    setHost(slot, state.setup->host, 0);
    m_components[slot].reset();
    networkChanged();
}

void World::adopt(const Blueprint& blueprint, Recording& recording, bool tellsEdits, const std::vector<RouteId>* altered) {
    const CommandScope scope(m_recording, recording);
    networkChanged();
    for (LinkState& link : m_links) link.exists = false;
    for (const LinkSetup& setup : blueprint.links) {
        if (setup.id >= m_links.size()) m_links.resize(setup.id + 1);
        LinkState& link = m_links[setup.id];
        link.id = setup.id;
        link.from = setup.from;
        link.to = setup.to;
        link.exists = true;
        link.latency = setup.latency;
        link.jitter = setup.jitter;
        link.loss = setup.loss;
        link.bandwidth = setup.bandwidth;
        link.wayBack = setup.asymmetric ? setup.wayBack : static_cast<const LinkQuality&>(link);
        link.intercepted = setup.intercepted;
    }
    if (blueprint.routes.size() > m_routes.size()) m_routes.resize(blueprint.routes.size());
    const auto take = [&](RouteId id) {
        m_routes[id] = blueprint.routes[id];
        m_routes[id].epoch = 0;
    };
    if (altered)
        for (const RouteId id : *altered) take(id);
    else
        for (RouteId id = 0; id < blueprint.routes.size(); ++id) take(id);

    std::vector<bool> wanted(m_components.size());
    std::vector<Slot> fresh, changed;
    for (const auto& setup : blueprint.setups) {
        if (setup->slot < wanted.size()) wanted[setup->slot] = true;
    }
    // What is on a host goes before it: the work it has there is taken off the host's processors.
    for (const bool hosts : {false, true})
        for (std::size_t slot = 0; slot < wanted.size(); ++slot)
            if (m_components[slot] && !wanted[slot] && m_components[slot]->isHost == hosts) removeComponent(static_cast<Slot>(slot));
    for (const auto& setup : blueprint.setups) {
        const ComponentState* state = component(setup->slot);
        if (!state) {
            addComponent(setup);
            fresh.push_back(setup->slot);
        } else if (state->setup != setup && !state->setup->sameAs(*setup)) {
            takeSetup(setup->slot, setup, tellsEdits);
            changed.push_back(setup->slot);
        }
    }
    const bool atStart = m_now == 0 && m_eventsDone == 0;
    for (const Slot slot : fresh) updateHalted(slot);
    for (const std::vector<Slot>* slots : {&fresh, &changed})
        for (const Slot slot : *slots) {
            Context context(*this, slot);
            at(slot).behaviour->configure(context);
        }
    for (const Slot slot : fresh) {
        if (!isHostUp(slot)) {
            at(slot).power = Power::Dead;
            continue;
        }
        Context context(*this, slot);
        at(slot).behaviour->start(context);
        if (!atStart) event(slot, event::added, {}, 0, {}, true);
    }
    std::vector<Slot> machines;
    for (const std::vector<Slot>* slots : {&fresh, &changed})
        for (const Slot slot : *slots) machines.push_back(at(slot).setup->host);
    std::sort(machines.begin(), machines.end());
    machines.erase(std::unique(machines.begin(), machines.end()), machines.end());
    for (const Slot host : machines) watchMemory(host);
}

}  // namespace faultline::sim
