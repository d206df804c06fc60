#pragma once
#include "model/core/ids.h"
#include "model/core/result.h"
#include "model/core/value.h"
#include "model/design/look.h"

#include <QJsonObject>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace faultline::design {

/// One instance on the drawing. A value; shared immutable once it is in a Design.
struct Component {
    ComponentId id;
    std::string kind;        ///< ComponentKind::id
    QString name;            ///< for people; unique in a document (case-insensitive)
    std::string software;    ///< name of a preset of the kind, or empty for the first
    ComponentId container;   ///< the host or zone it is in
    ComponentId attachedTo;  ///< what it is put onto: certificate -> load balancer, firewall -> what it guards
    LinkId inLine;           ///< a firewall standing in this link
    QRectF rect;             ///< position relative to the container's top left corner (to the scene without one), and size
    Settings properties;     ///< only what differs from the kind's defaults or was set by hand
    bool locked = false;
    bool collapsed = false;  ///< a container that is folded up to a card on the drawing
    int order = 0;           ///< what has a higher one is drawn above what has a lower one and the same owner; -largestOrder to largestOrder
    int layer = 0;           ///< DrawingLayer::id
    Style style;
    QJsonObject extra;       ///< keys of the file that this version does not know, kept

    friend bool operator==(const Component&, const Component&) = default;
};

/// "`from` calls `to`" on a port.
struct Link {
    LinkId id;
    ComponentId from;
    ComponentId to;
    std::string fromPort;  ///< PortSpec::key of the caller's kind
    std::string toPort;    ///< PortSpec::key of the callee's kind; for an end on a host: of the process in it that listens
    int number = 0;        ///< port number (443, 80 ...); 0: the port's default
    Settings properties;   ///< catalog::linkProperties(): latency, jitter, loss, bandwidth
    std::vector<QPointF> waypoints;  ///< scene coordinates
    LinkShape shape = LinkShape::Orthogonal;
    LinkHeads heads = LinkHeads::End;
    QString label;         ///< what stands at it instead of its port; empty: the port
    int layer = 0;         ///< DrawingLayer::id
    Style style;
    QJsonObject extra;

    friend bool operator==(const Link&, const Link&) = default;
};

/// A named part of the drawing that is shown, hidden and locked as a whole; no part of what is simulated. Every component and link is
/// on one. Layer 0, the background, is always there, also where it is not listed.
struct DrawingLayer {
    int id = 0;           ///< unique in a document
    QString name;         ///< unique (case-insensitive); empty for the background
    bool hidden = false;
    bool locked = false;  ///< what is on it is neither selected on the drawing nor moved or deleted
    QJsonObject extra;

    friend bool operator==(const DrawingLayer&, const DrawingLayer&) = default;
};

/// What belongs to the document as a whole.
struct DocumentSettings {
    QString title;
    QString description;
    std::int64_t startTime = 1'767'225'600;  ///< simulated date at time 0, unix seconds (2026-01-01T00:00:00Z)
    std::uint64_t seed = 1;
    std::vector<DrawingLayer> layers;  ///< from the back to the front; the background, if listed, comes first
    QJsonObject extra;

    friend bool operator==(const DocumentSettings&, const DocumentSettings&) = default;
};

using ComponentPtr = std::shared_ptr<const Component>;
using LinkPtr = std::shared_ptr<const Link>;

/// The document as a value: components, links and settings; copying it is cheap (parts are shared and immutable).
/// It is altered only by applyStep(), which Change uses. Ids are given in order and never reused.
class Design {
public:
    const std::map<ComponentId, ComponentPtr>& components() const { return m_components; }
    const std::map<LinkId, LinkPtr>& links() const { return m_links; }
    const DocumentSettings& settings() const { return m_settings; }

    /// Null when there is none.
    const Component* component(ComponentId id) const;
    const Link* link(LinkId id) const;
    /// By name, case-insensitively; null when there is none.
    const Component* componentByName(const QString& name) const;
    std::vector<ComponentId> childrenOf(ComponentId container) const;  ///< in it, one level, in id order
    std::vector<ComponentId> attachmentsOf(ComponentId target) const;  ///< put onto it
    std::vector<ComponentId> inLineOf(LinkId link) const;              ///< firewalls in the link, from `from` to `to`
    std::vector<LinkId> linksOf(ComponentId id) const;                 ///< with an end on it
    /// The rectangle in scene coordinates (through its containers; for attached and in-line ones as stored).
    QRectF sceneRect(ComponentId id) const;

    /// The next free ids; taking one is done by adding the component or link.
    ComponentId nextComponentId() const { return {m_lastComponent + 1}; }
    LinkId nextLinkId() const { return {m_lastLink + 1}; }
    /// The highest ids ever given; saved with the document so that none is reused.
    std::uint32_t lastComponentId() const { return m_lastComponent; }
    std::uint32_t lastLinkId() const { return m_lastLink; }
    void reserveIds(std::uint32_t lastComponent, std::uint32_t lastLink);

    /// Replaces (or adds, or with null removes) one part; used by Change and by loading. No check beyond the id.
    void setComponent(ComponentId id, ComponentPtr component);
    void setLink(LinkId id, LinkPtr link);
    void setSettings(DocumentSettings settings) { m_settings = std::move(settings); }

    friend bool operator==(const Design& a, const Design& b);  ///< by value of the parts

private:
    std::map<ComponentId, ComponentPtr> m_components;
    std::map<LinkId, LinkPtr> m_links;
    DocumentSettings m_settings;
    std::uint32_t m_lastComponent = 0;
    std::uint32_t m_lastLink = 0;
};

}  // namespace faultline::design
