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
    /// What was removed meanwhile is for the caller to pass over.
    std::uint32_t take() {
        std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
        const std::uint32_t id = m_heap.back();
        m_heap.pop_back();
        m_waits[id] = 0;
        return id;
    }
    bool isEmpty() const { return m_heap.empty(); }

private:
    std::vector<char> m_waits;
    std::vector<std::uint32_t> m_heap;
};

}  // namespace faultline::canvas
