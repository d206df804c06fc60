#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {

namespace {

const sim::Reason usersNoLink{"no_link", FL_TR("reason", "%1 know no web site: no link leads to one")};
const sim::Reason usersWrongAddress{"wrong_address", FL_TR("reason", "the address that DNS gave leads nowhere")};
const sim::Reason usersNoName{"name_not_resolved", FL_TR("reason", "%1 gave no address for the name")};

struct UsersConfig {
    SimTime meanGap = 0;  ///< between two arrivals; 0: nobody comes
    bool poisson = true;
    double writes = 0, statics = 0;
    std::uint32_t clients = 1;
    std::uint64_t host = 0;  ///< serverName of the host name
    bool verify = true;
    bool keepAlive = false;
    SimTime timeout = 0;
};

/// The people outside: starts requests, resolves names, follows redirects, and is the judge of how each request ended.
/// Invariant: every task is either in m_waiting or has exactly one call on its way.
class Users final : public sim::BehaviourOf<Users> {
public:
    void configure(sim::Context& ctx) override;
    void start(sim::Context& ctx) override;
    void stop(sim::Context& ctx) override;
    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    void onAnswer(sim::Context& ctx, sim::Call& call) override;
    void onDeadline(sim::Context& ctx, sim::Call& task) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& digest) const override;

private:
    enum Phase : std::uint16_t { Resolving = 1, Calling };
    static constexpr std::uint32_t firstClient = 0xC6120000;  // 198.18.0.0/15, set aside for measurements (RFC 2544)
    static constexpr int resolverAttempts = 2;                // as resolv.conf(5) has it
    static constexpr SimTime resolverTimeout = 5 * second;
    struct Connection {
        std::uint32_t epoch = 0;
        sim::RouteId route = sim::none;
    };

    void arm(sim::Context& ctx);
    void arrive(sim::Context& ctx);
    void query(sim::Context& ctx);
    void resolved(sim::Context& ctx, sim::Call& answer);
    void go(sim::Context& ctx, sim::Call& task);
    void send(sim::Context& ctx, sim::Call& task, const sim::Wire& wire);
    void finish(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause);
    static const sim::Wire* dnsWire(const sim::Context& ctx);
    const sim::Wire* webWire(const sim::Context& ctx, bool secureOnly) const;

    UsersConfig m_config;
    bool m_isRunning = false;
    bool m_hasWires = false;
    sim::TimerId m_arrival;
    sim::Random m_gaps, m_classes, m_clients, m_keys;
    bool m_isSeeded = false;
    sim::TimerListId m_patience = sim::noTimerList, m_resolverTimer = sim::noTimerList;
    std::vector<Connection> m_connections;  ///< of each client, when kept alive
    sim::CallQueue m_waiting;               ///< for the address
    sim::CallHandle m_query;
    int m_attempt = 0;
    std::uint32_t m_address = 0;
    SimTime m_addressUntil = 0;
    std::uint32_t m_inFlight = 0;
};

void Users::configure(sim::Context& ctx) {
    const Settings& s = ctx.values();
    UsersConfig config;
    const double rate = s.value("rate").toNumber();
    config.meanGap = rate > 0 ? std::max<SimTime>(1, static_cast<SimTime>(1e9 / rate + 0.5)) : 0;
    config.poisson = s.value("arrivals").toText() != "constant";
    config.writes = s.value("writes").toNumber();
    config.statics = s.value("statics").toNumber();
    config.clients = static_cast<std::uint32_t>(std::max<std::int64_t>(1, s.value("clients").toInt(1)));
    config.host = serverName(s.value("host_name").toText());
    config.verify = s.value("verify").toBool(true);
    config.keepAlive = s.value("keep_alive").toBool();
    config.timeout = std::max<SimTime>(1, s.value("timeout").toInt(30 * second));

    const bool hadWires = m_hasWires;
    m_hasWires = !ctx.setup().wires.empty();
    const bool rhythmChanged = config.meanGap != m_config.meanGap || config.poisson != m_config.poisson || hadWires != m_hasWires;
    if (config.host != m_config.host) m_address = 0;
    m_config = config;
    m_patience = ctx.timer(config.timeout);
    m_resolverTimer = ctx.timer(resolverTimeout);
    m_connections.resize(config.keepAlive ? config.clients : 0);
    if (!m_isSeeded) {
        m_isSeeded = true;
        m_gaps = ctx.random(sim::Purpose::Arrivals);
        m_classes = ctx.random(sim::Purpose::Classes);
        m_clients = ctx.random(sim::Purpose::Clients);
        m_keys = ctx.random(sim::Purpose::Keys);
    }
    if (m_isRunning && rhythmChanged) {  // a new rate counts from now, not from the next arrival of the old one
        ctx.cancel(m_arrival);
        arm(ctx);
    }
}

void Users::start(sim::Context& ctx) {
    m_isRunning = true;
    arm(ctx);
}

void Users::stop(sim::Context& ctx) {
    m_isRunning = false;
    m_arrival = {};
    m_waiting.clear();
    m_query = {};
    m_attempt = 0;
    m_address = 0;
    ctx.queued(m_inFlight = 0);
    std::fill(m_connections.begin(), m_connections.end(), Connection());
}

void Users::arm(sim::Context& ctx) {
    if (m_config.meanGap == 0 || !m_hasWires) return;
    const SimTime gap = m_config.poisson ? m_gaps.exponentialTime(m_config.meanGap) : m_config.meanGap;
    m_arrival = ctx.after(gap, 0);
}

void Users::onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) {
    m_arrival = {};
    arm(ctx);
    arrive(ctx);
}

void Users::arrive(sim::Context& ctx) {
    const double which = m_classes.uniform();
    const sim::CallClass kind = which < m_config.writes                      ? sim::CallClass::Write
                                : which < m_config.writes + m_config.statics ? sim::CallClass::Static
                                                                             : sim::CallClass::Read;
    sim::Call& task = ctx.begin(kind);
    task.client = firstClient + m_clients.below(m_config.clients);
    task.key = static_cast<std::uint32_t>(m_keys.next() >> 32);
    ctx.queued(++m_inFlight);
    ctx.arm(task, m_patience);
    if (dnsWire(ctx) == nullptr || (m_address != 0 && ctx.now() < m_addressUntil)) {
        go(ctx, task);
        return;
    }
    task.phase = Resolving;
    m_waiting.push(ctx.calls(), task.index);
    if (m_query.isNull()) {
        m_attempt = 0;
        query(ctx);
    }
}

void Users::query(sim::Context& ctx) {
    const sim::Wire* wire = dnsWire(ctx);
    if (wire == nullptr) {  // the link was taken away meanwhile
        while (!m_waiting.isEmpty()) go(ctx, ctx.calls()[m_waiting.pop(ctx.calls())]);
        return;
    }
    ++m_attempt;
    sim::CallSpec spec;
    spec.route = wire->route;
    spec.kind = sim::CallClass::Dns;
    spec.connectTimeout = resolverTimeout;
    spec.responseTimer = m_resolverTimer;
    spec.version = m_config.host;
    m_query = ctx.handle(ctx.call(spec));
}

void Users::resolved(sim::Context& ctx, sim::Call& answer) {
    m_query = {};
    if (answer.outcome == sim::Outcome::Ok) {
        m_address = static_cast<std::uint32_t>(answer.version);
        m_addressUntil = ctx.now() + static_cast<SimTime>(answer.version >> 32) * second;
        // Those who wait now share this answer even when it may not be kept.
        for (std::uint32_t left = m_waiting.size(); left > 0; --left) go(ctx, ctx.calls()[m_waiting.pop(ctx.calls())]);
        return;
    }
    if (m_attempt < resolverAttempts && answer.outcome != sim::Outcome::DnsFailure) {
        query(ctx);
        return;
    }
    sim::Cause cause = answer.cause;
    if (cause.reason == nullptr) cause = {&usersNoName, answer.callee, 0};
    while (!m_waiting.isEmpty()) finish(ctx, ctx.calls()[m_waiting.pop(ctx.calls())], sim::Outcome::DnsFailure, cause);
}

const sim::Wire* Users::dnsWire(const sim::Context& ctx) {
    for (const sim::Wire& wire : ctx.setup().wires)
        if (std::strcmp(wire.port, "dns") == 0) return &wire;
    return nullptr;
}

const sim::Wire* Users::webWire(const sim::Context& ctx, bool secureOnly) const {
    const bool byAddress = dnsWire(ctx) != nullptr;
    const sim::Wire* plain = nullptr;
    for (const sim::Wire& wire : ctx.setup().wires) {
        if (std::strcmp(wire.port, "web") != 0 || (byAddress && wire.address != m_address)) continue;
        if (std::strcmp(wire.protocol, "https") == 0) return &wire;
        if (plain == nullptr) plain = &wire;
    }
    return secureOnly ? nullptr : plain;
}

void Users::go(sim::Context& ctx, sim::Call& task) {
    if (const sim::Wire* wire = webWire(ctx, false)) {
        send(ctx, task, *wire);
        return;
    }
    const bool isLinked = std::any_of(ctx.setup().wires.begin(), ctx.setup().wires.end(),
                                      [](const sim::Wire& wire) { return std::strcmp(wire.port, "web") == 0; });
    finish(ctx, task, sim::Outcome::HostUnreachable, {isLinked ? &usersWrongAddress : &usersNoLink, ctx.self(), 0});
}

void Users::send(sim::Context& ctx, sim::Call& task, const sim::Wire& wire) {
    sim::CallSpec spec;
    spec.route = wire.route;
    spec.kind = task.kind;
    spec.parent = ctx.handle(task);
    spec.connectTimeout = m_config.timeout;
    spec.tls = std::strcmp(wire.protocol, "https") == 0;
    spec.verify = m_config.verify;
    spec.client = task.client;
    spec.key = task.key;
    spec.version = m_config.host;
    const std::uint32_t client = task.client - firstClient;
    if (client < m_connections.size()) {
        Connection& kept = m_connections[client];
        if (kept.route == wire.route) spec.connection = kept.epoch;
        kept = {};  // in use: a second request of this client opens another
    }
    task.phase = Calling;
    const sim::Call& call = ctx.call(spec);
    task.data[0] = call.index;
    task.data[1] = call.generation;
}

void Users::onAnswer(sim::Context& ctx, sim::Call& call) {
    if (call.kind == sim::CallClass::Dns) {
        if (ctx.handle(call) == m_query) resolved(ctx, call);
        return;
    }
    sim::Call* task = ctx.find(call.parent);
    if (task == nullptr) return;
    if (call.outcome == sim::Outcome::Redirect) {
        if (const sim::Wire* wire = webWire(ctx, true)) {
            send(ctx, *task, *wire);
            return;
        }
        finish(ctx, *task, sim::Outcome::ConnectionRefused, {&usersNoLink, ctx.self(), 0});
        return;
    }
    const std::uint32_t client = task->client - firstClient;
    const bool isKept =
        call.outcome == sim::Outcome::Ok || (call.outcome >= sim::Outcome::Http4xx && call.outcome <= sim::Outcome::Http504);
    if (client < m_connections.size() && isKept) m_connections[client] = {call.calleeEpoch, call.route};
    finish(ctx, *task, call.outcome, call.cause);
}

void Users::onDeadline(sim::Context& ctx, sim::Call& task) {
    if (task.phase == Resolving) {
        m_waiting.remove(ctx.calls(), task.index);
        const sim::Wire* wire = dnsWire(ctx);
        finish(ctx, task, sim::Outcome::DnsFailure, {&usersNoName, wire ? wire->target : ctx.self(), 0});
        return;
    }
    const sim::CallHandle handle{task.data[0], task.data[1]};
    sim::Outcome outcome = sim::Outcome::ClientTimeout;
    sim::Cause cause;
    if (const sim::Call* call = ctx.find(handle)) {
        // A connection that never came about is another failure than an answer that never came.
        const bool isUnconnected =
            call->state == sim::CallState::Connecting ||
            (call->state == sim::CallState::Answering &&
             (call->outcome == sim::Outcome::ConnectionTimeout || call->outcome == sim::Outcome::HostUnreachable));
        if (isUnconnected) outcome = sim::Outcome::ConnectionTimeout;
        cause = call->cause;
        const bool isHeld = call->state == sim::CallState::Backlog;  // accepted by the kernel, never taken by the process
        if (cause.reason == nullptr) cause = {isHeld ? &sim::reason::processFrozen : &sim::reason::noAnswer, call->callee, 0};
    }
    ctx.abandon(handle);
    finish(ctx, task, outcome, cause);
}

void Users::finish(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause) {
    ctx.queued(--m_inFlight);
    ctx.finish(task, outcome, cause);
}

void Users::status(const sim::Context& ctx, sim::Status& status) const {
    status.queue = m_inFlight;
    if (!m_hasWires && m_config.meanGap > 0) {
        status.strained = true;
        status.why = FL_TR("users", "Nobody asks for anything: draw a link to what they should call");
    } else if (m_hasWires && webWire(ctx, false) == nullptr && dnsWire(ctx) == nullptr) {
        status.failing = true;
        status.why = FL_TR("users", "No link leads to a web site");
    }
}

void Users::hash(Fingerprint& digest) const {
    digest.add(m_inFlight);
    digest.add(m_waiting.size());
    digest.add(m_address);
}

}  // namespace

catalog::ComponentKind usersKind() {
    using namespace catalog;
    const Literal patience = FL_TR("users", "Browser");
    ComponentKind kind{
        .id = "users",
        .label = FL_TR("users", "Users"),
        .help = FL_TR(
            "users",
            "The people who want the web site, with their browsers and the resolver of their provider. They start "
            "requests at a rate of their own, whatever becomes of the earlier ones: a slow site is not asked less. With a link "
            "to a "
            "DNS they first ask for the address of the host name, keep the answer for its time to live, and then call the "
            "component "
            "that has this address; without one they call what they are linked to. Over HTTPS they look at the certificate and "
            "leave when it is bad. How a request ended for them is what every figure of success and failure counts."),
        .group = Group::Traffic,
        .namePrefix = "users",
        .aliases = {"clients", "client", "visitors", "browser", "web browser", "traffic", "internet", "user's computer", "people",
                    "load generator"}};
    kind.software = {{.name = "Browsers"},
                     {.name = "Load generator", .values = {{"arrivals", Value("constant")}, {"verify", Value(false)}}}};
    kind.properties = {
        {.key = "rate",
         .label = FL_TR("users", "Rate"),
         .help = FL_TR("users", "Requests started a second; a change takes effect at once."),
         .type = PropertyType::Number,
         .defaultValue = 100.0,
         .minimum = 0,
         .maximum = 1e6,
         .unit = "req/s"},
        {.key = "writes",
         .label = FL_TR("users", "Writes"),
         .help = FL_TR("users", "Share of the requests that change data and therefore need the primary database."),
         .type = PropertyType::Share,
         .defaultValue = 0.2,
         .minimum = 0,
         .maximum = 1},
        {.key = "statics",
         .label = FL_TR("users", "Static files"),
         .help = FL_TR("users",
                       "Share of the requests for pictures, scripts and pages that the web server answers from its disk. What is "
                       "neither a write nor static is a read."),
         .type = PropertyType::Share,
         .defaultValue = 0.0,
         .minimum = 0,
         .maximum = 1},
        {.key = "host_name",
         .label = FL_TR("users", "Host name"),
         .help = FL_TR("users", "The name in the address bar: DNS is asked for it, and the certificate must be for it."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com"},
        {.key = "clients",
         .label = FL_TR("users", "Clients"),
         .help = FL_TR("users", "How many different addresses the requests come from; matters for balancing by source address."),
         .type = PropertyType::Integer,
         .defaultValue = 1000,
         .minimum = 1,
         .maximum = 1e5,
         .advanced = true},
        {.key = "arrivals",
         .label = FL_TR("users", "Arrivals"),
         .help = FL_TR("users", "Random as independent people come (Poisson), or one after the other in equal steps."),
         .type = PropertyType::Choice,
         .defaultValue = "poisson",
         .choices = {{"poisson", FL_TR("users", "Random (Poisson)")}, {"constant", FL_TR("users", "Equal steps")}},
         .advanced = true},
        {.key = "timeout",
         .label = FL_TR("users", "Patience"),
         .help = FL_TR("users", "A client gives up when a request has not ended after this time."),
         .type = PropertyType::Duration,
         .defaultValue = 30 * second,
         .minimum = 1e6,
         .maximum = 3600e9,
         .group = patience},
        {.key = "verify",
         .label = FL_TR("users", "Verify certificates"),
         .help =
             FL_TR("users", "Refuse a certificate that has expired, is for another name or is not vouched for, as browsers do."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = patience},
        {.key = "keep_alive",
         .label = FL_TR("users", "Keep connections"),
         .help = FL_TR("users",
                       "Each client uses its connection again for its next request. Without it every request pays for a new "
                       "connection and, over HTTPS, for a new handshake."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = patience,
         .advanced = true}};
    kind.ports = {{"web", FL_TR("users", "HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  {"web", FL_TR("users", "HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"dns", FL_TR("users", "DNS"), PortRole::Resolve, PortDirection::Out, "dns", 53}};
    kind.actions = {{"kill", FL_TR("users", "Stop"),
                     FL_TR("users", "Nobody starts a request any more; those under way are given up."), false},
                    {"restore", FL_TR("users", "Start"), FL_TR("users", "Requests start again."), false}};
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<Users>()); };
    return kind;
}

}  // namespace faultline::kinds
