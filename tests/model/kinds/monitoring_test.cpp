#include "model/kinds/monitoring_sample.h"
#include "tests/model/kinds/plant.h"
#include "tests/support/test_main.h"

using namespace faultline;
using faultline::kinds::MonitoringSample;
using faultline::tests::Plant;
using sim::Outcome;

namespace {
constexpr SimTime ms = millisecond;

/// service 1; host 2 with web server 3 and agent 4; client 5.
struct WatchedPlant : Plant {
    std::uint32_t link = 0;
    WatchedPlant() {
        add(kinds::monitoringServiceKind());
        host();
        add(kinds::webServerKind(), {}, 2);
        add(kinds::monitoringAgentKind(), {}, 2);
        client({{"static", 1.0}, {"every", Value(10 * ms)}});
        link = wire(4, "service", 1, 20 * ms);
        wire(5, "http", 3);
    }
    /// The only alert with this name; an empty one when there is none.
    sim::RecordedEvent alert(const char* id) const {
        for (const sim::RecordedEvent& e : recording.events())
            if (std::string_view(e.type->id) == "alert_raised" && std::string_view(e.cause.reason->id) == id) return e;
        return {};
    }
    double metric(sim::Slot slot, const char* key) const {
        for (const auto& [name, value] : world->status(slot).metrics)
            if (std::string_view(name) == key) return value;
        return -1;
    }
};
}  // namespace

class MonitoringTest : public QObject {
    Q_OBJECT
private slots:
    void samplesArePackedWithoutLoss() {
        MonitoringSample sample{.cpu = 0.731, .memory = 0.25, .disk = 0.999, .rate = 123'456, .failedPermille = 250, .down = 70'000, .connections = 3'000};
        MonitoringSample back = MonitoringSample::unpacked(sample.packed(), sample.more());
        QCOMPARE(back.cpu, 0.731);
        QCOMPARE(back.memory, 0.25);
        QCOMPARE(back.disk, 0.999);
        QCOMPARE(back.rate, 123'456u);
        QCOMPARE(back.failedPermille, 250u);
        QCOMPARE(back.down, 70'000u);
        QCOMPARE(back.connections, 3'000u);
        QVERIFY(back.hasLogs);
        sample = {.cpu = 7.5, .memory = 2, .disk = -1, .rate = 900'000'000, .failedPermille = 5000, .down = 9'999'999, .connections = 100'000, .hasLogs = false};
        back = MonitoringSample::unpacked(sample.packed(), sample.more());
        QCOMPARE(back.cpu, 1.0);
        QCOMPARE(back.memory, 1.0);
        QCOMPARE(back.disk, 0.0);
        QCOMPARE(back.rate, MonitoringSample::mostRate);
        QCOMPARE(back.down, MonitoringSample::mostDown);
        QCOMPARE(back.connections, MonitoringSample::mostConnections);
        QVERIFY(!back.hasLogs);
    }

    void aDeadProcessIsNamed() {
        WatchedPlant p;
        p.start();
        p.run(31 * second);
        QVERIFY(p.world->kill(3, p.recording));
        p.run(45 * second);
        QCOMPARE(p.events("alert_raised", 3), 1);  // the web server, not its agent
        QCOMPARE(p.alert("process_down").component, 1u);
        QCOMPARE(p.events("notified"), 1);
        QVERIFY(p.world->restore(3, p.recording));
        p.run(60 * second);
        QCOMPARE(p.events("alert_resolved", 3), 1);
    }

    void aRuleWaitsAsLongAsItSays() {
        WatchedPlant p;
        p.set(1, "rules", Value(TableRows{{"qps", "below", 50.0, Value(25 * second), "info", ""}}));
        p.start();
        p.run(31 * second);
        QCOMPARE(p.events("alert_raised"), 0);
        QVERIFY(p.world->kill(5, p.recording));  // nobody asks any more
        p.run(120 * second);
        QCOMPARE(p.events("alert_raised"), 1);
        // Samples at 33.1, 43.1, 53.1 and 63.1 s; the first that is low is the second at the latest.
        const SimTime at = p.alert("qps").time;
        QVERIFY(at > 31 * second + 25 * second && at < 75 * second);
        p.set(1, "rules", Value(TableRows{{"qps", "below", 50.0, Value(0 * second), "critical", ""}}));
        p.edit();
        p.run(140 * second);
        QCOMPARE(p.events("alert_raised"), 2);  // another rule
    }

    void withoutLogsNoRequestsAreKnown() {
        WatchedPlant p;
        p.set(4, "logs", Value(false));
        p.set(1, "rules", Value(TableRows{{"qps", "below", 50.0, Value(std::int64_t{0}), "info", ""}}));
        p.start();
        p.run(60 * second);
        QCOMPARE(p.events("alert_raised"), 0);
        const sim::Status status = p.world->status(1);
        QCOMPARE(status.observations.size(), std::size_t{1});
        QCOMPARE(status.observations[0].rate, -1.0);
        QVERIFY(status.observations[0].heard > 50 * second);
    }

    void aProbeSeesWhatNoAgentCan() {
        WatchedPlant p;
        const std::uint32_t way = p.wire(1, "probe", 3, 5 * ms);
        p.set(1, "probe_interval", Value(10 * second));
        p.set(1, "probe_asks", "file");
        p.start();
        p.run(30 * second);
        QCOMPARE(p.world->status(1).probes.size(), std::size_t{1});
        QVERIFY(p.world->status(1).probes[0].isOk);
        QVERIFY(p.metric(1, "probe_time") > 20 && p.metric(1, "probe_time") < 21);
        QVERIFY(p.world->setLinkUp(way, 2, false, p.recording));
        p.run(60 * second);
        QCOMPARE(p.events("alert_raised", 3), 1);
        // Asked at 31 s, given up after 10 s.
        QVERIFY(p.alert("probe_failed").time > 40 * second && p.alert("probe_failed").time < 42 * second);
        QVERIFY(p.world->setLinkUp(way, 2, true, p.recording));
        p.run(90 * second);
        QCOMPARE(p.events("alert_resolved", 3), 1);
    }

    void aProbeIsPartOfARestart() {
        WatchedPlant p;
        p.wire(1, "probe", 3, 5 * ms);
        p.set(1, "probe_interval", Value(10 * second));
        p.start();
        p.run(15 * second);
        QVERIFY(p.world->kill(1, p.recording));
        p.run(50 * second);
        QVERIFY(p.world->restore(1, p.recording));
        p.run(100 * second);
        QVERIFY(p.world->status(1).probes[0].seen > 90 * second);
    }

    void samplesReachTheService() {
        WatchedPlant p;
        p.start();
        p.run(60 * second);
        QCOMPARE(p.metric(1, "reporting"), 1.0);
        QCOMPARE(p.metric(4, "shipped"), 6.0);
        QCOMPARE(p.metric(4, "qps"), 100.0);
        QVERIFY(p.metric(4, "cpu") > 0.0003 && p.metric(4, "cpu") < 0.0005);  // 100 x 14 us and 1 ms / 10 s, of 4 cores
        QCOMPARE(p.events("alert_raised"), 0);
    }

    void aSilentAgentRaisesAnAlertThatIsResolvedWhenItSpeaks_data() {
        QTest::addColumn<QString>("how");
        QTest::newRow("agent killed") << QStringLiteral("kill");
        QTest::newRow("agent frozen") << QStringLiteral("freeze");
        QTest::newRow("host off") << QStringLiteral("host");
        QTest::newRow("link cut") << QStringLiteral("cut");
    }
    void aSilentAgentRaisesAnAlertThatIsResolvedWhenItSpeaks() {
        QFETCH(QString, how);
        WatchedPlant p;
        p.start();
        const auto doIt = [&](bool broken) {
            if (how == QStringLiteral("freeze")) return broken ? p.world->freeze(4, p.recording) : p.world->thaw(4, p.recording);
            if (how == QStringLiteral("cut")) return p.world->setLinkUp(p.link, 2, !broken, p.recording);
            const sim::Slot victim = how == QStringLiteral("host") ? 2 : 4;
            return broken ? p.world->kill(victim, p.recording) : p.world->restore(victim, p.recording);
        };
        p.run(31 * second);
        QVERIFY(doIt(true));
        p.run(50 * second);
        QCOMPARE(p.events("alert_raised"), 0);
        p.run(70 * second);
        QCOMPARE(p.events("alert_raised", 4), 1);
        const sim::RecordedEvent* alert = nullptr;
        for (const sim::RecordedEvent& e : p.recording.events())
            if (std::string_view(e.type->id) == "alert_raised") alert = &e;
        QCOMPARE(alert->component, 1u);
        QCOMPARE(QByteArray(alert->cause.reason->id), QByteArray("agent_silent"));
        // its last sample was sent at 23.125 s (the phase of slot 4 is 3.125 s)
        QVERIFY(alert->time > 53 * second && alert->time < 54 * second);
        QVERIFY(p.world->status(1).strained);
        QVERIFY(doIt(false));
        p.run(100 * second);
        QCOMPARE(p.events("alert_raised"), 1);
        QCOMPARE(p.events("alert_resolved", 4), 1);
        QCOMPARE(p.metric(1, "reporting"), 1.0);
    }

    void anAgentThatNeverSpokeIsNotMissed() {
        WatchedPlant p;
        p.start();
        QVERIFY(p.world->kill(4, p.recording));
        p.run(200 * second);
        QCOMPARE(p.events("alert_raised"), 0);
    }

    void aDeadServiceSeesNothingAndTheAgentSaysSo() {
        WatchedPlant p;
        p.start();
        p.run(31 * second);
        QVERIFY(p.world->kill(1, p.recording));
        QVERIFY(p.world->kill(3, p.recording));
        p.run(120 * second);
        QCOMPARE(p.events("alert_raised"), 0);
        QVERIFY(p.world->status(4).failing);
        QVERIFY(p.metric(4, "dropped") > 6);
        QVERIFY(p.world->restore(1, p.recording));
        p.run(180 * second);
        QCOMPARE(p.events("alert_raised", 4), 0);  // no silence of which it was told nothing
        QCOMPARE(p.events("alert_raised", 3), 1);  // now it learns of the web server
        QVERIFY(!p.world->status(4).failing);
    }

    void aBusyCpuRaisesAnAlertAfterItsTime() {
        Plant p;
        p.add(kinds::monitoringServiceKind(), {{"rules", Value(TableRows())}});
        p.host(1);
        p.add(kinds::webServerKind(), {{"static_cost", Value(std::int64_t{12 * ms})}}, 2);
        p.add(kinds::monitoringAgentKind(), {}, 2);
        p.client({{"static", 1.0}, {"every", Value(10 * ms)}, {"count", 12'000}, {"response", Value(std::int64_t{second})}});
        p.wire(4, "service", 1, 20 * ms);
        p.wire(5, "http", 3);
        p.start();
        p.run(60 * second);
        QCOMPARE(p.events("alert_raised"), 0);
        p.run(100 * second);
        QCOMPARE(p.events("alert_raised", 4), 1);
        p.run(600 * second);
        QCOMPARE(p.events("alert_resolved", 4), 1);
    }

    void aCopyEndsTheSame() {
        WatchedPlant p;
        p.start();
        p.run(31 * second);
        sim::World copy(*p.world);
        sim::Recording other;
        for (sim::World* world : {p.world.get(), &copy}) {
            sim::Recording& recording = world == &copy ? other : p.recording;
            QVERIFY(world->kill(2, recording));
            world->runBefore(80 * second, recording);
            QVERIFY(world->restore(2, recording));
            world->runBefore(120 * second, recording);
        }
        QCOMPARE(copy.fingerprint().text(), p.world->fingerprint().text());
        QCOMPARE(copy.stateHash().text(), p.world->stateHash().text());
    }
};

FAULTLINE_TEST(MonitoringTest)
#include "monitoring_test.moc"
