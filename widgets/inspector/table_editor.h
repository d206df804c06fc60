#pragma once
#include "widgets/inspector/value_editor.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QStyledItemDelegate>

class QDialog;
class QLabel;
class QTableView;
class QToolButton;

namespace faultline::inspector {

/// The rows of a table property as the design holds them; an edit is asked for by `rowsWanted` and seen when it comes back.
class TableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    TableModel(const catalog::PropertySpec& spec, design::DesignDocument& document, QObject* parent);

    void setRows(TableRows rows);
    const TableRows& rows() const { return m_rows; }
    const catalog::PropertySpec& column(int index) const { return m_spec.columns[static_cast<std::size_t>(index)]; }
    design::DesignDocument& document() const { return m_document; }
    TableRow defaultRow() const;
    void refreshNames();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Puts a value into a cell; false (and `rejected`) when the design would not take it.
    bool setCell(const QModelIndex& index, const Value& value);

signals:
    void rowsWanted(const faultline::TableRows& rows);

private:
    const catalog::PropertySpec& m_spec;
    design::DesignDocument& m_document;
    TableRows m_rows;
};

/// Edits a cell by the type of its column; what cannot be read keeps the editor open, with a red outline.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TableDelegate(TableModel* model) : QStyledItemDelegate(model), m_model(model) {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

signals:
    void rejected(const faultline::Problem& problem) const;
    void restored() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    TableModel* m_model;
};

/// A table property: rows are added, removed, moved, pasted from a spreadsheet; each cell has the editor of its column.
class TableEditor : public ValueEditor {
    Q_OBJECT
public:
    TableEditor(const catalog::PropertySpec& spec, design::DesignDocument& document, QWidget* parent = nullptr);
    ~TableEditor() override;

    QTableView* view() const { return m_view; }
    void showValue(const Shown& value) override;
    void setEditable(bool editable) override;
    void refreshNames() override;
    bool isWide() const override { return true; }

    void addRow();
    void removeRows();
    /// Moves the current row by one: -1 up, 1 down.
    void moveRow(int by);
    /// Takes a row out and puts it where it is at `to` then; one undo step.
    void dragRow(int from, int to);
    void copy() const;
    void paste();
    /// The same table in a window of its own, with room for all columns.
    void openWindow();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QToolButton* addButton(const QString& icon, const QString& text, const QString& keys, void (TableEditor::*act)());
    void moveUp() { moveRow(-1); }
    void moveDown() { moveRow(1); }
    void updateButtons();
    void fitColumns();
    std::vector<int> selectedRows() const;

    const catalog::PropertySpec& m_spec;
    design::DesignDocument& m_document;
    TableModel* m_model;
    QTableView* m_view;
    QLabel* m_mixed;
    QWidget* m_bar;
    QToolButton* m_add = nullptr;
    QToolButton* m_remove = nullptr;
    QToolButton* m_up = nullptr;
    QToolButton* m_down = nullptr;
    QToolButton* m_window = nullptr;
    QPointer<QDialog> m_dialog;
    QPointer<TableEditor> m_large;
    Shown m_value;
    bool m_editable = true;
    bool m_isLarge = false;
};

}  // namespace faultline::inspector
