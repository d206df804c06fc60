#include "model/validation/fleet.h"

#include <algorithm>
#include <cmath>

/// HAProxy with other parameters: checks, servers that differ, which client goes where, kept connections, closed loops. Measured on
/// HAProxy 2.6.12.
namespace faultline::validation {

namespace {

using sim::Outcome;

struct CheckTimes {
    std::vector<double> down, up;
    std::string problem;
};

/// How long after `fault` at many moments until the first server is out, and how long after `repair` until it is used again.
template <class Prepare>
CheckTimes checkTimes(const catalog::Catalog& catalog, const std::string& fault, const std::string& repair, double longest, Prepare&& prepare) {
    CheckTimes times;
    for (int i = 0; i < 8; ++i) {
        Fleet fleet(2, 5);
        fleet.set("haproxy", "check", "http");
        prepare(fleet);
        Trial trial = fleet.trial(catalog, static_cast<std::uint64_t>(i) + 1);
        const double at = 5 + 0.37 * i, back = at + longest + 0.21 * i;
        trial.at(number(at, 3) + "s " + fault).at(number(back, 3) + "s " + repair).run(back + longest);
        times.down.push_back(trial.when("server-1", "server_down", at) - at);
        times.up.push_back(trial.when("server-1", "server_up", back) - back);
        if (!trial.isSound()) times.problem = trial.problem();
    }
    return times;
}

std::string checkSpan(std::vector<double> seen) {
    std::sort(seen.begin(), seen.end());
    return number(seen.front()) + "-" + number(seen.back()) + " s";
}

bool checkIn(const std::vector<double>& seen, double from, double to) {
    return std::all_of(seen.begin(), seen.end(), [&](double value) { return value >= from - 0.01 && value <= to + 0.05; });
}

struct CheckPart {
    const char *inter, *fall, *rise, *timeout;
    double down, up;   ///< shortest
    double spread;     ///< the interval
};

Finding checkKilled(const catalog::Catalog& catalog) {
    std::string found, problem;
    bool met = true;
    for (const CheckPart& part : {CheckPart{"1s", "1", "1", "0s", 0, 0, 1}, {"500ms", "2", "5", "0s", 0.5, 2, 0.5}, {"300ms", "5", "1", "0s", 1.2, 0, 0.3}}) {
        const CheckTimes times = checkTimes(catalog, "kill server-1", "restore server-1", 6, [&](Fleet& fleet) {
            fleet.set("haproxy", "inter", part.inter).set("haproxy", "fall", std::atoi(part.fall)).set("haproxy", "rise", std::atoi(part.rise));
        });
        found += (found.empty() ? "" : "; ") + checkSpan(times.down) + ", " + checkSpan(times.up);
        met = met && checkIn(times.down, part.down, part.down + part.spread) && checkIn(times.up, part.up, part.up + part.spread);
        problem += times.problem;
    }
    return {"inter 1 s, fall 1, rise 1: DOWN 0.25-0.89 s, UP 0.20-0.99 s; 0.5 s, 2, 5: 0.51-0.90 s, 2.20-2.49 s; 0.3 s, 5, 1: 1.27-1.51 s, 0.10-0.30 s "
            "(n=4 each)",
            found + " (n=8)", "U(0,inter) + (fall-1) inter, U(0,inter) + (rise-1) inter", met && problem.empty(), problem};
}

Finding checkFrozen(const catalog::Catalog& catalog) {
    std::string found, problem;
    bool met = true;
    for (const CheckPart& part : {CheckPart{"1s", "2", "1", "0s", 3, 0, 1}, {"1s", "2", "1", "3s", 7, 0, 1}}) {
        const CheckTimes times = checkTimes(catalog, "freeze server-1", "thaw server-1", 10, [&](Fleet& fleet) {
            fleet.set("haproxy", "inter", part.inter).set("haproxy", "fall", 2).set("haproxy", "rise", 1).set("haproxy", "timeout_check", part.timeout);
        });
        found += (found.empty() ? "" : "; ") + checkSpan(times.down) + ", " + checkSpan(times.up);
        met = met && checkIn(times.down, part.down, part.down + part.spread) && checkIn(times.up, 0, 1);
        problem += times.problem;
    }
    return {"inter 1 s, fall 2, rise 1: DOWN 3.26-3.89 s, UP 0.00-0.41 s; with timeout check 3 s 7.26-7.89 s, 0.00-0.40 s (n=4 each)", found + " (n=8)",
            "U(0,inter) + 2 timeouts + inter; U(0,inter)", met && problem.empty(), problem};
}

Finding checkServerError(const catalog::Catalog& catalog) {
    const CheckTimes times = checkTimes(catalog, "set files-1.error_rate=1", "set files-1.error_rate=0", 8, [&](Fleet& fleet) {
        fleet.set("haproxy", "check", "app").set("haproxy", "inter", "1s").set("server-1", "service_time", "0s").set("server-1", "distribution", "fixed")
            .set("server-1", "restart_time", "0s");
    });
    return {"inter 1 s, fall 3, rise 2, the check gets 500: DOWN 2.27-2.90 s, UP 1.19-1.98 s (n=4)", checkSpan(times.down) + ", " + checkSpan(times.up) + " (n=8)",
            "U(0,1) + 2 s; U(0,1) + 1 s", checkIn(times.down, 2, 3) && checkIn(times.up, 1, 2) && times.problem.empty(), times.problem};
}

Finding checkTcpFrozen(const catalog::Catalog& catalog) {
    Trial trial = Fleet(2, 60).set("haproxy", "check", "tcp").set("haproxy", "inter", "1s").set("haproxy", "fall", 2).set("haproxy", "timeout_server", "3s").trial(catalog);
    trial.at("2s freeze server-1").run(14);
    const double share = 100 * static_cast<double>(trial.count(Outcome::Http504, 2.05, 8)) / static_cast<double>(trial.ended(2.05, 8));
    const auto [least, most] = trial.span(Outcome::Http504, 2.05, 8);
    const double down = trial.when("server-1", "server_down");
    return judged(trial, {"stays UP, half 504 (167 of 334) after 3.00 s", std::string(down < 0 ? "UP" : "DOWN") + ", " + number(share, 0) + " % 504 after " +
                          number(least) + "-" + number(most) + " s", "exact", down < 0 && std::abs(share - 50) <= 1.5 && least >= 3 && most < 3.01, {}});
}

Finding checkUnequal(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    for (const auto& [balance, wanted] : {std::pair("leastconn", std::vector<double>{45.3, 32.9, 21.8}), {"random", {41.9, 31.8, 26.3}}, {"roundrobin", {33.4, 33.3, 33.3}}}) {
        Fleet fleet(3, 150);
        fleet.set("haproxy", "balance", balance).set("server-1", "service_time", "10ms").set("server-3", "service_time", "40ms");
        Trial trial = fleet.trial(catalog);
        trial.run(60);
        const std::vector<double> shares = Shares(3).since(trial);
        found += (found.empty() ? "" : "; ") + shareText(shares);
        for (std::size_t i = 0; i < 3; ++i) met = met && std::abs(shares[i] - wanted[i]) <= 4;
        last = std::move(trial);
    }
    return judged(last, {"servers of 10, 20 and 40 ms: leastconn 45 : 33 : 22, random 42 : 32 : 26, roundrobin 33 : 33 : 33", found, "+-4 points", met, {}});
}

Finding checkUnequalWorkers(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    for (const auto& [balance, share, mean] : {std::tuple("leastconn", 61.5, 29.3), {"roundrobin", 50.0, 37.2}}) {
        Fleet fleet(2, 150, {"20ms", false, 4});
        fleet.set("haproxy", "balance", balance).set("server-2", "service_time", "40ms");
        Trial trial = fleet.trial(catalog);
        trial.run(90);
        const double seen = Shares(2).since(trial).front(), time = 1000 * meanTime(trial, Outcome::Ok, 2, 88);
        found += (found.empty() ? "" : "; ") + number(seen, 0) + " %, " + number(time, 1) + " ms";
        met = met && std::abs(seen - share) <= 3 && std::abs(time / mean - 1) <= 0.15;
        last = std::move(trial);
    }
    return judged(last, {"four workers of 20 and four of 40 ms, 150/s: leastconn 62 % to the quicker, 29.3 ms; roundrobin 50 %, 37.2 ms", found, "+-3 points, +-15 %", met, {}});
}

Finding checkSource(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    struct Part {
        int servers;
        std::vector<Fleet::Row> rows;
        std::vector<double> before, meanwhile;
    };
    const std::vector<Part> parts{{3, {}, {34, 33, 33}, {0, 50, 50}}, {3, {{3}, {2}, {1}}, {50, 33, 17}, {0, 67, 33}}, {4, {}, {25, 25, 25, 25}, {0, 34, 33, 33}}};
    for (const Part& part : parts) {
        Fleet fleet(part.servers, 400, {"2ms"});
        if (!part.rows.empty()) fleet.servers(part.rows);
        Trial trial = fleet.set("haproxy", "balance", "source").set("haproxy", "check", "http").set("haproxy", "inter", "500ms").set("haproxy", "fall", 2).trial(catalog);
        trial.at("20s kill server-1").run(20);
        Shares shares(part.servers);
        const std::vector<double> before = shares.since(trial);
        trial.run(22), shares.since(trial);
        const std::vector<double> meanwhile = (trial.run(42), shares.since(trial));
        found += (found.empty() ? "" : "; ") + shareText(before) + ", " + shareText(meanwhile);
        for (std::size_t i = 0; i < before.size(); ++i)
            met = met && std::abs(before[i] - part.before[i]) <= 2.5 && std::abs(meanwhile[i] - part.meanwhile[i]) <= 2.5;
        last = std::move(trial);
    }
    return judged(last, {"100 clients in turn, by their addresses: 34 : 33 : 33, without the first 0 : 50 : 50; weights 3:2:1: 50 : 33 : 17, 0 : 67 : 33; four: 25 each, 0 : 34 : 33 : 33",
                         found, "of requests, +-2.5 points", met, {}});
}

Finding checkQueueWeights(const catalog::Catalog& catalog) {
    Trial trial = Fleet(2, 70, {"100ms", true}).servers({{3, 2}, {1, 6}}).set("haproxy", "timeout_queue", "500ms").trial(catalog);
    trial.run(62);
    const double share = Shares(2).since(trial).front(), mean = meanTime(trial, Outcome::Ok, 2, 60);
    return judged(trial, {"weights 3:1, maxconn 2 and 6, 0.1 s each, 70/s of 80/s: 27 : 73, 0.132 s, none fails", number(share, 0) + " %, " + number(mean, 3) + " s, " +
                          std::to_string(trial.failures()) + " fail", "+-2 points, +-12 %", std::abs(share - 26.5) <= 2 && std::abs(mean / 0.132 - 1) <= 0.12 && trial.failures() <= 3, {}});
}

Finding checkClosed(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    for (const auto& [users, think, keep, rate] : {std::tuple(60, "500ms", false, 107.8), {200, "1s", true, 156.7}}) {
        Trial trial = Fleet(2, 1, {"50ms", false, 4}).set("users", "arrivals", "closed").set("users", "clients", users).set("users", "think_time", think)
                          .set("users", "keep_alive", keep).trial(catalog);
        trial.run(82);
        const double seen = static_cast<double>(trial.ended(2, 82)) / 80;
        found += (found.empty() ? "" : "; ") + number(seen, 1) + "/s";
        met = met && std::abs(seen / rate - 1) <= 0.03;
        last = std::move(trial);
    }
    return judged(last, {"closed loop, 2 x 4 workers of 50 ms: 60 users who think 0.5 s: 107.8/s; 200 who think 1 s, connections kept: 156.7/s", found, "+-3 %", met, {}});
}

Finding checkRetries(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    struct Part {
        int servers, dead, retries;
        bool redispatch;
        const char* balance;
        int every;
        double share, time, slack;
    };
    for (const Part& part : {Part{2, 1, 5, false, "roundrobin", -1, 50, 5, 1}, {1, 1, 5, true, "roundrobin", -1, 100, 5, 1}, {4, 3, 3, true, "roundrobin", -1, 0, 0, 1},
                             {4, 3, 1, true, "roundrobin", -1, 50, 0, 1}, {2, 1, 0, true, "roundrobin", -1, 50, 0, 1}, {4, 2, 2, true, "leastconn", -1, 0, 0, 1},
                             {3, 2, 5, true, "source", 2, 67, 3, 6}}) {
        Trial trial = Fleet(part.servers, 20).set("haproxy", "retries", part.retries).set("haproxy", "redispatch", part.redispatch)
                          .set("haproxy", "redispatch_every", part.every).set("haproxy", "balance", part.balance).set("users", "arrivals", "constant").trial(catalog);
        for (int i = 1; i <= part.dead; ++i) trial.at("0.1s kill server-" + std::to_string(i));
        trial.run(16);
        const double share = 100 * static_cast<double>(trial.count(Outcome::Http503, 1, 9)) / static_cast<double>(trial.ended(1, 9));
        const auto [least, most] = trial.span(Outcome::Http503, 1, 9);
        found += (found.empty() ? "" : "; ") + number(share, 0) + " %" + (share > 0 ? " after " + number(most) + " s" : "");
        met = met && trial.isSound() && std::abs(share - part.share) <= part.slack && (share == 0 || (least >= part.time && most < part.time + 0.02));
        last = std::move(trial);
    }
    return judged(last, {"503: 5 retries, no redispatch, one of two dead: half after 5.0 s; alone: all after 5.0 s; three of four dead: none, with 1 retry half at once; no "
                         "retries: half at once; leastconn, two of four, 2 retries: none; source, redispatch 2, two of three: two thirds after 3.0 s",
                         found, "exact; which clients source binds: +-6", met, {}});
}

Finding checkFreezeShort(const catalog::Catalog& catalog) {
    Trial trial = Fleet(2, 60).set("haproxy", "check", "http").set("haproxy", "inter", "1s").set("haproxy", "fall", 2).set("haproxy", "rise", 1)
                      .set("haproxy", "timeout_server", "2s").trial(catalog);
    trial.at("4s freeze server-1").at("11s thaw server-1").run(20);
    const double down = trial.when("server-1", "server_down", 4) - 4, up = trial.when("server-1", "server_up", 11) - 11;
    const double expected = 30 * down, count = static_cast<double>(trial.count(Outcome::Http504, 0, 18));
    const auto [least, most] = trial.span(Outcome::Http504);
    return judged(trial, {"inter 1 s, fall 2, rise 1, timeout server 2 s: DOWN 3.50 s, UP 0.01 s after; 94 504 after 2.00 s (30/s until DOWN)",
                          "DOWN " + number(down) + " s, UP " + number(up) + " s; " + number(count, 0) + " 504 after " + number(least) + "-" + number(most) + " s", "+-2 sqrt(n)",
                          down >= 3 && down <= 4.05 && up <= 1.05 && std::abs(count - expected) <= 2 * std::sqrt(expected) && least >= 2 && most < 2.01, {}});
}

Finding checkKeptAlive(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    for (const int servers : {2, 3}) {
        Trial trial = Fleet(servers, 100).set("users", "keep_alive", true).set("haproxy", "check", "http").set("haproxy", "inter", "1s").trial(catalog);
        trial.at("5s kill server-1").at("10s restore server-1").run(16);
        found += (found.empty() ? "" : "; ") + std::to_string(trial.failures(0, 15)) + " fail, " + std::to_string(trial.count(Outcome::Http502, 0, 15)) + " of them 502";
        met = met && trial.isSound() && trial.failures(0, 15) <= 3 && trial.count(Outcome::Http502, 0, 15) == 0;
        last = std::move(trial);
    }
    return judged(last, {"two and three servers: the one in work loses its connection without an answer, no 502: 1 and 0 fail", found, "in work at the kill: 1 on average", met, {}});
}

Finding checkLeastDead(const catalog::Catalog& catalog) {
    Trial trial = Fleet(4, 200).set("haproxy", "balance", "leastconn").set("haproxy", "redispatch", false).set("haproxy", "check", "http")
                      .set("haproxy", "inter", "1s").set("haproxy", "fall", 2).trial(catalog);
    trial.at("3s kill server-1").at("3s kill server-3").run(12);
    const std::size_t failed = trial.count(Outcome::Http503, 3, 11);
    const auto [least, most] = trial.span(Outcome::Http503, 3, 11);
    return judged(trial, {"11 of some 400 503 after 3.00 s: those that wait for a dead server count for it", std::to_string(failed) + " after " + number(least) + "-" + number(most) + " s",
                          "5 to 20; exact", failed >= 5 && failed <= 20 && least >= 3 && most < 3.02, {}});
}

/// Jobs of an application on a machine with processes that never rest: each of them is one more that shares the core.
Finding checkHogs(const catalog::Catalog& catalog) {
    std::string found, wanted;
    bool met = true;
    Trial last = Fleet(1, 1).trial(catalog);
    for (const int hogs : {0, 1, 3}) {
        DesignText design;
        const auto word = [](const char* text) { return QJsonValue(QLatin1String(text)); };
        const auto key = [](const char* text) { return QLatin1String(text); };
        const int users = design.add("users", "users", {{key("rate"), 20.0}, {key("writes"), word("0%")}});
        const int machine = design.add("server", "machine", {{key("cores"), 1}, {key("cpu_hogs"), hogs}});
        const int app = design.add("app_server", "app", {{key("workers"), 1000}, {key("service_time"), word("0s")}, {key("distribution"), word("fixed")}, {key("cpu_time"), word("20ms")}}, in(machine));
        design.add("app_files", "files", {}, on(app));
        design.link(users, "web", app, "http", {{key("latency"), word("0s")}});
        Trial trial(catalog, design.json());
        trial.run(600);
        const double expected = 20.0 * (1 + hogs) / (1 - 0.4), mean = 1000 * meanTime(trial, Outcome::Ok, 5, 590);
        found += (found.empty() ? "" : "; ") + number(mean, 1) + " ms";
        wanted += (wanted.empty() ? "" : "; ") + number(expected, 1) + " ms";
        met = met && std::abs(mean / expected - 1) <= 0.06;
        last = std::move(trial);
    }
    return judged(last, {"20 ms of one core, 20/s, beside 0, 1 and 3 processes that never rest: (1 + h) S / (1 - rho): " + wanted, found, "+-6 %", met,
                         "theory: processor sharing with permanent customers"});
}

}  // namespace

std::vector<Case> checkSetups(const catalog::Catalog& catalog, int first) {
    using Judge = Finding (*)(const catalog::Catalog&);
    std::vector<Case> cases;
    for (const auto& [behaviour, judge] :
         {std::pair<const char*, Judge>{"checks of a killed server with other intervals, falls and rises", checkKilled},
          {"checks of a frozen server, with and without timeout check", checkFrozen},
          {"a check that is answered with 500", checkServerError},
          {"a TCP check of a frozen server", checkTcpFrozen},
          {"servers of different speed", checkUnequal},
          {"workers of different speed", checkUnequalWorkers},
          {"balance source: which client goes where, and after a server is lost", checkSource},
          {"weights against maxconn", checkQueueWeights},
          {"users in a closed loop", checkClosed},
          {"retries 0 to 5 with 1 to 4 servers", checkRetries},
          {"a server frozen for 7 s, quick checks", checkFreezeShort},
          {"kept connections of clients, a server killed", checkKeptAlive},
          {"leastconn, two of four servers killed, no redispatch", checkLeastDead},
          {"a processor shared with others", checkHogs}})
        cases.push_back(setupCase(first++, behaviour, [&catalog, run = judge](Effort) { return run(catalog); }));
    return cases;
}

}  // namespace faultline::validation
