#include "widgets/canvas/canvas_widget.h"

#include "widgets/canvas/dots.h"
#include "widgets/canvas/find_bar.h"
#include "widgets/canvas/heal_bar.h"
#include "widgets/canvas/legend.h"
#include "widgets/canvas/minimap.h"
#include "widgets/canvas/view.h"
#include "widgets/canvas/zoom_bar.h"

#include <QResizeEvent>

#include <algorithm>

namespace faultline::canvas {

CanvasWidget::CanvasWidget(design::DesignDocument& document, QWidget* parent)
    : QWidget(parent), m_view(new CanvasView(document, this)), m_legend(new Legend(this)), m_zoomBar(new ZoomBar(this)),
      m_findBar(new FindBar(*m_view, this)), m_healBar(new HealBar(this)), m_minimap(new Minimap(*m_view, this)) {
    setFocusProxy(m_view);
    setMinimumSize(200, 150);
    m_legend->hide();
    connect(m_legend, &Legend::resized, this, &CanvasWidget::placeOverlays);
    connect(m_view, &CanvasView::selectionChanged, this, [this] { emit selectionChanged(selectedComponents(), selectedLinks()); });
    connect(m_view, &CanvasView::activated, this, &CanvasWidget::activated);
    connect(m_view, &CanvasView::actRequested, this, &CanvasWidget::actRequested);
    connect(m_view, &CanvasView::linkActRequested, this, &CanvasWidget::linkActRequested);
    connect(m_view, &CanvasView::statusText, this, &CanvasWidget::statusText);
    connect(m_view, &CanvasView::toolChanged, this, &CanvasWidget::toolChanged);
    connect(m_view, &CanvasView::defaultStylesChanged, this, &CanvasWidget::defaultStylesChanged);
    connect(m_view, &CanvasView::zoomChanged, this, &CanvasWidget::zoomChanged);
    connect(m_view, &CanvasView::zoomChanged, m_zoomBar, &ZoomBar::setZoom);
    connect(m_zoomBar, &ZoomBar::inRequested, this, &CanvasWidget::zoomIn);
    connect(m_zoomBar, &ZoomBar::outRequested, this, &CanvasWidget::zoomOut);
    connect(m_zoomBar, &ZoomBar::naturalRequested, this, &CanvasWidget::zoomTo100);
    connect(m_zoomBar, &ZoomBar::fitRequested, this, &CanvasWidget::zoomToFit);
    connect(m_findBar, &FindBar::resized, this, &CanvasWidget::placeOverlays);
    connect(m_findBar, &FindBar::groupWanted, this, [this](catalog::Group group) {
        std::set<catalog::Group> hidden = hiddenGroups();
        hidden.erase(group);
        setHiddenGroups(hidden);
    });
    connect(m_healBar, &HealBar::resized, this, &CanvasWidget::placeOverlays);
    connect(m_healBar, &HealBar::accepted, this, [this] { editLinks(LinkEdit::Heal); });
    connect(m_view, &CanvasView::healingOffered, this, [this](const QString& text) {
        m_healBar->offer(text);
        emit healingChanged();
    });
    connect(m_minimap, &Minimap::closeRequested, this, [this] { setMinimap(false); });
}

CanvasWidget::~CanvasWidget() = default;

std::vector<ComponentId> CanvasWidget::selectedComponents() const { return m_view->selection().componentList(); }
std::vector<LinkId> CanvasWidget::selectedLinks() const { return m_view->selection().linkList(); }
Tool CanvasWidget::tool() const { return m_view->tool(); }
double CanvasWidget::zoom() const { return m_view->zoom(); }
bool CanvasWidget::isReadOnly() const { return m_view->isReadOnly(); }
QGraphicsView* CanvasWidget::view() const { return m_view; }

QRect CanvasWidget::componentRect(ComponentId id) const {
    const NodePart* node = m_view->picture().node(id);
    return node ? m_view->toView(node->rect).toRect() : QRect();
}

QPoint CanvasWidget::linkPoint(LinkId id, double share) const {
    const LinkPart* link = m_view->picture().link(id);
    return link ? m_view->toView(link->route.at(share)).toPoint() : QPoint();
}

void CanvasWidget::setFrame(const runtime::FramePtr& frame) {
    m_view->setFrame(frame);
    m_legend->setVisible(frame != nullptr);
    if (!frame) return;
    m_legend->setTrueTime(m_view->dots().isShowingTrueTime());
    m_legend->setSampling(frame->sampling);
}

void CanvasWidget::select(const std::vector<ComponentId>& components, const std::vector<LinkId>& links) {
    Selection selection;
    for (const ComponentId id : components)
        if (m_view->picture().node(id)) selection.components.insert(m_view->picture().shownFor(id));
    for (const LinkId id : links)
        if (m_view->picture().link(id)) selection.links.insert(id);
    if (const ComponentId first = components.empty() ? ComponentId{} : m_view->picture().shownFor(components.front()); selection.contains(first)) selection.current = first;
    m_view->setSelection(selection);
    if (selection.current.isValid()) m_view->reveal(selection.current);
}

void CanvasWidget::selectAll() { m_view->selectAll(); }
void CanvasWidget::clearSelection() { m_view->setSelection({}); }
void CanvasWidget::zoomIn() { m_view->zoomTo(zoom() * 1.2); }
void CanvasWidget::zoomOut() { m_view->zoomTo(zoom() / 1.2); }
void CanvasWidget::zoomToFit() { m_view->zoomToFit(); }
void CanvasWidget::zoomTo100() { m_view->zoomTo(1); }
void CanvasWidget::zoomToSelection() { m_view->zoomToSelection(); }
void CanvasWidget::arrange(Arrange what) { m_view->arrange(what); }
void CanvasWidget::tidyUp() { m_view->tidyUp(); }
void CanvasWidget::applyGliding(const design::Change& change) { m_view->applyGliding(change); }
void CanvasWidget::editLinks(LinkEdit what) { m_view->editLinks(what); }
bool CanvasWidget::canEditLinks(LinkEdit what) const { return m_view->canEditLinks(what); }
bool CanvasWidget::canArrange(Arrange what) const { return m_view->canArrange(what); }
std::set<catalog::Group> CanvasWidget::hiddenGroups() const { return m_view->picture().hidden(); }

bool CanvasWidget::isSelectionLocked() const {
    const std::vector<ComponentId> ids = selectedComponents();
    return !ids.empty() && std::all_of(ids.begin(), ids.end(), [&](ComponentId id) { return m_view->design().component(id)->locked; });
}

void CanvasWidget::setHiddenGroups(const std::set<catalog::Group>& groups) {
    if (groups == hiddenGroups()) return;
    m_view->showGroups(groups);
    emit hiddenGroupsChanged();
}

void CanvasWidget::openFind() { m_findBar->open(); }
bool CanvasWidget::hasMinimap() const { return !m_minimap->isHidden(); }

void CanvasWidget::setMinimap(bool shown) {
    if (shown == hasMinimap()) return;
    m_minimap->setVisible(shown);
    emit minimapChanged(shown);
}

SnapSettings CanvasWidget::snapSettings() const { return m_view->snapSettings(); }
void CanvasWidget::setSnapSettings(const SnapSettings& settings) {
    if (settings == m_view->snapSettings()) return;
    m_view->setSnapSettings(settings);
    emit snapSettingsChanged();
}
void CanvasWidget::selectComponentsOnly() { m_view->selectOnly(true, false); }
void CanvasWidget::selectLinksOnly() { m_view->selectOnly(false, true); }
void CanvasWidget::enterGroup() { m_view->enterGroup(); }
void CanvasWidget::leaveGroup() { m_view->leaveGroup(); }
void CanvasWidget::copyStyle() { m_view->copyStyle(); }
void CanvasWidget::pasteStyle() { m_view->pasteStyle(); }
void CanvasWidget::resetStyle() { m_view->resetStyle(); }
void CanvasWidget::setDefaultStyle() { m_view->setDefaultStyle(); }
void CanvasWidget::setTool(Tool tool) { m_view->setTool(tool); }
void CanvasWidget::addPartsAtCentre(const QByteArray& parts) { m_view->addParts(parts); }
void CanvasWidget::addAtCentre(const QString& kind, const QString& software) { m_view->addKind(kind, software); }
void CanvasWidget::rename() { m_view->renameSelected(); }
void CanvasWidget::toLayer(int layer) { m_view->toLayer(layer); }
void CanvasWidget::toNewLayer() { m_view->toNewLayer(); }
void CanvasWidget::selectLayer(int layer) { m_view->selectLayer(layer); }
void CanvasWidget::startLink() { m_view->startLink(); }
void CanvasWidget::deleteSelection() { m_view->deleteSelection(); }
void CanvasWidget::copy() { m_view->copy(); }
void CanvasWidget::cut() { m_view->cut(); }
void CanvasWidget::paste() { m_view->paste(); }
void CanvasWidget::duplicate() { m_view->duplicate(); }
void CanvasWidget::toggleKill() { m_view->toggleKill(); }
void CanvasWidget::setReadOnly(bool readOnly) { m_view->setReadOnly(readOnly); }
void CanvasWidget::setMotion(bool motion) { m_view->setMotion(motion); }
void CanvasWidget::setMarkerFades(bool fades) { m_view->setMarkerFades(fades); }

void CanvasWidget::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeOverlays();
}

void CanvasWidget::placeOverlays() {
    constexpr int margin = 12;
    m_view->setGeometry(rect());
    m_zoomBar->resize(m_zoomBar->sizeHint());
    m_zoomBar->move(width() - m_zoomBar->width() - margin, height() - m_zoomBar->height() - margin);
    m_findBar->adjustSize();
    m_findBar->move(std::max(0, width() - m_findBar->width() - margin), margin);
    m_healBar->adjustSize();
    m_healBar->move((width() - m_healBar->width()) / 2, margin);
    m_minimap->move(width() - m_minimap->width() - margin, m_zoomBar->y() - m_minimap->height() - margin / 2);
    m_legend->setRoom(std::max(120, m_zoomBar->x() - 2 * margin));
    m_legend->resize(m_legend->sizeHint());
    m_legend->move(margin, height() - m_legend->height() - margin);
    m_view->setCovered(height() - std::min(m_zoomBar->y(), m_legend->y()) + margin);
}

}  // namespace faultline::canvas
