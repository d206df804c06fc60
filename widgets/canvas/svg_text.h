#pragma once
#include <QByteArray>

/// What is done to the texts of a drawing that QSvgGenerator wrote, and to its size: it is in pixels then.
namespace faultline::canvas {

/// Each text as the outlines of its letters: it looks the same everywhere, and can no longer be searched or edited.
QByteArray svgWithOutlines(const QByteArray& svg);
/// Each text names other typefaces to take where its own is not installed.
QByteArray svgWithFallbackFonts(const QByteArray& svg);

}  // namespace faultline::canvas
