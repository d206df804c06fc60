#pragma once
#include <QStyledItemDelegate>
#include <QTableView>

namespace faultline::table {

/// Edits a cell: a list where there is a choice, else a line. What was refused stays to be corrected.
class PartDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

signals:
    /// What was typed was refused: it should be edited again.
    void retry(const QModelIndex& index) const;

private:
    mutable QPersistentModelIndex m_refusedAt;
    mutable QString m_refused;
};

/// The table of parts: rows are selected, Enter or F2 edits a cell, Ctrl+C copies the rows as text for a spreadsheet.
class PartView : public QTableView {
    Q_OBJECT
public:
    explicit PartView(QWidget* parent = nullptr);
    /// The rows that are selected, else all, with their headings: cells between tabs.
    QString asText() const;

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace faultline::table
