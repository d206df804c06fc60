#include "widgets/events/events_panel.h"

#include "widgets/common/empty_state.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/events/event_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline::events {

EventsPanel::EventsPanel(QWidget* parent)
    : QWidget(parent),
      m_model(new EventModel(this)),
      m_filter(new EventFilter(this)),
      m_header(new QWidget(this)),
      m_search(new widgets::SearchField(tr("Search events"), this)),
      m_components(new QComboBox(this)),
      m_least(new QComboBox(this)),
      m_pages(new QStackedWidget(this)),
      m_view(new EventView(this)),
      m_empty(new widgets::EmptyState(QStringLiteral("list"), {}, {}, this)),
      m_detail(new QLabel(this)),
      m_newest(new QToolButton(m_view)) {
    auto* filters = new QHBoxLayout(m_header);
    filters->setContentsMargins(8, 4, 8, 4);
    filters->setSpacing(8);
    m_search->setMinimumWidth(96);
    m_components->setMinimumWidth(80);
    m_components->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_components->setMinimumContentsLength(10);
    m_components->setAccessibleName(tr("Component"));
    m_components->setToolTip(tr("Show the events of one component only"));
    m_components->addItem(tr("All components"), 0U);
    m_least->addItem(tr("Everything"), int(EventFilter::Least::All));
    m_least->addItem(tr("Changes"), int(EventFilter::Least::Changes));
    m_least->addItem(tr("Warnings and worse"), int(EventFilter::Least::Warnings));
    m_least->addItem(tr("Failures"), int(EventFilter::Least::Bad));
    m_least->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_least->setMinimumContentsLength(8);
    m_least->setAccessibleName(tr("Severity"));
    m_least->setToolTip(tr("Show only what is at least this serious"));
    filters->addWidget(m_search, 2);
    filters->addWidget(m_components, 1);
    filters->addWidget(m_least, 1);

    m_filter->setSourceModel(m_model);
    m_view->setModel(m_filter);
    m_view->setAccessibleName(tr("Events"));
    m_detail->setWordWrap(true);
    m_detail->setFont(widgets::smallFont());
    m_detail->setContentsMargins(12, 6, 12, 6);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setMaximumHeight(72);
    m_detail->hide();
    m_newest->setText(tr("Newest"));
    m_newest->setIcon(widgets::icon(QStringLiteral("arrow-down")));
    m_newest->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_newest->setToolTip(tr("Go to the newest event and follow"));
    m_newest->setCursor(Qt::PointingHandCursor);
    m_newest->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    column->addWidget(m_detail);
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_empty);
    auto* corner = new QVBoxLayout(m_view);  // the button floats above the rows
    corner->setContentsMargins(0, 0, 16, 8);
    corner->addStretch(1);
    corner->addWidget(m_newest, 0, Qt::AlignRight);

    connect(m_search, &QLineEdit::textChanged, this, &EventsPanel::filterChanged);
    connect(m_search, &widgets::SearchField::resultsRequested, this, [this] { m_view->setFocus(Qt::TabFocusReason); });
    connect(m_components, &QComboBox::currentIndexChanged, this, &EventsPanel::filterChanged);
    connect(m_least, &QComboBox::currentIndexChanged, this, &EventsPanel::filterChanged);
    connect(m_view, &EventView::rowChosen, this, &EventsPanel::choose);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &EventsPanel::showDetail);
    connect(m_view, &EventView::followingChanged, this, [this](bool following) { m_newest->setVisible(!following); });
    connect(m_newest, &QToolButton::clicked, m_view, &EventView::follow);
    connect(m_empty, &widgets::EmptyState::buttonClicked, this, &EventsPanel::clearFilters);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &EventsPanel::applyTheme);
    applyTheme();
    showPage();
}

void EventsPanel::setNameOf(NameOf nameOf) {
    m_model->setNameOf(std::move(nameOf));
}

QWidget* EventsPanel::takeHeader() {
    layout()->removeWidget(m_header);
    m_header->layout()->setContentsMargins(8, 0, 0, 0);
    return m_header;
}

int EventsPanel::shownRows() const {
    return m_filter->rowCount();
}

bool EventsPanel::isFollowing() const {
    return m_view->isFollowing();
}

void EventsPanel::append(const runtime::Frame& frame) {
    if (frame.restarted) clear();
    addEvents(frame.events);
}

void EventsPanel::addEvents(std::span<const runtime::Event> events) {
    if (events.empty()) return;
    const bool following = m_view->isFollowing();
    m_model->append(events);
    fillComponents();
    if (following) m_view->follow();
    showPage();
}

void EventsPanel::clear() {
    m_model->clear();
    fillComponents();
    m_view->follow();
    showDetail();
    showPage();
}

void EventsPanel::refreshNames() {
    m_model->refreshNames();
    m_known = 0;
    fillComponents();
    showDetail();
}

void EventsPanel::setComponent(ComponentId id) {
    m_filter->setComponent(id);
    m_known = 0;
    fillComponents();
    filterChanged();
}

void EventsPanel::fillComponents() {
    auto components = m_model->components();
    if (std::size_t(components.size()) == m_known && m_known != 0) return;
    m_known = std::size_t(components.size());
    const ComponentId chosen = m_filter->component();
    const auto isChosen = [&](const auto& entry) { return entry.second == chosen; };
    // The chosen one stays in the list even while nothing happened to it.
    if (chosen.isValid() && std::none_of(components.begin(), components.end(), isChosen)) {
        components.append({m_model->nameOf(chosen), chosen});
    }
    const QSignalBlocker quiet(m_components);
    while (m_components->count() > 1) m_components->removeItem(1);
    for (const auto& [name, id] : components) m_components->addItem(name, id.value);
    m_components->setCurrentIndex(std::max(0, m_components->findData(chosen.value)));
}

void EventsPanel::filterChanged() {
    m_filter->setText(m_search->text());
    m_filter->setComponent(ComponentId{m_components->currentData().toUInt()});
    m_filter->setLeast(static_cast<EventFilter::Least>(m_least->currentData().toInt()));
    if (m_view->isFollowing()) m_view->follow();
    showDetail();
    showPage();
}

void EventsPanel::clearFilters() {
    m_search->clear();
    m_components->setCurrentIndex(0);
    m_least->setCurrentIndex(0);
    filterChanged();
}

void EventsPanel::choose(const QModelIndex& index) {
    const ComponentId id{index.data(EventModel::IdRole).toUInt()};
    if (id.isValid()) emit componentActivated(id);
}

void EventsPanel::showDetail() {
    const QModelIndex current = m_filter->mapToSource(m_view->currentIndex());
    const QStringList before = current.isValid() ? chainLines(*m_model, current.row(), false) : QStringList();
    // Why it happened, oldest first; a row without a cause needs no line.
    m_detail->setText(before.isEmpty() ? QString() : tr("Because: %1").arg(before.join(QStringLiteral("  \u2192  "))));
    m_detail->setVisible(!before.isEmpty());
}

void EventsPanel::showPage() {
    const bool none = m_filter->rowCount() == 0;
    if (none) {
        const bool filtered = m_filter->isFiltering() && m_model->rowCount() > 0;
        m_empty->setSentence(filtered ? tr("None of the events fits the filter.")
                                      : tr("Nothing has happened yet. Press Play, then break something."));
        m_empty->setButton(filtered ? tr("Show all events") : QString());
    }
    m_pages->setCurrentWidget(none ? static_cast<QWidget*>(m_empty) : m_view);
}

void EventsPanel::applyTheme() {
    const widgets::Theme& t = widgets::theme();
    QPalette detail = palette();
    detail.setColor(QPalette::WindowText, t.muted);
    detail.setColor(QPalette::Window, t.background);
    m_detail->setPalette(detail);
    m_detail->setAutoFillBackground(true);
    QPalette rows = m_view->palette();
    rows.setColor(QPalette::Base, t.surface);
    m_view->setPalette(rows);
    QPalette button = m_newest->palette();
    button.setColor(QPalette::Button, t.raised);
    m_newest->setPalette(button);
    m_newest->setAutoFillBackground(true);
}

}  // namespace faultline::events
