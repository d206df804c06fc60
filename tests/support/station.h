#pragma once
#include "model/sim/context.h"

#include <memory>
#include <vector>

/// A first-come-first-served station with exponential service, and the source that feeds it: the kinds the kernel is measured and
/// tested with. They use what every kind uses: Context, calls, queues, streams.
namespace faultline::testing {

/// Holds a call for one service; then calls the next station, or answers. Settings: `servers`, `mean` (ns), `back` (bool: a second
/// service when the answer of the next station comes back).
class Station final : public sim::BehaviourOf<Station> {
public:
    void configure(sim::Context& c) override {
        m_servers = static_cast<std::uint32_t>(c.values().value("servers").toInt(1));
        m_mean = c.values().value("mean").toInt(millisecond);
        m_back = c.values().value("back").toBool();
        m_next.clear();
        for (const sim::Wire& wire : c.setup().wires) m_next.push_back(wire.route);
    }
    void start(sim::Context& c) override { m_service = c.random(sim::Purpose::Service); }
    void stop(sim::Context&) override {
        m_busy = 0;
        m_queue.clear();
    }
    void onCall(sim::Context& c, sim::Call& call) override {
        call.phase = 0;
        serve(c, call);
    }
    void onDelay(sim::Context& c, sim::Call& call) override {
        --m_busy;
        if (call.phase == 0 && !m_next.empty()) {
            sim::CallSpec spec;
            spec.route = m_next.size() == 1 ? m_next[0] : m_next[call.request % m_next.size()];
            spec.parent = c.handle(call);
            spec.connection = 1;
            c.call(spec);
        } else {
            c.answer(call, sim::Outcome::Ok);
        }
        while (m_busy < m_servers && !m_queue.isEmpty()) begin(c, c.calls()[m_queue.pop(c.calls())]);
        c.busy(m_busy, m_servers);
    }
    void onAnswer(sim::Context& c, sim::Call& answer) override {
        sim::Call* call = c.find(answer.parent);
        if (!call) return;
        if (answer.outcome != sim::Outcome::Ok || !m_back) {
            c.answer(*call, answer.outcome, answer.cause);
            return;
        }
        call->phase = 1;
        serve(c, *call);
    }

private:
    void serve(sim::Context& c, sim::Call& call) {
        if (m_busy < m_servers) {
            begin(c, call);
            c.busy(m_busy, m_servers);
        } else {
            m_queue.push(c.calls(), call.index);
            c.queued(m_queue.size());
        }
    }
    void begin(sim::Context& c, sim::Call& call) {
        ++m_busy;
        c.delay(call, m_service.exponentialTime(m_mean));
    }
    std::uint32_t m_servers = 1, m_busy = 0;
    SimTime m_mean = 0;
    bool m_back = false;
    std::vector<sim::RouteId> m_next;
    sim::CallQueue m_queue;
    sim::Random m_service;
};

/// Poisson arrivals of `count` requests at mean distance `mean` (ns), each with a deadline of one second that is cancelled.
class Source final : public sim::BehaviourOf<Source> {
public:
    void configure(sim::Context& c) override {
        m_mean = c.values().value("mean").toInt(millisecond);
        m_count = static_cast<std::uint64_t>(c.values().value("count").toInt(1000));
        m_deadline = c.timer(c.values().value("deadline").toInt(second));
    }
    void start(sim::Context& c) override {
        m_arrivals = c.random(sim::Purpose::Arrivals);
        c.after(m_arrivals.exponentialTime(m_mean), 0);
    }
    void onTimer(sim::Context& c, std::uint16_t, std::uint64_t) override {
        sim::Call& task = c.begin(sim::CallClass::Read);
        c.arm(task, m_deadline);
        sim::CallSpec spec;
        spec.route = c.setup().wires.front().route;
        spec.parent = c.handle(task);
        spec.connection = 1;
        c.call(spec);
        if (++m_done < m_count) c.after(m_arrivals.exponentialTime(m_mean), 0);
    }
    void onAnswer(sim::Context& c, sim::Call& answer) override {
        if (sim::Call* task = c.find(answer.parent)) c.finish(*task, answer.outcome, answer.cause);
    }
    void onDeadline(sim::Context& c, sim::Call& task) override { c.finish(task, sim::Outcome::ClientTimeout); }

private:
    SimTime m_mean = 0;
    std::uint64_t m_count = 0, m_done = 0;
    sim::TimerListId m_deadline = sim::noTimerList;
    sim::Random m_arrivals;
};

template <class B> std::unique_ptr<sim::Behaviour> make() { return std::make_unique<B>(); }

/// A network of stations, built by hand.
struct StationNetwork {
    sim::Blueprint blueprint;
    std::vector<sim::Setup> setups;

    sim::Slot add(std::unique_ptr<sim::Behaviour> (*create)(), Settings settings) {
        sim::Setup setup;
        setup.slot = static_cast<sim::Slot>(setups.size() + 1);
        setup.kind = "station";
        setup.create = create;
        setup.settings = std::make_shared<const Settings>(std::move(settings));
        setup.host = setup.slot;
        setup.cores = 1;
        setups.push_back(std::move(setup));
        return setups.back().slot;
    }
    sim::Slot station(int servers, SimTime mean, bool back = false) {
        Settings settings;
        settings.set("servers", Value(servers));
        settings.set("mean", Value(mean));
        settings.set("back", Value(back));
        return add(&make<Station>, std::move(settings));
    }
    sim::Slot source(double rate, std::int64_t count) {
        Settings settings;
        settings.set("mean", Value(static_cast<std::int64_t>(1e9 / rate)));
        settings.set("count", Value(count));
        return add(&make<Source>, std::move(settings));
    }
    void link(sim::Slot from, sim::Slot to, SimTime latency = 0) {
        sim::Route route;
        route.caller = from;
        route.callee = to;
        route.port = 80;
        route.extraLatency = latency;
        sim::Wire wire;
        wire.target = to;
        wire.route = static_cast<sim::RouteId>(blueprint.routes.size());
        setups[from - 1].wires.push_back(wire);
        blueprint.routes.push_back(std::move(route));
    }
    const sim::Blueprint& build(std::uint64_t seed = 1) {
        blueprint.seed = seed;
        blueprint.setups.clear();
        for (const sim::Setup& setup : setups) blueprint.setups.push_back(std::make_shared<const sim::Setup>(setup));
        return blueprint;
    }
};

/// The open network of the kernel's benchmark: balancer -> one of two webs -> app -> database and back, 1120 requests/s at 70 %.
inline StationNetwork benchmarkNetwork(double rate, std::int64_t count) {
    StationNetwork net;
    const sim::Slot source = net.source(rate, count);
    const sim::Slot balancer = net.station(4, 200 * microsecond, true);
    const sim::Slot web0 = net.station(8, 2 * millisecond, true);
    const sim::Slot web1 = net.station(8, 2 * millisecond, true);
    const sim::Slot app = net.station(8, 5 * millisecond);
    const sim::Slot database = net.station(16, 3 * millisecond);
    net.link(source, balancer);
    net.link(balancer, web0);
    net.link(balancer, web1);
    net.link(web0, app);
    net.link(web1, app);
    net.link(app, database);
    return net;
}

}  // namespace faultline::testing
