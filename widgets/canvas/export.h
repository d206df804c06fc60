#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"
#include "model/runtime/frame.h"

#include <QImage>
#include <QRectF>

#include <vector>

class QPainter;

namespace faultline::canvas {

/// How a design is drawn outside the window.
struct PictureOptions {
    enum class Background { Theme, White, Transparent };
    bool dark = false;                       ///< the dark theme; with Background::Theme also a dark ground
    Background background = Background::Theme;
    std::vector<ComponentId> only;           ///< these, what is in and on them, and the links among them; empty: everything
    double margin = 24;                      ///< around everything, scene units
    QString title;                           ///< written above the drawing; empty: nothing
    bool legend = false;                     ///< below the drawing: what the lines and signs that occur in it mean
    bool fromAfar = false;                   ///< what could not be read at this size is left out, as on the canvas
    bool vectorIcons = true;                 ///< false: pixmaps, faster, for small previews
};

/// What paintDesign covers, in scene coordinates; a small empty area for an empty design.
QRectF exportBounds(const design::Design& design, const catalog::Catalog& catalog, const PictureOptions& options = {}, const runtime::FramePtr& frame = {});

/// Draws the design in scene coordinates (scale the painter as you like): the look of the canvas without what belongs to the
/// window (zoom, selection, hover, grid). With a frame also states, rates and loads. Needs a QGuiApplication; GUI thread.
void paintDesign(QPainter& painter, const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame = {},
                 const PictureOptions& options = {});

/// The same as an image, `scale` pixels a scene unit; made smaller when a side would pass 16384 pixels or the image 128 MPixel.
QImage renderDesign(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame = {},
                    const PictureOptions& options = {}, double scale = 1);
/// How much fits into renderDesign()'s image, pixels of one side and of the whole.
inline constexpr double pictureLongestSide = 16384;
inline constexpr double pictureMostPixels = 128e6;

/// The same as the bytes of an SVG. Text stays text, which needs the font where it is shown, or becomes outlines.
QByteArray svgOf(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame, const PictureOptions& options,
                 bool outlines = false);
/// An image that fits into `size`, for thumbnails.
QImage renderThumbnail(const design::Design& design, const catalog::Catalog& catalog, QSize size, const PictureOptions& options = {});

}  // namespace faultline::canvas
