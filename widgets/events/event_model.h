#pragma once
#include "model/runtime/frame.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>
#include <functional>
#include <span>
#include <unordered_map>

namespace faultline::events {

/// The name of a component as it is now; empty when it is gone.
using NameOf = std::function<QString(ComponentId)>;

/// The newest events of a run, appended in batches; the oldest go when there are more than `mostRows()`. GUI thread.
class EventModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Component, What, Cause, ColumnCount };
    enum Role { IdRole = Qt::UserRole + 1, SeverityRole, NumberRole, CommandRole };

    explicit EventModel(QObject* parent = nullptr);

    static int mostRows() { return 10'000; }
    void setNameOf(NameOf nameOf) { m_nameOf = std::move(nameOf); }
    /// One signal for the whole batch, and none for an empty one.
    void append(std::span<const runtime::Event> events);
    void clear();
    /// Names may have changed: asks again.
    void refreshNames();
    const runtime::Event* eventAt(int row) const;
    QString nameAt(int row) const;
    /// What a component is called now; empty for an invalid id or one that is gone.
    QString nameOf(ComponentId id) const;
    /// The events that led to this one, the first cause first, itself last; those that are no longer kept are missing.
    std::vector<const runtime::Event*> chainOf(int row) const;
    /// Components that events speak of, by name.
    QList<std::pair<QString, ComponentId>> components() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        runtime::Event event;
        QString name;  ///< The last one known.
    };
    const runtime::Event* find(std::uint64_t number) const;

    std::deque<Row> m_rows;  // by number, ascending
    NameOf m_nameOf;
};

/// Lets through what holds the text, concerns the component and is at least as severe as asked for.
class EventFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Least { All, Changes, Warnings, Bad };

    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setText(const QString& text);
    /// An invalid id lets every component through.
    void setComponent(ComponentId id);
    void setLeast(Least least);
    bool isFiltering() const { return !m_text.isEmpty() || m_component.isValid() || m_least != Least::All; }
    ComponentId component() const { return m_component; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_text;
    ComponentId m_component;
    Least m_least = Least::All;
};

/// The chain of causes as lines: "0:20.000 server-2: killed by hand". `self` adds the event itself at the end.
QStringList chainLines(const EventModel& model, int row, bool self = true);

}  // namespace faultline::events
