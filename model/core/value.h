#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace faultline {

struct Value;
/// One row of a table property; as many cells as the table has columns.
using TableRow = std::vector<Value>;
using TableRows = std::vector<TableRow>;

/// The value of a property. What the number means (nanoseconds, bytes, bits a second, unix seconds, an IPv4 address, a component id)
/// is said by the PropertySpec it belongs to: Duration ns, Size bytes, Bandwidth bit/s, DateTime unix s, Address, Component and Integer
/// are std::int64_t; Number and Share (0..1) are double; Text and Choice are std::string.
struct Value {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, TableRows> data;

    Value() = default;
    Value(bool b) : data(b) {}                                    // NOLINT(google-explicit-constructor)
    Value(std::int64_t i) : data(i) {}                            // NOLINT(google-explicit-constructor)
    Value(int i) : data(static_cast<std::int64_t>(i)) {}          // NOLINT(google-explicit-constructor)
    Value(double d) : data(d) {}                                  // NOLINT(google-explicit-constructor)
    Value(std::string s) : data(std::move(s)) {}                  // NOLINT(google-explicit-constructor)
    Value(const char* s) : data(std::string(s)) {}                // NOLINT(google-explicit-constructor)
    Value(TableRows t) : data(std::move(t)) {}                    // NOLINT(google-explicit-constructor)

    bool isNull() const { return std::holds_alternative<std::monostate>(data); }
    bool toBool(bool fallback = false) const {
        const bool* v = std::get_if<bool>(&data);
        return v ? *v : fallback;
    }
    std::int64_t toInt(std::int64_t fallback = 0) const {
        const auto* v = std::get_if<std::int64_t>(&data);
        return v ? *v : fallback;
    }
    /// A Number, or an Integer as one.
    double toNumber(double fallback = 0) const {
        if (const auto* v = std::get_if<double>(&data)) return *v;
        if (const auto* i = std::get_if<std::int64_t>(&data)) return static_cast<double>(*i);
        return fallback;
    }
    const std::string& toText() const {
        static const std::string empty;
        const auto* v = std::get_if<std::string>(&data);
        return v ? *v : empty;
    }
    const TableRows& toTable() const {
        static const TableRows empty;
        const auto* v = std::get_if<TableRows>(&data);
        return v ? *v : empty;
    }
    friend bool operator==(const Value&, const Value&) = default;
};

/// Property values by key, sorted by key; small, copied with its owner.
class Settings {
public:
    /// The value of `key`, or a null Value.
    const Value& value(std::string_view key) const;
    bool contains(std::string_view key) const;
    void set(std::string_view key, Value value);
    void remove(std::string_view key);
    const std::vector<std::pair<std::string, Value>>& entries() const { return m_entries; }
    friend bool operator==(const Settings&, const Settings&) = default;

private:
    std::vector<std::pair<std::string, Value>> m_entries;
};

}  // namespace faultline
