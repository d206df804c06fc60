#include "widgets/canvas/look.h"

#include "widgets/common/fonts.h"

#include <algorithm>

namespace faultline::canvas {

QColor colorOf(std::uint32_t color) { return color == design::Style::none ? QColor(Qt::transparent) : QColor(QRgb(color)); }

QColor chosenColor(const std::optional<std::uint32_t>& chosen, const QColor& usual) { return chosen ? colorOf(*chosen) : usual; }

Ink inkOn(const QColor& background, const design::Style& style, const widgets::Theme& t) {
    if (!style.fill && !style.text) return {t.text, t.muted};
    QColor text = style.text ? widgets::readable(colorOf(*style.text), background) : t.text;
    if (widgets::contrast(text, background) < 4.5)
        text = widgets::contrast(Qt::white, background) > widgets::contrast(Qt::black, background) ? Qt::white : Qt::black;
    QColor quiet = text;
    quiet.setAlpha(190);
    const QColor muted = widgets::readable(widgets::blended(quiet, background), background);
    return {text, widgets::contrast(muted, background) < 4.5 ? text : muted};   // beside a middling grey there is no room for two
}

void applyDash(QPen& pen, design::Style::Dash dash) {
    switch (dash) {
    case design::Style::Dash::Usual: break;
    case design::Style::Dash::Solid: pen.setStyle(Qt::SolidLine); break;
    case design::Style::Dash::Dashed: pen.setDashPattern({4, 3}); break;
    case design::Style::Dash::Dotted:
        pen.setCapStyle(Qt::RoundCap);
        pen.setDashPattern({0.1, 2.6});
        break;
    }
}

QFont nameFont(const NodePart& node) {
    const bool small = node.form == Form::Zone || node.form == Form::Frame;
    QFont font = small ? widgets::smallStrongFont() : widgets::strongFont();
    if (node.style.textSize > 0) font.setPixelSize(std::clamp(node.style.textSize, 9, small ? 22 : 20));
    return font;
}

QFont labelFont(const design::Style& style) {
    QFont font = widgets::smallFont();
    if (style.textSize > 0) font.setPixelSize(std::min(style.textSize, 32));
    return font;
}

QFont wordsFont(const NodePart& node) {
    const int usual = node.form == Form::Text ? 14 : 12;
    return widgets::uiFont(node.style.textSize > 0 ? node.style.textSize : usual);
}

}  // namespace faultline::canvas
