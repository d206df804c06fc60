#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"

#include <QApplication>
#include <QLineEdit>

using namespace faultline;
using tests::Robot;
using widgets::ThemeManager;

/// What the canvas looks like in its states; set FAULTLINE_PICTURES to a folder to look at them.
class ViewTest : public QObject {
    Q_OBJECT

    static std::shared_ptr<runtime::Frame> brokenFrame(const design::Design& design, const tests::SampleSite& site) {
        auto frame = tests::healthyFrame(design);
        for (auto& status : frame->components) {
            if (status.id == site.web2 || status.id == site.db2 || status.id == site.server2) {
                status.state = runtime::State::Down;
                status.operatorDown = status.id == site.server2;
            }
            if (status.id == site.web1) {
                status.state = runtime::State::Strained;
                status.utilisation = 0.97;
                status.failedRate = 12;
            }
            if (status.id == site.balancer) {
                status.state = runtime::State::Failing;
                status.failedRate = 180;
                status.role = QStringLiteral("1/2 UP");
            }
            if (status.id == site.db1) status.state = runtime::State::Frozen;
            if (status.id == site.dns) status.state = runtime::State::Starting;
        }
        frame->links[2].up = false;
        std::uint64_t request = 0;
        for (const auto& [id, link] : design.links())
            for (int i = 0; i < 3; ++i) {
                runtime::TraceHop hop;
                hop.request = ++request;
                hop.from = i == 2 ? link->to : link->from;
                hop.to = i == 2 ? link->from : link->to;
                hop.link = id;
                hop.left = frame->now - (i + 1) * 200;
                hop.arrives = frame->now + (3 - i) * 250;
                hop.kind = runtime::RequestClass(request % 3);
                hop.returning = i == 2;
                hop.ok = request % 2 == 0;
                frame->hops.push_back(hop);
            }
        frame->requestedSpeed = 0.001;
        return frame;
    }

private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }
    void cleanupTestCase() { ThemeManager::instance().setMode(ThemeManager::Mode::Light); }

    void looks_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("light-1280") << false << QSize(780, 480);
        QTest::newRow("dark-1280") << true << QSize(780, 480);
        QTest::newRow("light-1920") << false << QSize(1420, 800);
        QTest::newRow("dark-1920") << true << QSize(1420, 800);
    }
    void looks() {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QString tail = QString::fromUtf8(QTest::currentDataTag());
        ThemeManager::instance().setMode(dark ? ThemeManager::Mode::Dark : ThemeManager::Mode::Light);
        Robot robot(size);
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        const auto keep = [&](const char* name) {
            if (qEnvironmentVariableIsSet("FAULTLINE_PICTURES")) QTest::qWait(130);  // the fine lines come a moment after a zoom
            tests::keepPicture(robot.canvas.grab().toImage(), QLatin1String(name) + QLatin1Char('-') + tail);
        };
        robot.move(robot.middle(site.balancer));
        keep("still");
        robot.canvas.setFrame(brokenFrame(robot.design(), site));
        robot.canvas.select({site.server1});
        keep("broken");
        robot.canvas.setTool(canvas::Tool::Break);
        robot.move(robot.middle(site.web1));
        keep("break");
        robot.canvas.setTool(canvas::Tool::Select);
        robot.drag(robot.rightEdge(site.users), robot.middle(site.db1));
        keep("link-bad");
        robot.move(robot.middle(site.web1));
        keep("link-good");
        robot.key(Qt::Key_Escape);
        robot.dropKind("web_server", robot.middle(site.server2), false);
        keep("drop");
    }

    void emptyCanvasSaysWhatToDo() {
        Robot robot({780, 480});
        tests::keepPicture(robot.canvas.grab().toImage(), QStringLiteral("empty"));
    }

    void namesOfAnyKindFit() {
        Robot robot;
        const QStringList names{QString(200, QLatin1Char('W')), QStringLiteral("\u4f60\u597d\u4e16\u754c \u670d\u52a1\u5668"),
                                QStringLiteral("\u0634\u0628\u0643\u0629 \u0627\u0644\u0645\u0633\u062a\u062e\u062f\u0645"),
                                QStringLiteral("a"), QStringLiteral("e\u0301\u0302\u0303 zalgo")};
        double y = 40;
        for (const QString& name : names) {
            robot.sample.rename(robot.sample.add("web_server", {40, y}), name);
            robot.sample.rename(robot.sample.add("server", {260, y}), name.left(190) + QLatin1Char('2'));
            const ComponentId zone = robot.sample.add("zone", {500, y});
            robot.document.apply(design::resize(robot.design(), zone, QRectF(500, y, 200, 120)));
            robot.sample.rename(zone, name.left(190) + QLatin1Char('3'));
            y += 136;
        }
        tests::keepPicture(robot.canvas.grab().toImage(), QStringLiteral("names"));
        for (const auto& [id, node] : robot.view().picture().nodes()) QVERIFY(node.name.size() <= 40);
    }

    void themeSwitchesLive() {
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomToFit();
        const QRgb light = robot.canvas.grab().toImage().pixel(5, 5);
        ThemeManager::instance().setMode(ThemeManager::Mode::Dark);
        const QRgb dark = robot.canvas.grab().toImage().pixel(5, 5);
        QVERIFY(qGray(light) > 200 && qGray(dark) < 60);
    }

    /// What is painted bit by bit must be what is painted at once.
    void partialPaintingLeavesNoTraces() {
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.zoomTo100();
        robot.canvas.grab();
        robot.dragAndRelease(robot.middle(site.users), robot.middle(site.users) + QPoint(80, 40));
        robot.canvas.setFrame(tests::healthyFrame(robot.design()));
        robot.canvas.grab();
        robot.canvas.setFrame(brokenFrame(robot.design(), site));
        robot.view().showLiveNow();
        robot.press(robot.at({20, 20}), {}, Qt::MiddleButton);
        for (int i = 0; i < 5; ++i) {
            robot.move(robot.at({20, 20}) + QPoint(7, -3));
            robot.canvas.grab();
        }
        robot.release(robot.at({20, 20}), {}, Qt::MiddleButton);
        robot.document.undo();
        robot.canvas.clearSelection();
        robot.move({2, 2});
        auto frame = tests::healthyFrame(robot.design());
        robot.canvas.setFrame(frame);
        robot.view().showLiveNow();
        const QImage patched = robot.canvas.grab().toImage();
        robot.view().repaintAll();
        const QImage whole = robot.canvas.grab().toImage();
        tests::keepPicture(patched, QStringLiteral("patched"));
        tests::keepPicture(whole, QStringLiteral("whole"));
        int different = 0;
        for (int y = 0; y < whole.height(); ++y)
            for (int x = 0; x < whole.width(); ++x)
                different += std::abs(qGray(whole.pixel(x, y)) - qGray(patched.pixel(x, y))) > 24;
        QCOMPARE(different, 0);
    }
};

FAULTLINE_TEST(ViewTest)
#include "view_test.moc"
