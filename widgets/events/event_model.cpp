#include "widgets/events/event_model.h"

#include "widgets/common/format.h"

#include <algorithm>

namespace faultline::events {

EventModel::EventModel(QObject* parent) : QAbstractTableModel(parent) {}

QString EventModel::nameOf(ComponentId id) const {
    if (!id.isValid()) return {};
    return m_nameOf ? m_nameOf(id) : QStringLiteral("#%1").arg(id.value);
}

void EventModel::append(std::span<const runtime::Event> events) {
    if (events.empty()) return;
    const auto most = std::size_t(mostRows());
    if (events.size() > most) events = events.last(most);
    const std::size_t total = m_rows.size() + events.size();
    if (total > most) {
        // A tenth more than needed, so that a full list does not lose rows with every batch.
        const std::size_t gone = std::min(m_rows.size(), total - most + most / 10);
        if (gone > 0) {
            beginRemoveRows({}, 0, int(gone) - 1);
            m_rows.erase(m_rows.begin(), m_rows.begin() + std::ptrdiff_t(gone));
            endRemoveRows();
        }
    }
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(events.size()) - 1);
    for (const runtime::Event& event : events) m_rows.push_back({event, nameOf(event.component)});
    endInsertRows();
}

void EventModel::clear() {
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void EventModel::refreshNames() {
    for (Row& row : m_rows) {
        const QString name = nameOf(row.event.component);
        if (!name.isEmpty()) row.name = name;
    }
    if (!m_rows.empty()) emit dataChanged(index(0, Component), index(int(m_rows.size()) - 1, Component));
}

const runtime::Event* EventModel::eventAt(int row) const {
    return row >= 0 && row < int(m_rows.size()) ? &m_rows[std::size_t(row)].event : nullptr;
}

QString EventModel::nameAt(int row) const {
    return row >= 0 && row < int(m_rows.size()) ? m_rows[std::size_t(row)].name : QString();
}

const runtime::Event* EventModel::find(std::uint64_t number) const {
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), number,
                                        [](const Row& row, std::uint64_t wanted) { return row.event.number < wanted; });
    return found != m_rows.end() && found->event.number == number ? &found->event : nullptr;
}

std::vector<const runtime::Event*> EventModel::chainOf(int row) const {
    std::vector<const runtime::Event*> chain;
    // An event only ever names an earlier one, so this ends; the bound is for a tool tip that fits the screen.
    for (const runtime::Event* event = eventAt(row); event != nullptr && chain.size() < 12;
         event = event->before != 0 && event->before < event->number ? find(event->before) : nullptr) {
        chain.push_back(event);
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

QList<std::pair<QString, ComponentId>> EventModel::components() const {
    std::unordered_map<ComponentId, QString> names;
    for (const Row& row : m_rows) {
        if (row.event.component.isValid() && !row.name.isEmpty()) names[row.event.component] = row.name;
    }
    QList<std::pair<QString, ComponentId>> sorted;
    for (const auto& [id, name] : names) sorted.append({name, id});
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

int EventModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int EventModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
    const Row& row = m_rows[std::size_t(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
                case Time:
                    return widgets::formatClock(row.event.time);
                case Component:
                    return row.name;
                case What:
                    return row.event.text;
                case Cause:
                    return row.event.cause;
                default:
                    return {};
            }
        case Qt::ToolTipRole:
            return chainLines(*this, index.row()).join(QStringLiteral("\n\u2192 "));
        case IdRole:
            return row.event.component.value;
        case SeverityRole:
            return int(row.event.severity);
        case NumberRole:
            return QVariant::fromValue(quint64(row.event.number));
        case CommandRole:
            return row.event.isCommand;
        default:
            return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Time:
            return tr("Time");
        case Component:
            return tr("Component");
        case What:
            return tr("What happened");
        case Cause:
            return tr("Because");
        default:
            return {};
    }
}

void EventFilter::setText(const QString& text) {
    m_text = text.trimmed();
    invalidateFilter();
}

void EventFilter::setComponent(ComponentId id) {
    m_component = id;
    invalidateFilter();
}

void EventFilter::setLeast(Least least) {
    m_least = least;
    invalidateFilter();
}

bool EventFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const auto* model = static_cast<const EventModel*>(sourceModel());
    const runtime::Event* event = model->eventAt(row);
    if (event == nullptr) return false;
    if (m_component.isValid() && event->component != m_component) return false;
    switch (m_least) {
        case Least::All:
            break;
        case Least::Changes:
            if (event->severity == runtime::Severity::Info && !event->isCommand) return false;
            break;
        case Least::Warnings:
            if (event->severity != runtime::Severity::Warning && event->severity != runtime::Severity::Bad) return false;
            break;
        case Least::Bad:
            if (event->severity != runtime::Severity::Bad) return false;
            break;
    }
    return m_text.isEmpty() || event->text.contains(m_text, Qt::CaseInsensitive) ||
           event->cause.contains(m_text, Qt::CaseInsensitive) || model->nameAt(row).contains(m_text, Qt::CaseInsensitive);
}

QStringList chainLines(const EventModel& model, int row, bool self) {
    QStringList lines;
    std::vector<const runtime::Event*> chain = model.chainOf(row);
    if (chain.empty()) return lines;
    if (!self) chain.pop_back();
    for (const runtime::Event* event : chain) {
        lines.append(EventModel::tr("%1  %2", "time, what happened").arg(widgets::formatClock(event->time), event->text));
    }
    // What has no event before it may still have a cause that was none.
    const runtime::Event* first = model.chainOf(row).front();
    if (first->before == 0 && !first->cause.isEmpty()) lines.prepend(first->cause);
    return lines;
}

}  // namespace faultline::events
