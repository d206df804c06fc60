#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

const catalog::Catalog& allKinds() {
    // An explicit list: it has an order, and a linker cannot drop a part of it.
    static const catalog::Catalog catalogue({usersKind(), dnsKind(), loadBalancerKind(), zoneKind(), serverKind(),
                                             webServerKind(), appServerKind(), appFilesKind(), databaseKind(), firewallKind(),
                                             certificateKind(), monitoringAgentKind(), monitoringServiceKind(), noteKind()});
    return catalogue;
}

}  // namespace faultline::kinds
