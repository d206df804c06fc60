#pragma once
#include "model/catalog/kind.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "widgets/canvas/crossings.h"
#include "widgets/canvas/label_layout.h"
#include "widgets/canvas/route.h"
#include "widgets/canvas/route_layout.h"

#include <QFont>
#include <QHash>
#include <QLineF>
#include <QRegion>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace faultline::canvas {

struct PictureUpdate;

/// How a component is drawn where it stands, in the order in which they lie above each other.
enum class Form { Frame, Zone, Host, Note, Plain, Card, Tab, Pill, Seal, Eye, Text, Arrow };

/// What is drawn of one component.
struct NodePart {
    ComponentId id;
    design::ComponentPtr component;
    const catalog::ComponentKind* kind = nullptr;  ///< null: not in the catalogue
    Form form = Form::Card;
    QRectF rect;                                   ///< scene coordinates; what is drawn and hit
    int depth = 0;                                 ///< of nesting
    std::vector<int> layer;                        ///< design::Component::order from its outermost owner to itself
    bool hidden = false;                           ///< its group or layer is not shown, or what it is in is collapsed
    bool outOfReach = false;                       ///< its layer is locked
    bool collapsed = false;                        ///< a container drawn as a card
    int inside = 0;                                ///< how many components a collapsed one holds
    ComponentId owner;                             ///< its container, or what it is put onto
    QString icon;
    QString name;                                  ///< elided to the room it has
    QString second;                                ///< the line below: software, address or role; elided
    QString secondRaw;                             ///< the same, whole
    QString software;                              ///< the first half of it: what it is, without its address
    QString text;                                  ///< what a note, a text or a shape says
    design::Style style;                           ///< as chosen by hand
    QLineF line;                                   ///< an arrow, from its beginning to its end
    std::string variant;                           ///< heads of an arrow, outline of a shape
    bool guarded = false;                          ///< a firewall guards it
    bool guardShown = false;                       ///< and firewalls are not hidden
    int rounds = 0;                                ///< how many seals and eyes it carries
    std::optional<std::int64_t> notBefore, notAfter;  ///< of a certificate, unix seconds

    bool isContainer() const { return form == Form::Host || form == Form::Zone; }
    /// On the drawing alone.
    bool isAnnotation() const {
        return form == Form::Note || form == Form::Frame || form == Form::Text || form == Form::Plain || form == Form::Arrow;
    }
    /// Lies below the links.
    bool isGround() const { return isContainer() || form == Form::Frame; }
    /// Sits on something or in a link: it has no place of its own.
    bool isSmall() const { return form == Form::Tab || form == Form::Pill || form == Form::Seal || form == Form::Eye; }
    /// Whether it has a size that is chosen by hand.
    bool isSizable() const { return isContainer() || (isAnnotation() && form != Form::Arrow); }
    /// Whether a point of the scene is on it, `reach` units wide for what is but a line.
    bool covers(QPointF scene, double reach) const;
    bool canBeKilled() const;
    /// Whether it may be selected on the drawing.
    bool canBeTaken() const { return !hidden && !outOfReach; }
    /// All that painting it may touch, with its shadow and badge.
    QRectF bounds() const { return rect.adjusted(-12, -14, 12, 14); }
};

enum class LinkLook { Traffic, Replication, Observation, Resolve };

/// What is drawn of one link.
struct LinkPart {
    LinkId id;
    design::LinkPtr link;
    Route route;
    design::LinkShape shape = design::LinkShape::Orthogonal;
    std::vector<double> hops;          ///< lengths along the route at which it leaps over another link
    LinkLook look = LinkLook::Traffic;
    QString label;                     ///< "443 HTTPS"
    enum class Lock { None, Closed, Open } lock = Lock::None;
    QRectF labelRect;                  ///< where the label has most room
    design::Style style;               ///< as chosen by hand
    bool hidden = false;               ///< it, or one of its ends, is not shown; or both are in what is collapsed
    bool outOfReach = false;           ///< its layer is locked

    bool canBeTaken() const { return !hidden && !outOfReach; }
    QRectF bounds() const {
        const QRectF line = route.bounds().adjusted(-12, -12, 12, 12);
        return labelRect.isNull() ? line : line.united(labelRect.adjusted(-2, -2, 2, 2));
    }
};

/// The geometry of a drawing, worked out from a design: where each component and link is, and what it says. It holds nothing that
/// is not in the design; the same design gives the same picture. GUI thread (it measures text).
class Picture {
public:
    /// What sync() has altered.
    struct Altered {
        std::vector<ComponentId> components;
        std::vector<LinkId> links;
        std::vector<QRectF> dirty;   ///< areas that look different now, scene coordinates
        bool isWhole = false;        ///< parts came, went, or may lie in another order
    };
    /// Follows the design, at a cost that depends on what is altered: `change`, the last edit, says what, where the picture was in
    /// step before it; without it the parts are compared. While something is being dragged only the links at `moving` (and what they
    /// hold) find new ways, and what they are drawn over finds its own at the end of the drag; null: all do.
    Altered sync(const design::Design& design, const catalog::Catalog& catalog, const std::set<ComponentId>* moving = nullptr,
                 const design::Change* change = nullptr);

    /// Which groups are not shown; takes effect with the next sync().
    void setHidden(std::set<catalog::Group> groups);
    const std::set<catalog::Group>& hidden() const { return m_hidden; }

    const std::map<ComponentId, NodePart>& nodes() const { return m_now.nodes; }
    const std::map<LinkId, LinkPart>& links() const { return m_now.links; }
    /// Null when there is none.
    const NodePart* node(ComponentId id) const;
    const LinkPart* link(LinkId id) const;
    /// A link between two components, in either direction; invalid: none is drawn.
    LinkId linkBetween(ComponentId a, ComponentId b) const;
    /// Whether a firewall in line stands at a point of its link.
    bool isUnderPill(LinkId link, QPointF scene) const;
    /// Another one after each sync().
    std::uint64_t revision() const { return m_revision; }
    /// Components from the back to the front.
    const std::vector<ComponentId>& order() const { return m_now.order; }
    /// Everything that is shown; null when there is nothing.
    QRectF bounds() const;
    /// Whether `id` is `outer`, in it or on it, at any depth.
    bool isWithin(ComponentId id, ComponentId outer) const;
    /// What stands for a component on the drawing: itself, or the outermost collapsed container it is in.
    ComponentId shownFor(ComponentId id) const;
    /// The containers that are drawn as cards.
    const std::set<ComponentId>& collapsed() const { return m_now.collapsed; }
    /// What is in and on a component, one level.
    const std::vector<ComponentId>& held(ComponentId id) const;

private:
    using Nodes = std::map<ComponentId, NodePart>;
    using Links = std::map<LinkId, LinkPart>;

    /// All that is known of one design.
    struct State {
        Nodes nodes;
        Links links;
        std::vector<ComponentId> order;
        std::set<ComponentId> collapsed;
        std::map<ComponentId, std::vector<ComponentId>> held;
        std::map<LinkId, std::vector<ComponentId>> pills;
        std::map<std::pair<ComponentId, ComponentId>, LinkId> between;
        std::map<ComponentId, std::vector<LinkId>> linksAt;
        std::vector<ComponentId> frames;
        std::set<catalog::Group> hidden;
        std::vector<design::DrawingLayer> layers;
        RouteLayout routes;
        Crossings crossings;
        LabelLayout labels;
    };
    /// What an edit did to the parts.
    struct Difference {
        bool onlyMoves = true;
        std::size_t count = 0;              ///< of components that are others
        std::vector<ComponentId> components;   ///< that moved
        std::vector<LinkId> links;             ///< that are others
    };
    Difference differenceTo(const design::Design& design) const;
    static Difference differenceOf(const design::Change& change);
    bool isOf(const State& state, const design::Design& design) const;
    bool bringBack(const design::Design& design);
    QRectF painted() const;

    void layOutNodes(const design::Design& design, const catalog::Catalog& catalog, const Nodes& before);
    void layOutNode(NodePart& node, const design::Design& design, const catalog::Catalog& catalog, const Nodes& before);
    void layOutHeld(const NodePart& owner);
    bool layerFrames(const design::Design& design);
    std::vector<ComponentId> withHeld(std::vector<ComponentId> ids) const;
    void moveNodes(PictureUpdate& update, const std::vector<ComponentId>& ids, const design::Design& design, const catalog::Catalog& catalog);
    void replaceNodes(PictureUpdate& update, const design::Design& design, const catalog::Catalog& catalog);
    void moveLinks(PictureUpdate& update, const std::vector<LinkId>& ids, const design::Design& design);
    void replaceLinks(PictureUpdate& update, const design::Design& design);
    void layOutLinks(PictureUpdate& update);
    void dragLinks(PictureUpdate& update);
    void drawLine(PictureUpdate& update, LinkPart& link, const std::vector<QPointF>& corners);
    void shiftLine(PictureUpdate& update, LinkPart& link, QPointF shift);
    void drawLeaps(PictureUpdate& update, LinkId link);
    void drawLabel(PictureUpdate& update, LinkPart& link, const QRectF& place);
    void layOutPills(PictureUpdate& update, const LinkPart& link);
    std::optional<RouteJob> jobOf(const LinkPart& link) const;
    LabelLayout::Label labelOf(const LinkPart& link) const;
    void setSpace(RouteLayout& routes, const NodePart& node) const;
    void keepFree(const NodePart& node);
    void sortNodes();
    void hideNodes(const design::Design& design);
    bool isHidden(const LinkPart& link, const std::set<int>& layers) const;
    bool isLayerHidden(const NodePart* node, const std::set<int>& layers) const;
    void foldNodes();
    double textWidth(const QString& text, const QFont& font) const;
    /// What of a host or tab a line had better not cross.
    QRectF headerOf(const NodePart& node) const;
    bool isMoving(ComponentId id) const;

    State m_now;
    std::uint64_t m_revision = 0;
    std::vector<State> m_former;       ///< before large edits, for when they are taken back or done again; the newest last
    std::optional<std::set<ComponentId>> m_moving;
    /// What lines and labels go around during a drag.
    struct Still {
        RouteLayout routes;
        RectGrid nodes;                ///< what labels do not cover
    };
    std::unique_ptr<Still> m_still;
    /// What is to be looked at once the drag has ended: parts that moved, that came or are others, that went; links drawn on their own.
    std::set<ComponentId> m_lateNodes, m_goneNodes;
    std::set<LinkId> m_lateLinks, m_goneLinks, m_dragged;
    bool m_isStale = true;             ///< all of them
    bool m_looksAtAll = true;          ///< the next sync() takes nothing as known of how parts are shown
    std::set<catalog::Group> m_hidden;
    mutable QHash<QString, double> m_widths;   ///< of texts, by font and text: measuring is what costs
};

}  // namespace faultline::canvas
