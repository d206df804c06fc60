#pragma once
#include "model/catalog/kind.h"
#include "model/design/design.h"

#include <vector>

namespace faultline::canvas {

/// A component that fits what is looked for, or a link.
struct Found {
    ComponentId id;   ///< of a link: its caller
    LinkId link;      ///< none: the component
    QString why;   ///< what fits where the name does not: "Address: 10.0.0.11"; empty: the name
};

/// The components whose name, kind, software, address or a value set by hand contains `query` (case does not count), those by name
/// first, and the links whose own words do; each sort from the top left of the drawing; none for an empty query.
std::vector<Found> findParts(const design::Design& design, const catalog::Catalog& catalog, const QString& query);

}  // namespace faultline::canvas
