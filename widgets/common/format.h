#pragma once
#include "model/core/sim_time.h"

#include <QString>

namespace faultline::widgets {

// Numbers as people read them: short, with their unit, a no-break space between the two, always a decimal point.
// What is not a number (NaN) is an en dash.

/// "0", "0.34", "4.2", "42", "412", "1.2k", "12k", "3.4M", "1.1G".
QString formatShort(double value);
/// formatShort with a unit behind a no-break space; "%" and "/s" as below.
QString formatShort(double value, const QString& unit);
/// "412/s", "1.2k/s".
QString formatRate(double perSecond);
/// "0 ms", "250 µs", "18 ms", "1.24 s", "3 min 20 s", "2 h 5 min". Negative ones with a minus.
QString formatLatency(double seconds);
/// The same for simulated nanoseconds.
QString formatLatency(SimTime duration);
/// Of a share 0..1: "97.4 %", "100 %", "0 %"; never rounded to 0 or 100 when it is not: "< 0.1 %", "> 99.9 %".
QString formatPercent(double share);
/// Of a share 0..1 without decimals, for badges and meters: "97 %".
QString formatPercentShort(double share);
/// "512 MiB", "1.5 GiB", "100 B".
QString formatBytes(double bytes);
/// "1 Gbit/s", "9.6 kbit/s".
QString formatBits(double bitsPerSecond);
/// The simulated clock: "m:ss.mmm", from an hour on "h:mm:ss.mmm". Always three decimals, so that it does not jump.
QString formatClock(SimTime time);
/// The same without the decimals where they are zero, for tables and axes: "0:12", "1:02:03", "0:12.345".
QString formatClockShort(SimTime time);
/// The factor between simulated and real time: "0.001x", "1x", "10x"; 0 and infinity are "max".
QString formatSpeed(double factor);
/// A whole number with thin groups: "12 345".
QString formatCount(qint64 count);

}  // namespace faultline::widgets
