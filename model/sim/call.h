#pragma once
#include "model/sim/event_queue.h"
#include "model/sim/outcome.h"

#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace faultline::sim {

/// Number of a component in a World: its ComponentId, never reused.
using Slot = std::uint32_t;
using RouteId = std::uint32_t;
using TimerListId = std::uint16_t;
inline constexpr TimerListId noTimerList = 0xFFFF;

/// What a call is about.
enum class CallClass : std::uint8_t { Static, Read, Write, Dns, HealthCheck, Replication, Observation, Task };

enum class CallState : std::uint8_t {
    Free,
    Connecting,   ///< its SYNs are not answered; the next try or the end of the connect timeout is scheduled
    InTransit,    ///< the request is on its way
    Stalled,      ///< request or answer is being retransmitted over a path that is blocked
    Backlog,      ///< accepted by the kernel of a process that is frozen
    AtCallee,
    Answering,    ///< the answer (or the refusal) is on its way
    Lost          ///< the callee is gone without a word; only the caller's timer ends it
};

/// Names a call; stale once its generation has passed.
struct CallHandle {
    std::uint32_t index = none;
    std::uint32_t generation = 0;
    bool isNull() const { return index == none; }
    friend bool operator==(CallHandle, CallHandle) = default;
};

/// One unit of work between two components: the only thing that travels. Pooled; what every event touches comes first.
/// Its one event, if it has one, is in the queue under its number and means what its state says.
struct alignas(32) Call {
    // hot
    std::uint32_t generation = 0;
    Slot caller = 0;
    Slot callee = 0;
    std::uint32_t index = 0;              ///< its own number in the pool
    CallHandle parent;                    ///< the caller's call this one serves; null for a root
    RouteId route = none;
    std::uint32_t jobPosition = none;     ///< its CPU job in the heap of the callee's host
    SimTime started = 0;                  ///< sent by the caller
    SimTime arrived = 0;                  ///< taken by the callee
    std::uint64_t request = 0;            ///< the client's request it belongs to; 0: none
    CallState state = CallState::Free;
    Outcome outcome = Outcome::Ok;
    CallClass kind = CallClass::Task;
    std::uint8_t flags = 0;
    std::uint16_t tag = 0;                ///< the caller's own
    std::uint16_t phase = 0;              ///< the callee's own
    // warm
    std::uint32_t calleeEpoch = 0;        ///< of the process the connection is to
    std::uint16_t attempts = 0;           ///< SYNs or retransmissions so far
    TimerListId timerList = noTimerList;
    std::uint32_t timerPrevious = none, timerNext = none;
    SimTime timerAt = 0;
    std::uint64_t timerOrder = 0;
    std::uint32_t queuePrevious = none, queueNext = none;   ///< in a CallQueue of the callee
    std::uint32_t client = 0;             ///< address of the client
    std::uint32_t key = 0;                ///< row or page asked for
    std::uint64_t version = 0;            ///< what the answer says: a transaction number, an address ...
    union {
        SimTime connectTimeout = 0;       ///< until it has arrived
        SimTime work;                     ///< CPU time of its job; what is left of it while the job is paused
    };
    Cause cause;
    std::uint32_t data[4] = {};           ///< the callee's own

    enum Flag : std::uint8_t {
        NewConnection = 1,   ///< a connection is made for it
        Tls = 2,             ///< encrypted
        Verify = 4,          ///< the caller verifies the certificate
        Orphan = 8,          ///< the caller has dropped it
        Paused = 16,         ///< its CPU job is taken out (`work` is left)
        Reply = 32,          ///< stalled on the way back
        Counted = 64,        ///< arrival and end are counted for the callee
        Scheduled = 128      ///< its event is in the queue
    };
    static constexpr std::uint16_t connectOnly = 0xFFFF;   ///< phase of one that ends when it is connected: its callee hears nothing
    bool has(Flag flag) const { return flags & flag; }
    void set(Flag flag, bool on = true) { flags = static_cast<std::uint8_t>(on ? flags | flag : flags & ~flag); }
};
static_assert(sizeof(Call) == 160, "with 28 bytes in the event queue a call in flight, its timer included, stays under 200 bytes");

inline constexpr Call blankCall{};

/// All calls of a World, in chunks, so that a reference stays valid while others are taken; take and give back in O(1).
/// Copying copies the chunks.
class CallPool {
public:
    CallPool() = default;
    CallPool(const CallPool& other) : m_size(other.m_size), m_free(other.m_free), m_used(other.m_used) {
        m_chunks.reserve(other.m_chunks.size());
        for (const auto& chunk : other.m_chunks) {
            m_chunks.push_back(std::make_unique<Chunk>(*chunk));
        }
    }
    CallPool(CallPool&&) = default;
    CallPool& operator=(const CallPool& other) {
        if (this != &other) *this = CallPool(other);
        return *this;
    }
    CallPool& operator=(CallPool&&) = default;
    ~CallPool() = default;

    Call& operator[](std::uint32_t index) { return (*m_chunks[index >> chunkBits])[index & chunkMask]; }
    const Call& operator[](std::uint32_t index) const { return (*m_chunks[index >> chunkBits])[index & chunkMask]; }
    /// One more than the highest index ever used.
    std::uint32_t size() const { return m_size; }
    std::uint32_t used() const { return m_used; }

    Call& take() {
        ++m_used;
        if (m_free != none) {
            const std::uint32_t index = m_free;
            Call& call = (*this)[index];
            m_free = call.queueNext;
            const std::uint32_t generation = call.generation;
            std::memcpy(static_cast<void*>(&call), &blankCall, sizeof call);
            call.generation = generation;
            call.index = index;
            return call;
        }
        if ((m_size >> chunkBits) == m_chunks.size()) m_chunks.push_back(std::make_unique<Chunk>());
        Call& call = (*this)[m_size];
        call.index = m_size++;
        return call;
    }
    void giveBack(Call& call) {
        assert(call.state != CallState::Free);
        call.state = CallState::Free;
        ++call.generation;
        call.queueNext = m_free;
        m_free = call.index;
        --m_used;
    }
    CallHandle handle(std::uint32_t index) const { return {index, (*this)[index].generation}; }
    /// Null when the call has ended.
    Call* find(CallHandle handle) {
        if (handle.index >= m_size) return nullptr;
        Call& call = (*this)[handle.index];
        return call.generation == handle.generation && call.state != CallState::Free ? &call : nullptr;
    }

private:
    static constexpr std::uint32_t chunkBits = 9, chunkMask = (1u << chunkBits) - 1;
    using Chunk = std::array<Call, 1u << chunkBits>;
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::uint32_t m_size = 0;
    std::uint32_t m_free = none;
    std::uint32_t m_used = 0;
};

/// First in, first out queue of calls that wait at one component, threaded through the calls themselves; a value.
/// All operations O(1). A call is in at most one.
class CallQueue {
public:
    bool isEmpty() const { return m_head == none; }
    std::uint32_t size() const { return m_size; }
    std::uint32_t front() const { return m_head; }

    void push(CallPool& calls, std::uint32_t index) {
        Call& call = calls[index];
        call.queuePrevious = m_tail;
        call.queueNext = none;
        if (m_tail != none)
            calls[m_tail].queueNext = index;
        else
            m_head = index;
        m_tail = index;
        ++m_size;
    }
    std::uint32_t pop(CallPool& calls) {
        const std::uint32_t index = m_head;
        remove(calls, index);
        return index;
    }
    void remove(CallPool& calls, std::uint32_t index) {
        Call& call = calls[index];
        (call.queuePrevious != none ? calls[call.queuePrevious].queueNext : m_head) = call.queueNext;
        (call.queueNext != none ? calls[call.queueNext].queuePrevious : m_tail) = call.queuePrevious;
        call.queuePrevious = call.queueNext = none;
        --m_size;
    }
    void clear() { *this = CallQueue(); }

private:
    std::uint32_t m_head = none, m_tail = none, m_size = 0;
};

}  // namespace faultline::sim
