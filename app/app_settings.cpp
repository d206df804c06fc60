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
const QLatin1String settingsMarkerFades("window/marker-fades");
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
bool markerFades() { return settingsStore().value(settingsMarkerFades, false).toBool(); }
void setMarkerFades(bool fades) { settingsStore().setValue(settingsMarkerFades, fades); }

bool colourBlind() { return settingsStore().value(settingsColourBlind, false).toBool(); }
void setColourBlind(bool on) { settingsStore().setValue(settingsColourBlind, on); }

canvas::SnapSettings snap() {
    const QSettings store = settingsStore();
    canvas::SnapSettings out;
    out.grid = store.value(QStringLiteral("canvas/grid_snap"), out.grid).toBool();
    out.guides = store.value(QStringLiteral("canvas/guides"), out.guides).toBool();
    out.gridShown = store.value(QStringLiteral("canvas/grid_shown"), out.gridShown).toBool();
    out.step = std::clamp(store.value(QStringLiteral("canvas/grid_step"), out.step).toInt(), 2, 100);
    return out;
}

void setSnap(const canvas::SnapSettings& snap) {
    QSettings store = settingsStore();
    store.setValue(QStringLiteral("canvas/grid_snap"), snap.grid);
    store.setValue(QStringLiteral("canvas/guides"), snap.guides);
    store.setValue(QStringLiteral("canvas/grid_shown"), snap.gridShown);
    store.setValue(QStringLiteral("canvas/grid_step"), snap.step);
}

QByteArray defaultStyles() { return settingsStore().value(QStringLiteral("canvas/default_styles")).toByteArray(); }
void setDefaultStyles(const QByteArray& json) { settingsStore().setValue(QStringLiteral("canvas/default_styles"), json); }

namespace {

/// Calls `visit` with the key and the field of everything there is to remember.
template <class Options, class Visit> void settingsEachExport(Options& options, Visit visit) {
    visit("export/format", options.format);
    visit("export/scale", options.scale);
    visit("export/border", options.border);
    visit("export/dark", options.dark);
    visit("export/transparent", options.transparent);
    visit("export/selection", options.selectionOnly);
    visit("export/title", options.title);
    visit("export/legend", options.legend);
    visit("export/state", options.state);
    visit("export/design", options.carriesDesign);
    visit("export/drawio", options.carriesDrawio);
    visit("export/compressed", options.compressed);
    visit("export/outlines", options.outlines);
    visit("export/page", options.page);
    visit("export/orientation", options.orientation);
    visit("export/several_pages", options.severalPages);
    visit("export/page_scale", options.pageScale);
    visit("export/all_pages", options.allPages);
    visit("export/all_windows", options.allWindows);
}

}  // namespace

Export exportOptions() {
    const QSettings store = settingsStore();
    Export out;
    settingsEachExport(out, [&store](const char* key, auto& field) {
        const QVariant value = store.value(QLatin1String(key));
        if (value.isValid() && value.canConvert<std::decay_t<decltype(field)>>()) field = value.value<std::decay_t<decltype(field)>>();
    });
    const Export standard;
    if (!(out.scale >= 0.1 && out.scale <= 32)) out.scale = standard.scale;
    if (!(out.pageScale >= 0.05 && out.pageScale <= 10)) out.pageScale = standard.pageScale;
    if (out.border < 0 || out.border > 1000) out.border = standard.border;
    return out;
}

void setExportOptions(const Export& options) {
    QSettings store = settingsStore();
    settingsEachExport(options, [&store](const char* key, const auto& field) { store.setValue(QLatin1String(key), field); });
}

}  // namespace faultline::app::settings
