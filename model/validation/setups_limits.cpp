#include "model/validation/fleet.h"

#include <algorithm>
#include <cmath>

/// HAProxy with limits: queues, maxconn, clients that leave or are slow. Measured on HAProxy 2.6.12.
namespace faultline::validation {

namespace {

using sim::Outcome;

double limitShare(Trial& trial, Outcome outcome, double from, double to) {
    const double all = static_cast<double>(trial.ended(from, to));
    return all > 0 ? 100 * static_cast<double>(trial.count(outcome, from, to)) / all : 0;
}

Finding limitQueue(const catalog::Catalog& catalog, int servers, double rate, double failed, double mean, const char* expected) {
    Trial trial = Fleet(servers, rate, {"100ms", true}).set("haproxy", "server_maxconn", 4).set("haproxy", "timeout_queue", "500ms").trial(catalog);
    trial.run(42);
    const double share = limitShare(trial, Outcome::Http503, 3, 40), time = meanTime(trial, Outcome::Ok, 3, 40);
    const auto [least, most] = trial.span(Outcome::Http503);
    return judged(trial, {expected, number(share, 0) + " % 503 after " + number(least, 3) + "-" + number(most, 3) + " s; 200 after " + number(time, 3) + " s on average",
                          "+-5 points; exact; +-5 %",
                          std::abs(share - failed) <= 5 && least >= 0.5 && most < 0.51 && std::abs(time / mean - 1) <= 0.05, {}});
}

/// Clients give up after a second while others wait before them.
Finding limitPatience(const catalog::Catalog& catalog) {
    double ok[2];
    Trial last = Fleet(1, 60).trial(catalog);
    for (const bool aborts : {false, true}) {
        Trial trial = Fleet(1, 60, {"100ms", true}).set("haproxy", "server_maxconn", 4).set("haproxy", "timeout_queue", "2s")
                          .set("haproxy", "abort_on_close", aborts).set("users", "timeout", "1s").trial(catalog);
        trial.run(14);
        ok[aborts ? 1 : 0] = limitShare(trial, Outcome::Ok, 3, 12);
        last = std::move(trial);
    }
    return judged(last, {"answered in time: none of 561; with abortonclose 23 % (117 of 512)", number(ok[0], 0) + " %; " + number(ok[1], 0) + " %",
                         "exact; +-10 points", ok[0] < 1 && std::abs(ok[1] - 23) <= 10, {}});
}

Finding limitLeastWeights(const catalog::Catalog& catalog) {
    double share[2];
    Trial last = Fleet(1, 60).trial(catalog);
    int i = 0;
    for (const char* balance : {"leastconn", "random"}) {
        Trial trial = Fleet(2, i ? 150 : 300, {i ? "20ms" : "50ms"}).servers({{3}, {1}}).set("haproxy", "balance", balance).trial(catalog);
        trial.run(40);
        Shares shares(2);
        share[i++] = shares.since(trial).front();
        last = std::move(trial);
    }
    return judged(last, {"75.7 : 24.3 with 15 requests open; random 72.1 : 27.9 with 3", number(share[0], 1) + "; " + number(share[1], 1), "+-2.5 points; random +-5",
                         std::abs(share[0] - 75.7) <= 2.5 && std::abs(share[1] - 72.1) <= 5,
                         "random draws from a ring on which the servers' shares are not quite their weights"});
}

Finding limitFirst(const catalog::Catalog& catalog) {
    std::vector<double> found[2];
    Trial last = Fleet(1, 60).trial(catalog);
    for (int i = 0; i < 2; ++i) {
        Trial trial = Fleet(3, i ? 150 : 60, {"23ms"}).set("haproxy", "balance", "first").set("haproxy", "server_maxconn", i ? 4 : 2).trial(catalog);
        trial.run(120);
        Shares shares(3);
        found[i] = shares.since(trial);
        last = std::move(trial);
    }
    const auto near = [](double a, double b) { return std::abs(a - b) <= 4; };
    return judged(last, {"maxconn 2, 60/s: 71 : 25 : 5; maxconn 4, 150/s: 76 : 22 : 1 (with 23 ms a request)", shareText(found[0]) + "; " + shareText(found[1]), "+-4 points",
                         near(found[0][0], 70.5) && near(found[0][1], 24.9) && near(found[1][0], 76.3) && near(found[1][1], 22.3), {}});
}

/// 150 requests a second where ten at a time make 100.
Finding limitFrontend(const catalog::Catalog& catalog) {
    Trial trial = Fleet(1, 150, {"100ms", true, 500}).set("haproxy", "maxconn", 10).trial(catalog);
    trial.at("6s set users.rate=0").run(30);
    const double mean = meanTime(trial, Outcome::Ok, 0, 6);
    const auto [least, most] = trial.span(Outcome::Ok);
    return judged(trial, {"all 858 answered, in 1.55 s on average, up to 11.4 s: the kernel keeps 10, the others repeat their SYN",
                          std::to_string(trial.count(Outcome::Ok)) + " answered, " + std::to_string(trial.failures()) + " failed; " + number(mean) + " s, up to " +
                              number(most, 1) + " s",
                          "none fails; mean +-35 %; longest > 4 s", trial.failures() == 0 && std::abs(mean / 1.55 - 1) <= 0.35 && most > 4, {}});
}

Finding limitSlowClients(const catalog::Catalog& catalog) {
    const auto run = [&](const char* limit) {
        Trial trial = Fleet(1, 20).set("haproxy", "timeout_http_request", limit).set("users", "slow", "50%").set("users", "slow_time", "3s").trial(catalog);
        trial.run(20);
        return trial;
    };
    Trial without = run("0s"), with = run("1s");
    const double share = limitShare(with, Outcome::Http4xx, 1, 15);
    const auto [least, most] = with.span(Outcome::Http4xx);
    const auto [quick, slow] = without.span(Outcome::Ok);
    return judged(with, {"without: served after 3 s; timeout http-request 1 s: 408 after 1.00 s, however steadily it drips",
                         "served after up to " + number(slow) + " s, " + std::to_string(without.failures(0, 15)) + " failed; " + number(share, 0) + " % 408 after " +
                             number(least, 3) + "-" + number(most, 3) + " s",
                         "exact", without.failures(0, 15) == 0 && slow > 3 && std::abs(share - 50) < 8 && least >= 1 && most < 1.01, {}});
}

}  // namespace

std::vector<Case> balancerLimitSetups(const catalog::Catalog& catalog, int first) {
    return {setupCase(first, "one server, maxconn 4, 0.1 s each, 60/s, timeout queue 0.5 s",
                      [&](Effort) { return limitQueue(catalog, 1, 60, 34, 0.565, "34 % 503 (185 of 541) after 0.50 s; 200 after 0.565 s"); }),
            setupCase(first + 1, "two servers, maxconn 4, 0.1 s each, 100/s, timeout queue 0.5 s",
                      [&](Effort) { return limitQueue(catalog, 2, 100, 21, 0.572, "21 % 503 (184 of 889) after 0.50 s; 200 after 0.572 s"); }),
            setupCase(first + 2, "clients that give up after 1 s, 60/s where 40/s can be served", [&](Effort) { return limitPatience(catalog); }),
            setupCase(first + 3, "leastconn and random with weights 3:1", [&](Effort) { return limitLeastWeights(catalog); }),
            setupCase(first + 4, "first, three servers with a maxconn", [&](Effort) { return limitFirst(catalog); }),
            setupCase(first + 5, "frontend maxconn 10", [&](Effort) { return limitFrontend(catalog); }),
            setupCase(first + 6, "clients that send their requests slowly", [&](Effort) { return limitSlowClients(catalog); })};
}

}  // namespace faultline::validation
