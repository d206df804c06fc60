#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "widgets/canvas/link_gesture.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/nudge.h"
#include "widgets/canvas/rename_editor.h"
#include "widgets/canvas/strokes.h"
#include "widgets/canvas/view.h"
#include "widgets/common/say.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>
#include <cmath>

/// What the window, the menus and the keys ask of the canvas.
namespace faultline::canvas {
namespace {

const QString editsMimeType = QLatin1String(partsMimeType);

}  // namespace

void CanvasView::setTool(Tool tool) {
    if (tool == m_tool) return;
    cancelInteraction();
    if (m_tool == Tool::Marker) m_strokes->clear();
    m_tool = tool;
    releaseHint();
    refreshHover(m_pointer);
    updateCursor();
    viewport()->update();
    emit toolChanged(tool);
}

void CanvasView::setReadOnly(bool readOnly) {
    if (readOnly == m_readOnly) return;
    m_readOnly = readOnly;
    endNudge();
    cancelInteraction();
    if (m_rename) m_rename->close(false);
    viewport()->update();
}

bool CanvasView::mayEdit() {
    if (!m_readOnly) return true;
    tell(tr("This moment of the run can be looked at, but not edited."));
    return false;
}

void CanvasView::selectAll() {
    Selection selection;
    for (const auto& [id, node] : m_picture.nodes())
        if (node.canBeTaken()) selection.components.insert(id);
    for (const auto& [id, link] : m_picture.links())
        if (link.canBeTaken()) selection.links.insert(id);
    selection.current = selection.contains(m_selection.current) ? m_selection.current
                        : selection.components.empty()          ? ComponentId{}
                                                                : *selection.components.begin();
    setSelection(selection);
}

void CanvasView::rename(ComponentId id) {
    if (!m_picture.node(id) || !mayEdit()) return;
    endNudge();
    cancelInteraction();
    if (m_rename) m_rename->close(true);
    reveal(id);
    const NodePart& node = *m_picture.node(id);
    if (node.kind && node.isAnnotation() && node.kind->property("text"))
        m_rename = new WordsEditor(*this, id);
    else
        m_rename = new RenameEditor(*this, id);
}

void CanvasView::rename(LinkId id) {
    if (!m_picture.link(id) || !mayEdit()) return;
    endNudge();
    cancelInteraction();
    if (m_rename) m_rename->close(true);
    if (design::isLocked(design(), *design().link(id))) return tell(whyLocked(id));
    m_rename = new LinkLabelEditor(*this, id);
}

void CanvasView::renameSelected() {
    if (const LinkPart* link = shapedLink()) return rename(link->id);
    rename(m_selection.current);
}

void CanvasView::renameEnded(PlacedEditor* editor) {
    if (m_rename == editor) m_rename = nullptr;
}

void CanvasView::startLink() {
    if (m_selection.components.empty() && m_selection.links.size() == 1) return editLinks(LinkEdit::MoveEnd);
    const ComponentId from = m_selection.single();
    const NodePart* node = m_picture.node(from);
    if (!mayEdit()) return;
    if (!node || node->isAnnotation() || node->kind == nullptr || node->kind->shape == catalog::Shape::Zone) {
        tell(tr("Select the one component that is to call another, then press C."));
        return;
    }
    setTool(Tool::Select);
    auto gesture = std::make_unique<LinkGesture>(*this, from, node->rect.center(), true);
    const bool any = !gesture->possible().empty();
    if (!any) {
        tell(tr("Nothing here can be called by %1.").arg(node->component->name.left(60)));
        return;
    }
    start(std::move(gesture));
    sayWhile(tr("Choose what it calls: Tab or arrows, then Enter. Esc cancels."));
}

void CanvasView::deleteSelection(bool heals) {
    if (m_selection.isEmpty() || !mayEdit()) return;
    endNudge();
    cancelInteraction();
    std::vector<ComponentId> free;
    const NodePart* locked = nullptr;
    for (const ComponentId id : m_selection.components) {
        if (design::holdsLocked(design(), id))
            locked = m_picture.node(id);
        else
            free.push_back(id);
    }
    std::vector<LinkId> links = m_selection.linkList();
    const auto fixed = std::partition(links.begin(), links.end(), [&](LinkId id) { return !design::isLocked(design(), *design().link(id)); });
    const QString why = locked ? whyLocked(locked->id) : fixed != links.end() ? whyLocked(*fixed) : QString();
    links.erase(fixed, links.end());
    const std::vector<design::Heal> gaps = heals ? std::vector<design::Heal>{} : design::healingOf(design(), catalog(), free);
    const design::Change change = heals ? design::removeAndHeal(design(), catalog(), free, links) : design::removeParts(design(), catalog(), free, links);
    const auto unseen = std::count_if(change.steps.begin(), change.steps.end(), [&](const design::Step& step) {
        const auto* part = std::get_if<design::ComponentStep>(&step);
        return part && part->before && !part->after && design::isHidden(design(), *part->before);
    });
    m_document.apply(change);
    offerHealing(free, links, gaps);
    if (unseen > 0) tell(tr("What was in or on it and is not shown went too: %1. Ctrl+Z brings all back.").arg(unseen));
    if (!why.isEmpty()) tell(why);
}

void CanvasView::copy() {
    if (m_selection.components.empty()) return;
    const QByteArray parts = design::copyParts(design(), along());
    auto* clip = new QMimeData;
    clip->setData(editsMimeType, parts);
    clip->setText(QString::fromUtf8(parts));
    QGuiApplication::clipboard()->setMimeData(clip);
}

void CanvasView::cut() {
    if (!mayEdit()) return;
    copy();
    Selection all = m_selection;   // what lies in a frame goes with it
    for (const ComponentId id : along()) all.components.insert(id);
    setSelection(all);
    deleteSelection();
}

/// Pastes and selects what came; the new ids are those above the old ones.
bool CanvasView::pasteBytes(const QByteArray& parts, std::optional<QPointF> scene, bool areNew) {
    const ComponentId next = design().nextComponentId();
    const int layer = m_document.currentLayer();
    Result<design::Change> pasted = design::pasteParts(design(), catalog(), parts, scene, layer);
    if (pasted && areNew) pasted = design::onLayer(std::move(*pasted), layer);
    if (!perform(pasted)) return false;
    Selection selection;
    for (const auto& [id, node] : m_picture.nodes())
        if (id.value >= next.value && (!node.owner.isValid() || node.owner.value < next.value)) selection.components.insert(id);
    if (!selection.components.empty()) selection.current = *selection.components.begin();
    setSelection(selection);
    return true;
}

void CanvasView::paste(std::optional<QPointF> scene) {
    if (!mayEdit()) return;
    const QMimeData* clip = QGuiApplication::clipboard()->mimeData();
    if (!clip) return;
    const QByteArray parts = clip->hasFormat(editsMimeType) ? clip->data(editsMimeType) : clip->text().toUtf8();
    if (parts.isEmpty()) return;
    if (!scene && viewport()->underMouse()) scene = pointerAt(m_pointer).scene;
    if (scene) scene = onGrid(*scene);
    pasteBytes(parts, scene);
}

void CanvasView::duplicate() {
    if (m_selection.components.empty() || !mayEdit()) return;
    const std::vector<ComponentId> ids = along();
    QRectF bounds;
    for (const ComponentId id : ids) bounds = bounds.united(design().sceneRect(id));
    pasteBytes(design::copyParts(design(), ids), bounds.topLeft() + QPointF(3 * gridStep, 3 * gridStep));
}

/// As the newest frame has it: what is painted may be a moment older.
bool CanvasView::isOperatorDown(ComponentId id) const {
    const runtime::ComponentStatus* status = m_frame ? m_frame->component(id) : nullptr;
    return status && status->operatorDown;
}

void CanvasView::kill(ComponentId id) { emit actRequested(id, isOperatorDown(id) ? QStringLiteral("restore") : QStringLiteral("kill")); }

void CanvasView::cutOrMend(LinkId id) {
    const runtime::LinkStatus* status = m_frame ? m_frame->link(id) : nullptr;
    emit linkActRequested(id, status && !status->up ? QStringLiteral("mend") : QStringLiteral("cut"));
}

/// All are killed, unless all are dead already: then all are restored.
void CanvasView::toggleKill() {
    std::vector<ComponentId> ids;
    bool allDown = true;
    for (const ComponentId id : m_selection.components) {
        const NodePart* node = m_picture.node(id);
        if (!node || !node->canBeKilled()) continue;
        ids.push_back(id);
        allDown = allDown && isOperatorDown(id);
    }
    if (ids.empty() && m_selection.links.empty()) {
        tell(tr("Select what should fail, then press K."));
        return;
    }
    for (const ComponentId id : ids) {
        if (isOperatorDown(id) == allDown) emit actRequested(id, allDown ? QStringLiteral("restore") : QStringLiteral("kill"));
    }
    if (ids.empty())
        for (const LinkId id : m_selection.links) cutOrMend(id);
}

void CanvasView::addKind(const QString& kindId, const QString& software, std::optional<QPointF> centre) {
    const catalog::ComponentKind* kind = catalog().find(kindId.toStdString());
    if (!kind || !mayEdit()) return;
    design::Placement where;
    const ComponentId into = centre ? targetAt(*centre) : m_selection.single();
    const QPointF middle = centre.value_or(seenScene().center());
    const QPointF half(kind->width / 2.0, kind->height / 2.0);
    where = design::placementFor(design(), catalog(), *kind, onGrid(middle - half), into, centre ? linkAt(*centre) : LinkId{});
    const bool isFree = !where.attachTo.isValid() && !where.inLine.isValid() && !where.container.isValid();
    if (isFree && !centre) where.scenePosition = freePlace(QRectF(where.scenePosition, QSizeF(kind->width, kind->height)));
    const ComponentId id = design().nextComponentId();
    if (!perform(asNew(design::addComponent(design(), catalog(), kindId.toStdString(), where, software.toStdString())))) return;
    setSelection(selectionOf(m_picture.shownFor(id)));
    reveal(m_selection.current);
    setFocus(Qt::OtherFocusReason);
}

bool CanvasView::isFree(const QRectF& rect, double around) const {
    return std::none_of(m_picture.nodes().begin(), m_picture.nodes().end(), [&](const auto& entry) {
        return entry.second.form != Form::Zone && entry.second.form != Form::Frame && entry.second.rect.adjusted(-around, -around, around, around).intersects(rect);
    });
}

/// The nearest place below or right of `wanted` where nothing stands, with room for a link and its label where there is some.
QPointF CanvasView::freePlace(QRectF wanted) const {
    for (const double around : {40.0, 8.0})
        for (int ring = 0; ring < 12; ++ring)
            for (int i = 0; i <= ring; ++i)
                for (const QPointF& step : {QPointF(i, ring), QPointF(ring, i)}) {
                    const QRectF here = wanted.translated(step.x() * 24, step.y() * 24);
                    if (isFree(here, around)) return here.topLeft();
                }
    return wanted.topLeft();
}

}  // namespace faultline::canvas
