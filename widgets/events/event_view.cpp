#include "widgets/events/event_view.h"

#include "model/runtime/frame.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/events/event_model.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace faultline::events {

namespace {

constexpr int viewRow = 26;

struct ViewSign {
    QString icon;
    QColor color;
};

// Shape and colour; what the user did has a sign of its own.
ViewSign viewSignOf(const QModelIndex& index) {
    const widgets::Theme& t = widgets::theme();
    const auto severity = static_cast<runtime::Severity>(index.data(EventModel::SeverityRole).toInt());
    switch (severity) {
        case runtime::Severity::Good:
            return {QStringLiteral("ok"), t.of(widgets::State::Ok).text};
        case runtime::Severity::Warning:
            return {QStringLiteral("warning"), t.of(widgets::State::Strained).text};
        case runtime::Severity::Bad:
            return {QStringLiteral("error"), t.of(widgets::State::Failing).text};
        case runtime::Severity::Info:
            break;
    }
    return index.data(EventModel::CommandRole).toBool() ? ViewSign{QStringLiteral("hand"), t.link}
                                                        : ViewSign{QStringLiteral("info"), t.muted};
}

}  // namespace

void EventDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const widgets::Theme& t = widgets::theme();
    painter->save();
    QStyleOptionViewItem row = option;
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &row, painter, option.widget);
    QRectF room = QRectF(option.rect).adjusted(8, 0, -6, 0);
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->setFont(widgets::bodyFont());
    switch (index.column()) {
        case EventModel::Time: {
            const ViewSign sign = viewSignOf(index);
            widgets::drawIcon(*painter, QRectF(room.left(), room.center().y() - 8, 16, 16), sign.icon, sign.color);
            painter->setPen(t.muted);
            widgets::drawTabularText(*painter, room, Qt::AlignRight | Qt::AlignVCenter, text);
            painter->restore();
            return;
        }
        case EventModel::Component:
            painter->setFont(widgets::uiFont(13, QFont::Medium));
            painter->setPen(t.text);
            break;
        case EventModel::What:
            painter->setPen(t.text);
            break;
        default:
            painter->setPen(t.muted);
    }
    painter->drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                      QFontMetricsF(painter->font()).elidedText(text, Qt::ElideRight, room.width()));
    painter->restore();
}

EventView::EventView(QWidget* parent) : QTableView(parent) {
    setItemDelegate(new EventDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAutoScroll(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(viewRow);
    verticalHeader()->setDefaultSectionSize(viewRow);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(48);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_ours) setFollowing(value >= verticalScrollBar()->maximum());
    });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_following) follow();
    });
}

void EventView::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    horizontalHeader()->setSectionResizeMode(EventModel::Time, QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(EventModel::Component, QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(EventModel::What, QHeaderView::Interactive);
    horizontalHeader()->setStretchLastSection(true);
    layColumns();
}

void EventView::layColumns() {
    if (model() == nullptr) return;
    const int width = viewport()->width();
    const int time = 8 + 16 + 8 + int(widgets::tabularWidth(widgets::bodyFont(), QStringLiteral("0:00:00.000"))) + 8;
    setColumnWidth(EventModel::Time, time);
    // Half for what happened and half for why; the reason is the first to go where there is no room.
    const bool narrow = width < 420;
    setColumnHidden(EventModel::Cause, narrow);
    const int name = std::clamp((width - time) / 5, 72, 140);
    setColumnWidth(EventModel::Component, name);
    setColumnWidth(EventModel::What,
                   narrow ? std::max(80, width - time - name) : std::max(120, (width - time - name) * 55 / 100));
}

void EventView::resizeEvent(QResizeEvent* event) {
    m_ours = true;
    QTableView::resizeEvent(event);
    m_ours = false;
    layColumns();
    if (m_following) follow();
}

void EventView::follow() {
    m_ours = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_ours = false;
    setFollowing(true);
}

void EventView::setFollowing(bool following) {
    if (following == m_following) return;
    m_following = following;
    emit followingChanged(following);
}

void EventView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid()) emit rowChosen(currentIndex());
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
    // Auto-scrolling is off for the mouse's sake; by key the row must still come into view.
    if (currentIndex().isValid() &&
        (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down || event->key() == Qt::Key_PageUp ||
         event->key() == Qt::Key_PageDown || event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        scrollTo(currentIndex());
    }
}

void EventView::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid()) emit rowChosen(index);
}

}  // namespace faultline::events
