#pragma once
#include "widgets/canvas/export.h"

#include <QPageLayout>
#include <QPageSize>

class QPagedPaintDevice;

namespace faultline::canvas {

/// How drawings are put onto pages.
struct PageOptions {
    enum class Orientation { Auto, Portrait, Landscape };   ///< Auto: as the drawing lies
    QPageSize size;                       ///< invalid: a page as large as the drawing, without a margin
    Orientation orientation = Orientation::Auto;
    double margin = 10;                   ///< millimetres
    bool fits = true;                     ///< one page a drawing, made smaller where it must be; false: as many as it needs at `scale`
    double scale = 1;                     ///< of the natural size, at which 96 units are an inch; at most this where it fits
};

/// One drawing of several.
struct PageDrawing {
    const design::Design* design = nullptr;
    runtime::FramePtr frame;
    PictureOptions look;
    QString name;                         ///< written below each page where there are several
};

/// The pages one drawing takes, side by side and below each other.
struct PageGrid {
    int columns = 1, rows = 1;
    double scale = 1;                     ///< of the natural size
};
/// For a drawing of `area` scene units on pages with room for `page` inches.
PageGrid pageGrid(QSizeF area, const PageOptions& options, QSizeF page);

/// Most pages one drawing is spread over.
inline constexpr int mostPages = 400;

/// How many pages they take. `page` is the room for drawing in inches.
int pageCount(const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog, const PageOptions& options, QSizeF page);
/// The page of a drawing without a device: its size and orientation, with margins.
QPageLayout pageLayoutFor(const PageDrawing& drawing, const catalog::Catalog& catalog, const PageOptions& options);

/// A PDF of all drawings, in order. The error says that one would take more than mostPages pages.
Result<QByteArray> pdfOf(const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog, const PageOptions& options, const QString& title);
/// Draws onto a device whose page is chosen already (a printer); size, orientation and margin are the device's.
Result<void> paintPages(QPagedPaintDevice& device, const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog,
                        const PageOptions& options);

}  // namespace faultline::canvas
