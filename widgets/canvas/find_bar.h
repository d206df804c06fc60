#pragma once
#include "widgets/canvas/find.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace faultline::canvas {

class CanvasView;

/// A bar over the canvas to look for components: what fits is outlined, Enter goes to the next one (Shift+Enter to the one before),
/// Esc closes it. GUI thread.
class FindBar : public QWidget {
    Q_OBJECT
public:
    FindBar(CanvasView& view, QWidget* parent);

    /// Shows it and puts the cursor into it.
    void open();
    void close();

signals:
    void closed();
    /// A component of a group that is not shown is gone to.
    void groupWanted(faultline::catalog::Group group);
    /// Its size hint is another one now.
    void resized();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();
    void go(int steps);
    void showCount();

    CanvasView& m_view;
    QLineEdit* m_edit;
    QLabel* m_count;
    QLabel* m_why;
    std::vector<Found> m_found;
    int m_at = -1;   ///< in m_found; -1: none was gone to yet
};

}  // namespace faultline::canvas
