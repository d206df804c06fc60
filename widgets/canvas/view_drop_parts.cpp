#include "widgets/canvas/drop_state.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QPainter>

#include <cmath>

/// Several components at once, wired already: dragged in or added by a key.
namespace faultline::canvas {
namespace {

QPointF partsOnGrid(QPointF p) { return {std::round(p.x() / gridStep) * gridStep, std::round(p.y() / gridStep) * gridStep}; }

}  // namespace

/// Lays the parts out once, so that their ghost can follow the pointer.
void CanvasView::takeParts(DropState& drop, const QByteArray& parts) const {
    drop.parts = parts;
    design::Design alone;
    const Result<design::Change> pasted = design::pasteParts(alone, catalog(), parts, QPointF());
    if (!pasted) {
        drop.why = widgets::say(pasted.error().what);
        drop.parts.clear();
        return;
    }
    pasted->apply(alone);
    QRectF all;
    for (const auto& [id, part] : alone.components()) {
        if (part->container.isValid() || part->attachedTo.isValid() || part->inLine.isValid()) continue;
        drop.ghosts.push_back(part->rect);
        all = all.united(part->rect);
    }
    drop.size = all.size();
}

/// Where the parts would stand: their middle under the pointer.
void CanvasView::aimParts(DropState& drop) const {
    if (m_readOnly) drop.why = tr("This moment of the run can be looked at, but not edited.");
    drop.placement = {};
    drop.placement.scenePosition = partsOnGrid(drop.scene - QPointF(drop.size.width() / 2, drop.size.height() / 2));
}

void CanvasView::paintParts(QPainter& p, const DropState& drop) const {
    const widgets::Theme& t = widgets::theme();
    const QColor line = drop.why.isEmpty() ? t.accent : t.dropBad;
    QColor fill = line;
    fill.setAlpha(34);
    QPen pen(line, 1.5);
    pen.setDashPattern({4, 3});
    p.setPen(pen);
    p.setBrush(fill);
    for (const QRectF& ghost : drop.ghosts) p.drawRoundedRect(toView(ghost.translated(drop.placement.scenePosition)), cardRadius * zoom(), cardRadius * zoom());
}

void CanvasView::addParts(const QByteArray& parts) {
    if (!mayEdit()) return;
    DropState drop;
    takeParts(drop, parts);
    if (drop.parts.isEmpty()) return tell(drop.why);
    const QPointF corner = partsOnGrid(seenScene().center() - QPointF(drop.size.width() / 2, drop.size.height() / 2));
    if (!pasteBytes(parts, partsOnGrid(freePlace(QRectF(corner, drop.size))), true)) return;
    if (m_selection.current.isValid()) reveal(m_selection.current);
    setFocus(Qt::OtherFocusReason);
}

}  // namespace faultline::canvas
