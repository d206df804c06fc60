#include "model/kinds/users_schedule.h"
#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace faultline;
using namespace faultline::tests;
using sim::Outcome;
using sim::Slot;

/// When requests come, what clients do about failures, and what they notice of old data.
class UsersTest : public QObject {
    Q_OBJECT
private slots:
    void aClosedLoopHasItsClientsAndNoMore();
    void aClosedLoopThinksExponentially();
    void aClosedLoopGrowsAndShrinks();
    void stepsAndRampsHaveTheirArea_data();
    void stepsAndRampsHaveTheirArea();
    void aScheduleRepeats();
    void aDayHasItsMean();
    void aSpikeMultiplies();
    void retriesDoubleTheirPauses();
    void pausesEndAtTheirMost();
    void jitterShortensPauses();
    void retriesEndInTime();
    void onlyTheFailuresAskedForAreRetried();
    void aRetryThatWorksIsOneGoodRequest();
    void readsBehindTheOwnWriteAreStale();
    void aDeadKeptConnectionCostsARequestOrIsSentAgain();
    void oneMayStartWithPlainHttp();
};

namespace {

/// users -> web server with static files, 1 ms each way: 4 ms and 14 us a request.
struct Site {
    BlueprintBuilder builder;
    Slot users, web;
    explicit Site(BlueprintBuilder::Values values = {}) {
        users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}, {"arrivals", Value("constant")}});
        for (const auto& [key, value] : values) builder.set(users, key, value);
        web = builder.add("web_server", {{"start_up", Value(0)}});
        builder.link(users, "web", web, "http", millisecond);
    }
};

TableRow row(SimTime at, double rate, const char* change) {
    return {Value(at), Value(rate), Value(change)};
}

double metric(const Rig& rig, Slot slot, const char* key) {
    for (const auto& [name, value] : rig.world.status(slot).metrics)
        if (std::string_view(name) == key) return value;
    return -1;
}

}  // namespace

void UsersTest::aClosedLoopHasItsClientsAndNoMore() {
    Site site({{"arrivals", "closed"}, {"clients", Value(10)}, {"think", "fixed"}, {"think_time", Value(96 * millisecond - 14'000)}});
    Rig rig(site.builder.build());
    rig.run(10 * second);
    // Each takes 100 ms a round: 4.014 ms for the answer and the rest thinking; the first round begins in equal steps.
    QVERIFY2(std::abs(static_cast<double>(rig.recording.requestsStarted()) - 1000) <= 10,
             qPrintable(QString::number(rig.recording.requestsStarted())));
    QVERIFY(rig.world.freeze(site.web, rig.recording));
    const std::uint64_t before = rig.recording.requestsEnded();
    rig.run(20 * second);
    QCOMPARE(rig.world.requestsInFlight(), 10u);  // all wait, nobody else comes
    QCOMPARE(rig.recording.requestsEnded(), before);
    QVERIFY(rig.world.thaw(site.web, rig.recording));
    rig.run(21 * second);
    QVERIFY(rig.recording.requestsEnded() >= before + 10 + 80);
}

void UsersTest::aClosedLoopThinksExponentially() {
    Site site({{"arrivals", "closed"}, {"clients", Value(50)}, {"think_time", Value(200 * millisecond)}});
    Rig rig(site.builder.build());
    rig.run(200 * second);
    // N / (Z + R) = 50 / 204.014 ms = 245.1 a second; 49,000 of them: 3 standard errors are 1.4 %.
    const double rate = static_cast<double>(rig.all(site.users)) / 200;
    QVERIFY2(std::abs(rate - 245.1) < 3.5, qPrintable(QString::number(rate)));
}

void UsersTest::aClosedLoopGrowsAndShrinks() {
    Site site({{"arrivals", "closed"}, {"clients", Value(10)}, {"think_time", Value(100 * millisecond)}});
    Rig rig(site.builder.build());
    rig.run(5 * second);
    for (const int clients : {30, 4, 20}) {
        site.builder.set(site.users, "clients", Value(clients));
        rig.world.adopt(site.builder.build(), rig.recording);
        rig.run(rig.world.now() + second);
        QVERIFY(rig.world.freeze(site.web, rig.recording));
        rig.run(rig.world.now() + 5 * second);
        QCOMPARE(rig.world.requestsInFlight(), static_cast<std::uint64_t>(clients));
        QVERIFY(rig.world.thaw(site.web, rig.recording));
        rig.run(rig.world.now() + second);
    }
}

void UsersTest::stepsAndRampsHaveTheirArea_data() {
    QTest::addColumn<QString>("arrivals");
    QTest::addColumn<int>("tolerance");
    QTest::newRow("equal steps") << QStringLiteral("constant") << 2;
    QTest::newRow("Poisson") << QStringLiteral("poisson") << 3 * 55;  // sqrt(3000) = 55
}

void UsersTest::stepsAndRampsHaveTheirArea() {
    QFETCH(QString, arrivals);
    QFETCH(int, tolerance);
    // Nothing, then 100 a second from 10 s to 20 s, then down to nothing at 40 s, and a ramp up to 200 from 50 s to 60 s.
    Site site({{"rate", Value(0.0)},
               {"arrivals", Value(arrivals.toStdString())},
               {"schedule", Value(TableRows{row(10 * second, 100, "step"), row(20 * second, 100, "step"), row(40 * second, 0, "ramp"),
                                            row(50 * second, 0, "step"), row(60 * second, 200, "ramp"), row(60 * second, 0, "step")})}});
    Rig rig(site.builder.build());
    const auto started = [&] { return static_cast<int>(rig.recording.requestsStarted()); };
    rig.run(10 * second);
    QCOMPARE(started(), 0);
    rig.run(20 * second);
    QVERIFY(std::abs(started() - 1000) <= tolerance);
    rig.run(30 * second);
    QVERIFY(std::abs(started() - 1750) <= tolerance);
    rig.run(45 * second);
    QVERIFY(std::abs(started() - 2000) <= tolerance);
    rig.run(55 * second);
    QVERIFY(std::abs(started() - 2250) <= tolerance);
    rig.run(100 * second);
    QVERIFY(std::abs(started() - 3000) <= tolerance);
}

void UsersTest::aScheduleRepeats() {
    Site site({{"rate", Value(10.0)},
               {"schedule_repeat", Value(10 * second)},
               {"schedule", Value(TableRows{row(5 * second, 100, "step")})}});
    Rig rig(site.builder.build());
    rig.run(30 * second);
    QVERIFY(std::abs(static_cast<int>(rig.recording.requestsStarted()) - 3 * 550) <= 2);
}

void UsersTest::aDayHasItsMean() {
    Settings settings;
    settings.set("rate", Value(100.0));
    settings.set("day_curve", Value(true));
    kinds::RateSchedule schedule;
    schedule.configure(settings, 1'767'225'600);  // midnight
    double sum = 0, least = 1e9, most = 0;
    int pieces = 0;
    for (SimTime now = 0; now < 24 * hour; ++pieces) {
        const auto slice = schedule.at(now);
        QVERIFY(slice.end > now);
        sum += slice.rate * static_cast<double>(slice.end - now) / (24.0 * static_cast<double>(hour));
        least = std::min(least, slice.rate);
        most = std::max(most, slice.rate);
        now = slice.end;
    }
    QCOMPARE(pieces, 24 * 60);
    QVERIFY(std::abs(sum - 100) < 0.01);
    QVERIFY(least >= 25 && least < 26 && most > 159 && most <= 160);
    QVERIFY(schedule.at(3 * hour + hour / 2).rate < 30 && schedule.at(20 * hour + hour / 2).rate > 150);
}

void UsersTest::aSpikeMultiplies() {
    Site site({{"rate", Value(20.0)}, {"spike", Value(5.0)}});
    Rig rig(site.builder.build());
    rig.run(10 * second + millisecond);
    QCOMPARE(rig.recording.requestsStarted(), 1000u);
}

void UsersTest::retriesDoubleTheirPauses() {
    Site site({{"rate", Value(10.0)}, {"retries", Value(3)}});
    Rig rig(site.builder.build());
    QVERIFY(rig.world.kill(site.web, rig.recording));
    rig.run(60 * second);
    // A refusal takes 2 ms; four of them and pauses of 100, 200 and 400 ms: 0.708 s.
    const std::uint64_t ended = rig.all(site.users);
    QCOMPARE(rig.ended(site.users, Outcome::ConnectionRefused), ended);
    QVERIFY(rig.recording.requestsStarted() - ended == 7u || rig.recording.requestsStarted() - ended == 8u);  // 0.708 s at 10 a second
    const double attempts = metric(rig, site.users, "attempts");
    QVERIFY(attempts >= 4.0 * static_cast<double>(ended) && attempts <= 4.0 * static_cast<double>(ended) + 32);
    QCOMPARE(static_cast<double>(rig.recording.attempts()), attempts);
}

void UsersTest::pausesEndAtTheirMost() {
    Site site({{"rate", Value(0.001)},
               {"schedule", Value(TableRows{row(second, 1, "step"), row(2 * second, 0, "step")})},
               {"retries", Value(5)},
               {"retry_backoff", Value(second)},
               {"retry_backoff_max", Value(3 * second)}});
    Rig rig(site.builder.build());
    QVERIFY(rig.world.kill(site.web, rig.recording));
    const auto attemptsAt = [&](SimTime time) {
        rig.run(time);
        return rig.recording.attempts();
    };
    // The request comes at 1.999 s; pauses of 1, 2, 3, 3 and 3 s.
    QCOMPARE(attemptsAt(1'990 * millisecond), 0u);
    QCOMPARE(attemptsAt(2'900 * millisecond), 1u);
    QCOMPARE(attemptsAt(4'900 * millisecond), 2u);
    QCOMPARE(attemptsAt(7'900 * millisecond), 3u);
    QCOMPARE(attemptsAt(10'900 * millisecond), 4u);
    QCOMPARE(attemptsAt(13'900 * millisecond), 5u);
    QCOMPARE(attemptsAt(100 * second), 6u);
    QCOMPARE(rig.ended(site.users, Outcome::ConnectionRefused), 1u);
}

void UsersTest::jitterShortensPauses() {
    Site site({{"rate", Value(50.0)}, {"retries", Value(1)}, {"retry_backoff", Value(second)}, {"retry_jitter", Value(1.0)}});
    Rig rig(site.builder.build());
    QVERIFY(rig.world.kill(site.web, rig.recording));
    rig.run(100 * second);
    // Little's law: the pause is uniform in 0..1 s, 0.5 s on average, so 25 requests are always pausing.
    double waiting = 0;
    for (const sim::Bin& bin : rig.recording.bins())
        if (bin.end > 2 * second)
            for (const sim::BinRow& line : bin.rows)
                if (line.component == site.users) waiting += line.queue / 98;
    QVERIFY2(std::abs(waiting - 25.2) < 0.8, qPrintable(QString::number(waiting)));
}

void UsersTest::retriesEndInTime() {
    Site site({{"rate", Value(1.0)}, {"retries", Value(100)}, {"retry_backoff", Value(second)}, {"retry_for", Value(4 * second)}});
    Rig rig(site.builder.build());
    QVERIFY(rig.world.kill(site.web, rig.recording));
    rig.run(1500 * millisecond);
    QCOMPARE(rig.recording.attempts(), 1u);
    rig.run(60 * second);
    // 1 s and 2 s fit into 4 s, the next 4 s do not: three attempts each.
    const std::uint64_t ended = rig.all(site.users);
    QVERIFY(rig.recording.attempts() >= 3 * ended && rig.recording.attempts() <= 3 * ended + 9);
}

void UsersTest::onlyTheFailuresAskedForAreRetried() {
    struct Case {
        const char* retryOn;
        bool refused, badGateway;
    };
    for (const Case& c : {Case{"connection", true, false}, Case{"server_error", true, true}, Case{"any", true, true}}) {
        for (const bool isRefused : {true, false}) {
            // With its application dead nginx answers 502 to what is not a file.
            Site site({{"rate", Value(10.0)}, {"statics", Value(0.0)}, {"retries", Value(1)}, {"retry_on", Value(c.retryOn)}});
            const Slot app = site.builder.add("app_server");
            site.builder.link(site.web, "app", app, "app");
            Rig rig(site.builder.build());
            QVERIFY(rig.world.kill(isRefused ? site.web : app, rig.recording));
            rig.run(20 * second);
            const bool isRetried = rig.recording.attempts() > rig.recording.requestsStarted() * 3 / 2;
            QVERIFY2(isRetried == (isRefused ? c.refused : c.badGateway), c.retryOn);
        }
    }
}

void UsersTest::aRetryThatWorksIsOneGoodRequest() {
    Site site({{"rate", Value(10.0)}, {"retries", Value(5)}, {"retry_backoff", Value(500 * millisecond)}});
    Rig rig(site.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.kill(site.web, rig.recording));
    rig.run(7 * second);
    QVERIFY(rig.world.restore(site.web, rig.recording));
    rig.run(60 * second);
    QCOMPARE(rig.ended(site.users, Outcome::Ok), rig.all(site.users));
    QVERIFY(rig.recording.attempts() > rig.recording.requestsStarted() + 20);
    QCOMPARE(rig.recording.requestsStarted(), rig.recording.requestsEnded() + rig.world.requestsInFlight());
}

void UsersTest::readsBehindTheOwnWriteAreStale() {
    for (const bool fromReplica : {false, true}) {
        BlueprintBuilder builder;
        const Slot users = builder.add("users", {{"writes", Value(0.3)}, {"clients", Value(5)}, {"rate", Value(50.0)}});
        const Slot app = builder.add("app_server", {{"start_up", Value(0)}, {"service_time", Value(millisecond)}});
        const Slot files = builder.add("app_files");
        const Slot primary = builder.add("database", {{"start_up", Value(0)}});
        const Slot replica = builder.add("database", {{"role", "replica"},
                                                      {"start_up", Value(0)},
                                                      {"source", Value(std::int64_t{primary})},
                                                      {"apply_wait", Value(200 * millisecond)}});
        builder.set(app, "read_from", fromReplica ? Value("replica") : Value("primary"));
        builder.attach(files, app);
        builder.link(users, "web", app, "http");
        builder.link(app, "db", primary, "mysql");
        builder.link(app, "db", replica, "mysql");
        builder.link(replica, "source", primary, "mysql");
        Rig rig(builder.build());
        rig.run(30 * second);
        QVERIFY(rig.ended(users, Outcome::Ok) > 1000);
        if (fromReplica)
            QVERIFY(rig.recording.staleAnswers() > 100);  // the replica applies 5 a second of 15
        else
            QCOMPARE(rig.recording.staleAnswers(), 0u);
        QCOMPARE(static_cast<double>(rig.recording.staleAnswers()), metric(rig, users, "stale"));
    }
}

void UsersTest::aDeadKeptConnectionCostsARequestOrIsSentAgain() {
    for (const bool resend : {false, true}) {
        Site site({{"rate", Value(100.0)}, {"clients", Value(40)}, {"keep_alive", Value(true)}, {"resend", Value(resend)}});
        Rig rig(site.builder.build());
        rig.run(10 * second);
        QVERIFY(rig.world.kill(site.web, rig.recording));
        QVERIFY(rig.world.restore(site.web, rig.recording));
        rig.run(60 * second);
        const auto reset = rig.ended(site.users, Outcome::ConnectionReset);
        if (resend)
            QVERIFY(reset <= 1);  // one may have been in flight
        else
            QVERIFY(reset >= 40 && reset <= 41);
        QCOMPARE(rig.ended(site.users, Outcome::Ok) + reset, rig.all(site.users));
    }
}

void UsersTest::oneMayStartWithPlainHttp() {
    for (const bool startPlain : {false, true}) {
        BlueprintBuilder builder;
        const Slot users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}, {"rate", Value(10.0)}});
        builder.set(users, "start_with", startPlain ? Value("http") : Value("https"));
        const Slot secure = builder.add("web_server", {{"start_up", Value(0)}});
        const Slot plain = builder.add("web_server", {{"start_up", Value(0)}});
        const Slot certificate = builder.add("certificate");
        builder.attach(certificate, secure);
        builder.link(users, "web", secure, "https");
        builder.link(users, "web", plain, "http");
        Rig rig(builder.build());
        rig.run(10 * second);
        QVERIFY(rig.all(startPlain ? plain : secure) > 50);
        QCOMPARE(rig.all(startPlain ? secure : plain), 0u);
    }
}

FAULTLINE_TEST(UsersTest)
#include "users_test.moc"
