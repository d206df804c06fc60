#include "widgets/canvas/sketch.h"

#include "widgets/canvas/picture.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace faultline::canvas {
namespace {

constexpr double sketchMargin = 3;   ///< pixels
constexpr double sketchLine = 1.6;

void sketchNode(QPainter& p, const NodePart& node, const QRectF& box, const widgets::Theme& t) {
    const bool round = node.form == Form::Seal || node.form == Form::Eye;
    p.setPen(QPen(node.isContainer() ? t.borderStrong : t.text, node.isContainer() ? 1 : sketchLine));
    p.setBrush(node.isContainer() ? t.container : t.card);
    if (round)
        p.drawEllipse(box);
    else
        p.drawRoundedRect(box, 2.5, 2.5);
    const double side = std::min(box.width(), box.height()) * 0.8;
    if (!node.isContainer() && !round && side >= 6)
        widgets::drawIcon(p, QRectF(box.center() - QPointF(side / 2, side / 2), QSizeF(side, side)), node.icon, t.text);
}

}  // namespace

QImage renderSketch(const design::Design& design, const catalog::Catalog& catalog, QSize size, const widgets::Theme& theme) {
    Picture picture;
    picture.sync(design, catalog);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QRectF area;
    for (const auto& [id, node] : picture.nodes())
        if (!node.hidden) area = area.united(node.rect);
    if (area.isEmpty()) return image;
    const double scale = std::min((size.width() - 2 * sketchMargin) / area.width(), (size.height() - 2 * sketchMargin) / area.height());
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    QTransform place;
    place.translate(size.width() / 2.0, size.height() / 2.0);
    place.scale(scale, scale);
    place.translate(-area.center().x(), -area.center().y());
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); !node.hidden && node.isContainer()) sketchNode(p, node, place.mapRect(node.rect), theme);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(theme.accent, sketchLine));
    for (const auto& [id, link] : picture.links())
        if (!link.hidden && !link.route.isEmpty()) p.drawPath(place.map(link.route.path(0, link.route.length())));
    for (const ComponentId id : picture.order())
        if (const NodePart& node = *picture.node(id); !node.hidden && !node.isContainer()) sketchNode(p, node, place.mapRect(node.rect), theme);
    return image;
}

}  // namespace faultline::canvas
