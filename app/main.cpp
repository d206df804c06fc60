#include "app/app_settings.h"
#include "app/command_line.h"
#include "app/headless.h"
#include "app/main_window.h"
#include "model/kinds/all_kinds.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QIcon>
#include <QMessageLogContext>

using namespace faultline;

namespace {

/// A window needs a screen; Qt itself would end the program with a core dump.
bool hasDisplay() {
#ifdef Q_OS_UNIX
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

/// Without a window the standard error is for what we say; of Qt, what is fatal.
void beQuiet(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtCriticalMsg || type == QtFatalMsg) app::printError(text);
}

int runEditor(const app::EditorRequest& request, int& argc, char** argv) {
    if (!hasDisplay()) {
        app::printError(QCoreApplication::translate("CommandLine",
            "There is no display for the editor. `faultline run FILE` runs a design without one."));
        return app::ExitBadUse;
    }
    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("org.faultline.Faultline"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/desktop/faultline.svg")));
    widgets::ThemeManager::instance().setMode(app::settings::themeMode());
    widgets::ThemeManager::instance().setForColourBlind(app::settings::colourBlind());
    widgets::ThemeManager::instance().install(application);
    auto* window = new app::MainWindow(kinds::allKinds());   // deletes itself
    if (!request.file.isEmpty()) window->openFile(request.file);
    window->show();
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication::setApplicationName(QStringLiteral("Faultline"));
    QStringList arguments;
    for (int i = 1; i < argc; ++i) arguments.append(QString::fromLocal8Bit(argv[i]));
    const app::Request request = app::parseCommandLine(arguments);
    if (const auto* editor = std::get_if<app::EditorRequest>(&request)) return runEditor(*editor, argc, argv);
    qInstallMessageHandler(beQuiet);
    if (app::drawsPicture(request)) {
        qputenv("QT_QPA_PLATFORM", "offscreen");   // drawing needs fonts, not a screen
        const QApplication application(argc, argv);
        return app::runHeadless(request, kinds::allKinds());
    }
    const QCoreApplication application(argc, argv);
    return app::runHeadless(request, kinds::allKinds());
}
