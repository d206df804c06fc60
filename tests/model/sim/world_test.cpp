#include "tests/support/echo.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::testing;
using sim::Outcome;

class WorldTest : public QObject {
    Q_OBJECT
private slots:
    void aConnectionCostsARoundTripBeforeTheRequest();
    void aPooledConnectionDoesNot();
    void aDeadProcessRefuses();
    void aDeadHostIsSilentUntilTheConnectTimeout();
    void aDeadHostOnTheSubnetIsUnreachableAfterThreeSeconds();
    void killingTheProcessResetsWhatItHeld();
    void killingTheHostLeavesTheCallerWaiting();
    void aFrozenProcessAnswersAfterwards();
    void aFullBacklogLetsConnectionsTimeOut();
    void aCutLinkStallsAndRecovers();
    void cpuIsSharedEqually();
    void aRestoredProcessServesAfterItsStartUp();
    void aTimerListKeepsTheOrder();
    void aCopyGoesOnTheSame();
    void anEmptyAdoptionChangesNothing();
    void removingTheCalleeFailsItsCalls();
    void theQueueNetworkIsRight();
    void callsAreConserved();
};

namespace {
constexpr SimTime ms = millisecond;
}

void WorldTest::aConnectionCostsARoundTripBeforeTheRequest() {
    Pair p(settings({{"count", 1}}), settings({{"after", Value(10 * ms)}}), 5 * ms);
    p.run(second);
    QCOMPARE(p.ends().size(), 1u);
    QCOMPARE(p.ends()[0].outcome, Outcome::Ok);
    QCOMPARE(p.ends()[0].ended - p.ends()[0].sent, 5 * ms * 4 + 10 * ms);   // SYN, SYN-ACK, request, answer
}

void WorldTest::aPooledConnectionDoesNot() {
    Pair p(settings({{"count", 2}, {"pooled", true}}), settings({}), 5 * ms);
    p.run(2 * second);
    QCOMPARE(p.ends()[0].ended - p.ends()[0].sent, 20 * ms);
    QCOMPARE(p.ends()[1].ended - p.ends()[1].sent, 10 * ms);
}

void WorldTest::aDeadProcessRefuses() {
    Pair p(settings({{"first", Value(10 * ms)}}), settings({}), 5 * ms);
    QVERIFY(p.world->kill(2, p.recording));
    p.run(second);
    QCOMPARE(p.ends()[0].outcome, Outcome::ConnectionRefused);
    QCOMPARE(p.ends()[0].ended - p.ends()[0].sent, 10 * ms);
    QCOMPARE(p.ends()[0].reason, &sim::reason::processDead);
}

void WorldTest::aDeadHostIsSilentUntilTheConnectTimeout() {
    Pair p(settings({{"first", Value(10 * ms)}, {"connect", Value(2 * second)}}), settings({}), 5 * ms);
    QVERIFY(p.world->kill(3, p.recording));
    p.run(10 * second);
    QCOMPARE(p.ends()[0].outcome, Outcome::ConnectionTimeout);
    QCOMPARE(p.ends()[0].ended - p.ends()[0].sent, 2 * second);
    QCOMPARE(p.ends()[0].reason, &sim::reason::hostDown);
}

void WorldTest::aDeadHostOnTheSubnetIsUnreachableAfterThreeSeconds() {
    Pair p(settings({{"first", Value(10 * ms)}, {"connect", Value(8 * second)}}), settings({}), 5 * ms);
    QVERIFY(p.world->kill(3, p.recording));
    p.run(20 * second);
    QCOMPARE(p.ends()[0].outcome, Outcome::HostUnreachable);
    QCOMPARE(p.ends()[0].ended - p.ends()[0].sent, 3'060 * ms);
}

void WorldTest::killingTheProcessResetsWhatItHeld() {
    Pair p(settings({}), settings({{"after", Value(second)}}), 5 * ms);
    p.run(500 * ms);
    QVERIFY(p.world->kill(2, p.recording));
    p.run(2 * second);
    QCOMPARE(p.ends()[0].outcome, Outcome::ConnectionReset);
    QCOMPARE(p.ends()[0].ended, 505 * ms);
    QCOMPARE(p.world->callsInUse(), 0u);
}

void WorldTest::killingTheHostLeavesTheCallerWaiting() {
    Pair p(settings({{"response", Value(3 * second)}}), settings({{"after", Value(second)}}), 5 * ms);
    p.run(500 * ms);
    QVERIFY(p.world->kill(3, p.recording));
    p.run(10 * second);
    QCOMPARE(p.ends()[0].outcome, Outcome::ResponseTimeout);
    QCOMPARE(p.ends()[0].ended, 3 * second);
    QCOMPARE(p.ends()[0].reason, &sim::reason::hostDown);
    QCOMPARE(p.world->callsInUse(), 0u);
}

void WorldTest::aFrozenProcessAnswersAfterwards() {
    Pair p(settings({{"count", 3}, {"every", Value(100 * ms)}}), settings({{"after", Value(50 * ms)}, {"work", Value(10 * ms)}}), ms);
    p.run(20 * ms);
    QVERIFY(p.world->freeze(2, p.recording));
    p.run(5 * second);
    QCOMPARE(p.ends().size(), 0u);
    QVERIFY(p.world->thaw(2, p.recording));
    p.run(10 * second);
    QCOMPARE(p.ends().size(), 3u);
    for (const auto& end : p.ends()) QCOMPARE(end.outcome, Outcome::Ok);
}

void WorldTest::aFullBacklogLetsConnectionsTimeOut() {
    Pair p(settings({{"count", 600}, {"every", Value(ms)}, {"connect", Value(2 * second)}}), settings({}), 0);
    QVERIFY(p.world->freeze(2, p.recording));
    p.run(10 * second);
    QCOMPARE(p.ends().size(), 600u - 512u);   // backlog 511 holds one more
    for (const auto& end : p.ends()) {
        QCOMPARE(end.outcome, Outcome::ConnectionTimeout);
        QCOMPARE(end.ended - end.sent, 2 * second);
        QCOMPARE(end.reason, &sim::reason::backlogFull);
    }
}

void WorldTest::aCutLinkStallsAndRecovers() {
    StationNetwork net;
    net.add(&make<Caller>, settings({{"count", 1}, {"connect", Value(30 * second)}}));
    net.add(&make<Echo>, settings({{"after", Value(second)}}));
    net.link(1, 2);
    net.blueprint.routes[0].linkId = 1;
    net.blueprint.routes[0].path.push_back({sim::PathElement::Type::Link, sim::Hook::Forward, false, 1});
    net.blueprint.links.push_back({.id = 1, .from = 1, .to = 2, .latency = 5 * ms});
    sim::Recording recording;
    sim::World world(net.build(), recording);
    world.runBefore(500 * ms, recording);
    QVERIFY(world.setLinkUp(1, 2, false, recording));
    QVERIFY(!world.setLinkUp(1, 2, false, recording));   // cut already
    world.runBefore(5 * second, recording);
    const auto& ends = static_cast<const Caller&>(*world.component(1)->behaviour).ends;
    QCOMPARE(ends.size(), 0u);
    QVERIFY(world.setLinkUp(1, 2, true, recording));
    world.runBefore(20 * second, recording);
    QCOMPARE(ends.size(), 1u);
    QCOMPARE(ends[0].outcome, Outcome::Ok);   // the answer was retransmitted
    QVERIFY(ends[0].ended > 5 * second);
}

void WorldTest::cpuIsSharedEqually() {
    // Two jobs of 100 ms that overlap from 0 ms on one core end together at 200 ms; the second sent 50 ms later ends later.
    Pair p(settings({{"count", 2}, {"every", Value(50 * ms)}}), settings({{"work", Value(100 * ms)}}), 0);
    p.run(second);
    QCOMPARE(p.ends()[0].ended, 150 * ms);   // 50 ms alone, 100 ms at half speed
    QCOMPARE(p.ends()[1].ended, 200 * ms);
}

void WorldTest::aRestoredProcessServesAfterItsStartUp() {
    Pair p(settings({{"count", 30}, {"every", Value(100 * ms)}}), settings({}), 0);
    p.net.setups[1].startUp = 450 * ms;
    p.world = std::make_unique<sim::World>(p.net.build(), p.recording);
    QVERIFY(p.world->kill(2, p.recording));
    QVERIFY(!p.world->kill(2, p.recording));
    p.run(1'050 * ms);
    QVERIFY(p.world->restore(2, p.recording));
    p.run(5 * second);
    int refused = 0;
    for (const auto& end : p.ends()) refused += end.outcome == Outcome::ConnectionRefused;
    QCOMPARE(refused, 15);   // those sent at 0, 0.1 ... 1.4 s; it serves from 1.5 s on
    QCOMPARE(p.ends().size(), 30u);
}

void WorldTest::aTimerListKeepsTheOrder() {
    // Deadlines of one delay fire in the order they were armed, each at its own time.
    StationNetwork net = benchmarkNetwork(1120, 2000);
    net.setups[0].settings = std::make_shared<const Settings>(
        settings({{"mean", Value(std::int64_t{892857})}, {"count", 2000}, {"deadline", Value(12 * ms)}}));
    sim::Recording recording;
    sim::World world(net.build(), recording);
    world.runBefore(10 * second, recording);
    const auto& record = recording.components()[1];
    QVERIFY(record.byOutcome[static_cast<int>(Outcome::ClientTimeout)] > 300);
    QCOMPARE(record.ended, 2000u);
    QCOMPARE(world.callsInUse(), 0u);
}

void WorldTest::aCopyGoesOnTheSame() {
    StationNetwork net = benchmarkNetwork(1440, 20000);
    sim::Recording recording, other;
    sim::World world(net.build(7), recording);
    world.runBefore(5 * second, recording);
    sim::World copy(world);
    QCOMPARE(copy.stateHash().value(), world.stateHash().value());
    world.runBefore(20 * second, recording);
    copy.runBefore(11 * second, other);
    copy.runBefore(20 * second, other);
    QCOMPARE(copy.fingerprint().text(), world.fingerprint().text());
    QCOMPARE(copy.stateHash().value(), world.stateHash().value());
    sim::Recording third;
    sim::World another(net.build(8), third);
    another.runBefore(20 * second, third);
    QVERIFY(another.fingerprint().value() != world.fingerprint().value());
}

void WorldTest::anEmptyAdoptionChangesNothing() {
    StationNetwork net = benchmarkNetwork(1440, 20000);
    sim::Recording recording, other;
    sim::World world(net.build(7), recording), plain(net.build(7), other);
    world.runBefore(5 * second, recording);
    world.adopt(net.build(7), recording);
    world.runBefore(10 * second, recording);
    plain.runBefore(10 * second, other);
    QCOMPARE(world.fingerprint().text(), plain.fingerprint().text());
}

void WorldTest::removingTheCalleeFailsItsCalls() {
    Pair p(settings({{"count", 5}, {"every", Value(second)}}), settings({{"after", Value(600 * ms)}}), ms);
    p.run(1'300 * ms);
    sim::Blueprint without = p.net.blueprint;
    without.setups.erase(without.setups.begin() + 1);
    p.world->adopt(without, p.recording);
    QVERIFY(!p.world->component(2));
    p.run(2'500 * ms);
    p.world->adopt(p.net.blueprint, p.recording);   // brought back: cold
    p.run(10 * second);
    QCOMPARE(p.ends().size(), 5u);
    QCOMPARE(p.ends()[0].outcome, Outcome::Ok);
    QVERIFY(p.ends()[1].outcome != Outcome::Ok);
    QCOMPARE(p.ends()[2].outcome, Outcome::HostUnreachable);
    QCOMPARE(p.ends()[4].outcome, Outcome::Ok);
    QCOMPARE(p.world->callsInUse(), 0u);
}

void WorldTest::theQueueNetworkIsRight() {
    // Jackson: mean time in system 12.9655 ms at 1120/s.
    StationNetwork net = benchmarkNetwork(1120, 300'000);
    sim::Recording recording;
    sim::World world(net.build(1), recording);
    world.runBefore(400 * second, recording);
    const auto& record = recording.components()[1];
    QCOMPARE(record.ended, 300'000u);
    const double mean = record.latencySum / static_cast<double>(record.ended) / 1e6;
    QVERIFY2(mean > 12.9655 * 0.99 && mean < 12.9655 * 1.01, qPrintable(QString::number(mean)));
}

void WorldTest::callsAreConserved() {
    Pair p(settings({{"count", 2000}, {"every", Value(3 * ms)}, {"response", Value(40 * ms)}}),
           settings({{"after", Value(10 * ms)}, {"work", Value(4 * ms)}}), ms);
    for (int round = 0; round < 20; ++round) {
        const SimTime t = round * 300 * ms;
        p.run(t + 100 * ms);
        if (round % 4 == 0) QVERIFY(p.world->kill(2, p.recording));
        if (round % 4 == 1) QVERIFY(p.world->restore(2, p.recording));
        if (round % 4 == 2) QVERIFY(p.world->freeze(2, p.recording));
        if (round % 4 == 3) QVERIFY(p.world->thaw(2, p.recording));
        const auto& echo = p.recording.components()[2];
        QCOMPARE(echo.arrived, echo.ended + echo.lost + p.world->component(2)->inFlight);
        QCOMPARE(p.recording.requestsStarted(), p.recording.requestsEnded() + p.world->requestsInFlight());
    }
    p.run(60 * second);
    QCOMPARE(p.recording.requestsEnded(), 2000u);
    QCOMPARE(p.world->callsInUse(), 0u);
}

FAULTLINE_TEST(WorldTest)
#include "world_test.moc"
