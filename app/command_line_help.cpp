#include "app/command_line_help.h"

#include <QCoreApplication>

namespace faultline::app {
namespace {

QString helpTr(const char* text) { return QCoreApplication::translate("CommandLine", text); }

}  // namespace

QString mainHelp() {
    return helpTr(
        "Faultline: draw a web infrastructure, send it traffic, break it, and see what happens.\n"
        "\n"
        "  faultline [FILE]             open the editor\n"
        "  faultline run FILE           run a design without a window and report\n"
        "  faultline sweep FILE         run it many times, with other values and seeds\n"
        "  faultline export FILE OUT    write it as a picture, a PDF, draw.io, text ...\n"
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

QString runHelp() {
    QString text = helpTr(
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
        "  --page-name PAGE\n"
        "                  of a document with several pages, by title or number\n"
        "                  (default: the first); --save keeps them all\n"
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
    text += helpTr(
        "\n"
        "Example:\n"
        "  faultline run site.faultline --for 2m --at \"20s kill web-2\" \\\n"
        "      --at \"50s restore web-2\" --json report.json\n");
    return text;
}

QString sweepHelp() {
    return helpTr(
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
        "  --page-name PAGE\n"
        "                  of a document with several pages, by title or number\n"
        "                  (default: the first)\n"
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

QString exportHelp() {
    return helpTr(
        "Usage: faultline export FILE OUT [options]\n"
        "       faultline export FILE... OUT [options]\n"
        "\n"
        "Writes a design in another form, chosen by the ending of OUT:\n"
        "\n"
        "  .png         a picture that carries the design and opens again\n"
        "  .svg, .pdf   a drawing; a PDF may hold several designs and pages\n"
        "  .drawio      editable shapes for draw.io, which come back unchanged,\n"
        "               with all pages\n"
        "  .mmd, .dot   text for Mermaid and for Graphviz\n"
        "  .json        the design alone, as text\n"
        "  .faultline   a project, with all pages\n"
        "\n"
        "Several FILEs become the pages of one .pdf, .drawio or .faultline file.\n"
        "\n"
        "  --page-name PAGE    only this page of a document with several, by title or\n"
        "                      number; else a form that holds one takes the first\n"
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
        "  --drawio            carry a draw.io drawing too: the picture opens there, with\n"
        "                      its shapes; so does every OUT.drawio.png\n"
        "\n"
        "Of a .drawio:\n"
        "\n"
        "  --compressed        as small as draw.io makes it, and not to be read by people\n"
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
        "  --pages HOW         fit (one sheet a page of the document; the default) or\n"
        "                      several\n"
        "  --page-scale X      of several sheets: 1 (the default) is the natural size\n"
        "\n"
        "  -h, --help          this text\n");
}

QString layoutHelp() {
    return helpTr(
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
        "  --page-name PAGE    of a document with several pages, by title or number\n"
        "                      (default: the first); the others stay as they are\n"
        "  -h, --help          this text\n");
}

QString kindsHelp() {
    return helpTr(
        "Usage: faultline kinds [--json]\n"
        "\n"
        "Lists the kinds of components with their other names and their properties:\n"
        "key, what it is, default, unit.\n"
        "\n"
        "  --json       the same for programs\n"
        "  -h, --help   this text\n");
}

QString schemaHelp() {
    return helpTr(
        "Usage: faultline schema [design | run]\n"
        "\n"
        "Prints the JSON Schema (draft 2020-12) of design.json or of run.json, for\n"
        "editors that check and complete what is written by hand and for programs that\n"
        "write designs. It is stricter than the program, which keeps keys it does not\n"
        "know.\n"
        "\n"
        "  -h, --help   this text\n");
}

QString validateHelp() {
    return helpTr(
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

}  // namespace faultline::app
