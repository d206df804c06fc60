#include "widgets/layers/layers_panel.h"

#include "model/design/document.h"
#include "model/design/layers.h"
#include "widgets/common/action_reason.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/problem_line.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"
#include "widgets/layers/layer_model.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline::layers {
namespace {

constexpr int panelRow = 28, panelSign = 16;

bool panelIsSign(const QModelIndex& index) { return index.column() == LayerModel::Shown || index.column() == LayerModel::Locked; }

/// An eye and a lock where a table has boxes.
class LayerDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        if (!panelIsSign(index)) return QStyledItemDelegate::paint(painter, option, index);
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        cell.features &= ~QStyleOptionViewItem::HasCheckIndicator;
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, option.widget);
        const bool on = index.data(Qt::CheckStateRole).value<Qt::CheckState>() == Qt::Checked;
        const bool shown = index.column() == LayerModel::Shown;
        const QString name = shown ? (on ? QStringLiteral("eye") : QStringLiteral("eye-off")) : on ? QStringLiteral("lock") : QStringLiteral("lock-open");
        const widgets::Theme& t = widgets::theme();
        const bool usual = shown == on;   // what is out of the ordinary is drawn strongly
        const QRectF area(option.rect.center().x() - panelSign / 2 + 0.5, option.rect.center().y() - panelSign / 2 + 0.5, panelSign, panelSign);
        widgets::drawIcon(*painter, area, name, usual ? t.muted : t.text);
    }

    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) override {
        if (!panelIsSign(index)) return QStyledItemDelegate::editorEvent(event, model, option, index);
        const bool clicked = event->type() == QEvent::MouseButtonRelease && static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton;
        const bool pressed = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
        if (!clicked && !pressed) return event->type() == QEvent::MouseButtonDblClick;
        if (!index.flags().testFlag(Qt::ItemIsUserCheckable)) return false;
        const bool on = index.data(Qt::CheckStateRole).value<Qt::CheckState>() == Qt::Checked;
        return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
        editor->setAutoFillBackground(true);   // the cell below must not shine through
        if (auto* line = qobject_cast<QLineEdit*>(editor)) line->setMaxLength(design::longestLayerName);
        return editor;
    }
};

}  // namespace

LayerView::LayerView(QWidget* parent) : QTableView(parent) {
    setItemDelegate(new LayerDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    setTabKeyNavigation(false);   // Tab leaves the list, as it does everywhere
    setWordWrap(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setIconSize({14, 14});
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(panelRow);
    horizontalHeader()->hide();
    horizontalHeader()->setMinimumSectionSize(panelRow);
}

bool LayerView::event(QEvent* event) {
    // The window has these keys too; here they mean the layer.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = key->modifiers() == Qt::NoModifier;
        if (plain && (key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace || key->key() == Qt::Key_Space)) {
            event->accept();
            return true;
        }
    }
    return QTableView::event(event);
}

void LayerView::keyPressEvent(QKeyEvent* event) {
    const bool alt = event->modifiers() == Qt::AltModifier;
    if (state() == EditingState) return QTableView::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter: return emit chosen();
        case Qt::Key_Delete:
        case Qt::Key_Backspace: return emit removeRequested();
        case Qt::Key_Up:
            if (alt) return emit moveRequested(1);
            break;
        case Qt::Key_Down:
            if (alt) return emit moveRequested(-1);
            break;
        case Qt::Key_F2:   // from any cell of the row
            if (currentIndex().isValid()) setCurrentIndex(currentIndex().siblingAtColumn(LayerModel::Name));
            break;
        case Qt::Key_Space:   // on the name: shown or not
            if (currentIndex().isValid() && !panelIsSign(currentIndex())) {
                const QModelIndex eye = currentIndex().siblingAtColumn(LayerModel::Shown);
                const bool on = eye.data(Qt::CheckStateRole).value<Qt::CheckState>() == Qt::Checked;
                model()->setData(eye, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
                return;
            }
            break;
        default: break;
    }
    QTableView::keyPressEvent(event);
}

LayersPanel::LayersPanel(design::DesignDocument& document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(new LayerModel(document, this)),
      m_header(new QWidget(this)),
      m_view(new LayerView(this)),
      m_problem(new widgets::ProblemLine(this)),
      m_hint(new QLabel(tr("Show, hide or lock together what is on a layer. New things go to the layer with the pencil (Enter)."), this)) {
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Layers"));
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setSectionResizeMode(LayerModel::Name, QHeaderView::Stretch);
    m_view->setColumnWidth(LayerModel::Shown, panelRow + 4);
    m_view->setColumnWidth(LayerModel::Locked, panelRow);
    m_view->setColumnWidth(LayerModel::Count, 44);

    auto* line = new QHBoxLayout(m_header);
    line->setContentsMargins(8, 2, 4, 2);
    line->setSpacing(2);
    m_add = add(m_header, "layerAdd", QStringLiteral("plus"), tr("Add a layer"), &LayersPanel::addLayer);
    m_remove = add(m_header, "layerRemove", QStringLiteral("delete"), tr("Delete the layer (Delete): what is on it goes to the background"), &LayersPanel::removeLayer);
    m_forward = add(m_header, "layerForward", QStringLiteral("chevron-up"), tr("In front of the next one (Alt+Up)"), &LayersPanel::forward);
    m_backward = add(m_header, "layerBackward", QStringLiteral("chevron-down"), tr("Behind the next one (Alt+Down)"), &LayersPanel::backward);
    m_current = add(m_header, "layerCurrent", QStringLiteral("edit"), tr("New things go here (Enter)"), &LayersPanel::makeCurrent);
    m_move = add(m_header, "layerMove", QStringLiteral("paste"), tr("Move the selection here"), &LayersPanel::moveHere);
    m_select = add(m_header, "layerSelect", QStringLiteral("select"), tr("Select what is on it"), &LayersPanel::selectOnIt);
    line->addStretch(1);

    m_hint->setWordWrap(true);
    m_hint->setFont(widgets::smallFont());
    m_hint->setContentsMargins(12, 4, 12, 6);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_view, 1);
    column->addWidget(m_problem);
    column->addWidget(m_hint);
    setFocusProxy(m_view);

    m_syncTimer.setSingleShot(true);
    m_syncTimer.setInterval(0);
    connect(&m_syncTimer, &QTimer::timeout, this, &LayersPanel::sync);
    connect(&document, &design::DesignDocument::changed, this, [this](const design::Change& change) {
        if (!change.onlyMoves()) m_syncTimer.start();
    });
    connect(&document, &design::DesignDocument::replaced, this, &LayersPanel::sync);
    connect(&document, &design::DesignDocument::currentLayerChanged, this, &LayersPanel::sync);
    connect(m_model, &LayerModel::refused, this, &LayersPanel::say);
    connect(m_view, &LayerView::chosen, this, &LayersPanel::makeCurrent);
    connect(m_view, &LayerView::removeRequested, this, &LayersPanel::removeLayer);
    connect(m_view, &LayerView::moveRequested, this, &LayersPanel::moveBy);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &LayersPanel::showPossible);
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, &LayersPanel::applyTheme);
    applyTheme();
    sync();
}

/// An editor that is open hands in what it holds while it goes: nobody is to be told any more.
LayersPanel::~LayersPanel() {
    m_model->disconnect(this);
    m_view->disconnect(this);
    m_view->selectionModel()->disconnect(this);
}

QAction* LayersPanel::add(QWidget* bar, const char* name, const QString& icon, const QString& text, void (LayersPanel::*slot)()) {
    auto* action = new QAction(widgets::icon(icon), text, this);
    action->setObjectName(QLatin1String(name));
    auto* button = new QToolButton(bar);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFixedSize(26, 26);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    bar->layout()->addWidget(button);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

int LayersPanel::layer() const { return m_model->layerAt(m_view->currentIndex().row()); }

void LayersPanel::sync() {
    if (!isVisible()) return;   // showing it catches up
    m_syncTimer.stop();
    say({});
    m_model->sync();
    if (!m_view->currentIndex().isValid()) m_view->setCurrentIndex(m_model->index(m_model->rowOf(m_document.currentLayer()), LayerModel::Name));
    showPossible();
}

/// What cannot be done now says why.
void LayersPanel::showPossible() {
    const int id = layer(), row = m_view->currentIndex().row();
    const design::DrawingLayer* at = m_model->at(row);
    const auto allow = [this](QAction* action, bool possible, const QString& why) {
        widgets::allow(action, possible && !m_readOnly, m_readOnly ? tr("This moment of the run can be looked at, but not edited") : why);
    };
    allow(m_add, true, {});
    allow(m_remove, id > 0, tr("The background stays"));
    allow(m_forward, id > 0 && row > 0, id > 0 ? tr("It is in front already") : tr("The background stays behind the others"));
    allow(m_backward, id > 0 && row + 2 < m_model->rowCount(), id > 0 ? tr("It is at the back already") : tr("The background stays behind the others"));
    const bool open = at && !at->hidden && !at->locked;
    allow(m_current, open && id != m_document.currentLayer(), open ? tr("New things go here already") : tr("Show and unlock it first"));
    allow(m_move, at && m_hasSelection, tr("Select something on the drawing first"));
    const bool any = open && m_model->countAt(row) > 0;
    allow(m_select, any, open ? tr("Nothing is on it") : tr("Show and unlock it first"));
}

void LayersPanel::addLayer() {
    const Result<design::Change> change = design::addLayer(m_document.design());
    if (!change) return say(widgets::say(change.error().what));
    m_document.apply(*change);
    const int id = m_document.design().settings().layers.back().id;
    m_document.setCurrentLayer(id);
    m_model->sync();
    const QModelIndex name = m_model->index(m_model->rowOf(id), LayerModel::Name);
    m_view->setCurrentIndex(name);
    m_view->setFocus(Qt::OtherFocusReason);
    m_view->edit(name);
}

void LayersPanel::removeLayer() {
    const int id = layer(), row = m_view->currentIndex().row();
    if (id <= 0 || m_readOnly) return;
    const QString name = design::layerName(m_document.design(), id).left(60);
    const int count = m_model->countAt(row);
    m_document.apply(design::removeLayer(m_document.design(), id));
    m_model->sync();
    m_view->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1), LayerModel::Name));
    showPossible();
    emit told(count == 0 ? tr("The layer %1 is deleted; nothing was on it.").arg(name)
                         : tr("The layer %1 is deleted; the %n on it went to the background.", nullptr, count).arg(name));
}

void LayersPanel::makeCurrent() {
    if (m_current->isEnabled()) m_document.setCurrentLayer(layer());
    else if (!m_readOnly) say(m_current->toolTip() + QLatin1Char('.'));
}

void LayersPanel::moveBy(int steps) {
    if (layer() <= 0 || m_readOnly) return;
    m_document.apply(design::moveLayer(m_document.design(), layer(), steps));
    sync();
}

void LayersPanel::setSelection(const std::vector<ComponentId>& components, const std::vector<LinkId>& links) {
    m_hasSelection = !components.empty() || !links.empty();
    if (isVisible()) showPossible();
}

void LayersPanel::setReadOnly(bool readOnly) {
    m_readOnly = readOnly;
    m_model->setReadOnly(readOnly);
    showPossible();
}

void LayersPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    sync();
}

void LayersPanel::say(const QString& sentence) {
    m_problem->say(sentence);
    m_hint->setVisible(sentence.isEmpty() && m_document.design().settings().layers.size() < 2);   // whoever has some knows
}

void LayersPanel::applyTheme() {
    const widgets::Theme& t = widgets::theme();
    QPalette hint = palette();
    hint.setColor(QPalette::WindowText, t.muted);
    m_hint->setPalette(hint);
    QPalette rows = m_view->palette();
    rows.setColor(QPalette::Base, t.surface);
    m_view->setPalette(rows);
    m_view->viewport()->update();
}

}  // namespace faultline::layers
