#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"
#include "model/kinds/zipf.h"
#include "model/sim/context.h"

#include <algorithm>

namespace faultline::kinds {
namespace {

using sim::Call;
using sim::Outcome;

const sim::EventType cacheFlushed{"flushed", FL_TR("cache", "%1 was emptied"), sim::EventType::Severity::Warning};

struct CacheConfig {
    std::int64_t memory = std::int64_t{64} << 20;
    std::int64_t itemSize = 1024;
    std::int64_t keys = 100'000;
    double skew = 1;
    SimTime ttl = 300 * second;
    SimTime cost = 10 * microsecond;
    std::int64_t threads = 1;
};

/// Keeps the results of reads in memory: an answer's version says 1 for a hit, 0 for a miss; tag 17 stores an item, 18 removes it.
/// Invariants: at most m_room items; the list through them is in the order of their last use.
class Cache final : public sim::BehaviourOf<Cache> {
public:
    void configure(sim::Context& ctx) override {
        const Settings& values = ctx.values();
        const CacheConfig usual;
        const std::int64_t keysBefore = m_config.keys;
        const double skewBefore = m_config.skew;
        m_config.memory = values.value("max_memory").toInt(usual.memory);
        m_config.itemSize = std::max<std::int64_t>(1, values.value("item_size").toInt(usual.itemSize));
        m_config.keys = std::clamp<std::int64_t>(values.value("keys").toInt(usual.keys), 1, 1'000'000);
        m_config.skew = values.value("skew").toNumber(usual.skew);
        m_config.ttl = values.value("ttl").toInt(usual.ttl);
        m_config.cost = values.value("cost").toInt(usual.cost);
        m_config.threads = std::max<std::int64_t>(1, values.value("threads").toInt(usual.threads));
        m_room = static_cast<std::uint32_t>(std::clamp<std::int64_t>(m_config.memory / m_config.itemSize, 1, m_config.keys));
        if (m_items.empty() || m_config.keys != keysBefore || m_config.skew != skewBefore) {
            m_popularity = Zipf(static_cast<std::uint32_t>(m_config.keys), m_config.skew);
            clear();
        }
        while (m_used > m_room) drop(m_last);
        if (m_running) startWaiting(ctx);
    }

    void start(sim::Context&) override { m_running = true; }

    void stop(sim::Context&) override {
        m_running = false;
        m_busy = 0;
        m_queue.clear();
        m_second = m_hits = m_gets = 0;
        m_ratio = -1;
        clear();  // it lives in memory
    }

    void onCall(sim::Context& ctx, Call& call) override {
        if (m_busy < m_config.threads)
            begin(ctx, call);
        else
            m_queue.push(ctx.calls(), call.index);
        ctx.queued(m_queue.size());
    }

    void onCpu(sim::Context& ctx, Call& call) override {
        const std::uint32_t item = m_popularity.rank(call.key) - 1;
        call.version = 0;
        if (call.kind == sim::CallClass::Read)
            call.version = look(ctx.now(), item) ? 1 : 0;
        else if (call.tag == 18)
            drop(item);
        else if (call.kind == sim::CallClass::Write)
            store(ctx.now(), item);
        --m_busy;
        ctx.answer(call, Outcome::Ok);
        startWaiting(ctx);
    }

    bool act(sim::Context& ctx, std::string_view verb, Problem&) override {
        if (verb != "flush") return false;
        clear();
        ctx.event(cacheFlushed);
        return true;
    }

    void status(const sim::Context& ctx, sim::Status& status) const override {
        status.queue = m_queue.size();
        const double ratio = ratioAt(ctx.now());
        status.metrics = {{"hit_ratio", std::max(0.0, ratio)}, {"items", static_cast<double>(m_used)}};
        if (ratio < 0) return;
        status.role = FL_TR("cache", "%1 % hits");
        status.roleArguments = {std::to_string(static_cast<int>(ratio * 100 + 0.5))};
    }

    void hash(Fingerprint& print) const override {
        print.add(m_used);
        print.add(m_first);
        print.add(m_last);
        print.add(static_cast<std::uint64_t>(m_busy));
        print.add(m_queue.size());
    }

private:
    static constexpr std::uint32_t nobody = 0xFFFFFFFF;
    struct Item {
        std::uint32_t before = nobody, after = nobody;  // in the order of use
        SimTime until = -1;                             // -1: not here
    };

    void begin(sim::Context& ctx, Call& call) {
        ++m_busy;
        ctx.cpu(call, std::max<SimTime>(1, m_config.cost));
    }
    void startWaiting(sim::Context& ctx) {
        while (m_busy < m_config.threads && !m_queue.isEmpty()) begin(ctx, ctx.calls()[m_queue.pop(ctx.calls())]);
        ctx.queued(m_queue.size());
    }
    void clear() {
        m_items.assign(static_cast<std::size_t>(m_config.keys), Item());
        m_first = m_last = nobody;
        m_used = 0;
    }
    void unlink(std::uint32_t i) {
        const Item& item = m_items[i];
        (item.before != nobody ? m_items[item.before].after : m_first) = item.after;
        (item.after != nobody ? m_items[item.after].before : m_last) = item.before;
    }
    void toFront(std::uint32_t i) {
        m_items[i].before = nobody;
        m_items[i].after = m_first;
        (m_first != nobody ? m_items[m_first].before : m_last) = i;
        m_first = i;
    }
    bool look(SimTime now, std::uint32_t i) {
        if (const std::uint64_t second = static_cast<std::uint64_t>(now / faultline::second); second != m_second) {
            m_ratio = second == m_second + 1 && m_gets > 0 ? static_cast<double>(m_hits) / static_cast<double>(m_gets) : -1;
            m_second = second;
            m_hits = m_gets = 0;
        }
        ++m_gets;
        if (m_items[i].until < 0) return false;
        if (m_items[i].until <= now) {
            drop(i);
            return false;
        }
        unlink(i);
        toFront(i);
        ++m_hits;
        return true;
    }
    void store(SimTime now, std::uint32_t i) {
        if (m_items[i].until >= 0)
            unlink(i);
        else
            ++m_used;
        m_items[i].until = m_config.ttl > 0 ? now + m_config.ttl : never;
        toFront(i);
        if (m_used > m_room) drop(m_last);
    }
    void drop(std::uint32_t i) {
        if (i == nobody || m_items[i].until < 0) return;
        unlink(i);
        m_items[i] = Item();
        --m_used;
    }
    /// Of the last whole second with questions; -1: nobody asked.
    double ratioAt(SimTime now) const {
        const auto second = static_cast<std::uint64_t>(now / faultline::second);
        if (second == m_second) return m_ratio;
        if (second == m_second + 1 && m_gets > 0) return static_cast<double>(m_hits) / static_cast<double>(m_gets);
        return -1;
    }

    CacheConfig m_config;
    Zipf m_popularity;
    std::uint32_t m_room = 1;
    bool m_running = false;
    std::vector<Item> m_items;
    std::uint32_t m_first = nobody, m_last = nobody, m_used = 0;
    std::int64_t m_busy = 0;
    sim::CallQueue m_queue;
    std::uint64_t m_second = 0, m_hits = 0, m_gets = 0;
    double m_ratio = -1;
};

std::unique_ptr<sim::Behaviour> cacheCreate() {
    return std::make_unique<Cache>();
}

catalog::PropertySpec cacheSize(const char* key, Literal label, Literal help, std::int64_t value, Literal group) {
    return {.key = key,
            .label = label,
            .help = help,
            .type = catalog::PropertyType::Size,
            .defaultValue = value,
            .minimum = 1,
            .maximum = 1e15,
            .group = group};
}

}  // namespace

catalog::ComponentKind cacheKind() {
    using namespace catalog;
    const CacheConfig usual;
    const Literal data = FL_TR("cache", "What is asked for");
    const Literal work = FL_TR("cache", "Work");
    ComponentKind kind{.id = "cache", .label = FL_TR("cache", "Cache")};
    kind.help = FL_TR(
        "cache",
        "Keeps what was read in memory, so that the database is not asked again, as Redis and Memcached do. The application "
        "looks "
        "into it before a read, stores what it had to fetch, and takes out what it writes. What was used longest ago is thrown "
        "out "
        "when it is full. It is empty after a restart: then everything goes to the database at once, which may be more than that "
        "can bear.");
    kind.group = Group::Data;
    kind.namePrefix = "cache";
    kind.aliases = {"Redis", "Memcached", "Valkey", "key-value store", "in-memory cache", "object cache", "LRU", "session store"};
    kind.software = {{.name = "Redis"},
                     {.name = "Memcached", .values = {{"threads", Value(4)}, {"backlog", Value(1024)}}},
                     {.name = "Valkey"}};
    kind.properties = {
        cacheSize(
            "max_memory", FL_TR("cache", "Memory for items"),
            FL_TR("cache",
                  "Room for items; when it is used up, the one that was used longest ago goes (allkeys-lru). Memcached: 64 MiB."),
            usual.memory, {}),
        durationProperty("ttl", FL_TR("cache", "Time to live"),
                         FL_TR("cache", "How long an item is kept after it was stored; 0: until there is no room for it."),
                         usual.ttl, 0, 31'536'000e9, {}),
        integerProperty("keys", FL_TR("cache", "Different items"),
                        FL_TR("cache", "How many different things are asked for altogether."), usual.keys, 1, 1'000'000, "items",
                        data),
        cacheSize("item_size", FL_TR("cache", "Size of an item"),
                  FL_TR("cache", "Memory that one item takes, with what the cache needs to keep it."), usual.itemSize, data),
        {.key = "skew",
         .label = FL_TR("cache", "Popularity"),
         .help = FL_TR("cache",
                       "Exponent of Zipf's law: the item of rank n is asked for in proportion to 1/n to this power. 0: all "
                       "alike; web pages "
                       "were found between 0.6 and 1."),
         .type = PropertyType::Number,
         .defaultValue = usual.skew,
         .minimum = 0,
         .maximum = 5,
         .group = data},
        durationProperty("cost", FL_TR("cache", "CPU of a command"),
                         FL_TR("cache", "CPU time of one command. Redis answers about 100,000 a second on one core: 0.01 ms."),
                         usual.cost, 0, 60e9, work, true),
        integerProperty("threads", FL_TR("cache", "Threads"),
                        FL_TR("cache", "Commands it works on at once. Redis: 1; Memcached: 4."), usual.threads, 1, 1024,
                        "threads", work, true),
        startUpProperty(200 * millisecond, FL_TR("cache", "From its start until it serves; it begins empty.")),
        backlogProperty(
            511,
            FL_TR("cache", "Connections the kernel accepts for it while it does not take them itself, less one. Redis: 511.")),
        addressProperty()};
    kind.ports = {
        {"cache", FL_TR("cache", "Cache"), PortRole::Traffic, PortDirection::In, "cache", 6379}, statusPort(),
                  guardPort(), processPort()};
    kind.metrics = {{"hit_ratio", FL_TR("cache", "Hit ratio"), "", MetricSpec::Aggregation::Last, "utilisation"},
                    {"items", FL_TR("cache", "Items"), "items", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.actions.push_back({"flush", FL_TR("cache", "Flush"), FL_TR("cache", "Throws everything out of it (FLUSHALL)."), true});
    kind.create = cacheCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
