#include "app/command_line.h"

#include "app/command_line_help.h"
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

/// --page-name; the sentence when it is empty.
QString lineReadPage(const LineParser& parser, QString& page) {
    if (!parser.isSet("page-name")) return {};
    page = parser.value("page-name").trimmed();
    return page.isEmpty() ? lineTr("--page-name: which page? Give its title or its number, such as 2.") : QString();
}

/// Fills what has to be checked; the sentence says what is wrong.
QString lineReadRun(const LineParser& parser, RunRequest& request) {
    const QString twice = parser.repeated({"for", "seed", "json", "csv", "events", "png", "save", "page-name"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    request.hasDuration = parser.isSet("for");
    request.replays = parser.isSet("replay");
    const QString wrong = lineReadScript(parser, request, request.replays && !request.hasDuration);
    if (!wrong.isEmpty()) return wrong;
    if (request.replays && parser.isSet("seed")) return lineTr("--replay goes with the seed of the saved run: leave out --seed.");
    if (const QString bad = lineReadPage(parser, request.page); !bad.isEmpty()) return bad;
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
                       lineOption("png"), lineOption("save"), lineFlag("replay"), lineOption("page-name")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{runHelp()};
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
    const QString twice = parser.repeated({"for", "seed", "csv", "runs", "jobs", "shard", "page-name"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    QString wrong = lineReadScript(parser, request, false);
    if (wrong.isEmpty()) wrong = lineReadPage(parser, request.page);
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
                       lineOption("csv"), lineOption("shard"), lineFlag("merge"), lineOption("page-name")});
    const QString unreadable = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{sweepHelp()};
    if (!unreadable.isEmpty()) return lineError(unreadable, name);
    if (parser.isSet("csv") && parser.value("csv").isEmpty()) return lineError(lineTr("--csv needs the name of a file, or -."), name);
    if (parser.isSet("merge")) {
        for (const char* other : {"vary", "runs", "jobs", "for", "at", "seed", "shard", "page-name"})
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
    {"scale", "png"},          {"dpi", "png"},           {"no-design", "png"},       {"drawio", "png"},
    {"compressed", "drawio"},  {"outlines", "svg"},      {"page", "pdf"},
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
    look.carriesDrawio = parser.isSet("drawio");
    look.compressed = parser.isSet("compressed");
    look.severalPages = pages == QLatin1String("several");
    if (look.severalPages && look.page == QLatin1String("drawing")) return lineTr("--pages several needs a size of paper: give --page, such as --page A4.");
    if (parser.isSet("page-scale") && !look.severalPages) return lineTr("--page-scale goes with --pages several.");
    return {};
}

QString lineReadExport(const LineParser& parser, ExportRequest& request) {
    const QString twice = parser.repeated({"scale", "dpi", "border", "page", "orientation", "pages", "page-scale", "state", "seed", "page-name"});
    if (!twice.isEmpty()) return lineTr("%1 was given twice.").arg(twice);
    for (const auto& [option, endings] : lineExportOnlyFor)
        if (parser.isSet(option) && !QString::fromLatin1(endings).split(QLatin1Char(' ')).contains(request.look.format))
            return lineTr("--%1 is not for a .%2 file.").arg(QLatin1String(option), request.look.format);
    const QString wrong = lineReadLook(parser, request.look);
    if (!wrong.isEmpty()) return wrong;
    for (const QString& names : parser.values("selection"))
        for (const QString& name : names.split(QLatin1Char(','), Qt::SkipEmptyParts)) request.selection.append(name.trimmed());
    request.look.selectionOnly = parser.isSet("selection");
    if (const QString bad = lineReadPage(parser, request.page); !bad.isEmpty()) return bad;
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
                       lineFlag("title"), lineFlag("legend"), lineFlag("dark"), lineFlag("transparent"), lineFlag("outlines"), lineFlag("no-design"),
                       lineFlag("drawio"), lineFlag("compressed"), lineOption("page-name")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{exportHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    const QStringList files = parser.files();
    if (files.size() < 2) return lineError(lineTr("Two files are needed: what to read, and what to write."), name);
    ExportRequest request;
    request.files = files.mid(0, files.size() - 1);
    request.out = files.last();
    QString bad;
    request.look.format = lineOutputForm(request.out, bad);
    if (!bad.isEmpty()) return lineError(bad, name);
    static const QStringList holdsSeveral{QStringLiteral("pdf"), QStringLiteral("drawio"), QStringLiteral("faultline")};
    if (request.files.size() > 1 && !holdsSeveral.contains(request.look.format))
        return lineError(lineTr("Only a .pdf, .drawio or .faultline file holds several designs: \"%1\" is one too many.").arg(request.files[1]), name);
    bad = lineReadExport(parser, request);
    if (request.out.endsWith(QLatin1String(".drawio.png"), Qt::CaseInsensitive)) request.look.carriesDrawio = true;
    if (!bad.isEmpty()) return lineError(bad, name);
    return request;
}

Request lineLayout(const QStringList& arguments) {
    const QString name = QStringLiteral("layout");
    LineParser parser({lineOption("direction"), lineFlag("tidy"), lineOption("page-name")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{layoutHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (parser.files().size() != 2) return lineError(lineTr("Two files are needed: what to read, and what to write."), name);
    QString bad;
    lineOutputForm(parser.files()[1], bad);
    if (!bad.isEmpty()) return lineError(bad, name);
    const QString direction = parser.isSet("direction") ? parser.value("direction") : QStringLiteral("lr");
    if (direction != QLatin1String("lr") && direction != QLatin1String("tb"))
        return lineError(lineTr("--direction: \"%1\" is neither lr nor tb.").arg(direction), name);
    if (parser.isSet("direction") && parser.isSet("tidy")) return lineError(lineTr("--tidy keeps the order that is there: --direction does not go with it."), name);
    LayoutRequest request{parser.files()[0], parser.files()[1], direction == QLatin1String("tb"), parser.isSet("tidy"), {}};
    bad = lineReadPage(parser, request.page);
    if (!bad.isEmpty()) return lineError(bad, name);
    return request;
}

Request lineKinds(const QStringList& arguments) {
    const QString name = QStringLiteral("kinds");
    LineParser parser({lineFlag("json")});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{kindsHelp()};
    if (!wrong.isEmpty()) return lineError(wrong, name);
    if (!parser.files().isEmpty()) return lineError(lineTr("\"%1\" is one word too many.").arg(parser.files().first()), name);
    return KindsRequest{parser.isSet("json")};
}

Request lineSchema(const QStringList& arguments) {
    const QString name = QStringLiteral("schema");
    LineParser parser({});
    const QString wrong = parser.read(arguments);
    if (parser.isSet("help")) return HelpRequest{schemaHelp()};
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
    if (parser.isSet("help")) return HelpRequest{validateHelp()};
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
    if (parser.isSet("help")) return HelpRequest{mainHelp()};
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
    if (first == QLatin1String("help")) return rest.isEmpty() ? Request(HelpRequest{mainHelp()}) : parseCommandLine({rest[0], QStringLiteral("--help")});
    return lineEditor(arguments);
}

bool isHeadless(const Request& request) { return !std::holds_alternative<EditorRequest>(request); }

}  // namespace faultline::app
