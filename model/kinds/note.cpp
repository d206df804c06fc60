#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind noteKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "note",
        .label = FL_TR("note", "Note"),
        .help =
            FL_TR("note",
                  "Words on the drawing: why something is there, what is to be shown, a question for the class. The simulation "
                  "does not read it."),
        .group = Group::Annotation,
        .namePrefix = "note",
        .aliases = {"text", "comment", "label", "annotation", "sticky note", "explanation"}};
    kind.properties = {{.key = "text",
                        .label = FL_TR("note", "Text"),
                        .help = FL_TR("note", "What it says."),
                        .type = PropertyType::Text,
                        .defaultValue = ""}};
    kind.shape = Shape::Note;
    kind.width = 200;
    kind.height = 96;
    return kind;
}

}  // namespace faultline::kinds
