#include "app/app_settings.h"
#include "app/main_window.h"
#include "app/run_controller.h"
#include "app/workspace.h"
#include "model/design/edits.h"
#include "model/kinds/all_kinds.h"
#include "tests/support/test_main.h"
#include "tests/widgets/canvas/sample.h"
#include "widgets/canvas/canvas_widget.h"
#include "widgets/canvas/view.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/inspector.h"
#include "widgets/palette/palette.h"

#include <QDrag>
#include <QLineEdit>
#include <QPointer>
#include <QScrollArea>
#include <QTableView>
#include <QTimer>
#include <QWheelEvent>
#include <QWindow>

#include <map>

using namespace faultline;
using namespace faultline::app;

namespace {

/// Sees what is dragged over a widget.
class RobotWitness : public QObject {
public:
    explicit RobotWitness(QWidget* widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject* object, QEvent* event) override {
        moves += event->type() == QEvent::DragMove;
        return QObject::eventFilter(object, event);
    }
    int moves = 0;
    bool released = false;
};

/// Someone who draws with the mouse and the keyboard alone: every event goes to the window as the window system would send it, and
/// nothing is asked of the program but where things are on the screen.
///
/// What counts as one action: a click or double click, a drag from press to release, a key with its modifiers, a word or number that
/// is typed together with the Enter behind it, and turning the wheel. Moving the mouse and looking cost nothing.
class RobotHand {
public:
    explicit RobotHand(QSize size) : m_window(new MainWindow(kinds::allKinds())) {
        m_window->resize(size);
        m_window->show();
        m_window->activateWindow();
        if (!QTest::qWaitForWindowActive(m_window)) qFatal("The window does not become active");
        m_window->newDesign();
        m_handle = m_window->windowHandle();
    }
    ~RobotHand() { delete m_window; }
    RobotHand(const RobotHand&) = delete;
    RobotHand& operator=(const RobotHand&) = delete;

    MainWindow& window() { return *m_window; }
    const design::Design& design() { return m_window->document().design(); }
    int actions() const { return m_actions; }

    // ---- Where things are

    /// So far right of and below the corner of what is in view.
    QPoint ground(int x, int y) { return onCanvas(QPoint(x, y)); }
    QPoint middle(ComponentId id) { return onCanvas(rectOf(id).center()); }
    /// The edge at which a drag makes a link.
    QPoint edge(ComponentId id, Qt::Edge which = Qt::RightEdge) {
        const QRect r = rectOf(id);
        switch (which) {
        case Qt::LeftEdge: return onCanvas({r.left(), r.center().y()});
        case Qt::TopEdge: return onCanvas({r.center().x(), r.top()});
        case Qt::BottomEdge: return onCanvas({r.center().x(), r.bottom()});
        default: return onCanvas({r.right(), r.center().y()});
        }
    }
    /// The header of a server: what is dropped there goes into it.
    QPoint title(ComponentId host) { return onCanvas(rectOf(host).topLeft() + QPoint(70, 14)); }
    QPoint onLink(LinkId id) {
        auto* view = qobject_cast<canvas::CanvasView*>(m_window->workspace().canvas().view());
        return onCanvas(view->mapFromScene(view->picture().link(id)->route.at(0.5)));
    }
    QPoint of(QWidget* widget) { return widget->mapTo(m_window.data(), widget->rect().center()); }

    /// The mouse lies where nothing is.
    void rest() { QTest::mouseMove(m_handle, ground(4, 4)); }

    // ---- Actions

    void click(QPoint at, Qt::KeyboardModifiers modifiers = {}) {
        ++m_actions;
        QTest::mouseMove(m_handle, at);
        QTest::mouseClick(m_handle, Qt::LeftButton, modifiers, at);
        settle();
    }
    void doubleClick(QPoint at) {
        ++m_actions;
        QTest::mouseMove(m_handle, at);
        QTest::mouseClick(m_handle, Qt::LeftButton, {}, at);
        QTest::mouseDClick(m_handle, Qt::LeftButton, {}, at);
        settle();
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        ++m_actions;
        QTest::mouseMove(m_handle, from);
        QTest::mousePress(m_handle, Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= 6; ++i)   // with the button held and the modifiers, which mouseMove() leaves out
            QTest::mouseEvent(QTest::MouseMove, m_handle, Qt::NoButton, modifiers, from + (to - from) * i / 6);
        QTest::mouseRelease(m_handle, Qt::LeftButton, modifiers, to);
        settle();
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        ++m_actions;
        QTest::keyClick(m_handle, key, modifiers);
        settle();
    }
    /// A word and Enter.
    void type(const char* word) {
        ++m_actions;
        for (const char* c = word; *c; ++c) QTest::keyClick(m_handle, *c);
        QTest::keyClick(m_handle, Qt::Key_Return);
        settle();
    }

    /// Drags a kind from the palette to a place; the answer is what has come of it.
    ComponentId draw(const char* kind, QPoint to) {
        ++m_actions;
        palette::Palette& palette = m_window->workspace().palette();
        const QRect entry = palette.entryRect(QString::fromLatin1(kind));
        if (!palette.viewport()->rect().contains(entry)) qFatal("%s cannot be seen in the palette", kind);
        const QPoint from = palette.viewport()->mapTo(m_window.data(), entry.center());
        const auto before = design().lastComponentId();
        // The drag has a loop of its own, in which these come: moves until it is over the canvas, then the release.
        RobotWitness over(m_window->workspace().canvas().view()->viewport());
        QTimer hand;
        int step = 0;
        QObject::connect(&hand, &QTimer::timeout, [&] {
            if (++step > 10'000) return QDrag::cancel();
            if (over.moves < 3) QTest::mouseMove(m_handle, to - QPoint(8 - 4 * over.moves, 0));
            else if (!std::exchange(over.released, true)) QTest::mouseRelease(m_handle, Qt::LeftButton, {}, to);
        });
        QTest::mouseMove(m_handle, from);
        QTest::mousePress(m_handle, Qt::LeftButton, {}, from);
        QTest::mouseMove(m_handle, from + QPoint(5, 3));
        hand.start(4);
        QTest::mouseMove(m_handle, from + QPoint(25, 10));
        if (!QTest::qWaitFor([&] { return design().lastComponentId() != before; }, 60'000)) qFatal("%s was not taken", kind);
        hand.stop();
        settle();
        return {design().lastComponentId()};
    }
    /// Drags from the edge of one to the other.
    LinkId link(ComponentId from, ComponentId to, Qt::Edge edgeOfFrom = Qt::RightEdge) {
        const auto before = design().lastLinkId();
        drag(edge(from, edgeOfFrom), middle(to));
        if (design().lastLinkId() == before) qFatal("No link from %s to %s", qPrintable(name(from)), qPrintable(name(to)));
        return {design().lastLinkId()};
    }
    /// Into a field of the inspector, which is scrolled to it where it must.
    void enter(const char* property, const char* value) {
        auto* field = m_window->workspace().inspector().findChild<QWidget*>(QString::fromLatin1(property));
        auto* line = field ? field->findChild<QLineEdit*>() : nullptr;
        if (!line) qFatal("There is no field %s", property);
        for (int turns = 0; line->visibleRegion().isEmpty() && turns < 3; ++turns) scroll(line);
        click(of(line));
        type(value);
    }
    /// Into a cell of a table in the inspector.
    void enterCell(const char* property, int row, int column, const char* value) {
        auto* field = m_window->workspace().inspector().findChild<QWidget*>(QString::fromLatin1(property));
        auto* table = field ? field->findChild<QTableView*>() : nullptr;
        if (!table) qFatal("There is no table %s", property);
        const QRect cell = table->visualRect(table->model()->index(row, column));
        if (!table->viewport()->rect().contains(cell.center())) qFatal("The cell cannot be seen");
        doubleClick(table->viewport()->mapTo(m_window.data(), cell.center()));
        type(value);
    }
    /// Turns the wheel until a widget in a scrolled panel is in its middle.
    void scroll(QWidget* to) {
        ++m_actions;
        QWidget* area = to;
        while (area && !qobject_cast<QScrollArea*>(area)) area = area->parentWidget();
        if (!area) qFatal("Nothing scrolls there");
        QWidget* seen = qobject_cast<QScrollArea*>(area)->viewport();
        const QPointF at = seen->rect().center();
        const int way = int(at.y()) - to->mapTo(seen, to->rect().center()).y();
        QWheelEvent turn(at, seen->mapToGlobal(at), QPoint(0, way), QPoint(0, way), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(seen, &turn);
        settle();
    }

    QString name(ComponentId id) { return design().component(id)->name; }
    ComponentId named(const char* wanted) {
        for (const auto& [id, part] : design().components())
            if (part->name == QLatin1String(wanted)) return id;
        qFatal("There is no %s", wanted);
    }

private:
    QRect rectOf(ComponentId id) { return m_window->workspace().canvas().componentRect(id); }
    QPoint onCanvas(QPoint view) { return m_window->workspace().canvas().view()->viewport()->mapTo(m_window.data(), view); }
    static void settle() { QCoreApplication::processEvents(); }

    QPointer<MainWindow> m_window;
    QWindow* m_handle;
    int m_actions = 0;
};

/// What an assignment asks for, and what is true of every drawing.
struct RobotTask {
    const char* name;
    std::map<std::string, int> kinds;   ///< how many of each
    int links;
    int actions;
};

}  // namespace

/// The four assignments of the course, each drawn in an empty window by mouse and keys alone, in few actions: at most two a
/// component and one a link.
class RobotTest : public QObject {
    Q_OBJECT

    static void keep(RobotHand& hand, const QString& name) {
        hand.window().workspace().canvas().clearSelection();
        hand.rest();
        for (const bool dark : {false, true}) {
            widgets::ThemeManager::instance().setMode(dark ? widgets::ThemeManager::Mode::Dark : widgets::ThemeManager::Mode::Light);
            QCoreApplication::processEvents();
            tests::keepPicture(hand.window().grab().toImage(), name + (dark ? QStringLiteral("-dark") : QString()));
        }
        widgets::ThemeManager::instance().setMode(widgets::ThemeManager::Mode::Light);
    }

    /// It has what was asked for, is sound, and works.
    static void judge(RobotHand& hand, const RobotTask& task) {
        const design::Design& design = hand.design();
        std::map<std::string, int> kinds;
        for (const auto& [id, part] : design.components()) ++kinds[part->kind];
        for (const auto& [kind, count] : task.kinds) QVERIFY2(kinds[kind] == count, qPrintable(QStringLiteral("%1 of %2").arg(kinds[kind]).arg(QString::fromStdString(kind))));
        QCOMPARE(design.links().size(), std::size_t(task.links));
        const auto most = 2 * design.components().size() + design.links().size();
        qInfo("%s: %zu components, %zu links, %d actions (at most %zu)", task.name, design.components().size(), design.links().size(), hand.actions(), most);
        QVERIFY(std::size_t(hand.actions()) <= most);
        QCOMPARE(hand.actions(), task.actions);   // as the table in widgets/canvas/FEATURES.md says
        const auto problems = design::check(design, hand.window().document().catalog());
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().plain().c_str());
        keep(hand, QStringLiteral("robot-%1").arg(QLatin1String(task.name)));
        looksGood(hand);
        if (QTest::currentTestFailed()) return;

        RunController& run = hand.window().run();
        run.setSpeed(5);
        hand.key(Qt::Key_P);
        QVERIFY(run.isPlaying());
        QVERIFY(QTest::qWaitFor([&] { return run.frame() && run.frame()->now > 6 * second; }, 60'000));
        hand.key(Qt::Key_P);
        QVERIFY(QTest::qWaitFor([&] { return !run.isPolling(); }, 60'000));
        QVERIFY2(run.frame()->requestsEnded > 300, qPrintable(QString::number(run.frame()->requestsEnded)));
        QCOMPARE(run.frame()->requestsOk, run.frame()->requestsEnded);
        keep(hand, QStringLiteral("robot-%1-run").arg(QLatin1String(task.name)));
    }

    /// Nothing stands on anything else, every link has found a way, and no label covers a card.
    static void looksGood(RobotHand& hand) {
        const auto& picture = qobject_cast<canvas::CanvasView*>(hand.window().workspace().canvas().view())->picture();
        for (const auto& [id, one] : picture.nodes())
            for (const auto& [other, two] : picture.nodes())
                if (id < other && one.owner == two.owner && one.form == canvas::Form::Card && two.form == canvas::Form::Card)
                    QVERIFY2(!one.rect.intersects(two.rect), qPrintable(one.name + QStringLiteral(" on ") + two.name));
        for (const auto& [id, link] : picture.links()) {
            QVERIFY(!link.route.isEmpty());
            QVERIFY2(!link.labelRect.isNull(), qPrintable(link.label));
            for (const auto& [node, part] : picture.nodes())
                if (part.form == canvas::Form::Card) QVERIFY2(!part.rect.intersects(link.labelRect), qPrintable(link.label + QStringLiteral(" over ") + part.name));
        }
    }

private slots:
    void initTestCase() {
        if (QGuiApplication::platformName() == QLatin1String("offscreen")) QSKIP("A real drag needs a window system");
        widgets::ThemeManager::instance().install(*static_cast<QApplication*>(QCoreApplication::instance()));
    }
    void init() { settings::forgetWindow(); }

    /// One server with everything on it; www.foobar.com leads to 8.8.8.8.
    void simpleWebStack() {
        RobotHand hand({1280, 800});
        const ComponentId users = hand.draw("users", hand.ground(104, 248));
        const ComponentId dns = hand.draw("dns", hand.ground(104, 104));
        const ComponentId server = hand.draw("server", hand.ground(376, 176));
        hand.enter("address", "8.8.8.8");
        const ComponentId web = hand.draw("web_server", hand.title(server));
        const ComponentId app = hand.draw("app_server", hand.title(server));
        const ComponentId files = hand.draw("app_files", hand.title(server));
        const ComponentId db = hand.draw("database", hand.title(server));
        hand.link(users, dns, Qt::TopEdge);
        hand.link(users, web);
        hand.link(web, app);
        hand.link(app, db);
        for (const ComponentId id : {web, app, files, db}) QCOMPARE(hand.design().component(id)->container, server);
        QCOMPARE(design::addressOf(hand.design(), hand.window().document().catalog(), web), 0x08080808u);
        judge(hand, {"simple", {{"users", 1}, {"dns", 1}, {"server", 1}, {"web_server", 1}, {"app_server", 1}, {"app_files", 1}, {"database", 1}}, 4, 15});
    }

    /// A load balancer and two such servers; the second database follows the first.
    void distributed() {
        RobotHand hand({1920, 1080});
        const Site site = drawSite(hand, false);
        QCOMPARE(hand.design().component(site.haproxy)->properties.value("balance").toText(), std::string());   // roundrobin as it comes
        judge(hand, {"distributed", {{"server", 3}, {"load_balancer", 1}, {"web_server", 2}, {"app_server", 2}, {"app_files", 2}, {"database", 2}}, 10, 18});
    }

    /// The same with three firewalls, a certificate and three agents that report to a service.
    void securedAndMonitored() {
        RobotHand hand({1920, 1080});
        const Site site = drawSite(hand, true);
        QCOMPARE(hand.design().component(hand.named("cert-1"))->attachedTo, site.haproxy);
        judge(hand, {"secured", {{"server", 3}, {"load_balancer", 1}, {"certificate", 1}, {"firewall", 3}, {"monitoring_agent", 3},
                                 {"monitoring_service", 1}, {"web_server", 2}, {"app_server", 2}, {"app_files", 2}, {"database", 2}}, 13, 29});
    }

    /// Two load balancers that share an address, and a server of its own for each of web, application and database.
    void scaledUp() {
        RobotHand hand({1920, 1080});
        const ComponentId users = hand.draw("users", hand.ground(100, 400));
        const ComponentId dns = hand.draw("dns", hand.ground(100, 240));
        const ComponentId vip = hand.draw("virtual_ip", hand.ground(380, 400));
        const ComponentId lb = hand.draw("server", hand.ground(652, 260));
        const ComponentId haproxy = hand.draw("load_balancer", hand.title(lb));
        hand.draw("certificate", hand.middle(haproxy));
        hand.link(vip, haproxy);
        hand.drag(hand.title(lb), hand.title(lb) + QPoint(0, 280), Qt::ControlModifier);
        const ComponentId haproxy2 = hand.named("lb-2");
        hand.link(vip, haproxy2);
        const ComponentId webHost = hand.draw("server", hand.ground(956, 400));
        const ComponentId web = hand.draw("web_server", hand.title(webHost));
        const ComponentId appHost = hand.draw("server", hand.ground(1252, 400));
        const ComponentId app = hand.draw("app_server", hand.title(appHost));
        hand.draw("app_files", hand.title(appHost));
        const ComponentId dbHost = hand.draw("server", hand.ground(1252, 120));
        const ComponentId db = hand.draw("database", hand.title(dbHost));
        hand.link(users, dns, Qt::TopEdge);
        hand.link(users, vip);
        hand.link(haproxy, web);
        hand.link(haproxy2, web);
        hand.link(web, app);
        hand.link(app, db, Qt::TopEdge);
        judge(hand, {"scaled", {{"server", 5}, {"load_balancer", 2}, {"virtual_ip", 1}, {"web_server", 1}, {"app_server", 1}, {"database", 1}}, 8, 22});
    }

private:
    struct Site {
        ComponentId haproxy;
    };
    static Site drawSite(RobotHand& hand, bool secured) {
        const ComponentId users = hand.draw("users", hand.ground(104, 360));
        const ComponentId dns = hand.draw("dns", hand.ground(104, 200));
        const ComponentId lb = hand.draw("server", hand.ground(440, 360));
        const ComponentId haproxy = hand.draw("load_balancer", hand.title(lb));
        const ComponentId first = hand.draw("server", hand.ground(800, 176));
        const ComponentId web = hand.draw("web_server", hand.title(first));
        const ComponentId app = hand.draw("app_server", hand.title(first));
        hand.draw("app_files", hand.title(first));
        const ComponentId db = hand.draw("database", hand.title(first));
        hand.link(web, app);
        hand.link(app, db);
        if (secured) {
            hand.draw("monitoring_agent", hand.title(first));
            hand.draw("firewall", hand.title(first));
            hand.enterCell("rules", 1, 3, "80,443,3306");   // its database is asked by the other server as well
            hand.draw("certificate", hand.middle(haproxy));
            hand.draw("monitoring_agent", hand.title(lb));
        }
        hand.drag(hand.title(first), hand.title(first) + QPoint(0, 320), Qt::ControlModifier);
        hand.link(users, dns, Qt::TopEdge);
        const LinkId way = hand.link(users, haproxy);
        hand.link(haproxy, web);
        hand.link(haproxy, hand.named("web-2"));
        hand.link(hand.named("db-2"), db);
        hand.link(hand.named("app-2"), db);
        if (!secured) return {haproxy};
        hand.draw("firewall", hand.onLink(way));
        const ComponentId service = hand.draw("monitoring_service", hand.ground(1300, 360));
        for (const char* agent : {"agent-1", "agent-2", "agent-3"}) hand.link(hand.named(agent), service);
        return {haproxy};
    }
};

FAULTLINE_TEST(RobotTest)
#include "robot_xvfb_test.moc"
