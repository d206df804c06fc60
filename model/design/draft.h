#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

#include <QHash>
#include <QSet>
#include <optional>
#include <string_view>

namespace faultline::design {

/// A part of the address space: 10.0.1.0/24.
struct Subnet {
    std::uint32_t base = 0;
    int prefix = 24;  ///< 8..30

    std::uint32_t size() const { return 1u << (32 - prefix); }
    bool holds(std::uint32_t address) const { return (address & ~(size() - 1)) == base; }
    Subnet normalised() const { return {base & ~(size() - 1), prefix}; }
    friend bool operator==(const Subnet&, const Subnet&) = default;
};
/// Reads "10.0.1.0/24"; nothing when it is not that, or has bits behind its prefix.
std::optional<Subnet> parseSubnet(std::string_view text);

/// A private copy of a design that an edit alters at will; what is done to it is the Change. It knows the rules of
/// names, addresses and of how hosts are filled. Used inside model/design only.
class Draft {
public:
    Draft(const Design& before, const catalog::Catalog& catalog) : m_design(before), m_catalog(catalog) {}

    const Design& design() const { return m_design; }
    const catalog::Catalog& catalog() const { return m_catalog; }
    /// The kind of a component; null when the component or its kind does not exist.
    const catalog::ComponentKind* kindOf(ComponentId id) const;

    void put(Component component);
    void put(Link link);
    void remove(ComponentId id) { set(id, nullptr); }
    void remove(LinkId id) { set(id, nullptr); }
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
    /// set by hand is kept, except when it belongs to the subnet that the component has `left`, or is taken.
    void giveAddress(ComponentId id, std::optional<Subnet> left = {});
    /// Gives a zone with a property "subnet" one that no other has.
    void giveSubnet(ComponentId zone);
    /// What a zone is, or what is outside of zones: 10.0.0.0/24.
    Subnet subnetOf(ComponentId zone) const;
    /// Puts a component that has just come into a host where traffic passes; the others move only if nobody has arranged them.
    void stackInto(ComponentId host, ComponentId child);
    /// Keeps a component inside its container's header and padding, and makes its containers as large as they must be.
    void fit(ComponentId id);

    /// O(parts put or removed), with a logarithm.
    Change change(QString label) const;

private:
    void set(ComponentId id, ComponentPtr component);
    void set(LinkId id, LinkPtr link);
    Subnet freeSubnet(ComponentId zone) const;
    std::uint32_t freeAddress(const Subnet& subnet) const;
    bool isAddressTaken(std::uint32_t address, ComponentId except) const;
    void growToHold(ComponentId container, const QRectF& child);

    Design m_design;
    Change m_steps;  ///< what was done so far, one after the other
    /// The names there are, case-folded, and from which number on to look for a free one; empty until it is first asked for. Looking
    /// through the design for each of a thousand pasted parts took most of a second.
    mutable QSet<QString> m_names;
    mutable QHash<QString, int> m_nextNumber;
    const catalog::Catalog& m_catalog;
};

/// What a host keeps free around what it holds, scene units.
inline constexpr qreal hostHeader = 40;
inline constexpr qreal hostPadding = 12;
inline constexpr qreal hostGap = 8;
/// Where cards are put into a host that nobody has arranged by hand: around them, below its header, and between them.
inline constexpr qreal stackSide = 24;
inline constexpr qreal stackTop = 16;
inline constexpr qreal stackDown = 32;
inline constexpr qreal stackAcross = 112;
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
