#include "widgets/table/part_model.h"

#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/common/badges.h"
#include "widgets/common/say.h"

#include <algorithm>

namespace faultline::table {

PartModel::PartModel(design::DesignDocument& document, QObject* parent) : QAbstractTableModel(parent), m_document(document) {}

void PartModel::sync() {
    std::vector<std::uint32_t> present = presentIds();
    if (present != m_ids) {
        const auto old = persistentIndexList();
        emit layoutAboutToBeChanged();
        std::vector<std::uint32_t> before = std::exchange(m_ids, std::move(present));
        for (const QModelIndex& index : old) {
            const int row = rowOf(before[static_cast<std::size_t>(index.row())]);
            changePersistentIndex(index, row < 0 ? QModelIndex() : this->index(row, index.column()));
        }
        m_states.clear();
        emit layoutChanged();
    }
    if (!m_ids.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void PartModel::setFrame(const runtime::FramePtr& frame) {
    m_frame = frame;
    m_states.resize(m_ids.size());
    int first = -1, last = -1;
    for (std::size_t row = 0; row < m_ids.size(); ++row) {
        QString state = text(m_ids[row], stateColumn());
        if (state == m_states[row]) continue;
        m_states[row] = std::move(state);
        if (first < 0) first = static_cast<int>(row);
        last = static_cast<int>(row);
    }
    if (first >= 0) emit dataChanged(index(first, stateColumn()), index(last, stateColumn()));
}

int PartModel::rowOf(std::uint32_t id) const {
    const auto at = std::lower_bound(m_ids.begin(), m_ids.end(), id);
    return at != m_ids.end() && *at == id ? static_cast<int>(at - m_ids.begin()) : -1;
}

int PartModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_ids.size()); }

QVariant PartModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const std::uint32_t id = idAt(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole: return text(id, index.column());
        case Qt::ToolTipRole: return QStringLiteral("<qt>%1</qt>").arg(text(id, index.column()).toHtmlEscaped());
        case Qt::DecorationRole: return decoration(id, index.column());
        case IdRole: return id;
        case SortRole: return sortValue(id, index.column());
        default: return {};
    }
}

Qt::ItemFlags PartModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    if (index.isValid() && !m_readOnly && isEditable(idAt(index.row()), index.column())) flags |= Qt::ItemIsEditable;
    return flags;
}

bool PartModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) return false;
    const QString typed = value.toString().trimmed();
    if (typed == text(idAt(index.row()), index.column())) return true;
    const Result<design::Change> change = edit(idAt(index.row()), index.column(), typed);
    if (!change) {
        emit refused(widgets::say(change.error().what));
        return false;
    }
    m_document.apply(*change);
    return true;
}

QString PartModel::layerText(int layer) const { return hasLayers() ? design::layerName(design(), layer) : QString(); }

QStringList PartModel::layerNames() const {
    QStringList names;
    for (const design::DrawingLayer& layer : design::layersOf(design())) names << design::layerName(design(), layer.id);
    return names;
}

Result<design::Change> PartModel::putOnLayer(const std::vector<ComponentId>& components, const std::vector<LinkId>& links, const QString& name) const {
    const std::optional<int> layer = design::layerNamed(design(), name);
    if (!layer) return fail({FL_TR("table", "There is no layer called %1"), {excerpt(name.toStdString())}});
    return design::toLayer(design(), components, links, *layer);
}

QIcon PartModel::badge(widgets::State state) {
    QIcon icon;
    for (const qreal dpr : {1.0, 2.0})
        for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected}) icon.addPixmap(widgets::stateBadgePixmap(state, widgets::theme(), 16, dpr), mode);
    return icon;
}

}  // namespace faultline::table
