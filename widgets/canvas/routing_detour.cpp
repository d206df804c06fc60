#include "widgets/canvas/routing_detour.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace faultline::canvas {
namespace {

constexpr double detourBend = 36;       ///< what a bend costs, in units of length
constexpr std::size_t detourMost = 24;  ///< boxes looked at

QPointF detourOut(QPointF p, Side side, double by) {
    switch (side) {
    case Side::North: return p - QPointF(0, by);
    case Side::South: return p + QPointF(0, by);
    case Side::East: return p + QPointF(by, 0);
    case Side::West: return p - QPointF(by, 0);
    }
    return p;
}

bool detourBlocked(QPointF p, QPointF q, const std::vector<QRectF>& boxes) {
    const double left = std::min(p.x(), q.x()), right = std::max(p.x(), q.x()), top = std::min(p.y(), q.y()), bottom = std::max(p.y(), q.y());
    return std::any_of(boxes.begin(), boxes.end(), [&](const QRectF& box) {
        return left < box.right() - 0.5 && right > box.left() + 0.5 && top < box.bottom() - 0.5 && bottom > box.top() + 0.5;
    });
}

void detourUnique(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end(), [](double a, double b) { return b - a < 0.5; }), values.end());
}

std::size_t detourIndex(const std::vector<double>& values, double v) {
    const auto it = std::min_element(values.begin(), values.end(), [&](double a, double b) { return std::abs(a - v) < std::abs(b - v); });
    return std::size_t(it - values.begin());
}

/// Points of a raster at the edges of everything, and how each was best reached. A state is a point and whether one arrived along.
class DetourSearch {
public:
    DetourSearch(std::vector<double> xs, std::vector<double> ys, const std::vector<QRectF>& boxes)
        : m_xs(std::move(xs)), m_ys(std::move(ys)), m_boxes(boxes), m_cost(2 * m_xs.size() * m_ys.size(), std::numeric_limits<double>::infinity()),
          m_before(m_cost.size(), m_cost.size()) {}

    std::vector<QPointF> find(QPointF start, bool startAlong, QPointF goal, bool goalAlong) {
        using Open = std::pair<double, std::size_t>;
        std::priority_queue<Open, std::vector<Open>, std::greater<>> open;
        const std::size_t first = state(start, startAlong), last = state(goal, goalAlong);
        m_cost[first] = 0;
        open.emplace(0, first);
        while (!open.empty()) {
            const auto [cost, at] = open.top();
            open.pop();
            if (cost > m_cost[at]) continue;
            if (at == last) return wayTo(at);
            const auto reach = [&](std::size_t next, double price) {
                if (cost + price >= m_cost[next] - 1e-9) return;
                m_cost[next] = cost + price;
                m_before[next] = at;
                open.emplace(m_cost[next], next);
            };
            reach(at ^ 1, detourBend);
            const bool along = at & 1;
            const std::size_t x = at / 2 % m_xs.size(), y = at / 2 / m_xs.size();
            const std::size_t place = along ? x : y, count = along ? m_xs.size() : m_ys.size(), step = along ? 2 : 2 * m_xs.size();
            for (const bool forward : {false, true}) {
                if (forward ? place + 1 >= count : place == 0) continue;
                const std::size_t next = forward ? at + step : at - step;
                const QPointF p = pointOf(at), q = pointOf(next);
                if (!detourBlocked(p, q, m_boxes)) reach(next, std::abs(p.x() - q.x()) + std::abs(p.y() - q.y()));
            }
        }
        return {};
    }

private:
    std::size_t state(QPointF p, bool along) const { return 2 * (detourIndex(m_ys, p.y()) * m_xs.size() + detourIndex(m_xs, p.x())) + along; }
    QPointF pointOf(std::size_t state) const { return {m_xs[state / 2 % m_xs.size()], m_ys[state / 2 / m_xs.size()]}; }
    std::vector<QPointF> wayTo(std::size_t at) const {
        std::vector<QPointF> way;
        for (; at < m_before.size(); at = m_before[at]) {
            const QPointF p = pointOf(at);
            if (!way.empty() && way.back() == p) continue;
            // A point in the middle of a straight piece is no corner.
            const std::size_t n = way.size();
            if (n >= 2 && ((way[n - 1].x() == p.x() && way[n - 2].x() == p.x()) || (way[n - 1].y() == p.y() && way[n - 2].y() == p.y())))
                way.back() = p;
            else
                way.push_back(p);
        }
        std::reverse(way.begin(), way.end());
        return way;
    }

    std::vector<double> m_xs, m_ys;
    const std::vector<QRectF>& m_boxes;
    std::vector<double> m_cost;
    std::vector<std::size_t> m_before;
};

}  // namespace

std::vector<QPointF> detour(QPointF a, Side from, const QRectF& boxA, QPointF b, Side to, const QRectF& boxB, std::vector<QRectF> boxes) {
    constexpr double stub = 14, clear = 12;
    if (boxes.size() > detourMost) {
        std::stable_sort(boxes.begin(), boxes.end(), [](const QRectF& p, const QRectF& q) { return p.width() * p.height() > q.width() * q.height(); });
        boxes.resize(detourMost);
    }
    boxes.push_back(boxA);
    boxes.push_back(boxB);
    const QPointF start = detourOut(a, from, stub), goal = detourOut(b, to, stub);
    if (detourBlocked(a, start, boxes) || detourBlocked(b, goal, boxes)) return {};
    std::vector<double> xs{start.x(), goal.x(), (start.x() + goal.x()) / 2}, ys{start.y(), goal.y(), (start.y() + goal.y()) / 2};
    for (const QRectF& box : boxes) {
        xs.insert(xs.end(), {box.left() - clear, box.right() + clear});
        ys.insert(ys.end(), {box.top() - clear, box.bottom() + clear});
    }
    detourUnique(xs);
    detourUnique(ys);
    const auto along = [](Side side) { return side == Side::East || side == Side::West; };
    std::vector<QPointF> way = DetourSearch(xs, ys, boxes).find(start, along(from), goal, along(to));
    if (way.empty()) return {};
    way.insert(way.begin(), a);
    way.push_back(b);
    // The raster may be half a unit beside the ends.
    (along(from) ? way[1].ry() : way[1].rx()) = along(from) ? a.y() : a.x();
    QPointF& last = way[way.size() - 2];
    (along(to) ? last.ry() : last.rx()) = along(to) ? b.y() : b.x();
    for (std::size_t i = way.size() - 2; i > 0; --i) {
        const bool inLine = (std::abs(way[i - 1].x() - way[i].x()) < 0.01 && std::abs(way[i].x() - way[i + 1].x()) < 0.01) ||
                            (std::abs(way[i - 1].y() - way[i].y()) < 0.01 && std::abs(way[i].y() - way[i + 1].y()) < 0.01);
        if (inLine) way.erase(way.begin() + std::ptrdiff_t(i));
    }
    return way;
}

}  // namespace faultline::canvas
