#pragma once
#include <QList>

#include <cstdint>
#include <vector>

namespace faultline::widgets {

/// The marks of an axis.
struct Ticks {
    double top = 1;             ///< where the axis ends
    std::vector<double> at;     ///< ascending, from the first mark inside the range on
};

/// A value axis from 0 that holds `largest` with a little air and has at most `most` (>= 1) marks above 0, at round numbers.
Ticks valueTicks(double largest, double smallestTop, int most);
/// At most `most` (>= 2) marks between two simulated times (seconds), at round numbers of seconds, minutes or hours.
std::vector<double> timeTicks(double from, double to, int most);

/// Moves labels of height `height`, wished for at the centres `wished`, apart so that none overlaps another and all lie between `top` and
/// `bottom`; order is kept, the sum of the moves small. The result has the order of `wished`. What cannot fit is squeezed evenly.
std::vector<double> spreadLabels(const std::vector<double>& wished, double height, double top, double bottom);

}  // namespace faultline::widgets
