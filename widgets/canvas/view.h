#pragma once
#include "model/design/arrange.h"
#include "model/design/document.h"
#include "model/design/link_edits.h"
#include "model/runtime/frame.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/hit.h"
#include "widgets/canvas/interaction.h"
#include "widgets/canvas/layers.h"
#include "widgets/canvas/outlines.h"
#include "widgets/canvas/selection.h"

#include <QElapsedTimer>
#include <QGraphicsView>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

class QMenu;

namespace faultline::canvas {

class DotField;
struct Dot;
class PlacedEditor;
class Strokes;
struct BendHandle;

/// The view on the drawing: turns mouse, keys and drops into edits of the document, and paints what the picture, the run and the
/// running gesture say. It keeps no part of the design itself. GUI thread.
class CanvasView : public QGraphicsView {
    Q_OBJECT
public:
    CanvasView(design::DesignDocument& document, QWidget* parent);
    ~CanvasView() override;

    // What interactions work with.
    design::DesignDocument& document() { return m_document; }
    const design::Design& design() const { return m_document.design(); }
    const catalog::Catalog& catalog() const { return m_document.catalog(); }
    const Picture& picture() const { return m_picture; }
    const CanvasScene& canvasScene() const { return m_scene; }
    const Live& live() const { return m_live; }
    const DotField& dots() const { return *m_dots; }
    const Selection& selection() const { return m_selection; }
    Outlines& outlines() { return m_outlines; }
    void setSelection(const Selection& selection);
    bool isReadOnly() const { return m_readOnly; }
    Tool tool() const { return m_tool; }
    double zoom() const { return transform().m11(); }
    QRectF toView(const QRectF& scene) const { return viewportTransform().mapRect(scene); }
    QPointF toView(QPointF scene) const { return viewportTransform().map(scene); }
    QRectF seenScene() const { return viewportTransform().inverted().mapRect(QRectF(viewport()->rect())); }
    PaintContext paintContext() const;
    Pointer pointerAt(QPoint view, Qt::KeyboardModifiers modifiers = {}) const;
    bool hasFocusRing() const { return viewport()->hasFocus() || hasFocus(); }

    /// What is at a point of the viewport; `nodesOnly` passes over handles and links. What is on a locked layer is passed over while
    /// one selects, unless `withLocked`.
    Hit hitAt(QPoint view, bool nodesOnly = false, bool withLocked = false) const;
    /// The component a dragged thing would land on or in: the topmost one that is not within any of `except`.
    ComponentId targetAt(QPointF scene, const std::vector<ComponentId>& except = {}) const;
    LinkId linkAt(QPointF scene) const;
    /// What a tool tip and a screen reader say of it; the first line is its name.
    QString describe(const Hit& hit) const;
    QRectF powerButton(const NodePart& node) const;                 ///< in view pixels
    QRectF foldButton(const NodePart& node) const;                  ///< in view pixels; null: it does not fold
    std::vector<QPointF> linkHandles(const NodePart& node) const;   ///< in view pixels
    std::vector<std::pair<Qt::Edges, QRectF>> resizeHandles(const NodePart& node) const;
    bool isResizable(const NodePart& node) const;

    /// Applies an edit, or says why it is not possible; true when it was done.
    bool perform(const Result<design::Change>& change);
    /// A sentence at the pointer, about what the mouse is doing.
    void hint(QPoint view, const QString& text, bool bad);
    QString hintText() const { return m_hint.text; }
    /// A sentence to the window, about what was asked for by key or menu; it is taken back after a while.
    void tell(const QString& text);
    void clearHint();
    /// Leaves the hint for a few seconds, although what it was about has ended.
    void keepHint();
    void releaseHint();
    /// Ends what runs after it has done its work. An interaction that calls it is gone when it returns.
    void endInteraction();
    void start(std::unique_ptr<Interaction> interaction);
    /// Drops what runs; nothing of it stays. True when something ran.
    bool cancelInteraction();
    Interaction* interaction() const { return m_interaction.get(); }
    /// Lights up what a dragged thing would go into, onto or in line with; the painter is in view coordinates.
    void paintTarget(QPainter& painter, ComponentId id, LinkId link);
    void paintBendHandle(QPainter& painter, const BendHandle& handle, bool hot) const;
    /// The link at a point that a component of `kind` splits when it is let go there; invalid: none.
    LinkId linkToSplit(const catalog::ComponentKind& kind, const design::Placement& where, QPointF scene) const;
    /// "Between users-1 and web-1"
    QString betweenText(LinkId id) const;
    /// While set, only links at these components find new ways (something is being dragged).
    void setMoving(std::optional<std::set<ComponentId>> moving);
    void panBy(QPoint pixels);
    void zoomAt(QPoint view, double factor);

    // What the window asks for.
    /// How many pixels at the lower edge lie below bars: what is fitted into the view keeps out of them.
    void setCovered(int pixels) { m_covered = pixels; }
    void setFrame(const runtime::FramePtr& frame);
    /// Shows the figures of the newest frame without waiting for the next turn.
    void showLiveNow() { showLive(); }
    /// Forgets all that was painted.
    void repaintAll();
    void setTool(Tool tool);
    void setReadOnly(bool readOnly);
    void setMotion(bool motion);
    void zoomToFit();
    /// As large as the selection fits, twice its size at most.
    void zoomToSelection();
    void zoomTo(double zoom);
    void reveal(ComponentId id);
    void reveal(LinkId id);   ///< its label, or its middle
    void selectAll();
    /// Opens an editor on the name, or on what a note, a text or a shape says.
    void rename(ComponentId id);
    /// Edits what stands at a link.
    void rename(LinkId id);
    /// The one component or link that is selected.
    void renameSelected();
    void renameEnded(PlacedEditor* editor);
    void startLink();
    /// `heals`: links what the deleted stood between; else that is offered.
    void deleteSelection(bool heals = false);
    void editLinks(LinkEdit what);
    bool canEditLinks(LinkEdit what) const;
    void copy();
    void cut();
    void paste(std::optional<QPointF> scene = std::nullopt);
    void duplicate();
    /// Pastes a copy of components `distance` away from where they are drawn (`rects`); where the pointer is decides what it goes into.
    void copyTo(const std::vector<ComponentId>& ids, const QRectF& drawn, QPointF distance, QPointF pointer);
    void arrange(Arrange what);
    void tidyUp();
    void applyGliding(const design::Change& all);
    design::Change ofWhatIsShown(design::Change change) const;
    void addLinked(ComponentId from, const catalog::ComponentKind& kind, const design::Placement& where);
    /// Whether `what` would change anything about such a selection.
    bool canArrange(Arrange what) const;
    /// Outlines what was found.
    void setMarked(std::set<ComponentId> marked);
    void showGroups(std::set<catalog::Group> hidden);
    /// Shows the layers that keep components and a link hidden, as one undo step.
    void showLayersOf(std::vector<ComponentId> owners, LinkId of);
    /// Moves what is selected, with what is in and on it, to a layer of the drawing.
    void toLayer(int layer);
    void toNewLayer();
    void selectLayer(int layer);
    /// The kinds that what is selected can call, the most likely one first; empty: none.
    std::vector<const catalog::ComponentKind*> nextKinds(ComponentId from) const;
    /// Adds what `from` most likely calls next (or `kind`) beside it, already linked, and selects it.
    void addNext(ComponentId from, QPointF direction, const catalog::ComponentKind* kind = nullptr);
    /// The same on the side of the dot that is at `view`, if one is.
    void addAtHandle(ComponentId from, QPoint view);
    /// Asks what `from` is to call there, and adds it, linked.
    void offerNext(ComponentId from, const Pointer& pointer);
    /// Collapses or expands containers; what was selected in them gives way to them.
    void fold(const std::vector<ComponentId>& ids, bool collapsed);
    /// Selects the first thing in the selected container or frame; or what holds what is selected.
    void enterGroup();
    void leaveGroup();
    /// All that is shown of one sort.
    void selectOnly(bool components, bool links);
    void copyStyle();
    void pasteStyle();
    void resetStyle();
    /// New ones of the kind of what is selected will look like it.
    void setDefaultStyle();
    /// What was edited in the change is new: it gets the style that was set for its kind.
    Result<design::Change> asNew(Result<design::Change> change) const;
    const SnapSettings& snapSettings() const { return m_snap; }
    void setSnapSettings(const SnapSettings& settings);
    QPointF onGrid(QPointF scene) const;
    Strokes& strokes() { return *m_strokes; }
    /// Whether what the marker draws fades away by itself.
    void setMarkerFades(bool fades);
    void toggleKill();
    bool isOperatorDown(ComponentId id) const;
    void kill(ComponentId id);
    void cutOrMend(LinkId id);
    void addKind(const QString& kind, const QString& software, std::optional<QPointF> centre = std::nullopt);
    /// Adds parts (design::copyParts()) in the middle of what is seen, as one step, and selects them.
    void addParts(const QByteArray& parts);
    /// The context menu of what is at a point; deletes itself when closed.
    QMenu* menuFor(const Hit& hit, QPoint view);

signals:
    void selectionChanged();
    void activated(faultline::ComponentId id);
    void actRequested(faultline::ComponentId id, const QString& verb);
    void linkActRequested(faultline::LinkId id, const QString& verb);
    void statusText(const QString& text);
    void toolChanged(faultline::canvas::Tool tool);
    void defaultStylesChanged();
    void zoomChanged(double zoom);
    /// What is drawn, or the state of it, is another now.
    void drawingChanged();
    /// What a deletion has cut apart could be linked, in words; empty: no more.
    void healingOffered(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct DropState;
    struct Nudge;

    void syncPicture(const design::Change* change = nullptr);
    void showLive();
    void updateDotTimer();
    void dropGone();
    void dropLocked(const design::Change& change);
    void refreshHover(QPoint view);
    void updateCursor();
    void pressSelect(const Pointer& pointer, const Hit& hit);
    void pressBreak(const Hit& hit, const Pointer& pointer);
    void scrollAtEdge();
    void openMenu(QPoint view);
    void releaseRight(QPoint view);
    void paintOverlay(QPainter& painter);
    void paintSelection(QPainter& painter);
    void paintMarked(QPainter& painter);
    void paintHover(QPainter& painter);
    bool isCovered(const Dot& dot) const;
    void paintDots(QPainter& painter);
    void paintDrop(QPainter& painter);
    void takeParts(DropState& drop, const QByteArray& parts) const;
    void aimParts(DropState& drop) const;
    void paintParts(QPainter& p, const DropState& drop) const;
    void paintBanner(QPainter& painter);
    void paintEmpty(QPainter& painter);
    void paintPower(QPainter& painter, const NodePart& node);
    void paintHint(QPainter& painter);
    void nudge(QPointF direction, bool coarse);
    void endNudge();
    bool stepSelection(bool next);
    bool cancelNudge();
    bool dragsOtherwise(const QKeyEvent& event);
    bool canvasKey(QKeyEvent* event);
    bool takesKey(const QKeyEvent& event) const;
    bool mayEdit();
    bool pasteBytes(const QByteArray& parts, std::optional<QPointF> scene, bool areNew = false);
    QPointF freePlace(QRectF wanted) const;
    bool isFree(const QRectF& rect, double around = 8) const;
    void zoomToArea(const QRectF& bounds, double most);
    void fillArrangeMenu(QMenu& menu);
    void paintLocks(QPainter& painter);
    void paintFold(QPainter& painter, const NodePart& node);
    void fillGroupMenu(QMenu& menu);
    void fillLayerMenu(QMenu& menu);
    QString whyLocked(ComponentId id) const;
    QString whyLocked(LinkId id) const;
    QString layerWords(int layer) const;   ///< a line of describe(); empty for a background that is as usual
    void fillLookMenu(QMenu& menu);
    void fillTurnMenu(QMenu& menu, ComponentId id);
    void groupSelection(const std::string& kind);
    void ungroupSelection();
    std::vector<ComponentId> along() const;   ///< what is selected, with what is moved and copied along
    void paintHidden(QPainter& painter);
    void applyArrange(const design::Change& change, const QString& otherwise);
    void aimDrop(QPoint view);
    void addOnto(const catalog::ComponentKind& kind, ComponentId onto, ComponentId into);
    void addInLine(const catalog::ComponentKind& kind, LinkId link);
    const LinkPart* shapedLink() const;
    QPointF linkEndHandle(const LinkPart& link, bool atEnd) const;   ///< in view pixels
    Hit linkHandleAt(QPoint view) const;
    bool pressLinkHandle(const Hit& hit, const Pointer& pointer);
    void paintLinkHandles(QPainter& painter) const;
    bool removeWaypoint(LinkId id, QPointF scene);
    std::vector<LinkId> meantLinks() const;
    void moveEndByKeys(bool atEnd);
    void selectNextLink();
    void offerHealing(const std::vector<ComponentId>& ids, const std::vector<LinkId>& links, const std::vector<design::Heal>& heals);
    void withdrawHealing();
    void heal();
    void aimBetween(QPoint view);
    void fillShapeMenu(QMenu& menu, LinkId id, QPointF scene);
    /// A sentence to the window for as long as the interaction runs.
    void sayWhile(const QString& text);
    void showToolTip(QHelpEvent* event);
    void announce(ComponentId id);
    void fillComponentMenu(QMenu& menu, ComponentId id);
    void fillLinkMenu(QMenu& menu, LinkId id, QPointF scene);
    void fillCanvasMenu(QMenu& menu, QPointF scene);
    void fillAddMenu(QMenu& menu, std::function<void(const catalog::ComponentKind&)> add,
                     const std::function<bool(const catalog::ComponentKind&)>& allowed);

    design::DesignDocument& m_document;
    Picture m_picture;
    Outlines m_outlines{m_picture};
    Live m_live;
    CanvasScene m_scene{m_picture};
    LayerCache m_layers;
    std::unique_ptr<DotField> m_dots;
    runtime::FramePtr m_frame;
    Selection m_selection;
    std::set<ComponentId> m_marked;
    Hit m_hover;
    ComponentId m_hoverNode;                  ///< shows its handles; kept while the mouse is on one of them
    Tool m_tool = Tool::Select;
    bool m_readOnly = false;
    bool m_motion = true;
    bool m_spaceHeld = false;
    bool m_focusByKeys = false;               ///< then it is shown where nothing is selected
    std::unique_ptr<Interaction> m_interaction;
    std::optional<std::set<ComponentId>> m_moving;
    std::unique_ptr<DropState> m_drop;
    std::unique_ptr<Nudge> m_nudge;
    PlacedEditor* m_rename = nullptr;
    SnapSettings m_snap;
    Strokes* m_strokes;                       ///< of the marker
    std::set<ComponentId> m_folded;           ///< as the figures shown know it
    struct Gap {
        std::vector<ComponentId> ids;
        std::vector<LinkId> links;
        int undoIndex = 0;                    ///< of the undo stack after the deletion
    };
    std::optional<Gap> m_gap;                 ///< what was deleted last, while its gap can be closed
    ComponentId m_linkWalk;                   ///< whose links are walked by key
    struct {
        QPoint at;
        QString text;
        bool bad = false;
    } m_hint;
    QPoint m_pointer;                         ///< last seen, for scrolling and dots
    Qt::KeyboardModifiers m_pointerModifiers;
    bool m_isPressed = false;   ///< a button is held
    /// The right button while it is held, and after it: a click opens the menu, a drag moves the view.
    struct RightButton {
        std::optional<QPoint> pressed;        ///< where; it is held
        bool menuAsked = false;               ///< a click there is to open the menu, when the button is let go
        bool dragged = false;                 ///< the view was moved: no menu
    } m_right;
    int m_covered = 0;                        ///< pixels at the lower edge, by bars
    /// What was seen of a page when it was left.
    struct Place {
        double zoom = 1;
        QPointF centre;
    };
    std::map<int, Place> m_places;            ///< by page
    bool m_coarse = false;                    ///< zooming: paint fast, then fine
    bool m_hintIsHeld = false;
    bool m_hasTold = false;
    QTimer m_fineTimer, m_liveTimer, m_dotTimer, m_edgeTimer, m_hintTimer;
    QElapsedTimer m_dotClock;
};

}  // namespace faultline::canvas
