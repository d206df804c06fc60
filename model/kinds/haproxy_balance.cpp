#include "model/kinds/haproxy_balance.h"

#include <algorithm>

namespace faultline::kinds {

void WeightedRing::setWeights(const std::vector<std::uint32_t>& weights) {
    m_entries.resize(weights.size());
    m_total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        Entry& entry = m_entries[i];
        m_total += weights[i];
        if (weights[i] == entry.weight) continue;
        const bool wasOut = entry.tree == Tree::Out;
        entry.weight = weights[i];
        entry.rest = 0;
        if (weights[i] == 0)
            entry = Entry();
        else if (wasOut)
            entry.tree = Tree::Fresh;
    }
}

int WeightedRing::pick(bool& switched) {
    for (;;) {
        int current = -1, fresh = -1;
        bool hasNext = false;
        const auto isBefore = [](const Entry& a, const Entry& b) {
            if (a.position != b.position) return a.position < b.position;
            return static_cast<std::int64_t>(a.rest) - a.weight < static_cast<std::int64_t>(b.rest) - b.weight;
        };
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const Entry& entry = m_entries[i];
            if (m_aside[i]) continue;
            const int index = static_cast<int>(i);
            if (entry.tree == Tree::Current && (current < 0 || isBefore(entry, m_entries[static_cast<std::size_t>(current)])))
                current = index;
            if (entry.tree == Tree::Fresh && (fresh < 0 || entry.weight > m_entries[static_cast<std::size_t>(fresh)].weight))
                fresh = index;
            hasNext = hasNext || entry.tree == Tree::Next;
        }
        // A server whose turn has come; else one that has not had a place yet; else whoever is next.
        if (current >= 0 && m_entries[static_cast<std::size_t>(current)].position <= m_position) return current;
        if (fresh >= 0) {
            m_entries[static_cast<std::size_t>(fresh)].position = m_position;
            return fresh;
        }
        if (current >= 0 || !hasNext || switched) return current;
        switched = true;
        for (Entry& entry : m_entries)
            if (entry.tree == Tree::Next) entry.tree = Tree::Current;
        m_position = 0;
    }
}

void WeightedRing::advance(Entry& entry) {
    entry.position += m_total / entry.weight;
    entry.rest += static_cast<std::uint32_t>(m_total % entry.weight);
    if (entry.rest >= entry.weight) {
        entry.rest -= entry.weight;
        ++entry.position;
    }
    entry.tree = Tree::Current;
    if (entry.position >= m_total) {
        entry.position -= m_total;
        entry.tree = Tree::Next;
    }
    ++m_position;
}

int WeightedRing::next(int avoid, const std::vector<bool>& full) {
    m_aside.assign(m_entries.size(), false);
    bool switched = false;
    bool avoided = false;
    for (;;) {
        const int index = pick(switched);
        if (index < 0) return avoided ? avoid : -1;
        const auto i = static_cast<std::size_t>(index);
        advance(m_entries[i]);
        const bool isFull = i < full.size() && full[i];
        if (!isFull && index != avoid) return index;
        avoided = avoided || !isFull;
        m_aside[i] = true;
    }
}

void CheckHealth::configure(std::uint32_t rise, std::uint32_t fall) {
    const bool wasUp = isUp();
    m_rise = std::max(1u, rise);
    m_fall = std::max(1u, fall);
    m_value = wasUp ? std::clamp(m_value, m_rise, m_rise + m_fall - 1) : std::min(m_value, m_rise - 1);
}

bool CheckHealth::add(bool passed) {
    const bool wasUp = isUp();
    if (passed) {
        ++m_value;
        if (m_value >= m_rise) m_value = m_rise + m_fall - 1;
    } else if (m_value > m_rise) {
        --m_value;
    } else {
        m_value = 0;
    }
    return isUp() != wasUp;
}

}  // namespace faultline::kinds
