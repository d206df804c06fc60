#pragma once
#include <functional>
#include <string>
#include <vector>

namespace faultline::validation {

/// How much work is put into a case: what the test suite can afford, or what `faultline validate` promises.
enum class Effort { Quick, Full };

/// What came out of one case, as a row of the table says it; English, so that the table does not depend on who makes it.
struct Finding {
    std::string expected;    ///< the value that theory gives, or that was measured on the real programs
    std::string simulated;
    std::string tolerance;
    bool met = false;
    std::string remark;      ///< how it was judged, or what stood in the way; may be empty
};

/// A part of a long run: the sum of what was observed in it and how many observations there were.
struct Batch {
    double sum = 0;
    double count = 0;
};

/// One row of the validation table: something the simulation must do, and how to find out whether it does.
struct Case {
    std::string id;           ///< "theory/mm1-0.95", "reality/08"
    std::string behaviour;    ///< what is looked at, in words
    int parts = 0;            ///< independent runs that measure() can do side by side; 0: judge() does all
    std::function<std::vector<Batch>(Effort effort, int part)> measure;
    /// The batches of all parts, in the order of the parts.
    std::function<Finding(Effort effort, const std::vector<Batch>& batches)> judge;
    std::string excuse;       ///< why it cannot be met; empty: it must be
};

/// A case and what came out of it.
struct Verdict {
    std::string id, behaviour, excuse;
    Finding finding;
    double cpuSeconds = 0;    ///< wall-clock time spent on it, of all its parts together
    bool isExplained() const { return finding.met || !excuse.empty(); }
};

}  // namespace faultline::validation
