#include "widgets/canvas/accessible.h"

#include "widgets/canvas/view.h"

#include <QAccessibleWidget>
#include <QPointer>

#include <compare>
#include <map>
#include <utility>

namespace faultline::canvas {
namespace {

/// A component or a link of the drawing.
struct PartRef {
    ComponentId node;
    LinkId link;
    friend auto operator<=>(const PartRef& a, const PartRef& b) {
        return std::pair(a.node.value, a.link.value) <=> std::pair(b.node.value, b.link.value);
    }
    friend bool operator==(const PartRef&, const PartRef&) = default;
};

/// One component or link as an item of the list. It asks the view for everything, so that it is never out of date.
class PartAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    PartAccessible(CanvasView& view, PartRef part) : m_view(&view), m_part(part) {}

    bool isValid() const override {
        return m_view && (m_part.node.isValid() ? m_view->picture().node(m_part.node) != nullptr : m_view->picture().link(m_part.link) != nullptr);
    }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_view ? m_view->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override { return m_view ? QAccessible::queryAccessibleInterface(m_view) : nullptr; }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text text) const override {
        if (!isValid() || (text != QAccessible::Name && text != QAccessible::Description)) return {};
        Hit hit;
        hit.what = m_part.node.isValid() ? Hit::What::Node : Hit::What::Link;
        hit.node = m_part.node;
        hit.link = m_part.link;
        const QString whole = m_view->describe(hit);   // its first line is the name
        return text == QAccessible::Name ? whole.section(QLatin1Char('\n'), 0, 0) : whole.section(QLatin1Char('\n'), 1).replace(QLatin1Char('\n'), QStringLiteral(". "));
    }

    QRect rect() const override {
        if (!isValid()) return {};
        const QRectF scene = m_part.node.isValid() ? m_view->picture().node(m_part.node)->rect : m_view->picture().link(m_part.link)->route.bounds();
        const QRect inView = m_view->toView(scene).toAlignedRect();
        return {m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const Selection& selection = m_view->selection();
        state.focusable = state.selectable = state.multiSelectable = true;
        state.selected = m_part.node.isValid() ? selection.contains(m_part.node) : selection.contains(m_part.link);
        state.focused = m_view->hasFocusRing() && m_part.node.isValid() && selection.current == m_part.node;
        state.offscreen = !m_view->viewport()->rect().intersects(QRect(m_view->viewport()->mapFromGlobal(rect().topLeft()), rect().size()));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {setFocusAction()}; }
    void doAction(const QString& name) override {
        if (!isValid() || name != setFocusAction()) return;
        m_view->setFocus(Qt::OtherFocusReason);
        m_view->setSelection(m_part.node.isValid() ? selectionOf(m_part.node) : selectionOf(m_part.link));
        if (m_part.node.isValid()) m_view->reveal(m_part.node);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    QPointer<CanvasView> m_view;
    PartRef m_part;
};

/// The view as a list of its parts: components first, then links, each in the order of ids; what is hidden is left out.
class CanvasAccessible : public QAccessibleWidget {
public:
    explicit CanvasAccessible(CanvasView* view) : QAccessibleWidget(view, QAccessible::List) {}
    ~CanvasAccessible() override {
        for (const auto& [part, id] : m_ids) QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return static_cast<int>(parts().size()); }
    QAccessibleInterface* child(int index) const override {
        const std::vector<PartRef> all = parts();
        return index >= 0 && static_cast<std::size_t>(index) < all.size() ? item(all[static_cast<std::size_t>(index)]) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const std::vector<PartRef> all = parts();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (const auto at = m_ids.find(all[i]); at != m_ids.end() && QAccessible::accessibleInterface(at->second) == child) return static_cast<int>(i);
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const Hit hit = view().hitAt(view().viewport()->mapFromGlobal(QPoint(x, y)));
        if (hit.node.isValid()) return item({hit.node, {}});
        return hit.link.isValid() ? item({{}, hit.link}) : nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        return view().hasFocusRing() && view().selection().current.isValid() ? item({view().selection().current, {}}) : nullptr;
    }

private:
    CanvasView& view() const { return *static_cast<CanvasView*>(widget()); }

    std::vector<PartRef> parts() const {
        std::vector<PartRef> all;
        for (const auto& [id, node] : view().picture().nodes())
            if (!node.hidden) all.push_back({id, {}});
        for (const auto& [id, link] : view().picture().links())
            if (!link.hidden) all.push_back({{}, id});
        return all;
    }

    QAccessibleInterface* item(PartRef part) const {
        const auto known = m_ids.find(part);
        if (known != m_ids.end()) return QAccessible::accessibleInterface(known->second);
        std::erase_if(m_ids, [](const auto& entry) {
            const bool isGone = !QAccessible::accessibleInterface(entry.second)->isValid();
            if (isGone) QAccessible::deleteAccessibleInterface(entry.second);
            return isGone;
        });
        auto* made = new PartAccessible(view(), part);   // QAccessible owns what is registered
        m_ids[part] = QAccessible::registerAccessibleInterface(made);
        return made;
    }

    mutable std::map<PartRef, QAccessible::Id> m_ids;
};

QAccessibleInterface* canvasFactory(const QString&, QObject* object) {
    auto* view = qobject_cast<CanvasView*>(object);
    return view ? new CanvasAccessible(view) : nullptr;
}

}  // namespace

void makeAccessible() {
    static const bool once = [] {
        QAccessible::installFactory(canvasFactory);
        return true;
    }();
    Q_UNUSED(once);
}

void announceCurrent(CanvasView& view) {
    if (!QAccessible::isActive()) return;
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view);
    QAccessibleInterface* item = list ? list->focusChild() : nullptr;
    if (!item) return;
    QAccessibleEvent focus(item, QAccessible::Focus);
    QAccessible::updateAccessibility(&focus);
}

}  // namespace faultline::canvas
