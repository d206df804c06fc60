#pragma once
#include "model/core/ids.h"
#include "model/runtime/frame.h"

#include <QSortFilterProxyModel>
#include <QTimer>
#include <QWidget>

#include <vector>

class QComboBox;
class QPushButton;
class QStackedWidget;
class QTabBar;
namespace faultline::design {
class DesignDocument;
}
namespace faultline::widgets {
class ProblemLine;
class SearchField;
}

namespace faultline::table {

class PartModel;
class PartView;

/// Every component and every link of the document as rows that can be sorted, searched and edited: the drawing for those who work by
/// keyboard, with a screen reader, or on many parts at once. What is selected here is selected on the drawing. GUI thread.
class TablePanel : public QWidget {
    Q_OBJECT
public:
    explicit TablePanel(design::DesignDocument& document, QWidget* parent = nullptr);
    ~TablePanel() override;

    /// The tabs and the search, to be put into the title of a dock; by default they are the panel's first line.
    QWidget* header() const { return m_header; }
    PartView& components() const { return *m_sides[0].view; }
    PartView& links() const { return *m_sides[1].view; }
    QSize sizeHint() const override { return {560, 240}; }

public slots:
    void setFrame(const faultline::runtime::FramePtr& frame);
    void setSelection(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links);
    void setReadOnly(bool readOnly);

signals:
    /// The user selected these rows.
    void selected(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links);
    /// A component of this kind shall be added.
    void addRequested(const QString& kind);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Side {
        PartModel* model = nullptr;
        QSortFilterProxyModel* filter = nullptr;
        PartView* view = nullptr;
    };
    Side makeSide(PartModel* model, const QString& name);
    QWidget* makeFoot();
    void sync();
    void fillEnds();
    void fillTargets();
    void addLink();
    void showSide(int side);
    void tellSelection();
    void selectRows(const Side& side, const std::vector<std::uint32_t>& ids);
    std::vector<std::uint32_t> selectedIds(const Side& side) const;
    void applyTheme();

    design::DesignDocument& m_document;
    runtime::FramePtr m_frame;
    std::vector<ComponentId> m_components;   // what is selected on the drawing
    std::vector<LinkId> m_links;
    Side m_sides[2];
    QWidget* m_header;
    QTabBar* m_tabs;
    widgets::SearchField* m_search;
    QStackedWidget* m_pages;
    QStackedWidget* m_feet;
    QComboBox* m_kind = nullptr;
    QComboBox* m_from = nullptr;
    QComboBox* m_to = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_link = nullptr;
    widgets::ProblemLine* m_problem;
    QTimer m_syncTimer;         // single shot: a gesture changes the document often
    bool m_following = false;   // the selection comes from outside
    bool m_readOnly = false;
};

}  // namespace faultline::table
