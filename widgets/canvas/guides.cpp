#include "widgets/canvas/guides.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::canvas {
namespace {

constexpr double guidesOverhang = 12;

/// The best answer for x so far; y is asked with everything turned over.
struct GuidesBest {
    double distance = 0;
    double shift = 0;
    bool found = false;
    std::vector<Guide> lines;

    /// Takes a shift that is better than what there is; true when the lines are to be drawn for it.
    bool take(double by) {
        if (std::abs(by) >= distance) return false;
        distance = std::abs(by);
        shift = by;
        found = true;
        lines.clear();
        return true;
    }
};

QRectF guidesTurned(const QRectF& r) { return {r.y(), r.x(), r.height(), r.width()}; }
QLineF guidesTurned(const QLineF& l) { return {l.y1(), l.x1(), l.y2(), l.x2()}; }

void guidesLines(const QRectF& moving, const std::vector<QRectF>& others, GuidesBest& best) {
    const std::array mine{moving.left(), moving.center().x(), moving.right()};
    for (const QRectF& other : others) {
        const std::array theirs{other.left(), other.center().x(), other.right()};
        for (std::size_t i = 0; i < mine.size(); ++i)
            for (std::size_t k = 0; k < theirs.size(); ++k) {
                if ((i == 1) != (k == 1) || !best.take(theirs[k] - mine[i])) continue;   // middles with middles, edges with edges
                const QRectF both = moving.united(other).adjusted(0, -guidesOverhang, 0, guidesOverhang);
                best.lines = {{QLineF(theirs[k], both.top(), theirs[k], both.bottom()), false}};
            }
    }
}

/// Equal gaps in a row of what stands at the same height.
void guidesGaps(const QRectF& moving, const std::vector<QRectF>& others, GuidesBest& best) {
    std::vector<QRectF> row;
    for (const QRectF& other : others)
        if (other.top() < moving.bottom() && other.bottom() > moving.top()) row.push_back(other);
    std::sort(row.begin(), row.end(), [](const QRectF& a, const QRectF& b) { return a.left() != b.left() ? a.left() < b.left() : a.top() < b.top(); });
    const double y = moving.center().y();
    const auto gap = [&](double from, double to) { return Guide{QLineF(from, y, to, y), true}; };
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
        const QRectF& a = row[i];
        const QRectF& b = row[i + 1];
        const double between = b.left() - a.right();
        if (between <= 0) continue;
        if (best.take(b.right() + between - moving.left()))
            best.lines = {gap(a.right(), b.left()), gap(b.right(), b.right() + between)};
        if (best.take(a.left() - between - moving.right()))
            best.lines = {gap(a.right(), b.left()), gap(a.left() - between, a.left())};
        const double room = between - moving.width();
        if (room > 0 && best.take(a.right() + room / 2 - moving.left()))
            best.lines = {gap(a.right(), a.right() + room / 2), gap(b.left() - room / 2, b.left())};
    }
}

GuidesBest guidesAcross(const QRectF& moving, const std::vector<QRectF>& others, double reach) {
    GuidesBest best;
    best.distance = reach;
    guidesLines(moving, others, best);
    guidesGaps(moving, others, best);
    return best;
}

}  // namespace

std::optional<SameSize> nearestSize(double size, const std::vector<QRectF>& others, bool width, double reach) {
    std::optional<SameSize> best;
    for (const QRectF& other : others) {
        const double theirs = width ? other.width() : other.height();
        const double distance = std::abs(theirs - size);
        if (distance < reach && (!best || distance < std::abs(best->size - size))) best = SameSize{theirs, other};
    }
    return best;
}

Snap snapToNeighbours(const QRectF& moving, const std::vector<QRectF>& neighbours, double reach) {
    Snap snap;
    const GuidesBest across = guidesAcross(moving, neighbours, reach);
    const QRectF now = moving.translated(across.shift, 0);
    std::vector<QRectF> turned;
    for (const QRectF& rect : neighbours) turned.push_back(guidesTurned(rect));
    const GuidesBest down = guidesAcross(guidesTurned(now), turned, reach);
    snap.shift = {across.shift, down.shift};
    snap.across = across.found;
    snap.down = down.found;
    snap.lines = across.lines;
    for (const Guide& guide : down.lines) snap.lines.push_back({guidesTurned(guide.line), guide.isGap});
    return snap;
}

}  // namespace faultline::canvas
