#include "model/kinds/load_balancer.h"

#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"

namespace faultline::kinds {

namespace {

std::vector<catalog::PropertySpec> balancerProperties() {
    using namespace catalog;
    const Literal checks = FL_TR("load_balancer", "Health checks");
    const Literal failures = FL_TR("load_balancer", "Timeouts and retries");
    const Literal backends = FL_TR("load_balancer", "Servers");
    const Literal process = FL_TR("kinds", "Process");
    constexpr double longest = 86'400e9;
    return {
        {.key = "balance",
         .label = FL_TR("load_balancer", "Balance"),
         .help = FL_TR("load_balancer",
                       "Which server gets the next request. Round robin takes turns by weight, least connections the one "
                       "with the fewest open requests, source always the same one for a client address, random the "
                       "better of two drawn, first the first that is not full."),
         .type = PropertyType::Choice,
         .defaultValue = "roundrobin",
         .choices = {{"roundrobin", FL_TR("load_balancer", "Round robin")},
                     {"leastconn", FL_TR("load_balancer", "Least connections")},
                     {"source", FL_TR("load_balancer", "Source address")},
                     {"random", FL_TR("load_balancer", "Random (two draws)")},
                     {"first", FL_TR("load_balancer", "First")}}},
        {.key = "mode",
         .label = FL_TR("load_balancer", "Mode"),
         .help =
             FL_TR("load_balancer",
                   "In HTTP mode it reads requests, ends the encryption of the clients and answers errors itself. In TCP mode it "
                   "passes bytes on: the certificate is the server's, and an error is a connection that closes, without a "
                   "status."),
         .type = PropertyType::Choice,
         .defaultValue = "http",
         .choices = {{"http", FL_TR("load_balancer", "HTTP")}, {"tcp", FL_TR("load_balancer", "TCP (passes TLS on)")}}},
        {.key = "plain_http",
         .label = FL_TR("load_balancer", "Plain HTTP"),
         .help = FL_TR("load_balancer", "What becomes of requests that come to port 80 without encryption."),
         .type = PropertyType::Choice,
         .defaultValue = "serve",
         .choices = {{"serve", FL_TR("load_balancer", "Served")},
                     {"redirect", FL_TR("load_balancer", "Sent to HTTPS")},
                     {"off", FL_TR("load_balancer", "Refused")}}},
        {.key = "check",
         .label = FL_TR("load_balancer", "Check"),
         .help = FL_TR("load_balancer",
                       "What a check asks for. A static page says nothing about the application behind the web server; a "
                       "write says so much that a dead database takes every server down."),
         .type = PropertyType::Choice,
         .defaultValue = "http",
         .choices = {{"http", FL_TR("load_balancer", "GET / (a static page)")},
                     {"tcp", FL_TR("load_balancer", "A TCP connection")},
                     {"ssl", FL_TR("load_balancer", "A TLS handshake")},
                     {"app", FL_TR("load_balancer", "GET of an application page")},
                     {"app_read", FL_TR("load_balancer", "GET of a page that reads the database")},
                     {"app_write", FL_TR("load_balancer", "A write through the application")},
                     {"mysql", FL_TR("load_balancer", "A MySQL login")},
                     {"none", FL_TR("load_balancer", "No checks")}},
         .group = checks},
        durationProperty(
            "inter", FL_TR("load_balancer", "Interval (inter)"),
            FL_TR("load_balancer", "From the end of a check to the beginning of the next; 2s by HAProxy's documentation."),
            2 * second, 1e6, 3600e9, checks),
        integerProperty("fall", FL_TR("load_balancer", "Fall"),
                        FL_TR("load_balancer", "Failed checks in a row until a server is down; 3 by HAProxy's documentation."), 3,
                        1, 100, "checks", checks),
        integerProperty(
            "rise", FL_TR("load_balancer", "Rise"),
            FL_TR("load_balancer", "Passed checks in a row until a server is up again; 2 by HAProxy's documentation."), 2, 1, 100,
            "checks", checks),
        durationProperty("fastinter", FL_TR("load_balancer", "Interval when in doubt (fastinter)"),
                         FL_TR("load_balancer",
                               "Between checks of a server that is up but has just failed one, or is down but has just passed one. "
                               "0: as the interval."),
                         0, 0, 3600e9, checks, true),
        durationProperty("downinter", FL_TR("load_balancer", "Interval when down (downinter)"),
                         FL_TR("load_balancer", "Between checks of a server that is down. 0: as the interval."), 0, 0, 3600e9,
                         checks, true),
        durationProperty(
            "timeout_check", FL_TR("load_balancer", "Check timeout"),
            FL_TR("load_balancer",
                  "How long a check waits for its answer once it is connected; 0: the interval bounds the whole check."),
            0, 0, 3600e9, checks, true),
        {.key = "checks_stuck",
         .label = FL_TR("load_balancer", "Checks stuck"),
         .help = FL_TR("load_balancer", "It checks nobody and goes on with what it knew last: a fault."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = checks,
         .advanced = true},
        {.key = "on_marked_down",
         .label = FL_TR("load_balancer", "When a server goes down"),
         .help = FL_TR("load_balancer", "What becomes of the requests it holds at that moment."),
         .type = PropertyType::Choice,
         .defaultValue = "none",
         .choices = {{"none", FL_TR("load_balancer", "They go on")},
                     {"shutdown_sessions", FL_TR("load_balancer", "They are cut off")}},
         .group = checks,
         .advanced = true},
        durationProperty(
            "timeout_connect", FL_TR("load_balancer", "Connect timeout"),
            FL_TR("load_balancer", "How long a connection to a server may take. HAProxy has no default and warns without one."),
            2 * second, 1e6, longest, failures),
        durationProperty(
            "timeout_server", FL_TR("load_balancer", "Server timeout"),
            FL_TR("load_balancer", "How long a server may take to answer; then the client gets a 504. HAProxy has no default."),
            10 * second, 1e6, longest, failures),
        durationProperty(
            "timeout_client", FL_TR("load_balancer", "Client timeout"),
            FL_TR("load_balancer",
                  "How long a client may be silent (timeout client): an idle connection is closed after it unless a time for that is set. "
                  "HAProxy has no default."),
            30 * second, 1e6, longest, failures, true),
        durationProperty(
            "timeout_http_request", FL_TR("load_balancer", "Request timeout"),
            FL_TR("load_balancer",
                  "How long a client may take to send its whole request (timeout http-request); then it gets a 408. 0: as long as it "
                  "likes, so that slow clients can use up all connections."),
            0, 0, longest, failures, true),
        durationProperty(
            "timeout_http_keep_alive", FL_TR("load_balancer", "Keep-alive timeout"),
            FL_TR("load_balancer",
                  "How long an idle connection of a client stays open (timeout http-keep-alive). 0: as the request timeout, or else as "
                  "the client timeout."),
            0, 0, longest, failures, true),
        durationProperty(
            "timeout_queue", FL_TR("load_balancer", "Queue timeout"),
            FL_TR("load_balancer",
                  "How long a request waits while all servers are full; then it gets a 503. 0: as the connect timeout."),
            0, 0, longest, failures, true),
        integerProperty(
            "retries", FL_TR("load_balancer", "Retries"),
            FL_TR("load_balancer", "Further attempts after a connection to a server failed; 3 by HAProxy's documentation."), 3, 0,
            100, "", failures),
        {.key = "redispatch",
         .label = FL_TR("load_balancer", "Redispatch"),
         .help = FL_TR("load_balancer", "A retry may go to another server; with round robin it does so at once."),
         .type = PropertyType::Bool,
         .defaultValue = true,
         .group = failures},
        {.key = "redispatch_every",
         .label = FL_TR("load_balancer", "Redispatch every"),
         .help = FL_TR("load_balancer",
                       "Which retry may go elsewhere where the algorithm binds a client to a server, or no other server is up: 1: each, 3: "
                       "each third, -1: the last, -2: the last but one. HAProxy: -1."),
         .type = PropertyType::Integer,
         .defaultValue = Value(-1),
         .minimum = -100,
         .maximum = 100,
         .group = failures,
         .advanced = true,
         .shownWhen = "redispatch=true"},
        {.key = "retry_on",
         .label = FL_TR("load_balancer", "Retry on"),
         .help =
             FL_TR("load_balancer",
                   "Connection failures only, as HAProxy does by itself; also answers that do not come in time; or all errors it "
                   "can retry. A request that was sent already is then sent again."),
         .type = PropertyType::Choice,
         .defaultValue = "conn_failure",
         .choices = {{"conn_failure", FL_TR("load_balancer", "Connection failures")},
                     {"response_timeout", FL_TR("load_balancer", "Server timeouts too")},
                     {"empty_response", FL_TR("load_balancer", "Connections closed without an answer too")},
                     {"http_5xx", FL_TR("load_balancer", "Answers 500, 502, 503 and 504 too")},
                     {"all", FL_TR("load_balancer", "All retryable errors")}},
         .group = failures,
         .advanced = true},
        {.key = "abort_on_close",
         .label = FL_TR("load_balancer", "Abort when clients leave"),
         .help = FL_TR("load_balancer",
                       "Takes a request back when its client has gone (option abortonclose). Without it, as by HAProxy's own choice, it "
                       "keeps its place in the queue and is served for nobody."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = failures,
         .advanced = true},
        {.key = "servers",
         .label = FL_TR("load_balancer", "Weights and limits"),
         .help = FL_TR("load_balancer", "For servers that differ; one that is not listed has weight 1."),
         .type = PropertyType::Table,
         .defaultValue = TableRows{},
         .columns = {{.key = "server",
                      .label = FL_TR("load_balancer", "Server"),
                      .help = FL_TR("load_balancer", "The process behind the link."),
                      .type = PropertyType::Component,
                      .defaultValue = Value(0),
                      .kinds = {"web_server", "app_server", "load_balancer", "virtual_ip", "database"}},
                     {.key = "weight",
                      .label = FL_TR("load_balancer", "Weight"),
                      .help = FL_TR("load_balancer", "Its share of the requests; 0: none."),
                      .type = PropertyType::Integer,
                      .defaultValue = Value(1),
                      .minimum = 0,
                      .maximum = 256},
                     {.key = "maxconn",
                      .label = FL_TR("load_balancer", "Most requests"),
                      .help = FL_TR("load_balancer", "At once; more wait in the queue. 0: as the others."),
                      .type = PropertyType::Integer,
                      .defaultValue = Value(0),
                      .minimum = 0,
                      .maximum = 1e6},
                     {.key = "backup",
                      .label = FL_TR("load_balancer", "Backup"),
                      .help = FL_TR("load_balancer", "Used only while none of the others is up."),
                      .type = PropertyType::Bool,
                      .defaultValue = false}},
         .group = backends,
         .advanced = true},
        {.key = "all_backups",
         .label = FL_TR("load_balancer", "Use all backups"),
         .help = FL_TR("load_balancer",
                       "When no other server is up: all that are backups share the requests (option allbackups), not the first alone."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = backends,
         .advanced = true},
        durationProperty("slowstart", FL_TR("load_balancer", "Slow start"),
                         FL_TR("load_balancer",
                               "For so long a server that comes back gets a share that grows step by step; with round robin, least "
                               "connections and random. 0: all at once. HAProxy: none."),
                         0, 0, 3600e9, backends, true),
        integerProperty("maxconn", FL_TR("load_balancer", "Most clients"),
                        FL_TR("load_balancer",
                              "Connections of clients it serves at once; as many again wait in the listen backlog, and who finds that "
                              "full tries again after a second. 0: no limit (HAProxy works one out from the open files it may have)."),
                        0, 0, 1e6, "", process, true),
        integerProperty(
            "server_maxconn", FL_TR("load_balancer", "Most requests per server"),
            FL_TR("load_balancer", "At once; more wait in the queue of the load balancer. 0: no limit, HAProxy's default."), 0, 0,
            1e6, "", backends, true),
        {.key = "verify_backend",
         .label = FL_TR("load_balancer", "Verify servers"),
         .help = FL_TR("load_balancer",
                       "When it encrypts again towards its servers: refuse one whose certificate is bad (verify required)."),
         .type = PropertyType::Bool,
         .defaultValue = false,
         .group = backends,
         .advanced = true},
        {.key = "backend_name",
         .label = FL_TR("load_balancer", "Name of the servers"),
         .help = FL_TR("load_balancer", "The host name their certificates must be for when they are verified."),
         .type = PropertyType::Text,
         .defaultValue = "www.foobar.com",
         .group = backends,
         .advanced = true},
        durationProperty(
            "cpu_per_request", FL_TR("load_balancer", "CPU per request"),
            FL_TR("load_balancer", "On an open connection. Measured with HAProxy 2.6 at full load: 0.020 ms on one core."),
            20 * microsecond, 0, 1e9, process, true),
        durationProperty("cpu_handshake_ecdsa", FL_TR("load_balancer", "CPU per handshake, ECDSA"),
                         FL_TR("load_balancer", "In addition, for each new TLS 1.3 connection. Measured: 0.43 ms."),
                         430 * microsecond, 0, 1e9, process, true),
        durationProperty("cpu_handshake_rsa", FL_TR("load_balancer", "CPU per handshake, RSA"),
                         FL_TR("load_balancer", "In addition, for each new TLS 1.3 connection. Measured: 0.89 ms."),
                         890 * microsecond, 0, 1e9, process, true),
        durationProperty("cpu_handshake_server", FL_TR("load_balancer", "CPU per handshake with a server"),
                         FL_TR("load_balancer",
                               "When it encrypts again: for each new TLS 1.3 connection to a server. Measured with HAProxy 2.6: about "
                               "as much as the other end spends on it with an ECDSA key, 0.4 ms."),
                         400 * microsecond, 0, 1e9, process, true),
        startUpProperty(90 * millisecond,
                        FL_TR("load_balancer", "From its restart until its port is open; measured: 0.08 to 0.1 s.")),
        backlogProperty(
            4096, FL_TR("load_balancer", "What the kernel accepts while it is frozen; the default of Linux for its sockets.")),
        addressProperty()};
}
}  // namespace

catalog::ComponentKind loadBalancerKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "load_balancer",
        .label = FL_TR("load_balancer", "Load balancer"),
        .help = FL_TR(
            "load_balancer",
            "Takes the requests of all clients and spreads them over the servers behind it, as HAProxy does. It asks each server "
            "every interval whether it is well; one that fails often enough in a row is out until it "
            "passes "
            "again, and until then some requests run into the dead server and are tried elsewhere. With a certificate on it the "
            "encryption of the clients ends here. It has two weaknesses of its own: alone it is a single point of failure, and "
            "what "
            "it does not check it does not see."),
        .group = Group::Network,
        .namePrefix = "lb",
        .aliases = {"HAProxy", "reverse proxy", "load-balancer cluster", "load balancer cluster", "balancer", "ELB",
                    "round robin", "active-active", "active-passive", "distribution algorithm", "proxy", "LB"}};
    kind.software = {{.name = "HAProxy"},
                     {.name = "nginx as a load balancer", .values = {{"check", Value("none")}, {"retries", Value(1)}}}};
    kind.properties = balancerProperties();
    kind.ports = {{"https", FL_TR("load_balancer", "HTTPS"), PortRole::Traffic, PortDirection::In, "https", 443},
                  {"http", FL_TR("load_balancer", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 80},
                  {"backend", FL_TR("load_balancer", "HTTP"), PortRole::Traffic, PortDirection::Out, "http", 80},
                  {"backend", FL_TR("load_balancer", "HTTPS"), PortRole::Traffic, PortDirection::Out, "https", 443},
                  {"mysql_front", FL_TR("load_balancer", "MySQL"), PortRole::Traffic, PortDirection::In, "mysql", 3306},
                  {"backend", FL_TR("load_balancer", "MySQL"), PortRole::Traffic, PortDirection::Out, "mysql", 3306},
                  certificatePort(),
                  statusPort(),
                  guardPort(),
                  processPort()};
    kind.metrics = {{"connections", FL_TR("load_balancer", "Clients"), "", MetricSpec::Aggregation::Last, ""},
                    {"backlog", FL_TR("load_balancer", "Waiting to be accepted"), "", MetricSpec::Aggregation::Last, "queue"},
                    {"sessions", FL_TR("load_balancer", "Open requests"), "", MetricSpec::Aggregation::Last, ""},
                    {"servers_up", FL_TR("load_balancer", "Servers up"), "", MetricSpec::Aggregation::Last, ""},
                    {"retries", FL_TR("load_balancer", "Retries"), "", MetricSpec::Aggregation::Last, ""},
                    {"redispatches", FL_TR("load_balancer", "Redispatches"), "", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    kind.actions.push_back({"reload", FL_TR("load_balancer", "Reload"),
                            FL_TR("load_balancer",
                                  "Starts a new process that takes over the ports while the old one finishes what it holds. "
                                  "Idle connections of clients are closed, and checks begin anew."),
                            false});
    kind.create = [] { return std::unique_ptr<sim::Behaviour>(std::make_unique<LoadBalancer>()); };
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
