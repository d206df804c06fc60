#include "widgets/inspector/field.h"

#include "model/design/document.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QToolButton>

namespace faultline::inspector {

namespace {
constexpr int fieldHeadWidth = 112;  // of the label, and the button beside it while there is one
constexpr int fieldResetWidth = 20;
}  // namespace

Field::Field(const catalog::PropertySpec& spec, ValueEditor* editor, const design::DesignDocument& document, Commit commit,
             QWidget* parent)
    : QWidget(parent),
      m_spec(spec),
      m_editor(editor),
      m_document(document),
      m_commit(std::move(commit)),
      m_label(new QLabel(this)),
      m_reset(new QToolButton(this)),
      m_error(new QLabel(this)) {
    const widgets::Theme& t = widgets::theme();
    setObjectName(QString::fromUtf8(spec.key));
    m_label->setText(widgets::say(spec.label));
    m_label->setFont(widgets::uiFont(12));
    m_label->setWordWrap(true);
    m_label->setBuddy(editor);
    QPalette quiet = m_label->palette();
    quiet.setColor(QPalette::WindowText, t.muted);
    m_label->setPalette(quiet);

    m_reset->setAutoRaise(true);
    m_reset->setIcon(widgets::icon(QStringLiteral("undo"), t.muted, 14));
    m_reset->setIconSize(QSize(14, 14));
    m_reset->setFixedSize(fieldResetWidth, fieldResetWidth);
    m_reset->setFocusPolicy(Qt::TabFocus);
    m_reset->setAccessibleName(tr("Reset to default"));
    m_reset->hide();

    m_error->setFont(widgets::smallFont());
    m_error->setWordWrap(true);
    QPalette red = m_error->palette();
    red.setColor(QPalette::WindowText, t.of(widgets::State::Failing).text);
    m_error->setPalette(red);
    m_error->setObjectName(QStringLiteral("error"));
    m_error->hide();

    editor->setParent(this);
    editor->setAccessibleName(widgets::say(spec.label));
    if (editor->focusProxy()) editor->focusProxy()->setAccessibleName(widgets::say(spec.label));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    if (editor->isWide()) {
        grid->addWidget(m_label, 0, 0);
        grid->addWidget(m_reset, 0, 1, Qt::AlignRight);
        grid->addWidget(editor, 1, 0, 1, 2);
        grid->addWidget(m_error, 2, 0, 1, 2);
        grid->setColumnStretch(0, 1);
    } else {
        auto* head = new QHBoxLayout;
        head->setSpacing(2);
        head->addWidget(m_label, 1);
        head->addWidget(m_reset);
        grid->addLayout(head, 0, 0);
        grid->setColumnMinimumWidth(0, fieldHeadWidth);
        m_label->setMinimumWidth(fieldHeadWidth - fieldResetWidth - 2);
        m_label->setMaximumWidth(fieldHeadWidth);
        grid->addWidget(editor, 0, 1);
        grid->addWidget(m_error, 1, 1);
        grid->setColumnStretch(1, 1);
    }
    QWidget::setTabOrder(editor->focusProxy() ? editor->focusProxy() : editor, m_reset);

    connect(editor, &ValueEditor::submitted, this, &Field::submit);
    connect(editor, &ValueEditor::rejected, this, [this](const Problem& problem) { showError(sentence(problem)); });
    connect(editor, &ValueEditor::restored, this, [this] { showError({}); });
    connect(m_reset, &QToolButton::clicked, this, [this] {
        if (m_default) submit(*m_default);
        m_editor->setFocus();  // the button is gone now
    });
}

void Field::showValue(const Shown& value, const Shown& defaultValue) {
    m_value = value;
    m_default = defaultValue;
    m_isChanged = defaultValue && !(value && *value == *defaultValue);
    m_editor->showValue(value);
    m_reset->setVisible(m_isChanged && m_editable);
    if (m_isChanged) {
        const QString text = displayText(m_spec, *defaultValue, m_document);
        m_reset->setToolTip(text.isEmpty() ? tr("Reset to default") : tr("Reset to default: %1").arg(text));
    }
    const QString tip = QStringLiteral("<qt>%1</qt>").arg(info().toHtmlEscaped());
    m_label->setToolTip(tip);
    m_editor->setToolTip(tip);
}

void Field::setEditable(bool editable) {
    m_editable = editable;
    m_editor->setEditable(editable);
    m_reset->setVisible(m_isChanged && editable);
}

void Field::setBare() {
    m_label->hide();
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->setHorizontalSpacing(0);
    grid->setColumnMinimumWidth(0, 0);
}

QString Field::errorText() const {
    return m_error->isHidden() ? QString() : m_error->text();
}

QString Field::info() const {
    QStringList parts;
    if (!m_spec.help.isEmpty()) parts += widgets::say(m_spec.help);
    if (const Text range = catalog::describeRange(m_spec); !range.isEmpty()) parts += tr("Range: %1.").arg(widgets::say(range));
    if (m_default && m_spec.type != catalog::PropertyType::Table) {
        const QString text = displayText(m_spec, *m_default, m_document);
        if (!text.isEmpty() && m_spec.type != catalog::PropertyType::Text) parts += tr("Default: %1.").arg(text);
    }
    return parts.join(QLatin1Char(' '));
}

void Field::enterEvent(QEnterEvent*) {
    emit pointedAt(this);
}

void Field::leaveEvent(QEvent*) {
    emit pointedAt(nullptr);
}

void Field::submit(const Value& value) {
    if (!m_editable) return;
    const Result<void> done = m_commit(value);
    if (done) {
        showError({});
        return;
    }
    m_editor->setInvalid(true);
    showError(sentence(done.error()));
    if (!qobject_cast<TextEditor*>(m_editor)) m_editor->showValue(m_value);  // a choice jumps back to what holds
}

void Field::showError(const QString& text) {
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

}  // namespace faultline::inspector
