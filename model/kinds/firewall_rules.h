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

/// What is wrong with a row: which one, from 1, and why.
struct FirewallMistake {
    std::uint32_t row = 0;
    Problem why;
};
/// All rules of a firewall in the order in which they are looked at: those of its table, and behind each that sends to a chain ("chain_1"
/// to "chain_3") those of that chain. A row of `chains` has the number of its chain in front of the cells of a rule; its rules are
/// numbered 101, 102 ... in the first chain. A row that is not understood matches nothing; the first is told.
std::vector<sim::FirewallRule> firewallRules(const TableRows& table, const TableRows& chains, FirewallMistake& mistake);

}  // namespace faultline::kinds
