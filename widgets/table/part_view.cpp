#include "widgets/table/part_view.h"

#include "widgets/table/part_model.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTimer>

namespace faultline::table {
namespace {

constexpr int viewRow = 28;

QStringList choicesOf(const QModelIndex& index) {
    const auto* filter = qobject_cast<const QSortFilterProxyModel*>(index.model());
    const auto* parts = filter ? qobject_cast<const PartModel*>(filter->sourceModel()) : nullptr;
    return parts ? parts->choices(filter->mapToSource(index)) : QStringList();
}

/// Keys that are the table's while it has the focus, whatever they mean in the window.
bool isTableKey(const QKeyEvent& key) {
    if (key.matches(QKeySequence::Copy)) return true;
    if (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
    return key.key() == Qt::Key_F2 || (!key.text().isEmpty() && key.text().at(0).isPrint());
}

}  // namespace

QWidget* PartDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QStringList choices = choicesOf(index);
    if (choices.isEmpty()) {
        QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
        editor->setAutoFillBackground(true);   // the cell below must not shine through
        if (auto* line = qobject_cast<QLineEdit*>(editor)) line->setMaxLength(1000);
        return editor;
    }
    auto* combo = new QComboBox(parent);
    combo->addItems(choices);
    if (const qsizetype none = choices.indexOf(QString()); none >= 0) combo->setItemText(static_cast<int>(none), tr("(nothing)"));
    connect(combo, &QComboBox::activated, this, [this, combo] {
        emit const_cast<PartDelegate*>(this)->commitData(combo);
        emit const_cast<PartDelegate*>(this)->closeEditor(combo);
    });
    QTimer::singleShot(0, combo, &QComboBox::showPopup);
    return combo;
}

void PartDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    if (auto* combo = qobject_cast<QComboBox*>(editor)) {
        combo->setCurrentIndex(std::max(0, static_cast<int>(choicesOf(index).indexOf(index.data(Qt::EditRole).toString()))));
        return;
    }
    auto* line = qobject_cast<QLineEdit*>(editor);
    if (!line) return;
    const bool again = m_refusedAt == index && !m_refused.isEmpty();
    if (again || !line->isModified()) line->setText(again ? std::exchange(m_refused, {}) : index.data(Qt::EditRole).toString());
}

void PartDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
    if (const auto* combo = qobject_cast<QComboBox*>(editor)) {
        model->setData(index, choicesOf(index).value(combo->currentIndex()));
        return;
    }
    const auto* line = qobject_cast<QLineEdit*>(editor);
    if (!line || model->setData(index, line->text())) return;
    m_refusedAt = index;
    m_refused = line->text();
    emit retry(index);
}

PartView::PartView(QWidget* parent) : QTableView(parent) {
    auto* delegate = new PartDelegate(this);
    setItemDelegate(delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    setSortingEnabled(true);
    setWordWrap(false);
    setTabKeyNavigation(false);   // Tab leaves the table, as it does everywhere
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIconSize({16, 16});
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(viewRow);
    verticalHeader()->setDefaultSectionSize(viewRow);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(56);
    horizontalHeader()->setStretchLastSection(true);
    connect(delegate, &PartDelegate::retry, this, [this](const QModelIndex& index) {
        // Only while the user is here: who has gone elsewhere is not called back.
        QTimer::singleShot(0, this, [this, at = QPersistentModelIndex(index)] {
            if (at.isValid() && hasFocus()) edit(at);
        });
    });
}

QString PartView::asText() const {
    QStringList lines;
    const auto line = [&](auto cell) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column) cells << cell(column).simplified();
        lines << cells.join(QLatin1Char('\t'));
    };
    line([&](int column) { return model()->headerData(column, Qt::Horizontal).toString(); });
    const bool all = !selectionModel()->hasSelection();
    for (int row = 0; row < model()->rowCount(); ++row)
        if (all || selectionModel()->isRowSelected(row)) line([&](int column) { return model()->index(row, column).data().toString(); });
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

bool PartView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isTableKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QTableView::event(event);
}

void PartView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(asText());
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState && currentIndex().isValid()) {
        edit(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

}  // namespace faultline::table
