#pragma once
#include "model/core/ids.h"
#include "model/design/change.h"

#include <QTableView>
#include <QTimer>
#include <QWidget>

#include <vector>

class QAction;
class QLabel;
namespace faultline::design {
class DesignDocument;
}
namespace faultline::widgets {
class ProblemLine;
}

namespace faultline::layers {

class LayerModel;

/// The list of layers: keys of its own, and eyes and locks instead of boxes.
class LayerView : public QTableView {
    Q_OBJECT
public:
    explicit LayerView(QWidget* parent = nullptr);

signals:
    void chosen();                ///< Enter
    void removeRequested();       ///< Delete
    void moveRequested(int steps);///< Alt+Up, Alt+Down; above 0: to the front

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

/// The layers of the drawing: added, renamed in place, shown, hidden, locked, put in order, deleted; and which one new things go to.
/// Every edit goes through the document as one undo step. GUI thread.
class LayersPanel : public QWidget {
    Q_OBJECT
public:
    explicit LayersPanel(design::DesignDocument& document, QWidget* parent = nullptr);
    ~LayersPanel() override;

    LayerView& view() const { return *m_view; }
    /// The buttons above the list, to be put into the title of a dock; by default they are the panel's first line.
    QWidget* header() const { return m_header; }
    QSize sizeHint() const override { return {260, 240}; }

public slots:
    void setSelection(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links);
    void setReadOnly(bool readOnly);
    /// Adds a layer and opens the editor on its name.
    void addLayer();

signals:
    /// What is selected on the drawing shall go to a layer.
    void moveRequested(int layer);
    /// What is on a layer shall be selected on the drawing.
    void selectRequested(int layer);
    /// A sentence about what was done.
    void told(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QAction* add(QWidget* bar, const char* name, const QString& icon, const QString& text, void (LayersPanel::*slot)());
    int layer() const;   ///< the row the keyboard is on; -1: none
    void sync();
    void showPossible();
    void removeLayer();
    void makeCurrent();
    void moveBy(int steps);
    void forward() { moveBy(1); }
    void backward() { moveBy(-1); }
    void moveHere() { emit moveRequested(layer()); }
    void selectOnIt() { emit selectRequested(layer()); }
    void say(const QString& sentence);
    void applyTheme();

    design::DesignDocument& m_document;
    LayerModel* m_model;
    QWidget* m_header;
    LayerView* m_view;
    widgets::ProblemLine* m_problem;
    QLabel* m_hint;
    QAction *m_add, *m_remove, *m_forward, *m_backward, *m_current, *m_move, *m_select;
    QTimer m_syncTimer;   // single shot: a gesture changes the document often
    bool m_hasSelection = false;
    bool m_readOnly = false;
};

}  // namespace faultline::layers
