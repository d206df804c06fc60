#include "model/kinds/app_server.h"

/// How an application server changes to another version of its files.
namespace faultline::kinds {

using sim::Outcome;

namespace {
const sim::Reason appReplaced{"deploying", FL_TR("app_server", "%1 is being restarted with another version")};
const sim::EventType appDeploying{"deploying", FL_TR("app_server", "%1 changes to version %2"), sim::EventType::Severity::Info};
const sim::EventType appDeployed{"deployed", FL_TR("app_server", "%1 runs version %2"), sim::EventType::Severity::Good};
}  // namespace

bool AppServer::act(sim::Context& ctx, std::string_view verb, Problem& why) {
    const auto refuse = [&](Literal sentence) {
        why = Problem(Text(sentence));
        return false;
    };
    if (verb != "deploy" && verb != "rollback") return false;
    if (m_deploying) return refuse(FL_TR("app_server", "another version is being rolled out already"));
    if (verb == "deploy") {
        if (m_wanted.files == 0) return refuse(FL_TR("app_server", "it has no application files"));
        deploy(ctx, m_wanted);
        return true;
    }
    if (m_previous.files == 0) return refuse(FL_TR("app_server", "it has run no other version before"));
    deploy(ctx, m_previous);
    return true;
}

void AppServer::deploy(sim::Context& ctx, const Release& release) {
    m_next = release;
    ctx.event(appDeploying, {}, 0, release.version);
    if (m_deploying) return;  // what is under way ends with the newest
    m_deploying = true;
    m_renewed = m_away = 0;
    m_busyOld = m_busy;
    // Everything in work belongs to the version that runs.
    for (std::uint32_t i = 0; i < ctx.calls().size(); ++i) {
        Call& call = ctx.calls()[i];
        if (call.callee == ctx.self() && call.state == sim::CallState::AtCallee && call.phase >= Working)
            call.data[2] |= OldRelease;
    }
    switch (m_config.deploy) {
        case AppDeploy::StopAll:
            stopAll(ctx);
            [[fallthrough]];
        case AppDeploy::Graceful:
            ctx.after(m_config.restartTime, DeployTimer);
            break;
        case AppDeploy::Rolling:
            takeWorkersAway(ctx);
            break;
    }
    publish(ctx);
}

/// Rolling: as many old workers that have nothing to do as may be away at once go and come back with the new version.
void AppServer::takeWorkersAway(sim::Context& ctx) {
    if (m_config.deploy != AppDeploy::Rolling) return;
    while (m_away < m_config.deployBatch && m_config.workers - m_renewed - m_away > m_busyOld) {
        ++m_away;
        ctx.after(m_config.restartTime, DeployTimer);
    }
}

void AppServer::workersAreBack(sim::Context& ctx) {
    if (!m_deploying) return;
    if (m_config.deploy != AppDeploy::Rolling || m_away == 0) {
        finishDeploy(ctx);
        return;
    }
    --m_away;
    ++m_renewed;
    if (m_renewed >= m_config.workers && m_busyOld == 0) {
        finishDeploy(ctx);
        return;
    }
    takeWorkersAway(ctx);
    startWaiting(ctx);
    publish(ctx);
}

void AppServer::finishDeploy(sim::Context& ctx) {
    m_outgoing = m_release;
    if (!(m_release == m_next)) m_previous = m_release;
    m_release = m_next;
    m_deploying = m_isDown = false;
    m_renewed = m_away = m_busyOld = 0;
    ctx.event(appDeployed, {}, 0, m_release.version);
    startWaiting(ctx);
    publish(ctx);
}

/// The whole process goes: what it worked on and what waited for it loses its connection, and nothing listens until it is back.
void AppServer::stopAll(sim::Context& ctx) {
    m_isDown = true;
    std::vector<std::uint32_t> held;
    while (!m_queue.isEmpty()) held.push_back(m_queue.pop(ctx.calls()));
    while (!m_outside.isEmpty()) held.push_back(m_outside.pop(ctx.calls()));
    for (Pool& pool : m_pools)
        while (!pool.waiting.isEmpty()) pool.waiting.pop(ctx.calls());
    while (m_resolver.waiting() > 0) m_resolver.next(ctx);
    for (std::uint32_t i = 0; i < ctx.calls().size(); ++i) {
        const Call& call = ctx.calls()[i];
        if (call.callee == ctx.self() && call.state == sim::CallState::AtCallee && call.phase >= Working) held.push_back(i);
    }
    for (const std::uint32_t i : held) {
        Call& call = ctx.calls()[i];
        if (call.phase >= Working) ctx.abandon({call.data[0], call.data[1]});
        ctx.answer(call, Outcome::ConnectionReset, {&appReplaced, ctx.self(), 0});
    }
    m_busy = m_busyOld = 0;
    m_pools.clear();
    m_cacheEpoch = 0;
    m_overflowed = false;
}

}  // namespace faultline::kinds
