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
    bool fromAfar = false;                   ///< what could not be read at this size is left out, as on the canvas
    bool vectorIcons = true;                 ///< false: pixmaps, faster, for small previews
};

/// What paintDesign covers, in scene coordinates; a small empty area for an empty design.
QRectF exportBounds(const design::Design& design, const catalog::Catalog& catalog, const PictureOptions& options = {});

/// Draws the design in scene coordinates (scale the painter as you like): the look of the canvas without what belongs to the
/// window (zoom, selection, hover, grid). With a frame also states, rates and loads. Needs a QGuiApplication; GUI thread.
void paintDesign(QPainter& painter, const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame = {},
                 const PictureOptions& options = {});

/// The same as an image, `scale` pixels a scene unit; made smaller when a side would pass 16384 pixels or the image 128 MPixel.
QImage renderDesign(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame = {},
                    const PictureOptions& options = {}, double scale = 1);
/// Whether a file name asks for a drawing instead of pixels: .svg or .pdf.
bool isVectorPicture(const QString& path);
/// The same as the bytes of an SVG (with real text) or a PDF (one page of the size of the drawing), by the ending of `path`.
QByteArray vectorPicture(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                         const PictureOptions& options, const QString& path);
/// An image that fits into `size`, for thumbnails.
QImage renderThumbnail(const design::Design& design, const catalog::Catalog& catalog, QSize size, const PictureOptions& options = {});

}  // namespace faultline::canvas
