#pragma once
#include <QString>
#include <QStringList>
#include <QtTest>
#include <functional>
#include <memory>

namespace faultline::tests {

using TestFactory = std::function<std::unique_ptr<QObject>()>;

/// Adds a test class to the program of its folder; called by FAULTLINE_TEST before main. Always true.
bool registerTest(const char* name, TestFactory factory);

/// The root of the source tree, for examples and golden files, without a trailing slash.
QString sourceDir();

/// The file name of the built `faultline` program; it exists only where the window is built as well.
QString programFile();

/// A file of the source tree: sourcePath(u"examples/one.faultline"_qs).
inline QString sourcePath(const QString& relative) { return sourceDir() + QLatin1Char('/') + relative; }

}  // namespace faultline::tests

/// Makes a QObject with test slots part of the program of its folder. Once a class, at file scope, outside any namespace;
/// the file ends with `#include "<file name>.moc"`.
#define FAULTLINE_TEST(Class)                                                  \
    namespace {                                                                \
    [[maybe_unused]] const bool registered_##Class =                           \
        faultline::tests::registerTest(#Class, [] { return std::make_unique<Class>(); }); \
    }
