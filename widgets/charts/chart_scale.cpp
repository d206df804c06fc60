#include "widgets/charts/chart_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace faultline::widgets {

Ticks valueTicks(double largest, double smallestTop, int most) {
    const double wanted = std::max({largest * 1.04, smallestTop, 1e-9});
    const double rough = wanted / std::max(1, most);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double round : {1.0, 2.0, 2.5, 5.0}) {
        if (round * power >= rough * 0.999'999) {
            step = round * power;
            break;
        }
    }
    Ticks ticks;
    const auto count = static_cast<int>(std::ceil(wanted / step - 1e-6));
    ticks.top = count * step;
    for (int i = 0; i <= count; ++i) ticks.at.push_back(i * step);
    return ticks;
}

std::vector<double> timeTicks(double from, double to, int most) {
    static constexpr std::array steps{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,  0.2,  0.5,   1.0,   2.0,    5.0,
                                      10.0,  15.0,  30.0,  60.0, 120., 300., 600., 900., 1800., 3600., 7200.0, 21600.0, 43200.0, 86400.0};
    std::vector<double> out;
    if (!(to > from)) return out;
    const double rough = (to - from) / std::max(2, most);
    const auto found = std::find_if(steps.begin(), steps.end(), [&](double step) { return step >= rough; });
    const double step = found != steps.end() ? *found : std::ceil(rough / steps.back()) * steps.back();
    for (auto n = static_cast<std::int64_t>(std::ceil(from / step - 1e-9)); static_cast<double>(n) * step <= to + step * 1e-9; ++n)
        out.push_back(static_cast<double>(n) * step);
    return out;
}

std::vector<double> spreadLabels(const std::vector<double>& wished, double height, double top, double bottom) {
    std::vector<double> out(wished.size());
    if (wished.empty()) return out;
    std::vector<std::size_t> order(wished.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wished[a] < wished[b]; });
    const auto count = static_cast<double>(wished.size());
    const double pitch = std::min(height, (bottom - top) / count);

    // Labels that touch become one block, centred on the mean of what its members wish for (as in isotonic regression).
    struct Block {
        double sum = 0;      // of the wishes, each less its offset in the block
        double members = 0;
        double size(double p) const { return members * p; }
        double start(double p) const { return sum / members - p / 2; }
    };
    std::vector<Block> blocks;
    const double first = top, last = bottom;
    const auto clamped = [&](const Block& b) {
        return std::clamp(b.start(pitch), first, std::max(first, last - b.size(pitch)));
    };
    for (const std::size_t index : order) {
        blocks.push_back({wished[index], 1});
        while (blocks.size() > 1 && clamped(blocks[blocks.size() - 2]) + blocks[blocks.size() - 2].size(pitch) > clamped(blocks.back())) {
            Block tail = blocks.back();
            blocks.pop_back();
            Block& head = blocks.back();
            head.sum += tail.sum - tail.members * head.members * pitch;
            head.members += tail.members;
        }
    }
    std::size_t next = 0;
    for (const Block& block : blocks) {
        double centre = clamped(block) + pitch / 2;
        for (int i = 0; i < static_cast<int>(block.members); ++i, centre += pitch) out[order[next++]] = centre;
    }
    return out;
}

}  // namespace faultline::widgets
