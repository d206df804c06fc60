#include "model/design/link_edits.h"
#include "widgets/canvas/bend_gesture.h"
#include "widgets/canvas/drop_state.h"
#include "widgets/canvas/link_gesture.h"
#include "widgets/canvas/view.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

/// What is done with links that are there: their ends, bends and lines, and gaps that a deletion leaves.
namespace faultline::canvas {
namespace {

constexpr double linksHandleReach = 9;     ///< of the mouse
constexpr double linksEndAway = 12;        ///< handles of ends keep this far from what the link ends at
constexpr double linksLeastPiece = 36;     ///< shorter pieces show no handle

QPolygonF linksDiamond(QPointF at, double half) {
    return QPolygonF({at - QPointF(0, half), at + QPointF(half, 0), at + QPointF(0, half), at - QPointF(half, 0)});
}

}  // namespace

/// The one link that is selected alone and can be altered.
const LinkPart* CanvasView::shapedLink() const {
    if (m_readOnly || m_tool != Tool::Select || !m_selection.components.empty() || m_selection.links.size() != 1) return nullptr;
    const LinkPart* link = m_picture.link(*m_selection.links.begin());
    return link && link->canBeTaken() && !link->route.isEmpty() ? link : nullptr;
}

QPointF CanvasView::linkEndHandle(const LinkPart& link, bool atEnd) const {
    const double share = std::min(0.25, linksEndAway / zoom() / std::max(1.0, link.route.length()));
    return toView(link.route.at(atEnd ? 1 - share : share));
}

Hit CanvasView::linkHandleAt(QPoint view) const {
    const LinkPart* link = shapedLink();
    if (!link) return {};
    const auto distance = [&](QPointF at) { return std::hypot(at.x() - view.x(), at.y() - view.y()); };
    for (const bool atEnd : {true, false})
        if (distance(linkEndHandle(*link, atEnd)) <= linksHandleReach)
            return {.what = Hit::What::LinkEnd, .node = {}, .link = link->id, .edges = {}, .onName = false, .index = atEnd};
    const std::vector<BendHandle> handles = bendHandles(*link, m_picture, linksLeastPiece / zoom());
    int found = -1;
    double nearest = linksHandleReach;
    for (std::size_t i = 0; i < handles.size(); ++i)
        if (const double d = distance(toView(handles[i].at)); d <= nearest) {
            nearest = d;
            found = int(i);
        }
    if (found < 0) return {};
    return {.what = Hit::What::Bend, .node = {}, .link = link->id, .edges = {}, .onName = false, .index = found};
}

void CanvasView::paintBendHandle(QPainter& p, const BendHandle& handle, bool hot) const {
    const widgets::Theme& t = widgets::theme();
    const QPointF at = toView(handle.at);
    const double radius = hot ? 6 : 4.5;
    p.setPen(QPen(t.selection, 1.5));
    if (handle.waypoint >= 0) {   // there is a bend: filled
        p.setBrush(t.selection);
        p.drawEllipse(at, radius, radius);
    } else {
        p.setBrush(hot ? t.selection : t.canvas);
        p.drawRoundedRect(QRectF(at - QPointF(radius, radius) * 0.85, QSizeF(radius, radius) * 1.7), 2, 2);
    }
}

void CanvasView::paintLinkHandles(QPainter& p) const {
    const LinkPart* link = shapedLink();
    if (!link || m_interaction) return;
    const widgets::Theme& t = widgets::theme();
    const std::vector<BendHandle> handles = bendHandles(*link, m_picture, linksLeastPiece / zoom());
    for (std::size_t i = 0; i < handles.size(); ++i)
        paintBendHandle(p, handles[i], m_hover.what == Hit::What::Bend && m_hover.index == int(i));
    for (const bool atEnd : {false, true}) {
        const bool hot = m_hover.what == Hit::What::LinkEnd && m_hover.index == int(atEnd);
        p.setPen(QPen(t.selection, 1.8));
        p.setBrush(hot ? t.selection : t.canvas);
        p.drawPolygon(linksDiamond(linkEndHandle(*link, atEnd), hot ? 8 : 6.5));
    }
}

bool CanvasView::pressLinkHandle(const Hit& hit, const Pointer& pointer) {
    if (hit.what == Hit::What::LinkEnd)
        start(std::make_unique<LinkGesture>(*this, hit.link, hit.index == 1, pointer.scene, false));
    else if (hit.what == Hit::What::Bend)
        start(std::make_unique<BendGesture>(*this, hit.link, hit.index, pointer));
    else
        return false;
    return true;
}

bool CanvasView::removeWaypoint(LinkId id, QPointF scene) {
    const design::Link* link = design().link(id);
    const int at = link ? waypointAt(*link, scene, linksHandleReach / zoom()) : -1;
    if (at < 0 || !mayEdit()) return false;
    std::vector<QPointF> points = link->waypoints;
    points.erase(points.begin() + at);
    m_document.apply(design::setWaypoints(design(), id, std::move(points)));
    return true;
}

/// Those selected; where none is, all between components that are.
std::vector<LinkId> CanvasView::meantLinks() const {
    if (!m_selection.links.empty()) return m_selection.linkList();
    std::vector<LinkId> ids;
    const auto isMeant = [&](ComponentId id) {
        for (std::size_t depth = 0; id.isValid() && depth < 16; ++depth) {
            if (m_selection.contains(id)) return true;
            const NodePart* node = m_picture.node(id);
            id = node ? node->owner : ComponentId{};
        }
        return false;
    };
    for (const auto& [id, link] : m_picture.links())
        if (link.canBeTaken() && isMeant(link.link->from) && isMeant(link.link->to)) ids.push_back(id);
    return ids;
}

bool CanvasView::canEditLinks(LinkEdit what) const {
    switch (what) {
    case LinkEdit::Next: return m_selection.current.isValid() || m_selection.links.size() == 1;
    case LinkEdit::MoveEnd:
    case LinkEdit::MoveBeginning:
    case LinkEdit::Bend:
    case LinkEdit::Reverse: return m_selection.components.empty() && m_selection.links.size() == 1;
    case LinkEdit::ClearBends: {
        const std::vector<LinkId> ids = meantLinks();
        return std::any_of(ids.begin(), ids.end(), [&](LinkId id) { return !design().link(id)->waypoints.empty(); });
    }
    case LinkEdit::DeleteAndHeal: return !m_selection.isEmpty();
    case LinkEdit::Heal: return m_gap.has_value();
    case LinkEdit::Orthogonal:
    case LinkEdit::Straight:
    case LinkEdit::Curved:
    case LinkEdit::HeadAtEnd:
    case LinkEdit::HeadAtStart:
    case LinkEdit::HeadsAtBoth:
    case LinkEdit::NoHeads: return !meantLinks().empty();
    }
    return false;
}

void CanvasView::editLinks(LinkEdit what) {
    endNudge();
    cancelInteraction();
    if (what == LinkEdit::Next) return selectNextLink();
    if (!mayEdit()) return;
    if (!canEditLinks(what)) {
        if (what == LinkEdit::ClearBends) return tell(tr("None of these links was bent by hand."));
        if (what == LinkEdit::Heal) return tell(tr("No deletion has left a gap that could be closed."));
        return tell(tr("Select a link first: click it, or press L on a component."));
    }
    const std::vector<LinkId> ids = meantLinks();
    const auto draw = [&](const design::Change& change) {
        if (change.isEmpty()) return tell(tr("They are drawn so already."));
        m_document.apply(change);
    };
    const auto shape = [&](design::LinkShape wanted) { draw(design::setLinkShape(design(), ids, wanted)); };
    const auto heads = [&](design::LinkHeads wanted) { draw(design::setLinkHeads(design(), ids, wanted)); };
    switch (what) {
    case LinkEdit::Next: return;
    case LinkEdit::MoveEnd: return moveEndByKeys(true);
    case LinkEdit::MoveBeginning: return moveEndByKeys(false);
    case LinkEdit::Bend:
        start(std::make_unique<BendGesture>(*this, ids.front()));
        sayWhile(tr("Tab: next handle. Arrows move it, Delete takes a waypoint out, Enter confirms, Esc cancels."));
        return;
    case LinkEdit::Reverse:
        perform(design::reverseLink(design(), catalog(), ids.front()));
        return;
    case LinkEdit::Orthogonal: return shape(design::LinkShape::Orthogonal);
    case LinkEdit::Straight: return shape(design::LinkShape::Straight);
    case LinkEdit::Curved: return shape(design::LinkShape::Curved);
    case LinkEdit::HeadAtEnd: return heads(design::LinkHeads::End);
    case LinkEdit::HeadAtStart: return heads(design::LinkHeads::Start);
    case LinkEdit::HeadsAtBoth: return heads(design::LinkHeads::Both);
    case LinkEdit::NoHeads: return heads(design::LinkHeads::None);
    case LinkEdit::ClearBends: return m_document.apply(design::clearWaypoints(design(), ids));
    case LinkEdit::DeleteAndHeal: return deleteSelection(true);
    case LinkEdit::Heal: return heal();
    }
}

void CanvasView::moveEndByKeys(bool atEnd) {
    const LinkId id = *m_selection.links.begin();
    setTool(Tool::Select);
    auto gesture = std::make_unique<LinkGesture>(*this, id, atEnd, QPointF(), true);
    if (gesture->possible().empty()) return tell(tr("There is nothing else this end could go to."));
    start(std::move(gesture));
    sayWhile(tr("Choose where it goes: Tab or arrows, then Enter. Esc cancels."));
}

/// Walks the links of the component the keyboard is at, or those of the link's two ends, one after another.
void CanvasView::selectNextLink() {
    std::vector<LinkId> ids;
    LinkId now;
    if (!m_selection.links.empty() && m_selection.components.empty()) {
        now = *m_selection.links.begin();
        if (!m_picture.node(m_linkWalk)) m_linkWalk = m_picture.link(now)->link->from;
    } else {
        m_linkWalk = m_selection.current;
    }
    for (const auto& [id, link] : m_picture.links())
        if (link.canBeTaken() && (m_picture.isWithin(link.link->from, m_linkWalk) || m_picture.isWithin(link.link->to, m_linkWalk))) ids.push_back(id);
    if (ids.empty()) return tell(tr("It has no link: C makes one."));
    const auto at = std::find(ids.begin(), ids.end(), now);
    setSelection(selectionOf(at == ids.end() || at + 1 == ids.end() ? ids.front() : *(at + 1)));
}

// ---- Gaps

/// Remembers what a deletion has cut through, and offers to link it.
void CanvasView::offerHealing(const std::vector<ComponentId>& ids, const std::vector<LinkId>& links, const std::vector<design::Heal>& heals) {
    if (heals.empty()) return;
    m_gap = Gap{ids, links, m_document.undoStack().index()};
    const auto name = [&](ComponentId id) {
        const design::Component* part = design().component(id);
        return part ? part->name.left(40) : QString();
    };
    emit healingOffered(heals.size() == 1 ? tr("Link %1 to %2").arg(name(heals.front().from), name(heals.front().to))
                                          : tr("Close the gap with %1 links").arg(heals.size()));
}

/// Any other edit has the last word: the offer is withdrawn.
void CanvasView::withdrawHealing() {
    if (!m_gap) return;
    m_gap.reset();
    emit healingOffered({});
}

void CanvasView::heal() {
    const Gap gap = *m_gap;
    if (m_document.undoStack().index() != gap.undoIndex) return withdrawHealing();
    m_gap.reset();
    // One step takes the place of the other.
    m_document.undo();
    m_document.apply(design::removeAndHeal(design(), catalog(), gap.ids, gap.links));
    emit healingOffered({});
}

// ---- Putting something between

/// The link at a point that a component of `kind` could be put into, if it is dropped there as `where` says.
LinkId CanvasView::linkToSplit(const catalog::ComponentKind& kind, const design::Placement& where, QPointF scene) const {
    if (where.attachTo.isValid() || where.inLine.isValid() || !design::standsBetween(kind)) return {};
    const LinkPart* link = m_picture.link(linkAt(scene));
    if (!link || link->hidden) return {};
    // Over a host it goes into the host, unless the link is one of those in it.
    const NodePart* container = m_picture.node(where.container);
    if (container && container->form == Form::Host &&
        !(m_picture.isWithin(link->link->from, container->id) && m_picture.isWithin(link->link->to, container->id)))
        return {};
    return link->id;
}

QString CanvasView::betweenText(LinkId id) const {
    const design::Link* link = design().link(id);
    const design::Component* from = link ? design().component(link->from) : nullptr;
    const design::Component* to = link ? design().component(link->to) : nullptr;
    return from && to ? tr("Between %1 and %2").arg(from->name.left(60), to->name.left(60)) : QString();
}

/// Says whether what is dragged in would split a link, or why not.
void CanvasView::aimBetween(QPoint view) {
    DropState& drop = *m_drop;
    drop.between = linkToSplit(*drop.kind, drop.placement, drop.scene);
    drop.beside.clear();
    if (!drop.between.isValid()) return;
    const auto split = design::addBetween(design(), catalog(), drop.kind->id, drop.placement, drop.software, drop.between);
    if (split) return hint(view, betweenText(drop.between), false);
    drop.beside = tr("Not into the link: %1.").arg(widgets::say(split.error().what));
    drop.between = {};
    hint(view, drop.beside, false);
}

void CanvasView::fillShapeMenu(QMenu& menu, LinkId id, QPointF scene) {
    const design::Link* link = design().link(id);
    const auto add = [&](QMenu& to, const QString& text, LinkEdit what, const QKeySequence& keys = {}) {
        QAction* action = to.addAction(text);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        action->setEnabled(canEditLinks(what) && !m_readOnly);
        connect(action, &QAction::triggered, this, [this, what] { editLinks(what); });
        return action;
    };
    QMenu* shapes = menu.addMenu(widgets::icon(QStringLiteral("route")), tr("Line"));
    const auto choice = [&](const QString& text, LinkEdit what, bool is) {
        QAction* action = add(*shapes, text, what);
        action->setCheckable(true);
        action->setChecked(is);
    };
    const auto shape = [&](const QString& text, LinkEdit what, design::LinkShape wanted) { choice(text, what, link->shape == wanted); };
    const auto heads = [&](const QString& text, LinkEdit what, design::LinkHeads wanted) { choice(text, what, link->heads == wanted); };
    shape(tr("Right-angled"), LinkEdit::Orthogonal, design::LinkShape::Orthogonal);
    shape(tr("Straight"), LinkEdit::Straight, design::LinkShape::Straight);
    shape(tr("Curved"), LinkEdit::Curved, design::LinkShape::Curved);
    shapes->addSeparator();
    heads(tr("Head at the callee"), LinkEdit::HeadAtEnd, design::LinkHeads::End);
    heads(tr("Head at the caller"), LinkEdit::HeadAtStart, design::LinkHeads::Start);
    heads(tr("Heads at both ends"), LinkEdit::HeadsAtBoth, design::LinkHeads::Both);
    heads(tr("No heads"), LinkEdit::NoHeads, design::LinkHeads::None);
    if (waypointAt(*link, scene, linksHandleReach / zoom()) >= 0) {
        QAction* remove = menu.addAction(tr("Remove waypoint"));
        remove->setEnabled(!m_readOnly);
        connect(remove, &QAction::triggered, this, [this, id, scene] { removeWaypoint(id, scene); });
    }
    add(menu, tr("Clear waypoints"), LinkEdit::ClearBends);
    if (m_selection.links.size() != 1) return;
    add(menu, tr("Bend by keys"), LinkEdit::Bend, Qt::Key_Return);
    add(menu, tr("Move its end\u2026"), LinkEdit::MoveEnd, Qt::Key_C);
    add(menu, tr("Move its beginning\u2026"), LinkEdit::MoveBeginning, Qt::SHIFT | Qt::Key_C);
}

}  // namespace faultline::canvas
