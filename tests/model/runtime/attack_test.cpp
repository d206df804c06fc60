#include "model/sim/world.h"
#include "tests/model/runtime/small_site.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace faultline;
using design::Design;
using runtime::CommandText;
using runtime::Simulation;
using tests::perform;
using tests::SmallSite;

/// Attacks: what they find and take, and what stands against them.
class AttackTest : public QObject {
    Q_OBJECT
private:
    /// The small site with an attacker on its first server.
    static SmallSite attacked(const char* attack, double rate) {
        SmallSite site;
        site.add("attacker", {});
        site.set("attacker-1", "attack", Value(attack));
        site.set("attacker-1", "attack_rate", Value(rate));
        site.set("attacker-1", "target", Value(std::int64_t{site.id("server-1").value}));
        return site;
    }
    static runtime::Report run(const SmallSite& site, SimTime duration) {
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(duration);
        return simulation.report();
    }
    static int events(const runtime::Report& report, const char* event) {
        return static_cast<int>(std::count_if(report.events.begin(), report.events.end(), [&](const auto& e) { return e.event == event; }));
    }
    static double okShare(const runtime::Report& report) {
        return static_cast<double>(tests::outcome(report, "ok")) / static_cast<double>(report.requests.ended);
    }

private slots:
    void aPortScanFindsWhatNoFirewallCloses() {
        SmallSite site = attacked("port_scan", 10);
        // https, ssh, the application and MySQL answer; port 80 does so too for nginx listens on it.
        QCOMPARE(events(run(site, 20 * second), "port_open"), 5);
        site.set("firewall-1", "default_in", Value("drop"));
        site.set("firewall-1", "rules",
                 Value(TableRows{{"any", "any", "any", "any", "any", "established", "accept"}, {"any", "any", "any", "443", "tcp", "new", "accept"}}));
        const runtime::Report closed = run(site, 40 * second);
        QCOMPARE(events(closed, "port_open"), 1);
        QCOMPARE(events(closed, "scan_done"), 1);
    }

    void aClosedPortIsNotOpen() {
        SmallSite site = attacked("port_scan", 10);
        Simulation simulation(site.catalog, site.design, 1);
        perform(simulation, "kill db-1");
        simulation.runUntil(20 * second);
        QCOMPARE(events(simulation.report(), "port_open"), 4);
    }

    void synCookiesStandAgainstAFlood() {
        SmallSite site = attacked("syn_flood", 10'000);
        QCOMPARE(okShare(run(site, 30 * second)), 1.0);
        site.set("server-1", "syn_cookies", Value(false));
        // 512 places held for 63 s are 8 a second; 10,000 want them.
        const runtime::Report flooded = run(site, 60 * second);
        QVERIFY2(okShare(flooded) < 0.05, qPrintable(QString::number(okShare(flooded))));
        QVERIFY(std::any_of(flooded.requests.byCause.begin(), flooded.requests.byCause.end(),
                            [](const auto& cause) { return cause.reason.find("SYN") != std::string::npos; }));
        // Nor does a flood that a firewall keeps out.
        site.set("firewall-1", "rules", Value(TableRows{{"any", "attacker-1", "any", "any", "any", "any", "drop"},
                                                        {"any", "any", "any", "any", "any", "any", "accept"}}));
        QCOMPARE(okShare(run(site, 30 * second)), 1.0);
    }

    void aFloodEndsWithItsAttacker() {
        SmallSite site = attacked("syn_flood", 10'000);
        site.set("server-1", "syn_cookies", Value(false));
        site.set("users-1", "timeout", Value(2 * second));
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(10 * second);
        const std::uint64_t before = tests::outcome(simulation.report(), "ok");
        perform(simulation, "kill attacker-1");
        simulation.runUntil(20 * second);
        QVERIFY(tests::outcome(simulation.report(), "ok") > before + 150);
        perform(simulation, "restore attacker-1");
        simulation.runUntil(30 * second);
        perform(simulation, "set attacker-1.attack=none");
        const std::uint64_t during = tests::outcome(simulation.report(), "ok");
        simulation.runUntil(40 * second);
        QVERIFY(tests::outcome(simulation.report(), "ok") > during + 150);
    }

    void aRequestFloodTakesTheCapacity() {
        SmallSite site = attacked("http_flood", 1000);
        site.set("app-1", "service_time", Value(50 * millisecond));
        site.set("users-1", "timeout", Value(2 * second));
        site.set("users-1", "statics", Value(0.0));
        site.set("users-1", "writes", Value(0.0));
        const runtime::Report report = run(site, 20 * second);
        QVERIFY2(okShare(report) < 0.6, qPrintable(QString::number(okShare(report))));
        QVERIFY(report.requests.started < 500);  // the attacker's requests are nobody's
    }

    void weakPasswordsAreGuessed() {
        SmallSite site = attacked("password_guessing", 200);
        QCOMPARE(events(run(site, 60 * second), "broken_in"), 0);
        site.set("server-1", "ssh_login", Value("weak_password"));
        QCOMPARE(events(run(site, 120 * second), "broken_in"), 1);  // 24,000 guesses at 1 in 2000
        site.set("firewall-1", "rules", Value(TableRows{{"any", "any", "any", "22", "tcp", "new", "drop"}, {"any", "any", "any", "any", "any", "any", "accept"}}));
        QCOMPARE(events(run(site, 120 * second), "broken_in"), 0);
    }

    void aListenerReadsPlainLinksAlone() {
        SmallSite site;
        Simulation simulation(site.catalog, site.design, 1);
        const std::string web = "users-1 web-1", db = "link#3";
        simulation.runUntil(5 * second);
        perform(simulation, "sniff " + web);
        perform(simulation, "sniff " + db);
        simulation.runUntil(15 * second);
        perform(simulation, "mend " + db);
        simulation.runUntil(25 * second);
        const runtime::Report report = simulation.report();
        QCOMPARE(report.leaks.size(), std::size_t{2});
        QCOMPARE(report.leaks[0].requests, 0u);
        QCOMPARE(report.leaks[0].to, never);
        QVERIFY(report.leaks[1].requests > 10);
        QCOMPARE(report.leaks[1].to, 15 * second);
        QCOMPARE(okShare(report), 1.0);
    }

    void aManInTheMiddleMeetsThoseWhoVerify() {
        for (const bool verifies : {true, false}) {
            SmallSite site;
            site.set("users-1", "verify", Value(verifies));
            Simulation simulation(site.catalog, site.design, 1);
            simulation.runUntil(5 * second);
            perform(simulation, "intercept users-1 web-1");
            simulation.runUntil(15 * second);
            perform(simulation, "mend users-1 web-1");
            simulation.runUntil(25 * second);
            const runtime::Report report = simulation.report();
            const std::uint64_t refused = tests::outcome(report, "tls_untrusted");
            QCOMPARE(report.leaks.size(), std::size_t{1});
            if (verifies)
                QVERIFY(refused > 150 && refused < 250 && report.leaks[0].requests == 0);
            else
                QVERIFY(refused == 0 && report.leaks[0].requests > 150 && report.leaks[0].isAltered);
            QCOMPARE(tests::outcome(report, "ok") + refused, report.requests.ended);
        }
    }

    void oneHoleTakesAllThatRunTheSame() {
        SmallSite site;
        site.set("db-1", "software_version", Value("8.0.36"));
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(5 * second);
        perform(simulation, "exploit db-1");
        QVERIFY(!simulation.perform(CommandText{0, "exploit Oracle"}));
        simulation.runUntil(15 * second);
        QCOMPARE(simulation.report().leaks.size(), std::size_t{1});  // the other has no such version
        perform(simulation, "exploit mysql");
        QCOMPARE(simulation.report().leaks.size(), std::size_t{2});
        perform(simulation, "patch db-1");
        simulation.runUntil(20 * second);
        perform(simulation, "patch MySQL");
        QVERIFY(!simulation.perform(CommandText{0, "patch mysql"}));
        const runtime::Report report = simulation.report();
        QVERIFY(report.leaks[0].requests > 50);
        QCOMPARE(report.leaks[0].to, 15 * second);
        QCOMPARE(report.leaks[1].to, 20 * second);
        QCOMPARE(simulation.log().size(), std::size_t{4});
    }

    void aFullDiskHoldsWritesBack() {
        SmallSite site;
        site.set("users-1", "writes", Value(0.3));
        site.set("users-1", "timeout", Value(5 * second));
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(10 * second);
        QCOMPARE(okShare(simulation.report()), 1.0);
        perform(simulation, "fill_disk server-1");
        simulation.runUntil(20 * second);
        perform(simulation, "free_disk server-1");
        simulation.runUntil(200 * second);
        const runtime::Report report = simulation.report();
        QVERIFY(tests::outcome(report, "client_timeout") > 10);
        // It looks once a minute: from then on everything works again.
        const auto& seconds = report.requestSeconds;
        QVERIFY(seconds[199].ended - seconds[99].ended > 1900);
        QVERIFY(simulation.world().diskUsed(site.id("server-1").value) > std::int64_t{10} << 30);
    }

    void aSlowDiskSlowsWritesAlone() {
        SmallSite site;
        site.set("users-1", "statics", Value(0.0));
        site.set("users-1", "writes", Value(1.0));
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(20 * second);
        const double usual = simulation.report().latency.mean;
        perform(simulation, "slow_disk server-1 50");  // 0.6 ms becomes 30 ms
        simulation.runUntil(40 * second);
        const double both = simulation.report().latency.mean;
        QVERIFY2(both > usual + 13 && both < usual + 18, qPrintable(QString::number(both - usual)));
    }
};

FAULTLINE_TEST(AttackTest)
#include "attack_test.moc"
