#pragma once
#include "widgets/canvas/interaction.h"
#include "model/core/ids.h"

#include <QPointF>
#include <QString>

#include <map>
#include <vector>

namespace faultline::canvas {

struct NodePart;

/// Makes a link from a component: by dragging from its edge, or by keyboard (C), where Tab, arrows or a click choose the target and
/// Enter confirms. Possible targets are lit, impossible ones dimmed, and the one under the mouse says why.
class LinkGesture : public Interaction {
public:
    /// `byKeys`: there is no button held; it goes on until confirmed.
    LinkGesture(CanvasView& view, ComponentId from, QPointF scene, bool byKeys);
    void move(const Pointer& pointer) override;
    bool release(const Pointer& pointer) override;
    void press(const Pointer& pointer) override;
    bool key(QKeyEvent* event) override;
    void paint(QPainter& painter) override;
    bool hasMoved() const override { return m_moved && !m_byKeys; }

    ComponentId target() const { return m_target; }
    /// Targets a link can be made to, in the order Tab takes.
    const std::vector<ComponentId>& possible() const { return m_possible; }

private:
    void findTargets();
    void aimAt(ComponentId id);
    void aimNext(int step);
    void aimTowards(QPointF direction);
    bool confirm();

    ComponentId m_from;
    ComponentId m_target;
    QPointF m_now;               ///< scene
    bool m_byKeys;
    bool m_moved = false;
    std::vector<ComponentId> m_possible;
    std::map<ComponentId, QString> m_why;   ///< of those it cannot be linked to
};

}  // namespace faultline::canvas
