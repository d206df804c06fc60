#include "app/main_window.h"
#include "app/run_controller.h"
#include "app/workspace.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_main.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"
#include "widgets/transport/transport.h"

#include <QApplication>
#include <QPointer>

using namespace faultline;
using namespace faultline::app;

/// Long sequences of edits in the window, taken back and done again while the drawing runs.
class UndoTest : public QObject {
    Q_OBJECT

    static bool isShown(MainWindow& window) {
        const auto& picture = qobject_cast<canvas::CanvasView*>(window.workspace().canvas().view())->picture();
        const design::Design& design = window.document().design();
        if (picture.nodes().size() != design.components().size() || picture.links().size() != design.links().size()) return false;
        return std::all_of(picture.nodes().begin(), picture.nodes().end(), [&](const auto& entry) {
            const design::Component* component = design.component(entry.first);
            return component && *entry.second.component == *component;
        });
    }

    /// The run has got on, whatever was done to it meanwhile.
    static bool runsOn(MainWindow& window) {
        const SimTime before = window.run().frame() ? window.run().frame()->now : 0;
        return QTest::qWaitFor([&] { return window.run().frame() && window.run().frame()->now > before; }, 60'000);
    }

private slots:
    void initTestCase() { widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance())); }

    void twoHundredEditsAreUndoneAndRedoneWhileItRuns_data() {
        QTest::addColumn<quint64>("seed");
        const quint64 most = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 60 : 3;
        for (quint64 seed = 1; seed <= most; ++seed) QTest::addRow("%llu", seed) << seed;
    }
    void twoHundredEditsAreUndoneAndRedoneWhileItRuns() {
        QFETCH(quint64, seed);
        QPointer<MainWindow> window = new MainWindow(kinds::allKinds());
        const auto gone = qScopeGuard([&] { delete window; });
        window->resize(1280, 800);
        window->show();
        QVERIFY(window->openFile(tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline"))));
        window->run().setSpeed(5);
        window->run().setPlaying(true);
        design::DesignDocument& document = window->document();
        QUndoStack& stack = document.undoStack();
        const design::Design original = document.design();
        tests::Dice dice(seed);
        int edits = 0;
        while (edits < 200) {
            if (dice.roll(6) == 0) {   // a drag: several states, one step
                design::Gesture gesture(document, QStringLiteral("Drag"));
                for (int i = 0; i < 4; ++i) gesture.update(tests::randomEdit(gesture.start(), document.catalog(), dice));
                if (dice.roll(3) == 0) gesture.cancel();
                else gesture.commit();
            } else {
                document.apply(tests::randomEdit(document.design(), document.catalog(), dice));
            }
            if (dice.roll(12) == 0 && !document.design().components().empty()) {
                auto at = document.design().components().begin();
                std::advance(at, static_cast<std::ptrdiff_t>(dice.roll(document.design().components().size())));
                window->run().act(at->first, dice.roll(2) == 0 ? QStringLiteral("kill") : QStringLiteral("restore"));
            }
            if (stack.index() > edits) edits = stack.index();
            if (edits % 25 == 0) QCoreApplication::processEvents();
        }
        const design::Design last = document.design();
        QVERIFY(!(last == original));
        QVERIFY(runsOn(*window));
        QVERIFY(isShown(*window));

        while (stack.canUndo()) document.undo();
        QVERIFY2(document.design() == original, "undone fully it is not what it was");
        QVERIFY(runsOn(*window));
        QVERIFY(isShown(*window));
        while (stack.canRedo()) document.redo();
        QVERIFY2(document.design() == last, "redone fully it is not what it had become");
        QVERIFY(runsOn(*window));
        QVERIFY(isShown(*window));

        // What was simulated meanwhile is what a run without a window makes of the same commands, and of the same drawing in the end.
        window->run().setPlaying(false);
        QVERIFY(QTest::qWaitFor([&] { return !window->run().isPolling(); }, 60'000));
        const runtime::SavedRun run = window->run().run();
        runtime::Simulation again(kinds::allKinds(), run.start, run.seed);
        const auto failure = runtime::runScript(again, run.log, run.now);
        QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
        QVERIFY(!design::difference(again.design(), document.design(), {}).touchesModel());
    }

    void editsOfSeveralPagesAreUndoneAndRedoneWhileTheyRun_data() {
        QTest::addColumn<quint64>("seed");
        const quint64 most = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 40 : 2;
        for (quint64 seed = 1; seed <= most; ++seed) QTest::addRow("%llu", seed) << seed;
    }
    void editsOfSeveralPagesAreUndoneAndRedoneWhileTheyRun() {
        QFETCH(quint64, seed);
        QPointer<MainWindow> window = new MainWindow(kinds::allKinds());
        const auto gone = qScopeGuard([&] { delete window; });
        window->resize(1280, 800);
        window->show();
        QVERIFY(window->openFile(tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline"))));
        window->run().setPlaying(true);
        design::DesignDocument& document = window->document();
        QUndoStack& stack = document.undoStack();
        const std::vector<design::Design> original = document.designs();
        tests::Dice dice(seed);
        while (stack.index() < 100) {
            const auto anyPage = [&] { return document.pages()[dice.roll(document.pages().size())]; };
            switch (dice.roll(24)) {
            case 0: {
                const int copied = anyPage();
                document.addPage(document.design(copied), static_cast<int>(dice.roll(4)));
                break;
            }
            case 1:
                if (document.pages().size() > 2) document.removePage(anyPage());
                break;
            case 2: {
                const int moved = anyPage();
                document.movePage(moved, static_cast<int>(dice.roll(4)));
                break;
            }
            case 3:
            case 4: document.showPage(anyPage()); break;
            default: document.apply(tests::randomEdit(document.design(), document.catalog(), dice));
            }
            if (dice.roll(8) == 0) QCoreApplication::processEvents();
        }
        const std::vector<design::Design> last = document.designs();
        while (stack.canUndo()) document.undo();
        QVERIFY2(document.designs() == original, "undone fully it is not what it was");
        QVERIFY(isShown(*window));
        while (stack.canRedo()) document.redo();
        QVERIFY2(document.designs() == last, "redone fully it is not what it had become");
        QVERIFY(isShown(*window));

        // The run of every page is of that page.
        for (const int page : std::vector<int>(document.pages())) {
            document.showPage(page);
            window->run().setPlaying(false);
            QVERIFY(QTest::qWaitFor([&] { return !window->run().isPolling(); }, 60'000));
            const runtime::SavedRun run = window->run().run();
            runtime::Simulation again(kinds::allKinds(), run.start, run.seed);
            const auto failure = runtime::runScript(again, run.log, run.now);
            QVERIFY2(!failure, failure ? (failure->text + ": " + failure->problem.plain()).c_str() : "");
            QVERIFY(!design::difference(again.design(), document.design(), {}).touchesModel());
        }
    }
};

FAULTLINE_TEST(UndoTest)
#include "undo_test.moc"
