#pragma once
#include "widgets/canvas/paint.h"

#include <QGraphicsItem>
#include <QGraphicsScene>

#include <map>
#include <memory>

namespace faultline::canvas {

/// The place of one component or link in the scene: where it is found, what it covers. It owns nothing and stores no truth; what it
/// looks like is asked of the picture.
class PartItem : public QGraphicsItem {
public:
    PartItem(ComponentId component, LinkId link, const Picture& picture) : m_component(component), m_link(link), m_picture(picture) {}

    ComponentId component() const { return m_component; }
    LinkId link() const { return m_link; }
    /// The part; null for the other sort.
    const NodePart* node() const { return m_picture.node(m_component); }
    const LinkPart* linkPart() const { return m_picture.link(m_link); }
    void place(const QRectF& bounds, double z);

    QRectF boundingRect() const override { return m_bounds; }
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    ComponentId m_component;
    LinkId m_link;
    const Picture& m_picture;
    QRectF m_bounds;
};

/// The items of a picture, kept in step with it by id. GUI thread.
class CanvasScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit CanvasScene(const Picture& picture, QObject* parent = nullptr);
    ~CanvasScene() override;

    /// Makes, removes and moves items so that they are those of the picture; doing it twice changes nothing.
    void sync();
    /// What touches `area` and is shown, from the back to the front.
    std::vector<const PartItem*> partsIn(const QRectF& area) const;

    // Above each other in this order.
    static constexpr double containerZ = 0;
    static constexpr double linkZ = 1000;
    static constexpr double nodeZ = 2000;

private:
    PartItem& itemFor(ComponentId id);
    PartItem& itemFor(LinkId id);

    const Picture& m_picture;
    std::map<ComponentId, std::unique_ptr<PartItem>> m_nodes;
    std::map<LinkId, std::unique_ptr<PartItem>> m_links;
};

}  // namespace faultline::canvas
