#include "widgets/table/table_panel.h"

#include "model/design/document.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "widgets/common/icons.h"
#include "widgets/common/problem_line.h"
#include "widgets/common/say.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/table/part_model.h"
#include "widgets/table/part_view.h"

#include <QCollator>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline::table {
namespace {

constexpr int tableWidest = 280;   // a column at first
constexpr int tableSortSign = 20;   // pixels

/// Lets through the rows one of whose cells holds the text; numbers within names are compared as numbers.
class PartFilter : public QSortFilterProxyModel {
public:
    explicit PartFilter(QObject* parent) : QSortFilterProxyModel(parent) {
        m_collator.setNumericMode(true);
        m_collator.setCaseSensitivity(Qt::CaseInsensitive);
        setSortRole(SortRole);
        setFilterKeyColumn(-1);
        setFilterCaseSensitivity(Qt::CaseInsensitive);
    }

protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override {
        const QVariant a = left.data(SortRole), b = right.data(SortRole);
        if (a.typeId() != QMetaType::QString) return QSortFilterProxyModel::lessThan(left, right);
        return m_collator.compare(a.toString(), b.toString()) < 0;
    }

private:
    // The collation of the C locale knows no numbers.
    QCollator m_collator{QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale()};
};

constexpr int panelComponents = 0, panelLinks = 1;

}  // namespace

TablePanel::TablePanel(design::DesignDocument& document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_header(new QWidget(this)),
      m_tabs(new QTabBar(m_header)),
      m_search(new widgets::SearchField(tr("Search the table"), m_header)),
      m_pages(new QStackedWidget(this)),
      m_feet(new QStackedWidget(this)),
      m_problem(new widgets::ProblemLine(this)) {
    m_sides[panelComponents] = makeSide(new ComponentModel(document, this), tr("Components"));
    m_sides[panelLinks] = makeSide(new LinkModel(document, this), tr("Links"));
    m_tabs->addTab(tr("Components"));
    m_tabs->addTab(tr("Links"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_search->setMaximumWidth(240);
    auto* line = new QHBoxLayout(m_header);
    line->setContentsMargins(8, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(m_tabs);
    line->addStretch(1);
    line->addWidget(m_search, 1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    column->addWidget(m_problem);
    column->addWidget(makeFoot());

    m_syncTimer.setSingleShot(true);
    m_syncTimer.setInterval(0);
    connect(&m_syncTimer, &QTimer::timeout, this, &TablePanel::sync);
    connect(&document, &design::DesignDocument::changed, this, [this](const design::Change& change) {
        if (!change.onlyMoves()) m_syncTimer.start();
    });
    connect(&document, &design::DesignDocument::replaced, this, &TablePanel::sync);
    connect(m_tabs, &QTabBar::currentChanged, this, &TablePanel::showSide);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        for (const Side& side : m_sides) side.filter->setFilterFixedString(text);
    });
    connect(m_search, &widgets::SearchField::resultsRequested, this, [this] { m_pages->currentWidget()->setFocus(Qt::TabFocusReason); });
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &TablePanel::applyTheme);
    applyTheme();
    sync();
    showSide(panelComponents);
}

/// An editor that is open hands in what it holds while it goes: nobody is to be told any more.
TablePanel::~TablePanel() {
    for (const Side& side : m_sides) {
        side.model->disconnect(this);
        side.view->selectionModel()->disconnect(this);
    }
}

TablePanel::Side TablePanel::makeSide(PartModel* model, const QString& name) {
    Side side{model, new PartFilter(this), new PartView(this)};
    side.filter->setSourceModel(model);
    side.view->setModel(side.filter);
    side.view->setAccessibleName(name);
    side.view->sortByColumn(0, Qt::AscendingOrder);
    m_pages->addWidget(side.view);
    connect(side.view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TablePanel::tellSelection);
    connect(model, &PartModel::refused, m_problem, &widgets::ProblemLine::say);
    return side;
}

/// Below the rows: how to get another one.
QWidget* TablePanel::makeFoot() {
    auto* parts = new QWidget(this);
    auto* partsLine = new QHBoxLayout(parts);
    m_kind = new QComboBox(parts);
    m_kind->setAccessibleName(tr("Kind of the new component"));
    for (const catalog::ComponentKind& kind : m_document.catalog().kinds())
        m_kind->addItem(widgets::icon(QString::fromUtf8(kind.id)), widgets::say(kind.label), QString::fromUtf8(kind.id));
    m_add = new QPushButton(tr("Add"), parts);
    m_add->setAccessibleName(tr("Add a component"));
    partsLine->addWidget(m_kind);
    partsLine->addWidget(m_add);
    connect(m_add, &QPushButton::clicked, this, [this] { emit addRequested(m_kind->currentData().toString()); });

    auto* lines = new QWidget(this);
    auto* linesLine = new QHBoxLayout(lines);
    m_from = new QComboBox(lines);
    m_from->setAccessibleName(tr("The new link goes from"));
    m_to = new QComboBox(lines);
    m_to->setAccessibleName(tr("The new link goes to"));
    m_link = new QPushButton(tr("Link"), lines);
    m_link->setAccessibleName(tr("Add the link"));
    for (QComboBox* box : {m_from, m_to}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(14);
    }
    auto* arrow = new QLabel(QStringLiteral("\u2192"), lines);
    linesLine->addWidget(m_from);
    linesLine->addWidget(arrow);
    linesLine->addWidget(m_to);
    linesLine->addWidget(m_link);
    connect(m_from, &QComboBox::currentIndexChanged, this, &TablePanel::fillTargets);
    connect(m_link, &QPushButton::clicked, this, &TablePanel::addLink);
    for (QHBoxLayout* layout : {partsLine, linesLine}) {
        layout->setContentsMargins(8, 4, 8, 4);
        layout->setSpacing(8);
        layout->addStretch(1);
    }
    m_feet->addWidget(parts);
    m_feet->addWidget(lines);
    m_feet->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return m_feet;
}

void TablePanel::showSide(int side) {
    m_pages->setCurrentIndex(side);
    m_feet->setCurrentIndex(side);
    setFocusProxy(m_sides[side].view);
    fillEnds();
    m_problem->say({});
}

void TablePanel::sync() {
    if (!isVisible()) return;   // showing it catches up
    m_syncTimer.stop();
    m_problem->say({});
    m_following = true;   // rows that go are not deselected by the user
    for (const Side& side : m_sides) {
        side.model->sync();
        side.view->setColumnHidden(side.model->layerColumn(), !side.model->hasLayers());
    }
    m_following = false;
    fillEnds();
}

void TablePanel::fillEnds() {
    if (m_pages->currentIndex() != panelLinks) return;
    const QSignalBlocker quiet(m_from);
    const QVariant chosen = m_from->currentData();
    m_from->clear();
    std::vector<std::pair<QString, std::uint32_t>> names;
    for (const auto& [id, component] : m_document.design().components()) names.emplace_back(component->name, id.value);
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return QString::compare(a.first, b.first, Qt::CaseInsensitive) < 0; });
    for (const auto& [name, id] : names) m_from->addItem(name, id);
    if (const int at = m_from->findData(chosen); at >= 0) m_from->setCurrentIndex(at);
    fillTargets();
}

/// Only what can be called is offered.
void TablePanel::fillTargets() {
    const ComponentId from{m_from->currentData().toUInt()};
    const QVariant chosen = m_to->currentData();
    m_to->clear();
    if (m_document.design().component(from))
        for (int i = 0; i < m_from->count(); ++i)
            if (design::canConnect(m_document.design(), m_document.catalog(), from, {m_from->itemData(i).toUInt()}))
                m_to->addItem(m_from->itemText(i), m_from->itemData(i));
    if (const int at = m_to->findData(chosen); at >= 0) m_to->setCurrentIndex(at);
    m_link->setEnabled(m_to->count() > 0 && !m_readOnly);
    m_link->setToolTip(m_to->count() > 0 || m_from->count() == 0 ? QString() : tr("There is nothing that %1 could call.").arg(m_from->currentText()));
}

void TablePanel::addLink() {
    const Result<design::Change> change = design::connect(m_document.design(), m_document.catalog(), {m_from->currentData().toUInt()},
                                                          {m_to->currentData().toUInt()});
    if (!change) return m_problem->say(widgets::say(change.error().what));
    m_document.apply(design::onLayer(*change, m_document.currentLayer()));
    sync();
    emit selected({}, {LinkId{m_document.design().lastLinkId()}});
}

void TablePanel::setFrame(const runtime::FramePtr& frame) {
    m_frame = frame;
    if (!isVisible()) return;
    for (const Side& side : m_sides) side.model->setFrame(frame);
}

void TablePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    sync();
    setSelection(m_components, m_links);
    setFrame(m_frame);
    for (const Side& side : m_sides) {
        side.view->resizeColumnsToContents();
        for (int column = 0; column < side.model->columnCount(); ++column) {
            // One long name leaves the rest in sight; a heading has room for the sign of the order beside it.
            const int heading = side.view->horizontalHeader()->sectionSizeHint(column) + tableSortSign;
            side.view->setColumnWidth(column, std::max(heading, std::min(side.view->columnWidth(column), tableWidest)));
        }
    }
}

void TablePanel::setReadOnly(bool readOnly) {
    m_readOnly = readOnly;
    for (const Side& side : m_sides) side.model->setReadOnly(readOnly);
    m_add->setEnabled(!readOnly);
    fillTargets();
}

std::vector<std::uint32_t> TablePanel::selectedIds(const Side& side) const {
    std::vector<std::uint32_t> ids;
    for (const QModelIndex& index : side.view->selectionModel()->selectedRows()) ids.push_back(index.data(IdRole).toUInt());
    std::sort(ids.begin(), ids.end());
    return ids;
}

void TablePanel::tellSelection() {
    if (m_following) return;
    std::vector<ComponentId> components;
    std::vector<LinkId> links;
    for (const std::uint32_t id : selectedIds(m_sides[panelComponents])) components.push_back({id});
    for (const std::uint32_t id : selectedIds(m_sides[panelLinks])) links.push_back({id});
    emit selected(components, links);
}

void TablePanel::selectRows(const Side& side, const std::vector<std::uint32_t>& ids) {
    if (selectedIds(side) == ids) return;
    QItemSelection rows;
    QModelIndex first;
    for (const std::uint32_t id : ids) {
        const int source = side.model->rowOf(id);
        const QModelIndex index = source < 0 ? QModelIndex() : side.filter->mapFromSource(side.model->index(source, 0));
        if (!index.isValid()) continue;
        rows.select(index, index.siblingAtColumn(side.model->columnCount() - 1));
        if (!first.isValid()) first = index;
    }
    side.view->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (!first.isValid()) return;
    side.view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    side.view->scrollTo(first);
}

void TablePanel::setSelection(const std::vector<ComponentId>& components, const std::vector<LinkId>& links) {
    m_components = components;
    m_links = links;
    if (!isVisible()) return;
    if (m_syncTimer.isActive()) sync();   // what was just added has its row
    m_following = true;
    std::vector<std::uint32_t> parts, lines;
    for (const ComponentId id : components) parts.push_back(id.value);
    for (const LinkId id : links) lines.push_back(id.value);
    std::sort(parts.begin(), parts.end());
    std::sort(lines.begin(), lines.end());
    selectRows(m_sides[panelComponents], parts);
    selectRows(m_sides[panelLinks], lines);
    m_following = false;
    if (parts.empty() != lines.empty() && !m_pages->currentWidget()->hasFocus()) m_tabs->setCurrentIndex(parts.empty() ? panelLinks : panelComponents);
}

void TablePanel::applyTheme() {
    const widgets::Theme& t = widgets::theme();
    for (const Side& side : m_sides) {
        QPalette rows = side.view->palette();
        rows.setColor(QPalette::Base, t.surface);
        side.view->setPalette(rows);
        side.model->sync();   // badges have the colours of the theme
    }
}

}  // namespace faultline::table
