#pragma once
#include "model/catalog/kind.h"
#include "model/core/text.h"
#include "model/design/change.h"
#include "model/sim/behaviour.h"
#include "model/sim/recording.h"

#include <QString>

#include <map>
#include <string>

namespace faultline::runtime {

/// Puts what the simulation recorded by numbers into words: remembers the name and kind of everything that was ever part of a
/// run, also of what was removed. Thread of its owner.
class Wording {
public:
    struct Known {
        std::string name;
        const catalog::ComponentKind* kind = nullptr;
    };

    explicit Wording(const catalog::Catalog& catalog) : m_catalog(&catalog) {}
    /// Takes over the names of a design.
    void learn(const design::Design& design);
    /// And those of what a change alters.
    void learn(const design::Change& change);

    /// Null when there never was one.
    const Known* find(sim::Slot slot) const;
    /// "" when there never was one.
    std::string name(sim::Slot slot) const;
    const std::map<sim::Slot, Known>& all() const { return m_known; }

    Text event(const sim::RecordedEvent& event) const;
    /// The reason with its names; empty without one.
    Text cause(const sim::Cause& cause) const;

    /// "UP 2/3", "DOWN 0/2", "MAINT": as HAProxy's statistics page has it.
    static std::string serverState(const sim::Status::Server& server);

private:
    void learn(const design::Component& part);

    const catalog::Catalog* m_catalog;
    std::map<sim::Slot, Known> m_known;
};

/// A text in the language of the user.
QString translated(const Text& text);

}  // namespace faultline::runtime
