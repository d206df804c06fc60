#include "app/main_window.h"

#include "app/app_settings.h"
#include "app/export_dialog.h"
#include "app/message.h"
#include "app/toast.h"
#include "app/welcome_page.h"
#include "app/workspace.h"
#include "model/exchange/png_chunk.h"
#include "model/storage/file_io.h"
#include "model/storage/project_file.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/export.h"
#include "widgets/common/format.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QActionGroup>
#include <QBuffer>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>

#include <algorithm>

namespace faultline::app {
namespace {

const QSize windowSize(1280, 800);
const QSize windowSmallest(760, 480);
const QSize windowThumbnail(512, 288);

/// The one local file that is dragged; empty: something else.
QString windowDraggedFile(const QMimeData* data) {
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

canvas::PictureOptions windowPicture(const settings::Export& options, const std::vector<ComponentId>& selection) {
    canvas::PictureOptions out;
    out.dark = options.background == QLatin1String("dark");
    out.background = out.dark                                            ? canvas::PictureOptions::Background::Theme
                     : options.background == QLatin1String("transparent") ? canvas::PictureOptions::Background::Transparent
                                                                          : canvas::PictureOptions::Background::White;
    if (options.selectionOnly) out.only = selection;
    return out;
}

/// Whether there is something to see when it runs.
bool windowHasTraffic(const design::Design& design) { return !design.links().empty(); }

}  // namespace

MainWindow::MainWindow(const catalog::Catalog& catalog)
    : m_catalog(catalog),
      m_document(catalog),
      m_recovery(m_document, m_file),
      m_run(m_document),
      m_pages(new QStackedWidget(this)),
      m_welcome(new WelcomePage(m_pages)),
      m_workspace(new Workspace(m_document, m_run, m_pages)),
      m_editing(new QActionGroup(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setMinimumSize(windowSmallest);
    m_editing->setExclusionPolicy(QActionGroup::ExclusionPolicy::None);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_workspace);
    setCentralWidget(m_pages);
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildRunMenu();
    buildBreakMenu();
    buildHelpMenu();
    fillBar();
    connectRun();

    connect(m_welcome, &WelcomePage::exampleChosen, this, &MainWindow::openFile);
    connect(m_welcome, &WelcomePage::recentChosen, this, &MainWindow::openFile);
    connect(m_welcome, &WelcomePage::recoveredChosen, this, &MainWindow::openRecovered);
    connect(m_welcome, &WelcomePage::emptyChosen, this, &MainWindow::newDesign);
    connect(m_welcome, &WelcomePage::openChosen, this, &MainWindow::open);
    connect(&m_document.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, [this] {
        if (showsWelcome()) fillWelcome();
    });

    const QRect screen = QGuiApplication::primaryScreen() ? QGuiApplication::primaryScreen()->availableGeometry() : QRect();
    resize(screen.isValid() ? windowSize.boundedTo(screen.size()) : windowSize);
    m_workspace->resize(size());
    m_workspace->resetLayout();
    if (!settings::windowGeometry().isEmpty()) restoreGeometry(settings::windowGeometry());
    if (!settings::windowState().isEmpty()) m_workspace->restoreState(settings::windowState(), settings::windowStateVersion);
    showWelcome();
}

MainWindow::~MainWindow() { disconnect(&m_document.undoStack(), nullptr, this, nullptr); }

QAction* MainWindow::action(const QString& name) const { return findChild<QAction*>(name); }

bool MainWindow::showsWelcome() const { return m_pages->currentWidget() == m_welcome; }

// ---- documents -----------------------------------------------------------------------------------------------------------------

QStringList MainWindow::examples() {
    QStringList out{QStringLiteral(":/examples/secured-and-monitored.faultline")};   // what most people come for
    const QDir folder(QStringLiteral(":/examples"));
    for (const QString& name : folder.entryList({QStringLiteral("*.faultline")}, QDir::Files, QDir::Name))
        if (!out.contains(folder.filePath(name))) out.append(folder.filePath(name));
    return out;
}

void MainWindow::fillWelcome() {
    std::vector<WelcomeItem> shown, recent, kept;
    for (const Recovery::Item& item : Recovery::leftBehind(m_catalog)) {
        canvas::PictureOptions options;
        options.dark = widgets::theme().dark;
        options.background = canvas::PictureOptions::Background::Transparent;
        kept.push_back({item.file, tr("%1 (not saved)").arg(item.name.isEmpty() ? tr("Untitled") : item.name),
                        tr("The program ended before this was saved. Last change: %1").arg(QLocale().toString(item.when.toLocalTime(), QLocale::ShortFormat)),
                        canvas::renderThumbnail(item.design, m_catalog, windowThumbnail, options)});
    }
    m_welcome->setRecovered(kept);
    for (const QString& path : examples()) {
        DocumentFile file;
        const Result<design::Design> design = file.open(path, m_catalog);
        if (!design) continue;
        canvas::PictureOptions options;
        options.dark = widgets::theme().dark;
        options.background = canvas::PictureOptions::Background::Transparent;
        const design::DocumentSettings& about = design->settings();
        shown.push_back({path, about.title.isEmpty() ? file.name() : about.title, about.description,
                         canvas::renderThumbnail(*design, m_catalog, windowThumbnail, options)});
    }
    for (const QString& path : settings::recentFiles()) {
        const QFileInfo info(path);
        QString folder = info.absolutePath();
        if (folder.startsWith(QDir::homePath())) folder.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        recent.push_back({path, info.completeBaseName(), folder, {}});
    }
    m_welcome->setRecent(recent);
    m_welcome->setExamples(shown);
}

void MainWindow::showWelcome() {
    m_run.setPlaying(false);
    fillWelcome();
    m_pages->setCurrentWidget(m_welcome);
    m_editing->setEnabled(false);
    updateTitle();
}

void MainWindow::showDocument(bool playing) {
    m_pages->setCurrentWidget(m_workspace);
    m_editing->setEnabled(true);
    showSelection();
    updateTitle();
    m_workspace->canvas().zoomToFit();
    m_workspace->canvas().setFocus();
    m_run.setPlaying(playing);
    showRun();
}

bool MainWindow::mayReplace() {
    if (showsWelcome() || !m_document.isModified()) return true;
    switch (askToSave(this, m_file.name())) {
        case SaveAnswer::Save: return save();
        case SaveAnswer::Discard: return true;
        case SaveAnswer::Cancel: break;
    }
    return false;
}

bool MainWindow::newDesign() {
    if (!mayReplace()) return false;
    m_file.clear();
    lockFile();
    m_document.reset({});
    showDocument(false);
    return true;
}

bool MainWindow::openFile(const QString& path) {
    // Read first: who is asked to save should know that the other file can be opened at all.
    DocumentFile file;
    Result<design::Design> design = file.open(path, m_catalog);
    if (!design) {
        showProblem(this, tr("\u201c%1\u201d cannot be opened").arg(QFileInfo(path).fileName()), design.error());
        return false;
    }
    if (!mayReplace()) return false;
    m_file = std::move(file);
    std::optional<runtime::SavedRun> saved = m_file.takeRun();
    const bool runs = windowHasTraffic(*design) && !saved;
    m_document.reset(std::move(*design));
    lockFile();
    if (!DocumentFile::isBuiltIn(path)) {
        settings::addRecentFile(path);
        settings::setFolder(QFileInfo(path).absolutePath());
    }
    showDocument(runs);
    if (!m_file.notes().empty()) {
        QStringList sentences;
        for (const Text& note : m_file.notes()) sentences.append(widgets::say(note));
        showNote(this, tr("Not everything could be taken over"), sentences.mid(0, 12).join(QLatin1Char('\n')));
    }
    if (saved) {
        if (m_fileLock || m_file.path().isEmpty()) m_workspace->toast().say(tr("The run is where it was saved, at %1. Play goes on from there.").arg(widgets::formatClockShort(saved->now)));
        m_run.resume(std::move(*saved));
    }
    return true;
}

bool MainWindow::openRecovered(const QString& kept) {
    for (Recovery::Item& item : Recovery::leftBehind(m_catalog)) {
        if (item.file != kept) continue;
        if (!mayReplace()) return false;
        m_file.becomeRecovered(item.original, item.name);
        m_document.reset(std::move(item.design));
        m_document.undoStack().resetClean();   // it differs from what is stored
        if (m_recovery.keepNow()) Recovery::remove(kept);
        lockFile();
        showDocument(false);
        updateTitle();
        m_workspace->toast().say(tr("Recovered. Save it to keep it."));
        return true;
    }
    fillWelcome();
    return false;
}

/// Tells when another window has the same file open.
void MainWindow::lockFile() {
    m_fileLock.reset();
    if (m_file.path().isEmpty()) return;
    m_fileLock = lockDocument(m_file.path());
    if (!m_fileLock) m_workspace->toast().say(tr("\u201c%1\u201d is open in another window as well: what is saved last stays.").arg(m_file.name()), true);
}

/// Back to what is stored.
void MainWindow::revert() {
    const QString path = m_file.path();
    if (path.isEmpty() || !m_document.isModified()) return;
    Message message(Message::Tone::Question, tr("Go back to the saved \u201c%1\u201d?").arg(m_file.name()),
                    tr("The changes since it was saved are lost."), this);
    message.addButton(tr("Cancel"), 0);
    message.addButton(tr("Revert"), 1, true)->setObjectName(QStringLiteral("revertNow"));
    if (message.exec() != 1) return;
    m_document.undoStack().setClean();
    openFile(path);
}

void MainWindow::open() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open"), settings::folder(),
                                                      tr("Designs (*.faultline *.json *.png *.drawio *.xml);;All files (*)"));
    if (!path.isEmpty()) openFile(path);
}

bool MainWindow::save() { return m_file.path().isEmpty() ? saveAs() : saveTo(m_file.path()); }

bool MainWindow::saveAs() {
    QFileDialog dialog(this, tr("Save as"), QFileInfo(m_file.proposal()).absolutePath(), tr("Project (*.faultline);;Design alone (*.json)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("faultline"));
    dialog.selectFile(QFileInfo(m_file.proposal()).fileName());
    connect(&dialog, &QFileDialog::filterSelected, &dialog, [&dialog](const QString& filter) {
        dialog.setDefaultSuffix(filter.contains(QLatin1String("*.json")) ? QStringLiteral("json") : QStringLiteral("faultline"));
    });
    return dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty() && saveTo(dialog.selectedFiles().first());
}

bool MainWindow::saveTo(const QString& path) {
    const Result<void> saved = m_file.save(path, m_document.design(), m_run.run(), m_catalog);
    if (!saved) {
        showProblem(this, tr("\u201c%1\u201d cannot be saved").arg(QFileInfo(path).fileName()), saved.error());
        return false;
    }
    m_document.undoStack().setClean();
    m_recovery.forget();
    lockFile();
    settings::addRecentFile(path);
    settings::setFolder(QFileInfo(path).absolutePath());
    updateTitle();
    m_workspace->toast().say(tr("Saved"));
    return true;
}

void MainWindow::exportPicture() {
    const std::vector<ComponentId> selection = m_workspace->canvas().selectedComponents();
    const auto image = [this, selection](const settings::Export& options, double scale) {
        return canvas::renderDesign(m_document.design(), m_catalog, m_run.frame(), windowPicture(options, selection), scale);
    };
    const auto size = [this, selection](const settings::Export& options) {
        return canvas::exportBounds(m_document.design(), m_catalog, windowPicture(options, selection)).size();
    };
    ExportDialog dialog({image, size, !selection.empty()}, this);
    if (dialog.exec() != QDialog::Accepted) return;
    const QString proposal = QDir(settings::folder()).filePath(m_file.name() + QStringLiteral(".png"));
    QString filter;
    QString path = QFileDialog::getSaveFileName(this, tr("Export a picture"), proposal, tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf);;draw.io (*.drawio);;Mermaid (*.mmd);;Graphviz (*.dot)"), &filter);
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += filter.isEmpty() ? QStringLiteral(".png") : filter.section(QLatin1Char('*'), 1).section(QLatin1Char(')'), 0, 0);
    exportTo(path);
}

bool MainWindow::exportTo(const QString& path) {
    settings::Export options = settings::exportOptions();
    const std::vector<ComponentId> selection = m_workspace->canvas().selectedComponents();
    options.selectionOnly = options.selectionOnly && !selection.empty();
    if (const std::optional<QByteArray> text = storage::foreignText(path, m_document.design(), m_catalog)) return exportBytes(path, *text, false);
    const canvas::PictureOptions look = windowPicture(options, selection);
    const bool isDrawn = canvas::isVectorPicture(path);   // SVG and PDF carry no design
    QByteArray png;
    if (isDrawn) {
        png = canvas::vectorPicture(m_document.design(), m_catalog, m_run.frame(), look, path);
    } else {
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        canvas::renderDesign(m_document.design(), m_catalog, m_run.frame(), look, options.scale).save(&buffer, "PNG");
    }
    bool carried = false;
    if (options.carriesDesign && !isDrawn) {
        const Result<QByteArray> with = storage::pictureWithDesign(png, m_document.design(), m_catalog);
        carried = with.has_value();
        if (carried) {
            png = *with;
        } else {
            showNote(this, tr("The picture is exported without the design"), sayProblem(with.error()));
        }
    }
    return exportBytes(path, png, carried);
}

bool MainWindow::exportBytes(const QString& path, const QByteArray& bytes, bool carriesDesign) {
    const Result<void> written = storage::writeFileAtomically(path, bytes);
    if (!written) {
        showProblem(this, tr("\u201c%1\u201d cannot be written").arg(QFileInfo(path).fileName()), written.error());
        return false;
    }
    settings::setFolder(QFileInfo(path).absolutePath());
    m_workspace->toast().say(carriesDesign ? tr("Exported. The picture opens again in Faultline.") : tr("Exported"));
    return true;
}

// ---- window --------------------------------------------------------------------------------------------------------------------

void MainWindow::updateTitle() {
    if (showsWelcome()) {
        setWindowModified(false);
        setWindowFilePath({});
        setWindowTitle(tr("Faultline"));
        return;
    }
    setWindowTitle(tr("%1[*] \u2013 Faultline").arg(m_file.name()));
    setWindowModified(m_document.isModified());
}

void MainWindow::remember() { settings::setWindow(saveGeometry(), m_workspace->saveState(settings::windowStateVersion)); }

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayReplace()) {
        event->ignore();
        return;
    }
    m_run.setPlaying(false);
    remember();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!windowDraggedFile(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = windowDraggedFile(event->mimeData());
    if (path.isEmpty()) return;
    event->acceptProposedAction();
    // Not in the middle of the drag: a question would keep the other program waiting.
    QMetaObject::invokeMethod(this, [this, path] { openFile(path); }, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ModifiedChange) update();
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (event->spontaneous() || showsWelcome()) return;
    QMetaObject::invokeMethod(&m_workspace->canvas(), &canvas::CanvasWidget::zoomToFit, Qt::QueuedConnection);   // now it has its size
}

}  // namespace faultline::app
