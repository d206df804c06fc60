#include "widgets/palette/palette_view.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace faultline::palette {

namespace {

constexpr int viewGroupHeight = 26;
constexpr int viewEntryHeight = 30;
constexpr int viewMatchHeight = 44;
constexpr int viewIcon = 20;
constexpr int viewStencilHeight = 52;
constexpr QSize viewPicture(64, 44);

bool viewIsGroup(const QModelIndex& index) {
    return index.data(GroupRole).isValid();
}

/// A small picture of what it holds, then its name in as many lines as it takes, at most two.
void viewDrawStencil(QPainter& p, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const widgets::Theme& t = widgets::theme();
    const QRectF r = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRectF frame(r.left() + 14, r.center().y() - viewPicture.height() / 2.0, viewPicture.width(), viewPicture.height());
    p.setPen(QPen(t.border, 1));
    p.setBrush(t.canvas);
    p.drawRoundedRect(frame, 4, 4);
    const QImage picture = index.data(PictureRole).value<QImage>();
    if (!picture.isNull()) {
        const QSizeF size = QSizeF(picture.size()).scaled(frame.size() - QSizeF(6, 6), Qt::KeepAspectRatio);
        p.setRenderHint(QPainter::SmoothPixmapTransform);
        p.drawImage(QRectF(frame.center() - QPointF(size.width() / 2, size.height() / 2), size), picture);
    }
    p.setFont(widgets::bodyFont());
    p.setPen(selected ? t.onAccentSoft : t.text);
    const QRectF room(frame.right() + 10, r.top() + 2, r.right() - frame.right() - 20, r.height() - 4);
    const QString name = index.data(Qt::DisplayRole).toString();
    const QRectF needed = QFontMetricsF(p.font()).boundingRect(room, Qt::TextWordWrap | Qt::AlignVCenter, name);
    const bool fits = needed.height() <= room.height() && needed.width() <= room.width() + 1;
    p.drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter) | (fits ? int(Qt::TextWordWrap) : int(Qt::TextSingleLine)),
               fits ? name : QFontMetricsF(p.font()).elidedText(name, Qt::ElideRight, room.width()));
}

void viewDrawGroup(QPainter& p, const QStyleOptionViewItem& option, const QString& label, bool open) {
    const widgets::Theme& t = widgets::theme();
    const QRectF r = option.rect;
    const bool hover = option.state.testFlag(QStyle::State_MouseOver);
    const QColor color = hover ? t.text : t.muted;
    widgets::drawIcon(p, QRectF(r.left() + 8, r.center().y() - 6, 12, 12),
                      open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), color);
    p.setFont(widgets::smallStrongFont());
    p.setPen(color);
    p.drawText(r.adjusted(26, 0, -8, 0), int(Qt::AlignLeft | Qt::AlignVCenter), label);
}

void viewDrawEntry(QPainter& p, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const widgets::Theme& t = widgets::theme();
    const QRectF r = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    widgets::drawIcon(p, QRectF(r.left() + 14, r.center().y() - viewIcon / 2.0, viewIcon, viewIcon),
                      index.data(KindRole).toString(), selected ? t.onAccentSoft : t.text);
    QRectF room = r.adjusted(14 + viewIcon + 10, 0, -12, 0);
    if (option.state.testFlag(QStyle::State_MouseOver)) {
        room.setRight(room.right() - 14);
        widgets::drawIcon(p, QRectF(r.right() - 26, r.center().y() - 7, 14, 14), QStringLiteral("drag-handle"), t.muted);
    }
    const QString because = index.data(BecauseRole).toString();
    const QString name = index.data(Qt::DisplayRole).toString();
    p.setFont(widgets::bodyFont());
    p.setPen(selected ? t.onAccentSoft : t.text);
    const auto line = [&](const QRectF& where, const QString& text) {
        p.drawText(where, int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                   QFontMetricsF(p.font()).elidedText(text, Qt::ElideRight, where.width()));
    };
    if (because.isEmpty()) {
        line(room, name);
        return;
    }
    line(QRectF(room.left(), r.top() + 4, room.width(), 18), name);
    p.setFont(widgets::smallFont());
    p.setPen(t.muted);
    line(QRectF(room.left(), r.top() + 22, room.width(), 16), because);
}

}  // namespace

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const int height = viewIsGroup(index)                             ? viewGroupHeight
                       : index.data(StencilRole).isValid()            ? viewStencilHeight
                       : index.data(BecauseRole).toString().isEmpty() ? viewEntryHeight
                                                                      : viewMatchHeight;
    return {120, height};
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const widgets::Theme& t = widgets::theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    const QRectF row = QRectF(option.rect).adjusted(6, 1, -6, -1);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool current =
        option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
    if (selected || current || option.state.testFlag(QStyle::State_MouseOver)) {
        const bool group = viewIsGroup(index);
        painter->setPen(current ? QPen(t.focusRing, 1.5) : QPen(Qt::NoPen));
        const QColor hover = t.dark ? t.hover : t.pressed.lighter(103);
        painter->setBrush(selected && !group ? QBrush(t.accentSoft) : group ? QBrush(Qt::NoBrush) : QBrush(hover));
        if (!group || current) {
            painter->drawRoundedRect(current ? row.adjusted(1, 0, -1, 0) : row, 6, 6);
        }
    }
    if (viewIsGroup(index)) {
        const auto* view = qobject_cast<const QTreeView*>(option.widget);
        viewDrawGroup(*painter, option, index.data(Qt::DisplayRole).toString(), view == nullptr || view->isExpanded(index));
    } else if (index.data(StencilRole).isValid()) {
        viewDrawStencil(*painter, option, index);
    } else {
        viewDrawEntry(*painter, option, index);
    }
    painter->restore();
}

PaletteView::PaletteView(QWidget* parent) : QTreeView(parent) {
    setItemDelegate(new PaletteDelegate(this));
    setHeaderHidden(true);
    setIndentation(0);
    setRootIsDecorated(false);
    setUniformRowHeights(false);
    setFrameShape(QFrame::NoFrame);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setExpandsOnDoubleClick(false);
    setMouseTracking(true);
    setAutoScroll(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    verticalScrollBar()->setSingleStep(16);
    viewport()->setAutoFillBackground(false);
}

void PaletteView::startDrag(Qt::DropActions) {
    const QModelIndex index = currentIndex();
    if (index.isValid() && !viewIsGroup(index)) {
        emit dragRequested(index);
    }
}

void PaletteView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex index = currentIndex();
    const bool group = index.isValid() && viewIsGroup(index);
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (group) {
                setExpanded(index, !isExpanded(index));
            } else if (index.isValid()) {
                emit addRequested(index);
            }
            event->accept();
            return;
        case Qt::Key_Escape:
            emit searchRequested();
            return;
        case Qt::Key_Up:
            if (!index.isValid() || !indexAbove(index).isValid()) {
                emit searchRequested();
                return;
            }
            break;
        default:
            break;
    }
    const QString text = event->text();
    if (!text.isEmpty() && text.at(0).isPrint() &&
        !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        emit typed(text);
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void PaletteView::mousePressEvent(QMouseEvent* event) {
    QTreeView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && viewIsGroup(index)) {
        setExpanded(index, !isExpanded(index));
    }
}

void PaletteView::mouseMoveEvent(QMouseEvent* event) {
    QTreeView::mouseMoveEvent(event);
    if (event->buttons() == Qt::NoButton) {
        const QModelIndex index = indexAt(event->position().toPoint());
        viewport()->setCursor(!index.isValid()     ? Qt::ArrowCursor
                              : viewIsGroup(index) ? Qt::PointingHandCursor
                                                   : Qt::OpenHandCursor);
    }
}

void PaletteView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !index.isValid()) {
        QTreeView::mouseDoubleClickEvent(event);
        return;
    }
    if (viewIsGroup(index)) {
        setExpanded(index, !isExpanded(index));  // the second click of two quick ones
    } else {
        emit addRequested(index);
    }
}

void PaletteView::drawBranches(QPainter*, const QRect&, const QModelIndex&) const {}

void PaletteView::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    // The style would fill the whole row; the delegate rounds it.
    QStyleOptionViewItem plain = option;
    plain.rect = visualRect(index);
    if (selectionModel() != nullptr && selectionModel()->isSelected(index)) plain.state |= QStyle::State_Selected;
    plain.state.setFlag(QStyle::State_MouseOver,
                        plain.rect.contains(viewport()->mapFromGlobal(QCursor::pos())) && viewport()->underMouse());
    plain.state.setFlag(QStyle::State_HasFocus, hasFocus() && currentIndex() == index);
    plain.state.setFlag(QStyle::State_KeyboardFocusChange, window()->testAttribute(Qt::WA_KeyboardFocusChange));
    plain.widget = this;
    itemDelegateForIndex(index)->paint(painter, plain, index);
}

}  // namespace faultline::palette
