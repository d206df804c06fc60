#include "model/design/link_sense.h"

#include <algorithm>
#include <cstring>

namespace faultline::design {

namespace {

using catalog::ComponentKind;
using catalog::PortRole;
using catalog::PropertySpec;
using catalog::PropertyType;

/// What a caller wants of a link by the port it names; Traffic when that port is in no kind (its process has left the host).
PortRole senseRole(const Draft& draft, const Link& link) {
    std::vector<ComponentId> parties = processesIn(draft.design(), draft.catalog(), link.from);
    parties.insert(parties.begin(), link.from);
    for (const ComponentId id : parties) {
        const ComponentKind* kind = draft.kindOf(id);
        const catalog::PortSpec* port = kind ? kind->port(link.fromPort) : nullptr;
        if (port && port->direction == catalog::PortDirection::Out) return port->role;
    }
    return PortRole::Traffic;
}

/// Whether a property may name a component of this kind.
bool senseNames(const PropertySpec& spec, const ComponentKind& kind) {
    return std::any_of(spec.kinds.begin(), spec.kinds.end(), [&](const char* id) { return std::strcmp(id, kind.id) == 0; });
}

struct Following {
    const PropertySpec* role = nullptr;
    Value value;
};

/// The property, and its value, that makes a follower of a component of this kind.
std::optional<Following> senseFollowing(const ComponentKind& kind, const std::string& port) {
    const PropertySpec* source = kind.property(port);
    if (!source || source->type != PropertyType::Component) return std::nullopt;
    const std::string_view condition = source->shownWhen;
    const std::size_t equals = condition.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const PropertySpec* role = kind.property(condition.substr(0, equals));
    if (!role) return std::nullopt;
    const Result<Value> value = catalog::parseValue(*role, condition.substr(equals + 1));
    if (!value) return std::nullopt;
    return Following{role, *value};
}

/// Whether a component follows another of its kind; false for kinds that do not.
bool senseFollows(const Draft& draft, ComponentId id) {
    const ComponentKind* kind = draft.kindOf(id);
    if (!kind) return false;
    for (const catalog::PortSpec& port : kind->ports) {
        if (port.role != PortRole::Replicate || port.direction != catalog::PortDirection::Out) continue;
        if (const auto following = senseFollowing(*kind, port.key))
            return effectiveValue(*kind, *draft.design().component(id), following->role->key) == following->value;
    }
    return false;
}

/// Of what calls several of one kind, the first of which follows: what it would have taken for the leading one is named.
void senseLeader(Draft& draft, ComponentId caller) {
    const ComponentKind* kind = draft.kindOf(caller);
    std::vector<ComponentId> called;
    for (const LinkId id : draft.design().linksOf(caller))
        if (const Link& link = *draft.design().link(id); link.from == caller && senseRole(draft, link) == PortRole::Traffic) called.push_back(link.to);
    if (!kind || called.size() < 2) return;
    for (const PropertySpec& spec : kind->properties) {
        if (spec.type != PropertyType::Component || *spec.shownWhen || effectiveValue(*kind, *draft.design().component(caller), spec.key).toInt() != 0) continue;
        std::vector<ComponentId> possible;
        for (const ComponentId id : called)
            if (const ComponentKind* callee = draft.kindOf(id); callee && senseNames(spec, *callee)) possible.push_back(id);
        if (possible.empty() || !senseFollows(draft, possible.front())) continue;
        const auto leader = std::find_if(possible.begin(), possible.end(), [&](ComponentId id) { return !senseFollows(draft, id); });
        if (leader != possible.end()) draft.alter(caller, [&](Component& part) { part.properties.set(spec.key, Value(std::int64_t{leader->value})); });
    }
}

void senseReplication(Draft& draft, const Link& link) {
    const ComponentKind* kind = draft.kindOf(link.from);
    if (!kind || kind != draft.kindOf(link.to)) return;
    const std::optional<Following> following = senseFollowing(*kind, link.fromPort);
    if (!following) return;
    const auto isBound = [&](ComponentId id) {
        const std::vector<LinkId> links = draft.design().linksOf(id);
        return std::any_of(links.begin(), links.end(), [&](LinkId other) {
            return other != link.id && senseRole(draft, *draft.design().link(other)) == PortRole::Replicate;
        });
    };
    const ComponentId younger = std::max(link.from, link.to), older = std::min(link.from, link.to);
    ComponentId one = younger;
    if (senseFollows(draft, younger)) {
        if (senseFollows(draft, older) || !isBound(younger)) return;
        one = older;
    } else if (senseFollows(draft, older) && !isBound(older)) {
        return;
    }
    draft.alter(one, [&](Component& part) { part.properties.set(following->role->key, following->value); });
    for (const LinkId id : draft.design().linksOf(one))
        if (const Link& other = *draft.design().link(id); other.to == one) senseLeader(draft, other.from);
}

/// Whether a row says nothing but the name it begins with.
bool senseLeadsNowhere(const PropertySpec& table, const TableRow& row) {
    if (row.size() != table.columns.size()) return false;
    for (std::size_t i = 1; i < row.size(); ++i)
        if (!(row[i] == table.columns[i].defaultValue)) return false;
    return true;
}

void senseRecords(Draft& draft, ComponentId server, ComponentId target) {
    const ComponentKind* kind = draft.kindOf(server);
    const ComponentKind* targetKind = draft.kindOf(target);
    if (!kind || !targetKind) return;
    for (const PropertySpec& spec : kind->properties) {
        if (spec.type != PropertyType::Table) continue;
        const auto column = std::find_if(spec.columns.begin(), spec.columns.end(), [&](const PropertySpec& c) {
            return c.type == PropertyType::Component && std::strcmp(c.unit, "address") == 0 &&
                   senseNames(c, *targetKind);
        });
        if (column == spec.columns.end()) continue;
        const auto place = static_cast<std::size_t>(column - spec.columns.begin());
        TableRows rows = effectiveValue(*kind, *draft.design().component(server), spec.key).toTable();
        bool any = false;
        for (TableRow& row : rows) {
            if (!senseLeadsNowhere(spec, row)) continue;
            row[place] = Value(std::int64_t{target.value});
            any = true;
        }
        if (any) draft.alter(server, [&](Component& part) { part.properties.set(spec.key, Value(rows)); });
    }
}

/// Those who ask a name server want to get to what they call.
void senseAsked(Draft& draft, const Link& link, PortRole role) {
    std::vector<ComponentId> servers, targets;
    for (const LinkId id : draft.design().linksOf(link.from)) {
        const Link& other = *draft.design().link(id);
        if (other.from != link.from) continue;
        const PortRole wants = senseRole(draft, other);
        if (wants == PortRole::Resolve) servers.push_back(other.to);
        if (wants == PortRole::Traffic) targets.push_back(other.to);
    }
    if (targets.empty() || (role != PortRole::Resolve && role != PortRole::Traffic)) return;
    for (const ComponentId server : servers) senseRecords(draft, server, targets.front());
}

}  // namespace

void makeSense(Draft& draft, LinkId id) {
    const Link* held = draft.design().link(id);
    if (!held) return;
    const Link link = *held;
    const PortRole role = senseRole(draft, link);
    if (role == PortRole::Replicate)
        senseReplication(draft, link);
    else
        senseAsked(draft, link, role);
    if (role == PortRole::Traffic) senseLeader(draft, link.from);
}

}  // namespace faultline::design
