#include "model/runtime/report_writers.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace faultline;
using namespace faultline::runtime;

namespace {

Report sampleReport() {
    Report report;
    report.file = "dir/a \"b\".faultline";
    report.title = "Secured";
    report.seed = 18'446'744'073'709'551'615ull;
    report.duration = 60 * second + 500 * millisecond;
    report.fingerprint = "0123456789abcdef";
    report.requests = {24013, 24009, 4, {{"ok", 23981}, {"http_503", 28}}, {{"http_503", "lb-1", "no server\tavailable", 28}}};
    report.latency = {23981, 12.3456, 9, 21, 28, 55.5, 310};
    ComponentReport users;
    users.id = {1};
    users.name = "users";
    users.kind = "users";
    users.requests = 24009;
    users.ok = 23981;
    users.failed = 28;
    users.byOutcome = {{"ok", 23981}, {"http_503", 28}};
    users.latency = report.latency;
    ComponentReport balancer;
    balancer.id = {3};
    balancer.name = "lb, \"first\"";
    balancer.kind = "load_balancer";
    balancer.utilisation = 0.25;
    balancer.queueMax = 7;
    report.components = {users, balancer};
    report.replication = {{"db-1", "primary", -1, 0, 480, 2}, {"db-2", "replica", 1.5, 3, 0, 0}, {"db-3", "replica", -1, 9, 0, 0}};
    report.alerts = {{20 * second, never, "sumo", "agent-1", "agent_silent", "agent-1 is silent"}};
    report.events = {{20 * second + 153'482'000, "lb-1", "server_down", "web-2 is DOWN", "refused, 3 times"}, {1, "", "killed", "x", ""}};
    SecondReport idle;
    idle.second = 1;
    idle.component = "lb, \"first\"";
    SecondReport busy = idle;
    busy.second = 2;
    busy.rate = 400;
    busy.ok = 399;
    busy.failed = 1;
    busy.latencyMean = 12.34567;
    busy.latencyP95 = 20;
    busy.utilisation = 0.5;
    busy.queue = 3;
    report.seconds = {idle, busy};
    report.requestSeconds = {{1, 400, 396, 4}};
    return report;
}

QJsonObject parsed(const Report& report) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(reportJson(report)), &error);
    if (error.error != QJsonParseError::NoError) qWarning("%s", qPrintable(error.errorString()));
    return document.object();
}

}  // namespace

class ReportWritersTest : public QObject {
    Q_OBJECT

private slots:
    void jsonHasTheDocumentedKeysInOrder() {
        const std::string json = reportJson(sampleReport());
        std::size_t at = 0;
        for (const char* key : {"file", "title", "seed", "duration_s", "fingerprint", "requests", "started", "ended", "in_flight",
                                "by_outcome", "by_cause", "latency_ms", "mean", "p50", "p90", "p95", "p99", "max", "components",
                                "replication", "alerts", "events", "seconds"}) {
            const std::size_t found = json.find('"' + std::string(key) + "\": ", at);
            QVERIFY2(found != std::string::npos, key);
            at = found;
        }
        QVERIFY(json.ends_with("}\n"));
    }

    void jsonReadsBack() {
        const QJsonObject root = parsed(sampleReport());
        QCOMPARE(root[QLatin1String("file")].toString(), QStringLiteral("dir/a \"b\".faultline"));
        QCOMPARE(root[QLatin1String("duration_s")].toDouble(), 60.5);
        const QJsonObject requests = root[QLatin1String("requests")].toObject();
        QCOMPARE(requests[QLatin1String("started")].toInt(), 24013);
        QCOMPARE(requests[QLatin1String("by_outcome")].toObject()[QLatin1String("http_503")].toInt(), 28);
        QCOMPARE(requests[QLatin1String("by_cause")].toArray()[0].toObject()[QLatin1String("reason")].toString(),
                 QStringLiteral("no server\tavailable"));
        QCOMPARE(root[QLatin1String("latency_ms")].toObject()[QLatin1String("mean")].toDouble(), 12.346);
        const QJsonArray components = root[QLatin1String("components")].toArray();
        QCOMPARE(components.size(), 2);
        QVERIFY(components[0].toObject()[QLatin1String("utilisation")].isNull());
        QCOMPARE(components[1].toObject()[QLatin1String("utilisation")].toDouble(), 0.25);
        QVERIFY(components[1].toObject()[QLatin1String("latency_ms")].toObject()[QLatin1String("p99")].isNull());
        QCOMPARE(components[1].toObject()[QLatin1String("by_outcome")].toObject().size(), 0);
        const QJsonArray databases = root[QLatin1String("replication")].toArray();
        QVERIFY(databases[0].toObject()[QLatin1String("seconds_behind_source")].isNull());
        QCOMPARE(databases[1].toObject()[QLatin1String("seconds_behind_source")].toDouble(), 1.5);
        QVERIFY(databases[2].toObject()[QLatin1String("seconds_behind_source")].isNull());
        QVERIFY(root[QLatin1String("alerts")].toArray()[0].toObject()[QLatin1String("resolved_s")].isNull());
        QCOMPARE(root[QLatin1String("events")].toArray()[0].toObject()[QLatin1String("time_s")].toDouble(), 20.153482);
    }

    void jsonKeepsASeedOf64Bits() {
        QVERIFY(reportJson(sampleReport()).find("\"seed\": 18446744073709551615,") != std::string::npos);
    }

    void anEmptyReportIsJsonToo() {
        const QJsonObject root = parsed(Report{});
        QVERIFY(root.contains(QLatin1String("seconds")));
        QCOMPARE(root[QLatin1String("components")].toArray().size(), 0);
    }

    void csvIsQuotedAndLeavesOutWhatIsNot() {
        QCOMPARE(QByteArray::fromStdString(reportCsv(sampleReport())),
                 QByteArray("time_s,component,rate,ok,failed,latency_mean_ms,latency_p95_ms,utilisation,queue\n"
                            "1,\"lb, \"\"first\"\"\",0,0,0,,,,0\n"
                            "2,\"lb, \"\"first\"\"\",400,399,1,12.346,20,0.5,3\n"));
    }

    void eventsHaveExactTimes() {
        QCOMPARE(QByteArray::fromStdString(reportEventsCsv(sampleReport())),
                 QByteArray("time_s,component,event,cause\n"
                            "20.153482,lb-1,server_down,\"refused, 3 times\"\n"
                            "0.000000001,,killed,\n"));
    }

    void summarySaysWhatMatters() {
        const QString text = QString::fromStdString(reportSummary(sampleReport()));
        for (const char* part : {"Secured", "60.5 s simulated, seed 18446744073709551615, fingerprint 0123456789abcdef",
                                 "24,013 started, 24,009 ended, 4 in flight", "99.88 %", "28  http_503  lb-1  no server available", "12.3 ms",
                                 "db-3", "NULL", "agent-1 is silent", "(open)", "web-2 is DOWN - refused, 3 times"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    }

    void summaryColumnsStandUnderEachOther() {
        Report report = sampleReport();
        report.components[1].name = "b\xC3\xA4lancer";  // one column more in bytes than on the screen
        const QStringList lines = QString::fromStdString(reportSummary(report)).split(QLatin1Char('\n'));
        qsizetype kind = -1, found = 0;
        for (const QString& line : lines) {
            if (line.contains(QLatin1String("component  "))) kind = line.indexOf(QLatin1String("kind"));
            if (line.contains(QLatin1String("load_balancer"))) {
                QCOMPARE(line.indexOf(QLatin1String("load_balancer")), kind);
                ++found;
            }
        }
        QCOMPARE(found, 1);
    }

    void summaryOfALongRunIsShort() {
        Report report;
        for (int i = 0; i < 1000; ++i) report.events.push_back({i * second, "x", "killed", "event " + std::to_string(i), ""});
        const QString text = QString::fromStdString(reportSummary(report));
        QVERIFY(text.contains(QLatin1String("event 11\n")));
        QVERIFY(text.contains(QLatin1String("(976 more)")));
        QVERIFY(!text.contains(QLatin1String("event 12\n")));
        QVERIFY(text.contains(QLatin1String("event 988\n")));
        QVERIFY(text.contains(QLatin1String("event 999\n")));
    }
};

FAULTLINE_TEST(ReportWritersTest)
#include "report_writers_test.moc"
