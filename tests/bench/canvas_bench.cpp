#include "tests/bench/bench.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/view.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace faultline;

namespace {

/// As many components, and at least as many links: hosts of five processes each, an agent and their links, and a tenth of free cards.
design::Design benchDesign(std::uint32_t components, std::uint32_t links = 0) {
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
    // Further calls between neighbours, up to so many links.
    for (std::size_t i = 0, away = 2; link < links && away < webs.size(); ++i) {
        if (i + away >= webs.size()) {
            i = 0;
            ++away;
        }
        connect(webs[i], databases[i + away], "sql", "mysql");
    }
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
    const design::Design design = benchDesign(components, components * 3 / 2);
    if (design.components().size() != components) qFatal("%zu components", design.components().size());
    tests::Robot robot({1600, 900});
    const auto median = [](int runs, const std::function<void(int)>& work) { return bench::medianCpuSeconds(runs, work) * 1e3; };
    report.add(name + "open_and_draw", bench::cpuSecondsOf([&] {
                   robot.document.reset(design);
                   robot.canvas.grab();
               }) * 1e3, "ms", components == 1000 ? bench::atMost(1000) : bench::Promise{});
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

namespace {

/// The lines alone of a design in which nothing is collapsed, as the picture has them laid out.
class BenchLines {
public:
    void follow(const design::Design& design, const std::vector<ComponentId>& altered) {
        for (const ComponentId id : altered) {
            const bool isHost = design.component(id)->kind == "server";
            const QRectF rect = design.sceneRect(id);
            m_lines.setObstacle(id.value, design.component(id)->kind == "agent" ? std::nullopt : std::optional(rect),
                                isHost ? std::optional(QRectF(rect.topLeft(), QSizeF(140, 44))) : std::nullopt);
        }
        for (const auto& [id, link] : design.links()) {
            const auto isAltered = [&](ComponentId end) { return std::find(altered.begin(), altered.end(), end) != altered.end(); };
            if (isAltered(link->from) || isAltered(link->to)) m_lines.setJob({id.value, endOf(design, link->from, link->to), endOf(design, link->to, link->from), {}, {}});
        }
    }
    std::size_t update() { return m_lines.update().size(); }

private:
    static canvas::RouteEnd endOf(const design::Design& design, ComponentId id, ComponentId other) {
        const ComponentId host = design.component(id)->container;
        canvas::RouteEnd end{id.value, design.sceneRect(id), design.sceneRect(id), {}, {id.value}};
        if (!host.isValid()) return end;
        end.inside.push_back(host.value);
        end.within = design.sceneRect(host);
        if (design.component(other)->container != host) end.outer = end.within;
        return end;
    }
    canvas::RouteLayout m_lines;
};

}  // namespace

/// Re-routing alone, without leaps and labels: the lines after a move of one component.
FAULTLINE_BENCH(canvas_lines) {
    for (const std::uint32_t links : {1'000u, 1'500u}) {
        design::Design design = benchDesign(1'000, links);
        std::vector<ComponentId> all;
        for (const auto& [id, component] : design.components()) all.push_back(id);
        BenchLines lines;
        lines.follow(design, all);
        lines.update();
        std::vector<double> times;
        for (std::size_t i = 0; i < 120; ++i) {   // as canvas_picture
            const ComponentId moved = all[i / 2 * 37 % all.size()];
            design::moveBy(design, {moved}, i % 2 ? QPointF(-40, 24) : QPointF(40, -24)).apply(design);
            std::vector<ComponentId> altered{moved};
            for (const auto& [id, component] : design.components())
                if (component->container == moved) altered.push_back(id);
            lines.follow(design, altered);
            times.push_back(bench::cpuSecondsOf([&] { lines.update(); }) * 1e3);
        }
        std::sort(times.begin(), times.end());
        const std::string name = "lines_" + std::to_string(links) + "_links_move";
        report.add(name, times[times.size() / 2], "ms", bench::atMost(5));
        report.add(name + "_p95", times[times.size() * 95 / 100], "ms", links == 1'000 ? bench::atMost(5) : bench::Promise{});
    }
}

/// The picture alone: what a move of one component costs, and what all of it. With as many links as components, and half as many again.
FAULTLINE_BENCH(canvas_picture) {
    for (const auto& [components, links] : {std::pair{1'000u, 1'000u}, std::pair{1'000u, 1'500u}, std::pair{10'000u, 15'000u}}) {
        const std::string name = "picture_" + std::to_string(links) + "_links_";
        design::Design design = benchDesign(components, links);
        const catalog::Catalog& catalog = tests::testCatalog();
        canvas::Picture picture;
        report.add(name + "from_nothing", bench::cpuSecondsOf([&] { picture.sync(design, catalog); }) * 1e3, "ms");
        std::vector<ComponentId> all;
        for (const auto& [id, component] : design.components()) all.push_back(id);
        std::vector<double> times;
        for (std::size_t i = 0; i < 120; ++i) {   // another one each time, some way off and back
            const design::Change move = design::moveBy(design, {all[i / 2 * 37 % all.size()]}, i % 2 ? QPointF(-40, 24) : QPointF(40, -24));
            move.apply(design);
            times.push_back(bench::cpuSecondsOf([&] { picture.sync(design, catalog, nullptr, &move); }) * 1e3);
        }
        std::sort(times.begin(), times.end());
        report.add(name + "move", times[times.size() / 2], "ms", components == 1'000 ? bench::atMost(5) : bench::Promise{});
        report.add(name + "move_p95", times[times.size() * 95 / 100], "ms");
    }
}

FAULTLINE_BENCH(canvas) {
    for (const std::uint32_t components : {100u, 1'000u, 10'000u}) canvasOf(report, components);
}

namespace {

/// What one frame of a gesture costs from the event to the last pixel of the view, as 95 of 100 of them: CPU time of the whole program.
class BenchFrames {
public:
    explicit BenchFrames(tests::Robot& robot) : m_robot(robot) {}
    template <class Event> void frame(Event event) {
        m_times.push_back(bench::cpuSecondsOf([&] {
            event();
            m_robot.viewport()->repaint();       // all of it, also where only a part had to be
            QCoreApplication::processEvents();   // what waits for the next turn
        }) * 1e3);
    }
    double percentile95() {
        std::sort(m_times.begin(), m_times.end());
        return m_times[m_times.size() * 95 / 100];
    }

private:
    tests::Robot& m_robot;
    std::vector<double> m_times;
};

QPoint benchCircle(QPoint middle, int i) {
    const double angle = i * 0.15;
    return middle + QPoint(int(120 * std::cos(angle)) - 120, int(80 * std::sin(angle)));
}

void mouseOn(bench::Report& report, tests::Robot& robot, const std::string& name, bench::Promise promise, ComponentId dragged, bool all) {
    constexpr int frames = 100;
    const QPoint middle = robot.viewport()->rect().center();
    QTest::qWait(200);   // lines are smoothed again by then
    {
        BenchFrames drag(robot);
        const QPoint from = robot.middle(dragged);
        robot.press(from);
        for (int i = 1; i <= frames; ++i) drag.frame([&] { robot.move(benchCircle(from, i)); });
        report.add(name + "drag_one", drag.percentile95(), "ms", promise);
        report.add(name + "drop_it", bench::cpuSecondsOf([&] {
                       robot.release(benchCircle(from, frames));
                       robot.viewport()->repaint();
                       QCoreApplication::processEvents();
                   }) * 1e3, "ms");
        robot.document.undo();
    }
    if (all) {
        robot.key(Qt::Key_A, Qt::ControlModifier);
        BenchFrames drag(robot);
        const QPoint from = robot.middle(dragged);
        robot.press(from);
        for (int i = 1; i <= frames; ++i) drag.frame([&] { robot.move(benchCircle(from, i)); });
        report.add(name + "drag_all", drag.percentile95(), "ms");
        robot.key(Qt::Key_Escape);
        robot.release(benchCircle(from, frames));
        robot.key(Qt::Key_Escape);
    }
    {
        BenchFrames pan(robot);
        robot.press(middle, {}, Qt::MiddleButton);
        for (int i = 1; i <= frames; ++i) pan.frame([&] { robot.move(benchCircle(middle, i)); });
        robot.release(benchCircle(middle, frames), {}, Qt::MiddleButton);
        report.add(name + "pan", pan.percentile95(), "ms", promise);
    }
    {
        BenchFrames zoom(robot);
        for (int i = 0; i < frames; ++i)
            zoom.frame([&] {
                const QPoint turn(0, i / 10 % 2 ? -24 : 24);
                QWheelEvent wheel(middle, robot.viewport()->mapToGlobal(QPointF(middle)), {}, turn, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
                QApplication::sendEvent(robot.viewport(), &wheel);
            });
        report.add(name + "zoom", zoom.percentile95(), "ms", promise);
    }
    {
        BenchFrames band(robot);
        QPoint from(8, 8);
        while (robot.view().hitAt(from).what != canvas::Hit::What::Nothing && from.x() < 400) from += QPoint(5, 3);
        robot.press(from);
        for (int i = 1; i <= frames; ++i) band.frame([&] { robot.move(from + QPoint(i * 15, i * 8)); });
        robot.release(from + QPoint(frames * 15, frames * 8));
        report.add(name + "rubber_band", band.percentile95(), "ms", promise);
        robot.key(Qt::Key_Escape);
    }
}

}  // namespace

/// Gestures by real mouse events, every pixel of the view painted anew for each: 16 ms are 60 frames a second, 33 ms 30.
FAULTLINE_BENCH(canvas_mouse) {
    for (const std::uint32_t components : {1'000u, 10'000u}) {
        const std::string name = "mouse_" + std::to_string(components) + "_";
        const bench::Promise promise = bench::atMost(components == 1000 ? 16 : 33);
        tests::Robot robot({1600, 900});
        robot.document.reset(benchDesign(components, components * 3 / 2));
        // A database in the middle, so that links hang at it on all sides.
        ComponentId dragged;
        const QPointF middle(1200, 1400);
        for (const auto& [id, part] : robot.design().components())
            if (part->kind == "database" && (!dragged.isValid() || QLineF(robot.design().sceneRect(id).center(), middle).length() <
                                                                       QLineF(robot.design().sceneRect(dragged).center(), middle).length()))
                dragged = id;
        robot.canvas.zoomTo100();
        robot.canvas.view()->centerOn(robot.design().sceneRect(dragged).center());
        mouseOn(report, robot, name + "at_100_percent_", promise, dragged, components == 1000);
        robot.canvas.zoomToFit();
        mouseOn(report, robot, name + "all_in_view_", promise, dragged, components == 1000);
    }
}

/// Taking back the paste of 1,000 components into as many, painted.
FAULTLINE_BENCH(canvas_paste) {
    tests::Robot robot({1600, 900});
    robot.document.reset(benchDesign(1000, 1500));
    robot.canvas.zoomToFit();
    const auto add = [&](const char* name, bench::Promise promise, auto act) {
        report.add(name, bench::cpuSecondsOf([&] {
                       act();
                       robot.viewport()->repaint();
                       QCoreApplication::processEvents();
                   }) * 1e3, "ms", promise);
    };
    robot.key(Qt::Key_A, Qt::ControlModifier);
    robot.key(Qt::Key_C, Qt::ControlModifier);
    add("paste_1000", {}, [&] { robot.key(Qt::Key_V, Qt::ControlModifier); });
    if (robot.design().components().size() != 2000) qFatal("%zu components", robot.design().components().size());
    add("paste_1000_undo", bench::atMost(50), [&] { robot.document.undo(); });
    add("paste_1000_redo", {}, [&] { robot.document.redo(); });
}
