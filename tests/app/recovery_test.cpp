#include "app/recovery.h"
#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/toast.h"
#include "app/welcome_page.h"
#include "app/workspace.h"
#include "tests/app/modal.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"

#include <QAction>
#include <QDir>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::app;

namespace {

int recoveryKept() { return static_cast<int>(QDir(Recovery::folder()).entryList({QStringLiteral("*.faultline")}, QDir::Files).size()); }

/// A program that is killed with unsaved work.
void recoveryCrash(const char* name, const QString& original) {
    const pid_t child = fork();
    if (child == 0) {
        design::DesignDocument document(tests::testCatalog());
        DocumentFile file;
        file.becomeRecovered(original, QFileInfo(original).completeBaseName());
        Recovery recovery(document, file);
        tests::Sample(document).add("database", {10, 10}, name);
        document.addPage(document.design(), 1);
        if (!recovery.keepNow()) _exit(1);
        std::raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
}

}  // namespace

class RecoveryTest : public QObject {
    Q_OBJECT
private slots:
    void init() {
        QDir(Recovery::folder()).removeRecursively();
        settings::clearRecentFiles();
    }

    void unsavedWorkIsKeptUntilItIsSaved() {
        design::DesignDocument document(tests::testCatalog());
        DocumentFile file;
        Recovery recovery(document, file);
        QCOMPARE(recoveryKept(), 0);
        tests::Sample(document).add("web_server", {10, 10});
        QTRY_COMPARE_WITH_TIMEOUT(recoveryKept(), 1, 4000);
        QVERIFY2(Recovery::leftBehind(tests::testCatalog()).empty(), "what a living program keeps is not offered");
        document.undoStack().setClean();
        QCOMPARE(recoveryKept(), 0);
        tests::Sample(document).add("web_server", {300, 10});
        QVERIFY(recovery.keepNow());
        QCOMPARE(recoveryKept(), 1);
        document.undo();
        QCOMPARE(recoveryKept(), 0);   // as saved
    }

    void whatCannotBeKeptIsTold() {
        QDir().mkpath(QFileInfo(Recovery::folder()).path());
        QFile inTheWay(Recovery::folder());
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        auto* window = new MainWindow(tests::testCatalog());
        window->show();
        window->newDesign();
        tests::Sample(window->document()).add("web_server", {10, 10});
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().toast().text().contains(QStringLiteral("cannot be kept")), 4000);
        QVERIFY(inTheWay.remove());
        QTRY_COMPARE_WITH_TIMEOUT(recoveryKept(), 1, 4000);   // by itself, without another edit
        QTRY_VERIFY(window->workspace().toast().text().contains(QStringLiteral("kept again")));
        delete window;
    }

    void anOrderlyEndLeavesNothing() {
        {
            design::DesignDocument document(tests::testCatalog());
            DocumentFile file;
            Recovery recovery(document, file);
            tests::Sample(document).add("web_server", {10, 10});
            QVERIFY(recovery.keepNow());
            QCOMPARE(recoveryKept(), 1);
        }
        QCOMPARE(recoveryKept(), 0);
    }

    void whatAKilledProgramLeftIsOffered() {
        const QTemporaryDir folder;
        const QString original = folder.filePath(QStringLiteral("shop.faultline"));
        recoveryCrash("lost-db", original);
        const auto left = Recovery::leftBehind(tests::testCatalog());
        QCOMPARE(left.size(), std::size_t{1});
        QCOMPARE(left[0].original, original);
        QCOMPARE(left[0].pages.size(), std::size_t{2});
        QVERIFY(left[0].pages[0].componentByName(QStringLiteral("lost-db")));

        const QPointer<MainWindow> window(new MainWindow(tests::testCatalog()));
        window->show();
        auto* card = window->findChild<DocumentCard*>(QStringLiteral("recovered"));
        QVERIFY(card);
        QVERIFY(!card->item().picture.isNull());
        QTest::mouseClick(card, Qt::LeftButton);
        QTRY_VERIFY(!window->showsWelcome());
        QCOMPARE(window->document().pages().size(), std::size_t{2});
        QVERIFY(window->document().design().componentByName(QStringLiteral("lost-db")));
        QVERIFY(window->isWindowModified());
        QCOMPARE(window->file().path(), original);
        QVERIFY(Recovery::leftBehind(tests::testCatalog()).empty());   // this window keeps it now
        QCOMPARE(recoveryKept(), 1);
        QVERIFY(window->saveTo(original));
        QCOMPARE(recoveryKept(), 0);
        delete window;
    }

    void twoThatWereKilledAreBothOffered() {
        recoveryCrash("one", {});
        recoveryCrash("two", {});
        QCOMPARE(Recovery::leftBehind(tests::testCatalog()).size(), std::size_t{2});
        // What cannot be read stays where it is.
        QFile broken(Recovery::folder() + QStringLiteral("/1-2.faultline"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no zip");
        broken.close();
        QCOMPARE(Recovery::leftBehind(tests::testCatalog()).size(), std::size_t{2});
        QVERIFY(broken.exists());
    }

    void severalAreRecoveredAtOnce() {
        recoveryCrash("one", {});
        recoveryCrash("two", {});
        auto* window = new MainWindow(tests::testCatalog());
        window->show();
        auto* all = window->findChild<QPushButton*>(QStringLiteral("recoverAll"));
        QVERIFY(all && all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QTRY_COMPARE(MainWindow::all().size(), 2);
        QSet<QString> names;
        for (MainWindow* each : MainWindow::all()) {
            QTRY_VERIFY(!each->showsWelcome());
            QVERIFY(each->isWindowModified());
            for (const auto& [id, component] : each->document().design().components()) names.insert(component->name);
        }
        QCOMPARE(names, (QSet<QString>{QStringLiteral("one"), QStringLiteral("two")}));
        QCOMPARE(recoveryKept(), 2);   // still kept, by the windows now
        for (MainWindow* each : MainWindow::all()) delete each;
    }

    void aSecondWindowOfAFileIsTold() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("site.faultline"));
        const QPointer<MainWindow> first(new MainWindow(tests::testCatalog())), second(new MainWindow(tests::testCatalog()));
        first->newDesign();
        tests::Sample(first->document()).add("web_server", {10, 10});
        QVERIFY(first->saveTo(path));
        QVERIFY(second->openFile(path));
        QVERIFY2(second->workspace().toast().text().contains(QLatin1String("another window")), qPrintable(second->workspace().toast().text()));
        delete first;
        delete second;
    }

    void revertGoesBackToWhatIsStored() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("site.faultline"));
        const QPointer<MainWindow> window(new MainWindow(tests::testCatalog()));
        window->newDesign();
        tests::Sample(window->document()).add("web_server", {10, 10});
        QVERIFY(window->saveTo(path));
        const design::Design saved = window->document().design();
        tests::Sample(window->document()).add("web_server", {300, 10});
        tests::whenAsked([](QDialog& dialog) { QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("revertNow")), Qt::LeftButton); });
        window->action(QStringLiteral("revert"))->trigger();
        QVERIFY(window->document().design() == saved);
        QVERIFY(!window->isWindowModified());
        delete window;
    }
};

FAULTLINE_TEST(RecoveryTest)
#include "recovery_test.moc"
