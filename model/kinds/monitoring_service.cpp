#include "model/kinds/all_kinds.h"
#include "model/kinds/monitoring_sample.h"
#include "model/kinds/parts.h"
#include "model/sim/context.h"

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::Outcome;
using sim::Slot;
using Severity = sim::EventType::Severity;

const sim::Reason monitorSilent{"agent_silent", FL_TR("monitoring_service", "nothing was heard of %1")};
const sim::Reason monitorBusy{"cpu_high", FL_TR("monitoring_service", "the server of %1 reports a busy CPU")};
const sim::EventType monitorSilentRaised{"alert_raised", FL_TR("monitoring_service", "alert from %1: %2 is silent"),
                                         Severity::Bad};
const sim::EventType monitorSilentResolved{"alert_resolved",
                                           FL_TR("monitoring_service", "alert of %1 resolved: %2 reports again"), Severity::Good};
const sim::EventType monitorBusyRaised{
    "alert_raised", FL_TR("monitoring_service", "alert from %1: the CPU of the server of %2 is busy"), Severity::Warning};
const sim::EventType monitorBusyResolved{
    "alert_resolved", FL_TR("monitoring_service", "alert of %1 resolved: the CPU of the server of %2 is no longer busy"),
    Severity::Good};

struct MonitorConfig {
    SimTime silenceAfter = 30 * second;
    double cpuThreshold = 0.9;
    SimTime cpuFor = 60 * second;
};

/// Keeps the latest sample of each agent and raises alerts; it knows only what reaches it. Invariants: agents are in the order of their
/// first sample; an agent's silence is noticed by the one timer whose payload names its present count. What it stored outlives the
/// process; an alert that fell due while it was down is raised only if the agent stays silent after its restart.
class MonitoringService final : public sim::BehaviourOf<MonitoringService> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const MonitorConfig usual;
        const SimTime before = m_config.silenceAfter;
        m_config.silenceAfter = values.value("silence_after").toInt(usual.silenceAfter);
        m_config.cpuThreshold = values.value("cpu_threshold").toNumber(usual.cpuThreshold);
        m_config.cpuFor = values.value("cpu_for").toInt(usual.cpuFor);
        if (m_running && m_config.silenceAfter != before)
            for (Agent& agent : m_agents) watch(ctx, agent);
    }

    void start(sim::Context& ctx) override {
        m_running = true;
        for (Agent& agent : m_agents) watch(ctx, agent);
    }

    void stop(sim::Context&) override { m_running = false; }

    void onCall(sim::Context& ctx, Call& call) override {
        if (call.kind == CallClass::Observation) take(ctx, call);
        ctx.answer(call, Outcome::Ok);
    }

    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t payload) override {
        for (Agent& agent : m_agents) {
            if (agent.slot != static_cast<Slot>(payload) || agent.count != static_cast<std::uint32_t>(payload >> 32)) continue;
            if (agent.silent) continue;
            agent.silent = true;
            ctx.event(monitorSilentRaised, {&monitorSilent, agent.slot, 0}, agent.slot);
        }
    }

    void status(const sim::Context&, sim::Status& status) const override {
        const auto reporting = static_cast<std::size_t>(
            std::count_if(m_agents.begin(), m_agents.end(), [](const Agent& agent) { return !agent.silent; }));
        status.role = FL_TR("monitoring_service", "%1/%2 reporting");
        status.roleArguments = {std::to_string(reporting), std::to_string(m_agents.size())};
        status.metrics = {{"reporting", static_cast<double>(reporting)},
                          {"silent", static_cast<double>(m_agents.size() - reporting)}};
        if (reporting < m_agents.size()) {
            status.strained = true;
            status.why = FL_TR("monitoring_service", "an agent is silent");
        }
    }

    void hash(Fingerprint& print) const override {
        for (const Agent& agent : m_agents) print.add(agent.slot * 4ull + (agent.silent ? 1 : 0) + (agent.busy ? 2 : 0));
    }

private:
    struct Agent {
        Slot slot = 0;
        std::uint32_t count = 0;  // samples heard and watches begun
        MonitoringSample sample;
        SimTime busySince = never;
        sim::TimerId timer;
        bool silent = false;
        bool busy = false;
    };

    void watch(sim::Context& ctx, Agent& agent) {
        ctx.cancel(agent.timer);
        ++agent.count;
        agent.timer = ctx.after(m_config.silenceAfter, 0, agent.slot | (static_cast<std::uint64_t>(agent.count) << 32));
    }

    void take(sim::Context& ctx, const Call& call) {
        Agent& agent = agentOf(call.key);
        agent.sample = MonitoringSample::unpacked(call.version);
        if (agent.silent) {
            agent.silent = false;
            ctx.event(monitorSilentResolved, {}, agent.slot, monitorSilent.id);
        }
        watch(ctx, agent);
        if (agent.sample.cpu < m_config.cpuThreshold) {
            agent.busySince = never;
            if (agent.busy) ctx.event(monitorBusyResolved, {}, agent.slot, monitorBusy.id);
            agent.busy = false;
            return;
        }
        if (agent.busySince == never) agent.busySince = ctx.now();
        if (agent.busy || ctx.now() - agent.busySince < m_config.cpuFor) return;
        agent.busy = true;
        ctx.event(monitorBusyRaised, {&monitorBusy, agent.slot, 0}, agent.slot);
    }

    Agent& agentOf(Slot slot) {
        for (Agent& agent : m_agents)
            if (agent.slot == slot) return agent;
        m_agents.emplace_back().slot = slot;
        return m_agents.back();
    }

    MonitorConfig m_config;
    bool m_running = false;
    std::vector<Agent> m_agents;
};

std::unique_ptr<sim::Behaviour> monitorCreate() {
    return std::make_unique<MonitoringService>();
}

}  // namespace

catalog::ComponentKind monitoringServiceKind() {
    using namespace catalog;
    const MonitorConfig usual;
    const Literal alerts = FL_TR("monitoring_service", "Alerts");
    ComponentKind kind{.id = "monitoring_service", .label = FL_TR("monitoring_service", "Monitoring service")};
    kind.help = FL_TR(
        "monitoring_service",
        "Stores the samples that agents ship and raises alerts: when an agent falls silent, and when a server reports a busy "
        "CPU for long. It knows only what reaches it. A silent agent can mean a dead server, a dead agent, or a network "
        "that does not let it through; and while the service itself is down, nobody is warned of anything.");
    kind.group = Group::Monitoring;
    kind.namePrefix = "monitoring";
    kind.aliases = {"monitoring platform", "Sumo Logic", "Datadog",   "New Relic",
                    "Wavefront",           "Prometheus", "Grafana",   "alerts",
                    "dashboard",           "metrics",    "SumoLogic", "QPS",
                    "queries per second",  "Nagios",     "Zabbix",    "observability"};
    kind.software = {
        {.name = "Sumo Logic"}, {.name = "Datadog"}, {.name = "New Relic"}, {.name = "Wavefront"}, {.name = "Prometheus"}};
    kind.properties = {
        durationProperty("silence_after", FL_TR("monitoring_service", "Silent after"),
                         FL_TR("monitoring_service",
                               "An agent that has reported before and is not heard for this long is called silent. Three "
                               "times its interval is usual: one lost sample is no alarm."),
                         usual.silenceAfter, 1e6, 86'400e9, alerts),
        {.key = "cpu_threshold",
         .label = FL_TR("monitoring_service", "Busy CPU"),
         .help =
             FL_TR("monitoring_service", "An alert is raised when a server reports at least this share of its CPU in use ..."),
         .type = PropertyType::Share,
         .defaultValue = usual.cpuThreshold,
         .minimum = 0,
         .maximum = 1,
         .group = alerts},
        durationProperty("cpu_for", FL_TR("monitoring_service", "For"),
                         FL_TR("monitoring_service", "... in every sample for this long. A short peak is no alarm."),
                         usual.cpuFor, 0, 86'400e9, alerts),
        startUpProperty(2 * second, FL_TR("monitoring_service", "From its start until it takes samples.")),
        addressProperty()};
    kind.ports = {{"agents", FL_TR("monitoring_service", "Agents"), PortRole::Observe, PortDirection::In, "metrics", 443},
                  guardPort(),
                  processPort()};
    kind.metrics = {{"reporting", FL_TR("monitoring_service", "Agents reporting"), "agents", MetricSpec::Aggregation::Last, ""},
                    {"silent", FL_TR("monitoring_service", "Agents silent"), "agents", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.create = monitorCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
