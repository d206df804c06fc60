#include "widgets/canvas/find_bar.h"

#include "widgets/canvas/view.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace faultline::canvas {

FindBar::FindBar(CanvasView& view, QWidget* parent)
    : QWidget(parent),
      m_view(view),
      m_edit(new widgets::SearchField(tr("Name, kind, value or address"), this)),
      m_count(new QLabel(this)),
      m_why(new QLabel(this)) {
    setObjectName(QStringLiteral("findBar"));
    setAccessibleName(tr("Find"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    column->addLayout(row);
    m_edit->setObjectName(QStringLiteral("findEdit"));
    m_edit->setFixedWidth(230);
    m_edit->installEventFilter(this);
    row->addWidget(m_edit);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setFont(widgets::smallFont());
    m_count->setMinimumWidth(62);
    m_count->setAlignment(Qt::AlignCenter);
    row->addWidget(m_count);
    const auto button = [&](const QString& icon, const QString& tip, auto what) {
        auto* made = new QToolButton(this);
        made->setAutoRaise(true);
        made->setFixedSize(26, 26);
        made->setIcon(widgets::icon(icon));
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setFocusPolicy(Qt::NoFocus);
        connect(made, &QToolButton::clicked, this, what);
        row->addWidget(made);
    };
    button(QStringLiteral("chevron-up"), tr("The one before (Shift+Enter)"), [this] { go(-1); });
    button(QStringLiteral("chevron-down"), tr("The next one (Enter)"), [this] { go(1); });
    button(QStringLiteral("close"), tr("Close (Esc)"), [this] { close(); });
    m_why->setObjectName(QStringLiteral("findWhy"));
    m_why->setFont(widgets::smallFont());
    m_why->setTextFormat(Qt::PlainText);
    m_why->hide();
    column->addWidget(m_why);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_at = -1;
        look();
    });
    connect(&view.document(), &design::DesignDocument::changed, this, [this] {
        if (isVisible()) look();
    });
    connect(&view.document(), &design::DesignDocument::replaced, this, &FindBar::close);
    hide();
}

void FindBar::open() {
    show();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    look();
}

void FindBar::close() {
    if (isHidden()) return;
    const bool focused = isAncestorOf(focusWidget()) || m_edit->hasFocus();
    hide();
    m_view.setMarked({});
    if (focused) m_view.setFocus(Qt::OtherFocusReason);
    emit closed();
}

void FindBar::look() {
    const Found at = m_at >= 0 && m_at < static_cast<int>(m_found.size()) ? m_found[static_cast<std::size_t>(m_at)] : Found();
    m_found = findParts(m_view.design(), m_view.catalog(), m_edit->text());
    const auto now = std::find_if(m_found.begin(), m_found.end(), [&](const Found& found) { return found.id == at.id && found.link == at.link; });
    m_at = now == m_found.end() ? -1 : static_cast<int>(now - m_found.begin());
    std::set<ComponentId> marked;
    for (const Found& found : m_found)
        if (!found.link.isValid()) marked.insert(found.id);
    m_view.setMarked(std::move(marked));
    showCount();
}

void FindBar::go(int steps) {
    const int count = static_cast<int>(m_found.size());
    if (count == 0) return;
    m_at = m_at < 0 ? (steps > 0 ? 0 : count - 1) : (m_at + steps + count) % count;
    const Found found = m_found[static_cast<std::size_t>(m_at)];
    std::vector<ComponentId> wanted{found.id};
    if (const design::Link* link = m_view.design().link(found.link)) wanted.push_back(link->to);
    std::vector<ComponentId> around;   // what is in something collapsed is shown
    for (const ComponentId id : wanted)
        for (const design::Component* part = m_view.design().component(id); part && around.size() < 64; part = m_view.design().component(part->container))
            if (m_view.picture().collapsed().contains(part->container)) around.push_back(part->container);
    if (!around.empty()) m_view.fold(around, false);
    m_view.showLayersOf(wanted, found.link);
    for (const ComponentId id : wanted)
        if (const NodePart* node = m_view.picture().node(id); node && node->hidden && node->kind) emit groupWanted(node->kind->group);
    m_view.setSelection(found.link.isValid() ? selectionOf(found.link) : selectionOf(found.id));
    found.link.isValid() ? m_view.reveal(found.link) : m_view.reveal(found.id);
    showCount();
}

void FindBar::showCount() {
    const int count = static_cast<int>(m_found.size());
    if (m_edit->text().trimmed().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(tr("none"));
    else
        m_count->setText(m_at < 0 ? tr("%1 found").arg(count) : tr("%1 of %2").arg(m_at + 1).arg(count));
    const QString why = m_at < 0 ? QString() : m_found[static_cast<std::size_t>(m_at)].why;
    m_why->setText(QFontMetrics(m_why->font()).elidedText(why, Qt::ElideRight, 360));
    m_why->setVisible(!why.isEmpty());
    m_edit->setAccessibleDescription(m_count->text());
    emit resized();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter: return go(key->modifiers() & Qt::ShiftModifier ? -1 : 1), true;
        case Qt::Key_Down: return go(1), true;
        case Qt::Key_Up: return go(-1), true;
        case Qt::Key_Escape: return close(), true;
        default: break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent*) {
    const widgets::Theme& t = widgets::theme();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(t.border, 1));
    p.setBrush(t.raised);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace faultline::canvas
