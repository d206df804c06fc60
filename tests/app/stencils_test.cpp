#include "app/stencils.h"
#include "app/main_window.h"
#include "app/workspace.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/file_io.h"
#include "tests/app/modal.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/palette/palette.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::app;

namespace {

const catalog::Catalog& stencilKinds() { return kinds::allKinds(); }

QStringList stencilOwn(const StencilLibrary& library) {
    QStringList out;
    for (const Stencil& each : library.stencils())
        if (each.isOwn()) out.append(each.name);
    return out;
}

/// Two linked components and one that is not chosen.
struct StencilSite {
    design::DesignDocument document{stencilKinds()};
    std::vector<ComponentId> chosen;
    StencilSite() {
        tests::Sample sample(document);
        chosen = {sample.add("load_balancer", {400, 300}), sample.add("web_server", {700, 300})};
        sample.link(chosen[0], chosen[1]);
        sample.add("database", {1000, 300});
    }
};

}  // namespace

class StencilsTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QDir(StencilLibrary::folder()).removeRecursively(); }
    void cleanupTestCase() { QDir(StencilLibrary::folder()).removeRecursively(); }

    void thoseOfTheProgramAreWiredAndCheckedInEveryDesign() {
        const StencilLibrary library(stencilKinds());
        QVERIFY(library.stencils().size() >= 5);
        for (const Stencil& each : library.stencils()) {
            QVERIFY(!each.isOwn() && !each.name.isEmpty());
            QVERIFY2(!each.help.isEmpty(), qPrintable(each.name));
            // Twice into one design: names and addresses are made unique.
            design::Design design;
            for (int i = 0; i < 2; ++i) {
                const auto change = design::pasteParts(design, stencilKinds(), each.parts(), QPointF(100, 1000.0 * i));
                QVERIFY2(change, change ? "" : change.error().plain().c_str());
                change->apply(design);
            }
            QCOMPARE(design.components().size(), each.design.components().size() * 2);
            QCOMPARE(design.links().size(), each.design.links().size() * 2);
            const auto wrong = design::check(design, stencilKinds());
            QVERIFY2(wrong.empty(), wrong.empty() ? "" : wrong.front().plain().c_str());
        }
    }

    void oneOfTheUsersIsSavedRenamedAndDeleted() {
        const StencilSite site;
        StencilLibrary library(stencilKinds());
        QSignalSpy changed(&library, &StencilLibrary::changed);
        QVERIFY(library.add(QStringLiteral("  My  pair "), site.document.design(), site.chosen));
        QCOMPARE(stencilOwn(library), QStringList{QStringLiteral("My pair")});
        QVERIFY(!changed.isEmpty());
        const QString file = library.stencils().back().file;
        QCOMPARE(library.stencil(file)->design.components().size(), std::size_t{2});
        QCOMPARE(library.stencil(file)->design.links().size(), std::size_t{1});
        QCOMPARE(stencilOwn(StencilLibrary(stencilKinds())), QStringList{QStringLiteral("My pair")});   // after a restart

        QVERIFY(!library.add(QStringLiteral("my PAIR"), site.document.design(), site.chosen));
        QVERIFY(!library.add(QStringLiteral("load balancer pair"), site.document.design(), site.chosen));   // one of the program's
        QVERIFY(!library.add(QStringLiteral(" "), site.document.design(), site.chosen));
        QVERIFY(!library.add(QStringLiteral("nothing"), site.document.design(), {}));
        QVERIFY(!library.add(QString(200, QLatin1Char('x')), site.document.design(), site.chosen));
        QCOMPARE(stencilOwn(library).size(), 1);

        QVERIFY(library.rename(file, QStringLiteral("\u4e2d/../x")));   // a name is no path
        QCOMPARE(stencilOwn(library), QStringList{QStringLiteral("\u4e2d/../x")});
        QVERIFY(library.remove(file));
        QVERIFY(stencilOwn(library).isEmpty());
        QVERIFY(!QFile::exists(file));
        QVERIFY(!library.remove(library.stencils().front().file));   // the program's stay
        QVERIFY(!library.rename(library.stencils().front().file, QStringLiteral("mine")));
    }

    void aStencilTravelsAsText() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("pair.json"));
        const StencilSite site;
        StencilLibrary library(stencilKinds());
        QVERIFY(library.add(QStringLiteral("Pair"), site.document.design(), site.chosen));
        QVERIFY(library.exportTo(library.stencils().back().file, file));
        QVERIFY(library.import(file));
        QCOMPARE(stencilOwn(library), (QStringList{QStringLiteral("Pair"), QStringLiteral("Pair 2")}));
        QVERIFY(!library.import(folder.filePath(QStringLiteral("none.json"))));
        QVERIFY(!library.exportTo(QStringLiteral("none"), file));
        QVERIFY(!library.exportTo(library.stencils().back().file, QStringLiteral("/no/such/folder/a.json")));
    }

    void aBadFileIsToldAndLeftAlone() {
        const StencilSite site;
        StencilLibrary library(stencilKinds());
        QVERIFY(library.add(QStringLiteral("Good"), site.document.design(), site.chosen));
        const QString bad = StencilLibrary::folder() + QStringLiteral("/bad.json");
        QVERIFY(storage::writeFileAtomically(bad, "{\"format\": \"faultline-design\", \"version\": 1, \"components\": 7}"));
        library.reload();
        QCOMPARE(stencilOwn(library), QStringList{QStringLiteral("Good")});
        QCOMPARE(library.problems().size(), 1);
        QVERIFY2(library.problems()[0].contains(QLatin1String("bad.json")), qPrintable(library.problems()[0]));
        QVERIFY(QFile::exists(bad));
    }

    void theWindowSavesTheSelectionAndAddsItInOneStep() {
        const QPointer<MainWindow> window(new MainWindow(stencilKinds()));
        StencilLibrary::shared(stencilKinds()).reload();
        window->show();
        window->newDesign();
        palette::Palette& palette = window->workspace().palette();
        const std::size_t before = palette.stencils().size();
        tests::Sample sample(window->document());
        const ComponentId a = sample.add("load_balancer", {0, 0}), b = sample.add("web_server", {300, 0});
        sample.link(a, b);
        QVERIFY(window->saveStencil(QStringLiteral("Two"), {a, b}));
        QCOMPARE(palette.stencils().size(), before + 1);
        QVERIFY(!palette.stencils().back().picture.isNull());

        const int steps = window->document().undoStack().count();
        emit palette.stencilActivated(palette.stencils().back().parts);
        QCOMPARE(window->document().design().components().size(), std::size_t{4});
        QCOMPARE(window->document().design().links().size(), std::size_t{2});
        QCOMPARE(window->workspace().canvas().selectedComponents().size(), std::size_t{2});
        QCOMPARE(window->document().undoStack().count(), steps + 1);
        window->action(QStringLiteral("undo"))->trigger();
        QCOMPARE(window->document().design().components().size(), std::size_t{2});

        bool told = false;
        tests::whenAsked([&](QDialog&) { told = true; });
        QVERIFY(!window->saveStencil(QStringLiteral("two"), {a, b}));
        QVERIFY(told);

        const QString id = palette.stencils().back().id;
        tests::whenAsked([](QDialog& dialog) { QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("deleteNow")), Qt::LeftButton); });
        emit palette.stencilRemoveRequested(id);
        QCOMPARE(palette.stencils().size(), before);
        delete window;
    }
};

FAULTLINE_TEST(StencilsTest)
#include "stencils_test.moc"
