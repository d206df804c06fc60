#include "model/kinds/database.h"

#include <algorithm>

/// What operators and failover managers do with a database: promote, demote, stop and start its threads, rejoin, rebuild, switch over.
namespace faultline::kinds {

using sim::CallClass;
using sim::Outcome;

const Database::Peer* Database::peer(Slot database) const {
    for (const Peer& known : m_peers)
        if (known.database == database) return &known;
    return nullptr;
}

SimTime Database::dumpTime() const {
    return m_config.dataSize / m_config.rebuildRate * second +
           m_config.dataSize % m_config.rebuildRate * second / m_config.rebuildRate;
}

bool Database::act(sim::Context& ctx, std::string_view verb, Problem& why) {
    const auto refuse = [&](Literal sentence) {
        why = Problem(Text(sentence));
        return false;
    };
    if (verb == "promote" || verb == "promote_now") return promote(ctx, verb == "promote", why);
    if (verb == "demote") {
        if (!isWritable()) return refuse(FL_TR("database", "it takes no writes as it is"));
        demote(ctx);
        return true;
    }
    if (verb == "rejoin") return startErrand(ctx, Errand::Rejoin, why);
    if (verb == "rebuild") return startErrand(ctx, Errand::Rebuild, why);
    const bool both = verb == "stop_replica" || verb == "start_replica";
    const bool stopping = verb.starts_with("stop_");
    const bool io = both || verb == "stop_io" || verb == "start_io", sql = both || verb == "stop_sql" || verb == "start_sql";
    if (!io && !sql && verb != "switchover") return false;
    if (!isReplica()) return refuse(FL_TR("database", "it is a primary: it has no replication threads"));
    if (verb == "switchover") return startErrand(ctx, Errand::SwitchOver, why);
    const bool isStopped = (!io || m_isIoStopped) && (!sql || m_isSqlStopped);
    const bool runs = (!io || (!m_isIoStopped && m_io != Io::Failed)) && (!sql || (!m_isSqlStopped && !m_sqlFailed));
    if (stopping ? isStopped : runs)
        return refuse(stopping ? FL_TR("database", "it is stopped already") : FL_TR("database", "it runs already"));
    if (stopping) {
        if (io && !m_isIoStopped) {
            stopReceiving(ctx);
            m_isIoStopped = true;
            ctx.event(db::ioStopped);
        }
        if (sql && !m_isSqlStopped) {
            m_isSqlStopped = true;
            ctx.event(db::sqlStopped);
        }
        return true;
    }
    const bool hadIo = !m_isIoStopped, hadSql = !m_isSqlStopped && !m_sqlFailed;
    if (io) startIo(ctx);
    if (sql) startSql(ctx);
    if (io && !hadIo) ctx.event(db::ioStarted);
    if (sql && !hadSql) ctx.event(db::sqlStarted);
    return true;
}

// --- promotion

bool Database::promote(sim::Context& ctx, bool drain, Problem& why) {
    const auto refuse = [&](Literal sentence) {
        why = Problem(Text(sentence));
        return false;
    };
    if (isWritable()) return refuse(FL_TR("database", "it is a primary already and takes writes"));
    if (m_promoting) return refuse(FL_TR("database", "it is being promoted already"));
    if (m_isRebuilding) return refuse(FL_TR("database", "it is being rebuilt"));
    if (drain && m_sqlFailed && m_relayCount > 0)
        return refuse(FL_TR("database", "its SQL thread stopped with an error: promote_now gives up what it has not applied"));
    m_promoting = true;
    if (isReplica()) {
        stopReceiving(ctx);
        m_isIoStopped = true;
        if (!drain) {
            dropRelayLog(ctx);
        } else if (m_isSqlStopped) {
            startSql(ctx);
        }
    }
    if (m_relayCount > 0) ctx.event(db::promoting);
    promoteIfDrained(ctx);
    return true;
}

void Database::promoteIfDrained(sim::Context& ctx) {
    if (m_errand == Errand::SwitchOver && m_errandCount > 0 && m_executed.count() >= m_errandCount) {
        Problem why;
        m_errandCount = 0;
        promote(ctx, true, why);
        return;
    }
    if (!m_promoting || m_relayCount > 0 || !m_appliers.empty()) return;
    // STOP REPLICA, RESET REPLICA ALL and SET GLOBAL read_only = 0 take their time.
    Call& task = ctx.begin(CallClass::Task);
    task.phase = BecomingPrimary;
    if (m_config.promoteTime > 0)
        ctx.delay(task, m_config.promoteTime);
    else
        onDelay(ctx, task);
}

void Database::becomePrimary(sim::Context& ctx) {
    if (!m_promoting) return;  // told otherwise meanwhile
    const Slot before = m_source;
    m_promoting = false;
    m_role = DbRole::Primary;
    m_readOnly = false;
    m_isIoStopped = m_isSqlStopped = false;
    m_diverged = 0;
    m_lastNumber = std::max(m_lastNumber, m_executed.last(ctx.self()));
    ctx.event(db::promoted);
    if (m_errand != Errand::SwitchOver) return;
    if (const Peer* old = peer(before)) send(ctx, *old, DbMessage::Follow, ctx.self(), 0, 0);
    endErrand(ctx, true);
}

/// SET GLOBAL super_read_only = ON: what is not committed yet is refused.
void Database::demote(sim::Context& ctx) {
    if (!isWritable()) return;
    m_readOnly = true;
    ctx.event(db::demoted);
}

/// CHANGE REPLICATION SOURCE; START REPLICA. What was received and not applied is kept by MySQL.
void Database::follow(sim::Context& ctx, Slot source) {
    if (!peer(source)) return;
    stopReceiving(ctx);
    if (m_config.mariaDb) dropRelayLog(ctx);  // CHANGE MASTER deletes the relay logs
    setRole(DbRole::Replica, true);
    m_isIoStopped = m_isSqlStopped = m_sqlFailed = false;
    m_follows = source;
    chooseSource();
    ctx.event(db::follows, {}, source);
    connect(ctx);
    apply(ctx);
}

// --- errands: work in several steps

bool Database::startErrand(sim::Context& ctx, Errand errand, Problem& why) {
    const auto refuse = [&](Literal sentence) {
        why = Problem(Text(sentence));
        return false;
    };
    if (m_errand != Errand::None || m_promoting) return refuse(FL_TR("database", "something is being done with it already"));
    if (m_peers.empty()) return refuse(FL_TR("database", "no replication link leads from or to it"));
    m_errandCount = 0;
    if (errand == Errand::SwitchOver) {
        if (m_io != Io::Connected) return refuse(FL_TR("database", "it is not connected to its source"));
        m_errand = errand;
        m_errandCalls = {send(ctx, {m_source, m_sourceRoute}, DbMessage::SetReadOnly, 0, 0, 0)};
        return true;
    }
    // Who is the primary now? The one told by name, else the writable one with the most transactions.
    m_errand = errand;
    m_errandSource = 0;
    m_errandCalls.clear();
    for (const Peer& other : m_peers) m_errandCalls.push_back(send(ctx, other, DbMessage::Status, 0, 0, 0));
    return true;
}

void Database::heardOnErrand(sim::Context& ctx, const Call& answer) {
    const bool well = answer.outcome == Outcome::Ok;
    switch (static_cast<DbMessage>(answer.tag)) {
        case DbMessage::SetReadOnly:
            if (!well) {
                endErrand(ctx, false, answer.cause);
                return;
            }
            m_errandCount = std::max<std::uint64_t>(1, answer.version);
            if (m_executed.count() >= m_errandCount) promoteIfDrained(ctx);
            return;
        case DbMessage::Status:
            if (well && (answer.data[0] & DbWritable) && (m_errandSource == 0 || answer.version > m_errandCount)) {
                m_errandSource = answer.callee;
                m_errandCount = answer.version;
            }
            if (!m_errandCalls.empty()) return;
            m_errandCount = 0;
            if (m_errandSource == 0) {
                endErrand(ctx, false, {&db::noPrimary, ctx.self(), 0});
                return;
            }
            if (m_errand == Errand::Rejoin) {
                follow(ctx, m_errandSource);
                endErrand(ctx, true);
                return;
            }
            stopReceiving(ctx);
            setRole(DbRole::Replica, true);
            m_follows = m_errandSource;
            chooseSource();
            m_isRebuilding = true;
            ctx.event(db::rebuildBegun, {}, m_errandSource);
            m_errandCalls = {send(ctx, *peer(m_errandSource), DbMessage::Dump, 0, static_cast<std::uint64_t>(dumpTime()), 0)};
            return;
        case DbMessage::Dump:
        case DbMessage::DumpedSet:
            if (well && peer(m_errandSource))
                receiveDump(ctx, answer);
            else
                endErrand(ctx, false, answer.cause);
            return;
        default:
            return;
    }
}

/// The dump has come; what transactions are in it is asked for one interval at a time.
void Database::receiveDump(sim::Context& ctx, const Call& answer) {
    std::uint32_t next = 0;
    if (static_cast<DbMessage>(answer.tag) == DbMessage::Dump) {
        m_dumped = GtidSet();
    } else if (answer.data[0] != 0) {
        m_dumped.add(answer.data[1], 1, answer.version);
        next = answer.key + 1;
    } else {
        dropRelayLog(ctx);
        m_executed = m_received = m_dumped;
        m_binlog.reset(m_executed);
        for (DumpThread& replica : m_replicas) {
            replica.connected = false;
            while (!replica.polls.isEmpty())
                ctx.answer(ctx.calls()[replica.polls.pop(ctx.calls())], Outcome::Aborted, {&db::unknownReplica, ctx.self(), 0});
        }
        m_replicas.clear();
        m_diverged = 0;
        m_sqlFailed = m_isIoStopped = m_isSqlStopped = m_isRebuilding = false;
        ctx.event(db::rebuilt, {}, m_errandSource);
        endErrand(ctx, true);
        connect(ctx);
        return;
    }
    m_errandCalls = {send(ctx, *peer(m_errandSource), DbMessage::DumpedSet, next, 0, 0)};
}

void Database::endErrand(sim::Context& ctx, bool well, const sim::Cause& cause) {
    for (const CallHandle call : m_errandCalls) ctx.abandon(call);
    m_errandCalls.clear();
    m_errand = Errand::None;
    m_errandCount = 0;
    m_isRebuilding = false;  // after a failure it serves what it has
    if (!well) ctx.event(db::rejoinFailed, cause);
}

}  // namespace faultline::kinds
