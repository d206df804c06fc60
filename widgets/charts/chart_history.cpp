#include "widgets/charts/chart_history.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::widgets {
namespace {

constexpr float historyNothing = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t historyMostSpans = 2000;

std::size_t historySlot(std::int64_t second) { return static_cast<std::size_t>(second % ChartHistory::fineSeconds); }

/// Collects figures of consecutive seconds.
struct HistorySum {
    float low = historyNothing, high = historyNothing;
    double sum = 0, count = 0;
    void add(float lowest, float highest, double total, double seconds) {
        if (!(seconds > 0)) return;
        low = count > 0 ? std::min(low, lowest) : lowest;
        high = count > 0 ? std::max(high, highest) : highest;
        sum += total;
        count += seconds;
    }
    Stretch stretch(double time) const {
        return {time, low, high, count > 0 ? static_cast<float>(sum / count) : historyNothing};
    }
};

/// Seconds a stretch: the smallest round number that gives no more than `most`.
std::int64_t historyStep(double from, double to, int most) {
    const double rough = (to - from) / std::max(1, most);
    for (const std::int64_t step : {1, 2, 5, 10, 15, 30, 60})
        if (static_cast<double>(step) >= rough) return step;
    return static_cast<std::int64_t>(std::ceil(rough / 60)) * 60;
}

}  // namespace

void ChartHistory::clear() { *this = ChartHistory(); }

void ChartHistory::advance(std::int64_t to) {
    const std::int64_t from = std::max(m_last + 1, to - fineSeconds + 1);
    for (auto& [key, track] : m_tracks)
        for (std::int64_t n = from; n <= to; ++n) track.fine[historySlot(n)] = historyNothing;
    while (to / m_stride >= coarseBuckets) {
        m_stride *= 2;
        for (auto& [key, track] : m_tracks) {
            for (std::size_t i = 0; 2 * i < track.coarse.size(); ++i) {
                Bucket joined = track.coarse[2 * i];
                if (2 * i + 1 < track.coarse.size()) {
                    const Bucket& next = track.coarse[2 * i + 1];
                    if (joined.count == 0) {
                        joined = next;
                    } else if (next.count > 0) {
                        joined = {std::min(joined.low, next.low), std::max(joined.high, next.high), joined.sum + next.sum,
                                  joined.count + next.count};
                    }
                }
                track.coarse[i] = joined;
            }
            track.coarse.resize((track.coarse.size() + 1) / 2);
        }
    }
    m_last = to;
}

void ChartHistory::put(const SeriesKey& key, float value) {
    auto found = m_tracks.find(key);
    if (found == m_tracks.end()) {
        found = m_tracks.emplace(key, Track{}).first;
        found->second.fine.assign(fineSeconds, historyNothing);
    }
    Track& track = found->second;
    track.fine[historySlot(m_last)] = value;
    if (std::isnan(value)) return;
    // Second n, the one that ends at n, belongs to the bucket of n - 1: bucket 0 is (0, stride].
    const auto index = static_cast<std::size_t>((m_last > 0 ? m_last - 1 : 0) / m_stride);
    if (track.coarse.size() <= index) track.coarse.resize(index + 1);
    Bucket& bucket = track.coarse[index];
    bucket.low = bucket.count > 0 ? std::min(bucket.low, value) : value;
    bucket.high = bucket.count > 0 ? std::max(bucket.high, value) : value;
    bucket.sum += value;
    bucket.count += 1;
}

void ChartHistory::putRole(const runtime::ComponentSample& sample) {
    std::vector<RoleSpan>& spans = m_roles[sample.id];
    const auto end = static_cast<double>(m_last);
    if (!spans.empty() && spans.back().state == sample.state && spans.back().role == sample.role && spans.back().to == end - 1) {
        spans.back().to = end;
        return;
    }
    spans.push_back({end - 1, end, sample.state, sample.role});
    if (spans.size() > historyMostSpans) spans.erase(spans.begin(), spans.begin() + historyMostSpans / 4);
}

std::int32_t ChartHistory::causeIndex(const QString& cause) {
    const auto found = std::find(m_causes.begin(), m_causes.end(), cause);
    if (found != m_causes.end()) return static_cast<std::int32_t>(found - m_causes.begin());
    if (m_causes.size() + 1 == mostCauses) m_causes.push_back(QCoreApplication::translate("ChartHistory", "other causes"));
    if (m_causes.size() >= mostCauses) return mostCauses - 1;
    m_causes.push_back(cause);
    return static_cast<std::int32_t>(m_causes.size()) - 1;
}

void ChartHistory::append(const runtime::Sample& sample, const std::set<ComponentId>& users) {
    const std::int64_t number = (sample.time + second / 2) / second;
    if (number <= m_last) return;
    advance(number);

    float rate = 0, failed = 0, p50 = historyNothing, p95 = historyNothing, p99 = historyNothing, busiest = 0;
    for (const runtime::ComponentSample& c : sample.components) {
        if (c.state != runtime::State::Idle || c.rate > 0 || has({c.id, Metric::Rate})) put({c.id, Metric::Rate}, c.rate);
        if (c.utilisation >= 0 || has({c.id, Metric::Utilisation}))
            put({c.id, Metric::Utilisation}, c.utilisation >= 0 ? c.utilisation : historyNothing);
        if (c.role != 0) {
            putRole(c);
            const bool replica = c.secondsBehind > -1.5f;
            put({c.id, Metric::SecondsBehind}, c.secondsBehind >= 0 ? c.secondsBehind : historyNothing);
            put({c.id, Metric::TransactionsBehind}, replica ? c.transactionsBehind : historyNothing);
        }
        if (users.count(c.id) == 0) continue;
        rate += c.rate;
        failed += c.failed;
        if (c.ok > busiest) {   // several groups of users: percentiles cannot be added, the largest group speaks
            busiest = c.ok;
            p50 = c.p50;
            p95 = c.p95;
            p99 = c.p99;
        }
    }
    const ComponentId all;
    put({all, Metric::Rate}, rate);
    put({all, Metric::Failed}, failed);
    put({all, Metric::P50}, p50);
    put({all, Metric::P95}, p95);
    put({all, Metric::P99}, p99);

    std::vector<float> causes(m_causes.size(), 0);
    for (const runtime::FailureSample& failure : sample.failures) {
        const auto index = static_cast<std::size_t>(causeIndex(failure.cause));
        if (causes.size() <= index) causes.resize(index + 1, 0);
        causes[index] += failure.count;
    }
    for (std::size_t i = 0; i < causes.size(); ++i) put({all, Metric::Failed, static_cast<std::int32_t>(i)}, causes[i]);
}

std::vector<Stretch> ChartHistory::stretches(const SeriesKey& key, double from, double to, int most) const {
    std::vector<Stretch> out;
    const auto found = m_tracks.find(key);
    if (found == m_tracks.end() || isEmpty()) return out;
    const Track& track = found->second;
    const auto first = static_cast<std::int64_t>(std::floor(std::max(0.0, from)));
    const std::int64_t last = std::min(m_last, static_cast<std::int64_t>(std::ceil(to)));
    if (first > m_last - fineSeconds) {
        const std::int64_t step = historyStep(from, to, most);
        for (std::int64_t group = first / step * step; group <= last; group += step) {
            // Group g is the seconds that end in (g, g + step]; the very first second of a run may end at 0.
            HistorySum sum;
            std::int64_t end = group;
            for (std::int64_t n = group + 1; n <= std::min(group + step, last); ++n) {
                if (n <= m_last - fineSeconds) continue;
                const float value = track.fine[historySlot(n)];
                end = n;
                if (!std::isnan(value)) sum.add(value, value, static_cast<double>(value), 1);
            }
            if (end > group) out.push_back(sum.stretch(static_cast<double>(end)));
        }
        return out;
    }
    const auto index = static_cast<std::size_t>(first / m_stride);
    for (std::size_t i = index; static_cast<std::int64_t>(i) * m_stride < last; ++i) {
        HistorySum sum;
        if (i < track.coarse.size()) {
            const Bucket& b = track.coarse[i];
            sum.add(b.low, b.high, static_cast<double>(b.sum), static_cast<double>(b.count));
        }
        const std::int64_t end = std::min((static_cast<std::int64_t>(i) + 1) * m_stride, last);
        out.push_back(sum.stretch(static_cast<double>(end)));
    }
    return out;
}

Stretch ChartHistory::at(const SeriesKey& key, double time, double from, double to, int most) const {
    Stretch out{time, historyNothing, historyNothing, historyNothing};
    for (const Stretch& stretch : stretches(key, from, to, most)) {
        out = stretch;
        if (stretch.time >= time - 1e-9) return out;
    }
    return time < out.time + 1 ? out : Stretch{time, historyNothing, historyNothing, historyNothing};
}

float ChartHistory::highest(const SeriesKey& key, double from, double to) const {
    float out = 0;
    for (const Stretch& stretch : stretches(key, from, to, coarseBuckets))
        if (stretch.high > out) out = stretch.high;
    return out;
}

const std::vector<RoleSpan>& ChartHistory::roles(ComponentId id) const {
    static const std::vector<RoleSpan> none;
    const auto found = m_roles.find(id);
    return found == m_roles.end() ? none : found->second;
}

}  // namespace faultline::widgets
