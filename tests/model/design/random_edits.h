#pragma once
#include "model/design/document.h"

namespace faultline::tests {

/// A small generator of its own, so that a failing seed fails on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 2 + 1) {}
    /// 0 .. below - 1; 0 when below is 0.
    std::size_t roll(std::size_t below);

private:
    std::uint64_t m_state;
};

/// One random edit that is possible in `design` (every kind of edit there is); empty when the dice asked for an impossible one.
design::Change randomEdit(const design::Design& design, const catalog::Catalog& catalog, Dice& dice);

}  // namespace faultline::tests
