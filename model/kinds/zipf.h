#pragma once
#include "model/sim/maths.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace faultline::kinds {

/// Popularity by Zipf's law: which of `count` items a uniform 32-bit key stands for, the item of rank n with a weight of 1/n^skew.
/// Exact for the first thousand ranks; beyond them the sum is taken as its integral (midpoints), which is off by less than 1e-7.
/// A value: the table is immutable and shared by copies. rank: O(log 1000).
class Zipf {
public:
    Zipf() : Zipf(1, 1) {}
    Zipf(std::uint32_t count, double skew) : m_count(count), m_skew(skew) {
        const std::uint32_t exact = std::min(count, exactRanks);
        auto sums = std::make_shared<std::vector<double>>();
        sums->reserve(exact);
        double sum = 0;
        for (std::uint32_t n = 1; n <= exact; ++n) {
            sum += power(n, -skew);
            sums->push_back(sum);
        }
        m_total = sum;
        if (count > exact) m_total += integral(count + 0.5) - integral(exact + 0.5);
        m_sums = std::move(sums);
    }

    /// 1 .. count; small keys stand for popular items.
    std::uint32_t rank(std::uint32_t key) const {
        const double at = (static_cast<double>(key) + 0.5) / 4294967296.0 * m_total;
        if (at < m_sums->back() || m_count <= exactRanks) {
            const auto found = std::upper_bound(m_sums->begin(), m_sums->end(), at);
            return std::min(static_cast<std::uint32_t>(found - m_sums->begin()) + 1, m_count);
        }
        const double start = exactRanks + 0.5, rest = at - m_sums->back(), e = 1 - m_skew;
        const double x = isHarmonic() ? start * sim::exponential(rest) : power(power(start, e) + e * rest, 1 / e);
        return std::clamp(static_cast<std::uint32_t>(x + 0.5), exactRanks + 1, m_count);
    }

private:
    static constexpr std::uint32_t exactRanks = 1000;
    bool isHarmonic() const { return m_skew > 0.999999 && m_skew < 1.000001; }
    static double power(double x, double exponent) { return x <= 0 ? 0 : sim::exponential(exponent * sim::naturalLog(x)); }
    double integral(double x) const { return isHarmonic() ? sim::naturalLog(x) : power(x, 1 - m_skew) / (1 - m_skew); }

    std::uint32_t m_count = 1;
    double m_skew = 1;
    double m_total = 1;
    std::shared_ptr<const std::vector<double>> m_sums;
};

}  // namespace faultline::kinds
