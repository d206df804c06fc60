#pragma once
#include "model/core/sim_time.h"

#include <bit>
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

/// The future events in their total order (time, order); truly cancels and re-keys. An event is a node with a body, or the one event
/// of a call, whose meaning is the call's state: that needs no body. Node numbers are reused; `serial` tells a node's uses apart.
///
/// What comes before the horizon is in an indexed 4-ary heap, which stays small; what comes later waits, unsorted, in the slots of
/// three wheels (of 8 us, 34 ms and 137 s a slot) and is handed on when the horizon reaches it; what is a week away is in the heap
/// as well. push, remove, rekey: O(1), or O(log n) in the heap; prepare: O(1) an event, each is handed on at most three times.
class EventQueue {
public:
    /// Names an event: the number of a call or of a node.
    struct Ref {
        std::uint32_t value = none;
        static Ref ofCall(std::uint32_t call) { return {call << 1}; }
        static Ref ofNode(std::uint32_t node) { return {node << 1 | 1}; }
        bool isNode() const { return value & 1; }
        std::uint32_t number() const { return value >> 1; }
    };

    EventQueue() { growHeap(); }

    bool isEmpty() const { return m_size == 0 && m_waiting == 0; }
    std::size_t size() const { return m_size + m_waiting; }
    /// Everything before this time is in the heap already: top() is right for it without prepare().
    SimTime horizon() const { return m_horizon; }
    /// Brings the first event to the top; needed before the questions about it.
    /// `soon` is told the number of each call whose event comes within the next microseconds.
    template <class Soon> void prepare(Soon soon) {
        while (topTime() >= m_horizon) {
            if (m_waiting == 0) {
                if (m_size != 0) m_horizon = topTime() >> baseBits << baseBits;   // nothing waits, so it may move freely
                return;
            }
            advance(soon);
        }
    }
    void prepare() {
        prepare([](std::uint32_t) {});
    }
    /// `never` when nothing is queued.
    SimTime topTime() const { return static_cast<SimTime>(m_keys[root].time); }
    std::uint64_t topOrder() const { return m_keys[root].order; }
    Ref top() const { return m_refs[root]; }
    std::uint32_t topNode() const { return m_refs[root].number(); }
    const EventBody& body(std::uint32_t node) const { return m_nodes[node].body; }
    std::uint32_t serial(std::uint32_t node) const { return m_nodes[node].serial; }
    bool isQueued(std::uint32_t node, std::uint32_t serial) const {
        return node < m_nodes.size() && m_nodes[node].serial == serial && m_records[1][node].where != nowhere;
    }
    std::uint32_t push(SimTime time, std::uint64_t order, const EventBody& body) {
        std::uint32_t node;
        if (m_free != none) {
            node = m_free;
            m_free = m_nodes[node].nextFree;
        } else {
            node = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes.emplace_back();
            m_records[1].emplace_back();
        }
        m_nodes[node].body = body;
        insert(Ref::ofNode(node), {static_cast<std::uint64_t>(time), order});
        return node;
    }
    /// The one event of a call; it has none yet.
    void pushCall(SimTime time, std::uint64_t order, std::uint32_t call) {
        if (call >= m_records[0].size()) [[unlikely]] growRecords(call);
        insert(Ref::ofCall(call), {static_cast<std::uint64_t>(time), order});
    }
    /// Removes the top; after prepare().
    void pop() {
        forget(m_refs[root]);
        removeAt(root);
    }
    void remove(std::uint32_t node) { remove(Ref::ofNode(node)); }
    void removeCall(std::uint32_t call) { remove(Ref::ofCall(call)); }
    void rekey(std::uint32_t node, SimTime time, std::uint64_t order) {
        takeOut(Ref::ofNode(node));
        insert(Ref::ofNode(node), {static_cast<std::uint64_t>(time), order});
    }

private:
    // --- the heap. Places begin at `root`, so that the children of p, at 4p - 8 ... 4p - 5, share one line of 64 bytes.
    static constexpr std::uint32_t root = 3;
    static std::size_t parentOf(std::size_t position) { return position / 4 + 2; }
    static std::size_t firstChildOf(std::size_t position) { return 4 * position - 8; }

    struct alignas(16) Key {
        std::uint64_t time = static_cast<std::uint64_t>(never);
        std::uint64_t order = ~0ull;
    };
    /// Where an event is: nowhere, at a place of the heap, or in a slot of a wheel.
    struct Record {
        Key key;
        Ref previous, next;
        std::uint32_t where = nowhere;
    };
    struct Node {
        EventBody body;
        std::uint32_t serial = 0;
        std::uint32_t nextFree = none;
    };
    static constexpr std::uint32_t nowhere = 0;
    static constexpr std::uint32_t inWheel = 0x80000000u;   ///< with the slot's number in all wheels below it

    // --- the wheels
    static constexpr int levels = 3, slotBits = 12, baseBits = 13;
    static constexpr std::uint64_t slotCount = 1u << slotBits;
    struct Wheel {
        std::uint64_t bits[slotCount / 64] = {};   ///< which slots hold something
        std::uint64_t words = 0;                   ///< which words of `bits` are not 0
        Ref heads[slotCount];
        bool isEmpty() const { return words == 0; }
        void mark(std::uint64_t slot) {
            bits[slot >> 6] |= 1ull << (slot & 63);
            words |= 1ull << (slot >> 6);
        }
        void clear(std::uint64_t slot) {
            heads[slot] = {};
            if ((bits[slot >> 6] &= ~(1ull << (slot & 63))) == 0) words &= ~(1ull << (slot >> 6));
        }
        /// The first slot that holds something, in the turn that begins at the absolute number `from`; the wheel is not empty.
        std::uint64_t firstFrom(std::uint64_t from) const {
            const std::uint64_t start = from & (slotCount - 1);
            const std::uint64_t word = start >> 6;
            if (const std::uint64_t here = bits[word] & (~0ull << (start & 63))) {
                return from - start + (word << 6) + static_cast<std::uint64_t>(std::countr_zero(here));
            }
            // Words behind this one first, then from the beginning; this one's lower half comes last.
            static_assert(slotCount == 64 * 64);
            const auto ahead = static_cast<std::uint64_t>(std::countr_zero(std::rotr(words, static_cast<int>(word) + 1))) + 1;
            const std::uint64_t found = (word + ahead) & 63;
            const std::uint64_t slot = (found << 6) + static_cast<std::uint64_t>(std::countr_zero(bits[found]));
            return from + ((slot - start) & (slotCount - 1));
        }
    };

    __extension__ typedef unsigned __int128 Wide;
    static Wide wide(const Key& key) { return static_cast<Wide>(key.time) << 64 | key.order; }
    static bool before(const Key& a, const Key& b) { return wide(a) < wide(b); }

    Record& record(Ref ref) { return m_records[ref.value & 1][ref.value >> 1]; }

    void insert(Ref ref, const Key& key) {
        assert(record(ref).where == nowhere);
        if (static_cast<SimTime>(key.time) < m_horizon)
            pushHeap(ref, key);
        else
            link(ref, key);
    }
    /// Puts an event that is not before the horizon into the wheel that reaches it.
    void link(Ref ref, const Key& key) {
        const std::uint64_t now = static_cast<std::uint64_t>(m_horizon) >> baseBits;
        std::uint64_t slot = key.time >> baseBits;
        int level = 0;
        std::uint64_t ahead = slot - now;
        while (ahead >= slotCount) [[unlikely]] {
            if (++level == levels) {
                pushHeap(ref, key);
                return;
            }
            slot >>= slotBits;
            ahead = slot - (now >> (slotBits * level));
        }
        if (level != 0) {
            const std::uint64_t begins = slot << (slotBits * level);
            if (begins < m_nextHandOn) m_nextHandOn = begins;
        }
        Wheel& wheel = m_wheels[level];
        slot &= slotCount - 1;
        Ref& head = wheel.heads[slot];
        Record& event = record(ref);
        event.key.time = key.time;
        event.key.order = key.order;
        event.previous = {};
        event.next = head;
        event.where = inWheel | static_cast<std::uint32_t>(level) << slotBits | static_cast<std::uint32_t>(slot);
        if (head.value != none)
            record(head).previous = ref;
        else
            wheel.mark(slot);
        head = ref;
        ++m_waiting;
    }
    void unlink(const Record& event) {
        --m_waiting;
        if (event.next.value != none) record(event.next).previous = event.previous;
        if (event.previous.value != none) {
            record(event.previous).next = event.next;
            return;
        }
        Wheel& wheel = m_wheels[(event.where & ~inWheel) >> slotBits];
        const std::uint64_t slot = event.where & (slotCount - 1);
        if (event.next.value == none)
            wheel.clear(slot);
        else
            wheel.heads[slot] = event.next;
    }
    /// Moves the horizon behind the next slot that holds something.
    template <class Soon> void advance(Soon soon) {
        std::uint64_t slot = m_wheels[0].isEmpty() ? ~0ull : m_wheels[0].firstFrom(static_cast<std::uint64_t>(m_horizon) >> baseBits);
        if (slot >= m_nextHandOn) [[unlikely]] {
            handOn();
            return;
        }
        m_horizon = static_cast<SimTime>((slot + 1) << baseBits);
        slot &= slotCount - 1;
        Ref ref = m_wheels[0].heads[slot];
        m_wheels[0].clear(slot);
        do {
            const Record& event = record(ref);
            const Ref next = event.next;
            --m_waiting;
            if (!ref.isNode()) soon(ref.number());
            pushHeap(ref, event.key);
            ref = next;
        } while (ref.value != none);
    }
    /// Spreads the slot of a slower wheel that begins at m_nextHandOn over the faster ones.
    void handOn() {
        const std::uint64_t begins = m_nextHandOn;
        if (static_cast<SimTime>(begins << baseBits) > m_horizon) m_horizon = static_cast<SimTime>(begins << baseBits);
        m_nextHandOn = ~0ull;
        for (int level = levels - 1; level > 0; --level) {
            Wheel& wheel = m_wheels[level];
            const int shift = slotBits * level;
            const std::uint64_t slot = (begins >> shift) & (slotCount - 1);
            Ref ref = (begins & ((1ull << shift) - 1)) == 0 ? wheel.heads[slot] : Ref{};
            if (ref.value == none) continue;
            wheel.clear(slot);
            do {
                const Record event = record(ref);
                --m_waiting;
                link(ref, event.key);
                ref = event.next;
            } while (ref.value != none);
        }
        for (int level = 1; level < levels; ++level) {
            if (m_wheels[level].isEmpty()) continue;
            const int shift = slotBits * level;
            const std::uint64_t next = m_wheels[level].firstFrom(static_cast<std::uint64_t>(m_horizon) >> baseBits >> shift) << shift;
            if (next < m_nextHandOn) m_nextHandOn = next;
        }
    }

    /// By an eighth, not to the double: of a million calls in flight the records are a sixth of the memory.
    void growRecords(std::uint32_t call) {
        const std::size_t size = std::size_t{call} + call / 8 + 64;
        m_records[0].reserve(size);
        m_records[0].resize(size);
    }
    void growHeap() {
        const std::size_t capacity = m_keys.empty() ? 64 : m_keys.size() * 2;
        m_keys.resize(capacity);
        m_refs.resize(capacity);
    }
    void put(std::size_t position, const Key& key, Ref ref) {
        m_keys[position].time = key.time;
        m_keys[position].order = key.order;
        m_refs[position] = ref;
        record(ref).where = static_cast<std::uint32_t>(position);
    }
    void pushHeap(Ref ref, const Key& key) {
        // Behind the last there are always four places that hold the latest key there is, so that brothers need not be counted.
        if (root + m_size + 5 > m_keys.size()) [[unlikely]] growHeap();
        siftUp(root + m_size++, key, ref);
    }
    /// Takes an event out of heap or wheel; its number stays taken.
    void takeOut(Ref ref) {
        Record& event = record(ref);
        assert(event.where != nowhere);
        if (event.where & inWheel)
            unlink(event);
        else
            removeAt(event.where);
        event.where = nowhere;
    }
    void remove(Ref ref) {
        takeOut(ref);
        forget(ref);
    }
    void forget(Ref ref) {
        record(ref).where = nowhere;
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
    std::vector<Record> m_records[2];              ///< of calls and of nodes, by number
    std::vector<Node> m_nodes;
    std::vector<Wheel> m_wheels = std::vector<Wheel>(levels);
    std::size_t m_size = 0;                        ///< in the heap
    std::size_t m_waiting = 0;                     ///< in the wheels
    SimTime m_horizon = 0;
    std::uint64_t m_nextHandOn = ~0ull;            ///< the slot of the first wheel at which a slot of a slower one must be spread
    std::uint32_t m_free = none;
};

}  // namespace faultline::sim
