#include "widgets/canvas/drop_state.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/say.h"

#include <QDragEnterEvent>
#include <QMimeData>

#include <cmath>

namespace faultline::canvas {
namespace {

const QString dropMimeType = QLatin1String(kindMimeType);

}  // namespace

void CanvasView::dragEnterEvent(QDragEnterEvent* event) {
    const bool isParts = event->mimeData()->hasFormat(QLatin1String(partsMimeType));
    if (!isParts && !event->mimeData()->hasFormat(dropMimeType)) return event->ignore();
    cancelInteraction();
    const QList<QByteArray> words = event->mimeData()->data(dropMimeType).split('\n');
    m_drop = std::make_unique<DropState>();
    m_drop->kind = catalog().find(words.value(0).trimmed().toStdString());
    m_drop->software = words.value(1).trimmed().toStdString();
    if (isParts) takeParts(*m_drop, event->mimeData()->data(QLatin1String(partsMimeType)));
    event->acceptProposedAction();
    aimDrop(event->position().toPoint());
}

void CanvasView::dragMoveEvent(QDragMoveEvent* event) {
    if (!m_drop) return event->ignore();
    aimDrop(event->position().toPoint());
    // Accepted also where it is not possible: the drop then says why instead of flying back without a word.
    event->acceptProposedAction();
}

/// Works out where what is dragged would go, and lights that up or says why not.
void CanvasView::aimDrop(QPoint view) {
    m_pointer = view;
    m_drop->scene = pointerAt(view).scene;
    m_drop->why.clear();
    if (!m_drop->parts.isEmpty()) {
        aimParts(*m_drop);
    } else if (!m_drop->kind) {
        m_drop->why = tr("This is no component that is known here.");
    } else if (m_readOnly) {
        m_drop->why = tr("This moment of the run can be looked at, but not edited.");
    } else {
        const QPointF half(m_drop->kind->width / 2.0, m_drop->kind->height / 2.0);
        const QPointF corner = onGrid(m_drop->scene - half);
        const ComponentId target = targetAt(m_drop->scene);
        m_drop->placement = design::placementFor(design(), catalog(), *m_drop->kind, corner, target, linkAt(m_drop->scene));
        if (const auto possible = design::canPlace(design(), catalog(), *m_drop->kind, m_drop->placement); !possible)
            m_drop->why = widgets::say(possible.error().what);
    }
    if (m_drop->why.isEmpty()) {
        const NodePart* into = m_picture.node(m_drop->placement.container);
        const NodePart* onto = m_picture.node(m_drop->placement.attachTo);
        if (into)
            hint(view, tr("Into %1").arg(into->component->name.left(60)), false);
        else if (onto)
            hint(view, tr("Onto %1").arg(onto->component->name.left(60)), false);
        else if (m_drop->placement.inLine.isValid())
            hint(view, tr("Into this link"), false);
        else
            clearHint();
        if (m_drop->kind) aimBetween(view);   // several parts split no link
    } else {
        m_drop->between = {};
        m_drop->beside.clear();
        hint(view, m_drop->why, true);
    }
    viewport()->update();
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent* event) {
    event->accept();
    m_drop.reset();
    clearHint();
    viewport()->update();
}

void CanvasView::dropEvent(QDropEvent* event) {
    if (!m_drop) return event->ignore();
    aimDrop(event->position().toPoint());
    const std::unique_ptr<DropState> drop = std::move(m_drop);
    viewport()->update();
    if (!drop->why.isEmpty()) {
        keepHint();
        return event->ignore();
    }
    clearHint();
    if (!drop->parts.isEmpty()) {
        if (!pasteBytes(drop->parts, drop->placement.scenePosition, true)) {
            keepHint();
            return event->ignore();
        }
        event->acceptProposedAction();
        return setFocus(Qt::OtherFocusReason);
    }
    const ComponentId id = design().nextComponentId();
    const auto change = drop->between.isValid()
                            ? design::addBetween(design(), catalog(), drop->kind->id, drop->placement, drop->software, drop->between)
                            : design::addComponent(design(), catalog(), drop->kind->id, drop->placement, drop->software);
    if (!drop->beside.isEmpty()) tell(drop->beside);
    if (!perform(asNew(change))) {
        keepHint();
        return event->ignore();
    }
    event->acceptProposedAction();
    setSelection(selectionOf(m_picture.shownFor(id)));
    reveal(m_selection.current);   // a host may have put it elsewhere than it was dropped
    setFocus(Qt::OtherFocusReason);
}

}  // namespace faultline::canvas
