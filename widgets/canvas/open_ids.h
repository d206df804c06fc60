#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace faultline::canvas {

/// Numbers that wait for their turn, each once, the smallest first. Numbers are small: they are indices.
class OpenIds {
public:
    void insert(std::uint32_t id) {
        if (id >= m_waits.size()) m_waits.resize(std::size_t(id) + id / 2 + 16, 0);
        if (m_waits[id]) return;
        m_waits[id] = 1;
        m_heap.push_back(id);
        std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    }
    /// The part whose turn it is; what is no longer among `parts`, which are sorted by such numbers, is passed over. Their end: none waits.
    template <class Parts> auto takeFrom(Parts& parts) {
        auto part = parts.end();
        while (part == parts.end() && !m_heap.empty()) {
            std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
            const std::uint32_t id = m_heap.back();
            m_heap.pop_back();
            m_waits[id] = 0;
            part = parts.find(typename Parts::key_type{id});
        }
        return part;
    }

private:
    std::vector<char> m_waits;
    std::vector<std::uint32_t> m_heap;
};

}  // namespace faultline::canvas
