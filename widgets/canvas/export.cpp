#include "widgets/canvas/export.h"

#include "widgets/canvas/export_sheet.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/svg_text.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

/// The part of a design that is chosen, with what is in and on it and the links within.
design::Design exportChosen(const design::Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& only) {
    if (only.empty()) return design;
    Picture whole;
    whole.sync(design, catalog);
    const auto chosen = [&](ComponentId id) {
        return std::any_of(only.begin(), only.end(), [&](ComponentId outer) { return whole.isWithin(id, outer); });
    };
    design::Design part;
    part.setSettings(design.settings());
    for (const auto& [id, link] : design.links())
        if (chosen(link->from) && chosen(link->to)) part.setLink(id, link);
    for (const auto& [id, component] : design.components()) {
        if (component->inLine.isValid() ? part.link(component->inLine) == nullptr && !chosen(id) : !chosen(id)) continue;
        if (component->container.isValid() && !chosen(component->container)) {  // its place no longer follows from a container
            design::Component free = *component;
            free.rect = design.sceneRect(id);
            free.container = {};
            part.setComponent(id, std::make_shared<const design::Component>(std::move(free)));
        } else {
            part.setComponent(id, component);
        }
    }
    return part;
}

QRectF exportDrawn(const Picture& picture) {
    QRectF area;
    for (const auto& [id, node] : picture.nodes())
        if (!node.hidden) area = area.united(node.bounds());
    for (const auto& [id, link] : picture.links())
        if (!link.hidden && !link.route.isEmpty()) area = area.united(link.bounds());
    return area.isEmpty() ? QRectF(0, 0, 320, 200) : area;
}

const widgets::Theme& exportTheme(const PictureOptions& options) {
    return options.dark ? widgets::Theme::darkTheme() : widgets::Theme::light();
}

/// A design laid out to be drawn: the picture of what is chosen, and what stands around it.
struct ExportJob {
    ExportJob(const design::Design& whole, const catalog::Catalog& catalog, const runtime::FramePtr& shown, const PictureOptions& how)
        : options(how), frame(shown), startTime(whole.settings().startTime) {
        picture.sync(exportChosen(whole, catalog, how.only), catalog);
        if (frame) live.take(frame.get(), picture);
        sheet = ExportSheet(picture, frame ? &live : nullptr, exportDrawn(picture), how);
    }

    const PictureOptions& options;
    runtime::FramePtr frame;
    std::int64_t startTime;
    Picture picture;
    Live live;
    ExportSheet sheet;
};

void exportPaint(QPainter& p, const ExportJob& job) {
    const PictureOptions& options = job.options;
    const Picture& picture = job.picture;
    widgets::Theme theme = exportTheme(options);
    const QRectF area = job.sheet.area();
    if (options.background == PictureOptions::Background::White) {
        p.fillRect(area, Qt::white);
        if (!options.dark) theme.canvas = Qt::white;
    } else if (options.background == PictureOptions::Background::Theme) {
        p.fillRect(area, theme.canvas);
    }
    const QTransform t = p.worldTransform();
    const double ratio = std::hypot(t.m11(), t.m12()) * p.device()->devicePixelRatioF();
    const PaintContext context{.theme = theme,
                               .live = job.frame ? &job.live : nullptr,
                               .scale = options.fromAfar && ratio > 0 ? std::min(1.0, ratio) : 1,
                               .ratio = ratio > 0 ? ratio : 1,
                               .vectorIcons = options.vectorIcons,
                               .labels = !options.fromAfar,
                               .date = job.live.date().value_or(job.startTime)};
    p.save();
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); node.isGround() && !node.hidden) paintNode(p, node, context);
    for (const auto& [id, link] : picture.links())
        if (!link.hidden) paintLink(p, link, context);
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); !node.isGround() && !node.hidden) paintNode(p, node, context);
    for (const auto& [id, link] : picture.links())
        if (!link.hidden && showsLabel(link, context)) paintLinkLabel(p, link, context);
    job.sheet.paint(p, context);
    p.restore();
}

}  // namespace

QRectF exportBounds(const design::Design& design, const catalog::Catalog& catalog, const PictureOptions& options, const runtime::FramePtr& frame) {
    return ExportJob(design, catalog, frame, options).sheet.area();
}

void paintDesign(QPainter& painter, const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                 const PictureOptions& options) {
    exportPaint(painter, ExportJob(design, catalog, frame, options));
}

QImage renderDesign(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                    const PictureOptions& options, double scale) {
    const ExportJob job(design, catalog, frame, options);
    const QRectF area = job.sheet.area();
    double factor = std::max(scale, 0.01);
    factor = std::min({factor, pictureLongestSide / area.width(), pictureLongestSide / area.height(),
                       std::sqrt(pictureMostPixels / (area.width() * area.height()))});
    QImage image(std::max(1, int(std::ceil(area.width() * factor))), std::max(1, int(std::ceil(area.height() * factor))),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) return image;
    image.fill(Qt::transparent);
    const int dots = int(std::lround(factor * 96 / 0.0254));   // 96 units are an inch
    image.setDotsPerMeterX(dots);
    image.setDotsPerMeterY(dots);
    QPainter painter(&image);
    painter.scale(factor, factor);
    painter.translate(-area.topLeft());
    exportPaint(painter, job);
    return image;
}

QByteArray svgOf(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame, const PictureOptions& options,
                 bool outlines) {
    const ExportJob job(design, catalog, frame, options);
    const QRectF area = job.sheet.area();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setResolution(96);
    svg.setSize(area.size().toSize());
    svg.setViewBox(QRectF(QPointF(), area.size()));
    svg.setTitle(design.settings().title);
    svg.setDescription(design.settings().description);
    QPainter painter(&svg);
    painter.translate(-area.topLeft());
    exportPaint(painter, job);
    painter.end();
    return outlines ? svgWithOutlines(bytes) : svgWithFallbackFonts(bytes);
}

QImage renderThumbnail(const design::Design& design, const catalog::Catalog& catalog, QSize size, const PictureOptions& options) {
    const QRectF area = exportBounds(design, catalog, options);
    const double factor = std::min({size.width() / area.width(), size.height() / area.height(), 2.0});
    PictureOptions small = options;
    small.fromAfar = true;
    QImage image = renderDesign(design, catalog, {}, small, factor);
    return image.width() > size.width() || image.height() > size.height() ? image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                                                          : image;
}

}  // namespace faultline::canvas
