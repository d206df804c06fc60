#pragma once
#include "model/kinds/database_talk.h"
#include "model/kinds/resolver.h"
#include "model/sim/context.h"

/// The inside of the kind "app_server"; its parts are in app_server*.cpp and nobody else includes this.
namespace faultline::kinds {

enum class AppService : std::uint8_t { Fixed, Exponential, LogNormal, Gamma, Measured };
enum class AppReads : std::uint8_t { Local, Primary, Replica, Nearest, Component };
enum class AppSharding : std::uint8_t { Off, Hash, Range };
enum class AppDeploy : std::uint8_t { Rolling, Graceful, StopAll };

/// Properties; a request is CPU work, then waiting, then one database operation, all in one worker.
struct AppConfig {
    std::int64_t workers = 16;
    std::int64_t backlog = 2048;
    SimTime serviceTime = 20 * millisecond;
    AppService service = AppService::Exponential;
    double variation = 1;
    std::vector<std::pair<SimTime, double>> times;  ///< measured service times and the sum of the shares up to each
    SimTime cpuTime = 100 * microsecond;
    SimTime connectTimeout = 2 * second;
    SimTime responseTimeout = 30 * second;
    bool pooled = false;
    std::int64_t poolSize = 10;
    SimTime poolWait = 30 * second;
    sim::Slot writeTo = 0;
    std::uint64_t databaseName = 0;  ///< serverName by which the primary is looked up in DNS; 0: not by a name
    AppReads reads = AppReads::Local;
    sim::Slot readComponent = 0;
    bool readFailover = true;
    AppSharding sharding = AppSharding::Off;
    std::vector<std::pair<sim::Slot, double>> shards;  ///< the database, and where its part of the keys begins (0..1)
    SimTime cacheTimeout = 250 * millisecond;
    AppDeploy deploy = AppDeploy::Rolling;
    SimTime restartTime = second;
    std::int64_t deployBatch = 1;
};

/// Runs the application with a fixed number of workers and a first-in-first-out backlog. Invariants: a worker is held from the start of
/// a request to its answer, also while it waits for the database or a connection to it and when its caller has left; m_busy counts them.
/// Requests beyond the backlog wait outside, as unanswered SYNs do, and go away with their callers. While a new version is rolled out,
/// workers = old ones + new ones + those away to restart.
class AppServer final : public sim::BehaviourOf<AppServer> {
public:
    void configure(sim::Context& ctx) override;
    void start(sim::Context& ctx) override;
    void stop(sim::Context& ctx) override;
    void onCall(sim::Context& ctx, sim::Call& call) override;
    void onCpu(sim::Context& ctx, sim::Call& call) override;
    void onDelay(sim::Context& ctx, sim::Call& call) override;
    void onAnswer(sim::Context& ctx, sim::Call& answer) override;
    void onCallerGone(sim::Context& ctx, sim::Call& call) override;
    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    bool act(sim::Context& ctx, std::string_view verb, Problem& why) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& print) const override;

private:
    using Call = sim::Call;
    using Slot = sim::Slot;
    enum Phase : std::uint16_t { Queued = 1, Outside, Working, Service, Looking, AwaitingConnection, Asking, Storing, Receiving, Naming };
    enum Timer : std::uint16_t { DeployTimer, RepointTimer };
    /// Tags of its own calls.
    enum Asked : std::uint16_t { Database = 0, PooledDatabase = 1, CacheGet = 16, CacheSet, CacheDelete };
    /// Bits of a request's data[2], above which is its shard.
    enum Mark : std::uint32_t { OldRelease = 1, TriedAnother = 2, IsWrite = 4, shardShift = 8 };
    struct Target {
        Slot database = 0;
        sim::RouteId route = sim::none;
        std::uint32_t address = 0;
    };
    /// Connections to one database.
    struct Pool {
        Slot database = 0;
        std::int64_t open = 0;
        std::vector<std::uint32_t> idle;  ///< epochs of the process each is to; the last used is taken first
        sim::CallQueue waiting;           ///< requests that wait for one
    };
    /// One version of the application files.
    struct Release {
        Slot files = 0;
        std::string version;
        double errorRate = 0, slowdown = 1;
        friend bool operator==(const Release&, const Release&) = default;
    };

    void readProperties(const Settings& values);
    void readTables(const Settings& values);
    static Release readFiles(const sim::Setup& setup);
    static bool isPlain(const Call& call);
    const Release& releaseOf(const Call& call) const {
        const bool isOld = (call.data[2] & OldRelease) != 0;
        if (m_deploying) return isOld ? m_release : m_next;
        return isOld ? m_outgoing : m_release;
    }
    SimTime drawService(const Release& release);
    double drawGamma(double shape);
    std::int64_t freeWorkers() const;
    void begin(sim::Context& ctx, Call& call);
    void compute(sim::Context& ctx, Call& call);
    void end(sim::Context& ctx, Call& call, sim::Outcome outcome, const sim::Cause& cause);
    void startWaiting(sim::Context& ctx);
    void admit(sim::Context& ctx);
    void publish(sim::Context& ctx) const;

    // databases and cache (app_server_data.cpp)
    void chooseDatabases(const sim::Setup& setup);
    Target target(Slot database) const;
    std::uint32_t shardOf(std::uint32_t key) const;
    Target readTarget(sim::Context& ctx, const Call& call);
    Target writeTarget(const Call& call) const;
    void work(sim::Context& ctx, Call& call);
    void askDatabase(sim::Context& ctx, Call& call);
    bool needsName(sim::Context& ctx, const Call& call) const;
    void named(sim::Context& ctx, const Call& answer);
    void ask(sim::Context& ctx, Call& call, const Target& target);
    void sendStatement(sim::Context& ctx, Call& call, const Target& target, bool pooled, std::uint32_t epoch);
    void askCache(sim::Context& ctx, Call& call, Asked what);
    void heardFromCache(sim::Context& ctx, Call& call, const Call& answer);
    void heardFromDatabase(sim::Context& ctx, Call& call, const Call& answer);
    Pool& pool(Slot database);
    void giveBack(sim::Context& ctx, const Call& answer);
    void serveWaiting(sim::Context& ctx, Slot database);
    void giveUpWaiting(sim::Context& ctx, Call& call);
    void repoint(sim::Context& ctx, Call& call);
    void repointed(sim::Context& ctx, Slot from, Slot to);

    // new versions (app_server_deploy.cpp)
    void deploy(sim::Context& ctx, const Release& release);
    void takeWorkersAway(sim::Context& ctx);
    void workersAreBack(sim::Context& ctx);
    void finishDeploy(sim::Context& ctx);
    void stopAll(sim::Context& ctx);

    AppConfig m_config;
    double m_sigma = 0, m_sigmaSquared = 0;
    std::vector<Target> m_databases;  // as linked
    std::vector<Target> m_replicas;   // all but the one it writes to
    std::vector<Slot> m_shards;
    std::vector<std::pair<Slot, Slot>> m_moved;  // told at run time: instead of the first use the second
    sim::RouteId m_cache = sim::none;
    Slot m_cacheSlot = 0;
    std::uint32_t m_cacheEpoch = 0;
    Target m_write, m_read;
    std::uint32_t m_turn = 0;
    bool m_hasDatabase = false;
    bool m_isConfigured = false;
    bool m_running = false;
    bool m_overflowed = false;
    Resolver m_resolver;     // of the name of its primary
    sim::TimerListId m_responseTimer = sim::noTimerList, m_cacheTimer = sim::noTimerList;
    sim::Random m_random, m_errors;
    std::int64_t m_busy = 0;
    sim::CallQueue m_queue, m_outside;
    std::vector<Pool> m_pools;

    Release m_wanted;    // as the design says
    Release m_release;   // what runs
    Release m_next;      // what is being rolled out
    Release m_previous;  // what ran before
    Release m_outgoing;  // of requests that were in work when the last change was done
    bool m_deploying = false;
    bool m_isDown = false;  // restarting as a whole
    std::int64_t m_renewed = 0, m_away = 0, m_busyOld = 0;
};

}  // namespace faultline::kinds
