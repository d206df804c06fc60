#include "model/kinds/all_kinds.h"
#include "model/kinds/app_server.h"
#include "model/kinds/parts.h"

/// What people see of an application server: its properties, ports and acts.
namespace faultline::kinds {
namespace {

catalog::PropertySpec appAdvanced(catalog::PropertySpec spec, const char* shownWhen) {
    spec.advanced = true;
    spec.shownWhen = shownWhen;
    return spec;
}

std::unique_ptr<sim::Behaviour> appCreate() {
    return std::make_unique<AppServer>();
}

std::vector<catalog::PropertySpec> appProperties() {
    using namespace catalog;
    const AppConfig usual;
    const Literal database = FL_TR("app_server", "Database");
    const Literal work = FL_TR("app_server", "Work of a request");
    const Literal sharding = FL_TR("app_server", "Sharding");
    const Literal deploying = FL_TR("app_server", "Deployment");
    return {
        integerProperty("workers", FL_TR("app_server", "Workers"),
                        FL_TR("app_server",
                              "Requests it works on at once, each in a worker process or thread of its own. Fewer than are in "
                              "work now does not end any of them. Gunicorn advises 2 x cores + 1, PHP-FPM comes with 5; an "
                              "application that mostly waits needs more."),
                        usual.workers, 1, 100'000, "workers", {}),
        durationProperty("service_time", FL_TR("app_server", "Service time"),
                         FL_TR("app_server",
                               "Mean time a request waits in its worker for other things than CPU and database: disk, other "
                               "services, sleeping. 20 ms in the measured set-up."),
                         usual.serviceTime, 0, 3600e9, work),
        {.key = "distribution",
         .label = FL_TR("app_server", "Distribution"),
         .help = FL_TR("app_server", "How the service times scatter about their mean. Exponential in the measured set-up."),
         .type = PropertyType::Choice,
         .defaultValue = "exponential",
         .choices = {{"fixed", FL_TR("app_server", "Always the same")},
                     {"exponential", FL_TR("app_server", "Exponential")},
                     {"lognormal", FL_TR("app_server", "Log-normal (long tail)")},
                     {"gamma", FL_TR("app_server", "Gamma")},
                     {"measured", FL_TR("app_server", "As measured (table)")}},
         .group = work},
        {.key = "times",
         .label = FL_TR("app_server", "Measured times"),
         .help =
             FL_TR("app_server",
                   "Service times as they were measured, each with the share of the requests that take it; the shares need not "
                   "add up to 100 %. Empty: always the mean above."),
         .type = PropertyType::Table,
         .defaultValue = TableRows(),
         .columns = {{.key = "time",
                      .label = FL_TR("app_server", "Time"),
                      .help = FL_TR("app_server", "How long it takes."),
                      .type = PropertyType::Duration,
                      .defaultValue = Value(std::int64_t{20 * millisecond}),
                      .minimum = 0,
                      .maximum = 3600e9},
                     {.key = "share",
                      .label = FL_TR("app_server", "Share"),
                      .help = FL_TR("app_server", "How many of the requests, in relation to the other rows."),
                      .type = PropertyType::Number,
                      .defaultValue = 1.0,
                      .minimum = 0,
                      .maximum = 1e9}},
         .group = work,
         .advanced = true,
         .shownWhen = "distribution=measured"},
        {.key = "variation",
         .label = FL_TR("app_server", "Variation"),
         .help =
             FL_TR("app_server",
                   "Standard deviation of a log-normal or gamma service time as a share of its mean; 1 scatters as much as the "
                   "exponential does (a gamma then is one)."),
         .type = PropertyType::Number,
         .defaultValue = usual.variation,
         .minimum = 0,
         .maximum = 10,
         .group = work,
         .advanced = true},
        durationProperty("cpu_time", FL_TR("app_server", "CPU time"),
                         FL_TR("app_server",
                               "CPU time of a request on its server, shared with everything else there. A small Go program was "
                               "measured at 0.24 to 0.30 ms at low load, less when busy; PHP, Python and Ruby frameworks need "
                               "several milliseconds."),
                         usual.cpuTime, 0, 3600e9, work),
        {.key = "memory_per_worker",
         .label = FL_TR("app_server", "Memory per busy worker"),
         .help = FL_TR("app_server",
                       "What a worker holds of its server's memory while it has a request, beside what the application holds when idle. An "
                       "estimate; processes of PHP, Python or Ruby with a large framework take 30 to 150 MB."),
         .type = PropertyType::Size,
         .defaultValue = Value(std::int64_t{8} << 20),
         .minimum = 0,
         .maximum = 1e12,
         .group = FL_TR("kinds", "Process"),
         .advanced = true},
        {.key = "write_to",
         .label = FL_TR("app_server", "Write to"),
         .help = FL_TR("app_server",
                       "The database that gets the writes. Nothing changes it by itself: after a failover you must. Empty: the "
                       "first one it is linked to."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database", "virtual_ip"},
         .group = database},
        {.key = "db_name",
         .label = FL_TR("app_server", "Name of the database"),
         .help = FL_TR("app_server",
                       "A host name such as db.foobar.com that the DNS it is linked to knows: writes go to the linked database, or virtual "
                       "IP, whose address the name has, looked up when the time to live of the last answer has run out. Empty: by its "
                       "address, without DNS."),
         .type = PropertyType::Text,
         .defaultValue = "",
         .group = database,
         .advanced = true},
        {.key = "read_from",
         .label = FL_TR("app_server", "Read from"),
         .help = FL_TR("app_server", "Where reads go. A replica may be behind: it then answers with old data."),
         .type = PropertyType::Choice,
         .defaultValue = "local",
         .choices = {{"local", FL_TR("app_server", "The database on its own server, else where it writes")},
                     {"primary", FL_TR("app_server", "Where it writes")},
                     {"replica", FL_TR("app_server", "The others than it writes to, in turn")},
                     {"nearest", FL_TR("app_server", "The nearest by network time")},
                     {"component", FL_TR("app_server", "The one named below")}},
         .group = database},
        {.key = "read_component",
         .label = FL_TR("app_server", "Read from this one"),
         .help = FL_TR("app_server", "The database that gets the reads."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .group = database,
         .shownWhen = "read_from=component"},
        {.key = "read_failover",
         .label = FL_TR("app_server", "Reads try the next"),
         .help =
             FL_TR("app_server",
                   "When the database for a read cannot be reached, the worker asks the next one it is linked to, as a driver "
                   "with several hosts in its address does. Writes never go elsewhere."),
         .type = PropertyType::Bool,
         .defaultValue = usual.readFailover,
         .group = database},
        {.key = "db_connections",
         .label = FL_TR("app_server", "Connections"),
         .help = FL_TR("app_server",
                       "A new connection for each request (PHP, and Django unless told otherwise) costs a round trip, but "
                       "notices at once when the database is gone. A pooled one is quicker and, if the server of the database "
                       "dies, waits in silence until the response timeout; after a restart of the database each kept connection "
                       "costs one request."),
         .type = PropertyType::Choice,
         .defaultValue = "per_request",
         .choices = {{"per_request", FL_TR("app_server", "New for each request")}, {"pooled", FL_TR("app_server", "Pooled")}},
         .group = database},
        appAdvanced(
            integerProperty(
                "pool_size", FL_TR("app_server", "Pool size"),
                FL_TR("app_server", "Connections it opens at most to one database; opened when needed, kept open. HikariCP: 10."),
                usual.poolSize, 1, 100'000, "connections", database),
            "db_connections=pooled"),
        appAdvanced(durationProperty("pool_wait", FL_TR("app_server", "Pool wait"),
                                     FL_TR("app_server",
                                           "How long a worker waits for a free connection before the request fails with 500. "
                                           "HikariCP: 30 s."),
                                     usual.poolWait, 1e6, 3600e9, database),
                    "db_connections=pooled"),
        durationProperty("db_connect_timeout", FL_TR("app_server", "Connect timeout"),
                         FL_TR("app_server",
                               "How long a worker tries to reach the database before the request fails with 500. Drivers "
                               "differ: 2 to 10 s is usual, PHP waits 60 s."),
                         usual.connectTimeout, 1e6, 3600e9, database, true),
        durationProperty("db_response_timeout", FL_TR("app_server", "Response timeout"),
                         FL_TR("app_server",
                               "How long a worker waits for an answer of the database before the request fails with 500. Many "
                               "drivers wait for ever unless told otherwise."),
                         usual.responseTimeout, 1e6, 86'400e9, database, true),
        {.key = "sharding",
         .label = FL_TR("app_server", "Sharding"),
         .help = FL_TR("app_server",
                       "Several primaries, each with a part of the keys: one that is down fails the requests for its part only."),
         .type = PropertyType::Choice,
         .defaultValue = "off",
         .choices = {{"off", FL_TR("app_server", "Off")},
                     {"hash", FL_TR("app_server", "By hash of the key (parts of equal size)")},
                     {"range", FL_TR("app_server", "By range of the key")}},
         .group = sharding},
        {.key = "shards",
         .label = FL_TR("app_server", "Shards"),
         .help = FL_TR(
             "app_server",
             "The primaries in the order of their parts; link the application to each. Empty: all databases it is linked to, "
             "in parts of equal size."),
         .type = PropertyType::Table,
         .defaultValue = TableRows(),
         .columns = {{.key = "database",
                      .label = FL_TR("app_server", "Database"),
                      .help = FL_TR("app_server", "The primary that has this part."),
                      .type = PropertyType::Component,
                      .defaultValue = Value(0),
                      .kinds = {"database"}},
                     {.key = "from",
                      .label = FL_TR("app_server", "Keys from"),
                      .help = FL_TR("app_server", "By range: where its part begins, as a share of all keys."),
                      .type = PropertyType::Share,
                      .defaultValue = 0.0,
                      .minimum = 0,
                      .maximum = 1}},
         .group = sharding},
        durationProperty(
            "cache_timeout", FL_TR("app_server", "Cache timeout"),
            FL_TR("app_server",
                  "How long a worker tries to reach the cache it is linked to, and waits for its answer, before it goes to "
                  "the database instead. Clients of Redis and Memcached are usually told 0.1 to 1 s."),
            usual.cacheTimeout, 1e6, 3600e9, database, true),
        {.key = "deploy",
         .label = FL_TR("app_server", "Change of version"),
         .help = FL_TR(
             "app_server",
             "What happens when the application files are given another version while it runs. Rolling: workers restart one "
             "after another when they have nothing to do, and both versions answer meanwhile. Graceful: new workers start "
             "beside the old ones, which finish. All at once: it is stopped and started, and refuses requests meanwhile."),
         .type = PropertyType::Choice,
         .defaultValue = "rolling",
         .choices = {{"rolling", FL_TR("app_server", "Rolling restart")},
                     {"graceful", FL_TR("app_server", "Graceful reload")},
                     {"stop_all", FL_TR("app_server", "Stop all, then start")}},
         .group = deploying},
        durationProperty(
            "restart_time", FL_TR("app_server", "Restart of a worker"),
            FL_TR("app_server", "How long a worker (or all of them) is away for another version; loading the application."),
            usual.restartTime, 0, 3600e9, deploying, true),
        appAdvanced(integerProperty("deploy_batch", FL_TR("app_server", "Workers at once"),
                                    FL_TR("app_server", "How many may be away at one time during a rolling restart."),
                                    usual.deployBatch, 1, 100'000, "workers", deploying),
                    "deploy=rolling"),
        startUpProperty(
            second, FL_TR("app_server", "From its start until its workers serve; about a second, with large frameworks more.")),
        backlogProperty(static_cast<int>(usual.backlog),
                        FL_TR("app_server",
                              "Requests that can wait for a worker, first in first out; more wait as unanswered connection "
                              "attempts. Gunicorn: 2048; Node.js and PHP-FPM: 511.")),
        addressProperty()};
}

}  // namespace

catalog::ComponentKind appServerKind() {
    using namespace catalog;
    ComponentKind kind{.id = "app_server", .label = FL_TR("app_server", "Application server")};
    kind.help = FL_TR(
        "app_server",
        "Runs the application files: each request takes one of its workers, some CPU time, some waiting, and one database "
        "operation. A worker is held while it waits for the database, so a database that hangs uses up all workers, and "
        "then nothing is answered, not even what needs no database. Requests without a free worker queue. If the database "
        "refuses or fails, the answer is 500 at once. A cache it is linked to is asked before a read and filled after it; what "
        "is "
        "written is taken out of it. It needs application files, attached or on the same server; when these change while it "
        "runs, it restarts its workers for the new version.");
    kind.group = Group::Compute;
    kind.namePrefix = "app";
    kind.aliases = {"application server",
                    "backend",
                    "workers",
                    "Gunicorn",
                    "PHP-FPM",
                    "Node.js",
                    "uWSGI",
                    "Tomcat",
                    "Django",
                    "Flask",
                    "Python",
                    "PHP",
                    "Ruby",
                    "Passenger",
                    "Puma"};
    kind.software = {
        {.name = "Gunicorn"},
        {.name = "PHP-FPM", .values = {{"backlog", Value(511)}}},
        {.name = "Node.js", .values = {{"backlog", Value(511)}, {"db_connections", Value("pooled")}}},
        {.name = "uWSGI", .values = {{"backlog", Value(100)}}},
        {.name = "Tomcat", .values = {{"workers", Value(200)}, {"backlog", Value(100)}, {"db_connections", Value("pooled")}}}};
    kind.properties = appProperties();
    kind.ports = {{"app", FL_TR("app_server", "Application"), PortRole::Traffic, PortDirection::In, "app", 9000},
                  {"http", FL_TR("app_server", "HTTP"), PortRole::Traffic, PortDirection::In, "http", 8080},
                  {"db", FL_TR("app_server", "Database"), PortRole::Traffic, PortDirection::Out, "mysql", 3306},
                  {"dns", FL_TR("app_server", "DNS"), PortRole::Resolve, PortDirection::Out, "dns", 53},
                  {"cache", FL_TR("app_server", "Cache"), PortRole::Traffic, PortDirection::Out, "cache", 6379},
                  {"control", FL_TR("app_server", "Configuration"), PortRole::Observe, PortDirection::In, "control", 22},
                  {"files", FL_TR("app_server", "Application files"), PortRole::Attach, PortDirection::In, "files"},
                  statusPort(),
                  guardPort(),
                  processPort()};
    kind.metrics = {
        {"workers", FL_TR("app_server", "Workers busy"), "workers", MetricSpec::Aggregation::Last, "utilisation"},
        {"backlog", FL_TR("app_server", "Waiting for a worker"), "requests", MetricSpec::Aggregation::Last, "queue"},
        {"pool_open", FL_TR("app_server", "Connections to databases"), "connections", MetricSpec::Aggregation::Last, ""},
        {"pool_used", FL_TR("app_server", "Connections in use"), "connections", MetricSpec::Aggregation::Last, ""},
        {"pool_waiting", FL_TR("app_server", "Waiting for a connection"), "requests", MetricSpec::Aggregation::Last, ""}};
    kind.actions = processActions();
    addBalancerActions(kind.actions);
    kind.actions.push_back({"deploy", FL_TR("app_server", "Deploy"),
                            FL_TR("app_server", "Restarts its workers with the application files as they are now."), false});
    kind.actions.push_back({"rollback", FL_TR("app_server", "Roll back"),
                            FL_TR("app_server", "Restarts its workers with the version that ran before."), false});
    kind.create = appCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
