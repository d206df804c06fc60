#pragma once
#include "model/kinds/common.h"

/// Shorthand for descriptors: properties of one type, and the acts of a server behind a load balancer.
namespace faultline::kinds {

inline catalog::PropertySpec durationProperty(const char* key, Literal label, Literal help, SimTime value, double minimum,
                                              double maximum, Literal group, bool advanced = false) {
    return {.key = key,
            .label = label,
            .help = help,
            .type = catalog::PropertyType::Duration,
            .defaultValue = Value(std::int64_t{value}),
            .minimum = minimum,
            .maximum = maximum,
            .group = group,
            .advanced = advanced};
}

inline catalog::PropertySpec integerProperty(const char* key, Literal label, Literal help, std::int64_t value, double minimum,
                                             double maximum, const char* unit, Literal group, bool advanced = false) {
    return {.key = key,
            .label = label,
            .help = help,
            .type = catalog::PropertyType::Integer,
            .defaultValue = Value(value),
            .minimum = minimum,
            .maximum = maximum,
            .unit = unit,
            .group = group,
            .advanced = advanced};
}

/// What an operator tells the load balancers about a server behind them.
inline void addBalancerActions(std::vector<catalog::ActionSpec>& actions) {
    actions.push_back({"drain", FL_TR("kinds", "Drain"),
                       FL_TR("kinds", "The load balancers in front send it nothing new; what it works on is finished."), false});
    actions.push_back({"maint", FL_TR("kinds", "Maintenance"),
                       FL_TR("kinds", "The load balancers in front take it out and stop checking it."), false});
    actions.push_back({"ready", FL_TR("kinds", "Ready"), FL_TR("kinds", "The load balancers in front use it again."), false});
}

}  // namespace faultline::kinds
