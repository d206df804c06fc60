#pragma once
#include "widgets/canvas/scene.h"

#include <QPixmap>
#include <QRegion>
#include <QTransform>

namespace faultline::canvas {

/// The drawing as pixmaps, so that a frame with moving dots costs one blit: the ground (containers, links, labels) and, over a copy
/// of it, everything with the cards. Only what changed or came into view is painted again. GUI thread.
class LayerCache {
public:
    /// All of it is out of date.
    void invalidate();
    /// These scene areas are: both layers, or only the upper one (figures on cards).
    void invalidate(const std::vector<QRectF>& areas);
    void invalidateCards(const std::vector<QRectF>& areas);

    /// What may be seen from `viewport` (in view pixels) through `transform`. `coarse`: fast, lines are not smoothed.
    const QPixmap& refresh(const CanvasScene& scene, const PaintContext& context, const QSize& viewport, double ratio,
                           const QTransform& transform, bool coarse);
    /// Whether the last refresh left coarse parts behind.
    bool isCoarse() const { return m_isCoarse; }

private:
    bool showScaled(const CanvasScene& scene, const PaintContext& context, const QSize& size, double ratio, const QTransform& transform);
    QRegion toDevice(const std::vector<QRectF>& areas) const;
    bool follow(const QSize& viewport, double ratio, const QTransform& transform);
    void paintGround(const CanvasScene& scene, const PaintContext& context, const QRegion& where, bool coarse);
    void paintCards(const CanvasScene& scene, const PaintContext& context, const QRegion& where);

    QPixmap m_ground, m_all;
    QPixmap m_snapshot;          ///< as it was when zooming began, where there is much to paint
    QTransform m_snapshotAt;
    QTransform m_transform;
    double m_ratio = 1;
    bool m_isStale = true;
    bool m_isCoarse = false;
    std::vector<QRectF> m_staleAreas, m_staleCards;
};

}  // namespace faultline::canvas
