#pragma once
#include "model/catalog/kind.h"
#include "model/core/result.h"
#include "model/core/sim_time.h"
#include "model/design/change.h"

#include <QJsonObject>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace faultline::runtime {

/// Something done to a component of the run: "kill", "restore", "freeze", "thaw", "promote", "drain", "ready", "maint" ...
/// (the verbs of its kind's actions).
struct Act {
    std::string verb;
    ComponentId component;
    std::string argument{};  ///< what is written behind the name; components as "#id"; empty: nothing
};
/// "cut", "mend", "flap" or a fault of linkFaults() done to a link.
struct LinkAct {
    std::string verb;
    LinkId link;
    std::string argument{};  ///< "forward" or "back" of a cut; how slow, lossy ... ; empty: the usual
};
/// Random faults from now on.
struct ChaosAct {
    SimTime every = 0;   ///< mean time between two; 0: none any more
    int most = 1;        ///< never more at a time
    SimTime repair = 0;  ///< each is mended after this time
};
/// An edit of the design.
struct Edit {
    design::Change change;
};

/// Everything that alters a run from outside, stamped with its simulated time and kept in the log.
struct Command {
    SimTime at = 0;
    std::variant<Act, LinkAct, Edit, ChaosAct> what;
};

/// One command as a person writes it, still by names: resolved when its time comes, so that it may speak of what is added later.
struct CommandText {
    SimTime at = 0;
    std::string text;  ///< "kill web-1", "rate 2000", "cut lb-1 web-1", "set app-1.write_to=db-2"
};

/// A run so far, as it is saved (`run.json`): doing the log again from the start ends in the same.
struct SavedRun {
    design::Design start;  ///< at time 0
    std::uint64_t seed = 1;
    SimTime now = 0;               ///< how far it had come
    std::string fingerprint;       ///< of the run at `now`; may be empty
    std::vector<CommandText> log;  ///< in the order they were done
    QJsonObject extra;             ///< keys of the file that are not known here, kept
};

/// Splits "20s kill web-1" into its time and its words; checks the verb and its number of words.
Result<CommandText> parseTimedCommand(const std::string& text);
/// Resolves the words against a design: names or ids of components ("lb-1", "#3", "lb-1->web-1" or two names for a link),
/// values by the property's type. The error of an unknown name lists the near ones.
Result<Command> resolveCommand(const CommandText&, const design::Design&, const catalog::Catalog&);
/// The words again, by id ("kill #3"), as the log keeps them.
std::string formatCommand(const Command&, const design::Design&, const catalog::Catalog&);
/// All command words with their form and what they do, for --help.
struct CommandWord {
    const char* form;
    Literal help;
};
const std::vector<CommandWord>& commandWords();

}  // namespace faultline::runtime
