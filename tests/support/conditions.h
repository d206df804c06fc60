#pragma once
#include "model/runtime/faults.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"

#include <string>
#include <vector>

namespace faultline::tests {

/// One fault and what takes it back.
struct FaultPair {
    std::string fault, undo;
};

/// Everything a fault may alter, of everything, as text.
inline std::string conditions(const runtime::Simulation& simulation) {
    std::string text;
    for (const auto& state : simulation.world().components()) {
        if (!state) continue;
        Fingerprint settings;
        const auto add = [&](const auto& self, const Value& value) -> void {
            settings.add(value.data.index());
            settings.add(static_cast<std::uint64_t>(value.toInt()) ^ static_cast<std::uint64_t>(value.toNumber() * 1e6));
            for (const char c : value.toText()) settings.add(static_cast<std::uint64_t>(c));
            for (const TableRow& row : value.toTable())
                for (const Value& cell : row) self(self, cell);
        };
        for (const auto& [key, value] : state->setup->settings->entries()) add(add, value);
        for (const sim::Attachment& attached : state->setup->attachments)
            for (const auto& [key, value] : attached.settings->entries()) add(add, value);
        text += std::to_string(state->setup->slot) + (state->killed ? "k" : "") + (state->frozen ? "f" : "") + settings.text() + "\n";
    }
    for (const runtime::Fault& fault : simulation.faults().all()) text += fault.verb + "\n";
    for (const auto& [id, link] : simulation.design().links()) {
        const sim::LinkState* state = simulation.world().link(id.value);
        text += std::to_string(id.value) + (state->up[0] ? "u" : "-") + (state->up[1] ? "u" : "-") + std::to_string(state->latency) + " " +
                std::to_string(state->jitter) + " " + std::to_string(state->loss) + " " + std::to_string(state->bandwidth) + " " + std::to_string(state->wayBack.latency) + " " + std::to_string(state->wayBack.loss) + "\n";
    }
    return text;
}

/// Every fault that every part of a design can have, each with what takes it back.
inline std::vector<FaultPair> allFaults(const catalog::Catalog& catalog, const design::Design& design) {
    std::vector<FaultPair> pairs;
    for (const auto& [id, part] : design.components()) {
        const catalog::ComponentKind& kind = *catalog.find(part->kind);
        const std::string name = part->name.toStdString();
        for (const catalog::ActionSpec& action : kind.actions) {
            if (*action.ends) pairs.push_back({action.ends + (" " + name) + (action.ends == std::string("partition") ? name == "zone-1" ? " zone-2" : " zone-1" : ""),
                                               action.verb + (" " + name)});
            if (action.verb == std::string("kill") || action.verb == std::string("freeze"))
                pairs.push_back({action.verb + (" " + name), (action.verb == std::string("kill") ? "restore " : "thaw ") + name});
        }
    }
    for (const auto& [id, link] : design.links()) {
        const std::string name = "link#" + std::to_string(id.value);
        for (const char* verb : {"cut", "latency", "jitter", "loss", "bandwidth", "flap"})
            pairs.push_back({verb + (" " + name), "mend " + name});
        pairs.push_back({"cut " + name + " forward", "mend " + name});
    }
    return pairs;
}

}  // namespace faultline::tests
