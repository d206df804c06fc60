#pragma once
#include <algorithm>
#include <cstdint>

namespace faultline::kinds {

/// What a monitoring agent tells the service every interval; fits the two words of one call that are free for it.
struct MonitoringSample {
    double cpu = 0, memory = 0, disk = 0;  ///< of the host, 0..1; the CPU since the last sample
    std::uint32_t rate = 0;                ///< requests a second in the logs of the web servers on the host
    std::uint32_t failedPermille = 0;      ///< of them, how many failed
    std::uint32_t down = 0;                ///< a process on the host that does not run; 0: all do
    std::uint32_t connections = 0;         ///< open connections of the processes on the host
    bool hasLogs = true;                   ///< rate and failedPermille are known

    static constexpr std::uint32_t mostRate = (1u << 22) - 1, mostConnections = (1u << 12) - 1, mostDown = (1u << 20) - 1;

    std::uint64_t packed() const {
        return permille(cpu) | (std::uint64_t{std::min(failedPermille, 1000u)} << 10) | (std::uint64_t{hasLogs} << 20) |
               (std::uint64_t{std::min(down, mostDown)} << 21) | (std::uint64_t{std::min(rate, mostRate)} << 41);
    }
    /// The second word.
    std::uint32_t more() const {
        return static_cast<std::uint32_t>(permille(memory) | (permille(disk) << 10) |
                                          (std::uint64_t{std::min(connections, mostConnections)} << 20));
    }
    static MonitoringSample unpacked(std::uint64_t word, std::uint32_t more) {
        MonitoringSample sample;
        sample.cpu = static_cast<double>(word & 1023) / 1000;
        sample.failedPermille = static_cast<std::uint32_t>((word >> 10) & 1023);
        sample.hasLogs = (word >> 20) & 1;
        sample.down = static_cast<std::uint32_t>((word >> 21) & mostDown);
        sample.rate = static_cast<std::uint32_t>((word >> 41) & mostRate);
        sample.memory = static_cast<double>(more & 1023) / 1000;
        sample.disk = static_cast<double>((more >> 10) & 1023) / 1000;
        sample.connections = more >> 20;
        return sample;
    }

private:
    static std::uint64_t permille(double share) { return static_cast<std::uint64_t>(std::clamp(share, 0.0, 1.0) * 1000 + 0.5); }
};

}  // namespace faultline::kinds
