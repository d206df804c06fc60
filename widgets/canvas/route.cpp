#include "widgets/canvas/route.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace faultline::canvas {
namespace {

double routeDistance(QPointF a, QPointF b) { return std::hypot(b.x() - a.x(), b.y() - a.y()); }

/// The corner as a quadratic curve between the points where the rounding begins and ends.
void routeRound(std::vector<QPointF>& points, QPointF before, QPointF corner, QPointF after, double radius) {
    const double in = routeDistance(before, corner);
    const double out = routeDistance(corner, after);
    const double r = std::min({radius, in / 2, out / 2});
    if (r < 0.5) {
        points.push_back(corner);
        return;
    }
    const QPointF start = corner + (before - corner) * (r / in);
    const QPointF end = corner + (after - corner) * (r / out);
    constexpr int steps = 5;
    for (int i = 0; i <= steps; ++i) {
        const double t = double(i) / steps;
        points.push_back(start * ((1 - t) * (1 - t)) + corner * (2 * t * (1 - t)) + end * (t * t));
    }
}

}  // namespace

Route::Route(std::vector<QPointF> corners, double radius) {
    for (const QPointF& corner : corners)  // what lies in line or in one place is no corner
        if (m_corners.empty() || routeDistance(m_corners.back(), corner) > 0.01) m_corners.push_back(corner);
    if (m_corners.size() < 2) return;
    m_points.push_back(m_corners.front());
    for (std::size_t i = 1; i + 1 < m_corners.size(); ++i)
        routeRound(m_points, m_corners[i - 1], m_corners[i], m_corners[i + 1], radius);
    m_points.push_back(m_corners.back());
    m_lengths.reserve(m_points.size());
    m_lengths.push_back(0);
    double left = m_points[0].x(), right = left, top = m_points[0].y(), bottom = top;
    for (std::size_t i = 1; i < m_points.size(); ++i) {
        m_lengths.push_back(m_lengths.back() + routeDistance(m_points[i - 1], m_points[i]));
        left = std::min(left, m_points[i].x());
        right = std::max(right, m_points[i].x());
        top = std::min(top, m_points[i].y());
        bottom = std::max(bottom, m_points[i].y());
    }
    m_bounds = QRectF(QPointF(left, top), QPointF(right, bottom));
}

std::size_t Route::segmentAt(double length) const {
    const auto it = std::upper_bound(m_lengths.begin() + 1, m_lengths.end() - 1, length);
    return std::size_t(it - m_lengths.begin()) - 1;
}

void Route::translate(QPointF distance) {
    for (QPointF& corner : m_corners) corner += distance;
    for (QPointF& point : m_points) point += distance;
    m_bounds.translate(distance);
}

QPointF Route::at(double share) const {
    if (isEmpty()) return m_corners.empty() ? QPointF() : m_corners.front();
    const double length = std::clamp(share, 0.0, 1.0) * m_lengths.back();
    const std::size_t i = segmentAt(length);
    const double span = m_lengths[i + 1] - m_lengths[i];
    const double t = span > 0 ? (length - m_lengths[i]) / span : 0;
    return m_points[i] + (m_points[i + 1] - m_points[i]) * t;
}

double Route::angleAt(double share) const {
    if (isEmpty()) return 0;
    const std::size_t i = segmentAt(std::clamp(share, 0.0, 1.0) * m_lengths.back());
    const QPointF d = m_points[i + 1] - m_points[i];
    return std::atan2(d.y(), d.x());
}

std::pair<double, double> Route::nearest(QPointF point) const {
    double bestShare = 0;
    double best = isEmpty() ? 1e18 : routeDistance(point, m_points.front());
    for (std::size_t i = 0; i + 1 < m_points.size(); ++i) {
        const QPointF d = m_points[i + 1] - m_points[i];
        const double squared = QPointF::dotProduct(d, d);
        const double t = squared > 0 ? std::clamp(QPointF::dotProduct(point - m_points[i], d) / squared, 0.0, 1.0) : 0;
        const double distance = routeDistance(point, m_points[i] + d * t);
        if (distance < best) {
            best = distance;
            bestShare = length() > 0 ? (m_lengths[i] + t * (m_lengths[i + 1] - m_lengths[i])) / length() : 0;
        }
    }
    return {bestShare, best};
}

bool Route::intersects(const QRectF& rect) const {
    if (isEmpty()) return false;
    for (std::size_t i = 0; i + 1 < m_points.size(); ++i) {
        if (rect.contains(m_points[i]) || rect.contains(m_points[i + 1])) return true;
        const QLineF line(m_points[i], m_points[i + 1]);
        const QLineF sides[] = {{rect.topLeft(), rect.topRight()},
                                {rect.topRight(), rect.bottomRight()},
                                {rect.bottomRight(), rect.bottomLeft()},
                                {rect.bottomLeft(), rect.topLeft()}};
        for (const QLineF& side : sides)
            if (line.intersects(side, nullptr) == QLineF::BoundedIntersection) return true;
    }
    return false;
}

QPainterPath Route::path(double from, double to, const std::vector<double>& hops) const {
    QPainterPath result;
    if (isEmpty() || to <= from) return result;
    const double total = length();
    result.moveTo(at(from / total));
    std::size_t next = 1;
    const auto followTo = [&](double until) {
        for (; next + 1 < m_points.size() && m_lengths[next] < until; ++next)
            if (m_lengths[next] > from) result.lineTo(m_points[next]);
        result.lineTo(at(until / total));
    };
    for (std::size_t i = 0; i < hops.size(); ++i) {
        const double begin = hops[i] - hopRadius;
        double end = hops[i] + hopRadius;
        while (i + 1 < hops.size() && hops[i + 1] - hopRadius < end + 1) end = hops[++i] + hopRadius;   // one leap over lines side by side
        if (begin <= from || end >= to) continue;
        followTo(begin);
        const QPointF a = at(begin / total), b = at(end / total);
        const double angle = std::atan2(b.y() - a.y(), b.x() - a.x());
        // Upwards, whichever way the line goes; of an upright one to the right.
        QPointF up(std::sin(angle), -std::cos(angle));
        if (up.y() > 0.01 || (std::abs(up.y()) <= 0.01 && up.x() < 0)) up = -up;
        const QPointF rise = up * hopRadius * 1.35, along((b - a) / std::max(1e-9, std::hypot(b.x() - a.x(), b.y() - a.y())));
        const QPointF inner = along * (hopRadius * 0.45);
        const QPointF top1 = a + along * hopRadius + up * hopRadius, top2 = b - along * hopRadius + up * hopRadius;
        result.cubicTo(a + rise * 0.55, top1 - inner * 1.2, top1);
        if (std::hypot(top2.x() - top1.x(), top2.y() - top1.y()) > 0.5) result.lineTo(top2);
        result.cubicTo(top2 + inner * 1.2, b + rise * 0.55, b);
        while (next + 1 < m_points.size() && m_lengths[next] <= end) ++next;
    }
    followTo(to);
    return result;
}

}  // namespace faultline::canvas
