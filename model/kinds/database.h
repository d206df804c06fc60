#pragma once
#include "model/kinds/database_talk.h"
#include "model/kinds/gtid_set.h"
#include "model/sim/context.h"

/// The inside of the kind "database"; its parts are in database*.cpp and nobody else includes this.
namespace faultline::kinds {

enum class DbRole : std::uint8_t { Primary, Replica };
/// How a primary hands on what it commits.
enum class DbReplication : std::uint8_t { Asynchronous, SemiSynchronous, Group };

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
    std::int64_t writeBytes = 1024;
    SimTime applyWait = 0;
    SimTime connectRetry = 60 * second;
    SimTime netTimeout = 60 * second;
    sim::Slot source = 0;
    DbReplication replication = DbReplication::Asynchronous;
    SimTime semiTimeout = 10 * second;
    std::int64_t semiCount = 1;
    bool semiWaitsWithoutReplica = true;
    bool acknowledges = true;
    SimTime sourceDelay = 0;
    std::int64_t applyWorkers = 1;
    SimTime promoteTime = 40 * millisecond;
    std::int64_t dataSize = std::int64_t{1} << 30;
    std::int64_t rebuildRate = std::int64_t{50} << 20;
    bool rowsClash = true;
    SimTime expelTimeout = 5 * second;
};

namespace db {
extern const sim::Reason readOnly, tooMany, errant, purged, unknownReplica, clientGone, rebuilding, duplicateKey,
    noPrimary;
extern const sim::EventType connected, lost, stopped, promoting, promoted, demoted, semiOff, semiOn, applyStopped, diverged,
    ioStopped, ioStarted, sqlStopped, sqlStarted, relayDropped, follows, rejoinFailed, rebuildBegun, rebuilt;
}  // namespace db

/// A MySQL server, primary or replica. What is committed, the binlog, the relay log, the role, whom it follows and the acknowledged
/// writes are on disk and outlive the process; connections, threads and what was SET GLOBAL do not. A replica keeps some questions
/// waiting at its source, each of which the source answers when there is something to send, so that what is committed goes out at
/// once; the answers are taken in the order of the stream. Invariants: executed and relay log together are what was received; the
/// relay log holds each origin's transactions in order, without those received before; transactions are committed in that order.
class Database final : public sim::BehaviourOf<Database> {
public:
    void configure(sim::Context& ctx) override;
    void start(sim::Context& ctx) override;
    void stop(sim::Context& ctx) override;
    void onCall(sim::Context& ctx, sim::Call& call) override;
    void onCpu(sim::Context& ctx, sim::Call& call) override;
    void onDelay(sim::Context& ctx, sim::Call& call) override;
    void onCallerGone(sim::Context& ctx, sim::Call& call) override;
    void onAnswer(sim::Context& ctx, sim::Call& answer) override;
    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    bool act(sim::Context& ctx, std::string_view verb, Problem& why) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& print) const override;

private:
    using Call = sim::Call;
    using CallHandle = sim::CallHandle;
    using Slot = sim::Slot;
    enum Phase : std::uint16_t {
        Reading = 1,
        Writing,
        Committing,
        AwaitingAck,
        Held,
        Greeting,
        Administering,
        Dumping,
        Applying,
        CommittingApplied,
        BecomingPrimary
    };
    enum Timer : std::uint16_t { RetryTimer, DelayTimer, GroupTimer };
    /// The IO thread: not there, between two tries, saying what it has, receiving, stopped by an error.
    enum class Io : std::uint8_t { Off, Waiting, Connecting, Connected, Failed };
    /// A longer piece of an operator's work.
    enum class Errand : std::uint8_t { None, Rejoin, Rebuild, SwitchOver };
    struct Peer {
        Slot database = 0;
        sim::RouteId route = sim::none;
    };
    /// What the source knows of one replica.
    struct DumpThread {
        Slot replica = 0;
        bool connected = false;
        bool positioned = false;
        bool acknowledges = false;
        SimTime heartbeat = 30 * second;
        std::uint64_t cursor = 0;        // run of the binlog it is at
        std::uint64_t acknowledged = 0;  // the last of the source's own transactions it has
        std::uint32_t sent = 0;          // answers with something in them
        GtidSet has;
        sim::CallQueue polls;  // its questions that wait for something to send
    };
    /// Connections that one application keeps open.
    struct Pool {
        Slot application = 0;
        std::int64_t open = 0;
    };
    /// Another member of its group, as this one sees it.
    struct Member {
        Slot database = 0;
        SimTime heard = 0;
        bool isInView = true;
        bool isWritable = false;
        bool isKnown = false;  // it has answered since this one started
    };
    struct Ping {
        Slot member = 0;
        CallHandle call;
    };
    struct Batch {
        std::uint32_t number = 0;
        std::uint32_t origin = 0, second = 0;
        std::uint64_t from = 0, count = 0;
    };
    /// One transaction in the hands of an applier.
    struct Applier {
        CallHandle task;
        std::uint32_t origin = 0, second = 0;
        std::uint64_t number = 0;
        bool done = false;
    };
    static constexpr std::uint64_t batchMost = 1000;
    static constexpr std::size_t pollsMost = 16;
    /// The clock that transactions are stamped by has whole seconds. They begin between those of the simulation: else what is looked at
    /// on the stroke of a second would always find a second to have begun that the last transaction does not know of.
    static std::uint32_t stamp(SimTime now) { return static_cast<std::uint32_t>((now + second / 2) / second); }
    /// When the second of a stamp began.
    static SimTime stamped(std::uint32_t stamp) { return stamp * second - second / 2; }
    static constexpr SimTime statusTimeout = 2 * second;  // of a question how another one is

    bool isWritable() const { return m_role == DbRole::Primary && !m_readOnly; }
    bool isReplica() const { return m_role == DbRole::Replica; }
    void readProperties(const Settings& values);
    void chooseSource();
    void setRole(DbRole role, bool readOnly);

    // statements (database.cpp)
    std::int64_t openConnections() const;
    bool takeConnection(const Call& call);
    void endStatement(const Call& call);
    void commitWrite(sim::Context& ctx, Call& call);
    void finishWrite(sim::Context& ctx, Call& call);
    void commit(sim::Context& ctx, Slot origin, std::uint64_t number, std::uint32_t when);

    // as a source (database_source.cpp)
    std::int64_t connectedReplicas() const;
    DumpThread* find(Slot replica);
    void leave(sim::Context& ctx, DumpThread& replica);
    void serveReplica(sim::Context& ctx, Call& call);
    void greet(sim::Context& ctx, Call& call, DumpThread& replica);
    void hold(sim::Context& ctx, Call& call, DumpThread& replica);
    bool fill(DumpThread& replica, Call& call) const;
    void sendToReplicas(sim::Context& ctx);
    bool awaitAck(sim::Context& ctx, Call& call, std::uint64_t number);
    std::int64_t acknowledgedBy(std::uint64_t number) const;
    void settleAcks(sim::Context& ctx);
    void fallBack(sim::Context& ctx);
    void administer(sim::Context& ctx, Call& call);

    // as a replica (database_replica.cpp)
    void connect(sim::Context& ctx);
    void sendHandshake(sim::Context& ctx);
    void sendPoll(sim::Context& ctx);
    CallHandle send(sim::Context& ctx, const Peer& to, DbMessage message, std::uint32_t key, std::uint64_t version,
                    std::uint32_t epoch);
    void heardFromSource(sim::Context& ctx, Call& answer);
    void lostSource(sim::Context& ctx, const Call& answer);
    void hangUp(sim::Context& ctx);
    void stopReceiving(sim::Context& ctx);
    void take(sim::Context& ctx, const Batch& batch);
    void apply(sim::Context& ctx);
    bool nextToApply(Applier& next) const;
    void applied(sim::Context& ctx, Call& task);
    void commitHead(sim::Context& ctx);
    void stopSql(sim::Context& ctx, const sim::EventType& why, const sim::Cause& cause);
    void startSql(sim::Context& ctx);
    void startIo(sim::Context& ctx);
    void dropRelayLog(sim::Context& ctx);
    double secondsBehind(SimTime now) const;

    // group replication (database_group.cpp)
    bool waitsForReplicas() const { return m_config.replication != DbReplication::Asynchronous; }
    void startGroup(sim::Context& ctx);
    std::int64_t acksNeeded() const;
    void groupRoundIsDue(sim::Context& ctx);
    void heardOfMember(sim::Context& ctx, const Call& answer);
    void judgeGroup(sim::Context& ctx);
    void leaveMinority(sim::Context& ctx);

    // an operator's work (database_acts.cpp)
    bool promote(sim::Context& ctx, bool drain, Problem& why);
    void promoteIfDrained(sim::Context& ctx);
    void becomePrimary(sim::Context& ctx);
    void demote(sim::Context& ctx);
    void follow(sim::Context& ctx, Slot source);
    bool startErrand(sim::Context& ctx, Errand errand, Problem& why);
    void heardOnErrand(sim::Context& ctx, const Call& answer);
    void endErrand(sim::Context& ctx, bool well, const sim::Cause& cause = {});
    void receiveDump(sim::Context& ctx, const Call& answer);
    const Peer* peer(Slot database) const;
    SimTime dumpTime() const;

    DbConfig m_config;
    bool m_isConfigured = false;
    std::vector<Peer> m_peers;
    Slot m_source = 0;
    sim::RouteId m_sourceRoute = sim::none;
    sim::TimerListId m_netTimer = sim::noTimerList, m_statusTimer = sim::noTimerList, m_dumpTimer = sim::noTimerList;

    // on disk
    DbRole m_role = DbRole::Primary;
    bool m_readOnly = false;
    Slot m_follows = 0;  // told at run time; 0: as the design says
    GtidSet m_executed;
    GtidSet m_received;
    GtidSet m_acknowledged;
    std::uint64_t m_lastNumber = 0;  // of its own transactions
    std::uint64_t m_diverged = 0;    // transactions of its own that its source lacks
    Binlog m_binlog;
    std::vector<BinlogRun> m_relay;  // from m_relayHead on
    std::size_t m_relayHead = 0;
    std::uint64_t m_relayCount = 0;
    bool m_hasRun = false;
    bool m_isIoStopped = false, m_isSqlStopped = false;  // by an operator; a restart starts both

    // in memory
    static constexpr std::uint32_t flushesPerCommit = 2;  // of the binlog and the redo log
    bool m_isDiskFull = false;
    bool m_running = false;
    bool m_promoting = false;
    bool m_semiOn = true;
    bool m_sqlFailed = false;
    std::int64_t m_committing = 0;   // writes that wait for the disk
    std::int64_t m_connections = 0;  // statements that run over connections of their own
    std::vector<Pool> m_pools;       // connections that applications keep open
    std::vector<DumpThread> m_replicas;
    sim::CallQueue m_awaiting;  // writes that wait for a replica's acknowledgement, in order of their numbers
    Io m_io = Io::Off;
    CallHandle m_handshakeCall;
    std::vector<CallHandle> m_polls;
    std::vector<Batch> m_early;  // arrived before one that was sent earlier
    std::uint32_t m_taken = 0;   // answers with something in them
    sim::TimerId m_retry, m_delay;
    std::uint32_t m_connection = 0;
    std::vector<std::pair<Slot, std::uint64_t>> m_handshakes;
    std::size_t m_handshake = 0;
    std::vector<Applier> m_appliers;  // in the order of the relay log, the first is its head
    Errand m_errand = Errand::None;
    std::vector<CallHandle> m_errandCalls;
    Slot m_errandSource = 0;
    std::uint64_t m_errandCount = 0;
    bool m_isRebuilding = false;
    GtidSet m_dumped;
    std::vector<Member> m_members;
    std::vector<Ping> m_pings;
    bool m_isMinority = false;  // writes wait for members that it does not reach
};

}  // namespace faultline::kinds
