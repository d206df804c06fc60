#pragma once
#include <QColor>
#include <QList>
#include <QObject>

#include <array>

class QApplication;

namespace faultline::widgets {

/// The states a component can be seen in; each has a colour and a shape of its own (badges.h).
enum class State { Ok, Strained, Failing, Down, Frozen, Unknown, Starting, Idle };
inline constexpr std::array<State, 8> allStates{State::Ok,     State::Strained, State::Failing,  State::Down,
                                                State::Frozen, State::Unknown,  State::Starting, State::Idle};

/// The three colours of a state: the solid sign, a text in it, and the tint behind that text.
struct StateColors {
    QColor fill;  ///< Signs, bars, borders.
    QColor text;  ///< Readable (>= 4.5:1) on canvas, surface, raised and on `soft`.
    QColor soft;  ///< A quiet area behind `text`.
};

/// Every colour of the program, light or dark: a value, no colour is written anywhere else.
struct Theme {
    bool dark = false;

    // Neutral areas, from the back to the front.
    QColor background;    ///< The window behind the panels.
    QColor canvas;        ///< The drawing area.
    QColor grid;          ///< The dots of the canvas.
    QColor surface;       ///< Panels, docks, cards.
    QColor raised;        ///< Menus, tool tips, things that float.
    QColor field;         ///< Line edits, combo boxes, lists.
    QColor hover;         ///< A row or flat button under the mouse.
    QColor pressed;       ///< A row or flat button held down, an on switch.
    QColor border;        ///< Hairlines.
    QColor borderStrong;  ///< The edge of a control.
    QColor shadow;        ///< Below floating things; has alpha.
    QColor scrollBar;     ///< The handle.

    // Text.
    QColor text;
    QColor muted;     ///< Second lines, units, labels: still >= 4.5:1.
    QColor disabled;  ///< What cannot be used now.
    QColor link;      ///< A text one can click.

    // The one accent: selection, focus, primary action.
    QColor accent;
    QColor accentHover;
    QColor accentPressed;
    QColor onAccent;    ///< Text on `accent`.
    QColor accentSoft;  ///< Behind selected rows.
    QColor onAccentSoft;
    QColor focusRing;
    QColor selection;      ///< The outline of what is selected on the canvas.
    QColor selectionFill;  ///< Inside a rubber band; has alpha.
    QColor dropOk;         ///< A possible target while dragging.
    QColor dropBad;        ///< An impossible one.

    // Component cards on the canvas.
    QColor card;
    QColor cardBorder;
    QColor cardShadow;  ///< Has alpha.
    QColor container;   ///< Inside a host.
    QColor track;       ///< The empty part of a meter.
    QColor note;
    QColor noteBorder;
    QColor noteText;
    QList<QColor> zones;  ///< Tints of zones; have alpha.

    // Links and dots.
    QColor wire;      ///< A link at rest.
    QColor wireBusy;  ///< A link under load.
    QColor wireDown;  ///< A cut link.
    QColor wireReplication;
    QColor wireObservation;
    QColor dotRead;
    QColor dotWrite;
    QColor dotStatic;
    QColor dotOther;  ///< Checks, samples, queries of names.
    QColor dotOk;
    QColor dotFailed;
    QColor locked;    ///< A closed lock: encrypted.
    QColor unlocked;  ///< An open lock: plain text.

    // Charts.
    QColor chartGrid;
    QColor chartAxisText;
    QColor chartCrosshair;
    QColor faultBand;          ///< The window of a fault; has alpha.
    QList<QColor> series;      ///< Okabe-Ito, in order.
    QList<QColor> seriesText;  ///< The same hues, readable as text on surface.

    /// The colours of `state`.
    const StateColors& of(State state) const { return states[static_cast<std::size_t>(state)]; }
    /// The series colour of the n-th thing; repeats after the last one.
    QColor seriesColor(int index) const;
    /// The same hue, readable as text.
    QColor seriesTextColor(int index) const;

    std::array<StateColors, allStates.size()> states;

    /// As chosen: for the colour-blind or not.
    static const Theme& light();
    static const Theme& darkTheme();
};

/// WCAG 2 contrast of two opaque colours, 1..21.
double contrast(const QColor& a, const QColor& b);
/// `top` laid over the opaque `bottom` with the alpha it has.
QColor blended(const QColor& top, const QColor& bottom);
/// `color` made darker or lighter, hue kept, until it has `ratio` against `background`.
QColor readable(const QColor& color, const QColor& background, double ratio = 4.5);

/// The theme in force and the setting that chose it; GUI thread only.
class ThemeManager : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };

    /// The one manager; made on first use, which must be after the QApplication.
    static ThemeManager& instance();

    Mode mode() const { return m_mode; }
    /// Chooses the theme; `changed` follows when the colours really change.
    void setMode(Mode mode);
    const Theme& theme() const { return m_theme ? *m_theme : Theme::light(); }
    /// Colours that the colour-blind can tell apart, in light and dark. Shapes and texts say the same in any case.
    bool isForColourBlind() const { return m_forColourBlind; }
    void setForColourBlind(bool on);
    /// Gives the application style, palette and font of the theme; call once after making the QApplication.
    void install(QApplication& application);

signals:
    /// The colours changed: caches must be dropped and everything repainted. Palette and style are already the new ones.
    void changed();

private:
    ThemeManager();
    void update();

    Mode m_mode = Mode::System;
    bool m_forColourBlind = false;
    const Theme* m_theme = nullptr;
    QApplication* m_application = nullptr;
};

/// The theme in force.
inline const Theme& theme() {
    return ThemeManager::instance().theme();
}

}  // namespace faultline::widgets
