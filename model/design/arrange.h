#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

/// Edits that put several components in order. None of them touches what is simulated. Like all edits they leave the design they
/// look at as it is; an empty change: there is nothing to do.
namespace faultline::design {

/// An edge or a middle that components get in common.
enum class Alignment { Left, Centre, Right, Top, Middle, Bottom };
/// Whether things stand beside or below each other.
enum class Direction { Across, Down };
/// Where something goes among what it may overlap.
enum class Layer {
    Front, Back,       ///< above or below everything else with the same owner
    Forward, Backward  ///< one step: above or below the next one it overlaps
};

/// Those of `ids` that have a place of their own and are not moved along by another of them: what is put onto something or stands in
/// a link goes where that is. In the order of ids; locked ones are among them.
std::vector<ComponentId> placedByHand(const Design&, const std::vector<ComponentId>& ids);
/// Moves components to the edge or middle of the rectangle around all of them; locked ones count and stay.
Change align(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, Alignment);
/// Makes the gaps between components equal, from the first to the last one in that direction, which stay. At least three; with
/// a locked one between them nothing is done.
Change distribute(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, Direction);
/// Mirrors where components stand, left and right (Across) or top and bottom (Down); each stays upright. Arrows among them and
/// the waypoints of links between them are mirrored too. Locked ones stay.
Change mirror(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, Direction);
/// Turns where components stand by a quarter, clockwise; each stays upright.
Change quarterTurn(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids);
/// Moves the top left corner of each to the nearest point of a grid with this step.
Change snapToGrid(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, double step);
/// Gives containers and annotations the size of `model` (a host stays large enough for what it holds).
Change sameSize(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, ComponentId model);
/// Draws components above or below others with the same owner; among each other they stay as they are.
Change bringTo(const Design&, const std::vector<ComponentId>& ids, Layer);
Change setLocked(const Design&, const std::vector<ComponentId>& ids, bool locked);
/// Whether a component, or one in or on it, is locked: then it is not deleted by hand.
bool holdsLocked(const Design&, ComponentId);

}  // namespace faultline::design
