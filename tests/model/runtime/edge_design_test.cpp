#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

using namespace faultline;
using runtime::Simulation;
using sim::Outcome;

/// Ports and ways as designs draw them.
class EdgeDesignTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();
    static std::uint64_t ended(Simulation& simulation, ComponentId part, Outcome outcome) {
        return simulation.recording().of(part.value).byOutcome[static_cast<std::size_t>(outcome)];
    }

private slots:
    void aRedirectLeadsToTheOtherPort() {
        for (const bool certified : {true, false}) {
            tests::TinyDesign draft(m_catalog);
            const ComponentId users = draft.add("users"), balancer = draft.add("load_balancer"), web = draft.add("web_server");
            draft.set(users, "statics", Value(1.0));
            draft.set(users, "writes", Value(0.0));
            draft.set(balancer, "plain_http", Value("redirect"));
            const LinkId front = draft.link(users, balancer);  // to port 80: there is no certificate yet
            draft.link(balancer, web);
            design::Design design = draft.design();
            if (certified) {
                const auto change = design::addComponent(
                    design, m_catalog, "certificate", {.scenePosition = {}, .container = {}, .attachTo = balancer, .inLine = {}});
                QVERIFY(change);
                change->apply(design);
            }
            Simulation simulation(m_catalog, design, 1);
            QVERIFY(!simulation.isEncrypted(front));
            simulation.runUntil(10 * second);
            const std::uint64_t all = simulation.recording().of(users.value).ended;
            QVERIFY(all > 800);
            QCOMPARE(ended(simulation, users, certified ? Outcome::Ok : Outcome::TlsUntrusted), all);
            // One exchange more, and a new connection.
            if (certified) QVERIFY(simulation.recording().of(balancer.value).ended >= 2 * all);
        }
    }
    void whatAnswersGoesBeforeWhatPassesOn() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId host = draft.add("server");
        draft.add("load_balancer", host);
        const ComponentId app = draft.add("app_server", host), database = draft.add("database", host);
        Simulation simulation(m_catalog, draft.design(), 1);
        const auto& wires = simulation.world().component(app.value)->setup->wires;
        QCOMPARE(wires.size(), std::size_t{1});
        QCOMPARE(wires[0].target, database.value);
    }
    void aBalancerSpreadsTheReadsOfTheDatabase() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId users = draft.add("users"), web = draft.add("web_server"), app = draft.add("app_server"),
                          balancer = draft.add("load_balancer"), a = draft.add("database"), b = draft.add("database");
        draft.set(users, "writes", Value(0.0));
        draft.set(balancer, "check", Value("mysql"));
        draft.link(users, web);
        draft.link(web, app);
        draft.link(app, balancer);
        draft.link(balancer, a);
        draft.link(balancer, b);
        design::Design design = draft.design();
        const auto files = design::addComponent(design, m_catalog, "app_files",
                                                {.scenePosition = {}, .container = {}, .attachTo = app, .inLine = {}});
        QVERIFY2(files, files ? "" : files.error().plain().c_str());
        files->apply(design);
        Simulation simulation(m_catalog, design, 1);
        simulation.runUntil(10 * second);
        const std::uint64_t all = simulation.recording().of(users.value).ended;
        QCOMPARE(ended(simulation, users, Outcome::Ok), all);
        QVERIFY(simulation.recording().of(a.value).arrived > 300 && simulation.recording().of(b.value).arrived > 300);
        QVERIFY(simulation.perform(runtime::CommandText{simulation.now(), "kill db-1"}));
        simulation.runUntil(30 * second);
        const std::uint64_t failed = simulation.recording().of(users.value).ended - ended(simulation, users, Outcome::Ok);
        QVERIFY2(failed <= 3, qPrintable(QString::number(failed)));  // those in flight
    }
};

FAULTLINE_TEST(EdgeDesignTest)
#include "edge_design_test.moc"
