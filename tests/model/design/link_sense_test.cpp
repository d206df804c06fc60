#include "model/design/document.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace faultline;
using namespace faultline::design;

/// What a link makes plain, with the kinds of the program.
class LinkSenseTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = kinds::allKinds();
    Design m_design;

    void done(const Result<Change>& change) {
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
    }
    ComponentId add(const char* kind) {
        done(addComponent(m_design, m_catalog, kind, {}));
        return {m_design.lastComponentId()};
    }
    void link(ComponentId from, ComponentId to) { done(design::connect(m_design, m_catalog, from, to)); }
    void set(ComponentId id, const char* key, const Value& value) { done(design::setProperty(m_design, m_catalog, {id}, key, value)); }
    Value value(ComponentId id, const char* key) { return effectiveValue(*m_catalog.find(m_design.component(id)->kind), *m_design.component(id), key); }
    std::string role(ComponentId id) { return value(id, "role").toText(); }
    std::uint32_t target(ComponentId dns) { return static_cast<std::uint32_t>(value(dns, "records").toTable().at(0).at(1).toInt()); }

private slots:
    void init() { m_design = Design(); }

    void theYoungerOfTwoDatabasesFollows() {
        const ComponentId one = add("database"), two = add("database"), three = add("database");
        link(one, two);   // whichever way it is drawn
        QCOMPARE(role(one), std::string("primary"));
        QCOMPARE(role(two), std::string("replica"));
        link(three, two);   // a replica of a replica
        QCOMPARE(role(two), std::string("replica"));
        QCOMPARE(role(three), std::string("replica"));
    }

    void whoWasSaidToFollowIsBelieved() {
        const ComponentId one = add("database"), two = add("database");
        set(one, "role", Value("replica"));
        link(one, two);
        QCOMPARE(role(one), std::string("replica"));
        QCOMPARE(role(two), std::string("primary"));
    }

    void itIsOneStepThatIsTakenBackWhole() {
        const ComponentId one = add("database"), two = add("database");
        const Design before = m_design;
        const Result<Change> change = design::connect(m_design, m_catalog, two, one);
        QVERIFY(change);
        change->apply(m_design);
        QCOMPARE(role(two), std::string("replica"));
        change->inverse().apply(m_design);
        QVERIFY(m_design == before);
    }

    void writesGoToTheLeadingOne() {
        const ComponentId one = add("database"), two = add("database"), early = add("app_server"), late = add("app_server"), plain = add("app_server");
        link(early, two);
        link(early, one);
        link(plain, one);
        link(two, one);
        QCOMPARE(value(early, "write_to").toInt(), std::int64_t{one.value});
        link(late, two);
        QCOMPARE(value(late, "write_to").toInt(), std::int64_t{0});   // there is no other yet
        link(late, one);
        QCOMPARE(value(late, "write_to").toInt(), std::int64_t{one.value});
        QCOMPARE(value(plain, "write_to").toInt(), std::int64_t{0});
    }

    void whatWasChosenIsKept() {
        const ComponentId one = add("database"), two = add("database"), app = add("app_server");
        link(app, two);
        link(app, one);
        set(app, "write_to", Value(std::int64_t{two.value}));
        link(two, one);
        QCOMPARE(value(app, "write_to").toInt(), std::int64_t{two.value});
    }

    void aRecordLeadsToWhatIsCalled() {
        const ComponentId users = add("users"), dns = add("dns"), web = add("web_server"), other = add("web_server");
        link(users, dns);
        QCOMPARE(target(dns), 0u);
        link(users, web);
        QCOMPARE(target(dns), web.value);
        link(users, other);
        QCOMPARE(target(dns), web.value);
    }

    void theOtherWayRoundAsWell() {
        const ComponentId users = add("users"), dns = add("dns"), web = add("web_server");
        link(users, web);
        link(users, dns);
        QCOMPARE(target(dns), web.value);
    }

    void aRecordThatLeadsSomewhereIsKept() {
        const ComponentId users = add("users"), dns = add("dns"), web = add("web_server");
        TableRows rows = value(dns, "records").toTable();
        rows[0][2] = Value(std::int64_t{0x08080808});
        set(dns, "records", Value(rows));
        link(users, dns);
        link(users, web);
        QCOMPARE(target(dns), 0u);
    }
};

FAULTLINE_TEST(LinkSenseTest)
#include "link_sense_test.moc"
