#pragma once
#include "model/runtime/frame.h"
#include "widgets/canvas/picture.h"

#include <QString>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace faultline::canvas {

/// One dot where it is now.
struct Dot {
    QPointF at;                  ///< scene
    runtime::TraceHop hop;
    bool failed = false;         ///< an answer that is not ok, or what never arrives
};

/// The sampled requests on their way. Above 0.01x each hop takes half a second of wall time a link, one after another; at or below,
/// a dot is where simulated time says. It follows requests, not components: hops of what is gone are left out. GUI thread.
class DotField {
public:
    static constexpr int most = 300;               ///< on screen at once
    static constexpr double hopSeconds = 0.5;
    static constexpr double trueTimeSpeed = 0.01;  ///< at or below it dots move in simulated time

    /// Takes the hops and the clock of a frame.
    void take(const runtime::Frame& frame, const Picture& picture);
    /// Moves the dots by so much wall time (without effect in true time).
    void advance(double seconds);
    void clear();
    void dropGone(const Picture& picture);

    bool isMoving() const { return !m_requests.empty(); }
    bool isShowingTrueTime() const { return m_trueTime; }
    /// Where the dots are now; those on a drawn line keep `margin` (scene units) away from both of its ends, so that none lies over a
    /// card.
    std::vector<Dot> dots(const Picture& picture, double margin = 0) const;
    std::size_t requestCount() const { return m_requests.size(); }

private:
    struct Request {
        std::deque<runtime::TraceHop> hops;   ///< the first one is under way
        double progress = 0;                  ///< of the first one, 0..1
        double idle = 0;                      ///< seconds of wall time without a hop
        bool ended = false;                   ///< its last hop is known
    };
    static std::optional<QPointF> place(const runtime::TraceHop& hop, double share, const Picture& picture, double margin);

    std::map<std::uint64_t, Request> m_requests;
    SimTime m_now = 0;
    bool m_trueTime = false;
};

/// "Request 1042: read, users-1 to lb-1".
QString describeDot(const Dot& dot, const Picture& picture);

}  // namespace faultline::canvas
