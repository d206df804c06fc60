#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind frameKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "frame",
        .label = FL_TR("frame", "Frame"),
        .help = FL_TR("frame",
                      "A titled box behind other things, to show what belongs together. It is no container: nothing is in it as far as "
                      "the simulation is concerned. What lies wholly within it moves and is copied with it. It is taken by its title or "
                      "its edge, so that what is inside stays free to select."),
        .group = Group::Annotation,
        .namePrefix = "frame",
        .aliases = {"group", "section", "box", "swimlane", "boundary", "area"}};
    kind.shape = Shape::Frame;
    kind.width = 360;
    kind.height = 240;
    return kind;
}

}  // namespace faultline::kinds
