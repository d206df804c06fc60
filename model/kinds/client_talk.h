#pragma once
#include "model/sim/call.h"

#include <algorithm>

/// What clients and those who answer them tell each other beside the request and the answer.
namespace faultline::kinds {

/// How long a client takes to send its request once it is connected; said in CallSpec::tag, in steps of 10 ms, up to eleven minutes.
inline constexpr SimTime sendingStep = 10 * millisecond;
inline std::uint16_t sendingTag(SimTime time) {
    return static_cast<std::uint16_t>(std::clamp<SimTime>(time / sendingStep, 0, 0xFFFF));
}
/// Zero for what is no request of a client.
inline SimTime sendingTime(const sim::Call& call) {
    const bool isClients = call.kind == sim::CallClass::Static || call.kind == sim::CallClass::Read || call.kind == sim::CallClass::Write;
    return isClients && call.client != 0 ? call.tag * sendingStep : 0;
}

/// For how long the server keeps an idle connection open after this answer; in milliseconds in its data[0], 0: for ever.
inline void sayKeptFor(sim::Call& answer, SimTime time) {
    answer.data[0] = static_cast<std::uint32_t>(std::clamp<SimTime>(time / millisecond, 0, 0xFFFFFFFF));
}
inline SimTime keptFor(const sim::Call& answer) {
    return answer.data[0] * millisecond;
}

}  // namespace faultline::kinds
