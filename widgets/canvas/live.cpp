#include "widgets/canvas/live.h"

#include "widgets/common/badges.h"
#include "widgets/common/format.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace faultline::canvas {
namespace {

NodeLive liveOf(const runtime::ComponentStatus& status) {
    NodeLive live;
    live.state = status.state;
    live.rate = widgets::formatRate(status.rate);
    if (status.failedRate >= 0.5 || (status.failedRate > 0 && status.failedRate >= status.rate * 0.01))
        live.failed = widgets::formatRate(status.failedRate);
    live.percent = status.utilisation < 0 ? -1 : std::clamp(int(std::lround(status.utilisation * 100)), 0, 100);
    live.role = status.role;
    live.why = status.why;
    live.operatorDown = status.operatorDown;
    return live;
}

LinkLive liveOf(const runtime::LinkStatus& status) {
    LinkLive live;
    live.level = status.rate > 0 ? std::clamp(1 + int(status.load * 4.999), 1, 5) : 0;
    live.up = status.up;
    if (status.upThere != status.upBack) live.oneWay = status.upThere ? -1 : 1;
    live.failing = status.rate > 0 && status.failedRate >= 0.5 * status.rate;
    live.encrypted = status.encrypted;
    return live;
}

/// The host a component is drawn in or on; none for others.
ComponentId liveHost(const Picture& picture, ComponentId id) {
    const NodePart* part = picture.node(id);
    for (int depth = 0; part && depth < 16; ++depth) {
        part = picture.node(part->owner);
        if (part && part->form == Form::Host) return part->id;
    }
    return {};
}

/// How much a state matters among those of what a collapsed container holds.
int liveRank(runtime::State state) {
    switch (state) {
    case runtime::State::Down:
    case runtime::State::Failing: return 4;
    case runtime::State::Frozen: return 3;
    case runtime::State::Strained: return 2;
    case runtime::State::Starting: return 1;
    case runtime::State::Ok:
    case runtime::State::Idle: break;
    }
    return 0;
}

/// A collapsed container shows what is worst in it, and whose it is: it fails when anything in it is down. Of two that are
/// equally bad it is the one with the smaller id, whatever order they come in. One pass over all nodes.
void liveFold(std::unordered_map<ComponentId, NodeLive>& nodes, const Picture& picture) {
    std::unordered_map<ComponentId, ComponentId> worstIn;
    for (const auto& [inner, live] : nodes) {
        const ComponentId shown = picture.shownFor(inner);
        const int rank = liveRank(live.state);
        if (shown == inner || !shown.isValid() || rank == 0) continue;
        ComponentId& worst = worstIn[shown];
        const int known = worst.isValid() ? liveRank(nodes.at(worst).state) : 0;
        if (rank > known || (rank == known && inner < worst)) worst = inner;
    }
    for (const ComponentId id : picture.collapsed()) {
        NodeLive& own = nodes[id];
        if (liveRank(own.state) >= 3) continue;
        const auto found = worstIn.find(id);
        const NodePart* part = found == worstIn.end() ? nullptr : picture.node(found->second);
        if (!part || liveRank(nodes.at(part->id).state) < liveRank(own.state)) {
            if (own.state == runtime::State::Idle) own.state = runtime::State::Ok;
            continue;
        }
        const NodeLive& live = nodes.at(part->id);
        own.why = QStringLiteral("%1: %2").arg(part->component->name.simplified().left(40), stateName(live.state));
        own.role = own.why;
        own.state = live.state == runtime::State::Down ? runtime::State::Failing : live.state;
    }
}

}  // namespace

Live::Changes Live::take(const runtime::Frame* frame, const Picture& picture) {
    Changes changes;
    changes.all = m_running != (frame != nullptr);
    m_running = frame != nullptr;
    m_date.reset();
    if (!frame) {
        m_nodes.clear();
        m_links.clear();
        return changes;
    }
    m_date = frame->startTime + frame->now / second;
    std::unordered_set<ComponentId> down;
    for (const runtime::ComponentStatus& status : frame->components)
        if (status.state == runtime::State::Down) down.insert(status.id);
    std::unordered_map<ComponentId, NodeLive> nodes;
    nodes.reserve(frame->components.size());
    for (const runtime::ComponentStatus& status : frame->components) {
        NodeLive live = liveOf(status);
        if (status.state == runtime::State::Idle && down.contains(liveHost(picture, status.id))) live.state = runtime::State::Down;
        nodes.emplace(status.id, std::move(live));
    }
    if (!picture.collapsed().empty()) liveFold(nodes, picture);
    for (const auto& [id, live] : nodes) {
        const auto old = m_nodes.find(id);
        if (old == m_nodes.end() || !(old->second == live)) changes.nodes.push_back(id);
    }
    for (const auto& [id, live] : m_nodes)
        if (!nodes.contains(id)) changes.nodes.push_back(id);
    m_nodes.swap(nodes);
    std::unordered_map<LinkId, LinkLive> links;
    links.reserve(frame->links.size());
    for (const runtime::LinkStatus& status : frame->links) {
        const LinkLive live = liveOf(status);
        const auto old = m_links.find(status.id);
        if (old == m_links.end() || !(old->second == live)) changes.links.push_back(status.id);
        links.emplace(status.id, live);
    }
    for (const auto& [id, live] : m_links)
        if (!links.contains(id)) changes.links.push_back(id);
    m_links.swap(links);
    return changes;
}

const NodeLive* Live::node(ComponentId id) const {
    const auto it = m_nodes.find(id);
    return it == m_nodes.end() ? nullptr : &it->second;
}

const LinkLive* Live::link(LinkId id) const {
    const auto it = m_links.find(id);
    return it == m_links.end() ? nullptr : &it->second;
}

QString stateName(runtime::State state) {
    return state == runtime::State::Idle ? QString() : widgets::stateLabel(state);
}

}  // namespace faultline::canvas
