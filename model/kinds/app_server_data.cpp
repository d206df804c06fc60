#include "model/kinds/app_server.h"

#include <algorithm>
#include <cstring>

/// How an application server gets at its data: which database, over which connection, and the cache in front of it.
namespace faultline::kinds {

using sim::CallClass;
using sim::Outcome;

namespace {
const sim::Reason appNoDatabase{"no_database", FL_TR("app_server", "%1 has no way to the database it is told to use")};
const sim::Reason appPoolUsedUp{"pool_exhausted", FL_TR("app_server", "%1 had no connection of its pool free in time")};
const sim::EventType appRepointed{"repointed", FL_TR("app_server", "%1 now uses %2"), sim::EventType::Severity::Info};
constexpr SimTime appReload = 13 * millisecond;  // a signal and the configuration read anew, as measured
}  // namespace

// --- which database

AppServer::Target AppServer::target(Slot database) const {
    for (const auto& [from, to] : m_moved)
        if (from == database) database = to;
    for (const Target& known : m_databases)
        if (known.database == database) return known;
    return {};
}

void AppServer::chooseDatabases(const sim::Setup& setup) {
    m_databases.clear();
    m_cache = sim::none;
    const Slot cacheBefore = m_cacheSlot;
    m_cacheSlot = 0;
    Target local;
    for (const sim::Wire& wire : setup.wires) {
        if (std::strcmp(wire.port, "cache") == 0 && m_cache == sim::none) {
            m_cache = wire.route;
            m_cacheSlot = wire.target;
        }
        if (std::strcmp(wire.port, "db") != 0) continue;
        if (std::none_of(m_databases.begin(), m_databases.end(), [&](const Target& t) { return t.database == wire.target; }))
            m_databases.push_back({wire.target, wire.route, wire.address});
        if (wire.local && local.database == 0) local = {wire.target, wire.route, wire.address};
    }
    if (m_cacheSlot != cacheBefore) m_cacheEpoch = 0;
    const bool hasAny = !m_databases.empty();
    m_write = m_config.writeTo != 0 ? target(m_config.writeTo) : hasAny ? target(m_databases.front().database) : Target();
    if (m_config.databaseName != 0 && Resolver::wire(setup) != nullptr) {  // the one at the address that the name had last
        m_write = {};
        for (const Target& known : m_databases)
            if (!m_resolver.addresses().empty() && known.address == m_resolver.addresses().front() && m_write.database == 0) m_write = known;
    }
    m_replicas.clear();
    for (const Target& known : m_databases)
        if (known.database != m_write.database) m_replicas.push_back(known);
    m_read = m_write;
    if (m_config.reads == AppReads::Local && local.database != 0) m_read = local;
    if (m_config.reads == AppReads::Component) m_read = m_config.readComponent != 0 ? target(m_config.readComponent) : Target();
    m_shards.clear();
    if (m_config.sharding != AppSharding::Off) {
        for (const auto& [database, from] : m_config.shards) m_shards.push_back(database);
        if (m_shards.empty())
            for (const Target& known : m_databases) m_shards.push_back(known.database);
    }
    // An application that never had a database does without one; one that lost its own does not.
    if (hasAny || m_config.writeTo != 0) m_hasDatabase = true;
}

/// Which part of the keys a key is in: by its hash all parts are as large; by range a part begins where the table says.
std::uint32_t AppServer::shardOf(std::uint32_t key) const {
    const auto count = static_cast<std::uint32_t>(m_shards.size());
    if (count < 2) return 0;
    if (m_config.sharding == AppSharding::Range && m_config.shards.size() == m_shards.size()) {
        const double at = static_cast<double>(key) / 4294967296.0;
        std::uint32_t shard = 0;
        for (std::uint32_t i = 0; i < count; ++i)
            if (m_config.shards[i].second <= at) shard = i;
        return shard;
    }
    const std::uint32_t position = m_config.sharding == AppSharding::Range ? key : key * 2654435761u;
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(position) * count) >> 32);
}

AppServer::Target AppServer::writeTarget(const Call& call) const {
    return m_shards.empty() ? m_write : target(m_shards[std::min<std::size_t>(call.data[2] >> shardShift, m_shards.size() - 1)]);
}

AppServer::Target AppServer::readTarget(sim::Context& ctx, const Call& call) {
    if (!m_shards.empty()) return writeTarget(call);
    if (m_config.reads == AppReads::Replica && !m_replicas.empty()) return m_replicas[m_turn++ % m_replicas.size()];
    if (m_config.reads != AppReads::Nearest) return m_read;
    const Target* nearest = nullptr;
    SimTime least = never;
    for (const Target& known : m_databases) {
        const SimTime time = ctx.roundTrip(known.route);
        if (time >= least) continue;
        least = time;
        nearest = &known;
    }
    return nearest ? *nearest : Target();
}

// --- a request's way to its data

void AppServer::work(sim::Context& ctx, Call& call) {
    const bool write = call.kind == CallClass::Write || (call.kind == CallClass::HealthCheck && call.key == 3);
    const bool read = call.kind == CallClass::Read || (call.kind == CallClass::HealthCheck && call.key == 2);
    if (write) call.data[2] |= IsWrite;
    if (!(write || read) || (!m_hasDatabase && m_cache == sim::none)) {
        end(ctx, call, Outcome::Ok, {});
    } else if (call.kind == CallClass::Read && m_cache != sim::none) {
        call.phase = Looking;
        askCache(ctx, call, CacheGet);
    } else {
        askDatabase(ctx, call);
    }
}

/// Whether it must know first at which address the primary is.
bool AppServer::needsName(sim::Context& ctx, const Call& call) const {
    if (m_config.databaseName == 0 || !m_shards.empty() || m_resolver.isFresh(ctx.now()) || Resolver::wire(ctx.setup()) == nullptr) return false;
    return (call.data[2] & IsWrite) != 0 || m_read.database == m_write.database;
}

void AppServer::askDatabase(sim::Context& ctx, Call& call) {
    if (needsName(ctx, call)) {
        call.phase = Naming;  // the worker waits for the resolver
        m_resolver.await(ctx, call);
    } else {
        ask(ctx, call, (call.data[2] & IsWrite) != 0 ? writeTarget(call) : readTarget(ctx, call));
    }
}

void AppServer::named(sim::Context& ctx, const Call& answer) {
    sim::Cause cause;
    const Slot before = m_write.database;
    const Resolver::Heard heard = m_resolver.heard(ctx, answer, cause);
    if (heard == Resolver::Heard::Nothing) return;
    chooseDatabases(ctx.setup());
    if (heard == Resolver::Heard::Addresses && before != 0 && m_write.database != 0 && m_write.database != before)
        ctx.event(appRepointed, {}, m_write.database);
    if (heard == Resolver::Heard::NobodyToAsk) cause = {&appNoDatabase, ctx.self(), 0};
    for (std::uint32_t left = m_resolver.waiting(); left > 0; --left) {
        Call& call = m_resolver.next(ctx);
        if (heard == Resolver::Heard::Addresses)
            ask(ctx, call, (call.data[2] & IsWrite) != 0 ? writeTarget(call) : readTarget(ctx, call));
        else
            end(ctx, call, Outcome::Http500, cause);
    }
}

void AppServer::ask(sim::Context& ctx, Call& call, const Target& target) {
    if (target.database == 0) {
        end(ctx, call, Outcome::Http500, {&appNoDatabase, ctx.self(), 0});
        return;
    }
    if (!m_config.pooled) {
        sendStatement(ctx, call, target, false, 0);
        return;
    }
    Pool& own = pool(target.database);
    if (!own.idle.empty()) {
        const std::uint32_t epoch = own.idle.back();
        own.idle.pop_back();
        sendStatement(ctx, call, target, true, epoch);
    } else if (own.open < m_config.poolSize) {
        ++own.open;
        sendStatement(ctx, call, target, true, 0);
    } else {
        call.phase = AwaitingConnection;
        call.data[3] = target.database;
        own.waiting.push(ctx.calls(), call.index);
        ctx.delay(call, std::max<SimTime>(1, m_config.poolWait));
    }
}

void AppServer::sendStatement(sim::Context& ctx, Call& call, const Target& target, bool pooled, std::uint32_t epoch) {
    sim::CallSpec spec;
    spec.route = target.route;
    spec.kind = call.data[2] & IsWrite ? CallClass::Write : CallClass::Read;
    spec.parent = ctx.handle(call);
    spec.connectTimeout = m_config.connectTimeout;
    spec.responseTimer = m_responseTimer;
    spec.connection = epoch;
    spec.client = call.client;
    spec.key = call.key;
    spec.tag = pooled ? PooledDatabase : Database;
    if (pooled) spec.version = static_cast<std::uint64_t>(std::max<std::int64_t>(1, this->pool(target.database).open));
    call.phase = Asking;
    const Call& sent = ctx.call(spec);
    call.data[0] = sent.index;
    call.data[1] = sent.generation;
}

void AppServer::onAnswer(sim::Context& ctx, Call& answer) {
    if (answer.kind == CallClass::Dns) {
        named(ctx, answer);
        return;
    }
    const bool fromCache = answer.tag >= CacheGet;
    if (fromCache)
        m_cacheEpoch = answer.outcome == Outcome::Ok && ctx.drawnCallee(answer) == m_cacheSlot ? answer.calleeEpoch : 0;
    else if (answer.tag == PooledDatabase)
        giveBack(ctx, answer);
    Call* call = ctx.find(answer.parent);
    if (!call) return;
    if (fromCache)
        heardFromCache(ctx, *call, answer);
    else
        heardFromDatabase(ctx, *call, answer);
}

void AppServer::heardFromDatabase(sim::Context& ctx, Call& call, const Call& answer) {
    const bool unreachable = answer.outcome == Outcome::ConnectionRefused || answer.outcome == Outcome::ConnectionTimeout ||
                             answer.outcome == Outcome::HostUnreachable;
    const bool isWrite = (call.data[2] & IsWrite) != 0;
    if (unreachable && !isWrite && m_shards.empty() && !(call.data[2] & TriedAnother) && m_config.readFailover) {
        const Slot failed = ctx.drawnCallee(answer);
        for (const Target& other : m_databases) {
            if (other.database == failed) continue;
            call.data[2] |= TriedAnother;
            ask(ctx, call, other);
            return;
        }
    }
    // Which part of the data the number is of; figures of different parts cannot be compared.
    const std::uint64_t part = m_shards.empty() ? 0 : static_cast<std::uint64_t>((call.data[2] >> shardShift) + 1) << 48;
    call.version = answer.outcome == Outcome::Ok && answer.version != 0 ? answer.version | part : 0;
    if (answer.outcome == Outcome::Ok && m_cache != sim::none && call.kind != CallClass::HealthCheck) {
        call.phase = Storing;
        askCache(ctx, call, isWrite ? CacheDelete : CacheSet);
        return;
    }
    end(ctx, call, answer.outcome == Outcome::Ok ? Outcome::Ok : Outcome::Http500, answer.cause);
}

// --- the cache: looked into before a read, filled after it, and what is written is taken out of it

void AppServer::askCache(sim::Context& ctx, Call& call, Asked what) {
    sim::CallSpec spec;
    spec.route = m_cache;
    spec.kind = what == CacheGet ? CallClass::Read : CallClass::Write;
    spec.parent = ctx.handle(call);
    spec.connectTimeout = m_config.cacheTimeout;
    spec.responseTimer = m_cacheTimer;
    spec.connection = m_cacheEpoch;
    spec.client = call.client;
    spec.key = call.key;
    spec.tag = what;
    const Call& sent = ctx.call(spec);
    call.data[0] = sent.index;
    call.data[1] = sent.generation;
}

void AppServer::heardFromCache(sim::Context& ctx, Call& call, const Call& answer) {
    if (answer.tag != CacheGet) {
        end(ctx, call, Outcome::Ok, {});
        return;
    }
    if (answer.outcome == Outcome::Ok && answer.version != 0) {
        call.version = 0;
        end(ctx, call, Outcome::Ok, {});
        return;
    }
    // A cache that does not answer is as good as an empty one, but for the time it took.
    if (!m_hasDatabase)
        end(ctx, call, Outcome::Ok, {});
    else
        askDatabase(ctx, call);
}

// --- the pool

AppServer::Pool& AppServer::pool(Slot database) {
    for (Pool& known : m_pools)
        if (known.database == database) return known;
    m_pools.push_back({});
    m_pools.back().database = database;
    return m_pools.back();
}

/// A statement over a connection of the pool has ended: the connection is free again, or gone.
void AppServer::giveBack(sim::Context& ctx, const Call& answer) {
    const Slot database = ctx.drawnCallee(answer);
    Pool& own = pool(database);
    const bool isAlive =
        answer.outcome == Outcome::Ok || answer.outcome == Outcome::DbReadOnly || answer.outcome == Outcome::DbError;
    if (isAlive && own.open <= m_config.poolSize)
        own.idle.push_back(answer.calleeEpoch);
    else
        own.open = std::max<std::int64_t>(0, own.open - 1);
    serveWaiting(ctx, database);
}

void AppServer::serveWaiting(sim::Context& ctx, Slot database) {
    Pool& own = pool(database);
    if (own.waiting.isEmpty() || (own.idle.empty() && own.open >= m_config.poolSize)) return;
    Call& call = ctx.calls()[own.waiting.pop(ctx.calls())];
    ctx.cancelDelay(call);
    ask(ctx, call, target(database));
}

void AppServer::giveUpWaiting(sim::Context& ctx, Call& call) {
    pool(call.data[3]).waiting.remove(ctx.calls(), call.index);
    end(ctx, call, Outcome::Http500, {&appPoolUsedUp, ctx.self(), 0});
}

// --- told to use another database

/// A failover manager writes another configuration, which is read anew.
void AppServer::repoint(sim::Context& ctx, Call& call) {
    ctx.after(appReload, RepointTimer, (call.version & 0xFFFFFFFF) | static_cast<std::uint64_t>(call.key) << 32);
    ctx.answer(call, Outcome::Ok);
}

void AppServer::repointed(sim::Context& ctx, Slot from, Slot to) {
    std::erase_if(m_moved, [&](const auto& move) { return move.first == from || move.first == to; });
    for (auto& move : m_moved)
        if (move.second == from) move.second = to;
    m_moved.push_back({from, to});
    chooseDatabases(ctx.setup());
    ctx.event(appRepointed, {}, to);
}

}  // namespace faultline::kinds
