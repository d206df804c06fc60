#include "model/design/document.h"

#include "model/design/layers.h"

#include <QCoreApplication>
#include <QUndoCommand>
#include <algorithm>
#include <utility>

namespace faultline::design {

/// One undo step of a document: a Change and the way back.
class EditCommand : public QUndoCommand {
public:
    EditCommand(DesignDocument& document, Change change, bool isDone)
        : QUndoCommand(change.label),
          m_document(document),
          m_change(std::move(change)),
          m_page(document.shownPage()),
          m_isDone(isDone) {}

    void redo() override {
        if (std::exchange(m_isDone, false)) return;
        m_document.cancelGesture();
        m_document.showPage(m_page);
        m_document.perform(m_change);
    }
    void undo() override {
        m_document.cancelGesture();
        m_document.showPage(m_page);
        m_document.perform(m_change.inverse());
    }

private:
    DesignDocument& m_document;
    Change m_change;
    int m_page;     ///< that it was done on
    bool m_isDone;  ///< the first redo(), done by QUndoStack::push, finds the change of a gesture already there
};

/// Pages that come, go or change their places.
class PagesCommand : public QUndoCommand {
public:
    PagesCommand(const QString& label, DesignDocument& document, DesignDocument::Pages after)
        : QUndoCommand(label), m_document(document), m_before{document.m_order, document.m_shown}, m_after(std::move(after)) {}

    void redo() override { m_document.setPages(m_after); }
    void undo() override { m_document.setPages(m_before); }

private:
    DesignDocument& m_document;
    DesignDocument::Pages m_before, m_after;
};

namespace {

QString pagesLabel(const char* text) { return QCoreApplication::translate("design", text); }

}  // namespace

DesignDocument::DesignDocument(const catalog::Catalog& catalog, QObject* parent) : QObject(parent), m_catalog(catalog) {}

DesignDocument::~DesignDocument() {
    if (m_gesture) m_gesture->forget();
}

void DesignDocument::apply(const Change& change) {
    const Change whole = joined(change, {});  // without steps that alter nothing
    if (whole.isEmpty()) return;
    if (m_gesture) {
        m_gesture->m_done = joined(std::move(m_gesture->m_done), whole);
        perform(whole);
    } else {
        m_undoStack.push(new EditCommand(*this, whole, false));
    }
}

int DesignDocument::currentLayer() const {
    const auto isOpen = [this](int layer) { return !isLayerHidden(m_design, layer) && !isLayerLocked(m_design, layer); };
    const std::vector<DrawingLayer> all = layersOf(m_design);
    const auto is = [&](int id) { return std::any_of(all.begin(), all.end(), [id](const DrawingLayer& layer) { return layer.id == id; }); };
    if (is(m_currentLayer) && isOpen(m_currentLayer)) return m_currentLayer;
    const auto first = std::find_if(all.begin(), all.end(), [&](const DrawingLayer& layer) { return isOpen(layer.id); });
    return first == all.end() ? 0 : first->id;
}

void DesignDocument::setCurrentLayer(int layer) {
    if (layer == m_currentLayer) return;
    m_currentLayer = layer;
    emit currentLayerChanged();
}

void DesignDocument::undo() {
    if (m_gesture)
        cancelGesture();
    else
        m_undoStack.undo();
}

void DesignDocument::redo() {
    if (m_gesture)
        cancelGesture();
    else
        m_undoStack.redo();
}

void DesignDocument::reset(Design design) {
    std::vector<Design> pages;
    pages.push_back(std::move(design));
    reset(std::move(pages));
}

void DesignDocument::reset(std::vector<Design> pages, std::size_t shown) {
    if (m_gesture) m_gesture->forget();
    if (pages.empty()) pages.emplace_back();
    shown = std::min(shown, pages.size() - 1);
    m_undoStack.clear();
    m_parked.clear();
    m_order.clear();
    for (std::size_t i = 0; i < pages.size(); ++i) {
        m_order.push_back(++m_lastPage);
        if (i == shown) {
            m_shown = m_lastPage;
            m_design = std::move(pages[i]);
        } else {
            m_parked.emplace(m_lastPage, std::move(pages[i]));
        }
    }
    m_currentLayer = 0;
    emit opened();
    emit replaced();
    emit pagesChanged();
}

int DesignDocument::placeOf(int page) const {
    const auto at = std::find(m_order.begin(), m_order.end(), page);
    return at == m_order.end() ? -1 : static_cast<int>(at - m_order.begin());
}

std::vector<Design> DesignDocument::designs() const {
    std::vector<Design> out;
    for (const int page : m_order) out.push_back(design(page));
    return out;
}

void DesignDocument::showPage(int page) {
    if (placeOf(page) >= 0) setPages({m_order, page});
}

void DesignDocument::setPages(const Pages& pages) {
    const bool isOther = pages.shown != m_shown;
    if (!isOther && pages.order == m_order) return;
    if (isOther) {
        cancelGesture();
        emit leavingPage();
        m_parked[m_shown] = std::move(m_design);
        m_design = std::move(m_parked.at(pages.shown));
        m_parked.erase(pages.shown);
        m_shown = pages.shown;
        m_currentLayer = 0;
    }
    m_order = pages.order;
    if (isOther) emit replaced();
    emit pagesChanged();
}

void DesignDocument::pushPages(const QString& label, Pages after) {
    cancelGesture();
    m_undoStack.push(new PagesCommand(label, *this, std::move(after)));
}

int DesignDocument::addPage(Design design, int place) {
    if (m_order.size() >= mostPages) return 0;
    const int page = ++m_lastPage;
    m_parked.emplace(page, std::move(design));
    Pages after{m_order, page};
    after.order.insert(after.order.begin() + std::clamp(place, 0, static_cast<int>(m_order.size())), page);
    pushPages(pagesLabel(QT_TRANSLATE_NOOP("design", "Add a page")), std::move(after));
    return page;
}

void DesignDocument::removePage(int page) {
    const int place = placeOf(page);
    if (place < 0 || m_order.size() == 1) return;
    Pages after{m_order, m_shown};
    after.order.erase(after.order.begin() + place);
    if (page == m_shown) after.shown = after.order[std::min(static_cast<std::size_t>(place), after.order.size() - 1)];
    pushPages(pagesLabel(QT_TRANSLATE_NOOP("design", "Delete a page")), std::move(after));
}

void DesignDocument::movePage(int page, int place) {
    const int from = placeOf(page);
    place = std::clamp(place, 0, static_cast<int>(m_order.size()) - 1);
    if (from < 0 || from == place) return;
    Pages after{m_order, m_shown};
    after.order.erase(after.order.begin() + from);
    after.order.insert(after.order.begin() + place, page);
    pushPages(pagesLabel(QT_TRANSLATE_NOOP("design", "Move a page")), std::move(after));
}

void DesignDocument::perform(const Change& change) {
    change.apply(m_design);
    emit changed(change);
}

void DesignDocument::cancelGesture() {
    if (m_gesture) m_gesture->cancel();
}

Gesture::Gesture(DesignDocument& document, QString label) : m_document(&document), m_label(std::move(label)) {
    document.cancelGesture();
    m_start = document.design();
    document.m_gesture = this;
}

Gesture::~Gesture() {
    cancel();
}

void Gesture::update(const Change& change) {
    if (!m_document) return;
    const Change step = joined(m_done.inverse(), change);
    m_done = joined(change, {});
    if (!step.isEmpty()) m_document->perform(step);
}

void Gesture::commit() {
    if (!m_document) return;
    DesignDocument& document = *m_document;
    Change done = std::exchange(m_done, {});
    forget();
    if (done.isEmpty()) return;
    if (!m_label.isEmpty()) done.label = m_label;
    document.m_undoStack.push(new EditCommand(document, std::move(done), true));
}

void Gesture::cancel() {
    if (!m_document) return;
    DesignDocument& document = *m_document;
    const Change back = std::exchange(m_done, {}).inverse();
    forget();
    if (!back.isEmpty()) document.perform(back);
}

void Gesture::forget() {
    if (m_document) m_document->m_gesture = nullptr;
    m_document = nullptr;
}

}  // namespace faultline::design
