#include "app/document_file.h"
#include "app/headless.h"
#include "app/picture_export.h"
#include "model/core/nearest.h"
#include "model/core/units.h"
#include "model/runtime/simulation.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <memory>

namespace faultline::app {
namespace {

QString exportTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

/// A design that was read, and what of it is drawn.
struct ExportInput {
    storage::Project project;
    std::unique_ptr<runtime::Simulation> simulation;   ///< when it is drawn as it runs
    ExportSource source;
};

/// The components of these names; says what is wrong.
bool exportSelect(const ExportRequest& request, const QString& file, ExportInput& input) {
    const design::Design& design = *input.source.design;
    for (const QString& name : request.selection) {
        if (const design::Component* found = design.componentByName(name)) {
            input.source.selection.push_back(found->id);
            continue;
        }
        std::vector<std::string> known;
        for (const auto& [id, component] : design.components()) known.push_back(component->name.toStdString());
        const std::vector<std::string> near = nearest(name.toStdString(), known, 1);
        printError(near.empty() ? exportTr("--selection: %1 has no component \"%2\".").arg(file, name)
                                : exportTr("--selection: %1 has no component \"%2\". Did you mean %3?").arg(file, name, QString::fromStdString(near[0])));
        return false;
    }
    return true;
}

int exportRead(const ExportRequest& request, const QString& file, const catalog::Catalog& catalog, ExportInput& input) {
    Result<storage::Project> project = storage::loadProject(file, catalog);
    if (!project) {
        printProblem(file, project.error());
        return ExitBadFile;
    }
    for (const Text& note : project->notes) printError(widgets::say(note));
    input.project = std::move(*project);
    input.source.design = &input.project.design;
    input.source.name = QFileInfo(file).completeBaseName();
    if (request.state) {
        const std::uint64_t seed = request.seed.value_or(input.project.design.settings().seed);
        input.simulation = std::make_unique<runtime::Simulation>(catalog, input.project.design, seed);
        const auto failure = runtime::runScript(*input.simulation, request.commands, *request.state, [](SimTime, SimTime) { return true; });
        if (failure) {
            printError(exportTr("At %1, \"%2\" could not be done: %3")
                           .arg(QString::fromStdString(formatDuration(failure->at)), QString::fromStdString(failure->text), widgets::say(failure->problem.what)));
            return ExitCommandFailed;
        }
        input.source.design = &input.simulation->design();
        input.source.frame = frameOf(*input.simulation);
    }
    return exportSelect(request, file, input) ? ExitRan : ExitBadUse;
}

/// Writes the pictures of `sources`, or the project itself where the form is one of a design.
int exportWrite(const QString& out, const settings::Export& look, storage::Project& project, const std::vector<ExportSource>& sources,
                const catalog::Catalog& catalog) {
    if (look.format == QLatin1String("json") || look.format == QLatin1String("faultline")) {
        project.thumbnail = thumbnailOf(project.design, catalog);
        const Result<void> saved = storage::saveProject(out, project, catalog);
        if (!saved) printProblem(out, saved.error());
        return saved ? ExitRan : ExitBadFile;
    }
    QString note;
    const Result<QByteArray> bytes = exportBytes(look, sources, catalog, &note);
    if (!note.isEmpty()) printError(note);
    if (!bytes) {
        printProblem(out, bytes.error());
        return ExitBadFile;
    }
    return writeOutput(out, *bytes) ? ExitRan : ExitBadFile;
}

}  // namespace

int writeDesign(const QString& out, storage::Project& project, const catalog::Catalog& catalog) {
    for (const Text& note : project.notes) printError(widgets::say(note));
    settings::Export look;
    look.format = QFileInfo(out).suffix().toLower();
    ExportSource source;
    source.design = &project.design;
    source.name = QFileInfo(out).completeBaseName();
    return exportWrite(out, look, project, {source}, catalog);
}

int runExport(const ExportRequest& request, const catalog::Catalog& catalog) {
    const QString unknown = unknownVerb(request.commands, catalog);
    if (!unknown.isEmpty()) {
        printError(unknown + QLatin1Char('\n') + exportTr("`faultline export --help` shows what there is."));
        return ExitBadUse;
    }
    std::vector<ExportInput> inputs(static_cast<std::size_t>(request.files.size()));
    std::vector<ExportSource> sources;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (const int code = exportRead(request, request.files[static_cast<qsizetype>(i)], catalog, inputs[i]); code != ExitRan) return code;
        sources.push_back(inputs[i].source);
    }
    return exportWrite(request.out, request.look, inputs.front().project, sources, catalog);
}

}  // namespace faultline::app
