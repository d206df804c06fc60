#pragma once
#include "model/design/edits.h"
#include "widgets/canvas/view.h"

#include <QByteArray>

namespace faultline::canvas {

/// What is being dragged in from the palette, and where it would go.
struct CanvasView::DropState {
    const catalog::ComponentKind* kind = nullptr;
    std::string software;
    QByteArray parts;          ///< instead of a kind: several components with their links, design::copyParts()
    std::vector<QRectF> ghosts;   ///< of the parts, those that stand free; the top left corner of all is the origin
    QSizeF size;               ///< of the parts together
    design::Placement placement;
    QString why;               ///< why it cannot be dropped here; empty: it can
    LinkId between;            ///< the link it would split
    QString beside;            ///< why it does not split the link it is over; empty: it is over none, or splits it
    QPointF scene;
};

}  // namespace faultline::canvas
