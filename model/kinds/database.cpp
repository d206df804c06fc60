#include "model/kinds/database.h"

#include "model/kinds/all_kinds.h"

#include <algorithm>
#include <cstring>

/// Life, statements and status of a database; see also database_source, database_replica, database_acts, database_kind.
namespace faultline::kinds {

using sim::CallClass;
using sim::Outcome;
using Severity = sim::EventType::Severity;

namespace db {
const sim::Reason readOnly{"read_only", FL_TR("database", "%1 is read-only (error 1290): it is a replica or told so")};
const sim::Reason tooMany{"max_connections", FL_TR("database", "%1 has max_connections in use (error 1040)")};
const sim::Reason errant{"errant_transactions",
                         FL_TR("database", "the replica has transactions that %1 does not have (error 1236): rebuild it")};
const sim::Reason purged{"binlog_purged", FL_TR("database", "%1 has purged binlogs the replica needs (error 1236): rebuild it")};
const sim::Reason unknownReplica{"connection_lost", FL_TR("database", "%1 does not know this connection any more")};
const sim::Reason clientGone{"replica_left", FL_TR("database", "the replica closed its connection to %1")};
const sim::Reason rebuilding{"rebuilding", FL_TR("database", "%1 is being rebuilt from a dump")};
const sim::Reason duplicateKey{
    "duplicate_key", FL_TR("database", "a row of its source has the key of a row that only %1 has (error 1062): rebuild it")};
const sim::Reason noPrimary{"no_primary", FL_TR("database", "%1 found no primary it could follow")};

const sim::EventType connected{"replication_connected", FL_TR("database", "%1 receives the binlog of %2"), Severity::Good};
const sim::EventType lost{"replication_lost", FL_TR("database", "%1 has lost the connection to its source %2"),
                          Severity::Warning};
const sim::EventType stopped{"replication_stopped", FL_TR("database", "replication of %1 from %2 stopped with an error"),
                             Severity::Bad};
const sim::EventType promoting{
    "promoting", FL_TR("database", "%1 applies the rest of its relay log before it becomes the primary"), Severity::Info};
const sim::EventType promoted{"promoted", FL_TR("database", "%1 is now a primary and takes writes"), Severity::Good};
const sim::EventType demoted{"demoted", FL_TR("database", "%1 takes no writes any more (super_read_only)"), Severity::Info};
const sim::EventType semiOff{
    "semi_sync_off",
    FL_TR("database",
          "%1 waited in vain for its replicas and goes on without them: what it acknowledges from now on can be lost"),
    Severity::Warning};
const sim::EventType semiOn{"semi_sync_on", FL_TR("database", "the replicas of %1 have caught up: it waits for them again"),
                            Severity::Good};
const sim::EventType applyStopped{"apply_stopped", FL_TR("database", "the SQL thread of %1 stopped with an error"),
                                  Severity::Bad};
const sim::EventType diverged{
    "diverged", FL_TR("database", "%1 has transactions that its source %2 lacks: the two are not the same any more"),
    Severity::Bad};
const sim::EventType ioStopped{"io_thread_stopped", FL_TR("database", "the IO thread of %1 was stopped: it receives nothing"),
                               Severity::Warning};
const sim::EventType ioStarted{"io_thread_started", FL_TR("database", "the IO thread of %1 was started"), Severity::Info};
const sim::EventType sqlStopped{"sql_thread_stopped", FL_TR("database", "the SQL thread of %1 was stopped: it applies nothing"),
                                Severity::Warning};
const sim::EventType sqlStarted{"sql_thread_started", FL_TR("database", "the SQL thread of %1 was started"), Severity::Info};
const sim::EventType relayDropped{
    "relay_log_dropped",
    FL_TR("database", "%1 dropped its relay log, as MariaDB does when both threads were stopped, and fetches it again"),
    Severity::Warning};
const sim::EventType follows{"follows", FL_TR("database", "%1 now follows %2"), Severity::Info};
const sim::EventType rejoinFailed{"operation_failed", FL_TR("database", "what was to be done with %1 could not be done"),
                                  Severity::Bad};
const sim::EventType rebuildBegun{"rebuild_begun", FL_TR("database", "%1 is filled anew from a dump of %2"), Severity::Info};
const sim::EventType rebuilt{"rebuilt", FL_TR("database", "%1 has the data of %2 again; what only it had is gone"),
                             Severity::Good};
}  // namespace db

void Database::readProperties(const Settings& values) {
    const DbConfig usual;
    m_config.role = values.value("role").toText() == "replica" ? DbRole::Replica : DbRole::Primary;
    m_config.readOnly = values.value("read_only").toBool(usual.readOnly);
    m_config.mariaDb = values.value("flavour").toText() == "mariadb";
    m_config.maxConnections = values.value("max_connections").toInt(usual.maxConnections);
    m_config.readCost = values.value("read_cost").toInt(usual.readCost);
    m_config.writeCost = values.value("write_cost").toInt(usual.writeCost);
    m_config.applyCost = values.value("apply_cost").toInt(usual.applyCost);
    m_config.connectionCost = values.value("connection_cost").toInt(usual.connectionCost);
    m_config.commitWait = values.value("commit_wait").toInt(usual.commitWait);
    m_config.writeBytes = values.value("write_size").toInt(usual.writeBytes);
    m_config.applyWait = values.value("apply_wait").toInt(usual.applyWait);
    m_config.connectRetry = values.value("connect_retry").toInt(usual.connectRetry);
    m_config.netTimeout = values.value("net_timeout").toInt(usual.netTimeout);
    m_config.source = static_cast<Slot>(values.value("source").toInt());
    const std::string& replication = values.value("replication").toText();
    m_config.replication = replication == "semi_sync"                    ? DbReplication::SemiSynchronous
                           : replication == "group" && !m_config.mariaDb ? DbReplication::Group
                                                                         : DbReplication::Asynchronous;
    m_config.expelTimeout = values.value("expel_timeout").toInt(usual.expelTimeout);
    m_config.semiTimeout = values.value("semi_sync_timeout").toInt(usual.semiTimeout);
    m_config.semiCount = values.value("semi_sync_wait_for").toInt(usual.semiCount);
    m_config.semiWaitsWithoutReplica = values.value("semi_sync_wait_no_replica").toBool(usual.semiWaitsWithoutReplica);
    m_config.acknowledges = values.value("semi_sync_replica").toBool(usual.acknowledges);
    m_config.sourceDelay = values.value("source_delay").toInt(usual.sourceDelay);
    m_config.applyWorkers = std::max<std::int64_t>(1, values.value("apply_workers").toInt(usual.applyWorkers));
    m_config.promoteTime = values.value("promote_time").toInt(usual.promoteTime);
    m_config.dataSize = values.value("data_size").toInt(usual.dataSize);
    m_config.rebuildRate = std::max<std::int64_t>(1, values.value("rebuild_rate").toInt(usual.rebuildRate));
    m_config.rowsClash = values.value("keys").toText() != "unique";
}

/// Whom it follows: who it was told at run time, else the property, else where its first replication link leads.
void Database::chooseSource() {
    m_source = 0;
    m_sourceRoute = sim::none;
    const Slot wanted = m_follows != 0 ? m_follows : m_config.source;
    const Peer* found = wanted != 0 ? peer(wanted) : nullptr;
    if (!found && !m_peers.empty()) found = &m_peers.front();
    if (!found) return;
    m_source = found->database;
    m_sourceRoute = found->route;
}

void Database::setRole(DbRole role, bool readOnly) {
    m_role = role;
    m_readOnly = readOnly || role == DbRole::Replica;
    m_promoting = false;
}

void Database::configure(sim::Context& ctx) {
    const DbConfig before = m_config;
    readProperties(ctx.values());
    const bool first = !m_isConfigured;
    m_isConfigured = true;
    if (first || m_config.role != before.role) {
        setRole(m_config.role, m_config.readOnly);
    } else if (m_config.readOnly != before.readOnly) {
        m_readOnly = m_config.readOnly || isReplica();
    }
    if (m_config.source != before.source || m_config.role != before.role) m_follows = 0;
    m_peers.clear();
    for (const sim::Wire& wire : ctx.setup().wires)
        if (std::strcmp(wire.port, "source") == 0 && wire.target != ctx.self() && !peer(wire.target))
            m_peers.push_back({wire.target, wire.route});
    const Slot source = m_source;
    chooseSource();
    m_statusTimer = ctx.timer(statusTimeout);
    m_netTimer = ctx.timer(m_config.netTimeout);
    m_dumpTimer = ctx.timer(dumpTime() + m_config.netTimeout);
    if (!m_running) return;
    if (m_config.replication != before.replication) startGroup(ctx);
    if (!waitsForReplicas()) {
        while (!m_awaiting.isEmpty()) finishWrite(ctx, ctx.calls()[m_awaiting.pop(ctx.calls())]);
        m_semiOn = true;
    }
    settleAcks(ctx);
    if (m_source != source || !isReplica()) stopReceiving(ctx);
    if (m_io == Io::Off || m_io == Io::Failed) connect(ctx);
    apply(ctx);
}

void Database::start(sim::Context& ctx) {
    m_running = true;
    startGroup(ctx);
    m_hasRun = true;
    // With GTIDs MariaDB drops the relay log when both threads start, and they do with the server.
    if (m_config.mariaDb && isReplica() && m_relayCount > 0) dropRelayLog(ctx);
    connect(ctx);
    apply(ctx);
}

void Database::stop(sim::Context&) {
    m_running = false;
    m_connections = m_committing = 0;
    m_pools.clear();
    m_replicas.clear();
    m_awaiting.clear();
    m_semiOn = true;
    m_io = Io::Off;
    m_handshakeCall = CallHandle();
    m_polls.clear();
    m_early.clear();
    m_retry = m_delay = sim::TimerId();
    m_connection = 0;
    m_appliers.clear();
    m_promoting = m_sqlFailed = false;
    m_isIoStopped = m_isSqlStopped = false;
    if (m_role == DbRole::Primary) m_readOnly = m_config.readOnly;  // SET GLOBAL does not outlive the process
    m_errand = Errand::None;
    m_errandCalls.clear();
    m_isRebuilding = m_isDiskFull = false;
    m_members.clear();
    m_pings.clear();
}

void Database::onCall(sim::Context& ctx, Call& call) {
    if (call.kind == CallClass::Replication) {
        serveReplica(ctx, call);
        return;
    }
    if (!takeConnection(call)) {
        ctx.answer(call, Outcome::DbTooManyConnections, {&db::tooMany, ctx.self(), 0});
        return;
    }
    const bool write = call.kind == CallClass::Write;
    if (m_isRebuilding || (write && !isWritable())) {
        endStatement(call);
        if (m_isRebuilding)
            ctx.answer(call, Outcome::DbError, {&db::rebuilding, ctx.self(), 0});
        else
            ctx.answer(call, Outcome::DbReadOnly, {&db::readOnly, ctx.self(), 0});
        return;
    }
    call.phase = write ? Writing : Reading;
    SimTime cost = write ? m_config.writeCost : m_config.readCost;
    if (call.has(Call::NewConnection)) cost += m_config.connectionCost;
    ctx.cpu(call, std::max<SimTime>(cost, 1));
}

void Database::onCpu(sim::Context& ctx, Call& call) {
    SimTime wait = 0;
    std::uint32_t operations = flushesPerCommit;
    switch (call.phase) {
        case Reading:
            endStatement(call);
            call.version = m_executed.count();
            ctx.answer(call, Outcome::Ok);
            return;
        case Writing:
            call.phase = Committing;
            // Those that come while others wait for the disk are written with them (group commit).
            operations = m_committing++ == 0 ? flushesPerCommit : 0;
            break;
        case Applying:
            call.phase = CommittingApplied;
            wait = m_config.applyWait;
            break;
        case Greeting:
            if (DumpThread* replica = find(call.caller); replica && replica->connected)
                ctx.answer(call, Outcome::Ok);
            else
                ctx.answer(call, Outcome::ConnectionReset, {&db::unknownReplica, ctx.self(), 0});
            return;
        case Administering:
            administer(ctx, call);
            return;
        default:
            return;
    }
    wait += ctx.diskTime(m_config.commitWait, operations);
    if (wait > 0)
        ctx.delay(call, wait);
    else
        onDelay(ctx, call);
}

void Database::onDelay(sim::Context& ctx, Call& call) {
    if (call.phase == Committing || call.phase == CommittingApplied) {
        // MySQL waits for somebody to make room on a full disk, and looks once a minute (reference manual, "How MySQL Handles a Full Disk").
        if (ctx.isDiskFull()) {
            m_isDiskFull = true;
            ctx.delay(call, minute);
            return;
        }
        m_isDiskFull = false;
        ctx.wroteToDisk(m_config.writeBytes);
    }
    switch (call.phase) {
        case Committing:
            --m_committing;
            commitWrite(ctx, call);
            break;
        case AwaitingAck:  // the first to lose patience is followed by all
            fallBack(ctx);
            break;
        case CommittingApplied:
            applied(ctx, call);
            break;
        case BecomingPrimary:
            ctx.finish(call, Outcome::Ok);
            becomePrimary(ctx);
            break;
        case Held:  // heartbeat
            if (DumpThread* replica = find(call.caller)) replica->polls.remove(ctx.calls(), call.index);
            call.data[0] = 0;
            ctx.answer(call, Outcome::Ok);
            break;
        case Dumping:
            ctx.answer(call, Outcome::Ok);
            break;
        default:
            break;
    }
}

void Database::onCallerGone(sim::Context& ctx, Call& call) {
    if (call.kind != CallClass::Replication && call.tag != 0)
        for (Pool& pool : m_pools)
            if (pool.application == call.caller) pool.open = std::max<std::int64_t>(0, pool.open - 1);  // it was closed with it
    if (call.phase != Held) return;  // a statement is carried out even if nobody reads its result
    if (DumpThread* replica = find(call.caller)) {
        replica->polls.remove(ctx.calls(), call.index);
        leave(ctx, *replica);
    }
    ctx.answer(call, Outcome::Aborted, {&db::clientGone, ctx.self(), 0});
}

void Database::onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t) {
    if (tag == GroupTimer) {
        groupRoundIsDue(ctx);
        return;
    }
    if (tag == DelayTimer) {
        m_delay = sim::TimerId();
        apply(ctx);
        return;
    }
    if (m_io != Io::Waiting) return;  // cancelled while it was frozen
    m_retry = sim::TimerId();
    connect(ctx);
}

// --- statements

std::int64_t Database::openConnections() const {
    std::int64_t open = m_connections + connectedReplicas();
    for (const Pool& pool : m_pools) open += pool.open;
    return open;
}

/// A statement of a pool (tag 1) says in `version` how many connections its application has open, with this one.
bool Database::takeConnection(const Call& call) {
    if (call.tag == 0) {
        if (openConnections() >= m_config.maxConnections) return false;
        ++m_connections;
        return true;
    }
    auto pool = std::find_if(m_pools.begin(), m_pools.end(), [&](const Pool& p) { return p.application == call.caller; });
    if (pool == m_pools.end()) pool = m_pools.insert(m_pools.end(), {call.caller, 0});
    const auto open = static_cast<std::int64_t>(call.version);
    if (call.has(Call::NewConnection) && openConnections() - pool->open + open > m_config.maxConnections) return false;
    pool->open = open;
    return true;
}

void Database::endStatement(const Call& call) {
    if (call.tag == 0) --m_connections;
}

void Database::commitWrite(sim::Context& ctx, Call& call) {
    if (!isWritable() || m_isRebuilding) {
        endStatement(call);
        ctx.answer(call, Outcome::DbReadOnly, {&db::readOnly, ctx.self(), 0});
        return;
    }
    const std::uint64_t number = ++m_lastNumber;
    const bool waits = awaitAck(ctx, call, number);
    commit(ctx, ctx.self(), number, stamp(ctx.now()));
    if (!waits) finishWrite(ctx, call);
}

/// The client is told that its write is done.
void Database::finishWrite(sim::Context& ctx, Call& call) {
    endStatement(call);
    const std::uint64_t number = call.data[0] | static_cast<std::uint64_t>(call.data[1]) << 32;
    if (!call.has(Call::Orphan)) m_acknowledged.add(ctx.self(), number, number);
    call.version = m_executed.count();
    ctx.answer(call, Outcome::Ok);
}

/// One transaction is in the data and in the binlog.
void Database::commit(sim::Context& ctx, Slot origin, std::uint64_t number, std::uint32_t when) {
    m_executed.add(origin, number, number);
    m_received.add(origin, number, number);
    m_binlog.append(origin, number, when);
    sendToReplicas(ctx);
    if (m_binlog.end() - m_binlog.first() > Binlog::keptAtLeast) {
        std::uint64_t needed = m_binlog.end();
        for (const DumpThread& replica : m_replicas) needed = std::min(needed, replica.cursor);
        m_binlog.purge(needed);
    }
}

// --- what people see

void Database::status(const sim::Context& ctx, sim::Status& status) const {
    const bool replica = isReplica();
    status.databaseRole = !replica ? (m_readOnly ? 3 : 1) : m_source != 0 ? 2 : 3;
    status.role = status.databaseRole == 1   ? FL_TR("database", "primary")
                  : status.databaseRole == 2 ? FL_TR("database", "replica")
                                             : FL_TR("database", "read-only");
    status.executed = m_executed.intervals();
    status.received = m_received.intervals();
    status.acknowledgedSet = m_acknowledged.intervals();
    status.acknowledged = m_acknowledged.count();
    status.queue = m_awaiting.size();
    if (replica) {
        status.secondsBehind = secondsBehind(ctx.now());
        status.transactionsBehind = static_cast<double>(m_relayCount);
    }
    const bool isSemi = m_config.replication == DbReplication::SemiSynchronous && !replica;
    status.metrics = {{"seconds_behind", status.secondsBehind},
                      {"transactions_behind", status.transactionsBehind},
                      {"connections", static_cast<double>(openConnections())},
                      {"semi_sync", isSemi && m_semiOn ? 1.0 : 0.0},
                      {"awaiting_ack", static_cast<double>(m_awaiting.size())}};
    const auto say = [&](bool failing, Literal why) {
        (failing ? status.failing : status.strained) = true;
        status.why = why;
    };
    if (m_isRebuilding)
        say(true, FL_TR("database", "it is being rebuilt from a dump and serves nobody"));
    else if (m_promoting)
        say(false, FL_TR("database", "it applies its relay log before it becomes the primary"));
    else if (!replica && m_readOnly && !m_config.readOnly)
        say(false, FL_TR("database", "it was told to take no writes"));
    else if (m_isDiskFull && ctx.hostMeasures().diskUsed >= ctx.hostMeasures().disk)
        say(true, FL_TR("database", "the disk of its server is full: writes wait until there is room"));
    else if (m_isMinority)
        say(true, FL_TR("database", "it reaches no majority of its group: writes wait"));
    else if (isSemi && !m_semiOn)
        say(false, FL_TR("database", "it no longer waits for its replicas: what it acknowledges can be lost"));
    else if (openConnections() >= m_config.maxConnections)
        say(false, FL_TR("database", "max_connections are in use"));
    else if (replica && m_source == 0)
        say(false, FL_TR("database", "it is a replica without a source"));
    else if (replica && m_io == Io::Failed)
        say(true, FL_TR("database", "replication stopped with error 1236: it must be rebuilt"));
    else if (replica && m_sqlFailed)
        say(true, FL_TR("database", "its SQL thread stopped with error 1062: it must be rebuilt"));
    else if (replica && m_isIoStopped)
        say(false, FL_TR("database", "its IO thread is stopped"));
    else if (replica && m_isSqlStopped)
        say(false, FL_TR("database", "its SQL thread is stopped"));
    else if (replica && m_io != Io::Connected)
        say(false, FL_TR("database", "its IO thread is not connected to its source"));
    else if (replica && m_diverged > 0)
        say(false, FL_TR("database", "it has transactions that its source lacks"));
    else if (replica && status.secondsBehind >= 10 &&
             status.secondsBehind > static_cast<double>(m_config.sourceDelay / second) + 9)
        say(false, FL_TR("database", "it is behind its source"));
}

void Database::hash(Fingerprint& print) const {
    print.add(static_cast<std::uint64_t>(m_role) | (m_readOnly ? 2u : 0u) | (m_promoting ? 4u : 0u) |
              (static_cast<std::uint64_t>(m_io) << 4) | (m_semiOn ? 256u : 0u) | (m_isIoStopped ? 512u : 0u) |
              (m_isSqlStopped ? 1024u : 0u) | (m_sqlFailed ? 2048u : 0u) | (m_isRebuilding ? 4096u : 0u));
    print.add(m_relayCount);
    print.add(static_cast<std::uint64_t>(m_connections));
    print.add(m_follows);
    for (const Member& member : m_members)
        print.add(member.database * 4ull + (member.isInView ? 2u : 0u) + (member.isWritable ? 1u : 0u));
    m_executed.hash(print);
    m_received.hash(print);
}

}  // namespace faultline::kinds
