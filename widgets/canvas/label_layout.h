#pragma once
#include "model/core/ids.h"
#include "widgets/canvas/open_ids.h"
#include "widgets/canvas/rect_grid.h"
#include "widgets/canvas/route.h"

#include <QSizeF>

#include <functional>
#include <map>
#include <vector>

namespace faultline::canvas {

/// Looks for the label of each link the place on its line where it covers nothing else, and no other line if that can be; the older
/// label has its place first. What was found is kept; update() looks again only at the labels that something altered concerns.
class LabelLayout {
public:
    struct Label {
        QSizeF size;            ///< empty: no label
        bool isCurve = false;
        bool hasPill = false;   ///< something stands in the link
        friend bool operator==(const Label&, const Label&) = default;
    };

    /// What a component keeps free, and what of it a label had better not lie on.
    void setNode(ComponentId id, const std::vector<QRectF>& taken, const std::vector<QRectF>& edges);
    /// A line with its label; null: neither. The route must outlive the next update().
    void setLink(LinkId id, const Route* route, const Label& label);
    /// Finds the places anew. Returns the links whose label is elsewhere now.
    std::vector<LinkId> update();
    /// Null: there is no label, or no room for it.
    QRectF place(LinkId id) const;

private:
    struct Line {
        const Route* route = nullptr;
        Label label;
        QRectF place;
    };
    RectGrid& gridOf(std::uint64_t key);
    void replace(std::uint64_t key, const std::vector<QRectF>& rects);
    void open(const QRectF& area, LinkId after = {});
    QRectF placeOf(LinkId id, const Line& line, std::vector<QRectF>& looked) const;

    std::map<LinkId, Line> m_lines;
    /// What labels keep off, what they had better not lie on, and where each looked; small squares, for labels are.
    RectGrid m_taken{64}, m_crossed{64}, m_looked{128};
    OpenIds m_open;
};

/// The place at a line for its label where it crosses least: `crossed` says how many lines it would lie on there, and less than 0
/// where something is that it must not cover; more than its second argument need not be counted. Null: there is none.
QRectF placeLabel(const Route& route, const LabelLayout::Label& label, const std::function<int(const QRectF&, int)>& crossed);

}  // namespace faultline::canvas
