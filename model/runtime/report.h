#pragma once
#include "model/core/ids.h"
#include "model/core/sim_time.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace faultline::runtime {

/// How many requests (or calls) ended with one outcome ("ok", "http_503", "connection_timeout" ...).
struct OutcomeCount {
    std::string outcome;
    std::uint64_t count = 0;
};

/// How many of the clients' requests failed for one cause.
struct CauseCount {
    std::string outcome;      ///< "http_503"
    std::string component;    ///< name of the component that caused it; empty: none
    std::string reason;       ///< untranslated: "no server available"
    std::uint64_t count = 0;
};

/// Latency of answers that were ok, milliseconds; all of it meaningless (written as null) when `count` is 0.
struct LatencyReport {
    std::uint64_t count = 0;
    double mean = 0, p50 = 0, p90 = 0, p95 = 0, p99 = 0, max = 0;
};

/// What became of the clients' requests; started = ended + inFlight.
struct RequestsReport {
    std::uint64_t started = 0, ended = 0, inFlight = 0;
    std::vector<OutcomeCount> byOutcome;   ///< "ok" first, then by count, then by name
    std::vector<CauseCount> byCause;       ///< by count, then by outcome, component, reason
    std::uint64_t attempts = 0;            ///< how often clients tried, retries included
    std::uint64_t stale = 0;               ///< of the ok ones, reads older than the same client's own write
    std::uint64_t lost = 0;                ///< of the ok ones, writes that are not on the present primary any more
};

/// One component over the whole run.
struct ComponentReport {
    ComponentId id;
    std::string name;
    std::string kind;                      ///< ComponentKind::id
    std::uint64_t requests = 0;            ///< calls that ended at it (of users: requests); ok + failed
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::vector<OutcomeCount> byOutcome;
    double utilisation = -1;               ///< 0..1, mean over the run; -1: it has none
    std::uint64_t queueMax = 0;            ///< most calls that ever waited in it at once
    LatencyReport latency;
    std::vector<std::pair<std::string, double>> metrics;  ///< its own figures at the end of the run, by MetricSpec::key
    struct Rule {
        std::string rule;                  ///< number of the row from 1, or "default_in", "default_out", "default_forward"
        std::uint64_t packets = 0;
    };
    std::vector<Rule> rules;               ///< of a firewall: what each rule has counted
    /// What HAProxy's statistics page says of one server, at the end of the run and since the load balancer started.
    struct Server {
        std::string name, state;           ///< "UP", "DOWN", "DRAIN", "MAINT", "no check"; with the checks passed "UP 3/3"
        bool isBackup = false;
        std::uint64_t weight = 0, sessions = 0, sessionsMax = 0, sessionsTotal = 0, queue = 0, queueMax = 0, rate = 0, rateMax = 0;
        std::uint64_t connectErrors = 0, responseErrors = 0, retries = 0, redispatches = 0, checksFailed = 0, timesDown = 0;
        SimTime downtime = 0, changed = 0;
    };
    std::vector<Server> servers;           ///< of a load balancer
};

/// One database at the end of the run.
struct ReplicationReport {
    std::string name;
    std::string role;                      ///< "primary", "replica", "read_only"
    double secondsBehindSource = -1;       ///< -1: NULL (replication stopped, or not a replica)
    std::uint64_t transactionsBehind = 0;  ///< of its source's, not applied by it yet
    std::uint64_t acknowledged = 0;        ///< writes it acknowledged to its clients
    std::uint64_t lost = 0;                ///< of those, how many are not on the present primary
    bool splitBrain = false;               ///< takes writes beside another one of the same data
    std::string executed{};                  ///< its transactions: "db-1:1-173, db-2:1-20"
    std::string received{};                  ///< the same with its relay log
};

/// One alert raised by a monitoring service.
struct AlertReport {
    SimTime raised = 0;
    SimTime resolved = never;              ///< never: still open
    std::string monitor;                   ///< name of the service that raised it
    std::string component;                 ///< name of what it is about
    std::string id;                        ///< stable name: "agent_silent", "threshold" ...
    std::string text;                      ///< untranslated sentence
};

/// Something that was broken, and when monitoring said so.
struct IncidentReport {
    SimTime time = 0;
    std::string component, event;          ///< name; stable name: "killed", "link_cut" ...
    SimTime detected = never;              ///< first alert that it led to; never: none
    std::string alert;                     ///< its stable name
};

/// What one monitoring service knows of what one agent watches, beside what is so.
struct ObservationReport {
    std::string monitor, agent, host;      ///< names
    SimTime heard = 0;                     ///< when the last sample came in
    bool isSilent = false;
    double cpu = 0, memory = 0, disk = 0;  ///< seen, 0..1
    double rate = -1, failed = -1;         ///< seen: requests a second, share that failed; -1: no logs
    double connections = 0;
    double trueCpu = -1, trueRate = 0;     ///< over the last second
};
/// What it saw of something it asks itself.
struct ProbeReport {
    std::string monitor, target;
    SimTime seen = 0;
    bool isOk = false;
    double milliseconds = 0, certificateDays = -1;
};

/// Requests that somebody who should not could read.
struct LeakReport {
    std::string how;                       ///< "sniff", "intercept", "exploit"
    std::string where;                     ///< name of the component, or "A->B"
    SimTime from = 0, to = never;          ///< never: it goes on
    std::uint64_t requests = 0;            ///< that passed it in plain text, or were decrypted there
    bool isAltered = false;                ///< they could be altered as well
};

/// One event of the run.
struct EventReport {
    SimTime time = 0;
    std::string component;                 ///< name; empty: the run as a whole
    std::string event;                     ///< stable name: "killed", "server_down" ...
    std::string text;                      ///< untranslated sentence
    std::string cause;                     ///< untranslated sentence, may be empty
};

/// One component over one simulated second.
struct SecondReport {
    std::int64_t second = 0;               ///< number of the second that ended: 1 is (0 s, 1 s]
    std::string component;                 ///< name
    double rate = 0, ok = 0, failed = 0;   ///< ended in it
    double latencyMean = -1, latencyP95 = -1;  ///< ms, of the ok ones; -1: there were none
    double utilisation = -1;               ///< 0..1; -1: it has none
    double queue = 0;                      ///< waiting at its end; of users: in flight
};

/// The clients' requests at the end of one simulated second, since the start.
struct RequestsSecond {
    std::int64_t second = 0;
    std::uint64_t started = 0, ended = 0, inFlight = 0;
};

/// What a run gave: everything that the machine-readable outputs and the summary say (resources/format/outputs.md).
/// Sentences are untranslated, so that the files do not depend on who runs it.
struct Report {
    std::string file;                      ///< as given by the user
    std::string title;                     ///< of the design, may be empty
    std::uint64_t seed = 1;
    SimTime duration = 0;
    std::string fingerprint;               ///< 16 hexadecimal digits
    RequestsReport requests;
    LatencyReport latency;                 ///< of the clients' requests that were ok
    std::vector<ComponentReport> components;     ///< in id order
    std::vector<ReplicationReport> replication;  ///< in id order
    std::vector<AlertReport> alerts;             ///< in order of time
    std::vector<IncidentReport> incidents;       ///< in order of time
    std::vector<ObservationReport> observations; ///< at the end; by monitoring service, then agent
    std::vector<ProbeReport> probes;
    std::vector<LeakReport> leaks;               ///< in the order in which they began
    std::vector<EventReport> events;             ///< in order of time
    std::vector<SecondReport> seconds;           ///< by second, then id
    std::vector<RequestsSecond> requestSeconds;  ///< one a second
};

}  // namespace faultline::runtime
