#pragma once
#include <QStyledItemDelegate>
#include <QTreeView>

namespace faultline::palette {

/// What the items of the tree carry.
enum Role {
    KindRole = Qt::UserRole + 1,  ///< Id of the kind; empty for a group.
    SoftwareRole,                 ///< Name of the preset; may be empty.
    BecauseRole,                  ///< The second line; may be empty.
    GroupRole,                    ///< Key of the group, on groups.
    StencilRole,                  ///< Id of a stencil.
    PictureRole                   ///< Picture of a stencil.
};

/// Draws groups as quiet headings and entries as icon, name and, where one is needed, a second line.
class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// The tree of the palette: a click opens or closes a group, entries are dragged, added by double click or Enter; letters go
/// to the search.
class PaletteView : public QTreeView {
    Q_OBJECT
public:
    explicit PaletteView(QWidget* parent = nullptr);

signals:
    void dragRequested(const QModelIndex& index);
    void addRequested(const QModelIndex& index);
    /// A letter was typed: it belongs into the search field.
    void typed(const QString& text);
    /// Up from the first line, or Escape.
    void searchRequested();

protected:
    void startDrag(Qt::DropActions actions) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace faultline::palette
