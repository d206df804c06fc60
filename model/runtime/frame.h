#pragma once
#include "model/core/ids.h"
#include "model/core/sim_time.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace faultline::runtime {

/// How a component is, for its badge.
enum class State : std::uint8_t {
    Ok,
    Strained,    ///< busy above 80 %, queueing, or some of its work fails
    Failing,     ///< most of its work fails
    Down,        ///< killed, powered off, or on a host that is
    Frozen,
    Starting,
    Idle         ///< not simulated, or nothing happened yet
};

/// One server behind a load balancer, as HAProxy's statistics page counts it.
struct ServerStatus {
    ComponentId id;
    QString name, state;        ///< "UP 3/3", "DOWN 0/2", "MAINT" ...
    std::uint32_t sessions = 0, sessionsMax = 0, queue = 0, rate = 0;
    std::uint64_t total = 0;
    std::uint64_t errors = 0;   ///< of connections and of answers
    bool isUp = true;
    friend bool operator==(const ServerStatus&, const ServerStatus&) = default;
};

/// One component at the moment of a frame; rates are of the last full simulated second (or of the time so far).
struct ComponentStatus {
    ComponentId id;
    State state = State::Idle;
    double rate = 0;            ///< calls ended a second
    double failedRate = 0;      ///< of them not ok
    double utilisation = -1;    ///< 0..1; -1: it has none
    double queue = 0;           ///< calls waiting now
    QString role;               ///< "primary", "replica", "2/2 UP" ...; short, translated
    QString why;                ///< the sentence behind a state that is not Ok; empty otherwise
    std::vector<ServerStatus> servers;   ///< of a load balancer
    bool operatorDown = false;  ///< killed or frozen by hand itself (not by its host): one click restores it
};

/// One link at the moment of a frame.
struct LinkStatus {
    LinkId id;
    double rate = 0;            ///< calls a second over it, all purposes
    double failedRate = 0;
    double load = 0;            ///< 0..1 of the busiest link now, for its width and tint
    bool up = true;             ///< both ways
    bool upThere = true, upBack = true;   ///< each: from caller to callee, and back
    bool encrypted = false;
};

enum class RequestClass : std::uint8_t { Static, Read, Write, Dns, HealthCheck, Replication, Observation };

/// One message of a sampled request (or of another sampled call) between two components.
struct TraceHop {
    std::uint64_t request = 0;   ///< id of the client's request it belongs to
    std::uint32_t order = 0;     ///< number of the hop within its request
    ComponentId from, to;
    LinkId link;                 ///< invalid: inside one host
    SimTime left = 0;            ///< when it set out
    SimTime arrives = 0;         ///< when it arrives (or is known to be lost)
    RequestClass kind = RequestClass::Read;
    bool returning = false;      ///< the answer
    bool ok = true;              ///< of an answer
    bool lost = false;           ///< never arrives
    bool last = false;           ///< ends the request
    const char* outcome = "";    ///< of an answer: "ok", "http_503" ...; a string constant
};

enum class Severity : std::uint8_t { Info, Good, Warning, Bad };

/// Something that happened, with its cause.
struct Event {
    std::uint64_t number = 0;    ///< in order, from 1
    SimTime time = 0;
    ComponentId component;       ///< invalid: the run as a whole
    Severity severity = Severity::Info;
    std::string id;              ///< stable name: "killed", "server_down", "alert" ...
    QString text;                ///< translated sentence
    QString cause;               ///< translated sentence, may be empty
    std::uint64_t before = 0;    ///< number of the event that led to it; 0: none
    bool isCommand = false;      ///< done by the user (a mark on the charts)
};

/// One component over one simulated second.
struct ComponentSample {
    ComponentId id;
    float rate = 0, ok = 0, failed = 0;                         ///< calls ended in it
    float latencyMean = 0, p50 = 0, p95 = 0, p99 = 0;           ///< ms, of the ok ones; 0 when there were none
    float utilisation = -1;
    float queue = 0;
    State state = State::Idle;
    float secondsBehind = -2;    ///< databases: Seconds_Behind_Source; -1: NULL; -2: not a replica
    float transactionsBehind = 0;
    std::uint8_t role = 0;       ///< databases: 1 primary (writable), 2 replica, 3 read-only primary; 0: no database
};

/// Failures of the clients' requests by cause, over one simulated second.
struct FailureSample {
    QString cause;               ///< "http_503 at lb-1: no server available"
    float count = 0;
};

/// One simulated second of the whole run.
struct Sample {
    SimTime time = 0;            ///< end of the second
    std::vector<ComponentSample> components;
    std::vector<FailureSample> failures;
};

/// One published state of a run. Immutable once published. `hops`, `events` and `samples` are what is new since the frame taken
/// before; the rest is the newest state.
struct Frame {
    std::uint64_t number = 0;
    SimTime now = 0;
    std::int64_t startTime = 0;      ///< unix seconds at time 0
    std::uint64_t seed = 0;
    bool playing = false;
    bool restarted = false;          ///< the run was reset since the frame taken before: forget what was drawn
    double requestedSpeed = 1;       ///< simulated seconds a second; 0: as fast as possible
    double trueSpeed = 0;            ///< what the engine managed lately
    bool behind = false;             ///< it cannot hold the requested speed
    SimTime catchingUpTo = 0;        ///< a saved run is being done again up to there; 0: no
    double sampling = 1;             ///< one request in this many is shown as dots
    std::uint64_t requestsEnded = 0, requestsOk = 0, requestsInFlight = 0;
    std::vector<ComponentStatus> components;
    std::vector<LinkStatus> links;
    std::vector<TraceHop> hops;
    std::vector<Event> events;
    std::vector<Sample> samples;

    const ComponentStatus* component(ComponentId id) const;
    const LinkStatus* link(LinkId id) const;
};
using FramePtr = std::shared_ptr<const Frame>;

}  // namespace faultline::runtime
