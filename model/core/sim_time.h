#pragma once
#include <cstdint>
#include <limits>

namespace faultline {

/// A moment or a length of simulated time, in integer nanoseconds.
using SimTime = std::int64_t;

inline constexpr SimTime nanosecond = 1;
inline constexpr SimTime microsecond = 1'000;
inline constexpr SimTime millisecond = 1'000'000;
inline constexpr SimTime second = 1'000'000'000;
inline constexpr SimTime minute = 60 * second;
inline constexpr SimTime hour = 60 * minute;
inline constexpr SimTime never = std::numeric_limits<SimTime>::max();

}  // namespace faultline
