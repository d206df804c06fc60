#include "widgets/canvas/export_pages.h"

#include "widgets/common/fonts.h"
#include "widgets/common/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

constexpr double pagesInch = 96;          ///< scene units
constexpr double pagesLargest = 1.5;      ///< a small drawing is not blown up further to fill its page

Problem pagesTooMany(const PageDrawing& drawing, int pages) {
    return Problem(Text(FL_TR("canvas", "\"%1\" would take %2 pages, at most %3 are made: choose a smaller scale or larger paper"),
                        {drawing.name.toStdString(), std::to_string(pages), std::to_string(mostPages)}));
}

QSizeF pagesRoom(const QPagedPaintDevice& device) { return device.pageLayout().paintRect(QPageLayout::Inch).size(); }

/// Which page of a drawing it is, in the margin below.
void pagesNote(QPainter& painter, const QSizeF& page, const PageDrawing& drawing, int number, int all) {
    QFont font = widgets::smallFont();
    font.setPixelSize(9);
    painter.setFont(font);
    painter.setPen(widgets::Theme::light().muted);
    const QString text = QCoreApplication::translate("canvas", "%1, page %2 of %3").arg(drawing.name).arg(number).arg(all);
    painter.drawText(QPointF(0, page.height() * pagesInch + 14), text);
}

/// One drawing, on one or more pages; the first of them is there already. `unit`: device pixels an inch.
void pagesDraw(QPainter& painter, QPagedPaintDevice& device, const PageDrawing& drawing, const catalog::Catalog& catalog,
               const PageOptions& options, double unit) {
    const QRectF area = exportBounds(*drawing.design, catalog, drawing.look, drawing.frame);
    const QSizeF page = pagesRoom(device);
    const PageGrid grid = pageGrid(area.size(), options, page);
    const double factor = unit / pagesInch * grid.scale;
    const QSizeF drawn = area.size() / pagesInch * grid.scale;
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) {
            if (row + column > 0) device.newPage();
            painter.save();
            painter.setClipRect(QRectF(QPointF(), page * unit));
            // All pages together are one large sheet, in whose middle the drawing stands.
            const double left = (page.width() * grid.columns - drawn.width()) / 2 - column * page.width();
            const double top = (page.height() * grid.rows - drawn.height()) / 2 - row * page.height();
            painter.translate(left * unit, top * unit);
            painter.scale(factor, factor);
            painter.translate(-area.topLeft());
            paintDesign(painter, *drawing.design, catalog, drawing.frame, drawing.look);
            painter.restore();
            if (grid.rows * grid.columns == 1) continue;
            painter.save();
            painter.scale(unit / pagesInch, unit / pagesInch);
            pagesNote(painter, page, drawing, row * grid.columns + column + 1, grid.rows * grid.columns);
            painter.restore();
        }
}

}  // namespace

PageGrid pageGrid(QSizeF area, const PageOptions& options, QSizeF page) {
    const QSizeF natural = area / pagesInch;
    if (options.fits) return {1, 1, std::min({page.width() / natural.width(), page.height() / natural.height(), std::max(pagesLargest, options.scale)})};
    const auto needed = [&](double length, double room) { return std::max(1, int(std::ceil(length * options.scale / room - 1e-6))); };
    return {needed(natural.width(), page.width()), needed(natural.height(), page.height()), options.scale};
}

int pageCount(const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog, const PageOptions& options, QSizeF page) {
    int pages = 0;
    for (const PageDrawing& drawing : drawings) {
        const PageGrid grid = pageGrid(exportBounds(*drawing.design, catalog, drawing.look, drawing.frame).size(), options, page);
        pages += grid.rows * grid.columns;
    }
    return pages;
}

QPageLayout pageLayoutFor(const PageDrawing& drawing, const catalog::Catalog& catalog, const PageOptions& options) {
    const QSizeF area = exportBounds(*drawing.design, catalog, drawing.look, drawing.frame).size();
    if (!options.size.isValid())
        return QPageLayout(QPageSize(area * (72 / pagesInch), QPageSize::Point, {}, QPageSize::ExactMatch), QPageLayout::Portrait, {});
    const bool wide = options.orientation == PageOptions::Orientation::Auto ? area.width() > area.height()
                                                                             : options.orientation == PageOptions::Orientation::Landscape;
    const double margin = options.margin;
    return QPageLayout(options.size, wide ? QPageLayout::Landscape : QPageLayout::Portrait, QMarginsF(margin, margin, margin, margin),
                       QPageLayout::Millimeter);
}

Result<QByteArray> pdfOf(const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog, const PageOptions& options, const QString& title) {
    for (const PageDrawing& drawing : drawings) {
        const QSizeF page = pageLayoutFor(drawing, catalog, options).paintRect(QPageLayout::Inch).size();
        if (page.width() < 0.5 || page.height() < 0.5) return fail(FL_TR("canvas", "The margin leaves no room on the page"));
        if (const int pages = pageCount({drawing}, catalog, options, page); pages > mostPages) return tl::unexpected(pagesTooMany(drawing, pages));
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(title);
    pdf.setCreator(QStringLiteral("Faultline"));
    pdf.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
    QPainter painter;
    for (const PageDrawing& drawing : drawings) {
        pdf.setPageLayout(pageLayoutFor(drawing, catalog, options));
        if (painter.isActive()) pdf.newPage();
        else painter.begin(&pdf);
        pagesDraw(painter, pdf, drawing, catalog, options, pdf.resolution());
    }
    painter.end();
    return bytes;
}

Result<void> paintPages(QPagedPaintDevice& device, const std::vector<PageDrawing>& drawings, const catalog::Catalog& catalog, const PageOptions& options) {
    const QSizeF page = pagesRoom(device);
    for (const PageDrawing& drawing : drawings)
        if (const int pages = pageCount({drawing}, catalog, options, page); pages > mostPages) return tl::unexpected(pagesTooMany(drawing, pages));
    QPainter painter;
    for (const PageDrawing& drawing : drawings) {
        if (painter.isActive()) device.newPage();
        else if (!painter.begin(&device)) return fail(FL_TR("canvas", "The printer does not answer"));
        pagesDraw(painter, device, drawing, catalog, options, device.logicalDpiX());
    }
    return {};
}

}  // namespace faultline::canvas
