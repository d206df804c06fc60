#include "model/kinds/all_kinds.h"

namespace faultline::kinds {

catalog::ComponentKind textKind() {
    using namespace catalog;
    ComponentKind kind{
        .id = "text",
        .label = FL_TR("text", "Text"),
        .help = FL_TR("text",
                      "Words on the drawing without paper behind them: a heading, a caption, a formula. The simulation does not read "
                      "it."),
        .group = Group::Annotation,
        .namePrefix = "text",
        .aliases = {"free text", "heading", "caption", "title", "words"}};
    kind.properties = {{.key = "text",
                        .label = FL_TR("text", "Text"),
                        .help = FL_TR("text", "What it says. While it is empty, its name is shown."),
                        .type = PropertyType::Text,
                        .defaultValue = ""}};
    kind.shape = Shape::Text;
    kind.width = 160;
    kind.height = 32;
    return kind;
}

}  // namespace faultline::kinds
