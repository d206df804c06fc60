#pragma once
#include "model/catalog/kind.h"
#include "model/design/edits.h"

/// Edits of links that are there: their ends, their bends, the line they are drawn with, and what takes the place between two. Like
/// all edits they leave the design they look at as it is; a sentence says why something is not possible.
namespace faultline::design {

/// Draws all these links so; ids that do not exist are passed over.
Change setLinkShape(const Design&, const std::vector<LinkId>&, LinkShape);
/// Draws the heads of all these links so.
Change setLinkHeads(const Design&, const std::vector<LinkId>&, LinkHeads);
/// What stands at these links, as one line; none: their ports. Longer ones than longestLinkLabel are not possible.
Result<Change> setLinkLabel(const Design&, const std::vector<LinkId>&, const QString& label);
/// Makes a link bend at these points (scene coordinates, from its caller to its callee); none: it finds its own way.
Change setWaypoints(const Design&, LinkId, std::vector<QPointF> points);
/// Lets all these links find their own way.
Change clearWaypoints(const Design&, const std::vector<LinkId>&);

/// Whether a link may get these ends; the port it would have. A port chosen by hand is kept where it fits both ends; else it is
/// chosen again, for the same purpose (traffic, replication ...) if that is possible.
Result<catalog::Fit> canReconnect(const Design&, const catalog::Catalog&, LinkId, ComponentId from, ComponentId to);
/// Gives a link other ends. Its id, properties and what stands in it stay, its bends go.
Result<Change> reconnect(const Design&, const catalog::Catalog&, LinkId, ComponentId from, ComponentId to);
/// Makes a link be called from its other end; bends and what stands in it are kept.
Result<Change> reverseLink(const Design&, const catalog::Catalog&, LinkId);

/// Who should be linked when components between them go.
struct Heal {
    LinkId link;         ///< of the caller to one that goes: it is kept and goes to the callee
    ComponentId from, to;
};
/// The links that close the gap when `ids` (with what is in and on them) are removed: each caller of one that goes, to each that is
/// called in the end, where the kinds allow it and no link is there.
std::vector<Heal> healingOf(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids);
/// removeParts(), and the links of healingOf(). A caller's link is kept with its properties and what stands in it.
Change removeAndHeal(const Design&, const catalog::Catalog&, const std::vector<ComponentId>&, const std::vector<LinkId>&);

/// Whether a component of this kind can stand between the two ends of a link: called by one, calling the other. What stands in a link
/// by itself (a firewall) is for canPlace().
bool standsBetween(const catalog::ComponentKind&);
/// Adds a component and splits `link` into two: to it, and on from it to where the link went.
Result<Change> addBetween(const Design&, const catalog::Catalog&, const std::string& kind, const Placement&, const std::string& software,
                          LinkId link);
/// Splits `link` by a component that is there.
Result<Change> putBetween(const Design&, const catalog::Catalog&, ComponentId, LinkId link);

}  // namespace faultline::design
