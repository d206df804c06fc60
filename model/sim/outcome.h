#pragma once
#include "model/core/text.h"

#include <cstdint>

namespace faultline::sim {

/// How a call ended for its caller. The first group is what a client's request can end as.
enum class Outcome : std::uint8_t {
    Ok, Http4xx, Http500, Http502, Http503, Http504,
    ConnectionRefused, ConnectionTimeout, ConnectionReset, HostUnreachable, DnsFailure,
    TlsExpired, TlsNotYetValid, TlsNameMismatch, TlsUntrusted, ClientTimeout, Aborted,
    Redirect,          ///< go to https instead (inner)
    ResponseTimeout,   ///< connected, but no answer in the caller's time (inner)
    DbReadOnly,        ///< MySQL error 1290 (inner)
    DbTooManyConnections,  ///< MySQL error 1040 (inner)
    DbError            ///< another MySQL error, such as 1236 for a replica (inner)
};
inline constexpr int outcomeCount = static_cast<int>(Outcome::DbError) + 1;

/// "ok", "http_503", "connection_refused" ...: as in files.
const char* outcomeName(Outcome outcome);

/// Why something went wrong: a stable name and a sentence with %1 = the component that caused it, %2 = the detail.
/// Always a constant of static storage; compared by address, written by name.
struct Reason {
    const char* id = "";
    Literal sentence;
};

/// The cause of an outcome: which component, why, and a number the reason gives meaning to (another component, a rule).
struct Cause {
    const Reason* reason = nullptr;
    std::uint32_t component = 0;
    std::uint32_t detail = 0;
};

/// The reasons the network and the hosts give; kinds have their own.
namespace reason {
extern const Reason processDead;       ///< nothing listens: refused
extern const Reason processKilled;     ///< killed while it held the call
extern const Reason hostDown;
extern const Reason hostFrozen;
extern const Reason processFrozen;
extern const Reason backlogFull;
extern const Reason linkCut;
extern const Reason zoneCutOff;        ///< the network between two zones is gone
extern const Reason outOfMemory;       ///< detail: the host
extern const Reason synFlood;          ///< its queue of half-open connections is full
extern const Reason intercepted;       ///< the certificate of somebody in between
extern const Reason firewallDrop;      ///< detail: rule number from 1; 0: default policy
extern const Reason firewallReject;
extern const Reason firewallDead;
extern const Reason noRoute;
extern const Reason noAnswer;          ///< the caller's response timeout
extern const Reason removed;
extern const Reason nobodyHolds;       ///< a shared address that no machine has
extern const Reason notListening;      ///< the process runs but does not serve this port
}  // namespace reason

}  // namespace faultline::sim
