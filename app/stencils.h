#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/design/design.h"

#include <QObject>

#include <vector>

namespace faultline::app {

/// Several components with their links, to be put onto a drawing in one move: a design file whose title is the stencil's name.
struct Stencil {
    QString file;             ///< its place; one of the program's own begins with ":"
    QString name;
    QString help;
    design::Design design;

    bool isOwn() const { return !file.startsWith(QLatin1Char(':')); }
    /// As the clipboard and drags carry it.
    QByteArray parts() const;
};

/// The stencils there are: those of the program and, in a folder of their own, the user's, a file each. All windows share one
/// library; GUI thread.
class StencilLibrary : public QObject {
    Q_OBJECT
public:
    /// `catalog` must outlive it.
    explicit StencilLibrary(const catalog::Catalog& catalog, QObject* parent = nullptr);
    /// The one of the program, read when it is first asked for.
    static StencilLibrary& shared(const catalog::Catalog& catalog);

    /// The program's, then the user's by name.
    const std::vector<Stencil>& stencils() const { return m_stencils; }
    /// Null when there is none.
    const Stencil* stencil(const QString& file) const;
    /// What could not be read in the user's folder, a sentence each; those files are left as they are.
    const QStringList& problems() const { return m_problems; }
    /// Reads the folder again.
    void reload();

    /// Keeps these components, what is in and on them and the links among them. The error says that the name is taken or empty, that
    /// nothing is chosen, or why nothing can be written.
    Result<void> add(const QString& name, const design::Design& design, const std::vector<ComponentId>& ids);
    /// Takes over any file that opens as a design.
    Result<void> import(const QString& path);
    Result<void> rename(const QString& file, const QString& name);
    Result<void> remove(const QString& file);
    /// As a file of text that import() reads elsewhere.
    Result<void> exportTo(const QString& file, const QString& path) const;

    /// Where the user's are.
    static QString folder();

signals:
    void changed();

private:
    Result<void> checkName(const QString& name, const QString& except = {}) const;
    Result<void> write(design::Design design, const QString& name, const QString& file);
    QString freeFile(const QString& name) const;

    const catalog::Catalog& m_catalog;
    std::vector<Stencil> m_stencils;
    QStringList m_problems;
};

}  // namespace faultline::app
