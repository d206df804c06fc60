#include "app/main_window.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QTimer>

/// What is done with links, by menu, key and command palette.
namespace faultline::app {
namespace {

using canvas::LinkEdit;

struct LinkAction {
    const char* name;
    LinkEdit what;
};

constexpr LinkAction linkActions[] = {
    {"nextLink", LinkEdit::Next},           {"bendLink", LinkEdit::Bend},         {"moveLinkEnd", LinkEdit::MoveEnd},
    {"moveLinkBeginning", LinkEdit::MoveBeginning}, {"reverseLink", LinkEdit::Reverse}, {"orthogonalLinks", LinkEdit::Orthogonal},
    {"straightLinks", LinkEdit::Straight},  {"curvedLinks", LinkEdit::Curved},    {"clearWaypoints", LinkEdit::ClearBends},
    {"headAtEnd", LinkEdit::HeadAtEnd},     {"headAtStart", LinkEdit::HeadAtStart}, {"headsAtBoth", LinkEdit::HeadsAtBoth}, {"noHeads", LinkEdit::NoHeads},
    {"deleteAndHeal", LinkEdit::DeleteAndHeal}, {"heal", LinkEdit::Heal},
};

/// What has to be selected or done first.
QString linksNeed(LinkEdit what) {
    switch (what) {
    case LinkEdit::Next: return MainWindow::tr("Select a component or a link first");
    case LinkEdit::MoveEnd:
    case LinkEdit::MoveBeginning:
    case LinkEdit::Bend:
    case LinkEdit::Reverse: return MainWindow::tr("Select one link first");
    case LinkEdit::ClearBends: return MainWindow::tr("Select a link that was bent by hand first");
    case LinkEdit::DeleteAndHeal: return MainWindow::tr("Select something first");
    case LinkEdit::Heal: return MainWindow::tr("No deletion has left a gap");
    case LinkEdit::Orthogonal:
    case LinkEdit::Straight:
    case LinkEdit::Curved:
    case LinkEdit::HeadAtEnd:
    case LinkEdit::HeadAtStart:
    case LinkEdit::HeadsAtBoth:
    case LinkEdit::NoHeads: break;
    }
    return MainWindow::tr("Select a link, or what links join, first");
}

}  // namespace

void MainWindow::buildLinksMenu(QMenu* arrange) {
    QMenu* menu = arrange->addMenu(tr("L&inks"));
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    const auto entry = [&](const char* name, const QString& text, LinkEdit what, const QKeySequence& keys = {}) {
        QAction* action = add(menu, name, text, nullptr, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, canvas, [canvas, what] { canvas->editLinks(what); });
    };
    entry("nextLink", tr("Select the &next link"), LinkEdit::Next, QKeySequence(Qt::Key_L));
    menu->addSeparator();
    entry("orthogonalLinks", tr("Ri&ght-angled links"), LinkEdit::Orthogonal);
    entry("straightLinks", tr("&Straight links"), LinkEdit::Straight);
    entry("curvedLinks", tr("&Curved links"), LinkEdit::Curved);
    menu->addSeparator();
    entry("headAtEnd", tr("Arrowhead at the ca&llee"), LinkEdit::HeadAtEnd);
    entry("headAtStart", tr("Arrowhead at the c&aller"), LinkEdit::HeadAtStart);
    entry("headsAtBoth", tr("Arrowheads at b&oth ends"), LinkEdit::HeadsAtBoth);
    entry("noHeads", tr("No arrowhea&ds"), LinkEdit::NoHeads);
    menu->addSeparator();
    entry("bendLink", tr("&Bend a link by keys"), LinkEdit::Bend);
    entry("clearWaypoints", tr("Clear &waypoints"), LinkEdit::ClearBends);
    entry("moveLinkEnd", tr("Move the &end of a link\u2026"), LinkEdit::MoveEnd);
    entry("moveLinkBeginning", tr("Move the be&ginning of a link\u2026"), LinkEdit::MoveBeginning, QKeySequence(Qt::SHIFT | Qt::Key_C));
    entry("reverseLink", tr("&Reverse a link"), LinkEdit::Reverse);
    menu->addSeparator();
    entry("deleteAndHeal", tr("&Delete and close the gap"), LinkEdit::DeleteAndHeal, QKeySequence(Qt::CTRL | Qt::Key_Delete));
    entry("heal", tr("Close the gap &that was left"), LinkEdit::Heal, QKeySequence(Qt::Key_H));
    connect(canvas, &canvas::CanvasWidget::healingChanged, this, &MainWindow::showLinks);
    // Not at each step of a drag: it looks through all links.
    constexpr int patience = 100;   // ms
    auto* later = new QTimer(this);
    later->setSingleShot(true);
    later->setInterval(patience);
    connect(later, &QTimer::timeout, this, &MainWindow::showLinks);
    connect(&m_document, &design::DesignDocument::changed, later, qOverload<>(&QTimer::start));
}

void MainWindow::showLinks() {
    const bool open = !showsWelcome();
    for (const LinkAction& entry : linkActions)
        widgets::allow(action(QLatin1String(entry.name)), open && m_workspace->canvas().canEditLinks(entry.what), linksNeed(entry.what));
}

}  // namespace faultline::app
