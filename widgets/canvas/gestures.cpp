#include "widgets/canvas/gestures.h"

#include "model/design/annotations.h"
#include "model/design/layers.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::canvas {

namespace {

void paintGuides(QPainter& painter, const CanvasView& view, const std::vector<Guide>& guides) {
    painter.setPen(QPen(widgets::theme().accent, 1));
    for (const Guide& guide : guides) {
        const QPointF a = view.toView(guide.line.p1()), b = view.toView(guide.line.p2());
        painter.drawLine(a, b);
        if (!guide.isGap) continue;   // a measure with its two ends
        const QPointF tick = std::abs(b.x() - a.x()) > std::abs(b.y() - a.y()) ? QPointF(0, 4) : QPointF(4, 0);
        for (const QPointF& end : {a, b}) painter.drawLine(end - tick, end + tick);
    }
}

}  // namespace

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
    m_view.setSelection(m_view.outlines().within(band(), m_before));
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

MoveGesture::MoveGesture(CanvasView& view, const Pointer& start, ComponentId clicked, bool leaves)
    : Interaction(view), m_start(start), m_clicked(clicked), m_leaves(leaves) {}

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
        if (!node || design::isLocked(m_view.design(), *node->component)) continue;
        bool along = false;
        std::size_t left = picture.nodes().size();
        for (const NodePart* outer = picture.node(node->owner); outer && left > 0; outer = picture.node(outer->owner), --left)
            along = along || m_view.selection().contains(outer->id);
        // What sits on something has no place of its own: among several it stays where it is.
        const bool small = node->isSmall();
        if (along || (small && id != m_clicked)) continue;
        m_ids.push_back(id);
    }
    m_ids = design::withWhatLiesWithin(m_view.design(), m_ids);
    std::erase_if(m_ids, [&](ComponentId id) { return design::isLocked(m_view.design(), *m_view.design().component(id)); });
    for (const ComponentId id : m_ids) m_rects[id] = picture.node(id)->rect;
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

/// What the guides refer to: what is seen, has the same owner and does not move.
std::vector<QRectF> MoveGesture::neighbours() const {
    std::vector<QRectF> rects;
    const NodePart* self = m_view.picture().node(m_ids.front());
    for (const PartItem* part : m_view.canvasScene().partsIn(m_view.seenScene())) {
        const NodePart* node = part->node();
        if (!node || !self || node->owner != self->owner || node->form == Form::Zone || node->form == Form::Arrow || node->isSmall()) continue;
        if (!m_copies && std::find(m_ids.begin(), m_ids.end(), node->id) != m_ids.end()) continue;
        rects.push_back(node->rect);
    }
    return rects;
}

QPointF MoveGesture::snapped(QPointF distance, bool free) {
    m_guides.clear();
    if (free) return {std::round(distance.x()), std::round(distance.y())};
    const QRectF start = m_rects.at(m_ids.front());
    Snap snap;
    if (m_view.snapSettings().guides) snap = snapToNeighbours(start.translated(distance), neighbours(), 6 / m_view.zoom());
    QPointF out = distance + snap.shift;
    const QPointF grid = m_view.onGrid(start.topLeft() + out) - start.topLeft();
    if (!snap.across) out.setX(grid.x());
    if (!snap.down) out.setY(grid.y());
    m_guides = std::move(snap.lines);
    return out;
}

MoveGesture::Below MoveGesture::below(QPointF scene) const { return {m_view.targetAt(scene, m_ids), m_view.linkAt(scene)}; }

design::Placement MoveGesture::placementOf(ComponentId id, const Below& below) const {
    const NodePart* node = m_view.picture().node(id);
    if (!node || !node->kind) return {};
    const QPointF corner = m_rects.at(id).topLeft() + m_distance;
    return design::placementFor(m_gesture->start(), m_view.catalog(), *node->kind, corner, below.component, below.link);
}

bool MoveGesture::isWhereItWas(ComponentId id, const design::Placement& placement) const {
    const design::Component* part = m_gesture->start().component(id);
    return part && part->container == placement.container && part->attachedTo == placement.attachTo && part->inLine == placement.inLine;
}

/// The link that what is moved would split: one component alone, with no link of its own.
LinkId MoveGesture::splitAt(const Pointer& pointer) const {
    const NodePart* node = m_ids.size() == 1 && !m_copies ? m_view.picture().node(m_ids.front()) : nullptr;
    const LinkId found = node && node->kind ? m_view.linkToSplit(*node->kind, m_placement, pointer.scene) : LinkId{};
    if (!found.isValid()) return {};
    for (const auto& [id, link] : m_view.picture().links())
        if (m_view.picture().isWithin(link.link->from, node->id) || m_view.picture().isWithin(link.link->to, node->id)) return {};
    return found;
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
    // Alt copies; Ctrl does when it is held from the beginning, and suspends snapping when it is pressed on the way.
    const bool hasControl = pointer.modifiers & Qt::ControlModifier, beganWithControl = m_start.modifiers & Qt::ControlModifier;
    m_copies = pointer.modifiers & Qt::AltModifier || (hasControl && beganWithControl);
    m_distance = snapped(pointer.scene - m_start.scene, hasControl && !beganWithControl);
    if (pointer.modifiers & Qt::ShiftModifier) {   // along one axis
        const QPointF way = pointer.scene - m_start.scene;
        (std::abs(way.x()) < std::abs(way.y()) ? m_distance.rx() : m_distance.ry()) = 0;
    }
    m_view.viewport()->setCursor(m_copies ? Qt::DragCopyCursor : Qt::ArrowCursor);
    const Below under = below(pointer.scene);
    m_placement = placementOf(m_ids.front(), under);
    const NodePart* first = m_view.picture().node(m_ids.front());
    const bool small = first && first->isSmall();
    bool stays = !small;
    for (const ComponentId id : m_ids) stays = stays && isWhereItWas(id, placementOf(id, under));
    m_isGhost = !stays || m_copies;
    m_between = splitAt(pointer);
    if (m_between.isValid()) {
        const auto split = design::putBetween(m_gesture->start(), m_view.catalog(), m_ids.front(), m_between);
        m_view.hint(pointer.view, split ? m_view.betweenText(m_between) : CanvasView::tr("Not into the link: %1.").arg(widgets::say(split.error().what)), false);
        if (!split) m_between = {};
    } else {
        m_view.clearHint();
    }
    m_gesture->update(m_isGhost ? design::Change{} : design::moveBy(m_gesture->start(), m_ids, m_distance));
    m_view.viewport()->update();
}

/// It was no drag.
void MoveGesture::click() {
    Selection selection = m_view.selection();
    if (m_leaves) {
        selection.components.erase(m_clicked);
        if (selection.current == m_clicked) selection.current = selection.components.empty() ? ComponentId{} : *selection.components.begin();
        m_view.setSelection(selection);
        return;
    }
    const bool adds = m_start.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
    if (!adds && selection.components.size() + selection.links.size() > 1) m_view.setSelection(selectionOf(m_clicked));
}

void MoveGesture::releaseCopy(const Pointer& pointer) {
    m_gesture->cancel();
    m_gesture.reset();
    m_view.setMoving(std::nullopt);
    QRectF drawn;
    for (const auto& [id, rect] : m_rects) drawn |= rect;
    m_view.copyTo(m_ids, drawn, m_distance, pointer.scene);
}

bool MoveGesture::release(const Pointer& pointer) {
    if (!m_gesture) {
        if (!m_isLocked) click();
        return true;
    }
    move(pointer);
    if (m_copies) {
        releaseCopy(pointer);
        return true;
    }
    design::Design after = m_gesture->start();
    design::Change all;
    bool free = true;
    const Below under = below(pointer.scene);
    for (const ComponentId id : m_ids) {
        const design::Placement placement = placementOf(id, under);
        const bool stays = isWhereItWas(id, placement);
        const NodePart* node = m_view.picture().node(id);
        if (stays && node && node->isSmall()) continue;
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
            if (const design::Placement placement = placementOf(id, under); isWhereItWas(id, placement) && !placement.container.isValid()) rest.push_back(id);
        all = design::joined(std::move(all), design::moveBy(after, rest, m_distance));
    }
    if (m_between.isValid()) {
        design::Design moved = m_gesture->start();
        all.apply(moved);
        if (const auto split = design::putBetween(moved, m_view.catalog(), m_ids.front(), m_between)) {
            const QString label = split->label;
            all = design::joined(std::move(all), *split);
            all.label = label;
        }
    }
    m_gesture->update(all);
    m_gesture->commit();
    m_gesture.reset();
    return true;
}

void MoveGesture::paint(QPainter& painter) {
    if (!m_gesture) return;
    paintGuides(painter, m_view, m_guides);
    if (m_between.isValid()) m_view.paintTarget(painter, {}, m_between);
    if (!m_isGhost) return;
    if (m_copies || !isWhereItWas(m_ids.front(), m_placement))
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
    const SnapSettings& settings = m_view.snapSettings();
    const bool free = pointer.isFree();
    const double step = free || !settings.grid ? 1 : settings.step;
    const auto snap = [&](double v) { return std::round(v / step) * step; };
    QRectF rect = m_rect;
    const NodePart* part = m_view.picture().node(m_id);
    const double least = part && part->isAnnotation() ? 24 : 48;
    m_guides.clear();
    if (m_edges & Qt::LeftEdge) rect.setLeft(std::min(snap(m_rect.left() + d.x()), m_rect.right() - least));
    if (m_edges & Qt::RightEdge) rect.setRight(std::max(snap(m_rect.right() + d.x()), m_rect.left() + least));
    if (m_edges & Qt::TopEdge) rect.setTop(std::min(snap(m_rect.top() + d.y()), m_rect.bottom() - least));
    if (m_edges & Qt::BottomEdge) rect.setBottom(std::max(snap(m_rect.bottom() + d.y()), m_rect.top() + least));
    if (settings.guides && !free) sizeAsOthers(rect, d);
    m_gesture.update(design::resize(m_gesture.start(), m_id, rect));
    const QRectF now = m_view.design().sceneRect(m_id);
    m_view.hint(pointer.view, QStringLiteral("%1 \u00d7 %2").arg(std::lround(now.width())).arg(std::lround(now.height())), false);
}

/// The width or height of another one like it that is near: it gets the same, and a measure on both says so.
void ResizeGesture::sizeAsOthers(QRectF& rect, QPointF distance) {
    const NodePart* self = m_view.picture().node(m_id);
    if (!self) return;
    std::vector<QRectF> others;
    for (const PartItem* item : m_view.canvasScene().partsIn(m_view.seenScene()))
        if (const NodePart* node = item->node(); node && node->id != m_id && node->isSizable() && node->owner == self->owner) others.push_back(node->rect);
    const double reach = 6 / m_view.zoom();
    const bool left = m_edges & Qt::LeftEdge, top = m_edges & Qt::TopEdge;
    if (m_edges & (Qt::LeftEdge | Qt::RightEdge))
        if (const auto width = nearestSize(m_rect.width() + (left ? -distance.x() : distance.x()), others, true, reach)) {
            left ? rect.setLeft(rect.right() - width->size) : rect.setRight(rect.left() + width->size);
            for (const QRectF& r : {width->like, rect}) m_guides.push_back({QLineF(r.left(), r.bottom() + 8 / m_view.zoom(), r.right(), r.bottom() + 8 / m_view.zoom()), true});
        }
    if (m_edges & (Qt::TopEdge | Qt::BottomEdge))
        if (const auto height = nearestSize(m_rect.height() + (top ? -distance.y() : distance.y()), others, false, reach)) {
            top ? rect.setTop(rect.bottom() - height->size) : rect.setBottom(rect.top() + height->size);
            for (const QRectF& r : {height->like, rect}) m_guides.push_back({QLineF(r.right() + 8 / m_view.zoom(), r.top(), r.right() + 8 / m_view.zoom(), r.bottom()), true});
        }
}

void ResizeGesture::paint(QPainter& painter) { paintGuides(painter, m_view, m_guides); }

bool ResizeGesture::release(const Pointer& pointer) {
    move(pointer);
    m_gesture.commit();
    m_view.clearHint();
    return true;
}

}  // namespace faultline::canvas
