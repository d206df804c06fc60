#include "model/design/design.h"

#include <algorithm>

namespace faultline::design {

namespace {

template <class Map>
bool designSameParts(const Map& a, const Map& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& left, const auto& right) {
        return left.first == right.first && (left.second == right.second || *left.second == *right.second);
    });
}

}  // namespace

const Component* Design::component(ComponentId id) const {
    const auto it = m_components.find(id);
    return it == m_components.end() ? nullptr : it->second.get();
}

const Link* Design::link(LinkId id) const {
    const auto it = m_links.find(id);
    return it == m_links.end() ? nullptr : it->second.get();
}

const Component* Design::componentByName(const QString& name) const {
    for (const auto& [id, part] : m_components)
        if (part->name.compare(name, Qt::CaseInsensitive) == 0) return part.get();
    return nullptr;
}

std::vector<ComponentId> Design::childrenOf(ComponentId container) const {
    std::vector<ComponentId> found;
    for (const auto& [id, part] : m_components)
        if (part->container == container) found.push_back(id);
    return found;
}

std::vector<ComponentId> Design::attachmentsOf(ComponentId target) const {
    std::vector<ComponentId> found;
    for (const auto& [id, part] : m_components)
        if (part->attachedTo == target) found.push_back(id);
    return found;
}

std::vector<ComponentId> Design::inLineOf(LinkId link) const {
    std::vector<ComponentId> found;
    for (const auto& [id, part] : m_components)
        if (part->inLine == link) found.push_back(id);
    return found;
}

std::vector<LinkId> Design::linksOf(ComponentId id) const {
    std::vector<LinkId> found;
    for (const auto& [linkId, part] : m_links)
        if (part->from == id || part->to == id) found.push_back(linkId);
    return found;
}

QRectF Design::sceneRect(ComponentId id) const {
    const Component* part = component(id);
    if (!part) return {};
    QRectF rect = part->rect;
    // A damaged file may hold a cycle of containers; the walk is bounded by the number of components.
    std::size_t left = m_components.size();
    for (const Component* outer = component(part->container); outer && left > 0; outer = component(outer->container), --left)
        rect.translate(outer->rect.topLeft());
    return rect;
}

void Design::reserveIds(std::uint32_t lastComponent, std::uint32_t lastLink) {
    m_lastComponent = std::max(m_lastComponent, lastComponent);
    m_lastLink = std::max(m_lastLink, lastLink);
}

void Design::setComponent(ComponentId id, ComponentPtr component) {
    if (component) {
        m_components.insert_or_assign(id, std::move(component));
        m_lastComponent = std::max(m_lastComponent, id.value);
    } else {
        m_components.erase(id);
    }
}

void Design::setLink(LinkId id, LinkPtr link) {
    if (link) {
        m_links.insert_or_assign(id, std::move(link));
        m_lastLink = std::max(m_lastLink, id.value);
    } else {
        m_links.erase(id);
    }
}

bool operator==(const Design& a, const Design& b) {
    return designSameParts(a.m_components, b.m_components) && designSameParts(a.m_links, b.m_links) &&
           a.m_settings == b.m_settings;
}

}  // namespace faultline::design
