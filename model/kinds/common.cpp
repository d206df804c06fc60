#include "model/kinds/common.h"

namespace faultline::kinds {

using catalog::ActionSpec;
using catalog::PortDirection;
using catalog::PortRole;
using catalog::PortSpec;
using catalog::PropertySpec;
using catalog::PropertyType;

PropertySpec addressProperty() {
    return {.key = "address",
            .label = FL_TR("kinds", "Address"),
            .help = FL_TR("kinds",
                          "IPv4 address of the machine. It is given automatically and can be changed; a process inside a "
                          "server has the address of that server."),
            .type = PropertyType::Address,
            .defaultValue = Value(0),
            .group = FL_TR("kinds", "Network")};
}

PropertySpec startUpProperty(SimTime usual, Literal help) {
    return {.key = "start_up",
            .label = FL_TR("kinds", "Start-up time"),
            .help = help,
            .type = PropertyType::Duration,
            .defaultValue = Value(usual),
            .minimum = 0,
            .maximum = 86'400e9,
            .group = FL_TR("kinds", "Process"),
            .advanced = true};
}

PropertySpec backlogProperty(int usual, Literal help) {
    return {.key = "backlog",
            .label = FL_TR("kinds", "Listen backlog"),
            .help = help,
            .type = PropertyType::Integer,
            .defaultValue = Value(usual),
            .minimum = 1,
            .maximum = 65'535,
            .unit = "connections",
            .group = FL_TR("kinds", "Process"),
            .advanced = true};
}

PortSpec processPort() {
    return {"process", FL_TR("kinds", "Process"), PortRole::Host, PortDirection::Out, "process"};
}
PortSpec guardPort() {
    return {"guard", FL_TR("kinds", "Firewall"), PortRole::Attach, PortDirection::In, "guard"};
}
PortSpec statusPort() {
    return {"status", FL_TR("kinds", "Status page"), PortRole::Observe, PortDirection::In, "status", 8404};
}
PortSpec certificatePort() {
    return {"certificate", FL_TR("kinds", "Certificate"), PortRole::Attach, PortDirection::In, "certificate"};
}

std::vector<ActionSpec> processActions() {
    return {{"kill", FL_TR("kinds", "Kill"),
             FL_TR("kinds",
                   "Ends the process at once, as SIGKILL does: what it was working on is lost, and from then on "
                   "connections are refused."),
             true},
            {"restore", FL_TR("kinds", "Restore"), FL_TR("kinds", "Starts the process again; it serves after its start-up time."),
             false},
            {"freeze", FL_TR("kinds", "Freeze"),
             FL_TR("kinds",
                   "Stops the process without ending it, as SIGSTOP does: the kernel goes on accepting connections, but nobody "
                   "answers them."),
             true},
            {"thaw", FL_TR("kinds", "Thaw"), FL_TR("kinds", "Lets a frozen process go on where it stopped."), false}};
}

}  // namespace faultline::kinds
