#include "model/kinds/all_kinds.h"
#include "model/validation/fleet.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

#include <cmath>
#include <cstring>

using namespace faultline;
using namespace faultline::validation;
using sim::Outcome;

namespace {

QJsonValue word(const char* text) {
    return QLatin1String(text);
}
QLatin1String key(const char* text) {
    return QLatin1String(text);
}

}  // namespace

/// What parts do to each other, on small designs from the text of their files.
class MechanicsTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = kinds::allKinds();

    /// Users of one application on a small machine; nobody is answered within the run.
    DesignText crowded(int workers) const {
        DesignText text;
        const int users = text.add("users", "users", {{key("rate"), 50.0}, {key("arrivals"), word("constant")}, {key("timeout"), word("5m")}});
        const int machine = text.add("server", "machine", {{key("memory"), word("512MiB")}});
        const int app = text.add("app_server", "app",
                                 {{key("workers"), workers}, {key("service_time"), word("1h")}, {key("memory"), word("112MiB")}, {key("memory_per_worker"), word("4MiB")}},
                                 in(machine));
        text.add("app_files", "files", {}, on(app));
        text.link(users, "web", app, "http");
        return text;
    }

private slots:
    void busyWorkersUseUpTheMemory() {
        // 400 MiB for workers of 4 MiB: the hundred and first is too much, 2 s after the beginning at 50 a second.
        Trial trial(m_catalog, crowded(1000).json());
        trial.run(10);
        const double killed = trial.when("app", "out_of_memory");
        QVERIFY2(killed > 2 && killed < 2.1, QByteArray::number(killed).constData());
        QVERIFY(trial.count(Outcome::ConnectionReset) >= 100);
    }
    void asManyWorkersAsFitAreNoDanger() {
        Trial trial(m_catalog, crowded(100).json());  // the others wait, which takes no worker
        trial.run(10);
        QCOMPARE(trial.when("app", "out_of_memory"), -1.0);
        QCOMPARE(trial.metric("machine", "memory"), 512.0 * 1024 * 1024);
    }
    void memoryIsGivenBack() {
        DesignText text = crowded(90);
        text.set("app", "service_time", word("100ms"));
        text.set("app", "distribution", word("fixed"));
        Trial trial(m_catalog, text.json());
        trial.at("5s set users.rate=0").run(8);
        QCOMPARE(trial.metric("machine", "memory"), 112.0 * 1024 * 1024);
    }
    void openConnectionsHoldMemory() {
        Fleet fleet(1, 100, {"10s", true, 5000});
        fleet.set("haproxy", "memory", "10MiB").set("haproxy", "memory_per_request", "1MiB");
        const int machine = fleet.design.add("server", "machine", {{key("memory"), word("60MiB")}});
        fleet.design.move("haproxy", in(machine));
        Trial trial = fleet.trial(m_catalog);
        trial.run(3);
        const double killed = trial.when("haproxy", "out_of_memory");  // fifty connections
        QVERIFY2(killed > 0.3 && killed < 0.8, QByteArray::number(killed).constData());
    }

    void theWayBackMayBeAnother_data() {
        QTest::addColumn<QString>("property");
        QTest::addColumn<QString>("value");
        QTest::addColumn<double>("time");
        // One exchange on a connection that exists: there and back.
        QTest::newRow("latency") << "latency_back" << "30ms" << 0.030025;
        QTest::newRow("bandwidth") << "bandwidth_back" << "960kbit/s" << 0.100025;
        QTest::newRow("symmetric") << "" << "" << 0.00005;
    }
    void theWayBackMayBeAnother() {
        QFETCH(QString, property);
        QFETCH(QString, value);
        QFETCH(double, time);
        Fleet fleet(1, 1, {"0s", true});
        fleet.set("users", "arrivals", "constant").set("users", "keep_alive", true).set("users", "clients", 1).set("haproxy", "cpu_per_request", "0s");
        fleet.set("server-1", "cpu_time", "0s");
        if (!property.isEmpty()) {
            fleet.design.setLink(1, "asymmetric", true);
            fleet.design.setLink(1, "latency_back", word("0s"));
            fleet.design.setLink(1, property.toLatin1().constData(), value);
        }
        Trial trial = fleet.trial(m_catalog);
        trial.run(10);
        const double behind = 50e-6;  // the link to the server
        QVERIFY2(std::abs(trial.requests().back().latency() - time - behind) < 5e-6, QByteArray::number(trial.requests().back().latency(), 'g', 9).constData());
    }
    /// Whatever the two ways are like, a fault of the link is one of both.
    void aFaultOfALinkConcernsBothWays() {
        for (const bool asymmetric : {false, true}) {
            Fleet fleet(1, 1, {"0s", true});
            fleet.set("users", "arrivals", "constant").set("users", "keep_alive", true).set("users", "clients", 1).set("haproxy", "cpu_per_request", "0s");
            fleet.set("server-1", "cpu_time", "0s");
            fleet.design.setLink(1, "asymmetric", asymmetric);
            fleet.design.setLink(1, "latency", word("10ms"));
            fleet.design.setLink(1, "latency_back", word("30ms"));
            Trial trial = fleet.trial(m_catalog);
            trial.at("4s latency link#1 100ms").at("8s mend link#1").run(12);
            const auto requests = trial.requests();
            const double usual = asymmetric ? 0.040 : 0.020;
            const auto took = [&](double from, double to) {
                double longest = 0;
                for (const Seen& seen : requests)
                    if (double(seen.start) > from * 1e9 && double(seen.start) < to * 1e9) longest = std::max(longest, seen.latency());
                return longest;
            };
            for (const auto& [from, to, more] : {std::tuple(1.5, 3.5, 0.0), std::tuple(4.5, 7.5, 0.2), std::tuple(8.5, 11.5, 0.0)})
                QVERIFY2(std::abs(took(from, to) - usual - more - 50e-6) < 10e-6, QByteArray::number(took(from, to), 'g', 9).constData());
        }
    }
    void messagesBackAloneAreLost() {
        Fleet fleet(1, 50, {"0s", true});
        fleet.set("users", "keep_alive", true);
        fleet.design.setLink(1, "asymmetric", true);
        fleet.design.setLink(1, "latency_back", word("25us"));
        fleet.design.setLink(1, "loss_back", word("50%"));
        Trial trial = fleet.trial(m_catalog);
        trial.run(60);
        std::size_t slow = 0;
        for (const Seen& seen : trial.requests()) slow += seen.latency() > 0.15;
        const double share = static_cast<double>(slow) / static_cast<double>(trial.requests().size());
        QVERIFY2(std::abs(share - 0.5) < 0.06, QByteArray::number(share).constData());
    }

    /// As HAProxy's statistics page counts.
    void theServersOfABalancerAreCounted() {
        Trial trial = Fleet(3, 100).servers({{2}, {1}, {1, 0, true}}).set("haproxy", "check", "http").set("haproxy", "inter", "1s").set("users", "arrivals", "constant").trial(m_catalog);
        trial.at("10s kill server-1").at("30s restore server-1").run(60.5);
        const runtime::Report report = trial.report();
        const auto& servers = std::find_if(report.components.begin(), report.components.end(), [](const runtime::ComponentReport& c) { return c.name == "haproxy"; })->servers;
        QCOMPARE(servers.size(), std::size_t{3});
        const runtime::ComponentReport::Server &first = servers[0], &second = servers[1], &backup = servers[2];
        QCOMPARE(first.state, std::string("UP 3/3"));
        QCOMPARE(first.weight, std::uint64_t{2});
        QVERIFY(backup.isBackup && backup.sessionsTotal == 0);
        QCOMPARE(first.timesDown, std::uint64_t{1});
        QVERIFY(first.checksFailed >= 20 && first.checksFailed <= 23);
        QVERIFY(first.downtime > 17 * second_ && first.downtime < 22 * second_);
        QVERIFY(first.changed > 31 * second_ && first.changed < 33 * second_);
        QVERIFY(first.connectErrors > 100 && first.connectErrors == first.retries && first.redispatches == first.connectErrors);
        QCOMPARE(second.connectErrors, std::uint64_t{0});
        QVERIFY(first.rate >= 65 && first.rate <= 68 && second.rate >= 32 && second.rate <= 35);
        QVERIFY(second.rateMax >= 99 && second.rateMax <= 101);
        QVERIFY(first.sessionsMax >= 3 && first.sessions <= first.sessionsMax);
        QVERIFY(std::abs(static_cast<double>(first.sessionsTotal + second.sessionsTotal) - 6050 - static_cast<double>(first.connectErrors)) <= 2);
    }
    void aFullServerShowsItsState() {
        Trial trial = Fleet(2, 50).set("haproxy", "check", "http").trial(m_catalog);
        trial.at("5s drain server-1").at("5s maint server-2").run(8);
        const runtime::Report report = trial.report();
        for (const runtime::ComponentReport& component : report.components)
            if (component.name == "haproxy") {
                QCOMPARE(component.servers[0].state, std::string("DRAIN 3/3"));
                QCOMPARE(component.servers[1].state, std::string("MAINT"));
            }
    }

    /// A probe goes where the name leads, and only as far as it leads there.
    void aProbeAsksForTheName() {
        DesignText text;
        const int first = text.add("web_server", "web-1", {{key("address"), word("10.0.0.1")}}), second = text.add("web_server", "web-2", {{key("address"), word("10.0.0.2")}});
        const int dns = text.add("dns", "dns", {{key("ttl"), word("20s")}, {key("records"), QJsonArray{QJsonObject{{key("name"), word("www")}, {key("target"), first}}}}});
        const int service = text.add("monitoring_service", "service", {{key("probe_interval"), word("1s")}, {key("probe_asks"), word("file")}});
        text.link(service, "probe", first, "http");
        text.link(service, "probe", second, "http");
        text.link(service, "dns", dns, "dns");
        Trial trial(m_catalog, text.json());
        trial.run(10.5);
        QVERIFY(trial.calls("web-1") >= 9);
        QCOMPARE(trial.calls("web-2"), std::uint64_t{0});
        QCOMPARE(trial.metric("service", "probes_failed"), 0.0);
        QVERIFY(trial.calls("dns") <= 1);
        // Another address, as caches expire.
        trial.at("11s set dns.records=[{\"name\":\"www\",\"address\":\"10.0.0.2\"}]");
        trial.run(45.5);
        QVERIFY(trial.calls("web-2") > 20);
        // A dead name server hurts as caches expire, too.
        const std::uint64_t before = trial.calls("web-2");
        trial.at("46s kill dns").run(50.5);
        QVERIFY(trial.calls("web-2") > before + 3);
        trial.run(100);
        QCOMPARE(trial.metric("service", "probes_failed"), 2.0);
    }
    /// Counters read from outside, through the same links and firewalls.
    void aServiceReadsStatusPages() {
        Fleet fleet(2, 80);
        const int service = fleet.design.add("monitoring_service", "service", {{key("poll_interval"), word("5s")}, {key("silence_after"), word("12s")}});
        fleet.design.link(service, "poll", fleet.design.id("haproxy"), "status");
        const int link = fleet.design.link(service, "poll", fleet.ids[0], "status");
        Trial trial = fleet.set("users", "arrivals", "constant").set("files-1", "error_rate", "100%").trial(m_catalog);
        const auto seen = [&](const char* name) {
            for (const runtime::ObservationReport& row : trial.report().observations)
                if (row.agent == name) return row;
            return runtime::ObservationReport();
        };
        trial.run(30);
        QVERIFY(std::abs(seen("haproxy").rate - 80) <= 1 && std::abs(seen("haproxy").failed - 0.5) < 0.02);
        QVERIFY(std::abs(seen("server-1").rate - 40) <= 1 && seen("server-1").failed > 0.98);
        QVERIFY(!seen("haproxy").isSilent && !seen("server-1").isSilent);
        trial.at("31s cut link#" + std::to_string(link)).run(60);
        QVERIFY(seen("server-1").isSilent && !seen("haproxy").isSilent);
        trial.at("61s mend link#" + std::to_string(link)).at("61s freeze haproxy").run(90);
        QVERIFY(!seen("server-1").isSilent && seen("haproxy").isSilent);
    }
    void aProbeOfAVirtualIpGoesOn() {
        DesignText text;
        const int vip = text.add("virtual_ip", "vip");
        const int service = text.add("monitoring_service", "service", {{key("probe_interval"), word("1s")}, {key("probe_asks"), word("file")}});
        text.link(service, "probe", vip, "http");
        for (const char* name : {"web-1", "web-2"}) text.link(vip, "member", text.add("web_server", name), "http");
        Trial trial(m_catalog, text.json());
        trial.run(20.5);
        QVERIFY(trial.calls("web-1") >= 18);
        QCOMPARE(trial.metric("service", "probes_failed"), 0.0);
    }
    void aVirtualIpBehindAnotherIsToldOf() {
        DesignText text;
        const int users = text.add("users", "users", {{key("timeout"), word("1s")}});
        const int front = text.add("virtual_ip", "front"), behind = text.add("virtual_ip", "behind");
        text.link(users, "web", front, "http");
        text.link(front, "member", behind, "http");
        text.link(behind, "member", text.add("web_server", "web"), "http");
        Trial trial(m_catalog, text.json());
        trial.run(5);
        QVERIFY(trial.status("front").failing && !trial.status("behind").failing);
        QVERIFY(trial.status("front").why.source != nullptr && std::strstr(trial.status("front").why.source, "Another virtual IP"));
        QCOMPARE(trial.failures(), trial.requests().size());
    }
    /// A pool of connections to an address that moves.
    void aPoolFollowsAVirtualIp() {
        DesignText text;
        const int users = text.add("users", "users", {{key("rate"), 100.0}, {key("writes"), word("100%")}});
        const int app = text.add("app_server", "app", {{key("db_connections"), word("pooled")}, {key("pool_size"), 5}, {key("service_time"), word("1ms")}});
        text.add("app_files", "files", {}, on(app));
        text.link(users, "web", app, "http");
        const int vip = text.add("virtual_ip", "vip");
        text.link(app, "db", vip, "mysql");
        text.link(vip, "member", text.add("database", "db-1"), "mysql");
        Trial trial(m_catalog, text.json());
        trial.run(20);
        QCOMPARE(trial.failures(), std::size_t{0});
        QVERIFY(trial.requests().size() > 1900);
        QVERIFY(trial.metric("app", "pool_open") <= 5);
    }

private:
    static constexpr SimTime second_ = second;
};

FAULTLINE_TEST(MechanicsTest)
#include "mechanics_test.moc"
