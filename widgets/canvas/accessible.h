#pragma once

namespace faultline::canvas {

class CanvasView;

/// Makes screen readers see the drawing: the view is a list, its components and links are the items, with name, description, place,
/// and whether they are selected. Called by each canvas; the first call alone has an effect. GUI thread.
void makeAccessible();

/// Tells them which component the keyboard is on now.
void announceCurrent(CanvasView& view);

}  // namespace faultline::canvas
