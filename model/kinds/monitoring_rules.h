#pragma once
#include "model/core/value.h"
#include "model/sim/context.h"

#include <string>
#include <vector>

namespace faultline::kinds {

/// What an alert rule of a monitoring service looks at. Shares are in percent, times in milliseconds.
enum class Observed : std::uint8_t { Cpu, Memory, Disk, ErrorRate, Requests, Connections, ProcessDown, ProbeFailed, ProbeTime, CertificateDays };
inline constexpr int observedCount = static_cast<int>(Observed::CertificateDays) + 1;

/// The alert rules of a monitoring service and the alarms they have raised. A value. Alarms of a rule that is taken away or altered are
/// forgotten; what is observed next raises those of the new one.
class AlertRules {
public:
    /// Reads the rows of the table "rules".
    void configure(const TableRows& rows);
    /// `value` of `what` was observed of `subject` (an agent, or what is probed); an alert would be about `about`.
    void observe(sim::Context& ctx, Observed what, sim::Slot subject, double value, sim::Slot about);
    /// Alarms that are raised now.
    std::size_t raised() const;
    void hash(Fingerprint& print) const;

private:
    struct Rule {
        Observed what = Observed::Cpu;
        bool isBelow = false;
        double threshold = 0;
        SimTime patience = 0;
        int severity = 0;  ///< 0 information, 1 warning, 2 critical
        std::string notify;
        friend bool operator==(const Rule&, const Rule&) = default;
    };
    struct Alarm {
        std::size_t rule = 0;
        sim::Slot subject = 0;
        SimTime since = never;  ///< when it began to be so; never: it is not
        sim::Slot about = 0;    ///< of a raised one
        bool isRaised = false;
    };
    std::vector<Rule> m_rules;
    std::vector<Alarm> m_alarms;
};

/// What a table of rules can say of: keys and labels for the descriptor, in the order of Observed.
struct ObservedName {
    const char* key;
    Literal label;
};
const std::vector<ObservedName>& observedNames();

}  // namespace faultline::kinds
