#include "model/kinds/client_talk.h"
#include "model/kinds/load_balancer.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

const sim::EventType balancerEventCertificate{"certificate_refused", FL_TR("event", "Clients of %1 refuse its certificate %2"),
                                              sim::EventType::Severity::Bad};
/// A connection that finds the listen backlog full as well is not accepted: its SYN is sent again after a second, five times, and then
/// after twice as long each time (Linux since 6.5).
constexpr SimTime balancerSynPause = 1'024 * millisecond;
constexpr std::uint32_t balancerSteadySyns = 5;

bool balancerIsTls(Outcome outcome) {
    return outcome >= Outcome::TlsExpired && outcome <= Outcome::TlsUntrusted;
}

}  // namespace

// --- a client comes and goes

void LoadBalancer::onCall(Context& ctx, Call& call) {
    if (m_config.clients > 0 && m_connections >= m_config.clients)
        hold(ctx, call);
    else
        take(ctx, call);
}

/// The frontend has as many clients as it may: more wait where the kernel keeps them. HAProxy asks the kernel to keep no more than it
/// has places itself (the manual on `backlog`).
void LoadBalancer::hold(Context& ctx, Call& call) {
    if (m_backlog.size() <= std::min(ctx.setup().backlog, m_config.clients)) {
        call.phase = Backlogged;
        m_backlog.push(ctx.calls(), call.index);
        showQueue(ctx);
        return;
    }
    const std::uint32_t tries = call.phase == Outside ? call.data[0] + 1 : 0;
    call.phase = Outside;
    call.data[0] = tries;
    ctx.delay(call, balancerSynPause << (tries < balancerSteadySyns ? 0 : std::min(tries - balancerSteadySyns + 1, 6u)));
}

void LoadBalancer::admit(Context& ctx) {
    if (m_isAdmitting) return;
    m_isAdmitting = true;
    while (!m_backlog.isEmpty() && (m_config.clients == 0 || m_connections < m_config.clients)) {
        take(ctx, ctx.calls()[m_backlog.pop(ctx.calls())]);
        showQueue(ctx);
    }
    m_isAdmitting = false;
}

void LoadBalancer::take(Context& ctx, Call& call) {
    ++m_connections;
    call.phase = Accepting;
    SimTime work = m_config.requestCpu;
    if (!m_config.isTcp && call.has(Call::Tls) && call.has(Call::NewConnection))
        work += m_tls.handshake(call, m_config.ecdsaCpu, m_config.rsaCpu);
    if (work > 0)
        ctx.cpu(call, work);
    else
        onCpu(ctx, call);
}

void LoadBalancer::onCpu(Context& ctx, Call& call) {
    if (call.phase == Handshaking) {  // with its server
        if (Server* server = find(call.data[2]))
            send(ctx, call, *server, 0);
        else
            dispatch(ctx, call, -1);
        return;
    }
    if (m_config.isTcp) {
        if (call.has(Call::NewConnection))
            dispatch(ctx, call, -1);
        else
            resume(ctx, call);
        return;
    }
    if (call.has(Call::Tls) && call.has(Call::NewConnection)) {
        if (const auto refusal = m_tls.judge(call, ctx.date(), ctx.self())) {
            call.set(Call::Counted, false);  // it ended in the handshake: the log of the balancer knows no request
            if (!m_refused && m_tls.hasCertificate())
                ctx.event(balancerEventCertificate, refusal->cause, refusal->cause.component);
            m_refused = true;
            reply(ctx, call, refusal->outcome, refusal->cause);
            return;
        }
        m_refused = false;
    } else if (!call.has(Call::Tls) && m_config.plain == PlainHttp::Redirect) {
        reply(ctx, call, Outcome::Redirect, {});
        return;
    }
    if (const SimTime sending = sendingTime(call); sending > 0) {
        call.phase = Receiving;
        ctx.delay(call, m_config.httpRequest > 0 ? std::min(sending, m_config.httpRequest) : sending);
        return;
    }
    dispatch(ctx, call, -1);
}

/// In mode tcp a kept connection of a client has its own connection to one server.
void LoadBalancer::resume(Context& ctx, Call& call) {
    const auto session = m_sessions.find({call.caller, call.client});
    if (session == m_sessions.end()) {
        dispatch(ctx, call, -1);
        return;
    }
    Server* server = find(session->second.server);
    if (server != nullptr) {
        connectTo(ctx, call, *server, session->second.epoch);
        return;
    }
    m_sessions.erase(session);
    reply(ctx, call, Outcome::ConnectionReset, {&reason::sessionGone, ctx.self(), 0});
}

void LoadBalancer::reply(Context& ctx, Call& call, Outcome outcome, const Cause& cause) {
    if (!m_config.isTcp) sayKeptFor(call, m_config.keepAlive);
    ctx.answer(call, outcome, cause);
    --m_connections;
    if (!m_backlog.isEmpty()) admit(ctx);
}

/// An error of its own: a status of HTTP, or in mode tcp nothing but the end of the connection.
void LoadBalancer::refuse(Context& ctx, Call& call, Outcome outcome, const Cause& cause) {
    reply(ctx, call, m_config.isTcp ? Outcome::ConnectionReset : outcome, cause);
}

// --- to a server

void LoadBalancer::dispatch(Context& ctx, Call& call, int avoid) {
    if (m_usable == 0) {
        refuse(ctx, call, Outcome::Http503, {&reason::noServer, ctx.self(), 0});
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
        server.counters.queueMax = std::max(server.counters.queueMax, server.waiting.size());
    } else {
        call.phase = Queued;
        m_queue.push(ctx.calls(), call.index);
    }
    showQueue(ctx);
    ctx.delay(call, m_config.queue);
}

void LoadBalancer::connectTo(Context& ctx, Call& call, Server& server, std::uint32_t connection) {
    call.data[2] = server.slot;
    server.active.push(ctx.calls(), call.index);
    server.lastUse = ++m_uses;
    server.counters.session(ctx.now(), server.active.size());
    if (server.idle > 0 && !ctx.isOpen(server.route, server.idleEpoch)) server.idle = 0;  // it has seen them close
    const bool isReused = server.idle > 0 && !call.has(Call::NewConnection);
    if (m_config.isTcp || !server.isSecure || isReused || m_config.serverHandshakeCpu == 0) {
        send(ctx, call, server, connection);
        return;
    }
    call.phase = Handshaking;
    ctx.cpu(call, m_config.serverHandshakeCpu);
}

void LoadBalancer::send(Context& ctx, Call& call, Server& server, std::uint32_t connection) {
    call.phase = Sent;
    sim::CallSpec spec;
    spec.route = server.route;
    spec.kind = call.kind;
    spec.parent = ctx.handle(call);
    spec.connectTimeout = m_config.connect;
    spec.responseTimer = m_serverTimer;
    if (m_config.isTcp) {  // what the client says, TLS or not, is said to the server
        spec.tls = call.has(Call::Tls);
        spec.verify = call.has(Call::Verify);
        spec.version = call.version;
        spec.connection = connection;
    } else {
        spec.tls = server.isSecure;
        spec.verify = m_config.verify;
        spec.version = m_config.backendName;
        if (server.idle > 0 && !call.has(Call::NewConnection)) {  // `http-reuse safe`: not for the first request of a connection
            --server.idle;
            spec.connection = server.idleEpoch;
        }
    }
    const Call& sent = ctx.call(spec);
    call.data[0] = sent.index;
    call.data[1] = sent.generation;
}

/// Takes the request out of the account of the server it is at.
void LoadBalancer::leaveServer(Context& ctx, Call& call) {
    if (call.data[2] == 0) return;
    if (Server* server = find(call.data[2])) {
        server->active.remove(ctx.calls(), call.index);
        server->lastUse = ++m_uses;
    }
    call.data[2] = 0;
}

void LoadBalancer::onAnswer(Context& ctx, Call& answer) {
    if (answer.tag == checkTag) {
        const sim::CallHandle handle = ctx.handle(answer);
        const auto server =
            std::find_if(m_servers.begin(), m_servers.end(), [handle](const Server& s) { return s.check == handle; });
        if (server != m_servers.end()) checkEnded(ctx, *server, answer.outcome, answer.cause);
        return;
    }
    Call* call = ctx.find(answer.parent);
    if (call == nullptr) return;
    answered(ctx, *call, call->data[2], answer);
    serveQueue(ctx);
}

void LoadBalancer::answered(Context& ctx, Call& call, sim::Slot tried, const Call& answer) {
    const Outcome outcome = answer.outcome;
    const bool isHandshake = balancerIsTls(outcome);
    if (outcome == Outcome::ConnectionRefused || outcome == Outcome::ConnectionTimeout || outcome == Outcome::HostUnreachable ||
        (isHandshake && !m_config.isTcp)) {
        connectFailed(ctx, call, tried, answer);
        return;
    }
    leaveServer(ctx, call);
    if (outcome == Outcome::ConnectionReset || outcome == Outcome::Aborted || outcome == Outcome::ResponseTimeout)
        if (Server* server = find(tried)) ++server->counters.responseErrors;
    if (outcome == Outcome::ConnectionReset || outcome == Outcome::Aborted) {
        m_sessions.erase({call.caller, call.client});
        // Of a client that has asked before on this connection it just closes that, so that the client asks again (abort_keep_alive).
        if (!retryAnswered(ctx, call, tried, outcome))
            refuse(ctx, call, call.has(Call::NewConnection) ? Outcome::Http502 : Outcome::ConnectionReset, answer.cause);
    } else if (outcome == Outcome::ResponseTimeout) {
        m_sessions.erase({call.caller, call.client});
        if (!retryAnswered(ctx, call, tried, outcome)) refuse(ctx, call, Outcome::Http504, answer.cause);
    } else if (outcome == Outcome::Http500 || outcome == Outcome::Http502 || outcome == Outcome::Http503 ||
               outcome == Outcome::Http504) {
        if (!retryAnswered(ctx, call, tried, outcome)) reply(ctx, call, outcome, answer.cause);
    } else {
        Server* server = find(tried);
        if (m_config.isTcp) {
            if (server != nullptr && !isHandshake) m_sessions[{call.caller, call.client}] = {tried, answer.calleeEpoch};
        } else if (server != nullptr && outcome == Outcome::Ok && answer.calleeEpoch != 0) {
            if (server->idleEpoch != answer.calleeEpoch) server->idle = 0;
            server->idleEpoch = answer.calleeEpoch;
            ++server->idle;
        }
        call.version = answer.version;
        if (m_config.isTcp) call.data[0] = answer.data[0];  // what the server says of the connection
        reply(ctx, call, outcome, answer.cause);
    }
}

// --- again

/// Whether the retry that comes now may go to another server (`option redispatch`): the last one (or each N-th), each one of a server
/// that is down, and, where the algorithm does not bind a client to a server, each one while another server is up.
bool LoadBalancer::goesElsewhere(const Call& call, int tried) const {
    if (tried < 0) return true;
    if (!m_config.redispatch) return false;
    const Server& server = m_servers[static_cast<std::size_t>(tried)];
    const bool isDown = (m_config.check != CheckType::None && !server.health.isUp()) || server.admin == Server::Admin::Maint;
    const std::int64_t every =
        m_config.redispatchEvery > 0 ? m_config.redispatchEvery : std::int64_t{m_config.retries} + 1 + m_config.redispatchEvery;
    return isDown || (every > 0 && call.data[3] % every == 0) || (m_usable > 1 && m_config.balance != Balance::Source);
}

void LoadBalancer::connectFailed(Context& ctx, Call& call, sim::Slot tried, const Call& answer) {
    const Cause cause = answer.cause;
    if (Server* server = find(tried)) ++server->counters.connectErrors;
    if (call.data[3] >= m_config.retries) {
        leaveServer(ctx, call);
        refuse(ctx, call, Outcome::Http503, cause);
        return;
    }
    ++call.data[3];
    ++m_retried;
    const int index = indexOf(tried);
    if (index >= 0) ++m_servers[static_cast<std::size_t>(index)].counters.retries;
    const bool isElsewhere = goesElsewhere(call, index);
    // An error (not a timeout) would most likely come again at once: it waits, unless another server takes over.
    const bool waits = answer.outcome != Outcome::ConnectionTimeout && (!isElsewhere || m_usable <= 1);
    if (waits && !isElsewhere) {
        call.phase = PauseSame;  // and goes on counting for this server
        call.data[0] = tried;
        ctx.delay(call, std::min(second, m_config.connect));
        return;
    }
    leaveServer(ctx, call);
    if (waits) {
        call.phase = PauseOther;
        call.data[0] = tried;
        ctx.delay(call, std::min(second, m_config.connect));
    } else if (isElsewhere) {
        redispatched(index);
        dispatch(ctx, call, index);
    } else {
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
    }
}

void LoadBalancer::redispatched(int from) {
    ++m_redispatched;
    if (from >= 0) ++m_servers[static_cast<std::size_t>(from)].counters.redispatches;
}

/// Whether `retry-on` names this end of something that was sent already.
bool LoadBalancer::isRetried(Outcome outcome) const {
    const bool isServerError = outcome == Outcome::Http500 || outcome == Outcome::Http502 || outcome == Outcome::Http503 ||
                               outcome == Outcome::Http504;
    switch (m_config.retryOn) {
        case BalancerRetry::Connections: return false;
        case BalancerRetry::Timeouts: return outcome == Outcome::ResponseTimeout;
        case BalancerRetry::EmptyAnswers: return outcome == Outcome::ConnectionReset || outcome == Outcome::Aborted;
        case BalancerRetry::ServerErrors: return isServerError;
        case BalancerRetry::All: return true;
    }
    return false;
}

/// `retry-on response-timeout` or `all-retryable-errors`: what was sent already is sent again, without a pause.
bool LoadBalancer::retryAnswered(Context& ctx, Call& call, sim::Slot tried, Outcome outcome) {
    if (m_config.isTcp || !isRetried(outcome) || call.data[3] >= m_config.retries) return false;
    ++call.data[3];
    ++m_retried;
    const int index = indexOf(tried);
    if (index >= 0) ++m_servers[static_cast<std::size_t>(index)].counters.retries;
    if (goesElsewhere(call, index)) {
        redispatched(index);
        dispatch(ctx, call, index);
    } else {
        connectTo(ctx, call, m_servers[static_cast<std::size_t>(index)]);
    }
    return true;
}

void LoadBalancer::onDelay(Context& ctx, Call& call) {
    switch (call.phase) {
        case Outside:
            onCall(ctx, call);
            break;
        case Receiving:  // all of it has come, or not in time
            if (m_config.httpRequest > 0 && sendingTime(call) > m_config.httpRequest)
                reply(ctx, call, Outcome::Http4xx, {&reason::requestTimeout, ctx.self(), 0});
            else
                dispatch(ctx, call, -1);
            break;
        case Queued:
            m_queue.remove(ctx.calls(), call.index);
            showQueue(ctx);
            refuse(ctx, call, Outcome::Http503, {&reason::queueTimeout, ctx.self(), 0});
            break;
        case QueuedAtServer:
            if (Server* server = find(call.data[2])) server->waiting.remove(ctx.calls(), call.index);
            call.data[2] = 0;
            showQueue(ctx);
            refuse(ctx, call, Outcome::Http503, {&reason::queueTimeout, ctx.self(), 0});
            break;
        case PauseSame:
            leaveServer(ctx, call);
            if (Server* server = find(call.data[0])) {
                connectTo(ctx, call, *server);
                break;
            }
            [[fallthrough]];
        case PauseOther:
            redispatched(indexOf(call.data[0]));
            dispatch(ctx, call, indexOf(call.data[0]));
            break;
        default:
            break;
    }
}

/// `option abortonclose`: who has left is not served any more. Without it nobody looks before there is something to send.
void LoadBalancer::onCallerGone(Context& ctx, Call& call) {
    const Phase phase = static_cast<Phase>(call.phase);
    if (phase == Outside) {  // an unanswered SYN goes away with its sender
        ctx.cancelDelay(call);
        ctx.answer(call, Outcome::Aborted, {&reason::clientLeft, ctx.self(), 0});
        return;
    }
    // A request that is not all there is over when its sender goes.
    if (phase == Accepting || phase == Backlogged || (!m_config.abortOnClose && phase != Receiving)) return;
    ctx.cancelDelay(call);
    if (phase == Receiving) {
    } else if (phase == Queued) {
        m_queue.remove(ctx.calls(), call.index);
    } else if (phase == QueuedAtServer) {
        if (Server* server = find(call.data[2])) server->waiting.remove(ctx.calls(), call.index);
        call.data[2] = 0;
    } else {
        if (phase == Sent) ctx.abandon({call.data[0], call.data[1]});
        leaveServer(ctx, call);
    }
    showQueue(ctx);
    reply(ctx, call, Outcome::Aborted, {&reason::clientLeft, ctx.self(), 0});
    serveQueue(ctx);
}

// --- queues

void LoadBalancer::serveQueue(Context& ctx) {
    if (m_usable == 0) {
        while (!m_queue.isEmpty()) {
            Call& call = ctx.calls()[m_queue.pop(ctx.calls())];
            ctx.cancelDelay(call);
            refuse(ctx, call, Outcome::Http503, {&reason::noServer, ctx.self(), 0});
        }
        showQueue(ctx);
        return;
    }
    bool moved = false;
    for (Server& server : m_servers) {
        while (!server.waiting.isEmpty() && (server.maxconn == 0 || server.active.size() < server.maxconn)) {
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
    std::uint32_t waiting = m_queue.size() + m_backlog.size();
    for (const Server& server : m_servers) waiting += server.waiting.size();
    ctx.queued(waiting);
}

}  // namespace faultline::kinds
