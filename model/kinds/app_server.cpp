#include "model/kinds/app_server.h"

#include "model/kinds/all_kinds.h"
#include "model/kinds/client_talk.h"
#include "model/kinds/tls.h"

#include <algorithm>
#include <cstring>

/// Workers and backlog of an application server; see also app_server_data, app_server_deploy, app_server_kind.
namespace faultline::kinds {

using sim::CallClass;
using sim::Outcome;

namespace {
const sim::Reason appNoFiles{"no_application_files", FL_TR("app_server", "%1 has no application files to run")};
const sim::Reason appFilesFaulty{"application_error", FL_TR("app_server", "the version of the application in %1 fails")};
const sim::Reason appClientGone{"backlog_left", FL_TR("app_server", "the caller left before %1 took the connection")};
const sim::Reason appRestarting{"deploying", FL_TR("app_server", "%1 is being restarted with another version")};
const sim::EventType appAllBusy{"workers_busy", FL_TR("app_server", "all workers of %1 are busy and its backlog is full"),
                                sim::EventType::Severity::Bad};
}  // namespace

void AppServer::readProperties(const Settings& values) {
    const AppConfig usual;
    m_config.workers = values.value("workers").toInt(usual.workers);
    m_config.backlog = values.value("backlog").toInt(usual.backlog);
    m_config.serviceTime = values.value("service_time").toInt(usual.serviceTime);
    const std::string& distribution = values.value("distribution").toText();
    m_config.service = distribution == "fixed"       ? AppService::Fixed
                       : distribution == "lognormal" ? AppService::LogNormal
                       : distribution == "gamma"     ? AppService::Gamma
                       : distribution == "measured"  ? AppService::Measured
                                                     : AppService::Exponential;
    m_config.variation = values.value("variation").toNumber(usual.variation);
    m_config.cpuTime = values.value("cpu_time").toInt(usual.cpuTime);
    m_config.connectTimeout = values.value("db_connect_timeout").toInt(usual.connectTimeout);
    m_config.responseTimeout = values.value("db_response_timeout").toInt(usual.responseTimeout);
    m_config.pooled = values.value("db_connections").toText() == "pooled";
    m_config.poolSize = values.value("pool_size").toInt(usual.poolSize);
    m_config.poolWait = values.value("pool_wait").toInt(usual.poolWait);
    const auto writeTo = static_cast<Slot>(values.value("write_to").toInt());
    if (writeTo != m_config.writeTo) m_moved.clear();  // an edit is newer than what it was told
    m_config.writeTo = writeTo;
    const std::string& name = values.value("db_name").toText();
    m_config.databaseName = name.empty() ? 0 : serverName(name);
    const std::string& reads = values.value("read_from").toText();
    m_config.reads = reads == "primary"     ? AppReads::Primary
                     : reads == "replica"   ? AppReads::Replica
                     : reads == "nearest"   ? AppReads::Nearest
                     : reads == "component" ? AppReads::Component
                                            : AppReads::Local;
    m_config.readFailover = values.value("read_failover").toBool(usual.readFailover);
    m_config.readComponent = static_cast<Slot>(values.value("read_component").toInt());
    m_config.cacheTimeout = values.value("cache_timeout").toInt(usual.cacheTimeout);
    const std::string& deploy = values.value("deploy").toText();
    m_config.deploy = deploy == "graceful" ? AppDeploy::Graceful : deploy == "stop_all" ? AppDeploy::StopAll : AppDeploy::Rolling;
    m_config.restartTime = values.value("restart_time").toInt(usual.restartTime);
    m_config.deployBatch = std::max<std::int64_t>(1, values.value("deploy_batch").toInt(usual.deployBatch));
    const double spread = 1 + m_config.variation * m_config.variation;
    m_sigmaSquared = spread > 1 ? sim::naturalLog(spread) : 0;
    m_sigma = sim::squareRoot(m_sigmaSquared);
    readTables(values);
}

void AppServer::readTables(const Settings& values) {
    m_config.times.clear();
    double sum = 0;
    for (const TableRow& row : values.value("times").toTable()) {
        if (row.size() < 2 || row[1].toNumber() <= 0) continue;
        sum += row[1].toNumber();
        m_config.times.push_back({row[0].toInt(), sum});
    }
    const std::string& sharding = values.value("sharding").toText();
    m_config.sharding = sharding == "hash" ? AppSharding::Hash : sharding == "range" ? AppSharding::Range : AppSharding::Off;
    m_config.shards.clear();
    for (const TableRow& row : values.value("shards").toTable())
        if (row.size() >= 2 && row[0].toInt() != 0)
            m_config.shards.push_back({static_cast<Slot>(row[0].toInt()), row[1].toNumber()});
    std::stable_sort(m_config.shards.begin(), m_config.shards.end(), [this](const auto& a, const auto& b) {
        return m_config.sharding == AppSharding::Range && a.second < b.second;
    });
}

/// The deployed files: attached, else those on the same host; of several the first.
AppServer::Release AppServer::readFiles(const sim::Setup& setup) {
    Release release;
    for (const sim::Attachment& attachment : setup.attachments) {
        if (std::strcmp(attachment.kind, "app_files") != 0) continue;
        release.files = attachment.slot;
        release.version = attachment.settings->value("version").toText();
        release.errorRate = attachment.settings->value("error_rate").toNumber(0);
        release.slowdown = attachment.settings->value("slowdown").toNumber(1);
        break;
    }
    return release;
}

void AppServer::configure(sim::Context& ctx) {
    readProperties(ctx.values());
    m_resolver.configure(ctx, m_config.databaseName, 0);
    chooseDatabases(ctx.setup());
    m_responseTimer = ctx.timer(m_config.responseTimeout);
    m_cacheTimer = ctx.timer(m_config.cacheTimeout);
    if (!m_isConfigured) {
        m_random = ctx.random(sim::Purpose::Service);
        m_errors = ctx.random(sim::Purpose::Errors);
    }
    const Release wanted = readFiles(ctx.setup());
    const bool isNew = !(wanted == m_wanted);
    m_wanted = wanted;
    // The first files it gets are there at once: there is no other version to go over from.
    if (!m_isConfigured || !m_running || (isNew && (wanted.files == 0 || m_release.files == 0))) {
        if (isNew && m_isConfigured) m_previous = m_release;
        m_release = m_wanted;
        m_deploying = false;
        m_renewed = m_away = m_busyOld = 0;
    } else if (isNew) {
        deploy(ctx, wanted);
    }
    m_isConfigured = true;
    if (m_running && !m_isDown) startWaiting(ctx);  // more workers than before
    publish(ctx);
}

void AppServer::start(sim::Context& ctx) {
    m_running = true;
    publish(ctx);
}

void AppServer::stop(sim::Context& ctx) {
    m_running = false;
    m_busy = 0;
    m_queue.clear();
    m_outside.clear();
    m_overflowed = false;
    m_pools.clear();
    m_resolver.forget();
    m_cacheEpoch = 0;
    if (m_deploying) m_release = m_next;  // it comes back with what is on the disk
    m_deploying = m_isDown = false;
    m_renewed = m_away = m_busyOld = 0;
    publish(ctx);
}

void AppServer::onCall(sim::Context& ctx, Call& call) {
    if (call.kind == CallClass::Replication) {
        repoint(ctx, call);
        return;
    }
    if (m_isDown) {
        ctx.answer(call, Outcome::ConnectionRefused, {&appRestarting, ctx.self(), 0});
        return;
    }
    if (m_release.files == 0 && !m_deploying && (call.kind != CallClass::HealthCheck || call.key != 0)) {
        ctx.answer(call, Outcome::Http4xx, {&appNoFiles, ctx.self(), 0});
        return;
    }
    if (freeWorkers() > 0 && m_queue.isEmpty()) {
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

void AppServer::onCpu(sim::Context& ctx, Call& call) {
    const SimTime wait = isPlain(call) ? 0 : drawService(releaseOf(call));
    call.phase = Service;
    if (wait > 0)
        ctx.delay(call, wait);
    else
        onDelay(ctx, call);
}

void AppServer::onDelay(sim::Context& ctx, Call& call) {
    if (call.phase == AwaitingConnection) {
        giveUpWaiting(ctx, call);
        return;
    }
    if (call.phase == Receiving) {
        compute(ctx, call);
        return;
    }
    const Release& release = releaseOf(call);
    if (release.errorRate > 0 && !isPlain(call) && m_errors.chance(release.errorRate)) {
        end(ctx, call, Outcome::Http500, {&appFilesFaulty, release.files != 0 ? release.files : ctx.self(), 0});
        return;
    }
    work(ctx, call);
}

void AppServer::onCallerGone(sim::Context& ctx, Call& call) {
    // What the kernel has accepted is worked on all the same; only an unanswered SYN goes away with its sender.
    if (call.phase != Outside) return;
    m_outside.remove(ctx.calls(), call.index);
    ctx.answer(call, Outcome::Aborted, {&appClientGone, ctx.self(), 0});
    publish(ctx);
}

void AppServer::onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) {
    if (tag == RepointTimer)
        repointed(ctx, static_cast<Slot>(payload), static_cast<Slot>(payload >> 32));
    else
        workersAreBack(ctx);
}

void AppServer::status(const sim::Context&, sim::Status& status) const {
    const double capacity = static_cast<double>(m_config.workers);
    status.utilisation = capacity > 0 ? std::min(1.0, static_cast<double>(m_busy) / capacity) : 0;
    status.queue = m_queue.size() + m_outside.size();
    std::int64_t open = 0, used = 0;
    std::uint32_t waiting = 0;
    for (const Pool& pool : m_pools) {
        open += pool.open;
        used += pool.open - static_cast<std::int64_t>(pool.idle.size());
        waiting += pool.waiting.size();
    }
    status.metrics = {{"workers", static_cast<double>(m_busy)},
                      {"backlog", status.queue},
                      {"pool_open", static_cast<double>(open)},
                      {"pool_used", static_cast<double>(used)},
                      {"pool_waiting", static_cast<double>(waiting)}};
    if (m_isDown) {
        status.failing = true;
        status.why = FL_TR("app_server", "it is being restarted with another version");
    } else if (m_release.files == 0 && !m_deploying) {
        status.failing = true;
        status.why = FL_TR("app_server", "it has no application files");
    } else if (!m_outside.isEmpty()) {
        status.failing = true;
        status.why = FL_TR("app_server", "its backlog is full");
    } else if (waiting > 0) {
        status.strained = true;
        status.why = FL_TR("app_server", "workers wait for a connection of the pool");
    } else if (!m_queue.isEmpty()) {
        status.strained = true;
        status.why = FL_TR("app_server", "all workers are busy and requests wait");
    } else if (m_deploying) {
        status.strained = true;
        status.why = FL_TR("app_server", "another version is being rolled out");
    }
}

void AppServer::hash(Fingerprint& print) const {
    print.add(static_cast<std::uint64_t>(m_busy));
    print.add(m_queue.size());
    print.add(m_outside.size());
    print.add(static_cast<std::uint64_t>(m_renewed) | (m_deploying ? 1ull << 40 : 0) | (m_isDown ? 1ull << 41 : 0));
    for (const Pool& pool : m_pools)  // how many connections a pool has opened is a mark of the past, like a counter
        print.add((static_cast<std::uint64_t>(pool.open) - pool.idle.size()) | static_cast<std::uint64_t>(pool.waiting.size()) << 32);
}

// --- workers

/// What needs neither database nor waiting: a file, or a health check of the server alone.
bool AppServer::isPlain(const Call& call) {
    return call.kind == CallClass::Static || (call.kind == CallClass::HealthCheck && call.key == 0);
}

SimTime AppServer::drawService(const Release& release) {
    const auto mean = static_cast<SimTime>(static_cast<double>(m_config.serviceTime) * release.slowdown + 0.5);
    double factor = 1;
    switch (m_config.service) {
        case AppService::Fixed:
            return mean;
        case AppService::Exponential:
            return m_random.exponentialTime(mean);
        case AppService::LogNormal:
            factor = sim::exponential(m_sigma * m_random.normal() - m_sigmaSquared / 2);
            break;
        case AppService::Gamma: {
            const double squared = m_config.variation * m_config.variation;
            if (squared > 0) factor = drawGamma(1 / squared) * squared;
            break;
        }
        case AppService::Measured: {
            if (m_config.times.empty()) return mean;
            const double at = m_random.uniform() * m_config.times.back().second;
            for (const auto& [time, sum] : m_config.times)
                if (at < sum) return static_cast<SimTime>(static_cast<double>(time) * release.slowdown + 0.5);
            return mean;
        }
    }
    return static_cast<SimTime>(static_cast<double>(mean) * factor + 0.5);
}

/// A gamma variate of scale 1: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
double AppServer::drawGamma(double shape) {
    double boost = 1;
    if (shape < 1) {
        double u = m_random.uniform();
        while (u <= 0) u = m_random.uniform();
        const double exponent = sim::naturalLog(u) / shape;
        if (exponent < -600) return 0;
        boost = sim::exponential(exponent);
        shape += 1;
    }
    const double d = shape - 1.0 / 3, c = 1 / sim::squareRoot(9 * d);
    for (;;) {
        const double x = m_random.normal();
        const double root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        const double u = m_random.uniform();
        if (u > 0 && sim::naturalLog(u) < 0.5 * x * x + d - d * v + d * sim::naturalLog(v)) return d * v * boost;
    }
}

std::int64_t AppServer::freeWorkers() const {
    if (!m_deploying || m_config.deploy != AppDeploy::Rolling) return m_config.workers - m_busy;
    return m_config.workers - m_away - m_busy;
}

void AppServer::begin(sim::Context& ctx, Call& call) {
    call.data[0] = sim::none;
    call.data[1] = 0;
    call.data[2] = shardOf(call.key) << shardShift;
    if (m_deploying && (m_config.deploy != AppDeploy::Rolling || m_renewed <= m_busy - m_busyOld)) {
        call.data[2] |= OldRelease;
        ++m_busyOld;
    }
    ++m_busy;
    // Asked without anybody in front who collects the request, a worker waits for all of it.
    if (const SimTime sending = sendingTime(call); sending > 0) {
        call.phase = Receiving;
        ctx.delay(call, sending);
        return;
    }
    compute(ctx, call);
}

void AppServer::compute(sim::Context& ctx, Call& call) {
    call.phase = Working;
    const auto work = static_cast<SimTime>(static_cast<double>(m_config.cpuTime) * releaseOf(call).slowdown + 0.5);
    ctx.cpu(call, work > 0 ? work : 1);
}

void AppServer::end(sim::Context& ctx, Call& call, Outcome outcome, const sim::Cause& cause) {
    --m_busy;
    if (m_deploying && (call.data[2] & OldRelease)) --m_busyOld;
    sayKeptFor(call, 0);
    ctx.answer(call, outcome, cause);
    if (m_deploying) takeWorkersAway(ctx);
    startWaiting(ctx);
    publish(ctx);
}

void AppServer::startWaiting(sim::Context& ctx) {
    while (freeWorkers() > 0 && !m_queue.isEmpty()) {
        begin(ctx, ctx.calls()[m_queue.pop(ctx.calls())]);
        admit(ctx);
    }
    admit(ctx);
}

void AppServer::admit(sim::Context& ctx) {
    while (!m_outside.isEmpty() && m_queue.size() < static_cast<std::uint64_t>(m_config.backlog)) {
        Call& call = ctx.calls()[m_outside.pop(ctx.calls())];
        call.phase = Queued;
        m_queue.push(ctx.calls(), call.index);
    }
    if (m_outside.isEmpty() && m_queue.isEmpty()) m_overflowed = false;
}

void AppServer::publish(sim::Context& ctx) const {
    ctx.busy(static_cast<std::uint32_t>(m_busy), static_cast<std::uint32_t>(m_config.workers));
    ctx.working(static_cast<std::uint32_t>(m_busy));
    ctx.queued(m_queue.size() + m_outside.size());
}

}  // namespace faultline::kinds
