#include "model/design/annotations.h"
#include "model/design/edits.h"
#include "model/exchange/deflate.h"
#include "model/exchange/drawio.h"
#include "model/exchange/drawio_text.h"
#include "model/kinds/all_kinds.h"
#include "model/storage/project_file.h"
#include "tests/support/test_main.h"

using namespace faultline;

namespace {

using design::Component;
using design::Design;

const QString foreignPlain = QStringLiteral("rounded=0;whiteSpace=wrap;html=1;");

QString foreignModel(const QString& cells) {
    return QStringLiteral("<mxGraphModel dx=\"1\" dy=\"1\"><root><mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>") + cells + QStringLiteral("</root></mxGraphModel>");
}

QString foreignPage(const QString& name, const QString& model) { return QStringLiteral("<diagram id=\"x\" name=\"%1\">%2</diagram>").arg(name, model); }

QByteArray foreignFile(const QString& cells) { return (QStringLiteral("<mxfile host=\"app.diagrams.net\">") + foreignPage(QStringLiteral("Page-1"), foreignModel(cells)) + QStringLiteral("</mxfile>")).toUtf8(); }

QString foreignBox(const char* id, const QString& label, const QRectF& rect, const QString& style = foreignPlain, const char* parent = "1") {
    return QStringLiteral("<mxCell id=\"%1\" value=\"%2\" style=\"%3\" parent=\"%4\" vertex=\"1\"><mxGeometry x=\"%5\" y=\"%6\" width=\"%7\" height=\"%8\" as=\"geometry\"/></mxCell>")
        .arg(QLatin1String(id), label.toHtmlEscaped(), style, QLatin1String(parent))
        .arg(rect.x()).arg(rect.y()).arg(rect.width()).arg(rect.height());
}

QString foreignEdge(const char* id, const char* from, const char* to, const QString& label = {}, const QString& inside = {}, const QString& style = QStringLiteral("edgeStyle=orthogonalEdgeStyle;html=1;")) {
    const auto end = [](const char* key, const char* cell) { return *cell ? QStringLiteral(" %1=\"%2\"").arg(QLatin1String(key), QLatin1String(cell)) : QString(); };
    return QStringLiteral("<mxCell id=\"%1\" value=\"%2\" style=\"%3\" parent=\"1\" edge=\"1\"%4%5><mxGeometry relative=\"1\" as=\"geometry\">%6</mxGeometry></mxCell>")
        .arg(QLatin1String(id), label.toHtmlEscaped(), style, end("source", from), end("target", to), inside);
}

struct ForeignRead {
    Design design;
    std::vector<Design> more;   // the pages after the first
    QStringList notes;
    bool ok = false;
};

ForeignRead foreignRead(const QByteArray& bytes) {
    const auto project = storage::readProject(bytes, kinds::allKinds());
    ForeignRead out;
    if (!project) return out;
    out.ok = true;
    out.design = project->design;
    for (const storage::ProjectPage& page : project->morePages) out.more.push_back(page.design);
    for (const Text& note : project->notes) out.notes.append(QString::fromStdString(note.plain()));
    return out;
}

/// What annotations of a kind say, sorted.
QStringList foreignTexts(const Design& design, const char* kind) {
    QStringList out;
    for (const auto& [id, part] : design.components())
        if (part->kind == kind) out.append(QString::fromStdString(part->properties.value("text").toText()));
    out.sort();
    return out;
}

QString foreignKind(const Design& design, const QString& name) {
    const Component* part = design.componentByName(name);
    return part ? QString::fromStdString(part->kind) : QString();
}

QByteArray foreignPng(const char* type, const QByteArray& data) {
    const auto chunk = [](const char* name, const QByteArray& bytes) {
        const auto number = [](quint32 value) { return QByteArray{}.append(char(value >> 24)).append(char(value >> 16)).append(char(value >> 8)).append(char(value)); };
        const QByteArray body = name + bytes;
        return number(static_cast<quint32>(bytes.size())) + body + number(exchange::checksum(body, 0, body.size()));
    };
    return QByteArray("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", QByteArray("\0\0\0\1\0\0\0\1\10\0\0\0\0", 13)) + chunk(type, data) + chunk("IDAT", *exchange::deflated(QByteArray(2, '\0'))) + chunk("IEND", {});
}

}  // namespace

/// Drawings as draw.io itself writes them: what becomes of them, and what is told of the rest.
class DrawioForeignTest : public QObject {
    Q_OBJECT
private slots:
    void everyPageIsTaken_data() {
        QTest::addColumn<bool>("packed");
        QTest::newRow("plain") << false;
        QTest::newRow("packed") << true;
    }
    void everyPageIsTaken() {
        QFETCH(bool, packed);
        const auto page = [&](const char* name, const QString& cells) {
            QString model = foreignModel(cells);
            if (packed) model = QString::fromLatin1(exchange::deflated(model.toUtf8().toPercentEncoding(), exchange::Wrapping::None)->toBase64());
            return foreignPage(QLatin1String(name), model);
        };
        const QString first = foreignBox("a", QStringLiteral("nginx"), {0, 0, 120, 60}), second = foreignBox("a", QStringLiteral("redis"), {0, 0, 120, 60});
        ForeignRead read = foreignRead((QStringLiteral("<mxfile>") + page("One", first) + page("Two", second) + page("Three", {}) + QStringLiteral("</mxfile>")).toUtf8());
        QCOMPARE(read.design.components().size(), std::size_t{1});
        QCOMPARE(foreignKind(read.design, QStringLiteral("nginx")), QStringLiteral("web_server"));
        QCOMPARE(read.design.settings().title, QStringLiteral("One"));
        QCOMPARE(read.more.size(), std::size_t{1});   // the empty one is passed over
        QCOMPARE(foreignKind(read.more[0], QStringLiteral("redis")), QStringLiteral("cache"));
        QCOMPARE(read.more[0].settings().title, QStringLiteral("Two"));
        QVERIFY2(read.notes.isEmpty(), qPrintable(read.notes.join(QLatin1Char('|'))));
        read = foreignRead((QStringLiteral("<mxfile>") + page("Empty", {}) + page("Page-2", second) + QStringLiteral("</mxfile>")).toUtf8());
        QCOMPARE(foreignKind(read.design, QStringLiteral("redis")), QStringLiteral("cache"));
        QVERIFY(read.more.empty());
        QVERIFY(read.design.settings().title.isEmpty());   // it was given no name
    }

    void labelsAreRead_data() {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("style");
        QTest::addColumn<QString>("words");
        const QString html = QStringLiteral("html=1;");
        QTest::newRow("plain") << "a < b & c > d \"e\" 😀\n\nf" << QString() << "a < b & c > d \"e\" 😀\n\nf";
        QTest::newRow("named") << "caf&eacute; &mdash; &hellip; &copy; &Uuml;" << html << "café — … © Ü";
        QTest::newRow("numbers") << "&#8364; &#x1F600; &#0; &#xD800;" << html << "€ 😀 &#0; &#xD800;";
        QTest::newRow("once") << "x &amp;lt; y &amp;amp; z &unknown;" << html << "x &lt; y &amp; z &unknown;";
        QTest::newRow("blocks") << "first<div>second</div><div><br></div><p>third</p><ul><li>one</li><li>two</li></ul>" << html << "first\nsecond\nthird\none\ntwo";
        QTest::newRow("heading") << "<h1>Head</h1><p>Body<br><br>end</p>" << html << "Head\nBody\n\nend";
        QTest::newRow("fonts") << "<b>web</b> <font style=\"font-size: 10px\" color=\"#ff0000\">nginx&nbsp;1</font>" << html << "web nginx 1";
        QTest::newRow("less than") << "load < 80 % & rising" << html << "load < 80 % & rising";
    }
    void labelsAreRead() {
        QFETCH(QString, label);
        QFETCH(QString, style);
        QFETCH(QString, words);
        QCOMPARE(exchange::drawioWords(label, style), words);
    }

    void namesAreUnderstood_data() {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("style");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("software");
        const auto aws = [](const char* icon) { return QStringLiteral("html=1;shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4.%1;").arg(QLatin1String(icon)); };
        QTest::newRow("nginx") << "nginx" << foreignPlain << "web_server" << "Nginx";
        QTest::newRow("first line") << "nginx<br>reverse proxy" << foreignPlain << "web_server" << "Nginx";
        QTest::newRow("apache") << "Apache 2" << foreignPlain << "web_server" << "Apache";
        QTest::newRow("mariadb") << "MariaDB replica" << foreignPlain << "database" << "MariaDB 10.11";
        QTest::newRow("user") << "User 2" << foreignPlain << "users" << "*";
        QTest::newRow("user service") << "User service" << foreignPlain << "shape" << "*";
        QTest::newRow("aws balancer") << "" << aws("elastic_load_balancing") << "load_balancer" << "*";
        QTest::newRow("aws database") << "" << aws("rds") << "database" << "*";
        QTest::newRow("aws cache") << "" << aws("elasticache") << "cache" << "*";
        QTest::newRow("aws dns") << "" << aws("route_53") << "dns" << "*";
        QTest::newRow("aws bucket") << "" << aws("s3") << "shape" << "*";
        QTest::newRow("cisco firewall") << "" << "shape=mxgraph.cisco.security.firewall;html=1;" << "firewall" << "*";
        QTest::newRow("cisco www") << "" << "shape=mxgraph.cisco.servers.www_server;html=1;" << "web_server" << "*";
        QTest::newRow("cisco pc") << "" << "shape=mxgraph.cisco.computers_and_peripherals.pc;html=1;" << "users" << "*";
        QTest::newRow("network") << "" << "shape=mxgraph.networks.load_balancer;html=1;" << "load_balancer" << "*";
        QTest::newRow("clip art") << "" << "image;html=1;image=img/lib/clip_art/computers/Server_Tower_128x128.png;" << "server" << "*";
    }
    void namesAreUnderstood() {
        QFETCH(QString, label);
        QFETCH(QString, style);
        QFETCH(QString, kind);
        QFETCH(QString, software);
        const ForeignRead read = foreignRead(foreignFile(foreignBox("a", label, {0, 0, 78, 78}, style)));
        QVERIFY(read.ok);
        QCOMPARE(read.design.components().size(), std::size_t{1});
        const Component& part = *read.design.components().begin()->second;
        QCOMPARE(QString::fromStdString(part.kind), kind);
        if (software != QLatin1String("*")) {
            const QString named = part.software.empty() ? QString::fromLatin1(kinds::allKinds().find(part.kind)->software.front().name) : QString::fromStdString(part.software);
            QCOMPARE(named, software);
        }
    }

    void aPictureKeepsItsName() {
        const ForeignRead read = foreignRead(foreignFile(foreignBox("a", {}, {0, 0, 78, 78}, QStringLiteral("html=1;fillColor=#7AA116;shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4.s3;")) +
                                                         foreignBox("b", QStringLiteral("Logo"), {200, 0, 78, 78}, QStringLiteral("shape=image;html=1;rotation=90;image=data:image/png,iVBORw0KGgo=;"))));
        QCOMPARE(foreignTexts(read.design, "shape"), (QStringList{QStringLiteral("Logo"), QStringLiteral("s3")}));
        QVERIFY(read.design.components().begin()->second->style.line == 0x7AA116u);
        QVERIFY(!read.design.components().begin()->second->style.fill);
        QCOMPARE(read.notes, (QStringList{QStringLiteral("Pictures were not taken over, only their names: s3, Logo"), QStringLiteral("Turned shapes stand upright: Logo")}));
    }

    void whatStoodApartStandsApart() {
        QString cells;
        for (int i = 0; i < 12; ++i) cells += foreignBox(qPrintable(QStringLiteral("n%1").arg(i)), QStringLiteral("nginx %1").arg(i), {double(i % 4) * 100, double(i / 4) * 70, 80, 50});
        const ForeignRead read = foreignRead(foreignFile(cells));
        QCOMPARE(read.design.components().size(), std::size_t{12});
        for (const auto& [a, one] : read.design.components())
            for (const auto& [b, other] : read.design.components()) QVERIFY(a == b || !one->rect.intersects(other->rect));
        const auto at = [&](int n) { return read.design.componentByName(QStringLiteral("nginx %1").arg(n))->rect; };
        QCOMPARE(at(0).top(), at(3).top());   // rows stay rows
        QVERIFY(at(4).top() > at(0).bottom());
    }

    void groupsAndContainersHoldWhatTheyHeld() {
        const ForeignRead read = foreignRead(foreignFile(
            foreignBox("v", QStringLiteral("VPC 10.0.0.0/16"), {40, 40, 700, 400}, QStringLiteral("html=1;container=1;")) +
            foreignBox("s", QStringLiteral("Server 1"), {30, 60, 200, 300}, QStringLiteral("swimlane;html=1;"), "v") + foreignBox("w", QStringLiteral("nginx"), {20, 40, 150, 50}, foreignPlain, "s") +
            foreignBox("a", QStringLiteral("Gunicorn"), {20, 110, 150, 50}, foreignPlain, "s") + foreignBox("d", QStringLiteral("MySQL"), {20, 180, 150, 60}, foreignPlain, "s") +
            foreignBox("g", {}, {300, 60, 200, 300}, QStringLiteral("group"), "v") + foreignBox("h", QStringLiteral("haproxy"), {0, 0, 150, 50}, foreignPlain, "g")));
        const Design& design = read.design;
        const auto id = [&](const char* name) { return design.componentByName(QLatin1String(name))->id; };
        QCOMPARE(foreignKind(design, QStringLiteral("VPC 10.0.0.0/16")), QStringLiteral("zone"));
        QCOMPARE(design.componentByName(QStringLiteral("haproxy"))->container, id("VPC 10.0.0.0/16"));   // the group itself is nothing
        QCOMPARE(design.components().size(), std::size_t{6});
        for (const char* name : {"nginx", "Gunicorn", "MySQL"}) QCOMPARE(design.componentByName(QLatin1String(name))->container, id("Server 1"));
        QVERIFY(design.sceneRect(id("nginx")).bottom() < design.sceneRect(id("Gunicorn")).top());
        QVERIFY(design.sceneRect(id("Gunicorn")).bottom() < design.sceneRect(id("MySQL")).top());
        QVERIFY(design.sceneRect(id("Server 1")).right() < design.sceneRect(id("haproxy")).left());
        QVERIFY(design.sceneRect(id("Server 1")).contains(design.sceneRect(id("MySQL"))));
    }

    void labelsOfConnectionsStay() {
        const QString sub = QStringLiteral("<mxCell id=\"x\" value=\"twice a day\" style=\"edgeLabel;html=1;\" parent=\"e\" vertex=\"1\" connectable=\"0\"><mxGeometry x=\"0.5\" relative=\"1\" as=\"geometry\"/></mxCell>");
        const QString boxes = foreignBox("u", QStringLiteral("Users"), {0, 0, 120, 60}) + foreignBox("l", QStringLiteral("HAProxy"), {400, 0, 120, 60});
        ForeignRead read = foreignRead(foreignFile(boxes + foreignEdge("e", "u", "l", QStringLiteral("HTTPS 8443")) + sub));
        QCOMPARE(read.design.links().size(), std::size_t{1});
        QCOMPARE(read.design.links().begin()->second->toPort, std::string("https"));
        QCOMPARE(read.design.links().begin()->second->number, 8443);
        QCOMPARE(foreignTexts(read.design, "text"), QStringList{QStringLiteral("twice a day")});   // the other is what the link says now
        read = foreignRead(foreignFile(boxes + foreignEdge("e", "u", "l", QStringLiteral("browses")) + sub));
        QCOMPARE(read.design.links().begin()->second->label, QStringLiteral("browses"));
        QCOMPARE(foreignTexts(read.design, "text"), QStringList{QStringLiteral("twice a day")});   // one stands at the link itself
        read = foreignRead(foreignFile(boxes + foreignEdge("e", "u", "l", QStringLiteral("80"))));
        QCOMPARE(read.design.links().begin()->second->toPort, std::string("http"));
        QVERIFY(foreignTexts(read.design, "text").isEmpty());
    }

    void bendsAndLooseEndsStay() {
        const QString bends = QStringLiteral("<Array as=\"points\"><mxPoint x=\"200\" y=\"300\"/><mxPoint x=\"300\" y=\"300\"/></Array>");
        const QString points = QStringLiteral("<mxPoint x=\"0\" y=\"500\" as=\"sourcePoint\"/><mxPoint x=\"100\" y=\"500\" as=\"targetPoint\"/>");
        const ForeignRead read = foreignRead(foreignFile(
            foreignBox("u", QStringLiteral("Users"), {0, 0, 168, 64}) + foreignBox("l", QStringLiteral("HAProxy"), {400, 0, 168, 64}) + foreignBox("a", QStringLiteral("foo"), {0, 700, 100, 60}) +
            foreignBox("b", QStringLiteral("bar"), {600, 700, 100, 60}) + foreignEdge("e", "u", "l", {}, bends) + foreignEdge("f", "a", "b", {}, bends, QStringLiteral("startArrow=classic;endArrow=none;html=1;")) +
            foreignEdge("g", "", "", {}, points) + foreignEdge("h", "a", "e") + foreignEdge("i", "a", "a", QStringLiteral("itself")) + foreignEdge("j", "", "b", QStringLiteral("from nowhere")) + foreignEdge("k", "", "")));
        QCOMPARE(read.design.links().begin()->second->waypoints, (std::vector<QPointF>{{200, 300}, {300, 300}}));
        std::vector<QLineF> arrows;
        QStringList heads;
        const catalog::ComponentKind& kind = *kinds::allKinds().find("arrow");
        for (const auto& [id, part] : read.design.components())
            if (part->kind == "arrow") {
                arrows.push_back(design::arrowLine(kind, *part, part->rect));
                heads.append(QString::fromStdString(part->properties.value("heads").toText()));
            }
        QCOMPARE(arrows.size(), std::size_t{5});   // three pieces of the bent one, the free one, the one to a connection
        QCOMPARE(heads.mid(0, 3), (QStringList{QStringLiteral("none"), QStringLiteral("none"), QString()}));
        QCOMPARE(arrows[1], QLineF(300, 300, 200, 300));   // its head is at its beginning, so it is drawn from the other end
        QCOMPARE(arrows[3], QLineF(0, 500, 100, 500));
        QCOMPARE(arrows[4].p2(), QPointF(284, 32));
        QCOMPARE(read.notes, QStringList{QStringLiteral("Could not be taken over: itself, from nowhere")});
    }

    void objectsFillTheirPlaceholders() {
        const ForeignRead read = foreignRead(foreignFile(QStringLiteral(
            "<object label=\"%name%&lt;br&gt;%ip%\" placeholders=\"1\" name=\"mysql-7\" ip=\"10.0.0.5\" id=\"u2\"><mxCell style=\"html=1;\" parent=\"1\" vertex=\"1\"><mxGeometry x=\"300\" y=\"40\" width=\"120\" "
            "height=\"60\" as=\"geometry\"/></mxCell></object><UserObject label=\"nginx\" link=\"https://example.org\" id=\"u3\"><mxCell parent=\"1\" vertex=\"1\"><mxGeometry width=\"120\" height=\"60\" "
            "as=\"geometry\"/></mxCell></UserObject>")));
        QCOMPARE(foreignKind(read.design, QStringLiteral("mysql-7")), QStringLiteral("database"));
        QCOMPARE(foreignKind(read.design, QStringLiteral("nginx")), QStringLiteral("web_server"));
        QCOMPARE(read.notes, QStringList{QStringLiteral("What shapes carry beside their words was not taken over: name (mysql-7), ip (mysql-7), link (nginx)")});
    }

    void hiddenLayersStayHidden() {
        const ForeignRead read = foreignRead(foreignFile(QStringLiteral("<mxCell id=\"L\" value=\"Old\" visible=\"0\" parent=\"0\"/>") + foreignBox("a", QStringLiteral("nginx"), {0, 0, 120, 60}, foreignPlain, "L")));
        QVERIFY(read.notes.isEmpty());
        QCOMPARE(read.design.settings().layers.size(), 1u);
        QVERIFY(read.design.settings().layers.front().hidden);
        QCOMPARE(read.design.settings().layers.front().name, QStringLiteral("Old"));
        QCOMPARE(read.design.components().begin()->second->layer, read.design.settings().layers.front().id);
    }

    void picturesCarryDrawings_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray file = foreignFile(foreignBox("a", QStringLiteral("nginx é"), {0, 0, 120, 60}));
        const QByteArray encoded = file.toPercentEncoding();
        const QByteArray zero(1, '\0');
        QTest::newRow("tEXt") << foreignPng("tEXt", "mxfile" + zero + encoded);
        QTest::newRow("tEXt, older") << foreignPng("tEXt", "mxGraphModel" + zero + encoded);
        QTest::newRow("zTXt") << foreignPng("zTXt", "mxfile" + zero + zero + *exchange::deflated(encoded));
        QTest::newRow("zTXt, older") << foreignPng("zTXt", "mxGraphModel" + zero + zero + *exchange::deflated(QByteArray(encoded).replace("%20", "+"), exchange::Wrapping::None));
        QTest::newRow("SVG") << QByteArray("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" content=\"") + QString::fromUtf8(file).toHtmlEscaped().toUtf8() + "\"><g/></svg>";
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n") + file;
        QTest::newRow("but a model") << foreignModel(foreignBox("a", QStringLiteral("nginx é"), {0, 0, 120, 60})).toUtf8();
    }
    void picturesCarryDrawings() {
        QFETCH(QByteArray, bytes);
        const ForeignRead read = foreignRead(bytes);
        QVERIFY(read.ok);
        QCOMPARE(foreignKind(read.design, QStringLiteral("nginx é")), QStringLiteral("web_server"));
    }

    void whatPeopleWriteComesBack() {
        Design design;
        const auto& catalog = kinds::allKinds();
        const QStringList odd{QStringLiteral("a < b & \"c\" 'd'"), QStringLiteral("<b>bold</b> &amp; &nbsp;x"), QStringLiteral("😀 \u05D0 \u4E2D"), QStringLiteral("100% %name% [end]; {x}"), QStringLiteral("-- > `y` #1 \\n"), QStringLiteral("1. Front end"), QStringLiteral("- 2.5 x")};
        for (const QString& name : odd) {
            const ComponentId web = design.nextComponentId();
            design::addComponent(design, catalog, "web_server", {.scenePosition = QPointF(300.0 * web.value, 0)})->apply(design);
            design::rename(design, web, name)->apply(design);
            const ComponentId note = design.nextComponentId();
            design::addComponent(design, catalog, "note", {.scenePosition = QPointF(300.0 * note.value, 200)})->apply(design);
            design::setProperty(design, catalog, {note}, "text", Value((QStringLiteral(" ") + name + QStringLiteral("\n\n") + name + QStringLiteral("\n")).toStdString()))->apply(design);
        }
        const QByteArray drawing = *storage::foreignText(QStringLiteral("a.drawio"), design, catalog);
        QVERIFY(foreignRead(drawing).design == design);
        QVERIFY(foreignRead(exchange::compressedDrawio(drawing)).design == design);
        const QByteArray mermaid = *storage::foreignText(QStringLiteral("a.mmd"), design, catalog), dot = *storage::foreignText(QStringLiteral("a.dot"), design, catalog);
        QVERIFY(mermaid.contains("[\"a #60; b #38; #quot;c#quot; 'd'\"]"));
        QVERIFY(mermaid.contains("[\"100% %name% [end]#59; {x}\"]"));
        QVERIFY(mermaid.contains("#35;1 #92;n"));
        QVERIFY(mermaid.contains("[\"1#46; Front end\"]"));   // no list
        QVERIFY(mermaid.contains("[\"#45; 2.5 x\"]"));
        QVERIFY(dot.contains("[label=\"a < b & \\\"c\\\" 'd'\"]"));
        QVERIFY(dot.contains("#1 \\\\n\"]"));
    }
};

FAULTLINE_TEST(DrawioForeignTest)
#include "drawio_foreign_test.moc"
