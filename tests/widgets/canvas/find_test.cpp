#include "model/core/units.h"
#include "model/design/edits.h"
#include "model/design/layers.h"
#include "model/design/link_edits.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/find.h"
#include "widgets/canvas/minimap.h"

#include <QLabel>
#include <QLineEdit>

using namespace faultline;
using tests::Robot;

namespace {

QLineEdit* findEdit(Robot& robot) { return robot.canvas.findChild<QLineEdit*>(QStringLiteral("findEdit")); }
QString findCount(Robot& robot) { return robot.canvas.findChild<QLabel*>(QStringLiteral("findCount"))->text(); }

}  // namespace

class FindTest : public QObject {
    Q_OBJECT
private slots:
    void enterGoesToTheNextAndRoundAgain() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}, "front-1"), b = robot.sample.add("web_server", {5000, 96}, "front-2");
        robot.sample.add("database", {304, 304});
        robot.canvas.openFind();
        QVERIFY(findEdit(robot)->isVisible());
        QTest::keyClicks(findEdit(robot), QStringLiteral("FRONT"));
        QCOMPARE(findCount(robot), QStringLiteral("2 found"));
        QVERIFY(robot.canvas.selectedComponents().empty());
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        QCOMPARE(findCount(robot), QStringLiteral("1 of 2"));
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
        QVERIFY(robot.viewport()->rect().contains(robot.canvas.componentRect(b)));
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{a});
        QTest::keyClick(findEdit(robot), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
        QTest::keyClick(findEdit(robot), Qt::Key_Escape);
        QVERIFY(!findEdit(robot)->isVisible());
        QVERIFY(robot.canvas.view()->hasFocus());
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{b});
    }

    void findsByWhatPeopleKnow() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        const auto only = [&](const QString& query) {
            std::vector<ComponentId> ids;
            for (const canvas::Found& found : canvas::findParts(robot.design(), tests::testCatalog(), query)) ids.push_back(found.id);
            return ids;
        };
        QCOMPARE(only(QStringLiteral("load bal")), std::vector{site.balancer});               // the kind
        const std::string alias = tests::testCatalog().find("load_balancer")->aliases.front();
        QCOMPARE(only(QString::fromStdString(alias)), std::vector{site.balancer});
        QVERIFY(only(QString::fromStdString(alias).chopped(1)).empty());                        // nobody sees it: no parts of it
        const auto address = design::addressOf(robot.design(), tests::testCatalog(), site.balancer);
        QVERIFY(address != 0);
        QCOMPARE(only(QString::fromStdString(formatIPv4(address))), std::vector{site.balancer});
        robot.document.apply(*design::setProperty(robot.design(), tests::testCatalog(), {site.users}, "rate", Value(777.0)));
        const auto found = canvas::findParts(robot.design(), tests::testCatalog(), QStringLiteral("777"));
        QCOMPARE(found.size(), 1u);
        QCOMPARE(found[0].id, site.users);
        QVERIFY(found[0].why.contains(QLatin1String("777")));
        QVERIFY(only(QStringLiteral("  ")).empty());
        QVERIFY(only(QStringLiteral("no such thing")).empty());
    }

    void linksAreFoundByTheirOwnWords() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}), b = robot.sample.add("database", {5000, 96});
        const LinkId link = robot.sample.link(a, b);
        robot.document.apply(*design::setLinkLabel(robot.design(), {link}, QStringLiteral("asks for orders")));
        robot.document.apply(*design::addLayer(robot.design(), QStringLiteral("Lines")));
        const int layer = robot.design().settings().layers.back().id;
        robot.document.apply(design::toLayer(robot.design(), {}, {link}, layer));
        robot.document.apply(design::showLayer(robot.design(), layer, false));
        robot.canvas.openFind();
        QTest::keyClicks(findEdit(robot), QStringLiteral("ORDERS"));
        QCOMPARE(findCount(robot), QStringLiteral("1 found"));
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QCOMPARE(robot.canvas.selectedLinks(), std::vector{link});
        QVERIFY(robot.canvas.selectedComponents().empty());
        QVERIFY(robot.viewport()->rect().contains(robot.canvas.linkPoint(link)));
    }

    void followsTheDesignAndSaysNone() {
        Robot robot;
        const ComponentId a = robot.sample.add("web_server", {96, 96}, "front-1");
        robot.canvas.openFind();
        QTest::keyClicks(findEdit(robot), QStringLiteral("front"));
        QCOMPARE(findCount(robot), QStringLiteral("1 found"));
        robot.sample.rename(a, QStringLiteral("back-1"));
        QCOMPARE(findCount(robot), QStringLiteral("none"));
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QVERIFY(robot.canvas.selectedComponents().empty());
    }

    void whatIsFoundIsShownAgain() {
        Robot robot;
        const tests::SampleSite site(robot.document);
        robot.canvas.setHiddenGroups({catalog::Group::Security, catalog::Group::Monitoring});
        robot.canvas.openFind();
        QTest::keyClicks(findEdit(robot), robot.part(site.certificate).name);
        QTest::keyClick(findEdit(robot), Qt::Key_Return);
        QCOMPARE(robot.canvas.selectedComponents(), std::vector{site.certificate});
        QCOMPARE(robot.canvas.hiddenGroups(), std::set{catalog::Group::Monitoring});
    }

    void looksRight() {
        for (const bool dark : {false, true}) {
            widgets::ThemeManager::instance().setMode(dark ? widgets::ThemeManager::Mode::Dark : widgets::ThemeManager::Mode::Light);
            Robot robot;
            const tests::SampleSite site(robot.document);
            robot.canvas.zoomToFit();
            robot.canvas.setMinimap(true);
            robot.canvas.openFind();
            QTest::keyClicks(findEdit(robot), QStringLiteral("10.0.0"));
            QTest::keyClick(findEdit(robot), Qt::Key_Return);
            QVERIFY(robot.canvas.rect().contains(findEdit(robot)->parentWidget()->geometry()));
            tests::keepPicture(robot.canvas.grab().toImage(), dark ? QStringLiteral("find-dark") : QStringLiteral("find-light"));
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }

    void theMinimapGoesThere() {
        Robot robot;
        robot.sample.add("web_server", {0, 0});
        const ComponentId far = robot.sample.add("web_server", {6000, 4000});
        robot.canvas.setMinimap(true);
        auto* map = robot.canvas.findChild<canvas::Minimap*>();
        QVERIFY(map && map->isVisible());
        QVERIFY(!robot.viewport()->rect().intersects(robot.canvas.componentRect(far)));
        QTest::mouseClick(map, Qt::LeftButton, {}, map->fromScene(robot.design().sceneRect(far).center()).toPoint());
        QVERIFY(robot.viewport()->rect().intersects(robot.canvas.componentRect(far)));
        robot.canvas.setMinimap(false);
        QVERIFY(!map->isVisible());
    }
};

FAULTLINE_TEST(FindTest)
#include "find_test.moc"
