#include "widgets/common/format.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace faultline::widgets {

namespace {

constexpr QChar formatSpace{0x00A0};
constexpr QChar formatMinus{0x2212};

QString formatUnknown() {
    return QStringLiteral("\u2013");
}

QString formatTrimmed(double value, int decimals) {
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return text;
}

// Two figures below ten, all of them below a thousand. `value` >= 0 and < 1000 but for rounding.
QString formatFigures(double value) {
    if (value == 0) {
        return QStringLiteral("0");
    }
    if (value < 0.995) {
        const int decimals = std::min(6, 1 - int(std::floor(std::log10(value))));
        return formatTrimmed(value, decimals);
    }
    return value < 9.95 ? formatTrimmed(value, 1) : QString::number(value, 'f', 0);
}

template <std::size_t N>
QString formatScaled(double value, double base, const std::array<const char*, N>& prefixes, const QString& separator,
                     const QString& unit) {
    if (std::isnan(value)) {
        return formatUnknown();
    }
    double scaled = std::abs(value);
    std::size_t step = 0;
    // 999.5 would be printed as 1000: it belongs to the next prefix.
    while (step + 1 < N && scaled >= (base == 1000.0 ? 999.5 : 1023.5)) {
        scaled /= base;
        ++step;
    }
    QString text = formatFigures(scaled) + separator + QLatin1String(prefixes[step]) + unit;
    if (value < 0 && scaled > 0) {
        text.prepend(formatMinus);
    }
    return text;
}

constexpr std::array<const char*, 5> formatDecimal{"", "k", "M", "G", "T"};
constexpr std::array<const char*, 5> formatBinary{"", "Ki", "Mi", "Gi", "Ti"};

QString formatTwo(qint64 value) {
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

QString formatTwoUnits(qint64 large, const QString& largeUnit, qint64 small, const QString& smallUnit) {
    QString text = QString::number(large) + formatSpace + largeUnit;
    if (small != 0) {
        text += formatSpace + QString::number(small) + formatSpace + smallUnit;
    }
    return text;
}

QString formatPositiveLatency(double seconds) {
    if (seconds == 0) {
        return QStringLiteral("0") + formatSpace + QStringLiteral("ms");
    }
    if (seconds < 0.9995e-6) {
        return formatFigures(seconds * 1e9) + formatSpace + QStringLiteral("ns");
    }
    if (seconds < 0.9995e-3) {
        return formatFigures(seconds * 1e6) + formatSpace + QStringLiteral("\u00B5s");
    }
    if (seconds < 0.9995) {
        return formatFigures(seconds * 1e3) + formatSpace + QStringLiteral("ms");
    }
    if (seconds < 59.95) {
        return formatTrimmed(seconds, seconds < 9.995 ? 2 : 1) + formatSpace + QStringLiteral("s");
    }
    const auto whole = qint64(std::llround(seconds));
    if (whole < 3600) {
        return formatTwoUnits(whole / 60, QStringLiteral("min"), whole % 60, QStringLiteral("s"));
    }
    return formatTwoUnits(whole / 3600, QStringLiteral("h"), whole % 3600 / 60, QStringLiteral("min"));
}

}  // namespace

QString formatShort(double value) {
    return formatScaled(value, 1000, formatDecimal, {}, {});
}

QString formatShort(double value, const QString& unit) {
    if (unit.isEmpty() || std::isnan(value)) {
        return formatShort(value);
    }
    return unit.startsWith(u'/') ? formatShort(value) + unit : formatShort(value) + formatSpace + unit;
}

QString formatRate(double perSecond) {
    return formatShort(perSecond, QStringLiteral("/s"));
}

QString formatLatency(double seconds) {
    if (std::isnan(seconds)) {
        return formatUnknown();
    }
    return seconds < 0 ? formatMinus + formatPositiveLatency(-seconds) : formatPositiveLatency(seconds);
}

QString formatLatency(SimTime duration) {
    return formatLatency(double(duration) / double(second));
}

QString formatPercent(double share) {
    if (std::isnan(share)) {
        return formatUnknown();
    }
    const QString unit = formatSpace + QStringLiteral("%");
    if (share > 0 && share < 0.001) {
        return QStringLiteral("<") + formatSpace + QStringLiteral("0.1") + unit;
    }
    if (share > 0.999 && share < 1) {
        return QStringLiteral(">") + formatSpace + QStringLiteral("99.9") + unit;
    }
    return formatTrimmed(share * 100, 1) + unit;
}

QString formatPercentShort(double share) {
    return std::isnan(share) ? formatUnknown() : QString::number(share * 100, 'f', 0) + formatSpace + QStringLiteral("%");
}

QString formatBytes(double bytes) {
    return formatScaled(bytes, 1024, formatBinary, formatSpace, QStringLiteral("B"));
}

QString formatBits(double bitsPerSecond) {
    return formatScaled(bitsPerSecond, 1000, formatDecimal, formatSpace, QStringLiteral("bit/s"));
}

QString formatClock(SimTime time) {
    if (time < 0) {
        return formatMinus + formatClock(-time);
    }
    const qint64 seconds = time / second;
    const QString tail = QStringLiteral(".%1").arg(time % second / millisecond, 3, 10, QLatin1Char('0'));
    if (seconds < 3600) {
        return QString::number(seconds / 60) + QLatin1Char(':') + formatTwo(seconds % 60) + tail;
    }
    return QString::number(seconds / 3600) + QLatin1Char(':') + formatTwo(seconds / 60 % 60) + QLatin1Char(':') +
           formatTwo(seconds % 60) + tail;
}

QString formatClockShort(SimTime time) {
    const QString text = formatClock(time);
    return text.endsWith(QStringLiteral(".000")) ? text.chopped(4) : text;
}

QString formatSpeed(double factor) {
    if (factor == 0 || std::isinf(factor)) {
        return QCoreApplication::translate("format", "max");
    }
    return std::isnan(factor) ? formatUnknown() : formatShort(factor) + QLatin1Char('x');
}

QString formatCount(qint64 count) {
    QString text = QString::number(std::abs(count));
    for (qsizetype at = text.size() - 3; at > 0; at -= 3) {
        text.insert(at, formatSpace);
    }
    return count < 0 ? formatMinus + text : text;
}

}  // namespace faultline::widgets
