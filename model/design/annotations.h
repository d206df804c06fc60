#pragma once
#include "model/catalog/kind.h"
#include "model/design/change.h"

#include <QLineF>

#include <string_view>

/// What is on the drawing alone (notes, frames, arrows ...), and how the rest is grouped and folded there. Edits that concern
/// annotations, and which containers are collapsed, never touch what is simulated.
namespace faultline::design {

/// Whether a kind (by its id) is on the drawing alone.
bool isAnnotation(std::string_view kind);

/// From where to where an arrow points, in scene coordinates.
QLineF arrowLine(const catalog::ComponentKind& kind, const Component& part, const QRectF& sceneRect);
/// Puts the ends of an arrow there.
Change setArrow(const Design&, const catalog::Catalog&, ComponentId, const QLineF& line);

/// `ids` with what is moved along by them: what lies wholly within a frame, and the annotations that lie on a container. In the order
/// of ids; what an owner in the list moves along anyway is not added.
std::vector<ComponentId> withWhatLiesWithin(const Design&, const std::vector<ComponentId>& ids);
/// Puts a frame around components, or a container (zone, server), into which they then go. The error says what does not fit.
Result<Change> group(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids, const std::string& kind);
/// Takes away frames and containers; what is in them stays where it is. The error says that none was meant.
Result<Change> ungroup(const Design&, const catalog::Catalog&, const std::vector<ComponentId>& ids);
/// Makes a component of another kind of one: it keeps its name (an annotation its first words), its place and its look. `target`:
/// what it would go into there.
Result<Change> turnInto(const Design&, const catalog::Catalog&, ComponentId, const std::string& kind, ComponentId target = {});

/// Folds containers up to cards on the drawing, or open again.
Change setCollapsed(const Design&, const std::vector<ComponentId>& ids, bool collapsed);

}  // namespace faultline::design
