#include "model/validation/formulas.h"

#include <cstddef>

namespace faultline::validation {

double erlangC(int servers, double load) {
    const double offered = load * servers;
    double blocked = 1;  // Erlang's first formula, by its recursion
    for (int i = 1; i <= servers; ++i) blocked = offered * blocked / (i + offered * blocked);
    return blocked / (1 - load * (1 - blocked));
}

double responseMMc(int servers, double load, double service) {
    return service + erlangC(servers, load) * service / (servers * (1 - load));
}

double responseMD1(double load, double service) {
    return service + load * service / (2 * (1 - load));
}

double responsePS(double load, double service) {
    return service / (1 - load);
}

double responseClosed(int users, double think, const std::vector<double>& services) {
    std::vector<double> queue(services.size(), 0);
    double response = 0;
    for (int n = 1; n <= users; ++n) {
        response = 0;
        std::vector<double> there(services.size());
        for (std::size_t i = 0; i < services.size(); ++i) response += there[i] = services[i] * (1 + queue[i]);
        for (std::size_t i = 0; i < services.size(); ++i) queue[i] = n / (think + response) * there[i];
    }
    return response;
}

}  // namespace faultline::validation
