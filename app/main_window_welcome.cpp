#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/run_controller.h"
#include "app/welcome_page.h"
#include "widgets/canvas/export.h"
#include "widgets/common/theme.h"

#include <QActionGroup>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QLocale>
#include <QStackedWidget>

/// What the welcome page shows.
namespace faultline::app {
namespace {

const QSize welcomeThumbnail(512, 288);

QImage welcomeDrawn(const design::Design& design, const catalog::Catalog& catalog) {
    canvas::PictureOptions options;
    options.dark = widgets::theme().dark;
    options.background = canvas::PictureOptions::Background::Transparent;
    options.vectorIcons = false;
    return canvas::renderThumbnail(design, catalog, welcomeThumbnail, options);
}

/// The pictures stored with the examples are on white; those for a dark page are drawn once a program.
QHash<QString, QImage>& welcomeDark() {
    static QHash<QString, QImage> pictures;
    return pictures;
}

}  // namespace

void MainWindow::fillWelcome() {
    std::vector<WelcomeItem> shown, recent, kept;
    for (const Recovery::Item& item : Recovery::leftBehind(m_catalog)) {
        kept.push_back({item.file, tr("%1 (not saved)").arg(item.name.isEmpty() ? tr("Untitled") : item.name),
                        tr("The program ended before this was saved. Last change: %1").arg(QLocale().toString(item.when.toLocalTime(), QLocale::ShortFormat)),
                        welcomeDrawn(item.pages.front(), m_catalog)});
    }
    m_welcome->setRecovered(kept);
    m_undrawn.clear();
    for (const QString& path : examples()) {
        DocumentFile file;
        const Result<std::vector<design::Design>> pages = file.open(path, m_catalog);
        if (!pages) continue;
        const design::DocumentSettings& about = pages->front().settings();
        const QImage picture = widgets::theme().dark ? welcomeDark().value(path) : file.picture();
        if (picture.isNull()) m_undrawn.append(path);
        shown.push_back({path, about.title.isEmpty() ? file.name() : about.title, about.description, picture});
    }
    for (const QString& path : settings::recentFiles()) {
        const QFileInfo info(path);
        QString folder = info.absolutePath();
        if (folder.startsWith(QDir::homePath())) folder.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        recent.push_back({path, info.completeBaseName(), folder, {}});
    }
    m_welcome->setRecent(recent);
    m_welcome->setExamples(shown);
    if (!m_undrawn.isEmpty()) QMetaObject::invokeMethod(this, &MainWindow::drawNextExample, Qt::QueuedConnection);
}

/// One a turn of the event loop: the page is there at once and fills.
void MainWindow::drawNextExample() {
    if (!showsWelcome() || m_undrawn.isEmpty()) return;
    const QString path = m_undrawn.takeFirst();
    DocumentFile file;
    if (const Result<std::vector<design::Design>> pages = file.open(path, m_catalog)) {
        const QImage picture = welcomeDrawn(pages->front(), m_catalog);
        if (widgets::theme().dark) welcomeDark().insert(path, picture);
        m_welcome->setExamplePicture(path, picture);
    }
    if (!m_undrawn.isEmpty()) QMetaObject::invokeMethod(this, &MainWindow::drawNextExample, Qt::QueuedConnection);
}

void MainWindow::showWelcome() {
    m_run.setPlaying(false);
    fillWelcome();
    m_pages->setCurrentWidget(m_welcome);
    m_editing->setEnabled(false);
    updateTitle();
}

}  // namespace faultline::app
