#include "model/validation/fleet.h"

#include <algorithm>
#include <cmath>

/// nginx with other parameters. Measured on nginx 1.22.1 with one worker process.
namespace faultline::validation {

namespace {

using sim::Outcome;

double webSeconds(const Seen& seen) {
    return static_cast<double>(seen.start) / 1e9;
}

Finding webOneDead(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(1, 50, {}).trial(catalog);
    trial.at("3s kill server-1").run(8);
    const std::size_t failed = trial.count(Outcome::Http502, 3.01, 7), all = trial.ended(3.01, 7);
    const auto [least, most] = trial.span(Outcome::Http502, 3.01, 7);
    return judged(trial, {"502 for all (163 of 163) in 0-10 ms", std::to_string(failed) + " of " + std::to_string(all) + " in up to " + number(1000 * most) + " ms",
                          "exact", failed == all && most < 0.01, {}});
}

Finding webOneFrozen(const catalog::Catalog& catalog, bool writes) {
    Trial trial = WebFleet(2, 50, {}).set("nginx", "proxy_connect_timeout", "2s").set("nginx", "proxy_read_timeout", "2s")
                      .set("users", "writes", writes ? "100%" : "0%").trial(catalog);
    trial.at("3s freeze server-1").run(30);
    int slow = 0;
    double probe = -1;
    for (const Seen& seen : trial.requests()) {
        if (seen.latency() < 1 || webSeconds(seen) > 26) continue;
        if (webSeconds(seen) < 8)
            ++slow;
        else if (probe < 0)
            probe = webSeconds(seen);
        else
            probe = 1e9;  // a second one
    }
    const std::size_t failed = trial.failures(0, 26), expected = writes ? static_cast<std::size_t>(slow + 1) : 0;
    return judged(trial, {writes ? "50 slow ones from 3 to 5.0 s, 504 after 2.00 s as a POST is not sent twice; then one probe, at 17.7 s"
                                 : "54 slow ones from 3 to 5.0 s, all 200 from the other after 2.0-2.15 s; then one probe, at 17.8 s",
                          std::to_string(slow) + " slow, " + std::to_string(failed) + " failed; " + (probe > 0 && probe < 1e9 ? "one probe at " + number(probe, 1) + " s" : "probes otherwise"),
                          "Poisson; exact", std::abs(slow - 50) <= 16 && failed == expected && probe > 16 && probe < 18.5, {}});
}

Finding webTwoDead(const catalog::Catalog& catalog) {
    Trial one = WebFleet(2, 50, {}).trial(catalog), both = WebFleet(2, 50, {}).trial(catalog);
    one.at("3s kill server-1").run(25);
    both.at("3s kill server-1").at("3s kill server-2").run(25);
    const std::size_t lost = one.failures(3.001, 24), all = both.ended(3.001, 24), failed = both.count(Outcome::Http502, 3.001, 24);
    const auto [least, most] = both.span(Outcome::Http502, 3.001, 24);
    return judged(both, {"one killed: none of 1041 fails; both: 502 at once for all 967", std::to_string(lost) + " fail; " + std::to_string(failed) + " of " + std::to_string(all),
                         "exact", lost == 0 && failed == all && most < 0.02, {}});
}

Finding webConnections(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(1, 60, {"1s", true, 1000}).set("nginx", "worker_connections", 64).trial(catalog);
    trial.run(42);
    const double rate = static_cast<double>(trial.count(Outcome::Ok, 2, 40)) / 38;
    const std::size_t cut = trial.count(Outcome::ConnectionReset, 2, 40), error = trial.count(Outcome::Http500, 2, 40);
    const double slowest = std::max(trial.span(Outcome::ConnectionReset).second, trial.span(Outcome::Http500).second);
    return judged(trial, {"31 at once: 30.1/s of 60/s served; the others cut or 500 in 0-8 ms",
                          number(rate, 1) + "/s; " + std::to_string(cut) + " cut, " + std::to_string(error) + " 500, in up to " + number(1000 * slowest) + " ms", "+-1.5/s",
                          std::abs(rate - 30.5) <= 1.5 && trial.failures(2, 40) == cut + error && slowest < 0.01, {}});
}

Finding webPatience(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(1, 20, {"300ms", true, 4}).set("users", "timeout", "1s").trial(catalog);
    trial.run(17);
    const std::size_t late = trial.count(Outcome::Ok, 8, 15);
    const double work = static_cast<double>(trial.calls("server-1")) / 17;
    return judged(trial, {"nobody is answered from 8 s on (0 of 130): the application works for those who left",
                          std::to_string(late) + " answered from 8 s on; it works on " + number(work, 1) + "/s", "exact; 13.3/s +-1",
                          late == 0 && std::abs(work - 13.3) <= 1, {}});
}

Finding webWithoutApplication(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(0, 50, {}).set("users", "writes", "50%").trial(catalog);
    trial.run(10);
    std::size_t wrong = 0;
    for (const Seen& seen : trial.requests()) wrong += seen.outcome != (seen.kind == sim::CallClass::Write ? Outcome::Http4xx : Outcome::Ok);
    return judged(trial, {"GET 200, POST 405", std::to_string(wrong) + " of " + std::to_string(trial.requests().size()) + " otherwise", "exact",
                          wrong == 0 && !trial.requests().empty(), {}});
}

/// One of two lost at 3 s; how many wait for it, and when it is tried again.
struct WebLost {
    const char *fault, *connect, *read;
    int maxFails;
    const char* failTimeout;
    double first, slack;          ///< slow ones of the first seconds, until it is left out
    std::vector<double> probes;   ///< later ones, at these times, as whole seconds have it
};

Finding webLeftOut(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = WebFleet(1, 1, {}).trial(catalog);
    for (const WebLost& lost : {WebLost{"cut nginx->server-1", "1s", "5s", 1, "10s", 20, 2, {15.1}}, {"cut nginx->server-1", "1s", "5s", 3, "5s", 22, 3, {11, 18}},
                                {"freeze server-1", "2s", "1s", 3, "5s", 23, 3, {11.1}}}) {
        Trial trial = WebFleet(2, 40, {}).set("nginx", "proxy_connect_timeout", lost.connect).set("nginx", "proxy_read_timeout", lost.read).set("nginx", "max_fails", lost.maxFails)
                          .set("nginx", "fail_timeout", lost.failTimeout).set("users", "arrivals", "constant").set("users", "timeout", "40s").trial(catalog);
        trial.at(std::string("3s ") + lost.fault).run(23);
        int first = 0;
        std::string probes;
        std::size_t count = 0;
        for (const Seen& seen : trial.requests()) {
            const double start = webSeconds(seen);
            if (seen.latency() < 0.8 || start > 17.9 + (lost.probes.size() > 1 ? 1.1 : 0)) continue;
            if (start < 8) {
                ++first;
                continue;
            }
            probes += " " + number(start, 1);
            met = met && count < lost.probes.size() && std::abs(start - lost.probes[count]) <= 1.1;
            ++count;
        }
        found += (found.empty() ? "" : "; ") + std::to_string(first) + ", then at" + probes;
        met = met && trial.isSound() && trial.failures(0, 20) == 0 && std::abs(first - lost.first) <= lost.slack && count == lost.probes.size();
        last = std::move(trial);
    }
    return judged(last, {"SYNs lost from 3 s on, connect timeout 1 s: 20 wait 1 s, then one at 15.1; max_fails 3, fail_timeout 5 s: 22, then at 11.0 and 18.0; frozen, read timeout 1 s: 23, "
                         "then at 11.1; all 200",
                         found, "+-3; +-1.1 s, as seconds are counted", met, {}});
}

Finding webNeverLeftOut(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(2, 40, {"20ms", false, 4}).set("nginx", "proxy_read_timeout", "1s").set("nginx", "max_fails", QJsonValue(0)).set("users", "arrivals", "constant").set("users", "timeout", "40s").trial(catalog);
    trial.at("3s freeze server-1").at("18s thaw server-1").run(24);
    std::size_t slow = 0;
    for (const Seen& seen : trial.requests()) slow += seen.latency() > 0.8;
    return judged(trial, {"max_fails 0, frozen from 3 to 18 s: half wait 1 s until 18.9 s, when what nobody waits for is done (320 of 840); none fails", std::to_string(slow) + " wait, " + std::to_string(trial.failures()) + " fail", "+-15",
                          std::abs(static_cast<double>(slow) - 320) <= 15 && trial.failures() == 0, {}});
}

Finding webServerErrors(const catalog::Catalog& catalog) {
    Trial trial = WebFleet(2, 40, {}).set("files-1", "error_rate", "100%").trial(catalog);
    trial.run(30);
    const double share = 100 * static_cast<double>(trial.count(Outcome::Http500)) / static_cast<double>(trial.requests().size());
    return judged(trial, {"one of two answers 500: it keeps its half, passed on to the clients (113 of 226)", number(share, 1) + " %", "+-1", std::abs(share - 50) <= 1, {}});
}

}  // namespace

std::vector<Case> webSetups(const catalog::Catalog& catalog, int first) {
    return {setupCase(first, "nginx: the only application server killed", [&](Effort) { return webOneDead(catalog); }),
            setupCase(first + 1, "nginx: one of two frozen, read timeout 2 s, GET", [&](Effort) { return webOneFrozen(catalog, false); }),
            setupCase(first + 2, "nginx: one of two frozen, read timeout 2 s, POST", [&](Effort) { return webOneFrozen(catalog, true); }),
            setupCase(first + 3, "nginx: one of two, and both killed", [&](Effort) { return webTwoDead(catalog); }),
            setupCase(first + 4, "nginx: worker_connections 64, 60/s of 1 s each", [&](Effort) { return webConnections(catalog); }),
            setupCase(first + 5, "nginx: clients leave after 1 s, 20/s where 13.3/s can be served", [&](Effort) { return webPatience(catalog); }),
            setupCase(first + 6, "nginx without an application", [&](Effort) { return webWithoutApplication(catalog); }),
            setupCase(first + 7, "nginx: max_fails, fail_timeout", [&](Effort) { return webLeftOut(catalog); }),
            setupCase(first + 8, "nginx: max_fails 0", [&](Effort) { return webNeverLeftOut(catalog); }),
            setupCase(first + 9, "nginx: an application server that answers 500", [&](Effort) { return webServerErrors(catalog); })};
}

}  // namespace faultline::validation
