#include "widgets/canvas/view.h"
#include "widgets/canvas/strokes.h"

#include "widgets/canvas/accessible.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/drop_state.h"
#include "widgets/canvas/metrics.h"
#include "widgets/canvas/nudge.h"
#include "widgets/canvas/rename_editor.h"
#include "widgets/common/say.h"

#include <QAccessible>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::canvas {
namespace {

constexpr double viewLeastZoom = 0.08;
constexpr double viewMostZoom = 4;
constexpr int viewFineDelay = 120;      ///< ms without zooming until lines are smoothed again
constexpr int viewLiveInterval = 110;   ///< ms between two showings of figures: faster cannot be read
constexpr int viewDotInterval = 16;
constexpr int viewHintTime = 4000;
constexpr int viewEdgeInterval = 16;
constexpr double viewHalfWorld = 60'000;
constexpr double viewLabelScale = 0.8;  ///< labels of links show from this zoom on

}  // namespace

CanvasView::CanvasView(design::DesignDocument& document, QWidget* parent)
    : QGraphicsView(parent), m_document(document), m_dots(std::make_unique<DotField>()), m_strokes(new Strokes(viewport())) {
    makeAccessible();
    setScene(&m_scene);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTransformationAnchor(NoAnchor);
    setResizeAnchor(NoAnchor);
    setViewportUpdateMode(NoViewportUpdate);  // paintEvent() knows itself what is out of date
    setLayoutDirection(Qt::LeftToRight);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->grabGesture(Qt::PinchGesture);
    setAcceptDrops(true);
    setAccessibleName(tr("Canvas"));
    m_fineTimer.setSingleShot(true);
    connect(&m_fineTimer, &QTimer::timeout, this, [this] {
        m_coarse = false;
        viewport()->update();
    });
    m_hintTimer.setSingleShot(true);
    connect(&m_hintTimer, &QTimer::timeout, this, &CanvasView::releaseHint);
    m_liveTimer.setSingleShot(true);
    connect(&m_liveTimer, &QTimer::timeout, this, &CanvasView::showLive);
    connect(&m_dotTimer, &QTimer::timeout, this, [this] {
        m_dots->advance(double(m_dotClock.restart()) / 1000.0);
        updateDotTimer();
        viewport()->update();
    });
    connect(&m_edgeTimer, &QTimer::timeout, this, &CanvasView::scrollAtEdge);
    connect(&m_document, &design::DesignDocument::changed, this, [this](const design::Change& change) {
        syncPicture(&change);
        dropLocked(change);
        withdrawHealing();
    });
    connect(&m_document, &design::DesignDocument::replaced, this, [this] {
        cancelInteraction();
        m_dots->clear();
        withdrawHealing();
        setSelection({});
        syncPicture();
        m_layers.invalidate();
        const auto place = m_places.find(m_document.shownPage());
        if (place == m_places.end()) return zoomToFit();
        zoomTo(place->second.zoom);
        centerOn(place->second.centre);
    });
    connect(&m_document, &design::DesignDocument::opened, this, [this] { m_places.clear(); });
    connect(&m_document, &design::DesignDocument::leavingPage, this, [this] {
        m_places[m_document.shownPage()] = {zoom(), mapToScene(viewport()->rect().center())};
    });
    connect(&widgets::ThemeManager::instance(), &widgets::ThemeManager::changed, this, [this] {
        m_layers.invalidate();
        updateCursor();
        viewport()->update();
    });
    m_picture.sync(design(), catalog());
    m_scene.sync();
    setSceneRect(-viewHalfWorld, -viewHalfWorld, 2 * viewHalfWorld, 2 * viewHalfWorld);
}

CanvasView::~CanvasView() {
    m_interaction.reset();  // before what it works on
    m_nudge.reset();
}

PaintContext CanvasView::paintContext() const {
    const double ratio = viewport()->devicePixelRatioF();
    return {.theme = widgets::theme(),
            .live = m_live.isRunning() ? &m_live : nullptr,
            .scale = zoom(),
            .ratio = zoom() * ratio,
            .vectorIcons = false,
            .labels = zoom() >= viewLabelScale,
            .grid = m_snap.gridShown ? (m_snap.step < 16 ? 3 * m_snap.step : m_snap.step) : 0,
            .date = m_live.date().value_or(design().settings().startTime)};
}

Pointer CanvasView::pointerAt(QPoint view, Qt::KeyboardModifiers modifiers) const {
    return {view, viewportTransform().inverted().map(QPointF(view)), modifiers};
}

void CanvasView::syncPicture(const design::Change* change) {
    const Picture::Altered altered = m_picture.sync(design(), catalog(), m_moving ? &*m_moving : nullptr, change);
    m_layers.invalidate(altered.dirty);
    if (altered.isWhole) {
        m_scene.sync();
        dropGone();
        if (m_folded != m_picture.collapsed()) {   // what they show of the run is another now
            m_folded = m_picture.collapsed();
            showLive();
        }
    } else {
        m_scene.sync(altered.components, altered.links);
    }
    viewport()->update();
    emit drawingChanged();
}

/// Forgets what is selected or under the mouse and no longer exists.
void CanvasView::dropGone() {
    Selection selection = m_selection;
    selection.components.eraseIf([&](ComponentId id) { return !m_picture.node(id) || m_picture.node(id)->hidden; });
    selection.links.eraseIf([&](LinkId id) { return !m_picture.link(id) || m_picture.link(id)->hidden; });
    if (!selection.contains(selection.current)) selection.current = selection.components.empty() ? ComponentId{} : *selection.components.begin();
    setSelection(selection);
    if (!m_picture.node(m_hoverNode)) m_hoverNode = {};
    if (!m_picture.node(m_hover.node) && !m_picture.link(m_hover.link)) m_hover = {};
    m_dots->dropGone(m_picture);
    if (m_rename && m_rename->isGone()) m_rename->close(false);
}

void CanvasView::setSelection(const Selection& selection) {
    if (selection == m_selection) return;
    const bool moved = selection.current != m_selection.current;
    m_selection = selection;
    if (moved && m_selection.current.isValid()) announce(m_selection.current);
    viewport()->update();
    emit selectionChanged();
}

void CanvasView::announce(ComponentId id) {
    setAccessibleDescription(describe({.what = Hit::What::Node, .node = id}));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    announceCurrent(*this);
}

void CanvasView::setMoving(std::optional<std::set<ComponentId>> moving) {
    const bool ended = m_moving && !moving;
    m_moving = std::move(moving);
    if (ended) syncPicture();
}

bool CanvasView::perform(const Result<design::Change>& change) {
    if (!change) {
        const QString why = widgets::say(change.error().what);
        if (m_interaction || m_drop) {
            hint(m_pointer, why, true);
            keepHint();
        } else {
            tell(why);
        }
        return false;
    }
    m_document.apply(*change);
    return true;
}

void CanvasView::hint(QPoint view, const QString& text, bool bad) {
    if (m_hint.text == text && m_hint.at == view && m_hint.bad == bad) return;
    m_hint = {view, text, bad};
    viewport()->update();
}

void CanvasView::tell(const QString& text) {
    m_hasTold = true;
    emit statusText(text);
    m_hintTimer.start(viewHintTime);
}

void CanvasView::sayWhile(const QString& text) {
    emit statusText(text);
    m_hasTold = true;   // taken back when the interaction ends
}

void CanvasView::clearHint() {
    if (!m_hint.text.isEmpty()) hint({}, {}, false);
}

void CanvasView::start(std::unique_ptr<Interaction> interaction) {
    endNudge();
    cancelInteraction();
    if (interaction->edits() && m_readOnly) {
        tell(tr("This moment of the run can be looked at, but not edited."));
        return;
    }
    m_interaction = std::move(interaction);
    if (m_interaction->scrollsAtEdge()) m_edgeTimer.start(viewEdgeInterval);
    updateCursor();
    viewport()->update();
}

bool CanvasView::cancelInteraction() {
    if (!m_interaction) return false;
    m_interaction.reset();
    m_edgeTimer.stop();
    setMoving(std::nullopt);
    if (!m_hintIsHeld) clearHint();
    if (m_hasTold) releaseHint();
    updateCursor();
    viewport()->update();
    return true;
}

void CanvasView::endInteraction() { cancelInteraction(); }  // what was done is committed: nothing is left to take back

void CanvasView::keepHint() {
    m_hintIsHeld = true;
    m_hintTimer.start(viewHintTime);
}

void CanvasView::releaseHint() {
    m_hintTimer.stop();
    if (std::exchange(m_hasTold, false)) emit statusText({});
    if (std::exchange(m_hintIsHeld, false)) clearHint();
}

// ---- The run

void CanvasView::setFrame(const runtime::FramePtr& frame) {
    const bool restarted = !frame || frame->restarted || !m_frame;
    m_frame = frame;
    if (restarted) m_dots->clear();
    if (frame) m_dots->take(*frame, m_picture);
    updateDotTimer();
    if (m_dots->isShowingTrueTime()) viewport()->update();
    if (!m_liveTimer.isActive() || !frame) showLive();
}

void CanvasView::showLive() {
    const std::int64_t dateBefore = m_live.date().value_or(0) / 60;
    const Live::Changes changes = m_live.take(m_frame.get(), m_picture);
    std::vector<QRectF> ground, cards;
    if (changes.all || m_live.date().value_or(0) / 60 != dateBefore) m_layers.invalidate();
    for (const ComponentId id : changes.nodes) {
        const NodePart* node = m_picture.node(id);
        if (!node) continue;
        if (!node->isGround())
            cards.push_back(node->bounds());
        else
            ground.push_back(node->bounds());
    }
    for (const LinkId id : changes.links)
        if (const LinkPart* link = m_picture.link(id)) ground.push_back(link->bounds());
    if (!changes.all && ground.empty() && cards.empty()) return;
    m_layers.invalidate(ground);
    m_layers.invalidateCards(cards);
    viewport()->update();
    emit drawingChanged();
    m_liveTimer.start(viewLiveInterval);
}

/// The timer runs only while a dot moves by the wall clock.
void CanvasView::updateDotTimer() {
    const bool moves = m_frame && m_frame->playing && m_dots->isMoving() && !m_dots->isShowingTrueTime();
    if (moves == m_dotTimer.isActive()) return;
    if (moves) {
        m_dotClock.start();
        m_dotTimer.start(viewDotInterval);
    } else {
        m_dotTimer.stop();
        viewport()->update();
    }
}

// ---- Place and size of what is seen

void CanvasView::panBy(QPoint pixels) {
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - pixels.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - pixels.y());
}

void CanvasView::zoomAt(QPoint view, double factor) {
    const double scale = std::clamp(zoom() * factor, viewLeastZoom, viewMostZoom);
    if (std::abs(scale - zoom()) < 1e-9) return;
    const QPointF anchor = pointerAt(view).scene;
    setTransform(QTransform::fromScale(scale, scale));
    const QPointF now = toView(anchor);
    panBy((QPointF(view) - now).toPoint());
    m_coarse = true;
    m_fineTimer.start(viewFineDelay);
    if (m_rename) m_rename->place();
    viewport()->update();
    emit zoomChanged(zoom());
}

void CanvasView::zoomTo(double scale) { zoomAt(viewport()->rect().center(), scale / zoom()); }

void CanvasView::zoomToFit() {
    const QRectF bounds = m_picture.bounds();
    if (!bounds.isEmpty()) return zoomToArea(bounds, 1.25);
    zoomTo(1);
    centerOn(0, 0);
}

void CanvasView::zoomToSelection() {
    QRectF bounds;
    for (const ComponentId id : m_selection.components) bounds |= m_picture.node(id)->rect;
    for (const LinkId id : m_selection.links) bounds |= m_picture.link(id)->route.bounds();
    if (bounds.isNull()) return tell(tr("Select what should fill the window."));
    zoomToArea(bounds.adjusted(-1, -1, 1, 1), 2);
}

void CanvasView::zoomToArea(const QRectF& bounds, double most) {
    const double margin = std::min(48.0, 0.08 * std::min(viewport()->width(), viewport()->height()));
    const double below = std::max<double>(margin, m_covered);
    const double width = std::max(50.0, viewport()->width() - 2 * margin), height = std::max(50.0, viewport()->height() - margin - below);
    zoomTo(std::min({width / bounds.width(), height / bounds.height(), most}));
    centerOn(bounds.center() + QPointF(0, (below - margin) / 2 / zoom()));
    viewport()->update();
}

void CanvasView::reveal(ComponentId id) {
    const NodePart* node = m_picture.node(id);
    if (!node) return;
    const QRectF seen(viewport()->rect());
    if (seen.adjusted(8, 8, -8, -8).contains(toView(node->rect))) return;
    ensureVisible(node->rect, 60, 60);
    viewport()->update();
}

void CanvasView::reveal(LinkId id) {
    const LinkPart* link = m_picture.link(id);
    if (!link) return;
    const QRectF area = link->labelRect.isNull() ? QRectF(link->route.bounds().center(), QSizeF()) : link->labelRect;
    if (!QRectF(viewport()->rect()).adjusted(8, 8, -8, -8).contains(toView(area))) ensureVisible(area, 60, 60);
    viewport()->update();
}

void CanvasView::scrollContentsBy(int dx, int dy) {
    // The base class only notes the new place: painting follows it.
    QGraphicsView::scrollContentsBy(dx, dy);
    if (m_rename) m_rename->place();
    viewport()->update();
}

void CanvasView::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    viewport()->update();
}

void CanvasView::scrollAtEdge() {
    if (!m_interaction) return m_edgeTimer.stop();
    constexpr int edge = 28;
    const QRect seen = viewport()->rect();
    if (!seen.adjusted(-80, -80, 80, 80).contains(m_pointer)) return;
    const auto speed = [](int near, int far) { return near < edge ? (edge - near) / 2 + 1 : far < edge ? -((edge - far) / 2 + 1) : 0; };
    const QPoint by(speed(m_pointer.x(), seen.right() - m_pointer.x()), speed(m_pointer.y(), seen.bottom() - m_pointer.y()));
    if (by.isNull() || !m_interaction->hasMoved()) return;
    panBy(by);
    m_interaction->move(pointerAt(m_pointer, m_pointerModifiers));
}

void CanvasView::setMotion(bool motion) {
    m_motion = motion;
    m_strokes->setMotion(motion);
}

void CanvasView::repaintAll() {
    m_layers.invalidate();
    viewport()->update();
}

void CanvasView::paintEvent(QPaintEvent*) {
    QPainter p(viewport());
    p.drawPixmap(0, 0, m_layers.refresh(m_scene, paintContext(), viewport()->size(), viewport()->devicePixelRatioF(), viewportTransform(),
                                        m_coarse));
    p.setRenderHint(QPainter::Antialiasing);
    paintOverlay(p);
}

}  // namespace faultline::canvas
