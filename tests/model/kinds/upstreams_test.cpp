#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::tests;
using sim::Outcome;
using sim::Slot;

/// A web server with several application servers behind it, as an nginx upstream block.
class UpstreamsTest : public QObject {
    Q_OBJECT
private:
    struct Site {
        BlueprintBuilder builder;
        Slot users, web, app[3];
        explicit Site(double writes = 0, int apps = 3) {
            users = builder.add("users", {{"rate", Value(90.0)}, {"writes", Value(writes)}});
            web = builder.add("web_server", {{"start_up", Value(0)}});
            builder.link(users, "web", web, "http");
            const Slot files = builder.add("app_files");
            for (int i = 0; i < apps; ++i) {
                app[i] = builder.add("app_server", {{"start_up", Value(0)}});
                builder.attach(files, app[i]);
                builder.link(web, "app", app[i], "app");
            }
        }
    };
private slots:
    void theyTakeTurns() {
        Site site;
        Rig rig(site.builder.build());
        rig.run(10 * second);
        const std::uint64_t first = rig.recording.of(site.app[0]).arrived;
        QVERIFY(first > 250);
        for (const Slot app : site.app)
            QVERIFY(rig.recording.of(app).arrived + 1 >= first && rig.recording.of(app).arrived <= first);
    }
    void aDeadOneIsPassedOver() {
        Site site(0.3);
        Rig rig(site.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.kill(site.app[1], rig.recording));
        rig.run(40 * second);
        // What it worked on is tried elsewhere unless it writes; a refused connection costs nobody anything.
        const std::uint64_t failed = rig.all(site.users) - rig.ended(site.users, Outcome::Ok);
        QVERIFY2(failed <= 2, qPrintable(QString::number(failed)));
        QCOMPARE(rig.ended(site.users, Outcome::Http502), failed);
        QVERIFY(rig.world.restore(site.app[1], rig.recording));
        const std::uint64_t before = rig.recording.of(site.app[1]).arrived;
        rig.run(62 * second);  // ten seconds out at most, then its share again
        QVERIFY(rig.recording.of(site.app[1]).arrived > before + 300);
    }
    void aFrozenOneCostsOneTimeoutEachTenSeconds() {
        Site site;
        site.builder.set(site.web, "proxy_read_timeout", Value(second));
        Rig rig(site.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.freeze(site.app[0], rig.recording));
        rig.run(30 * second);
        QCOMPARE(rig.ended(site.users, Outcome::Ok), rig.all(site.users));  // reads are asked again elsewhere
        const SimTime slowest = rig.recording.of(site.users).latencyMax;
        QVERIFY(slowest > second && slowest < 1'500 * millisecond);
        QVERIFY(rig.recording.of(site.users).latency.quantile(0.9) < 200 * millisecond);
    }
    /// Measured on nginx 1.22, read timeout 2 s: slow requests for 2 s, then a single one when fail_timeout has passed.
    void oneThatWasLeftOutGetsOneRequest() {
        Site site(0, 2);
        site.builder.set(site.web, "proxy_read_timeout", Value(2 * second));
        Rig rig(site.builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.freeze(site.app[0], rig.recording));
        rig.run(12 * second);
        const std::uint64_t before = rig.recording.of(site.app[0]).arrived;
        rig.run(24 * second);
        QVERIFY(rig.world.thaw(site.app[0], rig.recording));
        rig.run(24 * second + second / 2);
        const std::uint64_t held = rig.recording.of(site.app[0]).arrived - before;  // about 90 from the first two seconds, and the one
        QVERIFY2(held > 60 && held < 130, qPrintable(QString::number(held)));
        QCOMPARE(rig.ended(site.users, Outcome::Ok), rig.all(site.users));
    }
    void allDeadIsA502() {
        Site site(0, 2);
        Rig rig(site.builder.build());
        rig.run(2 * second);
        for (int i = 0; i < 2; ++i) QVERIFY(rig.world.kill(site.app[i], rig.recording));
        rig.run(20 * second);
        QVERIFY(rig.ended(site.users, Outcome::Http502) > 1500);
        QCOMPARE(rig.all(site.users), rig.ended(site.users, Outcome::Ok) + rig.ended(site.users, Outcome::Http502));
        QCOMPARE(rig.reason(Outcome::Http502), std::string("no_live_upstream"));
    }
    void aSingleOneIsAlwaysTried() {
        Site site(0, 1);
        Rig rig(site.builder.build());
        rig.run(2 * second);
        QVERIFY(rig.world.kill(site.app[0], rig.recording));
        rig.run(3 * second);
        QVERIFY(rig.world.restore(site.app[0], rig.recording));
        rig.run(10 * second);
        const double lost = static_cast<double>(rig.ended(site.users, Outcome::Http502));
        QVERIFY2(lost < 150, qPrintable(QString::number(lost)));  // the second without it, not ten
    }
};

FAULTLINE_TEST(UpstreamsTest)
#include "upstreams_test.moc"
