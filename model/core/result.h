#pragma once
#include "model/core/problem.h"

#include <tl/expected.hpp>

namespace faultline {

/// A value, or the problem that prevented it. World errors travel like this; bugs are asserts.
template <class T> using Result = tl::expected<T, Problem>;

/// Builds the failed Result.
inline tl::unexpected<Problem> fail(Text what, std::string where = {}) {
    return tl::unexpected<Problem>(Problem(std::move(what), std::move(where)));
}

}  // namespace faultline
