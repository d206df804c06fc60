#pragma once
#include "widgets/canvas/picture.h"
#include "widgets/canvas/routing.h"

#include <QPoint>

namespace faultline::canvas {

/// What is under the mouse.
struct Hit {
    enum class What {
        Nothing, Node, Link, Power, LinkHandle, ResizeHandle, Fold,
        LinkEnd,   ///< of the selected link: `index` 0 where it begins, 1 where it arrives
        Bend       ///< a handle that bends the selected link: `index` in bendHandles()
    };
    What what = What::Nothing;
    ComponentId node{};
    LinkId link{};
    Qt::Edges edges{};         ///< of a resize handle
    bool onName = false;
    int index = -1;

    friend bool operator==(const Hit&, const Hit&) = default;
};

}  // namespace faultline::canvas
