#include "model/core/units.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace faultline {
namespace {

__extension__ typedef unsigned __int128 UnitsWide;  // products of two 64-bit numbers, exact

constexpr std::uint64_t unitsLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

struct UnitsUnit {
    std::string_view name;
    std::int64_t factor;
};

// The first spelling of each factor is the one that is written.
constexpr std::array unitsDurations{
    UnitsUnit{"d", 24 * hour},
    UnitsUnit{"h", hour},
    UnitsUnit{"m", minute},
    UnitsUnit{"s", second},
    UnitsUnit{"ms", millisecond},
    UnitsUnit{"us", microsecond},
    UnitsUnit{"ns", nanosecond},
    UnitsUnit{"\xC2\xB5s", microsecond},
    UnitsUnit{"\xCE\xBCs", microsecond},
    UnitsUnit{"sec", second},
    UnitsUnit{"second", second},
    UnitsUnit{"seconds", second},
    UnitsUnit{"min", minute},
    UnitsUnit{"minute", minute},
    UnitsUnit{"minutes", minute},
    UnitsUnit{"hour", hour},
    UnitsUnit{"hours", hour},
    UnitsUnit{"day", 24 * hour},
    UnitsUnit{"days", 24 * hour},
};
constexpr std::size_t unitsWrittenDurations = 7;

constexpr std::array unitsSizes{
    UnitsUnit{"PiB", std::int64_t{1} << 50},
    UnitsUnit{"PB", 1'000'000'000'000'000},
    UnitsUnit{"TiB", std::int64_t{1} << 40},
    UnitsUnit{"TB", 1'000'000'000'000},
    UnitsUnit{"GiB", 1 << 30},
    UnitsUnit{"GB", 1'000'000'000},
    UnitsUnit{"MiB", 1 << 20},
    UnitsUnit{"MB", 1'000'000},
    UnitsUnit{"KiB", 1 << 10},
    UnitsUnit{"kB", 1'000},
    UnitsUnit{"B", 1},
    UnitsUnit{"byte", 1},
    UnitsUnit{"bytes", 1},
};
constexpr std::size_t unitsWrittenSizes = 11;

constexpr std::array unitsBandwidths{
    UnitsUnit{"Tbit/s", 1'000'000'000'000},
    UnitsUnit{"Gbit/s", 1'000'000'000},
    UnitsUnit{"Mbit/s", 1'000'000},
    UnitsUnit{"kbit/s", 1'000},
    UnitsUnit{"bit/s", 1},
    UnitsUnit{"Tbps", 1'000'000'000'000},
    UnitsUnit{"Gbps", 1'000'000'000},
    UnitsUnit{"Mbps", 1'000'000},
    UnitsUnit{"kbps", 1'000},
    UnitsUnit{"bps", 1},
    UnitsUnit{"Tb/s", 1'000'000'000'000},
    UnitsUnit{"Gb/s", 1'000'000'000},
    UnitsUnit{"Mb/s", 1'000'000},
    UnitsUnit{"kb/s", 1'000},
    UnitsUnit{"b/s", 1},
    UnitsUnit{"Tbit", 1'000'000'000'000},
    UnitsUnit{"Gbit", 1'000'000'000},
    UnitsUnit{"Mbit", 1'000'000},
    UnitsUnit{"kbit", 1'000},
    UnitsUnit{"bit", 1},
    UnitsUnit{"GB/s", 8'000'000'000},
    UnitsUnit{"MB/s", 8'000'000},
    UnitsUnit{"kB/s", 8'000},
    UnitsUnit{"B/s", 8},
};
constexpr std::size_t unitsWrittenBandwidths = 5;

bool unitsIsDigit(char c) {
    return c >= '0' && c <= '9';
}
bool unitsIsSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

void unitsSkipSpace(std::string_view& text) {
    // Numbers copied from a web page come with no-break spaces (U+00A0, U+202F).
    for (;;) {
        if (!text.empty() && unitsIsSpace(text.front()))
            text.remove_prefix(1);
        else if (text.starts_with("\xC2\xA0"))
            text.remove_prefix(2);
        else if (text.starts_with("\xE2\x80\xAF"))
            text.remove_prefix(3);
        else
            return;
    }
}

std::string_view unitsTrimmed(std::string_view text) {
    unitsSkipSpace(text);
    for (;;) {
        if (!text.empty() && unitsIsSpace(text.back()))
            text.remove_suffix(1);
        else if (text.ends_with("\xC2\xA0"))
            text.remove_suffix(2);
        else if (text.ends_with("\xE2\x80\xAF"))
            text.remove_suffix(3);
        else
            return text;
    }
}

bool unitsSame(std::string_view a, std::string_view b, bool caseMatters) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto lowered = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        if (a[i] != b[i] && (caseMatters || lowered(a[i]) != lowered(b[i]))) return false;
    }
    return true;
}

const UnitsUnit* unitsFind(std::span<const UnitsUnit> units, std::string_view name, bool caseMatters) {
    for (const UnitsUnit& unit : units) {
        if (unitsSame(unit.name, name, caseMatters)) return &unit;
    }
    return nullptr;
}

/// A decimal number as it was written, before its unit is known: whole + fraction / 10^places.
struct UnitsDecimal {
    UnitsWide whole = 0;  // saturates above what 64 bits can hold
    std::uint64_t fraction = 0;
    std::uint64_t scale = 1;  // 10^places
    bool finer = false;       // there were more non-zero places than we can hold
};

/// Takes "12", "1.5" or ".5" off the front of `text`; nothing when there is no number there.
std::optional<UnitsDecimal> unitsTakeDecimal(std::string_view& text) {
    UnitsDecimal out;
    std::size_t at = 0;
    bool any = false;
    for (; at < text.size() && unitsIsDigit(text[at]); ++at) {
        any = true;
        if (out.whole <= unitsLargest) out.whole = out.whole * 10 + static_cast<unsigned>(text[at] - '0');
    }
    if (at < text.size() && text[at] == '.') {
        ++at;
        for (std::uint64_t place = 1; at < text.size() && unitsIsDigit(text[at]); ++at) {
            any = true;
            const auto digit = static_cast<std::uint64_t>(text[at] - '0');
            if (place >= 1'000'000'000'000'000'000ull) {
                out.finer = out.finer || digit != 0;
                continue;
            }
            place *= 10;
            out.fraction = out.fraction * 10 + digit;
            out.scale = place;
        }
    }
    if (!any) return std::nullopt;
    text.remove_prefix(at);
    return out;
}

enum class UnitsScaling { exact, tooLarge, notWhole };
struct UnitsScaled {
    UnitsScaling how = UnitsScaling::exact;
    std::int64_t value = 0;  // rounded to the nearest when notWhole
};

UnitsScaled unitsScale(const UnitsDecimal& number, std::int64_t factor) {
    if (number.whole > unitsLargest) return {UnitsScaling::tooLarge, 0};
    const auto unit = static_cast<UnitsWide>(factor);
    const UnitsWide part = static_cast<UnitsWide>(number.fraction) * unit;
    UnitsWide total = number.whole * unit + part / number.scale;
    const UnitsWide rest = part % number.scale;
    if (rest * 2 >= number.scale && rest != 0) total += 1;
    if (total > unitsLargest) return {UnitsScaling::tooLarge, 0};
    return {rest != 0 || number.finer ? UnitsScaling::notWhole : UnitsScaling::exact, static_cast<std::int64_t>(total)};
}

/// What all amounts have in common: nothing, a sign, a comma. Empty when none of these is the trouble.
Text unitsCommonTrouble(std::string_view trimmed, Literal empty, Literal negative, Literal comma) {
    if (trimmed.empty()) return Text(empty);
    if ((trimmed.front() == '-' || trimmed.starts_with("\xE2\x88\x92")) && trimmed.size() > 1) {
        return Text(negative, {excerpt(trimmed)});
    }
    bool digit = false;
    for (const char c : trimmed) {
        if (c == ',' && digit) return Text(comma, {excerpt(trimmed)});
        digit = unitsIsDigit(c);
    }
    return Text();
}

std::string unitsInteger(std::uint64_t value) {
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return std::string(buffer.data(), end.ptr);
}

/// The shortest whole number with a unit; of two equally short ones the one with the larger unit.
std::string unitsShortest(std::int64_t value, std::span<const UnitsUnit> units, std::string_view unitOfZero) {
    if (value == 0) return "0" + std::string(unitOfZero);
    // The magnitude is taken without overflow at the lowest int64.
    const std::uint64_t magnitude = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
    std::string best;
    for (const UnitsUnit& unit : units) {
        const auto factor = static_cast<std::uint64_t>(unit.factor);
        if (magnitude % factor != 0) continue;
        std::string text = unitsInteger(magnitude / factor) + std::string(unit.name);
        if (best.empty() || text.size() < best.size()) best = std::move(text);
    }
    return value < 0 ? "-" + best : best;
}

/// Reads `text` x 10^shift, correctly rounded; no sign but '-', no "inf", no "nan", the whole text.
std::optional<double> unitsScaledDouble(std::string_view text, int shift) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || !(unitsIsDigit(digits[0]) || (digits[0] == '.' && digits.size() > 1 && unitsIsDigit(digits[1])))) {
        return std::nullopt;
    }
    std::string shifted(text);
    if (shift != 0) {
        const std::size_t e = text.find_first_of("eE");
        long exponent = 0;
        if (e != std::string_view::npos) {
            std::string_view written = text.substr(e + 1);
            if (written.starts_with('+')) written.remove_prefix(1);
            const auto read = std::from_chars(written.data(), written.data() + written.size(), exponent);
            if (read.ec != std::errc() || read.ptr != written.data() + written.size()) return std::nullopt;
            if (exponent > 100'000 || exponent < -100'000) return std::nullopt;
            shifted.resize(e);
        }
        shifted += 'e';
        const long total = exponent + shift;
        if (total < 0) shifted += '-';
        shifted += unitsInteger(static_cast<std::uint64_t>(total < 0 ? -total : total));
    }
    double value = 0;
    const auto read = std::from_chars(shifted.data(), shifted.data() + shifted.size(), value, std::chars_format::general);
    if (read.ec != std::errc() || read.ptr != shifted.data() + shifted.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string unitsDouble(double value) {
    std::array<char, 64> buffer;
    const double magnitude = value < 0 ? -value : value;
    // to_chars alone would write 100000 as 1e+05, which is shorter but not what people read.
    const bool plain = magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e15);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific);
    return std::string(buffer.data(), end.ptr);
}

Problem unitsNotADuration(std::string_view text) {
    return Problem(Text(FL_TR("core", "\"%1\" is not a duration: use a number with ns, us, ms, s, m, h or d, such as 200ms"),
                        {excerpt(text)}));
}

Problem unitsDurationTooLong(std::string_view text) {
    return Problem(Text(FL_TR("core", "\"%1\" is too long: the longest duration is about 292 years"), {excerpt(text)}));
}

/// Reads exactly `count` digits as a number.
std::optional<int> unitsDigits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!unitsIsDigit(text[i])) return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool unitsTake(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

Result<SimTime> parseDuration(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    Text trouble = unitsCommonTrouble(
        trimmed, FL_TR("core", "A duration is missing: use a number with ns, us, ms, s, m, h or d, such as 200ms"),
        FL_TR("core", "\"%1\" is negative: a duration is zero or more"),
        FL_TR("core", "\"%1\" is not a duration: write fractions with a point, such as 1.5s"));
    if (!trouble.isEmpty()) return fail(std::move(trouble));

    std::string_view rest = trimmed;
    std::uint64_t total = 0;
    std::int64_t previous = std::numeric_limits<std::int64_t>::max();
    bool first = true;
    while (!rest.empty()) {
        const std::optional<UnitsDecimal> number = unitsTakeDecimal(rest);
        if (!number) return tl::unexpected(unitsNotADuration(trimmed));
        unitsSkipSpace(rest);
        std::size_t length = 0;
        while (length < rest.size() && !unitsIsDigit(rest[length]) && !unitsIsSpace(rest[length]) && rest[length] != '.')
            ++length;
        const std::string_view name = rest.substr(0, length);
        rest.remove_prefix(length);
        unitsSkipSpace(rest);
        std::int64_t factor = second;
        if (!name.empty()) {
            const UnitsUnit* unit = unitsFind(unitsDurations, name, false);
            if (unit == nullptr) return tl::unexpected(unitsNotADuration(trimmed));
            factor = unit->factor;
        } else if (!first || !rest.empty()) {
            return tl::unexpected(unitsNotADuration(trimmed));
        }
        if (factor >= previous) {
            return fail(Text(FL_TR("core",
                                   "\"%1\" is not a duration: write its parts from the longest unit to the shortest, "
                                   "each once, such as 1m 30s"),
                             {excerpt(trimmed)}));
        }
        previous = factor;
        first = false;
        const UnitsScaled scaled = unitsScale(*number, factor);
        if (scaled.how == UnitsScaling::tooLarge) return tl::unexpected(unitsDurationTooLong(trimmed));
        if (scaled.how == UnitsScaling::notWhole) {
            return fail(Text(FL_TR("core", "\"%1\" is finer than a nanosecond, the smallest step of time"), {excerpt(trimmed)}));
        }
        total += static_cast<std::uint64_t>(scaled.value);
        if (total > unitsLargest) return tl::unexpected(unitsDurationTooLong(trimmed));
    }
    return static_cast<SimTime>(total);
}

std::string formatDuration(SimTime duration) {
    return unitsShortest(duration, std::span(unitsDurations).first(unitsWrittenDurations), "s");
}

Result<std::int64_t> parseSize(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    Text trouble = unitsCommonTrouble(
        trimmed, FL_TR("core", "A size is missing: use a number with B, KiB, MiB, GiB, kB, MB or GB, such as 512MiB"),
        FL_TR("core", "\"%1\" is negative: a size is zero or more"),
        FL_TR("core", "\"%1\" is not a size: write fractions with a point, such as 1.5GiB"));
    if (!trouble.isEmpty()) return fail(std::move(trouble));

    std::string_view rest = trimmed;
    const std::optional<UnitsDecimal> number = unitsTakeDecimal(rest);
    unitsSkipSpace(rest);
    const UnitsUnit* unit = unitsFind(unitsSizes, rest.empty() ? std::string_view("B") : rest, false);
    if (!number || unit == nullptr) {
        return fail(Text(FL_TR("core", "\"%1\" is not a size: use a number with B, KiB, MiB, GiB, kB, MB or GB, such as 512MiB"),
                         {excerpt(trimmed)}));
    }
    const UnitsScaled scaled = unitsScale(*number, unit->factor);
    if (scaled.how == UnitsScaling::tooLarge) {
        return fail(Text(FL_TR("core", "\"%1\" is too large: the largest size is about 8191 PiB"), {excerpt(trimmed)}));
    }
    // 1.1GiB is no whole number of bytes and means the nearest one; half a byte means nothing.
    if (scaled.how == UnitsScaling::notWhole && unit->factor == 1) {
        return fail(Text(FL_TR("core", "\"%1\" is not a size: a byte cannot be divided"), {excerpt(trimmed)}));
    }
    return scaled.value;
}

std::string formatSize(std::int64_t bytes) {
    return unitsShortest(bytes, std::span(unitsSizes).first(unitsWrittenSizes), "B");
}

Result<double> parseNumber(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    if (trimmed.empty()) return fail(FL_TR("core", "A number is missing: write one such as 400, 1.5k or 0.2"));
    if (trimmed.find(',') != std::string_view::npos) {
        return fail(Text(FL_TR("core",
                               "\"%1\" is not a number: write fractions with a point and thousands without a comma, "
                               "such as 1.5 or 1500"),
                         {excerpt(trimmed)}));
    }
    std::string_view digits = trimmed;
    int shift = 0;
    switch (digits.back()) {
        case 'k':
        case 'K':
            shift = 3;
            break;
        case 'M':
            shift = 6;
            break;
        case 'G':
            shift = 9;
            break;
        case 'T':
            shift = 12;
            break;
        default:
            break;
    }
    if (shift != 0) digits = unitsTrimmed(digits.substr(0, digits.size() - 1));
    const std::optional<double> value = unitsScaledDouble(digits, shift);
    if (!value) {
        return fail(Text(FL_TR("core", "\"%1\" is not a number: write one such as 400, 1.5k or 0.2"), {excerpt(trimmed)}));
    }
    return *value;
}

std::string formatNumber(double value) {
    return unitsDouble(value);
}

Result<std::int64_t> parseBandwidth(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    Text trouble = unitsCommonTrouble(
        trimmed, FL_TR("core", "A bandwidth is missing: use a number with bit/s, kbit/s, Mbit/s or Gbit/s, such as 100Mbit/s"),
        FL_TR("core", "\"%1\" is negative: a bandwidth is zero or more"),
        FL_TR("core", "\"%1\" is not a bandwidth: write fractions with a point, such as 2.5Gbit/s"));
    if (!trouble.isEmpty()) return fail(std::move(trouble));

    std::string_view rest = trimmed;
    const std::optional<UnitsDecimal> number = unitsTakeDecimal(rest);
    unitsSkipSpace(rest);
    // Here case has a meaning: Mb/s are bits, MB/s are bytes. What is not ambiguous is read in any case.
    const UnitsUnit* unit = unitsFind(unitsBandwidths, rest.empty() ? std::string_view("bit/s") : rest, true);
    const bool bitOrByte = rest.size() >= 3 && unitsSame(rest.substr(rest.size() - 3), "b/s", false);
    if (unit == nullptr && !bitOrByte) unit = unitsFind(unitsBandwidths, rest, false);
    if (!number || unit == nullptr) {
        return fail(Text(FL_TR("core",
                               "\"%1\" is not a bandwidth: use a number with bit/s, kbit/s, Mbit/s or Gbit/s, "
                               "such as 100Mbit/s"),
                         {excerpt(trimmed)}));
    }
    const UnitsScaled scaled = unitsScale(*number, unit->factor);
    if (scaled.how == UnitsScaling::tooLarge) {
        return fail(
            Text(FL_TR("core", "\"%1\" is too large: the largest bandwidth is about 9 million Tbit/s"), {excerpt(trimmed)}));
    }
    if (scaled.how == UnitsScaling::notWhole && unit->factor == 1) {
        return fail(Text(FL_TR("core", "\"%1\" is not a bandwidth: a bit cannot be divided"), {excerpt(trimmed)}));
    }
    return scaled.value;
}

std::string formatBandwidth(std::int64_t bitsPerSecond) {
    return unitsShortest(bitsPerSecond, std::span(unitsBandwidths).first(unitsWrittenBandwidths), "bit/s");
}

Result<double> parseShare(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    Text trouble =
        unitsCommonTrouble(trimmed, FL_TR("core", "A share is missing: use a percentage such as 20%, or a number from 0 to 1"),
                           FL_TR("core", "\"%1\" is negative: a share lies between 0% and 100%"),
                           FL_TR("core", "\"%1\" is not a share: write fractions with a point, such as 12.5%"));
    if (!trouble.isEmpty()) return fail(std::move(trouble));
    const bool percent = trimmed.ends_with('%');
    const std::string_view digits = percent ? unitsTrimmed(trimmed.substr(0, trimmed.size() - 1)) : trimmed;
    const std::optional<double> value = unitsScaledDouble(digits, percent ? -2 : 0);
    if (!value) {
        return fail(Text(FL_TR("core", "\"%1\" is not a share: use a percentage such as 20%, or a number from 0 to 1"),
                         {excerpt(trimmed)}));
    }
    if (!(*value >= 0 && *value <= 1)) {
        return fail(Text(FL_TR("core", "\"%1\" is more than the whole: use a percentage up to 100%, or a number from 0 to 1"),
                         {excerpt(trimmed)}));
    }
    return *value;
}

std::string formatShare(double share) {
    // The decimal point of the shortest digits moves by two, so reading the text back gives the very same double.
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), share, std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    const std::size_t e = text.find('e');
    if (e == std::string_view::npos) return std::string(text);  // not finite: cannot be read back, as for every format
    std::string digits;
    for (const char c : text.substr(0, e)) {
        if (unitsIsDigit(c)) digits += c;
    }
    std::string_view written = text.substr(e + 1);
    if (written.starts_with('+')) written.remove_prefix(1);
    int exponent = 0;
    std::from_chars(written.data(), written.data() + written.size(), exponent);
    exponent += 2;
    std::string out = share < 0 ? "-" : "";
    if (exponent < -12) {
        out += digits.substr(0, 1);
        if (digits.size() > 1) out += "." + digits.substr(1);
        return out + "e-" + unitsInteger(static_cast<std::uint64_t>(-exponent)) + "%";
    }
    if (share == 0) return "0%";
    if (exponent < 0) {
        out += "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    } else {
        const auto whole = static_cast<std::size_t>(exponent) + 1;
        if (digits.size() < whole) digits.append(whole - digits.size(), '0');
        out += digits.substr(0, whole);
        if (digits.size() > whole) out += "." + digits.substr(whole);
    }
    return out + "%";
}

Result<std::uint32_t> parseIPv4(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    std::string_view rest = trimmed;
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        std::size_t length = 0;
        std::uint32_t value = 0;
        while (length < rest.size() && length < 4 && unitsIsDigit(rest[length])) {
            value = value * 10 + static_cast<std::uint32_t>(rest[length] - '0');
            ++length;
        }
        const bool zeroAhead = length > 1 && rest[0] == '0';  // 010 is ten to some programs and eight to others
        if (length == 0 || length > 3 || value > 255 || zeroAhead) break;
        rest.remove_prefix(length);
        address = (address << 8) | value;
        if (part == 3 && rest.empty()) return address;
        if (!unitsTake(rest, '.')) break;
    }
    return fail(Text(FL_TR("core",
                           "\"%1\" is not an IPv4 address: use four numbers from 0 to 255 with points between, "
                           "such as 10.0.0.5"),
                     {excerpt(trimmed)}));
}

std::string formatIPv4(std::uint32_t address) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += unitsInteger((address >> shift) & 255u);
        if (shift != 0) out += '.';
    }
    return out;
}

Result<std::int64_t> parseDateTime(std::string_view text) {
    const std::string_view trimmed = unitsTrimmed(text);
    const auto wrong = [trimmed] {
        return fail(Text(FL_TR("core", "\"%1\" is not a date: write it as 2026-11-20 or 2026-11-20T18:45:00Z (UTC)"),
                         {excerpt(trimmed)}));
    };
    std::string_view rest = trimmed;
    const std::optional<int> year = unitsDigits(rest, 4);
    if (!year || !unitsTake(rest, '-')) return wrong();
    const std::optional<int> month = unitsDigits(rest, 2);
    if (!month || !unitsTake(rest, '-')) return wrong();
    const std::optional<int> day = unitsDigits(rest, 2);
    if (!day) return wrong();
    int clock[3] = {0, 0, 0};
    if (!rest.empty()) {
        if (!unitsTake(rest, 'T') && !unitsTake(rest, ' ')) return wrong();
        for (int i = 0; i < 3; ++i) {
            if (i > 0 && !unitsTake(rest, ':')) {
                if (i == 2) break;  // seconds may be left out
                return wrong();
            }
            const std::optional<int> value = unitsDigits(rest, 2);
            if (!value) return wrong();
            clock[i] = *value;
        }
        unitsTake(rest, 'Z');
        if (!rest.empty()) return wrong();
    }
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) {
        return fail(Text(FL_TR("core", "\"%1\" does not exist in the calendar"), {excerpt(trimmed)}));
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * 86'400 + clock[0] * 3'600 + clock[1] * 60 + clock[2];
}

std::string formatDateTime(std::int64_t unixSeconds) {
    constexpr std::int64_t first = -62'167'219'200;  // 0000-01-01
    constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31T23:59:59, the last with a year of four digits
    const std::int64_t moment = unixSeconds < first ? first : unixSeconds > last ? last : unixSeconds;
    std::int64_t days = moment / 86'400;
    std::int64_t clock = moment % 86'400;
    if (clock < 0) {
        clock += 86'400;
        --days;
    }
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    std::string out;
    const auto add = [&out](std::int64_t value, std::size_t width, char after) {
        const std::string digits = unitsInteger(static_cast<std::uint64_t>(value));
        out.append(width > digits.size() ? width - digits.size() : 0, '0');
        out += digits;
        out += after;
    };
    add(static_cast<int>(date.year()), 4, '-');
    add(static_cast<unsigned>(date.month()), 2, '-');
    add(static_cast<unsigned>(date.day()), 2, 'T');
    add(clock / 3'600, 2, ':');
    add(clock / 60 % 60, 2, ':');
    add(clock % 60, 2, 'Z');
    return out;
}

}  // namespace faultline
