#include "model/runtime/frame_maker.h"

#include "model/design/edits.h"

#include "model/runtime/faults.h"
#include "model/runtime/wording.h"
#include "model/sim/world.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace faultline::runtime {

namespace {

// What a reader that has not looked for long still gets.
constexpr std::size_t frameMostHops = 20'000;
constexpr std::size_t frameMostEvents = 5'000;
constexpr std::size_t frameMostSamples = 3'600;
constexpr double frameBusy = 0.8;

template <class T>
void frameKeepNewest(std::vector<T>& list, std::size_t most) {
    if (list.size() > most) list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(most));
}

RequestClass frameClass(sim::CallClass kind) {
    switch (kind) {
        case sim::CallClass::Static:
            return RequestClass::Static;
        case sim::CallClass::Write:
            return RequestClass::Write;
        case sim::CallClass::Dns:
            return RequestClass::Dns;
        case sim::CallClass::HealthCheck:
            return RequestClass::HealthCheck;
        case sim::CallClass::Replication:
            return RequestClass::Replication;
        case sim::CallClass::Observation:
            return RequestClass::Observation;
        case sim::CallClass::Read:
        case sim::CallClass::Task:
            break;
    }
    return RequestClass::Read;
}

Severity frameSeverity(sim::EventType::Severity severity) {
    switch (severity) {
        case sim::EventType::Severity::Good:
            return Severity::Good;
        case sim::EventType::Severity::Warning:
            return Severity::Warning;
        case sim::EventType::Severity::Bad:
            return Severity::Bad;
        case sim::EventType::Severity::Info:
            break;
    }
    return Severity::Info;
}

float frameMs(SimTime time) {
    return static_cast<float>(static_cast<double>(time) / 1e6);
}

QString frameCause(const sim::FailureRow& row, const Wording& wording) {
    const std::string outcome = sim::outcomeName(row.outcome);
    const Text cause = wording.cause(row.cause);
    if (cause.isEmpty()) return QString::fromStdString(outcome);
    return translated({FL_TR("runtime", "%1: %2"), {outcome, translated(cause).toStdString()}});
}

void frameSay(ComponentStatus& status, State state, Literal why, std::vector<std::string> arguments = {}) {
    status.state = state;
    status.why = translated({why, std::move(arguments)});
}

/// Whether what killed it was its machine, which had no memory left: the last thing that is written of it, or one that led to it.
bool frameRanOutOfMemory(const sim::Recording& recording, sim::Slot slot) {
    if (slot >= recording.components().size()) return false;
    std::uint64_t number = recording.components()[slot].lastEvent;
    for (int back = 0; back < 8 && number > 0 && number <= recording.events().size(); ++back) {
        const sim::RecordedEvent& event = recording.events()[number - 1];
        if (event.component == slot && event.type == &sim::event::killed) return false;
        if (event.component == slot && std::strcmp(event.type->id, "out_of_memory") == 0) return true;
        number = event.before;
    }
    return false;
}

}  // namespace

void FrameMaker::fill(Frame& frame, Simulation& simulation) {
    frame.now = simulation.now();
    frame.startTime = simulation.world().startTime();
    frame.seed = simulation.seed();
    const sim::Recording& recording = simulation.recording();
    frame.requestsEnded = recording.requestsEnded();
    frame.requestsInFlight = recording.requestsStarted() - recording.requestsEnded();
    std::uint64_t failed = 0;
    for (const auto& [key, count] : recording.failures()) failed += count.total;
    frame.requestsOk = frame.requestsEnded - failed;
    frame.sampling = recording.tracing();
    takeHops(frame, simulation);
    takeEvents(frame, simulation);
    std::vector<sim::Bin> bins = simulation.recording().takeBins();
    if (!bins.empty()) {
        for (sim::BinRow& row : m_lastSecond) row = {};
        for (const sim::BinRow& row : bins.back().rows) {
            if (row.component >= m_lastSecond.size()) m_lastSecond.resize(row.component + 1);
            m_lastSecond[row.component] = row;
        }
    }
    fillComponents(frame, simulation);
    fillLinks(frame, simulation);
    addSamples(frame, bins, simulation);
}

void FrameMaker::takeHops(Frame& frame, Simulation& simulation) {
    for (const sim::RecordedHop& hop : simulation.recording().takeHops()) {
        ++m_hopsRead;
        if (hop.last) ++m_lastHopsRead;
        TraceHop shown;
        shown.request = hop.request;
        shown.order = hop.order;
        shown.from = {hop.from};
        shown.to = {hop.to};
        shown.link = {hop.link};
        shown.left = hop.left;
        shown.arrives = hop.arrives;
        shown.kind = frameClass(hop.kind);
        shown.returning = hop.returning;
        shown.ok = hop.outcome == sim::Outcome::Ok;
        shown.lost = hop.lost;
        shown.last = hop.last;
        shown.outcome = hop.returning ? sim::outcomeName(hop.outcome) : "";
        frame.hops.push_back(shown);
    }
    frameKeepNewest(frame.hops, frameMostHops);
}

void FrameMaker::takeEvents(Frame& frame, const Simulation& simulation) {
    const Wording& wording = simulation.wording();
    const std::vector<sim::RecordedEvent>& events = simulation.recording().events();
    for (; m_eventsRead < events.size(); ++m_eventsRead) {
        const sim::RecordedEvent& event = events[m_eventsRead];
        if (!event.type) continue;
        if (event.type == &sim::event::edited) {  // a slider that is dragged is one edit
            const bool goesOn = m_lastEdit.component == event.component && event.time - m_lastEdit.time < second;
            m_lastEdit = event;
            if (goesOn) continue;
        } else {
            m_lastEdit = {};
        }
        Event shown;
        shown.number = event.number;
        shown.time = event.time;
        shown.component = {event.component};
        shown.severity = frameSeverity(event.type->severity);
        shown.id = event.type->id;
        shown.text = translated(wording.event(event));
        shown.cause = translated(wording.cause(event.cause));
        shown.before = event.before;
        shown.isCommand = event.isCommand;
        frame.events.push_back(std::move(shown));
    }
    frameKeepNewest(frame.events, frameMostEvents);
}

void FrameMaker::fillComponents(Frame& frame, const Simulation& simulation) {
    frame.components.clear();
    frame.components.reserve(simulation.design().components().size());
    bool hasZone = false;
    for (const auto& [id, part] : simulation.design().components()) {
        frame.components.push_back(statusOf(id, simulation));
        const catalog::ComponentKind* kind = simulation.catalog().find(part->kind);
        hasZone = hasZone || (kind && kind->shape == catalog::Shape::Zone);
    }
    if (hasZone) judgeZones(frame, simulation);
}

/// A zone does nothing itself: it is as what is in it.
void FrameMaker::judgeZones(Frame& frame, const Simulation& simulation) const {
    const design::Design& design = simulation.design();
    struct Inside {
        int all = 0, down = 0, bad = 0;
    };
    std::map<ComponentId, Inside> zones;
    const auto isZone = [&](const design::Component& part) {
        const catalog::ComponentKind* kind = simulation.catalog().find(part.kind);
        return kind && kind->shape == catalog::Shape::Zone;
    };
    for (const ComponentStatus& status : frame.components) {
        const design::Component* part = design.component(status.id);
        if (!part || isZone(*part) || !simulation.world().component(status.id.value)) continue;
        int depth = 64;
        for (const design::Component* at = part; at && depth > 0; --depth) {
            at = design.component(at->attachedTo.isValid() ? at->attachedTo : at->container);
            if (!at || !isZone(*at)) continue;
            Inside& inside = zones[at->id];
            ++inside.all;
            inside.down += status.state == State::Down;
            inside.bad += status.state == State::Down || status.state == State::Failing || status.state == State::Frozen;
        }
    }
    for (ComponentStatus& status : frame.components) {
        const design::Component* part = design.component(status.id);
        if (!part || !isZone(*part)) continue;
        const catalog::ComponentKind& kind = *simulation.catalog().find(part->kind);
        const Inside inside = zones[status.id];
        const std::vector<std::string> counts{std::to_string(inside.bad), std::to_string(inside.all)};
        if (inside.all > 0 && inside.down == inside.all)
            frameSay(status, State::Down, FL_TR("runtime", "Nothing in it runs"));
        else if (simulation.faults().find("isolate", status.id) || design::effectiveValue(kind, *part, "isolated").toBool())
            frameSay(status, State::Failing, FL_TR("runtime", "It is cut off from everything outside"));
        else if (simulation.faults().find("partition", status.id) || !design::effectiveValue(kind, *part, "cut_from").toTable().empty())
            frameSay(status, State::Strained, FL_TR("runtime", "It is cut off from another zone"));
        else if (inside.bad > 0)
            frameSay(status, State::Strained, FL_TR("runtime", "%1 of %2 in it do not work"), counts);
        else
            status.state = inside.all > 0 ? State::Ok : State::Idle;
    }
}

ComponentStatus FrameMaker::statusOf(ComponentId id, const Simulation& simulation) const {
    ComponentStatus status;
    status.id = id;
    const sim::Slot slot = id.value;
    const sim::ComponentState* state = simulation.world().component(slot);
    if (!state) return status;
    status.operatorDown = state->killed || state->frozen;
    const auto& records = simulation.recording().components();
    if (slot < records.size()) {
        const sim::ComponentRecord& record = records[slot];
        status.queue = record.queue.value;
        if (slot < m_lastSecond.size() && m_lastSecond[slot].component == slot) {
            const sim::BinRow& row = m_lastSecond[slot];
            status.rate = row.ok + row.failed;
            status.failedRate = row.failed;
            status.utilisation = row.utilisation;
        } else if (simulation.now() > 0) {
            const double time = static_cast<double>(simulation.now() % second) / 1e9;
            status.rate = time > 0 ? (record.binOk + record.binFailed) / time : 0;
            status.failedRate = time > 0 ? record.binFailed / time : 0;
        }
    }
    judge(status, simulation);
    return status;
}

/// The worst that is true of it.
void FrameMaker::judge(ComponentStatus& status, const Simulation& simulation) const {
    const sim::World& world = simulation.world();
    const sim::Slot slot = status.id.value;
    const sim::ComponentState& state = *world.component(slot);
    const bool hasHost = state.setup->host != slot;
    const std::string host = simulation.wording().name(state.setup->host);
    if (state.power == sim::Power::Dead || !world.isHostUp(slot)) {
        const bool byHost = hasHost && !world.isHostUp(slot) && !state.killed;
        if (byHost) return frameSay(status, State::Down, FL_TR("runtime", "%1, on which it runs, is off"), {host});
        if (!state.isHost && frameRanOutOfMemory(simulation.recording(), slot))
            return frameSay(status, State::Down, FL_TR("runtime", "%1 ran out of memory and killed it"), {host});
        return frameSay(status, State::Down,
                        state.isHost ? FL_TR("runtime", "It is switched off") : FL_TR("runtime", "It was killed"));
    }
    if (state.halted) {
        if (state.frozen || !hasHost)
            return frameSay(status, State::Frozen, FL_TR("runtime", "It is frozen: it keeps its state and answers nobody"));
        return frameSay(status, State::Frozen, FL_TR("runtime", "%1, on which it runs, is frozen"), {host});
    }
    if (state.power == sim::Power::Starting)
        return frameSay(status, State::Starting, FL_TR("runtime", "It is starting and does not serve yet"));

    const sim::Status own = world.status(slot);
    for (const sim::Status::Server& server : own.servers) {
        const bool isUp = std::strcmp(server.state, "UP") == 0 || std::strcmp(server.state, "no check") == 0;
        status.servers.push_back({{server.slot}, QString::fromStdString(simulation.wording().name(server.slot)),
                                  QString::fromStdString(Wording::serverState(server)), server.sessions, server.sessionsMax, server.queue, server.rate,
                                  server.sessionsTotal, server.connectErrors + server.responseErrors, isUp});
    }
    status.role = translated({own.role, own.roleArguments});
    status.queue = std::max(status.queue, own.queue);
    if (status.utilisation < 0) status.utilisation = own.utilisation;
    if (own.failing) return frameSay(status, State::Failing, own.why, own.whyArguments);
    const bool isWorking = status.rate > 0;
    const auto share = [&] { return std::to_string(static_cast<int>(100 * status.failedRate / status.rate + 0.5)); };
    if (isWorking && status.failedRate > status.rate / 2)
        return frameSay(status, State::Failing, FL_TR("runtime", "%1 % of its work fails"), {share()});
    if (own.strained) return frameSay(status, State::Strained, own.why, own.whyArguments);
    for (const Fault& fault : simulation.faults().all())
        if (fault.component == status.id)
            return frameSay(status, State::Strained, FL_TR("runtime", "A fault was made here: %1"), {fault.label.source});
    if (isWorking && status.failedRate > 0)
        return frameSay(status, State::Strained, FL_TR("runtime", "Some of its work fails (%1 %)"), {share()});
    if (status.utilisation > frameBusy)
        return frameSay(status, State::Strained, FL_TR("runtime", "It is busy to %1 %"),
                        {std::to_string(static_cast<int>(100 * status.utilisation + 0.5))});
    const sim::BinRow* row = slot < m_lastSecond.size() && m_lastSecond[slot].component == slot ? &m_lastSecond[slot] : nullptr;
    if (row && row->queue >= 1 && !state.setup->outside)
        return frameSay(status, State::Strained, FL_TR("runtime", "Work waits in its queue"));
    const auto& records = simulation.recording().components();
    const bool hasWorked = slot < records.size() && (records[slot].arrived > 0 || records[slot].ended > 0);
    status.state = hasWorked || state.isHost || state.isFilter || !own.role.isEmpty() ? State::Ok : State::Idle;
}

void FrameMaker::fillLinks(Frame& frame, const Simulation& simulation) {
    const auto& counts = simulation.recording().links();
    // Rates of about the last second; of the time so far while there was none.
    const SimTime since = simulation.now() - m_linksMarked;
    const bool isDue = since >= second;
    const double seconds = static_cast<double>(since) / 1e9;
    frame.links.clear();
    double busiest = 0;
    for (const auto& [id, link] : simulation.design().links()) {
        LinkStatus status;
        status.id = id;
        LinkMark& mark = m_links[id];
        const sim::Recording::LinkCount count = id.value < counts.size() ? counts[id.value] : sim::Recording::LinkCount();
        if ((isDue || !m_linksHaveRates) && seconds > 0) {
            mark.rate = static_cast<double>(count.messages - mark.messages) / seconds;
            mark.failedRate = static_cast<double>(count.failed - mark.failed) / seconds;
        }
        if (isDue) {
            mark.messages = count.messages;
            mark.failed = count.failed;
        }
        status.rate = mark.rate;
        status.failedRate = mark.failedRate;
        const sim::LinkState* state = simulation.world().link(id.value);
        status.upThere = !state || state->up[0];
        status.upBack = !state || state->up[1];
        status.up = status.upThere && status.upBack;
        status.encrypted = simulation.isEncrypted(id);
        busiest = std::max(busiest, status.rate);
        frame.links.push_back(status);
    }
    for (LinkStatus& status : frame.links) status.load = busiest > 0 ? status.rate / busiest : 0;
    if (isDue) {
        m_linksMarked = simulation.now();
        m_linksHaveRates = true;
    }
}

void FrameMaker::addSamples(Frame& frame, const std::vector<sim::Bin>& bins, const Simulation& simulation) const {
    const std::size_t first = bins.size() > frameMostSamples ? bins.size() - frameMostSamples : 0;
    for (std::size_t b = first; b < bins.size(); ++b) {
        const sim::Bin& bin = bins[b];
        Sample sample;
        sample.time = bin.end;
        sample.components.reserve(bin.rows.size());
        for (const sim::BinRow& row : bin.rows) {
            ComponentSample& shown = sample.components.emplace_back();
            shown.id = {row.component};
            shown.rate = static_cast<float>(row.ok + row.failed);
            shown.ok = static_cast<float>(row.ok);
            shown.failed = static_cast<float>(row.failed);
            shown.latencyMean = frameMs(row.latencyMean);
            shown.p50 = frameMs(row.p50);
            shown.p95 = frameMs(row.p95);
            shown.p99 = frameMs(row.p99);
            shown.utilisation = static_cast<float>(row.utilisation);
            shown.queue = static_cast<float>(row.queue);
            const auto status = std::lower_bound(frame.components.begin(), frame.components.end(), shown.id,
                                                 [](const ComponentStatus& c, ComponentId id) { return c.id < id; });
            if (status != frame.components.end() && status->id == shown.id) shown.state = status->state;
            shown.secondsBehind = static_cast<float>(row.secondsBehind);
            shown.transactionsBehind = static_cast<float>(row.transactionsBehind);
            shown.role = row.databaseRole;
        }
        for (const sim::FailureRow& row : bin.failures) {
            const QString cause = frameCause(row, simulation.wording());
            const auto same = std::find_if(sample.failures.begin(), sample.failures.end(),
                                           [&](const FailureSample& f) { return f.cause == cause; });
            if (same == sample.failures.end())
                sample.failures.push_back({cause, static_cast<float>(row.count)});
            else
                same->count += static_cast<float>(row.count);
        }
        frame.samples.push_back(std::move(sample));
    }
    frameKeepNewest(frame.samples, frameMostSamples);
}

}  // namespace faultline::runtime
