#pragma once
#include "model/design/document.h"

#include <QAbstractTableModel>

#include <vector>

namespace faultline::layers {

/// The layers of a document as rows, the front one first and the background last: what a cell shows and the edit that alters it. It
/// keeps what was last shown, the design is asked for the rest. GUI thread.
class LayerModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Shown, Locked, Name, Count, ColumnCount };
    LayerModel(design::DesignDocument& document, QObject* parent);

    /// The design or the current layer is another.
    void sync();
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    /// -1: there is no such row.
    int layerAt(int row) const { return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].layer.id : -1; }
    int rowOf(int layer) const;
    const design::DrawingLayer* at(int row) const { return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)].layer : nullptr; }
    int countAt(int row) const { return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].count : 0; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Does the edit as one undo step; false: refused() has said why.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

signals:
    void refused(const QString& sentence);

private:
    struct Row {
        design::DrawingLayer layer;
        QString name;
        int count = 0;   ///< components and links on it
        bool current = false;
        bool operator==(const Row&) const = default;
    };
    QString said(const Row& row, int column) const;

    design::DesignDocument& m_document;
    std::vector<Row> m_rows;
    bool m_readOnly = false;
};

}  // namespace faultline::layers
