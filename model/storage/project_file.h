#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/core/sim_time.h"
#include "model/design/design.h"
#include "model/runtime/command.h"
#include "model/storage/zip_container.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::storage {

inline constexpr char projectMimeType[] = "application/vnd.faultline+zip";
inline constexpr int runFormatVersion = 1;

using runtime::SavedRun;

/// What a document file was.
enum class FileForm { Project, DesignJson, Picture, Drawing };

/// A page of a document after the first: a design with a run of its own.
struct ProjectPage {
    design::Design design;
    std::optional<SavedRun> run;
};

/// Everything a project file holds.
struct Project {
    design::Design design;              ///< of the first page
    std::optional<SavedRun> run;
    std::vector<ProjectPage> morePages; ///< in their order
    QByteArray thumbnail;               ///< PNG; may be empty
    std::vector<ZipEntry> others;       ///< entries that are not known here, kept
    FileForm form = FileForm::Project;  ///< how it was stored; saving over a Picture or a Drawing would lose it
    std::vector<Text> notes;            ///< what of a Drawing could not be taken over
};

/// Opens a document by its content, whatever its name: a .faultline project, a plain design.json, a PNG picture that carries its
/// design, or a draw.io drawing (or a PNG that carries one), whose shapes become the kinds they name. Either the whole document or one sentence saying what is wrong; Problem::where is the place inside the file
/// ("components[3].name", "run.json, log[2].at", "line 3, column 7") and never the file name, which the caller knows.
Result<Project> loadProject(const QString& path, const catalog::Catalog& catalog);
/// The same from memory.
Result<Project> readProject(const QByteArray& bytes, const catalog::Catalog& catalog);

/// Exchanges a page (1 is the first of Project::morePages) with the first; done twice, it is as before. Page 0 is the first already.
void exchangeWithFirst(Project& project, std::size_t page);
/// The page with this title (case does not matter) or number from 1, as its index; the error says which there are.
Result<std::size_t> findPage(const Project& project, const QString& name);

/// Saves whole or not at all. A path ending in ".json" gets the plain design, which has one page: several are an error; every other the
/// project.
Result<void> saveProject(const QString& path, const Project& project, const catalog::Catalog& catalog);
/// The bytes of a .faultline file; equal projects give equal bytes.
Result<QByteArray> writeProject(const Project& project, const catalog::Catalog& catalog);

/// A picture that carries its design and opens again as a document. The error says that the design is too large to be carried; then
/// the picture is to be saved without it.
Result<QByteArray> pictureWithDesign(const QByteArray& png, const design::Design& design, const catalog::Catalog& catalog);

/// The design as a file for another program, by the ending of `path`: ".drawio", ".mmd" (Mermaid) or ".dot" (Graphviz); nothing:
/// another ending.
std::optional<QByteArray> foreignText(const QString& path, const design::Design& design, const catalog::Catalog& catalog);

/// Several designs as the pages of a ".drawio" file.
QByteArray drawioText(const std::vector<const design::Design*>& pages, const catalog::Catalog& catalog);

/// The text of run.json and back.
QByteArray writeRun(const SavedRun& run, const catalog::Catalog& catalog);
Result<SavedRun> readRun(const QByteArray& json, const catalog::Catalog& catalog);

}  // namespace faultline::storage
