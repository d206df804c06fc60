#include "model/kinds/all_kinds.h"
#include "model/kinds/gtid_set.h"
#include "model/kinds/parts.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::CallHandle;
using sim::Outcome;
using sim::Slot;
using Severity = sim::EventType::Severity;

const sim::Reason dbReadOnly{"read_only", FL_TR("database", "%1 is read-only (error 1290): it is a replica or told so")};
const sim::Reason dbTooMany{"max_connections", FL_TR("database", "%1 has max_connections in use (error 1040)")};
const sim::Reason dbErrant{"errant_transactions",
                           FL_TR("database", "the replica has transactions that %1 does not have (error 1236): rebuild it")};
const sim::Reason dbPurged{"binlog_purged",
                           FL_TR("database", "%1 has purged binlogs the replica needs (error 1236): rebuild it")};
const sim::Reason dbUnknownReplica{"connection_lost", FL_TR("database", "%1 does not know this connection any more")};
const sim::Reason dbClientGone{"replica_left", FL_TR("database", "the replica closed its connection to %1")};

const sim::EventType dbConnected{"replication_connected", FL_TR("database", "%1 receives the binlog of %2"), Severity::Good};
const sim::EventType dbLost{"replication_lost", FL_TR("database", "%1 has lost the connection to its source %2"),
                            Severity::Warning};
const sim::EventType dbStopped{"replication_stopped", FL_TR("database", "replication of %1 from %2 stopped with an error"),
                               Severity::Bad};
const sim::EventType dbPromoting{
    "promoting", FL_TR("database", "%1 applies the rest of its relay log before it becomes the primary"), Severity::Info};
const sim::EventType dbPromoted{"promoted", FL_TR("database", "%1 is now a primary and takes writes"), Severity::Good};

enum class DbRole : std::uint8_t { Primary, Replica };

/// Properties, with MySQL's defaults and measured costs.
struct DbConfig {
    DbRole role = DbRole::Primary;
    bool readOnly = false;
    bool mariaDb = false;
    std::int64_t maxConnections = 151;
    SimTime readCost = 165 * microsecond;
    SimTime writeCost = 410 * microsecond;
    SimTime applyCost = 290 * microsecond;
    SimTime connectionCost = 50 * microsecond;
    SimTime commitWait = 600 * microsecond;
    SimTime applyWait = 0;
    SimTime connectRetry = 60 * second;
    SimTime netTimeout = 60 * second;
    Slot source = 0;
};

/// A MySQL server, primary or replica, with asynchronous replication. What is committed, the binlog, the relay log, the role and the
/// acknowledged writes are on disk and outlive the process; connections and threads do not. A replica asks its source for what it
/// lacks with one call after another, each of which the source holds until there is something to send. Invariants: executed and relay
/// log together are what was received; the relay log holds each origin's transactions in order, without those received before.
class Database final : public sim::BehaviourOf<Database> {
public:
    void configure(sim::Context& ctx) override {
        const DbConfig before = m_config;
        readProperties(ctx.values());
        const bool first = !m_isConfigured;
        m_isConfigured = true;
        if (first || m_config.role != before.role) {
            m_role = m_config.role;
            m_readOnly = m_config.readOnly || m_role == DbRole::Replica;
            m_promoting = false;
        } else if (m_config.readOnly != before.readOnly) {
            m_readOnly = m_config.readOnly || m_role == DbRole::Replica;
        }
        const Slot source = m_source;
        m_source = 0;
        m_sourceRoute = sim::none;
        for (const sim::Wire& wire : ctx.setup().wires) {
            if (std::strcmp(wire.port, "source") != 0 || wire.target == ctx.self()) continue;
            if (m_source != 0 && wire.target != m_config.source) continue;
            m_source = wire.target;
            m_sourceRoute = wire.route;
            if (wire.target == m_config.source) break;
        }
        m_netTimer = ctx.timer(m_config.netTimeout);
        if (!m_running) return;
        if (m_source != source || m_role != DbRole::Replica) stopReceiving(ctx);
        if (m_io == Io::Off || m_io == Io::Failed) connect(ctx);
    }

    void start(sim::Context& ctx) override {
        m_running = true;
        connect(ctx);
        apply(ctx);
    }

    void stop(sim::Context&) override {
        m_running = false;
        m_connections = 0;
        m_replicas.clear();
        m_io = Io::Off;
        m_ioCall = CallHandle();
        m_retry = sim::TimerId();
        m_connection = 0;
        m_apply = CallHandle();
        m_promoting = false;
    }

    void onCall(sim::Context& ctx, Call& call) override {
        if (call.kind == CallClass::Replication) {
            serveReplica(ctx, call);
            return;
        }
        if (m_connections + connectedReplicas() >= m_config.maxConnections) {
            ctx.answer(call, Outcome::DbTooManyConnections, {&dbTooMany, ctx.self(), 0});
            return;
        }
        const bool write = call.kind == CallClass::Write;
        if (write && !isWritable()) {
            ctx.answer(call, Outcome::DbReadOnly, {&dbReadOnly, ctx.self(), 0});
            return;
        }
        ++m_connections;
        call.phase = write ? Writing : Reading;
        SimTime cost = write ? m_config.writeCost : m_config.readCost;
        if (call.has(Call::NewConnection)) cost += m_config.connectionCost;
        ctx.cpu(call, std::max<SimTime>(cost, 1));
    }

    void onCpu(sim::Context& ctx, Call& call) override {
        SimTime wait = m_config.commitWait;
        switch (call.phase) {
            case Reading:
                --m_connections;
                call.version = m_executed.count();
                ctx.answer(call, Outcome::Ok);
                return;
            case Writing:
                call.phase = Committing;
                break;
            case Applying:
                call.phase = CommittingApplied;
                wait += m_config.applyWait;
                break;
            default:
                return;
        }
        if (wait > 0)
            ctx.delay(call, wait);
        else
            onDelay(ctx, call);
    }

    void onDelay(sim::Context& ctx, Call& call) override {
        switch (call.phase) {
            case Committing:
                commitWrite(ctx, call);
                break;
            case CommittingApplied:
                commitApplied(ctx, call);
                break;
            case Held:  // heartbeat
                forgetPoll(call.caller);
                call.data[0] = 0;
                ctx.answer(call, Outcome::Ok);
                break;
            default:
                break;
        }
    }

    void onCallerGone(sim::Context& ctx, Call& call) override {
        if (call.phase != Held) return;  // a statement is carried out even if nobody reads its result
        if (DumpThread* replica = find(call.caller)) replica->connected = false;
        forgetPoll(call.caller);
        ctx.answer(call, Outcome::Aborted, {&dbClientGone, ctx.self(), 0});
    }

    void onAnswer(sim::Context& ctx, Call& answer) override {
        m_ioCall = CallHandle();
        if (answer.outcome == Outcome::Ok) {
            m_connection = answer.calleeEpoch;
            if (m_io == Io::Connecting && ++m_handshake < m_handshakes.size()) {
                sendHandshake(ctx);
                return;
            }
            if (m_io == Io::Connecting) {
                m_io = Io::Connected;
                ctx.event(dbConnected, {}, m_source);
            } else if (answer.data[0] > 0) {
                receive(ctx, answer);
            }
            sendPoll(ctx);
            return;
        }
        const bool wasConnected = m_io == Io::Connected;
        m_connection = 0;
        if (answer.outcome == Outcome::DbError) {
            m_io = Io::Failed;
            ctx.event(dbStopped, answer.cause, m_source);
        } else if (wasConnected) {  // MySQL tries again at once, then every connect_retry
            m_io = Io::Off;
            ctx.event(dbLost, answer.cause, m_source);
            connect(ctx);
        } else {
            m_io = Io::Waiting;
            m_retry = ctx.after(m_config.connectRetry, 0);
        }
    }

    void onTimer(sim::Context& ctx, std::uint16_t, std::uint64_t) override {
        if (m_io != Io::Waiting) return;  // cancelled while it was frozen
        m_retry = sim::TimerId();
        connect(ctx);
    }

    bool act(sim::Context& ctx, std::string_view verb, Problem& why) override {
        if (verb != "promote") return false;
        if (m_role == DbRole::Primary && !m_readOnly) {
            why = Problem(Text(FL_TR("database", "it is a primary already and takes writes")));
            return false;
        }
        if (m_promoting) {
            why = Problem(Text(FL_TR("database", "it is being promoted already")));
            return false;
        }
        m_promoting = true;
        stopReceiving(ctx);
        if (m_relayCount > 0)
            ctx.event(dbPromoting);
        else
            becomePrimary(ctx);
        return true;
    }

    void status(const sim::Context& ctx, sim::Status& status) const override {
        const bool replica = m_role == DbRole::Replica;
        status.databaseRole = !replica ? (m_readOnly ? 3 : 1) : m_source != 0 ? 2 : 3;
        status.role = status.databaseRole == 1   ? FL_TR("database", "primary")
                      : status.databaseRole == 2 ? FL_TR("database", "replica")
                                                 : FL_TR("database", "read-only");
        status.executed = m_executed.intervals();
        status.acknowledgedSet = m_acknowledged.intervals();
        status.acknowledged = m_acknowledged.count();
        status.queue = 0;
        if (replica) {
            status.secondsBehind = secondsBehind(ctx.now());
            status.transactionsBehind = static_cast<double>(m_relayCount);
        }
        status.metrics = {{"seconds_behind", status.secondsBehind},
                          {"transactions_behind", status.transactionsBehind},
                          {"connections", static_cast<double>(m_connections + connectedReplicas())}};
        if (replica && m_promoting) {
            status.strained = true;
            status.why = FL_TR("database", "it applies its relay log before it becomes the primary");
        } else if (replica && m_source == 0) {
            status.strained = true;
            status.why = FL_TR("database", "it is a replica without a source");
        } else if (replica && m_io == Io::Failed) {
            status.failing = true;
            status.why = FL_TR("database", "replication stopped with error 1236: it must be rebuilt");
        } else if (replica && m_io != Io::Connected) {
            status.strained = true;
            status.why = FL_TR("database", "its IO thread is not connected to its source");
        } else if (replica && status.secondsBehind >= 10) {
            status.strained = true;
            status.why = FL_TR("database", "it is behind its source");
        }
    }

    void hash(Fingerprint& print) const override {
        print.add(static_cast<std::uint64_t>(m_role) | (m_readOnly ? 2u : 0u) | (m_promoting ? 4u : 0u) |
                  (static_cast<std::uint64_t>(m_io) << 4));
        print.add(m_relayCount);
        print.add(static_cast<std::uint64_t>(m_connections));
        m_executed.hash(print);
        m_received.hash(print);
    }

private:
    enum Phase : std::uint16_t { Reading = 1, Writing, Committing, Held, Applying, CommittingApplied };
    /// The IO thread: not there, between two tries, saying what it has, receiving, stopped by an error.
    enum class Io : std::uint8_t { Off, Waiting, Connecting, Connected, Failed };
    /// What the source knows of one replica.
    struct DumpThread {
        Slot replica = 0;
        bool connected = false;
        bool positioned = false;
        std::uint64_t cursor = 0;  // run of the binlog it is at
        GtidSet has;
        CallHandle poll;  // its call that waits for something to send
    };
    static constexpr std::uint64_t batchMost = 1000;

    bool isWritable() const { return m_role == DbRole::Primary && !m_readOnly; }

    void readProperties(const Settings& values) {
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
        m_config.applyWait = values.value("apply_wait").toInt(usual.applyWait);
        m_config.connectRetry = values.value("connect_retry").toInt(usual.connectRetry);
        m_config.netTimeout = values.value("net_timeout").toInt(usual.netTimeout);
        m_config.source = static_cast<Slot>(values.value("source").toInt());
    }

    // --- statements

    void commitWrite(sim::Context& ctx, Call& call) {
        --m_connections;
        if (!isWritable()) {
            ctx.answer(call, Outcome::DbReadOnly, {&dbReadOnly, ctx.self(), 0});
            return;
        }
        const std::uint64_t number = m_executed.last(ctx.self()) + 1;
        commit(ctx, ctx.self(), number, static_cast<std::uint32_t>(ctx.now() / second));
        if (!call.has(Call::Orphan)) m_acknowledged.add(ctx.self(), number, number);
        call.version = m_executed.count();
        ctx.answer(call, Outcome::Ok);
    }

    /// One transaction is in the data and in the binlog.
    void commit(sim::Context& ctx, Slot origin, std::uint64_t number, std::uint32_t when) {
        m_executed.add(origin, number, number);
        m_received.add(origin, number, number);
        m_binlog.append(origin, number, when);
        for (DumpThread& replica : m_replicas) {
            Call* poll = ctx.find(replica.poll);
            if (!poll || !fill(replica, *poll)) continue;
            replica.poll = CallHandle();
            ctx.answer(*poll, Outcome::Ok);
        }
        if (m_binlog.end() - m_binlog.first() > Binlog::keptAtLeast) {
            std::uint64_t needed = m_binlog.end();
            for (const DumpThread& replica : m_replicas) needed = std::min(needed, replica.cursor);
            m_binlog.purge(needed);
        }
    }

    // --- as a source

    std::int64_t connectedReplicas() const {
        return std::count_if(m_replicas.begin(), m_replicas.end(), [](const DumpThread& r) { return r.connected; });
    }

    DumpThread* find(Slot replica) {
        for (DumpThread& known : m_replicas)
            if (known.replica == replica) return &known;
        return nullptr;
    }

    void forgetPoll(Slot replica) {
        if (DumpThread* known = find(replica)) known->poll = CallHandle();
    }

    /// A replica first says what it has, an origin a call (key: the origin, version: its last number), then it asks again and again for
    /// more (key 0, version: how long to hold the call). The answer: version the first number, data[0] how many, data[1] their origin,
    /// data[2] the second of their commits; none at all is a heartbeat.
    void serveReplica(sim::Context& ctx, Call& call) {
        if (call.has(Call::Orphan)) {
            ctx.answer(call, Outcome::Aborted, {&dbClientGone, ctx.self(), 0});
            return;
        }
        DumpThread* replica = find(call.caller);
        if (call.has(Call::NewConnection)) {
            if (m_connections + connectedReplicas() >= m_config.maxConnections) {
                ctx.answer(call, Outcome::DbTooManyConnections, {&dbTooMany, ctx.self(), 0});
                return;
            }
            if (!replica) replica = &m_replicas.emplace_back();
            const CallHandle old = replica->poll;
            *replica = DumpThread();
            replica->replica = call.caller;
            replica->connected = true;
            replica->cursor = m_binlog.first();
            if (Call* poll = ctx.find(old)) ctx.answer(*poll, Outcome::Aborted, {&dbUnknownReplica, ctx.self(), 0});
        }
        if (!replica || !replica->connected) {
            ctx.answer(call, Outcome::ConnectionReset, {&dbUnknownReplica, ctx.self(), 0});
        } else if (call.key != 0) {
            greet(ctx, call, *replica);
        } else {
            hold(ctx, call, *replica);
        }
    }

    void greet(sim::Context& ctx, Call& call, DumpThread& replica) {
        const Slot origin = call.key;
        // MySQL refuses a replica that has more of the source's own transactions than the source itself; others it accepts, and the
        // two diverge (Reference Manual 8.0, 17.1.3.3 and error 1236). MariaDB in gtid_strict_mode refuses any it does not have.
        if (call.version > m_executed.last(origin) && (m_config.mariaDb || origin == ctx.self())) {
            replica.connected = false;
            ctx.answer(call, Outcome::DbError, {&dbErrant, ctx.self(), origin});
            return;
        }
        if (call.version > 0) replica.has.add(origin, 1, call.version);
        ctx.answer(call, Outcome::Ok);
    }

    void hold(sim::Context& ctx, Call& call, DumpThread& replica) {
        if (!replica.positioned || replica.cursor < m_binlog.first()) {
            replica.positioned = true;
            replica.cursor = m_binlog.first();
            for (const GtidSet::Interval& i : m_executed.intervals())
                if (replica.has.last(i.origin) < m_binlog.purged(i.origin)) {
                    replica.connected = false;
                    ctx.answer(call, Outcome::DbError, {&dbPurged, ctx.self(), 0});
                    return;
                }
        }
        if (fill(replica, call)) {
            ctx.answer(call, Outcome::Ok);
            return;
        }
        call.phase = Held;
        replica.poll = ctx.handle(call);
        ctx.delay(call, static_cast<SimTime>(call.version));
    }

    /// Puts what the replica lacks next into the answer: transactions of one origin and second. False: it has all there is.
    bool fill(DumpThread& replica, Call& call) const {
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
                return true;
            }
            if (replica.cursor + 1 >= m_binlog.end()) return false;  // the last run may still grow
            ++replica.cursor;
        }
        return false;
    }

    // --- as a replica: the IO thread

    void connect(sim::Context& ctx) {
        if (m_role != DbRole::Replica || m_promoting || m_source == 0) return;
        ctx.cancel(m_retry);
        m_io = Io::Connecting;
        m_connection = 0;
        m_handshakes.clear();
        for (const GtidSet::Interval& i : m_received.intervals()) m_handshakes.push_back({i.origin, i.to});
        if (m_handshakes.empty()) m_handshakes.push_back({m_source, 0});
        m_handshake = 0;
        sendHandshake(ctx);
    }

    void sendHandshake(sim::Context& ctx) { send(ctx, m_handshakes[m_handshake].first, m_handshakes[m_handshake].second); }
    void sendPoll(sim::Context& ctx) { send(ctx, 0, static_cast<std::uint64_t>(std::max<SimTime>(m_config.netTimeout / 2, 1))); }

    void send(sim::Context& ctx, std::uint32_t key, std::uint64_t version) {
        sim::CallSpec spec;
        spec.route = m_sourceRoute;
        spec.kind = CallClass::Replication;
        spec.connectTimeout = m_config.netTimeout;  // MySQL uses replica_net_timeout for both
        spec.responseTimer = m_netTimer;
        spec.connection = m_connection;
        spec.key = key;
        spec.version = version;
        m_ioCall = ctx.handle(ctx.call(spec));
    }

    void stopReceiving(sim::Context& ctx) {
        ctx.abandon(m_ioCall);
        ctx.cancel(m_retry);
        m_ioCall = CallHandle();
        m_retry = sim::TimerId();
        m_connection = 0;
        m_io = Io::Off;
    }

    void receive(sim::Context& ctx, const Call& batch) {
        const Slot origin = batch.data[1];
        const std::uint64_t to = batch.version + batch.data[0] - 1;
        const std::uint64_t from = std::max(batch.version, m_received.last(origin) + 1);
        if (from > to) return;
        m_received.add(origin, from, to);
        m_relayCount += to - from + 1;
        if (!m_relay.empty() && m_relayHead < m_relay.size() && m_relay.back().origin == origin &&
            m_relay.back().second == batch.data[2] && m_relay.back().to + 1 == from)
            m_relay.back().to = to;
        else
            m_relay.push_back({origin, batch.data[2], from, to});
        apply(ctx);
    }

    // --- as a replica: the SQL thread

    /// Starts the SQL thread if it has something to do; it works on one transaction after another.
    void apply(sim::Context& ctx) {
        if (m_relayCount == 0 || !m_apply.isNull()) return;
        Call& task = ctx.begin(CallClass::Task);
        m_apply = ctx.handle(task);
        applyNext(ctx, task);
    }

    void applyNext(sim::Context& ctx, Call& task) {
        task.phase = Applying;
        ctx.cpu(task, std::max<SimTime>(m_config.applyCost, 1));
    }

    void commitApplied(sim::Context& ctx, Call& task) {
        BinlogRun& run = m_relay[m_relayHead];
        const BinlogRun applied = run;
        if (++run.from > run.to && ++m_relayHead * 2 > m_relay.size()) {
            m_relay.erase(m_relay.begin(), m_relay.begin() + static_cast<std::ptrdiff_t>(m_relayHead));
            m_relayHead = 0;
        }
        --m_relayCount;
        commit(ctx, applied.origin, applied.from, applied.second);
        if (m_relayCount > 0) {
            applyNext(ctx, task);
            return;
        }
        m_apply = CallHandle();
        ctx.finish(task, Outcome::Ok);
        if (m_promoting) becomePrimary(ctx);
    }

    void becomePrimary(sim::Context& ctx) {
        m_promoting = false;
        m_role = DbRole::Primary;
        m_readOnly = false;
        ctx.event(dbPromoted);
    }

    /// Seconds_Behind_Source as SHOW REPLICA STATUS reckons it: the clock less the time stamp of the event being applied, in whole
    /// seconds. MySQL 8.0 (Reference Manual, 13.7.7.35): 0 when the relay log is used up and the IO thread is connected, NULL when it is
    /// used up and the IO thread is not. MariaDB 10.11: NULL whenever the IO thread is not connected.
    double secondsBehind(SimTime now) const {
        if (m_config.mariaDb && m_io != Io::Connected) return -1;
        if (m_relayCount == 0) return m_io == Io::Connected ? 0 : -1;
        return static_cast<double>(now / second - m_relay[m_relayHead].second);
    }

    DbConfig m_config;
    bool m_isConfigured = false;
    Slot m_source = 0;
    sim::RouteId m_sourceRoute = sim::none;
    sim::TimerListId m_netTimer = sim::noTimerList;

    // on disk
    DbRole m_role = DbRole::Primary;
    bool m_readOnly = false;
    GtidSet m_executed;
    GtidSet m_received;
    GtidSet m_acknowledged;
    Binlog m_binlog;
    std::vector<BinlogRun> m_relay;  // from m_relayHead on
    std::size_t m_relayHead = 0;
    std::uint64_t m_relayCount = 0;

    // in memory
    bool m_running = false;
    bool m_promoting = false;
    std::int64_t m_connections = 0;
    std::vector<DumpThread> m_replicas;
    Io m_io = Io::Off;
    CallHandle m_ioCall;
    sim::TimerId m_retry;
    std::uint32_t m_connection = 0;
    std::vector<std::pair<Slot, std::uint64_t>> m_handshakes;
    std::size_t m_handshake = 0;
    CallHandle m_apply;
};

std::unique_ptr<sim::Behaviour> dbCreate() {
    return std::make_unique<Database>();
}

std::vector<catalog::PropertySpec> dbProperties() {
    using namespace catalog;
    const DbConfig usual;
    const Literal replication = FL_TR("database", "Replication");
    const Literal work = FL_TR("database", "Work of a statement");
    return {
        {.key = "role",
         .label = FL_TR("database", "Role"),
         .help = FL_TR("database",
                       "How it starts. A primary takes writes; a replica follows a source and refuses them. To make a primary of "
                       "a running replica, promote it."),
         .type = PropertyType::Choice,
         .defaultValue = "primary",
         .choices = {{"primary", FL_TR("database", "Primary")}, {"replica", FL_TR("database", "Replica")}}},
        {.key = "source",
         .label = FL_TR("database", "Source"),
         .help = FL_TR("database", "Whose binlog it follows. Empty: the database its replication link leads to."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .group = replication,
         .shownWhen = "role=replica"},
        {.key = "read_only",
         .label = FL_TR("database", "Read only"),
         .help =
             FL_TR("database", "Refuses writes with error 1290, as a replica always does. MySQL: off. A promotion turns it off."),
         .type = PropertyType::Bool,
         .defaultValue = usual.readOnly},
        integerProperty("max_connections", FL_TR("database", "max_connections"),
                        FL_TR("database",
                              "Statements and replicas it serves at once; more are refused with error 1040. MySQL: 151. Idle "
                              "connections of pools are not counted here."),
                        usual.maxConnections, 1, 100'000, "connections", {}),
        durationProperty("connect_retry", FL_TR("database", "Connect retry"),
                         FL_TR("database", "Pause between two tries to reach the source. MySQL: 60 s (SOURCE_CONNECT_RETRY)."),
                         usual.connectRetry, 1e6, 86'400e9, replication),
        durationProperty("net_timeout", FL_TR("database", "Net timeout"),
                         FL_TR("database",
                               "How long a replica waits in silence before it takes the connection for lost; the source sends "
                               "heartbeats twice as often. MySQL: 60 s (replica_net_timeout)."),
                         usual.netTimeout, 1e6, 86'400e9, replication, true),
        durationProperty("apply_wait", FL_TR("database", "Slow apply"),
                         FL_TR("database",
                               "Time each transaction takes longer to apply on this replica, as a missing index or a slow disk "
                               "would make it. They are applied one after another, so the replica falls behind when more are "
                               "written than it can apply."),
                         usual.applyWait, 0, 60e9, replication),
        durationProperty("read_cost", FL_TR("database", "CPU of a read"),
                         FL_TR("database", "CPU time of one read by key. Measured with MariaDB: 0.165 ms."), usual.readCost, 0,
                         60e9, work),
        durationProperty("write_cost", FL_TR("database", "CPU of a write"),
                         FL_TR("database", "CPU time of one insert on the primary. Measured with MariaDB: 0.41 ms."),
                         usual.writeCost, 0, 60e9, work),
        durationProperty(
            "apply_cost", FL_TR("database", "CPU of applying"),
            FL_TR("database", "CPU time of one replicated transaction on the replica. Measured with MariaDB: 0.29 ms."),
            usual.applyCost, 0, 60e9, work),
        durationProperty(
            "connection_cost", FL_TR("database", "CPU of a connection"),
            FL_TR("database", "CPU time a new connection adds; an estimate for a thread from the cache and a password."),
            usual.connectionCost, 0, 60e9, work, true),
        durationProperty("commit_wait", FL_TR("database", "Commit"),
                         FL_TR("database",
                               "Time a commit waits for the disk: two syncs (binlog and redo log) of 0.3 ms each on the measured "
                               "one. Commits wait side by side, except on a replica, which applies one after another."),
                         usual.commitWait, 0, 60e9, work),
        {.key = "flavour",
         .label = FL_TR("database", "Behaves as"),
         .help = FL_TR("database",
                       "MySQL and MariaDB differ in when Seconds_Behind_Source is NULL, and in what an old primary with "
                       "transactions of its own may do when it comes back as a replica."),
         .type = PropertyType::Choice,
         .defaultValue = "mysql",
         .choices = {{"mysql", FL_TR("database", "MySQL 8.0")}, {"mariadb", FL_TR("database", "MariaDB 10.11")}},
         .group = replication,
         .advanced = true},
        startUpProperty(300 * millisecond, FL_TR("database",
                                                 "From its start until it serves, with crash recovery. Measured with a small "
                                                 "data set: 0.24 to 0.30 s; it grows with the data.")),
        backlogProperty(151, FL_TR("database",
                                   "Connections the kernel accepts for it while it does not take them itself, less one "
                                   "(back_log). MySQL: as max_connections.")),
        addressProperty()};
}

}  // namespace

catalog::ComponentKind databaseKind() {
    using namespace catalog;
    ComponentKind kind{.id = "database", .label = FL_TR("database", "Database")};
    kind.help = FL_TR(
        "database",
        "A MySQL server. The primary takes writes and keeps them in its binlog; a replica fetches the binlog, keeps it in its "
        "relay log and applies it, one transaction after another, so it can fall behind and answer reads with old data. "
        "Replication is asynchronous: what the primary has acknowledged and no replica received is lost with it. Nothing fails "
        "over by itself: promote a replica (it first applies what it received), then tell the application where to write. "
        "An old primary that is restored takes writes again: fence it, or there are two.");
    kind.group = Group::Data;
    kind.namePrefix = "db";
    kind.aliases = {"MySQL",          "MariaDB",         "SQL",   "master/slave", "master",  "slave",     "primary", "replica",
                    "source/replica", "primary-replica", "RDBMS", "storage",      "Percona", "PostgreSQL"};
    kind.software = {{.name = "MySQL 8.0"},
                     {.name = "MariaDB 10.11", .values = {{"flavour", Value("mariadb")}, {"backlog", Value(80)}}}};
    kind.properties = dbProperties();
    kind.ports = {{"mysql", FL_TR("database", "MySQL"), PortRole::Traffic, PortDirection::In, "mysql", 3306},
                  {"replicas", FL_TR("database", "Replicas"), PortRole::Replicate, PortDirection::In, "mysql", 3306},
                  {"source", FL_TR("database", "Source"), PortRole::Replicate, PortDirection::Out, "mysql", 3306, 1},
                  guardPort(),
                  processPort()};
    kind.metrics = {
        {"seconds_behind", FL_TR("database", "Seconds_Behind_Source"), "s", MetricSpec::Aggregation::Last, "replication"},
        {"transactions_behind", FL_TR("database", "Transactions to apply"), "transactions", MetricSpec::Aggregation::Last,
         "replication"},
        {"connections", FL_TR("database", "Connections"), "connections", MetricSpec::Aggregation::Last, "queue"}};
    kind.actions = processActions();
    kind.actions.push_back(
        {"promote", FL_TR("database", "Promote"),
         FL_TR("database", "Makes a primary of a replica: it stops receiving, applies its relay log and takes writes."), false});
    kind.create = dbCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
