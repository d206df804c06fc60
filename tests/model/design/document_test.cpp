#include "model/design/document.h"

#include "model/design/edits.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class DocumentTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();

    void add(DesignDocument& document, const char* kind, QPointF at = {}) const {
        const auto change = addComponent(document.design(), m_catalog, kind,
                                         {.scenePosition = at, .container = {}, .attachTo = {}, .inLine = {}});
        QVERIFY(change);
        document.apply(*change);
    }

private slots:
    void eachChangeIsOneStepAndOneSignal() {
        DesignDocument document(m_catalog);
        QSignalSpy changed(&document, &DesignDocument::changed);
        add(document, "web_server");
        QCOMPARE(changed.count(), 1);
        QVERIFY(document.isModified());
        QCOMPARE(document.undoStack().undoText(), QStringLiteral("Add web-1"));
        document.undo();
        QCOMPARE(changed.count(), 2);
        QVERIFY(document.design().components().empty());
        QVERIFY(!document.isModified());
        document.redo();
        QCOMPARE(changed.count(), 3);
        QCOMPARE(document.design().components().size(), std::size_t{1});
        document.apply({});
        QCOMPARE(changed.count(), 3);
        QCOMPARE(document.undoStack().count(), 1);
    }

    void resetForgetsTheSteps() {
        DesignDocument document(m_catalog);
        QSignalSpy replaced(&document, &DesignDocument::replaced);
        add(document, "web_server");
        Gesture gesture(document, QStringLiteral("Move"));
        gesture.update(moveBy(gesture.start(), {{1}}, QPointF(5, 5)));
        document.reset(Design());
        QCOMPARE(replaced.count(), 1);
        QCOMPARE(document.undoStack().count(), 0);
        QVERIFY(!gesture.isRunning());
        gesture.commit();  // has no effect on the new document
        QVERIFY(document.design().components().empty());
        QVERIFY(!document.isModified());
    }

    void pagesComeGoAndMoveAsStepsOfOneStack() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        const int first = document.shownPage();
        const int second = document.addPage(Design(), 1);
        QCOMPARE(document.pages(), (std::vector<int>{first, second}));
        QCOMPARE(document.shownPage(), second);
        QVERIFY(document.design().components().empty());
        add(document, "users");
        const int between = document.addPage(document.design(), 1);
        QCOMPARE(document.pages(), (std::vector<int>{first, between, second}));
        document.movePage(between, 99);
        QCOMPARE(document.placeOf(between), 2);
        document.removePage(second);
        QCOMPARE(document.pages(), (std::vector<int>{first, between}));
        QCOMPARE(document.shownPage(), between);
        QCOMPARE(document.placeOf(second), -1);

        const std::vector<Design> whole = document.designs();
        while (document.undoStack().canUndo()) document.undo();
        QCOMPARE(document.pages(), (std::vector<int>{first}));
        QVERIFY(document.design().components().empty());
        QVERIFY(!document.isModified());
        while (document.undoStack().canRedo()) document.redo();
        QCOMPARE(document.pages(), (std::vector<int>{first, between}));
        const std::vector<Design> again = document.designs();
        for (std::size_t i = 0; i < whole.size(); ++i) QVERIFY(again[i] == whole[i]);
    }

    void whatIsTakenBackOnAnotherPageShowsIt() {
        DesignDocument document(m_catalog);
        const int first = document.shownPage();
        add(document, "web_server");
        const int second = document.addPage(Design(), 1);
        add(document, "users");
        document.showPage(first);
        QSignalSpy leaving(&document, &DesignDocument::leavingPage), replaced(&document, &DesignDocument::replaced), opened(&document, &DesignDocument::opened);
        document.undo();
        QCOMPARE(document.shownPage(), second);
        QVERIFY(document.design().components().empty());
        QVERIFY(!document.design(first).components().empty());
        QCOMPARE(leaving.count(), 1);
        QCOMPARE(replaced.count(), 1);
        QCOMPARE(opened.count(), 0);
        document.showPage(first);
        document.redo();
        QCOMPARE(document.shownPage(), second);
        QCOMPARE(document.design().components().size(), std::size_t{1});
    }

    void showingAPageChangesNothingAndEndsAGesture() {
        DesignDocument document(m_catalog);
        std::vector<Design> pages(3);
        document.reset(std::move(pages), 2);
        QCOMPARE(document.placeOf(document.shownPage()), 2);
        add(document, "web_server");
        document.undoStack().setClean();
        Gesture gesture(document, QStringLiteral("Move"));
        const ComponentId id = document.design().components().begin()->first;
        const QRectF before = document.design().component(id)->rect;
        gesture.update(moveBy(gesture.start(), {id}, QPointF(5, 5)));
        const int shown = document.shownPage();
        document.showPage(document.pages().front());
        QVERIFY(!gesture.isRunning());
        QVERIFY(!document.isModified());
        QCOMPARE(document.design(shown).component(id)->rect, before);
        document.showPage(4711);
        QCOMPARE(document.placeOf(document.shownPage()), 0);
        document.removePage(document.pages()[0]);
        document.removePage(document.pages()[0]);
        document.removePage(document.pages()[0]);   // the last one stays
        while (document.pages().size() < mostPages) QVERIFY(document.addPage({}, 0) > 0);
        QCOMPARE(document.addPage({}, 0), 0);
        document.reset(Design());
        QCOMPARE(document.pages().size(), std::size_t{1});
    }

    void aGestureIsOneStep() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        const Design before = document.design();
        QSignalSpy changed(&document, &DesignDocument::changed);
        {
            Gesture gesture(document, QStringLiteral("Drag"));
            for (int x = 1; x <= 10; ++x) gesture.update(moveBy(gesture.start(), {{1}}, QPointF(x, 0)));
            QCOMPARE(document.design().component({1})->rect.x(), 10.0);
            QCOMPARE(document.undoStack().count(), 1);
            gesture.commit();
        }
        QCOMPARE(changed.count(), 10);
        QCOMPARE(document.undoStack().count(), 2);
        QCOMPARE(document.undoStack().undoText(), QStringLiteral("Drag"));
        document.undo();
        QVERIFY(document.design() == before);
        document.redo();
        QCOMPARE(document.design().component({1})->rect.x(), 10.0);
    }

    void aDroppedGestureLeavesNothing() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        document.undo();
        document.redo();
        document.undo();  // a step that can be done again must survive the gesture
        const Design before = document.design();
        {
            Gesture gesture(document, QStringLiteral("Drop"));
            const auto change = addComponent(gesture.start(), m_catalog, "database", {});
            QVERIFY(change);
            gesture.update(*change);
            QCOMPARE(document.design().components().size(), std::size_t{1});
        }
        QVERIFY(document.design() == before);
        QVERIFY(document.undoStack().canRedo());
        {
            Gesture gesture(document, QStringLiteral("Nothing"));
            gesture.update(moveBy(gesture.start(), {{1}}, QPointF(3, 3)));
            gesture.update({});
            gesture.commit();
        }
        QVERIFY(document.undoStack().canRedo());
    }

    void undoWhileAGestureRunsCancelsIt() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        const Design before = document.design();
        Gesture gesture(document, QStringLiteral("Drag"));
        gesture.update(moveBy(gesture.start(), {{1}}, QPointF(50, 0)));
        document.undo();
        QVERIFY(!gesture.isRunning());
        QVERIFY(document.design() == before);
        gesture.update(moveBy(gesture.start(), {{1}}, QPointF(80, 0)));
        gesture.commit();
        QVERIFY(document.design() == before);
        QCOMPARE(document.undoStack().count(), 1);

        Gesture second(document, QStringLiteral("Drag"));
        second.update(moveBy(second.start(), {{1}}, QPointF(50, 0)));
        document.undoStack().undo();  // an action bound to the stack itself
        QVERIFY(!second.isRunning());
        QVERIFY(document.design().components().empty());
    }

    void aSecondGestureCancelsTheFirst() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        const Design before = document.design();
        Gesture first(document, QStringLiteral("First"));
        first.update(moveBy(first.start(), {{1}}, QPointF(50, 0)));
        Gesture second(document, QStringLiteral("Second"));
        QVERIFY(!first.isRunning());
        QVERIFY(second.start() == before);
    }

    void applyInsideAGestureIsPartOfIt() {
        DesignDocument document(m_catalog);
        add(document, "web_server");
        const Design before = document.design();
        Gesture gesture(document, QStringLiteral("Drop"));
        add(document, "database");
        const auto link = design::connect(document.design(), m_catalog, {1}, {2});
        QVERIFY(link);
        document.apply(*link);
        QCOMPARE(document.undoStack().count(), 1);
        gesture.commit();
        QCOMPARE(document.undoStack().count(), 2);
        document.undo();
        QVERIFY(document.design() == before);
    }

    void aGestureOutlivesItsDocument() {
        auto document = std::make_unique<DesignDocument>(m_catalog);
        Gesture gesture(*document, QStringLiteral("Drag"));
        document.reset();
        gesture.commit();
        QVERIFY(!gesture.isRunning());
    }

    void twoHundredStepsBackAndForth() {
        for (std::uint64_t seed = 100; seed < 110; ++seed) {
            DesignDocument document(m_catalog);
            tests::Dice dice(seed);
            std::vector<std::shared_ptr<const Design>> states{std::make_shared<Design>(document.design())};
            for (int i = 0; i < 200; ++i) {
                if (dice.roll(4) == 0) {
                    Gesture gesture(document, QStringLiteral("Gesture"));
                    for (int k = 0; k < 5; ++k) gesture.update(tests::randomEdit(gesture.start(), m_catalog, dice));
                    if (dice.roll(2)) gesture.commit();
                } else {
                    document.apply(tests::randomEdit(document.design(), m_catalog, dice));
                }
                QVERIFY(check(document.design(), m_catalog).empty());
            }
            const Design last = document.design();
            while (document.undoStack().canUndo()) document.undo();
            QVERIFY(document.design() == *states.front());
            while (document.undoStack().canRedo()) document.redo();
            QVERIFY(document.design() == last);
        }
    }
};

FAULTLINE_TEST(DocumentTest)
#include "document_test.moc"
