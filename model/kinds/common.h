#pragma once
#include "model/catalog/kind.h"
#include "model/core/sim_time.h"

#include <vector>

/// What the descriptors of many kinds have in common.
namespace faultline::kinds {

/// "address": the IPv4 address of what stands outside a host; given by the editor.
catalog::PropertySpec addressProperty();
/// "start_up": how long a process or host needs from its restart until it serves.
catalog::PropertySpec startUpProperty(SimTime usual, Literal help);
/// "backlog": connections the kernel accepts for a process that does not take them.
catalog::PropertySpec backlogProperty(int usual, Literal help);

/// Out: runs in a server (or stands free).
catalog::PortSpec processPort();
/// In: a firewall can guard it.
catalog::PortSpec guardPort();
/// In: its counters can be read (the statistics page of HAProxy, nginx's stub_status, SHOW STATUS).
catalog::PortSpec statusPort();
/// In: a certificate can be installed on it.
catalog::PortSpec certificatePort();

/// What every process has besides what its own kind says: memory, and a leak of it. Kinds that are no processes stay as they are.
void addProcessResources(catalog::ComponentKind& kind);
/// The faults a kind can have beside being killed and frozen, each with the act that takes it back.
void addFaults(catalog::ComponentKind& kind);

/// kill, restore, freeze and thaw of a process.
std::vector<catalog::ActionSpec> processActions();

}  // namespace faultline::kinds
