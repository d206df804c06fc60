#pragma once
#include "model/design/document.h"
#include "model/runtime/frame.h"
#include "widgets/common/theme.h"

#include <QAbstractTableModel>
#include <QIcon>

#include <cstdint>
#include <vector>

namespace faultline::table {

/// Where a part is kept in a row: components and links are numbered apart.
enum Role { IdRole = Qt::UserRole + 1, SortRole };

/// Parts of a document as rows, in the order of their ids: what a cell shows, what it may become, and the edit that makes it so. It
/// keeps ids alone, the design is asked for the rest. GUI thread.
class PartModel : public QAbstractTableModel {
    Q_OBJECT
public:
    PartModel(design::DesignDocument& document, QObject* parent);

    /// The design is another: rows come and go, cells are read again.
    void sync();
    /// What the run says of the parts; null: nothing runs.
    void setFrame(const runtime::FramePtr& frame);
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    std::uint32_t idAt(int row) const { return row >= 0 && row < rowCount() ? m_ids[static_cast<std::size_t>(row)] : 0; }
    int rowOf(std::uint32_t id) const;
    /// The column of the layer; of no use while the background is the only one.
    virtual int layerColumn() const = 0;
    bool hasLayers() const { return !design().settings().layers.empty(); }
    /// What the cell can be set to; empty: any text.
    virtual QStringList choices(const QModelIndex& index) const = 0;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Does the edit as one undo step; false: refused() has said why.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

signals:
    /// Why what was typed is not taken.
    void refused(const QString& sentence);

protected:
    virtual std::vector<std::uint32_t> presentIds() const = 0;
    virtual QString text(std::uint32_t id, int column) const = 0;
    virtual bool isEditable(std::uint32_t id, int column) const = 0;
    virtual Result<design::Change> edit(std::uint32_t id, int column, const QString& text) const = 0;
    /// By what a column is sorted where it is not its text.
    virtual QVariant sortValue(std::uint32_t id, int column) const { return text(id, column); }
    virtual QVariant decoration(std::uint32_t id, int column) const = 0;
    virtual int stateColumn() const = 0;
    /// Layers as a cell shows and takes them; no text while the background is the only one.
    QString layerText(int layer) const;
    QStringList layerNames() const;
    Result<design::Change> putOnLayer(const std::vector<ComponentId>& components, const std::vector<LinkId>& links, const QString& name) const;
    /// The sign of a state, in its own colours also in a selected row.
    static QIcon badge(widgets::State state);

    const design::Design& design() const { return m_document.design(); }
    const catalog::Catalog& catalog() const { return m_document.catalog(); }
    const runtime::Frame* frame() const { return m_frame.get(); }

private:
    design::DesignDocument& m_document;
    runtime::FramePtr m_frame;
    std::vector<std::uint32_t> m_ids;
    std::vector<QString> m_states;   // as last shown, by row
    bool m_readOnly = false;
};

/// The components.
class ComponentModel : public PartModel {
    Q_OBJECT
public:
    enum Column { Name, Kind, Software, Place, Address, OnLayer, Status, ColumnCount };
    ComponentModel(design::DesignDocument& document, QObject* parent);
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QStringList choices(const QModelIndex& index) const override;

protected:
    std::vector<std::uint32_t> presentIds() const override;
    QString text(std::uint32_t id, int column) const override;
    bool isEditable(std::uint32_t id, int column) const override;
    Result<design::Change> edit(std::uint32_t id, int column, const QString& text) const override;
    QVariant sortValue(std::uint32_t id, int column) const override;
    QVariant decoration(std::uint32_t id, int column) const override;
    int stateColumn() const override { return Status; }
    int layerColumn() const override { return OnLayer; }

private:
    QString placeText(const design::Component& component) const;
    Result<design::Change> moveInto(const design::Component& component, const QString& place) const;
};

/// The links.
class LinkModel : public PartModel {
    Q_OBJECT
public:
    enum Column { From, To, Protocol, Port, Label, FirstProperty };   ///< then the properties every link has that are text, its layer and its state
    LinkModel(design::DesignDocument& document, QObject* parent);
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QStringList choices(const QModelIndex& index) const override;

protected:
    std::vector<std::uint32_t> presentIds() const override;
    QString text(std::uint32_t id, int column) const override;
    bool isEditable(std::uint32_t id, int column) const override;
    Result<design::Change> edit(std::uint32_t id, int column, const QString& text) const override;
    QVariant sortValue(std::uint32_t id, int column) const override;
    QVariant decoration(std::uint32_t id, int column) const override;
    int stateColumn() const override { return columnCount() - 1; }
    int layerColumn() const override { return columnCount() - 2; }

private:
    const catalog::PropertySpec* property(int column) const;
};

}  // namespace faultline::table
