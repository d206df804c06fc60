#include "model/runtime/plan.h"

#include "model/design/edits.h"

#include <cstring>

namespace faultline::runtime {

using catalog::ComponentKind;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;
using design::Component;
using design::Link;

namespace {

template <class Map, class Ptr>
void planCompare(const Map& before, const Map& after, std::vector<Altered<Ptr>>& altered) {
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        if (b == after.end() || (a != before.end() && a->first < b->first)) {
            altered.push_back({a->second, nullptr});
            ++a;
        } else if (a == before.end() || b->first < a->first) {
            altered.push_back({nullptr, b->second});
            ++b;
        } else {
            if (a->second != b->second && !(*a->second == *b->second)) altered.push_back({a->second, b->second});
            ++a;
            ++b;
        }
    }
}

template <class Id> void planAdd(std::vector<Id>& ids, Id id) {
    const auto it = std::lower_bound(ids.begin(), ids.end(), id);
    if (it == ids.end() || *it != id) ids.insert(it, id);
}

template <class Key, class Id> void planRemove(std::map<Key, std::vector<Id>>& lists, Key key, Id id) {
    const auto list = lists.find(key);
    if (list == lists.end()) return;
    std::erase(list->second, id);
    if (list->second.empty()) lists.erase(list);
}

}  // namespace

DesignDifference Plan::differenceTo(const design::Design& design) const {
    DesignDifference difference;
    planCompare(m_design.components(), design.components(), difference.components);
    planCompare(m_design.links(), design.links(), difference.links);
    return difference;
}

void Plan::take(const DesignDifference& difference, const ComponentSet& displaced) {
    std::vector<ComponentId> ids = displaced.sorted();
    for (const ComponentId id : ids)
        if (const Part* part = this->part(id)) displace(*part);
    for (const auto& [before, after] : difference.components) {
        const ComponentId id = before ? before->id : after->id;
        if (m_knowsNames) takeName(before.get(), after.get());
        m_design.setComponent(id, after);
        if (!displaced.has(id) && after) {
            if (Part* part = this->part(id)) takeComponent(*part, after);
        }
    }
    for (const auto& [before, after] : difference.links) {
        const LinkId id = before ? before->id : after->id;
        if (before) planRemove(m_from, before->from, id), planRemove(m_to, before->to, id);
        if (after) planAdd(m_from[after->from], id), planAdd(m_to[after->to], id);
        m_design.setLink(id, after);
    }
    for (const ComponentId id : ids) {
        const auto it = m_design.components().find(id);
        if (it != m_design.components().end())
            place(it->second);
        else
            m_parts.erase(id);
    }
}

bool Plan::isGuard(const ComponentKind& kind) const {
    return std::any_of(kind.ports.begin(), kind.ports.end(), [](const PortSpec& port) {
        return port.role == PortRole::Attach && port.direction == PortDirection::Out && std::strcmp(port.protocol, "guard") == 0;
    });
}

void Plan::place(const design::ComponentPtr& component) {
    const ComponentKind* kind = m_catalog->find(component->kind);
    if (!kind) {
        m_parts.erase(component->id);
        return;
    }
    const ComponentId id = component->id;
    Part& part = m_parts[id];
    part.kind = kind;
    part.replicates = nullptr;
    for (const PortSpec& out : kind->ports)
        if (!part.replicates && out.role == PortRole::Replicate && out.direction == PortDirection::Out) part.replicates = &out;
    const PortSpec* member = kind->port("member");
    part.isShared = member && member->direction == PortDirection::Out && kind->create;
    takeComponent(part, component);
    const ComponentId host = design::hostOf(m_design, *m_catalog, id);
    part.host = host.isValid() ? host : id;
    part.within.clear();
    std::size_t left = m_design.components().size();
    for (const Component* at = component.get(); at && left > 0; --left) {
        part.within.push_back(at->id);
        at = m_design.component(at->attachedTo.isValid() ? at->attachedTo : at->container);
    }
    planAdd(m_onHost[part.host], id);
    if (component->attachedTo.isValid()) planAdd((isGuard(*kind) ? m_guards : m_attachments)[component->attachedTo], id);
    if (component->inLine.isValid()) planAdd(m_inLine[component->inLine], id);
    forgetProcesses(*component);
}

void Plan::takeComponent(Part& part, const design::ComponentPtr& component) {
    part.component = component;
    part.named.clear();
    for (const catalog::PropertySpec& spec : part.kind->properties)
        if (spec.type == catalog::PropertyType::Component)
            part.named.push_back({static_cast<std::uint32_t>(design::effectiveValue(*part.kind, *component, spec.key).toInt())});
}

void Plan::displace(const Part& part) {
    const Component& component = *part.component;
    planRemove(m_onHost, part.host, component.id);
    if (component.attachedTo.isValid()) planRemove(isGuard(*part.kind) ? m_guards : m_attachments, component.attachedTo, component.id);
    if (component.inLine.isValid()) planRemove(m_inLine, component.inLine, component.id);
    forgetProcesses(component);
}

void Plan::forgetProcesses(const Component& component) {
    std::size_t left = m_design.components().size();
    for (const Component* at = &component; at && left > 0 && !m_processes.empty(); --left) {
        m_processes.erase(at->id);
        at = m_design.component(at->container);
    }
}

const std::vector<ComponentId>& Plan::processes(ComponentId host) {
    const auto [it, isNew] = m_processes.try_emplace(host);
    if (isNew) it->second = design::processesIn(m_design, *m_catalog, host);
    return it->second;
}

const Link* Plan::linkOneWay(ComponentId from, ComponentId to) const {
    LinkId first;
    for (const ComponentId end : onHost(part(from)->host))
        for (const LinkId id : linksFrom(end)) {
            if (first.isValid() && first < id) break;
            const Link& link = *m_design.link(id);
            const Part* callee = part(link.to);
            const bool isIt = callee && ((link.from == from && link.to == to) || (part(end)->host == from && callee->host == to));
            if (isIt) first = id;
        }
    return first.isValid() ? m_design.link(first) : nullptr;
}

const Link* Plan::linkBetween(ComponentId a, ComponentId b, bool& reversed) const {
    const ComponentId hostA = part(a)->host, hostB = part(b)->host;
    if (hostA == hostB) return nullptr;
    for (const auto& [x, y] : {std::pair(a, b), std::pair(hostA, hostB)})
        for (const bool back : {false, true}) {
            const Link* link = back ? linkOneWay(y, x) : linkOneWay(x, y);
            if (!link) continue;
            reversed = back;
            return link;
        }
    return nullptr;
}

void Plan::takeName(const Component* before, const Component* after) {
    if (before) planRemove(m_names, before->name.toCaseFolded(), before->id);
    if (after) planAdd(m_names[after->name.toCaseFolded()], after->id);
}

const Component* Plan::named(const QString& name) {
    if (!m_knowsNames)
        for (const auto& [id, component] : m_design.components()) takeName(nullptr, component.get());
    m_knowsNames = true;
    const auto found = m_names.find(name.toCaseFolded());
    return found == m_names.end() ? nullptr : m_design.component(found->second.front());
}

}  // namespace faultline::runtime
