#pragma once
#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <optional>
#include <vector>

namespace faultline::canvas {

/// A line that shows why something being moved stopped where it did; scene coordinates.
struct Guide {
    QLineF line;
    bool isGap = false;   ///< one of two equal gaps; else an edge or middle in common
};

/// Where something being moved would come to rest.
struct Snap {
    QPointF shift;               ///< to be added to its place
    bool across = false;         ///< something was found for x (y)
    bool down = false;
    std::vector<Guide> lines;
};

/// The nearest place, at most `reach` away in x and in y, where an edge or the middle of `moving` is in line with that of a neighbour,
/// or its gap to the next one equals a gap between two others beside it. The same input gives the same answer.
Snap snapToNeighbours(const QRectF& moving, const std::vector<QRectF>& neighbours, double reach);

/// A size that another one has.
struct SameSize {
    double size;
    QRectF like;   ///< whose it is
};
/// The width (else the height) among `others` that is nearest to `size`, less than `reach` away.
std::optional<SameSize> nearestSize(double size, const std::vector<QRectF>& others, bool width, double reach);

}  // namespace faultline::canvas
