#include "widgets/palette/palette.h"

#include "model/kinds/all_kinds.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/say.h"
#include "widgets/common/theme.h"

#include "tests/support/test_main.h"

#include <QApplication>
#include <QFontMetricsF>

using faultline::palette::Palette;
using faultline::widgets::ThemeManager;

/// The palette with the catalogue of the program.
class PaletteCatalogueTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { ThemeManager::instance().install(*qApp); }

    void everyKindHasAnIconAndANameThatFits() {
        const QFontMetricsF metrics(faultline::widgets::bodyFont());
        for (const auto& kind : faultline::kinds::allKinds().kinds()) {
            QVERIFY2(faultline::widgets::hasIcon(QStringLiteral("kinds/") + QString::fromUtf8(kind.id)), kind.id);
            // 200 pixels less icon, gaps and the room of the handle.
            QVERIFY2(metrics.horizontalAdvance(faultline::widgets::say(kind.label)) < 130, kind.id);
        }
    }

    void everyKindIsListedAndFoundByItsName() {
        Palette palette(faultline::kinds::allKinds());
        palette.resize(200, 560);
        palette.show();
        QVERIFY(QTest::qWaitForWindowExposed(&palette));
        const QString folder = qEnvironmentVariable("FAULTLINE_GRABS");
        if (!folder.isEmpty()) QVERIFY(palette.grab().save(folder + QStringLiteral("/palette_real.png")));
        for (const auto& kind : faultline::kinds::allKinds().kinds()) {
            palette.setQuery(faultline::widgets::say(kind.label));
            QVERIFY2(palette.entryRect(QString::fromUtf8(kind.id)).isValid(), kind.id);
            for (const auto& preset : kind.software) {
                palette.setQuery(QString::fromUtf8(preset.name));
                QVERIFY2(palette.entryRect(QString::fromUtf8(kind.id), QString::fromUtf8(preset.name)).isValid(), preset.name);
            }
        }
    }
};

FAULTLINE_TEST(PaletteCatalogueTest)
#include "palette_catalogue_test.moc"
