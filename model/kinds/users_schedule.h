#pragma once
#include "model/core/sim_time.h"
#include "model/core/value.h"

#include <cstdint>
#include <vector>

namespace faultline::kinds {

/// How many requests a second users start at each moment: a base rate, rows that step or ramp from it, the curve of a day and the
/// factor of a spike. Constant between two changes: a ramp is cut into slices, each with the rate of its middle, so that the number of
/// arrivals in a slice is exact. A value; the same answers whatever was asked before.
class RateSchedule {
public:
    /// Reads "rate", "schedule", "schedule_repeat", "day_curve" and "spike"; `startDate`: unix seconds at time 0.
    void configure(const Settings& values, std::int64_t startDate);
    /// The rate never changes by itself.
    bool isSteady() const { return m_rows.empty() && !m_dayCurve; }
    struct Slice {
        double rate = 0;      ///< requests a second
        SimTime end = never;  ///< when the rate changes next; `never` when it does not
    };
    /// The rate at this moment and how long it lasts. O(log rows).
    Slice at(SimTime now) const;
    friend bool operator==(const RateSchedule&, const RateSchedule&) = default;

private:
    struct Row {
        SimTime at = 0;
        double rate = 0;
        bool ramp = false;  ///< reached in a straight line from the row before, else a step
        friend bool operator==(const Row&, const Row&) = default;
    };
    double m_base = 0;
    double m_factor = 1;
    bool m_dayCurve = false;
    SimTime m_repeat = 0;
    std::int64_t m_startDate = 0;
    std::vector<Row> m_rows;  ///< by time
};

}  // namespace faultline::kinds
