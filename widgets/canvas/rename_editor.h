#pragma once
#include "model/core/ids.h"

#include <QLineEdit>

namespace faultline::canvas {

class CanvasView;

/// Edits the name of a component where it is written. Enter or leaving it takes the name, Esc does not; a name that is not possible
/// says why and stays open. Deletes itself; GUI thread.
class RenameEditor : public QLineEdit {
    Q_OBJECT
public:
    RenameEditor(CanvasView& view, ComponentId component);

    ComponentId component() const { return m_component; }
    /// Follows the component in the view.
    void place();
    /// Ends it; `take`: with the new name.
    void close(bool take);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    CanvasView& m_view;
    ComponentId m_component;
    bool m_closing = false;
};

}  // namespace faultline::canvas
