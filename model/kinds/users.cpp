#include "model/kinds/all_kinds.h"
#include "model/kinds/client_talk.h"
#include "model/kinds/common.h"
#include "model/kinds/resolver.h"
#include "model/kinds/tls.h"
#include "model/kinds/users_kind.h"
#include "model/kinds/users_schedule.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {

namespace {

const sim::Reason usersNoLink{"no_link", FL_TR("reason", "%1 know no web site: no link leads to one")};
const sim::Reason usersWrongAddress{"wrong_address", FL_TR("reason", "the address that DNS gave leads nowhere")};

/// Which failures a client tries again after.
enum class RetryOn : std::uint8_t { Connection, ServerError, Any };

struct UsersConfig {
    bool closed = false;  ///< each client waits for its answer and thinks before it asks again
    bool poisson = true;
    SimTime think = 0;
    bool thinkFixed = false;
    double writes = 0, statics = 0;
    double slow = 0;        ///< share of requests that are sent slowly
    SimTime slowTime = 0;   ///< and how long that takes
    std::uint32_t clients = 1;
    std::uint64_t host = 0;  ///< serverName of the host name
    bool verify = true;
    bool keepAlive = false;
    bool resend = false;
    bool startPlain = false;
    SimTime resolverLeast = 0;
    SimTime timeout = 0;
    std::uint32_t retries = 0;
    RetryOn retryOn = RetryOn::ServerError;
    SimTime backoff = 0, backoffMost = 0, retryFor = 0;
    double jitter = 0;
};

/// The people outside: starts requests, resolves names, follows redirects, tries again, and is the judge of how each request ended.
/// Invariant: every task waits in m_resolver, has exactly one call on its way, or waits for its next attempt.
class Users final : public sim::BehaviourOf<Users> {
public:
    void configure(sim::Context& ctx) override;
    void start(sim::Context& ctx) override;
    void stop(sim::Context& ctx) override;
    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    void onAnswer(sim::Context& ctx, sim::Call& call) override;
    void onDelay(sim::Context& ctx, sim::Call& task) override;
    void onDeadline(sim::Context& ctx, sim::Call& task) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& digest) const override;

private:
    enum Phase : std::uint16_t { Resolving = 1, Calling, Pausing, Searching };
    static constexpr const char* otherPort = "web+";  ///< see runtime::Compiler
    enum Timer : std::uint16_t { Arrival, RateChange, Thought };
    static constexpr std::uint32_t firstClient = 0xC6120000;  // 198.18.0.0/15, set aside for measurements (RFC 2544)
    struct Connection {
        std::uint32_t epoch = 0;
        sim::RouteId route = sim::none;
        SimTime until = never;  ///< the server closes it then
    };

    void readProperties(const sim::Context& ctx);
    void arm(sim::Context& ctx);
    void awaitArrival(sim::Context& ctx);
    void populate(sim::Context& ctx);
    void think(sim::Context& ctx, std::uint32_t client, bool isFirst, SimTime least = 0);
    void arrive(sim::Context& ctx, std::uint32_t client, Timer why);
    void attempt(sim::Context& ctx, sim::Call& task);
    void resolved(sim::Context& ctx, sim::Call& answer);
    void go(sim::Context& ctx, sim::Call& task);
    void send(sim::Context& ctx, sim::Call& task, const sim::Wire& wire);
    void judgeVersion(sim::Context& ctx, const sim::Call& task, const sim::Call& answer);
    bool isRetried(sim::Outcome outcome) const;
    void endAttempt(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause);
    void finish(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause);
    const sim::Wire* webWire(const sim::Context& ctx, std::uint32_t address, bool secureOnly) const;
    std::uint32_t chooseAddress(const sim::Context& ctx, const sim::Call& task);
    bool tryNextAddress(sim::Context& ctx, sim::Call& task, const sim::Call& failed);

    UsersConfig m_config;
    RateSchedule m_schedule;
    RateSchedule::Slice m_slice;
    double m_left = 0;  ///< arrivals still to be awaited, in requests, when the rate changes by itself
    bool m_isRunning = false;
    bool m_hasWires = false;
    sim::TimerId m_arrival;
    sim::Random m_gaps, m_classes, m_clients, m_keys, m_thoughts, m_pauses, m_slowness;
    bool m_isSeeded = false;
    sim::TimerListId m_patience = sim::noTimerList;
    std::vector<Connection> m_connections;  ///< of each client, when kept alive
    std::vector<std::uint64_t> m_written;   ///< of each client: version of its last write
    std::vector<std::uint8_t> m_active;     ///< of each client of a closed loop: thinks or waits
    Resolver m_resolver;
    std::uint32_t m_turn = 0;                ///< it gives out the next of its addresses first each time it is asked
    std::uint32_t m_inFlight = 0;
    std::uint64_t m_attempts = 0, m_retried = 0, m_stale = 0;
};

void Users::readProperties(const sim::Context& ctx) {
    const Settings& s = ctx.values();
    UsersConfig config;
    const std::string arrivals = s.value("arrivals").toText();
    config.closed = arrivals == "closed";
    config.poisson = arrivals != "constant";
    config.think = std::max<SimTime>(0, s.value("think_time").toInt(second));
    config.thinkFixed = s.value("think").toText() == "fixed";
    config.writes = s.value("writes").toNumber();
    config.statics = s.value("statics").toNumber();
    config.slow = s.value("slow").toNumber();
    config.slowTime = s.value("slow_time").toInt(10 * second);
    config.clients = static_cast<std::uint32_t>(std::max<std::int64_t>(1, s.value("clients").toInt(1)));
    config.host = serverName(s.value("host_name").toText());
    config.verify = s.value("verify").toBool(true);
    config.keepAlive = s.value("keep_alive").toBool();
    config.resend = s.value("resend").toBool();
    config.startPlain = s.value("start_with").toText() == "http";
    config.resolverLeast = s.value("resolver_ttl").toInt();
    config.timeout = std::max<SimTime>(1, s.value("timeout").toInt(30 * second));
    config.retries = static_cast<std::uint32_t>(std::max<std::int64_t>(0, s.value("retries").toInt()));
    const std::string retryOn = s.value("retry_on").toText();
    config.retryOn = retryOn == "connection" ? RetryOn::Connection : retryOn == "any" ? RetryOn::Any : RetryOn::ServerError;
    config.backoff = std::max<SimTime>(0, s.value("retry_backoff").toInt(100 * millisecond));
    config.backoffMost = std::max<SimTime>(0, s.value("retry_backoff_max").toInt(10 * second));
    config.retryFor = std::max<SimTime>(0, s.value("retry_for").toInt());
    config.jitter = s.value("retry_jitter").toNumber();
    m_config = config;
}

void Users::configure(sim::Context& ctx) {
    const bool wasClosed = m_config.closed, wasPoisson = m_config.poisson, hadWires = m_hasWires;
    const RateSchedule before = m_schedule;
    readProperties(ctx);
    m_schedule.configure(ctx.values(), ctx.date() - ctx.now() / second);
    m_hasWires = !ctx.setup().wires.empty();
    m_patience = ctx.timer(m_config.timeout);
    m_resolver.configure(ctx, m_config.host, m_config.resolverLeast);
    m_connections.resize(m_config.keepAlive ? m_config.clients : 0);
    m_written.resize(m_config.clients);
    if (!m_isSeeded) {
        m_isSeeded = true;
        m_gaps = ctx.random(sim::Purpose::Arrivals);
        m_classes = ctx.random(sim::Purpose::Classes);
        m_clients = ctx.random(sim::Purpose::Clients);
        m_keys = ctx.random(sim::Purpose::Keys);
        m_thoughts = ctx.random(sim::Purpose::Service);
        m_pauses = ctx.random(sim::Purpose::Retries);
        m_slowness = ctx.random(sim::Purpose::Errors);
    }
    if (!m_isRunning) return;
    // A new rate counts from now, not from the next arrival of the old one.
    if (!(m_schedule == before) || wasPoisson != m_config.poisson || wasClosed != m_config.closed || hadWires != m_hasWires) {
        ctx.cancel(m_arrival);
        arm(ctx);
    }
    if (m_config.closed) populate(ctx);
}

void Users::start(sim::Context& ctx) {
    m_isRunning = true;
    m_active.clear();
    arm(ctx);
    if (m_config.closed) populate(ctx);
}

void Users::stop(sim::Context& ctx) {
    m_isRunning = false;
    m_arrival = {};
    m_resolver.forget();
    m_active.clear();
    ctx.queued(m_inFlight = 0);
    std::fill(m_connections.begin(), m_connections.end(), Connection());
}

void Users::arm(sim::Context& ctx) {
    if (m_config.closed || !m_hasWires) return;
    m_slice = m_schedule.at(ctx.now());
    if (m_schedule.isSteady()) {
        if (m_slice.rate <= 0) return;
        const SimTime mean = std::max<SimTime>(1, static_cast<SimTime>(1e9 / m_slice.rate + 0.5));
        m_arrival = ctx.after(m_config.poisson ? m_gaps.exponentialTime(mean) : mean, Arrival);
        return;
    }
    m_left = m_config.poisson ? m_gaps.exponential1() : 1.0;
    awaitArrival(ctx);
}

/// A Poisson process in its own time: each arrival is m_left requests away, at whatever rate they come meanwhile.
void Users::awaitArrival(sim::Context& ctx) {
    const SimTime now = ctx.now();
    if (now >= m_slice.end) m_slice = m_schedule.at(now);
    if (m_slice.rate > 0) {
        const double gap = m_left / m_slice.rate * 1e9;
        const double room = m_slice.end == never ? 9e18 : static_cast<double>(m_slice.end - now);
        if (gap < room) {
            m_arrival = ctx.after(std::max<SimTime>(1, static_cast<SimTime>(gap + 0.5)), Arrival);
            return;
        }
        m_left -= m_slice.rate * room * 1e-9;
    }
    if (m_slice.end != never) m_arrival = ctx.after(m_slice.end - now, RateChange);
}

void Users::onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) {
    if (tag == Thought) {
        const auto client = static_cast<std::uint32_t>(payload);
        if (client >= m_active.size() || !m_active[client]) return;
        if (!m_config.closed || client >= m_config.clients)
            m_active[client] = 0;  // it has gone home
        else
            arrive(ctx, client, Thought);
        return;
    }
    m_arrival = {};
    if (tag == RateChange) {
        awaitArrival(ctx);
        return;
    }
    arm(ctx);
    arrive(ctx, m_clients.below(m_config.clients), Arrival);
}

/// Lets every client of a closed loop take part that does not yet.
void Users::populate(sim::Context& ctx) {
    if (!m_hasWires) return;
    if (m_active.size() < m_config.clients) m_active.resize(m_config.clients);
    for (std::uint32_t client = 0; client < m_config.clients; ++client)
        if (!m_active[client]) {
            m_active[client] = 1;
            think(ctx, client, true);
        }
}

void Users::think(sim::Context& ctx, std::uint32_t client, bool isFirst, SimTime least) {
    SimTime time = m_config.think;
    if (time > 0 && !m_config.thinkFixed) time = m_thoughts.exponentialTime(time);
    // They did not all sit down at the same moment.
    if (isFirst && m_config.thinkFixed) time = time / m_config.clients * client;
    ctx.after(std::max(time, least), Thought, client);
}

void Users::arrive(sim::Context& ctx, std::uint32_t client, Timer why) {
    const double which = m_classes.uniform();
    const sim::CallClass kind = which < m_config.writes                      ? sim::CallClass::Write
                                : which < m_config.writes + m_config.statics ? sim::CallClass::Static
                                                                             : sim::CallClass::Read;
    sim::Call& task = ctx.begin(kind);
    task.tag = why;
    task.client = firstClient + client;
    task.key = static_cast<std::uint32_t>(m_keys.next() >> 32);
    ctx.queued(++m_inFlight);
    attempt(ctx, task);
}

void Users::attempt(sim::Context& ctx, sim::Call& task) {
    ++m_attempts;
    ctx.attempted();
    ctx.arm(task, m_patience);
    if (Resolver::wire(ctx) == nullptr || m_resolver.isFresh(ctx.now())) {
        go(ctx, task);
        return;
    }
    task.phase = Resolving;
    m_resolver.await(ctx, task);
}

void Users::resolved(sim::Context& ctx, sim::Call& answer) {
    sim::Cause cause;
    const Resolver::Heard heard = m_resolver.heard(ctx, answer, cause);
    if (heard == Resolver::Heard::Nothing) return;
    // An attempt that waits for its turn again comes back into the queue later: only those of now are told.
    for (std::uint32_t left = m_resolver.waiting(); left > 0; --left) {
        sim::Call& task = m_resolver.next(ctx);
        if (heard == Resolver::Heard::Failure)
            endAttempt(ctx, task, sim::Outcome::DnsFailure, cause);
        else
            go(ctx, task);
    }
}

/// The way to an address (0: DNS is not asked, any will do). What is drawn to one port of a site is a way to its other port as well.
const sim::Wire* Users::webWire(const sim::Context& ctx, std::uint32_t address, bool secureOnly) const {
    const bool byAddress = Resolver::wire(ctx) != nullptr;
    const sim::Wire *plain = nullptr, *secure = nullptr, *otherPlain = nullptr, *otherSecure = nullptr;
    for (const sim::Wire& wire : ctx.setup().wires) {
        const bool isDrawn = std::strcmp(wire.port, "web") == 0;
        if ((!isDrawn && std::strcmp(wire.port, otherPort) != 0) || (byAddress && wire.address != address)) continue;
        const bool isSecure = std::strcmp(wire.protocol, "https") == 0;
        const sim::Wire*& place = isDrawn ? (isSecure ? secure : plain) : (isSecure ? otherSecure : otherPlain);
        if (place == nullptr) place = &wire;
    }
    if (secureOnly) return secure != nullptr ? secure : otherSecure;
    if (m_config.startPlain) return plain != nullptr ? plain : otherPlain != nullptr ? otherPlain : secure;
    return secure != nullptr ? secure : plain;
}

/// The address a client calls: that of its open connection while the name still has it, else the next in turn.
std::uint32_t Users::chooseAddress(const sim::Context& ctx, const sim::Call& task) {
    if (m_resolver.addresses().empty()) return 0;
    const std::uint32_t client = task.client - firstClient;
    if (client < m_connections.size() && m_connections[client].epoch != 0)
        for (const sim::Wire& wire : ctx.setup().wires)
            if (wire.route == m_connections[client].route &&
                std::find(m_resolver.addresses().begin(), m_resolver.addresses().end(), wire.address) != m_resolver.addresses().end())
                return wire.address;
    return m_resolver.addresses()[m_turn++ % m_resolver.addresses().size()];
}

void Users::go(sim::Context& ctx, sim::Call& task) {
    task.data[3] = chooseAddress(ctx, task);
    task.version = 0;  // how many addresses were tried in vain
    if (const sim::Wire* wire = webWire(ctx, task.data[3], false)) {
        send(ctx, task, *wire);
        return;
    }
    const bool isLinked = std::any_of(ctx.setup().wires.begin(), ctx.setup().wires.end(),
                                      [](const sim::Wire& wire) { return std::strcmp(wire.port, "web") == 0; });
    if (isLinked) {  // nobody has that address, and it takes the time of three ARP requests to know
        task.phase = Searching;
        task.data[0] = sim::none;
        ctx.delay(task, 3'060 * millisecond);
        return;
    }
    endAttempt(ctx, task, sim::Outcome::HostUnreachable, {&usersNoLink, ctx.self(), 0});
}

void Users::onDelay(sim::Context& ctx, sim::Call& task) {
    if (task.phase == Searching)
        endAttempt(ctx, task, sim::Outcome::HostUnreachable, {&usersWrongAddress, ctx.self(), 0});
    else
        attempt(ctx, task);
}

/// A client that cannot connect to one address of a name tries the others.
bool Users::tryNextAddress(sim::Context& ctx, sim::Call& task, const sim::Call& failed) {
    if (failed.outcome != sim::Outcome::ConnectionRefused && failed.outcome != sim::Outcome::ConnectionTimeout &&
        failed.outcome != sim::Outcome::HostUnreachable)
        return false;
    if (Resolver::wire(ctx) == nullptr) return false;
    const auto present = std::find(m_resolver.addresses().begin(), m_resolver.addresses().end(), task.data[3]);
    while (present != m_resolver.addresses().end() && task.version + 1 < m_resolver.addresses().size()) {
        ++task.version;
        const auto place = static_cast<std::size_t>(present - m_resolver.addresses().begin()) + 1;
        task.data[3] = m_resolver.addresses()[place % m_resolver.addresses().size()];
        const sim::Wire* wire = webWire(ctx, task.data[3], failed.has(sim::Call::Tls));
        if (wire == nullptr) continue;
        send(ctx, task, *wire);
        return true;
    }
    return false;
}

void Users::send(sim::Context& ctx, sim::Call& task, const sim::Wire& wire) {
    sim::CallSpec spec;
    spec.route = wire.route;
    spec.kind = task.kind;
    spec.parent = ctx.handle(task);
    spec.connectTimeout = m_config.timeout;
    spec.tls = std::strcmp(wire.protocol, "https") == 0;
    spec.verify = m_config.verify;
    spec.client = task.client;
    spec.key = task.key;
    spec.version = m_config.host;
    if (m_config.slow > 0 && m_slowness.chance(m_config.slow)) spec.tag = sendingTag(m_config.slowTime);
    const std::uint32_t client = task.client - firstClient;
    if (client < m_connections.size()) {
        Connection& kept = m_connections[client];
        if (kept.route == wire.route && ctx.now() < kept.until) spec.connection = kept.epoch;
        kept = {};  // in use: a second request of this client opens another
    }
    task.phase = Calling;
    const sim::Call& call = ctx.call(spec);
    task.data[0] = call.index;
    task.data[1] = call.generation;
}

void Users::onAnswer(sim::Context& ctx, sim::Call& call) {
    if (call.kind == sim::CallClass::Dns) {
        resolved(ctx, call);
        return;
    }
    sim::Call* task = ctx.find(call.parent);
    if (task == nullptr) return;
    if (tryNextAddress(ctx, *task, call)) return;
    if (call.outcome == sim::Outcome::Redirect) {
        if (const sim::Wire* wire = webWire(ctx, task->data[3], true)) {
            send(ctx, *task, *wire);
            return;
        }
        endAttempt(ctx, *task, sim::Outcome::ConnectionRefused, {&usersNoLink, ctx.self(), 0});
        return;
    }
    // The server had closed the kept connection: a browser opens another and says nothing of it, if asking twice does no harm.
    if (call.outcome == sim::Outcome::ConnectionReset && m_config.resend && task->kind != sim::CallClass::Write &&
        !call.has(sim::Call::NewConnection)) {
        go(ctx, *task);
        return;
    }
    const std::uint32_t client = task->client - firstClient;
    const bool isKept =
        call.outcome == sim::Outcome::Ok || (call.outcome >= sim::Outcome::Http4xx && call.outcome <= sim::Outcome::Http504);
    if (client < m_connections.size() && isKept) {
        const SimTime kept = keptFor(call);
        m_connections[client] = {call.calleeEpoch, ctx.drawnRoute(call), kept > 0 ? ctx.now() + kept : never};
    }
    if (call.outcome == sim::Outcome::Ok) judgeVersion(ctx, *task, call);
    endAttempt(ctx, *task, call.outcome, call.cause);
}

/// Read your writes: an answer that is older than what this client was told to be written is stale. The top 16 bits of a version
/// name the set of data it counts in (a shard); versions of different sets say nothing about each other.
void Users::judgeVersion(sim::Context& ctx, const sim::Call& task, const sim::Call& answer) {
    const std::uint32_t client = task.client - firstClient;
    if (client >= m_written.size() || answer.version == 0) return;
    std::uint64_t& written = m_written[client];
    const bool isSameData = written >> 48 == answer.version >> 48;
    if (task.kind == sim::CallClass::Write) {
        written = isSameData ? std::max(written, answer.version) : answer.version;
    } else if (task.kind == sim::CallClass::Read && written != 0 && isSameData && answer.version < written) {
        ++m_stale;
        ctx.sawStale();
    }
}

void Users::onDeadline(sim::Context& ctx, sim::Call& task) {
    if (task.phase == Resolving) {
        m_resolver.leave(ctx, task);
        const sim::Wire* wire = Resolver::wire(ctx);
        endAttempt(ctx, task, sim::Outcome::DnsFailure, {&reason::noName, wire ? wire->target : ctx.self(), 0});
        return;
    }
    const sim::CallHandle handle{task.data[0], task.data[1]};
    sim::Outcome outcome = sim::Outcome::ClientTimeout;
    sim::Cause cause;
    if (const sim::Call* call = ctx.find(handle)) {
        // A connection that never came about is another failure than an answer that never came.
        const bool isUnconnected =
            call->state == sim::CallState::Connecting ||
            (call->state == sim::CallState::Answering &&
             (call->outcome == sim::Outcome::ConnectionTimeout || call->outcome == sim::Outcome::HostUnreachable));
        if (isUnconnected) outcome = sim::Outcome::ConnectionTimeout;
        cause = call->cause;
        const bool isHeld = call->state == sim::CallState::Backlog;  // accepted by the kernel, never taken by the process
        if (cause.reason == nullptr) cause = {isHeld ? &sim::reason::processFrozen : &sim::reason::noAnswer, call->callee, 0};
    }
    ctx.abandon(handle);
    endAttempt(ctx, task, outcome, cause);
}

bool Users::isRetried(sim::Outcome outcome) const {
    switch (outcome) {
        case sim::Outcome::Ok:
        case sim::Outcome::Aborted:
            return false;
        case sim::Outcome::ConnectionRefused:
        case sim::Outcome::ConnectionTimeout:
        case sim::Outcome::ConnectionReset:
        case sim::Outcome::HostUnreachable:
        case sim::Outcome::DnsFailure:
            return true;
        case sim::Outcome::Http500:
        case sim::Outcome::Http502:
        case sim::Outcome::Http503:
        case sim::Outcome::Http504:
        case sim::Outcome::ClientTimeout:
            return m_config.retryOn != RetryOn::Connection;
        default:
            return m_config.retryOn == RetryOn::Any;
    }
}

void Users::endAttempt(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause) {
    std::uint32_t& tried = task.data[2];
    if (tried >= m_config.retries || !isRetried(outcome)) {
        finish(ctx, task, outcome, cause);
        return;
    }
    SimTime pause = m_config.backoff;
    for (std::uint32_t i = 0; i < tried && pause < m_config.backoffMost; ++i) pause *= 2;
    pause = std::min(pause, m_config.backoffMost);
    if (m_config.jitter > 0) pause -= static_cast<SimTime>(static_cast<double>(pause) * m_config.jitter * m_pauses.uniform());
    if (m_config.retryFor > 0 && ctx.now() + pause - task.started > m_config.retryFor) {
        finish(ctx, task, outcome, cause);
        return;
    }
    ++tried;
    ++m_retried;
    task.phase = Pausing;
    ctx.disarm(task);
    ctx.delay(task, std::max<SimTime>(pause, 1));
}

void Users::finish(sim::Context& ctx, sim::Call& task, sim::Outcome outcome, const sim::Cause& cause) {
    ctx.queued(--m_inFlight);
    const bool isClosed = task.tag == Thought;
    const std::uint32_t client = task.client - firstClient;
    // What fails on the spot must not be asked for a second time in the same moment.
    const SimTime least = ctx.now() == task.started ? 100 * millisecond : 0;
    ctx.finish(task, outcome, cause);
    if (!isClosed || client >= m_active.size()) return;
    if (m_config.closed && client < m_config.clients)
        think(ctx, client, false, least);
    else
        m_active[client] = 0;
}

void Users::status(const sim::Context& ctx, sim::Status& status) const {
    status.queue = m_inFlight;
    status.metrics = {{"attempts", static_cast<double>(m_attempts)},
                      {"retries", static_cast<double>(m_retried)},
                      {"stale", static_cast<double>(m_stale)}};
    if (!m_hasWires && (m_config.closed || m_schedule.at(ctx.now()).rate > 0)) {
        status.strained = true;
        status.why = FL_TR("users", "Nobody asks for anything: draw a link to what they should call");
    } else if (m_hasWires && webWire(ctx, 0, false) == nullptr && Resolver::wire(ctx) == nullptr) {
        status.failing = true;
        status.why = FL_TR("users", "No link leads to a web site");
    }
}

void Users::hash(Fingerprint& digest) const {
    digest.add(m_inFlight);
    digest.add(m_resolver.waiting());
    for (const std::uint32_t address : m_resolver.addresses()) digest.add(address);
}

}  // namespace

std::unique_ptr<sim::Behaviour> createUsers() {
    return std::make_unique<Users>();
}

}  // namespace faultline::kinds
