#include "widgets/palette/command_list.h"

#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace faultline::palette {
namespace {

constexpr int listRowHeight = 32;
constexpr int listHeadHeight = 30;

enum ListRole { ListNumberRole = Qt::UserRole + 1, ListKeysRole, ListGroupRole, ListIconRole, ListEnabledRole, ListWhyRole };

QString listSaid(const Command& command) {
    const QString said = command.keys.isEmpty() ? command.title : QStringLiteral("%1 (%2)").arg(command.title, command.keys);
    return command.enabled || command.whyNot.isEmpty() ? said : QStringLiteral("%1: %2").arg(said, command.whyNot);
}

class ListDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {120, CommandList::commandAt(index) < 0 ? listHeadHeight : listRowHeight};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    static double paintKeys(QPainter& p, const QRectF& row, const QString& keys);
};

/// Each way to press it as a key cap; the answer is where they begin.
double ListDelegate::paintKeys(QPainter& p, const QRectF& row, const QString& keys) {
    const widgets::Theme& t = widgets::theme();
    double right = row.right() - 10;
    const QFont font = widgets::smallFont();
    p.setFont(font);
    QStringList ways = keys.split(QStringLiteral(", "), Qt::SkipEmptyParts);
    std::reverse(ways.begin(), ways.end());
    for (const QString& way : ways) {
        const double width = QFontMetricsF(font).horizontalAdvance(way) + 12;
        const QRectF cap(right - width, row.center().y() - 10, width, 20);
        p.setPen(QPen(t.borderStrong, 1));
        p.setBrush(t.field);
        p.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        p.setPen(t.muted);
        p.drawText(cap, Qt::AlignCenter, way);
        right = cap.left() - 6;
    }
    return right;
}

void ListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const widgets::Theme& t = widgets::theme();
    QPainter& p = *painter;
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF row = QRectF(option.rect).adjusted(6, 1, -6, -1);
    if (CommandList::commandAt(index) < 0) {
        p.setFont(widgets::smallStrongFont());
        p.setPen(t.muted);
        p.drawText(row.adjusted(10, 6, -10, 0), int(Qt::AlignLeft | Qt::AlignVCenter), index.data().toString());
        p.restore();
        return;
    }
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = index.data(ListEnabledRole).toBool();
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        p.setPen(Qt::NoPen);
        p.setBrush(selected ? t.accentSoft : t.hover);
        p.drawRoundedRect(row, 6, 6);
    }
    const QColor ink = !enabled ? t.disabled : selected ? t.onAccentSoft : t.text;
    if (const QString icon = index.data(ListIconRole).toString(); !icon.isEmpty())
        widgets::drawIcon(p, QRectF(row.left() + 10, row.center().y() - 8, 16, 16), icon, ink);
    const QString why = index.data(ListWhyRole).toString();   // counts more than where it is and its keys
    double right = why.isEmpty() ? paintKeys(p, row, index.data(ListKeysRole).toString()) : row.right() - 10;
    const QString group = why.isEmpty() ? index.data(ListGroupRole).toString() : why;
    if (!group.isEmpty()) {
        p.setFont(widgets::smallFont());
        p.setPen(t.muted);
        const double width = QFontMetricsF(p.font()).horizontalAdvance(group);
        p.drawText(QRectF(right - width - 4, row.top(), width + 4, row.height()), int(Qt::AlignRight | Qt::AlignVCenter), group);
        right -= width + 12;
    }
    p.setFont(widgets::bodyFont());
    p.setPen(ink);
    const QRectF room(row.left() + 36, row.top(), std::max(20.0, right - row.left() - 40), row.height());
    p.drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter), QFontMetricsF(p.font()).elidedText(index.data().toString(), Qt::ElideRight, room.width()));
    p.restore();
}

}  // namespace

CommandList::CommandList(QWidget* parent) : QListView(parent), m_model(new QStandardItemModel(this)) {
    setModel(m_model);
    setItemDelegate(new ListDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setUniformItemSizes(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(16);
    viewport()->setAutoFillBackground(false);
}

int CommandList::commandAt(const QModelIndex& index) {
    const QVariant number = index.data(ListNumberRole);
    return number.isValid() ? number.toInt() : -1;
}

void CommandList::setCommands(const QList<Command>& commands, bool grouped) {
    m_model->clear();
    QStringList groups;
    if (grouped)
        for (const Command& command : commands)
            if (!groups.contains(command.group)) groups << command.group;
    const auto add = [&](qsizetype i) {
        const Command& command = commands[i];
        auto* item = new QStandardItem(command.title);
        item->setData(static_cast<int>(i), ListNumberRole);
        item->setData(command.keys, ListKeysRole);
        item->setData(grouped ? QString() : command.group, ListGroupRole);
        item->setData(command.icon, ListIconRole);
        item->setData(command.enabled, ListEnabledRole);
        if (!command.enabled) item->setData(command.whyNot, ListWhyRole);
        item->setData(listSaid(command), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    };
    if (!grouped)
        for (qsizetype i = 0; i < commands.size(); ++i) add(i);
    for (const QString& group : groups) {
        auto* head = new QStandardItem(group);
        head->setFlags(Qt::NoItemFlags);
        m_model->appendRow(head);
        for (qsizetype i = 0; i < commands.size(); ++i)
            if (commands[i].group == group) add(i);
    }
    step(0);
    scrollToTop();   // with the heading above the first one
}

void CommandList::selectRow(int row) {
    setCurrentIndex(m_model->index(row, 0));
    scrollTo(currentIndex());
}

void CommandList::step(int rows) {
    const int count = m_model->rowCount();
    const int way = rows < 0 ? -1 : 1;
    int at = currentIndex().isValid() ? currentIndex().row() : -1;
    int left = rows == 0 ? 1 : std::abs(rows);
    for (int row = at + way; row >= 0 && row < count && left > 0; row += way) {
        if (commandAt(m_model->index(row, 0)) < 0) continue;
        at = row;
        --left;
    }
    if (at >= 0 && at < count) selectRow(at);
}

int CommandList::selected() const { return commandAt(currentIndex()); }

}  // namespace faultline::palette
