#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using runtime::CommandText;
using runtime::Report;
using runtime::Simulation;

class SimulationTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = tests::tinyCatalog();

    /// Runs a script to its end; fails the test when a command cannot be carried out.
    static void run(Simulation& simulation, const std::vector<CommandText>& commands, SimTime duration) {
        const auto failure = runtime::runScript(simulation, commands, duration);
        QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
        QCOMPARE(simulation.now(), duration);
    }
    static std::uint64_t outcome(const Report& report, const char* name) {
        for (const runtime::OutcomeCount& count : report.requests.byOutcome)
            if (count.outcome == name) return count.count;
        return 0;
    }
    static const runtime::ComponentReport& component(const Report& report, const char* name) {
        for (const runtime::ComponentReport& row : report.components)
            if (row.name == name) return row;
        qFatal("no component %s", name);
    }
    static void checkConservation(const Report& report) {
        QCOMPARE(report.requests.started, report.requests.ended + report.requests.inFlight);
        std::uint64_t sum = 0, failed = 0, causes = 0;
        for (const runtime::OutcomeCount& count : report.requests.byOutcome) {
            sum += count.count;
            if (count.outcome != "ok") failed += count.count;
        }
        for (const runtime::CauseCount& cause : report.requests.byCause) causes += cause.count;
        QCOMPARE(sum, report.requests.ended);
        QCOMPARE(causes, failed);
        QCOMPARE(report.latency.count, report.requests.ended - failed);
        for (const runtime::RequestsSecond& line : report.requestSeconds) QCOMPARE(line.started, line.ended + line.inFlight);
    }
    /// The log of a run done again on its design at time 0.
    Simulation again(const Simulation& run) const {
        Simulation replay(m_catalog, run.start(), run.seed());
        std::vector<CommandText> commands;
        for (const auto& [at, text] : run.log()) commands.push_back({at, text});
        const auto failure = runtime::runScript(replay, commands, run.now());
        if (failure) qWarning("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
        return replay;
    }

private slots:
    void runsAndCounts() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation, {}, 10 * second);
        const Report report = simulation.report("a file");
        checkConservation(report);
        QCOMPARE(report.file, std::string("a file"));
        QCOMPARE(report.duration, 10 * second);
        QCOMPARE(report.fingerprint.size(), std::size_t{16});
        QVERIFY(report.requests.started > 3700 && report.requests.started < 4300);
        QCOMPARE(outcome(report, "ok"), report.requests.ended);
        QVERIFY(report.latency.p50 > 0.2 && report.latency.p50 <= report.latency.p90 && report.latency.p99 <= report.latency.max);
        QVERIFY(report.latency.mean > 1 && report.latency.mean < 20);
        QCOMPARE(report.components.size(), std::size_t{4});
        QCOMPARE(report.requestSeconds.size(), std::size_t{10});
        QCOMPARE(report.seconds.size(), std::size_t{40});
        QCOMPARE(component(report, "clients-1").requests, report.requests.ended);
        // 200 req/s of 2 ms on 2 cores and on 4.
        QVERIFY(std::abs(component(report, "host-1").utilisation - 0.2) < 0.03);
        QVERIFY(std::abs(component(report, "service-2").utilisation - 0.1) < 0.02);
        QVERIFY(report.events.empty());
    }
    void isTheSameHoweverItIsCut() {
        Simulation whole(m_catalog, tests::TinyDesign::usual(), 5);
        whole.runBefore(5 * second);
        Simulation pieces(m_catalog, tests::TinyDesign::usual(), 5);
        for (SimTime t = 0; t <= 5 * second; t += 777'777) pieces.runBefore(t, 3);
        while (!pieces.runBefore(5 * second, 7)) {}
        QCOMPARE(pieces.fingerprint(), whole.fingerprint());
        QCOMPARE(pieces.report().latency.mean, whole.report().latency.mean);
        Simulation other(m_catalog, tests::TinyDesign::usual(), 6);
        other.runBefore(5 * second);
        QVERIFY(other.fingerprint() != whole.fingerprint());
    }
    void killsAndRestores() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation, {{2 * second, "kill service-2"}, {4 * second, "restore service-2"}}, 6 * second);
        const Report report = simulation.report();
        checkConservation(report);
        // Half of the requests of 2.5 s: two until it is restored, and its start.
        const std::uint64_t refused = outcome(report, "connection_refused");
        QVERIFY2(refused > 400 && refused < 600, QByteArray::number(quint64(refused)).constData());
        QCOMPARE(report.requests.byCause.front().component, std::string("service-2"));
        QVERIFY(report.requests.byCause.front().reason.find("service-2") != std::string::npos);
        std::vector<std::string> ids;
        for (const runtime::EventReport& event : report.events) ids.push_back(event.event);
        QCOMPARE(ids, (std::vector<std::string>{"killed", "restored", "started"}));
        QCOMPARE(report.events[0].time, 2 * second);
        QCOMPARE(report.events[2].time, 4500 * millisecond);
        QCOMPARE(report.events[0].component, std::string("service-2"));
    }
    void aDeadHostIsSilent() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation, {{2 * second, "kill host-1"}}, 6 * second);
        const Report report = simulation.report();
        checkConservation(report);
        QVERIFY(outcome(report, "connection_timeout") > 400);
        QCOMPARE(outcome(report, "connection_refused"), std::uint64_t{0});
    }
    void cutsAndMendsLinks() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation, {{2 * second, "cut clients-1 service-2"}, {4 * second, "mend clients-1->service-2"}}, 7 * second);
        const Report report = simulation.report();
        checkConservation(report);
        QVERIFY(outcome(report, "connection_timeout") > 200);
        QCOMPARE(simulation.log().size(), std::size_t{2});
        QCOMPARE(simulation.log()[0].second, std::string("cut link#2"));
    }
    void changesTheRateAtOnce() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(100), 1);
        run(simulation, {{5 * second, "rate 1000"}}, 10 * second);
        const Report report = simulation.report();
        QVERIFY(report.requestSeconds[4].started < 620);
        const std::uint64_t after = report.requestSeconds[9].started - report.requestSeconds[4].started;
        QVERIFY(after > 4700 && after < 5300);
        QCOMPARE(simulation.log()[0].second, std::string("set #1.rate=1000"));
    }
    void doesCommandsOfOneTimeInOrder() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation,
            {{second, "kill service-2"},
             {second, "restore service-2"},
             {second, "kill service-2"},
             {0, "freeze service-1"},
             {0, "thaw service-1"}},
            2 * second);
        QCOMPARE(simulation.log().size(), std::size_t{5});
        QCOMPARE(simulation.log()[0].second, std::string("freeze #3"));
        QCOMPARE(simulation.log()[4].second, std::string("kill #4"));
    }
    void doesActsOfTheKind() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        run(simulation, {{second, "refuse service-1"}}, 2 * second);
        const Report report = simulation.report();
        QVERIFY(outcome(report, "http_503") > 150);
        QCOMPARE(report.requests.byCause.front().reason, std::string("service-1 refuses"));
    }
    void saysWhatCannotBeDone_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown name") << "kill sevrice-1"
                                      << "near: service-1";
        QTest::newRow("not killed") << "restore service-1"
                                    << "service-1: it is not killed";
        QTest::newRow("not cut") << "mend clients-1 service-2"
                                 << "clients-1->service-2: the link is whole";
        QTest::newRow("kind refuses") << "fail service-1"
                                      << "service-1: it will not";
        QTest::newRow("no balancer") << "drain service-1"
                                     << "service-1: no load balancer";
        QTest::newRow("no verb of it") << "refuse host-1"
                                       << "what can: kill";
        QTest::newRow("bad value") << "rate many"
                                   << "rate";
    }
    void saysWhatCannotBeDone() {
        QFETCH(QString, command);
        QFETCH(QString, says);
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        const auto failure =
            runtime::runScript(simulation, {{second, command.toStdString()}, {2 * second, "kill service-1"}}, 3 * second);
        QVERIFY(failure);
        QCOMPARE(failure->at, second);
        QCOMPARE(QString::fromStdString(failure->text), command);
        QVERIFY2(QString::fromStdString(failure->problem.plain()).contains(says), failure->problem.plain().c_str());
        QVERIFY(simulation.log().empty());
        QCOMPARE(simulation.now(), second);
    }
    void adoptsEdits() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 1);
        simulation.runBefore(2 * second);
        const design::Change removal = design::removeParts(simulation.design(), m_catalog, {{4}}, {});
        QVERIFY(simulation.perform({0, runtime::Edit{removal}}));
        QVERIFY(!simulation.world().component(4));
        simulation.runBefore(4 * second);
        const std::uint64_t before = component(simulation.report(), "service-2").requests;
        // What undo brings back is the same component again, and works.
        QVERIFY(simulation.perform({0, runtime::Edit{removal.inverse()}}));
        QVERIFY(simulation.world().component(4));
        simulation.runBefore(6 * second);
        const Report report = simulation.report();
        checkConservation(report);
        QVERIFY(component(report, "service-2").requests > before + 300);
        QVERIFY(outcome(report, "ok") > 2200);
        QCOMPARE(again(simulation).fingerprint(), simulation.fingerprint());
    }
    void anEmptyDifferenceChangesNothing() {
        Simulation edited(m_catalog, tests::TinyDesign::usual(), 1), plain(m_catalog, tests::TinyDesign::usual(), 1);
        for (Simulation* simulation : {&edited, &plain}) simulation->runBefore(second);
        QVERIFY(edited.perform({0, runtime::Edit{design::moveBy(edited.design(), {{3}, {4}}, {10, 20})}}));
        QVERIFY(edited.perform({0, runtime::Edit{design::moveBy(edited.design(), {{4}}, {1, 2})}}));
        QVERIFY(edited.perform({0, runtime::Edit{*design::rename(edited.design(), {4}, QStringLiteral("behind"))}}));
        QVERIFY(edited.perform(CommandText{0, "set service-1.work=2ms"}));  // as it is
        for (Simulation* simulation : {&edited, &plain}) simulation->runBefore(3 * second);
        QCOMPARE(edited.fingerprint(), plain.fingerprint());
        QCOMPARE(edited.log().size(), std::size_t{1});  // joined: nothing happened between them
        QVERIFY(again(edited).design() == edited.design());
        QCOMPARE(component(edited.report(), "behind").id, ComponentId{4});
    }
    void replaysWhatIsLogged() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(), 9);
        const std::vector<std::string> commands = {"kill service-1",     "rate 900",
                                                   "restore service-1",  "cut clients-1 service-2",
                                                   "freeze host-1",      "set clients-1->service-1.latency=3ms",
                                                   "thaw host-1",        "mend link#2",
                                                   "set host-1.cores=1", "refuse service-2"};
        std::uint64_t cut = 1000;
        for (const std::string& command : commands) {
            // Stopped anywhere, as a window does it.
            simulation.runBefore(20 * second, cut);
            cut = cut * 7 % 1013;
            const Result<void> done = simulation.perform(CommandText{0, command});
            QVERIFY2(done.has_value(), done ? "" : done.error().plain().c_str());
        }
        simulation.runBefore(20 * second);
        QCOMPARE(simulation.log().size(), commands.size());
        Simulation replay = again(simulation);
        QCOMPARE(replay.fingerprint(), simulation.fingerprint());
        QVERIFY(replay.design() == simulation.design());
        QCOMPARE(replay.log(), simulation.log());
        const Report a = simulation.report(), b = replay.report();
        QCOMPARE(outcome(a, "ok"), outcome(b, "ok"));
        QCOMPARE(a.events.size(), b.events.size());
    }
    void endsWhenItsProgressSaysSo() {
        Simulation simulation(m_catalog, tests::TinyDesign::usual(5000), 1);
        int calls = 0;
        const auto failure = runtime::runScript(simulation, {}, 100'000 * second, [&](SimTime, SimTime) { return ++calls < 2; });
        QVERIFY(!failure);
        QCOMPARE(calls, 2);
        QVERIFY(simulation.now() < 100'000 * second);
    }
};

FAULTLINE_TEST(SimulationTest)
#include "simulation_test.moc"
