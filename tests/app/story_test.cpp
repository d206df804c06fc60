#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/run_controller.h"
#include "app/workspace.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/simulation.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/transport/transport.h"

#include <QAction>
#include <QPointer>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::app;

namespace {

/// A window with the kinds of the program, and hands on its canvas. It goes when the test ends, whatever is unsaved in it.
class StoryWindow {
public:
    StoryWindow() : m_window(new MainWindow(kinds::allKinds())) {
        m_window->resize(1920, 1080);
        m_window->show();
        if (!QTest::qWaitForWindowActive(m_window)) qFatal("The window does not show");
    }
    ~StoryWindow() { delete m_window; }
    StoryWindow(const StoryWindow&) = delete;
    StoryWindow& operator=(const StoryWindow&) = delete;
    MainWindow* operator->() { return m_window; }

    RunController& run() { return m_window->run(); }
    tests::Hands hands() { return {m_window->workspace().canvas(), m_window->document()}; }
    const design::Design& design() { return m_window->document().design(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window->workspace().canvas().view(), key, modifiers); }
    void trigger(const char* action) { m_window->action(QLatin1String(action))->trigger(); }
    bool runsTo(SimTime time) {
        return QTest::qWaitFor([&] { return run().frame() && run().frame()->now >= time; }, 60'000);
    }
    bool isIdle() {
        return QTest::qWaitFor([&] { return !run().isPolling(); }, 60'000);
    }
    const runtime::ComponentStatus* status(ComponentId id) { return run().frame() ? run().frame()->component(id) : nullptr; }
    bool becomes(ComponentId id, runtime::State state) {
        return QTest::qWaitFor([&] { return status(id) && status(id)->state == state; }, 30'000);
    }

private:
    QPointer<MainWindow> m_window;
};

ComponentId storyNamed(const design::Design& design, const char* name) {
    for (const auto& [id, component] : design.components())
        if (component->name == QLatin1String(name)) return id;
    return {};
}

/// The same run without a window: its design at time 0, its seed, its commands.
std::unique_ptr<runtime::Simulation> storyAgain(const runtime::SavedRun& run) {
    auto again = std::make_unique<runtime::Simulation>(kinds::allKinds(), run.start, run.seed);
    if (const auto failure = runtime::runScript(*again, run.log, run.now)) qFatal("%s: %s", failure->text.c_str(), failure->problem.plain().c_str());
    return again;
}

QByteArray storyFingerprint(const std::string& text) { return QByteArray::fromStdString(text); }

QString storyExample() { return tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")); }

}  // namespace

/// What people do from an empty drawing to the picture they hand in, and whether the window computes what the command line does.
class StoryTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance())); }
    void init() {
        settings::clearRecentFiles();
        settings::forgetWindow();
        settings::setExportOptions({});
    }

    void drawnBrokenUndoneSavedAndHandedIn() {
        const QTemporaryDir folder;
        const QString project = folder.filePath(QStringLiteral("site.faultline")), picture = folder.filePath(QStringLiteral("site.png"));
        StoryWindow window;
        window->newDesign();
        tests::Hands hands = window.hands();
        const auto drop = [&](const char* kind, QPointF scene) {
            if (!hands.dropKind(kind, hands.at(scene))) qWarning("%s was not taken", kind);
            return ComponentId{window.design().lastComponentId()};
        };
        const auto middle = [&](ComponentId id) { return window.design().sceneRect(id).center(); };
        const auto link = [&](ComponentId from, ComponentId to) {
            hands.dragAndRelease(hands.rightEdge(from), hands.middle(to));
            return LinkId{window.design().lastLinkId()};
        };
        const QPointF origin = window->workspace().canvas().view()->mapToScene(QPoint(20, 20));
        const ComponentId users = drop("users", origin + QPointF(100, 200));
        const ComponentId balancer = drop("load_balancer", origin + QPointF(420, 200));
        const ComponentId one = drop("server", origin + QPointF(760, 40)), two = drop("server", origin + QPointF(760, 340));
        const ComponentId web1 = drop("web_server", middle(one)), web2 = drop("web_server", middle(two));
        QCOMPARE(window.design().component(web1)->container, one);
        QCOMPARE(window.design().component(web2)->container, two);
        const auto beside = [&](ComponentId id) { return middle(id) + QPointF(0, 44); };
        const ComponentId app1 = drop("app_server", beside(web1)), app2 = drop("app_server", beside(web2));
        QCOMPARE(window.design().component(app1)->container, one);
        QCOMPARE(window.design().component(app2)->container, two);
        drop("app_files", middle(app1) + QPointF(0, 42));
        drop("app_files", middle(app2) + QPointF(0, 42));
        const ComponentId certificate = drop("certificate", middle(balancer));
        QCOMPARE(window.design().component(certificate)->attachedTo, balancer);
        const LinkId way = link(users, balancer);
        link(balancer, web1);
        link(balancer, web2);
        link(web1, app1);
        link(web2, app2);
        QCOMPARE(window.design().links().size(), std::size_t{5});
        QCOMPARE(window.design().link(way)->from, users);
        QCOMPARE(window.design().link(way)->to, balancer);

        window.run().setSpeed(5);
        window.trigger("play");
        QVERIFY(window.runsTo(2 * second));
        QVERIFY(window.run().frame()->requestsOk > 0);

        // One click on the power button; the load balancer notices.
        hands.move(hands.middle(web2));
        hands.click(hands.power(web2));
        QVERIFY(window.becomes(web2, runtime::State::Down));
        // While it runs: delete a server with what is in it, and take it back.
        hands.click(hands.at(window.design().sceneRect(one).topLeft() + QPointF(60, 12)));
        QCOMPARE(window->workspace().canvas().selectedComponents(), std::vector<ComponentId>{one});
        const design::Design before = window.design();
        window.key(Qt::Key_Delete);
        QVERIFY(!window.design().component(web1));
        QVERIFY(QTest::qWaitFor([&] { return window.run().frame()->now > 2 * second && !window.status(web1); }, 30'000));
        window.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(window.design() == before);
        QVERIFY(window.becomes(web1, runtime::State::Ok));
        window.key(Qt::Key_Escape);
        hands.move(hands.middle(web2));
        hands.click(hands.power(web2));
        QVERIFY(window.becomes(web2, runtime::State::Ok));

        QVERIFY(window->saveTo(project));
        window.trigger("play");
        QVERIFY(!window.run().isPlaying());
        QVERIFY(window->exportTo(picture));
        const runtime::SavedRun run = window.run().run();
        QVERIFY(run.log.size() >= 4);   // killed, deleted, undone, restored
        QCOMPARE(storyFingerprint(storyAgain(run)->fingerprint()), storyFingerprint(run.fingerprint));

        StoryWindow other;
        QVERIFY(other->openFile(picture));
        QVERIFY(other.design() == window.design());
        QVERIFY(other->openFile(project));
        QVERIFY(other.design() == window.design());
    }

    void aRunAt5xInTheWindowIsTheRunOfTheCommandLine() {
        StoryWindow window;
        QVERIFY(window->openFile(storyExample()));
        QVERIFY(window.run().isPlaying());
        window.run().setSpeed(5);
        tests::Hands hands = window.hands();
        const ComponentId web2 = storyNamed(window.design(), "web-2"), db1 = storyNamed(window.design(), "db-1");
        QVERIFY(window.runsTo(3 * second));
        hands.click(hands.middle(web2));
        window.key(Qt::Key_K);
        // Looked at from all sides meanwhile.
        window.key(Qt::Key_Escape);
        window->workspace().canvas().zoomToFit();
        window->resize(1100, 700);
        hands.click(hands.middle(db1));
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Dark);
        QTRY_COMPARE_WITH_TIMEOUT(window.run().run().log.size(), std::size_t{1}, 60'000);
        QVERIFY(window.runsTo(window.run().run().log[0].at + 6 * second));   // however late the key came through
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
        window.trigger("play");
        QVERIFY(window.isIdle());
        const runtime::SavedRun run = window.run().run();
        QCOMPARE(run.log.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(run.log[0].text), QStringLiteral("kill #%1").arg(web2.value));

        const auto again = storyAgain(run);
        QCOMPARE(storyFingerprint(again->fingerprint()), storyFingerprint(run.fingerprint));
        const runtime::RequestsReport requests = again->report().requests;
        QCOMPARE(requests.ended, window.run().frame()->requestsEnded);
        QCOMPARE(requests.inFlight, window.run().frame()->requestsInFlight);
        QCOMPARE(requests.byOutcome.at(0).count, window.run().frame()->requestsOk);
    }

    void aSavedRunIsReopenedWhereItWas() {
        const QTemporaryDir folder;
        const QString project = folder.filePath(QStringLiteral("saved.faultline"));
        runtime::SavedRun saved;
        {
            StoryWindow window;
            QVERIFY(window->openFile(storyExample()));
            window.run().setSpeed(0);
            QVERIFY(window.runsTo(4 * second));
            window.run().act(storyNamed(window.design(), "db-1"), QStringLiteral("kill"));
            QVERIFY(window.becomes(storyNamed(window.design(), "db-1"), runtime::State::Down));
            window.trigger("play");
            QVERIFY(window.isIdle());
            saved = window.run().run();
            QVERIFY(window->saveTo(project));
        }
        StoryWindow window;
        QVERIFY(window->openFile(project));
        QVERIFY(window.runsTo(saved.now));
        QVERIFY(window.isIdle());
        QVERIFY(!window.run().isPlaying());
        QCOMPARE(window.run().frame()->now, saved.now);
        QVERIFY(window.becomes(storyNamed(window.design(), "db-1"), runtime::State::Down));
        QCOMPARE(storyFingerprint(window.run().run().fingerprint), storyFingerprint(saved.fingerprint));
        QVERIFY(!window->isWindowModified());
        // It goes on as the first one would have.
        window.trigger("play");
        QVERIFY(window.runsTo(saved.now + second));
    }
};

FAULTLINE_TEST(StoryTest)
#include "story_test.moc"
