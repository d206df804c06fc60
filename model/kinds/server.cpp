#include "model/kinds/all_kinds.h"
#include "model/kinds/common.h"
#include "model/sim/context.h"

namespace faultline::kinds {

namespace {

/// A machine: the kernel of the simulation shares its cores among what runs on it, so there is nothing left to do here.
class Server final : public sim::BehaviourOf<Server> {};

}  // namespace

catalog::ComponentKind serverKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "server",
        .label = FL_TR("server", "Server"),
        .help = FL_TR("server",
                      "A machine, physical or virtual, that holds processes: drop a web server, an application server or a "
                      "database into it. Everything on it shares its cores, so that a busy database makes the web server beside "
                      "it slow, and "
                      "when its power goes, all of it goes at once. A dead machine does not refuse connections as a dead process "
                      "does: it is "
                      "silent, and whoever calls it waits for a timeout."),
        .group = Group::Compute,
        .namePrefix = "server",
        .aliases = {"host", "machine", "virtual machine", "VM", "physical server", "web infrastructure", "computer", "LAMP",
                    "instance"}};
    kind.software = {{.name = "Linux server"}, {.name = "Virtual machine"}};
    kind.properties = {
        {.key = "cores",
         .label = FL_TR("server", "Cores"),
         .help = FL_TR("server", "Processor cores that everything on it shares."),
         .type = PropertyType::Integer,
         .defaultValue = Value(4),
         .minimum = 1,
         .maximum = 1024,
         .unit = "cores"},
        {.key = "memory",
         .label = FL_TR("server", "Memory"),
         .help = FL_TR("server", "Main memory; for the record, it does not run out."),
         .type = PropertyType::Size,
         .defaultValue = Value(std::int64_t{8} << 30),
         .minimum = 1 << 20,
         .maximum = 1e15},
        startUpProperty(10 * second, FL_TR("server", "From power on until its processes start; each then takes its own time.")),
        addressProperty()};
    kind.ports = {{"processes", FL_TR("server", "Processes"), PortRole::Host, PortDirection::In, "process"},
                  guardPort(),
                  {"host", FL_TR("server", "Zone"), PortRole::Host, PortDirection::Out, "host"}};
    kind.actions = {
        {"kill", FL_TR("server", "Power off"),
         FL_TR("server", "Takes the power away: all that runs on it is gone, and the machine is silent."), true},
        {"restore", FL_TR("server", "Power on"), FL_TR("server", "Boots the machine and starts its processes."), false},
        {"freeze", FL_TR("server", "Freeze"), FL_TR("server", "Stops the whole machine: it keeps its state and answers nobody."),
         true},
        {"thaw", FL_TR("server", "Thaw"), FL_TR("server", "Lets it go on where it stopped."), false}};
    kind.shape = Shape::Host;
    kind.width = 264;
    kind.height = 208;
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<Server>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
