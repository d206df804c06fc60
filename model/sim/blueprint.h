#pragma once
#include "model/core/value.h"
#include "model/sim/network.h"

#include <memory>
#include <string>
#include <vector>

namespace faultline::sim {

class Behaviour;

/// A way out of a component, as its behaviour sees it.
struct Wire {
    const char* port = "";         ///< PortSpec::key of the caller
    const char* targetKind = "";   ///< kind id of the callee
    const char* protocol = "";     ///< "https", "http", "mysql" ...
    Slot target = 0;
    RouteId route = none;
    std::uint32_t address = 0;     ///< IPv4 of the callee
    bool local = false;            ///< on the same host
    Slot shared = 0;               ///< of a way to a machine that may have a shared address: that address
};

/// Something put onto a component (a certificate), or the files deployed for it: its kind and settings, known by being there.
struct Attachment {
    Slot slot = 0;
    const char* kind = "";
    std::shared_ptr<const Settings> settings;
};

/// What a machine has, or what a process takes of it. Sizes in bytes; 0: no limit.
struct Resources {
    std::int64_t memory = 0;       ///< of a host: all there is; of a process: what it holds from its start on
    std::int64_t memoryPerCall = 0;   ///< of a process: what it holds besides for each call it has taken
    std::int64_t memoryPerWorker = 0; ///< of a process: what it holds besides for each of its workers that is busy
    std::int64_t memoryLeak = 0;   ///< of a process: by how many bytes a second that grows
    std::int64_t disk = 0;         ///< of a host
    std::int64_t diskUsed = 0;     ///< of a host: taken before the run begins
    SimTime diskOperation = 0;     ///< of a host: the disk is busy with one operation for so long
    double diskSlowdown = 1;       ///< of a host: how many times as long everything on the disk takes
    bool synCookies = true;        ///< a full queue of half-open connections turns nobody away
    std::uint32_t hogs = 0;        ///< of a host: jobs without end that take their share of the CPU
    friend bool operator==(const Resources&, const Resources&) = default;
};

/// All that a component knows from the drawing; immutable, shared between copies of a World. Equal setups mean nothing to adopt.
struct Setup {
    Slot slot = 0;
    const char* kind = "";
    std::unique_ptr<Behaviour> (*create)() = nullptr;
    std::shared_ptr<const Settings> settings;
    Slot host = 0;                 ///< the host it runs on; its own slot when it stands free or is a host
    bool isHost = false;
    std::uint32_t cores = 1;       ///< of a host (or of the machine a free-standing component is)
    Resources resources;
    std::uint32_t address = 0;     ///< IPv4
    bool outside = false;          ///< on the internet: users, services outside
    SimTime startUp = 0;           ///< from restore to serving
    std::uint32_t backlog = 511;   ///< connections the kernel accepts for it while it is frozen, less one
    std::vector<Wire> wires;
    std::vector<Attachment> attachments;
    std::vector<Slot> neighbours;  ///< the other components on its host, in id order (for an agent)

    const Settings& values() const { return *settings; }
    /// Whether `other` says the same (nothing to adopt).
    bool sameAs(const Setup& other) const;
};

struct LinkSetup {
    std::uint32_t id = 0;
    Slot from = 0, to = 0;         ///< its ends as drawn
    SimTime latency = 0, jitter = 0;
    double loss = 0;
    std::int64_t bandwidth = 0;
    bool asymmetric = false;       ///< the way back is another:
    LinkQuality wayBack{};
    bool intercepted = false;      ///< somebody sits in it who answers in the callee's place with a certificate of his own
};

/// A compiled design: what a World is built from and what it adopts. Routes are numbered by their place; Wire::route refers to it.
struct Blueprint {
    std::uint64_t seed = 1;
    std::int64_t startTime = 0;    ///< unix seconds at time 0
    std::vector<std::shared_ptr<const Setup>> setups;   ///< in slot order
    std::vector<LinkSetup> links;
    std::vector<Route> routes;     ///< only the compiled part of each
};

}  // namespace faultline::sim
