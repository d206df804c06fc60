#include "model/kinds/load_balancer.h"

#include <algorithm>
#include <numeric>

namespace faultline::kinds {

bool LoadBalancer::isUsable(const Server& server) const {
    const bool isUp = m_config.check == CheckType::None || server.health.isUp();
    return isUp && server.admin == Server::Admin::Ready && server.weight > 0;
}

/// In sixteenths while servers may start slowly: one that has been up for e of T whole seconds counts (16 e + T) / T of them (HAProxy's
/// server_recalc_eweight, measured: 0.06, 0.11, 0.19, 0.24, 0.30 ... of all for the second of two equal servers).
std::uint32_t LoadBalancer::presentWeight(const Server& server, SimTime now) const {
    if (m_config.slowStart <= 0 || !isDynamic()) return server.weight;
    constexpr std::uint32_t scale = 16;
    const SimTime whole = std::max<SimTime>(1, m_config.slowStart / second), elapsed = (now - server.upSince) / second;
    if (server.upSince < 0 || elapsed >= whole) return server.weight * scale;
    return server.weight * static_cast<std::uint32_t>((scale * elapsed + whole) / whole);
}

void LoadBalancer::refreshRing(SimTime now) {
    m_weights.assign(m_servers.size(), 0);
    m_full.assign(m_servers.size(), false);
    m_usable = 0;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = presentWeight(m_servers[i], now);
        ++m_usable;
    }
    const bool needsBackup = m_usable == 0;
    for (std::size_t i = 0; needsBackup && i < m_servers.size(); ++i) {
        if (!m_servers[i].isBackup || !isUsable(m_servers[i])) continue;
        m_weights[i] = presentWeight(m_servers[i], now);
        ++m_usable;
        if (!m_config.allBackups) break;  // only the first of them
    }
    m_ring.setWeights(m_weights);
    if (m_config.balance == Balance::Source) refreshMap();
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

bool LoadBalancer::isLessLoaded(std::size_t a, std::size_t b) const {
    return std::uint64_t{m_servers[a].active.size()} * m_weights[b] < std::uint64_t{m_servers[b].active.size()} * m_weights[a];
}

/// Whether leastconn takes `a` before `b`: idle ones first, whatever their weight, then by (requests + 1) / weight (HAProxy's
/// fwlc_queue_srv); among equals the one whose count changed longest ago.
bool LoadBalancer::comesFirst(std::size_t a, std::size_t b) const {
    const auto key = [this](std::size_t i) {
        const std::uint64_t open = m_servers[i].active.size() + m_servers[i].waiting.size();
        return open == 0 ? 0 : (open + 1) * 4096 / m_weights[i];
    };
    const std::uint64_t keyOfA = key(a), keyOfB = key(b);
    return keyOfA != keyOfB ? keyOfA < keyOfB : m_servers[a].lastUse < m_servers[b].lastUse;
}

int LoadBalancer::chooseLeast(int avoid) const {
    int best = -1;
    for (std::size_t i = 0; i < m_servers.size(); ++i) {
        if (m_weights[i] == 0 || m_full[i] || (static_cast<int>(i) == avoid && m_usable > 1)) continue;
        if (best < 0 || comesFirst(i, static_cast<std::size_t>(best))) best = static_cast<int>(i);
    }
    return best;
}

/// The client's address as a number, modulo the length of a map that has each server as often as it weighs (`hash-type map-based`).
int LoadBalancer::chooseSource(const Call& call) const {
    return m_map.empty() ? -1 : m_map[call.client % m_map.size()];
}

/// HAProxy's recalc_server_map: the place goes to whom most is owed, of equals to the first declared.
void LoadBalancer::refreshMap() {
    m_map.clear();
    std::int64_t divisor = 0, total = 0;
    for (const std::uint32_t weight : m_weights) divisor = std::gcd(divisor, std::int64_t{weight});
    if (divisor == 0) return;
    for (const std::uint32_t weight : m_weights) total += weight / divisor;
    std::vector<std::int64_t> scores(m_weights.size());
    for (std::int64_t place = 0; place < total; ++place) {
        std::int64_t most = 0;
        std::size_t best = m_weights.size();
        for (std::size_t i = 0; i < m_weights.size(); ++i) {
            if (m_weights[i] == 0) continue;
            scores[i] += m_weights[i] / divisor;
            const std::int64_t owed = (scores[i] + total) / total;
            if (best == m_weights.size() || owed > most) {
                most = owed;
                best = i;
            }
        }
        scores[best] -= total;
        m_map.push_back(static_cast<int>(best));
    }
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
            if (best < 0 || isLessLoaded(i, static_cast<std::size_t>(best))) best = drawn;
            break;
        }
    }
    return best;
}

}  // namespace faultline::kinds
