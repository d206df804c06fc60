#include "widgets/pages/page_bar.h"

#include "model/design/document.h"
#include "model/design/edits.h"
#include "widgets/common/icons.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>

#include <algorithm>

namespace faultline::pages {
namespace {

constexpr int barHeight = 30;
constexpr int barWidestTab = 220, barNarrowestTab = 64;
constexpr int barEditorWidth = 180;

/// One line: what is shown on a tab.
QString barPlain(const QString& title) { return title.simplified(); }

}  // namespace

QString pageName(const design::DesignDocument& document, int page) {
    const QString title = barPlain(document.design(page).settings().title);
    return title.isEmpty() ? PageBar::tr("Page %1").arg(document.placeOf(page) + 1) : title;
}

// ---- tabs ----------------------------------------------------------------------------------------------------------------------

PageTabs::PageTabs(QWidget* parent) : QTabBar(parent) {
    setShape(QTabBar::RoundedSouth);
    setDocumentMode(true);
    setDrawBase(false);
    setExpanding(false);
    setMovable(true);
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
    setFocusPolicy(Qt::TabFocus);   // a click leaves the keys to the drawing
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(PageBar::tr("Pages"));
}

bool PageTabs::event(QEvent* event) {
    // The window has these keys too; here they mean the page.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier && (key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete)) {
            event->accept();
            return true;
        }
    }
    return QTabBar::event(event);
}

void PageTabs::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F2 || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return emit renameRequested();
    if (event->key() == Qt::Key_Delete) return emit removeRequested();
    QTabBar::keyPressEvent(event);
}

void PageTabs::mouseReleaseEvent(QMouseEvent* event) {
    QTabBar::mouseReleaseEvent(event);
    emit released();
}

QSize PageTabs::tabSizeHint(int index) const {
    const QSize size = QTabBar::tabSizeHint(index);
    return {std::clamp(size.width(), barNarrowestTab, barWidestTab), barHeight};
}

QSize PageTabs::minimumTabSizeHint(int index) const { return tabSizeHint(index); }   // they are scrolled before they shrink

// ---- bar -----------------------------------------------------------------------------------------------------------------------

PageBar::PageBar(design::DesignDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_tabs(new PageTabs(this)), m_add(new QToolButton(this)) {
    setFixedHeight(barHeight);
    m_add->setObjectName(QStringLiteral("addPageButton"));
    m_add->setIcon(widgets::icon(QStringLiteral("plus")));
    m_add->setAutoRaise(true);
    m_add->setToolTip(tr("New page (%1)").arg(QKeySequence(Qt::SHIFT | Qt::Key_F11).toString(QKeySequence::NativeText)));
    m_add->setAccessibleName(tr("New page"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 4, 0);
    row->setSpacing(2);
    row->addWidget(m_tabs);
    row->addWidget(m_add);
    row->addStretch(1);
    connect(m_add, &QToolButton::clicked, this, &PageBar::addPage);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (!m_syncing && index >= 0) m_document.showPage(m_tabs->tabData(index).toInt());
    });
    connect(m_tabs, &QTabBar::tabMoved, this, [this] { m_dragged = m_dragged || !m_syncing; });
    connect(m_tabs, &PageTabs::released, this, &PageBar::takeOrder);
    connect(m_tabs, &QTabBar::tabBarDoubleClicked, this, [this](int index) { index >= 0 ? renamePage() : addPage(); });
    connect(m_tabs, &PageTabs::renameRequested, this, &PageBar::renamePage);
    connect(m_tabs, &PageTabs::removeRequested, this, &PageBar::removePage);
    connect(m_tabs, &QWidget::customContextMenuRequested, this, &PageBar::showMenu);
    connect(&document, &design::DesignDocument::pagesChanged, this, &PageBar::sync);
    connect(&document, &design::DesignDocument::changed, this, &PageBar::syncNames);
    sync();
}

/// Tabs that are there already stay: one may be dragged right now, or have the focus.
void PageBar::sync() {
    endRename(false);
    m_syncing = true;
    const std::vector<int>& pages = m_document.pages();
    for (int i = m_tabs->count() - 1; i >= 0; --i)
        if (m_document.placeOf(m_tabs->tabData(i).toInt()) < 0) m_tabs->removeTab(i);
    for (int place = 0; place < static_cast<int>(pages.size()); ++place) {
        int at = place;
        while (at < m_tabs->count() && m_tabs->tabData(at).toInt() != pages[static_cast<std::size_t>(place)]) ++at;
        if (at == m_tabs->count()) m_tabs->setTabData(at = m_tabs->insertTab(place, QString()), pages[static_cast<std::size_t>(place)]);
        if (at != place) m_tabs->moveTab(at, place);
    }
    syncNames();
    m_tabs->setCurrentIndex(m_document.placeOf(m_document.shownPage()));
    m_syncing = false;
}

void PageBar::syncNames() {
    for (int i = 0; i < m_tabs->count(); ++i) {
        const QString name = pageName(m_document, m_tabs->tabData(i).toInt());
        const QString text = QString(name).replace(QLatin1Char('&'), QLatin1String("&&"));
        if (m_tabs->tabText(i) == text) continue;
        m_tabs->setTabText(i, text);
        m_tabs->setTabToolTip(i, name.toHtmlEscaped());
    }
}

void PageBar::takeOrder() {
    if (!std::exchange(m_dragged, false)) return;
    const int shown = m_document.shownPage();   // pressing a tab shows its page
    for (int i = 0; i < m_tabs->count(); ++i)
        if (m_tabs->tabData(i).toInt() == shown) return m_document.movePage(shown, i);
}

void PageBar::add(design::Design design) {
    endRename(true);
    if (m_document.addPage(std::move(design), m_document.placeOf(m_document.shownPage()) + 1) == 0)
        emit told(tr("A document has %1 pages at most.").arg(design::mostPages));
}

void PageBar::addPage() { add({}); }

void PageBar::duplicatePage() {
    endRename(true);
    design::Design copy = m_document.design();
    design::DocumentSettings settings = copy.settings();
    if (!settings.title.isEmpty()) {
        settings.title = tr("%1 (copy)").arg(settings.title);
        design::setSettings(copy, settings).apply(copy);
    }
    add(std::move(copy));
}

void PageBar::removePage() {
    endRename(true);
    if (m_document.pages().size() < 2) return emit told(tr("A document has one page at least."));
    const QString name = pageName(m_document, m_document.shownPage());
    m_document.removePage(m_document.shownPage());
    emit told(tr("\u201c%1\u201d is deleted. Ctrl+Z brings it back.").arg(name));
}

void PageBar::step(int steps) {
    endRename(true);
    const int count = static_cast<int>(m_document.pages().size());
    const int place = ((m_document.placeOf(m_document.shownPage()) + steps) % count + count) % count;
    m_document.showPage(m_document.pages()[static_cast<std::size_t>(place)]);
}

void PageBar::move(int steps) {
    endRename(true);
    m_document.movePage(m_document.shownPage(), m_document.placeOf(m_document.shownPage()) + steps);
}

void PageBar::renamePage() {
    endRename(true);
    m_before = QApplication::focusWidget();
    m_editor = new QLineEdit(this);
    m_editor->setObjectName(QStringLiteral("pageName"));
    m_editor->setAccessibleName(tr("Name of the page"));
    m_editor->setMaxLength(longestTitle);
    m_editor->setText(pageName(m_document, m_document.shownPage()));
    m_editor->selectAll();
    const QRect tab = m_tabs->tabRect(m_tabs->currentIndex()).translated(m_tabs->pos());
    const int width = std::max(barEditorWidth, tab.width());
    m_editor->setGeometry(std::clamp(tab.left(), 0, std::max(0, this->width() - width)), 2, width, height() - 4);
    m_editor->installEventFilter(this);
    m_editor->show();
    m_editor->setFocus(Qt::OtherFocusReason);
}

bool PageBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_editor || !m_editor) return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) endRename(true);
    if (event->type() != QEvent::KeyPress) return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Return && key != Qt::Key_Enter && key != Qt::Key_Escape) return false;
    endRename(key != Qt::Key_Escape);
    return true;
}

void PageBar::endRename(bool take) {
    if (!m_editor) return;
    QLineEdit* editor = std::exchange(m_editor, nullptr);   // hiding it takes the focus, which would end it again
    const QString name = barPlain(editor->text());
    const bool hadFocus = editor->hasFocus();
    editor->hide();
    editor->deleteLater();
    if (hadFocus && m_before) m_before->setFocus(Qt::OtherFocusReason);
    if (!take || name.isEmpty() || name == pageName(m_document, m_document.shownPage())) return;
    design::DocumentSettings settings = m_document.design().settings();
    settings.title = name;
    m_document.apply(design::setSettings(m_document.design(), settings));
}

void PageBar::showMenu(const QPoint& at) {
    const int index = m_tabs->tabAt(at);
    if (index >= 0) m_tabs->setCurrentIndex(index);   // the menu is of what is seen
    const int place = m_document.placeOf(m_document.shownPage()), last = static_cast<int>(m_document.pages().size()) - 1;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Rename"), this, &PageBar::renamePage);
    menu->addAction(tr("Duplicate"), this, &PageBar::duplicatePage);
    menu->addAction(tr("New page"), this, &PageBar::addPage);
    menu->addSeparator();
    menu->addAction(tr("Move left"), this, [this] { move(-1); })->setEnabled(place > 0);
    menu->addAction(tr("Move right"), this, [this] { move(1); })->setEnabled(place < last);
    menu->addSeparator();
    menu->addAction(tr("Delete"), this, &PageBar::removePage)->setEnabled(last > 0);
    menu->popup(m_tabs->mapToGlobal(at));
}

}  // namespace faultline::pages
