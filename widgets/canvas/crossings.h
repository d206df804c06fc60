#pragma once
#include "model/core/ids.h"
#include "widgets/canvas/open_ids.h"
#include "widgets/canvas/rect_grid.h"
#include "widgets/canvas/route.h"

#include <map>
#include <vector>

namespace faultline::canvas {

/// Where drawn lines cross, and which of the two leaps over the other: the level one over the upright one, else the younger. Nothing
/// leaps at its ends, where there is no room. What was found is kept; update() looks again only where a line is another.
class Crossings {
public:
    /// A line that is drawn; null: none.
    void set(LinkId id, const Route* route, bool isCurve);
    /// Finds the leaps anew. Returns the lines whose leaps are others now.
    std::vector<LinkId> update();
    /// Lengths along a line at which it leaps, rising.
    const std::vector<double>& hops(LinkId id) const;

private:
    /// A straight piece of a drawn line.
    struct Piece {
        QPointF a, b;
        double at = 0;   ///< length from the beginning of the line to `a`
        bool isLevel() const;
        bool isUpright() const;
    };
    struct Line {
        std::vector<QPointF> points;
        std::vector<Piece> pieces;
        double length = 0;
        bool isCurve = false;
        std::vector<double> hops;
    };
    void open(const Line& line);
    std::vector<double> hopsOf(LinkId id, const Line& line) const;

    std::map<LinkId, Line> m_lines;
    RectGrid m_pieces;
    OpenIds m_open;
};

}  // namespace faultline::canvas
