#include "model/kinds/common.h"

#include <cstring>
#include <string_view>

/// What can go wrong with components, as acts that alter properties for a while: the design keeps its own values.
namespace faultline::kinds {

namespace {

using catalog::ActionEffect;
using catalog::ActionSpec;
using catalog::ComponentKind;
using How = ActionEffect::How;

/// A fault of kinds, and the act that ends it.
struct FaultSpec {
    const char* kind;      ///< empty: every process
    const char* verb;
    Literal label, help;
    const char* undo;
    Literal undoLabel, undoHelp;
    std::vector<ActionEffect> effects;
    const char* argument;
};

const std::vector<FaultSpec>& faultSpecs() {
    constexpr std::int64_t day = 86'400;
    static const std::vector<FaultSpec> specs = {
        {"", "leak", FL_TR("fault", "Leak memory"), FL_TR("fault", "It takes more and more memory until its machine has none left."),
         "end_leak", FL_TR("fault", "Stop leaking"), FL_TR("fault", "It takes no more memory; what it took is freed when it is started again."),
         {{"memory_leak", Value(std::int64_t{10} << 20)}}, "memory_leak"},
        {"server", "hog", FL_TR("fault", "Hog the CPU"), FL_TR("fault", "Jobs without end take their share of the cores."), "end_hog",
         FL_TR("fault", "End the CPU hog"), FL_TR("fault", "The cores belong to its processes again."), {{"cpu_hogs", Value(8)}}, "cpu_hogs"},
        {"server", "fill_disk", FL_TR("fault", "Fill the disk"), FL_TR("fault", "Nothing can be written to its disk any more."), "free_disk",
         FL_TR("fault", "Free the disk"), FL_TR("fault", "There is room on its disk again."),
         {{"disk_used", Value(std::int64_t{1'000'000'000'000'000})}}, ""},
        {"server", "slow_disk", FL_TR("fault", "Slow disk"), FL_TR("fault", "Everything on its disk takes many times as long."), "heal_disk",
         FL_TR("fault", "Mend the disk"), FL_TR("fault", "Its disk is as fast as before."),
         {{"disk_slowdown", Value(20.0), How::Scale}}, "disk_slowdown"},
        {"zone", "isolate", FL_TR("fault", "Cut off"), FL_TR("fault", "Nothing passes between what is in it and everything else."), "rejoin",
         FL_TR("fault", "Connect again"), FL_TR("fault", "Its network is whole again."), {{"isolated", Value(true)}}, ""},
        {"zone", "partition", FL_TR("fault", "Partition"), FL_TR("fault", "Nothing passes between it and one other zone."), "unite",
         FL_TR("fault", "Unite"), FL_TR("fault", "The network between the zones is whole again."),
         {{"cut_from", Value(TableRows{{Value(0)}}), How::Before}}, "cut_from.zone"},
        {"certificate", "expire", FL_TR("fault", "Let it expire"), FL_TR("fault", "It expired a day ago."), "renew", FL_TR("fault", "Renew"),
         FL_TR("fault", "It is valid as long as the design says."), {{"not_after", Value(-day), How::Date}}, ""},
        {"certificate", "wrong_name", FL_TR("fault", "Wrong name"), FL_TR("fault", "It is for another name than the site's."), "right_name",
         FL_TR("fault", "Right name"), FL_TR("fault", "It is for the names the design says."), {{"names", Value("wrong.example")}}, "names"},
        {"dns", "wrong_record", FL_TR("fault", "Wrong record"),
         FL_TR("fault", "Its records lead to an address that is not the site's; caches learn of it as they expire."), "right_record",
         FL_TR("fault", "Right record"), FL_TR("fault", "Its records lead where the design says."),
         {{"records.address", Value(std::int64_t{0xCB007142})}}, "records.address"},
        {"firewall", "close_port", FL_TR("fault", "Close a port"), FL_TR("fault", "A first rule drops new connections to one port."),
         "open_port", FL_TR("fault", "Open the port"), FL_TR("fault", "The rule is taken away."),
         {{"rules", Value(TableRows{{"any", "any", "any", "443", "tcp", "new", "drop"}}), How::Before}}, "rules.port"},
        {"firewall", "block_all", FL_TR("fault", "Wrong rule"), FL_TR("fault", "A first rule drops every new connection."), "unblock",
         FL_TR("fault", "Take the rule away"), FL_TR("fault", "The rule is taken away."),
         {{"rules", Value(TableRows{{"any", "any", "any", "any", "any", "new", "drop"}}), How::Before}}, ""},
        {"database", "set_read_only", FL_TR("fault", "Read-only by mistake"), FL_TR("fault", "It refuses every write with error 1290."),
         "set_writable", FL_TR("fault", "Writable"), FL_TR("fault", "It is as read-only as the design says."),
         {{"read_only", Value(true)}}, ""},
        {"database", "limit_connections", FL_TR("fault", "Too few connections"),
         FL_TR("fault", "max_connections is set low: error 1040 for those who come too late."), "unlimit_connections",
         FL_TR("fault", "Enough connections"), FL_TR("fault", "max_connections is what the design says."),
         {{"max_connections", Value(5)}}, "max_connections"},
        {"database", "slow_apply", FL_TR("fault", "Slow SQL thread"), FL_TR("fault", "Each replicated transaction takes long to apply."),
         "heal_apply", FL_TR("fault", "SQL thread as before"), FL_TR("fault", "It applies as fast as the design says."),
         {{"apply_wait", Value(std::int64_t{50 * millisecond}), How::Add}}, "apply_wait"},
        {"app_files", "deploy_bad", FL_TR("fault", "Deploy a bad version"), FL_TR("fault", "A share of the requests fails with 500."),
         "roll_back", FL_TR("fault", "Roll back"), FL_TR("fault", "The version of the design is deployed again."),
         {{"error_rate", Value(0.5)}}, "error_rate"},
        {"app_files", "deploy_slow", FL_TR("fault", "Deploy a slow version"), FL_TR("fault", "Each request takes several times as long."),
         "roll_back_slow", FL_TR("fault", "Roll the slow version back"), FL_TR("fault", "The version of the design is deployed again."),
         {{"slowdown", Value(5.0), How::Scale}}, "slowdown"},
        {"users", "surge", FL_TR("fault", "Traffic spike"), FL_TR("fault", "Many times as many requests as usual."), "end_surge",
         FL_TR("fault", "End the spike"), FL_TR("fault", "As many requests as the rate and the schedule say."),
         {{"spike", Value(10.0), How::Scale}}, "spike"},
        {"users", "slow_clients", FL_TR("fault", "Slow clients"), FL_TR("fault", "A share of the requests is sent drop by drop."),
         "end_slow_clients", FL_TR("fault", "Quick clients"), FL_TR("fault", "They send their requests as the design says."),
         {{"slow", Value(0.5)}}, "slow"},
        {"load_balancer", "stale_check", FL_TR("fault", "Stale checks"),
         FL_TR("fault", "It checks nobody any more and goes on with what it knew last."), "fresh_check", FL_TR("fault", "Checks as before"),
         FL_TR("fault", "It checks its servers as the design says."), {{"checks_stuck", Value(true)}}, ""},
    };
    return specs;
}

bool faultIsProcess(const ComponentKind& kind) {
    const catalog::PortSpec* port = kind.port("process");
    return kind.create && port && port->role == catalog::PortRole::Host;
}

/// Measured resident sizes: haproxy 17.8 MB, an nginx worker 6.0 MB, the application 12 MB, mariadbd 105 MB; the rest is estimated.
std::int64_t faultMemory(std::string_view kind) {
    for (const auto& [id, bytes] : {std::pair<std::string_view, std::int64_t>{"load_balancer", 17'800'000},
                                    {"web_server", 6'000'000},
                                    {"app_server", 12'000'000},
                                    {"database", 105'000'000},
                                    {"monitoring_agent", 40'000'000}})
        if (kind == id) return bytes;
    return 20'000'000;
}

/// HAProxy: tune.bufsize of 16384 for each direction, and the connection; nginx: client_header_buffer_size, proxy_buffers and its pools;
/// MySQL: thread_stack and net_buffer_length, join and sort buffers as needed. The others are estimates.
std::int64_t faultMemoryPerRequest(std::string_view kind) {
    for (const auto& [id, bytes] : {std::pair<std::string_view, std::int64_t>{"load_balancer", 34 << 10}, {"web_server", 24 << 10},
                                    {"database", 512 << 10}, {"cache", 20 << 10}})
        if (kind == id) return bytes;
    return 0;
}

}  // namespace

void addProcessResources(ComponentKind& kind) {
    using namespace catalog;
    if (!faultIsProcess(kind) || kind.property("memory")) return;
    const Literal group = FL_TR("kinds", "Process");
    kind.properties.push_back({.key = "software_version",
                               .label = FL_TR("kinds", "Version"),
                               .help = FL_TR("kinds", "Version of the software, such as 1.22.1: a hole in one version takes all that run it."),
                               .type = PropertyType::Text,
                               .defaultValue = "",
                               .group = group,
                               .advanced = true});
    kind.properties.push_back({.key = "memory",
                               .label = FL_TR("kinds", "Memory"),
                               .help = FL_TR("kinds",
                                             "What it holds of its server's memory while it runs. Measured resident sizes: HAProxy 17.8 MB, "
                                             "an nginx worker 6 MB, a small application 12 MB, MariaDB 105 MB with little data."),
                               .type = PropertyType::Size,
                               .defaultValue = Value(faultMemory(kind.id)),
                               .minimum = 0,
                               .maximum = 1e15,
                               .group = group,
                               .advanced = true});
    if (const std::int64_t each = faultMemoryPerRequest(kind.id); each > 0)
        kind.properties.push_back({.key = "memory_per_request",
                                   .label = FL_TR("kinds", "Memory per request"),
                                   .help = FL_TR("kinds",
                                                 "What it holds besides for each request it has taken, with its connection, until that is "
                                                 "answered. HAProxy: two buffers of 16 KiB and what it knows of the connection; nginx: its "
                                                 "buffers; MySQL: the stack and the buffers of a thread."),
                                   .type = PropertyType::Size,
                                   .defaultValue = Value(each),
                                   .minimum = 0,
                                   .maximum = 1e12,
                                   .group = group,
                                   .advanced = true});
    kind.properties.push_back({.key = "memory_leak",
                               .label = FL_TR("kinds", "Memory leak"),
                               .help = FL_TR("kinds",
                                             "By how much that grows every second; a new start begins anew. When the server has no memory "
                                             "left, its kernel kills the process that holds the most."),
                               .type = PropertyType::Size,
                               .defaultValue = Value(std::int64_t{0}),
                               .minimum = 0,
                               .maximum = 1e12,
                               .group = group,
                               .advanced = true});
}

void addFaults(ComponentKind& kind) {
    const bool isProcess = faultIsProcess(kind);
    if (isProcess)
        kind.actions.push_back({"restart", FL_TR("fault", "Restart"),
                                FL_TR("fault", "Ends the process and starts it again; it serves after its start-up time."), true});
    for (const FaultSpec& spec : faultSpecs()) {
        if (*spec.kind ? std::strcmp(spec.kind, kind.id) != 0 : !isProcess) continue;
        ActionSpec fault{spec.verb, spec.label, spec.help, true};
        fault.effects = spec.effects;
        fault.argument = spec.argument;
        ActionSpec undo{spec.undo, spec.undoLabel, spec.undoHelp, false};
        undo.ends = spec.verb;
        kind.actions.push_back(std::move(fault));
        kind.actions.push_back(std::move(undo));
    }
}

}  // namespace faultline::kinds
