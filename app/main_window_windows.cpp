#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/message.h"
#include "app/template_dialog.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "widgets/common/icons.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

/// Several documents: a window each.
namespace faultline::app {
namespace {

constexpr int windowsStep = 32;   ///< how far a new window stands from the one it came from

QString windowsPlace(const QString& path) {
    const QString canonical = QFileInfo(path).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(path).absoluteFilePath() : canonical;
}

}  // namespace

MainWindow* MainWindow::openWindow() {
    auto* window = new MainWindow(m_catalog);   // deletes itself
    if (!isMaximized() && !isFullScreen() && !window->isMaximized()) window->move(pos() + QPoint(windowsStep, windowsStep));
    window->show();
    return window;
}

MainWindow* MainWindow::windowOf(const QString& path) {
    if (path.isEmpty() || DocumentFile::isBuiltIn(path)) return nullptr;
    for (MainWindow* window : all())
        if (!window->showsWelcome() && !window->file().path().isEmpty() && windowsPlace(window->file().path()) == windowsPlace(path)) return window;
    return nullptr;
}

void MainWindow::comeForward() {
    if (isMinimized()) showNormal();
    raise();
    activateWindow();
}

bool MainWindow::openOrRaise(const QString& path, Where where) {
    if (MainWindow* there = windowOf(path); there && there != this) {
        there->comeForward();
        there->m_workspace->toast().say(tr("\u201c%1\u201d is open here already.").arg(there->file().name()));
        return true;
    }
    if (where == Where::Here || showsWelcome()) return openFile(path);
    MainWindow* window = openWindow();
    if (window->openFile(path)) return true;
    window->close();
    return false;
}

void MainWindow::openFiles(const QStringList& paths) {
    for (qsizetype i = 0; i < paths.size(); ++i) openOrRaise(paths[i], i == 0 ? Where::Here : Where::NewWindow);
}

void MainWindow::openInNewWindow() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open in a new window"), settings::folder(),
                                                      tr("Designs (*.faultline *.json *.png *.drawio *.xml *.svg);;All files (*)"));
    if (!path.isEmpty()) openOrRaise(path, Where::NewWindow);
}

void MainWindow::recoverAll() {
    QStringList kept;
    for (const Recovery::Item& item : Recovery::leftBehind(m_catalog)) kept.append(item.file);
    for (qsizetype i = 0; i < kept.size(); ++i) (i == 0 ? this : openWindow())->openRecovered(kept[i]);
}

void MainWindow::newFromTemplate() {
    TemplateDialog dialog(m_catalog, this);
    if (dialog.exec() == QDialog::Accepted) newFrom(dialog.chosen());
}

bool MainWindow::newFrom(const QString& path) {
    if (path.isEmpty()) return newDesign();
    DocumentFile file;
    Result<std::vector<design::Design>> pages = file.open(path, m_catalog);
    if (!pages) {
        showProblem(this, tr("The template cannot be opened"), pages.error());
        return false;
    }
    if (!newDesign()) return false;
    m_document.reset(std::move(*pages));
    showDocument(false);
    return true;
}

void MainWindow::buildWindowMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Window"));
    QAction* next = add(menu, "nextWindow", tr("&Next window"), nullptr, QKeySequence(Qt::CTRL | Qt::Key_F6));
    QAction* previous = add(menu, "previousWindow", tr("&Previous window"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F6));
    const auto go = [this](int step) {
        const QList<MainWindow*> windows = all();
        const qsizetype count = windows.size();
        windows[(windows.indexOf(this) + step + count) % count]->comeForward();
    };
    connect(next, &QAction::triggered, this, [go] { go(1); });
    connect(previous, &QAction::triggered, this, [go] { go(-1); });
    menu->addSeparator();
    const qsizetype fixed = menu->actions().size();
    connect(menu, &QMenu::aboutToShow, this, [this, menu, fixed] {
        while (menu->actions().size() > fixed) delete menu->actions().last();
        int number = 0;
        for (MainWindow* window : all()) {
            QString name = window->showsWelcome() ? tr("Start page") : window->file().name();
            name.replace(QLatin1Char('&'), QLatin1String("&&"));
            if (window->isWindowModified()) name = tr("%1 (changed)").arg(name);
            QAction* action = menu->addAction(++number < 10 ? QStringLiteral("&%1 %2").arg(number).arg(name) : name);
            action->setCheckable(true);
            action->setChecked(window == this);
            action->setToolTip(window->file().path());
            connect(action, &QAction::triggered, window, &MainWindow::comeForward);
        }
    });
}

}  // namespace faultline::app
