#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::Outcome;
using Severity = sim::EventType::Severity;

const sim::Reason attackPortOpen{"port_open", FL_TR("attacker", "%1 answers on port %2")};
const sim::EventType attackFound{"port_open", FL_TR("attacker", "%1 found an open port: %2"), Severity::Warning};
const sim::EventType attackScanned{"scan_done", FL_TR("attacker", "%1 has tried every port it knows; open: %2"), Severity::Info};
const sim::EventType attackLoggedIn{"broken_in", FL_TR("attacker", "%1 guessed a password of %2 and is logged in"), Severity::Bad};

enum class Attack : std::uint8_t { None, Scan, SynFlood, HttpFlood, Passwords };

struct AttackConfig {
    Attack attack = Attack::None;
    double rate = 100;
    std::uint64_t host = 0;
};

/// Somebody on the internet who means harm: tries ports, floods, or guesses passwords, through the same network as everyone else. What
/// it asks for counts for nobody's success. Invariant: a flood of SYNs is reported to the World for every way or for none.
class Attacker final : public sim::BehaviourOf<Attacker> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const AttackConfig before = m_config;
        const std::string& attack = values.value("attack").toText();
        m_config.attack = attack == "port_scan"            ? Attack::Scan
                          : attack == "syn_flood"          ? Attack::SynFlood
                          : attack == "http_flood"         ? Attack::HttpFlood
                          : attack == "password_guessing"  ? Attack::Passwords
                                                           : Attack::None;
        m_config.rate = values.value("attack_rate").toNumber(100);
        m_config.host = serverName(values.value("host_name").toText());
        m_patience = ctx.timer(answerTimeout);
        if (!m_isSeeded) {
            m_isSeeded = true;
            m_gaps = ctx.random(sim::Purpose::Arrivals);
            m_keys = ctx.random(sim::Purpose::Keys);
        }
        m_ways.clear();
        for (const sim::Wire& wire : ctx.setup().wires)
            if (suits(wire)) m_ways.push_back(wire);
        m_next = 0;
        if (m_config.attack != before.attack) m_open = m_scanned = 0;
        if (!m_isRunning) return;
        ctx.cancel(m_timer);
        begin(ctx);
    }

    void start(sim::Context& ctx) override {
        m_isRunning = true;
        m_open = m_scanned = 0;
        m_next = 0;
        begin(ctx);
    }

    void stop(sim::Context& ctx) override {
        m_isRunning = false;
        m_timer = {};
        ctx.flood({}, 0);
    }

    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) override {
        m_timer = {};
        if (m_ways.empty()) return;
        if (m_config.attack == Attack::Scan && m_next >= m_ways.size()) return;
        arm(ctx);
        const sim::Wire& wire = m_ways[m_next % m_ways.size()];
        ++m_next;
        sim::CallSpec spec;
        spec.route = wire.route;
        spec.kind = m_config.attack == Attack::HttpFlood ? CallClass::Read : CallClass::Observation;
        spec.connectTimeout = connectTimeout;
        spec.responseTimer = m_patience;
        spec.tls = std::strcmp(wire.protocol, "https") == 0;
        spec.client = firstAddress + (m_keys.below(60'000) & 0xFFFF);
        spec.key = static_cast<std::uint32_t>(m_keys.next() >> 32);
        spec.version = m_config.host;
        ++m_sent;
        ctx.call(spec);
    }

    void onAnswer(sim::Context& ctx, Call& call) override {
        if (call.outcome == Outcome::Ok) ++m_answered;
        if (m_config.attack == Attack::Passwords && call.outcome == Outcome::Ok) {
            ctx.event(attackLoggedIn, {}, call.callee);
            ctx.cancel(m_timer);  // it is in: no need to go on
            return;
        }
        if (m_config.attack != Attack::Scan) return;
        const bool isClosed = call.outcome == Outcome::ConnectionRefused || call.outcome == Outcome::ConnectionTimeout ||
                              call.outcome == Outcome::HostUnreachable;
        ++m_scanned;
        if (!isClosed) {
            ++m_open;
            const std::uint16_t port = ctx.portOf(call.route);
            ctx.event(attackFound, {&attackPortOpen, call.callee, port}, 0, std::to_string(port));
        }
        if (m_scanned == m_ways.size()) ctx.event(attackScanned, {}, 0, std::to_string(m_open));
    }

    void status(const sim::Context&, sim::Status& status) const override {
        status.metrics = {{"sent", static_cast<double>(m_sent)},
                          {"answered", static_cast<double>(m_answered)},
                          {"open_ports", static_cast<double>(m_open)}};
        if (m_config.attack != Attack::None && m_ways.empty()) {
            status.strained = true;
            status.why = FL_TR("attacker", "It has no target that this attack fits: draw a link or name one");
        }
    }

    void hash(Fingerprint& print) const override {
        print.add(static_cast<std::uint64_t>(m_config.attack));
        print.add(m_next);
    }

private:
    static constexpr SimTime connectTimeout = 3 * second, answerTimeout = 10 * second;
    static constexpr std::uint32_t firstAddress = 0xCB007100;  // 203.0.113.0/24 and what follows, for examples (RFC 5737)

    bool suits(const sim::Wire& wire) const {
        const bool isWeb = std::strcmp(wire.port, "web") == 0, isLogin = std::strcmp(wire.port, "ssh") == 0;
        switch (m_config.attack) {
            case Attack::None: return false;
            case Attack::Scan: return true;
            case Attack::SynFlood:
            case Attack::HttpFlood: return isWeb;
            case Attack::Passwords: return isLogin;
        }
        return false;
    }

    void begin(sim::Context& ctx) {
        std::vector<sim::RouteId> flooded;
        if (m_config.attack == Attack::SynFlood)
            for (const sim::Wire& wire : m_ways) flooded.push_back(wire.route);
        ctx.flood(flooded, flooded.empty() ? 0 : m_config.rate / static_cast<double>(flooded.size()));
        if (m_config.attack != Attack::None && m_config.attack != Attack::SynFlood && !m_ways.empty()) arm(ctx);
    }

    void arm(sim::Context& ctx) {
        if (m_config.rate <= 0) return;
        const SimTime mean = std::max<SimTime>(1, static_cast<SimTime>(1e9 / m_config.rate + 0.5));
        m_timer = ctx.after(m_config.attack == Attack::HttpFlood ? m_gaps.exponentialTime(mean) : mean, 0);
    }

    AttackConfig m_config;
    std::vector<sim::Wire> m_ways;
    std::size_t m_next = 0;
    bool m_isRunning = false, m_isSeeded = false;
    sim::TimerId m_timer;
    sim::TimerListId m_patience = sim::noTimerList;
    sim::Random m_gaps, m_keys;
    std::uint64_t m_sent = 0, m_answered = 0;
    std::size_t m_open = 0, m_scanned = 0;
};

std::unique_ptr<sim::Behaviour> attackerCreate() {
    return std::make_unique<Attacker>();
}

}  // namespace

catalog::ComponentKind attackerKind() {
    using namespace catalog;
    ComponentKind kind{.id = "attacker", .label = FL_TR("attacker", "Attacker")};
    kind.help = FL_TR("attacker",
                      "Somebody on the internet who means harm. Give it a target, or draw a link to what users call, and choose an attack: "
                      "a port scan tries every usual port and finds those that no firewall closes; a flood of SYNs fills the queue of half-open "
                      "connections of a server without SYN cookies, so that users cannot connect; a flood of requests takes the capacity "
                      "that users need; guessing passwords on port 22 succeeds where passwords are weak. Its packets pass the same links and "
                      "firewalls as everyone's.");
    kind.group = Group::Security;
    kind.namePrefix = "attacker";
    kind.aliases = {"hacker", "intruder", "DDoS", "DoS", "botnet", "port scan", "nmap", "SYN flood", "HTTP flood", "brute force", "threat"};
    kind.software = {{.name = "Botnet"}, {.name = "nmap", .values = {{"attack", Value("port_scan")}}}};
    kind.properties = {
        {.key = "attack",
         .label = FL_TR("attacker", "Attack"),
         .help = FL_TR("attacker", "What it does; a change takes effect at once."),
         .type = PropertyType::Choice,
         .defaultValue = "none",
         .choices = {{"none", FL_TR("attacker", "None yet")},
                     {"port_scan", FL_TR("attacker", "Port scan")},
                     {"syn_flood", FL_TR("attacker", "SYN flood")},
                     {"http_flood", FL_TR("attacker", "HTTP flood")},
                     {"password_guessing", FL_TR("attacker", "Password guessing (SSH)")}}},
        {.key = "attack_rate",
         .label = FL_TR("attacker", "Packets or tries"),
         .help = FL_TR("attacker", "How many a second: ports, SYNs, requests or passwords."),
         .type = PropertyType::Number,
         .defaultValue = 100.0,
         .minimum = 0,
         .maximum = 1e7,
         .unit = "1/s"},
        {.key = "target",
         .label = FL_TR("attacker", "Target"),
         .help = FL_TR("attacker", "Whom it attacks besides what it has links to: a server, with every process on it, or a component."),
         .type = PropertyType::Component,
         .defaultValue = Value(0)},
        {.key = "host_name",
         .label = FL_TR("attacker", "Host name"),
         .help = FL_TR("attacker", "The name it asks for."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com",
         .advanced = true},
        addressProperty()};
    kind.ports = {{"web", FL_TR("attacker", "HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  {"web", FL_TR("attacker", "HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"ssh", FL_TR("attacker", "SSH"), PortRole::Traffic, PortDirection::Out, "ssh", 22},
                  {"app", FL_TR("attacker", "Application"), PortRole::Traffic, PortDirection::Out, "app", 9000},
                  {"db", FL_TR("attacker", "MySQL"), PortRole::Traffic, PortDirection::Out, "mysql", 3306}};
    kind.metrics = {{"sent", FL_TR("attacker", "Tries"), "", MetricSpec::Aggregation::Sum, ""},
                    {"answered", FL_TR("attacker", "Answered"), "", MetricSpec::Aggregation::Sum, ""},
                    {"open_ports", FL_TR("attacker", "Open ports found"), "ports", MetricSpec::Aggregation::Last, ""}};
    kind.actions = {{"kill", FL_TR("attacker", "Stop"), FL_TR("attacker", "The attack ends."), false},
                    {"restore", FL_TR("attacker", "Start"), FL_TR("attacker", "The attack begins anew."), true}};
    kind.create = attackerCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
