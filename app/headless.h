#pragma once
#include "app/command_line.h"
#include "model/catalog/kind.h"
#include "model/design/design.h"
#include "model/runtime/frame.h"

#include <QByteArray>
#include <QString>

#include <cstdio>
#include <optional>

namespace faultline::runtime {
class Simulation;
}
namespace faultline::storage {
struct Project;
}

namespace faultline::app {

/// Carries out a request that needs no window: report on the standard output or in files, everything else on the standard error.
/// Needs a QCoreApplication; with a picture among the outputs a QApplication (any platform). Returns the exit code.
int runHeadless(const Request& request, const catalog::Catalog& catalog);
/// Whether the request draws, and so needs a QApplication.
bool drawsPicture(const Request& request);

/// The catalogue for people and for programs (`faultline kinds [--json]`).
QString kindsText(const catalog::Catalog& catalog);
QByteArray kindsJson(const catalog::Catalog& catalog);

// What the commands share.

void printOut(const QByteArray& bytes);
/// One sentence on the standard error, "faultline: ..." in front.
void printError(const QString& sentence);
/// A file, or the standard output for "-". Says on the standard error what went wrong.
bool writeOutput(const QString& where, const QByteArray& bytes);
/// The page of a project that `name` says, as its index; empty: the first. Says on the standard error what is wrong.
std::optional<std::size_t> pageNamed(const QString& file, const storage::Project& project, const QString& name);
/// "FILE: place: what is wrong", on the standard error.
void printProblem(const QString& file, const Problem& problem);
/// What a run looks like now: states, rates, loads.
runtime::FramePtr frameOf(runtime::Simulation& simulation);
/// Whether a person reads this stream, and how many columns it has (100 when it is no terminal).
bool isTerminal(FILE* stream);
int terminalColumns(FILE* stream);
/// A verb that neither the program nor any kind knows is wrong use, whatever the design: the sentence. Empty when all are known.
QString unknownVerb(const std::vector<runtime::CommandText>& commands, const catalog::Catalog& catalog);
int runRun(const RunRequest& request, const catalog::Catalog& catalog);
int runSweep(const SweepRequest& request, const catalog::Catalog& catalog);
int runSweepMerge(const SweepMergeRequest& request);
int runExport(const ExportRequest& request, const catalog::Catalog& catalog);
int runLayout(const LayoutRequest& request, const catalog::Catalog& catalog);
/// Writes a project in the form that the ending of `out` names, `page` of it where that holds one, and says what could not be taken along.
int writeDesign(const QString& out, storage::Project& project, std::size_t page, const catalog::Catalog& catalog);
int runValidate(const ValidateRequest& request, const catalog::Catalog& catalog);

}  // namespace faultline::app
