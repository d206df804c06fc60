#pragma once
#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;

namespace faultline::widgets {

/// How much a push button asks for attention; set with setButtonRole.
enum class ButtonRole { Normal, Primary, Danger };
/// Primary: filled with the accent, once a view at most. Danger: red, for what cannot be taken back. A dialog's default
/// button is primary
/// by itself.
void setButtonRole(QWidget* button, ButtonRole role);

/// Draws every standard control in the colours and measures of the theme, over Fusion; the state lives in the options alone.
class Style : public QProxyStyle {
    Q_OBJECT
public:
    Style();

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                         const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QIcon standardIcon(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const override;
    QPixmap standardPixmap(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const override;

private:
    void drawItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawComboLabel(const QStyleOptionComboBox& box, QPainter* painter, const QWidget* widget) const;
    void drawMenuItem(const QStyleOptionMenuItem& item, QPainter* painter, const QWidget* widget) const;
    void drawHeader(const QStyleOptionHeader& header, QPainter* painter, const QWidget* widget) const;
    void drawTabLabel(const QStyleOptionTab& tab, QPainter* painter, const QWidget* widget) const;
    void drawPushButtonLabel(const QStyleOptionButton& button, QPainter* painter, const QWidget* widget) const;
};

}  // namespace faultline::widgets
