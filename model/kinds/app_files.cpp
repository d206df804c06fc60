#include "model/kinds/all_kinds.h"
#include "model/kinds/parts.h"

namespace faultline::kinds {

/// The deployed application; it has no process of its own: the application server reads these settings.
catalog::ComponentKind appFilesKind() {
    using namespace catalog;
    ComponentKind kind{.id = "app_files", .label = FL_TR("app_files", "Application files")};
    kind.help = FL_TR(
        "app_files",
        "The source code of the website, as deployed on a server. The application server on the same server (or the one it "
        "is put onto) runs it; without it every request ends with 404. A bad version can be deployed on purpose: give it an "
        "error rate or make it slow. Two servers may run different versions.");
    kind.group = Group::Compute;
    kind.namePrefix = "files";
    kind.aliases = {"application files",   "code base",  "codebase", "source code", "website",
                    "website source code", "deployment", "release",  "app code"};
    kind.properties = {
        {.key = "version",
         .label = FL_TR("app_files", "Version"),
         .help = FL_TR("app_files", "The name of what is deployed; for people."),
         .type = PropertyType::Text,
         .defaultValue = "1.0"},
        {.key = "error_rate",
         .label = FL_TR("app_files", "Error rate"),
         .help = FL_TR("app_files", "Share of the requests on which this version fails with 500; 0 in a good one."),
         .type = PropertyType::Share,
         .defaultValue = 0.0,
         .minimum = 0,
         .maximum = 1},
        {.key = "slowdown",
         .label = FL_TR("app_files", "Slowdown"),
         .help = FL_TR("app_files",
                       "How many times the CPU and service time of the application server a request takes with this version; "
                       "1 is as set there."),
         .type = PropertyType::Number,
         .defaultValue = 1.0,
         .minimum = 0.01,
         .maximum = 1000,
         .unit = "x"}};
    kind.ports = {{"files", FL_TR("app_files", "Application server"), PortRole::Attach, PortDirection::Out, "files"},
                  processPort()};
    return kind;
}

}  // namespace faultline::kinds
