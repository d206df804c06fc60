#include "model/validation/rig.h"

#include <cmath>
#include <cstdio>

namespace faultline::validation {

Rig::Rig(double rate, double writes, bool hasDatabase) {
    const auto text = [](const char* word) { return QJsonValue(QLatin1String(word)); };
    const auto key = [](const char* word) { return QLatin1String(word); };
    host = design.add("server", "rig", {{key("cores"), 1}});
    const int users = design.add("users", "users",
                                 {{key("rate"), rate},
                                  {key("writes"), text((number(writes * 100, 3) + "%").c_str())},
                                  {key("clients"), 100},
                                  {key("keep_alive"), false}});
    const int haproxy = design.add("load_balancer", "haproxy",
                                   {{key("timeout_connect"), text("2s")},
                                    {key("timeout_server"), text("10s")},
                                    {key("retries"), 3},
                                    {key("redispatch"), true},
                                    {key("balance"), text("roundrobin")},
                                    {key("check"), text("http")},
                                    {key("inter"), text("2s")},
                                    {key("fall"), 3},
                                    {key("rise"), 2}},
                                   in(host));
    cert = design.add("certificate", "cert", {{key("key_type"), text("ecdsa_p256")}}, on(haproxy));
    usersLink = design.link(users, "web", haproxy, "https", {{key("latency"), text("25us")}});
    int apps[2];
    for (int i = 0; i < 2; ++i) {
        const int nginx = design.add("web_server", i ? "nginx-2" : "nginx-1",
                                     {{key("worker_connections"), 4096}, {key("proxy_read_timeout"), text("60s")}}, in(host));
        apps[i] = design.add("app_server", i ? "app-2" : "app-1",
                             {{key("workers"), 4}, {key("service_time"), text("20ms")}, {key("distribution"), text("exponential")}},
                             in(host));
        design.add("app_files", i ? "files-2" : "files-1", {}, on(apps[i]));
        backendLink[i] = design.link(haproxy, "backend", nginx, "http");
        design.link(nginx, "app", apps[i], "app");
    }
    if (!hasDatabase) return;
    const QJsonObject database{{key("flavour"), text("mariadb")}, {key("data_size"), text("20MiB")},
                               {key("connect_retry"), text("2s")}, {key("net_timeout"), text("10s")}};
    const int primary = design.add("database", "db-1", database, in(host));
    const int replica = design.add("database", "db-2", database, in(host));
    for (const char* name : {"db-1", "db-2"}) design.setSoftware(name, "MariaDB 10.11");
    design.set("db-2", "role", text("replica"));
    design.set("db-2", "source", primary);
    replicationLink = design.link(replica, "source", primary, "replicas");
    for (const int app : apps) {
        design.link(app, "db", primary, "mysql");
        design.link(app, "db", replica, "mysql");
    }
    for (const char* name : {"app-1", "app-2"}) {
        design.set(name, "write_to", primary);
        design.set(name, "read_from", text("component"));
        design.set(name, "read_component", replica);
        design.set(name, "read_failover", false);
        design.set(name, "db_connections", text("pooled"));
    }
}

Rig Rig::plain(double rate) {
    return Rig(rate, 0, false);
}

Rig Rig::withDatabase(double rate, double writes) {
    return Rig(rate, writes, true);
}

std::string number(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string whole(double value) {
    std::string digits = number(std::abs(value), 0);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
    return (value <= -0.5 ? "-" : "") + digits;
}

Finding judged(const Trial& trial, Finding finding) {
    if (trial.isSound()) return finding;
    finding.met = false;
    finding.simulated = "not run";
    finding.remark = trial.problem();
    return finding;
}

Case realityCase(int row, const char* behaviour, std::function<Finding(Effort)> judge) {
    Case c;
    c.id = std::string("reality/") + (row < 10 ? "0" : "") + std::to_string(row);
    c.behaviour = behaviour;
    c.judge = [judge = std::move(judge)](Effort effort, const std::vector<Batch>&) { return judge(effort); };
    return c;
}

}  // namespace faultline::validation
