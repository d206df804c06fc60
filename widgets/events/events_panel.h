#pragma once
#include "model/runtime/frame.h"
#include "widgets/events/event_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QToolButton;
namespace faultline::widgets {
class EmptyState;
class SearchField;
}  // namespace faultline::widgets

namespace faultline::events {

class EventView;

/// The list of what happened: filtered by words, component and severity, following the newest unless the user looks at older
/// ones, with the
/// chain of causes of the chosen row below. GUI thread.
class EventsPanel : public QWidget {
    Q_OBJECT
public:
    explicit EventsPanel(QWidget* parent = nullptr);

    /// How components are called; asked when events come and when refreshNames is called.
    void setNameOf(NameOf nameOf);
    /// The filters, to be put into the title of a dock; by default they are the panel's first line.
    QWidget* takeHeader();
    int shownRows() const;
    bool isFollowing() const;
    EventModel& model() { return *m_model; }
    QSize sizeHint() const override { return {480, 200}; }

public slots:
    /// The new events of a frame; a restarted run forgets the old ones.
    void append(const faultline::runtime::Frame& frame);
    void clear();
    void refreshNames();
    /// Shows the events of one component only; an invalid id shows all.
    void setComponent(faultline::ComponentId id);

signals:
    /// A row was chosen: its component should be shown.
    void componentActivated(faultline::ComponentId id);

private:
    void addEvents(std::span<const runtime::Event> events);
    void fillComponents();
    void filterChanged();
    void choose(const QModelIndex& index);
    void showDetail();
    void showPage();
    void applyTheme();
    void clearFilters();

    EventModel* m_model;
    EventFilter* m_filter;
    QWidget* m_header;
    widgets::SearchField* m_search;
    QComboBox* m_components;
    QComboBox* m_least;
    QStackedWidget* m_pages;
    EventView* m_view;
    widgets::EmptyState* m_empty;
    QLabel* m_detail;
    QToolButton* m_newest;
    std::size_t m_known = 0;  // components in the list
};

}  // namespace faultline::events
