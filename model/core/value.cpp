#include "model/core/value.h"

#include <algorithm>

namespace faultline {

namespace {
auto settingsLowerBound(const std::vector<std::pair<std::string, Value>>& entries, std::string_view key) {
    return std::lower_bound(entries.begin(), entries.end(), key,
                            [](const auto& entry, std::string_view k) { return entry.first < k; });
}
}  // namespace

const Value& Settings::value(std::string_view key) const {
    static const Value none;
    const auto it = settingsLowerBound(m_entries, key);
    return it != m_entries.end() && it->first == key ? it->second : none;
}

bool Settings::contains(std::string_view key) const {
    const auto it = settingsLowerBound(m_entries, key);
    return it != m_entries.end() && it->first == key;
}

void Settings::set(std::string_view key, Value value) {
    const auto it = settingsLowerBound(m_entries, key);
    const auto index = it - m_entries.begin();
    if (it != m_entries.end() && it->first == key)
        m_entries[static_cast<std::size_t>(index)].second = std::move(value);
    else
        m_entries.insert(m_entries.begin() + index, {std::string(key), std::move(value)});
}

void Settings::remove(std::string_view key) {
    const auto it = settingsLowerBound(m_entries, key);
    if (it != m_entries.end() && it->first == key) m_entries.erase(m_entries.begin() + (it - m_entries.begin()));
}

}  // namespace faultline
