#include "app/command_line.h"

#include "app/picture_export.h"
#include "model/core/nearest.h"
#include "model/core/units.h"

#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <string_view>

namespace faultline::app {
namespace {

QString lineTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }
QString linePlain(const Problem& problem) { return QString::fromStdString(problem.plain()); }

constexpr const char* lineCommands[] = {"run", "sweep", "export", "layout", "kinds", "schema", "validate"};

// Help is read on terminals of 80 columns; every line is written out so that it looks as meant.
QString lineMainHelp() {
    return lineTr(
        "Faultline: draw a web infrastructure, send it traffic, break it, and see what happens.\n"
        "\n"
        "  faultline [FILE]             open the editor\n"
        "  faultline run FILE           run a design without a window and report\n"
        "  faultline sweep FILE         run it many times, with other values and seeds\n"
        "  faultline export FILE OUT    write it as .png, .svg, .pdf, .json, .faultline\n"
        "  faultline layout FILE OUT    find places for everything, and write it\n"
        "  faultline kinds              list the components there are\n"
        "  faultline schema             print the JSON Schema of the files\n"
        "  faultline validate           check the simulation against theory and reality\n"
        "\n"
        "FILE is a .faultline project, a design.json, a PNG picture exported by\n"
        "Faultline, or a draw.io drawing. `faultline COMMAND --help` says more.\n"
        "\n"
        "  -h, --help      this text\n"
        "  -v, --version   the version of the program\n"
        "\n"
        "Exit status: 0 done, 1 wrong use, 2 a file cannot be read or written,\n"
        "3 a command of the run could not be carried out, or a saved run came out\n"
        "differently, 4 a case of validate is not met.\n");
}

QString lineRunHelp() {
    QString text = lineTr(
        "Usage: faultline run FILE [options]\n"
        "\n"
        "Runs a design without a window and prints a summary. The same file, seed and\n"
        "commands give the same run everywhere.\n"
        "\n"
        "  --for TIME      how long, in simulated time (default 60s)\n"
        "  --seed N        seed of the random numbers (default: the design's)\n"
        "  --at \"TIME COMMAND\"\n"
        "                  do something at a simulated time; may be repeated\n"
        "  --json OUT      write the report as JSON\n"
        "  --csv OUT       write one row per simulated second and component\n"
        "  --events OUT    write one row per event\n"
        "  --png OUT       write a picture of the design at the end of the run\n"
        "  --save OUT      write a .faultline project that holds this run\n"
        "  --replay        do the run again that is saved in FILE, as long as it was\n"
        "                  unless --for says else; what it came to is compared\n"
        "  -h, --help      this text\n"
        "\n"
        "OUT may be - for the standard output; the summary then goes to the standard\n"
        "error. Times are written 20s, 1500ms, 2m or 1h.\n"
        "\n"
        "Commands (COMPONENT is a name, or #ID):\n");
    qsizetype width = 0;
    for (const runtime::CommandWord& word : runtime::commandWords()) width = std::max(width, QString::fromUtf8(word.form).size());
    constexpr qsizetype widest = 96;
    for (const runtime::CommandWord& word : runtime::commandWords()) {
        QString line = QStringLiteral("  %1 ").arg(QString::fromUtf8(word.form).leftJustified(width));
        for (const QString& part : QCoreApplication::translate(word.help.context, word.help.source).split(QLatin1Char(' '))) {
            if (line.size() + 1 + part.size() > widest) {
                text += line + QLatin1Char('\n');
                line = QString(width + 3, QLatin1Char(' '));
            }
            line += QLatin1Char(' ') + part;
        }
        text += line + QLatin1Char('\n');
    }
    text += lineTr(
        "\n"
        "Example:\n"
        "  faultline run site.faultline --for 2m --at \"20s kill web-2\" \\\n"
        "      --at \"50s restore web-2\" --json report.json\n");
    return text;
}

QString lineSweepHelp() {
    return lineTr(
        "Usage: faultline sweep FILE --vary COMPONENT.PROPERTY=VALUES [options]\n"
        "       faultline sweep --merge SHARE... [--csv OUT]\n"
        "\n"
        "Runs a design for every combination of the varied values, each with several\n"
        "seeds, and writes a row for each combination: the mean of each figure over the\n"
        "runs and its 95 % confidence interval. The result is the same however the runs\n"
        "are spread over threads or machines.\n"
        "\n"
        "  --vary COMPONENT.PROPERTY=VALUES\n"
        "                  VALUES are A,B,C or FROM..TO/STEP; may be repeated\n"
        "  --runs N        runs of each combination (default 1); run i has the same seed\n"
        "                  in every combination, so that they are well compared\n"
        "  --jobs N        threads (default: one for each processor)\n"
        "  --for TIME      how long each run is, in simulated time (default 60s)\n"
        "  --at \"TIME COMMAND\"\n"
        "                  do something in every run; see `faultline run --help`\n"
        "  --seed N        the first run's seed (default: the design's)\n"
        "  --csv OUT       where to write (default -, the standard output)\n"
        "  --shard I/N     do only share I of N, and write a row for each run instead\n"
        "  --merge         put the files of all shares together\n"
        "  -h, --help      this text\n"
        "\n"
        "Example:\n"
        "  faultline sweep site.faultline --vary haproxy-1.balance=roundrobin,leastconn \\\n"
        "      --vary users-1.rate=200..2000/200 --runs 20 --csv out.csv\n"
        "\n"
        "On several machines, with GNU parallel:\n"
        "  parallel -S node1,node2 --wd . faultline sweep site.faultline \\\n"
        "      --vary users-1.rate=200..2000/200 --runs 20 --jobs 1 --shard {}/16 \\\n"
        "      --csv share-{}.csv ::: {1..16}\n"
        "  faultline sweep --merge share-*.csv --csv out.csv\n"
        "As a Slurm array, `sbatch --array=1-16` of a script with the line:\n"
        "  faultline sweep site.faultline --vary users-1.rate=200..2000/200 --runs 20 \\\n"
        "      --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT \\\n"
        "      --jobs ${SLURM_CPUS_PER_TASK:-1} --csv share-$SLURM_ARRAY_TASK_ID.csv\n");
}

QString lineExportHelp() {
    return lineTr(
        "Usage: faultline export FILE OUT [options]\n"
        "       faultline export FILE... OUT.pdf [options]\n"
        "\n"
        "Writes a design in another form, chosen by the ending of OUT:\n"
        "\n"
        "  .png         a picture that carries the design and opens again\n"
        "  .svg, .pdf   a drawing; a PDF may hold several designs\n"
        "  .drawio      editable shapes for draw.io, which come back unchanged\n"
        "  .mmd, .dot   text for Mermaid and for Graphviz\n"
        "  .json        the design alone, as text\n"
        "  .faultline   a project\n"
        "\n"
        "Of pictures and drawings (.png, .svg, .pdf):\n"
        "\n"
        "  --selection NAMES   only these components (A,B,C) and what is in and on them\n"
        "  --title             the title above the drawing\n"
        "  --legend            below it, what the lines and signs mean\n"
        "  --border N          room around it (default 24; 0 to 1000)\n"
        "  --dark              the dark theme; else light on white\n"
        "  --transparent       no ground\n"
        "  --state TIME        as it is after TIME of a run; else the plain drawing\n"
        "  --at \"TIME COMMAND\", --seed N\n"
        "                      of that run; see `faultline run --help`\n"
        "\n"
        "Of a .png:\n"
        "\n"
        "  --scale X           pixels a unit (default 2; 0.1 to 32)\n"
        "  --dpi N             the same in dots an inch: 96 is a scale of 1\n"
        "  --no-design         do not carry the design\n"
        "\n"
        "Of an .svg:\n"
        "\n"
        "  --outlines          texts as outlines, which need no typeface\n"
        "\n"
        "Of a .pdf:\n"
        "\n"
        "  --page SIZE         drawing (as large as it; the default), A3, A4, A5, Letter,\n"
        "                      Legal or Tabloid\n"
        "  --orientation WAY   auto (the default), portrait or landscape\n"
        "  --pages HOW         fit (one a design; the default) or several\n"
        "  --page-scale X      of several pages: 1 (the default) is the natural size\n"
        "\n"
        "  -h, --help          this text\n");
}

QString lineLayoutHelp() {
    return lineTr(
        "Usage: faultline layout FILE OUT [options]\n"
        "\n"
        "Finds places for all components with Graphviz (sudo apt install graphviz) and\n"
        "writes the design in any of the forms of `faultline export`. What is locked\n"
        "stays where it is.\n"
        "\n"
        "  --direction lr|tb   calls go from left to right (the default) or from top to\n"
        "                      bottom\n"
        "  --tidy              keep the order that is there: straighten rows and\n"
        "                      columns, equal gaps, nothing overlaps; without Graphviz\n"
        "  -h, --help          this text\n");
}

QString lineKindsHelp() {
    return lineTr(
        "Usage: faultline kinds [--json]\n"
        "\n"
        "Lists the kinds of components with their other names and their properties:\n"
        "key, what it is, default, unit.\n"
        "\n"
        "  --json       the same for programs\n"
        "  -h, --help   this text\n");
}

QString lineSchemaHelp() {
    return lineTr(
        "Usage: faultline schema [design | run]\n"
        "\n"
        "Prints the JSON Schema (draft 2020-12) of design.json or of run.json, for\n"
        "editors that check and complete what is written by hand and for programs that\n"
        "write designs. It is stricter than the program, which keeps keys it does not\n"
        "know.\n"
        "\n"
        "  -h, --help   this text\n");
}

QString lineValidateHelp() {
    return lineTr(
        "Usage: faultline validate [options]\n"
        "\n"
        "Runs designs whose outcome is known, from queueing theory or because it was\n"
        "measured on HAProxy, nginx, MariaDB and nftables, and says for each what was\n"
        "expected, what came out and whether that is within the tolerance.\n"
        "\n"
        "  --only REGEX     only the cases whose id or description matches\n"
        "  --quick          short runs; theory is then held to less\n"
        "  --jobs N         threads (default: one for each core)\n"
        "  --json OUT       write the table as JSON\n"
        "  --markdown OUT   write the table as Markdown\n"
        "  -h, --help       this text\n"
        "\n"
        "OUT may be - for the standard output. Exit status: 0 all cases are met or\n"
        "explained, 4 they are not.\n");
}

/// " Did you mean --json or --csv?", or nothing.
QString lineNear(const QString& wanted, const std::vector<std::string>& known) {
    const std::vector<std::string> near = nearest(wanted.toStdString(), known, 2);
    if (near.empty()) return {};
    if (near.size() == 1) return lineTr(" Did you mean %1?").arg(QString::fromStdString(near[0]));
    return lineTr(" Did you mean %1 or %2?").arg(QString::fromStdString(near[0]), QString::fromStdString(near[1]));
}

/// One sub-command's options and what was given.
class LineParser {
public:
    explicit LineParser(std::vector<QCommandLineOption> options) {
        m_parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
        options.emplace_back(QStringList{QStringLiteral("h"), QStringLiteral("help")});
        for (const QCommandLineOption& option : options) {
            m_parser.addOption(option);
            for (const QString& name : option.names())
                if (name.size() > 1) m_names.push_back("--" + name.toStdString());
        }
    }

    /// Empty when the arguments can be read.
    QString read(const QStringList& arguments) {
        const bool ok = m_parser.parse(QStringList{QStringLiteral("faultline")} + arguments);
        const QStringList unknown = m_parser.unknownOptionNames();
        if (!unknown.isEmpty()) {
            const QString shown = (unknown.first().size() > 1 ? QStringLiteral("--") : QStringLiteral("-")) + unknown.first();
            return lineTr("There is no option %1.").arg(shown) + lineNear(shown, m_names);
        }
        if (!ok) return m_parser.errorText() + QLatin1Char('.');
        return {};
    }
    /// Also of an option that this sub-command does not have: it is not set.
    bool isSet(const char* name) const {
        return std::find(m_names.begin(), m_names.end(), std::string("--") + name) != m_names.end() && m_parser.isSet(QLatin1String(name));
    }
    QString value(const char* name) const { return m_parser.value(QLatin1String(name)); }
    QStringList values(const char* name) const { return m_parser.values(QLatin1String(name)); }
    QStringList files() const { return m_parser.positionalArguments(); }
    /// An option that may be given once was given twice: its name.
    QString repeated(std::initializer_list<const char*> names) const {
        for (const char* name : names)
            if (values(name).size() > 1) return QStringLiteral("--") + QLatin1String(name);
        return {};
    }

private:
    QCommandLineParser m_parser;
    std::vector<std::string> m_names;
};

QCommandLineOption lineOption(const char* name) { return QCommandLineOption(QLatin1String(name), {}, QStringLiteral("value")); }
QCommandLineOption lineFlag(const char* name) { return QCommandLineOption(QLatin1String(name)); }

UseError lineError(const QString& sentence, const QString& command) {
    const QString more = command.isEmpty() ? lineTr("`faultline --help` shows what there is.")
                                           : lineTr("`faultline %1 --help` shows what there is.").arg(command);
    return {sentence + QLatin1Char('\n') + more};
}

/// --for, --seed and --at, of a run and of many. `isOpen`: where it ends is not known yet.
template <class Any> QString lineReadScript(const LineParser& parser, Any& request, bool isOpen) {
    if (parser.isSet("for")) {
        const Result<SimTime> time = parseDuration(parser.value("for").toStdString());
        if (!time) return lineTr("--for: %1").arg(linePlain(time.error()));
        if (*time <= 0) return lineTr("--for: the run must be longer than 0s.");
        request.duration = *time;
    }
    if (parser.isSet("seed")) {
        bool ok = false;
        request.seed = parser.value("seed").toULongLong(&ok);
        if (!ok) return lineTr("--seed: \"%1\" is no whole number from 0 to 18446744073709551615.").arg(parser.value("seed"));
    }
    for (const QString& text : parser.values("at")) {
        const Result<runtime::CommandText> command = runtime::parseTimedCommand(text.toStdString());
        if (!command) return lineTr("--at \"%1\": %2").arg(text, linePlain(command.error()));
        if (command->at >= request.duration && !isOpen) {
            return lineTr("--at \"%1\": the run ends at %2 already. Give it longer with --for.")
                .arg(text, QString::fromStdString(formatDuration(request.duration)));
        }
        request.commands.push_back(*command);
    }
    // Those of one moment stay in the order they were given.
    std::stable_sort(request.commands.begin(), request.commands.end(),
                     [](const runtime::CommandText& a, const runtime::CommandText& b) { return a.at < b.at; });
    return {};
}

/// Fills what has to be checked; the sentence says what is wrong.
QString lineReadRun(const LineParser& parser, RunRequest& request) {
    const QString twice = parser.repeated({"for", "seed", "json", "csv", "events", "png", "save"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    request.hasDuration = parser.isSet("for");
    request.replays = parser.isSet("replay");
    const QString wrong = lineReadScript(parser, request, request.replays && !request.hasDuration);
    if (!wrong.isEmpty()) return wrong;
    if (request.replays && parser.isSet("seed")) return lineTr("--replay goes with the seed of the saved run: leave out --seed.");
    request.json = parser.value("json");
    request.csv = parser.value("csv");
    request.events = parser.value("events");
    request.png = parser.value("png");
    request.save = parser.value("save");
    if (parser.isSet("save") && !request.save.endsWith(QLatin1String(".faultline"), Qt::CaseInsensitive))
        return lineTr("--save: \"%1\" must end in .faultline.").arg(request.save);
    int standard = 0;
    for (const char* name : {"json", "csv", "events", "png"}) {
        if (parser.isSet(name) && parser.value(name).isEmpty()) return lineTr("--%1 needs the name of a file, or -.").arg(QLatin1String(name));
        standard += parser.value(name) == QLatin1String("-") ? 1 : 0;
    }
    if (standard > 1) return lineTr("Only one output can go to the standard output.");
    return {};
}

Request lineRun(const QStringList& arguments) {
    const QString name = QStringLiteral("run");
    LineParser parser({lineOption("for"), lineOption("seed"), lineOption("at"), lineOption("json"), lineOption("csv"), lineOption("events"),
                       lineOption("png"), lineOption("save"), lineFlag("replay")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineRunHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (parser.files().isEmpty()) return lineError(lineTr("Which file should run?"), name);
    if (parser.files().size() > 1) return lineError(lineTr("One file at a time: \"%1\" is one too many.").arg(parser.files()[1]), name);
    RunRequest request;
    request.file = parser.files().first();
    const QString bad = lineReadRun(parser, request);
    if (!bad.isEmpty()) return lineError(bad, name);
    return request;
}

/// A whole number from 1 on; 0 and a sentence when it is none.
QString lineReadCount(const LineParser& parser, const char* name, std::size_t most, std::size_t& number) {
    if (!parser.isSet(name)) return {};
    bool ok = false;
    const qulonglong read = parser.value(name).toULongLong(&ok);
    if (!ok || read < 1 || read > most) return lineTr("--%1: \"%2\" is no whole number from 1 to %3.").arg(QLatin1String(name), parser.value(name)).arg(most);
    number = read;
    return {};
}

QString lineReadSweep(const LineParser& parser, SweepRequest& request) {
    const QString twice = parser.repeated({"for", "seed", "csv", "runs", "jobs", "shard"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    QString wrong = lineReadScript(parser, request, false);
    if (!wrong.isEmpty()) return wrong;
    for (const QString& text : parser.values("vary")) {
        Result<runtime::SweepAxis> axis = runtime::parseSweepAxis(text.toStdString());
        if (!axis) return lineTr("--vary: %1.").arg(linePlain(axis.error()));
        request.axes.push_back(std::move(*axis));
    }
    std::size_t jobs = 0;
    wrong = lineReadCount(parser, "runs", 1'000'000, request.runs);
    if (wrong.isEmpty()) wrong = lineReadCount(parser, "jobs", 4096, jobs);
    request.jobs = static_cast<unsigned>(jobs);
    if (!wrong.isEmpty() || !parser.isSet("shard")) return wrong;
    const QStringList parts = parser.value("shard").split(QLatin1Char('/'));
    bool good = parts.size() == 2, goodEnd = good;
    const qulonglong share = good ? parts[0].toULongLong(&good) : 0, shares = goodEnd ? parts[1].toULongLong(&goodEnd) : 0;
    if (!good || !goodEnd || share < 1 || share > shares || shares > 1'000'000)
        return lineTr("--shard: \"%1\" is not of the form I/N with I from 1 to N.").arg(parser.value("shard"));
    request.shard = share - 1;
    request.shards = shares;
    return {};
}

Request lineSweep(const QStringList& arguments) {
    const QString name = QStringLiteral("sweep");
    LineParser parser({lineOption("vary"), lineOption("runs"), lineOption("jobs"), lineOption("for"), lineOption("at"), lineOption("seed"),
                       lineOption("csv"), lineOption("shard"), lineFlag("merge")});
    const QString unreadable = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineSweepHelp()};
    if (!unreadable.isEmpty()) return lineError(unreadable, name);
    if (parser.isSet("csv") && parser.value("csv").isEmpty()) return lineError(lineTr("--csv needs the name of a file, or -."), name);
    if (parser.isSet("merge")) {
        for (const char* other : {"vary", "runs", "jobs", "for", "at", "seed", "shard"})
            if (parser.isSet(other)) return lineError(lineTr("--merge runs nothing: --%1 does not go with it.").arg(QLatin1String(other)), name);
        if (parser.files().isEmpty()) return lineError(lineTr("Which files should be put together?"), name);
        SweepMergeRequest request{parser.files(), QStringLiteral("-")};
        if (parser.isSet("csv")) request.csv = parser.value("csv");
        return request;
    }
    if (parser.files().isEmpty()) return lineError(lineTr("Which file should run?"), name);
    if (parser.files().size() > 1) return lineError(lineTr("One file at a time: \"%1\" is one too many.").arg(parser.files()[1]), name);
    SweepRequest request;
    request.file = parser.files().first();
    const QString bad = lineReadSweep(parser, request);
    if (!bad.isEmpty()) return lineError(bad, name);
    if (parser.isSet("csv")) request.csv = parser.value("csv");
    return request;
}

/// The ending of a file that a design can be written to; empty: there is no such form, and `wrong` says so.
QString lineOutputForm(const QString& out, QString& wrong) {
    static const QStringList forms{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("drawio"),
                                   QStringLiteral("mmd"), QStringLiteral("dot"), QStringLiteral("json"), QStringLiteral("faultline")};
    const QString ending = out.section(QLatin1Char('/'), -1).section(QLatin1Char('.'), -1).toLower();
    if (out.contains(QLatin1Char('.')) && forms.contains(ending)) return ending;
    wrong = lineTr("\"%1\" must end in .png, .svg, .pdf, .drawio, .mmd, .dot, .json or .faultline.").arg(out);
    return {};
}

/// A number within limits; the sentence when it is none.
QString lineReadNumber(const LineParser& parser, const char* name, double least, double most, double& number) {
    if (!parser.isSet(name)) return {};
    bool ok = false;
    const double read = parser.value(name).toDouble(&ok);
    if (!ok || !(read >= least && read <= most))
        return lineTr("--%1: \"%2\" is no number from %3 to %4.").arg(QLatin1String(name), parser.value(name)).arg(least).arg(most);
    number = read;
    return {};
}

/// One of some words; the sentence when it is another.
QString lineReadWord(const LineParser& parser, const char* name, const QStringList& words, QString& word) {
    if (!parser.isSet(name)) return {};
    for (const QString& known : words)
        if (known.compare(parser.value(name), Qt::CaseInsensitive) == 0) {
            word = known;
            return {};
        }
    return lineTr("--%1: \"%2\" is not one of %3.").arg(QLatin1String(name), parser.value(name), words.join(QStringLiteral(", ")));
}

/// The options that are only for files of some endings.
constexpr std::pair<const char*, const char*> lineExportOnlyFor[] = {
    {"scale", "png"},          {"dpi", "png"},           {"no-design", "png"},       {"outlines", "svg"},        {"page", "pdf"},
    {"orientation", "pdf"},    {"pages", "pdf"},         {"page-scale", "pdf"},      {"selection", "png svg pdf"}, {"title", "png svg pdf"},
    {"legend", "png svg pdf"}, {"border", "png svg pdf"}, {"dark", "png svg pdf"},   {"transparent", "png svg pdf"}, {"state", "png svg pdf"},
    {"at", "png svg pdf"},     {"seed", "png svg pdf"}};

/// What the options say of the look.
QString lineReadLook(const LineParser& parser, settings::Export& look) {
    double border = look.border, dots = 0;
    QString pages;
    if (parser.isSet("scale") && parser.isSet("dpi")) return lineTr("--scale and --dpi say the same: give one of them.");
    for (const QString& wrong : {lineReadNumber(parser, "scale", 0.1, 32, look.scale), lineReadNumber(parser, "dpi", 10, 3072, dots),
                                 lineReadNumber(parser, "border", 0, 1000, border), lineReadNumber(parser, "page-scale", 0.05, 10, look.pageScale),
                                 lineReadWord(parser, "page", pageNames(), look.page),
                                 lineReadWord(parser, "orientation", {QStringLiteral("auto"), QStringLiteral("portrait"), QStringLiteral("landscape")}, look.orientation),
                                 lineReadWord(parser, "pages", {QStringLiteral("fit"), QStringLiteral("several")}, pages)})
        if (!wrong.isEmpty()) return wrong;
    if (parser.isSet("dpi")) look.scale = dots / 96;
    look.border = static_cast<int>(border);
    look.dark = parser.isSet("dark");
    look.transparent = parser.isSet("transparent");
    look.title = parser.isSet("title");
    look.legend = parser.isSet("legend");
    look.outlines = parser.isSet("outlines");
    look.carriesDesign = !parser.isSet("no-design");
    look.severalPages = pages == QLatin1String("several");
    if (look.severalPages && look.page == QLatin1String("drawing")) return lineTr("--pages several needs a size of paper: give --page, such as --page A4.");
    if (parser.isSet("page-scale") && !look.severalPages) return lineTr("--page-scale goes with --pages several.");
    return {};
}

QString lineReadExport(const LineParser& parser, ExportRequest& request) {
    const QString twice = parser.repeated({"scale", "dpi", "border", "page", "orientation", "pages", "page-scale", "state", "seed"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    for (const auto& [option, endings] : lineExportOnlyFor)
        if (parser.isSet(option) && !QString::fromLatin1(endings).split(QLatin1Char(' ')).contains(request.look.format))
            return lineTr("--%1 is not for a .%2 file.").arg(QLatin1String(option), request.look.format);
    const QString wrong = lineReadLook(parser, request.look);
    if (!wrong.isEmpty()) return wrong;
    for (const QString& names : parser.values("selection"))
        for (const QString& name : names.split(QLatin1Char(','), Qt::SkipEmptyParts)) request.selection.append(name.trimmed());
    request.look.selectionOnly = parser.isSet("selection");
    if (request.look.selectionOnly && request.selection.isEmpty()) return lineTr("--selection: which components? Give their names, such as web-1,web-2.");
    if (!parser.isSet("state")) return parser.isSet("at") || parser.isSet("seed") ? lineTr("--at and --seed are of a run: say with --state how long it is.") : QString();
    const Result<SimTime> time = parseDuration(parser.value("state").toStdString());
    if (!time) return lineTr("--state: %1").arg(linePlain(time.error()));
    request.state = *time;
    struct Script {
        SimTime duration;
        std::optional<std::uint64_t> seed;
        std::vector<runtime::CommandText> commands;
    } script{*time, {}, {}};
    const QString unreadable = lineReadScript(parser, script, true);
    request.seed = script.seed;
    request.commands = std::move(script.commands);
    return unreadable;
}

Request lineExport(const QStringList& arguments) {
    const QString name = QStringLiteral("export");
    LineParser parser({lineOption("scale"), lineOption("dpi"), lineOption("border"), lineOption("selection"), lineOption("state"), lineOption("at"),
                       lineOption("seed"), lineOption("page"), lineOption("orientation"), lineOption("pages"), lineOption("page-scale"),
                       lineFlag("title"), lineFlag("legend"), lineFlag("dark"), lineFlag("transparent"), lineFlag("outlines"), lineFlag("no-design")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineExportHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    const QStringList files = parser.files();
    if (files.size() < 2) return lineError(lineTr("Two files are needed: what to read, and what to write."), name);
    ExportRequest request;
    request.files = files.mid(0, files.size() - 1);
    request.out = files.last();
    QString bad;
    request.look.format = lineOutputForm(request.out, bad);
    if (!bad.isEmpty()) return lineError(bad, name);
    if (request.files.size() > 1 && request.look.format != QLatin1String("pdf")) return lineError(lineTr("Only a PDF holds several designs: \"%1\" is one too many.").arg(request.files[1]), name);
    bad = lineReadExport(parser, request);
    if (!bad.isEmpty()) return lineError(bad, name);
    return request;
}

Request lineLayout(const QStringList& arguments) {
    const QString name = QStringLiteral("layout");
    LineParser parser({lineOption("direction"), lineFlag("tidy")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineLayoutHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (parser.files().size() != 2) return lineError(lineTr("Two files are needed: what to read, and what to write."), name);
    QString bad;
    lineOutputForm(parser.files()[1], bad);
    if (!bad.isEmpty()) return lineError(bad, name);
    const QString direction = parser.isSet("direction") ? parser.value("direction") : QStringLiteral("lr");
    if (direction != QLatin1String("lr") && direction != QLatin1String("tb"))
        return lineError(lineTr("--direction: \"%1\" is neither lr nor tb.").arg(direction), name);
    if (parser.isSet("direction") && parser.isSet("tidy")) return lineError(lineTr("--tidy keeps the order that is there: --direction does not go with it."), name);
    return LayoutRequest{parser.files()[0], parser.files()[1], direction == QLatin1String("tb"), parser.isSet("tidy")};
}

Request lineKinds(const QStringList& arguments) {
    const QString name = QStringLiteral("kinds");
    LineParser parser({lineFlag("json")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineKindsHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (!parser.files().isEmpty()) return lineError(lineTr("\"%1\" is one word too many.").arg(parser.files().first()), name);
    return KindsRequest{parser.isSet("json")};
}

Request lineSchema(const QStringList& arguments) {
    const QString name = QStringLiteral("schema");
    LineParser parser({});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineSchemaHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    const QStringList words = parser.files();
    if (words.size() > 1) return lineError(lineTr("\"%1\" is one word too many.").arg(words[1]), name);
    const QString which = words.value(0, QStringLiteral("design"));
    if (which != QLatin1String("design") && which != QLatin1String("run"))
        return lineError(lineTr("There is a schema of a design and of a run, not of \"%1\".").arg(which), name);
    return SchemaRequest{which == QLatin1String("run")};
}

Request lineValidate(const QStringList& arguments) {
    const QString name = QStringLiteral("validate");
    LineParser parser({lineOption("only"), lineOption("json"), lineOption("markdown"), lineOption("jobs"), lineFlag("quick")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineValidateHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (!parser.files().isEmpty()) return lineError(lineTr("\"%1\" is one word too many.").arg(parser.files().first()), name);
    const QString twice = parser.repeated({"only", "json", "markdown", "jobs"});
    if (!twice.isEmpty()) return lineError(lineTr("%1 was given twice.").arg(twice), name);
    ValidateRequest request{parser.value("only"), parser.value("json"), parser.value("markdown"), 0, parser.isSet("quick")};
    const QRegularExpression only(request.only);
    if (!only.isValid()) return lineError(lineTr("--only: \"%1\" is no regular expression: %2.").arg(request.only, only.errorString()), name);
    if (parser.isSet("jobs")) {
        bool ok = false;
        request.jobs = parser.value("jobs").toInt(&ok);
        if (!ok || request.jobs < 1 || request.jobs > 1024)
            return lineError(lineTr("--jobs: \"%1\" is no whole number from 1 to 1024.").arg(parser.value("jobs")), name);
    }
    for (const char* output : {"json", "markdown"})
        if (parser.isSet(output) && parser.value(output).isEmpty()) return lineError(lineTr("--%1 needs the name of a file, or -.").arg(QLatin1String(output)), name);
    if (request.json == QLatin1String("-") && request.markdown == QLatin1String("-"))
        return lineError(lineTr("Only one output can go to the standard output."), name);
    return request;
}

Request lineEditor(const QStringList& arguments) {
    LineParser parser({QCommandLineOption(QStringList{QStringLiteral("v"), QStringLiteral("version")})});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{lineMainHelp()};
    if (parser.isSet("version")) return HelpRequest{QStringLiteral("faultline " FAULTLINE_VERSION "\n")};
    if (!wrong.isEmpty()) return lineError(wrong, {});
    const QStringList files = parser.files();
    if (files.size() > 1) {
        const std::vector<std::string> near = nearest(files[0].toStdString(), {std::begin(lineCommands), std::end(lineCommands)}, 1);
        if (near.empty()) return lineError(lineTr("One file at a time: \"%1\" is one too many.").arg(files[1]), {});
        return lineError(lineTr("There is no command \"%1\". Did you mean %2?").arg(files[0], QString::fromStdString(near[0])), {});
    }
    return EditorRequest{files.value(0)};
}

}  // namespace

Request parseCommandLine(const QStringList& arguments) {
    const QString first = arguments.value(0);
    const QStringList rest = arguments.mid(1);
    if (first == QLatin1String("run")) return lineRun(rest);
    if (first == QLatin1String("sweep")) return lineSweep(rest);
    if (first == QLatin1String("export")) return lineExport(rest);
    if (first == QLatin1String("layout")) return lineLayout(rest);
    if (first == QLatin1String("kinds")) return lineKinds(rest);
    if (first == QLatin1String("schema")) return lineSchema(rest);
    if (first == QLatin1String("validate")) return lineValidate(rest);
    if (first == QLatin1String("help")) return rest.isEmpty() ? Request(HelpRequest{lineMainHelp()}) : parseCommandLine({rest[0], QStringLiteral("--help")});
    return lineEditor(arguments);
}

bool isHeadless(const Request& request) { return !std::holds_alternative<EditorRequest>(request); }

}  // namespace faultline::app
