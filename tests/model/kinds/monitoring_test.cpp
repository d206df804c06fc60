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
        const MonitoringSample sample{0.731, 123'456, 250, 3};
        const MonitoringSample back = MonitoringSample::unpacked(sample.packed());
        QCOMPARE(back.cpu, 0.731);
        QCOMPARE(back.rate, 123'456u);
        QCOMPARE(back.failedPermille, 250u);
        QCOMPARE(back.down, 3u);
        QCOMPARE(MonitoringSample::unpacked(MonitoringSample{7.5, 0, 5000, 999}.packed()).down, 255u);
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
        QCOMPARE(p.events("alert_raised"), 0);
        QVERIFY(!p.world->status(4).failing);
    }

    void aBusyCpuRaisesAnAlertAfterItsTime() {
        Plant p;
        p.add(kinds::monitoringServiceKind());
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
