#pragma once
#include "model/sim/call.h"
#include "model/sim/random.h"

#include <cstdint>
#include <vector>

namespace faultline::sim {

/// One end a firewall rule speaks of.
struct AddressMatch {
    enum class Type : std::uint8_t { Any, Internet, Network, Host } type = Type::Any;
    std::uint32_t address = 0;   ///< of Network
    std::uint32_t mask = 0;
    Slot host = 0;               ///< of Host: the host (or free-standing component)
};

/// Enter and Leave are no verdicts: what matches Enter goes on with the next rule, the first of a chain, and what does not with rule `next`;
/// what matches Leave goes on with rule `next`.
enum class RuleAction : std::uint8_t { Accept, Drop, Reject, Enter, Leave };
enum class RuleState : std::uint8_t { Any, New, Established };
/// A packet as seen by a firewall that guards something, or stands in line.
enum class Hook : std::uint8_t { In, Out, Forward };
enum class Transport : std::uint8_t { Tcp, Udp, Vrrp };

struct FirewallRule {
    std::uint8_t hooks = 7;      ///< bit per Hook
    AddressMatch source, destination;
    std::uint16_t portFrom = 0, portTo = 65535;
    std::uint8_t transports = 7; ///< bit per Transport
    RuleState state = RuleState::Any;
    RuleAction action = RuleAction::Accept;
    std::uint32_t row = 0;       ///< its number for people, from 1 (one row may make several rules); 0: its place
    std::uint32_t next = 0;      ///< of Enter and Leave: a later rule, or their number for the policy
};

/// The rules of one firewall: the first match wins, else the policy of the hook. As nftables with one base chain.
struct Filter {
    std::vector<FirewallRule> rules;
    RuleAction policy[3] = {RuleAction::Accept, RuleAction::Accept, RuleAction::Accept};   ///< by Hook
    bool dead = false;                         ///< not running: nothing passes
    std::vector<std::uint64_t> packets;        ///< counter per rule, then one per hook's policy
};

/// What one direction of a link does to messages.
struct LinkQuality {
    SimTime latency = 0, jitter = 0;
    double loss = 0;
    std::int64_t bandwidth = 0;      ///< bit/s, 0: no limit
};

struct LinkState : LinkQuality {     ///< from `from` to `to`
    std::uint32_t id = 0;
    Slot from = 0, to = 0;
    LinkQuality wayBack;             ///< the same when nothing else is said
    bool intercepted = false;
    bool exists = false;
    bool up[2] = {true, true};       ///< from `from` to `to`, and back
    SimTime busyUntil[2] = {0, 0};   ///< of the limited line
};

/// What stands on a path: a link in one direction, or a firewall with the hook it sees the packet at.
struct PathElement {
    enum class Type : std::uint8_t { Link, Filter } type = Type::Link;
    Hook hook = Hook::Forward;       ///< of a Filter, for the way out; In and Out swap on the way back
    bool reversed = false;           ///< of a Link: travelled from `to` to `from`
    std::uint32_t index = 0;         ///< link id, or slot of the firewall
};

/// The way from one component to another on one port; compiled from a link of the design.
struct Route {
    Slot caller = 0, callee = 0;
    std::uint16_t port = 0;
    Transport transport = Transport::Tcp;
    bool exists = true;              ///< false: no way (no link, nobody listens)
    bool secure = false;             ///< TLS over it
    bool toMachine = false;          ///< to the machine itself (SSH), whatever runs on it
    Slot divided = 0;                ///< the zone that is cut off from the other end; 0: none
    SimTime extraLatency = 0;        ///< each way, beside that of its links: loopback, or the plain subnet
    std::uint32_t linkId = 0;        ///< the drawn link, 0: within one host or a plain subnet
    std::vector<PathElement> path;
    /// Of a way to an address that several components share: the ways to each of them. Which one a packet takes is decided when it is sent.
    std::vector<RouteId> ways;
    RouteId shared = none;           ///< of such a way: the one it is part of
    std::uint32_t secondLink = 0;    ///< and the link from the shared address on to it; 0: none

    /// What the World found out about the way, valid while the network's epoch lasts.
    enum class Verdict : std::uint8_t { Open, Refused, Silent, Unreachable, NoWay };
    struct Finding {
        Verdict verdict = Verdict::Open;
        Cause cause;
        std::vector<std::pair<Slot, std::uint32_t>> hits;   ///< counters (firewall, rule) that one packet adds to
    };
    std::uint32_t epoch = 0;
    Finding fresh;                   ///< for a new connection
    Finding established;             ///< for one that exists
    SimTime out = 0, back = 0;       ///< latency of each way
    bool isPlain = true;             ///< TCP straight to its callee, past no firewall that counts
    bool isAttacked = false;         ///< what follows holds for new connections
    bool isForged = false;           ///< its certificate is not the callee's
    double synLoss = 0;              ///< share of SYNs that find no room in the callee's queue of half-open connections
    bool variable = false;           ///< jitter, loss or bandwidth: the time must be drawn for each message
};

}  // namespace faultline::sim
