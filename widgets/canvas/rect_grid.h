#pragma once
#include <QRectF>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace faultline::canvas {

/// Whether two areas have a point in common; also of no height, as a line is.
inline bool areasTouch(const QRectF& a, const QRectF& b) {
    return a.left() <= b.right() && b.left() <= a.right() && a.top() <= b.bottom() && b.top() <= a.bottom();
}

/// Rectangles by square of a coarse grid, so that what lies near a line or an area is found without looking at everything. Each
/// belongs to somebody, whose rectangles are replaced together.
class RectGrid {
public:
    using Owner = std::uint64_t;

    /// Squares for what has any form; or strips along what is long and thin.
    RectGrid() = default;
    RectGrid(double cellWidth, double cellHeight) : m_cellWidth(cellWidth), m_cellHeight(cellHeight) {}

    /// Replaces the rectangles of `owner`.
    void set(Owner owner, const std::vector<QRectF>& rects) {
        remove(owner);
        if (rects.empty()) return;
        std::vector<Key>& keys = m_owned[owner];
        for (std::size_t i = 0; i < rects.size(); ++i)
            forCells(rects[i], [&](Key key) {
                m_cells[key].push_back({rects[i], owner, int(i)});
                keys.push_back(key);
            });
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }
    void remove(Owner owner) {
        const auto owned = m_owned.find(owner);
        if (owned == m_owned.end()) return;
        for (const Key key : owned->second) std::erase_if(m_cells[key], [&](const Item& item) { return item.owner == owner; });
        m_owned.erase(owned);
    }
    /// Calls visit(owner, index, rect) once for each rectangle that touches `area`, in no order to rely on; `index` is its place among
    /// those of its owner. The grid must not be altered by it.
    template <class Visit> void query(const QRectF& area, Visit&& visit) const {
        forCells(area, [&](Key key) {
            const auto cell = m_cells.find(key);
            if (cell == m_cells.end()) return;
            for (const Item& item : cell->second)
                // Met in the first of the squares in which both are.
                if (areasTouch(item.rect, area) && cellOf(std::max(item.rect.left(), area.left()), std::max(item.rect.top(), area.top())) == key)
                    visit(item.owner, item.index, item.rect);
        });
    }
    /// Whether isMeant(owner) holds for any that touches `area`.
    template <class IsMeant> bool any(const QRectF& area, IsMeant&& isMeant) const {
        bool found = false;
        forCells(area, [&](Key key) {
            if (found) return;
            const auto cell = m_cells.find(key);
            found = cell != m_cells.end() && std::any_of(cell->second.begin(), cell->second.end(), [&](const Item& item) {
                        return areasTouch(item.rect, area) && isMeant(item.owner);
                    });
        });
        return found;
    }

private:
    using Key = std::uint64_t;
    struct Item {
        QRectF rect;
        Owner owner = 0;
        int index = 0;
    };

    static Key keyOf(std::int32_t x, std::int32_t y) { return std::uint64_t(std::uint32_t(x)) << 32 | std::uint32_t(y); }
    std::int32_t column(double x) const { return std::int32_t(std::floor(x / m_cellWidth)); }
    std::int32_t row(double y) const { return std::int32_t(std::floor(y / m_cellHeight)); }
    Key cellOf(double x, double y) const { return keyOf(column(x), row(y)); }
    template <class Visit> void forCells(const QRectF& rect, Visit&& visit) const {
        const std::int32_t right = column(rect.right()), bottom = row(rect.bottom()), top = row(rect.top());
        for (std::int32_t x = column(rect.left()); x <= right; ++x)
            for (std::int32_t y = top; y <= bottom; ++y) visit(keyOf(x, y));
    }

    double m_cellWidth = 192, m_cellHeight = 192;
    std::unordered_map<Key, std::vector<Item>> m_cells;
    std::unordered_map<Owner, std::vector<Key>> m_owned;   ///< where each is
};

}  // namespace faultline::canvas
