#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/engine.h"
#include "model/runtime/report_writers.h"
#include "model/runtime/simulation.h"
#include "model/runtime/wording.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using runtime::CommandText;
using runtime::Report;
using runtime::Simulation;

/// The real kinds, on the example that everybody opens first.
class ExampleTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();
    Design m_example;

    /// "20s kill web-2" ...; the test fails when one cannot be carried out.
    static std::vector<CommandText> script(const std::vector<std::string>& lines) {
        std::vector<CommandText> commands;
        for (const std::string& line : lines) {
            const Result<CommandText> command = runtime::parseTimedCommand(line);
            if (!command) qFatal("%s: %s", line.c_str(), command.error().plain().c_str());
            commands.push_back(*command);
        }
        return commands;
    }
    Report run(const std::vector<std::string>& lines, SimTime duration, std::uint64_t seed = 1) const {
        Simulation simulation(m_catalog, m_example, seed);
        const auto failure = runtime::runScript(simulation, script(lines), duration);
        if (failure) qFatal("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
        return simulation.report();
    }
    static std::uint64_t outcome(const Report& report, const char* name) {
        for (const runtime::OutcomeCount& count : report.requests.byOutcome)
            if (count.outcome == name) return count.count;
        return 0;
    }
    static std::uint64_t failures(const Report& report) { return report.requests.ended - outcome(report, "ok"); }
    /// When an event happened; -1: never.
    static double when(const Report& report, const char* component, const char* event) {
        for (const runtime::EventReport& e : report.events)
            if (e.component == component && e.event == event) return static_cast<double>(e.time) / 1e9;
        return -1;
    }
    static void checkConservation(const Report& report) {
        QCOMPARE(report.requests.started, report.requests.ended + report.requests.inFlight);
        QCOMPARE(static_cast<SimTime>(report.requestSeconds.size()), report.duration / second);
        std::uint64_t before = 0;
        for (const runtime::RequestsSecond& line : report.requestSeconds) {
            QCOMPARE(line.started, line.ended + line.inFlight);
            QVERIFY(line.ended >= before);
            before = line.ended;
        }
        std::uint64_t byOutcome = 0, byCause = 0;
        for (const runtime::OutcomeCount& count : report.requests.byOutcome) byOutcome += count.count;
        for (const runtime::CauseCount& cause : report.requests.byCause) byCause += cause.count;
        QCOMPARE(byOutcome, report.requests.ended);
        QCOMPARE(byCause, failures(report));
        for (const runtime::ComponentReport& row : report.components) {
            QVERIFY(row.utilisation <= 1);
            std::uint64_t sum = 0;
            for (const runtime::OutcomeCount& count : row.byOutcome) sum += count.count;
            QCOMPARE(sum, row.requests);
            QCOMPARE(row.ok + row.failed, row.requests);
        }
    }

private slots:
    void initTestCase() {
        const auto project =
            storage::loadProject(tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")), m_catalog);
        QVERIFY2(project.has_value(), project ? "" : project.error().plain().c_str());
        m_example = project->design;
    }
    void servesItsUsers() {
        const Report report = run({}, 30 * second);
        checkConservation(report);
        QVERIFY(report.requests.started > 11'500 && report.requests.started < 12'500);
        QCOMPARE(failures(report), std::uint64_t{0});
        for (const runtime::ComponentReport& row : report.components)
            if (row.kind == "app_server") QVERIFY2(std::abs(row.utilisation - 0.25) < 0.03, row.name.c_str());
        QCOMPARE(report.replication.size(), std::size_t{2});
        QCOMPARE(report.replication[0].role, std::string("primary"));
        QCOMPARE(report.replication[1].role, std::string("replica"));
        QVERIFY(report.alerts.empty());
        QCOMPARE(runtime::reportJson(report), runtime::reportJson(run({}, 30 * second)));
        QVERIFY(report.fingerprint != run({}, 30 * second, 2).fingerprint);
    }
    /// DOWN in U(0, inter) + (fall - 1) inter, UP in start-up + U(0, inter) + (rise - 1) inter; a check takes a little itself.
    void aKilledProcessIsTakenOut() {
        const Report report = run({"20s kill web-2", "40s restore web-2"}, 60 * second);
        checkConservation(report);
        const double down = when(report, "haproxy-1", "server_down") - 20, up = when(report, "haproxy-1", "server_up") - 40;
        QVERIFY2(down >= 4 && down <= 6.1, QByteArray::number(down).constData());
        QVERIFY2(up >= 2.1 && up <= 4.3, QByteArray::number(up).constData());
        QVERIFY2(failures(report) < 30, "only what was in flight");
        QVERIFY(outcome(report, "http_502") > 0);
    }
    void aDeadHostIsSilentUntilItIsTakenOut() {
        const Report report = run({"20s kill server-2"}, 60 * second);
        checkConservation(report);
        const double down = when(report, "haproxy-1", "server_down") - 20;
        QVERIFY2(down >= 8 && down <= 12.2, QByteArray::number(down).constData());
        QVERIFY(failures(report) < 30);
        QVERIFY2(report.latency.max > 2000, "redispatched after timeout connect");
        QVERIFY(std::any_of(report.alerts.begin(), report.alerts.end(), [](const runtime::AlertReport& alert) {
            return alert.component == "agent-3" && alert.id == "agent_silent" && alert.resolved == never;
        }));
    }
    void aDeadPrimaryFailsWritesAtOnce() {
        const Report report = run({"20s kill db-1"}, 40 * second);
        checkConservation(report);
        QCOMPARE(failures(report), outcome(report, "http_500"));
        const double share = static_cast<double>(failures(report)) / static_cast<double>(report.requests.ended);
        QVERIFY2(std::abs(share - 0.1) < 0.015, "the fifth that is writes, half of the time");
        QVERIFY(report.latency.max < 1000);
    }
    void aPromotionNeedsToBeTold() {
        const auto failing = [&](const std::vector<std::string>& commands) {
            const Report report = run(commands, 60 * second);
            checkConservation(report);
            return failures(report);
        };
        const std::uint64_t alone = failing({"20s kill db-1"});
        QCOMPARE(failing({"20s kill db-1", "30s promote db-2"}), alone);
        const std::uint64_t repointed =
            failing({"20s kill db-1", "30s promote db-2", "40s set app-1.write_to=db-2", "40s set app-2.write_to=db-2"});
        QVERIFY2(repointed < alone * 2 / 3, QByteArray::number(qulonglong(repointed)).constData());
    }
    void whatWasNotShippedIsLost() {
        const Report report = run({"10s cut link#" + std::to_string(replicationLink().value), "20s kill server-1",
                                   "21s promote db-2", "21s set app-2.write_to=db-2"},
                                  40 * second);
        checkConservation(report);
        QCOMPARE(report.replication[0].name, std::string("db-1"));
        QVERIFY2(report.replication[0].lost > 500, QByteArray::number(qulonglong(report.replication[0].lost)).constData());
        QVERIFY(report.replication[0].lost < report.replication[0].acknowledged);
        QCOMPARE(report.replication[1].lost, std::uint64_t{0});
    }
    LinkId replicationLink() const {
        for (const auto& [id, link] : m_example.links())
            if (link->fromPort.find("repl") != std::string::npos || link->toPort.find("repl") != std::string::npos) return id;
        return {};
    }
    void drainingLosesNothing() {
        for (const char* how : {"drain web-2", "maint web-2", "drain server-2"}) {
            const Report report = run({std::string("10s ") + how, "20s ready web-2"}, 30 * second);
            QVERIFY2(failures(report) == 0, how);
            std::uint64_t during = 0;
            for (const runtime::SecondReport& line : report.seconds)
                if (line.component == "app-2" && line.second > 11 && line.second <= 20)
                    during += static_cast<std::uint64_t>(line.rate);
            QCOMPARE(during, std::uint64_t{0});
        }
    }
    /// Health checks, replication and samples go through the same firewalls as everything else.
    void aClosedPortStopsWhatGoesThrough_data() {
        QTest::addColumn<QString>("port");
        QTest::addColumn<QString>("wall");
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("event");
        QTest::newRow("80") << "80"
                            << "firewall-3"
                            << "haproxy-1"
                            << "server_down";
        QTest::newRow("3306") << "3306"
                              << "firewall-2"
                              << "db-2"
                              << "replication_lost";
        QTest::newRow("443") << "443"
                             << "firewall-3"
                             << "monitoring-1"
                             << "alert_raised";
    }
    void aClosedPortStopsWhatGoesThrough() {
        QFETCH(QString, port);
        QFETCH(QString, wall);
        QFETCH(QString, who);
        QFETCH(QString, event);
        // The rules of the example without those for one port, and without those that speak of established connections, which
        // would let a running stream go on.
        const design::Component* firewall = m_example.componentByName(wall);
        QVERIFY(firewall);
        const catalog::ComponentKind& kind = *m_catalog.find(firewall->kind);
        TableRows rows = design::effectiveValue(kind, *firewall, "rules").toTable();
        std::size_t removed = 0;
        TableRows left;
        for (const TableRow& row : rows) {
            const std::string& ports = row[3].toText();
            if (ports == port.toStdString()) {
                ++removed;
                continue;
            }
            left.push_back(row);
            if (ports.find(port.toStdString()) != std::string::npos) {  // one of several
                std::string without = ports;
                without.erase(without.find(port.toStdString()), port.size());
                while (!without.empty() && without.front() == ',') without.erase(0, 1);
                while (!without.empty() && without.back() == ',') without.pop_back();
                left.back()[3] = Value(without);
                ++removed;
            }
        }
        QVERIFY2(removed > 0, "the example has a rule for it");
        Simulation simulation(m_catalog, m_example, 1);
        simulation.runBefore(10 * second);
        const auto change = design::setProperty(simulation.design(), m_catalog, {firewall->id}, "rules", Value(left));
        QVERIFY2(change.has_value(), change ? "" : change.error().plain().c_str());
        QVERIFY(simulation.perform({0, runtime::Edit{*change}}));
        if (port == QLatin1String("3306")) QVERIFY(simulation.perform(CommandText{0, "kill db-2"}));  // a stream is established
        if (port == QLatin1String("3306")) QVERIFY(simulation.perform(CommandText{0, "restore db-2"}));
        simulation.runBefore(60 * second);
        const Report report = simulation.report();
        checkConservation(report);
        if (port == QLatin1String("3306"))
            QVERIFY2(report.replication[1].secondsBehindSource < 0, "it cannot connect again");
        else
            QVERIFY2(when(report, qPrintable(who), qPrintable(event)) > 10, runtime::reportSummary(report).c_str());
        // Opened again, all is well again.
        QVERIFY(simulation.perform({0, runtime::Edit{change->inverse()}}));
        simulation.runBefore(150 * second);
        const std::uint64_t before = failures(simulation.report());
        simulation.runBefore(160 * second);
        QCOMPARE(failures(simulation.report()), before);
    }
    /// Played in a window with other things happening there: the log alone gives the same run.
    void playedAndReplayed() {
        runtime::Engine engine(m_catalog, m_example, {.seed = 5});
        Design design = m_example;
        engine.setSpeed(5);
        engine.play();
        const auto now = [&] {
            if (const runtime::FramePtr frame = engine.take()) m_now = frame->now;
            return m_now;
        };
        const auto id = [&](const char* name) { return design.componentByName(QString::fromLatin1(name))->id; };
        const auto edit = [&](const Result<design::Change>& change) {
            QVERIFY(change);
            change->apply(design);
            engine.post(*change);
        };
        m_now = 0;
        QVERIFY(QTest::qWaitFor([&] { return now() > second; }, 60'000));
        engine.post(runtime::Command{0, runtime::Act{"kill", id("web-2")}});
        edit(design::setProperty(design, m_catalog, {id("users-1")}, "rate", Value(700.0)));
        QVERIFY(QTest::qWaitFor([&] { return now() > 4 * second; }, 60'000));
        engine.setSpeed(0);
        edit(design::moveBy(design, {id("server-1")}, {7, 9}));
        edit(design::rename(design, id("web-2"), QStringLiteral("The other one")));
        edit(design::removeParts(design, m_catalog, {id("app-1")}, {}));
        QVERIFY(QTest::qWaitFor([&] { return now() > 8 * second; }, 60'000));
        engine.post(runtime::Command{0, runtime::Act{"drain", id("The other one")}});
        engine.post(runtime::Command{0, runtime::Act{"restore", id("The other one")}});
        engine.setSpeed(3);
        QVERIFY(QTest::qWaitFor([&] { return now() > 12 * second; }, 60'000));
        const runtime::SavedRun run = engine.run();

        const Result<storage::SavedRun> opened = storage::readRun(storage::writeRun(run, m_catalog), m_catalog);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().plain().c_str());
        Simulation replay(m_catalog, opened->start, opened->seed);
        const auto failure = runtime::runScript(replay, opened->log, opened->now);
        QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
        QCOMPARE(QString::fromStdString(replay.fingerprint()), QString::fromStdString(run.fingerprint));
        QVERIFY(replay.design() == design);
        checkConservation(replay.report());
    }
    /// Whatever is edited and done while it runs: it goes on, counts right, and the log repeats it.
    void anyEditIsAdoptedLive() {
        const int cases = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 400 : 12;
        for (int seed = 1; seed <= cases; ++seed) {
            tests::Dice dice(static_cast<std::uint64_t>(seed));
            Simulation simulation(m_catalog, dice.roll(4) ? m_example : Design(), static_cast<std::uint64_t>(seed));
            for (int i = 0; i < 60; ++i) {
                simulation.runBefore(simulation.now() + static_cast<SimTime>(dice.roll(400)) * millisecond, 1 + dice.roll(3000));
                if (dice.roll(3) == 0) {
                    static const char* const verbs[] = {"kill",  "restore", "freeze",  "thaw",
                                                        "drain", "ready",   "promote", "maint"};
                    const auto& parts = simulation.design().components();
                    if (parts.empty()) continue;
                    const auto part = std::next(parts.begin(), static_cast<std::ptrdiff_t>(dice.roll(parts.size())));
                    (void)simulation.perform(
                        runtime::Command{0, runtime::Act{verbs[dice.roll(8)], part->first}});  // may be impossible
                } else {
                    const design::Change change = tests::randomEdit(simulation.design(), m_catalog, dice);
                    QVERIFY(simulation.perform(runtime::Command{0, runtime::Edit{change}}));
                    if (dice.roll(4) == 0) QVERIFY(simulation.perform(runtime::Command{0, runtime::Edit{change.inverse()}}));
                }
            }
            simulation.runBefore(simulation.now() + second);
            const Report report = simulation.report();
            checkConservation(report);
            if (QTest::currentTestFailed()) qFatal("seed %d", seed);

            Simulation replay(m_catalog, simulation.start(), simulation.seed());
            std::vector<CommandText> commands;
            for (const auto& [at, text] : simulation.log()) commands.push_back({at, text});
            const auto failure = runtime::runScript(replay, commands, simulation.now());
            QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
            QVERIFY2(replay.fingerprint() == simulation.fingerprint(), QByteArray::number(seed).constData());
            QVERIFY(replay.design() == simulation.design());
        }
    }
    /// On its way back a request passes several components; only its client's hearing of it is the last of its messages.
    void aRequestEndsOnceOnTheDrawing() {
        Simulation simulation(m_catalog, m_example, 1);
        simulation.recording().setTracing(1);
        std::map<std::uint64_t, std::uint32_t> answered;
        std::uint32_t order = 0;
        for (SimTime now = 0; now < 2 * second; now += 100 * millisecond) {
            simulation.runUntil(now);
            for (const sim::RecordedHop& hop : simulation.recording().takeHops()) {
                order = std::max(order, hop.order);
                if (!hop.last || hop.from == hop.to) continue;
                QVERIFY(answered.try_emplace(hop.request, hop.to).second);
                QCOMPARE(simulation.wording().name(hop.to), std::string("users-1"));
            }
        }
        QVERIFY(answered.size() > 500);
        QVERIFY2(order >= 6, "the messages of one request are numbered through");
    }
    /// Every verb that a kind declares is a word of the command line, or named there as what takes another back.
    void everyActHasAWord() {
        for (const catalog::ComponentKind& kind : m_catalog.kinds())
            for (const catalog::ActionSpec& action : kind.actions) {
                const bool isListed = std::any_of(
                    runtime::commandWords().begin(), runtime::commandWords().end(), [&](const runtime::CommandWord& word) {
                        return std::string_view(word.form).starts_with(std::string(action.verb) + " ") ||
                               std::string_view(word.help.source).find("until: " + std::string(action.verb) + " ") != std::string_view::npos;
                    });
                QVERIFY2(isListed, action.verb);
            }
    }

private:
    SimTime m_now = 0;
};

FAULTLINE_TEST(ExampleTest)
#include "example_test.moc"
