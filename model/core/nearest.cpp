#include "model/core/nearest.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace faultline {
namespace {

// Longer words are no typing mistakes of each other; the limit keeps a hostile name from costing seconds.
constexpr std::size_t nearestLongestWord = 256;

std::string nearestLowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t nearestDistance(const std::string& a, const std::string& b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> beforeLast(width);
    std::vector<std::size_t> last(width);
    std::vector<std::size_t> row(width);
    for (std::size_t j = 0; j < width; ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
            }
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& known, std::size_t count) {
    if (wanted.empty() || wanted.size() > nearestLongestWord) return {};
    const std::string target = nearestLowered(wanted);

    struct Candidate {
        std::size_t group;  // 0 the same but for case, 1 one begins with the other, 2 similar
        std::size_t distance;
        std::size_t index;  // ties keep the order of `known`
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (known[i].empty() || known[i].size() > nearestLongestWord) continue;
        const std::string word = nearestLowered(known[i]);
        const std::size_t shorter = std::min(word.size(), target.size());
        const std::size_t longer = std::max(word.size(), target.size());
        if (word == target) {
            candidates.push_back({0, 0, i});
            continue;
        }
        // "web" wants "web-1"; a known word of one letter is the beginning of too much to be a hint.
        if (word.starts_with(target) || (word.size() > 1 && target.starts_with(word))) {
            candidates.push_back({1, longer - shorter, i});
            continue;
        }
        const std::size_t allowed = std::max<std::size_t>(1, longer / 3);
        if (longer < 2 || longer - shorter > allowed) continue;
        const std::size_t distance = nearestDistance(target, word);
        if (distance <= allowed && distance < longer) candidates.push_back({2, distance, i});
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.group, a.distance, a.index) < std::tie(b.group, b.distance, b.index);
    });

    std::vector<std::string> out;
    for (const Candidate& candidate : candidates) {
        if (out.size() == count) break;
        const std::string& word = known[candidate.index];
        if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
    }
    return out;
}

}  // namespace faultline
