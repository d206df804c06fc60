#include "widgets/inspector/value_editor.h"

#include "model/core/nearest.h"
#include "model/design/document.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/table_editor.h"

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QStylePainter>
#include <algorithm>

namespace faultline::inspector {

namespace {

using catalog::PropertySpec;
using catalog::PropertyType;

QString editorText(const char* text) {
    return QCoreApplication::translate("inspector", text);
}

/// "200ms" is easier to read as "200 ms"; the parsers take both.
QString editorSpaced(QString text) {
    for (qsizetype i = 1; i < text.size(); ++i)
        if (text[i].isLetter() && text[i - 1].isDigit()) return text.insert(i, QLatin1Char(' '));
    return text;
}

QString editorDate(QString text) {
    text.replace(QLatin1Char('T'), QLatin1Char(' ')).remove(QLatin1Char('Z'));
    if (text.endsWith(QStringLiteral(":00"))) text.chop(3);
    if (text.endsWith(QStringLiteral(" 00:00"))) text.chop(6);
    return text;
}

QHBoxLayout* editorLayout(QWidget* widget) {
    auto* layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

}  // namespace

QString sentence(const Problem& problem) {
    return widgets::say(problem.what);
}

QString displayText(const PropertySpec& spec, const Value& value, const design::DesignDocument& document) {
    const QString text = QString::fromStdString(catalog::formatValue(spec, value));
    switch (spec.type) {
        case PropertyType::Duration:
        case PropertyType::Size:
        case PropertyType::Bandwidth:
            return editorSpaced(text);
        case PropertyType::Bool:
            return value.toBool() ? editorText(QT_TRANSLATE_NOOP("inspector", "Yes"))
                                  : editorText(QT_TRANSLATE_NOOP("inspector", "No"));
        case PropertyType::DateTime:
            return editorDate(text);
        case PropertyType::Address:
            return value.toInt() == 0 ? QString() : text;
        case PropertyType::Choice:
            for (const catalog::Choice& choice : spec.choices)
                if (value.toText() == choice.key) return widgets::say(choice.label);
            return text;
        case PropertyType::Component: {
            if (value.toInt() == 0) return {};
            const design::Component* named = document.design().component({static_cast<std::uint32_t>(value.toInt())});
            return named ? named->name : QLatin1Char('#') + text;
        }
        default:
            return text;
    }
}

Result<Value> readText(const PropertySpec& spec, const QString& text, const design::DesignDocument& document) {
    if (spec.type != PropertyType::Component) return catalog::parseValue(spec, text.toStdString());
    const QString name = text.trimmed();
    if (name.isEmpty()) return Value(0);
    const auto choices = candidates(spec, document);
    for (const auto& [id, candidate] : choices)
        if (id.isValid() && candidate.compare(name, Qt::CaseInsensitive) == 0) return Value(std::int64_t{id.value});
    std::vector<std::string> known;
    for (const auto& [id, candidate] : choices)
        if (id.isValid()) known.push_back(candidate.toStdString());
    std::string near;
    for (const std::string& k : nearest(name.toStdString(), known)) near += (near.empty() ? "" : ", ") + k;
    if (near.empty())
        return fail({FL_TR("inspector", "There is no component \"%1\" that fits here"), {excerpt(name.toStdString())}});
    return fail({FL_TR("inspector", "There is no component \"%1\" that fits here; did you mean %2?"),
                 {excerpt(name.toStdString()), near}});
}

std::vector<std::pair<ComponentId, QString>> candidates(const PropertySpec& spec, const design::DesignDocument& document,
                                                        const std::vector<ComponentId>& except) {
    std::vector<std::pair<ComponentId, QString>> found;
    for (const auto& [id, part] : document.design().components()) {
        const bool fits = spec.kinds.empty() || std::any_of(spec.kinds.begin(), spec.kinds.end(),
                                                            [&part = part](const char* kind) { return part->kind == kind; });
        if (fits && std::find(except.begin(), except.end(), id) == except.end()) found.emplace_back(id, part->name);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second.localeAwareCompare(b.second) < 0; });
    found.insert(found.begin(), {ComponentId{}, QString()});
    return found;
}

InputLine::InputLine(QWidget* parent) : QLineEdit(parent) {}

void InputLine::setUnit(const QString& unit) {
    m_unit = unit;
    const int width = unit.isEmpty() ? 0 : QFontMetrics(widgets::smallFont()).horizontalAdvance(unit) + 6;
    setTextMargins(0, 0, width, 0);
    update();
}

void InputLine::setInvalid(bool invalid) {
    if (m_invalid == invalid) return;
    m_invalid = invalid;
    update();
}

void InputLine::setHeading(bool heading) {
    m_heading = heading;
    setFont(heading ? widgets::titleFont() : widgets::bodyFont());
    setFrame(!heading);
    setAttribute(Qt::WA_Hover);
    if (heading) {
        QPalette clear = palette();
        clear.setColor(QPalette::Base, Qt::transparent);
        setPalette(clear);
    }
}

int InputLine::textIndent() const {
    QStyleOptionFrame option;
    initStyleOption(&option);
    option.rect = QRect(0, 0, 200, 28);
    constexpr int ownMargin = 2;  // QLineEdit keeps so much free beside its text
    return style()->subElementRect(QStyle::SE_LineEditContents, &option, this).left() + ownMargin;
}

bool InputLine::event(QEvent* event) {
    // With nothing typed there is nothing of its own to take back: undo and redo belong to the document.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if ((key->matches(QKeySequence::Undo) && !isUndoAvailable()) ||
            (key->matches(QKeySequence::Redo) && !isRedoAvailable())) {
            event->ignore();
            return false;
        }
    }
    return QLineEdit::event(event);
}

void InputLine::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && (isModified() || m_invalid)) {
        emit escaped();
        event->accept();
        return;
    }
    if ((event->matches(QKeySequence::Undo) && !isUndoAvailable()) ||
        (event->matches(QKeySequence::Redo) && !isRedoAvailable())) {
        event->ignore();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void InputLine::focusInEvent(QFocusEvent* event) {
    m_isEntered = event->reason() == Qt::MouseFocusReason;
    QLineEdit::focusInEvent(event);
}

/// The click that enters a field takes all of it, so that a new value is typed at once; dragging selects as ever.
void InputLine::mouseReleaseEvent(QMouseEvent* event) {
    QLineEdit::mouseReleaseEvent(event);
    if (std::exchange(m_isEntered, false) && !hasSelectedText()) selectAll();
}

void InputLine::paintEvent(QPaintEvent* event) {
    const widgets::Theme& t = widgets::theme();
    if (m_heading && (underMouse() || hasFocus()) && !isReadOnly()) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(t.focusRing, 1.5) : QPen(t.border));
        painter.setBrush(t.field);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
    QLineEdit::paintEvent(event);
    if (m_unit.isEmpty() && !m_invalid) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_unit.isEmpty()) {
        painter.setFont(widgets::smallFont());
        painter.setPen(isEnabled() ? t.muted : t.disabled);
        painter.drawText(rect().adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, m_unit);
    }
    if (m_invalid) {
        painter.setPen(QPen(t.of(widgets::State::Failing).fill, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
    }
}

TextEditor::TextEditor(Write write, Read read, QWidget* parent)
    : ValueEditor(parent),
      m_write(std::move(write)),
      m_read(std::move(read)),
      m_line(new InputLine(this)) {
    editorLayout(this)->addWidget(m_line);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::editingFinished, this, &TextEditor::commit);
    connect(m_line, &InputLine::escaped, this, &TextEditor::restore);
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        if (!m_line->hasFocus()) m_line->setCursorPosition(0);
    });
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_typed = true;
        if (!m_line->isInvalid() || (text != m_shownText && !m_read(text))) return;
        m_line->setInvalid(false);
        emit restored();
    });
}

// A line that has the cursor says that it loses it when it goes, and it goes after us.
TextEditor::~TextEditor() {
    m_line->disconnect(this);
}

void TextEditor::showValue(const Shown& value) {
    m_value = value;
    m_shownText = value ? m_write(*value) : QString();
    m_line->setPlaceholderText(value ? QString() : tr("Mixed"));
    if (m_typed || m_line->isInvalid()) return;
    if (m_line->text() == m_shownText) return;
    m_line->setText(m_shownText);
    if (!m_line->hasFocus()) m_line->setCursorPosition(0);  // a long text is read from its beginning
}

void TextEditor::setInvalid(bool invalid) {
    m_line->setInvalid(invalid);
    m_typed = m_typed || invalid;
}

void TextEditor::setEditable(bool editable) {
    m_line->setReadOnly(!editable);
}

void TextEditor::refreshNames() {
    showValue(m_value);
}

void TextEditor::commit() {
    if (!m_typed || m_line->isReadOnly()) return;
    if (m_line->text() == m_shownText) return restore();
    const Result<Value> value = m_read(m_line->text());
    if (!value) {
        m_line->setInvalid(true);
        emit rejected(value.error());
        return;
    }
    m_typed = false;
    m_line->setInvalid(false);
    emit restored();
    emit submitted(*value);
    // What was typed becomes what is shown ("1000ms": "1 s"); the line's own undo steps end here, those of the document go on.
    if (!m_typed) m_line->setText(m_shownText);
}

void TextEditor::restore() {
    m_typed = false;
    const bool wasInvalid = m_line->isInvalid();
    m_line->setInvalid(false);
    m_line->setText(m_shownText);
    if (m_line->hasFocus()) m_line->selectAll();
    if (wasInvalid) emit restored();
}

ParagraphEditor::ParagraphEditor(QWidget* parent) : ValueEditor(parent), m_edit(new QPlainTextEdit(this)) {
    editorLayout(this)->addWidget(m_edit);
    setFocusProxy(m_edit);
    m_edit->setTabChangesFocus(true);
    m_edit->setFixedHeight(92);
    m_edit->installEventFilter(this);
}

ParagraphEditor::~ParagraphEditor() {
    m_edit->removeEventFilter(this);
}

void ParagraphEditor::showValue(const Shown& value) {
    const bool isTyping = m_edit->toPlainText() != m_shownText && m_edit->hasFocus();
    m_shownText = value ? QString::fromStdString(value->toText()) : QString();
    m_edit->setPlaceholderText(value ? QString() : tr("Mixed"));
    if (!isTyping && m_edit->toPlainText() != m_shownText) m_edit->setPlainText(m_shownText);
}

void ParagraphEditor::setEditable(bool editable) {
    m_edit->setReadOnly(!editable);
}

bool ParagraphEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) commit();
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && m_edit->toPlainText() != m_shownText) {
            m_edit->setPlainText(m_shownText);
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers().testFlag(Qt::ControlModifier)) {
            commit();
            return true;
        }
    }
    return ValueEditor::eventFilter(watched, event);
}

void ParagraphEditor::commit() {
    const QString text = m_edit->toPlainText();
    if (text == m_shownText || m_edit->isReadOnly()) return;
    m_shownText = text;  // showValue() finds nothing that is still being typed
    emit submitted(text.toStdString());
}

CheckEditor::CheckEditor(QWidget* parent) : ValueEditor(parent), m_box(new QCheckBox(this)) {
    QHBoxLayout* layout = editorLayout(this);
    layout->addWidget(m_box);
    layout->addStretch();
    setMinimumHeight(28);
    setFocusProxy(m_box);
    connect(m_box, &QCheckBox::clicked, this, [this] {
        const bool wanted = m_box->checkState() != Qt::Unchecked;
        m_box->setTristate(false);
        emit submitted(wanted);
    });
}

void CheckEditor::showValue(const Shown& value) {
    m_box->setTristate(!value);
    m_box->setCheckState(!value ? Qt::PartiallyChecked : value->toBool() ? Qt::Checked : Qt::Unchecked);
    m_box->setText(!value ? tr("Mixed") : value->toBool() ? tr("On") : tr("Off"));
}

QuietCombo::QuietCombo(QWidget* parent) : QComboBox(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
    setMaxVisibleItems(16);
}

void QuietCombo::showPopup() {
    view()->setMinimumWidth(std::max(width() - 2, view()->sizeHintForColumn(0) + 8));
    QComboBox::showPopup();
}

void QuietCombo::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    if (currentIndex() < 0) {
        option.currentText = placeholderText();
        option.palette.setBrush(QPalette::ButtonText, option.palette.placeholderText());
    }
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    constexpr int margin = 4, iconGap = 4;  // what the style keeps free beside the text
    int room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width() - margin;
    if (!option.currentIcon.isNull()) room -= option.iconSize.width() + iconGap;
    option.currentText = option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, room);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

ChoiceEditor::ChoiceEditor(std::function<std::vector<Item>()> items, QWidget* parent)
    : ValueEditor(parent),
      m_source(std::move(items)),
      m_combo(new QuietCombo(this)) {
    editorLayout(this)->addWidget(m_combo);
    setFocusProxy(m_combo);
    refreshNames();
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        const Value wanted = index < static_cast<int>(m_items.size()) ? m_items[static_cast<std::size_t>(index)].value : Value();
        if (wanted.isNull() || (m_value && *m_value == wanted)) return;
        emit submitted(wanted);
    });
}

void ChoiceEditor::refreshNames() {
    std::vector<Item> items = m_source();
    const bool same = std::equal(items.begin(), items.end(), m_items.begin(), m_items.end(), [](const Item& a, const Item& b) {
        return a.value == b.value && a.text == b.text && a.icon == b.icon;
    });
    if (same && m_combo->count() > 0) return;
    m_items = std::move(items);
    m_combo->clear();
    for (const Item& item : m_items) m_combo->addItem(item.icon.isEmpty() ? QIcon() : widgets::icon(item.icon), item.text);
    showValue(m_value);
}

void ChoiceEditor::showValue(const Shown& value) {
    m_value = value;
    const auto it = std::find_if(m_items.begin(), m_items.end(), [&](const Item& item) { return value && item.value == *value; });
    m_combo->setPlaceholderText(value ? tr("Unknown") : tr("Mixed"));
    m_combo->setCurrentIndex(it == m_items.end() ? -1 : static_cast<int>(it - m_items.begin()));
}

ValueEditor* makeEditor(const PropertySpec& spec, design::DesignDocument& document, const std::vector<ComponentId>& except,
                        bool paragraph, QWidget* parent) {
    switch (spec.type) {
        case PropertyType::Bool:
            return new CheckEditor(parent);
        case PropertyType::Choice:
            return new ChoiceEditor(
                [&spec] {
                    std::vector<ChoiceEditor::Item> items;
                    for (const catalog::Choice& choice : spec.choices)
                        items.push_back({choice.key, widgets::say(choice.label), {}});
                    return items;
                },
                parent);
        case PropertyType::Component:
            return new ChoiceEditor(
                [&spec, &document, except] {
                    std::vector<ChoiceEditor::Item> items;
                    for (const auto& [id, name] : candidates(spec, document, except)) {
                        const design::Component* part = document.design().component(id);
                        items.push_back({std::int64_t{id.value}, part ? name : editorText(QT_TRANSLATE_NOOP("inspector", "None")),
                                         part ? QString::fromStdString(part->kind) : QString()});
                    }
                    return items;
                },
                parent);
        case PropertyType::Table:
            return new TableEditor(spec, document, parent);
        case PropertyType::Text:
            if (paragraph) return new ParagraphEditor(parent);
            [[fallthrough]];
        default: {
            auto* editor =
                new TextEditor([&spec, &document](const Value& value) { return displayText(spec, value, document); },
                               [&spec, &document](const QString& text) { return readText(spec, text, document); }, parent);
            editor->line()->setUnit(QString::fromUtf8(spec.unit));
            return editor;
        }
    }
}

}  // namespace faultline::inspector
