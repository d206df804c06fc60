#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#ifdef FAULTLINE_TEST_GUI
#include <QApplication>
#include <QFontDatabase>
#else
#include <QCoreApplication>
#endif

namespace faultline::tests {
namespace {

using Registry = std::map<std::string, TestFactory>;  // by name, so that the order does not depend on the linker

Registry& registry() {
    static Registry tests;
    return tests;
}

}  // namespace

bool registerTest(const char* name, TestFactory factory) {
    registry().emplace(name, std::move(factory));
    return true;
}

QString sourceDir() { return QStringLiteral(FAULTLINE_SOURCE_DIR); }

QString programFile() { return QStringLiteral(FAULTLINE_PROGRAM); }

}  // namespace faultline::tests

#ifdef __SANITIZE_THREAD__
/// QtTest and its watchdog thread synchronise inside a Qt that the sanitizer cannot see into, so what Qt itself does is left
/// alone. A suppression would match any frame and hide races of ours as well.
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1"; }
#endif

/// Usage: PROGRAM [Class | Class::slot]... [options of QtTest]. Without a class every class of the folder runs.
int main(int argc, char** argv) {
    using faultline::tests::registry;
    const QTemporaryDir home;  // a test neither reads nor alters the settings of whoever runs it
    for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        qputenv(variable, home.path().toUtf8());
    qputenv("TZ", "UTC");
    qputenv("LC_ALL", "C.UTF-8");
#ifdef FAULTLINE_TEST_GUI
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    if (QFontDatabase::families().isEmpty()) {
        std::fputs("No fonts are installed: all text would be blank.\n", stderr);
        return 1;
    }
#else
    const QCoreApplication application(argc, argv);
#endif

    QStringList options;
    std::map<std::string, QStringList> chosen;  // class -> its slots, none: all
    const QStringList arguments = QCoreApplication::arguments();
    for (const QString& argument : arguments.mid(1)) {
        const QStringList parts = argument.split(QStringLiteral("::"));
        const std::string name = parts.first().toStdString();
        if (registry().contains(name))
            chosen[name] += parts.mid(1);
        else
            options += argument;
    }
    if (chosen.empty())
        for (const auto& [name, factory] : registry()) chosen[name];

    int failures = registry().empty() ? 1 : 0;
    for (const auto& [name, functions] : chosen) {
        const std::unique_ptr<QObject> test = registry().at(name)();
        failures += QTest::qExec(test.get(), QStringList{arguments.first()} + functions + options);
    }
    if (chosen.size() > 1) std::printf("%zu classes, %d failures\n", chosen.size(), failures);
    return std::min(failures, 127);
}
