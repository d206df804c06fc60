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
                  "them along and says whose addresses belong to one network. What is in one zone fails together: a power failure takes "
                  "all of it, and its network can be cut off from everything else or from another zone."),
        .group = Group::Network,
        .namePrefix = "zone",
        .aliases = {"subnet", "data centre", "data center", "rack", "availability zone", "private network", "VPC", "region"}};
    kind.properties = {{.key = "subnet",
                        .label = FL_TR("zone", "Subnet"),
                        .help = FL_TR("zone", "For the reader of the drawing, such as 10.0.1.0/24."),
                        .type = PropertyType::Text,
                        .defaultValue = ""},
                       {.key = "isolated",
                        .label = FL_TR("zone", "Cut off"),
                        .help = FL_TR("zone", "Nothing passes between what is in the zone and everything else."),
                        .type = PropertyType::Bool,
                        .defaultValue = false,
                        .advanced = true},
                       {.key = "cut_from",
                        .label = FL_TR("zone", "Cut off from"),
                        .help = FL_TR("zone", "Zones that nothing passes to or from."),
                        .type = PropertyType::Table,
                        .defaultValue = TableRows{},
                        .columns = {{.key = "zone",
                                     .label = FL_TR("zone", "Zone"),
                                     .help = FL_TR("zone", "The zone on the other side."),
                                     .type = PropertyType::Component,
                                     .defaultValue = Value(0),
                                     .kinds = {"zone"}}},
                        .advanced = true}};
    kind.ports = {{"hosts", FL_TR("zone", "Servers"), PortRole::Host, PortDirection::In, "host"},
                  {"processes", FL_TR("zone", "Components"), PortRole::Host, PortDirection::In, "process"},
                  guardPort()};
    kind.actions = {
        {"kill", FL_TR("zone", "Power failure"), FL_TR("zone", "Everything in the zone loses its power at once."), true},
        {"restore", FL_TR("zone", "Power on"), FL_TR("zone", "What the power failure took is started again; what was down before stays so."), false}};
    kind.shape = Shape::Zone;
    kind.width = 480;
    kind.height = 320;
    return kind;
}

}  // namespace faultline::kinds
