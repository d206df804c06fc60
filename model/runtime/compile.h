#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"
#include "model/sim/blueprint.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace faultline::runtime {

/// Turns a design into what a World is built from and adopts. Kept with the run: a route keeps its number, and a setup that
/// says the same as before is the same object, so that a World sees at a glance what an edit altered. Slots are component ids.
/// Thread of its owner.
class Compiler {
public:
    Compiler(const catalog::Catalog& catalog, std::uint64_t seed) : m_catalog(catalog), m_seed(seed) {}

    /// O(components + links), with a logarithm.
    sim::Blueprint compile(const design::Design& design);

private:
    friend class Wiring;
    /// Caller, callee, key of the caller's port, drawn link (0: none).
    using RouteKey = std::tuple<sim::Slot, sim::Slot, std::string, std::uint32_t>;
    sim::RouteId routeNumber(const RouteKey& key);

    const catalog::Catalog& m_catalog;
    std::uint64_t m_seed;
    std::map<RouteKey, sim::RouteId> m_routes;
    std::map<sim::Slot, std::shared_ptr<const sim::Setup>> m_setups;
    /// Settings that depend on the component alone, for as long as it is the same.
    struct Known {
        design::ComponentPtr component;
        std::shared_ptr<const Settings> settings;
    };
    std::map<ComponentId, Known> m_settings;
};

}  // namespace faultline::runtime
