#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"

namespace faultline::kinds {

namespace {

/// With what many kinds have in common.
std::vector<catalog::ComponentKind> completed(std::vector<catalog::ComponentKind> kinds) {
    for (catalog::ComponentKind& kind : kinds) {
        addProcessResources(kind);
        addFaults(kind);
    }
    return kinds;
}

}  // namespace

const catalog::Catalog& allKinds() {
    // An explicit list: it has an order, and a linker cannot drop a part of it.
    static const catalog::Catalog catalogue(
        completed({usersKind(), dnsKind(), loadBalancerKind(), virtualIpKind(), zoneKind(), serverKind(), webServerKind(),
                   appServerKind(), appFilesKind(), databaseKind(), cacheKind(), failoverManagerKind(), firewallKind(),
                   certificateKind(), monitoringAgentKind(), monitoringServiceKind(), attackerKind(), noteKind(),
                   textKind(), frameKind(), arrowKind(), shapeKind()}));
    return catalogue;
}

}  // namespace faultline::kinds
