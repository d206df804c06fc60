#pragma once
#include "model/core/ids.h"
#include "widgets/canvas/rect_grid.h"
#include "widgets/canvas/route.h"

#include <cstdint>
#include <map>
#include <utility>
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
    struct Leap {
        double at = 0;
        LinkId over;
    };
    struct Line {
        std::vector<QPointF> points;
        std::vector<Piece> pieces;
        double length = 0;
        bool isCurve = false;
        std::vector<double> hops;
        std::vector<Leap> leaps;         ///< the same, with what it leaps over
    };
    void open(LinkId id, const Line& line);
    static void addLeap(std::vector<Leap>& leaps, LinkId id, const Line& line, const Piece& piece, LinkId otherId, const Line& otherLine, const Piece& other);
    void findAll(LinkId id, Line& line) const;
    void findOver(LinkId id, Line& line, LinkId other) const;

    std::map<LinkId, Line> m_lines;
    RectGrid m_pieces;
    std::vector<LinkId> m_altered;                       ///< lines that are others
    std::vector<std::uint32_t> m_seen;                   ///< by link: the last open() that met it
    std::uint32_t m_opened = 0;
    std::vector<std::pair<LinkId, LinkId>> m_met;        ///< by the first: lines that meet one that is another, where it was or is
};

}  // namespace faultline::canvas
