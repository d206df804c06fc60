#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace {

/// Every test file below tests/, as the table names it ("app/undo_test"), with its text.
QMap<QString, QString> testFiles(const QString& root) {
    QMap<QString, QString> found;
    QDirIterator it(root, {QStringLiteral("*_test.cpp")}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            found.insert(file.fileName().mid(root.size() + 1).chopped(4), QString::fromUtf8(file.readAll()));
    }
    return found;
}

/// What is wrong with the last cell of a row: "`file` case, case; `file` case (a remark)". A file is named from tests/ on, those
/// beside the canvas by their names alone. Empty where all of it exists.
QStringList complaints(const QString& cell, const QMap<QString, QString>& tests) {
    static const QRegularExpression remark(QStringLiteral("\\([^)]*\\)"));
    static const QRegularExpression item(QStringLiteral("^(?:`([\\w/]+)`)? *(\\w*)$"));
    static const QRegularExpression between(QStringLiteral("[,;]"));
    QString words = cell;
    QStringList found;
    QString file;
    for (const QString& part : words.remove(remark).split(between)) {
        const auto match = item.match(part.trimmed());
        if (!match.hasMatch() || part.trimmed().isEmpty()) {
            found << QStringLiteral("“%1” names no test").arg(part.trimmed());
            continue;
        }
        if (!match.captured(1).isEmpty()) {
            file = match.captured(1);
            if (!tests.contains(file)) file.prepend(QStringLiteral("widgets/canvas/"));
            if (!tests.contains(file)) found << QStringLiteral("there is no tests/%1.cpp").arg(match.captured(1));
        }
        const QString slot = match.captured(2);
        if (!slot.isEmpty() && !tests.value(file).contains(QStringLiteral("void %1()").arg(slot)))
            found << QStringLiteral("%1 has no case %2").arg(file, slot);
    }
    return found;
}

/// Reads a table of features: every row has three cells, belongs to a table, and names tests that exist. One line a complaint.
QStringList wrongRows(const QString& text, const QMap<QString, QString>& tests) {
    QStringList found;
    bool inTable = false;
    bool ofFeatures = false;
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (int i = 0; i < lines.size(); ++i) {
        const QString& line = lines[i];
        const auto wrong = [&](const QString& what) { found << QStringLiteral("line %1: %2").arg(i + 1).arg(what); };
        if (!line.startsWith(QLatin1Char('|'))) {
            inTable = false;
            continue;
        }
        if (!inTable) {
            inTable = true;
            ofFeatures = line == u"| expected | here | test |";
            if (i + 1 >= lines.size() || !lines[i + 1].startsWith(u"|---")) wrong(QStringLiteral("a row outside of a table"));
            continue;
        }
        if (!ofFeatures || line.startsWith(u"|---")) continue;
        const QStringList cells = line.mid(1).chopped(1).split(QLatin1Char('|'));
        if (cells.size() != 3) {
            wrong(QStringLiteral("%1 cells").arg(cells.size()));
            continue;
        }
        for (const QString& complaint : complaints(cells[2].trimmed(), tests)) wrong(complaint);
    }
    return found;
}

}  // namespace

class FeaturesTest : public QObject {
    Q_OBJECT

private slots:
    void everyFeatureNamesTestsThatExist() {
        QFile table(faultline::tests::sourcePath(QStringLiteral("widgets/canvas/FEATURES.md")));
        QVERIFY(table.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(table.readAll());
        QVERIFY(text.count(QLatin1Char('\n')) > 100);
        const QStringList found = wrongRows(text, testFiles(faultline::tests::sourcePath(QStringLiteral("tests"))));
        QVERIFY2(found.isEmpty(), qPrintable(QLatin1Char('\n') + found.join(QLatin1Char('\n'))));
    }

    void rows_data() {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("complaint");  // empty: none
        const auto row = [](const char* text, const char* complaint) {
            QTest::addRow("%s", text) << QString::fromUtf8(text) << QString::fromUtf8(complaint);
        };
        row("| a | b | `app/x_test` one, two; `y_test` three (a remark, two) |", "");
        row("| a | b | `y_test` |", "");
        row("| a | b | |", "line 3: “” names no test");
        row("| a | b |", "line 3: 2 cells");
        row("| a | b | some day |", "line 3: “some day” names no test");
        row("| a | b | `y_test` one |", "line 3: widgets/canvas/y_test has no case one");
        row("| a | b | `z_test` |", "line 3: there is no tests/z_test.cpp");
        row("| a | b | `app/x_test` on |", "line 3: app/x_test has no case on");
        row("\n| a | b | `y_test` |", "line 4: a row outside of a table");
    }

    void rows() {
        QFETCH(QString, row);
        QFETCH(QString, complaint);
        const QMap<QString, QString> tests{{QStringLiteral("app/x_test"), QStringLiteral("void one() {}\nvoid two() {}")},
                                           {QStringLiteral("widgets/canvas/y_test"), QStringLiteral("void three() {}")}};
        QCOMPARE(wrongRows(QStringLiteral("| expected | here | test |\n|---|---|---|\n") + row, tests).join(QLatin1Char('\n')), complaint);
    }
};

FAULTLINE_TEST(FeaturesTest)
#include "features_test.moc"
