#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

/// Rows 26 to 35: replication, failover and what is lost.
namespace faultline::validation {

namespace {

using sim::CallClass;
using sim::Outcome;

std::size_t databaseCount(Trial& trial, CallClass kind, bool isOk, double from, double to) {
    return static_cast<std::size_t>(std::count_if(trial.requests().begin(), trial.requests().end(), [&](const Seen& seen) {
        const double start = static_cast<double>(seen.start) / 1e9;
        return seen.kind == kind && (seen.outcome == Outcome::Ok) == isOk && start >= from && start < to;
    }));
}

/// Primary killed at 5, the application sent to the replica at 8, which is promoted at 11.
Finding databaseFailover(const catalog::Catalog& catalog) {
    Trial trial = Rig::withDatabase(100, 0.3).trial(catalog);
    trial.at("5s kill db-1").at("8s set app-1.write_to=db-2").at("8s set app-2.write_to=db-2").at("11s promote db-2").run(20);
    const std::size_t writes = databaseCount(trial, CallClass::Write, false, 5, 10.95), well = databaseCount(trial, CallClass::Write, true, 5, 10.95);
    const std::size_t reads = databaseCount(trial, CallClass::Read, false, 0, 20);
    const std::size_t later = databaseCount(trial, CallClass::Write, false, 11.05, 20);
    std::size_t readOnly = 0;
    for (const runtime::CauseCount& cause : trial.report().requests.byCause)
        if (cause.reason.find("1290") != std::string::npos) readOnly += cause.count;
    const double longest = trial.span(Outcome::Http500).second;
    return judged(trial, {"190 of 190 writes at once, 1290 before the promotion; 0 of the others",
                          std::to_string(writes) + " of " + std::to_string(writes + well) + " writes in < " + number(longest, 2) + " s, " +
                              std::to_string(readOnly) + " with 1290; " + std::to_string(reads) + " reads, " + std::to_string(later) + " later",
                          "exact", well == 0 && reads == 0 && later == 0 && readOnly > 50 && longest < 0.5 &&
                              trial.failures() == trial.count(Outcome::Http500),
                          {}});
}

}  // namespace

std::vector<Case> databaseCases(const catalog::Catalog& catalog) {
    return {realityCase(30, "primary killed: writes fail at once, nothing fails over", [&](Effort) { return databaseFailover(catalog); })};
}

}  // namespace faultline::validation
