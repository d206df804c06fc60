#include "model/exchange/graph_layout.h"

#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace faultline;
using namespace faultline::design;

class GraphLayoutTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = kinds::allKinds();
    Design m_design;
    ComponentId m_users, m_lb, m_one, m_two, m_web, m_db;
    QByteArray m_path;

    ComponentId add(const char* kind, QPointF at, ComponentId container = {}) {
        const ComponentId id = m_design.nextComponentId();
        const auto change = addComponent(m_design, m_catalog, kind, {.scenePosition = at, .container = container, .attachTo = {}, .inLine = {}});
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
        return id;
    }
    void link(ComponentId from, ComponentId to) {
        const auto change = design::connect(m_design, m_catalog, from, to);
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
    }
    QRectF rect(ComponentId id) const { return m_design.sceneRect(id); }
    static bool dotIsThere() { return !exchange::dotProgram().isEmpty(); }
    /// A program called dot that is this script.
    static void install(QTemporaryDir& folder, const QByteArray& script) {
        QFile file(folder.filePath(QStringLiteral("dot")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script + "\n");
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        qputenv("PATH", folder.path().toLocal8Bit() + ":/usr/bin:/bin");
    }

private slots:
    void initTestCase() { m_path = qgetenv("PATH"); }
    void cleanup() { qputenv("PATH", m_path); }
    void init() {
        m_design = Design();
        m_users = add("users", {40, 40});
        m_lb = add("load_balancer", {40, 50});
        m_one = add("server", {40, 60});
        m_two = add("server", {40, 70});
        m_web = add("web_server", {}, m_one);
        m_db = add("database", {}, m_two);
        add("web_server", {}, m_two);
        link(m_users, m_lb);
        link(m_lb, m_web);
    }

    void whatIsAskedHasSizesClustersAndLinks() {
        const QByteArray asked = exchange::layoutQuestion(m_design, m_catalog, {}, exchange::Flow::TopDown);
        QVERIFY(asked.contains("rankdir=TB"));
        QVERIFY(asked.contains("subgraph cluster_c" + QByteArray::number(m_one.value)));
        QVERIFY(asked.contains("c" + QByteArray::number(m_users.value) + " -> c" + QByteArray::number(m_lb.value)));
        QVERIFY(asked.contains("c" + QByteArray::number(m_users.value) + " [width="));
        QVERIFY(exchange::layoutQuestion(m_design, m_catalog, {}, exchange::Flow::LeftToRight).contains("rankdir=LR"));
        QVERIFY(exchange::layoutQuestion(Design(), m_catalog, {}, exchange::Flow::LeftToRight).isEmpty());
    }

    void whatIsLockedIsNotAsked() {
        setLocked(m_design, {m_web}, true).apply(m_design);   // and so its host is not either
        const QByteArray asked = exchange::layoutQuestion(m_design, m_catalog, {}, exchange::Flow::LeftToRight);
        QVERIFY(!asked.contains("cluster_c" + QByteArray::number(m_one.value)));
        QVERIFY(asked.contains("cluster_c" + QByteArray::number(m_two.value)));
    }

    void theAnswerIsTakenWithHeadersAndInScenePlaces() {
        const auto node = [](ComponentId id, const char* pos) { return "{\"name\":\"c" + QByteArray::number(id.value) + "\",\"pos\":\"" + pos + "\"}"; };
        const QByteArray json = "{\"objects\":[{\"name\":\"cluster_c3\"}," + node(m_users, "100,300") + "," + node(m_lb, "400,300") + "," + node(m_web, "800,300") +
                                ",{\"name\":\"c999\",\"pos\":\"1,1\"},{\"name\":\"c2\"},{\"name\":\"cx\",\"pos\":\"nan,inf\"}]}";
        const auto change = exchange::layoutAnswer(m_design, m_catalog, {}, json);
        QVERIFY(change);
        QVERIFY(!change->touchesModel());
        change->apply(m_design);
        QVERIFY(rect(m_users).right() < rect(m_lb).left());
        QVERIFY(rect(m_lb).right() < rect(m_web).left());
        QVERIFY(rect(m_one).contains(rect(m_web)));
        QVERIFY(rect(m_web).top() - rect(m_one).top() >= 40);
        QVERIFY(!rect(m_two).intersects(rect(m_one) | rect(m_users) | rect(m_lb)));   // it was not in the answer and is not covered
        QVERIFY(check(m_design, m_catalog).empty());
    }

    void answersThatAreNoneAreRefused() {
        for (const char* json : {"", "{}", "no", "{\"objects\":[]}", "{\"objects\":[{\"name\":\"c1\",\"pos\":\"a,b\"}]}", "[1,2]"})
            QVERIFY(!exchange::layoutAnswer(m_design, m_catalog, {}, json));
    }

    void itRunsBesideTheProgram() {
        QTemporaryDir folder;
        install(folder, "cat > /dev/null; echo '{\"objects\":[{\"name\":\"c1\",\"pos\":\"3,4\"}]}'");
        exchange::DotProcess dot;
        QSignalSpy finished(&dot, &exchange::DotProcess::finished), failed(&dot, &exchange::DotProcess::failed);
        dot.start("digraph {}");
        QVERIFY(dot.isRunning());
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(finished.first().first().toByteArray().contains("\"c1\""));
        QVERIFY(!dot.isRunning());
        dot.start("digraph {}");   // again
        QTRY_COMPARE(finished.count(), 2);
        QVERIFY(failed.isEmpty());
        const auto waited = exchange::runDot("digraph {}");
        QVERIFY(waited && waited->contains("\"c1\""));
    }

    void itIsStoppedAfterATimeAndByHand() {
        QTemporaryDir folder;
        install(folder, "exec sleep 600");
        exchange::DotProcess dot;
        QSignalSpy finished(&dot, &exchange::DotProcess::finished), failed(&dot, &exchange::DotProcess::failed);
        dot.start("digraph {}", 1000);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().value<Text>().plain().find("within 1 s") != std::string::npos);
        dot.start("digraph {}");
        dot.cancel();
        QVERIFY(!dot.isRunning());
        QCOMPARE(failed.count(), 1);
        QVERIFY(finished.isEmpty());
        QVERIFY(!exchange::runDot("digraph {}", 200));
    }

    void whatItSaysWhenItFailsIsTold() {
        QTemporaryDir folder;
        install(folder, "echo 'syntax error in line 1' >&2; exit 1");
        exchange::DotProcess dot;
        QSignalSpy failed(&dot, &exchange::DotProcess::failed);
        dot.start("digraph {}");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().value<Text>().plain().find("syntax error in line 1") != std::string::npos);
        QVERIFY(exchange::runDot("x").error().plain().find("syntax error") != std::string::npos);
    }

    void whereItIsNotInstalledTheSentenceSaysHow() {
        QTemporaryDir empty;
        qputenv("PATH", empty.path().toLocal8Bit());
        exchange::DotProcess dot;
        QSignalSpy failed(&dot, &exchange::DotProcess::failed);
        dot.start("digraph {}");
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().value<Text>().plain().find("apt install graphviz") != std::string::npos);
        QVERIFY(!exchange::runDot("digraph {}"));
    }

    void theRealProgramLaysOutInOrderAndCoversNothing() {
        if (!dotIsThere()) qInfo("Graphviz is not installed: only its stand-in was tried");
        for (const exchange::Flow flow : {exchange::Flow::LeftToRight, exchange::Flow::TopDown}) {
            if (!dotIsThere()) return;
            const QByteArray asked = exchange::layoutQuestion(m_design, m_catalog, {}, flow);
            const auto json = exchange::runDot(asked);
            QVERIFY2(json, json ? "" : json.error().plain().c_str());
            const auto change = exchange::layoutAnswer(m_design, m_catalog, {}, *json);
            QVERIFY(change);
            change->apply(m_design);
            const auto before = [&](ComponentId a, ComponentId b) {
                return flow == exchange::Flow::LeftToRight ? rect(a).right() < rect(b).left() : rect(a).bottom() < rect(b).top();
            };
            QVERIFY(before(m_users, m_lb));
            QVERIFY(before(m_lb, m_one));
            for (const auto& [a, one] : m_design.components())
                for (const auto& [b, two] : m_design.components())
                    if (a < b && one->container == two->container) QVERIFY(!rect(a).intersects(rect(b)));
            QVERIFY(check(m_design, m_catalog).empty());
        }
    }
};

FAULTLINE_TEST(GraphLayoutTest)
#include "graph_layout_test.moc"
