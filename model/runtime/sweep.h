#pragma once
#include "model/runtime/command.h"
#include "model/runtime/report.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::runtime {

/// One property that is varied, and the values it takes, as people write them.
struct SweepAxis {
    std::string property;              ///< "lb-1.balance", "users.rate", "A->B.latency"
    std::vector<std::string> values;
};
/// Reads "lb.balance=roundrobin,leastconn" or "users.rate=200..2000/200" (from..to/step; both may be mixed, units are allowed:
/// "1s..5s/500ms" needs one unit throughout). The error says what is wrong.
Result<SweepAxis> parseSweepAxis(const std::string& text);

/// Many runs of one design: every combination of the axes' values is a point, each point is run with several seeds.
struct SweepPlan {
    design::Design design;
    std::vector<SweepAxis> axes;
    std::size_t runs = 1;              ///< a point
    SimTime duration = 60 * second;
    std::vector<CommandText> commands; ///< done in every run
    std::uint64_t seed = 1;            ///< the runs' seeds are derived from it: run i of every point has the same, for comparison
};

/// One run of a sweep and the figures it gave.
struct SweepRun {
    std::size_t point = 0, run = 0;
    std::uint64_t seed = 0;
    std::vector<std::string> values;   ///< of the axes
    std::vector<double> figures;       ///< NaN: it had none (no answer was ok, say)
    friend bool operator==(const SweepRun&, const SweepRun&) = default;
};
/// Runs of one sweep: all of it or a share. Whatever the number of threads or shares, a run gives the same figures.
struct SweepTable {
    std::string plan;                  ///< 16 hexadecimal digits that name design, axes, runs, duration, commands and seed
    std::size_t points = 0, runsEach = 0;
    std::vector<std::string> axes;
    std::vector<std::string> figures;
    std::vector<SweepRun> runs;        ///< by point, then run
};

/// A plan whose every point was tried out on the design.
class Sweep {
public:
    /// The error names the axis or the value that the design has not.
    static Result<Sweep> prepare(const catalog::Catalog& catalog, SweepPlan plan);

    std::size_t points() const { return m_designs.size(); }
    /// All runs of all points.
    std::size_t size() const { return m_designs.size() * m_plan.runs; }

    /// A run that ended at a command that cannot be carried out.
    struct Failure {
        std::size_t point = 0, run = 0;
        std::string values;            ///< "lb.balance=leastconn, users.rate=200"
        SimTime at = 0;
        std::string command;
        Problem problem;
    };
    /// Called about ten times a second on the calling thread.
    using Progress = std::function<void(std::size_t done, std::size_t all)>;
    /// Does share `shard` (from 0) of `shards` on `jobs` threads; the first failure, in the order of the runs, ends it.
    SweepTable execute(std::size_t shard, std::size_t shards, unsigned jobs, const Progress& progress,
                       std::optional<Failure>& failure) const;

private:
    Sweep(const catalog::Catalog& catalog, SweepPlan plan) : m_catalog(&catalog), m_plan(std::move(plan)) {}
    std::vector<std::string> valuesOf(std::size_t point) const;
    std::string describe() const;

    const catalog::Catalog* m_catalog;
    SweepPlan m_plan;
    std::vector<design::Design> m_designs;                          ///< by point
    std::vector<std::pair<ComponentId, std::string>> m_components;  ///< whose utilisation is a figure, with its column
};

/// One row a run, for merging and for programs that compute by themselves.
std::string sweepRunsCsv(const SweepTable& table);
/// Reads what sweepRunsCsv() wrote.
Result<SweepTable> readSweepRuns(std::string_view csv);
/// Puts shares together; the error says what is missing, doubled or does not belong together.
Result<SweepTable> mergeSweeps(const std::vector<SweepTable>& shares);
/// One row a point: of each figure the mean over the runs and, from two runs on, its 95 % confidence interval (Student's t).
std::string sweepSummaryCsv(const SweepTable& table);

/// Mean and half the width of its 95 % confidence interval (NaN for fewer than two values); NaN values are left out.
struct SweepEstimate {
    std::size_t count = 0;
    double mean = 0, halfWidth = 0;
};
SweepEstimate sweepEstimate(const std::vector<double>& values);

}  // namespace faultline::runtime
