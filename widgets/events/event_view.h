#pragma once
#include <QStyledItemDelegate>
#include <QTableView>

namespace faultline::events {

/// Draws the time in figures of one width behind a sign of the severity, and what happened in its colour.
class EventDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// The table: follows the newest row until the user scrolls up, and again once the end is reached.
class EventView : public QTableView {
    Q_OBJECT
public:
    explicit EventView(QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;
    bool isFollowing() const { return m_following; }

public slots:
    /// Jumps to the newest row and follows again.
    void follow();

signals:
    void followingChanged(bool following);
    /// A row was clicked or entered by key.
    void rowChosen(const QModelIndex& index);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setFollowing(bool following);
    void layColumns();

    bool m_following = true;
    bool m_ours = false;  // the scrolling is ours, not the user's
};

}  // namespace faultline::events
