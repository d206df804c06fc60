#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/view.h"

#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace faultline;

namespace {

/// 1,000 components: 150 hosts of five processes each, the rest free cards and what hangs on them; about 1,100 links.
design::Design benchDesign() {
    design::Design design;
    std::uint32_t id = 0, link = 0;
    const auto put = [&](const char* kind, QRectF rect, ComponentId container = {}, ComponentId on = {}) {
        design::Component c;
        c.id = {++id};
        c.kind = kind;
        c.name = QStringLiteral("%1-%2").arg(QLatin1String(kind)).arg(id);
        c.rect = rect;
        c.container = container;
        c.attachedTo = on;
        design.setComponent(c.id, std::make_shared<const design::Component>(c));
        return c.id;
    };
    const auto connect = [&](ComponentId from, ComponentId to, const char* fromPort, const char* toPort) {
        design::Link l;
        l.id = {++link};
        l.from = from;
        l.to = to;
        l.fromPort = fromPort;
        l.toPort = toPort;
        design.setLink(l.id, std::make_shared<const design::Link>(l));
    };
    std::vector<ComponentId> webs, databases;
    ComponentId balancer;
    for (int i = 0; i < 150; ++i) {
        const int column = i % 15, row = i / 15;
        const ComponentId host = put("server", QRectF(column * 320, row * 460, 192, 400));
        if (i % 15 == 0) balancer = put("load_balancer", QRectF(column * 320 - 300, row * 460, 168, 64));
        const ComponentId web = put("web_server", QRectF(12, 52, 168, 64), host);
        const ComponentId web2 = put("web_server", QRectF(12, 124, 168, 64), host);
        const ComponentId db = put("database", QRectF(12, 196, 168, 64), host);
        const ComponentId db2 = put("database", QRectF(12, 268, 168, 64), host);
        put("agent", QRectF(156, 8, 24, 24), host);
        connect(balancer, web, "backend", "http");
        connect(balancer, web2, "backend", "http");
        connect(web, db, "sql", "mysql");
        connect(web2, db2, "sql", "mysql");
        if (!databases.empty()) connect(db, databases.back(), "replicate", "replicas");
        if (!webs.empty() && i % 3 == 0) connect(webs.back(), db, "sql", "mysql");
        webs.push_back(web);
        databases.push_back(db);
    }
    while (id < 1000) put("dns", QRectF((id % 25) * 190, 4800 + (id / 25 - 36) * 90, 168, 64));
    return design;
}

runtime::FramePtr benchFrame(const design::Design& design, int requests) {
    auto frame = tests::healthyFrame(design);
    const auto& links = design.links();
    auto it = links.begin();
    for (int i = 0; i < requests; ++i) {
        if (it == links.end()) it = links.begin();
        runtime::TraceHop hop;
        hop.request = std::uint64_t(i) + 1;
        hop.kind = i % 2 ? runtime::RequestClass::Read : runtime::RequestClass::Write;
        hop.from = it->second->from;
        hop.to = it->second->to;
        hop.link = it->first;
        for (std::uint32_t order = 0; order < 60; ++order) {  // to and fro, so that they last as long as the measuring
            hop.order = order;
            frame->hops.push_back(hop);
            std::swap(hop.from, hop.to);
            hop.returning = !hop.returning;
        }
        ++it;
    }
    return frame;
}

/// Milliseconds the processor worked for this program, all threads together: on a machine that others use as well the clock on the
/// wall says nothing.
double benchNow() { return double(std::clock()) * 1000.0 / CLOCKS_PER_SEC; }

/// Median milliseconds of `runs` calls.
double benchMedian(int runs, const std::function<void(int)>& what) {
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const double before = benchNow();
        what(i);
        times.push_back(benchNow() - before);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

}  // namespace

class CanvasBench : public QObject {
    Q_OBJECT

    static void report(const char* what, double ms) { std::printf("  %-52s %7.2f ms\n", what, ms); }

private slots:
    void thousandComponents() {
        const design::Design design = benchDesign();
        QCOMPARE(design.components().size(), 1000u);
        tests::Robot robot({1600, 900});
        const double before = benchNow();
        robot.document.reset(design);
        robot.canvas.grab();
        const double open = benchNow() - before;
        report("open and draw everything", open);
        canvas::Picture picture;
        report("lay out everything", benchMedian(5, [&](int) {
                   canvas::Picture fresh;
                   fresh.sync(robot.design(), robot.document.catalog());
               }));
        QImage target(1600, 900, QImage::Format_RGB32);
        // As the window system does it: paint what paintEvent() is asked for into a surface of the window.
        const auto paint = [&] { robot.viewport()->render(&target, QPoint(), QRegion(), QWidget::RenderFlags()); };

        for (const bool fitted : {false, true}) {
            if (fitted) robot.canvas.zoomToFit();
            else {
                robot.canvas.zoomTo100();
                robot.canvas.view()->centerOn(1200, 1400);
            }
            std::printf(fitted ? " everything in view\n" : " at 100 %%\n");
            const runtime::FramePtr frame = benchFrame(robot.design(), canvas::DotField::most);
            robot.canvas.setFrame(frame);
            QTest::qWait(200);                            // lines are smoothed again by then
            paint();
            auto* dots = const_cast<canvas::DotField*>(&robot.view().dots());
            const double animation = benchMedian(200, [&](int) {
                dots->advance(1.0 / 60);
                paint();
            });
            report("animation, 300 dots", animation);
            QVERIFY2(animation < 4, "an animated frame takes 4 ms or more");
            const double figures = benchMedian(20, [&](int i) {
                auto next = std::make_shared<runtime::Frame>(*frame);
                next->hops.clear();
                for (auto& status : next->components) status.rate += i;
                robot.view().setFrame(next);
                robot.view().showLiveNow();
                paint();
            });
            report("new figures on every card", figures);
            report("pan by 3 pixels", benchMedian(50, [&](int i) {
                       robot.view().panBy({i % 2 ? 3 : -3, 2});
                       paint();
                   }));
            report("zoom by a step", benchMedian(20, [&](int i) {
                       robot.view().zoomAt({800, 450}, i % 2 ? 1.05 : 1 / 1.05);
                       paint();
                   }));
            robot.canvas.setFrame({});
            const ComponentId host{18};
            robot.canvas.select({host});
            const QPoint grip = robot.canvas.componentRect(host).topLeft() + QPoint(int(60 * robot.canvas.zoom()), int(20 * robot.canvas.zoom()));
            robot.drag(grip, grip + QPoint(20, 20));
            report("drag a host with five processes", benchMedian(50, [&](int i) {
                       robot.move(grip + QPoint(20 + i, 20 + i));
                       paint();
                   }));
            const double drop = benchNow();
            robot.release(grip + QPoint(70, 70));
            paint();
            report("let it go", benchNow() - drop);
            QTest::qWait(200);
        }
        QVERIFY2(open < 1000, "opening takes a second or more");
    }
};

FAULTLINE_TEST(CanvasBench)
#include "canvas_bench.moc"
