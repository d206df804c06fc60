#pragma once
#include "model/core/fingerprint.h"
#include "model/sim/behaviour.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace faultline::kinds {

/// A set of transactions, each named by the server that committed it first and its number there, as MySQL's GTID sets are. A value.
/// Invariant: intervals are in order of origin and number, apart by at least one number. Adding the next number of an origin is
/// O(origins), anything else O(intervals).
class GtidSet {
public:
    using Interval = sim::Status::Interval;

    const std::vector<Interval>& intervals() const { return m_intervals; }
    bool isEmpty() const { return m_intervals.empty(); }
    /// How many transactions are in it. O(1).
    std::uint64_t count() const { return m_count; }

    /// The highest number of an origin in it; 0: none.
    std::uint64_t last(std::uint32_t origin) const {
        const auto after = std::upper_bound(m_intervals.begin(), m_intervals.end(), origin,
                                            [](std::uint32_t wanted, const Interval& i) { return wanted < i.origin; });
        return after != m_intervals.begin() && (after - 1)->origin == origin ? (after - 1)->to : 0;
    }

    bool contains(std::uint32_t origin, std::uint64_t number) const {
        return std::any_of(m_intervals.begin(), m_intervals.end(),
                           [&](const Interval& i) { return i.origin == origin && i.from <= number && number <= i.to; });
    }

    /// Adds `from` to `to`, both included; what is in it already stays.
    void add(std::uint32_t origin, std::uint64_t from, std::uint64_t to) {
        auto at = std::lower_bound(
            m_intervals.begin(), m_intervals.end(), Interval{origin, from, to}, [](const Interval& a, const Interval& b) {
                return a.origin != b.origin ? a.origin < b.origin
                                            : a.to + 1 < b.from;  // the first that it touches or that comes after
            });
        if (at == m_intervals.end() || at->origin != origin || to + 1 < at->from) {
            m_intervals.insert(at, {origin, from, to});
            m_count += to - from + 1;
            return;
        }
        m_count -= at->to - at->from + 1;
        at->from = std::min(at->from, from);
        at->to = std::max(at->to, to);
        auto next = at + 1;
        while (next != m_intervals.end() && next->origin == origin && next->from <= at->to + 1) {
            at->to = std::max(at->to, next->to);
            m_count -= next->to - next->from + 1;
            ++next;
        }
        m_count += at->to - at->from + 1;
        m_intervals.erase(at + 1, next);
    }

    void hash(Fingerprint& print) const {
        for (const Interval& i : m_intervals) {
            print.add(i.origin);
            print.add(i.from);
            print.add(i.to);
        }
    }

private:
    std::vector<Interval> m_intervals;
    std::uint64_t m_count = 0;
};

/// Transactions of one origin with consecutive numbers, committed within the same simulated second: what a binlog and a relay log
/// are made of here.
struct BinlogRun {
    std::uint32_t origin = 0;
    std::uint32_t second = 0;  ///< of the first commit, simulated seconds: what Seconds_Behind_Source is reckoned from
    std::uint64_t from = 0, to = 0;
    std::uint64_t size() const { return to - from + 1; }
};

/// The binlog of one server: the runs it committed or applied, in that order, numbered from 0 for ever; old ones are purged.
/// A value; append is O(1).
class Binlog {
public:
    /// Runs kept even when every replica has them (an hour of seconds with writes), and the most that are ever kept (a day of them).
    static constexpr std::size_t keptAtLeast = 3600, keptAtMost = 86'400;

    std::uint64_t first() const { return m_first; }
    std::uint64_t end() const { return m_first + size(); }
    const BinlogRun& run(std::uint64_t number) const { return m_runs[m_head + static_cast<std::size_t>(number - m_first)]; }
    /// The highest number of an origin that is no longer in it.
    std::uint64_t purged(std::uint32_t origin) const { return m_purged.last(origin); }

    void append(std::uint32_t origin, std::uint64_t number, std::uint32_t when) {
        if (size() > 0) {
            BinlogRun& last = m_runs.back();
            if (last.origin == origin && last.second == when && last.to + 1 == number) {
                last.to = number;
                return;
            }
        }
        m_runs.push_back({origin, when, number, number});
    }

    /// Begins anew on a server that was filled from a dump: everything up to what is in it is as if purged. Numbers of runs go on.
    void reset(const GtidSet& dumped) {
        m_first = end();
        m_runs.clear();
        m_head = 0;
        m_purged = dumped;
    }

    /// Forgets old runs that lie before `needed`, the first run that some replica still lacks.
    void purge(std::uint64_t needed) {
        while (size() > keptAtMost || (size() > keptAtLeast && m_first < needed)) {
            const BinlogRun& oldest = m_runs[m_head];
            m_purged.add(oldest.origin, oldest.from, oldest.to);
            ++m_head;
            ++m_first;
        }
        if (m_head > 1024 && m_head * 2 > m_runs.size()) {
            m_runs.erase(m_runs.begin(), m_runs.begin() + static_cast<std::ptrdiff_t>(m_head));
            m_head = 0;
        }
    }

private:
    std::size_t size() const { return m_runs.size() - m_head; }
    std::vector<BinlogRun> m_runs;
    std::size_t m_head = 0;     // runs before it are purged and not yet erased
    std::uint64_t m_first = 0;  // number of the run at m_head
    GtidSet m_purged;
};

}  // namespace faultline::kinds
