#include "app/headless.h"

#include "app/document_file.h"
#include "app/picture_export.h"
#include "app/terminal_progress.h"
#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/runtime/frame_maker.h"
#include "model/runtime/report_writers.h"
#include "model/runtime/simulation.h"
#include "model/storage/project_file.h"
#include "widgets/common/format.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace faultline::app {
namespace {

QString runTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

/// The design as it is at the end of the run.
int runPicture(const RunRequest& request, runtime::Simulation& simulation) {
    QString note;
    const ExportSource source{&simulation.design(), frameOf(simulation), {}, {}};
    const Result<QByteArray> png = exportBytes(settings::Export(), {source}, simulation.catalog(), &note);
    if (!note.isEmpty()) printError(note);
    if (!png) {
        printProblem(request.png, png.error());
        return ExitBadFile;
    }
    return writeOutput(request.png, *png) ? ExitRan : ExitBadFile;
}

}  // namespace

runtime::FramePtr frameOf(runtime::Simulation& simulation) {
    auto frame = std::make_shared<runtime::Frame>();
    runtime::FrameMaker().fill(*frame, simulation);
    frame->now = simulation.now();
    frame->startTime = simulation.design().settings().startTime;
    frame->seed = simulation.seed();
    return frame;
}

QString unknownVerb(const std::vector<runtime::CommandText>& commands, const catalog::Catalog& catalog) {
    std::vector<std::string> known;
    for (const runtime::CommandWord& word : runtime::commandWords()) known.push_back(QString::fromUtf8(word.form).section(QLatin1Char(' '), 0, 0).toStdString());
    for (const catalog::ComponentKind& kind : catalog.kinds())
        for (const catalog::ActionSpec& action : kind.actions) known.emplace_back(action.verb);
    for (const runtime::CommandText& command : commands) {
        const std::string verb = QString::fromStdString(command.text).section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty).toStdString();
        if (std::find(known.begin(), known.end(), verb) != known.end()) continue;
        const std::vector<std::string> near = nearest(verb, known, 1);
        const QString shown = QString::fromStdString(excerpt(verb));
        return near.empty() ? runTr("--at: there is no command \"%1\".").arg(shown)
                            : runTr("--at: there is no command \"%1\". Did you mean %2?").arg(shown, QString::fromStdString(near[0]));
    }
    return {};
}

namespace {

/// The project with this run instead of the one it may have held.
bool runSave(const RunRequest& request, storage::Project project, std::size_t page, runtime::Simulation& simulation) {
    project.run = simulation.saved();
    project.design = simulation.design();
    storage::exchangeWithFirst(project, page);   // to where it was
    project.thumbnail = thumbnailOf(project.design, simulation.catalog());
    const Result<void> saved = storage::saveProject(request.save, project, simulation.catalog());
    if (!saved) printProblem(request.save, saved.error());
    return saved.has_value();
}

/// Says it when not.
bool runIsAsSaved(const storage::SavedRun& saved, runtime::Simulation& simulation) {
    if (saved.fingerprint.empty() || saved.fingerprint == simulation.fingerprint()) return true;
    printError(runTr("The run is not the one that was saved (fingerprint %1, saved %2): this version of the program computes differently.")
                   .arg(QString::fromStdString(simulation.fingerprint()), QString::fromStdString(saved.fingerprint)));
    return false;
}

}  // namespace

int runRun(const RunRequest& request, const catalog::Catalog& catalog) {
    const QString unknown = unknownVerb(request.commands, catalog);
    if (!unknown.isEmpty()) {
        printError(unknown + QLatin1Char('\n') + runTr("`faultline run --help` shows what there is."));
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
    if (request.replays && !project->run) {
        printError(runTr("%1 holds no run that could be done again.").arg(request.file));
        return ExitBadFile;
    }
    std::vector<runtime::CommandText> commands = request.commands;
    if (request.replays) commands.insert(commands.begin(), project->run->log.begin(), project->run->log.end());
    const SimTime length = request.replays && !request.hasDuration ? project->run->now : request.duration;
    const std::uint64_t seed = request.replays ? project->run->seed : request.seed.value_or(project->design.settings().seed);
    runtime::Simulation simulation(catalog, request.replays ? project->run->start : project->design, seed);
    TerminalProgress progress;
    const auto failure = runtime::runScript(simulation, commands, length, [&](SimTime now, SimTime duration) {
        progress.say(runTr("%1 of %2").arg(widgets::formatClockShort(now / second * second), widgets::formatClockShort(duration)));
        return true;
    });
    progress.clear();
    if (failure) {
        printError(runTr("At %1, \"%2\" could not be done: %3")
                       .arg(QString::fromStdString(formatDuration(failure->at)), QString::fromStdString(failure->text),
                            widgets::say(failure->problem.what)));
        return ExitCommandFailed;
    }
    const runtime::Report report = simulation.report(request.file.toStdString());
    const bool standardTaken = QStringList{request.json, request.csv, request.events, request.png}.contains(QStringLiteral("-"));
    FILE* where = standardTaken ? stderr : stdout;
    const std::string summary = runtime::reportSummary(report, terminalColumns(where));
    std::fwrite(summary.data(), 1, summary.size(), where);
    std::fflush(where);

    const auto write = [](const QString& out, std::string (*text)(const runtime::Report&), const runtime::Report& what) {
        return out.isEmpty() || writeOutput(out, QByteArray::fromStdString(text(what)));
    };
    bool written = write(request.json, runtime::reportJson, report);
    written = write(request.csv, runtime::reportCsv, report) && written;
    written = write(request.events, runtime::reportEventsCsv, report) && written;
    if (!request.save.isEmpty()) written = runSave(request, *project, *page, simulation) && written;
    if (!written) return ExitBadFile;
    if (request.replays && request.commands.empty() && length == project->run->now && !runIsAsSaved(*project->run, simulation))
        return ExitCommandFailed;
    return request.png.isEmpty() ? static_cast<int>(ExitRan) : runPicture(request, simulation);
}

}  // namespace faultline::app
