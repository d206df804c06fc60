#pragma once
#include "model/core/result.h"
#include "model/core/value.h"
#include "model/sim/network.h"

#include <vector>

namespace faultline::kinds {

/// Reads one row of a firewall's table (direction, source, destination, port, protocol, state, action) as the rules it stands for: one
/// for each port or range of ports. Endpoints are "any", "internet", an IPv4 address, a network such as 10.0.0.0/24, or #12 for the
/// host with that slot. The error says which cell is not understood.
Result<std::vector<sim::FirewallRule>> parseFirewallRow(const TableRow& row);

}  // namespace faultline::kinds
