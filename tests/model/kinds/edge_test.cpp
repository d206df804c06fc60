#include "model/kinds/firewall_rules.h"
#include "model/kinds/tls.h"
#include "tests/support/blueprint_builder.h"
#include "tests/support/test_main.h"

#include <cmath>

using namespace faultline;
using namespace faultline::tests;
using sim::Outcome;
using sim::Slot;

/// Users, names, certificates and firewalls: what happens before a request reaches a server.
class EdgeTest : public QObject {
    Q_OBJECT
private slots:
    void arrivalsKeepTheRate();
    void aNewRateCountsAtOnce();
    void classesAreMixedAsAsked();
    void theClientGivesUp();
    void keptConnectionsSaveRoundTrips();
    void namesAreAskedOncePerTimeToLive();
    void aDeadNameServerHurtsWhenAnswersExpire();
    void anUnknownNameFails();
    void aWrongRecordLeadsNowhere();
    void severalRecordsTakeTurns();
    void aDeadAddressIsPassedOver();
    void aliasesAreFollowed();
    void certificatesAreJudged_data();
    void certificatesAreJudged();
    void aRefusedCertificateIsNoRequest();
    void aRefusedHandshakeTakesTwoRoundTrips();
    void withoutACertificateNobodySpeaksHttps();
    void redirectsAreFollowed();
    void wildcardsCoverOneLevel();
    void rsaCostsMore();
    void rulesAreRead();
    void badRulesSayWhy_data();
    void badRulesSayWhy();
    void theFirstRuleThatMatchesDecides();
    void chainsAreEnteredAndLeft_data();
    void chainsAreEnteredAndLeft();
    void aChainThatLeadsToItselfIsTold();
    void droppedIsSilentRejectedIsRefused();
    void connectionsSurviveTheirRuleOnlyWithEstablished();
    void rulesCountAsNftablesDoes();
};

namespace {

/// users -> web server, plain.
struct Straight {
    BlueprintBuilder builder;
    Slot users, web;
    explicit Straight(BlueprintBuilder::Values values = {}, const char* protocol = "http", SimTime latency = millisecond) {
        users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}});
        for (const auto& [key, value] : values) builder.set(users, key, value);
        web = builder.add("web_server", {{"start_up", Value(0)}});
        builder.link(users, "web", web, protocol, latency);
    }
};

/// The same with a DNS.
struct Named : Straight {
    Slot dns;
    explicit Named(BlueprintBuilder::Values values = {}) : Straight(values) {
        dns = builder.add("dns", {{"ttl", Value(10 * second)}, {"start_up", Value(0)}});
        point(web);
        builder.link(users, "dns", dns, "dns");
    }
    void point(Slot target) {
        builder.set(dns, "records", Value(TableRows{{Value("www"), Value(std::int64_t{builder.addressOf(target)}), Value(0)}}));
    }
};

TableRow rule(const char* direction, const char* source, const char* destination, const char* port, const char* protocol,
              const char* state, const char* action) {
    return {Value(direction), Value(source), Value(destination), Value(port), Value(protocol), Value(state), Value(action)};
}

}  // namespace

void EdgeTest::arrivalsKeepTheRate() {
    for (const char* arrivals : {"poisson", "constant"}) {
        Straight setup({{"rate", Value(200.0)}, {"arrivals", Value(arrivals)}});
        Rig rig(setup.builder.build());
        rig.run(50 * second);
        const auto started = static_cast<double>(rig.recording.requestsStarted());
        QVERIFY2(std::abs(started - 10'000) < (std::string(arrivals) == "poisson" ? 350 : 2), arrivals);
        QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    }
}

void EdgeTest::aNewRateCountsAtOnce() {
    Straight setup({{"rate", Value(0.001)}, {"arrivals", "constant"}});
    Rig rig(setup.builder.build());
    rig.run(second);
    QCOMPARE(rig.recording.requestsStarted(), 0u);
    setup.builder.set(setup.users, "rate", Value(10.0));
    rig.world.adopt(setup.builder.build(), rig.recording);
    rig.run(2 * second + millisecond);
    QCOMPARE(rig.recording.requestsStarted(), 10u);
    setup.builder.set(setup.users, "rate", Value(0.0));
    rig.world.adopt(setup.builder.build(), rig.recording);
    rig.run(5 * second);
    QCOMPARE(rig.recording.requestsStarted(), 10u);
}

void EdgeTest::classesAreMixedAsAsked() {
    BlueprintBuilder builder;
    const Slot users = builder.add("users", {{"rate", Value(1000.0)}, {"writes", Value(0.2)}, {"statics", Value(0.5)}});
    const Slot web = builder.add("web_server", {{"start_up", Value(0)}}), app = builder.add("app_server");
    builder.link(users, "web", web, "http");
    builder.link(web, "app", app, "app");
    Rig rig(builder.build());
    QVERIFY(rig.world.kill(app, rig.recording));  // only static files are answered
    rig.run(20 * second);
    const double share = static_cast<double>(rig.ended(users, Outcome::Ok)) / static_cast<double>(rig.all(users));
    QVERIFY2(std::abs(share - 0.5) < 0.015, qPrintable(QString::number(share)));
}

void EdgeTest::theClientGivesUp() {
    Straight setup({{"timeout", Value(2 * second)}, {"rate", Value(10.0)}});
    Rig rig(setup.builder.build());
    rig.run(second);
    QVERIFY(rig.world.freeze(setup.web, rig.recording));
    rig.run(10 * second);
    QVERIFY(rig.ended(setup.users, Outcome::ClientTimeout) > 40);
    QCOMPARE(rig.reason(Outcome::ClientTimeout), std::string("process_frozen"));
    QCOMPARE(rig.all(setup.users), rig.ended(setup.users, Outcome::Ok) + rig.ended(setup.users, Outcome::ClientTimeout));
}

void EdgeTest::keptConnectionsSaveRoundTrips() {
    SimTime longest[2] = {};
    for (const bool kept : {false, true}) {
        Straight setup({{"keep_alive", Value(kept)}, {"clients", Value(1)}, {"rate", Value(5.0)}, {"arrivals", "constant"}},
                       "http", 10 * millisecond);
        Rig rig(setup.builder.build());
        rig.run(20 * second);
        longest[kept ? 1 : 0] = rig.recording.of(setup.users).latency.quantile(0.5);
        QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    }
    QVERIFY(longest[0] > 39 * millisecond && longest[0] < 42 * millisecond);
    QVERIFY(longest[1] > 19 * millisecond && longest[1] < 22 * millisecond);
}

void EdgeTest::namesAreAskedOncePerTimeToLive() {
    Named setup;
    Rig rig(setup.builder.build());
    rig.run(35 * second);
    QCOMPARE(rig.recording.of(setup.dns).arrived, 4u);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
}

void EdgeTest::aDeadNameServerHurtsWhenAnswersExpire() {
    Named setup;
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.world.kill(setup.dns, rig.recording));
    rig.run(9 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    rig.run(30 * second);
    QVERIFY(rig.ended(setup.users, Outcome::DnsFailure) > 1500);
    QCOMPARE(rig.reason(Outcome::DnsFailure), std::string("process_dead"));
    QVERIFY(rig.world.restore(setup.dns, rig.recording));
    rig.run(31 * second);
    const std::uint64_t failed = rig.ended(setup.users, Outcome::DnsFailure);
    rig.run(40 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::DnsFailure), failed);
}

void EdgeTest::anUnknownNameFails() {
    Named setup({{"host_name", "shop.foobar.com"}});
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::DnsFailure), rig.all(setup.users));
    QCOMPARE(rig.reason(Outcome::DnsFailure), std::string("no_record"));
}

void EdgeTest::aWrongRecordLeadsNowhere() {
    Named setup;
    setup.builder.set(setup.dns, "records",
                      Value(TableRows{{Value("www"), Value(std::int64_t{setup.builder.addressOf(setup.web)}), Value(7)}}));
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::HostUnreachable), rig.all(setup.users));
    QCOMPARE(rig.reason(Outcome::HostUnreachable), std::string("wrong_address"));
}

void EdgeTest::severalRecordsTakeTurns() {
    Named setup;
    const Slot second2 = setup.builder.add("web_server", {{"start_up", Value(0)}});
    setup.builder.link(setup.users, "web", second2, "http");
    const auto address = [&](Slot slot) { return Value(std::int64_t{setup.builder.addressOf(slot)}); };
    setup.builder.set(
        setup.dns, "records",
        Value(TableRows{{Value("www"), address(setup.web), Value(0)}, {Value("www.foobar.com"), address(second2), Value(0)}}));
    Rig rig(setup.builder.build());  // whatever the time to live: the resolver has them all
    rig.run(40 * second);
    const auto a = static_cast<double>(rig.recording.of(setup.web).arrived),
               b = static_cast<double>(rig.recording.of(second2).arrived);
    QVERIFY(std::abs(a / (a + b) - 0.5) < 0.05);
}

void EdgeTest::aDeadAddressIsPassedOver() {
    for (const bool wholeHost : {false, true}) {
        Named setup({{"rate", Value(20.0)}});
        const Slot spare = setup.builder.add("web_server", {{"start_up", Value(0)}}), host = setup.builder.add("server");
        setup.builder.put(setup.web, host);
        setup.builder.link(setup.users, "web", spare, "http");
        const auto address = [&](Slot slot) { return Value(std::int64_t{setup.builder.addressOf(slot)}); };
        setup.builder.set(
            setup.dns, "records",
            Value(TableRows{{Value("www"), address(setup.web), Value(0)}, {Value("www"), address(spare), Value(0)}}));
        // The builder wired the link before the web server moved into its host.
        BlueprintBuilder builder = setup.builder;
        Rig rig(builder.build());
        rig.run(5 * second);
        QVERIFY(rig.world.kill(wholeHost ? host : setup.web, rig.recording));
        rig.run(30 * second);
        const std::uint64_t failed = rig.all(setup.users) - rig.ended(setup.users, Outcome::Ok);
        QVERIFY2(failed <= 1, qPrintable(QString::number(failed)));
        const double slowest = static_cast<double>(rig.recording.of(setup.users).latencyMax) / 1e9;
        if (wholeHost)
            QVERIFY2(slowest > 3.05 && slowest < 3.1, qPrintable(QString::number(slowest)));  // nobody answers ARP
        else
            QVERIFY2(slowest < 0.05, qPrintable(QString::number(slowest)));
    }
}

void EdgeTest::aliasesAreFollowed() {
    Named setup;
    const std::int64_t address = setup.builder.addressOf(setup.web);
    setup.builder.set(setup.dns, "records",
                      Value(TableRows{{Value("www"), Value(0), Value(0), Value("site")},
                                      {Value("site"), Value(0), Value(0), Value("origin.foobar.com.")},
                                      {Value("origin"), Value(address), Value(0), Value("")}}));
    Rig rig(setup.builder.build());
    rig.run(5 * second);
    QVERIFY(rig.all(setup.users) > 400);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    setup.builder.set(setup.dns, "records",
                      Value(TableRows{{Value("www"), Value(0), Value(0), Value("site")},
                                      {Value("site"), Value(address), Value(0), Value("www")}}));
    Rig loop(setup.builder.build());
    loop.run(5 * second);
    QCOMPARE(loop.ended(setup.users, Outcome::DnsFailure), loop.all(setup.users));
}

void EdgeTest::certificatesAreJudged_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<qint64>("date");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("outcome");
    QTest::newRow("good") << QString() << qint64{0} << QString() << static_cast<int>(Outcome::Ok);
    QTest::newRow("expired") << QStringLiteral("not_after") << qint64{1'767'225'500} << QString()
                             << static_cast<int>(Outcome::TlsExpired);
    QTest::newRow("not yet valid") << QStringLiteral("not_before") << qint64{1'767'312'000} << QString()
                                   << static_cast<int>(Outcome::TlsNotYetValid);
    QTest::newRow("wrong name") << QStringLiteral("names") << qint64{0} << QStringLiteral("www.example.com")
                                << static_cast<int>(Outcome::TlsNameMismatch);
    QTest::newRow("self-signed") << QStringLiteral("issuer") << qint64{0} << QStringLiteral("self_signed")
                                 << static_cast<int>(Outcome::TlsUntrusted);
}

void EdgeTest::certificatesAreJudged() {
    QFETCH(QString, key);
    QFETCH(qint64, date);
    QFETCH(QString, text);
    QFETCH(int, outcome);
    for (const bool verify : {true, false}) {
        BlueprintBuilder builder;
        const Slot users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}, {"verify", Value(verify)}});
        const Slot lb = builder.add("load_balancer");
        const Slot web = builder.add("web_server", {{"start_up", Value(0)}});
        const Slot certificate = builder.add("certificate");
        const std::string name = key.toStdString();
        if (!text.isEmpty())
            builder.set(certificate, name.c_str(), Value(text.toStdString()));
        else if (!name.empty())
            builder.set(certificate, name.c_str(), Value(std::int64_t{date}));
        builder.attach(certificate, lb);
        builder.link(users, "web", lb, "https");
        builder.link(lb, "backend", web, "http");
        Rig rig(builder.build());
        rig.run(5 * second);
        QVERIFY(rig.all(users) > 400);
        QCOMPARE(rig.ended(users, verify ? static_cast<Outcome>(outcome) : Outcome::Ok), rig.all(users));
        QCOMPARE(rig.world.status(lb).failing, false);  // the checks know nothing of it
    }
}

void EdgeTest::aRefusedCertificateIsNoRequest() {
    BlueprintBuilder builder;
    const Slot users = builder.add("users");
    const Slot lb = builder.add("load_balancer");
    const Slot certificate =
        builder.add("certificate", {{"not_after", Value(std::int64_t{1'767'225'605})}});  // five seconds from the start
    builder.attach(certificate, lb);
    builder.link(users, "web", lb, "https");
    Rig rig(builder.build());
    rig.run(10 * second);
    const std::uint64_t refused = rig.ended(users, Outcome::TlsExpired);
    QVERIFY(refused > 300);
    QVERIFY(rig.recording.of(lb).arrived + refused <= rig.recording.requestsStarted());
    QCOMPARE(rig.events("certificate_refused").size(), 1u);
    QCOMPARE(rig.reason(Outcome::TlsExpired), std::string("certificate_expired"));
}

/// One for TCP, one until the certificate is there: the client of a bad one leaves before it has sent a request.
void EdgeTest::aRefusedHandshakeTakesTwoRoundTrips() {
    for (const char* kind : {"load_balancer", "web_server"}) {
        for (const bool isGood : {false, true}) {
            BlueprintBuilder builder;
            const Slot users = builder.add("users", {{"rate", Value(1.0)}, {"arrivals", "constant"}, {"statics", Value(1.0)}, {"writes", Value(0.0)}});
            const Slot end = builder.add(kind, {{"start_up", Value(0)}});
            builder.attach(builder.add("certificate", {{"not_after", Value(std::int64_t{isGood ? 1'798'761'600 : 1'767'225'500})}}), end);
            builder.link(users, "web", end, "https", 50 * millisecond);
            Rig rig(builder.build());
            const SimTime trips = isGood ? 300 * millisecond : 200 * millisecond;
            rig.run(second + trips);
            QCOMPARE(rig.all(users), 0u);
            rig.run(second + trips + 2 * millisecond);
            QCOMPARE(rig.all(users), 1u);
            if (!isGood) QCOMPARE(rig.ended(users, Outcome::TlsExpired), 1u);
        }
    }
}

void EdgeTest::withoutACertificateNobodySpeaksHttps() {
    BlueprintBuilder builder;
    const Slot users = builder.add("users", {{"verify", Value(false)}});
    const Slot lb = builder.add("load_balancer");
    builder.link(users, "web", lb, "https");
    Rig rig(builder.build());
    rig.run(5 * second);
    QCOMPARE(rig.ended(users, Outcome::TlsUntrusted), rig.all(users));
    QCOMPARE(rig.reason(Outcome::TlsUntrusted), std::string("no_certificate"));
}

void EdgeTest::redirectsAreFollowed() {
    BlueprintBuilder builder;
    const Slot users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}});
    const Slot front = builder.add("load_balancer", {{"plain_http", "redirect"}});
    const Slot web = builder.add("web_server", {{"start_up", Value(0)}});
    builder.link(users, "web", front, "http");
    builder.link(front, "backend", web, "http");
    Rig plain(builder.build());
    plain.run(5 * second);
    QCOMPARE(plain.ended(users, Outcome::ConnectionRefused), plain.all(users));  // nothing listens on 443 for them
}

void EdgeTest::wildcardsCoverOneLevel() {
    sim::Setup setup;
    Settings settings;
    settings.set("names", Value("*.foobar.com, example.org"));
    settings.set("not_after", Value(std::int64_t{4'000'000'000}));
    setup.attachments.push_back({5, "certificate", std::make_shared<const Settings>(settings)});
    kinds::TlsEnd end;
    end.configure(setup);
    const auto judge = [&](const char* name) {
        sim::Call call;
        call.set(sim::Call::Verify);
        call.version = kinds::serverName(name);
        const auto refusal = end.judge(call, 1'767'225'600, 1);
        return refusal ? refusal->outcome : Outcome::Ok;
    };
    QCOMPARE(judge("www.foobar.com"), Outcome::Ok);
    QCOMPARE(judge("WWW.FooBar.com."), Outcome::Ok);
    QCOMPARE(judge("example.org"), Outcome::Ok);
    QCOMPARE(judge("foobar.com"), Outcome::TlsNameMismatch);
    QCOMPARE(judge("a.b.foobar.com"), Outcome::TlsNameMismatch);
    QCOMPARE(judge("www.example.org"), Outcome::TlsNameMismatch);
}

void EdgeTest::rsaCostsMore() {
    double cpu[2] = {};
    for (const bool rsa : {false, true}) {
        BlueprintBuilder builder;
        const Slot users = builder.add("users", {{"statics", Value(1.0)}, {"writes", Value(0.0)}, {"arrivals", "constant"}});
        const Slot lb = builder.add("load_balancer");
        const Slot web = builder.add("web_server", {{"start_up", Value(0)}});
        const Slot certificate = builder.add("certificate", {{"key_type", rsa ? "rsa_2048" : "ecdsa_p256"}});
        builder.attach(certificate, lb);
        builder.link(users, "web", lb, "https");
        builder.link(lb, "backend", web, "http");
        Rig rig(builder.build());
        rig.run(10 * second);
        cpu[rsa ? 1 : 0] =
            static_cast<double>(rig.world.component(lb)->cpu.handedOut()) / 1e6 / static_cast<double>(rig.all(users));
    }
    QVERIFY2(std::abs(cpu[0] - 0.45) < 0.01, qPrintable(QString::number(cpu[0])));
    QVERIFY2(std::abs(cpu[1] - 0.91) < 0.01, qPrintable(QString::number(cpu[1])));
}

void EdgeTest::rulesAreRead() {
    const auto rules = kinds::parseFirewallRow(rule("in", "#7", "10.0.1.0/24", "80, 443, 8000-9000", "tcp", "new", "reject"));
    QVERIFY(rules.has_value());
    QCOMPARE(rules->size(), 3u);
    const sim::FirewallRule& last = rules->back();
    QCOMPARE(int{last.hooks}, 1);
    QCOMPARE(last.source.host, 7u);
    QCOMPARE(last.source.type, sim::AddressMatch::Type::Host);
    QCOMPARE(last.destination.address, 0x0A000100u);
    QCOMPARE(last.destination.mask, 0xFFFFFF00u);
    QCOMPARE(int{last.portFrom}, 8000);
    QCOMPARE(int{last.portTo}, 9000);
    QCOMPARE(int{last.transports}, 1);
    QCOMPARE(last.state, sim::RuleState::New);
    QCOMPARE(last.action, sim::RuleAction::Reject);
    const auto any = kinds::parseFirewallRow(rule("any", "any", "internet", "any", "any", "any", "drop"));
    QVERIFY(any.has_value());
    QCOMPARE(int{any->front().hooks}, 7);
    QCOMPARE(int{any->front().portTo}, 65535);
}

void EdgeTest::badRulesSayWhy_data() {
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("port");
    QTest::newRow("name") << QStringLiteral("lb-9") << QStringLiteral("80");
    QTest::newRow("mask") << QStringLiteral("10.0.0.0/33") << QStringLiteral("80");
    QTest::newRow("empty slot") << QStringLiteral("#") << QStringLiteral("80");
    QTest::newRow("large port") << QStringLiteral("any") << QStringLiteral("70000");
    QTest::newRow("word") << QStringLiteral("any") << QStringLiteral("https");
    QTest::newRow("backwards") << QStringLiteral("any") << QStringLiteral("9000-8000");
    QTest::newRow("open list") << QStringLiteral("any") << QStringLiteral("80,");
}

void EdgeTest::badRulesSayWhy() {
    QFETCH(QString, source);
    QFETCH(QString, port);
    const auto rules = kinds::parseFirewallRow(
        rule("in", source.toStdString().c_str(), "any", port.toStdString().c_str(), "tcp", "new", "accept"));
    QVERIFY(!rules.has_value());
    QVERIFY(!rules.error().plain().empty());
    // In a running firewall such a row matches nothing and is told.
    Straight setup;
    const Slot wall = setup.builder.add("firewall");
    setup.builder.set(
        wall, "rules",
        Value(TableRows{rule("in", source.toStdString().c_str(), "any", port.toStdString().c_str(), "tcp", "any", "drop")}));
    setup.builder.set(wall, "default_in", Value("accept"));
    setup.builder.guard(wall, setup.web);
    Rig rig(setup.builder.build());
    rig.run(2 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    QVERIFY(rig.world.status(wall).strained);
    QCOMPARE(rig.world.status(wall).whyArguments.at(0), std::string("1"));
}

void EdgeTest::theFirstRuleThatMatchesDecides() {
    for (const bool dropFirst : {false, true}) {
        Straight setup({{"timeout", Value(second)}});
        const Slot wall = setup.builder.add("firewall");
        const TableRow accept = rule("in", "any", "any", "80", "tcp", "new", "accept"),
                       drop = rule("in", "any", "any", "443,80", "tcp", "new", "drop");
        const TableRow established = rule("any", "any", "any", "any", "any", "established", "accept");
        setup.builder.set(wall, "rules",
                          Value(dropFirst ? TableRows{established, drop, accept} : TableRows{established, accept, drop}));
        setup.builder.set(wall, "default_out", Value("drop"));
        setup.builder.guard(wall, setup.web);
        Rig rig(setup.builder.build());
        rig.run(5 * second);
        QCOMPARE(rig.ended(setup.users, dropFirst ? Outcome::ConnectionTimeout : Outcome::Ok), rig.all(setup.users));
        if (dropFirst) {  // the number of the row, not of the rules made of it
            QCOMPARE(rig.recording.failures().begin()->first.detail, 2u);
            QCOMPARE(rig.reason(Outcome::ConnectionTimeout), std::string("firewall_drop"));
        }
    }
}

namespace {

TableRow chainRule(const char* chain, const char* port, const char* action) {
    TableRow row = rule("in", "any", "any", port, "tcp", "new", action);
    row.insert(row.begin(), Value(chain));
    return row;
}

}  // namespace

/// Measured with nftables 1.0.6: return goes on behind the jump, accept in the chain is final, and so is what the policy says of the rest.
void EdgeTest::chainsAreEnteredAndLeft_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("behind");
    QTest::addColumn<bool>("passes");
    const auto add = [](const char* name, const char* first, const char* second, const char* behind, bool passes) {
        QTest::newRow(name) << QString::fromLatin1(first) << QString::fromLatin1(second) << QString::fromLatin1(behind) << passes;
    };
    add("accept in the chain", "accept", "drop", "drop", true);
    add("drop in the chain", "drop", "accept", "accept", false);
    add("return, then drop", "return", "accept", "drop", false);
    add("return, then accept", "return", "drop", "accept", true);
    add("a chain from a chain", "chain_2", "drop", "drop", true);
    add("nothing matches in it", "", "", "accept", true);
    add("nothing matches at all", "", "", "", false);
    add("return in the base chain", "return", "", "return", false);
}

void EdgeTest::chainsAreEnteredAndLeft() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, behind);
    QFETCH(bool, passes);
    Straight setup({{"timeout", Value(std::int64_t{faultline::second})}});
    const Slot wall = setup.builder.add("firewall");
    TableRows rules{rule("any", "any", "any", "any", "any", "established", "accept"), rule("in", "any", "any", "80", "tcp", "new", "chain_1")};
    TableRows chains{chainRule("chain_2", "80", "accept"), chainRule("chain_1", "22", "drop")};
    for (const QString& action : {first, second})
        if (!action.isEmpty()) chains.push_back(chainRule("chain_1", "80", action.toLatin1().constData()));
    if (!behind.isEmpty()) rules.push_back(rule("in", "any", "any", "80", "tcp", "new", behind.toLatin1().constData()));
    if (behind == QLatin1String("return")) rules.push_back(rule("in", "any", "any", "80", "tcp", "new", "accept"));
    setup.builder.set(wall, "rules", Value(rules));
    setup.builder.set(wall, "chains", Value(chains));
    setup.builder.set(wall, "default_in", "drop");
    setup.builder.guard(wall, setup.web);
    Rig rig(setup.builder.build());
    rig.run(5 * faultline::second);
    QVERIFY(rig.all(setup.users) > 100);
    QCOMPARE(rig.ended(setup.users, passes ? Outcome::Ok : Outcome::ConnectionTimeout), rig.all(setup.users));
    QVERIFY(!rig.world.status(wall).strained);
}

void EdgeTest::aChainThatLeadsToItselfIsTold() {
    Straight setup;
    const Slot wall = setup.builder.add("firewall");
    setup.builder.set(wall, "rules", Value(TableRows{rule("in", "any", "any", "80", "tcp", "new", "chain_1")}));
    setup.builder.set(wall, "chains", Value(TableRows{chainRule("chain_1", "80", "chain_2"), chainRule("chain_2", "80", "chain_1")}));
    setup.builder.set(wall, "default_in", "accept");
    setup.builder.guard(wall, setup.web);
    Rig rig(setup.builder.build());
    rig.run(2 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
    QVERIFY(rig.world.status(wall).strained);
    QCOMPARE(rig.world.status(wall).whyArguments.at(0), std::string("201"));
}

void EdgeTest::droppedIsSilentRejectedIsRefused() {
    for (const bool reject : {false, true}) {
        Straight setup({{"timeout", Value(3 * second)}, {"rate", Value(1.0)}, {"arrivals", "constant"}});
        const Slot wall = setup.builder.add("firewall");
        setup.builder.set(wall, "rules", Value(TableRows{}));
        setup.builder.set(wall, "default_in", Value(reject ? "reject" : "drop"));
        setup.builder.guard(wall, setup.web);
        Rig rig(setup.builder.build());
        rig.run(second + 100 * millisecond);
        QCOMPARE(rig.ended(setup.users, Outcome::ConnectionRefused), reject ? 1u : 0u);
        rig.run(4 * second - 100 * millisecond);
        QCOMPARE(rig.ended(setup.users, Outcome::ConnectionTimeout), 0u);
        rig.run(4 * second + 100 * millisecond);
        QCOMPARE(rig.ended(setup.users, Outcome::ConnectionTimeout), reject ? 0u : 1u);
        // A dropped SYN counts each time it is sent again: three in three seconds.
        if (!reject) QVERIFY(rig.world.status(wall).metrics.at(1).second >= 3);
    }
}

void EdgeTest::connectionsSurviveTheirRuleOnlyWithEstablished() {
    for (const bool established : {false, true}) {
        Straight setup({{"keep_alive", Value(true)},
                        {"clients", Value(1)},
                        {"rate", Value(5.0)},
                        {"arrivals", "constant"},
                        {"timeout", Value(2 * second)}});
        const Slot wall = setup.builder.add("firewall");
        const TableRow accept = rule("in", "any", "any", "80", "tcp", "any", "accept");
        const TableRow keep = rule("any", "any", "any", "any", "any", "established", "accept");
        setup.builder.set(wall, "rules", Value(established ? TableRows{keep, accept} : TableRows{accept}));
        setup.builder.guard(wall, setup.web);
        Rig rig(setup.builder.build());
        rig.run(5 * second);
        setup.builder.set(wall, "rules", Value(established ? TableRows{keep} : TableRows{}));
        rig.world.adopt(setup.builder.build(), rig.recording);
        rig.run(15 * second);
        if (established)
            QCOMPARE(rig.ended(setup.users, Outcome::Ok), rig.all(setup.users));
        else
            QVERIFY(rig.ended(setup.users, Outcome::Ok) < 30);
    }
}

void EdgeTest::rulesCountAsNftablesDoes() {
    Straight setup({{"rate", Value(1.0)}, {"arrivals", "constant"}, {"timeout", Value(5'200 * millisecond)}});
    const Slot wall = setup.builder.add("firewall");
    setup.builder.set(wall, "rules",
                      Value(TableRows{rule("any", "any", "any", "any", "any", "established", "accept"),
                                      rule("in", "any", "any", "80", "tcp", "any", "accept")}));
    setup.builder.guard(wall, setup.web);
    Rig rig(setup.builder.build());
    const auto packets = [&](std::size_t row) { return rig.world.component(wall)->filter.packets.at(row); };
    rig.run(10 * second + 500 * millisecond);
    QCOMPARE(rig.all(setup.users), 10u);
    QCOMPARE(packets(1), 10u);  // the first packet of each connection
    QCOMPARE(packets(0), 40u);  // what follows
    setup.builder.set(setup.users, "rate", Value(0.1));
    setup.builder.set(wall, "rules", Value(TableRows{rule("in", "any", "any", "80", "tcp", "any", "drop")}));
    rig.world.adopt(setup.builder.build(), rig.recording);
    rig.run(rig.world.now() + 16 * second);
    QCOMPARE(rig.ended(setup.users, Outcome::ConnectionTimeout), 1u);
    QCOMPARE(packets(0), 6u);  // at 0, 1.02, 2.05, 3.07, 4.10 and 5.12 seconds
}

FAULTLINE_TEST(EdgeTest)
#include "edge_test.moc"
