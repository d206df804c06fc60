#pragma once
#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace faultline::widgets {

/// The names of icons are file names without ".svg": a kind id ("load_balancer") or an action ("play", "lock-open").
/// Kinds win where both exist; "kinds/note" and "actions/note" name one exactly.
bool hasIcon(const QString& name);

/// The icon `size` pixels high in `color`, sharp at `dpr`; cached. An unknown name gives the question mark and a warning.
QPixmap iconPixmap(const QString& name, const QColor& color, int size = 16, qreal dpr = 1.0);
/// The same as a QIcon: `color` normally, the theme's disabled colour when disabled, sharp on any screen.
QIcon icon(const QString& name, const QColor& color, int size = 16);
/// An icon that takes the text colour of the theme in force whenever it is painted.
QIcon icon(const QString& name);
/// Draws the icon as vectors, so that it stays sharp at any zoom and in an export. One stroke weight at every size.
void drawIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color);

}  // namespace faultline::widgets
