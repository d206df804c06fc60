#pragma once
#include <QPainter>
#include <QStyle>

class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QWidget;

// The drawings of Style, each a function of an option alone. Private to widgets/common.
namespace faultline::widgets::paint {

inline constexpr qreal controlRadius = 6;

/// A rounded area with an edge of `width` inside it; invalid colours leave a part out.
void roundedRect(QPainter& p, const QRectF& rect, qreal radius, const QColor& fill, const QColor& edge = {}, qreal width = 1);
void hairline(QPainter& p, const QRect& rect, Qt::Edge edge);
/// Whether the focus came by keyboard, so that a ring tells where it is.
bool showsFocus(const QStyleOption& option);

void pushButton(const QStyleOption& option, QPainter& p, const QWidget* widget);
QColor pushButtonText(const QStyleOption& option, const QWidget* widget);
void toolButton(const QStyleOption& option, QPainter& p, const QWidget* widget);
void field(const QStyleOption& option, QPainter& p, bool focus);
void checkBox(const QStyleOption& option, QPainter& p);
void radioButton(const QStyleOption& option, QPainter& p);
void comboBox(const QStyleOptionComboBox& option, QPainter& p, const QRect& arrow);
void spinBox(const QStyleOptionSpinBox& option, QPainter& p, const QRect& up, const QRect& down);
void slider(const QStyleOptionSlider& option, QPainter& p, const QRect& groove, const QRect& handle);
void scrollBar(const QStyleOptionSlider& option, QPainter& p, const QRect& slider);
void tabShape(const QStyleOptionTab& option, QPainter& p);
void chevron(const QStyleOption& option, QPainter& p, const QString& icon, const QColor& color);
void itemRow(const QStyleOption& option, QPainter& p);
void progress(const QStyleOption& option, QPainter& p);

}  // namespace faultline::widgets::paint
