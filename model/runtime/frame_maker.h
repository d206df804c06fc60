#pragma once
#include "model/runtime/frame.h"
#include "model/runtime/simulation.h"
#include "model/sim/recording.h"

#include <map>
#include <vector>

namespace faultline::runtime {

/// Reads a running simulation into frames: the newest state, and what is new of hops, events and seconds since the frame
/// before. One for each simulation; thread of the simulation.
class FrameMaker {
public:
    /// Fills state, hops, events and samples of `frame`; the rest is the engine's. What `frame` holds already of the latter stays
    /// in front, cut at what anybody can look at.
    void fill(Frame& frame, Simulation& simulation);
    /// Messages and ended requests among the hops read so far, for choosing how many are traced.
    std::uint64_t hopsRead() const { return m_hopsRead; }
    std::uint64_t lastHopsRead() const { return m_lastHopsRead; }

private:
    struct LinkMark {
        std::uint64_t messages = 0, failed = 0;
        double rate = 0, failedRate = 0;
    };
    void takeHops(Frame& frame, Simulation& simulation);
    void takeEvents(Frame& frame, const Simulation& simulation);
    void fillComponents(Frame& frame, const Simulation& simulation);
    void fillLinks(Frame& frame, const Simulation& simulation);
    void addSamples(Frame& frame, const std::vector<sim::Bin>& bins, const Simulation& simulation) const;
    void judgeZones(Frame& frame, const Simulation& simulation) const;
    ComponentStatus statusOf(ComponentId id, const Simulation& simulation) const;
    void judge(ComponentStatus& status, const Simulation& simulation) const;

    std::vector<sim::BinRow> m_lastSecond;  ///< by slot; an empty row has no component
    std::map<LinkId, LinkMark> m_links;
    SimTime m_linksMarked = 0;
    bool m_linksHaveRates = false;
    std::size_t m_eventsRead = 0;
    sim::RecordedEvent m_lastEdit;  ///< the latest "edited" that was shown
    std::uint64_t m_hopsRead = 0, m_lastHopsRead = 0;
};

}  // namespace faultline::runtime
