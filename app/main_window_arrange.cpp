#include "app/main_window.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include <array>

/// The Arrange menu, and what the View menu shows and hides.
namespace faultline::app {
namespace {

using canvas::Arrange;

struct ArrangeAction {
    const char* name;
    Arrange what;
};

constexpr ArrangeAction arrangeActions[] = {
    {"alignLeft", Arrange::Left},           {"alignCentre", Arrange::Centre},     {"alignRight", Arrange::Right},
    {"alignTop", Arrange::Top},             {"alignMiddle", Arrange::Middle},     {"alignBottom", Arrange::Bottom},
    {"distributeAcross", Arrange::Across},  {"distributeDown", Arrange::Down},    {"sameSize", Arrange::SameSize},
    {"toFront", Arrange::Front},            {"toBack", Arrange::Back},            {"lock", Arrange::Lock},
};

constexpr std::array arrangeGroups{catalog::Group::Traffic, catalog::Group::Security, catalog::Group::Monitoring, catalog::Group::Annotation};
constexpr std::array arrangeGroupNames{"showTraffic", "showSecurity", "showMonitoring", "showAnnotation"};

}  // namespace

void MainWindow::buildArrangeMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Arrange"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    const auto arrange = [&](const char* name, const QString& text, Arrange what, const QKeySequence& keys, const char* icon = nullptr) {
        QAction* action = add(menu, name, text, icon, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, [canvas, what] { canvas->arrange(what); });
    };
    arrange("alignLeft", tr("Align &left"), Arrange::Left, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Left));
    arrange("alignCentre", tr("Align &centre"), Arrange::Centre, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_C));
    arrange("alignRight", tr("Align &right"), Arrange::Right, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Right));
    arrange("alignTop", tr("Align &top"), Arrange::Top, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Up));
    arrange("alignMiddle", tr("Align &middle"), Arrange::Middle, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_M));
    arrange("alignBottom", tr("Align &bottom"), Arrange::Bottom, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Down));
    menu->addSeparator();
    arrange("distributeAcross", tr("Distribute &horizontally"), Arrange::Across, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_H));
    arrange("distributeDown", tr("Distribute &vertically"), Arrange::Down, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_V));
    arrange("sameSize", tr("&Same size"), Arrange::SameSize, QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_S));
    menu->addSeparator();
    arrange("toFront", tr("To the &front"), Arrange::Front, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    arrange("toBack", tr("To the bac&k"), Arrange::Back, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
    menu->addSeparator();
    arrange("lock", tr("L&ock"), Arrange::Lock, QKeySequence(Qt::CTRL | Qt::Key_L), "lock");
    menu->addSeparator();
    buildLayoutMenu(menu);
    buildLinksMenu(menu);
    connect(&m_document, &design::DesignDocument::changed, this, &MainWindow::showArrange);
}

void MainWindow::showArrange() {
    const bool open = !showsWelcome();
    for (const ArrangeAction& entry : arrangeActions)
        action(QLatin1String(entry.name))->setEnabled(open && m_workspace->canvas().canArrange(entry.what));
    const bool locked = m_workspace->canvas().isSelectionLocked();
    QAction* lock = action(QStringLiteral("lock"));
    lock->setText(locked ? tr("Unl&ock") : tr("L&ock"));
    lock->setIcon(widgets::icon(locked ? QStringLiteral("lock-open") : QStringLiteral("lock")));
}

void MainWindow::buildShowMenu(QMenu* view) {
    QMenu* menu = view->addMenu(widgets::icon(QStringLiteral("eye")), tr("S&how"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    for (std::size_t i = 0; i < arrangeGroups.size(); ++i) {
        const catalog::Group group = arrangeGroups[i];
        QAction* show = add(menu, arrangeGroupNames[i], widgets::say(catalog::groupLabel(group)), nullptr, QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i))));
        show->setCheckable(true);
        show->setChecked(true);
        m_editing->addAction(show);
        connect(show, &QAction::toggled, canvas, [canvas, group](bool on) {
            std::set<catalog::Group> hidden = canvas->hiddenGroups();
            if (on) hidden.erase(group);
            else hidden.insert(group);
            canvas->setHiddenGroups(hidden);
        });
        connect(canvas, &canvas::CanvasWidget::hiddenGroupsChanged, show, [canvas, show, group] { show->setChecked(!canvas->hiddenGroups().contains(group)); });
    }
}

}  // namespace faultline::app
