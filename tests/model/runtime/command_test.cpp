#include "model/runtime/command.h"
#include "model/design/edits.h"
#include "model/runtime/edit_text.h"
#include "tests/support/sample_design.h"
#include "tests/support/test_main.h"

using namespace faultline;
using design::Design;
using runtime::Command;
using runtime::CommandText;

class CommandTest : public QObject {
    Q_OBJECT
private:
    const catalog::Catalog& m_catalog = tests::testCatalog();
    const Design m_design = tests::sampleDesign();

    Result<Command> resolve(const char* text) const { return runtime::resolveCommand({0, text}, m_design, m_catalog); }
    /// The design after an edit in words; the design itself when it is refused.
    Design after(const char* text) const {
        Design copy = m_design;
        const Result<Command> command = resolve(text);
        if (command) std::get<runtime::Edit>(command->what).change.apply(copy);
        return copy;
    }
    Value value(const Design& design, std::uint32_t id, const char* key) const {
        const design::Component* part = design.component({id});
        return design::effectiveValue(*m_catalog.find(part->kind), *part, key);
    }
    std::string error(const char* text) const {
        const Result<Command> command = resolve(text);
        return command ? std::string() : command.error().plain();
    }

private slots:
    void readsTimeAndWords_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("at");
        QTest::addColumn<QString>("command");
        QTest::newRow("seconds") << "20s kill web-1" << qint64{20 * second} << "kill web-1";
        QTest::newRow("bare") << "20 kill web-1" << qint64{20 * second} << "kill web-1";
        QTest::newRow("two words") << "1m 30s  kill   web-1 " << qint64{90 * second} << "kill   web-1";
        QTest::newRow("blank before the unit") << "200 ms rate 5" << qint64{200 * millisecond} << "rate 5";
        QTest::newRow("zero") << "0s cut lb-1 web-1" << qint64{0} << "cut lb-1 web-1";
        QTest::newRow("own verb of a kind") << "1s flush cache-1" << qint64{second} << "flush cache-1";
    }
    void readsTimeAndWords() {
        QFETCH(QString, text);
        QFETCH(qint64, at);
        QFETCH(QString, command);
        const Result<CommandText> parsed = runtime::parseTimedCommand(text.toStdString());
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().plain().c_str());
        QCOMPARE(parsed->at, at);
        QCOMPARE(QString::fromStdString(parsed->text), command);
    }
    void refusesWhatIsNoTimedCommand_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no time") << "kill web-1"
                                 << "no time";
        QTest::newRow("empty") << ""
                               << "no time";
        QTest::newRow("time alone") << "20s"
                                    << "no command after the time 20s";
        QTest::newRow("verb alone") << "20s kill"
                                    << "kill COMPONENT";
        QTest::newRow("negative") << "-1s kill web-1"
                                  << "no time";
        QTest::newRow("not a word") << "20s KILL web-1"
                                    << "There is no command \"KILL\"; near: kill";
    }
    void refusesWhatIsNoTimedCommand() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const Result<CommandText> parsed = runtime::parseTimedCommand(text.toStdString());
        QVERIFY(!parsed);
        QVERIFY2(QString::fromStdString(parsed.error().plain()).contains(says), parsed.error().plain().c_str());
    }
    void namesComponentsByNameOrId() {
        for (const char* text : {"kill web-1", "kill WEB-1", "kill #7", "kill \"web-1\""}) {
            const Result<Command> command = resolve(text);
            QVERIFY2(command.has_value(), text);
            QCOMPARE(std::get<runtime::Act>(command->what).component, ComponentId{7});
            QCOMPARE(std::get<runtime::Act>(command->what).verb, std::string("kill"));
        }
    }
    void listsTheNearNames() {
        QVERIFY(error("kill wbe-1").find("near: web-1") != std::string::npos);
        QVERIFY(error("kil web-1").find("near: kill") != std::string::npos);
        QVERIFY(error("set web-1.worker=3").find("near: workers") != std::string::npos);
        QVERIFY(error("set wbe-1.workers=3").find("near: web-1") != std::string::npos);
        QVERIFY(error("kill zzzzzzzz").find("There is no component called \"zzzzzzzz\"") != std::string::npos);
    }
    void knowsWhatAKindCanSuffer() {
        QVERIFY(resolve("promote db-1"));
        QVERIFY(error("promote web-1").find("what can: kill, restore") != std::string::npos);
        QVERIFY(!error("kill note-1").empty());
    }
    void findsLinks() {
        for (const char* text :
             {"cut lb-1 web-1", "cut web-1 lb-1", "cut lb-1->web-1", "cut lb-1 -> web-1", "cut #4", "cut link#4", "cut #2 #7"}) {
            const Result<Command> command = resolve(text);
            QVERIFY2(command.has_value(), (std::string(text) + ": " + error(text)).c_str());
            QCOMPARE(std::get<runtime::LinkAct>(command->what).link, LinkId{4});
        }
        // By the host of an end.
        QCOMPARE(std::get<runtime::LinkAct>(resolve("mend lb-1 server-1")->what).link, LinkId{4});
        QVERIFY(error("cut lb-1 dns-1").find("no link between lb-1 and dns-1") != std::string::npos);
        QVERIFY(error("cut link#3").find("no link link#3") != std::string::npos);
        QVERIFY(error("cut lb-1").find("names no link") != std::string::npos);
    }
    void setsTheRateOfUsers() {
        QCOMPARE(value(after("rate 2000"), 1, "rate").toNumber(), 2000.0);
        QCOMPARE(value(after("rate #1 1.5k"), 1, "rate").toNumber(), 1500.0);
        QCOMPARE(value(after("rate Grüße \U0001F600 70"), 1, "rate").toNumber(), 70.0);
        QVERIFY(!error("rate lb-1 5").empty());
        QVERIFY(!error("rate many").empty());
        QVERIFY(!error("rate -5").empty());
    }
    void setsProperties() {
        QCOMPARE(value(after("set lb-1.inter=500ms"), 2, "inter").toInt(), 500 * millisecond);
        QCOMPARE(value(after("set lb-1.balance=roundrobin"), 2, "balance").toText(), std::string("roundrobin"));
        QCOMPARE(value(after("set #1.verify=yes"), 1, "verify").toBool(), true);
        QCOMPARE(value(after("set db-1.source=none"), 8, "source").toInt(), 0);
        QCOMPARE(value(after("set db-2.source=db-1"), 9, "source").toInt(), 8);
        QCOMPARE(value(after("set web-1 . workers = 7"), 7, "workers").toInt(), 7);
        QCOMPARE(after("set web-1.software=nginx").component({7})->software, std::string("nginx"));
        QCOMPARE(after("set lb-1->web-1.latency=50ms").link({4})->properties.value("latency").toInt(), 50 * millisecond);
        QCOMPARE(after("set link#4.loss=5%").link({4})->properties.value("loss").toNumber(), 0.05);
        QVERIFY(error("set web-1.workers=0").find("workers") != std::string::npos);
        QVERIFY(!error("set web-1.workers").empty());
        QVERIFY(!error("set workers=5").empty());
        QVERIFY(!error("set lb-1->web-1.speed=5").empty());
    }
    void setsTables() {
        const Design done = after("set fw-1.rules=[{\"port\": 80, \"source\": \"lb-1\", \"action\": \"drop\"}, [\"out\", 53]]");
        const TableRows rows = value(done, 10, "rules").toTable();
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0], (TableRow{"in", 80, 2, "drop"}));
        QCOMPARE(rows[1], (TableRow{"out", 53, 0, "accept"}));
        QVERIFY(!error("set fw-1.rules=80").empty());
        QVERIFY(!error("set fw-1.rules=[{\"prot\": 80}]").empty());
        QVERIFY(!error("set fw-1.rules=[{\"port\": 99999}]").empty());
    }
    /// What is formatted is read back as the same command.
    void formatsWhatItReads() {
        for (const char* text : {"kill web-1", "restore server-1", "promote db-1", "cut lb-1 web-1", "mend link#4", "rate 2000",
                                 "set lb-1.inter=1500ms", "set db-1.source=none", "set db-2.source=db-1", "set fw-1.rules=[]",
                                 "set lb-1->web-1.latency=50ms", "set #1.writes=12.5%", "set web-1.software=nginx"}) {
            const Result<Command> command = resolve(text);
            QVERIFY2(command.has_value(), (std::string(text) + ": " + error(text)).c_str());
            const std::string written = runtime::formatCommand(*command, m_design, m_catalog);
            const Result<Command> again = resolve(written.c_str());
            QVERIFY2(again.has_value(), (written + ": " + error(written.c_str())).c_str());
            QCOMPARE(QString::fromStdString(runtime::formatCommand(*again, m_design, m_catalog)),
                     QString::fromStdString(written));
            if (std::holds_alternative<runtime::Edit>(command->what))
                QVERIFY2(after(text) == after(written.c_str()), written.c_str());
        }
        QCOMPARE(runtime::formatCommand(*resolve("kill web-1"), m_design, m_catalog), std::string("kill #7"));
        QCOMPARE(runtime::formatCommand(*resolve("set lb-1.inter=1500ms"), m_design, m_catalog),
                 std::string("set #2.inter=1500ms"));
        QCOMPARE(runtime::formatCommand(*resolve("set lb-1->web-1.latency=50ms"), m_design, m_catalog),
                 std::string("set link#4.latency=50ms"));
        // A value equal to the default is not stored: nothing is left of the edit but the text that says so.
        QCOMPARE(runtime::formatCommand(*resolve("set fw-1.rules=[]"), m_design, m_catalog), std::string("set #10.rules=[]"));
    }
    /// Any edit at all survives being written down.
    void keepsAnyEdit() {
        const auto isKept = [&](const design::Change& change) {
            Design wanted = m_design, got = m_design;
            change.apply(wanted);
            const std::string text = runtime::formatCommand({0, runtime::Edit{change}}, m_design, m_catalog);
            const Result<Command> again = runtime::resolveCommand({0, text}, m_design, m_catalog);
            if (!again) {
                qWarning("%s: %s", text.c_str(), again.error().plain().c_str());
                return false;
            }
            std::get<runtime::Edit>(again->what).change.apply(got);
            return got == wanted;
        };
        for (const auto& [id, part] : m_design.components()) {
            QVERIFY2(isKept(design::removeParts(m_design, m_catalog, {id}, {})), qPrintable(part->name));
            QVERIFY(isKept(design::moveBy(m_design, {id}, {3.25, -7})));
            const Result<design::Change> renamed = design::rename(m_design, id, QStringLiteral("A \"new\"\nname"));
            QVERIFY(!renamed || isKept(*renamed));
        }
        for (const auto& [id, link] : m_design.links()) QVERIFY(isKept(design::removeParts(m_design, m_catalog, {}, {id})));
        design::DocumentSettings settings = m_design.settings();
        settings.seed = ~std::uint64_t{0};
        settings.startTime = 1;
        settings.title = QStringLiteral("Another");
        QVERIFY(isKept(design::setSettings(m_design, settings)));
        const auto added = design::addComponent(m_design, m_catalog, "web_server",
                                                {.scenePosition = {5, 5}, .container = {6}, .attachTo = {}, .inLine = {}});
        QVERIFY(added);
        QVERIFY(isKept(*added));
        const auto pasted =
            design::pasteParts(m_design, m_catalog, design::copyParts(m_design, {{6}, {1}, {2}}), QPointF(900, 900));
        QVERIFY2(pasted.has_value(), pasted ? "" : pasted.error().plain().c_str());
        QVERIFY(isKept(*pasted));
    }
    void refusesDamagedEdits() {
        for (const char* text :
             {"edit", "edit {", "edit []", "edit {\"components\":[{\"id\":0}]}",
              "edit {\"components\":[{\"id\":30,\"kind\":\"nonsense\"}]}",
              "edit {\"links\":[{\"id\":30,\"from\":1,\"to\":99,\"from_port\":\"http\",\"to_port\":\"http\"}]}",
              "edit {\"components\":[{\"id\":2,\"removed\":true}]}",
              "edit {\"components\":[{\"id\":7,\"kind\":\"web_server\",\"name\":\"web-1\",\"container\":7}]}",
              "edit {\"components\":[{\"id\":7,\"kind\":\"web_server\",\"name\":\"x\",\"properties\":{\"workers\":-4}}]}"})
            QVERIFY2(!error(text).empty(), text);
    }
    void helpKnowsEveryWord() {
        QVERIFY(runtime::commandWords().size() >= 12);
        for (const runtime::CommandWord& word : runtime::commandWords()) QVERIFY(*word.form && !word.help.isEmpty());
    }
};

FAULTLINE_TEST(CommandTest)
#include "command_test.moc"
