#include "widgets/layers/layer_model.h"

#include "model/design/layers.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <algorithm>
#include <map>

namespace faultline::layers {

LayerModel::LayerModel(design::DesignDocument& document, QObject* parent) : QAbstractTableModel(parent), m_document(document) { sync(); }

void LayerModel::sync() {
    const design::Design& design = m_document.design();
    std::map<int, int> counts;
    for (const auto& [id, part] : design.components()) ++counts[part->layer];
    for (const auto& [id, link] : design.links()) ++counts[link->layer];
    const int current = m_document.currentLayer();
    std::vector<Row> rows;
    for (design::DrawingLayer& layer : design::layersOf(design)) {
        const int id = layer.id;
        rows.push_back({std::move(layer), design::layerName(design, id), counts[id], id == current});
    }
    std::reverse(rows.begin(), rows.end());
    if (rows == m_rows) return;
    const bool sameRows = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.layer.id == b.layer.id; });
    if (sameRows) {
        m_rows = std::move(rows);
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    emit layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    const std::vector<Row> before = std::exchange(m_rows, std::move(rows));
    for (const QModelIndex& one : old) {
        const int row = rowOf(before[static_cast<std::size_t>(one.row())].layer.id);
        changePersistentIndex(one, row < 0 ? QModelIndex() : index(row, one.column()));
    }
    emit layoutChanged();
}

int LayerModel::rowOf(int layer) const {
    const auto it = std::find_if(m_rows.begin(), m_rows.end(), [layer](const Row& row) { return row.layer.id == layer; });
    return it == m_rows.end() ? -1 : static_cast<int>(it - m_rows.begin());
}

int LayerModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

/// A cell in words: what a tool tip and a screen reader say.
QString LayerModel::said(const Row& row, int column) const {
    switch (column) {
        case Shown: return row.layer.hidden ? tr("%1 is not shown").arg(row.name) : tr("%1 is shown").arg(row.name);
        case Locked: return row.layer.locked ? tr("%1 is locked").arg(row.name) : tr("%1 is not locked").arg(row.name);
        case Count: return tr("%n on it", nullptr, row.count);
        default: return row.current ? tr("%1, the current layer: new things go here").arg(row.name) : row.name;
    }
}

QVariant LayerModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            if (column == Name) return row.name;
            return column == Count ? QVariant(row.count) : QVariant();
        case Qt::EditRole: return column == Name ? QVariant(row.name) : QVariant();
        case Qt::CheckStateRole:
            if (column == Shown) return row.layer.hidden ? Qt::Unchecked : Qt::Checked;
            if (column == Locked) return row.layer.locked ? Qt::Checked : Qt::Unchecked;
            return {};
        case Qt::DecorationRole: return column == Name && row.current ? QVariant(widgets::icon(QStringLiteral("edit"))) : QVariant();
        case Qt::FontRole: return column == Name && row.current ? QVariant(widgets::strongFont()) : QVariant();
        case Qt::TextAlignmentRole: return column == Count ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
        case Qt::ToolTipRole: return QStringLiteral("<qt>%1</qt>").arg(said(row, column).toHtmlEscaped());
        case Qt::AccessibleTextRole: return said(row, column);
        default: return {};
    }
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    if (!index.isValid() || m_readOnly) return flags;
    if (index.column() == Shown || index.column() == Locked) flags |= Qt::ItemIsUserCheckable;
    if (index.column() == Name && layerAt(index.row()) != 0) flags |= Qt::ItemIsEditable;
    return flags;
}

bool LayerModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || m_readOnly) return false;
    const int layer = layerAt(index.row());
    if (role == Qt::CheckStateRole && (index.column() == Shown || index.column() == Locked)) {
        const bool on = value.value<Qt::CheckState>() == Qt::Checked;
        m_document.apply(index.column() == Shown ? design::showLayer(m_document.design(), layer, on) : design::lockLayer(m_document.design(), layer, on));
        sync();   // the next key acts on what is so now
        return true;
    }
    if (role != Qt::EditRole || index.column() != Name) return false;
    const QString wanted = value.toString().simplified();
    if (wanted == m_rows[static_cast<std::size_t>(index.row())].name) return true;
    const Result<design::Change> change = design::renameLayer(m_document.design(), layer, wanted);
    if (!change) {
        emit refused(widgets::say(change.error().what));
        return false;
    }
    m_document.apply(*change);
    sync();
    return true;
}

}  // namespace faultline::layers
