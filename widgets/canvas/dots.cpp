#include "widgets/canvas/dots.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

using runtime::RequestClass;
using runtime::TraceHop;

constexpr double dotsPatience = 20;        ///< seconds a request may be silent before it is forgotten
constexpr std::size_t dotsLongestWay = 64; ///< hops kept of one request

QString dotsClass(RequestClass kind) {
    switch (kind) {
    case RequestClass::Static: return QCoreApplication::translate("canvas", "static file");
    case RequestClass::Read: return QCoreApplication::translate("canvas", "read");
    case RequestClass::Write: return QCoreApplication::translate("canvas", "write");
    case RequestClass::Dns: return QCoreApplication::translate("canvas", "DNS query");
    case RequestClass::HealthCheck: return QCoreApplication::translate("canvas", "health check");
    case RequestClass::Replication: return QCoreApplication::translate("canvas", "replication");
    case RequestClass::Observation: return QCoreApplication::translate("canvas", "monitoring sample");
    }
    return {};
}

bool dotsKnows(const Picture& picture, const TraceHop& hop) { return picture.node(hop.from) && picture.node(hop.to); }

/// How far along the drawn line of `link` a component sits: 0 at its beginning, 1 at its end, between for what stands in it.
double dotsShareOf(const LinkPart& link, ComponentId id, double otherwise, const Picture& picture) {
    if (picture.isWithin(id, link.link->from) || picture.isWithin(link.link->from, id)) return 0;
    if (picture.isWithin(id, link.link->to) || picture.isWithin(link.link->to, id)) return 1;
    const NodePart* node = picture.node(id);
    if (node && node->form == Form::Pill && node->component->inLine == link.id) return link.route.nearest(node->rect.center()).first;
    return otherwise;
}

/// Where a line from the middle of `rect` to `towards` leaves it.
QPointF dotsExit(const QRectF& rect, QPointF towards) {
    const QPointF d = towards - rect.center();
    const double scale = std::max(std::abs(d.x()) / (rect.width() / 2), std::abs(d.y()) / (rect.height() / 2));
    return scale > 1 ? rect.center() + d / scale : rect.center();
}

}  // namespace

void DotField::clear() { m_requests.clear(); }

void DotField::take(const runtime::Frame& frame, const Picture& picture) {
    m_now = frame.now;
    const bool trueTime = frame.requestedSpeed > 0 && frame.requestedSpeed <= trueTimeSpeed;
    m_trueTime = trueTime;
    for (const TraceHop& hop : frame.hops) {
        const auto known = m_requests.find(hop.request);
        if (known == m_requests.end() && m_requests.size() >= std::size_t(most)) continue;  // it will not be missed: others follow
        if (!dotsKnows(picture, hop)) continue;
        if (hop.from == hop.to) {   // no way: the client itself is done with what it asked for
            if (known != m_requests.end()) known->second.ended = known->second.ended || hop.last;
            continue;
        }
        Request& request = known == m_requests.end() ? m_requests[hop.request] : known->second;
        if (request.hops.size() >= dotsLongestWay) continue;
        const auto before = std::upper_bound(request.hops.begin() + (request.hops.empty() || request.progress <= 0 ? 0 : 1),
                                             request.hops.end(), hop,
                                             [](const TraceHop& a, const TraceHop& b) { return a.order < b.order; });
        request.hops.insert(before, hop);
        request.ended = request.ended || hop.last;
        request.idle = 0;
    }
    if (!m_trueTime) return;
    for (auto& [id, request] : m_requests) {
        request.progress = 0;
        while (!request.hops.empty() && request.hops.front().arrives <= m_now) request.hops.pop_front();
    }
    std::erase_if(m_requests, [&](const auto& entry) { return entry.second.hops.empty(); });
}

void DotField::advance(double seconds) {
    if (m_trueTime) return;
    for (auto& [id, request] : m_requests) {
        if (request.hops.empty()) {
            request.idle += seconds;
            continue;
        }
        request.progress += seconds / hopSeconds;
        while (request.progress >= 1 && !request.hops.empty()) {
            request.hops.pop_front();
            request.progress = request.hops.empty() ? 0 : request.progress - 1;
        }
    }
    std::erase_if(m_requests, [](const auto& entry) {
        const Request& request = entry.second;
        return request.hops.empty() && (request.ended || request.idle > dotsPatience);
    });
}

void DotField::dropGone(const Picture& picture) {
    std::erase_if(m_requests, [&](const auto& entry) {
        return std::any_of(entry.second.hops.begin(), entry.second.hops.end(), [&](const TraceHop& hop) { return !dotsKnows(picture, hop); });
    });
}

std::optional<QPointF> DotField::place(const TraceHop& hop, double share, const Picture& picture, double margin) {
    // Inside a host a call takes no link of the network, but one may be drawn.
    const LinkId drawn = picture.link(hop.link) ? hop.link : picture.linkBetween(hop.from, hop.to);
    if (const LinkPart* link = picture.link(drawn); link && !link->route.isEmpty()) {
        const double a = dotsShareOf(*link, hop.from, hop.returning ? 1 : 0, picture);
        const double b = dotsShareOf(*link, hop.to, hop.returning ? 0 : 1, picture);
        const double rim = link->route.length() > 0 ? std::min(0.5, margin / link->route.length()) : 0;
        if (a != b) return link->route.at(std::clamp(a + (b - a) * share, rim, 1 - rim));
    }
    const NodePart* from = picture.node(picture.shownFor(hop.from));
    const NodePart* to = picture.node(picture.shownFor(hop.to));
    if (!from || !to || from == to) return std::nullopt;   // the same: it is within what is collapsed
    const QRectF room = from->rect.adjusted(-margin, -margin, margin, margin), goal = to->rect.adjusted(-margin, -margin, margin, margin);
    const QPointF start = dotsExit(room, to->rect.center()), end = dotsExit(goal, from->rect.center());
    return start + (end - start) * share;
}

std::vector<Dot> DotField::dots(const Picture& picture, double margin) const {
    std::vector<Dot> result;
    result.reserve(m_requests.size());
    for (const auto& [id, request] : m_requests) {
        if (request.hops.empty()) continue;
        const TraceHop& hop = request.hops.front();
        double share = request.progress;
        if (m_trueTime) {
            if (hop.left > m_now) continue;
            share = hop.arrives > hop.left ? double(m_now - hop.left) / double(hop.arrives - hop.left) : 1;
        }
        // What is lost gets no further than half of the way.
        if (hop.lost) share = std::min(share, 0.5);
        const std::optional<QPointF> at = place(hop, std::clamp(share, 0.0, 1.0), picture, margin);
        if (!at) continue;
        result.push_back({*at, hop, (hop.returning && !hop.ok) || (hop.lost && share >= 0.5)});
    }
    return result;
}

QString describeDot(const Dot& dot, const Picture& picture) {
    const NodePart* from = picture.node(dot.hop.from);
    const NodePart* to = picture.node(dot.hop.to);
    if (!from || !to) return {};
    const QString number = QString::number(dot.hop.request);
    const QString a = from->component->name.simplified().left(40), b = to->component->name.simplified().left(40);
    if (dot.hop.lost) return QCoreApplication::translate("canvas", "Request %1, %2: lost between %3 and %4").arg(number, dotsClass(dot.hop.kind), a, b);
    if (!dot.hop.returning)
        return QCoreApplication::translate("canvas", "Request %1, %2: %3 \u2192 %4").arg(number, dotsClass(dot.hop.kind), a, b);
    QString outcome = QString::fromUtf8(dot.hop.outcome).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (outcome.isEmpty()) outcome = dot.hop.ok ? QCoreApplication::translate("canvas", "ok") : QCoreApplication::translate("canvas", "failed");
    return QCoreApplication::translate("canvas", "Request %1, %2: answer %3 \u2192 %4, %5")
        .arg(number, dotsClass(dot.hop.kind), a, b, outcome);
}

}  // namespace faultline::canvas
