#pragma once
#include "model/runtime/frame.h"
#include "widgets/common/theme.h"

#include <QFont>
#include <QPixmap>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace faultline::widgets {

/// "OK", "Strained", "Failing", "Down", "Frozen", "Not monitored": what a badge says in words.
QString stateLabel(State state);
/// The sign of a state of the run; none while it says nothing (starting, idle).
std::optional<State> badgeOf(runtime::State state);
/// The same in words: also "Starting" and "Idle".
QString stateLabel(runtime::State state);

/// The sign of a state: colour and shape (circle, triangle, octagon, slashed power sign, snowflake, question mark, clock,
/// dash). Vectors only;
/// `rect` is best square, 10..32 high. A halo in `behind` sets it off from what it overlaps (invalid: none).
void drawStateBadge(QPainter& painter, const QRectF& rect, State state, const Theme& theme, const QColor& behind = {});
QPixmap stateBadgePixmap(State state, const Theme& theme, int size = 16, qreal dpr = 1.0);

/// How a pill looks.
struct PillStyle {
    QColor fill;
    QColor border;  ///< Invalid: none.
    QColor text;
    QString icon;      ///< Before the text; empty: none.
    QColor iconColor;  ///< Invalid: as the text.
    int height = 18;
    int fontPixels = 11;
    QFont::Weight weight = QFont::Medium;
    bool tabular = false;  ///< For numbers that change.
};
/// A neutral pill, and one in the colours of a state.
PillStyle neutralPill(const Theme& theme);
PillStyle statePill(State state, const Theme& theme);

/// The room the pill takes.
QSizeF pillSize(const QString& text, const PillStyle& style);
/// Draws the pill centred in `rect`; text that does not fit is elided.
void drawPill(QPainter& painter, const QRectF& rect, const QString& text, const PillStyle& style);

/// A thin bar filled to `share` (0..1, clamped); its colour goes from ok to strained at 0.7 and failing at 0.9 where `state`
/// is null.
void drawMeter(QPainter& painter, const QRectF& rect, double share, const Theme& theme, const State* state = nullptr);
/// The state a utilisation stands for: Ok below 0.7, Strained below 0.9, else Failing.
State utilisationState(double share);

/// A soft shadow below a rounded card: a few strokes, no blur, so that it stays cheap and a vector.
void drawCardShadow(QPainter& painter, const QRectF& card, qreal radius, const QColor& shadow);

}  // namespace faultline::widgets
