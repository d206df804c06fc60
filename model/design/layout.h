#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

#include <QRectF>

#include <map>
#include <vector>

/// New places for many components at once. None of these edits touches what is simulated.
namespace faultline::design {

/// Where components are to be, in scene coordinates. A container may be among them; what it holds and is not named moves along.
using Places = std::map<ComponentId, QRectF>;

/// Puts components there. Containers that are not among them become large enough; badges keep to the corner of their host. Bends of
/// links move along where both ends move alike, and go where they do not. Ids that do not exist are passed over.
Change putAll(const Design&, const catalog::Catalog&, const Places&, const QString& label);

/// Brings order into what people have arranged by eye, and keeps that order: what is nearly in a row or column comes into it, columns
/// get equal gaps, so does what is below each other, and nothing overlaps. Locked ones stay. `ids`: these, each among what has the same
/// container; one container alone: what it holds; none: everything, from the inside out. Done twice it changes nothing more.
Change tidyUp(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids);

}  // namespace faultline::design
