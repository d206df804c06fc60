#include "model/kinds/load_balancer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace faultline::kinds {

namespace reason {
const sim::Reason noServer{"no_server", FL_TR("reason", "%1 has no server left: all are down")};
const sim::Reason queueTimeout{"queue_timeout", FL_TR("reason", "it waited too long in the queue of %1")};
const sim::Reason requestTimeout{"request_timeout",
                                 FL_TR("reason", "the client sent its request too slowly: %1 ended it (408)")};
const sim::Reason sessionShut{"session_shut", FL_TR("reason", "%1 went down and its sessions were cut")};
const sim::Reason sessionGone{"session_gone", FL_TR("reason", "the connection behind %1 that this one was passed to is gone")};
const sim::Reason clientLeft{"client_left", FL_TR("reason", "the client left before %1 had an answer for it")};
}  // namespace reason

namespace {

using Severity = sim::EventType::Severity;
const sim::EventType balancerEventDrain{"server_drain", FL_TR("event", "%1 sends %2 nothing new"), Severity::Info};
const sim::EventType balancerEventMaint{"server_maint", FL_TR("event", "%1 takes %2 out for maintenance"), Severity::Info};
const sim::EventType balancerEventReady{"server_ready", FL_TR("event", "%1 uses %2 again"), Severity::Info};
const sim::EventType balancerEventReload{"reloaded", FL_TR("event", "A new process of %1 takes over"), Severity::Info};

}  // namespace

void LoadBalancer::readConfig(const Settings& s, Context& ctx) {
    BalancerConfig& c = m_config;
    const std::string& balance = s.value("balance").toText();
    c.balance = balance == "leastconn" ? Balance::LeastConn
                : balance == "source"  ? Balance::Source
                : balance == "random"  ? Balance::Random
                : balance == "first"   ? Balance::First
                                       : Balance::RoundRobin;
    const std::string& check = s.value("check").toText();
    c.check = check == "none"        ? CheckType::None
              : check == "tcp"       ? CheckType::Tcp
              : check == "ssl"       ? CheckType::Ssl
              : check == "mysql"     ? CheckType::Mysql
              : check == "app"       ? CheckType::App
              : check == "app_read"  ? CheckType::AppRead
              : check == "app_write" ? CheckType::AppWrite
                                     : CheckType::Http;
    const std::string& plain = s.value("plain_http").toText();
    c.plain = plain == "redirect" ? PlainHttp::Redirect : plain == "off" ? PlainHttp::Off : PlainHttp::Serve;
    c.inter = std::max<SimTime>(millisecond, s.value("inter").toInt(2 * second));
    c.fastInter = s.value("fastinter").toInt();
    c.downInter = s.value("downinter").toInt();
    c.checkTimeout = s.value("timeout_check").toInt();
    c.checksStuck = s.value("checks_stuck").toBool();
    c.slowStart = s.value("slowstart").toInt();
    c.allBackups = s.value("all_backups").toBool();
    c.abortOnClose = s.value("abort_on_close").toBool();
    c.fall = static_cast<std::uint32_t>(s.value("fall").toInt(3));
    c.rise = static_cast<std::uint32_t>(s.value("rise").toInt(2));
    c.retries = static_cast<std::uint32_t>(s.value("retries").toInt(3));
    c.redispatch = s.value("redispatch").toBool(true);
    c.redispatchEvery = s.value("redispatch_every").toInt(-1);
    const std::string& retryOn = s.value("retry_on").toText();
    c.retryOn = retryOn == "all"                ? BalancerRetry::All
                : retryOn == "response_timeout" ? BalancerRetry::Timeouts
                : retryOn == "empty_response"   ? BalancerRetry::EmptyAnswers
                : retryOn == "http_5xx"         ? BalancerRetry::ServerErrors
                                                : BalancerRetry::Connections;
    c.isTcp = s.value("mode").toText() == "tcp";
    c.shutdownOnDown = s.value("on_marked_down").toText() == "shutdown_sessions";
    c.verify = s.value("verify_backend").toBool();
    c.connect = s.value("timeout_connect").toInt(2 * second);
    c.server = s.value("timeout_server").toInt(10 * second);
    c.client = s.value("timeout_client").toInt(30 * second);
    c.httpRequest = s.value("timeout_http_request").toInt();
    c.keepAlive = s.value("timeout_http_keep_alive").toInt();
    if (c.keepAlive <= 0) c.keepAlive = c.httpRequest > 0 ? c.httpRequest : c.client;  // as the manual has it
    const SimTime queue = s.value("timeout_queue").toInt();
    c.queue = queue > 0 ? queue : c.connect;  // as the manual has it
    c.maxconn = static_cast<std::uint32_t>(s.value("server_maxconn").toInt());
    c.clients = static_cast<std::uint32_t>(s.value("maxconn").toInt());
    c.backendName = serverName(s.value("backend_name").toText());
    c.requestCpu = s.value("cpu_per_request").toInt();
    c.ecdsaCpu = s.value("cpu_handshake_ecdsa").toInt();
    c.rsaCpu = s.value("cpu_handshake_rsa").toInt();
    c.serverHandshakeCpu = s.value("cpu_handshake_server").toInt();
    m_serverTimer = ctx.timer(c.server);
    m_checkTimer = ctx.timer(c.inter);
}

void LoadBalancer::readServers(Context& ctx) {
    std::vector<Server> servers;
    std::vector<sim::Slot> added;
    for (const sim::Wire& wire : ctx.setup().wires) {
        if (std::strcmp(wire.port, "backend") != 0) continue;
        const auto known =
            std::find_if(m_servers.begin(), m_servers.end(), [&](const Server& s) { return s.slot == wire.target; });
        if (std::any_of(servers.begin(), servers.end(), [&](const Server& s) { return s.slot == wire.target; })) continue;
        Server server;
        if (known != m_servers.end()) {
            server = *known;
            known->slot = 0;
        } else {
            server.slot = wire.target;
            server.health.configure(m_config.rise, m_config.fall);
            server.health.startUnknown();
            added.push_back(server.slot);
        }
        if (server.route != wire.route) server.idle = 0;
        server.route = wire.route;
        server.isSecure = std::strcmp(wire.protocol, "https") == 0;
        server.weight = 1;
        server.maxconn = m_config.maxconn;
        server.isBackup = false;
        server.health.configure(m_config.rise, m_config.fall);
        for (const TableRow& row : ctx.values().value("servers").toTable()) {
            if (row.size() < 4 || row[0].toInt() != static_cast<std::int64_t>(server.slot)) continue;
            server.weight = static_cast<std::uint32_t>(row[1].toInt(1));
            if (row[2].toInt() > 0) server.maxconn = static_cast<std::uint32_t>(row[2].toInt());
            server.isBackup = row[3].toBool();
        }
        servers.push_back(server);
    }
    // Requests at a server that is not linked any more are answered by it or fail by themselves; those that wait for it go elsewhere.
    std::vector<sim::CallHandle> homeless;
    for (Server& gone : m_servers) {
        if (gone.slot == 0) continue;
        while (!gone.active.isEmpty()) ctx.calls()[gone.active.pop(ctx.calls())].data[2] = 0;
        while (!gone.waiting.isEmpty()) {
            Call& call = ctx.calls()[gone.waiting.pop(ctx.calls())];
            call.data[2] = 0;
            homeless.push_back(ctx.handle(call));
        }
        stopChecking(ctx, gone);
        ctx.cancel(gone.warmUp);
    }
    m_servers = std::move(servers);
    m_ring.reset();  // servers are known to it by their place, which may have changed
    refreshRing(ctx.now());
    if (!m_isRunning) return;
    for (const sim::Slot slot : added) scheduleCheck(ctx, *find(slot), 0);
    for (const sim::CallHandle handle : homeless) {
        Call* call = ctx.find(handle);
        if (call == nullptr) continue;
        ctx.cancelDelay(*call);
        dispatch(ctx, *call, -1);
    }
    serveQueue(ctx);
}

void LoadBalancer::configure(Context& ctx) {
    const bool wasChecking = m_config.check != CheckType::None;
    readConfig(ctx.values(), ctx);
    m_tls.configure(ctx.setup());
    for (const sim::Wire& wire : ctx.setup().wires)  // whatever is set: MySQL is no HTTP
        m_config.isTcp = m_config.isTcp || std::strcmp(wire.protocol, "mysql") == 0;
    if (!m_config.isTcp) m_sessions.clear();
    ctx.setClosed(m_config.plain == PlainHttp::Off && !m_config.isTcp ? 1 : 0);
    readServers(ctx);
    if (m_isRunning) admit(ctx);
    if (!m_isRunning || m_config.check == CheckType::None || wasChecking) return;
    for (Server& server : m_servers) scheduleCheck(ctx, server, 0);
}

void LoadBalancer::start(Context& ctx) {
    m_isRunning = true;
    m_random = ctx.random(sim::Purpose::Balance);
    m_ring.reset();
    refreshRing(ctx.now());
    spreadChecks(ctx);
}

void LoadBalancer::stop(Context&) {
    m_isRunning = false;
    m_refused = false;
    m_queue.clear();
    m_backlog.clear();
    m_connections = 0;
    m_sessions.clear();
    for (Server& server : m_servers) {
        server.admin = Server::Admin::Ready;
        server.health.startUnknown();
        server.active.clear();
        server.waiting.clear();
        server.check = {};
        server.nextCheck = server.checkDeadline = server.warmUp = {};
        server.upSince = -1;
        server.idle = 0;
        server.lastUse = 0;
        server.counters = {};
    }
    m_uses = 0;
}

LoadBalancer::Server* LoadBalancer::find(sim::Slot slot) {
    const int index = indexOf(slot);
    return index < 0 ? nullptr : &m_servers[static_cast<std::size_t>(index)];
}

int LoadBalancer::indexOf(sim::Slot slot) const {
    for (std::size_t i = 0; i < m_servers.size(); ++i)
        if (m_servers[i].slot == slot) return static_cast<int>(i);
    return -1;
}

/// `haproxy -sf`: the old process finishes what it holds and closes what idles, the new one knows nothing of its servers yet.
void LoadBalancer::reload(Context& ctx) {
    for (Server& server : m_servers) {
        stopChecking(ctx, server);
        server.admin = Server::Admin::Ready;
        server.health.startUnknown();
        server.idle = 0;
    }
    if (!m_config.isTcp) ctx.renew();
    m_ring.reset();
    refreshRing(ctx.now());
    spreadChecks(ctx);
    ctx.event(balancerEventReload);
    serveQueue(ctx);
}

bool LoadBalancer::act(Context& ctx, std::string_view verb, Problem& why) {
    if (verb == "reload") {
        reload(ctx);
        return true;
    }
    const std::size_t colon = verb.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view word = verb.substr(0, colon);
    const std::string_view digits = verb.substr(colon + 1);
    sim::Slot slot = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), slot);
    if (word != "drain" && word != "ready" && word != "maint") return false;
    Server* server = find(slot);
    if (server == nullptr) {
        why = Problem(Text(FL_TR("command", "it is not behind this load balancer")));
        return false;
    }
    const Server::Admin before = server->admin;
    if (word == "drain") {
        server->admin = Server::Admin::Drain;
        ctx.event(balancerEventDrain, {}, slot);
    } else if (word == "maint") {
        server->admin = Server::Admin::Maint;
        stopChecking(ctx, *server);
        ctx.event(balancerEventMaint, {}, slot);
    } else {
        server->admin = Server::Admin::Ready;
        ctx.event(balancerEventReady, {}, slot);
    }
    if (before != server->admin) server->counters.changed = ctx.now();
    if (before == Server::Admin::Maint && server->admin != Server::Admin::Maint) {  // as a new server
        server->health.startUnknown();
        scheduleCheck(ctx, *server, 0);
        beginSlowStart(ctx, *server);
    }
    refreshRing(ctx.now());
    serveQueue(ctx);
    return true;
}

void BalancerCounters::session(SimTime now, std::uint32_t open) {
    ++sessions;
    sessionsMax = std::max(sessionsMax, open);
    if (now / faultline::second != second) {
        rateBefore = now / faultline::second == second + 1 ? rate : 0;
        second = now / faultline::second;
        rate = 0;
    }
    rateMax = std::max(rateMax, ++rate);
}

std::uint32_t BalancerCounters::lastRate(SimTime now) const {
    const SimTime since = now / faultline::second - second;
    return since == 0 ? rateBefore : since == 1 ? rate : 0;
}

sim::Status::Server LoadBalancer::statistics(const Server& server, SimTime now) const {
    const BalancerCounters& c = server.counters;
    sim::Status::Server shown;
    shown.slot = server.slot;
    const bool isChecked = m_config.check != CheckType::None;
    shown.state = server.admin == Server::Admin::Maint ? "MAINT" : isChecked && !server.health.isUp() ? "DOWN"
                  : server.admin == Server::Admin::Drain ? "DRAIN" : isChecked ? "UP" : "no check";
    if (isChecked && server.admin != Server::Admin::Maint) {
        shown.passed = server.health.isUp() ? server.health.value() - m_config.rise + 1 : server.health.value();
        shown.needed = server.health.isUp() ? m_config.fall : m_config.rise;
    }
    shown.isBackup = server.isBackup;
    shown.weight = server.weight;
    shown.sessions = server.active.size();
    shown.sessionsMax = c.sessionsMax;
    shown.queue = server.waiting.size();
    shown.queueMax = c.queueMax;
    shown.sessionsTotal = c.sessions;
    shown.rate = c.lastRate(now);
    shown.rateMax = c.rateMax;
    shown.connectErrors = c.connectErrors;
    shown.responseErrors = c.responseErrors;
    shown.retries = c.retries;
    shown.redispatches = c.redispatches;
    shown.checksFailed = c.checksFailed;
    shown.timesDown = c.timesDown;
    shown.downtime = c.downtime + (c.downSince >= 0 ? now - c.downSince : 0);
    shown.changed = c.changed;
    return shown;
}

void LoadBalancer::status(const Context& ctx, sim::Status& status) const {
    std::size_t up = 0;
    double sessions = 0;
    status.queue = m_queue.size();
    for (const Server& server : m_servers) {
        up += isUsable(server) ? 1 : 0;
        sessions += server.active.size();
        status.queue += server.waiting.size();
        status.servers.push_back(statistics(server, ctx.now()));
    }
    status.metrics = {{"sessions", sessions},
                      {"connections", static_cast<double>(m_connections)},
                      {"backlog", static_cast<double>(m_backlog.size())},
                      {"servers_up", static_cast<double>(up)},
                      {"retries", static_cast<double>(m_retried)},
                      {"redispatches", static_cast<double>(m_redispatched)}};
    const std::string upText = std::to_string(up), allText = std::to_string(m_servers.size());
    status.role = FL_TR("load_balancer", "%1/%2 UP");
    status.roleArguments = {upText, allText};
    if (m_servers.empty()) {
        status.failing = true;
        status.why = FL_TR("load_balancer", "No server is linked behind it");
    } else if (up == 0) {
        status.failing = true;
        status.why = m_config.isTcp ? FL_TR("load_balancer", "None of its servers is up: every connection is closed")
                                    : FL_TR("load_balancer", "None of its servers is up: every request gets a 503");
    } else if (up < m_servers.size()) {
        status.strained = true;
        status.why = FL_TR("load_balancer", "Only %1 of %2 servers take requests");
        status.whyArguments = {upText, allText};
    }
}

void LoadBalancer::hash(Fingerprint& digest) const {
    digest.add(m_queue.size());
    digest.add(m_connections);
    digest.add(m_backlog.size());
    for (const Server& server : m_servers) {
        digest.add(server.slot);
        digest.add(server.health.value());
        digest.add(static_cast<std::uint64_t>(server.admin));
        digest.add(server.active.size());
        digest.add(server.waiting.size());
    }
}

}  // namespace faultline::kinds
