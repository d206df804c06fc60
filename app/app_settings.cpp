#include "app/app_settings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace faultline::app::settings {
namespace {

constexpr qsizetype settingsMostRecent = 10;
const QLatin1String settingsRecent("files/recent");
const QLatin1String settingsFolder("files/folder");
const QLatin1String settingsTheme("window/theme");
const QLatin1String settingsGeometry("window/geometry");
const QLatin1String settingsState("window/state");
const QLatin1String settingsGroups("palette/closed");
const QLatin1String settingsMotion("window/motion");
const QLatin1String settingsColourBlind("window/colourBlind");
const QLatin1String settingsCharts("charts/window");

QSettings settingsStore() {
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("faultline"), QStringLiteral("faultline"));
}

}  // namespace

QStringList recentFiles() {
    return settingsStore().value(settingsRecent).toStringList().mid(0, settingsMostRecent);
}

void addRecentFile(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    settingsStore().setValue(settingsRecent, files.mid(0, settingsMostRecent));
}

void removeRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    settingsStore().setValue(settingsRecent, files);
}

void clearRecentFiles() { settingsStore().remove(settingsRecent); }

widgets::ThemeManager::Mode themeMode() {
    const QString mode = settingsStore().value(settingsTheme).toString();
    if (mode == QLatin1String("light")) return widgets::ThemeManager::Mode::Light;
    if (mode == QLatin1String("dark")) return widgets::ThemeManager::Mode::Dark;
    return widgets::ThemeManager::Mode::System;
}

void setThemeMode(widgets::ThemeManager::Mode mode) {
    const char* names[] = {"system", "light", "dark"};
    settingsStore().setValue(settingsTheme, QLatin1String(names[static_cast<int>(mode)]));
}

QByteArray windowGeometry() { return settingsStore().value(settingsGeometry).toByteArray(); }
QByteArray windowState() { return settingsStore().value(settingsState).toByteArray(); }

void setWindow(const QByteArray& geometry, const QByteArray& state) {
    QSettings store = settingsStore();
    store.setValue(settingsGeometry, geometry);
    store.setValue(settingsState, state);
}

void forgetWindow() {
    settingsStore().remove(settingsGeometry);
    settingsStore().remove(settingsState);
}

QString folder() {
    const QString path = settingsStore().value(settingsFolder).toString();
    return !path.isEmpty() && QDir(path).exists() ? path : QDir::homePath();
}

void setFolder(const QString& path) { settingsStore().setValue(settingsFolder, path); }

int chartWindow() { return std::max(0, settingsStore().value(settingsCharts, 60).toInt()); }
void setChartWindow(int seconds) { settingsStore().setValue(settingsCharts, seconds); }

QStringList closedGroups() { return settingsStore().value(settingsGroups).toStringList(); }
void setClosedGroups(const QStringList& groups) { settingsStore().setValue(settingsGroups, groups); }

bool motion() { return settingsStore().value(settingsMotion, true).toBool(); }
void setMotion(bool motion) { settingsStore().setValue(settingsMotion, motion); }

bool colourBlind() { return settingsStore().value(settingsColourBlind, false).toBool(); }
void setColourBlind(bool on) { settingsStore().setValue(settingsColourBlind, on); }

Export exportOptions() {
    const QSettings store = settingsStore();
    const Export standard;
    Export out;
    out.scale = std::clamp(store.value(QStringLiteral("export/scale"), standard.scale).toInt(), 1, 8);
    out.background = store.value(QStringLiteral("export/background"), standard.background).toString();
    out.selectionOnly = store.value(QStringLiteral("export/selection"), standard.selectionOnly).toBool();
    out.carriesDesign = store.value(QStringLiteral("export/design"), standard.carriesDesign).toBool();
    return out;
}

void setExportOptions(const Export& options) {
    QSettings store = settingsStore();
    store.setValue(QStringLiteral("export/scale"), options.scale);
    store.setValue(QStringLiteral("export/background"), options.background);
    store.setValue(QStringLiteral("export/selection"), options.selectionOnly);
    store.setValue(QStringLiteral("export/design"), options.carriesDesign);
}

}  // namespace faultline::app::settings
