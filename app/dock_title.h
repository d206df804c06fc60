#pragma once
#include <QWidget>

class QDockWidget;
class QHBoxLayout;
class QLabel;

namespace faultline::app {

/// The title of a dock: its name, room for a panel's own controls, and a button that closes it. Dragging it moves the dock.
class DockTitle : public QWidget {
    Q_OBJECT
public:
    explicit DockTitle(QDockWidget* dock, QWidget* controls = nullptr);
    /// Its name is on a tab above: where it has controls they take the whole row.
    void setTabbed(bool tabbed);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QDockWidget* m_dock;
    QLabel* m_label;
    const bool m_hasControls;
};

}  // namespace faultline::app
