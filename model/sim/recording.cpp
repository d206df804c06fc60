#include "model/sim/recording.h"

#include "model/sim/world.h"

#include <algorithm>

namespace faultline::sim {

namespace event {
const EventType killed{"killed", FL_TR("event", "%1 was killed"), EventType::Severity::Bad};
const EventType restored{"restored", FL_TR("event", "%1 is started again"), EventType::Severity::Good};
const EventType started{"started", FL_TR("event", "%1 is up"), EventType::Severity::Good};
const EventType frozen{"frozen", FL_TR("event", "%1 is frozen"), EventType::Severity::Bad};
const EventType thawed{"thawed", FL_TR("event", "%1 goes on"), EventType::Severity::Good};
const EventType hostDown{"host_down", FL_TR("event", "%1 is switched off, with everything on it"), EventType::Severity::Bad};
const EventType hostUp{"host_up", FL_TR("event", "%1 is switched on again"), EventType::Severity::Good};
const EventType linkCut{"link_cut", FL_TR("event", "the link from %1 to %2 is cut"), EventType::Severity::Bad};
const EventType linkMended{"link_mended", FL_TR("event", "the link from %1 to %2 is mended"), EventType::Severity::Good};
const EventType edited{"edited", FL_TR("event", "%1 was changed"), EventType::Severity::Info};
const EventType added{"added", FL_TR("event", "%1 was added"), EventType::Severity::Info};
const EventType removed{"removed", FL_TR("event", "%1 was removed"), EventType::Severity::Info};
const EventType acted{"acted", FL_TR("event", "%1: %2"), EventType::Severity::Info};
}  // namespace event

SimTime Histogram::middleOf(std::uint32_t bucket) {
    if (bucket < 64) return bucket;
    const std::uint32_t octave = (bucket >> 6) - 1;
    const SimTime low = static_cast<SimTime>(64 + (bucket & 63)) << octave;
    return low + ((SimTime{1} << octave) >> 1);
}

void Histogram::merge(const Histogram& other) {
    if (other.m_counts.size() > m_counts.size()) m_counts.resize(other.m_counts.size());
    for (std::size_t i = 0; i < other.m_counts.size(); ++i) m_counts[i] += other.m_counts[i];
    m_total += other.m_total;
}

Histogram::Quantiles Histogram::moveInto(Histogram& sum) {
    Quantiles quantiles;
    if (m_total == 0) return quantiles;
    if (m_counts.size() > sum.m_counts.size()) sum.m_counts.resize(m_counts.size());
    const std::uint64_t wanted[3] = {rank(0.50), rank(0.95), rank(0.99)};
    SimTime* const found[3] = {&quantiles.p50, &quantiles.p95, &quantiles.p99};
    std::uint64_t seen = 0;
    int next = 0;
    for (std::size_t i = 0; seen < m_total; ++i) {
        if (m_counts[i] == 0) continue;
        sum.m_counts[i] += m_counts[i];
        seen += m_counts[i];
        m_counts[i] = 0;
        for (; next < 3 && seen >= wanted[next]; ++next) *found[next] = middleOf(static_cast<std::uint32_t>(i));
    }
    sum.m_total += m_total;
    m_total = 0;
    return quantiles;
}

std::uint64_t Histogram::rank(double share) const { return static_cast<std::uint64_t>(share * static_cast<double>(m_total - 1)) + 1; }

SimTime Histogram::quantile(double share) const {
    if (m_total == 0) return 0;
    const std::uint64_t wanted = rank(share);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        seen += m_counts[i];
        if (seen >= wanted) return middleOf(static_cast<std::uint32_t>(i));
    }
    return 0;
}

void Recording::reach(Slot slot) { m_components.resize(slot + 1); }

void Recording::requestEnded(Outcome outcome, const Cause& cause) {
    ++m_ended;
    if (outcome == Outcome::Ok) return;
    FailureCount& count = m_failures[{outcome, cause.component, cause.reason ? cause.reason->id : "", cause.detail}];
    count.reason = cause.reason;
    ++count.total;
    ++count.bin;
}

void Recording::closeBin(const World& world) {
    Bin bin;
    bin.end = m_nextBin;
    bin.started = m_started;
    bin.ended = m_ended;
    bin.inFlight = m_started - m_ended;
    const double length = static_cast<double>(m_binLength);
    for (const auto& state : world.components()) {
        if (!state) continue;
        const Slot slot = state->setup->slot;
        ComponentRecord& record = of(slot);
        record.busy.set(m_nextBin, record.busy.value);
        record.queue.set(m_nextBin, record.queue.value);
        const Status status = world.status(slot);
        BinRow row;
        row.component = slot;
        row.ok = record.binOk;
        row.failed = record.binFailed;
        if (record.binOk) row.latencyMean = static_cast<SimTime>(record.binLatencySum / record.binOk);
        const Histogram::Quantiles quantiles = record.binLatency.moveInto(record.latency);
        row.p50 = quantiles.p50;
        row.p95 = quantiles.p95;
        row.p99 = quantiles.p99;
        row.queue = record.queue.integral / length;
        row.queueEnd = record.queue.value;
        const ComponentState* host = world.component(state->setup->host);
        const double cores = host && host->setup->cores ? host->setup->cores : 1;
        if (state->isHost) {
            const SimTime handedOut = state->cpu.handedOutAt(m_nextBin);
            row.utilisation = static_cast<double>(handedOut - record.handedOut) / (length * cores);
            record.handedOut = handedOut;
        } else if (record.capacity) {
            row.utilisation = record.busy.integral / (length * record.capacity);
        } else if (!state->isFilter && !state->setup->outside) {
            row.utilisation = static_cast<double>(record.cpu) / (length * cores);
        }
        if (row.utilisation > 1) row.utilisation = 1;
        if (row.utilisation >= 0) record.busyTotal += row.utilisation;
        record.cpuTotal += static_cast<double>(record.cpu);
        row.databaseRole = status.databaseRole;
        row.secondsBehind = status.secondsBehind;
        row.transactionsBehind = status.transactionsBehind;
        record.latencySum += record.binLatencySum;
        record.binLatencySum = 0;
        record.binOk = record.binFailed = 0;
        record.cpu = 0;
        record.busy.integral = record.queue.integral = 0;
        bin.rows.push_back(row);
    }
    for (auto& [key, count] : m_failures) {
        if (!count.bin) continue;
        bin.failures.push_back({key.outcome, {count.reason, key.component, key.detail}, count.bin});
        count.bin = 0;
    }
    m_bins.push_back(std::move(bin));
    m_nextBin += m_binLength;
}

std::uint64_t Recording::add(RecordedEvent event) {
    event.number = m_events.size() + 1;
    if (event.before == 0) {
        const Slot source = event.cause.component ? event.cause.component : event.other;
        if (source) event.before = of(source).lastEvent;
    }
    if (event.component) of(event.component).lastEvent = event.number;
    m_events.push_back(std::move(event));
    return m_events.back().number;
}

void Recording::addHop(const RecordedHop& hop) {
    constexpr std::size_t most = 100'000;   // nobody looks at more; without a reader nothing grows
    if (m_hops.size() >= most) return;
    if (m_hopOrder.size() >= most) m_hopOrder.clear();   // requests that never heard of their end
    m_hops.push_back(hop);
    ++m_hopsRecorded;
    if (hop.last) {
        m_hops.back().order = m_hopOrder[hop.request];
        m_hopOrder.erase(hop.request);
    } else {
        m_hops.back().order = m_hopOrder[hop.request]++;
    }
}

void Recording::setTracing(double every) {
    m_traceEvery = every;
    m_traceBelow = every <= 0 ? 0 : every <= 1 ? ~0ull : static_cast<std::uint64_t>(18446744073709551615.0 / every);
    if (every <= 0) m_hopOrder.clear();
}

std::vector<RecordedHop> Recording::takeHops() {
    std::vector<RecordedHop> hops;
    hops.swap(m_hops);
    return hops;
}

}  // namespace faultline::sim
