#pragma once
#include "model/core/sim_time.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
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

/// Memory that begins at a cache line.
template <class T> struct LineAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};
    LineAllocator() = default;
    template <class U> LineAllocator(const LineAllocator<U>&) {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    friend bool operator==(const LineAllocator&, const LineAllocator&) { return true; }
};

/// The future events in their total order (time, order): an indexed 4-ary heap that truly cancels and re-keys.
/// push, pop, remove, rekey: O(log n); top: O(1). An event is a node with a body, or the one event of a call, whose meaning is the
/// call's state: that needs no body. Node numbers are reused; `serial` tells a node's uses apart. The keys lie apart from the rest,
/// 16 bytes each, brothers in one cache line, and the smallest of four is found without a branch.
class EventQueue {
public:
    /// Names an event in the heap: the number of a call or of a node.
    struct Ref {
        std::uint32_t value;
        static Ref ofCall(std::uint32_t call) { return {call << 1}; }
        static Ref ofNode(std::uint32_t node) { return {node << 1 | 1}; }
        bool isNode() const { return value & 1; }
        std::uint32_t number() const { return value >> 1; }
    };

    EventQueue() { grow(); }

    bool isEmpty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    /// `never` when nothing is queued.
    SimTime topTime() const { return static_cast<SimTime>(m_keys[root].time); }
    std::uint64_t topOrder() const { return m_keys[root].order; }
    Ref top() const { return m_refs[root]; }
    std::uint32_t topNode() const { return m_refs[root].number(); }
    const EventBody& body(std::uint32_t node) const { return m_nodes[node].body; }
    std::uint32_t serial(std::uint32_t node) const { return m_nodes[node].serial; }
    bool isQueued(std::uint32_t node, std::uint32_t serial) const {
        return node < m_nodes.size() && m_nodes[node].serial == serial && m_positions[Ref::ofNode(node).value] != 0;
    }
    SimTime timeOf(std::uint32_t node) const { return static_cast<SimTime>(m_keys[m_positions[Ref::ofNode(node).value]].time); }
    bool hasCall(std::uint32_t call) const {
        const Ref ref = Ref::ofCall(call);
        return ref.value < m_positions.size() && m_positions[ref.value] != 0;
    }

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
        insert(Ref::ofNode(node), {static_cast<std::uint64_t>(time), order});
        return node;
    }
    /// The one event of a call; it has none yet.
    void pushCall(SimTime time, std::uint64_t order, std::uint32_t call) {
        insert(Ref::ofCall(call), {static_cast<std::uint64_t>(time), order});
    }
    void pop() {
        forget(m_refs[root]);
        removeAt(root);
    }
    void remove(std::uint32_t node) { remove(Ref::ofNode(node)); }
    void removeCall(std::uint32_t call) { remove(Ref::ofCall(call)); }
    void rekey(std::uint32_t node, SimTime time, std::uint64_t order) {
        const Ref ref = Ref::ofNode(node);
        const std::size_t position = m_positions[ref.value];
        const Key key{static_cast<std::uint64_t>(time), order};
        if (before(key, m_keys[position]))
            siftUp(position, key, ref);
        else
            siftDown(position, key, ref);
    }

private:
    // Places begin at `root`, so that the children of p, at 4p - 8 ... 4p - 5, share one line of 64 bytes. Place 0 means: not queued.
    static constexpr std::size_t root = 3;
    static std::size_t parentOf(std::size_t position) { return position / 4 + 2; }
    static std::size_t firstChildOf(std::size_t position) { return 4 * position - 8; }

    struct alignas(16) Key {
        std::uint64_t time = static_cast<std::uint64_t>(never);
        std::uint64_t order = ~0ull;
    };
    struct Node {
        EventBody body;
        std::uint32_t serial = 0;
        std::uint32_t nextFree = none;
    };
    __extension__ typedef unsigned __int128 Wide;
    static Wide wide(const Key& key) { return static_cast<Wide>(key.time) << 64 | key.order; }
    static bool before(const Key& a, const Key& b) { return wide(a) < wide(b); }

    void grow() {
        const std::size_t capacity = m_keys.empty() ? 64 : m_keys.size() * 2;
        m_keys.resize(capacity);
        m_refs.resize(capacity);
    }
    void put(std::size_t position, const Key& key, Ref ref) {
        m_keys[position] = key;
        m_refs[position] = ref;
        m_positions[ref.value] = static_cast<std::uint32_t>(position);
    }
    void insert(Ref ref, const Key& key) {
        if (ref.value >= m_positions.size()) m_positions.resize(ref.value + 64 + m_positions.size() / 2);
        assert(m_positions[ref.value] == 0);
        // Behind the last there are always four places that hold the latest key there is, so that brothers need not be counted.
        if (root + m_size + 5 > m_keys.size()) grow();
        siftUp(root + m_size++, key, ref);
    }
    void remove(Ref ref) {
        const std::size_t position = m_positions[ref.value];
        assert(position != 0);
        forget(ref);
        removeAt(position);
    }
    void forget(Ref ref) {
        m_positions[ref.value] = 0;
        if (!ref.isNode()) return;
        Node& gone = m_nodes[ref.number()];
        ++gone.serial;
        gone.nextFree = m_free;
        m_free = ref.number();
    }
    void siftUp(std::size_t position, const Key key, Ref ref) {
        while (position > root) {
            const std::size_t parent = parentOf(position);
            if (!before(key, m_keys[parent])) break;
            put(position, m_keys[parent], m_refs[parent]);
            position = parent;
        }
        put(position, key, ref);
    }
    void siftDown(std::size_t position, const Key key, Ref ref) {
        const std::size_t end = root + m_size;
        for (;;) {
            const std::size_t first = firstChildOf(position);
            if (first >= end) break;
            const Key* child = &m_keys[first];
            const auto left = static_cast<std::size_t>(before(child[1], child[0]));
            const auto right = 2 + static_cast<std::size_t>(before(child[3], child[2]));
            const std::size_t best = left ^ ((left ^ right) & (0 - static_cast<std::size_t>(before(child[right], child[left]))));
            if (!before(child[best], key)) break;
            put(position, child[best], m_refs[first + best]);
            position = first + best;
        }
        put(position, key, ref);
    }
    void removeAt(std::size_t position) {
        const std::size_t end = root + --m_size;
        const Key last = m_keys[end];
        const Ref ref = m_refs[end];
        m_keys[end] = Key();
        if (position == end) return;
        if (position > root && before(last, m_keys[parentOf(position)]))
            siftUp(position, last, ref);
        else
            siftDown(position, last, ref);
    }

    std::vector<Key, LineAllocator<Key>> m_keys;   ///< by place
    std::vector<Ref> m_refs;                       ///< by place
    std::vector<std::uint32_t> m_positions;        ///< place by Ref
    std::vector<Node> m_nodes;
    std::size_t m_size = 0;
    std::uint32_t m_free = none;
};

}  // namespace faultline::sim
