#include "model/runtime/compile.h"

#include "model/core/units.h"
#include "model/design/edits.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>

namespace faultline::runtime {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;
using catalog::PropertySpec;
using catalog::PropertyType;
using design::Component;
using design::Link;

namespace {

constexpr SimTime compileSubnetLatency = 100 * microsecond;
constexpr SimTime compileLoopbackLatency = 25 * microsecond;
constexpr std::uint32_t compileDefaultCores = 4;
constexpr std::uint32_t compileDefaultBacklog = 511;

bool compileIsCall(const PortSpec& port) {
    return port.role != PortRole::Attach && port.role != PortRole::Host;
}

/// An address that several components share: what it calls has it in turn.
bool compileIsShared(const ComponentKind& kind) {
    const PortSpec* port = kind.port("member");
    return port && port->direction == PortDirection::Out && kind.create;
}

bool compileFits(const PortSpec& out, const PortSpec& in) {
    return out.direction == PortDirection::Out && in.direction == PortDirection::In && compileIsCall(out) &&
           out.role == in.role && std::strcmp(out.protocol, in.protocol) == 0;
}

}  // namespace

/// One compilation: what the design says, looked up once, and from it the setups, routes and links.
class Wiring {
public:
    Wiring(Compiler& compiler, const design::Design& design)
        : m_compiler(compiler),
          m_catalog(compiler.m_catalog),
          m_design(design) {
        for (const auto& [id, component] : design.components()) index(*component);
        std::erase_if(m_parts, [](const auto& entry) { return entry.second.kind == nullptr; });  // named, but of no known kind
        for (auto& [link, firewalls] : m_inLine) firewalls = design.inLineOf(link);
    }

    sim::Blueprint run() {
        m_blueprint.seed = m_compiler.m_seed;
        m_blueprint.startTime = m_design.settings().startTime;
        addLinks();
        addCards();
        for (const auto& [id, link] : m_design.links()) addDrawn(*link);
        for (auto& [id, part] : m_parts) {
            if (!part.kind->create) continue;
            addNeighbouring(id, part);
            addNamed(id, part);
        }
        addPeers();
        for (auto& [id, part] : m_parts)
            if (compileIsShared(*part.kind)) addShared(id, part);
        std::map<sim::Slot, std::shared_ptr<const sim::Setup>> setups;
        for (auto& [id, part] : m_parts) {
            if (!part.kind->create) continue;
            auto setup = std::make_shared<const sim::Setup>(setupOf(id, part));
            const auto old = m_compiler.m_setups.find(id.value);
            if (old != m_compiler.m_setups.end() && setup->sameAs(*old->second)) setup = old->second;
            m_blueprint.setups.push_back(setup);
            setups.emplace(id.value, std::move(setup));
        }
        m_compiler.m_setups = std::move(setups);
        // Ways that are no more keep their numbers.
        m_blueprint.routes.resize(m_compiler.m_routes.size());
        for (const auto& [key, number] : m_compiler.m_routes) {
            if (m_used.contains(number)) continue;
            sim::Route& gone = m_blueprint.routes[number];
            gone.caller = std::get<0>(key);
            gone.callee = std::get<1>(key);
            gone.linkId = std::get<3>(key);
            gone.exists = false;
        }
        return std::move(m_blueprint);
    }

private:
    struct Part {
        const Component* component = nullptr;
        const ComponentKind* kind = nullptr;
        ComponentId host;                      ///< itself when it is a host or stands free
        std::vector<ComponentId> within;       ///< itself, what it is in or on, and so on outwards
        std::vector<ComponentId> guards;       ///< firewalls put onto it
        std::vector<ComponentId> attachments;  ///< what else is put onto it
        std::vector<sim::Wire> wires;
    };

    void index(const Component& component) {
        const ComponentKind* kind = m_catalog.find(component.kind);
        if (!kind) return;
        Part& part = m_parts[component.id];
        part.component = &component;
        part.kind = kind;
        const ComponentId host = design::hostOf(m_design, m_catalog, component.id);
        part.host = host.isValid() ? host : component.id;
        std::size_t left = m_design.components().size();
        for (const Component* at = &component; at && left > 0; --left) {
            part.within.push_back(at->id);
            at = m_design.component(at->attachedTo.isValid() ? at->attachedTo : at->container);
        }
        m_onHost[part.host].push_back(component.id);
        if (component.attachedTo.isValid()) {
            Part& target = m_parts[component.attachedTo];
            const bool isGuard = std::any_of(kind->ports.begin(), kind->ports.end(), [](const PortSpec& port) {
                return port.role == PortRole::Attach && port.direction == PortDirection::Out &&
                       std::strcmp(port.protocol, "guard") == 0;
            });
            (isGuard ? target.guards : target.attachments).push_back(component.id);
        }
        if (component.inLine.isValid()) m_inLine[component.inLine];
    }

    const std::vector<ComponentId>& processes(ComponentId host) {
        const auto [it, isNew] = m_processes.try_emplace(host);
        if (isNew) it->second = design::processesIn(m_design, m_catalog, host);
        return it->second;
    }

    /// Who is meant by an end of a link: the component itself or, in a host, the process in it; the first that has what is
    /// asked for.
    template <class Has>
    ComponentId party(ComponentId end, Has&& has) {
        const auto it = m_parts.find(end);
        if (it == m_parts.end()) return {};
        if (has(*it->second.kind)) return end;
        if (it->second.kind->shape != catalog::Shape::Host) return {};
        for (const ComponentId id : processes(end))
            if (has(*m_parts.at(id).kind)) return id;
        return {};
    }

    static const PortSpec* inPort(const ComponentKind& kind, std::string_view key, const PortSpec& out) {
        const PortSpec* any = nullptr;
        for (const PortSpec& port : kind.ports) {
            if (!compileFits(out, port)) continue;
            if (key == port.key) return &port;
            if (!any) any = &port;
        }
        return any;
    }

    void addLinks() {
        const auto value = [](const Link& link, const char* key) {
            if (link.properties.contains(key)) return link.properties.value(key);
            for (const PropertySpec& spec : catalog::linkProperties())
                if (std::strcmp(spec.key, key) == 0) return spec.defaultValue;
            return Value();
        };
        for (const auto& [id, link] : m_design.links())
            m_blueprint.links.push_back({.id = id.value,
                                         .from = link->from.value,
                                         .to = link->to.value,
                                         .latency = value(*link, "latency").toInt(),
                                         .jitter = value(*link, "jitter").toInt(),
                                         .loss = value(*link, "loss").toNumber(),
                                         .bandwidth = value(*link, "bandwidth").toInt(),
                                         .intercepted = value(*link, "tap").toText() == "intercept"});
    }

    /// The network card of a machine is a link of its own that all its traffic passes, as fast out as in. Their numbers lie behind those of
    /// the drawn links.
    void addCards() {
        std::uint32_t number = 0;
        for (const sim::LinkSetup& link : m_blueprint.links) number = std::max(number, link.id);
        number = (number / 64 + 1) * 64;
        for (const auto& [id, part] : m_parts) {
            if (part.kind->shape != catalog::Shape::Host) continue;
            const std::int64_t bandwidth = design::effectiveValue(*part.kind, *part.component, "network_card").toInt();
            if (bandwidth <= 0) continue;
            m_cards.emplace(id, number);
            m_blueprint.links.push_back({.id = number, .from = id.value, .to = id.value, .bandwidth = bandwidth});
            ++number;
        }
    }

    void addCard(ComponentId host, bool isIncoming, std::vector<sim::PathElement>& path) const {
        const auto card = m_cards.find(host);
        if (card == m_cards.end()) return;
        path.push_back(
            {.type = sim::PathElement::Type::Link, .hook = sim::Hook::Forward, .reversed = isIncoming, .index = card->second});
    }

    void addDrawn(const Link& link) {
        // The key of a port may stand for several protocols: what the callee's port speaks decides.
        const auto out = [&](const ComponentKind& kind, const ComponentKind* callee) -> const PortSpec* {
            const PortSpec* any = nullptr;
            for (const PortSpec& port : kind.ports) {
                if (port.direction != PortDirection::Out || !compileIsCall(port) || link.fromPort != port.key) continue;
                if (!any) any = &port;
                const PortSpec* in = callee ? inPort(*callee, link.toPort, port) : nullptr;
                if (in && link.toPort == in->key) return &port;
            }
            return any;
        };
        const ComponentId caller = party(link.from, [&](const ComponentKind& kind) { return kind.create && out(kind, nullptr); });
        if (!caller.isValid() || !m_parts.contains(link.to)) return;
        const ComponentKind& callerKind = *m_parts.at(caller).kind;
        const auto listens = [&](bool exactly) {
            return party(link.to, [&](const ComponentKind& kind) {
                const PortSpec* port = out(callerKind, &kind);
                const PortSpec* in = kind.create && port ? inPort(kind, link.toPort, *port) : nullptr;
                return in && (!exactly || link.toPort == in->key);
            });
        };
        ComponentId callee = listens(true);
        if (!callee.isValid()) callee = listens(false);
        if (callee == caller) return;
        if (!callee.isValid()) {  // nobody listens there
            const PortSpec* port = out(callerKind, nullptr);
            addWire(caller, *port, link.to, nullptr, &link, false);
            return;
        }
        const PortSpec* port = out(callerKind, m_parts.at(callee).kind);
        addWire(caller, *port, callee, inPort(*m_parts.at(callee).kind, link.toPort, *port), &link, false);
        addOtherPort(caller, *port, callee, link);
    }

    /// Browsers reach the other port of a site as well, 443 beside 80: wires on "web+".
    void addOtherPort(ComponentId caller, const PortSpec& drawn, ComponentId callee, const Link& link) {
        if (std::strcmp(drawn.key, "web") != 0) return;
        const ComponentKind& kind = *m_parts.at(callee).kind;
        for (const PortSpec& out : m_parts.at(caller).kind->ports) {
            if (std::strcmp(out.key, drawn.key) != 0 || std::strcmp(out.protocol, drawn.protocol) == 0) continue;
            if (const PortSpec* in = inPort(kind, {}, out)) addWire(caller, out, callee, in, &link, false, "web+");
        }
    }

    /// What has no drawn link asks the process beside it.
    void addNeighbouring(ComponentId id, Part& part) {
        if (part.host == id) return;
        std::set<std::string_view> done;
        for (const sim::Wire& wire : part.wires) done.insert(wire.port);
        for (const PortSpec& out : part.kind->ports) {
            if (out.direction != PortDirection::Out || !compileIsCall(out) || out.role == PortRole::Replicate ||
                done.contains(out.key))
                continue;
            // What only passes calls on, as a load balancer does, is reached by a drawn link alone.
            ComponentId callee;
            for (const ComponentId other : processes(part.host)) {
                const ComponentKind& kind = *m_parts.at(other).kind;
                if (callee.isValid() || other == id || !kind.create || !inPort(kind, {}, out)) continue;
                const bool passesOn = std::any_of(kind.ports.begin(), kind.ports.end(), [&](const PortSpec& port) {
                    return port.direction == PortDirection::Out && port.role == out.role && std::strcmp(port.protocol, out.protocol) == 0;
                });
                if (!passesOn) callee = other;
            }
            if (!callee.isValid()) continue;
            addWire(id, out, callee, inPort(*m_parts.at(callee).kind, {}, out), nullptr, false);
            done.insert(out.key);
        }
    }

    /// What a property names can be reached, also without a link of its own.
    void addNamed(ComponentId id, Part& part) {
        for (const PropertySpec& spec : part.kind->properties) {
            if (spec.type != PropertyType::Component) continue;
            const ComponentId named{
                static_cast<std::uint32_t>(design::effectiveValue(*part.kind, *part.component, spec.key).toInt())};
            if (!m_parts.contains(named) || named == id) continue;
            for (const PortSpec& out : part.kind->ports) {
                if (out.direction != PortDirection::Out || !compileIsCall(out)) continue;
                const ComponentId callee =
                    party(named, [&](const ComponentKind& kind) { return kind.create && inPort(kind, {}, out) != nullptr; });
                if (!callee.isValid() || callee == id) continue;
                const bool isThere = std::any_of(part.wires.begin(), part.wires.end(), [&](const sim::Wire& wire) {
                    return wire.target == callee.value && std::strcmp(wire.port, out.key) == 0 &&
                           (!isAttacker(part) || std::strcmp(wire.protocol, out.protocol) == 0);
                });
                if (!isThere) {
                    bool reversed = false;
                    const Link* link = linkBetween(id, callee, reversed);
                    addWire(id, out, callee, inPort(*m_parts.at(callee).kind, {}, out), link, reversed);
                }
                if (!isAttacker(part)) break;
            }
            if (isAttacker(part)) addClosedPorts(id, part, named);
        }
    }

    /// Those that replicate with each other can all reach each other: roles change while it runs, and whoever is promoted is followed
    /// by the rest, whichever way the links were drawn.
    void addPeers() {
        std::map<ComponentId, std::set<ComponentId>> linked;
        const auto replicates = [](const Part& part) {
            for (const PortSpec& out : part.kind->ports)
                if (out.role == PortRole::Replicate && out.direction == PortDirection::Out) return &out;
            return static_cast<const PortSpec*>(nullptr);
        };
        for (const auto& [id, part] : m_parts) {
            const PortSpec* out = replicates(part);
            for (const sim::Wire& wire : part.wires)
                if (out && std::strcmp(wire.port, out->key) == 0) {
                    linked[id].insert({wire.target});
                    linked[{wire.target}].insert(id);
                }
        }
        for (const auto& [id, neighbours] : linked) {
            Part& part = m_parts.at(id);
            const PortSpec* out = part.kind->create ? replicates(part) : nullptr;
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
                const PortSpec* in = inPort(*m_parts.at(other).kind, {}, *out);
                if (isThere || !in) continue;
                bool reversed = false;
                const Link* link = linkBetween(id, other, reversed);
                addWire(id, *out, other, in, link, reversed);
            }
        }
    }

    static bool isAttacker(const Part& part) { return std::strcmp(part.kind->id, "attacker") == 0; }

    /// An attacker tries the ports as well on which nobody listens.
    void addClosedPorts(ComponentId id, Part& part, ComponentId target) {
        for (const PortSpec& out : part.kind->ports) {
            if (out.direction != PortDirection::Out || !compileIsCall(out)) continue;
            const bool isThere = std::any_of(part.wires.begin(), part.wires.end(), [&](const sim::Wire& wire) {
                const auto callee = m_parts.find({wire.target});
                return std::strcmp(wire.protocol, out.protocol) == 0 &&
                       (wire.target == target.value || (callee != m_parts.end() && callee->second.host == m_parts.at(target).host));
            });
            if (isThere || !m_parts.at(target).kind->create) continue;
            bool reversed = false;
            const Link* link = linkBetween(id, target, reversed);
            addWire(id, out, target, nullptr, link, reversed);
        }
    }

    /// A drawn link between two components or their hosts, in either direction; null: none.
    const Link* linkBetween(ComponentId a, ComponentId b, bool& reversed) {
        if (m_parts.at(a).host == m_parts.at(b).host) return nullptr;
        if (m_between.empty())
            for (const auto& [id, link] : m_design.links()) {
                const auto from = m_parts.find(link->from), to = m_parts.find(link->to);
                if (from == m_parts.end() || to == m_parts.end()) continue;
                m_between.try_emplace({link->from, link->to}, link.get());
                m_between.try_emplace({from->second.host, to->second.host}, link.get());
            }
        const ComponentId hostA = m_parts.at(a).host, hostB = m_parts.at(b).host;
        for (const auto& [x, y] : {std::pair(a, b), std::pair(hostA, hostB)})
            for (const bool back : {false, true}) {
                const auto it = m_between.find(back ? std::pair(y, x) : std::pair(x, y));
                if (it == m_between.end()) continue;
                reversed = back;
                return it->second;
            }
        return nullptr;
    }

    void addWire(ComponentId callerId, const PortSpec& out, ComponentId calleeId, const PortSpec* in, const Link* link,
                 bool reversed, const char* port = nullptr) {
        Part& caller = m_parts.at(callerId);
        const Part& callee = m_parts.at(calleeId);
        const std::uint32_t linkId = link ? link->id.value : 0;
        const sim::RouteId number = m_compiler.routeNumber(
            {callerId.value, calleeId.value, std::string(port ? port : out.key) + "/" + out.protocol, linkId});
        if (!m_used.insert(number).second) return;  // the same way twice
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
        route.extraLatency = isLocal ? compileLoopbackLatency : link ? 0 : compileSubnetLatency;
        route.path = pathOf(caller, callee, isLocal, {{link, reversed}});
        route.divided = dividingZone(caller, callee);
        place(number, std::move(route));
        if (in && compileIsShared(*callee.kind)) m_toShared.push_back({calleeId, number, link, reversed, in->protocol});

        sim::Wire wire;
        wire.port = port ? port : out.key;
        wire.targetKind = callee.kind->id;
        wire.protocol = out.protocol;
        wire.target = calleeId.value;
        wire.route = number;
        wire.address = design::addressOf(m_design, m_catalog, calleeId);
        wire.local = isLocal;
        caller.wires.push_back(wire);
    }

    void place(sim::RouteId number, sim::Route route) {
        if (m_blueprint.routes.size() <= number) m_blueprint.routes.resize(number + 1);
        m_blueprint.routes[number] = std::move(route);
    }

    /// A call of a shared address goes to the member that has it, by way of the link that leads on to it; the members hear each other
    /// over these links too.
    void addShared(ComponentId id, Part& part) {
        struct Member {
            ComponentId component;
            const Link* link;
        };
        std::vector<Member> members;
        for (const auto& [linkId, link] : m_design.links()) {
            if (link->from != id || link->fromPort != "member") continue;
            for (const sim::Wire& wire : part.wires)
                if (std::strcmp(wire.port, "member") == 0 && m_blueprint.routes[wire.route].linkId == linkId.value &&
                    std::none_of(members.begin(), members.end(),
                                 [&](const Member& m) { return m.component.value == wire.target; }))
                    members.push_back({ComponentId{wire.target}, link.get()});
        }
        for (const ToShared& way : m_toShared) {
            if (way.address != id) continue;
            const sim::Route whole = m_blueprint.routes[way.route];
            for (const Member& member : members) {
                if (member.component.value == whole.caller) continue;
                const Part& caller = m_parts.at(ComponentId{whole.caller});
                const Part& callee = m_parts.at(member.component);
                const bool listens = std::any_of(callee.kind->ports.begin(), callee.kind->ports.end(), [&](const PortSpec& in) {
                    return in.direction == PortDirection::In && in.role == PortRole::Traffic &&
                           std::strcmp(in.protocol, way.protocol) == 0;
                });
                const sim::RouteId number = m_compiler.routeNumber(
                    {whole.caller, member.component.value, "by " + std::to_string(way.route), member.link->id.value});
                m_used.insert(number);
                const bool isLocal = caller.host == callee.host;
                sim::Route route = whole;
                route.callee = member.component.value;
                route.exists = listens;
                route.ways.clear();
                route.shared = way.route;
                route.secondLink = isLocal ? 0 : member.link->id.value;
                if (isLocal) route.linkId = 0;
                route.extraLatency = isLocal ? compileLoopbackLatency : way.link ? 0 : compileSubnetLatency;
                route.path = pathOf(caller, callee, isLocal, {{way.link, way.reversed}, {member.link, false}});
                route.divided = dividingZone(caller, callee);
                place(number, std::move(route));
                m_blueprint.routes[way.route].ways.push_back(number);
            }
        }
        for (const Member& from : members)
            for (const Member& to : members)
                if (from.component != to.component) addPeer(id, part, from.component, *from.link, to.component, *to.link);
    }

    void addPeer(ComponentId id, Part& part, ComponentId from, const Link& fromLink, ComponentId to, const Link& toLink) {
        const sim::RouteId number =
            m_compiler.routeNumber({from.value, to.value, "vrrp of " + std::to_string(id.value), toLink.id.value});
        m_used.insert(number);
        const Part& sender = m_parts.at(from);
        const Part& hearer = m_parts.at(to);
        const bool isLocal = sender.host == hearer.host;
        sim::Route route;
        route.caller = from.value;
        route.callee = to.value;
        route.transport = sim::Transport::Vrrp;
        route.extraLatency = isLocal ? compileLoopbackLatency : 0;
        route.path = pathOf(sender, hearer, isLocal, {{&fromLink, true}, {&toLink, false}});
        route.divided = dividingZone(sender, hearer);
        place(number, std::move(route));
        sim::Wire wire;
        wire.port = "peer";
        wire.targetKind = hearer.kind->id;
        wire.protocol = "vrrp";
        wire.target = to.value;
        wire.route = number;
        wire.address = design::addressOf(m_design, m_catalog, to);
        wire.local = isLocal;
        part.wires.push_back(wire);
    }

    void addGuards(const Part& of, sim::Hook hook, std::vector<sim::PathElement>& path) const {
        for (const ComponentId firewall : of.guards)
            if (m_parts.at(firewall).kind->create)
                path.push_back(
                    {.type = sim::PathElement::Type::Filter, .hook = hook, .reversed = false, .index = firewall.value});
    }

    /// The zone that is cut off between two components: one of them is in it and the other is not, or is in the zone it is cut off from.
    sim::Slot dividingZone(const Part& caller, const Part& callee) const {
        const auto holds = [](const Part& part, ComponentId outer) {
            return std::find(part.within.begin(), part.within.end(), outer) != part.within.end();
        };
        for (const auto& [inner, outer] : {std::pair(&caller, &callee), std::pair(&callee, &caller)})
            for (const ComponentId id : inner->within) {
                const Part& zone = m_parts.at(id);
                if (zone.kind->shape != catalog::Shape::Zone || holds(*outer, id)) continue;
                if (design::effectiveValue(*zone.kind, *zone.component, "isolated").toBool()) return id.value;
                const Value cutFrom = design::effectiveValue(*zone.kind, *zone.component, "cut_from");
                for (const TableRow& row : cutFrom.toTable())
                    if (!row.empty() && holds(*outer, {static_cast<std::uint32_t>(row[0].toInt())})) return id.value;
            }
        return 0;
    }

    struct Leg {
        const Link* link = nullptr;
        bool reversed = false;
    };

    /// Out of the caller, its host and what that is in, along the links from end to end, and in again; what both are in is not
    /// left.
    std::vector<sim::PathElement> pathOf(const Part& caller, const Part& callee, bool isLocal, std::initializer_list<Leg> legs) {
        std::vector<sim::PathElement> path;
        const auto holds = [](const Part& part, ComponentId outer) {
            return std::find(part.within.begin(), part.within.end(), outer) != part.within.end();
        };
        for (const ComponentId id : caller.within)
            if (!holds(callee, id)) addGuards(m_parts.at(id), sim::Hook::Out, path);
        if (!isLocal) {
            addCard(caller.host, false, path);
            for (const Leg& leg : legs)
                if (leg.link) addLeg(leg, path);
            addCard(callee.host, true, path);
        }
        for (auto id = callee.within.rbegin(); id != callee.within.rend(); ++id)
            if (!holds(caller, *id)) addGuards(m_parts.at(*id), sim::Hook::In, path);
        return path;
    }

    void addLeg(const Leg& leg, std::vector<sim::PathElement>& path) {
        std::vector<sim::PathElement> way;
        way.push_back({.type = sim::PathElement::Type::Link,
                       .hook = sim::Hook::Forward,
                       .reversed = leg.reversed,
                       .index = leg.link->id.value});
        if (const auto firewalls = m_inLine.find(leg.link->id); firewalls != m_inLine.end())
            for (const ComponentId firewall : firewalls->second)
                if (m_parts.contains(firewall) && m_parts.at(firewall).kind->create)
                    way.push_back({.type = sim::PathElement::Type::Filter,
                                   .hook = sim::Hook::Forward,
                                   .reversed = leg.reversed,
                                   .index = firewall.value});
        if (leg.reversed) std::reverse(way.begin(), way.end());
        path.insert(path.end(), way.begin(), way.end());
    }

    /// What a firewall rule means by an end: the host of a component, the addresses of a zone; other words as they are.
    std::string endpoint(const std::string& text) {
        if (text == "any" || text == "internet") return text;
        if (m_byName.empty())
            for (const auto& [id, component] : m_design.components())
                m_byName.try_emplace(component->name.toCaseFolded(), component.get());
        const auto found = m_byName.find(QString::fromStdString(text).toCaseFolded());
        const Component* named = found == m_byName.end() ? nullptr : found->second;
        const auto it = named ? m_parts.find(named->id) : m_parts.end();
        if (it == m_parts.end()) return text;
        if (it->second.kind->shape != catalog::Shape::Zone) return "#" + std::to_string(it->second.host.value);
        const Value subnet = design::effectiveValue(*it->second.kind, *named, "subnet");
        return subnet.toText().empty() ? text : subnet.toText();
    }

    /// The settings as the behaviour reads them: components named in tables are replaced by what they stand for.
    std::shared_ptr<const Settings> settingsOf(const Part& part) {
        const design::ComponentPtr& component = m_design.components().at(part.component->id);
        Compiler::Known& known = m_compiler.m_settings[component->id];
        if (known.component == component) return known.settings;
        bool dependsOnOthers = false;
        auto settings = settingsOf(part, dependsOnOthers);
        known = dependsOnOthers ? Compiler::Known() : Compiler::Known{component, settings};
        return settings;
    }
    std::shared_ptr<const Settings> settingsOf(const Part& part, bool& dependsOnOthers) {
        Settings settings = design::effectiveSettings(*part.kind, *part.component);
        for (const PropertySpec& spec : part.kind->properties) {
            if (spec.type != PropertyType::Table) continue;
            TableRows rows = settings.value(spec.key).toTable();
            bool isAltered = false;
            for (TableRow& row : rows)
                for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c) {
                    const PropertySpec& column = spec.columns[c];
                    if (column.type == PropertyType::Text && std::strcmp(column.unit, "endpoint") == 0)
                        row[c] = endpoint(row[c].toText());
                    else if (column.type == PropertyType::Component && std::strcmp(column.unit, "address") == 0)
                        row[c] =
                            std::int64_t{design::addressOf(m_design, m_catalog, {static_cast<std::uint32_t>(row[c].toInt())})};
                    else
                        continue;
                    isAltered = true;
                }
            dependsOnOthers = dependsOnOthers || isAltered;
            if (isAltered) settings.set(spec.key, std::move(rows));
        }
        return std::make_shared<const Settings>(std::move(settings));
    }

    sim::Setup setupOf(ComponentId id, Part& part) {
        const Part& host = m_parts.at(part.host);
        sim::Setup setup;
        setup.slot = id.value;
        setup.kind = part.kind->id;
        setup.create = part.kind->create;
        setup.settings = settingsOf(part);
        setup.host = part.host.value;
        setup.isHost = part.kind->shape == catalog::Shape::Host;
        const std::int64_t cores = design::effectiveValue(*host.kind, *host.component, "cores").toInt(compileDefaultCores);
        setup.cores = static_cast<std::uint32_t>(std::max<std::int64_t>(1, cores));
        setup.resources = resourcesOf(*setup.settings, setup.isHost);
        setup.resources.synCookies = design::effectiveValue(*host.kind, *host.component, "syn_cookies").toBool(true);
        setup.address = design::addressOf(m_design, m_catalog, id);
        setup.outside = isOutside(part);
        setup.startUp = setup.settings->value("start_up").toInt();
        setup.backlog =
            static_cast<std::uint32_t>(std::max<std::int64_t>(1, setup.settings->value("backlog").toInt(compileDefaultBacklog)));
        setup.wires = part.wires;
        for (const ComponentId attached : part.attachments) addAttachment(attached, setup);
        if (part.host == id) return setup;
        for (const ComponentId other : m_onHost.at(part.host)) {
            const Part& beside = m_parts.at(other);
            if (other == id || other == part.host || beside.component->attachedTo.isValid()) continue;
            if (beside.kind->create)
                setup.neighbours.push_back(other.value);
            else
                addAttachment(other, setup);  // files deployed on the same host
        }
        return setup;
    }

    static sim::Resources resourcesOf(const Settings& values, bool isHost) {
        sim::Resources resources;
        resources.memory = values.value("memory").toInt();
        if (!isHost) {
            resources.memoryLeak = values.value("memory_leak").toInt();
            return resources;
        }
        resources.disk = values.value("disk").toInt();
        resources.diskUsed = values.value("disk_used").toInt();
        const std::int64_t operations = values.value("disk_iops").toInt();
        resources.diskOperation = operations > 0 ? second / operations : 0;
        resources.diskSlowdown = values.value("disk_slowdown").toNumber(1);
        resources.hogs = static_cast<std::uint32_t>(values.value("cpu_hogs").toInt());
        return resources;
    }

    void addAttachment(ComponentId id, sim::Setup& setup) {
        const auto it = m_parts.find(id);
        if (it == m_parts.end()) return;
        setup.attachments.push_back({id.value, it->second.kind->id, settingsOf(it->second)});
    }

    bool isOutside(const Part& part) const {
        if (part.component->container.isValid() || part.component->attachedTo.isValid()) return false;
        switch (part.kind->group) {
            case catalog::Group::Traffic:
                return true;
            case catalog::Group::Security:
                return std::strcmp(part.kind->id, "attacker") == 0;
            case catalog::Group::Monitoring:
                return part.kind->shape == catalog::Shape::Card;
            default:
                return std::strcmp(part.kind->id, "dns") == 0;
        }
    }

    Compiler& m_compiler;
    const catalog::Catalog& m_catalog;
    const design::Design& m_design;
    sim::Blueprint m_blueprint;
    std::map<ComponentId, Part> m_parts;
    std::map<ComponentId, std::vector<ComponentId>> m_onHost;     ///< in id order, hosts among what is on them
    std::map<ComponentId, std::vector<ComponentId>> m_processes;  ///< of hosts, in the order in which traffic passes
    std::map<LinkId, std::vector<ComponentId>> m_inLine;
    std::map<ComponentId, std::uint32_t> m_cards;  ///< number of the link that stands for the network card of a host
    std::map<std::pair<ComponentId, ComponentId>, const Link*> m_between;
    std::map<QString, const Component*> m_byName;  ///< without regard to case; filled when it is needed
    std::set<sim::RouteId> m_used;
    struct ToShared {
        ComponentId address;
        sim::RouteId route;
        const Link* link;
        bool reversed;
        const char* protocol;
    };
    std::vector<ToShared> m_toShared;  ///< ways to addresses that are shared
};

sim::RouteId Compiler::routeNumber(const RouteKey& key) {
    return m_routes.try_emplace(key, static_cast<sim::RouteId>(m_routes.size())).first->second;
}

sim::Blueprint Compiler::compile(const design::Design& design) {
    return Wiring(*this, design).run();
}

}  // namespace faultline::runtime
