#pragma once
#include "model/catalog/kind.h"
#include "model/validation/case.h"

#include <functional>
#include <vector>

namespace faultline::validation {

/// Every case there is: first theory, then the rows of what was measured on the real programs, then other
/// set-ups that were measured on them, in order.
std::vector<Case> allCases(const catalog::Catalog& catalog);

/// How many pieces of work are done, of how many; called by the thread that called runCases, a few times a second. False: stop.
using CaseProgress = std::function<bool(std::size_t done, std::size_t all)>;

/// Runs cases on `jobs` threads; what comes out does not depend on their number. Stopped early, it gives nothing.
std::vector<Verdict> runCases(const std::vector<Case>& cases, Effort effort, int jobs, const CaseProgress& progress = {});

}  // namespace faultline::validation
