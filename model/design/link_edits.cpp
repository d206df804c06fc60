#include "model/design/link_edits.h"

#include "model/design/draft.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>

namespace faultline::design {
namespace {

QString linkEditLabel(const char* text) { return QCoreApplication::translate("design", text); }

/// The design with `member` of all these links set.
template <class Value>
Change linkEditSet(const Design& design, const std::vector<LinkId>& ids, Value Link::*member, const Value& value, const char* label) {
    Design after = design;
    for (const LinkId id : ids) {
        const Link* link = design.link(id);
        if (!link || link->*member == value) continue;
        Link copy = *link;
        copy.*member = value;
        after.setLink(id, std::make_shared<const Link>(std::move(copy)));
    }
    return difference(design, after, linkEditLabel(label));
}

/// Everything that goes with these components: what is in and on them, at any depth.
std::set<ComponentId> linkEditGone(const Design& design, const std::vector<ComponentId>& ids) {
    std::set<ComponentId> gone;
    std::vector<ComponentId> open;
    for (const ComponentId id : ids)
        if (design.component(id)) open.push_back(id);
    while (!open.empty()) {
        const ComponentId id = open.back();
        open.pop_back();
        if (!gone.insert(id).second) continue;
        for (const ComponentId inner : design.childrenOf(id)) open.push_back(inner);
        for (const ComponentId on : design.attachmentsOf(id)) open.push_back(on);
    }
    return gone;
}

/// What `from` calls in the end, by way of `gone` alone, beginning at `first`; in the order of links.
std::vector<ComponentId> linkEditReached(const Design& design, const std::set<ComponentId>& gone, ComponentId first) {
    std::set<ComponentId> passed{first};
    std::vector<ComponentId> open{first}, reached;
    // A process answers for its host and a host for what is in it.
    const auto kin = [&](ComponentId a, ComponentId b) {
        const Component* part = design.component(a);
        for (std::size_t left = 16; part && left > 0; --left) {
            if (part->id == b) return true;
            part = design.component(part->container);
        }
        return false;
    };
    for (std::size_t i = 0; i < open.size(); ++i)
        for (const auto& [id, link] : design.links()) {
            if (!gone.contains(link->from) || !(kin(link->from, open[i]) || kin(open[i], link->from))) continue;
            if (gone.contains(link->to)) {
                if (passed.insert(link->to).second) open.push_back(link->to);
            } else if (std::find(reached.begin(), reached.end(), link->to) == reached.end()) {
                reached.push_back(link->to);
            }
        }
    return reached;
}

/// The links to what goes, with the callees that are left; done one after another on `design`, each where it is possible.
Design linkEditHealed(Design design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, std::vector<Heal>* done) {
    const std::set<ComponentId> gone = linkEditGone(design, ids);
    struct Gap {
        LinkId link;
        ComponentId from;
        std::vector<ComponentId> to;
    };
    std::vector<Gap> gaps;
    for (const auto& [id, link] : design.links())
        if (!gone.contains(link->from) && gone.contains(link->to)) gaps.push_back({id, link->from, linkEditReached(design, gone, link->to)});
    for (const Gap& gap : gaps) {
        bool isKept = false;   // the link that went to what goes
        for (const ComponentId to : gap.to) {
            const Result<Change> change = isKept ? connect(design, catalog, gap.from, to) : reconnect(design, catalog, gap.link, gap.from, to);
            if (!change) continue;
            if (done) done->push_back({gap.link, gap.from, to});
            isKept = true;
            change->apply(design);
        }
    }
    return design;
}

/// Splits a link by `middle`, which is in the design.
Result<Design> linkEditSplit(Design design, const catalog::Catalog& catalog, ComponentId middle, LinkId id) {
    const Link* link = design.link(id);
    if (!link) return fail(FL_TR("design", "The link does not exist any more"));
    const ComponentId from = link->from, to = link->to;
    const LinkShape shape = link->shape;
    const Result<Change> first = reconnect(design, catalog, id, from, middle);
    if (!first) return tl::unexpected<Problem>(first.error());
    first->apply(design);
    const LinkId on = design.nextLinkId();
    const Result<Change> second = connect(design, catalog, middle, to);
    if (!second) return tl::unexpected<Problem>(second.error());
    second->apply(design);
    setLinkShape(design, {on}, shape).apply(design);
    return design;
}

}  // namespace

Change setLinkShape(const Design& design, const std::vector<LinkId>& ids, LinkShape shape) {
    return linkEditSet(design, ids, &Link::shape, shape, QT_TRANSLATE_NOOP("design", "Change the shape of links"));
}

Change setLinkHeads(const Design& design, const std::vector<LinkId>& ids, LinkHeads heads) {
    return linkEditSet(design, ids, &Link::heads, heads, QT_TRANSLATE_NOOP("design", "Change the arrowheads of links"));
}

Result<Change> setLinkLabel(const Design& design, const std::vector<LinkId>& ids, const QString& label) {
    const QString words = label.simplified();
    if (words.size() > longestLinkLabel)
        return fail({FL_TR("design", "A label has at most %1 characters"), {std::to_string(longestLinkLabel)}});
    return linkEditSet(design, ids, &Link::label, words, QT_TRANSLATE_NOOP("design", "Label a link"));
}

Change setWaypoints(const Design& design, LinkId id, std::vector<QPointF> points) {
    const Link* link = design.link(id);
    if (!link) return {};
    Link copy = *link;
    copy.waypoints = std::move(points);
    Design after = design;
    after.setLink(id, std::make_shared<const Link>(std::move(copy)));
    return difference(design, after, linkEditLabel(QT_TRANSLATE_NOOP("design", "Bend a link")));
}

Change clearWaypoints(const Design& design, const std::vector<LinkId>& ids) {
    Design after = design;
    for (const LinkId id : ids) setWaypoints(after, id, {}).apply(after);
    return difference(design, after, linkEditLabel(QT_TRANSLATE_NOOP("design", "Clear waypoints")));
}

Result<Change> reverseLink(const Design& design, const catalog::Catalog& catalog, LinkId id) {
    const Link* link = design.link(id);
    if (!link) return fail(FL_TR("design", "The link does not exist any more"));
    const Result<Change> turned = reconnect(design, catalog, id, link->to, link->from);
    if (!turned) return turned;
    Design after = design;
    turned->apply(after);
    std::vector<QPointF> back(link->waypoints.rbegin(), link->waypoints.rend());
    setWaypoints(after, id, std::move(back)).apply(after);
    return difference(design, after, linkEditLabel(QT_TRANSLATE_NOOP("design", "Reverse a link")));
}

std::vector<Heal> healingOf(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids) {
    std::vector<Heal> heals;
    linkEditHealed(design, catalog, ids, &heals);
    return heals;
}

Change removeAndHeal(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids, const std::vector<LinkId>& links) {
    Design after = linkEditHealed(design, catalog, ids, nullptr);
    std::vector<LinkId> left;   // one that was to go and closes a gap now goes all the same
    for (const LinkId id : links)
        if (after.link(id)) left.push_back(id);
    const Change removed = removeParts(after, catalog, ids, left);
    removed.apply(after);
    return difference(design, after, removed.label);
}

bool standsBetween(const catalog::ComponentKind& kind) {
    const auto calls = [&](catalog::PortDirection direction) {
        return std::any_of(kind.ports.begin(), kind.ports.end(), [&](const catalog::PortSpec& port) {
            return port.direction == direction && port.role != catalog::PortRole::Attach && port.role != catalog::PortRole::Host;
        });
    };
    return calls(catalog::PortDirection::In) || calls(catalog::PortDirection::Out);
}

Result<Change> addBetween(const Design& design, const catalog::Catalog& catalog, const std::string& kind, const Placement& where,
                          const std::string& software, LinkId link) {
    const ComponentId id = design.nextComponentId();
    const Result<Change> added = addComponent(design, catalog, kind, where, software);
    if (!added) return added;
    Design with = design;
    added->apply(with);
    const Result<Design> split = linkEditSplit(std::move(with), catalog, id, link);
    if (!split) return tl::unexpected<Problem>(split.error());
    return difference(design, *split, added->label);
}

Result<Change> putBetween(const Design& design, const catalog::Catalog& catalog, ComponentId id, LinkId link) {
    const Component* part = design.component(id);
    if (!part) return fail(FL_TR("design", "The component does not exist any more"));
    const Result<Design> split = linkEditSplit(design, catalog, id, link);
    if (!split) return tl::unexpected<Problem>(split.error());
    return difference(design, *split, linkEditLabel(QT_TRANSLATE_NOOP("design", "Put %1 into a link")).arg(part->name));
}

}  // namespace faultline::design
