#include "model/kinds/resolver.h"

#include <algorithm>
#include <cstring>

namespace faultline::kinds {

namespace reason {
const sim::Reason noName{"name_not_resolved", FL_TR("reason", "%1 gave no address for the name")};
}  // namespace reason

void Resolver::configure(sim::Context& ctx, std::uint64_t name, SimTime least) {
    if (name != m_name) m_addresses.clear();
    m_name = name;
    m_least = least;
    m_timer = ctx.timer(timeout);
}

void Resolver::forget() {
    m_waiting.clear();
    m_query = {};
    m_attempt = 0;
    m_addresses.clear();
}

const sim::Wire* Resolver::wire(const sim::Setup& setup) {
    for (const sim::Wire& wire : setup.wires)
        if (std::strcmp(wire.port, "dns") == 0) return &wire;
    return nullptr;
}

Resolver::Asked Resolver::await(sim::Context& ctx, sim::Call& call) {
    m_waiting.push(ctx.calls(), call.index);
    if (!m_query.isNull()) return Asked::Waits;
    m_attempt = 0;
    return query(ctx) ? Asked::Waits : Asked::NobodyToAsk;
}

bool Resolver::query(sim::Context& ctx) {
    const sim::Wire* way = wire(ctx);
    if (way == nullptr) return false;
    ++m_attempt;
    sim::CallSpec spec;
    spec.route = way->route;
    spec.kind = sim::CallClass::Dns;
    spec.connectTimeout = timeout;
    spec.responseTimer = m_timer;
    spec.version = m_name;
    m_query = ctx.handle(ctx.call(spec));
    return true;
}

Resolver::Heard Resolver::heard(sim::Context& ctx, const sim::Call& answer, sim::Cause& cause) {
    if (ctx.handle(answer) != m_query) return Heard::Nothing;
    m_query = {};
    if (answer.outcome == sim::Outcome::Ok) {
        m_addresses.clear();
        for (const std::uint32_t address : answer.data)
            if (address != 0) m_addresses.push_back(address);
        m_until = ctx.now() + std::max(static_cast<SimTime>(answer.version >> 32) * second, m_least);
        return Heard::Addresses;  // those who wait now share it even when it may not be kept
    }
    if (m_attempt < attempts && answer.outcome != sim::Outcome::DnsFailure) return query(ctx) ? Heard::Nothing : Heard::NobodyToAsk;
    cause = answer.cause;
    if (cause.reason == nullptr) cause = {&reason::noName, answer.callee, 0};
    return Heard::Failure;
}

}  // namespace faultline::kinds
