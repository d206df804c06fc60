#include "widgets/canvas/gestures.h"

#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::canvas {

void PanGesture::move(const Pointer& pointer) {
    m_view.panBy(pointer.view - m_last);
    m_last = pointer.view;
}

// ---- Rubber band

BandGesture::BandGesture(CanvasView& view, const Pointer& start, Selection before)
    : Interaction(view), m_start(start.scene), m_now(start.scene), m_startView(start.view), m_before(std::move(before)) {}

BandGesture::~BandGesture() {
    if (m_moved && !m_done) m_view.setSelection(m_before);
}

QRectF BandGesture::band() const { return QRectF(m_start, m_now).normalized(); }

void BandGesture::move(const Pointer& pointer) {
    m_now = pointer.scene;
    if (!m_moved && (pointer.view - m_startView).manhattanLength() < QApplication::startDragDistance()) return;
    m_moved = true;
    const QRectF area = band();
    Selection selection = m_before;
    for (const auto& [id, node] : m_view.picture().nodes()) {
        // A container is meant when all of it is in the band; else every band inside it would take it along.
        if (node.isContainer() ? area.contains(node.rect) : area.intersects(node.rect)) selection.components.insert(id);
    }
    for (const auto& [id, link] : m_view.picture().links())
        if (!link.route.isEmpty() && area.contains(link.route.at(0)) && area.contains(link.route.at(1))) selection.links.insert(id);
    if (!selection.contains(selection.current)) selection.current = selection.components.empty() ? ComponentId{} : *selection.components.begin();
    m_view.setSelection(selection);
    m_view.viewport()->update();
}

bool BandGesture::release(const Pointer& pointer) {
    if (m_moved) move(pointer);
    m_done = true;
    return true;
}

void BandGesture::paint(QPainter& painter) {
    if (!m_moved) return;
    const widgets::Theme& t = widgets::theme();
    painter.setPen(QPen(t.selection, 1));
    painter.setBrush(t.selectionFill);
    painter.drawRect(m_view.toView(band()));
}

// ---- Moving

MoveGesture::MoveGesture(CanvasView& view, const Pointer& start, ComponentId clicked)
    : Interaction(view), m_start(start), m_clicked(clicked) {}

MoveGesture::~MoveGesture() {
    m_gesture.reset();
    m_view.setMoving(std::nullopt);
}

bool MoveGesture::begin() {
    if (m_view.isReadOnly()) {
        m_view.hint(m_start.view, CanvasView::tr("This moment of the run can be looked at, but not edited."), true);
        return false;
    }
    const Picture& picture = m_view.picture();
    for (const ComponentId id : m_view.selection().components) {
        const NodePart* node = picture.node(id);
        if (!node || node->component->locked) continue;
        bool along = false;
        for (const ComponentId other : m_view.selection().components) along = along || (other != id && picture.isWithin(id, other));
        // What sits on something has no place of its own: among several it stays where it is.
        const bool small = node->form == Form::Tab || node->form == Form::Seal || node->form == Form::Eye || node->form == Form::Pill;
        if (along || (small && id != m_clicked)) continue;
        m_ids.push_back(id);
        m_rects[id] = node->rect;
    }
    if (m_ids.empty()) {
        m_view.hint(m_start.view, CanvasView::tr("This is locked in its place."), true);
        return false;
    }
    const auto clicked = std::find(m_ids.begin(), m_ids.end(), m_clicked);
    if (clicked != m_ids.end()) std::iter_swap(m_ids.begin(), clicked);
    m_gesture.emplace(m_view.document(), QString());
    m_view.setMoving(std::set<ComponentId>(m_ids.begin(), m_ids.end()));
    return true;
}

/// Moves one coordinate so that an edge or the middle of the first one lines up with that of a neighbour.
void MoveGesture::snapTo(double& distance, bool vertical, double reach) {
    const QRectF moving = m_rects.at(m_ids.front()).translated(vertical ? QPointF(0, distance) : QPointF(distance, 0));
    const auto lines = [&](const QRectF& r) {
        return vertical ? std::array{r.top(), r.center().y(), r.bottom()} : std::array{r.left(), r.center().x(), r.right()};
    };
    const NodePart* self = m_view.picture().node(m_ids.front());
    double best = reach;
    double shift = 0;
    const NodePart* with = nullptr;
    double at = 0;
    for (const PartItem* part : m_view.canvasScene().partsIn(m_view.seenScene())) {
        const NodePart* node = part->node();
        if (!node || !self || node->owner != self->owner || node->form == Form::Zone) continue;
        if (node->form == Form::Tab || node->form == Form::Seal || node->form == Form::Eye || node->form == Form::Pill) continue;
        if (std::find(m_ids.begin(), m_ids.end(), node->id) != m_ids.end()) continue;
        const auto theirs = lines(node->rect);
        const auto mine = lines(moving);
        for (std::size_t i = 0; i < mine.size(); ++i)
            for (std::size_t k = 0; k < theirs.size(); ++k) {
                if ((i == 1) != (k == 1)) continue;  // middles with middles, edges with edges
                if (std::abs(theirs[k] - mine[i]) >= best) continue;
                best = std::abs(theirs[k] - mine[i]);
                shift = theirs[k] - mine[i];
                with = node;
                at = theirs[k];
            }
    }
    if (!with) return;
    distance += shift;
    const QRectF both = moving.united(with->rect).adjusted(-12, -12, 12, 12);
    m_guides.push_back(vertical ? QLineF(both.left(), at, both.right(), at) : QLineF(at, both.top(), at, both.bottom()));
}

QPointF MoveGesture::snapped(QPointF distance, bool free) {
    m_guides.clear();
    if (free) return {std::round(distance.x()), std::round(distance.y())};
    const QPointF corner = m_rects.at(m_ids.front()).topLeft();
    const double reach = 6 / m_view.zoom();
    double x = distance.x(), y = distance.y();
    snapTo(x, false, reach);
    if (m_guides.empty()) x = std::round((corner.x() + x) / gridStep) * gridStep - corner.x();
    const std::size_t before = m_guides.size();
    snapTo(y, true, reach);
    if (m_guides.size() == before) y = std::round((corner.y() + y) / gridStep) * gridStep - corner.y();
    return {x, y};
}

design::Placement MoveGesture::placementOf(ComponentId id, QPointF scene) const {
    const NodePart* node = m_view.picture().node(id);
    if (!node || !node->kind) return {};
    const QPointF corner = m_rects.at(id).topLeft() + m_distance;
    return design::placementFor(m_gesture->start(), m_view.catalog(), *node->kind, corner, m_view.targetAt(scene, m_ids),
                                m_view.linkAt(scene));
}

bool MoveGesture::isWhereItWas(ComponentId id, const design::Placement& placement) const {
    const design::Component* part = m_gesture->start().component(id);
    return part && part->container == placement.container && part->attachedTo == placement.attachTo && part->inLine == placement.inLine;
}

void MoveGesture::move(const Pointer& pointer) {
    if (m_isLocked) return;
    if (!m_gesture) {
        if ((pointer.view - m_start.view).manhattanLength() < QApplication::startDragDistance()) return;
        if (!begin()) {
            m_isLocked = true;
            return;
        }
    }
    m_distance = snapped(pointer.scene - m_start.scene, pointer.modifiers & Qt::AltModifier);
    m_placement = placementOf(m_ids.front(), pointer.scene);
    const NodePart* first = m_view.picture().node(m_ids.front());
    const bool small = first && (first->form == Form::Tab || first->form == Form::Seal || first->form == Form::Eye || first->form == Form::Pill);
    bool stays = !small;
    for (const ComponentId id : m_ids) stays = stays && isWhereItWas(id, placementOf(id, pointer.scene));
    m_isGhost = !stays;
    m_gesture->update(m_isGhost ? design::Change{} : design::moveBy(m_gesture->start(), m_ids, m_distance));
    m_view.viewport()->update();
}

bool MoveGesture::release(const Pointer& pointer) {
    if (!m_gesture) {
        const bool adds = m_start.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
        if (!m_isLocked && !adds && m_view.selection().components.size() + m_view.selection().links.size() > 1) m_view.setSelection(selectionOf(m_clicked));
        return true;
    }
    move(pointer);
    design::Design after = m_gesture->start();
    design::Change all;
    bool free = true;
    for (const ComponentId id : m_ids) {
        const design::Placement placement = placementOf(id, pointer.scene);
        const bool stays = isWhereItWas(id, placement);
        const NodePart* node = m_view.picture().node(id);
        if (stays && node && (node->form == Form::Tab || node->form == Form::Seal || node->form == Form::Eye || node->form == Form::Pill))
            continue;
        if (stays && !placement.container.isValid()) continue;  // moved together below
        free = false;
        const Result<design::Change> change = design::place(after, m_view.catalog(), id, placement);
        if (!change) {
            m_gesture->cancel();
            m_view.perform(change);
            return true;
        }
        change->apply(after);
        all = design::joined(std::move(all), *change);
    }
    if (free) {
        all = design::moveBy(after, m_ids, m_distance);
    } else {
        std::vector<ComponentId> rest;
        for (const ComponentId id : m_ids)
            if (isWhereItWas(id, placementOf(id, pointer.scene)) && !placementOf(id, pointer.scene).container.isValid()) rest.push_back(id);
        all = design::joined(std::move(all), design::moveBy(after, rest, m_distance));
    }
    m_gesture->update(all);
    m_gesture->commit();
    m_gesture.reset();
    return true;
}

void MoveGesture::paint(QPainter& painter) {
    if (!m_gesture) return;
    const widgets::Theme& t = widgets::theme();
    painter.setPen(QPen(t.accent, 1));
    for (const QLineF& guide : m_guides) painter.drawLine(m_view.toView(guide.p1()), m_view.toView(guide.p2()));
    if (!m_isGhost) return;
    if (!isWhereItWas(m_ids.front(), m_placement))
        m_view.paintTarget(painter, m_placement.container.isValid() ? m_placement.container : m_placement.attachTo, m_placement.inLine);
    painter.save();
    painter.setTransform(m_view.viewportTransform());
    painter.translate(m_distance);
    painter.setOpacity(0.8);
    PaintContext context = m_view.paintContext();
    for (const ComponentId id : m_view.picture().order()) {
        const bool moves = std::any_of(m_ids.begin(), m_ids.end(), [&](ComponentId outer) { return m_view.picture().isWithin(id, outer); });
        if (moves) paintNode(painter, *m_view.picture().node(id), context);
    }
    painter.restore();
}

// ---- Resizing

ResizeGesture::ResizeGesture(CanvasView& view, const Pointer& start, ComponentId id, Qt::Edges edges)
    : Interaction(view), m_start(start.scene), m_id(id), m_edges(edges), m_rect(view.design().sceneRect(id)),
      m_gesture(view.document(), QString()) {
    view.setMoving(std::set<ComponentId>{id});
}

ResizeGesture::~ResizeGesture() {
    m_gesture.cancel();
    m_view.setMoving(std::nullopt);
}

void ResizeGesture::move(const Pointer& pointer) {
    const QPointF d = pointer.scene - m_start;
    const bool free = pointer.modifiers & Qt::AltModifier;
    const auto snap = [&](double v) { return free ? std::round(v) : std::round(v / gridStep) * gridStep; };
    QRectF rect = m_rect;
    constexpr double least = 48;
    if (m_edges & Qt::LeftEdge) rect.setLeft(std::min(snap(m_rect.left() + d.x()), m_rect.right() - least));
    if (m_edges & Qt::RightEdge) rect.setRight(std::max(snap(m_rect.right() + d.x()), m_rect.left() + least));
    if (m_edges & Qt::TopEdge) rect.setTop(std::min(snap(m_rect.top() + d.y()), m_rect.bottom() - least));
    if (m_edges & Qt::BottomEdge) rect.setBottom(std::max(snap(m_rect.bottom() + d.y()), m_rect.top() + least));
    m_gesture.update(design::resize(m_gesture.start(), m_id, rect));
    const QRectF now = m_view.design().sceneRect(m_id);
    m_view.hint(pointer.view, QStringLiteral("%1 \u00d7 %2").arg(std::lround(now.width())).arg(std::lround(now.height())), false);
}

bool ResizeGesture::release(const Pointer& pointer) {
    move(pointer);
    m_gesture.commit();
    m_view.clearHint();
    return true;
}

}  // namespace faultline::canvas
