#pragma once
#include "tests/support/station.h"

#include <utility>

/// Two tiny behaviours to try the kernel with: one that calls, one that answers.
namespace faultline::testing {

/// Answers each call `after` ns of waiting and `work` ns of CPU.
class Echo final : public sim::BehaviourOf<Echo> {
public:
    void configure(sim::Context& c) override {
        m_after = c.values().value("after").toInt(0);
        m_work = c.values().value("work").toInt(0);
    }
    void onCall(sim::Context& c, sim::Call& call) override { c.delay(call, m_after); }
    void onDelay(sim::Context& c, sim::Call& call) override { c.cpu(call, m_work); }
    void onCpu(sim::Context& c, sim::Call& call) override { c.answer(call, sim::Outcome::Ok); }
    void onCallerGone(sim::Context& c, sim::Call& call) override { c.answer(call, sim::Outcome::Aborted); }

private:
    SimTime m_after = 0, m_work = 0;
};

/// Sends one request at each multiple of `every` ns, from `first` on, `count` times; remembers how each ended and when.
class Caller final : public sim::BehaviourOf<Caller> {
public:
    struct End {
        SimTime sent = 0, ended = 0;
        sim::Outcome outcome = sim::Outcome::Ok;
        const sim::Reason* reason = nullptr;
    };
    void configure(sim::Context& c) override {
        m_every = c.values().value("every").toInt(second);
        m_count = c.values().value("count").toInt(1);
        m_first = c.values().value("first").toInt(0);
        m_connect = c.values().value("connect").toInt(2 * second);
        const SimTime response = c.values().value("response").toInt(0);
        m_response = response ? c.timer(response) : sim::noTimerList;
        m_pooled = c.values().value("pooled").toBool();
    }
    void start(sim::Context& c) override { c.after(m_first, 0); }
    void onTimer(sim::Context& c, std::uint16_t, std::uint64_t) override {
        sim::Call& task = c.begin(sim::CallClass::Read);
        sim::CallSpec spec;
        spec.route = c.setup().wires.front().route;
        spec.parent = c.handle(task);
        spec.connectTimeout = m_connect;
        spec.responseTimer = m_response;
        spec.connection = m_pooled ? m_connection : 0;
        c.call(spec);
        if (--m_count > 0) c.after(m_every, 0);
    }
    void onAnswer(sim::Context& c, sim::Call& answer) override {
        sim::Call* task = c.find(answer.parent);
        if (!task) return;
        m_connection = answer.outcome == sim::Outcome::Ok ? answer.calleeEpoch : 0;
        ends.push_back({task->started, c.now(), answer.outcome, answer.cause.reason});
        c.finish(*task, answer.outcome, answer.cause);
    }
    std::vector<End> ends;

private:
    SimTime m_every = 0, m_first = 0, m_connect = 0;
    std::int64_t m_count = 0;
    sim::TimerListId m_response = sim::noTimerList;
    bool m_pooled = false;
    std::uint32_t m_connection = 0;
};

inline Settings settings(std::initializer_list<std::pair<const char*, Value>> values) {
    Settings all;
    for (const auto& [key, value] : values) all.set(key, value);
    return all;
}

/// A caller on one machine and an echo in a host, `latency` apart: slots 1 (caller), 2 (echo), 3 (its host).
struct Pair {
    StationNetwork net;
    sim::Recording recording;
    std::unique_ptr<sim::World> world;

    Pair(Settings caller, Settings echo, SimTime latency) {
        net.add(&make<Caller>, std::move(caller));
        net.add(&make<Echo>, std::move(echo));
        net.add(&make<Echo>, {});
        net.setups[1].host = 3;
        net.setups[2].isHost = true;
        net.link(1, 2, latency);
        world = std::make_unique<sim::World>(net.build(), recording);
    }
    void run(SimTime until) { world->runBefore(until, recording); }
    const std::vector<Caller::End>& ends() const {
        return static_cast<const Caller&>(*world->component(1)->behaviour).ends;
    }
};

}  // namespace faultline::testing
