#pragma once
#include "widgets/inspector/value_editor.h"

class QLabel;
class QToolButton;

namespace faultline::inspector {

/// One row of the panel: label, editor, a button back to the default while the value differs from it, and below it the sentence
/// that says why what was typed is not taken. GUI thread.
class Field : public QWidget {
    Q_OBJECT
public:
    /// Does the edit, or says why not.
    using Commit = std::function<Result<void>(const Value&)>;

    Field(const catalog::PropertySpec& spec, ValueEditor* editor, const design::DesignDocument& document, Commit commit,
          QWidget* parent = nullptr);

    const catalog::PropertySpec& spec() const { return m_spec; }
    ValueEditor* editor() const { return m_editor; }
    /// What the design holds, and what the value would be if it had never been set (none: it cannot be reset).
    void showValue(const Shown& value, const Shown& defaultValue);
    void setEditable(bool editable);
    /// Without label and button: for the name in the header.
    void setBare();
    bool isChanged() const { return m_isChanged; }
    QString errorText() const;
    /// Help, range and default in one paragraph.
    QString info() const;

signals:
    void pointedAt(faultline::inspector::Field* field);  ///< the mouse came in; null: it left

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void submit(const Value& value);
    void showError(const QString& text);

    const catalog::PropertySpec& m_spec;
    ValueEditor* m_editor;
    const design::DesignDocument& m_document;
    Commit m_commit;
    QLabel* m_label;
    QToolButton* m_reset;
    QLabel* m_error;
    Shown m_value, m_default;
    bool m_isChanged = false;
    bool m_editable = true;
};

}  // namespace faultline::inspector
