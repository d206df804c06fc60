#include "model/runtime/compile.h"

#include "model/core/units.h"
#include "model/design/edits.h"

#include <cstring>

namespace faultline::runtime {

using catalog::ComponentKind;
using catalog::PropertySpec;
using catalog::PropertyType;
using design::Component;
using design::Link;

namespace {

constexpr std::uint32_t compileDefaultCores = 4;
constexpr std::uint32_t compileDefaultBacklog = 511;

Value compileLinkValue(const Link& link, const char* key) {
    if (link.properties.contains(key)) return link.properties.value(key);
    for (const PropertySpec& spec : catalog::linkProperties())
        if (std::strcmp(spec.key, key) == 0) return spec.defaultValue;
    return Value();
}

sim::LinkSetup compileLink(const Link& link) {
    return {.id = link.id.value,
            .from = link.from.value,
            .to = link.to.value,
            .latency = compileLinkValue(link, "latency").toInt(),
            .jitter = compileLinkValue(link, "jitter").toInt(),
            .loss = compileLinkValue(link, "loss").toNumber(),
            .bandwidth = compileLinkValue(link, "bandwidth").toInt(),
            .asymmetric = compileLinkValue(link, "asymmetric").toBool(),
            .wayBack = {.latency = compileLinkValue(link, "latency_back").toInt(),
                        .jitter = compileLinkValue(link, "jitter_back").toInt(),
                        .loss = compileLinkValue(link, "loss_back").toNumber(),
                        .bandwidth = compileLinkValue(link, "bandwidth_back").toInt()},
            .intercepted = compileLinkValue(link, "tap").toText() == "intercept"};
}

/// Whether a link leads another way than before.
bool compileLeadsElsewhere(const Altered<design::LinkPtr>& link) {
    if (!link.before || !link.after) return true;
    const Link &a = *link.before, &b = *link.after;
    return a.from != b.from || a.to != b.to || a.fromPort != b.fromPort || a.toPort != b.toPort || a.number != b.number;
}

bool compileDiffers(const ComponentKind& kind, const Component& a, const Component& b, const char* key) {
    return kind.property(key) && !(design::effectiveValue(kind, a, key) == design::effectiveValue(kind, b, key));
}

/// Whether a component is in another place than before, or is another thing to those that reach it.
bool compileIsDisplaced(const catalog::Catalog& catalog, const Altered<design::ComponentPtr>& part) {
    if (!part.before || !part.after) return true;
    const Component &a = *part.before, &b = *part.after;
    if (a.kind != b.kind || a.software != b.software || a.container != b.container || a.attachedTo != b.attachedTo || a.inLine != b.inLine)
        return true;
    const ComponentKind* kind = catalog.find(a.kind);
    if (!kind || a.properties == b.properties) return false;
    const auto differs = [&](const char* key) { return compileDiffers(*kind, a, b, key); };
    return differs("address") || differs("isolated") || differs("cut_from");
}

bool compileIsOutside(const Plan::Part& part) {
    if (part.component->container.isValid() || part.component->attachedTo.isValid()) return false;
    switch (part.kind->group) {
        case catalog::Group::Traffic:
            return true;
        case catalog::Group::Security:
            return std::strcmp(part.kind->id, "attacker") == 0;
        case catalog::Group::Monitoring:
            return part.kind->shape == catalog::Shape::Card;
        default:
            return std::strcmp(part.kind->id, "dns") == 0;
    }
}

sim::Resources compileResources(const Settings& values, bool isHost) {
    sim::Resources resources;
    resources.memory = values.value("memory").toInt();
    if (!isHost) {
        resources.memoryLeak = values.value("memory_leak").toInt();
        resources.memoryPerCall = values.value("memory_per_request").toInt();
        resources.memoryPerWorker = values.value("memory_per_worker").toInt();
        return resources;
    }
    resources.disk = values.value("disk").toInt();
    resources.diskUsed = values.value("disk_used").toInt();
    const std::int64_t operations = values.value("disk_iops").toInt();
    resources.diskOperation = operations > 0 ? second / operations : 0;
    resources.diskSlowdown = values.value("disk_slowdown").toNumber(1);
    resources.hogs = static_cast<std::uint32_t>(values.value("cpu_hogs").toInt());
    return resources;
}

ComponentId compileIdOf(const Altered<design::ComponentPtr>& part) {
    return part.before ? part.before->id : part.after->id;
}

}  // namespace

Compiler::Compiler(const catalog::Catalog& catalog, std::uint64_t seed)
    : m_catalog(catalog), m_plan(catalog), m_routes(m_blueprint.routes), m_wiring(m_plan, m_routes, m_cards) {
    m_blueprint.seed = seed;
}

const sim::Blueprint& Compiler::compileWhole(const design::Design& design) {
    ComponentSet everybody;
    for (const auto& [id, part] : m_plan.parts()) everybody.add(id);
    m_routes.release(everybody);
    m_plan = Plan(m_catalog);
    m_cards.clear();
    m_settings.clear();
    m_blueprint.links.clear();
    m_drawn = 0;
    std::erase_if(m_blueprint.setups, [&](const auto& setup) { return !design.component({setup->slot}); });
    return compile(design);
}

const sim::Blueprint& Compiler::compile(const design::Design& design) {
    const DesignDifference difference = m_plan.differenceTo(design);
    m_blueprint.startTime = design.settings().startTime;
    m_altered.clear();
    if (difference.components.empty() && difference.links.empty() && !m_blueprint.setups.empty()) return m_blueprint;
    Reach reach;
    const bool isCarded = takeCards(design, difference, reach.displaced);
    reachBefore(difference, reach);
    m_plan.take(difference, reach.displaced);
    reachAfter(difference, reach);
    if (!reach.callers.isEmpty()) m_wiring.make(reach.callers);
    m_altered = m_routes.settle();
    if (isCarded || !difference.links.empty()) takeLinks(difference);
    takeReferences(difference, reach);
    takeSetups(reach);
    return m_blueprint;
}

// --- what a difference touches

/// What is in or on them, at any depth.
void Compiler::displaceWithin(const ComponentSet& outer, ComponentSet& displaced) const {
    if (outer.isEmpty()) return;
    for (const auto& [id, part] : m_plan.parts())
        if (std::any_of(part.within.begin(), part.within.end(), [&](ComponentId at) { return outer.has(at); })) displaced.add(id);
}

void Compiler::addBeside(const ComponentSet& parts, ComponentSet& touched) const {
    ComponentSet hosts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        touched.add(parts[i]);
        if (const Plan::Part* part = m_plan.part(parts[i])) hosts.add(part->host);
    }
    for (std::size_t i = 0; i < hosts.size(); ++i)
        for (const ComponentId id : m_plan.onHost(hosts[i])) touched.add(id);
}

/// Those who call them, also where they are named, and who would call them over a drawn link.
void Compiler::addCallersOf(const ComponentSet& touched, ComponentSet& callers) {
    if (touched.isEmpty()) return;
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        const sim::Route& route = m_blueprint.routes[i];
        const ComponentId owner = m_routes.owner(static_cast<sim::RouteId>(i));
        if (owner.isValid() && (touched.has({route.caller}) || touched.has({route.callee}))) callers.add(owner);
    }
    for (std::size_t i = 0; i < touched.size(); ++i) {
        callers.add(touched[i]);
        for (const LinkId link : m_plan.linksTo(touched[i])) callers.add(m_wiring.callerOf(*m_plan.design().link(link)));
    }
    for (const auto& [id, part] : m_plan.parts()) {
        if (std::any_of(part.named.begin(), part.named.end(), [&](ComponentId named) { return touched.has(named); })) callers.add(id);
    }
}

/// As far as the design before tells.
void Compiler::reachBefore(const DesignDifference& difference, Reach& reach) {
    ComponentSet outer = reach.displaced;  // machines whose network card has come or gone
    ComponentSet ends;
    const auto addInLine = [&](LinkId id) {
        if (const Link* link = m_plan.design().link(id)) ends.add(link->from), ends.add(link->to);
    };
    for (const auto& part : difference.components) {
        if (!compileIsDisplaced(m_catalog, part)) continue;
        outer.add(compileIdOf(part));
        for (const Component* at : {part.before.get(), part.after.get()}) {
            if (!at) continue;
            outer.add(at->attachedTo);  // a firewall guards all that is in what it is put onto
            if (at->inLine.isValid()) addInLine(at->inLine);
        }
    }
    for (std::size_t i = 0; i < outer.size(); ++i) reach.displaced.add(outer[i]);
    displaceWithin(outer, reach.displaced);
    for (const auto& link : difference.links) {
        if (!compileLeadsElsewhere(link)) continue;
        for (const Link* at : {link.before.get(), link.after.get()})
            if (at) ends.add(at->from), ends.add(at->to);
    }
    addBeside(reach.displaced, reach.touched);
    addBeside(ends, reach.touched);
    addCallersOf(reach.touched, reach.callers);
    m_wiring.addRelated(reach.callers);
    // What hung on something that was not there until now.
    for (bool isMore = !reach.displaced.isEmpty(); isMore;) {
        isMore = false;
        for (const auto& [id, component] : m_plan.design().components())
            if ((reach.displaced.has(component->container) || reach.displaced.has(component->attachedTo)) && reach.displaced.add(id)) isMore = true;
    }
}

void Compiler::reachAfter(const DesignDifference& difference, Reach& reach) {
    addBeside(reach.displaced, reach.touched);
    ComponentSet ends;
    for (const auto& part : difference.components) {
        const Link* link = part.after ? m_plan.design().link(part.after->inLine) : nullptr;
        if (link && compileIsDisplaced(m_catalog, part)) ends.add(link->from), ends.add(link->to);
    }
    for (const auto& link : difference.links)
        if (link.after && compileLeadsElsewhere(link)) ends.add(link.after->from), ends.add(link.after->to);
    addBeside(ends, reach.touched);
    addCallersOf(reach.touched, reach.callers);
    for (const auto& part : difference.components) {
        const ComponentId id = compileIdOf(part);
        const Plan::Part* now = m_plan.part(id);
        if (!now || !part.before) continue;
        for (const PropertySpec& spec : now->kind->properties)
            if (spec.type == PropertyType::Component && compileDiffers(*now->kind, *part.before, *part.after, spec.key)) reach.callers.add(id);
    }
}

// --- links

/// Which machines have a network card now; those for which that is new, or over, are displaced. True: the links are others.
bool Compiler::takeCards(const design::Design& design, const DesignDifference& difference, ComponentSet& displaced) {
    const auto bandwidthOf = [&](const design::ComponentPtr& component) -> std::int64_t {
        const ComponentKind* kind = component ? m_catalog.find(component->kind) : nullptr;
        if (!kind || kind->shape != catalog::Shape::Host) return 0;
        return std::max<std::int64_t>(0, design::effectiveValue(*kind, *component, "network_card").toInt());
    };
    bool isAltered = false;
    // The first number leaves room for links that are drawn later: their numbers move when it is used up.
    if (const std::uint32_t last = design.links().empty() ? 0 : design.links().rbegin()->first.value; last >= m_firstCard) {
        m_firstCard = (last / 64 + 1) * 64;
        std::uint32_t next = m_firstCard;
        for (auto& [id, number] : m_cardNumbers) number = next++;
        for (auto& [id, number] : m_cards) {
            number = m_cardNumbers.at(id);
            displaced.add(id);
            isAltered = true;
        }
    }
    for (const auto& part : difference.components) {
        const std::int64_t before = bandwidthOf(part.before), after = bandwidthOf(part.after);
        if (before == after) continue;
        isAltered = true;
        if (before > 0 && after > 0) continue;
        const ComponentId id = compileIdOf(part);
        displaced.add(id);
        if (after <= 0)
            m_cards.erase(id);
        else
            m_cards[id] = m_cardNumbers.try_emplace(id, m_firstCard + static_cast<std::uint32_t>(m_cardNumbers.size())).first->second;
    }
    return isAltered;
}

void Compiler::takeLinks(const DesignDifference& difference) {
    std::vector<sim::LinkSetup>& links = m_blueprint.links;
    links.resize(m_drawn);
    for (const auto& [before, after] : difference.links) {
        const std::uint32_t id = before ? before->id.value : after->id.value;
        const auto it = std::lower_bound(links.begin(), links.end(), id, [](const sim::LinkSetup& link, std::uint32_t value) { return link.id < value; });
        if (!after)
            links.erase(it);
        else if (before)
            *it = compileLink(*after);
        else
            links.insert(it, compileLink(*after));
    }
    m_drawn = links.size();
    for (const auto& [id, number] : m_cards) {
        const Plan::Part& host = *m_plan.part(id);
        links.push_back({.id = number,
                         .from = id.value,
                         .to = id.value,
                         .bandwidth = design::effectiveValue(*host.kind, *host.component, "network_card").toInt()});
    }
}

// --- setups

/// What a firewall rule means by an end: the host of a component, the addresses of a zone; other words as they are. Or an address.
Value Compiler::resolved(const Reference& reference) {
    if (reference.text.empty()) return std::int64_t{design::addressOf(m_plan.design(), m_catalog, reference.component)};
    const Component* named = m_plan.named(QString::fromStdString(reference.text));
    const Plan::Part* part = named ? m_plan.part(named->id) : nullptr;
    if (!part) return reference.text;
    if (part->kind->shape != catalog::Shape::Zone) return "#" + std::to_string(part->host.value);
    const Value subnet = design::effectiveValue(*part->kind, *named, "subnet");
    return subnet.toText().empty() ? reference.text : subnet.toText();
}

/// Components named in tables are replaced by what they stand for.
std::shared_ptr<const Settings> Compiler::settingsOf(const Plan::Part& part) {
    Known& known = m_settings[part.component->id];
    if (known.component == part.component) return known.settings;
    known = Known{part.component, nullptr, {}};
    Settings settings = design::effectiveSettings(*part.kind, *part.component);
    for (const PropertySpec& spec : part.kind->properties) {
        if (spec.type != PropertyType::Table) continue;
        TableRows rows = settings.value(spec.key).toTable();
        bool isAltered = false;
        for (TableRow& row : rows)
            for (std::size_t c = 0; c < row.size() && c < spec.columns.size(); ++c) {
                const PropertySpec& column = spec.columns[c];
                Reference reference;
                if (column.type == PropertyType::Text && std::strcmp(column.unit, "endpoint") == 0) {
                    reference.text = row[c].toText();
                    if (reference.text.empty() || reference.text == "any" || reference.text == "internet") {
                        row[c] = reference.text;
                        continue;
                    }
                } else if (column.type == PropertyType::Component && std::strcmp(column.unit, "address") == 0) {
                    reference.component = {static_cast<std::uint32_t>(row[c].toInt())};
                } else {
                    continue;
                }
                row[c] = reference.value = resolved(reference);
                known.references.push_back(std::move(reference));
                isAltered = true;
            }
        if (isAltered) settings.set(spec.key, std::move(rows));
    }
    known.settings = std::make_shared<const Settings>(std::move(settings));
    return known.settings;
}

/// Of whom a table of somebody else says another thing now, that one's settings are others.
void Compiler::takeReferences(const DesignDifference& difference, Reach& reach) {
    ComponentSet altered;
    bool isRenamed = !reach.displaced.isEmpty();
    for (const auto& part : difference.components) {
        altered.add(compileIdOf(part));
        if (!part.after) m_settings.erase(compileIdOf(part));
        const ComponentKind* kind = part.before && part.after ? m_catalog.find(part.after->kind) : nullptr;
        isRenamed = isRenamed || !kind || part.before->name != part.after->name || compileDiffers(*kind, *part.before, *part.after, "subnet");
    }
    if (isRenamed)
        for (auto& [id, known] : m_settings) {
            const bool isSame = std::all_of(known.references.begin(), known.references.end(),
                                            [&](const Reference& reference) { return resolved(reference) == reference.value; });
            if (isSame) continue;
            known.component = nullptr;
            altered.add(id);
        }
    // All on a machine know what it has, and the files beside them; what something is put onto knows that.
    addBeside(altered, reach.setups);
    for (const ComponentSet* ids : {&reach.touched, &reach.callers})
        for (std::size_t i = 0; i < ids->size(); ++i) reach.setups.add((*ids)[i]);
    for (std::size_t i = 0; i < altered.size(); ++i)
        if (const Plan::Part* part = m_plan.part(altered[i])) reach.setups.add(part->component->attachedTo);
}

void Compiler::takeSetups(const Reach& reach) {
    auto& setups = m_blueprint.setups;
    std::vector<std::shared_ptr<const sim::Setup>> fresh;
    std::vector<bool> isGone(setups.size(), false);
    for (const ComponentId id : reach.setups.sorted()) {
        const auto old = std::lower_bound(setups.begin(), setups.end(), id.value, [](const auto& setup, sim::Slot slot) { return setup->slot < slot; });
        const bool wasThere = old != setups.end() && (*old)->slot == id.value;
        const Plan::Part* part = m_plan.part(id);
        if (!part || !part->kind->create) {
            if (wasThere) isGone[static_cast<std::size_t>(old - setups.begin())] = true;
            continue;
        }
        auto setup = std::make_shared<const sim::Setup>(setupOf(id, *part));
        if (!wasThere)
            fresh.push_back(std::move(setup));
        else if (!setup->sameAs(**old))
            *old = std::move(setup);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < setups.size(); ++i)
        if (!isGone[i]) setups[kept++] = std::move(setups[i]);
    setups.resize(kept);
    if (fresh.empty()) return;
    const auto middle = setups.insert(setups.end(), fresh.begin(), fresh.end());
    std::inplace_merge(setups.begin(), middle, setups.end(), [](const auto& a, const auto& b) { return a->slot < b->slot; });
}

sim::Setup Compiler::setupOf(ComponentId id, const Plan::Part& part) {
    const Plan::Part& host = *m_plan.part(part.host);
    sim::Setup setup;
    setup.slot = id.value;
    setup.kind = part.kind->id;
    setup.create = part.kind->create;
    setup.settings = settingsOf(part);
    setup.host = part.host.value;
    setup.isHost = part.kind->shape == catalog::Shape::Host;
    const std::int64_t cores = design::effectiveValue(*host.kind, *host.component, "cores").toInt(compileDefaultCores);
    setup.cores = static_cast<std::uint32_t>(std::max<std::int64_t>(1, cores));
    setup.resources = compileResources(*setup.settings, setup.isHost);
    setup.resources.synCookies = design::effectiveValue(*host.kind, *host.component, "syn_cookies").toBool(true);
    setup.address = design::addressOf(m_plan.design(), m_catalog, id);
    setup.outside = compileIsOutside(part);
    setup.startUp = setup.settings->value("start_up").toInt();
    setup.backlog =
        static_cast<std::uint32_t>(std::max<std::int64_t>(1, setup.settings->value("backlog").toInt(compileDefaultBacklog)));
    setup.wires = part.wires;
    for (const ComponentId attached : m_plan.attachments(id)) addAttachment(attached, setup);
    if (part.host == id) return setup;
    for (const ComponentId other : m_plan.onHost(part.host)) {
        const Plan::Part& beside = *m_plan.part(other);
        if (other == id || other == part.host || beside.component->attachedTo.isValid()) continue;
        if (beside.kind->create)
            setup.neighbours.push_back(other.value);
        else
            addAttachment(other, setup);  // files deployed on the same host
    }
    return setup;
}

void Compiler::addAttachment(ComponentId id, sim::Setup& setup) {
    if (const Plan::Part* part = m_plan.part(id)) setup.attachments.push_back({id.value, part->kind->id, settingsOf(*part)});
}

}  // namespace faultline::runtime
