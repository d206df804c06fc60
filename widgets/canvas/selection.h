#pragma once
#include "model/core/ids.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace faultline::canvas {

/// Ids in their order, each once, one after another in memory: thousands are compared and copied for each move of a rubber band.
template <class Id> class IdSet {
public:
    using const_iterator = typename std::vector<Id>::const_iterator;

    IdSet() = default;
    IdSet(std::initializer_list<Id> ids) : IdSet(std::vector<Id>(ids)) {}
    /// In any order.
    explicit IdSet(std::vector<Id> ids) : m_ids(std::move(ids)) {
        if (!std::is_sorted(m_ids.begin(), m_ids.end())) std::sort(m_ids.begin(), m_ids.end());
        m_ids.erase(std::unique(m_ids.begin(), m_ids.end()), m_ids.end());
    }

    const_iterator begin() const { return m_ids.begin(); }
    const_iterator end() const { return m_ids.end(); }
    std::size_t size() const { return m_ids.size(); }
    bool empty() const { return m_ids.empty(); }
    bool contains(Id id) const { return std::binary_search(m_ids.begin(), m_ids.end(), id); }
    /// Cheap for the largest.
    void insert(Id id) {
        const auto at = m_ids.empty() || m_ids.back() < id ? m_ids.end() : std::lower_bound(m_ids.begin(), m_ids.end(), id);
        if (at == m_ids.end() || !(*at == id)) m_ids.insert(at, id);
    }
    /// Whether it was there.
    bool erase(Id id) { return std::erase(m_ids, id) != 0; }
    template <class Where> void eraseIf(Where where) { std::erase_if(m_ids, where); }
    const std::vector<Id>& list() const { return m_ids; }
    friend bool operator==(const IdSet&, const IdSet&) = default;

private:
    std::vector<Id> m_ids;
};

/// What is selected, and which of it the keyboard acts from. A value.
struct Selection {
    IdSet<ComponentId> components;
    IdSet<LinkId> links;
    ComponentId current;      ///< where the keyboard is; always selected, or none

    bool isEmpty() const { return components.empty() && links.empty(); }
    bool contains(ComponentId id) const { return components.contains(id); }
    bool contains(LinkId id) const { return links.contains(id); }
    const std::vector<ComponentId>& componentList() const { return components.list(); }
    const std::vector<LinkId>& linkList() const { return links.list(); }
    /// The one selected component, or none.
    ComponentId single() const { return components.size() == 1 && links.empty() ? *components.begin() : ComponentId{}; }
    friend bool operator==(const Selection&, const Selection&) = default;
};

inline Selection selectionOf(ComponentId id) { return {{id}, {}, id}; }
inline Selection selectionOf(LinkId id) { return {{}, {id}, {}}; }

}  // namespace faultline::canvas
