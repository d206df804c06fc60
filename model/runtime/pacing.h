#pragma once
#include "model/core/sim_time.h"

#include <chrono>
#include <cstdint>

namespace faultline::runtime {

/// Keeps the simulated clock of a playing run in step with the wall clock: says up to when to simulate, in short slices, and
/// how fast it really went. What cannot be held is lost: the simulated clock goes slower, and nothing is made up for later. One
/// thread.
class Pacing {
public:
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;

    /// Simulated seconds a second; 0: as fast as possible.
    void setSpeed(double speed, SimTime now);
    double speed() const { return m_speed; }
    /// Counts anew from here: after a pause, a reset.
    void restart(SimTime now);

    void beginSlice();
    /// What the slice aims at.
    SimTime target() const { return m_target; }
    /// Reached, or there is no more time for it.
    bool isSliceOver(SimTime now) const;
    void endSlice(SimTime now);
    /// When the next slice begins.
    TimePoint nextSlice() const { return m_nextSlice; }

    /// Of about the last half second; the requested one until that is known.
    double trueSpeed() const { return m_trueSpeed; }
    bool isBehind() const { return m_isBehind; }
    /// At or below a hundredth dots move in true simulated time.
    bool isTrueTime() const { return m_speed > 0 && m_speed <= 0.01; }
    /// Whether a frame published then is too old to be left lying.
    static bool isStale(TimePoint published);

private:
    double effectiveSpeed() const;

    double m_speed = 1;
    SimTime m_target = 0;
    SimTime m_anchorSim = 0, m_markSim = 0;
    TimePoint m_anchorWall{}, m_markWall{}, m_sliceBegan{}, m_nextSlice{};
    double m_trueSpeed = 1;
    bool m_isBehind = false;
    bool m_lostTime = false;  ///< since the last measurement
};

/// Chooses how many requests are traced, so that about so many dots are on the screen at once: one in a power of two.
class TracingChoice {
public:
    explicit TracingChoice(int maximumDots = 300) : m_maximumDots(maximumDots) {}

    struct Look {
        SimTime now = 0;
        std::uint64_t started = 0;  ///< requests
        std::uint64_t inFlight = 0;
        std::uint64_t hops = 0;      ///< traced so far
        std::uint64_t lastHops = 0;  ///< of them the last of a request
        bool isTrueTime = false;     ///< dots move in simulated time, not half a second a link
    };
    /// One in how many; 0: none. Looks at the wall clock.
    double choose(const Look& look);
    /// The pace is another one: what was seen so far says nothing.
    void forget();

private:
    int m_maximumDots;
    double m_every = 0;
    double m_hopsPerRequest = 8;
    Look m_mark;
    Pacing::TimePoint m_marked{};
    bool m_isMarked = false;
};

}  // namespace faultline::runtime
