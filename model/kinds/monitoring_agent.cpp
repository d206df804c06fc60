#include "model/kinds/all_kinds.h"
#include "model/kinds/monitoring_sample.h"
#include "model/kinds/parts.h"
#include "model/sim/context.h"

#include <cstring>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::Outcome;
using sim::Slot;

struct AgentConfig {
    SimTime interval = 10 * second;
    SimTime cost = millisecond;
    SimTime timeout = 5 * second;
    bool logs = true;
};

/// Measures its host and the processes on it every interval and ships the sample to the monitoring services. Samples that cannot be
/// shipped are dropped. Invariant: one sample is in work at a time; the next comes at its own time, whatever became of it.
class MonitoringAgent final : public sim::BehaviourOf<MonitoringAgent> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const AgentConfig usual;
        m_config.interval = values.value("interval").toInt(usual.interval);
        m_config.cost = values.value("cost").toInt(usual.cost);
        m_config.timeout = values.value("timeout").toInt(usual.timeout);
        m_config.logs = values.value("logs").toBool(usual.logs);
        m_timer = ctx.timer(m_config.timeout);
        std::vector<Service> services;
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "service") != 0) continue;
            Service service{wire.target, wire.route, false};
            for (const Service& known : m_services)
                if (known.slot == wire.target) service.failed = known.failed;
            services.push_back(service);
        }
        m_services = std::move(services);
    }

    void start(sim::Context& ctx) override {
        m_lastTime = ctx.now();
        m_lastCpu = ctx.hostCpuTime();
        m_lastLog = webLog(ctx);
        // Agents do not all speak at the same moment: each has a phase of its own, by its number.
        const SimTime phase = m_config.interval / 16 * (ctx.self() % 16) + m_config.interval / 16;
        ctx.after(phase, 0);
    }

    void stop(sim::Context&) override { m_working = false; }

    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) override {
        ctx.after(m_config.interval, 0);
        if (m_working) return;  // the host is so busy that the last sample is not ready
        m_working = true;
        ctx.cpu(ctx.begin(CallClass::Task), m_config.cost);
    }

    void onCpu(sim::Context& ctx, Call& task) override {
        m_working = false;
        ctx.finish(task, Outcome::Ok);
        measure(ctx);
        for (std::size_t i = 0; i < m_services.size(); ++i) {
            sim::CallSpec spec;
            spec.route = m_services[i].route;
            spec.kind = CallClass::Observation;
            spec.connectTimeout = m_config.timeout;
            spec.responseTimer = m_timer;
            spec.tls = true;
            spec.key = ctx.self();
            spec.version = m_sample.packed();
            spec.client = m_sample.more();
            ctx.call(spec);
        }
    }

    void onAnswer(sim::Context&, Call& answer) override {
        const bool ok = answer.outcome == Outcome::Ok;
        ++(ok ? m_shipped : m_dropped);
        for (Service& service : m_services)
            if (service.route == answer.route) service.failed = !ok;
    }

    void status(const sim::Context&, sim::Status& status) const override {
        status.metrics = {{"cpu", m_sample.cpu},
                          {"memory", m_sample.memory},
                          {"disk", m_sample.disk},
                          {"connections", static_cast<double>(m_sample.connections)},
                          {"qps", static_cast<double>(m_sample.rate)},
                          {"shipped", static_cast<double>(m_shipped)},
                          {"dropped", static_cast<double>(m_dropped)}};
        for (const Service& service : m_services)
            if (service.failed) {
                status.failing = true;
                status.why = FL_TR("monitoring_agent", "its samples do not reach the monitoring service");
            }
        if (m_services.empty()) {
            status.strained = true;
            status.why = FL_TR("monitoring_agent", "it has no monitoring service to report to");
        }
    }

    void hash(Fingerprint& print) const override { print.add(m_working ? 1 : 0); }

private:
    struct Service {
        Slot slot = 0;
        sim::RouteId route = sim::none;
        bool failed = false;           // the last sample
    };

    /// Requests and failures in the access logs of the web servers on the host.
    std::pair<std::uint64_t, std::uint64_t> webLog(const sim::Context& ctx) const {
        std::pair<std::uint64_t, std::uint64_t> sum;
        for (const Slot neighbour : ctx.setup().neighbours) {
            if (ctx.neighbourKind(neighbour) != "web_server") continue;
            const auto log = ctx.neighbourLog(neighbour);
            sum.first += log.first;
            sum.second += log.second;
        }
        return sum;
    }

    void measure(sim::Context& ctx) {
        const SimTime elapsed = std::max<SimTime>(ctx.now() - m_lastTime, 1);
        const SimTime cpu = ctx.hostCpuTime();
        const auto log = webLog(ctx);
        m_sample.cpu = static_cast<double>(cpu - m_lastCpu) / (static_cast<double>(elapsed) * std::max(ctx.hostCores(), 1u));
        const std::uint64_t requests = log.first - m_lastLog.first;
        m_sample.rate = static_cast<std::uint32_t>(static_cast<double>(requests) * 1e9 / static_cast<double>(elapsed) + 0.5);
        m_sample.failedPermille =
            requests > 0 ? static_cast<std::uint32_t>((log.second - m_lastLog.second) * 1000 / requests) : 0;
        const sim::HostMeasures host = ctx.hostMeasures();
        const auto share = [](std::int64_t used, std::int64_t all) {
            return all > 0 ? static_cast<double>(used) / static_cast<double>(all) : 0.0;
        };
        m_sample.memory = share(host.memoryUsed, host.memory);
        m_sample.disk = share(host.diskUsed, host.disk);
        m_sample.hasLogs = m_config.logs;
        if (!m_config.logs) m_sample.rate = m_sample.failedPermille = 0;
        m_sample.down = m_sample.connections = 0;
        for (const Slot neighbour : ctx.setup().neighbours) {
            if (m_sample.down == 0 && !ctx.isNeighbourRunning(neighbour)) m_sample.down = neighbour;
            m_sample.connections += ctx.neighbourConnections(neighbour);
        }
        m_lastTime = ctx.now();
        m_lastCpu = cpu;
        m_lastLog = log;
    }

    AgentConfig m_config;
    sim::TimerListId m_timer = sim::noTimerList;
    std::vector<Service> m_services;
    MonitoringSample m_sample;
    SimTime m_lastTime = 0;
    SimTime m_lastCpu = 0;
    std::pair<std::uint64_t, std::uint64_t> m_lastLog;
    bool m_working = false;
    std::uint64_t m_shipped = 0, m_dropped = 0;
};

std::unique_ptr<sim::Behaviour> agentCreate() {
    return std::make_unique<MonitoringAgent>();
}

}  // namespace

catalog::ComponentKind monitoringAgentKind() {
    using namespace catalog;
    const AgentConfig usual;
    ComponentKind kind{.id = "monitoring_agent", .label = FL_TR("monitoring_agent", "Monitoring agent")};
    kind.help =
        FL_TR("monitoring_agent",
              "Runs on a server, measures it every interval (CPU, memory, disk, connections, which processes run, requests a second "
              "and errors from the web server's log) and ships the sample to a monitoring service. It goes through the same network and firewalls as everything "
              "else: where the way to port 443 of the service is closed, the agent is blind and the service sees silence. When "
              "its server dies, it dies too; it cannot say so, it only stops talking.");
    kind.group = Group::Monitoring;
    kind.namePrefix = "agent";
    kind.aliases = {"monitoring client", "data collector", "Datadog", "Sumo Logic", "New Relic", "Wavefront", "Prometheus",
                    "node exporter",     "Zabbix",         "Nagios",  "Telegraf",   "collector", "QPS"};
    kind.software = {{.name = "Sumo Logic collector"},
                     {.name = "Datadog agent", .values = {{"interval", Value(std::int64_t{15 * second})}}},
                     {.name = "New Relic agent", .values = {{"interval", Value(std::int64_t{15 * second})}}},
                     {.name = "Wavefront (Telegraf)"},
                     {.name = "Prometheus agent", .values = {{"interval", Value(std::int64_t{minute})}}}};
    kind.properties = {
        durationProperty(
            "interval", FL_TR("monitoring_agent", "Interval"),
            FL_TR("monitoring_agent", "Time between two samples. Datadog's agent: 15 s; Telegraf: 10 s; Prometheus: 1 min."),
            usual.interval, 1e6, 3600e9, {}),
        {.key = "logs",
         .label = FL_TR("monitoring_agent", "Ship logs"),
         .help = FL_TR("monitoring_agent",
                       "Reads the access logs of the web servers on its host: requests a second and how many of them failed are known "
                       "from them alone."),
         .type = PropertyType::Bool,
         .defaultValue = usual.logs},
        durationProperty("timeout", FL_TR("monitoring_agent", "Timeout"),
                         FL_TR("monitoring_agent", "How long it tries to reach the service before it drops a sample."),
                         usual.timeout, 1e6, 3600e9, {}, true),
        durationProperty("cost", FL_TR("monitoring_agent", "CPU time"),
                         FL_TR("monitoring_agent", "CPU time of one sample on its server; an estimate."), usual.cost, 0, 60e9, {},
                         true),
        startUpProperty(second, FL_TR("monitoring_agent", "From its start until it measures; about a second.")),
        addressProperty()};
    kind.ports = {
        {"service", FL_TR("monitoring_agent", "Monitoring service"), PortRole::Observe, PortDirection::Out, "metrics", 443},
        guardPort(),
        processPort()};
    kind.metrics = {
        {"cpu", FL_TR("monitoring_agent", "CPU as measured"), "", MetricSpec::Aggregation::Last, "utilisation"},
        {"memory", FL_TR("monitoring_agent", "Memory as measured"), "", MetricSpec::Aggregation::Last, ""},
        {"disk", FL_TR("monitoring_agent", "Disk as measured"), "", MetricSpec::Aggregation::Last, ""},
        {"connections", FL_TR("monitoring_agent", "Connections as measured"), "connections", MetricSpec::Aggregation::Last, ""},
        {"qps", FL_TR("monitoring_agent", "Requests a second as logged"), "req/s", MetricSpec::Aggregation::Last, "rate"},
        {"shipped", FL_TR("monitoring_agent", "Samples shipped"), "samples", MetricSpec::Aggregation::Sum, ""},
        {"dropped", FL_TR("monitoring_agent", "Samples dropped"), "samples", MetricSpec::Aggregation::Sum, ""}};
    kind.actions = processActions();
    kind.shape = Shape::Eye;
    kind.create = agentCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
