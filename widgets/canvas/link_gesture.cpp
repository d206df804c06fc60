#include "widgets/canvas/link_gesture.h"

#include "model/design/link_edits.h"
#include "widgets/canvas/view.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

/// Where a line from the middle of `rect` to `towards` leaves it.
QPointF linkGestureExit(const QRectF& rect, QPointF towards) {
    const QPointF d = towards - rect.center();
    const double scale = std::max(std::abs(d.x()) / (rect.width() / 2), std::abs(d.y()) / (rect.height() / 2));
    return scale > 1 ? rect.center() + d / scale : rect.center();
}

}  // namespace

LinkGesture::LinkGesture(CanvasView& view, ComponentId from, QPointF scene, bool byKeys)
    : Interaction(view), m_from(from), m_now(scene), m_begin(scene), m_byKeys(byKeys) {
    begin();
}

LinkGesture::LinkGesture(CanvasView& view, LinkId link, bool atEnd, QPointF scene, bool byKeys)
    : Interaction(view), m_link(link), m_atEnd(atEnd), m_now(scene), m_byKeys(byKeys) {
    if (const design::Link* present = view.design().link(link)) m_from = atEnd ? present->from : present->to;
    begin();
}

void LinkGesture::begin() {
    findTargets();
    if (!m_byKeys) return;
    if (const NodePart* node = m_view.picture().node(m_from)) m_now = node->rect.center();
    if (!m_possible.empty()) aimNext(1);
}

/// Whether the end that moves may be at `id`.
Result<void> LinkGesture::fits(ComponentId id) const {
    const ComponentId from = m_atEnd ? m_from : id, to = m_atEnd ? id : m_from;
    const auto fit = m_link.isValid() ? design::canReconnect(m_view.design(), m_view.catalog(), m_link, from, to)
                                      : design::canConnect(m_view.design(), m_view.catalog(), from, to);
    if (!fit) return tl::unexpected<Problem>(fit.error());
    return {};
}

void LinkGesture::findTargets() {
    const design::Link* link = m_view.design().link(m_link);
    for (const auto& [id, node] : m_view.picture().nodes()) {
        if (id == m_from || node.hidden || node.isAnnotation() || (node.kind && node.kind->shape == catalog::Shape::Zone)) continue;
        if (link && id == (m_atEnd ? link->to : link->from)) continue;   // where it is
        const auto fit = fits(id);
        if (fit)
            m_possible.push_back(id);
        else
            m_why[id] = widgets::say(fit.error().what);
    }
    // As one reads: from the top, from the left.
    std::stable_sort(m_possible.begin(), m_possible.end(), [&](ComponentId a, ComponentId b) {
        const QPointF p = m_view.picture().node(a)->rect.center(), q = m_view.picture().node(b)->rect.center();
        return std::abs(p.y() - q.y()) > 24 ? p.y() < q.y() : p.x() < q.x();
    });
}

void LinkGesture::aimAt(ComponentId id) {
    m_target = std::find(m_possible.begin(), m_possible.end(), id) != m_possible.end() ? id : ComponentId{};
    m_view.viewport()->update();
}

void LinkGesture::move(const Pointer& pointer) {
    m_moved = true;
    m_now = pointer.scene;
    const ComponentId over = m_view.hitAt(pointer.view, true).node;
    // In a host the card is meant; on bare ground of the host, the host.
    aimAt(over);
    const auto why = m_why.find(over);
    if (over.isValid() && over != m_from && !m_target.isValid() && why != m_why.end())
        m_view.hint(pointer.view, why->second, true);
    else
        m_view.clearHint();
    m_view.viewport()->update();
}

bool LinkGesture::confirm() {
    if (!m_target.isValid()) return false;
    if (m_link.isValid()) {
        const ComponentId from = m_atEnd ? m_from : m_target, to = m_atEnd ? m_target : m_from;
        if (m_view.perform(design::reconnect(m_view.design(), m_view.catalog(), m_link, from, to))) m_view.clearHint();
        return true;
    }
    const LinkId id = m_view.design().nextLinkId();
    if (m_view.perform(m_view.asNew(design::connect(m_view.design(), m_view.catalog(), m_from, m_target)))) {
        m_view.clearHint();
        m_view.setSelection(selectionOf(id));
    }
    return true;
}

bool LinkGesture::release(const Pointer& pointer) {
    if (m_byKeys) return false;
    move(pointer);
    const ComponentId over = m_view.hitAt(pointer.view, true).node;
    const bool overBad = !m_target.isValid() && m_why.contains(over) && !m_view.picture().isWithin(m_from, over);
    if (!confirm() && !m_link.isValid()) dropOnNothing(pointer, over);
    if (overBad) m_view.keepHint();
    return true;
}

/// A click on a dot adds what comes next; so does a drag to bare ground, there and with the choice.
void LinkGesture::dropOnNothing(const Pointer& pointer, ComponentId over) {
    const NodePart* under = m_view.picture().node(over);
    // A host is called itself; but not by what is in it.
    const bool isGround = !under || (under->isGround() && (under->form != Form::Host || m_view.picture().isWithin(m_from, over)));
    if (QLineF(m_view.toView(m_begin), pointer.view).length() < QApplication::startDragDistance())
        m_view.addAtHandle(m_from, pointer.view);
    else if (isGround)
        m_view.offerNext(m_from, pointer);
}

void LinkGesture::press(const Pointer& pointer) {
    move(pointer);
    if (confirm() || !m_view.hitAt(pointer.view, true).node.isValid()) m_view.endInteraction();
}

void LinkGesture::aimNext(int step) {
    if (m_possible.empty()) return;
    const auto at = std::find(m_possible.begin(), m_possible.end(), m_target);
    const int count = int(m_possible.size());
    const int index = at == m_possible.end() ? (step > 0 ? 0 : count - 1) : (int(at - m_possible.begin()) + step + count) % count;
    m_target = m_possible[std::size_t(index)];
    m_now = m_view.picture().node(m_target)->rect.center();
    m_view.reveal(m_target);
    m_view.viewport()->update();
}

void LinkGesture::aimTowards(QPointF direction) {
    const NodePart* from = m_view.picture().node(m_target.isValid() ? m_target : m_from);
    if (!from) return;
    ComponentId best;
    double least = 1e18;
    for (const ComponentId id : m_possible) {
        const QPointF d = m_view.picture().node(id)->rect.center() - from->rect.center();
        const double along = QPointF::dotProduct(d, direction);
        if (along <= 1 || id == m_target) continue;
        const double aside = std::abs(d.x() * direction.y() - d.y() * direction.x());
        if (along + 2 * aside < least) {
            least = along + 2 * aside;
            best = id;
        }
    }
    if (!best.isValid()) return;
    m_target = best;
    m_now = m_view.picture().node(best)->rect.center();
    m_view.reveal(best);
    m_view.viewport()->update();
}

bool LinkGesture::key(QKeyEvent* event) {
    if (!m_byKeys) return false;
    switch (event->key()) {
    case Qt::Key_Tab: aimNext(1); return true;
    case Qt::Key_Backtab: aimNext(-1); return true;
    case Qt::Key_Left: aimTowards({-1, 0}); return true;
    case Qt::Key_Right: aimTowards({1, 0}); return true;
    case Qt::Key_Up: aimTowards({0, -1}); return true;
    case Qt::Key_Down: aimTowards({0, 1}); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        confirm();
        m_view.endInteraction();
        return true;
    default: return false;
    }
}

void LinkGesture::paint(QPainter& painter) {
    const widgets::Theme& t = widgets::theme();
    const Picture& picture = m_view.picture();
    const NodePart* from = picture.node(m_from);
    if (!from) return;
    const QRectF seen = m_view.seenScene();
    // What cannot be reached steps back, in one go so that overlapping ones do not add up.
    QPainterPath dim;
    dim.setFillRule(Qt::WindingFill);
    for (const auto& [id, why] : m_why) {
        const NodePart* node = picture.node(id);
        if (!node || node->isContainer() || id == m_from || !seen.intersects(node->rect)) continue;
        dim.addRoundedRect(m_view.toView(node->rect.adjusted(-1, -1, 1, 1)), 8 * m_view.zoom(), 8 * m_view.zoom());
    }
    QColor veil = t.canvas;
    veil.setAlpha(175);
    painter.setPen(Qt::NoPen);
    painter.setBrush(veil);
    painter.drawPath(dim);
    painter.setBrush(Qt::NoBrush);
    for (const ComponentId id : m_possible) {
        const NodePart* node = picture.node(id);
        if (!node || !seen.intersects(node->rect) || id == m_target) continue;
        QPen pen(t.dropOk, 1.5);
        pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.drawRoundedRect(m_view.toView(node->rect).adjusted(-2, -2, 2, 2), 9 * m_view.zoom(), 9 * m_view.zoom());
    }
    const NodePart* target = picture.node(m_target);
    if (target) m_view.paintTarget(painter, m_target, {});
    if (const LinkPart* link = picture.link(m_link)) {   // the line it leaves fades
        painter.save();
        painter.setTransform(m_view.viewportTransform());
        painter.setPen(QPen(veil, 4));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(link->route.path(0, link->route.length(), link->hops));
        painter.restore();
    }
    const QPointF end = target ? linkGestureExit(target->rect, from->rect.center()) : m_now;
    QPointF a = m_view.toView(linkGestureExit(from->rect, end)), b = m_view.toView(end);
    QPen pen(t.accent, 2, Qt::SolidLine, Qt::RoundCap);
    if (!target) pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(a, b);
    if (!m_atEnd) std::swap(a, b);   // the arrow is at the end that stays
    const double d = std::hypot(b.x() - a.x(), b.y() - a.y());
    if (d < 6) return;
    const QPointF along = (b - a) / d, side(-along.y(), along.x());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    painter.drawPolygon(QPolygonF({b, b - along * 10 + side * 5, b - along * 10 - side * 5}));
}

}  // namespace faultline::canvas
