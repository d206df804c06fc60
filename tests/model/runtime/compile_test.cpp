#include "model/runtime/compile.h"

#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "tests/model/runtime/tiny_kinds.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using sim::Blueprint;
using sim::PathElement;
using sim::Wire;

/// What a drawn design means for the simulation.
class CompileTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();

    static const sim::Setup& setup(const Blueprint& blueprint, ComponentId id) {
        for (const auto& setup : blueprint.setups)
            if (setup->slot == id.value) return *setup;
        qFatal("no setup %u", id.value);
    }
    static std::vector<Wire> wires(const Blueprint& blueprint, ComponentId id, std::string_view port) {
        std::vector<Wire> found;
        for (const Wire& wire : setup(blueprint, id).wires)
            if (port == wire.port) found.push_back(wire);
        return found;
    }
    /// "out 4, link 1, forward 7, in 5": the way of a route, links backwards as "-1".
    static QString path(const sim::Route& route) {
        QStringList words;
        for (const PathElement& element : route.path) {
            if (element.type == PathElement::Type::Link)
                words << QStringLiteral("link %1%2").arg(element.reversed ? QStringLiteral("-") : QString()).arg(element.index);
            else
                words << QStringLiteral("%1 %2")
                             .arg(element.hook == sim::Hook::In    ? QStringLiteral("in")
                                  : element.hook == sim::Hook::Out ? QStringLiteral("out")
                                                                   : QStringLiteral("forward"))
                             .arg(element.index);
        }
        return words.join(QStringLiteral(", "));
    }
    ComponentId attach(Design& design, const char* kind, ComponentId target, LinkId inLine = {}) const {
        const ComponentId id = design.nextComponentId();
        const auto change = design::addComponent(design, m_catalog, kind,
                                                 {.scenePosition = {}, .container = {}, .attachTo = target, .inLine = inLine});
        if (!change) qFatal("%s: %s", kind, change.error().plain().c_str());
        change->apply(design);
        return id;
    }

private slots:
    void followsLinksAndWalls() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId users = draft.add("users"), host = draft.add("server"), balancer = draft.add("load_balancer", host);
        const ComponentId second = draft.add("server"), web = draft.add("web_server", second);
        const LinkId front = draft.link(users, host), back = draft.link(host, second);
        Design design = draft.design();
        const ComponentId inLine = attach(design, "firewall", {}, front);
        const ComponentId ofHost = attach(design, "firewall", host), ofBalancer = attach(design, "firewall", balancer);
        const ComponentId ofWeb = attach(design, "firewall", web);
        runtime::Compiler compiler(m_catalog, 7);
        const Blueprint blueprint = compiler.compile(design);
        QCOMPARE(blueprint.seed, std::uint64_t{7});

        const std::vector<Wire> in = wires(blueprint, users, "web");
        QCOMPARE(in.size(), std::size_t{1});
        QCOMPARE(in[0].target, balancer.value);  // what listens in the host
        QCOMPARE(in[0].address, design::addressOf(design, m_catalog, host));
        QVERIFY(!in[0].local);
        QCOMPARE(path(blueprint.routes[in[0].route]), QStringLiteral("link %1, forward %2, in %3, in %4")
                                                          .arg(front.value)
                                                          .arg(inLine.value)
                                                          .arg(ofHost.value)
                                                          .arg(ofBalancer.value));
        const sim::Setup& balancerSetup = setup(blueprint, balancer);
        QCOMPARE(balancerSetup.wires.size(), std::size_t{1});
        QCOMPARE(balancerSetup.wires[0].target, web.value);
        QCOMPARE(path(blueprint.routes[balancerSetup.wires[0].route]), QStringLiteral("out %1, out %2, link %3, in %4")
                                                                           .arg(ofBalancer.value)
                                                                           .arg(ofHost.value)
                                                                           .arg(back.value)
                                                                           .arg(ofWeb.value));
        QCOMPARE(blueprint.routes[balancerSetup.wires[0].route].port, std::uint16_t{80});
        QCOMPARE(balancerSetup.host, host.value);
        QVERIFY(setup(blueprint, host).isHost && !balancerSetup.isHost);
        QCOMPARE(balancerSetup.cores, 4u);
        QVERIFY(setup(blueprint, users).outside && !balancerSetup.outside);
    }
    void aWallAroundAZoneIsMetAtItsBorder() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId zone = draft.add("zone"), host = draft.add("server", zone), web = draft.add("web_server", host);
        const ComponentId second = draft.add("server", zone), app = draft.add("app_server", second);
        const ComponentId outside = draft.add("server"), balancer = draft.add("load_balancer", outside);
        const LinkId front = draft.link(balancer, web), inside = draft.link(web, app);
        Design design = draft.design();
        const ComponentId ofZone = attach(design, "firewall", zone), ofHost = attach(design, "firewall", host);
        runtime::Compiler compiler(m_catalog, 7);
        const Blueprint blueprint = compiler.compile(design);
        QCOMPARE(path(blueprint.routes[wires(blueprint, balancer, "backend").at(0).route]),
                 QStringLiteral("link %1, in %2, in %3").arg(front.value).arg(ofZone.value).arg(ofHost.value));
        QCOMPARE(path(blueprint.routes[wires(blueprint, web, "app").at(0).route]),
                 QStringLiteral("out %1, link %2").arg(ofHost.value).arg(inside.value));
    }
    void aBalancerIsNoNeighbourToAsk() {
        // It can pass MySQL on, but only for those that are linked to it.
        tests::TinyDesign draft(m_catalog);
        const ComponentId host = draft.add("server");
        draft.add("load_balancer", host);
        const ComponentId app = draft.add("app_server", host);
        runtime::Compiler compiler(m_catalog, 7);
        QVERIFY(wires(compiler.compile(draft.design()), app, "db").empty());
    }
    void asksTheNeighbour() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId host = draft.add("server"), web = draft.add("web_server", host), app = draft.add("app_server", host);
        const ComponentId files = draft.add("app_files", host), database = draft.add("database", host);
        const Blueprint blueprint = runtime::Compiler(m_catalog, 1).compile(draft.design());
        QCOMPARE(setup(blueprint, web).wires.size(), std::size_t{1});
        const Wire& wire = setup(blueprint, web).wires[0];
        QCOMPARE(wire.target, app.value);
        QVERIFY(wire.local);
        QVERIFY(blueprint.routes[wire.route].path.empty());
        QCOMPARE(blueprint.routes[wire.route].extraLatency, 25 * microsecond);
        QCOMPARE(wires(blueprint, app, "db").at(0).target, database.value);
        QVERIFY(setup(blueprint, database).wires.empty());  // replication is never guessed
        const auto& attachments = setup(blueprint, app).attachments;
        QCOMPARE(attachments.size(), std::size_t{1});
        QCOMPARE(attachments[0].slot, files.value);
        QCOMPARE(setup(blueprint, app).neighbours, (std::vector<sim::Slot>{web.value, database.value}));
    }
    void reachesWhatAPropertyNames() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId a = draft.add("server"), app = draft.add("app_server", a), b = draft.add("server"),
                          far = draft.add("database", b);
        const ComponentId c = draft.add("server"), near = draft.add("database", c), local = draft.add("database", a);
        const LinkId link = draft.link(near, local);  // replication, drawn the other way round between the two
        draft.set(app, "write_to", Value(std::int64_t{far.value}));
        draft.set(app, "read_component", Value(std::int64_t{near.value}));
        const Blueprint blueprint = runtime::Compiler(m_catalog, 1).compile(draft.design());
        const std::vector<Wire> found = wires(blueprint, app, "db");
        QCOMPARE(found.size(), std::size_t{3});
        const auto to = [&](ComponentId target) -> const sim::Route& {
            for (const Wire& wire : found)
                if (wire.target == target.value) return blueprint.routes[wire.route];
            qFatal("no wire");
        };
        QCOMPARE(path(to(local)), QString());
        QCOMPARE(path(to(near)), QStringLiteral("link -%1").arg(link.value));
        QCOMPARE(to(near).linkId, link.value);
        QCOMPARE(path(to(far)), QString());  // the plain subnet
        QCOMPARE(to(far).extraLatency, 100 * microsecond);
    }
    void namesInTablesBecomeNumbers() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId host = draft.add("server");
        draft.add("web_server", host);
        const ComponentId dns = draft.add("dns");
        draft.set(dns, "records", Value(TableRows{{Value("www"), Value(std::int64_t{host.value}), Value(0), Value("")}}));
        Design design = draft.design();
        const ComponentId wall = attach(design, "firewall", host);
        const TableRow row{"in", "WEB-1", "any", "80", "tcp", "new", "accept"};
        design::setProperty(design, m_catalog, {wall}, "rules", Value(TableRows{row}))->apply(design);
        const Blueprint blueprint = runtime::Compiler(m_catalog, 1).compile(design);
        const TableRows rules = setup(blueprint, wall).values().value("rules").toTable();
        QCOMPARE(rules[0][1].toText(), "#" + std::to_string(host.value));
        QCOMPARE(rules[0][2].toText(), std::string("any"));
        const TableRows records = setup(blueprint, dns).values().value("records").toTable();
        QCOMPARE(records[0][1].toInt(), std::int64_t{design::addressOf(design, m_catalog, host)});
        QVERIFY(records[0][1].toInt() != 0);
    }
    void anEmptyHostRefuses() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId users = draft.add("users"), host = draft.add("server"), web = draft.add("web_server", host);
        draft.link(users, host);
        Design design = draft.design();
        design::removeParts(design, m_catalog, {web}, {}).apply(design);
        const Blueprint blueprint = runtime::Compiler(m_catalog, 1).compile(design);
        const Wire& wire = setup(blueprint, users).wires.at(0);
        QCOMPARE(wire.target, host.value);
        QVERIFY(!blueprint.routes[wire.route].exists);
    }
    void keepsNumbersAndObjects() {
        tests::TinyDesign draft(m_catalog);
        const ComponentId users = draft.add("users"), web = draft.add("web_server"), app = draft.add("app_server");
        const LinkId front = draft.link(users, web);
        draft.link(web, app);
        Design design = draft.design();
        runtime::Compiler compiler(m_catalog, 1);
        const Blueprint first = compiler.compile(design);
        const Blueprint same = compiler.compile(design);
        for (std::size_t i = 0; i < first.setups.size(); ++i) QCOMPARE(same.setups[i], first.setups[i]);

        const design::Change cut = design::removeParts(design, m_catalog, {}, {front});
        cut.apply(design);
        const Blueprint without = compiler.compile(design);
        QCOMPARE(without.routes.size(), first.routes.size());
        const sim::RouteId old = setup(first, users).wires[0].route;
        QVERIFY(!without.routes[old].exists);
        QVERIFY(setup(without, users).wires.empty());
        QCOMPARE(&setup(without, web), &setup(first, web));  // it has nothing to do with it
        cut.inverse().apply(design);
        const Blueprint back = compiler.compile(design);
        QCOMPARE(setup(back, users).wires[0].route, old);
        QVERIFY(back.routes[old].exists);
        QCOMPARE(path(back.routes[old]), QStringLiteral("link %1").arg(front.value));

        design::setLinkPort(design, m_catalog, front, "web", design.link(front)->toPort, 8080)->apply(design);
        QCOMPARE(compiler.compile(design).routes[old].port, std::uint16_t{8080});
    }
};

FAULTLINE_TEST(CompileTest)
#include "compile_test.moc"
