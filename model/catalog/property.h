#pragma once
#include "model/core/result.h"
#include "model/core/value.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::catalog {

/// What a property holds; see Value for how each is stored.
enum class PropertyType {
    Bool,
    Integer,
    Number,
    Duration,
    Size,
    Bandwidth,
    Share,
    Text,
    Choice,
    Component,
    Address,
    DateTime,
    Table
};

/// One choice of a Choice property: what the file says, and what people read.
struct Choice {
    const char* key = "";
    Literal label;
};

/// Describes one property of a kind (or one column of a table property): everything that an editor, a file and the help need.
struct PropertySpec {
    const char* key = "";  ///< as in files and in `set COMPONENT.key=VALUE`; lower_snake_case
    Literal label;
    Literal help{};  ///< a sentence or two; names the source of a default where it is the real program's
    PropertyType type = PropertyType::Text;
    Value defaultValue{};
    /// Range of Integer, Number, Duration (ns), Size (bytes), Bandwidth (bit/s), Share; inclusive.
    double minimum = 0;
    double maximum = std::numeric_limits<double>::max();
    std::vector<Choice> choices{};        ///< of a Choice
    std::vector<const char*> kinds{};     ///< of a Component: the kinds it may name; empty: any
    std::vector<PropertySpec> columns{};  ///< of a Table
    const char* unit = "";                ///< shown behind a Number or Integer ("req/s", "cores"); others know their own
    Literal group{};                      ///< heading in the inspector; empty: the first group
    bool advanced = false;                ///< folded away at first
    const char* shownWhen = "";           ///< "key=value": shown only when another property has this value
};

/// Reads what a person typed ("200ms", "1.5k", "2 GiB", "yes", "2026-11-20"). The error says why it is not taken.
/// A Component is read as its id in digits here; names are resolved by whoever knows the design. Table: not by text.
Result<Value> parseValue(const PropertySpec& spec, std::string_view text);
/// The text parseValue reads back; for a Table a short summary such as "3 rows"; "" for a null value.
std::string formatValue(const PropertySpec& spec, const Value& value);
/// The range in words ("1 to 100 cores", "at least 1ms"); empty when there is none worth saying.
Text describeRange(const PropertySpec& spec);
/// Says whether `value` has the right type and range; the error names the range with its unit.
Result<void> checkValue(const PropertySpec& spec, const Value& value);

}  // namespace faultline::catalog
