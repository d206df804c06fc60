#include "widgets/canvas/routing_hand.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace faultline::canvas {
namespace {

using Corners = std::vector<QPointF>;

constexpr double handBend = 36;      ///< what a bend costs, in units of length
constexpr double handBack = 500;     ///< what turning round on the spot costs
constexpr double handMargin = 8;     ///< how near to a corner of a box a line may end
constexpr double handBeside = 14;    ///< between straight lines that join the same boxes
constexpr int handCurveSteps = 28;

double handLength(QPointF d) { return std::hypot(d.x(), d.y()); }

/// Where a line from the middle of `r`, moved by `aside`, to `towards` leaves it.
QPointF handExit(const QRectF& r, QPointF towards, QPointF aside = {}) {
    const QPointF centre = r.center() + aside;
    const QPointF d = towards - centre;
    double share = 1;   // of the way to `towards`, until the first edge
    if (d.x() > 0) share = std::min(share, (r.right() - centre.x()) / d.x());
    if (d.x() < 0) share = std::min(share, (r.left() - centre.x()) / d.x());
    if (d.y() > 0) share = std::min(share, (r.bottom() - centre.y()) / d.y());
    if (d.y() < 0) share = std::min(share, (r.top() - centre.y()) / d.y());
    return centre + d * std::max(0.0, share);
}

bool handSame(double a, double b) { return std::abs(a - b) < 0.5; }

/// The ways from one point to the next: with one corner, or straight.
std::vector<Corners> handLegs(QPointF a, QPointF b) {
    if (handSame(a.x(), b.x()) || handSame(a.y(), b.y())) return {{a, b}};
    return {{a, {b.x(), a.y()}, b}, {a, {a.x(), b.y()}, b}};
}

/// The ways from a box to a point.
std::vector<Corners> handLegs(const QRectF& r, QPointF b) {
    std::vector<Corners> legs;
    const bool beside = b.y() >= r.top() + handMargin && b.y() <= r.bottom() - handMargin;
    const bool above = b.x() >= r.left() + handMargin && b.x() <= r.right() - handMargin;
    if (beside && (b.x() < r.left() || b.x() > r.right())) legs.push_back({{b.x() < r.left() ? r.left() : r.right(), b.y()}, b});
    if (above && (b.y() < r.top() || b.y() > r.bottom())) legs.push_back({{b.x(), b.y() < r.top() ? r.top() : r.bottom()}, b});
    if (!legs.empty()) return legs;
    const QPointF c = r.center();
    if (b.x() < r.left() || b.x() > r.right()) legs.push_back({{b.x() < r.left() ? r.left() : r.right(), c.y()}, {b.x(), c.y()}, b});
    if (b.y() < r.top() || b.y() > r.bottom()) legs.push_back({{c.x(), b.y() < r.top() ? r.top() : r.bottom()}, {c.x(), b.y()}, b});
    if (legs.empty()) legs.push_back({handExit(r, b), b});   // the point is in the box
    return legs;
}

/// 0: east, 1: south, 2: west, 3: north.
int handDirection(QPointF d) { return std::abs(d.x()) >= std::abs(d.y()) ? (d.x() >= 0 ? 0 : 2) : (d.y() >= 0 ? 1 : 3); }

double handCost(const Corners& leg) {
    double sum = handBend * double(leg.size() - 2);
    for (std::size_t i = 0; i + 1 < leg.size(); ++i) sum += handLength(leg[i + 1] - leg[i]);
    return sum;
}

/// Right angles through all waypoints, with the fewest bends: the best way to arrive at each point from each direction, one point
/// after another.
Corners handOrthogonal(const RouteJob& job) {
    struct Best {
        double cost = std::numeric_limits<double>::infinity();
        int before = -1;   ///< the direction at the point before
        Corners leg;
    };
    const std::size_t count = job.waypoints.size();
    std::vector<std::array<Best, 4>> table(count + 1);
    const auto offer = [](Best& best, double cost, int before, const Corners& leg) {
        if (cost < best.cost - 0.01) best = {cost, before, leg};
    };
    for (const Corners& leg : handLegs(job.from.rect, job.waypoints.front()))
        offer(table[0][std::size_t(handDirection(leg.back() - leg[leg.size() - 2]))], handCost(leg), -1, leg);
    for (std::size_t i = 1; i <= count; ++i) {
        std::vector<Corners> legs;
        if (i < count) {
            legs = handLegs(job.waypoints[i - 1], job.waypoints[i]);
        } else {
            legs = handLegs(job.to.rect, job.waypoints.back());
            for (Corners& leg : legs) std::reverse(leg.begin(), leg.end());
        }
        for (int d = 0; d < 4; ++d) {
            const Best& until = table[i - 1][std::size_t(d)];
            if (until.before < 0 && until.leg.empty()) continue;
            for (const Corners& leg : legs) {
                const int leaves = handDirection(leg[1] - leg[0]);
                const double turn = leaves == d ? 0 : (leaves + 2) % 4 == d ? handBack : handBend;
                offer(table[i][std::size_t(handDirection(leg.back() - leg[leg.size() - 2]))], until.cost + turn + handCost(leg), d, leg);
            }
        }
    }
    int d = 0;
    for (int other = 1; other < 4; ++other)
        if (table[count][std::size_t(other)].cost < table[count][std::size_t(d)].cost) d = other;
    std::vector<const Corners*> legs;
    for (std::size_t i = count + 1; i-- > 0;) {
        const Best& best = table[i][std::size_t(d)];
        legs.push_back(&best.leg);
        d = best.before;
        if (d < 0) break;
    }
    Corners corners;
    for (auto it = legs.rbegin(); it != legs.rend(); ++it) corners.insert(corners.end(), (*it)->begin() + (corners.empty() ? 0 : 1), (*it)->end());
    return corners;
}

/// A smooth line through points (Catmull and Rom, 1974).
Corners handSmooth(const Corners& points) {
    Corners out{points.front()};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const QPointF a = points[i], b = points[i + 1];
        const QPointF before = i > 0 ? points[i - 1] : a - (b - a), after = i + 2 < points.size() ? points[i + 2] : b + (b - a);
        constexpr int steps = 12;
        for (int k = 1; k <= steps; ++k) {
            const double t = double(k) / steps, t2 = t * t, t3 = t2 * t;
            out.push_back(0.5 * (2 * a + (b - before) * t + (2 * before - 5 * a + 4 * b - after) * t2 + (3 * a - before - 3 * b + after) * t3));
        }
    }
    return out;
}

}  // namespace

Corners routeByHand(const RouteJob& job, int beside) {
    if (job.waypoints.empty()) {
        QPointF aside;
        if (beside > 0) {   // the first in the middle, the others left and right of it
            // Seen from the same end, whichever way the links go.
            const bool turned = job.to.owner < job.from.owner;
            QPointF d = turned ? job.from.rect.center() - job.to.rect.center() : job.to.rect.center() - job.from.rect.center();
            const double length = std::max(1.0, handLength(d));
            aside = QPointF(-d.y(), d.x()) / length * handBeside * ((beside + 1) / 2) * (beside % 2 ? 1 : -1);
        }
        return {handExit(job.from.rect, job.to.rect.center() + aside, aside), handExit(job.to.rect, job.from.rect.center() + aside, aside)};
    }
    if (job.shape == design::LinkShape::Orthogonal) return handOrthogonal(job);
    Corners corners{handExit(job.from.rect, job.waypoints.front())};
    corners.insert(corners.end(), job.waypoints.begin(), job.waypoints.end());
    corners.push_back(handExit(job.to.rect, job.waypoints.back()));
    return job.shape == design::LinkShape::Curved ? handSmooth(corners) : corners;
}

Corners routeCurve(QPointF a, Side from, QPointF b, Side to) {
    const auto out = [](Side side) {
        switch (side) {
        case Side::North: return QPointF(0, -1);
        case Side::South: return QPointF(0, 1);
        case Side::East: return QPointF(1, 0);
        case Side::West: return QPointF(-1, 0);
        }
        return QPointF();
    };
    const double pull = std::clamp(handLength(b - a) * 0.45, 24.0, 180.0);
    const QPointF c = a + out(from) * pull, d = b + out(to) * pull;
    Corners points;
    for (int k = 0; k <= handCurveSteps; ++k) {
        const double t = double(k) / handCurveSteps, s = 1 - t;
        points.push_back(a * (s * s * s) + c * (3 * s * s * t) + d * (3 * s * t * t) + b * (t * t * t));
    }
    return points;
}

}  // namespace faultline::canvas
