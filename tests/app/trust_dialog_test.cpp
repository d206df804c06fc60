#include "app/trust_dialog.h"
#include "tests/support/test_main.h"

#include <QCryptographicHash>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>

#include <atomic>
#include <memory>

using namespace faultline;
using namespace faultline::app;

class TrustDialogTest : public QObject {
    Q_OBJECT
private:
    static validation::Case simple(const char* id, bool isMet) {
        validation::Case c;
        c.id = id;
        c.behaviour = "something simple";
        c.judge = [isMet](validation::Effort, const std::vector<validation::Batch>&) {
            return validation::Finding{"one", isMet ? "one" : "two", "exact", isMet, {}};
        };
        return c;
    }
    static QString table(const TrustDialog& dialog) { return dialog.findChild<QTextBrowser*>(QStringLiteral("trustTable"))->toPlainText(); }

private slots:
    void theTableThatComesWithTheProgramIsShown() {
        const TrustDialog dialog({}, nullptr);
        for (const char* text : {"mm1-0.95", "Erlang C", "MariaDB 10.11", "roundrobin"}) QVERIFY2(table(dialog).contains(QLatin1String(text)), text);
        QVERIFY(!table(dialog).contains(QStringLiteral("NOT MET")));
    }

    void itCanBeRunHere() {
        TrustDialog dialog({simple("theory/one", true), simple("reality/01", false)}, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QSignalSpy finished(&dialog, &TrustDialog::finished);
        auto* run = dialog.findChild<QPushButton*>(QStringLiteral("trustRun"));
        const QString label = run->text();
        run->click();
        QVERIFY(run->text() != label);
        QVERIFY(finished.count() == 1 || finished.wait(20'000));
        QCOMPARE(run->text(), label);
        QVERIFY(table(dialog).contains(QStringLiteral("something simple")) && table(dialog).contains(QStringLiteral("NOT MET")));
        QVERIFY(!table(dialog).contains(QStringLiteral("mm1-0.95")));
    }

    void itCanBeStoppedAndClosedWhileItRuns() {
        auto calls = std::make_shared<std::atomic<int>>(0);
        std::vector<validation::Case> cases(1000, simple("theory/slow", true));
        for (validation::Case& c : cases)
            c.judge = [calls](validation::Effort, const std::vector<validation::Batch>&) {
                ++*calls;
                QCryptographicHash::hash(QByteArray(2'000'000, 'x'), QCryptographicHash::Sha256);   // some work
                return validation::Finding{};
            };
        {
            TrustDialog dialog(cases, nullptr);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            auto* run = dialog.findChild<QPushButton*>(QStringLiteral("trustRun"));
            run->click();
            QTRY_VERIFY(*calls > 0);
            run->click();
            QVERIFY(*calls < 1000);
            run->click();   // and once more, to be closed in the middle
        }
        QVERIFY(*calls < 2000);
    }
};

FAULTLINE_TEST(TrustDialogTest)
#include "trust_dialog_test.moc"
