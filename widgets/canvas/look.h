#pragma once
#include "model/design/style.h"
#include "widgets/canvas/picture.h"
#include "widgets/common/theme.h"

#include <QColor>
#include <QFont>
#include <QPen>

/// From a style chosen by hand to what is painted: text stays readable on what is chosen, in every theme.
namespace faultline::canvas {

/// Transparent for Style::none.
QColor colorOf(std::uint32_t color);
/// The colour chosen, else the usual one.
QColor chosenColor(const std::optional<std::uint32_t>& chosen, const QColor& usual);

/// The colours of words on `background`.
struct Ink {
    QColor text, muted;
};
/// The chosen colour, made readable where it is not; else that of the theme, black or white, whichever can be read.
Ink inkOn(const QColor& background, const design::Style& style, const widgets::Theme& theme);

/// Gives a pen the dash chosen; Usual leaves it as it is.
void applyDash(QPen& pen, design::Style::Dash dash);

/// The font of the name on a card, host, zone or frame, as large as its header allows.
QFont nameFont(const NodePart& node);
/// The font of the label of a link.
QFont labelFont(const design::Style& style);
/// The font of what a note, a text or a shape says.
QFont wordsFont(const NodePart& node);

}  // namespace faultline::canvas
