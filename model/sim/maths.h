#pragma once
#include <bit>
#include <cstdint>

/// The few functions the kernel needs, made of IEEE additions, multiplications and divisions alone, so that they give the same bits
/// on every compiler and CPU (the C library's log and exp change with the CPU's FMA).
namespace faultline::sim {

/// Natural logarithm of x > 0 (normal numbers), relative error below 1e-15.
inline double naturalLog(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    int exponent = static_cast<int>((bits >> 52) & 0x7FF) - 1022;
    double m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFull) | 0x3FE0000000000000ull);   // in [0.5, 1)
    if (m < 0.70710678118654752440) {
        m *= 2;
        --exponent;
    }
    const double t = (m - 1) / (m + 1);   // |t| < 0.1716
    const double t2 = t * t;
    double s = 1.0 / 21;
    for (int k = 19; k >= 1; k -= 2) s = s * t2 + 1.0 / k;
    return 2 * t * s + exponent * 0.69314718055994530942;
}

/// e to the power x, |x| < 700, relative error below 1e-14.
inline double exponential(double x) {
    const double scaled = x * 1.44269504088896340736;
    const auto n = static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    const double r = x - static_cast<double>(n) * 0.69314718055994530942;   // |r| <= 0.35
    double s = 1;
    for (int k = 14; k >= 1; --k) s = 1 + s * r / k;
    return s * std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

}  // namespace faultline::sim
