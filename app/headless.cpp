#include "app/headless.h"

#include "app/document_file.h"
#include "model/storage/file_io.h"
#include "model/storage/project_file.h"
#include "widgets/canvas/export.h"
#include "widgets/common/say.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace faultline::app {
namespace {

constexpr double headlessPictureScale = 2;

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

Result<QByteArray> pictureOf(const design::Design& design, const runtime::FramePtr& frame, const catalog::Catalog& catalog, QString* note) {
    canvas::PictureOptions options;
    options.background = canvas::PictureOptions::Background::White;
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!canvas::renderDesign(design, catalog, frame, options, headlessPictureScale).save(&buffer, "PNG"))
        return fail(FL_TR("CommandLine", "The picture cannot be made"));
    Result<QByteArray> with = storage::pictureWithDesign(png, design, catalog);
    if (with) return with;
    *note = headlessTr("The picture is written without the design: %1").arg(widgets::say(with.error().what));
    return png;
}

int runExport(const ExportRequest& request, const catalog::Catalog& catalog) {
    Result<storage::Project> project = storage::loadProject(request.file, catalog);
    if (!project) {
        printProblem(request.file, project.error());
        return ExitBadFile;
    }
    return writeDesign(request.out, *project, catalog);
}

int writeDesign(const QString& out, storage::Project& project, const catalog::Catalog& catalog) {
    for (const Text& note : project.notes) printError(widgets::say(note));
    if (const std::optional<QByteArray> text = storage::foreignText(out, project.design, catalog))
        return writeOutput(out, *text) ? ExitRan : ExitBadFile;
    if (canvas::isVectorPicture(out)) {
        canvas::PictureOptions options;
        options.background = canvas::PictureOptions::Background::White;
        return writeOutput(out, canvas::vectorPicture(project.design, catalog, {}, options, out)) ? ExitRan : ExitBadFile;
    }
    if (out.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) {
        QString note;
        const Result<QByteArray> png = pictureOf(project.design, {}, catalog, &note);
        if (!note.isEmpty()) printError(note);
        if (!png) {
            printProblem(out, png.error());
            return ExitBadFile;
        }
        return writeOutput(out, *png) ? ExitRan : ExitBadFile;
    }
    project.thumbnail = thumbnailOf(project.design, catalog);
    const Result<void> saved = storage::saveProject(out, project, catalog);
    if (!saved) {
        printProblem(out, saved.error());
        return ExitBadFile;
    }
    return ExitRan;
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
    if (const auto* exporting = std::get_if<ExportRequest>(&request)) return runExport(*exporting, catalog);
    if (const auto* layout = std::get_if<LayoutRequest>(&request)) return runLayout(*layout, catalog);
    if (const auto* run = std::get_if<RunRequest>(&request)) return runRun(*run, catalog);
    if (const auto* validate = std::get_if<ValidateRequest>(&request)) return runValidate(*validate, catalog);
    if (const auto* sweep = std::get_if<SweepRequest>(&request)) return runSweep(*sweep, catalog);
    if (const auto* merge = std::get_if<SweepMergeRequest>(&request)) return runSweepMerge(*merge);
    return ExitBadUse;
}

}  // namespace faultline::app
