#include "model/runtime/report_maker.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace faultline::runtime {

namespace {

constexpr double reportMs = 1e-6;

double reportMilliseconds(SimTime time) {
    return static_cast<double>(time) * reportMs;
}

/// "ok" first, then the most frequent, then by name.
std::vector<OutcomeCount> reportOutcomes(const std::array<std::uint64_t, sim::outcomeCount>& counts) {
    std::vector<OutcomeCount> list;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i]) list.push_back({sim::outcomeName(static_cast<sim::Outcome>(i)), counts[i]});
    const std::string ok = sim::outcomeName(sim::Outcome::Ok);
    std::sort(list.begin(), list.end(), [&](const OutcomeCount& a, const OutcomeCount& b) {
        if ((a.outcome == ok) != (b.outcome == ok)) return a.outcome == ok;
        return a.count != b.count ? a.count > b.count : a.outcome < b.outcome;
    });
    return list;
}

/// Latencies of whole seconds and of the one that is not over yet.
struct ReportLatency {
    sim::Histogram histogram;
    double sum = 0;
    SimTime longest = 0;

    void add(const sim::ComponentRecord& record) {
        histogram.merge(record.latency);
        histogram.merge(record.binLatency);
        sum += record.latencySum + record.binLatencySum;
        longest = std::max(longest, record.latencyMax);
    }
    LatencyReport report() const {
        LatencyReport report;
        report.count = histogram.total();
        if (report.count == 0) return report;
        // The middle of a bucket may lie above the greatest value in it.
        const auto quantile = [&](double share) { return reportMilliseconds(std::min(histogram.quantile(share), longest)); };
        report.mean = sum / static_cast<double>(report.count) * reportMs;
        report.p50 = quantile(0.5);
        report.p90 = quantile(0.9);
        report.p95 = quantile(0.95);
        report.p99 = quantile(0.99);
        report.max = reportMilliseconds(longest);
        return report;
    }
};

bool reportIsClient(const Wording& wording, sim::Slot slot) {
    const Wording::Known* known = wording.find(slot);
    return known && known->kind && known->kind->group == catalog::Group::Traffic;
}

void reportRequests(const sim::Recording& recording, const Wording& wording, Report& report) {
    report.requests.started = recording.requestsStarted();
    report.requests.ended = recording.requestsEnded();
    report.requests.inFlight = report.requests.started - report.requests.ended;
    report.requests.attempts = recording.attempts();
    report.requests.stale = recording.staleAnswers();
    std::array<std::uint64_t, sim::outcomeCount> outcomes{};
    std::uint64_t failed = 0;
    for (const auto& [key, count] : recording.failures()) {
        outcomes[static_cast<std::size_t>(key.outcome)] += count.total;
        failed += count.total;
        const sim::Cause cause{count.reason, key.component, key.detail};
        report.requests.byCause.push_back(
            {sim::outcomeName(key.outcome), wording.name(key.component), wording.cause(cause).plain(), count.total});
    }
    outcomes[static_cast<std::size_t>(sim::Outcome::Ok)] = report.requests.ended - failed;
    report.requests.byOutcome = reportOutcomes(outcomes);
    // What reads the same is one cause: two rules may have one name.
    auto& causes = report.requests.byCause;
    const auto words = [](const CauseCount& c) { return std::tie(c.outcome, c.component, c.reason); };
    std::sort(causes.begin(), causes.end(), [&](const CauseCount& a, const CauseCount& b) { return words(a) < words(b); });
    for (std::size_t i = 1; i < causes.size();) {
        if (words(causes[i - 1]) != words(causes[i])) {
            ++i;
            continue;
        }
        causes[i - 1].count += causes[i].count;
        causes.erase(causes.begin() + static_cast<std::ptrdiff_t>(i));
    }
    std::stable_sort(causes.begin(), causes.end(), [](const CauseCount& a, const CauseCount& b) { return a.count > b.count; });
}

/// Mean of the seconds in which it had one; -1: never.
std::map<sim::Slot, double> reportUtilisation(const sim::Recording& recording) {
    std::map<sim::Slot, std::pair<double, std::uint64_t>> sums;
    for (const sim::Bin& bin : recording.bins())
        for (const sim::BinRow& row : bin.rows)
            if (row.utilisation >= 0) {
                auto& [sum, count] = sums[row.component];
                sum += row.utilisation;
                ++count;
            }
    std::map<sim::Slot, double> means;
    for (const auto& [slot, sum] : sums) means[slot] = sum.first / static_cast<double>(sum.second);
    return means;
}

ComponentReport::Server reportServer(const sim::Status::Server& server, const Wording& wording) {
    return {wording.name(server.slot), Wording::serverState(server), server.isBackup, server.weight, server.sessions, server.sessionsMax, server.sessionsTotal, server.queue,
            server.queueMax, server.rate, server.rateMax, server.connectErrors, server.responseErrors, server.retries, server.redispatches,
            server.checksFailed, server.timesDown, server.downtime, server.changed};
}

/// The counters of a firewall: a row of its table may stand for several rules.
std::vector<ComponentReport::Rule> reportRules(const sim::Filter& filter) {
    std::vector<ComponentReport::Rule> rows;
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < filter.rules.size() && i < filter.packets.size(); ++i) {
        if (rows.empty() || filter.rules[i].row != last) rows.push_back({std::to_string(filter.rules[i].row), 0});
        rows.back().packets += filter.packets[i];
        last = filter.rules[i].row;
    }
    const char* const defaults[] = {"default_in", "default_out", "default_forward"};
    for (std::size_t hook = 0; hook < 3; ++hook)
        if (const std::size_t place = filter.rules.size() + hook; place < filter.packets.size())
            rows.push_back({defaults[hook], filter.packets[place]});
    return rows;
}

void reportComponents(const sim::World& world, const sim::Recording& recording, const Wording& wording, Report& report) {
    const std::map<sim::Slot, double> utilisation = reportUtilisation(recording);
    ReportLatency requests;
    for (const auto& [slot, known] : wording.all()) {
        if (!known.kind || !known.kind->create) continue;
        const sim::ComponentRecord empty;
        const sim::ComponentRecord& record = slot < recording.components().size() ? recording.components()[slot] : empty;
        if (!world.component(slot) && record.ended == 0) continue;  // removed before it did anything
        ComponentReport row;
        row.id = {slot};
        row.name = known.name;
        row.kind = known.kind->id;
        row.requests = record.ended;
        row.ok = record.byOutcome[static_cast<std::size_t>(sim::Outcome::Ok)];
        row.failed = row.requests - row.ok;
        row.byOutcome = reportOutcomes(record.byOutcome);
        const auto mean = utilisation.find(slot);
        if (mean != utilisation.end()) row.utilisation = mean->second;
        row.queueMax = record.queue.maximum;
        ReportLatency latency;
        latency.add(record);
        row.latency = latency.report();
        if (reportIsClient(wording, slot)) requests.add(record);
        if (const sim::ComponentState* state = world.component(slot)) {
            const sim::Status status = world.status(slot);
            for (const auto& [key, value] : status.metrics) row.metrics.emplace_back(key, value);
            for (const sim::Status::Server& server : status.servers) row.servers.push_back(reportServer(server, wording));
            if (state->isFilter) row.rules = reportRules(state->filter);
        }
        report.components.push_back(std::move(row));
    }
    report.latency = requests.report();
}

using ReportInterval = sim::Status::Interval;

/// How many of `mine` are not in `others`; both sets of disjoint intervals.
std::uint64_t reportMissing(const std::vector<ReportInterval>& mine, const std::vector<ReportInterval>& others) {
    std::uint64_t missing = 0;
    for (const ReportInterval& interval : mine) {
        if (interval.to < interval.from) continue;
        missing += interval.to - interval.from + 1;
        for (const ReportInterval& other : others) {
            if (other.origin != interval.origin) continue;
            const std::uint64_t from = std::max(interval.from, other.from), to = std::min(interval.to, other.to);
            if (from <= to) missing -= to - from + 1;
        }
    }
    return missing;
}

/// "db-1:1-173, db-2:1-20": as MySQL writes a set of GTIDs, with the name of the server for its UUID.
std::string reportSet(const std::vector<ReportInterval>& intervals, const Wording& wording) {
    std::string text;
    std::uint32_t origin = 0;
    for (const ReportInterval& interval : intervals) {
        if (interval.origin != origin) text += (text.empty() ? "" : ", ") + wording.name(interval.origin);
        origin = interval.origin;
        text += ":" + std::to_string(interval.from);
        if (interval.to > interval.from) text += "-" + std::to_string(interval.to);
    }
    return text;
}

void reportReplication(const sim::World& world, const sim::Recording& recording, const Wording& wording, Report& report) {
    struct Database {
        sim::Slot slot = 0;
        sim::Status status;
        std::size_t group = 0;
    };
    std::vector<Database> databases;
    for (const auto& state : world.components()) {
        if (!state) continue;
        sim::Status status = world.status(state->setup->slot);
        if (status.databaseRole != 0) databases.push_back({state->setup->slot, std::move(status), 0});
    }
    for (Database& database : databases) database.group = static_cast<std::size_t>(&database - databases.data());
    // Those with a transaction of the same origin have the same data; shards have not.
    const auto origins = [](const Database& database) {
        std::set<std::uint32_t> found{database.slot};
        for (const auto* intervals : {&database.status.executed, &database.status.acknowledgedSet})
            for (const ReportInterval& interval : *intervals) found.insert(interval.origin);
        return found;
    };
    std::map<std::uint32_t, std::size_t> groupOf;
    for (const Database& database : databases)
        for (const std::uint32_t origin : origins(database)) {
            const auto [known, isNew] = groupOf.try_emplace(origin, database.group);
            if (isNew) continue;
            const std::size_t from = database.group, to = known->second;
            for (auto& [slot, group] : groupOf)
                if (group == from) group = to;
            for (Database& other : databases)
                if (other.group == from) other.group = to;
        }
    // The present primary of each: the writable one that was promoted last, else the first that is writable.
    std::map<std::size_t, const Database*> primaries;
    std::map<std::size_t, int> writable;
    for (const Database& database : databases) {
        if (database.status.databaseRole != 1) continue;
        primaries.try_emplace(database.group, &database);
        ++writable[database.group];
    }
    for (const sim::RecordedEvent& event : recording.events())
        if (event.type && std::string_view(event.type->id) == "promoted")
            for (const Database& database : databases)
                if (database.slot == event.component && database.status.databaseRole == 1) primaries[database.group] = &database;
    for (const Database& database : databases) {
        ReplicationReport row;
        row.name = wording.name(database.slot);
        row.role = database.status.databaseRole == 1 ? "primary" : database.status.databaseRole == 2 ? "replica" : "read_only";
        row.secondsBehindSource = database.status.secondsBehind < 0 ? -1 : database.status.secondsBehind;
        row.transactionsBehind = static_cast<std::uint64_t>(std::max(0.0, database.status.transactionsBehind));
        row.acknowledged = database.status.acknowledged;
        const auto primary = primaries.find(database.group);
        if (primary != primaries.end()) row.lost = reportMissing(database.status.acknowledgedSet, primary->second->status.executed);
        row.splitBrain = database.status.databaseRole == 1 && writable[database.group] > 1;
        row.executed = reportSet(database.status.executed, wording);
        row.received = reportSet(database.status.received, wording);
        report.requests.lost += row.lost;
        report.replication.push_back(std::move(row));
    }
}

void reportEvents(const sim::Recording& recording, const Wording& wording, Report& report) {
    for (const sim::RecordedEvent& event : recording.events()) {
        if (!event.type) continue;
        report.events.push_back({event.time, wording.name(event.component), event.type->id, wording.event(event).plain(),
                                 wording.cause(event.cause).plain()});
        const std::string_view id = event.type->id;
        // An alert of a service about a component: what it is about is the reason it was raised for, and the word of its end.
        if (id == "alert_raised") {
            AlertReport alert;
            alert.raised = event.time;
            alert.monitor = wording.name(event.component);
            alert.component = wording.name(event.other);
            alert.id = event.cause.reason ? event.cause.reason->id : event.text;
            alert.text = wording.event(event).plain();
            report.alerts.push_back(std::move(alert));
        } else if (id == "alert_resolved") {
            const std::string monitor = wording.name(event.component), about = wording.name(event.other);
            for (auto alert = report.alerts.rbegin(); alert != report.alerts.rend(); ++alert)
                if (alert->resolved == never && alert->monitor == monitor && alert->component == about &&
                    alert->id == event.text) {
                    alert->resolved = event.time;
                    break;
                }
        }
    }
}

/// What was broken on purpose or broke by itself, and the first alert that leads back to it: by its cause, or else because it is the
/// first one after it.
void reportIncidents(const sim::Recording& recording, const Wording& wording, Report& report) {
    using Severity = sim::EventType::Severity;
    const std::vector<sim::RecordedEvent>& events = recording.events();
    std::map<std::uint64_t, std::size_t> incidents;  // by number of the event
    for (const sim::RecordedEvent& event : events) {
        const std::string_view id = event.type ? event.type->id : "";
        if (event.isCommand && event.type && event.type->severity == Severity::Bad) {
            incidents.emplace(event.number, report.incidents.size());
            report.incidents.push_back({event.time, wording.name(event.component), std::string(id), never, {}});
            continue;
        }
        if (id != "alert_raised" || incidents.empty()) continue;
        auto found = incidents.end();
        for (std::uint64_t before = event.before; before != 0 && before <= events.size() && found == incidents.end();
             before = events[before - 1].before)
            found = incidents.find(before);
        for (auto it = incidents.rbegin(); it != incidents.rend() && found == incidents.end(); ++it)
            if (report.incidents[it->second].detected == never) found = std::prev(it.base());
        if (found == incidents.end() || report.incidents[found->second].detected != never) continue;
        report.incidents[found->second].detected = event.time;
        report.incidents[found->second].alert = event.cause.reason ? event.cause.reason->id : event.text;
    }
}

/// What monitoring sees at the end, beside what is so.
void reportMonitoring(const sim::World& world, const sim::Recording& recording, const Wording& wording, Report& report) {
    std::map<sim::Slot, sim::BinRow> last;
    if (!recording.bins().empty())
        for (const sim::BinRow& row : recording.bins().back().rows) last[row.component] = row;
    for (const auto& state : world.components()) {
        if (!state) continue;
        const std::string monitor = wording.name(state->setup->slot);
        const sim::Status status = world.status(state->setup->slot);
        for (const sim::Status::Observation& seen : status.observations) {
            ObservationReport row;
            row.monitor = monitor;
            row.agent = wording.name(seen.agent);
            row.heard = seen.heard;
            row.isSilent = seen.isSilent;
            row.cpu = seen.cpu;
            row.memory = seen.memory;
            row.disk = seen.disk;
            row.rate = seen.rate;
            row.failed = seen.failed;
            row.connections = seen.connections;
            if (const sim::ComponentState* agent = world.component(seen.agent)) {
                row.host = wording.name(agent->setup->host);
                if (last.contains(agent->setup->host)) row.trueCpu = last[agent->setup->host].utilisation;
                for (const sim::Slot neighbour : agent->setup->neighbours)
                    if (const Wording::Known* known = wording.find(neighbour);
                        known && known->kind && std::string_view(known->kind->id) == "web_server" && last.contains(neighbour))
                        row.trueRate += last[neighbour].ok + last[neighbour].failed;
            }
            report.observations.push_back(std::move(row));
        }
        for (const sim::Status::Probe& probe : status.probes)
            report.probes.push_back(
                {monitor, wording.name(probe.target), probe.seen, probe.isOk, probe.milliseconds, probe.certificateDays});
    }
}

void reportSeconds(const sim::Recording& recording, const Wording& wording, Report& report) {
    for (const sim::Bin& bin : recording.bins()) {
        const std::int64_t number = bin.end / second;
        report.requestSeconds.push_back({number, bin.started, bin.ended, bin.inFlight});
        for (const sim::BinRow& row : bin.rows) {
            SecondReport line;
            line.second = number;
            line.component = wording.name(row.component);
            line.ok = row.ok;
            line.failed = row.failed;
            line.rate = line.ok + line.failed;
            if (row.ok > 0) {
                line.latencyMean = reportMilliseconds(row.latencyMean);
                line.latencyP95 = reportMilliseconds(row.p95);
            }
            line.utilisation = row.utilisation;
            line.queue = row.queueEnd;
            report.seconds.push_back(std::move(line));
        }
    }
}

}  // namespace

Report makeReport(const sim::World& world, const sim::Recording& recording, const Wording& wording) {
    Report report;
    report.duration = world.now();
    report.fingerprint = world.fingerprint().text();
    reportRequests(recording, wording, report);
    reportComponents(world, recording, wording, report);
    reportReplication(world, recording, wording, report);
    reportEvents(recording, wording, report);
    reportIncidents(recording, wording, report);
    reportMonitoring(world, recording, wording, report);
    reportSeconds(recording, wording, report);
    return report;
}

}  // namespace faultline::runtime
