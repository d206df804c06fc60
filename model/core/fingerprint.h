#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// An order-dependent 64-bit digest of what happened; equal runs have equal digests on every compiler and machine.
class Fingerprint {
public:
    constexpr void add(std::uint64_t word) {
        m_state = (m_state ^ word) * 0x9E3779B97F4A7C15ull;
        m_state ^= m_state >> 29;
    }
    constexpr void add(std::string_view text) {
        for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
        add(text.size());
    }
    constexpr std::uint64_t value() const { return m_state; }
    /// 16 lower-case hexadecimal digits.
    std::string text() const {
        static constexpr char digits[] = "0123456789abcdef";
        std::string out(16, '0');
        for (int i = 0; i < 16; ++i) out[static_cast<std::size_t>(i)] = digits[(m_state >> (60 - 4 * i)) & 15u];
        return out;
    }
    friend constexpr bool operator==(const Fingerprint&, const Fingerprint&) = default;

private:
    std::uint64_t m_state = 0xCBF29CE484222325ull;
};

}  // namespace faultline
