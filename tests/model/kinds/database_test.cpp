#include "model/kinds/gtid_set.h"
#include "tests/model/kinds/plant.h"
#include "tests/support/test_main.h"

using namespace faultline;
using faultline::kinds::Binlog;
using faultline::kinds::GtidSet;
using faultline::tests::Plant;
using faultline::tests::TestClient;
using sim::Outcome;

namespace {
constexpr SimTime ms = millisecond;

/// client 1 writes to primary 2; replica 3 follows it.
struct DbPlant : Plant {
    std::uint32_t link = 0;
    DbPlant(Values client, Values replica = {}, Values primary = {}) {
        this->client(client);
        add(kinds::databaseKind(), primary);
        add(kinds::databaseKind(), replica);
        set(3, "role", "replica");
        wire(1, "db", 2);
        link = wire(3, "source", 2);
    }
    sim::Status of(sim::Slot slot) const { return world->status(slot); }
    std::uint64_t executed(sim::Slot slot, sim::Slot origin) const {
        std::uint64_t n = 0;
        for (const auto& i : of(slot).executed)
            if (i.origin == origin) n += i.to - i.from + 1;
        return n;
    }
};
}  // namespace

class DatabaseTest : public QObject {
    Q_OBJECT
private slots:
    void setsOfTransactions() {
        GtidSet set;
        QCOMPARE(set.last(1), 0u);
        set.add(2, 1, 1);
        set.add(2, 2, 2);
        set.add(1, 5, 7);
        set.add(2, 10, 12);
        QCOMPARE(set.intervals().size(), std::size_t{3});
        QCOMPARE(set.count(), std::uint64_t{8});
        set.add(2, 3, 11);
        QCOMPARE(set.intervals().size(), std::size_t{2});
        QCOMPARE(set.count(), std::uint64_t{15});
        QCOMPARE(set.last(2), std::uint64_t{12});
        QCOMPARE(set.last(1), std::uint64_t{7});
        QVERIFY(set.contains(1, 5) && set.contains(2, 6) && !set.contains(1, 4) && !set.contains(3, 1));
        set.add(2, 2, 3);
        QCOMPARE(set.count(), std::uint64_t{15});
        set.add(1, 1, 4);
        QCOMPARE(set.intervals().front().from, std::uint64_t{1});
        QCOMPARE(set.count(), std::uint64_t{19});
    }

    void binlogsForgetWhatAllHave() {
        Binlog log;
        for (std::uint32_t when = 0; when < 10'000; ++when)
            for (int i = 0; i < 3; ++i) {
                log.append(1, when * 3ull + static_cast<std::uint64_t>(i) + 1, when);
                log.purge(log.end());
            }
        QCOMPARE(log.end(), std::uint64_t{10'000});
        QCOMPARE(log.end() - log.first(), std::uint64_t{Binlog::keptAtLeast});
        QCOMPARE(log.run(log.first()).from, log.purged(1) + 1);
        QCOMPARE(log.run(9'999).to, std::uint64_t{30'000});
        log.purge(0);  // a replica lacks them: kept
        QCOMPARE(log.end() - log.first(), std::uint64_t{Binlog::keptAtLeast});
    }

    void costsAreItsOwn() {
        Plant p;
        p.client({{"count", 1}});
        p.add(kinds::databaseKind());
        p.client({{"count", 1}, {"writes", 1.0}});
        p.wire(1, "db", 2, 0);
        p.wire(3, "db", 2, 0);
        p.set(3, "every", Value(50 * ms));
        p.start();
        p.run(second);
        QCOMPARE(p.ends(1).front().ended - p.ends(1).front().sent, (165 + 50) * microsecond);
        QCOMPARE(p.ends(3).front().ended - p.ends(3).front().sent, (410 + 50 + 600) * microsecond);
        QCOMPARE(p.ends(3).front().version, std::uint64_t{1});
    }

    void theReplicaHasWhatThePrimaryHas() {
        DbPlant p({{"every", Value(3 * ms)}, {"writes", 0.5}, {"poisson", true}});
        p.start();
        p.run(10 * second);
        p.set(1, "count", Value(0));
        const std::uint64_t written = p.of(2).acknowledged;
        QVERIFY(written > 1500);
        p.run(10 * second + 50 * ms);
        QVERIFY(p.executed(3, 2) >= written);
        QCOMPARE(p.of(3).secondsBehind, 0.0);
        QCOMPARE(int(p.of(2).databaseRole), 1);
        QCOMPARE(int(p.of(3).databaseRole), 2);
        QCOMPARE(p.of(2).secondsBehind, -2.0);
        QCOMPARE(p.events("replication_connected"), 1);
        QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()));
    }

    void aReplicaRefusesWrites() {
        Plant p;
        p.client({{"writes", 0.5}, {"count", 100}});
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.wire(1, "db", 2);
        p.start();
        p.run(5 * second);
        for (const TestClient::End& end : p.ends(1))
            QCOMPARE(end.outcome, end.kind == sim::CallClass::Write ? Outcome::DbReadOnly : Outcome::Ok);
        QVERIFY(p.count(1, Outcome::DbReadOnly) > 30);
        QCOMPARE(p.world->status(2).secondsBehind, -1.0);
        QCOMPARE(p.world->status(2).acknowledged, std::uint64_t{0});
    }

    void tooManyConnections() {
        Plant p;
        p.client({{"every", Value(100 * microsecond)}, {"writes", 1.0}, {"count", 100}});
        p.add(kinds::databaseKind(), {{"max_connections", Value(5)}, {"commit_wait", Value(std::int64_t{500 * ms})}});
        p.wire(1, "db", 2);
        p.start();
        p.run(2 * second);
        QCOMPARE(p.count(1, Outcome::Ok), 5);
        QCOMPARE(p.count(1, Outcome::DbTooManyConnections), 95);
    }

    // 300 writes a second for 10 s, applied at 5 ms and its costs each: 170 a second.
    void lagGrowsAndFallsAsMySqlReckonsIt() {
        DbPlant p({{"every", Value(3'333'333)}, {"writes", 1.0}, {"count", 3000}}, {{"apply_wait", Value(std::int64_t{5 * ms})}});
        p.start();
        const double mu = 1000.0 / 5.89, lambda = 300;
        std::vector<double> seconds, rows;
        for (int t = 1; t <= 30; ++t) {
            p.run(t * second + 500 * ms);
            seconds.push_back(p.of(3).secondsBehind);
            rows.push_back(p.of(3).transactionsBehind);
        }
        const auto at = [&](int t) { return static_cast<std::size_t>(t - 1); };
        QVERIFY2(qAbs(rows[at(9)] - 9.5 * (lambda - mu)) < 30, qPrintable(QString::number(rows[at(9)])));
        QVERIFY(qAbs(seconds[at(9)] - 9.5 * (1 - mu / lambda)) <= 1);
        // After the end of the load the rows fall, but the seconds go on rising, and drop to nothing in one step.
        const double end = 10 * lambda / mu;
        QVERIFY(rows[at(15)] < rows[at(10)] - 500);
        QVERIFY(seconds[at(16)] >= seconds[at(9)] + 2);
        QVERIFY2(seconds[at(static_cast<int>(end) - 1)] >= 6,
                 qPrintable(QString::number(seconds[at(static_cast<int>(end) - 1)])));
        QCOMPARE(seconds[at(static_cast<int>(end) + 1)], 0.0);
        QCOMPARE(rows[at(static_cast<int>(end) + 1)], 0.0);
        QCOMPARE(p.executed(3, 2), std::uint64_t{3000});
        for (std::size_t i = 1; i < seconds.size(); ++i) QVERIFY(seconds[i] == 0 || seconds[i] >= seconds[i - 1] - 0.5);
    }

    void secondsBehindIsNullWithoutTheSource_data() {
        QTest::addColumn<QString>("flavour");
        QTest::addColumn<double>("behind");
        QTest::newRow("MySQL") << QStringLiteral("mysql") << 1.0;
        QTest::newRow("MariaDB") << QStringLiteral("mariadb") << -1.0;
    }
    void secondsBehindIsNullWithoutTheSource() {
        QFETCH(QString, flavour);
        QFETCH(double, behind);
        DbPlant p({{"every", Value(2 * ms)}, {"writes", 1.0}},
                  {{"apply_wait", Value(std::int64_t{4 * ms})}, {"flavour", flavour.toStdString()}});
        p.start();
        p.run(5 * second);
        QVERIFY(p.of(3).secondsBehind > 0);
        QVERIFY(p.world->kill(2, p.recording));
        p.run(5 * second + 300 * ms);
        // MySQL goes on counting while there is a relay log to apply.
        if (behind < 0)
            QCOMPARE(p.of(3).secondsBehind, -1.0);
        else
            QVERIFY(p.of(3).secondsBehind >= behind);
        p.run(30 * second);
        QCOMPARE(p.of(3).transactionsBehind, 0.0);
        QCOMPARE(p.of(3).secondsBehind, -1.0);
        QCOMPARE(p.events("replication_lost"), 1);
        QVERIFY(p.of(3).strained);
    }

    void aCutLinkIsNoticedAfterTheNetTimeoutAndMended() {
        DbPlant p({{"every", Value(10 * ms)}, {"writes", 1.0}},
                  {{"net_timeout", Value(std::int64_t{10 * second})}, {"connect_retry", Value(std::int64_t{2 * second})}});
        p.start();
        p.run(20 * second + 3 * ms);
        QVERIFY(p.world->setLinkUp(p.link, 2, false, p.recording));
        p.run(29 * second);
        QCOMPARE(p.of(3).secondsBehind, 0.0);  // silence: nothing is known to be missing, however much is
        p.run(31 * second);
        QCOMPARE(p.of(3).secondsBehind, -1.0);
        QCOMPARE(p.events("replication_lost"), 1);
        QVERIFY(p.world->setLinkUp(p.link, 2, true, p.recording));
        p.run(45 * second);
        QCOMPARE(p.of(3).secondsBehind, 0.0);
        QCOMPARE(p.events("replication_connected"), 2);
        QVERIFY(p.executed(3, 2) + 2 >= p.executed(2, 2));
    }

    void heartbeatsKeepAnIdleReplicaConnected() {
        DbPlant p({{"every", Value(std::int64_t{1000 * second})}});
        p.start();
        p.run(600 * second);
        QCOMPARE(p.of(3).secondsBehind, 0.0);
        QCOMPARE(p.events("replication_connected"), 1);
        QCOMPARE(p.events("replication_lost"), 0);
    }

    void aRestartedReplicaGoesOnWhereItWas() {
        DbPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}}, {{"apply_wait", Value(std::int64_t{10 * ms})}});
        p.start();
        p.run(4 * second);
        const std::uint64_t had = p.executed(3, 2);
        const double relay = p.of(3).transactionsBehind;
        QVERIFY(relay > 300);
        QVERIFY(p.world->kill(3, p.recording));
        p.run(6 * second);
        QCOMPARE(p.of(3).transactionsBehind, relay);  // the relay log is on disk
        QVERIFY(p.world->restore(3, p.recording));
        p.run(8 * second);
        QVERIFY(p.executed(3, 2) > had);
        QCOMPARE(p.of(3).executed.size(), std::size_t{1});  // without a gap
        QCOMPARE(static_cast<std::uint64_t>(p.of(3).transactionsBehind) + p.executed(3, 2) + 2 >= p.executed(2, 2), true);
    }

    void promotionAppliesTheRelayLogFirst() {
        DbPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}}, {{"apply_wait", Value(std::int64_t{10 * ms})}});
        p.start();
        p.run(4 * second);
        QVERIFY(!p.world->act(2, "promote", p.recording));  // writable already
        QVERIFY(p.world->kill(2, p.recording));
        p.run(4 * second + 100 * ms);
        QVERIFY(!p.world->act(2, "promote", p.recording));  // not running
        QVERIFY(p.world->act(3, "promote", p.recording));
        QVERIFY(!p.world->act(3, "promote", p.recording));  // under way
        QCOMPARE(p.events("promoting"), 1);
        QCOMPARE(int(p.of(3).databaseRole), 2);
        p.run(20 * second);
        QCOMPARE(p.events("promoted"), 1);
        QCOMPARE(int(p.of(3).databaseRole), 1);
        // Asynchronous: at most what was on its way is missing.
        QVERIFY(p.executed(3, 2) + 2 >= p.of(2).acknowledged);
    }

    void theOldPrimaryComesBackWritable() {
        DbPlant p({{"every", Value(10 * ms)}, {"writes", 1.0}});
        p.start();
        p.run(2 * second);
        QVERIFY(p.world->kill(2, p.recording));
        p.run(3 * second);
        QVERIFY(p.world->act(3, "promote", p.recording));
        QVERIFY(p.world->restore(2, p.recording));
        p.run(5 * second);
        QCOMPARE(int(p.of(2).databaseRole), 1);
        QCOMPARE(int(p.of(3).databaseRole), 1);  // split brain
        QVERIFY(p.count(1, Outcome::Ok, 4 * second) > 90);
        QVERIFY(p.count(1, Outcome::ConnectionRefused) > 90);
        // A promoted one stays promoted.
        QVERIFY(p.world->kill(3, p.recording));
        QVERIFY(p.world->restore(3, p.recording));
        p.run(6 * second);
        QCOMPARE(int(p.of(3).databaseRole), 1);
    }

    void theNewPrimaryGoesOnUnderItsOwnNameAndTheOldOneRejoins() {
        Plant p;
        p.client({{"every", Value(10 * ms)}, {"writes", 1.0}, {"count", 200}});
        p.add(kinds::databaseKind());
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.client({{"every", Value(10 * ms)}, {"writes", 1.0}, {"count", 500}});
        p.wire(1, "db", 2);
        p.wire(3, "source", 2);
        p.wire(4, "db", 3);
        p.wire(2, "source", 3);
        p.start();
        p.run(3 * second);
        QVERIFY(p.world->act(3, "promote", p.recording));
        p.run(5 * second);
        const auto executed = [&](sim::Slot slot) { return p.world->status(slot).executed; };
        QCOMPARE(executed(3).size(), std::size_t{2});
        QCOMPARE(executed(3)[0].to, std::uint64_t{200});
        QCOMPARE(executed(3)[1].origin, 3u);
        p.set(2, "role", "replica");
        p.edit();
        p.run(8 * second);
        QCOMPARE(int(p.world->status(2).databaseRole), 2);
        QCOMPARE(executed(2), executed(3));
        QCOMPARE(p.world->status(2).secondsBehind, 0.0);
    }

    void errantTransactions_data() {
        QTest::addColumn<QString>("flavour");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("MySQL takes it back and they diverge") << QStringLiteral("mysql") << true;
        QTest::newRow("MariaDB refuses it") << QStringLiteral("mariadb") << false;
    }
    void errantTransactions() {
        QFETCH(QString, flavour);
        QFETCH(bool, accepted);
        const Value flavoured(flavour.toStdString());
        Plant p;
        p.client({{"every", Value(10 * ms)}, {"writes", 1.0}, {"count", 800}});
        p.add(kinds::databaseKind(), {{"flavour", flavoured}});
        p.add(kinds::databaseKind(), {{"role", "replica"}, {"flavour", flavoured}});
        p.wire(1, "db", 2);
        const std::uint32_t link = p.wire(3, "source", 2);
        p.wire(2, "source", 3);
        p.start();
        p.run(4 * second);
        QVERIFY(p.world->setLinkUp(link, 2, false, p.recording));
        p.run(6 * second);
        QVERIFY(p.world->act(3, "promote", p.recording));  // two seconds of writes never reached it
        p.run(9 * second);
        p.set(2, "role", "replica");
        p.edit();
        p.run(12 * second);
        QCOMPARE(p.world->status(2).executed.front().to, std::uint64_t{800});
        const std::uint64_t survived = p.world->status(3).executed.front().to;
        QVERIFY2(survived >= 398 && survived <= 401, qPrintable(QString::number(survived)));
        QCOMPARE(p.events("replication_stopped"), accepted ? 0 : 1);
        QCOMPARE(p.world->status(2).failing, !accepted);
        QCOMPARE(p.world->status(2).acknowledged, std::uint64_t{800});
    }

    void aChainPassesOnWhatItApplied() {
        Plant p;
        p.client({{"every", Value(10 * ms)}, {"writes", 1.0}, {"count", 300}});
        p.add(kinds::databaseKind());
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.add(kinds::databaseKind(), {{"role", "replica"}});
        p.wire(1, "db", 2);
        p.wire(3, "source", 2);
        p.wire(4, "source", 3);
        p.start();
        p.run(5 * second);
        QCOMPARE(p.world->status(4).executed, p.world->status(2).executed);
        QCOMPARE(p.world->status(4).executed.front().to, std::uint64_t{300});
    }

    void aWriteNobodyWaitsForIsDoneButNotAcknowledged() {
        Plant p;
        p.client({{"every", Value(100 * ms)}, {"writes", 1.0}, {"count", 20}, {"response", Value(200 * ms)}});
        p.add(kinds::databaseKind(), {{"commit_wait", Value(std::int64_t{second})}});
        p.wire(1, "db", 2);
        p.start();
        p.run(10 * second);
        QCOMPARE(p.count(1, Outcome::ResponseTimeout), 20);
        QCOMPARE(p.world->status(2).executed.front().to, std::uint64_t{20});
        QCOMPARE(p.world->status(2).acknowledged, std::uint64_t{0});
        QCOMPARE(p.world->callsInUse(), 0u);
    }

    void aCopyEndsTheSame() {
        DbPlant p({{"every", Value(2 * ms)}, {"writes", 0.6}, {"poisson", true}}, {{"apply_wait", Value(std::int64_t{3 * ms})}});
        p.start();
        p.run(5 * second + 777);
        sim::World copy(*p.world);
        sim::Recording other;
        for (sim::World* world : {p.world.get(), &copy}) {
            sim::Recording& recording = world == &copy ? other : p.recording;
            world->runBefore(6 * second, recording);
            QVERIFY(world->kill(2, recording));
            world->runBefore(7 * second, recording);
            QVERIFY(world->act(3, "promote", recording));
            QVERIFY(world->restore(2, recording));
            world->runBefore(12 * second, recording);
        }
        QCOMPARE(copy.fingerprint().text(), p.world->fingerprint().text());
        QCOMPARE(copy.stateHash().text(), p.world->stateHash().text());
        QCOMPARE(copy.status(3).executed, p.world->status(3).executed);
    }
};

FAULTLINE_TEST(DatabaseTest)
#include "database_test.moc"
