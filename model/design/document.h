#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"
#include "model/design/pages.h"

#include <QObject>
#include <QUndoStack>

#include <map>
#include <vector>

namespace faultline::design {

/// The open document: one page or more, each a Design of its own with its own title. One page is shown and edited, only through
/// Changes; all pages share one undo stack, and what is taken back on another page shows that page. GUI thread.
class DesignDocument : public QObject {
    Q_OBJECT
public:
    explicit DesignDocument(const catalog::Catalog& catalog, QObject* parent = nullptr);
    ~DesignDocument() override;

    /// The design of the page that is shown.
    const Design& design() const { return m_design; }
    const catalog::Catalog& catalog() const { return m_catalog; }
    QUndoStack& undoStack() { return m_undoStack; }
    bool isModified() const { return !m_undoStack.isClean(); }

    /// Where new things go: the layer that was chosen as long as it is shown and not locked, else the first that is; no part of what
    /// is saved or undone.
    int currentLayer() const;
    void setCurrentLayer(int layer);
    /// Does the change as one undo step (inside a Gesture: as part of it). An empty change does nothing.
    void apply(const Change& change);
    /// Takes the last step back (does it again); a running gesture is cancelled instead.
    void undo();
    void redo();
    /// Replaces the whole document (open, new); clears the undo stack; a running gesture ends; emits opened() and replaced().
    void reset(Design design);
    /// The same with several pages, of which the one at `shown` is shown; without any: one that is empty.
    void reset(std::vector<Design> pages, std::size_t shown = 0);

    /// The ids of the pages, in their order. An id stands for a page as long as the document is open, also after undo and redo.
    const std::vector<int>& pages() const { return m_order; }
    int shownPage() const { return m_shown; }
    /// The place of a page among pages(), from 0; -1: there is none.
    int placeOf(int page) const;
    /// The design of a page of pages().
    const Design& design(int page) const { return page == m_shown ? m_design : m_parked.at(page); }
    /// The designs of all pages, in their order.
    std::vector<Design> designs() const;
    /// Shows another page; a running gesture is cancelled. Nothing of the document is changed by it. Unknown ids do nothing.
    void showPage(int page);
    /// A new page at a place from 0 to their number, shown; one undo step. Returns its id; 0, and nothing is done, when there are mostPages.
    int addPage(Design design, int place);
    /// Takes a page away; one undo step. The last one stays.
    void removePage(int page);
    /// Puts a page at another place; one undo step.
    void movePage(int page, int place);

signals:
    /// Once for every change done, undone or redone, after the design holds it.
    void changed(const faultline::design::Change& change);
    /// design() is another one: another page is shown, or another document is open.
    void replaced();
    /// Another document is open; before replaced().
    void opened();
    /// Another page will be shown; design() is still what was shown.
    void leavingPage();
    /// Which pages there are, their order, or which is shown.
    void pagesChanged();
    void currentLayerChanged();

private:
    friend class Gesture;
    friend class EditCommand;
    friend class PagesCommand;
    /// Which pages there are and which is shown.
    struct Pages {
        std::vector<int> order;
        int shown;
    };
    void setPages(const Pages& pages);
    void pushPages(const QString& label, Pages after);
    void perform(const Change& change);  ///< applies and signals, without undo
    void cancelGesture();

    const catalog::Catalog& m_catalog;
    Design m_design;
    std::vector<int> m_order{1};
    int m_shown = 1, m_lastPage = 1;
    std::map<int, Design> m_parked;   ///< all that are not shown, with those that undo can bring back
    int m_currentLayer = 0;
    QUndoStack m_undoStack;
    class Gesture* m_gesture = nullptr;
};

/// A running mouse or keyboard gesture: its changes show at once, become one undo step on commit(), and are reverted when the
/// gesture is dropped without it. One at a time per document: a second one, undo and redo cancel it. What is done through it
/// after it ended (isRunning() is false) has no effect.
class Gesture {
public:
    Gesture(DesignDocument& document, QString label);
    ~Gesture();
    Gesture(const Gesture&) = delete;
    Gesture& operator=(const Gesture&) = delete;

    /// Replaces what the gesture has done so far by `change` (which is relative to the design at the gesture's start).
    void update(const Change& change);
    /// The design as it was when the gesture began; build the changes for update() from it.
    const Design& start() const { return m_start; }
    void commit();
    void cancel();
    bool isRunning() const { return m_document != nullptr; }

private:
    friend class DesignDocument;
    void forget();  ///< ends it, leaving the design as it is

    DesignDocument* m_document;
    QString m_label;
    Design m_start;
    Change m_done;
};

}  // namespace faultline::design
