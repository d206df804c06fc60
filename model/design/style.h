#pragma once
#include "model/core/result.h"
#include "model/design/change.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace faultline::design {

/// How a component or link is to look, as far as a person chose it: what is not set looks as usual. A value. It lives under the key
/// "style" of the part in files and on the clipboard (Component::extra, Link::extra), and is no part of what is simulated.
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

/// What of it makes no sense is passed over; check() names it when a file is read.
Style styleOf(const Component&);
Style styleOf(const Link&);
/// The object that stands in a file, and back.
QJsonObject styleToJson(const Style&);
Style styleFromJson(const QJsonObject&);
/// Says what is wrong with a style in a file; the place is the key in it ("fill").
Result<void> checkStyle(const QJsonValue&);

/// Alters the style of each of these parts; an empty change: they have it already. Keys that this version does not know stay.
Change restyle(const Design&, const std::vector<ComponentId>& components, const std::vector<LinkId>& links,
               const std::function<void(Style&)>& alter);
/// Gives a style to what a change adds and has none; `styleFor` is asked with the kind of a component, "link" for a link.
Change withStyle(Change change, const std::function<Style(const std::string&)>& styleFor);

}  // namespace faultline::design
