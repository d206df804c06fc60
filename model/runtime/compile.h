#pragma once
#include "model/runtime/wiring.h"

#include <memory>
#include <string>

namespace faultline::runtime {

/// Turns a design into what a World is built from and adopts, and keeps that up with the edits of the design: what an edit cannot have
/// altered is not looked at again. A route keeps its number, and a setup that says the same as before is the same object. Slots are
/// component ids. Thread of its owner.
class Compiler {
public:
    Compiler(const catalog::Catalog& catalog, std::uint64_t seed);
    Compiler(const Compiler&) = delete;
    Compiler& operator=(const Compiler&) = delete;

    /// Brings the blueprint up to `design`. O(components + links) pointers compared; the rest costs as much as what the difference to the
    /// design before touches: the components altered, all beside them on their machines, and who calls those.
    const sim::Blueprint& compile(const design::Design& design);
    /// The same, looking at everything anew.
    const sim::Blueprint& compileWhole(const design::Design& design);
    /// The routes that the last compile() made, altered or ended.
    const std::vector<sim::RouteId>& alteredRoutes() const { return m_altered; }

private:
    /// What a difference touches.
    struct Reach {
        ComponentSet displaced;  ///< their place, or what they are told by, is another one
        ComponentSet touched;    ///< those, and what is beside them
        ComponentSet callers;    ///< whose wires may be others
        ComponentSet setups;     ///< whose setups may be others
    };
    /// What a table says of other components was read so.
    struct Reference {
        std::string text;        ///< an end as a firewall rule has it; empty: an address is meant
        ComponentId component;
        Value value;
    };
    /// Settings as a behaviour reads them, for as long as the component is the same.
    struct Known {
        design::ComponentPtr component;
        std::shared_ptr<const Settings> settings;
        std::vector<Reference> references;
    };

    void reachBefore(const DesignDifference& difference, Reach& reach);
    void reachAfter(const DesignDifference& difference, Reach& reach);
    void displaceWithin(const ComponentSet& outer, ComponentSet& displaced) const;
    void addBeside(const ComponentSet& parts, ComponentSet& touched) const;
    void addCallersOf(const ComponentSet& touched, ComponentSet& callers);
    bool takeCards(const design::Design& design, const DesignDifference& difference, ComponentSet& displaced);
    void takeLinks(const DesignDifference& difference);
    void takeReferences(const DesignDifference& difference, Reach& reach);
    void takeSetups(const Reach& reach);

    Value resolved(const Reference& reference);
    std::shared_ptr<const Settings> settingsOf(const Plan::Part& part);
    sim::Setup setupOf(ComponentId id, const Plan::Part& part);
    void addAttachment(ComponentId id, sim::Setup& setup);

    const catalog::Catalog& m_catalog;
    Plan m_plan;
    sim::Blueprint m_blueprint;
    Routes m_routes;
    Wiring m_wiring;
    std::vector<sim::RouteId> m_altered;
    std::map<ComponentId, Known> m_settings;
    /// The network card of a machine is a link of its own, as fast out as in, that all its traffic passes. Their numbers lie behind
    /// those of the drawn links, and a machine keeps its own.
    std::map<ComponentId, std::uint32_t> m_cards;        ///< of those that have one now
    std::map<ComponentId, std::uint32_t> m_cardNumbers;  ///< of those that ever had one
    std::uint32_t m_firstCard = 0;
    std::size_t m_drawn = 0;                             ///< how many links of the blueprint are drawn ones
};

}  // namespace faultline::runtime
