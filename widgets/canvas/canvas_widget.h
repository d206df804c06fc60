#pragma once
#include "model/catalog/kind.h"
#include "model/core/ids.h"
#include "model/runtime/frame.h"

#include <QByteArray>
#include <QWidget>

#include <set>
#include <vector>

class QGraphicsView;
namespace faultline::design {
class DesignDocument;
struct Change;
}

namespace faultline::canvas {

class CanvasView;
class FindBar;
class HealBar;
class Legend;
class Minimap;
class ZoomBar;

/// What a click on the canvas means.
enum class Tool {
    Select,  ///< selects, moves, links
    Break,   ///< kills or restores what is clicked, cuts or mends links
    Marker   ///< draws over the drawing, to show something; it is not kept
};

/// What helps to put things in order by mouse.
struct SnapSettings {
    bool grid = true;        ///< what moves stops at the grid
    bool guides = true;      ///< and in line with others
    bool gridShown = true;
    int step = 8;            ///< of the grid, scene units; 2 to 100

    friend bool operator==(const SnapSettings&, const SnapSettings&) = default;
};

/// What puts the selection in order.
enum class Arrange {
    Left, Centre, Right, Top, Middle, Bottom,    ///< a common edge or middle
    Across, Down,                                ///< equal gaps
    SameSize,                                    ///< as the one selected last
    Front, Back,                                 ///< above or below all that has the same container
    Forward, Backward,                           ///< one step: above or below the next one that overlaps
    FlipAcross, FlipDown, QuarterTurn,           ///< where they stand, mirrored or turned; each stays upright
    ToGrid,                                      ///< to the nearest points of the grid
    Group, GroupZone, GroupHost, Ungroup,        ///< into a frame, a zone, a server; out of one
    Collapse, Expand,                            ///< containers to cards, and back
    Lock                                         ///< lock, or unlock when all are locked
};

/// What is done with links that are there.
enum class LinkEdit {
    Next,                            ///< select the next link of the selected component
    MoveEnd, MoveBeginning,          ///< by keys: to another component
    Bend,                            ///< by keys
    Reverse,
    Orthogonal, Straight, Curved,    ///< the line of all selected ones
    HeadAtEnd, HeadAtStart, HeadsAtBoth, NoHeads,   ///< the heads of all selected ones
    ClearBends,                      ///< they find their own ways again
    DeleteAndHeal,                   ///< delete the selection and link what it stood between
    Heal                             ///< the same for what was deleted last
};

/// The media type of what the palette drags: the id of a kind, then optionally a line break and the name of a software preset.
inline constexpr const char kindMimeType[] = "application/x-faultline-kind";

/// The media type of parts of a design (design::copyParts()), on the clipboard and dragged.
inline constexpr const char partsMimeType[] = "application/x-faultline-parts";

/// The drawing: shows a document and, while it runs, its frames; every edit goes through the document. It never starts or stops
/// anything itself: what should happen to the run is asked for by signals. GUI thread.
class CanvasWidget : public QWidget {
    Q_OBJECT
public:
    explicit CanvasWidget(design::DesignDocument& document, QWidget* parent = nullptr);
    ~CanvasWidget() override;

    std::vector<ComponentId> selectedComponents() const;
    std::vector<LinkId> selectedLinks() const;
    /// Whether the selection is such that arrange() does something.
    bool canArrange(Arrange what) const;
    /// Whether the selection is such that editLinks() does something.
    bool canEditLinks(LinkEdit what) const;
    /// Whether all of the selected components are locked.
    bool isSelectionLocked() const;
    /// The groups that are not shown.
    std::set<catalog::Group> hiddenGroups() const;
    Tool tool() const;
    /// 1 is 100 %.
    double zoom() const;
    bool hasMinimap() const;
    bool isReadOnly() const;
    SnapSettings snapSettings() const;
    /// How new components and links look, as JSON text: by kind, "link" for links. All windows share it.
    static QByteArray defaultStyles();
    static void setDefaultStyles(const QByteArray& json);
    /// The view inside, for tests and for what draws above it.
    QGraphicsView* view() const;
    /// Where a component is drawn, in coordinates of view()->viewport(); null when it is not there.
    QRect componentRect(ComponentId id) const;
    /// A point on the drawn line of a link (0 at `from`, 1 at `to`), in coordinates of view()->viewport().
    QPoint linkPoint(LinkId id, double share = 0.5) const;

public slots:
    /// What the run looks like now; a null frame means that nothing runs. Ids that are gone are passed over.
    void setFrame(const faultline::runtime::FramePtr& frame);
    /// Selects exactly these; scrolls so that the first one is seen.
    void select(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links = {});
    void selectAll();
    void clearSelection();
    void zoomIn();
    void zoomOut();
    void zoomToFit();
    void zoomTo100();
    void zoomToSelection();
    void arrange(faultline::canvas::Arrange what);
    void editLinks(faultline::canvas::LinkEdit what);
    /// Straightens what is nearly in rows and columns: the selection, or everything.
    void tidyUp();
    /// Does an edit of places as one undo step; components glide there, unless nothing is to move or there are very many.
    void applyGliding(const faultline::design::Change& change);
    /// Shows all components but those of these groups, and the links between those that are shown. The design stays as it is.
    void setHiddenGroups(const std::set<faultline::catalog::Group>& groups);
    void setTool(faultline::canvas::Tool tool);
    void setSnapSettings(const faultline::canvas::SnapSettings& settings);
    void selectComponentsOnly();
    void selectLinksOnly();
    void enterGroup();        ///< selects the first thing in the selected container or frame
    void leaveGroup();        ///< selects what holds what is selected
    void copyStyle();
    void pasteStyle();
    void resetStyle();
    void setDefaultStyle();
    /// Adds a component in the middle of what is seen (or into the selected container) and selects it.
    void addAtCentre(const QString& kind, const QString& software = {});
    /// Adds several components with their links (design::copyParts()) in the middle of what is seen, and selects them.
    void addPartsAtCentre(const QByteArray& parts);
    /// Shows the bar to look for components, or puts the cursor into it.
    void openFind();
    /// Shows the whole drawing, small, in a corner.
    void setMinimap(bool shown);
    void rename();            ///< opens the editor on the selected component
    void toLayer(int layer);
    void toNewLayer();
    void selectLayer(int layer);
    void startLink();         ///< links from the selected component by keyboard
    void deleteSelection();
    void copy();
    void cut();
    void paste();
    void duplicate();
    void toggleKill();        ///< asks to kill or restore the selection
    /// While true the design can be looked at, but not edited.
    void setReadOnly(bool readOnly);
    /// Whether things glide instead of jumping (the request dots always move).
    void setMotion(bool motion);
    /// Whether strokes of the marker fade away some seconds after the pen was lifted.
    void setMarkerFades(bool fades);

signals:
    void selectionChanged(const std::vector<faultline::ComponentId>& components, const std::vector<faultline::LinkId>& links);
    /// The details of this component are wanted.
    void activated(faultline::ComponentId id);
    /// `verb` is a command word: "kill", "restore" or one of the kind's actions.
    void actRequested(faultline::ComponentId id, const QString& verb);
    /// `verb` is "cut" (also "cut forward", "cut back": one way of it) or "mend".
    void linkActRequested(faultline::LinkId id, const QString& verb);
    /// A sentence about what the mouse is over or why something is not possible; empty takes it back.
    void statusText(const QString& text);
    void toolChanged(faultline::canvas::Tool tool);
    void zoomChanged(double zoom);
    void hiddenGroupsChanged();
    void snapSettingsChanged();
    void defaultStylesChanged();
    void minimapChanged(bool shown);
    /// What a deletion has cut apart can be linked, or no more.
    void healingChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeOverlays();

    CanvasView* m_view;
    Legend* m_legend;
    ZoomBar* m_zoomBar;
    FindBar* m_findBar;
    HealBar* m_healBar;
    Minimap* m_minimap;
};

}  // namespace faultline::canvas
