#include "model/kinds/all_kinds.h"
#include "model/kinds/database.h"
#include "model/kinds/parts.h"

/// What people see of a database: its properties, ports and acts.
namespace faultline::kinds {
namespace {

std::unique_ptr<sim::Behaviour> dbCreate() {
    return std::make_unique<Database>();
}

catalog::PropertySpec dbSwitch(const char* key, Literal label, Literal help, bool value, Literal group, const char* shownWhen) {
    return {.key = key,
            .label = label,
            .help = help,
            .type = catalog::PropertyType::Bool,
            .defaultValue = value,
            .group = group,
            .advanced = true,
            .shownWhen = shownWhen};
}

catalog::PropertySpec dbDuration(const char* key, Literal label, Literal help, SimTime value, double minimum, double maximum,
                                 Literal group, const char* shownWhen) {
    catalog::PropertySpec spec = durationProperty(key, label, help, value, minimum, maximum, group, true);
    spec.shownWhen = shownWhen;
    return spec;
}

catalog::PropertySpec dbInteger(const char* key, Literal label, Literal help, std::int64_t value, double minimum, double maximum,
                                const char* unit, Literal group, const char* shownWhen) {
    catalog::PropertySpec spec = integerProperty(key, label, help, value, minimum, maximum, unit, group, true);
    spec.shownWhen = shownWhen;
    return spec;
}

std::vector<catalog::PropertySpec> dbProperties() {
    using namespace catalog;
    const DbConfig usual;
    const Literal replication = FL_TR("database", "Replication");
    const Literal work = FL_TR("database", "Work of a statement");
    const Literal semi = FL_TR("database", "Semi-synchronous");
    const Literal operation = FL_TR("database", "Operation");
    return {
        {.key = "role",
         .label = FL_TR("database", "Role"),
         .help = FL_TR("database",
                       "How it starts. A primary takes writes; a replica follows a source and refuses them. To make a primary of "
                       "a running replica, promote it."),
         .type = PropertyType::Choice,
         .defaultValue = "primary",
         .choices = {{"primary", FL_TR("database", "Primary")}, {"replica", FL_TR("database", "Replica")}}},
        {.key = "source",
         .label = FL_TR("database", "Source"),
         .help = FL_TR(
             "database",
             "Whose binlog it follows. Empty: the database its replication link leads to; the direction in which the link is "
             "drawn does not matter."),
         .type = PropertyType::Component,
         .defaultValue = Value(0),
         .kinds = {"database"},
         .group = replication,
         .shownWhen = "role=replica"},
        {.key = "replication",
         .label = FL_TR("database", "Acknowledges a write"),
         .help = FL_TR(
             "database",
             "When a primary tells its client that a write is done. Asynchronous: when it has it itself; what no replica "
             "received is lost with it. Semi-synchronous (AFTER_SYNC): when enough replicas have it in their relay logs, which "
             "costs a round trip; after the timeout it silently goes on without them. Group replication: when a majority of "
             "all databases it hangs together with has it; they elect a new primary by themselves, and a minority takes no "
             "writes. Set it on every member; MariaDB has none."),
         .type = PropertyType::Choice,
         .defaultValue = "async",
         .choices = {{"async", FL_TR("database", "At once (asynchronous)")},
                     {"semi_sync", FL_TR("database", "When replicas have it (semi-synchronous)")},
                     {"group", FL_TR("database", "When a majority has it (group replication)")}},
         .group = semi},
        dbDuration(
            "expel_timeout", FL_TR("database", "Expel timeout"),
            FL_TR("database",
                  "How long a group waits for a member that has been silent for 5 s before it goes on without it. MySQL: 5 s "
                  "(group_replication_member_expel_timeout)."),
            usual.expelTimeout, 0, 3600e9, semi, "replication=group"),
        dbDuration(
            "semi_sync_timeout", FL_TR("database", "Timeout"),
            FL_TR("database",
                  "How long a write waits for its replicas. The first that waits in vain switches the waiting off for all, "
                  "without an error for anybody, until a replica has caught up. MySQL: 10 s "
                  "(rpl_semi_sync_source_timeout)."),
            usual.semiTimeout, 1e6, 86'400e9, semi, "replication=semi_sync"),
        dbInteger("semi_sync_wait_for", FL_TR("database", "Replicas to wait for"),
                  FL_TR("database",
                        "How many must have it. MySQL: 1 (rpl_semi_sync_source_wait_for_replica_count); MariaDB knows only 1."),
                  usual.semiCount, 1, 65'535, "replicas", semi, "replication=semi_sync"),
        dbSwitch(
            "semi_sync_wait_no_replica", FL_TR("database", "Wait without replicas"),
            FL_TR(
                "database",
                "Whether writes wait for the whole timeout also when fewer replicas are connected than must acknowledge. MySQL: "
                "on (rpl_semi_sync_source_wait_no_replica)."),
            usual.semiWaitsWithoutReplica, semi, "replication=semi_sync"),
        dbSwitch("semi_sync_replica", FL_TR("database", "Acknowledges"),
                 FL_TR("database",
                       "As a replica: tells a semi-synchronous source what it has received. MySQL must be told to "
                       "(rpl_semi_sync_replica_enabled); here it is on."),
                 usual.acknowledges, semi, ""),
        {.key = "read_only",
         .label = FL_TR("database", "Read only"),
         .help =
             FL_TR("database", "Refuses writes with error 1290, as a replica always does. MySQL: off. A promotion turns it off."),
         .type = PropertyType::Bool,
         .defaultValue = usual.readOnly},
        integerProperty(
            "max_connections", FL_TR("database", "max_connections"),
            FL_TR("database",
                  "Connections it has at once: statements that run, connections that pools keep open, and replicas; more "
                  "are refused with error 1040. MySQL: 151."),
            usual.maxConnections, 1, 100'000, "connections", {}),
        durationProperty("connect_retry", FL_TR("database", "Connect retry"),
                         FL_TR("database", "Pause between two tries to reach the source. MySQL: 60 s (SOURCE_CONNECT_RETRY)."),
                         usual.connectRetry, 1e6, 86'400e9, replication),
        durationProperty("net_timeout", FL_TR("database", "Net timeout"),
                         FL_TR("database",
                               "How long a replica waits in silence before it takes the connection for lost; the source sends "
                               "heartbeats twice as often. MySQL: 60 s (replica_net_timeout)."),
                         usual.netTimeout, 1e6, 86'400e9, replication, true),
        durationProperty("apply_wait", FL_TR("database", "Slow apply"),
                         FL_TR("database",
                               "Time each transaction takes longer to apply on this replica, as a missing index or a slow disk "
                               "would make it. They are applied one after another, so the replica falls behind when more are "
                               "written than it can apply."),
                         usual.applyWait, 0, 60e9, replication),
        durationProperty(
            "source_delay", FL_TR("database", "Delay"),
            FL_TR("database",
                  "How much older than this a transaction must be before the SQL thread applies it (SOURCE_DELAY, "
                  "MASTER_DELAY), reckoned from its time stamp in whole seconds. It is received at once all the same."),
            usual.sourceDelay, 0, 86'400e9, replication, true),
        integerProperty(
            "apply_workers", FL_TR("database", "Appliers"),
            FL_TR("database",
                  "Transactions applied side by side, as if no two touched the same rows; they are committed in order. "
                  "1 is serial, as in the measurements and in MariaDB; MySQL since 8.0.27: 4 (replica_parallel_workers)."),
            usual.applyWorkers, 1, 1024, "threads", replication, true),
        dbDuration(
            "promote_time", FL_TR("database", "Promotion"),
            FL_TR("database",
                  "Time the statements of a promotion take when the relay log is applied (STOP REPLICA, RESET REPLICA ALL, "
                  "read_only = 0). Measured with MariaDB: 35 to 40 ms."),
            usual.promoteTime, 0, 3600e9, operation, ""),
        {.key = "data_size",
         .label = FL_TR("database", "Data"),
         .help = FL_TR("database", "Size of its data: what a rebuild from a dump has to carry over."),
         .type = PropertyType::Size,
         .defaultValue = usual.dataSize,
         .minimum = 1,
         .maximum = 1e15,
         .group = operation,
         .advanced = true},
        {.key = "rebuild_rate",
         .label = FL_TR("database", "Rebuild rate"),
         .help = FL_TR(
             "database",
             "Bytes a second that dumping and loading get through; meanwhile it serves nobody. An estimate; a small data set "
             "took 0.4 s in the measurements."),
         .type = PropertyType::Size,
         .defaultValue = usual.rebuildRate,
         .minimum = 1,
         .maximum = 1e12,
         .group = operation,
         .advanced = true},
        {.key = "keys",
         .label = FL_TR("database", "Keys of new rows"),
         .help = FL_TR(
             "database",
             "What happens when a server that has rows its source lacks follows it. Counted keys (AUTO_INCREMENT) are given "
             "twice: applying stops with error 1062. Unique ones (UUID) do not clash, and the two servers just differ."),
         .type = PropertyType::Choice,
         .defaultValue = "counted",
         .choices = {{"counted", FL_TR("database", "Counted (AUTO_INCREMENT)")}, {"unique", FL_TR("database", "Unique (UUID)")}},
         .group = replication,
         .advanced = true},
        durationProperty("read_cost", FL_TR("database", "CPU of a read"),
                         FL_TR("database", "CPU time of one read by key. Measured with MariaDB: 0.165 ms."), usual.readCost, 0,
                         60e9, work),
        durationProperty("write_cost", FL_TR("database", "CPU of a write"),
                         FL_TR("database", "CPU time of one insert on the primary. Measured with MariaDB: 0.41 ms."),
                         usual.writeCost, 0, 60e9, work),
        durationProperty(
            "apply_cost", FL_TR("database", "CPU of applying"),
            FL_TR("database", "CPU time of one replicated transaction on the replica. Measured with MariaDB: 0.29 ms."),
            usual.applyCost, 0, 60e9, work),
        durationProperty(
            "connection_cost", FL_TR("database", "CPU of a connection"),
            FL_TR("database", "CPU time a new connection adds; an estimate for a thread from the cache and a password."),
            usual.connectionCost, 0, 60e9, work, true),
        {.key = "write_size",
         .label = FL_TR("database", "Size of a write"),
         .help = FL_TR("database", "What one transaction adds to the disk of its server, row and binlog together; an estimate."),
         .type = PropertyType::Size,
         .defaultValue = Value(usual.writeBytes),
         .minimum = 0,
         .maximum = 1e12,
         .group = work,
         .advanced = true},
        durationProperty("commit_wait", FL_TR("database", "Commit"),
                         FL_TR("database",
                               "Time a commit waits for the disk: two syncs (binlog and redo log) of 0.3 ms each on the measured "
                               "one. Commits wait side by side, except on a replica, which applies one after another."),
                         usual.commitWait, 0, 60e9, work),
        {.key = "flavour",
         .label = FL_TR("database", "Behaves as"),
         .help =
             FL_TR("database",
                   "MySQL and MariaDB differ in when Seconds_Behind_Source is NULL, and in what an old primary with "
                   "transactions of its own may do when it comes back as a replica. MariaDB also drops the relay log when both "
                   "threads were stopped, or the server was."),
         .type = PropertyType::Choice,
         .defaultValue = "mysql",
         .choices = {{"mysql", FL_TR("database", "MySQL 8.0")}, {"mariadb", FL_TR("database", "MariaDB 10.11")}},
         .group = replication,
         .advanced = true},
        startUpProperty(300 * millisecond, FL_TR("database",
                                                 "From its start until it serves, with crash recovery. Measured with a small "
                                                 "data set: 0.24 to 0.30 s; it grows with the data.")),
        backlogProperty(151, FL_TR("database",
                                   "Connections the kernel accepts for it while it does not take them itself, less one "
                                   "(back_log). MySQL: as max_connections.")),
        addressProperty()};
}

}  // namespace

catalog::ComponentKind databaseKind() {
    using namespace catalog;
    ComponentKind kind{.id = "database", .label = FL_TR("database", "Database")};
    kind.help = FL_TR(
        "database",
        "A MySQL server. The primary takes writes and keeps them in its binlog; a replica fetches the binlog (IO thread), keeps "
        "it in "
        "its relay log and applies it, one transaction after another (SQL thread), so it can fall behind and answer reads with "
        "old "
        "data. Replication is asynchronous unless told otherwise: what the primary has acknowledged and no replica received is "
        "lost "
        "with it. Nothing fails over by itself without a failover manager: promote a replica (it first applies what it "
        "received), then "
        "tell the application where to write. An old primary that is restored takes writes again: fence it, or there are two. It "
        "rejoins as a replica; if it has transactions the new primary lacks, it must be rebuilt.");
    kind.group = Group::Data;
    kind.namePrefix = "db";
    kind.aliases = {"MySQL",          "MariaDB",         "SQL",   "master/slave", "master",  "slave",     "primary", "replica",
                    "source/replica", "primary-replica", "RDBMS", "storage",      "Percona", "PostgreSQL"};
    kind.software = {{.name = "MySQL 8.0"},
                     {.name = "MariaDB 10.11", .values = {{"flavour", Value("mariadb")}, {"backlog", Value(80)}}}};
    kind.properties = dbProperties();
    kind.ports = {{"mysql", FL_TR("database", "MySQL"), PortRole::Traffic, PortDirection::In, "mysql", 3306},
                  {"replicas", FL_TR("database", "Replicas"), PortRole::Replicate, PortDirection::In, "mysql", 3306},
                  {"manage", FL_TR("database", "Operation"), PortRole::Observe, PortDirection::In, "mysql", 3306},
                  {"source", FL_TR("database", "Source"), PortRole::Replicate, PortDirection::Out, "mysql", 3306, 1},
                  statusPort(),
                  guardPort(),
                  processPort()};
    kind.metrics = {
        {"seconds_behind", FL_TR("database", "Seconds_Behind_Source"), "s", MetricSpec::Aggregation::Last, "replication"},
        {"transactions_behind", FL_TR("database", "Transactions to apply"), "transactions", MetricSpec::Aggregation::Last,
         "replication"},
        {"connections", FL_TR("database", "Connections"), "connections", MetricSpec::Aggregation::Last, "queue"},
        {"semi_sync", FL_TR("database", "Semi-synchronous"), "", MetricSpec::Aggregation::Last, ""},
        {"awaiting_ack", FL_TR("database", "Writes that wait for a replica"), "writes", MetricSpec::Aggregation::Last, "queue"}};
    kind.actions = processActions();
    const ActionSpec acts[] = {
        {"promote", FL_TR("database", "Promote"),
         FL_TR("database", "Makes a primary of a replica: it stops receiving, applies its relay log and takes writes."), false},
        {"promote_now", FL_TR("database", "Promote at once"),
         FL_TR("database", "Makes a primary of a replica without applying its relay log: what is in it is lost."), false},
        {"demote", FL_TR("database", "Demote"),
         FL_TR("database", "Makes a primary read-only (super_read_only) until it is promoted, rejoins or restarts."), false},
        {"switchover", FL_TR("database", "Switch over"),
         FL_TR("database",
               "Makes a primary of a replica without loss: its source becomes read-only, it applies all that is left, takes "
               "writes, "
               "and the old primary follows it. The applications must still be told."),
         false},
        {"rejoin", FL_TR("database", "Rejoin"),
         FL_TR("database", "Lets it follow whoever is the primary now. Error 1236 if it has transactions that one lacks."),
         false},
        {"rebuild", FL_TR("database", "Rebuild"),
         FL_TR("database", "Throws its data away, fills it from a dump of the present primary and lets it follow that one."),
         false},
        {"stop_io", FL_TR("database", "Stop IO thread"),
         FL_TR("database", "A replica receives nothing any more, but applies on."), true},
        {"start_io", FL_TR("database", "Start IO thread"), FL_TR("database", "It receives again from where it was."), false},
        {"stop_sql", FL_TR("database", "Stop SQL thread"),
         FL_TR("database", "A replica applies nothing any more, but receives on."), true},
        {"start_sql", FL_TR("database", "Start SQL thread"), FL_TR("database", "It applies its relay log again."), false},
        {"stop_replica", FL_TR("database", "Stop replication"), FL_TR("database", "Stops both threads (STOP REPLICA)."), true},
        {"start_replica", FL_TR("database", "Start replication"),
         FL_TR("database", "Starts both threads (START REPLICA); MariaDB then drops its relay log and fetches it again."),
         false}};
    kind.actions.insert(kind.actions.end(), std::begin(acts), std::end(acts));
    kind.create = dbCreate;
    kind.needsAddress = true;
    return kind;
}

}  // namespace faultline::kinds
