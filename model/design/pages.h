#pragma once
#include <cstddef>

namespace faultline::design {

/// How many pages a document may have.
inline constexpr std::size_t mostPages = 200;

}  // namespace faultline::design
