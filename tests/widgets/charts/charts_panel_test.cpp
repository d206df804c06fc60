#include "tests/support/test_main.h"
#include "widgets/charts/charts_panel.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QTimer>
#include <QToolButton>

#include <cmath>

using namespace faultline;
using namespace faultline::widgets;

namespace {

enum : std::uint32_t { PanelUsers = 1, PanelServer1, PanelServer2, PanelWeb1, PanelWeb2, PanelDb1, PanelDb2, PanelBalancer, PanelLbHost };

const catalog::Catalog& panelCatalog() {
    const auto some = reinterpret_cast<catalog::BehaviourFactory>(reinterpret_cast<void (*)()>(&panelCatalog));   // never called: only asked whether it is there
    static const catalog::Catalog catalog = [&] {
        std::vector<catalog::ComponentKind> kinds;
        const auto add = [&](const char* id, catalog::Group group, catalog::Shape shape, const char* protocol) {
            catalog::ComponentKind kind;
            kind.id = id;
            kind.group = group;
            kind.shape = shape;
            kind.create = some;
            if (*protocol) kind.ports = {{protocol, {}, catalog::PortRole::Traffic, catalog::PortDirection::In, protocol, 80, 0}};
            kinds.push_back(kind);
        };
        add("users", catalog::Group::Traffic, catalog::Shape::Card, "");
        add("load_balancer", catalog::Group::Network, catalog::Shape::Card, "https");
        add("server", catalog::Group::Compute, catalog::Shape::Host, "");
        add("web_server", catalog::Group::Compute, catalog::Shape::Card, "http");
        add("database", catalog::Group::Data, catalog::Shape::Card, "mysql");
        return catalog::Catalog(kinds);
    }();
    return catalog;
}

design::Design panelDesign() {
    design::Design design;
    const auto add = [&](std::uint32_t id, const char* kind, const char* name, std::uint32_t container = 0) {
        auto component = std::make_shared<design::Component>();
        component->id = {id};
        component->kind = kind;
        component->name = QString::fromUtf8(name);
        component->container = {container};
        design.setComponent({id}, component);
    };
    add(PanelUsers, "users", "users");
    add(PanelServer1, "server", "server-1");
    add(PanelServer2, "server", "server-2");
    add(PanelWeb1, "web_server", "web-1", PanelServer1);
    add(PanelWeb2, "web_server", "web-2", PanelServer2);
    add(PanelDb1, "database", "db-1", PanelServer1);
    add(PanelDb2, "database", "db-2", PanelServer2);
    add(PanelBalancer, "load_balancer", "lb-1", PanelLbHost);
    add(PanelLbHost, "server", "lb-server-with-a-long-name");
    return design;
}

float panelNoise(int n, float size) { return size * static_cast<float>(std::sin(n * 12.9898) * 0.6 + std::sin(n * 4.1) * 0.4); }

/// Second n of a run in which web-2's host is dead from 40 to 70 and everything is a little noisy.
runtime::Sample panelSample(int n) {
    const bool dead = n > 40 && n <= 70;
    const bool detected = n > 45;
    runtime::Sample sample;
    sample.time = n * second;
    const auto add = [&](std::uint32_t id, float rate, float failed, float utilisation) -> runtime::ComponentSample& {
        runtime::ComponentSample c;
        c.id = {id};
        c.rate = rate;
        c.failed = failed;
        c.ok = rate - failed;
        c.utilisation = utilisation;
        c.state = runtime::State::Ok;
        c.p50 = 11 + panelNoise(n, 1);
        c.p95 = (dead && !detected ? 140.f : dead ? 48.f : 24.f) + panelNoise(n + 7, 4);
        c.p99 = (dead && !detected ? 310.f : dead ? 95.f : 41.f) + panelNoise(n + 3, 10);
        sample.components.push_back(c);
        return sample.components.back();
    };
    const float total = 400 + panelNoise(n, 22), failed = dead && !detected ? 120.f : 0.f;
    add(PanelUsers, total, failed, -1);
    add(PanelBalancer, total, failed, 0.08f);
    add(PanelWeb1, dead ? total - failed : total / 2 + panelNoise(n, 4), 0, 0.02f);
    add(PanelWeb2, dead ? 0 : total / 2 - panelNoise(n, 4), 0, dead ? 0.f : 0.02f).state = dead ? runtime::State::Down : runtime::State::Ok;
    add(PanelServer1, 0, 0, (dead ? 0.52f : 0.26f) + panelNoise(n, 0.02f));
    add(PanelServer2, 0, 0, dead ? 0 : 0.25f + panelNoise(n + 5, 0.02f));
    add(PanelLbHost, 0, 0, 0.09f + panelNoise(n + 5, 0.01f));
    runtime::ComponentSample& primary = add(PanelDb1, 380, 0, 0.12f);
    primary.role = 1;
    runtime::ComponentSample& replica = add(PanelDb2, dead ? 0 : 160, 0, 0.06f);
    replica.role = 2;
    replica.state = dead ? runtime::State::Down : runtime::State::Ok;
    replica.secondsBehind = dead ? -1.f : n > 70 ? std::max(0.f, 30.f - 2 * static_cast<float>(n - 70)) : 0.f;
    replica.transactionsBehind = n > 40 ? std::max(0.f, static_cast<float>(std::min(n - 40, 30)) * 80 - std::max(0.f, static_cast<float>(n - 70)) * 160) : panelNoise(n, 1) + 2;
    if (failed > 0) {
        sample.failures.push_back({QStringLiteral("http_503 at lb-1: no server available"), 90});
        sample.failures.push_back({QStringLiteral("connection_timeout at server-2"), 30});
    }
    return sample;
}

runtime::Event panelEvent(SimTime time, const char* id, const char* text, runtime::Severity severity, bool command, std::uint32_t component) {
    runtime::Event event;
    event.time = time;
    event.id = id;
    event.text = QString::fromUtf8(text);
    event.severity = severity;
    event.isCommand = command;
    event.component = {component};
    return event;
}

runtime::Frame panelFrame(int from, int to) {
    runtime::Frame frame;
    frame.playing = true;
    frame.now = to * second;
    for (int n = from; n <= to; ++n) frame.samples.push_back(panelSample(n));
    const auto within = [&](double t) { return t > from - 1 && t <= to; };
    if (within(40)) frame.events.push_back(panelEvent(40 * second, "killed", "server-2 was killed", runtime::Severity::Bad, true, PanelServer2));
    if (within(45.2))
        frame.events.push_back(panelEvent(45'200 * millisecond, "server_down", "web-2 is DOWN for lb-1", runtime::Severity::Bad, false, PanelBalancer));
    if (within(45.9))
        frame.events.push_back(panelEvent(45'900 * millisecond, "alert", "agent-2 is silent", runtime::Severity::Warning, false, PanelBalancer));
    if (within(70)) frame.events.push_back(panelEvent(70 * second, "restored", "server-2 was restored", runtime::Severity::Good, true, PanelServer2));
    if (within(73)) frame.events.push_back(panelEvent(73 * second, "server_up", "web-2 is UP for lb-1", runtime::Severity::Good, false, PanelBalancer));
    return frame;
}

/// Pictures to look at, where a directory for them is named.
void panelGrab(QWidget& widget, const char* name) {
    const QString directory = qEnvironmentVariable("FAULTLINE_PICTURES");
    if (!directory.isEmpty()) QVERIFY(widget.grab().save(directory + QLatin1Char('/') + QLatin1String(name) + QLatin1String(".png")));
}

}  // namespace

class ChartsPanelTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance())); }
    void init() { ThemeManager::instance().setMode(ThemeManager::Mode::Light); }

    void manyFaultsAtOnceAreNoDarkerThanOne() {
        ChartCard card(QStringLiteral("Requests"));
        card.resize(320, 200);
        ChartPlot plot;
        plot.format = [](double value) { return QString::number(value); };
        card.setData({.from = 0, .to = 10, .plots = {plot}, .bands = {}, .empty = {}});
        const std::vector<ChartMark> marks;
        const std::vector<ChartFault> one{{2, 8}};
        const std::vector<ChartFault> many(20, ChartFault{2, 8});
        const std::vector<ChartFault> none;
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        card.setEvents(&marks, &one);
        const QImage first = card.grab().toImage();
        card.setEvents(&marks, &many);
        QCOMPARE(card.grab().toImage(), first);
        card.setEvents(&marks, &none);
        QVERIFY(card.grab().toImage() != first);
    }

    void saysWhatToDoBeforeTheFirstSecond() {
        ChartsPanel panel;
        panel.resize(1000, 220);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.refresh();
        for (std::size_t i = 0; i < ChartsPanel::chartCount; ++i) {
            QVERIFY(!panel.card(static_cast<ChartsPanel::Chart>(i)).data().empty.isEmpty());
            QVERIFY(panel.card(static_cast<ChartsPanel::Chart>(i)).readOut().isEmpty());
        }
        panelGrab(panel, "charts-empty");
    }

    void showsTheRun() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 58));
        panel.setWindow(60);
        panel.refresh();
        const QStringList requests = panel.card(ChartsPanel::Chart::Requests).readOut();
        QVERIFY2(requests.filter(QStringLiteral("total: ")).size() == 1, qPrintable(requests.join(QLatin1Char('\n'))));
        QVERIFY2(requests.contains(QStringLiteral("web-2: 0")), qPrintable(requests.join(QLatin1Char('\n'))));
        QCOMPARE(requests.filter(QStringLiteral("http_503 at lb-1")).size(), 1);
        QCOMPARE(panel.card(ChartsPanel::Chart::Latency).readOut().size(), 3);
        const QStringList replication = panel.card(ChartsPanel::Chart::Replication).readOut();
        QCOMPARE(replication.size(), 2);
        QCOMPARE(replication[0], QStringLiteral("db-2: \u2013"));   // NULL while it is down
        QCOMPARE(panel.card(ChartsPanel::Chart::Replication).data().bands.size(), std::size_t{2});
        QVERIFY(panel.card(ChartsPanel::Chart::Utilisation).readOut().filter(QStringLiteral("server-1: 5")).size() == 1);
        panelGrab(panel, "charts-light");
        ThemeManager::instance().setMode(ThemeManager::Mode::Dark);
        panelGrab(panel, "charts-dark");
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
        panel.append(panelFrame(59, 130));
        panel.setWindow(300);
        panel.resize(1280, 520);
        panelGrab(panel, "charts-tall");
        panel.setMaximised(ChartsPanel::Chart::Replication);
        panelGrab(panel, "charts-replication");
        panel.setMaximised(ChartsPanel::Chart::Requests);
        panelGrab(panel, "charts-requests");
        panel.setMaximised({});
        panel.resize(1024, 200);
        panelGrab(panel, "charts-1024");
        panel.resize(420, 700);
        panelGrab(panel, "charts-side");
    }

    void aComponentHasOneColourEverywhere() {
        ChartsPanel panel;
        panel.setDesign(panelDesign(), panelCatalog());
        QVERIFY(panel.seriesOf({PanelWeb1}) >= 0);
        QCOMPARE(panel.seriesOf({PanelWeb1}), panel.seriesOf({PanelServer1}));
        QCOMPARE(panel.seriesOf({PanelDb1}), panel.seriesOf({PanelServer1}));
        QVERIFY(panel.seriesOf({PanelWeb2}) != panel.seriesOf({PanelWeb1}));
        QCOMPARE(panel.seriesOf({PanelUsers}), -1);
        const int second_ = panel.seriesOf({PanelServer2});
        design::Design fewer = panelDesign();
        for (const std::uint32_t id : {PanelServer1, PanelWeb1, PanelDb1}) fewer.setComponent({id}, nullptr);
        panel.setDesign(fewer, panelCatalog());
        QCOMPARE(panel.seriesOf({PanelServer2}), second_);   // removing one does not recolour the others
    }

    void windowsChooseWhatIsSeen() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 400));
        panel.refresh();
        const ChartData& shown = panel.card(ChartsPanel::Chart::Requests).data();
        QCOMPARE(shown.from, 340.0);
        QCOMPARE(shown.to, 400.0);
        panel.setWindow(0);
        QCOMPARE(shown.from, 0.0);
        panel.setWindow(900);
        QCOMPARE(shown.from, 0.0);
        for (const ChartLine& line : shown.plots[0].lines) QVERIFY(line.points.size() <= 302);
    }

    void theCrosshairReadsAllCharts() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 60));
        panel.show();
        panel.refresh();
        ChartCard& latency = panel.card(ChartsPanel::Chart::Latency);
        const QStringList before = panel.card(ChartsPanel::Chart::Requests).readOut();
        const QPoint at(qRound(latency.xOf(20)), latency.height() / 2);
        QMouseEvent move(QEvent::MouseMove, at, latency.viewport()->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(latency.viewport(), &move);
        const QStringList during = panel.card(ChartsPanel::Chart::Requests).readOut();
        QVERIFY(before != during);
        QVERIFY2(during.filter(QStringLiteral("web-2: ")).first() != QStringLiteral("web-2: 0"), qPrintable(during.join(QLatin1Char('\n'))));
        QCOMPARE(panel.card(ChartsPanel::Chart::Replication).readOut()[0], QStringLiteral("db-2: 0\u00A0s"));
        panelGrab(panel, "charts-crosshair");
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(latency.viewport(), &leave);
        QCOMPARE(panel.card(ChartsPanel::Chart::Requests).readOut(), before);
        panel.setFocus();
        QTest::keyClick(&panel, Qt::Key_Left);
        for (int i = 0; i < 3; ++i) QTest::keyClick(&panel, Qt::Key_Left, Qt::ShiftModifier);   // 29 s, before anything broke
        QVERIFY(panel.card(ChartsPanel::Chart::Requests).readOut() != before);
        QTest::keyClick(&panel, Qt::Key_Escape);
        QCOMPARE(panel.card(ChartsPanel::Chart::Requests).readOut(), before);
    }

    void eventsAreMarksWithNames() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 80));
        panel.show();
        panel.refresh();
        ChartCard& card = panel.card(ChartsPanel::Chart::Utilisation);
        const auto marks = card.marksAt({card.xOf(40), 32});
        QCOMPARE(marks.size(), std::size_t{1});
        QCOMPARE(marks[0]->text, QStringLiteral("server-2 was killed"));
        QCOMPARE(marks[0]->sign, ChartMark::Sign::Command);
        QCOMPARE(card.marksAt({card.xOf(45.5), 32}).size(), std::size_t{2});
        QVERIFY(card.marksAt({card.xOf(40), 120}).empty());
    }

    void oneChartAlone() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 20));
        panel.show();
        const auto choices = panel.header()->findChildren<QToolButton*>();
        const auto latency = std::find_if(choices.begin(), choices.end(), [](QToolButton* b) { return b->text() == QLatin1String("Latency"); });
        QVERIFY(latency != choices.end());
        QTest::mouseClick(*latency, Qt::LeftButton);
        QCOMPARE(panel.maximised(), std::optional(ChartsPanel::Chart::Latency));
        QVERIFY(!panel.card(ChartsPanel::Chart::Requests).isVisible());
        QVERIFY(panel.card(ChartsPanel::Chart::Latency).isVisible());
        QTest::mouseDClick(panel.card(ChartsPanel::Chart::Latency).viewport(), Qt::LeftButton);
        QVERIFY(!panel.maximised());
        QVERIFY(panel.card(ChartsPanel::Chart::Requests).isVisible());
    }

    void aNewRunForgetsTheOld() {
        ChartsPanel panel;
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 80));
        runtime::Frame frame = panelFrame(1, 5);
        frame.restarted = true;
        panel.append(frame);
        panel.refresh();
        QCOMPARE(panel.card(ChartsPanel::Chart::Requests).data().to, 10.0);
        QVERIFY(panel.card(ChartsPanel::Chart::Utilisation).marksAt({panel.card(ChartsPanel::Chart::Utilisation).xOf(40), 32}).empty());
    }

    void noTimerRunsWhenNothingComes() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.show();
        panel.append(panelFrame(1, 20));
        QTimer* timer = panel.findChild<QTimer*>();
        Q_UNUSED(timer)
        QTRY_VERIFY(!panel.card(ChartsPanel::Chart::Requests).readOut().isEmpty());
        runtime::Frame still;
        still.now = 20 * second;
        panel.append(still);
        const QStringList before = panel.card(ChartsPanel::Chart::Requests).readOut();
        QCOMPARE(panel.card(ChartsPanel::Chart::Requests).readOut(), before);
    }

    void aRefreshIsCheap() {
        ChartsPanel panel;
        panel.resize(1280, 240);
        panel.setDesign(panelDesign(), panelCatalog());
        panel.append(panelFrame(1, 300));
        panel.setWindow(300);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QImage image(panel.size(), QImage::Format_ARGB32_Premultiplied);
        QElapsedTimer timer;
        timer.start();
        constexpr int rounds = 10;
        for (int n = 0; n < rounds; ++n) {
            panel.append(panelFrame(301 + n, 301 + n));
            panel.refresh();
            panel.render(&image);
        }
        const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6 / rounds;
        qInfo("%.1f ms a refresh of four charts, painting included", ms);
        QVERIFY(ms < 200);   // a debug build on a busy machine; it is a few ms in release
    }
};

FAULTLINE_TEST(ChartsPanelTest)
#include "charts_panel_test.moc"
