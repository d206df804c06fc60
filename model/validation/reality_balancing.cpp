#include "model/validation/rig.h"

#include <algorithm>
#include <cmath>

/// Rows 1 to 7: who gets the requests, how long they wait, and what overload looks like.
namespace faultline::validation {

namespace {

using sim::Outcome;

double balancingShare(const Trial& trial) {
    const double first = static_cast<double>(trial.calls("app-1")), second = static_cast<double>(trial.calls("app-2"));
    return first + second > 0 ? 100 * first / (first + second) : 0;
}

/// Mean wait in the queue of the applications, milliseconds, from the mean number waiting.
double balancingWait(const Trial& trial, double rate, int from, int to) {
    return (trial.meanQueue("app-1", from, to) + trial.meanQueue("app-2", from, to)) / rate * 1000;
}

double balancingWaitOf(const catalog::Catalog& catalog, const char* balance, double rate, int seconds) {
    Trial trial = Rig::plain(rate).set("haproxy", "balance", QLatin1String(balance)).trial(catalog);
    trial.run(seconds);
    return balancingWait(trial, rate, 5, seconds);
}

Finding balancingRoundRobin(const catalog::Catalog& catalog) {
    double worst = 0;
    Trial trial = Rig::plain(98).trial(catalog);
    for (const double rate : {98.0, 197.0, 296.0}) {
        trial = Rig::plain(rate).trial(catalog, 7);
        trial.run(30);
        // Those on their way may make the counts differ by one more.
        const double differ = std::abs(static_cast<double>(trial.calls("app-1")) - static_cast<double>(trial.calls("app-2")));
        const double open = static_cast<double>(trial.report().requests.inFlight);
        worst = std::max(worst, std::max(0.0, differ - open));
    }
    return judged(trial, {"50.0 : 50.0", "differ by " + whole(worst) + " beside those in flight", "exact +-1", worst <= 1, {}});
}

Finding balancingLeastAndRandom(const catalog::Catalog& catalog) {
    double shares[2];
    int i = 0;
    Trial trial = Rig::plain(297).trial(catalog);
    for (const char* balance : {"leastconn", "random"}) {
        trial = Rig::plain(297).set("haproxy", "balance", QLatin1String(balance)).trial(catalog);
        trial.run(23);
        shares[i++] = balancingShare(trial);
    }
    return judged(trial, {"49 : 51 and 48 : 52 %", number(shares[0], 1) + " and " + number(shares[1], 1) + " % on the first", "+-4 points",
                          std::abs(shares[0] - 50) <= 4 && std::abs(shares[1] - 50) <= 4, {}});
}

Finding balancingSourceAndFirst(const catalog::Catalog& catalog) {
    Trial one = Rig::plain(110).set("haproxy", "balance", QStringLiteral("source")).set("users", "clients", 1).trial(catalog);
    one.run(10);
    const double source = std::max(balancingShare(one), 100 - balancingShare(one));
    Trial first = Rig::plain(105)
                      .set("haproxy", "balance", QStringLiteral("first"))
                      .set("haproxy", "server_maxconn", 4)
                      .trial(catalog);
    first.run(60);
    const double share = balancingShare(first);
    return judged(one.isSound() ? first : one,
                  {"source 100 %; first 87.1 % (727 : 108)", "source " + number(source, 1) + " %; first " + number(share, 1) + " %",
                   "exact; +-5 points", source == 100 && std::abs(share - 87.07) <= 5, {}});
}

Finding balancingWaits(const catalog::Catalog& catalog, Effort effort) {
    const int seconds = effort == Effort::Full ? 1000 : 300;
    const double low = balancingWaitOf(catalog, "roundrobin", 200, seconds), high = balancingWaitOf(catalog, "roundrobin", 300, seconds);
    return {"0.78 and 6.6 ms", number(low) + " and " + number(high) + " ms", "+-30 % and +-20 %",
            std::abs(low / 0.78 - 1) <= 0.3 && std::abs(high / 6.6 - 1) <= 0.2, {}};
}

Finding balancingOrder(const catalog::Catalog& catalog, Effort effort) {
    const int seconds = effort == Effort::Full ? 600 : 200;
    std::vector<double> waits;
    for (const char* balance : {"leastconn", "random", "roundrobin", "source"})
        waits.push_back(balancingWaitOf(catalog, balance, 300, seconds));
    Finding finding{"leastconn 4.0 < random(2) 5.3 < roundrobin 6.6 < source 8.8 ms", {}, "order must hold",
                    std::is_sorted(waits.begin(), waits.end()), {}};
    for (const double wait : waits) finding.simulated += (finding.simulated.empty() ? "" : " < ") + number(wait, 1);
    finding.simulated += " ms";
    return finding;
}

Finding balancingPercentiles(const catalog::Catalog& catalog, Effort effort) {
    Trial trial = Rig::plain(300).trial(catalog);
    trial.run(effort == Effort::Full ? 300 : 100);
    const runtime::LatencyReport latency = trial.report().latency;
    const auto near = [](double value, double wanted) { return std::abs(value / wanted - 1) <= 0.15; };
    return judged(trial, {"24 / 77 / 106 ms", number(latency.p50, 0) + " / " + number(latency.p95, 0) + " / " + number(latency.p99, 0) + " ms",
                          "+-15 %", near(latency.p50, 24) && near(latency.p95, 77) && near(latency.p99, 106), {}});
}

/// Latency against the time of the start of the request; slope by least squares.
double balancingSlope(const std::vector<Seen>& requests, double from, double to) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const Seen& seen : requests) {
        const double t = static_cast<double>(seen.start) / 1e9;
        if (t < from || t >= to) continue;
        ++n;
        x += t;
        y += seen.latency();
        xx += t * t;
        xy += t * seen.latency();
    }
    return n > 1 ? (n * xy - x * y) / (n * xx - x * x) : 0;
}

Finding balancingOverload(const catalog::Catalog& catalog) {
    // How fast the latency grows follows from how much more comes than is done, whatever the machine can do.
    Trial over = Rig::plain(440).set("users", "timeout", QStringLiteral("60s")).trial(catalog);
    over.run(20);
    const double done = static_cast<double>(over.report().requests.ended);
    over.run(30);
    const double offered = static_cast<double>(over.report().requests.started) / 30;
    const double rate = (static_cast<double>(over.report().requests.ended) - done) / 10;
    over.at("30s rate 0");
    over.run(45);
    const double expected = (offered - rate) / rate, slope = balancingSlope(over.requests(), 2, 28);
    const std::size_t errors = over.failures();
    // One server that gets more than it can do: at `timeout server` it bites.
    Trial full = Rig::plain(297)
                     .set("haproxy", "balance", QStringLiteral("first"))
                     .set("users", "timeout", QStringLiteral("60s"))
                     .set("nginx-1", "worker_connections", 16'384)
                     .trial(catalog);
    full.run(50);
    const auto [shortest, longest] = full.span(Outcome::Http504);
    Finding finding{"grows by (l-m)/m; 504 at 10.00 s",
                    number(slope, 3) + " s/s where (l-m)/m = " + number(expected, 3) + ", " + std::to_string(errors) + " errors; 504 at " +
                        number(shortest) + "-" + number(longest) + " s",
                    "+-20 %; +-1 %", false, "0.19 s/s was measured where m was 375/s; here m is " + number(rate, 0) + "/s"};
    finding.met = std::abs(slope / expected - 1) <= 0.2 && errors == 0 && std::abs(shortest - 10) <= 0.1 && std::abs(longest - 10) <= 0.1 &&
                  full.count(Outcome::Http504) > 100;
    return judged(over.isSound() ? full : over, finding);
}

}  // namespace

std::vector<Case> balancingCases(const catalog::Catalog& catalog) {
    return {realityCase(1, "roundrobin: share of two equal servers", [&](Effort) { return balancingRoundRobin(catalog); }),
            realityCase(2, "leastconn and random(2): share", [&](Effort) { return balancingLeastAndRandom(catalog); }),
            realityCase(3, "source: one client, one server; first: n1 until its maxconn",
                        [&](Effort) { return balancingSourceAndFirst(catalog); }),
            realityCase(4, "mean wait for a worker, roundrobin, 200 and 300/s", [&](Effort e) { return balancingWaits(catalog, e); }),
            realityCase(5, "order of the algorithms by wait at load 0.75", [&](Effort e) { return balancingOrder(catalog, e); }),
            realityCase(6, "latency at 300/s: p50, p95, p99", [&](Effort e) { return balancingPercentiles(catalog, e); }),
            realityCase(7, "overload: latency grows, no errors until a timeout", [&](Effort) { return balancingOverload(catalog); })};
}

}  // namespace faultline::validation
