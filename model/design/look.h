#pragma once
#include <cstdint>
#include <optional>

namespace faultline::design {

/// How a component or link is to look, as far as a person chose it: what is not set looks as usual. A value; no part of what is simulated.
struct Style {
    enum class Dash { Usual, Solid, Dashed, Dotted };
    /// Instead of a colour (0xRRGGBB) of `fill` or `line`: nothing is drawn there.
    static constexpr std::uint32_t none = 0x0100'0000;
    static constexpr int smallestText = 6, largestText = 96;

    std::optional<std::uint32_t> fill;  ///< the area
    std::optional<std::uint32_t> line;  ///< the edge, or the line of a link or an arrow
    std::optional<std::uint32_t> text;
    int textSize = 0;                   ///< pixels at 100 %; 0: as usual
    Dash dash = Dash::Usual;            ///< of the line

    bool isUsual() const { return *this == Style{}; }
    friend bool operator==(const Style&, const Style&) = default;
};

/// The line a link is drawn with.
enum class LinkShape {
    Orthogonal,   ///< horizontal and vertical pieces, around what stands in the way; the usual one
    Straight,     ///< from end to end, or from bend to bend
    Curved        ///< one smooth line through its bends
};

/// Which ends of a link's line have a head; who calls whom is told by the link, not by this.
enum class LinkHeads {
    End,     ///< at the callee; the usual one
    Start,   ///< at the caller
    Both,
    None
};

/// The longest Link::label, in characters.
inline constexpr int longestLinkLabel = 200;

/// The bounds of Component::order.
inline constexpr int largestOrder = 1'000'000;
/// Of the numbers and the names of layers.
inline constexpr int largestLayerId = 1'000'000;
inline constexpr int mostLayers = 100;
inline constexpr int longestLayerName = 200;

}  // namespace faultline::design
