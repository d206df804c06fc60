#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace faultline;
using namespace faultline::tests;
using sim::Outcome;
using sim::Slot;

/// What HAProxy was measured to do; each test names the behaviour and sets what the measurement set.
class LoadBalancerTest : public QObject {
    Q_OBJECT
private slots:
    void roundRobinSharesExactly();
    void leastConnectionsAndRandomShareNearlyEqually_data();
    void leastConnectionsAndRandomShareNearlyEqually();
    void sourceIsAFunctionOfTheClient();
    void firstFillsTheFirst();
    void aKilledServerGoesDownInTime();
    void aRestartedServerComesUpInTime();
    void aFrozenServerGoesDownInTime();
    void aDeadHostGoesDownInTime();
    void aKillWithRedispatchLosesOnlyWhatIsInFlight();
    void withoutRedispatchHalfFailAfterThreeSeconds();
    void withoutRetriesHalfFailAtOnce();
    void aFrozenServerHoldsItsBacklog();
    void retryingOnTimeoutsSavesAll();
    void sessionsAreShutWhenAServerGoesDown();
    void bothServersDead();
    void aDeadServerIsFoundAtTheFirstCheck();
    void drainMaintAndReadyLoseNothing();
    void aKilledBalancerRefuses();
    void aFrozenBalancerLosesNothing();
    void aDeepCheckSeesTheApplication();
    void aFullServerMakesRequestsWait();
    void reencryptionWithABadCertificateTakesTheServerDown();
    void aServerTakenOutWhileItWorksHurtsNobody();
    void leastConnectionsRedispatchesAtOnce();
    void sourceSticksToItsServerUntilTheLastRetry();
    void redispatchEveryRetry();
    void aServerThatComesBackStartsSlowly();
    void stuckChecksSeeNothing();
    void slowClientsHoldConnections();
    void anIdleConnectionIsClosed();
};

namespace {

/// Users -> load balancer -> two nginx -> an application server each, as in the measured set-up (4 workers, 20 ms exponential).
struct BalancerRig {
    BlueprintBuilder builder;
    Slot users, lb, web[2], app[2];

    explicit BalancerRig(BlueprintBuilder::Values balancer = {}, double rate = 100) {
        users = builder.add("users", {{"rate", Value(rate)}, {"clients", Value(100)}, {"writes", Value(0.0)}});
        lb = builder.add("load_balancer", balancer);
        builder.link(users, "web", lb, "http");
        for (int i = 0; i < 2; ++i) {
            web[i] = builder.add("web_server", {{"start_up", Value(0)}});
            builder.link(lb, "backend", web[i], "http");
        }
        const Slot files = builder.add("app_files");
        for (int i = 0; i < 2; ++i) {
            app[i] = builder.add("app_server", {{"workers", Value(4)}, {"start_up", Value(0)}});
            builder.attach(files, app[i]);
            builder.link(web[i], "app", app[i], "app");
        }
    }
};

double seconds(SimTime time) {
    return static_cast<double>(time) / 1e9;
}

/// Whether `got` lies within `slack` standard deviations of a Poisson count around `expected`.
bool nearCount(double got, double expected, double slack = 3) {
    return std::abs(got - expected) <= slack * std::sqrt(std::max(expected, 1.0)) + 1;
}

}  // namespace

void LoadBalancerTest::roundRobinSharesExactly() {
    BalancerRig setup({{"check", "none"}});
    Rig rig(setup.builder.build());
    rig.run(20 * second);
    const auto a = static_cast<std::int64_t>(rig.recording.of(setup.web[0]).arrived),
               b = static_cast<std::int64_t>(rig.recording.of(setup.web[1]).arrived);
    QVERIFY(a + b > 1800);
    QVERIFY(std::abs(a - b) <= 1);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
}

void LoadBalancerTest::leastConnectionsAndRandomShareNearlyEqually_data() {
    QTest::addColumn<QString>("balance");
    QTest::newRow("leastconn") << QStringLiteral("leastconn");
    QTest::newRow("random") << QStringLiteral("random");
}

void LoadBalancerTest::leastConnectionsAndRandomShareNearlyEqually() {
    QFETCH(QString, balance);
    BalancerRig setup({{"check", "none"}, {"balance", Value(balance.toStdString())}}, 300);
    Rig rig(setup.builder.build());
    rig.run(20 * second);
    const auto a = static_cast<double>(rig.recording.of(setup.web[0]).arrived),
               b = static_cast<double>(rig.recording.of(setup.web[1]).arrived);
    QVERIFY2(std::abs(a / (a + b) - 0.5) < 0.04, qPrintable(QString::number(a / (a + b))));
}

void LoadBalancerTest::sourceIsAFunctionOfTheClient() {
    BalancerRig setup({{"check", "none"}, {"balance", "source"}});
    setup.builder.set(setup.users, "clients", Value(1));
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    const std::uint64_t a = rig.recording.of(setup.web[0]).arrived, b = rig.recording.of(setup.web[1]).arrived;
    QVERIFY(a + b > 300);
    QCOMPARE(std::min(a, b), 0u);

    BalancerRig many({{"check", "none"}, {"balance", "source"}});
    many.builder.set(many.users, "clients", Value(1000));
    Rig other(many.builder.build());
    other.run(10 * second);
    const auto x = static_cast<double>(other.recording.of(many.web[0]).arrived),
               y = static_cast<double>(other.recording.of(many.web[1]).arrived);
    QVERIFY2(std::abs(x / (x + y) - 0.5) < 0.08, qPrintable(QString::number(x / (x + y))));
}

void LoadBalancerTest::firstFillsTheFirst() {
    BalancerRig setup({{"check", "none"}, {"balance", "first"}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QCOMPARE(rig.recording.of(setup.web[1]).arrived, 0u);

    BalancerRig limited({{"check", "none"}, {"balance", "first"}, {"server_maxconn", Value(4)}}, 105);  // measured: 727 to 108
    Rig other(limited.builder.build());
    other.run(60 * second);
    const auto a = static_cast<double>(other.recording.of(limited.web[0]).arrived),
               b = static_cast<double>(other.recording.of(limited.web[1]).arrived);
    QVERIFY2(std::abs(a / (a + b) - 0.87) < 0.05, qPrintable(QString::number(a / (a + b))));
}

void LoadBalancerTest::aKilledServerGoesDownInTime() {
    for (int phase = 0; phase < 8; ++phase) {
        BalancerRig setup;
        Rig rig(setup.builder.build());
        const SimTime fault = 5 * second + phase * 250 * millisecond;
        rig.run(fault);
        QVERIFY(rig.world.kill(setup.web[phase % 2], rig.recording));
        rig.run(fault + 8 * second);
        const auto down = rig.events("server_down");
        QCOMPARE(down.size(), 1u);
        const double after = seconds(down[0] - fault);
        QVERIFY2(after >= 4 && after <= 6.05, qPrintable(QString::number(after)));
    }
}

void LoadBalancerTest::aRestartedServerComesUpInTime() {
    for (int phase = 0; phase < 8; ++phase) {
        BalancerRig setup;
        Rig rig(setup.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.kill(setup.web[0], rig.recording));
        const SimTime repair = 18 * second + phase * 250 * millisecond;
        rig.run(repair);
        QVERIFY(rig.world.restore(setup.web[0], rig.recording));
        rig.run(repair + 6 * second);
        const auto up = rig.events("server_up");
        QCOMPARE(up.size(), 1u);
        const double after = seconds(up[0] - repair);
        QVERIFY2(after >= 2 && after <= 4.05, qPrintable(QString::number(after)));
    }
}

void LoadBalancerTest::aFrozenServerGoesDownInTime() {
    for (int phase = 0; phase < 4; ++phase) {
        BalancerRig setup;
        Rig rig(setup.builder.build());
        const SimTime fault = 5 * second + phase * 500 * millisecond;
        rig.run(fault);
        QVERIFY(rig.world.freeze(setup.web[0], rig.recording));
        rig.run(fault + 14 * second);
        const auto down = rig.events("server_down");
        QCOMPARE(down.size(), 1u);
        const double after = seconds(down[0] - fault);
        QVERIFY2(after >= 10 && after <= 12.1, qPrintable(QString::number(after)));
    }
}

void LoadBalancerTest::aDeadHostGoesDownInTime() {
    BalancerRig setup;
    const Slot host = setup.builder.add("server");
    setup.builder.put(setup.web[0], host);
    Rig rig(setup.builder.build());
    const SimTime fault = 5 * second + 300 * millisecond;
    rig.run(fault);
    QVERIFY(rig.world.kill(host, rig.recording));
    rig.run(fault + 14 * second);
    const auto down = rig.events("server_down");
    QCOMPARE(down.size(), 1u);
    const double after = seconds(down[0] - fault);
    QVERIFY2(after >= 10 && after <= 12.1, qPrintable(QString::number(after)));  // (2 fall - 1) x inter and the rest of one
    QCOMPARE(rig.ended(setup.users, Outcome::Ok) + rig.ended(setup.users, Outcome::Http504), rig.all(setup.users));
    QVERIFY(seconds(rig.recording.of(setup.users).latencyMax) > 2);
}

void LoadBalancerTest::aKillWithRedispatchLosesOnlyWhatIsInFlight() {
    std::uint64_t lost = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        BalancerRig setup;
        Rig rig(setup.builder.build(seed));
        rig.run(5 * second);
        QVERIFY(rig.world.kill(setup.web[0], rig.recording));
        rig.run(18 * second);
        QVERIFY(rig.world.restore(setup.web[0], rig.recording));
        rig.run(28 * second);
        const std::uint64_t failed = rig.all(setup.users) - rig.ended(setup.users, Outcome::Ok);
        QCOMPARE(failed, rig.ended(setup.users, Outcome::Http502));
        QVERIFY(failed <= 6);
        lost += failed;
        QVERIFY(rig.recording.of(setup.users).latencyMax < second);
    }
    QVERIFY2(nearCount(static_cast<double>(lost), 10 * 50 * 0.022), qPrintable(QString::number(lost)));
}

void LoadBalancerTest::withoutRedispatchHalfFailAfterThreeSeconds() {
    BalancerRig setup({{"redispatch", Value(false)}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.kill(setup.web[0], rig.recording));
    rig.run(8 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::Http503), 0u);  // three pauses of one second each
    rig.run(8 * second + 500 * millisecond);
    const auto waiting = static_cast<double>(rig.recording.requestsStarted() - rig.recording.requestsEnded());
    QVERIFY2(nearCount(waiting, 150), qPrintable(QString::number(waiting)));
    rig.run(20 * second);
    const auto down = rig.events("server_down");
    QCOMPARE(down.size(), 1u);
    const double expected = 50 * seconds(down[0] - 5 * second);
    QVERIFY(nearCount(static_cast<double>(rig.ended(setup.users, Outcome::Http503)), expected));
    const SimTime longest = rig.recording.of(setup.users).latencyMax;  // of the ok ones
    QVERIFY(longest < second);
}

void LoadBalancerTest::withoutRetriesHalfFailAtOnce() {
    std::uint64_t failed[2] = {};
    for (const bool redispatch : {false, true}) {
        BalancerRig setup({{"redispatch", Value(redispatch)}, {"retries", Value(0)}});
        Rig rig(setup.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.kill(setup.web[0], rig.recording));
        rig.run(20 * second);
        const double expected = 50 * seconds(rig.events("server_down").at(0) - 5 * second);
        failed[redispatch ? 1 : 0] = rig.ended(setup.users, Outcome::Http503);
        QVERIFY(nearCount(static_cast<double>(failed[redispatch ? 1 : 0]), expected));
    }
    QCOMPARE(failed[0], failed[1]);  // redispatch without retries does nothing
}

void LoadBalancerTest::aFrozenServerHoldsItsBacklog() {
    BalancerRig setup({}, 110);
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.freeze(setup.web[0], rig.recording));
    rig.run(30 * second);
    const double untilDown = seconds(rig.events("server_down").at(0) - 5 * second);
    const auto timedOut = static_cast<double>(rig.ended(setup.users, Outcome::Http504));
    QVERIFY2(nearCount(timedOut, std::min(55 * untilDown, 512.0)) && timedOut <= 516, qPrintable(QString::number(timedOut)));
    QCOMPARE(rig.all(setup.users) - rig.ended(setup.users, Outcome::Ok), rig.ended(setup.users, Outcome::Http504));
    if (timedOut >= 510) QVERIFY(seconds(rig.recording.of(setup.users).latencyMax) > 2.0);
}

void LoadBalancerTest::retryingOnTimeoutsSavesAll() {
    BalancerRig setup({{"retry_on", "all"}, {"timeout_server", Value(2 * second)}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.freeze(setup.web[0], rig.recording));
    rig.run(30 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    const double longest = seconds(rig.recording.of(setup.users).latencyMax);
    QVERIFY2(longest > 2 && longest < 2.6, qPrintable(QString::number(longest)));
}

void LoadBalancerTest::sessionsAreShutWhenAServerGoesDown() {
    BalancerRig setup({{"on_marked_down", "shutdown_sessions"}, {"timeout_server", Value(60 * second)}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.freeze(setup.web[0], rig.recording));
    rig.run(30 * second);
    QVERIFY(rig.ended(setup.users, Outcome::Http502) > 300);
    QCOMPARE(rig.reason(Outcome::Http502), std::string("session_shut"));
    QCOMPARE(rig.all(setup.users), rig.ended(setup.users, Outcome::Ok) + rig.ended(setup.users, Outcome::Http502));
}

void LoadBalancerTest::bothServersDead() {
    BalancerRig setup;
    Rig rig(setup.builder.build());
    rig.run(5 * second + 500 * millisecond);
    for (const Slot web : setup.web) QVERIFY(rig.world.kill(web, rig.recording));
    const auto inFlight = [&] { return rig.recording.requestsStarted() - rig.recording.requestsEnded(); };
    rig.run(6 * second + 500 * millisecond);
    QVERIFY(inFlight() < 3);  // both still count as up: each retry finds the other one dead at once
    while (rig.events("server_down").empty()) rig.run(rig.world.now() + 10 * millisecond);
    rig.run(rig.world.now() + 900 * millisecond);
    QVERIFY(inFlight() > 60);  // one counts as up: a pause before each retry on it
    rig.run(rig.world.now() + 2'500 * millisecond);
    QVERIFY(inFlight() < 3);  // none is: 503 at once
    rig.run(20 * second);
    QCOMPARE(rig.events("server_down").size(), 2u);
    QCOMPARE(rig.events("no_server_left").size(), 1u);
    const SimTime one = rig.events("server_down")[0], none = rig.events("server_down")[1];
    QCOMPARE(none - one, second);  // half an interval
    QVERIFY(nearCount(static_cast<double>(rig.all(setup.users) - rig.ended(setup.users, Outcome::Ok) -
                                          rig.ended(setup.users, Outcome::Http502)),
                      100 * seconds(20 * second - 5 * second - 500 * millisecond)));
    QCOMPARE(rig.reason(Outcome::Http503), std::string("no_server"));
}

void LoadBalancerTest::aDeadServerIsFoundAtTheFirstCheck() {
    BalancerRig setup;
    Rig rig(setup.builder.build());
    QVERIFY(rig.world.kill(setup.web[0], rig.recording));
    rig.run(2 * second);
    const auto down = rig.events("server_down", setup.web[0]);
    QCOMPARE(down.size(), 1u);
    QVERIFY(down[0] < 100 * millisecond);
}

void LoadBalancerTest::drainMaintAndReadyLoseNothing() {
    BalancerRig setup;
    Rig rig(setup.builder.build());
    const auto verb = [&](const char* word) { return std::string(word) + ":" + std::to_string(setup.web[0]); };
    const auto arrived = [&] { return rig.recording.of(setup.app[0]).arrived; };
    rig.run(4 * second);
    QVERIFY(rig.world.act(setup.lb, verb("drain"), rig.recording));
    rig.run(4 * second + 50 * millisecond);
    const std::uint64_t atDrain = arrived();
    rig.run(8 * second);
    QVERIFY(rig.world.act(setup.lb, verb("maint"), rig.recording));
    rig.run(10 * second);
    QCOMPARE(arrived(), atDrain);
    QVERIFY(rig.world.act(setup.lb, verb("ready"), rig.recording));
    rig.run(10 * second + 100 * millisecond);
    QVERIFY(arrived() > atDrain);
    rig.run(14 * second);
    QCOMPARE(rig.all(setup.users), rig.ended(setup.users, Outcome::Ok));
    QVERIFY(!rig.world.act(setup.lb, "drain:9999", rig.recording));
    QVERIFY(!rig.world.act(setup.lb, "promote", rig.recording));
}

void LoadBalancerTest::aKilledBalancerRefuses() {
    BalancerRig setup;
    Rig rig(setup.builder.build());
    rig.run(4 * second);
    QVERIFY(rig.world.kill(setup.lb, rig.recording));
    rig.run(8 * second);
    QVERIFY(rig.world.restore(setup.lb, rig.recording));
    rig.run(14 * second);
    const std::uint64_t refused = rig.ended(setup.users, Outcome::ConnectionRefused),
                        cut = rig.ended(setup.users, Outcome::ConnectionReset);
    QVERIFY(nearCount(static_cast<double>(refused), 409));
    QVERIFY(cut <= 9);
    QCOMPARE(rig.all(setup.users), rig.ended(setup.users, Outcome::Ok) + refused + cut);
}

void LoadBalancerTest::aFrozenBalancerLosesNothing() {
    BalancerRig setup;
    Rig rig(setup.builder.build());
    rig.run(4 * second);
    QVERIFY(rig.world.freeze(setup.lb, rig.recording));
    rig.run(7 * second);
    QVERIFY(rig.world.thaw(setup.lb, rig.recording));
    rig.run(14 * second);
    QCOMPARE(rig.all(setup.users), rig.ended(setup.users, Outcome::Ok));
    const double longest = seconds(rig.recording.of(setup.users).latencyMax);
    QVERIFY2(longest > 2.8 && longest < 4.5, qPrintable(QString::number(longest)));
}

void LoadBalancerTest::aDeepCheckSeesTheApplication() {
    for (const bool deep : {false, true}) {
        BalancerRig setup({{"check", deep ? "app" : "http"}});
        Rig rig(setup.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.kill(setup.app[0], rig.recording));
        rig.run(16 * second);
        const auto down = rig.events("server_down");
        QCOMPARE(down.size(), deep ? 1u : 0u);
        const double visible = deep ? seconds(down[0] - 5 * second) : 11.0;
        QVERIFY(nearCount(static_cast<double>(rig.ended(setup.users, Outcome::Http502)), 50 * visible));
    }
}

void LoadBalancerTest::aFullServerMakesRequestsWait() {
    BalancerRig setup({{"server_maxconn", Value(2)}, {"timeout_queue", Value(100 * millisecond)}, {"check", "none"}}, 400);
    Rig rig(setup.builder.build());
    rig.run(10 * second);
    const std::uint64_t late = rig.ended(setup.users, Outcome::Http503);
    QVERIFY(late > 500);  // 4 at once of 20 ms each: half of them find no place in time
    QCOMPARE(rig.reason(Outcome::Http503), std::string("queue_timeout"));
    QVERIFY(rig.recording.of(setup.users).latencyMax < 400 * millisecond);
    QVERIFY(rig.recording.of(setup.lb).queue.maximum > 10);
}

void LoadBalancerTest::reencryptionWithABadCertificateTakesTheServerDown() {
    for (const bool verify : {false, true}) {
        BlueprintBuilder builder;
        const Slot users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}});
        const Slot lb = builder.add("load_balancer", {{"verify_backend", Value(verify)}});
        const Slot web = builder.add("web_server", {{"start_up", Value(0)}});
        const Slot expired = builder.add("certificate", {{"not_after", Value(std::int64_t{1'764'547'200})}});
        builder.attach(expired, web);
        builder.link(users, "web", lb, "http");
        builder.link(lb, "backend", web, "https");
        Rig rig(builder.build());
        rig.run(10 * second);
        if (verify) {
            QCOMPARE(rig.events("server_down").size(), 1u);
            QVERIFY(rig.events("server_down")[0] < second);
            QVERIFY(rig.ended(users, Outcome::Http503) > 900 - 120);
        } else {
            QCOMPARE(rig.ended(users, Outcome::Ok), rig.all(users));
        }
    }
}

void LoadBalancerTest::aServerTakenOutWhileItWorksHurtsNobody() {
    BalancerRig both;
    Rig rig(both.builder.build());
    rig.run(5 * second);
    // The same without the link to the second web server.
    BlueprintBuilder alone = both.builder;
    sim::Blueprint changed = alone.build();
    for (auto& setup : changed.setups) {
        if (setup->slot != both.lb) continue;
        auto copy = std::make_shared<sim::Setup>(*setup);
        copy->wires.pop_back();
        setup = copy;
    }
    rig.world.adopt(changed, rig.recording);
    rig.run(7 * second);
    const std::uint64_t before = rig.recording.of(both.web[1]).arrived;
    rig.world.adopt(both.builder.build(), rig.recording);
    rig.run(10 * second);
    QVERIFY(rig.recording.of(both.web[1]).arrived > before);
    QCOMPARE(rig.all(both.users), rig.ended(both.users, Outcome::Ok));
}

namespace {

/// The first server is dead and counts as up; what the clients of the next ten seconds got.
struct DeadServerRun {
    std::uint64_t ok = 0, refused = 0;
    double longest = 0;
    explicit DeadServerRun(BlueprintBuilder::Values balancer) {
        BalancerRig setup(balancer);
        setup.builder.set(setup.lb, "check", "none");
        Rig rig(setup.builder.build());
        if (!rig.world.kill(setup.web[0], rig.recording)) return;
        rig.run(10 * second);
        ok = rig.ended(setup.users, Outcome::Ok);
        refused = rig.ended(setup.users, Outcome::Http503);
        longest = seconds(rig.recording.of(setup.users).latencyMax);
    }
};

}  // namespace

/// Measured on HAProxy 2.6: with leastconn, first and random as with roundrobin no request waits for its retry.
void LoadBalancerTest::leastConnectionsRedispatchesAtOnce() {
    for (const char* balance : {"leastconn", "first", "random"}) {
        const DeadServerRun run({{"balance", balance}});
        QVERIFY2(run.ok > 900 && run.refused == 0 && run.longest < 0.9, balance);
    }
}

/// Measured: two pauses of a second on its own server, the last retry at once, which the address leads there again: 503 after 2.00 s.
void LoadBalancerTest::sourceSticksToItsServerUntilTheLastRetry() {
    const DeadServerRun run({{"balance", "source"}});
    QVERIFY2(run.refused > 250 && run.ok > 250 && run.longest < 0.9, qPrintable(QString::number(run.refused)));
}

/// `option redispatch 1`: the retry that is a redispatch comes at once, each time.
void LoadBalancerTest::redispatchEveryRetry() {
    BalancerRig setup({{"balance", "source"}, {"check", "none"}, {"redispatch_every", Value(1)}});
    Rig rig(setup.builder.build());
    QVERIFY(rig.world.kill(setup.web[0], rig.recording));
    rig.run(10 * second);
    const auto waiting = rig.recording.requestsStarted() - rig.recording.requestsEnded();
    QVERIFY(waiting < 20);
    QVERIFY(rig.ended(setup.users, Outcome::Http503) > 300);
}

/// Measured with slowstart 10 s: 5 % of the requests in its first second, 31 % in the fifth.
void LoadBalancerTest::aServerThatComesBackStartsSlowly() {
    BalancerRig setup({{"slowstart", Value(10 * second)}, {"inter", Value(100 * millisecond)}});
    Rig rig(setup.builder.build());
    const auto first = [&] { return rig.recording.of(setup.app[0]).arrived; };
    rig.run(2 * second);
    QVERIFY(std::abs(static_cast<double>(first()) - 100) < 35);  // not when the balancer itself starts
    QVERIFY(rig.world.kill(setup.web[0], rig.recording));
    rig.run(5 * second);
    QVERIFY(rig.world.restore(setup.web[0], rig.recording));
    while (rig.events("server_up").empty()) rig.run(rig.world.now() + 10 * millisecond);
    const SimTime up = rig.world.now();
    const std::uint64_t before = first();
    rig.run(up + second);
    QVERIFY(first() - before >= 2 && first() - before <= 12);
    rig.run(up + 4 * second);
    const std::uint64_t fourth = first();
    rig.run(up + 5 * second);
    QVERIFY2(std::abs(static_cast<double>(first() - fourth) - 30) < 12, qPrintable(QString::number(first() - fourth)));
    rig.run(up + 12 * second);
    const std::uint64_t later = first();
    rig.run(up + 16 * second);
    QVERIFY(std::abs(static_cast<double>(first() - later) - 200) < 45);
}

void LoadBalancerTest::stuckChecksSeeNothing() {
    BalancerRig setup({{"checks_stuck", Value(true)}, {"redispatch", Value(false)}, {"retries", Value(0)}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.kill(setup.web[0], rig.recording));
    rig.run(30 * second);
    QVERIFY(rig.events("server_down").empty());
    QVERIFY(nearCount(static_cast<double>(rig.ended(setup.users, Outcome::Http503)), 50 * 25));
}

/// Each slow client holds one of the connections the frontend has; `timeout http-request` ends it with a 408 (measured: 1.00 s).
void LoadBalancerTest::slowClientsHoldConnections() {
    const auto run = [](SimTime limit) {
        BalancerRig setup({{"maxconn", Value(50)}, {"timeout_http_request", Value(limit)}});
        setup.builder.set(setup.users, "slow", Value(0.2));
        setup.builder.set(setup.users, "slow_time", Value(20 * second));
        Rig rig(setup.builder.build());
        rig.run(15 * second);
        return std::pair{rig.ended(setup.users, Outcome::Ok), rig.ended(setup.users, Outcome::Http4xx)};
    };
    const auto [ok, ended] = run(0);
    QVERIFY2(ok < 400 && ended == 0, qPrintable(QString::number(ok)));  // twenty a second for twenty seconds would be 400 connections
    const auto [okWithLimit, endedWithLimit] = run(second);
    QVERIFY2(okWithLimit > 1000 && nearCount(static_cast<double>(endedWithLimit), 280, 4), qPrintable(QString::number(okWithLimit)));
}

/// Measured: an idle connection is closed after timeout http-keep-alive; the client's next request opens another, and does not fail.
void LoadBalancerTest::anIdleConnectionIsClosed() {
    const auto latency = [](SimTime keepAlive) {
        BalancerRig setup({{"timeout_http_keep_alive", Value(keepAlive)}, {"check", "none"}}, 10);
        setup.builder.set(setup.users, "clients", Value(1));
        setup.builder.set(setup.users, "arrivals", "constant");
        setup.builder.set(setup.users, "statics", Value(1.0));
        setup.builder.set(setup.users, "keep_alive", Value(true));
        Rig rig(setup.builder.build());
        rig.run(10 * second);
        return std::pair{rig.recording.of(setup.users).latency.quantile(0.5), rig.all(setup.users) - rig.ended(setup.users, Outcome::Ok)};
    };
    const auto kept = latency(second), closed = latency(50 * millisecond);
    QCOMPARE(kept.second + closed.second, 0u);
    QVERIFY2(closed.first >= kept.first + 180 * microsecond, qPrintable(QString::number(closed.first - kept.first)));  // one round trip of 0.2 ms more
}

FAULTLINE_TEST(LoadBalancerTest)
#include "load_balancer_test.moc"
