#pragma once
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QGraphicsView>
#include <QMimeData>
#include <QSignalSpy>
#include <QtTest>

namespace faultline::tests {

/// Hands that work a canvas: real events on its viewport.
class Hands {
public:
    Hands(canvas::CanvasWidget& canvas, design::DesignDocument& document) : m_canvas(canvas), m_document(document) {}

    canvas::CanvasView& view() const { return *qobject_cast<canvas::CanvasView*>(m_canvas.view()); }
    QWidget* viewport() const { return m_canvas.view()->viewport(); }
    QPoint at(QPointF scene) const { return m_canvas.view()->viewportTransform().map(scene).toPoint(); }
    QPoint middle(ComponentId id) const { return m_canvas.componentRect(id).center(); }
    /// On the edge, from where a drag makes a link.
    QPoint rightEdge(ComponentId id) const {
        const QRect r = m_canvas.componentRect(id);
        return {r.right(), r.center().y()};
    }
    /// The power button, once the mouse is on the component.
    QPoint power(ComponentId id) const { return m_canvas.componentRect(id).topRight() + QPoint(3, -2); }

    void move(QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QMouseEvent event(QEvent::MouseMove, to, viewport()->mapToGlobal(QPointF(to)), Qt::NoButton, m_buttons, modifiers);
        QApplication::sendEvent(viewport(), &event);
    }
    void press(QPoint where, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        move(where, modifiers);
        m_buttons = button;
        QTest::mousePress(viewport(), button, modifiers, where);
    }
    void release(QPoint where, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
        m_buttons = {};
        QTest::mouseRelease(viewport(), button, modifiers, where);
    }
    void click(QPoint where, Qt::KeyboardModifiers modifiers = {}) {
        press(where, modifiers);
        release(where, modifiers);
    }
    /// Drags without letting go.
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        press(from, modifiers);
        for (int i = 1; i <= 8; ++i) move(from + (to - from) * i / 8, modifiers);
    }
    void dragAndRelease(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        drag(from, to, modifiers);
        release(to, modifiers);
    }
    /// Without grid and guides.
    void dragFreely(QPoint from, QPoint to) {
        drag(from, to);
        QTest::keyPress(m_canvas.view(), Qt::Key_Control);
        release(to, Qt::ControlModifier);
        QTest::keyRelease(m_canvas.view(), Qt::Key_Control, Qt::ControlModifier);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_canvas.view(), key, modifiers); }

    /// What the palette drags. False: it was not taken.
    bool dropKind(const char* kind, QPoint where, bool let = true) {
        QMimeData data;
        data.setData(QLatin1String(canvas::kindMimeType), kind);
        QDragEnterEvent enter(where, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(viewport(), &enter);
        QDragMoveEvent over(where, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(viewport(), &over);
        if (!let) return over.isAccepted();
        QDropEvent drop(QPointF(where), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(viewport(), &drop);
        return drop.isAccepted();
    }

    const design::Design& design() const { return m_document.design(); }
    const design::Component& part(ComponentId id) const {
        const design::Component* component = design().component(id);
        if (!component) qFatal("There is no component %u", id.value);
        return *component;
    }
    ComponentId newest() const { return {design().lastComponentId()}; }
    int undoCount() { return m_document.undoStack().count(); }

private:
    canvas::CanvasWidget& m_canvas;
    design::DesignDocument& m_document;
    Qt::MouseButtons m_buttons;
};

/// What a Robot works on.
struct RobotParts {
    design::DesignDocument document{testCatalog()};
    Sample sample{document};
    canvas::CanvasWidget canvas{document};
};

/// A shown canvas with a document, and hands to work it with.
class Robot : public RobotParts, public Hands {
public:
    explicit Robot(QSize size = {1180, 720}) : Hands(canvas, document) {
        canvas.resize(size);
        canvas.show();
        if (!QTest::qWaitForWindowExposed(&canvas)) qFatal("The canvas does not show");
        canvas.view()->centerOn(size.width() / 2.0, size.height() / 2.0);
        canvas.activateWindow();
        canvas.view()->setFocus();
    }
};

}  // namespace faultline::tests
