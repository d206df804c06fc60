#include "model/runtime/wiring.h"

#include "model/design/edits.h"

#include <cstring>

namespace faultline::runtime {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;
using design::Link;

namespace {

constexpr SimTime wiringSubnetLatency = 100 * microsecond;
constexpr SimTime wiringLoopbackLatency = 25 * microsecond;

bool wiringIsCall(const PortSpec& port) {
    return port.role != PortRole::Attach && port.role != PortRole::Host;
}

bool wiringFits(const PortSpec& out, const PortSpec& in) {
    return out.direction == PortDirection::Out && in.direction == PortDirection::In && wiringIsCall(out) &&
           out.role == in.role && std::strcmp(out.protocol, in.protocol) == 0;
}

const PortSpec* wiringInPort(const ComponentKind& kind, std::string_view key, const PortSpec& out) {
    const PortSpec* any = nullptr;
    for (const PortSpec& port : kind.ports) {
        if (!wiringFits(out, port)) continue;
        if (key == port.key) return &port;
        if (!any) any = &port;
    }
    return any;
}

/// The key of a port may stand for several protocols: what the callee's port speaks decides.
const PortSpec* wiringOutPort(const Link& link, const ComponentKind& kind, const ComponentKind* callee) {
    const PortSpec* any = nullptr;
    for (const PortSpec& port : kind.ports) {
        if (port.direction != PortDirection::Out || !wiringIsCall(port) || link.fromPort != port.key) continue;
        if (!any) any = &port;
        const PortSpec* in = callee ? wiringInPort(*callee, link.toPort, port) : nullptr;
        if (in && link.toPort == in->key) return &port;
    }
    return any;
}

bool wiringIsAttacker(const Plan::Part& part) {
    return std::strcmp(part.kind->id, "attacker") == 0;
}

}  // namespace

sim::RouteId Routes::number(const Key& key) {
    const auto [it, isNew] = m_numbers.try_emplace(key, static_cast<sim::RouteId>(m_owners.size()));
    if (isNew) {
        m_keys.push_back(&it->first);
        m_owners.emplace_back();
        m_isAltered.push_back(false);
        m_routes.resize(m_owners.size());
    }
    return it->second;
}

void Routes::alter(sim::RouteId number) {
    if (m_isAltered[number]) return;
    m_isAltered[number] = true;
    m_altered.push_back(number);
}

bool Routes::claim(sim::RouteId number, ComponentId owner) {
    if (m_owners[number].isValid()) return false;
    m_owners[number] = owner;
    alter(number);
    return true;
}

void Routes::release(const ComponentSet& owners) {
    for (std::size_t i = 0; i < m_owners.size(); ++i) {
        if (!owners.has(m_owners[i])) continue;
        m_owners[i] = {};
        alter(static_cast<sim::RouteId>(i));
    }
}

std::vector<sim::RouteId> Routes::settle() {
    for (const sim::RouteId number : m_altered) {
        m_isAltered[number] = false;
        if (m_owners[number].isValid()) continue;
        // A way that is no more keeps its number.
        sim::Route gone;
        gone.caller = std::get<0>(*m_keys[number]);
        gone.callee = std::get<1>(*m_keys[number]);
        gone.linkId = std::get<3>(*m_keys[number]);
        gone.exists = false;
        m_routes[number] = std::move(gone);
    }
    return std::exchange(m_altered, {});
}

// Replication goes through a whole group, and the ways to a shared address are made with it.
void Wiring::addRelated(ComponentSet& callers) const {
    if (callers.isEmpty()) return;
    ComponentSet shared;
    for (const auto& [id, part] : m_plan.parts())
        if (part.isShared) shared.add(id);
    std::map<ComponentId, std::vector<ComponentId>> related;
    for (const auto& [id, part] : m_plan.parts())
        for (const sim::Wire& wire : part.wires) {
            const ComponentId target{wire.target};
            if (!shared.has(target) && !(part.replicates && std::strcmp(wire.port, part.replicates->key) == 0)) continue;
            related[id].push_back(target);
            related[target].push_back(id);
        }
    for (std::size_t i = 0; i < callers.size(); ++i)
        if (const auto others = related.find(callers[i]); others != related.end())
            for (const ComponentId other : others->second) callers.add(other);
}

/// Whether the wires of `callers` lead to nobody who hangs together with them and is missing.
bool Wiring::isWhole(const ComponentSet& callers) const {
    for (std::size_t i = 0; i < callers.size(); ++i) {
        const Part* part = m_plan.part(callers[i]);
        if (!part) continue;
        for (const sim::Wire& wire : part->wires) {
            if (callers.has({wire.target})) continue;
            const Part* callee = m_plan.part(ComponentId{wire.target});
            if ((callee && callee->isShared) || (part->replicates && std::strcmp(wire.port, part->replicates->key) == 0)) return false;
        }
    }
    return true;
}

void Wiring::make(ComponentSet& callers) {
    // What they hang together with by the wires they had, and by those they get.
    for (;;) {
        addRelated(callers);
        m_routes.release(callers);
        m_toShared.clear();
        makeOwn(callers);
        if (isWhole(callers)) break;
    }
    addPeers(callers);
    for (const ComponentId id : callers.sorted())
        if (Part* part = m_plan.part(id); part && part->isShared) addShared(id, *part);
}

/// All wires that need no other wire.
void Wiring::makeOwn(const ComponentSet& callers) {
    const std::vector<ComponentId> ids = callers.sorted();
    LinkSet links;
    for (const ComponentId id : ids) {
        Part* part = m_plan.part(id);
        if (!part) continue;
        part->wires.clear();
        for (const ComponentId end : {id, part->host})
            for (const LinkId link : m_plan.linksFrom(end)) links.add(link);
    }
    for (const LinkId link : links.sorted()) addDrawn(*m_plan.design().link(link), callers);
    for (const ComponentId id : ids) {
        Part* part = m_plan.part(id);
        if (!part || !part->kind->create) continue;
        addNeighbouring(id, *part);
        addNamed(id, *part);
    }
}

/// Who is meant by an end of a link: the component itself or, in a host, the process in it; the first that has what is
/// asked for.
template <class Has>
ComponentId Wiring::party(ComponentId end, Has&& has) {
    const Part* part = m_plan.part(end);
    if (!part) return {};
    if (has(*part->kind)) return end;
    if (part->kind->shape != catalog::Shape::Host) return {};
    for (const ComponentId id : m_plan.processes(end))
        if (has(*m_plan.part(id)->kind)) return id;
    return {};
}

ComponentId Wiring::callerOf(const Link& link) {
    return party(link.from, [&](const ComponentKind& kind) { return kind.create && wiringOutPort(link, kind, nullptr); });
}

void Wiring::addDrawn(const Link& link, const ComponentSet& callers) {
    const ComponentId caller = callerOf(link);
    if (!callers.has(caller) || !m_plan.part(link.to)) return;
    const ComponentKind& callerKind = *m_plan.part(caller)->kind;
    const auto listens = [&](bool exactly) {
        return party(link.to, [&](const ComponentKind& kind) {
            const PortSpec* port = wiringOutPort(link, callerKind, &kind);
            const PortSpec* in = kind.create && port ? wiringInPort(kind, link.toPort, *port) : nullptr;
            return in && (!exactly || link.toPort == in->key);
        });
    };
    ComponentId callee = listens(true);
    if (!callee.isValid()) callee = listens(false);
    if (callee == caller) return;
    if (!callee.isValid()) {  // nobody listens there
        const PortSpec* port = wiringOutPort(link, callerKind, nullptr);
        addWire(caller, *port, link.to, nullptr, &link, false);
        return;
    }
    const PortSpec* port = wiringOutPort(link, callerKind, m_plan.part(callee)->kind);
    addWire(caller, *port, callee, wiringInPort(*m_plan.part(callee)->kind, link.toPort, *port), &link, false);
    addOtherPort(caller, *port, callee, link);
}

/// Browsers reach the other port of a site as well, 443 beside 80: wires on "web+".
void Wiring::addOtherPort(ComponentId caller, const PortSpec& drawn, ComponentId callee, const Link& link) {
    if (std::strcmp(drawn.key, "web") != 0) return;
    const ComponentKind& kind = *m_plan.part(callee)->kind;
    for (const PortSpec& out : m_plan.part(caller)->kind->ports) {
        if (std::strcmp(out.key, drawn.key) != 0 || std::strcmp(out.protocol, drawn.protocol) == 0) continue;
        if (const PortSpec* in = wiringInPort(kind, {}, out)) addWire(caller, out, callee, in, &link, false, "web+");
    }
}

/// What has no drawn link asks the process beside it.
void Wiring::addNeighbouring(ComponentId id, Part& part) {
    if (part.host == id) return;
    std::set<std::string_view> done;
    for (const sim::Wire& wire : part.wires) done.insert(wire.port);
    for (const PortSpec& out : part.kind->ports) {
        if (out.direction != PortDirection::Out || !wiringIsCall(out) || out.role == PortRole::Replicate ||
            done.contains(out.key))
            continue;
        // What only passes calls on, as a load balancer does, is reached by a drawn link alone.
        ComponentId callee;
        for (const ComponentId other : m_plan.processes(part.host)) {
            const ComponentKind& kind = *m_plan.part(other)->kind;
            if (callee.isValid() || other == id || !kind.create || !wiringInPort(kind, {}, out)) continue;
            const bool passesOn = std::any_of(kind.ports.begin(), kind.ports.end(), [&](const PortSpec& port) {
                return port.direction == PortDirection::Out && port.role == out.role && std::strcmp(port.protocol, out.protocol) == 0;
            });
            if (!passesOn) callee = other;
        }
        if (!callee.isValid()) continue;
        addWire(id, out, callee, wiringInPort(*m_plan.part(callee)->kind, {}, out), nullptr, false);
        done.insert(out.key);
    }
}

/// What a property names can be reached, also without a link of its own.
void Wiring::addNamed(ComponentId id, Part& part) {
    for (const ComponentId named : part.named) {
        if (!m_plan.part(named) || named == id) continue;
        for (const PortSpec& out : part.kind->ports) {
            if (out.direction != PortDirection::Out || !wiringIsCall(out)) continue;
            const ComponentId callee =
                party(named, [&](const ComponentKind& kind) { return kind.create && wiringInPort(kind, {}, out) != nullptr; });
            if (!callee.isValid() || callee == id) continue;
            const bool isThere = std::any_of(part.wires.begin(), part.wires.end(), [&](const sim::Wire& wire) {
                return wire.target == callee.value && std::strcmp(wire.port, out.key) == 0 &&
                       (!wiringIsAttacker(part) || std::strcmp(wire.protocol, out.protocol) == 0);
            });
            if (!isThere) {
                bool reversed = false;
                const Link* link = m_plan.linkBetween(id, callee, reversed);
                addWire(id, out, callee, wiringInPort(*m_plan.part(callee)->kind, {}, out), link, reversed);
            }
            if (!wiringIsAttacker(part)) break;
        }
        if (wiringIsAttacker(part)) addClosedPorts(id, part, named);
    }
}

/// Those that replicate with each other can all reach each other: roles change while it runs, and whoever is promoted is followed
/// by the rest, whichever way the links were drawn.
void Wiring::addPeers(const ComponentSet& callers) {
    std::map<ComponentId, std::set<ComponentId>> linked;
    for (const ComponentId id : callers.sorted()) {
        const Part* part = m_plan.part(id);
        if (!part || !part->replicates) continue;
        for (const sim::Wire& wire : part->wires)
            if (std::strcmp(wire.port, part->replicates->key) == 0) {
                linked[id].insert({wire.target});
                linked[{wire.target}].insert(id);
            }
    }
    for (const auto& [id, neighbours] : linked) {
        Part& part = *m_plan.part(id);
        const PortSpec* out = part.kind->create ? part.replicates : nullptr;
        if (!out) continue;
        // The near ones first, then the rest of those it hangs together with.
        std::vector<ComponentId> others(neighbours.begin(), neighbours.end());
        for (std::size_t i = 0; i < others.size(); ++i)
            for (const ComponentId next : linked.at(others[i]))
                if (next != id && std::find(others.begin(), others.end(), next) == others.end()) others.push_back(next);
        for (const ComponentId other : others) {
            const bool isThere = std::any_of(part.wires.begin(), part.wires.end(), [&](const sim::Wire& wire) {
                return wire.target == other.value && std::strcmp(wire.port, out->key) == 0;
            });
            const PortSpec* in = wiringInPort(*m_plan.part(other)->kind, {}, *out);
            if (isThere || !in) continue;
            bool reversed = false;
            const Link* link = m_plan.linkBetween(id, other, reversed);
            addWire(id, *out, other, in, link, reversed);
        }
    }
}

/// An attacker tries the ports as well on which nobody listens.
void Wiring::addClosedPorts(ComponentId id, Part& part, ComponentId target) {
    for (const PortSpec& out : part.kind->ports) {
        if (out.direction != PortDirection::Out || !wiringIsCall(out)) continue;
        const bool isThere = std::any_of(part.wires.begin(), part.wires.end(), [&](const sim::Wire& wire) {
            const Part* callee = m_plan.part(ComponentId{wire.target});
            return std::strcmp(wire.protocol, out.protocol) == 0 &&
                   (wire.target == target.value || (callee && callee->host == m_plan.part(target)->host));
        });
        if (isThere || !m_plan.part(target)->kind->create) continue;
        bool reversed = false;
        const Link* link = m_plan.linkBetween(id, target, reversed);
        addWire(id, out, target, nullptr, link, reversed);
    }
}

void Wiring::addWire(ComponentId callerId, const PortSpec& out, ComponentId calleeId, const PortSpec* in, const Link* link,
             bool reversed, const char* port) {
    Part& caller = *m_plan.part(callerId);
    const Part& callee = *m_plan.part(calleeId);
    const std::uint32_t linkId = link ? link->id.value : 0;
    const sim::RouteId number = m_routes.number(
        {callerId.value, calleeId.value, std::string(port ? port : out.key) + "/" + out.protocol, linkId});
    if (!m_routes.claim(number, callerId)) return;  // the same way twice
    const bool isLocal = caller.host == callee.host;

    sim::Route route;
    route.caller = callerId.value;
    route.callee = calleeId.value;
    const bool isDrawnPort = link && link->number > 0 && !reversed && !port;
    const int usual = in && in->number > 0 ? in->number : out.number;
    route.port = static_cast<std::uint16_t>(isDrawnPort ? link->number : usual);
    route.transport = std::strcmp(out.protocol, "dns") == 0 ? sim::Transport::Udp : sim::Transport::Tcp;
    route.secure = std::strcmp(out.protocol, "https") == 0 || std::strcmp(out.protocol, "metrics") == 0;
    route.exists = in != nullptr;
    route.linkId = isLocal ? 0 : linkId;
    route.extraLatency = isLocal ? wiringLoopbackLatency : link ? 0 : wiringSubnetLatency;
    route.path = pathOf(caller, callee, isLocal, {{link, reversed}});
    route.divided = dividingZone(caller, callee);
    m_routes.put(number, std::move(route));
    if (in && callee.isShared) m_toShared.push_back({calleeId, number, link, reversed, in->protocol});

    sim::Wire wire;
    wire.port = port ? port : out.key;
    wire.targetKind = callee.kind->id;
    wire.protocol = out.protocol;
    wire.target = calleeId.value;
    wire.route = number;
    wire.address = design::addressOf(m_plan.design(), m_plan.catalog(), calleeId);
    wire.local = isLocal;
    caller.wires.push_back(wire);
}

/// A call of a shared address goes to the member that has it, by way of the link that leads on to it; the members hear each other
/// over these links too.
void Wiring::addShared(ComponentId id, Part& part) {
    std::vector<Member> members;
    for (const LinkId linkId : m_plan.linksFrom(id)) {
        const Link& link = *m_plan.design().link(linkId);
        if (link.fromPort != "member") continue;
        for (const sim::Wire& wire : part.wires)
            if (std::strcmp(wire.port, "member") == 0 && m_routes[wire.route].linkId == linkId.value &&
                std::none_of(members.begin(), members.end(),
                             [&](const Member& m) { return m.component.value == wire.target; }))
                members.push_back({ComponentId{wire.target}, &link});
    }
    for (const ToShared& way : m_toShared) {
        if (way.address != id) continue;
        if (std::strcmp(way.protocol, "address") == 0)
            addMachines(way, members, id);
        else
            addWays(way, members, id);
    }
    for (const Member& from : members)
        for (const Member& to : members)
            if (from.component != to.component) addPeer(id, part, from, to);
}

void Wiring::addWays(const ToShared& way, const std::vector<Member>& members, ComponentId address) {
    const sim::Route whole = m_routes[way.route];
    const Part& caller = *m_plan.part(ComponentId{whole.caller});
    for (const Member& member : members) {
        if (member.component.value == whole.caller) continue;
        const Part& callee = *m_plan.part(member.component);
        const bool listens = std::any_of(callee.kind->ports.begin(), callee.kind->ports.end(), [&](const PortSpec& in) {
            return in.direction == PortDirection::In && in.role == PortRole::Traffic && std::strcmp(in.protocol, way.protocol) == 0;
        });
        sim::Route route = routeToMember(way, whole, member);
        route.exists = listens;
        route.ways.clear();
        route.shared = way.route;
        route.secondLink = caller.host == callee.host ? 0 : member.link->id.value;
        const sim::RouteId number = putMember(way, member, address, "by ", std::move(route));   // first: it may move all routes
        m_routes[way.route].ways.push_back(number);
    }
}

/// The way through the shared address on to one who may have it: `whole`, with its own end and path.
sim::Route Wiring::routeToMember(const ToShared& way, const sim::Route& whole, const Member& member) const {
    const Part& caller = *m_plan.part(ComponentId{whole.caller});
    const Part& callee = *m_plan.part(member.component);
    const bool isLocal = caller.host == callee.host;
    sim::Route route = whole;
    route.callee = member.component.value;
    if (isLocal) route.linkId = 0;
    route.extraLatency = isLocal ? wiringLoopbackLatency : way.link ? 0 : wiringSubnetLatency;
    route.path = pathOf(caller, callee, isLocal, {{way.link, way.reversed}, {member.link, false}});
    route.divided = dividingZone(caller, callee);
    return route;
}

sim::RouteId Wiring::putMember(const ToShared& way, const Member& member, ComponentId address, const char* purpose, sim::Route route) {
    const sim::RouteId number =
        m_routes.number({route.caller, member.component.value, purpose + std::to_string(way.route), member.link->id.value});
    m_routes.claim(number, address);
    m_routes.put(number, std::move(route));
    return number;
}

/// Who moves an address about reaches the machines themselves, by SSH: wires on "machine".
void Wiring::addMachines(const ToShared& way, const std::vector<Member>& members, ComponentId address) {
    const sim::Route whole = m_routes[way.route];
    const ComponentId callerId{whole.caller};
    Part& caller = *m_plan.part(callerId);
    for (const Member& member : members) {
        const Part& callee = *m_plan.part(member.component);
        sim::Route route = routeToMember(way, whole, member);
        route.toMachine = true;
        sim::Wire wire;
        wire.port = "machine";
        wire.targetKind = callee.kind->id;
        wire.protocol = "ssh";
        wire.target = member.component.value;
        wire.route = putMember(way, member, address, "ssh by ", std::move(route));
        wire.address = design::addressOf(m_plan.design(), m_plan.catalog(), member.component);
        wire.local = caller.host == callee.host;
        wire.shared = address.value;
        caller.wires.push_back(wire);
    }
}

void Wiring::addPeer(ComponentId id, Part& part, const Member& from, const Member& to) {
    const sim::RouteId number = m_routes.number(
        {from.component.value, to.component.value, "vrrp of " + std::to_string(id.value), to.link->id.value});
    m_routes.claim(number, id);
    const Part& sender = *m_plan.part(from.component);
    const Part& hearer = *m_plan.part(to.component);
    const bool isLocal = sender.host == hearer.host;
    sim::Route route;
    route.caller = from.component.value;
    route.callee = to.component.value;
    route.transport = sim::Transport::Vrrp;
    route.extraLatency = isLocal ? wiringLoopbackLatency : 0;
    route.path = pathOf(sender, hearer, isLocal, {{from.link, true}, {to.link, false}});
    route.divided = dividingZone(sender, hearer);
    m_routes.put(number, std::move(route));
    sim::Wire wire;
    wire.port = "peer";
    wire.targetKind = hearer.kind->id;
    wire.protocol = "vrrp";
    wire.target = to.component.value;
    wire.route = number;
    wire.address = design::addressOf(m_plan.design(), m_plan.catalog(), to.component);
    wire.local = isLocal;
    part.wires.push_back(wire);
}

void Wiring::addCard(ComponentId host, bool isIncoming, std::vector<sim::PathElement>& path) const {
    const auto card = m_cards.find(host);
    if (card == m_cards.end()) return;
    path.push_back(
        {.type = sim::PathElement::Type::Link, .hook = sim::Hook::Forward, .reversed = isIncoming, .index = card->second});
}

void Wiring::addGuards(ComponentId of, sim::Hook hook, std::vector<sim::PathElement>& path) const {
    for (const ComponentId firewall : m_plan.guards(of))
        if (m_plan.part(firewall)->kind->create)
            path.push_back(
                {.type = sim::PathElement::Type::Filter, .hook = hook, .reversed = false, .index = firewall.value});
}

/// The zone that is cut off between two components: one of them is in it and the other is not, or is in the zone it is cut off from.
sim::Slot Wiring::dividingZone(const Part& caller, const Part& callee) const {
    for (const auto& [inner, outer] : {std::pair(&caller, &callee), std::pair(&callee, &caller)})
        for (const ComponentId id : inner->within) {
            const Part* zone = m_plan.part(id);
            if (!zone || zone->kind->shape != catalog::Shape::Zone || m_plan.holds(*outer, id)) continue;
            if (design::effectiveValue(*zone->kind, *zone->component, "isolated").toBool()) return id.value;
            const Value cutFrom = design::effectiveValue(*zone->kind, *zone->component, "cut_from");
            for (const TableRow& row : cutFrom.toTable())
                if (!row.empty() && m_plan.holds(*outer, {static_cast<std::uint32_t>(row[0].toInt())})) return id.value;
        }
    return 0;
}

/// Out of the caller, its host and what that is in, along the links from end to end, and in again; what both are in is not
/// left.
std::vector<sim::PathElement> Wiring::pathOf(const Part& caller, const Part& callee, bool isLocal, std::initializer_list<Leg> legs) const {
    std::vector<sim::PathElement> path;
    for (const ComponentId id : caller.within)
        if (!m_plan.holds(callee, id)) addGuards(id, sim::Hook::Out, path);
    if (!isLocal) {
        addCard(caller.host, false, path);
        for (const Leg& leg : legs)
            if (leg.link) addLeg(leg, path);
        addCard(callee.host, true, path);
    }
    for (auto id = callee.within.rbegin(); id != callee.within.rend(); ++id)
        if (!m_plan.holds(caller, *id)) addGuards(*id, sim::Hook::In, path);
    return path;
}

void Wiring::addLeg(const Leg& leg, std::vector<sim::PathElement>& path) const {
    std::vector<sim::PathElement> way;
    way.push_back({.type = sim::PathElement::Type::Link,
                   .hook = sim::Hook::Forward,
                   .reversed = leg.reversed,
                   .index = leg.link->id.value});
    for (const ComponentId firewall : m_plan.inLine(leg.link->id))
        if (m_plan.part(firewall)->kind->create)
            way.push_back({.type = sim::PathElement::Type::Filter,
                               .hook = sim::Hook::Forward,
                               .reversed = leg.reversed,
                               .index = firewall.value});
    if (leg.reversed) std::reverse(way.begin(), way.end());
    path.insert(path.end(), way.begin(), way.end());
}


}  // namespace faultline::runtime
