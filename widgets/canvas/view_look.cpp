#include "model/design/annotations.h"
#include "model/design/layers.h"
#include "model/design/style.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/strokes.h"
#include "widgets/canvas/view.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

/// How things look: styles, groups, what is folded up, the grid, and the marker.
namespace faultline::canvas {
namespace {

/// What was copied, for all windows.
std::optional<design::Style>& lookCopied() {
    static std::optional<design::Style> style;
    return style;
}

/// How new ones look, by kind; "link" for links.
std::map<std::string, design::Style>& lookDefaults() {
    static std::map<std::string, design::Style> styles;
    return styles;
}

QAction* lookAdd(QMenu& menu, const QString& text, const QKeySequence& keys = {}) {
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);   // shown only: the window takes the key
    return action;
}

}  // namespace

// ---- Styles

QByteArray CanvasWidget::defaultStyles() {
    QJsonObject json;
    for (const auto& [kind, style] : lookDefaults()) json.insert(QString::fromStdString(kind), design::styleToJson(style));
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void CanvasWidget::setDefaultStyles(const QByteArray& text) {
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    lookDefaults().clear();
    for (auto it = json.begin(); it != json.end(); ++it)
        if (const design::Style style = design::styleFromJson(it->toObject()); !style.isUsual()) lookDefaults()[it.key().toStdString()] = style;
}

Result<design::Change> CanvasView::asNew(Result<design::Change> change) const {
    if (!change) return change;
    Result<design::Change> placed = design::onLayer(std::move(*change), m_document.currentLayer());
    if (lookDefaults().empty()) return placed;
    return design::withStyle(std::move(*placed), [](const std::string& kind) {
        const auto it = lookDefaults().find(kind);
        return it == lookDefaults().end() ? design::Style{} : it->second;
    });
}

void CanvasView::copyStyle() {
    const design::Component* part = design().component(m_selection.current);
    const design::Link* link = m_selection.links.empty() ? nullptr : design().link(*m_selection.links.begin());
    if (!part && !link) return tell(tr("Select what has the look that is to be copied."));
    lookCopied() = part ? part->style : link->style;
    tell(tr("The look is copied: Ctrl+Shift+V gives it to what is selected."));
}

void CanvasView::pasteStyle() {
    if (m_selection.isEmpty() || !mayEdit()) return;
    if (!lookCopied()) return tell(tr("No look was copied yet: Ctrl+Shift+C copies that of what is selected."));
    const design::Style style = *lookCopied();
    applyArrange(design::restyle(design(), m_selection.componentList(), m_selection.linkList(), [&](design::Style& own) { own = style; }),
                 tr("It looks so already."));
}

void CanvasView::resetStyle() {
    if (m_selection.isEmpty() || !mayEdit()) return;
    applyArrange(design::restyle(design(), m_selection.componentList(), m_selection.linkList(), [](design::Style& own) { own = {}; }),
                 tr("It looks as usual already."));
}

void CanvasView::setDefaultStyle() {
    const design::Component* part = design().component(m_selection.current);
    const design::Link* link = m_selection.links.empty() ? nullptr : design().link(*m_selection.links.begin());
    if (!part && !link) return tell(tr("Select what new ones are to look like."));
    const std::string kind = part ? part->kind : "link";
    const design::Style style = part ? part->style : link->style;
    if (style.isUsual())
        lookDefaults().erase(kind);
    else
        lookDefaults()[kind] = style;
    emit defaultStylesChanged();
    const catalog::ComponentKind* known = catalog().find(kind);
    const QString name = known ? widgets::say(known->label) : tr("Link");
    tell(style.isUsual() ? tr("New ones of the kind %1 look as usual again.").arg(name) : tr("New ones of the kind %1 look like this from now on.").arg(name));
}

void CanvasView::fillLookMenu(QMenu& menu) {
    QMenu* look = menu.addMenu(widgets::icon(QStringLiteral("palette")), tr("Look"));
    connect(lookAdd(*look, tr("Copy the look"), Qt::CTRL | Qt::SHIFT | Qt::Key_C), &QAction::triggered, this, &CanvasView::copyStyle);
    QAction* paste = lookAdd(*look, tr("Paste the look"), Qt::CTRL | Qt::SHIFT | Qt::Key_V);
    paste->setEnabled(lookCopied().has_value() && !m_readOnly);
    connect(paste, &QAction::triggered, this, &CanvasView::pasteStyle);
    QAction* reset = lookAdd(*look, tr("Reset the look"));
    reset->setEnabled(!m_readOnly);
    connect(reset, &QAction::triggered, this, &CanvasView::resetStyle);
    connect(lookAdd(*look, tr("New ones look like this"), Qt::CTRL | Qt::SHIFT | Qt::Key_D), &QAction::triggered, this, &CanvasView::setDefaultStyle);
}

void CanvasView::fillTurnMenu(QMenu& menu, ComponentId id) {
    const NodePart* node = m_picture.node(id);
    if (!node || !node->isAnnotation() || m_readOnly) return;
    QMenu* turn = menu.addMenu(widgets::icon(QStringLiteral("refresh")), tr("Turn into"));
    fillAddMenu(*turn,
                [this, id](const catalog::ComponentKind& kind) {
                    const ComponentId made = design().nextComponentId();
                    const NodePart* now = m_picture.node(id);
                    if (!now || !mayEdit()) return;
                    Result<design::Change> change = design::turnInto(design(), catalog(), id, kind.id, targetAt(now->rect.center(), {id}));
                    if (change) change = design::onLayer(std::move(*change), now->component->layer);
                    if (perform(change)) setSelection(selectionOf(made));
                },
                [node](const catalog::ComponentKind& kind) { return &kind != node->kind && kind.shape != catalog::Shape::Arrow; });
}

// ---- Groups

std::vector<ComponentId> CanvasView::along() const { return design::withWhatLiesWithin(design(), m_selection.componentList()); }

void CanvasView::groupSelection(const std::string& kind) {
    const ComponentId made = design().nextComponentId();
    Result<design::Change> change = design::group(design(), catalog(), m_selection.componentList(), kind);
    const design::Component* first = design().component(m_selection.current);
    if (change && first) change = design::onLayer(std::move(*change), first->layer);
    if (perform(change)) setSelection(selectionOf(made));
}

void CanvasView::ungroupSelection() {
    Selection freed;   // what was in it
    for (const ComponentId id : m_selection.components) {
        const NodePart* node = m_picture.node(id);
        if (!node) continue;
        if (node->form == Form::Frame)
            for (const ComponentId inner : design::withWhatLiesWithin(design(), {id})) freed.components.insert(inner);
        for (const ComponentId inner : design().childrenOf(id)) freed.components.insert(inner);
    }
    if (!perform(design::ungroup(design(), catalog(), m_selection.componentList()))) return;
    freed.components.eraseIf([&](ComponentId id) { return !m_picture.node(id) || !m_picture.node(id)->canBeTaken(); });
    if (!freed.components.empty()) freed.current = *freed.components.begin();
    setSelection(freed);
}

void CanvasView::fillGroupMenu(QMenu& menu) {
    QMenu* group = menu.addMenu(widgets::icon(QStringLiteral("select")), tr("Group"));
    const auto add = [&](const QString& text, Arrange what, const QKeySequence& keys = {}) {
        QAction* action = lookAdd(*group, text, keys);
        action->setEnabled(canArrange(what));
        connect(action, &QAction::triggered, this, [this, what] { arrange(what); });
    };
    add(tr("Into a frame"), Arrange::Group, Qt::CTRL | Qt::Key_G);
    add(tr("Into a zone"), Arrange::GroupZone);
    add(tr("Into a server"), Arrange::GroupHost);
    add(tr("Ungroup"), Arrange::Ungroup, Qt::CTRL | Qt::SHIFT | Qt::Key_U);
    group->addSeparator();
    add(tr("Collapse"), Arrange::Collapse, Qt::CTRL | Qt::Key_Home);
    add(tr("Expand"), Arrange::Expand, Qt::CTRL | Qt::Key_End);
    connect(lookAdd(*group, tr("Go in"), Qt::CTRL | Qt::SHIFT | Qt::Key_End), &QAction::triggered, this, &CanvasView::enterGroup);
    connect(lookAdd(*group, tr("Go out"), Qt::CTRL | Qt::SHIFT | Qt::Key_Home), &QAction::triggered, this, &CanvasView::leaveGroup);
}

void CanvasView::fold(const std::vector<ComponentId>& ids, bool collapsed) {
    if (!mayEdit()) return;
    std::vector<ComponentId> containers;
    for (const ComponentId id : ids)
        if (const NodePart* node = m_picture.node(id); node && node->kind && node->kind->isContainer()) containers.push_back(id);
    if (containers.empty()) return tell(tr("Select a server or a zone first."));
    Selection selection = m_selection;
    applyArrange(design::setCollapsed(design(), containers, collapsed), collapsed ? tr("It is collapsed already.") : tr("It is expanded already."));
    std::vector<ComponentId> shown;
    for (const ComponentId id : selection.components) shown.push_back(m_picture.shownFor(id));
    selection.components = IdSet<ComponentId>(std::move(shown));
    selection.current = m_picture.shownFor(selection.current);
    selection.links.eraseIf([&](LinkId id) { return !m_picture.link(id) || m_picture.link(id)->hidden; });
    setSelection(selection);
}

void CanvasView::enterGroup() {
    const NodePart* node = m_picture.node(m_selection.single());
    if (!node) return tell(tr("Select the one server, zone or frame to go into."));
    if (node->collapsed) fold({node->id}, false);
    std::vector<ComponentId> inside = m_picture.held(node->id);
    if (node->form == Form::Frame) {
        inside = design::withWhatLiesWithin(design(), {node->id});
        std::erase(inside, node->id);
    }
    std::erase_if(inside, [&](ComponentId id) { return !m_picture.node(id)->canBeTaken(); });
    if (inside.empty()) return tell(tr("There is nothing in it."));
    const auto first = std::min_element(inside.begin(), inside.end(), [&](ComponentId a, ComponentId b) {
        const QRectF p = m_picture.node(a)->rect, q = m_picture.node(b)->rect;
        return std::abs(p.top() - q.top()) > 32 ? p.top() < q.top() : p.left() < q.left();
    });
    setSelection(selectionOf(*first));
    reveal(*first);
}

void CanvasView::leaveGroup() {
    const NodePart* node = m_picture.node(m_selection.current);
    if (!node) return tell(tr("Select something to go to what holds it."));
    ComponentId outer = node->owner;
    if (!outer.isValid()) {   // the smallest frame around it
        double smallest = 0;
        for (const auto& [id, other] : m_picture.nodes()) {
            if (other.form != Form::Frame || !other.canBeTaken() || id == node->id || !other.rect.contains(node->rect)) continue;
            const double area = other.rect.width() * other.rect.height();
            if (outer.isValid() && area >= smallest) continue;
            smallest = area;
            outer = id;
        }
    }
    if (!outer.isValid()) return tell(tr("Nothing holds it."));
    setSelection(selectionOf(outer));
    reveal(outer);
}

void CanvasView::selectOnly(bool components, bool links) {
    Selection selection;
    if (components)
        for (const auto& [id, node] : m_picture.nodes())
            if (node.canBeTaken()) selection.components.insert(id);
    if (links)
        for (const auto& [id, link] : m_picture.links())
            if (link.canBeTaken()) selection.links.insert(id);
    selection.current = selection.contains(m_selection.current) ? m_selection.current
                        : selection.components.empty()          ? ComponentId{}
                                                                : *selection.components.begin();
    setSelection(selection);
}

void CanvasView::paintFold(QPainter& p, const NodePart& node) {
    const QRectF r = foldButton(node);
    if (r.isNull()) return;
    const widgets::Theme& t = widgets::theme();
    const bool hot = m_hover.what == Hit::What::Fold && m_hover.node == node.id;
    p.setPen(QPen(hot ? t.accent : t.borderStrong, 1.2));
    p.setBrush(t.raised);
    p.drawEllipse(r.adjusted(0.5, 0.5, -0.5, -0.5));
    widgets::drawIcon(p, r.adjusted(3, 3, -3, -3), node.collapsed ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"), hot ? t.accent : t.text);
}

// ---- Grid

void CanvasView::setSnapSettings(const SnapSettings& settings) {
    m_snap = settings;
    m_snap.step = std::clamp(m_snap.step, 2, 100);
    repaintAll();
}

QPointF CanvasView::onGrid(QPointF scene) const {
    const double step = m_snap.grid ? m_snap.step : 1;
    return {std::round(scene.x() / step) * step, std::round(scene.y() / step) * step};
}

// ---- Marker

void CanvasView::setMarkerFades(bool fades) { m_strokes->setFading(fades); }

}  // namespace faultline::canvas
