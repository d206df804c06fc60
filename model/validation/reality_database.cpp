#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

/// Rows 26 to 35: replication, failover and what is lost. All with 100 requests a second, 30 % of them writes, reads on the replica.
namespace faultline::validation {

namespace {

using sim::CallClass;
using sim::Outcome;

constexpr double databaseRate = 100, databaseWrites = 0.3;

Rig databaseRig(double writes = databaseWrites) {
    return Rig::withDatabase(databaseRate, writes);
}

double databaseStart(const Seen& seen) {
    return static_cast<double>(seen.start) / 1e9;
}
double databaseEnd(const Seen& seen) {
    return static_cast<double>(seen.end) / 1e9;
}

/// Requests of a kind that started in [from, to) and went well, or did not.
double databaseCount(Trial& trial, CallClass kind, bool isOk, double from, double to) {
    return static_cast<double>(std::count_if(trial.requests().begin(), trial.requests().end(), [&](const Seen& seen) {
        return seen.kind == kind && (seen.outcome == Outcome::Ok) == isOk && databaseStart(seen) >= from && databaseStart(seen) < to;
    }));
}

/// Writes whose client was told in (from, to) that they are done.
double databaseAcknowledged(Trial& trial, double from, double to) {
    return static_cast<double>(std::count_if(trial.requests().begin(), trial.requests().end(), [&](const Seen& seen) {
        return seen.kind == CallClass::Write && seen.outcome == Outcome::Ok && databaseEnd(seen) > from && databaseEnd(seen) <= to;
    }));
}

double databaseLost(const Trial& trial) {
    return static_cast<double>(trial.replication("db-1").lost);
}

/// What has the text in its cause.
double databaseCause(const Trial& trial, const char* text) {
    double sum = 0;
    for (const runtime::CauseCount& cause : trial.report().requests.byCause)
        if (cause.reason.find(text) != std::string::npos) sum += static_cast<double>(cause.count);
    return sum;
}

/// The clients hear of a write a moment after it is done: those in between may be counted on either side.
bool databaseSame(double a, double b) {
    return std::abs(a - b) <= 3;
}

const Trial& databaseWorst(const Trial& a, const Trial& b) {
    return a.isSound() ? b : a;
}

Finding databaseAsynchronous(const catalog::Catalog& catalog) {
    Trial stopped = databaseRig().trial(catalog), caughtUp = databaseRig().trial(catalog);
    stopped.at("5s stop_io db-2").at("10s kill db-1").at("12s promote db-2").run(15);
    caughtUp.at("5s kill db-1").at("7s promote db-2").run(10);
    const double after = databaseAcknowledged(stopped, 5, 10.1), lost = databaseLost(stopped), none = databaseLost(caughtUp);
    return judged(databaseWorst(stopped, caughtUp),
                  {"those after the last event received: 160 = 5 s x 32/s; 0 when caught up",
                   whole(lost) + " lost, " + whole(after) + " acknowledged since; caught up: " + whole(none), "exact set",
                   databaseSame(lost, after) && after > 100 && none == 0, {}});
}

Finding databaseRelayLog(const catalog::Catalog& catalog) {
    const auto trial = [&](std::initializer_list<const char*> acts) {
        Trial made = databaseRig().set("db-2", "source_delay", QStringLiteral("6s")).trial(catalog);
        made.at("10s kill db-1");
        for (const char* act : acts) made.at(act);
        made.run(25);
        return made;
    };
    Trial drained = trial({"11s promote db-2"}), atOnce = trial({"11s promote_now db-2"}),
          purged = trial({"11s stop_replica db-2", "11.1s start_sql db-2", "20s promote db-2"});
    const double expected = databaseAcknowledged(atOnce, 4.5, 10.1);
    return judged(databaseWorst(drained, databaseWorst(atOnce, purged)),
                  {"0 when drained; 174 of 258 at once, and when both threads were stopped",
                   whole(databaseLost(drained)) + "; " + whole(databaseLost(atOnce)) + " at once, " + whole(databaseLost(purged)) + " stopped", "exact",
                   databaseLost(drained) == 0 && databaseLost(atOnce) > 100 && databaseLost(atOnce) <= expected + 3 &&
                       std::abs(databaseLost(atOnce) - databaseLost(purged)) <= 40 && drained.status("db-2").databaseRole == 1,
                   {}});
}

Rig databaseSemiSync(double writes) {
    return std::move(databaseRig(writes).set("db-1", "replication", QStringLiteral("semi_sync")).set("db-1", "semi_sync_timeout", QStringLiteral("3s")));
}

Finding databaseSemiSyncLoss(const catalog::Catalog& catalog) {
    Trial healthy = databaseSemiSync(0.6).trial(catalog), fallen = databaseSemiSync(0.6).trial(catalog);
    healthy.at("10s kill db-1").at("12s promote db-2").run(15);
    fallen.at("4s stop_io db-2").at("12s kill db-1").at("14s promote db-2").run(17);
    const double acknowledged = static_cast<double>(healthy.replication("db-1").acknowledged);
    const double after = databaseAcknowledged(fallen, 4.5, 12.1);
    double first = 1e9;
    for (const Seen& seen : fallen.requests())
        if (seen.kind == CallClass::Write && seen.outcome == Outcome::Ok && databaseStart(seen) > 4.05) first = std::min(first, databaseEnd(seen));
    return judged(databaseWorst(healthy, fallen),
                  {"0 of 510 while ON; 266 of 392, acknowledged from 7.04 s on, after the timeout",
                   whole(databaseLost(healthy)) + " of " + whole(acknowledged) + "; " + whole(databaseLost(fallen)) + " (" + whole(after) +
                       " acknowledged from " + number(first) + " s on)",
                   "exact",
                   databaseLost(healthy) == 0 && acknowledged > 400 && databaseSame(databaseLost(fallen), after) && after > 150 &&
                       std::abs(first - 7) < 0.2,
                   {}});
}

Finding databaseSemiSyncHang(const catalog::Catalog& catalog) {
    Trial trial = databaseSemiSync(databaseWrites).trial(catalog);
    trial.at("4s stop_io db-2").run(15);
    double longest = 0, sum = 0, reads = 0;
    for (const Seen& seen : trial.requests()) {
        if (databaseStart(seen) < 4 || databaseStart(seen) >= 5) continue;
        if (seen.kind == CallClass::Write) longest = std::max(longest, seen.latency());
        if (seen.kind != CallClass::Read) continue;
        sum += seen.latency();
        ++reads;
    }
    const double mean = reads > 0 ? sum / reads : 0;
    return judged(trial, {"writes hang 3.0 s; reads of that second 2.0 s on average; no error",
                          "writes up to " + number(longest) + " s, reads " + number(mean) + " s, " + std::to_string(trial.failures()) + " errors",
                          "must appear", longest > 2.9 && longest < 4 && mean > 0.8 && trial.failures() == 0, {}});
}

/// Primary killed at 5, the application sent to the replica at 8, which is promoted at 11.
Finding databaseFailover(const catalog::Catalog& catalog) {
    Trial trial = databaseRig().trial(catalog);
    trial.at("5s kill db-1").at("8s set app-1.write_to=db-2").at("8s set app-2.write_to=db-2").at("11s promote db-2").run(20);
    const double writes = databaseCount(trial, CallClass::Write, false, 5, 10.8), well = databaseCount(trial, CallClass::Write, true, 5, 10.8);
    const double reads = databaseCount(trial, CallClass::Read, false, 0, 20), later = databaseCount(trial, CallClass::Write, false, 11.3, 20);
    const double readOnly = databaseCause(trial, "1290"), longest = trial.span(Outcome::Http500).second;
    return judged(trial, {"190 of 190 writes at once, 1290 once redirected; 0 of the others",
                          whole(writes) + " of " + whole(writes + well) + " writes in < " + number(longest) + " s, " + whole(readOnly) +
                              " with 1290; others: " + whole(reads) + ", later " + whole(later),
                          "exact",
                          well == 0 && reads == 0 && later == 0 && readOnly > 50 && longest < 0.5 && trial.failures() == trial.count(Outcome::Http500),
                          {}});
}

struct DatabaseFreeze {
    double last = 0;      ///< the last answer, since the freeze
    double recovery = 0;  ///< since the thaw
    std::pair<double, double> span;
};
DatabaseFreeze databaseFrozenFor(Trial& trial) {
    trial.at("5s freeze db-1").at("17s thaw db-1").run(40);
    DatabaseFreeze found;
    for (const Seen& seen : trial.requests()) {
        if (seen.outcome == Outcome::Ok && databaseEnd(seen) < 14) found.last = std::max(found.last, databaseEnd(seen) - 5);
        if (seen.latency() > 0.5 && databaseStart(seen) < 35) found.recovery = std::max(found.recovery, databaseEnd(seen) - 17);
    }
    found.span = trial.span(Outcome::Http504);
    return found;
}

Finding databaseFrozen(const catalog::Catalog& catalog) {
    // Eight workers are used up at the rate of the writes: once as measured, once at a third of that rate.
    Trial usual = databaseRig().trial(catalog), fewer = databaseRig(0.1).trial(catalog);
    const DatabaseFreeze one = databaseFrozenFor(usual), other = databaseFrozenFor(fewer);
    const double expected = 8 / (databaseRate * 0.1) + 0.1;
    return judged(databaseWorst(usual, fewer),
                  {"nothing answered after 0.38 s (W/l_w), " + number(expected) + " s with a third of the writes; 504 at 10.00 s",
                   number(one.last) + " and " + number(other.last) + " s; 504 at " + number(one.span.first) + "-" + number(one.span.second) +
                       " s; well again " + number(one.recovery, 1) + " s after (4.3)",
                   "+-50 %; exact 10 s",
                   std::abs(one.last / 0.38 - 1) <= 0.5 && std::abs(other.last / expected - 1) <= 0.5 && one.span.first >= 9.99 && one.span.second <= 10.05 &&
                       usual.when("nginx-1", "server_down") < 0,
                   {}});
}

Finding databaseDeepCheck(const catalog::Catalog& catalog) {
    Trial trial = databaseRig().set("haproxy", "check", QStringLiteral("app_write")).trial(catalog);
    trial.at("5s kill db-1").run(20);
    const double down = std::max(trial.when("nginx-1", "server_down"), trial.when("nginx-2", "server_down"));
    const double reads = databaseCount(trial, CallClass::Read, false, 0, 20);
    return judged(trial, {"503 for everything from 5.92 s after the kill, reads too",
                          "from " + number(down - 5) + " s: " + std::to_string(trial.count(Outcome::Http503, down + 0.001)) + " of " +
                              std::to_string(trial.ended(down + 0.001)) + ", among them " + whole(reads) + " reads",
                          "exact",
                          down > 9 && down < 11.1 && trial.count(Outcome::Http503, down + 0.001) == trial.ended(down + 0.001) &&
                              trial.when("nginx-1", "server_down") > 0 && trial.when("nginx-2", "server_down") > 0 && reads > 300,
                          {}});
}

/// Slope of (x, y) by least squares.
double databaseSlope(const std::vector<std::pair<double, double>>& points) {
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (const auto& [x, y] : points) {
        ++n;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    return n > 1 ? (n * sxy - sx * sy) / (n * sxx - sx * sx) : 0;
}

Finding databaseLag(const catalog::Catalog& catalog) {
    // The load goes straight into the primary: workers that do not hold it up.
    Rig rig = Rig::withDatabase(300, 1);
    for (const char* app : {"app-1", "app-2"}) rig.set(app, "workers", 64).set(app, "service_time", QStringLiteral("0s"));
    rig.set("db-2", "apply_wait", QStringLiteral("5ms"));
    Trial trial = rig.trial(catalog);
    trial.at("10s rate 0");
    std::vector<std::pair<double, double>> during, afterwards;
    double highest = 0, empty = -1, behindAtEnd = 0;
    trial.run(40, 0.1, [&](double now) {
        const sim::Status status = trial.status("db-2");
        if (now <= 10.05) behindAtEnd = status.transactionsBehind;
        highest = std::max(highest, status.secondsBehind);
        if (empty < 0 && now > 10.5 && status.transactionsBehind == 0) empty = now;
        if (now > 1 && now <= 10) during.push_back({now, status.secondsBehind});
        if (now > 10.5 && empty < 0) afterwards.push_back({now, status.secondsBehind});
    });
    const double written = static_cast<double>(trial.replication("db-1").acknowledged), l = written / 10, m = (written - behindAtEnd) / 10;
    const double expected = 1 - m / l, slope = databaseSlope(during), later = databaseSlope(afterwards);
    const double before = afterwards.empty() ? 0 : afterwards.back().second;
    const double then = trial.status("db-2").secondsBehind;
    trial.at("41s stop_io db-2").run(42);
    const bool isNull = trial.status("db-2").secondsBehind < 0;
    return judged(trial, {"grows by 1 - m/l, goes on after the load, then 0 at once; NULL without the IO thread",
                          number(slope) + " s/s where 1 - m/l = " + number(expected) + ", then " + number(later) + " s/s to " + number(highest, 0) +
                              " s, " + number(before, 0) + " -> " + number(then, 0) + " at " + number(empty, 1) + " s; " + (isNull ? "NULL" : "a number"),
                          "+-15 % of the slope",
                          std::abs(slope / expected - 1) <= 0.15 && std::abs(later / expected - 1) <= 0.25 && highest >= 5 && before >= highest - 1 &&
                              then == 0 && isNull,
                          {}});
}

Finding databaseRejoin(const catalog::Catalog& catalog) {
    const auto trial = [&](bool isErrant) {
        Trial made = databaseRig().trial(catalog);
        if (isErrant) made.at("5s stop_io db-2");
        made.at("10s kill db-1").at("11s promote db-2").at("11.2s set app-1.write_to=db-2").at("11.2s set app-2.write_to=db-2").at("15s restore db-1");
        made.run(17);
        return made;
    };
    Trial clean = trial(false), errant = trial(true);
    const bool isWritable = clean.status("db-1").databaseRole == 1 && errant.status("db-1").databaseRole == 1;
    for (Trial* one : {&clean, &errant}) one->at("17s rejoin db-1").run(22);
    const bool isWell = clean.status("db-1").databaseRole == 2 && !clean.status("db-1").failing && clean.status("db-1").secondsBehind == 0;
    const sim::Status stopped = errant.status("db-1");
    const bool isRefused = stopped.failing && errant.when("db-1", "replication_stopped", 17) > 0;
    errant.at("22s rebuild db-1").run(26);
    const bool isRepaired = errant.status("db-1").databaseRole == 2 && !errant.status("db-1").failing && errant.status("db-1").secondsBehind == 0;
    return judged(databaseWorst(clean, errant),
                  {"writable when it comes back; follows without errant transactions, 1236 with them, until it is rebuilt",
                   std::string(isWritable ? "writable" : "NOT writable") + "; " + (isWell ? "follows" : "does NOT follow") + "; " +
                       (isRefused ? "refused" : "NOT refused") + ", " + (isRepaired ? "follows once rebuilt" : "NOT repaired"),
                   "exact", isWritable && isWell && isRefused && isRepaired, {}});
}

Finding databaseSwitchOver(const catalog::Catalog& catalog) {
    double failed = 0, expected = 0, lost = 0, others = 0;
    std::string problem;
    constexpr int runs = 20;
    for (int i = 0; i < runs; ++i) {
        Trial trial = databaseRig().trial(catalog, static_cast<std::uint64_t>(i) + 1);
        trial.at("5s switchover db-2").at("5.08s set app-1.write_to=db-2").at("5.08s set app-2.write_to=db-2").run(10);
        failed += static_cast<double>(trial.failures());
        others += databaseCount(trial, CallClass::Read, false, 0, 10) + databaseCount(trial, CallClass::Write, false, 5.2, 10);
        expected += databaseRate * databaseWrites * 0.08;
        lost += databaseLost(trial);
        if (!trial.isSound()) problem = trial.problem();
        if (trial.status("db-2").databaseRole != 1 || trial.status("db-1").databaseRole != 2) problem = "the roles are not exchanged";
    }
    return {"0 lost; l_w x 80 ms = " + number(expected / runs) + " writes fail (2)",
            whole(lost) + " lost; " + number(failed / runs) + " writes fail, others " + whole(others), "l_w x duration (20 times)",
            problem.empty() && lost == 0 && others == 0 && std::abs(failed - expected) <= 2 * std::sqrt(expected) + 1, problem};
}

}  // namespace

std::vector<Case> databaseCases(const catalog::Catalog& catalog) {
    return {realityCase(26, "asynchronous replication: what is lost with the primary", [&](Effort) { return databaseAsynchronous(catalog); }),
            realityCase(27, "received and not applied: the relay log at a promotion", [&](Effort) { return databaseRelayLog(catalog); }),
            realityCase(28, "semi-synchronous: nothing lost while it is on", [&](Effort) { return databaseSemiSyncLoss(catalog); }),
            realityCase(29, "semi-synchronous waiting blocks writers, and readers behind them", [&](Effort) { return databaseSemiSyncHang(catalog); }),
            realityCase(30, "primary killed: writes fail at once, nothing fails over", [&](Effort) { return databaseFailover(catalog); }),
            realityCase(31, "primary frozen: hung writes use up the workers", [&](Effort) { return databaseFrozen(catalog); }),
            realityCase(32, "health check that writes: a write outage becomes a total one", [&](Effort) { return databaseDeepCheck(catalog); }),
            realityCase(33, "Seconds_Behind_Source of an overloaded replica", [&](Effort) { return databaseLag(catalog); }),
            realityCase(34, "the old primary comes back", [&](Effort) { return databaseRejoin(catalog); }),
            realityCase(35, "planned switch-over", [&](Effort) { return databaseSwitchOver(catalog); })};
}

}  // namespace faultline::validation
