#include "model/kinds/database.h"

#include <algorithm>

/// A database as the source of others: registering replicas, sending them the binlog, waiting for their acknowledgements.
namespace faultline::kinds {

using sim::Outcome;

std::int64_t Database::connectedReplicas() const {
    return std::count_if(m_replicas.begin(), m_replicas.end(), [](const DumpThread& r) { return r.connected; });
}

Database::DumpThread* Database::find(Slot replica) {
    for (DumpThread& known : m_replicas)
        if (known.replica == replica) return &known;
    return nullptr;
}

/// The connection to a replica is gone.
void Database::leave(sim::Context& ctx, DumpThread& replica) {
    if (!replica.connected) return;
    replica.connected = false;
    const bool hasEnough = acknowledgedBy(0) >= m_config.semiCount;
    if (m_config.replication == DbReplication::SemiSynchronous && !m_config.semiWaitsWithoutReplica && !hasEnough) fallBack(ctx);
}

void Database::serveReplica(sim::Context& ctx, Call& call) {
    if (call.has(Call::Orphan)) {
        ctx.answer(call, Outcome::Aborted, {&db::clientGone, ctx.self(), 0});
        return;
    }
    const auto message = static_cast<DbMessage>(call.tag);
    if (message >= DbMessage::Status) {
        call.phase = Administering;
        ctx.cpu(call, std::max<SimTime>(m_config.readCost + (call.has(Call::NewConnection) ? m_config.connectionCost : 0), 1));
        return;
    }
    DumpThread* replica = find(call.caller);
    if (message == DbMessage::Hello) {
        if (m_isRebuilding || openConnections() >= m_config.maxConnections) {
            const sim::Cause cause{m_isRebuilding ? &db::rebuilding : &db::tooMany, ctx.self(), 0};
            ctx.answer(call, Outcome::DbTooManyConnections, cause);
            return;
        }
        if (!replica) replica = &m_replicas.emplace_back();
        sim::CallQueue old = replica->polls;
        *replica = DumpThread();
        replica->replica = call.caller;
        replica->connected = true;
        replica->acknowledges = call.key != 0;
        replica->heartbeat = std::max<SimTime>(1, static_cast<SimTime>(call.version));
        replica->cursor = m_binlog.first();
        while (!old.isEmpty())
            ctx.answer(ctx.calls()[old.pop(ctx.calls())], Outcome::Aborted, {&db::unknownReplica, ctx.self(), 0});
        call.phase = Greeting;
        ctx.cpu(call, std::max<SimTime>(m_config.connectionCost, 1));
    } else if (!replica || !replica->connected) {
        ctx.answer(call, Outcome::ConnectionReset, {&db::unknownReplica, ctx.self(), 0});
    } else if (message == DbMessage::Has) {
        greet(ctx, call, *replica);
    } else {
        hold(ctx, call, *replica);
    }
}

void Database::greet(sim::Context& ctx, Call& call, DumpThread& replica) {
    const Slot origin = call.key;
    const std::uint64_t mine = m_executed.last(origin);
    call.data[0] = 0;
    if (call.version > mine) {
        // MySQL refuses a replica that has more of the source's own transactions than the source itself; others it accepts, and the
        // two diverge (Reference Manual 8.0, 17.1.3.3 and error 1236). MariaDB in gtid_strict_mode refuses any it does not have.
        if (m_config.mariaDb || origin == ctx.self()) {
            leave(ctx, replica);
            ctx.answer(call, Outcome::DbError, {&db::errant, ctx.self(), origin});
            return;
        }
        call.data[0] = static_cast<std::uint32_t>(std::min<std::uint64_t>(call.version - mine, 0xFFFFFFFF));
    }
    if (call.version > 0) replica.has.add(origin, 1, call.version);
    if (origin == ctx.self()) replica.acknowledged = call.version;
    ctx.answer(call, Outcome::Ok);
}

void Database::hold(sim::Context& ctx, Call& call, DumpThread& replica) {
    if (!replica.positioned || replica.cursor < m_binlog.first()) {
        replica.positioned = true;
        replica.cursor = m_binlog.first();
        for (const GtidSet::Interval& i : m_executed.intervals())
            if (replica.has.last(i.origin) < m_binlog.purged(i.origin)) {
                leave(ctx, replica);
                ctx.answer(call, Outcome::DbError, {&db::purged, ctx.self(), 0});
                return;
            }
    }
    replica.acknowledged = std::max(replica.acknowledged, call.version);
    call.data[0] = 0;
    if (replica.polls.isEmpty() && fill(replica, call)) {
        ctx.answer(call, Outcome::Ok);
    } else {
        call.phase = Held;
        replica.polls.push(ctx.calls(), call.index);
        ctx.delay(call, replica.heartbeat);
    }
    settleAcks(ctx);
}

/// Puts what the replica lacks next into the answer: transactions of one origin and second. False: it has all there is.
bool Database::fill(DumpThread& replica, Call& call) const {
    while (replica.cursor < m_binlog.end()) {
        const BinlogRun& run = m_binlog.run(replica.cursor);
        const std::uint64_t from = std::max(run.from, replica.has.last(run.origin) + 1);
        if (from <= run.to) {
            const std::uint64_t count = std::min(batchMost, run.to - from + 1);
            replica.has.add(run.origin, from, from + count - 1);
            call.version = from;
            call.data[0] = static_cast<std::uint32_t>(count);
            call.data[1] = run.origin;
            call.data[2] = run.second;
            call.key = ++replica.sent;
            return true;
        }
        if (replica.cursor + 1 >= m_binlog.end()) return false;  // the last run may still grow
        ++replica.cursor;
    }
    return false;
}

void Database::sendToReplicas(sim::Context& ctx) {
    for (DumpThread& replica : m_replicas)
        while (replica.connected && !replica.polls.isEmpty()) {
            Call& poll = ctx.calls()[replica.polls.front()];
            if (!fill(replica, poll)) break;
            replica.polls.pop(ctx.calls());
            ctx.answer(poll, Outcome::Ok);
        }
}

// --- semi-synchronous (AFTER_SYNC): what is in the binlog is acknowledged to the client when enough replicas have it

/// How many replicas that acknowledge at all have the source's own transactions up to `number`.
std::int64_t Database::acknowledgedBy(std::uint64_t number) const {
    return std::count_if(m_replicas.begin(), m_replicas.end(),
                         [&](const DumpThread& r) { return r.connected && r.acknowledges && r.acknowledged >= number; });
}

/// Notes the number of a write, and lets it wait for the replicas if they are waited for.
bool Database::awaitAck(sim::Context& ctx, Call& call, std::uint64_t number) {
    call.data[0] = static_cast<std::uint32_t>(number);
    call.data[1] = static_cast<std::uint32_t>(number >> 32);
    if (!waitsForReplicas() || !m_semiOn || acksNeeded() == 0) return false;
    const bool isGroup = m_config.replication == DbReplication::Group;
    if (!isGroup && !m_config.semiWaitsWithoutReplica && acknowledgedBy(0) < m_config.semiCount) {
        fallBack(ctx);
        return false;
    }
    call.phase = AwaitingAck;
    m_awaiting.push(ctx.calls(), call.index);
    if (!isGroup) ctx.delay(call, std::max<SimTime>(1, m_config.semiTimeout));
    return true;
}

void Database::settleAcks(sim::Context& ctx) {
    while (!m_awaiting.isEmpty()) {
        Call& call = ctx.calls()[m_awaiting.front()];
        const std::uint64_t number = call.data[0] | static_cast<std::uint64_t>(call.data[1]) << 32;
        if (acknowledgedBy(number) < acksNeeded()) return;
        m_awaiting.pop(ctx.calls());
        finishWrite(ctx, call);
    }
    if (m_semiOn || m_config.replication != DbReplication::SemiSynchronous) return;
    if (acknowledgedBy(m_lastNumber) < m_config.semiCount) return;
    m_semiOn = true;
    ctx.event(db::semiOn);
}

/// Rpl_semi_sync_source_status becomes OFF: all that wait are told their write is done, and nobody waits until a replica has all.
void Database::fallBack(sim::Context& ctx) {
    if (m_semiOn) ctx.event(db::semiOff);
    m_semiOn = false;
    while (!m_awaiting.isEmpty()) finishWrite(ctx, ctx.calls()[m_awaiting.pop(ctx.calls())]);
}

// --- for operators, failover managers and other databases

void Database::administer(sim::Context& ctx, Call& call) {
    Problem why;
    switch (static_cast<DbMessage>(call.tag)) {
        case DbMessage::Status:
            call.data[0] = (isWritable() ? DbWritable : 0u) | (isReplica() ? DbIsReplica : 0u) |
                           (m_io == Io::Connected ? DbReceives : 0u) | (m_promoting ? DbIsPromoting : 0u) |
                           (m_isIoStopped ? 0u : DbIoConfigured);
            call.data[1] = m_source;
            call.version = m_received.count();
            break;
        case DbMessage::SetReadOnly:
            demote(ctx);
            call.version = m_executed.count();
            break;
        case DbMessage::Promote:
        case DbMessage::PromoteNow:
            promote(ctx, static_cast<DbMessage>(call.tag) == DbMessage::Promote, why);
            break;
        case DbMessage::Reconnect:
            if (isReplica() && m_io == Io::Connected) {
                stopReceiving(ctx);
                connect(ctx);
            }
            break;
        case DbMessage::Follow:
            follow(ctx, call.key);
            break;
        case DbMessage::Dump:
            call.phase = Dumping;
            ctx.delay(call, std::max<SimTime>(1, static_cast<SimTime>(call.version)));
            return;
        case DbMessage::DumpedSet: {
            const auto& all = m_executed.intervals();
            call.data[0] = call.key < all.size() ? 1 : 0;
            if (call.data[0] != 0) {
                call.data[1] = all[call.key].origin;
                call.version = all[call.key].to;
            }
            break;
        }
        default:
            break;
    }
    ctx.answer(call, Outcome::Ok);
}

}  // namespace faultline::kinds
