#pragma once
#include "model/sim/behaviour.h"

#include <array>
#include <bit>
#include <map>
#include <utility>
#include <vector>

namespace faultline::sim {

class World;

/// Latencies in log-linear buckets, 64 to an octave: relative error at most 1.6 %. add: O(1).
class Histogram {
public:
    void add(SimTime value) {
        const std::uint32_t bucket = bucketOf(value);
        if (bucket >= m_counts.size()) [[unlikely]] m_counts.resize(bucket + 1);
        ++m_counts[bucket];
        ++m_total;
    }
    void merge(const Histogram& other);
    /// Adds everything to `sum`, says what the three quantiles below were, and is empty afterwards; all in one pass.
    struct Quantiles {
        SimTime p50 = 0, p95 = 0, p99 = 0;
    };
    Quantiles moveInto(Histogram& sum);
    std::uint64_t total() const { return m_total; }
    /// The value below which this share (0..1) lies, in nanoseconds (middle of its bucket); 0 when empty.
    SimTime quantile(double share) const;

private:
    static std::uint32_t bucketOf(SimTime value) {
        const auto v = static_cast<std::uint64_t>(value < 0 ? 0 : value);
        if (v < 64) return static_cast<std::uint32_t>(v);
        const auto exponent = static_cast<std::uint32_t>(63 - std::countl_zero(v));
        return ((exponent - 5) << 6) | static_cast<std::uint32_t>((v >> (exponent - 6)) & 63);
    }
    static SimTime middleOf(std::uint32_t bucket);
    /// The place, from 1, of the value that a quantile is.
    std::uint64_t rank(double share) const;
    std::vector<std::uint32_t> m_counts;
    std::uint64_t m_total = 0;
};

/// What kind of thing happened.
struct EventType {
    const char* id = "";      ///< "killed", "server_down" ...
    Literal sentence;         ///< %1 = the component, %2 = the other component or the value
    enum class Severity : std::uint8_t { Info, Good, Warning, Bad } severity = Severity::Info;
};
namespace event {
extern const EventType killed, restored, started, frozen, thawed, hostDown, hostUp, linkCut, linkMended, edited, added, removed, acted;
}

struct RecordedEvent {
    std::uint64_t number = 0;
    SimTime time = 0;
    Slot component = 0;
    const EventType* type = nullptr;
    Cause cause;
    std::uint64_t before = 0;      ///< number of the event that led to it
    Slot other = 0;                ///< another component in the sentence, or 0
    std::string text;              ///< a word in the sentence when there is no other component
    bool isCommand = false;
};

/// One message of a traced request.
struct RecordedHop {
    std::uint64_t request = 0;
    std::uint32_t order = 0;
    Slot from = 0, to = 0;
    std::uint32_t link = 0;
    SimTime left = 0, arrives = 0;
    CallClass kind = CallClass::Read;
    bool returning = false, lost = false, last = false;
    Outcome outcome = Outcome::Ok;
};

/// One component over one second.
struct BinRow {
    Slot component = 0;
    std::uint32_t ok = 0, failed = 0;
    SimTime latencyMean = 0, p50 = 0, p95 = 0, p99 = 0;   ///< of the ok ones
    double utilisation = -1;
    double queue = 0;                                      ///< mean over the second
    std::uint32_t queueEnd = 0;                            ///< at its end
    std::uint8_t databaseRole = 0;
    double secondsBehind = -2, transactionsBehind = 0;
};
struct FailureRow {
    Outcome outcome = Outcome::Ok;
    Cause cause;
    std::uint32_t count = 0;
};
struct Bin {
    SimTime end = 0;
    std::uint64_t started = 0, ended = 0, inFlight = 0;    ///< of the clients' requests, up to `end`
    std::vector<BinRow> rows;
    std::vector<FailureRow> failures;                      ///< of the clients' requests in this second
};

/// A gauge averaged over time.
struct Gauge {
    std::uint32_t value = 0, maximum = 0;
    SimTime since = 0;
    double integral = 0;           ///< value x ns in the present second
    void set(SimTime now, std::uint32_t v) {
        integral += static_cast<double>(value) * static_cast<double>(now - since);
        since = now;
        value = v;
        if (v > maximum) maximum = v;
    }
};

/// Everything written down about one component.
struct ComponentRecord {
    std::uint64_t arrived = 0, ended = 0, lost = 0;
    std::array<std::uint64_t, outcomeCount> byOutcome{};
    Histogram latency;             ///< of the ok ones
    double latencySum = 0;         ///< ns
    SimTime latencyMax = 0;
    Gauge busy, queue;
    std::uint32_t capacity = 0;    ///< of `busy`; 0: the CPU share is the utilisation
    SimTime cpu = 0;               ///< CPU time of finished jobs in the present second
    double cpuTotal = 0, busyTotal = 0;
    std::uint32_t binOk = 0, binFailed = 0;
    double binLatencySum = 0;
    Histogram binLatency;
    SimTime handedOut = 0;         ///< of its CPU as a host, when the second began
    std::uint64_t lastEvent = 0;   ///< the latest event that happened to it
};

/// The append-only account of a run, outside the World; it never influences it. Thread of the World.
class Recording {
public:
    explicit Recording(SimTime binLength = second) : m_binLength(binLength), m_nextBin(binLength) {}

    // --- hot paths
    SimTime nextBin() const { return m_nextBin; }
    [[gnu::always_inline]] ComponentRecord& of(Slot slot) {
        if (slot >= m_components.size()) [[unlikely]] reach(slot);
        return m_components[slot];
    }
    void ended(Slot slot, SimTime latency, Outcome outcome) {
        ComponentRecord& r = of(slot);
        ++r.ended;
        ++r.byOutcome[static_cast<std::size_t>(outcome)];
        if (outcome == Outcome::Ok) {
            ++r.binOk;
            r.binLatencySum += static_cast<double>(latency);
            r.binLatency.add(latency);
            if (latency > r.latencyMax) r.latencyMax = latency;
        } else {
            ++r.binFailed;
        }
    }
    /// Whether this request's messages are shown; by a hash of its number alone.
    bool traces(std::uint64_t request) const { return request != 0 && request * 0x9E3779B97F4A7C15ull < m_traceBelow; }
    void countLink(std::uint32_t link, bool ok) {
        if (link >= m_links.size()) m_links.resize(link + 1);
        ++m_links[link].messages;
        if (!ok) ++m_links[link].failed;
    }

    // --- the rest
    void requestStarted() { ++m_started; }
    void attempted() { ++m_attempts; }
    void sawStale() { ++m_stale; }
    void requestEnded(Outcome outcome, const Cause& cause);
    void closeBin(const World& world);
    std::uint64_t add(RecordedEvent event);
    void addHop(const RecordedHop& hop);
    /// One request in `every` is traced; 0: none.
    void setTracing(double every);
    double tracing() const { return m_traceEvery; }

    struct LinkCount {
        std::uint64_t messages = 0, failed = 0;
    };
    const std::vector<LinkCount>& links() const { return m_links; }
    const std::vector<Bin>& bins() const { return m_bins; }
    /// Hands over the seconds so far and forgets them: for a reader that keeps what it wants of an endless run.
    std::vector<Bin> takeBins() { return std::exchange(m_bins, {}); }
    const std::vector<RecordedEvent>& events() const { return m_events; }
    std::vector<RecordedHop> takeHops();
    /// How many hops were written down so far.
    std::uint64_t hopsRecorded() const { return m_hopsRecorded; }
    const std::vector<ComponentRecord>& components() const { return m_components; }
    std::uint64_t requestsStarted() const { return m_started; }
    std::uint64_t requestsEnded() const { return m_ended; }
    /// How often clients tried, retries included.
    std::uint64_t attempts() const { return m_attempts; }
    /// Answers that were ok but older than what the same client had written.
    std::uint64_t staleAnswers() const { return m_stale; }
    struct FailureKey {
        Outcome outcome;
        Slot component;
        std::string_view reason;
        std::uint32_t detail;
        friend auto operator<=>(const FailureKey&, const FailureKey&) = default;
    };
    struct FailureCount {
        const Reason* reason = nullptr;
        std::uint64_t total = 0;
        std::uint32_t bin = 0;
    };
    const std::map<FailureKey, FailureCount>& failures() const { return m_failures; }

private:
    void reach(Slot slot);

    SimTime m_binLength;
    SimTime m_nextBin;
    std::vector<ComponentRecord> m_components;
    std::vector<LinkCount> m_links;
    std::vector<Bin> m_bins;
    std::vector<RecordedEvent> m_events;
    std::vector<RecordedHop> m_hops;
    std::map<std::uint64_t, std::uint32_t> m_hopOrder;
    std::map<FailureKey, FailureCount> m_failures;
    std::uint64_t m_started = 0, m_ended = 0;
    std::uint64_t m_attempts = 0, m_stale = 0;
    std::uint64_t m_traceBelow = 0;
    double m_traceEvery = 0;
    std::uint64_t m_hopsRecorded = 0;
};

}  // namespace faultline::sim
