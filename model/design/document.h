#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

#include <QObject>
#include <QUndoStack>

namespace faultline::design {

/// The open document: a Design edited only through Changes, with undo and one signal. GUI thread.
class DesignDocument : public QObject {
    Q_OBJECT
public:
    explicit DesignDocument(const catalog::Catalog& catalog, QObject* parent = nullptr);
    ~DesignDocument() override;

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
    /// Replaces the whole document (open, new); clears the undo stack; a running gesture ends; emits replaced().
    void reset(Design design);

signals:
    /// Once for every change done, undone or redone, after the design holds it.
    void changed(const faultline::design::Change& change);
    void replaced();
    void currentLayerChanged();

private:
    friend class Gesture;
    friend class EditCommand;
    void perform(const Change& change);  ///< applies and signals, without undo
    void cancelGesture();

    const catalog::Catalog& m_catalog;
    Design m_design;
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
