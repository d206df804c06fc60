#include "model/kinds/all_kinds.h"
#include "model/kinds/client_talk.h"
#include "model/kinds/parts.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <cstring>
#include <vector>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::Outcome;

const sim::Reason webNotAllowed{"method_not_allowed",
                                FL_TR("web_server", "%1 passes nothing on, and a file takes no data: 405 Not Allowed")};
const sim::Reason webNoFile{"not_found", FL_TR("web_server", "%1 passes nothing on and has no such file: 404")};
const sim::Reason webHeaderTimeout{"client_header_timeout",
                                   FL_TR("web_server", "the client sent its request too slowly: %1 closed the connection")};
const sim::Reason webNoLive{"no_live_upstream", FL_TR("web_server", "all application servers behind %1 have just failed")};
const sim::Reason webConnectionsUsedUp{"worker_connections", FL_TR("web_server", "all worker_connections of %1 are in use")};
const sim::Reason webClientGone{"client_closed_request", FL_TR("web_server", "the client closed the connection to %1 (499)")};
const sim::EventType webUsedUp{"connections_exhausted",
                               FL_TR("web_server", "%1 has run out of worker_connections and drops clients"),
                               sim::EventType::Severity::Bad};

/// Properties, with the defaults of nginx and the measured CPU costs at saturation.
struct WebConfig {
    std::int64_t workerConnections = 4096;
    SimTime staticCost = 7 * microsecond;      // 81,221 requests a second with kept connections
    SimTime connectionCost = 7 * microsecond;  // 28,498 a second with a new connection each: 14 us in all
    SimTime proxyCost = 25 * microsecond;
    SimTime connectTimeout = 60 * second;
    SimTime readTimeout = 60 * second;
    SimTime headerTimeout = 60 * second;
    SimTime keepAlive = 75 * second;
    std::int64_t maxFails = 1;
    SimTime failTimeout = 10 * second;
};

/// An application server behind it, and how it did lately; in whole seconds, as nginx counts them here.
struct WebUpstream {
    sim::Slot slot = 0;
    sim::RouteId route = sim::none;
    std::int64_t fails = 0;
    std::int64_t failedAt = 0;   ///< when it failed last
    std::int64_t checkedAt = 0;  ///< the same, or when it was tried again after it had been left out
};

/// Serves files itself and passes the rest to the application servers in turn, as nginx does. Invariant: m_connections is one for each
/// call it holds and one more for each that waits for the application. Of such a call: data[0], data[1] = the call to the application;
/// data[2] = its slot; data[3] = a bit for each upstream that was tried.
class WebServer final : public sim::BehaviourOf<WebServer> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const WebConfig usual;
        m_config.workerConnections = values.value("worker_connections").toInt(usual.workerConnections);
        m_config.staticCost = values.value("static_cost").toInt(usual.staticCost);
        m_config.connectionCost = values.value("connection_cost").toInt(usual.connectionCost);
        m_config.proxyCost = values.value("proxy_cost").toInt(usual.proxyCost);
        m_config.connectTimeout = values.value("proxy_connect_timeout").toInt(usual.connectTimeout);
        m_config.readTimeout = values.value("proxy_read_timeout").toInt(usual.readTimeout);
        m_readTimer = ctx.timer(m_config.readTimeout);
        m_tls.configure(ctx.setup());
        m_config.headerTimeout = values.value("client_header_timeout").toInt(usual.headerTimeout);
        m_config.keepAlive = values.value("keepalive_timeout").toInt(usual.keepAlive);
        m_config.maxFails = values.value("max_fails").toInt(usual.maxFails);
        m_config.failTimeout = values.value("fail_timeout").toInt(usual.failTimeout);
        std::vector<WebUpstream> apps;
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "app") != 0 || apps.size() == 32) continue;
            WebUpstream app;
            if (const WebUpstream* known = upstream(wire.target)) app = *known;
            app.slot = wire.target;
            app.route = wire.route;
            apps.push_back(app);
        }
        m_apps = std::move(apps);
        // Each port it listens on and the channel to its master process take one each, as `master_process on` has it.
        m_ownConnections = 2 + (m_tls.hasCertificate() ? 1 : 0);
    }

    void stop(sim::Context&) override {
        m_connections = m_upstream = 0;
        m_turn = 0;
        for (WebUpstream& app : m_apps) app.fails = 0;
        m_usedUp = false;
    }

    bool isHandshakeRefused(const Call& call, std::int64_t date) const override { return m_tls.judge(call, date, 0).has_value(); }

    void onCall(sim::Context& ctx, Call& call) override {
        if (call.has(Call::Tls) && call.has(Call::NewConnection)) {
            if (const auto refusal = m_tls.judge(call, ctx.date(), ctx.self())) {
                ctx.answer(call, refusal->outcome, refusal->cause);
                return;
            }
        }
        // Without one the client sees its connection cut.
        if (m_ownConnections + m_connections + 1 > m_config.workerConnections) {
            ranOut(ctx);
            ctx.answer(call, Outcome::ConnectionReset, {&webConnectionsUsedUp, ctx.self(), 0});
            return;
        }
        ++m_connections;
        if (const SimTime sending = sendingTime(call); sending > 0) {
            call.phase = Receiving;
            ctx.delay(call, std::min(sending, m_config.headerTimeout));
            return;
        }
        begin(ctx, call);
    }

    void onDelay(sim::Context& ctx, Call& call) override {  // the request of a slow client is there, or took too long
        if (sendingTime(call) > m_config.headerTimeout)
            end(ctx, call, Outcome::ConnectionReset, {&webHeaderTimeout, ctx.self(), 0});
        else
            begin(ctx, call);
    }

    void begin(sim::Context& ctx, Call& call) {
        const bool proxied = !m_apps.empty() && isProxied(call);
        call.phase = proxied ? Passing : Serving;
        SimTime cost = proxied ? m_config.proxyCost : m_config.staticCost;
        if (call.has(Call::NewConnection)) {
            cost += m_config.connectionCost;
            // 0.45 and 0.91 ms a new connection at saturation, less the request.
            if (call.has(Call::Tls)) cost += m_tls.handshake(call, 430 * microsecond, 890 * microsecond);
        }
        call.version = 0;  // said which name is asked for; from here on it is the answer's
        if (cost > 0)
            ctx.cpu(call, cost);
        else
            onCpu(ctx, call);
    }

    void onCpu(sim::Context& ctx, Call& call) override {
        if (call.has(Call::Orphan)) {  // closed meanwhile
            end(ctx, call, Outcome::Aborted, {&webClientGone, ctx.self(), 0});
        } else if (call.phase == Serving) {
            if (call.kind == CallClass::Write)
                end(ctx, call, Outcome::Http4xx, {&webNotAllowed, ctx.self(), 0});
            else if (call.kind == CallClass::HealthCheck && call.key != 0)
                end(ctx, call, Outcome::Http4xx, {&webNoFile, ctx.self(), 0});
            else
                end(ctx, call, Outcome::Ok, {});
        } else if (m_ownConnections + m_connections + 1 > m_config.workerConnections) {  // none left to the application
            ranOut(ctx);
            end(ctx, call, Outcome::Http500, {&webConnectionsUsedUp, ctx.self(), 0});
        } else if (!pass(ctx, call)) {
            end(ctx, call, Outcome::Http502, {&webNoLive, ctx.self(), 0});
        }
    }

    void onAnswer(sim::Context& ctx, Call& answer) override {
        Call* call = ctx.find(answer.parent);
        if (!call) return;
        --m_connections;
        --m_upstream;
        const bool neverSent = answer.outcome == Outcome::ConnectionRefused || answer.outcome == Outcome::ConnectionTimeout ||
                               answer.outcome == Outcome::HostUnreachable;
        const bool failed = neverSent || answer.outcome == Outcome::ConnectionReset || answer.outcome == Outcome::Aborted ||
                            answer.outcome == Outcome::ResponseTimeout;
        if (WebUpstream* app = upstream(call->data[2])) {
            if (failed) {
                ++app->fails;
                app->failedAt = app->checkedAt = ctx.now() / second;
            } else if (app->failedAt < app->checkedAt) {  // only one that was tried again is well again
                app->fails = 0;
            }
        }
        // proxy_next_upstream error timeout: but what writes is not asked a second time once it was sent.
        if (failed && (neverSent || call->kind != CallClass::Write) && pass(ctx, *call)) return;
        call->version = answer.version;
        end(ctx, *call, outcomeOf(answer.outcome), answer.cause);
    }

    void onCallerGone(sim::Context& ctx, Call& call) override {
        if (call.phase == Receiving) {
            ctx.cancelDelay(call);
            end(ctx, call, Outcome::Aborted, {&webClientGone, ctx.self(), 0});
            return;
        }
        if (call.phase != Waiting) return;          // found out when its CPU job ends
        ctx.abandon({call.data[0], call.data[1]});  // status 499: the application is not told to stop, it only loses its reader
        --m_connections;
        --m_upstream;
        end(ctx, call, Outcome::Aborted, {&webClientGone, ctx.self(), 0});
    }

    void status(const sim::Context&, sim::Status& status) const override {
        status.queue = m_upstream;
        status.metrics = {{"connections", static_cast<double>(m_connections)}, {"upstream", static_cast<double>(m_upstream)}};
        if (m_usedUp) {
            status.strained = true;
            status.why = FL_TR("web_server", "all its worker_connections are in use");
        }
    }

    void hash(Fingerprint& print) const override {
        print.add(static_cast<std::uint64_t>(m_connections));
        print.add(static_cast<std::uint64_t>(m_upstream));
    }

private:
    enum Phase : std::uint16_t { Serving = 1, Passing, Waiting, Receiving };

    /// Static files and plain health checks are its own; a health check with a key is a deep one (see app_server.cpp) and passed on.
    static bool isProxied(const Call& call) {
        return call.kind == CallClass::Read || call.kind == CallClass::Write ||
               (call.kind == CallClass::HealthCheck && call.key != 0);
    }

    WebUpstream* upstream(sim::Slot slot) {
        for (WebUpstream& app : m_apps)
            if (app.slot == slot) return &app;
        return nullptr;
    }

    void ranOut(sim::Context& ctx) {
        if (!m_usedUp) ctx.event(webUsedUp, {&webConnectionsUsedUp, ctx.self(), 0});
        m_usedUp = true;
    }

    /// The next in turn that was not tried and has not failed lately; -1: none. A single one is always tried. One that was left out gets
    /// one request each fail_timeout, until that has ended well (nginx 1.22, measured).
    int choose(SimTime time, std::uint32_t tried) {
        const std::size_t count = m_apps.size();
        const std::int64_t now = time / second, pause = m_config.failTimeout / second;
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t i = (m_turn + k) % count;
            WebUpstream& app = m_apps[i];
            if (tried & (1u << i)) continue;
            if (count > 1 && m_config.maxFails > 0 && app.fails >= m_config.maxFails && now - app.checkedAt <= pause) continue;
            if (now - app.checkedAt > pause) app.checkedAt = now;
            m_turn = (i + 1) % count;
            return static_cast<int>(i);
        }
        return -1;
    }

    /// False: there is no upstream left to try.
    bool pass(sim::Context& ctx, Call& call) {
        const int index = choose(ctx.now(), call.data[3]);
        if (index < 0) return false;
        const WebUpstream& app = m_apps[static_cast<std::size_t>(index)];
        call.data[2] = app.slot;
        call.data[3] |= 1u << index;
        sim::CallSpec spec;
        spec.route = app.route;
        spec.kind = call.kind;
        spec.parent = ctx.handle(call);
        spec.connectTimeout = m_config.connectTimeout;
        spec.responseTimer = m_readTimer;
        spec.client = call.client;
        spec.key = call.key;
        const Call& sent = ctx.call(spec);
        call.phase = Waiting;
        call.data[0] = sent.index;
        call.data[1] = sent.generation;
        ++m_connections;
        ++m_upstream;
        return true;
    }

    void end(sim::Context& ctx, Call& call, Outcome outcome, const sim::Cause& cause) {
        --m_connections;
        if (m_usedUp && m_connections * 10 < m_config.workerConnections * 9) m_usedUp = false;
        sayKeptFor(call, m_config.keepAlive);
        ctx.answer(call, outcome, cause);
    }

    /// What nginx makes of the application's answer: refused, reset and unreachable are 502, silence is 504.
    static Outcome outcomeOf(Outcome outcome) {
        switch (outcome) {
            case Outcome::Ok:
            case Outcome::Http4xx:
            case Outcome::Http500:
            case Outcome::Http502:
            case Outcome::Http503:
            case Outcome::Http504:
                return outcome;
            case Outcome::ConnectionTimeout:
            case Outcome::ResponseTimeout:
                return Outcome::Http504;
            default:
                return Outcome::Http502;
        }
    }

    WebConfig m_config;
    TlsEnd m_tls;
    std::vector<WebUpstream> m_apps;
    std::size_t m_turn = 0;
    sim::TimerListId m_readTimer = sim::noTimerList;
    std::int64_t m_ownConnections = 2;
    std::int64_t m_connections = 0;
    std::int64_t m_upstream = 0;
    bool m_usedUp = false;
};

std::unique_ptr<sim::Behaviour> webCreate() {
    return std::make_unique<WebServer>();
}

}  // namespace

catalog::ComponentKind webServerKind() {
    using namespace catalog;
    const WebConfig usual;
    const Literal proxy = FL_TR("web_server", "Passing on");
    const Literal work = FL_TR("web_server", "CPU time");

    ComponentKind kind{.id = "web_server", .label = FL_TR("web_server", "Web server")};
    kind.help =
        FL_TR("web_server",
              "Takes HTTP requests, serves static files itself and passes the rest to the application server, as nginx does. Without "
              "one it serves everything from its files, and what sends data gets 405. "
              "If the application refuses, clients get 502 at once; if it does not answer, 504 after the read timeout; a client "
              "that leaves first is a 499 in its log, and the application does the work all the same. Each request that is "
              "passed on holds two of the worker_connections while it waits, so a slow application can use them all up.");
    kind.group = Group::Compute;
    kind.namePrefix = "web";
    kind.aliases = {"nginx", "Apache", "httpd", "HTTP server", "reverse proxy", "static files", "Caddy", "IIS"};
    kind.software = {{.name = "Nginx"}, {.name = "Apache", .values = {{"worker_connections", Value(400)}}}, {.name = "Caddy"}};
    kind.properties = {
        integerProperty("worker_connections", FL_TR("web_server", "worker_connections"),
                        FL_TR("web_server",
                              "Connections it can have at once, to clients and to the application together; a request that is "
                              "passed on needs two, and each port it listens on and its master process take one. Who comes when all are "
                              "in use is cut off; who would have none to the application gets 500. nginx's own default is 512, Debian's configuration has 768; 4096 is "
                              "what the measured set-up used."),
                        usual.workerConnections, 2, 1'000'000, "connections", {}),
        durationProperty("proxy_connect_timeout", FL_TR("web_server", "Connect timeout"),
                         FL_TR("web_server", "How long it tries to reach the application before it answers 504. nginx: 60 s."),
                         usual.connectTimeout, 1e6, 3600e9, proxy),
        durationProperty(
            "proxy_read_timeout", FL_TR("web_server", "Read timeout"),
            FL_TR("web_server", "How long it waits for an answer of the application before it answers 504. nginx: 60 s."),
            usual.readTimeout, 1e6, 3600e9, proxy),
        durationProperty("client_header_timeout", FL_TR("web_server", "Header timeout"),
                         FL_TR("web_server",
                               "How long a client may take to send its request before it is cut off. nginx: 60 s."),
                         usual.headerTimeout, 1e6, 3600e9, {}, true),
        durationProperty("keepalive_timeout", FL_TR("web_server", "Keep-alive timeout"),
                         FL_TR("web_server", "How long an idle connection of a client stays open. nginx: 75 s."), usual.keepAlive, 1e6,
                         3600e9, {}, true),
        integerProperty(
            "max_fails", FL_TR("web_server", "Failures until left out"),
            FL_TR("web_server",
                  "With several application servers: one that failed so often is left out for the time below. nginx: 1; 0: "
                  "never."),
            usual.maxFails, 0, 1000, "", proxy, true),
        durationProperty("fail_timeout", FL_TR("web_server", "Left out for"),
                         FL_TR("web_server", "Then one request tries it again. nginx: 10 s."), usual.failTimeout, 1e6, 3600e9, proxy,
                         true),
        durationProperty("static_cost", FL_TR("web_server", "Static file"),
                         FL_TR("web_server",
                               "CPU time of one file over a kept connection. Measured with nginx at saturation: 0.007 ms; at "
                               "low load it takes up to ten times as much."),
                         usual.staticCost, 0, 60e9, work, true),
        durationProperty("connection_cost", FL_TR("web_server", "New connection"),
                         FL_TR("web_server",
                               "CPU time a new connection adds. Measured with nginx at saturation: 0.007 ms. A TLS handshake "
                               "comes on top, by the key of the certificate."),
                         usual.connectionCost, 0, 60e9, work, true),
        durationProperty("proxy_cost", FL_TR("web_server", "Passing on"),
                         FL_TR("web_server",
                               "CPU time to pass on one request and its answer. Scaled from nginx: 0.115 ms at low load, where "
                               "a static file took 0.065 ms."),
                         usual.proxyCost, 0, 60e9, work, true),
        startUpProperty(100 * millisecond, FL_TR("web_server", "From its start until it listens. nginx: about 0.1 s.")),
        backlogProperty(511, FL_TR("web_server",
                                   "Connections the kernel accepts for it while it does not take them itself, less one. "
                                   "nginx: 511.")),
        addressProperty()};
    kind.ports = {{"http", FL_TR("web_server", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 80},
                  {"https", FL_TR("web_server", "HTTPS"), PortRole::Traffic, PortDirection::In, "https", 443},
                  {"app", FL_TR("web_server", "Application"), PortRole::Traffic, PortDirection::Out, "app", 9000},
                  certificatePort(),
                  statusPort(),
                  guardPort(),
                  processPort()};
    kind.metrics = {
        {"connections", FL_TR("web_server", "Connections"), "connections", MetricSpec::Aggregation::Last, "queue"},
        {"upstream", FL_TR("web_server", "Waiting for the application"), "requests", MetricSpec::Aggregation::Last, "queue"}};
    kind.actions = processActions();
    addBalancerActions(kind.actions);
    kind.create = webCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
