#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/design.h"
#include "model/runtime/engine.h"
#include "model/storage/project_file.h"

#include <QByteArray>
#include <QDateTime>
#include <QImage>
#include <QString>

#include <optional>
#include <utility>

namespace faultline::app {

/// Where the open document is stored, and what of its file the program does not show but keeps. GUI thread.
class DocumentFile {
public:
    /// Where Save writes; empty: it has to be asked.
    const QString& path() const { return m_path; }
    /// For the title: the file name without its ending, or the name of an example or picture, or "Untitled".
    QString name() const;
    /// What a dialog for saving proposes.
    QString proposal() const;

    /// Reads a file; on success this becomes its place. A picture is no place to save to, nor is an example of the program.
    Result<design::Design> open(const QString& path, const catalog::Catalog& catalog);
    /// The picture that is stored with what open() read, on white; null: there is none, or it cannot be read.
    QImage picture() const;
    /// What of a drawing of another program could not be taken over.
    const std::vector<Text>& notes() const { return m_notes; }

    /// An empty, unnamed document.
    void clear();
    /// What was recovered: its place is where it came from, and it is not saved there yet.
    void becomeRecovered(const QString& original, const QString& name);
    /// Writes the design, its run and a thumbnail; on success `path` is the place.
    Result<void> save(const QString& path, const design::Design& design, const runtime::SavedRun& run, const catalog::Catalog& catalog);

    /// What became of the file since it was read or written here.
    enum class OnDisk { Same, Changed, Gone };
    OnDisk onDisk() const;

    /// The run that was saved with what open() read, once; none: there was none.
    std::optional<runtime::SavedRun> takeRun() { return std::exchange(m_run, std::nullopt); }

    /// Whether a path names an example that comes with the program.
    static bool isBuiltIn(const QString& path) { return path.startsWith(QLatin1Char(':')); }

private:
    QString m_path;
    QString m_name;
    std::vector<storage::ZipEntry> m_others;
    std::optional<runtime::SavedRun> m_run;
    std::vector<Text> m_notes;
    QByteArray m_picture;
    void stamp();
    QDateTime m_stored;      ///< when the file was last written, as far as is known here
    qint64 m_storedSize = 0;
};

/// A small picture of a design as it is stored with it, PNG. Needs a QApplication.
QByteArray thumbnailOf(const design::Design& design, const catalog::Catalog& catalog);

}  // namespace faultline::app
