#include "widgets/canvas/export.h"

#include "widgets/canvas/paint.h"

#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>
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

QRectF exportArea(const Picture& picture, double margin) {
    QRectF area;
    for (const auto& [id, node] : picture.nodes())
        if (!node.hidden) area = area.united(node.bounds());
    for (const auto& [id, link] : picture.links())
        if (!link.route.isEmpty()) area = area.united(link.bounds());
    if (area.isEmpty()) area = QRectF(0, 0, 320, 200);
    // On whole units, so that lines stay sharp.
    const QRectF with = area.adjusted(-margin, -margin, margin, margin);
    return QRectF(QPointF(std::floor(with.left()), std::floor(with.top())), QPointF(std::ceil(with.right()), std::ceil(with.bottom())));
}

const widgets::Theme& exportTheme(const PictureOptions& options) {
    return options.dark ? widgets::Theme::darkTheme() : widgets::Theme::light();
}

void exportPaint(QPainter& p, const Picture& picture, const design::Design& design, const runtime::FramePtr& frame,
                 const PictureOptions& options) {
    widgets::Theme theme = exportTheme(options);
    const QRectF area = exportArea(picture, options.margin);
    if (options.background == PictureOptions::Background::White) {
        p.fillRect(area, Qt::white);
        if (!options.dark) theme.canvas = Qt::white;
    } else if (options.background == PictureOptions::Background::Theme) {
        p.fillRect(area, theme.canvas);
    }
    Live live;
    if (frame) live.take(frame.get(), picture);
    const QTransform t = p.worldTransform();
    const double ratio = std::hypot(t.m11(), t.m12()) * p.device()->devicePixelRatioF();
    const PaintContext context{.theme = theme,
                               .live = frame ? &live : nullptr,
                               .scale = options.fromAfar && ratio > 0 ? std::min(1.0, ratio) : 1,
                               .ratio = ratio > 0 ? ratio : 1,
                               .vectorIcons = options.vectorIcons,
                               .labels = !options.fromAfar,
                               .date = live.date().value_or(design.settings().startTime)};
    p.save();
    p.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); node.isGround() && !node.hidden) paintNode(p, node, context);
    for (const auto& [id, link] : picture.links()) paintLink(p, link, context);
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); !node.isGround() && !node.hidden) paintNode(p, node, context);
    for (const auto& [id, link] : picture.links())
        if (!link.labelRect.isNull() && context.labels) paintLinkLabel(p, link, context);
    p.restore();
}

}  // namespace

QRectF exportBounds(const design::Design& design, const catalog::Catalog& catalog, const PictureOptions& options) {
    Picture picture;
    picture.sync(exportChosen(design, catalog, options.only), catalog);
    return exportArea(picture, options.margin);
}

void paintDesign(QPainter& painter, const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                 const PictureOptions& options) {
    Picture picture;
    picture.sync(exportChosen(design, catalog, options.only), catalog);
    exportPaint(painter, picture, design, frame, options);
}

QImage renderDesign(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                    const PictureOptions& options, double scale) {
    Picture picture;
    picture.sync(exportChosen(design, catalog, options.only), catalog);
    const QRectF area = exportArea(picture, options.margin);
    constexpr double longest = 16384, most = 128e6;
    double factor = std::max(scale, 0.01);
    factor = std::min({factor, longest / area.width(), longest / area.height(), std::sqrt(most / (area.width() * area.height()))});
    QImage image(std::max(1, int(std::ceil(area.width() * factor))), std::max(1, int(std::ceil(area.height() * factor))),
                 QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) return image;
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(factor, factor);
    painter.translate(-area.topLeft());
    exportPaint(painter, picture, design, frame, options);
    return image;
}

bool isVectorPicture(const QString& path) {
    return path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive) || path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
}

QByteArray vectorPicture(const design::Design& design, const catalog::Catalog& catalog, const runtime::FramePtr& frame,
                         const PictureOptions& options, const QString& path) {
    Picture picture;
    picture.sync(exportChosen(design, catalog, options.only), catalog);
    const QRectF area = exportArea(picture, options.margin);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const auto paint = [&](QPaintDevice& device, double factor) {
        QPainter painter(&device);
        painter.scale(factor, factor);
        painter.translate(-area.topLeft());
        exportPaint(painter, picture, design, frame, options);
    };
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(area.size().toSize());
        svg.setViewBox(QRectF(QPointF(), area.size()));
        svg.setTitle(design.settings().title);
        svg.setDescription(design.settings().description);
        paint(svg, 1);
    } else {
        QPdfWriter pdf(&buffer);
        pdf.setTitle(design.settings().title);
        pdf.setCreator(QStringLiteral("Faultline"));
        pdf.setPageSize(QPageSize(area.size() * 0.75, QPageSize::Point, {}, QPageSize::ExactMatch));   // 96 units are an inch
        pdf.setPageMargins({});
        paint(pdf, pdf.resolution() / 96.0);
    }
    return bytes;
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
