#include "tests/bench/station_kinds.h"

#include "model/design/edits.h"
#include "tests/support/station.h"

namespace faultline::bench {

namespace {

constexpr Literal word(const char* text) { return {"bench", text}; }

/// Builds a design by edits, as a person would.
class Draft {
public:
    ComponentId add(const char* kind, std::initializer_list<std::pair<const char*, Value>> values) {
        const ComponentId id = m_design.nextComponentId();
        apply(design::addComponent(m_design, stationCatalog(), kind,
                                   {.scenePosition = {250.0 * id.value, 0}, .container = {}, .attachTo = {}, .inLine = {}}));
        for (const auto& [key, value] : values) apply(design::setProperty(m_design, stationCatalog(), {id}, key, value));
        return id;
    }
    ComponentId station(int servers, SimTime mean, bool back) {
        return add("station", {{"servers", Value(servers)}, {"mean", Value(mean)}, {"back", Value(back)}});
    }
    void link(ComponentId from, ComponentId to) {
        const LinkId id = m_design.nextLinkId();
        apply(design::connect(m_design, stationCatalog(), from, to));
        apply(design::setLinkProperty(m_design, stationCatalog(), {id}, "latency", Value(0)));
    }
    const design::Design& design() const { return m_design; }

private:
    void apply(const Result<design::Change>& change) {
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
    }
    design::Design m_design;
};

}  // namespace

const catalog::Catalog& stationCatalog() {
    using namespace catalog;
    static const Catalog catalogue = [] {
        ComponentKind source{.id = "source", .label = word("Source"), .help = word("Poisson arrivals with a deadline."), .group = Group::Traffic, .namePrefix = "source"};
        source.properties = {{.key = "mean", .label = word("Mean distance"), .type = PropertyType::Duration, .defaultValue = millisecond, .minimum = 1, .maximum = 1e12},
                             {.key = "deadline", .label = word("Deadline"), .type = PropertyType::Duration, .defaultValue = second, .minimum = 1, .maximum = 1e15},
                             {.key = "count", .label = word("Requests"), .type = PropertyType::Integer, .defaultValue = 1'000'000'000, .minimum = 1, .maximum = 1e12}};
        source.ports = {{"out", word("Out"), PortRole::Traffic, PortDirection::Out, "http", 80}};
        source.create = &testing::make<testing::Source>;
        ComponentKind station{.id = "station", .label = word("Station"), .help = word("First come, first served; exponential service."), .group = Group::Compute, .namePrefix = "station"};
        station.properties = {{.key = "servers", .label = word("Servers"), .type = PropertyType::Integer, .defaultValue = 1, .minimum = 1, .maximum = 1e6},
                              {.key = "mean", .label = word("Mean service"), .type = PropertyType::Duration, .defaultValue = millisecond, .minimum = 1, .maximum = 1e12},
                              {.key = "back", .label = word("Serves the way back"), .type = PropertyType::Bool, .defaultValue = false}};
        station.ports = {{"in", word("In"), PortRole::Traffic, PortDirection::In, "http", 80},
                         {"out", word("Out"), PortRole::Traffic, PortDirection::Out, "http", 80}};
        station.create = &testing::make<testing::Station>;
        return Catalog({source, station});
    }();
    return catalogue;
}

design::Design singleQueue() {
    Draft draft;
    const ComponentId source = draft.add("source", {{"mean", Value(1'250 * millisecond)}, {"deadline", Value(1'000'000 * second)}});
    draft.link(source, draft.station(1, second, false));
    return draft.design();
}

design::Design stationNetwork(double rate) {
    Draft draft;
    const ComponentId source = draft.add("source", {{"mean", Value(static_cast<std::int64_t>(1e9 / rate))}});
    const ComponentId balancer = draft.station(4, 200 * microsecond, true);
    const ComponentId webs[] = {draft.station(8, 2 * millisecond, true), draft.station(8, 2 * millisecond, true)};
    const ComponentId app = draft.station(8, 5 * millisecond, false), database = draft.station(16, 3 * millisecond, false);
    draft.link(source, balancer);
    for (const ComponentId web : webs) draft.link(balancer, web);
    for (const ComponentId web : webs) draft.link(web, app);
    draft.link(app, database);
    return draft.design();
}

}  // namespace faultline::bench
