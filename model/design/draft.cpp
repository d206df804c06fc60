#include "model/design/draft.h"

#include "model/core/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace faultline::design {

namespace {

constexpr std::uint32_t draftOutside = (10u << 24);                // 10.0.0.0/24: hosts outside zones
constexpr std::uint32_t draftOverflow = (10u << 24) | (1u << 16);  // 10.1.0.0 on: when a subnet is full
constexpr std::uint32_t draftFirstHost = 11;

std::uint32_t draftAddressIn(const Component& part) {
    return static_cast<std::uint32_t>(part.properties.value("address").toInt());
}

/// The places of cards of these sizes in a host of this width: one below the other, in the middle; from three on in rows of two, with
/// room between them for a link and what is written on it.
std::vector<QPointF> draftStack(const std::vector<QSizeF>& cards, qreal hostWidth) {
    const std::size_t columns = cards.size() < 3 ? 1 : 2;
    qreal widest = 0;
    for (const QSizeF& card : cards) widest = std::max(widest, card.width());
    const qreal all = static_cast<qreal>(columns) * widest + static_cast<qreal>(columns - 1) * stackAcross;
    const qreal left = std::max(stackSide, std::round((hostWidth - all) / 2));
    std::vector<QPointF> places;
    qreal y = hostHeader + stackTop, tallest = 0;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (i > 0 && i % columns == 0) y += tallest + stackDown;
        tallest = i % columns == 0 ? cards[i].height() : std::max(tallest, cards[i].height());
        places.emplace_back(left + static_cast<qreal>(i % columns) * (widest + stackAcross) + (widest - cards[i].width()) / 2, y);
    }
    return places;
}

}  // namespace

std::optional<Subnet> parseSubnet(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const Result<std::uint32_t> base = parseIPv4(text.substr(0, slash));
    const std::string_view digits = text.substr(slash + 1);
    int prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (!base || error != std::errc() || end != digits.data() + digits.size() || prefix < 8 || prefix > 30) return std::nullopt;
    const Subnet subnet{*base, prefix};
    if (subnet.normalised().base != subnet.base) return std::nullopt;
    return subnet;
}

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
    set(id, std::make_shared<const Component>(std::move(component)));
}

void Draft::put(Link link) {
    const LinkId id = link.id;
    set(id, std::make_shared<const Link>(std::move(link)));
}

void Draft::set(ComponentId id, ComponentPtr component) {
    const auto held = m_design.components().find(id);
    if (held != m_design.components().end() && !(component && component->name == held->second->name)) {   // a name is free again
        m_names.clear();
        m_nextNumber.clear();
    } else if (component && !m_names.isEmpty()) {
        m_names.insert(component->name.toCaseFolded());
    }
    m_steps.steps.emplace_back(ComponentStep{held == m_design.components().end() ? nullptr : held->second, component});
    m_design.setComponent(id, std::move(component));
}

void Draft::set(LinkId id, LinkPtr link) {
    const auto held = m_design.links().find(id);
    m_steps.steps.emplace_back(LinkStep{held == m_design.links().end() ? nullptr : held->second, link});
    m_design.setLink(id, std::move(link));
}

Change Draft::change(QString label) const {
    return joined({std::move(label), {}}, m_steps);
}

QString Draft::freeName(const QString& prefix) const {
    if (m_names.isEmpty())
        for (const auto& [id, part] : m_design.components()) m_names.insert(part->name.toCaseFolded());
    int& n = m_nextNumber[prefix.toCaseFolded()];
    for (n = std::max(n, 1);; ++n) {
        const QString name = prefix + QLatin1Char('-') + QString::number(n);
        if (!m_names.contains(name.toCaseFolded())) return name;
    }
}

bool Draft::isAddressTaken(std::uint32_t address, ComponentId except) const {
    return std::any_of(m_design.components().begin(), m_design.components().end(),
                       [&](const auto& entry) { return entry.first != except && draftAddressIn(*entry.second) == address; });
}

Subnet Draft::subnetOf(ComponentId zone) const {
    const Component* part = m_design.component(zone);
    if (!part) return {draftOutside, 24};
    if (const std::optional<Subnet> own = parseSubnet(part->properties.value("subnet").toText())) return *own;
    for (const ComponentId child : m_design.childrenOf(zone))
        if (const std::uint32_t address = draftAddressIn(*m_design.component(child))) return Subnet{address, 24}.normalised();
    return freeSubnet(zone);
}

Subnet Draft::freeSubnet(ComponentId zone) const {
    std::vector<Subnet> taken{{draftOutside, 24}};
    for (const auto& [id, other] : m_design.components()) {
        if (const std::uint32_t address = draftAddressIn(*other)) taken.push_back(Subnet{address, 24}.normalised());
        if (const auto subnet = parseSubnet(other->properties.value("subnet").toText()); subnet && id != zone)
            taken.push_back(*subnet);
    }
    Subnet free{draftOutside, 24};
    while (std::any_of(taken.begin(), taken.end(), [&](const Subnet& t) { return t.holds(free.base) || free.holds(t.base); }))
        free.base += 256;
    return free;
}

std::uint32_t Draft::freeAddress(const Subnet& subnet) const {
    std::set<std::uint32_t> taken;
    for (const auto& [id, part] : m_design.components()) taken.insert(draftAddressIn(*part));
    const std::uint32_t last = static_cast<std::uint32_t>(std::min<std::uint64_t>(subnet.size() - 2, 65'534));
    for (std::uint32_t host = subnet.size() >= 32 ? draftFirstHost : 1; host <= last; ++host)
        if (!taken.contains(subnet.base + host) && ((subnet.base + host) & 0xFF) != 0xFF && ((subnet.base + host) & 0xFF) != 0)
            return subnet.base + host;
    std::uint32_t address = draftOverflow + 1;
    while (taken.contains(address) || (address & 0xFF) == 0 || (address & 0xFF) == 0xFF) ++address;
    return address;
}

void Draft::giveAddress(ComponentId id, std::optional<Subnet> left) {
    const Component* part = m_design.component(id);
    const catalog::ComponentKind* kind = kindOf(id);
    if (!part || !kind || !hasAddress(*kind)) return;
    const ComponentId container = part->container;
    const catalog::ComponentKind* outer = kindOf(container);
    const bool isFree =
        !part->attachedTo.isValid() && !part->inLine.isValid() && (!outer || outer->shape == catalog::Shape::Zone);
    const std::uint32_t present = draftAddressIn(*part);
    if (isFree && present != 0 && !(left && left->holds(present)) && !isAddressTaken(present, id)) return;
    // Its own old address must not decide which subnet its zone is.
    alter(id, [](Component& c) { c.properties.remove("address"); });
    if (!isFree) return;
    const std::uint32_t address = freeAddress(subnetOf(container));
    alter(id, [&](Component& c) { c.properties.set("address", std::int64_t{address}); });
}

void Draft::giveSubnet(ComponentId zone) {
    const Component* part = m_design.component(zone);
    const catalog::ComponentKind* kind = kindOf(zone);
    if (!part || !kind || kind->shape != catalog::Shape::Zone) return;
    const catalog::PropertySpec* spec = kind->property("subnet");
    if (!spec || spec->type != catalog::PropertyType::Text) return;
    const std::string& own = part->properties.value("subnet").toText();
    const bool isTaken = std::any_of(m_design.components().begin(), m_design.components().end(), [&](const auto& entry) {
        return entry.first != zone && entry.second->properties.value("subnet").toText() == own;
    });
    if (!own.empty() && !isTaken) return;
    alter(zone, [](Component& c) { c.properties.remove("subnet"); });
    const Subnet subnet = isTaken ? freeSubnet(zone) : subnetOf(zone);
    alter(zone, [&](Component& c) { c.properties.set("subnet", formatIPv4(subnet.base) + "/" + std::to_string(subnet.prefix)); });
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
        return p.y() != q.y() ? p.y() < q.y() : p.x() < q.x();
    });
    const qreal width = outer->rect.width();
    const std::vector<QPointF> present = draftStack(sizesOf(cards), width);
    bool untouched = true;
    for (std::size_t i = 0; i < cards.size(); ++i)
        untouched = untouched && (rectOf(cards[i]).topLeft() - present[i]).manhattanLength() < 1;

    if (untouched) {
        const auto place = std::find_if(cards.begin(), cards.end(), [&](ComponentId id) {
            const catalog::ComponentKind* kind = kindOf(id);
            return kind && passesBefore(*childKind, *kind);
        });
        cards.insert(place, child);
        const std::vector<QPointF> places = draftStack(sizesOf(cards), width);
        for (std::size_t i = 0; i < cards.size(); ++i) alter(cards[i], [&](Component& c) { c.rect.moveTopLeft(places[i]); });
    } else {
        QRectF free(QPointF(rectOf(cards.front()).left(), hostHeader + stackTop), rectOf(child).size());
        for (bool moved = true; moved;) {
            moved = false;
            for (const ComponentId other : cards) {
                if (!rectOf(other).intersects(free)) continue;
                free.moveTop(rectOf(other).bottom() + stackDown);
                moved = true;
            }
        }
        cards.push_back(child);
        alter(child, [&](Component& c) { c.rect = free; });
    }
    for (const ComponentId id : cards) {
        fit(id);
        growToHold(host, rectOf(id).adjusted(0, 0, stackSide - hostPadding, stackSide - hostPadding));
    }
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
