#include "model/runtime/pacing.h"

#include <algorithm>
#include <cmath>

namespace faultline::runtime {

namespace {

using namespace std::chrono_literals;
using PacingSeconds = std::chrono::duration<double>;

constexpr auto pacingSlice = 8ms;  // of wall time: a command is answered after one of them
constexpr auto pacingDebt = 50ms;  // of a stutter that is made up for
constexpr auto pacingMeasure = 500ms;
constexpr double pacingFastest = 1000;    // an empty design would go on for ever
constexpr double pacingDotSeconds = 0.5;  // that a dot takes for a link

SimTime pacingScaled(std::chrono::nanoseconds wall, double speed) {
    return static_cast<SimTime>(static_cast<double>(wall.count()) * speed);
}

}  // namespace

double Pacing::effectiveSpeed() const {
    return m_speed > 0 ? m_speed : pacingFastest;
}

void Pacing::setSpeed(double speed, SimTime now) {
    m_speed = speed > 0 ? std::clamp(speed, 1e-6, 1e6) : 0;
    restart(now);
}

void Pacing::restart(SimTime now) {
    m_anchorSim = m_markSim = now;
    m_anchorWall = m_markWall = m_nextSlice = Clock::now();
    m_trueSpeed = m_speed;
    m_isBehind = m_lostTime = false;
}

void Pacing::beginSlice() {
    m_sliceBegan = Clock::now();
    m_target = m_anchorSim + pacingScaled(m_sliceBegan - m_anchorWall, effectiveSpeed());
}

bool Pacing::isSliceOver(SimTime now) const {
    return now >= m_target || Clock::now() - m_sliceBegan >= pacingSlice;
}

void Pacing::endSlice(SimTime now) {
    const TimePoint wall = Clock::now();
    const double speed = effectiveSpeed();
    const SimTime due = m_anchorSim + pacingScaled(wall - m_anchorWall, speed);
    if (due - now > pacingScaled(pacingDebt, speed)) {
        m_anchorSim = now;
        m_anchorWall = wall;
        m_lostTime = true;
    }
    m_nextSlice = now < m_target ? wall : wall + pacingSlice;
    if (wall - m_markWall < pacingMeasure) return;
    m_trueSpeed = static_cast<double>(now - m_markSim) / 1e9 / PacingSeconds(wall - m_markWall).count();
    m_isBehind = m_speed > 0 && m_lostTime && m_trueSpeed < 0.95 * m_speed;
    m_lostTime = false;
    m_markSim = now;
    m_markWall = wall;
}

bool Pacing::isStale(TimePoint published) {
    return Clock::now() - published > 100ms;
}

void TracingChoice::forget() {
    m_every = 0;
    m_isMarked = false;
}

double TracingChoice::choose(const Look& look) {
    const Pacing::TimePoint wall = Pacing::Clock::now();
    if (!m_isMarked) {
        m_isMarked = true;
        m_mark = look;
        m_marked = wall;
        return m_every;
    }
    const auto since = wall - m_marked;
    // Soon at first and when too many come; otherwise not at every whim of the traffic.
    if (since < (m_every == 0 ? 30ms : 250ms)) return m_every;
    const std::uint64_t lastHops = look.lastHops - m_mark.lastHops;
    if (lastHops >= 5) m_hopsPerRequest = static_cast<double>(look.hops - m_mark.hops) / static_cast<double>(lastHops);
    const double rate =
        static_cast<double>(look.started - m_mark.started) / PacingSeconds(since).count();  // a second of the wall clock
    const double dots = look.isTrueTime ? static_cast<double>(look.inFlight) : rate * m_hopsPerRequest * pacingDotSeconds;
    const double wanted = std::max(1.0, dots / std::max(1, m_maximumDots));
    if (m_every == 0 || wanted > m_every || wanted < 0.4 * m_every) m_every = std::exp2(std::ceil(std::log2(wanted)));
    m_mark = look;
    m_marked = wall;
    return m_every;
}

}  // namespace faultline::runtime
