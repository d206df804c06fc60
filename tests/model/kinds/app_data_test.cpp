#include "model/kinds/zipf.h"
#include "tests/model/kinds/plant.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace faultline;
using faultline::tests::Plant;
using faultline::tests::TestClient;
using sim::Outcome;

namespace {
constexpr SimTime ms = millisecond;

/// client 1 -> app 2 -> databases 3, 4 ... (each a primary of its own), files deployed.
struct DataPlant : Plant {
    DataPlant(Values client, Values app, int databases = 1, Values database = {}) {
        this->client(client);
        add(kinds::appServerKind(), app);
        deploy(2, 99);
        wire(1, "http", 2);
        for (int i = 0; i < databases; ++i) wire(2, "db", add(kinds::databaseKind(), database));
    }
    double metric(sim::Slot slot, const char* key) const {
        for (const auto& [name, value] : world->status(slot).metrics)
            if (std::string_view(name) == key) return value;
        return -1;
    }
    std::uint64_t ended(sim::Slot slot) const { return recording.components()[slot].ended; }
    bool act(sim::Slot slot, const char* verb) { return world->act(slot, verb, recording).has_value(); }
    void version(const char* name, double errorRate) {
        set(2, "backlog", setup(2).settings->value("backlog"));  // the run has the old setup: this is a new one
        Settings all;
        all.set("version", name);
        all.set("error_rate", errorRate);
        setup(2).attachments.front().settings = std::make_shared<Settings>(std::move(all));
    }
};
}  // namespace

class AppDataTest : public QObject {
    Q_OBJECT
private slots:
    void zipfGivesItsWeights() {
        for (const double skew : {0.0, 0.7, 1.0, 1.3}) {
            const kinds::Zipf zipf(50'000, skew);
            double total = 0, few = 0;
            for (int n = 1; n <= 50'000; ++n) total += std::pow(n, -skew);
            for (int n = 1; n <= 5000; ++n) few += std::pow(n, -skew);
            sim::Random random(3, 1, sim::Purpose::Keys);
            int first = 0, within = 0, last = 0;
            const int draws = 200'000;
            for (int i = 0; i < draws; ++i) {
                const std::uint32_t rank = zipf.rank(static_cast<std::uint32_t>(random.next() >> 32));
                QVERIFY(rank >= 1 && rank <= 50'000);
                first += rank == 1;
                within += rank <= 5000;
                last += rank > 49'000;
            }
            QVERIFY(std::abs(first - draws / total) < 4 * std::sqrt(draws / total) + 1);
            QVERIFY(std::abs(within - draws * few / total) < 4 * std::sqrt(draws * 0.25));
            QVERIFY(last > 0);
        }
        QCOMPARE(kinds::Zipf(1, 1).rank(0xFFFFFFFF), 1u);
        QCOMPARE(kinds::Zipf(10, 2).rank(0), 1u);
        QCOMPARE(kinds::Zipf(10, 0).rank(0xFFFFFFFF), 10u);
    }

    void serviceTimesHaveTheMeanTheyAreTold_data() {
        QTest::addColumn<QString>("distribution");
        QTest::addColumn<double>("variation");
        QTest::newRow("gamma, regular") << QStringLiteral("gamma") << 0.5;
        QTest::newRow("gamma, wild") << QStringLiteral("gamma") << 2.0;
        QTest::newRow("log-normal") << QStringLiteral("lognormal") << 0.5;
    }
    void serviceTimesHaveTheMeanTheyAreTold() {
        QFETCH(QString, distribution);
        QFETCH(double, variation);
        DataPlant p({{"every", Value(ms)}},
                    {{"workers", Value(1000)}, {"distribution", distribution.toStdString()}, {"variation", variation}}, 0);
        p.start();
        p.run(30 * second);
        double sum = 0, squares = 0;
        const double n = static_cast<double>(p.ends(1).size());
        for (const TestClient::End& end : p.ends(1)) {
            const double t = static_cast<double>(end.ended - end.sent) / 1e6 - 0.5;
            sum += t;
            squares += t * t;
        }
        const double mean = sum / n, deviation = std::sqrt(squares / n - mean * mean);
        QVERIFY2(std::abs(mean - 20) < 4 * deviation / std::sqrt(n) + 0.05, QByteArray::number(mean).constData());
        QVERIFY2(std::abs(deviation / 20 - variation) < 0.1 * variation, QByteArray::number(deviation).constData());
    }

    void measuredTimesAreDrawnByTheirShares() {
        const TableRows rows{{Value(std::int64_t{5 * ms}), Value(3.0)}, {Value(std::int64_t{80 * ms}), Value(1.0)}};
        DataPlant p(
            {{"every", Value(2 * ms)}},
            {{"workers", Value(1000)}, {"distribution", "measured"}, {"times", rows}, {"cpu_time", Value(100 * microsecond)}}, 0);
        p.start();
        p.run(20 * second);
        int quick = 0, slow = 0;
        for (const TestClient::End& end : p.ends(1)) {
            const SimTime t = end.ended - end.sent - 500 * microsecond;
            quick += t == 5 * ms;
            slow += t == 80 * ms;
        }
        QCOMPARE(quick + slow, static_cast<int>(p.ends(1).size()));
        QVERIFY(std::abs(quick - 3 * slow) < 500);
    }

    // 200 requests a second, each holds a connection for 50 ms: ten are needed; with four 80 a second get through.
    void aPoolLimitsWhatTheDatabaseSees() {
        DataPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}, {"count", 1000}, {"response", Value(100 * second)}},
                    {{"workers", Value(500)},
                     {"service_time", Value(0)},
                     {"db_connections", "pooled"},
                     {"pool_size", Value(4)},
                     {"pool_wait", Value(std::int64_t{60 * second})}},
                    1, {{"commit_wait", Value(std::int64_t{50 * ms})}});
        p.start();
        p.run(4 * second);
        QCOMPARE(p.metric(2, "pool_open"), 4.0);
        QVERIFY(p.metric(2, "pool_waiting") > 300);
        QCOMPARE(p.metric(3, "connections"), 4.0);
        p.run(60 * second);
        QCOMPARE(p.count(1, Outcome::Ok), 1000);
        QVERIFY(p.ends(1).back().ended > 12 * second && p.ends(1).back().ended < 13'500 * ms);
        QCOMPARE(p.metric(3, "connections"), 4.0);  // kept open
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void whoWaitsTooLongForAConnectionFails() {
        DataPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}, {"count", 200}},
                    {{"workers", Value(500)},
                     {"service_time", Value(0)},
                     {"db_connections", "pooled"},
                     {"pool_size", Value(2)},
                     {"pool_wait", Value(std::int64_t{300 * ms})}},
                    1, {{"commit_wait", Value(std::int64_t{100 * ms})}});
        p.start();
        p.run(20 * second);
        QVERIFY(p.count(1, Outcome::Ok) >= 20);
        QVERIFY(p.count(1, Outcome::Http500) > 100);
        for (const TestClient::End& end : p.ends(1))
            if (end.outcome == Outcome::Http500) {
                QCOMPARE(QByteArray(end.cause.reason->id), QByteArray("pool_exhausted"));
                QVERIFY(end.ended - end.sent >= 300 * ms && end.ended - end.sent < 302 * ms);
            }
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void poolsUseUpMaxConnections() {
        DataPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}, {"count", 100}},
                    {{"workers", Value(500)}, {"service_time", Value(0)}, {"db_connections", "pooled"}, {"pool_size", Value(20)}},
                    1, {{"commit_wait", Value(std::int64_t{200 * ms})}, {"max_connections", Value(5)}});
        p.start();
        p.run(20 * second);
        QVERIFY(p.count(1, Outcome::Ok) >= 5);
        QVERIFY(p.count(1, Outcome::Http500) > 50);
        QCOMPARE(p.metric(3, "connections"), 5.0);
    }

    // Each connection that was kept costs one request when the database was restarted.
    void aRestartedDatabaseCostsOneRequestAConnection() {
        DataPlant p({{"every", Value(10 * ms)}, {"writes", 1.0}},
                    {{"workers", Value(50)}, {"service_time", Value(0)}, {"db_connections", "pooled"}, {"pool_size", Value(3)}},
                    1, {{"commit_wait", Value(std::int64_t{25 * ms})}});
        p.start();
        p.run(5 * second + 5 * ms);
        QCOMPARE(p.metric(2, "pool_open"), 3.0);
        QVERIFY(p.world->kill(3, p.recording));
        QVERIFY(p.world->restore(3, p.recording));
        p.run(10 * second);
        const int failed = p.count(1, Outcome::Http500, 5 * second + 400 * ms);
        QVERIFY2(failed <= 3, QByteArray::number(failed).constData());
        QVERIFY(p.count(1, Outcome::Ok, 6 * second) > 350);
    }

    void oneShardDownFailsItsShareOfTheKeys_data() {
        QTest::addColumn<QString>("sharding");
        QTest::addColumn<double>("share");
        QTest::newRow("hash") << QStringLiteral("hash") << 1.0 / 3;
        QTest::newRow("range") << QStringLiteral("range") << 0.6;
    }
    void oneShardDownFailsItsShareOfTheKeys() {
        QFETCH(QString, sharding);
        QFETCH(double, share);
        TableRows rows;
        if (sharding == QLatin1String("range"))
            rows = {{Value(5), Value(0.8)}, {Value(3), Value(0.0)}, {Value(4), Value(0.2)}};  // in any order
        DataPlant p({{"every", Value(5 * ms)}, {"writes", 0.5}, {"keys", true}},
                    {{"sharding", sharding.toStdString()}, {"shards", rows}, {"service_time", Value(0)}}, 3);
        p.start();
        p.run(5 * second);
        QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()));
        QVERIFY(p.world->kill(4, p.recording));
        p.run(25 * second);
        const double failed = p.count(1, Outcome::Http500) / 4000.0;
        QVERIFY2(std::abs(failed - share) < 0.04, QByteArray::number(failed).constData());
    }

    void readsGoToTheReplicasInTurnOrToTheNearest() {
        for (const bool nearest : {false, true}) {
            DataPlant p({{"every", Value(5 * ms)}}, {{"read_from", nearest ? "nearest" : "replica"}, {"service_time", Value(0)}},
                        2);
            p.wire(2, "db", p.add(kinds::databaseKind()), nearest ? 10 * microsecond : 5 * ms);
            p.start();
            p.run(5 * second);
            QCOMPARE(p.ended(3), std::uint64_t{0});
            if (nearest) {
                QCOMPARE(p.ended(4), std::uint64_t{0});
                QVERIFY(p.ended(5) > 990);
            } else {
                QVERIFY(p.ended(4) > 490 && p.ended(5) > 490);
            }
        }
    }

    // --- versions

    void aRollingRestartLosesNothingAndBothVersionsAnswer() {
        DataPlant p({{"every", Value(5 * ms)}},
                    {{"workers", Value(10)}, {"restart_time", Value(std::int64_t{500 * ms})}, {"distribution", "fixed"}}, 0);
        p.start();
        p.run(5 * second);
        p.version("2", 1.0);
        p.edit();
        p.run(20 * second);
        QCOMPARE(p.events("deployed"), 1);
        QCOMPARE(p.count(1, Outcome::Http500, 0, 5 * second + 480 * ms), 0);
        const int during = p.count(1, Outcome::Http500, 5 * second + 500 * ms, 10 * second);
        QVERIFY2(during > 300 && during < 900, QByteArray::number(during).constData());
        QCOMPARE(p.count(1, Outcome::Ok, 10 * second + 50 * ms), 0);
        // The bad version is taken back.
        QVERIFY(p.act(2, "rollback"));
        QVERIFY(!p.act(2, "rollback"));
        p.run(30 * second);
        QCOMPARE(p.count(1, Outcome::Http500, 26 * second), 0);
        QVERIFY(p.act(2, "deploy"));
        p.run(40 * second);
        QVERIFY(p.count(1, Outcome::Http500, 36 * second) > 700);
    }

    void stoppingAllRefusesMeanwhile() {
        DataPlant p({{"every", Value(5 * ms)}}, {{"deploy", "stop_all"}, {"restart_time", Value(std::int64_t{2 * second})}});
        p.start();
        p.run(5 * second + 2 * ms);
        p.version("2", 0.0);
        p.edit();
        p.run(5 * second + 100 * ms);
        QVERIFY(p.world->status(2).failing);
        p.run(10 * second);
        const int refused = p.count(1, Outcome::ConnectionRefused);
        QVERIFY2(refused >= 398 && refused <= 401, QByteArray::number(refused).constData());
        QVERIFY(p.count(1, Outcome::ConnectionReset) >= 1 && p.count(1, Outcome::ConnectionReset) < 20);
        QVERIFY(p.count(1, Outcome::Ok, 7 * second + 10 * ms) > 580);
    }

    void aGracefulReloadLosesNothing() {
        DataPlant p({{"every", Value(5 * ms)}}, {{"deploy", "graceful"}, {"restart_time", Value(std::int64_t{second})}});
        p.start();
        p.run(5 * second);
        p.version("2", 1.0);
        p.edit();
        p.run(10 * second);
        QCOMPARE(p.count(1, Outcome::Http500, 0, 6 * second - ms), 0);
        QCOMPARE(p.count(1, Outcome::Ok, 6 * second + ms), 0);
    }

    // --- the cache

    void aCacheSparesTheDatabase() {
        DataPlant p({{"every", Value(2 * ms)}, {"keys", true}}, {{"service_time", Value(0)}});
        const sim::Slot cache = p.add(kinds::cacheKind(), {{"keys", Value(1000)}, {"ttl", Value(0)}});
        p.wire(2, "cache", cache);
        p.start();
        p.run(60 * second);
        QVERIFY2(p.metric(cache, "hit_ratio") > 0.97, QByteArray::number(p.metric(cache, "hit_ratio")).constData());
        QVERIFY(p.ended(3) < 2000);
        const std::uint64_t before = p.ended(3);
        // A restart empties it: the database is asked for everything again.
        QVERIFY(p.world->kill(cache, p.recording));
        p.run(62 * second);
        QVERIFY(p.ended(3) > before + 950);
        QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()));
        QVERIFY(p.world->restore(cache, p.recording));
        p.run(63 * second);
        QVERIFY(p.metric(cache, "hit_ratio") < 0.9);
        p.run(120 * second);
        QVERIFY(p.metric(cache, "hit_ratio") > 0.97);
        QVERIFY(p.act(cache, "flush"));
        QCOMPARE(p.metric(cache, "items"), 0.0);
    }

    void aSmallCacheKeepsWhatIsPopular() {
        DataPlant p({{"every", Value(ms)}, {"keys", true}}, {{"service_time", Value(0)}});
        const sim::Slot cache =
            p.add(kinds::cacheKind(),
                  {{"keys", Value(10'000)}, {"ttl", Value(0)}, {"max_memory", Value(100 * 1024)}, {"item_size", Value(1024)}});
        p.wire(2, "cache", cache);
        p.start();
        p.run(60 * second);
        QCOMPARE(p.metric(cache, "items"), 100.0);
        // Che's approximation for LRU, Zipf(1), 100 of 10,000: 0.37.
        double ratio = 0;
        for (int t = 0; t < 20; ++t) {
            p.run((61 + t) * second);
            ratio += p.metric(cache, "hit_ratio") / 20;
        }
        QVERIFY2(ratio > 0.34 && ratio < 0.40, QByteArray::number(ratio).constData());
    }

    void whatIsWrittenIsTakenOutAndWhatIsOldRunsOut() {
        DataPlant p({{"every", Value(10 * ms)}, {"writes", 0.5}}, {{"service_time", Value(0)}});  // one key
        const sim::Slot cache = p.add(kinds::cacheKind(), {{"keys", Value(1)}});
        p.wire(2, "cache", cache);
        p.start();
        p.run(10 * second);
        QVERIFY(p.metric(cache, "hit_ratio") > 0.3 && p.metric(cache, "hit_ratio") < 0.7);
        p.set(1, "writes", 0.0);
        p.set(cache, "ttl", Value(std::int64_t{500 * ms}));
        p.edit();
        QVERIFY(p.act(cache, "flush"));  // what was stored before keeps its time
        p.run(12 * second);
        const std::uint64_t before = p.ended(3);
        p.run(22 * second);
        QVERIFY2(p.ended(3) - before >= 18 && p.ended(3) - before <= 21,
                 QByteArray::number(qulonglong(p.ended(3) - before)).constData());
    }

    void aCopyEndsTheSame() {
        DataPlant p({{"every", Value(2 * ms)}, {"writes", 0.3}, {"poisson", true}, {"keys", true}},
                    {{"db_connections", "pooled"}, {"pool_size", Value(3)}, {"distribution", "gamma"}, {"variation", 0.6}});
        const sim::Slot cache = p.add(kinds::cacheKind(), {{"keys", Value(500)}});
        p.wire(2, "cache", cache);
        p.start();
        p.run(3 * second + 1234);
        sim::World copy(*p.world);
        sim::Recording other;
        for (sim::World* world : {p.world.get(), &copy}) {
            sim::Recording& recording = world == &copy ? other : p.recording;
            QVERIFY(world->act(2, "deploy", recording));
            world->runBefore(4 * second, recording);
            QVERIFY(world->kill(cache, recording));
            world->runBefore(5 * second, recording);
            QVERIFY(world->kill(2, recording));
            QVERIFY(world->restore(2, recording));
            QVERIFY(world->restore(cache, recording));
            world->runBefore(12 * second, recording);
        }
        QCOMPARE(copy.fingerprint().text(), p.world->fingerprint().text());
        QCOMPARE(copy.stateHash().text(), p.world->stateHash().text());
    }
};

FAULTLINE_TEST(AppDataTest)
#include "app_data_test.moc"
