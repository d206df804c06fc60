#include "tests/bench/bench.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/view.h"

#include <QPainter>

#include <algorithm>

using namespace faultline;

namespace {

/// As many components: hosts of five processes each, an agent and their links, and a tenth of free cards.
design::Design benchDesign(std::uint32_t components) {
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
    const int columns = components > 2000 ? 48 : 15;
    for (int i = 0; id + 7 <= components - components / 10; ++i) {
        const int column = i % columns, row = i / columns;
        const ComponentId host = put("server", QRectF(column * 320, row * 460, 192, 400));
        if (i % columns == 0) balancer = put("load_balancer", QRectF(column * 320 - 300, row * 460, 168, 64));
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
    for (int i = 0; id < components; ++i) put("dns", QRectF((i % 25) * 190, -200 - i / 25 * 90, 168, 64));
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

}  // namespace

namespace {

void canvasOf(bench::Report& report, std::uint32_t components) {
    const std::string name = "canvas_" + std::to_string(components) + "_";
    const design::Design design = benchDesign(components);
    if (design.components().size() != components) qFatal("%zu components", design.components().size());
    tests::Robot robot({1600, 900});
    const auto median = [](int runs, const std::function<void(int)>& work) { return bench::medianCpuSeconds(runs, work) * 1e3; };
    report.add(name + "open_and_draw", bench::cpuSecondsOf([&] {
                   robot.document.reset(design);
                   robot.canvas.grab();
               }) * 1e3, "ms", components == 1000 ? bench::atMost(1000) : bench::Promise{});
    // What a move of one component costs once it is let go: every link is asked for its way again.
    canvas::Picture picture;
    picture.sync(design, tests::testCatalog());
    const ComponentId moved = std::next(design.components().begin(), std::ptrdiff_t(design.components().size() / 2))->first;
    design::Design now = design;
    report.add(name + "reroute_after_a_move", median(20, [&](int i) {
                   design::moveBy(now, {moved}, QPointF(i % 2 ? 40 : -40, i % 3 ? 24 : -48)).apply(now);
                   picture.sync(now, tests::testCatalog());
               }), "ms", components == 1000 ? bench::atMost(5) : bench::Promise{});
    report.add(name + "routes_from_nothing", bench::cpuSecondsOf([&] {
                   canvas::Picture fresh;
                   fresh.sync(now, tests::testCatalog());
               }) * 1e3, "ms");
    QImage target(1600, 900, QImage::Format_RGB32);
    // As the window system does it: paint what paintEvent() is asked for into a surface of the window.
    const auto paint = [&] { robot.viewport()->render(&target, QPoint(), QRegion(), QWidget::RenderFlags()); };
    for (const bool fitted : {false, true}) {
        const std::string view = name + (fitted ? "all_in_view_" : "at_100_percent_");
        if (fitted) {
            robot.canvas.zoomToFit();
        } else {
            robot.canvas.zoomTo100();
            robot.canvas.view()->centerOn(1200, 1400);
        }
        const runtime::FramePtr frame = benchFrame(robot.design(), canvas::DotField::most);
        robot.canvas.setFrame(frame);
        QTest::qWait(200);   // lines are smoothed again by then
        paint();
        auto* dots = const_cast<canvas::DotField*>(&robot.view().dots());
        report.add(view + "frame", median(200, [&](int) {
                       dots->advance(1.0 / 60);
                       paint();
                   }), "ms", bench::atMost(4));
        report.add(view + "new_figures", median(20, [&](int i) {
                       auto next = std::make_shared<runtime::Frame>(*frame);
                       next->hops.clear();
                       for (auto& status : next->components) status.rate += i;
                       robot.view().setFrame(next);
                       robot.view().showLiveNow();
                       paint();
                   }), "ms");
        report.add(view + "pan", median(20, [&](int i) {
                       robot.view().panBy({i % 2 ? 3 : -3, 2});
                       paint();
                   }), "ms");
        report.add(view + "zoom", median(10, [&](int i) {
                       robot.view().zoomAt({800, 450}, i % 2 ? 1.05 : 1 / 1.05);
                       paint();
                   }), "ms");
        robot.canvas.setFrame({});
    }
}

}  // namespace

FAULTLINE_BENCH(canvas) {
    for (const std::uint32_t components : {100u, 1'000u, 10'000u}) canvasOf(report, components);
}
