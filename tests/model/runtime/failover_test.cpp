#include "model/kinds/all_kinds.h"
#include "model/runtime/report_writers.h"
#include "model/runtime/simulation.h"
#include "model/storage/design_json.h"
#include "tests/support/test_main.h"

using namespace faultline;
using runtime::CommandText;
using runtime::Report;
using runtime::Simulation;

/// Databases that are looked after, as a design file says and the command line commands.
class FailoverTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();

    /// users-1 -> app-1 -> db-1, db-2, db-3; the last two follow the first, failover-1 looks after all. `more` are properties of it.
    design::Design file(const QByteArray& manager, const QByteArray& database = {}, bool reversed = false) const {
        const auto component = [](int id, const char* kind, const char* name, const QByteArray& properties) {
            return QByteArray("{\"id\":") + QByteArray::number(id) + ",\"kind\":\"" + kind + "\",\"name\":\"" + name +
                   "\",\"properties\":{" + properties + "},\"rect\":[" + QByteArray::number(id * 200) + ",0,168,64]}";
        };
        const auto link = [](int id, int from, const char* out, int to, const char* in) {
            return QByteArray("{\"id\":") + QByteArray::number(id) + ",\"from\":" + QByteArray::number(from) +
                   ",\"from_port\":\"" + out + "\",\"to\":" + QByteArray::number(to) + ",\"to_port\":\"" + in + "\"}";
        };
        const QByteArray more = database.isEmpty() ? QByteArray() : "," + database;
        QByteArrayList parts{
            component(1, "users", "users-1", "\"rate\":100,\"writes\":\"50%\""),
            component(2, "app_server", "app-1",
                      "\"service_time\":\"1ms\",\"write_to\":4,\"read_from\":\"primary\",\"read_failover\":false"),
            component(4, "database", "db-1", "\"role\":\"primary\"" + more),
            component(5, "database", "db-2", "\"role\":\"replica\",\"connect_retry\":\"1s\"" + more),
            component(6, "database", "db-3", "\"role\":\"replica\",\"connect_retry\":\"1s\"" + more),
            component(7, "failover_manager", "failover-1", manager)};
        parts.insert(2, "{\"id\":3,\"kind\":\"app_files\",\"name\":\"files-1\",\"attached_to\":2,\"rect\":[0,0,168,64]}");
        const QByteArrayList links{link(1, 1, "web", 2, "http"),
                                   link(2, 2, "db", 4, "mysql"),
                                   link(3, 2, "db", 5, "mysql"),
                                   link(4, 2, "db", 6, "mysql"),
                                   reversed ? link(5, 4, "source", 5, "replicas") : link(5, 5, "source", 4, "replicas"),
                                   link(6, 6, "source", 4, "replicas"),
                                   link(7, 7, "databases", 4, "manage"),
                                   link(8, 7, "databases", 5, "manage"),
                                   link(9, 7, "databases", 6, "manage"),
                                   link(10, 7, "apps", 2, "control")};
        const QByteArray json =
            "{\"format\":\"faultline-design\",\"version\":1,\"title\":\"t\",\"seed\":1,\"start_time\":\"2026-01-01T12:00:00Z\","
            "\"last_component_id\":7,\"last_link_id\":10,\"components\":[" +
            parts.join(",") + "],\"links\":[" + links.join(",") + "]}";
        const Result<design::Design> design = storage::readDesign(json, m_catalog);
        if (!design) qFatal("%s", design.error().plain().c_str());
        return *design;
    }
    Report run(const design::Design& design, const std::vector<std::string>& lines, SimTime duration) const {
        Simulation simulation(m_catalog, design, 1);
        std::vector<CommandText> commands;
        for (const std::string& line : lines) {
            const Result<CommandText> command = runtime::parseTimedCommand(line);
            if (!command) qFatal("%s: %s", line.c_str(), command.error().plain().c_str());
            commands.push_back(*command);
        }
        const auto failure = runtime::runScript(simulation, commands, duration);
        if (failure) qFatal("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
        return simulation.report();
    }
    static double when(const Report& report, const char* component, const char* event) {
        for (const runtime::EventReport& e : report.events)
            if (e.component == component && e.event == event) return static_cast<double>(e.time) / 1e9;
        return -1;
    }
    static std::uint64_t failures(const Report& report) {
        std::uint64_t ok = 0;
        for (const runtime::OutcomeCount& count : report.requests.byOutcome)
            if (count.outcome == "ok") ok = count.count;
        return report.requests.ended - ok;
    }
    static const runtime::ReplicationReport& row(const Report& report, const char* name) {
        for (const runtime::ReplicationReport& r : report.replication)
            if (r.name == name) return r;
        qFatal("no row %s", name);
    }

private slots:
    void aDeadPrimaryIsReplaced() {
        const Report report = run(file("\"interval\":\"1s\""), {"20s kill db-1"}, 60 * second);
        const double done = when(report, "failover-1", "failover_done");
        QVERIFY2(done > 20 && done < 22, QByteArray::number(done).constData());
        QCOMPARE(row(report, "db-2").role, std::string("primary"));
        QCOMPARE(row(report, "db-3").role, std::string("replica"));
        QVERIFY(row(report, "db-3").secondsBehindSource >= 0 && row(report, "db-3").secondsBehindSource <= 1);
        QVERIFY(row(report, "db-3").executed.find("db-2:1-") != std::string::npos);
        QVERIFY(row(report, "db-1").lost <= 1);
        QVERIFY2(failures(report) < 230, QByteArray::number(qulonglong(failures(report))).constData());
        QCOMPARE(when(report, "app-1", "repointed") < done + 0.1, true);
        QVERIFY(runtime::reportJson(report).find("\"failovers\"") != std::string::npos);
    }
    void aDeadServerIsNoticedByItsReplicasWhenTheyAreMadeToLook() {
        // Silence: the replicas would wait for replica_net_timeout.
        const Report report = run(file("\"interval\":\"2s\",\"rounds\":2"), {"20s freeze db-1"}, 120 * second);
        const double done = when(report, "failover-1", "failover_done");
        QVERIFY2(done > 22 && done < 34, QByteArray::number(done).constData());
        QCOMPARE(row(report, "db-2").role, std::string("primary"));
    }
    void aBrokenLinkOfTheManagerAloneIsNoReason() {
        const Report report = run(file("\"interval\":\"1s\""), {"20s cut failover-1 db-1"}, 60 * second);
        QCOMPARE(when(report, "failover-1", "failover_begun"), -1.0);
        QVERIFY(when(report, "failover-1", "primary_in_doubt") > 20);
        QCOMPARE(row(report, "db-1").role, std::string("primary"));
        QCOMPARE(failures(report), std::uint64_t{0});
    }
    void itDoesNotActTwiceWithinAWhile() {
        const Report report = run(file("\"interval\":\"1s\""), {"20s kill db-1", "40s kill db-2"}, 80 * second);
        QVERIFY(when(report, "failover-1", "failover_blocked") > 40);
        QCOMPARE(row(report, "db-3").role, std::string("replica"));
        const Report soon =
            run(file("\"interval\":\"1s\",\"recovery_block\":\"10s\""), {"20s kill db-1", "40s kill db-2"}, 80 * second);
        QCOMPARE(row(soon, "db-3").role, std::string("primary"));
        QVERIFY(failures(soon) < failures(report) / 2);
    }
    void theOldPrimaryReturns_data() {
        QTest::addColumn<QByteArray>("policy");
        QTest::addColumn<QByteArray>("role");
        QTest::newRow("left alone") << QByteArray("leave") << QByteArray("primary");
        QTest::newRow("fenced") << QByteArray("read_only") << QByteArray("read_only");
        QTest::newRow("rejoins") << QByteArray("rejoin") << QByteArray("replica");
    }
    void theOldPrimaryReturns() {
        QFETCH(QByteArray, policy);
        QFETCH(QByteArray, role);
        const Report report = run(file("\"interval\":\"1s\",\"old_primary\":\"" + policy + "\""),
                                  {"20s kill db-1", "40s restore db-1"}, 60 * second);
        QVERIFY(when(report, "failover-1", "split_brain") > 40);
        QCOMPARE(QByteArray::fromStdString(row(report, "db-1").role), role);
        QCOMPARE(row(report, "db-1").splitBrain, policy == "leave");
        QCOMPARE(row(report, "db-2").splitBrain, policy == "leave");
    }
    void arrowsMayPointEitherWay() {
        const Report report = run(file("", {}, true), {}, 20 * second);
        QVERIFY(row(report, "db-2").executed.size() > 6);
        QVERIFY(row(report, "db-2").secondsBehindSource >= 0 && row(report, "db-2").secondsBehindSource <= 1);
    }
    /// By hand, with the words of the command line.
    void anOperatorDoesItAll() {
        const Report report =
            run(file("\"interval\":\"1h\"", "\"data_size\":\"100MiB\""),
                {"10s stop_io db-2", "12s kill db-1", "13s promote db-2", "13s set app-1.write_to=db-2", "20s restore db-1",
                 "25s rebuild db-1", "40s switchover db-1", "40.1s set app-1.write_to=db-1"},
                60 * second);
        QCOMPARE(row(report, "db-1").role, std::string("primary"));
        QCOMPARE(row(report, "db-2").role, std::string("replica"));
        QVERIFY(row(report, "db-1").lost > 80 &&
                row(report, "db-1").lost < 120);  // what db-2 never received is gone with the rebuild
        QVERIFY(when(report, "db-1", "rebuilt") > 26);
        QVERIFY(failures(report) < 140);
    }
};

FAULTLINE_TEST(FailoverTest)
#include "failover_test.moc"
