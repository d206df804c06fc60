#pragma once
#include "model/catalog/kind.h"
#include "widgets/palette/stencil_entry.h"

#include <QWidget>

#include <vector>

class QDrag;
class QMimeData;
class QModelIndex;
class QStandardItem;
class QStandardItemModel;
class QStackedWidget;
namespace faultline::widgets {
class EmptyState;
class SearchField;
}  // namespace faultline::widgets

namespace faultline::palette {

class PaletteView;

/// The list of what can be put on the canvas: searchable, in groups that can be closed; entries are dragged out, or added by
/// double click or
/// Enter. It knows the catalogue and nothing else; GUI thread.
class Palette : public QWidget {
    Q_OBJECT
public:
    /// `catalog` must outlive the palette.
    explicit Palette(const catalog::Catalog& catalog, QWidget* parent = nullptr);
    ~Palette() override;

    /// What is dragged for a kind: application/x-faultline-kind with the id, then a line break and the preset if there is one.
    static QMimeData* mimeFor(const QString& kind, const QString& software = {});

    /// What is dragged for a stencil.
    static QMimeData* mimeFor(const StencilEntry& stencil);

    /// The stencils, listed in a group of their own below the kinds.
    void setStencils(std::vector<StencilEntry> stencils);
    const std::vector<StencilEntry>& stencils() const { return m_stencils; }
    /// Where a stencil is, as entryRect().
    QRect stencilRect(const QString& id) const;

    QString query() const;
    /// The names of the groups that are closed, to be remembered ("traffic", "network" ...).
    QStringList closedGroups() const;
    void setClosedGroups(const QStringList& groups);
    /// Where an entry is, in coordinates of the viewport that shows it; null when it is not listed. For tests and tours.
    QRect entryRect(const QString& kind, const QString& software = {}) const;
    QWidget* viewport() const;
    QSize sizeHint() const override;

public slots:
    void setQuery(const QString& query);
    /// Puts the cursor into the search field.
    void focusSearch();

signals:
    /// This should be added to the design. `software` is the name of a preset or empty.
    void kindActivated(const QString& kind, const QString& software);
    void closedGroupsChanged(const QStringList& groups);
    /// These parts should be added to the design.
    void stencilActivated(const QByteArray& parts);
    /// What the menu of a stencil of the user's asks for; `id` is that of its entry.
    void stencilRenameRequested(const QString& id);
    void stencilRemoveRequested(const QString& id);
    void stencilExportRequested(const QString& id);
    /// Asked for in the menu of the group.
    void stencilImportRequested();

protected:
    /// Runs the drag until it ends; replaced in tests, where no drag loop exists.
    virtual Qt::DropAction execDrag(QDrag* drag);

private:
    void rebuild();
    QStandardItem* addStencils();
    const StencilEntry* stencil(const QModelIndex& index) const;
    void showStencilMenu(const QPoint& position, const StencilEntry& stencil);
    void add(const QModelIndex& index);
    void drag(const QModelIndex& index);
    void showMenu(const QPoint& position);
    void rememberGroup(const QModelIndex& index, bool closed);
    QModelIndex find(const QString& kind, const QString& software) const;
    void focusResults();

    const catalog::Catalog& m_catalog;
    widgets::SearchField* m_search;
    QStackedWidget* m_pages;
    PaletteView* m_view;
    widgets::EmptyState* m_nothing;
    QStandardItemModel* m_model;
    std::vector<StencilEntry> m_stencils;
    QStringList m_closed;
    bool m_rebuilding = false;
};

}  // namespace faultline::palette
