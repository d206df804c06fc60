#pragma once
#include "model/catalog/kind.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "widgets/canvas/route.h"
#include "widgets/canvas/routing.h"

#include <QFont>
#include <QHash>
#include <QLineF>
#include <QRegion>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace faultline::canvas {

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
    bool hopless = false;              ///< it is being dragged: nothing leaps
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
    /// Follows the design. While something is being dragged only the links at `moving` (and what they hold) find new ways; null:
    /// all do. Returns the area that looks different now, as scene rectangles.
    std::vector<QRectF> sync(const design::Design& design, const catalog::Catalog& catalog,
                             const std::set<ComponentId>* moving = nullptr);

    /// What follow() has altered.
    struct Followed {
        std::vector<ComponentId> components;
        std::vector<LinkId> links;
        std::vector<QRectF> dirty;
    };
    /// The same as sync() while something is dragged and `change` did nothing but move what moves, at a cost that depends on that
    /// alone. What links leap over, and the order, are those of before until sync() at the end of the drag. Nothing: it takes a sync().
    std::optional<Followed> follow(const design::Design& design, const catalog::Catalog& catalog, const design::Change& change,
                                   const std::set<ComponentId>* moving);

    /// Which groups are not shown; takes effect with the next sync().
    void setHidden(std::set<catalog::Group> groups) { m_hidden = std::move(groups); }
    const std::set<catalog::Group>& hidden() const { return m_hidden; }

    const std::map<ComponentId, NodePart>& nodes() const { return m_nodes; }
    const std::map<LinkId, LinkPart>& links() const { return m_links; }
    /// Null when there is none.
    const NodePart* node(ComponentId id) const;
    const LinkPart* link(LinkId id) const;
    /// A link between two components, in either direction; invalid: none is drawn.
    LinkId linkBetween(ComponentId a, ComponentId b) const;
    /// Whether a firewall in line stands at a point of its link.
    bool isUnderPill(LinkId link, QPointF scene) const;
    /// Components from the back to the front.
    const std::vector<ComponentId>& order() const { return m_order; }
    /// Everything that is shown; null when there is nothing.
    QRectF bounds() const;
    /// Whether `id` is `outer`, in it or on it, at any depth.
    bool isWithin(ComponentId id, ComponentId outer) const;
    /// What stands for a component on the drawing: itself, or the outermost collapsed container it is in.
    ComponentId shownFor(ComponentId id) const;
    /// The containers that are drawn as cards.
    const std::set<ComponentId>& collapsed() const { return m_collapsed; }
    /// What is in and on a component, one level.
    const std::vector<ComponentId>& held(ComponentId id) const;

private:
    using Nodes = std::map<ComponentId, NodePart>;
    using Links = std::map<LinkId, LinkPart>;

    void layOutNodes(const design::Design& design, const catalog::Catalog& catalog, const Nodes& before);
    void layOutNode(NodePart& node, const design::Design& design, const catalog::Catalog& catalog, const Nodes& before);
    void layOutHeld(const NodePart& owner);
    void layOutLinks(const design::Design& design, const catalog::Catalog& catalog, const Links& before,
                     const std::set<ComponentId>* moving);
    void addObstacles(Router& router, const std::set<ComponentId>* except) const;
    void followNodes(const std::vector<ComponentId>& ids, const design::Design& design, const catalog::Catalog& catalog);
    void followLinks(const std::vector<LinkId>& ids, const design::Design& design, const std::vector<ComponentId>& touched);
    void layOutPills();
    void layOutPillsOf(LinkId link, const std::vector<ComponentId>& pills);
    template <class IsFree, class Crossed> void layOutLabel(LinkPart& link, IsFree isFree, Crossed crossed);
    /// What was laid out otherwise before: where lines and labels have to be looked at again.
    struct Altered {
        std::vector<QRectF> places;
        std::set<LinkId> links;
        bool all = false;   ///< too much to look at one by one
        bool touches(const QRectF& area) const;
    };
    Altered alteredSince(const Nodes& nodes, const Links& links);
    QRectF labelReach(const LinkPart& link) const;
    void layOutHops(const Links& before, const Altered& altered);
    void layOutLabels(const Links& before, Altered altered);
    void sortNodes();
    void hideParts(const design::Design& design);

    void foldNodes();
    double textWidth(const QString& text, const QFont& font) const;
    /// What of a host or tab a line had better not cross.
    QRectF headerOf(const NodePart& node) const;
    bool isMoving(ComponentId id) const;

    std::optional<std::set<ComponentId>> m_moving;   ///< what moved when all was synced last
    std::vector<QRectF> m_followed;                  ///< what is dragged was there when all was synced last
    std::unique_ptr<Router> m_still;                 ///< with the obstacles that do not move, from the first follow() of a drag on
    RouteMemo m_memo;                  ///< makes the same lines cheaper, never others
    mutable QHash<QString, double> m_widths;   ///< of texts, by font and text: measuring is what costs
    std::set<catalog::Group> m_hidden;
    std::set<ComponentId> m_collapsed;
    Nodes m_nodes;
    Links m_links;
    std::vector<ComponentId> m_order;
    std::map<ComponentId, std::vector<ComponentId>> m_held;
    std::map<LinkId, std::vector<ComponentId>> m_pills;
    std::map<std::pair<ComponentId, ComponentId>, LinkId> m_between;
};

}  // namespace faultline::canvas
