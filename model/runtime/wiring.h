#pragma once
#include "model/runtime/plan.h"

#include <set>
#include <string>
#include <tuple>

namespace faultline::runtime {

/// Every way there ever was between two components of a run, by number: a way keeps its number, and one that is no more says so.
class Routes {
public:
    /// Caller, callee, key of the caller's port, drawn link (0: none).
    using Key = std::tuple<sim::Slot, sim::Slot, std::string, std::uint32_t>;

    explicit Routes(std::vector<sim::Route>& routes) : m_routes(routes) {}
    /// The number of a way; a new one for what never was.
    sim::RouteId number(const Key& key);
    /// Puts a way there on behalf of `owner`; false: it is there already.
    bool claim(sim::RouteId number, ComponentId owner);
    void put(sim::RouteId number, sim::Route route) { m_routes[number] = std::move(route); }
    sim::Route& operator[](sim::RouteId number) { return m_routes[number]; }
    /// Of whom the wire is that leads there; none: the way is no more.
    ComponentId owner(sim::RouteId number) const { return m_owners[number]; }
    std::size_t size() const { return m_owners.size(); }

    /// Everything of these owners is to be claimed again, until settle().
    void release(const ComponentSet& owners);
    /// Those that were released or claimed since the last settle(); what nobody claimed again is no more.
    std::vector<sim::RouteId> settle();

private:
    std::vector<sim::Route>& m_routes;
    std::map<Key, sim::RouteId> m_numbers;
    std::vector<const Key*> m_keys;       ///< by number
    std::vector<ComponentId> m_owners;    ///< by number
    std::vector<bool> m_isAltered;        ///< by number
    std::vector<sim::RouteId> m_altered;
    void alter(sim::RouteId number);
};

/// Makes the wires of some callers and the ways they lead over. What it makes for a caller depends on the plan alone, so that some can be
/// made anew without the rest.
class Wiring {
public:
    Wiring(Plan& plan, Routes& routes, const std::map<ComponentId, std::uint32_t>& cards)
        : m_plan(plan), m_routes(routes), m_cards(cards) {}

    /// Makes everything anew for `callers` and for those that hang together with them, by replication or by an address they share;
    /// they are added. O(their wires).
    void make(ComponentSet& callers);
    /// Adds those whose wires are made together with theirs, as the wires are now.
    void addRelated(ComponentSet& callers) const;
    /// Who would call over a drawn link; invalid: nobody.
    ComponentId callerOf(const design::Link& link);

private:
    using Part = Plan::Part;
    struct Leg {
        const design::Link* link = nullptr;
        bool reversed = false;
    };
    struct Member {
        ComponentId component;
        const design::Link* link;
    };
    struct ToShared {
        ComponentId address;
        sim::RouteId route;
        const design::Link* link;
        bool reversed;
        const char* protocol;
    };

    bool isWhole(const ComponentSet& callers) const;
    void makeOwn(const ComponentSet& callers);
    void addDrawn(const design::Link& link, const ComponentSet& callers);
    void addOtherPort(ComponentId caller, const catalog::PortSpec& drawn, ComponentId callee, const design::Link& link);
    void addNeighbouring(ComponentId id, Part& part);
    void addNamed(ComponentId id, Part& part);
    void addClosedPorts(ComponentId id, Part& part, ComponentId target);
    void addPeers(const ComponentSet& callers);
    void addShared(ComponentId id, Part& part);
    void addWays(const ToShared& way, const std::vector<Member>& members, ComponentId address);
    sim::Route routeToMember(const ToShared& way, const sim::Route& whole, const Member& member) const;
    /// Keeps a way to a member, which goes with the address; `purpose` tells it from others to the same one.
    sim::RouteId putMember(const ToShared& way, const Member& member, ComponentId address, const char* purpose, sim::Route route);
    void addMachines(const ToShared& way, const std::vector<Member>& members, ComponentId address);
    void addPeer(ComponentId id, Part& part, const Member& from, const Member& to);
    void addWire(ComponentId caller, const catalog::PortSpec& out, ComponentId callee, const catalog::PortSpec* in, const design::Link* link,
                 bool reversed, const char* port = nullptr);
    template <class Has> ComponentId party(ComponentId end, Has&& has);

    void addCard(ComponentId host, bool isIncoming, std::vector<sim::PathElement>& path) const;
    void addGuards(ComponentId of, sim::Hook hook, std::vector<sim::PathElement>& path) const;
    void addLeg(const Leg& leg, std::vector<sim::PathElement>& path) const;
    std::vector<sim::PathElement> pathOf(const Part& caller, const Part& callee, bool isLocal, std::initializer_list<Leg> legs) const;
    sim::Slot dividingZone(const Part& caller, const Part& callee) const;

    Plan& m_plan;
    Routes& m_routes;
    const std::map<ComponentId, std::uint32_t>& m_cards;  ///< number of the link that stands for the network card of a host
    std::vector<ToShared> m_toShared;                     ///< ways to addresses that are shared
};

}  // namespace faultline::runtime
