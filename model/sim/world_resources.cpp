#include "model/sim/context.h"
#include "model/sim/world.h"

#include <algorithm>
#include <utility>

/// Memory and disks of the machines.
namespace faultline::sim {

namespace {

const EventType resourcesKilled{"out_of_memory", FL_TR("event", "%2 ran out of memory: its kernel killed %1"),
                                EventType::Severity::Bad};

/// value x time / second without overflow for sizes up to 1e15 bytes.
std::int64_t resourcesGrown(std::int64_t perSecond, SimTime time) {
    return perSecond * (time / second) + static_cast<std::int64_t>(static_cast<double>(perSecond) * static_cast<double>(time % second) * 1e-9);
}

}  // namespace

/// Brings what a process has leaked up to now.
void World::grow(ComponentState& state) {
    if (state.power == Power::Running && state.setup->resources.memoryLeak > 0)
        state.leaked += resourcesGrown(state.setup->resources.memoryLeak, m_now - state.leakSince);
    state.leakSince = m_now;
}

std::int64_t World::memoryUsed(Slot slot) const {
    const ComponentState* state = component(slot);
    if (!state) return 0;
    if (!state->isHost) {
        if (state->power != Power::Running) return 0;
        const Resources& resources = state->setup->resources;
        return resources.memory + state->leaked + resourcesGrown(resources.memoryLeak, m_now - state->leakSince) +
               heldByLoad(*state);
    }
    std::int64_t sum = 0;
    for (const Slot inside : onHost(slot)) sum += memoryUsed(inside);
    return sum;
}

/// A process takes memory for a call.
void World::holdMemory(ComponentState& process) {
    const Slot host = process.setup->host;
    if (!m_components[host]) return;
    at(host).load += process.memoryPerCall;
    if (at(host).load > at(host).room) noteMemory(host);
}

void World::setWorking(Slot slot, std::uint32_t workers) {
    ComponentState& process = at(slot);
    const std::int64_t each = process.setup->resources.memoryPerWorker;
    const std::uint32_t before = std::exchange(process.working, workers);
    const Slot host = process.setup->host;
    if (each == 0 || workers == before || !m_components[host]) return;
    at(host).load += each * (static_cast<std::int64_t>(workers) - before);
    if (at(host).load > at(host).room) noteMemory(host);
}

/// What is too much is noticed as an event of its own: somebody is in the middle of something now.
void World::noteMemory(Slot host) {
    at(host).room = ComponentState::unlimited;
    happenNow({static_cast<std::uint8_t>(Type::Memory), 0, 0, host, 1, 0});
}

/// The kernel kills the largest process until what is left fits, and looks again when that will not be so any more.
void World::watchMemory(Slot host) {
    ComponentState* state = host < m_components.size() ? m_components[host].get() : nullptr;
    if (!state) return;
    state->load = state->isHost ? 0 : heldByLoad(*state);
    for (const Slot slot : onHost(host)) state->load += heldByLoad(at(slot));
    state->room = ComponentState::unlimited;
    if (!state->isHost) return;
    if (state->memoryEvent != none) m_queue.remove(state->memoryEvent);
    state->memoryEvent = none;
    const std::int64_t capacity = state->setup->resources.memory;
    if (capacity <= 0 || state->power != Power::Running) return;
    const std::vector<Slot>& inside = onHost(host);
    std::int64_t sum = 0, growth = 0, most = -1;
    Slot largest = 0;
    for (const Slot slot : inside) {
        const std::int64_t used = memoryUsed(slot);
        sum += used;
        if (at(slot).power == Power::Running) growth += at(slot).setup->resources.memoryLeak;
        if (used > most && at(slot).power == Power::Running) {
            most = used;
            largest = slot;
        }
    }
    if (sum > capacity && largest) {
        at(largest).killed = true;
        event(largest, resourcesKilled, {&reason::outOfMemory, largest, host}, host);
        killProcess(largest, false);   // which looks at the memory again
        return;
    }
    state->room = capacity - (sum - state->load);
    if (growth <= 0) return;
    const double wait = static_cast<double>(capacity - sum + 1) / static_cast<double>(growth) * 1e9;
    if (wait > 1e18) return;
    // What is leaked narrows the room for calls: looked after every second.
    const SimTime next = state->load > 0 ? std::min(static_cast<SimTime>(wait) + 1, SimTime{second}) : static_cast<SimTime>(wait) + 1;
    state->memoryEvent = schedule(m_now + next, {static_cast<std::uint8_t>(Type::Memory), 0, 0, host, 0, 0});
}

void World::memoryDue(Slot host, bool isByLoad) {
    if (!isByLoad) at(host).memoryEvent = none;
    watchMemory(host);
}

std::int64_t World::diskUsed(Slot host) const {
    const ComponentState* state = component(host);
    return state ? state->setup->resources.diskUsed + state->written : 0;
}

/// What waits for the disk takes its turn behind what others asked for, and all of it is as much slower as the disk is.
SimTime World::useDisk(Slot host, SimTime usual, std::uint32_t operations) {
    ComponentState& state = at(host);
    const Resources& resources = state.setup->resources;
    const auto slowed = [&](SimTime time) {
        return resources.diskSlowdown == 1 ? time : static_cast<SimTime>(static_cast<double>(time) * resources.diskSlowdown);
    };
    const SimTime begin = std::max(state.diskBusyUntil, m_now);
    state.diskBusyUntil = begin + slowed(resources.diskOperation) * operations;
    return begin - m_now + slowed(usual);
}

SimTime Context::diskTime(SimTime usual, std::uint32_t operations) { return m_world.useDisk(setup().host, usual, operations); }

bool Context::isDiskFull() const {
    const Slot host = setup().host;
    const std::int64_t size = m_world.at(host).setup->resources.disk;
    return size > 0 && m_world.diskUsed(host) >= size;
}

void Context::wroteToDisk(std::int64_t bytes) { m_world.at(setup().host).written += bytes; }

HostMeasures Context::hostMeasures() const {
    const Slot host = setup().host;
    const Resources& resources = m_world.at(host).setup->resources;
    return {m_world.memoryUsed(host), resources.memory, m_world.diskUsed(host), resources.disk};
}

}  // namespace faultline::sim
