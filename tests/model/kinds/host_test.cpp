#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::tests;
using sim::Outcome;
using sim::Slot;

/// What the processes on a machine share besides its cores: memory, and a CPU that something else uses as well.
class HostTest : public QObject {
    Q_OBJECT
private slots:
    void outOfMemoryKillsTheLargest();
    void aNewStartBeginsAnew();
    void tooLargeFromTheStart();
    void aHogTakesItsShare();
};

namespace {

/// A server with two web servers of 60 and 30 MB, and users of each.
struct Machine {
    BlueprintBuilder builder;
    Slot host, large, small, users;
    explicit Machine(std::int64_t memory, int cores = 4) {
        host = builder.add("server", {{"start_up", Value(0)}, {"cores", Value(cores)}});
        large = builder.add("web_server", {{"start_up", Value(0)}});
        small = builder.add("web_server", {{"start_up", Value(0)}, {"static_cost", Value(10 * millisecond)}});
        users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}, {"rate", Value(1.0)}, {"arrivals", "constant"}});
        builder.put(large, host);
        builder.put(small, host);
        builder.link(users, "web", small, "http");
        builder.at(host).resources.memory = memory;
        builder.at(large).resources.memory = 60'000'000;
        builder.at(small).resources.memory = 30'000'000;
    }
};

}  // namespace

void HostTest::outOfMemoryKillsTheLargest() {
    Machine machine(100'000'000);
    machine.builder.at(machine.small).resources.memoryLeak = 1'000'000;
    Rig rig(machine.builder.build());
    rig.run(10 * second);
    QCOMPARE(rig.world.memoryUsed(machine.host), 100'000'000);
    QVERIFY(rig.world.isRunning(machine.large));
    rig.run(10 * second + millisecond);  // one byte too many: the larger one has to go, though it took nothing
    QVERIFY(!rig.world.isRunning(machine.large));
    QVERIFY(rig.world.isRunning(machine.small));
    QCOMPARE(rig.events("out_of_memory").size(), std::size_t{1});
    rig.run(70 * second);
    QVERIFY(rig.world.isRunning(machine.small));
    rig.run(70 * second + millisecond);  // 30 + 70 MB
    QVERIFY(!rig.world.isRunning(machine.small));
    rig.run(80 * second);
    QVERIFY(rig.ended(machine.users, Outcome::ConnectionRefused) >= 9);
    sim::World copy(rig.world);
    QVERIFY(rig.world.restore(machine.small, rig.recording));
    QVERIFY(copy.restore(machine.small, rig.recording));
    QCOMPARE(copy.memoryUsed(machine.host), 30'000'000);
}

void HostTest::aNewStartBeginsAnew() {
    Machine machine(1'000'000'000);
    machine.builder.at(machine.small).resources.memoryLeak = 10'000'000;
    Rig rig(machine.builder.build());
    rig.run(20 * second);
    QCOMPARE(rig.world.memoryUsed(machine.small), 230'000'000);
    // What it took stays when the leak is mended, until it is started again.
    machine.builder.at(machine.small).resources.memoryLeak = 0;
    rig.world.adopt(machine.builder.build(), rig.recording);
    rig.run(40 * second);
    QCOMPARE(rig.world.memoryUsed(machine.small), 230'000'000);
    QVERIFY(rig.world.kill(machine.small, rig.recording));
    QCOMPARE(rig.world.memoryUsed(machine.host), 60'000'000);
    QVERIFY(rig.world.restore(machine.small, rig.recording));
    QCOMPARE(rig.world.memoryUsed(machine.host), 90'000'000);
}

void HostTest::tooLargeFromTheStart() {
    Machine machine(50'000'000);
    Rig rig(machine.builder.build());
    rig.run(second);
    QVERIFY(!rig.world.isRunning(machine.large));
    QVERIFY(rig.world.isRunning(machine.small));
    QVERIFY(rig.world.restore(machine.large, rig.recording));  // and again there is no room
    rig.run(2 * second);
    QVERIFY(!rig.world.isRunning(machine.large));
    QVERIFY(rig.world.isRunning(machine.small));
    QCOMPARE(rig.events("out_of_memory").size(), std::size_t{2});
}

void HostTest::aHogTakesItsShare() {
    for (const int hogs : {0, 1, 3}) {
        Machine machine(0, 1);
        machine.builder.at(machine.host).resources.hogs = static_cast<std::uint32_t>(hogs);
        Rig rig(machine.builder.build());
        rig.run(20 * second);
        // 10.007 ms of CPU, shared equally with every hog.
        const SimTime expected = (10 * millisecond + 7 * microsecond) * (hogs + 1);
        const SimTime took = rig.recording.of(machine.small).latency.quantile(0.5);
        QVERIFY2(took > expected * 98 / 100 && took < expected * 102 / 100, qPrintable(QString::number(took)));
    }
}

FAULTLINE_TEST(HostTest)
#include "host_test.moc"
