#include "model/kinds/load_balancer.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

using CheckSeverity = sim::EventType::Severity;
const sim::EventType balancerEventDown{"server_down", FL_TR("event", "%1 takes %2 out: its health checks fail"),
                                       CheckSeverity::Bad};
const sim::EventType balancerEventUp{"server_up", FL_TR("event", "%1 uses %2 again: its health checks pass"),
                                     CheckSeverity::Good};
const sim::EventType balancerEventEmpty{"no_server_left", FL_TR("event", "%1 has no server left"), CheckSeverity::Bad};

}  // namespace

/// The checks of one interval do not all go out at once.
void LoadBalancer::spreadChecks(Context& ctx) {
    const auto count = static_cast<SimTime>(m_servers.size());
    SimTime place = 0;
    for (Server& server : m_servers) scheduleCheck(ctx, server, m_config.inter * place++ / count);
}

void LoadBalancer::stopChecking(Context& ctx, Server& server) {
    ctx.cancel(server.nextCheck);
    ctx.cancel(server.checkDeadline);
    ctx.abandon(server.check);
    server.check = {};
}

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
    if (tag == WarmUp) {
        warmUp(ctx, *server);
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
    if (m_config.checksStuck) {
        scheduleCheck(ctx, server, m_config.inter);
        return;
    }
    ctx.abandon(server.check);
    sim::CallSpec spec;
    spec.route = server.route;
    spec.kind = CallClass::HealthCheck;
    // How deep it goes, as the web and application servers read it.
    spec.key = m_config.check == CheckType::App        ? 1
               : m_config.check == CheckType::AppRead  ? 2
               : m_config.check == CheckType::AppWrite ? 3
                                                       : 0;
    spec.tls = server.isSecure || m_config.check == CheckType::Ssl;
    spec.connectOnly = m_config.check == CheckType::Tcp;
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
    bool passed = outcome == Outcome::Ok || outcome == Outcome::Redirect;
    if (m_config.check == CheckType::Ssl)  // what is said after the handshake does not count
        passed = passed || (outcome >= Outcome::Http4xx && outcome <= Outcome::Http504);
    if (!passed) ++server.counters.checksFailed;
    const bool turned = server.health.add(passed);
    scheduleCheck(ctx, server, interval(server));  // after the end of this one
    if (!turned) return;
    server.counters.changed = ctx.now();
    if (passed) {
        if (server.counters.downSince >= 0) server.counters.downtime += ctx.now() - server.counters.downSince;
        server.counters.downSince = -1;
        ctx.event(balancerEventUp, {}, server.slot);
        beginSlowStart(ctx, server);
        refreshRing(ctx.now());
        serveQueue(ctx);
    } else {
        wentDown(ctx, server, cause);
    }
}

/// `inter` while it is fully up, `downinter` while it is down for sure, `fastinter` on the way from one to the other.
SimTime LoadBalancer::interval(const Server& server) const {
    const SimTime other = server.health.isFull()    ? 0
                          : server.health.isLow() ? m_config.downInter
                                                    : m_config.fastInter;
    return other > 0 ? other : m_config.inter;
}

/// One that comes back gets its share little by little; not when the balancer itself starts.
void LoadBalancer::beginSlowStart(Context& ctx, Server& server) {
    if (m_config.slowStart <= 0 || !isDynamic()) return;
    server.upSince = ctx.now();
    ctx.cancel(server.warmUp);
    server.warmUp = ctx.after(std::max(second, m_config.slowStart / 20), WarmUp, server.slot);
}

void LoadBalancer::warmUp(Context& ctx, Server& server) {
    server.warmUp = {};
    if (server.upSince < 0) return;
    if (m_config.slowStart <= 0 || ctx.now() >= server.upSince + m_config.slowStart)
        server.upSince = -1;
    else
        server.warmUp = ctx.after(std::max(second, m_config.slowStart / 20), WarmUp, server.slot);
    refreshRing(ctx.now());
    serveQueue(ctx);
}

void LoadBalancer::wentDown(Context& ctx, Server& server, const Cause& cause) {
    ctx.event(balancerEventDown, cause, server.slot);
    ++server.counters.timesDown;
    server.counters.downSince = ctx.now();
    server.idle = 0;
    server.upSince = -1;
    refreshRing(ctx.now());
    if (m_usable == 0) ctx.event(balancerEventEmpty, {&reason::noServer, ctx.self(), 0});
    if (m_config.shutdownOnDown) cutSessions(ctx, server);
    for (std::uint32_t left = server.waiting.size(); left > 0; --left) {
        Call& call = ctx.calls()[server.waiting.pop(ctx.calls())];
        ctx.cancelDelay(call);
        call.data[2] = 0;
        dispatch(ctx, call, -1);
    }
    serveQueue(ctx);
}

/// `on-marked-down shutdown-sessions`.
void LoadBalancer::cutSessions(Context& ctx, Server& server) {
    const sim::Slot slot = server.slot;
    std::erase_if(m_sessions, [slot](const auto& entry) { return entry.second.server == slot; });
    while (!server.active.isEmpty()) {
        Call& call = ctx.calls()[server.active.front()];
        leaveServer(ctx, call);
        if (call.phase == Sent) ctx.abandon({call.data[0], call.data[1]});
        refuse(ctx, call, Outcome::Http502, {&reason::sessionShut, slot, 0});
    }
}

}  // namespace faultline::kinds
