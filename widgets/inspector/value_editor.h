#pragma once
#include "model/catalog/property.h"
#include "model/core/ids.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>

namespace faultline::design {
class DesignDocument;
}

namespace faultline::inspector {

/// What an editor shows: the value that all selected parts have in common; none when they differ.
using Shown = std::optional<Value>;

/// The text people read and type for a value: names for components, "200 ms" with a space, dates without T and Z.
QString displayText(const catalog::PropertySpec& spec, const Value& value, const design::DesignDocument& document);
/// Reads such a text; components by name (the error lists the near ones).
Result<Value> readText(const catalog::PropertySpec& spec, const QString& text, const design::DesignDocument& document);
/// The components a Component property may name, sorted by name; first none (id 0).
std::vector<std::pair<ComponentId, QString>> candidates(const catalog::PropertySpec& spec, const design::DesignDocument& document,
                                                        const std::vector<ComponentId>& except = {});

/// A line edit that shows a unit behind the text, a red outline while it holds something wrong, and takes Esc to give up typing.
class InputLine : public QLineEdit {
    Q_OBJECT
public:
    explicit InputLine(QWidget* parent = nullptr);
    void setUnit(const QString& unit);
    void setInvalid(bool invalid);
    bool isInvalid() const { return m_invalid; }
    /// Looks like a heading until the mouse or the cursor is in it.
    void setHeading(bool heading);
    /// Where its text begins, from its left edge: for what stands below it.
    int textIndent() const;

signals:
    void escaped();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_unit;
    bool m_isEntered = false;   ///< by a press that has not been released
    bool m_invalid = false;
    bool m_heading = false;
};

/// Edits one value; it says what is wanted by `submitted` and shows what it is told by showValue(). GUI thread.
class ValueEditor : public QWidget {
    Q_OBJECT
public:
    explicit ValueEditor(QWidget* parent = nullptr) : QWidget(parent) {}

    /// Shows what the design holds; what is being typed is left alone.
    virtual void showValue(const Shown& value) = 0;
    /// Marks what was submitted as refused: it stays to be corrected.
    virtual void setInvalid(bool) {}
    virtual void setEditable(bool editable) { setEnabled(editable); }
    /// The design changed: names and candidates are read again.
    virtual void refreshNames() {}
    /// Whether it wants the whole width, below its label.
    virtual bool isWide() const { return false; }

signals:
    void submitted(const faultline::Value& value);
    void rejected(const faultline::Problem& problem);  ///< what was typed cannot be read
    void restored();                                   ///< what was wrong is gone
};

/// A line of text with its own reading and writing.
class TextEditor : public ValueEditor {
    Q_OBJECT
public:
    using Write = std::function<QString(const Value&)>;
    using Read = std::function<Result<Value>(const QString&)>;
    TextEditor(Write write, Read read, QWidget* parent = nullptr);
    ~TextEditor() override;

    InputLine* line() const { return m_line; }
    void showValue(const Shown& value) override;
    void setInvalid(bool invalid) override;
    void setEditable(bool editable) override;
    void refreshNames() override;

private:
    void commit();
    void restore();

    Write m_write;
    Read m_read;
    InputLine* m_line;
    Shown m_value;
    QString m_shownText;
    bool m_typed = false;  ///< the text is the user's and was not taken yet
};

/// Several lines of text; taken when the cursor leaves it or at Ctrl+Return.
class ParagraphEditor : public ValueEditor {
    Q_OBJECT
public:
    explicit ParagraphEditor(QWidget* parent = nullptr);
    ~ParagraphEditor() override;
    void showValue(const Shown& value) override;
    void setEditable(bool editable) override;
    bool isWide() const override { return true; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void commit();

    QPlainTextEdit* m_edit;
    QString m_shownText;
};

class CheckEditor : public ValueEditor {
    Q_OBJECT
public:
    explicit CheckEditor(QWidget* parent = nullptr);
    void showValue(const Shown& value) override;

private:
    QCheckBox* m_box;
};

/// A combo box that leaves the wheel to the panel around it, so that scrolling alters nothing, and ends what is too long
/// in "...".
class QuietCombo : public QComboBox {
    Q_OBJECT
public:
    explicit QuietCombo(QWidget* parent = nullptr);
    /// The list is as wide as its texts, however narrow the box is.
    void showPopup() override;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
    void paintEvent(QPaintEvent* event) override;
};

/// One of a few values: the choices of a property, or others given by a list.
class ChoiceEditor : public ValueEditor {
    Q_OBJECT
public:
    struct Item {
        Value value;
        QString text;
        QString icon;  ///< empty: none
    };
    /// `items` is asked again whenever names change.
    explicit ChoiceEditor(std::function<std::vector<Item>()> items, QWidget* parent = nullptr);
    void showValue(const Shown& value) override;
    void refreshNames() override;

private:
    std::function<std::vector<Item>()> m_source;
    std::vector<Item> m_items;
    QuietCombo* m_combo;
    Shown m_value;
};

/// The editor for a property. `except` are components a Component property cannot name: the edited ones.
ValueEditor* makeEditor(const catalog::PropertySpec& spec, design::DesignDocument& document,
                        const std::vector<ComponentId>& except, bool paragraph, QWidget* parent);

/// A Problem as a sentence in the language of the window.
QString sentence(const Problem& problem);

}  // namespace faultline::inspector
