#pragma once
#include <cmath>

namespace faultline::sim {

/// The square root: the one function of the C library the kernel may call, because IEEE 754 makes it exact everywhere.
inline double squareRoot(double x) { return std::sqrt(x); }

}  // namespace faultline::sim
