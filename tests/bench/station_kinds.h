#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"

namespace faultline::bench {

/// The kinds `source` and `station` of the queueing networks that simulators are compared with (tests/support/station.h).
const catalog::Catalog& stationCatalog();
/// W1: one queue with one server, 0.8 arrivals/s, served in 1 s on average.
design::Design singleQueue();
/// W2: five stations, through and back, at this rate.
design::Design stationNetwork(double rate);

}  // namespace faultline::bench
