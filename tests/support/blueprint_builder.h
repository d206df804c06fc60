#pragma once
#include "model/kinds/all_kinds.h"
#include "model/sim/context.h"

#include <cstring>
#include <initializer_list>
#include <map>
#include <stdexcept>

namespace faultline::tests {

/// Builds a sim::Blueprint of the real kinds by hand, without a design: components get the slots 1, 2, 3 ... and a machine each.
class BlueprintBuilder {
public:
    using Values = std::initializer_list<std::pair<const char*, Value>>;

    /// Adds a component with its kind's defaults and these values.
    sim::Slot add(const char* kindId, Values values = {}) {
        const catalog::ComponentKind* kind = kinds::allKinds().find(kindId);
        if (kind == nullptr) throw std::runtime_error(std::string("no kind ") + kindId);
        Settings settings;
        for (const catalog::PropertySpec& spec : kind->properties) settings.set(spec.key, spec.defaultValue);
        sim::Setup setup;
        setup.slot = static_cast<sim::Slot>(m_setups.size() + 1);
        setup.kind = kind->id;
        setup.create = kind->create;
        setup.host = setup.slot;
        setup.isHost = kind->shape == catalog::Shape::Host;
        setup.cores = 4;
        setup.address = 0x0A000000u + setup.slot;
        setup.outside = std::strcmp(kindId, "users") == 0 || std::strcmp(kindId, "monitoring_service") == 0;
        m_setups.push_back(setup);
        m_settings.push_back(std::move(settings));
        for (const auto& [key, value] : values) set(setup.slot, key, value);
        return setup.slot;
    }
    void set(sim::Slot slot, const char* key, Value value) { m_settings[slot - 1].set(key, std::move(value)); }
    /// Puts a process into a host.
    void put(sim::Slot process, sim::Slot host) { at(process).host = host; }
    /// Installs a certificate (or files) on a component.
    void attach(sim::Slot what, sim::Slot onto) { m_attached.push_back({what, onto}); }
    /// Lets a firewall guard a machine.
    void guard(sim::Slot firewall, sim::Slot machine) { m_guards[machine].push_back(firewall); }
    /// Links two components over a port of the caller; returns the number of the link. In-line firewalls stand in it.
    std::uint32_t link(sim::Slot from, const char* port, sim::Slot to, const char* protocol, SimTime latency = 100 * microsecond,
                       std::initializer_list<sim::Slot> inLine = {}) {
        m_links.push_back({from, to, port, protocol, latency, inLine});
        return static_cast<std::uint32_t>(m_links.size());
    }
    sim::Setup& at(sim::Slot slot) { return m_setups[slot - 1]; }
    std::uint32_t addressOf(sim::Slot slot) { return at(at(slot).host).address; }

    sim::Blueprint build(std::uint64_t seed = 1) {
        sim::Blueprint blueprint;
        blueprint.seed = seed;
        blueprint.startTime = 1'767'225'600;  // 2026-01-01
        std::vector<sim::Setup> setups = m_setups;
        for (sim::Setup& setup : setups) {
            const Settings& values = m_settings[setup.slot - 1];
            setup.settings = std::make_shared<const Settings>(values);
            setup.startUp = values.value("start_up").toInt();
            setup.backlog = static_cast<std::uint32_t>(values.value("backlog").toInt(511));
            setup.cores = static_cast<std::uint32_t>(values.value("cores").toInt(setup.cores));
            for (const sim::Setup& other : m_setups)
                if (other.slot != setup.slot && other.host == setup.host && setup.host != setup.slot && other.slot != setup.host)
                    setup.neighbours.push_back(other.slot);
            for (const auto& [what, onto] : m_attached)
                if (onto == setup.slot)
                    setup.attachments.push_back({what, at(what).kind, std::make_shared<const Settings>(m_settings[what - 1])});
        }
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            const Drawn& drawn = m_links[i];
            const auto id = static_cast<std::uint32_t>(i + 1);
            sim::Route route;
            route.caller = drawn.from;
            route.callee = drawn.to;
            route.port = portNumber(drawn.protocol);
            route.transport = std::strcmp(drawn.protocol, "dns") == 0 ? sim::Transport::Udp : sim::Transport::Tcp;
            route.secure = std::strcmp(drawn.protocol, "https") == 0;
            const bool local = at(drawn.from).host == at(drawn.to).host;
            if (!local) {
                route.linkId = id;
                addFilters(route, m_guards[at(drawn.from).host], sim::Hook::Out);
                route.path.push_back({sim::PathElement::Type::Link, sim::Hook::Forward, false, id});
                addFilters(route, drawn.inLine, sim::Hook::Forward);
                addFilters(route, m_guards[at(drawn.to).host], sim::Hook::In);
            }
            blueprint.links.push_back({.id = id, .from = drawn.from, .to = drawn.to, .latency = drawn.latency});
            blueprint.routes.push_back(route);
            setups[drawn.from - 1].wires.push_back({drawn.port, at(drawn.to).kind, drawn.protocol, drawn.to,
                                                    static_cast<sim::RouteId>(i), addressOf(drawn.to), local});
        }
        for (sim::Setup& setup : setups)
            if (setup.create != nullptr) blueprint.setups.push_back(std::make_shared<const sim::Setup>(setup));
        return blueprint;
    }

private:
    struct Drawn {
        sim::Slot from, to;
        const char* port;
        const char* protocol;
        SimTime latency;
        std::vector<sim::Slot> inLine;
    };
    static std::uint16_t portNumber(const char* protocol) {
        for (const auto& [name, number] :
             {std::pair{"https", 443}, {"http", 80}, {"dns", 53}, {"mysql", 3306}, {"app", 9000}, {"metrics", 443}})
            if (std::strcmp(name, protocol) == 0) return static_cast<std::uint16_t>(number);
        return 0;
    }
    static void addFilters(sim::Route& route, const std::vector<sim::Slot>& walls, sim::Hook hook) {
        for (const sim::Slot wall : walls) route.path.push_back({sim::PathElement::Type::Filter, hook, false, wall});
    }

    std::vector<sim::Setup> m_setups;
    std::vector<Settings> m_settings;
    std::vector<std::pair<sim::Slot, sim::Slot>> m_attached;
    std::map<sim::Slot, std::vector<sim::Slot>> m_guards;
    std::vector<Drawn> m_links;
};

/// A World with its Recording, and the questions tests ask of them.
struct Rig {
    sim::Recording recording;
    sim::World world;

    explicit Rig(const sim::Blueprint& blueprint) : world(blueprint, recording) {}
    void run(SimTime until) { world.runBefore(until, recording); }
    std::uint64_t ended(sim::Slot slot, sim::Outcome outcome) {
        return recording.of(slot).byOutcome[static_cast<std::size_t>(outcome)];
    }
    std::uint64_t all(sim::Slot slot) { return recording.of(slot).ended; }
    /// Times at which this event happened to (or about) a component.
    std::vector<SimTime> events(std::string_view id, sim::Slot other = 0) const {
        std::vector<SimTime> times;
        for (const sim::RecordedEvent& event : recording.events())
            if (id == event.type->id && (other == 0 || event.other == other)) times.push_back(event.time);
        return times;
    }
    /// The reason most of the clients' requests with this outcome had; "" without one.
    std::string reason(sim::Outcome outcome) const {
        std::string best;
        std::uint64_t most = 0;
        for (const auto& [key, count] : recording.failures())
            if (key.outcome == outcome && count.total > most) {
                most = count.total;
                best = key.reason;
            }
        return best;
    }
};

}  // namespace faultline::tests
