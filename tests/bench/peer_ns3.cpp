#include "tests/bench/peer_ns3.h"

#include "model/sim/random.h"
#include "model/sim/recording.h"

#include <ns3/object-factory.h>
#include <ns3/scheduler.h>
#include <ns3/simulator.h>

#include <deque>
#include <memory>
#include <vector>

namespace faultline::bench {

namespace {

using PeerTime = ns3::Time;

struct PeerRequest {
    std::uint32_t number = 0;
    std::uint32_t step = 0;        ///< station visits done
    SimTime arrived = 0;
    SimTime queuedSince = 0;
    ns3::EventId deadline;
};

/// The benchmark's network as one would write it for ns-3's core: events are member functions, a request is an object of a pool.
class PeerNetwork {
public:
    PeerNetwork(double rate, std::uint64_t requests, std::uint64_t seed)
        : m_interval(static_cast<std::int64_t>(1e9 / rate)), m_requests(requests), m_arrivals(seed, 1, sim::Purpose::Arrivals) {
        const std::pair<std::uint32_t, SimTime> shapes[] = {{4, 200 * microsecond}, {8, 2 * millisecond}, {8, 2 * millisecond},
                                                            {8, 5 * millisecond},   {16, 3 * millisecond}};
        for (const auto& [servers, mean] : shapes) {
            m_stations.emplace_back();
            m_stations.back().servers = servers;
            m_stations.back().mean = mean;
            m_stations.back().service = sim::Random(seed, static_cast<std::uint32_t>(m_stations.size() + 1), sim::Purpose::Service);
        }
        ns3::Simulator::Schedule(ns3::NanoSeconds(m_arrivals.exponentialTime(m_interval)), &PeerNetwork::arrive, this);
    }
    PeerResult result() const {
        PeerResult result;
        result.ended = m_ended;
        result.timeouts = m_timeouts;
        result.meanMs = m_ended ? m_latencySum / static_cast<double>(m_ended) / 1e6 : 0;
        result.p99Ms = static_cast<double>(m_latency.quantile(0.99)) / 1e6;
        return result;
    }

private:
    struct Station {
        std::uint32_t servers = 1, busy = 0;
        SimTime mean = 0;
        std::deque<PeerRequest*> queue;
        sim::Random service;
        std::uint64_t arrivals = 0;
        SimTime busyTime = 0, waitingTime = 0;
    };
    static SimTime now() { return ns3::Simulator::Now().GetNanoSeconds(); }

    void arrive() {
        PeerRequest* request;
        if (m_free.empty()) {
            m_pool.push_back(std::make_unique<PeerRequest>());
            request = m_pool.back().get();
        } else {
            request = m_free.back();
            m_free.pop_back();
        }
        request->number = static_cast<std::uint32_t>(++m_started);
        request->step = 0;
        request->arrived = now();
        request->deadline = ns3::Simulator::Schedule(ns3::Seconds(1), &PeerNetwork::timeOut, this, request);
        visit(request);
        if (m_started < m_requests)
            ns3::Simulator::Schedule(ns3::NanoSeconds(m_arrivals.exponentialTime(m_interval)), &PeerNetwork::arrive, this);
    }
    Station& stationOf(const PeerRequest& request) {
        static constexpr int path[] = {0, 1, 3, 4, 1, 0};
        const int station = path[request.step];
        return m_stations[static_cast<std::size_t>(station == 1 ? 1 + static_cast<int>(request.number % 2) : station)];
    }
    void visit(PeerRequest* request) {
        Station& station = stationOf(*request);
        ++station.arrivals;
        if (station.busy < station.servers) {
            ++station.busy;
            serve(station, request);
        } else {
            request->queuedSince = now();
            station.queue.push_back(request);
        }
    }
    void serve(Station& station, PeerRequest* request) {
        const SimTime time = station.service.exponentialTime(station.mean);
        station.busyTime += time;
        ns3::Simulator::Schedule(ns3::NanoSeconds(time), &PeerNetwork::leave, this, request);
    }
    void leave(PeerRequest* request) {
        Station& station = stationOf(*request);
        if (station.queue.empty()) {
            --station.busy;
        } else {
            PeerRequest* next = station.queue.front();
            station.queue.pop_front();
            station.waitingTime += now() - next->queuedSince;
            serve(station, next);
        }
        if (++request->step < 6) {
            visit(request);
            return;
        }
        request->deadline.Cancel();
        const SimTime latency = now() - request->arrived;
        m_latency.add(latency);
        m_latencySum += static_cast<double>(latency);
        ++m_ended;
        m_free.push_back(request);
    }
    void timeOut(PeerRequest*) { ++m_timeouts; }

    SimTime m_interval;
    std::uint64_t m_requests, m_started = 0, m_ended = 0, m_timeouts = 0;
    sim::Random m_arrivals;
    std::vector<Station> m_stations;
    std::vector<std::unique_ptr<PeerRequest>> m_pool;
    std::vector<PeerRequest*> m_free;
    sim::Histogram m_latency;
    double m_latencySum = 0;
};

}  // namespace

PeerResult runPeer(double rate, std::uint64_t requests, std::uint64_t seed) {
    ns3::ObjectFactory scheduler;
    scheduler.SetTypeId("ns3::PriorityQueueScheduler");
    ns3::Simulator::SetScheduler(scheduler);
    PeerNetwork network(rate, requests, seed);
    ns3::Simulator::Run();
    const PeerResult result = network.result();
    ns3::Simulator::Destroy();
    return result;
}

}  // namespace faultline::bench
