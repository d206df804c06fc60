#include "model/runtime/report_writers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace faultline::runtime {
namespace {

/// Rounded to `decimals`, without trailing zeros, the same on every machine and in every locale.
std::string reportNumber(double value, int decimals) {
    if (!std::isfinite(value)) return "0";
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr;
    std::string out(buffer, end);
    if (out.find('.') != std::string::npos) {
        out.erase(out.find_last_not_of('0') + 1);
        if (out.back() == '.') out.pop_back();
    }
    return out == "-0" ? "0" : out;
}

/// Seconds, exact to the nanosecond: "20", "20.153482".
std::string reportSeconds(SimTime time) {
    std::string out = std::to_string(time / second);
    if (time % second != 0) {
        std::string fraction = std::to_string(time % second);
        fraction.insert(0, 9 - fraction.size(), '0');
        fraction.erase(fraction.find_last_not_of('0') + 1);
        out += '.' + fraction;
    }
    return out;
}

// ---- JSON ----------------------------------------------------------------------------------------------------------------------

/// Writes JSON in the order of the calls; numbers of 64 bits stay exact, which QJsonDocument does not promise.
class ReportJson {
public:
    void open(char bracket) {
        separate();
        m_out += bracket;
        m_stack += bracket;
        m_first = true;
    }
    void close() {
        const char bracket = m_stack.back();
        m_stack.pop_back();
        if (!m_first) newLine();
        m_out += bracket == '{' ? '}' : ']';
        m_first = false;
    }
    void key(std::string_view name) {
        separate();
        quote(name);
        m_out += ": ";
        m_afterKey = true;
    }
    void text(std::string_view value) {
        separate();
        quote(value);
    }
    void raw(std::string_view value) {
        separate();
        m_out += value;
    }
    void field(std::string_view name, std::string_view value) {
        key(name);
        text(value);
    }
    void number(std::string_view name, std::uint64_t value) {
        key(name);
        raw(std::to_string(value));
    }
    void number(std::string_view name, const std::string& literal) {
        key(name);
        raw(literal);
    }
    /// null when there is no value.
    void number(std::string_view name, std::optional<double> value, int decimals) {
        key(name);
        raw(value ? reportNumber(*value, decimals) : std::string("null"));
    }
    std::string take() { return std::move(m_out) + '\n'; }

private:
    void newLine() {
        m_out += '\n';
        m_out.append(m_stack.size(), ' ');
    }
    void separate() {
        if (m_afterKey) {
            m_afterKey = false;
            return;
        }
        if (m_stack.empty()) return;
        if (!m_first) m_out += ',';
        m_first = false;
        newLine();
    }
    void quote(std::string_view value) {
        m_out += '"';
        for (const char c : value) {
            const auto u = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') m_out += '\\';
            if (u >= 0x20) {
                m_out += c;
                continue;
            }
            static constexpr char digits[] = "0123456789abcdef";
            m_out += "\\u00";
            m_out += digits[u >> 4];
            m_out += digits[u & 15];
        }
        m_out += '"';
    }

    std::string m_out;
    std::string m_stack;
    bool m_first = true;
    bool m_afterKey = false;
};

void jsonOutcomes(ReportJson& json, const std::vector<OutcomeCount>& outcomes) {
    json.key("by_outcome");
    json.open('{');
    for (const OutcomeCount& outcome : outcomes) json.number(outcome.outcome, outcome.count);
    json.close();
}

void jsonLatency(ReportJson& json, const LatencyReport& latency) {
    const auto value = [&](double ms) { return latency.count > 0 ? std::optional<double>(ms) : std::nullopt; };
    json.key("latency_ms");
    json.open('{');
    json.number("mean", value(latency.mean), 3);
    json.number("p50", value(latency.p50), 3);
    json.number("p90", value(latency.p90), 3);
    json.number("p95", value(latency.p95), 3);
    json.number("p99", value(latency.p99), 3);
    json.number("max", value(latency.max), 3);
    json.close();
}

void jsonRequests(ReportJson& json, const RequestsReport& requests) {
    json.key("requests");
    json.open('{');
    json.number("started", requests.started);
    json.number("ended", requests.ended);
    json.number("in_flight", requests.inFlight);
    json.number("attempts", requests.attempts);
    json.number("stale", requests.stale);
    json.number("lost", requests.lost);
    jsonOutcomes(json, requests.byOutcome);
    json.key("by_cause");
    json.open('[');
    for (const CauseCount& cause : requests.byCause) {
        json.open('{');
        json.field("outcome", cause.outcome);
        json.field("component", cause.component);
        json.field("reason", cause.reason);
        json.number("count", cause.count);
        json.close();
    }
    json.close();
    json.close();
}

void jsonServers(ReportJson& json, const std::vector<ComponentReport::Server>& servers) {
    json.key("servers");
    json.open('[');
    for (const ComponentReport::Server& server : servers) {
        json.open('{');
        json.field("name", server.name);
        json.field("state", server.state);
        json.field("backup", server.isBackup ? "yes" : "no");
        json.number("weight", server.weight);
        json.number("sessions", server.sessions);
        json.number("sessions_max", server.sessionsMax);
        json.number("sessions_total", server.sessionsTotal);
        json.number("queue", server.queue);
        json.number("queue_max", server.queueMax);
        json.number("rate", server.rate);
        json.number("rate_max", server.rateMax);
        json.number("connect_errors", server.connectErrors);
        json.number("response_errors", server.responseErrors);
        json.number("retries", server.retries);
        json.number("redispatches", server.redispatches);
        json.number("checks_failed", server.checksFailed);
        json.number("times_down", server.timesDown);
        json.number("downtime_s", reportSeconds(server.downtime));
        json.number("changed_s", reportSeconds(server.changed));
        json.close();
    }
    json.close();
}

void jsonComponents(ReportJson& json, const std::vector<ComponentReport>& components) {
    json.key("components");
    json.open('[');
    for (const ComponentReport& component : components) {
        json.open('{');
        json.number("id", std::uint64_t{component.id.value});
        json.field("name", component.name);
        json.field("kind", component.kind);
        json.number("requests", component.requests);
        json.number("ok", component.ok);
        json.number("failed", component.failed);
        jsonOutcomes(json, component.byOutcome);
        json.number("utilisation", component.utilisation < 0 ? std::nullopt : std::optional<double>(component.utilisation), 6);
        json.number("queue_max", component.queueMax);
        jsonLatency(json, component.latency);
        json.key("metrics");
        json.open('{');
        for (const auto& [key, value] : component.metrics) json.number(key, std::optional<double>(value), 6);
        json.close();
        if (!component.rules.empty()) {
            json.key("rules");
            json.open('[');
            for (const ComponentReport::Rule& rule : component.rules) {
                json.open('{');
                json.field("rule", rule.rule);
                json.number("packets", rule.packets);
                json.close();
            }
            json.close();
        }
        if (!component.servers.empty()) jsonServers(json, component.servers);
        json.close();
    }
    json.close();
}

void jsonReplication(ReportJson& json, const std::vector<ReplicationReport>& databases) {
    json.key("replication");
    json.open('[');
    for (const ReplicationReport& database : databases) {
        json.open('{');
        json.field("name", database.name);
        json.field("role", database.role);
        const double behind = database.secondsBehindSource;
        json.number("seconds_behind_source", behind < 0 ? std::nullopt : std::optional<double>(behind), 3);
        json.number("transactions_behind", database.transactionsBehind);
        json.number("acknowledged", database.acknowledged);
        json.number("lost", database.lost);
        json.field("split_brain", database.splitBrain ? "yes" : "no");
        json.field("gtid_executed", database.executed);
        json.field("gtid_received", database.received);
        json.close();
    }
    json.close();
}

void jsonAlerts(ReportJson& json, const std::vector<AlertReport>& alerts) {
    json.key("alerts");
    json.open('[');
    for (const AlertReport& alert : alerts) {
        json.open('{');
        json.number("time_s", reportSeconds(alert.raised));
        json.number("resolved_s", alert.resolved == never ? std::string("null") : reportSeconds(alert.resolved));
        json.field("monitor", alert.monitor);
        json.field("component", alert.component);
        json.field("alert", alert.id);
        json.field("text", alert.text);
        json.close();
    }
    json.close();
}

void jsonMonitoring(ReportJson& json, const Report& report) {
    json.key("incidents");
    json.open('[');
    for (const IncidentReport& incident : report.incidents) {
        const bool isDetected = incident.detected != never;
        json.open('{');
        json.number("time_s", reportSeconds(incident.time));
        json.field("component", incident.component);
        json.field("event", incident.event);
        json.number("detected_s", isDetected ? reportSeconds(incident.detected) : "null");
        json.number("detection_time_s", isDetected ? reportSeconds(incident.detected - incident.time) : "null");
        json.field("alert", incident.alert);
        json.close();
    }
    json.close();
    json.key("monitoring");
    json.open('[');
    const auto known = [](double value) { return value < 0 ? std::nullopt : std::optional<double>(value); };
    for (const ObservationReport& seen : report.observations) {
        json.open('{');
        json.field("monitor", seen.monitor);
        json.field("agent", seen.agent);
        json.field("host", seen.host);
        json.number("heard_s", reportSeconds(seen.heard));
        json.key("silent");
        json.raw(seen.isSilent ? "true" : "false");
        json.number("cpu", seen.cpu, 3);
        json.number("memory", seen.memory, 3);
        json.number("disk", seen.disk, 3);
        json.number("connections", seen.connections, 0);
        json.number("qps", known(seen.rate), 0);
        json.number("error_rate", known(seen.failed), 3);
        json.number("true_cpu", known(seen.trueCpu), 3);
        json.number("true_qps", seen.trueRate, 0);
        json.close();
    }
    json.close();
    json.key("probes");
    json.open('[');
    for (const ProbeReport& probe : report.probes) {
        json.open('{');
        json.field("monitor", probe.monitor);
        json.field("target", probe.target);
        json.number("time_s", reportSeconds(probe.seen));
        json.key("ok");
        json.raw(probe.isOk ? "true" : "false");
        json.number("time_ms", probe.milliseconds, 3);
        json.number("certificate_days", known(probe.certificateDays), 2);
        json.close();
    }
    json.close();
}

void jsonLeaks(ReportJson& json, const Report& report) {
    json.key("leaks");
    json.open('[');
    for (const LeakReport& leak : report.leaks) {
        json.open('{');
        json.field("how", leak.how);
        json.field("where", leak.where);
        json.number("from_s", reportSeconds(leak.from));
        json.number("to_s", leak.to == never ? "null" : reportSeconds(leak.to));
        json.number("requests", leak.requests);
        json.key("altered");
        json.raw(leak.isAltered ? "true" : "false");
        json.close();
    }
    json.close();
}

void jsonEvents(ReportJson& json, const Report& report) {
    json.key("events");
    json.open('[');
    for (const EventReport& event : report.events) {
        json.open('{');
        json.number("time_s", reportSeconds(event.time));
        json.field("component", event.component);
        json.field("event", event.event);
        json.field("text", event.text);
        json.field("cause", event.cause);
        json.close();
    }
    json.close();
    json.key("seconds");
    json.open('[');
    for (const RequestsSecond& row : report.requestSeconds) {
        json.open('{');
        json.number("time_s", std::to_string(row.second));
        json.number("started", row.started);
        json.number("ended", row.ended);
        json.number("in_flight", row.inFlight);
        json.close();
    }
    json.close();
}

// ---- CSV -----------------------------------------------------------------------------------------------------------------------

/// Quoted when it has to be: a comma, a quote, a line end, or white space that a reader could trim.
std::string csvCell(const std::string& text) {
    const bool quote = text.find_first_of(",\"\r\n") != std::string::npos ||
                       (!text.empty() && (text.front() == ' ' || text.back() == ' '));
    if (!quote) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

/// An empty cell for "there is none".
std::string csvNumber(double value, int decimals) { return value < 0 ? std::string() : reportNumber(value, decimals); }

// ---- summary -------------------------------------------------------------------------------------------------------------------

/// "24,013".
std::string summaryCount(std::uint64_t value) {
    std::string out = std::to_string(value);
    for (auto at = static_cast<std::ptrdiff_t>(out.size()) - 3; at > 0; at -= 3) out.insert(static_cast<std::size_t>(at), ",");
    return out;
}

/// Three figures are enough to read: "0.42", "18.3", "412".
std::string summaryShort(double value) {
    const double size = std::abs(value);
    return reportNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

std::string summaryMs(double ms) {
    if (ms > 0 && ms < 0.01) return "<0.01 ms";
    return ms >= 1000 ? summaryShort(ms / 1000) + " s" : summaryShort(ms) + " ms";
}

std::string summaryRate(double rate) {
    return rate >= 1e6 ? summaryShort(rate / 1e6) + "M/s" : rate >= 1e4 ? summaryShort(rate / 1e3) + "k/s" : summaryShort(rate) + "/s";
}

std::string summaryShare(double share) {
    const double percent = share * 100;
    if (percent > 0 && percent < 0.01) return "<0.01 %";
    if (percent < 100 && percent > 99.99) return ">99.99 %";
    return reportNumber(percent, percent > 99 || percent < 1 ? 2 : 1) + " %";
}

/// Seconds of the run with at most three decimals, for people.
std::string summaryTime(SimTime time) { return reportNumber(static_cast<double>(time) / static_cast<double>(second), 3) + " s"; }

/// Columns that a UTF-8 text takes on a terminal, one a code point.
std::size_t summaryColumns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Rows of cells set under each other; numbers to the right.
class SummaryTable {
public:
    explicit SummaryTable(std::string alignment) : m_alignment(std::move(alignment)) {}
    void add(std::vector<std::string> row) {
        for (std::string& cell : row)  // a name from a file must not steer the terminal
            for (char& c : cell)
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
        m_rows.push_back(std::move(row));
    }
    std::string text(const std::string& indent) const {
        std::vector<std::size_t> widths(m_alignment.size(), 0);
        for (const auto& row : m_rows)
            for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], summaryColumns(row[i]));
        std::string out;
        for (const auto& row : m_rows) {
            std::string line = indent;
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (widths[i] == 0) continue;  // a column nobody has anything in
                const std::string gap(widths[i] - summaryColumns(row[i]), ' ');
                line += m_alignment[i] == 'r' ? gap + row[i] : row[i] + gap;
                line += "  ";
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + '\n';
        }
        return out;
    }

private:
    std::string m_alignment;  ///< 'l' or 'r' a column
    std::vector<std::vector<std::string>> m_rows;
};

std::string summaryRequests(const Report& report) {
    const RequestsReport& requests = report.requests;
    std::string out = "Requests   " + summaryCount(requests.started) + " started, " + summaryCount(requests.ended) + " ended, " +
                      summaryCount(requests.inFlight) + " in flight\n";
    SummaryTable table("lrr");
    const auto share = [&](std::uint64_t count) {
        return requests.ended == 0 ? std::string() : summaryShare(static_cast<double>(count) / static_cast<double>(requests.ended));
    };
    for (const OutcomeCount& outcome : requests.byOutcome)
        table.add({outcome.outcome, summaryCount(outcome.count), share(outcome.count)});
    out += table.text("  ");
    if (requests.attempts > requests.started)
        out += "  " + summaryCount(requests.attempts) + " attempts: some clients tried again\n";
    if (requests.stale > 0) out += "  " + summaryCount(requests.stale) + " answers were stale: older than what the client had written itself\n";
    if (requests.lost > 0) out += "  " + summaryCount(requests.lost) + " acknowledged writes are lost: not on the present primary\n";
    if (!requests.byCause.empty()) {
        out += "\nWhy requests failed\n";
        SummaryTable causes("rlll");
        for (const CauseCount& cause : requests.byCause)
            causes.add({summaryCount(cause.count), cause.outcome, cause.component, cause.reason});
        out += causes.text("  ");
    }
    if (report.latency.count > 0) {
        const LatencyReport& ms = report.latency;
        out += "\nLatency of the ok ones\n";
        SummaryTable latency("rrrrrr");
        latency.add({"mean", "p50", "p90", "p95", "p99", "max"});
        latency.add({summaryMs(ms.mean), summaryMs(ms.p50), summaryMs(ms.p90), summaryMs(ms.p95), summaryMs(ms.p99), summaryMs(ms.max)});
        out += latency.text("  ");
    }
    return out;
}

std::string summaryComponents(const Report& report) {
    if (report.components.empty()) return {};
    SummaryTable table("llrrrrrrr");
    table.add({"component", "kind", "requests", "rate", "failed", "busy", "queue", "mean", "p95"});
    const double seconds = std::max(1e-9, static_cast<double>(report.duration) / static_cast<double>(second));
    for (const ComponentReport& c : report.components) {
        const bool timed = c.latency.count > 0;
        table.add({c.name, c.kind, summaryCount(c.requests), summaryRate(static_cast<double>(c.requests) / seconds),
                   c.failed == 0 ? std::string("-") : summaryCount(c.failed), c.utilisation < 0 ? std::string("-") : summaryShare(c.utilisation),
                   summaryCount(c.queueMax), timed ? summaryMs(c.latency.mean) : std::string("-"),
                   timed ? summaryMs(c.latency.p95) : std::string("-")});
    }
    return "\nComponents (busy: mean of the run; queue: longest)\n" + table.text("  ");
}

/// As the statistics page of HAProxy has it.
std::string summaryServers(const Report& report) {
    SummaryTable table("lllrrrrrrrrrr");
    table.add({"balancer", "server", "state", "sessions", "max", "total", "queue max", "rate", "conn err", "resp err", "retries", "redisp", "downtime"});
    bool isAny = false;
    for (const ComponentReport& component : report.components)
        for (const ComponentReport::Server& server : component.servers) {
            isAny = true;
            table.add({component.name, server.name + (server.isBackup ? " (backup)" : ""), server.state, summaryCount(server.sessions),
                       summaryCount(server.sessionsMax), summaryCount(server.sessionsTotal), summaryCount(server.queueMax), summaryCount(server.rate),
                       summaryCount(server.connectErrors), summaryCount(server.responseErrors), summaryCount(server.retries),
                       summaryCount(server.redispatches), server.downtime > 0 ? summaryTime(server.downtime) : std::string("-")});
        }
    return isAny ? "\nServers of the load balancers (at the end; counted since they started)\n" + table.text("  ") : std::string();
}

std::string summaryReplication(const Report& report) {
    if (report.replication.empty()) return {};
    SummaryTable table("llrrrr");
    table.add({"database", "role", "behind source", "transactions behind", "acknowledged", "lost"});
    for (const ReplicationReport& r : report.replication)
        table.add({r.name, r.role + (r.splitBrain ? " (split brain)" : ""), r.role != "replica" ? std::string("-") : r.secondsBehindSource < 0 ? std::string("NULL")
                                                                           : summaryShort(r.secondsBehindSource) + " s",
                   r.role != "replica" ? std::string("-") : summaryCount(r.transactionsBehind), summaryCount(r.acknowledged),
                   r.lost == 0 ? std::string("-") : summaryCount(r.lost)});
    return "\nReplication at the end\n" + table.text("  ");
}

std::string summaryAlerts(const Report& report) {
    if (report.alerts.empty()) return {};
    SummaryTable table("rlll");
    for (const AlertReport& alert : report.alerts)
        table.add({summaryTime(alert.raised), alert.component, alert.text,
                   alert.resolved == never ? std::string("(open)") : "(until " + summaryTime(alert.resolved) + ")"});
    return "\nAlerts\n" + table.text("  ");
}

/// Long runs have many events; their beginning and their end tell the story, the rest is in the files.
std::string summaryEvents(const Report& report) {
    constexpr std::size_t most = 24;
    if (report.events.empty()) return {};
    SummaryTable table("rl");
    const std::size_t count = report.events.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (count > most && i == most / 2) {
            table.add({"...", "(" + summaryCount(count - most) + " more)"});
            i = count - most / 2;
        }
        const EventReport& event = report.events[i];
        table.add({summaryTime(event.time), event.cause.empty() ? event.text : event.text + " - " + event.cause});
    }
    return "\nEvents\n" + table.text("  ");
}

}  // namespace

std::string reportJson(const Report& report) {
    ReportJson json;
    json.open('{');
    json.field("file", report.file);
    json.field("title", report.title);
    json.number("seed", report.seed);
    json.number("duration_s", reportSeconds(report.duration));
    json.field("fingerprint", report.fingerprint);
    jsonRequests(json, report.requests);
    jsonLatency(json, report.latency);
    jsonComponents(json, report.components);
    jsonReplication(json, report.replication);
    jsonAlerts(json, report.alerts);
    jsonMonitoring(json, report);
    jsonLeaks(json, report);
    jsonEvents(json, report);
    json.close();
    return json.take();
}

std::string reportCsv(const Report& report) {
    std::string out = "time_s,component,rate,ok,failed,latency_mean_ms,latency_p95_ms,utilisation,queue\n";
    for (const SecondReport& row : report.seconds) {
        out += std::to_string(row.second) + ',' + csvCell(row.component) + ',' + csvNumber(row.rate, 3) + ',' + csvNumber(row.ok, 3) +
               ',' + csvNumber(row.failed, 3) + ',' + csvNumber(row.latencyMean, 3) + ',' + csvNumber(row.latencyP95, 3) + ',' +
               csvNumber(row.utilisation, 6) + ',' + csvNumber(row.queue, 3) + '\n';
    }
    return out;
}

std::string reportEventsCsv(const Report& report) {
    std::string out = "time_s,component,event,cause\n";
    for (const EventReport& event : report.events)
        out += reportSeconds(event.time) + ',' + csvCell(event.component) + ',' + csvCell(event.event) + ',' + csvCell(event.cause) + '\n';
    return out;
}

std::string reportSummary(const Report& report, int width) {
    std::string head = report.title.empty() ? report.file : report.title;
    head += "\n" + summaryTime(report.duration) + " simulated, seed " + std::to_string(report.seed) + ", fingerprint " + report.fingerprint;
    const auto rule = static_cast<std::size_t>(std::clamp(width, 20, 100));
    std::string out = head + '\n' + std::string(rule, '-') + '\n';
    out += summaryRequests(report) + summaryComponents(report) + summaryServers(report) + summaryReplication(report) + summaryAlerts(report) + summaryEvents(report);
    return out;
}

}  // namespace faultline::runtime
