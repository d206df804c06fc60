#include "model/design/change.h"

#include "model/design/edits.h"
#include "tests/model/design/random_edits.h"
#include "tests/support/test_catalog.h"
#include "tests/support/test_main.h"

using namespace faultline;
using namespace faultline::design;

class ChangeTest : public QObject {
    Q_OBJECT

    static ComponentPtr part(std::uint32_t id, const QString& name, const char* kind = "web_server") {
        Component component;
        component.id = {id};
        component.kind = kind;
        component.name = name;
        return std::make_shared<const Component>(component);
    }

private slots:
    void idsAreNeverGivenTwice() {
        Design design;
        QCOMPARE(design.nextComponentId().value, 1u);
        const Change add{{}, {ComponentStep{nullptr, part(1, QStringLiteral("a"))}}};
        add.apply(design);
        add.inverse().apply(design);
        QVERIFY(design.components().empty());
        QCOMPARE(design.nextComponentId().value, 2u);
        design.reserveIds(7, 3);
        QCOMPARE(design.nextComponentId().value, 8u);
        QCOMPARE(design.nextLinkId().value, 4u);
    }

    void joinedDropsWhatCameBack() {
        const ComponentPtr a = part(1, QStringLiteral("a")), b = part(1, QStringLiteral("b"));
        const Change there{QStringLiteral("there"), {ComponentStep{a, b}}};
        const Change again = joined(there, there.inverse());
        QVERIFY(again.isEmpty());
        const Change whole = joined(Change{{}, {ComponentStep{nullptr, a}}}, there);
        QCOMPARE(whole.steps.size(), std::size_t{1});
        QVERIFY(!std::get<ComponentStep>(whole.steps.front()).before);
        QCOMPARE(std::get<ComponentStep>(whole.steps.front()).after->name, QStringLiteral("b"));
    }

    void looksDoNotTouchTheModel() {
        Component component = *part(1, QStringLiteral("a"));
        const ComponentPtr before = std::make_shared<const Component>(component);
        component.name = QStringLiteral("b");
        component.rect = QRectF(1, 2, 3, 4);
        component.locked = true;
        QVERIFY(!(Change{{}, {ComponentStep{before, std::make_shared<const Component>(component)}}}.touchesModel()));
        component.properties.set("workers", 3);
        QVERIFY((Change{{}, {ComponentStep{before, std::make_shared<const Component>(component)}}}.touchesModel()));
        QVERIFY((Change{{}, {ComponentStep{nullptr, before}}}.touchesModel()));
        QVERIFY(!(Change{{}, {ComponentStep{nullptr, part(1, QStringLiteral("n"), "note")}}}.touchesModel()));
        DocumentSettings titled;
        titled.title = QStringLiteral("t");
        QVERIFY(!(Change{{}, {SettingsStep{DocumentSettings{}, titled}}}.touchesModel()));
        titled.startTime = 5;
        QVERIFY((Change{{}, {SettingsStep{DocumentSettings{}, titled}}}.touchesModel()));
    }

    void endsComeBeforeLinksBothWays() {
        Design before, after;
        after.setComponent({1}, part(1, QStringLiteral("a")));
        after.setComponent({2}, part(2, QStringLiteral("b")));
        Link link;
        link.id = {1};
        link.from = {1};
        link.to = {2};
        after.setLink({1}, std::make_shared<const Link>(link));
        const Change there = difference(before, after, {});
        QVERIFY(std::holds_alternative<LinkStep>(there.steps.back()));
        QVERIFY(std::holds_alternative<LinkStep>(there.inverse().steps.front()));
        QVERIFY(std::holds_alternative<LinkStep>(difference(after, before, {}).steps.front()));
    }

    void randomEditsAreUndoneAndRedone_data() {
        QTest::addColumn<quint64>("seed");
        const quint64 seeds = qEnvironmentVariableIsSet("FAULTLINE_LONG") ? 3000 : 40;
        for (quint64 seed = 1; seed <= seeds; ++seed) QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    void randomEditsAreUndoneAndRedone() {
        QFETCH(quint64, seed);
        const catalog::Catalog& catalog = tests::testCatalog();
        tests::Dice dice(seed);
        Design design;
        std::vector<Design> states{design};
        std::vector<Change> done;
        Change whole;
        for (int i = 0; i < 200; ++i) {
            const Change change = tests::randomEdit(design, catalog, dice);
            change.apply(design);
            if (const std::vector<Problem> problems = check(design, catalog); !problems.empty())
                QFAIL(qPrintable(QStringLiteral("edit %1, %2: %3")
                                     .arg(i)
                                     .arg(change.label, QString::fromStdString(problems.front().plain()))));
            QVERIFY(change.isEmpty() || !change.label.isEmpty());
            whole = joined(whole, change);
            done.push_back(change);
            states.push_back(design);
        }
        QVERIFY2(design.components().size() > 10, "the dice must build something");

        Design once;
        whole.apply(once);
        QVERIFY(once == design);
        const Change straight = difference(Design(), design, {});
        Design again;
        straight.apply(again);
        QVERIFY(again == design);
        QVERIFY(difference(design, again, {}).isEmpty());
        QCOMPARE(whole.componentIds(), straight.componentIds());
        QCOMPARE(whole.linkIds(), straight.linkIds());

        Design back = design;
        for (std::size_t i = done.size(); i-- > 0;) {
            done[i].inverse().apply(back);
            QVERIFY(back == states[i]);
        }
        QCOMPARE(back.nextComponentId(), design.nextComponentId());
        for (const Change& change : done) change.apply(back);
        QVERIFY(back == design);
    }
};

FAULTLINE_TEST(ChangeTest)
#include "change_test.moc"
