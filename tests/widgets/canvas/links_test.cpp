#include "model/design/link_edits.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"
#include "widgets/canvas/bend_gesture.h"
#include "widgets/canvas/dots.h"
#include "widgets/canvas/heal_bar.h"
#include "widgets/canvas/routing_detour.h"
#include "widgets/canvas/paint.h"
#include "widgets/canvas/view.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

using namespace faultline;
using canvas::LinkEdit;
using tests::Robot;

/// A robot with users linked to a balancer, and things to link to.
class Linked : public Robot {
public:
    ComponentId users = sample.add("users", {96, 304}), lb = sample.add("load_balancer", {600, 304}), other = sample.add("load_balancer", {600, 504}),
                db = sample.add("database", {600, 104});
    LinkId link = sample.link(users, lb);

    const canvas::LinkPart& part(LinkId id) const { return *view().picture().link(id); }
    const design::Link& model() const { return *design().link(link); }
    QPoint end(LinkId id, bool atEnd) const {
        const double share = std::min(0.25, 12 / part(id).route.length());
        return at(part(id).route.at(atEnd ? 1 - share : share));
    }
    std::vector<canvas::BendHandle> handles() const { return canvas::bendHandles(part(link), view().picture(), 36); }
    QPoint handle(std::size_t i) const { return at(handles().at(i).at); }
};

class LinksTest : public QObject {
    Q_OBJECT
private slots:
    void anEndIsDraggedToAnotherComponent() {
        Linked r;
        const ComponentId wall = r.sample.inLine("firewall", r.link);
        r.canvas.select({}, {r.link});
        const int steps = r.undoCount();
        r.drag(r.end(r.link, true), r.middle(r.other));
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("reconnect"));
        QCOMPARE(r.model().to, r.lb);   // nothing before it is let go
        r.release(r.middle(r.other));
        QCOMPARE(r.model().to, r.other);
        QCOMPARE(r.Hands::part(wall).inLine, r.link);
        QCOMPARE(r.undoCount(), steps + 1);
        QCOMPARE(r.canvas.selectedLinks(), std::vector{r.link});
        r.document.undo();
        QCOMPARE(r.model().to, r.lb);
    }

    void theBeginningIsDraggedToo() {
        Linked r;
        const ComponentId more = r.sample.add("users", {96, 104});
        r.canvas.select({}, {r.link});
        r.dragAndRelease(r.end(r.link, false), r.middle(more));
        QCOMPARE(r.model().from, more);
        QCOMPARE(r.model().to, r.lb);
    }

    void endsThatDoNotFitSayWhyAndLeaveNothing() {
        Linked r;
        r.canvas.select({}, {r.link});
        const design::Design before = r.design();
        const int steps = r.undoCount();
        r.drag(r.end(r.link, true), r.middle(r.db));
        QVERIFY(!r.view().hintText().isEmpty());
        r.release(r.middle(r.db));
        QVERIFY(r.design() == before);
        r.drag(r.end(r.link, true), r.middle(r.other));
        r.key(Qt::Key_Escape);
        r.release(r.middle(r.other));
        QVERIFY(r.design() == before);
        QCOMPARE(r.undoCount(), steps);
    }

    void anEndIsMovedByKeys() {
        Linked r;
        r.canvas.select({}, {r.link});
        r.key(Qt::Key_C);
        QVERIFY(r.view().interaction());
        r.key(Qt::Key_Tab);
        r.key(Qt::Key_Return);
        QVERIFY(!r.view().interaction());
        QCOMPARE(r.model().to, r.other);
        const ComponentId more = r.sample.add("users", {96, 104});
        r.canvas.select({}, {r.link});
        r.key(Qt::Key_C, Qt::ShiftModifier);
        r.key(Qt::Key_Return);
        QCOMPARE(r.model().from, more);
    }

    void aDoubleClickLabelsALink() {
        Linked r;
        const auto labelOf = [&] { return r.part(r.link).label; };
        const QString port = labelOf();
        const int steps = r.undoCount();
        const QPoint on = r.at(r.part(r.link).route.at(0.3));
        const auto open = [&] {
            QTest::mouseDClick(r.view().viewport(), Qt::LeftButton, {}, on);
            return r.view().findChild<QLineEdit*>(QStringLiteral("linkLabelEditor"));
        };
        QLineEdit* editor = open();
        QVERIFY(editor);
        QVERIFY(editor->text().isEmpty());
        QVERIFY(!editor->placeholderText().isEmpty());   // its port
        QTest::keyClicks(editor, QStringLiteral("all the traffic"));
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("label-edited"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(r.model().label, QStringLiteral("all the traffic"));
        QCOMPARE(labelOf(), QStringLiteral("all the traffic"));
        QCOMPARE(r.undoCount(), steps + 1);
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("label"));
        QTRY_VERIFY(!r.view().findChild<QLineEdit*>(QStringLiteral("linkLabelEditor")));
        editor = open();
        QTest::keyClicks(editor, QStringLiteral("nothing"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(r.undoCount(), steps + 1);
        QTRY_VERIFY(!r.view().findChild<QLineEdit*>(QStringLiteral("linkLabelEditor")));
        editor = open();
        QTest::keyClick(editor, Qt::Key_Backspace);   // all of it was selected
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(labelOf(), port);
        r.document.undo();
        QCOMPARE(labelOf(), QStringLiteral("all the traffic"));
    }

    void aLabelIsTypedByKeys() {
        Linked r;
        r.canvas.select({}, {r.link});
        r.key(Qt::Key_F2);
        auto* editor = r.view().findChild<QLineEdit*>(QStringLiteral("linkLabelEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QString(design::longestLinkLabel + 50, QLatin1Char('w')));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(r.model().label.size(), design::longestLinkLabel);
        QVERIFY(r.part(r.link).label.size() < 60);   // so much of it as does not cover the drawing
        const QString said = r.view().describe({.what = canvas::Hit::What::Link, .node = {}, .link = r.link});
        QVERIFY2(said.contains(r.model().label + QStringLiteral(" (") + design::linkLabel(r.design(), r.document.catalog(), r.link)), qPrintable(said));   // all of it, and the port
        // What is deleted while it is labelled takes the editor along.
        r.key(Qt::Key_F2);
        r.document.apply(design::removeParts(r.design(), r.document.catalog(), {}, {r.link}));
        QTRY_VERIFY(!r.view().findChild<QLineEdit*>(QStringLiteral("linkLabelEditor")));
    }

    void wordsOfOnesOwnAreSeenFromFurtherOffThanPorts() {
        Linked r;
        r.view().zoomTo(0.5);
        QVERIFY(!canvas::showsLabel(r.part(r.link), r.view().paintContext()));
        r.document.apply(*design::setLinkLabel(r.design(), {r.link}, QStringLiteral("all the traffic")));
        QVERIFY(canvas::showsLabel(r.part(r.link), r.view().paintContext()));
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("label-far"));
        r.view().zoomTo(0.2);
        QVERIFY(!canvas::showsLabel(r.part(r.link), r.view().paintContext()));
    }

    void headsAreChosenForManyAtOnce() {
        Linked r;
        const LinkId second = r.sample.link(r.users, r.other);
        r.canvas.select({}, {r.link, second});
        const QImage before = r.canvas.grab().toImage();
        const int steps = r.undoCount();
        QVERIFY(r.canvas.canEditLinks(canvas::LinkEdit::HeadsAtBoth));
        r.canvas.editLinks(canvas::LinkEdit::HeadsAtBoth);
        QCOMPARE(r.undoCount(), steps + 1);
        for (const LinkId id : {r.link, second}) QVERIFY(r.design().link(id)->heads == design::LinkHeads::Both);
        r.canvas.select({});
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("heads"));
        r.canvas.select({}, {r.link, second});
        QVERIFY(r.canvas.grab().toImage() != before);
        r.document.undo();
        QCOMPARE(r.canvas.grab().toImage(), before);
    }

    void linksAreWalkedByKey() {
        Linked r;
        const LinkId second = r.sample.link(r.users, r.other);
        r.canvas.select({r.users});
        r.key(Qt::Key_L);
        QCOMPARE(r.canvas.selectedLinks(), std::vector{r.link});
        r.key(Qt::Key_L);
        QCOMPARE(r.canvas.selectedLinks(), std::vector{second});
        r.key(Qt::Key_L);
        QCOMPARE(r.canvas.selectedLinks(), std::vector{r.link});
    }

    void aPieceIsDraggedAside() {
        Linked r;
        r.canvas.select({}, {r.link});
        QCOMPARE(r.handles().size(), std::size_t(1));
        const int steps = r.undoCount();
        r.dragAndRelease(r.handle(0), r.handle(0) + QPoint(0, 160));
        QCOMPARE(r.undoCount(), steps + 1);
        QVERIFY(!r.model().waypoints.empty());
        bool passes = false;   // the line lies where the piece was let go, and all of it is right-angled
        const auto& corners = r.part(r.link).route.corners();
        for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
            const QPointF d = corners[i + 1] - corners[i];
            QVERIFY2(std::abs(d.x()) < 0.01 || std::abs(d.y()) < 0.01, "a slanting piece");
            passes = passes || (std::abs(d.y()) < 0.01 && std::abs(corners[i].y() - 496) < 5);
        }
        QVERIFY(passes);
        r.document.undo();
        QVERIFY(r.model().waypoints.empty());
    }

    void aWaypointIsMovedAndTakenOut() {
        Linked r;
        r.document.apply(design::setLinkShape(r.design(), {r.link}, design::LinkShape::Straight));
        r.canvas.select({}, {r.link});
        r.dragAndRelease(r.handle(0), r.at({400, 200}));
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{400, 200}}));
        r.dragAndRelease(r.at({400, 200}), r.at({360, 480}));
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{360, 480}}));
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("waypoint"));
        r.drag(r.at({360, 480}), r.at({200, 100}));
        r.key(Qt::Key_Escape);
        r.release(r.at({200, 100}));
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{360, 480}}));
        const int steps = r.undoCount();
        QTest::mouseDClick(r.viewport(), Qt::LeftButton, {}, r.at({360, 480}));
        QVERIFY(r.model().waypoints.empty());
        QCOMPARE(r.undoCount(), steps + 1);
    }

    void theMenuTakesWaypointsOut() {
        Linked r;
        r.document.apply(design::setWaypoints(r.design(), r.link, {{360, 480}, {440, 480}}));
        r.canvas.select({}, {r.link});
        const auto item = [&](const QString& text) {
            const canvas::Hit hit{.what = canvas::Hit::What::Link, .node = {}, .link = r.link};
            QMenu* menu = r.view().menuFor(hit, r.at({360, 480}));
            for (QAction* action : menu->actions())
                if (action->text() == text) return action;
            return static_cast<QAction*>(nullptr);
        };
        QVERIFY(item(QStringLiteral("Remove waypoint")));
        item(QStringLiteral("Remove waypoint"))->trigger();
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{440, 480}}));
        item(QStringLiteral("Clear waypoints"))->trigger();
        QVERIFY(r.model().waypoints.empty());
        QVERIFY(!item(QStringLiteral("Clear waypoints"))->isEnabled());
    }

    void linksAreBentByKeys() {
        Linked r;
        r.document.apply(design::setLinkShape(r.design(), {r.link}, design::LinkShape::Straight));
        r.canvas.select({}, {r.link});
        const int steps = r.undoCount();
        r.key(Qt::Key_Return);
        QVERIFY(r.view().interaction());
        for (int i = 0; i < 5; ++i) r.key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(r.model().waypoints.size(), std::size_t(1));
        const double down = r.model().waypoints.front().y();
        r.key(Qt::Key_Up);
        QCOMPARE(r.model().waypoints.front().y(), down - 1);
        r.key(Qt::Key_Return);
        QVERIFY(!r.view().interaction());
        QCOMPARE(r.undoCount(), steps + 1);
        r.key(Qt::Key_Return);   // now take it out: it is the second of three handles
        r.key(Qt::Key_Tab);
        r.key(Qt::Key_Delete);
        r.key(Qt::Key_Return);
        QVERIFY(r.model().waypoints.empty());
        r.key(Qt::Key_Return);
        r.key(Qt::Key_Down);
        r.key(Qt::Key_Escape);
        QVERIFY(r.model().waypoints.empty());
        QCOMPARE(r.undoCount(), steps + 2);
    }

    void waypointsGoAlongWhenBothEndsMove() {
        Linked r;
        r.document.apply(design::setWaypoints(r.design(), r.link, {{360, 480}}));
        r.canvas.select({r.users, r.lb});
        r.dragAndRelease(r.middle(r.users), r.middle(r.users) + QPoint(40, 80));
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{400, 560}}));
        r.canvas.select({r.users});
        r.dragAndRelease(r.middle(r.users), r.middle(r.users) + QPoint(0, -80));
        QCOMPARE(r.model().waypoints, (std::vector<QPointF>{{400, 560}}));
    }

    void shapesAreSetForManyAtOnce() {
        Linked r;
        const LinkId second = r.sample.link(r.users, r.other);
        r.canvas.select({}, {r.link, second});
        const int steps = r.undoCount();
        r.canvas.editLinks(LinkEdit::Curved);
        QCOMPARE(r.undoCount(), steps + 1);
        for (const LinkId id : {r.link, second}) QCOMPARE(r.part(id).shape, design::LinkShape::Curved);
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("curved"));
        r.canvas.select({r.users, r.lb, r.other});   // what is between the selected is meant as well
        r.canvas.editLinks(LinkEdit::Straight);
        for (const LinkId id : {r.link, second}) QCOMPARE(r.part(id).route.corners().size(), std::size_t(2));
    }

    void straightLinksBetweenTheSameTwoLieBesideEachOther() {
        Linked r;
        const ComponentId a = r.sample.add("database", {96, 504}), b = r.sample.add("database", {340, 600});
        const LinkId there = r.sample.link(a, b), back = r.sample.link(b, a);
        r.document.apply(design::setLinkShape(r.design(), {there, back}, design::LinkShape::Straight));
        const QPointF d = r.part(there).route.at(0.5) - r.part(back).route.at(0.5);
        QVERIFY(std::hypot(d.x(), d.y()) > 6);
    }

    void oneOfTwoThatCrossLeaps() {
        Linked r;
        const ComponentId dns = r.sample.add("database", {340, 96}), low = r.sample.add("database", {340, 560});
        const LinkId down = r.sample.link(dns, low);
        QCOMPARE(r.part(r.link).hops.size(), std::size_t(1));   // the level one, whichever is older
        QVERIFY(r.part(down).hops.empty());
        const QPointF at = r.part(r.link).route.at(r.part(r.link).hops.front() / r.part(r.link).route.length());
        QVERIFY(r.part(down).route.nearest(at).second < 0.5);
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("hop"));
        r.canvas.select({r.users});
        r.canvas.deleteSelection();
        QVERIFY(r.part(down).hops.empty());
    }

    void theLeapIsDrawnInTheLine() {
        const canvas::Route route({{0, 0}, {100, 0}});
        const QRectF plain = route.path(0, 100).boundingRect(), leaping = route.path(0, 100, {50}).boundingRect();
        QCOMPARE(plain.height(), 0.0);
        QVERIFY(leaping.height() > 3 && leaping.height() < 10);
        QVERIFY(leaping.bottom() < 0.01);   // upwards, also the other way round
        QVERIFY(canvas::Route({{100, 0}, {0, 0}}).path(0, 100, {50}).boundingRect().bottom() < 0.01);
        QCOMPARE(route.path(0, 100, {50}).currentPosition(), QPointF(100, 0));
        QCOMPARE(route.path(60, 100, {50}).boundingRect().height(), 0.0);   // not in the part that is drawn
    }

    void routesStayWhileSomethingElseMoves() {
        Linked r;
        const ComponentId web = r.sample.add("web_server", {900, 96});
        const LinkId second = r.sample.link(r.other, web);
        const auto before = r.part(r.link).route.corners(), beforeSecond = r.part(second).route.corners();
        r.dragAndRelease(r.middle(r.db), r.middle(r.db) + QPoint(-40, -60));
        QCOMPARE(r.part(r.link).route.corners(), before);
        QCOMPARE(r.part(second).route.corners(), beforeSecond);
    }

    void whatIsRememberedGivesTheSameRoutes() {
        Linked r;
        r.sample.link(r.users, r.other);
        r.sample.link(r.lb, r.sample.add("web_server", {900, 96}));
        std::uint32_t dice = 7;
        for (int i = 0; i < 30; ++i) {
            dice = dice * 1664525 + 1013904223;
            const auto& parts = r.design().components();
            const ComponentId id = std::next(parts.begin(), dice / 7 % parts.size())->first;
            r.document.apply(design::moveBy(r.design(), {id}, QPointF(int(dice / 11 % 200) - 100, int(dice / 13 % 200) - 100)));
            canvas::Picture fresh;
            fresh.sync(r.design(), tests::testCatalog());
            for (const auto& [link, part] : fresh.links()) QCOMPARE(r.part(link).route.corners(), part.route.corners());
        }
    }

    /// What is kept of lines, leaps and labels is what would come out anew, after any drag and during it.
    void aDragEndsAsIfDrawnAnew() {
        tests::Robot r;
        const tests::SampleSite site(r.document);
        r.canvas.zoomToFit();
        const auto isAsNew = [&](bool ended) {
            canvas::Picture fresh;
            fresh.sync(r.design(), tests::testCatalog());
            for (const auto& [id, node] : fresh.nodes()) {
                if (node.form == canvas::Form::Pill && !ended) continue;   // goes with its link
                QVERIFY2(r.view().picture().node(id)->rect == node.rect, qPrintable(node.name));
            }
            if (!ended) return;
            for (const auto& [id, link] : fresh.links()) {
                const canvas::LinkPart& part = *r.view().picture().link(id);
                QVERIFY2(part.route.corners() == link.route.corners(), qPrintable(link.label));
                QVERIFY2(part.hops == link.hops, qPrintable(link.label));
                QVERIFY2(part.labelRect == link.labelRect, qPrintable(link.label));
            }
        };
        std::uint32_t dice = 3;
        const ComponentId parts[] = {site.users, site.dns, site.web1, site.db2, site.balancer, site.note};
        for (int i = 0; i < 24; ++i) {
            dice = dice * 1664525 + 1013904223;
            const ComponentId id = parts[dice / 7 % std::size(parts)];
            const QPoint from = r.middle(id), to = from + QPoint(int(dice / 11 % 160) - 80, int(dice / 13 % 120) - 60);
            r.press(from);
            for (int k = 1; k <= 4; ++k) {
                r.move(from + (to - from) * k / 4);
                isAsNew(false);
                if (QTest::currentTestFailed()) return;
            }
            r.release(to);
            isAsNew(true);
            if (QTest::currentTestFailed()) return;
            r.key(Qt::Key_Escape);
        }
    }

    void aWayIsFoundAroundWhatStandsThere() {
        // A wall between two boxes with a gap far above.
        const QRectF a(0, 0, 100, 60), b(600, 0, 100, 60);
        const std::vector<QRectF> walls{{300, -80, 60, 400}, {200, 120, 60, 300}};
        const auto way = canvas::detour({100, 30}, canvas::Side::East, a, {600, 30}, canvas::Side::West, b, walls);
        QVERIFY(way.size() >= 4);
        QCOMPARE(way.front(), QPointF(100, 30));
        QCOMPARE(way.back(), QPointF(600, 30));
        const canvas::Route route(way, 0);
        for (const QRectF& wall : walls) QVERIFY(!route.intersects(wall));
        // Shut in on all sides there is none.
        const std::vector<QRectF> cell{{-200, -60, 700, 20}, {-200, 100, 700, 20}, {-200, -60, 20, 180}, {400, -60, 20, 180}};
        QVERIFY(canvas::detour({100, 30}, canvas::Side::East, a, {600, 30}, canvas::Side::West, b, cell).empty());
    }

    void linksGoRoundWhatIsPutIntoTheirWay() {
        Linked r;
        for (const QPointF at : {QPointF(340, 300), QPointF(340, 220), QPointF(340, 380), QPointF(420, 140), QPointF(300, 460)}) r.sample.add("dns", at);
        for (const auto& [id, node] : r.view().picture().nodes())
            if (id != r.users && id != r.lb) QVERIFY2(!r.part(r.link).route.intersects(node.rect), qPrintable(node.name));
    }

    void deletingOffersToCloseTheGap() {
        Linked r;
        const ComponentId web = r.sample.add("web_server", {900, 304});
        r.sample.link(r.lb, web);
        r.canvas.select({r.lb});
        const int steps = r.undoCount();
        r.key(Qt::Key_Delete);
        QVERIFY(!r.design().component(r.lb));
        auto* bar = r.canvas.findChild<canvas::HealBar*>();
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Link users-1 to web-1"));
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("heal"));
        r.key(Qt::Key_H);
        QVERIFY(bar->isHidden());
        QVERIFY(!r.design().component(r.lb));
        QCOMPARE(r.model().to, web);
        QCOMPARE(r.undoCount(), steps + 1);
        r.document.undo();
        QVERIFY(r.design().component(r.lb));
        QCOMPARE(r.model().to, r.lb);
    }

    void theOfferGoesWithTheNextEdit() {
        Linked r;
        r.sample.link(r.lb, r.sample.add("web_server", {900, 304}));
        r.canvas.select({r.lb});
        r.canvas.deleteSelection();
        QVERIFY(r.canvas.canEditLinks(LinkEdit::Heal));
        r.sample.add("dns", {96, 600});
        QVERIFY(!r.canvas.canEditLinks(LinkEdit::Heal));
        QVERIFY(r.canvas.findChild<canvas::HealBar*>()->isHidden());
        const design::Design before = r.design();
        r.canvas.editLinks(LinkEdit::Heal);
        QVERIFY(r.design() == before);
    }

    void ctrlDeleteClosesTheGapAtOnce() {
        Linked r;
        const ComponentId web = r.sample.add("web_server", {900, 304});
        r.sample.link(r.lb, web);
        r.canvas.select({r.lb});
        const int steps = r.undoCount();
        r.key(Qt::Key_Delete, Qt::ControlModifier);
        QVERIFY(!r.design().component(r.lb));
        QCOMPARE(r.model().to, web);
        QCOMPARE(r.undoCount(), steps + 1);
        QVERIFY(r.canvas.findChild<canvas::HealBar*>()->isHidden());
    }

    void droppingOnALinkSplitsIt() {
        Linked r;
        const ComponentId web = r.sample.add("web_server", {96, 560});
        const LinkId direct = r.sample.link(r.other, web);
        Q_UNUSED(direct)
        const LinkId plain = r.sample.link(r.users, web);
        r.canvas.clearSelection();
        const int steps = r.undoCount();
        QVERIFY(r.dropKind("load_balancer", r.canvas.linkPoint(plain)));
        const ComponentId put = r.newest();
        QCOMPARE(r.design().link(plain)->to, put);
        bool goesOn = false;
        for (const auto& [id, link] : r.design().links()) goesOn = goesOn || (link->from == put && link->to == web);
        QVERIFY(goesOn);
        QCOMPARE(r.undoCount(), steps + 1);
    }

    void whatDoesNotFitBetweenIsPutBesideAndSaysWhy() {
        Linked r;
        const std::size_t links = r.design().links().size();
        QSignalSpy said(&r.canvas, &canvas::CanvasWidget::statusText);
        QVERIFY(r.dropKind("database", r.canvas.linkPoint(r.link)));
        QCOMPARE(r.Hands::part(r.newest()).kind, "database");
        QCOMPARE(r.design().links().size(), links);
        QCOMPARE(r.model().to, r.lb);
        QVERIFY(!said.isEmpty() && said.last().at(0).toString().startsWith(QStringLiteral("Not into the link")));
    }

    void movingOneOntoALinkSplitsIt() {
        Linked r;
        const ComponentId web = r.sample.add("web_server", {900, 600});
        const LinkId direct = r.sample.link(r.users, web);
        const QPoint on = r.canvas.linkPoint(direct, 0.4);
        const int steps = r.undoCount();
        r.drag(r.middle(r.other), on);
        tests::keepPicture(r.canvas.grab().toImage(), QStringLiteral("split"));
        r.release(on);
        QCOMPARE(r.design().link(direct)->to, r.other);
        QCOMPARE(r.undoCount(), steps + 1);
        r.document.undo();
        QCOMPARE(r.design().link(direct)->to, web);
        // One that has links of its own is only moved.
        r.drag(r.middle(r.lb), r.canvas.linkPoint(direct, 0.4));
        r.release(r.canvas.linkPoint(direct, 0.4));
        QCOMPARE(r.design().link(direct)->to, web);
    }

    void aLinkIsReversedByTheMenu() {
        Robot r;
        const ComponentId a = r.sample.add("database", {96, 304}), b = r.sample.add("database", {600, 304});
        const LinkId id = r.sample.link(a, b);
        r.canvas.select({}, {id});
        const int steps = r.undoCount();
        const auto item = [&] {
            QMenu* menu = r.view().menuFor({.what = canvas::Hit::What::Link, .node = {}, .link = id}, r.canvas.linkPoint(id));
            for (QAction* action : menu->actions())
                if (action->text() == QStringLiteral("Reverse")) return action;
            return static_cast<QAction*>(nullptr);
        };
        item()->trigger();
        QCOMPARE(r.design().link(id)->from, b);
        QCOMPARE(r.design().link(id)->to, a);
        QCOMPARE(r.undoCount(), steps + 1);
        QCOMPARE(r.canvas.selectedLinks(), std::vector{id});
        const LinkId oneWay = r.sample.link(r.sample.add("users", {96, 96}), r.sample.add("load_balancer", {600, 96}));
        QMenu* menu = r.view().menuFor({.what = canvas::Hit::What::Link, .node = {}, .link = oneWay}, r.canvas.linkPoint(oneWay));
        for (QAction* action : menu->actions())
            if (action->text() == QStringLiteral("Reverse")) QVERIFY(!action->isEnabled());
    }

    void nothingIsEditedWhileReadOnly() {
        Linked r;
        r.document.apply(design::setWaypoints(r.design(), r.link, {{360, 480}}));
        r.canvas.select({}, {r.link});
        r.canvas.setReadOnly(true);
        const design::Design before = r.design();
        r.dragAndRelease(r.end(r.link, true), r.middle(r.other));
        r.canvas.select({}, {r.link});
        r.dragAndRelease(r.at({360, 480}), r.at({200, 200}));
        for (const LinkEdit what : {LinkEdit::MoveEnd, LinkEdit::Bend, LinkEdit::Reverse, LinkEdit::Curved, LinkEdit::ClearBends, LinkEdit::DeleteAndHeal}) {
            r.canvas.select({}, {r.link});
            r.canvas.editLinks(what);
        }
        QVERIFY(r.design() == before);
    }

    void aCutOfOneWayShowsWhichOne() {
        Linked r;
        auto frame = tests::healthyFrame(r.design());
        const auto picture = [&](bool there, bool back) {
            auto next = std::make_shared<runtime::Frame>(*frame);
            next->links.front().upThere = there;
            next->links.front().upBack = back;
            next->links.front().up = there && back;
            r.canvas.setFrame(next);
            r.view().showLiveNow();
            return r.canvas.grab().toImage();
        };
        const QImage forward = picture(false, true), backward = picture(true, false), both = picture(false, false);
        QVERIFY(forward != backward);
        QVERIFY(forward != both);
        tests::keepPicture(forward, QStringLiteral("one-way"));
        picture(true, false);
        QCOMPARE(r.view().live().link(r.link)->oneWay, -1);
        picture(true, true);
        QSignalSpy wanted(&r.canvas, &canvas::CanvasWidget::linkActRequested);
        QMenu* menu = r.view().menuFor({.what = canvas::Hit::What::Link, .node = {}, .link = r.link}, r.canvas.linkPoint(r.link));
        for (QAction* action : menu->actions())
            if (action->menu() && action->text() == QStringLiteral("Cut one way")) action->menu()->actions().at(1)->trigger();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(1).toString(), QStringLiteral("cut back"));
    }

    void dotsKeepOffWhatTheyEndAt() {
        Linked r;
        auto frame = tests::healthyFrame(r.design());
        frame->requestedSpeed = 1;
        runtime::TraceHop hop;
        hop.request = 1;
        hop.from = r.lb;
        hop.to = r.users;
        hop.link = r.link;
        hop.returning = true;
        frame->hops.push_back(hop);
        hop.order = 1;
        hop.from = hop.to = r.users;   // the client is done: no way to be drawn
        hop.last = true;
        frame->hops.push_back(hop);
        canvas::DotField field;
        const canvas::Picture& picture = r.view().picture();
        field.take(*frame, picture);
        const QRectF card = picture.node(r.users)->rect, from = picture.node(r.lb)->rect;
        for (int i = 0; i < 9; ++i) {
            for (const canvas::Dot& dot : field.dots(picture, 6)) {
                QVERIFY(!card.adjusted(-5.9, -5.9, 5.9, 5.9).contains(dot.at));
                QVERIFY(!from.adjusted(-5.9, -5.9, 5.9, 5.9).contains(dot.at));
            }
            field.advance(canvas::DotField::hopSeconds / 8);
        }
        QVERIFY(!field.isMoving());   // and it is not waited for
    }
};

FAULTLINE_TEST(LinksTest)
#include "links_test.moc"
