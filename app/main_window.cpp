#include "app/main_window.h"

#include "app/app_settings.h"
#include "app/message.h"
#include "app/toast.h"
#include "app/welcome_page.h"
#include "app/workspace.h"
#include "model/storage/project_file.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/format.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"
#include "widgets/palette/palette.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>

namespace faultline::app {
namespace {

const QSize windowSmallest(760, 480);

/// The local files that are dragged; empty: something else.
QStringList windowDraggedFiles(const QMimeData* data) {
    QStringList out;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) out.append(url.toLocalFile());
    return out;
}

int windowNumber() {
    static int last = 0;
    return ++last;
}

/// Whether there is something to see when it runs.
bool windowHasTraffic(const design::Design& design) { return !design.links().empty(); }

}  // namespace

MainWindow::MainWindow(const catalog::Catalog& catalog)
    : m_number(windowNumber()),
      m_catalog(catalog),
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
    buildWindowMenu();
    buildHelpMenu();
    fillBar();
    connectRun();
    connectStencils();
    connect(&m_recovery, &Recovery::keepingChanged, this, [this](bool works) {
        if (works)
            m_workspace->toast().say(tr("Unsaved work is kept again."));
        else
            m_workspace->toast().say(tr("Unsaved work cannot be kept in case the program ends: the disk may be full. Save it elsewhere with Ctrl+Shift+S."), true);
    });

    connect(m_welcome, &WelcomePage::exampleChosen, this, &MainWindow::openFile);
    connect(m_welcome, &WelcomePage::recentChosen, this, [this](const QString& path) { openOrRaise(path, Where::Here); });
    connect(m_welcome, &WelcomePage::allRecoveredChosen, this, &MainWindow::recoverAll, Qt::QueuedConnection);
    connect(m_welcome, &WelcomePage::recoveredChosen, this, &MainWindow::openRecovered);
    connect(m_welcome, &WelcomePage::emptyChosen, this, &MainWindow::newDesign);
    connect(m_welcome, &WelcomePage::openChosen, this, &MainWindow::open);
    connect(&m_document.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, [this] {
        if (showsWelcome()) fillWelcome();
    });

    const QRect screen = QGuiApplication::primaryScreen() ? QGuiApplication::primaryScreen()->availableGeometry() : QRect();
    const QRect first = firstGeometry(screen);
    setGeometry(first);
    constexpr int desktop = 1000;   // narrower ones have no desktop to be maximised on
    if (first == screen && screen.width() >= desktop) setWindowState(Qt::WindowMaximized);
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

void MainWindow::showDocument(bool playing) {
    m_pages->setCurrentWidget(m_workspace);
    m_editing->setEnabled(true);
    showSelection();
    updateTitle();
    if (m_workspace->palette().stencils().empty()) showStencils();
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
    m_document.reset(design::Design());
    showDocument(false);
    return true;
}

bool MainWindow::openFile(const QString& path) {
    // Read first: who is asked to save should know that the other file can be opened at all.
    DocumentFile file;
    Result<std::vector<design::Design>> pages = file.open(path, m_catalog);
    if (!pages) {
        showProblem(this, tr("\u201c%1\u201d cannot be opened").arg(QFileInfo(path).fileName()), pages.error());
        return false;
    }
    if (!mayReplace()) return false;
    m_file = std::move(file);
    std::vector<std::optional<runtime::SavedRun>> saved = m_file.takeRuns();
    const bool runs = windowHasTraffic(pages->front()) && !saved.front();
    m_document.reset(std::move(*pages));
    for (std::size_t i = 1; i < saved.size(); ++i)
        if (saved[i]) m_run.park(m_document.pages()[i], std::move(*saved[i]));
    lockFile();
    if (!DocumentFile::isBuiltIn(path)) {
        settings::addRecentFile(path);
        settings::setFolder(QFileInfo(path).absolutePath());
    }
    showDocument(runs);
    if (!m_file.notes().empty()) {
        QStringList sentences;
        for (const Text& note : m_file.notes()) sentences.append(widgets::say(note));
        showNote(this, tr("Not everything could be taken over"), sentences.join(QLatin1Char('\n')));
    }
    if (saved.front()) {
        if (m_fileLock || m_file.path().isEmpty())
            m_workspace->toast().say(tr("The run is where it was saved, at %1. Play goes on from there.").arg(widgets::formatClockShort(saved.front()->now)));
        m_run.resume(std::move(*saved.front()));
    }
    return true;
}

bool MainWindow::openRecovered(const QString& kept) {
    for (Recovery::Item& item : Recovery::leftBehind(m_catalog)) {
        if (item.file != kept) continue;
        if (!mayReplace()) return false;
        m_file.becomeRecovered(item.original, item.name);
        m_document.reset(std::move(item.pages));
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
    const QFileInfo place(m_file.path());
    if (place.exists() && !place.isWritable())
        m_workspace->toast().say(tr("\u201c%1\u201d can only be read: Save asks for another place.").arg(m_file.name()), true);
    if (!m_fileLock) m_workspace->toast().say(tr("\u201c%1\u201d is open in another window as well: what is saved last stays.").arg(m_file.name()), true);
}

/// Back to what is stored.
void MainWindow::revert() {
    const QString path = m_file.path();
    if (path.isEmpty() || !m_document.isModified()) return;
    // Read first: what cannot be read is nothing to go back to.
    if (const Result<std::vector<design::Design>> stored = DocumentFile().open(path, m_catalog); !stored)
        return showProblem(this, tr("\u201c%1\u201d cannot be opened").arg(QFileInfo(path).fileName()), stored.error());
    Message message(Message::Tone::Question, tr("Go back to the saved \u201c%1\u201d?").arg(m_file.name()),
                    tr("The changes since it was saved are lost."), this);
    message.addButton(tr("Cancel"), 0);
    message.addButton(tr("Revert"), 1, true)->setObjectName(QStringLiteral("revertNow"));
    if (message.exec() != 1) return;
    m_document.undoStack().setClean();
    const int place = m_document.placeOf(m_document.shownPage());
    if (!openFile(path) || place == 0) return;
    const std::vector<int>& pages = m_document.pages();
    m_document.showPage(pages[std::min(static_cast<std::size_t>(place), pages.size() - 1)]);
}

void MainWindow::open() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open"), settings::folder(),
                                                      tr("Designs (*.faultline *.json *.png *.drawio *.xml *.svg);;All files (*)"));
    if (!path.isEmpty()) openOrRaise(path, Where::Here);
}

bool MainWindow::save() {
    const QFileInfo place(m_file.path());
    if (m_file.path().isEmpty() || (place.exists() && !place.isWritable())) return saveAs();
    return maySave() && saveTo(m_file.path());
}

/// Asks when what is stored is no longer what was opened or saved here.
bool MainWindow::maySave() {
    if (m_file.onDisk() != DocumentFile::OnDisk::Changed) return true;
    Message message(Message::Tone::Question, tr("\u201c%1\u201d was changed by another program").arg(m_file.name()),
                    tr("Saving here replaces what is stored there now."), this);
    message.addButton(tr("Cancel"), 0)->setObjectName(QStringLiteral("cancel"));
    message.addButton(tr("Replace"), 1)->setObjectName(QStringLiteral("replace"));
    message.addButton(tr("Save as\u2026"), 2, true)->setObjectName(QStringLiteral("saveAs"));   // Enter loses nobody's work
    const int answer = message.exec();
    if (answer == 2) saveAs();
    return answer == 1;
}

bool MainWindow::saveAs() {
    const QFileInfo place(m_file.path());
    const bool isProtected = !m_file.path().isEmpty() && place.exists() && !place.isWritable();
    QFileDialog dialog(this, isProtected ? tr("\u201c%1\u201d is write protected: save as").arg(m_file.name()) : tr("Save as"), QFileInfo(m_file.proposal()).absolutePath(), tr("Project (*.faultline);;Design alone (*.json)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("faultline"));
    dialog.selectFile(QFileInfo(m_file.proposal()).fileName());
    connect(&dialog, &QFileDialog::filterSelected, &dialog, [&dialog](const QString& filter) {
        dialog.setDefaultSuffix(filter.contains(QLatin1String("*.json")) ? QStringLiteral("json") : QStringLiteral("faultline"));
    });
    return dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty() && saveTo(dialog.selectedFiles().first());
}

bool MainWindow::saveTo(const QString& path) {
    const bool wasGone = path == m_file.path() && m_file.onDisk() == DocumentFile::OnDisk::Gone;
    std::vector<DocumentFile::Page> pages;
    const std::map<int, runtime::SavedRun> runs = m_run.runs();
    for (const int page : m_document.pages()) {
        pages.push_back({m_document.design(page), {}});
        if (const auto run = runs.find(page); run != runs.end()) pages.back().run = run->second;
    }
    const Result<void> saved = m_file.save(path, std::move(pages), m_catalog);
    if (!saved) {
        Message message(Message::Tone::Problem, tr("\u201c%1\u201d cannot be saved").arg(QFileInfo(path).fileName()), sayProblem(saved.error()), this);
        message.addButton(tr("Close"), 0)->setObjectName(QStringLiteral("close"));
        message.addButton(tr("Save as\u2026"), 1, true)->setObjectName(QStringLiteral("saveAs"));
        return message.exec() == 1 && saveAs();
    }
    m_document.undoStack().setClean();
    m_recovery.forget();
    lockFile();
    settings::addRecentFile(path);
    settings::setFolder(QFileInfo(path).absolutePath());
    updateTitle();
    m_workspace->toast().say(wasGone ? tr("Saved. The file was gone and is written anew.") : tr("Saved"));
    return true;
}

// ---- window --------------------------------------------------------------------------------------------------------------------

QRect MainWindow::firstGeometry(const QRect& screen) {
    const QSize least(1280, 800);
    if (!screen.isValid()) return {QPoint(), least};
    const QSize wanted = (screen.size() * 0.9).expandedTo(least);
    if (wanted.width() >= screen.width() || wanted.height() >= screen.height()) return screen;
    return {screen.center() - QPoint(wanted.width() / 2, wanted.height() / 2), wanted};
}

void MainWindow::updateTitle() {
    widgets::allow(action(QStringLiteral("revert")), !showsWelcome() && m_document.isModified() && !m_file.path().isEmpty(),
                   m_file.path().isEmpty() ? tr("It was never saved") : tr("Nothing was changed since it was saved"));
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

bool MainWindow::focusNextPrevChild(bool next) {
    // Qt keeps the tabs of docks that are not stacked now outside the window: nobody would see the focus there.
    for (int tries = 0; tries < 10; ++tries) {
        if (!QMainWindow::focusNextPrevChild(next)) return false;
        const auto* tabs = qobject_cast<const QTabBar*>(QApplication::focusWidget());
        if (!tabs || tabs->parentWidget()->rect().intersects(tabs->geometry())) break;
    }
    return true;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayReplace()) {
        event->ignore();
        return;
    }
    m_run.setPlaying(false);
    present(false);
    remember();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!windowDraggedFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = windowDraggedFiles(event->mimeData());
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    // Not in the middle of the drag: a question would keep the other program waiting.
    QMetaObject::invokeMethod(this, [this, paths] { openFiles(paths); }, Qt::QueuedConnection);
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
