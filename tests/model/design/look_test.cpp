#include "model/design/annotations.h"
#include "model/design/arrange.h"
#include "model/design/edits.h"
#include "model/design/link_edits.h"
#include "model/design/style.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

/// Styles, annotations, groups and order: what is on the drawing alone.
class LookTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    ComponentId add(const char* kind, QPointF at, ComponentId into = {}) {
        const ComponentId id = m_design.nextComponentId();
        const auto change = addComponent(m_design, m_catalog, kind, {.scenePosition = at, .container = into});
        if (!change) qFatal("%s", change.error().plain().c_str());
        change->apply(m_design);
        return id;
    }
    void done(const Result<Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        change->apply(m_design);
        QVERIFY(check(m_design, m_catalog).empty());
    }
    QRectF rect(ComponentId id) const { return m_design.sceneRect(id); }

private slots:
    void init() { m_design = Design(); }

    void stylesSurviveAsJson() {
        Style style;
        QVERIFY(styleToJson(style).isEmpty());
        style.fill = 0x00AB0F;
        style.line = Style::none;
        style.text = 0xFFFFFF;
        style.textSize = 20;
        style.dash = Style::Dash::Dotted;
        const QJsonObject json = styleToJson(style);
        QCOMPARE(json.value(QLatin1String("fill")).toString(), QStringLiteral("#00ab0f"));
        QVERIFY(styleFromJson(json) == style);
    }

    void wrongStylesAreNamed_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("word") << QStringLiteral("fill") << QJsonValue(QStringLiteral("red"));
        QTest::newRow("short") << QStringLiteral("line") << QJsonValue(QStringLiteral("#12345"));
        QTest::newRow("text without colour") << QStringLiteral("text") << QJsonValue(QStringLiteral("none"));
        QTest::newRow("huge") << QStringLiteral("text_size") << QJsonValue(1000);
        QTest::newRow("no number") << QStringLiteral("text_size") << QJsonValue(QStringLiteral("12"));
        QTest::newRow("dash") << QStringLiteral("dash") << QJsonValue(QStringLiteral("wavy"));
    }
    void wrongStylesAreNamed() {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        Component part;
        QJsonObject json{{QStringLiteral("style"), QJsonObject{{key, value}}}};
        const Result<void> taken = takeLook(json, part);
        QVERIFY(!taken);
        QCOMPARE(QString::fromStdString(taken.error().where), QStringLiteral("style.") + key);
        QVERIFY(part.style.isUsual());
    }

    void wrongLooksAreNamed() {
        const auto where = [](const char* key, const QJsonValue& value, auto part) {
            QJsonObject json{{QLatin1String(key), value}};
            const Result<void> taken = takeLook(json, part);
            return taken ? QString() : QString::fromStdString(taken.error().where);
        };
        QCOMPARE(where("order", 2'000'000, Component{}), QStringLiteral("order"));
        QCOMPARE(where("order", 1.5, Component{}), QStringLiteral("order"));
        QCOMPARE(where("order", QStringLiteral("top"), Component{}), QStringLiteral("order"));
        QCOMPARE(where("order", -1'000'000, Component{}), QString());
        QCOMPARE(where("collapsed", 1, Component{}), QStringLiteral("collapsed"));
        QCOMPARE(where("style", 3, Component{}), QStringLiteral("style"));
        QCOMPARE(where("shape", 7, Link{}), QStringLiteral("shape"));
        QCOMPARE(where("shape", QStringLiteral("wavy"), Link{}), QStringLiteral("shape"));
        QCOMPARE(where("heads", QStringLiteral("many"), Link{}), QStringLiteral("heads"));
        QCOMPARE(where("label", 7, Link{}), QStringLiteral("label"));
        QCOMPARE(where("label", QString(longestLinkLabel + 1, QLatin1Char('x')), Link{}), QStringLiteral("label"));
        QCOMPARE(where("style", QJsonObject{{QStringLiteral("dash"), 1}}, Link{}), QStringLiteral("style.dash"));
    }

    void linksAreLabelledAndHaveHeads() {
        const ComponentId web = add("web_server", {}), db = add("database", {400, 0});
        const LinkId link = m_design.nextLinkId();
        done(design::connect(m_design, m_catalog, web, db));
        const Design before = m_design;
        const Result<Change> label = setLinkLabel(m_design, {link}, QStringLiteral("  reads\nand writes "));
        QVERIFY(label && !label->touchesModel());
        label->apply(m_design);
        QCOMPARE(m_design.link(link)->label, QStringLiteral("reads and writes"));
        QVERIFY(setLinkLabel(m_design, {link}, QStringLiteral("reads and writes"))->isEmpty());
        QVERIFY(!setLinkLabel(m_design, {link}, QString(longestLinkLabel + 1, QLatin1Char('x'))));
        const Change heads = setLinkHeads(m_design, {link}, LinkHeads::Both);
        QVERIFY(!heads.touchesModel());
        heads.apply(m_design);
        QJsonObject json;
        writeLook(json, *m_design.link(link));
        Link back;
        QVERIFY(takeLook(json, back));
        QCOMPARE(back.label, QStringLiteral("reads and writes"));
        QVERIFY(back.heads == LinkHeads::Both);
        heads.inverse().apply(m_design);
        label->inverse().apply(m_design);
        QVERIFY(m_design == before);
    }

    void restylingIsNoPartOfTheModel() {
        const ComponentId web = add("web_server", {}), db = add("database", {400, 0});
        const LinkId link = m_design.nextLinkId();
        done(design::connect(m_design, m_catalog, web, db));
        const Design before = m_design;
        const Change change = restyle(m_design, {web, db}, {link}, [](Style& style) { style.line = 0x2563EB; });
        QCOMPARE(change.steps.size(), std::size_t{3});
        QVERIFY(!change.touchesModel());
        change.apply(m_design);
        QCOMPARE(*m_design.link(link)->style.line, 0x2563EBu);
        QVERIFY(restyle(m_design, {web}, {}, [](Style& style) { style.line = 0x2563EB; }).isEmpty());
        change.inverse().apply(m_design);
        QVERIFY(m_design == before);
    }

    void unknownKeysOfAStyleStay() {
        const QJsonObject glow{{QStringLiteral("style"), QJsonObject{{QStringLiteral("glow"), 3}}}};
        Component part;
        part.extra = {{QStringLiteral("style"), QJsonObject{{QStringLiteral("glow"), 3}, {QStringLiteral("fill"), QStringLiteral("#ffffff")}}}};
        QVERIFY(takeLook(part.extra, part));
        QCOMPARE(*part.style.fill, 0xFFFFFFu);
        QCOMPARE(part.extra, glow);
        QJsonObject written = part.extra;
        part.style.fill = 0x0000FF;
        writeLook(written, part);
        QCOMPARE(written[QStringLiteral("style")].toObject(),
                 (QJsonObject{{QStringLiteral("glow"), 3}, {QStringLiteral("fill"), QStringLiteral("#0000ff")}}));
    }

    void stylesGoThroughTheClipboard() {
        const ComponentId web = add("web_server", {});
        restyle(m_design, {web}, {}, [](Style& style) { style.fill = 0xDBEAFE; }).apply(m_design);
        const ComponentId copy = m_design.nextComponentId();
        done(pasteParts(m_design, m_catalog, copyParts(m_design, {web}), QPointF(300, 0)));
        QVERIFY(m_design.component(copy)->style == m_design.component(web)->style);
    }

    void newOnesGetTheStyleOfTheirKind() {
        const auto blue = [](const std::string& kind) {
            Style style;
            if (kind == "web_server") style.fill = 0x0000FF;
            return style;
        };
        const Change added = withStyle(*addComponent(m_design, m_catalog, "web_server", {}), blue);
        added.apply(m_design);
        QCOMPARE(*m_design.component({1})->style.fill, 0x0000FFu);
        withStyle(*addComponent(m_design, m_catalog, "database", {.scenePosition = {300, 0}}), blue).apply(m_design);
        QVERIFY(m_design.component({2})->style.isUsual());
    }

    void annotationsNeverTouchTheModel() {
        for (const catalog::ComponentKind& kind : m_catalog.kinds()) {
            QCOMPARE(isAnnotation(kind.id), kind.isAnnotation());
            const auto added = addComponent(m_design, m_catalog, kind.id, {});
            if (added && kind.isAnnotation()) QVERIFY2(!added->touchesModel(), kind.id);
        }
    }

    void anArrowPointsAnyWay() {
        const ComponentId arrow = add("arrow", {100, 100});
        const catalog::ComponentKind& kind = *m_catalog.find("arrow");
        for (const QLineF& line : {QLineF(0, 0, 80, 40), QLineF(80, 40, 0, 0), QLineF(0, 40, 80, 0), QLineF(80, 0, 0, 40), QLineF(10, 10, 90, 10), QLineF(5, 50, 5, 5)}) {
            done(setArrow(m_design, m_catalog, arrow, line));
            QCOMPARE(arrowLine(kind, *m_design.component(arrow), rect(arrow)), line);
        }
        QVERIFY(!setArrow(m_design, m_catalog, arrow, {0, 0, 1, 1}).touchesModel());
    }

    void aFrameTakesAlongWhatLiesWholly() {
        const ComponentId frame = add("frame", {0, 0});   // 360 x 240
        const ComponentId in = add("web_server", {40, 60}), out = add("web_server", {300, 60}), arrow = add("arrow", {20, 200});
        setArrow(m_design, m_catalog, arrow, {20, 200, 120, 200}).apply(m_design);   // level: it has no area
        QCOMPARE(withWhatLiesWithin(m_design, {frame}), (std::vector{frame, in, arrow}));
        QCOMPARE(withWhatLiesWithin(m_design, {out}), (std::vector{out}));
    }

    void aZoneTakesAlongItsNotesAlone() {
        const ComponentId zone = add("zone", {0, 0});   // 400 x 300
        const ComponentId server = add("server", {40, 60}, zone), note = add("note", {150, 200}), free = add("web_server", {150, 220});
        const auto along = withWhatLiesWithin(m_design, {zone});
        QVERIFY(std::find(along.begin(), along.end(), note) != along.end() || !rect(zone).contains(rect(note)));
        QVERIFY(std::find(along.begin(), along.end(), server) == along.end());   // goes with its container anyway
        QVERIFY(std::find(along.begin(), along.end(), free) == along.end());
    }

    void groupsIntoAFrameAndOut() {
        const ComponentId a = add("web_server", {100, 100}), b = add("database", {400, 300});
        const QRectF before = rect(a) | rect(b);
        const ComponentId frame = m_design.nextComponentId();
        const auto grouped = group(m_design, m_catalog, {a, b}, "frame");
        QVERIFY(grouped && !grouped->touchesModel());
        done(grouped);
        QVERIFY(rect(frame).contains(before));
        const Design framed = m_design;
        done(ungroup(m_design, m_catalog, {frame}));
        QVERIFY(!m_design.component(frame));
        QCOMPARE(rect(a) | rect(b), before);
        QVERIFY(!ungroup(m_design, m_catalog, {a}));
        QVERIFY(!group(m_design, m_catalog, {}, "frame"));
    }

    void groupsIntoAZoneAndOut() {
        const ComponentId a = add("server", {100, 100}), b = add("server", {500, 100}), note = add("note", {100, 300});
        const QRectF atA = rect(a), atB = rect(b);
        const ComponentId zone = m_design.nextComponentId();
        done(group(m_design, m_catalog, {a, b, note}, "zone"));
        QCOMPARE(m_design.component(a)->container, zone);
        QCOMPARE(m_design.component(b)->container, zone);
        QVERIFY(!m_design.component(note)->container.isValid());
        QCOMPARE(rect(a), atA);
        done(ungroup(m_design, m_catalog, {zone}));
        QVERIFY(!m_design.component(a)->container.isValid());
        QCOMPARE(rect(a), atA);
        QCOMPARE(rect(b), atB);
        QVERIFY(!group(m_design, m_catalog, {a}, "server"));   // a server in a server: said, not done
    }

    void aLockedGroupIsNotTakenApart() {
        const ComponentId zone = add("zone", {});
        setLocked(m_design, {zone}, true).apply(m_design);
        QVERIFY(!ungroup(m_design, m_catalog, {zone}));
    }

    void turnsAShapeIntoAComponent() {
        const ComponentId shape = add("shape", {100, 100});
        done(design::setProperty(m_design, m_catalog, {shape}, "text", Value("Billing API\nold")));
        restyle(m_design, {shape}, {}, [](Style& style) { style.fill = 0xCCFBF1; }).apply(m_design);
        const QPointF middle = rect(shape).center();
        const ComponentId made = m_design.nextComponentId();
        const Design before = m_design;
        const auto turned = turnInto(m_design, m_catalog, shape, "web_server");
        done(turned);
        QVERIFY(!m_design.component(shape));
        QCOMPARE(m_design.component(made)->kind, std::string("web_server"));
        QCOMPARE(m_design.component(made)->name, QStringLiteral("Billing API"));
        QCOMPARE(*m_design.component(made)->style.fill, 0xCCFBF1u);
        QCOMPARE(rect(made).center(), middle);
        turned->inverse().apply(m_design);
        QVERIFY(m_design == before);
        const ComponentId note = m_design.nextComponentId();   // an id is never given twice
        done(turnInto(m_design, m_catalog, shape, "note"));
        QVERIFY(m_design.component(note));
        QCOMPARE(QString::fromStdString(m_design.component(note)->properties.value("text").toText()), QStringLiteral("Billing API\nold"));
    }

    void collapsingIsNoPartOfTheModel() {
        const ComponentId server = add("server", {});
        const Change folded = setCollapsed(m_design, {server}, true);
        QVERIFY(!folded.touchesModel());
        folded.apply(m_design);
        QVERIFY(m_design.component(server)->collapsed);
        QVERIFY(setCollapsed(m_design, {server}, true).isEmpty());
        folded.inverse().apply(m_design);
        QVERIFY(!m_design.component(server)->collapsed);
    }

    void oneStepInOrderGoesPastTheNextThatOverlaps() {
        const ComponentId a = add("web_server", {0, 0}), b = add("web_server", {40, 10}), c = add("web_server", {80, 20}), far = add("web_server", {900, 900});
        const auto order = [&] {
            std::vector<ComponentId> ids{a, b, c};
            std::stable_sort(ids.begin(), ids.end(), [&](ComponentId p, ComponentId q) {
                return std::pair(m_design.component(p)->order, p) < std::pair(m_design.component(q)->order, q);
            });
            return ids;
        };
        const auto step = [&](ComponentId id, Layer layer) { bringTo(m_design, {id}, layer).apply(m_design); };
        step(a, Layer::Forward);
        QCOMPARE(order(), (std::vector{b, a, c}));
        step(a, Layer::Forward);
        QCOMPARE(order(), (std::vector{b, c, a}));
        QVERIFY(bringTo(m_design, {a}, Layer::Forward).isEmpty());
        step(a, Layer::Backward);
        QCOMPARE(order(), (std::vector{b, a, c}));
        step(a, Layer::Backward);
        QCOMPARE(order(), (std::vector{a, b, c}));
        QCOMPARE(m_design.component(far)->order, 0);
        QVERIFY(bringTo(m_design, {far}, Layer::Forward).isEmpty());
    }

    void whatLiesInAFrameIsArrangedWithIt() {
        const ComponentId frame = add("frame", {100, 100}), web = add("web_server", {140, 160}), db = add("database", {700, 40});
        done(resize(m_design, frame, QRectF(100, 100, 300, 200)));
        const auto at = [&](ComponentId id) { return m_design.sceneRect(id).topLeft(); };
        const QPointF within = at(web) - at(frame);
        done(align(m_design, m_catalog, {frame, db}, Alignment::Top));
        QCOMPARE(at(frame), QPointF(100, 40));
        QCOMPARE(at(web) - at(frame), within);
        done(align(m_design, m_catalog, {frame, web, db}, Alignment::Bottom));   // also when it is selected itself
        QCOMPARE(at(web) - at(frame), within);
        done(mirror(m_design, m_catalog, {frame, db}, Direction::Across));
        QVERIFY(m_design.sceneRect(frame).contains(m_design.sceneRect(web)));
        QCOMPARE(m_design.sceneRect(frame).right() - m_design.sceneRect(web).right(), within.x());
    }

    void flippingTwiceChangesNothing() {
        const ComponentId a = add("web_server", {0, 0}), b = add("zone", {400, 100}), arrow = add("arrow", {100, 300});
        setArrow(m_design, m_catalog, arrow, {100, 300, 260, 260}).apply(m_design);
        const Design before = m_design;
        const std::vector ids{a, b, arrow};
        done(mirror(m_design, m_catalog, ids, Direction::Across));
        QCOMPARE(rect(a).right(), 800.0);
        QCOMPARE(rect(b).left(), 0.0);
        QCOMPARE(arrowLine(*m_catalog.find("arrow"), *m_design.component(arrow), rect(arrow)), QLineF(700, 300, 540, 260));
        done(mirror(m_design, m_catalog, ids, Direction::Across));
        QCOMPARE(rect(a), before.sceneRect(a));
        QCOMPARE(rect(b), before.sceneRect(b));
        QCOMPARE(rect(arrow), before.sceneRect(arrow));
    }

    void fourQuartersAreAWhole() {
        const ComponentId a = add("web_server", {0, 0}), b = add("web_server", {600, 0});
        const QPointF middle = (rect(a) | rect(b)).center();
        done(quarterTurn(m_design, m_catalog, {a, b}));
        QCOMPARE(rect(a).center().x(), middle.x());
        QVERIFY(rect(a).center().y() < rect(b).center().y());
        for (int i = 0; i < 3; ++i) done(quarterTurn(m_design, m_catalog, {a, b}));
        QCOMPARE(rect(a), QRectF(0, 0, rect(a).width(), rect(a).height()));
    }

    void snapsToAnyGrid() {
        const ComponentId a = add("web_server", {13, 29}), locked = add("web_server", {301, 3});
        setLocked(m_design, {locked}, true).apply(m_design);
        done(snapToGrid(m_design, m_catalog, {a, locked}, 16));
        QCOMPARE(rect(a).topLeft(), QPointF(16, 32));
        QCOMPARE(rect(locked).topLeft(), QPointF(301, 3));
        QVERIFY(snapToGrid(m_design, m_catalog, {a}, 16).isEmpty());
    }
};

FAULTLINE_TEST(LookTest)
#include "look_test.moc"
