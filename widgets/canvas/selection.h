#pragma once
#include "model/core/ids.h"

#include <algorithm>
#include <set>
#include <vector>

namespace faultline::canvas {

/// What is selected, and which of it the keyboard acts from. A value.
struct Selection {
    std::set<ComponentId> components;
    std::set<LinkId> links;
    ComponentId current;      ///< where the keyboard is; always selected, or none

    bool isEmpty() const { return components.empty() && links.empty(); }
    bool contains(ComponentId id) const { return components.contains(id); }
    bool contains(LinkId id) const { return links.contains(id); }
    std::vector<ComponentId> componentList() const { return {components.begin(), components.end()}; }
    std::vector<LinkId> linkList() const { return {links.begin(), links.end()}; }
    /// The one selected component, or none.
    ComponentId single() const { return components.size() == 1 && links.empty() ? *components.begin() : ComponentId{}; }
    friend bool operator==(const Selection&, const Selection&) = default;
};

inline Selection selectionOf(ComponentId id) { return {{id}, {}, id}; }
inline Selection selectionOf(LinkId id) { return {{}, {id}, {}}; }

}  // namespace faultline::canvas
