#include "model/runtime/simulation.h"
#include "model/sim/context.h"
#include "model/sim/world.h"
#include "model/storage/project_file.h"
#include "tests/bench/bench.h"
#include "tests/bench/station_kinds.h"
#include "tests/support/station.h"

#include <QTemporaryDir>

#include <cmath>

#ifdef FAULTLINE_BENCH_GUI
#include "app/command_line.h"
#include "app/headless.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#endif
#ifdef FAULTLINE_BENCH_NS3
#include "tests/bench/peer_ns3.h"
#endif

using namespace faultline;

namespace {

/// A design as a file, opened again: what is measured went the way of a user's file.
class FileOf {
public:
    explicit FileOf(const design::Design& design) {
        storage::Project project;
        project.design = design;
        if (!storage::saveProject(path(), project, bench::stationCatalog())) qFatal("The design cannot be written");
    }
    QString path() const { return m_folder.filePath(QStringLiteral("design.faultline")); }
    design::Design open() const {
        const auto project = storage::loadProject(path(), bench::stationCatalog());
        if (!project) qFatal("%s", project.error().plain().c_str());
        return project->design;
    }

private:
    QTemporaryDir m_folder;
};

/// What `faultline run` says of the file, in this process, with the kinds of the bench; empty without a window to build it with.
std::string fingerprintOfCommandLine([[maybe_unused]] const QString& file, [[maybe_unused]] const char* duration) {
#ifdef FAULTLINE_BENCH_GUI
    const QTemporaryDir folder;
    const QString json = folder.filePath(QStringLiteral("report.json")), rest = folder.filePath(QStringLiteral("summary"));
    const QStringList words{QStringLiteral("run"), file, QStringLiteral("--for"), QLatin1String(duration), QStringLiteral("--json"), json};
    std::fflush(stdout);
    if (app::runHeadless(app::parseCommandLine(words), bench::stationCatalog()) != 0) return "the command line failed";
    QFile report(json);
    if (!report.open(QIODevice::ReadOnly)) return "no report";
    return QJsonDocument::fromJson(report.readAll()).object()[QLatin1String("fingerprint")].toString().toStdString();
#else
    return {};
#endif
}

}  // namespace

/// One M/M/1 queue: the mean time in the system is 5 s.
FAULTLINE_BENCH(w1_single_queue) {
    runtime::Simulation simulation(bench::stationCatalog(), FileOf(bench::singleQueue()).open(), 1);
    const double seconds = bench::cpuSecondsOf([&] { simulation.runUntil(2'500'000 * second); });
    const runtime::Report account = simulation.report();
    const auto ended = static_cast<double>(account.requests.ended);
    report.add("w1_requests_per_cpu_second", ended / seconds, "1/s");
    report.add("w1_mean", account.latency.mean / 1e3, "s", bench::within(5, 4 * 8.9 / std::sqrt(ended)));
    report.note("w1_fingerprint", simulation.fingerprint());
}

/// 1,120 requests/s through five stations and back, each with a deadline that is cancelled, with all the accounts of a run; and the
/// same on the core of ns-3, in turns, so that both have the same machine.
FAULTLINE_BENCH(w2_station_network) {
    constexpr SimTime length = 900 * second;
    constexpr int rounds = 3;
    const FileOf file(bench::stationNetwork(1120));
    const design::Design design = file.open();
    double ours = 1e99;
    [[maybe_unused]] double peers = 1e99;
    runtime::Report account;
    for (int round = 0; round < rounds; ++round) {
        runtime::Simulation simulation(bench::stationCatalog(), design, static_cast<std::uint64_t>(round + 1));
        const double seconds = bench::cpuSecondsOf([&] { simulation.runUntil(length); });
        account = simulation.report();
        ours = std::min(ours, seconds / static_cast<double>(account.requests.ended));
#ifdef FAULTLINE_BENCH_NS3
        bench::PeerResult peer;
        const double theirs = bench::cpuSecondsOf([&] { peer = bench::runPeer(1120, account.requests.ended, static_cast<std::uint64_t>(round + 1)); });
        peers = std::min(peers, theirs / static_cast<double>(peer.ended));
        if (round == 0) report.add("w2_ns3_mean", peer.meanMs, "ms");
#endif
    }
    report.add("w2_requests_per_cpu_second", 1 / ours, "1/s");
#ifdef FAULTLINE_BENCH_NS3
    report.add("w2_ns3_requests_per_cpu_second", 1 / peers, "1/s");
    report.add("w2_ratio_to_ns3", peers / ours, "", bench::atLeast(1.4));
#else
    report.note("w2_ratio_to_ns3", "left out: the core of ns-3 (libns3-dev) was not found when this was built");
#endif
    runtime::Simulation whole(bench::stationCatalog(), design, 1);
    whole.runUntil(3'600 * second);
    account = whole.report();
    std::uint64_t timeouts = 0;
    for (const runtime::OutcomeCount& count : account.requests.byOutcome)
        if (count.outcome != "ok") timeouts += count.count;
    report.add("w2_deadlines_fired", static_cast<double>(timeouts), "", bench::atMost(0));
    report.add("w2_mean", account.latency.mean, "ms", bench::within(12.9655, 0.003 * 12.9655));
    report.add("w2_p99", account.latency.p99, "ms");

    runtime::Simulation minute(bench::stationCatalog(), design, design.settings().seed);
    minute.runUntil(60 * second);
    const std::string said = fingerprintOfCommandLine(file.path(), "60s");
    if (said.empty())
        report.note("w2_fingerprint_60s", minute.fingerprint());
    else
        report.same("w2_fingerprint_60s", minute.fingerprint(), said);
}

namespace {

/// Begins a million tasks, each with a delay and a deadline.
class Crowd final : public sim::BehaviourOf<Crowd> {
public:
    static constexpr std::uint32_t count = 1'000'000;
    void configure(sim::Context& c) override { m_deadline = c.timer(minute); }
    void start(sim::Context& c) override { c.after(second, 0); }
    void onTimer(sim::Context& c, std::uint16_t, std::uint64_t) override {
        sim::Random random = c.random(sim::Purpose::Service);
        for (std::uint32_t i = 0; i < count; ++i) {
            sim::Call& task = c.begin(sim::CallClass::Read);
            c.arm(task, m_deadline);
            c.delay(task, random.exponentialTime(5 * second));
        }
    }
    void onDelay(sim::Context& c, sim::Call& task) override { c.finish(task, sim::Outcome::Ok); }
    void onDeadline(sim::Context& c, sim::Call& task) override { c.finish(task, sim::Outcome::ClientTimeout); }

private:
    sim::TimerListId m_deadline = sim::noTimerList;
};

}  // namespace

FAULTLINE_BENCH(million_in_flight) {
    testing::StationNetwork net;
    net.add(&testing::make<Crowd>, {});
    sim::Recording recording;
    sim::World world(net.build(), recording);
    const double before = bench::bytesInUse();
    world.runBefore(second + 1, recording);
    report.add("calls_in_flight", static_cast<double>(world.callsInUse()), "", bench::atLeast(Crowd::count));
    report.add("bytes_a_call_in_flight", (bench::bytesInUse() - before) / Crowd::count, "B", bench::atMost(200));
    const double seconds = bench::cpuSecondsOf([&] { world.runBefore(2 * minute, recording); });
    report.add("ends_per_cpu_second_of_a_million", static_cast<double>(recording.requestsEnded()) / seconds, "1/s");
}
