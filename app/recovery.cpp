#include "app/recovery.h"

#include "model/storage/project_file.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <algorithm>
#include <chrono>

namespace faultline::app {
namespace {

constexpr int recoveryDelayMs = 1000;
const QLatin1String recoveryEntry("recovery.json");
const QLatin1String recoveryEnding(".faultline");

std::unique_ptr<QLockFile> recoveryLock(const QString& file) {
    auto lock = std::make_unique<QLockFile>(file + QStringLiteral(".lock"));
    lock->setStaleLockTime(0);   // only a program that is gone loses it
    return lock->tryLock(0) ? std::move(lock) : nullptr;
}

/// In the background: everything it needs is its own, but for the catalogue, which never changes.
bool recoveryWrite(const QString& place, const storage::Project& project, const catalog::Catalog& catalog) {
    return storage::saveProject(place, project, catalog).has_value();
}

}  // namespace

Recovery::Recovery(design::DesignDocument& document, const DocumentFile& file, QObject* parent)
    : QObject(parent), m_document(document), m_file(file) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(recoveryDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &Recovery::keep);
    const auto soon = [this] {
        if (!m_timer.isActive()) m_timer.start();
    };
    connect(&document, &design::DesignDocument::changed, this, soon);
    connect(&document, &design::DesignDocument::pagesChanged, this, [this, soon] {
        if (m_document.isModified()) soon();
    });
    connect(&document, &design::DesignDocument::opened, this, &Recovery::forget);
    connect(&document.undoStack(), &QUndoStack::cleanChanged, this, [this](bool clean) {
        if (clean) forget();
    });
}

Recovery::~Recovery() {
    forget();   // an orderly end: whoever closed the window was asked
}

QString Recovery::folder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/recovery");
}

std::unique_ptr<QLockFile> Recovery::takePlace() {
    if (!QDir().mkpath(folder())) return nullptr;
    m_place = QStringLiteral("%1/%2-%3%4").arg(folder()).arg(QCoreApplication::applicationPid()).arg(QRandomGenerator::global()->generate()).arg(recoveryEnding);
    return recoveryLock(m_place);
}

void Recovery::keep() {
    if (!m_document.isModified()) return forget();
    if (m_writing.valid() && m_writing.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return m_timer.start();
    if (!m_lock) m_lock = takePlace();
    if (!m_lock) return tell(false);   // no place to keep anything
    storage::Project project;
    std::vector<design::Design> pages = m_document.designs();
    project.design = std::move(pages.front());
    for (std::size_t i = 1; i < pages.size(); ++i) project.morePages.push_back({std::move(pages[i]), {}});
    const QJsonObject about{{QStringLiteral("original"), m_file.path()},
                            {QStringLiteral("name"), m_file.name()},
                            {QStringLiteral("when"), QDateTime::currentDateTimeUtc().toString(Qt::ISODate)}};
    project.others.push_back({recoveryEntry, QJsonDocument(about).toJson()});
    m_writing = std::async(std::launch::async, [this, place = m_place, project = std::move(project), &catalog = m_document.catalog()] {
        const bool works = recoveryWrite(place, project, catalog);
        QMetaObject::invokeMethod(this, [this, works] { tell(works); }, Qt::QueuedConnection);   // its end waits for this thread
        return works;
    });
}

/// Tries again by itself while it does not work.
void Recovery::tell(bool works) {
    if (!works && m_document.isModified()) m_timer.start();
    if (works == m_works) return;
    m_works = works;
    emit keepingChanged(works);
}

bool Recovery::keepNow() {
    m_timer.stop();
    if (m_writing.valid()) m_writing.wait();
    keep();
    return !m_document.isModified() || (m_writing.valid() && m_writing.get());
}

void Recovery::forget() {
    m_timer.stop();
    if (m_writing.valid()) m_writing.wait();
    m_writing = {};
    if (!m_place.isEmpty()) QFile::remove(m_place);
    m_lock.reset();
    m_place.clear();
}

std::vector<Recovery::Item> Recovery::leftBehind(const catalog::Catalog& catalog) {
    std::vector<Item> out;
    const QDir dir(folder());
    for (const QFileInfo& info : dir.entryInfoList({QLatin1Char('*') + recoveryEnding}, QDir::Files)) {
        if (!recoveryLock(info.filePath())) continue;   // a program that lives keeps it
        Result<storage::Project> project = storage::loadProject(info.filePath(), catalog);
        if (!project) continue;
        Item item{info.filePath(), {}, {}, info.lastModified(), {}};
        item.pages.push_back(std::move(project->design));
        for (storage::ProjectPage& page : project->morePages) item.pages.push_back(std::move(page.design));
        for (const storage::ZipEntry& entry : project->others) {
            if (entry.name != recoveryEntry) continue;
            const QJsonObject about = QJsonDocument::fromJson(entry.data).object();
            item.original = about[QLatin1String("original")].toString();
            item.name = about[QLatin1String("name")].toString();
        }
        out.push_back(std::move(item));
    }
    std::sort(out.begin(), out.end(), [](const Item& a, const Item& b) { return a.when > b.when; });
    return out;
}

void Recovery::remove(const QString& file) {
    const auto lock = recoveryLock(file);
    if (lock) QFile::remove(file);
}

std::unique_ptr<QLockFile> lockDocument(const QString& path) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/open");
    if (!QDir().mkpath(folder)) return std::make_unique<QLockFile>(QString());   // nobody can tell
    const QString canonical = QFileInfo(path).canonicalFilePath();
    const QByteArray key = QCryptographicHash::hash((canonical.isEmpty() ? path : canonical).toUtf8(), QCryptographicHash::Sha1).toHex();
    return recoveryLock(folder + QLatin1Char('/') + QString::fromLatin1(key));
}

}  // namespace faultline::app
