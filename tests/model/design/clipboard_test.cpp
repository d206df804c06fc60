#include "model/design/edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class ClipboardTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    void done(const Result<Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        change->apply(m_design);
        QVERIFY(check(m_design, m_catalog).empty());
    }
    ComponentId add(const char* kind, const Placement& where) {
        const ComponentId id = m_design.nextComponentId();
        done(addComponent(m_design, m_catalog, kind, where));
        return id;
    }
    static Placement at(qreal x, qreal y) {
        return {.scenePosition = QPointF(x, y), .container = {}, .attachTo = {}, .inLine = {}};
    }
    static Placement in(ComponentId id) { return {.scenePosition = {}, .container = id, .attachTo = {}, .inLine = {}}; }

private slots:
    void init() { m_design = Design(); }

    void aTreeWithLinksComesBack() {
        const ComponentId users = add("users", at(0, 0)), host = add("server", at(300, 200)), lb = add("load_balancer", in(host));
        const ComponentId db = add("database", in(host)), web = add("web_server", at(700, 0));
        const ComponentId cert = add("certificate", {.scenePosition = {}, .container = {}, .attachTo = lb, .inLine = {}});
        done(design::connect(m_design, m_catalog, users, lb));
        const LinkId inner = m_design.nextLinkId();
        done(design::connect(m_design, m_catalog, lb, web));
        const ComponentId wall = add("firewall", {.scenePosition = {}, .container = {}, .attachTo = {}, .inLine = inner});
        done(setLinkProperty(m_design, m_catalog, {inner}, "latency", Value(3'000'000)));
        done(design::setProperty(m_design, m_catalog, {db}, "link_rate", Value(std::int64_t{999'999'999'999})));
        const auto parts = m_design.components().size();

        done(pasteParts(m_design, m_catalog, copyParts(m_design, {host, web}), QPointF(0, 1000)));
        QCOMPARE(m_design.components().size(), parts + 6);  // host, lb, db, cert, web, wall
        QCOMPARE(m_design.links().size(), std::size_t{3});
        const Component* copy = m_design.componentByName(QStringLiteral("server-2"));
        QVERIFY(copy);
        QCOMPARE(copy->rect.topLeft(), QPointF(0, 1200));
        const Component* innerLb = m_design.componentByName(QStringLiteral("lb-2"));
        QVERIFY(innerLb);
        QCOMPARE(innerLb->container, copy->id);
        QCOMPARE(innerLb->rect, m_design.component(lb)->rect);
        QCOMPARE(m_design.attachmentsOf(innerLb->id).size(), std::size_t{1});
        const Component* innerDb = m_design.componentByName(QStringLiteral("db-2"));
        QCOMPARE(innerDb->properties.value("link_rate"), Value(std::int64_t{999'999'999'999}));
        const Link& link = *m_design.links().rbegin()->second;
        QCOMPARE(link.from, innerLb->id);
        QCOMPARE(link.properties.value("latency"), Value(3'000'000));
        QCOMPARE(m_design.inLineOf(link.id).size(), std::size_t{1});
        QVERIFY(addressOf(m_design, m_catalog, copy->id) != addressOf(m_design, m_catalog, host));
        Q_UNUSED(cert)
        Q_UNUSED(wall)
    }

    void aCopyStaysInItsHost() {
        const ComponentId host = add("server", at(0, 0)), web = add("web_server", in(host));
        const QByteArray text = copyParts(m_design, {web});
        done(pasteParts(m_design, m_catalog, text, std::nullopt));
        QCOMPARE(m_design.componentByName(QStringLiteral("web-2"))->container, host);
        done(pasteParts(m_design, m_catalog, text, QPointF(500, 500)));
        const Component* free = m_design.componentByName(QStringLiteral("web-3"));
        QVERIFY(!free->container.isValid());
        QCOMPARE(free->rect.topLeft(), QPointF(500, 500));
        QVERIFY(free->properties.contains("address"));
    }

    void referencesFollow() {
        const ComponentId source = add("database", at(0, 0)), replica = add("database", at(300, 0));
        done(design::setProperty(m_design, m_catalog, {replica}, "source", std::int64_t{source.value}));
        const QByteArray both = copyParts(m_design, {source, replica}), one = copyParts(m_design, {replica});
        done(pasteParts(m_design, m_catalog, both, std::nullopt));
        const Component* copy = m_design.componentByName(QStringLiteral("db-4"));
        QCOMPARE(copy->properties.value("source").toInt(),
                 std::int64_t{m_design.componentByName(QStringLiteral("db-3"))->id.value});
        done(pasteParts(m_design, m_catalog, one, std::nullopt));
        QCOMPARE(m_design.componentByName(QStringLiteral("db-5"))->properties.value("source").toInt(),
                 std::int64_t{source.value});
        m_design = Design();  // another document: what was named does not exist
        done(pasteParts(m_design, m_catalog, one, std::nullopt));
        QCOMPARE(m_design.components().begin()->second->properties.value("source").toInt(), std::int64_t{0});
    }

    void foreignTextIsRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("words") << QByteArray("hello");
        QTest::newRow("other json") << QByteArray("{\"a\":1}");
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("empty") << QByteArray("{\"faultline_parts\":1,\"components\":[]}");
        QTest::newRow("newer") << QByteArray("{\"faultline_parts\":2,\"components\":[]}");
        QTest::newRow("unknown kind") << QByteArray("{\"faultline_parts\":1,\"components\":[{\"id\":1,\"kind\":\"x\"}]}");
        QTest::newRow("no id") << QByteArray("{\"faultline_parts\":1,\"components\":[{\"kind\":\"users\"}]}");
        QTest::newRow("twice") << QByteArray(
            "{\"faultline_parts\":1,\"components\":[{\"id\":1,\"kind\":\"users\"},{\"id\":1,\"kind\":\"users\"}]}");
        QTest::newRow("cycle") << QByteArray(
            "{\"faultline_parts\":1,\"components\":[{\"id\":1,\"kind\":\"server\",\"container\":2},"
            "{\"id\":2,\"kind\":\"server\",\"container\":1}]}");
        QTest::newRow("itself") << QByteArray(
            "{\"faultline_parts\":1,\"components\":[{\"id\":1,\"kind\":\"server\",\"container\":1}]}");
        QTest::newRow("bad port") << QByteArray(
            "{\"faultline_parts\":1,\"components\":[{\"id\":1,\"kind\":\"users\"},{\"id\":2,\"kind\":\"dns\"}],"
            "\"links\":[{\"id\":1,\"from\":1,\"to\":2,\"from_port\":\"dns\",\"to_port\":\"http\"}]}");
    }
    void foreignTextIsRefused() {
        QFETCH(QByteArray, text);
        const Result<Change> change = pasteParts(m_design, m_catalog, text, std::nullopt);
        QVERIFY(!change);
        QVERIFY(!change.error().what.isEmpty());
    }

    void whatWentThroughAChatIsPasted_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("breaks");   // put behind every comma
        QTest::newRow("white space") << " \r\n\t" << "\r\n\r\n" << "\r\n";
        QTest::newRow("byte order mark") << QString(QChar(0xFEFF)) << QString() << QString();
        QTest::newRow("fences") << "Look at this:\n```json\n" << "\n```\nNice {or not}?" << QString();
        QTest::newRow("other braces") << "{a} {\"b\": {}} {" << "} }" << QString();
        QTest::newRow("an open quote") << "it is 5\" wide: " << QString() << QString();
        QTest::newRow("quoted mail") << "Ann wrote:\n> " << "\n> \n> Bye" << "\n> ";
        QTest::newRow("non-breaking spaces") << QString() << QString() << QString(QChar(QChar::Nbsp));
        QTest::newRow("as HTML") << "&quot;" << QString() << "&quot;";   // the break stands for every quote, below
    }
    void whatWentThroughAChatIsPasted() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, breaks);
        const ComponentId lb = add("load_balancer", at(0, 0)), web = add("web_server", at(400, 0));
        done(rename(m_design, web, QStringLiteral("the \"front\" one {1}")));
        done(design::connect(m_design, m_catalog, lb, web));
        QString text = QString::fromUtf8(copyParts(m_design, {lb, web}));
        if (breaks.contains(QLatin1Char('&')))
            text.replace(QLatin1Char('"'), breaks);
        else
            text.replace(QStringLiteral(","), QStringLiteral(",") + breaks);
        done(pasteParts(m_design, m_catalog, (before + text + after).toUtf8(), std::nullopt));
        QCOMPARE(m_design.components().size(), std::size_t{4});
        QCOMPARE(m_design.links().size(), std::size_t{2});
        QVERIFY(m_design.componentByName(QStringLiteral("the \"front\" one {1}-1")));
    }

    void aCopyThatIsCutOffSaysSo() {
        const ComponentId lb = add("load_balancer", at(0, 0));
        const QByteArray text = copyParts(m_design, {lb});
        const Result<Change> change = pasteParts(m_design, m_catalog, text.chopped(1), std::nullopt);
        QVERIFY(!change);
        QVERIFY(QString::fromStdString(change.error().plain()).contains(QStringLiteral("cut off")));
    }

    void oddValuesAreLeftOut() {
        done(pasteParts(
            m_design, m_catalog,
            "{\"faultline_parts\":1,\"components\":[{\"id\":9,\"kind\":\"load_balancer\",\"name\":\"  \",\"software\":\"x\","
            "\"rect\":[1e300,0,1,1],\"properties\":{\"fall\":-5,\"balance\":\"no\",\"inter\":5000000,\"zzz\":1}}]}",
            QPointF(7, 8)));
        const Component& part = *m_design.components().begin()->second;
        QCOMPARE(part.name, QStringLiteral("lb-1"));
        QCOMPARE(part.rect, QRectF(7, 8, 168, 64));
        QVERIFY(!part.properties.contains("fall"));
        QCOMPARE(part.properties.value("inter"), Value(5'000'000));
    }
};

FAULTLINE_TEST(ClipboardTest)
#include "clipboard_test.moc"
