#include "model/runtime/edit_text.h"
#include "model/runtime/report_maker.h"
#include "model/runtime/simulation_private.h"

#include <algorithm>
#include <chrono>

namespace faultline::runtime {

namespace {

bool simulationIsForBalancers(std::string_view verb) {
    return verb == "drain" || verb == "maint" || verb == "ready";
}

}  // namespace

Result<void> Simulation::Private::carryOut(const Act& act) {
    const sim::Slot slot = act.component.value;
    const std::string name = wording.name(slot);
    if (const auto done = carryOutFault(act)) return *done ? *done : refusedFor(done->error(), name);
    const sim::ComponentState* state = world.component(slot);
    if (!state) {
        const Literal why = design.component(act.component)
                                ? FL_TR("command", "it is not part of the simulation: nothing can be done to it")
                                : FL_TR("command", "it does not exist (any more)");
        return fail(why, name.empty() ? "#" + std::to_string(slot) : name);
    }
    if (simulationIsForBalancers(act.verb)) return tellBalancers(act);
    Result<void> done;
    if (act.verb == "kill")
        done = world.kill(slot, recording);
    else if (act.verb == "restore")
        done = !state->killed && state->frozen ? world.thaw(slot, recording) : world.restore(slot, recording);
    else if (act.verb == "freeze")
        done = world.freeze(slot, recording);
    else if (act.verb == "thaw")
        done = world.thaw(slot, recording);
    else
        done = actOfKind(slot, act.verb);
    if (!done) return refusedFor(done.error(), name);
    return {};
}

/// Says itself what was done when the component has nothing to say about it.
Result<void> Simulation::Private::actOfKind(sim::Slot slot, const std::string& verb) {
    const std::size_t events = recording.events().size();
    Result<void> done = world.act(slot, verb, recording);
    if (done && recording.events().size() == events) {
        sim::RecordedEvent event;
        event.time = world.now();
        event.component = slot;
        event.type = &sim::event::acted;
        event.text = verb;
        event.isCommand = true;
        recording.add(std::move(event));
    }
    return done;
}

Result<void> Simulation::Private::tellBalancers(const Act& act) {
    const sim::Slot slot = act.component.value;
    Problem problem(FL_TR("command", "no load balancer sends requests to it"));
    bool isDone = false, isTried = false;
    // It itself, or, of a host or of something beside what is called, all that is called on the host.
    for (const bool byHost : {false, true}) {
        if (isTried) break;
        const sim::Slot host = world.component(slot)->setup->host;
        std::set<std::pair<sim::Slot, sim::Slot>> acts;
        for (const auto& state : world.components()) {
            if (!state || std::string_view(state->setup->kind) != "load_balancer") continue;
            for (const sim::Wire& wire : state->setup->wires) {
                const sim::ComponentState* target = world.component(wire.target);
                if (byHost ? target && target->setup->host == host : wire.target == slot)
                    acts.insert({state->setup->slot, wire.target});
            }
        }
        for (const auto& [balancer, server] : acts) {
            isTried = true;
            const Result<void> done = world.act(balancer, act.verb + ":" + std::to_string(server), recording);
            isDone = isDone || done.has_value();
            if (!done) problem = Problem(done.error().what, wording.name(balancer));
        }
    }
    if (!isDone) return refusedFor(std::move(problem), wording.name(slot));
    return {};
}

Result<void> Simulation::Private::carryOut(const LinkAct& act) {
    const Result<void> done = carryOutLink(act);
    if (done) return {};
    const design::Link* link = design.link(act.link);
    const std::string name =
        link ? wording.name(link->from.value) + "->" + wording.name(link->to.value) : "link#" + std::to_string(act.link.value);
    return refusedFor(done.error(), name);
}

Result<void> Simulation::Private::carryOut(const Command& command) {
    if (const auto* act = std::get_if<Act>(&command.what)) return carryOut(*act);
    if (const auto* link = std::get_if<LinkAct>(&command.what)) return carryOut(*link);
    if (const auto* wild = std::get_if<ChaosAct>(&command.what)) return carryOut(*wild);
    return {};
}

/// Only what the parts are afterwards counts: what they were before is what this design holds.
design::Change Simulation::Private::ownSteps(const design::Change& change) const {
    const auto held = [](const auto& parts, const auto& step) {
        const auto it = parts.find(step.after ? step.after->id : step.before->id);
        return it == parts.end() ? nullptr : it->second;
    };
    design::Change own{change.label, {}};
    for (design::Step step : change.steps) {
        if (auto* part = std::get_if<design::ComponentStep>(&step)) {
            if (!part->before && !part->after) continue;
            part->before = held(design.components(), *part);
        } else if (auto* link = std::get_if<design::LinkStep>(&step)) {
            if (!link->before && !link->after) continue;
            link->before = held(design.links(), *link);
        } else {
            std::get<design::SettingsStep>(step).before = design.settings();
        }
        own.steps.push_back(std::move(step));
    }
    return design::joined({}, own);
}

void Simulation::Private::adopt(const design::Change& change) {
    const design::Change own = ownSteps(change);
    if (own.isEmpty()) return;
    if (!own.touchesModel()) {
        unlogged.at = unlogged.change.isEmpty() ? world.now() : unlogged.at;
        unlogged.change = design::joined(std::move(unlogged.change), own);
        own.apply(design);
        wording.learn(own);
        return;
    }
    flushLog();
    log.emplace_back(world.now(), formatCommand({world.now(), Edit{own}}, design, catalog));
    own.apply(design);
    wording.learn(own);
    adoptDesign(true);
}

Simulation::Simulation(const catalog::Catalog& catalog, design::Design design, std::uint64_t seed)
    : d(std::make_unique<Private>(catalog, std::move(design), seed)) {}

Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

SimTime Simulation::now() const {
    return d->world.now();
}
std::uint64_t Simulation::seed() const {
    return d->seed;
}
const design::Design& Simulation::design() const {
    return d->design;
}
const design::Design& Simulation::start() const {
    return d->startDesign;
}
const catalog::Catalog& Simulation::catalog() const {
    return d->catalog;
}
const Wording& Simulation::wording() const {
    return d->wording;
}

bool Simulation::runBefore(SimTime until, std::uint64_t maximumEvents) {
    // What was arranged for later is done before the other events of its instant, as a command is.
    while (d->later.next() < until) {
        d->isWhole = d->world.runBefore(d->later.next(), d->recording, maximumEvents);
        if (!d->isWhole) return false;
        d->carryOutLater();
    }
    d->isWhole = d->world.runBefore(until, d->recording, maximumEvents);
    return d->isWhole;
}

void Simulation::finishInstant() {
    d->finishInstant();
}

SimTime Simulation::nextEvent() const {
    return std::min(d->world.nextEvent(), d->later.next());
}

Result<void> Simulation::perform(const Command& command) {
    d->finishInstant();
    if (const auto* edit = std::get_if<Edit>(&command.what)) {
        d->adopt(edit->change);
        return {};
    }
    const Result<void> done = d->carryOut(command);
    if (!done) return done;
    d->flushLog();
    d->log.emplace_back(now(), formatCommand(command, d->design, d->catalog));
    return {};
}

Result<void> Simulation::perform(const CommandText& command) {
    const Result<Command> resolved = resolveCommand(command, d->design, d->catalog);
    if (!resolved) return tl::unexpected<Problem>(resolved.error());
    return perform(*resolved);
}

const Simulation::Log& Simulation::log() const {
    d->flushLog();
    return d->log;
}

SavedRun Simulation::saved() {
    finishInstant();
    SavedRun run{d->startDesign, d->seed, now(), fingerprint(), {}, {}};
    for (const auto& [at, text] : log()) run.log.push_back({at, text});
    return run;
}

std::string Simulation::fingerprint() const {
    return d->world.fingerprint().text();
}

Report Simulation::report(std::string file) const {
    Report report = makeReport(d->world, d->recording, d->wording);
    report.file = std::move(file);
    report.title = d->design.settings().title.toStdString();
    report.seed = d->seed;
    report.leaks = d->leakReports();
    return report;
}

bool Simulation::isEncrypted(LinkId link) const {
    return d->isEncrypted(link);
}
const Faults& Simulation::faults() const {
    return d->faults;
}
const sim::World& Simulation::world() const {
    return d->world;
}
sim::Recording& Simulation::recording() {
    return d->recording;
}
const sim::Recording& Simulation::recording() const {
    return d->recording;
}

std::optional<ScriptFailure> runScript(Simulation& simulation, std::vector<CommandText> commands, SimTime duration,
                                       const ScriptProgress& progress) {
    using Clock = std::chrono::steady_clock;
    constexpr std::uint64_t slice = 100'000;
    constexpr auto pause = std::chrono::milliseconds(100);
    std::stable_sort(commands.begin(), commands.end(), [](const CommandText& a, const CommandText& b) { return a.at < b.at; });
    Clock::time_point told = Clock::now();
    const auto runTo = [&](SimTime until) {
        while (!simulation.runBefore(until, slice)) {
            if (!progress || Clock::now() - told < pause) continue;
            told = Clock::now();
            if (!progress(simulation.now(), duration)) return false;
        }
        return true;
    };
    for (const CommandText& command : commands) {
        if (command.at > duration) break;
        if (!runTo(command.at)) return std::nullopt;
        if (const Result<void> done = simulation.perform(command); !done)
            return ScriptFailure{command.at, command.text, done.error()};
    }
    if (runTo(duration) && progress) progress(simulation.now(), duration);
    return std::nullopt;
}

}  // namespace faultline::runtime
