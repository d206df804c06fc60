#include "app/app_settings.h"
#include "tests/support/test_main.h"

#include <QFileInfo>

namespace settings = faultline::app::settings;

class AppSettingsTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { settings::clearRecentFiles(); }

    void recentFilesAreNewestFirstOnceAndFew() {
        for (int i = 0; i < 14; ++i) settings::addRecentFile(QStringLiteral("/designs/%1.faultline").arg(i));
        settings::addRecentFile(QStringLiteral("/designs/9.faultline"));
        const QStringList files = settings::recentFiles();
        QCOMPARE(files.size(), 10);
        QCOMPARE(files[0], QStringLiteral("/designs/9.faultline"));
        QCOMPARE(files[1], QStringLiteral("/designs/13.faultline"));
        QCOMPARE(files.count(QStringLiteral("/designs/9.faultline")), 1);
        settings::removeRecentFile(files[1]);
        QCOMPARE(settings::recentFiles().size(), 9);
        settings::clearRecentFiles();
        QVERIFY(settings::recentFiles().isEmpty());
    }

    void relativeFilesAreKeptWhole() {
        settings::addRecentFile(QStringLiteral("one.faultline"));
        QVERIFY(QFileInfo(settings::recentFiles().first()).isAbsolute());
    }

    void namesWithCommasAndLettersSurvive() {
        const QString path = QStringLiteral("/designs/a, b \u00e4\u4e2d \"c\"; d.faultline");
        settings::addRecentFile(path);
        QCOMPARE(settings::recentFiles(), QStringList{path});
    }

    void themeAndExportAreRemembered() {
        using Mode = faultline::widgets::ThemeManager::Mode;
        QCOMPARE(settings::themeMode(), Mode::System);
        for (const Mode mode : {Mode::Dark, Mode::Light, Mode::System}) {
            settings::setThemeMode(mode);
            QCOMPARE(settings::themeMode(), mode);
        }
        settings::Export options;
        options.format = QStringLiteral("pdf");
        options.scale = 3.25;
        options.border = 7;
        options.dark = options.transparent = options.selectionOnly = options.title = options.legend = options.outlines = options.severalPages = options.allWindows = true;
        options.allPages = false;
        options.state = options.carriesDesign = false;
        options.page = QStringLiteral("A4");
        options.orientation = QStringLiteral("portrait");
        options.pageScale = 0.5;
        settings::setExportOptions(options);
        QVERIFY(settings::exportOptions() == options);
        options.scale = 0;
        options.border = -1;
        options.pageScale = 1e9;
        settings::setExportOptions(options);   // a file that was edited by hand
        QCOMPARE(settings::exportOptions().scale, 2.0);
        QCOMPARE(settings::exportOptions().border, 24);
        QCOMPARE(settings::exportOptions().pageScale, 1.0);
        settings::setExportOptions({});
    }
};

FAULTLINE_TEST(AppSettingsTest)
#include "app_settings_test.moc"
