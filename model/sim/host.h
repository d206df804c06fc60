#pragma once
#include "model/sim/call.h"

namespace faultline::sim {

/// The CPU of one host, shared equally by the jobs on it (egalitarian processor sharing): virtual time V runs at
/// min(1, cores/jobs) and a job that starts at V with `work` ends at V + work. Integer arithmetic, rounded down, so that CPU time
/// handed out never exceeds cores x time. start, finish, remove: O(log jobs).
class ProcessorShare {
public:
    void setCores(std::uint32_t cores) { m_cores = cores; }
    std::uint32_t cores() const { return m_cores; }
    std::uint32_t jobs() const { return static_cast<std::uint32_t>(m_heap.size()) + m_hogs; }
    std::uint32_t runningJobs() const { return static_cast<std::uint32_t>(m_heap.size()); }
    /// CPU time handed out so far, in core-nanoseconds.
    SimTime handedOut() const { return m_handedOut; }

    /// The same as it will be at `time` if nothing changes.
    SimTime handedOutAt(SimTime time) const {
        const SimTime elapsed = time - m_last;
        if (elapsed <= 0) return m_handedOut;
        return m_handedOut + elapsed * (jobs() < m_cores ? jobs() : m_cores);
    }
    /// Brings V to `now`; call before every other operation.
    void advance(SimTime now) {
        const SimTime elapsed = now - m_last;
        m_last = now;
        const std::uint32_t n = jobs();
        if (elapsed <= 0 || n == 0) return;
        if (n <= m_cores) {
            m_virtual += elapsed * unit;
            m_handedOut += elapsed * n;
        } else {
            m_virtual += mulDiv(elapsed * unit, m_cores, n);
            m_handedOut += elapsed * m_cores;
        }
    }
    /// Starts a job of `work` CPU nanoseconds for a call.
    void start(CallPool& calls, std::uint32_t call, SimTime work, std::uint64_t order) {
        if (m_heap.empty() && m_hogs == 0) m_virtual = 0;
        m_heap.push_back({m_virtual + work * unit, order, call});
        siftUp(calls, m_heap.size() - 1);
    }
    /// CPU nanoseconds a job still needs, rounded up.
    SimTime remaining(std::uint32_t position) const {
        const SimTime left = m_heap[position].finish - m_virtual;
        return left <= 0 ? 0 : (left + unit - 1) / unit;
    }
    void remove(CallPool& calls, std::uint32_t position) {
        calls[m_heap[position].call].jobPosition = none;
        const Job last = m_heap.back();
        m_heap.pop_back();
        if (position == m_heap.size()) return;
        m_heap[position] = last;
        calls[last.call].jobPosition = position;
        if (position > 0 && before(last, m_heap[(position - 1) / 2]))
            siftUp(calls, position);
        else
            siftDown(calls, position);
    }
    /// When the next job ends if nothing changes; `never` without one.
    SimTime nextFinish() const {
        if (m_heap.empty() || m_cores == 0) return never;
        const SimTime left = m_heap.front().finish - m_virtual;
        if (left <= 0) return m_last;
        const std::uint32_t n = jobs();
        const SimTime ticks = n <= m_cores ? left : mulDivUp(left, n, m_cores);
        return m_last + (ticks + unit - 1) / unit;
    }
    bool hasFinished() const { return !m_heap.empty() && m_heap.front().finish <= m_virtual; }
    std::uint32_t front() const { return m_heap.front().call; }
    std::uint32_t callAt(std::uint32_t position) const { return m_heap[position].call; }
    /// Jobs without end that take their share (a CPU hog).
    void setHogs(std::uint32_t hogs) { m_hogs = hogs; }

private:
    static constexpr SimTime unit = 1024;   // V counts 1/1024 ns
    struct Job {
        SimTime finish;
        std::uint64_t order;
        std::uint32_t call;
    };
    static bool before(const Job& a, const Job& b) { return a.finish != b.finish ? a.finish < b.finish : a.order < b.order; }
    static SimTime mulDiv(SimTime value, std::uint32_t times, std::uint32_t by) {
        return value / by * times + value % by * times / by;
    }
    static SimTime mulDivUp(SimTime value, std::uint32_t times, std::uint32_t by) {
        return value / by * times + (value % by * times + by - 1) / by;
    }
    void siftUp(CallPool& calls, std::size_t position) {
        const Job job = m_heap[position];
        while (position > 0) {
            const std::size_t parent = (position - 1) / 2;
            if (!before(job, m_heap[parent])) break;
            put(calls, position, m_heap[parent]);
            position = parent;
        }
        put(calls, position, job);
    }
    void siftDown(CallPool& calls, std::size_t position) {
        const Job job = m_heap[position];
        for (;;) {
            std::size_t child = 2 * position + 1;
            if (child >= m_heap.size()) break;
            if (child + 1 < m_heap.size() && before(m_heap[child + 1], m_heap[child])) ++child;
            if (!before(m_heap[child], job)) break;
            put(calls, position, m_heap[child]);
            position = child;
        }
        put(calls, position, job);
    }
    void put(CallPool& calls, std::size_t position, const Job& job) {
        m_heap[position] = job;
        calls[job.call].jobPosition = static_cast<std::uint32_t>(position);
    }

    std::vector<Job> m_heap;
    SimTime m_virtual = 0;
    SimTime m_last = 0;
    SimTime m_handedOut = 0;
    std::uint32_t m_cores = 1;
    std::uint32_t m_hogs = 0;
};

}  // namespace faultline::sim
