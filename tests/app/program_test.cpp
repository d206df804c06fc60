#include "tests/support/test_main.h"

#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSvgRenderer>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cmath>

namespace {

struct ProgramResult {
    int code = -1;
    QByteArray out, err;
};

ProgramResult program(const QStringList& arguments, const QStringList& without = {}) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& variable : QStringList{QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("DISPLAY"), QStringLiteral("WAYLAND_DISPLAY")} + without)
        environment.remove(variable);   // the commands need no screen
    process.setProcessEnvironment(environment);
    process.start(faultline::tests::programFile(), arguments);
    ProgramResult result;
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        return result;
    }
    result.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

QString programExample() { return faultline::tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")); }

QStringList programRun(const char* options) {
    return QStringList{QStringLiteral("run"), programExample()} + QString::fromUtf8(options).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QByteArray programRead(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// The program as a process: exit codes, what goes where, the fields of its files.
class ProgramTest : public QObject {
    Q_OBJECT

private slots:
    void aRunPrintsASummary() {
        const ProgramResult result = program(programRun("--for 5s"));
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(result.out.contains("5 s simulated"));
        QVERIFY(result.out.contains("Requests"));
        QVERIFY(result.out.contains("lb-1"));
        QVERIFY2(result.err.isEmpty(), result.err.constData());   // no progress where nobody watches
    }

    void jsonOnTheStandardOutputIsAlone() {
        const ProgramResult result = program(programRun("--for 5s --json -"));
        QVERIFY2(result.code == 0, result.err.constData());
        QJsonParseError error;
        const QJsonObject root = QJsonDocument::fromJson(result.out, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QVERIFY(result.err.contains("5 s simulated"));
        for (const char* key : {"file", "seed", "duration_s", "fingerprint", "requests", "latency_ms", "components", "replication", "alerts", "events"})
            QVERIFY2(root.contains(QLatin1String(key)), key);
        QCOMPARE(root[QLatin1String("duration_s")].toDouble(), 5.0);
        const QJsonObject requests = root[QLatin1String("requests")].toObject();
        const double started = requests[QLatin1String("started")].toDouble();
        QVERIFY(started > 1000);
        QCOMPARE(started, requests[QLatin1String("ended")].toDouble() + requests[QLatin1String("in_flight")].toDouble());
        double sum = 0;
        for (const QJsonValue& count : requests[QLatin1String("by_outcome")].toObject()) sum += count.toDouble();
        QCOMPARE(sum, requests[QLatin1String("ended")].toDouble());
        for (const QJsonValue& second : root[QLatin1String("seconds")].toArray())
            QCOMPARE(second[QLatin1String("started")].toDouble(), second[QLatin1String("ended")].toDouble() + second[QLatin1String("in_flight")].toDouble());
    }

    void theSameTwiceAndAnotherSeedDiffers() {
        const QByteArray once = program(programRun("--for 5s --json - --seed 7")).out, twice = program(programRun("--for 5s --json - --seed 7")).out;
        QVERIFY(!once.isEmpty());
        QCOMPARE(once, twice);
        const QJsonObject other = QJsonDocument::fromJson(program(programRun("--for 5s --json - --seed 8")).out).object();
        QVERIFY(other[QLatin1String("fingerprint")] != QJsonDocument::fromJson(once).object()[QLatin1String("fingerprint")]);
    }

    void filesHaveTheirRows() {
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("a.csv")), events = folder.filePath(QStringLiteral("b.csv"));
        const ProgramResult result = program(programRun("--for 8s") + QStringList{QStringLiteral("--csv"), csv, QStringLiteral("--events"), events,
                                                                                   QStringLiteral("--at"), QStringLiteral("2s kill web-2")});
        QVERIFY2(result.code == 0, result.err.constData());
        const QList<QByteArray> rows = programRead(csv).split('\n');
        QCOMPARE(rows.first(), QByteArray("time_s,component,rate,ok,failed,latency_mean_ms,latency_p95_ms,utilisation,queue"));
        QVERIFY(rows.size() > 8 * 10);
        const QByteArray happened = programRead(events);
        QVERIFY(happened.startsWith("time_s,component,event,cause\n"));
        QVERIFY2(happened.contains("2,web-2,killed,"), happened.constData());
    }

    void thePictureOpensAgain() {
        const QTemporaryDir folder;
        const QString png = folder.filePath(QStringLiteral("a.png")), json = folder.filePath(QStringLiteral("a.json"));
        ProgramResult result = program(programRun("--for 1s") + QStringList{QStringLiteral("--png"), png});
        QVERIFY2(result.code == 0, result.err.constData());
        const QImage image(png);
        QVERIFY(image.width() > 800 && image.height() > 400);
        result = program({QStringLiteral("export"), png, json});
        QVERIFY2(result.code == 0, result.err.constData());
        const QString direct = folder.filePath(QStringLiteral("b.json"));
        QCOMPARE(program({QStringLiteral("export"), programExample(), direct}).code, 0);
        QCOMPARE(programRead(json), programRead(direct));
        QVERIFY(!programRead(json).isEmpty());
    }

    void drawingsAreWritten() {
        const QTemporaryDir folder;
        const QString svg = folder.filePath(QStringLiteral("a.svg")), pdf = folder.filePath(QStringLiteral("a.pdf"));
        QCOMPARE(program({QStringLiteral("export"), programExample(), svg}).code, 0);
        const QByteArray text = programRead(svg);
        for (const char* word : {">haproxy-1<", ">web-2<", ">443 HTTPS<", "viewBox"}) QVERIFY2(text.contains(word), word);
        QSvgRenderer renderer(text);
        QVERIFY(renderer.isValid() && renderer.defaultSize().width() > 1000);
        QCOMPARE(program({QStringLiteral("export"), programExample(), pdf}).code, 0);
        QVERIFY(programRead(pdf).startsWith("%PDF-"));
    }

    void exportHasOptions() {
        const QTemporaryDir folder;
        const QString plain = folder.filePath(QStringLiteral("plain.png")), live = folder.filePath(QStringLiteral("live.png"));
        const auto exported = [](const QString& out, const char* options) {
            return program(QStringList{QStringLiteral("export"), programExample(), out} + QString::fromUtf8(options).split(QLatin1Char(' '), Qt::SkipEmptyParts));
        };
        QCOMPARE(exported(plain, "--scale 1 --border 0 --selection web-1,db-1").code, 0);
        const QImage image(plain);
        QVERIFY(image.width() > 100 && image.width() < 900);
        QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 96);
        ProgramResult result = exported(live, "--dpi 96 --border 0 --selection web-1,db-1 --state 5s --no-design");
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(QImage(live) != image);
        result = exported(plain, "--selection web1");
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("no component \"web1\". Did you mean web-1?"), result.err.constData());
        result = exported(folder.filePath(QStringLiteral("huge.png")), "--dpi 3072");
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("pixels and take"), result.err.constData());
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("huge.png"))));
        // A picture that draw.io opens, and that opens here when its design is gone; and the same drawing, compressed.
        const QString both = folder.filePath(QStringLiteral("both.drawio.png")), packed = folder.filePath(QStringLiteral("packed.drawio"));
        QCOMPARE(exported(both, "--no-design").code, 0);
        QVERIFY(programRead(both).contains("tEXtmxfile"));
        QVERIFY(!programRead(live).contains("tEXtmxfile"));
        QCOMPARE(exported(packed, "--compressed").code, 0);
        QVERIFY(!programRead(packed).contains("<mxGraphModel"));
        const QString again = folder.filePath(QStringLiteral("again.json")), original = folder.filePath(QStringLiteral("original.json"));
        QCOMPARE(program({QStringLiteral("export"), programExample(), original}).code, 0);
        for (const QString& file : {both, packed}) {
            result = program({QStringLiteral("export"), file, again});
            QVERIFY2(result.code == 0, result.err.constData());
            QCOMPARE(programRead(again), programRead(original));
        }
        const QString pdf = folder.filePath(QStringLiteral("all.pdf"));
        result = program({QStringLiteral("export"), programExample(), programExample(), pdf, QStringLiteral("--page"), QStringLiteral("A4")});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(programRead(pdf).count("/MediaBox"), 2);
    }

    void pagesAreTakenByNameAndNumber() {
        const QTemporaryDir folder;
        const QString book = folder.filePath(QStringLiteral("book.faultline")), first = faultline::tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline"));
        const auto line = [](const QString& words) { return program(words.split(QLatin1Char(' '), Qt::SkipEmptyParts)); };
        ProgramResult result = program({QStringLiteral("export"), first, programExample(), book});
        QVERIFY2(result.code == 0, result.err.constData());
        // A run of one page is that of the file it came from, and the page may be called by its title.
        const ProgramResult alone = program(programRun("--for 5s")), second = line(QStringLiteral("run %1 --for 5s --page-name 2").arg(book));
        QVERIFY2(second.code == 0, second.err.constData());
        const auto rest = [](const QByteArray& summary) { return summary.mid(summary.indexOf('\n')); };   // the first line names the file
        QCOMPARE(rest(second.out), rest(alone.out));
        QCOMPARE(rest(program({QStringLiteral("run"), book, QStringLiteral("--for"), QStringLiteral("5s"), QStringLiteral("--page-name"), QStringLiteral("secured and monitored")}).out), rest(alone.out));
        QVERIFY(rest(line(QStringLiteral("run %1 --for 5s").arg(book)).out) != rest(alone.out));
        result = line(QStringLiteral("run %1 --page-name 3").arg(book));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("There is no page \"3\"; there are 1 (Simple web stack), 2 (Secured and monitored)"), result.err.constData());

        // What holds pages has them all; what does not has the first, or the one that was asked for.
        const auto out = [&](const char* name) { return folder.filePath(QLatin1String(name)); };
        QCOMPARE(line(QStringLiteral("export %1 %2").arg(book, out("all.drawio"))).code, 0);
        QCOMPARE(programRead(out("all.drawio")).count("<diagram "), 2);
        QCOMPARE(line(QStringLiteral("export %1 %2").arg(book, out("all.pdf"))).code, 0);
        QCOMPARE(programRead(out("all.pdf")).count("/MediaBox"), 2);
        QCOMPARE(line(QStringLiteral("export %1 %2 --page-name 1").arg(book, out("one.pdf"))).code, 0);
        QCOMPARE(programRead(out("one.pdf")).count("/MediaBox"), 1);
        result = line(QStringLiteral("export %1 %2").arg(book, out("all.json")));
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("holds one page"), result.err.constData());
        QVERIFY(!QFile::exists(out("all.json")));
        QCOMPARE(line(QStringLiteral("export %1 %2 --page-name 2").arg(book, out("second.json"))).code, 0);
        QCOMPARE(program({QStringLiteral("export"), programExample(), out("original.json")}).code, 0);
        QCOMPARE(programRead(out("second.json")), programRead(out("original.json")));
        QCOMPARE(line(QStringLiteral("export %1 %2").arg(out("all.drawio"), out("back.faultline"))).code, 0);
        QCOMPARE(line(QStringLiteral("export %1 %2 --page-name 2").arg(out("back.faultline"), out("back.json"))).code, 0);
        QCOMPARE(programRead(out("back.json")), programRead(out("original.json")));

        // What is done with one page leaves the other.
        QCOMPARE(line(QStringLiteral("layout %1 %2 --tidy --page-name 1").arg(book, out("tidy.faultline"))).code, 0);
        QCOMPARE(line(QStringLiteral("export %1 %2 --page-name 2").arg(out("tidy.faultline"), out("second.json"))).code, 0);
        QCOMPARE(programRead(out("second.json")), programRead(out("original.json")));
        QCOMPARE(line(QStringLiteral("run %1 --for 3s --page-name 2 --save %2").arg(book, out("ran.faultline"))).code, 0);
        QCOMPARE(line(QStringLiteral("run %1 --replay --page-name 2").arg(out("ran.faultline"))).code, 0);
        QCOMPARE(line(QStringLiteral("run %1 --replay").arg(out("ran.faultline"))).code, 2);   // the first page never ran
    }

    void theSchemaIsPrinted() {
        for (const char* which : {"design", "run"}) {
            const ProgramResult result = program({QStringLiteral("schema"), QLatin1String(which)});
            QCOMPARE(result.code, 0);
            QCOMPARE(result.out, programRead(faultline::tests::sourcePath(QStringLiteral("resources/format/%1.schema.json").arg(QLatin1String(which)))));
        }
    }

    void aSavedRunIsDoneAgain() {
        const QTemporaryDir folder;
        const QString saved = folder.filePath(QStringLiteral("a.faultline")), bare = folder.filePath(QStringLiteral("bare.faultline"));
        const QStringList report{QStringLiteral("--json"), QStringLiteral("-")};
        ProgramResult result = program(programRun("--for 8s --seed 7") + report +
                                       QStringList{QStringLiteral("--at"), QStringLiteral("2s kill web-2"), QStringLiteral("--at"),
                                                   QStringLiteral("3s rate 300"), QStringLiteral("--save"), saved});
        QVERIFY2(result.code == 0, result.err.constData());
        const QJsonObject once = QJsonDocument::fromJson(result.out).object();
        result = program(QStringList{QStringLiteral("run"), saved, QStringLiteral("--replay")} + report);
        QVERIFY2(result.code == 0, result.err.constData());
        const QJsonObject again = QJsonDocument::fromJson(result.out).object();
        for (const char* key : {"seed", "duration_s", "fingerprint", "requests", "components"}) QCOMPARE(again[QLatin1String(key)], once[QLatin1String(key)]);
        // Longer than it was, and without it.
        result = program(QStringList{QStringLiteral("run"), saved, QStringLiteral("--replay"), QStringLiteral("--for"), QStringLiteral("9s")} + report);
        QCOMPARE(QJsonDocument::fromJson(result.out).object()[QLatin1String("duration_s")].toDouble(), 9.0);
        QCOMPARE(program({QStringLiteral("export"), programExample(), bare}).code, 0);
        result = program({QStringLiteral("run"), bare, QStringLiteral("--replay")});
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.contains("holds no run"), result.err.constData());
        result = program({QStringLiteral("run"), saved, QStringLiteral("--replay"), QStringLiteral("--seed"), QStringLiteral("3")});
        QCOMPARE(result.code, 1);
    }

    void layoutWritesWhatItIsAskedFor() {
        QTemporaryDir folder;
        const QString tidy = folder.filePath(QStringLiteral("tidy.json")), laid = folder.filePath(QStringLiteral("laid.json"));
        QCOMPARE(program({QStringLiteral("layout"), programExample(), tidy, QStringLiteral("--tidy")}).code, 0);
        QVERIFY(QJsonDocument::fromJson(programRead(tidy)).object().contains(QLatin1String("components")));
        const ProgramResult none = program({QStringLiteral("layout"), programExample(), laid}, {QStringLiteral("PATH")});
        if (none.code == 3) QVERIFY(none.err.contains("apt install graphviz"));
        QFile dot(folder.filePath(QStringLiteral("dot")));
        QVERIFY(dot.open(QIODevice::WriteOnly));
        dot.write("#!/bin/sh\ncat > /dev/null\necho '{\"objects\":[{\"name\":\"c1\",\"pos\":\"7,7\"}]}'\n");
        dot.close();
        QVERIFY(dot.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", folder.path().toLocal8Bit() + ':' + path);
        const ProgramResult result = program({QStringLiteral("layout"), programExample(), laid, QStringLiteral("--direction"), QStringLiteral("tb")});
        qputenv("PATH", path);
        QCOMPARE(result.code, 0);
        QVERIFY(QJsonDocument::fromJson(programRead(laid)).object().contains(QLatin1String("components")));
    }

    void exitCodes_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        const QString run = QStringLiteral("run"), at = QStringLiteral("--at");
        QTest::newRow("help") << QStringList{QStringLiteral("--help")} << 0 << QString();
        QTest::newRow("run help") << QStringList{run, QStringLiteral("--help")} << 0 << QString();
        QTest::newRow("unknown option") << QStringList{run, programExample(), QStringLiteral("--sed"), QStringLiteral("1")} << 1 << QStringLiteral("--seed");
        QTest::newRow("unknown verb") << QStringList{run, programExample(), at, QStringLiteral("1s explode web-1")} << 1 << QStringLiteral("explode");
        QTest::newRow("no such file") << QStringList{run, QStringLiteral("/no/such.faultline")} << 2 << QStringLiteral("/no/such.faultline: ");
        QTest::newRow("no design") << QStringList{run, faultline::tests::sourcePath(QStringLiteral("CMakeLists.txt"))} << 2 << QStringLiteral("CMakeLists.txt: ");
        QTest::newRow("output in no folder") << QStringList{run, programExample(), QStringLiteral("--for"), QStringLiteral("1s"), QStringLiteral("--json"),
                                                            QStringLiteral("/no/such/folder.json")} << 2 << QStringLiteral("/no/such/folder.json");
        QTest::newRow("no such component") << QStringList{run, programExample(), at, QStringLiteral("3s kill wbe-1")} << 3 << QStringLiteral("web-1");
        QTest::newRow("export of nothing") << QStringList{QStringLiteral("export"), QStringLiteral("/no/such.faultline"), QStringLiteral("/tmp/x.json")} << 2
                                           << QStringLiteral("/no/such.faultline");
        QTest::newRow("editor without a display") << QStringList{programExample()} << 1 << QStringLiteral("no display");
    }
    void exitCodes() {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, said);
        const ProgramResult result = program(arguments);
        QVERIFY2(result.code == code, qPrintable(QStringLiteral("%1: %2").arg(result.code).arg(QString::fromUtf8(result.err))));
        if (code == 0) {
            QVERIFY(!result.out.isEmpty());
            QVERIFY(result.err.isEmpty());
        } else {
            QVERIFY2(QString::fromUtf8(result.err).contains(said), result.err.constData());
            QVERIFY(result.out.isEmpty() || code == 2);   // an output that cannot be written is known after the summary
        }
    }

    void aFailedCommandSaysWhichAndWhen() {
        const ProgramResult result = program(programRun("--for 5s") + QStringList{QStringLiteral("--at"), QStringLiteral("3s promote web-1")});
        QCOMPARE(result.code, 3);
        QVERIFY2(result.err.contains("3s") && result.err.contains("promote web-1"), result.err.constData());
    }

    void whatWasAskedForIsValidated() {
        const ProgramResult result = program(QStringList{QStringLiteral("validate"), QStringLiteral("--quick"), QStringLiteral("--only"),
                                                         QStringLiteral("reality/(01|22)"), QStringLiteral("--json"), QStringLiteral("-")});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.err.contains("reality/22") && result.err.contains("Reality: 2 of 2 met"), result.err.constData());
        const QJsonArray rows = QJsonDocument::fromJson(result.out).object()[QLatin1String("rows")].toArray();
        QCOMPARE(rows.size(), 2);
        for (const char* key : {"id", "behaviour", "expected", "simulated", "tolerance", "met", "remark", "excuse"})
            QVERIFY2(rows[0].toObject().contains(QLatin1String(key)), key);
        const ProgramResult nothing = program({QStringLiteral("validate"), QStringLiteral("--only"), QStringLiteral("no such case")});
        QCOMPARE(nothing.code, 1);
        QVERIFY(nothing.err.contains("no such case"));
    }

    void aSweepIsTheSameInSharesAndThreads() {
        const auto sweep = [](const char* options) {
            return program(QStringList{QStringLiteral("sweep"), programExample()} + QString::fromUtf8(options).split(QLatin1Char(' '), Qt::SkipEmptyParts));
        };
        const ProgramResult whole = sweep("--vary haproxy-1.balance=roundrobin,leastconn --runs 2 --for 2s --jobs 2");
        QVERIFY2(whole.code == 0, whole.err.constData());
        QVERIFY(whole.err.isEmpty());
        QCOMPARE(whole.out.count('\n'), 3);
        QVERIFY(whole.out.startsWith("haproxy-1.balance,runs,ok_per_second,ok_per_second low,ok_per_second high,"));
        QVERIFY(whole.out.contains("\nleastconn,2,"));
        const ProgramResult typo = sweep("--vary haproxy-1.balanse=roundrobin");
        QCOMPARE(typo.code, 1);
        QVERIFY2(typo.err.contains("near: balance"), typo.err.constData());
    }

    void gnuParallelSpreadsASweep() {
        const QString parallel = QStandardPaths::findExecutable(QStringLiteral("parallel"));
        QProcess version;
        version.start(parallel, {QStringLiteral("--version")});
        if (parallel.isEmpty() || !version.waitForFinished() || !version.readAllStandardOutput().contains("GNU")) QSKIP("GNU parallel is not installed");
        const QTemporaryDir folder;
        const QString common = QStringLiteral(" --vary haproxy-1.balance=roundrobin,leastconn --runs 2 --for 2s --jobs 1 ");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PARALLEL_HOME"), folder.path());
        environment.insert(QStringLiteral("FAULTLINE"), faultline::tests::programFile());
        environment.insert(QStringLiteral("DESIGN"), programExample());
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(folder.path());
        const char* const script = R"(
            parallel --will-cite -j2 '"$FAULTLINE" sweep "$DESIGN" %1 --shard {}/3 --csv share-{}.csv' ::: 1 2 3 </dev/null
            "$FAULTLINE" sweep --merge share-*.csv --csv merged.csv)";
        process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-ec"), QString::fromLatin1(script).arg(common)});
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        const ProgramResult whole = program(QStringList{QStringLiteral("sweep"), programExample()} + common.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(whole.code, 0);
        QCOMPARE(programRead(folder.filePath(QStringLiteral("merged.csv"))), whole.out);
    }

    void kindsAreListed() {
        const ProgramResult text = program({QStringLiteral("kinds")});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("load_balancer  ("));
        const QJsonArray kinds = QJsonDocument::fromJson(program({QStringLiteral("kinds"), QStringLiteral("--json")}).out).object()[QLatin1String("kinds")].toArray();
        QVERIFY(kinds.size() >= 14);
        for (const QJsonValue& kind : kinds) {
            QVERIFY(!kind[QLatin1String("id")].toString().isEmpty());
            QVERIFY(!kind[QLatin1String("help")].toString().isEmpty());
            QVERIFY(kind[QLatin1String("aliases")].isArray());
            for (const QJsonValue& property : kind[QLatin1String("properties")].toArray())
                for (const char* key : {"key", "label", "type", "unit", "default", "help"})
                    QVERIFY2(property.toObject().contains(QLatin1String(key)), key);
        }
    }
};

FAULTLINE_TEST(ProgramTest)
#include "program_test.moc"
