#include "model/runtime/faults.h"
#include "model/runtime/frame_maker.h"
#include "model/sim/world.h"
#include "tests/model/runtime/small_site.h"
#include "tests/support/conditions.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using runtime::CommandText;
using runtime::Simulation;
using tests::conditions;
using tests::outcome;
using tests::perform;
using tests::SmallSite;

namespace {

using Pair = tests::FaultPair;

std::vector<Pair> allFaults(const SmallSite& site) {
    return tests::allFaults(site.catalog, site.design);
}

}  // namespace

/// Faults, what takes them back, and what people see of them.
class FaultsTest : public QObject {
    Q_OBJECT
private:
    SmallSite m_site;

    Simulation start() const { return Simulation(m_site.catalog, m_site.design, 1); }
    runtime::Report run(const std::vector<std::pair<SimTime, std::string>>& commands, SimTime duration) const {
        Simulation simulation = start();
        std::vector<CommandText> texts;
        for (const auto& [at, words] : commands) texts.push_back({at, words});
        const auto failure = runtime::runScript(simulation, texts, duration);
        if (failure) qFatal("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
        return simulation.report();
    }

private slots:
    void theSiteWorks() {
        const runtime::Report report = run({}, 30 * second);
        QCOMPARE(outcome(report, "ok"), report.requests.ended);
        QVERIFY(report.requests.ended > 500);
        QVERIFY(allFaults(m_site).size() > 70);
    }

    void everyFaultChangesSomethingAndIsTakenBackExactly() {
        for (const Pair& pair : allFaults(m_site)) {
            Simulation simulation = start();
            simulation.runUntil(second);
            const std::string before = conditions(simulation);
            perform(simulation, pair.fault);
            QVERIFY2(conditions(simulation) != before, pair.fault.c_str());
            simulation.runUntil(3 * second);
            perform(simulation, pair.undo);
            simulation.runUntil(5 * second);
            QVERIFY2(conditions(simulation) == before, pair.fault.c_str());
            const runtime::Report report = simulation.report();
            QCOMPARE(report.requests.started, report.requests.ended + report.requests.inFlight);
        }
    }

    void pairsOfFaultsAreTakenBackInAnyOrder() {
        // Every fault with some others, both ways of taking them back.
        const std::vector<Pair> pairs = allFaults(m_site);
        int tried = 0;
        for (std::size_t i = 0; i < pairs.size(); ++i)
            for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{31}}) {
                const Pair &a = pairs[i], &b = pairs[(i + step) % pairs.size()];
                if (a.undo == b.undo) continue;  // one repair mends both
                for (const bool firstFirst : {true, false}) {
                    Simulation simulation = start();
                    const std::string before = conditions(simulation);
                    perform(simulation, a.fault);
                    if (!simulation.perform(CommandText{0, b.fault})) continue;  // not possible while the first lasts
                    simulation.runUntil(500 * millisecond);
                    perform(simulation, firstFirst ? a.undo : b.undo);
                    simulation.runUntil(700 * millisecond);
                    perform(simulation, firstFirst ? b.undo : a.undo);
                    QVERIFY2(conditions(simulation) == before, (a.fault + " / " + b.fault).c_str());
                    ++tried;
                }
            }
        QVERIFY(tried > 300);
    }

    void faultsWithoutLossesLeaveNoTrace() {
        // When the traffic has ended and the queues are empty, nothing tells that there was such a fault.
        SmallSite site;
        site.set("users-1", "schedule", Value(TableRows{{Value(20 * second), Value(0.0), Value("step")}}));
        site.set("users-1", "writes", Value(0.0));
        const auto hash = [&](const Pair& pair) {
            Simulation simulation(site.catalog, site.design, 1);
            simulation.runUntil(5 * second);
            if (!pair.fault.empty()) perform(simulation, pair.fault);
            simulation.runUntil(7 * second);
            if (!pair.undo.empty()) perform(simulation, pair.undo);
            simulation.runUntil(400 * second + 500 * millisecond);
            return simulation.world().stateHash().text();
        };
        const std::string without = hash({});
        for (const Pair& pair : {Pair{"latency users-1 web-1 200ms", "mend users-1 web-1"}, Pair{"loss users-1 web-1 20%", "mend users-1 web-1"},
                                 Pair{"cut users-1 web-1", "mend users-1 web-1"}, Pair{"freeze web-1", "thaw web-1"},
                                 Pair{"slow_disk server-1", "heal_disk server-1"}, Pair{"hog server-1 50", "end_hog server-1"}})
            QVERIFY2(hash(pair) == without, pair.fault.c_str());
    }

    void anEditDuringAFaultStays() {
        Simulation simulation = start();
        perform(simulation, "surge users-1 3");
        perform(simulation, "set users-1.spike=2");
        perform(simulation, "end_surge users-1");
        const design::Component& users = *simulation.design().componentByName(QStringLiteral("users-1"));
        QCOMPARE(simulation.world().component(users.id.value)->setup->values().value("spike").toNumber(), 2.0);
    }

    void theLogRepeatsTheRun() {
        const auto faulty = [&](Simulation& simulation) {
            simulation.runUntil(2 * second);
            perform(simulation, "chaos 3s 2 4s");
            perform(simulation, "flap users-1 web-1 700ms");
            simulation.runUntil(6 * second);
            perform(simulation, "expire cert-1");
            perform(simulation, "maintain server-2 3s");
            simulation.runUntil(20 * second);
            perform(simulation, "chaos off");
            simulation.runUntil(60 * second);
        };
        Simulation first = start(), second_ = start();
        faulty(first);
        std::vector<CommandText> log;
        for (const auto& [at, words] : first.log()) log.push_back({at, words});
        QCOMPARE(log.size(), 5u);
        const auto failure = runtime::runScript(second_, log, 60 * second);
        QVERIFY2(!failure, failure ? failure->problem.plain().c_str() : "");
        QCOMPARE(first.fingerprint(), second_.fingerprint());
        QVERIFY(outcome(first.report(), "tls_expired") > 100);
    }

    void expiredCertificatesAndWrongRecordsShowTheirOutcomes() {
        const runtime::Report expired = run({{10 * second, "expire cert-1"}, {20 * second, "renew cert-1"}}, 40 * second);
        QVERIFY(outcome(expired, "tls_expired") > 150 && outcome(expired, "tls_expired") < 250);
        QCOMPARE(outcome(expired, "ok") + outcome(expired, "tls_expired"), expired.requests.ended);
        QVERIFY(outcome(run({{second, "wrong_name cert-1"}}, 10 * second), "tls_name_mismatch") > 100);
        // Answers of DNS are kept for 300 s.
        QCOMPARE(outcome(run({{second, "wrong_record dns-1"}}, 200 * second), "host_unreachable"), 0u);
        QVERIFY(outcome(run({{second, "wrong_record dns-1"}}, 400 * second), "host_unreachable") > 1000);
    }

    void aPowerFailureOfAZoneTakesAllOfItAndNoMoreBack() {
        Simulation simulation = start();
        simulation.runUntil(second);
        perform(simulation, "kill db-1");
        perform(simulation, "kill zone-1");
        QVERIFY(!simulation.perform(CommandText{0, "kill zone-1"}));
        const auto isRunning = [&](const char* name) {
            return simulation.world().isRunning(simulation.design().componentByName(QString::fromLatin1(name))->id.value);
        };
        QVERIFY(!isRunning("server-1") && !isRunning("web-1") && isRunning("server-2") && isRunning("db-2"));
        simulation.runUntil(5 * second);
        perform(simulation, "restore zone-1");
        simulation.runUntil(20 * second);
        QVERIFY(isRunning("server-1") && isRunning("web-1") && !isRunning("db-1"));
        QVERIFY(!simulation.perform(CommandText{0, "restore zone-1"}));
    }

    void zonesShowHowTheyAre() {
        Simulation simulation = start();
        runtime::FrameMaker maker;
        const auto state = [&] {
            simulation.runUntil(simulation.now() + 5 * second);
            runtime::Frame frame;
            maker.fill(frame, simulation);
            const runtime::ComponentStatus* zone = frame.component(m_site.id("zone-1"));
            if (zone->state != runtime::State::Ok) return std::pair(zone->state, !zone->why.isEmpty());
            return std::pair(zone->state, zone->why.isEmpty());
        };
        using runtime::State;
        QCOMPARE(state(), std::pair(State::Ok, true));
        perform(simulation, "kill web-1");
        QCOMPARE(state(), std::pair(State::Strained, true));
        perform(simulation, "restore web-1");
        QCOMPARE(state(), std::pair(State::Ok, true));
        perform(simulation, "isolate zone-1");
        QCOMPARE(state(), std::pair(State::Failing, true));
        perform(simulation, "rejoin zone-1");
        perform(simulation, "partition zone-1 zone-2");
        QCOMPARE(state(), std::pair(State::Strained, true));
        perform(simulation, "unite zone-1");
        perform(simulation, "kill zone-1");
        QCOMPARE(state(), std::pair(State::Down, true));
    }

    void whatHadNoMemoryLeftSaysSo() {
        Simulation simulation = start();
        runtime::FrameMaker maker;
        const auto why = [&] {
            runtime::Frame frame;
            maker.fill(frame, simulation);
            return frame.component(m_site.id("web-1"))->why;
        };
        perform(simulation, "leak web-1");
        for (int minute = 1; minute < 60 && simulation.world().isRunning(m_site.id("web-1").value); ++minute) simulation.runUntil(minute * 60 * second);
        QVERIFY(!simulation.world().isRunning(m_site.id("web-1").value));
        QCOMPARE(why(), QStringLiteral("server-1 ran out of memory and killed it"));
        simulation.runUntil(simulation.now() + 30 * second);   // balancers and agents have noticed
        QCOMPARE(why(), QStringLiteral("server-1 ran out of memory and killed it"));
        perform(simulation, "end_leak web-1");
        perform(simulation, "restore web-1");
        simulation.runUntil(simulation.now() + 30 * second);
        perform(simulation, "kill web-1");
        QCOMPARE(why(), QStringLiteral("It was killed"));
    }

    void partitionedZonesDoNotHearEachOther() {
        Simulation simulation = start();
        simulation.runUntil(5 * second);
        const auto isReceiving = [&] {
            const ComponentId replica = simulation.design().componentByName(QStringLiteral("db-2"))->id;
            return simulation.world().status(replica.value).secondsBehind >= 0;
        };
        QVERIFY(isReceiving());
        perform(simulation, "partition zone-1 zone-2");
        simulation.runUntil(200 * second);
        QVERIFY(!isReceiving());
        const std::uint64_t failed = simulation.report().requests.ended - outcome(simulation.report(), "ok");
        QCOMPARE(failed, 0u);  // the users are in no zone
        perform(simulation, "unite zone-1");
        simulation.runUntil(400 * second);
        QVERIFY(isReceiving());
        perform(simulation, "isolate zone-1");
        simulation.runUntil(500 * second);
        QVERIFY(simulation.report().requests.ended - outcome(simulation.report(), "ok") > 1000);
        QVERIFY(!isReceiving());
    }

    void maintenanceIsPlanned() {
        Simulation simulation = start();
        const sim::Slot server = simulation.design().componentByName(QStringLiteral("server-1"))->id.value;
        simulation.runUntil(10 * second);
        perform(simulation, "maintain server-1 20s");  // no balancer can drain it: at once
        QVERIFY(!simulation.perform(CommandText{0, "maintain server-1 x"}));
        simulation.runUntil(10 * second + millisecond);
        QVERIFY(!simulation.world().isRunning(server));
        simulation.runUntil(30 * second);
        QVERIFY(!simulation.world().isRunning(server));
        simulation.runUntil(31 * second);
        QVERIFY(simulation.world().isRunning(server));
        perform(simulation, "maintain server-1 20s");
        simulation.runUntil(35 * second);
        perform(simulation, "restore server-1");  // earlier than planned: it is not switched on a second time
        simulation.runUntil(36 * second);
        perform(simulation, "kill server-1");
        simulation.runUntil(100 * second);
        QVERIFY(!simulation.world().isRunning(server));
    }

    void aFlappingLinkIsUpHalfOfTheTime() {
        Simulation simulation = start();
        const LinkId link = simulation.design().links().begin()->first;
        perform(simulation, "flap link#" + std::to_string(link.value) + " 2s");
        int up = 0;
        for (int i = 0; i < 40; ++i) {
            simulation.runUntil((2 * i + 1) * (second / 4));
            up += simulation.world().link(link.value)->up[0];
        }
        QCOMPARE(up, 20);
        perform(simulation, "mend link#" + std::to_string(link.value));
        simulation.runUntil(100 * second);
        QVERIFY(simulation.world().link(link.value)->up[0]);
        QVERIFY(!simulation.perform(CommandText{0, "mend link#" + std::to_string(link.value)}));
    }

    void chaosKeepsItsBlastLimit() {
        Simulation simulation = start();
        perform(simulation, "chaos 500ms 2 5s");
        int most = 0, seen = 0;
        for (SimTime at = 0; at < 100 * second; at += 100 * millisecond) {
            simulation.runUntil(at);
            int broken = 0;
            for (const auto& state : simulation.world().components()) broken += state && (state->killed || state->frozen);
            for (const auto& [id, link] : simulation.design().links()) {
                const sim::LinkState& state = *simulation.world().link(id.value);
                broken += !state.up[0] || state.latency > 50 * millisecond;
            }
            most = std::max(most, broken);
            seen += broken;
        }
        QCOMPARE(most, 2);
        QVERIFY(seen > 1000);
        perform(simulation, "chaos off");
        QVERIFY(!simulation.perform(CommandText{0, "chaos off"}));
        const runtime::Report report = simulation.report();
        QCOMPARE(report.requests.started, report.requests.ended + report.requests.inFlight);
    }

    void incidentsAreDetectedByTheAlertTheyLedTo() {
        const runtime::Report report = run({{40 * second, "kill web-1"}, {50 * second, "latency db-2 db-1 1s"}, {60 * second, "restore web-1"}}, 100 * second);
        QCOMPARE(report.incidents.size(), std::size_t{2});
        QCOMPARE(QString::fromStdString(report.incidents[0].event), QStringLiteral("killed"));
        QCOMPARE(QString::fromStdString(report.incidents[0].alert), QStringLiteral("process_down"));
        QVERIFY(report.incidents[0].detected > 40 * second && report.incidents[0].detected <= 51 * second);
        QCOMPARE(report.incidents[1].detected, never);  // nobody noticed
        QCOMPARE(report.observations.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(report.observations[0].host), QStringLiteral("server-1"));
        QVERIFY(report.observations[0].trueRate > 5 && report.observations[0].rate > 5);
    }

    void aNetworkCardIsSharedByAllOnTheServer() {
        SmallSite site;
        site.set("server-1", "network_card", Value(std::int64_t{9'600'000}));  // a page of 12 kB takes 10 ms
        site.set("users-1", "rate", Value(300.0));
        site.set("users-1", "statics", Value(1.0));
        site.set("users-1", "writes", Value(0.0));
        site.set("users-1", "timeout", Value(2 * second));
        Simulation simulation(site.catalog, site.design, 1);
        simulation.runUntil(20 * second);
        const double ok = static_cast<double>(outcome(simulation.report(), "ok"));
        QVERIFY2(ok < 100 * 20 * 1.02, qPrintable(QString::number(ok)));
        QVERIFY(outcome(simulation.report(), "client_timeout") > 2000);
        perform(simulation, "set server-1.network_card=0");
        simulation.runUntil(30 * second);
        QVERIFY(static_cast<double>(outcome(simulation.report(), "ok")) > ok + 2000);
    }

    void badOrdersSayWhy_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing to take back") << "renew cert-1"
                                              << "nothing to take back";
        QTest::newRow("no such thing for a kind") << "hog web-1"
                                                  << "what can";
        QTest::newRow("bad value") << "hog server-1 many"
                                   << "hog";
        QTest::newRow("out of range") << "loss users-1 web-1 300%"
                                      << "loss";
        QTest::newRow("bad direction") << "cut users-1 web-1 sideways"
                                       << "forward, back or both";
        QTest::newRow("no zone") << "partition zone-1 zone-7"
                                 << "zone-7";
        QTest::newRow("nothing behind") << "expire cert-1 tomorrow"
                                        << "nothing can be written";
        QTest::newRow("chaos") << "chaos 5s none"
                               << "number of faults";
    }
    void badOrdersSayWhy() {
        QFETCH(QString, words);
        QFETCH(QString, says);
        Simulation simulation = start();
        const Result<void> done = simulation.perform(CommandText{0, words.toStdString()});
        QVERIFY(!done);
        QVERIFY2(QString::fromStdString(done.error().plain()).contains(says), done.error().plain().c_str());
        QVERIFY(simulation.log().empty());
    }
};

FAULTLINE_TEST(FaultsTest)
#include "faults_test.moc"
