#include "widgets/transport/transport.h"

#include "widgets/common/theme.h"
#include "widgets/transport/rate_control.h"
#include "widgets/transport/transport_parts.h"

#include "tests/support/test_main.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>

using faultline::transport::RateControl;
using faultline::transport::RateField;
using faultline::transport::SpeedNotice;
using faultline::transport::Transport;
using faultline::widgets::ThemeManager;

class TransportTest : public QObject {
    Q_OBJECT

    static std::unique_ptr<Transport> shown(int width = 1280) {
        auto bar = std::make_unique<Transport>();
        bar->resize(width, 44);
        bar->show();
        (void)QTest::qWaitForWindowExposed(bar.get());
        return bar;
    }
    static QToolButton* button(const Transport& bar, const QString& name) {
        for (auto* candidate : bar.findChildren<QToolButton*>()) {
            if (candidate->accessibleName() == name) return candidate;
        }
        return nullptr;
    }
    static QLineEdit* seedField(const Transport& bar) {
        for (auto* field : bar.findChildren<QLineEdit*>()) {
            if (field->accessibleName() == QStringLiteral("Seed")) return field;
        }
        return nullptr;
    }

private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }

    void playAndPauseAreAskedForNotAssumed() {
        const auto bar = shown();
        QSignalSpy play(bar.get(), &Transport::playRequested);
        QSignalSpy pause(bar.get(), &Transport::pauseRequested);
        auto* toggle = bar->findChild<QPushButton*>();
        QTest::mouseClick(toggle, Qt::LeftButton);
        QCOMPARE(play.count(), 1);
        QVERIFY(!bar->isPlaying());  // until it is told so
        bar->setPlaying(true);
        QTest::mouseClick(toggle, Qt::LeftButton);
        QCOMPARE(pause.count(), 1);
        QCOMPARE(play.count(), 1);
    }

    void stepAndReset() {
        const auto bar = shown();
        QSignalSpy step(bar.get(), &Transport::stepRequested);
        QSignalSpy reset(bar.get(), &Transport::resetRequested);
        QTest::mouseClick(button(*bar, QStringLiteral("Step")), Qt::LeftButton);
        QTest::mouseClick(button(*bar, QStringLiteral("Reset")), Qt::LeftButton);
        QCOMPARE(step.count(), 1);
        QCOMPARE(reset.count(), 1);
        bar->setPlaying(true);
        QTest::mouseClick(button(*bar, QStringLiteral("Step")), Qt::LeftButton);
        QCOMPARE(step.count(), 1);
    }

    void settingTellsNothing() {
        const auto bar = shown();
        QSignalSpy speed(bar.get(), &Transport::speedChanged);
        QSignalSpy seed(bar.get(), &Transport::seedChanged);
        QSignalSpy rate(bar.get(), &Transport::rateChanged);
        bar->setSpeed(5);
        bar->setSeed(7);
        bar->setRate(1234);
        bar->setTime(faultline::second);
        bar->setPlaying(true);
        QCOMPARE(speed.count() + seed.count() + rate.count(), 0);
        QCOMPARE(bar->speed(), 5.0);
        QCOMPARE(bar->seed(), 7U);
        QCOMPARE(bar->rate(), 1234.0);
        QCOMPARE(bar->time(), faultline::second);
    }

    void speedIsChosenFromTheListAndByStep() {
        const auto bar = shown();
        QSignalSpy changed(bar.get(), &Transport::speedChanged);
        auto* box = bar->findChild<QComboBox*>();
        QCOMPARE(box->count(), 9);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(changed.takeLast().at(0).toDouble(), 2.0);
        for (int i = 0; i < 5; ++i) bar->faster();
        QCOMPARE(bar->speed(), 0.0);  // as fast as possible
        bar->slower();
        QCOMPARE(bar->speed(), 10.0);
        for (int i = 0; i < 12; ++i) bar->slower();
        QCOMPARE(bar->speed(), 0.001);
        const qsizetype before = changed.count();
        bar->slower();
        QCOMPARE(changed.count(), before);
    }

    void aSpeedFromElsewhereIsListedOnlyWhileItIsInForce() {
        const auto bar = shown();
        auto* box = bar->findChild<QComboBox*>();
        bar->setSpeed(3);
        QCOMPARE(box->currentText(), QStringLiteral("3x"));
        QCOMPARE(box->itemText(box->currentIndex() - 1), QStringLiteral("2x"));
        bar->setSpeed(1);
        QCOMPARE(box->currentText(), QStringLiteral("1x"));
        QCOMPARE(box->count(), 9);
    }

    void theTrueSpeedIsSaidWhenItIsNotHeld() {
        const auto bar = shown();
        bar->setPlaying(true);
        bar->setTrueSpeed(1, false);
        QVERIFY(bar->notice().isEmpty());
        bar->setTrueSpeed(0.7, true);
        QCOMPARE(bar->notice(), QStringLiteral("0.7x of 1x: the engine is at its limit"));
        auto* notice = bar->findChild<SpeedNotice*>();
        QTRY_COMPARE(notice->shownText(), QStringLiteral("0.7x of 1x: the engine is at its limit"));
        bar->resize(bar->minimumSizeHint().width(), 44);
        QTRY_COMPARE(notice->shownText(), QStringLiteral("0.7x of 1x"));
        bar->setPlaying(false);
        QVERIFY(bar->notice().isEmpty());
        bar->setPlaying(true);
        bar->setSpeed(0);
        bar->setTrueSpeed(34.4, true);
        QCOMPARE(bar->notice(), QStringLiteral("34x"));
    }

    void theClockDoesNotMoveItsNeighbours() {
        const auto bar = shown();
        auto* box = bar->findChild<QComboBox*>();
        bar->setTime(11'111 * faultline::millisecond);
        const QPoint before = box->mapTo(bar.get(), QPoint());
        bar->setTime(48'888 * faultline::millisecond);
        QCoreApplication::processEvents();
        QCOMPARE(box->mapTo(bar.get(), QPoint()), before);
    }

    void aSeedIsTypedOrDiced() {
        const auto bar = shown();
        QSignalSpy changed(bar.get(), &Transport::seedChanged);
        auto* field = seedField(*bar);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("42x"));
        QCOMPARE(field->text(), QStringLiteral("42"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(changed.takeFirst().at(0).toULongLong(), 42U);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(changed.count(), 0);  // the same again is no news
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Backspace);
        bar->findChild<QComboBox*>()->setFocus();
        QTest::mouseClick(button(*bar, QStringLiteral("Another seed")), Qt::LeftButton);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toULongLong(), bar->seed());
        bar->setSeed(18'446'744'073'709'551'615U);
        QCOMPARE(field->text(), QStringLiteral("18446744073709551615"));
    }

    void aTooLargeSeedIsNotTaken() {
        const auto bar = shown();
        QSignalSpy changed(bar.get(), &Transport::seedChanged);
        auto* field = seedField(*bar);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("99999999999999999999"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(field->text(), QStringLiteral("1"));
    }

    void theRateIsTypedWithPrefixes() {
        const auto bar = shown();
        bar->setRate(400);
        QSignalSpy changed(bar.get(), &Transport::rateChanged);
        auto* field = bar->findChild<RateField*>();
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("1.5k"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toDouble(), 1500.0);
        QCOMPARE(bar->rate(), 1500.0);
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("nonsense"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(bar->rate(), 1500.0);
        QCOMPARE(changed.count(), 1);
        QTest::keyClick(field, Qt::Key_Up);
        QVERIFY(bar->rate() > 1500.0);
    }

    void theSliderTellsOnceAtTheEnd() {
        const auto bar = shown();
        bar->setRate(400);
        QSignalSpy changed(bar.get(), &Transport::rateChanged);
        QSignalSpy changing(bar.get(), &Transport::rateChanging);
        auto* slider = bar->findChild<QSlider*>();
        const int y = slider->height() / 2;
        QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(slider->width() / 2, y));
        QTest::mouseMove(slider, QPoint(slider->width() / 2 + 10, y));
        QTest::mouseMove(slider, QPoint(slider->width() - 12, y));
        QVERIFY(changing.count() >= 1);
        const qsizetype before = changed.count();
        QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(slider->width() - 12, y));
        QCOMPARE(changed.count(), before + 1);
        QCOMPARE(changed.last().at(0).toDouble(), bar->rate());
        QVERIFY(bar->rate() > 10'000);
    }

    void theSliderReachesEveryPowerOfTen() {
        QCOMPARE(RateControl::rateAt(0), 0.0);
        QCOMPARE(RateControl::positionOf(0), 0);
        for (const double rate : {1.0, 10.0, 100.0, 1000.0, 1e5, 1e6}) {
            QVERIFY(std::abs(RateControl::rateAt(RateControl::positionOf(rate)) / rate - 1) < 0.02);
        }
        for (int position = 1; position <= 1000; ++position) {
            QVERIFY(RateControl::rateAt(position) >= RateControl::rateAt(position - 1));
        }
    }

    void withoutUsersTheRateSaysWhy() {
        const auto bar = shown();
        bar->setRateUnavailable(QStringLiteral("Add users first."));
        QVERIFY(!bar->findChild<QSlider*>()->isEnabled());
        QCOMPARE(bar->findChild<RateControl*>()->toolTip(), QStringLiteral("Add users first."));
        bar->setRateUnavailable({});
        QVERIFY(bar->findChild<QSlider*>()->isEnabled());
    }

    void everythingFitsASmallWindow() {
        const auto bar = shown();
        bar->setPlaying(true);
        bar->setTrueSpeed(0.7, true);
        QVERIFY2(bar->minimumSizeHint().width() <= 900, qPrintable(QString::number(bar->minimumSizeHint().width())));
    }

    void pictures() {
        const QString folder = qEnvironmentVariable("FAULTLINE_GRABS");
        for (const auto mode : {ThemeManager::Mode::Light, ThemeManager::Mode::Dark}) {
            ThemeManager::instance().setMode(mode);
            for (const int width : {900, 1280}) {
                const auto bar = shown(width);
                bar->setRate(400);
                bar->setTime(72'345 * faultline::millisecond);
                if (width == 1280) {
                    bar->setPlaying(true);
                    bar->setTrueSpeed(0.72, true);
                }
                QCoreApplication::processEvents();
                const QImage grab = bar->grab().toImage();
                QCOMPARE(grab.pixelColor(1, 1), ThemeManager::instance().theme().background);
                if (!folder.isEmpty()) {
                    QVERIFY(grab.save(QStringLiteral("%1/transport_%2_%3.png").arg(folder).arg(int(mode)).arg(width)));
                }
            }
        }
        ThemeManager::instance().setMode(ThemeManager::Mode::Light);
    }
};

FAULTLINE_TEST(TransportTest)
#include "transport_test.moc"
