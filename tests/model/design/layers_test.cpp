#include "model/design/layers.h"

#include "model/design/arrange.h"
#include "model/design/document.h"
#include "model/design/edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

/// Layers of a drawing: their edits, and what being on one means.
class LayersTest : public QObject {
    Q_OBJECT

    const catalog::Catalog& m_catalog = tests::testCatalog();
    Design m_design;

    ComponentId add(const char* kind, QPointF at, ComponentId into = {}) {
        const ComponentId id = m_design.nextComponentId();
        done(addComponent(m_design, m_catalog, kind, {.scenePosition = at, .container = into}));
        return id;
    }
    void done(const Result<Change>& change) {
        QVERIFY2(change, change ? "" : change.error().plain().c_str());
        const Design before = m_design;
        change->apply(m_design);
        QVERIFY(check(m_design, m_catalog).empty());
        Design back = m_design;
        change->inverse().apply(back);
        QVERIFY(back == before);
    }
    int layer(const char* name) {
        done(addLayer(m_design, QString::fromUtf8(name)));
        return m_design.settings().layers.back().id;
    }
    const Component& part(ComponentId id) const { return *m_design.component(id); }
    static std::string why(const Result<Change>& change) { return change ? std::string() : change.error().plain(); }

private slots:
    void init() { m_design = Design(); }

    void theBackgroundIsAlwaysThere() {
        QCOMPARE(layersOf(m_design).size(), 1u);
        QCOMPARE(layerName(m_design, 0), QStringLiteral("Background"));
        QVERIFY(removeLayer(m_design, 0).isEmpty());
        QCOMPARE(why(renameLayer(m_design, 0, QStringLiteral("Ground"))), std::string("The background keeps its name"));
        done(showLayer(m_design, 0, false));
        QVERIFY(isLayerHidden(m_design, 0));
        done(showLayer(m_design, 0, true));
        QVERIFY(m_design.settings().layers.empty());   // nothing to be said of it
    }

    void layersAreNamedAndNumbered() {
        const int one = layer(""), two = layer("Security");
        QCOMPARE(layerName(m_design, one), QStringLiteral("Layer 1"));
        QCOMPARE(one, 1);
        QCOMPARE(two, 2);
        QCOMPARE(why(addLayer(m_design, QStringLiteral("SECURITY"))), std::string("There is another layer called Security"));
        QCOMPARE(why(addLayer(m_design, QStringLiteral("background"))), std::string("There is another layer called Background"));
        QCOMPARE(why(addLayer(m_design, QStringLiteral("  "))), std::string("A layer needs a name"));
        QVERIFY(!why(renameLayer(m_design, one, QString(201, u'n'))).empty());
        QVERIFY(!why(renameLayer(m_design, 77, QStringLiteral("x"))).empty());
        done(renameLayer(m_design, two, QStringLiteral(" Firewalls  and keys ")));
        QCOMPARE(layerName(m_design, two), QStringLiteral("Firewalls and keys"));
        QCOMPARE(*layerNamed(m_design, QStringLiteral("firewalls AND keys")), two);
        for (int i = 0; i < mostLayers - 2; ++i) layer("");
        QCOMPARE(why(addLayer(m_design)), std::string("A drawing has at most 100 layers"));
    }

    void whatHoldsOthersTakesThemAlong() {
        const int top = layer("Top");
        const ComponentId host = add("server", {0, 0}), web = add("web_server", {20, 60}, host), db = add("database", {600, 0});
        done(design::connect(m_design, m_catalog, web, db));
        done(toLayer(m_design, {host}, {}, top));
        QCOMPARE(part(host).layer, top);
        QCOMPARE(part(web).layer, top);
        QCOMPARE(part(db).layer, 0);
        QCOMPARE(m_design.links().begin()->second->layer, 0);   // only one end went there
        QVERIFY(toLayer(m_design, {host}, {}, top).isEmpty());
        done(toLayer(m_design, {host, db}, {}, top));
        QCOMPARE(m_design.links().begin()->second->layer, top);
        QVERIFY(!toLayer(m_design, {host}, {}, 0).touchesModel());
    }

    void whatIsInSomethingHiddenIsHidden() {
        const int zone = layer("Zones");
        const ComponentId host = add("server", {0, 0}), web = add("web_server", {20, 60}, host), db = add("database", {600, 0});
        done(design::connect(m_design, m_catalog, web, db));
        const Link& link = *m_design.links().begin()->second;
        done(toLayer(m_design, {host}, {}, zone));
        done(toLayer(m_design, {web}, {}, 0));
        QVERIFY(!isHidden(m_design, part(web)) && !isHidden(m_design, link));
        done(showLayer(m_design, zone, false));
        QVERIFY(isHidden(m_design, part(host)) && isHidden(m_design, part(web)) && isHidden(m_design, link));
        QVERIFY(!isHidden(m_design, part(db)));
    }

    void whatIsOnALockedLayerStays() {
        const int fixed = layer("Fixed");
        const ComponentId host = add("server", {0, 0}), web = add("web_server", {20, 60}, host), db = add("database", {600, 0});
        done(toLayer(m_design, {web, db}, {}, fixed));
        done(lockLayer(m_design, fixed, true));
        QVERIFY(isLocked(m_design, part(web)));
        QVERIFY(holdsLocked(m_design, host));
        QVERIFY(moveBy(m_design, {db}, {50, 50}).isEmpty());
        QVERIFY(align(m_design, m_catalog, {db, host}, Alignment::Left).isEmpty() || !part(db).locked);
        QVERIFY(toLayer(m_design, {db}, {}, 0).isEmpty());
        done(lockLayer(m_design, fixed, false));
        QVERIFY(!moveBy(m_design, {db}, {50, 50}).isEmpty());
    }

    void aRunHeedsNoneOfIt() {
        const int top = layer("Top");
        const ComponentId a = add("web_server", {0, 0}), b = add("database", {400, 0});
        done(design::connect(m_design, m_catalog, a, b));
        QVERIFY(!addLayer(m_design)->touchesModel());
        QVERIFY(!renameLayer(m_design, top, QStringLiteral("Other"))->touchesModel());
        for (const Change& change : {showLayer(m_design, top, false), lockLayer(m_design, top, true), lockLayer(m_design, 0, true), toLayer(m_design, {a, b}, {}, top),
                                     removeLayer(m_design, top)}) {
            QVERIFY(!change.isEmpty());
            QVERIFY(!change.touchesModel());
        }
    }

    void aLayerThatGoesLeavesWhatIsOnIt() {
        const int top = layer("Top");
        const ComponentId a = add("web_server", {0, 0}), b = add("database", {400, 0});
        done(design::connect(m_design, m_catalog, a, b));
        done(toLayer(m_design, {a, b}, {}, top));
        done(showLayer(m_design, top, false));
        done(removeLayer(m_design, top));
        QCOMPARE(part(a).layer, 0);
        QCOMPARE(m_design.links().begin()->second->layer, 0);
        QVERIFY(!isHidden(m_design, part(a)));
        QVERIFY(m_design.settings().layers.empty());
    }

    void layersArePutInOrder() {
        const int one = layer("One"), two = layer("Two"), three = layer("Three");
        QCOMPARE(layerRank(m_design, one), 1);
        QCOMPARE(layerRank(m_design, three), 3);
        done(moveLayer(m_design, one, 1));
        QCOMPARE(layerRank(m_design, two), 1);
        QCOMPARE(layerRank(m_design, one), 2);
        done(moveLayer(m_design, three, -9));
        QCOMPARE(layerRank(m_design, three), 1);   // never behind the background
        QVERIFY(moveLayer(m_design, three, -1).isEmpty());
        QVERIFY(moveLayer(m_design, 0, 1).isEmpty());
        done(lockLayer(m_design, 0, true));   // listed now
        QCOMPARE(layerRank(m_design, three), 1);
        QCOMPARE(layerRank(m_design, 0), 0);
    }

    void toTheFrontIsAmongTheSameLayer() {
        const int top = layer("Top");
        const ComponentId a = add("web_server", {0, 0}), b = add("web_server", {20, 20}), c = add("web_server", {40, 40});
        done(toLayer(m_design, {c}, {}, top));
        done(bringTo(m_design, {c}, design::Layer::Back));
        QCOMPARE(part(c).order, 0);   // alone there
        done(bringTo(m_design, {a}, design::Layer::Front));
        QVERIFY(part(a).order > part(b).order);
    }

    void newThingsGoWhereTheyCanBeSeenAndTaken() {
        DesignDocument document(m_catalog);
        QCOMPARE(document.currentLayer(), 0);
        document.apply(*addLayer(document.design(), QStringLiteral("A")));
        document.apply(*addLayer(document.design(), QStringLiteral("B")));
        document.setCurrentLayer(2);
        QCOMPARE(document.currentLayer(), 2);
        document.apply(showLayer(document.design(), 2, false));
        QCOMPARE(document.currentLayer(), 0);
        document.apply(lockLayer(document.design(), 0, true));
        QCOMPARE(document.currentLayer(), 1);
        document.undo();
        document.undo();
        QCOMPARE(document.currentLayer(), 2);   // as it was chosen
        document.apply(removeLayer(document.design(), 2));
        QCOMPARE(document.currentLayer(), 0);
    }

    void copiesKeepTheirLayerByName() {
        const int security = layer("Security");
        const ComponentId a = add("web_server", {0, 0}), b = add("database", {400, 0});
        done(design::connect(m_design, m_catalog, a, b));
        done(toLayer(m_design, {a}, {m_design.links().begin()->first}, security));
        const QByteArray parts = copyParts(m_design, {a, b});
        Design other;
        addLayer(other, QStringLiteral("Extra"))->apply(other);
        addLayer(other, QStringLiteral("security"))->apply(other);
        const auto pasted = [&](const Design& design, int current) {
            Design after = design;
            pasteParts(design, m_catalog, parts, QPointF(0, 900), current)->apply(after);
            return after;
        };
        Design after = pasted(other, 1);
        QCOMPARE(after.componentByName(part(a).name)->layer, 2);
        QCOMPARE(after.componentByName(part(b).name)->layer, 0);
        QCOMPARE(after.links().begin()->second->layer, 2);
        showLayer(other, 2, false).apply(other);   // there it would not be seen
        QCOMPARE(pasted(other, 1).componentByName(part(a).name)->layer, 1);
        QCOMPARE(pasted(Design(), 0).componentByName(part(a).name)->layer, 0);
    }
};

FAULTLINE_TEST(LayersTest)
#include "layers_test.moc"
