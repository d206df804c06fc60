#pragma once
#include <cstdint>
#include <vector>

namespace faultline::kinds {

/// HAProxy's weighted round robin: weights 3:2:1 give abacab, 5:1:1 give aaabaac, again and again. Servers are known by their index.
/// A value. next(): O(servers).
class WeightedRing {
public:
    /// The weight of each server; 0: not in use. One that comes into use starts at the present position.
    void setWeights(const std::vector<std::uint32_t>& weights);
    /// The next server that is not `full`; `avoid` only when there is no other; -1 without one. `full` has a flag per server.
    int next(int avoid, const std::vector<bool>& full);
    void reset() { *this = WeightedRing(); }

private:
    enum class Tree : std::uint8_t { Out, Fresh, Current, Next };
    struct Entry {
        std::uint32_t weight = 0;
        std::uint32_t rest = 0;        ///< carried over from the division of the ring by the weight
        std::uint64_t position = 0;
        Tree tree = Tree::Out;
    };
    int pick(bool& switched);
    void advance(Entry& entry);

    std::vector<Entry> m_entries;
    std::vector<bool> m_aside;         ///< only while next() looks
    std::uint64_t m_total = 0;
    std::uint64_t m_position = 0;
};

/// The counter behind `fall` and `rise`: a server is up while it is at least `rise`; one success brings it back to the top.
class CheckHealth {
public:
    void configure(std::uint32_t rise, std::uint32_t fall);
    /// A server nothing is known of yet: used, but its first check decides.
    void startUnknown() { m_value = m_rise; }
    bool isUp() const { return m_value >= m_rise; }
    /// Takes the result of a check; true: the server went up or down by it.
    bool add(bool passed);
    std::uint32_t value() const { return m_value; }
    /// As well as can be: no check has failed since it came up.
    bool isFull() const { return m_value + 1 == m_rise + m_fall; }
    /// Down, and no check has passed since.
    bool isLow() const { return m_value == 0; }

private:
    std::uint32_t m_rise = 2, m_fall = 3, m_value = 2;
};

}  // namespace faultline::kinds
