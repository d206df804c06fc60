#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

/// Rows 8 to 22: what happens when something behind the load balancer fails.
namespace faultline::validation {

namespace {

using sim::Outcome;

std::string backendAt(double time, const char* command) {
    return number(time, 3) + "s " + command;
}

std::string backendRange(const std::vector<double>& values) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    return number(*least) + "-" + number(*most) + " s (n=" + std::to_string(values.size()) + ")";
}

/// Poisson noise of a count, as the rows have it.
bool backendNear(double count, double expected) {
    return std::abs(count - expected) <= 2 * std::sqrt(expected) + 1;
}

/// The section's usual design: 100 requests a second, a fifth of them writes.
Rig backendRig(bool redispatch = true, int retries = 3) {
    return std::move(Rig::withDatabase(100, 0.2).set("haproxy", "redispatch", redispatch).set("haproxy", "retries", retries));
}

constexpr int backendPhases = 20;   ///< the fault comes at so many places of the check interval

/// From `fault` until HAProxy says so, for faults spread over one interval.
std::vector<double> backendTimes(const catalog::Catalog& catalog, const char* fault, const char* repair, std::string& problem) {
    std::vector<double> times;
    for (int i = 0; i < backendPhases; ++i) {
        const double at = 5 + 2.0 * i / backendPhases + 0.013;
        Trial trial = Rig::withDatabase(5, 0.2).trial(catalog, static_cast<std::uint64_t>(i) + 1);
        trial.at(backendAt(at, fault));
        double from = at;
        if (repair) {
            trial.at(backendAt(at + 13, repair));
            trial.run(at + 13);
            from = at + 13;
        }
        trial.run(at + 30);
        if (repair) from = trial.when("nginx-1", "started", from);  // it is up when its port is open
        times.push_back(trial.when("nginx-1", repair ? "server_up" : "server_down", from) - from);
        if (!trial.isSound()) problem = trial.problem();
    }
    return times;
}

Finding backendTimesWithin(const catalog::Catalog& catalog, const char* fault, const char* repair, const char* expected, double from,
                           double to) {
    std::string problem;
    const std::vector<double> times = backendTimes(catalog, fault, repair, problem);
    const bool met = std::all_of(times.begin(), times.end(), [&](double t) { return t >= from && t <= to; });
    return {expected, backendRange(times), "in [" + number(from, 0) + ", " + number(to) + "] every time", met && problem.empty(), problem};
}

Finding backendInFlight(const catalog::Catalog& catalog) {
    double failed = 0, expected = 0, others = 0;
    std::string problem;
    for (int i = 0; i < 30; ++i) {
        const double at = 5.1 + 0.067 * i;
        Trial trial = backendRig().trial(catalog, static_cast<std::uint64_t>(i) + 11);
        trial.at(backendAt(at, "kill nginx-1")).run(20);
        failed += static_cast<double>(trial.count(Outcome::Http502));
        others += static_cast<double>(trial.failures() - trial.count(Outcome::Http502));
        expected += 50 * trial.report().latency.mean / 1000;
        if (!trial.isSound()) problem = trial.problem();
    }
    return {"l/2 x S = " + number(expected / 30) + " a kill, all 502", number(failed / 30) + " a kill; otherwise failed: " + whole(others),
            "Poisson (30 kills)", problem.empty() && others == 0 && backendNear(failed, expected), problem};
}

/// Kill without redispatch or without retries: half of all requests get a 503 until the server is down.
Finding backendKilled(const catalog::Catalog& catalog, bool redispatch, int retries, const char* expected, double from, double to) {
    double found = 0, wanted = 0;
    std::pair<double, double> span{1e9, 0};
    std::string problem;
    bool met = true;
    constexpr int runs = 5;
    for (int i = 0; i < runs; ++i) {
        const double at = 5.05 + 0.4 * i;
        Trial trial = backendRig(redispatch, retries).trial(catalog, static_cast<std::uint64_t>(i) + 3);
        trial.at(backendAt(at, "kill nginx-1")).run(25);
        const double down = trial.when("nginx-1", "server_down", at) - at;
        found += static_cast<double>(trial.count(Outcome::Http503));
        wanted += 50 * down;
        const auto [shortest, longest] = trial.span(Outcome::Http503);
        span = {std::min(span.first, shortest), std::max(span.second, longest)};
        met = met && trial.failures(0, at - 1) == 0 && trial.failures(at + down + 0.01, 100) == 0;
        if (!trial.isSound()) problem = trial.problem();
    }
    const bool isFast = span.first >= from && span.second <= to;
    return {expected,
            whole(found / runs) + " for " + whole(wanted / runs) + " a kill, after " + number(span.first, 3) + "-" + number(span.second, 3) + " s",
            "+-2 sqrt(n); " + number(from, 1) + "-" + number(to, to < 0.1 ? 3 : 1) + " s",
            met && isFast && problem.empty() && backendNear(found, wanted), problem};
}

Finding backendAtOnce(const catalog::Catalog& catalog) {
    Finding with = backendKilled(catalog, true, 0, "0.5 l T_down, 503 in < 7 ms", 0, 0.007);
    const Finding without = backendKilled(catalog, false, 0, "", 0, 0.007);
    with.simulated = "redispatch: " + with.simulated + "; without: " + without.simulated;
    with.met = with.met && without.met;
    return with;
}

Finding backendFrozen(const catalog::Catalog& catalog) {
    Trial trial = backendRig().trial(catalog);
    trial.at("5s freeze nginx-1").at("30s thaw nginx-1").run(42);
    const double down = trial.when("nginx-1", "server_down", 5) - 5;
    const auto held = static_cast<double>(trial.count(Outcome::Http504));
    const auto [shortest, longest] = trial.span(Outcome::Http504);
    double slow = 0, least = 1e9, most = 0;
    for (const Seen& seen : trial.requests()) {
        if (seen.outcome != Outcome::Ok || seen.latency() < 1) continue;
        ++slow;
        least = std::min(least, seen.latency());
        most = std::max(most, seen.latency());
    }
    const double expected = std::min(50 * down, 512.0);
    // Health checks take places in the backlog as well.
    const bool isCount = std::abs(held - expected) <= std::max(8.0, 50 * down < 512 ? 2 * std::sqrt(expected) : 0.0);
    const bool isSlow = slow == 0 || (least >= 2 && most < 2.2);
    return judged(trial, {"min(l/2 T_down, 512) 504 at 10.00 s, then 200 after 2.0 s",
                          whole(held) + " 504 at " + number(shortest) + "-" + number(longest) + " s (DOWN after " + number(down) + " s), " +
                              whole(slow) + " ok after " + number(least) + "-" + number(most) + " s",
                          "exact; checks take some of the 512",
                          isCount && isSlow && (slow > 0 || 50 * down < 512) && shortest >= 9.99 && longest <= 10.1 &&
                              trial.failures() == trial.count(Outcome::Http504),
                          {}});
}

Finding backendRetryOn(const catalog::Catalog& catalog) {
    const auto rig = [] {
        return std::move(backendRig().set("haproxy", "timeout_server", QStringLiteral("2s")));
    };
    Trial usual = rig().trial(catalog), all = rig().set("haproxy", "retry_on", QStringLiteral("all")).trial(catalog);
    for (Trial* trial : {&usual, &all}) trial->at("5s freeze nginx-1").at("18s thaw nginx-1").run(28);
    double slow = 0, most = 0;
    for (const Seen& seen : all.requests()) {
        slow += seen.latency() >= 2;
        most = std::max(most, seen.latency());
    }
    const auto lost = static_cast<double>(usual.count(Outcome::Http504));
    return judged(usual.isSound() ? all : usual,
                  {"0 failures, 666 slow by 2.0 s; without: 509x 504",
                   std::to_string(all.failures()) + " failures, " + whole(slow) + " slow, at most " + number(most) + " s; without: " + whole(lost) +
                       "x 504",
                   "exact 0 failures", all.failures() == 0 && slow > 300 && most < 2.3 && lost > 300, {}});
}

Finding backendShutdown(const catalog::Catalog& catalog) {
    Trial trial = backendRig().set("haproxy", "on_marked_down", QStringLiteral("shutdown_sessions")).trial(catalog);
    trial.at("5s freeze nginx-1").at("18s thaw nginx-1").run(28);
    const double down = trial.when("nginx-1", "server_down", 5);
    double cut = 0, late = 0, early = 0;
    for (const Seen& seen : trial.requests()) {
        const double end = static_cast<double>(seen.end) / 1e9;
        if (seen.outcome == Outcome::Ok) continue;
        if (std::abs(end - down) < 0.02) ++cut;
        else if (end > down) ++late;
        else ++early;
    }
    return judged(trial, {"all held ones at DOWN (425x 502, 61 without answer; 85x 504 before)",
                          whole(cut) + " cut at DOWN (" + number(down - 5) + " s), " + whole(early) + " timed out before, " + whole(late) + " after",
                          "all held ones", cut > 300 && late == 0 && trial.count(Outcome::Http504) == static_cast<std::size_t>(early), {}});
}

Finding backendShallow(const catalog::Catalog& catalog) {
    Trial trial = backendRig().trial(catalog);
    trial.at("5s kill app-1").at("16s restore app-1").run(26);
    const auto failed = static_cast<double>(trial.count(Outcome::Http502));
    const double up = trial.when("app-1", "started", 16);  // until then it refuses
    const auto all = static_cast<double>(trial.ended(5, up));
    const double down = trial.when("nginx-1", "server_down");
    const auto n1 = static_cast<double>(trial.calls("nginx-1")), n2 = static_cast<double>(trial.calls("nginx-2"));
    return judged(trial, {"502 for half of 11 s, never DOWN, share unchanged",
                          whole(failed) + " of " + whole(all) + ", " + (down < 0 ? "never DOWN" : "DOWN") + ", " + whole(n1) + " : " + whole(n2),
                          "50 % +-2 sqrt(n)",
                          backendNear(failed, all / 2) && down < 0 && std::abs(n1 - n2) <= 3 && trial.failures() == trial.count(Outcome::Http502),
                          {}});
}

Finding backendDeep(const catalog::Catalog& catalog) {
    double found = 0, wanted = 0;
    std::vector<double> downs;
    std::string problem;
    bool met = true;
    for (int i = 0; i < 5; ++i) {
        const double at = 5.05 + 0.4 * i;
        Trial trial = backendRig().set("haproxy", "check", QStringLiteral("app")).trial(catalog, static_cast<std::uint64_t>(i) + 1);
        trial.at(backendAt(at, "kill app-1")).run(25);
        const double down = trial.when("nginx-1", "server_down", at) - at;
        downs.push_back(down);
        found += static_cast<double>(trial.count(Outcome::Http502));
        wanted += 50 * down;
        met = met && down >= 4 && down <= 6.05 && trial.failures(at + down + 0.01, 100) == 0 && trial.failures() == trial.count(Outcome::Http502);
        if (!trial.isSound()) problem = trial.problem();
    }
    return {"502 until DOWN (263 in 5.31 s), as row 8", whole(found / 5) + " for " + whole(wanted / 5) + "; DOWN after " + backendRange(downs),
            "in [4, 6.05]; +-2 sqrt(n)", met && problem.empty() && backendNear(found, wanted), problem};
}

/// Seconds from the thaw until the application has no more than usual to do.
double backendRecovery(const catalog::Catalog& catalog, double freeze, std::pair<double, double>& span, std::string& problem) {
    Trial trial = backendRig().set("nginx-1", "proxy_read_timeout", QStringLiteral("5s")).trial(catalog);
    trial.at("5s freeze app-1").at(backendAt(5 + freeze, "thaw app-1"));
    double recovered = -1;
    trial.run(5 + freeze);
    trial.run(40, 0.01, [&](double now) {
        if (recovered < 0 && trial.status("app-1").queue == 0 && now > 5 + freeze + 0.05) recovered = now - 5 - freeze;
    });
    span = trial.span(Outcome::Http504);
    if (!trial.isSound()) problem = trial.problem();
    return recovered;
}

Finding backendAbandoned(const catalog::Catalog& catalog) {
    std::pair<double, double> span, other;
    std::string problem;
    const double measured = backendRecovery(catalog, 11, span, problem);
    // Another length of the freeze: what came in meanwhile is worked off at what the workers have left over.
    const double second = backendRecovery(catalog, 7, other, problem);
    const double expected = 50 * 7.0 / (4 / 0.0215 - 50);
    return {"504 at 5.00 s; 3.2 s to recover after 11 s, " + number(expected, 1) + " s after 7 s",
            "504 at " + number(span.first) + "-" + number(span.second) + " s; " + number(measured, 1) + " and " + number(second, 1) + " s",
            "+-1 %; +-40 %",
            problem.empty() && span.first >= 4.95 && span.second <= 5.06 && std::abs(measured / 3.2 - 1) <= 0.4 &&
                std::abs(second / expected - 1) <= 0.4,
            problem};
}

Finding backendBothDead(const catalog::Catalog& catalog) {
    Trial trial = backendRig().trial(catalog);
    trial.at("5s kill nginx-1").at("5s kill nginx-2").run(20);
    const double one = trial.when("nginx-1", "server_down", 5), two = trial.when("nginx-2", "server_down", 5);
    const double first = std::min(one, two), last = std::max(one, two);
    double fast = 0, slowLeast = 1e9, slowMost = 0, fastMost = 0, wrong = 0;
    for (const Seen& seen : trial.requests()) {
        const double start = static_cast<double>(seen.start) / 1e9, end = static_cast<double>(seen.end) / 1e9;
        if (seen.outcome == Outcome::Ok || seen.outcome == Outcome::Http502) continue;
        wrong += seen.outcome != Outcome::Http503;
        if (end < first || start > last) {
            ++fast;
            fastMost = std::max(fastMost, seen.latency());
        } else if (start > first && end > last) {
            slowLeast = std::min(slowLeast, seen.latency());
            slowMost = std::max(slowMost, seen.latency());
        }
    }
    return judged(trial, {"503 in < 10 ms; while one is UP after 2.00 s; in < 10 ms",
                          "503 in < " + number(fastMost * 1000, 1) + " ms; " + number(slowLeast) + "-" + number(slowMost) + " s while one is UP (" +
                              number(last - first) + " s)",
                          "exact", wrong == 0 && fast > 500 && fastMost < 0.01 && slowMost <= 2.01 && slowLeast >= 1.0, {}});
}

Finding backendDeadAtStart(const catalog::Catalog& catalog) {
    Trial trial = backendRig().trial(catalog);
    trial.at("5s kill nginx-1").at("5s kill haproxy").at("8s restore haproxy").run(20);
    const double up = trial.when("haproxy", "started", 8), down = trial.when("nginx-1", "server_down", 8);
    return judged(trial, {"at the first failed check (0.1 s)", number(down - up, 3) + " s after its start, " +
                              std::to_string(trial.failures(up + 0.001, 100)) + " failed",
                          "exact", down >= up && down - up < 0.15 && trial.failures(up + 0.001, 100) == 0, {}});
}

Finding backendAdmin(const catalog::Catalog& catalog) {
    Trial trial = backendRig().trial(catalog);
    trial.at("4s drain nginx-1").at("8s maint nginx-1").at("10s ready nginx-1");
    trial.run(4.3);
    const std::uint64_t drained = trial.calls("app-1");
    trial.run(10);
    const std::uint64_t before = trial.calls("app-1");
    trial.run(10.3);
    const std::uint64_t after = trial.calls("app-1");
    trial.run(14);
    return judged(trial, {"0 failed; n1 gets nothing from 4 to 10 s, then at once",
                          std::to_string(trial.failures()) + " failed; " + std::to_string(before - drained) + " then, " +
                              std::to_string(after - before) + " in the 0.3 s after",
                          "exact 0", trial.failures() == 0 && before == drained && after > before, {}});
}

}  // namespace

std::vector<Case> backendCases(const catalog::Catalog& catalog) {
    return {
        realityCase(8, "killed server: DOWN after U(0,inter)+(fall-1) inter",
                    [&](Effort) { return backendTimesWithin(catalog, "kill nginx-1", nullptr, "4.09-5.72 s (n=8)", 4, 6.05); }),
        realityCase(9, "started again: UP after U(0,inter)+(rise-1) inter",
                    [&](Effort) {
                        return backendTimesWithin(catalog, "kill nginx-1", "restore nginx-1", "2.28-3.86 s (n=8)", 2, 4.05);
                    }),
        realityCase(10, "frozen server: DOWN after U(0,inter)+5 inter",
                    [&](Effort) { return backendTimesWithin(catalog, "freeze nginx-1", nullptr, "10.25-11.57 s (n=6)", 10, 12.1); }),
        realityCase(11, "kill, redispatch and retries: only what is in flight fails", [&](Effort) { return backendInFlight(catalog); }),
        realityCase(12, "kill, no redispatch, 3 retries: half get 503 after 3.0 s until DOWN",
                    [&](Effort) { return backendKilled(catalog, false, 3, "0.5 l T_down (273), 503 at 3.00-3.05 s", 3.0, 3.1); }),
        realityCase(13, "kill, no retries: the same at once, with redispatch or without", [&](Effort) { return backendAtOnce(catalog); }),
        realityCase(14, "freeze: held requests get 504, at most the backlog", [&](Effort) { return backendFrozen(catalog); }),
        realityCase(15, "freeze: only retry-on response-timeout helps", [&](Effort) { return backendRetryOn(catalog); }),
        realityCase(16, "on-marked-down shutdown-sessions", [&](Effort) { return backendShutdown(catalog); }),
        realityCase(17, "application dead, check of a static page", [&](Effort) { return backendShallow(catalog); }),
        realityCase(18, "application dead, check of an application page", [&](Effort) { return backendDeep(catalog); }),
        realityCase(19, "application frozen: 504 at proxy_read_timeout; abandoned work is done", [&](Effort) { return backendAbandoned(catalog); }),
        realityCase(20, "both servers dead", [&](Effort) { return backendBothDead(catalog); }),
        realityCase(21, "server dead when the balancer starts", [&](Effort) { return backendDeadAtStart(catalog); }),
        realityCase(22, "drain, maint, ready", [&](Effort) { return backendAdmin(catalog); })};
}

}  // namespace faultline::validation
