#include "model/design/document.h"

#include "model/design/layers.h"

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
          m_isDone(isDone) {}

    void redo() override {
        if (std::exchange(m_isDone, false)) return;
        m_document.cancelGesture();
        m_document.perform(m_change);
    }
    void undo() override {
        m_document.cancelGesture();
        m_document.perform(m_change.inverse());
    }

private:
    DesignDocument& m_document;
    Change m_change;
    bool m_isDone;  ///< the first redo(), done by QUndoStack::push, finds the change of a gesture already there
};

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
    if (m_gesture) m_gesture->forget();
    m_design = std::move(design);
    m_currentLayer = 0;
    m_undoStack.clear();
    emit replaced();
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
