#include "model/kinds/all_kinds.h"
#include "model/runtime/compile.h"
#include "model/runtime/simulation.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/support/station.h"
#include "tests/support/test_main.h"

#include <ctime>

using namespace faultline;

namespace {

double kernelBenchCpuSeconds() {
    std::timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work> double kernelBenchMeasure(Work work) {
    const double before = kernelBenchCpuSeconds();
    work();
    return kernelBenchCpuSeconds() - before;
}

void kernelBenchPrint(const char* name, double value, const char* unit) { std::printf("{\"bench\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}\n", name, value, unit); }

}  // namespace

/// What the kernel manages, in CPU time, one JSON object a line.
class KernelBench : public QObject {
    Q_OBJECT
private slots:
    void theStationNetwork();
    void theInfrastructure_data();
    void theInfrastructure();
};

/// W2: 1,120 requests/s through five stations and back, with deadlines that are cancelled; the mean must be 12.9655 ms.
void KernelBench::theStationNetwork() {
    constexpr std::int64_t requests = 2'000'000;
    testing::StationNetwork network = testing::benchmarkNetwork(1120, requests);
    sim::Recording recording;
    sim::World world(network.build(1), recording);
    const double seconds = kernelBenchMeasure([&] { world.runBefore(2000 * second, recording); });
    const sim::ComponentRecord& record = recording.components()[1];
    QCOMPARE(record.ended, static_cast<std::uint64_t>(requests));
    QCOMPARE(record.byOutcome[static_cast<std::size_t>(sim::Outcome::ClientTimeout)], 0u);
    kernelBenchPrint("w2_requests_per_cpu_second", requests / seconds, "1/s");
    kernelBenchPrint("w2_mean", record.latencySum / static_cast<double>(record.ended) / 1e6, "ms");
}

void KernelBench::theInfrastructure_data() {
    QTest::addColumn<int>("rate");
    for (const int rate : {2'000, 50'000, 250'000}) QTest::addRow("%d", rate) << rate;
}

/// W3: a secured and monitored infrastructure at 2 k, 50 k and 250 k requests/s.
void KernelBench::theInfrastructure() {
    QFETCH(int, rate);
    const QString file = tests::sourcePath(QStringLiteral("tests/bench/designs/%1.faultline").arg(rate));
    const auto project = storage::loadProject(file, kinds::allKinds());
    QVERIFY2(project, project ? "" : project.error().plain().c_str());
    runtime::Simulation simulation(kinds::allKinds(), project->design, project->design.settings().seed);
    simulation.runUntil(second);
    const std::uint64_t before = simulation.recording().requestsEnded();
    const SimTime length = rate > 100'000 ? 3 * second : 20 * second;
    const double seconds = kernelBenchMeasure([&] { simulation.runUntil(second + length); });
    const double ended = static_cast<double>(simulation.recording().requestsEnded() - before);
    kernelBenchPrint(qPrintable(QStringLiteral("w3_%1_requests_per_cpu_second").arg(rate)), ended / seconds, "1/s");

    const double copying = kernelBenchMeasure([&] { const sim::World copy(simulation.world()); });
    kernelBenchPrint(qPrintable(QStringLiteral("copy_%1").arg(rate)), copying * 1e3, "ms");
}

FAULTLINE_TEST(KernelBench)
#include "kernel_bench.moc"
