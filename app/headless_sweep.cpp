#include "app/headless.h"

#include "app/terminal_progress.h"
#include "model/core/units.h"
#include "model/runtime/sweep.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace faultline::app {
namespace {

QString sweepTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

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
    const std::optional<std::size_t> page = pageNamed(request.file, *project, request.page);
    if (!page) return ExitBadUse;
    storage::exchangeWithFirst(*project, *page);
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
    TerminalProgress line;
    std::optional<runtime::Sweep::Failure> failure;
    const runtime::SweepTable table = sweep->execute(request.shard, std::max<std::size_t>(request.shards, 1), jobs,
                                                     [&](std::size_t done, std::size_t all) { line.bar(done, all, sweepTr("%1 of %2 runs").arg(done).arg(all)); }, failure);
    line.clear();
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
