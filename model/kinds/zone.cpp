#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"

namespace faultline::kinds {

catalog::ComponentKind zoneKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "zone",
        .label = FL_TR("zone", "Zone"),
        .help =
            FL_TR("zone",
                  "An area of the drawing that belongs together: a rack, a data centre, a subnet. Put servers into it; it moves "
                  "them along and says whose addresses belong to one network."),
        .group = Group::Network,
        .namePrefix = "zone",
        .aliases = {"subnet", "data centre", "data center", "rack", "availability zone", "private network", "VPC", "region"}};
    kind.properties = {{.key = "subnet",
                        .label = FL_TR("zone", "Subnet"),
                        .help = FL_TR("zone", "For the reader of the drawing, such as 10.0.1.0/24."),
                        .type = PropertyType::Text,
                        .defaultValue = ""}};
    kind.ports = {{"hosts", FL_TR("zone", "Servers"), PortRole::Host, PortDirection::In, "host"},
                  {"processes", FL_TR("zone", "Components"), PortRole::Host, PortDirection::In, "process"},
                  guardPort()};
    kind.shape = Shape::Zone;
    kind.width = 480;
    kind.height = 320;
    return kind;
}

}  // namespace faultline::kinds
