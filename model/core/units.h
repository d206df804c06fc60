#pragma once
#include "model/core/result.h"
#include "model/core/sim_time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// Reads a duration such as "2s", "200 ms", "1.5h", "250us", "10ns", "1m 30s"; a bare number is seconds. Never negative.
Result<SimTime> parseDuration(std::string_view text);
/// The shortest exact text that parseDuration reads back: "2s", "1500ms", "90s", "1ns".
std::string formatDuration(SimTime duration);

/// Reads a size in bytes: "512MiB", "2 GiB", "10kB", "1.5GB", "100"; binary and decimal prefixes. Never negative.
Result<std::int64_t> parseSize(std::string_view text);
/// The shortest exact text that parseSize reads back: "512MiB", "1500B".
std::string formatSize(std::int64_t bytes);

/// Reads a number with an optional decimal prefix: "400", "1.5k", "2M", "0.2".
Result<double> parseNumber(std::string_view text);
/// The shortest text that parseNumber reads back to the same double, independent of the locale.
std::string formatNumber(double value);

/// Reads a rate in bits a second: "1Gbit/s", "100 Mbit/s", "10Mbps", "9600".
Result<std::int64_t> parseBandwidth(std::string_view text);
std::string formatBandwidth(std::int64_t bitsPerSecond);

/// Reads a share: "20%", "0.2" (= 20 %). Result in 0..1.
Result<double> parseShare(std::string_view text);
std::string formatShare(double share);

/// Reads a dotted IPv4 address ("8.8.8.8").
Result<std::uint32_t> parseIPv4(std::string_view text);
std::string formatIPv4(std::uint32_t address);

/// Reads "2026-11-20", "2026-11-20T18:45:00Z" or "2026-11-20 18:45" (UTC); result: seconds since 1970-01-01T00:00:00Z.
Result<std::int64_t> parseDateTime(std::string_view text);
/// "2026-11-20T18:45:00Z".
std::string formatDateTime(std::int64_t unixSeconds);

}  // namespace faultline
