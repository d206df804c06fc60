#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/template_dialog.h"
#include "app/toast.h"
#include "app/welcome_page.h"
#include "app/workspace.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/app/modal.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::app;

namespace {

MainWindow* windowsNew() {
    auto* window = new MainWindow(kinds::allKinds());
    window->show();
    return window;
}

QString windowsFile(const QTemporaryDir& folder, const char* name, const char* component) {
    const QString path = folder.filePath(QLatin1String(name));
    design::DesignDocument document(kinds::allKinds());
    tests::Sample(document).add("web_server", {10, 10}, component);
    storage::Project project;
    project.design = document.design();
    if (!storage::saveProject(path, project, kinds::allKinds())) qFatal("%s", name);
    return path;
}

/// The entries of the Window menu as they are when it opens.
QStringList windowsListed(MainWindow& window) {
    auto* menu = qobject_cast<QMenu*>(window.action(QStringLiteral("nextWindow"))->associatedObjects().value(0));
    if (!menu) menu = qobject_cast<QMenu*>(window.action(QStringLiteral("nextWindow"))->associatedObjects().value(1));
    emit menu->aboutToShow();
    QStringList out;
    bool behind = false;
    for (const QAction* action : menu->actions()) {
        if (behind) out.append(QString(action->text()).remove(QLatin1Char('&')) + (action->isChecked() ? QStringLiteral(" *") : QString()));
        behind = behind || action->isSeparator();
    }
    return out;
}

void windowsClose() {
    for (MainWindow* window : MainWindow::all()) delete window;
}

}  // namespace

/// Several documents, and what happens to their files behind the program's back.
class WindowsTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        settings::clearRecentFiles();
        settings::forgetWindow();
        settings::setExportOptions({});
    }
    void cleanup() { windowsClose(); }

    void theFirstWindowTakesMostOfTheScreen() {
        const QRect large = MainWindow::firstGeometry(QRect(0, 0, 1920, 1080));
        QCOMPARE(large.size(), QSize(1728, 972));
        QVERIFY(QRect(0, 0, 1920, 1080).contains(large));
        QCOMPARE(MainWindow::firstGeometry(QRect(0, 20, 1366, 748)), QRect(0, 20, 1366, 748));
        QCOMPARE(MainWindow::firstGeometry(QRect(0, 0, 1280, 800)), QRect(0, 0, 1280, 800));
        QCOMPARE(MainWindow::firstGeometry(QRect(100, 0, 1600, 1000)).size(), QSize(1440, 900));
        QCOMPARE(MainWindow::firstGeometry(QRect()).size(), QSize(1280, 800));
    }

    void severalDroppedFilesHaveAWindowEach() {
        const QTemporaryDir folder;
        const QString one = windowsFile(folder, "one.faultline", "a"), two = windowsFile(folder, "two.faultline", "b");
        MainWindow* window = windowsNew();
        window->openFiles({one, two});
        QCOMPARE(MainWindow::all().size(), 2);
        QVERIFY(MainWindow::all()[0]->document().design().componentByName(QStringLiteral("a")));
        QVERIFY(MainWindow::all()[1]->document().design().componentByName(QStringLiteral("b")));
        QCOMPARE(windowsListed(*window), (QStringList{QStringLiteral("1 one *"), QStringLiteral("2 two")}));
        tests::Sample(MainWindow::all()[1]->document()).add("database", {300, 10});
        QCOMPARE(windowsListed(*window)[1], QStringLiteral("2 two (changed)"));
        // Opened once more the window comes forward that has it, with its changes.
        QVERIFY(window->openOrRaise(two, MainWindow::Where::NewWindow));
        QCOMPARE(MainWindow::all().size(), 2);
        QVERIFY(MainWindow::all()[1]->workspace().toast().text().contains(QLatin1String("already")));
        QVERIFY(MainWindow::windowOf(one) == window);
        QVERIFY(!MainWindow::windowOf(folder.filePath(QStringLiteral("three.faultline"))));
    }

    void aFileThatCannotBeOpenedLeavesNoWindow() {
        MainWindow* window = windowsNew();
        window->newDesign();
        bool told = false;
        tests::whenAsked([&](QDialog&) { told = true; });
        QVERIFY(!window->openOrRaise(QStringLiteral("/no/such.faultline"), MainWindow::Where::NewWindow));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(told);
        QCOMPARE(MainWindow::all().size(), 1);
    }

    void partsGoFromWindowToWindow() {
        MainWindow *from = windowsNew(), *to = windowsNew();
        from->newDesign();
        to->newDesign();
        tests::Sample sample(from->document());
        const ComponentId a = sample.add("load_balancer", {0, 0}), b = sample.add("web_server", {300, 0});
        sample.link(a, b);
        from->workspace().canvas().selectAll();
        from->action(QStringLiteral("copy"))->trigger();
        to->action(QStringLiteral("paste"))->trigger();
        QCOMPARE(to->document().design().components().size(), std::size_t{2});
        QCOMPARE(to->document().design().links().size(), std::size_t{1});
    }

    void aCopiedPictureIsForEveryProgram() {
        MainWindow *from = windowsNew(), *to = windowsNew();
        from->newDesign();
        to->newDesign();
        tests::Sample sample(from->document());
        const ComponentId a = sample.add("load_balancer", {0, 0});
        sample.add("web_server", {300, 0});
        from->action(QStringLiteral("copyPicture"))->trigger();
        const QMimeData* clip = QGuiApplication::clipboard()->mimeData();
        QVERIFY(clip->hasImage());
        const auto carried = storage::readProject(clip->data(QStringLiteral("image/png")), kinds::allKinds());
        QVERIFY(carried && carried->design == from->document().design());
        QVERIFY(clip->data(QStringLiteral("image/svg+xml")).contains("<svg"));
        QVERIFY(!clip->hasText());   // where text and picture can be pasted, the picture is meant
        const int whole = qvariant_cast<QImage>(clip->imageData()).width();
        from->workspace().canvas().select({a});
        from->action(QStringLiteral("copyPicture"))->trigger();
        QVERIFY(qvariant_cast<QImage>(QGuiApplication::clipboard()->mimeData()->imageData()).width() < whole);
        to->action(QStringLiteral("paste"))->trigger();
        QCOMPARE(to->document().design().components().size(), std::size_t{1});
    }

    void templatesBecomeUnnamedDocuments() {
        MainWindow* window = windowsNew();
        for (const QString& path : TemplateDialog::templates()) {
            QVERIFY2(window->newFrom(path), qPrintable(path));
            QVERIFY(window->document().design().components().size() > 5);
            QVERIFY(window->file().path().isEmpty());
            QVERIFY(window->windowTitle().contains(QLatin1String("Untitled")));
            QVERIFY(!window->run().isPlaying());
            QVERIFY(!window->isWindowModified());
        }
        QVERIFY(settings::recentFiles().isEmpty());
        QVERIFY(window->newFrom({}));
        QVERIFY(window->document().design().components().empty());

        tests::whenAsked([](QDialog& dialog) {
            const auto cards = dialog.findChildren<DocumentCard*>(QStringLiteral("template"));
            QCOMPARE(cards.size(), TemplateDialog::templates().size());
            const QSize room = dialog.screen()->availableSize();
            QVERIFY2(dialog.width() <= room.width() && dialog.height() <= room.height(), qPrintable(QStringLiteral("%1 x %2").arg(dialog.width()).arg(dialog.height())));
            tests::keepPicture(dialog.grab().toImage(), QStringLiteral("templates"));
            for (const DocumentCard* card : cards) QVERIFY(!card->item().picture.isNull() && !card->item().title.isEmpty());
            QTest::mouseClick(cards.last(), Qt::LeftButton);
        });
        window->action(QStringLiteral("newTemplate"))->trigger();
        QVERIFY(window->document().design().settings().title.contains(QLatin1String("tiers")));
    }

    void whatAnotherProgramWroteIsNotReplacedUnasked() {
        const QTemporaryDir folder;
        const QString path = windowsFile(folder, "site.faultline", "a");
        MainWindow* window = windowsNew();
        QVERIFY(window->openFile(path));
        QVERIFY(window->file().onDisk() == DocumentFile::OnDisk::Same);
        tests::Sample(window->document()).add("database", {300, 10});
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("something else");
        file.close();
        QVERIFY(window->file().onDisk() == DocumentFile::OnDisk::Changed);
        tests::whenAsked([](QDialog& dialog) {
            QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("replace"))->isDefault());   // Enter loses nobody's work
            QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("saveAs"))->isDefault());
            QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("cancel")), Qt::LeftButton);
        });
        window->action(QStringLiteral("save"))->trigger();
        QVERIFY(window->isWindowModified());
        QCOMPARE(file.size(), 14);
        tests::whenAsked([](QDialog& dialog) { QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("replace")), Qt::LeftButton); });
        window->action(QStringLiteral("save"))->trigger();
        QVERIFY(!window->isWindowModified());
        QVERIFY(window->file().onDisk() == DocumentFile::OnDisk::Same);
        QVERIFY(storage::loadProject(path, kinds::allKinds()));
    }

    void aFileThatVanishedIsWrittenAnewAndNeverLosesWork() {
        const QTemporaryDir folder;
        const QString path = windowsFile(folder, "site.faultline", "a");
        MainWindow* window = windowsNew();
        QVERIFY(window->openFile(path));
        tests::Sample(window->document()).add("database", {300, 10});
        QVERIFY(QFile::remove(path));
        QVERIFY(window->file().onDisk() == DocumentFile::OnDisk::Gone);
        bool told = false;
        tests::whenAsked([&](QDialog& dialog) {
            told = true;
            QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("revertNow")));
        });
        window->action(QStringLiteral("revert"))->trigger();   // nothing to go back to
        QVERIFY(told);
        QVERIFY(window->isWindowModified());
        QCOMPARE(window->document().design().components().size(), std::size_t{2});
        window->action(QStringLiteral("save"))->trigger();
        QVERIFY(QFile::exists(path));
        QVERIFY(!window->isWindowModified());
        QVERIFY(window->workspace().toast().text().contains(QLatin1String("anew")));
    }

    void revertIsOfferedWhenThereIsSomethingToGoBackTo() {
        const QTemporaryDir folder;
        MainWindow* window = windowsNew();
        const QAction* revert = window->action(QStringLiteral("revert"));
        QVERIFY(!revert->isEnabled());
        QVERIFY(window->openFile(windowsFile(folder, "site.faultline", "a")));
        QVERIFY(!revert->isEnabled());
        tests::Sample(window->document()).add("database", {300, 10});
        QVERIFY(revert->isEnabled());
        window->action(QStringLiteral("undo"))->trigger();
        QVERIFY(!revert->isEnabled());
    }

    void examplesHaveTheirStoredPicturesAtOnceAndDrawnOnesInTheDark() {
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        {
            MainWindow* window = windowsNew();
            int cards = 0;
            for (const DocumentCard* card : window->findChildren<DocumentCard*>()) {
                if (!card->item().path.startsWith(QLatin1Char(':'))) continue;
                ++cards;
                QVERIFY2(!card->item().picture.isNull(), qPrintable(card->item().path));
                QCOMPARE(card->item().picture.pixelColor(0, 0), QColor(Qt::white));
            }
            QCOMPARE(cards, MainWindow::examples().size());
        }
        windowsClose();
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Dark);
        MainWindow* window = windowsNew();
        const auto drawn = [&] {
            const auto cards = window->findChildren<DocumentCard*>();
            return std::all_of(cards.begin(), cards.end(), [](const DocumentCard* card) {
                return !card->item().path.startsWith(QLatin1Char(':')) ||
                       (!card->item().picture.isNull() && card->item().picture.pixelColor(0, 0).alpha() == 0);
            });
        };
        QTRY_VERIFY(drawn());
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }

    void theExamplesBeginDifferently() {
        QSet<QString> begins;
        for (const QString& path : MainWindow::examples()) {
            DocumentFile file;
            const auto design = file.open(path, kinds::allKinds());
            QVERIFY(design);
            const QString first = design->front().settings().description.left(32);   // what a card shows of it in its first line
            QVERIFY2(!begins.contains(first), qPrintable(path + QLatin1Char(' ') + first));
            begins.insert(first);
        }
    }
};

FAULTLINE_TEST(WindowsTest)
#include "windows_test.moc"
