#include "widgets/common/theme.h"

#include "tests/support/test_main.h"

#include <QApplication>
#include <QScopeGuard>
#include <QSignalSpy>

#include <array>
#include <cmath>

using namespace faultline::widgets;

class ThemeTest : public QObject {
    Q_OBJECT

    static void requireContrast(const char* what, const QColor& text, const QColor& background, double ratio) {
        QVERIFY2(contrast(text, background) >= ratio, qPrintable(QStringLiteral("%1: %2 on %3 is %4:1, must be %5:1")
                                                                     .arg(QString::fromUtf8(what), text.name(), background.name())
                                                                     .arg(contrast(text, background), 0, 'f', 2)
                                                                     .arg(ratio)));
    }

    /// How far two colours are apart for an eye without green cones, as a distance of linear RGB after the simulation of
    /// Machado, Oliveira and Fernandes (2009), severity 1.
    static double deuteranopeDistance(const QColor& a, const QColor& b) {
        const auto seen = [](const QColor& c) {
            const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
            const double r = linear(c.redF()), g = linear(c.greenF()), bl = linear(c.blueF());
            return std::array{0.367322 * r + 0.860646 * g - 0.227968 * bl, 0.280085 * r + 0.672501 * g + 0.047413 * bl,
                              -0.011820 * r + 0.042940 * g + 0.968881 * bl};
        };
        const auto x = seen(a), y = seen(b);
        return std::sqrt(std::pow(x[0] - y[0], 2) + std::pow(x[1] - y[1], 2) + std::pow(x[2] - y[2], 2));
    }

private slots:
    void contrastOfKnownPairs() {
        QCOMPARE(qRound(contrast(Qt::white, Qt::black) * 100), 2100);
        QCOMPARE(qRound(contrast(QColor(0x777777), Qt::white) * 100), 448);  // the well-known grey that just fails
    }

    void readableReachesTheRatioAndKeepsWhatIsGood() {
        QVERIFY(contrast(readable(QColor(0xE69F00), Qt::white), Qt::white) >= 4.5);
        QVERIFY(contrast(readable(QColor(0x0072B2), QColor(0x161D2E)), QColor(0x161D2E)) >= 4.5);
        QCOMPARE(readable(Qt::black, Qt::white), QColor(Qt::black));
    }

    void texts_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("colourBlind");
        QTest::newRow("light") << false << false;
        QTest::newRow("dark") << true << false;
        QTest::newRow("light, for the colour-blind") << false << true;
        QTest::newRow("dark, for the colour-blind") << true << true;
    }
    void texts() {
        QFETCH(bool, dark);
        QFETCH(bool, colourBlind);
        ThemeManager::instance().setForColourBlind(colourBlind);
        const auto back = qScopeGuard([] { ThemeManager::instance().setForColourBlind(false); });
        const Theme& t = dark ? Theme::darkTheme() : Theme::light();
        QCOMPARE(t.dark, dark);
        const QList<QColor> areas{t.background, t.canvas, t.surface, t.raised, t.field, t.hover, t.card, t.container};
        for (const QColor& area : areas) {
            requireContrast("text", t.text, area, 7);
            requireContrast("muted", t.muted, area, 4.5);
            requireContrast("link", t.link, area, 4.5);
            for (const State state : allStates) {
                requireContrast("state", t.of(state).text, area, 4.5);
            }
        }
        for (const State state : allStates) {
            requireContrast("state on its tint", t.of(state).text, blended(t.of(state).soft, t.surface), 4.5);
        }
        for (const QColor& zone : t.zones) {
            requireContrast("zone label", t.muted, blended(zone, t.canvas), 4.5);
        }
        requireContrast("on accent", t.onAccent, t.accent, 4.5);
        requireContrast("on accent, hovered", t.onAccent, t.accentHover, 4.5);
        requireContrast("on accent, pressed", t.onAccent, t.accentPressed, 4.5);
        requireContrast("on soft accent", t.onAccentSoft, t.accentSoft, 4.5);
        requireContrast("text on soft accent", t.text, t.accentSoft, 4.5);
        requireContrast("muted on soft accent", t.muted, t.accentSoft, 4.5);
        requireContrast("note", t.noteText, t.note, 4.5);
        requireContrast("axis", t.chartAxisText, t.surface, 4.5);
        requireContrast("closed lock", t.locked, t.surface, 4.5);
        requireContrast("open lock", t.unlocked, t.surface, 4.5);
        for (const QColor& color : t.seriesText) {
            requireContrast("series text", color, t.surface, 4.5);
        }
        requireContrast("focus ring", t.focusRing, t.surface, 3);
        requireContrast("selection", t.selection, t.canvas, 3);
        requireContrast("link line", t.wire, t.canvas, 3);
        requireContrast("disabled", t.disabled, t.surface, 2.5);
    }

    void theColourBlindTellWorkingFromFailing_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theColourBlindTellWorkingFromFailing() {
        QFETCH(bool, dark);
        const auto apart = [&](State a, State b) {
            const Theme& t = dark ? Theme::darkTheme() : Theme::light();
            return deuteranopeDistance(t.of(a).fill, t.of(b).fill);
        };
        const double usual = apart(State::Strained, State::Ok);
        ThemeManager::instance().setForColourBlind(true);
        const auto back = qScopeGuard([] { ThemeManager::instance().setForColourBlind(false); });
        for (const State bad : {State::Strained, State::Failing}) QVERIFY2(apart(bad, State::Ok) > 0.45, qPrintable(QString::number(apart(bad, State::Ok))));
        QVERIFY(apart(State::Strained, State::Failing) > 0.2);
        QVERIFY(usual < apart(State::Strained, State::Ok));
    }

    void thePaletteForTheColourBlindIsToldOnce() {
        ThemeManager& manager = ThemeManager::instance();
        manager.install(*qApp);
        QSignalSpy changed(&manager, &ThemeManager::changed);
        manager.setForColourBlind(true);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(theme().of(State::Ok).fill, Theme::light().of(State::Ok).fill);
        QVERIFY(theme().of(State::Ok).fill != QColor(0x12B76A));
        manager.setForColourBlind(true);
        QCOMPARE(changed.count(), 1);
        manager.setForColourBlind(false);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(theme().of(State::Ok).fill, QColor(0x12B76A));
    }

    void seriesAreOkabeItoAndRepeat() {
        const Theme& t = Theme::light();
        QCOMPARE(t.seriesColor(0), QColor(0x0072B2));
        QCOMPARE(t.seriesColor(5), QColor(0xD55E00));
        QCOMPARE(t.seriesColor(6), t.seriesColor(0));
    }

    void changingTheModeChangesThePaletteAndTellsOnce() {
        ThemeManager& manager = ThemeManager::instance();
        manager.install(*qApp);
        manager.setMode(ThemeManager::Mode::Light);
        QSignalSpy changed(&manager, &ThemeManager::changed);
        manager.setMode(ThemeManager::Mode::Dark);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(qApp->palette().color(QPalette::Window), Theme::darkTheme().background);
        manager.setMode(ThemeManager::Mode::Dark);
        QCOMPARE(changed.count(), 1);
        manager.setMode(ThemeManager::Mode::Light);
        QCOMPARE(qApp->palette().color(QPalette::Window), Theme::light().background);
        QCOMPARE(changed.count(), 2);
    }
};

FAULTLINE_TEST(ThemeTest)
#include "theme_test.moc"
