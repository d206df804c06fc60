#pragma once
#include "model/kinds/common.h"
#include "model/sim/context.h"

#include <vector>

namespace faultline::kinds {

/// One machine of the pair, with the VRRP daemon on it.
struct VirtualIpMember {
    enum class State : std::uint8_t {
        Off,     ///< its machine is down
        Backup,  ///< listens for the master
        Master,  ///< has the address and says so
        Fault    ///< what it tracks is dead
    };
    sim::Slot slot = 0;
    std::uint32_t address = 0;
    std::uint8_t priority = 100;
    State state = State::Backup;
    bool slept = false;  ///< a timer of its passed while its machine was frozen
    sim::TimerId timer;  ///< Master: the next advertisement; Backup: until the master counts as down
};

/// An address that machines take over from each other, as keepalived does it with VRRP: each daemon knows of the others by their
/// advertisements alone, which are packets that can be lost. Invariant: m_members in the order of their links; m_heard[i * n + j] is the
/// way of i's advertisements to j.
class VirtualIp final : public sim::BehaviourOf<VirtualIp> {
public:
    void configure(sim::Context& ctx) override;
    void start(sim::Context& ctx) override;
    void stop(sim::Context& ctx) override;
    void onAnswer(sim::Context& ctx, sim::Call& advert) override;
    void onTimer(sim::Context& ctx, std::uint16_t tag, std::uint64_t payload) override;
    void onAssigned(sim::Context& ctx, sim::Slot machine, bool given) override;
    void status(const sim::Context& ctx, sim::Status& status) const override;
    void hash(Fingerprint& digest) const override;

private:
    using Member = VirtualIpMember;
    using State = VirtualIpMember::State;
    enum Tag : std::uint16_t { Due = 1, Look };

    Member* find(sim::Slot slot);
    std::size_t place(const Member& member) const { return static_cast<std::size_t>(&member - m_members.data()); }
    bool outranks(const Member& a, const Member& b) const;
    SimTime skew(const Member& member) const;
    SimTime masterDown(const Member& member) const { return 3 * m_interval + skew(member); }
    void arm(sim::Context& ctx, Member& member, SimTime delay);
    void advertise(sim::Context& ctx, Member& member, std::uint32_t priority);
    void heard(sim::Context& ctx, Member& member, const Member& sender, std::uint32_t priority);
    void become(sim::Context& ctx, Member& member, State state, SimTime wait = 0);
    void hold(sim::Context& ctx, sim::Slot slot);
    void takeOver(sim::Context& ctx, Member& member);
    void look(sim::Context& ctx, Member& member);
    void due(sim::Context& ctx, Member& member);
    void countMasters(sim::Context& ctx);
    int masters() const;

    SimTime m_interval = second, m_look = second;
    bool m_preempts = true, m_tracks = true, m_isRunning = false;
    bool m_isCommanded = false;  ///< no daemon: it is where a command has put it
    std::uint32_t m_version = 2;
    sim::TimerListId m_lost = sim::noTimerList;
    std::vector<Member> m_members;
    std::vector<sim::RouteId> m_heard;
    sim::Slot m_holder = 0;
    bool m_isSplit = false;
    bool m_isInRow = false;  ///< one of those linked to it is such an address itself
    std::uint64_t m_takeovers = 0, m_splits = 0;
};

}  // namespace faultline::kinds
