#include "tests/bench/window_bench.h"

#include "app/main_window.h"
#include "model/kinds/all_kinds.h"
#include "model/runtime/frame_maker.h"
#include "model/runtime/simulation.h"
#include "model/storage/project_file.h"
#include "tests/bench/bench.h"
#include "widgets/charts/charts_panel.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTimer>

#include <algorithm>

using namespace faultline;

namespace {

/// Ends the program once a widget of the window has been painted.
class FirstPaint : public QObject {
public:
    bool eventFilter(QObject* object, QEvent* event) override {
        if (event->type() == QEvent::Paint && !m_seen) {
            m_seen = true;
            QTimer::singleShot(0, [] { QCoreApplication::exit(0); });   // when it is done
        }
        return QObject::eventFilter(object, event);
    }

private:
    bool m_seen = false;
};

}  // namespace

int bench::showWindowOnce() {
    widgets::ThemeManager::instance().install(*qApp);
    auto* window = new app::MainWindow(kinds::allKinds());   // deletes itself
    FirstPaint filter;
    qApp->installEventFilter(&filter);
    window->openFile(bench::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")));
    window->show();
    return QApplication::exec();
}

/// From the start of a process to the first painted frame of an open example, on the wall: the median of five.
FAULTLINE_BENCH(cold_start) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        QElapsedTimer timer;
        timer.start();
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--cold-start")});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0) qFatal("The window does not show");
        times.push_back(static_cast<double>(timer.elapsed()));
    }
    std::sort(times.begin(), times.end());
    report.add("cold_start", times[times.size() / 2], "ms");
}

/// A new second of figures in the charts of the example, painted.
FAULTLINE_BENCH(charts) {
    const auto project = storage::loadProject(bench::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")), kinds::allKinds());
    if (!project) qFatal("%s", project.error().plain().c_str());
    runtime::Simulation simulation(kinds::allKinds(), project->design, 1);
    runtime::FrameMaker maker;
    widgets::ChartsPanel panel;
    panel.resize(1200, 300);
    panel.setDesign(project->design, kinds::allKinds());
    panel.show();
    QImage target(1200, 300, QImage::Format_RGB32);
    std::vector<double> times;
    for (int i = 1; i <= 60; ++i) {
        simulation.runUntil(i * second);
        runtime::Frame frame;
        maker.fill(frame, simulation);
        frame.now = simulation.now();
        times.push_back(bench::cpuSecondsOf([&] {
            panel.append(frame);
            panel.render(&target);
        }));
    }
    std::sort(times.begin(), times.end());
    report.add("chart_update", times[times.size() / 2] * 1e3, "ms");
}
