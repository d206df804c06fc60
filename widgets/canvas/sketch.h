#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"

#include <QImage>

namespace faultline::widgets {
struct Theme;
}

namespace faultline::canvas {

/// A design as small as an icon: boxes with the signs of what they are and strong lines, without a word, so that it can be told
/// from others at a height of 40 pixels. Transparent ground. Needs a QGuiApplication; GUI thread.
QImage renderSketch(const design::Design& design, const catalog::Catalog& catalog, QSize size, const widgets::Theme& theme);

}  // namespace faultline::canvas
