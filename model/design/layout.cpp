#include "model/design/layout.h"

#include "model/design/arrange.h"
#include "model/design/draft.h"
#include "model/design/layers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

namespace faultline::design {
namespace {

constexpr double layoutGrid = 8;
constexpr double layoutGapX = 48, layoutGapY = 32;   ///< where nothing says how far apart things should be
constexpr double layoutMostGap = 240;
constexpr double layoutLeastGap = 24;

double layoutOnGrid(double v) { return std::round(v / layoutGrid) * layoutGrid; }

bool layoutIsBadge(const Draft& draft, ComponentId id) {
    const catalog::ComponentKind* kind = draft.kindOf(id);
    return kind && kind->shape == catalog::Shape::Eye && draft.design().component(id)->container.isValid();
}

/// What a tidied component was found in.
struct LayoutItem {
    ComponentId id;
    QRectF rect;
    bool locked = false;
    std::size_t column = 0, row = 0;
};
struct LayoutLine {
    double centre = 0;      ///< mean of its members
    double least = 0;       ///< the smallest of them
    std::vector<std::size_t> members;
};

/// Groups items whose centres are nearly in one line. `across`: into columns, else into rows; `clash` says who cannot share one.
template <class Clash>
std::vector<LayoutLine> layoutLines(const std::vector<LayoutItem>& items, bool across, Clash&& clash) {
    const auto centre = [&](std::size_t i) { return across ? items[i].rect.center().x() : items[i].rect.center().y(); };
    const auto size = [&](std::size_t i) { return across ? items[i].rect.width() : items[i].rect.height(); };
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return centre(a) < centre(b); });
    std::vector<LayoutLine> lines;
    for (const std::size_t i : order) {
        if (!lines.empty()) {
            LayoutLine& last = lines.back();
            if (std::abs(centre(i) - last.centre) <= std::min(last.least, size(i)) / 2 && !clash(last, i)) {
                last.centre = (last.centre * double(last.members.size()) + centre(i)) / double(last.members.size() + 1);
                last.least = std::min(last.least, size(i));
                last.members.push_back(i);
                continue;
            }
        }
        lines.push_back({centre(i), size(i), {i}});
    }
    // A locked one says where its line is.
    for (LayoutLine& line : lines)
        for (const std::size_t i : line.members)
            if (items[i].locked) line.centre = centre(i);
    return lines;
}

double layoutGap(std::vector<double> gaps, double otherwise, double least) {
    std::erase_if(gaps, [](double gap) { return gap < 4; });
    if (gaps.empty()) return otherwise;
    return std::clamp(layoutOnGrid(*std::min_element(gaps.begin(), gaps.end())), least, layoutMostGap);
}

/// Puts the columns beside each other with equal gaps; the first stays.
void layoutColumns(std::vector<LayoutItem>& items, const std::vector<LayoutLine>& columns) {
    // What reaches over other columns (a zone above several cards) does not push them apart.
    const auto spans = [&](const LayoutLine& own, const QRectF& rect) {
        return std::any_of(columns.begin(), columns.end(), [&](const LayoutLine& other) {
            return &other != &own && other.centre > rect.left() && other.centre < rect.right();
        });
    };
    const auto widthOf = [&](const LayoutLine& column) {
        double width = 0;
        for (const std::size_t i : column.members)
            if (!spans(column, items[i].rect)) width = std::max(width, items[i].rect.width());
        return width > 0 ? width : column.least;
    };
    std::vector<double> widths;
    for (const LayoutLine& column : columns) widths.push_back(widthOf(column));   // before anything moves
    double mean = 0;
    int count = 0;
    for (std::size_t c = 0; c + 1 < columns.size(); ++c) {
        const double gap = columns[c + 1].centre - widths[c + 1] / 2 - columns[c].centre - widths[c] / 2;
        if (gap < 4) continue;
        mean += gap;
        ++count;
    }
    const double gap = count == 0 ? layoutGapX : std::clamp(layoutOnGrid(mean / count), layoutLeastGap, layoutMostGap);
    double right = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double width = widths[c];
        const bool fixed = std::any_of(columns[c].members.begin(), columns[c].members.end(), [&](std::size_t i) { return items[i].locked; });
        const double left = c == 0 || fixed ? columns[c].centre - width / 2 : right + gap;
        for (const std::size_t i : columns[c].members) {
            items[i].column = c;
            if (!items[i].locked) items[i].rect.moveLeft(left + (width - items[i].rect.width()) / 2);
        }
        right = left + width;
    }
}

/// Puts the rows below each other: each as near to what is above it in its columns as the others, straight, in the old order.
void layoutRows(std::vector<LayoutItem>& items, const std::vector<LayoutLine>& rows, double gap) {
    std::vector<std::size_t> above;   // items of rows that are placed
    for (const std::size_t i : [&] {
             std::vector<std::size_t> locked;
             for (std::size_t k = 0; k < items.size(); ++k)
                 if (items[k].locked) locked.push_back(k);
             return locked;
         }())
        above.push_back(i);
    for (const LayoutLine& row : rows) {
        std::optional<double> centre;
        bool fixed = false;
        for (const std::size_t i : row.members) fixed = fixed || items[i].locked;
        for (const std::size_t i : row.members) {
            for (const std::size_t k : above) {
                const QRectF &upper = items[k].rect, &lower = items[i].rect;
                if (upper.right() <= lower.left() + 1 || upper.left() >= lower.right() - 1 || k == i) continue;
                if (items[k].locked && upper.center().y() > row.centre) continue;   // it is below
                const double wanted = upper.bottom() + gap + lower.height() / 2;
                centre = std::max(centre.value_or(wanted), wanted);
            }
        }
        const double at = fixed ? std::max(row.centre, centre.value_or(row.centre)) : centre.value_or(row.centre);
        for (const std::size_t i : row.members) {
            if (!items[i].locked) items[i].rect.moveTop(at - items[i].rect.height() / 2);
            above.push_back(i);
        }
    }
}

/// Notes stand in no row: they stay where they are, or go below what would cover them.
void layoutNotes(Places& places, std::vector<LayoutItem> notes, std::vector<QRectF> taken, double gap) {
    std::stable_sort(notes.begin(), notes.end(), [](const LayoutItem& a, const LayoutItem& b) { return a.rect.top() < b.rect.top(); });
    for (LayoutItem& note : notes) {
        for (bool moved = !note.locked; moved;) {
            moved = false;
            for (const QRectF& other : taken) {
                if (!other.intersects(note.rect)) continue;
                note.rect.moveTop(other.bottom() + gap);
                moved = true;
            }
        }
        taken.push_back(note.rect);
        if (!note.locked) places[note.id] = note.rect;
    }
}

/// Tidies what has one container; rectangles are relative to it.
Places layoutTidied(const Draft& draft, const std::vector<ComponentId>& ids, double least) {
    std::vector<LayoutItem> items, notes;
    for (const ComponentId id : ids) {
        const Component& part = *draft.design().component(id);
        const catalog::ComponentKind* kind = draft.kindOf(id);
        // Frames, words and arrows were put there for what is around them: they stay.
        if (kind && kind->isAnnotation() && kind->shape != catalog::Shape::Note && kind->shape != catalog::Shape::Plain) continue;
        const bool isNote = kind && kind->isAnnotation();
        (isNote ? notes : items).push_back({id, part.rect, holdsLocked(draft.design(), id)});
    }
    if (items.empty()) items.swap(notes);   // notes alone are tidied as anything else
    const std::vector<LayoutItem> before = items;
    const auto columns = layoutLines(items, true, [](const LayoutLine&, std::size_t) { return false; });
    for (std::size_t c = 0; c < columns.size(); ++c)
        for (const std::size_t i : columns[c].members) items[i].column = c;
    const auto rows = layoutLines(items, false, [&](const LayoutLine& row, std::size_t i) {
        return std::any_of(row.members.begin(), row.members.end(), [&](std::size_t k) { return items[k].column == items[i].column; });
    });
    std::vector<double> gaps;
    for (const LayoutLine& column : columns) {
        std::vector<QRectF> rects;
        for (const std::size_t i : column.members) rects.push_back(before[i].rect);
        std::sort(rects.begin(), rects.end(), [](const QRectF& a, const QRectF& b) { return a.center().y() < b.center().y(); });
        for (std::size_t k = 0; k + 1 < rects.size(); ++k) gaps.push_back(rects[k + 1].top() - rects[k].bottom());
    }
    layoutColumns(items, columns);
    layoutRows(items, rows, layoutGap(gaps, std::max(least, layoutGapY), least));
    Places places;
    std::vector<QRectF> taken;
    for (const LayoutItem& item : items) {
        taken.push_back(item.rect);
        if (!item.locked) places[item.id] = item.rect;
    }
    layoutNotes(places, std::move(notes), std::move(taken), layoutLeastGap);
    return places;
}

std::vector<ComponentId> layoutChildren(const Draft& draft, ComponentId container) {
    std::vector<ComponentId> ids;
    for (const auto& [id, part] : draft.design().components())
        if (part->container == container && !part->attachedTo.isValid() && !part->inLine.isValid() && !layoutIsBadge(draft, id) &&
            !isHidden(draft.design(), *part))
            ids.push_back(id);
    return ids;
}

/// The groups to be tidied, what is deepest first.
std::vector<std::pair<ComponentId, std::vector<ComponentId>>> layoutGroups(const Draft& draft, std::vector<ComponentId> ids) {
    const Design& design = draft.design();
    std::vector<std::pair<ComponentId, std::vector<ComponentId>>> groups;
    ids = placedByHand(design, ids);
    std::erase_if(ids, [&](ComponentId id) { return layoutIsBadge(draft, id); });
    if (ids.size() == 1) {
        groups.emplace_back(ids.front(), layoutChildren(draft, ids.front()));
        return groups;
    }
    if (!ids.empty()) {
        std::map<ComponentId, std::vector<ComponentId>> by;
        for (const ComponentId id : ids) by[design.component(id)->container].push_back(id);
        return {by.begin(), by.end()};
    }
    std::vector<ComponentId> level{ComponentId{}};
    for (std::size_t i = 0; i < level.size() && i <= design.components().size(); ++i) {
        std::vector<ComponentId> children = layoutChildren(draft, level[i]);
        for (const ComponentId child : children)
            if (const catalog::ComponentKind* kind = draft.kindOf(child); kind && kind->isContainer()) level.push_back(child);
        groups.emplace_back(level[i], std::move(children));
    }
    std::reverse(groups.begin(), groups.end());
    return groups;
}

/// Bends of links after things have moved from `before`.
void layoutBends(Draft& draft, const Design& before) {
    for (const auto& [id, link] : before.links()) {
        if (link->waypoints.empty()) continue;
        const QPointF from = draft.design().sceneRect(link->from).topLeft() - before.sceneRect(link->from).topLeft();
        const QPointF to = draft.design().sceneRect(link->to).topLeft() - before.sceneRect(link->to).topLeft();
        if (from.isNull() && to.isNull()) continue;
        Link copy = *link;
        if ((from - to).manhattanLength() > 0.5)
            copy.waypoints.clear();
        else
            for (QPointF& point : copy.waypoints) point += from;
        draft.put(std::move(copy));
    }
}

}  // namespace

Change putAll(const Design& design, const catalog::Catalog& catalog, const Places& places, const QString& label) {
    Draft draft(design, catalog);
    for (const auto& [id, rect] : places) {
        const Component* part = design.component(id);
        if (!part || part->attachedTo.isValid() || part->inLine.isValid()) continue;
        const auto outer = places.find(part->container);
        const QPointF origin = outer != places.end() ? outer->second.topLeft()
                               : part->container.isValid() ? design.sceneRect(part->container).topLeft() : QPointF();
        const double wider = rect.width() - part->rect.width();
        draft.alter(id, [&, place = rect.translated(-origin)](Component& c) { c.rect = place; });
        if (wider != 0)
            for (const ComponentId child : design.childrenOf(id))
                if (layoutIsBadge(draft, child)) draft.alter(child, [&](Component& c) { c.rect.translate(wider, 0); });
    }
    for (const auto& [id, rect] : places)
        if (const Component* part = design.component(id); part && part->container.isValid() && !places.contains(part->container)) draft.fit(id);
    layoutBends(draft, design);
    return draft.change(label);
}

Change tidyUp(const Design& design, const catalog::Catalog& catalog, const std::vector<ComponentId>& ids) {
    Draft draft(design, catalog);
    for (const auto& [container, children] : layoutGroups(draft, ids)) {
        if (children.size() < 2) continue;
        const catalog::ComponentKind* kind = draft.kindOf(container);
        const bool inHost = kind && kind->shape == catalog::Shape::Host;
        const Places places = layoutTidied(draft, children, inHost ? hostGap : layoutLeastGap);
        for (const auto& [id, rect] : places) draft.alter(id, [&, place = rect](Component& c) { c.rect = place; });
        for (const auto& [id, rect] : places) draft.fit(id);
    }
    layoutBends(draft, design);
    return draft.change(QCoreApplication::translate("design", "Tidy up"));
}

}  // namespace faultline::design
