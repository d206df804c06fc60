#pragma once
#include "widgets/canvas/picture.h"
#include "widgets/canvas/selection.h"

#include <QLine>
#include <QRect>
#include <QTransform>

#include <cstdint>
#include <vector>

class QPainter;

namespace faultline::canvas {

/// Where the parts of a picture are, one after another in memory, for what goes through all of them for each move of the mouse. It
/// follows the picture when it is asked. GUI thread.
class Outlines {
public:
    explicit Outlines(const Picture& picture) : m_picture(picture) {}

    /// What a rubber band over `area` of the scene selects, added to `before`.
    Selection within(const QRectF& area, const Selection& before);
    /// Outlines of what is selected, a pixel wide and not smoothed, of what is seen in `view` through `transform`.
    void paint(QPainter& painter, const Selection& selection, const QTransform& transform, const QRect& view, const QColor& color);
    /// What is locked in its place, shown, and selected.
    std::vector<ComponentId> lockedOf(const Selection& selection);

private:
    struct Node {
        ComponentId id;
        enum class Taken { Touched, Whole, Never } taken = Taken::Touched;   ///< when it is in a band
        QRectF rect;
    };
    struct Link {
        LinkId id;
        bool canBeTaken = false;
        QPointF from, to;
    };
    /// A level or upright line of whole pixels.
    struct Bar {
        bool isUpright = false;
        int at = 0, from = 0, to = 0;         ///< its row, or column, and the pixels of it; both ends belong to it
        std::uint32_t part = 0;               ///< whose it is: first the components, then the links
    };
    struct Slant {
        QLine line;
        std::uint32_t part = 0;
    };
    void follow();
    void draw(const QTransform& transform, const QRect& view);
    void addLine(QPoint from, QPoint to, std::uint32_t part);

    const Picture& m_picture;
    std::uint64_t m_revision = 0;             ///< of the picture
    std::vector<Node> m_nodes;
    std::vector<Link> m_links;
    std::vector<ComponentId> m_locked;
    // In pixels.
    bool m_isDrawn = false;
    QTransform m_transform;
    QRect m_view;
    std::vector<Bar> m_bars;                  ///< in order: those in one row or column lie together
    std::vector<Slant> m_slants;
};

}  // namespace faultline::canvas
