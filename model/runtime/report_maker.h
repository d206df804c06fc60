#pragma once
#include "model/runtime/report.h"
#include "model/runtime/wording.h"
#include "model/sim/world.h"

namespace faultline::runtime {

/// All that a report says of the run itself: everything but file, title and seed.
Report makeReport(const sim::World& world, const sim::Recording& recording, const Wording& wording);

}  // namespace faultline::runtime
