#include "model/storage/project_file.h"

#include "model/core/units.h"
#include "model/exchange/drawio.h"
#include "model/exchange/png_chunk.h"
#include "model/storage/design_json.h"
#include "model/storage/file_io.h"
#include "model/storage/json_part.h"
#include "model/storage/json_text.h"

#include <algorithm>
#include <limits>

namespace faultline::storage {
namespace {

constexpr qint64 projectLargestFile = 256ll << 20;
constexpr qint64 projectLargestJson = 64ll << 20;
constexpr qsizetype projectMostCommands = 1'000'000;
constexpr qsizetype projectLongestCommand = 1 << 20;  // an edit may hold a whole design's worth of words

const QLatin1String projectRunFormat("faultline-run");
const QLatin1String projectTypeEntry("mimetype");
const QLatin1String projectDesignEntry("design.json");
const QLatin1String projectThumbnailEntry("thumbnail.png");
const QLatin1String projectRunEntry("run.json");

/// Whether an entry that was kept would meet one of ours in the zip, where names differ by more than case.
bool projectIsOurs(const QString& name) {
    for (const QLatin1String& ours : {projectTypeEntry, projectDesignEntry, projectThumbnailEntry, projectRunEntry}) {
        if (name.compare(ours, Qt::CaseInsensitive) == 0) return true;
    }
    return false;
}

bool projectLooksLikeJson(const QByteArray& bytes) {
    const QByteArray start = (bytes.startsWith("\xEF\xBB\xBF") ? bytes.mid(3, 256) : bytes.left(256)).trimmed();
    return start.startsWith('{') || start.startsWith('[');
}

Result<Project> projectFromZip(const QByteArray& bytes, const catalog::Catalog& catalog) {
    Result<std::vector<ZipEntry>> entries = readZip(bytes);
    if (!entries) return tl::unexpected(entries.error());
    if (entries->front().data != projectMimeType) {
        return fail(Text(FL_TR("storage", "This is no Faultline project: it calls itself \"%1\""),
                         {excerpt(entries->front().data.toStdString())}));
    }
    Project project;
    const ZipEntry* designEntry = nullptr;
    const ZipEntry* runEntry = nullptr;
    for (ZipEntry& entry : *entries) {
        if (entry.name == projectDesignEntry)
            designEntry = &entry;
        else if (entry.name == projectRunEntry)
            runEntry = &entry;
        else if (entry.name == projectThumbnailEntry)
            project.thumbnail = entry.data;
        else if (entry.name != projectTypeEntry)
            project.others.push_back(entry);
    }
    if (designEntry == nullptr) return fail(FL_TR("storage", "The project file holds no \"design.json\""));
    Result<design::Design> design = readDesign(designEntry->data, catalog);
    if (!design) return tl::unexpected(design.error());
    project.design = std::move(*design);
    if (runEntry != nullptr) {
        Result<SavedRun> run = readRun(runEntry->data, catalog);
        if (!run) return fail(run.error().what, run.error().where.empty() ? "run.json" : "run.json, " + run.error().where);
        project.run = std::move(*run);
    }
    return project;
}

Result<Project> projectFromJson(const QByteArray& bytes, const catalog::Catalog& catalog, FileForm form) {
    if (bytes.size() > projectLargestJson) {
        return fail(Text(FL_TR("storage", "The design is too large: at most %1 MiB are read"),
                         {std::to_string(projectLargestJson >> 20)}));
    }
    Result<design::Design> design = readDesign(bytes, catalog);
    if (!design) return tl::unexpected(design.error());
    Project project;
    project.design = std::move(*design);
    project.form = form;
    return project;
}

Result<Project> projectFromDrawing(const QByteArray& bytes, const catalog::Catalog& catalog) {
    const Result<exchange::DrawioPage> page = exchange::readDrawio(bytes);
    if (!page) return tl::unexpected(page.error());
    Result<design::Design> design = designFromJson(exchange::ownDesign(*page), catalog);
    if (!design) return tl::unexpected(design.error());
    Project project;
    project.form = FileForm::Drawing;
    project.notes = exchange::addForeign(*design, catalog, *page);
    project.design = std::move(*design);
    return project;
}

Result<Project> projectFromPicture(const QByteArray& bytes, const catalog::Catalog& catalog) {
    const Result<std::optional<QByteArray>> payload = exchange::extractDesign(bytes);
    if (!payload) return tl::unexpected(payload.error());
    if (!*payload) {
        if (const std::optional<QByteArray> drawing = exchange::drawioInPicture(bytes)) return projectFromDrawing(*drawing, catalog);
        return tl::unexpected(exchange::noDesignInPicture());
    }
    return projectFromJson(**payload, catalog, FileForm::Picture);
}

void projectReadLog(const QJsonArray& log, std::optional<Problem>& problem, SavedRun& run) {
    for (qsizetype i = 0; i < log.size() && !problem; ++i) {
        JsonPart entry(log.at(i).toObject(), "log[" + std::to_string(i) + "]", problem);
        runtime::CommandText command;
        const Result<SimTime> at = parseDuration(entry.text("at", 100, Need::Required).toStdString());
        command.text = entry.text("command", projectLongestCommand, Need::Required).toStdString();
        if (!at)
            entry.wrong(at.error().what, entry.at("at"));
        else
            command.at = *at;
        if (!run.log.empty() && command.at < run.log.back().at) {
            entry.wrong(FL_TR("storage", "The command is earlier than the one before it"), entry.at("at"));
        }
        run.log.push_back(std::move(command));
    }
}

}  // namespace

std::optional<QByteArray> foreignText(const QString& path, const design::Design& design, const catalog::Catalog& catalog) {
    const auto ends = [&path](const char* ending) { return path.endsWith(QLatin1String(ending), Qt::CaseInsensitive); };
    if (ends(".drawio")) return exchange::writeDrawio(design, catalog, designToJson(design, catalog));
    if (ends(".mmd")) return exchange::mermaidText(design, catalog);
    if (ends(".dot")) return exchange::graphvizText(design, catalog);
    return std::nullopt;
}

QByteArray writeRun(const SavedRun& run, const catalog::Catalog& catalog) {
    QJsonObject out = run.extra;
    out.insert(QLatin1String("format"), projectRunFormat);
    out.insert(QLatin1String("version"), runFormatVersion);
    out.insert(QLatin1String("seed"), QString::number(run.seed));
    out.insert(QLatin1String("now"), QString::fromStdString(formatDuration(run.now)));
    if (!run.fingerprint.empty()) out.insert(QLatin1String("fingerprint"), QString::fromStdString(run.fingerprint));
    QJsonArray log;
    for (const runtime::CommandText& command : run.log) {
        log.append(QJsonObject{{QLatin1String("at"), QString::fromStdString(formatDuration(command.at))},
                               {QLatin1String("command"), QString::fromStdString(command.text)}});
    }
    out.insert(QLatin1String("log"), log);
    out.insert(QLatin1String("design"), designToJson(run.start, catalog));
    return formatJson(out);
}

Result<SavedRun> readRun(const QByteArray& json, const catalog::Catalog& catalog) {
    const Result<QJsonValue> value = parseJson(json);
    if (!value) return tl::unexpected(value.error());
    std::optional<Problem> problem;
    JsonPart top(value->toObject(), {}, problem);
    if (top.text("format", 200, Need::Optional) != projectRunFormat) {
        return fail(FL_TR("storage", "This is no run: it does not say \"format\": \"faultline-run\""));
    }
    if (top.integer("version", 1, std::numeric_limits<qint64>::max(), Need::Required) > runFormatVersion) {
        top.wrong(FL_TR("storage", "The run was saved by a newer version of Faultline"), "version");
    }
    SavedRun run;
    bool ok = false;
    run.seed = top.text("seed", 20, Need::Required).toULongLong(&ok);
    if (!ok) top.wrong(FL_TR("storage", "A whole number in quotes is expected here"), "seed");
    const Result<SimTime> now = parseDuration(top.text("now", 100, Need::Required).toStdString());
    if (now)
        run.now = *now;
    else
        top.wrong(now.error().what, "now");
    run.fingerprint = top.text("fingerprint", 200, Need::Optional).toStdString();
    projectReadLog(top.array("log", projectMostCommands), problem, run);
    const QJsonObject design = top.object("design");
    run.extra = top.rest();
    if (problem) return tl::unexpected(*problem);
    Result<design::Design> start = designFromJson(design, catalog, "design");
    if (!start) return tl::unexpected(start.error());
    run.start = std::move(*start);
    return run;
}

Result<Project> readProject(const QByteArray& bytes, const catalog::Catalog& catalog) {
    if (bytes.isEmpty()) return fail(FL_TR("storage", "The file is empty"));
    if (looksLikeZip(bytes)) return projectFromZip(bytes, catalog);
    if (exchange::looksLikePng(bytes)) return projectFromPicture(bytes, catalog);
    if (projectLooksLikeJson(bytes)) return projectFromJson(bytes, catalog, FileForm::DesignJson);
    if (const std::optional<QByteArray> drawing = exchange::drawioInPicture(bytes)) return projectFromDrawing(*drawing, catalog);
    if (exchange::looksLikeDrawio(bytes)) return projectFromDrawing(bytes, catalog);
    return fail(
        FL_TR("storage", "This is no file of Faultline: a project, a design.json, a PNG picture exported by it or a draw.io drawing can be opened"));
}

Result<Project> loadProject(const QString& path, const catalog::Catalog& catalog) {
    const Result<QByteArray> bytes = readFile(path, projectLargestFile);
    if (!bytes) return tl::unexpected(bytes.error());
    return readProject(*bytes, catalog);
}

Result<QByteArray> writeProject(const Project& project, const catalog::Catalog& catalog) {
    std::vector<ZipEntry> entries{{projectTypeEntry, projectMimeType},
                                  {projectDesignEntry, writeDesign(project.design, catalog)}};
    if (!project.thumbnail.isEmpty()) entries.push_back({projectThumbnailEntry, project.thumbnail});
    if (project.run) entries.push_back({projectRunEntry, writeRun(*project.run, catalog)});
    std::copy_if(project.others.begin(), project.others.end(), std::back_inserter(entries),
                 [](const ZipEntry& entry) { return !projectIsOurs(entry.name); });
    return writeZip(entries);
}

Result<void> saveProject(const QString& path, const Project& project, const catalog::Catalog& catalog) {
    if (path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
        return writeFileAtomically(path, writeDesign(project.design, catalog));
    const Result<QByteArray> bytes = writeProject(project, catalog);
    if (!bytes) return tl::unexpected(bytes.error());
    return writeFileAtomically(path, *bytes);
}

Result<QByteArray> pictureWithDesign(const QByteArray& png, const design::Design& design, const catalog::Catalog& catalog) {
    return exchange::embedDesign(png, writeDesign(design, catalog));
}

}  // namespace faultline::storage
