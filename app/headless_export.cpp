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

/// A document that was read, and what of it is drawn.
struct ExportInput {
    storage::Project project;
    std::vector<std::unique_ptr<runtime::Simulation>> simulations;   ///< of the pages that are drawn as they run
    std::vector<ExportSource> pages;                                 ///< that are drawn
};

bool exportIsProject(const QString& format) { return format == QLatin1String("json") || format == QLatin1String("faultline"); }

bool exportHoldsPages(const QString& format) { return format == QLatin1String("pdf") || format == QLatin1String("drawio"); }

/// The components of these names; says what is wrong.
bool exportSelect(const ExportRequest& request, const QString& file, ExportSource& source) {
    const design::Design& design = *source.design;
    for (const QString& name : request.selection) {
        if (const design::Component* found = design.componentByName(name)) {
            source.selection.push_back(found->id);
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

/// Lets a page run as long as was asked for; says what could not be done.
int exportRun(const ExportRequest& request, const catalog::Catalog& catalog, ExportInput& input, ExportSource& source) {
    if (!request.state) return ExitRan;
    const std::uint64_t seed = request.seed.value_or(source.design->settings().seed);
    auto simulation = std::make_unique<runtime::Simulation>(catalog, *source.design, seed);
    const auto failure = runtime::runScript(*simulation, request.commands, *request.state, [](SimTime, SimTime) { return true; });
    if (failure) {
        printError(exportTr("At %1, \"%2\" could not be done: %3")
                       .arg(QString::fromStdString(formatDuration(failure->at)), QString::fromStdString(failure->text), widgets::say(failure->problem.what)));
        return ExitCommandFailed;
    }
    source.design = &simulation->design();
    source.frame = frameOf(*simulation);
    input.simulations.push_back(std::move(simulation));
    return ExitRan;
}

int exportRead(const ExportRequest& request, const QString& file, const catalog::Catalog& catalog, ExportInput& input) {
    Result<storage::Project> project = storage::loadProject(file, catalog);
    if (!project) {
        printProblem(file, project.error());
        return ExitBadFile;
    }
    for (const Text& note : project->notes) printError(widgets::say(note));
    const std::optional<std::size_t> page = pageNamed(file, *project, request.page);
    if (!page) return ExitBadUse;
    if (!request.page.isEmpty()) {
        storage::exchangeWithFirst(*project, *page);
        project->morePages.clear();
    }
    input.project = std::move(*project);
    std::vector<const design::Design*> designs{&input.project.design};
    if (exportHoldsPages(request.look.format) && request.selection.isEmpty())   // a selection is of one page
        for (const storage::ProjectPage& other : input.project.morePages) designs.push_back(&other.design);
    for (const design::Design* design : designs) {
        ExportSource source{design, {}, {}, QFileInfo(file).completeBaseName()};
        if (const int code = exportRun(request, catalog, input, source); code != ExitRan) return code;
        if (!exportSelect(request, file, source)) return ExitBadUse;
        input.pages.push_back(std::move(source));
    }
    return ExitRan;
}

/// Writes the pictures of `sources`, or the project itself where the form is one of a design.
int exportWrite(const QString& out, const settings::Export& look, storage::Project& project, const std::vector<ExportSource>& sources,
                const catalog::Catalog& catalog) {
    if (exportIsProject(look.format)) {
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

int writeDesign(const QString& out, storage::Project& project, std::size_t page, const catalog::Catalog& catalog) {
    for (const Text& note : project.notes) printError(widgets::say(note));
    settings::Export look;
    look.format = QFileInfo(out).suffix().toLower();
    std::vector<ExportSource> sources;
    for (std::size_t i = 0; i <= project.morePages.size(); ++i)
        if (exportHoldsPages(look.format) || i == page)
            sources.push_back({i == 0 ? &project.design : &project.morePages[i - 1].design, {}, {}, QFileInfo(out).completeBaseName()});
    return exportWrite(out, look, project, sources, catalog);
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
        sources.insert(sources.end(), inputs[i].pages.begin(), inputs[i].pages.end());
    }
    // Several documents become the pages of one.
    storage::Project& project = inputs.front().project;
    for (std::size_t i = 1; i < inputs.size() && exportIsProject(request.look.format); ++i) {
        storage::Project& other = inputs[i].project;
        project.morePages.push_back({std::move(other.design), std::move(other.run)});
        std::move(other.morePages.begin(), other.morePages.end(), std::back_inserter(project.morePages));
    }
    return exportWrite(request.out, request.look, project, sources, catalog);
}

}  // namespace faultline::app
