#include "widgets/events/events_panel.h"

#include "widgets/common/search_field.h"
#include "widgets/common/theme.h"
#include "widgets/events/event_view.h"

#include "tests/support/test_main.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

using faultline::ComponentId;
using faultline::events::EventModel;
using faultline::events::EventsPanel;
using faultline::events::EventView;
using faultline::runtime::Event;
using faultline::runtime::Frame;
using faultline::runtime::Severity;
using faultline::widgets::ThemeManager;

namespace {

Event makeEvent(std::uint64_t number, std::uint32_t component, Severity severity, const QString& text, std::uint64_t before = 0,
                const QString& cause = {}) {
    Event e;
    e.number = number;
    e.time = faultline::SimTime(number) * 500 * faultline::millisecond;
    e.component = ComponentId{component};
    e.severity = severity;
    e.text = text;
    e.before = before;
    e.cause = cause;
    return e;
}

/// A server dies, the load balancer notices, the requests suffer.
Frame story() {
    Frame frame;
    Event kill = makeEvent(1, 2, Severity::Bad, QStringLiteral("server-2 was switched off"));
    kill.isCommand = true;
    frame.events = {kill,
                    makeEvent(2, 3, Severity::Warning, QStringLiteral("web-2 does not answer the check"), 1,
                              QStringLiteral("its host is off")),
                    makeEvent(3, 1, Severity::Bad, QStringLiteral("web-2 is DOWN"), 2, QStringLiteral("3 checks failed")),
                    makeEvent(4, 0, Severity::Info, QStringLiteral("the run goes on")),
                    makeEvent(5, 1, Severity::Good, QStringLiteral("requests are answered again"), 3,
                              QStringLiteral("web-1 takes all of them"))};
    return frame;
}

Frame many(std::uint64_t first, int count) {
    Frame frame;
    for (int i = 0; i < count; ++i) {
        frame.events.push_back(makeEvent(first + std::uint64_t(i), 1 + std::uint32_t(i % 3), Severity::Info,
                                         QStringLiteral("event %1").arg(first + std::uint64_t(i))));
    }
    return frame;
}

}  // namespace

class EventsTest : public QObject {
    Q_OBJECT

    static std::unique_ptr<EventsPanel> shown(int width = 720) {
        auto panel = std::make_unique<EventsPanel>();
        panel->setNameOf([](ComponentId id) {
            return QStringList{QString(), QStringLiteral("lb-1"), QStringLiteral("server-2"), QStringLiteral("web-2")}.value(
                qsizetype(id.value));
        });
        panel->resize(width, 240);
        panel->show();
        (void)QTest::qWaitForWindowExposed(panel.get());
        return panel;
    }
    static EventView* view(const EventsPanel& panel) { return panel.findChild<EventView*>(); }
    static QString cell(const EventsPanel& panel, int row, int column) {
        return view(panel)->model()->index(row, column).data().toString();
    }
    static QComboBox* box(const EventsPanel& panel, const QString& name) {
        for (auto* candidate : panel.findChildren<QComboBox*>()) {
            if (candidate->accessibleName() == name) return candidate;
        }
        return nullptr;
    }

private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }

    void eventsAreListedInOrder() {
        const auto panel = shown();
        panel->append(story());
        QCOMPARE(panel->shownRows(), 5);
        QCOMPARE(cell(*panel, 0, EventModel::Time), QStringLiteral("0:00.500"));
        QCOMPARE(cell(*panel, 0, EventModel::Component), QStringLiteral("server-2"));
        QCOMPARE(cell(*panel, 2, EventModel::What), QStringLiteral("web-2 is DOWN"));
        QCOMPARE(cell(*panel, 2, EventModel::Cause), QStringLiteral("3 checks failed"));
        QCOMPARE(cell(*panel, 3, EventModel::Component), QString());
    }

    void aBatchIsOneSignal() {
        const auto panel = shown();
        QSignalSpy inserted(&panel->model(), &QAbstractItemModel::rowsInserted);
        panel->append(many(1, 500));
        QCOMPARE(inserted.count(), 1);
        panel->append(Frame());
        QCOMPARE(inserted.count(), 1);
    }

    void onlyTheNewestTenThousandAreKept() {
        const auto panel = shown();
        std::uint64_t number = 1;
        for (int batch = 0; batch < 30; ++batch, number += 1000) panel->append(many(number, 1000));
        QVERIFY(panel->model().rowCount() <= EventModel::mostRows());
        QVERIFY(panel->model().rowCount() >= EventModel::mostRows() * 8 / 10);
        QCOMPARE(panel->model().eventAt(panel->model().rowCount() - 1)->number, number - 1);
        Frame flood = many(number, 25'000);
        panel->append(flood);
        QVERIFY(panel->model().rowCount() <= EventModel::mostRows());
        QCOMPARE(panel->model().eventAt(panel->model().rowCount() - 1)->number, flood.events.back().number);
    }

    void itFollowsUntilTheUserScrollsUp() {
        const auto panel = shown();
        panel->append(many(1, 200));
        auto* bar = view(*panel)->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        QVERIFY(bar->maximum() > 0);
        panel->append(many(201, 100));
        QTRY_COMPARE(bar->value(), bar->maximum());
        const QPoint centre = view(*panel)->viewport()->rect().center();
        QWheelEvent up(centre, view(*panel)->viewport()->mapToGlobal(centre), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                       Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view(*panel)->viewport(), &up);
        QVERIFY(!panel->isFollowing());
        const int before = bar->value();
        panel->append(many(301, 100));
        QCoreApplication::processEvents();
        QCOMPARE(bar->value(), before);
        QToolButton* newest = nullptr;
        for (auto* button : panel->findChildren<QToolButton*>()) {
            if (button->text() == QStringLiteral("Newest")) newest = button;
        }
        QTRY_VERIFY(newest->isVisible());
        QTest::mouseClick(newest, Qt::LeftButton);
        QVERIFY(panel->isFollowing());
        QTRY_COMPARE(bar->value(), bar->maximum());
        QVERIFY(!newest->isVisible());
    }

    void filtersByWordsComponentAndSeverity() {
        const auto panel = shown();
        panel->append(story());
        auto* search = panel->findChild<faultline::widgets::SearchField*>();
        QTest::keyClicks(search, QStringLiteral("CHECK"));
        QCOMPARE(panel->shownRows(), 2);  // once in the text, once in the cause
        QTest::keyClick(search, Qt::Key_Escape);
        QCOMPARE(panel->shownRows(), 5);
        auto* components = box(*panel, QStringLiteral("Component"));
        QCOMPARE(components->count(), 4);
        components->setCurrentIndex(components->findText(QStringLiteral("lb-1")));
        QCOMPARE(panel->shownRows(), 2);
        panel->append(many(6, 3));  // the choice stays while the list grows
        QCOMPARE(components->currentText(), QStringLiteral("lb-1"));
        QCOMPARE(panel->shownRows(), 3);
        panel->setComponent({});
        QCOMPARE(panel->shownRows(), 8);
        auto* least = box(*panel, QStringLiteral("Severity"));
        least->setCurrentIndex(3);
        QCOMPARE(panel->shownRows(), 2);
        least->setCurrentIndex(2);
        QCOMPARE(panel->shownRows(), 3);
        least->setCurrentIndex(1);
        QCOMPARE(panel->shownRows(), 4);
    }

    void aComponentWithoutEventsCanBeChosen() {
        const auto panel = shown();
        panel->append(story());
        panel->setNameOf([](ComponentId) { return QStringLiteral("idle-1"); });
        panel->setComponent(ComponentId{77});
        QCOMPARE(panel->shownRows(), 0);
        QCOMPARE(box(*panel, QStringLiteral("Component"))->currentText(), QStringLiteral("idle-1"));
        panel->append(many(6, 3));
        QCOMPARE(panel->shownRows(), 0);
        panel->setComponent({});
        QCOMPARE(panel->shownRows(), 8);
    }

    void aClickNamesTheComponentAndShowsWhy() {
        const auto panel = shown();
        panel->append(story());
        QSignalSpy activated(panel.get(), &EventsPanel::componentActivated);
        auto* table = view(*panel);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(4, 1)).center());
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.at(0).at(0).value<ComponentId>(), ComponentId{1});
        const auto labels = panel->findChildren<QLabel*>();
        const auto detail =
            std::find_if(labels.begin(), labels.end(), [](QLabel* l) { return l->text().startsWith(QStringLiteral("Because")); });
        QVERIFY(detail != labels.end());
        QTRY_VERIFY((*detail)->isVisible());
        const QString text = (*detail)->text();
        QVERIFY(text.indexOf(QStringLiteral("switched off")) > 0);
        QVERIFY(text.indexOf(QStringLiteral("switched off")) < text.indexOf(QStringLiteral("DOWN")));
        QTest::keyClick(table, Qt::Key_Up);
        QTest::keyClick(table, Qt::Key_Up);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(activated.count(), 2);
        // An event of the run as a whole has nothing to show.
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(3, 1)).center());
        QCOMPARE(activated.count(), 2);
        QVERIFY(table->model()->index(4, 2).data(Qt::ToolTipRole).toString().contains(QStringLiteral("switched off")));
    }

    void causesThatAreGoneEndTheChain() {
        EventModel model;
        const std::vector<Event> events{makeEvent(50, 1, Severity::Bad, QStringLiteral("late"), 3),
                                        makeEvent(51, 1, Severity::Bad, QStringLiteral("self"), 51)};
        model.append(events);
        QCOMPARE(model.chainOf(0).size(), std::size_t{1});
        QCOMPARE(model.chainOf(1).size(), std::size_t{1});  // a loop would never end
        QVERIFY(model.chainOf(7).empty());
    }

    void aRestartForgets() {
        const auto panel = shown();
        panel->append(story());
        Frame fresh = many(1, 2);
        fresh.restarted = true;
        panel->append(fresh);
        QCOMPARE(panel->shownRows(), 2);
        QCOMPARE(cell(*panel, 0, EventModel::What), QStringLiteral("event 1"));
    }

    void renamedComponentsAreCalledByTheirNewName() {
        const auto panel = shown();
        panel->append(story());
        panel->setNameOf([](ComponentId id) { return id.value == 2 ? QStringLiteral("edge") : QString(); });
        panel->refreshNames();
        QCOMPARE(cell(*panel, 0, EventModel::Component), QStringLiteral("edge"));
        QCOMPARE(cell(*panel, 2, EventModel::Component), QStringLiteral("lb-1"));  // gone: its last name
    }

    void theEmptyStateSaysWhatToDo() {
        const auto panel = shown();
        QVERIFY(!view(*panel)->isVisible());
        panel->append(story());
        QVERIFY(view(*panel)->isVisible());
        QTest::keyClicks(panel->findChild<faultline::widgets::SearchField*>(), QStringLiteral("zzz"));
        auto* all = panel->findChild<QPushButton*>();
        QTRY_VERIFY(all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QCOMPARE(panel->shownRows(), 5);
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("FAULTLINE_GRABS");
        for (const auto mode : {ThemeManager::Mode::Light, ThemeManager::Mode::Dark}) {
            ThemeManager::instance().setMode(mode);
            for (const int width : {360, 760}) {
                const auto panel = shown(width);
                panel->append(story());
                view(*panel)->selectRow(4);
                QCoreApplication::processEvents();
                const QImage grab = panel->grab().toImage();
                QCOMPARE(grab.pixelColor(1, 1), ThemeManager::instance().theme().background);
                if (!folder.isEmpty()) {
                    QVERIFY(grab.save(QStringLiteral("%1/events_%2_%3.png").arg(folder).arg(int(mode)).arg(width)));
                }
            }
        }
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
    }
};

FAULTLINE_TEST(EventsTest)
#include "events_test.moc"
