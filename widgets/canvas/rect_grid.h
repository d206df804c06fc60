#pragma once
#include <QRectF>

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace faultline::canvas {

/// Rectangles by square of a coarse grid, so that what lies near a line or an area is found without looking at everything.
/// Not thread-safe: a query marks what it has seen.
class RectGrid {
public:
    /// Adds a rectangle; returns its number (from 0, in order).
    int add(const QRectF& rect) {
        const int number = int(m_rects.size());
        m_rects.push_back(rect);
        m_seen.push_back(0);
        forCells(rect, [&](std::uint64_t key) { m_cells[key].push_back(number); });
        return number;
    }
    const QRectF& rect(int number) const { return m_rects[std::size_t(number)]; }

    /// Calls visit(number) once for each rectangle that intersects `area`.
    template <class Visit> void query(const QRectF& area, Visit&& visit) const {
        ++m_stamp;
        forCells(area, [&](std::uint64_t key) {
            const auto cell = m_cells.find(key);
            if (cell == m_cells.end()) return;
            for (const int number : cell->second) {
                if (m_seen[std::size_t(number)] == m_stamp) continue;
                m_seen[std::size_t(number)] = m_stamp;
                const QRectF& r = m_rects[std::size_t(number)];
                if (r.left() <= area.right() && area.left() <= r.right() && r.top() <= area.bottom() && area.top() <= r.bottom())
                    visit(number);
            }
        });
    }

private:
    template <class Visit> static void forCells(const QRectF& rect, Visit&& visit) {
        constexpr double cell = 192;
        const auto cellOf = [](double v) { return std::int32_t(std::floor(v / cell)); };
        for (std::int32_t x = cellOf(rect.left()); x <= cellOf(rect.right()); ++x)
            for (std::int32_t y = cellOf(rect.top()); y <= cellOf(rect.bottom()); ++y)
                visit(std::uint64_t(std::uint32_t(x)) << 32 | std::uint32_t(y));
    }

    std::vector<QRectF> m_rects;
    std::unordered_map<std::uint64_t, std::vector<int>> m_cells;
    mutable std::vector<std::uint32_t> m_seen;
    mutable std::uint32_t m_stamp = 0;
};

}  // namespace faultline::canvas
