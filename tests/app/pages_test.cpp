#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/app/modal.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/pages/page_bar.h"

#include <QAction>
#include <QFile>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::app;

namespace {

/// A window with one page, on which users call a web server.
struct PagedWindow {
    QPointer<MainWindow> window = new MainWindow(kinds::allKinds());
    design::DesignDocument& document = window->document();

    PagedWindow() {
        window->resize(1280, 800);
        window->show();
        window->newDesign();
        tests::Sample sample(document);
        const ComponentId users = sample.add("users", {0, 0}, "users-1"), web = sample.add("web_server", {300, 0}, "web-1");
        sample.link(users, web);
    }
    ~PagedWindow() { delete window; }
    PagedWindow(const PagedWindow&) = delete;
    PagedWindow& operator=(const PagedWindow&) = delete;

    void act(const char* name) { window->action(QLatin1String(name))->trigger(); }
    SimTime now() const { return window->run().frame() ? window->run().frame()->now : -1; }
    QStringList names() const {
        QStringList out;
        for (const auto& [id, component] : window->document().design().components()) out.append(component->name);
        return out;
    }
    int count() const { return static_cast<int>(window->document().pages().size()); }
};

int pagedCount(const QString& path, const char* what) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count(what)) : -1;
}

}  // namespace

class PagesTest : public QObject {
    Q_OBJECT
private slots:
    void init() { settings::setExportOptions({}); }

    void pagesAreSavedOpenedAndReverted() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("book.faultline"));
        PagedWindow w;
        QVERIFY(!w.window->action(QStringLiteral("nextPage"))->isEnabled());
        QVERIFY(w.window->saveTo(path));
        QVERIFY(!w.window->isWindowModified());
        w.act("duplicatePage");
        QVERIFY(w.window->isWindowModified());
        tests::Sample(w.document).add("database", {300, 200}, "db-1");
        QVERIFY(w.window->saveTo(path));
        QVERIFY(!w.window->isWindowModified());
        w.act("previousPage");
        QVERIFY(!w.window->isWindowModified());   // to look at another page changes nothing
        QCOMPARE(w.names().size(), 2);

        PagedWindow other;
        other.document.undoStack().setClean();
        QVERIFY(other.window->openFile(path));
        QCOMPARE(other.count(), 2);
        QCOMPARE(other.names().size(), 2);
        other.act("nextPage");
        QCOMPARE(other.names().size(), 3);
        tests::Sample(other.document).add("database", {600, 200}, "db-2");
        tests::whenAsked([](QDialog& dialog) { QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("revertNow")), Qt::LeftButton); });
        other.act("revert");
        QCOMPARE(other.document.placeOf(other.document.shownPage()), 1);   // the page that was looked at
        QCOMPARE(other.names().size(), 3);
    }

    void everyPageHasItsOwnRunWhichWaits() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("book.faultline"));
        PagedWindow w;
        for (int i = 0; i < 5; ++i) {
            const SimTime before = w.now();
            w.window->run().step();
            QTRY_VERIFY(w.now() > before);
        }
        const SimTime first = w.now();
        const std::string print = w.window->run().run().fingerprint;
        w.act("duplicatePage");
        QTRY_COMPARE(w.now(), SimTime{0});
        w.window->run().step();
        QTRY_VERIFY(w.now() > 0);
        const SimTime second = w.now();
        w.act("previousPage");
        QTRY_COMPARE(w.now(), first);
        QCOMPARE(w.window->run().run().fingerprint, print);
        QVERIFY(!w.window->run().isPlaying());
        QVERIFY(w.window->saveTo(path));
        const auto project = storage::loadProject(path, kinds::allKinds());
        QVERIFY(project && project->run && project->morePages[0].run);
        QCOMPARE(project->run->now, first);
        QCOMPARE(project->morePages[0].run->now, second);

        w.document.undoStack().setClean();
        QVERIFY(w.window->openFile(path));
        QTRY_COMPARE(w.now(), first);
        w.act("nextPage");
        QTRY_COMPARE(w.now(), second);

        // What plays goes on when one comes back, and there and back at once loses nothing.
        w.window->run().setPlaying(true);
        w.act("nextPage");
        QVERIFY(!w.window->run().isPlaying());
        w.act("nextPage");
        QVERIFY(w.window->run().isPlaying());
        w.window->run().setPlaying(false);
        QTRY_VERIFY(w.now() >= second);
    }

    void undoShowsThePageItWasDoneOn() {
        PagedWindow w;
        w.act("addPage");
        w.window->workspace().canvas().addAtCentre(QStringLiteral("database"));
        QCOMPARE(w.names().size(), 1);
        w.act("previousPage");
        w.act("undo");
        QCOMPARE(w.document.placeOf(w.document.shownPage()), 1);
        QVERIFY(w.names().isEmpty());
        w.act("undo");
        QCOMPARE(w.count(), 1);
        QCOMPARE(w.names().size(), 2);
        w.act("redo");
        w.act("redo");
        QCOMPARE(w.names().size(), 1);
        w.act("deletePage");
        QCOMPARE(w.count(), 1);
        QVERIFY(w.window->workspace().toast().text().contains(QLatin1String("Ctrl+Z brings it back")));
        w.act("undo");
        QCOMPARE(w.names().size(), 1);
    }

    void whatWasSeenOfAPageIsSeenAgain() {
        PagedWindow w;
        canvas::CanvasWidget& canvas = w.window->workspace().canvas();
        canvas.zoomTo100();
        canvas.zoomIn();
        const double zoom = canvas.zoom();
        const QRect web = canvas.componentRect(w.document.design().componentByName(QStringLiteral("web-1"))->id);
        w.act("addPage");
        canvas.zoomOut();
        w.act("previousPage");
        QCOMPARE(canvas.zoom(), zoom);
        const QRect again = canvas.componentRect(w.document.design().componentByName(QStringLiteral("web-1"))->id);
        QVERIFY((again.center() - web.center()).manhattanLength() <= 4);
    }

    void allPagesAreExportedWhereTheFormHoldsThem() {
        const QTemporaryDir folder;
        PagedWindow w;
        w.act("duplicatePage");
        const auto out = [&](const char* name) { return folder.filePath(QLatin1String(name)); };
        QVERIFY(w.window->exportTo(out("all.pdf")));
        QCOMPARE(pagedCount(out("all.pdf"), "/MediaBox"), 2);
        settings::Export options;
        options.allPages = false;
        settings::setExportOptions(options);
        QVERIFY(w.window->exportTo(out("one.pdf")));
        QCOMPARE(pagedCount(out("one.pdf"), "/MediaBox"), 1);
        QVERIFY(w.window->exportTo(out("all.drawio")));
        QCOMPARE(pagedCount(out("all.drawio"), "<diagram "), 2);
        w.document.undoStack().setClean();
        QVERIFY(w.window->openFile(out("all.drawio")));
        QCOMPARE(w.count(), 2);
        tests::whenAsked([](QDialog& dialog) { QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("close")), Qt::LeftButton); });
        QVERIFY(!w.window->saveTo(out("plain.json")));
        QVERIFY(!QFile::exists(out("plain.json")));
    }

    void aPresentationGoesFromPageToPage() {
        PagedWindow w;
        w.act("duplicatePage");
        QVERIFY(QTest::qWaitForWindowActive(w.window));
        w.window->workspace().canvas().setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F2, Qt::ShiftModifier);   // F2 alone means what is selected on the canvas
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Two of everything"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(w.window->workspace().canvas().isAncestorOf(QApplication::focusWidget()));   // the keys are the drawing's again
        w.act("previousPage");
        QVERIFY(w.window->workspace().pages().isVisible());
        w.act("present");
        QVERIFY(!w.window->workspace().pages().isVisible());
        w.act("nextPage");
        QCOMPARE(w.window->workspace().toast().text(), QStringLiteral("Two of everything"));
        w.act("present");
        QVERIFY(w.window->workspace().pages().isVisible());
    }
};

FAULTLINE_TEST(PagesTest)
#include "pages_test.moc"
