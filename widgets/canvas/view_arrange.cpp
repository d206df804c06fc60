#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/design/layout.h"
#include "widgets/canvas/glide_gesture.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/view.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"

#include <QMenu>

#include <algorithm>
#include <cmath>

/// Putting things in order, and adding what is linked at once.
namespace faultline::canvas {
namespace {

constexpr double arrangeNextGap = 96;   ///< between a component and the next one, room for the label of their link

struct ArrangeEntry {
    Arrange what;
    const char* text;
    QKeyCombination keys;
};

const ArrangeEntry arrangeEntries[] = {
    {Arrange::Left, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align left"), Qt::CTRL | Qt::SHIFT | Qt::Key_Left},
    {Arrange::Centre, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align centre"), Qt::ALT | Qt::SHIFT | Qt::Key_X},
    {Arrange::Right, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align right"), Qt::CTRL | Qt::SHIFT | Qt::Key_Right},
    {Arrange::Top, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align top"), Qt::CTRL | Qt::SHIFT | Qt::Key_Up},
    {Arrange::Middle, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align middle"), Qt::ALT | Qt::SHIFT | Qt::Key_M},
    {Arrange::Bottom, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Align bottom"), Qt::CTRL | Qt::SHIFT | Qt::Key_Down},
    {Arrange::Across, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Distribute horizontally"), Qt::ALT | Qt::SHIFT | Qt::Key_H},
    {Arrange::Down, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Distribute vertically"), Qt::ALT | Qt::SHIFT | Qt::Key_V},
    {Arrange::SameSize, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Same size"), Qt::ALT | Qt::SHIFT | Qt::Key_S},
    {Arrange::FlipAcross, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Flip horizontally"), Qt::SHIFT | Qt::Key_H},
    {Arrange::FlipDown, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Flip vertically"), Qt::SHIFT | Qt::Key_V},
    {Arrange::QuarterTurn, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Turn by a quarter"), Qt::SHIFT | Qt::Key_R},
    {Arrange::ToGrid, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "Snap to the grid"), Qt::ALT | Qt::SHIFT | Qt::Key_G},
    {Arrange::Front, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "To the front"), Qt::CTRL | Qt::SHIFT | Qt::Key_F},
    {Arrange::Back, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "To the back"), Qt::CTRL | Qt::SHIFT | Qt::Key_B},
    {Arrange::Forward, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "One step to the front"), Qt::CTRL | Qt::Key_BracketRight},
    {Arrange::Backward, QT_TRANSLATE_NOOP("faultline::canvas::CanvasView", "One step to the back"), Qt::CTRL | Qt::Key_BracketLeft},
};

}  // namespace

bool CanvasView::canArrange(Arrange what) const {
    const std::vector<ComponentId> ids = m_selection.componentList();
    switch (what) {
    case Arrange::Lock:
    case Arrange::Front:
    case Arrange::Back:
    case Arrange::Forward:
    case Arrange::Backward:
    case Arrange::ToGrid: return !ids.empty();
    case Arrange::Group:
    case Arrange::GroupZone:
    case Arrange::GroupHost: return !design::placedByHand(design(), ids).empty();
    case Arrange::Ungroup:
    case Arrange::Collapse:
    case Arrange::Expand:
        return std::any_of(ids.begin(), ids.end(), [&](ComponentId id) {
            const NodePart* node = m_picture.node(id);
            if (!node || !node->kind) return false;
            if (what == Arrange::Ungroup) return node->kind->isContainer() || node->form == Form::Frame;
            return node->kind->isContainer() && node->collapsed == (what == Arrange::Expand);
        });
    case Arrange::Across:
    case Arrange::Down: return design::placedByHand(design(), ids).size() >= 3;
    case Arrange::SameSize: {
        const auto sizes = std::count_if(ids.begin(), ids.end(), [&](ComponentId id) {
            const NodePart* node = m_picture.node(id);
            return node && node->isSizable();
        });
        return sizes >= 2;
    }
    default: return design::placedByHand(design(), ids).size() >= 2;
    }
}

void CanvasView::arrange(Arrange what) {
    endNudge();
    cancelInteraction();
    if (!mayEdit()) return;
    if (!canArrange(what)) return tell(tr("Select the components to be arranged first."));
    const std::vector<ComponentId> ids = m_selection.componentList();
    const QString inOrder = tr("They are in order already.");
    const auto align = [&](design::Alignment alignment) { applyArrange(design::align(design(), catalog(), ids, alignment), inOrder); };
    switch (what) {
    case Arrange::Left: return align(design::Alignment::Left);
    case Arrange::Centre: return align(design::Alignment::Centre);
    case Arrange::Right: return align(design::Alignment::Right);
    case Arrange::Top: return align(design::Alignment::Top);
    case Arrange::Middle: return align(design::Alignment::Middle);
    case Arrange::Bottom: return align(design::Alignment::Bottom);
    case Arrange::Across: return applyArrange(design::distribute(design(), catalog(), ids, design::Direction::Across), inOrder);
    case Arrange::Down: return applyArrange(design::distribute(design(), catalog(), ids, design::Direction::Down), inOrder);
    case Arrange::SameSize: {
        ComponentId model = m_selection.current;
        for (const ComponentId id : ids) {
            const NodePart* now = m_picture.node(model);
            if (!now || !now->isSizable()) model = id;
        }
        return applyArrange(design::sameSize(design(), catalog(), ids, model), tr("They have the same size already."));
    }
    case Arrange::FlipAcross: return applyArrange(design::mirror(design(), catalog(), ids, design::Direction::Across), inOrder);
    case Arrange::FlipDown: return applyArrange(design::mirror(design(), catalog(), ids, design::Direction::Down), inOrder);
    case Arrange::QuarterTurn: return applyArrange(design::quarterTurn(design(), catalog(), ids), inOrder);
    case Arrange::ToGrid: return applyArrange(design::snapToGrid(design(), catalog(), ids, m_snap.step), tr("They are on the grid already."));
    case Arrange::Group: return groupSelection("frame");
    case Arrange::GroupZone: return groupSelection("zone");
    case Arrange::GroupHost: return groupSelection("server");
    case Arrange::Ungroup: return ungroupSelection();
    case Arrange::Collapse: return fold(ids, true);
    case Arrange::Expand: return fold(ids, false);
    case Arrange::Forward: return applyArrange(design::bringTo(design(), ids, design::Layer::Forward), tr("Nothing that overlaps it is above it."));
    case Arrange::Backward: return applyArrange(design::bringTo(design(), ids, design::Layer::Backward), tr("Nothing that overlaps it is below it."));
    case Arrange::Front: return applyArrange(design::bringTo(design(), ids, design::Layer::Front), tr("It is in front already."));
    case Arrange::Back: return applyArrange(design::bringTo(design(), ids, design::Layer::Back), tr("It is at the back already."));
    case Arrange::Lock: {
        const bool all = std::all_of(ids.begin(), ids.end(), [&](ComponentId id) { return design().component(id)->locked; });
        return applyArrange(design::setLocked(design(), ids, !all), {});
    }
    }
}

void CanvasView::applyArrange(const design::Change& change, const QString& otherwise) {
    if (change.isEmpty()) return tell(otherwise);
    m_document.apply(change);
}

void CanvasView::tidyUp() {
    endNudge();
    cancelInteraction();
    if (!mayEdit()) return;
    const design::Change change = ofWhatIsShown(design::tidyUp(design(), catalog(), m_selection.componentList()));
    if (change.isEmpty()) return tell(tr("They are in order already."));
    applyGliding(change);
}

/// Without the moves of what is not shown and holds nothing: nobody would see where it went.
design::Change CanvasView::ofWhatIsShown(design::Change change) const {
    std::erase_if(change.steps, [this](const design::Step& step) {
        const auto* part = std::get_if<design::ComponentStep>(&step);
        if (!part || !part->before || !part->after) return false;
        const NodePart* node = m_picture.node(part->after->id);
        return node && node->hidden && m_picture.shownFor(node->id) == node->id && !node->isContainer();
    });
    return change;
}

void CanvasView::applyGliding(const design::Change& all) {
    constexpr std::size_t most = 150;   // of more, each step would take longer than the eye waits
    const design::Change change = ofWhatIsShown(all);
    endNudge();
    cancelInteraction();
    if (!mayEdit() || change.isEmpty()) return;
    if (!m_motion || change.componentIds().size() > most) return m_document.apply(change);
    start(std::make_unique<GlideGesture>(*this, change));
}

void CanvasView::fillArrangeMenu(QMenu& menu) {
    const auto add = [this](QMenu& to, const QString& text, const QKeySequence& keys, Arrange what) {
        QAction* action = to.addAction(text);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        action->setEnabled(canArrange(what));
        connect(action, &QAction::triggered, this, [this, what] { arrange(what); });
        return action;
    };
    QMenu* orders = menu.addMenu(widgets::icon(QStringLiteral("list")), tr("Arrange"));
    for (const ArrangeEntry& entry : arrangeEntries) {
        if (entry.what == Arrange::Across || entry.what == Arrange::Front) orders->addSeparator();
        add(*orders, tr(entry.text), QKeySequence(entry.keys), entry.what);
    }
    orders->addSeparator();
    QAction* tidy = orders->addAction(tr("Tidy up"));
    tidy->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    tidy->setShortcutContext(Qt::WidgetShortcut);
    connect(tidy, &QAction::triggered, this, &CanvasView::tidyUp);
    const std::vector<ComponentId> ids = m_selection.componentList();
    const bool locked = !ids.empty() && std::all_of(ids.begin(), ids.end(), [&](ComponentId id) { return design().component(id)->locked; });
    add(menu, locked ? tr("Unlock") : tr("Lock"), QKeySequence(Qt::CTRL | Qt::Key_L), Arrange::Lock)
        ->setIcon(widgets::icon(locked ? QStringLiteral("lock-open") : QStringLiteral("lock")));
}

void CanvasView::showGroups(std::set<catalog::Group> hidden) {
    cancelInteraction();
    m_picture.setHidden(std::move(hidden));
    syncPicture();
}

void CanvasView::setMarked(std::set<ComponentId> marked) {
    if (marked == m_marked) return;
    m_marked = std::move(marked);
    viewport()->update();
}

// ---- The next one

std::vector<const catalog::ComponentKind*> CanvasView::nextKinds(ComponentId from) const {
    const design::Component* part = design().component(from);
    const catalog::ComponentKind* own = part ? catalog().find(part->kind) : nullptr;
    if (!own || own->shape == catalog::Shape::Zone || own->isAnnotation()) return {};
    std::vector<const catalog::ComponentKind*> callers{own};
    for (const ComponentId inner : design::processesIn(design(), catalog(), from)) callers.push_back(catalog().find(design().component(inner)->kind));

    // What it called last comes first; then traffic before the rest, from what is nearest behind it in the order of the catalogue.
    std::string last;
    for (const LinkId id : design().linksOf(from))
        if (const design::Link* link = design().link(id); link->from == from) last = design().component(link->to)->kind;
    struct Ranked {
        const catalog::ComponentKind* kind;
        int rank;
    };
    std::vector<Ranked> found;
    const auto index = [&](const catalog::ComponentKind* kind) { return static_cast<int>(kind - catalog().kinds().data()); };
    for (const catalog::ComponentKind& kind : catalog().kinds())
        for (const catalog::ComponentKind* caller : callers) {
            const auto fits = caller ? catalog::linkFits(*caller, kind) : std::vector<catalog::Fit>{};
            if (fits.empty()) continue;
            const bool traffic = fits.front().out->role == catalog::PortRole::Traffic;
            const int behind = index(&kind) - index(caller);
            const int rank = kind.id == last ? -1 : (traffic ? 0 : 1000) + (behind > 0 ? behind : 500 + behind);
            found.push_back({&kind, rank});
            break;
        }
    std::stable_sort(found.begin(), found.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
    std::vector<const catalog::ComponentKind*> kinds;
    for (const Ranked& one : found) kinds.push_back(one.kind);
    return kinds;
}

void CanvasView::addNext(ComponentId from, QPointF direction, const catalog::ComponentKind* kind) {
    if (!mayEdit()) return;
    const NodePart* node = m_picture.node(from);
    if (!node) return tell(tr("Select the one component that is to call the next one."));
    if (!kind) {
        const auto kinds = nextKinds(from);
        if (kinds.empty()) return tell(tr("%1 calls nothing.").arg(node->component->name.left(60)));
        kind = kinds.front();
    }
    // Beside the host it is in; then further to the sides until there is room.
    const NodePart* base = node;
    while (const NodePart* outer = m_picture.node(base->owner)) {
        if (outer->form == Form::Zone) break;
        base = outer;
    }
    const QSizeF size(kind->width, kind->height);
    const QRectF r = base->rect;
    const QPointF away(direction.x() * (r.width() / 2 + arrangeNextGap + size.width() / 2), direction.y() * (r.height() / 2 + arrangeNextGap + size.height() / 2));
    const QPointF middle = QPointF(direction.x() != 0 ? r.center().x() : node->rect.center().x(),
                                   direction.y() != 0 ? r.center().y() : node->rect.center().y()) + away;
    const QPointF side(std::abs(direction.y()) * (size.width() + 24), std::abs(direction.x()) * (size.height() + 24));
    QRectF place(middle - QPointF(size.width() / 2, size.height() / 2), size);
    for (int i = 1; i < 24 && !isFree(place); ++i) place.translate(side * (i % 2 ? i : -i));
    place.moveTo(onGrid(place.topLeft()));

    addLinked(from, *kind, design::placementFor(design(), catalog(), *kind, place.topLeft(), base->owner, {}));
}

/// As one step.
void CanvasView::addLinked(ComponentId from, const catalog::ComponentKind& kind, const design::Placement& where) {
    const ComponentId made = design().nextComponentId();
    const Result<design::Change> added = asNew(design::addComponent(design(), catalog(), kind.id, where));
    if (!added) {
        perform(added);
        return;
    }
    design::Design after = design();
    added->apply(after);
    const Result<design::Change> linked = asNew(design::connect(after, catalog(), from, made));
    if (!linked) {
        perform(linked);
        return;
    }
    design::Change both = design::joined(*added, *linked);
    both.label = added->label;
    m_document.apply(both);
    setSelection(selectionOf(made));
    reveal(made);
}

void CanvasView::addAtHandle(ComponentId from, QPoint view) {
    const NodePart* node = m_picture.node(from);
    if (!node) return;
    for (const QPointF& handle : linkHandles(*node)) {
        constexpr double radius = 9;   // as it is drawn under the mouse
        if (std::hypot(handle.x() - view.x(), handle.y() - view.y()) > radius) continue;
        const QPointF way = handle - toView(node->rect).center();
        const bool across = std::abs(way.x()) * node->rect.height() >= std::abs(way.y()) * node->rect.width();
        return addNext(from, across ? QPointF(way.x() < 0 ? -1 : 1, 0) : QPointF(0, way.y() < 0 ? -1 : 1));
    }
}

void CanvasView::offerNext(ComponentId from, const Pointer& pointer) {
    const NodePart* node = m_picture.node(from);
    if (!node || !mayEdit()) return;
    const auto kinds = nextKinds(from);
    if (kinds.empty()) return tell(tr("%1 calls nothing.").arg(node->component->name.left(60)));
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("nextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* title = menu->addAction(tr("Add here, called by %1").arg(node->component->name.left(40).replace(QLatin1Char('&'), QLatin1String("&&"))));
    title->setEnabled(false);
    menu->addSeparator();
    for (const catalog::ComponentKind* kind : kinds) {
        QAction* item = menu->addAction(widgets::icon(QString::fromUtf8(kind->id)), widgets::say(kind->label));
        connect(item, &QAction::triggered, this, [this, from, kind, scene = pointer.scene] {
            if (!mayEdit()) return;
            const QPointF corner = onGrid(scene - QPointF(kind->width / 2.0, kind->height / 2.0));
            addLinked(from, *kind, design::placementFor(design(), catalog(), *kind, corner, targetAt(scene), {}));
        });
    }
    menu->setActiveAction(menu->actions().at(2));   // Enter takes the first
    menu->popup(viewport()->mapToGlobal(pointer.view));
}

void CanvasView::copyTo(const std::vector<ComponentId>& ids, const QRectF& drawn, QPointF distance, QPointF pointer) {
    if (!mayEdit()) return;
    const ComponentId next = design().nextComponentId();
    const Result<design::Change> pasted =
        design::pasteParts(design(), catalog(), design::copyParts(design(), ids), drawn.topLeft() + distance, m_document.currentLayer());
    if (!pasted) {
        perform(pasted);
        return;
    }
    design::Design after = design();
    pasted->apply(after);
    design::Change all = *pasted;
    Selection selection;
    const ComponentId target = targetAt(pointer);
    for (ComponentId id = next; id.value <= after.lastComponentId(); ++id.value) {
        const design::Component* part = after.component(id);
        if (!part || part->container.isValid() || part->attachedTo.isValid() || part->inLine.isValid()) continue;
        selection.components.insert(id);
        const catalog::ComponentKind& kind = *catalog().find(part->kind);
        const design::Placement where = design::placementFor(after, catalog(), kind, part->rect.topLeft(), target, linkAt(pointer));
        const Result<design::Change> placed = design::place(after, catalog(), id, where);
        if (!placed) continue;   // then it stands beside
        placed->apply(after);
        all = design::joined(std::move(all), *placed);
    }
    all.label = pasted->label;
    m_document.apply(all);
    if (selection.components.empty()) return;
    selection.current = *selection.components.begin();
    setSelection(selection);
}

}  // namespace faultline::canvas
