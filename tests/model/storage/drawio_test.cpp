#include "model/design/annotations.h"
#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "model/exchange/drawio.h"
#include "model/exchange/deflate.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/design_json.h"
#include "model/storage/project_file.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>

using namespace faultline;

namespace {

const catalog::Catalog& drawioCatalog() { return kinds::allKinds(); }

design::Design drawioRead(const QByteArray& bytes, std::vector<Text>* notes = nullptr) {
    const auto project = storage::readProject(bytes, drawioCatalog());
    if (!project) qFatal("%s: %s", project.error().where.c_str(), project.error().plain().c_str());
    if (notes) *notes = project->notes;
    return project->design;
}

QByteArray drawioPage(const QByteArray& cells) {
    return "<mxfile host=\"app.diagrams.net\"><diagram name=\"Page-1\" id=\"x\"><mxGraphModel dx=\"1\" dy=\"1\"><root><mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>" +
           cells + "</root></mxGraphModel></diagram></mxfile>";
}

QByteArray drawioBox(const QByteArray& id, const QByteArray& label, const QByteArray& parent = "1", const QByteArray& style = "rounded=0;html=1;", int x = 40) {
    return "<mxCell id=\"" + id + "\" value=\"" + label + "\" style=\"" + style + "\" vertex=\"1\" parent=\"" + parent + "\"><mxGeometry x=\"" +
           QByteArray::number(x) + "\" y=\"60\" width=\"160\" height=\"80\" as=\"geometry\"/></mxCell>";
}

QByteArray drawioEdge(const QByteArray& id, const QByteArray& from, const QByteArray& to) {
    return "<mxCell id=\"" + id + "\" edge=\"1\" parent=\"1\" source=\"" + from + "\" target=\"" + to + "\"><mxGeometry relative=\"1\" as=\"geometry\"/></mxCell>";
}

std::string drawioKindOf(const design::Design& design, const char* name) {
    const design::Component* component = design.componentByName(QString::fromUtf8(name));
    return component ? component->kind : std::string();
}

}  // namespace

class DrawioTest : public QObject {
    Q_OBJECT
private slots:
    void everyExampleComesBackUnchanged_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(tests::sourcePath(QStringLiteral("examples")));
        for (const QString& name : folder.entryList({QStringLiteral("*.faultline")})) QTest::addRow("%s", qPrintable(name)) << folder.filePath(name);
    }
    void everyExampleComesBackUnchanged() {
        QFETCH(QString, file);
        const auto project = storage::loadProject(file, drawioCatalog());
        QVERIFY(project);
        const auto text = storage::foreignText(QStringLiteral("a.drawio"), project->design, drawioCatalog());
        QVERIFY(text);
        QVERIFY(text->contains("haproxy-1") || text->contains("server-1"));
        std::vector<Text> notes;
        const design::Design back = drawioRead(*text, &notes);
        QVERIFY2(notes.empty(), notes.empty() ? "" : notes.front().plain().c_str());
        QCOMPARE(storage::writeDesign(back, drawioCatalog()), storage::writeDesign(project->design, drawioCatalog()));
    }

    void labelsAndHeadsOfLinksGoAndComeBack() {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline")), drawioCatalog());
        design::Design design = project->design;
        const LinkId first = design.links().begin()->first, second = std::next(design.links().begin())->first;
        design::setLinkLabel(design, {first}, QStringLiteral("asks <once> & again"))->apply(design);
        design::setLinkHeads(design, {first}, design::LinkHeads::Both).apply(design);
        design::setLinkHeads(design, {second}, design::LinkHeads::None).apply(design);
        QByteArray text = *storage::foreignText(QStringLiteral("a.drawio"), design, drawioCatalog());
        QCOMPARE(storage::writeDesign(drawioRead(text), drawioCatalog()), storage::writeDesign(design, drawioCatalog()));
        // And as they are altered there.
        QVERIFY(text.contains("asks &amp;lt;once&amp;gt; &amp;amp; again"));
        text.replace("label=\"asks &amp;lt;once&amp;gt; &amp;amp; again\"", "label=\"resolves\"");
        const QByteArray id = "<object id=\"l" + QByteArray::number(second.value) + "\"";
        const qsizetype from = text.indexOf(id), to = text.indexOf("</object>", from);
        QByteArray edge = text.mid(from, to - from);
        edge.replace(edge.indexOf(" style=\"edgeStyle"), 8, " style=\"startArrow=classic;");
        text.replace(from, to - from, edge);
        const design::Design back = drawioRead(text);
        QCOMPARE(back.link(first)->label, QStringLiteral("resolves"));
        QVERIFY(back.link(second)->heads == design::LinkHeads::Start);
        QVERIFY(back.link(second)->label.isEmpty());   // its port
        QVERIFY(storage::foreignText(QStringLiteral("a.mmd"), back, drawioCatalog())->contains("|\"resolves\"|"));
        QVERIFY(storage::foreignText(QStringLiteral("a.dot"), back, drawioCatalog())->contains("label=\"resolves\", dir=both"));
    }

    void pagesComeBack_data() {
        QTest::addColumn<bool>("packed");
        QTest::newRow("plain") << false;
        QTest::newRow("packed") << true;
    }
    void pagesComeBack() {
        QFETCH(bool, packed);
        std::vector<design::Design> pages(3);   // the middle one is empty and has no name
        for (const auto& [at, file] : {std::pair{0, "simple-web-stack"}, std::pair{2, "scale-up"}}) {
            auto read = storage::loadProject(tests::sourcePath(QStringLiteral("examples/%1.faultline").arg(QLatin1String(file))), drawioCatalog());
            QVERIFY(read);
            pages[static_cast<std::size_t>(at)] = read->design;
        }
        QByteArray drawing = storage::drawioText({&pages[0], &pages[1], &pages[2]}, drawioCatalog());
        QCOMPARE(drawing.count("<diagram "), 3);
        if (packed) drawing = exchange::compressedDrawio(drawing);
        QCOMPARE(drawing.contains("mxGraphModel"), !packed);
        auto project = storage::readProject(drawing, drawioCatalog());
        QVERIFY(project);
        QCOMPARE(project->morePages.size(), std::size_t{2});
        QCOMPARE(storage::writeDesign(project->design, drawioCatalog()), storage::writeDesign(pages[0], drawioCatalog()));
        for (std::size_t i = 1; i < 3; ++i)
            QCOMPARE(storage::writeDesign(project->morePages[i - 1].design, drawioCatalog()), storage::writeDesign(pages[i], drawioCatalog()));
        QVERIFY(project->notes.empty());

        drawing.replace("name=\"Page-2\"", "name=\"Second thoughts\"");   // as it is renamed there
        project = storage::readProject(drawing, drawioCatalog());
        QCOMPARE(project->morePages[0].design.settings().title, QStringLiteral("Second thoughts"));
    }

    void whatWasMovedRenamedAndCopiedThereIsTaken() {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline")), drawioCatalog());
        QByteArray text = *storage::foreignText(QStringLiteral("a.drawio"), project->design, drawioCatalog());
        const design::Component* users = project->design.componentByName(QStringLiteral("users-1"));
        const QByteArray id = "c" + QByteArray::number(users->id.value);
        qsizetype begin = text.indexOf("<object id=\"" + id + "\""), end = text.indexOf("</object>", begin) + 9;
        QByteArray moved = text.mid(begin, end - begin);
        moved.replace("label=\"users-1\"", "label=\"students\"");
        moved.replace("<mxGeometry x=\"" + QByteArray::number(users->rect.x()), "<mxGeometry x=\"-320");
        QByteArray copy = moved;
        copy.replace("id=\"" + id + "\"", "id=\"Xy-7\"").replace("x=\"-320", "x=\"-640");
        text.replace(begin, end - begin, moved + copy);
        const design::Design back = drawioRead(text);
        const design::Component* students = back.componentByName(QStringLiteral("students"));
        QVERIFY(students);
        QCOMPARE(students->id, users->id);
        QCOMPARE(students->rect.x(), -320.0);
        const design::Component* second = back.componentByName(QStringLiteral("students-2"));
        QVERIFY(second);
        QCOMPARE(second->kind, std::string("users"));
        QCOMPARE(second->rect.x(), -640.0);
        QCOMPARE(back.links().size(), project->design.links().size());
    }

    void aForeignDrawingIsUnderstoodByItsWords() {
        std::vector<Text> notes;
        const design::Design design = drawioRead(drawioPage(drawioBox("u", "&lt;b&gt;Users&lt;/b&gt;", "1", "shape=umlActor;html=1;", 0) +
                                                            drawioBox("l", "HAProxy load balancer", "1", "rounded=1;", 200) +
                                                            drawioBox("s", "Server 1", "1", "swimlane;", 400) + drawioBox("w", "nginx", "s", "", 20) +
                                                            drawioBox("d", "", "1", "shape=cylinder3;", 900) + drawioBox("m", "MySQL primary", "1", "shape=cylinder3;", 700) +
                                                            drawioBox("n", "Remember the milk", "1", "text;html=1;", 0) + drawioEdge("e1", "u", "l") +
                                                            drawioEdge("e2", "l", "w") + drawioEdge("e3", "n", "u")),
                                                 &notes);
        QCOMPARE(drawioKindOf(design, "Users"), std::string("users"));
        QCOMPARE(drawioKindOf(design, "HAProxy load balancer"), std::string("load_balancer"));
        QCOMPARE(drawioKindOf(design, "Server 1"), std::string("server"));
        QCOMPARE(drawioKindOf(design, "nginx"), std::string("web_server"));
        QCOMPARE(drawioKindOf(design, "MySQL primary"), std::string("database"));
        QCOMPARE(design.componentByName(QStringLiteral("nginx"))->container, design.componentByName(QStringLiteral("Server 1"))->id);
        QCOMPARE(design.links().size(), std::size_t{2});
        QCOMPARE(notes.size(), std::size_t{1});   // words call nobody: an arrow points from them
        bool milk = false;
        for (const auto& [id, component] : design.components()) milk = milk || (component->kind == "text" && component->properties.value("text").toText() == "Remember the milk");
        QVERIFY(milk);
        QCOMPARE(drawioKindOf(design, "arrow-1"), std::string("arrow"));
    }

    void unknownShapesStayPlainWithTheirLook() {
        const design::Design design = drawioRead(drawioPage(drawioBox("a", "Billing", "1", "ellipse;fillColor=#DAE8FC;strokeColor=#6C8EBF;fontSize=18;dashed=1;") +
                                                            drawioBox("b", "", "1", "rhombus;fillColor=none;", 300) +
                                                            drawioBox("c", "nginx", "1", "rounded=1;fillColor=#ffffff;strokeColor=#000000;", 600)));
        const auto find = [&](const char* outline) {
            for (const auto& [id, part] : design.components())
                if (part->kind == "shape" && part->properties.value("outline").toText() == outline) return part;
            return design::ComponentPtr();
        };
        QVERIFY(find("ellipse") && find("diamond"));
        const design::Style look = find("ellipse")->style;
        QCOMPARE(*look.fill, 0xDAE8FCu);
        QCOMPARE(*look.line, 0x6C8EBFu);
        QCOMPARE(look.textSize, 18);
        QVERIFY(look.dash == design::Style::Dash::Dashed);
        QCOMPARE(find("ellipse")->properties.value("text").toText(), std::string("Billing"));
        QVERIFY(design.componentByName(QStringLiteral("nginx"))->style.isUsual());
    }

    void annotationsAndLooksComeBackUnchanged() {
        design::Design design;
        ComponentId last;
        const auto add = [&](const char* kind, QPointF at) {
            last = design.nextComponentId();
            design::addComponent(design, drawioCatalog(), kind, {.scenePosition = at})->apply(design);
            return last;
        };
        const ComponentId frame = add("frame", {0, 0}), text = add("text", {40, 40}), shape = add("shape", {40, 100}), web = add("web_server", {40, 160});
        const ComponentId database = add("database", {400, 160}), up = add("arrow", {500, 500}), level = add("arrow", {500, 600});
        design::setArrow(design, drawioCatalog(), up, {700, 500, 500, 620}).apply(design);
        design::setArrow(design, drawioCatalog(), level, {700, 600, 500, 600}).apply(design);
        design::setProperty(design, drawioCatalog(), {shape}, "outline", Value("cylinder"))->apply(design);
        design::setProperty(design, drawioCatalog(), {text}, "text", Value("two\nlines"))->apply(design);
        design::connect(design, drawioCatalog(), web, database)->apply(design);
        design::restyle(design, {frame, text, shape, web, up}, {design.links().begin()->first}, [](design::Style& style) {
            style.fill = 0xDBEAFE;
            style.line = design::Style::none;
            style.text = 0x2563EB;
            style.textSize = 20;
            style.dash = design::Style::Dash::Dotted;
        }).apply(design);
        QByteArray drawing = *storage::foreignText(QStringLiteral("a.drawio"), design, drawioCatalog());
        QVERIFY(drawing.contains("fillColor=#DBEAFE;strokeColor=none;fontColor=#2563EB;fontSize=20;dashed=1;dashPattern=1 3;"));
        QCOMPARE(storage::writeDesign(drawioRead(drawing), drawioCatalog()), storage::writeDesign(design, drawioCatalog()));
        // Recoloured there: only that is another.
        const qsizetype at = drawing.indexOf(" style=\"shape=cylinder3", drawing.indexOf("id=\"c" + QByteArray::number(database.value)));
        drawing.replace(drawing.indexOf("fillColor=#FFFFFF", at), 17, "fillColor=#FF8800");
        const design::Design back = drawioRead(drawing);
        design::Style orange;
        orange.fill = 0xFF8800;
        QVERIFY(back.component(database)->style == orange);
    }

    void layersGoAndComeBack() {
        auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")), drawioCatalog());
        design::Design& design = project->design;
        const auto apply = [&](const Result<design::Change>& change) {
            QVERIFY(change);
            change->apply(design);
        };
        const auto idOf = [&](const char* name) { return design.componentByName(QLatin1String(name))->id; };
        apply(design::addLayer(design, QStringLiteral("Security & \"keys\"")));
        apply(design::addLayer(design, QStringLiteral("Data")));
        apply(design::toLayer(design, {idOf("server-1")}, {}, 2));
        apply(design::toLayer(design, {idOf("web-1")}, {}, 0));   // in a host that is on another
        apply(design::toLayer(design, {idOf("firewall-1")}, {design.links().begin()->first}, 1));
        apply(design::showLayer(design, 1, false));
        apply(design::lockLayer(design, 2, true));
        apply(design::lockLayer(design, 0, true));
        apply(design::moveLayer(design, 2, -1));
        const QByteArray text = *storage::foreignText(QStringLiteral("a.drawio"), design, drawioCatalog());
        QVERIFY(text.contains("<mxCell id=\"layer1\" value=\"Security &amp; &quot;keys&quot;\" visible=\"0\" parent=\"0\"/>"));
        QVERIFY(text.contains("<mxCell id=\"layer2\" value=\"Data\" style=\"locked=1;\" parent=\"0\"/>"));
        QVERIFY(text.indexOf("\"layer2\"") < text.indexOf("\"layer1\""));
        QCOMPARE(storage::writeDesign(drawioRead(text), drawioCatalog()), storage::writeDesign(design, drawioCatalog()));

        // Renamed, shown, and one more made there, on which the server was put with what is in it.
        QByteArray altered = text;
        altered.replace("value=\"Data\"", "value=\"Databases\"").replace(" visible=\"0\"", "");
        altered.replace("<mxCell id=\"layer1\"", "<mxCell id=\"kX-9\" value=\"Mine\" parent=\"0\"/><mxCell id=\"layer1\"");
        const QByteArray id = "c" + QByteArray::number(idOf("server-1").value);
        const qsizetype at = altered.indexOf("parent=\"layer2\"", altered.indexOf("<object id=\"" + id + "\""));
        altered.replace(at, 15, "parent=\"kX-9\"");
        const design::Design back = drawioRead(altered);
        QCOMPARE(design::layerName(back, 2), QStringLiteral("Databases"));
        QVERIFY(!design::isLayerHidden(back, 1));
        const int mine = *design::layerNamed(back, QStringLiteral("Mine"));
        QCOMPARE(back.componentByName(QStringLiteral("server-1"))->layer, mine);
        QCOMPARE(back.componentByName(QStringLiteral("db-1"))->layer, mine);
        QCOMPARE(back.componentByName(QStringLiteral("web-1"))->layer, 0);
        // A layer that was deleted there: what is left of it is on the background.
        QByteArray gone = text;
        gone.replace("<mxCell id=\"layer1\" value=\"Security &amp; &quot;keys&quot;\" visible=\"0\" parent=\"0\"/>", "");
        gone.replace("parent=\"layer1\"", "parent=\"1\"");
        QCOMPARE(drawioRead(gone).componentByName(QStringLiteral("firewall-1"))->layer, 0);
    }

    void foreignLayersBecomeLayers() {
        const design::Design design = drawioRead(drawioPage("<mxCell id=\"net\" value=\"Network\" parent=\"0\" style=\"locked=1;\"/><mxCell id=\"x\" value=\"Network\" parent=\"0\" visible=\"0\"/>" +
                                                            drawioBox("s", "Server 1", "net", "swimlane;", 400) + drawioBox("w", "nginx", "s", "", 20) +
                                                            drawioBox("d", "MySQL", "x", "", 900) + drawioBox("u", "Users", "1", "", 0)));
        QCOMPARE(design.settings().layers.size(), 2u);
        QCOMPARE(design.settings().layers[0].name, QStringLiteral("Network"));
        QCOMPARE(design.settings().layers[1].name, QStringLiteral("Network 2"));
        QVERIFY(design.settings().layers[0].locked && design.settings().layers[1].hidden);
        const auto layerOf = [&](const char* name) { return design.componentByName(QLatin1String(name))->layer; };
        QCOMPARE(layerOf("Server 1"), design.settings().layers[0].id);
        QCOMPARE(layerOf("nginx"), design.settings().layers[0].id);
        QCOMPARE(layerOf("MySQL"), design.settings().layers[1].id);
        QCOMPARE(layerOf("Users"), 0);
    }

    void theLineOfALinkGoesAndComesBack() {
        design::Design design;
        for (const char* kind : {"users", "load_balancer"}) design::addComponent(design, drawioCatalog(), kind, {})->apply(design);
        const LinkId id = design.nextLinkId();
        design::connect(design, drawioCatalog(), ComponentId{1}, ComponentId{2})->apply(design);
        for (const design::LinkShape shape : {design::LinkShape::Straight, design::LinkShape::Curved, design::LinkShape::Orthogonal}) {
            design::setLinkShape(design, {id}, shape).apply(design);
            const QByteArray text = *storage::foreignText(QStringLiteral("a.drawio"), design, drawioCatalog());
            QCOMPARE(text.contains("curved=1"), shape == design::LinkShape::Curved);
            QCOMPARE(text.contains("edgeStyle=none"), shape == design::LinkShape::Straight);
            const design::Design back = drawioRead(text);
            QVERIFY(back.link(id)->shape == shape);
            QVERIFY(back == design);
            QByteArray altered = text;   // drawn anew in draw.io
            altered.replace("edgeStyle=orthogonalEdgeStyle;", "").replace("curved=1;", "");
            QVERIFY(drawioRead(altered).link(id)->shape == design::LinkShape::Straight);
        }
        const design::Design foreign = drawioRead(drawioPage(drawioBox("a", "Users") + drawioBox("b", "Load balancer", "1", "html=1;", 400) +
                                                             "<mxCell id=\"e\" style=\"edgeStyle=orthogonalEdgeStyle;curved=1;\" edge=\"1\" parent=\"1\" source=\"a\" target=\"b\"/>"));
        QCOMPARE(foreign.links().size(), std::size_t(1));
        QVERIFY(foreign.links().begin()->second->shape == design::LinkShape::Curved);
    }

    void compressedPagesAreRead() {
        const QByteArray model = "<mxGraphModel><root><mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>" + drawioBox("a", "PostgreSQL") + "</root></mxGraphModel>";
        const QByteArray packed = exchange::deflated(model.toPercentEncoding(), exchange::Wrapping::None)->toBase64();
        const design::Design design = drawioRead("<mxfile><diagram id=\"a\" name=\"Seite 1\">" + packed + "</diagram></mxfile>");
        QCOMPARE(drawioKindOf(design, "PostgreSQL"), std::string("database"));
    }

    void badDrawingsAreRefusedInASentence_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        const QByteArray whole = drawioPage(drawioBox("a", "nginx"));
        QTest::newRow("cut off") << whole.left(whole.size() / 2) << QStringLiteral("damaged");
        QTest::newRow("no shapes") << drawioPage({}) << QStringLiteral("no shapes");
        QTest::newRow("not packed") << QByteArray("<mxfile><diagram>aGVsbG8gd29ybGQ=</diagram></mxfile>") << QStringLiteral("unpacked");
        QTest::newRow("empty page") << QByteArray("<mxfile><diagram/></mxfile>") << QStringLiteral("holds no shapes");
        QTest::newRow("no page") << QByteArray("<mxfile/>") << QStringLiteral("no page");
        const QByteArray bomb = exchange::deflated(QByteArray(80 << 20, 'a'), exchange::Wrapping::None)->toBase64();
        QTest::newRow("bomb") << QByteArray("<mxfile><diagram>" + bomb + "</diagram></mxfile>") << QStringLiteral("too large");
    }
    void badDrawingsAreRefusedInASentence() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        const auto project = storage::readProject(bytes, drawioCatalog());
        QVERIFY(!project);
        QVERIFY2(QString::fromStdString(project.error().plain()).contains(said), project.error().plain().c_str());
    }

    void noFlippedByteBreaksAnything() {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/simple-web-stack.faultline")), drawioCatalog());
        const QByteArray text = *storage::foreignText(QStringLiteral("a.drawio"), project->design, drawioCatalog());
        for (qsizetype at = 0; at < text.size(); at += 37) {
            QByteArray bent = text;
            bent[at] = static_cast<char>(bent[at] ^ 0x15);
            (void)storage::readProject(bent, drawioCatalog());
            (void)storage::readProject(text.left(at), drawioCatalog());
        }
    }

    void textForOthers() {
        const auto project = storage::loadProject(tests::sourcePath(QStringLiteral("examples/secured-and-monitored.faultline")), drawioCatalog());
        const QByteArray mermaid = *storage::foreignText(QStringLiteral("a.mmd"), project->design, drawioCatalog());
        QVERIFY(mermaid.startsWith("flowchart LR\n"));
        QVERIFY(mermaid.contains("subgraph c3[\"lb-1\"]"));
        QVERIFY(mermaid.contains("c1 -->|\"443 firewall-1\"| c3"));
        const QByteArray dot = *storage::foreignText(QStringLiteral("a.dot"), project->design, drawioCatalog());
        QVERIFY(dot.contains("subgraph cluster_c8 {"));
        QVERIFY(dot.contains("c1 -> c4 [label=\"443 firewall-1\", lhead=cluster_c3];"));
        QCOMPARE(dot.count('{'), dot.count('}'));
    }
};

FAULTLINE_TEST(DrawioTest)
#include "drawio_test.moc"
