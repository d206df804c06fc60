#include "model/validation/fleet.h"

#include <QJsonArray>

namespace faultline::validation {

namespace {

QJsonValue fleetText(const char* word) {
    return QLatin1String(word);
}

std::string fleetServer(int number) {
    return "server-" + std::to_string(number);
}

int fleetUsers(DesignText& design, double rate) {
    return design.add("users", "users",
                      {{QLatin1String("rate"), rate},
                       {QLatin1String("writes"), fleetText("0%")},
                       {QLatin1String("clients"), 100},
                       {QLatin1String("keep_alive"), false}});
}

int fleetApp(DesignText& design, int number, const Fleet::Service& service) {
    const int app = design.add("app_server", fleetServer(number).c_str(),
                               {{QLatin1String("workers"), service.workers},
                                {QLatin1String("service_time"), fleetText(service.time)},
                                {QLatin1String("distribution"), fleetText(service.isFixed ? "fixed" : "exponential")},
                                {QLatin1String("start_up"), fleetText("0s")}});
    design.add("app_files", ("files-" + std::to_string(number)).c_str(), {}, on(app));
    return app;
}

}  // namespace

Fleet::Fleet(int servers, double rate, const Service& service) {
    const int users = fleetUsers(design, rate);
    const int haproxy = design.add("load_balancer", "haproxy",
                                   {{QLatin1String("timeout_connect"), fleetText("2s")},
                                    {QLatin1String("timeout_server"), fleetText("10s")},
                                    {QLatin1String("check"), fleetText("none")}});
    design.link(users, "web", haproxy, "http", {{QLatin1String("latency"), fleetText("25us")}});
    for (int i = 1; i <= servers; ++i) {
        ids.push_back(fleetApp(design, i, service));
        design.link(haproxy, "backend", ids.back(), "http", {{QLatin1String("latency"), fleetText("25us")}});
    }
}

Fleet& Fleet::servers(const std::vector<Row>& rows) {
    QJsonArray table;
    for (std::size_t i = 0; i < rows.size() && i < ids.size(); ++i)
        table.append(QJsonObject{{QLatin1String("server"), ids[i]},
                                 {QLatin1String("weight"), rows[i].weight},
                                 {QLatin1String("maxconn"), rows[i].maxconn},
                                 {QLatin1String("backup"), rows[i].isBackup}});
    return set("haproxy", "servers", table);
}

WebFleet::WebFleet(int servers, double rate, const Fleet::Service& service) {
    const int users = fleetUsers(design, rate);
    const int nginx = design.add("web_server", "nginx");
    design.link(users, "web", nginx, "http", {{QLatin1String("latency"), fleetText("25us")}});
    for (int i = 1; i <= servers; ++i)
        design.link(nginx, "app", fleetApp(design, i, service), "app", {{QLatin1String("latency"), fleetText("25us")}});
}

std::vector<double> Shares::since(const Trial& trial) {
    std::vector<double> shares;
    double sum = 0;
    for (std::size_t i = 0; i < m_before.size(); ++i) {
        const std::uint64_t now = trial.requestsTo(fleetServer(static_cast<int>(i) + 1).c_str());
        shares.push_back(static_cast<double>(now - m_before[i]));
        sum += shares.back();
        m_before[i] = now;
    }
    for (double& share : shares) share = sum > 0 ? 100 * share / sum : 0;
    return shares;
}

std::string shareText(const std::vector<double>& shares, int digits) {
    std::string text;
    for (const double share : shares) text += (text.empty() ? "" : " : ") + number(share, digits);
    return text;
}

double meanTime(Trial& trial, sim::Outcome outcome, double from, double to) {
    double sum = 0;
    int count = 0;
    for (const Seen& seen : trial.requests()) {
        const double start = static_cast<double>(seen.start) / 1e9;
        if (seen.outcome != outcome || start < from || start >= to) continue;
        sum += seen.latency();
        ++count;
    }
    return count > 0 ? sum / count : 0;
}

Case setupCase(int row, const char* behaviour, std::function<Finding(Effort)> judge) {
    Case c = realityCase(row, behaviour, std::move(judge));
    c.id.replace(0, c.id.find('/'), "setups");
    return c;
}

}  // namespace faultline::validation
