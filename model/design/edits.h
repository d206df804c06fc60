#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

#include <optional>

/// Functions that build Changes: every edit the window, the command line or a script can make. They check first and say in a
/// sentence why something is not possible; they never alter the design they look at.
namespace faultline::design {

/// Where a new or moved component goes. At most one of container, attachTo, inLine is set.
struct Placement {
    QPointF scenePosition{};  ///< of its top left corner, scene coordinates
    ComponentId container{};
    ComponentId attachTo{};
    LinkId inLine{};
};

/// Whether a component of `kind` may be placed so; the sentence says why not ("A certificate cannot be put onto db-1 ...").
/// `self`: the component itself when it is there already (its own place is not taken by it).
Result<void> canPlace(const Design&, const catalog::Catalog&, const catalog::ComponentKind& kind, const Placement&,
                      ComponentId self = {});
/// The most sensible placement for dropping `kind` over `target` (or `overLink`) at a point: into a host, onto a load balancer,
/// in line on a link, else free in the scene (or beside, in the container of the target).
Placement placementFor(const Design&, const catalog::Catalog&, const catalog::ComponentKind& kind, QPointF scenePosition,
                       ComponentId target, LinkId overLink);

/// Adds a component: a free name "<prefix>-N", a free address when it needs one, default size; grows its host where it must.
Result<Change> addComponent(const Design&, const catalog::Catalog&, const std::string& kind, const Placement&,
                            const std::string& software = {});
/// Removes the components with what is in and on them, and every link that ends there.
Change removeParts(const Design&, const catalog::Catalog&, const std::vector<ComponentId>&, const std::vector<LinkId>&);
/// Whether `from` may call `to`; the fit that would be used first. Ends on hosts mean the process in it that listens.
Result<catalog::Fit> canConnect(const Design&, const catalog::Catalog&, ComponentId from, ComponentId to);
/// What a link from `from` to `to` may be, best first (https before the rest when the callee holds a certificate); an end on a
/// host stands for the processes in it: `caller` and `callee` name them.
struct LinkChoice {
    catalog::Fit fit;
    ComponentId caller;
    ComponentId callee;
};
std::vector<LinkChoice> linkChoices(const Design&, const catalog::Catalog&, ComponentId from, ComponentId to);
/// Adds the link, with the port chosen by what is linked: https when the callee (or what it is) holds a certificate and the
/// caller speaks it, else http, dns, mysql ...
Result<Change> connect(const Design&, const catalog::Catalog&, ComponentId from, ComponentId to);
/// Moves components by a distance; children and attachments move along.
Change moveBy(const Design&, const std::vector<ComponentId>&, QPointF distance);
/// Moves one component to another place in the tree (nest, attach, put in line, take out).
Result<Change> place(const Design&, const catalog::Catalog&, ComponentId, const Placement&);
/// A container stays large enough for what it holds, which stays where it is in the scene.
Change resize(const Design&, ComponentId, QRectF sceneRect);
/// The error says which other component has the name, or that it is empty or longer than 200 characters.
Result<Change> rename(const Design&, ComponentId, const QString& name);
/// Sets a property of components (all of one kind); a value equal to the default is stored only if `software` would differ.
Result<Change> setProperty(const Design&, const catalog::Catalog&, const std::vector<ComponentId>&, std::string_view key,
                           const Value&);
Result<Change> setSoftware(const Design&, const catalog::Catalog&, ComponentId, const std::string& software);
Result<Change> setLinkProperty(const Design&, const catalog::Catalog&, const std::vector<LinkId>&, std::string_view key,
                               const Value&);
/// Port number and protocol of a link: `fromPort`/`toPort` are PortSpec keys that fit.
Result<Change> setLinkPort(const Design&, const catalog::Catalog&, LinkId, const std::string& fromPort, const std::string& toPort,
                           int number);
Change setSettings(const Design&, const DocumentSettings&);
/// Gives an address to everything that needs one and has none: for designs written by hand or made by an importer.
Change giveAddresses(const Design&, const catalog::Catalog&);

/// A text form of parts for the clipboard (JSON) and back: names made unique, links among the pasted kept, moved so that the
/// top left corner of their bounds is at `scenePosition`. Each goes onto the layer of the name its own had, if there is one that is
/// shown and not locked; else onto `layer`.
QByteArray copyParts(const Design&, const std::vector<ComponentId>&);
Result<Change> pasteParts(const Design&, const catalog::Catalog&, const QByteArray&, std::optional<QPointF> scenePosition,
                          int layer = 0);

/// The value a property has: set by hand, by the software preset, or the kind's default.
Value effectiveValue(const catalog::ComponentKind& kind, const Component& component, std::string_view key);
/// The value a property has while it is not set by hand: the software preset's, or the kind's default.
Value unsetValue(const catalog::ComponentKind& kind, const std::string& software, std::string_view key);
/// All properties of a component with their effective values.
Settings effectiveSettings(const catalog::ComponentKind& kind, const Component& component);
/// The address people see: its own, or that of the host it is in. 0: none.
std::uint32_t addressOf(const Design&, const catalog::Catalog&, ComponentId);
/// The process in host `host` (or `host` itself when it is no host) that listens on protocol `protocol`; invalid: none.
ComponentId listenerIn(const Design&, const catalog::Catalog&, ComponentId host, std::string_view protocol);
/// The port number a link goes to: its own, else the usual one of the port it names (`usual`: that one in any case); 0: none.
int portNumber(const Design&, const catalog::Catalog&, LinkId, bool usual = false);
/// What people read on a link: "443 HTTPS", "53 DNS".
QString linkLabel(const Design&, const catalog::Catalog&, LinkId);
/// All that is in a host, also in what it holds, in the order in which traffic passes.
std::vector<ComponentId> processesIn(const Design&, const catalog::Catalog&, ComponentId host);
/// Whether a certificate is installed on it.
bool endsTls(const Design&, const catalog::Catalog&, ComponentId);
/// The host a component is in (itself when it is a host); invalid when it stands free.
ComponentId hostOf(const Design&, const catalog::Catalog&, ComponentId);

/// Everything structurally wrong with a design: dangling ids, cycles of containers, unknown kinds, values out of range, bad
/// ports.
/// `where` is the path in design.json, counted in the order of ids. A loaded file with such a problem is refused with the first
/// one. Stops when it has found `most` (a component or link may add a few more).
std::vector<Problem> check(const Design&, const catalog::Catalog&, std::size_t most = static_cast<std::size_t>(-1));

}  // namespace faultline::design
