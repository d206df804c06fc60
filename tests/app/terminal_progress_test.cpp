#include "app/terminal_progress.h"
#include "tests/support/test_main.h"

#include <memory>

using faultline::app::TerminalProgress;

namespace {

using ProgressFile = std::unique_ptr<FILE, int (*)(FILE*)>;
ProgressFile progressFile() { return {std::tmpfile(), std::fclose}; }

QByteArray progressText(FILE* file) {
    std::rewind(file);
    QByteArray text(4096, '\0');
    text.truncate(static_cast<qsizetype>(std::fread(text.data(), 1, 4096, file)));
    return text;
}

}  // namespace

class TerminalProgressTest : public QObject {
    Q_OBJECT

private slots:
    void nobodyWatchesAFile() {
        const ProgressFile file = progressFile();
        {
            TerminalProgress line(file.get());
            line.say(QStringLiteral("half"));
            line.bar(1, 2, QStringLiteral("1 of 2"));
        }
        QVERIFY(progressText(file.get()).isEmpty());
    }

    void theLineIsWrittenOverAndTakenAway() {
        const ProgressFile file = progressFile();
        {
            TerminalProgress line(file.get(), true);
            line.say(QStringLiteral("one"));
            line.say(QStringLiteral("one"));   // nothing new to say
            line.say(QStringLiteral("two"));
        }
        QCOMPARE(progressText(file.get()), QByteArray("\r\033[Kone\r\033[Ktwo\r\033[K"));
    }

    void nothingSaidNothingWritten() {
        const ProgressFile file = progressFile();
        { TerminalProgress line(file.get(), true); }
        QVERIFY(progressText(file.get()).isEmpty());
    }

    void theBarFills() {
        const ProgressFile file = progressFile();
        TerminalProgress line(file.get(), true);
        line.bar(0, 4, QStringLiteral("0 of 4 runs"));
        line.bar(4, 4, QStringLiteral("4 of 4 runs"));
        line.bar(0, 0, QStringLiteral("nothing to do"));
        const QList<QByteArray> lines = progressText(file.get()).split('\r');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[1], QByteArray("\033[K[" + QByteArray(40, ' ') + "] 0 of 4 runs"));
        QCOMPARE(lines[2], QByteArray("\033[K[" + QByteArray(40, '#') + "] 4 of 4 runs"));
        QVERIFY(lines[3].contains(QByteArray(40, '#')));
    }
};

FAULTLINE_TEST(TerminalProgressTest)
#include "terminal_progress_test.moc"
