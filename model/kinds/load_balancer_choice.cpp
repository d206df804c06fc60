#include "model/kinds/load_balancer.h"

#include <algorithm>

namespace faultline::kinds {

bool LoadBalancer::isUsable(const Server& server) const {
    const bool isUp = m_config.check == CheckType::None || server.health.isUp();
    return isUp && server.admin == Server::Admin::Ready && server.weight > 0;
}

void LoadBalancer::refreshRing() {
    m_weights.assign(m_servers.size(), 0);
    m_full.assign(m_servers.size(), false);
    m_usable = 0;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = m_servers[i].weight;
        ++m_usable;
    }
    for (std::size_t i = 0; m_usable == 0 && i < m_servers.size();
         ++i) {  // only the first backup, as without `option allbackups`
        if (!m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = m_servers[i].weight;
        m_usable = 1;
    }
    m_ring.setWeights(m_weights);
}

int LoadBalancer::choose(const Call& call, int avoid) {
    for (std::size_t i = 0; i < m_servers.size(); ++i) m_full[i] = isFull(m_servers[i]);
    switch (m_config.balance) {
        case Balance::RoundRobin:
            return m_ring.next(avoid, m_full);
        case Balance::LeastConn:
            return chooseLeast(avoid);
        case Balance::Source:
            return chooseSource(call);
        case Balance::Random:
            return chooseRandom(avoid);
        case Balance::First:
            for (std::size_t i = 0; i < m_servers.size(); ++i)
                if (m_weights[i] > 0 && !m_full[i] && (static_cast<int>(i) != avoid || m_usable == 1)) return static_cast<int>(i);
            return -1;
    }
    return -1;
}

bool LoadBalancer::isLessLoaded(const Server& a, const Server& b) {
    return std::uint64_t{a.active.size() + a.waiting.size()} * b.weight <
           std::uint64_t{b.active.size() + b.waiting.size()} * a.weight;
}

/// Fewest requests for its weight; among equals the one used longest ago.
int LoadBalancer::chooseLeast(int avoid) const {
    int best = -1;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_weights[i] == 0 || m_full[i] || (static_cast<int>(i) == avoid && m_usable > 1)) continue;
        if (best < 0) {
            best = static_cast<int>(i);
            continue;
        }
        const Server& a = m_servers[i];
        const Server& b = m_servers[static_cast<std::size_t>(best)];
        if (isLessLoaded(a, b) || (!isLessLoaded(b, a) && a.lastUse < b.lastUse)) best = static_cast<int>(i);
    }
    return best;
}

/// A fixed function of the client's address and of who is in use.
int LoadBalancer::chooseSource(const Call& call) const {
    std::uint64_t total = 0;
    for (const std::uint32_t weight : m_weights) total += weight;
    if (total == 0) return -1;
    std::uint64_t hash = (call.client + 1ull) * 0x9E3779B97F4A7C15ull;
    hash = (hash ^ (hash >> 32)) % total;
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        if (hash < m_weights[i]) return static_cast<int>(i);
        hash -= m_weights[i];
    }
    return -1;
}

/// Two draws, the less loaded of them.
int LoadBalancer::chooseRandom(int avoid) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < m_weights.size(); ++i)
        if (!m_full[i] && (static_cast<int>(i) != avoid || m_usable == 1)) total += m_weights[i];
    if (total == 0) return -1;
    int best = -1;
    for (int draw = 0; draw < 2; ++draw) {
        std::uint32_t place = m_random.below(total);
        for (std::size_t i = 0; i < m_weights.size(); ++i) {
            if (m_full[i] || (static_cast<int>(i) == avoid && m_usable > 1)) continue;
            if (place >= m_weights[i]) {
                place -= m_weights[i];
                continue;
            }
            const int drawn = static_cast<int>(i);
            if (best < 0 || isLessLoaded(m_servers[i], m_servers[static_cast<std::size_t>(best)])) best = drawn;
            break;
        }
    }
    return best;
}

}  // namespace faultline::kinds
