#pragma once
#include "model/runtime/frame.h"
#include "widgets/canvas/picture.h"
#include "widgets/common/theme.h"

#include <QString>

#include <optional>
#include <unordered_map>
#include <vector>

namespace faultline::canvas {

/// What a frame says about one component, as it is written on its card: two that are equal look the same.
struct NodeLive {
    runtime::State state = runtime::State::Idle;
    QString rate;              ///< "412/s"
    QString failed;            ///< "12/s", empty: none fail
    int percent = -1;          ///< utilisation; -1: it has none
    QString role;
    QString why;
    bool operatorDown = false;

    friend bool operator==(const NodeLive&, const NodeLive&) = default;
};

/// The same for a link.
struct LinkLive {
    int level = 0;             ///< 0 (nothing) to 5 (the busiest)
    bool up = true;
    /// Where only one way is cut: 1 the one from caller to callee, -1 the one back; 0: both or none.
    int oneWay = 0;
    bool failing = false;
    bool encrypted = false;

    friend bool operator==(const LinkLive&, const LinkLive&) = default;
};

/// The newest state of the run in the form in which it is drawn. A value; GUI thread.
class Live {
public:
    struct Changes {
        std::vector<ComponentId> nodes;
        std::vector<LinkId> links;
        bool all = false;      ///< everything: a run began or ended
    };
    /// Takes what the frame says; null: nothing runs. What only lies on a dead host (files, a seal) is shown dead with it.
    Changes take(const runtime::Frame* frame, const Picture& picture);

    bool isRunning() const { return m_running; }
    /// Unix seconds of the moment shown; none while nothing runs.
    std::optional<std::int64_t> date() const { return m_date; }
    /// Null when nothing is known of it.
    const NodeLive* node(ComponentId id) const;
    const LinkLive* link(LinkId id) const;

private:
    std::unordered_map<ComponentId, NodeLive> m_nodes;
    std::unordered_map<LinkId, LinkLive> m_links;
    std::optional<std::int64_t> m_date;
    bool m_running = false;
};

/// "Down", "Starting" ...; empty for what did nothing yet.
QString stateName(runtime::State state);

}  // namespace faultline::canvas
