#include "app/auto_layout.h"
#include "app/main_window.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/action_reason.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

/// Tidying up and automatic layout.
namespace faultline::app {

void MainWindow::buildLayoutMenu(QMenu* arrange) {
    canvas::CanvasWidget* canvas = &m_workspace->canvas();
    QAction* tidy = add(arrange, "tidyUp", tr("Tidy &up"), nullptr, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    m_editing->addAction(tidy);
    connect(tidy, &QAction::triggered, canvas, &canvas::CanvasWidget::tidyUp);

    auto* layout = new AutoLayout(m_document, *canvas, this);
    QMenu* menu = arrange->addMenu(tr("Automatic la&yout"));
    const auto flow = [&](const char* name, const QString& text, exchange::Flow which, const QKeySequence& keys) {
        QAction* action = add(menu, name, text, nullptr, keys);
        m_editing->addAction(action);
        connect(action, &QAction::triggered, layout, [layout, which] { layout->start(which); });
    };
    flow("layoutAcross", tr("From left to &right"), exchange::Flow::LeftToRight, QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Right));
    flow("layoutDown", tr("From &top to bottom"), exchange::Flow::TopDown, QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Down));
    QAction* stop = add(menu, "stopLayout", tr("&Stop the layout"), nullptr, QKeySequence(Qt::CTRL | Qt::Key_Period));
    widgets::allow(stop, false, tr("No layout is running"));
    connect(stop, &QAction::triggered, layout, &AutoLayout::cancel);
    connect(layout, &AutoLayout::runningChanged, this, [this, stop](bool running) {
        widgets::allow(stop, running, tr("No layout is running"));
        m_workspace->toast().hold(running ? tr("Graphviz looks for places. Esc stops it.") : QString());
    });
    connect(layout, &AutoLayout::told, this, [this](const QString& text, bool warning) { m_workspace->toast().say(text, warning); });
}

}  // namespace faultline::app
