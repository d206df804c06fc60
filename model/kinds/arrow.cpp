#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind arrowKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "arrow",
        .label = FL_TR("arrow", "Arrow"),
        .help = FL_TR("arrow",
                      "A line that points at something. Its ends are free: they are dragged anywhere and hold on to nothing. It is no "
                      "link, nothing passes along it; drag from the edge of a component to make a link."),
        .group = Group::Annotation,
        .namePrefix = "arrow",
        .aliases = {"line", "pointer", "connector"}};
    kind.properties = {
        {.key = "from",
         .label = FL_TR("arrow", "Begins"),
         .help = FL_TR("arrow", "The corner of its rectangle at which it begins; it ends at the opposite one. Drag its ends to alter it."),
         .type = PropertyType::Choice,
         .defaultValue = "bottom_left",
         .choices = {{"top_left", FL_TR("arrow", "Top left")},
                     {"top_right", FL_TR("arrow", "Top right")},
                     {"bottom_left", FL_TR("arrow", "Bottom left")},
                     {"bottom_right", FL_TR("arrow", "Bottom right")}}},
        {.key = "heads",
         .label = FL_TR("arrow", "Heads"),
         .help = FL_TR("arrow", "Which of its ends have a head."),
         .type = PropertyType::Choice,
         .defaultValue = "end",
         .choices = {{"end", FL_TR("arrow", "At the end")}, {"both", FL_TR("arrow", "At both ends")}, {"none", FL_TR("arrow", "None: a line")}}}};
    kind.shape = Shape::Arrow;
    kind.width = 160;
    kind.height = 64;
    return kind;
}

}  // namespace faultline::kinds
