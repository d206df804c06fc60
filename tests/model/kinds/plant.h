#pragma once
#include "model/kinds/all_kinds.h"
#include "model/sim/context.h"

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

/// Small hand-made infrastructures for tests of single kinds.
namespace faultline::tests {

/// Sends requests at a steady pace over its first wire and remembers how each ended.
class TestClient final : public sim::BehaviourOf<TestClient> {
public:
    struct End {
        sim::CallClass kind = sim::CallClass::Read;
        SimTime sent = 0, ended = 0;
        sim::Outcome outcome = sim::Outcome::Ok;
        sim::Cause cause;
        std::uint64_t version = 0;
    };
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        m_every = values.value("every").toInt(10 * millisecond);
        m_count = values.value("count").toInt(1'000'000'000);
        m_writes = values.value("writes").toNumber(0);
        m_static = values.value("static").toNumber(0);
        m_check = values.value("check").toInt(-1);
        m_poisson = values.value("poisson").toBool();
        m_hasKeys = values.value("keys").toBool();
        m_response = ctx.timer(values.value("response").toInt(10 * second));
        m_random = ctx.random(sim::Purpose::Arrivals);
    }
    void start(sim::Context& ctx) override { ctx.after(m_every, 0); }
    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) override {
        const double u = m_random.uniform();
        sim::Call& task = ctx.begin(u < m_writes              ? sim::CallClass::Write
                                    : u < m_writes + m_static ? sim::CallClass::Static
                                                              : sim::CallClass::Read);
        sim::CallSpec spec;
        spec.route = ctx.setup().wires.front().route;
        spec.kind = m_check >= 0 ? sim::CallClass::HealthCheck : task.kind;
        spec.key = m_check >= 0 ? static_cast<std::uint32_t>(m_check) : 0;
        if (m_hasKeys) spec.key = static_cast<std::uint32_t>(m_random.next() >> 32);
        spec.parent = ctx.handle(task);
        spec.connectTimeout = 2 * second;
        spec.responseTimer = m_response;
        ctx.call(spec);
        if (--m_count > 0) ctx.after(m_poisson ? m_random.exponentialTime(m_every) : m_every, 0);
    }
    void onAnswer(sim::Context& ctx, sim::Call& answer) override {
        sim::Call* task = ctx.find(answer.parent);
        if (!task) return;
        ends.push_back({task->kind, task->started, ctx.now(), answer.outcome, answer.cause, answer.version});
        ctx.finish(*task, answer.outcome, answer.cause);
    }
    std::vector<End> ends;

private:
    SimTime m_every = 0;
    std::int64_t m_count = 0;
    std::int64_t m_check = -1;
    double m_writes = 0, m_static = 0;
    bool m_poisson = false, m_hasKeys = false;
    sim::TimerListId m_response = sim::noTimerList;
    sim::Random m_random;
};

/// A machine.
class TestHost final : public sim::BehaviourOf<TestHost> {};

/// Builds a World: components get slots from 1 in the order they are added, wires are links of their own.
class Plant {
public:
    using Values = std::initializer_list<std::pair<const char*, Value>>;

    sim::Slot client(Values values) {
        return put(
            "client", [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<TestClient>()); }, values, 0);
    }
    sim::Slot host(std::uint32_t cores = 4) {
        const sim::Slot slot = put(
            "server", [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<TestHost>()); }, {}, 0);
        setup(slot).isHost = true;
        setup(slot).cores = cores;
        return slot;
    }
    /// A component of a kind, with the kind's defaults but for `values`; on `host` if it is given.
    sim::Slot add(const catalog::ComponentKind& kind, Values values = {}, sim::Slot host = 0) {
        const sim::Slot slot = put(kind.id, kind.create, {}, host);
        Settings all;
        for (const catalog::PropertySpec& spec : kind.properties) all.set(spec.key, spec.defaultValue);
        for (const auto& [key, value] : values) all.set(key, value);
        setup(slot).startUp = all.value("start_up").toInt();
        setup(slot).settings = std::make_shared<Settings>(std::move(all));
        return slot;
    }
    /// Application files as the application server sees them.
    void deploy(sim::Slot app, sim::Slot files, Values values = {}) {
        Settings all;
        for (const auto& [key, value] : values) all.set(key, value);
        setup(app).attachments.push_back({files, "app_files", std::make_shared<Settings>(std::move(all))});
    }
    /// A link from one to another, as a wire on a port of the first. Returns its id.
    std::uint32_t wire(sim::Slot from, const char* port, sim::Slot to, SimTime latency = 100 * microsecond) {
        const auto id = static_cast<std::uint32_t>(m_blueprint.links.size() + 1);
        m_blueprint.links.push_back({.id = id, .from = from, .to = to, .latency = latency});
        sim::Route route;
        route.caller = from;
        route.callee = to;
        route.linkId = id;
        route.path.push_back({sim::PathElement::Type::Link, sim::Hook::Forward, false, id});
        m_blueprint.routes.push_back(route);
        setup(from).wires.push_back({port, setup(to).kind, "", to, static_cast<sim::RouteId>(m_blueprint.routes.size() - 1), 0,
                                     setup(from).host == setup(to).host});
        return id;
    }
    /// Makes the delay of a link vary, by as much as this.
    void jitter(std::uint32_t link, SimTime most) { m_blueprint.links[link - 1].jitter = most; }
    /// Changes a property; the next start() or edit() takes it.
    void set(sim::Slot slot, const char* key, Value value) {
        auto copy = std::make_shared<sim::Setup>(*m_setups[slot - 1]);
        auto all = std::make_shared<Settings>(copy->values());
        all->set(key, std::move(value));
        copy->settings = std::move(all);
        m_setups[slot - 1] = std::move(copy);
    }
    sim::Setup& setup(sim::Slot slot) { return *m_setups[slot - 1]; }

    void start() { world = std::make_unique<sim::World>(blueprint(), recording); }
    void edit() { world->adopt(blueprint(), recording); }
    void run(SimTime until) { world->runBefore(until, recording); }
    const std::vector<TestClient::End>& ends(sim::Slot client) const {
        return static_cast<const TestClient&>(*world->component(client)->behaviour).ends;
    }
    /// How many of a client's requests that were sent in [from, to) ended so.
    int count(sim::Slot client, sim::Outcome outcome, SimTime from = 0, SimTime to = never) const {
        int n = 0;
        for (const TestClient::End& end : ends(client)) n += end.outcome == outcome && end.sent >= from && end.sent < to;
        return n;
    }
    int events(const char* id, sim::Slot other = 0) const {
        int n = 0;
        for (const sim::RecordedEvent& e : recording.events())
            n += std::string_view(e.type->id) == id && (other == 0 || e.other == other);
        return n;
    }

    sim::Recording recording;
    std::unique_ptr<sim::World> world;

private:
    sim::Slot put(const char* kind, std::unique_ptr<sim::Behaviour> (*create)(), Values values, sim::Slot host) {
        auto setup = std::make_shared<sim::Setup>();
        setup->slot = static_cast<sim::Slot>(m_setups.size() + 1);
        setup->kind = kind;
        setup->create = create;
        setup->host = host != 0 ? host : setup->slot;
        setup->cores = 4;
        Settings all;
        for (const auto& [key, value] : values) all.set(key, value);
        setup->settings = std::make_shared<Settings>(std::move(all));
        if (host != 0)
            for (const auto& other : m_setups)
                if (other->host == host && other->slot != host) {
                    setup->neighbours.push_back(other->slot);
                    other->neighbours.push_back(setup->slot);
                }
        m_setups.push_back(setup);
        return setup->slot;
    }
    sim::Blueprint blueprint() const {
        sim::Blueprint all = m_blueprint;
        for (const auto& setup : m_setups) all.setups.push_back(setup);
        return all;
    }

    sim::Blueprint m_blueprint;
    std::vector<std::shared_ptr<sim::Setup>> m_setups;
};

}  // namespace faultline::tests
