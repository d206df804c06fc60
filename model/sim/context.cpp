#include "model/sim/context.h"

namespace faultline::sim {

Call& Context::begin(CallClass kind) {
    Call& task = m_world.m_calls.take();
    task.caller = task.callee = m_self;
    task.kind = kind;
    task.state = CallState::AtCallee;
    task.started = task.arrived = now();
    ++m_world.at(m_self).inFlight;
    if (kind == CallClass::Static || kind == CallClass::Read || kind == CallClass::Write) {
        task.request = ++m_world.m_requests;
        task.set(Call::Counted);
        ++m_world.m_requestsInFlight;
        m_world.m_recording->requestStarted();
        ++m_world.m_recording->of(m_self).arrived;
    }
    return task;
}

TimerId Context::after(SimTime delay, std::uint16_t tag, std::uint64_t payload) {
    const std::uint32_t node = m_world.schedule(now() + delay, {static_cast<std::uint8_t>(World::Type::Timer), 0, tag, m_self,
                                                                m_world.at(m_self).epoch, payload});
    return {node, m_world.m_queue.serial(node)};
}

void Context::cancel(TimerId& timer) {
    if (m_world.m_queue.isQueued(timer.node, timer.serial)) m_world.m_queue.remove(timer.node);
    timer = {};
}

void Context::setFilter(std::vector<FirewallRule> rules, const RuleAction (&policy)[3]) {
    ComponentState& state = m_world.at(m_self);
    state.isFilter = true;
    state.filter.rules = std::move(rules);
    for (int hook = 0; hook < 3; ++hook) state.filter.policy[hook] = policy[hook];
    state.filter.packets.assign(state.filter.rules.size() + 3, 0);
    m_world.networkChanged();
}

void Context::setHolder(Slot holder) {
    ComponentState& state = m_world.at(m_self);
    if (state.isShared && state.holder == holder) return;
    state.isShared = true;
    state.holder = holder;
    m_world.networkChanged();
}

void Context::assignAddress(Slot address, Slot machine, bool given) {
    ComponentState* state = address < m_world.m_components.size() ? m_world.m_components[address].get() : nullptr;
    if (!state || !state->isShared || state->power != Power::Running || !m_world.component(machine)) return;
    Context context(m_world, address);
    state->behaviour->onAssigned(context, machine, given);
}

bool Context::isOpen(RouteId route, std::uint32_t connection) const {
    const Route& way = m_world.freshRoute(route);
    const ComponentState* callee = m_world.component(way.callee);
    if (!callee || way.shared != none || !way.ways.empty()) return true;   // who is behind a shared address nobody knows
    const bool isHeard = way.established.verdict == Route::Verdict::Open || way.established.verdict == Route::Verdict::Refused;
    return connection > callee->announced || !isHeard;
}

void Context::setClosed(std::uint8_t which) {
    ComponentState& state = m_world.at(m_self);
    if (state.closed == which) return;
    state.closed = which;
    m_world.networkChanged();
}

bool Context::isMachineRunning(Slot neighbour) const {
    const ComponentState* state = m_world.component(neighbour);
    const ComponentState* host = state ? m_world.component(state->setup->host) : nullptr;
    return host && m_world.isHostUp(neighbour) && !(host->isHost && host->frozen);
}

bool Context::isMachineFrozen(Slot neighbour) const {
    const ComponentState* state = m_world.component(neighbour);
    const ComponentState* host = state ? m_world.component(state->setup->host) : nullptr;
    return host && host->isHost && host->frozen && m_world.isHostUp(neighbour);
}

double Context::hostUtilisation() const {
    const ProcessorShare& cpu = m_world.at(setup().host).cpu;
    return cpu.cores() == 0 || cpu.jobs() >= cpu.cores() ? 1.0 : static_cast<double>(cpu.jobs()) / cpu.cores();
}

SimTime Context::hostCpuTime() const { return m_world.at(setup().host).cpu.handedOutAt(now()); }
std::uint32_t Context::hostCores() const { return m_world.at(setup().host).cpu.cores(); }
std::uint32_t Context::hostJobs() const { return m_world.at(setup().host).cpu.jobs(); }

std::pair<std::uint64_t, std::uint64_t> Context::neighbourLog(Slot neighbour) const {
    const ComponentState* state = m_world.component(neighbour);
    return state ? std::pair{state->logged, state->loggedFailed} : std::pair<std::uint64_t, std::uint64_t>{0, 0};
}

}  // namespace faultline::sim
