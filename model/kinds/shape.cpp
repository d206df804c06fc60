#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind shapeKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "shape",
        .label = FL_TR("shape", "Shape"),
        .help = FL_TR("shape",
                      "A plain shape with words in it, for what is no component here; shapes of other programs come in as such. The "
                      "context menu turns it into a component. The simulation passes over it."),
        .group = Group::Annotation,
        .namePrefix = "shape",
        .aliases = {"rectangle", "ellipse", "circle", "diamond", "cylinder", "cloud"}};
    kind.properties = {{.key = "text",
                        .label = FL_TR("shape", "Text"),
                        .help = FL_TR("shape", "What it says. While it is empty, its name is shown."),
                        .type = PropertyType::Text,
                        .defaultValue = ""},
                       {.key = "outline",
                        .label = FL_TR("shape", "Outline"),
                        .help = FL_TR("shape", "The shape it has."),
                        .type = PropertyType::Choice,
                        .defaultValue = "rectangle",
                        .choices = {{"rectangle", FL_TR("shape", "Rectangle")},
                                    {"rounded", FL_TR("shape", "Rounded rectangle")},
                                    {"ellipse", FL_TR("shape", "Ellipse")},
                                    {"diamond", FL_TR("shape", "Diamond")},
                                    {"cylinder", FL_TR("shape", "Cylinder")}}}};
    kind.shape = Shape::Plain;
    kind.width = 120;
    kind.height = 64;
    return kind;
}

}  // namespace faultline::kinds
