#include "app/document_file.h"
#include "app/headless.h"
#include "model/design/layout.h"
#include "model/exchange/graph_layout.h"
#include "model/storage/project_file.h"

/// `faultline layout`
namespace faultline::app {

int runLayout(const LayoutRequest& request, const catalog::Catalog& catalog) {
    Result<storage::Project> project = storage::loadProject(request.file, catalog);
    if (!project) {
        printProblem(request.file, project.error());
        return ExitBadFile;
    }
    const std::optional<std::size_t> page = pageNamed(request.file, *project, request.page);
    if (!page) return ExitBadUse;
    storage::exchangeWithFirst(*project, *page);
    if (request.tidies) {
        design::tidyUp(project->design, catalog, {}).apply(project->design);
    } else if (const QByteArray question = exchange::layoutQuestion(project->design, catalog, {}, request.isDown ? exchange::Flow::TopDown : exchange::Flow::LeftToRight);
               !question.isEmpty()) {
        const Result<QByteArray> answer = exchange::runDot(question);
        const Result<design::Change> change = answer ? exchange::layoutAnswer(project->design, catalog, {}, *answer) : tl::unexpected<Problem>(answer.error());
        if (!change) {
            printProblem(request.file, change.error());
            return ExitCommandFailed;
        }
        change->apply(project->design);
    }
    storage::exchangeWithFirst(*project, *page);   // to where it was
    return writeDesign(request.out, *project, *page, catalog);
}

}  // namespace faultline::app
