#pragma once
#include "app/app_settings.h"
#include "model/core/sim_time.h"
#include "model/runtime/command.h"
#include "model/runtime/sweep.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace faultline::app {

/// What the program ends with.
enum ExitCode : int {
    ExitRan = 0,
    ExitBadUse = 1,           ///< the command line is wrong
    ExitBadFile = 2,          ///< a file cannot be read or written
    ExitCommandFailed = 3,    ///< a command of the run could not be carried out, or a saved run came out differently
    ExitNotMet = 4            ///< a case of `validate` is not met, and nothing explains it
};

/// `faultline [FILE]`
struct EditorRequest {
    QString file;                          ///< empty: the welcome page
};
/// `faultline run FILE ...`; an output that is empty is not wanted, "-" is the standard output.
struct RunRequest {
    QString file;
    QString page;                          ///< of the file, by title or number; empty: the first
    SimTime duration = 60 * second;
    std::optional<std::uint64_t> seed;     ///< none: the design's
    std::vector<runtime::CommandText> commands;   ///< by time, then as given
    QString json, csv, events, png;
    bool replays = false;                  ///< begins with the run that is saved in the file
    bool hasDuration = false;              ///< `duration` was given; else a replay lasts as long as it did
    QString save;                          ///< project with this run; empty: none
};
/// `faultline export FILE... OUT`
struct ExportRequest {
    QStringList files;                     ///< several only for a PDF, a drawing of draw.io and a project
    QString page;                          ///< of the file, by title or number; empty: all where the form holds several, else the first
    QString out;                           ///< its ending is the form
    settings::Export look;                 ///< as given; what was not is the program's own standard, not what the window remembers
    QStringList selection;                 ///< names of components; empty: everything
    std::optional<SimTime> state;          ///< drawn as it runs, so long after its start; none: the plain drawing
    std::vector<runtime::CommandText> commands;   ///< done until then
    std::optional<std::uint64_t> seed;     ///< none: the design's
};
/// `faultline layout FILE OUT ...`
struct LayoutRequest {
    QString file, out;
    bool isDown = false;                   ///< from top to bottom instead of from left to right
    bool tidies = false;                   ///< keeps the order that is there, without Graphviz
    QString page;                          ///< of the file, by title or number; empty: the first
};
/// `faultline kinds`
struct KindsRequest {
    bool json = false;
};
/// `faultline schema`
struct SchemaRequest {
    bool isRun = false;                    ///< of run.json instead of design.json
};
/// `faultline validate`
struct ValidateRequest {
    QString only;                          ///< regular expression; empty: all cases
    QString json, markdown;                ///< as the outputs of a run
    int jobs = 0;                          ///< threads; 0: one a core
    bool isQuick = false;                  ///< short runs
};
/// `faultline sweep FILE ...`
struct SweepRequest {
    QString file;
    QString page;                          ///< of the file, by title or number; empty: the first
    std::vector<runtime::SweepAxis> axes;
    std::size_t runs = 1;                  ///< a point
    unsigned jobs = 0;                     ///< threads; 0: as many as there are processors
    SimTime duration = 60 * second;
    std::optional<std::uint64_t> seed;     ///< none: the design's
    std::vector<runtime::CommandText> commands;
    std::size_t shard = 0, shards = 0;     ///< the share, from 0; shards 0: all runs, and the summary of them
    QString csv = QStringLiteral("-");
};
/// `faultline sweep --merge FILE...`
struct SweepMergeRequest {
    QStringList files;
    QString csv = QStringLiteral("-");
};
/// `--help` and `--version`: text for the standard output.
struct HelpRequest {
    QString text;
};
/// The command line is wrong: sentences for the standard error.
struct UseError {
    QString text;
};
using Request = std::variant<EditorRequest, RunRequest, ExportRequest, LayoutRequest, KindsRequest, SchemaRequest, ValidateRequest, SweepRequest, SweepMergeRequest, HelpRequest, UseError>;

/// Reads the arguments, without the name of the program. Looks at no file.
Request parseCommandLine(const QStringList& arguments);
/// Whether a request is carried out without a window.
bool isHeadless(const Request& request);

}  // namespace faultline::app
