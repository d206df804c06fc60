#include "model/kinds/database.h"

#include <algorithm>

/// A database as a replica: the IO thread that receives, the relay log, and the SQL thread (or several) that applies.
namespace faultline::kinds {

using sim::CallClass;
using sim::Outcome;

// --- the IO thread

Database::CallHandle Database::send(sim::Context& ctx, const Peer& to, DbMessage message, std::uint32_t key,
                                    std::uint64_t version, std::uint32_t epoch) {
    sim::CallSpec spec;
    spec.route = to.route;
    spec.kind = CallClass::Replication;
    spec.connectTimeout = m_config.netTimeout;  // MySQL uses replica_net_timeout for both
    spec.responseTimer = message == DbMessage::Dump ? m_dumpTimer : m_netTimer;
    if (message == DbMessage::Status) {
        spec.connectTimeout = statusTimeout;
        spec.responseTimer = m_statusTimer;
    }
    spec.connection = epoch;
    spec.tag = static_cast<std::uint16_t>(message);
    spec.key = key;
    spec.version = version;
    return ctx.handle(ctx.call(spec));
}

void Database::connect(sim::Context& ctx) {
    if (!isReplica() || m_promoting || m_source == 0 || m_isIoStopped || m_isRebuilding) return;
    ctx.cancel(m_retry);
    m_io = Io::Connecting;
    m_connection = 0;
    m_taken = 0;
    m_early.clear();
    m_handshakes.clear();
    for (const GtidSet::Interval& i : m_received.intervals()) {
        if (!m_handshakes.empty() && m_handshakes.back().first == i.origin)
            m_handshakes.back().second = i.to;
        else
            m_handshakes.push_back({i.origin, i.to});
    }
    m_handshake = 0;
    m_diverged = 0;
    const auto heartbeat = static_cast<std::uint64_t>(std::max<SimTime>(m_config.netTimeout / 2, 1));
    m_handshakeCall = send(ctx, {m_source, m_sourceRoute}, DbMessage::Hello, m_config.acknowledges ? 1 : 0, heartbeat, 0);
}

/// Says what it has, one origin a message; after the last it asks for more.
void Database::sendHandshake(sim::Context& ctx) {
    if (m_handshake < m_handshakes.size()) {
        const auto& [origin, last] = m_handshakes[m_handshake++];
        m_handshakeCall = send(ctx, {m_source, m_sourceRoute}, DbMessage::Has, origin, last, m_connection);
        return;
    }
    m_io = Io::Connected;
    ctx.event(db::connected, {}, m_source);
    if (m_diverged > 0) ctx.event(db::diverged, {}, m_source);
    while (m_polls.size() < pollsMost) sendPoll(ctx);
}

void Database::sendPoll(sim::Context& ctx) {
    m_polls.push_back(send(ctx, {m_source, m_sourceRoute}, DbMessage::Poll, 0, m_received.last(m_source), m_connection));
}

void Database::onAnswer(sim::Context& ctx, Call& answer) {
    const CallHandle handle = ctx.handle(answer);
    const auto errand = std::find(m_errandCalls.begin(), m_errandCalls.end(), handle);
    if (errand != m_errandCalls.end()) {
        m_errandCalls.erase(errand);
        heardOnErrand(ctx, answer);
        return;
    }
    const auto ping = std::find_if(m_pings.begin(), m_pings.end(), [&](const Ping& p) { return p.call == handle; });
    if (ping != m_pings.end()) {
        m_pings.erase(ping);
        heardOfMember(ctx, answer);
        return;
    }
    const auto poll = std::find(m_polls.begin(), m_polls.end(), handle);
    if (poll != m_polls.end())
        m_polls.erase(poll);
    else if (handle == m_handshakeCall)
        m_handshakeCall = CallHandle();
    else
        return;
    if (answer.outcome == Outcome::Ok)
        heardFromSource(ctx, answer);
    else
        lostSource(ctx, answer);
}

void Database::heardFromSource(sim::Context& ctx, Call& answer) {
    m_connection = answer.calleeEpoch;
    if (m_io == Io::Connecting) {
        if (static_cast<DbMessage>(answer.tag) == DbMessage::Has) m_diverged += answer.data[0];
        sendHandshake(ctx);
        return;
    }
    if (answer.data[0] > 0) {
        m_early.push_back({answer.key, answer.data[1], answer.data[2], answer.version, answer.data[0]});
        // What overtook something on the way waits for it, as TCP has it.
        for (std::size_t i = 0; i < m_early.size();) {
            if (m_early[i].number != m_taken + 1) {
                ++i;
                continue;
            }
            const Batch batch = m_early[i];
            m_early.erase(m_early.begin() + static_cast<std::ptrdiff_t>(i));
            ++m_taken;
            take(ctx, batch);
            i = 0;
        }
    }
    sendPoll(ctx);
}

void Database::lostSource(sim::Context& ctx, const Call& answer) {
    const bool wasConnected = m_io == Io::Connected;
    hangUp(ctx);
    if (answer.outcome == Outcome::DbError) {
        m_io = Io::Failed;
        ctx.event(db::stopped, answer.cause, m_source);
    } else if (wasConnected) {  // MySQL tries again at once, then every connect_retry
        m_io = Io::Off;
        ctx.event(db::lost, answer.cause, m_source);
        connect(ctx);
    } else {
        m_io = Io::Waiting;
        const bool isGroup = m_config.replication == DbReplication::Group;
        m_retry = ctx.after(isGroup ? std::min<SimTime>(m_config.connectRetry, second) : m_config.connectRetry, RetryTimer);
    }
}

/// Closes the connection to the source.
void Database::hangUp(sim::Context& ctx) {
    ctx.abandon(m_handshakeCall);
    for (const CallHandle poll : m_polls) ctx.abandon(poll);
    m_handshakeCall = CallHandle();
    m_polls.clear();
    m_early.clear();
    m_connection = 0;
}

void Database::stopReceiving(sim::Context& ctx) {
    hangUp(ctx);
    ctx.cancel(m_retry);
    m_retry = sim::TimerId();
    m_io = Io::Off;
}

/// Writes what was received into the relay log.
void Database::take(sim::Context& ctx, const Batch& batch) {
    const std::uint64_t to = batch.from + batch.count - 1;
    const std::uint64_t from = std::max(batch.from, m_received.last(batch.origin) + 1);
    if (from > to) return;
    m_received.add(batch.origin, from, to);
    m_relayCount += to - from + 1;
    if (m_relayHead < m_relay.size() && m_relay.back().origin == batch.origin && m_relay.back().second == batch.second &&
        m_relay.back().to + 1 == from)
        m_relay.back().to = to;
    else
        m_relay.push_back({batch.origin, batch.second, from, to});
    apply(ctx);
}

// --- the SQL thread

/// The first transaction in the relay log that no applier has.
bool Database::nextToApply(Applier& next) const {
    std::uint64_t skip = m_appliers.size();
    if (skip >= m_relayCount) return false;
    for (std::size_t i = m_relayHead; i < m_relay.size(); ++i) {
        const BinlogRun& run = m_relay[i];
        if (skip < run.size()) {
            next = {CallHandle(), run.origin, run.second, run.from + skip, false};
            return true;
        }
        skip -= run.size();
    }
    return false;
}

/// Gives the appliers what there is to do.
void Database::apply(sim::Context& ctx) {
    if (!m_running || m_isSqlStopped || m_sqlFailed || m_isRebuilding) return;
    Applier next;
    while (m_appliers.size() < static_cast<std::size_t>(m_config.applyWorkers) && nextToApply(next)) {
        const SimTime due = stamped(next.second) + m_config.sourceDelay;
        if (m_config.sourceDelay > 0 && ctx.now() < due) {
            ctx.cancel(m_delay);
            m_delay = ctx.after(due - ctx.now(), DelayTimer);
            return;
        }
        if (m_diverged > 0 && m_config.rowsClash) {
            m_sqlFailed = true;
            ctx.event(db::applyStopped, {&db::duplicateKey, ctx.self(), 0});
            return;
        }
        Call& task = ctx.begin(CallClass::Task);
        next.task = ctx.handle(task);
        m_appliers.push_back(next);
        task.phase = Applying;
        ctx.cpu(task, std::max<SimTime>(m_config.applyCost, 1));
    }
}

/// An applier has done its transaction; they are committed in the order of the relay log (replica_preserve_commit_order).
void Database::applied(sim::Context& ctx, Call& task) {
    const CallHandle handle = ctx.handle(task);
    for (Applier& applier : m_appliers)
        if (applier.task == handle) {
            applier.done = true;
            applier.task = CallHandle();
        }
    ctx.finish(task, Outcome::Ok);
    while (!m_appliers.empty() && m_appliers.front().done) commitHead(ctx);
    apply(ctx);
    promoteIfDrained(ctx);
}

void Database::commitHead(sim::Context& ctx) {
    const Applier head = m_appliers.front();
    m_appliers.erase(m_appliers.begin());
    BinlogRun& run = m_relay[m_relayHead];
    if (++run.from > run.to && ++m_relayHead * 2 > m_relay.size()) {
        m_relay.erase(m_relay.begin(), m_relay.begin() + static_cast<std::ptrdiff_t>(m_relayHead));
        m_relayHead = 0;
    }
    --m_relayCount;
    commit(ctx, head.origin, head.number, head.second);
}

void Database::startIo(sim::Context& ctx) {
    if (m_config.mariaDb && m_isSqlStopped && m_isIoStopped) dropRelayLog(ctx);
    m_isIoStopped = false;
    if (m_io == Io::Off || m_io == Io::Failed) connect(ctx);
}

void Database::startSql(sim::Context& ctx) {
    if (m_config.mariaDb && m_isSqlStopped && m_isIoStopped) dropRelayLog(ctx);
    m_isSqlStopped = m_sqlFailed = false;
    apply(ctx);
}

/// With GTIDs MariaDB throws the relay log away when both threads were stopped and one is started again, and wants to fetch it anew
/// (measured; MySQL keeps it).
void Database::dropRelayLog(sim::Context& ctx) {
    if (m_relayCount > 0) ctx.event(db::relayDropped);
    m_relay.clear();
    m_relayHead = 0;
    m_relayCount = 0;
    m_received = m_executed;
    for (const Applier& applier : m_appliers)
        if (Call* task = ctx.find(applier.task)) ctx.finish(*task, Outcome::Aborted);
    m_appliers.clear();
}

/// Seconds_Behind_Source as SHOW REPLICA STATUS reckons it: the clock less the time stamp of the event being applied, in whole
/// seconds; NULL (-1) without a SQL thread. MySQL 8.0 (Reference Manual, 13.7.7.35): 0 when the relay log is used up and the IO thread
/// is connected, NULL when it is used up and the IO thread is not. MariaDB 10.11: NULL whenever the IO thread is not connected.
double Database::secondsBehind(SimTime now) const {
    if (m_isSqlStopped || m_sqlFailed || m_isRebuilding) return -1;
    if (m_config.mariaDb && m_io != Io::Connected) return -1;
    if (m_relayCount == 0) return m_io == Io::Connected ? 0 : -1;
    return std::max(0.0, static_cast<double>(stamp(now)) - static_cast<double>(m_relay[m_relayHead].second));
}

}  // namespace faultline::kinds
