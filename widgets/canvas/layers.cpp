#include "widgets/canvas/layers.h"

#include "widgets/canvas/paint.h"

#include <QPainter>

#include <cmath>

namespace faultline::canvas {
namespace {

/// Clipping to many small rectangles costs more than painting what is between them.
constexpr int layersMostRects = 10;
/// More than so many are drawn as hairlines while one zooms.
constexpr std::size_t layersManyLinks = 150;
/// With more than so many parts in view what was painted is scaled while one zooms, as maps do.
constexpr std::size_t layersManyParts = 250;
constexpr double layersMostScaled = 2.5;

QRegion layersSimple(const QRegion& region) { return region.rectCount() > layersMostRects ? QRegion(region.boundingRect()) : region; }

}  // namespace

void LayerCache::invalidate() { m_isStale = true; }

void LayerCache::invalidate(const std::vector<QRectF>& areas) { m_staleAreas.insert(m_staleAreas.end(), areas.begin(), areas.end()); }

void LayerCache::invalidateCards(const std::vector<QRectF>& areas) {
    m_staleCards.insert(m_staleCards.end(), areas.begin(), areas.end());
}

QRegion LayerCache::toDevice(const std::vector<QRectF>& areas) const {
    QRegion region;
    const QRect all = m_all.rect();
    for (const QRectF& area : areas) {
        const QRectF view = m_transform.mapRect(area);
        const QRectF device(view.topLeft() * m_ratio, view.size() * m_ratio);
        const QRectF seen = device.adjusted(-2, -2, 2, 2).intersected(QRectF(all));
        if (!seen.isEmpty()) region += seen.toAlignedRect() & all;
    }
    return region;
}

/// Takes over a new size or place of the view. What was only shifted is kept and shifted; the answer is whether all is lost.
bool LayerCache::follow(const QSize& viewport, double ratio, const QTransform& transform) {
    const QSize size(int(std::ceil(viewport.width() * ratio)), int(std::ceil(viewport.height() * ratio)));
    if (m_all.size() != size || m_ratio != ratio) {
        m_ground = QPixmap(size);
        m_all = QPixmap(size);
        m_ratio = ratio;
        m_transform = transform;
        return true;
    }
    const QTransform before = m_transform;
    m_transform = transform;
    if (before == transform) return false;
    if (before.m11() != transform.m11() || before.m22() != transform.m22()) return true;
    const double dx = (transform.dx() - before.dx()) * ratio, dy = (transform.dy() - before.dy()) * ratio;
    const int x = int(std::lround(dx)), y = int(std::lround(dy));
    if (std::abs(dx - x) > 1e-6 || std::abs(dy - y) > 1e-6 || std::abs(x) >= size.width() || std::abs(y) >= size.height()) return true;
    QRegion exposed;
    m_ground.scroll(x, y, m_ground.rect(), &exposed);
    m_all.scroll(x, y, m_all.rect());
    const QTransform back = transform.inverted();
    for (const QRect& rect : exposed)
        m_staleAreas.push_back(back.mapRect(QRectF(QPointF(rect.topLeft()) / ratio, QSizeF(rect.size()) / ratio)));
    return false;
}

/// Stands in for painting while one zooms: what there was, larger or smaller, and boxes for what comes into view. False: paint it.
bool LayerCache::showScaled(const CanvasScene& scene, const PaintContext& context, const QSize& size, double ratio, const QTransform& transform) {
    if (m_all.size() != size || m_ratio != ratio) return false;
    const QRectF seen = transform.inverted().mapRect(QRectF(QPointF(), QSizeF(size) / ratio));
    if (m_snapshot.isNull()) {
        if (m_isStale || m_transform.m11() == transform.m11() || scene.partsIn(seen).size() < layersManyParts) return false;
        m_snapshot = m_all;
        m_snapshotAt = m_transform;
    }
    const double scaled = transform.m11() / m_snapshotAt.m11();
    if (scaled > layersMostScaled || scaled < 1 / layersMostScaled) return false;
    m_transform = transform;
    m_isStale = m_isCoarse = true;   // the next that is not coarse paints it
    m_snapshot.setDevicePixelRatio(1);
    m_all = QPixmap(size);
    QPainter p(&m_all);
    p.fillRect(m_all.rect(), context.theme.canvas);
    const QTransform toDevice = transform * QTransform::fromScale(ratio, ratio);
    const QTransform moved = (m_snapshotAt * QTransform::fromScale(ratio, ratio)).inverted() * toDevice;
    const QRectF covered = moved.mapRect(QRectF(m_snapshot.rect()));
    if (!covered.contains(QRectF(m_all.rect()))) {
        p.setPen(context.theme.border);
        for (const PartItem* part : scene.partsIn(seen)) {
            const NodePart* node = part->node();
            const QRectF box = node ? toDevice.mapRect(node->rect) : QRectF();
            if (!node || covered.contains(box)) continue;
            p.setBrush(node->isGround() ? context.theme.canvas : context.theme.card);
            p.drawRect(box);
        }
    }
    p.setTransform(moved);
    p.drawPixmap(0, 0, m_snapshot);
    p.end();
    m_all.setDevicePixelRatio(ratio);
    return true;
}

const QPixmap& LayerCache::refresh(const CanvasScene& scene, const PaintContext& context, const QSize& viewport, double ratio,
                                   const QTransform& transform, bool coarse) {
    const QSize size(int(std::ceil(viewport.width() * ratio)), int(std::ceil(viewport.height() * ratio)));
    if (coarse && showScaled(scene, context, size, ratio, transform)) return m_all;
    m_snapshot = {};
    if (follow(viewport, ratio, transform)) m_isStale = true;
    if (m_isCoarse && !coarse) m_isStale = true;
    QRegion ground, cards;
    if (m_isStale) {
        ground = m_all.rect();
        m_isCoarse = coarse;
    } else {
        ground = layersSimple(toDevice(m_staleAreas));
        cards = layersSimple(toDevice(m_staleCards));
        m_isCoarse = m_isCoarse || (coarse && !ground.isEmpty());
    }
    cards += ground;
    m_isStale = false;
    m_staleAreas.clear();
    m_staleCards.clear();
    if (!ground.isEmpty()) paintGround(scene, context, ground, coarse);
    if (!cards.isEmpty()) paintCards(scene, context, layersSimple(cards));
    m_all.setDevicePixelRatio(ratio);
    return m_all;
}

void LayerCache::paintGround(const CanvasScene& scene, const PaintContext& context, const QRegion& where, bool coarse) {
    m_ground.setDevicePixelRatio(1);
    QPainter p(&m_ground);
    const QTransform toDevice = m_transform * QTransform::fromScale(m_ratio, m_ratio);
    p.setRenderHint(QPainter::Antialiasing);
    for (const QRect& rect : where) {  // one by one: two strips at the edges are not the whole view
        p.resetTransform();
        p.setClipRect(rect);
        p.fillRect(rect, context.theme.canvas);
        p.setTransform(toDevice);
        const QRectF area = toDevice.inverted().mapRect(QRectF(rect).adjusted(-1, -1, 1, 1));
        paintGrid(p, area, context);
        std::vector<const LinkPart*> links;
        for (const PartItem* part : scene.partsIn(area)) {
            if (const LinkPart* link = part->linkPart())
                links.push_back(link);
            else if (const NodePart* node = part->node(); node && node->isGround())
                paintNode(p, *node, context);
        }
        p.setRenderHint(QPainter::Antialiasing, !coarse);
        PaintContext lines = context;
        lines.seen = area;
        lines.thin = coarse && links.size() > layersManyLinks;
        for (const LinkPart* link : links) paintLink(p, *link, lines);
        p.setRenderHint(QPainter::Antialiasing);
        for (const LinkPart* link : links)
            if (showsLabel(*link, context)) paintLinkLabel(p, *link, context);
    }
}

void LayerCache::paintCards(const CanvasScene& scene, const PaintContext& context, const QRegion& where) {
    m_all.setDevicePixelRatio(1);
    QPainter p(&m_all);
    const QTransform toDevice = m_transform * QTransform::fromScale(m_ratio, m_ratio);
    p.setRenderHint(QPainter::Antialiasing);
    for (const QRect& rect : where) {
        p.resetTransform();
        p.setClipRect(rect);
        p.drawPixmap(rect, m_ground, rect);
        p.setTransform(toDevice);
        const QRectF area = toDevice.inverted().mapRect(QRectF(rect).adjusted(-1, -1, 1, 1));
        for (const PartItem* part : scene.partsIn(area))
            if (const NodePart* node = part->node(); node && !node->isGround()) paintNode(p, *node, context);
    }
}

}  // namespace faultline::canvas
