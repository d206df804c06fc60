#include "app/headless.h"

#include "model/storage/design_schema.h"
#include "model/storage/file_io.h"
#include "model/storage/project_file.h"
#include "widgets/common/say.h"

#include <QCoreApplication>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace faultline::app {
namespace {

QString headlessTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

}  // namespace

bool isTerminal(FILE* stream) {
#ifdef Q_OS_UNIX
    return isatty(fileno(stream)) != 0;
#else
    Q_UNUSED(stream)
    return false;
#endif
}

int terminalColumns(FILE* stream) {
#ifdef Q_OS_UNIX
    winsize size{};
    if (isTerminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
#else
    Q_UNUSED(stream)
#endif
    return 100;
}

void printOut(const QByteArray& bytes) {
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void printError(const QString& sentence) {
    const QByteArray text = "faultline: " + sentence.toUtf8() + '\n';
    std::fflush(stdout);
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stderr);
}

void printProblem(const QString& file, const Problem& problem) {
    const QString what = widgets::say(problem.what);
    printError(problem.where.empty() ? QStringLiteral("%1: %2").arg(file, what)
                                     : QStringLiteral("%1: %2: %3").arg(file, QString::fromStdString(problem.where), what));
}

std::optional<std::size_t> pageNamed(const QString& file, const storage::Project& project, const QString& name) {
    if (name.isEmpty()) return 0;
    const Result<std::size_t> page = storage::findPage(project, name);
    if (page) return *page;
    printProblem(file, page.error());
    return std::nullopt;
}

bool writeOutput(const QString& where, const QByteArray& bytes) {
    if (where == QLatin1String("-")) {
        printOut(bytes);
        if (std::ferror(stdout) == 0) return true;
        printError(headlessTr("The standard output cannot be written."));
        return false;
    }
    const Result<void> written = storage::writeFileAtomically(where, bytes);
    if (!written) printProblem(where, written.error());
    return written.has_value();
}

bool drawsPicture(const Request& request) {
    if (const auto* run = std::get_if<RunRequest>(&request)) return !run->png.isEmpty() || !run->save.isEmpty();
    return std::holds_alternative<ExportRequest>(request) || std::holds_alternative<LayoutRequest>(request);
}

int runHeadless(const Request& request, const catalog::Catalog& catalog) {
    if (const auto* help = std::get_if<HelpRequest>(&request)) {
        printOut(help->text.toUtf8());
        return ExitRan;
    }
    if (const auto* error = std::get_if<UseError>(&request)) {
        printError(error->text);
        return ExitBadUse;
    }
    if (const auto* kinds = std::get_if<KindsRequest>(&request)) {
        printOut(kinds->json ? kindsJson(catalog) : kindsText(catalog).toUtf8());
        return ExitRan;
    }
    if (const auto* schema = std::get_if<SchemaRequest>(&request)) {
        printOut(storage::schemaText(schema->isRun ? storage::runSchema() : storage::designSchema(catalog)));
        return ExitRan;
    }
    if (const auto* exporting = std::get_if<ExportRequest>(&request)) return runExport(*exporting, catalog);
    if (const auto* layout = std::get_if<LayoutRequest>(&request)) return runLayout(*layout, catalog);
    if (const auto* run = std::get_if<RunRequest>(&request)) return runRun(*run, catalog);
    if (const auto* validate = std::get_if<ValidateRequest>(&request)) return runValidate(*validate, catalog);
    if (const auto* sweep = std::get_if<SweepRequest>(&request)) return runSweep(*sweep, catalog);
    if (const auto* merge = std::get_if<SweepMergeRequest>(&request)) return runSweepMerge(*merge);
    return ExitBadUse;
}

}  // namespace faultline::app
