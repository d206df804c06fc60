#include "model/storage/project_file.h"

#include "model/core/units.h"
#include "model/design/pages.h"
#include "model/exchange/drawio.h"
#include "model/exchange/png_chunk.h"
#include "model/storage/design_json.h"
#include "model/storage/file_io.h"
#include "model/storage/json_part.h"
#include "model/storage/json_text.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

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

/// Where the pages after the first are: "pages/2/" and so on.
const QLatin1String projectPagesFolder("pages/");

/// The number of the page that an entry belongs to, and its name there; 0: it is none of a page.
std::pair<int, QString> projectPageEntry(const QString& name) {
    if (!name.startsWith(projectPagesFolder, Qt::CaseInsensitive)) return {};
    const QString number = name.section(QLatin1Char('/'), 1, 1), rest = name.section(QLatin1Char('/'), 2);
    const int page = number.toInt();
    if (page < 2 || QString::number(page) != number) return {};
    for (const QLatin1String& ours : {projectDesignEntry, projectRunEntry})
        if (rest.compare(ours, Qt::CaseInsensitive) == 0) return {page, rest};
    return {};
}

/// Whether an entry that was kept would meet one of ours in the zip, where names differ by more than case.
bool projectIsOurs(const QString& name) {
    if (projectPageEntry(name).first > 0) return true;
    for (const QLatin1String& ours : {projectTypeEntry, projectDesignEntry, projectThumbnailEntry, projectRunEntry}) {
        if (name.compare(ours, Qt::CaseInsensitive) == 0) return true;
    }
    return false;
}

bool projectLooksLikeJson(const QByteArray& bytes) {
    const QByteArray start = (bytes.startsWith("\xEF\xBB\xBF") ? bytes.mid(3, 256) : bytes.left(256)).trimmed();
    return start.startsWith('{') || start.startsWith('[');
}

/// The design and the run of a page; `folder` goes before the places of problems.
Result<ProjectPage> projectReadPage(const ZipEntry* designEntry, const ZipEntry* runEntry, const QString& folder, const catalog::Catalog& catalog) {
    const auto named = [&](const QLatin1String& file, const std::string& where) {
        const std::string name = (folder + file).toStdString();
        return where.empty() ? name : name + ", " + where;
    };
    if (designEntry == nullptr) return fail(Text(FL_TR("storage", "The project file holds no \"%1\""), {named(projectDesignEntry, {})}));
    Result<design::Design> design = readDesign(designEntry->data, catalog);
    if (!design) return folder.isEmpty() ? tl::unexpected(design.error()) : fail(design.error().what, named(projectDesignEntry, design.error().where));
    ProjectPage page{std::move(*design), {}};
    if (runEntry == nullptr) return page;
    Result<SavedRun> run = readRun(runEntry->data, catalog);
    if (!run) return fail(run.error().what, named(projectRunEntry, run.error().where));
    page.run = std::move(*run);
    return page;
}

auto projectTooManyPages() {
    return fail(Text(FL_TR("storage", "The document has too many pages: at most %1 are possible"), {std::to_string(design::mostPages)}));
}

Result<Project> projectFromZip(const QByteArray& bytes, const catalog::Catalog& catalog) {
    Result<std::vector<ZipEntry>> entries = readZip(bytes);
    if (!entries) return tl::unexpected(entries.error());
    if (entries->front().data != projectMimeType) {
        return fail(Text(FL_TR("storage", "This is no Faultline project: it calls itself \"%1\""),
                         {excerpt(entries->front().data.toStdString())}));
    }
    Project project;
    struct Entries {
        const ZipEntry* design = nullptr;
        const ZipEntry* run = nullptr;
    };
    std::map<int, Entries> pages{{1, {}}};   // by number
    for (ZipEntry& entry : *entries) {
        const auto [number, name] = projectPageEntry(entry.name);
        Entries* page = number > 0 ? &pages[number] : &pages[1];
        const QString& file = number > 0 ? name : entry.name;
        if (file == projectDesignEntry)
            page->design = &entry;
        else if (file == projectRunEntry)
            page->run = &entry;
        else if (entry.name == projectThumbnailEntry)
            project.thumbnail = entry.data;
        else if (entry.name != projectTypeEntry)
            project.others.push_back(entry);
    }
    if (pages.size() > design::mostPages) return projectTooManyPages();
    for (const auto& [number, page] : pages) {
        const QString folder = number == 1 ? QString() : projectPagesFolder + QString::number(number) + QLatin1Char('/');
        Result<ProjectPage> read = projectReadPage(page.design, page.run, folder, catalog);
        if (!read) return tl::unexpected(read.error());
        if (number == 1) {
            project.design = std::move(read->design);
            project.run = std::move(read->run);
        } else {
            project.morePages.push_back(std::move(*read));
        }
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
    const Result<std::vector<exchange::DrawioPage>> pages = exchange::readDrawio(bytes);
    if (!pages) return tl::unexpected(pages.error());
    Project project;
    project.form = FileForm::Drawing;
    for (std::size_t i = 0; i < pages->size(); ++i) {
        const exchange::DrawioPage& page = (*pages)[i];
        Result<design::Design> design = designFromJson(exchange::ownDesign(page), catalog);
        if (!design) return pages->size() == 1 ? tl::unexpected(design.error()) : fail(design.error().what, page.name.toStdString() + ", " + design.error().where);
        for (Text& note : exchange::addForeign(*design, catalog, page)) {
            const bool isTold = std::any_of(project.notes.begin(), project.notes.end(), [&](const Text& told) { return told.plain() == note.plain(); });
            if (!isTold) project.notes.push_back(std::move(note));
        }
        if (i == 0)
            project.design = std::move(*design);
        else
            project.morePages.push_back({std::move(*design), {}});
    }
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
    if (ends(".drawio")) return drawioText({&design}, catalog);
    if (ends(".mmd")) return exchange::mermaidText(design, catalog);
    if (ends(".dot")) return exchange::graphvizText(design, catalog);
    return std::nullopt;
}

QByteArray drawioText(const std::vector<const design::Design*>& pages, const catalog::Catalog& catalog) {
    std::vector<exchange::DrawioDesign> designs;
    for (const design::Design* page : pages) designs.push_back({page, designToJson(*page, catalog)});
    return exchange::writeDrawio(designs, catalog);
}

void exchangeWithFirst(Project& project, std::size_t page) {
    if (page == 0) return;
    std::swap(project.design, project.morePages[page - 1].design);
    std::swap(project.run, project.morePages[page - 1].run);
}

Result<std::size_t> findPage(const Project& project, const QString& name) {
    const std::size_t count = 1 + project.morePages.size();
    std::string titles;
    for (std::size_t i = 0; i < count; ++i) {
        const QString& title = (i == 0 ? project.design : project.morePages[i - 1].design).settings().title;
        if (!title.isEmpty() && title.compare(name.trimmed(), Qt::CaseInsensitive) == 0) return i;
        titles += (i == 0 ? "" : ", ") + std::to_string(i + 1) + (title.isEmpty() ? std::string() : " (" + title.toStdString() + ")");
    }
    const std::size_t number = name.toULongLong();
    if (number >= 1 && number <= count) return number - 1;
    return fail(Text(FL_TR("storage", "There is no page \"%1\"; there are %2"), {excerpt(name.toStdString()), titles}));
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
    if (project.morePages.size() >= design::mostPages) return projectTooManyPages();
    std::vector<ZipEntry> entries{{projectTypeEntry, projectMimeType},
                                  {projectDesignEntry, writeDesign(project.design, catalog)}};
    if (!project.thumbnail.isEmpty()) entries.push_back({projectThumbnailEntry, project.thumbnail});
    if (project.run) entries.push_back({projectRunEntry, writeRun(*project.run, catalog)});
    for (std::size_t i = 0; i < project.morePages.size(); ++i) {
        const ProjectPage& page = project.morePages[i];
        const QString folder = projectPagesFolder + QString::number(i + 2) + QLatin1Char('/');
        entries.push_back({folder + projectDesignEntry, writeDesign(page.design, catalog)});
        if (page.run) entries.push_back({folder + projectRunEntry, writeRun(*page.run, catalog)});
    }
    std::copy_if(project.others.begin(), project.others.end(), std::back_inserter(entries),
                 [](const ZipEntry& entry) { return !projectIsOurs(entry.name); });
    return writeZip(entries);
}

Result<void> saveProject(const QString& path, const Project& project, const catalog::Catalog& catalog) {
    const bool isPlain = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    if (isPlain && !project.morePages.empty())
        return fail(Text(FL_TR("storage", "A design.json holds one page, and this document has %1: save it as a project (.faultline)"),
                         {std::to_string(1 + project.morePages.size())}));
    if (isPlain)
        return writeFileAtomically(path, writeDesign(project.design, catalog));
    const Result<QByteArray> bytes = writeProject(project, catalog);
    if (!bytes) return tl::unexpected(bytes.error());
    return writeFileAtomically(path, *bytes);
}

Result<QByteArray> pictureWithDesign(const QByteArray& png, const design::Design& design, const catalog::Catalog& catalog) {
    return exchange::embedDesign(png, writeDesign(design, catalog));
}

}  // namespace faultline::storage
