#pragma once
#include <algorithm>
#include <cstdint>

namespace faultline::kinds {

/// What a monitoring agent tells the service every interval; fits the version of one call.
struct MonitoringSample {
    double cpu = 0;                    ///< of the host since the last sample, 0..1
    std::uint32_t rate = 0;            ///< requests a second in the logs of the web servers on the host
    std::uint32_t failedPermille = 0;  ///< of them, how many failed
    std::uint32_t down = 0;            ///< neighbours that are not running

    std::uint64_t packed() const {
        const auto permille = static_cast<std::uint64_t>(std::clamp(cpu, 0.0, 1.0) * 1000 + 0.5);
        return permille | (static_cast<std::uint64_t>(std::min(failedPermille, 1000u)) << 10) |
               (static_cast<std::uint64_t>(std::min(down, 255u)) << 20) | (static_cast<std::uint64_t>(rate) << 28);
    }
    static MonitoringSample unpacked(std::uint64_t word) {
        return {static_cast<double>(word & 1023) / 1000, static_cast<std::uint32_t>(word >> 28),
                static_cast<std::uint32_t>((word >> 10) & 1023), static_cast<std::uint32_t>((word >> 20) & 255)};
    }
};

}  // namespace faultline::kinds
