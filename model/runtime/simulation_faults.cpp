#include "model/runtime/simulation_private.h"

#include "model/catalog/property.h"
#include "model/core/units.h"
#include "model/design/edits.h"

#include <cstring>

/// Faults that are more than an act of the World: properties that are altered for a while, restarts, maintenance, zones, links that flap,
/// and chaos.
namespace faultline::runtime {

namespace {

using catalog::ActionEffect;
using catalog::ActionSpec;
using catalog::ComponentKind;
using catalog::PropertySpec;
using Severity = sim::EventType::Severity;

const sim::EventType faultBegan{"fault", FL_TR("event", "%1: %2"), Severity::Bad};
const sim::EventType faultEnded{"fault_ended", FL_TR("event", "%1: %2"), Severity::Good};
const sim::EventType faultLinkSlow{"link_slow", FL_TR("event", "the link from %1 to %2 is slow"), Severity::Bad};
const sim::EventType faultLinkJitter{"link_jitter", FL_TR("event", "the link from %1 to %2 has jitter"), Severity::Bad};
const sim::EventType faultLinkLossy{"link_lossy", FL_TR("event", "the link from %1 to %2 loses messages"), Severity::Bad};
const sim::EventType faultLinkNarrow{"link_narrow", FL_TR("event", "the link from %1 to %2 is narrow"), Severity::Bad};
const sim::EventType faultLinkFlaps{"link_flaps", FL_TR("event", "the link from %1 to %2 goes up and down"), Severity::Bad};
const sim::EventType faultLinkOver{"link_fault_ended", FL_TR("event", "the link from %1 to %2 is as before"), Severity::Good};
const sim::EventType faultZoneDown{"zone_down", FL_TR("event", "the power fails in %1"), Severity::Bad};
const sim::EventType faultZoneUp{"zone_up", FL_TR("event", "%1 has power again"), Severity::Good};
const sim::EventType faultMaintenance{"maintenance", FL_TR("event", "planned maintenance of %1 begins"), Severity::Info};
const sim::EventType faultChaos{"chaos", FL_TR("event", "random faults begin"), Severity::Warning};
const sim::EventType faultChaosOver{"chaos_ended", FL_TR("event", "no more random faults"), Severity::Info};

const sim::EventType faultLinkSniffed{"link_sniffed", FL_TR("event", "somebody listens on the link from %1 to %2"), Severity::Bad};
const sim::EventType faultLinkIntercepted{"link_intercepted", FL_TR("event", "somebody sits between %1 and %2"), Severity::Bad};
const sim::EventType faultExploited{"exploited", FL_TR("event", "%1 is exploited through a hole in %2"), Severity::Bad};
const sim::EventType faultPatched{"patched", FL_TR("event", "%1 is patched"), Severity::Good};

const sim::EventType& faultLinkEvent(std::string_view verb) {
    if (verb == "sniff") return faultLinkSniffed;
    if (verb == "intercept") return faultLinkIntercepted;
    if (verb == "latency") return faultLinkSlow;
    if (verb == "jitter") return faultLinkJitter;
    return verb == "loss" ? faultLinkLossy : faultLinkNarrow;
}

const ActionSpec* faultAction(const ComponentKind& kind, std::string_view verb) {
    for (const ActionSpec& action : kind.actions)
        if (verb == action.verb) return &action;
    return nullptr;
}

/// The value written behind a command, or nothing was written.
Result<Value> faultArgument(const PropertySpec& spec, const std::string& text, const design::Design& design) {
    if (spec.type == catalog::PropertyType::Component) {
        const design::Component* named = componentByWord(design, text);
        if (!named) return fail({FL_TR("command", "There is no component called \"%1\""), {excerpt(text)}});
        return Value(std::int64_t{named->id.value});
    }
    return catalog::parseValue(spec, text);
}

void faultTakeArgument(ActionEffect& effect, std::string_view path, const PropertySpec& table, const Value& value) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos || effect.how != ActionEffect::How::Before) {
        effect.value = value;
        return;
    }
    TableRows rows = effect.value.toTable();
    for (TableRow& row : rows)
        for (std::size_t c = 0; c < row.size() && c < table.columns.size(); ++c)
            if (path.substr(dot + 1) == table.columns[c].key) row[c] = value;
    effect.value = std::move(rows);
}

bool faultIsWithin(const design::Design& design, ComponentId id, ComponentId zone) {
    std::size_t left = design.components().size();
    for (const design::Component* part = design.component(id); part && left > 0; --left) {
        if (part->id == zone) return true;
        part = design.component(part->attachedTo.isValid() ? part->attachedTo : part->container);
    }
    return false;
}

}  // namespace

void Simulation::Private::tell(const sim::EventType& type, std::uint32_t component, std::uint32_t other, std::string text) {
    sim::RecordedEvent event;
    event.time = world.now();
    event.component = component;
    event.other = other;
    event.type = &type;
    event.text = std::move(text);
    event.isCommand = true;
    recording.add(std::move(event));
}

void Simulation::Private::adoptFaults() {
    adoptDesign(false);
    closeLeaks();
}

std::optional<Result<void>> Simulation::Private::carryOutFault(const Act& act) {
    if (act.verb == "exploit" || act.verb == "patch") return exploit(act);
    const design::Component* part = design.component(act.component);
    const ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
    if (!kind) return std::nullopt;
    const bool isZone = kind->shape == catalog::Shape::Zone;
    if (isZone && (act.verb == "kill" || act.verb == "restore") && (act.verb == "kill" || darkZones.contains(act.component)))
        return powerOfZone(act.component, act.verb == "restore");
    const ActionSpec* spec = faultAction(*kind, act.verb);
    if (spec && !spec->effects.empty()) return beginFault(act, *spec);
    if (spec && *spec->ends) return endFault(act.component, *spec);
    if (spec && (act.verb == "restart" || act.verb == "reboot")) return restartNow(act.component);
    if (spec && act.verb == "maintain") return maintain(act);
    if (act.verb != "restore") return std::nullopt;
    // By hand before its time: what was arranged for it is off.
    later.cancel([&](const Later::Entry& entry) {
        const Act* arranged = std::get_if<Act>(&entry.command.what);
        return entry.what != Later::What::Repair && arranged && arranged->component == act.component;
    });
    const sim::ComponentState* state = world.component(act.component.value);
    if ((state && (state->killed || state->frozen)) || !faults.has(act.component)) return std::nullopt;
    faults.endAll(act.component);
    tell(faultEnded, act.component.value, 0, "as before");
    adoptFaults();
    return Result<void>();
}

Result<void> Simulation::Private::beginFault(const Act& act, const ActionSpec& spec) {
    const ComponentKind& kind = *catalog.find(design.component(act.component)->kind);
    Fault fault{act.verb, act.component, {}, spec.effects, spec.label};
    const PropertySpec* described = *spec.argument ? propertyByPath(kind.properties, spec.argument) : nullptr;
    if (!act.argument.empty() && !described) return fail({FL_TR("command", "nothing can be written behind \"%1\""), {act.verb}});
    std::optional<Value> argument;
    if (!act.argument.empty()) {
        Result<Value> read = faultArgument(*described, act.argument, design);
        if (!read) return tl::unexpected<Problem>(read.error());
        argument = std::move(*read);
    }
    for (ActionEffect& effect : fault.effects) {
        const std::string_view path = spec.argument, key = path.substr(0, path.find('.'));
        const bool isMeant = !path.empty() && (path == effect.key || key == effect.key);
        if (isMeant && argument) faultTakeArgument(effect, path, *propertyByPath(kind.properties, key), *argument);
        if (effect.how == ActionEffect::How::Date) {
            effect.value = Value(design.settings().startTime + world.now() / second + effect.value.toInt());
            effect.how = ActionEffect::How::Set;
        }
    }
    if (described && described->type == catalog::PropertyType::Component && !argument)
        return fail({FL_TR("command", "\"%1\" needs a name more"), {act.verb}});
    if (!argument && faults.find(act.verb, act.component)) return fail(FL_TR("command", "it is so already"));
    faults.begin(std::move(fault));
    tell(spec.isFault ? faultBegan : sim::event::acted, act.component.value, 0, spec.label.source);
    adoptFaults();
    return {};
}

Result<void> Simulation::Private::endFault(ComponentId id, const ActionSpec& spec) {
    if (faults.end(spec.ends, id) == 0) return fail({FL_TR("command", "there is nothing to take back: no \"%1\" was done to it"), {spec.ends}});
    tell(faultEnded, id.value, 0, spec.label.source);
    adoptFaults();
    return {};
}

Result<void> Simulation::Private::restartNow(ComponentId id) {
    const sim::ComponentState* state = world.component(id.value);
    if (!state) return fail(FL_TR("command", "it is not part of the simulation: nothing can be done to it"));
    if (!state->killed)
        if (const Result<void> done = world.kill(id.value, recording); !done) return done;
    return world.restore(id.value, recording);
}

Result<void> Simulation::Private::maintain(const Act& act) {
    const design::Component& part = *design.component(act.component);
    const ComponentKind& kind = *catalog.find(part.kind);
    const sim::ComponentState* state = world.component(act.component.value);
    if (!state || state->killed) return fail(FL_TR("command", "it is off already"));
    SimTime length = design::effectiveValue(kind, part, "maintenance_time").toInt();
    if (!act.argument.empty()) {
        const Result<SimTime> read = parseDuration(act.argument);
        if (!read) return tl::unexpected<Problem>(read.error());
        length = *read;
    }
    tell(faultMaintenance, act.component.value, 0);
    SimTime off = world.now();
    if (design::effectiveValue(kind, part, "maintenance_drain").toBool() && tellBalancers({"drain", act.component, {}})) {
        off += design::effectiveValue(kind, part, "drain_time").toInt();
        later.add({off + length, Later::What::Do, {0, Act{"ready", act.component, {}}}, {}});
    }
    later.add({off, Later::What::Do, {0, Act{"kill", act.component, {}}}, {}});
    later.add({off + length, Later::What::Do, {0, Act{"restore", act.component, {}}}, {}});
    return {};
}

Result<void> Simulation::Private::powerOfZone(ComponentId zone, bool on) {
    if (on) {
        const std::vector<ComponentId> dark = std::move(darkZones[zone]);
        darkZones.erase(zone);
        tell(faultZoneUp, zone.value, 0);
        for (const ComponentId id : dark) {
            const sim::ComponentState* state = world.component(id.value);
            if (state && state->killed) (void)world.restore(id.value, recording);
        }
        return {};
    }
    if (darkZones.contains(zone)) return fail(FL_TR("command", "it has no power already"));
    std::vector<ComponentId> dark;
    for (const auto& state : world.components())
        if (state && state->setup->host == state->setup->slot && !state->killed && faultIsWithin(design, {state->setup->slot}, zone))
            dark.push_back({state->setup->slot});
    if (dark.empty()) return fail(FL_TR("command", "there is nothing in it that could lose its power"));
    tell(faultZoneDown, zone.value, 0);
    for (const ComponentId id : dark) (void)world.kill(id.value, recording);
    darkZones[zone] = std::move(dark);
    return {};
}

// --- links

Result<void> Simulation::Private::carryOutLink(const LinkAct& act) {
    const design::Link* link = design.link(act.link);
    if (!link) return fail({FL_TR("command", "there is no link %1 in the run"), {std::to_string(act.link.value)}});
    if (act.verb == "cut") return world.setLinkUp(act.link.value, act.argument == "forward" ? 0 : act.argument == "back" ? 1 : 2, false, recording);
    if (act.verb == "mend") {
        const bool hadFaults = faults.endAll(act.link) > 0, didFlap = flapping.contains(act.link);
        stopFlapping(act.link);
        if (hadFaults) adoptFaults();
        const Result<void> done = world.setLinkUp(act.link.value, 2, true, recording);
        if (hadFaults || didFlap) tell(faultLinkOver, link->from.value, link->to.value);
        return hadFaults || didFlap ? Result<void>() : done;
    }
    if (act.verb == "flap") {
        const Result<SimTime> period = act.argument.empty() ? Result<SimTime>(10 * second) : parseDuration(act.argument);
        if (!period) return tl::unexpected<Problem>(period.error());
        if (*period < 2 * millisecond) return fail(FL_TR("command", "a link cannot go up and down faster than every 2ms"));
        if (flapping.contains(act.link)) return fail(FL_TR("command", "it is so already"));
        flapping[act.link] = *period / 2;
        tell(faultLinkFlaps, link->from.value, link->to.value);
        flap(act.link);
        return {};
    }
    for (const LinkFaultSpec& spec : linkFaults()) {
        if (act.verb != spec.verb) continue;
        Fault fault{act.verb, {}, act.link, spec.effects, spec.label};
        if (!act.argument.empty()) {
            Result<Value> value = catalog::parseValue(*propertyByPath(catalog::linkProperties(), spec.effects.front().key), act.argument);
            if (!value) return tl::unexpected<Problem>(value.error());
            for (ActionEffect& effect : fault.effects) effect.value = *value;
        } else if (faults.find(act.verb, act.link)) {
            return fail(FL_TR("command", "it is so already"));
        }
        faults.begin(std::move(fault));
        tell(faultLinkEvent(act.verb), link->from.value, link->to.value);
        adoptFaults();
        if (act.verb == "sniff" || act.verb == "intercept") openLeak(act.verb, {}, act.link);
        return {};
    }
    return fail({FL_TR("command", "\"%1\" cannot be done to a link"), {act.verb}});
}

/// Up if it is down and down if it is up, and so on.
void Simulation::Private::flap(LinkId link) {
    const sim::LinkState* state = world.link(link.value);
    if (state) (void)world.setLinkUp(link.value, 2, !(state->up[0] && state->up[1]), recording);
    later.add({world.now() + flapping.at(link), Later::What::Flap, {}, link});
}

void Simulation::Private::stopFlapping(LinkId link) {
    if (flapping.erase(link) == 0) return;
    later.cancel([&](const Later::Entry& entry) { return entry.what == Later::What::Flap && entry.link == link; });
}

// --- who reads what he should not

namespace {

/// "nginx 1.22.1": what runs there, by its name and version; in small letters.
QString faultSoftware(const design::Component& part, const ComponentKind& kind) {
    QString text = QString::fromStdString(part.software);
    if (text.isEmpty() && !kind.software.empty()) text = QString::fromUtf8(kind.software.front().name);
    const Value version = design::effectiveValue(kind, part, "software_version");
    if (!version.toText().empty()) text += QLatin1Char(' ') + QString::fromStdString(version.toText());
    return text.toCaseFolded();
}

}  // namespace

/// One hole takes everything that runs the same software: that is what diversity is for.
Result<void> Simulation::Private::exploit(const Act& act) {
    const bool isPatch = act.verb == "patch";
    const design::Component* named = componentByWord(design, act.argument);
    QString software = QString::fromStdString(act.argument).toCaseFolded();
    if (named && !isPatch) software = faultSoftware(*named, *catalog.find(named->kind));
    std::size_t hit = 0;
    for (const auto& [id, part] : design.components()) {
        const ComponentKind* kind = catalog.find(part->kind);
        if (!kind || !kind->create || !world.component(id.value)) continue;
        const bool isMeant = isPatch && named ? named->id == id : !software.isEmpty() && faultSoftware(*part, *kind).startsWith(software);
        if (!isMeant || isPatch != (faults.find("exploit", id) != nullptr)) continue;
        ++hit;
        if (isPatch) {
            faults.end("exploit", id);
            tell(faultPatched, id.value, 0);
        } else {
            faults.begin({"exploit", id, {}, {}, FL_TR("fault", "Exploited")});
            tell(faultExploited, id.value, 0, faultSoftware(*part, *kind).toStdString());
            openLeak("exploit", id, {});
        }
    }
    closeLeaks();
    if (hit == 0 && isPatch) return fail({FL_TR("command", "nothing that is exploited runs \"%1\""), {excerpt(act.argument)}});
    if (hit == 0) return fail({FL_TR("command", "nothing here runs \"%1\" and is not exploited yet"), {excerpt(act.argument)}});
    return {};
}

std::uint64_t Simulation::Private::passed(const Leak& leak) const {
    if (leak.component.isValid()) {
        const auto& records = recording.components();
        return leak.component.value < records.size() ? records[leak.component.value].ended : 0;
    }
    const auto& counts = recording.links();
    return leak.link.value < counts.size() ? counts[leak.link.value].messages - counts[leak.link.value].failed : 0;
}

void Simulation::Private::openLeak(const std::string& verb, ComponentId component, LinkId link) {
    Leak leak{verb, component, link, world.now(), never, 0, 0};
    leak.before = passed(leak);
    leaks.push_back(std::move(leak));
}

void Simulation::Private::closeLeaks() {
    for (Leak& leak : leaks) {
        const bool goesOn = leak.component.isValid() ? faults.find(leak.verb, leak.component) != nullptr : faults.find(leak.verb, leak.link) != nullptr;
        if (leak.to != never || goesOn) continue;
        leak.to = world.now();
        leak.after = passed(leak);
    }
}

std::vector<LeakReport> Simulation::Private::leakReports() const {
    std::vector<LeakReport> reports;
    for (const Leak& leak : leaks) {
        LeakReport report{leak.verb, wording.name(leak.component.value), leak.from, leak.to, 0, leak.verb == "intercept"};
        if (leak.link.isValid()) {
            const design::Link* link = design.link(leak.link);
            report.where = link ? wording.name(link->from.value) + "->" + wording.name(link->to.value) : "link#" + std::to_string(leak.link.value);
        }
        // What is encrypted tells a listener nothing; what a balancer passes on encrypted tells nothing to who has taken it over.
        const sim::ComponentState* state = leak.component.isValid() ? world.component(leak.component.value) : nullptr;
        const bool isSealed = (leak.verb == "sniff" && isEncrypted(leak.link)) ||
                              (state && state->setup->values().value("mode").toText() == "tcp");
        if (!isSealed) report.requests = (leak.to == never ? passed(leak) : leak.after) - leak.before;
        reports.push_back(std::move(report));
    }
    return reports;
}

// --- later, and at random

void Simulation::Private::carryOutLater() {
    const Later::Entry entry = later.take();
    switch (entry.what) {
        case Later::What::Do:
        case Later::What::Repair:
            // What cannot be done any more (it was restored or removed by hand) needs not be done.
            (void)carryOut(entry.command);
            break;
        case Later::What::Flap:
            flap(entry.link);
            break;
        case Later::What::Chaos:
            breakSomething();
            later.add({world.now() + chaos.random.exponentialTime(chaos.every), Later::What::Chaos, {}, {}});
            break;
    }
}

Result<void> Simulation::Private::carryOut(const ChaosAct& act) {
    later.cancel([](const Later::Entry& entry) { return entry.what == Later::What::Chaos; });
    if (act.every <= 0) {
        if (chaos.every == 0) return fail(FL_TR("command", "there are no random faults"));
        chaos.every = 0;
        tell(faultChaosOver, 0, 0);
        return {};
    }
    if (chaos.every == 0) chaos.random = sim::Random(seed, 0, sim::Purpose::Misc);
    chaos.every = act.every;
    chaos.most = act.most;
    chaos.repair = act.repair;
    tell(faultChaos, 0, 0);
    later.add({world.now() + chaos.random.exponentialTime(chaos.every), Later::What::Chaos, {}, {}});
    return {};
}

/// One thing that is whole, at random: a process or machine is killed or frozen, a link is cut or slow.
void Simulation::Private::breakSomething() {
    if (later.count(Later::What::Repair) >= static_cast<std::size_t>(chaos.most)) return;
    std::vector<Command> choices, repairs;
    for (const auto& state : world.components()) {
        if (!state || state->killed || state->frozen || state->power != sim::Power::Running) continue;
        const ComponentId id{state->setup->slot};
        const design::Component* part = design.component(id);
        const ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
        if (!kind || kind->group == catalog::Group::Traffic) continue;
        for (const auto& [verb, undo] : {std::pair("kill", "restore"), std::pair("freeze", "thaw")})
            if (faultAction(*kind, verb)) {
                choices.push_back({0, Act{verb, id, {}}});
                repairs.push_back({0, Act{undo, id, {}}});
            }
    }
    for (const auto& [id, link] : design.links()) {
        const sim::LinkState* state = world.link(id.value);
        if (!state || !state->up[0] || !state->up[1] || faults.has(id) || flapping.contains(id)) continue;
        for (const char* verb : {"cut", "latency"}) {
            choices.push_back({0, LinkAct{verb, id, {}}});
            repairs.push_back({0, LinkAct{"mend", id, {}}});
        }
    }
    if (choices.empty()) return;
    const std::uint32_t chosen = chaos.random.below(static_cast<std::uint32_t>(choices.size()));
    if (carryOut(choices[chosen])) later.add({world.now() + chaos.repair, Later::What::Repair, repairs[chosen], {}});
}

}  // namespace faultline::runtime
