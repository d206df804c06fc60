#include "widgets/canvas/dots.h"

#include "tests/support/test_main.h"
#include "tests/widgets/canvas/robot.h"

using namespace faultline;
using canvas::Dot;
using canvas::DotField;

namespace {

/// A request over links, out and back.
struct DotsJourney {
    runtime::Frame frame;

    explicit DotsJourney(double speed) {
        frame.requestedSpeed = speed;
        frame.playing = true;
    }
    void hop(std::uint64_t request, std::uint32_t order, ComponentId from, ComponentId to, LinkId link, SimTime left, SimTime arrives,
             bool returning = false, bool ok = true) {
        runtime::TraceHop hop;
        hop.request = request;
        hop.order = order;
        hop.from = from;
        hop.to = to;
        hop.link = link;
        hop.left = left;
        hop.arrives = arrives;
        hop.returning = returning;
        hop.ok = ok;
        hop.last = returning;
        hop.outcome = ok ? "ok" : "http_503";
        frame.hops.push_back(hop);
    }
};

}  // namespace

class DotsTest : public QObject {
    Q_OBJECT

    design::DesignDocument document{tests::testCatalog()};
    ComponentId users, lb;
    LinkId link;
    canvas::Picture picture;

private slots:
    void init() {
        document.reset(design::Design());
        tests::Sample sample(document);
        users = sample.add("users", {0, 0});
        lb = sample.add("load_balancer", {400, 0});
        link = sample.link(users, lb);
        picture.sync(document.design(), document.catalog());
    }

    void halfASecondALink() {
        DotField field;
        DotsJourney journey(1);
        journey.hop(7, 0, users, lb, link, 0, millisecond);
        journey.hop(7, 1, lb, users, link, 2 * millisecond, 3 * millisecond, true);
        field.take(journey.frame, picture);
        const QPointF start = field.dots(picture).at(0).at;
        QCOMPARE(start, picture.link(link)->route.at(0));
        field.advance(0.25);
        QCOMPARE(field.dots(picture).at(0).at, picture.link(link)->route.at(0.5));
        field.advance(0.35);                              // the answer is on its way by now
        const Dot dot = field.dots(picture).at(0);
        QVERIFY(dot.hop.returning);
        QCOMPARE(dot.at, picture.link(link)->route.at(0.8));
        field.advance(0.5);
        QVERIFY(!field.isMoving());
    }

    void hopsFollowTheirOrder() {
        DotField field;
        DotsJourney journey(1);
        journey.hop(7, 1, lb, users, link, 2, 3, true);
        journey.hop(7, 0, users, lb, link, 0, 1);
        field.take(journey.frame, picture);
        QVERIFY(!field.dots(picture).at(0).hop.returning);
    }

    void waitsForTheAnswer() {
        DotField field;
        DotsJourney out(1), back(1);
        out.hop(7, 0, users, lb, link, 0, 1);
        back.hop(7, 1, lb, users, link, second, 2 * second, true, false);
        field.take(out.frame, picture);
        field.advance(1);
        QVERIFY(field.dots(picture).empty());             // inside the load balancer
        QVERIFY(field.isMoving());
        field.take(back.frame, picture);
        QCOMPARE(field.dots(picture).size(), 1u);
        QVERIFY(field.dots(picture).at(0).failed);
    }

    void trueTimeWhenSlow() {
        DotField field;
        DotsJourney journey(0.01);
        journey.hop(7, 0, users, lb, link, 10 * millisecond, 20 * millisecond);
        journey.frame.now = 5 * millisecond;
        field.take(journey.frame, picture);
        QVERIFY(field.isShowingTrueTime());
        QVERIFY(field.dots(picture).empty());
        field.advance(10);
        journey.frame.hops.clear();
        journey.frame.now = 15 * millisecond;
        field.take(journey.frame, picture);
        QCOMPARE(field.dots(picture).at(0).at, picture.link(link)->route.at(0.5));
        journey.frame.now = 20 * millisecond;
        field.take(journey.frame, picture);
        QVERIFY(!field.isMoving());
    }

    void neverMoreThan300() {
        DotField field;
        DotsJourney journey(1);
        for (std::uint64_t request = 1; request <= 1000; ++request) journey.hop(request, 0, users, lb, link, 0, 1);
        field.take(journey.frame, picture);
        QCOMPARE(int(field.dots(picture).size()), DotField::most);
    }

    void whatIsGoneTakesItsDotsAlong() {
        DotField field;
        DotsJourney journey(1);
        journey.hop(7, 0, users, lb, link, 0, 1);
        journey.hop(8, 0, users, {999}, {999}, 0, 1);     // never was there
        field.take(journey.frame, picture);
        QCOMPARE(field.requestCount(), 1u);
        document.apply(design::removeParts(document.design(), document.catalog(), {lb}, {}));
        picture.sync(document.design(), document.catalog());
        QVERIFY(field.dots(picture).empty());
        field.dropGone(picture);
        QVERIFY(!field.isMoving());
    }

    void withoutALinkItGoesStraight() {
        DotField field;
        DotsJourney journey(1);
        journey.hop(7, 0, users, lb, {}, 0, 1);
        field.take(journey.frame, picture);
        field.advance(0.25);
        QCOMPARE(field.dots(picture).at(0).at, (picture.node(users)->rect.center() + picture.node(lb)->rect.center()) / 2);
    }

    void throughAFirewallInPieces() {
        tests::Sample sample(document);
        const ComponentId firewall = sample.inLine("firewall", link);
        picture.sync(document.design(), document.catalog());
        DotField field;
        DotsJourney journey(1);
        journey.hop(7, 0, users, firewall, link, 0, 1);
        field.take(journey.frame, picture);
        field.advance(0.499);
        QVERIFY((field.dots(picture).at(0).at - picture.node(firewall)->rect.center()).manhattanLength() < 2);
    }

    void namesTheRequest() {
        DotField field;
        DotsJourney journey(1);
        journey.hop(1042, 0, users, lb, link, 0, 1);
        field.take(journey.frame, picture);
        const QString text = canvas::describeDot(field.dots(picture).at(0), picture);
        QVERIFY(text.contains(QLatin1String("1042")) && text.contains(QLatin1String("users-1")) && text.contains(QLatin1String("lb-1")));
    }

    void theCanvasMovesThemAndRestsAfterwards() {
        tests::Robot robot;
        const ComponentId a = robot.sample.add("users", {100, 100}), b = robot.sample.add("load_balancer", {500, 100});
        const LinkId wire = robot.sample.link(a, b);
        auto frame = tests::healthyFrame(robot.design());
        DotsJourney journey(1);
        journey.hop(1, 0, a, b, wire, 0, 1);
        journey.hop(1, 1, b, a, wire, 2, 3, true);
        frame->hops = journey.frame.hops;
        robot.canvas.setFrame(frame);
        const auto running = [&] {
            int active = 0;
            for (const QTimer* timer : robot.canvas.findChildren<QTimer*>()) active += timer->isActive();
            return active;
        };
        const QImage before = robot.canvas.grab().toImage();
        QTRY_VERIFY(robot.canvas.grab().toImage() != before);
        auto paused = std::make_shared<runtime::Frame>(*frame);
        paused->playing = false;
        paused->hops.clear();
        robot.canvas.setFrame(paused);
        QTRY_COMPARE(running(), 0);                       // nothing moves: nothing ticks
        robot.document.apply(design::removeParts(robot.design(), robot.document.catalog(), {b}, {}));
        robot.canvas.setFrame(frame);                     // ids that are gone
        robot.canvas.setFrame({});
        QTRY_COMPARE(running(), 0);
    }
};

FAULTLINE_TEST(DotsTest)
#include "dots_test.moc"
