#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

/// Rows 23 to 25: what happens when the load balancer itself fails.
namespace faultline::validation {

namespace {

using sim::Outcome;

double balancerHttpErrors(Trial& trial) {
    double sum = 0;
    for (const Outcome outcome : {Outcome::Http4xx, Outcome::Http500, Outcome::Http502, Outcome::Http503, Outcome::Http504})
        sum += static_cast<double>(trial.count(outcome));
    return sum;
}

/// Kill it several times: in flight is cut, then everything is refused until it listens again.
Finding balancerKilled(const catalog::Catalog& catalog) {
    double cut = 0, expected = 0, refused = 0, offered = 0, longest = 0, http = 0;
    std::string problem;
    bool met = true;
    constexpr int runs = 20;
    for (int i = 0; i < runs; ++i) {
        Trial trial = Rig::withDatabase(100, 0.2).trial(catalog, static_cast<std::uint64_t>(i) + 1);
        trial.at("4s kill haproxy").at("8s restore haproxy").run(14);
        const double up = trial.when("haproxy", "started", 8);
        cut += static_cast<double>(trial.count(Outcome::ConnectionReset));
        expected += 100 * trial.report().latency.mean / 1000;
        refused += static_cast<double>(trial.count(Outcome::ConnectionRefused));
        offered += static_cast<double>(trial.ended(4, up));
        longest = std::max(longest, trial.span(Outcome::ConnectionRefused).second);
        http += balancerHttpErrors(trial);
        met = met && trial.failures(up, 100) == 0 && trial.count(Outcome::Ok, 4, up) == 0;
        if (!trial.isSound()) problem = trial.problem();
    }
    return {"l S = " + number(expected / runs) + " cut (7), all others (418) refused in < 2 ms, no 5xx",
            number(cut / runs) + " cut, " + number(refused / runs, 0) + " of " + number(offered / runs, 0) + " refused in < " +
                number(longest * 1000) + " ms, " + whole(http) + " with a status",
            "Poisson; all others",
            met && problem.empty() && http == 0 && longest < 0.002 && std::abs(refused - offered) <= runs &&
                std::abs(cut - expected) <= 2 * std::sqrt(expected) + 1,
            problem};
}

Finding balancerFrozen(const catalog::Catalog& catalog) {
    Trial trial = Rig::withDatabase(100, 0.2).trial(catalog);
    trial.at("4s freeze haproxy").at("7s thaw haproxy").run(14);
    const double longest = trial.span(Outcome::Ok).second;
    const auto slow = std::count_if(trial.requests().begin(), trial.requests().end(), [](const Seen& seen) { return seen.latency() > 0.5; });
    return judged(trial, {"0 failures, up to 3.13 s for a freeze of 3 s", std::to_string(trial.failures()) + " failures, up to " + number(longest) +
                              " s, " + std::to_string(slow) + " slow",
                          "exact", trial.failures() == 0 && longest > 2.9 && longest < 3.6, {}});
}

Finding balancerReloaded(const catalog::Catalog& catalog) {
    Trial reload = Rig::withDatabase(100, 0.2).trial(catalog), kept = Rig::withDatabase(100, 0.2).set("users", "keep_alive", true).trial(catalog),
          ended = Rig::withDatabase(100, 0.2).trial(catalog);
    for (Trial* trial : {&reload, &kept}) trial->at("4s reload haproxy").run(10.5);
    ended.at("4s kill haproxy").at("6s restore haproxy").run(10.5);
    const std::size_t stale = kept.failures();
    const bool isStale = stale == kept.count(Outcome::ConnectionReset) && stale > 60 && stale <= 100;
    const Trial& worst = !reload.isSound() ? reload : !kept.isSound() ? kept : ended;
    return judged(worst, {"reload: 0 failures; kept connections 103 stale of 100 clients; SIGTERM 2 cut, 219 refused",
                          std::to_string(reload.failures()) + "; " + std::to_string(stale) + "; " + std::to_string(ended.count(Outcome::ConnectionReset)) +
                              " and " + std::to_string(ended.count(Outcome::ConnectionRefused)),
                          "exact 0 for reload",
                          reload.failures() == 0 && isStale && ended.count(Outcome::ConnectionReset) <= 8 &&
                              ended.count(Outcome::ConnectionRefused) > 150,
                          {}});
}

}  // namespace

std::vector<Case> balancerCases(const catalog::Catalog& catalog) {
    return {realityCase(23, "HAProxy killed and started again", [&](Effort) { return balancerKilled(catalog); }),
            realityCase(24, "HAProxy frozen: clients hang, nothing fails", [&](Effort) { return balancerFrozen(catalog); }),
            realityCase(25, "HAProxy ended abruptly; reloaded", [&](Effort) { return balancerReloaded(catalog); })};
}

}  // namespace faultline::validation
