#include "app/headless.h"

#include "model/core/units.h"
#include "model/runtime/sweep.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace faultline::app {
namespace {

QString sweepTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

/// A bar on a terminal, rewritten as runs end.
class SweepBar {
public:
    void show(std::size_t done, std::size_t all) {
        if (!m_isTerminal || (done == m_shown && m_used)) return;
        m_shown = done;
        m_used = true;
        constexpr int width = 40;
        const int filled = all == 0 ? width : static_cast<int>(done * width / all);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
        QString line = sweepTr("[%1%2] %3 of %4 runs")
                           .arg(QString(filled, QLatin1Char('#')), QString(width - filled, QLatin1Char(' ')))
                           .arg(done)
                           .arg(all);
        if (done > 0 && done < all) line += sweepTr(", %1 s left").arg(static_cast<qint64>(seconds / static_cast<double>(done) * static_cast<double>(all - done) + 0.5));
        std::fprintf(stderr, "\r\033[K%s", line.toUtf8().constData());
        std::fflush(stderr);
    }
    void clear() {
        if (m_used) std::fputs("\r\033[K", stderr);
        m_used = false;
    }

private:
#ifdef Q_OS_UNIX
    bool m_isTerminal = isatty(STDERR_FILENO) != 0;
#else
    bool m_isTerminal = false;
#endif
    bool m_used = false;
    std::size_t m_shown = 0;
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
};

}  // namespace

int runSweep(const SweepRequest& request, const catalog::Catalog& catalog) {
    const QString unknown = unknownVerb(request.commands, catalog);
    if (!unknown.isEmpty()) {
        printError(unknown + QLatin1Char('\n') + sweepTr("`faultline sweep --help` shows what there is."));
        return ExitBadUse;
    }
    Result<storage::Project> project = storage::loadProject(request.file, catalog);
    if (!project) {
        printProblem(request.file, project.error());
        return ExitBadFile;
    }
    runtime::SweepPlan plan;
    plan.seed = request.seed.value_or(project->design.settings().seed);
    plan.design = std::move(project->design);
    plan.axes = request.axes;
    plan.runs = request.runs;
    plan.duration = request.duration;
    plan.commands = request.commands;
    const Result<runtime::Sweep> sweep = runtime::Sweep::prepare(catalog, std::move(plan));
    if (!sweep) {
        printError(sweepTr("--vary: %1.").arg(widgets::say(sweep.error().what)));
        return ExitBadUse;
    }
    const unsigned jobs = request.jobs ? request.jobs : std::max(1u, std::thread::hardware_concurrency());
    SweepBar bar;
    std::optional<runtime::Sweep::Failure> failure;
    const runtime::SweepTable table = sweep->execute(request.shard, std::max<std::size_t>(request.shards, 1), jobs,
                                                     [&](std::size_t done, std::size_t all) { bar.show(done, all); }, failure);
    bar.clear();
    if (failure) {
        const QString where = failure->values.empty() ? QString() : sweepTr(" (with %1)").arg(QString::fromStdString(failure->values));
        printError(sweepTr("At %1, \"%2\" could not be done%3: %4")
                       .arg(QString::fromStdString(formatDuration(failure->at)), QString::fromStdString(failure->command), where,
                            widgets::say(failure->problem.what)));
        return ExitCommandFailed;
    }
    const std::string csv = request.shards ? runtime::sweepRunsCsv(table) : runtime::sweepSummaryCsv(table);
    return writeOutput(request.csv, QByteArray::fromStdString(csv)) ? ExitRan : ExitBadFile;
}

int runSweepMerge(const SweepMergeRequest& request) {
    std::vector<runtime::SweepTable> shares;
    for (const QString& name : request.files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            printError(QStringLiteral("%1: %2").arg(name, file.errorString()));
            return ExitBadFile;
        }
        Result<runtime::SweepTable> share = runtime::readSweepRuns(file.readAll().toStdString());
        if (!share) {
            printProblem(name, share.error());
            return ExitBadFile;
        }
        shares.push_back(std::move(*share));
    }
    const Result<runtime::SweepTable> all = runtime::mergeSweeps(shares);
    if (!all) {
        printError(sweepTr("The shares cannot be put together: %1.").arg(widgets::say(all.error().what)));
        return ExitBadFile;
    }
    return writeOutput(request.csv, QByteArray::fromStdString(runtime::sweepSummaryCsv(*all))) ? ExitRan : ExitBadFile;
}

}  // namespace faultline::app
