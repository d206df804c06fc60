#include "app/headless.h"

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

/// One line on a terminal, rewritten as it goes on.
void validateShow(std::size_t done, std::size_t all) {
    constexpr std::size_t width = 40;
    const std::size_t full = all > 0 ? width * done / all : width;
    const QByteArray bar = QByteArray(static_cast<qsizetype>(full), '#') + QByteArray(static_cast<qsizetype>(width - full), '.');
    std::fprintf(stderr, "\r\033[K[%s] %zu of %zu", bar.constData(), done, all);
    std::fflush(stderr);
}

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
    const bool isWatched = isTerminal(stderr);
    const auto progress = [&](std::size_t done, std::size_t all) {
        if (isWatched) validateShow(done, all);
        return true;
    };
    const std::vector<validation::Verdict> verdicts =
        validation::runCases(cases, request.isQuick ? validation::Effort::Quick : validation::Effort::Full, jobs, progress);
    if (isWatched) std::fputs("\r\033[K", stderr);

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
