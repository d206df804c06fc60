#include "model/design/draft.h"
#include "model/design/edits.h"

#include <algorithm>

namespace faultline::design {

namespace {

const catalog::ComponentKind* queryKind(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    const Component* part = design.component(id);
    return part ? catalog.find(part->kind) : nullptr;
}

const catalog::SoftwarePreset* queryPreset(const catalog::ComponentKind& kind, const std::string& software) {
    for (const catalog::SoftwarePreset& preset : kind.software)
        if (software == preset.name) return &preset;
    return kind.software.empty() ? nullptr : &kind.software.front();
}

void queryCollectProcesses(const Design& design, const catalog::Catalog& catalog, ComponentId host,
                           std::vector<ComponentId>& found) {
    std::vector<ComponentId> level = design.childrenOf(host);
    // Insertion by "passes before" and then by id: the relation is no total order, so std::sort would be wrong.
    std::vector<ComponentId> sorted;
    for (const ComponentId id : level) {
        const catalog::ComponentKind* kind = queryKind(design, catalog, id);
        if (!kind) continue;
        const auto place = std::find_if(sorted.begin(), sorted.end(), [&](ComponentId other) {
            return passesBefore(*kind, *queryKind(design, catalog, other));
        });
        sorted.insert(place, id);
    }
    for (const ComponentId id : sorted) {
        if (found.size() > design.components().size()) return;  // a cycle of containers in a damaged file
        found.push_back(id);
        if (queryKind(design, catalog, id)->isContainer()) queryCollectProcesses(design, catalog, id, found);
    }
}

}  // namespace

Value effectiveValue(const catalog::ComponentKind& kind, const Component& component, std::string_view key) {
    if (component.properties.contains(key)) return component.properties.value(key);
    return unsetValue(kind, component.software, key);
}

Value unsetValue(const catalog::ComponentKind& kind, const std::string& software, std::string_view key) {
    if (const catalog::SoftwarePreset* preset = queryPreset(kind, software))
        for (const auto& [presetKey, value] : preset->values)
            if (key == presetKey) return value;
    const catalog::PropertySpec* spec = kind.property(key);
    return spec ? spec->defaultValue : Value();
}

Settings effectiveSettings(const catalog::ComponentKind& kind, const Component& component) {
    Settings all;
    for (const catalog::PropertySpec& spec : kind.properties) all.set(spec.key, effectiveValue(kind, component, spec.key));
    return all;
}

ComponentId hostOf(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    std::size_t left = design.components().size() + 1;
    for (const Component* part = design.component(id); part && left > 0; --left) {
        const catalog::ComponentKind* kind = catalog.find(part->kind);
        if (kind && kind->shape == catalog::Shape::Host) return part->id;
        part = design.component(part->attachedTo.isValid() ? part->attachedTo : part->container);
    }
    return {};
}

std::uint32_t addressOf(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    const ComponentId host = hostOf(design, catalog, id);
    const Component* part = design.component(host.isValid() ? host : id);
    const catalog::ComponentKind* kind = part ? catalog.find(part->kind) : nullptr;
    const auto own = kind ? static_cast<std::uint32_t>(effectiveValue(*kind, *part, "address").toInt()) : 0;
    if (own != 0 || !kind || !kind->needsAddress) return own;
    // A file written by hand may leave it out: one of 10.128.0.0/9, by its id.
    return 0x0A80'0000u | (part->id.value & 0x007F'FFFFu);
}

std::vector<ComponentId> processesIn(const Design& design, const catalog::Catalog& catalog, ComponentId host) {
    std::vector<ComponentId> found;
    queryCollectProcesses(design, catalog, host, found);
    return found;
}

ComponentId listenerIn(const Design& design, const catalog::Catalog& catalog, ComponentId host, std::string_view protocol) {
    const auto listens = [&](ComponentId id) {
        const catalog::ComponentKind* kind = queryKind(design, catalog, id);
        return kind && std::any_of(kind->ports.begin(), kind->ports.end(), [&](const catalog::PortSpec& port) {
                   return port.direction == catalog::PortDirection::In && port.role != catalog::PortRole::Attach &&
                          port.role != catalog::PortRole::Host && protocol == port.protocol;
               });
    };
    if (listens(host)) return host;
    const catalog::ComponentKind* kind = queryKind(design, catalog, host);
    if (!kind || kind->shape != catalog::Shape::Host) return {};
    for (const ComponentId id : processesIn(design, catalog, host))
        if (listens(id)) return id;
    return {};
}

bool endsTls(const Design& design, const catalog::Catalog& catalog, ComponentId id) {
    for (const ComponentId attached : design.attachmentsOf(id)) {
        const catalog::ComponentKind* kind = queryKind(design, catalog, attached);
        const catalog::ComponentKind* target = queryKind(design, catalog, id);
        if (!kind || !target) continue;
        const catalog::Fit fit = catalog::attachFit(*kind, *target);
        if (fit.in && std::string_view(fit.in->protocol) == "certificate") return true;
    }
    // A shared address ends nothing itself, but those that share it do.
    const catalog::ComponentKind* own = queryKind(design, catalog, id);
    if (!own || !own->port("member")) return false;
    return std::any_of(design.links().begin(), design.links().end(), [&](const auto& entry) {
        const Link& link = *entry.second;
        const catalog::ComponentKind* member = queryKind(design, catalog, link.to);
        return link.from == id && link.fromPort == "member" && member && !member->port("member") &&
               endsTls(design, catalog, link.to);
    });
}

}  // namespace faultline::design
