#include "app/document_file.h"

#include "app/app_settings.h"
#include "widgets/canvas/export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace faultline::app {
namespace {

const QSize fileThumbnailSize(480, 300);

}  // namespace

QByteArray thumbnailOf(const design::Design& design, const catalog::Catalog& catalog) {
    canvas::PictureOptions options;
    options.background = canvas::PictureOptions::Background::White;
    options.vectorIcons = false;
    QByteArray out;
    QBuffer buffer(&out);
    buffer.open(QIODevice::WriteOnly);
    canvas::renderThumbnail(design, catalog, fileThumbnailSize, options).save(&buffer, "PNG");
    return out;
}

QString DocumentFile::name() const {
    return m_name.isEmpty() ? QCoreApplication::translate("DocumentFile", "Untitled") : m_name;
}

QString DocumentFile::proposal() const {
    if (!m_path.isEmpty()) return m_path;
    return QDir(settings::folder()).filePath(name() + QStringLiteral(".faultline"));
}

Result<std::vector<design::Design>> DocumentFile::open(const QString& path, const catalog::Catalog& catalog) {
    Result<storage::Project> project = [&]() -> Result<storage::Project> {
        if (!isBuiltIn(path)) return storage::loadProject(path, catalog);
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return fail(FL_TR("DocumentFile", "There is no such example"));
        return storage::readProject(file.readAll(), catalog);
    }();
    if (!project) return tl::unexpected(project.error());
    m_name = QFileInfo(path).completeBaseName();
    m_path = isBuiltIn(path) || project->form == storage::FileForm::Picture || project->form == storage::FileForm::Drawing ? QString() : QFileInfo(path).absoluteFilePath();
    m_others = std::move(project->others);
    m_notes = std::move(project->notes);
    m_picture = std::move(project->thumbnail);
    stamp();
    m_runs.clear();
    std::vector<design::Design> pages;
    const auto add = [&](design::Design& design, std::optional<runtime::SavedRun>& run) {
        pages.push_back(std::move(design));
        m_runs.push_back(run && run->now > 0 ? std::move(run) : std::nullopt);
    };
    add(project->design, project->run);
    for (storage::ProjectPage& page : project->morePages) add(page.design, page.run);
    return pages;
}

void DocumentFile::stamp() {
    const QFileInfo file(m_path);
    m_stored = m_path.isEmpty() || !file.exists() ? QDateTime() : file.lastModified();
    m_storedSize = file.size();
}

DocumentFile::OnDisk DocumentFile::onDisk() const {
    const QFileInfo file(m_path);
    if (m_path.isEmpty() || !m_stored.isValid()) return OnDisk::Same;   // it was never there, as far as is known here
    if (!file.exists()) return OnDisk::Gone;
    return file.lastModified() == m_stored && file.size() == m_storedSize ? OnDisk::Same : OnDisk::Changed;
}

QImage DocumentFile::picture() const { return QImage::fromData(m_picture, "PNG"); }

void DocumentFile::clear() { *this = DocumentFile(); }

void DocumentFile::becomeRecovered(const QString& original, const QString& name) {
    clear();
    m_path = original;
    m_name = name;
    stamp();
}

Result<void> DocumentFile::save(const QString& path, std::vector<Page> pages, const catalog::Catalog& catalog) {
    storage::Project project;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (pages[i].run && pages[i].run->now <= 0) pages[i].run.reset();
        if (i > 0) {
            project.morePages.push_back({std::move(pages[i].design), std::move(pages[i].run)});
        } else {
            project.design = std::move(pages[i].design);
            project.run = std::move(pages[i].run);
        }
    }
    project.thumbnail = thumbnailOf(project.design, catalog);
    project.others = m_others;
    const Result<void> done = storage::saveProject(path, project, catalog);
    if (!done) return done;
    m_path = QFileInfo(path).absoluteFilePath();
    m_name = QFileInfo(path).completeBaseName();
    stamp();
    return {};
}

}  // namespace faultline::app
