#include "app/export_dialog.h"
#include "app/main_window.h"
#include "app/message.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "model/design/edits.h"
#include "model/storage/file_io.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/say.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QPrinterInfo>

/// Pictures, drawings and paper.
namespace faultline::app {
namespace {

/// The endings that are forms, and what a file dialog calls them.
QString exportFilter(const QString& format) {
    if (format == QLatin1String("svg")) return MainWindow::tr("SVG drawing (*.svg)");
    if (format == QLatin1String("pdf")) return MainWindow::tr("PDF (*.pdf)");
    if (format == QLatin1String("drawio")) return MainWindow::tr("draw.io drawing (*.drawio)");
    if (format == QLatin1String("mmd")) return MainWindow::tr("Mermaid text (*.mmd)");
    if (format == QLatin1String("dot")) return MainWindow::tr("Graphviz text (*.dot)");
    return MainWindow::tr("PNG picture (*.png)");
}

}  // namespace

ExportSource MainWindow::exportSource() const {
    return {&m_document.design(), m_run.frame(), m_workspace->canvas().selectedComponents(), m_file.name()};
}

std::vector<ExportSource> MainWindow::exportSources(bool others) const {
    if (!others) return {exportSource()};
    std::vector<ExportSource> out;
    for (const int page : m_document.pages())
        out.push_back(page == m_document.shownPage() ? exportSource() : ExportSource{&m_document.design(page), {}, {}, m_file.name()});
    return out;
}

void MainWindow::exportPicture() {
    const ExportSource source = exportSource();
    const auto frame = [source](const settings::Export& options) { return options.state ? source.frame : runtime::FramePtr(); };
    ExportDialog::Source about;
    about.draw = [this, source, frame](const settings::Export& options, double scale) {
        return canvas::renderDesign(*source.design, m_catalog, frame(options), pictureOptions(options, source), scale);
    };
    about.size = [this, source, frame](const settings::Export& options) {
        return canvas::exportBounds(*source.design, m_catalog, pictureOptions(options, source), frame(options)).size();
    };
    about.copy = [this](const settings::Export& options) { copyPicture(options); };
    about.hasSelection = !source.selection.empty();
    about.hasRun = source.frame && source.frame->now > 0;
    about.pages = static_cast<int>(m_document.pages().size());
    const QList<MainWindow*> windows = all();
    about.documents = static_cast<int>(std::count_if(windows.begin(), windows.end(), [](const MainWindow* window) { return !window->showsWelcome(); }));
    ExportDialog dialog(std::move(about), this);
    if (dialog.exec() != QDialog::Accepted) return;
    const QString format = settings::exportOptions().format;
    const QString proposal = QDir(settings::folder()).filePath(m_file.name() + QLatin1Char('.') + format);
    QString path = QFileDialog::getSaveFileName(this, tr("Export"), proposal, exportFilter(format));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().compare(format, Qt::CaseInsensitive) != 0) path += QLatin1Char('.') + format;
    exportTo(path);
}

bool MainWindow::exportTo(const QString& path) {
    settings::Export options = settings::exportOptions();
    const QString ending = QFileInfo(path).suffix().toLower();
    const QStringList known{QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("drawio"), QStringLiteral("mmd"), QStringLiteral("dot")};
    options.format = known.contains(ending) ? ending : QStringLiteral("png");
    const bool isPdf = options.format == QLatin1String("pdf");
    const bool selected = options.selectionOnly && !exportSource().selection.empty();   // it is of one page
    const bool others = options.format == QLatin1String("drawio") || (isPdf && options.allPages && !selected);
    std::vector<ExportSource> sources = exportSources(others);
    if (options.allWindows && isPdf) {
        for (MainWindow* window : all()) {
            if (window == this || window->showsWelcome()) continue;
            for (ExportSource& source : window->exportSources(others)) sources.push_back(std::move(source));
        }
    }
    for (ExportSource& source : sources)
        if (!options.selectionOnly || &source != &sources.front()) source.selection.clear();
    QString note;
    const Result<QByteArray> bytes = exportBytes(options, sources, m_catalog, &note);
    if (!note.isEmpty()) showNote(this, tr("The picture is exported without the design"), note);
    const Result<void> written = bytes ? storage::writeFileAtomically(path, *bytes) : Result<void>(tl::unexpected(bytes.error()));
    if (!written) {
        showProblem(this, tr("\u201c%1\u201d cannot be written").arg(QFileInfo(path).fileName()), written.error());
        return false;
    }
    settings::setFolder(QFileInfo(path).absolutePath());
    const bool opensAgain = options.format == QLatin1String("png") && options.carriesDesign && note.isEmpty();
    m_workspace->toast().say(opensAgain ? tr("Exported. The picture opens again in Faultline.") : tr("Exported"));
    return true;
}

void MainWindow::copyPicture() {
    settings::Export options = settings::exportOptions();
    options.selectionOnly = true;   // an empty selection is everything
    copyPicture(options);
}

void MainWindow::copyPicture(const settings::Export& chosen) {
    const ExportSource source = exportSource();
    settings::Export options = chosen;
    QString note;
    options.format = QStringLiteral("png");
    const Result<QByteArray> png = exportBytes(options, {source}, m_catalog, &note);
    if (!png) return showProblem(this, tr("The picture cannot be copied"), png.error());
    options.format = QStringLiteral("svg");
    const Result<QByteArray> svg = exportBytes(options, {source}, m_catalog, &note);
    std::vector<ComponentId> parts = options.selectionOnly ? source.selection : std::vector<ComponentId>();
    if (parts.empty())
        for (const auto& [id, component] : source.design->components()) parts.push_back(id);
    auto* clip = new QMimeData;
    clip->setImageData(QImage::fromData(*png, "PNG"));
    clip->setData(QStringLiteral("image/png"), *png);   // as it is: with the design in it
    if (svg) clip->setData(QStringLiteral("image/svg+xml"), *svg);
    clip->setData(QLatin1String(canvas::partsMimeType), design::copyParts(*source.design, parts));
    QGuiApplication::clipboard()->setMimeData(clip);
    m_workspace->toast().say(options.selectionOnly && !source.selection.empty() ? tr("The selection is on the clipboard as a picture.")
                                                                                : tr("The design is on the clipboard as a picture."));
}

void MainWindow::print() {
    settings::Export options = settings::exportOptions();
    options.dark = options.transparent = options.selectionOnly = false;   // paper is white
    const ExportSource source = exportSource();
    const canvas::PageDrawing drawing{source.design, options.state ? source.frame : runtime::FramePtr(), pictureOptions(options, source), source.name};
    const canvas::PageOptions pages = pageOptions(options);
    QPrinter printer(QPrinter::HighResolution);
    printer.setDocName(source.name);
    printer.setCreator(QStringLiteral("Faultline"));
    const QSizeF size = canvas::exportBounds(*drawing.design, m_catalog, drawing.look, drawing.frame).size();
    printer.setPageOrientation(size.width() > size.height() ? QPageLayout::Landscape : QPageLayout::Portrait);
    QPrintPreviewDialog preview(&printer, this);
    // Without a printer its button writes a PDF.
    preview.setWindowTitle(QPrinterInfo::availablePrinterNames().isEmpty() ? tr("Print %1 to a file (there is no printer)").arg(source.name) : tr("Print %1").arg(source.name));
    preview.resize((size * 1000 / std::max(size.width(), size.height())).toSize().expandedTo(QSize(900, 700)));
    std::optional<Problem> problem;
    connect(&preview, &QPrintPreviewDialog::paintRequested, this, [&](QPrinter* device) {
        const Result<void> done = canvas::paintPages(*device, {drawing}, m_catalog, pages);
        if (!done) problem = done.error();
    });
    preview.exec();
    if (problem) showProblem(this, tr("It cannot be printed"), *problem);
}

QList<MainWindow*> MainWindow::all() {
    QList<MainWindow*> out;
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* window = qobject_cast<MainWindow*>(widget)) out.append(window);
    std::sort(out.begin(), out.end(), [](const MainWindow* a, const MainWindow* b) { return a->m_number < b->m_number; });
    return out;
}

}  // namespace faultline::app
