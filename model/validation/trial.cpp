#include "model/validation/trial.h"

#include "model/runtime/edit_text.h"
#include "model/sim/recording.h"
#include "model/sim/world.h"
#include "model/storage/design_json.h"

#include <algorithm>
#include <cmath>

namespace faultline::validation {

namespace {

SimTime trialTime(double seconds) {
    return static_cast<SimTime>(std::llround(seconds * 1e9));
}
double trialSeconds(SimTime time) {
    return static_cast<double>(time) / 1e9;
}

}  // namespace

Trial::Trial(const catalog::Catalog& catalog, const QByteArray& design, std::uint64_t seed) {
    Result<design::Design> read = storage::readDesign(design, catalog);
    if (!read) m_problem = "the design cannot be read: " + (read.error().where.empty() ? "" : read.error().where + ": ") + read.error().plain();
    m_simulation = std::make_unique<runtime::Simulation>(catalog, read ? *read : design::Design(), seed);
    m_simulation->recording().setTracing(1);
}

Trial& Trial::at(const std::string& command) {
    const Result<runtime::CommandText> parsed = runtime::parseTimedCommand(command);
    if (!parsed) {
        if (m_problem.empty()) m_problem = "\"" + command + "\": " + parsed.error().plain();
        return *this;
    }
    const auto place = std::upper_bound(m_commands.begin() + static_cast<std::ptrdiff_t>(m_next), m_commands.end(), *parsed,
                                        [](const auto& a, const auto& b) { return a.at < b.at; });
    m_commands.insert(place, *parsed);
    return *this;
}

bool Trial::advance(SimTime until) {
    while (m_simulation->now() < until && m_problem.empty()) {
        const bool isCommandNext = m_next < m_commands.size() && m_commands[m_next].at <= until;
        const SimTime stop = isCommandNext ? m_commands[m_next].at : until;
        // Hops are kept for so many messages only: they are taken away often.
        while (m_simulation->now() < stop) {
            m_simulation->runBefore(std::min(stop, m_simulation->now() + second / 10));
            collect();
        }
        if (!isCommandNext) continue;
        const runtime::CommandText& command = m_commands[m_next++];
        if (const Result<void> done = m_simulation->perform(command); !done)
            m_problem = "\"" + command.text + "\": " + done.error().plain();
    }
    return m_problem.empty();
}

Trial& Trial::run(double seconds) {
    advance(trialTime(seconds));
    return *this;
}

Trial& Trial::run(double seconds, double every, const std::function<void(double)>& look) {
    const SimTime end = trialTime(seconds), step = trialTime(every);
    while (m_simulation->now() < end && advance(std::min(end, m_simulation->now() + step))) look(trialSeconds(m_simulation->now()));
    return *this;
}

void Trial::collect() {
    for (const sim::RecordedHop& hop : m_simulation->recording().takeHops()) {
        if (!hop.returning && !hop.lost && hop.from != hop.to) {
            if (hop.to >= m_sentTo.size()) m_sentTo.resize(hop.to + 1);
            ++m_sentTo[hop.to];
        }
        if (hop.request >= m_open.size()) m_open.resize(std::max<std::size_t>(hop.request + 1, m_open.size() * 2));
        Open& open = m_open[hop.request];
        if (open.start < 0) open = {hop.left, hop.kind};
        if (!hop.last || hop.from != hop.to) continue;  // the client has what it asked for, or has given up
        m_seen.push_back({open.start, hop.arrives, hop.kind, hop.outcome});
        m_isSorted = false;
    }
}

const std::vector<Seen>& Trial::requests() {
    if (!m_isSorted) std::stable_sort(m_seen.begin(), m_seen.end(), [](const Seen& a, const Seen& b) { return a.start < b.start; });
    m_isSorted = true;
    return m_seen;
}

std::size_t Trial::ended(double from, double to) {
    return static_cast<std::size_t>(std::count_if(m_seen.begin(), m_seen.end(), [&](const Seen& seen) {
        return trialSeconds(seen.start) >= from && trialSeconds(seen.start) < to;
    }));
}

std::size_t Trial::count(sim::Outcome outcome, double from, double to) {
    return static_cast<std::size_t>(std::count_if(m_seen.begin(), m_seen.end(), [&](const Seen& seen) {
        return seen.outcome == outcome && trialSeconds(seen.start) >= from && trialSeconds(seen.start) < to;
    }));
}

std::size_t Trial::failures(double from, double to) {
    return ended(from, to) - count(sim::Outcome::Ok, from, to);
}

std::pair<double, double> Trial::span(sim::Outcome outcome, double from, double to) {
    std::pair<double, double> span{0, 0};
    bool first = true;
    for (const Seen& seen : m_seen) {
        if (seen.outcome != outcome || trialSeconds(seen.start) < from || trialSeconds(seen.start) >= to) continue;
        span.first = first ? seen.latency() : std::min(span.first, seen.latency());
        span.second = first ? seen.latency() : std::max(span.second, seen.latency());
        first = false;
    }
    return span;
}

sim::Slot Trial::slot(const char* component) const {
    const design::Component* part = runtime::componentByWord(m_simulation->design(), component);
    return part ? part->id.value : 0;
}

double Trial::when(const char* component, const char* event, double from) const {
    const sim::Slot wanted = slot(component);
    for (const sim::RecordedEvent& e : m_simulation->recording().events())
        if (e.type && (e.component == wanted || e.other == wanted) && std::string_view(e.type->id) == event &&
            trialSeconds(e.time) >= from)
            return trialSeconds(e.time);
    return -1;
}

std::uint64_t Trial::calls(const char* component) const {
    const sim::Slot wanted = slot(component);
    const auto& records = m_simulation->recording().components();
    return wanted < records.size() ? records[wanted].ended : 0;
}

std::uint64_t Trial::requestsTo(const char* component) const {
    const sim::Slot wanted = slot(component);
    return wanted < m_sentTo.size() ? m_sentTo[wanted] : 0;
}

double Trial::meanQueue(const char* component, int from, int to) const {
    const sim::Slot wanted = slot(component);
    double sum = 0;
    int bins = 0;
    for (const sim::Bin& bin : m_simulation->recording().bins()) {
        if (bin.end <= from * second || bin.end > to * second) continue;
        for (const sim::BinRow& row : bin.rows)
            if (row.component == wanted) sum += row.queue;
        ++bins;
    }
    return bins > 0 ? sum / bins : 0;
}

sim::Status Trial::status(const char* component) const {
    return m_simulation->world().status(slot(component));
}

double Trial::metric(const char* component, const char* key) const {
    for (const auto& [name, value] : status(component).metrics)
        if (std::string_view(name) == key) return value;
    return 0;
}

const runtime::ReplicationReport Trial::replication(const char* database) const {
    for (const runtime::ReplicationReport& row : report().replication)
        if (row.name == database) return row;
    return {};
}

}  // namespace faultline::validation
