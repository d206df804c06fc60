#pragma once
#include "model/design/design.h"

#include <QString>

#include <variant>
#include <vector>

namespace faultline::design {

/// One component before and after; null before: added; null after: removed.
struct ComponentStep {
    ComponentPtr before, after;
};
/// One link before and after; null before: added; null after: removed.
struct LinkStep {
    LinkPtr before, after;
};
/// The settings of the document before and after.
struct SettingsStep {
    DocumentSettings before, after;
};
using Step = std::variant<ComponentStep, LinkStep, SettingsStep>;

/// An edit of a Design with its inverse: a list of replacements, done in order. It is what undo, the journal and a running
/// simulation share.
struct Change {
    QString label;  ///< for the undo menu: "Move web-1"
    std::vector<Step> steps;

    bool isEmpty() const { return steps.empty(); }
    Change inverse() const;
    /// Applies every step; a step whose `before` is not what the design holds is a bug of the caller (asserted).
    void apply(Design& design) const;
    /// Whether a running simulation cares: false for moves, sizes, names, notes, titles only.
    bool touchesModel() const;
    /// Whether it changes nothing but places, sizes and the ways of links.
    bool onlyMoves() const;
    /// Ids of the components (links) it adds, removes or alters.
    std::vector<ComponentId> componentIds() const;
    std::vector<LinkId> linkIds() const;
};

/// One change that does `first` and then `second`; steps on the same part are joined.
Change joined(Change first, const Change& second);
/// The change that turns `before` into `after`.
Change difference(const Design& before, const Design& after, QString label);

}  // namespace faultline::design
