#include "tests/architecture/include_rules.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using faultline::tests::forbiddenIncludes;
using faultline::tests::houseRules;

class ArchitectureTest : public QObject {
    Q_OBJECT

private slots:
    void theTreeKeepsTheTable() {
        const QStringList found = forbiddenIncludes(faultline::tests::sourceDir(), houseRules());
        QVERIFY2(found.isEmpty(), qPrintable(QLatin1Char('\n') + found.join(QLatin1Char('\n'))));
    }

    void theTreeIsRead() {  // an empty tree would keep every rule
        const QTemporaryDir copy;
        QVERIFY(write(copy, QStringLiteral("model/sim/world.h"), QByteArrayLiteral("#pragma once\n#include \"model/design/design.h\"\n")));
        QCOMPARE(forbiddenIncludes(copy.path(), houseRules()),
                 QStringList{QStringLiteral("model/sim/world.h:2: model/sim may not include model/design")});
    }

    void includes_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("complaint");  // empty: allowed
        const auto row = [](const char* file, const char* line, const char* complaint) {
            QTest::addRow("%s: %s", file, line) << QString::fromUtf8(file) << QString::fromUtf8(line) << QString::fromUtf8(complaint);
        };
        row("model/core/a.h", "#include <vector>", "");
        row("model/core/a.h", "#include <tl/expected.hpp>", "");
        row("model/catalog/a.h", "#include <tl/expected.hpp>", "model/catalog may not include <tl/expected.hpp> (tl)");
        row("model/core/a.h", "#include <QString>", "model/core may not include <QString> (QtCore)");
        row("model/core/a.h", "  #  include <QtCore/QString>", "model/core may not include <QtCore/QString> (QtCore)");
        row("model/core/a.h", "// #include <QString>", "");
        row("model/core/a.h", "#include \"model/core/b.h\"", "");
        row("model/core/a.h", "#include \"b.h\"", "\"b.h\" is not a path from the root");
        row("model/core/a.h", "#include \"../sim/b.h\"", "model/core may not include ../sim");
        row("model/catalog/a.h", "#include \"model/sim/b.h\"", "model/catalog may not include model/sim");
        row("model/kinds/a.cpp", "#include \"model/sim/b.h\"", "");
        row("model/kinds/a.cpp", "#include \"model/design/b.h\"", "model/kinds may not include model/design");
        row("model/kinds/a.cpp", "#include <random>", "model/kinds may not include <random>: runs must be equal on every machine");
        row("model/sim/a.h", "#include <unordered_map>",
            "model/sim may not include <unordered_map>: runs must be equal on every machine");
        row("model/sim/a.h", "#include <cmath>", "model/sim may not include <cmath>: runs must be equal on every machine");
        row("model/sim/square_root.h", "#include <cmath>", "");
        row("model/sim/a.cpp", "    x = std::log(y);", "std::log is not the same on every machine");
        row("model/sim/a.cpp", "    x = y; // not std::log(y)", "");
        row("model/sim/a.cpp", "#include <unistd.h>", "model/sim may not include <unistd.h> (system)");
        row("model/design/a.h", "#include <QUndoStack>", "");
        row("model/design/a.h", "#include <QColor>", "model/design may not include <QColor> (QtGui)");
        row("model/runtime/a.cpp", "#include \"model/kinds/b.h\"", "model/runtime may not include model/kinds");
        row("model/runtime/a.cpp", "#include <thread>", "");
        row("model/runtime/a.h", "#include <QtCore>", "<QtCore> is a whole module; a header includes what it needs");
        row("model/storage/a.cpp", "#include <quazip/quazip.h>", "");
        row("model/storage/a.h", "#include <quazip/quazip.h>", "only one .cpp of model/storage may include QuaZip");
        row("model/storage/a.cpp", "#include <zlib.h>", "only one .cpp of model/exchange may include zlib");
        row("model/exchange/a.cpp", "#include <zlib.h>", "");
        row("model/exchange/a.cpp", "#include \"model/storage/b.h\"", "model/exchange may not include model/storage");
        row("model/validation/a.cpp", "#include \"model/storage/b.h\"", "");
        row("model/validation/a.cpp", "#include \"model/kinds/b.h\"", "model/validation may not include model/kinds");
        row("widgets/canvas/a.cpp", "#include <QGraphicsView>", "");
        row("widgets/canvas/a.cpp", "#include <QNoSuchThing>", "widgets/canvas may not include <QNoSuchThing> (an unknown Qt module)");
        row("widgets/canvas/a.cpp", "#include \"widgets/palette/b.h\"", "widgets/canvas may not include widgets/palette");
        row("widgets/canvas/a.cpp", "#include \"widgets/common/b.h\"", "");
        row("widgets/canvas/a.cpp", "#include \"model/sim/b.h\"", "widgets/canvas may not include model/sim");
        row("widgets/canvas/a.cpp", "#include \"model/kinds/b.h\"", "widgets/canvas may not include model/kinds");
        row("widgets/canvas/a.cpp", "#include \"model/storage/b.h\"", "widgets/canvas may not include model/storage");
        row("widgets/canvas/a.cpp", "#include \"app/b.h\"", "widgets/canvas may not include app");
        row("widgets/canvas/a.cpp", "#include <QChart>", "only one .cpp of widgets/charts may include QtCharts");
        row("widgets/charts/a.cpp", "#include <QtCharts/QChart>", "");
        row("widgets/nobody/a.cpp", "#include <vector>", "widgets/nobody is not in the table of folders");
        row("app/a.cpp", "#include \"model/kinds/b.h\"", "");
    }

    void includes() {
        QFETCH(QString, file);
        QFETCH(QString, line);
        QFETCH(QString, complaint);
        const QTemporaryDir tree;
        QVERIFY(write(tree, file, "#pragma once\n" + line.toUtf8() + '\n'));
        const QStringList expected = complaint.isEmpty() ? QStringList() : QStringList{file + QStringLiteral(":2: ") + complaint};
        QCOMPARE(forbiddenIncludes(tree.path(), houseRules()), expected);
    }

    void aLibraryForOneSourceIsNotIncludedByTwo() {
        const QTemporaryDir tree;
        QVERIFY(write(tree, QStringLiteral("model/storage/a.cpp"), "#include <quazip/quazip.h>\n#include <quazip/quazipfile.h>\n"));
        QVERIFY(write(tree, QStringLiteral("model/storage/b.cpp"), "#include <quazip/quazip.h>\n"));
        QCOMPARE(forbiddenIncludes(tree.path(), houseRules()),
                 QStringList{QStringLiteral("model/storage/b.cpp:1: QuaZip is included by model/storage/a.cpp already, and only one file may")});
    }

private:
    static bool write(const QTemporaryDir& tree, const QString& file, const QByteArray& text) {
        const QString path = tree.filePath(file);
        QFile out(path);
        return QDir().mkpath(path.section(QLatin1Char('/'), 0, -2)) && out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
    }
};

FAULTLINE_TEST(ArchitectureTest)
#include "architecture_test.moc"
