#include "model/kinds/all_kinds.h"
#include "model/kinds/haproxy_balance.h"
#include "model/kinds/parts.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace faultline::kinds {

namespace {

using sim::Call;
using sim::CallClass;
using sim::Cause;
using sim::Context;
using sim::Outcome;

const sim::Reason balancerNoServer{"no_server", FL_TR("reason", "%1 has no server left: all are down")};
const sim::Reason balancerQueueTimeout{"queue_timeout", FL_TR("reason", "it waited too long in the queue of %1")};
const sim::Reason balancerServerDown{"session_shut", FL_TR("reason", "%1 went down and its sessions were cut")};
const sim::Reason balancerNotServed{"http_off", FL_TR("reason", "%1 does not serve plain HTTP")};

using Severity = sim::EventType::Severity;
const sim::EventType balancerEventDown{"server_down", FL_TR("event", "%1 takes %2 out: its health checks fail"), Severity::Bad};
const sim::EventType balancerEventUp{"server_up", FL_TR("event", "%1 uses %2 again: its health checks pass"), Severity::Good};
const sim::EventType balancerEventEmpty{"no_server_left", FL_TR("event", "%1 has no server left"), Severity::Bad};
const sim::EventType balancerEventDrain{"server_drain", FL_TR("event", "%1 sends %2 nothing new"), Severity::Info};
const sim::EventType balancerEventMaint{"server_maint", FL_TR("event", "%1 takes %2 out for maintenance"), Severity::Info};
const sim::EventType balancerEventReady{"server_ready", FL_TR("event", "%1 uses %2 again"), Severity::Info};
const sim::EventType balancerEventCertificate{"certificate_refused", FL_TR("event", "Clients of %1 refuse its certificate %2"),
                                              Severity::Bad};

enum class Balance : std::uint8_t { RoundRobin, LeastConn, Source, Random, First };
enum class CheckType : std::uint8_t { None, Tcp, Http, App, AppRead, AppWrite };
enum class PlainHttp : std::uint8_t { Serve, Redirect, Off };

struct BalancerConfig {
    Balance balance = Balance::RoundRobin;
    CheckType check = CheckType::Http;
    PlainHttp plain = PlainHttp::Serve;
    SimTime inter = 0, checkTimeout = 0;
    std::uint32_t fall = 3, rise = 2;
    std::uint32_t retries = 3;
    bool redispatch = true, retryAll = false, shutdownOnDown = false, verify = false;
    SimTime connect = 0, server = 0, queue = 0;
    std::uint32_t maxconn = 0;      ///< of each server
    std::uint64_t backendName = 0;  ///< name asked for when it encrypts again
    SimTime requestCpu = 0, ecdsaCpu = 0, rsaCpu = 0;
};

/// One server behind the balancer: what is drawn and what is known of it.
struct BalancerServer {
    enum class Admin : std::uint8_t { Ready, Drain, Maint };
    sim::Slot slot = 0;
    sim::RouteId route = sim::none;
    bool isSecure = false;
    std::uint32_t weight = 1, maxconn = 0;
    bool isBackup = false;

    Admin admin = Admin::Ready;
    CheckHealth health;
    sim::CallQueue active;   ///< requests it works on
    sim::CallQueue waiting;  ///< requests that must go to it and find it full
    sim::CallHandle check;
    sim::TimerId nextCheck, checkDeadline;
    std::uint32_t idleEpoch = 0, idle = 0;  ///< open connections that nobody uses
    std::uint64_t lastUse = 0;
};

/// HAProxy in `mode http` with one backend. It knows its servers by their checks and answers alone.
/// Of a request it holds: phase = where it is; data[0], data[1] = the call to the server; data[2] = slot of that server while the
/// request is in its `active` or `waiting`; data[3] = retries used.
class LoadBalancer final : public sim::BehaviourOf<LoadBalancer> {
public:
    void configure(Context& ctx) override;
    void start(Context& ctx) override;
    void stop(Context& ctx) override;
    void onCall(Context& ctx, Call& call) override;
    void onCpu(Context& ctx, Call& call) override;
    void onDelay(Context& ctx, Call& call) override;
    void onAnswer(Context& ctx, Call& answer) override;
    void onTimer(Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    bool act(Context& ctx, std::string_view verb, Problem& why) override;
    void status(const Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& digest) const override;

private:
    using Server = BalancerServer;
    enum Phase : std::uint16_t { Accepting = 1, Queued, QueuedAtServer, Sent, PauseSame, PauseOther };
    enum Tag : std::uint16_t { CheckTimer = 1, CheckDeadline };
    static constexpr std::uint16_t checkTag = 1;  ///< of a call: a health check

    void readConfig(const Settings& s, Context& ctx);
    void readServers(Context& ctx);
    Server* find(sim::Slot slot);
    int indexOf(sim::Slot slot) const;
    bool isUsable(const Server& server) const;
    void refreshRing();
    int usableCount() const { return m_usable; }
    int choose(const Call& call, int avoid);
    int chooseLeast(int avoid) const;
    int chooseSource(const Call& call) const;
    int chooseRandom(int avoid);
    bool isFull(const Server& server) const {
        return server.maxconn > 0 && (server.active.size() >= server.maxconn || !server.waiting.isEmpty());
    }

    void dispatch(Context& ctx, Call& call, int avoid);
    void connectTo(Context& ctx, Call& call, Server& server);
    void leaveServer(Context& ctx, Call& call);
    void connectFailed(Context& ctx, Call& call, sim::Slot tried, const Call& answer);
    bool retryAnswered(Context& ctx, Call& call, sim::Slot tried, const Call& answer);
    void serveQueue(Context& ctx);
    void showQueue(Context& ctx);
    void reply(Context& ctx, Call& call, Outcome outcome, const Cause& cause);

    void scheduleCheck(Context& ctx, Server& server, SimTime delay);
    void sendCheck(Context& ctx, Server& server);
    void checkEnded(Context& ctx, Server& server, Outcome outcome, const Cause& cause);
    void wentDown(Context& ctx, Server& server, const Cause& cause);

    BalancerConfig m_config;
    TlsEnd m_tls;
    bool m_isRunning = false;
    bool m_refused = false;  ///< the last verifying client refused the certificate
    sim::TimerListId m_serverTimer = sim::noTimerList, m_checkTimer = sim::noTimerList;
    std::vector<Server> m_servers;
    WeightedRing m_ring;
    std::vector<std::uint32_t> m_weights;  ///< of the servers in use, by index; 0: not in use
    std::vector<bool> m_full;
    int m_usable = 0;
    sim::CallQueue m_queue;  ///< requests that find all servers full
    sim::Random m_random;
    std::uint64_t m_uses = 0;
    std::uint64_t m_retried = 0, m_redispatched = 0;
};

// --- what is drawn and set

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
              : check == "app"       ? CheckType::App
              : check == "app_read"  ? CheckType::AppRead
              : check == "app_write" ? CheckType::AppWrite
                                     : CheckType::Http;
    const std::string& plain = s.value("plain_http").toText();
    c.plain = plain == "redirect" ? PlainHttp::Redirect : plain == "off" ? PlainHttp::Off : PlainHttp::Serve;
    c.inter = std::max<SimTime>(millisecond, s.value("inter").toInt(2 * second));
    c.checkTimeout = s.value("timeout_check").toInt();
    c.fall = static_cast<std::uint32_t>(s.value("fall").toInt(3));
    c.rise = static_cast<std::uint32_t>(s.value("rise").toInt(2));
    c.retries = static_cast<std::uint32_t>(s.value("retries").toInt(3));
    c.redispatch = s.value("redispatch").toBool(true);
    c.retryAll = s.value("retry_on").toText() == "all";
    c.shutdownOnDown = s.value("on_marked_down").toText() == "shutdown_sessions";
    c.verify = s.value("verify_backend").toBool();
    c.connect = s.value("timeout_connect").toInt(2 * second);
    c.server = s.value("timeout_server").toInt(10 * second);
    const SimTime queue = s.value("timeout_queue").toInt();
    c.queue = queue > 0 ? queue : c.connect;  // as the manual has it
    c.maxconn = static_cast<std::uint32_t>(s.value("server_maxconn").toInt());
    c.backendName = serverName(s.value("backend_name").toText());
    c.requestCpu = s.value("cpu_per_request").toInt();
    c.ecdsaCpu = s.value("cpu_handshake_ecdsa").toInt();
    c.rsaCpu = s.value("cpu_handshake_rsa").toInt();
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
        ctx.cancel(gone.nextCheck);
        ctx.cancel(gone.checkDeadline);
        ctx.abandon(gone.check);
    }
    m_servers = std::move(servers);
    m_ring.reset();  // servers are known to it by their place, which may have changed
    refreshRing();
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
    readServers(ctx);
    if (!m_isRunning || m_config.check == CheckType::None || wasChecking) return;
    for (Server& server : m_servers) scheduleCheck(ctx, server, 0);
}

void LoadBalancer::start(Context& ctx) {
    m_isRunning = true;
    m_random = ctx.random(sim::Purpose::Balance);
    m_ring.reset();
    refreshRing();
    const auto count = static_cast<SimTime>(m_servers.size());
    SimTime place = 0;
    for (Server& server : m_servers) scheduleCheck(ctx, server, m_config.inter * place++ / count);  // spread over the interval
}

void LoadBalancer::stop(Context&) {
    m_isRunning = false;
    m_refused = false;
    m_queue.clear();
    for (Server& server : m_servers) {
        server.admin = Server::Admin::Ready;
        server.health.startUnknown();
        server.active.clear();
        server.waiting.clear();
        server.check = {};
        server.nextCheck = server.checkDeadline = {};
        server.idle = 0;
        server.lastUse = 0;
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

// --- choosing a server

bool LoadBalancer::isUsable(const Server& server) const {
    const bool isUp = m_config.check == CheckType::None || server.health.isUp();
    return isUp && server.admin == Server::Admin::Ready && server.weight > 0;
}

void LoadBalancer::refreshRing() {
    m_weights.assign(m_servers.size(), 0);
    m_full.assign(m_servers.size(), false);
    m_usable = 0;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = m_servers[i].weight;
        ++m_usable;
    }
    for (std::size_t i = 0; m_usable == 0 && i < m_servers.size();
         ++i) {  // only the first backup, as without `option allbackups`
        if (!m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = m_servers[i].weight;
        m_usable = 1;
    }
    m_ring.setWeights(m_weights);
}

int LoadBalancer::choose(const Call& call, int avoid) {
    for (std::size_t i = 0; i < m_servers.size(); ++i) m_full[i] = isFull(m_servers[i]);
    switch (m_config.balance) {
        case Balance::RoundRobin:
            return m_ring.next(avoid, m_full);
        case Balance::LeastConn:
            return chooseLeast(avoid);
        case Balance::Source:
            return chooseSource(call);
        case Balance::Random:
            return chooseRandom(avoid);
        case Balance::First:
            for (std::size_t i = 0; i < m_servers.size(); ++i)
                if (m_weights[i] > 0 && !m_full[i] && (static_cast<int>(i) != avoid || m_usable == 1)) return static_cast<int>(i);
            return -1;
    }
    return -1;
}

/// Fewest requests for its weight; among equals the one used longest ago.
int LoadBalancer::chooseLeast(int avoid) const {
    int best = -1;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_weights[i] == 0 || m_full[i] || (static_cast<int>(i) == avoid && m_usable > 1)) continue;
        if (best < 0) {
            best = static_cast<int>(i);
            continue;
        }
        const Server& a = m_servers[i];
        const Server& b = m_servers[static_cast<std::size_t>(best)];
        const std::uint64_t loadA = std::uint64_t{a.active.size()} * b.weight;
        const std::uint64_t loadB = std::uint64_t{b.active.size()} * a.weight;
        if (loadA < loadB || (loadA == loadB && a.lastUse < b.lastUse)) best = static_cast<int>(i);
    }
    return best;
}

/// A fixed function of the client's address and of who is in use.
int LoadBalancer::chooseSource(const Call& call) const {
    std::uint64_t total = 0;
    for (const std::uint32_t weight : m_weights) total += weight;
    if (total == 0) return -1;
    std::uint64_t hash = (call.client + 1ull) * 0x9E3779B97F4A7C15ull;
    hash = (hash ^ (hash >> 32)) % total;
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        if (hash < m_weights[i]) return static_cast<int>(i);
        hash -= m_weights[i];
    }
    return -1;
}

/// Two draws, the less loaded of them.
int LoadBalancer::chooseRandom(int avoid) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < m_weights.size(); ++i)
        if (!m_full[i] && (static_cast<int>(i) != avoid || m_usable == 1)) total += m_weights[i];
    if (total == 0) return -1;
    int best = -1;
    for (int draw = 0; draw < 2; ++draw) {
        std::uint32_t place = m_random.below(total);
        for (std::size_t i = 0; i < m_weights.size(); ++i) {
            if (m_full[i] || (static_cast<int>(i) == avoid && m_usable > 1)) continue;
            if (place >= m_weights[i]) {
                place -= m_weights[i];
                continue;
            }
            const int drawn = static_cast<int>(i);
            if (best < 0 || m_servers[i].active.size() < m_servers[static_cast<std::size_t>(best)].active.size()) best = drawn;
            break;
        }
    }
    return best;
}

// --- a request

void LoadBalancer::onCall(Context& ctx, Call& call) {
    call.phase = Accepting;
    SimTime work = m_config.requestCpu;
    if (call.has(Call::Tls) && call.has(Call::NewConnection)) work += m_tls.handshake(call, m_config.ecdsaCpu, m_config.rsaCpu);
    if (work > 0)
        ctx.cpu(call, work);
    else
        onCpu(ctx, call);
}

void LoadBalancer::onCpu(Context& ctx, Call& call) {
    if (call.has(Call::Tls)) {
        if (const auto refusal = m_tls.judge(call, ctx.date(), ctx.self())) {
            call.set(Call::Counted, false);  // it ended in the handshake: the log of the balancer knows no request
            if (!m_refused && m_tls.hasCertificate())
                ctx.event(balancerEventCertificate, refusal->cause, refusal->cause.component);
            m_refused = true;
            ctx.answer(call, refusal->outcome, refusal->cause);
            return;
        }
        m_refused = false;
    } else if (m_config.plain == PlainHttp::Redirect) {
        ctx.answer(call, Outcome::Redirect);
        return;
    } else if (m_config.plain == PlainHttp::Off) {
        call.set(Call::Counted, false);
        ctx.answer(call, Outcome::ConnectionRefused, {&balancerNotServed, ctx.self(), 0});
        return;
    }
    dispatch(ctx, call, -1);
}

void LoadBalancer::dispatch(Context& ctx, Call& call, int avoid) {
    if (m_usable == 0) {
        reply(ctx, call, Outcome::Http503, {&balancerNoServer, ctx.self(), 0});
        return;
    }
    const int index = choose(call, avoid);
    if (index >= 0 && !isFull(m_servers[static_cast<std::size_t>(index)])) {
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
        return;
    }
    if (index >= 0) {
        Server& server = m_servers[static_cast<std::size_t>(index)];
        call.phase = QueuedAtServer;
        call.data[2] = server.slot;
        server.waiting.push(ctx.calls(), call.index);
    } else {
        call.phase = Queued;
        m_queue.push(ctx.calls(), call.index);
    }
    showQueue(ctx);
    ctx.delay(call, m_config.queue);
}

void LoadBalancer::connectTo(Context& ctx, Call& call, Server& server) {
    call.phase = Sent;
    call.data[2] = server.slot;
    server.active.push(ctx.calls(), call.index);
    server.lastUse = ++m_uses;
    sim::CallSpec spec;
    spec.route = server.route;
    spec.kind = call.kind;
    spec.parent = ctx.handle(call);
    spec.connectTimeout = m_config.connect;
    spec.responseTimer = m_serverTimer;
    spec.tls = server.isSecure;
    spec.verify = m_config.verify;
    spec.version = m_config.backendName;
    if (server.idle > 0 &&
        !call.has(Call::NewConnection)) {  // `http-reuse safe`: not for the first request of a client's connection
        --server.idle;
        spec.connection = server.idleEpoch;
    }
    const Call& sent = ctx.call(spec);
    call.data[0] = sent.index;
    call.data[1] = sent.generation;
}

/// Takes the request out of the account of the server it is at.
void LoadBalancer::leaveServer(Context& ctx, Call& call) {
    if (call.data[2] == 0) return;
    if (Server* server = find(call.data[2])) server->active.remove(ctx.calls(), call.index);
    call.data[2] = 0;
}

void LoadBalancer::onAnswer(Context& ctx, Call& answer) {
    if (answer.tag == checkTag) {
        Server* server = find(answer.callee);
        if (server != nullptr && server->check == ctx.handle(answer)) checkEnded(ctx, *server, answer.outcome, answer.cause);
        return;
    }
    Call* call = ctx.find(answer.parent);
    if (call == nullptr) return;
    leaveServer(ctx, *call);
    const sim::Slot tried = answer.callee;
    switch (answer.outcome) {
        case Outcome::ConnectionRefused:
        case Outcome::ConnectionTimeout:
        case Outcome::HostUnreachable:
        case Outcome::TlsExpired:
        case Outcome::TlsNotYetValid:
        case Outcome::TlsNameMismatch:
        case Outcome::TlsUntrusted:
            connectFailed(ctx, *call, tried, answer);
            break;
        case Outcome::ConnectionReset:
        case Outcome::Aborted:
            if (!retryAnswered(ctx, *call, tried, answer)) reply(ctx, *call, Outcome::Http502, answer.cause);
            break;
        case Outcome::ResponseTimeout:
            if (!retryAnswered(ctx, *call, tried, answer)) reply(ctx, *call, Outcome::Http504, answer.cause);
            break;
        case Outcome::Http500:
        case Outcome::Http502:
        case Outcome::Http503:
        case Outcome::Http504:
            if (!retryAnswered(ctx, *call, tried, answer)) reply(ctx, *call, answer.outcome, answer.cause);
            break;
        default:
            if (Server* server = find(tried); server != nullptr && answer.outcome == Outcome::Ok) {
                if (server->idleEpoch != answer.calleeEpoch) server->idle = 0;
                server->idleEpoch = answer.calleeEpoch;
                ++server->idle;
            }
            call->version = answer.version;
            reply(ctx, *call, answer.outcome, answer.cause);
    }
    serveQueue(ctx);
}

void LoadBalancer::connectFailed(Context& ctx, Call& call, sim::Slot tried, const Call& answer) {
    const Cause cause = answer.cause;
    if (call.data[3] >= m_config.retries) {
        reply(ctx, call, Outcome::Http503, cause);
        return;
    }
    ++call.data[3];
    ++m_retried;
    const int index = indexOf(tried);
    const bool isRoundRobin = m_config.balance == Balance::RoundRobin || m_config.balance == Balance::Random;
    const bool isGone = index < 0 ||
                        !(m_config.check == CheckType::None || m_servers[static_cast<std::size_t>(index)].health.isUp()) ||
                        m_servers[static_cast<std::size_t>(index)].admin == Server::Admin::Maint;
    // The last retry may go elsewhere; with round robin and another server up every retry does.
    const bool goesElsewhere =
        index < 0 || (m_config.redispatch && (isGone || call.data[3] % m_config.retries == 0 || (m_usable > 1 && isRoundRobin)));
    // An error (not a timeout) would most likely come again at once: it waits, unless another server takes over.
    const bool isError = answer.outcome != Outcome::ConnectionTimeout;
    if (isError && (!goesElsewhere || !isRoundRobin || m_usable <= 1)) {
        call.phase = goesElsewhere ? PauseOther : PauseSame;
        call.data[2] = 0;
        call.data[0] = tried;
        ctx.delay(call, std::min(second, m_config.connect));
        return;
    }
    if (goesElsewhere) {
        ++m_redispatched;
        dispatch(ctx, call, index);
    } else {
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
    }
}

/// `retry-on all-retryable-errors`: what was sent already is sent again.
bool LoadBalancer::retryAnswered(Context& ctx, Call& call, sim::Slot tried, const Call&) {
    if (!m_config.retryAll || call.data[3] >= m_config.retries) return false;
    ++call.data[3];
    ++m_retried;
    const int index = indexOf(tried);
    if (m_config.redispatch || index < 0) {
        ++m_redispatched;
        dispatch(ctx, call, index);
    } else {
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
    }
    return true;
}

void LoadBalancer::onDelay(Context& ctx, Call& call) {
    switch (call.phase) {
        case Queued:
            m_queue.remove(ctx.calls(), call.index);
            showQueue(ctx);
            reply(ctx, call, Outcome::Http503, {&balancerQueueTimeout, ctx.self(), 0});
            break;
        case QueuedAtServer:
            if (Server* server = find(call.data[2])) server->waiting.remove(ctx.calls(), call.index);
            call.data[2] = 0;
            showQueue(ctx);
            reply(ctx, call, Outcome::Http503, {&balancerQueueTimeout, ctx.self(), 0});
            break;
        case PauseSame:
            if (Server* server = find(call.data[0])) {
                connectTo(ctx, call, *server);
                break;
            }
            [[fallthrough]];
        case PauseOther:
            ++m_redispatched;
            dispatch(ctx, call, indexOf(call.data[0]));
            break;
        default:
            break;
    }
}

void LoadBalancer::serveQueue(Context& ctx) {
    if (m_usable == 0) {
        while (!m_queue.isEmpty()) {
            Call& call = ctx.calls()[m_queue.pop(ctx.calls())];
            ctx.cancelDelay(call);
            reply(ctx, call, Outcome::Http503, {&balancerNoServer, ctx.self(), 0});
        }
        showQueue(ctx);
        return;
    }
    bool moved = false;
    for (Server& server : m_servers) {
        while (!server.waiting.isEmpty() && server.active.size() < server.maxconn) {
            Call& call = ctx.calls()[server.waiting.pop(ctx.calls())];
            ctx.cancelDelay(call);
            connectTo(ctx, call, server);
            moved = true;
        }
    }
    while (!m_queue.isEmpty()) {
        const int index = choose(ctx.calls()[m_queue.front()], -1);
        if (index < 0 || isFull(m_servers[static_cast<std::size_t>(index)])) break;
        Call& call = ctx.calls()[m_queue.pop(ctx.calls())];
        ctx.cancelDelay(call);
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
        moved = true;
    }
    if (moved) showQueue(ctx);
}

void LoadBalancer::showQueue(Context& ctx) {
    std::uint32_t waiting = m_queue.size();
    for (const Server& server : m_servers) waiting += server.waiting.size();
    ctx.queued(waiting);
}

void LoadBalancer::reply(Context& ctx, Call& call, Outcome outcome, const Cause& cause) {
    ctx.answer(call, outcome, cause);
}

// --- health checks

void LoadBalancer::scheduleCheck(Context& ctx, Server& server, SimTime delay) {
    ctx.cancel(server.nextCheck);
    if (m_config.check == CheckType::None) return;
    server.nextCheck = ctx.after(delay, CheckTimer, server.slot);
}

void LoadBalancer::onTimer(Context& ctx, std::uint16_t tag, std::uint64_t payload) {
    Server* server = find(static_cast<sim::Slot>(payload));
    if (server == nullptr) return;
    if (tag == CheckTimer) {
        server->nextCheck = {};
        sendCheck(ctx, *server);
        return;
    }
    server->checkDeadline = {};
    const Call* check = ctx.find(server->check);
    if (check == nullptr) return;
    if (check->state == sim::CallState::Connecting) {  // that has a limit of its own; the answer's begins when it is connected
        server->checkDeadline = ctx.after(m_config.checkTimeout, CheckDeadline, server->slot);
        return;
    }
    Cause cause = check->cause;
    if (cause.reason == nullptr) cause = {&sim::reason::noAnswer, server->slot, 0};
    ctx.abandon(server->check);
    checkEnded(ctx, *server, Outcome::ResponseTimeout, cause);
}

void LoadBalancer::sendCheck(Context& ctx, Server& server) {
    if (server.admin == Server::Admin::Maint || m_config.check == CheckType::None) return;
    ctx.abandon(server.check);
    sim::CallSpec spec;
    spec.route = server.route;
    spec.kind = CallClass::HealthCheck;
    // How deep it goes, as the web and application servers read it.
    spec.key = m_config.check == CheckType::App        ? 1
               : m_config.check == CheckType::AppRead  ? 2
               : m_config.check == CheckType::AppWrite ? 3
                                                       : 0;
    spec.tls = server.isSecure;
    spec.verify = m_config.verify;
    spec.version = m_config.backendName;
    spec.tag = checkTag;
    if (m_config.checkTimeout > 0) {
        spec.connectTimeout = std::min(m_config.connect, m_config.inter);
        server.checkDeadline = ctx.after(m_config.checkTimeout, CheckDeadline, server.slot);
    } else {  // the interval bounds the whole check
        spec.connectTimeout = m_config.inter;
        spec.responseTimer = m_checkTimer;
    }
    server.check = ctx.handle(ctx.call(spec));
}

void LoadBalancer::checkEnded(Context& ctx, Server& server, Outcome outcome, const Cause& cause) {
    server.check = {};
    ctx.cancel(server.checkDeadline);
    scheduleCheck(ctx, server, m_config.inter);  // after the end of this one
    bool passed = outcome == Outcome::Ok || outcome == Outcome::Redirect;
    if (m_config.check == CheckType::Tcp)  // a connection is all it asks for
        passed = outcome != Outcome::ConnectionRefused && outcome != Outcome::ConnectionTimeout &&
                 outcome != Outcome::HostUnreachable && !(outcome >= Outcome::TlsExpired && outcome <= Outcome::TlsUntrusted);
    if (!server.health.add(passed)) return;
    if (passed) {
        ctx.event(balancerEventUp, {}, server.slot);
        refreshRing();
        serveQueue(ctx);
    } else {
        wentDown(ctx, server, cause);
    }
}

void LoadBalancer::wentDown(Context& ctx, Server& server, const Cause& cause) {
    ctx.event(balancerEventDown, cause, server.slot);
    server.idle = 0;
    refreshRing();
    if (m_usable == 0) ctx.event(balancerEventEmpty, {&balancerNoServer, ctx.self(), 0});
    const sim::Slot slot = server.slot;
    if (m_config.shutdownOnDown) {
        while (!server.active.isEmpty()) {
            Call& call = ctx.calls()[server.active.front()];
            leaveServer(ctx, call);
            ctx.abandon({call.data[0], call.data[1]});
            reply(ctx, call, Outcome::Http502, {&balancerServerDown, slot, 0});
        }
    }
    for (std::uint32_t left = server.waiting.size(); left > 0; --left) {
        Call& call = ctx.calls()[server.waiting.pop(ctx.calls())];
        ctx.cancelDelay(call);
        call.data[2] = 0;
        dispatch(ctx, call, -1);
    }
    serveQueue(ctx);
}

// --- the operator

bool LoadBalancer::act(Context& ctx, std::string_view verb, Problem& why) {
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
        ctx.cancel(server->nextCheck);
        ctx.cancel(server->checkDeadline);
        ctx.abandon(server->check);
        server->check = {};
        ctx.event(balancerEventMaint, {}, slot);
    } else {
        server->admin = Server::Admin::Ready;
        ctx.event(balancerEventReady, {}, slot);
    }
    if (before == Server::Admin::Maint && server->admin != Server::Admin::Maint) {  // as a new server
        server->health.startUnknown();
        scheduleCheck(ctx, *server, 0);
    }
    refreshRing();
    serveQueue(ctx);
    return true;
}

void LoadBalancer::status(const Context&, sim::Status& status) const {
    std::size_t up = 0;
    double sessions = 0;
    status.queue = m_queue.size();
    for (const Server& server : m_servers) {
        up += isUsable(server) ? 1 : 0;
        sessions += server.active.size();
        status.queue += server.waiting.size();
    }
    status.metrics = {{"sessions", sessions},
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
        status.why = FL_TR("load_balancer", "None of its servers is up: every request gets a 503");
    } else if (up < m_servers.size()) {
        status.strained = true;
        status.why = FL_TR("load_balancer", "Only %1 of %2 servers take requests");
        status.whyArguments = {upText, allText};
    }
}

void LoadBalancer::hash(Fingerprint& digest) const {
    digest.add(m_queue.size());
    for (const Server& server : m_servers) {
        digest.add(server.slot);
        digest.add(server.health.value());
        digest.add(static_cast<std::uint64_t>(server.admin));
        digest.add(server.active.size());
        digest.add(server.waiting.size());
    }
}

std::vector<catalog::PropertySpec> balancerProperties() {
    using namespace catalog;
    const Literal checks = FL_TR("load_balancer", "Health checks");
    const Literal failures = FL_TR("load_balancer", "Timeouts and retries");
    const Literal backends = FL_TR("load_balancer", "Servers");
    const Literal process = FL_TR("kinds", "Process");
    constexpr double longest = 86'400e9;
    return {
        {.key = "balance",
         .label = FL_TR("load_balancer", "Balance"),
         .help = FL_TR("load_balancer",
                       "Which server gets the next request. Round robin takes turns by weight, least connections the one "
                       "with the fewest open requests, source always the same one for a client address, random the "
                       "better of two drawn, first the first that is not full."),
         .type = PropertyType::Choice,
         .defaultValue = "roundrobin",
         .choices = {{"roundrobin", FL_TR("load_balancer", "Round robin")},
                     {"leastconn", FL_TR("load_balancer", "Least connections")},
                     {"source", FL_TR("load_balancer", "Source address")},
                     {"random", FL_TR("load_balancer", "Random (two draws)")},
                     {"first", FL_TR("load_balancer", "First")}}},
        {.key = "plain_http",
         .label = FL_TR("load_balancer", "Plain HTTP"),
         .help = FL_TR("load_balancer", "What becomes of requests that come to port 80 without encryption."),
         .type = PropertyType::Choice,
         .defaultValue = "serve",
         .choices = {{"serve", FL_TR("load_balancer", "Served")},
                     {"redirect", FL_TR("load_balancer", "Sent to HTTPS")},
                     {"off", FL_TR("load_balancer", "Refused")}}},
        {.key = "check",
         .label = FL_TR("load_balancer", "Check"),
         .help = FL_TR("load_balancer",
                       "What a check asks for. A static page says nothing about the application behind the web server; a "
                       "write says so much that a dead database takes every server down."),
         .type = PropertyType::Choice,
         .defaultValue = "http",
         .choices = {{"http", FL_TR("load_balancer", "GET / (a static page)")},
                     {"tcp", FL_TR("load_balancer", "A TCP connection")},
                     {"app", FL_TR("load_balancer", "GET of an application page")},
                     {"app_read", FL_TR("load_balancer", "GET of a page that reads the database")},
                     {"app_write", FL_TR("load_balancer", "A write through the application")},
                     {"none", FL_TR("load_balancer", "No checks")}},
         .group = checks},
        durationProperty(
            "inter", FL_TR("load_balancer", "Interval (inter)"),
            FL_TR("load_balancer", "From the end of a check to the beginning of the next; 2s by HAProxy's documentation."),
            2 * second, 1e6, 3600e9, checks),
        integerProperty("fall", FL_TR("load_balancer", "Fall"),
                        FL_TR("load_balancer", "Failed checks in a row until a server is down; 3 by HAProxy's documentation."), 3,
                        1, 100, "checks", checks),
        integerProperty(
            "rise", FL_TR("load_balancer", "Rise"),
            FL_TR("load_balancer", "Passed checks in a row until a server is up again; 2 by HAProxy's documentation."), 2, 1, 100,
            "checks", checks),
        durationProperty(
            "timeout_check", FL_TR("load_balancer", "Check timeout"),
            FL_TR("load_balancer",
                  "How long a check waits for its answer once it is connected; 0: the interval bounds the whole check."),
            0, 0, 3600e9, checks, true),
        {.key = "on_marked_down",
         .label = FL_TR("load_balancer", "When a server goes down"),
         .help = FL_TR("load_balancer", "What becomes of the requests it holds at that moment."),
         .type = PropertyType::Choice,
         .defaultValue = "none",
         .choices = {{"none", FL_TR("load_balancer", "They go on")},
                     {"shutdown_sessions", FL_TR("load_balancer", "They are cut off")}},
         .group = checks,
         .advanced = true},
        durationProperty(
            "timeout_connect", FL_TR("load_balancer", "Connect timeout"),
            FL_TR("load_balancer", "How long a connection to a server may take. HAProxy has no default and warns without one."),
            2 * second, 1e6, longest, failures),
        durationProperty(
            "timeout_server", FL_TR("load_balancer", "Server timeout"),
            FL_TR("load_balancer", "How long a server may take to answer; then the client gets a 504. HAProxy has no default."),
            10 * second, 1e6, longest, failures),
        durationProperty(
            "timeout_queue", FL_TR("load_balancer", "Queue timeout"),
            FL_TR("load_balancer",
                  "How long a request waits while all servers are full; then it gets a 503. 0: as the connect timeout."),
            0, 0, longest, failures, true),
        integerProperty(
            "retries", FL_TR("load_balancer", "Retries"),
            FL_TR("load_balancer", "Further attempts after a connection to a server failed; 3 by HAProxy's documentation."), 3, 0,
            100, "", failures),
        {.key = "redispatch",
         .label = FL_TR("load_balancer", "Redispatch"),
         .help = FL_TR("load_balancer", "A retry may go to another server; with round robin it does so at once."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = failures},
        {.key = "retry_on",
         .label = FL_TR("load_balancer", "Retry on"),
         .help = FL_TR("load_balancer",
                       "Connection failures only, as HAProxy does by itself, or all errors it can retry: then a request that "
                       "was sent already is sent again."),
         .type = PropertyType::Choice,
         .defaultValue = "conn_failure",
         .choices = {{"conn_failure", FL_TR("load_balancer", "Connection failures")},
                     {"all", FL_TR("load_balancer", "All retryable errors")}},
         .group = failures,
         .advanced = true},
        {.key = "servers",
         .label = FL_TR("load_balancer", "Weights and limits"),
         .help = FL_TR("load_balancer", "For servers that differ; one that is not listed has weight 1."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{},
         .columns = {{.key = "server",
                      .label = FL_TR("load_balancer", "Server"),
                      .help = FL_TR("load_balancer", "The process behind the link."),
                      .type = PropertyType::Component,
                      .defaultValue = Value(0),
                      .kinds = {"web_server", "app_server", "load_balancer"}},
                     {.key = "weight",
                      .label = FL_TR("load_balancer", "Weight"),
                      .help = FL_TR("load_balancer", "Its share of the requests; 0: none."),
                      .type = PropertyType::Integer,
                      .defaultValue = Value(1),
                      .minimum = 0,
                      .maximum = 256},
                     {.key = "maxconn",
                      .label = FL_TR("load_balancer", "Most requests"),
                      .help = FL_TR("load_balancer", "At once; more wait in the queue. 0: as the others."),
                      .type = PropertyType::Integer,
                      .defaultValue = Value(0),
                      .minimum = 0,
                      .maximum = 1e6},
                     {.key = "backup",
                      .label = FL_TR("load_balancer", "Backup"),
                      .help = FL_TR("load_balancer", "Used only while none of the others is up."),
                      .type = PropertyType::Bool,
                      .defaultValue = false}},
         .group = backends,
         .advanced = true},
        integerProperty(
            "server_maxconn", FL_TR("load_balancer", "Most requests per server"),
            FL_TR("load_balancer", "At once; more wait in the queue of the load balancer. 0: no limit, HAProxy's default."), 0, 0,
            1e6, "", backends, true),
        {.key = "verify_backend",
         .label = FL_TR("load_balancer", "Verify servers"),
         .help = FL_TR("load_balancer",
                       "When it encrypts again towards its servers: refuse one whose certificate is bad (verify required)."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = backends,
         .advanced = true},
        {.key = "backend_name",
         .label = FL_TR("load_balancer", "Name of the servers"),
         .help = FL_TR("load_balancer", "The host name their certificates must be for when they are verified."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com",
         .group = backends,
         .advanced = true},
        durationProperty(
            "cpu_per_request", FL_TR("load_balancer", "CPU per request"),
            FL_TR("load_balancer", "On an open connection. Measured with HAProxy 2.6 at full load: 0.020 ms on one core."),
            20 * microsecond, 0, 1e9, process, true),
        durationProperty("cpu_handshake_ecdsa", FL_TR("load_balancer", "CPU per handshake, ECDSA"),
                         FL_TR("load_balancer", "In addition, for each new TLS 1.3 connection. Measured: 0.43 ms."),
                         430 * microsecond, 0, 1e9, process, true),
        durationProperty("cpu_handshake_rsa", FL_TR("load_balancer", "CPU per handshake, RSA"),
                         FL_TR("load_balancer", "In addition, for each new TLS 1.3 connection. Measured: 0.89 ms."),
                         890 * microsecond, 0, 1e9, process, true),
        startUpProperty(90 * millisecond,
                        FL_TR("load_balancer", "From its restart until its port is open; measured: 0.08 to 0.1 s.")),
        backlogProperty(
            4096, FL_TR("load_balancer", "What the kernel accepts while it is frozen; the default of Linux for its sockets.")),
        addressProperty()};
}

}  // namespace

catalog::ComponentKind loadBalancerKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "load_balancer",
        .label = FL_TR("load_balancer", "Load balancer"),
        .help = FL_TR(
            "load_balancer",
            "Takes the requests of all clients and spreads them over the servers behind it, as HAProxy does in HTTP "
            "mode. It asks each server every interval whether it is well; one that fails often enough in a row is out until it "
            "passes "
            "again, and until then some requests run into the dead server and are tried elsewhere. With a certificate on it the "
            "encryption of the clients ends here. It has two weaknesses of its own: alone it is a single point of failure, and "
            "what "
            "it does not check it does not see."),
        .group = Group::Network,
        .namePrefix = "lb",
        .aliases = {"HAProxy", "reverse proxy", "load-balancer cluster", "load balancer cluster", "balancer", "ELB",
                    "round robin", "active-active", "active-passive", "distribution algorithm", "proxy", "LB"}};
    kind.software = {{.name = "HAProxy"},
                     {.name = "nginx as a load balancer", .values = {{"check", Value("none")}, {"retries", Value(1)}}}};
    kind.properties = balancerProperties();
    kind.ports = {{"https", FL_TR("load_balancer", "HTTPS"), PortRole::Traffic, PortDirection::In, "https", 443},
                  {"http", FL_TR("load_balancer", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 80},
                  {"backend", FL_TR("load_balancer", "HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"backend", FL_TR("load_balancer", "HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  certificatePort(),
                  guardPort(),
                  processPort()};
    kind.metrics = {{"sessions", FL_TR("load_balancer", "Open requests"), "", MetricSpec::Aggregation::Last, ""},
                    {"servers_up", FL_TR("load_balancer", "Servers up"), "", MetricSpec::Aggregation::Last, ""},
                    {"retries", FL_TR("load_balancer", "Retries"), "", MetricSpec::Aggregation::Last, ""},
                    {"redispatches", FL_TR("load_balancer", "Redispatches"), "", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<LoadBalancer>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
