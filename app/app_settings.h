#pragma once
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

/// Whether the colours are those that the colour-blind can tell apart.
bool colourBlind();
void setColourBlind(bool on);

/// What the export dialog was set to.
struct Export {
    int scale = 2;
    QString background = QStringLiteral("white");   ///< "white", "transparent", "dark"
    bool selectionOnly = false;
    bool carriesDesign = true;
};
Export exportOptions();
void setExportOptions(const Export& options);

}  // namespace settings
}  // namespace faultline::app
