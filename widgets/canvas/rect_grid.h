#pragma once
#include <QRectF>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace faultline::canvas {

/// Whether two areas have a point in common; also of no height, as a line is.
inline bool areasTouch(const QRectF& a, const QRectF& b) {
    return a.left() <= b.right() && b.left() <= a.right() && a.top() <= b.bottom() && b.top() <= a.bottom();
}

/// Indices of a list by number; what was once put in stays.
class IndexTable {
public:
    static constexpr std::uint32_t none = ~0U;

    std::uint32_t find(std::uint64_t key) const {
        if (m_slots.empty()) return none;
        for (std::size_t at = placeOf(key);; at = (at + 1) & (m_slots.size() - 1)) {
            const Slot& slot = m_slots[at];
            if (slot.index == none || slot.key == key) return slot.index;
        }
    }
    /// The key must not be known.
    void insert(std::uint64_t key, std::uint32_t index) {
        if (2 * (m_count + 1) > m_slots.size()) grow();
        put({key, index});
        ++m_count;
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t index = none;
    };
    std::size_t placeOf(std::uint64_t key) const { return std::size_t((key * 0x9E37'79B9'7F4A'7C15U) >> m_shift); }   // golden ratio: Knuth, 6.4
    void put(const Slot& slot) {
        std::size_t at = placeOf(slot.key);
        while (m_slots[at].index != none) at = (at + 1) & (m_slots.size() - 1);
        m_slots[at] = slot;
    }
    void grow() {
        const std::vector<Slot> before = std::exchange(m_slots, std::vector<Slot>(std::max<std::size_t>(16, 2 * m_slots.size())));
        m_shift = 64;
        for (std::size_t size = m_slots.size(); size > 1; size /= 2) --m_shift;
        for (const Slot& slot : before)
            if (slot.index != none) put(slot);
    }

    std::vector<Slot> m_slots;   ///< a power of two, at least half of them free
    std::size_t m_count = 0;
    int m_shift = 64;
};

/// Rectangles by square of a coarse grid, so that what lies near a line or an area is found without looking at everything. What is long
/// and thin is in a grid of squares drawn out in its direction: else it would be in hundreds of them. Each belongs to somebody, whose
/// rectangles are replaced together.
class RectGrid {
public:
    using Owner = std::uint64_t;

    explicit RectGrid(double square = 256) : m_long(2 * square), m_forms{Form(square, square), Form(8 * square, square), Form(square, 8 * square)} {}
    /// Where all have one form.
    RectGrid(double width, double height) : m_long(1e18), m_forms{Form(width, height), Form(width, height), Form(width, height)} {}

    /// Replaces the rectangles of `owner`. Whether that is something else.
    bool set(Owner owner, const std::vector<QRectF>& rects) {
        std::uint32_t at = m_byOwner.find(owner);
        if (at == IndexTable::none) {
            if (rects.empty()) return false;
            at = std::uint32_t(m_owned.size());
            m_byOwner.insert(owner, at);
            m_owned.emplace_back();
        }
        Owned& owned = m_owned[at];
        if (owned.rects == rects) return false;
        clear(owned, owner);
        owned.rects = rects;
        for (std::size_t i = 0; i < rects.size(); ++i) {
            Form& form = m_forms[formOf(rects[i])];
            form.count += 1;
            form.forCells(rects[i], [&](Key key) {
                const std::uint32_t cell = cellAt(form, key);
                m_cells[cell].push_back({rects[i], owner, std::int32_t(i)});
                const auto recent = owned.cells.end() - std::ptrdiff_t(std::min<std::size_t>(8, owned.cells.size()));
                if (std::find(recent, owned.cells.end(), cell) == owned.cells.end()) owned.cells.push_back(cell);
                return false;
            });
        }
        return true;
    }
    void remove(Owner owner) { set(owner, {}); }
    /// Those of `owner`.
    const std::vector<QRectF>& rects(Owner owner) const {
        static const std::vector<QRectF> none;
        const std::uint32_t at = m_byOwner.find(owner);
        return at == IndexTable::none ? none : m_owned[at].rects;
    }
    /// Calls visit(owner, index, rect) once for each rectangle that touches `area`, in no order to rely on; `index` is its place among
    /// those of its owner. The grid must not be altered by it.
    template <class Visit> void query(const QRectF& area, Visit&& visit) const {
        queryUntil(area, [&](Owner owner, int index, const QRectF& rect) {
            visit(owner, index, rect);
            return false;
        });
    }
    /// The same until visit() says that it has seen enough.
    template <class Visit> void queryUntil(const QRectF& area, Visit&& visit) const {
        for (const Form& form : m_forms) {
            if (form.count == 0) continue;
            const bool isOne = form.isOneCell(area);
            const bool isEnough = form.forCells(area, [&](Key key) {
                const std::uint32_t cell = form.cells.find(key);
                return cell != IndexTable::none && std::any_of(m_cells[cell].begin(), m_cells[cell].end(), [&](const Item& item) {
                           // Met in the first of the squares in which both are.
                           return areasTouch(item.rect, area) &&
                                  (isOne || form.cellOf(std::max(item.rect.left(), area.left()), std::max(item.rect.top(), area.top())) == key) &&
                                  visit(item.owner, int(item.index), item.rect);
                       });
            });
            if (isEnough) return;
        }
    }
    /// Whether isMeant(owner) holds for any that touches `area`; it may be asked of one more than once.
    template <class IsMeant> bool any(const QRectF& area, IsMeant&& isMeant) const {
        return std::any_of(m_forms.begin(), m_forms.end(), [&](const Form& form) {
            return form.count != 0 && form.forCells(area, [&](Key key) {
                const std::uint32_t cell = form.cells.find(key);
                return cell != IndexTable::none && std::any_of(m_cells[cell].begin(), m_cells[cell].end(), [&](const Item& item) {
                           return areasTouch(item.rect, area) && isMeant(item.owner);
                       });
            });
        });
    }

private:
    using Key = std::uint64_t;
    struct Item {
        QRectF rect;
        Owner owner = 0;
        std::int32_t index = 0;
    };
    struct Owned {
        std::vector<QRectF> rects;
        std::vector<std::uint32_t> cells;   ///< where they are
    };
    /// The cells of one size.
    struct Form {
        Form(double width, double height) : perWidth(1 / width), perHeight(1 / height) {}
        double perWidth, perHeight;
        std::size_t count = 0;   ///< of rectangles
        IndexTable cells;

        static Key keyOf(std::int32_t x, std::int32_t y) { return std::uint64_t(std::uint32_t(x)) << 32 | std::uint32_t(y); }
        static std::int32_t floorOf(double v) {   // the library's own is a call
            const auto whole = std::int32_t(v);
            return whole - (v < whole);
        }
        std::int32_t column(double x) const { return floorOf(x * perWidth); }
        std::int32_t row(double y) const { return floorOf(y * perHeight); }
        Key cellOf(double x, double y) const { return keyOf(column(x), row(y)); }
        bool isOneCell(const QRectF& rect) const { return cellOf(rect.left(), rect.top()) == cellOf(rect.right(), rect.bottom()); }
        /// Until visit(key) says that it has seen enough; whether it did.
        template <class Visit> bool forCells(const QRectF& rect, Visit&& visit) const {
            const std::int32_t right = column(rect.right()), bottom = row(rect.bottom()), top = row(rect.top());
            for (std::int32_t x = column(rect.left()); x <= right; ++x)
                for (std::int32_t y = top; y <= bottom; ++y)
                    if (visit(keyOf(x, y))) return true;
            return false;
        }
    };

    /// 0: as it comes, 1: long and level, 2: long and upright.
    std::size_t formOf(const QRectF& rect) const {
        if (rect.width() > m_long && rect.width() > 4 * rect.height()) return 1;
        return rect.height() > m_long && rect.height() > 4 * rect.width() ? 2 : 0;
    }
    std::uint32_t cellAt(Form& form, Key key) {
        std::uint32_t cell = form.cells.find(key);
        if (cell != IndexTable::none) return cell;
        cell = std::uint32_t(m_cells.size());
        form.cells.insert(key, cell);
        m_cells.emplace_back();
        return cell;
    }
    void clear(Owned& owned, Owner owner) {
        for (const QRectF& rect : owned.rects) m_forms[formOf(rect)].count -= 1;
        for (const std::uint32_t cell : owned.cells) {
            std::vector<Item>& items = m_cells[cell];
            for (std::size_t i = 0; i < items.size();) {
                if (items[i].owner != owner) {
                    ++i;
                    continue;
                }
                items[i] = items.back();
                items.pop_back();
            }
        }
        owned.cells.clear();
        owned.rects.clear();
    }

    double m_long;
    std::array<Form, 3> m_forms;
    std::vector<std::vector<Item>> m_cells;
    std::vector<Owned> m_owned;
    IndexTable m_byOwner;
};

}  // namespace faultline::canvas
