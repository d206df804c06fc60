#pragma once
#include "model/core/sim_time.h"

#include <cassert>
#include <cstdint>
#include <vector>

namespace faultline::sim {

inline constexpr std::uint32_t none = 0xFFFFFFFFu;

/// What happens at an event; the kernel dispatches on `type`.
struct EventBody {
    std::uint8_t type = 0;
    std::uint8_t pad = 0;
    std::uint16_t tag = 0;
    std::uint32_t target = 0;        ///< component, call, host or timer list, by type
    std::uint32_t generation = 0;    ///< epoch of the component or generation of the call when it was scheduled
    std::uint64_t payload = 0;
};

/// The future events in their total order (time, order): an indexed 4-ary heap that truly cancels and re-keys.
/// push, pop, remove, rekey: O(log n); top: O(1). Node numbers are reused; `serial` tells a node's uses apart.
class EventQueue {
public:
    bool isEmpty() const { return m_heap.empty(); }
    std::size_t size() const { return m_heap.size(); }
    SimTime topTime() const { return m_heap.front().time; }
    std::uint64_t topOrder() const { return m_heap.front().order; }
    std::uint32_t topNode() const { return m_heap.front().node; }
    const EventBody& body(std::uint32_t node) const { return m_nodes[node].body; }
    std::uint32_t serial(std::uint32_t node) const { return m_nodes[node].serial; }
    bool isQueued(std::uint32_t node, std::uint32_t serial) const {
        return node < m_nodes.size() && m_nodes[node].serial == serial && m_nodes[node].position != none;
    }
    SimTime timeOf(std::uint32_t node) const { return m_heap[m_nodes[node].position].time; }

    std::uint32_t push(SimTime time, std::uint64_t order, const EventBody& body) {
        std::uint32_t node;
        if (m_free != none) {
            node = m_free;
            m_free = m_nodes[node].nextFree;
        } else {
            node = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes.emplace_back();
        }
        m_nodes[node].body = body;
        m_heap.push_back({time, order, node});
        siftUp(m_heap.size() - 1, {time, order, node});
        return node;
    }
    void pop() { removeAt(0); }
    void remove(std::uint32_t node) {
        assert(m_nodes[node].position != none);
        removeAt(m_nodes[node].position);
    }
    void rekey(std::uint32_t node, SimTime time, std::uint64_t order) {
        const std::size_t position = m_nodes[node].position;
        const Entry entry{time, order, node};
        if (before(entry, m_heap[position]))
            siftUp(position, entry);
        else
            siftDown(position, entry);
    }

private:
    struct Entry {
        SimTime time;
        std::uint64_t order;
        std::uint32_t node;
    };
    struct Node {
        EventBody body;
        std::uint32_t position = none;
        std::uint32_t serial = 0;
        std::uint32_t nextFree = none;
    };
    static bool before(const Entry& a, const Entry& b) { return a.time != b.time ? a.time < b.time : a.order < b.order; }

    void put(std::size_t position, const Entry& entry) {
        m_heap[position] = entry;
        m_nodes[entry.node].position = static_cast<std::uint32_t>(position);
    }
    void siftUp(std::size_t position, const Entry& entry) {
        while (position > 0) {
            const std::size_t parent = (position - 1) / 4;
            if (!before(entry, m_heap[parent])) break;
            put(position, m_heap[parent]);
            position = parent;
        }
        put(position, entry);
    }
    void siftDown(std::size_t position, const Entry& entry) {
        const std::size_t size = m_heap.size();
        for (;;) {
            const std::size_t first = 4 * position + 1;
            if (first >= size) break;
            std::size_t best = first;
            const std::size_t end = first + 4 < size ? first + 4 : size;
            for (std::size_t child = first + 1; child < end; ++child)
                if (before(m_heap[child], m_heap[best])) best = child;
            if (!before(m_heap[best], entry)) break;
            put(position, m_heap[best]);
            position = best;
        }
        put(position, entry);
    }
    void removeAt(std::size_t position) {
        Node& gone = m_nodes[m_heap[position].node];
        gone.position = none;
        ++gone.serial;
        gone.nextFree = m_free;
        m_free = m_heap[position].node;
        const Entry last = m_heap.back();
        m_heap.pop_back();
        if (position == m_heap.size()) return;
        if (position > 0 && before(last, m_heap[(position - 1) / 4]))
            siftUp(position, last);
        else
            siftDown(position, last);
    }

    std::vector<Entry> m_heap;
    std::vector<Node> m_nodes;
    std::uint32_t m_free = none;
};

}  // namespace faultline::sim
