#include "model/kinds/users_schedule.h"

#include <algorithm>

namespace faultline::kinds {

namespace {

/// Share of the mean rate at each full hour of a day (UTC), for a site whose visitors sleep at night and come in the evening; the mean
/// is 1. An estimate: put the hours of your own log into the schedule.
constexpr double scheduleDay[24] = {0.65, 0.50, 0.30, 0.25, 0.25, 0.35, 0.55, 0.80, 1.05, 1.20, 1.25, 1.25,
                                    1.20, 1.20, 1.20, 1.20, 1.20, 1.25, 1.35, 1.50, 1.60, 1.60, 1.35, 0.95};
constexpr std::int64_t scheduleDaySeconds = 86'400;

}  // namespace

void RateSchedule::configure(const Settings& values, std::int64_t startDate) {
    m_base = std::max(0.0, values.value("rate").toNumber());
    m_factor = std::max(0.0, values.value("spike").toNumber(1));
    m_dayCurve = values.value("day_curve").toBool();
    m_repeat = std::max<SimTime>(0, values.value("schedule_repeat").toInt());
    m_startDate = startDate;
    m_rows.clear();
    for (const TableRow& row : values.value("schedule").toTable()) {
        if (row.size() < 2) continue;
        m_rows.push_back({std::max<SimTime>(0, row[0].toInt()), std::max(0.0, row[1].toNumber()),
                          row.size() > 2 && row[2].toText() == "ramp"});
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.at < b.at; });
}

RateSchedule::Slice RateSchedule::at(SimTime now) const {
    const SimTime begin = m_repeat > 0 ? now / m_repeat * m_repeat : 0;
    const SimTime time = now - begin;
    Slice slice{m_base, m_repeat > 0 ? begin + m_repeat : never};
    const auto next = std::upper_bound(m_rows.begin(), m_rows.end(), time, [](SimTime t, const Row& row) { return t < row.at; });
    const Row before = next == m_rows.begin() ? Row{0, m_base, false} : *std::prev(next);
    slice.rate = before.rate;
    if (next != m_rows.end()) slice.end = std::min(slice.end, begin + next->at);
    if (next != m_rows.end() && next->ramp) {
        const SimTime length = next->at - before.at;
        const SimTime step = std::clamp<SimTime>(length / 200, millisecond, second);
        const SimTime from = (time - before.at) / step * step, to = std::min(from + step, length);
        const double middle = static_cast<double>(from + to) / (2.0 * static_cast<double>(length));
        slice.rate = before.rate + (next->rate - before.rate) * middle;
        slice.end = std::min(slice.end, begin + before.at + to);
    }
    if (m_dayCurve) {
        const SimTime from = now / minute * minute;
        const std::int64_t seconds = (m_startDate + (from + minute / 2) / second) % scheduleDaySeconds;
        const auto hour = static_cast<std::size_t>(seconds / 3600);
        const double part = static_cast<double>(seconds % 3600) / 3600.0;
        slice.rate *= scheduleDay[hour] + (scheduleDay[(hour + 1) % 24] - scheduleDay[hour]) * part;
        slice.end = std::min(slice.end, from + minute);
    }
    slice.rate *= m_factor;
    return slice;
}

}  // namespace faultline::kinds
