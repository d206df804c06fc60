#include "widgets/canvas/rename_editor.h"

#include "model/design/edits.h"
#include "model/design/link_edits.h"
#include "widgets/canvas/look.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/fonts.h"
#include "widgets/common/say.h"

#include <QKeyEvent>

#include <algorithm>

namespace faultline::canvas {

RenameEditor::RenameEditor(CanvasView& view, ComponentId component) : QLineEdit(view.viewport()), m_view(view), m_component(component) {
    setObjectName(QStringLiteral("renameEditor"));
    setAccessibleName(tr("Name"));
    setMaxLength(400);
    if (const design::Component* part = view.design().component(component)) setText(part->name);
    selectAll();
    place();
    show();
    setFocus(Qt::OtherFocusReason);
}

bool RenameEditor::isGone() const { return !m_view.picture().node(m_component); }

void RenameEditor::place() {
    const NodePart* node = m_view.picture().node(m_component);
    if (!node) return;
    const QRectF r = m_view.toView(node->rect);
    QFont font = widgets::strongFont();
    font.setPixelSize(std::clamp(int(13 * m_view.zoom()), 11, 26));
    setFont(font);
    const int high = QFontMetrics(font).height() + 12;
    double left = r.left(), width = r.width(), middle = r.center().y();
    if (node->form == Form::Card) {
        left = r.left() + (cardTextLeft - 10) * m_view.zoom();
        width = r.right() - left - 4;
        middle = r.top() + r.height() * 0.36;
    } else if (node->form == Form::Host) {
        left = r.left() + (hostNameLeft - 10) * m_view.zoom();
        width = r.right() - left - 8;
        middle = r.top() + hostHeaderHeight / 2 * m_view.zoom();
    } else if (node->form == Form::Zone || node->form == Form::Frame) {
        middle = r.top() + 16 * m_view.zoom();
        width = std::min(r.width(), 260.0);
    }
    width = std::max(width, 140.0);
    setGeometry(QRectF(left, middle - high / 2.0, width, high).toRect());
}

void RenameEditor::close(bool take) {
    if (m_closing) return;
    m_closing = true;
    if (take) {
        const design::Component* part = m_view.design().component(m_component);
        const QString name = text().trimmed();
        if (part && part->name != name) {
            const auto change = design::rename(m_view.design(), m_component, name);
            if (!change) {
                m_view.hint(geometry().bottomLeft() - QPoint(14, 12), widgets::say(change.error().what), true);
                m_closing = false;
                setFocus();
                return;
            }
            m_view.perform(change);
        }
    }
    m_view.clearHint();
    m_view.renameEnded(this);
    if (hasFocus()) m_view.setFocus(Qt::OtherFocusReason);
    deleteLater();
    hide();
}

void RenameEditor::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: close(true); break;
    case Qt::Key_Escape: close(false); break;
    default: QLineEdit::keyPressEvent(event);
    }
}

/// Every key but the clipboard's is text here, whatever shortcuts the window has.
bool RenameEditor::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void RenameEditor::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || m_closing) return;
    const auto change = design::rename(m_view.design(), m_component, text().trimmed());
    close(change.has_value());  // an impossible name cannot hold the focus for ever
}

// ---- What notes, texts and shapes say

WordsEditor::WordsEditor(CanvasView& view, ComponentId component) : QPlainTextEdit(view.viewport()), m_view(view), m_component(component) {
    setObjectName(QStringLiteral("wordsEditor"));
    setAccessibleName(tr("Text"));
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    if (const NodePart* node = view.picture().node(component)) setPlainText(node->text.trimmed());
    selectAll();
    place();
    show();
    setFocus(Qt::OtherFocusReason);
}

bool WordsEditor::isGone() const { return !m_view.picture().node(m_component); }

void WordsEditor::place() {
    const NodePart* node = m_view.picture().node(m_component);
    if (!node) return;
    QFont font = wordsFont(*node);
    font.setPixelSize(std::clamp(int(font.pixelSize() * m_view.zoom()), 11, 64));
    setFont(font);
    QRectF r = m_view.toView(node->rect);
    r.setWidth(std::max(r.width(), 160.0));
    r.setHeight(std::max(r.height(), 2.0 * QFontMetrics(font).lineSpacing() + 14));
    setGeometry(r.toRect());
}

void WordsEditor::close(bool take) {
    if (m_closing) return;
    m_closing = true;
    const NodePart* node = m_view.picture().node(m_component);
    if (take && node && toPlainText() != node->text.trimmed())
        m_view.perform(design::setProperty(m_view.design(), m_view.catalog(), {m_component}, "text", Value(toPlainText().toStdString())));
    m_view.renameEnded(this);
    if (hasFocus()) m_view.setFocus(Qt::OtherFocusReason);
    deleteLater();
    hide();
}

void WordsEditor::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close(false);
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers() & Qt::ControlModifier) return close(true);
    QPlainTextEdit::keyPressEvent(event);
}

bool WordsEditor::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void WordsEditor::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) close(true);
}

// ---- What stands at links

LinkLabelEditor::LinkLabelEditor(CanvasView& view, LinkId link) : QLineEdit(view.viewport()), m_view(view), m_link(link) {
    setObjectName(QStringLiteral("linkLabelEditor"));
    setAccessibleName(tr("Label"));
    setMaxLength(design::longestLinkLabel);
    if (const design::Link* part = view.design().link(link)) {
        setText(part->label);
        setPlaceholderText(design::linkLabel(view.design(), view.catalog(), link));
    }
    selectAll();
    place();
    show();
    setFocus(Qt::OtherFocusReason);
}

bool LinkLabelEditor::isGone() const { return !m_view.picture().link(m_link); }

void LinkLabelEditor::place() {
    const LinkPart* link = m_view.picture().link(m_link);
    if (!link || link->route.isEmpty()) return;
    QFont font = labelFont(link->style);
    font.setPixelSize(std::clamp(int(font.pixelSize() * m_view.zoom()), 11, 64));
    setFont(font);
    constexpr int least = 160;
    const QPointF middle = link->labelRect.isNull() ? m_view.toView(link->route.at(0.5)) : m_view.toView(link->labelRect).center();
    const QSize size(std::max(least, int(link->labelRect.width() * m_view.zoom()) + 24), QFontMetrics(font).height() + 12);
    // Of a long link the middle may be out of sight.
    const QRect room = m_view.viewport()->rect().adjusted(0, 0, -size.width(), -size.height());
    const QPoint corner = (middle - QPointF(size.width(), size.height()) / 2).toPoint();
    setGeometry(QRect(QPoint(std::clamp(corner.x(), 0, std::max(0, room.right())), std::clamp(corner.y(), 0, std::max(0, room.bottom()))), size));
}

void LinkLabelEditor::close(bool take) {
    if (m_closing) return;
    m_closing = true;
    if (const design::Link* link = m_view.design().link(m_link); take && link && link->label != text().simplified())
        m_view.perform(design::setLinkLabel(m_view.design(), {m_link}, text()));
    m_view.renameEnded(this);
    if (hasFocus()) m_view.setFocus(Qt::OtherFocusReason);
    deleteLater();
    hide();
}

void LinkLabelEditor::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: close(true); break;
    case Qt::Key_Escape: close(false); break;
    default: QLineEdit::keyPressEvent(event);
    }
}

bool LinkLabelEditor::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void LinkLabelEditor::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) close(true);
}

}  // namespace faultline::canvas
