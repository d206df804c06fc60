#pragma once
#include "widgets/canvas/paint.h"

#include <QGraphicsScene>

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace faultline::canvas {

/// The place of one component or link: where it is found and above what it lies. It owns nothing and stores no truth; what it looks
/// like is asked of the picture.
class PartItem {
public:
    PartItem(ComponentId component, LinkId link, const Picture& picture) : m_component(component), m_link(link), m_picture(picture) {}

    ComponentId component() const { return m_component; }
    LinkId link() const { return m_link; }
    /// The part; null for the other sort.
    const NodePart* node() const { return m_picture.node(m_component); }
    const LinkPart* linkPart() const { return m_picture.link(m_link); }

private:
    friend class CanvasScene;
    ComponentId m_component;
    LinkId m_link;
    const Picture& m_picture;
    QRectF m_bounds;
    double m_z = 0;
    std::vector<std::uint64_t> m_cells;   ///< squares of the scene in which it is listed
    mutable std::uint32_t m_seen = 0;     ///< the last query that met it
};

/// The places of a picture's parts, kept in step with it by id, and found by area: each is listed in the squares of a coarse grid that
/// it touches, a link in those its line passes. GUI thread.
class CanvasScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit CanvasScene(const Picture& picture, QObject* parent = nullptr);
    ~CanvasScene() override;

    /// Lists everything as the picture has it; doing it twice changes nothing.
    void sync();
    /// The same for these parts, where nothing came or went and the order stayed.
    void sync(const std::vector<ComponentId>& components, const std::vector<LinkId>& links);
    /// What touches `area` and is shown, from the back to the front.
    std::vector<const PartItem*> partsIn(const QRectF& area) const;

    // Above each other in this order.
    static constexpr double containerZ = 0;
    static constexpr double linkZ = 1000;
    static constexpr double nodeZ = 2000;

private:
    void place(PartItem& item, const NodePart& node, double z);
    void place(PartItem& item, const LinkPart& link);
    void list(PartItem& item, std::vector<std::uint64_t> cells);
    void unlist(PartItem& item);

    const Picture& m_picture;
    std::map<ComponentId, std::unique_ptr<PartItem>> m_nodes;
    std::map<LinkId, std::unique_ptr<PartItem>> m_links;
    std::unordered_map<std::uint64_t, std::vector<PartItem*>> m_cells;
    mutable std::uint32_t m_query = 0;
};

}  // namespace faultline::canvas
