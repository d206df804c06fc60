#pragma once
#include "model/catalog/kind.h"

namespace faultline::kinds {

/// The catalogue of the program: every kind there is, in palette order. Immutable, made at the first call.
const catalog::Catalog& allKinds();

catalog::ComponentKind usersKind();
catalog::ComponentKind attackerKind();
catalog::ComponentKind dnsKind();
catalog::ComponentKind loadBalancerKind();
catalog::ComponentKind virtualIpKind();
catalog::ComponentKind firewallKind();
catalog::ComponentKind serverKind();
catalog::ComponentKind webServerKind();
catalog::ComponentKind appServerKind();
catalog::ComponentKind appFilesKind();
catalog::ComponentKind databaseKind();
catalog::ComponentKind cacheKind();
catalog::ComponentKind failoverManagerKind();
catalog::ComponentKind certificateKind();
catalog::ComponentKind monitoringAgentKind();
catalog::ComponentKind monitoringServiceKind();
catalog::ComponentKind zoneKind();
catalog::ComponentKind noteKind();
catalog::ComponentKind textKind();
catalog::ComponentKind frameKind();
catalog::ComponentKind arrowKind();
catalog::ComponentKind shapeKind();

}  // namespace faultline::kinds
