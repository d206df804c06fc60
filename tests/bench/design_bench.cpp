#include "model/kinds/all_kinds.h"
#include "model/design/edits.h"
#include "model/runtime/compile.h"
#include "model/runtime/engine.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/bench/bench.h"
#include "tests/bench/large_design.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <functional>

using namespace faultline;

namespace {

/// The secured and monitored infrastructure with its busiest tier at 70 % of `rate` requests/s.
void infrastructure(bench::Report& report, int rate) {
    const QString file = bench::sourcePath(QStringLiteral("tests/bench/designs/%1.faultline").arg(rate));
    const auto project = storage::loadProject(file, kinds::allKinds());
    if (!project) qFatal("%s", project.error().plain().c_str());
    const std::string name = "w3_" + std::to_string(rate);
    runtime::Simulation simulation(kinds::allKinds(), project->design, project->design.settings().seed);
    simulation.runUntil(second);
    const std::string afterASecond = simulation.fingerprint();
    const std::uint64_t before = simulation.report().requests.ended;
    const SimTime length = rate > 100'000 ? 4 * second : rate > 10'000 ? 20 * second : minute;
    const double seconds = bench::cpuSecondsOf([&] { simulation.runUntil(second + length); });
    const runtime::Report account = simulation.report();
    report.add(name + "_requests_per_cpu_second", static_cast<double>(account.requests.ended - before) / seconds, "1/s", bench::atLeast(250'000));
    report.add(name + "_share_ok", static_cast<double>(account.latency.count) / static_cast<double>(account.requests.ended), "", bench::atLeast(0.99));
    double busiest = 0;
    for (const runtime::ComponentReport& row : account.components) busiest = std::max(busiest, row.utilisation);
    report.add(name + "_busiest", busiest, "");
    report.add(name + "_copy", bench::medianCpuSeconds(7, [&](int) { const sim::World copy(simulation.world()); }) * 1e3, "ms");
    if (!QFileInfo(bench::programFile()).isExecutable()) {
        report.note(name + "_fingerprint", afterASecond);
        return;
    }
    QProcess program;
    program.start(bench::programFile(), {QStringLiteral("run"), file, QStringLiteral("--for"), QStringLiteral("1s"), QStringLiteral("--json"), QStringLiteral("-")});
    program.waitForFinished(-1);
    report.same(name + "_fingerprint", afterASecond,
                QJsonDocument::fromJson(program.readAllStandardOutput()).object()[QLatin1String("fingerprint")].toString().toStdString());
}

}  // namespace

FAULTLINE_BENCH(w3_infrastructure) {
    for (const int rate : {2'000, 50'000, 250'000}) infrastructure(report, rate);
}

/// 250,000 requests/s played at 1x for five seconds, as the window plays it: what one core does not hold slows the clock, and says so.
FAULTLINE_BENCH(played_250000) {
    const auto project = storage::loadProject(bench::sourcePath(QStringLiteral("tests/bench/designs/250000.faultline")), kinds::allKinds());
    if (!project) qFatal("%s", project.error().plain().c_str());
    runtime::Engine engine(kinds::allKinds(), project->design, {});
    engine.play();
    QElapsedTimer whole, sinceFrame;
    whole.start();
    sinceFrame.start();
    runtime::FramePtr last;
    qint64 longest = 0;
    int frames = 0;
    while (whole.elapsed() < 5'000) {
        QThread::msleep(16);
        const runtime::FramePtr frame = engine.take();
        if (!frame) continue;
        if (last) longest = std::max(longest, sinceFrame.elapsed());
        sinceFrame.restart();
        last = frame;
        ++frames;
    }
    if (!last) qFatal("no frame came");
    report.add("played_250000_seconds_a_second", static_cast<double>(last->now) / 1e6 / static_cast<double>(whole.elapsed()), "");
    report.add("played_250000_frames_a_second", frames * 1000.0 / static_cast<double>(whole.elapsed()), "1/s");
    report.add("played_250000_longest_without_a_frame", static_cast<double>(longest), "ms");
    report.note("played_250000_says_it_is_behind", last->behind ? "yes" : "no");
}

namespace {

/// What a run needs to adopt an edit of one part, by the kind of edit.
void adoptEdits(bench::Report& report, runtime::Simulation& simulation) {
    const auto adopt = [&](const char* name, const std::function<Result<design::Change>(const design::Design&, int)>& edit) {
        constexpr int times = 15;
        std::vector<double> seconds;
        for (int i = 0; i < times; ++i) {
            const Result<design::Change> change = edit(simulation.design(), i);
            if (!change) qFatal("%s: %s", name, change.error().plain().c_str());
            const runtime::Command command{0, runtime::Edit{*change}};
            seconds.push_back(bench::cpuSecondsOf([&] {
                if (!simulation.perform(command)) qFatal("%s is not adopted", name);
            }));
        }
        std::sort(seconds.begin(), seconds.end());
        report.add(std::string("adopt_") + name, seconds[times / 2] * 1e3, "ms", bench::atMost(1));
    };
    const catalog::Catalog& catalog = kinds::allKinds();
    const auto all = [&](const char* kind) {
        std::vector<ComponentId> ids;
        for (const auto& [id, part] : simulation.design().components())
            if (part->kind == kind) ids.push_back(id);
        return ids;
    };
    const std::vector<ComponentId> webs = all("web_server");
    const ComponentId balancer = all("load_balancer").front(), users = all("users").front(), other = all("server")[7];
    const ComponentId web = webs[4], home = simulation.design().component(web)->container;
    adopt("property", [&](const design::Design& design, int i) { return design::setProperty(design, catalog, {balancer}, "balance", Value(i % 2 ? "roundrobin" : "leastconn")); });
    adopt("link_property", [&](const design::Design& design, int i) {
        return design::setLinkProperty(design, catalog, {design.linksOf(users).front()}, "latency", Value((i + 1) * millisecond));
    });
    adopt("name", [&](const design::Design& design, int i) { return design::rename(design, balancer, QStringLiteral("lb %1").arg(i)); });
    adopt("new_component", [&](const design::Design& design, int) {
        return design::addComponent(design, catalog, "web_server", {.scenePosition = {0, 0}, .container = other, .attachTo = {}, .inLine = {}});
    });
    adopt("new_link", [&](const design::Design& design, int i) {
        return design::connect(design, catalog, balancer, webs[static_cast<std::size_t>(20 + i)]);
    });
    adopt("firewall", [&](const design::Design& design, int i) -> Result<design::Change> {
        const std::vector<ComponentId> walls = design.attachmentsOf(other);
        if (i % 2) return design::removeParts(design, catalog, {walls.back()}, {});
        return design::addComponent(design, catalog, "firewall", {.scenePosition = {0, 0}, .container = {}, .attachTo = other, .inLine = {}});
    });
    adopt("other_host", [&](const design::Design& design, int i) {
        return design::place(design, catalog, web, {.scenePosition = {0, 0}, .container = i % 2 ? home : other, .attachTo = {}, .inLine = {}});
    });
    adopt("removed_component", [&](const design::Design& design, int) { return design::removeParts(design, catalog, {design.childrenOf(other).back()}, {}); });
}

}  // namespace

FAULTLINE_BENCH(thousand_components) {
    const design::Design design = bench::largeDesign(1000, 2'000);
    report.add("components", static_cast<double>(design.components().size()), "", bench::atLeast(1000));
    report.add("compile", bench::medianCpuSeconds(7, [&](int) { runtime::Compiler(kinds::allKinds(), 1).compile(design); }) * 1e3, "ms");

    storage::Project project;
    project.design = design;
    QByteArray bytes;
    report.add("save", bench::medianCpuSeconds(7, [&](int) { bytes = *storage::writeProject(project, kinds::allKinds()); }) * 1e3, "ms");
    report.add("open", bench::medianCpuSeconds(7, [&](int) {
                   if (!storage::readProject(bytes, kinds::allKinds())) qFatal("what was written is not read");
               }) * 1e3, "ms");

    runtime::Simulation simulation(kinds::allKinds(), design, 1);
    SimTime until = 0;
    while (simulation.world().requestsInFlight() < 10'000 && until < 60 * second) simulation.runUntil(until += 5 * millisecond);
    report.add("requests_in_flight", static_cast<double>(simulation.world().requestsInFlight()), "", bench::atLeast(10'000));
    report.add("calls_in_flight_of_them", simulation.world().callsInUse(), "");
    report.add("copy_world", bench::medianCpuSeconds(15, [&](int) { const sim::World copy(simulation.world()); }) * 1e3, "ms", bench::atMost(5));
    adoptEdits(report, simulation);
}
