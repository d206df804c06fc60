#include "app/auto_layout.h"

#include "widgets/canvas/canvas_widget.h"
#include "widgets/common/say.h"

namespace faultline::app {

AutoLayout::AutoLayout(design::DesignDocument& document, canvas::CanvasWidget& canvas, QObject* parent)
    : QObject(parent), m_document(document), m_canvas(canvas) {
    connect(&m_dot, &exchange::DotProcess::finished, this, &AutoLayout::take);
    connect(&m_dot, &exchange::DotProcess::failed, this, [this](const Text& why) {
        emit runningChanged(false);
        emit told(widgets::say(why), true);
    });
    connect(&document, &design::DesignDocument::replaced, this, &AutoLayout::cancel);
}

void AutoLayout::start(exchange::Flow flow) {
    cancel();
    if (m_canvas.isReadOnly()) return emit told(tr("This moment of the run can be looked at, but not edited."), true);
    m_ids = m_canvas.selectedComponents();
    if (m_ids.size() == 1) {   // one alone has nothing to be arranged with, but what it holds has
        const std::vector<ComponentId> held = m_document.design().childrenOf(m_ids.front());
        if (held.size() > 1) m_ids = held;
    }
    const QByteArray question = exchange::layoutQuestion(m_document.design(), m_document.catalog(), m_ids, flow);
    if (question.isEmpty()) return emit told(tr("There is nothing here that could be moved."), true);
    m_dot.start(question);
    if (m_dot.isRunning()) emit runningChanged(true);
}

void AutoLayout::cancel() {
    if (!m_dot.isRunning()) return;
    m_dot.cancel();
    emit runningChanged(false);
}

void AutoLayout::take(const QByteArray& json) {
    emit runningChanged(false);
    const Result<design::Change> change = exchange::layoutAnswer(m_document.design(), m_document.catalog(), m_ids, json);
    if (!change) return emit told(widgets::say(change.error().what), true);
    if (change->isEmpty()) return emit told(tr("It is laid out so already."), false);
    m_canvas.applyGliding(*change);
}

}  // namespace faultline::app
