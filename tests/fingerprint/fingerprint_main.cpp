#include "model/core/fingerprint.h"

#include <cstdio>

/// Prints one line "name fingerprint" for each run; the lines are equal however this program was compiled.
int main() {
    faultline::Fingerprint numbers;
    double x = 1.0;
    for (int i = 0; i < 1000; ++i) {
        x = x * 1.0009765625 + 0.1;
        numbers.add(static_cast<std::uint64_t>(x * 1e6));
    }
    std::printf("arithmetic %s\n", numbers.text().c_str());
}
