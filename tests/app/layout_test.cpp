#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QFile>
#include <QGraphicsView>
#include <QTemporaryDir>

#include <memory>

using namespace faultline;
using namespace faultline::app;

namespace {

/// A window on three components in disorder, with a program called dot of its own.
struct LayoutWindow {
    explicit LayoutWindow(const QByteArray& script) {
        if (!script.isEmpty()) {
            QFile file(folder.filePath(QStringLiteral("dot")));
            if (!file.open(QIODevice::WriteOnly)) qFatal("no script");
            file.write("#!/bin/sh\n" + script + "\n");
            file.close();
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        qputenv("PATH", script.isEmpty() ? folder.path().toLocal8Bit() : folder.path().toLocal8Bit() + ":/usr/bin:/bin");
        window = std::make_unique<MainWindow>(tests::testCatalog());
        window->resize(1280, 800);
        window->show();
        window->newDesign();
        if (!QTest::qWaitForWindowActive(window.get())) qFatal("The window does not become active");
        tests::Sample sample(window->document());
        users = sample.add("users", {400, 300});
        lb = sample.add("load_balancer", {120, 40});
        sample.link(users, lb);
        window->document().undoStack().clear();
        canvas().setMotion(false);
    }
    canvas::CanvasWidget& canvas() const { return window->workspace().canvas(); }
    void trigger(const char* name) const { window->action(QLatin1String(name))->trigger(); }
    QRectF rect(ComponentId id) const { return window->document().design().sceneRect(id); }
    int steps() const { return window->document().undoStack().count(); }

    QTemporaryDir folder;
    std::unique_ptr<MainWindow> window;
    ComponentId users, lb;
};

const QByteArray layoutPlaces = "cat > /dev/null; echo '{\"objects\":[{\"name\":\"c1\",\"pos\":\"100,0\"},{\"name\":\"c2\",\"pos\":\"500,0\"}]}'";

}  // namespace

class WindowLayoutTest : public QObject {
    Q_OBJECT
    QByteArray m_path;
private slots:
    void initTestCase() {
        widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance()));
        m_path = qgetenv("PATH");
    }
    void init() { settings::forgetWindow(); }
    void cleanup() { qputenv("PATH", m_path); }

    void graphvizMovesEverythingAsOneStep() {
        const LayoutWindow w(layoutPlaces);
        w.trigger("layoutAcross");
        QTRY_COMPARE(w.steps(), 1);
        QVERIFY(w.rect(w.users).right() < w.rect(w.lb).left());
        w.window->document().undo();
        QCOMPARE(w.rect(w.users).topLeft(), QPointF(400, 300));
        QVERIFY(!w.window->action(QStringLiteral("stopLayout"))->isEnabled());
    }

    void itGlidesThereWhereThingsMayMove() {
        const LayoutWindow w(layoutPlaces);
        w.canvas().setMotion(true);
        QSignalSpy changes(&w.window->document(), &design::DesignDocument::changed);
        w.trigger("layoutDown");
        QTRY_COMPARE(w.steps(), 1);
        QVERIFY(changes.count() > 1);
        QVERIFY(w.rect(w.users).right() < w.rect(w.lb).left());
        w.window->document().undo();
        QCOMPARE(w.rect(w.users).topLeft(), QPointF(400, 300));
        // Undo in the middle of it takes it back as a whole.
        w.trigger("layoutDown");
        changes.clear();
        QTRY_VERIFY(!changes.isEmpty());
        w.window->document().undo();
        QCOMPARE(w.rect(w.users).topLeft(), QPointF(400, 300));
    }

    void theWindowGoesOnWhileItRunsAndItCanBeStopped() {
        const LayoutWindow w("exec sleep 600");
        w.trigger("layoutAcross");
        QAction* stop = w.window->action(QStringLiteral("stopLayout"));
        QVERIFY(stop->isEnabled());
        QVERIFY(w.window->workspace().toast().text().contains(QLatin1String("Esc")));
        tests::Sample(w.window->document()).add("dns", {700, 500});
        QCOMPARE(w.steps(), 1);
        w.window->workspace().canvas().clearSelection();
        QTest::keyClick(w.window->workspace().canvas().view(), Qt::Key_Escape);
        QVERIFY(!stop->isEnabled());
        QVERIFY(w.window->workspace().toast().text().isEmpty());
        QCOMPARE(w.steps(), 1);
    }

    void whereGraphvizIsNotInstalledItSaysHowToGetIt() {
        const LayoutWindow w(QByteArray{});
        w.trigger("layoutAcross");
        QVERIFY(w.window->workspace().toast().text().contains(QLatin1String("apt install graphviz")));
        QCOMPARE(w.steps(), 0);
    }

    void tidyUpNeedsNoOtherProgram() {
        const LayoutWindow w(QByteArray{});
        tests::Sample(w.window->document()).add("dns", {410, 420});
        w.window->document().undoStack().clear();
        w.trigger("tidyUp");
        QCOMPARE(w.steps(), 1);
        QCOMPARE(w.rect(w.users).center().x(), w.rect(ComponentId{3}).center().x());
        w.trigger("tidyUp");
        QCOMPARE(w.steps(), 1);   // they are in order already
    }

    void linksAreEditedByMenu() {
        const LayoutWindow w(QByteArray{});
        const LinkId link{1};
        QVERIFY(!w.window->action(QStringLiteral("curvedLinks"))->isEnabled());
        w.canvas().select({}, {link});
        w.trigger("curvedLinks");
        QCOMPARE(w.steps(), 1);
        QVERIFY(!w.window->action(QStringLiteral("clearWaypoints"))->isEnabled());
        QVERIFY(w.window->action(QStringLiteral("reverseLink"))->isEnabled());
        QVERIFY(!w.window->action(QStringLiteral("heal"))->isEnabled());
        tests::Sample sample(w.window->document());
        sample.link(w.lb, sample.add("web_server", {700, 40}));
        w.canvas().select({w.lb});
        w.trigger("delete");
        QVERIFY(w.window->action(QStringLiteral("heal"))->isEnabled());
        w.trigger("heal");
        QCOMPARE(w.window->document().design().link(link)->to, ComponentId{3});
    }
};

FAULTLINE_TEST(WindowLayoutTest)
#include "layout_test.moc"
