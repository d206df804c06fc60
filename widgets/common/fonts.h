#pragma once
#include <QFont>
#include <QString>

class QFontMetricsF;
class QPainter;
class QRectF;

namespace faultline::widgets {

/// The families in the order they are tried; the first one that is installed wins.
QStringList fontFamilies();
/// A font of the program, `pixels` high. Ends the process with a message when the system has no font at all.
QFont uiFont(int pixels, QFont::Weight weight = QFont::Normal);

inline QFont bodyFont() {
    return uiFont(13);
}
inline QFont strongFont() {
    return uiFont(13, QFont::DemiBold);
}
inline QFont smallFont() {
    return uiFont(11);
}
inline QFont smallStrongFont() {
    return uiFont(11, QFont::DemiBold);
}
inline QFont titleFont() {
    return uiFont(15, QFont::DemiBold);
}

/// The width of `text` when each digit takes the room of the widest one.
qreal tabularWidth(const QFont& font, const QString& text);
/// Draws `text` in `rect` with digits of one width, so that a number that changes does not move its neighbours.
/// `alignment` takes left, right, hcenter and top, bottom, vcenter; uses the painter's font and pen. One line, not elided.
void drawTabularText(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

}  // namespace faultline::widgets
