#pragma once
#include "model/catalog/property.h"

#include <memory>
#include <string>
#include <vector>

namespace faultline::sim {
class Behaviour;
}

namespace faultline::catalog {

/// Where the palette lists a kind.
enum class Group { Traffic, Network, Compute, Data, Security, Monitoring, Annotation };
Literal groupLabel(Group group);
inline constexpr Group allGroups[] = {Group::Traffic,  Group::Network,    Group::Compute,   Group::Data,
                                      Group::Security, Group::Monitoring, Group::Annotation};

/// What two components do with each other through a port.
/// Traffic, Resolve (DNS), Replicate and Observe are calls over links; Attach is being put onto something (a certificate onto a
/// load balancer, a firewall onto a host); Host is being put into something (a web server into a server, a server into a zone).
enum class PortRole { Traffic, Resolve, Replicate, Observe, Attach, Host };
enum class PortDirection { In, Out };

/// One end that a kind offers (In) or uses (Out). Two ports fit when role and protocol are equal and the directions differ.
struct PortSpec {
    const char* key = "";
    Literal label;
    PortRole role = PortRole::Traffic;
    PortDirection direction = PortDirection::In;
    const char* protocol =
        "";          ///< "https", "http", "dns", "mysql", "metrics"; Attach: "certificate", "guard"; Host: "process", "host"
    int number = 0;  ///< default port number (443, 80, 53, 3306 ...); 0: none
    int most = 0;    ///< how many may use it at once; 0: any number
};

/// One figure a kind publishes while it runs, addressed by its index in ComponentKind::metrics.
struct MetricSpec {
    const char* key = "";
    Literal label;
    const char* unit = "";
    enum class Aggregation { Sum, Mean, Maximum, Last } aggregation = Aggregation::Last;
    const char* chart = "";  ///< "rate", "latency", "replication", "utilisation", "queue" or empty
};

/// What an act does to one property for as long as it lasts; the design keeps its own value and has it back afterwards.
struct ActionEffect {
    const char* key = "";  ///< of the property
    Value value{};  ///< what the property becomes
    /// Before: the rows stand before those of the table; Add: to what it was; Scale: times what it was; Date: the date of the run plus
    /// this, seconds. A key "table.column" stands for that column in every row (with Before: of the rows put there).
    enum class How { Set, Before, Add, Scale, Date } how = How::Set;
};

/// One thing that can be done to a component while it runs; `verb` is the command word.
struct ActionSpec {
    const char* verb = "";  ///< "kill", "restore", "freeze", "thaw", "promote", "drain", "ready" ...
    Literal label;
    Literal help;
    bool isFault = false;  ///< breaks something (listed under "Break"), else an operator's act
    std::vector<ActionEffect> effects{};  ///< not empty: that is all it does, until it is ended
    const char* ends = "";                ///< verb of the act of this kind that it takes back
    /// Key of the property (or "table.column") that describes what may be written behind the component's name; it replaces the value of
    /// the effect on that property. Empty: nothing may be written there.
    const char* argument = "";
};

/// A well-known program as which a component can be labelled, with the properties that differ.
struct SoftwarePreset {
    const char* name = "";  ///< "HAProxy", "MySQL 8.0"
    std::vector<std::pair<const char*, Value>> values{};
};

/// How the canvas draws a kind.
enum class Shape {
    Card,    ///< 168x64 card
    Host,    ///< rounded container with a header; holds components
    Zone,    ///< tinted area; holds hosts
    Shield,  ///< firewall: a tab on what it guards or a pill on a link; a card when it stands free
    Seal,    ///< certificate: small, on what it is installed on; a card when it stands free
    Eye,     ///< agent: in the corner of its host; a card when it stands free
    Note,    ///< text on paper
    Frame,   ///< a titled box behind other things; it holds nothing
    Text,    ///< text without paper
    Arrow,   ///< a line from one corner of its rectangle to the opposite one
    Plain    ///< a geometric shape with words in it
};

using BehaviourFactory = std::unique_ptr<sim::Behaviour> (*)();

/// Everything the rest of the program knows about one type of component.
struct ComponentKind {
    const char* id = "";  ///< "load_balancer": as in files; icon resources/icons/kinds/<id>.svg
    Literal label{};      ///< "Load balancer"
    Literal help{};       ///< a paragraph: what it is, what it does here, what can go wrong
    Group group = Group::Compute;
    const char* namePrefix = "";             ///< new ones are called "<prefix>-1", "<prefix>-2" ...
    std::vector<const char*> aliases{};      ///< other words people search for
    std::vector<SoftwarePreset> software{};  ///< the first is the default
    std::vector<PropertySpec> properties{};
    std::vector<PortSpec> ports{};
    std::vector<MetricSpec> metrics{};
    std::vector<ActionSpec> actions{};
    Shape shape = Shape::Card;
    int width = 168;  ///< default size on the canvas, scene units
    int height = 64;
    BehaviourFactory create = nullptr;  ///< null: not simulated (zone, annotations)
    bool needsAddress = false;          ///< has an IPv4 address of its own when it stands outside a host

    const PropertySpec* property(std::string_view key) const;
    const PortSpec* port(std::string_view key) const;
    bool isContainer() const { return shape == Shape::Host || shape == Shape::Zone; }
    /// On the drawing alone: it is no part of what is simulated.
    bool isAnnotation() const { return group == Group::Annotation; }
};

/// The kinds that exist, in palette order. Immutable; shared by reference; outlives everything that uses it.
class Catalog {
public:
    explicit Catalog(std::vector<ComponentKind> kinds) : m_kinds(std::move(kinds)) {}
    const std::vector<ComponentKind>& kinds() const { return m_kinds; }
    /// Null when there is no such kind.
    const ComponentKind* find(std::string_view id) const;

private:
    std::vector<ComponentKind> m_kinds;
};

/// The properties every link has: latency (one way), jitter, loss, bandwidth, up.
const std::vector<PropertySpec>& linkProperties();

/// What a link from `from` to `to` would be.
struct Fit {
    const PortSpec* out = nullptr;
    const PortSpec* in = nullptr;
};
/// All links that are possible from one kind to another, the caller's preference first; empty: they cannot be linked.
std::vector<Fit> linkFits(const ComponentKind& from, const ComponentKind& to);
/// Whether `child` can be put onto (Attach) or into (Host) `target`; null ports when not.
Fit attachFit(const ComponentKind& child, const ComponentKind& target);
Fit hostFit(const ComponentKind& child, const ComponentKind& target);

}  // namespace faultline::catalog
