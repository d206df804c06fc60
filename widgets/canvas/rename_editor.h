#pragma once
#include "model/core/ids.h"

#include <QLineEdit>
#include <QPlainTextEdit>

namespace faultline::canvas {

class CanvasView;

/// Edits words of a component or link where they are written, until Esc or until it is left. GUI thread.
class PlacedEditor {
public:
    virtual ~PlacedEditor() = default;
    /// What it edits is not on the drawing any more.
    virtual bool isGone() const = 0;
    /// Follows the component or link in the view.
    virtual void place() = 0;
    /// Ends it; `take`: with what was typed.
    virtual void close(bool take) = 0;
};

/// Edits the name of a component where it is written. Enter or leaving it takes the name, Esc does not; a name that is not possible
/// says why and stays open. Deletes itself; GUI thread.
class RenameEditor : public QLineEdit, public PlacedEditor {
    Q_OBJECT
public:
    RenameEditor(CanvasView& view, ComponentId component);

    bool isGone() const override;
    void place() override;
    void close(bool take) override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    CanvasView& m_view;
    ComponentId m_component;
    bool m_closing = false;
};

/// Edits what a note, a text or a shape says: Enter begins a line, Ctrl+Enter or leaving it takes the words, Esc does not. Deletes
/// itself.
class WordsEditor : public QPlainTextEdit, public PlacedEditor {
    Q_OBJECT
public:
    WordsEditor(CanvasView& view, ComponentId component);

    bool isGone() const override;
    void place() override;
    void close(bool take) override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    CanvasView& m_view;
    ComponentId m_component;
    bool m_closing = false;
};

/// Edits what stands at a link instead of its port; without words the port is shown again. Enter or leaving it takes them, Esc does
/// not. Deletes itself.
class LinkLabelEditor : public QLineEdit, public PlacedEditor {
    Q_OBJECT
public:
    LinkLabelEditor(CanvasView& view, LinkId link);

    bool isGone() const override;
    void place() override;
    void close(bool take) override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    CanvasView& m_view;
    LinkId m_link;
    bool m_closing = false;
};

}  // namespace faultline::canvas
