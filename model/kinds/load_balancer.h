#pragma once
#include "model/kinds/haproxy_balance.h"
#include "model/kinds/tls.h"
#include "model/sim/context.h"

#include <map>
#include <vector>

/// The load balancer, in parts: load_balancer.cpp (what is set), _requests (what comes and goes), _choice (which server), _checks
/// (health), _kind (its description).
namespace faultline::kinds {

using sim::Call;
using sim::CallClass;
using sim::Cause;
using sim::Context;
using sim::Outcome;

enum class Balance : std::uint8_t { RoundRobin, LeastConn, Source, Random, First };
enum class CheckType : std::uint8_t { None, Tcp, Ssl, Http, App, AppRead, AppWrite, Mysql };
/// Which failures of a request that was sent already are tried again; a connection that fails always is.
enum class BalancerRetry : std::uint8_t { Connections, Timeouts, EmptyAnswers, ServerErrors, All };
enum class PlainHttp : std::uint8_t { Serve, Redirect, Off };

struct BalancerConfig {
    Balance balance = Balance::RoundRobin;
    CheckType check = CheckType::Http;
    PlainHttp plain = PlainHttp::Serve;
    BalancerRetry retryOn = BalancerRetry::Connections;
    bool isTcp = false;  ///< mode tcp: bytes are passed on, TLS with them
    SimTime inter = 0, fastInter = 0, downInter = 0, checkTimeout = 0;  ///< 0: as `inter`; of the last: the interval bounds the check
    SimTime slowStart = 0;
    std::uint32_t fall = 3, rise = 2;
    std::uint32_t retries = 3;
    std::int64_t redispatchEvery = -1;  ///< of `option redispatch`: each so many-th retry; negative: counted from the last
    bool redispatch = true, shutdownOnDown = false, verify = false, allBackups = false, abortOnClose = false;
    bool checksStuck = false;  ///< a fault: nobody is checked
    SimTime connect = 0, server = 0, queue = 0;
    SimTime client = 0, httpRequest = 0, keepAlive = 0;  ///< 0: the request may take for ever; keepAlive: never 0
    std::uint32_t maxconn = 0;      ///< of each server
    std::uint32_t clients = 0;      ///< maxconn of the frontend; 0: no limit
    std::uint64_t backendName = 0;  ///< name asked for when it encrypts again
    SimTime requestCpu = 0, ecdsaCpu = 0, rsaCpu = 0, serverHandshakeCpu = 0;
};

/// What HAProxy's statistics page counts of a server (management.txt, 9.1); nothing depends on it.
struct BalancerCounters {
    std::uint64_t sessions = 0, connectErrors = 0, responseErrors = 0, retries = 0, redispatches = 0, checksFailed = 0, timesDown = 0;
    std::uint32_t sessionsMax = 0, queueMax = 0;
    std::uint32_t rate = 0, rateBefore = 0, rateMax = 0;  ///< in the present second, in the one before, the most in one
    SimTime second = 0;                                   ///< the present one
    SimTime changed = 0, downSince = -1, downtime = 0;

    void session(SimTime now, std::uint32_t open);
    /// Sessions begun in the last full second.
    std::uint32_t lastRate(SimTime now) const;
};

/// One server behind the balancer: what is drawn and what is known of it.
struct BalancerServer {
    enum class Admin : std::uint8_t { Ready, Drain, Maint };
    sim::Slot slot = 0;
    sim::RouteId route = sim::none;
    bool isSecure = false;
    std::uint32_t weight = 1, maxconn = 0;
    bool isBackup = false;

    Admin admin = Admin::Ready;
    CheckHealth health;
    sim::CallQueue active;   ///< requests it works on
    sim::CallQueue waiting;  ///< requests that must go to it and find it full
    sim::CallHandle check;
    sim::TimerId nextCheck, checkDeadline, warmUp;
    SimTime upSince = -1;  ///< while it starts slowly; -1: it takes its full share
    std::uint32_t idleEpoch = 0, idle = 0;  ///< open connections that nobody uses
    std::uint64_t lastUse = 0;  ///< when its count of requests changed last
    BalancerCounters counters;
};

namespace reason {
extern const sim::Reason noServer, queueTimeout, requestTimeout, sessionShut, sessionGone, clientLeft;
}  // namespace reason

/// HAProxy with one backend, in `mode http` or `mode tcp`. It knows its servers by their checks and answers alone.
/// Of a request it holds: phase = where it is; data[0], data[1] = the call to the server (in a pause data[0] = the server tried last);
/// data[2] = slot of that server while the request is in its `active` or `waiting`; data[3] = retries used. In a pause before the same
/// server is tried again the request goes on counting for it, as HAProxy has it.
class LoadBalancer final : public sim::BehaviourOf<LoadBalancer> {
public:
    void configure(Context& ctx) override;
    void start(Context& ctx) override;
    void stop(Context& ctx) override;
    bool isHandshakeRefused(const Call& call, std::int64_t date) const override {
        return !m_config.isTcp && m_tls.judge(call, date, 0).has_value();
    }
    void onCall(Context& ctx, Call& call) override;
    void onCpu(Context& ctx, Call& call) override;
    void onDelay(Context& ctx, Call& call) override;
    void onCallerGone(Context& ctx, Call& call) override;
    void onAnswer(Context& ctx, Call& answer) override;
    void onTimer(Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    bool act(Context& ctx, std::string_view verb, Problem& why) override;
    void status(const Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& digest) const override;

private:
    using Server = BalancerServer;
    enum Phase : std::uint16_t { Accepting = 1, Backlogged, Outside, Receiving, Queued, QueuedAtServer, Handshaking, Sent, PauseSame, PauseOther };
    enum Tag : std::uint16_t { CheckTimer = 1, CheckDeadline, WarmUp };
    static constexpr std::uint16_t checkTag = 1;  ///< of a call: a health check

    void readConfig(const Settings& s, Context& ctx);
    void readServers(Context& ctx);
    Server* find(sim::Slot slot);
    int indexOf(sim::Slot slot) const;
    bool isUsable(const Server& server) const;
    void refreshRing(SimTime now);
    void refreshMap();
    int choose(const Call& call, int avoid);
    int chooseLeast(int avoid) const;
    int chooseSource(const Call& call) const;
    int chooseRandom(int avoid);
    bool isLessLoaded(std::size_t a, std::size_t b) const;
    bool comesFirst(std::size_t a, std::size_t b) const;
    bool isDynamic() const { return m_config.balance != Balance::Source && m_config.balance != Balance::First; }
    std::uint32_t presentWeight(const Server& server, SimTime now) const;
    SimTime interval(const Server& server) const;
    void beginSlowStart(Context& ctx, Server& server);
    void warmUp(Context& ctx, Server& server);
    bool isFull(const Server& server) const {
        return server.maxconn > 0 && (server.active.size() >= server.maxconn || !server.waiting.isEmpty());
    }

    void take(Context& ctx, Call& call);
    void hold(Context& ctx, Call& call);
    void admit(Context& ctx);
    void dispatch(Context& ctx, Call& call, int avoid);
    void connectTo(Context& ctx, Call& call, Server& server, std::uint32_t connection = 0);
    void send(Context& ctx, Call& call, Server& server, std::uint32_t connection);
    void resume(Context& ctx, Call& call);
    void leaveServer(Context& ctx, Call& call);
    bool goesElsewhere(const Call& call, int tried) const;
    void connectFailed(Context& ctx, Call& call, sim::Slot tried, const Call& answer);
    void redispatched(int from);
    bool isRetried(Outcome outcome) const;
    bool retryAnswered(Context& ctx, Call& call, sim::Slot tried, Outcome outcome);
    void answered(Context& ctx, Call& call, sim::Slot tried, const Call& answer);
    void serveQueue(Context& ctx);
    void showQueue(Context& ctx);
    sim::Status::Server statistics(const Server& server, SimTime now) const;
    void reply(Context& ctx, Call& call, Outcome outcome, const Cause& cause);
    void refuse(Context& ctx, Call& call, Outcome outcome, const Cause& cause);

    void scheduleCheck(Context& ctx, Server& server, SimTime delay);
    void sendCheck(Context& ctx, Server& server);
    void checkEnded(Context& ctx, Server& server, Outcome outcome, const Cause& cause);
    void wentDown(Context& ctx, Server& server, const Cause& cause);
    void cutSessions(Context& ctx, Server& server);
    void spreadChecks(Context& ctx);
    void stopChecking(Context& ctx, Server& server);
    void reload(Context& ctx);

    BalancerConfig m_config;
    TlsEnd m_tls;
    bool m_isRunning = false;
    bool m_refused = false;  ///< the last verifying client refused the certificate
    sim::TimerListId m_serverTimer = sim::noTimerList, m_checkTimer = sim::noTimerList;
    std::vector<Server> m_servers;
    WeightedRing m_ring;
    std::vector<std::uint32_t> m_weights;  ///< of the servers in use, by index; 0: not in use
    std::vector<bool> m_full;
    std::vector<int> m_map;  ///< balance source: by remainder of the client's address, the index of its server
    int m_usable = 0;
    sim::CallQueue m_queue;           ///< requests that find all servers full
    sim::CallQueue m_backlog;         ///< connections the kernel has accepted and nobody takes yet
    std::uint32_t m_connections = 0;  ///< clients it serves now
    bool m_isAdmitting = false;
    struct Session {
        sim::Slot server = 0;
        std::uint32_t epoch = 0;
    };
    std::map<std::pair<sim::Slot, std::uint32_t>, Session> m_sessions;  ///< mode tcp: where the kept connection of a client leads
    sim::Random m_random;
    std::uint64_t m_uses = 0;
    std::uint64_t m_retried = 0, m_redispatched = 0;
};

}  // namespace faultline::kinds
