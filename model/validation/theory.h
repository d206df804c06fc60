#pragma once
#include "model/catalog/kind.h"
#include "model/validation/case.h"

#include <vector>

namespace faultline::validation {

/// Queues whose mean time in system is known exactly, built of ordinary components, at loads 0.5, 0.8 and 0.95.
std::vector<Case> theoryCases(const catalog::Catalog& catalog);

/// Mean of the batches and its standard error, by the ratio estimator over independent batches.
struct Estimate {
    double mean = 0, error = 0;
    double count = 0;   ///< observations
};
Estimate estimate(const std::vector<Batch>& batches);

}  // namespace faultline::validation
