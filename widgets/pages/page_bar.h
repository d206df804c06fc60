#pragma once
#include "model/design/design.h"

#include <QPointer>
#include <QTabBar>
#include <QWidget>

class QLineEdit;
class QToolButton;
namespace faultline::design {
class DesignDocument;
}

namespace faultline::pages {

/// How long a title may be that is typed into a tab.
inline constexpr int longestTitle = 2000;

/// What people call a page: its title, or "Page 2".
QString pageName(const design::DesignDocument& document, int page);

/// The tabs: F2 and Delete mean the page.
class PageTabs : public QTabBar {
    Q_OBJECT
public:
    explicit PageTabs(QWidget* parent = nullptr);

signals:
    void renameRequested();
    void removeRequested();
    void released();   ///< of a drag

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    QSize minimumTabSizeHint(int index) const override;
    QSize tabSizeHint(int index) const override;
};

/// The pages of the document as tabs: shown, added, copied, renamed in place, moved by dragging, deleted. Every edit is one undo step of
/// the document. GUI thread.
class PageBar : public QWidget {
    Q_OBJECT
public:
    explicit PageBar(design::DesignDocument& document, QWidget* parent = nullptr);

    QTabBar& tabs() const { return *m_tabs; }

public slots:
    /// Adds an empty page behind the shown one and shows it.
    void addPage();
    /// Adds a copy of the shown page behind it and shows it.
    void duplicatePage();
    /// Opens the editor on the name of the shown page.
    void renamePage();
    void removePage();
    /// Shows the page so many behind the shown one; behind the last comes the first.
    void step(int steps);
    /// Puts the shown page so many places to the right (below 0: to the left), as far as there are any.
    void move(int steps);

signals:
    /// Something that happened and can be taken back.
    void told(const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void sync();
    void syncNames();
    void showMenu(const QPoint& at);
    void takeOrder();
    void endRename(bool take);
    void add(design::Design design);

    design::DesignDocument& m_document;
    PageTabs* m_tabs;
    QToolButton* m_add;
    QLineEdit* m_editor = nullptr;   ///< while a page is renamed
    QPointer<QWidget> m_before;      ///< had the focus before that, and gets it back
    bool m_dragged = false;          ///< tabs have changed places since the button was pressed
    bool m_syncing = false;
};

}  // namespace faultline::pages
