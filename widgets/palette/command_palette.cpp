#include "widgets/palette/command_palette.h"

#include "widgets/common/fonts.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/palette/command_list.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace faultline::palette {
namespace {

constexpr int commandWidth = 560, commandHeight = 420, commandTop = 72;

}  // namespace

CommandPalette::CommandPalette(QWidget* window)
    : QWidget(window),
      m_edit(new widgets::SearchField(tr("What do you want to do?"), this)),
      m_list(new CommandList(this)),
      m_nothing(new QLabel(tr("Nothing here is called so."), this)) {
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    m_edit->setObjectName(QStringLiteral("commandEdit"));
    m_edit->installEventFilter(this);
    column->addWidget(m_edit);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    column->addWidget(m_list, 1);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setFont(widgets::bodyFont());
    column->addWidget(m_nothing, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::look);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { run(CommandList::commandAt(index)); });
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open(const QList<Command>& commands) {
    if (isHidden()) m_focusBefore = QApplication::focusWidget();
    m_commands = commands;
    m_edit->clear();
    look();
    place();
    show();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::close() {
    if (isHidden()) return;
    const QPointer<QWidget> before = std::exchange(m_focusBefore, nullptr);
    hide();
    m_commands.clear();
    if (before) before->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::look() {
    m_shown = matchingCommands(m_commands, m_edit->text());
    m_list->setCommands(m_shown, false);
    m_list->setVisible(!m_shown.isEmpty());
    m_nothing->setVisible(m_shown.isEmpty());
    const int at = m_list->selected();
    m_edit->setAccessibleDescription(at < 0 ? m_nothing->text() : m_list->currentIndex().data(Qt::AccessibleTextRole).toString());
}

void CommandPalette::run(int number) {
    if (number < 0 || number >= m_shown.size() || !m_shown[number].enabled) return;
    const std::function<void()> what = m_shown[number].run;
    close();   // first: what is done may open something of its own
    if (what) what();
}

void CommandPalette::place() {
    const QWidget* window = parentWidget();
    const int width = std::min(commandWidth, window->width() - 32);
    const int top = std::min(commandTop, window->height() / 8);
    setGeometry((window->width() - width) / 2, top, width, std::min(commandHeight, window->height() - top - 16));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
    if (watched != m_edit) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) {
        m_focusBefore = nullptr;   // somebody took it on purpose
        hide();
    }
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const int page = std::max(1, m_list->height() / 34 - 1);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
        case Qt::Key_Tab: m_list->step(1); break;
        case Qt::Key_Up:
        case Qt::Key_Backtab: m_list->step(-1); break;
        case Qt::Key_PageDown: m_list->step(page); break;
        case Qt::Key_PageUp: m_list->step(-page); break;
        case Qt::Key_Return:
        case Qt::Key_Enter: run(m_list->selected()); return true;
        case Qt::Key_Escape: close(); return true;
        default: return QWidget::eventFilter(watched, event);
    }
    if (m_list->selected() >= 0) m_edit->setAccessibleDescription(m_list->currentIndex().data(Qt::AccessibleTextRole).toString());
    return true;
}

void CommandPalette::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.borderStrong, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

}  // namespace faultline::palette
