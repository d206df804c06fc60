#pragma once
#include "model/core/text.h"

#include <string>

namespace faultline {

/// Something wrong, said in one sentence for the user, with the place where it is.
struct Problem {
    Text what;
    /// Where: a file, a component, a JSON path ("components[3].properties.inter"), an argument; may be empty.
    std::string where;

    Problem() = default;
    Problem(Text w, std::string place = {}) : what(std::move(w)), where(std::move(place)) {}  // NOLINT

    /// "where: what", untranslated.
    std::string plain() const { return where.empty() ? what.plain() : where + ": " + what.plain(); }
};

}  // namespace faultline
