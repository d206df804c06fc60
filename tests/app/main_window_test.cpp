#include "app/main_window.h"
#include "app/app_settings.h"
#include "app/toast.h"
#include "app/welcome_page.h"
#include "app/workspace.h"
#include "model/design/edits.h"
#include "tests/app/modal.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/charts/charts_panel.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QGraphicsView>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::app;
using faultline::tests::whenAsked;

namespace {

/// A window that goes when the test ends, whatever is unsaved in it.
class TestWindow {
public:
    explicit TestWindow(const catalog::Catalog& catalog = tests::testCatalog()) : m_window(new MainWindow(catalog)) {
        m_window->resize(1280, 800);
        m_window->show();
    }
    ~TestWindow() { delete m_window; }
    TestWindow(const TestWindow&) = delete;
    TestWindow& operator=(const TestWindow&) = delete;
    MainWindow* operator->() { return m_window; }
    MainWindow& operator*() { return *m_window; }
    bool isGone() const { return m_window.isNull(); }

private:
    QPointer<MainWindow> m_window;
};

void windowPress(QDialog& dialog, const char* button) {
    auto* found = dialog.findChild<QPushButton*>(QLatin1String(button));
    QVERIFY2(found, button);
    QTest::mouseClick(found, Qt::LeftButton);
}

}  // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance())); }
    void init() {
        settings::clearRecentFiles();
        settings::forgetWindow();
        settings::setExportOptions({});
    }

    void focusIsSeenAtEveryStop_data() {
        QTest::addColumn<widgets::ThemeManager::Mode>("theme");
        QTest::newRow("light") << widgets::ThemeManager::Mode::Light;
        QTest::newRow("dark") << widgets::ThemeManager::Mode::Dark;
    }
    void focusIsSeenAtEveryStop() {
        QFETCH(widgets::ThemeManager::Mode, theme);
        widgets::ThemeManager::instance().setMode(theme);
        TestWindow window;
        window->newDesign();
        window->workspace().canvas().addAtCentre(QStringLiteral("firewall"));
        QVERIFY(QTest::qWaitForWindowActive(&*window));
        QWidget* first = nullptr;
        int stops = 0;
        for (QWidget* last = nullptr; stops < 150; ++stops) {
            const QImage before = window->grab().toImage();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QWidget* now = QApplication::focusWidget();
            QVERIFY2(now && now != last, now ? qPrintable(now->objectName()) : "nothing has it");
            if (now == first) break;
            if (!first) first = now;
            last = now;
            const QRect seen(now->mapTo(&*window, QPoint()), now->size());
            const QString name = QString::fromLatin1(now->metaObject()->className()) + QLatin1Char(' ') + now->objectName() + QLatin1Char(' ') + now->accessibleName();
            QVERIFY2(window->grab().toImage().copy(seen) != before.copy(seen), qPrintable(name));
        }
        QVERIFY(stops > 20 && stops < 150);   // all round, and nothing holds it
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }

    void whatCannotBeSavedIsOfferedAnotherPlace() {
        TestWindow window;
        window->newDesign();
        window->workspace().canvas().addAtCentre(QStringLiteral("web_server"));
        bool asked = false;
        whenAsked([&](QDialog& dialog) {
            asked = true;
            QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("saveAs")));
            windowPress(dialog, "close");
        });
        QVERIFY(!window->saveTo(QStringLiteral("/no/such/folder/a.faultline")));
        QVERIFY(asked);
        QVERIFY(window->isWindowModified());
    }

    void beginsWithTheWelcome() {
        TestWindow window;
        QVERIFY(window->showsWelcome());
        QVERIFY(!window->action(QStringLiteral("save"))->isEnabled());
        QVERIFY(!window->action(QStringLiteral("play"))->isEnabled());
        QVERIFY(window->action(QStringLiteral("open"))->isEnabled());
        QVERIFY(!window->isWindowModified());
        QTest::mouseClick(window->findChild<DocumentCard*>(QStringLiteral("emptyDesign")), Qt::LeftButton);
        QVERIFY(!window->showsWelcome());
        QVERIFY(window->action(QStringLiteral("save"))->isEnabled());
        QVERIFY(window->windowTitle().contains(QLatin1String("Untitled")));
    }

    void anEditIsMarkedAndUndone() {
        TestWindow window;
        window->newDesign();
        tests::Sample sample(window->document());
        sample.add("web_server", {10, 10});
        QVERIFY(window->isWindowModified());
        window->action(QStringLiteral("undo"))->trigger();
        QVERIFY(!window->isWindowModified());
        QVERIFY(window->document().design().components().empty());
        window->action(QStringLiteral("redo"))->trigger();
        QCOMPARE(window->document().design().components().size(), std::size_t{1});
        QVERIFY(window->isWindowModified());
    }

    void shortcutsEditWhatIsSelected() {
        TestWindow window;
        window->newDesign();
        tests::Sample sample(window->document());
        sample.add("web_server", {10, 10});
        sample.add("database", {300, 10});
        QVERIFY(QTest::qWaitForWindowActive(&*window));
        window->workspace().canvas().view()->setFocus();
        QTest::keyClick(window->workspace().canvas().view(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(window->workspace().canvas().selectedComponents().size(), std::size_t{2});
        QVERIFY(window->action(QStringLiteral("duplicate"))->isEnabled());
        QTest::keyClick(window->workspace().canvas().view(), Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(window->document().design().components().size(), std::size_t{4});
        QTest::keyClick(window->workspace().canvas().view(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(window->document().design().components().size(), std::size_t{2});
    }

    void noTwoActionsShareAKey() {
        TestWindow window;
        QMap<QString, QString> taken;
        for (const QAction* action : window->findChildren<QAction*>()) {
            if (action->objectName().isEmpty()) continue;
            for (const QKeySequence& keys : action->shortcuts()) {
                const QString text = keys.toString();
                QVERIFY2(!taken.contains(text), qPrintable(text + QLatin1Char(' ') + taken.value(text) + QLatin1Char(' ') + action->objectName()));
                taken.insert(text, action->objectName());
            }
        }
        QVERIFY(taken.size() > 20);
    }

    void savedAndReopenedItIsTheSame() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("my site.faultline"));
        design::Design saved;
        {
            TestWindow window;
            window->newDesign();
            tests::SampleSite site(window->document());
            saved = window->document().design();
            QVERIFY(window->saveTo(path));
            QVERIFY(!window->isWindowModified());
            QVERIFY(window->windowTitle().contains(QLatin1String("my site")));
            QCOMPARE(settings::recentFiles(), QStringList{path});
        }
        TestWindow window;
        QVERIFY(window->openFile(path));
        QVERIFY(window->document().design() == saved);
        QVERIFY(!window->isWindowModified());
        QCOMPARE(window->file().path(), path);
    }

    void unsavedChangesAreAskedAbout() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.faultline"));
        TestWindow window;
        window->newDesign();
        QVERIFY(window->saveTo(path));
        tests::Sample sample(window->document());
        sample.add("web_server", {10, 10});

        whenAsked([](QDialog& dialog) { windowPress(dialog, "cancel"); });
        QVERIFY(!window->newDesign());
        QCOMPARE(window->document().design().components().size(), std::size_t{1});

        whenAsked([](QDialog& dialog) { windowPress(dialog, "cancel"); });
        window->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!window.isGone());

        whenAsked([](QDialog& dialog) { windowPress(dialog, "save"); });
        QVERIFY(window->newDesign());
        QVERIFY(window->openFile(path));
        QCOMPARE(window->document().design().components().size(), std::size_t{1});

        sample.add("web_server", {300, 10});
        whenAsked([](QDialog& dialog) { windowPress(dialog, "discard"); });
        window->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(window.isGone());
        TestWindow again;
        QVERIFY(again->openFile(path));
        QCOMPARE(again->document().design().components().size(), std::size_t{1});
    }

    void aBadFileIsExplainedAndNothingChanges() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bad.faultline"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"format\": \"faultline-design\", \"version\": 1, \"components\": 7}");
        file.close();
        TestWindow window;
        window->newDesign();
        tests::Sample sample(window->document());
        sample.add("web_server", {10, 10});
        const design::Design before = window->document().design();
        QString title, text;
        whenAsked([&](QDialog& dialog) {
            title = dialog.findChild<QLabel*>(QStringLiteral("messageTitle"))->text();
            text = dialog.findChild<QLabel*>(QStringLiteral("messageText"))->text();
        });
        QVERIFY(!window->openFile(path));
        QVERIFY(title.contains(QLatin1String("bad.faultline")));
        QVERIFY2(text.contains(QLatin1String("components")), qPrintable(text));
        QVERIFY(window->document().design() == before);
        QVERIFY(window->isWindowModified());
        QVERIFY(window->file().path().isEmpty());
        QVERIFY(settings::recentFiles().isEmpty());
    }

    void anUnwritablePlaceIsExplained() {
        TestWindow window;
        window->newDesign();
        bool asked = false;
        whenAsked([&](QDialog&) { asked = true; });
        QVERIFY(!window->saveTo(QStringLiteral("/no/such/folder/a.faultline")));
        QVERIFY(asked);
        QVERIFY(window->file().path().isEmpty());
    }

    void theExportedPictureOpensAgain() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("site.png"));
        TestWindow window;
        window->newDesign();
        tests::SampleSite site(window->document());
        const design::Design before = window->document().design();
        QVERIFY(window->exportTo(path));
        const QImage image(path);
        QVERIFY(image.width() > 600);
        window->document().undoStack().setClean();
        QVERIFY(window->openFile(path));
        QVERIFY(window->document().design() == before);
        QVERIFY(window->file().path().isEmpty());   // saving must not replace the picture
        QVERIFY(window->windowTitle().contains(QLatin1String("site")));
    }

    void aPictureWithoutADesignSaysSo() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("photo.png"));
        QImage image(20, 20, QImage::Format_RGB32);
        image.fill(Qt::green);
        QVERIFY(image.save(path));
        TestWindow window;
        QString text;
        whenAsked([&](QDialog& dialog) { text = dialog.findChild<QLabel*>(QStringLiteral("messageText"))->text(); });
        QVERIFY(!window->openFile(path));
        QVERIFY2(!text.isEmpty(), qPrintable(text));
        QVERIFY(window->showsWelcome());
    }

    void aFileIsDroppedOntoTheWindow() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("dropped.faultline"));
        {
            TestWindow window;
            window->newDesign();
            tests::Sample(window->document()).add("web_server", {10, 10});
            QVERIFY(window->saveTo(path));
        }
        TestWindow window;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*window, &drop);
        QTRY_VERIFY(!window->showsWelcome());
        QCOMPARE(window->document().design().components().size(), std::size_t{1});
        QMimeData text;
        text.setText(QStringLiteral("hello"));
        QDragEnterEvent other(QPoint(200, 200), Qt::CopyAction, &text, Qt::LeftButton, {});
        other.ignore();
        QCoreApplication::sendEvent(&*window, &other);
        QVERIFY(!other.isAccepted());
    }

    void panelsAreHiddenAndComeBack() {
        const QStringList onRequest{QStringLiteral("table"), QStringLiteral("layers")};
        {
            TestWindow window;
            window->newDesign();
            for (QDockWidget* dock : window->workspace().docks())
                QCOMPARE(std::pair(dock->objectName(), dock->isVisible()), std::pair(dock->objectName(), !onRequest.contains(dock->objectName())));
            window->action(QStringLiteral("panel.charts"))->trigger();
            QVERIFY(!window->workspace().charts().isVisible());
            window->close();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        TestWindow window;
        window->newDesign();
        QVERIFY(!window->workspace().charts().isVisible());
        window->action(QStringLiteral("resetLayout"))->trigger();
        for (QDockWidget* dock : window->workspace().docks())
            QCOMPARE(std::pair(dock->objectName(), dock->isVisible()), std::pair(dock->objectName(), !onRequest.contains(dock->objectName())));
    }

    void aPanelOnATabSaysItsNameOnce() {
        TestWindow window;
        window->newDesign();
        QDockWidget* charts = window->workspace().findChild<QDockWidget*>(QStringLiteral("charts"));
        const auto saysItsName = [&] {
            for (const QLabel* label : charts->titleBarWidget()->findChildren<QLabel*>())
                if (label->text() == charts->windowTitle()) return !label->isHidden();
            return false;
        };
        QTRY_VERIFY(saysItsName());
        window->action(QStringLiteral("panel.table"))->trigger();
        QTRY_VERIFY(!saysItsName());
        window->action(QStringLiteral("panel.table"))->trigger();
        QTRY_VERIFY(saysItsName());
    }

    void nothingIsCutAt1024() {
        TestWindow window;
        window->newDesign();
        window->resize(1024, 700);
        window->workspace().resetLayout();
        QVERIFY(QTest::qWaitForWindowExposed(&*window));
        QCOMPARE(window->size(), QSize(1024, 700));
        QVERIFY(window->minimumSizeHint().width() <= 1024);
        QVERIFY(window->minimumSizeHint().height() <= 700);
        for (QDockWidget* dock : window->workspace().docks()) {
            const QRect where(dock->mapTo(&*window, QPoint()), dock->size());
            QVERIFY2(!dock->isVisible() || window->rect().contains(where), qPrintable(dock->objectName()));
        }
        QVERIFY(window->workspace().canvas().width() > 300 && window->workspace().canvas().height() > 250);
    }

    void noTimerRunsWhilePaused() {
        TestWindow window;
        window->newDesign();
        tests::SampleSite site(window->document());
        QTRY_VERIFY(!window->run().isPolling());
        window->run().setPlaying(true);
        QVERIFY(window->run().isPolling());
        QTRY_VERIFY(window->run().frame() && window->run().frame()->now > 0);
        window->action(QStringLiteral("play"))->trigger();
        QVERIFY(!window->run().isPlaying());
        QTRY_VERIFY(!window->run().isPolling());
        const SimTime then = window->run().frame()->now;
        window->run().act(site.web1, QStringLiteral("kill"));   // an act is answered while paused
        QVERIFY(window->run().isPolling());
        QTRY_VERIFY(!window->run().isPolling());
        QCOMPARE(window->run().frame()->now, then);
    }

    void twoWindowsHaveTwoDocuments() {
        TestWindow window;
        window->newDesign();
        tests::Sample(window->document()).add("web_server", {10, 10});
        window->action(QStringLiteral("newWindow"))->trigger();
        MainWindow* second = nullptr;
        for (QWidget* widget : QApplication::topLevelWidgets())
            if (auto* main = qobject_cast<MainWindow*>(widget); main && main != &*window) second = main;
        QVERIFY(second);
        second->newDesign();
        QVERIFY(second->document().design().components().empty());
        QCOMPARE(window->document().design().components().size(), std::size_t{1});
        delete second;
    }

    void theThemeIsChosenAndRemembered() {
        TestWindow window;
        window->action(QStringLiteral("themeDark"))->trigger();
        QVERIFY(widgets::theme().dark);
        QCOMPARE(settings::themeMode(), widgets::ThemeManager::Mode::Dark);
        window->action(QStringLiteral("themeLight"))->trigger();
        QVERIFY(!widgets::theme().dark);
    }

    void theSeedIsPartOfTheDocument() {
        TestWindow window;
        window->newDesign();
        window->run().setSeed(42);
        QCOMPARE(window->run().seed(), std::uint64_t{42});
        QCOMPARE(window->document().design().settings().seed, std::uint64_t{42});
        QVERIFY(window->isWindowModified());
        window->action(QStringLiteral("undo"))->trigger();
        QCOMPARE(window->run().seed(), std::uint64_t{1});
    }

    void speedsGoUpAndDown() {
        TestWindow window;
        window->newDesign();
        QCOMPARE(window->run().speed(), 1.0);
        window->action(QStringLiteral("faster"))->trigger();
        QCOMPARE(window->run().speed(), 2.0);
        for (int i = 0; i < 3; ++i) window->action(QStringLiteral("slower"))->trigger();
        QCOMPARE(window->run().speed(), 0.1);
        for (int i = 0; i < 20; ++i) window->action(QStringLiteral("slower"))->trigger();
        QCOMPARE(window->run().speed(), 0.001);
        for (int i = 0; i < 20; ++i) window->action(QStringLiteral("faster"))->trigger();
        QCOMPARE(window->run().speed(), 0.0);   // as fast as possible
    }
};

FAULTLINE_TEST(MainWindowTest)
#include "main_window_test.moc"
