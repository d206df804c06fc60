#include "app/main_window.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"
#include "widgets/pages/page_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

/// The pages of the document, by menu and key.
namespace faultline::app {

void MainWindow::buildPagesMenu(QMenu* edit) {
    using pages::PageBar;
    QMenu* menu = edit->addMenu(tr("Pa&ges"));
    PageBar* bar = &m_workspace->pages();
    const auto entry = [&](const char* name, const QString& text, const QList<QKeySequence>& keys, auto what) {
        QAction* action = add(menu, name, text);
        action->setShortcuts(keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, bar, what);
    };
    entry("addPage", tr("&New page"), {QKeySequence(Qt::SHIFT | Qt::Key_F11)}, [bar] { bar->addPage(); });
    entry("duplicatePage", tr("&Duplicate page"), {}, [bar] { bar->duplicatePage(); });
    entry("renamePage", tr("&Rename page"), {QKeySequence(Qt::SHIFT | Qt::Key_F2)}, [bar] { bar->renamePage(); });
    entry("deletePage", tr("De&lete page"), {}, [bar] { bar->removePage(); });
    menu->addSeparator();
    const auto go = [this](int steps) {
        m_workspace->pages().step(steps);
        if (!m_presentation) return;   // the tabs say where one is
        m_workspace->canvas().zoomToFit();
        m_workspace->toast().say(pages::pageName(m_document, m_document.shownPage()));
    };
    entry("nextPage", tr("Ne&xt page"), {QKeySequence(Qt::CTRL | Qt::Key_PageDown), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_PageDown)}, [go] { go(1); });
    entry("previousPage", tr("&Previous page"), {QKeySequence(Qt::CTRL | Qt::Key_PageUp), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_PageUp)}, [go] { go(-1); });
    entry("pageLeft", tr("Move page &left"), {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_PageUp)}, [bar] { bar->move(-1); });
    entry("pageRight", tr("Move page ri&ght"), {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_PageDown)}, [bar] { bar->move(1); });
    connect(bar, &PageBar::told, this, [this](const QString& sentence) { m_workspace->toast().say(sentence); });
    connect(&m_document, &design::DesignDocument::pagesChanged, this, &MainWindow::showPages);
}

void MainWindow::showPages() {
    const bool open = !showsWelcome();
    const int place = m_document.placeOf(m_document.shownPage()), last = static_cast<int>(m_document.pages().size()) - 1;
    for (const char* name : {"deletePage", "nextPage", "previousPage"}) widgets::allow(action(QLatin1String(name)), open && last > 0, tr("The document has one page only"));
    widgets::allow(action(QStringLiteral("pageLeft")), open && place > 0, tr("It is the first page"));
    widgets::allow(action(QStringLiteral("pageRight")), open && place < last, tr("It is the last page"));
}

}  // namespace faultline::app
