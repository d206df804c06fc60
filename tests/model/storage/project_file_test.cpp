#include "model/storage/project_file.h"
#include "model/design/edits.h"
#include "model/design/pages.h"
#include "model/exchange/png_chunk.h"
#include "model/storage/design_json.h"
#include "model/storage/file_io.h"
#include "model/storage/json_text.h"
#include "tests/support/sample_design.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace faultline;
using storage::Project;
using storage::SavedRun;
using storage::ZipEntry;
using tests::sampleDesign;
using tests::testCatalog;

namespace {

/// One black pixel, a whole PNG.
const QByteArray projectTestPicture = QByteArray::fromHex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082");

}  // namespace

class ProjectFileTest : public QObject {
    Q_OBJECT

    static Project sample() {
        Project project;
        project.design = sampleDesign();
        project.thumbnail = projectTestPicture;
        SavedRun run;
        run.start = sampleDesign();
        run.seed = ~std::uint64_t{0};
        run.now = 42'000'000'001;
        run.fingerprint = "0123456789abcdef";
        run.log = {{20'000'000'000, "kill #7"}, {20'000'000'000, "cut #2->#7"}, {35'500'000'000, "restore #7"}};
        run.extra = {{QStringLiteral("speed"), 5}};
        project.run = run;
        project.others = {{QStringLiteral("notes/teacher.txt"), "well done"}};
        return project;
    }
    static QString error(const QByteArray& bytes) {
        const Result<Project> project = storage::readProject(bytes, testCatalog());
        return project ? QStringLiteral("(read)") : QString::fromStdString(project.error().plain());
    }
    static QByteArray zip(const std::vector<ZipEntry>& more) {
        std::vector<ZipEntry> entries{{QStringLiteral("mimetype"), storage::projectMimeType}};
        entries.insert(entries.end(), more.begin(), more.end());
        return *storage::writeZip(entries);
    }
    static ZipEntry designEntry() { return {QStringLiteral("design.json"), storage::writeDesign(sampleDesign(), testCatalog())}; }
    static void compare(const SavedRun& a, const SavedRun& b) {
        QVERIFY(a.start == b.start);
        QCOMPARE(a.seed, b.seed);
        QCOMPARE(a.now, b.now);
        QCOMPARE(a.fingerprint, b.fingerprint);
        QCOMPARE(a.extra, b.extra);
        QCOMPARE(a.log.size(), b.log.size());
        for (std::size_t i = 0; i < a.log.size(); ++i) {
            QCOMPARE(a.log[i].at, b.log[i].at);
            QCOMPARE(a.log[i].text, b.log[i].text);
        }
    }

private slots:
    void pagesAreKeptWithTheirRuns() {
        Project project = sample();
        project.morePages.resize(2);
        project.morePages[1].design = sampleDesign();
        project.morePages[1].run = project.run;
        project.morePages[1].run->now = 7;
        const QByteArray bytes = *storage::writeProject(project, testCatalog());
        const Result<Project> read = storage::readProject(bytes, testCatalog());
        QVERIFY(read);
        QVERIFY(read->design == project.design);
        QCOMPARE(read->morePages.size(), std::size_t{2});
        QVERIFY(read->morePages[0].design == design::Design());
        QVERIFY(!read->morePages[0].run);
        QVERIFY(read->morePages[1].design == project.design);
        QVERIFY(read->morePages[1].run);
        QCOMPARE(read->morePages[1].run->now, 7);
        QCOMPARE(read->others.size(), std::size_t{1});
        QCOMPARE(*storage::writeProject(*read, testCatalog()), bytes);
        // Pages that are gone do not come back as unknown entries.
        Project fewer = *read;
        fewer.morePages.pop_back();
        fewer.others.push_back({QStringLiteral("pages/3/design.json"), "{}"});
        QCOMPARE(storage::readProject(*storage::writeProject(fewer, testCatalog()), testCatalog())->morePages.size(), std::size_t{1});
    }

    void thereAreAsManyPagesAsCanBeReadAgain() {
        Project project;
        project.morePages.resize(design::mostPages - 1);
        for (storage::ProjectPage& page : project.morePages) page.run.emplace();
        const Result<QByteArray> bytes = storage::writeProject(project, testCatalog());
        QVERIFY(bytes);
        const Result<Project> read = storage::readProject(*bytes, testCatalog());
        QVERIFY2(read, read ? "" : read.error().plain().c_str());
        QCOMPARE(read->morePages.size(), design::mostPages - 1);
        project.morePages.emplace_back();
        QVERIFY(!storage::writeProject(project, testCatalog()));
    }

    void whatIsWrongOnAPageSaysWhichOne() {
        QCOMPARE(error(zip({designEntry(), {QStringLiteral("pages/2/design.json"), "{\"format\": \"faultline-design\", \"version\": 1, \"components\": 5}"}})),
                 QStringLiteral("pages/2/design.json, components: A list in [ ] is expected here"));
        QCOMPARE(error(zip({designEntry(), {QStringLiteral("pages/2/run.json"), "{}"}})), QStringLiteral("The project file holds no \"pages/2/design.json\""));
        QVERIFY(error(zip({designEntry(), {QStringLiteral("pages/2/design.json"), designEntry().data}, {QStringLiteral("pages/2/run.json"), "{}"}}))
                    .startsWith(QLatin1String("pages/2/run.json: This is no run")));
        // What only looks like a page is kept as it is.
        const Result<Project> odd = storage::readProject(zip({designEntry(), {QStringLiteral("pages/02/design.json"), "x"}, {QStringLiteral("pages/1/design.json"), "x"}}), testCatalog());
        QVERIFY(odd);
        QCOMPARE(odd->others.size(), std::size_t{2});
    }

    void aPlainDesignHoldsOnePage() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.json"));
        Project project = sample();
        QVERIFY(storage::saveProject(path, project, testCatalog()));
        const QByteArray before = *storage::readFile(path, 1 << 20);
        project.morePages.resize(1);
        const Result<void> saved = storage::saveProject(path, project, testCatalog());
        QVERIFY(!saved);
        QCOMPARE(QString::fromStdString(saved.error().plain()), QStringLiteral("A design.json holds one page, and this document has 2: save it as a project (.faultline)"));
        QCOMPARE(*storage::readFile(path, 1 << 20), before);
    }

    void pagesAreFoundByTitleAndNumber() {
        Project project;
        project.morePages.resize(2);
        design::DocumentSettings about;
        about.title = QStringLiteral("Scaled up");
        design::setSettings(project.morePages[1].design, about).apply(project.morePages[1].design);
        QCOMPARE(*storage::findPage(project, QStringLiteral("1")), std::size_t{0});
        QCOMPARE(*storage::findPage(project, QStringLiteral("scaled UP")), std::size_t{2});
        QCOMPARE(*storage::findPage(project, QStringLiteral("3")), std::size_t{2});
        for (const char* none : {"0", "4", "Scaled", "-1", ""}) QVERIFY(!storage::findPage(project, QLatin1String(none)));
        QCOMPARE(QString::fromStdString(storage::findPage(project, QStringLiteral("four")).error().plain()),
                 QStringLiteral("There is no page \"four\"; there are 1, 2, 3 (Scaled up)"));
        storage::exchangeWithFirst(project, 2);
        QCOMPARE(project.design.settings().title, QStringLiteral("Scaled up"));
        storage::exchangeWithFirst(project, 2);
        QCOMPARE(project.morePages[1].design.settings().title, QStringLiteral("Scaled up"));
    }

    void roundTrip() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("sample.faultline"));
        QVERIFY(storage::saveProject(path, sample(), testCatalog()).has_value());
        const Result<Project> read = storage::loadProject(path, testCatalog());
        QVERIFY2(read.has_value(), read ? "" : read.error().plain().c_str());
        QVERIFY(read->design == sampleDesign());
        QCOMPARE(read->thumbnail, projectTestPicture);
        QVERIFY(read->run.has_value());
        compare(*read->run, *sample().run);
        QVERIFY(read->others == sample().others);
        QVERIFY(read->form == storage::FileForm::Project);
        QCOMPARE(*storage::writeProject(*read, testCatalog()), *storage::writeProject(sample(), testCatalog()));
    }
    void theLeastProject() {
        const Result<QByteArray> bytes = storage::writeProject({}, testCatalog());
        QVERIFY(bytes.has_value());
        const Result<Project> read = storage::readProject(*bytes, testCatalog());
        QVERIFY(read && read->design == design::Design() && !read->run && read->thumbnail.isEmpty());
    }
    void plainJson() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("Design.JSON"));
        QVERIFY(storage::saveProject(path, sample(), testCatalog()).has_value());
        const Result<QByteArray> bytes = storage::readFile(path, 1 << 20);
        QCOMPARE(*bytes, storage::writeDesign(sampleDesign(), testCatalog()));
        const Result<Project> read = storage::loadProject(path, testCatalog());
        QVERIFY(read && read->design == sampleDesign() && read->form == storage::FileForm::DesignJson);
        QCOMPARE(error("\xEF\xBB\xBF\r\n  " + *bytes), QStringLiteral("(read)"));
    }
    void aPictureThatCarriesItsDesign() {
        const Result<QByteArray> png = storage::pictureWithDesign(projectTestPicture, sampleDesign(), testCatalog());
        QVERIFY(png.has_value());
        const Result<Project> read = storage::readProject(*png, testCatalog());
        QVERIFY(read && read->design == sampleDesign() && read->form == storage::FileForm::Picture);
    }
    void theNameDoesNotMatter() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("misnamed.png"));
        QVERIFY(storage::writeFileAtomically(path, *storage::writeProject(sample(), testCatalog())).has_value());
        const Result<Project> read = storage::loadProject(path, testCatalog());
        QVERIFY(read && read->form == storage::FileForm::Project);
    }

    void wrongFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& bytes, const char* says) {
            QTest::newRow(name) << bytes << QString::fromUtf8(says);
        };
        const QByteArray run = storage::writeRun(*sample().run, testCatalog());
        const auto withRun = [](const QByteArray& text) { return zip({designEntry(), {QStringLiteral("run.json"), text}}); };
        const auto replaced = [](QByteArray text, const char* what, const char* by) {
            const qsizetype size = text.size();
            text.replace(what, by);
            return size == text.size() && QByteArray(what) != by ? QByteArray("(not found)") : text;
        };
        row("empty", {}, "The file is empty");
        row("text", "hello", "This is no file of Faultline");
        row("jpeg", "\xFF\xD8\xFF\xE0", "This is no file of Faultline");
        row("xml", "<svg/>", "This is no file of Faultline");
        row("other zip", *storage::writeZip({{QStringLiteral("mimetype"), "application/vnd.oasis.opendocument.text"}}),
            "it calls itself \"application/vnd.oasis.opendocument.text\"");
        row("no design", zip({}), "holds no \"design.json\"");
        row("wrong design", zip({{QStringLiteral("design.json"), "{\n  \"format\": }"}}),
            "line 2, column 13: A JSON value is expected here");
        row("other json", "{\"nodes\": []}", "not a Faultline design");
        row("picture without", projectTestPicture, "This is a picture without a design inside; some programs remove the design");
        row("damaged picture", projectTestPicture.chopped(3), "The picture is damaged or cut off");
        row("wrong design in a picture", *exchange::embedDesign(projectTestPicture, "{}"), "not a Faultline design");
        row("run without format", withRun("{}"), "run.json: This is no run");
        row("run no object", withRun("[]"), "run.json: This is no run");
        row("run broken", withRun("{"), "run.json, line 1, column 2: The JSON text ends too early");
        row("run newer", withRun(replaced(run, "\"version\": 1\n}\n", "\"version\": 20\n}\n")),
            "run.json, version: The run was saved by a newer version");
        row("run seed", withRun(replaced(run, "18446744073709551615", "184467440737095516159")), "run.json, seed: ");
        row("run now", withRun(replaced(run, "\"42000000001ns\"", "\"later\"")), "run.json, now: \"later\" is not a duration");
        row("run at", withRun(replaced(run, "35500ms", "x")), "run.json, log[2].at: \"x\" is not a duration");
        row("run order", withRun(replaced(run, "35500ms", "1s")), "run.json, log[2].at: The command is earlier");
        row("run design", withRun(replaced(run, "web_server", "spider")), "run.json, design.components[");
    }
    void wrongFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const QString got = error(bytes);
        QVERIFY2(got.contains(says), qPrintable(got));
    }
    void wrongPaths() {
        const QTemporaryDir folder;
        const auto says = [](const QString& path) {
            const Result<Project> read = storage::loadProject(path, testCatalog());
            return read ? QString() : QString::fromStdString(read.error().plain());
        };
        QVERIFY(says(folder.filePath(QStringLiteral("nothing"))).contains(QStringLiteral("does not exist")));
        QVERIFY(says(folder.path()).contains(QStringLiteral("is a folder")));
        QVERIFY(!storage::saveProject(folder.filePath(QStringLiteral("gone/x.faultline")), sample(), testCatalog()));
    }
    void anEntryLikeOneOfOursIsNotWritten() {
        Project project;
        project.others = {{QStringLiteral("RUN.JSON"), "x"}, {QStringLiteral("kept"), "y"}};
        project.run = SavedRun();
        const Result<QByteArray> bytes = storage::writeProject(project, testCatalog());
        QVERIFY(bytes.has_value());
        QCOMPARE(storage::readProject(*bytes, testCatalog())->others.size(), std::size_t{1});
    }

    void damageIsAlwaysNoticed() {
        Project small = sample();
        small.run.reset();
        const QByteArray bytes = *storage::writeProject(small, testCatalog());
        for (qsizetype length = 0; length < bytes.size(); length += 3)
            QVERIFY(!storage::readProject(bytes.left(length), testCatalog()));
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            QByteArray broken = bytes;
            broken[at] = static_cast<char>(broken[at] ^ (1 << (at % 8)));
            const Result<Project> read = storage::readProject(broken, testCatalog());
            QVERIFY(!read ||
                    (read->design == small.design && read->thumbnail == small.thumbnail && read->others == small.others));
        }
    }
};

FAULTLINE_TEST(ProjectFileTest)
#include "project_file_test.moc"
