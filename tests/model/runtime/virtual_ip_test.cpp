#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using runtime::Simulation;
using sim::Outcome;

/// An address that two load balancers share, drawn as people draw it.
class VirtualIpTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();

    /// Users -> virtual IP -> two load balancers on a server each -> a web server.
    struct Pair {
        tests::TinyDesign draft;
        ComponentId users, address, host[2], balancer[2], web;
        LinkId cable[2];
        explicit Pair(const catalog::Catalog& catalog) : draft(catalog) {
            users = draft.add("users");
            address = draft.add("virtual_ip");
            for (int i = 0; i < 2; ++i) {
                host[i] = draft.add("server");
                balancer[i] = draft.add("load_balancer", host[i]);
                draft.set(host[i], "start_up", Value(second));
            }
            web = draft.add("web_server");
            draft.set(users, "statics", Value(1.0));
            draft.set(users, "writes", Value(0.0));
            draft.link(users, address);
            for (int i = 0; i < 2; ++i) {
                cable[i] = draft.link(address, balancer[i]);
                draft.link(balancer[i], web);
            }
        }
    };
    static void tell(Simulation& simulation, const char* command) {
        const auto done = simulation.perform(runtime::CommandText{simulation.now(), command});
        QVERIFY2(done, done ? "" : done.error().plain().c_str());
    }
    static std::vector<SimTime> events(const Simulation& simulation, std::string_view id, ComponentId about = {}) {
        std::vector<SimTime> times;
        for (const sim::RecordedEvent& event : simulation.recording().events())
            if (id == event.type->id && (!about.isValid() || event.other == about.value)) times.push_back(event.time);
        return times;
    }
    static std::uint64_t ended(Simulation& simulation, ComponentId users, Outcome outcome) {
        return simulation.recording().of(users.value).byOutcome[static_cast<std::size_t>(outcome)];
    }
    static std::uint64_t all(Simulation& simulation, ComponentId users) { return simulation.recording().of(users.value).ended; }
    static std::uint64_t arrived(Simulation& simulation, ComponentId part) {
        return simulation.recording().of(part.value).arrived;
    }

private slots:
    void theFirstHasTheAddress() {
        Pair pair(m_catalog);
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(20 * second);
        QVERIFY(all(simulation, pair.users) > 1900);
        QCOMPARE(ended(simulation, pair.users, Outcome::Ok), all(simulation, pair.users));
        QVERIFY(arrived(simulation, pair.balancer[0]) > 1900);
        QCOMPARE(arrived(simulation, pair.balancer[1]), 0u);
        QVERIFY(events(simulation, "address_taken").empty());
        const sim::Status status = simulation.world().status(pair.address.value);
        QVERIFY(!status.failing);
        QCOMPARE(status.metrics.at(0).second, 1.0);
    }
    void theBackupTakesOver_data() {
        QTest::addColumn<int>("interval");
        QTest::addColumn<QString>("version");
        QTest::addColumn<double>("wait");
        QTest::newRow("usual") << 1000 << QStringLiteral("2") << 3 + 156.0 / 256;
        QTest::newRow("quick, version 3") << 100 << QStringLiteral("3") << 0.3 + 15.6 / 256;
        QTest::newRow("slow, version 2") << 5000 << QStringLiteral("2") << 15 + 156.0 / 256;
        QTest::newRow("slow, version 3") << 5000 << QStringLiteral("3") << 15 + 5 * 156.0 / 256;
    }
    void theBackupTakesOver() {
        QFETCH(int, interval);
        QFETCH(QString, version);
        QFETCH(double, wait);
        Pair pair(m_catalog);
        pair.draft.set(pair.address, "advert_interval", Value(SimTime{interval} * millisecond));
        pair.draft.set(pair.address, "vrrp_version", Value(version.toStdString()));
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(10'300 * millisecond);
        tell(simulation, "kill server-1");
        simulation.runUntil(60 * second);
        const auto taken = events(simulation, "address_taken", pair.balancer[1]);
        QCOMPARE(taken.size(), std::size_t{1});
        const double after = static_cast<double>(taken[0] - 10'300 * millisecond) / 1e9;
        QVERIFY2(after <= wait + 0.01 && after >= wait - interval / 1000.0 - 0.01, qPrintable(QString::number(after)));
        const std::uint64_t before = arrived(simulation, pair.balancer[1]);
        tell(simulation, "restore server-1");  // it takes the address back
        simulation.runUntil(120 * second);
        QVERIFY(before > 1000);
        QCOMPARE(events(simulation, "address_taken", pair.balancer[0]).size(), std::size_t{1});
        QVERIFY(events(simulation, "split_brain").empty());
        const std::uint64_t settled = arrived(simulation, pair.balancer[1]);
        simulation.runUntil(125 * second);
        QCOMPARE(arrived(simulation, pair.balancer[1]), settled);
    }
    void withoutPreemptionItStays() {
        Pair pair(m_catalog);
        pair.draft.set(pair.address, "preempt", Value(false));
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(5 * second);
        tell(simulation, "kill server-1");
        simulation.runUntil(20 * second);
        tell(simulation, "restore server-1");
        simulation.runUntil(60 * second);
        QVERIFY(events(simulation, "address_taken", pair.balancer[0]).empty());
        QCOMPARE(events(simulation, "address_taken", pair.balancer[1]).size(), std::size_t{1});
    }
    void aDeadProcessIsNoticedByWatching() {
        for (const bool watches : {true, false}) {
            Pair pair(m_catalog);
            pair.draft.set(pair.address, "track", Value(watches));
            Simulation simulation(m_catalog, pair.draft.design(), 1);
            simulation.runUntil(10'300 * millisecond);
            tell(simulation, "kill lb-1");
            simulation.runUntil(40 * second);
            const auto taken = events(simulation, "address_taken");
            QCOMPARE(taken.size(), std::size_t{watches ? 1u : 0u});
            if (watches) {  // the rest of a second, and the skew: it says that it stops
                QVERIFY(taken[0] > 10'900 * millisecond && taken[0] < 11'950 * millisecond);
                QVERIFY(ended(simulation, pair.users, Outcome::Ok) > all(simulation, pair.users) - 250);
            } else {
                QVERIFY(ended(simulation, pair.users, Outcome::ConnectionRefused) > 2800);
            }
        }
    }
    void keptConnectionsDie() {
        Pair pair(m_catalog);
        pair.draft.set(pair.users, "keep_alive", Value(true));
        pair.draft.set(pair.users, "clients", Value(20));
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(10 * second);
        QCOMPARE(ended(simulation, pair.users, Outcome::Ok), all(simulation, pair.users));
        tell(simulation, "kill lb-1");
        simulation.runUntil(11'900 * millisecond);
        tell(simulation, "restore lb-1");
        simulation.runUntil(40 * second);  // and the address has come back
        QCOMPARE(events(simulation, "address_taken").size(), std::size_t{2});
        QVERIFY(ended(simulation, pair.users, Outcome::ConnectionReset) >= 15);
        const std::uint64_t failed = all(simulation, pair.users) - ended(simulation, pair.users, Outcome::Ok);
        simulation.runUntil(50 * second);
        QCOMPARE(all(simulation, pair.users) - ended(simulation, pair.users, Outcome::Ok), failed);
    }
    void aFirewallThatDropsVrrpSplitsThem() {
        Pair pair(m_catalog);
        Design design = pair.draft.design();
        const auto wall = design::addComponent(design, m_catalog, "firewall",
                                               {.scenePosition = {}, .container = {}, .attachTo = pair.host[1], .inLine = {}});
        QVERIFY(wall);
        wall->apply(design);  // accepts 80 and 443, drops the rest
        Simulation simulation(m_catalog, design, 1);
        simulation.runUntil(10 * second);
        QCOMPARE(events(simulation, "split_brain").size(), std::size_t{1});
        const sim::Status status = simulation.world().status(pair.address.value);
        QVERIFY(status.failing);
        QCOMPARE(status.metrics.at(0).second, 2.0);
        QCOMPARE(ended(simulation, pair.users, Outcome::Ok),
                 all(simulation, pair.users));  // the last to announce itself has them
        tell(simulation, "set firewall-1.default_in=accept");
        simulation.runUntil(20 * second);
        QCOMPARE(events(simulation, "split_brain_over").size(), std::size_t{1});
        QCOMPARE(simulation.world().status(pair.address.value).metrics.at(0).second, 1.0);
        const std::uint64_t first = arrived(simulation, pair.balancer[0]);
        simulation.runUntil(21 * second);
        QVERIFY(arrived(simulation, pair.balancer[0]) > first + 50);
    }
    void aCutCableMovesTheAddress() {
        Pair pair(m_catalog);
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(10 * second);
        tell(simulation, "cut vip-1->lb-1");
        simulation.runUntil(30 * second);
        QCOMPARE(events(simulation, "address_taken", pair.balancer[1]).size(), std::size_t{1});
        tell(simulation, "mend vip-1->lb-1");
        simulation.runUntil(40 * second);
        QCOMPARE(events(simulation, "split_brain").size(), std::size_t{1});
        QCOMPARE(events(simulation, "split_brain_over").size(), std::size_t{1});
        QCOMPARE(events(simulation, "address_taken", pair.balancer[0]).size(), std::size_t{1});
    }
    void anAddressThatIsLostIsNobodys() {
        Pair pair(m_catalog);
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(5 * second);
        tell(simulation, "kill vip-1");
        simulation.runUntil(10 * second);
        QVERIFY(ended(simulation, pair.users, Outcome::HostUnreachable) > 150);
        tell(simulation, "restore vip-1");
        simulation.runUntil(20 * second);
        const std::uint64_t ok = ended(simulation, pair.users, Outcome::Ok);
        simulation.runUntil(21 * second);
        QVERIFY(ended(simulation, pair.users, Outcome::Ok) > ok + 60);
    }
    void aMachineThatFreezesLosesIt() {
        Pair pair(m_catalog);
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(10 * second);
        tell(simulation, "freeze server-1");
        simulation.runUntil(30 * second);
        QCOMPARE(events(simulation, "address_taken", pair.balancer[1]).size(), std::size_t{1});
        tell(simulation, "thaw server-1");
        simulation.runUntil(40 * second);
        const std::uint64_t second1 = arrived(simulation, pair.balancer[1]);
        simulation.runUntil(45 * second);
        QCOMPARE(arrived(simulation, pair.balancer[1]), second1);
    }
    void membersComeAndGo() {
        Pair pair(m_catalog);
        Simulation simulation(m_catalog, pair.draft.design(), 1);
        simulation.runUntil(5 * second);
        const auto gone = design::removeParts(simulation.design(), m_catalog, {}, {pair.cable[0]});
        QVERIFY(simulation.perform(runtime::Command{simulation.now(), runtime::Edit{gone}}));
        simulation.runUntil(20 * second);
        const std::uint64_t ok = ended(simulation, pair.users, Outcome::Ok);
        simulation.runUntil(25 * second);
        QVERIFY(ended(simulation, pair.users, Outcome::Ok) > ok + 400);
        QVERIFY(arrived(simulation, pair.balancer[1]) > 400);
    }
};

FAULTLINE_TEST(VirtualIpTest)
#include "virtual_ip_test.moc"
