#pragma once
#include "widgets/canvas/picture.h"
#include "widgets/canvas/routing.h"

#include <QPoint>

namespace faultline::canvas {

/// What is under the mouse.
struct Hit {
    enum class What { Nothing, Node, Link, Power, LinkHandle, ResizeHandle };
    What what = What::Nothing;
    ComponentId node{};
    LinkId link{};
    Qt::Edges edges{};         ///< of a resize handle
    bool onName = false;

    friend bool operator==(const Hit&, const Hit&) = default;
};

}  // namespace faultline::canvas
