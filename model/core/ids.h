#pragma once
#include <cstdint>
#include <functional>

namespace faultline {

/// Identity of a component in one document: given in order from 1, never reused, kept through undo, save and rename. 0 is "none".
struct ComponentId {
    std::uint32_t value = 0;
    constexpr bool isValid() const { return value != 0; }
    friend constexpr auto operator<=>(ComponentId, ComponentId) = default;
};

/// Identity of a link in one document; same rules as ComponentId, a number space of its own.
struct LinkId {
    std::uint32_t value = 0;
    constexpr bool isValid() const { return value != 0; }
    friend constexpr auto operator<=>(LinkId, LinkId) = default;
};

}  // namespace faultline

template <> struct std::hash<faultline::ComponentId> {
    std::size_t operator()(faultline::ComponentId id) const noexcept { return id.value; }
};
template <> struct std::hash<faultline::LinkId> {
    std::size_t operator()(faultline::LinkId id) const noexcept { return id.value; }
};
