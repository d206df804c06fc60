#include "app/command_line.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::app;

namespace {

QStringList lineWords(const char* text) { return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); }

QString lineErrorOf(const QStringList& arguments) {
    const Request request = parseCommandLine(arguments);
    const auto* error = std::get_if<UseError>(&request);
    return error ? error->text : QString();
}

}  // namespace

class CommandLineTest : public QObject {
    Q_OBJECT

private slots:
    void theEditorIsWhatOneGetsWithoutACommand() {
        QVERIFY(std::holds_alternative<EditorRequest>(parseCommandLine({})));
        const Request request = parseCommandLine({QStringLiteral("a b.faultline")});
        QCOMPARE(std::get<EditorRequest>(request).file, QStringLiteral("a b.faultline"));
        QVERIFY(!isHeadless(request));
        QVERIFY(isHeadless(parseCommandLine(lineWords("kinds"))));
    }

    void runTakesAllItsOptions() {
        const Request request = parseCommandLine({QStringLiteral("run"), QStringLiteral("x.faultline"), QStringLiteral("--for"), QStringLiteral("2m"),
                                                  QStringLiteral("--seed=18446744073709551615"), QStringLiteral("--at"), QStringLiteral("20s kill web-1"),
                                                  QStringLiteral("--at"), QStringLiteral("5s kill db-1"), QStringLiteral("--at"),
                                                  QStringLiteral("20s restore db-1"), QStringLiteral("--json"), QStringLiteral("-"), QStringLiteral("--csv"),
                                                  QStringLiteral("out.csv"), QStringLiteral("--events=e.csv"), QStringLiteral("--png"), QStringLiteral("p.png")});
        QVERIFY2(std::holds_alternative<RunRequest>(request), qPrintable(std::holds_alternative<UseError>(request) ? std::get<UseError>(request).text : QString()));
        const RunRequest& run = std::get<RunRequest>(request);
        QCOMPARE(run.file, QStringLiteral("x.faultline"));
        QCOMPARE(run.duration, 2 * minute);
        QCOMPARE(*run.seed, std::uint64_t{18'446'744'073'709'551'615u});
        QCOMPARE(run.commands.size(), std::size_t{3});
        QCOMPARE(run.commands[0].at, 5 * second);
        QCOMPARE(QString::fromStdString(run.commands[1].text), QStringLiteral("kill web-1"));   // of one moment: as given
        QCOMPARE(QString::fromStdString(run.commands[2].text), QStringLiteral("restore db-1"));
        QCOMPARE(run.json, QStringLiteral("-"));
        QCOMPARE(run.csv, QStringLiteral("out.csv"));
        QCOMPARE(run.events, QStringLiteral("e.csv"));
        QCOMPARE(run.png, QStringLiteral("p.png"));
    }

    void runHasDefaults() {
        const Request request = parseCommandLine(lineWords("run x"));
        const RunRequest& run = std::get<RunRequest>(request);
        QCOMPARE(run.duration, 60 * second);
        QVERIFY(!run.seed && run.commands.empty() && run.json.isEmpty() && run.png.isEmpty());
    }

    void validateTakesAllItsOptions() {
        const Request request = parseCommandLine(lineWords("validate --only reality/(08|09) --jobs 3 --json - --markdown t.md --quick"));
        QVERIFY2(std::holds_alternative<ValidateRequest>(request), qPrintable(std::holds_alternative<UseError>(request) ? std::get<UseError>(request).text : QString()));
        const ValidateRequest& validate = std::get<ValidateRequest>(request);
        QCOMPARE(validate.only, QStringLiteral("reality/(08|09)"));
        QCOMPARE(validate.jobs, 3);
        QCOMPARE(validate.json, QStringLiteral("-"));
        QCOMPARE(validate.markdown, QStringLiteral("t.md"));
        QVERIFY(validate.isQuick);
        QVERIFY(!std::get<ValidateRequest>(parseCommandLine(lineWords("validate"))).isQuick);
        QVERIFY(lineErrorOf(lineWords("validate --only (")).contains(QStringLiteral("regular expression")));
        QVERIFY(lineErrorOf(lineWords("validate --jobs 0")).contains(QStringLiteral("--jobs")));
        QVERIFY(lineErrorOf(lineWords("validate --json - --markdown -")).contains(QStringLiteral("Only one")));
        QVERIFY(lineErrorOf(lineWords("validate x")).contains(QStringLiteral("one word too many")));
    }

    void sweepTakesAllItsOptions() {
        const QStringList words = lineWords("sweep x --vary lb.balance=roundrobin,leastconn --vary users.rate=200..600/200 --runs 20 --jobs 3 --for 10s "
                                            "--seed 9 --shard 2/4 --csv out.csv --at") + QStringList{QStringLiteral("2s kill web-1")};
        const Request request = parseCommandLine(words);
        QVERIFY2(std::holds_alternative<SweepRequest>(request), qPrintable(lineErrorOf(words)));
        const SweepRequest& sweep = std::get<SweepRequest>(request);
        QCOMPARE(sweep.axes.size(), std::size_t{2});
        QCOMPARE(sweep.axes[1].values, (std::vector<std::string>{"200", "400", "600"}));
        QCOMPARE(sweep.runs, std::size_t{20});
        QCOMPARE(sweep.jobs, 3u);
        QCOMPARE(sweep.duration, 10 * second);
        QCOMPARE(*sweep.seed, std::uint64_t{9});
        QCOMPARE(sweep.shard, std::size_t{1});
        QCOMPARE(sweep.shards, std::size_t{4});
        QCOMPARE(sweep.csv, QStringLiteral("out.csv"));
        QCOMPARE(sweep.commands.size(), std::size_t{1});
        const Request merge = parseCommandLine(lineWords("sweep --merge a b --csv c"));
        QCOMPARE(std::get<SweepMergeRequest>(merge).files, lineWords("a b"));
    }

    void exportTakesAllItsOptions() {
        const QStringList words = lineWords("export a.faultline b.png --dpi 144 --border 0 --dark --transparent --title --legend --no-design --selection web-1,db-1 "
                                            "--state 30s --seed 4 --at") + QStringList{QStringLiteral("2s kill web-1")};
        const Request request = parseCommandLine(words);
        QVERIFY2(std::holds_alternative<ExportRequest>(request), qPrintable(lineErrorOf(words)));
        const ExportRequest& picture = std::get<ExportRequest>(request);
        QCOMPARE(picture.look.format, QStringLiteral("png"));
        QCOMPARE(picture.look.scale, 1.5);
        QCOMPARE(picture.look.border, 0);
        QVERIFY(picture.look.dark && picture.look.transparent && picture.look.title && picture.look.legend && !picture.look.carriesDesign);
        QCOMPARE(picture.selection, (QStringList{QStringLiteral("web-1"), QStringLiteral("db-1")}));
        QCOMPARE(*picture.state, 30 * second);
        QCOMPARE(*picture.seed, std::uint64_t{4});
        QCOMPARE(picture.commands.size(), std::size_t{1});
        const Request pages = parseCommandLine(lineWords("export a b c.PDF --page a4 --orientation portrait --pages several --page-scale 0.5"));
        const ExportRequest& pdf = std::get<ExportRequest>(pages);
        QCOMPARE(pdf.files, lineWords("a b"));
        QCOMPARE(pdf.look.page, QStringLiteral("A4"));
        QVERIFY(pdf.look.severalPages);
        QCOMPARE(pdf.look.pageScale, 0.5);
        const Request plain = parseCommandLine(lineWords("export a b.svg --outlines"));
        QVERIFY(std::get<ExportRequest>(plain).look.outlines);
        QVERIFY(!std::get<ExportRequest>(plain).state);
    }

    void layoutTakesItsOptions() {
        const auto read = [](const char* words) { return std::get<LayoutRequest>(parseCommandLine(lineWords(words))); };
        QVERIFY(!read("layout a.faultline b.json").isDown);
        QVERIFY(read("layout a.faultline b.json --direction tb").isDown);
        QVERIFY(!read("layout --direction lr a b.png").isDown);
        QVERIFY(read("layout a b.svg --tidy").tidies);
        QCOMPARE(read("layout a b.svg").out, QStringLiteral("b.svg"));
    }

    void badUseIsSaidInASentence_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const QStringList& arguments, const char* said) {
            QTest::newRow(name) << arguments << QString::fromUtf8(said);
        };
        row("no file", lineWords("run"), "Which file should run?");
        row("two files", lineWords("run a b"), "\"b\" is one too many");
        row("unknown option", lineWords("run a --jsn x"), "There is no option --jsn. Did you mean --json?");
        row("unknown short option", lineWords("run a -x"), "There is no option -x.");
        row("option without value", lineWords("run a --json"), "Missing value after '--json'");
        row("empty output", {QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--json=")}, "--json");
        row("no duration", lineWords("run a --for soon"), "--for: ");
        row("zero", lineWords("run a --for 0s"), "longer than 0s");
        row("seed", lineWords("run a --seed -1"), "\"-1\" is no whole number");
        row("large seed", lineWords("run a --seed 18446744073709551616"), "is no whole number");
        row("twice", lineWords("run a --for 1s --for 2s"), "--for was given twice");
        row("two to the standard output", lineWords("run a --json - --csv -"), "Only one output");
        row("after the end", {QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--for"), QStringLiteral("10s"), QStringLiteral("--at"),
                              QStringLiteral("20s kill web-1")}, "the run ends at 10s already");
        row("command without a time", {QStringLiteral("run"), QStringLiteral("a"), QStringLiteral("--at"), QStringLiteral("kill web-1")},
            "--at \"kill web-1\": ");
        row("sweep without a file", lineWords("sweep --vary a.b=1"), "Which file should run?");
        row("sweep of a range without a step", lineWords("sweep a --vary a.b=1..5"), "--vary: \"1..5\" has no step");
        row("sweep of no runs", lineWords("sweep a --runs 0"), "--runs: \"0\" is no whole number from 1");
        row("share beyond the last", lineWords("sweep a --shard 5/4"), "--shard: \"5/4\" is not of the form I/N");
        row("share that is no share", lineWords("sweep a --shard 5"), "is not of the form I/N");
        row("merge that runs", lineWords("sweep --merge a --runs 3"), "--runs does not go with it");
        row("merge of nothing", lineWords("sweep --merge"), "Which files should be put together?");
        row("misspelt option of sweep", lineWords("sweep a --very a.b=1"), "Did you mean --vary?");
        row("scale 0", lineWords("export a b.png --scale 0"), "--scale: \"0\" is no number from 0.1 to 32");
        row("scale of a word", lineWords("export a b.png --scale big"), "--scale: \"big\"");
        row("scale and dpi", lineWords("export a b.png --scale 1 --dpi 96"), "give one of them");
        row("scale of a drawing", lineWords("export a b.svg --scale 2"), "--scale is not for a .svg file");
        row("outlines of a picture", lineWords("export a b.png --outlines"), "--outlines is not for a .png file");
        row("legend of a text", lineWords("export a b.mmd --legend"), "--legend is not for a .mmd file");
        row("negative border", lineWords("export a b.png --border=-1"), "--border");
        row("unknown page", lineWords("export a b.pdf --page B4"), "is not one of drawing, A3, A4");
        row("several pages without paper", lineWords("export a b.pdf --pages several"), "give --page");
        row("two designs in a picture", lineWords("export a b c.png"), "Only a .pdf, .drawio or .faultline file holds several");
        row("commands without a run", lineWords("export a b.png --seed 4"), "say with --state");
        row("nobody selected", lineWords("export a b.png --selection ,"), "which components?");
        row("another schema", lineWords("schema sweep"), "not of \"sweep\"");
        row("two schemas", lineWords("schema design run"), "one word too many");
        row("export without output", lineWords("export a"), "Two files are needed");
        row("export to something else", lineWords("export a b.gif"), "must end in .png, .svg, .pdf, .drawio");
        row("layout without output", lineWords("layout a"), "Two files are needed");
        row("layout to something else", lineWords("layout a b.gif"), "must end in .png");
        row("layout some other way", lineWords("layout a b.json --direction up"), "\"up\" is neither lr nor tb");
        row("tidying in a direction", lineWords("layout a b.json --tidy --direction tb"), "--direction does not go with it");
        row("kinds with a file", lineWords("kinds a"), "one word too many");
        row("unknown command", lineWords("rum a"), "There is no command \"rum\". Did you mean run?");
        row("editor with an option", lineWords("--fullscreen"), "There is no option --fullscreen.");
    }
    void badUseIsSaidInASentence() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        const QString error = lineErrorOf(arguments);
        QVERIFY2(error.contains(said), qPrintable(error));
        QVERIFY(error.contains(QLatin1String("--help")));
    }

    void everythingHasHelp() {
        for (const char* command : {"--help", "-h", "help", "run --help", "help run", "run x --help", "export --help", "layout --help", "sweep --help", "kinds -h", "schema --help", "run --bogus --help"}) {
            const Request request = parseCommandLine(lineWords(command));
            QVERIFY2(std::holds_alternative<HelpRequest>(request), command);
            for (const QString& line : std::get<HelpRequest>(request).text.split(QLatin1Char('\n')))
                QVERIFY2(line.size() <= 100, qPrintable(line));
        }
        const QString run = std::get<HelpRequest>(parseCommandLine(lineWords("run --help"))).text;
        for (const char* word : {"--for", "--seed", "--at", "--json", "--csv", "--events", "--png", "kill", "restore", "freeze", "cut", "mend", "rate",
                                 "promote", "drain", "ready", "set"})
            QVERIFY2(run.contains(QLatin1String(word)), word);
        QVERIFY(std::get<HelpRequest>(parseCommandLine(lineWords("--version"))).text.startsWith(QLatin1String("faultline ")));
    }
};

FAULTLINE_TEST(CommandLineTest)
#include "command_line_test.moc"
