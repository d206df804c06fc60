#include "model/validation/fleet.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

/// MariaDB and keepalived with other parameters. Measured on MariaDB 10.11 with two replicas, and on keepalived 2.2.7.
namespace faultline::validation {

namespace {

using sim::Outcome;

double dataStart(const Seen& seen) {
    return static_cast<double>(seen.start) / 1e9;
}

/// users -> app -> db-1, all writes; db-2 and db-3 follow it. Nothing but what is set makes anybody wait.
struct DataSetup {
    DesignText design;

    explicit DataSetup(double rate) {
        const auto text = [](const char* word) { return QJsonValue(QLatin1String(word)); };
        const auto key = [](const char* word) { return QLatin1String(word); };
        const int users = design.add("users", "users", {{key("rate"), rate}, {key("writes"), text("100%")}});
        const int app = design.add("app_server", "app", {{key("workers"), 500}, {key("service_time"), text("0s")}, {key("distribution"), text("fixed")}});
        design.add("app_files", "files", {}, on(app));
        design.link(users, "web", app, "http", {{key("latency"), text("25us")}});
        const QJsonObject database{{key("flavour"), text("mariadb")}, {key("data_size"), text("20MiB")}, {key("connect_retry"), text("2s")},
                                   {key("net_timeout"), text("10s")}, {key("max_connections"), 1000}};
        const int primary = design.add("database", "db-1", database);
        design.link(app, "db", primary, "mysql", {{key("latency"), text("25us")}});
        for (const char* name : {"db-2", "db-3"}) {
            const int replica = design.add("database", name, database);
            design.set(name, "role", text("replica"));
            design.set(name, "source", primary);
            design.link(replica, "source", primary, "replicas", {{key("latency"), text("25us")}});
        }
        for (const char* name : {"db-1", "db-2", "db-3"}) design.setSoftware(name, "MariaDB 10.11");
    }
    DataSetup& set(const char* component, const char* property, const QJsonValue& value) {
        design.set(component, property, value);
        return *this;
    }
    DataSetup& set(const char* component, const char* property, const char* word) { return set(component, property, QJsonValue(QLatin1String(word))); }
    Trial trial(const catalog::Catalog& catalog) const { return Trial(catalog, design.json()); }
};

Finding dataSemiSync(const catalog::Catalog& catalog, double timeout) {
    Trial trial = DataSetup(40).set("db-1", "replication", "semi_sync").set("db-1", "semi_sync_timeout", (number(timeout, 0) + "s").c_str()).trial(catalog);
    trial.at("2s stop_io db-2").at("4s stop_io db-3").at("11s start_io db-2").at("13s start_io db-3").run(16);
    double longest = 0, before = 0, after = 0;
    for (const Seen& seen : trial.requests()) {
        const double start = dataStart(seen);
        double& place = start < 4 ? before : start < 4.1 ? longest : start > 4 + timeout + 0.1 ? after : longest;
        // One that was on its way as the second replica stopped waits as well.
        if (start < 3.98 || start >= 4) place = std::max(place, seen.latency());
    }
    const double off = trial.when("db-1", "semi_sync_off", 0), on = trial.when("db-1", "semi_sync_on", off);
    return judged(trial, {"one replica gone: nothing; the other too: writes hang " + number(timeout) + " s, then go on without; waits again when one is back",
                          "before " + number(1000 * before, 0) + " ms, then up to " + number(longest) + " s, off at " + number(off) + " s, then " + number(1000 * after, 0) +
                              " ms, on again at " + number(on) + " s",
                          "exact", before < 0.1 && std::abs(longest - timeout) < 0.06 && std::abs(off - 4 - timeout) < 0.1 && after < 0.1 && on > 11 && on < 13 &&
                                       trial.failures() == 0, {}});
}

/// What the replica showed at each time of asking; "-" for NULL.
std::vector<double> dataBehind(Trial& trial, double from, double to, double every) {
    std::vector<double> seen;
    for (double now = from; now <= to + 1e-9; now += every) seen.push_back(trial.run(now).metric("db-2", "seconds_behind"));
    return seen;
}

std::string dataText(const std::vector<double>& seen) {
    std::string text;
    for (const double value : seen) text += (text.empty() ? "" : " ") + (value < 0 ? std::string("-") : number(value, 0));
    return text;
}

Finding dataOverload(const catalog::Catalog& catalog) {
    // 78 a second: 12.8 ms each in all.
    Trial trial = DataSetup(156).set("db-2", "apply_wait", "11930us").trial(catalog);
    trial.at("9s set users.rate=0").run(1);
    const std::vector<double> seen = dataBehind(trial, 2, 20, 1);
    const double atEnd = seen[7], most = *std::max_element(seen.begin(), seen.end());
    const auto last = std::find_if(seen.rbegin(), seen.rend(), [](double v) { return v > 0; });
    const auto isBefore = [&](std::size_t i) { return i + 1 < seen.size() && seen[i] > seen[i + 1] + 0.5; };
    bool onlyOnce = true;
    for (std::size_t i = 0; i + 1 < seen.size(); ++i) onlyOnce = onlyOnce && (!isBefore(i) || seen[i + 1] == 0);
    return judged(trial, {"156/s for 8 s where 78/s are applied: 0.5 s/s, 4 at the end, goes on rising and falls to 0 at once",
                          dataText(seen) + " (most " + number(most, 0) + ")", "+-1 s",
                          std::abs(atEnd - 4) <= 1 && most >= 7 && most <= 9 && last != seen.rend() && onlyOnce, {}});
}

Finding dataDelayed(const catalog::Catalog& catalog) {
    Trial trial = DataSetup(30).set("db-2", "source_delay", "3s").trial(catalog);
    trial.at("14s set users.rate=0").run(0.2);
    const std::vector<double> seen = dataBehind(trial, 0.7, 18.7, 1);
    bool steady = true;
    for (std::size_t i = 4; i <= 15; ++i) steady = steady && (seen[i] == 2 || seen[i] == 3);
    return judged(trial, {"rises to 3, stays at 2 to 3, 0 three seconds after the last write", dataText(seen), "exact",
                          seen[0] <= 1 && steady && seen.back() == 0, {}});
}

Finding dataThreads(const catalog::Catalog& catalog) {
    Trial trial = DataSetup(30).trial(catalog);
    trial.at("2s stop_io db-2").at("6s start_io db-2").at("9s stop_sql db-2").at("12s start_sql db-2").run(0.2);
    const std::vector<double> seen = dataBehind(trial, 0.7, 14.7, 1);
    bool met = true;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const double now = 0.7 + static_cast<double>(i);
        const bool isNull = (now > 2 && now < 6) || (now > 9 && now < 12);
        met = met && (isNull ? seen[i] < 0 : seen[i] >= 0 && seen[i] <= 3);
    }
    return judged(trial, {"NULL at once while the IO thread or the SQL thread is stopped; 0 within 0.5 s after", dataText(seen), "exact",
                          met && seen[7] == 0 && seen[13] == 0, {}});
}

Finding dataConnections(const catalog::Catalog& catalog) {
    // Writes that nobody acknowledges keep their connections.
    Trial trial = DataSetup(20).set("db-1", "replication", "semi_sync").set("db-1", "semi_sync_timeout", "60s").set("db-1", "max_connections", 10)
                      .set("db-2", "semi_sync_replica", false).set("db-3", "semi_sync_replica", false).set("app", "db_connections", "per_request").trial(catalog);
    trial.run(12);
    const double open = trial.metric("db-1", "connections");
    const std::size_t hung = static_cast<std::size_t>(trial.metric("db-1", "awaiting_ack")), refused = trial.count(Outcome::Http500, 5, 12);
    return judged(trial, {"max_connections 10, two replicas: 8 clients get one, the next 1040", std::to_string(hung) + " hold one, " + number(open, 0) + " in all; " +
                          std::to_string(refused) + " of " + std::to_string(trial.ended(5, 12)) + " then fail",
                          "exact", hung == 8 && open == 10 && refused > 100 && refused == trial.ended(5, 12), {}});
}

/// One replica; semi-synchronous; frozen, killed or its thread stopped at 2 s, back at 7 s.
Finding dataOneReplica(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = DataSetup(1).trial(catalog);
    struct Part {
        const char *fault, *repair, *timeout;
        double hang;
    };
    for (const Part& part : {Part{"freeze db-2", "thaw db-2", "500ms", 0.5}, {"freeze db-2", "thaw db-2", "2s", 2}, {"kill db-2", "restore db-2", "2s", 2}, {"stop_io db-2", "start_io db-2", "500ms", 0.5}}) {
        Trial trial = DataSetup(20).set("db-1", "replication", "semi_sync").set("db-1", "semi_sync_timeout", part.timeout).set("db-3", "semi_sync_replica", false)
                          .set("db-2", "start_up", "100ms").trial(catalog);
        trial.at(std::string("2s ") + part.fault).at(std::string("7s ") + part.repair).run(14);
        double longest = 0, later = 0;
        for (const Seen& seen : trial.requests()) {
            const double start = dataStart(seen);
            if (start < 2 + part.hang) longest = std::max(longest, seen.latency());
            if (start > 2.3 + part.hang) later = std::max(later, seen.latency());
        }
        const double off = trial.when("db-1", "semi_sync_off", 2) - 2, on = trial.when("db-1", "semi_sync_on", 7) - 7;
        found += (found.empty() ? "" : "; ") + number(longest) + " s, off " + number(off) + " s, on " + number(on) + " s after";
        met = met && trial.isSound() && std::abs(longest - part.hang) < 0.05 && off > part.hang && off < part.hang + 0.25 && on >= 0 && on < 2.4 && later < 0.2 && trial.failures() == 0;
        last = std::move(trial);
    }
    return judged(last, {"frozen, timeout 0.5 s: writes hang 0.50 s, off 0.67 s after, on 0.02 s after it goes on; 2 s: 2.01, 2.06, 0.01 s; killed, 2 s: 2.00, 2.07 s, on when it "
                         "is connected again; thread stopped, 0.5 s: 0.51, 0.65, 0.04 s",
                         found, "exact; off by the first write after; on: up to connect_retry", met, {}});
}

Finding dataCatchUp(const catalog::Catalog& catalog) {
    // 163 a second: 6.13 ms each.
    Trial trial = DataSetup(100).set("db-2", "apply_wait", "5260us").trial(catalog);
    trial.at("2s stop_sql db-2").at("7s start_sql db-2");
    double behind = 0, caughtUp = -1;
    trial.run(7);
    behind = trial.status("db-2").transactionsBehind;
    for (double now = 7.1; caughtUp < 0 && now < 25; now += 0.1)
        if (trial.run(now).status("db-2").transactionsBehind <= 2) caughtUp = now - 7;
    return judged(trial, {"SQL thread stopped for 5 s under 100/s where 163/s are applied: 488 behind, caught up after 8.3 s", number(behind, 0) + " behind, caught up after " + number(caughtUp, 1) + " s",
                          "+-10 %; +-25 %", std::abs(behind / 500 - 1) <= 0.1 && std::abs(caughtUp / 8.3 - 1) <= 0.25, {}});
}

/// users -> virtual address -> two load balancers on machines of their own.
Trial dataPair(const catalog::Catalog& catalog, const char* interval, int first, int second, bool preempts = true, const char* patience = "1s", bool keeps = false) {
    DesignText design;
    const auto text = [](const char* word) { return QJsonValue(QLatin1String(word)); };
    const auto key = [](const char* word) { return QLatin1String(word); };
    const int users = design.add("users", "users", {{key("rate"), 20.0}, {key("writes"), text("0%")}, {key("timeout"), text(patience)}, {key("arrivals"), text("constant")},
                                                     {key("clients"), 100}, {key("keep_alive"), keeps}});
    const int vip = design.add("virtual_ip", "vip", {{key("advert_interval"), text(interval)}});
    design.link(users, "web", vip, "http");
    const int app = design.add("app_server", "app", {{key("workers"), 100}});
    design.add("app_files", "files", {}, on(app));
    QJsonArray priorities;
    for (int i = 1; i <= 2; ++i) {
        const std::string name = std::to_string(i);
        const int machine = design.add("server", ("machine-" + name).c_str());
        const int balancer = design.add("load_balancer", ("lb-" + name).c_str(), {}, in(machine));
        design.link(vip, "member", balancer, "http");
        design.link(balancer, "backend", app, "http");
        priorities.append(QJsonObject{{key("member"), balancer}, {key("priority"), i == 1 ? first : second}});
    }
    design.set("vip", "priorities", priorities);
    design.set("vip", "preempt", preempts);
    return Trial(catalog, design.json());
}

Finding dataTakeover(const catalog::Catalog& catalog, const char* interval, int first, int second, double from, double to, double back, const char* expected) {
    double least = 1e9, most = 0, backLeast = 1e9, backMost = 0;
    std::string problem;
    for (int i = 0; i < 8; ++i) {
        Trial trial = dataPair(catalog, interval, first, second);
        const double at = 5 + 0.37 * i;
        trial.at(number(at, 3) + "s kill machine-1").at(number(at + 12, 3) + "s restore machine-1").run(at + 60);
        const double taken = trial.when("lb-2", "address_taken", at) - at;
        const double started = trial.when("lb-1", "started", at + 12), returned = trial.when("lb-1", "address_taken", at + 12) - started;
        least = std::min(least, taken), most = std::max(most, taken);
        backLeast = std::min(backLeast, returned), backMost = std::max(backMost, returned);
        if (!trial.isSound()) problem = trial.problem();
    }
    return {expected, number(least) + "-" + number(most) + " s; back " + number(backLeast) + "-" + number(backMost) + " s after its start (n=8)",
            "in [" + number(from) + ", " + number(to) + "]; back +1 s", least >= from - 0.01 && most <= to + 0.01 && backLeast >= back - 0.02 && backMost <= back + 1.1 && problem.empty(),
            problem};
}

/// The process that keepalived watches is gone, and comes back.
Finding dataTracked(const catalog::Catalog& catalog) {
    double least = 1e9, most = 0, backLeast = 1e9, backMost = 0;
    std::string problem;
    for (int i = 0; i < 8; ++i) {
        Trial trial = dataPair(catalog, "1s", 101, 100);
        const double at = 5 + 0.37 * i, back = at + 10 + 0.21 * i;
        trial.at(number(at, 3) + "s kill lb-1").at(number(back, 3) + "s restore lb-1").run(back + 20);
        const double taken = trial.when("lb-2", "address_taken", at) - at, returned = trial.when("lb-1", "address_taken", back) - trial.when("lb-1", "started", back);
        least = std::min(least, taken), most = std::max(most, taken);
        backLeast = std::min(backLeast, returned), backMost = std::max(backMost, returned);
        if (!trial.isSound()) problem = trial.problem();
    }
    return {"taken over after 0.71-1.45 s (n=4), back 3.90-3.97 s after it lives again", number(least) + "-" + number(most) + " s; back " + number(backLeast) + "-" + number(backMost) + " s (n=8)",
            "U(0,1) + 0.61; U(0,1) + 3.61", least >= 0.6 && most <= 1.65 && backLeast >= 3.55 && backMost <= 4.65 && problem.empty(), problem};
}

/// What clients notice while the address moves from a machine that is lost, and when it goes back.
Finding dataMoved(const catalog::Catalog& catalog) {
    std::string found;
    bool met = true;
    Trial last = dataPair(catalog, "1s", 101, 100);
    struct Part {
        const char* patience;
        bool keeps;
    };
    for (const Part& part : {Part{"1s", false}, {"10s", false}, {"10s", true}}) {
        Trial trial = dataPair(catalog, "1s", 101, 100, true, part.patience, part.keeps);
        trial.at("5s kill machine-1").at("12s restore machine-1").run(50);
        const double taken = trial.when("lb-2", "address_taken", 5);
        std::size_t failed = 0, before = 0;
        double longest = 0;
        for (const Seen& seen : trial.requests()) {
            const double start = dataStart(seen);
            if (start < 5 || start >= taken) continue;
            ++before;
            failed += seen.outcome != Outcome::Ok;
            longest = std::max(longest, seen.latency());
        }
        const double wait = taken - 5;
        const std::size_t later = trial.failures(taken, 11.9), back = trial.failures(11.9, 49);
        found += (found.empty() ? "" : "; ") + std::to_string(failed) + " of " + std::to_string(before) + " fail, up to " + number(longest) + " s (taken after " + number(wait) + " s), " +
                 std::to_string(later + back) + " later";
        const bool isShort = std::string_view(part.patience) == "1s";
        // A kept connection is reset when what was sent on it is sent again to the other machine.
        met = met && trial.isSound() && (isShort ? failed == before : part.keeps ? failed >= 1 : failed == 0) && longest <= (isShort ? 1.01 : part.keeps ? 7 : wait + 1.1) && later <= (part.keeps ? 100u : 0u) &&
              (part.keeps || back == 0);
        last = std::move(trial);
    }
    return judged(last, {"20/s: all 62 until it is taken over fail for clients who wait 1 s; none for those who wait 10 s: 200 after 1.0-3.1 s, when the SYN is sent again; "
                         "none fails when it goes back; on kept connections reset, at once or after 3.4 s",
                         found, "exact", met, {}});
}

Finding dataNoPreempt(const catalog::Catalog& catalog) {
    Trial trial = dataPair(catalog, "1s", 101, 100, false);
    trial.at("5s kill machine-1").at("15s restore machine-1").run(40);
    const double taken = trial.when("lb-2", "address_taken", 5) - 5, back = trial.when("lb-1", "address_taken", 15);
    return judged(trial, {"the address stays where it went (nopreempt)", "taken over after " + number(taken) + " s, " + (back < 0 ? "stays" : "goes back"), "exact", taken > 2.6 && taken < 3.62 && back < 0, {}});
}

}  // namespace

std::vector<Case> databaseSetups(const catalog::Catalog& catalog, int first) {
    return {setupCase(first, "semi-sync, timeout 1 s, two replicas", [&](Effort) { return dataSemiSync(catalog, 1); }),
            setupCase(first + 1, "semi-sync, timeout 5 s, two replicas", [&](Effort) { return dataSemiSync(catalog, 5); }),
            setupCase(first + 2, "Seconds_Behind_Master of a replica with twice its load", [&](Effort) { return dataOverload(catalog); }),
            setupCase(first + 3, "Seconds_Behind_Master with MASTER_DELAY=3", [&](Effort) { return dataDelayed(catalog); }),
            setupCase(first + 4, "Seconds_Behind_Master with a thread stopped", [&](Effort) { return dataThreads(catalog); }),
            setupCase(first + 5, "max_connections used up", [&](Effort) { return dataConnections(catalog); }),
            setupCase(first + 6, "VRRP: advert_int 1, priorities 101 and 100, machine lost",
                      [&](Effort) { return dataTakeover(catalog, "1s", 101, 100, 2.61, 3.61, 3.61, "2.86-3.48 s (n=4); back 3.61-3.70 s after it"); }),
            setupCase(first + 7, "VRRP: advert_int 2, priorities 150 and 50, machine lost",
                      [&](Effort) { return dataTakeover(catalog, "2s", 150, 50, 4.80, 6.80, 6.41, "5.60-6.44 s (n=4); back 6.44-6.54 s after it"); }),
            setupCase(first + 8, "VRRP: advert_int 1, priorities 200 and 10, machine lost",
                      [&](Effort) { return dataTakeover(catalog, "1s", 200, 10, 2.96, 3.96, 3.22, "3.22-3.84 s (n=4); back 3.23-3.30 s after it"); }),
            setupCase(first + 9, "VRRP: the watched process killed", [&](Effort) { return dataTracked(catalog); }),
            setupCase(first + 10, "VRRP: nopreempt", [&](Effort) { return dataNoPreempt(catalog); }),
            setupCase(first + 11, "semi-sync, one replica frozen, killed, stopped", [&](Effort) { return dataOneReplica(catalog); }),
            setupCase(first + 12, "a replica that catches up", [&](Effort) { return dataCatchUp(catalog); }),
            setupCase(first + 13, "VRRP: what clients notice of a machine that is lost", [&](Effort) { return dataMoved(catalog); })};
}

}  // namespace faultline::validation
