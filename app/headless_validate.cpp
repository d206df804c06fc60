#include "app/headless.h"

#include "app/terminal_progress.h"
#include "model/validation/run_cases.h"
#include "model/validation/table.h"
#include "widgets/common/say.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QThread>

#include <cstdio>

namespace faultline::app {
namespace {

QString validateTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

}  // namespace

int runValidate(const ValidateRequest& request, const catalog::Catalog& catalog) {
    std::vector<validation::Case> cases = validation::allCases(catalog);
    if (!request.only.isEmpty()) {
        const QRegularExpression wanted(request.only, QRegularExpression::CaseInsensitiveOption);
        std::erase_if(cases, [&](const validation::Case& c) {
            return !wanted.match(QString::fromStdString(c.id)).hasMatch() && !wanted.match(QString::fromStdString(c.behaviour)).hasMatch();
        });
    }
    if (cases.empty()) {
        printError(validateTr("--only: no case matches \"%1\".").arg(request.only));
        return ExitBadUse;
    }
    const int jobs = request.jobs > 0 ? request.jobs : QThread::idealThreadCount();
    TerminalProgress line;
    const auto progress = [&](std::size_t done, std::size_t all) {
        line.bar(done, all, validateTr("%1 of %2 cases").arg(done).arg(all));
        return true;
    };
    const std::vector<validation::Verdict> verdicts =
        validation::runCases(cases, request.isQuick ? validation::Effort::Quick : validation::Effort::Full, jobs, progress);
    line.clear();

    const bool isTaken = request.json == QLatin1String("-") || request.markdown == QLatin1String("-");
    const QByteArray text = QByteArray::fromStdString(validation::tableText(verdicts, terminalColumns(isTaken ? stderr : stdout)));
    if (isTaken)
        std::fputs(text.constData(), stderr);
    else
        printOut(text);
    if (!request.json.isEmpty() && !writeOutput(request.json, validation::tableJson(verdicts))) return ExitBadFile;
    if (!request.markdown.isEmpty() && !writeOutput(request.markdown, QByteArray::fromStdString(validation::tableMarkdown(verdicts)))) return ExitBadFile;
    const validation::Count sum = validation::count(verdicts);
    return sum.met + sum.explained == sum.all ? ExitRan : ExitNotMet;
}

}  // namespace faultline::app
