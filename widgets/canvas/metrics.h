#pragma once

/// Measures of what is drawn, scene units (pixels at 100 %).
namespace faultline::canvas {

inline constexpr double gridStep = 8;            ///< what moves snaps to it
inline constexpr double cardRadius = 8;
inline constexpr double cardTextLeft = 44;       ///< behind the icon
inline constexpr double cardTextRight = 32;      ///< room of the badge
inline constexpr double hostRadius = 12;
inline constexpr double hostHeaderHeight = 40;   ///< as design keeps it free
inline constexpr double hostNameLeft = 42;
inline constexpr double hostBadgeWidth = 22;     ///< room of the badge in the header
inline constexpr double frameTitleHeight = 28;
inline constexpr double tabHeight = 22;
inline constexpr double pillHeight = 26;
inline constexpr double smallIconSpan = 28;      ///< the icon of a tab or pill with its margins
inline constexpr double smallNameWidth = 110;    ///< longest name on a tab or pill
inline constexpr double roundSize = 24;          ///< seals and eyes
inline constexpr double labelHeight = 18;
/// What a host's header keeps free at its right for the badge and `rounds` seals and eyes.
constexpr double hostRight(int rounds) { return 12 + rounds * (roundSize + 4) + hostBadgeWidth; }

}  // namespace faultline::canvas
