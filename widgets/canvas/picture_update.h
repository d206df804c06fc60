#pragma once
#include "widgets/canvas/picture.h"

namespace faultline::canvas {

/// What Picture::sync() is at.
struct PictureUpdate {
    bool isWhole = false;                 ///< more than moves: everything is compared
    std::vector<ComponentId> moved;       ///< components whose place has to be looked at, the outer ones first
    std::optional<QPointF> shift;         ///< how far all of them moved, where nothing else happened to them
    std::vector<LinkId> open;             ///< the same of links
    std::set<LinkId> bent;                ///< links that are others themselves
    std::set<ComponentId> nodes;          ///< altered so far
    std::set<LinkId> links;
    std::vector<QRectF> dirty;

    /// It is about to be altered.
    void touch(const NodePart& node);
    void touch(const LinkPart& link);
};

}  // namespace faultline::canvas
