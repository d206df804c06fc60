#pragma once
#include <QPainterPath>
#include <QPointF>
#include <QRectF>

#include <utility>
#include <vector>

namespace faultline::canvas {

/// The drawn line of a link: corner points, rounded, with a table of lengths so that a point at any share of the way costs a binary
/// search. A value; immutable once built.
class Route {
public:
    Route() = default;
    explicit Route(std::vector<QPointF> corners, double radius = 8);

    bool isEmpty() const { return m_points.size() < 2; }
    void translate(QPointF distance);
    const std::vector<QPointF>& corners() const { return m_corners; }
    double length() const { return m_lengths.empty() ? 0 : m_lengths.back(); }
    /// The point at `share` of the way, clamped to 0..1.
    QPointF at(double share) const;
    /// The direction of travel there, in radians.
    double angleAt(double share) const;
    /// The share of the way at which the route is nearest to `point`, and the distance there.
    std::pair<double, double> nearest(QPointF point) const;
    bool intersects(const QRectF& rect) const;
    QRectF bounds() const { return m_bounds; }
    /// The rounded line between two lengths from its beginning, scene units. At `hops` (lengths, rising) it leaps over another line
    /// in a small arc.
    QPainterPath path(double from, double to, const std::vector<double>& hops = {}) const;
    /// Its straight pieces, with the length from the beginning to each.
    const std::vector<QPointF>& points() const { return m_points; }
    const std::vector<double>& lengths() const { return m_lengths; }

    static constexpr double hopRadius = 4.5;

private:
    std::size_t segmentAt(double length) const;

    std::vector<QPointF> m_corners;
    std::vector<QPointF> m_points;    ///< flattened
    std::vector<double> m_lengths;    ///< from the beginning to each point
    QRectF m_bounds;
};

}  // namespace faultline::canvas
