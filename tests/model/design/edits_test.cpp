#include "model/design/edits.h"

#include "model/core/units.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class EditsTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    static Placement at(qreal x, qreal y) {
        return {.scenePosition = QPointF(x, y), .container = {}, .attachTo = {}, .inLine = {}};
    }
    static Placement in(ComponentId id, QPointF scene = {}) {
        return {.scenePosition = scene, .container = id, .attachTo = {}, .inLine = {}};
    }
    static Placement on(ComponentId id) { return {.scenePosition = {}, .container = {}, .attachTo = id, .inLine = {}}; }
    static Placement inLine(LinkId id) { return {.scenePosition = {}, .container = {}, .attachTo = {}, .inLine = id}; }

    /// Does an edit that must be possible.
    void done(const Result<Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        change->apply(m_design);
        const std::vector<Problem> problems = check(m_design, m_catalog);
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().plain().c_str());
    }
    ComponentId add(const char* kind, const Placement& where = {}) {
        const ComponentId id = m_design.nextComponentId();
        done(addComponent(m_design, m_catalog, kind, where));
        return id;
    }
    LinkId link(ComponentId from, ComponentId to) {
        const LinkId id = m_design.nextLinkId();
        done(design::connect(m_design, m_catalog, from, to));
        return id;
    }
    template <class T>
    static QString refusal(const Result<T>& result) {
        return result ? QStringLiteral("(possible)") : QString::fromStdString(result.error().what.plain());
    }
    QString name(ComponentId id) const { return m_design.component(id)->name; }
    QString address(ComponentId id) const { return QString::fromStdString(formatIPv4(addressOf(m_design, m_catalog, id))); }
    QPointF place(ComponentId id) const { return m_design.component(id)->rect.topLeft(); }
    QRectF rect(ComponentId id) const { return m_design.component(id)->rect; }

private slots:
    void init() { m_design = Design(); }

    void namesAreTheLowestFree() {
        const ComponentId first = add("web_server"), middle = add("web_server"), third = add("web_server");
        QCOMPARE(name(first), QStringLiteral("web-1"));
        QCOMPARE(name(third), QStringLiteral("web-3"));
        removeParts(m_design, m_catalog, {middle}, {}).apply(m_design);
        done(rename(m_design, third, QStringLiteral("WEB-2")));
        const ComponentId fourth = add("web_server");
        QCOMPARE(name(fourth), QStringLiteral("web-3"));
        QCOMPARE(fourth.value, 4u);
    }

    void renameRefuses() {
        const ComponentId a = add("web_server"), b = add("database");
        QCOMPARE(refusal(rename(m_design, b, QStringLiteral("Web-1"))),
                 QStringLiteral("There is another component called web-1"));
        QCOMPARE(refusal(rename(m_design, b, QStringLiteral("  "))), QStringLiteral("A name cannot be empty"));
        QVERIFY(!rename(m_design, b, QString(201, QLatin1Char('x'))));
        QVERIFY(rename(m_design, b, QString(200, QLatin1Char('x'))));
        QVERIFY(rename(m_design, a, QStringLiteral("WEB-1")));
        QVERIFY(rename(m_design, a, QStringLiteral("web-1"))->isEmpty());
    }

    void addressesAreGivenAndUnique() {
        const ComponentId host = add("server"), web = add("web_server"), users = add("users");
        QCOMPARE(address(host), QStringLiteral("10.0.0.11"));
        QCOMPARE(address(web), QStringLiteral("10.0.0.12"));
        QCOMPARE(address(users), QStringLiteral("0.0.0.0"));
        const Value taken(std::int64_t{*parseIPv4("10.0.0.11")});
        QCOMPARE(refusal(design::setProperty(m_design, m_catalog, {web}, "address", taken)),
                 QStringLiteral("10.0.0.11 is the address of server-1"));
        QVERIFY(!design::setProperty(m_design, m_catalog, {web}, "address", Value(0)));
        QVERIFY(!design::setProperty(m_design, m_catalog, {web, host}, "address", Value(std::int64_t{*parseIPv4("8.8.8.8")})));
        done(design::setProperty(m_design, m_catalog, {web}, "address", Value(std::int64_t{*parseIPv4("8.8.8.8")})));
        const ComponentId next = add("server");
        QCOMPARE(address(next), QStringLiteral("10.0.0.12"));
    }

    void aNestedComponentHasTheAddressOfItsHost() {
        const ComponentId host = add("server", at(100, 100)), web = add("web_server", at(500, 100));
        QCOMPARE(address(web), QStringLiteral("10.0.0.12"));
        done(design::place(m_design, m_catalog, web, in(host)));
        QVERIFY(!m_design.component(web)->properties.contains("address"));
        QCOMPARE(address(web), QStringLiteral("10.0.0.11"));
        QCOMPARE(hostOf(m_design, m_catalog, web), host);
        done(design::place(m_design, m_catalog, web, at(600, 0)));
        QCOMPARE(address(web), QStringLiteral("10.0.0.12"));
        QCOMPARE(m_design.sceneRect(web).topLeft(), QPointF(600, 0));
    }

    void aZoneIsASubnet() {
        const ComponentId zone = add("zone", at(0, 0)), other = add("zone", at(600, 0));
        const ComponentId inside = add("server", in(zone, QPointF(50, 60))), outside = add("server", at(0, 500));
        QCOMPARE(address(inside), QStringLiteral("10.0.1.11"));
        QCOMPARE(address(outside), QStringLiteral("10.0.0.11"));
        done(design::place(m_design, m_catalog, inside, in(other, QPointF(700, 100))));
        QCOMPARE(address(inside), QStringLiteral("10.0.2.11"));
        done(design::place(m_design, m_catalog, inside, at(0, 800)));
        QCOMPARE(address(inside), QStringLiteral("10.0.0.12"));
        // One that was set by hand stays.
        done(design::setProperty(m_design, m_catalog, {inside}, "address", Value(std::int64_t{*parseIPv4("8.8.8.8")})));
        done(design::place(m_design, m_catalog, inside, in(zone, QPointF(10, 60))));
        QCOMPARE(address(inside), QStringLiteral("8.8.8.8"));
    }

    void aZoneCanBeGivenAnotherSubnet() {
        const ComponentId zone = add("zone", at(0, 0)), inside = add("server", in(zone, QPointF(50, 60)));
        const auto subnet = [&](ComponentId id) { return m_design.component(id)->properties.value("subnet").toText(); };
        QCOMPARE(subnet(zone), std::string("10.0.1.0/24"));
        done(design::setProperty(m_design, m_catalog, {zone}, "subnet", "192.168.7.16/28"));
        QCOMPARE(address(inside), QStringLiteral("192.168.7.17"));
        for (const char* wrong : {"somewhere", "10.0.0.0", "10.0.0.1/24", "10.0.0.0/31", "10.0.0.0/", "300.0.0.0/24"})
            QVERIFY2(!design::setProperty(m_design, m_catalog, {zone}, "subnet", wrong), wrong);
        const ComponentId other = add("zone", at(600, 0));
        QCOMPARE(subnet(other), std::string("10.0.1.0/24"));
        done(pasteParts(m_design, m_catalog, copyParts(m_design, {zone}), QPointF(0, 900)));
        const ComponentId copy = m_design.componentByName(QStringLiteral("zone-3"))->id;
        QCOMPARE(subnet(copy), std::string("10.0.2.0/24"));
        QCOMPARE(address(m_design.childrenOf(copy).front()), QStringLiteral("10.0.2.11"));
    }

    void aFullSubnetGoesOn() {
        QSet<std::uint32_t> seen;
        for (int i = 0; i < 260; ++i) seen.insert(addressOf(m_design, m_catalog, add("server")));
        QCOMPARE(seen.size(), 260);
        QVERIFY(!seen.contains(0));
    }

    void giveAddressesFillsGaps() {
        const ComponentId host = add("server"), web = add("web_server", in(host)), lone = add("web_server");
        for (const ComponentId id : {host, lone}) {
            Component bare = *m_design.component(id);
            bare.properties.remove("address");
            m_design.setComponent(id, std::make_shared<const Component>(bare));
        }
        giveAddresses(m_design, m_catalog).apply(m_design);
        QCOMPARE(address(host), QStringLiteral("10.0.0.11"));
        QCOMPARE(address(lone), QStringLiteral("10.0.0.12"));
        QVERIFY(!m_design.component(web)->properties.contains("address"));
        QVERIFY(giveAddresses(m_design, m_catalog).isEmpty());
    }

    void aHostIsFilledAsTrafficPasses() {
        const ComponentId host = add("server", at(0, 0));
        const ComponentId database = add("database", in(host)), web = add("web_server", in(host));
        // One below the other, in the middle of the host.
        QCOMPARE(place(web), QPointF(24, 56));
        QCOMPARE(place(database), QPointF(24, 152));
        QCOMPARE(rect(host).size(), QSizeF(216, 240));
        const ComponentId balancer = add("load_balancer", in(host));   // from now on in rows of two
        QCOMPARE(place(balancer), QPointF(24, 56));
        QCOMPARE(place(web), QPointF(304, 56));
        QCOMPARE(place(database), QPointF(24, 152));
        QCOMPARE(rect(host).size(), QSizeF(496, 240));
        QCOMPARE(processesIn(m_design, m_catalog, host), (std::vector<ComponentId>{balancer, web, database}));
        const ComponentId agent = add("agent", in(host));
        QVERIFY(QRectF(0, 0, 496, 40).contains(rect(agent)));
        QCOMPARE(rect(host).size(), QSizeF(496, 240));
        add("web_server", in(host));
        const ComponentId fifth = add("web_server", in(host));
        QCOMPARE(rect(host).size(), QSizeF(496, 336));
        QVERIFY(QRectF(QPointF(), rect(host).size()).contains(rect(fifth)));
        QVERIFY(QRectF(QPointF(), rect(host).size()).contains(rect(agent)));
    }

    void whatWasArrangedByHandStays() {
        const ComponentId host = add("server", at(0, 0)), web = add("web_server", in(host));
        done(design::place(m_design, m_catalog, web, in(host, QPointF(40, 200))));
        QCOMPARE(place(web), QPointF(40, 200));
        QVERIFY(rect(host).height() >= 276);
        const ComponentId other = add("web_server", in(host));
        QCOMPARE(place(web), QPointF(40, 200));
        QCOMPARE(place(other), QPointF(40, 56));
        const ComponentId third = add("database", in(host)), fourth = add("database", in(host));
        for (const ComponentId id : {web, other, third})
            for (const ComponentId next : {other, third, fourth})
                if (id != next) QVERIFY(!rect(id).intersects(rect(next)));
    }

    void zonesGrowWithTheirHosts() {
        const ComponentId zone = add("zone", at(100, 100)), host = add("server", in(zone, QPointF(420, 320)));
        QCOMPARE(m_design.sceneRect(host).topLeft(), QPointF(420, 320));
        for (int i = 0; i < 4; ++i) add("web_server", in(host));
        QVERIFY(m_design.sceneRect(zone).contains(m_design.sceneRect(host)));
    }

    void movingCarriesWhatIsInside() {
        const ComponentId host = add("server", at(0, 0)), web = add("web_server", in(host)), db = add("database", at(400, 0));
        const LinkId id = link(web, db);
        Link bent = *m_design.link(id);
        bent.waypoints = {QPointF(300, 30)};
        m_design.setLink(id, std::make_shared<const Link>(bent));
        const QRectF before = m_design.sceneRect(web);
        moveBy(m_design, {host, web}, QPointF(10, 20)).apply(m_design);
        QCOMPARE(m_design.sceneRect(web), before.translated(10, 20));
        QCOMPARE(m_design.link(id)->waypoints.front(), QPointF(300, 30));
        moveBy(m_design, {host, db}, QPointF(5, 5)).apply(m_design);
        QCOMPARE(m_design.link(id)->waypoints.front(), QPointF(305, 35));
        QVERIFY(moveBy(m_design, {host}, QPointF()).isEmpty());
    }

    void resizingKeepsTheInsideInside() {
        const ComponentId host = add("server", at(0, 0)), web = add("web_server", in(host));
        const QRectF inner = m_design.sceneRect(web);
        resize(m_design, host, QRectF(-100, -80, 400, 400)).apply(m_design);
        QCOMPARE(m_design.sceneRect(host), QRectF(-100, -80, 400, 400));
        QCOMPARE(m_design.sceneRect(web), inner);
        resize(m_design, host, QRectF(50, 50, 20, 20)).apply(m_design);
        QVERIFY(m_design.sceneRect(host).contains(inner));
        QCOMPARE(m_design.sceneRect(web), inner);
        resize(m_design, web, QRectF(12, 52, 1, 1)).apply(m_design);
        QCOMPARE(rect(web).size(), QSizeF(24, 24));
    }

    void placementRefusals() {
        const ComponentId db = add("database"), host = add("server"), zone = add("zone"), web = add("web_server"),
                          lb = add("load_balancer");
        QCOMPARE(refusal(addComponent(m_design, m_catalog, "certificate", on(db))),
                 QStringLiteral("A certificate cannot be put onto db-1; it goes onto one of these: load balancer, web server"));
        QCOMPARE(refusal(addComponent(m_design, m_catalog, "users", in(host))),
                 QStringLiteral("A users does not go into anything"));
        QCOMPARE(refusal(addComponent(m_design, m_catalog, "database", in(zone))),
                 QStringLiteral("A database cannot be put into zone-1; it goes into one of these: server"));
        QVERIFY(!addComponent(m_design, m_catalog, "web_server", on(host)));
        QVERIFY(!addComponent(m_design, m_catalog, "database", inLine(link(web, db))));
        QVERIFY(!addComponent(m_design, m_catalog, "nonsense", {}));
        QVERIFY(!addComponent(m_design, m_catalog, "web_server", {}, "IIS"));
        add("firewall", on(host));
        QCOMPARE(refusal(addComponent(m_design, m_catalog, "firewall", on(host))),
                 QStringLiteral("server-1 has a firewall already"));
        const ComponentId cert = add("certificate", on(lb));
        QVERIFY(design::place(m_design, m_catalog, cert, on(web)));
        QVERIFY(!design::place(m_design, m_catalog, host, in(host)));
        done(design::place(m_design, m_catalog, host, in(zone)));
        QVERIFY(!design::place(m_design, m_catalog, zone, in(host)));
    }

    void droppingFindsTheSensiblePlace() {
        const ComponentId zone = add("zone", at(0, 0)), host = add("server", in(zone, QPointF(20, 60))),
                          lb = add("load_balancer", in(host));
        const ComponentId web = add("web_server", at(600, 0)), users = add("users", at(600, 300));
        const LinkId overLink = link(users, web);
        const auto drop = [&](const char* kind, ComponentId target, LinkId over = {}) {
            return placementFor(m_design, m_catalog, *m_catalog.find(kind), QPointF(30, 90), target, over);
        };
        QCOMPARE(drop("web_server", lb).container, host);
        QCOMPARE(drop("web_server", host).container, host);
        QCOMPARE(drop("server", lb).container, zone);
        QCOMPARE(drop("certificate", lb).attachTo, lb);
        QCOMPARE(drop("certificate", host).attachTo, lb);
        QCOMPARE(drop("firewall", host).attachTo, host);
        QCOMPARE(drop("firewall", {}, overLink).inLine, overLink);
        QCOMPARE(drop("firewall", zone, overLink).inLine, overLink);
        QCOMPARE(drop("agent", lb).container, host);
        const Placement free = drop("users", host);
        QVERIFY(!free.container.isValid() && !free.attachTo.isValid() && !free.inLine.isValid());
        QCOMPARE(drop("web_server", {}, overLink).inLine, LinkId{});
        const ComponentId firewall = add("firewall", inLine(overLink));
        QVERIFY(drop("firewall", firewall).inLine == overLink);
    }

    void linksChooseTheirPorts() {
        const ComponentId users = add("users"), lb = add("load_balancer"), web = add("web_server"), db = add("database"),
                          dns = add("dns");
        const LinkId plain = link(users, lb);
        QCOMPARE(m_design.link(plain)->toPort, std::string("http"));
        removeParts(m_design, m_catalog, {}, {plain}).apply(m_design);
        add("certificate", on(lb));
        QCOMPARE(m_design.link(link(users, lb))->toPort, std::string("https"));
        QCOMPARE(m_design.link(link(lb, web))->toPort, std::string("http"));
        QCOMPARE(m_design.link(link(web, db))->toPort, std::string("mysql"));
        QCOMPARE(m_design.link(link(users, dns))->toPort, std::string("dns"));
    }

    void linksToAHostMeanTheProcessThatListens() {
        const ComponentId users = add("users"), host = add("server"), lbHost = add("server");
        QCOMPARE(refusal(design::connect(m_design, m_catalog, users, host)),
                 QStringLiteral("server-1 holds nothing that listens"));
        const ComponentId db = add("database", in(host)), web = add("web_server", in(host)),
                          lb = add("load_balancer", in(lbHost));
        add("certificate", on(lb));
        const Link toBalancer = *m_design.link(link(users, lbHost));
        QCOMPARE(toBalancer.to, lbHost);
        QCOMPARE(toBalancer.toPort, std::string("https"));
        const Link between = *m_design.link(link(lbHost, host));
        QCOMPARE(between.from, lbHost);
        QCOMPARE(between.fromPort, std::string("backend"));
        QCOMPARE(between.toPort, std::string("http"));
        QCOMPARE(listenerIn(m_design, m_catalog, host, "http"), web);
        QCOMPARE(listenerIn(m_design, m_catalog, host, "mysql"), db);
        QCOMPARE(listenerIn(m_design, m_catalog, web, "http"), web);
        QVERIFY(!listenerIn(m_design, m_catalog, host, "dns").isValid());
        QVERIFY(!listenerIn(m_design, m_catalog, web, "dns").isValid());
        // The link outlives the process it meant.
        removeParts(m_design, m_catalog, {web}, {}).apply(m_design);
        QVERIFY(check(m_design, m_catalog).empty());
    }

    void linkRefusals() {
        const ComponentId users = add("users"), web = add("web_server"), dns = add("dns"), host = add("server"),
                          inner = add("web_server", in(host)), zone = add("zone"), wall = add("firewall"), note = add("note"),
                          a = add("database"), b = add("database");
        const auto why = [&](ComponentId from, ComponentId to) {
            return refusal(design::connect(m_design, m_catalog, from, to));
        };
        QCOMPARE(why(web, web), QStringLiteral("A link from a component to itself is not possible"));
        QCOMPARE(why(web, dns), QStringLiteral("dns-1 answers only DNS; web-1 does not ask for that"));
        QCOMPARE(why(web, users), QStringLiteral("web-1 does not call users-1: draw the link from users-1 to web-1"));
        QCOMPARE(why(inner, host), QStringLiteral("web-2 is in server-1: they need no link"));
        QVERIFY(why(users, zone).contains(QStringLiteral("zone")));
        QVERIFY(why(users, wall).contains(QStringLiteral("onto what it guards")));
        QVERIFY(why(note, web).contains(QStringLiteral("note")));
        link(users, web);
        QCOMPARE(why(users, web), QStringLiteral("users-1 and web-1 are linked already"));
        link(a, b);  // replication
        link(b, a);  // the other way is possible
        const ComponentId c = add("database");
        QCOMPARE(why(a, c), QStringLiteral("db-1 calls as many as it can already"));
        QVERIFY(!design::connect(m_design, m_catalog, {99}, web));
    }

    void linkPortsAreEdited() {
        const ComponentId users = add("users"), web = add("web_server");
        const LinkId id = link(users, web);
        QCOMPARE(linkChoices(m_design, m_catalog, users, web).size(), std::size_t{2});
        done(setLinkPort(m_design, m_catalog, id, "https", "https", 8443));
        QCOMPARE(m_design.link(id)->number, 8443);
        QVERIFY(!setLinkPort(m_design, m_catalog, id, "https", "http", 0));
        QVERIFY(!setLinkPort(m_design, m_catalog, id, "https", "https", 70000));
        QVERIFY(!setLinkPort(m_design, m_catalog, id, "https", "https", -1));
        done(setLinkProperty(m_design, m_catalog, {id}, "latency", Value(5'000'000)));
        QVERIFY(!setLinkProperty(m_design, m_catalog, {id}, "loss", Value(2.0)));
        QVERIFY(!setLinkProperty(m_design, m_catalog, {id}, "colour", Value(2.0)));
        done(setLinkProperty(m_design, m_catalog, {id}, "latency", Value(100'000)));
        QVERIFY(m_design.link(id)->properties.entries().empty());
    }

    void removingTakesAllThatHangsOnIt() {
        const ComponentId users = add("users"), host = add("server"), lb = add("load_balancer", in(host)),
                          web = add("web_server");
        const ComponentId cert = add("certificate", on(lb)), guard = add("firewall", on(host));
        const LinkId fromUsers = link(users, lb), toWeb = link(lb, web);
        const ComponentId wall = add("firewall", inLine(fromUsers));
        const ComponentId dns = add("dns"), replica = add("database"), source = add("database");
        done(design::setProperty(m_design, m_catalog, {dns}, "records",
                                 TableRows{{"www", std::int64_t{lb.value}}, {"api", std::int64_t{web.value}}}));
        done(design::setProperty(m_design, m_catalog, {replica}, "source", std::int64_t{source.value}));
        const Design before = m_design;

        const Change change = removeParts(m_design, m_catalog, {host, source}, {});
        change.apply(m_design);
        for (const ComponentId id : {host, lb, cert, guard, wall, source}) QVERIFY(!m_design.component(id));
        for (const LinkId id : {fromUsers, toWeb}) QVERIFY(!m_design.link(id));
        QVERIFY(m_design.component(users) && m_design.component(web));
        QCOMPARE(m_design.component(dns)->properties.value("records").toTable().size(), std::size_t{1});
        QVERIFY(!m_design.component(replica)->properties.contains("source"));
        QVERIFY(check(m_design, m_catalog).empty());
        change.inverse().apply(m_design);
        QVERIFY(m_design == before);
        QVERIFY(removeParts(m_design, m_catalog, {{99}}, {{99}}).isEmpty());
    }

    void propertiesKeepOnlyWhatDiffers() {
        const ComponentId lb = add("load_balancer"), web = add("web_server"), db = add("database"), other = add("database");
        done(design::setProperty(m_design, m_catalog, {lb}, "fall", 5));
        QCOMPARE(effectiveValue(*m_catalog.find("load_balancer"), *m_design.component(lb), "fall"), Value(5));
        done(design::setProperty(m_design, m_catalog, {lb}, "fall", 3));
        QVERIFY(!m_design.component(lb)->properties.contains("fall"));
        done(setSoftware(m_design, m_catalog, lb, "nginx"));
        QCOMPARE(effectiveValue(*m_catalog.find("load_balancer"), *m_design.component(lb), "retries"), Value(1));
        done(design::setProperty(m_design, m_catalog, {lb}, "retries", 3));  // the kind's default differs from what nginx brings
        QVERIFY(m_design.component(lb)->properties.contains("retries"));
        done(design::setProperty(m_design, m_catalog, {lb}, "retries", 1));
        QVERIFY(!m_design.component(lb)->properties.contains("retries"));
        QCOMPARE(effectiveSettings(*m_catalog.find("load_balancer"), *m_design.component(lb)).value("retries"), Value(1));

        QVERIFY(!setSoftware(m_design, m_catalog, lb, "Pound"));
        QVERIFY(!design::setProperty(m_design, m_catalog, {lb}, "fall", 0));
        QVERIFY(!design::setProperty(m_design, m_catalog, {lb}, "fall", "three"));
        QVERIFY(
            refusal(design::setProperty(m_design, m_catalog, {lb}, "intre", 0)).contains(QStringLiteral("did you mean inter")));
        QVERIFY(!design::setProperty(m_design, m_catalog, {db}, "source", std::int64_t{web.value}));
        QVERIFY(!design::setProperty(m_design, m_catalog, {db}, "source", std::int64_t{99}));
        QVERIFY(!design::setProperty(m_design, m_catalog, {db}, "source", std::int64_t{db.value}));
        QVERIFY(design::setProperty(m_design, m_catalog, {db}, "source", std::int64_t{other.value}));
        const auto both = design::setProperty(m_design, m_catalog, {db, other}, "role", "replica");
        QVERIFY(both);
        QCOMPARE(both->componentIds(), (std::vector<ComponentId>{db, other}));
    }
};

FAULTLINE_TEST(EditsTest)
#include "edits_test.moc"
