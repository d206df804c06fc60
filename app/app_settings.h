#pragma once
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/theme.h"

#include <QByteArray>
#include <QSize>
#include <QString>
#include <QStringList>

namespace faultline::app {

/// What the program remembers between two starts: an ini file in the user's configuration folder, shared by all windows.
namespace settings {

/// The version of the arrangement of docks; a stored one of another version is not used.
inline constexpr int windowStateVersion = 1;

/// Newest first, at most ten; files that are gone are kept (a disk may come back).
QStringList recentFiles();
void addRecentFile(const QString& path);
void removeRecentFile(const QString& path);
void clearRecentFiles();

widgets::ThemeManager::Mode themeMode();
void setThemeMode(widgets::ThemeManager::Mode mode);

/// Empty when none is stored.
QByteArray windowGeometry();
QByteArray windowState();
void setWindow(const QByteArray& geometry, const QByteArray& state);
void forgetWindow();

/// The folder of the last file dialog.
QString folder();
void setFolder(const QString& path);

/// Length of the charts' window in seconds; 0: the whole run.
int chartWindow();
void setChartWindow(int seconds);

/// The groups of the palette that are closed.
QStringList closedGroups();
void setClosedGroups(const QStringList& groups);

/// Whether things glide.
bool motion();
void setMotion(bool motion);

/// Whether strokes of the marker fade away by themselves.
bool markerFades();
void setMarkerFades(bool fades);

/// Whether the colours are those that the colour-blind can tell apart.
bool colourBlind();
void setColourBlind(bool on);

/// What helps to put things in order by mouse.
canvas::SnapSettings snap();
void setSnap(const canvas::SnapSettings& snap);

/// How new components look: CanvasWidget::defaultStyles().
QByteArray defaultStyles();
void setDefaultStyles(const QByteArray& json);

/// What the export dialog was set to, and what `faultline export` takes as options.
struct Export {
    QString format = QStringLiteral("png");      ///< "png", "svg", "pdf", "drawio", "mmd", "dot": the ending of the file
    double scale = 2;                             ///< pixels a scene unit; 1 is 96 dpi
    int border = 24;                              ///< scene units
    bool dark = false;                            ///< the dark theme on a dark ground; else light on white, whatever the window has
    bool transparent = false;                     ///< no ground at all
    bool selectionOnly = false;
    bool title = false;                           ///< the document's title above
    bool legend = false;                          ///< what lines and signs mean, below
    bool state = true;                            ///< the run as it is now; else the plain drawing
    bool carriesDesign = true;                    ///< PNG: opens again as a document
    bool carriesDrawio = false;                   ///< PNG: opens in draw.io as a drawing
    bool compressed = false;                      ///< draw.io: smaller, and nobody can read it
    bool outlines = false;                        ///< SVG: text as the outlines of its letters
    QString page = QStringLiteral("drawing");     ///< PDF: "drawing" (as large as it), "A3", "A4", "A5", "Letter", "Legal", "Tabloid"
    QString orientation = QStringLiteral("auto"); ///< "auto", "portrait", "landscape"
    bool severalPages = false;                    ///< PDF: in natural size (times `pageScale`) on as many pages as that takes
    double pageScale = 1;
    bool allPages = true;                         ///< PDF: every page of the document, one after another
    bool allWindows = false;                      ///< PDF: every open document, one after another

    friend bool operator==(const Export&, const Export&) = default;
};
/// Values that are out of range or unknown (the file is the user's) are those of a new Export.
Export exportOptions();
void setExportOptions(const Export& options);

}  // namespace settings
}  // namespace faultline::app
