#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The entries of `known` most like `wanted` (edit distance, case ignored, prefixes favoured), best first, at most `count`;
/// those that are nothing like it are left out. For "did you mean".
std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& known, std::size_t count = 3);

}  // namespace faultline
