#pragma once
#include "model/runtime/simulation.h"
#include "tests/model/design/random_edits.h"

#include <QByteArray>

#include <functional>
#include <string>
#include <vector>

namespace faultline::tests {

/// A random infrastructure and what is done to it, in words: all that is needed to do it again.
struct RandomRun {
    QByteArray design;   ///< the text of its file
    std::vector<runtime::CommandText> commands;
    std::uint64_t seed = 1;
    SimTime duration = 0;
    /// For the log of a failed test.
    std::string text() const;
};

/// Invents one: something that can serve requests, a few random edits of it, and random faults, repairs, acts and live edits.
/// `isEdited` false: nothing is edited while it runs.
RandomRun randomRun(const catalog::Catalog& catalog, std::uint64_t seed, bool isEdited);

/// What is wrong with this run, judged by everything that must hold whatever is drawn and done; empty: nothing.
std::string violation(const catalog::Catalog& catalog, const RandomRun& run);

/// The smallest run found that `isWrong` still says yes to, by leaving out commands, components and links, and by running shorter.
RandomRun shrunk(const catalog::Catalog& catalog, RandomRun run, const std::function<bool(const RandomRun&)>& isWrong);

}  // namespace faultline::tests
