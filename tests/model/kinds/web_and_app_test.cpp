#include "tests/model/kinds/plant.h"
#include "tests/support/test_main.h"

using namespace faultline;
using faultline::tests::Plant;
using faultline::tests::TestClient;
using sim::Outcome;

namespace {
constexpr SimTime ms = millisecond;

/// client 1 -> web 2 -> app 3 (-> db 4), each on a machine of its own.
struct WebPlant : Plant {
    WebPlant(Values client, Values web, Values app, bool database = false) {
        this->client(client);
        add(kinds::webServerKind(), web);
        add(kinds::appServerKind(), app);
        deploy(3, 9);
        wire(1, "http", 2);
        wire(2, "app", 3);
        if (!database) return;
        add(kinds::databaseKind(), {{"start_up", Value(0)}});
        wire(3, "db", 4);
    }
    int ended(Outcome outcome, SimTime from = 0, SimTime to = never) const { return count(1, outcome, from, to); }
    double metric(sim::Slot slot, const char* key) const {
        for (const auto& [name, value] : world->status(slot).metrics)
            if (std::string_view(name) == key) return value;
        return -1;
    }
};
}  // namespace

class WebAndAppTest : public QObject {
    Q_OBJECT
private slots:
    void filesAreServedWithoutTheApplication() {
        WebPlant p({{"static", 1.0}, {"count", 100}}, {}, {});
        p.start();
        QVERIFY(p.world->kill(3, p.recording));
        p.run(5 * second);
        QCOMPARE(p.ended(Outcome::Ok), 100);
        // two round trips and 14 us of CPU
        QCOMPARE(p.ends(1).front().ended - p.ends(1).front().sent, 4 * 100 * microsecond + 14 * microsecond);
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void aRequestTakesItsServiceTime() {
        WebPlant p({{"count", 1}}, {}, {{"distribution", "fixed"}});
        p.start();
        p.run(second);
        QCOMPARE(p.ended(Outcome::Ok), 1);
        QCOMPARE(p.ends(1).front().ended - p.ends(1).front().sent,
                 8 * 100 * microsecond + 32 * microsecond + 100 * microsecond + 20 * ms);
    }

    void aDeadApplicationIs502AtOnce() {
        WebPlant p({{"count", 50}}, {}, {});
        p.start();
        QVERIFY(p.world->kill(3, p.recording));
        p.run(5 * second);
        QCOMPARE(p.ended(Outcome::Http502), 50);
        for (const TestClient::End& end : p.ends(1)) {
            QVERIFY(end.ended - end.sent < 2 * ms);
            QCOMPARE(end.cause.reason, &sim::reason::processDead);
            QCOMPARE(end.cause.component, 3u);
        }
    }

    /// Measured on nginx 1.22: GET of a file 200, POST 405.
    void withoutApplicationServerItServesFiles() {
        Plant p;
        p.client({{"count", 100}, {"writes", 0.5}});
        p.add(kinds::webServerKind());
        p.wire(1, "http", 2);
        p.start();
        p.run(5 * second);
        QCOMPARE(p.ends(1).size(), std::size_t{100});
        for (const TestClient::End& end : p.ends(1)) {
            QCOMPARE(end.outcome, end.kind == sim::CallClass::Write ? Outcome::Http4xx : Outcome::Ok);
            if (end.cause.reason) QCOMPARE(QByteArray(end.cause.reason->id), QByteArray("method_not_allowed"));
        }
    }

    void withoutFilesItIs404() {
        Plant p;
        p.client({{"count", 3}});
        p.add(kinds::appServerKind());
        p.wire(1, "http", 2);
        p.start();
        p.run(second);
        QCOMPARE(p.count(1, Outcome::Http4xx), 3);
        QVERIFY(p.world->status(2).failing);
    }

    void aBadVersionFailsAsOftenAsItSays() {
        Plant p;
        p.client({{"count", 4000}, {"every", Value(5 * ms)}});
        p.add(kinds::appServerKind());
        p.deploy(2, 7, {{"error_rate", 0.25}, {"slowdown", 2.0}});
        p.wire(1, "http", 2);
        p.start();
        p.run(30 * second);
        const int failed = p.count(1, Outcome::Http500);
        QVERIFY2(failed > 890 && failed < 1110, qPrintable(QString::number(failed)));
        QCOMPARE(p.count(1, Outcome::Ok) + failed, 4000);
        double sum = 0;
        for (const TestClient::End& end : p.ends(1)) sum += static_cast<double>(end.ended - end.sent);
        QVERIFY(sum / 4000 > 38e6 && sum / 4000 < 43e6);  // 2 x 20 ms
    }

    void theServiceTimesHaveTheirMean_data() {
        QTest::addColumn<QString>("distribution");
        QTest::newRow("exponential") << QStringLiteral("exponential");
        QTest::newRow("lognormal") << QStringLiteral("lognormal");
        QTest::newRow("fixed") << QStringLiteral("fixed");
    }
    void theServiceTimesHaveTheirMean() {
        QFETCH(QString, distribution);
        Plant p;
        p.client({{"count", 20'000}, {"every", Value(10 * ms)}});
        p.add(
            kinds::appServerKind(),
            {{"distribution", distribution.toStdString()}, {"workers", Value(1000)}, {"variation", 0.5}, {"cpu_time", Value(0)}});
        p.deploy(2, 7);
        p.wire(1, "http", 2, 0);
        p.start();
        p.run(300 * second);
        double sum = 0, squares = 0;
        for (const TestClient::End& end : p.ends(1)) {
            const double t = static_cast<double>(end.ended - end.sent) / 1e6;
            sum += t;
            squares += t * t;
        }
        const double mean = sum / 20'000, variance = squares / 20'000 - mean * mean;
        QVERIFY2(mean > 19.6 && mean < 20.4, qPrintable(QString::number(mean)));
        const double wanted = distribution == QStringLiteral("fixed")       ? 0
                              : distribution == QStringLiteral("lognormal") ? 100
                                                                            : 400;
        QVERIFY2(variance > wanted * 0.9 - 0.01 && variance < wanted * 1.1 + 0.01, qPrintable(QString::number(variance)));
    }

    void aFrozenApplicationIs504AndDoesTheWorkAfterwards() {
        WebPlant p({{"every", Value(20 * ms)}, {"count", 400}, {"response", Value(60 * second)}},
                   {{"proxy_read_timeout", Value(std::int64_t{5 * second})}}, {{"workers", Value(4)}});
        p.start();
        p.run(second);
        QVERIFY(p.world->freeze(3, p.recording));
        p.run(12 * second);
        for (const TestClient::End& end : p.ends(1))
            if (end.outcome == Outcome::Http504) {
                QVERIFY(end.ended - end.sent >= 5 * second && end.ended - end.sent < 5 * second + 10 * ms);
                QCOMPARE(end.cause.reason, &sim::reason::processFrozen);
            }
        const int timedOut = p.ended(Outcome::Http504);
        QVERIFY(timedOut > 290 && timedOut < 310);  // 50 a second from 1 s to 7 s
        QVERIFY(p.world->thaw(3, p.recording));
        p.run(12 * second + 100 * ms);
        QVERIFY(p.world->status(3).queue > 100);  // it knows nothing of who left
        const std::uint64_t done = p.recording.components()[3].ended;
        p.run(60 * second);
        QVERIFY(p.recording.components()[3].ended - done > 200);
        QCOMPARE(p.recording.components()[3].ended, 400u);
        QCOMPARE(p.ends(1).size(), 400u);
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void aClientThatLeavesFreesTheWebServer() {
        WebPlant p({{"every", Value(10 * ms)}, {"count", 100}, {"response", Value(500 * ms)}}, {},
                   {{"distribution", "fixed"}, {"service_time", Value(std::int64_t{3 * second})}, {"workers", Value(200)}});
        p.start();
        p.run(2 * second);
        QCOMPARE(p.ended(Outcome::ResponseTimeout), 100);
        QCOMPARE(p.metric(2, "connections"), 0.0);
        QCOMPARE(p.metric(3, "workers"), 100.0);
        p.run(10 * second);
        QCOMPARE(p.recording.components()[3].byOutcome[static_cast<std::size_t>(Outcome::Ok)], 100u);  // done all the same
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void connectionsRunOutAndComeBack() {
        WebPlant p({{"every", Value(ms)}, {"count", 100}}, {{"worker_connections", Value(22)}},
                   {{"distribution", "fixed"}, {"service_time", Value(std::int64_t{200 * ms})}, {"workers", Value(200)}});
        p.start();
        p.run(second);
        QCOMPARE(p.ended(Outcome::Ok), 10);  // two each, and two for its port and its master
        QCOMPARE(p.ended(Outcome::ConnectionReset), 90);
        QCOMPARE(p.events("connections_exhausted"), 1);
        QCOMPARE(p.metric(2, "connections"), 0.0);
        QVERIFY(!p.world->status(2).strained);
    }

    /// Measured on nginx 1.22: one connection left is enough to take a client in, and not to ask the application for it: 500.
    void theLastConnectionIsA500() {
        WebPlant p({{"every", Value(ms)}, {"count", 100}}, {{"worker_connections", Value(23)}},
                   {{"distribution", "fixed"}, {"service_time", Value(std::int64_t{200 * ms})}, {"workers", Value(200)}});
        p.start();
        p.run(second);
        QCOMPARE(p.ended(Outcome::Ok), 10);
        QCOMPARE(p.ended(Outcome::Http500), 90);
        for (const TestClient::End& end : p.ends(1))
            if (end.outcome == Outcome::Http500) QCOMPARE(QByteArray(end.cause.reason->id), QByteArray("worker_connections"));
    }

    void workersQueueAndTheBacklogOverflows() {
        WebPlant p({{"every", Value(ms)}, {"count", 100}, {"response", Value(60 * second)}}, {},
                   {{"distribution", "fixed"},
                    {"service_time", Value(std::int64_t{100 * ms})},
                    {"workers", Value(10)},
                    {"backlog", Value(20)},
                    {"cpu_time", Value(0)}});
        p.start();
        p.run(90 * ms);
        QCOMPARE(p.metric(3, "workers"), 10.0);
        QVERIFY(p.world->status(3).queue > 60);
        QCOMPARE(p.events("workers_busy"), 1);
        p.run(5 * second);
        QCOMPARE(p.ended(Outcome::Ok), 100);
        QVERIFY(p.ends(1).back().ended > second);  // 100 requests, 10 at a time, 100 ms each
        QVERIFY(p.ends(1).back().ended < second + 20 * ms);
    }

    void whatTheBacklogDidNotTakeLeavesWithItsClient() {
        WebPlant p({{"every", Value(ms)}, {"count", 50}, {"response", Value(500 * ms)}}, {},
                   {{"distribution", "fixed"},
                    {"service_time", Value(std::int64_t{second})},
                    {"workers", Value(1)},
                    {"backlog", Value(2)}});
        p.start();
        p.run(10 * second);
        QCOMPARE(p.ended(Outcome::ResponseTimeout), 50);
        QCOMPARE(p.recording.components()[3].byOutcome[static_cast<std::size_t>(Outcome::Ok)], 3u);
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void fewerWorkersEndNothing() {
        WebPlant p({{"every", Value(ms)}, {"count", 50}}, {},
                   {{"distribution", "fixed"}, {"service_time", Value(std::int64_t{second})}, {"workers", Value(50)}});
        p.start();
        p.run(200 * ms);
        QCOMPARE(p.metric(3, "workers"), 50.0);
        p.set(3, "workers", Value(2));
        p.edit();
        p.run(500 * ms);
        QCOMPARE(p.metric(3, "workers"), 50.0);
        p.run(5 * second);
        QCOMPARE(p.ended(Outcome::Ok), 50);
    }

    void aHangingDatabaseTakesAllWorkersAndReadsWithThem() {
        Plant p;
        p.client({{"every", Value(5 * ms)}, {"writes", 0.3}});
        p.add(kinds::appServerKind(), {{"workers", Value(8)}, {"write_to", Value(3)}, {"read_from", "replica"}});
        p.add(kinds::databaseKind());
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.deploy(2, 9);
        p.wire(1, "http", 2);
        p.wire(2, "db", 3);
        p.wire(2, "db", 4);
        p.wire(4, "source", 3);
        p.start();
        p.run(2 * second);
        QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()));
        QVERIFY(p.world->freeze(3, p.recording));
        p.run(4 * second);
        QCOMPARE(p.world->status(2).utilisation, 1.0);
        QCOMPARE(p.count(1, Outcome::Ok, 3 * second), 0);  // 60 writes a second: 8 workers are gone after 0.14 s
        QVERIFY(p.world->thaw(3, p.recording));
        p.run(10 * second);
        QCOMPARE(p.count(1, Outcome::Ok, 6 * second, 9 * second), 600);
    }

    void aDeadDatabaseFailsWritesAtOnceAndReadsGoOn() {
        Plant p;
        p.client({{"every", Value(5 * ms)}, {"writes", 0.2}});
        p.add(kinds::appServerKind(), {{"write_to", Value(3)}, {"read_from", "component"}, {"read_component", Value(4)}});
        p.add(kinds::databaseKind());
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.deploy(2, 9);
        p.wire(1, "http", 2);
        p.wire(2, "db", 3);
        p.wire(2, "db", 4);
        p.wire(4, "source", 3);
        p.start();
        p.run(2 * second);
        QVERIFY(p.world->kill(3, p.recording));
        p.run(5 * second);
        for (const TestClient::End& end : p.ends(1)) {
            if (end.sent < 2 * second) continue;
            QCOMPARE(end.outcome, end.kind == sim::CallClass::Write ? Outcome::Http500 : Outcome::Ok);
            QVERIFY(end.ended - end.sent < second);
            if (end.outcome != Outcome::Ok) QCOMPARE(end.cause.component, 3u);
        }
        QVERIFY(p.count(1, Outcome::Http500) > 80);
    }

    void aPooledConnectionHidesADeadHostUntilTheResponseTimeout_data() {
        QTest::addColumn<QString>("connections");
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("pooled") << QStringLiteral("pooled") << qint64{7};
        QTest::newRow("new") << QStringLiteral("per_request") << qint64{2};
    }
    void aPooledConnectionHidesADeadHostUntilTheResponseTimeout() {
        QFETCH(QString, connections);
        QFETCH(qint64, seconds);
        Plant p;
        p.client({{"every", Value(100 * ms)}, {"response", Value(60 * second)}});
        p.add(kinds::appServerKind(), {{"db_connections", connections.toStdString()},
                                       {"workers", Value(500)},
                                       {"pool_size", Value(500)},
                                       {"db_response_timeout", Value(std::int64_t{7 * second})}});
        const sim::Slot host = p.host();
        p.add(kinds::databaseKind(), {}, host);
        p.deploy(2, 9);
        p.wire(1, "http", 2);
        p.wire(2, "db", 4);
        p.start();
        p.run(2 * second);
        QVERIFY(p.world->kill(host, p.recording));
        p.run(20 * second);
        for (const TestClient::End& end : p.ends(1)) {
            if (end.sent < 2 * second || end.sent > 3 * second) continue;
            QCOMPARE(end.outcome, Outcome::Http500);
            // Few connections were kept: who comes while these hang opens another, and that fails sooner.
            const qint64 expected = end.ended - end.sent > 4 * second ? seconds : 2;
            QVERIFY(end.ended - end.sent >= expected * second);
            QVERIFY(end.ended - end.sent < expected * second + 300 * ms);
            QCOMPARE(end.cause.reason, &sim::reason::hostDown);
        }
        QVERIFY(p.world->restore(host, p.recording));
        p.run(40 * second);
        QVERIFY(p.count(1, Outcome::Ok, 25 * second) > 100);
        QCOMPARE(p.count(1, Outcome::Http500, 25 * second), 0);
    }

    void deepHealthChecksReachAsFarAsTheyAsk_data() {
        QTest::addColumn<int>("check");
        QTest::addColumn<sim::Slot>("killed");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* name, int check, sim::Slot killed, Outcome outcome) {
            QTest::newRow(name) << check << killed << static_cast<int>(outcome);
        };
        row("page, app dead", 0, 3, Outcome::Ok);
        row("app, app dead", 1, 3, Outcome::Http502);
        row("app, db dead", 1, 4, Outcome::Ok);
        row("app and write, db dead", 3, 4, Outcome::Http500);
        row("app and read, all well", 2, 0, Outcome::Ok);
    }
    void deepHealthChecksReachAsFarAsTheyAsk() {
        QFETCH(int, check);
        QFETCH(sim::Slot, killed);
        QFETCH(int, outcome);
        WebPlant p({{"count", 5}, {"check", Value(check)}}, {}, {}, true);
        p.start();
        if (killed != 0) QVERIFY(p.world->kill(killed, p.recording));
        p.run(2 * second);
        QCOMPARE(p.ended(static_cast<Outcome>(outcome)), 5);
    }

    void aCopyEndsTheSame() {
        WebPlant p({{"every", Value(2 * ms)}, {"writes", 0.3}, {"static", 0.2}, {"poisson", true}}, {}, {{"workers", Value(8)}},
                   true);
        p.start();
        p.run(3 * second + 1234);
        sim::World copy(*p.world);
        sim::Recording other;
        for (sim::World* world : {p.world.get(), &copy}) {
            sim::Recording& recording = world == &copy ? other : p.recording;
            QVERIFY(world->kill(3, recording));
            world->runBefore(4 * second, recording);
            QVERIFY(world->restore(3, recording));
            world->runBefore(8 * second, recording);
        }
        QCOMPARE(copy.fingerprint().text(), p.world->fingerprint().text());
        QCOMPARE(copy.stateHash().text(), p.world->stateHash().text());
        QVERIFY(p.ended(Outcome::Ok) > 1000);
    }
};

FAULTLINE_TEST(WebAndAppTest)
#include "web_and_app_test.moc"
