#include "widgets/inspector/table_editor.h"

#include "model/design/document.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace faultline::inspector {

namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

constexpr int tableRow = 28;
constexpr int tableMostRows = 7;
constexpr int tableNumber = 24;   // width of the numbers of rows
constexpr int tableLargestRows = 10'000;  // a pasted column of a whole sheet

std::vector<ChoiceEditor::Item> tableItems(const PropertySpec& spec, const design::DesignDocument& document) {
    std::vector<ChoiceEditor::Item> items;
    if (spec.type == PropertyType::Bool) {
        items.push_back({true, displayText(spec, true, document), {}});
        items.push_back({false, displayText(spec, false, document), {}});
    } else if (spec.type == PropertyType::Choice) {
        for (const catalog::Choice& choice : spec.choices) items.push_back({choice.key, widgets::say(choice.label), {}});
    } else if (spec.type == PropertyType::Component) {
        for (const auto& [id, name] : candidates(spec, document))
            items.push_back({std::int64_t{id.value}, id.isValid() ? name : QStringLiteral("\u2013"), {}});
    }
    return items;
}

/// The cells of a piece of a spreadsheet: lines of cells with tabs between; a cell may be quoted as spreadsheets do.
std::vector<QStringList> tableCells(QString text) {
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    while (text.endsWith(QLatin1Char('\n'))) text.chop(1);
    std::vector<QStringList> rows(1);
    QString cell;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted) {
            if (c != QLatin1Char('"'))
                cell += c;
            else if (i + 1 < text.size() && text[i + 1] == QLatin1Char('"'))
                cell += text[++i];
            else
                quoted = false;
        } else if (c == QLatin1Char('"') && cell.isEmpty()) {
            quoted = true;
        } else if (c == QLatin1Char('\t') || c == QLatin1Char('\n')) {
            rows.back() += cell;
            cell.clear();
            if (c == QLatin1Char('\n')) rows.emplace_back();
        } else {
            cell += c;
        }
    }
    rows.back() += cell;
    return rows;
}

}  // namespace

TableModel::TableModel(const PropertySpec& spec, design::DesignDocument& document, QObject* parent)
    : QAbstractTableModel(parent),
      m_spec(spec),
      m_document(document) {}

void TableModel::setRows(TableRows rows) {
    if (rows == m_rows) return;
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    // Only what changed is said to have, so that an open editor elsewhere keeps what is being typed.
    TableRows old = std::exchange(m_rows, std::move(rows));
    for (std::size_t r = 0; r < m_rows.size(); ++r)
        for (std::size_t c = 0; c < m_rows[r].size() && c < m_spec.columns.size(); ++c)
            if (c >= old[r].size() || !(old[r][c] == m_rows[r][c])) {
                const QModelIndex changed = index(static_cast<int>(r), static_cast<int>(c));
                emit dataChanged(changed, changed);
            }
}

TableRow TableModel::defaultRow() const {
    TableRow row;
    for (const PropertySpec& column : m_spec.columns) {
        if (!column.defaultValue.isNull())
            row.push_back(column.defaultValue);
        else if (column.type == PropertyType::Text)
            row.emplace_back("");
        else if (column.type == PropertyType::Bool)
            row.emplace_back(false);
        else if (column.type == PropertyType::Choice && !column.choices.empty())
            row.emplace_back(column.choices.front().key);
        else if (column.type == PropertyType::Number || column.type == PropertyType::Share)
            row.emplace_back(column.minimum);
        else if (column.type == PropertyType::Component || column.type == PropertyType::Address ||
                 column.type == PropertyType::DateTime)
            row.emplace_back(0);
        else
            row.emplace_back(static_cast<std::int64_t>(column.minimum));
    }
    return row;
}

void TableModel::refreshNames() {
    for (int c = 0; c < columnCount(); ++c)
        if (column(c).type == PropertyType::Component && rowCount() > 0)
            emit dataChanged(index(0, c), index(rowCount() - 1, c), {Qt::DisplayRole});
}

int TableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_spec.columns.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const TableRow& row = m_rows[static_cast<std::size_t>(index.row())];
    if (static_cast<std::size_t>(index.column()) >= row.size()) return {};
    const Value& value = row[static_cast<std::size_t>(index.column())];
    const PropertySpec& spec = column(index.column());
    switch (role) {
        case Qt::EditRole:
            return displayText(spec, value, m_document);
        case Qt::DisplayRole: {
            const QString text = displayText(spec, value, m_document);
            return text.isEmpty() && spec.type != PropertyType::Text ? QStringLiteral("\u2013") : text;
        }
        case Qt::ToolTipRole:
            return displayText(spec, value, m_document);
        case Qt::TextAlignmentRole: {
            const bool isNumber =
                spec.type == PropertyType::Integer || spec.type == PropertyType::Number || spec.type == PropertyType::Share;
            return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
        }
        default:
            return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    const PropertySpec& spec = column(section);
    if (role == Qt::DisplayRole) return widgets::say(spec.label);
    if (role == Qt::ToolTipRole) return widgets::say(spec.help.isEmpty() ? spec.label : spec.help);
    if (role == Qt::TextAlignmentRole)
        return data(index(0, section), role).isValid() ? data(index(0, section), role)
                                                       : QVariant(int(Qt::AlignLeft | Qt::AlignVCenter));
    return {};
}

Qt::ItemFlags TableModel::flags(const QModelIndex& index) const {
    return QAbstractTableModel::flags(index) | Qt::ItemIsEditable;
}

bool TableModel::setCell(const QModelIndex& index, const Value& value) {
    TableRows rows = m_rows;
    rows[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())] = value;
    if (rows == m_rows) return true;
    emit rowsWanted(rows);
    return m_rows == rows;
}

QWidget* TableDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    const PropertySpec& spec = m_model->column(index.column());
    const std::vector<ChoiceEditor::Item> items = tableItems(spec, m_model->document());
    if (items.empty()) {
        auto* line = new InputLine(parent);
        connect(line, &QLineEdit::textEdited, this, [this, line, &spec](const QString& text) {
            if (!line->isInvalid() || !readText(spec, text, m_model->document())) return;
            line->setInvalid(false);
            emit restored();
        });
        return line;
    }
    auto* combo = new QuietCombo(parent);
    for (const ChoiceEditor::Item& item : items) combo->addItem(item.text);
    auto* self = const_cast<TableDelegate*>(this);
    connect(combo, &QComboBox::activated, self, [self, combo] {
        emit self->commitData(combo);
        emit self->closeEditor(combo);
    });
    QTimer::singleShot(0, combo, &QComboBox::showPopup);
    return combo;
}

void TableDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    const PropertySpec& spec = m_model->column(index.column());
    if (auto* combo = qobject_cast<QComboBox*>(editor)) {
        const auto items = tableItems(spec, m_model->document());
        const Value& value = m_model->rows()[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
        for (std::size_t i = 0; i < items.size(); ++i)
            if (items[i].value == value) combo->setCurrentIndex(static_cast<int>(i));
    } else if (auto* line = qobject_cast<InputLine*>(editor)) {
        line->setText(index.data(Qt::EditRole).toString());
    }
}

void TableDelegate::setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const {
    const PropertySpec& spec = m_model->column(index.column());
    if (auto* combo = qobject_cast<QComboBox*>(editor)) {
        const auto items = tableItems(spec, m_model->document());
        const int chosen = combo->currentIndex();
        if (chosen >= 0 && chosen < static_cast<int>(items.size()))
            m_model->setCell(index, items[static_cast<std::size_t>(chosen)].value);
    } else if (auto* line = qobject_cast<InputLine*>(editor)) {
        const Result<Value> value = readText(spec, line->text(), m_model->document());
        emit restored();  // whatever was said about this cell is over: it is taken, or it is given up
        if (value) m_model->setCell(index, *value);
    }
}

void TableDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const {
    editor->setGeometry(option.rect.adjusted(0, 0, std::max(0, 72 - option.rect.width()), 0));
}

bool TableDelegate::eventFilter(QObject* watched, QEvent* event) {
    auto* line = qobject_cast<InputLine*>(watched);
    if (line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab || key == Qt::Key_Backtab) {
            const auto* view = qobject_cast<QTableView*>(line->parentWidget()->parentWidget());
            const QModelIndex index = view ? view->currentIndex() : QModelIndex();
            if (index.isValid()) {
                const Result<Value> value = readText(m_model->column(index.column()), line->text(), m_model->document());
                if (!value) {
                    line->setInvalid(true);
                    emit rejected(value.error());
                    return true;
                }
            }
        } else if (key == Qt::Key_Escape) {
            emit restored();
        }
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

TableEditor::TableEditor(const PropertySpec& spec, design::DesignDocument& document, QWidget* parent)
    : ValueEditor(parent),
      m_spec(spec),
      m_document(document),
      m_model(new TableModel(spec, document, this)),
      m_view(new QTableView(this)),
      m_mixed(new QLabel(tr("The selected components differ here. Select one of them to edit its rows."), this)),
      m_bar(new QWidget(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_mixed->setWordWrap(true);
    m_mixed->setFont(widgets::smallFont());
    m_mixed->hide();
    layout->addWidget(m_mixed);
    layout->addWidget(m_view);
    layout->addWidget(m_bar);
    setFocusProxy(m_view);

    auto* delegate = new TableDelegate(m_model);
    m_view->setModel(m_model);
    m_view->setItemDelegate(delegate);
    m_view->setFont(widgets::uiFont(12));
    m_view->setTabKeyNavigation(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                            QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setShowGrid(true);
    m_view->setWordWrap(false);
    m_view->verticalHeader()->setDefaultSectionSize(tableRow);
    m_view->verticalHeader()->setMinimumSectionSize(tableRow);
    QHeaderView* numbers = m_view->verticalHeader();   // the order of rows counts: each has its number, and is dragged by it
    numbers->setSectionsMovable(true);
    numbers->setSectionResizeMode(QHeaderView::Fixed);
    numbers->setFixedWidth(tableNumber);
    numbers->setDefaultAlignment(Qt::AlignCenter);
    numbers->setFont(widgets::smallFont());
    numbers->setHighlightSections(false);
    numbers->setToolTip(tr("Drag a row by its number to move it"));
    connect(numbers, &QHeaderView::sectionMoved, this, [this, numbers](int, int from, int to) {
        const QSignalBlocker quiet(numbers);   // the rows move in the design, not in the header
        numbers->moveSection(to, from);
        dragRow(from, to);
    });
    m_view->setCornerButtonEnabled(false);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setFont(widgets::smallFont());
    m_view->installEventFilter(this);

    auto* bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(2);
    m_add = addButton(QStringLiteral("plus"), tr("Add row"), QStringLiteral("Ins"), &TableEditor::addRow);
    m_remove = addButton(QStringLiteral("delete"), tr("Remove rows"), QStringLiteral("Del"), &TableEditor::removeRows);
    m_up = addButton(QStringLiteral("chevron-up"), tr("Move row up"), QStringLiteral("Alt+Up"), &TableEditor::moveUp);
    m_down = addButton(QStringLiteral("chevron-down"), tr("Move row down"), QStringLiteral("Alt+Down"), &TableEditor::moveDown);
    bar->addStretch();
    m_window = addButton(QStringLiteral("external-link"), tr("Open in a window"), {}, &TableEditor::openWindow);

    connect(m_model, &TableModel::rowsWanted, this, [this](const TableRows& rows) { emit submitted(rows); });
    connect(delegate, &TableDelegate::rejected, this, &ValueEditor::rejected);
    connect(delegate, &TableDelegate::restored, this, &ValueEditor::restored);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TableEditor::updateButtons);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &TableEditor::updateButtons);
    connect(m_model, &QAbstractItemModel::modelReset, this, &TableEditor::fitColumns);
    updateButtons();
    fitColumns();
}

TableEditor::~TableEditor() {
    m_view->removeEventFilter(this);
    m_view->selectionModel()->disconnect(this);
    m_model->disconnect(this);
}

QToolButton* TableEditor::addButton(const QString& icon, const QString& text, const QString& keys, void (TableEditor::*act)()) {
    auto* button = new QToolButton(m_bar);
    button->setAutoRaise(true);
    button->setIcon(widgets::icon(icon));
    button->setAccessibleName(text);
    button->setToolTip(keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys));
    button->setFocusPolicy(Qt::TabFocus);
    m_bar->layout()->addWidget(button);
    connect(button, &QToolButton::clicked, this, act);
    return button;
}

void TableEditor::showValue(const Shown& value) {
    m_value = value;
    m_mixed->setVisible(!value);
    m_view->setVisible(value.has_value());
    m_bar->setVisible(value.has_value());
    if (value) {
        const QModelIndex current = m_view->currentIndex();
        m_model->setRows(value->toTable());
        if (!m_view->currentIndex().isValid() && current.isValid() && m_model->rowCount() > 0)
            m_view->setCurrentIndex(m_model->index(std::min(current.row(), m_model->rowCount() - 1), current.column()));
    }
    updateButtons();
    if (m_large) m_large->showValue(value);
}

void TableEditor::setEditable(bool editable) {
    m_editable = editable;
    m_view->setEditTriggers(editable ? QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                                           QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked
                                     : QAbstractItemView::EditTriggers(QAbstractItemView::NoEditTriggers));
    m_view->verticalHeader()->setSectionsMovable(editable);
    updateButtons();
    if (m_large) m_large->setEditable(editable);
}

void TableEditor::refreshNames() {
    m_model->refreshNames();
    if (m_large) m_large->refreshNames();
}

std::vector<int> TableEditor::selectedRows() const {
    std::set<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedIndexes()) rows.insert(index.row());
    if (rows.empty() && m_view->currentIndex().isValid()) rows.insert(m_view->currentIndex().row());
    return {rows.begin(), rows.end()};
}

void TableEditor::updateButtons() {
    const std::vector<int> rows = selectedRows();
    m_add->setEnabled(m_editable);
    m_remove->setEnabled(m_editable && !rows.empty());
    m_up->setEnabled(m_editable && rows.size() == 1 && rows.front() > 0);
    m_down->setEnabled(m_editable && rows.size() == 1 && rows.front() + 1 < m_model->rowCount());
}

void TableEditor::addRow() {
    if (!m_editable || !m_value) return;
    TableRows rows = m_model->rows();
    const std::vector<int> chosen = selectedRows();
    const int at = chosen.empty() ? static_cast<int>(rows.size()) : chosen.back() + 1;
    rows.insert(rows.begin() + at, m_model->defaultRow());
    emit submitted(rows);
    m_view->setFocus();
    m_view->setCurrentIndex(m_model->index(std::min(at, m_model->rowCount() - 1), 0));
}

void TableEditor::removeRows() {
    if (!m_editable || !m_value) return;
    TableRows rows = m_model->rows();
    const std::vector<int> chosen = selectedRows();
    if (chosen.empty()) return;
    const int column = std::max(0, m_view->currentIndex().column());
    for (auto it = chosen.rbegin(); it != chosen.rend(); ++it) rows.erase(rows.begin() + *it);
    emit submitted(rows);
    if (m_model->rowCount() > 0)
        m_view->setCurrentIndex(m_model->index(std::min(chosen.front(), m_model->rowCount() - 1), column));
}

void TableEditor::moveRow(int by) {
    const std::vector<int> chosen = selectedRows();
    if (chosen.size() == 1) dragRow(chosen.front(), chosen.front() + by);
}

void TableEditor::dragRow(int from, int to) {
    TableRows rows = m_model->rows();
    const int count = static_cast<int>(rows.size()), column = std::max(0, m_view->currentIndex().column());
    if (!m_editable || from == to || std::min(from, to) < 0 || std::max(from, to) >= count) return;
    const auto first = rows.begin() + std::min(from, to), last = rows.begin() + std::max(from, to) + 1;
    std::rotate(first, from < to ? first + 1 : last - 1, last);
    emit submitted(rows);
    m_view->setCurrentIndex(m_model->index(to, column));
}

void TableEditor::copy() const {
    QModelIndexList chosen = m_view->selectionModel()->selectedIndexes();
    std::sort(chosen.begin(), chosen.end());
    QString text;
    for (qsizetype i = 0; i < chosen.size(); ++i) {
        if (i > 0) text += chosen[i].row() == chosen[i - 1].row() ? QLatin1Char('\t') : QLatin1Char('\n');
        text += chosen[i].data(Qt::EditRole).toString();
    }
    if (!text.isEmpty()) QApplication::clipboard()->setText(text);
}

void TableEditor::paste() {
    if (!m_editable || !m_value) return;
    std::vector<QStringList> cells = tableCells(QApplication::clipboard()->text());
    if (cells.size() == 1 && cells.front().size() == 1 && cells.front().front().isEmpty()) return;
    const auto isHeading = [&] {
        for (qsizetype c = 0; c < cells.front().size() && c < m_model->columnCount(); ++c)
            if (cells.front()[c].trimmed().compare(widgets::say(m_model->column(static_cast<int>(c)).label),
                                                   Qt::CaseInsensitive) != 0)
                return false;
        return cells.size() > 1 && m_model->columnCount() > 0;
    };
    const std::size_t headings = isHeading() ? 1 : 0;
    if (headings > 0) cells.erase(cells.begin());
    const QModelIndex current = m_view->currentIndex();
    const std::size_t firstRow = current.isValid() ? static_cast<std::size_t>(current.row()) : m_model->rows().size();
    const qsizetype firstColumn = current.isValid() ? current.column() : 0;
    TableRows rows = m_model->rows();
    if (firstRow + cells.size() > tableLargestRows)
        return emit rejected(
            Problem(Text(FL_TR("inspector", "A table has at most %1 rows"), {std::to_string(tableLargestRows)})));
    for (std::size_t r = 0; r < cells.size(); ++r) {
        const std::string row = std::to_string(r + 1 + headings);
        while (cells[r].size() + firstColumn > m_model->columnCount() && cells[r].back().trimmed().isEmpty()) cells[r].removeLast();   // empty columns beside it
        if (cells[r].size() + firstColumn > m_model->columnCount())
            return emit rejected(Problem(Text(FL_TR("inspector", "Row %1 of what is pasted has too many cells: from this column on there are %2"),
                                              {row, std::to_string(m_model->columnCount() - firstColumn)})));
        if (firstRow + r >= rows.size()) rows.push_back(m_model->defaultRow());
        for (qsizetype c = 0; c < cells[r].size(); ++c) {
            const PropertySpec& spec = m_model->column(static_cast<int>(firstColumn + c));
            QString text = cells[r][c].trimmed();
            if (text == QStringLiteral("\u2013")) text.clear();
            const Result<Value> value = readText(spec, text, m_document);
            if (!value)
                return emit rejected(Problem(Text(
                    FL_TR("inspector", "Row %1 of what is pasted, %2: %3"),
                    {row, widgets::say(spec.label).toStdString(), sentence(value.error()).toStdString()})));
            rows[firstRow + r][static_cast<std::size_t>(firstColumn + c)] = *value;
        }
    }
    emit restored();
    emit submitted(rows);
}

void TableEditor::openWindow() {
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new QDialog(window());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setWindowTitle(widgets::say(m_spec.label));
    connect(this, &QObject::destroyed, m_dialog, &QWidget::close);
    auto* layout = new QVBoxLayout(m_dialog);
    m_large = new TableEditor(m_spec, m_document, m_dialog);
    m_large->m_isLarge = true;
    m_large->m_window->hide();
    m_large->setEditable(m_editable);
    m_large->showValue(m_value);
    auto* trouble = new QLabel(m_dialog);
    trouble->setWordWrap(true);
    QPalette red = trouble->palette();
    red.setColor(QPalette::WindowText, widgets::theme().of(widgets::State::Failing).text);
    trouble->setPalette(red);
    connect(m_large, &ValueEditor::submitted, this, &ValueEditor::submitted);
    connect(m_large, &ValueEditor::rejected, trouble, [trouble](const Problem& problem) { trouble->setText(sentence(problem)); });
    connect(m_large, &ValueEditor::restored, trouble, &QLabel::clear);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, m_dialog);
    connect(buttons, &QDialogButtonBox::rejected, m_dialog, &QDialog::close);
    layout->addWidget(m_large, 1);
    layout->addWidget(trouble);
    layout->addWidget(buttons);
    m_dialog->resize(760, 420);
    m_dialog->show();
    m_large->setFocus();
}

bool TableEditor::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        auto* key = static_cast<QKeyEvent*>(event);
        const auto act = [&]() -> std::function<void()> {
            if (key->matches(QKeySequence::Copy)) return [this] { copy(); };
            if (key->matches(QKeySequence::Paste)) return [this] { paste(); };
            if (key->key() == Qt::Key_Insert) return [this] { addRow(); };
            if (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) return [this] { removeRows(); };
            if (key->modifiers().testFlag(Qt::AltModifier) && key->key() == Qt::Key_Up) return [this] { moveRow(-1); };
            if (key->modifiers().testFlag(Qt::AltModifier) && key->key() == Qt::Key_Down) return [this] { moveRow(1); };
            return {};
        }();
        if (act) {
            // Deleting and copying belong to the table while it has the cursor, not to the drawing.
            if (event->type() == QEvent::KeyPress) act();
            event->accept();
            return true;
        }
    }
    return ValueEditor::eventFilter(watched, event);
}

void TableEditor::resizeEvent(QResizeEvent* event) {
    ValueEditor::resizeEvent(event);
    fitColumns();
}

void TableEditor::fitColumns() {
    QHeaderView* header = m_view->horizontalHeader();
    const int columns = m_model->columnCount();
    if (columns == 0) return;
    const QFontMetrics metrics(m_view->font());
    const QFontMetrics headerMetrics(header->font());
    std::vector<int> wanted;
    int total = 0;
    for (int c = 0; c < columns; ++c) {
        int width = std::max(48, headerMetrics.horizontalAdvance(widgets::say(m_model->column(c).label)) + 18);
        for (int r = 0; r < std::min(m_model->rowCount(), 50); ++r)
            width = std::max(width, metrics.horizontalAdvance(m_model->index(r, c).data().toString()) + 18);
        wanted.push_back(std::min(width, 220));
        total += wanted.back();
    }
    const int room = m_view->width() - 2 - tableNumber;
    const int spare = std::max(0, room - total);
    for (int c = 0; c < columns; ++c)
        header->resizeSection(c, wanted[static_cast<std::size_t>(c)] + spare / columns + (c < spare % columns ? 1 : 0));
    m_view->setHorizontalScrollBarPolicy(total > room ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    if (m_isLarge) return;
    // The style may make rows higher than they were asked to be.
    int height = header->sizeHint().height() + 2;
    for (int r = 0; r < std::clamp(m_model->rowCount(), 1, tableMostRows); ++r)
        height += r < m_model->rowCount() ? m_view->rowHeight(r) : tableRow;
    if (total > room) height += m_view->horizontalScrollBar()->sizeHint().height();
    m_view->setFixedHeight(height);
}

}  // namespace faultline::inspector
