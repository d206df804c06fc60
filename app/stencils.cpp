#include "app/stencils.h"

#include "model/design/edits.h"
#include "model/storage/design_json.h"
#include "model/storage/file_io.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace faultline::app {
namespace {

constexpr qint64 stencilLargest = 4 << 20;
constexpr qsizetype stencilLongestName = 80;

std::vector<ComponentId> stencilAll(const design::Design& design) {
    std::vector<ComponentId> out;
    for (const auto& [id, component] : design.components()) out.push_back(id);
    return out;
}

Result<Stencil> stencilRead(const QString& path, const catalog::Catalog& catalog) {
    Stencil out;
    out.file = path;
    Result<QByteArray> bytes = [&]() -> Result<QByteArray> {
        if (!path.startsWith(QLatin1Char(':'))) return storage::readFile(path, stencilLargest);
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return fail(FL_TR("stencils", "There is no such stencil"));
        return file.readAll();
    }();
    if (!bytes) return tl::unexpected(bytes.error());
    Result<storage::Project> project = storage::readProject(*bytes, catalog);
    if (!project) return tl::unexpected(project.error());
    if (project->design.components().empty()) return fail(FL_TR("stencils", "It holds no components"));
    out.design = std::move(project->design);
    const design::DocumentSettings& about = out.design.settings();
    out.name = about.title.simplified().left(stencilLongestName);
    if (out.name.isEmpty()) out.name = QFileInfo(path).completeBaseName();
    out.help = about.description;
    return out;
}

}  // namespace

QByteArray Stencil::parts() const { return design::copyParts(design, stencilAll(design)); }

StencilLibrary::StencilLibrary(const catalog::Catalog& catalog, QObject* parent) : QObject(parent), m_catalog(catalog) { reload(); }

StencilLibrary& StencilLibrary::shared(const catalog::Catalog& catalog) {
    static auto* library = new StencilLibrary(catalog, QCoreApplication::instance());
    return *library;
}

QString StencilLibrary::folder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/stencils");
}

const Stencil* StencilLibrary::stencil(const QString& file) const {
    const auto found = std::find_if(m_stencils.begin(), m_stencils.end(), [&](const Stencil& each) { return each.file == file; });
    return found == m_stencils.end() ? nullptr : &*found;
}

void StencilLibrary::reload() {
    m_stencils.clear();
    m_problems.clear();
    const QStringList endings{QStringLiteral("*.json"), QStringLiteral("*.faultline")};
    for (const QString& place : {QStringLiteral(":/stencils"), folder()}) {
        const QDir dir(place);
        std::vector<Stencil> found;
        for (const QString& name : dir.entryList(endings, QDir::Files, QDir::Name)) {
            Result<Stencil> read = stencilRead(dir.filePath(name), m_catalog);
            if (read)
                found.push_back(std::move(*read));
            else if (!place.startsWith(QLatin1Char(':')))
                m_problems.append(tr("The stencil %1 is left out: %2").arg(QDir::toNativeSeparators(dir.filePath(name)), widgets::say(read.error().what)));
        }
        std::sort(found.begin(), found.end(), [](const Stencil& a, const Stencil& b) { return a.name.compare(b.name, Qt::CaseInsensitive) < 0; });
        std::move(found.begin(), found.end(), std::back_inserter(m_stencils));
    }
    emit changed();
}

Result<void> StencilLibrary::checkName(const QString& name, const QString& except) const {
    if (name.isEmpty()) return fail(FL_TR("stencils", "A stencil needs a name"));
    if (name.size() > stencilLongestName) return fail(Text(FL_TR("stencils", "The name is too long: at most %1 letters"), {std::to_string(stencilLongestName)}));
    for (const Stencil& each : m_stencils)
        if (each.file != except && each.name.compare(name, Qt::CaseInsensitive) == 0)
            return fail(Text(FL_TR("stencils", "There is a stencil called \"%1\" already"), {name.toStdString()}));
    return {};
}

/// A file name that can be read by people and taken by every system.
QString StencilLibrary::freeFile(const QString& name) const {
    static const QRegularExpression strange(QStringLiteral("[^a-z0-9]+"));
    QString base = name.toLower().replace(strange, QStringLiteral("-")).left(40);
    while (base.startsWith(QLatin1Char('-'))) base.remove(0, 1);
    while (base.endsWith(QLatin1Char('-'))) base.chop(1);
    if (base.isEmpty()) base = QStringLiteral("stencil");
    const QDir dir(folder());
    QString file = base;
    for (int n = 2; dir.exists(file + QStringLiteral(".json")); ++n) file = QStringLiteral("%1-%2").arg(base).arg(n);
    return dir.filePath(file + QStringLiteral(".json"));
}

Result<void> StencilLibrary::write(design::Design design, const QString& name, const QString& file) {
    design::DocumentSettings about = design.settings();
    about.title = name;
    design.setSettings(about);
    if (!QDir().mkpath(folder())) return fail(Text(FL_TR("stencils", "The folder \"%1\" cannot be made"), {folder().toStdString()}));
    const Result<void> written = storage::writeFileAtomically(file, storage::writeDesign(design, m_catalog));
    if (written) reload();
    return written;
}

Result<void> StencilLibrary::add(const QString& rawName, const design::Design& design, const std::vector<ComponentId>& ids) {
    const QString name = rawName.simplified();
    if (ids.empty()) return fail(FL_TR("stencils", "Nothing is selected"));
    if (const Result<void> possible = checkName(name); !possible) return possible;
    design::Design alone;
    const Result<design::Change> parts = design::pasteParts(alone, m_catalog, design::copyParts(design, ids), QPointF());
    if (!parts) return tl::unexpected(parts.error());
    parts->apply(alone);
    return write(std::move(alone), name, freeFile(name));
}

Result<void> StencilLibrary::import(const QString& path) {
    const Result<Stencil> read = stencilRead(path, m_catalog);
    if (!read) return tl::unexpected(read.error());
    QString name = read->name;
    for (int n = 2; !checkName(name) && n < 1000; ++n) name = QStringLiteral("%1 %2").arg(read->name.left(stencilLongestName - 4)).arg(n);
    return write(read->design, name, freeFile(name));
}

Result<void> StencilLibrary::rename(const QString& file, const QString& rawName) {
    const Stencil* old = stencil(file);
    if (!old || !old->isOwn()) return fail(FL_TR("stencils", "There is no such stencil"));
    const QString name = rawName.simplified();
    if (const Result<void> possible = checkName(name, file); !possible) return possible;
    return write(old->design, name, file);
}

Result<void> StencilLibrary::remove(const QString& file) {
    const Stencil* old = stencil(file);
    if (!old || !old->isOwn()) return fail(FL_TR("stencils", "There is no such stencil"));
    if (QFile::exists(file) && !QFile::remove(file)) return fail(Text(FL_TR("stencils", "\"%1\" cannot be deleted"), {file.toStdString()}));
    reload();
    return {};
}

Result<void> StencilLibrary::exportTo(const QString& file, const QString& path) const {
    const Stencil* each = stencil(file);
    if (!each) return fail(FL_TR("stencils", "There is no such stencil"));
    return storage::writeFileAtomically(path, storage::writeDesign(each->design, m_catalog));
}

}  // namespace faultline::app
