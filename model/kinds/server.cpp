#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"
#include "model/sim/context.h"

#include <cstring>

namespace faultline::kinds {

namespace {

const sim::Reason serverDenied{"login_denied", FL_TR("server", "%1 lets nobody in without the right password or key")};

/// A machine: the kernel of the simulation shares its cores, memory and disk among what runs on it; here it only says how it is.
class Server final : public sim::BehaviourOf<Server> {
public:
    void configure(sim::Context& ctx) override {
        const std::string& login = ctx.values().value("ssh_login").toText();
        m_chance = login == "weak_password" ? 1.0 / 2000 : login == "password" ? 1e-9 : 0;
        if (!m_isSeeded) m_guesses = ctx.random(sim::Purpose::Errors);
        m_isSeeded = true;
    }
    void stop(sim::Context&) override { m_isIntruded = false; }
    /// Somebody tries to log in: 1 ms of CPU (an estimate), then yes or no.
    void onCall(sim::Context& ctx, sim::Call& call) override { ctx.cpu(call, millisecond); }
    void onCpu(sim::Context& ctx, sim::Call& call) override {
        if (m_chance > 0 && m_guesses.chance(m_chance)) {
            m_isIntruded = true;
            ctx.answer(call, sim::Outcome::Ok);
        } else {
            ctx.answer(call, sim::Outcome::Http4xx, {&serverDenied, ctx.self(), 0});
        }
    }
    void hash(Fingerprint& print) const override { print.add(m_isIntruded ? 1 : 0); }
    void status(const sim::Context& ctx, sim::Status& status) const override {
        const sim::HostMeasures measures = ctx.hostMeasures();
        status.metrics = {{"memory", static_cast<double>(measures.memoryUsed)}, {"disk", static_cast<double>(measures.diskUsed)}};
        if (m_isIntruded) {
            status.failing = true;
            status.why = FL_TR("server", "an intruder has logged in");
        } else if (measures.disk > 0 && measures.diskUsed >= measures.disk) {
            status.failing = true;
            status.why = FL_TR("server", "its disk is full");
        } else if (measures.memory > 0 && measures.memoryUsed > measures.memory / 10 * 9) {
            status.strained = true;
            status.why = FL_TR("server", "its memory is nearly used up");
        }
    }

private:
    double m_chance = 0;  ///< that one guess is right
    bool m_isIntruded = false, m_isSeeded = false;
    sim::Random m_guesses;
};

}  // namespace

catalog::ComponentKind serverKind() {
    using namespace catalog;
    const Literal security = FL_TR("server", "Security");
    const Literal maintenance = FL_TR("server", "Maintenance");
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
         .help = FL_TR("server",
                       "Main memory of all that runs on it. When that is more, its kernel kills the process that holds the most."),
         .type = PropertyType::Size,
         .defaultValue = Value(std::int64_t{8} << 30),
         .minimum = 1 << 20,
         .maximum = 1e15},
        {.key = "disk",
         .label = FL_TR("server", "Disk"),
         .help = FL_TR("server", "Size of the disk. On a full one a database cannot write."),
         .type = PropertyType::Size,
         .defaultValue = Value(std::int64_t{100} << 30),
         .minimum = 1 << 20,
         .maximum = 1e15},
        {.key = "disk_used",
         .label = FL_TR("server", "Disk used"),
         .help = FL_TR("server", "How much of it is taken when the run begins; what databases write is added."),
         .type = PropertyType::Size,
         .defaultValue = Value(std::int64_t{10} << 30),
         .minimum = 0,
         .maximum = 1e15,
         .advanced = true},
        {.key = "disk_iops",
         .label = FL_TR("server", "Disk operations"),
         .help = FL_TR("server",
                       "How many operations its disk does in a second; what comes faster waits its turn. A SATA SSD does some ten "
                       "thousand, a hard disk a hundred or two; an estimate."),
         .type = PropertyType::Integer,
         .defaultValue = Value(20'000),
         .minimum = 1,
         .maximum = 1e8,
         .unit = "1/s",
         .advanced = true},
        {.key = "disk_slowdown",
         .label = FL_TR("server", "Disk slowdown"),
         .help = FL_TR("server", "How many times as long as usual everything on the disk takes."),
         .type = PropertyType::Number,
         .defaultValue = 1.0,
         .minimum = 0.01,
         .maximum = 1e6,
         .unit = "x",
         .advanced = true},
        {.key = "network_card",
         .label = FL_TR("server", "Network card"),
         .help = FL_TR("server", "Bits a second in each direction that all on it share; 0 means no limit. Usual are 1 and 10 Gbit/s."),
         .type = PropertyType::Bandwidth,
         .defaultValue = Value(0),
         .maximum = 1e13,
         .advanced = true},
        {.key = "ssh_login",
         .label = FL_TR("server", "SSH login"),
         .help = FL_TR("server",
                       "What one needs to log in on port 22. A weak password is found by one guess in two thousand on average, an "
                       "ordinary one by one in a thousand million, a key never."),
         .type = PropertyType::Choice,
         .defaultValue = "keys",
         .choices = {{"keys", FL_TR("server", "A key")},
                     {"password", FL_TR("server", "A good password")},
                     {"weak_password", FL_TR("server", "A weak password")}},
         .group = security,
         .advanced = true},
        {.key = "syn_cookies",
         .label = FL_TR("server", "SYN cookies"),
         .help = FL_TR("server",
                       "With them (net.ipv4.tcp_syncookies, on by default) a flood of SYNs turns nobody away. Without them its processes "
                       "take no new connections while their queues of half-open ones are full."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = security,
         .advanced = true},
        {.key = "cpu_hogs",
         .label = FL_TR("server", "CPU hogs"),
         .help = FL_TR("server", "Jobs without end that take their share of the cores."),
         .type = PropertyType::Integer,
         .defaultValue = Value(0),
         .minimum = 0,
         .maximum = 10'000,
         .unit = "jobs",
         .advanced = true},
        {.key = "maintenance_drain",
         .label = FL_TR("server", "Drain first"),
         .help = FL_TR("server", "Before maintenance the load balancers are told to send it nothing new, and it is given time to finish."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = maintenance,
         .advanced = true},
        durationProperty("drain_time", FL_TR("server", "Draining"),
                         FL_TR("server", "How long it is given to finish what it works on."), 30 * second, 0, 86'400e9, maintenance, true),
        durationProperty("maintenance_time", FL_TR("server", "Maintenance"), FL_TR("server", "How long it is off."), 5 * minute, 1e6,
                         31'536'000e9, maintenance, true),
        startUpProperty(10 * second, FL_TR("server", "From power on until its processes start; each then takes its own time.")),
        addressProperty()};
    kind.ports = {{"processes", FL_TR("server", "Processes"), PortRole::Host, PortDirection::In, "process"},
                  {"ssh", FL_TR("server", "SSH"), PortRole::Traffic, PortDirection::In, "ssh", 22},
                  guardPort(),
                  {"host", FL_TR("server", "Zone"), PortRole::Host, PortDirection::Out, "host"}};
    kind.actions = {
        {"kill", FL_TR("server", "Power off"),
         FL_TR("server", "Takes the power away: all that runs on it is gone, and the machine is silent."), true},
        {"restore", FL_TR("server", "Power on"), FL_TR("server", "Boots the machine and starts its processes."), false},
        {"freeze", FL_TR("server", "Freeze"), FL_TR("server", "Stops the whole machine: it keeps its state and answers nobody."),
         true},
        {"reboot", FL_TR("server", "Reboot"), FL_TR("server", "Off and on again: everything on it starts anew."), true},
        {"maintain", FL_TR("server", "Off for a while"),
         FL_TR("server", "Drains it if it is told to, switches it off for a while, and starts it again."), false},
        {"thaw", FL_TR("server", "Thaw"), FL_TR("server", "Lets it go on where it stopped."), false}};
    for (ActionSpec& action : kind.actions)
        if (std::strcmp(action.verb, "maintain") == 0) action.argument = "maintenance_time";
    addBalancerActions(kind.actions);
    kind.metrics = {{"memory", FL_TR("server", "Memory"), "bytes", MetricSpec::Aggregation::Last, ""},
                    {"disk", FL_TR("server", "Disk"), "bytes", MetricSpec::Aggregation::Last, ""}};
    kind.shape = Shape::Host;
    kind.width = 216;
    kind.height = 152;
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<Server>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
