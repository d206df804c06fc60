#pragma once
#include "model/runtime/frame.h"

#include <QString>

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace faultline::widgets {

/// What is remembered of each component.
enum class Metric : std::uint8_t { Rate, Failed, P50, P95, P99, Utilisation, SecondsBehind, TransactionsBehind };

/// One remembered figure: of a component, of all users together (invalid id), or of a cause of failures.
struct SeriesKey {
    ComponentId component;
    Metric metric = Metric::Rate;
    std::int32_t cause = -1;     ///< index into ChartHistory::causes(); -1: none

    friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

/// Some seconds of a series joined to one: `time` is their end; all three are NaN where there was nothing ("NULL").
struct Stretch {
    double time = 0;
    float low = 0, high = 0, mean = 0;
};

/// How a database was over a span of simulated seconds.
struct RoleSpan {
    double from = 0, to = 0;
    runtime::State state = runtime::State::Ok;
    std::uint8_t role = 0;       ///< as ComponentSample::role
};

/// The samples of a run, of bounded size however long it lasts: the last 16 minutes second by second, the whole run in
/// at most 256 buckets that keep lowest, highest and mean. GUI thread.
class ChartHistory {
public:
    static constexpr int fineSeconds = 960;
    static constexpr int coarseBuckets = 256;
    static constexpr int mostCauses = 12;

    /// Takes one second; `users` are the components whose clients' requests count as the total. Older seconds are ignored.
    void append(const runtime::Sample& sample, const std::set<ComponentId>& users);
    void clear();

    bool isEmpty() const { return m_last < 0; }
    /// End of the last second.
    double end() const { return isEmpty() ? 0 : static_cast<double>(m_last); }
    bool has(const SeriesKey& key) const { return m_tracks.count(key) != 0; }
    /// The series between two times, joined to at most about `most` stretches whose borders do not move as time goes on.
    std::vector<Stretch> stretches(const SeriesKey& key, double from, double to, int most) const;
    /// The stretch that `time` lies in, as stretches() gives it; NaN outside.
    Stretch at(const SeriesKey& key, double time, double from, double to, int most) const;
    /// The highest value between two times; 0 when there is none.
    float highest(const SeriesKey& key, double from, double to) const;
    /// Causes of failures in the order they were met; those beyond the bound are one, "other causes".
    const std::vector<QString>& causes() const { return m_causes; }
    /// How a database was, in order; empty for what is none.
    const std::vector<RoleSpan>& roles(ComponentId id) const;

private:
    struct Bucket {
        float low = 0, high = 0, sum = 0, count = 0;   // count 0: nothing
    };
    struct Track {
        std::vector<float> fine;       // by second % fineSeconds
        std::vector<Bucket> coarse;    // by second / m_stride
    };
    void advance(std::int64_t to);
    void put(const SeriesKey& key, float value);
    void putRole(const runtime::ComponentSample& sample);
    std::int32_t causeIndex(const QString& cause);

    std::map<SeriesKey, Track> m_tracks;
    std::map<ComponentId, std::vector<RoleSpan>> m_roles;
    std::vector<QString> m_causes;
    std::int64_t m_last = -1;          // number of the last second
    std::int64_t m_stride = 1;         // seconds of a coarse bucket
};

}  // namespace faultline::widgets
