#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

namespace faultline::design {

/// A private copy of a design that an edit alters at will; the difference to the original is the Change. It knows the rules of
/// names, addresses and of how hosts are filled. Used inside model/design only.
class Draft {
public:
    Draft(const Design& before, const catalog::Catalog& catalog) : m_before(before), m_design(before), m_catalog(catalog) {}

    const Design& design() const { return m_design; }
    const catalog::Catalog& catalog() const { return m_catalog; }
    /// The kind of a component; null when the component or its kind does not exist.
    const catalog::ComponentKind* kindOf(ComponentId id) const;

    void put(Component component);
    void put(Link link);
    void remove(ComponentId id) { m_design.setComponent(id, nullptr); }
    void remove(LinkId id) { m_design.setLink(id, nullptr); }
    /// Alters one component in place: draft.alter(id, [](Component& c) { ... }).
    template <class F>
    void alter(ComponentId id, F&& how) {
        if (const Component* part = m_design.component(id)) {
            Component copy = *part;
            how(copy);
            if (!(copy == *part)) put(std::move(copy));
        }
    }

    /// "<prefix>-N" with the lowest N that no component has, case-insensitively.
    QString freeName(const QString& prefix) const;
    /// Gives the component the address that its place asks for: none inside a host or on something, a unique one elsewhere. One
    /// set by hand is kept, except when it belongs to the subnet of the zone the component has left (`leftZone`) or was taken.
    void giveAddress(ComponentId id, bool leftSubnet = false, ComponentId leftZone = {});
    /// Puts a component that has just come into a host where traffic passes; the others move only if nobody has arranged them.
    void stackInto(ComponentId host, ComponentId child);
    /// Keeps a component inside its container's header and padding, and makes its containers as large as they must be.
    void fit(ComponentId id);

    Change change(QString label) const { return difference(m_before, m_design, std::move(label)); }

private:
    std::uint32_t freeAddress(ComponentId zone, ComponentId except);
    std::uint32_t subnetOf(ComponentId zone) const;
    bool isAddressTaken(std::uint32_t address, ComponentId except) const;
    void growToHold(ComponentId container, const QRectF& child);

    const Design& m_before;
    Design m_design;
    const catalog::Catalog& m_catalog;
};

/// What a host keeps free around what it holds, scene units.
inline constexpr qreal hostHeader = 40;
inline constexpr qreal hostPadding = 12;
inline constexpr qreal hostGap = 8;
inline constexpr qreal badgeSize = 24;  ///< of an agent in the corner of its host

/// Whether traffic passes `first` before `second` where both are on one host.
bool passesBefore(const catalog::ComponentKind& first, const catalog::ComponentKind& second);
/// Whether a kind has an address of its own where it stands free: it needs one and has the property for it.
bool hasAddress(const catalog::ComponentKind& kind);

/// A QString as the argument of a Text.
inline std::string words(const QString& text) {
    return text.toStdString();
}

}  // namespace faultline::design
