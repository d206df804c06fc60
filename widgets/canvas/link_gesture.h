#pragma once
#include "widgets/canvas/interaction.h"
#include "model/core/ids.h"
#include "model/core/result.h"

#include <QPointF>
#include <QString>

#include <map>
#include <vector>

namespace faultline::canvas {

struct NodePart;

/// Makes a link from a component: by dragging from its edge, or by keyboard (C), where Tab, arrows or a click choose the target and
/// Enter confirms. Or takes hold of an end of a link that is there, and puts it elsewhere. Possible targets are lit, impossible ones dimmed, and the one under the mouse says why.
class LinkGesture : public Interaction {
public:
    /// `byKeys`: there is no button held; it goes on until confirmed.
    LinkGesture(CanvasView& view, ComponentId from, QPointF scene, bool byKeys);
    /// Takes hold of an end of `link`: where it arrives (`atEnd`) or where it begins.
    LinkGesture(CanvasView& view, LinkId link, bool atEnd, QPointF scene, bool byKeys);
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
    void begin();
    void findTargets();
    Result<void> fits(ComponentId id) const;
    void aimAt(ComponentId id);
    void aimNext(int step);
    void aimTowards(QPointF direction);
    bool confirm();
    void dropOnNothing(const Pointer& pointer, ComponentId over);

    ComponentId m_from;          ///< the end that stays
    ComponentId m_target;
    LinkId m_link;               ///< the one whose end is moved; invalid: it makes a new one
    bool m_atEnd = true;         ///< the end that moves is where it arrives
    QPointF m_now;               ///< scene
    QPointF m_begin;             ///< where it was pressed
    bool m_byKeys;
    bool m_moved = false;
    std::vector<ComponentId> m_possible;
    std::map<ComponentId, QString> m_why;   ///< of those it cannot be linked to
};

}  // namespace faultline::canvas
