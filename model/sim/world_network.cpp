#include "model/sim/world.h"

#include <algorithm>

/// How the World judges a way: firewalls, links, hosts, processes, and the way back.
namespace faultline::sim {

namespace {

struct PacketEnd {
    Slot host = 0;
    std::uint32_t address = 0;
    bool outside = false;
};

bool networkMatches(const AddressMatch& match, const PacketEnd& end) {
    switch (match.type) {
    case AddressMatch::Type::Any: return true;
    case AddressMatch::Type::Internet: return end.outside;
    case AddressMatch::Type::Network: return (end.address & match.mask) == (match.address & match.mask);
    case AddressMatch::Type::Host: return end.host == match.host;
    }
    return false;
}

struct Packet {
    PacketEnd source, destination;
    std::uint16_t port = 0;
    Transport transport = Transport::Tcp;
    RuleState state = RuleState::New;
    Hook hook = Hook::Forward;
};

bool networkMatches(const FirewallRule& rule, const Packet& packet) {
    if (!(rule.hooks & (1u << static_cast<unsigned>(packet.hook)))) return false;
    if (!(rule.transports & (1u << static_cast<unsigned>(packet.transport)))) return false;
    if (rule.state != RuleState::Any && rule.state != packet.state) return false;
    if (packet.port < rule.portFrom || packet.port > rule.portTo) return false;
    return networkMatches(rule.source, packet.source) && networkMatches(rule.destination, packet.destination);
}

/// Number of the first rule with a verdict that matches; rules.size() when the policy decides. `passed` gets those that led there.
std::size_t networkFirstMatch(const Filter& filter, const Packet& packet, std::vector<std::uint32_t>& passed) {
    for (std::size_t i = 0; i < filter.rules.size();) {
        const FirewallRule& rule = filter.rules[i];
        const bool matches = networkMatches(rule, packet);
        if (rule.action != RuleAction::Enter && rule.action != RuleAction::Leave) {
            if (matches) return i;
            ++i;
            continue;
        }
        if (matches) passed.push_back(static_cast<std::uint32_t>(i));
        i = matches == (rule.action == RuleAction::Leave) ? std::max<std::size_t>(rule.next, i + 1) : i + 1;
    }
    return filter.rules.size();
}

PacketEnd networkEnd(const World& world, Slot slot) {
    const ComponentState* state = world.component(slot);
    if (!state) return {};
    const ComponentState* host = world.component(state->setup->host);
    return {state->setup->host, host ? host->setup->address : state->setup->address, state->setup->outside};
}

}  // namespace

void World::refresh(Route& route) {
    route.epoch = m_networkEpoch;
    route.out = route.back = route.extraLatency;
    route.variable = false;
    route.isForged = false;
    for (const PathElement& element : route.path) {
        if (element.type != PathElement::Type::Link || element.index >= m_links.size()) continue;
        const LinkState& link = m_links[element.index];
        const LinkQuality &there = element.reversed ? link.wayBack : link, &back = element.reversed ? link : link.wayBack;
        route.out += there.latency;
        route.back += back.latency;
        for (const LinkQuality* way : {&there, &back}) route.variable = route.variable || way->jitter > 0 || way->loss > 0 || way->bandwidth > 0;
        route.isForged = route.isForged || link.intercepted;
    }
    route.synLoss = m_floods.empty() ? 0 : synLossOf(route);
    route.isAttacked = route.isForged || route.synLoss > 0;
    judge(route, false, route.fresh);
    judge(route, true, route.established);
    route.isPlain = route.transport == Transport::Tcp && route.shared == none && route.ways.empty() && route.established.hits.empty();
}

/// A shared address leads to whoever has it now, also for what is sent again.
void World::chooseWay(Call& call) {
    RouteId id = call.route;
    if (m_routes[id].shared != none) id = m_routes[id].shared;
    if (m_routes[id].ways.empty()) return;
    const ComponentState* address = component(m_routes[id].callee);
    if (address && address->holder && address->power == Power::Running)
        for (const RouteId way : m_routes[id].ways)
            if (m_routes[way].callee == address->holder) {
                id = way;
                break;
            }
    call.route = id;
    call.callee = m_routes[id].callee;
}

bool World::passPath(const Route& route, bool back, RuleState state, Route::Finding& finding) const {
    if (route.divided) {
        finding.verdict = Route::Verdict::Silent;
        finding.cause = {&reason::zoneCutOff, route.divided, 0};
        return false;
    }
    Packet packet;
    // What goes to a shared address bears that address, whoever has it.
    const Slot callee = route.shared != none ? m_routes[route.shared].callee : route.callee;
    packet.source = networkEnd(*this, back ? callee : route.caller);
    packet.destination = networkEnd(*this, back ? route.caller : callee);
    packet.port = back ? std::uint16_t{49152} : route.port;   // an answer goes to the caller's ephemeral port
    packet.transport = route.transport;
    packet.state = state;
    const std::size_t count = route.path.size();
    for (std::size_t i = 0; i < count; ++i) {
        const PathElement& element = route.path[back ? count - 1 - i : i];
        if (element.type == PathElement::Type::Link) {
            const LinkState* link = this->link(element.index);
            if (!link || !link->up[element.reversed != back ? 1 : 0]) {
                finding.verdict = Route::Verdict::Silent;
                finding.cause = {&reason::linkCut, route.callee, element.index};
                return false;
            }
            continue;
        }
        const ComponentState* wall = component(element.index);
        if (!wall || !wall->isFilter) continue;
        if (wall->setup->host != element.index && !isHostUp(element.index)) continue;   // off with the host it guards: judged there
        if (wall->power != Power::Running || wall->halted || !isHostUp(element.index)) {
            finding.verdict = Route::Verdict::Silent;
            finding.cause = {&reason::firewallDead, element.index, 0};
            return false;
        }
        packet.hook = element.hook;
        if (back && element.hook != Hook::Forward) packet.hook = element.hook == Hook::In ? Hook::Out : Hook::In;
        const Filter& filter = wall->filter;
        std::vector<std::uint32_t> passed;
        const std::size_t match = networkFirstMatch(filter, packet, passed);
        const bool byRule = match < filter.rules.size();
        const RuleAction action = byRule ? filter.rules[match].action : filter.policy[static_cast<std::size_t>(packet.hook)];
        const auto counter = static_cast<std::uint32_t>(byRule ? match : filter.rules.size() + static_cast<std::size_t>(packet.hook));
        if (!back) {
            for (const std::uint32_t rule : passed) finding.hits.push_back({element.index, rule});
            finding.hits.push_back({element.index, counter});
        }
        if (action == RuleAction::Accept) continue;
        finding.verdict = action == RuleAction::Reject && !back ? Route::Verdict::Refused : Route::Verdict::Silent;
        const std::uint32_t row = !byRule ? 0u : filter.rules[match].row ? filter.rules[match].row : static_cast<std::uint32_t>(match + 1);
        finding.cause = {action == RuleAction::Reject ? &reason::firewallReject : &reason::firewallDrop, element.index, row};
        return false;
    }
    return true;
}

void World::judge(const Route& route, bool established, Route::Finding& finding) const {
    finding = {};
    const ComponentState* callee = component(route.callee);
    if (!callee) {
        finding.verdict = Route::Verdict::NoWay;
        finding.cause = {&reason::noRoute, route.callee, 0};
        return;
    }
    if (callee->isShared) {
        // Those who used the address know to which machine it led, and go on sending there: their kernel asks anew only after half a minute.
        finding.verdict = callee->power == Power::Running ? Route::Verdict::Silent : Route::Verdict::Unreachable;
        finding.cause = {&reason::nobodyHolds, route.callee, 0};
        return;
    }
    if (!passPath(route, false, established ? RuleState::Established : RuleState::New, finding)) return;
    const Slot hostSlot = callee->setup->host;
    const ComponentState* host = component(hostSlot);
    if (!host || !isHostUp(route.callee)) {
        finding.verdict = route.shared != none ? Route::Verdict::Silent : Route::Verdict::Unreachable;   // of a shared address, as above
        finding.cause = {&reason::hostDown, hostSlot, 0};
        return;
    }
    if (host->isHost && host->frozen) {
        finding.verdict = Route::Verdict::Silent;
        finding.cause = {&reason::hostFrozen, hostSlot, 0};
        return;
    }
    if (route.transport == Transport::Vrrp) return;   // a matter of the machines, and nothing is answered
    if (route.toMachine) {
        passPath(route, true, RuleState::Established, finding);
        return;
    }
    if (!route.exists || callee->power != Power::Running) {
        finding.verdict = Route::Verdict::Refused;
        finding.cause = {&reason::processDead, route.callee, 0};
        return;
    }
    if (!established && callee->closed & (route.secure ? 2u : 1u)) {
        finding.verdict = Route::Verdict::Refused;
        finding.cause = {&reason::notListening, route.callee, 0};
        return;
    }
    passPath(route, true, RuleState::Established, finding);
}

void World::countHits(const Route::Finding& finding, std::uint32_t packets) {
    for (const auto& [wall, rule] : finding.hits)
        if (ComponentState* state = m_components[wall].get(); state && rule < state->filter.packets.size())
            state->filter.packets[rule] += packets;
}

/// The queue of half-open connections is as long as the backlog, and a SYN whose sender never answers keeps its place until the last of
/// five repeated answers has timed out: 1 + 2 + 4 + 8 + 16 + 32 s (Linux, tcp_synack_retries). Full, it takes a new one when a place becomes free.
double World::synLossOf(const Route& route) const {
    constexpr double held = 63;
    const ComponentState* callee = component(route.callee);
    if (!callee || callee->setup->resources.synCookies || route.transport != Transport::Tcp) return 0;
    double rate = 0;
    for (const Flood& flood : m_floods) {
        if (flood.route >= m_routes.size() || m_routes[flood.route].callee != route.callee) continue;
        Route::Finding finding;
        judge(m_routes[flood.route], false, finding);
        if (finding.verdict == Route::Verdict::Open) rate += flood.rate;
    }
    const double places = callee->setup->backlog;
    return rate * held <= places ? 0 : 1 - places / held / rate;
}

/// Whether a new connection comes about on a way that is under attack; if not, what becomes of the call is arranged.
bool World::isAdmitted(Call& call, const Route& route) {
    if (route.synLoss > 0 && at(call.caller).network.chance(route.synLoss)) {
        scheduleSyn(call, {&reason::synFlood, call.callee, 0}, false);
        return false;
    }
    if (route.isForged && call.has(Call::Tls) && call.has(Call::Verify)) {
        failConnect(call, Outcome::TlsUntrusted, {&reason::intercepted, call.callee, 0}, m_now + 2 * (route.out + route.back));
        return false;
    }
    return true;
}

void World::setFlood(Slot attacker, const std::vector<RouteId>& routes, double rate) {
    const auto before = m_floods.size();
    std::erase_if(m_floods, [attacker](const Flood& flood) { return flood.attacker == attacker; });
    if (rate > 0)
        for (const RouteId route : routes) m_floods.push_back({attacker, route, rate});
    if (before > 0 || !m_floods.empty()) networkChanged();
}

}  // namespace faultline::sim
