#include "widgets/pages/page_bar.h"

#include "model/design/document.h"
#include "model/design/edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"

#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace faultline;
using pages::PageBar;

namespace {

struct BarRobot {
    design::DesignDocument document{tests::testCatalog()};
    PageBar bar{document};

    BarRobot() {
        bar.resize(800, bar.height());
        bar.show();
        if (!QTest::qWaitForWindowActive(&bar)) qFatal("no window");
    }
    QTabBar& tabs() { return bar.tabs(); }
    QStringList names() {
        QStringList out;
        for (int i = 0; i < tabs().count(); ++i) out.append(tabs().tabText(i) + (i == tabs().currentIndex() ? QStringLiteral("*") : QString()));
        return out;
    }
    void click(int tab) { QTest::mouseClick(&tabs(), Qt::LeftButton, {}, tabs().tabRect(tab).center()); }
    void type(const QString& name, Qt::Key end = Qt::Key_Return) {
        QPointer<QLineEdit> editor = bar.findChild<QLineEdit*>(QStringLiteral("pageName"));
        QVERIFY(editor && editor->hasFocus());
        QTest::keyClicks(editor, name);
        QTest::keyClick(editor, end);
        QTRY_VERIFY(!editor);
    }
    QStringList words(std::initializer_list<const char*> list) {
        QStringList out;
        for (const char* word : list) out.append(QString::fromUtf8(word));
        return out;
    }
};

}  // namespace

class PageBarTest : public QObject {
    Q_OBJECT
private slots:
    void pagesAreAddedShownAndTakenBack() {
        BarRobot r;
        QCOMPARE(r.names(), r.words({"Page 1*"}));
        tests::Sample(r.document).add("web_server", {10, 10}, "web");
        QTest::mouseClick(r.bar.findChild<QToolButton*>(QStringLiteral("addPageButton")), Qt::LeftButton);
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*"}));
        QVERIFY(r.document.design().components().empty());
        r.click(0);
        QCOMPARE(r.names(), r.words({"Page 1*", "Page 2"}));
        QVERIFY(r.document.design().componentByName(QStringLiteral("web")));
        r.bar.duplicatePage();
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*", "Page 3"}));
        QVERIFY(r.document.design().componentByName(QStringLiteral("web")));
        while (r.document.undoStack().canUndo()) r.document.undo();
        QCOMPARE(r.names(), r.words({"Page 1*"}));
        while (r.document.undoStack().canRedo()) r.document.redo();
        QCOMPARE(r.tabs().count(), 3);
    }

    void theNameIsTypedIntoTheTab() {
        BarRobot r;
        r.bar.addPage();
        QTest::mouseDClick(&r.tabs(), Qt::LeftButton, {}, r.tabs().tabRect(1).center());
        r.type(QStringLiteral("Scaled & up"));
        QCOMPARE(r.names(), r.words({"Page 1", "Scaled && up*"}));
        QCOMPARE(r.document.design().settings().title, QStringLiteral("Scaled & up"));
        r.document.undo();
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*"}));
        r.tabs().setFocus();
        QTest::keyClick(&r.tabs(), Qt::Key_F2);
        r.type(QStringLiteral("not this"), Qt::Key_Escape);
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*"}));
        QVERIFY(r.tabs().hasFocus());
        QTest::keyClick(&r.tabs(), Qt::Key_F2);
        r.type(QStringLiteral("  "));   // no name is no change
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*"}));
        // Who goes on to another page meanwhile has named this one.
        QTest::keyClick(&r.tabs(), Qt::Key_F2);
        QTest::keyClicks(r.bar.findChild<QLineEdit*>(QStringLiteral("pageName")), QStringLiteral("Kept"));
        r.bar.step(-1);
        QCOMPARE(r.names(), r.words({"Page 1*", "Kept"}));
        r.bar.step(1);
        // The inspector has the same title.
        design::DocumentSettings settings = r.document.design().settings();
        settings.title = QString(300, QLatin1Char('x')) + QStringLiteral("\ny");
        r.document.apply(design::setSettings(r.document.design(), settings));
        QVERIFY(r.tabs().tabRect(1).width() <= 220);
        QVERIFY(!r.tabs().tabText(1).contains(QLatin1Char('\n')));
    }

    void tabsAreDraggedToAnotherPlaceAsOneStep() {
        BarRobot r;
        for (const char* title : {"one", "two", "three"}) {
            design::Design page;
            design::DocumentSettings settings;
            settings.title = QLatin1String(title);
            design::setSettings(page, settings).apply(page);
            r.document.addPage(page, 99);
        }
        r.click(1);
        QCOMPARE(r.names(), r.words({"Page 1", "one*", "two", "three"}));
        const int steps = r.document.undoStack().count();
        const QPoint from = r.tabs().tabRect(1).center(), to = r.tabs().tabRect(3).center() + QPoint(20, 0);
        QTest::mousePress(&r.tabs(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 10; ++i) {
            QMouseEvent move(QEvent::MouseMove, QPointF(from + (to - from) * i / 10), r.tabs().mapToGlobal(QPointF(from + (to - from) * i / 10)), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&r.tabs(), &move);
        }
        QTest::mouseRelease(&r.tabs(), Qt::LeftButton, {}, to);
        QTRY_COMPARE(r.names(), r.words({"Page 1", "two", "three", "one*"}));
        QCOMPARE(r.document.undoStack().count(), steps + 1);
        QCOMPARE(r.document.placeOf(r.document.shownPage()), 3);
        r.document.undo();
        QCOMPARE(r.names(), r.words({"Page 1", "one*", "two", "three"}));
    }

    void keysWorkOnTheTabs() {
        BarRobot r;
        r.bar.addPage();
        r.bar.addPage();
        r.tabs().setFocus();
        QTest::keyClick(&r.tabs(), Qt::Key_Left);
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*", "Page 3"}));
        QSignalSpy told(&r.bar, &PageBar::told);
        QTest::keyClick(&r.tabs(), Qt::Key_Delete);
        QCOMPARE(r.names(), r.words({"Page 1", "Page 2*"}));
        QCOMPARE(told.last().first().toString(), QStringLiteral("\u201cPage 2\u201d is deleted. Ctrl+Z brings it back."));
        r.bar.move(-1);
        QCOMPARE(r.document.placeOf(r.document.shownPage()), 0);
        r.bar.move(-1);   // it is the first already
        r.bar.step(-1);
        QCOMPARE(r.document.placeOf(r.document.shownPage()), 1);
        r.bar.step(1);
        QCOMPARE(r.document.placeOf(r.document.shownPage()), 0);
        QTest::keyClick(&r.tabs(), Qt::Key_Delete);
        QTest::keyClick(&r.tabs(), Qt::Key_Delete);
        QCOMPARE(r.tabs().count(), 1);
        QCOMPARE(told.last().first().toString(), QStringLiteral("A document has one page at least."));
    }

    void theMenuIsOfTheTabBelowIt() {
        BarRobot r;
        r.bar.addPage();
        emit r.tabs().customContextMenuRequested(r.tabs().tabRect(0).center());
        QPointer<QMenu> menu = r.bar.findChild<QMenu*>();
        QVERIFY(menu && menu->isVisible());
        QCOMPARE(r.names(), r.words({"Page 1*", "Page 2"}));
        QStringList off;
        for (const QAction* action : menu->actions())
            if (!action->isEnabled() && !action->isSeparator()) off.append(action->text());
        QCOMPARE(off, QStringList{QStringLiteral("Move left")});
        for (QAction* action : menu->actions())
            if (action->text() == QLatin1String("Rename")) action->trigger();
        menu->close();
        r.type(QStringLiteral("Front"));
        QCOMPARE(r.names(), r.words({"Front*", "Page 2"}));
    }
};

FAULTLINE_TEST(PageBarTest)
#include "page_bar_test.moc"
