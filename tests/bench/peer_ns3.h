#pragma once
#include <cstdint>

namespace faultline::bench {

/// What the peer's run came to, to see that it is the same network.
struct PeerResult {
    std::uint64_t ended = 0, timeouts = 0;
    double meanMs = 0, p99Ms = 0;
};

/// The benchmark's network of stations (W2) on the core of ns-3 with its PriorityQueueScheduler: same arrivals, same services, same
/// numbers drawn by the same generator, the deadline of each request cancelled when it is answered.
PeerResult runPeer(double rate, std::uint64_t requests, std::uint64_t seed);

}  // namespace faultline::bench
