#pragma once
#include <QMap>
#include <QString>
#include <QStringList>

namespace faultline::tests {

/// What the sources of one folder may include besides the standard library and their own folder.
struct FolderRule {
    QStringList folders;     ///< folders of ours
    QStringList modules;     ///< "QtCore"..., "QuaZip", "zlib", "tl", "system"
    QStringList extra = {};  ///< single headers of other modules
};

/// Who may include whom: the table of the house, by folder. What is not listed may not have sources.
/// "app" and "tests" hold for their subfolders too and may include everything.
struct IncludeRules {
    QMap<QString, FolderRule> folders;
    QStringList free;                      ///< top folders without limits
    QMap<QString, QString> inOneSource;    ///< module -> the folder in which one .cpp may include it
    QStringList deterministic;             ///< folders whose runs must be equal on every machine
    QStringList unpredictable;             ///< standard headers these do not include
    QMap<QString, QString> onlyIn;         ///< such a header -> the one file that may
};

/// The rules of this program.
IncludeRules houseRules();

/// Reads every .h and .cpp below `root` in the folders of the rules (and in unknown ones below model and widgets).
/// Returns one line "file:line: what is wrong" for each include the rules forbid, sorted by file and line.
QStringList forbiddenIncludes(const QString& root, const IncludeRules& rules);

}  // namespace faultline::tests
