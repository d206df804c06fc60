#include "model/sim/outcome.h"

namespace faultline::sim {

const char* outcomeName(Outcome outcome) {
    switch (outcome) {
    case Outcome::Ok: return "ok";
    case Outcome::Http4xx: return "http_4xx";
    case Outcome::Http500: return "http_500";
    case Outcome::Http502: return "http_502";
    case Outcome::Http503: return "http_503";
    case Outcome::Http504: return "http_504";
    case Outcome::ConnectionRefused: return "connection_refused";
    case Outcome::ConnectionTimeout: return "connection_timeout";
    case Outcome::ConnectionReset: return "connection_reset";
    case Outcome::HostUnreachable: return "host_unreachable";
    case Outcome::DnsFailure: return "dns_failure";
    case Outcome::TlsExpired: return "tls_expired";
    case Outcome::TlsNotYetValid: return "tls_not_yet_valid";
    case Outcome::TlsNameMismatch: return "tls_name_mismatch";
    case Outcome::TlsUntrusted: return "tls_untrusted";
    case Outcome::ClientTimeout: return "client_timeout";
    case Outcome::Aborted: return "aborted";
    case Outcome::Redirect: return "redirect";
    case Outcome::ResponseTimeout: return "response_timeout";
    case Outcome::DbReadOnly: return "db_1290_read_only";
    case Outcome::DbTooManyConnections: return "db_1040_too_many_connections";
    case Outcome::DbError: return "db_error";
    }
    return "";
}

namespace reason {
const Reason processDead{"process_dead", FL_TR("reason", "nothing listens on %1: it is not running")};
const Reason processKilled{"process_killed", FL_TR("reason", "%1 was killed while it worked on it")};
const Reason hostDown{"host_down", FL_TR("reason", "the host of %1 is off: nobody answers")};
const Reason hostFrozen{"host_frozen", FL_TR("reason", "the host of %1 is frozen: nobody answers")};
const Reason processFrozen{"process_frozen", FL_TR("reason", "%1 is frozen")};
const Reason backlogFull{"backlog_full", FL_TR("reason", "%1 is frozen and its listen backlog is full")};
const Reason linkCut{"link_cut", FL_TR("reason", "the link to %1 is cut")};
const Reason zoneCutOff{"zone_cut_off", FL_TR("reason", "zone %1 is cut off")};
const Reason outOfMemory{"out_of_memory", FL_TR("reason", "%1 held the most memory when its machine ran out of it")};
const Reason synFlood{"syn_flood", FL_TR("reason", "the queue of half-open connections of %1 is full of a flood of SYNs")};
const Reason intercepted{"intercepted", FL_TR("reason", "somebody between it and %1 shows a forged certificate")};
const Reason firewallDrop{"firewall_drop", FL_TR("reason", "firewall %1 drops it (rule %2)")};
const Reason firewallReject{"firewall_reject", FL_TR("reason", "firewall %1 rejects it (rule %2)")};
const Reason firewallDead{"firewall_dead", FL_TR("reason", "firewall %1 is down and lets nothing pass")};
const Reason noRoute{"no_route", FL_TR("reason", "there is no way to %1")};
const Reason noAnswer{"no_answer", FL_TR("reason", "%1 did not answer in time")};
const Reason removed{"removed", FL_TR("reason", "%1 was removed")};
const Reason nobodyHolds{"address_lost", FL_TR("reason", "no machine has the address %1")};
const Reason notListening{"not_listening", FL_TR("reason", "%1 does not serve this port")};
}  // namespace reason

}  // namespace faultline::sim
