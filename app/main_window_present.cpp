#include "app/main_window.h"
#include "app/toast.h"
#include "app/workspace.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/pages/page_bar.h"

#include <QAction>
#include <QDockWidget>
#include <QKeyEvent>
#include <QMenuBar>
#include <QTimer>

namespace faultline::app {

/// The drawing alone, in front of a class: the whole screen, without menus and panels, the run still at hand above it.
void MainWindow::present(bool on) {
    if (on == m_presentation.has_value() || (on && showsWelcome())) return;
    if (on) {
        m_presentation = Presentation{.state = windowState(), .panels = {}};
        for (QDockWidget* dock : m_workspace->docks())
            if (!dock->isHidden()) m_presentation->panels.append(dock);
        for (QDockWidget* dock : m_presentation->panels) dock->hide();
    } else {
        for (QDockWidget* dock : m_presentation->panels) dock->show();
    }
    menuBar()->setVisible(!on);
    m_workspace->pages().setVisible(!on);
    setWindowState(on ? windowState() | Qt::WindowFullScreen : m_presentation->state);
    if (!on) m_presentation.reset();
    action(QStringLiteral("present"))->setChecked(on);
    canvas::CanvasWidget& canvas = m_workspace->canvas();
    canvas.setFocus(Qt::OtherFocusReason);
    QTimer::singleShot(0, &canvas, &canvas::CanvasWidget::zoomToFit);   // once it has its new size
    m_workspace->toast().say(on ? tr("Esc ends the presentation. M draws on the picture, P plays and pauses.") : QString());
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    // What had a use for Esc on the canvas has had it.
    if (event->key() == Qt::Key_Escape) {
        if (QAction* stop = action(QStringLiteral("stopLayout")); stop->isEnabled()) return stop->trigger();
        if (m_presentation) return present(false);
    }
    QMainWindow::keyPressEvent(event);
}

}  // namespace faultline::app
