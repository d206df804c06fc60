#include "model/validation/run_cases.h"

#include "model/validation/fleet.h"
#include "model/validation/theory.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace faultline::validation {

namespace {

using Clock = std::chrono::steady_clock;

/// The pieces of work of all cases, taken by several threads; the long ones, which come in parts, first.
class CaseQueue {
public:
    CaseQueue(const std::vector<Case>& cases, Effort effort) : m_cases(cases), m_effort(effort), m_states(cases.size()) {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            m_states[i].batches.resize(static_cast<std::size_t>(cases[i].parts));
            m_states[i].left = std::max(1, cases[i].parts);
            for (int part = 0; part < m_states[i].left; ++part) m_pieces.push_back({i, part});
        }
        std::stable_sort(m_pieces.begin(), m_pieces.end(), [&](const Piece& a, const Piece& b) {
            return cases[a.index].parts > cases[b.index].parts;
        });
    }

    std::size_t size() const { return m_pieces.size(); }

    void work() {
        for (std::size_t next = m_next++; next < m_pieces.size() && !m_isStopped; next = m_next++) {
            doPiece(m_pieces[next]);
            const std::lock_guard lock(m_mutex);
            ++m_done;
            m_news.notify_one();
        }
    }

    /// Until all is done; false: stopped.
    bool wait(const CaseProgress& progress) {
        std::unique_lock lock(m_mutex);
        while (m_done < m_pieces.size()) {
            m_news.wait_for(lock, std::chrono::milliseconds(200));
            if (!progress) continue;
            const std::size_t done = m_done;
            lock.unlock();
            if (!progress(done, m_pieces.size())) {
                m_isStopped = true;
                return false;
            }
            lock.lock();
        }
        return true;
    }

    std::vector<Verdict> outcomes() {
        std::vector<Verdict> all;
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            all.push_back({m_cases[i].id, m_cases[i].behaviour, m_cases[i].excuse, std::move(m_states[i].finding), m_states[i].seconds});
        return all;
    }

private:
    struct Piece {
        std::size_t index = 0;
        int part = 0;
    };
    struct State {
        std::vector<std::vector<Batch>> batches;
        int left = 0;
        Finding finding;
        double seconds = 0;
    };

    void doPiece(const Piece& piece) {
        const Case& c = m_cases[piece.index];
        State& state = m_states[piece.index];
        const Clock::time_point begin = Clock::now();
        std::vector<Batch> batches;
        if (c.parts > 0) batches = c.measure(m_effort, piece.part);
        bool isLast = false;
        {
            const std::lock_guard lock(m_mutex);
            if (c.parts > 0) state.batches[static_cast<std::size_t>(piece.part)] = std::move(batches);
            isLast = --state.left == 0;
        }
        Finding finding;
        if (isLast) {
            std::vector<Batch> all;
            for (const std::vector<Batch>& part : state.batches) all.insert(all.end(), part.begin(), part.end());
            finding = c.judge(m_effort, all);
        }
        const std::lock_guard lock(m_mutex);
        if (isLast) state.finding = std::move(finding);
        state.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    }

    const std::vector<Case>& m_cases;
    Effort m_effort;
    std::vector<State> m_states;
    std::vector<Piece> m_pieces;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_isStopped{false};
    std::mutex m_mutex;
    std::condition_variable m_news;
    std::size_t m_done = 0;
};

}  // namespace

std::vector<Case> allCases(const catalog::Catalog& catalog) {
    std::vector<Case> all = theoryCases(catalog);
    for (std::vector<Case>& some : std::vector<std::vector<Case>>{balancingCases(catalog), backendCases(catalog), balancerCases(catalog),
                                                                   databaseCases(catalog), securityCases(catalog)})
        for (Case& c : some) all.push_back(std::move(c));
    using Setups = std::vector<Case> (*)(const catalog::Catalog&, int first);
    int row = 1;
    for (const Setups setups : {Setups(balancerSetups), Setups(balancerLimitSetups), Setups(webSetups), Setups(databaseSetups), Setups(checkSetups)})
        for (Case& c : setups(catalog, row)) {
            all.push_back(std::move(c));
            ++row;
        }
    return all;
}

std::vector<Verdict> runCases(const std::vector<Case>& cases, Effort effort, int jobs, const CaseProgress& progress) {
    CaseQueue queue(cases, effort);
    const auto most = static_cast<int>(std::max<std::size_t>(1, queue.size()));
    std::vector<std::jthread> threads;
    for (int i = 0; i < std::clamp(jobs, 1, most); ++i) threads.emplace_back([&] { queue.work(); });
    const bool isDone = queue.wait(progress);
    threads.clear();
    return isDone ? queue.outcomes() : std::vector<Verdict>();
}

}  // namespace faultline::validation
