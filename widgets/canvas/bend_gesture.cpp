#include "widgets/canvas/bend_gesture.h"

#include "model/design/link_edits.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <set>

namespace faultline::canvas {
namespace {

double bendDistance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

/// Ends and waypoints of a link.
std::vector<QPointF> bendChain(const LinkPart& link) {
    std::vector<QPointF> chain{link.route.at(0)};
    chain.insert(chain.end(), link.link->waypoints.begin(), link.link->waypoints.end());
    chain.push_back(link.route.at(1));
    return chain;
}

bool bendIsLevel(QPointF a, QPointF b) { return std::abs(a.y() - b.y()) <= std::abs(a.x() - b.x()); }

/// Something stands on the line there: it would be moved instead.
bool bendIsCovered(const LinkPart& link, const Picture& picture, QPointF at) {
    return std::any_of(picture.nodes().begin(), picture.nodes().end(), [&](const auto& entry) {
        const NodePart& node = entry.second;
        return node.form == Form::Pill && node.component->inLine == link.id && node.rect.adjusted(-4, -4, 4, 4).contains(at);
    });
}

/// The waypoints when a piece of an orthogonal line is moved across itself: those on it move along, its two corners become
/// waypoints; at an end of the line its middle does, so that it keeps its direction.
std::vector<QPointF> bendPiece(const LinkPart& link, const BendHandle& handle, QPointF to) {
    const auto& corners = link.route.corners();
    const std::size_t i = std::size_t(handle.piece);
    if (i + 1 >= corners.size()) return link.link->waypoints;
    const QPointF a = corners[i], b = corners[i + 1];
    const auto moved = [&](QPointF p) {
        (handle.level ? p.ry() : p.rx()) = handle.level ? to.y() : to.x();
        return p;
    };
    const auto shareOf = [&](QPointF p) { return link.route.nearest(p).first; };
    const auto isOn = [&](QPointF p) {
        const double along = handle.level ? p.x() : p.y(), from = handle.level ? a.x() : a.y(), until = handle.level ? b.x() : b.y();
        const double off = handle.level ? p.y() - a.y() : p.x() - a.x();
        return std::abs(off) < 1 && along >= std::min(from, until) - 1 && along <= std::max(from, until) + 1;
    };
    std::vector<QPointF> before, after;
    for (const QPointF& point : link.link->waypoints)
        if (!isOn(point)) (shareOf(point) < shareOf((a + b) / 2) ? before : after).push_back(point);
    const bool first = i == 0, last = i + 2 == corners.size();
    std::vector<QPointF> points = before;
    if (!first) points.push_back(moved(a));
    if (first || last) points.push_back(moved((a + b) / 2));
    if (!last) points.push_back(moved(b));
    points.insert(points.end(), after.begin(), after.end());
    return points;
}

}  // namespace

std::vector<BendHandle> bendHandles(const LinkPart& link, const Picture& picture, double least) {
    std::vector<BendHandle> handles;
    if (link.route.isEmpty()) return handles;
    const auto& waypoints = link.link->waypoints;
    const bool isOrthogonal = link.shape == design::LinkShape::Orthogonal;
    const std::vector<QPointF> chain = isOrthogonal ? link.route.corners() : bendChain(link);
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const QPointF a = chain[i], b = chain[i + 1];
        BendHandle handle{(a + b) / 2, -1, int(i), bendIsLevel(a, b)};
        if (link.shape == design::LinkShape::Curved) {
            const double from = link.route.nearest(a).first, to = link.route.nearest(b).first;
            handle.at = link.route.at((from + to) / 2);
        }
        const bool onWaypoint = std::any_of(waypoints.begin(), waypoints.end(), [&](QPointF p) { return bendDistance(p, handle.at) < least / 2; });
        if (bendDistance(a, b) >= least && !onWaypoint && !bendIsCovered(link, picture, handle.at)) handles.push_back(handle);
    }
    for (std::size_t i = 0; i < waypoints.size(); ++i) handles.push_back({waypoints[i], int(i), -1, false});
    const auto share = [&](const BendHandle& handle) { return link.route.nearest(handle.at).first; };
    std::stable_sort(handles.begin(), handles.end(), [&](const BendHandle& a, const BendHandle& b) { return share(a) < share(b); });
    return handles;
}

std::vector<QPointF> bentTo(const LinkPart& link, const BendHandle& handle, QPointF to) {
    std::vector<QPointF> points = link.link->waypoints;
    if (handle.waypoint >= 0) {
        if (std::size_t(handle.waypoint) < points.size()) points[std::size_t(handle.waypoint)] = to;
        return points;
    }
    if (link.shape == design::LinkShape::Orthogonal) return bendPiece(link, handle, to);
    points.insert(points.begin() + std::clamp(handle.piece, 0, int(points.size())), to);
    return points;
}

std::vector<QPointF> withoutIdle(std::vector<QPointF> points) {
    for (std::size_t i = 1; i < points.size();)
        if (bendDistance(points[i - 1], points[i]) < 1)
            points.erase(points.begin() + std::ptrdiff_t(i));
        else
            ++i;
    for (std::size_t i = 1; i + 1 < points.size();) {
        const QPointF d = points[i + 1] - points[i - 1], e = points[i] - points[i - 1];
        const double off = std::abs(d.x() * e.y() - d.y() * e.x()) / std::max(1e-9, std::hypot(d.x(), d.y()));
        const double along = QPointF::dotProduct(d, e);
        if (off < 1 && along > 0 && along < QPointF::dotProduct(d, d))
            points.erase(points.begin() + std::ptrdiff_t(i));
        else
            ++i;
    }
    return points;
}

int waypointAt(const design::Link& link, QPointF scene, double reach) {
    int found = -1;
    double nearest = reach;
    for (std::size_t i = 0; i < link.waypoints.size(); ++i)
        if (const double distance = bendDistance(link.waypoints[i], scene); distance <= nearest) {
            nearest = distance;
            found = int(i);
        }
    return found;
}

BendGesture::BendGesture(CanvasView& view, LinkId link, int index, const Pointer& start)
    : Interaction(view), m_link(link), m_byKeys(false), m_startView(start.view) {
    m_gesture.emplace(view.document(), QString());
    view.setMoving(std::set<ComponentId>{});   // only this link finds new ways
    takeHold(index);
    m_grip = m_handle.at - start.scene;
}

BendGesture::BendGesture(CanvasView& view, LinkId link) : Interaction(view), m_link(link), m_byKeys(true) {
    m_gesture.emplace(view.document(), QString());
    view.setMoving(std::set<ComponentId>{});
    takeHold(0);
}

BendGesture::~BendGesture() {
    m_gesture.reset();
    m_view.setMoving(std::nullopt);
}

std::vector<BendHandle> BendGesture::handles() const {
    const LinkPart* link = m_view.picture().link(m_link);
    return link ? bendHandles(*link, m_view.picture(), m_byKeys ? 16 : 36 / m_view.zoom()) : std::vector<BendHandle>{};
}

void BendGesture::takeHold(int index) {
    const std::vector<BendHandle> all = handles();
    const LinkPart* link = m_view.picture().link(m_link);
    if (all.empty() || !link) return;
    m_focus = std::clamp(index, 0, int(all.size()) - 1);
    m_handle = all[std::size_t(m_focus)];
    m_to = m_handle.at;
    m_before = *link;
}

/// On the grid, and in line with the points before and after it.
QPointF BendGesture::snapped(QPointF at, bool free) const {
    if (free) return {std::round(at.x()), std::round(at.y())};
    QPointF out(std::round(at.x() / gridStep) * gridStep, std::round(at.y() / gridStep) * gridStep);
    const std::vector<QPointF> chain = bendChain(m_before);
    const double reach = 7 / m_view.zoom();
    for (const QPointF& point : chain) {
        if (m_handle.waypoint >= 0 && point == m_before.link->waypoints[std::size_t(m_handle.waypoint)]) continue;
        if (std::abs(point.x() - at.x()) < reach) out.setX(point.x());
        if (std::abs(point.y() - at.y()) < reach) out.setY(point.y());
    }
    return out;
}

void BendGesture::bend(QPointF to) {
    if (!m_before.link || !m_gesture->isRunning()) return;
    m_to = to;
    m_moved = true;
    m_gesture->update(design::setWaypoints(m_gesture->start(), m_link, bentTo(m_before, m_handle, to)));
    m_view.viewport()->update();
}

void BendGesture::move(const Pointer& pointer) {
    if (m_byKeys) return;
    if (!m_moved && (pointer.view - m_startView).manhattanLength() < QApplication::startDragDistance()) return;
    bend(snapped(pointer.scene + m_grip, pointer.isFree()));
}

/// What bends nothing is left out.
void BendGesture::finish() {
    if (!m_gesture->isRunning()) return;
    if (const design::Link* link = m_view.design().link(m_link))
        m_gesture->update(design::setWaypoints(m_gesture->start(), m_link, m_moved ? withoutIdle(link->waypoints) : link->waypoints));
    m_gesture->commit();
}

bool BendGesture::release(const Pointer& pointer) {
    if (m_byKeys) return false;
    move(pointer);
    finish();
    return true;
}

void BendGesture::press(const Pointer&) {
    finish();
    m_view.endInteraction();
}

void BendGesture::removeFocused() {
    if (m_handle.waypoint < 0) return;
    std::vector<QPointF> points = m_view.design().link(m_link)->waypoints;
    if (std::size_t(m_handle.waypoint) >= points.size()) return;
    points.erase(points.begin() + m_handle.waypoint);
    m_moved = true;
    m_gesture->update(design::setWaypoints(m_gesture->start(), m_link, std::move(points)));
    takeHold(m_focus);
}

bool BendGesture::key(QKeyEvent* event) {
    if (!m_byKeys) return false;
    const int count = int(handles().size());
    const double step = event->modifiers() & Qt::ShiftModifier ? gridStep : 1;
    const auto nudge = [&](QPointF d) {
        if (m_handle.piece >= 0 && m_before.shape == design::LinkShape::Orthogonal) (m_handle.level ? d.rx() : d.ry()) = 0;
        if (!d.isNull()) bend(m_to + d * step);
        return true;
    };
    switch (event->key()) {
    case Qt::Key_Tab: return takeHold(count ? (m_focus + 1) % count : 0), m_view.viewport()->update(), true;
    case Qt::Key_Backtab: return takeHold(count ? (m_focus + count - 1) % count : 0), m_view.viewport()->update(), true;
    case Qt::Key_Left: return nudge({-1, 0});
    case Qt::Key_Right: return nudge({1, 0});
    case Qt::Key_Up: return nudge({0, -1});
    case Qt::Key_Down: return nudge({0, 1});
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removeFocused(), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finish();
        m_view.endInteraction();
        return true;
    default: return false;
    }
}

void BendGesture::paint(QPainter& painter) {
    const widgets::Theme& t = widgets::theme();
    const LinkPart* link = m_view.picture().link(m_link);
    if (!link) return;
    for (const BendHandle& handle : handles()) m_view.paintBendHandle(painter, handle, false);
    BendHandle held = m_handle;
    held.at = m_moved && m_handle.piece >= 0 && link->shape == design::LinkShape::Orthogonal
                  ? (m_handle.level ? QPointF(m_handle.at.x(), m_to.y()) : QPointF(m_to.x(), m_handle.at.y()))
                  : m_to;
    m_view.paintBendHandle(painter, held, true);
    if (!m_byKeys) return;
    painter.setPen(QPen(t.focusRing, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(m_view.toView(held.at), 10, 10);
}

}  // namespace faultline::canvas
