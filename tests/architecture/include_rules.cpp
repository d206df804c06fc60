#include "tests/architecture/include_rules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLibraryInfo>
#include <QRegularExpression>

namespace faultline::tests {
namespace {

struct Include {
    QString file;
    int line = 0;
    QString header;
    bool quoted = false;
};

struct Sources {
    QStringList files;          ///< relative to the root, sorted
    QStringList mathsCalls;     ///< findings: calls whose result depends on the C library and the CPU
    QList<Include> includes;
};

QString folderOf(const QString& path) { return path.section(QLatin1Char('/'), 0, -2); }

/// The Qt module (or other library) a <header> belongs to; empty for the standard library.
QString moduleOf(const QString& header) {
    if (header.startsWith(QLatin1String("quazip/"))) return QStringLiteral("QuaZip");
    if (header.startsWith(QLatin1String("tl/"))) return QStringLiteral("tl");
    if (header == QLatin1String("zlib.h")) return QStringLiteral("zlib");
    if (header == QLatin1String("queue")) return {};   // of the standard library, for all its letter
    if (header.startsWith(QLatin1String("Qt")) && header.contains(QLatin1Char('/'))) return header.section(QLatin1Char('/'), 0, 0);
    if (header.startsWith(QLatin1Char('Q')) || header.startsWith(QLatin1Char('q'))) {
        static QMap<QString, QString> known;
        if (!known.contains(header)) {
            const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
            for (const QString& module : headers.entryList({QStringLiteral("Qt*")}, QDir::Dirs, QDir::Name))
                if (headers.exists(module + QLatin1Char('/') + header)) known.insert(header, module);
        }
        return known.value(header, QStringLiteral("an unknown Qt module"));
    }
    static const QRegularExpression standard(QStringLiteral("^[a-z0-9_]+$"));
    return standard.match(header).hasMatch() ? QString() : QStringLiteral("system");
}

void readSource(const QString& root, const QString& file, bool deterministic, Sources& out) {
    static const QRegularExpression include(QStringLiteral(R"re(^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>))re"));
    static const QRegularExpression maths(QStringLiteral(
        R"(\bstd::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|erf|erfc|tgamma|lgamma)[fl]?\s*\()"));
    QFile source(root + QLatin1Char('/') + file);
    if (!source.open(QIODevice::ReadOnly)) qFatal("Cannot read %s", qPrintable(source.fileName()));
    const QStringList lines = QString::fromUtf8(source.readAll()).split(QLatin1Char('\n'));
    for (int i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = include.match(lines[i]);
        if (match.hasMatch()) {
            const bool quoted = match.capturedLength(1) > 0;
            out.includes.append({file, i + 1, match.captured(quoted ? 1 : 2), quoted});
        }
        const QRegularExpressionMatch call = maths.match(lines[i].section(QStringLiteral("//"), 0, 0));
        if (deterministic && call.hasMatch())
            out.mathsCalls.append(QStringLiteral("%1:%2: std::%3 is not the same on every machine").arg(file).arg(i + 1).arg(call.captured(1)));
    }
}

Sources readTree(const QString& root, const IncludeRules& rules) {
    Sources out;
    for (const char* top : {"model", "widgets", "app"}) {
        QDirIterator it(root + QLatin1Char('/') + QLatin1String(top), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) out.files.append(QDir(root).relativeFilePath(it.next()));
    }
    out.files.sort();
    for (const QString& file : out.files) readSource(root, file, rules.deterministic.contains(folderOf(file)), out);
    return out;
}

/// Why this include is wrong, or nothing. `oneSource` remembers which .cpp has taken a module that only one may include.
QString complaint(const Include& include, const IncludeRules& rules, QMap<QString, QString>& oneSource) {
    const QString folder = folderOf(include.file);
    if (rules.free.contains(folder.section(QLatin1Char('/'), 0, 0))) return {};
    if (!rules.folders.contains(folder)) return QStringLiteral("%1 is not in the table of folders").arg(folder);
    const FolderRule& rule = rules.folders[folder];

    if (include.quoted) {
        if (include.header.endsWith(QLatin1String(".moc"))) return {};
        const QString target = folderOf(include.header);
        if (target == folder || rule.folders.contains(target)) return {};
        if (!target.contains(QLatin1Char('/')) && !rules.free.contains(target))
            return QStringLiteral("\"%1\" is not a path from the root").arg(include.header);
        return QStringLiteral("%1 may not include %2").arg(folder, target);
    }

    if (rules.deterministic.contains(folder) && rules.unpredictable.contains(include.header) &&
        rules.onlyIn.value(include.header) != include.file)
        return QStringLiteral("%1 may not include <%2>: runs must be equal on every machine").arg(folder, include.header);
    const QString module = moduleOf(include.header);
    if (module.isEmpty() || rule.extra.contains(include.header)) return {};
    if (rules.inOneSource.contains(module)) {
        if (rules.inOneSource[module] != folder || !include.file.endsWith(QLatin1String(".cpp")))
            return QStringLiteral("only one .cpp of %1 may include %2").arg(rules.inOneSource[module], module);
        const QString taken = oneSource.value(module, include.file);
        oneSource.insert(module, taken);
        if (taken != include.file) return QStringLiteral("%1 is included by %2 already, and only one file may").arg(module, taken);
        return {};
    }
    if (!rule.modules.contains(module)) return QStringLiteral("%1 may not include <%2> (%3)").arg(folder, include.header, module);
    if (include.header == module && include.file.endsWith(QLatin1String(".h")))
        return QStringLiteral("<%1> is a whole module; a header includes what it needs").arg(include.header);
    return {};
}

}  // namespace

IncludeRules houseRules() {
    IncludeRules rules;
    const QString core = QStringLiteral("model/core"), catalog = QStringLiteral("model/catalog"), sim = QStringLiteral("model/sim"),
                  design = QStringLiteral("model/design"), runtime = QStringLiteral("model/runtime"),
                  storage = QStringLiteral("model/storage"), exchange = QStringLiteral("model/exchange"),
                  review = QStringLiteral("model/review"), teaching = QStringLiteral("model/teaching"),
                  common = QStringLiteral("widgets/common"), qtCore = QStringLiteral("QtCore");

    rules.folders[core] = {{}, {QStringLiteral("tl")}};
    rules.folders[catalog] = {{core}, {}};
    rules.folders[sim] = {{core}, {}, {QStringLiteral("immintrin.h")}};
    rules.folders[QStringLiteral("model/kinds")] = {{catalog, sim, core}, {}};
    rules.folders[design] = {{catalog, core}, {qtCore}, {QStringLiteral("QUndoStack"), QStringLiteral("QUndoCommand")}};
    rules.folders[runtime] = {{design, catalog, sim, core}, {qtCore}};
    rules.folders[storage] = {{exchange, design, runtime, catalog, core}, {qtCore}};  // opens a picture that carries a design
    rules.folders[exchange] = {{design, runtime, catalog, core}, {qtCore}};
    rules.folders[review] = {{design, runtime, storage, exchange, catalog, core}, {qtCore}};
    rules.folders[teaching] = rules.folders[review];
    rules.folders[QStringLiteral("model/validation")] = {{storage, design, runtime, catalog, sim, core}, {qtCore}};
    for (const char* panel : {"common", "canvas", "palette", "inspector", "charts", "transport", "events", "table", "layers", "pages", "monitoring", "review", "teaching"})
        rules.folders[QStringLiteral("widgets/") + QLatin1String(panel)] = {
            {common, design, runtime, review, teaching, catalog, core},
            {qtCore, QStringLiteral("QtGui"), QStringLiteral("QtWidgets"), QStringLiteral("QtSvg")}};

    rules.free = {QStringLiteral("app"), QStringLiteral("tests")};
    rules.inOneSource = {{QStringLiteral("QuaZip"), storage},
                         {QStringLiteral("zlib"), exchange},
                         {QStringLiteral("QtCharts"), QStringLiteral("widgets/charts")},
                         {QStringLiteral("QtDBus"), QStringLiteral("widgets/common")}};
    rules.deterministic = {sim, QStringLiteral("model/kinds")};
    for (const char* header : {"cmath", "math.h", "complex", "random", "chrono", "ctime", "time.h", "thread", "mutex", "atomic",
                               "unordered_map", "unordered_set", "iostream", "fstream", "filesystem"})
        rules.unpredictable.append(QLatin1String(header));
    rules.onlyIn = {{QStringLiteral("cmath"), QStringLiteral("model/sim/square_root.h")}};
    return rules;
}

QStringList forbiddenIncludes(const QString& root, const IncludeRules& rules) {
    const Sources sources = readTree(root, rules);
    QStringList out = sources.mathsCalls;
    QMap<QString, QString> oneSource;
    for (const Include& include : sources.includes) {
        const QString why = complaint(include, rules, oneSource);
        if (!why.isEmpty()) out.append(QStringLiteral("%1:%2: %3").arg(include.file).arg(include.line).arg(why));
    }
    return out;
}

}  // namespace faultline::tests
