#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"
#include "model/sim/blueprint.h"

#include <algorithm>
#include <map>
#include <vector>

namespace faultline::runtime {

/// A set of ids, which are small numbers, in the order in which they came. add, has: O(1).
template <class Id> class IdSet {
public:
    /// False: it was there, or is none.
    bool add(Id id) {
        if (!id.isValid() || has(id)) return false;
        if (id.value >= m_has.size()) m_has.resize(id.value + 1);
        m_has[id.value] = true;
        m_ids.push_back(id);
        return true;
    }
    bool has(Id id) const { return id.value < m_has.size() && m_has[id.value]; }
    bool isEmpty() const { return m_ids.empty(); }
    std::size_t size() const { return m_ids.size(); }
    Id operator[](std::size_t i) const { return m_ids[i]; }
    std::vector<Id> sorted() const {
        std::vector<Id> ids = m_ids;
        std::sort(ids.begin(), ids.end());
        return ids;
    }

private:
    std::vector<bool> m_has;
    std::vector<Id> m_ids;
};
using ComponentSet = IdSet<ComponentId>;
using LinkSet = IdSet<LinkId>;

/// Two states of one part of a design; null: it is not there.
template <class Ptr> struct Altered {
    Ptr before, after;
};
/// What differs between two designs, told by value.
struct DesignDifference {
    std::vector<Altered<design::ComponentPtr>> components;
    std::vector<Altered<design::LinkPtr>> links;
};

/// What a design says of each of its components, looked up once and kept up to date edit by edit: where it is, what guards it, which
/// links end there. Components of no known kind are no part of it. Thread of its owner.
class Plan {
public:
    struct Part {
        design::ComponentPtr component;
        const catalog::ComponentKind* kind = nullptr;
        const catalog::PortSpec* replicates = nullptr;  ///< the port by which it follows others of its kind, if it has one
        bool isShared = false;                          ///< an address that several components share
        std::vector<ComponentId> named;                 ///< by its properties of that type, in their order; may hold "none"
        ComponentId host;                               ///< itself when it is a host or stands free
        std::vector<ComponentId> within;                ///< itself, what it is in or on, and so on outwards
        std::vector<sim::Wire> wires;
    };

    explicit Plan(const catalog::Catalog& catalog) : m_catalog(&catalog) {}

    const catalog::Catalog& catalog() const { return *m_catalog; }
    const design::Design& design() const { return m_design; }
    /// O(parts), a comparison of two pointers for each that stayed.
    DesignDifference differenceTo(const design::Design& design) const;
    /// Takes over a difference; of `displaced`, and of what is new, the place is looked up anew.
    void take(const DesignDifference& difference, const ComponentSet& displaced);

    std::map<ComponentId, Part>& parts() { return m_parts; }
    const std::map<ComponentId, Part>& parts() const { return m_parts; }
    const Part* part(ComponentId id) const {
        const auto it = m_parts.find(id);
        return it == m_parts.end() ? nullptr : &it->second;
    }
    Part* part(ComponentId id) { return const_cast<Part*>(std::as_const(*this).part(id)); }
    /// In id order, the host among what is on it.
    const std::vector<ComponentId>& onHost(ComponentId host) const { return listed(m_onHost, host); }
    /// In the order in which traffic passes.
    const std::vector<ComponentId>& processes(ComponentId host);
    /// Firewalls put onto it, and what else is; firewalls in a link; in id order.
    const std::vector<ComponentId>& guards(ComponentId target) const { return listed(m_guards, target); }
    const std::vector<ComponentId>& attachments(ComponentId target) const { return listed(m_attachments, target); }
    const std::vector<ComponentId>& inLine(LinkId link) const { return listed(m_inLine, link); }
    /// Drawn links with that end, in id order.
    const std::vector<LinkId>& linksFrom(ComponentId end) const { return listed(m_from, end); }
    const std::vector<LinkId>& linksTo(ComponentId end) const { return listed(m_to, end); }
    /// A drawn link between two components or their hosts, in either direction; null: none.
    const design::Link* linkBetween(ComponentId a, ComponentId b, bool& reversed) const;
    /// By name, without regard to case; null: none.
    const design::Component* named(const QString& name);

    bool holds(const Part& part, ComponentId outer) const {
        return std::find(part.within.begin(), part.within.end(), outer) != part.within.end();
    }

private:
    template <class Key, class Id> static const std::vector<Id>& listed(const std::map<Key, std::vector<Id>>& lists, Key key) {
        static const std::vector<Id> nothing;
        const auto it = lists.find(key);
        return it == lists.end() ? nothing : it->second;
    }
    void place(const design::ComponentPtr& component);
    static void takeComponent(Part& part, const design::ComponentPtr& component);
    void displace(const Part& part);
    void forgetProcesses(const design::Component& component);
    void takeName(const design::Component* before, const design::Component* after);
    bool isGuard(const catalog::ComponentKind& kind) const;
    const design::Link* linkOneWay(ComponentId from, ComponentId to) const;

    const catalog::Catalog* m_catalog;
    design::Design m_design;
    std::map<ComponentId, Part> m_parts;
    std::map<ComponentId, std::vector<ComponentId>> m_onHost, m_guards, m_attachments;
    std::map<ComponentId, std::vector<ComponentId>> m_processes;  ///< of hosts, once they were asked for
    std::map<LinkId, std::vector<ComponentId>> m_inLine;
    std::map<ComponentId, std::vector<LinkId>> m_from, m_to;
    std::map<QString, std::vector<ComponentId>> m_names;          ///< folded; filled when the first is asked for
    bool m_knowsNames = false;
};

}  // namespace faultline::runtime
