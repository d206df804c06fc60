#include "model/core/units.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "model/storage/project_file.h"
#include "tests/support/test_main.h"

#include <QDir>

using namespace faultline;
using runtime::Report;
using runtime::Simulation;

namespace {

const QString secured = QStringLiteral("examples/secured-and-monitored.faultline");

design::Design exampleDesign(const QString& file = secured) {
    const auto project = storage::loadProject(tests::sourcePath(file), kinds::allKinds());
    if (!project) qFatal("%s: %s", qPrintable(file), project.error().plain().c_str());
    return project->design;
}

/// The example under its own seed or another, with commands such as "20s kill web-2".
Simulation exampleRun(std::initializer_list<const char*> commands, SimTime duration, std::uint64_t seed = 1, const QString& file = secured) {
    Simulation simulation(kinds::allKinds(), exampleDesign(file), seed);
    std::vector<runtime::CommandText> script;
    for (const char* text : commands) {
        const auto command = runtime::parseTimedCommand(text);
        if (!command) qFatal("%s: %s", text, command.error().plain().c_str());
        script.push_back(*command);
    }
    if (const auto failure = runtime::runScript(simulation, script, duration))
        qFatal("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
    return simulation;
}

std::uint64_t countOf(const Report& report, const std::string& outcome) {
    for (const auto& count : report.requests.byOutcome)
        if (count.outcome == outcome) return count.count;
    return 0;
}

/// When an event of this id first happened to `component`, or is about it in its sentence; -1: never.
SimTime eventTime(const Report& report, const std::string& id, const std::string& word, SimTime after = 0) {
    for (const auto& event : report.events)
        if (event.event == id && event.time >= after &&
            (event.component == word || event.text.find(word) != std::string::npos))
            return event.time;
    return -1;
}

const runtime::ComponentReport& componentOf(const Report& report, const std::string& name) {
    for (const auto& component : report.components)
        if (component.name == name) return component;
    qFatal("no component %s", name.c_str());
}

/// Removes the rules of a firewall that name this port.
void closePort(Simulation& simulation, const char* firewall, const std::string& port) {
    const design::Component* wall = simulation.design().componentByName(QLatin1String(firewall));
    QVERIFY(wall);
    TableRows rows = wall->properties.value("rules").toTable(), kept;
    for (TableRow& row : rows) {
        const std::string& ports = row[3].toText();
        if (ports == port) continue;
        if (ports == "80,443") row[3] = Value(port == "80" ? "443" : "80");
        kept.push_back(row);
    }
    QVERIFY(kept != wall->properties.value("rules").toTable());
    const auto change = design::setProperty(simulation.design(), kinds::allKinds(), {wall->id}, "rules", Value(kept));
    QVERIFY2(change, change ? "" : change.error().plain().c_str());
    runtime::Command command;
    command.what = runtime::Edit{*change};
    const auto done = simulation.perform(command);
    QVERIFY2(done, done ? "" : done.error().plain().c_str());
}

constexpr std::uint64_t seeds[] = {1, 2, 3, 4, 5};

}  // namespace

/// Every example opens, runs well, and says the same twice; and the first one breaks as the real thing does.
class ExamplesTest : public QObject {
    Q_OBJECT
private slots:
    void everyOneRuns_data();
    void everyOneRuns();
    void aKilledProcessIsNoticedAndComesBack();
    void aKilledHostIsNoticedLater();
    void withoutPrimaryWritesFailAndReadsGoOn();
    void aPromotionNeedsTheApplicationsToFollow();
    void aKilledPrimaryHostHoldsTheWorkers();
    void closingPort80TakesTheServerOut();
    void closingPort3306StopsReplication();
    void closingPort443BlindsTheAgent();
    void anExpiredCertificateStopsEveryClient();
    void halfTheServersAreHalfBusy();
    void theRateChangesLive();
    void requestsAreConservedEverySecond();
    void theOnlyServerIsASinglePointOfFailure();
    void aPassiveServerTakesOverAndStepsBack();
    void aWallBeforeOneComponentTakesItsServerOut();
    void aWallBeforeTheDataTierStopsThePages();
    void twoCoresForEverythingAreTooFewForAll();
    void theSecondBalancerTakesTheAddress();
    void aShardThatIsDownFailsItsShareAlone();
    void aBadCertificateBehindTheBalancerTakesItsServerOut();
};

void ExamplesTest::everyOneRuns_data() {
    QTest::addColumn<QString>("file");
    const QDir folder(tests::sourcePath(QStringLiteral("examples")));
    for (const QString& name : folder.entryList({QStringLiteral("*.faultline")}))
        QTest::addRow("%s", qPrintable(name)) << QStringLiteral("examples/%1").arg(name);
}

void ExamplesTest::everyOneRuns() {
    QFETCH(QString, file);
    const design::Design design = exampleDesign(file);
    QVERIFY(design::check(design, kinds::allKinds()).empty());
    QVERIFY(!design.settings().title.isEmpty() && !design.settings().description.isEmpty());
    Simulation one(kinds::allKinds(), design, 1), two(kinds::allKinds(), design, 1), other(kinds::allKinds(), design, 2);
    one.runUntil(20 * second);
    for (int i = 1; i <= 40; ++i) two.runUntil(i * second / 2);
    other.runUntil(20 * second);
    QCOMPARE(one.fingerprint(), two.fingerprint());
    QVERIFY(one.fingerprint() != other.fingerprint());
    const Report report = one.report();
    QVERIFY(report.requests.ended > 100);
    QVERIFY(countOf(report, "ok") >= report.requests.ended * 99 / 100);
}

void ExamplesTest::aKilledProcessIsNoticedAndComesBack() {
    for (const std::uint64_t seed : seeds) {
        const SimTime kill = 20 * second + static_cast<SimTime>(seed) * 370 * millisecond;
        const std::string killed = formatDuration(kill) + " kill web-2";
        const Report report = exampleRun({killed.c_str(), "40s restore web-2"}, 60 * second, seed).report();
        const SimTime down = eventTime(report, "server_down", "web-2") - kill;
        QVERIFY2(down >= 4 * second - 50 * millisecond && down <= 6 * second + 50 * millisecond, qPrintable(QString::number(down)));
        const SimTime up = eventTime(report, "server_up", "web-2") - 40 * second;
        QVERIFY2(up >= 2 * second && up <= 5 * second, qPrintable(QString::number(up)));
        // Only what was in flight at web-2 (about 200/s x 20 ms = 4) fails.
        QCOMPARE(report.requests.ended - countOf(report, "ok"), countOf(report, "http_502"));
        QVERIFY(countOf(report, "http_502") >= 1 && countOf(report, "http_502") <= 14);
    }
}

void ExamplesTest::aKilledHostIsNoticedLater() {
    for (const std::uint64_t seed : seeds) {
        const Report report = exampleRun({"20s kill server-2"}, 45 * second, seed).report();
        const SimTime down = eventTime(report, "server_down", "web-2") - 20 * second;
        QVERIFY2(down >= 10 * second - 50 * millisecond && down <= 12 * second + 50 * millisecond, qPrintable(QString::number(down)));
        // What was sent there is answered after the connect timeout by the other server; what was in flight is not.
        QVERIFY(report.latency.max > 2000 && report.latency.max < 2600);
        QVERIFY(report.requests.ended - countOf(report, "ok") <= 14);
    }
}

void ExamplesTest::withoutPrimaryWritesFailAndReadsGoOn() {
    const Report before = exampleRun({}, 40 * second).report();
    const Report report = exampleRun({"20s kill db-1"}, 40 * second).report();
    const std::uint64_t failed = report.requests.ended - countOf(report, "ok");
    QCOMPARE(failed, countOf(report, "http_500"));
    const double writes = 0.2 * 400 * 20;
    QVERIFY2(std::abs(static_cast<double>(failed) - writes) < 4 * std::sqrt(writes), qPrintable(QString::number(failed)));
    QVERIFY(report.latency.p99 < before.latency.p99 * 1.1);   // at once, and nobody waits
}

void ExamplesTest::aPromotionNeedsTheApplicationsToFollow() {
    const auto failures = [](std::initializer_list<const char*> commands) {
        return countOf(exampleRun(commands, 60 * second).report(), "http_500");
    };
    const std::uint64_t dead = failures({"20s kill db-1"});
    const std::uint64_t promoted = failures({"20s kill db-1", "30s promote db-2"});
    const std::uint64_t followed = failures({"20s kill db-1", "30s promote db-2", "40s set app-1.write_to=db-2", "40s set app-2.write_to=db-2"});
    QCOMPARE(promoted, dead);
    QVERIFY2(followed > dead * 45 / 100 && followed < dead * 55 / 100, qPrintable(QString::number(followed)));   // 20 of 40 s
    const Report report = exampleRun({"20s kill db-1", "30s set app-1.write_to=db-2"}, 40 * second).report();
    bool readOnly = false;
    for (const auto& cause : report.requests.byCause) readOnly = readOnly || (cause.component == "db-2" && cause.outcome == "http_500");
    QVERIFY(readOnly);   // before the promotion: error 1290
}

void ExamplesTest::aKilledPrimaryHostHoldsTheWorkers() {
    const Report report = exampleRun({"20s kill server-1"}, 40 * second).report();
    QVERIFY(componentOf(report, "app-2").queueMax > 100);   // its workers wait for a host that never answers
    bool toldWhy = false;
    for (const auto& cause : report.requests.byCause)
        toldWhy = toldWhy || (cause.component == "server-1" && cause.count > 0);
    QVERIFY(toldWhy);
}

void ExamplesTest::closingPort80TakesTheServerOut() {
    Simulation simulation = exampleRun({}, 10 * second);
    closePort(simulation, "firewall-3", "80");
    simulation.runUntil(40 * second);
    const Report report = simulation.report();
    QVERIFY(eventTime(report, "server_down", "web-2") > 10 * second);
    QCOMPARE(eventTime(report, "server_down", "web-1"), SimTime{-1});
}

void ExamplesTest::closingPort3306StopsReplication() {
    Simulation simulation = exampleRun({}, 10 * second);
    closePort(simulation, "firewall-2", "3306");
    closePort(simulation, "firewall-3", "3306");
    // What is established goes on; a new connection is not let through.
    simulation.runUntil(20 * second);
    QVERIFY(simulation.report().replication[1].secondsBehindSource >= 0);
    for (const char* words : {"kill db-2", "restore db-2"}) {
        QVERIFY(simulation.perform(runtime::CommandText{simulation.now(), words}));
        simulation.runUntil(simulation.now() + second);
    }
    simulation.runUntil(60 * second);
    QCOMPARE(simulation.report().replication[1].secondsBehindSource, -1.0);
}

void ExamplesTest::closingPort443BlindsTheAgent() {
    Simulation simulation = exampleRun({}, 15 * second);
    closePort(simulation, "firewall-3", "443");
    simulation.runUntil(80 * second);
    const Report report = simulation.report();
    QCOMPARE(report.alerts.size(), 1u);
    QCOMPARE(report.alerts[0].component, std::string("agent-3"));
    QVERIFY(countOf(report, "ok") >= report.requests.ended * 999 / 1000);   // the clients notice nothing
}

void ExamplesTest::anExpiredCertificateStopsEveryClient() {
    const Report report = exampleRun({"10s set certificate-1.not_after=2026-01-01T12:00:05Z"}, 20 * second).report();
    const std::uint64_t expired = countOf(report, "tls_expired");
    QVERIFY2(expired > 3700 && expired < 4300, qPrintable(QString::number(expired)));
    QCOMPARE(eventTime(report, "server_down", "web-1"), SimTime{-1});   // the checks do not pass through the frontend
}

void ExamplesTest::halfTheServersAreHalfBusy() {
    QVERIFY(std::abs(componentOf(exampleRun({}, 60 * second).report(), "app-1").utilisation - 0.25) < 0.02);
    const Report alone = exampleRun({"1s kill web-2"}, 120 * second).report();
    QVERIFY2(std::abs(componentOf(alone, "app-1").utilisation - 0.5) < 0.03,
             qPrintable(QString::number(componentOf(alone, "app-1").utilisation)));
}

void ExamplesTest::theRateChangesLive() {
    const Report report = exampleRun({"10s rate 100"}, 20 * second).report();
    QVERIFY(std::abs(static_cast<double>(report.requests.started) - 5000) < 300);
}

void ExamplesTest::requestsAreConservedEverySecond() {
    const Report report =
        exampleRun({"5s kill server-1", "9s freeze web-2", "14s thaw web-2", "20s restore server-1", "25s cut lb-1 monitoring-1"}, 40 * second).report();
    QCOMPARE(report.requestSeconds.size(), 40u);
    for (const auto& at : report.requestSeconds) QCOMPARE(at.started, at.ended + at.inFlight);
    QCOMPARE(report.requests.started, report.requests.ended + report.requests.inFlight);
}

void ExamplesTest::theOnlyServerIsASinglePointOfFailure() {
    const QString file = QStringLiteral("examples/simple-web-stack.faultline");
    const Report report = exampleRun({"10s kill server-1"}, 20 * second, 1, file).report();
    for (const runtime::SecondReport& row : report.seconds)
        if (row.component == "users-1" && row.second > 11) QCOMPARE(row.ok, 0.0);
    // Without its database it still runs, and says so to everybody.
    const Report without = exampleRun({"10s kill db-1"}, 20 * second, 1, file).report();
    QVERIFY(countOf(without, "http_500") > 1500);
}

void ExamplesTest::aPassiveServerTakesOverAndStepsBack() {
    const QString file = QStringLiteral("examples/distributed-active-passive.faultline");
    Simulation simulation = exampleRun({}, 10 * second, 1, file);
    QVERIFY2(componentOf(simulation.report(), "app-2").requests == 0, "nothing but checks reach the backup");
    QVERIFY(simulation.perform(runtime::CommandText{simulation.now(), "kill web-1"}));
    simulation.runUntil(20 * second);
    const std::uint64_t taken = componentOf(simulation.report(), "app-2").requests;
    QVERIFY(taken > 1500);
    QVERIFY(simulation.perform(runtime::CommandText{simulation.now(), "restore web-1"}));
    simulation.runUntil(26 * second);
    const std::uint64_t before = componentOf(simulation.report(), "app-2").requests;
    simulation.runUntil(40 * second);
    QCOMPARE(componentOf(simulation.report(), "app-2").requests, before);
}

void ExamplesTest::aWallBeforeOneComponentTakesItsServerOut() {
    Simulation simulation = exampleRun({}, 10 * second, 1, QStringLiteral("examples/secured-three-of-everything.faultline"));
    closePort(simulation, "fw-web-2", "80");
    simulation.runUntil(40 * second);
    const Report report = simulation.report();
    QVERIFY(eventTime(report, "server_down", "web-2") > 10 * second);
    QCOMPARE(eventTime(report, "server_down", "web-1"), SimTime{-1});
    QCOMPARE(eventTime(report, "server_down", "web-3"), SimTime{-1});
}

void ExamplesTest::aWallBeforeTheDataTierStopsThePages() {
    Simulation simulation = exampleRun({}, 10 * second, 1, QStringLiteral("examples/secured-tier-by-tier.faultline"));
    QCOMPARE(countOf(simulation.report(), "ok"), simulation.report().requests.ended);
    closePort(simulation, "firewall-3", "3306");
    simulation.runUntil(40 * second);
    const Report report = simulation.report();
    QVERIFY(countOf(report, "http_500") + countOf(report, "http_503") + countOf(report, "http_504") > 1000);
    QCOMPARE(eventTime(report, "server_down", "web-1"), SimTime{-1});   // a static page says nothing about the data
}

void ExamplesTest::twoCoresForEverythingAreTooFewForAll() {
    const QString file = QStringLiteral("examples/secured-sumo-logic.faultline");
    const double both = exampleRun({}, 30 * second, 1, file).report().latency.p95;
    Simulation alone = exampleRun({"2s kill web-2"}, 60 * second, 1, file);
    QVERIFY2(componentOf(alone.report(), "server-1").utilisation > 0.8, qPrintable(QString::number(componentOf(alone.report(), "server-1").utilisation)));
    QVERIFY(alone.report().latency.p95 > 2 * both);
}

void ExamplesTest::theSecondBalancerTakesTheAddress() {
    const QString file = QStringLiteral("examples/scale-up.faultline");
    // Its firewall lets pass what goes to the shared address alone.
    Simulation simulation = exampleRun({"10s kill lb-1"}, 30 * second, 1, file);
    const Report report = simulation.report();
    const SimTime taken = eventTime(report, "address_taken", "vip-1", 10 * second);
    // Three intervals of a second since the last advertisement, and (256 - 100) / 256 of one.
    QVERIFY2(taken > 12 * second + 600 * millisecond && taken <= 13 * second + 610 * millisecond, qPrintable(QString::number(taken)));
    for (const runtime::SecondReport& row : report.seconds) {
        if (row.component != "users-1") continue;
        if (row.second > 3 && row.second <= 10) QVERIFY(row.ok > 300);
        if (row.second > 18) QVERIFY2(row.ok > 300, qPrintable(QString::number(row.second)));
    }
    QVERIFY(componentOf(report, "haproxy-2").requests > 3000);
}

void ExamplesTest::aShardThatIsDownFailsItsShareAlone() {
    Simulation simulation = exampleRun({"10s kill shard-2"}, 60 * second, 1, QStringLiteral("examples/recommendations.faultline"));
    const Report report = simulation.report();
    const double failed = double(countOf(report, "http_500")), share = failed / (double(report.requests.ended) * 50 / 60);
    QVERIFY2(share > 0.47 && share < 0.53, qPrintable(QString::number(share)));
}

void ExamplesTest::aBadCertificateBehindTheBalancerTakesItsServerOut() {
    const Report report = exampleRun({"10s set certificate-2.not_after=2026-01-01T12:00:05Z"}, 40 * second, 1,
                                     QStringLiteral("examples/recommendations.faultline")).report();
    QVERIFY(eventTime(report, "server_down", "web-1") > 10 * second || eventTime(report, "server_down", "certificate-2") > 10 * second ||
            eventTime(report, "server_down", "haproxy-1") > 10 * second);
    QVERIFY(componentOf(report, "web-2").requests > 2 * componentOf(report, "web-1").requests);
}

FAULTLINE_TEST(ExamplesTest)
#include "examples_test.moc"
