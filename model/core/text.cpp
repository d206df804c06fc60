#include "model/core/text.h"

#include <cstddef>

namespace faultline {

std::string fillPlaceholders(const std::string& pattern, const std::vector<std::string>& arguments) {
    std::string out;
    out.reserve(pattern.size() + 16 * arguments.size());
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9') {
            const auto index = static_cast<std::size_t>(pattern[i + 1] - '1');
            if (index < arguments.size()) {
                out += arguments[index];
                ++i;
                continue;
            }
        }
        out += pattern[i];
    }
    return out;
}

std::string excerpt(std::string_view text, std::size_t maximum) {
    std::size_t length = text.size();
    if (length > maximum) {
        length = maximum;
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) --length;
    }
    std::string out(text.substr(0, length));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    if (length < text.size()) out += "...";
    return out;
}

std::string Text::plain() const {
    return fillPlaceholders(literal.source, arguments);
}

}  // namespace faultline
