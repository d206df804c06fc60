#include "tests/model/kinds/plant.h"
#include "tests/support/test_main.h"

using namespace faultline;
using faultline::tests::Plant;
using faultline::tests::TestClient;
using sim::Outcome;

namespace {
constexpr SimTime ms = millisecond;

/// client 1 writes to primary 2; replica 3 follows it; each can reach the other.
struct ReplicationPlant : Plant {
    std::uint32_t link = 0;
    explicit ReplicationPlant(Values client, Values databases = {}, SimTime latency = 100 * microsecond) {
        this->client(client);
        add(kinds::databaseKind(), databases);
        add(kinds::databaseKind(), databases);
        set(3, "role", "replica");
        wire(1, "db", 2);
        link = wire(3, "source", 2, latency);
        wire(2, "source", 3, latency);
    }
    sim::Status of(sim::Slot slot) const { return world->status(slot); }
    bool act(sim::Slot slot, const char* verb) { return world->act(slot, verb, recording).has_value(); }
    /// Acknowledged by 2 and not on 3.
    std::uint64_t lost() const {
        std::uint64_t missing = 0;
        for (const auto& mine : of(2).acknowledgedSet) {
            missing += mine.to - mine.from + 1;
            for (const auto& other : of(3).executed)
                if (other.origin == mine.origin && std::min(mine.to, other.to) >= std::max(mine.from, other.from))
                    missing -= std::min(mine.to, other.to) - std::max(mine.from, other.from) + 1;
        }
        return missing;
    }
    int acknowledged(SimTime from, SimTime to) const {
        int n = 0;
        for (const TestClient::End& end : ends(1)) n += end.outcome == Outcome::Ok && end.ended >= from && end.ended < to;
        return n;
    }
};
const Plant::Values writing = {{"every", Value(20 * ms)}, {"writes", 1.0}};
/// The primary dies with two seconds of writes that the replica lacks, the replica is promoted and written to, and the old one comes back.
struct ErrantPlant : ReplicationPlant {
    explicit ErrantPlant(Values databases) : ReplicationPlant(writing, databases) {
        client({{"every", Value(20 * ms)}, {"writes", 1.0}});
        wire(4, "db", 3);
        start();
        run(4 * second);
        (void)act(3, "stop_io");
        run(6 * second);
        (void)world->kill(2, recording);
        (void)act(3, "promote");
        run(8 * second);
        (void)world->restore(2, recording);
        run(9 * second);
    }
};

/// Databases 2, 3 and 4 are a group, each linked with each; 1 writes to the first, 5 to the second.
struct GroupPlant : Plant {
    std::vector<std::uint32_t> links[5];
    GroupPlant() {
        client(writing);
        for (int i = 0; i < 3; ++i)
            add(kinds::databaseKind(), {{"replication", "group"}, {"role", i == 0 ? "primary" : "replica"}});
        client(writing);
        wire(1, "db", 2);
        wire(5, "db", 3);
        for (sim::Slot a = 2; a <= 4; ++a)
            for (sim::Slot b = 2; b <= 4; ++b)
                if (a != b) {
                    const std::uint32_t id = wire(a, "source", b);
                    links[a].push_back(id);
                    links[b].push_back(id);
                }
        start();
        run(5 * second);
    }
    sim::Status of(sim::Slot slot) const { return world->status(slot); }
};
}  // namespace

class ReplicationTest : public QObject {
    Q_OBJECT
private slots:
    void semiSyncCostsOneRoundTrip() {
        for (const bool semi : {false, true}) {
            ReplicationPlant p(writing, {{"replication", semi ? "semi_sync" : "async"}}, 10 * ms);
            p.start();
            p.run(5 * second);
            QVERIFY(p.ends(1).size() > 200);
            for (const TestClient::End& end : p.ends(1))
                if (end.sent > second)
                    QCOMPARE(end.ended - end.sent, 4 * 100 * microsecond + (410 + 50 + 600) * microsecond + (semi ? 20 * ms : 0));
        }
    }

    // At 100 writes in the time of one round trip the acknowledgements still come at once: the stream does not wait for them.
    void semiSyncStreams() {
        ReplicationPlant p({{"every", Value(2 * ms)}, {"writes", 1.0}}, {{"replication", "semi_sync"}}, 10 * ms);
        p.start();
        p.run(5 * second);
        double sum = 0;
        for (const TestClient::End& end : p.ends(1)) sum += static_cast<double>(end.ended - end.sent) / 1e6;
        const double mean = sum / static_cast<double>(p.ends(1).size());
        QVERIFY2(mean > 21.4 && mean < 23, QByteArray::number(mean).constData());
    }

    // Writes hang for the timeout, all are let go together, and from then on what is acknowledged is lost with the primary.
    void semiSyncFallsBackSilently() {
        ReplicationPlant p(writing, {{"replication", "semi_sync"}, {"semi_sync_timeout", Value(std::int64_t{3 * second})}});
        p.start();
        p.run(4 * second + 3 * ms);
        QVERIFY(p.act(3, "stop_io"));
        p.run(12 * second);
        QVERIFY(p.world->kill(2, p.recording));
        p.run(13 * second);
        QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()) - p.count(1, Outcome::ConnectionRefused));
        QCOMPARE(p.acknowledged(4 * second + 10 * ms, 7 * second), 0);
        QVERIFY(p.acknowledged(7 * second, 7 * second + 100 * ms) > 140);
        QCOMPARE(p.events("semi_sync_off"), 1);
        QVERIFY(p.act(3, "promote"));
        p.run(15 * second);
        QCOMPARE(int(p.of(3).databaseRole), 1);
        QCOMPARE(static_cast<int>(p.lost()), p.acknowledged(5 * second, 13 * second));
        for (const TestClient::End& end : p.ends(1))
            if (end.sent > 8 * second && end.sent < 11 * second) QVERIFY(end.ended - end.sent < 2 * ms);
    }

    void semiSyncComesBackWhenTheReplicaHasCaughtUp() {
        ReplicationPlant p(writing, {{"replication", "semi_sync"}, {"semi_sync_timeout", Value(std::int64_t{second})}});
        p.start();
        p.run(2 * second);
        QVERIFY(p.act(3, "stop_io"));
        QVERIFY(!p.act(3, "stop_io"));
        p.run(6 * second);
        QVERIFY(p.of(2).strained);
        QVERIFY(p.act(3, "start_io"));
        p.run(7 * second);
        QCOMPARE(p.events("semi_sync_on"), 1);
        QVERIFY(!p.of(2).strained);
        QVERIFY(p.world->kill(2, p.recording));
        p.run(8 * second);
        QVERIFY(p.act(3, "promote"));
        p.run(9 * second);
        QCOMPARE(p.lost(), std::uint64_t{0});
    }

    void semiSyncWaitsForAsManyAsItIsTold() {
        for (const int count : {1, 2}) {
            ReplicationPlant p(writing, {{"replication", "semi_sync"}, {"semi_sync_wait_for", Value(count)}});
            p.add(kinds::databaseKind(), {{"role", "replica"}});
            p.wire(4, "source", 2, 30 * ms);
            p.start();
            p.run(3 * second);
            const TestClient::End& last = p.ends(1).back();
            QCOMPARE(last.ended - last.sent,
                     4 * 100 * microsecond + 1060 * microsecond + (count == 1 ? 200 * microsecond : 60 * ms));
        }
    }

    void withoutWaitingForReplicasThatAreNotThere() {
        ReplicationPlant p(writing, {{"replication", "semi_sync"}, {"semi_sync_wait_no_replica", false}});
        p.start();
        p.run(2 * second);
        QVERIFY(p.world->kill(3, p.recording));
        p.run(4 * second);
        QCOMPARE(p.events("semi_sync_off"), 1);
        QVERIFY(p.acknowledged(2 * second, 4 * second) > 97);
    }

    // Acknowledged and lost is what was committed after the last event that was received.
    void whatAStoppedIoThreadMissedIsLost() {
        ReplicationPlant p(writing, {{"flavour", "mariadb"}});
        p.start();
        p.run(5 * second + 5 * ms);
        QVERIFY(p.act(3, "stop_io"));
        p.run(6 * second);
        QCOMPARE(p.of(3).secondsBehind, -1.0);  // NULL, not large
        p.run(10 * second + 5 * ms);
        QVERIFY(p.world->kill(2, p.recording));
        QVERIFY(p.act(3, "promote"));
        p.run(11 * second);
        QCOMPARE(static_cast<int>(p.lost()), p.acknowledged(5 * second + 5 * ms, 11 * second));
        QVERIFY(p.lost() >= 249 && p.lost() <= 251);
    }

    // The events are on the replica's disk: only applying them saves them, and how the threads are stopped decides.
    void aDelayedReplica_data() {
        QTest::addColumn<QString>("flavour");
        QTest::addColumn<QString>("acts");
        QTest::addColumn<bool>("saved");
        QTest::newRow("MariaDB, drained") << QStringLiteral("mariadb") << QStringLiteral("promote") << true;
        QTest::newRow("MariaDB, at once") << QStringLiteral("mariadb") << QStringLiteral("promote_now") << false;
        QTest::newRow("MariaDB, IO thread stopped first")
            << QStringLiteral("mariadb") << QStringLiteral("stop_io promote") << true;
        QTest::newRow("MariaDB, both stopped first")
            << QStringLiteral("mariadb") << QStringLiteral("stop_replica start_sql promote") << false;
        QTest::newRow("MySQL, both stopped first")
            << QStringLiteral("mysql") << QStringLiteral("stop_replica start_sql promote") << true;
        QTest::newRow("MySQL, at once") << QStringLiteral("mysql") << QStringLiteral("promote_now") << false;
    }
    void aDelayedReplica() {
        QFETCH(QString, flavour);
        QFETCH(QString, acts);
        QFETCH(bool, saved);
        ReplicationPlant p(writing, {{"flavour", flavour.toStdString()}, {"source_delay", Value(std::int64_t{6 * second})}});
        p.start();
        p.run(10 * second + 500 * ms);
        QVERIFY(p.of(3).secondsBehind >= 5 && p.of(3).secondsBehind <= 6);
        QVERIFY(p.world->kill(2, p.recording));
        p.run(10 * second + 600 * ms);
        for (const QString& verb : acts.split(QLatin1Char(' ')))
            QVERIFY2(p.act(3, verb.toLatin1().constData()), qPrintable(verb));
        p.run(15 * second);
        if (saved) QCOMPARE(int(p.of(3).databaseRole), 2);  // the rest of the delay has to pass
        p.run(20 * second);
        QCOMPARE(int(p.of(3).databaseRole), 1);
        if (saved)
            QCOMPARE(p.lost(), std::uint64_t{0});
        else
            QVERIFY2(p.lost() >= 245 && p.lost() < 305, QByteArray::number(qulonglong(p.lost())).constData());
    }

    void aStoppedSqlThreadReceivesOn() {
        ReplicationPlant p(writing);
        p.start();
        p.run(2 * second);
        QVERIFY(p.act(3, "stop_sql"));
        p.run(5 * second);
        QCOMPARE(p.of(3).secondsBehind, -1.0);
        QVERIFY(p.of(3).transactionsBehind > 145);
        QVERIFY(p.act(3, "start_sql"));
        p.run(6 * second);
        QCOMPARE(p.of(3).transactionsBehind, 0.0);
        QVERIFY(!p.act(2, "stop_sql"));  // a primary has none
    }

    void aPlannedSwitchOverLosesNothing() {
        ReplicationPlant p(writing);
        p.start();
        p.run(3 * second + 7 * ms);
        QVERIFY(p.act(3, "switchover"));
        p.run(3 * second + 100 * ms);
        QCOMPARE(int(p.of(3).databaseRole), 1);
        QCOMPARE(int(p.of(2).databaseRole), 2);
        QVERIFY(p.count(1, Outcome::DbReadOnly) >= 3);
        p.run(5 * second);
        QCOMPARE(p.lost(), std::uint64_t{0});
        QCOMPARE(p.of(2).secondsBehind, 0.0);
        QCOMPARE(p.of(2).executed, p.of(3).executed);
    }

    void anOldPrimaryWithErrantTransactions_data() {
        QTest::addColumn<QString>("flavour");
        QTest::addColumn<QString>("keys");
        QTest::addColumn<QString>("event");
        QTest::newRow("MariaDB: 1236") << QStringLiteral("mariadb") << QStringLiteral("counted")
                                       << QStringLiteral("replication_stopped");
        QTest::newRow("MySQL: 1062") << QStringLiteral("mysql") << QStringLiteral("counted") << QStringLiteral("apply_stopped");
        QTest::newRow("MySQL, keys that do not clash")
            << QStringLiteral("mysql") << QStringLiteral("unique") << QStringLiteral("diverged");
    }
    void anOldPrimaryWithErrantTransactions() {
        QFETCH(QString, flavour);
        QFETCH(QString, keys);
        QFETCH(QString, event);
        ErrantPlant p({{"flavour", flavour.toStdString()},
                       {"keys", keys.toStdString()},
                       {"data_size", Value(std::int64_t{100} << 20)},
                       {"rebuild_rate", Value(std::int64_t{50} << 20)}});
        QCOMPARE(int(p.of(2).databaseRole), 1);  // it came back writable, beside the new one
        QVERIFY(p.act(2, "rejoin"));
        p.run(12 * second);
        QCOMPARE(p.events(event.toLatin1().constData()), 1);
        QVERIFY(p.of(2).failing || p.of(2).strained);
        QVERIFY(p.lost() > 90);
        const std::uint64_t acknowledged = p.of(2).acknowledged;
        // Two seconds of dump, and it is as the new one; what only it had is gone.
        QVERIFY(p.act(2, "rebuild"));
        QVERIFY(!p.act(2, "rebuild"));
        p.run(13 * second);
        QVERIFY(p.of(2).failing);
        p.set(4, "count", Value(1));
        p.run(14 * second + 200 * ms);
        QCOMPARE(p.events("rebuilt"), 1);
        p.run(16 * second);
        QVERIFY(!p.of(2).failing && !p.of(2).strained);
        QCOMPARE(p.of(2).acknowledged, acknowledged);
        QVERIFY(p.of(2).executed.size() == p.of(3).executed.size());
        QCOMPARE(p.of(2).secondsBehind, 0.0);
    }

    void messagesThatOvertakeEachOtherAreTakenInOrder() {
        ReplicationPlant p({{"every", Value(ms)}, {"writes", 1.0}}, {}, ms);
        p.jitter(p.link, 20 * ms);
        p.start();
        p.run(10 * second);
        QVERIFY(p.world->setLinkUp(p.link, 2, false, p.recording));
        p.run(12 * second);
        QVERIFY(p.world->setLinkUp(p.link, 2, true, p.recording));
        p.set(1, "every", Value(std::int64_t{1000 * second}));
        p.edit();
        p.run(30 * second);
        QCOMPARE(p.of(3).executed, p.of(2).executed);
        QCOMPARE(p.of(3).executed.size(), std::size_t{1});
        QVERIFY(p.of(3).executed.front().to > 9000);
    }

    void severalAppliersKeepUp() {
        for (const int workers : {1, 4}) {
            ReplicationPlant p({{"every", Value(5 * ms)}, {"writes", 1.0}},
                               {{"apply_wait", Value(std::int64_t{10 * ms})}, {"apply_workers", Value(workers)}});
            p.start();
            p.run(10 * second);
            QCOMPARE(p.of(3).executed.size(), std::size_t{1});
            QVERIFY(workers == 1 ? p.of(3).transactionsBehind > 900 : p.of(3).transactionsBehind < 5);
        }
    }

    // --- group replication: databases 2, 3 and 4, each linked with each

    void aMajorityIsEnoughAndTheRestElectsAPrimary();
    void aMinorityTakesNoWrites();

    void aFullDiskStopsWrites() {
        ReplicationPlant p(writing, {{"write_size", Value(std::int64_t{1} << 20)}});
        p.setup(2).resources.disk = std::int64_t{20} << 20;
        p.start();
        p.run(5 * second);
        QCOMPARE(p.count(1, Outcome::Ok), 20);
        // The others wait, and when they hold all connections there is none for who comes then.
        QCOMPARE(p.count(1, Outcome::DbTooManyConnections), static_cast<int>(p.ends(1).size()) - 20);
        QVERIFY(p.of(2).failing);
        QCOMPARE(p.of(3).executed.front().to, std::uint64_t{20});
    }

    void aCopyInTheMiddleOfEverythingEndsTheSame() {
        ReplicationPlant p(writing, {{"replication", "semi_sync"},
                                     {"semi_sync_timeout", Value(std::int64_t{2 * second})},
                                     {"apply_workers", Value(3)},
                                     {"apply_wait", Value(std::int64_t{30 * ms})}});
        p.start();
        p.run(2 * second);
        QVERIFY(p.act(3, "stop_io"));
        p.run(3 * second + 77);
        sim::World copy(*p.world);
        sim::Recording other;
        for (sim::World* world : {p.world.get(), &copy}) {
            sim::Recording& recording = world == &copy ? other : p.recording;
            world->runBefore(5 * second, recording);
            QVERIFY(world->act(3, "start_io", recording));
            world->runBefore(6 * second, recording);
            QVERIFY(world->act(3, "switchover", recording));
            world->runBefore(9 * second, recording);
            QVERIFY(world->act(2, "rebuild", recording));
            world->runBefore(40 * second, recording);
        }
        QCOMPARE(copy.fingerprint().text(), p.world->fingerprint().text());
        QCOMPARE(copy.stateHash().text(), p.world->stateHash().text());
        QCOMPARE(p.events("rebuilt"), 1);
    }
};

void ReplicationTest::aMajorityIsEnoughAndTheRestElectsAPrimary() {
    GroupPlant p;
    QCOMPARE(p.count(1, Outcome::Ok), static_cast<int>(p.ends(1).size()));
    QVERIFY(p.world->kill(4, p.recording));  // two of three are left: writes go on
    p.run(8 * second);
    QVERIFY(p.count(1, Outcome::Ok, 5 * second) > 140);
    QVERIFY(p.world->restore(4, p.recording));
    p.run(20 * second);
    QCOMPARE(p.of(4).executed.front().to, p.of(2).executed.front().to);
    QVERIFY(p.world->kill(2, p.recording));
    p.run(28 * second);
    QCOMPARE(int(p.of(3).databaseRole), 2);  // silent for 5 s, then the expel timeout
    p.run(33 * second);
    QCOMPARE(int(p.of(3).databaseRole), 1);
    p.run(36 * second);
    QCOMPARE(int(p.of(4).databaseRole), 2);
    QVERIFY(p.count(5, Outcome::Ok, 33 * second) > 90);
    QVERIFY(p.world->restore(2, p.recording));  // comes back as one of them
    p.run(45 * second);
    QCOMPARE(int(p.of(2).databaseRole), 2);
    QCOMPARE(int(p.of(3).databaseRole), 1);
    QVERIFY(p.of(2).executed.size() == 2);
}

void ReplicationTest::aMinorityTakesNoWrites() {
    GroupPlant p;
    for (const std::uint32_t link : p.links[2]) QVERIFY(p.world->setLinkUp(link, 2, false, p.recording));
    p.run(30 * second);
    QCOMPARE(p.count(1, Outcome::Ok, 5 * second + 100 * ms), 0);
    QVERIFY(p.of(2).failing);
    QCOMPARE(int(p.of(3).databaseRole), 1);
    QVERIFY(p.count(5, Outcome::Ok, 20 * second) > 400);
    for (const std::uint32_t link : p.links[2]) QVERIFY(p.world->setLinkUp(link, 2, true, p.recording));
    p.run(80 * second);
    QCOMPARE(int(p.of(2).databaseRole), 2);
    QCOMPARE(p.of(2).executed.size(), p.of(3).executed.size());
    const std::uint64_t there = p.of(3).executed.front().to;  // nothing that was acknowledged is missing
    QVERIFY(there >= p.of(2).acknowledged && there <= p.of(2).acknowledged + 2);
}

FAULTLINE_TEST(ReplicationTest)
#include "replication_test.moc"
