#include "model/design/arrange.h"
#include "model/design/layers.h"
#include "widgets/canvas/view.h"
#include "widgets/common/icons.h"

#include <QMenu>

#include <algorithm>

/// Layers of the drawing, as far as they concern what is selected. The panel of layers has the rest.
namespace faultline::canvas {

void CanvasView::toLayer(int layer) {
    if (m_selection.isEmpty() || !mayEdit()) return;
    endNudge();
    cancelInteraction();
    const std::vector<ComponentId> ids = along();
    const design::Change change = design::toLayer(design(), ids, m_selection.linkList(), layer);
    const QString name = design::layerName(design(), layer).left(60);
    if (change.isEmpty()) {
        const auto fixed = std::find_if(ids.begin(), ids.end(), [&](ComponentId id) { return design::isLocked(design(), *design().component(id)); });
        return tell(fixed == ids.end() ? tr("It is on the layer %1 already.").arg(name) : whyLocked(*fixed));
    }
    const bool hidden = design::isLayerHidden(design(), layer);
    m_document.apply(change);
    tell(hidden ? tr("Moved to the layer %1, which is not shown.").arg(name) : tr("Moved to the layer %1.").arg(name));
}

void CanvasView::selectLayer(int layer) {
    endNudge();
    cancelInteraction();
    Selection selection;
    const design::OnLayer on = design::partsOn(design(), layer);
    for (const ComponentId id : on.components)
        if (const NodePart* node = m_picture.node(id); node && node->canBeTaken()) selection.components.insert(id);
    for (const LinkId id : on.links)
        if (const LinkPart* link = m_picture.link(id); link && link->canBeTaken()) selection.links.insert(id);
    if (!selection.components.empty()) selection.current = *selection.components.begin();
    setSelection(selection);
    if (!selection.isEmpty()) return setFocus(Qt::OtherFocusReason);
    const QString name = design::layerName(design(), layer).left(60);
    tell(design::isLayerHidden(design(), layer)   ? tr("The layer %1 is not shown.").arg(name)
         : design::isLayerLocked(design(), layer) ? tr("The layer %1 is locked.").arg(name)
                                                  : tr("Nothing is on the layer %1.").arg(name));
}

void CanvasView::showLayersOf(std::vector<ComponentId> owners, LinkId of) {
    design::Design after = design();
    QStringList names;
    for (const ComponentId id : std::vector<ComponentId>(owners))
        if (const design::Component* part = design().component(id))
            if (const design::Link* link = design().link(part->inLine)) owners.insert(owners.end(), {link->from, link->to});
    const auto show = [&](int layer) {
        if (!design::isLayerHidden(after, layer)) return;
        names << design::layerName(after, layer).left(60);
        design::showLayer(after, layer, true).apply(after);
    };
    if (const design::Link* link = design().link(of)) show(link->layer);
    for (const ComponentId owner : owners) {
        const design::Component* part = design().component(owner);
        for (std::size_t depth = 0; part && depth <= design().components().size(); ++depth) {
            show(part->layer);
            if (const design::Link* link = design().link(part->inLine)) show(link->layer);
            part = design().component(part->attachedTo.isValid() ? part->attachedTo : part->container);
        }
    }
    if (names.isEmpty() || !mayEdit()) return;
    m_document.apply(design::difference(design(), after, tr("Show layer %1").arg(names.join(QStringLiteral(", ")))));
    tell(tr("The layer %1 is shown again.").arg(names.join(QStringLiteral(", "))));
}

QString CanvasView::layerWords(int layer) const {
    const bool locked = design::isLayerLocked(design(), layer);
    if (layer == 0 && !locked) return {};
    const QString name = design::layerName(design(), layer).left(60);
    return QLatin1Char('\n') + (locked ? tr("On the layer %1, which is locked").arg(name) : tr("On the layer %1").arg(name));
}

QString CanvasView::whyLocked(ComponentId id) const {
    const design::Component* part = design().component(id);
    if (!part) return {};
    const QString name = part->name.left(60);
    if (!part->locked && design::isLayerLocked(design(), part->layer))
        return tr("%1 is on the layer %2, which is locked: Ctrl+Shift+L shows the layers.").arg(name, design::layerName(design(), part->layer).left(60));
    return tr("%1 is locked, or holds what is: Ctrl+L unlocks it.").arg(name);
}

QString CanvasView::whyLocked(LinkId id) const {
    const design::Link* link = design().link(id);
    if (!link) return {};
    return tr("This link is on the layer %1, which is locked: Ctrl+Shift+L shows the layers.").arg(design::layerName(design(), link->layer).left(60));
}

/// What was selected when its layer was locked is not any more.
void CanvasView::dropLocked(const design::Change& change) {
    for (const design::Step& step : change.steps) {
        const auto* settings = std::get_if<design::SettingsStep>(&step);
        if (!settings || settings->before.layers == settings->after.layers) continue;
        Selection selection = m_selection;
        selection.components.eraseIf([&](ComponentId id) { return m_picture.node(id) && m_picture.node(id)->outOfReach; });
        selection.links.eraseIf([&](LinkId id) { return m_picture.link(id) && m_picture.link(id)->outOfReach; });
        if (!selection.contains(selection.current)) selection.current = selection.components.empty() ? ComponentId{} : *selection.components.begin();
        setSelection(selection);
    }
}

void CanvasView::fillLayerMenu(QMenu& menu) {
    QMenu* layers = menu.addMenu(widgets::icon(QStringLiteral("layers")), tr("Move to layer"));
    for (const design::DrawingLayer& layer : design::layersOf(design())) {
        QAction* action = layers->addAction(design::layerName(design(), layer.id).left(60).replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setEnabled(!m_readOnly);
        connect(action, &QAction::triggered, this, [this, id = layer.id] { toLayer(id); });
    }
    layers->addSeparator();
    QAction* another = layers->addAction(tr("A new layer"));
    another->setEnabled(!m_readOnly);
    connect(another, &QAction::triggered, this, &CanvasView::toNewLayer);
}

void CanvasView::toNewLayer() {
    if (m_selection.isEmpty() || !mayEdit()) return;
    const Result<design::Change> added = design::addLayer(design());
    if (!added) {
        perform(added);
        return;
    }
    design::Design after = design();
    added->apply(after);
    const design::DrawingLayer& layer = after.settings().layers.back();
    design::Change both = design::joined(*added, design::toLayer(after, along(), m_selection.linkList(), layer.id));
    both.label = tr("Move to layer %1").arg(layer.name);
    const QString name = layer.name;
    m_document.apply(both);
    tell(tr("Moved to the layer %1.").arg(name));
}

}  // namespace faultline::canvas
