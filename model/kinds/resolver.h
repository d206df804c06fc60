#pragma once
#include "model/sim/context.h"

#include <vector>

namespace faultline::kinds {

/// What a machine knows of one name, as its caching resolver has it: asks the DNS it is linked to (port "dns") over UDP, waits five seconds
/// for an answer and asks once more (resolv.conf(5)), and keeps what it heard for its time to live. Calls that need the address wait here.
class Resolver {
public:
    /// `least`: keeps an answer at least that long, whatever its time to live. Another name forgets what was known.
    void configure(sim::Context& ctx, std::uint64_t name, SimTime least);
    /// The process is gone with what it knew.
    void forget();

    static const sim::Wire* wire(const sim::Setup& setup);
    static const sim::Wire* wire(const sim::Context& ctx) { return wire(ctx.setup()); }
    bool isFresh(SimTime now) const { return !m_addresses.empty() && now < m_until; }
    /// What was answered last, in its order; it may have run out.
    const std::vector<std::uint32_t>& addresses() const { return m_addresses; }

    enum class Asked { Waits, NobodyToAsk };
    /// The call waits for an answer; NobodyToAsk: there is no link to a DNS, and nobody waits any more.
    Asked await(sim::Context& ctx, sim::Call& call);
    void leave(sim::Context& ctx, sim::Call& call) { m_waiting.remove(ctx.calls(), call.index); }
    std::uint32_t waiting() const { return m_waiting.size(); }
    /// Who has waited longest.
    sim::Call& next(sim::Context& ctx) { return ctx.calls()[m_waiting.pop(ctx.calls())]; }

    enum class Heard { Nothing, Addresses, Failure, NobodyToAsk };
    /// A call of class Dns has ended. Whoever waits is to be told unless it was Nothing; of a Failure `cause` says why.
    Heard heard(sim::Context& ctx, const sim::Call& answer, sim::Cause& cause);

private:
    bool query(sim::Context& ctx);

    static constexpr int attempts = 2;
    static constexpr SimTime timeout = 5 * second;
    std::uint64_t m_name = 0;
    SimTime m_least = 0;
    sim::TimerListId m_timer = sim::noTimerList;
    sim::CallQueue m_waiting;
    sim::CallHandle m_query;
    int m_attempt = 0;
    std::vector<std::uint32_t> m_addresses;
    SimTime m_until = 0;
};

namespace reason {
extern const sim::Reason noName;
}  // namespace reason

}  // namespace faultline::kinds
