#include "model/kinds/all_kinds.h"
#include "model/validation/design_text.h"
#include "model/validation/trial.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

#include <cmath>

using namespace faultline;
using namespace faultline::validation;
using runtime::Report;

/// How a failover reaches the applications: by a virtual IP that moves, and by a record of DNS that changes.
class AddressesTest : public QObject {
    Q_OBJECT
private:
    /// The application finds the primary by its name.
    DesignText named(int ttl) const {
        DesignText text = machines(false);
        const int dns = text.add("dns", "dns-1", {{QLatin1String("ttl"), QStringLiteral("%1s").arg(ttl)}});
        text.set("dns-1", "records", QJsonArray{QJsonObject{{QLatin1String("name"), QLatin1String("db")}, {QLatin1String("target"), text.id("db-1")}}});
        text.set("app-1", "db_name", QLatin1String("db.foobar.com"));
        for (const char* database : {"db-1", "db-2", "db-3"}) text.link(text.id("app-1"), "db", text.id(database), "mysql");
        text.link(text.id("app-1"), "dns", dns, "dns");
        text.link(text.id("failover-1"), "dns", dns, "dns");
        return text;
    }
    /// By a virtual IP that the manager moves.
    DesignText addressed(bool pooled) const {
        DesignText text = machines(pooled);
        const int vip = text.add("virtual_ip", "vip-1", {{QLatin1String("moved_by"), QLatin1String("command")}});
        text.link(text.id("app-1"), "db", vip, "mysql");
        for (const char* database : {"db-1", "db-2", "db-3"}) text.link(vip, "member", text.id(database), "mysql");
        text.link(text.id("failover-1"), "addresses", vip, "control");
        return text;
    }
    /// Users, an application, three databases on machines of their own and a manager that looks after them; the first in a zone.
    DesignText machines(bool pooled) const {
        DesignText text;
        const auto word = [](const char* value) { return QJsonValue(QLatin1String(value)); };
        const int users = text.add("users", "users-1", {{QLatin1String("rate"), 100.0}, {QLatin1String("writes"), word("50%")}});
        const int app = text.add("app_server", "app-1",
                                 {{QLatin1String("service_time"), word("1ms")},
                                  {QLatin1String("read_from"), word("primary")},
                                  {QLatin1String("read_failover"), false},
                                  {QLatin1String("workers"), 500},
                                  {QLatin1String("db_connect_timeout"), word("1s")},
                                  {QLatin1String("db_connections"), word(pooled ? "pooled" : "per_request")}});
        text.add("app_files", "files-1", {}, on(app));
        text.link(users, "web", app, "http");
        const int manager = text.add("failover_manager", "failover-1", {{QLatin1String("interval"), word("1s")}});
        const int zone = text.add("zone", "zone-1");
        int primary = 0;
        for (int i = 1; i <= 3; ++i) {
            const int host = text.add("server", ("host-" + std::to_string(i)).c_str(), {{QLatin1String("start_up"), word("5s")}},
                                      i == 1 ? in(zone) : DesignPlace{});
            const std::string name = "db-" + std::to_string(i);
            const int database = text.add("database", name.c_str(), {{QLatin1String("connect_retry"), word("1s")}}, in(host));
            text.link(manager, "databases", database, "manage");
            if (i == 1) {
                primary = database;
                continue;
            }
            text.set(name.c_str(), "role", word("replica"));
            text.set(name.c_str(), "source", primary);
            text.link(database, "source", primary, "replicas");
        }
        return text;
    }
    Report run(const DesignText& text, const std::vector<std::string>& commands, double duration) const {
        Trial trial(kinds::allKinds(), text.json());
        for (const std::string& command : commands) trial.at(command);
        trial.run(duration);
        if (!trial.isSound()) qFatal("%s", trial.problem().c_str());
        return trial.report();
    }
    static double when(const Report& report, const char* component, const char* event) {
        for (const runtime::EventReport& e : report.events)
            if (e.component == component && e.event == event) return static_cast<double>(e.time) / 1e9;
        return -1;
    }
    static double failedShare(const Report& report) {
        std::uint64_t ok = 0;
        for (const runtime::OutcomeCount& count : report.requests.byOutcome) ok += count.outcome == "ok" ? count.count : 0;
        return 1 - static_cast<double>(ok) / static_cast<double>(report.requests.ended);
    }
    static const runtime::ReplicationReport& row(const Report& report, const char* name) {
        for (const runtime::ReplicationReport& r : report.replication)
            if (r.name == name) return r;
        qFatal("no row %s", name);
    }

private slots:
    /// The record itself is changed, and the application asks again when what it knows has run out.
    void aDnsRecordIsNoticedWhenWhatIsCachedRunsOut() {
        for (const int ttl : {5, 30}) {
            const Report report = run(named(ttl), {"20s kill db-1"}, 60);
            const double changed = when(report, "dns-1", "record_changed");
            QVERIFY2(changed > 20 && changed < 22, QByteArray::number(changed).constData());
            const double repointed = when(report, "app-1", "repointed");  // it asked at 0, ttl, 2 ttl ...
            QVERIFY2(repointed > changed && std::abs(std::fmod(repointed, ttl)) < 0.2, QByteArray::number(repointed).constData());
            QVERIFY(repointed - changed < ttl);
            const double share = failedShare(report);
            QVERIFY2(std::abs(share - (repointed - 20) / 60) < 0.02, QByteArray::number(share).constData());
            QCOMPARE(row(report, "db-2").role, std::string("primary"));
        }
    }
    void aDeadNameServerHurtsWhenWhatIsCachedRunsOut() {
        const Report report = run(named(30), {"35s kill dns-1", "65s restore dns-1"}, 100);
        for (const runtime::CauseCount& cause : report.requests.byCause) QCOMPARE(cause.component, std::string("dns-1"));
        const double share = failedShare(report);
        QVERIFY2(share > 0.01 && share < 0.12, QByteArray::number(share).constData());  // nobody answers from 60 s on; the name is known again soon after 65 s
    }
    /// The address moves: connections follow it, old ones are dead.
    void aVirtualIpMovesToTheNewPrimary() {
        for (const bool pooled : {false, true}) {
            const Report report = run(addressed(pooled), {"20s kill db-1"}, 60);
            const double taken = when(report, "vip-1", "address_taken");
            QVERIFY2(taken > 20 && taken < 22, QByteArray::number(taken).constData());
            const double share = failedShare(report);
            QVERIFY2(std::abs(share - (taken - 20) / 60) < 0.01, QByteArray::number(share).constData());
            QCOMPARE(when(report, "app-1", "repointed"), -1.0);  // nobody tells it anything
            QVERIFY(row(report, "db-2").acknowledged > 1500);
        }
    }
    void aMachineThatStartsAgainDoesNotHaveTheAddress() {
        const Report report = run(addressed(false), {"20s kill host-1", "40s restore host-1"}, 80);
        const double taken = when(report, "vip-1", "address_taken");
        QVERIFY2(taken > 20 && taken < 26, QByteArray::number(taken).constData());
        QCOMPARE(when(report, "vip-1", "split_brain"), -1.0);
        QVERIFY(row(report, "db-1").splitBrain && row(report, "db-1").acknowledged < 1200);  // it takes writes, but nobody sends it any
    }
    /// Cut off, the old machine keeps the address and cannot be told to give it up: two have it when it is back.
    void aMachineThatCannotBeReachedKeepsTheAddress() {
        const Report report = run(addressed(false), {"20s isolate zone-1", "40s rejoin zone-1"}, 60);
        QVERIFY(when(report, "vip-1", "address_taken") > 20);
        QVERIFY(when(report, "vip-1", "split_brain") > 20);
    }
};

FAULTLINE_TEST(AddressesTest)
#include "addresses_test.moc"
