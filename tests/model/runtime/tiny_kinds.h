#pragma once
#include "model/catalog/kind.h"
#include "model/design/edits.h"
#include "model/sim/context.h"

namespace faultline::tests {

/// Sends a request at random to one wire after the other; gives up after two seconds.
class TinyClients final : public sim::BehaviourOf<TinyClients> {
public:
    void configure(sim::Context& ctx) override {
        const double rate = ctx.values().value("rate").toNumber();
        const SimTime gap = rate > 0 ? static_cast<SimTime>(1e9 / rate) : 0;
        const bool isChanged = gap != m_gap;
        m_gap = gap;
        m_patience = ctx.timer(2 * second);
        if (!m_isSeeded) m_random = ctx.random(sim::Purpose::Arrivals);
        m_isSeeded = true;
        if (m_isRunning && isChanged) {
            ctx.cancel(m_next);
            arm(ctx);
        }
    }
    void start(sim::Context& ctx) override {
        m_isRunning = true;
        arm(ctx);
    }
    void stop(sim::Context&) override {
        m_isRunning = false;
        m_next = {};
    }
    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) override {
        arm(ctx);
        sim::Call& task = ctx.begin(sim::CallClass::Read);
        ctx.arm(task, m_patience);
        const auto& wires = ctx.setup().wires;
        if (wires.empty()) {
            ctx.finish(task, sim::Outcome::HostUnreachable, {&sim::reason::noRoute, ctx.self(), 0});
            return;
        }
        sim::CallSpec spec;
        spec.route = wires[m_turn++ % wires.size()].route;
        spec.parent = ctx.handle(task);
        spec.connectTimeout = second;
        const sim::Call& call = ctx.call(spec);
        task.data[0] = call.index;
        task.data[1] = call.generation;
    }
    void onAnswer(sim::Context& ctx, sim::Call& call) override {
        if (sim::Call* task = ctx.find(call.parent)) ctx.finish(*task, call.outcome, call.cause);
    }
    void onDeadline(sim::Context& ctx, sim::Call& task) override {
        ctx.abandon({task.data[0], task.data[1]});
        ctx.finish(task, sim::Outcome::ClientTimeout, {&sim::reason::noAnswer, ctx.self(), 0});
    }

private:
    void arm(sim::Context& ctx) {
        if (m_gap > 0) m_next = ctx.after(m_random.exponentialTime(m_gap), 0);
    }
    SimTime m_gap = 0;
    sim::TimerId m_next;
    sim::TimerListId m_patience = sim::noTimerList;
    sim::Random m_random;
    std::uint32_t m_turn = 0;
    bool m_isSeeded = false, m_isRunning = false;
};

/// Answers after some CPU time; knows the act "refuse".
class TinyService final : public sim::BehaviourOf<TinyService> {
public:
    void configure(sim::Context& ctx) override {
        m_work = ctx.values().value("work").toInt();
        if (!m_isSeeded) m_random = ctx.random(sim::Purpose::Service);
        m_isSeeded = true;
    }
    void start(sim::Context&) override { m_refuses = false; }
    void onCall(sim::Context& ctx, sim::Call& call) override {
        static const sim::Reason refused{"refuses", FL_TR("test", "%1 refuses")};
        if (m_refuses)
            ctx.answer(call, sim::Outcome::Http503, {&refused, ctx.self(), 0});
        else
            ctx.cpu(call, m_random.exponentialTime(m_work));
    }
    void onCpu(sim::Context& ctx, sim::Call& call) override { ctx.answer(call, sim::Outcome::Ok); }
    bool act(sim::Context&, std::string_view verb, Problem& why) override {
        if (verb == "fail") why = Problem(FL_TR("test", "it will not"));
        if (verb != "refuse") return false;
        m_refuses = true;
        return true;
    }

private:
    SimTime m_work = 0;
    sim::Random m_random;
    bool m_isSeeded = false, m_refuses = false;
};

class TinyHost final : public sim::BehaviourOf<TinyHost> {};

/// clients, service, host, note: enough to run something.
inline const catalog::Catalog& tinyCatalog() {
    using namespace catalog;
    static const Catalog catalogue = [] {
        const auto text = [](const char* source) { return Literal{"test", source}; };
        const PropertySpec address{
            .key = "address", .label = text("Address"), .help = text("IPv4."), .type = PropertyType::Address};
        const std::vector<ActionSpec> power = {{"kill", text("Kill"), text("Ends it."), true},
                                               {"restore", text("Restore"), text("Starts it."), false},
                                               {"freeze", text("Freeze"), text("Stops it."), true},
                                               {"thaw", text("Thaw"), text("Goes on."), false}};
        ComponentKind clients{
            .id = "clients", .label = text("Clients"), .help = text("Ask."), .group = Group::Traffic, .namePrefix = "clients"};
        clients.properties = {
            {.key = "rate", .label = text("Rate"), .type = PropertyType::Number, .defaultValue = 100.0, .maximum = 1e6}};
        clients.ports = {{"ask", text("HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80}};
        clients.actions = power;
        clients.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<TinyClients>()); };

        ComponentKind service{.id = "service",
                              .label = text("Service"),
                              .help = text("Answers."),
                              .group = Group::Compute,
                              .namePrefix = "service"};
        service.properties = {
            {.key = "work", .label = text("Work"), .type = PropertyType::Duration, .defaultValue = 2'000'000, .maximum = 60e9},
            {.key = "start_up",
             .label = text("Start"),
             .type = PropertyType::Duration,
             .defaultValue = 500'000'000,
             .maximum = 60e9},
            address};
        service.ports = {{"http", text("HTTP"), PortRole::Traffic, PortDirection::In, "http", 80},
                         {"process", text("Process"), PortRole::Host, PortDirection::Out, "process"}};
        service.actions = power;
        service.actions.push_back({"refuse", text("Refuse"), text("Says no."), true});
        service.actions.push_back({"fail", text("Fail"), text("Cannot be done."), true});
        service.needsAddress = true;
        service.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<TinyService>()); };

        ComponentKind host{
            .id = "host", .label = text("Host"), .help = text("Holds."), .group = Group::Compute, .namePrefix = "host"};
        host.properties = {{.key = "cores",
                            .label = text("Cores"),
                            .type = PropertyType::Integer,
                            .defaultValue = 2,
                            .minimum = 1,
                            .maximum = 64},
                           address};
        host.ports = {{"processes", text("Processes"), PortRole::Host, PortDirection::In, "process"}};
        host.actions = power;
        host.shape = Shape::Host;
        host.width = 200;
        host.height = 160;
        host.needsAddress = true;
        host.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<TinyHost>()); };

        ComponentKind note{
            .id = "note", .label = text("Note"), .help = text("Words."), .group = Group::Annotation, .namePrefix = "note"};
        note.properties = {{.key = "text", .label = text("Text"), .type = PropertyType::Text, .defaultValue = ""}};
        note.shape = Shape::Note;
        return Catalog({clients, service, host, note});
    }();
    return catalogue;
}

/// Builds a design by edits, as a person would.
class TinyDesign {
public:
    explicit TinyDesign(const catalog::Catalog& catalog = tinyCatalog()) : m_catalog(catalog) {}
    ComponentId add(const char* kind, ComponentId container = {}) {
        const ComponentId id = m_design.nextComponentId();
        const auto change =
            design::addComponent(m_design, m_catalog, kind,
                                 {.scenePosition = {300.0 * id.value, 0}, .container = container, .attachTo = {}, .inLine = {}});
        if (!change) qFatal("%s: %s", kind, change.error().plain().c_str());
        change->apply(m_design);
        return id;
    }
    LinkId link(ComponentId from, ComponentId to) {
        const LinkId id = m_design.nextLinkId();
        const auto change = design::connect(m_design, m_catalog, from, to);
        if (!change) qFatal("link: %s", change.error().plain().c_str());
        change->apply(m_design);
        return id;
    }
    void set(ComponentId id, const char* key, const Value& value) {
        const auto change = design::setProperty(m_design, m_catalog, {id}, key, value);
        if (!change) qFatal("%s: %s", key, change.error().plain().c_str());
        change->apply(m_design);
    }
    const design::Design& design() const { return m_design; }

    /// clients-1 -> service-1 on host-1 and service-2 standing free.
    static design::Design usual(double rate = 400) {
        TinyDesign draft;
        const ComponentId clients = draft.add("clients"), host = draft.add("host"), first = draft.add("service", host),
                          second = draft.add("service");
        draft.set(clients, "rate", Value(rate));
        draft.link(clients, first);
        draft.link(clients, second);
        return draft.design();
    }

private:
    const catalog::Catalog& m_catalog;
    design::Design m_design;
};

}  // namespace faultline::tests
