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
#include <vector>

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

    /// Reads a file and gives its pages; on success this becomes its place. A picture is no place to save to, nor is an example of the
    /// program.
    Result<std::vector<design::Design>> open(const QString& path, const catalog::Catalog& catalog);
    /// The picture that is stored with what open() read, on white; null: there is none, or it cannot be read.
    QImage picture() const;
    /// What of a drawing of another program could not be taken over.
    const std::vector<Text>& notes() const { return m_notes; }

    /// An empty, unnamed document.
    void clear();
    /// What was recovered: its place is where it came from, and it is not saved there yet.
    void becomeRecovered(const QString& original, const QString& name);
    /// A page as it is saved.
    struct Page {
        design::Design design;
        std::optional<runtime::SavedRun> run;   ///< none: it has not begun
    };
    /// Writes the pages and a thumbnail of the first; on success `path` is the place.
    Result<void> save(const QString& path, std::vector<Page> pages, const catalog::Catalog& catalog);

    /// What became of the file since it was read or written here.
    enum class OnDisk { Same, Changed, Gone };
    OnDisk onDisk() const;

    /// The runs that were saved with what open() read, by page, once.
    std::vector<std::optional<runtime::SavedRun>> takeRuns() { return std::exchange(m_runs, {}); }

    /// Whether a path names an example that comes with the program.
    static bool isBuiltIn(const QString& path) { return path.startsWith(QLatin1Char(':')); }

private:
    QString m_path;
    QString m_name;
    std::vector<storage::ZipEntry> m_others;
    std::vector<std::optional<runtime::SavedRun>> m_runs;
    std::vector<Text> m_notes;
    QByteArray m_picture;
    void stamp();
    QDateTime m_stored;      ///< when the file was last written, as far as is known here
    qint64 m_storedSize = 0;
};

/// A small picture of a design as it is stored with it, PNG. Needs a QApplication.
QByteArray thumbnailOf(const design::Design& design, const catalog::Catalog& catalog);

}  // namespace faultline::app
