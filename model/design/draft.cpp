#include "model/design/draft.h"

#include <QSet>
#include <algorithm>
#include <set>

namespace faultline::design {

namespace {

constexpr std::uint32_t draftOutside = (10u << 24);  // 10.0.0.0/24: hosts outside zones
constexpr std::uint32_t draftSubnetMask = 0xFFFF'FF00u;
constexpr std::uint32_t draftOverflow = (10u << 24) | (1u << 16);  // 10.1.0.0 on: when a subnet is full
constexpr std::uint32_t draftFirstHost = 11;

std::uint32_t draftAddressIn(const Component& part) {
    return static_cast<std::uint32_t>(part.properties.value("address").toInt());
}

/// The places of cards of these sizes in a host: one column of up to four, else two.
std::vector<QPointF> draftStack(const std::vector<QSizeF>& cards) {
    const std::size_t rows = cards.size() <= 4 ? cards.size() : (cards.size() + 1) / 2;
    std::vector<QPointF> places;
    qreal x = hostPadding, y = hostHeader + hostPadding, widest = 0;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (i > 0 && i % rows == 0) {
            x += widest + hostGap;
            y = hostHeader + hostPadding;
            widest = 0;
        }
        places.emplace_back(x, y);
        y += cards[i].height() + hostGap;
        widest = std::max(widest, cards[i].width());
    }
    return places;
}

}  // namespace

bool passesBefore(const catalog::ComponentKind& first, const catalog::ComponentKind& second) {
    if (first.group != second.group) return first.group < second.group;
    return !catalog::linkFits(first, second).empty() && catalog::linkFits(second, first).empty();
}

bool hasAddress(const catalog::ComponentKind& kind) {
    const catalog::PropertySpec* spec = kind.property("address");
    return kind.needsAddress && spec && spec->type == catalog::PropertyType::Address;
}

const catalog::ComponentKind* Draft::kindOf(ComponentId id) const {
    const Component* part = m_design.component(id);
    return part ? m_catalog.find(part->kind) : nullptr;
}

void Draft::put(Component component) {
    const ComponentId id = component.id;
    m_design.setComponent(id, std::make_shared<const Component>(std::move(component)));
}

void Draft::put(Link link) {
    const LinkId id = link.id;
    m_design.setLink(id, std::make_shared<const Link>(std::move(link)));
}

QString Draft::freeName(const QString& prefix) const {
    QSet<QString> taken;
    for (const auto& [id, part] : m_design.components()) taken.insert(part->name.toCaseFolded());
    for (int n = 1;; ++n) {
        const QString name = prefix + QLatin1Char('-') + QString::number(n);
        if (!taken.contains(name.toCaseFolded())) return name;
    }
}

bool Draft::isAddressTaken(std::uint32_t address, ComponentId except) const {
    return std::any_of(m_design.components().begin(), m_design.components().end(),
                       [&](const auto& entry) { return entry.first != except && draftAddressIn(*entry.second) == address; });
}

std::uint32_t Draft::subnetOf(ComponentId zone) const {
    const Component* part = m_design.component(zone);
    if (!part) return draftOutside;
    if (const std::uint32_t own = draftAddressIn(*part)) return own & draftSubnetMask;
    for (const ComponentId child : m_design.childrenOf(zone))
        if (const std::uint32_t address = draftAddressIn(*m_design.component(child))) return address & draftSubnetMask;
    std::set<std::uint32_t> taken{draftOutside};
    for (const auto& [id, other] : m_design.components())
        if (const std::uint32_t address = draftAddressIn(*other)) taken.insert(address & draftSubnetMask);
    std::uint32_t subnet = draftOutside;
    while (taken.contains(subnet)) subnet += 256;
    return subnet;
}

std::uint32_t Draft::freeAddress(ComponentId zone, ComponentId except) {
    std::set<std::uint32_t> taken;
    for (const auto& [id, part] : m_design.components())
        if (id != except) taken.insert(draftAddressIn(*part));
    const std::uint32_t subnet = subnetOf(zone);
    for (std::uint32_t host = draftFirstHost; host < 255; ++host)
        if (!taken.contains(subnet + host)) return subnet + host;
    std::uint32_t address = draftOverflow + 1;
    while (taken.contains(address) || (address & 0xFF) == 0 || (address & 0xFF) == 255) ++address;
    return address;
}

void Draft::giveAddress(ComponentId id, bool leftSubnet, ComponentId leftZone) {
    const Component* part = m_design.component(id);
    const catalog::ComponentKind* kind = kindOf(id);
    if (!part || !kind || !kind->property("address")) return;

    if (kind->shape == catalog::Shape::Zone) {
        if (draftAddressIn(*part) == 0) alter(id, [&](Component& c) { c.properties.set("address", std::int64_t{subnetOf(id)}); });
        return;
    }
    if (!hasAddress(*kind)) return;
    const catalog::ComponentKind* outer = kindOf(part->container);
    const bool isFree =
        !part->attachedTo.isValid() && !part->inLine.isValid() && (!outer || outer->shape == catalog::Shape::Zone);
    if (!isFree) {
        alter(id, [](Component& c) { c.properties.remove("address"); });
        return;
    }
    const std::uint32_t present = draftAddressIn(*part);
    const bool belongsElsewhere = leftSubnet && leftZone != part->container && (present & draftSubnetMask) == subnetOf(leftZone);
    if (present != 0 && !belongsElsewhere && !isAddressTaken(present, id)) return;
    // Its own old address must not decide which subnet the zone is.
    alter(id, [](Component& c) { c.properties.remove("address"); });
    const std::uint32_t address = freeAddress(part ? m_design.component(id)->container : ComponentId{}, id);
    alter(id, [&](Component& c) { c.properties.set("address", std::int64_t{address}); });
}

void Draft::stackInto(ComponentId host, ComponentId child) {
    const Component* outer = m_design.component(host);
    const catalog::ComponentKind* childKind = kindOf(child);
    if (!outer || !childKind) return;

    std::vector<ComponentId> cards;
    int badges = 0;
    for (const ComponentId other : m_design.childrenOf(host)) {
        if (other == child) continue;
        const catalog::ComponentKind* kind = kindOf(other);
        if (kind && kind->shape == catalog::Shape::Eye)
            ++badges;
        else
            cards.push_back(other);
    }
    if (childKind->shape == catalog::Shape::Eye) {
        const qreal x = outer->rect.width() - hostPadding - badgeSize - badges * (badgeSize + hostGap / 2);
        alter(child, [&](Component& c) {
            c.rect = QRectF(std::max(x, hostPadding), (hostHeader - badgeSize) / 2, badgeSize, badgeSize);
        });
        return;
    }
    const auto rectOf = [&](ComponentId id) { return m_design.component(id)->rect; };
    const auto sizesOf = [&](const std::vector<ComponentId>& ids) {
        std::vector<QSizeF> sizes;
        for (const ComponentId id : ids) sizes.push_back(rectOf(id).size());
        return sizes;
    };
    std::stable_sort(cards.begin(), cards.end(), [&](ComponentId a, ComponentId b) {
        const QPointF p = rectOf(a).topLeft(), q = rectOf(b).topLeft();
        return p.x() != q.x() ? p.x() < q.x() : p.y() < q.y();
    });
    const std::vector<QPointF> present = draftStack(sizesOf(cards));
    bool untouched = true;
    for (std::size_t i = 0; i < cards.size(); ++i)
        untouched = untouched && (rectOf(cards[i]).topLeft() - present[i]).manhattanLength() < 1;

    if (untouched) {
        const auto place = std::find_if(cards.begin(), cards.end(), [&](ComponentId id) {
            const catalog::ComponentKind* kind = kindOf(id);
            return kind && passesBefore(*childKind, *kind);
        });
        cards.insert(place, child);
        const std::vector<QPointF> places = draftStack(sizesOf(cards));
        for (std::size_t i = 0; i < cards.size(); ++i) alter(cards[i], [&](Component& c) { c.rect.moveTopLeft(places[i]); });
    } else {
        QRectF free(QPointF(hostPadding, hostHeader + hostPadding), rectOf(child).size());
        for (bool moved = true; moved;) {
            moved = false;
            for (const ComponentId other : cards) {
                if (!rectOf(other).intersects(free)) continue;
                free.moveTop(rectOf(other).bottom() + hostGap);
                moved = true;
            }
        }
        cards.push_back(child);
        alter(child, [&](Component& c) { c.rect = free; });
    }
    for (const ComponentId id : cards) fit(id);
}

void Draft::growToHold(ComponentId container, const QRectF& child) {
    const Component* outer = m_design.component(container);
    if (!outer) return;
    QRectF rect = outer->rect;
    rect.setWidth(std::max(rect.width(), child.right() + hostPadding));
    rect.setHeight(std::max(rect.height(), child.bottom() + hostPadding));
    if (rect == outer->rect) return;
    const qreal wider = rect.width() - outer->rect.width();
    alter(container, [&](Component& c) { c.rect = rect; });
    for (const ComponentId other : m_design.childrenOf(container)) {  // badges keep to the corner
        const catalog::ComponentKind* kind = kindOf(other);
        if (kind && kind->shape == catalog::Shape::Eye) alter(other, [&](Component& c) { c.rect.translate(wider, 0); });
    }
    fit(container);
}

void Draft::fit(ComponentId id) {
    const Component* part = m_design.component(id);
    const catalog::ComponentKind* kind = kindOf(id);
    const Component* outer = part ? m_design.component(part->container) : nullptr;
    if (!outer || !kind || kind->shape == catalog::Shape::Eye) return;
    QRectF rect = part->rect;
    rect.moveLeft(std::max(rect.left(), hostPadding));
    rect.moveTop(std::max(rect.top(), hostHeader));
    alter(id, [&](Component& c) { c.rect = rect; });
    growToHold(m_design.component(id)->container, rect);
}

}  // namespace faultline::design
