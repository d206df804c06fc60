#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"
#include "model/sim/context.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::CallClass;
using sim::Outcome;
using sim::Slot;

const sim::Reason appNoFiles{"no_application_files", FL_TR("app_server", "%1 has no application files to run")};
const sim::Reason appFilesFaulty{"application_error", FL_TR("app_server", "the version of the application in %1 fails")};
const sim::Reason appNoDatabase{"no_database", FL_TR("app_server", "%1 has no way to the database it is told to use")};
const sim::Reason appClientGone{"backlog_left", FL_TR("app_server", "the caller left before %1 took the connection")};
const sim::EventType appAllBusy{"workers_busy", FL_TR("app_server", "all workers of %1 are busy and its backlog is full"),
                                sim::EventType::Severity::Bad};

enum class AppService { Fixed, Exponential, LogNormal };
enum class AppReads { Local, Primary, Replica, Component };

/// Properties; a request is CPU work, then waiting, then one database operation, all in one worker.
struct AppConfig {
    std::int64_t workers = 16;
    std::int64_t backlog = 2048;
    SimTime serviceTime = 20 * millisecond;
    AppService service = AppService::Exponential;
    double variation = 1;
    SimTime cpuTime = 100 * microsecond;
    SimTime connectTimeout = 2 * second;
    SimTime responseTimeout = 30 * second;
    bool pooled = false;
    Slot writeTo = 0;
    AppReads reads = AppReads::Local;
    Slot readComponent = 0;
    bool readFailover = true;
};

/// Runs the application with a fixed number of workers and a first-in-first-out backlog. Invariants: a worker is held from the start of
/// a request to its answer, also while it waits for the database and when its caller has left; m_busy counts them. Requests beyond the
/// backlog wait outside, as unanswered SYNs do, and go away with their callers.
class AppServer final : public sim::BehaviourOf<AppServer> {
public:
    void configure(sim::Context& ctx) override {
        readProperties(ctx.values());
        readFiles(ctx.setup());
        chooseDatabases(ctx.setup());
        m_responseTimer = ctx.timer(m_config.responseTimeout);
        if (!m_isSeeded) {
            m_isSeeded = true;
            m_random = ctx.random(sim::Purpose::Service);
            m_errors = ctx.random(sim::Purpose::Errors);
        }
        if (m_running) startWaiting(ctx);  // more workers than before
        publish(ctx);
    }

    void start(sim::Context& ctx) override {
        m_running = true;
        publish(ctx);
    }

    void stop(sim::Context& ctx) override {
        m_running = false;
        m_busy = 0;
        m_queue.clear();
        m_outside.clear();
        m_overflowed = false;
        m_pools.clear();
        publish(ctx);
    }

    void onCall(sim::Context& ctx, Call& call) override {
        if (m_files == 0 && (call.kind != CallClass::HealthCheck || call.key != 0)) {
            ctx.answer(call, Outcome::Http4xx, {&appNoFiles, ctx.self(), 0});
            return;
        }
        if (m_busy < m_config.workers && m_queue.isEmpty()) {
            begin(ctx, call);
        } else if (m_queue.size() < static_cast<std::uint64_t>(m_config.backlog)) {
            call.phase = Queued;
            m_queue.push(ctx.calls(), call.index);
        } else {
            if (!m_overflowed) ctx.event(appAllBusy);
            m_overflowed = true;
            call.phase = Outside;
            m_outside.push(ctx.calls(), call.index);
        }
        publish(ctx);
    }

    void onCpu(sim::Context& ctx, Call& call) override {
        const SimTime wait = isPlain(call) ? 0 : drawService();
        call.phase = Service;
        if (wait > 0)
            ctx.delay(call, wait);
        else
            onDelay(ctx, call);
    }

    void onDelay(sim::Context& ctx, Call& call) override {
        if (m_errorRate > 0 && !isPlain(call) && m_errors.chance(m_errorRate)) {
            end(ctx, call, Outcome::Http500, {&appFilesFaulty, m_files != 0 ? m_files : ctx.self(), 0});
            return;
        }
        const bool write = call.kind == CallClass::Write || (call.kind == CallClass::HealthCheck && call.key == 3);
        const bool read = call.kind == CallClass::Read || (call.kind == CallClass::HealthCheck && call.key == 2);
        if (!(write || read) || !m_hasDatabase)
            end(ctx, call, Outcome::Ok, {});
        else
            ask(ctx, call, write ? m_write : m_read, write);
    }

    void onAnswer(sim::Context& ctx, Call& answer) override {
        learn(answer);
        Call* call = ctx.find(answer.parent);
        if (!call) return;
        const bool unreachable = answer.outcome == Outcome::ConnectionRefused || answer.outcome == Outcome::ConnectionTimeout ||
                                 answer.outcome == Outcome::HostUnreachable;
        if (unreachable && answer.kind == CallClass::Read && m_fallback.database != 0 && answer.callee != m_fallback.database) {
            ask(ctx, *call, m_fallback, false);
            return;
        }
        call->version = answer.version;
        end(ctx, *call, answer.outcome == Outcome::Ok ? Outcome::Ok : Outcome::Http500, answer.cause);
    }

    void onCallerGone(sim::Context& ctx, Call& call) override {
        // What the kernel has accepted is worked on all the same; only an unanswered SYN goes away with its sender.
        if (call.phase != Outside) return;
        m_outside.remove(ctx.calls(), call.index);
        ctx.answer(call, Outcome::Aborted, {&appClientGone, ctx.self(), 0});
        publish(ctx);
    }

    void status(const sim::Context&, sim::Status& status) const override {
        const double capacity = static_cast<double>(m_config.workers);
        status.utilisation = capacity > 0 ? std::min(1.0, static_cast<double>(m_busy) / capacity) : 0;
        status.queue = m_queue.size() + m_outside.size();
        status.metrics = {{"workers", static_cast<double>(m_busy)}, {"backlog", status.queue}};
        if (m_files == 0) {
            status.failing = true;
            status.why = FL_TR("app_server", "it has no application files");
        } else if (!m_outside.isEmpty()) {
            status.failing = true;
            status.why = FL_TR("app_server", "its backlog is full");
        } else if (!m_queue.isEmpty()) {
            status.strained = true;
            status.why = FL_TR("app_server", "all workers are busy and requests wait");
        }
    }

    void hash(Fingerprint& print) const override {
        print.add(static_cast<std::uint64_t>(m_busy));
        print.add(m_queue.size());
        print.add(m_outside.size());
    }

private:
    enum Phase : std::uint16_t { Queued = 1, Outside, Working, Service, Asking };
    struct Target {
        Slot database = 0;
        sim::RouteId route = sim::none;
    };
    struct Pool {
        Slot database = 0;
        std::uint32_t epoch = 0;  // of the process its connections are to; 0: none
    };

    void readProperties(const Settings& values) {
        const AppConfig usual;
        m_config.workers = values.value("workers").toInt(usual.workers);
        m_config.backlog = values.value("backlog").toInt(usual.backlog);
        m_config.serviceTime = values.value("service_time").toInt(usual.serviceTime);
        const std::string& distribution = values.value("distribution").toText();
        m_config.service = distribution == "fixed"       ? AppService::Fixed
                           : distribution == "lognormal" ? AppService::LogNormal
                                                         : AppService::Exponential;
        m_config.variation = values.value("variation").toNumber(usual.variation);
        m_config.cpuTime = values.value("cpu_time").toInt(usual.cpuTime);
        m_config.connectTimeout = values.value("db_connect_timeout").toInt(usual.connectTimeout);
        m_config.responseTimeout = values.value("db_response_timeout").toInt(usual.responseTimeout);
        m_config.pooled = values.value("db_connections").toText() == "pooled";
        m_config.writeTo = static_cast<Slot>(values.value("write_to").toInt());
        const std::string& reads = values.value("read_from").toText();
        m_config.reads = reads == "primary"     ? AppReads::Primary
                         : reads == "replica"   ? AppReads::Replica
                         : reads == "component" ? AppReads::Component
                                                : AppReads::Local;
        m_config.readFailover = values.value("read_failover").toBool(usual.readFailover);
        m_config.readComponent = static_cast<Slot>(values.value("read_component").toInt());
        const double spread = 1 + m_config.variation * m_config.variation;
        m_sigmaSquared = spread > 1 ? sim::naturalLog(spread) : 0;
        m_sigma = sim::squareRoot(m_sigmaSquared);
    }

    /// The deployed files: attached, else those on the same host; of several the first.
    void readFiles(const sim::Setup& setup) {
        m_files = 0;
        m_errorRate = 0;
        m_slowdown = 1;
        for (const sim::Attachment& attachment : setup.attachments) {
            if (std::strcmp(attachment.kind, "app_files") != 0) continue;
            m_files = attachment.slot;
            m_errorRate = attachment.settings->value("error_rate").toNumber(0);
            m_slowdown = attachment.settings->value("slowdown").toNumber(1);
            return;
        }
    }

    void chooseDatabases(const sim::Setup& setup) {
        const sim::Wire *first = nullptr, *local = nullptr, *named = nullptr, *wanted = nullptr, *other = nullptr;
        for (const sim::Wire& wire : setup.wires) {
            if (std::strcmp(wire.port, "db") != 0) continue;
            if (!first) first = &wire;
            if (wire.local && !local) local = &wire;
            if (m_config.writeTo != 0 && wire.target == m_config.writeTo && !named) named = &wire;
            if (m_config.readComponent != 0 && wire.target == m_config.readComponent && !wanted) wanted = &wire;
        }
        const sim::Wire* write = m_config.writeTo != 0 ? named : first;
        for (const sim::Wire& wire : setup.wires)
            if (std::strcmp(wire.port, "db") == 0 && write && wire.target != write->target && !other) other = &wire;
        const sim::Wire* read = write;
        switch (m_config.reads) {
            case AppReads::Local:
                read = local ? local : write;
                break;
            case AppReads::Primary:
                break;
            case AppReads::Replica:
                read = other ? other : write;
                break;
            case AppReads::Component:
                read = wanted;
                break;
        }
        m_write = write ? Target{write->target, write->route} : Target();
        m_read = read ? Target{read->target, read->route} : Target();
        m_fallback = {};
        for (const sim::Wire& wire : setup.wires)
            if (m_config.readFailover && m_fallback.database == 0 && std::strcmp(wire.port, "db") == 0 &&
                wire.target != m_read.database)
                m_fallback = {wire.target, wire.route};
        // An application that never had a database does without one; one that lost its own does not.
        if (first || m_config.writeTo != 0) m_hasDatabase = true;
    }

    /// What needs neither database nor waiting: a file, or a health check of the server alone.
    static bool isPlain(const Call& call) {
        return call.kind == CallClass::Static || (call.kind == CallClass::HealthCheck && call.key == 0);
    }

    SimTime drawService() {
        const auto mean = static_cast<SimTime>(static_cast<double>(m_config.serviceTime) * m_slowdown + 0.5);
        switch (m_config.service) {
            case AppService::Fixed:
                return mean;
            case AppService::Exponential:
                return m_random.exponentialTime(mean);
            case AppService::LogNormal:
                break;
        }
        const double exponent = m_sigma * m_random.normal() - m_sigmaSquared / 2;
        return static_cast<SimTime>(static_cast<double>(mean) * sim::exponential(exponent) + 0.5);
    }

    void begin(sim::Context& ctx, Call& call) {
        ++m_busy;
        call.phase = Working;
        const auto work = static_cast<SimTime>(static_cast<double>(m_config.cpuTime) * m_slowdown + 0.5);
        ctx.cpu(call, work > 0 ? work : 1);
    }

    void ask(sim::Context& ctx, Call& call, const Target& target, bool write) {
        if (target.database == 0) {
            end(ctx, call, Outcome::Http500, {&appNoDatabase, ctx.self(), 0});
            return;
        }
        sim::CallSpec spec;
        spec.route = target.route;
        spec.kind = write ? CallClass::Write : CallClass::Read;
        spec.parent = ctx.handle(call);
        spec.connectTimeout = m_config.connectTimeout;
        spec.responseTimer = m_responseTimer;
        spec.connection = m_config.pooled ? pool(target.database).epoch : 0;
        spec.client = call.client;
        spec.key = call.key;
        call.phase = Asking;
        ctx.call(spec);
    }

    Pool& pool(Slot database) {
        for (Pool& pool : m_pools)
            if (pool.database == database) return pool;
        m_pools.push_back({database, 0});
        return m_pools.back();
    }

    /// Keeps the connection of an answer that came from the database itself; drops one that broke or fell silent.
    void learn(const Call& answer) {
        if (!m_config.pooled) return;
        Pool& known = pool(answer.callee);
        switch (answer.outcome) {
            case Outcome::Ok:
            case Outcome::DbReadOnly:
            case Outcome::DbError:
                known.epoch = answer.calleeEpoch;
                break;
            default:
                if (!answer.has(Call::NewConnection) && known.epoch == answer.calleeEpoch) known.epoch = 0;
                break;
        }
    }

    void end(sim::Context& ctx, Call& call, Outcome outcome, const sim::Cause& cause) {
        --m_busy;
        ctx.answer(call, outcome, cause);
        startWaiting(ctx);
        publish(ctx);
    }

    void startWaiting(sim::Context& ctx) {
        while (m_busy < m_config.workers && !m_queue.isEmpty()) {
            begin(ctx, ctx.calls()[m_queue.pop(ctx.calls())]);
            admit(ctx);
        }
        admit(ctx);
    }

    void admit(sim::Context& ctx) {
        while (!m_outside.isEmpty() && m_queue.size() < static_cast<std::uint64_t>(m_config.backlog)) {
            Call& call = ctx.calls()[m_outside.pop(ctx.calls())];
            call.phase = Queued;
            m_queue.push(ctx.calls(), call.index);
        }
        if (m_outside.isEmpty() && m_queue.isEmpty()) m_overflowed = false;
    }

    void publish(sim::Context& ctx) const {
        ctx.busy(static_cast<std::uint32_t>(m_busy), static_cast<std::uint32_t>(m_config.workers));
        ctx.queued(m_queue.size() + m_outside.size());
    }

    AppConfig m_config;
    double m_sigma = 0, m_sigmaSquared = 0;
    Slot m_files = 0;
    double m_errorRate = 0, m_slowdown = 1;
    Target m_write, m_read;
    Target m_fallback;  // of reads whose database cannot be reached
    bool m_hasDatabase = false;
    bool m_isSeeded = false;
    bool m_running = false;
    bool m_overflowed = false;
    sim::TimerListId m_responseTimer = sim::noTimerList;
    sim::Random m_random, m_errors;
    std::int64_t m_busy = 0;
    sim::CallQueue m_queue, m_outside;
    std::vector<Pool> m_pools;
};

std::unique_ptr<sim::Behaviour> appCreate() {
    return std::make_unique<AppServer>();
}

std::vector<catalog::PropertySpec> appProperties() {
    using namespace catalog;
    const AppConfig usual;
    const Literal database = FL_TR("app_server", "Database");
    const Literal work = FL_TR("app_server", "Work of a request");
    return {
        integerProperty("workers", FL_TR("app_server", "Workers"),
                        FL_TR("app_server",
                              "Requests it works on at once, each in a worker process or thread of its own. Fewer than are in "
                              "work now does not end any of them. Gunicorn advises 2 x cores + 1, PHP-FPM comes with 5; an "
                              "application that mostly waits needs more."),
                        usual.workers, 1, 100'000, "workers", {}),
        durationProperty("service_time", FL_TR("app_server", "Service time"),
                         FL_TR("app_server",
                               "Mean time a request waits in its worker for other things than CPU and database: disk, other "
                               "services, sleeping. 20 ms in the measured set-up."),
                         usual.serviceTime, 0, 3600e9, work),
        {.key = "distribution",
         .label = FL_TR("app_server", "Distribution"),
         .help = FL_TR("app_server", "How the service times scatter about their mean. Exponential in the measured set-up."),
         .type = PropertyType::Choice,
         .defaultValue = "exponential",
         .choices = {{"fixed", FL_TR("app_server", "Always the same")},
                     {"exponential", FL_TR("app_server", "Exponential")},
                     {"lognormal", FL_TR("app_server", "Log-normal (long tail)")}},
         .group = work},
        {.key = "variation",
         .label = FL_TR("app_server", "Variation"),
         .help = FL_TR("app_server",
                       "Standard deviation of a log-normal service time as a share of its mean; 1 scatters as much as the "
                       "exponential does."),
         .type = PropertyType::Number,
         .defaultValue = usual.variation,
         .minimum = 0,
         .maximum = 10,
         .group = work,
         .advanced = true,
         .shownWhen = "distribution=lognormal"},
        durationProperty("cpu_time", FL_TR("app_server", "CPU time"),
                         FL_TR("app_server",
                               "CPU time of a request on its server, shared with everything else there. A small Go program was "
                               "measured at 0.24 to 0.30 ms at low load, less when busy; PHP, Python and Ruby frameworks need "
                               "several milliseconds."),
                         usual.cpuTime, 0, 3600e9, work),
        {.key = "write_to",
         .label = FL_TR("app_server", "Write to"),
         .help = FL_TR("app_server",
                       "The database that gets the writes. Nothing changes it by itself: after a failover you must. Empty: the "
                       "first one it is linked to."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .group = database},
        {.key = "read_from",
         .label = FL_TR("app_server", "Read from"),
         .help = FL_TR("app_server", "Where reads go. A replica may be behind: it then answers with old data."),
         .type = PropertyType::Choice,
         .defaultValue = "local",
         .choices = {{"local", FL_TR("app_server", "The database on its own server, else where it writes")},
                     {"primary", FL_TR("app_server", "Where it writes")},
                     {"replica", FL_TR("app_server", "Another one than it writes to")},
                     {"component", FL_TR("app_server", "The one named below")}},
         .group = database},
        {.key = "read_component",
         .label = FL_TR("app_server", "Read from this one"),
         .help = FL_TR("app_server", "The database that gets the reads."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .group = database,
         .shownWhen = "read_from=component"},
        {.key = "read_failover",
         .label = FL_TR("app_server", "Reads try the next"),
         .help =
             FL_TR("app_server",
                   "When the database for a read cannot be reached, the worker asks the next one it is linked to, as a driver "
                   "with several hosts in its address does. Writes never go elsewhere."),
         .type = PropertyType::Bool,
         .defaultValue = usual.readFailover,
         .group = database},
        {.key = "db_connections",
         .label = FL_TR("app_server", "Connections"),
         .help = FL_TR("app_server",
                       "A new connection for each request (PHP, and Django unless told otherwise) costs a round trip, but "
                       "notices at once when the database is gone. A pooled one is quicker and, if the server of the database "
                       "dies, waits in silence until the response timeout."),
         .type = PropertyType::Choice,
         .defaultValue = "per_request",
         .choices = {{"per_request", FL_TR("app_server", "New for each request")}, {"pooled", FL_TR("app_server", "Pooled")}},
         .group = database},
        durationProperty("db_connect_timeout", FL_TR("app_server", "Connect timeout"),
                         FL_TR("app_server",
                               "How long a worker tries to reach the database before the request fails with 500. Drivers "
                               "differ: 2 to 10 s is usual, PHP waits 60 s."),
                         usual.connectTimeout, 1e6, 3600e9, database, true),
        durationProperty("db_response_timeout", FL_TR("app_server", "Response timeout"),
                         FL_TR("app_server",
                               "How long a worker waits for an answer of the database before the request fails with 500. Many "
                               "drivers wait for ever unless told otherwise."),
                         usual.responseTimeout, 1e6, 86'400e9, database, true),
        startUpProperty(
            second, FL_TR("app_server", "From its start until its workers serve; about a second, with large frameworks more.")),
        backlogProperty(static_cast<int>(usual.backlog),
                        FL_TR("app_server",
                              "Requests that can wait for a worker, first in first out; more wait as unanswered connection "
                              "attempts. Gunicorn: 2048; Node.js and PHP-FPM: 511.")),
        addressProperty()};
}

}  // namespace

catalog::ComponentKind appServerKind() {
    using namespace catalog;
    ComponentKind kind{.id = "app_server", .label = FL_TR("app_server", "Application server")};
    kind.help =
        FL_TR("app_server",
              "Runs the application files: each request takes one of its workers, some CPU time, some waiting, and one database "
              "operation. A worker is held while it waits for the database, so a database that hangs uses up all workers, and "
              "then nothing is answered, not even what needs no database. Requests without a free worker queue. If the database "
              "refuses or fails, the answer is 500 at once. It needs application files, attached or on the same server.");
    kind.group = Group::Compute;
    kind.namePrefix = "app";
    kind.aliases = {"application server",
                    "backend",
                    "workers",
                    "Gunicorn",
                    "PHP-FPM",
                    "Node.js",
                    "uWSGI",
                    "Tomcat",
                    "Django",
                    "Flask",
                    "Python",
                    "PHP",
                    "Ruby",
                    "Passenger",
                    "Puma"};
    kind.software = {
        {.name = "Gunicorn"},
        {.name = "PHP-FPM", .values = {{"backlog", Value(511)}}},
        {.name = "Node.js", .values = {{"backlog", Value(511)}, {"db_connections", Value("pooled")}}},
        {.name = "uWSGI", .values = {{"backlog", Value(100)}}},
        {.name = "Tomcat", .values = {{"workers", Value(200)}, {"backlog", Value(100)}, {"db_connections", Value("pooled")}}}};
    kind.properties = appProperties();
    kind.ports = {{"app", FL_TR("app_server", "Application"), PortRole::Traffic, PortDirection::In, "app", 9000},
                  {"http", FL_TR("app_server", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 8080},
                  {"db", FL_TR("app_server", "Database"), PortRole::Traffic, PortDirection::Out, "mysql", 3306},
                  {"files", FL_TR("app_server", "Application files"), PortRole::Attach, PortDirection::In, "files"},
                  guardPort(),
                  processPort()};
    kind.metrics = {{"workers", FL_TR("app_server", "Workers busy"), "workers", MetricSpec::Aggregation::Last, "utilisation"},
                    {"backlog", FL_TR("app_server", "Waiting for a worker"), "requests", MetricSpec::Aggregation::Last, "queue"}};
    kind.actions = processActions();
    addBalancerActions(kind.actions);
    kind.create = appCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
