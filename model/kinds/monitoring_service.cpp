#include "model/kinds/all_kinds.h"
#include "model/kinds/monitoring_rules.h"
#include "model/kinds/monitoring_sample.h"
#include "model/kinds/parts.h"
#include "model/kinds/resolver.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

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
    SimTime probeInterval = 60 * second;
    SimTime probeTimeout = 10 * second;
    SimTime pollInterval = 10 * second;
    bool probesPages = true;
    std::uint64_t probeName = 0;
};

/// What it asks itself, over a link of its own.
struct ProbeTarget {
    Slot slot = 0;
    sim::RouteId route = sim::none;
    std::uint32_t address = 0;
    bool isSecure = false;
    bool isBusy = false;  ///< its last probe has no answer yet
    SimTime seen = never;
    bool isOk = true;
    SimTime took = 0;
    double certificateDays = -1;
};

/// Whose status page it reads every interval, without an agent there.
struct PollTarget {
    Slot slot = 0;
    sim::RouteId route = sim::none;
    bool isKnown = false;             ///< the counts below are of an earlier time
    std::uint64_t ended = 0, failed = 0;
    SimTime read = 0;
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
        const SimTime intervalBefore = m_config.probeInterval;
        m_config.probeInterval = std::max<SimTime>(millisecond, values.value("probe_interval").toInt(usual.probeInterval));
        m_config.probeTimeout = std::max<SimTime>(1, values.value("probe_timeout").toInt(usual.probeTimeout));
        m_config.probesPages = values.value("probe_asks").toText() != "file";
        m_config.probeName = serverName(values.value("probe_host_name").toText());
        const SimTime pollBefore = m_config.pollInterval;
        m_config.pollInterval = std::max<SimTime>(millisecond, values.value("poll_interval").toInt(usual.pollInterval));
        m_probeTimer = ctx.timer(m_config.probeTimeout);
        m_resolver.configure(ctx, m_config.probeName, 0);
        m_rules.configure(values.value("rules").toTable());
        std::vector<PollTarget> polls;
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "poll") != 0) continue;
            PollTarget target;
            for (const PollTarget& known : m_polls)
                if (known.slot == wire.target) target = known;
            target.slot = wire.target;
            target.route = wire.route;
            polls.push_back(target);
        }
        const bool hadPolls = !m_polls.empty();
        m_polls = std::move(polls);
        if (m_running && (hadPolls != !m_polls.empty() || pollBefore != m_config.pollInterval)) {
            ctx.cancel(m_nextPoll);
            if (!m_polls.empty()) beginPolling(ctx);
        }
        std::vector<ProbeTarget> probes;
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "probe") != 0) continue;
            ProbeTarget probe;
            for (const ProbeTarget& known : m_probes)
                if (known.route == wire.route) probe = known;
            probe.slot = wire.target;
            probe.route = wire.route;
            probe.address = wire.address;
            probe.isSecure = std::strcmp(wire.protocol, "https") == 0;
            probes.push_back(probe);
        }
        const bool hadProbes = !m_probes.empty();
        m_probes = std::move(probes);
        if (m_running && (hadProbes != !m_probes.empty() || intervalBefore != m_config.probeInterval)) {
            ctx.cancel(m_nextProbe);
            if (!m_probes.empty()) m_nextProbe = ctx.after(m_config.probeInterval, Probing);
        }
        if (m_running && m_config.silenceAfter != before)
            for (Agent& agent : m_agents) watch(ctx, agent);
    }

    void start(sim::Context& ctx) override {
        m_running = true;
        for (Agent& agent : m_agents) watch(ctx, agent);
        for (ProbeTarget& probe : m_probes) probe.isBusy = false;
        if (!m_probes.empty()) m_nextProbe = ctx.after(std::min<SimTime>(second, m_config.probeInterval), Probing);
        if (!m_polls.empty()) beginPolling(ctx);
    }

    void stop(sim::Context&) override {
        m_running = false;
        m_nextProbe = {};
        m_nextPoll = {};
        m_resolver.forget();
    }

    void onAnswer(sim::Context& ctx, Call& answer) override {
        if (answer.kind == CallClass::Dns) {
            named(ctx, answer);
            return;
        }
        if (answer.kind == CallClass::Observation) {
            for (PollTarget& target : m_polls)
                if (target.route == answer.route) polled(ctx, target, answer);
            return;
        }
        for (ProbeTarget& probe : m_probes) {
            if (probe.route != ctx.drawnRoute(answer)) continue;
            probe.isBusy = false;
            probe.seen = ctx.now();
            probe.took = ctx.now() - answer.started;
            probe.isOk = answer.outcome == Outcome::Ok || answer.outcome == Outcome::Redirect;
            const Settings* certificate = ctx.shownCertificate(answer);
            if (certificate)
                probe.certificateDays = static_cast<double>(certificate->value("not_after").toInt() - ctx.date()) / 86'400.0;
            else if (answer.outcome == Outcome::Ok)
                probe.certificateDays = -1;
            m_rules.observe(ctx, Observed::ProbeFailed, probe.slot, probe.isOk ? 0 : 1, probe.slot);
            if (probe.isOk) m_rules.observe(ctx, Observed::ProbeTime, probe.slot, static_cast<double>(probe.took) * 1e-6, probe.slot);
            if (certificate) m_rules.observe(ctx, Observed::CertificateDays, probe.slot, probe.certificateDays, probe.slot);
            return;
        }
    }

    void onCall(sim::Context& ctx, Call& call) override {
        if (call.kind == CallClass::Observation) take(ctx, call);
        ctx.answer(call, Outcome::Ok);
    }

    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override {
        if (tag == Polling) {
            m_nextPoll = ctx.after(m_config.pollInterval, Polling);
            for (const PollTarget& target : m_polls) poll(ctx, target);
            return;
        }
        if (tag == Probing) {
            m_nextProbe = ctx.after(m_config.probeInterval, Probing);
            if (Resolver::wire(ctx) == nullptr)
                for (ProbeTarget& probe : m_probes) ask(ctx, probe);
            else if (m_resolver.isFresh(ctx.now()))
                askByName(ctx);
            else if (m_resolver.waiting() == 0)
                m_resolver.await(ctx, ctx.begin(CallClass::Task));
            return;
        }
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
                          {"silent", static_cast<double>(m_agents.size() - reporting)},
                          {"alerts", static_cast<double>(m_rules.raised())}};
        double rate = 0;
        for (const Agent& agent : m_agents) {
            if (!agent.silent && agent.sample.hasLogs) rate += agent.sample.rate;
            status.observations.push_back({agent.slot, agent.heard, agent.silent, agent.sample.cpu, agent.sample.memory,
                                           agent.sample.disk, agent.sample.hasLogs ? static_cast<double>(agent.sample.rate) : -1,
                                           agent.sample.hasLogs ? agent.sample.failedPermille / 1000.0 : -1,
                                           static_cast<double>(agent.sample.connections)});
        }
        status.metrics.emplace_back("qps", rate);
        std::size_t failed = 0;
        double slowest = 0;
        for (const ProbeTarget& probe : m_probes) {
            if (probe.seen == never) continue;
            if (!probe.isOk) ++failed;
            slowest = std::max(slowest, static_cast<double>(probe.took) * 1e-6);
            status.probes.push_back({probe.slot, probe.seen, probe.isOk, static_cast<double>(probe.took) * 1e-6, probe.certificateDays});
        }
        status.metrics.emplace_back("probes_failed", static_cast<double>(failed));
        status.metrics.emplace_back("probe_time", slowest);
        if (failed > 0) {
            status.strained = true;
            status.why = FL_TR("monitoring_service", "a probe fails: what it asks cannot be reached");
        }
        if (reporting < m_agents.size()) {
            status.strained = true;
            status.why = FL_TR("monitoring_service", "an agent is silent");
        }
    }

    void hash(Fingerprint& print) const override {
        for (const Agent& agent : m_agents) print.add(agent.slot * 4ull + (agent.silent ? 1 : 0) + (agent.busy ? 2 : 0));
        m_rules.hash(print);
    }

private:
    struct Agent {
        Slot slot = 0;
        std::uint32_t count = 0;  // samples heard and watches begun
        MonitoringSample sample;
        SimTime heard = 0;
        Slot lastDown = 0;
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

    /// Who is never reached is silent as well.
    void beginPolling(sim::Context& ctx) {
        for (const PollTarget& target : m_polls) watch(ctx, agentOf(target.slot));
        m_nextPoll = ctx.after(std::min<SimTime>(second, m_config.pollInterval), Polling);
    }
    void poll(sim::Context& ctx, const PollTarget& target) {
        sim::CallSpec spec;
        spec.route = target.route;
        spec.kind = CallClass::Observation;
        spec.connectTimeout = std::min(m_config.probeTimeout, m_config.pollInterval);
        spec.connectOnly = true;
        ctx.call(spec);
    }
    /// It was reached; a process that is frozen accepts the connection and says nothing.
    void polled(sim::Context& ctx, PollTarget& target, const Call& answer) {
        if (answer.outcome != Outcome::Ok || !ctx.isNeighbourRunning(target.slot)) return;
        const auto [ended, failed] = ctx.neighbourLog(target.slot);
        if (target.isKnown && ended >= target.ended && ctx.now() > target.read) {
            MonitoringSample sample;
            const std::uint64_t count = ended - target.ended;
            sample.rate = static_cast<std::uint32_t>(static_cast<double>(count) / (static_cast<double>(ctx.now() - target.read) * 1e-9) + 0.5);
            sample.failedPermille = count > 0 ? static_cast<std::uint32_t>(1000 * (failed - target.failed) / count) : 0;
            sample.connections = ctx.neighbourConnections(target.slot);
            heard(ctx, target.slot, sample);
        }
        target.isKnown = true;
        target.ended = ended;
        target.failed = failed;
        target.read = ctx.now();
    }

    void take(sim::Context& ctx, const Call& call) { heard(ctx, call.key, MonitoringSample::unpacked(call.version, call.client)); }
    void heard(sim::Context& ctx, Slot from, const MonitoringSample& sample) {
        Agent& agent = agentOf(from);
        agent.sample = sample;
        agent.heard = ctx.now();
        observe(ctx, agent);
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

    /// The rules on what an agent tells.
    void observe(sim::Context& ctx, Agent& agent) {
        const MonitoringSample sample = agent.sample;
        const Slot slot = agent.slot;
        if (sample.down != 0) agent.lastDown = sample.down;
        const Slot about = agent.lastDown != 0 ? agent.lastDown : slot;
        m_rules.observe(ctx, Observed::Cpu, slot, sample.cpu * 100, slot);
        m_rules.observe(ctx, Observed::Memory, slot, sample.memory * 100, slot);
        m_rules.observe(ctx, Observed::Disk, slot, sample.disk * 100, slot);
        m_rules.observe(ctx, Observed::Connections, slot, sample.connections, slot);
        m_rules.observe(ctx, Observed::ProcessDown, slot, sample.down != 0 ? 1 : 0, about);
        if (!sample.hasLogs) return;
        m_rules.observe(ctx, Observed::ErrorRate, slot, sample.failedPermille / 10.0, slot);
        m_rules.observe(ctx, Observed::Requests, slot, sample.rate, slot);
    }

    /// The name of what it asks is known, or not.
    void named(sim::Context& ctx, const Call& answer) {
        sim::Cause cause;
        const Resolver::Heard heard = m_resolver.heard(ctx, answer, cause);
        if (heard == Resolver::Heard::Nothing) return;
        while (m_resolver.waiting() > 0) ctx.finish(m_resolver.next(ctx), Outcome::Ok);
        if (heard == Resolver::Heard::Addresses)
            askByName(ctx);
        else
            for (ProbeTarget& probe : m_probes) failed(ctx, probe);
    }
    /// It goes where the name leads: what is linked and has that address is asked; nothing has it: all is out of reach.
    void askByName(sim::Context& ctx) {
        bool isAnywhere = false;
        for (ProbeTarget& probe : m_probes) {
            const auto& addresses = m_resolver.addresses();
            if (std::find(addresses.begin(), addresses.end(), probe.address) == addresses.end()) continue;
            isAnywhere = true;
            ask(ctx, probe);
        }
        if (!isAnywhere)
            for (ProbeTarget& probe : m_probes) failed(ctx, probe);
    }
    void failed(sim::Context& ctx, ProbeTarget& probe) {
        probe.seen = ctx.now();
        probe.took = 0;
        probe.isOk = false;
        m_rules.observe(ctx, Observed::ProbeFailed, probe.slot, 1, probe.slot);
    }

    void ask(sim::Context& ctx, ProbeTarget& probe) {
        if (probe.isBusy) return;  // the last one has not ended
        probe.isBusy = true;
        sim::CallSpec spec;
        spec.route = probe.route;
        spec.kind = m_config.probesPages ? CallClass::Read : CallClass::Static;
        spec.connectTimeout = m_config.probeTimeout;
        spec.responseTimer = m_probeTimer;
        spec.tls = probe.isSecure;
        spec.verify = true;
        spec.version = m_config.probeName;
        ctx.call(spec);
    }

    Agent& agentOf(Slot slot) {
        for (Agent& agent : m_agents)
            if (agent.slot == slot) return agent;
        m_agents.emplace_back().slot = slot;
        return m_agents.back();
    }

    enum Timer : std::uint16_t { Silence, Probing, Polling };

    MonitorConfig m_config;
    AlertRules m_rules;
    std::vector<ProbeTarget> m_probes;
    std::vector<PollTarget> m_polls;
    sim::TimerId m_nextProbe, m_nextPoll;
    Resolver m_resolver;  // of the name of what it asks
    sim::TimerListId m_probeTimer = sim::noTimerList;
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
    const Literal probing = FL_TR("monitoring_service", "Probes");
    std::vector<Choice> observed;
    for (const ObservedName& name : observedNames()) observed.push_back({name.key, name.label});
    ComponentKind kind{.id = "monitoring_service", .label = FL_TR("monitoring_service", "Monitoring service")};
    kind.help = FL_TR(
        "monitoring_service",
"Stores the samples that agents ship and raises alerts by rules: when an agent falls silent, when a server reports a busy "
        "CPU for long, when a process is down or many requests fail. With a link to a site it also asks that itself every interval, as "
        "users would, and looks at its certificate. It knows only what reaches it. A silent agent can mean a dead server, a dead agent, or a network "
        "that does not let it through; and while the service itself is down, nobody is warned of anything.");
    kind.group = Group::Monitoring;
    kind.namePrefix = "monitoring";
    kind.aliases = {"monitoring platform", "Sumo Logic", "Datadog",   "New Relic",
                    "Wavefront",           "Prometheus", "Grafana",   "alerts",
                    "dashboard",           "metrics",    "SumoLogic", "QPS",
                    "queries per second",  "Nagios",     "Zabbix",    "observability", "uptime check", "external probe", "synthetic monitoring", "blackbox exporter"};
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
        {.key = "rules",
         .label = FL_TR("monitoring_service", "Alert rules"),
         .help = FL_TR("monitoring_service",
                       "Further alerts: what is observed, on which side of a threshold, for how long. Shares are in percent. Whatever an "
                       "agent or a probe tells is looked at when it comes in, so an alert is never earlier than that."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{{"process_down", "above", 0.0, Value(std::int64_t{0}), "critical", "on-call"},
                                   {"error_rate", "above", 5.0, Value(std::int64_t{20 * second}), "critical", "on-call"},
                                   {"memory", "above", 90.0, Value(std::int64_t{minute}), "warning", ""},
                                   {"disk", "above", 90.0, Value(std::int64_t{minute}), "warning", ""},
                                   {"probe_failed", "above", 0.0, Value(std::int64_t{0}), "critical", "on-call"},
                                   {"certificate_days", "below", 14.0, Value(std::int64_t{0}), "warning", ""}},
         .columns = {{.key = "metric",
                      .label = FL_TR("monitoring_service", "Observed"),
                      .help = FL_TR("monitoring_service", "What an agent measures or a probe sees."),
                      .type = PropertyType::Choice,
                      .defaultValue = "error_rate",
                      .choices = observed},
                     {.key = "condition",
                      .label = FL_TR("monitoring_service", "Is"),
                      .help = FL_TR("monitoring_service", "On which side of the threshold it is bad."),
                      .type = PropertyType::Choice,
                      .defaultValue = "above",
                      .choices = {{"above", FL_TR("monitoring_service", "Above")}, {"below", FL_TR("monitoring_service", "Below")}}},
                     {.key = "threshold",
                      .label = FL_TR("monitoring_service", "Threshold"),
                      .help = FL_TR("monitoring_service", "In the unit of what is observed."),
                      .type = PropertyType::Number,
                      .defaultValue = 5.0,
                      .minimum = -1e9,
                      .maximum = 1e9},
                     {.key = "for",
                      .label = FL_TR("monitoring_service", "For"),
                      .help = FL_TR("monitoring_service", "How long every observation must be so."),
                      .type = PropertyType::Duration,
                      .defaultValue = Value(std::int64_t{0}),
                      .minimum = 0,
                      .maximum = 86'400e9},
                     {.key = "severity",
                      .label = FL_TR("monitoring_service", "Severity"),
                      .help = FL_TR("monitoring_service", "How bad it is."),
                      .type = PropertyType::Choice,
                      .defaultValue = "warning",
                      .choices = {{"info", FL_TR("monitoring_service", "Information")},
                                  {"warning", FL_TR("monitoring_service", "Warning")},
                                  {"critical", FL_TR("monitoring_service", "Critical")}}},
                     {.key = "notify",
                      .label = FL_TR("monitoring_service", "Notify"),
                      .help = FL_TR("monitoring_service", "Who is told, such as on-call; nobody when it is empty."),
                      .type = PropertyType::Text,
                      .defaultValue = ""}},
         .group = alerts},
        durationProperty("poll_interval", FL_TR("monitoring_service", "Poll interval"),
                         FL_TR("monitoring_service",
                               "How often it reads the status page (an API) of what it is linked to for that: requests, failures and "
                               "connections, without an agent there."),
                         usual.pollInterval, 1e6, 86'400e9, alerts),
        durationProperty("probe_interval", FL_TR("monitoring_service", "Interval"),
                         FL_TR("monitoring_service",
                               "How often it asks what it has a link to itself, as users would: it sees what no agent can."),
                         usual.probeInterval, 1e6, 86'400e9, probing),
        durationProperty("probe_timeout", FL_TR("monitoring_service", "Timeout"),
                         FL_TR("monitoring_service", "A probe that takes longer has failed."), usual.probeTimeout, 1e6, 3600e9, probing),
        {.key = "probe_asks",
         .label = FL_TR("monitoring_service", "Asks for"),
         .help = FL_TR("monitoring_service", "A page needs the application and its database; a file only the web server."),
         .type = PropertyType::Choice,
         .defaultValue = "page",
         .choices = {{"page", FL_TR("monitoring_service", "A page")}, {"file", FL_TR("monitoring_service", "A file")}},
         .group = probing},
        {.key = "probe_host_name",
         .label = FL_TR("monitoring_service", "Host name"),
         .help = FL_TR("monitoring_service",
                       "The name the certificate must be for; linked to a DNS it asks that where the name leads, and what is there."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com",
         .group = probing},
        startUpProperty(2 * second, FL_TR("monitoring_service", "From its start until it takes samples.")),
        addressProperty()};
    kind.ports = {{"agents", FL_TR("monitoring_service", "Agents"), PortRole::Observe, PortDirection::In, "metrics", 443},
                  {"probe", FL_TR("monitoring_service", "Probe over HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  {"probe", FL_TR("monitoring_service", "Probe over HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"poll", FL_TR("monitoring_service", "Status page"), PortRole::Observe, PortDirection::Out, "status", 8404},
                  {"dns", FL_TR("monitoring_service", "DNS"), PortRole::Resolve, PortDirection::Out, "dns", 53},
                  guardPort(),
                  processPort()};
    kind.metrics = {{"alerts", FL_TR("monitoring_service", "Alerts by rules"), "alerts", MetricSpec::Aggregation::Last, ""},
                    {"qps", FL_TR("monitoring_service", "Requests a second as logged"), "req/s", MetricSpec::Aggregation::Last, "rate"},
                    {"probes_failed", FL_TR("monitoring_service", "Probes that fail"), "probes", MetricSpec::Aggregation::Last, ""},
                    {"probe_time", FL_TR("monitoring_service", "Slowest probe"), "ms", MetricSpec::Aggregation::Last, ""},
                    {"reporting", FL_TR("monitoring_service", "Agents reporting"), "agents", MetricSpec::Aggregation::Last, ""},
                    {"silent", FL_TR("monitoring_service", "Agents silent"), "agents", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.create = monitorCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
