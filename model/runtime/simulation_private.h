#pragma once
#include "model/runtime/compile.h"
#include "model/runtime/edit_text.h"
#include "model/runtime/faults.h"
#include "model/runtime/simulation.h"
#include "model/runtime/wording.h"
#include "model/sim/world.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

/// What a Simulation holds; shared by the files that implement it.
namespace faultline::runtime {

/// What a command has arranged for later: done at its time, before other events of that instant, without a line in the log, for the
/// command that arranged it does so again when the log is repeated. A value.
class Later {
public:
    enum class What : std::uint8_t { Do, Repair, Flap, Chaos };
    struct Entry {
        SimTime at = 0;
        What what = What::Do;
        Command command;
        LinkId link;
    };
    SimTime next() const { return m_entries.empty() ? never : m_entries.front().at; }
    void add(Entry entry) {
        const auto after = std::upper_bound(m_entries.begin(), m_entries.end(), entry.at,
                                            [](SimTime at, const Entry& other) { return at < other.at; });
        m_entries.insert(after, std::move(entry));
    }
    Entry take() {
        Entry first = std::move(m_entries.front());
        m_entries.erase(m_entries.begin());
        return first;
    }
    std::size_t count(What what) const {
        return static_cast<std::size_t>(
            std::count_if(m_entries.begin(), m_entries.end(), [what](const Entry& entry) { return entry.what == what; }));
    }
    template <class Which> void cancel(Which&& which) { std::erase_if(m_entries, which); }

private:
    std::vector<Entry> m_entries;  ///< by time, then in the order they were added
};

/// Random faults: on average one every `every`, never more than `most` at a time, each mended after `repair`.
struct Chaos {
    SimTime every = 0;  ///< 0: none
    int most = 1;
    SimTime repair = 0;
    sim::Random random;
};

/// Requests that somebody who should not could read.
struct Leak {
    std::string verb;  ///< of the fault
    ComponentId component;
    LinkId link;
    SimTime from = 0, to = never;
    std::uint64_t before = 0, after = 0;  ///< what was counted there until then
};

/// A problem of the simulation, with the component it is about.
inline tl::unexpected<Problem> refusedFor(Problem problem, const std::string& name) {
    if (problem.where.empty()) problem.where = name;
    return tl::unexpected<Problem>(std::move(problem));
}

struct Simulation::Private {
    /// Edits that no run cares for (moves, names) are joined in the log until something else is done.
    struct Unlogged {
        SimTime at = 0;
        design::Change change;
    };

    Private(const catalog::Catalog& catalogue, design::Design start, std::uint64_t number)
        : catalog(catalogue),
          startDesign(start),
          design(std::move(start)),
          seed(number),
          compiler(catalogue, number),
          wording(catalogue),
          world(compile(), recording) {
        wording.learn(design);
    }

    const sim::Blueprint& compile() {
        const sim::Blueprint& blueprint = compiler.compile(faults.isEmpty() ? design : faults.appliedTo(design, catalog));
        encrypted.clear();
        const auto add = [this](std::uint32_t link) {
            if (link >= encrypted.size()) encrypted.resize(link + 1);
            encrypted[link] = true;
        };
        for (const auto& setup : blueprint.setups)
            for (const sim::Wire& wire : setup->wires) {
                const sim::Route& route = blueprint.routes[wire.route];
                if (!route.exists || !route.secure || std::string_view(wire.port).ends_with('+')) continue;  // not as it is drawn
                add(route.linkId);
                for (const sim::RouteId way : route.ways) add(blueprint.routes[way].secondLink);
            }
        return blueprint;
    }
    bool isEncrypted(LinkId link) const { return link.isValid() && link.value < encrypted.size() && encrypted[link.value]; }
    void adoptDesign(bool tellsEdits) { world.adopt(compile(), recording, tellsEdits, &compiler.alteredRoutes()); }

    void flushLog() const {
        if (unlogged.change.isEmpty()) return;
        log.emplace_back(unlogged.at, "edit " + changeText(unlogged.change));
        unlogged = {};
    }

    /// Everything of the present instant that was begun is done first: a replay has no way to stop in the middle of it.
    void finishInstant() {
        if (isWhole) return;
        world.runBefore(world.now() + 1, recording);
        isWhole = true;
    }

    Result<void> carryOut(const Act& act);
    Result<void> actOfKind(sim::Slot slot, const std::string& verb);
    Result<void> tellBalancers(const Act& act);
    Result<void> carryOut(const LinkAct& act);
    Result<void> carryOut(const ChaosAct& act);
    Result<void> carryOut(const Command& command);

    // simulation_faults.cpp
    /// Nothing: it is no such act, and the World may know it.
    std::optional<Result<void>> carryOutFault(const Act& act);
    Result<void> carryOutLink(const LinkAct& act);
    void carryOutLater();
    Result<void> beginFault(const Act& act, const catalog::ActionSpec& spec);
    Result<void> endFault(ComponentId id, const catalog::ActionSpec& spec);
    Result<void> restartNow(ComponentId id);
    Result<void> maintain(const Act& act);
    Result<void> powerOfZone(ComponentId zone, bool on);
    void adoptFaults();
    void tell(const sim::EventType& type, std::uint32_t component, std::uint32_t other, std::string text = {});
    void flap(LinkId link);
    void stopFlapping(LinkId link);
    void breakSomething();
    Result<void> exploit(const Act& act);
    std::uint64_t passed(const Leak& leak) const;
    void openLeak(const std::string& verb, ComponentId component, LinkId link);
    void closeLeaks();
    std::vector<LeakReport> leakReports() const;
    design::Change ownSteps(const design::Change& change) const;
    void adopt(const design::Change& change);

    const catalog::Catalog& catalog;
    design::Design startDesign;
    design::Design design;
    std::uint64_t seed;
    Compiler compiler;
    Wording wording;
    std::vector<bool> encrypted;  ///< links, by number; 0 is none
    Faults faults;
    std::vector<Leak> leaks;
    Later later;
    Chaos chaos;
    std::map<LinkId, SimTime> flapping;                       ///< half a period of each
    std::map<ComponentId, std::vector<ComponentId>> darkZones;  ///< what each power failure took
    sim::Recording recording;
    sim::World world;
    mutable Log log;
    mutable Unlogged unlogged;
    bool isWhole = true;
};

}  // namespace faultline::runtime
