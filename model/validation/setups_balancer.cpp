#include "model/validation/fleet.h"

#include <algorithm>
#include <cmath>

/// HAProxy with other parameters: weights, slow start, backups, intervals, retries. Measured on HAProxy 2.6.12.
namespace faultline::validation {

namespace {

using sim::Outcome;

bool setupNear(const std::vector<double>& found, const std::vector<double>& wanted, double slack) {
    return std::equal(found.begin(), found.end(), wanted.begin(), wanted.end(),
                      [slack](double a, double b) { return std::abs(a - b) <= slack; });
}

/// Kill the first of three at 8 s, start it at 14 s: shares before, meanwhile and after.
Finding setupWeights(const catalog::Catalog& catalog, const std::vector<Fleet::Row>& rows, const char* expected,
                     const std::vector<std::vector<double>>& wanted) {
    Trial trial = Fleet(3, 100, {"5ms", true}).servers(rows).set("haproxy", "check", "http").set("haproxy", "inter", "500ms")
                      .set("haproxy", "fall", 2).set("users", "arrivals", "constant").trial(catalog);
    Shares shares(3);
    trial.at("8s kill server-1").at("14s restore server-1").run(8);
    const std::vector<double> before = shares.since(trial);
    trial.run(10);
    shares.since(trial);
    trial.run(13);
    const std::vector<double> meanwhile = shares.since(trial);
    trial.run(16);
    shares.since(trial);
    trial.run(26);
    const std::vector<double> after = shares.since(trial);
    return judged(trial, {expected, shareText(before) + "; " + shareText(meanwhile) + "; " + shareText(after), "+-1 point",
                          setupNear(before, wanted[0], 1) && setupNear(meanwhile, wanted[1], 1) && setupNear(after, wanted[0], 1), {}});
}

Finding setupSlowStart(const catalog::Catalog& catalog) {
    Trial trial = Fleet(2, 100, {"5ms", true}).set("haproxy", "check", "http").set("haproxy", "inter", "500ms").set("haproxy", "fall", 2)
                      .set("haproxy", "slowstart", "10s").set("users", "arrivals", "constant").trial(catalog);
    trial.at("8s kill server-1").at("14s restore server-1").run(14);
    double up = -1;
    for (double now = 14; up < 0 && now < 16; now += 0.01) up = trial.run(now).when("server-1", "server_up", 14);
    Shares shares(2);
    shares.since(trial);
    std::vector<double> found;
    for (int k = 1; k <= 11; ++k) {
        trial.run(up + k);
        found.push_back(shares.since(trial).front());
    }
    const std::vector<double> measured{5, 11, 19, 24, 30.5, 35, 37.5, 42, 44, 48, 50};
    return judged(trial, {"in each second: 5, 11, 19, 24, 31, 35, 38, 42, 44, 48, 50 %", shareText(found), "+-2.5 points",
                          setupNear(found, measured, 2.5), {}});
}

Finding setupIntervals(const catalog::Catalog& catalog) {
    std::vector<double> down, up;
    std::string problem;
    for (int i = 0; i < 12; ++i) {
        Trial trial = Fleet(2, 5).set("haproxy", "check", "http").set("haproxy", "inter", "4s").set("haproxy", "fastinter", "500ms")
                          .set("haproxy", "downinter", "3s").trial(catalog, static_cast<std::uint64_t>(i) + 1);
        const double at = 9 + 0.31 * i;
        trial.at(number(at, 3) + "s kill server-1").at(number(at + 9, 3) + "s restore server-1").run(at + 20);
        down.push_back(trial.when("server-1", "server_down", at) - at);
        up.push_back(trial.when("server-1", "server_up", at + 9) - at - 9);
        if (!trial.isSound()) problem = trial.problem();
    }
    const auto [least, most] = std::minmax_element(down.begin(), down.end());
    const auto [soonest, latest] = std::minmax_element(up.begin(), up.end());
    const bool met = *least >= 1 && *most <= 5.05 && *soonest >= 0.5 && *latest <= 3.55;
    return {"DOWN after U(0,4) + 2 x 0.5 s: 1.63-4.92 s; UP after U(0,3) + 0.5 s: 1.02-2.50 s (n=4)",
            number(*least) + "-" + number(*most) + " s; " + number(*soonest) + "-" + number(*latest) + " s (n=12)", "in [1, 5.05]; [0.5, 3.55]",
            met && problem.empty(), problem};
}

Finding setupBackups(const catalog::Catalog& catalog, bool all) {
    Trial trial = Fleet(4, 100).servers({{}, {}, {1, 0, true}, {1, 0, true}}).set("haproxy", "check", "http").set("haproxy", "inter", "500ms")
                      .set("haproxy", "fall", 2).set("haproxy", "all_backups", all).set("users", "arrivals", "constant").trial(catalog);
    Shares shares(4);
    trial.at("4s kill server-1").at("8s kill server-2").at("12s kill server-3").at("16s restore server-2").run(6);
    shares.since(trial);
    std::vector<std::vector<double>> found;
    for (const double end : {8.0, 12.0, 16.0, 20.0}) {
        trial.run(end);
        found.push_back(shares.since(trial));
        if (end < 20) trial.run(end + 1.5), shares.since(trial);
    }
    const double half = all ? 50 : 100;
    const bool met = setupNear(found[0], {0, 100, 0, 0}, 1) && setupNear(found[1], {0, 0, half, 100 - half}, 1) &&
                     setupNear(found[2], {0, 0, 0, 100}, 1) && setupNear(found[3], {0, 100, 0, 0}, 1);
    return judged(trial, {all ? "1 down: second; 2 down: both backups, 150:154; one of them: the other; second back: it alone"
                              : "1 down: second; 2 down: the first backup alone; that one too: the other; second back: it alone",
                          shareText(found[0]) + "; " + shareText(found[1]) + "; " + shareText(found[2]) + "; " + shareText(found[3]), "+-1 point", met, {}});
}

/// What becomes of requests to a dead server that counts as up.
struct DeadSetup {
    int servers = 1;
    std::vector<int> dead{1};
    const char* balance = "roundrobin";
    int retries = 3;
    bool redispatch = true;
    const char* connect = "2s";
    const char* mode = "http";
};

Trial setupDead(const catalog::Catalog& catalog, const DeadSetup& setup) {
    Fleet fleet(setup.servers, 20);
    fleet.set("haproxy", "balance", setup.balance).set("haproxy", "retries", setup.retries).set("haproxy", "redispatch", setup.redispatch)
        .set("haproxy", "timeout_connect", setup.connect).set("haproxy", "mode", setup.mode).set("users", "arrivals", "constant");
    Trial trial = fleet.trial(catalog);
    for (const int server : setup.dead) trial.at("0.1s kill server-" + std::to_string(server));
    trial.run(13);
    return trial;
}

/// Share of the failed in percent, and how long they took.
std::pair<double, std::pair<double, double>> setupFailed(Trial& trial, Outcome outcome) {
    const double all = static_cast<double>(trial.ended(1, 8)), failed = static_cast<double>(trial.count(outcome, 1, 8));
    return {all > 0 ? 100 * failed / all : 0, trial.span(outcome, 1, 8)};
}

Finding setupOneDead(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = setupDead(catalog, {});
    struct Part {
        DeadSetup setup;
        double share, time;
        Outcome outcome;
    };
    const std::vector<Part> parts{{{.retries = 3}, 100, 3, Outcome::Http503},
                                  {{.retries = 2}, 100, 2, Outcome::Http503},
                                  {{.retries = 1}, 100, 1, Outcome::Http503},
                                  {{.redispatch = false}, 100, 3, Outcome::Http503},
                                  {{.servers = 2, .redispatch = false, .connect = "300ms"}, 50, 0.9, Outcome::Http503},
                                  {{.mode = "tcp"}, 100, 3, Outcome::ConnectionReset}};
    for (const Part& part : parts) {
        last = setupDead(catalog, part.setup);
        const auto [share, span] = setupFailed(last, part.outcome);
        found += (found.empty() ? "" : "; ") + number(share, 0) + " % after " + number(span.first) + "-" + number(span.second) + " s";
        met = met && last.isSound() && std::abs(share - part.share) <= 1 && span.first >= part.time && span.second <= part.time + 0.02;
    }
    return judged(last, {"503 for all after 3.00 s; 2 retries: 2.00; 1: 1.00; no redispatch: 3.00; connect timeout 0.3 s, one of two: 50 % after "
                         "0.90; mode tcp: closed after 3.00 s",
                         found, "exact", met, {}});
}

Finding setupRedispatch(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = setupDead(catalog, {});
    struct Part {
        DeadSetup setup;
        double share, time;
    };
    const std::vector<Part> parts{{{.servers = 2, .balance = "leastconn"}, 0, 0},
                                  {{.servers = 3, .balance = "first", .retries = 2}, 0, 0},
                                  {{.servers = 2, .balance = "random"}, 0, 0},
                                  {{.servers = 3, .dead = {1, 3}}, 0, 0},
                                  {{.servers = 2, .mode = "tcp"}, 0, 0},
                                  {{.servers = 2, .balance = "source"}, 50, 2},
                                  {{.servers = 2, .dead = {1, 2}}, 100, 0},
                                  {{.servers = 3, .dead = {1, 2}, .retries = 1}, 50, 0}};
    for (const Part& part : parts) {
        last = setupDead(catalog, part.setup);
        const auto [share, span] = setupFailed(last, Outcome::Http503);
        const auto [least, most] = last.span(Outcome::Ok, 1, 8);
        found += (found.empty() ? "" : "; ") + number(share, 0) + " %" + (share > 0 ? " after " + number(span.second) + " s" : "");
        const double slack = std::string_view(part.setup.balance) == "source" ? 15 : 2;
        met = met && last.isSound() && std::abs(share - part.share) <= slack && most < 0.5 && span.first >= part.time && span.second <= part.time + 0.02;
    }
    return judged(last, {"none fails or waits with leastconn, first, random, two dead of three, mode tcp; source: half 503 after 2.00 s; both of two "
                         "dead: all 503 at once; two dead of three, 1 retry: half 503 at once",
                         found, "exact; which clients source binds: +-15", met, {}});
}

/// All requests of the first server end with 500.
Finding setupRetryOn(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = setupDead(catalog, {});
    struct Part {
        const char* retryOn;
        bool redispatch;
        double share;
    };
    for (const Part& part : {Part{"conn_failure", true, 50}, {"empty_response", true, 50}, {"http_5xx", true, 0}, {"all", true, 0}, {"all", false, 50}}) {
        Trial trial = Fleet(2, 50).set("haproxy", "retry_on", part.retryOn).set("haproxy", "redispatch", part.redispatch)
                          .set("files-1", "error_rate", "100%").trial(catalog);
        trial.run(20);
        const double share = 100 * static_cast<double>(trial.failures(1, 19)) / static_cast<double>(trial.ended(1, 19));
        found += (found.empty() ? "" : "; ") + number(share, 0) + " %";
        met = met && std::abs(share - part.share) <= 1;
        last = std::move(trial);
    }
    return judged(last, {"fail of those: not named 50 %; named or all: 0; without redispatch 50 % (150 of 299) after four attempts", found, "exact", met, {}});
}

/// SYNs to the first server are lost.
Finding setupDropped(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = setupDead(catalog, {});
    struct Part {
        int servers, retries;
        bool redispatch;
        const char *balance, *connect;
        double share, failTime, okTime;
    };
    for (const Part& part : {Part{1, 3, true, "roundrobin", "1s", 100, 4, 0}, {2, 3, true, "roundrobin", "1s", 0, 0, 1}, {2, 3, false, "roundrobin", "1s", 50, 4, 0},
                             {2, 2, true, "source", "500ms", 50, 1.5, 0}}) {
        Trial trial = Fleet(part.servers, 20).set("haproxy", "retries", part.retries).set("haproxy", "redispatch", part.redispatch)
                          .set("haproxy", "balance", part.balance).set("haproxy", "timeout_connect", part.connect).set("users", "arrivals", "constant").trial(catalog);
        trial.at("0.1s cut haproxy->server-1").run(16);
        const auto [share, span] = setupFailed(trial, Outcome::Http503);
        double slowest = trial.span(Outcome::Ok, 1, 8).second;
        found += (found.empty() ? "" : "; ") + number(share, 0) + " %" + (share > 0 ? " after " + number(span.second) + " s" : " fail, up to " + number(slowest) + " s");
        const bool isTime = part.share > 0 ? span.first >= part.failTime && span.second < part.failTime + 0.02 : slowest > part.okTime && slowest < part.okTime + 0.4;
        met = met && trial.isSound() && std::abs(share - part.share) <= (part.share == 50 ? 15 : 1) && isTime;
        last = std::move(trial);
    }
    return judged(last, {"connect timeout 1 s: one server 503 after 4.0 s; two: none fails, half wait 1.0 s; no redispatch: half 503 after 4.0 s; source, 0.5 s, 2 "
                         "retries: 503 after 1.5 s",
                         found, "exact; which clients source binds: +-15", met, {}});
}

/// The first server takes 3 s, timeout server is 1 s.
Finding setupTimeout(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = setupDead(catalog, {});
    struct Part {
        int servers;
        const char* retryOn;
        double failed, time;
    };
    for (const Part& part : {Part{1, "response_timeout", 100, 4}, {2, "response_timeout", 0, 1}, {1, "conn_failure", 100, 1}}) {
        Trial trial = Fleet(part.servers, 10).set("haproxy", "retry_on", part.retryOn).set("haproxy", "timeout_server", "1s").set("server-1", "service_time", "3s")
                          .set("server-1", "distribution", "fixed").trial(catalog);
        trial.run(16);
        const auto [share, span] = setupFailed(trial, Outcome::Http504);
        const double slowest = share > 0 ? span.second : trial.span(Outcome::Ok, 1, 8).second;
        found += (found.empty() ? "" : "; ") + number(share, 0) + " %, up to " + number(slowest) + " s";
        met = met && trial.isSound() && std::abs(share - part.failed) < 1 && slowest >= part.time && slowest < part.time + (share > 0 ? 0.02 : 0.4);
        last = std::move(trial);
    }
    return judged(last, {"retry-on response-timeout: one server 504 after 4.0 s, two: none fails, 1.0 s; not named: 504 after 1.0 s", found, "exact", met, {}});
}

/// A deep check of a server that gets 60 requests a second and can do 40.
Finding setupOverloadedCheck(const catalog::Catalog& catalog) {
    Trial trial = Fleet(1, 0, {"100ms", true, 4}).set("haproxy", "check", "app").set("users", "timeout", "60s").trial(catalog);
    trial.at("3s set users.rate=60").run(46);
    const double down = trial.when("server-1", "server_down", 3) - 3, up = trial.when("server-1", "server_up", 3 + down) - 3;
    return judged(trial, {"DOWN 17.1 s after the load began, as three checks wait 2 s in vain; UP again at 29.3 s, when the queue is gone", "DOWN at " + number(down, 1) + " s, UP at " +
                          number(up, 1) + " s",
                          "+-4 s", std::abs(down - 17.1) <= 4 && std::abs(up - 29.3) <= 5, {}});
}

/// Drained with kept connections of clients.
Finding setupDrained(const catalog::Catalog& catalog) {
    Trial trial = Fleet(2, 100).set("users", "keep_alive", true).trial(catalog);
    Shares shares(2);
    trial.at("4s drain server-1").at("7s ready server-1").run(4.05);
    const std::vector<double> before = shares.since(trial);
    trial.run(7);
    const std::vector<double> meanwhile = shares.since(trial);
    trial.run(7.05);
    shares.since(trial);
    trial.run(12);
    const std::vector<double> after = shares.since(trial);
    return judged(trial, {"50 : 50; 0 : 100; 50 : 50, none fails", shareText(before) + "; " + shareText(meanwhile) + "; " + shareText(after) + ", " + std::to_string(trial.failures()) + " fail",
                          "+-1 point", trial.failures() == 0 && setupNear(before, {50, 50}, 1) && setupNear(meanwhile, {0, 100}, 1) && setupNear(after, {50, 50}, 1), {}});
}

}  // namespace

std::vector<Case> balancerSetups(const catalog::Catalog& catalog, int first) {
    return {setupCase(first, "weights 5:1:1, the first killed and back",
                      [&](Effort) {
                          return setupWeights(catalog, {{5}, {1}, {1}}, "72 : 14 : 14; 0 : 50 : 50; as before",
                                              {{71.4, 14.3, 14.3}, {0, 50, 50}});
                      }),
            setupCase(first + 1, "weights 3:2:1, the first killed and back",
                      [&](Effort) {
                          return setupWeights(catalog, {{3}, {2}, {1}}, "50 : 33 : 17; 0 : 67 : 33; as before", {{50, 33.3, 16.7}, {0, 66.7, 33.3}});
                      }),
            setupCase(first + 2, "slowstart 10 s: share of the one of two that is back", [&](Effort) { return setupSlowStart(catalog); }),
            setupCase(first + 3, "inter 4 s, fastinter 0.5 s, downinter 3 s", [&](Effort) { return setupIntervals(catalog); }),
            setupCase(first + 4, "backup servers", [&](Effort) { return setupBackups(catalog, false); }),
            setupCase(first + 5, "backup servers, option allbackups", [&](Effort) { return setupBackups(catalog, true); }),
            setupCase(first + 6, "a dead server that counts as up: pauses before retries", [&](Effort) { return setupOneDead(catalog); }),
            setupCase(first + 7, "dead servers that count as up: redispatch by algorithm", [&](Effort) { return setupRedispatch(catalog); }),
            setupCase(first + 8, "retry-on with a server that answers 500", [&](Effort) { return setupRetryOn(catalog); }),
            setupCase(first + 9, "a server whose SYNs are lost", [&](Effort) { return setupDropped(catalog); }),
            setupCase(first + 10, "timeout server 1 s with a server that takes 3 s", [&](Effort) { return setupTimeout(catalog); }),
            setupCase(first + 11, "a deep check of a server with too much to do", [&](Effort) { return setupOverloadedCheck(catalog); }),
            setupCase(first + 12, "a server drained under kept connections", [&](Effort) { return setupDrained(catalog); })};
}

}  // namespace faultline::validation
