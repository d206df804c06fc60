#pragma once
#include "widgets/canvas/live.h"
#include "widgets/canvas/picture.h"
#include "widgets/common/theme.h"

class QPainter;

/// Draws parts of a picture in scene coordinates. Free functions of what they are given: the window and an export share them.
namespace faultline::canvas {

struct Dot;

struct PaintContext {
    const widgets::Theme& theme;
    const Live* live = nullptr;        ///< null: nothing runs
    double scale = 1;                  ///< device-independent pixels a scene unit: small ones lose detail
    double ratio = 1;                  ///< device pixels a scene unit, for pixmaps
    bool vectorIcons = false;          ///< in exports: everything stays sharp at any scale
    bool labels = true;                ///< of links
    int grid = 24;                     ///< between two dots of the ground, scene units; 0: none
    std::int64_t date = 0;             ///< unix seconds, for certificates
    QRectF seen{};                     ///< scene area that is painted: of a line only what touches it has to be drawn; null: all
    bool thin = false;                 ///< lines one pixel wide: there are many, and they will be drawn better in a moment
};

/// Whether the label of a link is drawn; what a person wrote there also from further off than ports are.
bool showsLabel(const LinkPart& link, const PaintContext& context);
void paintNode(QPainter& painter, const NodePart& node, const PaintContext& context);
void paintLink(QPainter& painter, const LinkPart& link, const PaintContext& context);
/// The label pill of a link; `centre` where it has no place of its own.
void paintLinkLabel(QPainter& painter, const LinkPart& link, const PaintContext& context);
/// What a link looks like under the mouse or selected.
void paintLinkHighlight(QPainter& painter, const LinkPart& link, const QColor& color);
/// The outline of a component, for selection, focus and drop targets, `grow` scene units outside of it.
QPainterPath outlineOf(const NodePart& node, double grow = 0);
/// One request: outward its class (read: circle, write: diamond, static: square), on the way back its outcome (ok: green; failed:
/// red with a cross). `radius` in the painter's units.
void paintDot(QPainter& painter, QPointF at, double radius, const Dot& dot, const widgets::Theme& theme);
/// The dot grid of the ground.
void paintGrid(QPainter& painter, const QRectF& area, const PaintContext& context);

// Used by the painting of single forms.
void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color, const PaintContext& context);
void paintBadge(QPainter& painter, const QRectF& rect, runtime::State state, const PaintContext& context, const QColor& behind = {});
void paintSmall(QPainter& painter, const NodePart& node, const PaintContext& context);
void paintAnnotation(QPainter& painter, const NodePart& node, const PaintContext& context);
void paintSlash(QPainter& painter, const QRectF& rect, const PaintContext& context);

enum class CertificateState { Valid, ExpiresSoon, Expired, NotYet };
CertificateState certificateState(const NodePart& node, std::int64_t date);

}  // namespace faultline::canvas
