#include "tests/validation/random_run.h"

#include "model/core/units.h"
#include "model/design/edits.h"
#include "model/storage/design_json.h"

#include <algorithm>

namespace faultline::tests {

using namespace design;

namespace {

/// A design that grows edit by edit; what is impossible is left out.
struct Builder {
    const catalog::Catalog& catalog;
    Dice& dice;
    Design design{};

    void take(const Result<Change>& change) {
        if (change) change->apply(design);
    }
    ComponentId add(const char* kind, const Placement& where = {}) {
        const Result<Change> change = addComponent(design, catalog, kind, where);
        if (!change) return {};
        std::vector<ComponentId> before;
        for (const auto& [id, part] : design.components()) before.push_back(id);
        change->apply(design);
        for (const auto& [id, part] : design.components())
            if (std::find(before.begin(), before.end(), id) == before.end() && part->kind == kind) return id;
        return {};
    }
    Placement somewhere(const std::vector<ComponentId>& hosts) {
        Placement place;
        if (!hosts.empty() && dice.roll(4) > 0) place.container = hosts[dice.roll(hosts.size())];
        return place;
    }
    void link(ComponentId from, ComponentId to) {
        if (from.isValid() && to.isValid()) take(connect(design, catalog, from, to));
    }
    void set(ComponentId id, const char* key, const Value& value) {
        if (id.isValid()) take(setProperty(design, catalog, {id}, key, value));
    }
};

Design randomDesign(const catalog::Catalog& catalog, Dice& dice) {
    Builder b{catalog, dice};
    std::vector<ComponentId> hosts, apps, webs, databases;
    const ComponentId users = b.add("users");
    b.set(users, "rate", 20.0 + static_cast<double>(dice.roll(10)) * 20);
    b.set(users, "statics", static_cast<double>(dice.roll(4)) / 10);
    b.set(users, "timeout", Value(static_cast<std::int64_t>(dice.roll(4) + 1) * second));
    for (std::size_t i = dice.roll(4); i > 0; --i) {
        hosts.push_back(b.add("server"));
        b.set(hosts.back(), "cores", Value(static_cast<std::int64_t>(dice.roll(3) + 1)));
    }
    const ComponentId balancer = dice.roll(4) ? b.add("load_balancer", b.somewhere(hosts)) : ComponentId{};
    if (balancer.isValid() && dice.roll(2)) b.add("certificate", {.scenePosition = {}, .container = {}, .attachTo = balancer, .inLine = {}});
    for (std::size_t i = dice.roll(3) + 1; i > 0; --i) webs.push_back(b.add("web_server", b.somewhere(hosts)));
    for (std::size_t i = dice.roll(3); i > 0; --i) {
        apps.push_back(b.add("app_server", b.somewhere(hosts)));
        b.add("app_files", {.scenePosition = {}, .container = {}, .attachTo = apps.back(), .inLine = {}});
        b.set(apps.back(), "workers", Value(static_cast<std::int64_t>(dice.roll(6) + 1)));
    }
    for (std::size_t i = dice.roll(4); i > 0; --i) databases.push_back(b.add("database", b.somewhere(hosts)));
    b.link(users, balancer.isValid() ? balancer : webs.front());
    for (const ComponentId web : webs) {
        b.link(balancer, web);
        if (!apps.empty()) b.link(web, apps[dice.roll(apps.size())]);
    }
    for (const ComponentId app : apps)
        for (const ComponentId database : databases)
            if (dice.roll(3) > 0) b.link(app, database);
    for (std::size_t i = 1; i < databases.size(); ++i) {
        b.set(databases[i], "role", "replica");
        b.link(databases[i], databases[0]);
    }
    for (std::size_t i = dice.roll(12); i > 0; --i) randomEdit(b.design, catalog, dice).apply(b.design);
    return b.design;
}

bool isTouched(const Change& change) { return !change.isEmpty() && change.touchesModel(); }

runtime::Command randomCommand(const runtime::Simulation& simulation, Dice& dice, bool isEdited) {
    const Design& design = simulation.design();
    const auto anyLink = [&] { return std::next(design.links().begin(), static_cast<std::ptrdiff_t>(dice.roll(design.links().size())))->first; };
    if (isEdited && dice.roll(3) == 0) return {0, runtime::Edit{randomEdit(design, simulation.catalog(), dice)}};
    if (!design.links().empty() && dice.roll(5) == 0) return {0, runtime::LinkAct{dice.roll(2) ? "cut" : "mend", anyLink()}};
    if (design.components().empty()) return {0, runtime::Edit{}};
    const auto part = std::next(design.components().begin(), static_cast<std::ptrdiff_t>(dice.roll(design.components().size())));
    const catalog::ComponentKind* kind = simulation.catalog().find(part->second->kind);
    if (!kind || kind->actions.empty()) return {0, runtime::Edit{}};
    return {0, runtime::Act{kind->actions[dice.roll(kind->actions.size())].verb, part->first}};
}

/// The same without some of its commands, or of its parts; nothing when there is nothing left out.
std::vector<RandomRun> smaller(const catalog::Catalog& catalog, const RandomRun& run) {
    std::vector<RandomRun> all;
    for (std::size_t length = run.commands.size(); length > 0; length /= 2)
        for (std::size_t from = 0; from < run.commands.size(); from += length) {
            RandomRun less = run;
            const auto begin = less.commands.begin() + static_cast<std::ptrdiff_t>(from);
            less.commands.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(length, run.commands.size() - from)));
            all.push_back(std::move(less));
        }
    const Result<Design> design = storage::readDesign(run.design, catalog);
    if (!design) return all;
    const auto without = [&](const std::vector<ComponentId>& parts, const std::vector<LinkId>& links) {
        Design less = *design;
        removeParts(less, catalog, parts, links).apply(less);
        RandomRun made = run;
        made.design = storage::writeDesign(less, catalog);
        all.push_back(std::move(made));
    };
    for (const auto& [id, part] : design->components()) without({id}, {});
    for (const auto& [id, link] : design->links()) without({}, {id});
    if (run.duration > second) {
        RandomRun shorter = run;
        shorter.duration = run.duration / 2;
        all.push_back(std::move(shorter));
    }
    return all;
}

}  // namespace

std::string RandomRun::text() const {
    std::string text = "seed " + std::to_string(seed) + ", for " + formatDuration(duration) + "\n";
    for (const runtime::CommandText& command : commands) text += "  --at \"" + formatDuration(command.at) + " " + command.text + "\"\n";
    return text + design.toStdString();
}

RandomRun randomRun(const catalog::Catalog& catalog, std::uint64_t seed, bool isEdited) {
    Dice dice(seed);
    RandomRun run;
    run.seed = seed;
    run.design = storage::writeDesign(randomDesign(catalog, dice), catalog);
    run.duration = 3 * second;
    const Result<Design> design = storage::readDesign(run.design, catalog);
    if (!design) qFatal("seed %llu: %s", static_cast<unsigned long long>(seed), design.error().plain().c_str());
    runtime::Simulation simulation(catalog, *design, seed);
    for (std::size_t i = dice.roll(12); i > 0 && simulation.now() < 2 * second; --i) {
        // Two commands at one instant are worth trying, too.
        const SimTime next = simulation.now() + static_cast<SimTime>(dice.roll(4) ? dice.roll(300) : 0) * millisecond;
        if (!simulation.runBefore(next, 300'000)) break;
        const runtime::Command command = randomCommand(simulation, dice, isEdited);
        const auto* edit = std::get_if<runtime::Edit>(&command.what);
        if (edit && !isTouched(edit->change)) continue;
        (void)simulation.perform(command);  // may be impossible: then it is not in the log
    }
    for (const auto& [at, text] : simulation.log()) run.commands.push_back({at, text});
    return run;
}

RandomRun shrunk(const catalog::Catalog& catalog, RandomRun run, const std::function<bool(const RandomRun&)>& isWrong) {
    int left = 400;
    for (bool isSmaller = true; isSmaller && left > 0;) {
        isSmaller = false;
        for (RandomRun& less : smaller(catalog, run)) {
            if (--left < 0) break;
            if (!isWrong(less)) continue;
            run = std::move(less);
            isSmaller = true;
            break;
        }
    }
    return run;
}

}  // namespace faultline::tests
